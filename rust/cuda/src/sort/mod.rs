//! Sorting along one dimension, and picking elements by their rank.
//!
//! Elements become unsigned keys in sorting order. Short lines are sorted in the shared memory of a block, others digit by
//! digit (`radix`), or the few smallest of many selected; equal elements keep their order, NaN counts as larger than every
//! number. Then the wanted ranks are picked. Whole rows are merged by comparison (`rows`).

pub(crate) mod prefix;
pub(crate) mod radix;
mod rows;

use flambeau_cpu::DType;
use flambeau_cpu::pointwise::Operand;
use flambeau_cpu::pointwise::plan::Loops;
pub use flambeau_cpu::sort::Task;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::index::{moved, number};
use crate::launch::{self, Grid};
use crate::params::{Dim, Words, depth_of};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;
use radix::Keys;
pub use rows::{new_rows, order_rows};

/// Threads of a block: `ORDER_THREADS` in kernels/order.cuh.
const THREADS: u32 = 256;

/// Elements of a line that is sorted by one block, and of all lines of a block.
const SHORT: usize = 2048;
const BLOCK: usize = 1024;

/// Threads of a block that selects, `SELECT_THREADS` there; elements that it selects at most, elements of a line that it
/// looks through faster than all blocks sort them, and lines that keep all of them busy.
const SELECT_THREADS: u32 = 1024;
const SELECTED: usize = 1024;
const ALONE: usize = 1 << 18;
const MANY: usize = 64;

/// The kernels of this module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Prefix,
    PrefixTotals,
    RadixCount,
    RadixMove,
    SortKeys,
    SortShort,
    SelectTop,
    MedianRanks,
    ModeRanks,
    PickRanks,
    MergeRows,
    RowsDiffer,
}

/// Bits of a dtype's keys.
fn bits_of(dtype: DType) -> u32 {
    8 * dtype.size() as u32
}

/// Sorts or picks along `dim`, with results of `count` elements along it.
///
/// # Errors
/// NVRTC is needed and not there; no memory for keys; the driver refuses a launch.
///
/// # Panics
/// For complex numbers.
///
/// # Safety
/// As [`flambeau_cpu::sort::run`], with operands on the stream's device that stay valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn run(
    task: Task,
    shape: &[usize],
    dim: usize,
    count: usize,
    values: Operand<'_>,
    indices: Operand<'_>,
    src: Operand<'_>,
    stream: Stream,
) -> Result<()> {
    assert!(!src.dtype.is_complex(), "complex numbers have no order");
    if shape.contains(&0) || count == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let (descending, first) = match task {
        Task::Sort { descending } | Task::Top { largest: descending, .. } => (descending, 0),
        Task::Kth(rank) => (false, rank),
        Task::Median { .. } | Task::Mode => (false, 0),
    };
    let operands = [src, values, indices];
    let loops = Loops::of_dims(shape, |d| d != dim, &operands.map(|operand| operand.strides), true, 0);
    let (n, lines) = (shape[dim], shape.iter().product::<usize>() / shape[dim]);
    let bits = bits_of(src.dtype);
    let keys = Keys::new(lines, n, bits, stream)?;
    let by_search = matches!(task, Task::Median { .. } | Task::Mode);
    let ranks = Scratch::new(if by_search { 8 * lines } else { 0 }, stream)?;
    let order = Order { dtype: src.dtype, loops: &loops, operands, dim, lines, n, count, first, descending, task };

    // SAFETY: there is room for keys and positions of all elements and for a rank for each line; the rest is the caller's
    // promise.
    unsafe {
        let keys = if n <= SHORT {
            order.launch(device, Kernel::SortShort, &keys, &ranks, stream)?;
            keys
        } else if matches!(task, Task::Top { .. }) && selects(lines, n, count) {
            order.launch(device, Kernel::SelectTop, &keys, &ranks, stream)?;
            keys
        } else {
            order.launch(device, Kernel::SortKeys, &keys, &ranks, stream)?;
            keys.sort(device, bits, stream)?
        };
        match task {
            Task::Median { .. } => order.launch(device, Kernel::MedianRanks, &keys, &ranks, stream)?,
            Task::Mode => order.launch(device, Kernel::ModeRanks, &keys, &ranks, stream)?,
            _ => {}
        }
        order.launch(device, Kernel::PickRanks, &keys, &ranks, stream)
    }
}

/// What the kernels of a task have in common.
struct Order<'a> {
    dtype: DType,
    loops: &'a Loops,
    /// Source, values, indices.
    operands: [Operand<'a>; 3],
    dim: usize,
    lines: usize,
    n: usize,
    count: usize,
    first: usize,
    descending: bool,
    task: Task,
}

