//! How a written value meets the element that is there.

use half::{bf16, f16};
use num_complex::Complex;

use crate::dtype::DType;

/// How a written value meets the element that is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reduce {
    /// Replaces it; of several written to one place, the last stays.
    Set,
    /// Is added (`bool`: or).
    Add,
    /// Is multiplied (`bool`: and).
    Multiply,
    /// The smaller stays; a NaN stays.
    Min,
    /// The larger stays; a NaN stays.
    Max,
}

/// A [`Reduce`] as a type, for elements `T`.
pub(super) trait Combine<T> {
    /// Whether the element is replaced whatever it was.
    const REPLACES: bool = false;

    /// Combines `written` with the element at `to`.
    ///
    /// # Safety
    /// `to` is valid for writes, and for reads of an initialised element unless the operation is [`Set`].
    unsafe fn put(to: *mut T, written: T);
}

pub(super) struct Set;
pub(super) struct Add;
pub(super) struct Multiply;
pub(super) struct Min;
pub(super) struct Max;

impl<T> Combine<T> for Set {
    const REPLACES: bool = true;

    #[inline(always)]
    unsafe fn put(to: *mut T, written: T) {
        // SAFETY: the caller promises the element.
        unsafe { to.write(written) }
    }
}

macro_rules! combine {
    ($($op:ident for $($t:ty),* : |$a:ident, $b:ident| $body:expr;)*) => { $($(impl Combine<$t> for $op {
        #[inline(always)]
        unsafe fn put(to: *mut $t, $b: $t) {
            // SAFETY: the caller promises the element.
            unsafe {
                let $a = to.read();
                to.write($body);
            }
        }
    })*)* };
}

combine! {
    Add for u8, i8, i16, i32, i64: |a, b| a.wrapping_add(b);
    Add for f32, f64, Complex<f32>, Complex<f64>: |a, b| a + b;
    Add for f16: |a, b| f16::from_f32(a.to_f32() + b.to_f32());
    Add for bf16: |a, b| bf16::from_f32(a.to_f32() + b.to_f32());
    Add for bool: |a, b| a | b;
    Multiply for u8, i8, i16, i32, i64: |a, b| a.wrapping_mul(b);
    Multiply for f32, f64, Complex<f32>, Complex<f64>: |a, b| a * b;
    Multiply for f16: |a, b| f16::from_f32(a.to_f32() * b.to_f32());
    Multiply for bf16: |a, b| bf16::from_f32(a.to_f32() * b.to_f32());
    Multiply for bool: |a, b| a & b;
    Min for u8, i8, i16, i32, i64, bool: |a, b| a.min(b);
    Min for f32, f64, f16, bf16: |a, b| if b < a || b.is_nan() { b } else { a };
    Max for u8, i8, i16, i32, i64, bool: |a, b| a.max(b);
    Max for f32, f64, f16, bf16: |a, b| if b > a || b.is_nan() { b } else { a };
}

impl Reduce {
    /// Whether the operation is defined for elements of a dtype: complex numbers have no order.
    pub fn supports(self, dtype: DType) -> bool {
        !(dtype.is_complex() && matches!(self, Self::Min | Self::Max))
    }
}

/// Runs `$body` with `$t` standing for the element type, one of those that have an order or the `$more` ones.
macro_rules! for_element {
    ($dtype:expr, $t:ident => $body:expr $(, $more:ident: $type:ty)*) => {
        crate::index::reduce::for_element!(@
            $dtype, $t => $body, U8: u8, I8: i8, I16: i16, I32: i32, I64: i64, F16: half::f16, BF16: half::bf16,
            F32: f32, F64: f64, Bool: bool $(, $more: $type)*
        )
    };
    (@ $dtype:expr, $t:ident => $body:expr $(, $name:ident: $type:ty)*) => {
        match $dtype {
            $(crate::dtype::DType::$name => {
                type $t = $type;
                $body
            })*
            #[allow(unreachable_patterns)]
            dtype => panic!("{} has no order", dtype.name()),
        }
    };
}
pub(super) use for_element;

/// Runs `$body` with `$t` standing for the element type and `$op` for the [`Combine`] of a [`Reduce`].
macro_rules! for_reduce {
    ($reduce:expr, $dtype:expr, ($t:ident, $op:ident) => $body:expr) => {
        match $reduce {
            Reduce::Set => {
                type $op = crate::index::reduce::Set;
                crate::index::for_size!($dtype.size(), $t => $body)
            }
            Reduce::Add => {
                type $op = crate::index::reduce::Add;
                crate::index::reduce::for_element!(
                    $dtype, $t => $body, C64: num_complex::Complex<f32>, C128: num_complex::Complex<f64>)
            }
            Reduce::Multiply => {
                type $op = crate::index::reduce::Multiply;
                crate::index::reduce::for_element!(
                    $dtype, $t => $body, C64: num_complex::Complex<f32>, C128: num_complex::Complex<f64>)
            }
            Reduce::Min => {
                type $op = crate::index::reduce::Min;
                crate::index::reduce::for_element!($dtype, $t => $body)
            }
            Reduce::Max => {
                type $op = crate::index::reduce::Max;
                crate::index::reduce::for_element!($dtype, $t => $body)
            }
        }
    };
}
pub(super) use for_reduce;
