//! Activation functions.

use flambeau_cpu::DType;

use super::{pointwise, unary};
use crate::op::Operand;
use crate::{Result, Scalar, Tensor, bail, ensure};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

fn complex_or_boolean(dtype: DType) -> bool {
    dtype.is_complex() || dtype == DType::Bool
}

/// Activations that PyTorch defines for floating-point numbers only.
fn not_floating(dtype: DType) -> bool {
    !dtype.is_floating_point()
}

const SQRT_2_PI: f64 = 0.797_884_560_802_865_4; // sqrt(2 / pi)
const CUBIC: f64 = 0.044715; // Hendrycks and Gimpel, Gaussian Error Linear Units (2016), the tanh approximation
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2; // Klambauer et al., Self-Normalizing Neural Networks (2017)
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

pointwise! {
    RELU = "relu", "ReluBackward0", Same except complex_or_boolean, |x| x.max(x.same(0.0));
        @x: |g, y| y.le(y.same(0.0)).select(g.same(0.0), g);
    LEAKY_RELU = "leaky_relu", "LeakyReluBackward0", Same except not_floating, |x, slope| x.gt(x.same(0.0)).select(x, x * slope);
        @x: |g, x, slope| x.gt(x.same(0.0)).select(g, g * slope);
    PRELU = "prelu", "PreluKernelBackward0", Same except not_floating, |x, weight| x.gt(x.same(0.0)).select(x, weight * x);
        @x: |g, x, weight| x.gt(x.same(0.0)).select(g, weight * g);
        @weight: |g, x| x.gt(x.same(0.0)).select(g.same(0.0), x * g);
    ELU = "elu", "EluBackward0", Same except not_floating, |x, negative, positive, inside| {
            x.gt(x.same(0.0)).select(x * positive, (x * inside).expm1() * negative)
        };
        @x: |g, x, negative, positive, inside| {
            x.gt(x.same(0.0)).select(g * positive, g * inside * negative * (x * inside).exp())
        };
    SELU = "selu", "EluBackward0", Same except not_floating, |x| {
            x.gt(x.same(0.0)).select(x * SELU_SCALE, x.expm1() * (SELU_ALPHA * SELU_SCALE))
        };
        @x: |g, x| x.gt(x.same(0.0)).select(g * SELU_SCALE, g * x.exp() * (SELU_ALPHA * SELU_SCALE));
    GELU = "gelu", "GeluBackward0", Same except not_floating, |x| x.gelu();
        @x: |g, x| g * x.gelu_slope();
    GELU_SLOPE = "gelu_slope", "GeluBackwardBackward0", Same except not_floating, |x| x.gelu_slope();
        @x: |g, x| g * (x * x * -0.5).exp() * (2.0 - x * x) * (SQRT_2_PI * 0.5);
    GELU_TANH = "gelu", "GeluBackward0", Same except not_floating, |x| {
            x * (((x + x * x * x * CUBIC) * SQRT_2_PI).tanh() + 1.0) * 0.5
        };
        @x: |g, x| {
            let t = ((x + x * x * x * CUBIC) * SQRT_2_PI).tanh();
            let inner = (x * x * (3.0 * CUBIC) + 1.0) * SQRT_2_PI;
            g * 0.5 * (t + 1.0 + x * (1.0 - t * t) * inner)
        };
    SILU = "silu", "SiluBackward0", Same except not_floating, |x| x.silu();
        @x: |g, x| g * x.silu_slope();
    SILU_SLOPE = "silu_slope", "SiluBackwardBackward0", Same except not_floating, |x| x.silu_slope();
        @x: |g, x| {
            let s = x.sigmoid();
            g * (s * (1.0 - s) * (x * (1.0 - s * 2.0) + 2.0))
        };
    MISH = "mish", "MishBackward0", Same except not_floating, |x| x * softplus_of(x).tanh();
        @x: |g, x| {
            let t = softplus_of(x).tanh();
            g * (t + x * x.sigmoid() * (1.0 - t * t))
        };
    SOFTPLUS = "softplus", "SoftplusBackward0", Same except not_floating, |x, beta, threshold| {
            (x * beta).gt(threshold).select(x, (x * beta).exp().log1p() / beta)
        };
        @x: |g, x, beta, threshold| (x * beta).gt(threshold).select(g, g * (x * beta).sigmoid());
    HARDTANH = "hardtanh", "HardtanhBackward0", Same except complex_or_boolean, |x, low, high| x.max(low).min(high);
        @x: |g, x, low, high| x.le(low).bitor(x.ge(high)).select(g.same(0.0), g);
    HARDSIGMOID = "hardsigmoid", "HardsigmoidBackward0", Same except not_floating, |x| {
            (x + 3.0).max(x.same(0.0)).min(x.same(6.0)) / 6.0
        };
        @x: |g, x| x.gt(x.same(-3.0)).bitand(x.lt(x.same(3.0))).select(g * (1.0 / 6.0), g.same(0.0));
    HARDSWISH = "hardswish", "HardswishBackward0", Same except not_floating, |x| {
            x * (x + 3.0).max(x.same(0.0)).min(x.same(6.0)) / 6.0
        };
        @x: |g, x| {
            let between = g * (x / 3.0 + 0.5);
            x.le(x.same(-3.0)).select(g.same(0.0), x.lt(x.same(3.0)).select(between, g))
        };
    HARDSHRINK = "hardshrink", "HardshrinkBackward0", Same except not_floating, |x, lambda| {
            x.ge(-lambda).bitand(x.le(lambda)).select(x.same(0.0), x)
        };
        @x: |g, x, lambda| x.ge(-lambda).bitand(x.le(lambda)).select(g.same(0.0), g);
    SOFTSHRINK = "softshrink", "SoftshrinkBackward0", Same except not_floating, |x, lambda| {
            x.gt(lambda).select(x - lambda, x.lt(-lambda).select(x + lambda, x * 0.0))
        };
        @x: |g, x, lambda| x.ge(-lambda).bitand(x.le(lambda)).select(g.same(0.0), g);
    THRESHOLD = "threshold", "ThresholdBackward0", Same except complex_or_boolean, |x, threshold, value| {
            x.le(threshold).select(value, x)
        };
        @x: |g, x, threshold| x.le(threshold).select(g.same(0.0), g);
    LOG_SIGMOID = "log_sigmoid", "LogSigmoidBackward0", Float except complex, |x| {
            x.min(x.same(0.0)) - (-x.abs()).exp().log1p()
        };
        @x: |g, x| g * (-x).sigmoid();
}

