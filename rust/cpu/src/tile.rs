//! Products of matrices that lie in the caches, computed by the calling thread: parts of kernels that do more than
//! multiply.
//!
//! The right factor and the result have rows of whole vectors, padded by whoever made them; nothing is checked here. Every
//! element sums its k in the same order, whatever the sizes of the matrices around it.

use crate::gemm::inner::{HEIGHT, Tile};
use crate::gemm::table::HasKernels;
use crate::gemm::vector::{Array, Number, Vector};
use crate::gemm::{kernel, transpose};
use crate::isa::{self, Isa, Level};
use crate::rows::Real;
use crate::simd_fn;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{__m256, __m256d, __m512, __m512d};
use std::ops::Range;

/// `C = A B`, or `C += A B`, for an `m x k` matrix A and a `k x n` matrix B.
#[derive(Clone, Copy)]
pub(crate) struct Product<S> {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of B and C: a multiple of [`Tiled::lanes`].
    pub n: usize,
    /// Length of the sums.
    pub k: usize,
    /// The left factor.
    pub a: Left<S>,
    /// B's first element, stride between rows, stride between panels of [`Tiled::panel`] columns.
    pub b: (*const S, usize, usize),
    /// C's first element and stride between rows.
    pub c: (*mut S, usize),
    /// Whether to add to C.
    pub accumulate: bool,
}

/// A left factor.
#[derive(Clone, Copy)]
pub(crate) enum Left<S> {
    /// First element, stride between rows, stride between columns.
    Matrix(*const S, usize, usize),
    /// First element, stride between strips: [`Tiled::rows`] rows each, next to each other for every k ([`Tiled::strips`]).
    Strips(*const S, usize),
}

/// Numbers that such products are made of.
pub(crate) trait Tiled: Real + HasKernels {
    /// Numbers in a vector.
    fn lanes() -> usize;

    /// Columns of a panel: the vectors of the widest tile.
    fn panel() -> usize;

    /// Rows of a strip.
    fn rows() -> usize;

    /// Writes `rows x k` numbers, rows `stride` apart, as strips `strip` apart, with zeros for the rows that the last one
    /// lacks.
    ///
    /// # Safety
    /// The numbers are valid, and there is room for `k` numbers of every row of every strip.
    unsafe fn strips(from: *const Self, stride: usize, rows: usize, k: usize, to: *mut Self, strip: usize) {
        // SAFETY: the caller's promises are passed on.
        unsafe { to_strips::<Self>(from, stride, rows, k, to, strip, Self::rows()) }
    }

    /// Computes a product.
    ///
    /// # Safety
    /// A, B and C are valid for their sizes, C overlaps neither.
    unsafe fn product(product: &Product<Self>);

    /// Inner products `C[i][j] = A[i] . B[j]` of at most [`FEW`] rows with `n` others, all of `k` numbers, which lie next
    /// to each other: addresses with strides between rows. `ahead` is called with a few columns of C before they are
    /// computed, to ask for what is needed later.
    ///
    /// # Safety
    /// As [`Tiled::product`].
    unsafe fn inner(
        (m, n, k): (usize, usize, usize),
        a: (*const Self, usize),
        b: (*const Self, isize),
        c: (*mut Self, usize),
        ahead: &dyn Fn(Range<usize>),
    ) {
        let Some(tiles) = &Self::kernels(isa::level(), n).inner else {
            unreachable!("real numbers have inner products")
        };
        let mut j = 0;
        while j < n {
            let full = n - j >= tiles.width;
            let width = if full { tiles.width } else { 1 };
            ahead(j..j + width);
            let column = b.0.wrapping_offset(j as isize * b.1);
            let sums = c.0.wrapping_add(j);
            // SAFETY: the caller promises rows and columns, and that C is theirs to write.
            unsafe {
                (0..m).for_each(|i| sums.add(i * c.1).write_bytes(0, width));
                tiles.tiles[m - 1][usize::from(!full)](&Tile {
                    k,
                    a: (a.0, a.1 as isize),
                    b: (column, b.1),
                    sums: (sums, c.1),
                    ahead: column,
                });
            }
            j += width;
        }
    }
}

/// Rows that inner products are computed for at a time.
pub(crate) const FEW: usize = HEIGHT;

simd_fn! {
    /// As [`Tiled::strips`], with strips of `height` rows.
    ///
    /// # Safety
    /// As there.
    unsafe fn to_strips<I, S: Number>(
        from: *const S, stride: usize, rows: usize, k: usize, to: *mut S, strip: usize, height: usize
    ) {
        for (number, first) in (0..rows).step_by(height).enumerate() {
            let lanes = height.min(rows - first);
            let (from, to) = (from.wrapping_add(first * stride), to.wrapping_add(number * strip));
            // SAFETY: the caller promises the numbers and the room.
            unsafe { transpose::panel::<I, S>(from, stride as isize, lanes, k, height, to) };
        }
    }
}

/// Longest sums between two visits of C: a strip of A that long stays in the first-level cache.
const DEPTH: usize = 256;
/// Rows of the tallest tile of any instruction set.
pub(crate) const MAX_ROWS: usize = 6;

