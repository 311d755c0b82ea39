//! Losses of entries: a pointwise expression, added up as it is computed.

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Class, Val};
use flambeau_cuda::report::{Asker, insist};

use super::Reduce;
use crate::op::Operand;
use crate::ops::pointwise::{Pointwise, pointwise, program};
use crate::ops::reduce::{Plan, Reduction, run};
use crate::{Result, Scalar, Tensor, bail, ensure};

fn not_floating(dtype: DType) -> bool {
    !dtype.is_floating_point()
}

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

/// `log(1 + e^x)` without overflow.
fn softplus_of<'b>(x: Val<'b>) -> Val<'b> {
    x.max(x.same(0.0)) + (-x.abs()).exp().log1p()
}

/// Stirling's approximation of `log(t!)` where `t > 1`.
fn stirling<'b>(t: Val<'b>) -> Val<'b> {
    let value = t * t.log() - t + (t * std::f64::consts::TAU).log() * 0.5;
    t.le(t.same(1.0)).select(t.same(0.0), value)
}

/// The derivative of [`stirling`].
fn stirling_slope<'b>(t: Val<'b>) -> Val<'b> {
    t.le(t.same(1.0)).select(t.same(0.0), t.log() + 0.5 / t)
}

/// `t log t`, 0 at 0.
fn entropy<'b>(t: Val<'b>) -> Val<'b> {
    t.eq(t.same(0.0)).select(t.same(0.0), t * t.log())
}

fn entropy_slope<'b>(t: Val<'b>) -> Val<'b> {
    // 1 for all but 0, where it is not a number: PyTorch's slope there.
    #[allow(clippy::eq_op)]
    let one = t / t;
    t.eq(t.same(0.0)).select(t.same(0.0), t.log()) + one
}

fn cross<'b>(x: Val<'b>, t: Val<'b>) -> Val<'b> {
    let low = x.same(-100.0);
    (t - 1.0) * (-x).log1p().max(low) - t * x.log().max(low)
}

fn cross_slope<'b>(x: Val<'b>, t: Val<'b>) -> Val<'b> {
    (x - t) / ((1.0 - x) * x).max(x.same(1e-12))
}

fn weighted_logits<'b>(x: Val<'b>, t: Val<'b>, positive: Val<'b>) -> Val<'b> {
    (1.0 - t) * x + ((positive - 1.0) * t + 1.0) * softplus_of(-x)
}

fn weighted_logits_slope<'b>(x: Val<'b>, t: Val<'b>, positive: Val<'b>) -> Val<'b> {
    let share = positive * t;
    (share + 1.0 - t) * x.sigmoid() - share
}

