//! Scalar functions of real numbers, one trait for both widths.

use crate::isa::Isa;
use crate::vecmath as vm;
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

macro_rules! real_trait {
    (vecmath: $($(#[$meta:meta])* $name:ident),* $(,)?) => {
        /// `f32` or `f64`, with the vector mathematics of [`crate::vecmath`].
        pub(crate) trait Real:
            Copy
            + PartialOrd
            + Debug
            + Add<Output = Self>
            + Sub<Output = Self>
            + Mul<Output = Self>
            + Div<Output = Self>
            + Neg<Output = Self>
        {
            /// The number nearest to `x`.
            fn of(x: f64) -> Self;
            /// Whether NaN.
            fn is_nan(self) -> bool;
            /// Whether infinite.
            fn is_infinite(self) -> bool;
            /// Absolute value.
            fn abs(self) -> Self;
            /// Square root.
            fn sqrt(self) -> Self;
            /// Magnitude of `self`, sign of `sign`.
            fn copysign(self, sign: Self) -> Self;
            /// Largest integer not above.
            fn floor(self) -> Self;
            /// A fraction of size from 1/2 to 1 and the power of 2 that it is multiplied by; 0 for the power where the number
            /// is 0 or not finite.
            fn frexp(self) -> (Self, i32);
            /// Remainder of the division that truncates.
            fn fmod(self, divisor: Self) -> Self;
            /// The next number after `self` in the direction of `to`.
            fn nextafter(self, to: Self) -> Self;
            /// `sqrt(self^2 + other^2)` without overflow or underflow on the way.
            fn hypot(self, other: Self) -> Self;
            /// Power.
            fn pow<I: Isa>(self, exponent: Self) -> Self;
            /// Angle of the point (`x`, `self`).
            fn atan2<I: Isa>(self, x: Self) -> Self;
            /// Derivative number `self` of `digamma` at `x`.
            fn polygamma<I: Isa>(self, x: Self) -> Self;
            $($(#[$meta])* fn $name<I: Isa>(self) -> Self;)*
        }
        real_impl!(f32, u32, pow_f32, atan2_f32, polygamma_f32, hypot32, frexpf; $($name),*);
        real_impl!(f64, u64, pow_f64, atan2_f64, polygamma_f64, hypot64, frexp; $($name),*);
    };
}

macro_rules! real_impl {
    ($T:ident, $U:ident, $pow:ident, $atan2:ident, $polygamma:ident, $hypot:ident, $frexp:ident; $($name:ident),*) => {
        impl Real for $T {
            #[inline(always)]
            fn of(x: f64) -> $T {
                x as $T
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self != self
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                $T::abs(self) == $T::INFINITY
            }
            #[inline(always)]
            fn abs(self) -> $T {
                $T::abs(self)
            }
            #[inline(always)]
            fn sqrt(self) -> $T {
                $T::sqrt(self)
            }
            #[inline(always)]
            fn copysign(self, sign: $T) -> $T {
                $T::copysign(self, sign)
            }
            #[inline(always)]
            fn floor(self) -> $T {
                $T::floor(self)
            }
            #[inline(always)]
            fn frexp(self) -> ($T, i32) {
                if self == 0.0 || !self.is_finite() { (self, 0) } else { libm::$frexp(self) }
            }
            #[inline(always)]
            fn fmod(self, divisor: $T) -> $T {
                self % divisor
            }
            #[inline(always)]
            fn nextafter(self, to: $T) -> $T {
                let (bits, sign) = (self.to_bits(), 1 << ($U::BITS - 1));
                // Bit patterns of one sign are ordered like the numbers' magnitudes.
                let away = (self < to) == (self > 0.0);
                let stepped = if away { bits.wrapping_add(1) } else { bits.wrapping_sub(1) };
                let from_zero = 1 | (to.to_bits() & sign);
                let next = $T::from_bits(if self == 0.0 { from_zero } else { stepped });
                let next = if self == to { to } else { next };
                if Real::is_nan(self) || Real::is_nan(to) { $T::NAN } else { next }
            }
            #[inline(always)]
            fn hypot(self, other: $T) -> $T {
                $hypot(self, other)
            }
            #[inline(always)]
            fn pow<I: Isa>(self, exponent: $T) -> $T {
                vm::$pow::<I>(self, exponent)
            }
            #[inline(always)]
            fn atan2<I: Isa>(self, x: $T) -> $T {
                vm::$atan2::<I>(self, x)
            }
            #[inline(always)]
            fn polygamma<I: Isa>(self, x: $T) -> $T {
                vm::$polygamma::<I>(self, x)
            }
            vecmath_impl!($T; $($name),*);
        }
    };
}

macro_rules! vecmath_impl {
    (f32; $($name:ident),*) => { vecmath_methods!(f32; exp exp_f32, exp2 exp2_f32, expm1 expm1_f32, log log_f32,
        log2 log2_f32, log10 log10_f32, log1p log1p_f32, sin sin_f32, cos cos_f32, tan tan_f32, asin asin_f32,
        acos acos_f32, atan atan_f32, sinh sinh_f32, cosh cosh_f32, tanh tanh_f32, asinh asinh_f32, acosh acosh_f32,
        atanh atanh_f32, erf erf_f32, erfc erfc_f32, erfinv erfinv_f32, lgamma lgamma_f32, digamma digamma_f32,
        sigmoid sigmoid_f32, i0e i0e_f32, i1e i1e_f32, ndtri ndtri_f32, erfcx erfcx_f32); };
    (f64; $($name:ident),*) => { vecmath_methods!(f64; exp exp_f64, exp2 exp2_f64, expm1 expm1_f64, log log_f64,
        log2 log2_f64, log10 log10_f64, log1p log1p_f64, sin sin_f64, cos cos_f64, tan tan_f64, asin asin_f64,
        acos acos_f64, atan atan_f64, sinh sinh_f64, cosh cosh_f64, tanh tanh_f64, asinh asinh_f64, acosh acosh_f64,
        atanh atanh_f64, erf erf_f64, erfc erfc_f64, erfinv erfinv_f64, lgamma lgamma_f64, digamma digamma_f64,
        sigmoid sigmoid_f64, i0e i0e_f64, i1e i1e_f64, ndtri ndtri_f64, erfcx erfcx_f64); };
}

macro_rules! vecmath_methods {
    ($T:ident; $($name:ident $function:ident),*) => {
        $(
            #[inline(always)]
            fn $name<I: Isa>(self) -> $T {
                vm::$function::<I>(self)
            }
        )*
    };
}

real_trait! {
    vecmath:
    /// `e^self`.
    exp,
    /// `2^self`.
    exp2,
    /// `e^self - 1`.
    expm1,
    /// Natural logarithm.
    log,
    /// Logarithm to base 2.
    log2,
    /// Logarithm to base 10.
    log10,
    /// `log(1 + self)`.
    log1p,
    /// Sine.
    sin,
    /// Cosine.
    cos,
    /// Tangent.
    tan,
    /// Inverse sine.
    asin,
    /// Inverse cosine.
    acos,
    /// Inverse tangent.
    atan,
    /// Hyperbolic sine.
    sinh,
    /// Hyperbolic cosine.
    cosh,
    /// Hyperbolic tangent.
    tanh,
    /// Inverse hyperbolic sine.
    asinh,
    /// Inverse hyperbolic cosine.
    acosh,
    /// Inverse hyperbolic tangent.
    atanh,
    /// Error function.
    erf,
    /// Complementary error function.
    erfc,
    /// Inverse of the error function.
    erfinv,
    /// `log |gamma(self)|`.
    lgamma,
    /// Derivative of `log gamma(self)`.
    digamma,
    /// `1 / (1 + e^-self)`.
    sigmoid,
    /// The modified Bessel function of order 0 times `e^-|self|`.
    i0e,
    /// The modified Bessel function of order 1 times `e^-|self|`.
    i1e,
    /// The quantile of the standard normal distribution.
    ndtri,
    /// `e^(self^2) erfc(self)`.
    erfcx,
}

/// binary64 has room for every binary32 square and for their sum.
#[inline(always)]
fn hypot32(a: f32, b: f32) -> f32 {
    let (x, y) = (a as f64, b as f64);
    let root = (x * x + y * y).sqrt() as f32;
    if Real::is_infinite(a) || Real::is_infinite(b) { f32::INFINITY } else { root }
}

/// Squares are taken after scaling by a power of two, which costs no rounding.
#[inline(always)]
fn hypot64(a: f64, b: f64) -> f64 {
    const BIG: f64 = 3.273390607896142e150; // 2^500
    let (a, b) = (a.abs(), b.abs());
    let larger = if a > b { a } else { b };
    let scale = if larger > BIG {
        1.0 / BIG / BIG.sqrt()
    } else if larger < 1.0 / BIG {
        BIG * BIG.sqrt()
    } else {
        1.0
    };
    let (x, y) = (a * scale, b * scale);
    let root = (x * x + y * y).sqrt() / scale;
    if a == f64::INFINITY || b == f64::INFINITY { f64::INFINITY } else { root }
}

/// The normal distribution's cumulative function.
#[inline(always)]
fn normal<I: Isa, R: Real>(x: R) -> R {
    ((x * R::of(std::f64::consts::FRAC_1_SQRT_2)).erf::<I>() + R::of(1.0)) * R::of(0.5)
}

/// `x Phi(x)`; D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units" (2016).
#[inline(always)]
pub(crate) fn gelu<I: Isa, R: Real>(x: R) -> R {
    x * normal::<I, R>(x)
}

/// `Phi(x) + x phi(x)`.
#[inline(always)]
pub(crate) fn gelu_slope<I: Isa, R: Real>(x: R) -> R {
    // 1 / sqrt(2 pi)
    let density = (x * x * R::of(-0.5)).exp::<I>() * R::of(0.398_942_280_401_432_7);
    normal::<I, R>(x) + x * density
}

/// `x` times its logistic function.
#[inline(always)]
pub(crate) fn silu<I: Isa, R: Real>(x: R) -> R {
    x * x.sigmoid::<I>()
}

/// `s (1 + x (1 - s))` with the logistic function s.
#[inline(always)]
pub(crate) fn silu_slope<I: Isa, R: Real>(x: R) -> R {
    let s = x.sigmoid::<I>();
    s * (x * (R::of(1.0) - s) + R::of(1.0))
}

/// -1, 0 or 1; 0 for NaN, as PyTorch.
#[inline(always)]
pub(crate) fn sign<R: Real>(x: R) -> R {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let positive = if x > zero { one } else { zero };
    let negative = if x < zero { one } else { zero };
    positive - negative
}

/// Smaller of both, NaN if either is. (A NaN `a` gives a constant rather than `a`: where `a` is an accumulator in memory,
/// the compiler would turn "keep `a`" into masked stores, which are slow on AMD processors.)
#[inline(always)]
pub(crate) fn min<R: Real>(a: R, b: R) -> R {
    let smaller = if a < b { a } else { b };
    if a.is_nan() { R::of(f64::NAN) } else { smaller }
}

/// Larger of both, NaN if either is.
#[inline(always)]
pub(crate) fn max<R: Real>(a: R, b: R) -> R {
    let larger = if a > b { a } else { b };
    if a.is_nan() { R::of(f64::NAN) } else { larger }
}

/// Smaller of both, the other one where one is NaN.
#[inline(always)]
pub(crate) fn fmin<R: Real>(a: R, b: R) -> R {
    let smaller = if a < b { a } else { b };
    if b.is_nan() { a } else { smaller }
}

/// Larger of both, the other one where one is NaN.
#[inline(always)]
pub(crate) fn fmax<R: Real>(a: R, b: R) -> R {
    let larger = if a > b { a } else { b };
    if b.is_nan() { a } else { larger }
}

/// Remainder with the sign of the divisor (Python's `%`).
#[inline(always)]
pub(crate) fn remainder<R: Real>(a: R, b: R) -> R {
    let zero = R::of(0.0);
    let rest = a.fmod(b);
    if rest != zero && (rest < zero) != (b < zero) { rest + b } else { rest }
}

/// Floor of the quotient, computed from the exact remainder so that `a == floor_div(a, b) * b + remainder(a, b)` up to
/// rounding (Python's `//`; the correction steps are CPython's `float_divmod`).
#[inline(always)]
pub(crate) fn floor_div<R: Real>(a: R, b: R) -> R {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let rest = a.fmod(b);
    let exact = (a - rest) / b;
    let lowered = if rest != zero && (rest < zero) != (b < zero) { exact - one } else { exact };
    let floor = lowered.floor();
    let nearest = if lowered - floor > R::of(0.5) { floor + one } else { floor };
    let quotient = if lowered != zero { nearest } else { zero.copysign(a / b) };
    if b == zero { a / b } else { quotient }
}

macro_rules! to_int {
    ($name:ident, $float:ident, $int:ident) => {
        /// Truncates toward zero; what does not fit, and NaN, become the smallest integer, as x86's `cvttsd2si` does.
        #[inline(always)]
        pub(crate) fn $name(x: $float) -> $int {
            const LOW: $float = $int::MIN as $float;
            let inside = if (LOW..-LOW).contains(&x) { x } else { LOW };
            // SAFETY: `inside` is within the integer's range, whose bounds are powers of two and so exact.
            unsafe { inside.to_int_unchecked() }
        }
    };
}

to_int!(f32_to_i32, f32, i32);
to_int!(f32_to_i64, f32, i64);
to_int!(f64_to_i32, f64, i32);
to_int!(f64_to_i64, f64, i64);
