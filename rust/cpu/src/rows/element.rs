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
    fn sigmoid<I: Isa>(self) -> Self;
    fn tanh<I: Isa>(self) -> Self;
    fn fma<I: Isa>(self, b: Self, c: Self) -> Self;
    fn sqrt(self) -> Self;
}

macro_rules! reals {
    ($($t:ident $exp:ident $log:ident $sigmoid:ident $tanh:ident $fma:ident;)*) => { $(impl Real for $t {
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
        fn sigmoid<I: Isa>(self) -> $t {
            vecmath::$sigmoid::<I>(self)
        }
        #[inline(always)]
        fn tanh<I: Isa>(self) -> $t {
            vecmath::$tanh::<I>(self)
        }
        #[inline(always)]
        fn fma<I: Isa>(self, b: $t, c: $t) -> $t {
            I::$fma(self, b, c)
        }
        #[inline(always)]
        fn sqrt(self) -> $t {
            self.sqrt()
        }
    })* };
}

reals! {
    f32 exp_f32 log_f32 sigmoid_f32 tanh_f32 fma32;
    f64 exp_f64 log_f64 sigmoid_f64 tanh_f64 fma64;
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

/// As [`fold`], over a row that `step` changes.
#[inline(always)]
pub(crate) fn fold_mut<A: Real, T>(
    x: &mut [T],
    start: A,
    step: impl Fn(A, &mut T) -> A,
    with: impl Fn(A, A) -> A,
) -> A {
    let mut lanes = [start; LANES];
    let (x, rest) = x.as_chunks_mut::<LANES>();
    for x in x {
        for i in 0..LANES {
            lanes[i] = step(lanes[i], &mut x[i]);
        }
    }
    for (lane, x) in lanes.iter_mut().zip(rest) {
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
