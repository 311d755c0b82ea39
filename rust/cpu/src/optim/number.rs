//! Arithmetic of steps: in the element type, half types by way of singles, which are rounded after each operation.

use crate::expr::half::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16};
use crate::isa::Isa;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What elements are computed in.
pub(super) trait Wide:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Send
    + Sync
{
    fn of(value: f64) -> Self;
    fn to_f64(self) -> f64;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    /// `a * b + c`, rounded once where the processor can.
    fn fma<I: Isa>(a: Self, b: Self, c: Self) -> Self;
}

macro_rules! wide {
    ($t:ty, $fma:ident) => {
        impl Wide for $t {
            #[inline(always)]
            fn of(value: f64) -> Self {
                value as $t
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                self.sqrt()
            }
            #[inline(always)]
            fn abs(self) -> Self {
                self.abs()
            }
            #[inline(always)]
            fn fma<I: Isa>(a: Self, b: Self, c: Self) -> Self {
                I::$fma(a, b, c)
            }
        }
    };
}
wide!(f32, fma32);
wide!(f64, fma64);

/// An element.
pub(super) trait Number: Copy + Send + Sync + 'static {
    type Wide: Wide;
    fn load(self) -> Self::Wide;
    fn store(value: Self::Wide) -> Self;

    /// The value as the element type holds it.
    #[inline(always)]
    fn round(value: Self::Wide) -> Self::Wide {
        Self::store(value).load()
    }
}

macro_rules! numbers {
    ($($t:ty: $wide:ty, $load:expr, $store:expr;)*) => { $(
        impl Number for $t {
            type Wide = $wide;
            #[inline(always)]
            fn load(self) -> $wide {
                $load(self)
            }
            #[inline(always)]
            fn store(value: $wide) -> Self {
                $store(value)
            }
        }
    )* };
}

numbers! {
    f32: f32, |v| v, |v| v;
    f64: f64, |v| v, |v| v;
    half::f16: f32, |v: half::f16| f16_to_f32(v.to_bits()), |v| half::f16::from_bits(f32_to_f16(v));
    half::bf16: f32, |v: half::bf16| bf16_to_f32(v.to_bits()), |v| half::bf16::from_bits(f32_to_bf16(v));
}
