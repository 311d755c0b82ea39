//! Normalisation of rows: layer and root mean square normalisation.

use super::element::{Real, Row, fold, fold2, fold3, for_float, sum};
use super::{GRAIN, Shared};
use crate::DType;
use crate::alloc::Scratch;
use crate::pool;

/// A factor and a summand per column, in the type that is computed in; null where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Factors.
    pub weight: *const u8,
    /// Summands.
    pub bias: *const u8,
}

// SAFETY: the pointers are read only, while the caller keeps them valid.
unsafe impl Sync for Scale {}

/// Rows of `n` elements to mean 0 (if `centered`) and mean square 1, scaled: `(x - mean) * rstd * weight + bias` with
/// `rstd = 1 / sqrt(mean((x - mean)^2) + eps)`. Means and `rstd` are kept in the type that is computed in.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `x` is valid for reads and `y` for writes of `rows * n` elements, `mean` (unless null) and `rstd` for writes of
/// `rows`, the scale's parts for reads of `n`; nothing overlaps.
#[allow(clippy::too_many_arguments)]
pub unsafe fn layer_norm(
    dtype: DType,
    centered: bool,
    rows: usize,
    n: usize,
    eps: f64,
    x: *const u8,
    scale: Scale,
    y: *mut u8,
    mean: *mut u8,
    rstd: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe {
        forward::<T>(centered, rows, n, eps, x.cast(), scale, y.cast(), mean.cast(), rstd.cast())
    });
}

/// The gradients of [`layer_norm`]: of `x`, and of weight and bias summed over rows; null where not wanted.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// As [`layer_norm`]: `grad` and `x` have `rows * n` elements, `grad_x` too; `grad_weight` and `grad_bias` have `n` in the
/// type that is computed in.
#[allow(clippy::too_many_arguments)]
pub unsafe fn layer_norm_backward(
    dtype: DType,
    centered: bool,
    rows: usize,
    n: usize,
    grad: *const u8,
    x: *const u8,
    mean: *const u8,
    rstd: *const u8,
    weight: *const u8,
    grad_x: *mut u8,
    grad_weight: *mut u8,
    grad_bias: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe {
        backward::<T>(
            centered, rows, n, grad.cast(), x.cast(), mean.cast(), rstd.cast(), weight.cast(),
            grad_x.cast(), grad_weight.cast(), grad_bias.cast(),
        )
    });
}

/// # Safety
/// As [`layer_norm`].
#[allow(clippy::too_many_arguments)]
unsafe fn forward<T: Row>(
    centered: bool,
    rows: usize,
    n: usize,
    eps: f64,
    x: *const T,
    scale: Scale,
    y: *mut T,
    mean: *mut T::Acc,
    rstd: *mut T::Acc,
) {
    let (x, y, mean, rstd) = (Shared::of(x), Shared(y), Shared(mean), Shared(rstd));
    pool::for_range(rows, (2 * GRAIN / n.max(1)).max(1), &|range| {
        for row in range {
            // SAFETY: the caller promises the rows; no two tasks share one.
            unsafe {
                let (m, r) = forward_row::<T>(centered, n, eps, x.at(row * n), scale, y.at(row * n));
                if !mean.is_null() {
                    mean.at(row).write(m);
                }
                rstd.at(row).write(r);
            }
        }
    });
}

crate::simd_fn! {
    /// # Safety
    /// As [`layer_norm`], for one row.
    unsafe fn forward_row<I, T: Row>(
        centered: bool, n: usize, eps: f64, x: *const T, scale: Scale, y: *mut T
    ) -> (T::Acc, T::Acc) {
        // SAFETY: the caller promises the row.
        let (x, y) = unsafe { (std::slice::from_raw_parts(x, n), std::slice::from_raw_parts_mut(y, n)) };
        let count = T::Acc::of(n as f64);
        let mean = if centered { sum(x) / count } else { T::Acc::default() };
        let square = fold(
            x,
            T::Acc::default(),
            |s, x| {
                let d = x.widen() - mean;
                d.fma::<I>(d, s)
            },
            |a, b| a + b,
        ) / count;
        let rstd = T::Acc::of(1.0) / (square + T::Acc::of(eps)).sqrt();
        let part = |pointer: *const u8| {
            // SAFETY: the caller promises a value per column.
            (!pointer.is_null()).then(|| unsafe { std::slice::from_raw_parts(pointer.cast::<T::Acc>(), n) })
        };
        match (part(scale.weight), part(scale.bias)) {
            (None, None) => {
                for (y, x) in y.iter_mut().zip(x) {
                    *y = T::narrow((x.widen() - mean) * rstd);
                }
            }
            (Some(weight), None) => {
                for ((y, x), &w) in y.iter_mut().zip(x).zip(weight) {
                    *y = T::narrow((x.widen() - mean) * rstd * w);
                }
            }
            (None, Some(bias)) => {
                for ((y, x), &b) in y.iter_mut().zip(x).zip(bias) {
                    *y = T::narrow((x.widen() - mean).fma::<I>(rstd, b));
                }
            }
            (Some(weight), Some(bias)) => {
                for ((y, x), (&w, &b)) in y.iter_mut().zip(x).zip(weight.iter().zip(bias)) {
                    *y = T::narrow(((x.widen() - mean) * rstd).fma::<I>(w, b));
                }
            }
        }
        (mean, rstd)
    }
}