pointwise! {
    MSE = "mse_cpu", "MseLossBackward0", Same except not_floating, |x, t| {
            let d = x - t;
            d * d
        };
        @x: |g, x, t| g * ((x - t) * 2.0);
        @t: |g, x, t| g * ((t - x) * 2.0);
    L1 = "l1_loss", "AbsBackward0", Same except complex, |x, t| (x - t).abs();
        @x: |g, x, t| g * (x - t).sign();
        @t: |g, x, t| g * (t - x).sign();
    SMOOTH_L1 = "smooth_l1_cpu", "SmoothL1LossBackward0", Same except not_floating, |x, t, beta| {
            let d = (x - t).abs();
            d.lt(beta).select(d * d * 0.5 / beta, d - beta * 0.5)
        };
        @x: |g, x, t, beta| {
            let d = x - t;
            d.le(-beta).select(-g, d.ge(beta).select(g, g * d / beta))
        };
        @t: |g, x, t, beta| {
            let d = t - x;
            d.le(-beta).select(-g, d.ge(beta).select(g, g * d / beta))
        };
    HUBER = "huber_cpu", "HuberLossBackward0", Same except not_floating, |x, t, delta| {
            let d = (x - t).abs();
            d.le(delta).select(d * d * 0.5, delta * (d - delta * 0.5))
        };
        @x: |g, x, t, delta| {
            let d = x - t;
            d.le(-delta).select(-(g * delta), d.ge(delta).select(g * delta, g * d))
        };
        @t: |g, x, t, delta| {
            let d = t - x;
            d.le(-delta).select(-(g * delta), d.ge(delta).select(g * delta, g * d))
        };
    BCE = "binary_cross_entropy", "BinaryCrossEntropyBackward0", Same except not_floating, |x, t| cross(x, t);
        @x: |g, x, t| g * cross_slope(x, t);
        @t: |g, x| g * ((-x).log1p() - x.log());
    BCE_WEIGHTED = "binary_cross_entropy", "BinaryCrossEntropyBackward0", Same except not_floating, |x, t, w| {
            cross(x, t) * w
        };
        @x: |g, x, t, w| g * w * cross_slope(x, t);
        @t: |g, x, w| g * w * ((-x).log1p() - x.log());
    LOGITS = "binary_cross_entropy_with_logits", "BinaryCrossEntropyWithLogitsBackward0", Same except not_floating, |x, t| {
            (1.0 - t) * x + softplus_of(-x)
        };
        @x: |g, x, t| g * (x.sigmoid() - t);
        @t: |g, x| -(g * x);
    LOGITS_WEIGHTED = "binary_cross_entropy_with_logits", "BinaryCrossEntropyWithLogitsBackward0", Same except not_floating,
        |x, t, w| ((1.0 - t) * x + softplus_of(-x)) * w;
        @x: |g, x, t, w| g * w * (x.sigmoid() - t);
        @t: |g, x, w| -(g * w * x);
    LOGITS_POSITIVE = "binary_cross_entropy_with_logits", "BinaryCrossEntropyWithLogitsBackward0", Same except not_floating,
        |x, t, p| weighted_logits(x, t, p);
        @x: |g, x, t, p| g * weighted_logits_slope(x, t, p);
        @t: |g, x, p| g * (p * softplus_of(-x) - softplus_of(x));
    LOGITS_BOTH = "binary_cross_entropy_with_logits", "BinaryCrossEntropyWithLogitsBackward0", Same except not_floating,
        |x, t, p, w| weighted_logits(x, t, p) * w;
        @x: |g, x, t, p, w| g * w * weighted_logits_slope(x, t, p);
        @t: |g, x, p, w| g * w * (p * softplus_of(-x) - softplus_of(x));
    KL = "kl_div", "SubBackward0", Float except complex, |x, t| entropy(t) - t * x;
        @x: |g, t| -(g * t);
        @t: |g, x, t| g * (entropy_slope(t) - x);
    KL_LOG = "kl_div", "MulBackward0", Float except complex, |x, t| t.exp() * (t - x);
        @x: |g, t| -(g * t.exp());
        @t: |g, x, t| g * t.exp() * (t - x + 1.0);
    POISSON_LOG = "poisson_nll_loss", "SubBackward0", Float except complex, |x, t| x.exp() - t * x;
        @x: |g, x, t| g * (x.exp() - t);
        @t: |g, x| -(g * x);
    POISSON = "poisson_nll_loss", "SubBackward0", Float except complex, |x, t, eps| x - t * (x + eps).log();
        @x: |g, x, t, eps| g * (1.0 - t / (x + eps));
        @t: |g, x, eps| -(g * (x + eps).log());
    POISSON_LOG_FULL = "poisson_nll_loss", "AddBackward0", Float except complex, |x, t| x.exp() - t * x + stirling(t);
        @x: |g, x, t| g * (x.exp() - t);
        @t: |g, x, t| g * (stirling_slope(t) - x);
    POISSON_FULL = "poisson_nll_loss", "AddBackward0", Float except complex, |x, t, eps| {
            x - t * (x + eps).log() + stirling(t)
        };
        @x: |g, x, t, eps| g * (1.0 - t / (x + eps));
        @t: |g, x, t, eps| g * (stirling_slope(t) - (x + eps).log());
    SOFT_MARGIN = "soft_margin_loss", "SoftMarginLossBackward0", Float except complex, |x, t| softplus_of(-(t * x));
        @x: |g, x, t| -(g * t * (-(t * x)).sigmoid());
    HINGE = "hinge_embedding_loss", "AddBackward0", Float except complex, |x, t, margin| {
            let zero = x.same(0.0);
            t.ne(t.same(1.0)).select((margin - x).max(zero), zero) + t.ne(t.same(-1.0)).select(x, zero)
        };
        @x: |g, x, t, margin| {
            let zero = g.same(0.0);
            let below = t.ne(t.same(1.0)).bitand((margin - x).ge(zero));
            below.select(-g, zero) + t.ne(t.same(-1.0)).select(g, zero)
        };
    RANKING = "margin_ranking_loss", "ClampMinBackward0", Float except complex, |a, b, t, margin| {
            (-(t * (a - b)) + margin).max(a.same(0.0))
        };
        @a: |g, a, b, t, margin| (-(t * (a - b)) + margin).ge(a.same(0.0)).select(-(g * t), g.same(0.0));
        @b: |g, a, b, t, margin| (-(t * (a - b)) + margin).ge(a.same(0.0)).select(g * t, g.same(0.0));
        @t: |g, a, b, t, margin| (-(t * (a - b)) + margin).ge(a.same(0.0)).select(g * (b - a), g.same(0.0));
    COSINE = "cosine_embedding_loss", "AddBackward0", Float except complex, |c, t, margin| {
            let zero = c.same(0.0);
            let apart = t.eq(t.same(-1.0)).select((c - margin).max(zero), zero);
            t.eq(t.same(1.0)).select(1.0 - c, zero) + apart
        };
        @c: |g, c, t, margin| {
            let zero = g.same(0.0);
            let apart = t.eq(t.same(-1.0)).bitand((c - margin).ge(zero)).select(g, zero);
            t.eq(t.same(1.0)).select(-g, zero) + apart
        };
    TRIPLET = "triplet_margin_loss", "ClampMinBackward0", Float except complex, |near, far, margin| {
            (margin + near - far).max(near.same(0.0))
        };
        @near: |g, near, far, margin| (margin + near - far).ge(near.same(0.0)).select(g, g.same(0.0));
        @far: |g, near, far, margin| (margin + near - far).ge(near.same(0.0)).select(-g, g.same(0.0));
    SURPRISE = "cross_entropy_loss", "NegBackward0", Float except complex, |log_p, q| -(log_p * q);
        @log_p: |g, q| -(g * q);
        @q: |g, log_p| -(g * log_p);
    SURPRISE_WEIGHTED = "cross_entropy_loss", "NegBackward0", Float except complex, |log_p, q, w| -(log_p * q * w);
        @log_p: |g, q, w| -(g * q * w);
        @q: |g, log_p, w| -(g * log_p * w);
        @w: |g, log_p, q| -(g * log_p * q);
}

