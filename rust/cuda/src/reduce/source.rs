//! The texts of reducing kernels.

use std::fmt::Write;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Class, Program};
use smallvec::SmallVec;

use super::{Gather, Kind, THREADS};
use crate::compile::Source;
use crate::pointwise::source::{class_type, function, load_as, scalar_field, scalars, storage_type, store_as};

/// What a kernel is made for.
pub(super) struct Form {
    pub gather: Gather,
    pub acc: Class,
    pub map: &'static Program,
    pub finish: Option<&'static Program>,
    /// Dtypes of results, without that of positions.
    pub results: SmallVec<[DType; 4]>,
    pub indices: bool,
    /// Dtypes of what `finish` reads beside the gathered values.
    pub beside: SmallVec<[DType; 4]>,
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
        matches!(self.gather, Gather::One(Kind::ArgMin | Kind::ArgMax))
    }

    /// Bytes of a partial result.
    pub(super) fn state_size(&self) -> usize {
        match self.gather {
            Gather::One(_) if self.is_arg() => 16,
            Gather::One(_) => self.acc.size(),
            Gather::Sums => self.map.outputs().len() * self.acc.size(),
            Gather::Moments => 3 * self.acc.size(),
        }
    }

    /// Operands that have an element for each kept one.
    fn kept_operands(&self) -> usize {
        self.results.len() + self.indices as usize + self.beside.len()
    }

    /// The structure that combines, of kernels/reduce.cuh and kernels/gather.cuh.
    fn reducer(&self) -> String {
        let acc = class_type(self.acc);
        let name = match self.gather {
            Gather::One(Kind::Sum) => "Sum",
            Gather::One(Kind::Prod) => "Prod",
            Gather::One(Kind::Min | Kind::All) => "Min",
            Gather::One(Kind::Max | Kind::Any) => "Max",
            Gather::One(Kind::ArgMin) => "ArgMin",
            Gather::One(Kind::ArgMax) => "ArgMax",
            Gather::Moments => "Moments",
            Gather::Sums => return format!("Sums<{acc}, {}>", self.map.outputs().len()),
        };
        format!("{name}<{acc}>")
    }

    /// The functions that the kernel calls.
    fn functions(&self) -> String {
        let mut text = match self.gather {
            Gather::One(_) => String::new(),
            Gather::Sums | Gather::Moments => include_str!("../kernels/gather.cuh").to_owned(),
        };
        if let Some(finish) = self.finish {
            text.push_str(&function("finish", finish));
        }
        let _ = writeln!(text, "typedef {} R;", self.reducer());
        text
    }

    fn finish_scalars(&self) -> String {
        self.finish.map_or(String::new(), |finish| scalar_field(finish, "finish_scalars"))
    }

    fn index(&self) -> &'static str {
        if self.wide { "u64" } else { "u32" }
    }

    fn label(&self) -> String {
        let what = match self.gather {
            Gather::One(kind) => format!("{kind:?}"),
            other => format!("{other:?}"),
        };
        format!("reduce {what} {}", self.inputs.first().map_or("", |dtype| dtype.name())).to_lowercase()
    }

    /// The values that a state holds.
    fn gathered(&self) -> Vec<String> {
        match self.gather {
            Gather::One(_) if self.is_arg() => vec!["state.value".into()],
            Gather::One(_) => vec!["state".into()],
            Gather::Sums => (0..self.map.outputs().len()).map(|at| format!("state.at[{at}]")).collect(),
            Gather::Moments => vec!["state.mean".into(), "state.squares".into()],
        }
    }

    /// Storing what becomes of `state` to the targets, whose places are `at`.
    fn store(&self) -> String {
        let mut text = String::new();
        let mut values: Vec<(String, Class)> = self.gathered().into_iter().map(|value| (value, self.acc)).collect();
        if let Some(finish) = self.finish {
            let mut arguments: Vec<String> = values.iter().map(|(value, _)| value.clone()).collect();
            let first = self.results.len() + self.indices as usize;
            for (k, dtype) in self.beside.iter().enumerate() {
                let at = first + k;
                let raw = format!("*(const {}*)(p.targets[{at}] + at[{at}])", storage_type(*dtype));
                let element = load_as(&raw, *dtype, finish.inputs()[values.len() + k]);
                let _ = writeln!(text, "    const auto b{k} = {element};");
                arguments.push(format!("b{k}"));
            }
            arguments.extend(scalars(finish, "finish_scalars"));
            for (k, (_, class)) in finish.outputs().iter().enumerate() {
                let _ = writeln!(text, "    {} r{k};", class_type(*class));
                arguments.push(format!("r{k}"));
            }
            let _ = writeln!(text, "    finish({});", arguments.join(", "));
            values = finish.outputs().iter().enumerate().map(|(k, (_, class))| (format!("r{k}"), *class)).collect();
        }
        for (k, (dtype, (value, class))) in self.results.iter().zip(&values).enumerate() {
            let element = store_as(value, *class, *dtype);
            let _ = writeln!(text, "    *({}*)(p.targets[{k}] + at[{k}]) = {element};", storage_type(*dtype));
        }
        if self.indices {
            let target = self.results.len();
            let _ = writeln!(text, "    *(i64*)(p.targets[{target}] + at[{target}]) = state.position;");
        }
        text
    }

    /// Elements to states, to results or partial results.
    pub(super) fn first(&self) -> Source {
        let (targets, inputs) = (self.kept_operands(), self.inputs.len());
        let (kept, reduced, lanes) = (self.kept, self.reduced, self.lanes);
        let columns = THREADS / lanes as usize;
        let mut text = function("compute", self.map) + &self.functions();
        let all = targets + inputs;
        let _ = write!(
            text,
            "struct Params {{\n    u64 count, length, per_slice;\n    R::State* partials;\n    \
             char* targets[{targets}];\n    char* inputs[{inputs}];\n{}{}    Dim kept[{kept}];\n    \
             i64 kept_steps[{kept}][{all}];\n    Dim reduced[{reduced}];\n    i64 reduced_steps[{reduced}][{inputs}];\n}};\n",
            scalar_field(self.map, "scalars"),
            self.finish_scalars(),
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
            let element = load_as(&raw, *dtype, self.map.inputs()[k]);
            let _ = writeln!(text, "            const auto e{k} = {element};");
        }
        let mut arguments: Vec<String> = (0..inputs).map(|k| format!("e{k}")).collect();
        arguments.extend(scalars(self.map, "scalars"));
        let (declared, element) = match self.gather {
            Gather::Sums => {
                arguments.extend((0..self.map.outputs().len()).map(|at| format!("value.at[{at}]")));
                ("R::State", "value")
            }
            _ => {
                arguments.push("value".into());
                (class_type(self.acc), "R::state(value, (i64)j)")
            }
        };
        let _ = write!(
            text,
            "            {declared} value;\n            compute({});\n            \
             state = R::combine(state, {element});\n        }}\n    }}\n    \
             state = combine_lanes<R, {THREADS}, {lanes}, {step}>(state, lane);\n    \
             if (lane != 0 || column >= p.count) return;\n",
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
        let (targets, kept) = (self.kept_operands(), self.kept);
        let all = targets + self.inputs.len();
        let mut text = self.functions();
        let _ = write!(
            text,
            "struct Params {{\n    u64 count, slices;\n    const R::State* partials;\n    \
             char* targets[{targets}];\n{}    Dim kept[{kept}];\n    i64 kept_steps[{kept}][{all}];\n}};\n\
             KERNEL(reduce_slices, Params, {THREADS}) {{\n    const u64 column = blockIdx.x;\n    \
             R::State state = R::identity();\n    for (u64 j = threadIdx.x; j < p.slices; j += {THREADS}) {{\n        \
             state = R::combine(state, p.partials[j * p.count + column]);\n    }}\n    \
             state = combine_lanes<R, {THREADS}, {THREADS}, 1>(state, threadIdx.x);\n    \
             if (threadIdx.x != 0) return;\n    i64 at[{all}] = {{}};\n    \
             walk<{kept}, {all}>(({index})column, p.kept, p.kept_steps, at);\n",
            self.finish_scalars(),
            index = self.index(),
        );
        text.push_str(&self.store());
        text.push_str("}\n");
        Source { name: "reduce_slices", label: format!("{} slices", self.label()), text }
    }
}
