//! The microkernels: register tiles of sliding sums, and of the sums that weight gradients are.
//!
//! Unlike a matrix product's they read one operand where it lies: a table of offsets says where, so that no matrix of
//! windows is ever written.

use super::lanes::Lanes;
use super::plane_kernel::PlaneFns;
use crate::gemm::vector::{Array, Number, Vector};
use crate::isa::Level;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// A tile of sliding sums: `target[r, v, lane] = bias[r] + sum over p of weights[p, r] * source[offsets[p], v, lane]`.
#[derive(Clone, Copy)]
pub struct Slide<S> {
    /// Length of the sums.
    pub k: usize,
    /// For each of them the weights of the rows, one after the other.
    pub weights: *const S,
    /// Where the source element of target 0 lies, for each of them.
    pub offsets: *const usize,
    /// One addend per row, or null.
    pub bias: *const S,
    /// The source of the tile.
    pub source: *const S,
    /// Distance of the sources of neighbouring vectors.
    pub source_vector: usize,
    /// The first target.
    pub target: *mut S,
    /// Distance between rows.
    pub target_row: isize,
    /// Distance of the targets of neighbouring vectors.
    pub target_vector: isize,
    /// Targets in every vector but the last.
    pub lanes: usize,
    /// Targets in the last vector.
    pub last: usize,
}

/// A tile of a weight gradient: `out[r, p] += sum over runs and i of grad[r, run.0 + i] * source[offsets[p] + run.1 + i]`.
pub struct Weigh<S> {
    /// Where each run begins in a plane of the gradient and in the source.
    pub runs: *const (usize, usize),
    /// Number of runs.
    pub count: usize,
    /// Elements of a run.
    pub length: usize,
    /// The gradient plane of the first row.
    pub grad: *const S,
    /// Distance between the planes of rows.
    pub grad_row: isize,
    /// The source.
    pub source: *const S,
    /// Where the source elements of each tap begin.
    pub offsets: *const usize,
    /// The sums of the first row.
    pub out: *mut S,
    /// Distance between rows of sums.
    pub out_row: usize,
}

/// A tile of a matrix product whose left matrix is read through offsets:
/// `out[r, v] = start[v] + sum over p of source[bases[r] + offsets[p]] * panel[p, v]`.
pub struct Gather<S> {
    /// Length of the sums.
    pub k: usize,
    /// The left matrix' elements.
    pub source: *const S,
    /// Where each row begins.
    pub bases: *const usize,
    /// How far from there each element of a sum lies.
    pub offsets: *const usize,
    /// The right matrix: for each element of a sum whole vectors of columns, one after the other.
    pub panel: *const S,
    /// Where the sums of every row start; from what `out` holds if null.
    pub start: *const S,
    /// The sums, consecutive along the columns.
    pub out: *mut S,
    /// Distance between rows.
    pub out_row: usize,
}

/// Computes a tile of sliding sums.
///
/// # Safety
/// All that the tile names is valid, in the source whole vectors; the kernel's instruction set is present.
pub type SlideFn<S> = unsafe fn(&Slide<S>);

/// Computes a tile of a weight gradient.
///
/// # Safety
/// All that the tile names is valid; the kernel's instruction set is present.
pub type WeighFn<S> = unsafe fn(&Weigh<S>);

/// Computes a tile of a product through offsets.
///
/// # Safety
/// All that the tile names is valid; the kernel's instruction set is present.
pub type GatherFn<S> = unsafe fn(&Gather<S>);