/// The losses of entries, their mean or their sum. `own`: PyTorch has a node for the whole, not one for each step.
pub(super) fn finish(row: &'static Pointwise, operands: &[Operand<'_>], reduction: i64, own: bool) -> Result<Tensor> {
    match Reduce::of(reduction)? {
        Reduce::None => row.call(operands),
        Reduce::Mean => row.total(operands, true, if own { row.node } else { "MeanBackward0" }),
        Reduce::Sum => row.total(operands, false, if own { row.node } else { "SumBackward0" }),
    }
}

/// `(x - t)^2`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast and dtypes are promoted; floating-point or complex.
///
/// Example:
///     >>> flambeau.mse_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
///     tensor(2.5000)
#[flambeau_macros::op(mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor; function)]
pub fn mse_loss(this: &Tensor, target: &Tensor, reduction: i64) -> Result<Tensor> {
    finish(&MSE, &[this.into(), target.into()], reduction, true)
}

/// `|x - t|`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast and dtypes are promoted; floating-point or complex.
///
/// Example:
///     >>> flambeau.l1_loss(flambeau.tensor([1.0, 2.0]), flambeau.tensor([0.0, 0.0]))
///     tensor(1.5000)
#[flambeau_macros::op(l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor; function)]
pub fn l1_loss(this: &Tensor, target: &Tensor, reduction: i64) -> Result<Tensor> {
    let dtypes = [this.dtype(), target.dtype()];
    if dtypes.iter().any(|dtype| dtype.is_complex()) || !dtypes.iter().any(|dtype| dtype.is_floating_point()) {
        // Sums of integers are wider than integers, sizes of complex numbers are real.
        let sizes = this.sub(target.into(), Scalar::Int(1))?.abs()?;
        return Reduce::of(reduction)?.apply(sizes);
    }
    finish(&L1, &[this.into(), target.into()], reduction, false)
}

