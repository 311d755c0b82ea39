//! The texts of reducing kernels.

use std::fmt::Write;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Class, Program};
use smallvec::SmallVec;

use super::{Kind, THREADS};
use crate::compile::Source;
use crate::pointwise::source::{class_type, compute, load_as, scalar, storage_type, store_as};

/// What a kernel is made for.
pub(super) struct Form {
    pub kind: Kind,
    pub acc: Class,
    pub program: &'static Program,
    pub output: Option<DType>,
    pub indices: bool,
    pub inputs: SmallVec<[DType; 4]>,
    pub kept: u8,
    pub reduced: u8,
    pub lanes: u16,
    pub columns: bool,
    pub sliced: bool,
    pub wide: bool,
}

impl Form {
    fn is_arg(&self) -> bool {
        matches!(self.kind, Kind::ArgMin | Kind::ArgMax)
    }

    /// Bytes of a partial result.
    pub(super) fn state_size(&self) -> usize {
        if self.is_arg() { 16 } else { self.acc.size() }
    }

    fn targets(&self) -> usize {
        self.output.is_some() as usize + self.indices as usize
    }

    /// The structure that combines, of kernels/reduce.cuh.
    fn reducer(&self) -> String {
        let name = match self.kind {
            Kind::Sum => "Sum",
            Kind::Prod => "Prod",
            Kind::Min | Kind::All => "Min",
            Kind::Max | Kind::Any => "Max",
            Kind::ArgMin => "ArgMin",
            Kind::ArgMax => "ArgMax",
        };
        format!("{name}<{}>", class_type(self.acc))
    }

    fn index(&self) -> &'static str {
        if self.wide { "u64" } else { "u32" }
    }

    fn label(&self) -> String {
        format!("reduce {:?} {}", self.kind, self.inputs.first().map_or("", |dtype| dtype.name())).to_lowercase()
    }

    /// Storing `state` to the targets, whose places are `at`.
    fn store(&self) -> String {
        let mut text = String::new();
        let value = if self.is_arg() { "state.value" } else { "state" };
        let mut target = 0;
        if let Some(dtype) = self.output {
            let element = store_as(value, self.acc, dtype);
            let _ = writeln!(text, "    *({}*)(p.targets[0] + at[0]) = {element};", storage_type(dtype));
            target = 1;
        }
        if self.indices {
            let _ = writeln!(text, "    *(i64*)(p.targets[{target}] + at[{target}]) = state.position;");
        }
        text
    }

    /// Elements to states, to results or partial results.
    pub(super) fn first(&self) -> Source {
        let (targets, inputs) = (self.targets(), self.inputs.len());
        let (kept, reduced, lanes) = (self.kept, self.reduced, self.lanes);
        let columns = THREADS / lanes as usize;
        let mut text = compute(self.program);
        let scalars = match self.program.scalars().len() {
            0 => String::new(),
            count => format!("    Scalar scalars[{count}];\n"),
        };
        let all = targets + inputs;
        let _ = write!(
            text,
            "typedef {reducer} R;\nstruct Params {{\n    u64 count, length, per_slice;\n    R::State* partials;\n    \
             char* targets[{targets}];\n    char* inputs[{inputs}];\n{scalars}    Dim kept[{kept}];\n    \
             i64 kept_steps[{kept}][{all}];\n    Dim reduced[{reduced}];\n    i64 reduced_steps[{reduced}][{inputs}];\n}};\n",
            reducer = self.reducer(),
        );
        let (lane, column, step) = if self.columns {
            (format!("threadIdx.x / {columns}"), format!("threadIdx.x % {columns}"), columns)
        } else {
            (format!("threadIdx.x % {lanes}"), format!("threadIdx.x / {lanes}"), 1)
        };
        let index = self.index();
        let _ = write!(
            text,
            "KERNEL(reduce, Params, {THREADS}) {{\n    const int lane = {lane};\n    \
             const u64 column = (u64)blockIdx.x * {columns} + {column};\n    R::State state = R::identity();\n    \
             i64 at[{all}] = {{}};\n    if (column < p.count) {{\n        \
             walk<{kept}, {all}>(({index})column, p.kept, p.kept_steps, at);\n        \
             const u64 start = (u64)blockIdx.y * p.per_slice;\n        \
             const u64 end = start + p.per_slice < p.length ? start + p.per_slice : p.length;\n\
             #pragma unroll 4\n        for (u64 j = start + lane; j < end; j += {lanes}) {{\n            \
             i64 within[{inputs}] = {{}};\n            \
             walk<{reduced}, {inputs}>(({index})j, p.reduced, p.reduced_steps, within);\n"
        );
        for (k, dtype) in self.inputs.iter().enumerate() {
            let raw = format!("*(const {}*)(p.inputs[{k}] + at[{}] + within[{k}])", storage_type(*dtype), targets + k);
            let element = load_as(&raw, *dtype, self.program.inputs()[k]);
            let _ = writeln!(text, "            const auto e{k} = {element};");
        }
        let mut arguments: Vec<String> = (0..inputs).map(|k| format!("e{k}")).collect();
        arguments.extend((0..self.program.scalars().len()).map(|k| scalar(self.program, k)));
        arguments.push("value".into());
        let _ = write!(
            text,
            "            {} value;\n            compute({});\n            \
             state = R::combine(state, R::state(value, (i64)j));\n        }}\n    }}\n    \
             state = combine_lanes<R, {THREADS}, {lanes}, {step}>(state, lane);\n    \
             if (lane != 0 || column >= p.count) return;\n",
            class_type(self.acc),
            arguments.join(", ")
        );
        match self.sliced {
            true => text.push_str("    p.partials[blockIdx.y * p.count + column] = state;\n"),
            false => text.push_str(&self.store()),
        }
        text.push_str("}\n");
        Source { name: "reduce", label: self.label(), text }
    }

    /// Partial results to results: a block for each kept element.
    pub(super) fn second(&self) -> Source {
        let (targets, kept) = (self.targets(), self.kept);
        let all = targets + self.inputs.len();
        let mut text = format!(
            "typedef {reducer} R;\nstruct Params {{\n    u64 count, slices;\n    const R::State* partials;\n    \
             char* targets[{targets}];\n    Dim kept[{kept}];\n    i64 kept_steps[{kept}][{all}];\n}};\n\
             KERNEL(reduce_slices, Params, {THREADS}) {{\n    const u64 column = blockIdx.x;\n    \
             R::State state = R::identity();\n    for (u64 j = threadIdx.x; j < p.slices; j += {THREADS}) {{\n        \
             state = R::combine(state, p.partials[j * p.count + column]);\n    }}\n    \
             state = combine_lanes<R, {THREADS}, {THREADS}, 1>(state, threadIdx.x);\n    \
             if (threadIdx.x != 0) return;\n    i64 at[{all}] = {{}};\n    \
             walk<{kept}, {all}>(({index})column, p.kept, p.kept_steps, at);\n",
            reducer = self.reducer(),
            index = self.index(),
        );
        text.push_str(&self.store());
        text.push_str("}\n");
        Source { name: "reduce_slices", label: format!("{} slices", self.label()), text }
    }
}
