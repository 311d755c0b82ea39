//! The parts of normalisation by channel: moments, scaling, and sums for the backward pass.
//!
//! Tensors are `(outer, n, inner)` with `n` channels. Per-channel numbers are `f64`.

use super::element::{Real, Row, fold, fold2, for_float, sum};
use super::{Extent, GRAIN, Shared};
use crate::DType;
use crate::alloc::Scratch;
use crate::pool;

/// Elements whose moments are taken in two passes while they are in the cache.
const TILE: usize = 4096;

/// Planes with fewer elements are worked on side by side.
const NARROW: usize = 16;

/// Rows of narrow planes that make a partial result.
const ROWS: usize = 64;

/// Number, mean and sum of squared differences from the mean.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Those of both sets of elements. Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for
    /// computing sample variances", 1979.
    fn and(self, other: Moments) -> Moments {
        let count = self.count + other.count;
        if count == 0.0 {
            return self;
        }
        let difference = other.mean - self.mean;
        Moments {
            count,
            mean: self.mean + difference * (other.count / count),
            squares: self.squares + other.squares + difference * difference * (self.count * other.count / count),
        }
    }
}

/// Mean and (biased) variance of each channel.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `x` is valid for reads of `extent.len()` elements.
pub unsafe fn moments(dtype: DType, extent: Extent, x: *const u8) -> (Vec<f64>, Vec<f64>) {
    let Extent { outer, n, inner } = extent;
    // SAFETY: the caller's promises are passed on.
    let partial = for_float!(dtype, T => unsafe { partial_moments::<T>(extent, x.cast()) });
    let (mut mean, mut variance) = (vec![f64::NAN; n], vec![f64::NAN; n]);
    if outer * inner > 0 {
        for c in 0..n {
            let all = partial.iter().skip(c).step_by(n).fold(Moments::default(), |all, part| all.and(*part));
            (mean[c], variance[c]) = (all.mean, all.squares / all.count);
        }
    }
    (mean, variance)
}

/// Moments of parts, all channels of a part together.
///
/// # Safety
/// As [`moments`].
unsafe fn partial_moments<T: Row>(extent: Extent, x: *const T) -> Vec<Moments> {
    let Extent { outer, n, inner } = extent;
    let x = Shared::of(x);
    if inner < NARROW {
        let width = n * inner;
        let parts = outer.div_ceil(ROWS);
        let mut partial = vec![Moments::default(); parts * n];
        let to = Shared(partial.as_mut_ptr());
        pool::for_range(parts, (2 * GRAIN / (ROWS * width).max(1)).max(1), &|range| {
            let scratch = Scratch::<T::Acc>::new(2 * width);
            for part in range {
                let rows = ROWS.min(outer - part * ROWS);
                // SAFETY: the caller promises the rows; the scratch holds two of them; parts have places of their own.
                unsafe {
                    narrow_moments::<T>(x.at(part * ROWS * width), rows, width, scratch.as_ptr());
                    for c in 0..n {
                        let mut all = Moments::default();
                        for k in c * inner..(c + 1) * inner {
                            let (mean, squares) = (*scratch.as_ptr().add(k), *scratch.as_ptr().add(width + k));
                            let column = Moments { count: rows as f64, mean: mean.to_f64(), squares: squares.to_f64() };
                            all = all.and(column);
                        }
                        to.at(part * n + c).write(all);
                    }
                }
            }
        });
        return partial;
    }
    let mut partial = vec![Moments::default(); outer * n];
    let to = Shared(partial.as_mut_ptr());
    pool::for_range(outer * n, (2 * GRAIN / inner).max(1), &|range| {
        for plane in range {
            let mut all = Moments::default();
            for start in (0..inner).step_by(TILE) {
                let count = TILE.min(inner - start);
                // SAFETY: the caller promises the plane.
                let (mean, squares) = unsafe { tile_moments::<T>(x.at(plane * inner + start), count) };
                all = all.and(Moments { count: count as f64, mean: mean.to_f64(), squares: squares.to_f64() });
            }
            // SAFETY: planes have places of their own.
            unsafe { to.at(plane).write(all) };
        }
    });
    partial
}

