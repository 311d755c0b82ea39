//! Group normalisation.

use std::ops::Range;

use flambeau_cpu::DType;
use flambeau_cpu::rows::{self as kernel, Extent};

use super::device::{self, Request};
use super::{check_dtypes, numbers_or};
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::error::shape_text;
use crate::ops::rows::{dense_as, from_numbers};
use crate::ops::views::sizes_of;
use crate::{Error, MemoryFormat, Result, Tensor, ensure};

/// Sizes of a grouped tensor `(samples, groups, channels of a group, elements of a channel)`.
#[derive(Clone, Copy)]
struct Groups {
    samples: usize,
    groups: usize,
    depth: usize,
    inner: usize,
    /// What the kernels read and write: planes in row-major order, or channels side by side.
    format: MemoryFormat,
}

impl Groups {
    fn channels(&self) -> usize {
        self.groups * self.depth
    }

    /// Each channel of each sample as a channel: what a kernel is called with, the first element, and the planes. Side by
    /// side, each sample has its own.
    fn by_plane(&self) -> impl Iterator<Item = (Extent, usize, Range<usize>)> {
        let Groups { samples, inner, format, .. } = *self;
        let channels = self.channels();
        let last = format != MemoryFormat::Contiguous;
        (0..if last { samples } else { 1 }).map(move |sample| match last {
            true => {
                let extent = Extent { outer: inner, n: channels, inner: 1 };
                (extent, sample * channels * inner, sample * channels..(sample + 1) * channels)
            }
            false => (Extent { outer: 1, n: samples * channels, inner }, 0, 0..samples * channels),
        })
    }

    /// Mean and biased variance of each group of each sample.
    ///
    /// # Safety
    /// `x` is valid for reads of all elements, in the format.
    unsafe fn moments(&self, dtype: DType, x: *const u8) -> (Vec<f64>, Vec<f64>) {
        if self.format == MemoryFormat::Contiguous {
            let by_group = Extent { outer: 1, n: self.samples * self.groups, inner: self.depth * self.inner };
            // SAFETY: the caller's promises are passed on.
            return unsafe { kernel::moments(dtype, by_group, x) };
        }
        let (mut means, mut variances) = (Vec::new(), Vec::new());
        for (extent, first, _) in self.by_plane() {
            // SAFETY: a sample of the elements that the caller promises.
            let (mean, variance) = unsafe { kernel::moments(dtype, extent, x.wrapping_add(first * dtype.size())) };
            // All channels have as many elements.
            for (mean, variance) in mean.chunks_exact(self.depth).zip(variance.chunks_exact(self.depth)) {
                let average = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / self.depth as f64;
                let centre = average(&mut mean.iter().copied());
                let apart = mean.iter().map(|mean| (mean - centre) * (mean - centre));
                means.push(centre);
                variances.push(average(&mut variance.iter().zip(apart).map(|(variance, apart)| variance + apart)));
            }
        }
        (means, variances)
    }

    /// The tensor's elements in the format.
    fn arrange(&self, tensor: &Tensor, dtype: DType) -> Result<Tensor> {
        if self.format == MemoryFormat::Contiguous {
            return dense_as(tensor, dtype);
        }
        no_grad(|| tensor.detached().to_dtype(dtype)?.contiguous(self.format))
    }

    /// A number per plane from one per group and one per channel.
    fn planes(&self, value: impl Fn(usize, usize) -> f64) -> Vec<f64> {
        let channels = self.channels();
        (0..self.samples * channels)
            .map(|plane| {
                let (sample, channel) = (plane / channels, plane % channels);
                value(sample * self.groups + channel / self.depth, channel)
            })
            .collect()
    }
}

