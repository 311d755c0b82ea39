//! Sums, products, quotients, extremes, parts of complex numbers.

use flambeau_cpu::DType;

use super::{alias_binary, alias_unary, binary, pointwise, unary};
use crate::op::Operand;
use crate::ops::promote::Promotion;
use crate::{Result, Scalar, Tensor, bail, ensure};

fn boolean(dtype: DType) -> bool {
    dtype == DType::Bool
}

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

fn integral_or_complex(dtype: DType) -> bool {
    !dtype.is_floating_point()
}

fn complex_or_boolean(dtype: DType) -> bool {
    complex(dtype) || boolean(dtype)
}

pointwise! {
    ADD = "add", "AddBackward0", Same, |a, b| a + b;
        @a: |g| g;
        @b: |g| g;
    ADD_SCALED = "add", "AddBackward0", Same, |a, b, alpha| a + alpha * b;
        @a: |g| g;
        @b: |g, alpha| g * alpha.conj();
    SUB = "sub", "SubBackward0", Same except boolean, |a, b| a - b;
        @a: |g| g;
        @b: |g| -g;
    SUB_SCALED = "sub", "SubBackward0", Same except boolean, |a, b, alpha| a - alpha * b;
        @a: |g| g;
        @b: |g, alpha| -(g * alpha.conj());
    MUL = "mul", "MulBackward0", Same, |a, b| a * b;
        @a: |g, b| g * b.conj();
        @b: |g, a| g * a.conj();
    DIV = "div", "DivBackward0", Float, |a, b| a / b;
        @a: |g, b| g / b.conj();
        @b: |g, a, b| -(g * ((a / b) / b).conj());
    FLOOR_DIVIDE = "floor_divide", "NotImplemented", Same except complex_or_boolean, |a, b| a.floor_div(b);
    DIV_FLOOR = "div", "DivBackward1", Same except complex_or_boolean, |a, b| a.floor_div(b);
        @a: |g| g * 0.0;
        @b: |g| g * 0.0;
    DIV_TRUNC = "div", "DivBackward1", Same except complex_or_boolean, |a, b| a.trunc_div(b);
        @a: |g| g * 0.0;
        @b: |g| g * 0.0;
    REMAINDER = "remainder", "RemainderBackward0", Same except complex_or_boolean, |a, b| a.remainder(b);
        @a: |g| g;
        @b: |g, a, b| -(g * a.floor_div(b));
    FMOD = "fmod", "FmodBackward0", Same except complex_or_boolean, |a, b| a.fmod(b);
        @a: |g| g;
        @b: |g, a, b| -(g * (a / b).trunc());
    NEG = "neg", "NegBackward0", Same except boolean, |x| -x;
        @x: |g| -g;
    ABS = "abs", "AbsBackward0", Real, |x| x.abs();
        @x: |g, x| g * x.sign();
    SGN = "sgn", "SgnBackward0", Same, |x| x.sign();
        @x: |g, x, y| if x.class().is_complex() {
            let modulus = x.abs().convert(x.class());
            let along = (y.conj() * g).real().convert(x.class());
            modulus.eq(modulus.same(0.0)).select(g.same(0.0), (g - along * y) / modulus)
        } else {
            g * 0.0
        };
    RECIPROCAL_TIMES = "reciprocal", "MulBackward0", Float, |x, number| x.reciprocal() * number;
        @x: |g, x, number| -(g * number.conj() * (x.reciprocal() * x.reciprocal()).conj());
    RECIPROCAL = "reciprocal", "ReciprocalBackward0", Float, |x| x.reciprocal();
        @x: |g, y| -(g * (y * y).conj());
    SQRT = "sqrt", "SqrtBackward0", Float, |x| x.sqrt();
        @x: |g, y| g / (y * 2.0).conj();
    RSQRT = "rsqrt", "RsqrtBackward0", Float, |x| x.rsqrt();
        @x: |g, y| g * -0.5 * (y * y * y).conj();
    MINIMUM = "minimum", "MinimumBackward0", Same except complex, |a, b| a.min(b);
        @a: |g, a, b| a.gt(b).select(g.same(0.0), a.eq(b).select(g * 0.5, g));
        @b: |g, a, b| a.lt(b).select(g.same(0.0), a.eq(b).select(g * 0.5, g));
    MAXIMUM = "maximum", "MaximumBackward0", Same except complex, |a, b| a.max(b);
        @a: |g, a, b| a.lt(b).select(g.same(0.0), a.eq(b).select(g * 0.5, g));
        @b: |g, a, b| a.gt(b).select(g.same(0.0), a.eq(b).select(g * 0.5, g));
    FMIN = "fmin", "FminBackward0", Same except complex, |a, b| a.fmin(b);
        @a: |g, a, b| a.le(b).logical_or(b.isnan()).select(g, g.same(0.0));
        @b: |g, a, b| a.le(b).logical_or(b.isnan()).select(g.same(0.0), g);
    FMAX = "fmax", "FmaxBackward0", Same except complex, |a, b| a.fmax(b);
        @a: |g, a, b| a.ge(b).logical_or(b.isnan()).select(g, g.same(0.0));
        @b: |g, a, b| a.ge(b).logical_or(b.isnan()).select(g.same(0.0), g);
    HYPOT = "hypot", "HypotBackward0", Same except integral_or_complex, |a, b| a.hypot(b);
        @a: |g, a, y| g * (a / y);
        @b: |g, b, y| g * (b / y);
    COPYSIGN = "copysign", "CopysignBackward0", Float except complex, |a, b| a.copysign(b);
        @a: |g, a, y| a.eq(a.same(0.0)).select(g.same(0.0), g * (y / a));
        @b: |g| g * 0.0;
    NEXTAFTER = "nextafter", "NotImplemented", Same except integral_or_complex, |a, b| a.nextafter(b);
    CONJ = "conj", "ConjBackward0", Same, |x| x.conj();
        @x: |g| g.conj();
    CONJ_PHYSICAL = "conj_physical", "ConjPhysicalBackward0", Same, |x| x.conj();
        @x: |g| g.conj();
    REAL = "real", "RealBackward0", Real, |x| x.real();
        @x: |g, x| g.convert(x.class());
    IMAG = "imag", "ImagBackward0", Real, |x| x.imag();
        @x: |g, x| g.convert(x.class()) * x.same(-1.0).sqrt();
    ANGLE = "angle", "AngleBackward0", Real, |x| if x.class().is_complex() {
            x.angle()
        } else {
            x.lt(x.same(0.0)).select(x.same(std::f64::consts::PI), x.isnan().select(x, x.same(0.0)))
        };
        @x: |g, x| if x.class().is_complex() {
            let modulus = x.abs().convert(x.class());
            let turned = g * x / (modulus * modulus) * x.same(-1.0).sqrt();
            modulus.eq(modulus.same(0.0)).select(g.same(0.0), turned)
        } else {
            g * 0.0
        };
    COMPLEX = "complex", "ComplexBackward0", Complex except integral_or_complex, |re, im| re.complex(im);
        @re: |g| g.real();
        @im: |g| g.imag();
}

