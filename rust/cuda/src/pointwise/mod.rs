//! Runs pointwise programs over strided tensors on a device.
//!
//! A kernel is generated for each program, the dtypes of its operands and the way through memory: dense operands in packs of
//! up to 16 bytes, others by strides.

pub(crate) mod source;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Program, Scalar};
use flambeau_cpu::pointwise::Operand;
use flambeau_cpu::pointwise::plan::Loops;
use smallvec::SmallVec;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::stream::Stream;
use source::storage_type;

/// Threads of a block.
const THREADS: u32 = 256;

/// How a kernel finds its elements.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Path {
    /// Dense operands, in packs of so many elements; a set bit marks an operand of one element for all.
    Packs { elements: u8, single: u8 },
    /// Strides along so many dimensions; `wide` where indices need 64 bits.
    Strides { dims: u8, wide: bool },
}

impl Path {
    fn code(self) -> u128 {
        match self {
            Path::Packs { elements, single } => (elements as u128) << 8 | single as u128,
            Path::Strides { dims, wide } => 1 << 16 | (dims as u128) << 8 | wide as u128,
        }
    }
}

/// Dimensions that kernels by strides are made for; a loop takes the next larger number.
const DIMS: [u8; 8] = [1, 2, 3, 4, 6, 8, 16, 64];

