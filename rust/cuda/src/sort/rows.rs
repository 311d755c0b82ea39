//! Rows in lexicographic order, by merging: every row finds its place among those of the neighbouring run.

use flambeau_cpu::DType;

use super::{Kernel, THREADS};
use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;
use crate::transfer;

/// Writes the lexicographic order of `rows` dense rows of `columns` elements to `order`; equal rows keep theirs, NaN counts as
/// larger than every number.
///
/// # Errors
/// NVRTC is needed and not there; no memory for a second order; the driver refuses a launch.
///
/// # Panics
/// For complex numbers.
///
/// # Safety
/// `src` is valid for reads of all rows and `order` for writes of as many numbers, on the stream's device until the stream has
/// passed.
pub unsafe fn order_rows(
    dtype: DType,
    src: *const u8,
    rows: usize,
    columns: usize,
    order: *mut i64,
    stream: Stream,
) -> Result<()> {
    assert!(!dtype.is_complex(), "complex numbers have no order");
    if rows == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let other = Scratch::new(8 * rows, stream)?;
    let (mut to, mut next) = (order as u64, other.address());
    let (mut from, mut run) = (0, 1);
    // A single row is in order after one pass, which writes its number.
    while run < rows || from == 0 {
        // SAFETY: both blocks hold a number for each row, and a run's numbers are all below `rows`; the rest is the caller's
        // promise.
        unsafe { start(device, Kernel::MergeRows, dtype, [rows, columns, run], [src as u64, from, to], stream)? };
        (from, to, next) = (to, next, to);
        run *= 2;
    }
    if from != order as u64 {
        // SAFETY: as above.
        unsafe { transfer::within(order as u64, from, 8 * rows, stream)? };
    }
    Ok(())
}

/// Marks the rows that differ from the one before them, in the order given or as they lie; the first does.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As [`order_rows`]; the order holds numbers of rows, and `marks` is valid for writes of a byte for each.
pub unsafe fn new_rows(
    dtype: DType,
    src: *const u8,
    rows: usize,
    columns: usize,
    order: Option<*const i64>,
    marks: *mut u8,
    stream: Stream,
) -> Result<()> {
    if rows == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let places = [src as u64, order.map_or(0, |order| order as u64), marks as u64];
    // SAFETY: the caller's promises are passed on.
    unsafe { start(device, Kernel::RowsDiffer, dtype, [rows, columns, 0], places, stream) }
}

fn source(kernel: Kernel, dtype: DType) -> Source {
    let name = if kernel == Kernel::MergeRows { "merge_rows" } else { "rows_differ" };
    let call = format!("{name}<{}>", storage_type(dtype));
    let text = concat!(include_str!("../kernels/keys.cuh"), include_str!("../kernels/row_order.cuh"));
    Source::of_family("row_order", call.clone(), text, "RowParams", THREADS, &call)
}

/// # Safety
/// Sizes and places are the fields of `RowParams`, and what they point to is valid.
unsafe fn start(
    device: &Device,
    kernel: Kernel,
    dtype: DType,
    sizes: [usize; 3],
    places: [u64; 3],
    stream: Stream,
) -> Result<()> {
    let mut words = Words::new();
    words.extend(sizes.map(|size| size as u64));
    words.extend(places);
    let key = Key { family: Family::Sort, made_for: (dtype as u128) << 8 | kernel as u128 };
    let function = compile::function(device, key, || source(kernel, dtype))?;
    let blocks = sizes[0].div_ceil(THREADS as usize);
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}

#[cfg(test)]
mod tests {
    use super::{Kernel, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let dtypes = DType::ALL.into_iter().filter(|dtype| !dtype.is_complex());
        let sources: Vec<_> = dtypes
            .flat_map(|dtype| [Kernel::MergeRows, Kernel::RowsDiffer].map(|kernel| source(kernel, dtype)))
            .collect();
        compile_all(&sources);
    }
}
