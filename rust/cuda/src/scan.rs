//! Running sums, products, extremes and linear recurrences along one dimension.
//!
//! They do what the functions of the same names in [`flambeau_cpu::scan`] do, with operands on a device. How a line is cut
//! depends on the shape alone: the same input gives the same bits.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cpu::pointwise::Operand;
use flambeau_cpu::pointwise::plan::Loops;
pub use flambeau_cpu::scan::Kind;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::index::number;
use crate::launch::{self, Grid};
use crate::params::{Words, depth_of};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block, and elements of a thread: `SCAN_THREADS` and `SCAN_OWN` in kernels/scan.cuh.
const THREADS: usize = 256;
const OWN: usize = 4;

/// Lines that keep any device busy with a thread each.
const MANY: usize = 4096;
/// Slices of a line at most, and elements of a slice at least.
const SLICES: usize = 128;
const PER_SLICE: usize = 4096;

const TEXT: &str = include_str!("kernels/scan.cuh");

/// Scans `src` along `dim`.
///
/// # Errors
/// NVRTC is needed and not there; no memory for partial results; the driver refuses a launch.
///
/// # Safety
/// As [`flambeau_cpu::scan::run`], with operands on the stream's device that stay valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn run(
    kind: Kind,
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    indices: Option<Operand<'_>>,
    src: Operand<'_>,
    stream: Stream,
) -> Result<()> {
    let places = indices.unwrap_or(Operand { ptr: std::ptr::null_mut(), dtype: DType::I64, ..out });
    let running = match kind {
        Kind::Sum => Running::Sum,
        Kind::Product => Running::Product,
        Kind::LogSum => Running::LogSum,
        Kind::Max => Running::Highest,
        Kind::Min => Running::Lowest,
    };
    // SAFETY: the caller's promises are passed on.
    unsafe { scan(running, shape, dim, reverse, [out, places, src], stream) }
}

/// A linear recurrence along `dim`.
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As [`flambeau_cpu::scan::recurrence`], with operands on the stream's device that stay valid until the stream has passed.
pub unsafe fn recurrence(
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    add: Operand<'_>,
    factor: Operand<'_>,
    stream: Stream,
) -> Result<()> {
    // In reverse factors stand one place further; the first one is not read.
    let shift = if reverse { factor.strides[dim] * factor.dtype.size() as isize } else { 0 };
    let factor = Operand { ptr: factor.ptr.wrapping_offset(shift), ..factor };
    // SAFETY: the caller's promises are passed on.
    unsafe { scan(Running::Recurrence, shape, dim, reverse, [out, factor, add], stream) }
}

/// # Safety
/// The operands, output, second one and source, are valid on the stream's device for what the scan reads and writes of them.
unsafe fn scan(
    running: Running,
    shape: &[usize],
    dim: usize,
    reverse: bool,
    operands: [Operand<'_>; 3],
    stream: Stream,
) -> Result<()> {
    if shape.contains(&0) {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let src = operands[2];
    let loops = Loops::of_dims(shape, |d| d != dim, &operands.map(|operand| operand.strides), true, 0);
    let (n, lines) = (shape[dim], shape.iter().product::<usize>() / shape[dim]);
    let side_by_side = src.strides[dim].unsigned_abs() != 1 && lines >= MANY;
    let lanes = if side_by_side { 1 } else { n.div_ceil(OWN).next_power_of_two().min(THREADS) };
    let slices = match SLICES / lines.min(SLICES) {
        0 | 1 => 1,
        slices if lanes == THREADS => slices.min(n / PER_SLICE).max(1),
        _ => 1,
    };
    let per_slice = n.div_ceil(slices);
    let slices = n.div_ceil(per_slice);
    let state = running.state_size(src.dtype);
    let totals = Scratch::new(if slices > 1 { lines * slices * state } else { 0 }, stream)?;

    let mut words = Words::new();
    words.extend([lines, n, slices, per_slice, reverse as usize].map(|size| size as u64));
    words.extend(operands.map(|operand| operand.ptr as u64));
    words.push(totals.address());
    let units = operands.map(|operand| operand.dtype.size());
    words.extend(operands.map(|operand| (operand.strides[dim] * operand.dtype.size() as isize) as u64));
    words.push_loops(&loops, &units);
    let (dims, number) = (depth_of(&loops), number(lines));
    for only_totals in [true, false] {
        if only_totals && slices == 1 {
            continue;
        }
        let wide = (number == "u64") as usize;
        let code =
            [running as usize, src.dtype as usize, dims, lanes.trailing_zeros() as usize, only_totals as usize, wide];
        let made_for = code.iter().fold(0, |code, part| code << 8 | *part as u128);
        let make = || source(running, src.dtype, dims, number, lanes, only_totals);
        let function = compile::function(device, Key { family: Family::Scan, made_for }, make)?;
        let blocks = [lines.div_ceil(THREADS / lanes) as u32, slices as u32, 1];
        // SAFETY: the words are the fields of `ScanParams`; there is a total for each slice; the rest is the caller's promise.
        unsafe {
            launch::launch(
                function,
                Grid { blocks, threads: [THREADS as u32, 1, 1], shared: 0 },
                words.as_ptr(),
                stream,
            )?;
        }
    }
    Ok(())
}

fn source(running: Running, dtype: DType, dims: usize, number: &str, lanes: usize, only_totals: bool) -> Source {
    let element = storage_type(dtype);
    let reducer = format!("Running{running:?}<{element}>");
    let call = format!("scan<{reducer}, {element}, {number}, {lanes}, {only_totals}>");
    Source::of_family("scans", reducer, TEXT, &format!("ScanParams<{dims}>"), THREADS as u32, &call)
}

/// What goes along a line: structures of kernels/scan.cuh.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Running {
    Sum,
    Product,
    LogSum,
    Highest,
    Lowest,
    Recurrence,
}

impl Running {
    /// Bytes of what is accumulated, at most.
    fn state_size(self, dtype: DType) -> usize {
        let number = if matches!(Class::of(dtype), Class::C64 | Class::C128) { 16 } else { 8 };
        match self {
            Running::Highest | Running::Lowest => 16,
            Running::Recurrence => 3 * number,
            _ => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Running, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_scan_compiles() {
        use Running::*;
        let floats = [DType::F32, DType::F64, DType::F16, DType::BF16];
        let mut sources = Vec::new();
        for running in [Sum, Product, LogSum, Highest, Lowest, Recurrence] {
            let others: &[DType] = match running {
                Sum | Product => &[DType::I64, DType::C64, DType::C128],
                Highest | Lowest => &[DType::U8, DType::I8, DType::I16, DType::I32, DType::I64],
                Recurrence => &[DType::C64, DType::C128],
                LogSum => &[],
            };
            for (at, dtype) in floats.iter().chain(others).enumerate() {
                let number = if at % 2 == 0 { "u32" } else { "u64" };
                sources.push(source(running, *dtype, 1 + at % 2, number, [1, 256][at % 2], false));
                sources.push(source(running, *dtype, 1, number, 256, true));
            }
        }
        compile_all(&sources);
    }
}
