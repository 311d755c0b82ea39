//! Predicates and comparisons; their results are `Bool`.

use super::super::real::Real;
use super::table;

table! {
    /// Predicates.
    unary, Loop1:
    IsNan: F32 | F64 -> Bool => |x| x.is_nan() as u8;
    IsNan: C64 | C128 -> Bool => |z| (z.re.is_nan() | z.im.is_nan()) as u8;
    IsInf: F32 | F64 -> Bool => |x| x.is_infinite() as u8;
    IsInf: C64 | C128 -> Bool => |z| (Real::is_infinite(z.re) | Real::is_infinite(z.im)) as u8;
    IsFinite: F32 | F64 -> Bool => |x| x.is_finite() as u8;
    IsFinite: C64 | C128 -> Bool => |z| (z.re.is_finite() & z.im.is_finite()) as u8;
    SignBit: F32 | F64 -> Bool => |x| x.is_sign_negative() as u8;
}

table! {
    /// Comparisons; every comparison but `Ne` is false for NaN.
    binary, Loop2:
    Eq: Bool | I32 | I64 | F32 | F64 | C64 | C128 -> Bool => |a, b| (a == b) as u8;
    Ne: Bool | I32 | I64 | F32 | F64 | C64 | C128 -> Bool => |a, b| (a != b) as u8;
    Lt: Bool | I32 | I64 | F32 | F64 -> Bool => |a, b| (a < b) as u8;
    Le: Bool | I32 | I64 | F32 | F64 -> Bool => |a, b| (a <= b) as u8;
    Gt: Bool | I32 | I64 | F32 | F64 -> Bool => |a, b| (a > b) as u8;
    Ge: Bool | I32 | I64 | F32 | F64 -> Bool => |a, b| (a >= b) as u8;
}
