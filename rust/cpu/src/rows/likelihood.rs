//! The negative log likelihood of classes given by index.

use super::element::{BLOCK, Real, Row, for_float};
use super::softmax::{exponentials, normalizer, normalizers};
use super::{COLUMNS, Extent, GRAIN, Shared, for_columns};
use crate::DType;
use crate::pool;

/// Which class each row belongs to, and what classes weigh.
#[derive(Clone, Copy, Debug)]
pub struct Classes {
    /// An index per row, below `n`, or `ignored`.
    pub target: *const i64,
    /// The index of rows that count for nothing.
    pub ignored: i64,
    /// A weight per class in the type that is computed in, or null: all 1.
    pub weight: *const u8,
    /// The share of the uniform distribution in the target.
    pub smoothing: f64,
}

// SAFETY: the pointers are read only, while the caller keeps them valid.
unsafe impl Sync for Classes {}

/// What a row's loss is made of: `-(own * log p[target] + even * sum_c weight[c] log p[c])`.
#[derive(Clone, Copy)]
struct Mixture<A> {
    target: usize,
    /// The target's weight.
    weight: A,
    own: A,
    even: A,
}

impl Classes {
    /// The first target that is neither a class nor ignored.
    ///
    /// # Safety
    /// `target` is valid for reads of `rows` indices.
    pub unsafe fn invalid(&self, rows: usize, n: usize) -> Option<i64> {
        // SAFETY: the caller promises the indices.
        let target = unsafe { std::slice::from_raw_parts(self.target, rows) };
        target.iter().copied().find(|&t| t as u64 >= n as u64 && t != self.ignored)
    }

    /// # Safety
    /// The row exists and its target is a class or ignored.
    #[inline(always)]
    unsafe fn row<A: Real>(&self, row: usize, n: usize) -> Option<Mixture<A>> {
        // SAFETY: the caller promises target and weights.
        unsafe {
            let target = self.target.add(row).read();
            if target == self.ignored {
                return None;
            }
            let weight = if self.weight.is_null() { A::of(1.0) } else { *self.weight.cast::<A>().add(target as usize) };
            let own = A::of(1.0 - self.smoothing) * weight;
            Some(Mixture { target: target as usize, weight, own, even: A::of(self.smoothing / n as f64) })
        }
    }

    /// A class's weight.
    ///
    /// # Safety
    /// The class exists.
    #[inline(always)]
    unsafe fn weight_of<A: Real>(&self, class: usize) -> A {
        // SAFETY: the caller promises the class.
        if self.weight.is_null() { A::of(1.0) } else { unsafe { *self.weight.cast::<A>().add(class) } }
    }
}

/// Each row's negative log likelihood and its target's weight (both 0 where ignored).
///
/// With `stats`, `x` holds logits: their largest element and the logarithm of the sum of `e^(x - largest)` go to the
/// first and second half of `stats`. Without, `x` holds log probabilities. Losses, weights and statistics are of the
/// type that is computed in: `f64` for `f64`, else `f32`.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `x` is valid for reads of `extent.len()` elements; `loss` and `weights` for writes of `rows = outer * inner`, `stats`
/// (unless null) of `2 * rows`; `classes` for reads, with every target a class or ignored; nothing overlaps.
pub unsafe fn likelihood(
    dtype: DType,
    extent: Extent,
    x: *const u8,
    classes: &Classes,
    stats: *mut u8,
    loss: *mut u8,
    weights: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe {
        forward::<T>(extent, x.cast(), classes, stats.cast(), loss.cast(), weights.cast())
    });
}

/// The gradient of [`likelihood`]'s `x`. With `stats` it is that of logits; without, `x` is not read. Each row's gradient
/// is `grad[row * grad_step] * scale`, in the type that is computed in.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// As [`likelihood`], with `out` valid for writes of `extent.len()` elements.
#[allow(clippy::too_many_arguments)]
pub unsafe fn likelihood_backward(
    dtype: DType,
    extent: Extent,
    x: *const u8,
    classes: &Classes,
    stats: *const u8,
    grad: *const u8,
    grad_step: usize,
    scale: f64,
    out: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe {
        backward::<T>(extent, x.cast(), classes, stats.cast(), grad.cast(), grad_step, scale, out.cast())
    });
}

/// A sum over all classes, in order.
#[inline(always)]
fn over_classes<A: Real>(n: usize, value: impl Fn(usize) -> A) -> A {
    (0..n).fold(A::default(), |sum, class| sum + value(class))
}