/// `this + alpha * other`, element by element, with broadcasting.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.add(flambeau.tensor([1, 2]), flambeau.tensor([[10], [20]]))
///     tensor([[11, 12],
///             [21, 22]])
#[flambeau_macros::op(add.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn add(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<Tensor> {
    if is_one(alpha) {
        return ADD.call(&[this.into(), other]);
    }
    let alpha = check_alpha(this, &other, alpha)?;
    ADD_SCALED.call(&[this.into(), other, Operand::Scalar(alpha)])
}

/// `this += alpha * other`, element by element, with broadcasting.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).add_(10)
///     tensor([11, 12])
#[flambeau_macros::op(add_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!); method)]
pub fn add_(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<()> {
    if is_one(alpha) {
        return ADD.call_in_place(&[this.into(), other]);
    }
    let alpha = check_alpha(this, &other, alpha)?;
    ADD_SCALED.call_in_place(&[this.into(), other, Operand::Scalar(alpha)])
}

/// `this - alpha * other`, element by element, with broadcasting.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Booleans raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).sub(1)
///     tensor([0, 1])
#[flambeau_macros::op(sub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn sub(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<Tensor> {
    check_subtraction(this, &other)?;
    if is_one(alpha) {
        return SUB.call(&[this.into(), other]);
    }
    let alpha = check_alpha(this, &other, alpha)?;
    SUB_SCALED.call(&[this.into(), other, Operand::Scalar(alpha)])
}

