//! Operations with three or more operands: selection, clamping, interpolation, fused products.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;

use super::pointwise;
use crate::op::Operand;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

pointwise! {
    WHERE = "where", "WhereBackward0", Same, |c, a, b| c.convert(Class::Bool).select(a, b);
        @a: |g, c| c.convert(Class::Bool).select(g, g.same(0.0));
        @b: |g, c| c.convert(Class::Bool).select(g.same(0.0), g);
    MASKED_FILL = "masked_fill", "MaskedFillBackward0", Same, |x, mask, value| mask.convert(Class::Bool).select(value, x);
        @x: |g, mask| mask.convert(Class::Bool).select(g.same(0.0), g);
        @value: |g, mask| mask.convert(Class::Bool).select(g, g.same(0.0));
    CLAMP = "clamp", "ClampBackward1", Same except complex, |x, low, high| x.max(low).min(high);
        @x: |g, x, low, high| x.ge(low).bitand(x.le(high)).select(g, g.same(0.0));
        @low: |g, x, low, high| low.lt(high).bitand(x.lt(low)).select(g, g.same(0.0));
        @high: |g, x, low, high| x.gt(high).bitor(high.lt(low)).select(g, g.same(0.0));
    CLAMP_MIN = "clamp_min", "ClampMinBackward0", Same except complex, |x, low| x.max(low);
        @x: |g, x, low| x.ge(low).select(g, g.same(0.0));
        @low: |g, x, low| x.lt(low).select(g, g.same(0.0));
    CLAMP_MAX = "clamp_max", "ClampMaxBackward0", Same except complex, |x, high| x.min(high);
        @x: |g, x, high| x.le(high).select(g, g.same(0.0));
        @high: |g, x, high| x.gt(high).select(g, g.same(0.0));
    LERP = "lerp", "LerpBackward0", Same, |start, end, weight| {
            // The nearer end is the one that is scaled, so that weights 0 and 1 are exact.
            let near = weight.abs().lt(weight.abs().same(0.5));
            near.select(start + weight * (end - start), end - (end - start) * (1.0 - weight))
        };
        @start: |g, weight| g * (1.0 - weight).conj();
        @end: |g, weight| g * weight.conj();
        @weight: |g, start, end| g * (end - start).conj();
    ADDCMUL = "addcmul", "AddcmulBackward0", Same, |x, a, b, value| x + value * a * b;
        @x: |g| g;
        @a: |g, b, value| g * (b * value).conj();
        @b: |g, a, value| g * (a * value).conj();
    ADDCDIV = "addcdiv", "AddcdivBackward0", Same, |x, a, b, value| x + value * (a / b);
        @x: |g| g;
        @a: |g, b, value| g * (value / b).conj();
        @b: |g, a, b, value| -(g * (value * a / (b * b)).conj());
    MUL_ADD = "mul_add", "MulAddBackward0", Same, |a, b, c| a.mul_add(b, c);
        @a: |g, b| g * b.conj();
        @b: |g, a| g * a.conj();
        @c: |g| g;
    NAN_TO_NUM = "nan_to_num", "NanToNumBackward0", Same except complex, |x, nan, high, low| {
            let infinite = x.isinf();
            let above = x.gt(x.same(0.0));
            x.isnan().select(nan, infinite.select(above.select(high, low), x))
        };
        @x: |g, x| x.isfinite().select(g, g.same(0.0));
}

/// `this` where `condition` holds, else `other`; all three broadcast together.
///
/// The dtypes of `this` and `other` are promoted; a condition that is neither boolean nor uint8 raises
/// RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([-1.0, 2.0])
///     >>> flambeau.where(x > 0, x, 0.0)
///     tensor([0., 2.])
#[flambeau_macros::op(where.self(Tensor condition, Operand input, Operand other) -> Tensor; function, out)]
pub fn select_where(condition: &Tensor, input: Operand<'_>, other: Operand<'_>) -> Result<Tensor> {
    ensure!(
        matches!(condition.dtype(), DType::Bool | DType::U8),
        Runtime,
        "where expected condition to be a boolean tensor, but got a tensor with dtype {}",
        condition.dtype().scalar_name()
    );
    if condition.dtype() == DType::U8 {
        crate::warning::warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version: \
             use a boolean condition instead.",
        )?;
    }
    let truth;
    let condition = if condition.dtype() == DType::Bool {
        condition
    } else {
        truth = condition.to_dtype(DType::Bool)?;
        &truth
    };
    WHERE.call(&[condition.into(), input, other])
}

