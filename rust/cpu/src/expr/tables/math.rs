//! Functions of real and complex numbers.

use super::super::complex;
use super::super::real::{self, Real};
use super::table;
use crate::expr::kernel::{Entry, Formula1, entry};
use crate::expr::{Class, Op};
use crate::isa::Level;
use crate::vecmath;

/// Functions of one binary32 number that have a formula.
pub(crate) fn formulas(op: Op, class: Class, level: Level) -> Option<Entry> {
    if class != Class::F32 {
        return None;
    }
    match op {
        Op::Exp => Some(entry::<Formula1<vecmath::Exp>>(level)),
        Op::Tanh => Some(entry::<Formula1<vecmath::Tanh>>(level)),
        Op::Sigmoid => Some(entry::<Formula1<vecmath::Sigmoid>>(level)),
        Op::Silu => Some(entry::<Formula1<vecmath::Silu>>(level)),
        Op::SiluSlope => Some(entry::<Formula1<vecmath::SiluSlope>>(level)),
        Op::Erf => Some(entry::<Formula1<vecmath::Erf>>(level)),
        Op::Gelu => Some(entry::<Formula1<vecmath::Gelu>>(level)),
        Op::GeluSlope => Some(entry::<Formula1<vecmath::GeluSlope>>(level)),
        _ => None,
    }
}

table! {
    /// Functions of one number.
    unary, Loop1:
    Sqrt: F32 | F64 => |x| x.sqrt();
    Sqrt: C64 | C128 => |z| complex::sqrt(z);
    Rsqrt: F32 | F64 => |x| 1.0 / x.sqrt();
    Rsqrt: C64 | C128 => |z| complex::rsqrt(z);
    Floor: F32 | F64 => |x| x.floor();
    Ceil: F32 | F64 => |x| x.ceil();
    Trunc: F32 | F64 => |x| x.trunc();
    Round: F32 | F64 => |x| x.round_ties_even();
    Exp: F64 => |x| Real::exp::<I>(x);
    Exp: C64 | C128 => |z| complex::exp::<I, _>(z);
    Exp2: F32 | F64 => |x| Real::exp2::<I>(x);
    Exp2: C64 | C128 => |z| complex::exp2::<I, _>(z);
    Expm1: F32 | F64 => |x| Real::expm1::<I>(x);
    Expm1: C64 | C128 => |z| complex::expm1::<I, _>(z);
    Log: F32 | F64 => |x| Real::log::<I>(x);
    Log: C64 | C128 => |z| complex::log::<I, _>(z);
    Log2: F32 | F64 => |x| Real::log2::<I>(x);
    Log2: C64 | C128 => |z| complex::log2::<I, _>(z);
    Log10: F32 | F64 => |x| Real::log10::<I>(x);
    Log10: C64 | C128 => |z| complex::log10::<I, _>(z);
    Log1p: F32 | F64 => |x| Real::log1p::<I>(x);
    Log1p: C64 | C128 => |z| complex::log1p::<I, _>(z);
    Sin: F32 | F64 => |x| Real::sin::<I>(x);
    Sin: C64 | C128 => |z| complex::sin::<I, _>(z);
    Cos: F32 | F64 => |x| Real::cos::<I>(x);
    Cos: C64 | C128 => |z| complex::cos::<I, _>(z);
    Tan: F32 | F64 => |x| Real::tan::<I>(x);
    Tan: C64 | C128 => |z| complex::tan::<I, _>(z);
    Asin: F32 | F64 => |x| Real::asin::<I>(x);
    Asin: C64 | C128 => |z| complex::asin::<I, _>(z);
    Acos: F32 | F64 => |x| Real::acos::<I>(x);
    Acos: C64 | C128 => |z| complex::acos::<I, _>(z);
    Atan: F32 | F64 => |x| Real::atan::<I>(x);
    Atan: C64 | C128 => |z| complex::atan::<I, _>(z);
    Sinh: F32 | F64 => |x| Real::sinh::<I>(x);
    Sinh: C64 | C128 => |z| complex::sinh::<I, _>(z);
    Cosh: F32 | F64 => |x| Real::cosh::<I>(x);
    Cosh: C64 | C128 => |z| complex::cosh::<I, _>(z);
    Tanh: F64 => |x| Real::tanh::<I>(x);
    Tanh: C64 | C128 => |z| complex::tanh::<I, _>(z);
    Asinh: F32 | F64 => |x| Real::asinh::<I>(x);
    Asinh: C64 | C128 => |z| complex::asinh::<I, _>(z);
    Acosh: F32 | F64 => |x| Real::acosh::<I>(x);
    Acosh: C64 | C128 => |z| complex::acosh::<I, _>(z);
    Atanh: F32 | F64 => |x| Real::atanh::<I>(x);
    Atanh: C64 | C128 => |z| complex::atanh::<I, _>(z);
    Sigmoid: F64 => |x| Real::sigmoid::<I>(x);
    Sigmoid: C64 | C128 => |z| complex::sigmoid::<I, _>(z);
    Gelu: F64 => |x| real::gelu::<I, _>(x);
    GeluSlope: F64 => |x| real::gelu_slope::<I, _>(x);
    Silu: F64 => |x| real::silu::<I, _>(x);
    SiluSlope: F64 => |x| real::silu_slope::<I, _>(x);
    Erf: F64 => |x| Real::erf::<I>(x);
    Erfc: F32 | F64 => |x| Real::erfc::<I>(x);
    Erfinv: F32 | F64 => |x| Real::erfinv::<I>(x);
    Lgamma: F32 | F64 => |x| Real::lgamma::<I>(x);
    Digamma: F32 | F64 => |x| Real::digamma::<I>(x);
    I0e: F32 | F64 => |x| Real::i0e::<I>(x);
    I1e: F32 | F64 => |x| Real::i1e::<I>(x);
    Ndtri: F32 | F64 => |x| Real::ndtri::<I>(x);
    Erfcx: F32 | F64 => |x| Real::erfcx::<I>(x);
    Angle: C64 -> F32 => |z| Real::atan2::<I>(z.im, z.re);
    Angle: C128 -> F64 => |z| Real::atan2::<I>(z.im, z.re);
}

table! {
    /// Functions of two numbers.
    binary, Loop2:
    Pow: F32 | F64 => |a, b| Real::pow::<I>(a, b);
    Pow: C64 | C128 => |a, b| complex::pow::<I, _>(a, b);
    Atan2: F32 | F64 => |a, b| Real::atan2::<I>(a, b);
    Polygamma: F32 | F64 => |n, x| Real::polygamma::<I>(n, x);
}