/// `this -= alpha * other`, element by element, with broadcasting.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError. Booleans raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([3, 5]).sub_(1)
///     tensor([2, 4])
///     >>> flambeau.tensor([3.0, 5.0]).sub_(flambeau.tensor([1.0, 2.0]), alpha=2)
///     tensor([1., 1.])
#[flambeau_macros::op(sub_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!); method)]
pub fn sub_(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<()> {
    check_subtraction(this, &other)?;
    if is_one(alpha) {
        return SUB.call_in_place(&[this.into(), other]);
    }
    let alpha = check_alpha(this, &other, alpha)?;
    SUB_SCALED.call_in_place(&[this.into(), other, Operand::Scalar(alpha)])
}

/// Another name for `sub`: `this - alpha * other`, element by element.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.subtract(flambeau.tensor([3, 5]), 1)
///     tensor([2, 4])
#[flambeau_macros::op(subtract.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn subtract(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<Tensor> {
    sub(this, other, alpha)
}

/// Another name for `sub_`: `this -= alpha * other`, element by element.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([3, 5]).subtract_(1)
///     tensor([2, 4])
#[flambeau_macros::op(subtract_.Tensor(Tensor(a!) self, Operand other, *, Scalar alpha=1) -> Tensor(a!); method)]
pub fn subtract_(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<()> {
    sub_(this, other, alpha)
}

/// `other - alpha * this`, element by element.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Booleans raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.rsub(flambeau.tensor([1, 2]), 10)
///     tensor([9, 8])
#[flambeau_macros::op(rsub.Tensor(Tensor self, Operand other, *, Scalar alpha=1) -> Tensor; function)]
pub fn rsub(this: &Tensor, other: Operand<'_>, alpha: Scalar) -> Result<Tensor> {
    check_subtraction(this, &other)?;
    if is_one(alpha) {
        return SUB.call(&[other, this.into()]);
    }
    let alpha = check_alpha(this, &other, alpha)?;
    SUB_SCALED.call(&[other, this.into(), Operand::Scalar(alpha)])
}

#[inline]
fn is_one(alpha: Scalar) -> bool {
    matches!(alpha, Scalar::Int(1) | Scalar::Bool(true)) || alpha == Scalar::Float(1.0)
}

/// Refuses a factor that the result's dtype cannot hold, and gives it in the result's kind.
#[cold]
fn check_alpha(this: &Tensor, other: &Operand<'_>, alpha: Scalar) -> Result<Scalar> {
    let dtype = Promotion::default().tensor(this).operand(other).dtype();
    ensure!(
        !matches!(alpha, Scalar::Bool(_)) || dtype == DType::Bool,
        Runtime,
        "Boolean alpha only supported for Boolean results."
    );
    ensure!(
        dtype.is_differentiable() || !matches!(alpha, Scalar::Float(_) | Scalar::Complex(..)),
        Runtime,
        "For integral input tensors, argument alpha must not be a floating point number."
    );
    ensure!(
        dtype.is_complex() || !matches!(alpha, Scalar::Complex(..)),
        Runtime,
        "For non-complex input tensors, argument alpha must not be a complex number."
    );
    if dtype.is_integral(false) {
        crate::ops::check_fill(alpha, dtype)?;
    }
    // Of truth values the sum is one too.
    Ok(if dtype == DType::Bool { Scalar::Bool(alpha != Scalar::Int(0) && alpha != Scalar::Bool(false)) } else { alpha })
}

fn check_subtraction(this: &Tensor, other: &Operand<'_>) -> Result<()> {
    let truth = match other {
        Operand::Tensor(tensor) => tensor.dtype() == DType::Bool,
        Operand::Scalar(scalar) => matches!(scalar, Scalar::Bool(_)),
    };
    if this.dtype() == DType::Bool || truth {
        ensure!(
            !(this.dtype() == DType::Bool && truth),
            Runtime,
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` \
             operator instead."
        );
        bail!(
            Runtime,
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use \
             the `~` or `logical_not()` operator instead."
        );
    }
    Ok(())
}

/// `this / other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
/// rounding mode integers give the default dtype; with one, an integer divided by zero raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([7, -7]).div(2)
///     tensor([ 3.5000, -3.5000])
///     >>> flambeau.tensor([7, -7]).div(2, rounding_mode="floor")
///     tensor([ 3, -4])
#[flambeau_macros::op(div.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor; method, function, out)]
pub fn div(this: &Tensor, other: Operand<'_>, rounding_mode: Option<&str>) -> Result<Tensor> {
    quotient(rounding_mode)?.call(&[this.into(), other])
}

/// `this /= other`, element by element. `rounding_mode` is None (true division), "trunc" or "floor".
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold a true
/// quotient and raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, 3.0]).div_(2)
///     tensor([0.5000, 1.5000])
#[flambeau_macros::op(div_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!); method)]
pub fn div_(this: &Tensor, other: Operand<'_>, rounding_mode: Option<&str>) -> Result<()> {
    quotient(rounding_mode)?.call_in_place(&[this.into(), other])
}

/// `number / tensor`, rounded twice, as PyTorch computes it: the reciprocal, times the number.
///
/// # Errors
/// Those of the division.
pub fn reciprocal_times(this: &Tensor, number: Scalar) -> Result<Tensor> {
    RECIPROCAL_TIMES.call(&[this.into(), Operand::Scalar(number)])
}

/// Another name for `div`: `this / other`, rounded where `rounding_mode` is "trunc" or "floor".
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Without a
/// rounding mode integers give the default floating-point dtype.
///
/// Example:
///     >>> flambeau.divide(flambeau.tensor([7, -7]), 2)
///     tensor([ 3.5000, -3.5000])
///     >>> flambeau.divide(flambeau.tensor([7, -7]), 2, rounding_mode="floor")
///     tensor([ 3, -4])
#[flambeau_macros::op(divide.Tensor(Tensor self, Operand other, *, str? rounding_mode=None) -> Tensor; method, function, out)]
pub fn divide(this: &Tensor, other: Operand<'_>, rounding_mode: Option<&str>) -> Result<Tensor> {
    div(this, other, rounding_mode)
}

/// Another name for `div_`: `this /= other`, rounded where `rounding_mode` is "trunc" or "floor".
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([7.0, -7.0]).divide_(2)
///     tensor([ 3.5000, -3.5000])
#[flambeau_macros::op(divide_.Tensor(Tensor(a!) self, Operand other, *, str? rounding_mode=None) -> Tensor(a!); method)]
pub fn divide_(this: &Tensor, other: Operand<'_>, rounding_mode: Option<&str>) -> Result<()> {
    div_(this, other, rounding_mode)
}

/// Another name for `div` without a rounding mode: `this / other`.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers give
/// the default floating-point dtype.
///
/// Example:
///     >>> flambeau.true_divide(flambeau.tensor([7, -7]), 2)
///     tensor([ 3.5000, -3.5000])
#[flambeau_macros::op(true_divide.Tensor(Tensor self, Operand other) -> Tensor; method, function, out)]
pub fn true_divide(this: &Tensor, other: Operand<'_>) -> Result<Tensor> {
    DIV.call(&[this.into(), other])
}

/// Another name for `div_` without a rounding mode: `this /= other`.
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError. An integer tensor cannot hold the quotient
/// and raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([7.0, -7.0]).true_divide_(2)
///     tensor([ 3.5000, -3.5000])
#[flambeau_macros::op(true_divide_.Tensor(Tensor(a!) self, Operand other) -> Tensor(a!); method)]
pub fn true_divide_(this: &Tensor, other: Operand<'_>) -> Result<()> {
    DIV.call_in_place(&[this.into(), other])
}

fn quotient(rounding_mode: Option<&str>) -> Result<&'static super::Pointwise> {
    Ok(match rounding_mode {
        None => &DIV,
        Some("floor") => &DIV_FLOOR,
        Some("trunc") => &DIV_TRUNC,
        Some(other) => {
            bail!(Runtime, "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{other}'")
        }
    })
}

/// Complex numbers with the given moduli and angles.
///
/// Both have one dtype, float32 or float64, and broadcast; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.polar(flambeau.tensor([1.0, 2.0]), flambeau.zeros(2))
///     tensor([1.+0.j, 2.+0.j])
#[flambeau_macros::op(polar(Tensor abs, Tensor angle) -> Tensor; function, out)]
pub fn polar(abs: &Tensor, angle: &Tensor) -> Result<Tensor> {
    ensure!(
        matches!(abs.dtype(), DType::F32 | DType::F64) && matches!(angle.dtype(), DType::F32 | DType::F64),
        Runtime,
        "Expected both inputs to be Half, Float or Double tensors but got {} and {}",
        abs.dtype().scalar_name(),
        angle.dtype().scalar_name()
    );
    ensure!(
        abs.dtype() == angle.dtype(),
        Runtime,
        "Expected object of scalar type {} but got scalar type {} for second argument",
        abs.dtype().scalar_name(),
        angle.dtype().scalar_name()
    );
    let (re, im) = (crate::ops::cos(angle)?, crate::ops::sin(angle)?);
    complex_from_parts(&mul(abs, (&re).into())?, &mul(abs, (&im).into())?)
}

/// The complex tensor `real + i imag`.
///
/// Both have one dtype, float32 or float64, and broadcast; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.complex(flambeau.tensor([1.0]), flambeau.tensor([2.0]))
///     tensor([1.+2.j])
#[flambeau_macros::op(complex(Tensor real, Tensor imag) -> Tensor; function, out)]
pub fn complex_from_parts(real: &Tensor, imag: &Tensor) -> Result<Tensor> {
    ensure!(
        real.dtype() == imag.dtype() && real.dtype().is_floating_point(),
        Runtime,
        "Expected both inputs to be Half, Float or Double tensors of one dtype, but got {} and {}",
        real.dtype().scalar_name(),
        imag.dtype().scalar_name()
    );
    COMPLEX.call(&[real.into(), imag.into()])
}

binary! {
    /// `this * other`, element by element, with broadcasting.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).mul(flambeau.tensor([[10], [20]]))
    ///     tensor([[10, 20],
    ///             [20, 40]])
    MUL mul mul_
    /// `floor(this / other)`, element by element. An integer divided by zero is an error.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    /// and booleans raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-7, 7]).floor_divide(2)
    ///     tensor([-4,  3])
    FLOOR_DIVIDE floor_divide floor_divide_
    /// Remainder of `this / other` with the sign of `other`.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    /// and booleans raise NotImplementedError, integers divided by zero RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-7, 7]).remainder(3)
    ///     tensor([2, 1])
    REMAINDER remainder remainder_
    /// Remainder of `this / other` with the sign of `this`.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
    /// and booleans raise NotImplementedError, integers divided by zero RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-7, 7]).fmod(3)
    ///     tensor([-1,  1])
    FMOD fmod fmod_
    /// `sqrt(this^2 + other^2)` without overflow on the way.
    ///
    /// Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.hypot(flambeau.tensor([3.0]), flambeau.tensor([4.0]))
    ///     tensor([5.])
    HYPOT hypot hypot_
    /// The magnitude of `this` with the sign of `other`.
    ///
    /// Both shapes broadcast; integers and booleans give the default dtype, complex raises NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.copysign(flambeau.tensor([1.0, 2.0]), flambeau.tensor([-1.0, 1.0]))
    ///     tensor([-1.,  2.])
    COPYSIGN copysign copysign_
}

/// The smaller of both, element by element; NaN where either is.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
/// raise NotImplementedError.
///
/// Example:
///     >>> flambeau.minimum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
///     tensor([1, 2])
#[flambeau_macros::op(minimum(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn minimum(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    MINIMUM.call(&[this.into(), other.into()])
}

/// The larger of both, element by element; NaN where either is.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
/// raise NotImplementedError.
///
/// Example:
///     >>> flambeau.maximum(flambeau.tensor([1, 5]), flambeau.tensor([3, 2]))
///     tensor([3, 5])
#[flambeau_macros::op(maximum(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn maximum(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    MAXIMUM.call(&[this.into(), other.into()])
}

/// The smaller of both, element by element; the other one where one is NaN.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
/// raise NotImplementedError.
///
/// Example:
///     >>> flambeau.fmin(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
///     tensor([1., 2.])
#[flambeau_macros::op(fmin(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn fmin(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    FMIN.call(&[this.into(), other.into()])
}