/// All tiles of a product, strip by strip of `MR` rows of A.
///
/// A tile reads the rows of a strip next to each other: at constant distances from one address. Rows at a distance known
/// only at run time would each take an addition, on the ports that the multiply-adds are bound by; so they are packed.
#[inline(always)]
unsafe fn tiles<I: Isa, V: Vector, const MR: usize, const NR: usize>(p: &Product<V::Scalar>)
where
    V::Scalar: Real,
{
    let mut strip = std::mem::MaybeUninit::<[V::Scalar; MAX_ROWS * DEPTH]>::uninit();
    let strip = strip.as_mut_ptr().cast::<V::Scalar>();
    for i in (0..p.m).step_by(MR) {
        let rows = MR.min(p.m - i);
        for first in (0..p.k.max(1)).step_by(DEPTH) {
            let k = DEPTH.min(p.k - first);
            let (a, a_cs) = match p.a {
                Left::Strips(a, next) => (a.wrapping_add(i / MR * next + first * MR), MR),
                Left::Matrix(a, rs, cs) if rs == 1 || rows == 1 => (a.wrapping_add(i * rs + first * cs), cs),
                Left::Matrix(a, rs, cs) => {
                    let a = a.wrapping_add(i * rs + first * cs);
                    // SAFETY: the caller promises A; the strip has room for `MR` rows of `DEPTH` elements.
                    unsafe {
                        if cs == 1 {
                            transpose::panel::<I, _>(a, rs as isize, rows, k, MR, strip);
                        } else {
                            for (at, lane) in (0..k).flat_map(|at| (0..rows).map(move |lane| (at, lane))) {
                                strip.add(at * MR + lane).write(*a.add(lane * rs + at * cs));
                            }
                        }
                    }
                    (strip.cast_const(), MR)
                }
            };
            for j in (0..p.n).step_by(NR * V::LANES) {
                let b = p.b.0.wrapping_add(j / (NR * V::LANES) * p.b.2 + first * p.b.1);
                let operands =
                    Operands { k, a, a_cs, b, b_rs: p.b.1, c: p.c.0.wrapping_add(i * p.c.1 + j), c_rs: p.c.1 };
                let accumulate = p.accumulate || first > 0;
                macro_rules! by_rows {
                    ($columns:literal, $($rows:literal)*) => {
                        match rows {
                            // SAFETY: the rows and vectors of the tile are inside A, B and C, which the caller promises.
                            $($rows if $rows <= MR => unsafe { tile::<V, $rows, $columns>(&operands, accumulate) },)*
                            _ => unreachable!("no tile has more rows"),
                        }
                    };
                }
                match ((p.n - j) / V::LANES).min(NR) {
                    1 => by_rows!(1, 1 2 3 4 5 6),
                    2 => by_rows!(2, 1 2 3 4 5 6),
                    3 if NR > 2 => by_rows!(3, 1 2 3 4 5 6),
                    _ if NR > 2 => by_rows!(4, 1 2 3 4 5 6),
                    _ => unreachable!("no tile has more columns"),
                }
            }
        }
    }
}

/// What a tile reads and writes.
struct Operands<S> {
    k: usize,
    /// Consecutive rows, a stride apart along k.
    a: *const S,
    a_cs: usize,
    b: *const S,
    b_rs: usize,
    c: *mut S,
    c_rs: usize,
}

/// One tile of `R` rows by `C` vectors, whose sums stay in registers.
#[inline(always)]
unsafe fn tile<V: Vector, const R: usize, const C: usize>(t: &Operands<V::Scalar>, accumulate: bool) {
    // SAFETY: the caller promises `R x k` of A, `k x C` vectors of B, `R x C` vectors of C, and the instruction set.
    unsafe {
        let mut sums = kernel::sums::<V, R, C>(t.k, t.a, 1, t.a_cs as isize, t.b, t.b_rs as isize, ());
        for (i, row) in sums.iter_mut().enumerate() {
            for (j, sum) in row.iter_mut().enumerate() {
                let c = t.c.add(i * t.c_rs + j * V::LANES);
                if accumulate {
                    *sum = sum.add(V::load(c));
                }
                sum.store(c);
            }
        }
    }
}