impl Order<'_> {
    /// # Safety
    /// Operands, keys and ranks are valid on the device.
    unsafe fn launch(
        &self,
        device: &Device,
        kernel: Kernel,
        keys: &Keys,
        ranks: &Scratch,
        stream: Stream,
    ) -> Result<()> {
        let all = u64::MAX >> (u64::BITS - bits_of(self.dtype));
        let pass_nan = self.task == Task::Median { pass_nan: true };
        let flags = self.dtype.is_floating_point() as u64 | (pass_nan as u64) << 1;
        let (total, results) = (self.lines * self.n, self.lines * self.count);
        let [src, values, indices] = self.operands;
        let mut words = Words::new();
        words.extend([self.lines, total, results, self.first].map(|size| size as u64));
        words.extend([if self.descending { all } else { 0 }, all, flags]);
        words.extend([src.ptr as u64, keys.keys.address(), keys.order.address(), ranks.address()]);
        words.extend([values.ptr as u64, indices.ptr as u64]);
        let units = self.operands.map(|operand| operand.dtype.size());
        words.extend(self.operands.map(|o| (o.strides[self.dim] * o.dtype.size() as isize) as u64));
        words.push_dim(Dim::new(self.n));
        words.push_dim(Dim::new(self.count));
        words.push_loops(self.loops, &units);

        let room = match kernel {
            Kernel::SelectTop => self.count,
            _ => self.n,
        }
        .next_power_of_two();
        let dims = depth_of(self.loops);
        let number = number(total.max(results));
        let make = || source(kernel, self.dtype, &keys.types(), number, room, dims);
        let blocks = match kernel {
            Kernel::SortKeys => total.div_ceil(THREADS as usize),
            Kernel::SortShort => self.lines.div_ceil(room.max(BLOCK) / room),
            Kernel::MedianRanks => self.lines.div_ceil(THREADS as usize),
            Kernel::ModeRanks | Kernel::SelectTop => self.lines,
            _ => results.div_ceil(THREADS as usize),
        };
        let made = match kernel {
            Kernel::SortShort | Kernel::SelectTop => room.trailing_zeros() as usize,
            Kernel::PickRanks => self.dtype.size(),
            _ => 0,
        };
        let dtype = if kernel == Kernel::PickRanks { 0 } else { self.dtype as usize };
        let code = [kernel as usize, dtype, made, dims, keys.code() as usize, (number == "u64") as usize];
        let made_for = code.iter().rev().fold(0, |code, part| code << 8 | *part as u128);
        let function = compile::function(device, Key { family: Family::Sort, made_for }, make)?;
        // SAFETY: the words are the fields of `OrderParams`; the rest is the caller's promise.
        unsafe { launch::launch(function, Grid::row(blocks, threads_of(kernel)), words.as_ptr(), stream) }
    }
}

/// Whether the `count` smallest of lines of `n` elements are better selected than sorted out.
fn selects(lines: usize, n: usize, count: usize) -> bool {
    count <= SELECTED && n < u32::MAX as usize && (n <= ALONE || lines >= MANY)
}

fn threads_of(kernel: Kernel) -> u32 {
    if kernel == Kernel::SelectTop { SELECT_THREADS } else { THREADS }
}

/// A kernel of kernels/order.cuh; `room` is a power of two that its lines, or what it selects of them, fit into.
fn source(kernel: Kernel, dtype: DType, types: &str, number: &str, room: usize, dims: usize) -> Source {
    let element = storage_type(dtype);
    let call = match kernel {
        Kernel::SortKeys => format!("sort_keys<{element}, {types}, {number}>"),
        Kernel::SortShort => format!("sort_short<{element}, {types}, {number}, {room}, {}>", room.max(BLOCK)),
        Kernel::SelectTop => format!("select_top<{element}, {types}, {number}, {room}>"),
        Kernel::MedianRanks => format!("median_ranks<{types}>"),
        Kernel::ModeRanks => format!("mode_ranks<{types}>"),
        _ => format!("pick_ranks<{}, {types}, {number}>", moved(dtype.size())),
    };
    let params = format!("OrderParams<{types}, {dims}>");
    let text = concat!(include_str!("../kernels/keys.cuh"), include_str!("../kernels/order.cuh"));
    Source::of_family("order", call.clone(), text, &params, threads_of(kernel), &call)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Kernel, SELECTED, SHORT, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_order_compiles() {
        use DType::*;
        use Kernel::*;
        let mut sources = Vec::new();
        for (at, dtype) in [Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64].into_iter().enumerate() {
            let types = if dtype.size() == 8 { "u64, u32" } else { "u32, u32" };
            let number = ["u32", "u64"][at % 2];
            sources.push(source(SortKeys, dtype, types, number, 1, 1 + at % 2));
            sources.push(source(SortShort, dtype, types, number, [1, BLOCK, SHORT][at % 3], 1));
            sources.push(source(SelectTop, dtype, types, number, [1, 64, SELECTED][at % 3], 1 + at % 2));
            sources.push(source(PickRanks, dtype, types, number, 1, 1));
        }
        for types in ["u32, u32", "u64, u64"] {
            sources.extend([MedianRanks, ModeRanks].map(|kernel| source(kernel, F32, types, "u32", 1, 1)));
        }
        compile_all(&sources);
    }
}