/// The larger of both, element by element; the other one where one is NaN.
///
/// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Complex dtypes
/// raise NotImplementedError.
///
/// Example:
///     >>> flambeau.fmax(flambeau.tensor([1.0, float("nan")]), flambeau.tensor([2.0, 2.0]))
///     tensor([2., 2.])
#[flambeau_macros::op(fmax(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn fmax(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    FMAX.call(&[this.into(), other.into()])
}

alias_binary! {
    /// Example:
    ///     >>> flambeau.multiply(flambeau.tensor([2, 3]), 4)
    ///     tensor([ 8, 12])
    MUL multiply multiply_ = "mul"
}

unary! {
    /// `-x`.
    ///
    /// Any shape; the dtype is kept. Booleans raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, -2]).neg()
    ///     tensor([-1,  2])
    NEG neg neg_
    /// Absolute value; the modulus of complex numbers.
    ///
    /// Any shape; the dtype is kept, complex numbers give real ones.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-1, 2]).abs()
    ///     tensor([1, 2])
    ABS abs abs_
    /// -1, 0 or 1 by the sign; `z / |z|` for complex numbers, 0 at 0.
    ///
    /// Any shape and dtype, which is kept.
    ///
    /// Example:
    ///     >>> flambeau.sgn(flambeau.tensor([-2.0, 0.0, 3.0]))
    ///     tensor([-1.,  0.,  1.])
    ///     >>> flambeau.sgn(flambeau.tensor([3 + 4j]))
    ///     tensor([0.6000+0.8000j])
    SGN sgn sgn_
    /// `1 / x`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([2.0, 4.0]).reciprocal()
    ///     tensor([0.5000, 0.2500])
    RECIPROCAL reciprocal reciprocal_
    /// Square root; NaN for negative real numbers.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([4.0, 9.0]).sqrt()
    ///     tensor([2., 3.])
    SQRT sqrt sqrt_
    /// `1 / sqrt(x)`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([4.0, 16.0]).rsqrt()
    ///     tensor([0.5000, 0.2500])
    RSQRT rsqrt rsqrt_
}

