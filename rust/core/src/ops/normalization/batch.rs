//! Batch and instance normalisation.

use flambeau_cpu::DType;
use flambeau_cpu::rows::{self as kernel, Extent};
use smallvec::SmallVec;

use super::device::{self, Request};
use super::{check_dtypes, group_norm_parts, numbers_or};
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::ops::rows::{from_numbers, numbers};
use crate::tensor::Strides;
use crate::{Error, MemoryFormat, Result, Tensor, ensure};

/// The order in memory that the kernels read a tensor in: channels inside or outside of the other dimensions.
#[derive(Clone, Copy)]
struct Order {
    format: MemoryFormat,
    extent: Extent,
}

impl Order {
    fn of(input: &Tensor) -> Order {
        let (n, inner) = (input.shape()[1], input.shape()[2..].iter().product::<usize>());
        let outer = input.shape()[0];
        match input.suggested_format() {
            format @ MemoryFormat::Contiguous => Order { format, extent: Extent { outer, n, inner } },
            format => Order { format, extent: Extent { outer: outer * inner, n, inner: 1 } },
        }
    }

    /// The tensor's elements in this order.
    fn arrange(&self, tensor: &Tensor, dtype: DType) -> Result<Tensor> {
        if tensor.dtype() == dtype && tensor.is_contiguous_in(self.format) {
            return Ok(tensor.clone());
        }
        no_grad(|| tensor.to_dtype(dtype)?.contiguous(self.format))
    }

    /// New memory in this order for a tensor like an arranged one.
    fn empty_like(&self, arranged: &Tensor) -> Result<Tensor> {
        let strides = Strides::from_slice(arranged.strides());
        let shape = arranged.shape().iter().copied().collect();
        Tensor::empty_with_strides(shape, strides, arranged.dtype(), arranged.device())
    }

    /// Elements of a channel.
    fn count(&self) -> f64 {
        (self.extent.outer * self.extent.inner) as f64
    }
}

fn check_numbers(tensor: Option<&Tensor>, name: &str, channels: usize) -> Result<()> {
    if let Some(tensor) = tensor {
        ensure!(
            tensor.numel() == channels,
            Runtime,
            "{name} should contain {channels} elements not {}",
            tensor.numel()
        );
    }
    Ok(())
}

/// Moves a running statistic towards a new value.
pub(super) fn update(running: Option<&Tensor>, values: &[f64], momentum: f64) -> Result<()> {
    let Some(running) = running else { return Ok(()) };
    let old = numbers(running)?;
    let new: Vec<f64> = old.iter().zip(values).map(|(old, new)| (1.0 - momentum) * old + momentum * new).collect();
    let new = from_numbers(&new, running.shape(), running.dtype(), running.device())?;
    no_grad(|| running.copy_(&new, false))
}

/// The unbiased variance of `count` elements.
pub(super) fn unbiased(variance: f64, count: f64) -> f64 {
    variance * (count / (count - 1.0))
}

/// Whether the arguments of a batch normalisation fit.
fn check(input: &Tensor, request: &Request<'_>, training: bool) -> Result<()> {
    let Request { weight, bias, running_mean, running_var, .. } = *request;
    ensure!(input.ndim() >= 2, Runtime, "batch_norm: expected at least 2 dimensions, got {}", input.ndim());
    let channels = input.shape()[1];
    if !training {
        ensure!(running_mean.is_some(), Runtime, "running_mean must be defined in evaluation mode");
        ensure!(running_var.is_some(), Runtime, "running_var must be defined in evaluation mode");
    }
    check_numbers(running_mean, "running_mean", channels)?;
    check_numbers(running_var, "running_var", channels)?;
    check_numbers(weight, "weight", channels)?;
    check_numbers(bias, "bias", channels)?;
    if !input.dtype().is_floating_point() {
        return Err(Error::unsupported("batch_norm", input.dtype()));
    }
    check_dtypes(input, &[weight, bias, running_mean, running_var])
}

