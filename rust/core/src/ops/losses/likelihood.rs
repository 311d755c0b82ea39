//! Negative log likelihood and cross entropy.

use std::sync::Arc;

use flambeau_cpu::rows::{self as kernel, Classes, Extent};
use flambeau_cpu::{DType, Element};
use flambeau_cuda::reduce::Gather;
use flambeau_cuda::rows as gpu;
use flambeau_cuda::stream::Stream;
use smallvec::smallvec;

use super::Reduce;
use super::pointwise::{SURPRISE, SURPRISE_WEIGHTED};
use crate::autograd::{Recorder, Saved, no_grad, saved};
use crate::error::shape_text;
use crate::op::Operand;
use crate::ops::reduce::{Plan, fused};
use crate::ops::rows::{computed_in, dense, dense_as, extent_of};
use crate::tensor::Shape;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// Everything about a likelihood but the scores.
struct Likelihood {
    extent: Extent,
    dtype: DType,
    /// Shape of the scores and of the target.
    shape: Shape,
    rows_shape: Shape,
    target: Tensor,
    weight: Option<Tensor>,
    ignored: i64,
    smoothing: f64,
    reduce: Reduce,
}

/// What a sum of losses is divided by.
#[derive(Clone)]
enum Divisor {
    Number(f64),
    /// A 0-d tensor on the device, so that nothing waits for it.
    Tensor(Tensor),
}

/// Losses of rows, what they were divided by, and, of logits, the statistics.
struct Losses {
    result: Tensor,
    divisor: Divisor,
    stats: Option<Tensor>,
}

impl Divisor {
    fn divide(&self, total: &Tensor) -> Result<Tensor> {
        match self {
            Divisor::Number(1.0) => Ok(total.clone()),
            Divisor::Number(number) => no_grad(|| total.div(Scalar::Float(*number).into(), None)),
            Divisor::Tensor(tensor) => no_grad(|| total.div(tensor.into(), None)),
        }
    }
}

impl Likelihood {
    fn new(
        x: &Tensor,
        target: &Tensor,
        weight: Option<&Tensor>,
        reduction: i64,
        ignored: i64,
        smoothing: f64,
    ) -> Result<Likelihood> {
        ensure!(x.ndim() > 0, Value, "Expected 1 or more dimensions (got 0)");
        let class_dim = usize::from(x.ndim() > 1);
        if x.ndim() > 1 {
            ensure!(
                target.ndim() > 0 && x.shape()[0] == target.shape()[0],
                Value,
                "Expected input batch_size ({}) to match target batch_size ({}).",
                x.shape()[0],
                target.shape().first().map_or("none".to_owned(), usize::to_string)
            );
        }
        let mut rows_shape = Shape::from_slice(x.shape());
        rows_shape.remove(class_dim);
        let single = x.ndim() == 1 && target.shape() == [1];
        ensure!(
            single || target.shape() == rows_shape.as_slice(),
            Runtime,
            "Expected target size {}, got {}",
            shape_text(&rows_shape),
            shape_text(target.shape())
        );
        ensure!(
            matches!(target.dtype(), DType::I64 | DType::U8),
            Runtime,
            "expected target dtype to be Long or Byte, but got {}",
            target.dtype().scalar_name()
        );
        if !x.dtype().is_floating_point() {
            return Err(Error::unsupported("nll_loss_out_frame", x.dtype()));
        }
        let extent = extent_of(x.shape(), class_dim);
        if let Some(weight) = weight {
            ensure!(
                weight.ndim() == 1 && weight.numel() == extent.n,
                Runtime,
                "weight tensor should be defined either for all {} classes or no classes but got weight tensor of shape: {}",
                extent.n,
                shape_text(weight.shape())
            );
            ensure!(
                weight.dtype() == x.dtype(),
                Runtime,
                "expected scalar type {} but found {}",
                x.dtype().scalar_name(),
                weight.dtype().scalar_name()
            );
            ensure!(
                !weight.requires_grad(),
                Runtime,
                "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input \
                 cannot have requires_grad True."
            );
        }
        let this = Likelihood {
            extent,
            dtype: x.dtype(),
            shape: Shape::from_slice(x.shape()),
            rows_shape: Shape::from_slice(target.shape()),
            target: dense_as(target, DType::I64)?,
            weight: weight.map(|weight| dense_as(weight, computed_in(x.dtype()))).transpose()?,
            ignored,
            smoothing,
            reduce: Reduce::of(reduction)?,
        };
        if !this.target.on_host() {
            // The kernels check targets on the device.
            return Ok(this);
        }
        // SAFETY: the target is dense and has an index for each row.
        if let Some(target) = unsafe { this.classes()?.invalid(this.rows(), extent.n) } {
            bail!(Index, "Target {target} is out of bounds.");
        }
        Ok(this)
    }