/// # Safety
/// As [`likelihood`].
unsafe fn forward<T: Row>(
    extent: Extent,
    x: *const T,
    classes: &Classes,
    stats: *mut T::Acc,
    loss: *mut T::Acc,
    weights: *mut T::Acc,
) {
    let Extent { outer, n, inner } = extent;
    let has_stats = !stats.is_null();
    let (x, stats, loss, weights) = (Shared::of(x), Shared(stats), Shared(loss), Shared(weights));
    let count = outer * inner;
    let stats =
        move |row: usize| if has_stats { (stats.at(row), stats.at(count + row)) } else { (stats.at(0), stats.at(0)) };
    if inner == 1 {
        let cost = if has_stats || classes.smoothing != 0.0 { n } else { 16 };
        pool::for_range(outer, (GRAIN / cost.max(1)).max(1), &|rows| {
            // SAFETY: the caller promises the rows; no two tasks share one.
            unsafe {
                forward_rows::<T>(
                    x.at(0),
                    classes,
                    rows.start,
                    rows.len(),
                    n,
                    stats(0),
                    has_stats,
                    loss.at(0),
                    weights.at(0),
                )
            };
        });
    } else {
        for_columns(extent, &|o, column, width| {
            let (at, row) = (o * n * inner + column, o * inner + column);
            // SAFETY: the caller promises the tensor; no two tasks share columns.
            unsafe {
                let stats = stats(row);
                forward_columns::<T>(
                    x.at(at),
                    classes,
                    row,
                    n,
                    inner,
                    width,
                    stats,
                    has_stats,
                    loss.at(0),
                    weights.at(0),
                );
            }
        });
    }
}