/// [`tiles`] compiled for an instruction set.
macro_rules! compiled {
    ($(#[$attribute:meta])* $name:ident, $isa:ty) => {
        $(#[$attribute])*
        unsafe fn $name<V: Vector, const MR: usize, const NR: usize>(p: &Product<V::Scalar>)
        where
            V::Scalar: Real,
        {
            // SAFETY: the caller's promises are passed on.
            unsafe { tiles::<$isa, V, MR, NR>(p) }
        }
    };
}

compiled!(baseline, isa::Baseline);
#[cfg(target_arch = "x86_64")]
compiled!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx2,
    isa::Avx2
);
#[cfg(target_arch = "x86_64")]
compiled!(
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx512,
    isa::Avx512
);

macro_rules! tiled {
    ($($t:ty: $base:ty, $avx2:ty, $avx512:ty;)*) => { $(
        impl Tiled for $t {
            fn rows() -> usize {
                MAX_ROWS
            }

            fn panel() -> usize {
                match crate::isa::level() {
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => 4 * <$avx512>::LANES,
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => 2 * <$avx2>::LANES,
                    _ => 2 * <$base>::LANES,
                }
            }

            fn lanes() -> usize {
                match crate::isa::level() {
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => <$avx512>::LANES,
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => <$avx2>::LANES,
                    _ => <$base>::LANES,
                }
            }

            unsafe fn product(p: &Product<$t>) {
                // SAFETY: `level` names only what the processor has; the caller's promises are passed on.
                unsafe {
                    match crate::isa::level() {
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx512 => avx512::<$avx512, 6, 4>(p),
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2 => avx2::<$avx2, 6, 2>(p),
                        _ => baseline::<$base, 6, 2>(p),
                    }
                }
            }
        }
    )* };
}

tiled! {
    f32: Array<f32, 4>, __m256, __m512;
    f64: Array<f64, 2>, __m256d, __m512d;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums by hand of small integers, which every order of additions gives.
    fn check<S: Tiled>((m, n, k): (usize, usize, usize)) {
        let n = n * S::lanes();
        let number = |i: usize, by: usize| S::of((i % by) as f64 - (by / 2) as f64);
        let a: Vec<S> = (0..m * k).map(|i| number(i, 7)).collect();
        let turned: Vec<S> = (0..m * k).map(|i| number(i % m * k + i / m, 7)).collect();
        let gaps: Vec<S> = (0..2 * m * k).map(|i| number(i / 2, 7)).collect();
        let strip = k * S::rows();
        let mut strips = vec![S::of(f64::NAN); m.div_ceil(S::rows()) * strip];
        // SAFETY: the strips have room for all rows.
        unsafe { S::strips(a.as_ptr(), k, m, k, strips.as_mut_ptr(), strip) };
        let b: Vec<S> = (0..k * n).map(|i| number(i, 5)).collect();
        let lefts = [
            Left::Matrix(a.as_ptr(), k, 1),
            Left::Matrix(turned.as_ptr(), 1, m),
            Left::Matrix(gaps.as_ptr(), 2 * k, 2),
            Left::Strips(strips.as_ptr(), strip),
        ];
        for (which, a_from) in lefts.into_iter().enumerate() {
            let mut c = vec![S::of(1.0); m * n];
            for (accumulate, start) in [(true, 1.0), (false, 0.0)] {
                let b = (b.as_ptr(), n, S::panel());
                let p = Product { m, n, k, a: a_from, b, c: (c.as_mut_ptr(), n), accumulate };
                // SAFETY: the vectors have the sizes that are named.
                unsafe { S::product(&p) };
                for i in 0..m {
                    for j in 0..n {
                        let sum: f64 = (0..k).map(|p| a[i * k + p].to_f64() * number(p * n + j, 5).to_f64()).sum();
                        assert_eq!(c[i * n + j].to_f64(), start + sum, "{m} {n} {k}, left factor {which}, at {i} {j}");
                    }
                }
            }
        }
    }

    fn check_inner<S: Tiled>((m, n, k): (usize, usize, usize)) {
        let number = |i: usize, by: usize| S::of((i % by) as f64 - (by / 2) as f64);
        let a: Vec<S> = (0..m * (k + 2)).map(|i| number(i, 7)).collect();
        // From the last row to the first, with a gap between them.
        let b: Vec<S> = (0..n * (k + 3)).map(|i| number(i, 5)).collect();
        let mut c = vec![S::of(f64::NAN); m * (n + 1)];
        let last = b.as_ptr().wrapping_add((n - 1) * (k + 3));
        // SAFETY: the vectors have the sizes that are named.
        unsafe {
            S::inner((m, n, k), (a.as_ptr(), k + 2), (last, -(k as isize + 3)), (c.as_mut_ptr(), n + 1), &|_| {})
        };
        for (i, j) in (0..m).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let (a, b) = (&a[i * (k + 2)..], &b[(n - 1 - j) * (k + 3)..]);
            let sum: f64 = (0..k).map(|p| a[p].to_f64() * b[p].to_f64()).sum();
            assert_eq!(c[i * (n + 1) + j].to_f64(), sum, "{m} {n} {k} at {i} {j}");
        }
        assert!((0..m).all(|i| c[i * (n + 1) + n].to_f64().is_nan()));
    }

    #[test]
    fn inner_products_agree_with_sums_by_hand() {
        for m in 1..=FEW {
            for (n, k) in [(1, 1), (5, 64), (6, 7), (13, 33), (128, 80), (3, 0)] {
                check_inner::<f32>((m, n, k));
                check_inner::<f64>((m, n, k));
            }
        }
    }

    #[test]
    fn agrees_with_sums_by_hand() {
        for shape in [(1, 1, 1), (5, 2, 3), (12, 3, 9), (25, 4, 6), (13, 1, 0), (7, 3, 256), (30, 2, 600), (1, 2, 300)]
        {
            check::<f32>(shape);
            check::<f64>(shape);
        }
    }
}
