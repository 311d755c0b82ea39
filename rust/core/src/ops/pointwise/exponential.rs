//! Exponentials, logarithms, and the functions made of them.

use flambeau_cpu::DType;

use super::{pointwise, unary};
use crate::op::Operand;
use crate::{Result, Tensor};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

const LN_2: f64 = std::f64::consts::LN_2;
const LN_10: f64 = std::f64::consts::LN_10;
const FRAC_2_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;

pointwise! {
    EXP = "exp", "ExpBackward0", Float, |x| x.exp();
        @x: |g, y| g * y.conj();
    EXP2 = "exp2", "Exp2Backward0", Float, |x| x.exp2();
        @x: |g, y| g * y.conj() * LN_2;
    EXPM1 = "expm1", "Expm1Backward0", Float, |x| x.expm1();
        @x: |g, y| g * (y.conj() + 1.0);
    LOG = "log", "LogBackward0", Float, |x| x.log();
        @x: |g, x| g / x.conj();
    LOG2 = "log2", "Log2Backward0", Float, |x| x.log2();
        @x: |g, x| g / (x.conj() * LN_2);
    LOG10 = "log10", "Log10Backward0", Float, |x| x.log10();
        @x: |g, x| g / (x.conj() * LN_10);
    LOG1P = "log1p", "Log1PBackward0", Float, |x| x.log1p();
        @x: |g, x| g / (x + 1.0).conj();
    SIGMOID = "sigmoid", "SigmoidBackward0", Float, |x| x.sigmoid();
        @x: |g, y| g * ((1.0 - y) * y).conj();
    ERF = "erf", "ErfBackward0", Float except complex, |x| x.erf();
        @x: |g, x| g * ((-(x * x)).exp() * FRAC_2_SQRT_PI);
    ERFC = "erfc", "ErfcBackward0", Float except complex, |x| x.erfc();
        @x: |g, x| g * ((-(x * x)).exp() * -FRAC_2_SQRT_PI);
    ERFINV = "erfinv", "ErfinvBackward0", Float except complex, |x| x.erfinv();
        @x: |g, y| g * ((y * y).exp() / FRAC_2_SQRT_PI);
    LGAMMA = "lgamma", "LgammaBackward0", Float except complex, |x| x.lgamma();
        @x: |g, x| g * x.digamma();
    DIGAMMA = "digamma", "DigammaBackward0", Float except complex, |x| x.digamma();
        @x: |g, x| g * x.same(1.0).polygamma(x);
    POLYGAMMA = "polygamma", "PolygammaBackward0", Float except complex, |n, x| n.polygamma(x);
        @x: |g, n, x| g * (n + 1.0).polygamma(x);
    LOGADDEXP = "logaddexp", "LogaddexpBackward0", Float except complex, |a, b| {
            let high = a.max(b);
            let equal_infinities = a.eq(b).logical_and(a.isinf());
            equal_infinities.select(a, high + (-(a - b).abs()).exp().log1p())
        };
        @a: |g, a, b| g / ((b - a).exp() + 1.0);
        @b: |g, a, b| g / ((a - b).exp() + 1.0);
    LOGADDEXP2 = "logaddexp2", "Logaddexp2Backward0", Float except complex, |a, b| {
            let high = a.max(b);
            let equal_infinities = a.eq(b).logical_and(a.isinf());
            equal_infinities.select(a, high + (-(a - b).abs()).exp2().log1p() * std::f64::consts::LOG2_E)
        };
        @a: |g, a, b| g / ((b - a).exp2() + 1.0);
        @b: |g, a, b| g / ((a - b).exp2() + 1.0);
    XLOGY = "xlogy", "XlogyBackward0", Float except complex, |a, b| {
            b.isnan().select(b, a.eq(a.same(0.0)).select(a.same(0.0), a * b.log()))
        };
        @a: |g, a, b| a.eq(a.same(0.0)).logical_and(b.le(b.same(0.0))).select(g.same(0.0), g * b.log());
        @b: |g, a, b| g * (a / b);
    LOGIT = "logit", "LogitBackward0", Float except complex, |x| (x / (1.0 - x)).log();
        @x: |g, x| g / (x * (1.0 - x));
}

