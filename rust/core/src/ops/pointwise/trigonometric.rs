//! Trigonometric and hyperbolic functions and their inverses.

use flambeau_cpu::DType;

use super::{alias_unary, pointwise, unary};
use crate::op::Operand;
use crate::{Result, Tensor};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

const DEGREE: f64 = std::f64::consts::PI / 180.0;

pointwise! {
    SIN = "sin", "SinBackward0", Float, |x| x.sin();
        @x: |g, x| g * x.cos().conj();
    COS = "cos", "CosBackward0", Float, |x| x.cos();
        @x: |g, x| -(g * x.sin().conj());
    TAN = "tan", "TanBackward0", Float, |x| x.tan();
        @x: |g, y| g * (y * y + 1.0).conj();
    ASIN = "asin", "AsinBackward0", Float, |x| x.asin();
        @x: |g, x| g * (1.0 - x * x).rsqrt().conj();
    ACOS = "acos", "AcosBackward0", Float, |x| x.acos();
        @x: |g, x| -(g * (1.0 - x * x).rsqrt().conj());
    ATAN = "atan", "AtanBackward0", Float, |x| x.atan();
        @x: |g, x| g / (x * x + 1.0).conj();
    SINH = "sinh", "SinhBackward0", Float, |x| x.sinh();
        @x: |g, x| g * x.cosh().conj();
    COSH = "cosh", "CoshBackward0", Float, |x| x.cosh();
        @x: |g, x| g * x.sinh().conj();
    TANH = "tanh", "TanhBackward0", Float, |x| x.tanh();
        @x: |g, y| g * (1.0 - y * y).conj();
    ASINH = "asinh", "AsinhBackward0", Float, |x| x.asinh();
        @x: |g, x| g * (x * x + 1.0).rsqrt().conj();
    ACOSH = "acosh", "AcoshBackward0", Float, |x| x.acosh();
        @x: |g, x| g * ((x - 1.0).rsqrt() * (x + 1.0).rsqrt()).conj();
    ATANH = "atanh", "AtanhBackward0", Float, |x| x.atanh();
        @x: |g, x| g / (1.0 - x * x).conj();
    ATAN2 = "atan2", "Atan2Backward0", Float except complex, |a, b| a.atan2(b);
        @a: |g, a, b| {
            let squares = a * a + b * b;
            squares.eq(squares.same(0.0)).select(g.same(0.0), g * b / squares)
        };
        @b: |g, a, b| {
            let squares = a * a + b * b;
            squares.eq(squares.same(0.0)).select(g.same(0.0), -(g * a) / squares)
        };
    DEG2RAD = "deg2rad", "Deg2RadBackward0", Float except complex, |x| x * DEGREE;
        @x: |g| g * DEGREE;
    RAD2DEG = "rad2deg", "Rad2DegBackward0", Float except complex, |x| x * (1.0 / DEGREE);
        @x: |g| g * (1.0 / DEGREE);
    SINC = "sinc", "SincBackward0", Float except complex, |x| {
            let turn = x * std::f64::consts::PI;
            x.eq(x.same(0.0)).select(x.same(1.0), turn.sin() / turn)
        };
        @x: |g, x| {
            let turn = x * std::f64::consts::PI;
            x.eq(x.same(0.0)).select(g.same(0.0), g * ((turn * turn.cos() - turn.sin()) / (turn * x)))
        };
}