/// `(x - t)^2 / (2 beta)` where `|x - t| < beta`, else `|x - t| - beta / 2`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes. A negative `beta` raises RuntimeError.
///
/// Example:
///     >>> flambeau.smooth_l1_loss(flambeau.tensor([0.5, 3.0]), flambeau.tensor([0.0, 0.0]), reduction=0)
///     tensor([0.1250, 2.5000])
#[flambeau_macros::op(smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.0) -> Tensor; function)]
pub fn smooth_l1_loss(this: &Tensor, target: &Tensor, reduction: i64, beta: f64) -> Result<Tensor> {
    ensure!(beta >= 0.0, Runtime, "smooth_l1_loss does not support negative values for beta.");
    if beta == 0.0 {
        return l1_loss(this, target, reduction);
    }
    finish(&SMOOTH_L1, &[this.into(), target.into(), beta.into()], reduction, true)
}

/// `(x - t)^2 / 2` where `|x - t| <= delta`, else `delta (|x - t| - delta / 2)`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes. A `delta` that is not positive raises RuntimeError.
///
/// Example:
///     >>> flambeau.huber_loss(flambeau.tensor([0.5, 3.0]), flambeau.tensor([0.0, 0.0]), reduction=0)
///     tensor([0.1250, 2.5000])
#[flambeau_macros::op(huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.0) -> Tensor; function)]
pub fn huber_loss(this: &Tensor, target: &Tensor, reduction: i64, delta: f64) -> Result<Tensor> {
    ensure!(delta > 0.0, Runtime, "huber_loss does not support non-positive values for delta.");
    finish(&HUBER, &[this.into(), target.into(), delta.into()], reduction, true)
}

fn check_dtype(found: &Tensor, expected: &Tensor) -> Result<()> {
    ensure!(
        found.dtype() == expected.dtype(),
        Runtime,
        "Found dtype {} but expected {}",
        found.dtype().scalar_name(),
        expected.dtype().scalar_name()
    );
    Ok(())
}

/// `-(t log p + (1 - t) log(1 - p))`, times `weight`; each logarithm is at least -100.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d.
/// Floating-point dtypes; `weight` broadcasts. Probabilities outside [0, 1] raise RuntimeError.
///
/// Example:
///     >>> flambeau.binary_cross_entropy(flambeau.tensor([0.5, 0.9]), flambeau.tensor([0.0, 1.0]), reduction=0)
///     tensor([0.6931, 0.1054])
#[flambeau_macros::op(binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor; function)]
pub fn binary_cross_entropy(this: &Tensor, target: &Tensor, weight: Option<&Tensor>, reduction: i64) -> Result<Tensor> {
    check_dtype(target, this)?;
    if let Some(weight) = weight {
        check_dtype(weight, this)?;
    }
    if this.dtype().is_floating_point() && this.numel() > 0 {
        // Whether all are probabilities; NaN is none.
        let plan = Plan::new(this, None, false)?;
        let map = program(
            |_, x| x[0].ge(x[0].same(0.0)).bitand(x[0].le(x[0].same(1.0))),
            &[this.into()],
            this.dtype(),
            DType::Bool,
        );
        let all = run(Reduction::All, &plan, Some(map), &[this.into()], Class::Bool, DType::Bool)?;
        const MESSAGE: &str = "all elements of input should be between 0 and 1";
        match crate::gpu::stream(this.device()) {
            None => ensure!(all.item()? == Scalar::Bool(true), Runtime, "{MESSAGE}"),
            // SAFETY: the result of the reduction is one byte; memory that is freed meanwhile is handed out in the order of
            // the stream.
            Some(stream) => unsafe {
                insist(all.data_ptr(), const { &Asker::saying("binary_cross_entropy", MESSAGE) }, stream)?
            },
        }
    }
    match weight {
        None => finish(&BCE, &[this.into(), target.into()], reduction, true),
        Some(weight) => finish(&BCE_WEIGHTED, &[this.into(), target.into(), weight.into()], reduction, true),
    }
}

