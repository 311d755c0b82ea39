//! Element types and their properties.

use half::{bf16, f16};
use num_complex::Complex;

/// The type of a tensor's elements.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum DType {
    /// Unsigned 8-bit integer.
    U8,
    /// Signed 8-bit integer.
    I8,
    /// Signed 16-bit integer.
    I16,
    /// Signed 32-bit integer.
    I32,
    /// Signed 64-bit integer.
    I64,
    /// IEEE 754 binary16.
    F16,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
    /// Complex number of two binary32.
    C64,
    /// Complex number of two binary64.
    C128,
    /// Boolean, one byte, 0 or 1.
    Bool,
    /// bfloat16: the upper half of a binary32.
    BF16,
}

impl DType {
    /// Every dtype, in the order of the enumeration.
    pub const ALL: [DType; 12] = [
        DType::U8,
        DType::I8,
        DType::I16,
        DType::I32,
        DType::I64,
        DType::F16,
        DType::F32,
        DType::F64,
        DType::C64,
        DType::C128,
        DType::Bool,
        DType::BF16,
    ];

    /// Bytes per element.
    #[inline]
    pub const fn size(self) -> usize {
        match self {
            DType::U8 | DType::I8 | DType::Bool => 1,
            DType::I16 | DType::F16 | DType::BF16 => 2,
            DType::I32 | DType::F32 => 4,
            DType::I64 | DType::F64 | DType::C64 => 8,
            DType::C128 => 16,
        }
    }

    /// The name PyTorch gives the dtype, such as `float32`.
    pub const fn name(self) -> &'static str {
        match self {
            DType::U8 => "uint8",
            DType::I8 => "int8",
            DType::I16 => "int16",
            DType::I32 => "int32",
            DType::I64 => "int64",
            DType::F16 => "float16",
            DType::F32 => "float32",
            DType::F64 => "float64",
            DType::C64 => "complex64",
            DType::C128 => "complex128",
            DType::Bool => "bool",
            DType::BF16 => "bfloat16",
        }
    }

    /// The name PyTorch's error messages use for the dtype, such as `Float`.
    pub const fn scalar_name(self) -> &'static str {
        match self {
            DType::U8 => "Byte",
            DType::I8 => "Char",
            DType::I16 => "Short",
            DType::I32 => "Int",
            DType::I64 => "Long",
            DType::F16 => "Half",
            DType::F32 => "Float",
            DType::F64 => "Double",
            DType::C64 => "ComplexFloat",
            DType::C128 => "ComplexDouble",
            DType::Bool => "Bool",
            DType::BF16 => "BFloat16",
        }
    }

    /// The nearest number that a floating dtype holds, half types by way of singles.
    pub fn round(self, value: f64) -> f64 {
        match self {
            DType::F16 => f16::from_f32(value as f32).to_f64(),
            DType::BF16 => bf16::from_f32(value as f32).to_f64(),
            DType::F32 => f64::from(value as f32),
            _ => value,
        }
    }

    /// A real floating-point type.
    #[inline]
    pub const fn is_floating_point(self) -> bool {
        matches!(self, DType::F16 | DType::F32 | DType::F64 | DType::BF16)
    }

    /// A complex type.
    #[inline]
    pub const fn is_complex(self) -> bool {
        matches!(self, DType::C64 | DType::C128)
    }

    /// A floating-point or complex type: one that can have a gradient.
    #[inline]
    pub const fn is_differentiable(self) -> bool {
        self.is_floating_point() || self.is_complex()
    }

    /// An integer type; `bool` counts only when `include_bool`.
    #[inline]
    pub const fn is_integral(self, include_bool: bool) -> bool {
        match self {
            DType::U8 | DType::I8 | DType::I16 | DType::I32 | DType::I64 => true,
            DType::Bool => include_bool,
            _ => false,
        }
    }

    /// A type that holds negative numbers.
    #[inline]
    pub const fn is_signed(self) -> bool {
        !matches!(self, DType::U8 | DType::Bool)
    }

    /// The real type of a complex type's parts; other types answer themselves.
    #[inline]
    pub const fn to_real(self) -> DType {
        match self {
            DType::C64 => DType::F32,
            DType::C128 => DType::F64,
            other => other,
        }
    }

    /// The complex type whose parts have this type (`float16` and `bfloat16` go to `complex64`).
    #[inline]
    pub const fn to_complex(self) -> DType {
        match self {
            DType::F64 | DType::C128 => DType::C128,
            _ => DType::C64,
        }
    }
}

/// A Rust type that can be a tensor's element.
pub trait Element: Copy + Send + Sync + PartialEq + std::fmt::Debug + 'static {
    /// The dtype of tensors with this element.
    const DTYPE: DType;
}

macro_rules! elements {
    ($($rust:ty => $dtype:ident),* $(,)?) => { $(impl Element for $rust { const DTYPE: DType = DType::$dtype; })* };
}

elements! {
    u8 => U8, i8 => I8, i16 => I16, i32 => I32, i64 => I64, f16 => F16, f32 => F32, f64 => F64,
    Complex<f32> => C64, Complex<f64> => C128, bool => Bool, bf16 => BF16,
}
