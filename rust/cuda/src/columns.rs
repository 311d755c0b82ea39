//! Windows of planes as columns of a matrix, and back.
//!
//! They do what the functions of the same names in [`flambeau_cpu::conv`] do, with operands on a device.

use flambeau_cpu::DType;
pub use flambeau_cpu::conv::Windows;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// `COLUMN_THREADS` in kernels/columns.cuh.
const THREADS: usize = 256;

/// As [`flambeau_cpu::conv::im2col`], for any dtype.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn im2col(
    dtype: DType,
    windows: &Windows,
    planes: *const u8,
    strides: [isize; 4],
    columns: *mut u8,
    stream: Stream,
) -> Result<()> {
    let taps: usize = windows.kernel.iter().chain(&windows.positions).product();
    let count = windows.batch * windows.channels * taps;
    // SAFETY: the caller's promise.
    unsafe { run("im2col", dtype, windows, count, planes as u64, strides, columns as u64, stream) }
}

/// As [`flambeau_cpu::conv::col2im`], for floating-point and complex dtypes.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn col2im(
    dtype: DType,
    windows: &Windows,
    columns: *const u8,
    planes: *mut u8,
    stream: Stream,
) -> Result<()> {
    let count = windows.batch * windows.channels * windows.size.iter().product::<usize>();
    // SAFETY: the caller's promise.
    unsafe { run("col2im", dtype, windows, count, planes as u64, [0; 4], columns as u64, stream) }
}

/// # Safety
/// As [`im2col`].
#[allow(clippy::too_many_arguments)]
unsafe fn run(
    name: &'static str,
    dtype: DType,
    windows: &Windows,
    count: usize,
    planes: u64,
    strides: [isize; 4],
    columns: u64,
    stream: Stream,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let Windows { channels, size, positions, kernel, stride, padding, dilation, .. } = *windows;
    let mut words = Words::new();
    words.extend([count, channels].map(|size| size as u64));
    for pair in [size, positions, kernel, stride, padding, dilation] {
        words.extend(pair.map(|size| size as u64));
    }
    words.push(planes);
    words.extend(strides.map(|step| step as u64));
    words.push(columns);
    let code = (dtype as u128) << 1 | (name == "im2col") as u128;
    let function = compile::function(device, Key { family: Family::Columns, made_for: code }, || source(name, dtype))?;
    let grid = Grid::row(count.div_ceil(THREADS), THREADS as u32);
    // SAFETY: the words are the fields of `ColumnParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
}

fn source(name: &str, dtype: DType) -> Source {
    let text = format!(
        "{}KERNEL(columns, ColumnParams, {THREADS}) {{ {name}<{}>(p); }}\n",
        include_str!("kernels/columns.cuh"),
        storage_type(dtype)
    );
    Source { name: "columns", label: format!("{name} {}", dtype.name()), text }
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let mut sources = Vec::new();
        for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16, DType::C64, DType::C128] {
            sources.extend(["im2col", "col2im"].map(|name| source(name, dtype)));
        }
        sources.push(source("im2col", DType::Bool));
        compile_all(&sources);
    }
}
