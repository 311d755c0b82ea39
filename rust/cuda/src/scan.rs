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
    if shape.contains(&0) {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let places = indices.unwrap_or(Operand { ptr: std::ptr::null_mut(), dtype: DType::I64, ..out });
    let operands = [out, places, src];
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
    let state = state_size(kind, src.dtype);
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
        let make = || {
            let (reducer, element) = (reducer(kind), storage_type(src.dtype));
            let call = format!("scan<{reducer}<{element}>, {element}, {number}, {lanes}, {only_totals}>");
            let params = format!("ScanParams<{dims}>");
            Source::of_family("scans", format!("{reducer}<{element}>"), TEXT, &params, THREADS as u32, &call)
        };
        let wide = (number == "u64") as usize;
        let code =
            [kind as usize, src.dtype as usize, dims, lanes.trailing_zeros() as usize, only_totals as usize, wide];
        let function = compile::function(device, key(&code), make)?;
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

fn key(code: &[usize]) -> Key {
    Key { family: Family::Scan, made_for: code.iter().fold(0, |code, part| code << 8 | *part as u128) }
}

fn reducer(kind: Kind) -> &'static str {
    match kind {
        Kind::Sum => "RunningSum",
        Kind::Product => "RunningProduct",
        Kind::LogSum => "RunningLogSum",
        Kind::Max => "RunningHighest",
        Kind::Min => "RunningLowest",
    }
}

/// Bytes of what a scan accumulates, at most.
fn state_size(kind: Kind, dtype: DType) -> usize {
    match kind {
        Kind::Max | Kind::Min => 16,
        _ if Class::of(dtype) == Class::C64 || Class::of(dtype) == Class::C128 => 16,
        _ => 8,
    }
}

/// A linear recurrence along `dim`.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
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
    if shape.contains(&0) {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let operands = [out, add, factor];
    let loops = Loops::of_dims(shape, |d| d != dim, &operands.map(|operand| operand.strides), true, 0);
    let (n, lines) = (shape[dim], shape.iter().product::<usize>() / shape[dim]);
    let size = out.dtype.size();
    let mut words = Words::new();
    words.extend([lines as u64, n as u64, reverse as u64]);
    words.extend(operands.map(|operand| operand.ptr as u64));
    words.extend(operands.map(|operand| (operand.strides[dim] * size as isize) as u64));
    words.push_loops(&loops, &[size; 3]);
    let (dims, number) = (depth_of(&loops), number(lines));
    let make = || {
        let call = format!("recurrence<{}, {number}>", storage_type(out.dtype));
        let params = format!("RecurrenceParams<{dims}>");
        Source::of_family("scans", call.clone(), TEXT, &params, THREADS as u32, &call)
    };
    let function = compile::function(device, key(&[255, out.dtype as usize, dims, (number == "u64") as usize]), make)?;
    let blocks = lines.div_ceil(THREADS);
    // SAFETY: the words are the fields of `RecurrenceParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}
