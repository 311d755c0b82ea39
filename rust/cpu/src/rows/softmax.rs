//! Softmax and its logarithm.

use super::element::{BLOCK, Real, Row, fold, fold2, for_float, larger, sum};
use super::{COLUMNS, Extent, GRAIN, Shared, for_columns};
use crate::DType;
use crate::alloc::Scratch;
use crate::isa::Isa;
use crate::pool;

/// `e^x / sum(e^x)` along a dimension, or its logarithm.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `x` is valid for reads and `y` for writes of `extent.len()` elements; they do not overlap.
pub unsafe fn softmax(dtype: DType, log: bool, extent: Extent, x: *const u8, y: *mut u8) {
    if extent.is_empty() {
        return;
    }
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe { forward::<T>(log, extent, x.cast(), y.cast()) });
}

/// The gradient of [`softmax`]'s input: `y * (g - sum(g * y))`, or `g - e^y * sum(g)` of the logarithm.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `grad` and `y` are valid for reads and `out` for writes of `extent.len()` elements; `out` overlaps neither.
pub unsafe fn softmax_backward(dtype: DType, log: bool, extent: Extent, grad: *const u8, y: *const u8, out: *mut u8) {
    if extent.is_empty() {
        return;
    }
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe { backward::<T>(log, extent, grad.cast(), y.cast(), out.cast()) });
}

/// # Safety
/// As [`softmax`].
unsafe fn forward<T: Row>(log: bool, extent: Extent, x: *const T, y: *mut T) {
    let (x, y) = (Shared::of(x), Shared(y));
    let Extent { outer, n, inner } = extent;
    if inner == 1 {
        pool::for_range(outer, (GRAIN / n).max(1), &|rows| {
            let scratch = Scratch::<T::Acc>::new(if log || T::SAME { 0 } else { n });
            // SAFETY: the caller promises the rows; no two tasks share one.
            unsafe {
                forward_rows::<T>(log, x.at(rows.start * n), y.at(rows.start * n), rows.len(), n, scratch.as_ptr())
            };
        });
    } else {
        for_columns(extent, &|o, column, width| {
            let at = o * n * inner + column;
            // SAFETY: the caller promises the tensor; no two tasks share columns.
            unsafe { forward_columns::<T>(log, x.at(at), y.at(at), n, inner, width) };
        });
    }
}

/// # Safety
/// As [`softmax_backward`].
unsafe fn backward<T: Row>(log: bool, extent: Extent, grad: *const T, y: *const T, out: *mut T) {
    let (grad, y, out) = (Shared::of(grad), Shared::of(y), Shared(out));
    let Extent { outer, n, inner } = extent;
    if inner == 1 {
        pool::for_range(outer, (GRAIN / n).max(1), &|rows| {
            for row in rows {
                let at = row * n;
                // SAFETY: the caller promises the rows; no two tasks share one.
                unsafe { backward_row::<T>(log, grad.at(at), y.at(at), out.at(at), n) };
            }
        });
    } else {
        for_columns(extent, &|o, column, width| {
            let at = o * n * inner + column;
            // SAFETY: the caller promises the tensor; no two tasks share columns.
            unsafe { backward_columns::<T>(log, grad.at(at), y.at(at), out.at(at), n, inner, width) };
        });
    }
}

/// The largest element and the sum of `e^(x - largest)`; memory at `ahead`, as much as is read, is on its way afterwards.
#[inline(always)]
pub(super) fn normalizer<I: Isa, T: Row>(x: &[T], ahead: *const T) -> (T::Acc, T::Acc) {
    let largest = largest_of::<I, T>(x);
    let mut block = [T::Acc::default(); BLOCK];
    let mut total = T::Acc::default();
    for (number, x) in x.chunks(BLOCK).enumerate() {
        // SAFETY: the block has room for the terms.
        total += unsafe { exponentials::<I, T>(x, largest, block.as_mut_ptr(), ahead.wrapping_add(number * BLOCK)) };
    }
    (largest, total)
}