unary! {
    /// `e^x`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).exp()
    ///     tensor([1.0000, 2.7183])
    EXP exp exp_
    /// `2^x`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 3.0]).exp2()
    ///     tensor([1., 8.])
    EXP2 exp2 exp2_
    /// `e^x - 1`, accurate near 0.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).expm1()
    ///     tensor([0.0000, 1.7183])
    EXPM1 expm1 expm1_
    /// Natural logarithm.
    ///
    /// NaN for negative real numbers, minus infinity at 0.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 10.0]).log()
    ///     tensor([0.0000, 2.3026])
    LOG log log_
    /// Logarithm to base 2; NaN for negative real numbers, minus infinity at 0.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 8.0]).log2()
    ///     tensor([0., 3.])
    LOG2 log2 log2_
    /// Logarithm to base 10.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 100.0]).log10()
    ///     tensor([0., 2.])
    LOG10 log10 log10_
    /// `log(1 + x)`, accurate near 0.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).log1p()
    ///     tensor([0.0000, 0.6931])
    LOG1P log1p log1p_
    /// `1 / (1 + e^-x)`.
    ///
    /// Any shape. Floating-point and complex dtypes are kept; integers and booleans give the default dtype.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 2.0]).sigmoid()
    ///     tensor([0.5000, 0.8808])
    SIGMOID sigmoid sigmoid_
    /// Error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).erf()
    ///     tensor([0.0000, 0.8427])
    ERF erf erf_
    /// Complementary error function, `1 - erf(x)`, accurate where erf(x) is nearly 1.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).erfc()
    ///     tensor([1.0000, 0.1573])
    ERFC erfc erfc_
    /// Inverse of the error function; infinite at -1 and 1, NaN beyond.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 0.5]).erfinv()
    ///     tensor([0.0000, 0.4769])
    ERFINV erfinv erfinv_
    /// `log |gamma(x)|`; infinite at 0 and the negative integers.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 5.0]).lgamma()
    ///     tensor([0.0000, 3.1781])
    LGAMMA lgamma lgamma_
    /// Derivative of `log gamma`.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 2.0]).digamma()
    ///     tensor([-0.5772,  0.4228])
    DIGAMMA digamma digamma_
}

/// Derivative number `n` of [`digamma`], itself for 0.
///
/// Example:
///     >>> flambeau.polygamma(1, flambeau.tensor([1.0, 0.5]))
///     tensor([1.6449, 4.9348])
#[flambeau_macros::op(polygamma(int n, Tensor self) -> Tensor; function, out)]
pub fn polygamma(n: i64, this: &Tensor) -> Result<Tensor> {
    crate::ensure!(n >= 0, Runtime, "polygamma(n, x) does not support negative n.");
    if n == 0 {
        return digamma(this);
    }
    POLYGAMMA.call(&[n.into(), this.into()])
}

/// `log(e^this + e^other)` without overflow.
///
/// Both shapes broadcast; real floating-point numbers, integers give the default dtype.
///
/// Example:
///     >>> flambeau.logaddexp(flambeau.tensor([0.0]), flambeau.tensor([0.0]))
///     tensor([0.6931])
#[flambeau_macros::op(logaddexp(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn logaddexp(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    LOGADDEXP.call(&[this.into(), other.into()])
}

/// `log2(2^this + 2^other)`, without overflow on the way.
///
/// Both shapes broadcast; real floating-point numbers, integers give the default dtype.
///
/// Example:
///     >>> flambeau.logaddexp2(flambeau.tensor([1.0]), flambeau.tensor([1.0]))
///     tensor([2.])
#[flambeau_macros::op(logaddexp2(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn logaddexp2(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    LOGADDEXP2.call(&[this.into(), other.into()])
}

/// `this * log(other)`, and 0 where `this` is 0; NaN where `other` is NaN.
///
/// Both shapes broadcast; real dtypes, integers give the default dtype, complex raises NotImplementedError.
///
/// Example:
///     >>> flambeau.xlogy(flambeau.tensor([0.0, 2.0]), flambeau.tensor([0.0, 3.0]))
///     tensor([0.0000, 2.1972])
#[flambeau_macros::op(xlogy.Tensor(Tensor self, Operand other) -> Tensor; method, function, out)]
pub fn xlogy(this: &Tensor, other: Operand<'_>) -> Result<Tensor> {
    XLOGY.call(&[this.into(), other])
}

/// `log(x / (1 - x))`, the inverse of `sigmoid`; with `eps`, x is first clamped to `[eps, 1 - eps]`.
///
/// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
/// NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([0.5, 0.9]).logit()
///     tensor([0.0000, 2.1972])
///     >>> flambeau.tensor([0.0, 1.0]).logit(eps=0.1)
///     tensor([-2.1972,  2.1972])
#[flambeau_macros::op(logit(Tensor self, float? eps=None) -> Tensor; method, function, out)]
pub fn logit(this: &Tensor, eps: Option<f64>) -> Result<Tensor> {
    match eps {
        None => LOGIT.call(&[this.into()]),
        Some(eps) => LOGIT.call(&[(&super::clamp(this, Some(eps.into()), Some((1.0 - eps).into()))?).into()]),
    }
}