unary! {
    /// Sine, of angles in radians.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).sin()
    ///     tensor([0.0000, 0.8415])
    SIN sin sin_
    /// Cosine, of angles in radians.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).cos()
    ///     tensor([1.0000, 0.5403])
    COS cos cos_
    /// Tangent, of angles in radians.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).tan()
    ///     tensor([0.0000, 1.5574])
    TAN tan tan_
    /// Inverse sine, in [-pi/2, pi/2]; NaN for real numbers outside [-1, 1].
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).asin()
    ///     tensor([0.0000, 1.5708])
    ASIN asin asin_
    /// Inverse cosine, in [0, pi]; NaN for real numbers outside [-1, 1].
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).acos()
    ///     tensor([1.5708, 0.0000])
    ACOS acos acos_
    /// Inverse tangent, in (-pi/2, pi/2).
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).atan()
    ///     tensor([0.0000, 0.7854])
    ATAN atan atan_
    /// Hyperbolic sine, `(e^x - e^-x) / 2`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).sinh()
    ///     tensor([0.0000, 1.1752])
    SINH sinh sinh_
    /// Hyperbolic cosine, `(e^x + e^-x) / 2`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).cosh()
    ///     tensor([1.0000, 1.5431])
    COSH cosh cosh_
    /// Hyperbolic tangent, `(e^x - e^-x) / (e^x + e^-x)`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).tanh()
    ///     tensor([0.0000, 0.7616])
    TANH tanh tanh_
    /// Inverse hyperbolic sine, `log(x + sqrt(x^2 + 1))`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).asinh()
    ///     tensor([0.0000, 0.8814])
    ASINH asinh asinh_
    /// Inverse hyperbolic cosine, `log(x + sqrt(x^2 - 1))`; NaN for real numbers below 1.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 2.0]).acosh()
    ///     tensor([0.0000, 1.3170])
    ACOSH acosh acosh_
    /// Inverse hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN for real numbers outside [-1, 1].
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 0.5]).atanh()
    ///     tensor([0.0000, 0.5493])
    ATANH atanh atanh_
    /// Degrees to radians, `x * pi / 180`.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([90.0, 180.0]).deg2rad()
    ///     tensor([1.5708, 3.1416])
    DEG2RAD deg2rad deg2rad_
    /// Radians to degrees, `x * 180 / pi`.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 3.14159]).rad2deg()
    ///     tensor([  0.0000, 179.9999])
    RAD2DEG rad2deg rad2deg_
    /// `sin(pi x) / (pi x)`, 1 at 0.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 0.5, 1.5]).sinc()
    ///     tensor([ 1.0000,  0.6366, -0.2122])
    SINC sinc sinc_
}

alias_unary! {
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).arcsin()
    ///     tensor([0.0000, 1.5708])
    ASIN arcsin arcsin_ = "asin"
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).arccos()
    ///     tensor([1.5708, 0.0000])
    ACOS arccos arccos_ = "acos"
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).arctan()
    ///     tensor([0.0000, 0.7854])
    ATAN arctan arctan_ = "atan"
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).arcsinh()
    ///     tensor([0.0000, 0.8814])
    ASINH arcsinh arcsinh_ = "asinh"
    /// Example:
    ///     >>> flambeau.tensor([1.0, 2.0]).arccosh()
    ///     tensor([0.0000, 1.3170])
    ACOSH arccosh arccosh_ = "acosh"
    /// Example:
    ///     >>> flambeau.tensor([0.0, 0.5]).arctanh()
    ///     tensor([0.0000, 0.5493])
    ATANH arctanh arctanh_ = "atanh"
}

/// The angle of the point (`other`, `this`), in (-pi, pi].
///
/// Both shapes broadcast. Floating-point dtypes are kept, integers give the default dtype, complex raises
/// NotImplementedError.
///
/// Example:
///     >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
///     tensor([2.3562])
#[flambeau_macros::op(atan2(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn atan2(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    ATAN2.call(&[this.into(), other.into()])
}

/// Replaces `this` by the angle of the point (`other`, `this`), in (-pi, pi].
///
/// Writes to the tensor itself and returns it; operands broadcast to its shape and are cast to its dtype. A
/// shape or a kind of dtype that does not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, -1.0]).atan2_(flambeau.tensor([1.0, -1.0]))
///     tensor([ 0.7854, -2.3562])
#[flambeau_macros::op(atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!); method)]
pub fn atan2_(this: &Tensor, other: &Tensor) -> Result<()> {
    ATAN2.call_in_place(&[this.into(), Operand::Tensor(other)])
}