    fn rows(&self) -> usize {
        self.extent.outer * self.extent.inner
    }

    fn classes(&self) -> Result<Classes> {
        Ok(Classes {
            target: self.target.data_ptr().cast(),
            ignored: self.ignored,
            weight: Tensor::ptr_on_or_null(self.weight.as_ref(), self.target.device())?,
            smoothing: self.smoothing,
        })
    }

    /// The loss of scores that are logits or log probabilities, unrecorded. A divisor that is not given is the weight of
    /// all targets.
    fn forward(&self, x: &Tensor, logits: bool, divisor: Option<Divisor>) -> Result<Losses> {
        let acc = computed_in(self.dtype);
        let (x, rows, device) = (dense_as(x, self.dtype)?, self.rows(), x.device());
        let losses = Tensor::empty(&self.rows_shape, acc, device)?;
        let weights = Tensor::empty(&[rows], acc, device)?;
        let stats = if logits { Some(Tensor::empty(&[2, rows], acc, device)?) } else { None };
        if rows > 0 {
            let stats = Tensor::ptr_on_or_null(stats.as_ref(), device)?;
            let (losses, weights, classes) = (losses.data_ptr(), weights.data_ptr(), self.classes()?);
            let (dtype, extent, x) = (self.dtype, self.extent, x.ptr_on(self.target.device())?);
            match crate::gpu::stream(device) {
                // SAFETY: scores are dense, results are new and as large as the kernel needs, targets were checked.
                None => unsafe { kernel::likelihood(dtype, extent, x, &classes, stats, losses, weights) },
                // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
                Some(stream) => unsafe {
                    gpu::likelihood(dtype, extent, x, &classes, stats, losses, weights, stream)?;
                },
            }
        }
        if self.reduce == Reduce::None {
            return Ok(Losses { result: dense_as(&losses, self.dtype)?, divisor: Divisor::Number(1.0), stats });
        }
        if let Some(stream) = crate::gpu::stream(device) {
            if self.reduce == Reduce::Mean && divisor.is_none() {
                let (result, divisor) = self.weighted_mean(&losses, &weights, stream)?;
                return Ok(Losses { result, divisor: Divisor::Tensor(divisor), stats });
            }
            let total = losses.sum(None)?;
            let divisor = divisor.filter(|_| self.reduce == Reduce::Mean).unwrap_or(Divisor::Number(1.0));
            let result = divisor.divide(&total)?.to_dtype(self.dtype)?;
            return Ok(Losses { result, divisor, stats });
        }
        let total = total_of(&losses)?;
        let divisor = match (self.reduce, divisor) {
            (Reduce::Mean, Some(Divisor::Number(divisor))) => divisor,
            (Reduce::Mean, _) => total_of(&weights)?,
            _ => 1.0,
        };
        let result = crate::ops::copy::element(Scalar::Float(total / divisor), self.dtype, device)?;
        Ok(Losses { result, divisor: Divisor::Number(divisor), stats })
    }

