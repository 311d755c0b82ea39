//! Planes at other sizes, and planes read at given points.
//!
//! - `axis`: which input elements an output element is made of, along one axis
//! - `separable`: weighted sums along all axes, and their transpose
//! - `grid`: planes read at points, with gradients of both

mod axis;
mod grid;
mod separable;
#[cfg(test)]
mod tests;

pub use axis::{Axis, Filter};
pub use grid::{Grid, Interpolation, Outside, grid_sample, grid_sample_backward};
pub use separable::{resample, resample_transposed};

/// A pointer that the tasks share; each uses the elements of its own planes.
struct Shared<T>(*mut T);

// SAFETY: tasks access disjoint parts of elements that may be sent to other threads.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn at(&self, offset: usize) -> *mut T {
        self.0.wrapping_add(offset)
    }
}

/// An element type, and the type that it is computed in.
trait Sample: crate::dtype::Element + Default {
    type Sum: Float;
    fn widen(self) -> Self::Sum;
    fn narrow(sum: Self::Sum) -> Self;
}

/// A type to compute in.
trait Float:
    Copy
    + Default
    + PartialOrd
    + Send
    + Sync
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
    + std::ops::Neg<Output = Self>
    + std::ops::Rem<Output = Self>
    + 'static
{
    fn of(value: f64) -> Self;
    fn floor(self) -> Self;
    fn round_even(self) -> Self;
    fn abs(self) -> Self;
    /// The larger; the other one where one is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller; the other one where one is NaN.
    fn min(self, other: Self) -> Self;
    /// The integer part, saturating; NaN and what no index reaches become -1e9 or 1e9.
    fn to_index(self) -> i64;
}

macro_rules! floats {
    ($($t:ty),*) => { $(impl Float for $t {
        #[inline(always)]
        fn of(value: f64) -> Self {
            value as $t
        }
        #[inline(always)]
        fn floor(self) -> Self {
            <$t>::floor(self)
        }
        #[inline(always)]
        fn round_even(self) -> Self {
            <$t>::round_ties_even(self)
        }
        #[inline(always)]
        fn abs(self) -> Self {
            <$t>::abs(self)
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            <$t>::max(self, other)
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            <$t>::min(self, other)
        }
        #[inline(always)]
        fn to_index(self) -> i64 {
            if self.is_nan() { -1_000_000_000 } else { (self as i64).clamp(-(1 << 60), 1 << 60) }
        }
    })* };
}

floats!(f32, f64);

macro_rules! samples {
    ($($t:ty: $sum:ty, $widen:expr, $narrow:expr;)*) => { $(impl Sample for $t {
        type Sum = $sum;
        #[inline(always)]
        fn widen(self) -> $sum {
            $widen(self)
        }
        #[inline(always)]
        fn narrow(sum: $sum) -> Self {
            $narrow(sum)
        }
    })* };
}

samples! {
    f32: f32, |v| v, |v| v;
    f64: f64, |v| v, |v| v;
    half::f16: f32, half::f16::to_f32, half::f16::from_f32;
    half::bf16: f32, half::bf16::to_f32, half::bf16::from_f32;
}

/// Runs `$body` with `$t` standing for the element type.
macro_rules! for_dtype {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            $crate::dtype::DType::F32 => {
                type $t = f32;
                $body
            }
            $crate::dtype::DType::F64 => {
                type $t = f64;
                $body
            }
            $crate::dtype::DType::F16 => {
                type $t = half::f16;
                $body
            }
            $crate::dtype::DType::BF16 => {
                type $t = half::bf16;
                $body
            }
            other => panic!("resampling is not defined for {}", other.name()),
        }
    };
}
use for_dtype;
