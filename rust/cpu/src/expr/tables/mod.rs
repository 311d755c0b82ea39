//! Which loop belongs to which instruction: one row per primitive and class.
//!
//! A row reads `Op: Class | Class => |x| expression;`, with `-> Class` where the result's class differs. The expression
//! is compiled once per class and instruction set; `I` names the [`crate::isa::Isa`] in it.
//!
//! - `arithmetic`: sums to remainders, bits, shifts, selection; `compare`: predicates and comparisons
//! - `math`: functions of real and complex numbers; `convert`: between classes, and to and from narrow storage

mod arithmetic;
mod compare;
mod convert;
mod math;

pub(crate) use convert::{narrow, widen};

use super::kernel::Entry;
use super::{Class, Op};
use crate::isa::Level;

/// The machine code of an instruction on arguments of `class` ([`Op::Select`]: the class of the alternatives) for an
/// instruction set; `to` is the target of [`Op::Convert`]. `None` where the primitive is not defined for the class.
pub(crate) fn lookup(op: Op, class: Class, to: Class, level: Level) -> Option<Entry> {
    if op == Op::Convert {
        return convert::between(class, to, level);
    }
    arithmetic::floats(op, class, level)
        .or_else(|| arithmetic::unary(op, class, level))
        .or_else(|| arithmetic::binary(op, class, level))
        .or_else(|| arithmetic::divisions(op, class, level))
        .or_else(|| arithmetic::ternary(op, class, level))
        .or_else(|| arithmetic::select(op, class, level))
        .or_else(|| compare::unary(op, class, level))
        .or_else(|| compare::binary(op, class, level))
        .or_else(|| math::formulas(op, class, level))
        .or_else(|| math::unary(op, class, level))
        .or_else(|| math::binary(op, class, level))
}

/// The machine code of an instruction whose result replaces its first argument in memory, where there is one.
pub(crate) fn lookup_in_place(op: Op, class: Class, level: Level) -> Option<Entry> {
    arithmetic::floats_in_place(op, class, level)
}

/// The machine code of an instruction of [`Class::F32`] that reads bfloat16 and writes bfloat16, where there is one.
pub(crate) fn lookup_bf16(op: Op, class: Class, level: Level) -> Option<Entry> {
    arithmetic::bf16(op, class, level)
}

/// The Rust type of a class's values.
macro_rules! class_type {
    (Bool) => { u8 };
    (I32) => { i32 };
    (I64) => { i64 };
    (F32) => { f32 };
    (F64) => { f64 };
    (C64) => { ::num_complex::Complex<f32> };
    (C128) => { ::num_complex::Complex<f64> };
}
pub(crate) use class_type;

/// The type of a row's result: that of the arguments, unless the row says otherwise.
macro_rules! result_type {
    ($class:ident) => {
        $crate::expr::tables::class_type!($class)
    };
    ($class:ident $out:ident) => {
        $crate::expr::tables::class_type!($out)
    };
}
pub(crate) use result_type;

/// Defines a lookup function over rows; the word after its name is the loop's shape.
macro_rules! table {
    ($(#[$meta:meta])* $name:ident, $shape:ident:
        $($op:ident: $($class:ident)|+ $(-> $out:ident)? => |$($x:ident),+| $body:expr;)+) => {
        $(#[$meta])*
        pub(crate) fn $name(
            op: $crate::expr::Op,
            class: $crate::expr::Class,
            level: $crate::isa::Level,
        ) -> Option<$crate::expr::kernel::Entry> {
            match (op, class) {
                $($crate::expr::tables::table!(@pattern $op $($class)|+) => $crate::expr::tables::table!(
                    @classes $shape class level; [$($class)+] [$($out)?] [$($x)+] $body),)+
                _ => None,
            }
        }
    };
    (@pattern $op:ident $($class:ident)|+) => { ($crate::expr::Op::$op, $($crate::expr::Class::$class)|+) };
    (@classes $shape:ident $c:ident $level:ident; [$($class:ident)+] $out:tt $x:tt $body:expr) => {
        match $c {
            $($crate::expr::Class::$class => {
                struct Row;
                $crate::expr::tables::table!(@row Row $class $out $x $body);
                Some($crate::expr::kernel::entry::<$crate::expr::kernel::$shape<Row>>($level))
            })+
            #[allow(unreachable_patterns)]
            _ => None,
        }
    };
    (@row $row:ident $class:ident [$($out:ident)?] [$x:ident] $body:expr) => {
        impl $crate::expr::kernel::Unary for $row {
            type A = $crate::expr::tables::class_type!($class);
            type R = $crate::expr::tables::result_type!($class $($out)?);
            #[inline(always)]
            fn apply<I: $crate::isa::Isa>($x: Self::A) -> Self::R {
                $body
            }
        }
    };
    (@row $row:ident $class:ident [$($out:ident)?] [$x:ident $y:ident] $body:expr) => {
        impl $crate::expr::kernel::Binary for $row {
            type A = $crate::expr::tables::class_type!($class);
            type R = $crate::expr::tables::result_type!($class $($out)?);
            #[inline(always)]
            fn apply<I: $crate::isa::Isa>($x: Self::A, $y: Self::A) -> Self::R {
                $body
            }
        }
    };
    (@row $row:ident $class:ident [] [$x:ident $y:ident $z:ident] $body:expr) => {
        impl $crate::expr::kernel::Ternary for $row {
            type A = $crate::expr::tables::class_type!($class);
            type R = $crate::expr::tables::class_type!($class);
            #[inline(always)]
            fn apply<I: $crate::isa::Isa>($x: Self::A, $y: Self::R, $z: Self::R) -> Self::R {
                $body
            }
        }
    };
}
pub(crate) use table;