#[inline(always)]
unsafe fn gather<V: Lanes, const R: usize, const C: usize>(t: &Gather<V::Scalar>) {
    // SAFETY: the caller promises both matrices and the sums.
    unsafe {
        let mut rows = [t.source; R];
        let mut acc = [[V::zero(); C]; R];
        for (r, (row, sums)) in rows.iter_mut().zip(&mut acc).enumerate() {
            *row = t.source.add(*t.bases.add(r));
            for (v, sum) in sums.iter_mut().enumerate() {
                let from = if t.start.is_null() { t.out.add(r * t.out_row) } else { t.start.cast_mut() };
                *sum = V::load(from.add(v * V::LANES));
            }
        }
        let mut panel = t.panel;
        for p in 0..t.k {
            let offset = *t.offsets.add(p);
            let mut columns = [V::zero(); C];
            for (v, column) in columns.iter_mut().enumerate() {
                *column = V::load(panel.add(v * V::LANES));
            }
            for (row, sums) in rows.iter().zip(&mut acc) {
                let x = V::splat(*row.add(offset));
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = x.mul_add(column, *sum).before_next_read();
                }
            }
            panel = panel.add(C * V::LANES);
        }
        for (r, sums) in acc.into_iter().enumerate() {
            for (v, sum) in sums.into_iter().enumerate() {
                sum.store(t.out.add(r * t.out_row + v * V::LANES));
            }
        }
    }
}

#[inline(always)]
unsafe fn slide<V: Lanes, const R: usize, const C: usize>(t: &Slide<V::Scalar>) {
    // SAFETY: the caller promises weights, source and targets.
    unsafe {
        let mut acc = [[V::zero(); C]; R];
        if !t.bias.is_null() {
            for (r, row) in acc.iter_mut().enumerate() {
                *row = [V::splat(*t.bias.add(r)); C];
            }
        }
        let mut weights = t.weights;
        for p in 0..t.k {
            let source = t.source.add(*t.offsets.add(p));
            let mut columns = [V::zero(); C];
            for (v, column) in columns.iter_mut().enumerate() {
                *column = V::load(source.add(v * t.source_vector));
            }
            for (r, row) in acc.iter_mut().enumerate() {
                let weight = V::splat(*weights.add(r));
                for (sum, column) in row.iter_mut().zip(columns) {
                    *sum = weight.mul_add(column, *sum);
                }
            }
            weights = weights.add(R);
        }
        for (r, row) in acc.into_iter().enumerate() {
            for (v, sum) in row.into_iter().enumerate() {
                let target = t.target.offset(r as isize * t.target_row + v as isize * t.target_vector);
                let lanes = if v + 1 == C { t.last } else { t.lanes };
                if lanes == V::LANES {
                    sum.store(target);
                } else {
                    sum.store_first(target, lanes);
                }
            }
        }
    }
}

#[inline(always)]
unsafe fn weigh<V: Lanes, const R: usize, const P: usize>(t: &Weigh<V::Scalar>) {
    // SAFETY: the caller promises gradient, source and sums.
    unsafe {
        let mut acc = [[V::zero(); P]; R];
        let offsets: [usize; P] = std::array::from_fn(|p| *t.offsets.add(p));
        for run in 0..t.count {
            let (grad, source) = *t.runs.add(run);
            let (grad, source) = (t.grad.add(grad), t.source.add(source));
            let mut i = 0;
            while i + V::LANES <= t.length {
                let mut taps = [V::zero(); P];
                for (tap, offset) in taps.iter_mut().zip(offsets) {
                    *tap = V::load(source.add(offset + i));
                }
                for (r, row) in acc.iter_mut().enumerate() {
                    let g = V::load(grad.offset(r as isize * t.grad_row).add(i));
                    for (sum, tap) in row.iter_mut().zip(taps) {
                        *sum = g.mul_add(tap, *sum);
                    }
                }
                i += V::LANES;
            }
            let rest = t.length - i;
            if rest > 0 {
                let mut taps = [V::zero(); P];
                for (tap, offset) in taps.iter_mut().zip(offsets) {
                    *tap = V::load_first(source.add(offset + i), rest);
                }
                for (r, row) in acc.iter_mut().enumerate() {
                    let g = V::load_first(grad.offset(r as isize * t.grad_row).add(i), rest);
                    for (sum, tap) in row.iter_mut().zip(taps) {
                        *sum = g.mul_add(tap, *sum);
                    }
                }
            }
        }
        for (r, row) in acc.into_iter().enumerate() {
            for (p, sum) in row.into_iter().enumerate() {
                let out = t.out.add(r * t.out_row + p);
                *out = (*out).add(sum.sum());
            }
        }
    }
}

