//! Planes read at given points, and the gradients of both.
//!
//! They do what the functions of the same names in [`flambeau_cpu::resample`] do, with operands on a device.

use flambeau_cpu::DType;
pub use flambeau_cpu::conv::Operand;
pub use flambeau_cpu::resample::{Grid, Interpolation, Outside};

use crate::alloc;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch;
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;
use crate::transfer;

/// `GRID_THREADS` and `GRID_CHANNELS` in kernels/grid.cuh.
const THREADS: usize = 256;
const CHANNELS: usize = 8;

/// What the kernels are given.
#[derive(Clone, Copy, Default)]
struct Addresses {
    grid: u64,
    y: u64,
    grad_x: u64,
    grad_grid: u64,
    /// Memory for sums: the largest part, then a number and a mark for each element.
    sums: u64,
}

fn plane(how: &Grid) -> usize {
    how.input.iter().product()
}

fn words(how: &Grid, input: Operand, at: Addresses) -> Words {
    let elements = how.batch * how.channels * plane(how);
    // Weights of a point add up to less than four in size.
    let headroom = (how.points.max(1) * 4).next_power_of_two().trailing_zeros();
    let mut words = Words::new();
    words.extend([how.align_corners as u64, how.axes as u64]);
    words.extend([how.batch, how.channels].map(|size| size as u64));
    words.extend(how.input.map(|size| size as u64));
    words.extend([how.points as u64, input.ptr as u64]);
    words.extend(input.strides.map(|step| step as u64));
    words.extend([at.grid, at.y, at.grad_x, at.grad_grid, elements as u64, u64::from(headroom)]);
    words.extend([at.sums, at.sums + 8, at.sums + 8 + 8 * elements as u64]);
    words
}

/// Numbers of the kinds in kernels/grid.cuh.
fn kinds(interpolation: Interpolation, outside: Outside) -> (u8, u8) {
    let interpolation = match interpolation {
        Interpolation::Linear => 0,
        Interpolation::Nearest => 1,
        Interpolation::Cubic => 2,
    };
    let outside = match outside {
        Outside::Zeros => 0,
        Outside::Border => 1,
        Outside::Reflection => 2,
    };
    (interpolation, outside)
}

fn source(name: &str, dtype: DType, (interpolation, outside): (u8, u8)) -> Source {
    let text = format!(
        "constexpr int GRID_INTERPOLATION = {interpolation}, GRID_OUTSIDE = {outside};\n{}KERNEL(sampling, GridParams, \
         {THREADS}) {{ {name}<{}>(p); }}\n",
        include_str!("kernels/grid.cuh"),
        storage_type(dtype)
    );
    Source { name: "sampling", label: format!("{name} {}", dtype.name()), text }
}

/// # Safety
/// The words are the fields of `GridParams`, and what they point to is valid.
unsafe fn start(
    device: &Device,
    (number, name): (u128, &'static str),
    (dtype, how): (DType, &Grid),
    blocks: [usize; 2],
    words: &Words,
    stream: Stream,
) -> Result<()> {
    let kinds = kinds(how.interpolation, how.outside);
    let code = number << 16 | (kinds.0 as u128) << 12 | (kinds.1 as u128) << 8 | dtype as u128;
    let key = Key { family: Family::Grid, made_for: code };
    let function = compile::function(device, key, || source(name, dtype, kinds))?;
    let grid =
        launch::Grid { blocks: [blocks[0] as u32, blocks[1] as u32, 1], threads: [THREADS as u32, 1, 1], shared: 0 };
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
}

/// As [`flambeau_cpu::resample::grid_sample`], for an input with any strides; at most half a million channels.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn grid_sample(
    dtype: DType,
    how: &Grid,
    input: Operand,
    points: *const u8,
    output: *mut u8,
    stream: Stream,
) -> Result<()> {
    if how.batch * how.points * how.channels == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let words = words(how, input, Addresses { grid: points as u64, y: output as u64, ..Addresses::default() });
    let blocks = [(how.batch * how.points).div_ceil(THREADS), how.channels.div_ceil(CHANNELS)];
    // SAFETY: the words are the fields of `GridParams`; the rest is the caller's promise.
    unsafe { start(device, (0, "grid_sample"), (dtype, how), blocks, &words, stream) }
}

/// As [`flambeau_cpu::resample::grid_sample_backward`], for an input with any strides.
///
/// Parts of a gradient of the input are rounded to multiples of a unit some 2^-60 of the largest sum that is possible. An
/// element that an infinite part goes to becomes NaN.
///
/// # Errors
/// NVRTC is needed and not there; no memory for sums; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn grid_sample_backward(
    dtype: DType,
    how: &Grid,
    input: Operand,
    points: *const u8,
    grad_output: *const u8,
    grad_input: Option<*mut u8>,
    grad_points: *mut u8,
    stream: Stream,
) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let elements = how.batch * how.channels * plane(how);
    let bytes = if grad_input.is_some() && elements > 0 { 8 + 9 * elements } else { 0 };
    let sums = alloc::allocate(bytes, stream)?;
    let at = Addresses {
        grid: points as u64,
        y: grad_output as u64,
        grad_x: if bytes > 0 { grad_input.map_or(0, |grad| grad as u64) } else { 0 },
        grad_grid: grad_points as u64,
        sums,
    };
    let words = words(how, input, at);
    let run = |kernel: (u128, &'static str), threads: usize| {
        if threads == 0 {
            return Ok(());
        }
        // SAFETY: the words are the fields of `GridParams`; the rest is the caller's promise.
        unsafe { start(device, kernel, (dtype, how), [threads.div_ceil(THREADS), 1], &words, stream) }
    };
    let all = || {
        if bytes > 0 {
            // SAFETY: the block is new and has that size.
            unsafe { transfer::fill(sums, 0, bytes, stream)? };
            run((1, "grid_largest"), how.batch * how.channels * how.points)?;
        }
        run((2, "grid_sample_backward"), how.batch * how.points)?;
        run((3, "grid_finish"), if bytes > 0 { elements } else { 0 })
    };
    let done = all();
    // SAFETY: the block came from this device's allocator, for this stream.
    unsafe { alloc::free(sums, stream.device) };
    done
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let mut sources = Vec::new();
        for (at, dtype) in [DType::F32, DType::F64, DType::F16, DType::BF16].into_iter().enumerate() {
            for name in ["grid_sample", "grid_largest", "grid_sample_backward", "grid_finish"] {
                sources.push(source(name, dtype, (at as u8 % 3, (at as u8 + 1) % 3)));
            }
        }
        compile_all(&sources);
    }
}
