//! `scatter` with its reductions, `index_add`, `index_copy` and `index_fill`.

use smallvec::SmallVec;

use super::reduce::{Combine, Reduce, for_reduce};
use super::runs::Runs;
use super::{Bounds, IndexError, Shared, View, ViewMut, try_parallel};
use crate::dtype::DType;

/// Elements of a task, at least.
const CHUNK: usize = 1 << 14;
/// Neighbours that stay in one task, so that what one index names is a long row.
pub(super) const NEIGHBOURS: usize = 256;

/// `target[.., index[.., i, ..], ..]` becomes its reduction with `src[.., i, ..]`, for all `i` along `dim` in order.
///
/// `shape` is that of `index`; `src` and `target` have at least as many elements along each dimension, except `target`
/// along `dim`, where it has `target_size`. A number instead of `src` is an operand with strides 0; an index that is
/// repeated along the other dimensions (stride 0) makes it `index_add`, `index_copy` or `index_fill`. `wrap` allows
/// indices down to `-target_size`.
///
/// # Errors
/// [`IndexError`] for an index out of range (the first of the first task that meets one); `target` is then partly
/// written.
///
/// # Panics
/// When the reduction does not [support](Reduce::supports) the dtype.
///
/// # Safety
/// The operands are valid for what `shape` and their strides span (`target` over all of `target_size`), aligned, and
/// `target` overlaps neither itself nor another.
#[allow(clippy::too_many_arguments)]
pub unsafe fn scatter(
    reduce: Reduce,
    dtype: DType,
    dim: usize,
    shape: &[usize],
    target: ViewMut,
    target_size: usize,
    index: View,
    src: View,
    wrap: bool,
) -> Result<(), IndexError> {
    let bounds = Bounds::new(dim, target_size, wrap);
    // SAFETY: the caller's promises are passed on.
    for_reduce!(reduce, dtype, (T, Op) => unsafe { typed::<T, Op>(shape, target, index, src, bounds) })
}

/// # Safety
/// As [`scatter`].
unsafe fn typed<T: Copy, Op: Combine<T>>(
    shape: &[usize],
    target: ViewMut,
    index: View,
    src: View,
    bounds: Bounds,
) -> Result<(), IndexError> {
    let dim = bounds.dim;
    let others = |all: &[isize]| -> SmallVec<[isize; 6]> { without(all, dim) };
    let other_sizes: SmallVec<[usize; 6]> = without(shape, dim);
    let (target_others, index_others, src_others) =
        (others(target.strides), others(index.strides), others(src.strides));
    let runs = Runs::new(&other_sizes, [&target_others, &index_others, &src_others]);
    let [target_run, index_run, src_run] = runs.steps();
    let (target_step, index_step, src_step) = (target.strides[dim], index.strides[dim], src.strides[dim]);
    let count_along = shape[dim] as isize;
    let (target, index, src) =
        (Shared::<T>::of_mut(target.data), Shared::<i64>::of_const(index.data), Shared::<T>::of_const(src.data));

    // One task has all elements along `dim` for its part of the other dimensions: no two write to one place.
    let total = if count_along == 0 { 0 } else { runs.len() };
    let chunk_len = (CHUNK / shape[dim].max(1)).max(NEIGHBOURS);
    try_parallel(total.div_ceil(chunk_len), |chunk| {
        let start = chunk * chunk_len;
        runs.for_range(start, total.min(start + chunk_len), |[t, i, s], count| {
            let (target, index, src) = (target.at(t), index.at(i).cast_const(), src.at(s).cast_const());
            let count = count as isize;
            // SAFETY: the caller promises the operands, and positions are checked.
            unsafe {
                if count == 1 || index_run != 0 && index_step.abs() < index_run.abs() {
                    for k in 0..count {
                        let target = (target.wrapping_offset(k * target_run), 0, target_step);
                        let index = (index.wrapping_offset(k * index_run), index_step);
                        let src = (src.wrapping_offset(k * src_run), src_step);
                        line::<T, Op>(count_along, target, index, src, bounds)?;
                    }
                    return Ok(());
                }
                for j in 0..count_along {
                    let index = index.wrapping_offset(j * index_step);
                    let src = src.wrapping_offset(j * src_step);
                    if index_run == 0 {
                        let to = target.wrapping_offset(bounds.check(index.read())? * target_step);
                        row::<T, Op>(to, target_run, src, src_run, count);
                    } else {
                        let target = (target, target_run, target_step);
                        line::<T, Op>(count, target, (index, index_run), (src, src_run), bounds)?;
                    }
                }
            }
            Ok(())
        })
    })
}

/// `count` elements by an index each: operands with their strides, the target's along the run and along `dim`.
///
/// # Safety
/// The operands are valid for the run, the target for all positions within bounds.
#[inline(always)]
unsafe fn line<T: Copy, Op: Combine<T>>(
    count: isize,
    (target, target_run, target_step): (*mut T, isize, isize),
    (index, index_run): (*const i64, isize),
    (src, src_run): (*const T, isize),
    bounds: Bounds,
) -> Result<(), IndexError> {
    for k in 0..count {
        // SAFETY: the caller promises the operands; the position was checked.
        unsafe {
            let position = bounds.check(index.wrapping_offset(k * index_run).read())?;
            let to = target.wrapping_offset(k * target_run + position * target_step);
            Op::put(to, src.wrapping_offset(k * src_run).read());
        }
    }
    Ok(())
}

fn without<T: Copy>(all: &[T], dim: usize) -> SmallVec<[T; 6]> {
    all.iter().enumerate().filter(|&(i, _)| i != dim).map(|(_, &item)| item).collect()
}

/// Combines `count` elements from `from` into those at `to`.
///
/// # Safety
/// Both are valid for `count` elements in their strides and do not overlap.
#[inline(always)]
pub(super) unsafe fn row<T: Copy, Op: Combine<T>>(
    to: *mut T,
    to_step: isize,
    from: *const T,
    from_step: isize,
    count: isize,
) {
    // SAFETY: the caller promises both operands.
    unsafe {
        if to_step == 1 && from_step == 1 && Op::REPLACES {
            std::ptr::copy_nonoverlapping(from, to, count as usize);
        } else if to_step == 1 && from_step == 1 {
            for k in 0..count as usize {
                Op::put(to.add(k), from.add(k).read());
            }
        } else {
            for k in 0..count {
                Op::put(to.wrapping_offset(k * to_step), from.wrapping_offset(k * from_step).read());
            }
        }
    }
}
