//! Element types of matrices, and the types they are computed in.

use super::vector::Number;
use crate::expr::Scalar;
use crate::expr::half::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16};
use crate::simd_fn;
use half::{bf16, f16};
use num_complex::Complex;

/// An element of a matrix, and how it enters and leaves a product.
///
/// 16-bit floats are multiplied and summed in binary32 and rounded once. Integers of up to 32 bits go through `i32`,
/// which is exact modulo 2^8, 2^16 and 2^32.
pub trait Element: Copy + Send + Sync + 'static {
    /// What panels hold and sums are made of.
    type Packed: Number;
    /// Whether the element is its own packed form, so that matrices can be used in place.
    const IN_PLACE: bool;
    /// To the packed form.
    fn widen(self) -> Self::Packed;
    /// From the packed form: rounds to nearest even, or wraps around.
    fn narrow(x: Self::Packed) -> Self;
}

macro_rules! elements {
    ($($t:ty => $packed:ty, $in_place:literal, |$x:ident| $widen:expr, |$y:ident| $narrow:expr;)*) => { $(
        impl Element for $t {
            type Packed = $packed;
            const IN_PLACE: bool = $in_place;
            #[inline(always)]
            fn widen(self) -> $packed {
                let $x = self;
                $widen
            }
            #[inline(always)]
            fn narrow($y: $packed) -> Self {
                $narrow
            }
        }
    )* };
}

elements! {
    f32 => f32, true, |x| x, |y| y;
    f64 => f64, true, |x| x, |y| y;
    f16 => f32, false, |x| f16_to_f32(x.to_bits()), |y| f16::from_bits(f32_to_f16(y));
    bf16 => f32, false, |x| bf16_to_f32(x.to_bits()), |y| bf16::from_bits(f32_to_bf16(y));
    u8 => i32, false, |x| x.into(), |y| y as u8;
    i8 => i32, false, |x| x.into(), |y| y as i8;
    i16 => i32, false, |x| x.into(), |y| y as i16;
    i32 => i32, true, |x| x, |y| y;
    i64 => i64, true, |x| x, |y| y;
    Complex<f32> => Complex<f32>, true, |x| x, |y| y;
    Complex<f64> => Complex<f64>, true, |x| x, |y| y;
}

simd_fn! {
    /// Elements to their packed form.
    ///
    /// # Safety
    /// Both pointers are valid for `n` elements and do not overlap.
    pub unsafe fn widen_row<I, T: Element>(from: *const T, to: *mut T::Packed, n: usize) {
        let _ = I::WIDTH;
        for at in 0..n {
            // SAFETY: the caller promises both ranges.
            unsafe { to.add(at).write((*from.add(at)).widen()) };
        }
    }
}

simd_fn! {
    /// Elements from their packed form.
    ///
    /// # Safety
    /// Both pointers are valid for `n` elements and do not overlap.
    pub unsafe fn narrow_row<I, T: Element>(from: *const T::Packed, to: *mut T, n: usize) {
        let _ = I::WIDTH;
        for at in 0..n {
            // SAFETY: the caller promises both ranges.
            unsafe { to.add(at).write(T::narrow(*from.add(at))) };
        }
    }
}

/// Conversion of `alpha` and `beta`.
pub trait FromScalar {
    /// The scalar in this type: floats truncate to integers, integers wrap, real types drop an imaginary part.
    fn from_scalar(x: Scalar) -> Self;
}

macro_rules! from_scalar {
    ($($t:ty),*) => { $(impl FromScalar for $t {
        fn from_scalar(x: Scalar) -> Self {
            match x {
                Scalar::Bool(b) => b as u8 as $t,
                Scalar::Int(i) => i as $t,
                Scalar::Float(x) | Scalar::Complex(x, _) => x as $t,
            }
        }
    })* };
}

from_scalar!(f32, f64, i32, i64);

macro_rules! complex_from_scalar {
    ($($t:ty),*) => { $(impl FromScalar for Complex<$t> {
        fn from_scalar(x: Scalar) -> Self {
            let im = if let Scalar::Complex(_, im) = x { im as $t } else { 0.0 };
            Complex { re: <$t>::from_scalar(x), im }
        }
    })* };
}

complex_from_scalar!(f32, f64);