/// Batch normalisation of checked arguments on the host.
fn normalized(input: &Tensor, request: &Request<'_>, training: bool) -> Result<(Tensor, Vec<f64>, Vec<f64>)> {
    let Request { weight, bias, running_mean, running_var, momentum, eps } = *request;
    let channels = input.shape()[1];
    let order = Order::of(input);
    let x = order.arrange(input, input.dtype())?;
    let (mean, variance) = match (training, running_mean, running_var) {
        (false, Some(mean), Some(variance)) => (numbers(mean)?, numbers(variance)?),
        _ => {
            // SAFETY: the elements lie in the order's extent.
            let (mean, variance) = unsafe { kernel::moments(x.dtype(), order.extent, x.host_ptr()?) };
            if order.count() > 0.0 {
                update(running_mean, &mean, momentum)?;
                let wide: Vec<f64> = variance.iter().map(|&variance| unbiased(variance, order.count())).collect();
                update(running_var, &wide, momentum)?;
            }
            (mean, variance)
        }
    };
    let rstd: Vec<f64> = variance.iter().map(|variance| 1.0 / (variance + eps).sqrt()).collect();
    let factor: Vec<f64> = numbers_or(weight, channels, 1.0)?.iter().zip(&rstd).map(|(w, rstd)| w * rstd).collect();
    let out = order.empty_like(&x)?;
    let summand = numbers_or(bias, channels, 0.0)?;
    // SAFETY: both tensors' elements lie in the order's extent; the result is new.
    unsafe { kernel::affine(x.dtype(), order.extent, x.host_ptr()?, &mean, &factor, &summand, out.host_ptr()?) };
    if let Some(graph) = Recorder::of_optional(&[Some(input), weight, bias]) {
        let rule = BatchRule {
            x: Saved::input(input)?,
            weight: weight.map(Saved::input).transpose()?,
            mean: mean.clone(),
            rstd: rstd.clone(),
            training,
            eps,
            order,
            dtypes: [weight, bias].map(|parameter| parameter.map_or(input.dtype(), Tensor::dtype)),
        };
        graph.attach(&out, "NativeBatchNormBackward0", move |grad, cx| {
            if cx.create_graph { rule.recorded(grad, cx) } else { rule.fused(grad, cx) }
        });
    }
    Ok((out, mean, rstd))
}

struct BatchRule {
    x: Saved,
    weight: Option<Saved>,
    mean: Vec<f64>,
    rstd: Vec<f64>,
    training: bool,
    eps: f64,
    order: Order,
    /// Of weight and bias.
    dtypes: [DType; 2],
}

impl BatchRule {
    fn fused(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let (extent, dtype) = (self.order.extent, input.dtype());
        let (x, grad) = (self.order.arrange(&input, dtype)?, self.order.arrange(grad, dtype)?);
        let channels = extent.n;
        // SAFETY: both tensors' elements lie in the order's extent.
        let (plain, along) = unsafe { kernel::affine_sums(dtype, extent, grad.host_ptr()?, x.host_ptr()?, &self.mean) };
        let grad_x = cx.when(0, || {
            let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
            let factor: Vec<f64> =
                numbers_or(weight.as_ref(), channels, 1.0)?.iter().zip(&self.rstd).map(|(w, rstd)| w * rstd).collect();
            let (mut slope, mut summand) = (vec![0.0; channels], vec![0.0; channels]);
            if self.training {
                let count = self.order.count();
                for c in 0..channels {
                    slope[c] = -factor[c] * self.rstd[c] * self.rstd[c] * along[c] / count;
                    summand[c] = -factor[c] * plain[c] / count;
                }
            }
            let out = self.order.empty_like(&x)?;
            // SAFETY: as above; the result is new.
            unsafe {
                kernel::affine_backward(
                    dtype,
                    extent,
                    grad.host_ptr()?,
                    x.host_ptr()?,
                    &self.mean,
                    &factor,
                    &slope,
                    &summand,
                    out.host_ptr()?,
                );
            }
            Ok(out)
        })?;
        let grad_weight = cx.when(1, || {
            let values: Vec<f64> = along.iter().zip(&self.rstd).map(|(along, rstd)| along * rstd).collect();
            from_numbers(&values, &[channels], self.dtypes[0], grad.device())
        })?;
        let grad_bias = cx.when(2, || from_numbers(&plain, &[channels], self.dtypes[1], grad.device()))?;
        Ok(crate::grads![grad_x, grad_weight, grad_bias])
    }

