//! The microkernels of each instruction set, as tables of function pointers.

use super::complex;
use super::inner::{self, HEIGHT};
use super::kernel::{self, TileFn};
use super::vector::{Array, Number, Vector};
use crate::isa::Level;
use num_complex::Complex;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{__m256, __m256d, __m512, __m512d};

/// The microkernels for one element type on one instruction set.
pub struct Kernels<T: 'static> {
    /// Rows of a full tile.
    pub mr: usize,
    /// Columns of a full tile.
    pub nr: usize,
    /// Longest block along k.
    pub kc: usize,
    /// `tiles[r - 1][v - 1]`: the kernel for r rows and v vectors of columns.
    pub tiles: &'static [&'static [TileFn<T>]],
    /// Tiles of inner products; complex numbers have none.
    pub inner: Option<inner::Tiles<T>>,
}

impl<T> Kernels<T> {
    const fn new(tiles: &'static [&'static [TileFn<T>]], nr: usize, inner: Option<inner::Tiles<T>>) -> Self {
        // Two vectors wide, a panel of B stays in the first-level cache: 256 rows are 16 KiB with AVX2, half of it. Wider
        // ones come from the second in any case, and longer blocks pass over C less often.
        let kc = if tiles[0].len() > 2 { 512 } else { 256 };
        Kernels { mr: tiles.len(), nr, kc, tiles, inner }
    }

    /// The kernel for `rows` and `columns`, which are at most `mr` and `nr`.
    #[inline(always)]
    pub fn tile(&self, rows: usize, columns: usize) -> TileFn<T> {
        let row = self.tiles[rows - 1];
        row[(columns * row.len()).div_ceil(self.nr) - 1]
    }

    /// Columns that the kernel for `columns` computes, and so reads from B.
    #[inline(always)]
    pub fn width(&self, columns: usize) -> usize {
        let vectors = self.tiles[0].len();
        (columns * vectors).div_ceil(self.nr) * (self.nr / vectors)
    }
}

/// Element types that have microkernels.
pub trait HasKernels: Number {
    /// The microkernels for an instruction set, which must be present when they are called, that suit so many columns.
    fn kernels(level: Level, columns: usize) -> &'static Kernels<Self>;
}