fn softplus_of<'b>(x: flambeau_cpu::expr::Val<'b>) -> flambeau_cpu::expr::Val<'b> {
    x.max(x.same(0.0)) + (-x.abs()).exp().log1p()
}

unary! {
    /// `max(x, 0)`.
    ///
    /// Any shape; real dtypes, which are kept. Booleans and complex numbers raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-1.0, 2.0]).relu()
    ///     tensor([0., 2.])
    RELU relu relu_
    /// Scaled exponential linear unit: `scale * (max(0, x) + min(0, alpha * (e^x - 1)))` with alpha 1.6733 and
    /// scale 1.0507.
    ///
    /// Any shape; floating-point dtypes only, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.selu(flambeau.tensor([-1.0, 1.0]))
    ///     tensor([-1.1113,  1.0507])
    SELU selu selu_
    /// `x * sigmoid(x)`.
    ///
    /// Any shape; floating-point dtypes only, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.nn.functional.silu(flambeau.tensor([0.0, 1.0]))
    ///     tensor([0.0000, 0.7311])
    SILU silu silu_
    /// `x * tanh(softplus(x))`, with `softplus(x) = log(1 + e^x)`.
    ///
    /// Any shape; floating-point dtypes only, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.nn.functional.mish(flambeau.tensor([-1.0, 1.0]))
    ///     tensor([-0.3034,  0.8651])
    MISH mish mish_
    /// `clamp(x + 3, 0, 6) / 6`.
    ///
    /// Any shape; floating-point dtypes only, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.nn.functional.hardsigmoid(flambeau.tensor([-4.0, 0.0, 1.0]))
    ///     tensor([0.0000, 0.5000, 0.6667])
    HARDSIGMOID hardsigmoid hardsigmoid_
    /// `x * clamp(x + 3, 0, 6) / 6`.
    ///
    /// Any shape; floating-point dtypes only, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.nn.functional.hardswish(flambeau.tensor([-4.0, 0.0, 1.0]))
    ///     tensor([-0.0000, 0.0000, 0.6667])
    HARDSWISH hardswish hardswish_
    /// `log(sigmoid(x))`, accurate for large negative numbers.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.nn.functional.logsigmoid(flambeau.tensor([-100.0, 0.0]))
    ///     tensor([-100.0000,   -0.6931])
    LOG_SIGMOID log_sigmoid log_sigmoid_
}