crate::simd_fn! {
    /// # Safety
    /// `x` is valid for reads of `n` elements.
    unsafe fn tile_moments<I, T: Row>(x: *const T, n: usize) -> (T::Acc, T::Acc) {
        // SAFETY: the caller promises the elements.
        let x = unsafe { std::slice::from_raw_parts(x, n) };
        let mean = sum(x) / T::Acc::of(n as f64);
        let squares = fold(
            x,
            T::Acc::default(),
            |s, x| {
                let d = x.widen() - mean;
                d.fma::<I>(d, s)
            },
            |a, b| a + b,
        );
        (mean, squares)
    }
}

crate::simd_fn! {
    /// Means of columns, then sums of their squared differences.
    ///
    /// # Safety
    /// `x` is valid for reads of `rows * width` elements, `out` for writes of `2 * width`.
    unsafe fn narrow_moments<I, T: Row>(x: *const T, rows: usize, width: usize, out: *mut T::Acc) {
        // SAFETY: the caller promises rows and room.
        let (x, out) = unsafe {
            (std::slice::from_raw_parts(x, rows * width), std::slice::from_raw_parts_mut(out, 2 * width))
        };
        out.fill(T::Acc::default());
        let (mean, squares) = out.split_at_mut(width);
        for row in x.chunks_exact(width) {
            for (mean, x) in mean.iter_mut().zip(row) {
                *mean += x.widen();
            }
        }
        for mean in mean.iter_mut() {
            *mean = *mean / T::Acc::of(rows as f64);
        }
        for row in x.chunks_exact(width) {
            for ((squares, &mean), x) in squares.iter_mut().zip(&*mean).zip(row) {
                let d = x.widen() - mean;
                *squares = d.fma::<I>(d, *squares);
            }
        }
    }
}

/// Numbers per channel, as the elements of narrow planes see them.
fn spread<A: Real>(values: &[f64], inner: usize) -> Vec<A> {
    let repeat = if inner < NARROW { inner } else { 1 };
    values.iter().flat_map(|&value| std::iter::repeat_n(A::of(value), repeat)).collect()
}

/// `(x - mean) * factor + summand` with numbers per channel. There may be as many channels as planes.
///
/// # Panics
/// For dtypes that are not floating, and unless there are `extent.n` of each number.
///
/// # Safety
/// `x` is valid for reads and `y` for writes of `extent.len()` elements; they do not overlap.
pub unsafe fn affine(
    dtype: DType,
    extent: Extent,
    x: *const u8,
    mean: &[f64],
    factor: &[f64],
    summand: &[f64],
    y: *mut u8,
) {
    assert!([mean, factor, summand].iter().all(|list| list.len() == extent.n), "a number per channel");
    for_float!(dtype, T => {
        let (x, y) = (Shared::of(x.cast::<T>()), Shared(y.cast::<T>()));
        let [mean, factor, summand] = [mean, factor, summand].map(|list| spread::<<T as Row>::Acc>(list, extent.inner));
        for_pieces(extent, &|at, len, first, count| {
            // SAFETY: the caller promises the elements; no two tasks share them.
            unsafe {
                let (m, f, s) = (&mean[first..][..count], &factor[first..][..count], &summand[first..][..count]);
                affine_piece::<T>(x.at(at), len, m, f, s, y.at(at));
            }
        });
    });
}

/// Calls `work(first element, elements, first number, numbers)` for pieces with either one number for all elements or one
/// number for each, in parallel.
fn for_pieces(extent: Extent, work: &(dyn Fn(usize, usize, usize, usize) + Sync)) {
    let Extent { outer, n, inner } = extent;
    if extent.is_empty() {
        return;
    }
    if inner >= NARROW {
        let tiles = inner.div_ceil(2 * GRAIN);
        pool::for_range(outer * n * tiles, (2 * GRAIN / inner).max(1), &|range| {
            for item in range {
                let (plane, tile) = (item / tiles, item % tiles);
                let start = tile * 2 * GRAIN;
                work(plane * inner + start, (2 * GRAIN).min(inner - start), plane % n, 1);
            }
        });
    } else {
        let width = n * inner;
        let tiles = width.div_ceil(2 * GRAIN);
        pool::for_range(outer * tiles, (2 * GRAIN / width).max(1), &|range| {
            for item in range {
                let (row, tile) = (item / tiles, item % tiles);
                let start = tile * 2 * GRAIN;
                let len = (2 * GRAIN).min(width - start);
                work(row * width + start, len, start, len);
            }
        });
    }
}