fn check_mask(this: &Tensor, mask: &Tensor, value: &Operand<'_>) -> Result<()> {
    ensure!(
        mask.dtype() == DType::Bool,
        Runtime,
        "masked_fill_ only supports boolean masks, but got mask with dtype {}",
        mask.dtype().name()
    );
    let kind = match value {
        Operand::Tensor(tensor) => {
            ensure!(
                tensor.ndim() == 0,
                Runtime,
                "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {} dimension(s).",
                tensor.ndim()
            );
            tensor.dtype()
        }
        Operand::Scalar(scalar) => {
            crate::ops::check_fill(*scalar, this.dtype())?;
            super::super::promote::scalar_dtype(*scalar)
        }
    };
    let loses = kind.is_complex() && !this.dtype().is_complex();
    ensure!(!loses, Runtime, "value cannot be converted to type {} without overflow", this.dtype().name());
    Ok(())
}

/// Refuses a bound that the dtype of the result cannot hold.
fn check_bound(this: &Tensor, bound: Operand<'_>) -> Result<()> {
    match bound {
        Operand::Scalar(number @ Scalar::Int(_)) => crate::ops::check_fill(number, this.dtype()),
        Operand::Scalar(number @ Scalar::Float(_)) if this.dtype().is_floating_point() => {
            crate::ops::check_fill(number, this.dtype())
        }
        _ => Ok(()),
    }
}

/// A number in the kind of the tensor it is written to.
fn in_kind<'a>(value: Operand<'a>, dtype: DType) -> Operand<'a> {
    match value {
        Operand::Scalar(Scalar::Float(number)) if dtype.is_integral(false) => {
            Operand::Scalar(Scalar::Int(number as i64))
        }
        Operand::Scalar(number) if dtype == DType::Bool => {
            let zero = matches!(number, Scalar::Int(0) | Scalar::Bool(false)) || number == Scalar::Float(0.0);
            Operand::Scalar(Scalar::Bool(!zero))
        }
        other => other,
    }
}

/// `this` with `value` where the boolean `mask` holds; the mask broadcasts.
///
/// The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean raises
/// RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([1.0, 2.0, 3.0])
///     >>> x.masked_fill(x > 1.5, 0)
///     tensor([1., 0., 0.])
#[flambeau_macros::op(masked_fill(Tensor self, Tensor mask, Operand value) -> Tensor; method, function)]
pub fn masked_fill(this: &Tensor, mask: &Tensor, value: Operand<'_>) -> Result<Tensor> {
    check_mask(this, mask, &value)?;
    let cast;
    let value = match in_kind(value, this.dtype()) {
        Operand::Tensor(tensor) => {
            cast = tensor.to_dtype(this.dtype())?;
            Operand::Tensor(&cast)
        }
        number => number,
    };
    MASKED_FILL.call(&[this.into(), mask.into(), value])
}

/// Writes `value` where the boolean `mask` holds; the mask broadcasts to this tensor.
///
/// The value is a number or a 0-d tensor, cast to this tensor's dtype. A mask that is not boolean, or does
/// not broadcast, raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, 2.0]).masked_fill_(flambeau.tensor([True, False]), 0)
///     tensor([0., 2.])
#[flambeau_macros::op(masked_fill_(Tensor(a!) self, Tensor mask, Operand value) -> Tensor(a!); method)]
pub fn masked_fill_(this: &Tensor, mask: &Tensor, value: Operand<'_>) -> Result<()> {
    check_mask(this, mask, &value)?;
    let cast;
    let value = match in_kind(value, this.dtype()) {
        Operand::Tensor(tensor) => {
            cast = tensor.to_dtype(this.dtype())?;
            Operand::Tensor(&cast)
        }
        number => number,
    };
    MASKED_FILL.call_in_place(&[this.into(), mask.into(), value])
}

/// Limits every element to `[min, max]`; either bound may be missing, a number or a tensor.
///
/// Bounds broadcast, dtypes are promoted. A bound of NaN gives NaN; where `min` is above `max` the result is
/// `max`. RuntimeError where both bounds are missing, NotImplementedError for complex numbers.
///
/// Example:
///     >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp(0, 1)
///     tensor([0.0000, 0.5000, 1.0000])
#[flambeau_macros::op(clamp(Tensor self, Operand? min=None, Operand? max=None) -> Tensor; method, function, out)]
pub fn clamp(this: &Tensor, min: Option<Operand<'_>>, max: Option<Operand<'_>>) -> Result<Tensor> {
    for bound in [min, max].into_iter().flatten() {
        check_bound(this, bound)?;
    }
    match (min, max) {
        (Some(low), Some(high)) => CLAMP.call(&[this.into(), low, high]),
        (Some(low), None) => CLAMP_MIN.call(&[this.into(), low]),
        (None, Some(high)) => CLAMP_MAX.call(&[this.into(), high]),
        (None, None) => bail!(Runtime, "torch.clamp: At least one of 'min' or 'max' must not be None"),
    }
}