/// Lines to copy: number and length, the distance between them in source and target.
pub struct Lines {
    /// Number of lines.
    pub count: usize,
    /// Elements of a line.
    pub length: usize,
    /// Distance of neighbouring lines in the source.
    pub from: isize,
    /// Distance of neighbouring lines in the target.
    pub to: usize,
}

/// Copies lines of contiguous elements.
///
/// # Safety
/// The lines are valid, those of the target apart from the source; the kernel's instruction set is present.
pub type CopyFn<S> = unsafe fn(&Lines, *const S, *mut S);

#[inline(always)]
unsafe fn copy<V: Lanes>(lines: &Lines, from: *const V::Scalar, to: *mut V::Scalar) {
    // SAFETY: the caller promises the lines.
    unsafe {
        for line in 0..lines.count {
            let from = from.wrapping_offset(line as isize * lines.from);
            let to = to.add(line * lines.to);
            let mut i = 0;
            while i + V::LANES <= lines.length {
                V::load(from.add(i)).store(to.add(i));
                i += V::LANES;
            }
            if i < lines.length {
                V::load_first(from.add(i), lines.length - i).store_first(to.add(i), lines.length - i);
            }
        }
    }
}

/// The microkernels for one element type on one instruction set.
pub struct Kernels<S: 'static> {
    /// Elements of a vector.
    pub lanes: usize,
    /// Copies lines.
    pub copy: CopyFn<S>,
    /// `slide[r - 1][c - 1]`: for r rows and c vectors.
    pub slide: &'static [&'static [SlideFn<S>]],
    /// `weigh[r - 1][p - 1]`: for r rows and p taps.
    pub weigh: &'static [&'static [WeighFn<S>]],
    /// `gather[c - 1][r - 1]`: for c vectors and r rows; none for integers.
    pub gather: &'static [&'static [GatherFn<S>]],
    /// Lines of a channel for itself.
    pub plane: PlaneFns<S>,
}

/// Element types that have microkernels.
pub trait HasKernels: Number {
    /// The microkernels for the instruction set in use.
    fn kernels() -> &'static Kernels<Self>;
}