/// The largest element of a row.
#[inline(always)]
fn largest_of<I: Isa, T: Row>(x: &[T]) -> T::Acc {
    if T::SAME {
        // SAFETY: the elements are of the wide type.
        return T::Acc::largest::<I>(unsafe { std::slice::from_raw_parts(x.as_ptr().cast(), x.len()) });
    }
    fold(x, T::Acc::LOWEST, |m, x| larger(m, x.widen()), larger)
}

/// Writes `e^(x - largest)` of each element; answers their sum.
///
/// # Safety
/// `terms` is valid for writes of as many numbers and does not overlap `x`.
#[inline(always)]
pub(super) unsafe fn exponentials<I: Isa, T: Row>(
    x: &[T],
    largest: T::Acc,
    terms: *mut T::Acc,
    ahead: *const T,
) -> T::Acc {
    if T::SAME {
        // SAFETY: the caller promises room; the elements are of the wide type.
        return unsafe { T::Acc::exp_sum::<I>(terms, x.as_ptr().cast(), x.len(), largest, ahead.cast()) };
    }
    let mut wide = [T::Acc::default(); BLOCK];
    let mut total = T::Acc::default();
    for (number, x) in x.chunks(BLOCK).enumerate() {
        for (wide, x) in wide.iter_mut().zip(x) {
            *wide = x.widen();
        }
        let at = number * BLOCK;
        // SAFETY: the caller promises room.
        total += unsafe {
            T::Acc::exp_sum::<I>(terms.add(at), wide.as_ptr(), x.len(), largest, ahead.wrapping_add(at).cast())
        };
    }
    total
}

crate::simd_fn! {
    /// # Safety
    /// `x` is valid for reads and `y` for writes of `rows * n` elements, `scratch` for writes of `n` where elements are
    /// narrow.
    unsafe fn forward_rows<I, T: Row>(
        log: bool, x: *const T, y: *mut T, rows: usize, n: usize, scratch: *mut T::Acc
    ) {
        for row in 0..rows {
            // While a row is computed, the next one is fetched.
            let ahead = x.wrapping_add((row + 1).min(rows - 1) * n);
            // SAFETY: the caller promises the row.
            let (x, y) = unsafe { (std::slice::from_raw_parts(x.add(row * n), n), y.add(row * n)) };
            if log {
                let (largest, total) = normalizer::<I, T>(x, ahead);
                let log_total = total.log::<I>();
                // SAFETY: the caller promises the row.
                let y = unsafe { std::slice::from_raw_parts_mut(y, n) };
                for (y, x) in y.iter_mut().zip(x) {
                    *y = T::narrow(x.widen() - largest - log_total);
                }
                continue;
            }
            let terms = if T::SAME { y.cast() } else { scratch };
            // SAFETY: the caller promises room for the terms, which are all there when they are read.
            unsafe {
                let total = exponentials::<I, T>(x, largest_of::<I, T>(x), terms, ahead);
                let scale = T::Acc::of(1.0) / total;
                if T::SAME {
                    std::slice::from_raw_parts_mut(terms, n).iter_mut().for_each(|term| *term = *term * scale);
                } else {
                    let (y, terms) = (std::slice::from_raw_parts_mut(y, n), std::slice::from_raw_parts(terms, n));
                    y.iter_mut().zip(terms).for_each(|(y, &term)| *y = T::narrow(term * scale));
                }
            }
        }
    }
}