    fn recorded(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
        let constants = if self.training {
            None
        } else {
            let mut view: SmallVec<[usize; 5]> = SmallVec::from_elem(1, input.ndim());
            view[1] = self.order.extent.n;
            let number = |values: &[f64]| from_numbers(values, &view, input.dtype(), input.device());
            Some((number(&self.mean)?, number(&self.rstd)?))
        };
        recorded(&input, weight.as_ref(), constants, self.eps, self.dtypes, grad, cx)
    }
}

/// The backward pass in differentiable operations. `constants` are mean and reciprocal deviation where they do not depend
/// on the input, in shapes that broadcast to it; `dtypes` are those of weight and bias.
pub(super) fn recorded(
    input: &Tensor,
    weight: Option<&Tensor>,
    constants: Option<(Tensor, Tensor)>,
    eps: f64,
    dtypes: [DType; 2],
    grad: &Tensor,
    cx: &Context<'_>,
) -> Result<Grads> {
    let training = constants.is_none();
    let dims: SmallVec<[i64; 5]> = (0..input.ndim() as i64).filter(|&dim| dim != 1).collect();
    let mut view: SmallVec<[i64; 5]> = SmallVec::from_elem(1, input.ndim());
    view[1] = input.shape()[1] as i64;
    let mean = |tensor: &Tensor| tensor.mean_dim(Some(&dims), true, None);
    let (shifted, rstd) = match constants {
        None => {
            let shifted = input.sub((&mean(input)?).into(), 1i64.into())?;
            let rstd = mean(&shifted.mul((&shifted).into())?)?.add(eps.into(), 1i64.into())?.rsqrt()?;
            (shifted, rstd)
        }
        Some((mean, rstd)) => (input.sub((&mean).into(), 1i64.into())?, rstd),
    };
    let unit = shifted.mul((&rstd).into())?;
    let weighted = match weight {
        Some(weight) => grad.mul((&weight.reshape(&view)?).into())?,
        None => grad.clone(),
    };
    let grad_x = cx.when(0, || {
        let inner = if training {
            let along = mean(&weighted.mul((&unit).into())?)?;
            let rest = weighted.sub((&mean(&weighted)?).into(), 1i64.into())?;
            rest.sub((&unit.mul((&along).into())?).into(), 1i64.into())?
        } else {
            weighted.clone()
        };
        inner.mul((&rstd).into())?.to_dtype(input.dtype())
    })?;
    let sum = |tensor: &Tensor, dtype: DType| tensor.sum_dim(Some(&dims), false, None)?.to_dtype(dtype);
    let grad_weight = cx.when(1, || sum(&grad.mul((&unit).into())?, dtypes[0]))?;
    let grad_bias = cx.when(2, || sum(grad, dtypes[1]))?;
    Ok(crate::grads![grad_x, grad_weight, grad_bias])
}

/// Channels (dimension 1) to mean 0 and variance 1, times `weight`, plus `bias`. In training with the batch's
/// statistics, towards which the running ones move by `momentum`; otherwise with the running ones.
///
/// `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes.
/// Vectors of another length, and missing running statistics outside training, raise RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([[0.0, 10.0], [2.0, 30.0]])
///     >>> flambeau.batch_norm(x, None, None, None, None, True, 0.1, 1e-5, False)
///     tensor([[-1.0000, -1.0000],
///             [ 1.0000,  1.0000]])
#[flambeau_macros::op(batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor; function)]
pub fn batch_norm(
    input: &Tensor,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    running_mean: Option<&Tensor>,
    running_var: Option<&Tensor>,
    training: bool,
    momentum: f64,
    eps: f64,
    _cudnn_enabled: bool,
) -> Result<Tensor> {
    let request = Request { weight, bias, running_mean, running_var, momentum, eps };
    check(input, &request, training)?;
    Ok(if input.on_host() {
        normalized(input, &request, training)?.0
    } else {
        device::batch(input, &request, training)?.0
    })
}

