//! Rounding.

use flambeau_cpu::DType;

use super::{alias_unary, pointwise, unary};
use crate::op::Operand;
use crate::{Result, Tensor, ensure};

fn complex_or_boolean(dtype: DType) -> bool {
    dtype.is_complex() || dtype == DType::Bool
}

pointwise! {
    FLOOR = "floor", "FloorBackward0", Same except complex_or_boolean, |x| x.floor();
        @x: |g| g * 0.0;
    CEIL = "ceil", "CeilBackward0", Same except complex_or_boolean, |x| x.ceil();
        @x: |g| g * 0.0;
    TRUNC = "trunc", "TruncBackward0", Same except complex_or_boolean, |x| x.trunc();
        @x: |g| g * 0.0;
    ROUND = "round", "RoundBackward0", Same except complex_or_boolean, |x| x.round();
        @x: |g| g * 0.0;
    ROUND_SCALED = "round", "RoundBackward1", Same except complex_or_boolean, |x, scale| (x * scale).round() / scale;
        @x: |g| g * 0.0;
    ROUND_COARSE = "round", "RoundBackward1", Same except complex_or_boolean, |x, scale| (x / scale).round() * scale;
        @x: |g| g * 0.0;
    FRAC = "frac", "FracBackward0", Same except complex_or_boolean, |x| x - x.trunc();
        @x: |g| g;
}

unary! {
    /// The largest integer not above.
    ///
    /// Any shape; real dtypes, which are kept. Complex raises NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-0.5, 1.5]).floor()
    ///     tensor([-1.,  1.])
    FLOOR floor floor_
    /// The smallest integer not below.
    ///
    /// Any shape; real dtypes, which are kept. Complex raises NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-0.5, 1.5]).ceil()
    ///     tensor([-0., 2.])
    CEIL ceil ceil_
    /// The integer part.
    ///
    /// Any shape; real dtypes, which are kept. Complex raises NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-1.5, 1.5]).trunc()
    ///     tensor([-1.,  1.])
    TRUNC trunc trunc_
    /// The fractional part, with the sign of x.
    ///
    /// Any shape; real dtypes, which are kept. Complex raises NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-1.5, 1.25]).frac()
    ///     tensor([-0.5000,  0.2500])
    FRAC frac frac_
}

alias_unary! {
    /// Example:
    ///     >>> flambeau.fix(flambeau.tensor([-1.5, 1.5]))
    ///     tensor([-1.,  1.])
    TRUNC fix fix_ = "trunc"
}

/// The nearest number with `decimals` decimals; ties go to the even one.
///
/// Any shape; real dtypes, which are kept. Complex dtypes raise NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([0.5, 1.5, 2.4]).round()
///     tensor([0., 2., 2.])
#[flambeau_macros::op(round.decimals(Tensor self, *, int decimals=0) -> Tensor; method, function, out)]
pub fn round(this: &Tensor, decimals: i64) -> Result<Tensor> {
    match rounding(this, decimals)? {
        (row, None) => row.call(&[this.into()]),
        (row, Some(scale)) => row.call(&[this.into(), Operand::from(scale)]),
    }
}

/// Rounds every element to `decimals` decimals; ties go to the even one. Writes to the tensor itself.
///
/// Any shape; floating-point dtypes, or integers, which stay as they are, with `decimals=0`.
///
/// Example:
///     >>> flambeau.tensor([0.5, 1.5, 2.5]).round_()
///     tensor([0., 2., 2.])
///     >>> flambeau.tensor([1.234]).round_(decimals=2)
///     tensor([1.2300])
#[flambeau_macros::op(round_.decimals(Tensor(a!) self, *, int decimals=0) -> Tensor(a!); method)]
pub fn round_(this: &Tensor, decimals: i64) -> Result<()> {
    match rounding(this, decimals)? {
        (row, None) => row.call_in_place(&[this.into()]),
        (row, Some(scale)) => row.call_in_place(&[this.into(), Operand::from(scale)]),
    }
}

fn rounding(this: &Tensor, decimals: i64) -> Result<(&'static super::Pointwise, Option<f64>)> {
    if decimals == 0 {
        return Ok((&ROUND, None));
    }
    ensure!(
        this.dtype().is_floating_point(),
        NotImplemented,
        "\"round_vml_cpu\" not implemented for '{}' with decimals",
        this.dtype().scalar_name()
    );
    let scale = 10f64.powi(decimals.unsigned_abs().min(308) as i32);
    Ok((if decimals > 0 { &ROUND_SCALED } else { &ROUND_COARSE }, Some(scale)))
}