/// Limits every element to `[min, max]` in place.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([-1.0, 0.5, 2.0]).clamp_(min=0)
///     tensor([0.0000, 0.5000, 2.0000])
#[flambeau_macros::op(clamp_(Tensor(a!) self, Operand? min=None, Operand? max=None) -> Tensor(a!); method, function)]
pub fn clamp_(this: &Tensor, min: Option<Operand<'_>>, max: Option<Operand<'_>>) -> Result<()> {
    for bound in [min, max].into_iter().flatten() {
        check_bound(this, bound)?;
    }
    match (min, max) {
        (Some(low), Some(high)) => CLAMP.call_in_place(&[this.into(), low, high]),
        (Some(low), None) => CLAMP_MIN.call_in_place(&[this.into(), low]),
        (None, Some(high)) => CLAMP_MAX.call_in_place(&[this.into(), high]),
        (None, None) => bail!(Runtime, "torch.clamp: At least one of 'min' or 'max' must not be None"),
    }
}

/// Another name for `clamp`: limits every element to `[min, max]`; either may be missing.
///
/// `min` and `max` are numbers or tensors that broadcast; the dtypes are promoted. Raises RuntimeError if both are
/// missing, NotImplementedError for complex numbers.
///
/// Example:
///     >>> flambeau.clip(flambeau.tensor([-1.0, 0.5, 2.0]), 0, 1)
///     tensor([0.0000, 0.5000, 1.0000])
#[flambeau_macros::op(clip(Tensor self, Operand? min=None, Operand? max=None) -> Tensor; method, function, out)]
pub fn clip(this: &Tensor, min: Option<Operand<'_>>, max: Option<Operand<'_>>) -> Result<Tensor> {
    clamp(this, min, max)
}

/// Limits every element from below.
///
/// `min` is a number or a tensor that broadcasts; dtypes are promoted. Complex dtypes raise
/// NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([-1.0, 2.0]).clamp_min(0)
///     tensor([0., 2.])
#[flambeau_macros::op(clamp_min(Tensor self, Operand min) -> Tensor; method, function, out)]
pub fn clamp_min(this: &Tensor, min: Operand<'_>) -> Result<Tensor> {
    check_bound(this, min)?;
    CLAMP_MIN.call(&[this.into(), min])
}

/// Limits every element from below: `this = max(this, min)`.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([-1.0, 2.0]).clamp_min_(0)
///     tensor([0., 2.])
#[flambeau_macros::op(clamp_min_(Tensor(a!) self, Operand min) -> Tensor(a!); method, function)]
pub fn clamp_min_(this: &Tensor, min: Operand<'_>) -> Result<()> {
    check_bound(this, min)?;
    CLAMP_MIN.call_in_place(&[this.into(), min])
}

/// Limits every element from above: `min(this, max)`; `max` is a number or a tensor that broadcasts.
///
/// The dtypes are promoted; complex raises NotImplementedError.
///
/// Example:
///     >>> flambeau.clamp_max(flambeau.tensor([-1.0, 2.0]), 1)
///     tensor([-1.,  1.])
#[flambeau_macros::op(clamp_max(Tensor self, Operand max) -> Tensor; method, function, out)]
pub fn clamp_max(this: &Tensor, max: Operand<'_>) -> Result<Tensor> {
    check_bound(this, max)?;
    CLAMP_MAX.call(&[this.into(), max])
}

/// Limits every element from above: `this = min(this, max)`.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([-1.0, 2.0]).clamp_max_(1)
///     tensor([-1.,  1.])
#[flambeau_macros::op(clamp_max_(Tensor(a!) self, Operand max) -> Tensor(a!); method, function)]
pub fn clamp_max_(this: &Tensor, max: Operand<'_>) -> Result<()> {
    check_bound(this, max)?;
    CLAMP_MAX.call_in_place(&[this.into(), max])
}

fn check_lerp(this: &Tensor) -> Result<()> {
    if this.dtype().is_differentiable() { Ok(()) } else { Err(Error::unsupported("lerp_kernel", this.dtype())) }
}

/// `start + weight * (end - start)`; weights 0 and 1 give the ends exactly.
///
/// All three broadcast and have one floating-point or complex dtype; others raise RuntimeError or
/// NotImplementedError.
///
/// Example:
///     >>> flambeau.lerp(flambeau.tensor([0.0]), flambeau.tensor([10.0]), 0.3)
///     tensor([3.])
#[flambeau_macros::op(lerp.Tensor(Tensor self, Tensor end, Operand weight) -> Tensor; method, function, out)]
pub fn lerp(this: &Tensor, end: &Tensor, weight: Operand<'_>) -> Result<Tensor> {
    ensure!(
        this.dtype() == end.dtype(),
        Runtime,
        "expected dtype {} for `end` but got dtype {}",
        this.dtype().scalar_name(),
        end.dtype().scalar_name()
    );
    check_lerp(this)?;
    LERP.call(&[this.into(), end.into(), weight])
}

