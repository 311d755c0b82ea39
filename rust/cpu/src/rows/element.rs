//! Element types, the types they are computed in, and folds over rows.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use half::{bf16, f16};

use crate::dtype::Element;
use crate::expr::half::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16};
use crate::isa::Isa;
use crate::vecmath;

/// A type that is computed in.
pub(crate) trait Real:
    Element
    + PartialOrd
    + Default
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    const LOWEST: Self;
    fn of(value: f64) -> Self;
    fn to_f64(self) -> f64;
    fn exp<I: Isa>(self) -> Self;
    fn log<I: Isa>(self) -> Self;
    fn sigmoid<I: Isa, const N: usize>(x: [Self; N]) -> [Self; N];
    fn tanh<I: Isa, const N: usize>(x: [Self; N]) -> [Self; N];
    fn fma<I: Isa>(self, b: Self, c: Self) -> Self;
    fn sqrt(self) -> Self;
    /// The largest number, NaN passed over; [`Real::LOWEST`] of none.
    #[inline(always)]
    fn largest<I: Isa>(x: &[Self]) -> Self {
        fold(x, Self::LOWEST, larger, larger)
    }
    /// Writes `e^(x - largest)` of `n` numbers to `dst`; answers their sum. Memory at `ahead`, as
    /// much as is read at `x`, is on its way afterwards.
    ///
    /// # Safety
    /// `x` is valid for reads and `dst` for writes of `n` numbers; they are the same or do not overlap.
    unsafe fn exp_sum<I: Isa>(dst: *mut Self, x: *const Self, n: usize, largest: Self, ahead: *const u8) -> Self;
}

macro_rules! reals {
    ($($t:ident $exp:ident $log:ident $sigmoid:ident $tanh:ident $fma:ident, $exp_sum:ident $(, $largest:ident)?;)*) => { $(impl Real for $t {
        const LOWEST: $t = $t::NEG_INFINITY;
        #[inline(always)]
        fn of(value: f64) -> $t {
            value as $t
        }
        #[inline(always)]
        fn to_f64(self) -> f64 {
            self as f64
        }
        #[inline(always)]
        fn exp<I: Isa>(self) -> $t {
            vecmath::$exp::<I>(self)
        }
        #[inline(always)]
        fn log<I: Isa>(self) -> $t {
            vecmath::$log::<I>(self)
        }
        #[inline(always)]
        fn sigmoid<I: Isa, const N: usize>(x: [$t; N]) -> [$t; N] {
            $sigmoid::<I, N>(x)
        }
        #[inline(always)]
        fn tanh<I: Isa, const N: usize>(x: [$t; N]) -> [$t; N] {
            $tanh::<I, N>(x)
        }
        #[inline(always)]
        fn fma<I: Isa>(self, b: $t, c: $t) -> $t {
            I::$fma(self, b, c)
        }
        #[inline(always)]
        fn sqrt(self) -> $t {
            self.sqrt()
        }
        $(#[inline(always)]
        fn largest<I: Isa>(x: &[$t]) -> $t {
            $largest::<I>(x)
        })?
        #[inline(always)]
        unsafe fn exp_sum<I: Isa>(dst: *mut $t, x: *const $t, n: usize, largest: $t, ahead: *const u8) -> $t {
            // SAFETY: the caller's promises are passed on.
            unsafe { $exp_sum::<I>(dst, x, n, largest, ahead) }
        }
    })* };
}

reals! {
    f32 exp_f32 log_f32 sigmoids_f32 tanhs_f32 fma32, exp_sum_f32, largest_f32;
    f64 exp_f64 log_f64 sigmoids_f64 tanhs_f64 fma64, exp_sum_f64;
}

#[inline(always)]
fn largest_f32<I: Isa>(x: &[f32]) -> f32 {
    // SAFETY: the calling function is compiled for `I`.
    unsafe { vecmath::largest::<I>(x) }.unwrap_or_else(|| fold(x, f32::LOWEST, larger, larger))
}

macro_rules! of_arrays {
    ($($f32:ident $formula:ident $f64:ident $function:ident;)*) => { $(
        #[inline(always)]
        fn $f32<I: Isa, const N: usize>(x: [f32; N]) -> [f32; N] {
            let mut y = [0.0; N];
            // SAFETY: both have as many numbers, and the calling function is compiled for `I`.
            unsafe { vecmath::map::<I, _>(vecmath::$formula, y.as_mut_ptr(), x.as_ptr(), N) };
            y
        }

        #[inline(always)]
        fn $f64<I: Isa, const N: usize>(mut x: [f64; N]) -> [f64; N] {
            for x in &mut x {
                *x = vecmath::$function::<I>(*x);
            }
            x
        }
    )* };
}

of_arrays! {
    sigmoids_f32 Sigmoid sigmoids_f64 sigmoid_f64;
    tanhs_f32 Tanh tanhs_f64 tanh_f64;
}

/// # Safety
/// As [`Real::exp_sum`].
#[inline(always)]
unsafe fn exp_sum_f32<I: Isa>(dst: *mut f32, x: *const f32, n: usize, largest: f32, ahead: *const u8) -> f32 {
    // SAFETY: the caller's promises are passed on.
    unsafe { vecmath::map_sum::<I, _>(vecmath::ExpLess(largest), dst, x, n, ahead) }
}