    /// The sum of losses divided by that of weights, and the sum of weights: 0-d, of one kernel.
    fn weighted_mean(&self, losses: &Tensor, weights: &Tensor, stream: Stream) -> Result<(Tensor, Tensor)> {
        let losses = losses.reshape(&[losses.numel() as i64])?;
        let plan = Plan::new(&losses, None, false)?;
        let (mean, kept) = fused::result_of(&plan, &[], self.dtype, &losses)?;
        let (total, kept_total) = fused::result_of(&plan, &[], losses.dtype(), &losses)?;
        let map: fused::Step<'_> = (|_, x| x.into(), &[(&losses).into(), weights.into()]);
        let finish: fused::Step<'_> = (|_, x| smallvec![x[0] / x[1], x[1]], &[]);
        let (shape, acc) = (losses.shape(), losses.dtype());
        fused::gather(Gather::Sums, &plan, shape, map, finish, &[&kept, &kept_total], acc, stream)?;
        Ok((mean, total))
    }

    /// The gradient of the scores, unrecorded; with statistics, of logits.
    fn backward(&self, grad: &Tensor, x: Option<(&Tensor, &Tensor)>, divisor: &Divisor) -> Result<Tensor> {
        let acc = computed_in(self.dtype);
        let (grad, device) = (dense_as(grad, acc)?, grad.device());
        let (scale, total) = match divisor {
            Divisor::Number(divisor) => (1.0 / divisor, None),
            Divisor::Tensor(total) => (1.0, Some(total)),
        };
        let total = Tensor::ptr_on_or_null(total, device)?;
        let out = Tensor::empty(&self.shape, self.dtype, device)?;
        if out.numel() == 0 {
            return Ok(out);
        }
        let dense_x = x.map(|(x, _)| dense(x)).transpose()?;
        let x_stats = x.map(|(_, stats)| stats);
        let x = Tensor::ptr_on_or_null(dense_x.as_ref(), device)?;
        let stats = Tensor::ptr_on_or_null(x_stats, device)?;
        let step = usize::from(self.reduce == Reduce::None);
        let (dtype, extent, classes) = (self.dtype, self.extent, self.classes()?);
        let (grad, out_ptr) = (grad.ptr_on(self.target.device())?, out.data_ptr());
        match crate::gpu::stream(device) {
            // SAFETY: as in the forward pass; the gradient has one element, or one for each row.
            None => unsafe {
                kernel::likelihood_backward(dtype, extent, x, &classes, stats, grad, step, scale, out_ptr);
            },
            // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
            Some(stream) => unsafe {
                gpu::likelihood_backward(dtype, extent, x, &classes, stats, grad, step, scale, total, out_ptr, stream)?;
            },
        }
        Ok(out)
    }

    fn node(&self) -> &'static str {
        if self.shape.len() > 2 { "NllLoss2DBackward0" } else { "NllLossBackward0" }
    }
}

/// The sum of a dense tensor's elements, in order, in double precision.
fn total_of(tensor: &Tensor) -> Result<f64> {
    fn of<T: Element + Into<f64>>(tensor: &Tensor) -> Result<f64> {
        // SAFETY: the tensor is dense and its elements are of this type.
        let values = unsafe { std::slice::from_raw_parts(tensor.host_ptr()?.cast::<T>(), tensor.numel()) };
        Ok(values.iter().map(|&value| value.into()).sum())
    }
    if tensor.dtype() == DType::F64 { of::<f64>(tensor) } else { of::<f32>(tensor) }
}

/// The loss as a linear function of log probabilities.
fn select(log_p: &Tensor, this: &Arc<Likelihood>, divisor: Option<Divisor>) -> Result<Tensor> {
    let Losses { result, divisor, .. } = this.forward(log_p, false, divisor)?;
    if let Some(graph) = Recorder::new(&[log_p]) {
        let (node, this) = (this.node(), this.clone());
        saved::note();
        graph.attach(&result, node, move |grad, _cx| Ok(crate::grads![Some(spread(grad, &this, &divisor)?)]));
    }
    Ok(result)
}

