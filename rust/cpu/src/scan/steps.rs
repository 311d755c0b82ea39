//! What a scan does at an element.

use super::dense::Dense;
use half::{bf16, f16};
use num_complex::Complex;
use std::marker::PhantomData;
use std::num::Wrapping;
use std::ops::{Add, Mul};

/// An associative operation, applied element by element.
pub(super) trait Step: 'static {
    /// The elements.
    type T: Copy + Send + Sync;
    /// What has been accumulated.
    type State: Copy + Send + Sync;
    /// Nothing accumulated.
    const START: Self::State;
    /// Whether results have a position.
    const INDEXED: bool = false;
    /// Takes an element in, which stands at `place`.
    fn step(state: Self::State, x: Self::T, place: i64) -> Self::State;
    /// The result.
    fn value(state: Self::State) -> Self::T;
    /// The position of the result.
    fn index(_state: Self::State) -> i64 {
        0
    }
    /// What two neighbouring parts have accumulated together.
    fn combine(a: Self::State, b: Self::State) -> Self::State;
    /// Scans of neighbouring elements, where the processor has special instructions.
    fn dense() -> Option<Dense<Self::T, Self::State>> {
        None
    }
}

/// An element that is summed and multiplied in a wider type.
pub(super) trait Ring: Copy + Send + Sync + 'static {
    type Wide: Copy + Send + Sync + Add<Output = Self::Wide> + Mul<Output = Self::Wide>;
    const ZERO: Self::Wide;
    const ONE: Self::Wide;
    fn widen(self) -> Self::Wide;
    fn narrow(wide: Self::Wide) -> Self;
    /// See [`Step::dense`].
    fn sums() -> Option<Dense<Self, Self::Wide>> {
        None
    }
}

macro_rules! rings {
    ($($t:ty as $wide:ty: $zero:expr, $one:expr, |$x:ident| $widen:expr, |$y:ident| $narrow:expr
        $(, sums $sums:path)?;)+) => { $(
        impl Ring for $t {
            type Wide = $wide;
            const ZERO: $wide = $zero;
            const ONE: $wide = $one;
            #[inline(always)]
            fn widen(self) -> $wide {
                let $x = self;
                $widen
            }
            #[inline(always)]
            fn narrow($y: $wide) -> $t {
                $narrow
            }
            $(fn sums() -> Option<Dense<$t, $wide>> {
                $sums()
            })?
        }
    )+ };
}

rings! {
    i64 as Wrapping<i64>: Wrapping(0), Wrapping(1), |x| Wrapping(x), |y| y.0, sums super::dense::i64_sums;
    f16 as f32: 0.0, 1.0, |x| x.to_f32(), |y| f16::from_f32(y), sums super::dense::f16_sums;
    bf16 as f32: 0.0, 1.0, |x| x.to_f32(), |y| bf16::from_f32(y), sums super::dense::bf16_sums;
    f32 as f64: 0.0, 1.0, |x| x as f64, |y| y as f32, sums super::dense::f32_sums;
    f64 as f64: 0.0, 1.0, |x| x, |y| y;
    Complex<f32> as Complex<f64>: Complex::new(0.0, 0.0), Complex::new(1.0, 0.0),
        |x| Complex::new(x.re as f64, x.im as f64), |y| Complex::new(y.re as f32, y.im as f32);
    Complex<f64> as Complex<f64>: Complex::new(0.0, 0.0), Complex::new(1.0, 0.0), |x| x, |y| y;
}

pub(super) struct Sum<T>(PhantomData<T>);
pub(super) struct Product<T>(PhantomData<T>);
pub(super) struct LogSum<T>(PhantomData<T>);
pub(super) struct Highest<T>(PhantomData<T>);
pub(super) struct Lowest<T>(PhantomData<T>);

impl<T: Ring> Step for Sum<T> {
    type T = T;
    type State = T::Wide;
    const START: T::Wide = T::ZERO;
    #[inline(always)]
    fn step(state: T::Wide, x: T, _place: i64) -> T::Wide {
        state + x.widen()
    }
    #[inline(always)]
    fn value(state: T::Wide) -> T {
        T::narrow(state)
    }
    #[inline(always)]
    fn combine(a: T::Wide, b: T::Wide) -> T::Wide {
        a + b
    }
    fn dense() -> Option<Dense<T, T::Wide>> {
        T::sums()
    }
}

