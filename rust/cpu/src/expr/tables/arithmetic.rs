//! Arithmetic, bits, shifts and selection.

use super::super::integer::{i32_ops, i64_ops};
use super::super::kernel::{Entry, Loop3, Ternary, entry};
use super::super::{Class, Op, complex, half, real};
use super::{class_type, table};
use crate::isa::{Isa, Level};

table! {
    /// Sign, magnitude and bits.
    unary, Loop1:
    Neg: I32 | I64 => |x| x.wrapping_neg();
    Neg: F32 | F64 => |x| -x;
    Neg: C64 | C128 => |z| complex::neg(z);
    Abs: I32 | I64 => |x| x.wrapping_abs();
    Abs: F32 | F64 => |x| x.abs();
    Abs: C64 -> F32 => |z| real::Real::hypot(z.re, z.im);
    Abs: C128 -> F64 => |z| real::Real::hypot(z.re, z.im);
    Sign: I32 => |x| (x > 0) as i32 - (x < 0) as i32;
    Sign: I64 => |x| (x > 0) as i64 - (x < 0) as i64;
    Sign: F32 | F64 => |x| real::sign(x);
    Sign: C64 | C128 => |z| complex::sign(z);
    BitNot: Bool => |x| (x == 0) as u8;
    BitNot: I32 | I64 => |x| !x;
    Mantissa: F32 | F64 => |x| real::Real::frexp(x).0;
    Exponent: F32 -> I32 => |x| real::Real::frexp(x).1;
    Exponent: F64 -> I32 => |x| real::Real::frexp(x).1;
    Reciprocal: F32 | F64 => |x| 1.0 / x;
    Reciprocal: C64 | C128 => |z| complex::reciprocal(z);
    Real: C64 -> F32 => |z| z.re;
    Real: C128 -> F64 => |z| z.re;
    Imag: C64 -> F32 => |z| z.im;
    Imag: C128 -> F64 => |z| z.im;
    Conj: C64 | C128 => |z| complex::conj(z);
}

table! {
    /// Integer and complex arithmetic, the rarer functions of floats, bits, shifts.
    binary, Loop2:
    Add: I32 | I64 => |a, b| a.wrapping_add(b);
    Add: C64 | C128 => |a, b| complex::add(a, b);
    Sub: I32 | I64 => |a, b| a.wrapping_sub(b);
    Sub: C64 | C128 => |a, b| complex::sub(a, b);
    Mul: I32 | I64 => |a, b| a.wrapping_mul(b);
    Mul: C64 | C128 => |a, b| complex::mul(a, b);
    Div: C64 | C128 => |a, b| complex::div(a, b);
    TruncDiv: F32 | F64 => |a, b| (a / b).trunc();
    FloorDiv: F32 | F64 => |a, b| real::floor_div(a, b);
    Remainder: F32 | F64 => |a, b| real::remainder(a, b);
    Fmod: F32 | F64 => |a, b| real::Real::fmod(a, b);
    Min: I32 | I64 => |a, b| a.min(b);
    Max: I32 | I64 => |a, b| a.max(b);
    Fmin: F32 | F64 => |a, b| real::fmin(a, b);
    Fmax: F32 | F64 => |a, b| real::fmax(a, b);
    Copysign: F32 | F64 => |a, b| a.copysign(b);
    Nextafter: F32 | F64 => |a, b| real::Real::nextafter(a, b);
    NextF16: F32 => |a, b| half::next_f16(a, b);
    NextBf16: F32 => |a, b| half::next_bf16(a, b);
    Hypot: F32 | F64 => |a, b| real::Real::hypot(a, b);
    Gcd: I32 => |a, b| i32_ops::gcd(a, b);
    Gcd: I64 => |a, b| i64_ops::gcd(a, b);
    Pow: I32 => |a, b| i32_ops::pow(a, b);
    Pow: I64 => |a, b| i64_ops::pow(a, b);
    BitAnd: Bool | I32 | I64 => |a, b| a & b;
    BitOr: Bool | I32 | I64 => |a, b| a | b;
    BitXor: Bool | I32 | I64 => |a, b| a ^ b;
    Shl: I32 => |a, b| i32_ops::shl(a, b);
    Shl: I64 => |a, b| i64_ops::shl(a, b);
    Shr: I32 => |a, b| i32_ops::shr(a, b);
    Shr: I64 => |a, b| i64_ops::shr(a, b);
    Complex: F32 -> C64 => |re, im| num_complex::Complex { re, im };
    Complex: F64 -> C128 => |re, im| num_complex::Complex { re, im };
}

/// What tensors are updated with, in several shapes of loop.
macro_rules! updates {
    ($(#[$meta:meta])* $name:ident, $shape:ident, [$($class:ident)+]) => {
        table! {
            $(#[$meta])*
            $name, $shape:
            Add: $($class)|+ => |a, b| a + b;
            Sub: $($class)|+ => |a, b| a - b;
            Mul: $($class)|+ => |a, b| a * b;
            Div: $($class)|+ => |a, b| a / b;
            Min: $($class)|+ => |a, b| real::min(a, b);
            Max: $($class)|+ => |a, b| real::max(a, b);
        }
    };
}

updates! {
    /// Arithmetic of floats.
    floats, Loop2, [F32 F64]
}

updates! {
    /// Arithmetic of floats whose result replaces the first argument.
    floats_in_place, InPlace2, [F32 F64]
}

updates! {
    /// Arithmetic of floats that are stored as bfloat16.
    bf16, Loop2Bf16, [F32]
}

table! {
    /// Integer divisions, which refuse 0.
    divisions, Loop2NonZero:
    TruncDiv: I32 => |a, b| i32_ops::trunc_div(a, b);
    TruncDiv: I64 => |a, b| i64_ops::trunc_div(a, b);
    FloorDiv: I32 => |a, b| i32_ops::floor_div(a, b);
    FloorDiv: I64 => |a, b| i64_ops::floor_div(a, b);
    Remainder: I32 => |a, b| i32_ops::remainder(a, b);
    Remainder: I64 => |a, b| i64_ops::remainder(a, b);
    Fmod: I32 => |a, b| i32_ops::fmod(a, b);
    Fmod: I64 => |a, b| i64_ops::fmod(a, b);
}

table! {
    /// Products with a sum.
    ternary, Loop3:
    MulAdd: I32 | I64 => |a, b, c| a.wrapping_mul(b).wrapping_add(c);
    MulAdd: F32 => |a, b, c| I::fma32(a, b, c);
    MulAdd: F64 => |a, b, c| I::fma64(a, b, c);
    MulAdd: C64 | C128 => |a, b, c| complex::add(complex::mul(a, b), c);
}

/// Selection by a `Bool`, for every class of alternatives.
pub(crate) fn select(op: Op, class: Class, level: Level) -> Option<Entry> {
    macro_rules! select {
        ($($class:ident)+) => {
            match class {
                $(Class::$class => {
                    struct Row;
                    impl Ternary for Row {
                        type A = u8;
                        type R = class_type!($class);
                        #[inline(always)]
                        fn apply<I: Isa>(condition: u8, b: Self::R, c: Self::R) -> Self::R {
                            if condition != 0 { b } else { c }
                        }
                    }
                    entry::<Loop3<Row>>(level)
                })+
            }
        };
    }
    if op != Op::Select {
        return None;
    }
    Some(select!(Bool I32 I64 F32 F64 C64 C128))
}