/// # Safety
/// As [`Real::exp_sum`].
#[inline(always)]
unsafe fn exp_sum_f64<I: Isa>(dst: *mut f64, x: *const f64, n: usize, largest: f64, _ahead: *const u8) -> f64 {
    let mut total = 0.0;
    for start in (0..n).step_by(BLOCK) {
        let n = BLOCK.min(n - start);
        // SAFETY: the caller promises the ranges.
        unsafe {
            let terms = std::slice::from_raw_parts_mut(dst.add(start), n);
            if dst.cast_const() == x {
                terms.iter_mut().for_each(|x| *x = vecmath::exp_f64::<I>(*x - largest));
            } else {
                let x = std::slice::from_raw_parts(x.add(start), n);
                terms.iter_mut().zip(x).for_each(|(term, x)| *term = vecmath::exp_f64::<I>(x - largest));
            }
            total += sum(terms);
        }
    }
    total
}

/// An element type of rows.
pub(crate) trait Row: Element + Default {
    /// The type it is computed in.
    type Acc: Real;
    /// Whether it is that type.
    const SAME: bool = size_of::<Self>() == size_of::<Self::Acc>();
    fn widen(self) -> Self::Acc;
    fn narrow(value: Self::Acc) -> Self;
}

/// Terms that are computed before they are added up or used: few enough for the innermost cache.
pub(crate) const BLOCK: usize = 512;

macro_rules! rows {
    ($($t:ty: $acc:ty, $widen:expr, $narrow:expr;)*) => { $(impl Row for $t {
        type Acc = $acc;
        #[inline(always)]
        fn widen(self) -> $acc {
            $widen(self)
        }
        #[inline(always)]
        fn narrow(value: $acc) -> $t {
            $narrow(value)
        }
    })* };
}

rows! {
    f32: f32, |v| v, |v| v;
    f64: f64, |v| v, |v| v;
    f16: f32, |v: f16| f16_to_f32(v.to_bits()), |v| f16::from_bits(f32_to_f16(v));
    bf16: f32, |v: bf16| bf16_to_f32(v.to_bits()), |v| bf16::from_bits(f32_to_bf16(v));
}

/// Runs `$body` with `$t` standing for a floating-point element type.
macro_rules! for_float {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            crate::DType::F32 => {
                type $t = f32;
                $body
            }
            crate::DType::F64 => {
                type $t = f64;
                $body
            }
            crate::DType::F16 => {
                type $t = half::f16;
                $body
            }
            crate::DType::BF16 => {
                type $t = half::bf16;
                $body
            }
            other => panic!("rows of {} are not computed", other.name()),
        }
    };
}
pub(crate) use for_float;

/// Independent partial results of a fold: enough for several registers of the widest kind.
pub(crate) const LANES: usize = 32;

/// Adds up partial results pairwise.
#[inline(always)]
pub(crate) fn join<A: Real>(mut lanes: [A; LANES], with: impl Fn(A, A) -> A) -> A {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for i in 0..width {
            lanes[i] = with(lanes[i], lanes[i + width]);
        }
    }
    lanes[0]
}

/// Folds `step` over rows of equal length in lanes.
#[inline(always)]
pub(crate) fn fold3<A: Real, T: Copy, U: Copy, V: Copy>(
    x: &[T],
    y: &[U],
    z: &[V],
    start: A,
    step: impl Fn(A, T, U, V) -> A,
    with: impl Fn(A, A) -> A,
) -> A {
    let mut lanes = [start; LANES];
    let ((x, x_rest), (y, y_rest), (z, z_rest)) =
        (x.as_chunks::<LANES>(), y.as_chunks::<LANES>(), z.as_chunks::<LANES>());
    for ((x, y), z) in x.iter().zip(y).zip(z) {
        for i in 0..LANES {
            lanes[i] = step(lanes[i], x[i], y[i], z[i]);
        }
    }
    for (lane, ((&x, &y), &z)) in lanes.iter_mut().zip(x_rest.iter().zip(y_rest).zip(z_rest)) {
        *lane = step(*lane, x, y, z);
    }
    join(lanes, with)
}

/// Folds `step` over two rows of equal length in lanes.
#[inline(always)]
pub(crate) fn fold2<A: Real, T: Copy, U: Copy>(
    x: &[T],
    y: &[U],
    start: A,
    step: impl Fn(A, T, U) -> A,
    with: impl Fn(A, A) -> A,
) -> A {
    let mut lanes = [start; LANES];
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        for i in 0..LANES {
            lanes[i] = step(lanes[i], x[i], y[i]);
        }
    }
    for (lane, (&x, &y)) in lanes.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *lane = step(*lane, x, y);
    }
    join(lanes, with)
}

/// Folds `step` over a row in lanes.
#[inline(always)]
pub(crate) fn fold<A: Real, T: Copy>(x: &[T], start: A, step: impl Fn(A, T) -> A, with: impl Fn(A, A) -> A) -> A {
    let mut lanes = [start; LANES];
    let (x, rest) = x.as_chunks::<LANES>();
    for x in x {
        for i in 0..LANES {
            lanes[i] = step(lanes[i], x[i]);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = step(*lane, x);
    }
    join(lanes, with)
}

/// The sum of a row.
#[inline(always)]
pub(crate) fn sum<T: Row>(x: &[T]) -> T::Acc {
    fold(x, T::Acc::default(), |sum, x| sum + x.widen(), |a, b| a + b)
}

/// The larger of two numbers; a NaN on the right is passed over.
#[inline(always)]
pub(crate) fn larger<A: Real>(a: A, b: A) -> A {
    if b > a { b } else { a }
}