/// x where positive, else `negative_slope * x`.
///
/// Any shape; real dtypes, integers give the default dtype. Complex numbers raise NotImplementedError.
///
/// Example:
///     >>> flambeau.nn.functional.leaky_relu(flambeau.tensor([-1.0, 1.0]))
///     tensor([-0.0100,  1.0000])
#[flambeau_macros::op(leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor; function, out)]
pub fn leaky_relu(this: &Tensor, negative_slope: Scalar) -> Result<Tensor> {
    LEAKY_RELU.call(&[this.into(), Operand::Scalar(negative_slope)])
}

/// x where positive, else `negative_slope * x`, in place.
///
/// Floating-point tensors; booleans and complex numbers raise.
///
/// Example:
///     >>> flambeau.nn.functional.leaky_relu_(flambeau.tensor([-1.0, 1.0]), 0.1)
///     tensor([-0.1000,  1.0000])
#[flambeau_macros::op(leaky_relu_(Tensor(a!) self, Scalar negative_slope=0.01) -> Tensor(a!); function)]
pub fn leaky_relu_(this: &Tensor, negative_slope: Scalar) -> Result<()> {
    LEAKY_RELU.call_in_place(&[this.into(), Operand::Scalar(negative_slope)])
}

/// x where positive, else `weight * x`.
///
/// `weight` has one element, or one per channel (dimension 1) of `(N, C, *)`, floating-point; any other number of
/// elements raises RuntimeError.
///
/// Example:
///     >>> flambeau.prelu(flambeau.tensor([[-1.0, -2.0]]), flambeau.tensor([0.1, 0.5]))
///     tensor([[-0.1000, -1.0000]])
#[flambeau_macros::op(prelu(Tensor self, Tensor weight) -> Tensor; method, function)]
pub fn prelu(this: &Tensor, weight: &Tensor) -> Result<Tensor> {
    ensure!(
        weight.ndim() <= 1,
        Runtime,
        "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {}",
        weight.ndim()
    );
    if weight.numel() == 1 || this.ndim() < 2 {
        let count = if this.ndim() < 2 { 1 } else { weight.numel() };
        ensure!(
            weight.numel() == count,
            Runtime,
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = {} and channel size = 1.",
            weight.numel()
        );
        return PRELU.call(&[this.into(), (&weight.reshape(&[])?).into()]);
    }
    ensure!(
        weight.numel() == this.shape()[1],
        Runtime,
        "Mismatch of parameter numbers and input channel size. Found parameter numbers = {} and channel size = {}.",
        weight.numel(),
        this.shape()[1]
    );
    let mut shape: smallvec::SmallVec<[i64; 5]> = smallvec::SmallVec::from_elem(1, this.ndim());
    shape[1] = weight.numel() as i64;
    PRELU.call(&[this.into(), (&weight.reshape(&shape)?).into()])
}

fn elu_numbers(alpha: Scalar, scale: Scalar) -> Result<(f64, f64)> {
    let number = |scalar: Scalar| match scalar {
        Scalar::Bool(value) => Ok(value as u8 as f64),
        Scalar::Int(value) => Ok(value as f64),
        Scalar::Float(value) => Ok(value),
        Scalar::Complex(..) => bail!(Runtime, "value cannot be converted to a real number without overflow"),
    };
    Ok((number(alpha)? * number(scale)?, number(scale)?))
}

/// `scale * x` where positive, else `scale * alpha * (e^(input_scale * x) - 1)`.
///
/// Any shape; real dtypes, integers give the default dtype. Complex numbers raise NotImplementedError.
///
/// Example:
///     >>> flambeau.nn.functional.elu(flambeau.tensor([-1.0, 1.0]))
///     tensor([-0.6321,  1.0000])
#[flambeau_macros::op(elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor; function, out)]
pub fn elu(this: &Tensor, alpha: Scalar, scale: Scalar, input_scale: Scalar) -> Result<Tensor> {
    let (negative, positive) = elu_numbers(alpha, scale)?;
    ELU.call(&[this.into(), negative.into(), positive.into(), Operand::Scalar(input_scale)])
}

