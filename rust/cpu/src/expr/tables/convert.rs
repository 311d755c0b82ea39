//! Conversions between classes, and between narrow storage types and the class that computes for them.

use super::super::kernel::{Entry, Loop1, Unary, entry};
use super::super::{Class, half, real};
use super::class_type;
use crate::dtype::DType;
use crate::isa::{Isa, Level};
use num_complex::Complex;

macro_rules! row {
    ($level:ident, $A:ty => $R:ty, |$x:ident| $body:expr) => {{
        struct Row;
        impl Unary for Row {
            type A = $A;
            type R = $R;
            #[inline(always)]
            fn apply<I: Isa>($x: $A) -> $R {
                $body
            }
        }
        Some(entry::<Loop1<Row>>($level))
    }};
}

/// The conversion of one class to another; `None` from a class to itself.
pub(crate) fn between(from: Class, to: Class, level: Level) -> Option<Entry> {
    macro_rules! conversions {
        ($($from:ident => $to:ident: |$x:ident| $body:expr;)+) => {
            match (from, to) {
                $((Class::$from, Class::$to) =>
                    row!(level, class_type!($from) => class_type!($to), |$x| $body),)+
                (Class::Bool, Class::Bool) | (Class::I32, Class::I32) | (Class::I64, Class::I64) => None,
                (Class::F32, Class::F32) | (Class::F64, Class::F64) => None,
                (Class::C64, Class::C64) | (Class::C128, Class::C128) => None,
            }
        };
    }
    conversions! {
        Bool => I32: |x| (x != 0) as i32;
        Bool => I64: |x| (x != 0) as i64;
        Bool => F32: |x| (x != 0) as i32 as f32;
        Bool => F64: |x| (x != 0) as i32 as f64;
        Bool => C64: |x| Complex { re: (x != 0) as i32 as f32, im: 0.0 };
        Bool => C128: |x| Complex { re: (x != 0) as i32 as f64, im: 0.0 };
        I32 => Bool: |x| (x != 0) as u8;
        I32 => I64: |x| x as i64;
        I32 => F32: |x| x as f32;
        I32 => F64: |x| x as f64;
        I32 => C64: |x| Complex { re: x as f32, im: 0.0 };
        I32 => C128: |x| Complex { re: x as f64, im: 0.0 };
        I64 => Bool: |x| (x != 0) as u8;
        I64 => I32: |x| x as i32;
        I64 => F32: |x| x as f32;
        I64 => F64: |x| x as f64;
        I64 => C64: |x| Complex { re: x as f32, im: 0.0 };
        I64 => C128: |x| Complex { re: x as f64, im: 0.0 };
        F32 => Bool: |x| (x != 0.0) as u8;
        F32 => I32: |x| real::f32_to_i32(x);
        F32 => I64: |x| real::f32_to_i64(x);
        F32 => F64: |x| x as f64;
        F32 => C64: |x| Complex { re: x, im: 0.0 };
        F32 => C128: |x| Complex { re: x as f64, im: 0.0 };
        F64 => Bool: |x| (x != 0.0) as u8;
        F64 => I32: |x| real::f64_to_i32(x);
        F64 => I64: |x| real::f64_to_i64(x);
        F64 => F32: |x| x as f32;
        F64 => C64: |x| Complex { re: x as f32, im: 0.0 };
        F64 => C128: |x| Complex { re: x, im: 0.0 };
        C64 => Bool: |z| (z.re != 0.0 || z.im != 0.0) as u8;
        C64 => I32: |z| real::f32_to_i32(z.re);
        C64 => I64: |z| real::f32_to_i64(z.re);
        C64 => F32: |z| z.re;
        C64 => F64: |z| z.re as f64;
        C64 => C128: |z| Complex { re: z.re as f64, im: z.im as f64 };
        C128 => Bool: |z| (z.re != 0.0 || z.im != 0.0) as u8;
        C128 => I32: |z| real::f64_to_i32(z.re);
        C128 => I64: |z| real::f64_to_i64(z.re);
        C128 => F32: |z| z.re as f32;
        C128 => F64: |z| z.re;
        C128 => C64: |z| Complex { re: z.re as f32, im: z.im as f32 };
    }
}

/// From a dtype's storage to its class; `None` where both have one representation.
pub(crate) fn widen(dtype: DType, level: Level) -> Option<Entry> {
    match dtype {
        DType::U8 => row!(level, u8 => i32, |x| x as i32),
        DType::I8 => row!(level, i8 => i32, |x| x as i32),
        DType::I16 => row!(level, i16 => i32, |x| x as i32),
        DType::F16 => Some(entry::<half::WidenF16>(level)),
        DType::BF16 => row!(level, u16 => f32, |x| half::bf16_to_f32(x)),
        _ => None,
    }
}

/// From a dtype's class to its storage; `None` where both have one representation. Integers wrap.
pub(crate) fn narrow(dtype: DType, level: Level) -> Option<Entry> {
    match dtype {
        DType::U8 | DType::I8 => row!(level, i32 => u8, |x| x as u8),
        DType::I16 => row!(level, i32 => i16, |x| x as i16),
        DType::F16 => Some(entry::<half::NarrowF16>(level)),
        DType::BF16 => row!(level, f32 => u16, |x| half::f32_to_bf16(x)),
        _ => None,
    }
}