/// `binary_cross_entropy(sigmoid(x), t)` in one step; `pos_weight` multiplies the positive term.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d.
/// Floating-point dtypes; `weight` and `pos_weight` broadcast.
///
/// Example:
///     >>> x, t = flambeau.tensor([0.0, 2.0]), flambeau.tensor([0.0, 1.0])
///     >>> flambeau.binary_cross_entropy_with_logits(x, t, reduction=0)
///     tensor([0.6931, 0.1269])
#[flambeau_macros::op(binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor; function)]
pub fn binary_cross_entropy_with_logits(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    pos_weight: Option<&Tensor>,
    reduction: i64,
) -> Result<Tensor> {
    let (x, t) = (this.into(), target.into());
    match (pos_weight, weight) {
        (None, None) => finish(&LOGITS, &[x, t], reduction, true),
        (None, Some(w)) => finish(&LOGITS_WEIGHTED, &[x, t, w.into()], reduction, true),
        (Some(p), None) => finish(&LOGITS_POSITIVE, &[x, t, p.into()], reduction, true),
        (Some(p), Some(w)) => finish(&LOGITS_BOTH, &[x, t, p.into(), w.into()], reduction, true),
    }
}

/// `t (log t - x)`, or `e^t (t - x)` for logarithms as targets.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes.
///
/// Example:
///     >>> flambeau.kl_div(flambeau.tensor([0.5, 0.5]).log(), flambeau.tensor([0.25, 0.75]), reduction=2)
///     tensor(0.1308)
#[flambeau_macros::op(kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor; function)]
pub fn kl_div(this: &Tensor, target: &Tensor, reduction: i64, log_target: bool) -> Result<Tensor> {
    finish(if log_target { &KL_LOG } else { &KL }, &[this.into(), target.into()], reduction, false)
}

/// `e^x - t x`, or `x - t log(x + eps)` for rates; `full` adds Stirling's approximation of `log(t!)`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes.
///
/// Example:
///     >>> flambeau.poisson_nll_loss(flambeau.tensor([0.0, 1.0]), flambeau.tensor([1.0, 2.0]), True, False, 1e-8, 0)
///     tensor([1.0000, 0.7183])
#[flambeau_macros::op(poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps, int reduction) -> Tensor; function)]
pub fn poisson_nll_loss(
    input: &Tensor,
    target: &Tensor,
    log_input: bool,
    full: bool,
    eps: f64,
    reduction: i64,
) -> Result<Tensor> {
    let (x, t) = (input.into(), target.into());
    match (log_input, full) {
        (true, false) => finish(&POISSON_LOG, &[x, t], reduction, false),
        (true, true) => finish(&POISSON_LOG_FULL, &[x, t], reduction, false),
        (false, false) => finish(&POISSON, &[x, t, eps.into()], reduction, false),
        (false, true) => finish(&POISSON_FULL, &[x, t, eps.into()], reduction, false),
    }
}

/// `log(1 + e^(-t x))`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes.
///
/// Example:
///     >>> flambeau.soft_margin_loss(flambeau.tensor([0.0, 2.0]), flambeau.tensor([1.0, -1.0]), reduction=0)
///     tensor([0.6931, 2.1269])
#[flambeau_macros::op(soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor; function)]
pub fn soft_margin_loss(this: &Tensor, target: &Tensor, reduction: i64) -> Result<Tensor> {
    ensure!(
        !target.requires_grad(),
        Runtime,
        "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot have \
         requires_grad True."
    );
    finish(&SOFT_MARGIN, &[this.into(), target.into()], reduction, true)
}

/// x where t is 1, `max(0, margin - x)` where it is -1.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes.
///
/// Example:
///     >>> flambeau.hinge_embedding_loss(flambeau.tensor([0.3, 0.3]), flambeau.tensor([1.0, -1.0]), reduction=0)
///     tensor([0.3000, 0.7000])
#[flambeau_macros::op(hinge_embedding_loss(Tensor self, Tensor target, float margin=1.0, int reduction=1) -> Tensor; function)]
pub fn hinge_embedding_loss(this: &Tensor, target: &Tensor, margin: f64, reduction: i64) -> Result<Tensor> {
    finish(&HINGE, &[this.into(), (&target.detached()).into(), margin.into()], reduction, false)
}