alias_unary! {
    /// Example:
    ///     >>> flambeau.negative(flambeau.tensor([1, -2]))
    ///     tensor([-1,  2])
    NEG negative negative_ = "neg"
    /// Example:
    ///     >>> flambeau.absolute(flambeau.tensor([-1, 2]))
    ///     tensor([1, 2])
    ABS absolute absolute_ = "abs"
}

/// -1, 0 or 1 by the sign.
///
/// Any shape; real dtypes, which are kept. Complex dtypes raise RuntimeError; see `sgn`.
///
/// Example:
///     >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign()
///     tensor([-1.,  0.,  1.])
#[flambeau_macros::op(sign(Tensor self) -> Tensor; method, function, out)]
pub fn sign(this: &Tensor) -> Result<Tensor> {
    ensure!(
        !this.dtype().is_complex(),
        Runtime,
        "Unlike NumPy, torch.sign doesn't allow complex tensors. Use torch.sgn instead."
    );
    SGN.call(&[this.into()])
}

/// Replaces every element by -1, 0 or 1 by its sign.
///
/// Any shape; complex dtypes raise RuntimeError (see `sgn_`).
///
/// Example:
///     >>> flambeau.tensor([-2.0, 0.0, 3.0]).sign_()
///     tensor([-1.,  0.,  1.])
#[flambeau_macros::op(sign_(Tensor(a!) self) -> Tensor(a!); method)]
pub fn sign_(this: &Tensor) -> Result<()> {
    SGN.call_in_place(&[this.into()])
}