macro_rules! isa_module {
    ($(#[$attribute:meta])* $name:ident) => {
        mod $name {
            use super::super::lanes::Lanes;
            use super::super::plane_kernel::{self as plane, Dots, Strip};
            use super::{Gather, Lines, Slide, Weigh};

            $(#[$attribute])*
            pub unsafe fn three<V: Lanes, const STEP: usize>(t: &Strip<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { plane::three::<V, STEP>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn any<V: Lanes, const STEP: usize>(t: &Strip<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { plane::any::<V, STEP>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn dots<V: Lanes, const STEP: usize>(t: &Dots<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { plane::dots::<V, STEP>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn copy<V: Lanes>(lines: &Lines, from: *const V::Scalar, to: *mut V::Scalar) {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::copy::<V>(lines, from, to) }
            }

            $(#[$attribute])*
            pub unsafe fn slide<V: Lanes, const R: usize, const C: usize>(t: &Slide<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::slide::<V, R, C>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn weigh<V: Lanes, const R: usize, const P: usize>(t: &Weigh<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::weigh::<V, R, P>(t) }
            }

            $(#[$attribute])*
            pub unsafe fn gather<V: Lanes, const R: usize, const C: usize>(t: &Gather<V::Scalar>) {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::gather::<V, R, C>(t) }
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

/// The tables of one instruction set: as many accumulators as its registers hold beside the operands.
macro_rules! table {
    (@row $isa:ident $f:ident $v:ty, $r:literal, [$($c:literal)*]) => { &[$($isa::$f::<$v, $r, $c>),*] as &[_] };
    (@column $isa:ident $f:ident $v:ty, $c:literal, [$($r:literal)*]) => { &[$($isa::$f::<$v, $r, $c>),*] as &[_] };
    ($isa:ident, $t:ty, $v:ty, slide $($r:literal $c:tt),*; weigh $($q:literal $p:tt),*; gather $($b:literal $a:tt),*;) => {{
        const SLIDE: &[&[SlideFn<$t>]] = &[$(table!(@row $isa slide $v, $r, $c)),*];
        const WEIGH: &[&[WeighFn<$t>]] = &[$(table!(@row $isa weigh $v, $q, $p)),*];
        const GATHER: &[&[GatherFn<$t>]] = &[$(table!(@column $isa gather $v, $b, $a)),*];
        const {
            &Kernels {
                lanes: <$v>::LANES,
                copy: $isa::copy::<$v>,
                slide: SLIDE,
                weigh: WEIGH,
                gather: GATHER,
                plane: PlaneFns {
                    three: [$isa::three::<$v, 1>, $isa::three::<$v, 2>],
                    any: [$isa::any::<$v, 1>, $isa::any::<$v, 2>],
                    dots: [$isa::dots::<$v, 1>, $isa::dots::<$v, 2>],
                },
            }
        }
    }};
    (wide $isa:ident, $t:ty, $v:ty) => {
        table!($isa, $t, $v,
            slide 1 [1 2 3 4], 2 [1 2 3 4], 3 [1 2 3 4], 4 [1 2 3 4], 5 [1 2 3 4], 6 [1 2 3 4], 7 [1 2 3], 8 [1 2 3],
                9 [1 2], 10 [1 2], 11 [1 2], 12 [1 2];
            weigh 1 [1 2 3 4 5 6 7 8 9], 2 [1 2 3 4], 3 [1 2 3 4], 4 [1 2 3 4], 5 [1 2 3 4], 6 [1 2 3 4];
            gather 1 [1 2 3 4 5 6 7 8 9 10 11 12], 2 [1 2 3 4 5 6 7 8 9 10 11 12], 3 [1 2 3 4 5 6 7 8 9],
                4 [1 2 3 4 5 6];
        )
    };
    (narrow $isa:ident, $t:ty, $v:ty) => {
        table!($isa, $t, $v,
            slide 1 [1 2 3 4], 2 [1 2 3 4], 3 [1 2 3 4], 4 [1 2 3], 5 [1 2], 6 [1 2];
            weigh 1 [1 2 3 4 5 6 7 8 9], 2 [1 2 3], 3 [1 2 3], 4 [1 2 3];
            gather 1 [1 2 3 4 5 6 7 8], 2 [1 2 3 4 5 6];
        )
    };
    (integers $isa:ident, $t:ty, $v:ty) => {
        table!($isa, $t, $v,
            slide 1 [1 2 3 4], 2 [1 2 3 4], 3 [1 2 3 4], 4 [1 2 3], 5 [1 2], 6 [1 2];
            weigh 1 [1 2 3 4 5 6 7 8 9], 2 [1 2 3], 3 [1 2 3], 4 [1 2 3];
            gather;
        )
    };
}

macro_rules! kernels {
    ($($t:ty: $base:ty, $avx2:ty, $avx512:ty, $short:ident, $long:ident;)*) => { $(
        impl HasKernels for $t {
            fn kernels() -> &'static Kernels<Self> {
                match crate::isa::level() {
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx512 => table!($long avx512, $t, $avx512),
                    #[cfg(target_arch = "x86_64")]
                    Level::Avx2 => table!($short avx2, $t, $avx2),
                    _ => table!($short baseline, $t, $base),
                }
            }
        }
    )* };
}

/// Lanes of the baseline's vectors, as for matrix products.
const W32: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };
const W64: usize = W32 / 2;

kernels! {
    f32: Array<f32, W32>, __m256, __m512, narrow, wide;
    f64: Array<f64, W64>, __m256d, __m512d, narrow, wide;
    i32: Array<i32, 4>, Array<i32, 8>, Array<i32, 16>, integers, integers;
    i64: Array<i64, 2>, Array<i64, 4>, Array<i64, 8>, integers, integers;
}