/// Most partial sums of gradients of weights: enough tasks for any number of threads worth having.
const PARTS: usize = 32;

/// # Safety
/// As [`layer_norm_backward`].
#[allow(clippy::too_many_arguments)]
unsafe fn backward<T: Row>(
    centered: bool,
    rows: usize,
    n: usize,
    grad: *const T,
    x: *const T,
    mean: *const T::Acc,
    rstd: *const T::Acc,
    weight: *const T::Acc,
    grad_x: *mut T,
    grad_weight: *mut T::Acc,
    grad_bias: *mut T::Acc,
) {
    let wants = !grad_weight.is_null() || !grad_bias.is_null();
    let per_part = (2 * GRAIN / n.max(1)).max(rows.div_ceil(PARTS)).max(1);
    let parts = rows.div_ceil(per_part);
    // A row of factors' and a row of summands' gradients for each part.
    let partial = Scratch::<T::Acc>::zeroed(if wants { 2 * parts * n } else { 0 });
    let sums = Shared(partial.as_ptr());
    let (grad, x, mean, rstd, weight) =
        (Shared::of(grad), Shared::of(x), Shared::of(mean), Shared::of(rstd), Shared::of(weight));
    let out = Shared(grad_x);
    pool::for_range(rows, per_part, &|range| {
        let part = range.start / per_part;
        for row in range {
            let at = row * n;
            // SAFETY: the caller promises the rows; no two tasks share one, or a part.
            unsafe {
                let m = if centered { *mean.at(row) } else { T::Acc::default() };
                let to = if out.is_null() { out.at(0) } else { out.at(at) };
                let sums = if wants { sums.at(2 * part * n) } else { std::ptr::null_mut() };
                backward_row::<T>(centered, n, grad.at(at), x.at(at), m, *rstd.at(row), weight.at(0), to, sums);
            }
        }
    });
    for (target, first) in [(grad_weight, 0), (grad_bias, n)] {
        if !target.is_null() {
            // SAFETY: every part has its sums; the caller promises the results.
            unsafe { add_parts::<T::Acc>(sums.at(first), 2 * n, parts, n, target) };
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// As [`layer_norm_backward`], for one row; `sums` has room for twice a row, or is null.
    unsafe fn backward_row<I, T: Row>(
        centered: bool, n: usize, grad: *const T, x: *const T, mean: T::Acc, rstd: T::Acc, weight: *const T::Acc,
        out: *mut T, sums: *mut T::Acc
    ) {
        // SAFETY: the caller promises the rows.
        let (grad, x) = unsafe { (std::slice::from_raw_parts(grad, n), std::slice::from_raw_parts(x, n)) };
        // SAFETY: the caller promises a weight per column.
        let weight = (!weight.is_null()).then(|| unsafe { std::slice::from_raw_parts(weight, n) });
        if !sums.is_null() {
            // SAFETY: the caller promises room for both.
            let (products, plain) = unsafe {
                (std::slice::from_raw_parts_mut(sums, n), std::slice::from_raw_parts_mut(sums.add(n), n))
            };
            for ((p, s), (g, x)) in products.iter_mut().zip(plain).zip(grad.iter().zip(x)) {
                let g = g.widen();
                *p += g * ((x.widen() - mean) * rstd);
                *s += g;
            }
        }
        if out.is_null() {
            return;
        }
        // SAFETY: the caller promises the row.
        let out = unsafe { std::slice::from_raw_parts_mut(out, n) };
        let add = |a: T::Acc, b: T::Acc| a + b;
        let (along, plain) = match weight {
            None => (
                fold2(grad, x, T::Acc::default(), |s, g, x| g.widen().fma::<I>(x.widen() - mean, s), add),
                if centered { sum(grad) } else { T::Acc::default() },
            ),
            Some(w) => (
                fold3(grad, x, w, T::Acc::default(), |s, g, x, w| (g.widen() * w).fma::<I>(x.widen() - mean, s), add),
                if centered {
                    fold2(grad, w, T::Acc::default(), |s, g, w| g.widen().fma::<I>(w, s), add)
                } else {
                    T::Acc::default()
                },
            ),
        };
        let count = T::Acc::of(n as f64);
        let (slope, shift) = (along * rstd * rstd / count, plain / count);
        match weight {
            None => {
                for ((out, g), x) in out.iter_mut().zip(grad).zip(x) {
                    *out = T::narrow((g.widen() - shift - (x.widen() - mean) * slope) * rstd);
                }
            }
            Some(w) => {
                for ((out, g), (x, &w)) in out.iter_mut().zip(grad).zip(x.iter().zip(w)) {
                    *out = T::narrow((g.widen() * w - shift - (x.widen() - mean) * slope) * rstd);
                }
            }
        }
    }
}

crate::simd_fn! {
    /// Adds up rows that are `step` apart, in order.
    ///
    /// # Safety
    /// `parts` rows of `n` can be read, `out` written.
    unsafe fn add_parts<I, A: Real>(first: *const A, step: usize, parts: usize, n: usize, out: *mut A) {
        // SAFETY: the caller promises the rows.
        let out = unsafe { std::slice::from_raw_parts_mut(out, n) };
        out.fill(A::default());
        for part in 0..parts {
            // SAFETY: as above.
            let row = unsafe { std::slice::from_raw_parts(first.add(part * step), n) };
            for (out, &value) in out.iter_mut().zip(row) {
                *out += value;
            }
        }
    }
}