/// In-place form of `elu`: `scale * (max(0, x) + min(0, alpha * (e^(input_scale * x) - 1)))`.
///
/// Example:
///     >>> flambeau.nn.functional.elu_(flambeau.tensor([-1.0, 1.0]))
///     tensor([-0.6321,  1.0000])
#[flambeau_macros::op(elu_(Tensor(a!) self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor(a!); function)]
pub fn elu_(this: &Tensor, alpha: Scalar, scale: Scalar, input_scale: Scalar) -> Result<()> {
    let (negative, positive) = elu_numbers(alpha, scale)?;
    ELU.call_in_place(&[this.into(), negative.into(), positive.into(), Operand::Scalar(input_scale)])
}

/// `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`.
///
/// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
/// NotImplementedError. `alpha` of 0 raises RuntimeError.
///
/// Example:
///     >>> flambeau.celu(flambeau.tensor([-1.0, 1.0]))
///     tensor([-0.6321,  1.0000])
#[flambeau_macros::op(celu(Tensor self, Scalar alpha=1.0) -> Tensor; method, function)]
pub fn celu(this: &Tensor, alpha: Scalar) -> Result<Tensor> {
    let (alpha, _) = elu_numbers(alpha, Scalar::Int(1))?;
    ensure!(alpha != 0.0, Runtime, "ZeroDivisionError: alpha cannot be 0 for CELU");
    ELU.call(&[this.into(), alpha.into(), 1.0.into(), (1.0 / alpha).into()])
}

/// In-place form of `celu`: `max(0, x) + min(0, alpha * (e^(x / alpha) - 1))`, written to the tensor itself.
///
/// Example:
///     >>> flambeau.celu_(flambeau.tensor([-1.0, 1.0]))
///     tensor([-0.6321,  1.0000])
#[flambeau_macros::op(celu_(Tensor(a!) self, Scalar alpha=1.0) -> Tensor(a!); method, function)]
pub fn celu_(this: &Tensor, alpha: Scalar) -> Result<()> {
    let (alpha, _) = elu_numbers(alpha, Scalar::Int(1))?;
    ensure!(alpha != 0.0, Runtime, "ZeroDivisionError: alpha cannot be 0 for CELU");
    ELU.call_in_place(&[this.into(), alpha.into(), 1.0.into(), (1.0 / alpha).into()])
}

/// `x * Phi(x)`, Phi being the normal distribution's cumulative function; `approximate` is "none" or "tanh".
///
/// Any shape; floating-point dtypes only, others raise NotImplementedError.
///
/// Example:
///     >>> flambeau.nn.functional.gelu(flambeau.tensor([0.0, 1.0]))
///     tensor([0.0000, 0.8413])
#[flambeau_macros::op(gelu(Tensor self, *, str approximate="none") -> Tensor; function, out)]
pub fn gelu(this: &Tensor, approximate: &str) -> Result<Tensor> {
    match approximate {
        "none" => GELU.call(&[this.into()]),
        "tanh" => GELU_TANH.call(&[this.into()]),
        _ => bail!(Runtime, "approximate argument must be either none or tanh."),
    }
}

/// `log(1 + e^(beta x)) / beta`, and x where `beta x > threshold`.
///
/// Any shape; floating-point dtypes only, others raise NotImplementedError.
///
/// Example:
///     >>> flambeau.nn.functional.softplus(flambeau.tensor([0.0, 1.0]))
///     tensor([0.6931, 1.3133])
#[flambeau_macros::op(softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor; function, out)]
pub fn softplus(this: &Tensor, beta: Scalar, threshold: Scalar) -> Result<Tensor> {
    SOFTPLUS.call(&[this.into(), Operand::Scalar(beta), Operand::Scalar(threshold)])
}