/// `max(0, -t (a - b) + margin)`.
///
/// `reduction` is 0 (none), 1 (mean) or 2 (sum); the result has the broadcast shape, or is 0-d. Shapes
/// broadcast; floating-point dtypes.
///
/// Example:
///     >>> a, b, t = flambeau.tensor([1.0, 1.0]), flambeau.tensor([3.0, 0.0]), flambeau.tensor([1.0, 1.0])
///     >>> flambeau.margin_ranking_loss(a, b, t, reduction=0)
///     tensor([2., 0.])
#[flambeau_macros::op(margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor; function)]
pub fn margin_ranking_loss(
    input1: &Tensor,
    input2: &Tensor,
    target: &Tensor,
    margin: f64,
    reduction: i64,
) -> Result<Tensor> {
    ensure!(
        input1.ndim() == input2.ndim() && input1.ndim() == target.ndim(),
        Runtime,
        "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: {}, input2: {}, \
         target: {}",
        crate::error::shape_text(input1.shape()),
        crate::error::shape_text(input2.shape()),
        crate::error::shape_text(target.shape())
    );
    finish(&RANKING, &[input1.into(), input2.into(), target.into(), margin.into()], reduction, false)
}

/// `1 - cos(a, b)` where t is 1, `max(0, cos(a, b) - margin)` where it is -1.
///
/// `(N, D)` or `(D,)` with targets `(N,)` or `()`; `reduction` is 0 (none), 1 (mean) or 2 (sum). Floating-point
/// dtypes; other shapes raise RuntimeError.
///
/// Example:
///     >>> a, b = flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[0.0, 1.0]])
///     >>> flambeau.cosine_embedding_loss(a, b, flambeau.tensor([1]), reduction=1)
///     tensor(1.)
#[flambeau_macros::op(cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0.0, int reduction=1) -> Tensor; function)]
pub fn cosine_embedding_loss(
    input1: &Tensor,
    input2: &Tensor,
    target: &Tensor,
    margin: f64,
    reduction: i64,
) -> Result<Tensor> {
    const EPS: f64 = 1e-12;
    let ndim = target.ndim();
    ensure!(ndim <= 1, Runtime, "0D or 1D target tensor expected, multi-target not supported");
    if input1.ndim() != ndim + 1 || input2.ndim() != ndim + 1 {
        bail!(
            Runtime,
            "{ndim}D target tensor expects {}D input tensors, but found inputs with sizes {} and {}.",
            ndim + 1,
            crate::error::shape_text(input1.shape()),
            crate::error::shape_text(input2.shape())
        );
    }
    let last = [ndim as i64];
    let product = |a: &Tensor, b: &Tensor| a.mul(b.into())?.sum_dim(Some(&last), false, None);
    let squares = product(input1, input1)?.add(EPS.into(), 1i64.into())?;
    let others = product(input2, input2)?.add(EPS.into(), 1i64.into())?;
    let cosine = product(input1, input2)?.div((&squares.mul((&others).into())?.sqrt()?).into(), None)?;
    finish(&COSINE, &[(&cosine).into(), target.into(), margin.into()], reduction, false)
}

/// `max(0, d(anchor, positive) - d(anchor, negative) + margin)` with the p-norm distance d.
///
/// `(N, D)` or `(D,)` each, with `swap` the smaller of the distances of anchor and positive from the negative;
/// `reduction` is 0 (none), 1 (mean) or 2 (sum). Floating-point dtypes.
///
/// Example:
///     >>> anchor, near, far = flambeau.tensor([[0.0]]), flambeau.tensor([[2.0]]), flambeau.tensor([[2.5]])
///     >>> flambeau.triplet_margin_loss(anchor, near, far, reduction=1)
///     tensor(0.5000)
#[flambeau_macros::op(triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, float eps=1e-06, bool swap=False, int reduction=1) -> Tensor; function)]
pub fn triplet_margin_loss(
    anchor: &Tensor,
    positive: &Tensor,
    negative: &Tensor,
    margin: f64,
    p: f64,
    eps: f64,
    swap: bool,
    reduction: i64,
) -> Result<Tensor> {
    ensure!(
        anchor.ndim() == positive.ndim() && anchor.ndim() == negative.ndim(),
        Runtime,
        "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor \
         {}D, positive {}D, and negative {}D inputs",
        anchor.ndim(),
        positive.ndim(),
        negative.ndim()
    );
    ensure!(margin > 0.0, Runtime, "margin must be greater than 0, got {margin}");
    let distance = |a: &Tensor, b: &Tensor| crate::ops::pairwise_distance(a, b, p, eps, false);
    let near = distance(anchor, positive)?;
    let mut far = distance(anchor, negative)?;
    if swap {
        far = far.minimum(&distance(positive, negative)?)?;
    }
    finish(&TRIPLET, &[(&near).into(), (&far).into(), margin.into()], reduction, false)
}