crate::simd_fn! {
    /// # Safety
    /// `x` is valid for reads and `y` for writes of `len` elements; there are `len` numbers, or 1.
    unsafe fn affine_piece<I, T: Row>(
        x: *const T, len: usize, mean: &[T::Acc], factor: &[T::Acc], summand: &[T::Acc], y: *mut T
    ) {
        // SAFETY: the caller promises the elements.
        let (x, y) = unsafe { (std::slice::from_raw_parts(x, len), std::slice::from_raw_parts_mut(y, len)) };
        if let (&[m], &[f], &[s]) = (mean, factor, summand) {
            for (y, x) in y.iter_mut().zip(x) {
                *y = T::narrow((x.widen() - m).fma::<I>(f, s));
            }
        } else {
            let numbers = mean.iter().zip(factor).zip(summand);
            for ((y, x), ((&m, &f), &s)) in y.iter_mut().zip(x).zip(numbers) {
                *y = T::narrow((x.widen() - m).fma::<I>(f, s));
            }
        }
    }
}

/// For each channel the sum of `grad` and the sum of `grad * (x - mean)`.
///
/// # Panics
/// For dtypes that are not floating, and unless there are `extent.n` means.
///
/// # Safety
/// `grad` and `x` are valid for reads of `extent.len()` elements.
pub unsafe fn affine_sums(
    dtype: DType,
    extent: Extent,
    grad: *const u8,
    x: *const u8,
    mean: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    assert!(mean.len() == extent.n, "a mean per channel");
    // SAFETY: the caller's promises are passed on.
    let partial = for_float!(dtype, T => unsafe { partial_sums::<T>(extent, grad.cast(), x.cast(), mean) });
    let (mut plain, mut along) = (vec![0.0; extent.n], vec![0.0; extent.n]);
    for (at, &(p, a)) in partial.iter().enumerate() {
        plain[at % extent.n] += p;
        along[at % extent.n] += a;
    }
    (plain, along)
}

/// Both sums of parts, all channels of a part together.
///
/// # Safety
/// As [`affine_sums`].
unsafe fn partial_sums<T: Row>(extent: Extent, grad: *const T, x: *const T, mean: &[f64]) -> Vec<(f64, f64)> {
    let Extent { outer, n, inner } = extent;
    let (grad, x) = (Shared::of(grad), Shared::of(x));
    let mean = spread::<T::Acc>(mean, inner);
    if inner < NARROW {
        let width = n * inner;
        let parts = outer.div_ceil(ROWS);
        let mut partial = vec![(0.0, 0.0); parts * n];
        let to = Shared(partial.as_mut_ptr());
        pool::for_range(parts, (2 * GRAIN / (ROWS * width).max(1)).max(1), &|range| {
            let scratch = Scratch::<T::Acc>::new(2 * width);
            for part in range {
                let (rows, at) = (ROWS.min(outer - part * ROWS), part * ROWS * width);
                // SAFETY: the caller promises the rows; the scratch holds two of them; parts have places of their own.
                unsafe {
                    narrow_sums::<T>(grad.at(at), x.at(at), rows, &mean, scratch.as_ptr());
                    for c in 0..n {
                        let mut both = (0.0, 0.0);
                        for k in c * inner..(c + 1) * inner {
                            both.0 += (*scratch.as_ptr().add(k)).to_f64();
                            both.1 += (*scratch.as_ptr().add(width + k)).to_f64();
                        }
                        to.at(part * n + c).write(both);
                    }
                }
            }
        });
        return partial;
    }
    let mut partial = vec![(0.0, 0.0); outer * n];
    let to = Shared(partial.as_mut_ptr());
    pool::for_range(outer * n, (2 * GRAIN / inner).max(1), &|range| {
        for plane in range {
            let mut both = (0.0, 0.0);
            for start in (0..inner).step_by(TILE) {
                let (count, at) = (TILE.min(inner - start), plane * inner + start);
                // SAFETY: the caller promises the plane.
                let (plain, along) = unsafe { tile_sums::<T>(grad.at(at), x.at(at), count, mean[plane % n]) };
                both = (both.0 + plain.to_f64(), both.1 + along.to_f64());
            }
            // SAFETY: planes have places of their own.
            unsafe { to.at(plane).write(both) };
        }
    });
    partial
}