/// x limited to `[min_val, max_val]`.
///
/// Any shape; real dtypes. Booleans and complex numbers raise.
///
/// Example:
///     >>> flambeau.nn.functional.hardtanh(flambeau.tensor([-2.0, 0.5]))
///     tensor([-1.0000,  0.5000])
#[flambeau_macros::op(hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor; function, out)]
pub fn hardtanh(this: &Tensor, min_val: Scalar, max_val: Scalar) -> Result<Tensor> {
    HARDTANH.call(&[this.into(), Operand::Scalar(min_val), Operand::Scalar(max_val)])
}

/// In-place form of `hardtanh`: limits the elements to `[min_val, max_val]`.
///
/// Example:
///     >>> flambeau.nn.functional.hardtanh_(flambeau.tensor([-2.0, 0.5]))
///     tensor([-1.0000,  0.5000])
#[flambeau_macros::op(hardtanh_(Tensor(a!) self, Scalar min_val=-1, Scalar max_val=1) -> Tensor(a!); function)]
pub fn hardtanh_(this: &Tensor, min_val: Scalar, max_val: Scalar) -> Result<()> {
    HARDTANH.call_in_place(&[this.into(), Operand::Scalar(min_val), Operand::Scalar(max_val)])
}

/// x limited to `[0, 6]`.
///
/// Any shape; real dtypes, which are kept.
///
/// Example:
///     >>> flambeau.nn.functional.relu6(flambeau.tensor([-1.0, 3.0, 8.0]))
///     tensor([0., 3., 6.])
#[flambeau_macros::op(relu6(Tensor self) -> Tensor; function)]
pub fn relu6(this: &Tensor) -> Result<Tensor> {
    hardtanh(this, Scalar::Int(0), Scalar::Int(6))
}

/// x, and 0 where `|x| <= lambd`.
///
/// Any shape; floating-point dtypes.
///
/// Example:
///     >>> flambeau.nn.functional.hardshrink(flambeau.tensor([-1.0, 0.3, 1.0]))
///     tensor([-1.,  0.,  1.])
#[flambeau_macros::op(hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor; method, function, out)]
pub fn hardshrink(this: &Tensor, lambd: Scalar) -> Result<Tensor> {
    HARDSHRINK.call(&[this.into(), Operand::Scalar(lambd)])
}

/// x moved towards 0 by `lambd`, and 0 where `|x| <= lambd`.
///
/// Any shape; floating-point dtypes. A negative `lambd` raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.softshrink(flambeau.tensor([-1.0, 0.3, 1.0]))
///     tensor([-0.5000,  0.0000,  0.5000])
#[flambeau_macros::op(softshrink(Tensor self, Scalar lambd=0.5) -> Tensor; function, out)]
pub fn softshrink(this: &Tensor, lambd: Scalar) -> Result<Tensor> {
    let below =
        matches!(lambd, Scalar::Int(number) if number < 0) || matches!(lambd, Scalar::Float(number) if number < 0.0);
    ensure!(!below, Runtime, "lambda must be greater or equal to 0, but found to be {lambd:?}.");
    SOFTSHRINK.call(&[this.into(), Operand::Scalar(lambd)])
}

/// x where above `threshold`, else `value`.
///
/// Any shape; real dtypes, which are kept. Complex numbers raise NotImplementedError.
///
/// Example:
///     >>> flambeau.threshold(flambeau.tensor([0.5, 2.0]), 1.0, -1.0)
///     tensor([-1.,  2.])
#[flambeau_macros::op(threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor; function, out)]
pub fn threshold(this: &Tensor, threshold: Scalar, value: Scalar) -> Result<Tensor> {
    THRESHOLD.call(&[this.into(), Operand::Scalar(threshold), Operand::Scalar(value)])
}

/// In-place form of `threshold`: keeps x where above `threshold`, writes `value` elsewhere.
///
/// Example:
///     >>> flambeau.threshold_(flambeau.tensor([0.5, 2.0]), 1.0, -1.0)
///     tensor([-1.,  2.])
#[flambeau_macros::op(threshold_(Tensor(a!) self, Scalar threshold, Scalar value) -> Tensor(a!); function)]
pub fn threshold_(this: &Tensor, threshold: Scalar, value: Scalar) -> Result<()> {
    THRESHOLD.call_in_place(&[this.into(), Operand::Scalar(threshold), Operand::Scalar(value)])
}
