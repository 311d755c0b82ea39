//! Conversions from what a distribution computes to the element that is stored, as C++ casts them.

use flambeau_cpu::Element;
use half::{bf16, f16};

/// An element type that distributions can fill.
pub trait Sample: Element + Default {
    /// Rounds a single; integers truncate and wrap, `bool` is "not zero".
    fn from_f32(value: f32) -> Self;
    /// Rounds a double, half types by way of a single; integers truncate and wrap, `bool` is "not zero".
    fn from_f64(value: f64) -> Self;
    /// Rounds or wraps an integer, half types by way of a single; `bool` is "not zero".
    fn from_i64(value: i64) -> Self;
}

/// The floating-point element types.
pub trait FloatSample: Sample {
    /// Smallest positive normal number.
    const MIN_POSITIVE: Self;
    /// Largest number below one.
    const BELOW_ONE: Self;
    /// The value as a single, exact but for `f64`.
    fn to_f32(self) -> f32;
    /// The value as a double.
    fn to_f64(self) -> f64;
}

macro_rules! integers {
    ($($t:ty),*) => { $(impl Sample for $t {
        #[inline(always)]
        fn from_f32(value: f32) -> Self {
            value as i64 as $t
        }
        #[inline(always)]
        fn from_f64(value: f64) -> Self {
            value as i64 as $t
        }
        #[inline(always)]
        fn from_i64(value: i64) -> Self {
            value as $t
        }
    })* };
}

integers!(u8, i8, i16, i32, i64);

impl Sample for bool {
    #[inline(always)]
    fn from_f32(value: f32) -> Self {
        value != 0.0
    }
    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value != 0.0
    }
    #[inline(always)]
    fn from_i64(value: i64) -> Self {
        value != 0
    }
}

macro_rules! floats {
    ($($t:ty: $min_positive:expr, $below_one:expr, $from_single:expr, $from_double:expr, $from_integer:expr, $single:expr, $double:expr;)*) => {
        $(
            impl Sample for $t {
                #[inline(always)]
                fn from_f32(value: f32) -> Self {
                    $from_single(value)
                }
                #[inline(always)]
                fn from_f64(value: f64) -> Self {
                    $from_double(value)
                }
                #[inline(always)]
                fn from_i64(value: i64) -> Self {
                    $from_integer(value)
                }
            }
            impl FloatSample for $t {
                const MIN_POSITIVE: Self = $min_positive;
                const BELOW_ONE: Self = $below_one;
                #[inline(always)]
                fn to_f32(self) -> f32 {
                    $single(self)
                }
                #[inline(always)]
                fn to_f64(self) -> f64 {
                    $double(self)
                }
            }
        )*
    };
}

floats! {
    f32: f32::MIN_POSITIVE, 1.0 - f32::EPSILON / 2.0, |v: f32| v, |v: f64| v as f32, |v: i64| v as f32, |v: f32| v, f64::from;
    f64: f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0, f64::from, |v: f64| v, |v: i64| v as f64, |v: f64| v as f32, |v: f64| v;
    f16: f16::MIN_POSITIVE, f16::from_bits(0x3bff), f16::from_f32, |v: f64| f16::from_f32(v as f32),
        |v: i64| f16::from_f32(v as f32), f16::to_f32, f16::to_f64;
    bf16: bf16::MIN_POSITIVE, bf16::from_bits(0x3f7f), bf16::from_f32, |v: f64| bf16::from_f32(v as f32),
        |v: i64| bf16::from_f32(v as f32), bf16::to_f32, bf16::to_f64;
}