/// The result, and mean and biased variance of each group of each sample.
pub(super) fn group_norm_parts(
    input: &Tensor,
    format: MemoryFormat,
    groups: usize,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
    node: &'static str,
) -> Result<(Tensor, Vec<f64>, Vec<f64>)> {
    let dtype = input.dtype();
    if !dtype.is_floating_point() {
        return Err(Error::unsupported("GroupNormKernelImpl", dtype));
    }
    let (samples, channels) = (input.shape()[0], input.shape()[1]);
    let (depth, inner) = (channels / groups.max(1), input.shape()[2..].iter().product());
    let sizes = Groups { samples, groups, depth, inner, format };
    let x = sizes.arrange(input, dtype)?;
    let out = Tensor::empty_in_format(input.shape(), format, dtype, input.device())?;
    let (factors, summands) = (numbers_or(weight, channels, 1.0)?, numbers_or(bias, channels, 0.0)?);
    // SAFETY: the input is dense with the groups' elements, in their format.
    let (mean, variance) = unsafe { sizes.moments(dtype, x.host_ptr()?) };
    let rstd: Vec<f64> = variance.iter().map(|variance| 1.0 / (variance + eps).sqrt()).collect();
    let means = sizes.planes(|group, _| mean[group]);
    let factor = sizes.planes(|group, channel| rstd[group] * factors[channel]);
    let summand = sizes.planes(|_, channel| summands[channel]);
    for (extent, first, planes) in sizes.by_plane() {
        let (means, factor, summand) = (&means[planes.clone()], &factor[planes.clone()], &summand[planes]);
        let (from, to) =
            (x.host_ptr()?.wrapping_add(first * dtype.size()), out.host_ptr()?.wrapping_add(first * dtype.size()));
        // SAFETY: both tensors are dense with the planes' elements, in the same format; the result is new.
        unsafe { kernel::affine(dtype, extent, from, means, factor, summand, to) };
    }
    if let Some(graph) = Recorder::of_optional(&[Some(input), weight, bias]) {
        let rule = GroupRule {
            x: Saved::input(input)?,
            weight: weight.map(Saved::input).transpose()?,
            mean: mean.clone(),
            rstd,
            sizes,
            eps,
            dtypes: [weight, bias].map(|parameter| parameter.map_or(dtype, Tensor::dtype)),
        };
        graph.attach(
            &out,
            node,
            move |grad, cx| {
                if cx.create_graph { rule.recorded(grad, cx) } else { rule.fused(grad, cx) }
            },
        );
    }
    Ok((out, mean, variance))
}

struct GroupRule {
    x: Saved,
    weight: Option<Saved>,
    mean: Vec<f64>,
    rstd: Vec<f64>,
    sizes: Groups,
    eps: f64,
    /// Of weight and bias.
    dtypes: [DType; 2],
}

impl GroupRule {
    fn fused(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let (dtype, sizes) = (input.dtype(), self.sizes);
        let (x, grad) = (sizes.arrange(&input, dtype)?, sizes.arrange(grad, dtype)?);
        let channels = sizes.channels();
        let means = sizes.planes(|group, _| self.mean[group]);
        let (mut plain, mut along) = (Vec::new(), Vec::new());
        for (extent, first, planes) in sizes.by_plane() {
            let (grad, x) =
                (grad.host_ptr()?.wrapping_add(first * dtype.size()), x.host_ptr()?.wrapping_add(first * dtype.size()));
            // SAFETY: both tensors are dense with the planes' elements, in the same format.
            let sums = unsafe { kernel::affine_sums(dtype, extent, grad, x, &means[planes]) };
            plain.extend(sums.0);
            along.extend(sums.1);
        }
        let grad_x = cx.when(0, || {
            let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
            let factors = numbers_or(weight.as_ref(), channels, 1.0)?;
            let count = (sizes.depth * sizes.inner) as f64;
            let (mut slope, mut shift) = (vec![0.0; self.mean.len()], vec![0.0; self.mean.len()]);
            for (plane, (plain, along)) in plain.iter().zip(&along).enumerate() {
                let (group, w) = (plane / sizes.depth, factors[plane % channels]);
                let rstd = self.rstd[group];
                slope[group] -= w * along * rstd * rstd * rstd / count;
                shift[group] -= w * plain * rstd / count;
            }
            let factor = sizes.planes(|group, channel| self.rstd[group] * factors[channel]);
            let slopes = sizes.planes(|group, _| slope[group]);
            let shifts = sizes.planes(|group, _| shift[group]);
            let out = Tensor::empty_in_format(x.shape(), sizes.format, dtype, x.device())?;
            let starts = [grad.host_ptr()?, x.host_ptr()?, out.host_ptr()?];
            for (extent, first, planes) in sizes.by_plane() {
                let [grad, x, out] = starts.map(|start| start.wrapping_add(first * dtype.size()));
                let [means, factor, slopes, shifts] =
                    [&means, &factor, &slopes, &shifts].map(|numbers| &numbers[planes.clone()]);
                // SAFETY: as above; the result is new.
                unsafe { kernel::affine_backward(dtype, extent, grad, x, means, factor, slopes, shifts, out) };
            }
            Ok(out)
        })?;
        let by_channel = |value: &dyn Fn(usize) -> f64| {
            let mut sums = vec![0.0; channels];
            (0..sizes.samples * channels).for_each(|plane| sums[plane % channels] += value(plane));
            sums
        };
        let grad_weight = cx.when(1, || {
            let values = by_channel(&|plane| along[plane] * self.rstd[plane / sizes.depth]);
            from_numbers(&values, &[channels], self.dtypes[0], grad.device())
        })?;
        let grad_bias = cx
            .when(2, || from_numbers(&by_channel(&|plane| plain[plane]), &[channels], self.dtypes[1], grad.device()))?;
        Ok(crate::grads![grad_x, grad_weight, grad_bias])
    }