crate::simd_fn! {
    /// # Safety
    /// `grad` and `x` are valid for reads of `n` elements.
    unsafe fn tile_sums<I, T: Row>(grad: *const T, x: *const T, n: usize, mean: T::Acc) -> (T::Acc, T::Acc) {
        // SAFETY: the caller promises the elements.
        let (grad, x) = unsafe { (std::slice::from_raw_parts(grad, n), std::slice::from_raw_parts(x, n)) };
        let along =
            fold2(grad, x, T::Acc::default(), |s, g, x| g.widen().fma::<I>(x.widen() - mean, s), |a, b| a + b);
        (sum(grad), along)
    }
}

crate::simd_fn! {
    /// # Safety
    /// `grad` and `x` are valid for reads of `rows` rows with a column per mean, `out` for writes of two rows.
    unsafe fn narrow_sums<I, T: Row>(grad: *const T, x: *const T, rows: usize, mean: &[T::Acc], out: *mut T::Acc) {
        let width = mean.len();
        // SAFETY: the caller promises rows and room.
        let (grad, x, out) = unsafe {
            (
                std::slice::from_raw_parts(grad, rows * width),
                std::slice::from_raw_parts(x, rows * width),
                std::slice::from_raw_parts_mut(out, 2 * width),
            )
        };
        out.fill(T::Acc::default());
        let (plain, along) = out.split_at_mut(width);
        for (grad, x) in grad.chunks_exact(width).zip(x.chunks_exact(width)) {
            for (((plain, along), &mean), (g, x)) in
                plain.iter_mut().zip(along.iter_mut()).zip(mean).zip(grad.iter().zip(x))
            {
                let g = g.widen();
                *plain += g;
                *along = g.fma::<I>(x.widen() - mean, *along);
            }
        }
    }
}

/// `grad * factor + (x - mean) * slope + summand` with numbers per channel.
///
/// # Panics
/// For dtypes that are not floating, and unless there are `extent.n` of each number.
///
/// # Safety
/// `grad` and `x` are valid for reads and `out` for writes of `extent.len()` elements; `out` overlaps neither.
#[allow(clippy::too_many_arguments)]
pub unsafe fn affine_backward(
    dtype: DType,
    extent: Extent,
    grad: *const u8,
    x: *const u8,
    mean: &[f64],
    factor: &[f64],
    slope: &[f64],
    summand: &[f64],
    out: *mut u8,
) {
    assert!([mean, factor, slope, summand].iter().all(|list| list.len() == extent.n), "a number per channel");
    for_float!(dtype, T => {
        let (grad, x, out) = (Shared::of(grad.cast::<T>()), Shared::of(x.cast::<T>()), Shared(out.cast::<T>()));
        let lists = [mean, factor, slope, summand].map(|list| spread::<<T as Row>::Acc>(list, extent.inner));
        for_pieces(extent, &|at, len, first, count| {
            let [m, f, k, s] = [0, 1, 2, 3].map(|list: usize| &lists[list][first..][..count]);
            // SAFETY: the caller promises the elements; no two tasks share them.
            unsafe { backward_piece::<T>(grad.at(at), x.at(at), len, m, f, k, s, out.at(at)) };
        });
    });
}

crate::simd_fn! {
    /// # Safety
    /// `grad` and `x` are valid for reads and `out` for writes of `len` elements; there are `len` numbers, or 1.
    unsafe fn backward_piece<I, T: Row>(
        grad: *const T, x: *const T, len: usize,
        mean: &[T::Acc], factor: &[T::Acc], slope: &[T::Acc], summand: &[T::Acc], out: *mut T
    ) {
        // SAFETY: the caller promises the elements.
        let (grad, x, out) = unsafe {
            (
                std::slice::from_raw_parts(grad, len),
                std::slice::from_raw_parts(x, len),
                std::slice::from_raw_parts_mut(out, len),
            )
        };
        let elements = out.iter_mut().zip(grad).zip(x);
        if let (&[m], &[f], &[k], &[s]) = (mean, factor, slope, summand) {
            for ((out, g), x) in elements {
                *out = T::narrow(g.widen().fma::<I>(f, (x.widen() - m).fma::<I>(k, s)));
            }
        } else {
            let numbers = mean.iter().zip(factor).zip(slope.iter().zip(summand));
            for (((out, g), x), ((&m, &f), (&k, &s))) in elements.zip(numbers) {
                *out = T::narrow(g.widen().fma::<I>(f, (x.widen() - m).fma::<I>(k, s)));
            }
        }
    }
}