/// Complex conjugate; a real tensor is returned as it is.
///
/// Any shape and dtype.
///
/// Example:
///     >>> flambeau.tensor([1 + 2j]).conj()
///     tensor([1.-2.j])
#[flambeau_macros::op(conj(Tensor self) -> Tensor; method, function)]
pub fn conj(this: &Tensor) -> Result<Tensor> {
    if this.dtype().is_complex() { CONJ.call(&[this.into()]) } else { Ok(this.clone()) }
}

/// Complex conjugate in memory of its own; a real tensor is returned as it is.
///
/// Example:
///     >>> flambeau.conj_physical(flambeau.tensor([1 + 2j]))
///     tensor([1.-2.j])
#[flambeau_macros::op(conj_physical(Tensor self) -> Tensor; method, function, out)]
pub fn conj_physical(this: &Tensor) -> Result<Tensor> {
    if this.dtype().is_complex() { CONJ_PHYSICAL.call(&[this.into()]) } else { Ok(this.clone()) }
}

/// Replaces every element by its complex conjugate.
///
/// Example:
///     >>> flambeau.tensor([1 + 2j]).conj_physical_()
///     tensor([1.-2.j])
#[flambeau_macros::op(conj_physical_(Tensor(a!) self) -> Tensor(a!); method)]
pub fn conj_physical_(this: &Tensor) -> Result<()> {
    if this.dtype().is_complex() { CONJ_PHYSICAL.call_in_place(&[this.into()]) } else { Ok(()) }
}

/// The argument of complex numbers; pi for negative reals, 0 for others.
///
/// Any shape; complex dtypes give real ones, integers the default dtype. In radians, from -pi to pi.
///
/// Example:
///     >>> flambeau.angle(flambeau.tensor([1j]))
///     tensor([1.5708])
#[flambeau_macros::op(angle(Tensor self) -> Tensor; method, function, out)]
pub fn angle(this: &Tensor) -> Result<Tensor> {
    if this.dtype().is_integral(true) {
        return ANGLE.call(&[(&this.to_dtype(super::super::promote::default_dtype())?).into()]);
    }
    ANGLE.call(&[this.into()])
}

/// The tensor itself.
///
/// Any shape; booleans raise RuntimeError.
///
/// Example:
///     >>> flambeau.positive(flambeau.tensor([1, -2]))
///     tensor([ 1, -2])
#[flambeau_macros::op(positive(Tensor self) -> Tensor; method, function)]
pub fn positive(this: &Tensor) -> Result<Tensor> {
    ensure!(this.dtype() != DType::Bool, Runtime, "The `+` operator, on a bool tensor is not supported.");
    Ok(this.clone())
}
