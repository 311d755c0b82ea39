//! Pointwise expressions as data.
//!
//! A [`Builder`] records an expression over scalar values, one [`Val`] per intermediate result, and turns it into a
//! [`Program`]: a short list of typed instructions that [`crate::pointwise`] and [`crate::reduce`] run tile by tile in
//! the L1 cache. Any chain of operations is one pass over memory, and the machine code is one loop per primitive and
//! class instead of one per operation and dtype.
//!
//! - `op`: the instruction set; `builder`: expressions; `program`: the finished list and its register allocation
//! - `kernel`: the loop shapes, compiled per instruction set; `tables`: which loop belongs to which instruction
//! - `real`, `complex`, `integer`: the scalar functions the tables name; `half`: 16-bit floats
//!
//! Nothing here touches shapes, strides or storage dtypes.

mod builder;
pub(crate) mod complex;
pub(crate) mod half;
mod integer;
pub(crate) mod kernel;
mod op;
mod program;
pub(crate) mod real;
pub(crate) mod tables;
#[cfg(test)]
mod tests;

pub use builder::{Builder, Val};
pub use op::Op;
pub(crate) use program::MAX_OUTPUTS;
pub use program::{Constant, Instruction, Program, Source};

use crate::dtype::DType;
use num_complex::Complex;

/// The type in which a value is computed. Narrow storage types widen when they are loaded and narrow when stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Class {
    /// One byte, 0 or 1.
    Bool,
    /// 32-bit integer; computes for `uint8`, `int8`, `int16`, `int32`.
    I32,
    /// 64-bit integer.
    I64,
    /// binary32; computes for `float16`, `bfloat16`, `float32`.
    F32,
    /// binary64.
    F64,
    /// Complex number of two binary32.
    C64,
    /// Complex number of two binary64.
    C128,
}

impl Class {
    /// Every class, in the order of the enumeration.
    pub const ALL: [Class; 7] = [Class::Bool, Class::I32, Class::I64, Class::F32, Class::F64, Class::C64, Class::C128];

    /// The class that computes for a dtype.
    #[inline]
    pub const fn of(dtype: DType) -> Class {
        match dtype {
            DType::Bool => Class::Bool,
            DType::U8 | DType::I8 | DType::I16 | DType::I32 => Class::I32,
            DType::I64 => Class::I64,
            DType::F16 | DType::BF16 | DType::F32 => Class::F32,
            DType::F64 => Class::F64,
            DType::C64 => Class::C64,
            DType::C128 => Class::C128,
        }
    }

    /// The dtype whose storage is this class's representation.
    #[inline]
    pub const fn dtype(self) -> DType {
        match self {
            Class::Bool => DType::Bool,
            Class::I32 => DType::I32,
            Class::I64 => DType::I64,
            Class::F32 => DType::F32,
            Class::F64 => DType::F64,
            Class::C64 => DType::C64,
            Class::C128 => DType::C128,
        }
    }

    /// Bytes of a value.
    #[inline]
    pub const fn size(self) -> usize {
        self.dtype().size()
    }

    /// `Bool`, `I32` or `I64`.
    #[inline]
    pub const fn is_integral(self) -> bool {
        matches!(self, Class::Bool | Class::I32 | Class::I64)
    }

    /// `F32` or `F64`.
    #[inline]
    pub const fn is_float(self) -> bool {
        matches!(self, Class::F32 | Class::F64)
    }

    /// `C64` or `C128`.
    #[inline]
    pub const fn is_complex(self) -> bool {
        matches!(self, Class::C64 | Class::C128)
    }

    /// The class of a complex class's parts; other classes answer themselves.
    #[inline]
    pub const fn to_real(self) -> Class {
        match self {
            Class::C64 => Class::F32,
            Class::C128 => Class::F64,
            other => other,
        }
    }
}

/// A number given at run time, outside any tensor.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A complex number: real part, imaginary part.
    Complex(f64, f64),
}

impl Scalar {
    /// The bytes of the scalar's value in `class`, in the low end of the array. Integers wrap, floats truncate toward
    /// zero, complex numbers lose their imaginary part where the class has none.
    pub fn to_bits(self, class: Class) -> [u8; 16] {
        let (re, im) = match self {
            Scalar::Bool(b) => (b as u8 as f64, 0.0),
            Scalar::Int(i) => (i as f64, 0.0),
            Scalar::Float(x) => (x, 0.0),
            Scalar::Complex(re, im) => (re, im),
        };
        let int = match self {
            Scalar::Bool(b) => b as i64,
            Scalar::Int(i) => i,
            _ => real::f64_to_i64(re),
        };
        let mut bits = [0; 16];
        match class {
            Class::Bool => bits[0] = (re != 0.0 || im != 0.0 || int != 0) as u8,
            Class::I32 => bits[..4].copy_from_slice(&(int as i32).to_ne_bytes()),
            Class::I64 => bits[..8].copy_from_slice(&int.to_ne_bytes()),
            Class::F32 => {
                let x = if let Scalar::Int(i) = self { i as f32 } else { re as f32 };
                bits[..4].copy_from_slice(&x.to_ne_bytes());
            }
            Class::F64 => bits[..8].copy_from_slice(&re.to_ne_bytes()),
            Class::C64 => {
                bits[..4].copy_from_slice(&(re as f32).to_ne_bytes());
                bits[4..8].copy_from_slice(&(im as f32).to_ne_bytes());
            }
            Class::C128 => {
                bits[..8].copy_from_slice(&re.to_ne_bytes());
                bits[8..].copy_from_slice(&im.to_ne_bytes());
            }
        }
        bits
    }

    /// Reads the value of a class back; the inverse of [`Scalar::to_bits`].
    pub(crate) fn from_bits(class: Class, bits: [u8; 16]) -> Scalar {
        let f32_at = |i: usize| f32::from_ne_bytes([bits[i], bits[i + 1], bits[i + 2], bits[i + 3]]) as f64;
        let u64_at = |i: usize| u64::from_ne_bytes(std::array::from_fn(|k| bits[i + k]));
        match class {
            Class::Bool => Scalar::Bool(bits[0] != 0),
            Class::I32 => Scalar::Int(i32::from_ne_bytes([bits[0], bits[1], bits[2], bits[3]]) as i64),
            Class::I64 => Scalar::Int(u64_at(0) as i64),
            Class::F32 => Scalar::Float(f32_at(0)),
            Class::F64 => Scalar::Float(f64::from_bits(u64_at(0))),
            Class::C64 => Scalar::Complex(f32_at(0), f32_at(4)),
            Class::C128 => Scalar::Complex(f64::from_bits(u64_at(0)), f64::from_bits(u64_at(8))),
        }
    }
}

impl From<bool> for Scalar {
    fn from(value: bool) -> Scalar {
        Scalar::Bool(value)
    }
}

impl From<i64> for Scalar {
    fn from(value: i64) -> Scalar {
        Scalar::Int(value)
    }
}

impl From<f64> for Scalar {
    fn from(value: f64) -> Scalar {
        Scalar::Float(value)
    }
}

impl From<Complex<f64>> for Scalar {
    fn from(value: Complex<f64>) -> Scalar {
        Scalar::Complex(value.re, value.im)
    }
}

/// What can go wrong while a kernel runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KernelError {
    /// An integer was divided by zero.
    DivisionByZero,
}

impl std::fmt::Display for KernelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KernelError::DivisionByZero => f.write_str("integer division by zero"),
        }
    }
}

impl std::error::Error for KernelError {}