impl<T: Ring> Step for Product<T> {
    type T = T;
    type State = T::Wide;
    const START: T::Wide = T::ONE;
    #[inline(always)]
    fn step(state: T::Wide, x: T, _place: i64) -> T::Wide {
        state * x.widen()
    }
    #[inline(always)]
    fn value(state: T::Wide) -> T {
        T::narrow(state)
    }
    #[inline(always)]
    fn combine(a: T::Wide, b: T::Wide) -> T::Wide {
        a * b
    }
}

/// `log(exp(a) + exp(b))`.
#[inline]
fn log_add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b || a.is_nan() { (a, b) } else { (b, a) };
    if low.is_nan() || high.is_nan() {
        return f64::NAN;
    }
    // Both infinite and equal: their difference would be NaN.
    if low == high && low.is_infinite() { low } else { (low - high).exp().ln_1p() + high }
}

impl<T: Ring<Wide: Into<f64>> + FromF64> Step for LogSum<T> {
    type T = T;
    type State = f64;
    const START: f64 = f64::NEG_INFINITY;
    #[inline(always)]
    fn step(state: f64, x: T, _place: i64) -> f64 {
        log_add(state, x.widen().into())
    }
    #[inline(always)]
    fn value(state: f64) -> T {
        T::from_f64(state)
    }
    #[inline(always)]
    fn combine(a: f64, b: f64) -> f64 {
        log_add(a, b)
    }
}

/// A floating-point number that can be rounded to.
pub(super) trait FromF64 {
    fn from_f64(value: f64) -> Self;
}

impl FromF64 for f16 {
    fn from_f64(value: f64) -> f16 {
        f16::from_f64(value)
    }
}
impl FromF64 for bf16 {
    fn from_f64(value: f64) -> bf16 {
        bf16::from_f64(value)
    }
}
impl FromF64 for f32 {
    #[inline(always)]
    fn from_f64(value: f64) -> f32 {
        value as f32
    }
}
impl FromF64 for f64 {
    #[inline(always)]
    fn from_f64(value: f64) -> f64 {
        value
    }
}

/// An element with an order.
pub(super) trait Ordered: Copy + Send + Sync + PartialOrd + 'static {
    const LOWEST: Self;
    const HIGHEST: Self;
}

macro_rules! ordered {
    ($($t:ty: $low:expr, $high:expr;)+) => {
        $(impl Ordered for $t { const LOWEST: $t = $low; const HIGHEST: $t = $high; })+
    };
}

ordered! {
    u8: 0, u8::MAX;
    i8: i8::MIN, i8::MAX;
    i16: i16::MIN, i16::MAX;
    i32: i32::MIN, i32::MAX;
    i64: i64::MIN, i64::MAX;
    f16: f16::NEG_INFINITY, f16::INFINITY;
    bf16: bf16::NEG_INFINITY, bf16::INFINITY;
    f32: f32::NEG_INFINITY, f32::INFINITY;
    f64: f64::NEG_INFINITY, f64::INFINITY;
}

macro_rules! extremes {
    ($($name:ident: $start:ident, |$x:ident, $best:ident| $takes:expr;)+) => { $(
        impl<T: Ordered> Step for $name<T> {
            type T = T;
            type State = (T, i64);
            const START: (T, i64) = (T::$start, -1);
            const INDEXED: bool = true;
            #[inline(always)]
            #[allow(clippy::eq_op)] // NaN is what differs from itself
            fn step(state: (T, i64), $x: T, place: i64) -> (T, i64) {
                let $best = state.0;
                if $takes || $x != $x { ($x, place) } else { state }
            }
            #[inline(always)]
            fn value(state: (T, i64)) -> T {
                state.0
            }
            #[inline(always)]
            fn index(state: (T, i64)) -> i64 {
                state.1
            }
            #[inline(always)]
            fn combine(a: (T, i64), b: (T, i64)) -> (T, i64) {
                // A part that is empty says nothing.
                if b.1 < 0 { a } else { Self::step(a, b.0, b.1) }
            }
        }
    )+ };
}

extremes! {
    Highest: LOWEST, |x, best| x >= best;
    Lowest: HIGHEST, |x, best| x <= best;
}