/// Largest elements and sums of `e^(x - largest)` of columns.
///
/// # Safety
/// `x` is valid for reads of `n` rows of `width` elements, `inner` apart; the results have room for `width`.
#[inline(always)]
pub(super) unsafe fn normalizers<I: Isa, T: Row>(
    x: *const T,
    n: usize,
    inner: usize,
    largest: &mut [T::Acc],
    total: &mut [T::Acc],
) {
    let width = largest.len();
    // SAFETY: the caller promises the rows.
    let row = |k: usize| unsafe { std::slice::from_raw_parts(x.add(k * inner), width) };
    largest.fill(T::Acc::LOWEST);
    total.fill(T::Acc::default());
    for k in 0..n {
        for (m, x) in largest.iter_mut().zip(row(k)) {
            *m = larger(*m, x.widen());
        }
    }
    for k in 0..n {
        for ((sum, &m), x) in total.iter_mut().zip(&*largest).zip(row(k)) {
            *sum += (x.widen() - m).exp::<I>();
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// `x` is valid for reads and `y` for writes of `n` rows of `width` elements, `inner` apart; at most [`COLUMNS`] wide.
    unsafe fn forward_columns<I, T: Row>(log: bool, x: *const T, y: *mut T, n: usize, inner: usize, width: usize) {
        let (mut largest, mut total) = ([T::Acc::default(); COLUMNS], [T::Acc::default(); COLUMNS]);
        let (largest, total) = (&mut largest[..width], &mut total[..width]);
        // SAFETY: the caller promises the rows.
        unsafe { normalizers::<I, T>(x, n, inner, largest, total) };
        for sum in total.iter_mut() {
            *sum = if log { sum.log::<I>() } else { T::Acc::of(1.0) / *sum };
        }
        for k in 0..n {
            // SAFETY: the caller promises the rows.
            let (x, y) = unsafe {
                (std::slice::from_raw_parts(x.add(k * inner), width), std::slice::from_raw_parts_mut(y.add(k * inner), width))
            };
            let columns = y.iter_mut().zip(x).zip(largest.iter().zip(total.iter()));
            if log {
                columns.for_each(|((y, x), (&m, &s))| *y = T::narrow(x.widen() - m - s));
            } else {
                columns.for_each(|((y, x), (&m, &s))| *y = T::narrow((x.widen() - m).exp::<I>() * s));
            }
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// `grad` and `y` are valid for reads and `out` for writes of `n` elements.
    unsafe fn backward_row<I, T: Row>(log: bool, grad: *const T, y: *const T, out: *mut T, n: usize) {
        // SAFETY: the caller promises the rows.
        let (grad, y, out) = unsafe {
            (
                std::slice::from_raw_parts(grad, n),
                std::slice::from_raw_parts(y, n),
                std::slice::from_raw_parts_mut(out, n),
            )
        };
        if log {
            let total = sum(grad);
            let mut block = [T::Acc::default(); BLOCK];
            for (out, (grad, y)) in out.chunks_mut(BLOCK).zip(grad.chunks(BLOCK).zip(y.chunks(BLOCK))) {
                // SAFETY: the block has room for the terms.
                unsafe { exponentials::<I, T>(y, T::Acc::default(), block.as_mut_ptr(), y.as_ptr()) };
                for ((out, g), &p) in out.iter_mut().zip(grad).zip(&block) {
                    *out = T::narrow(g.widen() - p * total);
                }
            }
        } else {
            let total = fold2(grad, y, T::Acc::default(), |s, g, y| g.widen().fma::<I>(y.widen(), s), |a, b| a + b);
            for ((out, g), y) in out.iter_mut().zip(grad).zip(y) {
                *out = T::narrow((g.widen() - total) * y.widen());
            }
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// `grad` and `y` are valid for reads and `out` for writes of `n` rows of `width` elements, `inner` apart.
    unsafe fn backward_columns<I, T: Row>(
        log: bool, grad: *const T, y: *const T, out: *mut T, n: usize, inner: usize, width: usize
    ) {
        // SAFETY: the caller promises the rows.
        let rows = |k: usize| unsafe {
            (std::slice::from_raw_parts(grad.add(k * inner), width), std::slice::from_raw_parts(y.add(k * inner), width))
        };
        let mut total = [T::Acc::default(); COLUMNS];
        let total = &mut total[..width];
        for k in 0..n {
            let (grad, y) = rows(k);
            for ((sum, g), y) in total.iter_mut().zip(grad).zip(y) {
                *sum += if log { g.widen() } else { g.widen() * y.widen() };
            }
        }
        for k in 0..n {
            let (grad, y) = rows(k);
            // SAFETY: the caller promises the row.
            let out = unsafe { std::slice::from_raw_parts_mut(out.add(k * inner), width) };
            let columns = out.iter_mut().zip(grad).zip(y.iter().zip(total.iter()));
            if log {
                columns.for_each(|((out, g), (y, &sum))| *out = T::narrow(g.widen() - y.widen().exp::<I>() * sum));
            } else {
                columns.for_each(|((out, g), (y, &sum))| *out = T::narrow((g.widen() - sum) * y.widen()));
            }
        }
    }
}
