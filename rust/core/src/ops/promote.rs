//! Which dtype an operation on several operands computes in.
//!
//! PyTorch's rules: tensors with dimensions decide first, 0-d tensors and then numbers count only where they are of a
//! higher category (bool < integer < real < complex).

use std::sync::atomic::{AtomicU8, Ordering};

use flambeau_cpu::DType;

use crate::op::Operand;
use crate::{Result, Scalar, Tensor, ensure};

static DEFAULT: AtomicU8 = AtomicU8::new(DType::F32 as u8);

/// The dtype of new floating-point tensors.
pub fn default_dtype() -> DType {
    match DEFAULT.load(Ordering::Relaxed) {
        x if x == DType::F64 as u8 => DType::F64,
        x if x == DType::F16 as u8 => DType::F16,
        x if x == DType::BF16 as u8 => DType::BF16,
        _ => DType::F32,
    }
}

/// Sets the dtype of new floating-point tensors.
///
/// # Errors
/// `TypeError` for a dtype that is not floating-point.
pub fn set_default_dtype(dtype: DType) -> Result<()> {
    ensure!(
        dtype.is_floating_point(),
        Type,
        "only floating-point types are supported as the default type, not {}",
        dtype.name()
    );
    DEFAULT.store(dtype as u8, Ordering::Relaxed);
    Ok(())
}

/// The smallest dtype that both can be converted to.
pub fn promote(a: DType, b: DType) -> DType {
    use DType::*;
    if a == b {
        return a;
    }
    match (a, b) {
        (Bool, other) | (other, Bool) => other,
        (a, b) if a.is_complex() || b.is_complex() => {
            if a.to_real() == F64 || b.to_real() == F64 {
                C128
            } else {
                C64
            }
        }
        (a, b) if a.is_floating_point() && b.is_floating_point() => {
            if a == F64 || b == F64 {
                F64
            } else {
                F32
            }
        }
        (a, _) if a.is_floating_point() => a,
        (_, b) if b.is_floating_point() => b,
        (U8, I8) | (I8, U8) => I16,
        (U8, other) | (other, U8) => other,
        (a, b) => {
            if a.size() >= b.size() {
                a
            } else {
                b
            }
        }
    }
}

/// The dtype a number has on its own.
pub fn scalar_dtype(scalar: Scalar) -> DType {
    match scalar {
        Scalar::Bool(_) => DType::Bool,
        Scalar::Int(_) => DType::I64,
        Scalar::Float(_) => default_dtype(),
        Scalar::Complex(..) => default_dtype().to_complex(),
    }
}

/// Operands seen so far, by how much they have to say.
#[derive(Clone, Copy, Default)]
pub struct Promotion {
    dimensioned: Option<DType>,
    zero_dim: Option<DType>,
    number: Option<DType>,
}

fn merge(slot: &mut Option<DType>, dtype: DType) {
    *slot = Some(slot.map_or(dtype, |old| promote(old, dtype)));
}

fn combine(higher: Option<DType>, lower: Option<DType>) -> Option<DType> {
    match (higher, lower) {
        (Some(high), Some(low)) => Some(if high.is_complex() {
            high
        } else if high.is_floating_point() {
            if low.is_complex() { high.to_complex() } else { high }
        } else if high == DType::Bool || low.is_floating_point() || low.is_complex() {
            promote(high, low)
        } else {
            high
        }),
        (high, low) => high.or(low),
    }
}

impl Promotion {
    /// Takes a tensor into account.
    #[inline]
    pub fn tensor(mut self, tensor: &Tensor) -> Promotion {
        merge(if tensor.ndim() == 0 { &mut self.zero_dim } else { &mut self.dimensioned }, tensor.dtype());
        self
    }

    /// Takes a number into account.
    #[inline]
    pub fn number(mut self, scalar: Scalar) -> Promotion {
        merge(&mut self.number, scalar_dtype(scalar));
        self
    }

    /// Takes an operand into account.
    #[inline]
    pub fn operand(self, operand: &Operand<'_>) -> Promotion {
        match operand {
            Operand::Tensor(tensor) => self.tensor(tensor),
            Operand::Scalar(scalar) => self.number(*scalar),
        }
    }

    /// The common dtype.
    #[inline]
    pub fn dtype(self) -> DType {
        combine(combine(self.dimensioned, self.zero_dim), self.number).unwrap_or_else(default_dtype)
    }
}

/// The dtype that operations such as `exp` and true division compute in: integers go to the default.
#[inline]
pub fn float_of(dtype: DType) -> DType {
    if dtype.is_integral(true) { default_dtype() } else { dtype }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        assert_eq!(promote(DType::U8, DType::I8), DType::I16);
        assert_eq!(promote(DType::F16, DType::BF16), DType::F32);
        assert_eq!(promote(DType::I64, DType::F16), DType::F16);
        assert_eq!(promote(DType::F64, DType::C64), DType::C128);
        assert_eq!(promote(DType::Bool, DType::U8), DType::U8);
    }

    #[test]
    fn numbers_only_raise_the_category() {
        let ints = Promotion { dimensioned: Some(DType::I8), ..Promotion::default() };
        assert_eq!(ints.number(Scalar::Int(1 << 40)).dtype(), DType::I8);
        assert_eq!(ints.number(Scalar::Float(1.0)).dtype(), DType::F32);
        let half = Promotion { dimensioned: Some(DType::F16), ..Promotion::default() };
        assert_eq!(half.number(Scalar::Float(1.0)).dtype(), DType::F16);
        assert_eq!(half.number(Scalar::Complex(0.0, 1.0)).dtype(), DType::C64);
    }
}
