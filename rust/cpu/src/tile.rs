//! Products of matrices that lie in the caches, computed by the calling thread: parts of kernels that do more than
//! multiply.
//!
//! The right factor and the result have rows of whole vectors, padded by whoever made them; nothing is packed or
//! checked here. Every element sums its k in order, whatever the sizes of the matrices around it.

use crate::gemm::vector::{Array, Vector};
use crate::isa::Level;
use crate::rows::Real;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{__m256, __m256d, __m512, __m512d};

/// `C = A B`, or `C += A B`, for an `m x k` matrix A and a `k x n` matrix B.
#[derive(Clone, Copy)]
pub(crate) struct Product<S> {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of B and C: a multiple of [`Tiled::lanes`].
    pub n: usize,
    /// Length of the sums.
    pub k: usize,
    /// A's first element, stride between rows, stride between columns.
    pub a: (*const S, usize, usize),
    /// B's first element, stride between rows, stride between panels of two vectors of columns.
    pub b: (*const S, usize, usize),
    /// C's first element and stride between rows.
    pub c: (*mut S, usize),
    /// Whether to add to C.
    pub accumulate: bool,
}

/// Numbers that such products are made of.
pub(crate) trait Tiled: Real {
    /// Numbers in a vector.
    fn lanes() -> usize;

    /// Columns of a panel: two vectors.
    fn panel() -> usize {
        2 * Self::lanes()
    }

    /// Computes a product.
    ///
    /// # Safety
    /// A, B and C are valid for their sizes, C overlaps neither.
    unsafe fn product(product: &Product<Self>);
}

/// All tiles of a product: `MR` rows by two vectors, fewer at the edges.
#[inline(always)]
unsafe fn tiles<V: Vector, const MR: usize>(p: &Product<V::Scalar>)
where
    V::Scalar: Real,
{
    for j in (0..p.n).step_by(2 * V::LANES) {
        let b = p.b.0.wrapping_add(j / (2 * V::LANES) * p.b.2);
        for i in (0..p.m).step_by(MR) {
            let (a, c) = (p.a.0.wrapping_add(i * p.a.1), p.c.0.wrapping_add(i * p.c.1 + j));
            macro_rules! by_rows {
                ($columns:literal, $($rows:literal)*) => {
                    match (p.m - i).min(MR) {
                        // SAFETY: the rows and vectors of the tile are inside A, B and C, which the caller promises.
                        $($rows if $rows <= MR => unsafe { tile::<V, $rows, $columns>(p, a, b, c) },)*
                        _ => unreachable!("no tile has more rows"),
                    }
                };
            }
            if p.n - j >= 2 * V::LANES {
                by_rows!(2, 1 2 3 4 5 6 7 8 9 10 11 12);
            } else {
                by_rows!(1, 1 2 3 4 5 6 7 8 9 10 11 12);
            }
        }
    }
}

/// One tile of `R` rows by `C` vectors, whose sums stay in registers.
#[inline(always)]
unsafe fn tile<V: Vector, const R: usize, const C: usize>(
    p: &Product<V::Scalar>,
    mut a: *const V::Scalar,
    mut b: *const V::Scalar,
    c: *mut V::Scalar,
) {
    // SAFETY: the caller promises `R x k` of A, `k x C` vectors of B, `R x C` vectors of C, and the instruction set.
    unsafe {
        let mut sums = [[V::zero(); C]; R];
        if p.accumulate {
            for (i, row) in sums.iter_mut().enumerate() {
                for (j, sum) in row.iter_mut().enumerate() {
                    *sum = V::load(c.add(i * p.c.1 + j * V::LANES));
                }
            }
        }
        let mut step = || {
            let mut columns = [V::zero(); C];
            for (j, column) in columns.iter_mut().enumerate() {
                *column = V::load(b.add(j * V::LANES));
            }
            for (i, row) in sums.iter_mut().enumerate() {
                let x = V::splat(*a.add(i * p.a.1));
                for (sum, column) in row.iter_mut().zip(columns) {
                    *sum = x.mul_add(column, *sum);
                }
            }
            a = a.wrapping_add(p.a.2);
            b = b.wrapping_add(p.b.1);
        };
        for _ in 0..p.k / 4 {
            for _ in 0..4 {
                step();
            }
        }
        for _ in 0..p.k % 4 {
            step();
        }
        for (i, row) in sums.iter().enumerate() {
            for (j, sum) in row.iter().enumerate() {
                sum.store(c.add(i * p.c.1 + j * V::LANES));
            }
        }
    }
}

/// [`tiles`] compiled for an instruction set.
macro_rules! compiled {
    ($(#[$attribute:meta])* $name:ident) => {
        $(#[$attribute])*
        unsafe fn $name<V: Vector, const MR: usize>(p: &Product<V::Scalar>)
        where
            V::Scalar: Real,
        {
            // SAFETY: the caller's promises are passed on.
            unsafe { tiles::<V, MR>(p) }
        }
    };
}

compiled!(baseline);
#[cfg(target_arch = "x86_64")]
compiled!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx2
);
#[cfg(target_arch = "x86_64")]
compiled!(
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx512
);

macro_rules! tiled {
    ($($t:ty: $base:ty, $avx2:ty, $avx512:ty;)*) => { $(
        impl Tiled for $t {
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
                        Level::Avx512 => avx512::<$avx512, 12>(p),
                        #[cfg(target_arch = "x86_64")]
                        Level::Avx2 => avx2::<$avx2, 6>(p),
                        _ => baseline::<$base, 6>(p),
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

    #[test]
    fn agrees_with_sums_by_hand() {
        let lanes = f32::lanes();
        for (m, n, k) in [(1, 1, 1), (5, 2, 3), (12, 3, 9), (25, 4, 6), (13, 1, 0)] {
            let n = n * lanes;
            let a: Vec<f32> = (0..m * k).map(|i| (i % 7) as f32 - 3.0).collect();
            let b: Vec<f32> = (0..k * n).map(|i| (i % 5) as f32 - 2.0).collect();
            let mut c = vec![1.0f32; m * n];
            for (accumulate, start) in [(true, 1.0), (false, 0.0)] {
                let (panel, rows) = (f32::panel(), (a.as_ptr(), k, 1));
                let p = Product { m, n, k, a: rows, b: (b.as_ptr(), n, panel), c: (c.as_mut_ptr(), n), accumulate };
                // SAFETY: the three vectors have the sizes that are named.
                unsafe { f32::product(&p) };
                for i in 0..m {
                    for j in 0..n {
                        let sum: f32 = (0..k).map(|p| a[i * k + p] * b[p * n + j]).sum();
                        assert_eq!(c[i * n + j], start + sum, "{m} {n} {k} at {i} {j}");
                    }
                }
            }
        }
    }
}