/// The transpose of [`select`]: the gradient of log probabilities, linear in that of the loss.
fn spread(grad: &Tensor, this: &Arc<Likelihood>, divisor: &Divisor) -> Result<Tensor> {
    let out = this.backward(grad, None, divisor)?;
    if let Some(graph) = Recorder::new(&[grad]) {
        let (this, divisor) = (this.clone(), divisor.clone());
        saved::note();
        graph.attach(&out, "NllLossBackwardBackward0", move |grad, _cx| {
            Ok(crate::grads![Some(select(grad, &this, Some(divisor.clone()))?)])
        });
    }
    Ok(out)
}

/// Negative log likelihood, `-weight[t] * x[t]`, of log probabilities `(C,)`, `(N, C)` or `(N, C, *)`.
///
/// Targets are class indices, int64, of the input's shape without C; `weight` is `(C,)`. `reduction` is 0 (none),
/// 1 (mean, weighted) or 2 (sum). A class out of range raises IndexError. See `nn.functional.nll_loss`.
///
/// Example:
///     >>> log_probs = flambeau.tensor([[0.25, 0.75], [0.5, 0.5]]).log()
///     >>> flambeau.nll_loss_nd(log_probs, flambeau.tensor([1, 0]))
///     tensor(0.4904)
#[flambeau_macros::op(nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor; function)]
pub fn nll_loss_nd(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: i64,
    ignore_index: i64,
) -> Result<Tensor> {
    let likelihood = Likelihood::new(this, target, weight, reduction, ignore_index, 0.0)?;
    select(this, &Arc::new(likelihood), None)
}

/// Negative log likelihood of log probabilities `(C,)` or `(N, C)`: `-weight[t] * x[t]`.
///
/// See `nll_loss_nd` for arguments and errors.
///
/// Example:
///     >>> log_probs = flambeau.tensor([[0.25, 0.75], [0.5, 0.5]]).log()
///     >>> flambeau.nll_loss(log_probs, flambeau.tensor([1, 0]), reduction=0)
///     tensor([0.2877, 0.6931])
#[flambeau_macros::op(nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor; function)]
pub fn nll_loss(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: i64,
    ignore_index: i64,
) -> Result<Tensor> {
    ensure!((1..=2).contains(&this.ndim()), Runtime, "input tensor should be 1D or 2D");
    ensure!(target.ndim() <= 1, Runtime, "0D or 1D target tensor expected, multi-target not supported");
    nll_loss_nd(this, target, weight, reduction, ignore_index)
}

/// Negative log likelihood of log probabilities `(N, C, H, W)`: `-weight[t] * x[t]` in every place.
///
/// Targets are `(N, H, W)`. See `nll_loss_nd` for arguments and errors.
///
/// Example:
///     >>> log_probs = flambeau.full((1, 2, 2, 2), 0.5).log()
///     >>> flambeau.nll_loss2d(log_probs, flambeau.zeros(1, 2, 2, dtype=flambeau.int64))
///     tensor(0.6931)
#[flambeau_macros::op(nll_loss2d(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100) -> Tensor; function)]
pub fn nll_loss2d(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: i64,
    ignore_index: i64,
) -> Result<Tensor> {
    ensure!(
        this.ndim() == 4,
        Runtime,
        "only batches of spatial inputs supported (4D tensors), but got input of size: {}",
        shape_text(this.shape())
    );
    nll_loss_nd(this, target, weight, reduction, ignore_index)
}