/// Moves every element towards `end` by `weight`: `this += weight * (end - this)`.
///
/// `end` and a `weight` that is a tensor broadcast to this tensor's shape and have its dtype, a floating-point or
/// complex one; others raise RuntimeError or NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([0.0, 10.0]).lerp_(flambeau.tensor([10.0, 20.0]), 0.5)
///     tensor([ 5., 15.])
#[flambeau_macros::op(lerp_.Tensor(Tensor(a!) self, Tensor end, Operand weight) -> Tensor(a!); method)]
pub fn lerp_(this: &Tensor, end: &Tensor, weight: Operand<'_>) -> Result<()> {
    check_lerp(this)?;
    LERP.call_in_place(&[this.into(), end.into(), weight])
}

/// `this + value * tensor1 * tensor2`.
///
/// All broadcast and are promoted; shapes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.addcmul(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([3.0]), value=0.5)
///     tensor([4.])
#[flambeau_macros::op(addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor; method, function, out)]
pub fn addcmul(this: &Tensor, tensor1: &Tensor, tensor2: &Tensor, value: Scalar) -> Result<Tensor> {
    ADDCMUL.call(&[this.into(), tensor1.into(), tensor2.into(), Operand::Scalar(value)])
}

/// `this += value * tensor1 * tensor2`, element by element.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, 1.0]).addcmul_(flambeau.tensor([2.0, 3.0]), flambeau.tensor([4.0, 5.0]), value=0.5)
///     tensor([5.0000, 8.5000])
#[flambeau_macros::op(addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!); method)]
pub fn addcmul_(this: &Tensor, tensor1: &Tensor, tensor2: &Tensor, value: Scalar) -> Result<()> {
    ADDCMUL.call_in_place(&[this.into(), tensor1.into(), tensor2.into(), Operand::Scalar(value)])
}

/// `this + value * tensor1 / tensor2`.
///
/// All broadcast and are promoted. Integers raise RuntimeError.
///
/// Example:
///     >>> flambeau.addcdiv(flambeau.tensor([1.0]), flambeau.tensor([2.0]), flambeau.tensor([4.0]), value=2)
///     tensor([2.])
#[flambeau_macros::op(addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor; method, function, out)]
pub fn addcdiv(this: &Tensor, tensor1: &Tensor, tensor2: &Tensor, value: Scalar) -> Result<Tensor> {
    check_division(tensor1, tensor2)?;
    ADDCDIV.call(&[this.into(), tensor1.into(), tensor2.into(), Operand::Scalar(value)])
}

/// `this += value * tensor1 / tensor2`, element by element.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError. Integers raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, 1.0]).addcdiv_(flambeau.tensor([4.0, 9.0]), flambeau.tensor([2.0, 3.0]), value=0.5)
///     tensor([2.0000, 2.5000])
#[flambeau_macros::op(addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!); method)]
pub fn addcdiv_(this: &Tensor, tensor1: &Tensor, tensor2: &Tensor, value: Scalar) -> Result<()> {
    check_division(tensor1, tensor2)?;
    ADDCDIV.call_in_place(&[this.into(), tensor1.into(), tensor2.into(), Operand::Scalar(value)])
}

fn check_division(tensor1: &Tensor, tensor2: &Tensor) -> Result<()> {
    ensure!(
        !(tensor1.dtype().is_integral(true) && tensor2.dtype().is_integral(true)),
        Runtime,
        "Integer division with addcdiv is no longer supported; give (input + value * (tensor1 / tensor2)) or \
         (input + value * torch.trunc(tensor1 / tensor2)) instead."
    );
    Ok(())
}

/// NaN, plus and minus infinity replaced by numbers; by default 0, the largest and the smallest of the dtype.
///
/// Example:
///     >>> flambeau.tensor([1.0, float("nan")]).nan_to_num()
///     tensor([1., 0.])
#[flambeau_macros::op(nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor; method, function, out)]
pub fn nan_to_num(this: &Tensor, nan: Option<f64>, posinf: Option<f64>, neginf: Option<f64>) -> Result<Tensor> {
    if this.dtype().is_integral(true) {
        return this.copy();
    }
    let largest = match this.dtype() {
        DType::F16 => 65504.0,
        DType::BF16 => f32::from_bits(0x7f7f_0000) as f64,
        DType::F64 => f64::MAX,
        _ => f32::MAX as f64,
    };
    NAN_TO_NUM.call(&[
        this.into(),
        nan.unwrap_or(0.0).into(),
        posinf.unwrap_or(largest).into(),
        neginf.unwrap_or(-largest).into(),
    ])
}