crate::simd_fn! {
    /// # Safety
    /// As [`likelihood`], for some rows.
    unsafe fn forward_rows<I, T: Row>(
        x: *const T, classes: &Classes, first: usize, rows: usize, n: usize,
        stats: (*mut T::Acc, *mut T::Acc), has_stats: bool, loss: *mut T::Acc, weights: *mut T::Acc
    ) {
        for row in first..first + rows {
            let ahead = x.wrapping_add((row + 1).min(first + rows - 1) * n);
            // SAFETY: the caller promises the row, its target, and room for results.
            unsafe {
                let x = std::slice::from_raw_parts(x.add(row * n), n);
                let (mut largest, mut log_total) = (T::Acc::default(), T::Acc::default());
                if has_stats {
                    let (m, total) = normalizer::<I, T>(x, ahead);
                    (largest, log_total) = (m, total.log::<I>());
                    stats.0.add(row).write(largest);
                    stats.1.add(row).write(log_total);
                }
                let (mut value, mut weight) = (T::Acc::default(), T::Acc::default());
                if let Some(mix) = classes.row::<T::Acc>(row, n) {
                    weight = mix.weight;
                    value = -(x[mix.target].widen() - largest - log_total) * mix.own;
                    if classes.smoothing != 0.0 {
                        let all = over_classes(n, |c| (x[c].widen() - largest - log_total) * classes.weight_of(c));
                        value = value - all * mix.even;
                    }
                }
                loss.add(row).write(value);
                weights.add(row).write(weight);
            }
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// As [`likelihood`], for columns of rows that follow each other.
    unsafe fn forward_columns<I, T: Row>(
        x: *const T, classes: &Classes, first: usize, n: usize, inner: usize, width: usize,
        stats: (*mut T::Acc, *mut T::Acc), has_stats: bool, loss: *mut T::Acc, weights: *mut T::Acc
    ) {
        let (mut largest, mut total) = ([T::Acc::default(); COLUMNS], [T::Acc::default(); COLUMNS]);
        let (largest, total) = (&mut largest[..width], &mut total[..width]);
        if has_stats {
            // SAFETY: the caller promises the columns.
            unsafe { normalizers::<I, T>(x, n, inner, largest, total) };
            for sum in total.iter_mut() {
                *sum = sum.log::<I>();
            }
        }
        for j in 0..width {
            // SAFETY: the caller promises the row, its target, and room for results.
            unsafe {
                if has_stats {
                    stats.0.add(j).write(largest[j]);
                    stats.1.add(j).write(total[j]);
                }
                let log_p = |c: usize| (*x.add(c * inner + j)).widen() - largest[j] - total[j];
                let (mut value, mut weight) = (T::Acc::default(), T::Acc::default());
                if let Some(mix) = classes.row::<T::Acc>(first + j, n) {
                    weight = mix.weight;
                    value = -log_p(mix.target) * mix.own;
                    if classes.smoothing != 0.0 {
                        let all = over_classes(n, |c| log_p(c) * classes.weight_of(c));
                        value = value - all * mix.even;
                    }
                }
                loss.add(first + j).write(value);
                weights.add(first + j).write(weight);
            }
        }
    }
}

/// # Safety
/// As [`likelihood_backward`].
#[allow(clippy::too_many_arguments)]
unsafe fn backward<T: Row>(
    extent: Extent,
    x: *const T,
    classes: &Classes,
    stats: *const T::Acc,
    grad: *const T::Acc,
    grad_step: usize,
    scale: f64,
    out: *mut T,
) {
    let Extent { outer, n, inner } = extent;
    // The weights of all classes, which the gradient of the evenly spread part refers to.
    let all_weights = if classes.weight.is_null() {
        T::Acc::of(n as f64)
    } else {
        // SAFETY: there is a weight per class.
        over_classes(n, |c| unsafe { classes.weight_of::<T::Acc>(c) })
    };
    let (x, stats, grad, out) = (Shared::of(x), Shared::of(stats), Shared::of(grad), Shared(out));
    let count = outer * inner;
    // SAFETY: the caller promises rows, targets and gradients.
    let factors = |row: usize| unsafe {
        let mix = classes.row::<T::Acc>(row, n)?;
        let factor = *grad.at(row * grad_step) * T::Acc::of(scale);
        let log_total = if stats.is_null() { None } else { Some((*stats.at(row), *stats.at(count + row))) };
        Some(Factors { mix, factor, mass: mix.own + mix.even * all_weights, log_total })
    };
    if inner == 1 {
        pool::for_range(outer, (GRAIN / n.max(1)).max(1), &|rows| {
            for row in rows {
                // SAFETY: the caller promises the row; no two tasks share one.
                unsafe { backward_row::<T>(x.at(row * n), classes, factors(row), n, out.at(row * n)) };
            }
        });
    } else {
        for_columns(extent, &|o, column, width| {
            for j in column..column + width {
                let at = o * n * inner + j;
                // SAFETY: the caller promises the tensor; no two tasks share columns.
                unsafe { backward_column::<T>(x.at(at), classes, factors(o * inner + j), n, inner, out.at(at)) };
            }
        });
    }
}

/// What the gradient of a row is made of.
#[derive(Clone, Copy)]
struct Factors<A> {
    mix: Mixture<A>,
    factor: A,
    /// How much of the target distribution there is.
    mass: A,
    log_total: Option<(A, A)>,
}

impl<A: Real> Factors<A> {
    /// The gradient of class `c` with probability `p`.
    ///
    /// # Safety
    /// The class exists.
    #[inline(always)]
    unsafe fn of(&self, c: usize, p: A, classes: &Classes) -> A {
        let own = if c == self.mix.target { self.mix.own } else { A::default() };
        // SAFETY: the caller promises the class.
        let even = self.mix.even * unsafe { classes.weight_of::<A>(c) };
        self.factor * (p * self.mass - own - even)
    }
}

crate::simd_fn! {
    /// # Safety
    /// As [`likelihood_backward`], for one row.
    unsafe fn backward_row<I, T: Row>(
        x: *const T, classes: &Classes, factors: Option<Factors<T::Acc>>, n: usize, out: *mut T
    ) {
        // SAFETY: the caller promises the row.
        let out = unsafe { std::slice::from_raw_parts_mut(out, n) };
        let Some(factors) = factors else {
            out.fill(T::default());
            return;
        };
        let Some((largest, log_total)) = factors.log_total else {
            for (c, out) in out.iter_mut().enumerate() {
                // SAFETY: the class exists.
                *out = T::narrow(unsafe { factors.of(c, T::Acc::default(), classes) });
            }
            return;
        };
        // SAFETY: the caller promises the row.
        let x = unsafe { std::slice::from_raw_parts(x, n) };
        let p = |c: usize| (x[c].widen() - largest - log_total).exp::<I>();
        if classes.smoothing == 0.0 {
            let factor = factors.factor * factors.mass;
            let scale = factor * (-log_total).exp::<I>();
            let mut block = [T::Acc::default(); BLOCK];
            for (out, x) in out.chunks_mut(BLOCK).zip(x.chunks(BLOCK)) {
                // SAFETY: the block has room for the terms.
                unsafe { exponentials::<I, T>(x, largest, block.as_mut_ptr(), x.as_ptr()) };
                out.iter_mut().zip(&block).for_each(|(out, &term)| *out = T::narrow(term * scale));
            }
            let target = factors.mix.target;
            out[target] = T::narrow(factor * (p(target) - T::Acc::of(1.0)));
        } else {
            for (c, out) in out.iter_mut().enumerate() {
                // SAFETY: the class exists.
                *out = T::narrow(unsafe { factors.of(c, p(c), classes) });
            }
        }
    }
}

crate::simd_fn! {
    /// # Safety
    /// As [`likelihood_backward`], for one row whose elements are `inner` apart.
    unsafe fn backward_column<I, T: Row>(
        x: *const T, classes: &Classes, factors: Option<Factors<T::Acc>>, n: usize, inner: usize, out: *mut T
    ) {
        for c in 0..n {
            // SAFETY: the caller promises the row.
            unsafe {
                let value = factors.map_or(T::Acc::default(), |factors| {
                    let p = factors.log_total.map_or(T::Acc::default(), |(largest, log_total)| {
                        ((*x.add(c * inner)).widen() - largest - log_total).exp::<I>()
                    });
                    factors.of(c, p, classes)
                });
                out.add(c * inner).write(T::narrow(value));
            }
        }
    }
}