/// Wraps the kernels' bodies in functions compiled for an instruction set.
macro_rules! isa_module {
    ($(#[$attribute:meta])* $name:ident) => {
        mod $name {
            use super::{complex, inner};
            use super::kernel::{self, Tile, Update};
            use super::super::vector::{Number, Vector};
            use num_complex::Complex;

            $(#[$attribute])*
            pub unsafe fn tile<V: Vector, const R: usize, const C: usize>(t: &Tile<V::Scalar>, u: &Update<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { kernel::tile::<V, R, C>(t, u) }
            }

            $(#[$attribute])*
            pub unsafe fn inner<V: Vector, const R: usize, const S: usize>(t: &inner::Tile<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { inner::tile::<V, R, S>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn complex<V: Vector, const R: usize, const C: usize>(
                t: &Tile<Complex<V::Scalar>>,
                u: &Update<Complex<V::Scalar>>,
            ) where
                Complex<V::Scalar>: Number,
                V::Scalar: std::ops::Mul<Output = V::Scalar>,
            {
                // SAFETY: the caller's promises are passed on.
                unsafe { complex::tile::<V, R, C>(t, u) }
            }
        }
    };
}

isa_module!(baseline);
#[cfg(target_arch = "x86_64")]
isa_module!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx2
);
#[cfg(target_arch = "x86_64")]
isa_module!(
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
    avx512
);

/// `&[&[kernel; one per vector count]; one per row count]`.
macro_rules! tiles {
    ($isa:ident :: tile, $vector:ty, [$($r:literal)*] x 2) => {
        &[$(&[$isa::tile::<$vector, $r, 1>, $isa::tile::<$vector, $r, 2>]),*]
    };
    ($isa:ident :: tile, $vector:ty, [$($r:literal)*] x 4) => {
        &[$(&[
            $isa::tile::<$vector, $r, 1>,
            $isa::tile::<$vector, $r, 2>,
            $isa::tile::<$vector, $r, 3>,
            $isa::tile::<$vector, $r, 4>,
        ]),*]
    };
    ($isa:ident :: complex, $vector:ty, [$($r:literal)*] x 2) => {
        &[$(&[$isa::complex::<$vector, $r, 2>]),*]
    };
}

/// Tiles of inner products: as many columns as accumulators of four rows fit into the registers.
macro_rules! inner {
    (complex, $isa:ident, $vector:ty) => {
        None
    };
    (tile, avx512, $vector:ty) => {
        inner!(avx512, $vector, 6)
    };
    (tile, $isa:ident, $vector:ty) => {
        inner!($isa, $vector, 3)
    };
    ($isa:ident, $vector:ty, $columns:literal) => {{
        const TILES: [[inner::TileFn<<$vector as Vector>::Scalar>; 2]; HEIGHT] = [
            [$isa::inner::<$vector, 1, $columns>, $isa::inner::<$vector, 1, 1>],
            [$isa::inner::<$vector, 2, $columns>, $isa::inner::<$vector, 2, 1>],
            [$isa::inner::<$vector, 3, $columns>, $isa::inner::<$vector, 3, 1>],
            [$isa::inner::<$vector, 4, $columns>, $isa::inner::<$vector, 4, 1>],
        ];
        Some(inner::Tiles { width: $columns, tiles: TILES })
    }};
}

/// The kernels of one shape as a constant.
macro_rules! shape {
    ($t:ty, $isa:ident :: $function:ident, $vector:ty, $rows:tt x $columns:tt) => {{
    const TILES: &[&[TileFn<$t>]] = tiles!($isa::$function, $vector, $rows x $columns);
        const { &Kernels::new(TILES, $columns * <$vector>::LANES, inner!($function, $isa, $vector)) }
    }};
}

/// `HasKernels` for an element type: the kernel's body, then for each instruction set its vector type and the largest
/// tile, in rows and vectors; with AVX-512 a second, taller one for matrices of few columns.
macro_rules! kernels {
    ($($t:ty: $function:ident, baseline $base:ty, $r1:tt x $c1:tt, avx2 $avx2:ty, $r2:tt x $c2:tt,
        avx512 $avx512:ty, $r5:tt x $c5:tt, few columns $r6:tt x $c6:tt;)*) => { $(
        impl HasKernels for $t {
            fn kernels(level: Level, columns: usize) -> &'static Kernels<Self> {
                match level {
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 if columns <= $c6 * <$avx512>::LANES => {
                        shape!($t, avx512::$function, $avx512, $r6 x $c6)
                    }
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => shape!($t, avx512::$function, $avx512, $r5 x $c5),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => shape!($t, avx2::$function, $avx2, $r2 x $c2),
                    _ => shape!($t, baseline::$function, $base, $r1 x $c1),
                }
            }
        }
    )* };
}

/// Lanes of the baseline's vectors: NEON has twice the registers of SSE2, so a vector there is two of them.
const W32: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };
const W64: usize = W32 / 2;

// With 6 x 4 vectors of AVX-512 a multiply-add needs 0.42 loads, with 12 x 2 it needs 0.58: measured inside the first-level
// cache (Xeon at 2.8 GHz, Ice Lake), the former reaches 99 % of the multiply-add peak, the latter 92 %.
kernels! {
    f32: tile, baseline Array<f32, W32>, [1 2 3 4 5 6] x 2, avx2 __m256, [1 2 3 4 5 6] x 2,
        avx512 __m512, [1 2 3 4 5 6] x 4, few columns [1 2 3 4 5 6 7 8 9 10 11 12] x 2;
    f64: tile, baseline Array<f64, W64>, [1 2 3 4 5 6] x 2, avx2 __m256d, [1 2 3 4 5 6] x 2,
        avx512 __m512d, [1 2 3 4 5 6] x 4, few columns [1 2 3 4 5 6 7 8 9 10 11 12] x 2;
    i32: tile, baseline Array<i32, 4>, [1 2 3 4] x 2, avx2 Array<i32, 8>, [1 2 3 4] x 2,
        avx512 Array<i32, 16>, [1 2 3 4] x 2, few columns [1 2 3 4] x 2;
    i64: tile, baseline Array<i64, 2>, [1 2 3 4] x 2, avx2 Array<i64, 4>, [1 2 3 4] x 2,
        avx512 Array<i64, 8>, [1 2 3 4] x 2, few columns [1 2 3 4] x 2;
    Complex<f32>: complex, baseline Array<f32, 4>, [1 2] x 2, avx2 __m256, [1 2] x 2,
        avx512 __m512, [1 2 3 4 5 6] x 2, few columns [1 2 3 4 5 6] x 2;
    Complex<f64>: complex, baseline Array<f64, 2>, [1 2] x 2, avx2 __m256d, [1 2] x 2,
        avx512 __m512d, [1 2 3 4 5 6] x 2, few columns [1 2 3 4 5 6] x 2;
}
