//! `gather` and `index_select`.

use super::reduce::Set;
use super::runs::Runs;
use super::scatter::row;
use super::{Bounds, IndexError, Shared, View, ViewMut, for_size, try_parallel};
use crate::isa::{LINE, prefetch};

/// Elements of a task.
const CHUNK: usize = 1 << 14;
/// Bytes of indices that are not expected to be in the cache of one core.
const FAR: usize = 2 * 1024 * 1024;
/// Distance in bytes of the indices that are fetched.
const AHEAD: usize = 4096;

/// `out[.., i, ..] = src[.., index[.., i, ..], ..]`, `i` being the coordinate along `dim`.
///
/// `shape` is that of `out` and `index`; `src` has `src_size` elements along `dim` and at least as many as `shape` along
/// the other dimensions. An index that is repeated along the other dimensions (stride 0) makes it `index_select`, which
/// copies whole rows. `wrap` allows indices down to `-src_size`.
///
/// # Errors
/// [`IndexError`] for the first index (in row-major order) out of range; `out` is then incomplete.
///
/// # Panics
/// Unless `element_size` is 1, 2, 4, 8 or 16.
///
/// # Safety
/// The operands are valid for what `shape` and their strides span (`src` over all of `src_size`), aligned, and `out`
/// overlaps neither itself nor another.
#[allow(clippy::too_many_arguments)]
pub unsafe fn gather(
    element_size: usize,
    dim: usize,
    shape: &[usize],
    out: ViewMut,
    src: View,
    src_size: usize,
    index: View,
    wrap: bool,
) -> Result<(), IndexError> {
    let bounds = Bounds::new(dim, src_size, wrap);
    // SAFETY: the caller's promises are passed on.
    for_size!(element_size, T => unsafe { typed::<T>(shape, out, src, index, bounds) })
}

/// # Safety
/// As [`gather`].
unsafe fn typed<T: Copy>(
    shape: &[usize],
    out: ViewMut,
    src: View,
    index: View,
    bounds: Bounds,
) -> Result<(), IndexError> {
    // Along `dim` the source goes by index alone.
    let mut src_strides: smallvec::SmallVec<[isize; 6]> = src.strides.into();
    let src_step = std::mem::replace(&mut src_strides[bounds.dim], 0);
    let runs = Runs::new(shape, [out.strides, &src_strides, index.strides]);
    let [out_run, src_run, index_run] = runs.steps();
    let (out, src, index) =
        (Shared::<T>::of_mut(out.data), Shared::<T>::of_const(src.data), Shared::<i64>::of_const(index.data));
    let total = runs.len();
    let far = total * size_of::<i64>() >= FAR;
    try_parallel(total.div_ceil(CHUNK), |chunk| {
        let start = chunk * CHUNK;
        runs.for_range(start, total.min(start + CHUNK), |[o, s, i], count| {
            // SAFETY: the caller promises the operands, and positions are checked.
            unsafe {
                let (out, src, index) = (out.at(o), src.at(s).cast_const(), index.at(i).cast_const());
                if index_run == 0 {
                    let position = bounds.check(index.read())?;
                    row::<T, Set>(out, out_run, src.wrapping_offset(position * src_step), src_run, count as isize);
                    return Ok(());
                }
                // Constant strides save most of the address arithmetic.
                match (out_run, src_run, src_step, index_run) {
                    (1, 0, 1, 1) if far => ahead(count, out, src, index, bounds),
                    (1, 0, 1, 1) => line(count, (out, 1), (src, 0, 1), (index, 1), bounds),
                    (1, 1, _, 1) => line(count, (out, 1), (src, 1, src_step), (index, 1), bounds),
                    _ => line(count, (out, out_run), (src, src_run, src_step), (index, index_run), bounds),
                }
            }
        })
    })
}

/// [`line`] of neighbouring elements of a line of neighbouring elements, which fetches what the next line needs: the
/// hardware does not guess lines of the source that are read in any order, and its guess of the others ends with a page.
///
/// # Safety
/// As [`line`].
#[inline(never)]
unsafe fn ahead<T: Copy>(
    count: usize,
    out: *mut T,
    src: *const T,
    index: *const i64,
    bounds: Bounds,
) -> Result<(), IndexError> {
    let mut start = 0;
    while start < count {
        let block = (count - start).min(LINE / size_of::<T>());
        let (out, index) = (out.wrapping_add(start), index.wrapping_add(start));
        prefetch(src.wrapping_add(bounds.size + start));
        for line in 0..block.div_ceil(8) {
            prefetch(index.wrapping_byte_add(AHEAD + LINE * line));
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { line(block, (out, 1), (src, 0, 1), (index, 1), bounds)? };
        start += block;
    }
    Ok(())
}

/// `count` elements by an index each: operands with their strides, the source's along the run and along `dim`.
///
/// # Safety
/// The operands are valid for the run, the source for all positions within bounds.
#[inline(always)]
unsafe fn line<T: Copy>(
    count: usize,
    (out, out_run): (*mut T, isize),
    (src, src_run, src_step): (*const T, isize, isize),
    (index, index_run): (*const i64, isize),
    bounds: Bounds,
) -> Result<(), IndexError> {
    for k in 0..count as isize {
        // SAFETY: the caller promises the operands; the position was checked.
        unsafe {
            let position = bounds.check(index.wrapping_offset(k * index_run).read())?;
            let from = src.wrapping_offset(k * src_run + position * src_step);
            out.wrapping_offset(k * out_run).write(from.read());
        }
    }
    Ok(())
}