/// Computes a pointwise program over `shape`: for every index the outputs' elements from the inputs' elements, in the
/// stream. Integer division by zero gives 0.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As [`flambeau_cpu::pointwise::run`], with operands on the stream's device that stay valid until the stream has passed.
pub unsafe fn run(
    program: &'static Program,
    shape: &[usize],
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
    stream: Stream,
) -> Result<()> {
    let n: usize = shape.iter().product();
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let operands: SmallVec<[&Operand<'_>; 8]> = outputs.iter().chain(inputs).collect();
    let strides: SmallVec<[&[isize]; 8]> = operands.iter().map(|operand| operand.strides).collect();
    let loops = Loops::new(shape, &strides);
    let path = choose(&loops, &operands, outputs.len(), n);

    let mut words = Words::new();
    words.push(n as u64);
    words.extend(operands.iter().map(|operand| operand.ptr as u64));
    for &(at, class) in program.scalars() {
        words.push_bytes(scalars[at].to_bits(class));
    }
    let per_thread = match path {
        Path::Packs { elements, .. } => elements as usize,
        Path::Strides { dims, .. } => {
            push_dims(&mut words, &loops, &operands, dims as usize);
            1
        }
    };
    let key = key(program, &operands, path);
    let function = compile::function(device, key, || source(program, &operands, outputs.len(), path))?;
    let grid = Grid::row(n.div_ceil(per_thread).div_ceil(THREADS as usize), THREADS);
    // SAFETY: the words are laid out as the kernel's parameter, in the order of its fields; the rest is the caller's promise.
    unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
}

/// Sizes, innermost first, then for each dimension the operands' steps in bytes.
fn push_dims(words: &mut Words, loops: &Loops, operands: &[&Operand<'_>], dims: usize) {
    let depth = loops.sizes.len();
    for at in 0..dims {
        words.push_dim(Dim::new(if at < depth { loops.sizes[depth - 1 - at] } else { 1 }));
    }
    for at in 0..dims {
        for (k, operand) in operands.iter().enumerate() {
            let stride = if at < depth { loops.strides(depth - 1 - at)[k] } else { 0 };
            words.push((stride * operand.dtype.size() as isize) as u64);
        }
    }
}

fn choose(loops: &Loops, operands: &[&Operand<'_>], outputs: usize, n: usize) -> Path {
    if let ([_], true) = (loops.sizes.as_slice(), operands.len() <= 8) {
        let steps = loops.strides(0);
        let mut single = 0;
        let mut dense = true;
        for (k, &step) in steps.iter().enumerate() {
            match step {
                1 => {}
                0 if k >= outputs => single |= 1 << k,
                _ => dense &= n == 1,
            }
        }
        if dense {
            return Path::Packs { elements: pack(operands, single), single };
        }
    }
    let depth = loops.sizes.len() as u8;
    let dims = DIMS.iter().copied().find(|dims| *dims >= depth).unwrap_or(depth);
    Path::Strides { dims, wide: n >= 1 << 31 }
}

/// Elements of a pack: the widest dense operand's fill 16 bytes, and all are aligned to their packs.
fn pack(operands: &[&Operand<'_>], single: u8) -> u8 {
    let dense = || operands.iter().enumerate().filter(|(k, _)| single & 1 << k == 0).map(|(_, operand)| operand);
    let widest = dense().map(|operand| operand.dtype.size()).max().unwrap_or(16);
    let mut elements = (16 / widest).clamp(1, 8);
    while elements > 1 && !dense().all(|o| (o.ptr as usize).is_multiple_of((o.dtype.size() * elements).min(16))) {
        elements /= 2;
    }
    elements as u8
}

fn key(program: &'static Program, operands: &[&Operand<'_>], path: Path) -> Key {
    let dtypes = operands.iter().fold(0u128, |code, operand| code << 4 | operand.dtype as u128);
    let address = std::ptr::from_ref(program) as u128;
    Key { family: Family::Pointwise, made_for: address << 80 | path.code() << 56 | dtypes }
}

/// The kernel's text.
fn source(program: &Program, operands: &[&Operand<'_>], outputs: usize, path: Path) -> Source {
    let mut text = source::function("compute", program);
    let dims = match path {
        Path::Strides { dims, .. } => format!("    Dim dims[{dims}];\n    i64 steps[{dims}][{}];\n", operands.len()),
        Path::Packs { .. } => String::new(),
    };
    let scalars = source::scalar_field(program, "scalars");
    let _ = write!(
        text,
        "struct Params {{\n    u64 n;\n    char* at[{}];\n{scalars}{dims}}};\n\
         KERNEL(pointwise, Params, {THREADS}) {{\n",
        operands.len()
    );
    let dtypes: SmallVec<[DType; 8]> = operands.iter().map(|operand| operand.dtype).collect();
    let parts = Parts { program, dtypes: &dtypes, outputs };
    match path {
        Path::Packs { elements, single } => parts.packs(&mut text, elements, single),
        Path::Strides { dims, wide } => parts.strided(&mut text, dims, wide),
    }
    text.push_str("}\n");
    let ops: Vec<String> = program.instructions().iter().map(|instruction| format!("{:?}", instruction.op)).collect();
    let label = if ops.is_empty() { "copy".into() } else { ops.join("-").to_lowercase() };
    Source { name: "pointwise", label: format!("pointwise {label} {}", dtypes[0].name()), text }
}

/// What a kernel's text is made of.
struct Parts<'a> {
    program: &'a Program,
    dtypes: &'a [DType],
    outputs: usize,
}

impl Parts<'_> {
    /// The element `raw` of input operand `k` as `e<k>`.
    fn element(&self, k: usize, raw: &str) -> String {
        let class = self.program.inputs()[k - self.outputs];
        format!("const auto e{k} = {};", source::load_as(raw, self.dtypes[k], class))
    }

    /// The call of `compute` on elements named `e<operand>`, with results in `r<output>`.
    fn call(&self) -> String {
        let (program, outputs) = (self.program, self.outputs);
        let mut arguments: Vec<String> = (0..program.inputs().len()).map(|at| format!("e{}", outputs + at)).collect();
        arguments.extend(source::scalars(program, "scalars"));
        arguments.extend((0..outputs).map(|at| format!("r{at}")));
        let mut text = String::new();
        for (at, (_, class)) in program.outputs().iter().enumerate() {
            let _ = write!(text, "{} r{at}; ", source::class_type(*class));
        }
        let _ = write!(text, "compute({});", arguments.join(", "));
        text
    }

    /// Result `k` as an element of its operand.
    fn result(&self, k: usize) -> String {
        source::store_as(&format!("r{k}"), self.program.outputs()[k].1, self.dtypes[k])
    }

    fn storage(&self, k: usize) -> &'static str {
        storage_type(self.dtypes[k])
    }

    fn packs(&self, text: &mut String, elements: u8, single: u8) {
        let (call, outputs, count) = (self.call(), self.outputs, self.dtypes.len());
        let is_single = |k: &usize| single & 1 << k != 0;
        let _ = writeln!(text, "    const u64 first = ((u64)blockIdx.x * {THREADS} + threadIdx.x) * {elements};");
        for k in (outputs..count).filter(is_single) {
            let raw = format!("*(const {}*)p.at[{k}]", self.storage(k));
            let _ = writeln!(text, "    {}", self.element(k, &raw));
        }
        let dense = || (outputs..count).filter(|k| !is_single(k));
        if elements > 1 {
            let _ = writeln!(text, "    if (first + {elements} <= p.n) {{");
            for k in dense() {
                let ty = self.storage(k);
                let _ =
                    writeln!(text, "        const auto x{k} = load_pack<{elements}>((const {ty}*)p.at[{k}] + first);");
            }
            for k in 0..outputs {
                let _ = writeln!(text, "        Pack<{}, {elements}> y{k};", self.storage(k));
            }
            let _ = writeln!(text, "#pragma unroll\n        for (int j = 0; j < {elements}; ++j) {{");
            for k in dense() {
                let _ = writeln!(text, "            {}", self.element(k, &format!("x{k}.at[j]")));
            }
            let _ = writeln!(text, "            {call}");
            for k in 0..outputs {
                let _ = writeln!(text, "            y{k}.at[j] = {};", self.result(k));
            }
            text.push_str("        }\n");
            for k in 0..outputs {
                let _ = writeln!(text, "        store_pack(({}*)p.at[{k}] + first, y{k});", self.storage(k));
            }
            text.push_str("        return;\n    }\n");
        }
        let _ = writeln!(text, "    for (u64 at = first; at < p.n && at < first + {elements}; ++at) {{");
        for k in dense() {
            let raw = format!("((const {}*)p.at[{k}])[at]", self.storage(k));
            let _ = writeln!(text, "        {}", self.element(k, &raw));
        }
        let _ = writeln!(text, "        {call}");
        for k in 0..outputs {
            let _ = writeln!(text, "        (({}*)p.at[{k}])[at] = {};", self.storage(k), self.result(k));
        }
        text.push_str("    }\n");
    }

    fn strided(&self, text: &mut String, dims: u8, wide: bool) {
        let count = self.dtypes.len();
        let index = if wide { "u64" } else { "u32" };
        let _ = write!(
            text,
            "    const u64 number = (u64)blockIdx.x * {THREADS} + threadIdx.x;\n    if (number >= p.n) return;\n    \
             i64 at[{count}] = {{}};\n    walk<{dims}, {count}>(({index})number, p.dims, p.steps, at);\n"
        );
        for k in self.outputs..count {
            let raw = format!("*(const {}*)(p.at[{k}] + at[{k}])", self.storage(k));
            let _ = writeln!(text, "    {}", self.element(k, &raw));
        }
        let _ = writeln!(text, "    {}", self.call());
        for k in 0..self.outputs {
            let _ = writeln!(text, "    *({}*)(p.at[{k}] + at[{k}]) = {};", self.storage(k), self.result(k));
        }
    }
}