/// Cross entropy of logits `(C,)`, `(N, C)` or `(N, C, *)` and class indices, or probabilities of the logits'
/// shape.
///
/// `-sum_c weight[c] q[c] log(softmax(x)[c])`, where q is the target, mixed with `label_smoothing / C` for every
/// class. `reduction` is 0 (none), 1 (mean, weighted for class indices) or 2 (sum). A class out of range raises
/// IndexError.
///
/// Example:
///     >>> flambeau.cross_entropy_loss(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([1]))
///     tensor(0.6931)
#[flambeau_macros::op(cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, SymInt ignore_index=-100, float label_smoothing=0.0) -> Tensor; function)]
pub fn cross_entropy_loss(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: i64,
    ignore_index: i64,
    label_smoothing: f64,
) -> Result<Tensor> {
    ensure!(
        (0.0..=1.0).contains(&label_smoothing),
        Runtime,
        "label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}"
    );
    if this.shape() == target.shape() {
        ensure!(
            target.dtype().is_floating_point(),
            Runtime,
            "Expected floating point type for target with class probabilities, got {}",
            target.dtype().scalar_name()
        );
        ensure!(ignore_index < 0, Runtime, "ignore_index is not supported for floating point target");
        return of_probabilities(this, target, weight, reduction, label_smoothing);
    }
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported("log_softmax_lastdim_kernel_impl", this.dtype()));
    }
    let likelihood = Arc::new(Likelihood::new(this, target, weight, reduction, ignore_index, label_smoothing)?);
    let Losses { result, divisor, stats } = likelihood.forward(this, true, None)?;
    if let (Some(graph), Some(stats)) = (Recorder::new(&[this]), stats) {
        let saved = Saved::input(this)?;
        graph.attach(&result, likelihood.node(), move |grad, cx| {
            let x = saved.get(cx)?;
            if !cx.create_graph {
                return Ok(crate::grads![Some(likelihood.backward(grad, Some((&x, &stats)), &divisor)?)]);
            }
            let dim = [i64::from(x.ndim() > 1)];
            let log_p = x.log_softmax(dim[0], None)?;
            let grad = spread(grad, &likelihood, &divisor)?;
            let total = grad.sum_dim(Some(&dim), true, None)?;
            let through = log_p.exp()?.mul((&total).into())?;
            Ok(crate::grads![Some(grad.sub((&through).into(), 1i64.into())?)])
        });
    }
    Ok(result)
}

/// `-sum_c weight[c] q[c] log_softmax(x)[c]`; the mean is over samples.
fn of_probabilities(
    this: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: i64,
    smoothing: f64,
) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Value, "Expected 1 or more dimensions (got 0)");
    let class_dim = i64::from(this.ndim() > 1);
    let classes = this.shape()[class_dim as usize];
    let log_p = this.log_softmax(class_dim, None)?;
    let smoothed;
    let target = if smoothing > 0.0 {
        let own = target.mul((1.0 - smoothing).into())?;
        smoothed = own.add((smoothing / classes as f64).into(), 1i64.into())?;
        &smoothed
    } else {
        target
    };
    let view;
    let mut operands: smallvec::SmallVec<[Operand<'_>; 3]> = smallvec::smallvec![(&log_p).into(), target.into()];
    let row = if let Some(weight) = weight {
        ensure!(
            weight.ndim() == 1 && weight.numel() == classes,
            Runtime,
            "cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got weight \
             tensor of shape: {}",
            shape_text(weight.shape())
        );
        let mut sizes: smallvec::SmallVec<[i64; 5]> = smallvec::SmallVec::from_elem(1, this.ndim());
        sizes[class_dim as usize] = classes as i64;
        view = weight.reshape(&sizes)?;
        operands.push((&view).into());
        &SURPRISE_WEIGHTED
    } else {
        &SURPRISE
    };
    match Reduce::of(reduction)? {
        Reduce::None => row.call(&operands)?.sum_dim(Some(&[class_dim]), false, None),
        Reduce::Sum => row.total(&operands, false, "NegBackward0"),
        Reduce::Mean => {
            let samples = this.numel() as f64 / classes as f64;
            row.total(&operands, false, "NegBackward0")?.div(samples.into(), None)
        }
    }
}
