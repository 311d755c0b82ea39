//! Powers and squares.

use flambeau_cpu::DType;

use super::pointwise;
use crate::op::Operand;
use crate::ops::promote::Promotion;
use crate::{Result, Scalar, Tensor, ensure};

fn boolean(dtype: DType) -> bool {
    dtype == DType::Bool
}

pointwise! {
    SQUARE = "square", "PowBackward0", Same, |x| x * x;
        @x: |g, x| g * (x * 2.0).conj();
    POW = "pow", "PowBackward0", Same except boolean, |a, b| a.pow(b);
        @a: |g, a, b| b.eq(b.same(0.0)).select(g.same(0.0), g * (b * a.pow(b - 1.0)).conj());
        @b: |g, a, b, y| {
            let grows = a.eq(a.same(0.0));
            let flat = if b.class().is_complex() { grows } else { grows.bitand(b.ge(b.same(0.0))) };
            flat.select(g.same(0.0), g * (y * a.log()).conj())
        };
}

/// `this ** exponent`, element by element, with broadcasting.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers to a
/// negative number, rather than a tensor, raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, 2.0, 3.0]).pow(2)
///     tensor([1., 4., 9.])
#[flambeau_macros::op(pow.Tensor(Tensor self, Operand exponent) -> Tensor; method, function, out)]
pub fn pow(this: &Tensor, exponent: Operand<'_>) -> Result<Tensor> {
    check_integer_power(this, &exponent)?;
    if exponent_is_two(this, &exponent) {
        return SQUARE.call(&[this.into()]);
    }
    POW.call(&[this.into(), exponent])
}

/// `base ** exponent` for a number as base.
///
/// Any shape; dtypes are promoted.
///
/// Example:
///     >>> flambeau.pow(2, flambeau.tensor([1, 2, 3]))
///     tensor([2, 4, 8])
#[flambeau_macros::op(pow.Scalar(Scalar self, Tensor exponent) -> Tensor; function)]
pub fn pow_scalar(base: Scalar, exponent: &Tensor) -> Result<Tensor> {
    POW.call(&[Operand::Scalar(base), exponent.into()])
}

/// `this ** exponent` in double precision, complex if either is.
///
/// >>> flambeau.float_power(flambeau.tensor([2, 3]), 2)
/// tensor([4., 9.], dtype=torch.float64)
#[flambeau_macros::op(float_power(Tensor self, Operand exponent) -> Tensor; method, function, out)]
pub fn float_power(this: &Tensor, exponent: Operand<'_>) -> Result<Tensor> {
    let complex = Promotion::default().tensor(this).operand(&exponent).dtype().is_complex();
    let wide = if complex { DType::C128 } else { DType::F64 };
    match exponent {
        Operand::Tensor(exponent) => this.to_dtype(wide)?.pow((&exponent.to_dtype(wide)?).into()),
        number => this.to_dtype(wide)?.pow(number),
    }
}

/// `this **= exponent`, element by element, with broadcasting.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError. Integers to negative integer powers raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([2.0, 3.0]).pow_(2)
///     tensor([4., 9.])
#[flambeau_macros::op(pow_.Tensor(Tensor(a!) self, Operand exponent) -> Tensor(a!); method)]
pub fn pow_(this: &Tensor, exponent: Operand<'_>) -> Result<()> {
    check_integer_power(this, &exponent)?;
    if exponent_is_two(this, &exponent) {
        return SQUARE.call_in_place(&[this.into()]);
    }
    POW.call_in_place(&[this.into(), exponent])
}

fn exponent_is_two(this: &Tensor, exponent: &Operand<'_>) -> bool {
    match exponent {
        Operand::Scalar(Scalar::Int(2)) => this.dtype() != DType::Bool,
        Operand::Scalar(Scalar::Float(two)) => *two == 2.0 && this.dtype().is_differentiable(),
        _ => false,
    }
}

fn check_integer_power(this: &Tensor, exponent: &Operand<'_>) -> Result<()> {
    if let Operand::Scalar(Scalar::Int(exponent)) = exponent {
        ensure!(
            *exponent >= 0 || !this.dtype().is_integral(false),
            Runtime,
            "Integers to negative integer powers are not allowed."
        );
    }
    Ok(())
}

/// `x * x`; integers for booleans, as `x ** 2` gives.
///
/// Any shape and dtype.
///
/// Example:
///     >>> flambeau.tensor([2.0, 3.0]).square()
///     tensor([4., 9.])
#[flambeau_macros::op(square(Tensor self) -> Tensor; method, function, out)]
pub fn square(this: &Tensor) -> Result<Tensor> {
    if this.dtype() == DType::Bool {
        return SQUARE.call(&[(&this.to_dtype(DType::I64)?).into()]);
    }
    SQUARE.call(&[this.into()])
}

/// `x * x`.
///
/// Writes to the tensor itself.
///
/// Booleans raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([2.0, 3.0]).square_()
///     tensor([4., 9.])
#[flambeau_macros::op(square_(Tensor(a!) self) -> Tensor(a!); method, function)]
pub fn square_(this: &Tensor) -> Result<()> {
    ensure!(this.dtype() != DType::Bool, Runtime, "result type Long can't be cast to the desired output type Bool");
    SQUARE.call_in_place(&[this.into()])
}