    fn recorded(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
        let Groups { samples, groups, depth, inner, .. } = self.sizes;
        let full = [samples, groups, depth, inner].map(|size| size as i64);
        recorded(&input, weight.as_ref(), full, self.eps, self.dtypes, grad, cx)
    }
}

/// The backward pass in differentiable operations, of an input that is `full` (samples, groups, channels of a group,
/// elements of a channel); `dtypes` are those of weight and bias.
pub(super) fn recorded(
    input: &Tensor,
    weight: Option<&Tensor>,
    full: [i64; 4],
    eps: f64,
    dtypes: [DType; 2],
    grad: &Tensor,
    cx: &Context<'_>,
) -> Result<Grads> {
    let [_, groups, depth, _] = full;
    let mean = |tensor: &Tensor| tensor.mean_dim(Some(&[2, 3]), true, None);
    let (x, g) = (input.reshape(&full)?, grad.reshape(&full)?);
    let shifted = x.sub((&mean(&x)?).into(), 1i64.into())?;
    let rstd = mean(&shifted.mul((&shifted).into())?)?.add(eps.into(), 1i64.into())?.rsqrt()?;
    let unit = shifted.mul((&rstd).into())?;
    let weighted = match weight {
        Some(weight) => g.mul((&weight.reshape(&[1, groups, depth, 1])?).into())?,
        None => g.clone(),
    };
    let grad_x = cx.when(0, || {
        let along = mean(&weighted.mul((&unit).into())?)?;
        let rest = weighted.sub((&mean(&weighted)?).into(), 1i64.into())?;
        let inner = rest.sub((&unit.mul((&along).into())?).into(), 1i64.into())?;
        inner.mul((&rstd).into())?.reshape(&sizes_of(input))?.to_dtype(input.dtype())
    })?;
    let sum = |tensor: &Tensor, dtype: DType| {
        tensor.sum_dim(Some(&[0, 3]), false, None)?.reshape(&[groups * depth])?.to_dtype(dtype)
    };
    let grad_weight = cx.when(1, || sum(&g.mul((&unit).into())?, dtypes[0]))?;
    let grad_bias = cx.when(2, || sum(&g, dtypes[1]))?;
    Ok(crate::grads![grad_x, grad_weight, grad_bias])
}

/// Groups of channels of each sample to mean 0 and variance 1, times `weight`, plus `bias` of each channel.
///
/// `(N, C, *)`, and vectors `(C,)`; `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes.
/// Channels that do not divide into the groups, and vectors of another length, raise RuntimeError.
///
/// Example:
///     >>> flambeau.group_norm(flambeau.tensor([[0.0, 2.0, 10.0, 30.0]]), 2)
///     tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
#[flambeau_macros::op(group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enabled=True) -> Tensor; function)]
pub fn group_norm(
    input: &Tensor,
    num_groups: i64,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
    _cudnn_enabled: bool,
) -> Result<Tensor> {
    ensure!(
        input.ndim() >= 2,
        Runtime,
        "Expected at least 2 dimensions for input tensor but received {}",
        input.ndim()
    );
    ensure!(num_groups > 0, Runtime, "Expected num groups to be greater than 0, got {num_groups}");
    let channels = input.shape()[1];
    ensure!(
        channels.is_multiple_of(num_groups as usize),
        Runtime,
        "Expected number of channels in input to be divisible by num_groups, but got input of shape {} and num_groups={num_groups}",
        shape_text(input.shape())
    );
    for (parameter, name) in [(weight, "weight"), (bias, "bias")] {
        if let Some(parameter) = parameter {
            ensure!(
                parameter.ndim() == 1 && parameter.numel() == channels,
                Runtime,
                "Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape {} \
                 and input of shape {}",
                shape_text(parameter.shape()),
                shape_text(input.shape())
            );
        }
    }
    check_dtypes(input, &[weight, bias])?;
    if !input.on_host() {
        if !input.dtype().is_floating_point() {
            return Err(Error::unsupported("GroupNormKernelImpl", input.dtype()));
        }
        let request = Request { weight, bias, running_mean: None, running_var: None, momentum: 0.0, eps };
        return device::group(input, num_groups as usize, true, &request, "NativeGroupNormBackward0");
    }
    let format = input.suggested_format();
    Ok(group_norm_parts(input, format, num_groups as usize, weight, bias, eps, "NativeGroupNormBackward0")?.0)
}
