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
    /// Sine.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).sin()
    ///     tensor([0.0000, 0.8415])
    SIN sin sin_
    /// Cosine.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).cos()
    ///     tensor([1.0000, 0.5403])
    COS cos cos_
    /// Tangent.
    TAN tan tan_
    /// Inverse sine.
    ASIN asin asin_
    /// Inverse cosine.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).acos()
    ///     tensor([1.5708, 0.0000])
    ACOS acos acos_
    /// Inverse tangent.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).atan()
    ///     tensor([0.0000, 0.7854])
    ATAN atan atan_
    /// Hyperbolic sine.
    SINH sinh sinh_
    /// Hyperbolic cosine.
    COSH cosh cosh_
    /// Hyperbolic tangent.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).tanh()
    ///     tensor([0.0000, 0.7616])
    TANH tanh tanh_
    /// Inverse hyperbolic sine.
    ASINH asinh asinh_
    /// Inverse hyperbolic cosine.
    ACOSH acosh acosh_
    /// Inverse hyperbolic tangent.
    ATANH atanh atanh_
    /// Degrees to radians.
    DEG2RAD deg2rad deg2rad_
    /// Radians to degrees.
    RAD2DEG rad2deg rad2deg_
    /// `sin(pi x) / (pi x)`, 1 at 0.
    SINC sinc sinc_
}

alias_unary! {
    ASIN arcsin arcsin_ = "asin"
    ACOS arccos arccos_ = "acos"
    ATAN arctan arctan_ = "atan"
    ASINH arcsinh arcsinh_ = "asinh"
    ACOSH arccosh arccosh_ = "acosh"
    ATANH arctanh arctanh_ = "atanh"
}

/// The angle of the point (`other`, `this`), in (-pi, pi].
///
/// Example:
///     >>> flambeau.atan2(flambeau.tensor([1.0]), flambeau.tensor([-1.0]))
///     tensor([2.3562])
#[flambeau_macros::op(atan2(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn atan2(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    ATAN2.call(&[this.into(), other.into()])
}

/// Replaces `this` by the angle of the point (`other`, `this`).
#[flambeau_macros::op(atan2_(Tensor(a!) self, Tensor other) -> Tensor(a!); method)]
pub fn atan2_(this: &Tensor, other: &Tensor) -> Result<()> {
    ATAN2.call_in_place(&[this.into(), Operand::Tensor(other)])
}