/// Batch normalisation with the mean and reciprocal deviation of each channel (empty outside training).
///
/// The result has the input's shape `(N, C, *)`, the other two are `(C,)`. See `batch_norm`.
///
/// Example:
///     >>> x = flambeau.tensor([[0.0, 10.0], [2.0, 30.0]])
///     >>> out, mean, invstd = flambeau.native_batch_norm(x, None, None, None, None, True, 0.1, 1e-5)
///     >>> mean
///     tensor([ 1., 20.])
#[flambeau_macros::op(native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor); function)]
pub fn native_batch_norm(
    input: &Tensor,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    running_mean: Option<&Tensor>,
    running_var: Option<&Tensor>,
    training: bool,
    momentum: f64,
    eps: f64,
) -> Result<(Tensor, Tensor, Tensor)> {
    let request = Request { weight, bias, running_mean, running_var, momentum, eps };
    check(input, &request, training)?;
    let dtype = weight.map_or(input.dtype(), Tensor::dtype);
    if !input.on_host() {
        let (out, statistics) = device::batch(input, &request, training)?;
        let (mean, rstd) = match training {
            true => statistics.vectors(dtype)?,
            false => {
                let none = || Tensor::empty(&[0], dtype, input.device());
                (none()?, none()?)
            }
        };
        return Ok((out, mean, rstd));
    }
    let (out, mean, rstd) = normalized(input, &request, training)?;
    let kept = |values: &[f64]| {
        let values = if training { values } else { &[] };
        from_numbers(values, &[values.len()], dtype, input.device())
    };
    Ok((out, kept(&mean)?, kept(&rstd)?))
}

/// Each channel of each sample to mean 0 and variance 1; with `use_input_stats=False` the running statistics are
/// used.
///
/// `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes;
/// vectors of another length raise RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([[[0.0, 2.0], [10.0, 30.0]]])
///     >>> flambeau.instance_norm(x, None, None, None, None, True, 0.1, 1e-5, False)
///     tensor([[[-1.0000,  1.0000],
///              [-1.0000,  1.0000]]])
#[flambeau_macros::op(instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor; function)]
pub fn instance_norm(
    input: &Tensor,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    running_mean: Option<&Tensor>,
    running_var: Option<&Tensor>,
    use_input_stats: bool,
    momentum: f64,
    eps: f64,
    cudnn_enabled: bool,
) -> Result<Tensor> {
    ensure!(
        use_input_stats || (running_mean.is_some() && running_var.is_some()),
        Runtime,
        "Expected running_mean and running_var to be defined when use_input_stats is false"
    );
    ensure!(input.ndim() >= 2, Runtime, "instance_norm: expected at least 2 dimensions, got {}", input.ndim());
    if !use_input_stats {
        return batch_norm(input, weight, bias, running_mean, running_var, false, momentum, eps, cudnn_enabled);
    }
    let (samples, channels) = (input.shape()[0], input.shape()[1]);
    for (tensor, name) in [(running_mean, "running_mean"), (running_var, "running_var")] {
        check_numbers(tensor, name, channels)?;
    }
    check_numbers(weight, "weight", channels)?;
    check_numbers(bias, "bias", channels)?;
    check_dtypes(input, &[weight, bias, running_mean, running_var])?;
    if !input.on_host() {
        if !input.dtype().is_floating_point() {
            return Err(Error::unsupported("GroupNormKernelImpl", input.dtype()));
        }
        let request = Request { weight, bias, running_mean, running_var, momentum, eps };
        return device::group(input, channels, false, &request, "NativeBatchNormBackward0");
    }
    let format = MemoryFormat::Contiguous;
    let (out, mean, variance) =
        group_norm_parts(input, format, channels, weight, bias, eps, "NativeBatchNormBackward0")?;
    if samples > 0 && (running_mean.is_some() || running_var.is_some()) {
        let count = input.shape()[2..].iter().product::<usize>() as f64;
        let average = |values: &[f64]| -> Vec<f64> {
            (0..channels).map(|c| values.iter().skip(c).step_by(channels).sum::<f64>() / samples as f64).collect()
        };
        update(running_mean, &average(&mean), momentum)?;
        let wide: Vec<f64> = average(&variance).iter().map(|&variance| unbiased(variance, count)).collect();
        update(running_var, &wide, momentum)?;
    }
    Ok(out)
}
