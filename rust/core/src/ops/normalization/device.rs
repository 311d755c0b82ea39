//! Batch, instance and group normalisation on a GPU: statistics are tensors there, and nothing waits for them.
//!
//! A pass is one reduction and one pointwise kernel over the input. The reduction gathers all that is needed, and makes of it
//! what has one element for a channel: running statistics, gradients of parameters.

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Builder, Val};
use flambeau_cuda::reduce::Gather;
use flambeau_cuda::stream::Stream;
use smallvec::{SmallVec, smallvec};

use super::batch::recorded as recorded_batch;
use super::group::recorded as recorded_group;
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::device::Device;
use crate::op::Operand;
use crate::ops::pointwise::{execute, program};
use crate::ops::reduce::Plan;
use crate::ops::reduce::fused::{self, Step, result_of};
use crate::ops::rows::computed_in;
use crate::ops::views::sizes_of;
use crate::{Result, Tensor};

type Sizes = SmallVec<[i64; 7]>;

/// How an input is looked at: dimensions that share statistics, and where the channels are.
#[derive(Clone)]
struct Split {
    view: Sizes,
    /// Dimensions that statistics are taken over.
    reduced: Sizes,
    /// A parameter's shape among the view's dimensions.
    channels: Sizes,
}

impl Split {
    /// Each channel for itself, in all samples.
    fn channels(input: &Tensor) -> Split {
        let mut channels = Sizes::from_elem(1, input.ndim());
        channels[1] = input.shape()[1] as i64;
        let reduced = (0..input.ndim() as i64).filter(|&dim| dim != 1).collect();
        Split { view: sizes_of(input).iter().copied().collect(), reduced, channels }
    }

    /// Groups of channels of each sample: (samples, groups, channels of a group, spatial dimensions, one at least).
    fn groups(input: &Tensor, groups: usize) -> Split {
        let (groups, depth) = (groups as i64, (input.shape()[1] / groups.max(1)) as i64);
        let mut view: Sizes = [input.shape()[0] as i64, groups, depth].into_iter().collect();
        view.extend(input.shape()[2..].iter().map(|&size| size as i64));
        if input.ndim() == 2 {
            view.push(1);
        }
        let mut channels = Sizes::from_elem(1, view.len());
        (channels[1], channels[2]) = (groups, depth);
        Split { reduced: (2..view.len() as i64).collect(), view, channels }
    }

    /// The tensor in the view's shape, outside the graph.
    fn of(&self, tensor: &Tensor) -> Result<Tensor> {
        tensor.detached().reshape(&self.view)
    }

    fn parameter(&self, tensor: Option<&Tensor>) -> Result<Option<Tensor>> {
        tensor.map(|tensor| tensor.detached().reshape(&self.channels)).transpose()
    }
}

/// The stream of a tensor that is on a GPU.
fn stream_of(tensor: &Tensor) -> Result<Stream> {
    crate::gpu::stream(tensor.device()).ok_or_else(|| crate::gpu::misplaced(tensor.device(), Device::cuda(0)))
}

/// Two sums over dimensions, which stay as 1, of expressions over operands that broadcast to `first`.
fn two_sums(map: Step<'_>, first: &Tensor, dims: &[i64], acc: DType) -> Result<(Tensor, Tensor)> {
    let plan = Plan::new(first, Some(dims), true)?;
    let result = || Tensor::empty(&plan.kept, acc, first.device());
    let (a, b) = (result()?, result()?);
    let finish: Step<'_> = (|_, x| x.into(), &[]);
    fused::gather(Gather::Sums, &plan, first.shape(), map, finish, &[&a, &b], acc, stream_of(first)?)?;
    Ok((a, b))
}

/// An operand that may be missing: then a number.
fn or_number(tensor: &Option<Tensor>, number: f64) -> Operand<'_> {
    tensor.as_ref().map_or(number.into(), Operand::Tensor)
}

/// Running statistics, with the part of the way that they go towards those of a batch.
#[derive(Clone, Copy)]
struct Moving<'a> {
    mean: &'a Tensor,
    variance: &'a Tensor,
    momentum: f64,
}

/// Means, and variances as sums, in the dtype that is computed in: `variance = squares * scale`.
#[derive(Clone)]
pub(super) struct Statistics {
    mean: Tensor,
    squares: Tensor,
    scale: f64,
    eps: f64,
}

impl Statistics {
    /// Those of a tensor in the split's view; running ones, in the shape of channels, follow them.
    fn of(x: &Tensor, split: &Split, eps: f64, moving: Option<Moving<'_>>) -> Result<Statistics> {
        let (acc, stream) = (computed_in(x.dtype()), stream_of(x)?);
        let plan = Plan::new(x, Some(&split.reduced), true)?;
        let count = plan.count(x) as f64;
        let result = || Tensor::empty(&plan.kept, acc, x.device());
        let (mean, squares) = (result()?, result()?);
        let map: Step<'_> = (|_, x| smallvec![x[0]], &[x.into()]);
        match moving {
            None => {
                let finish: Step<'_> = (|_, x| x.into(), &[]);
                fused::gather(Gather::Moments, &plan, x.shape(), map, finish, &[&mean, &squares], acc, stream)?;
            }
            Some(Moving { mean: old_mean, variance: old_variance, momentum }) => {
                let operands = [old_mean.into(), old_variance.into(), momentum.into(), (1.0 / (count - 1.0)).into()];
                let finish: Step<'_> = (
                    |_, x| {
                        let [mean, squares, old_mean, old_variance, momentum, unbiased] =
                            [0, 1, 2, 3, 4, 5].map(|at| x[at]);
                        smallvec![
                            mean,
                            squares,
                            old_mean - momentum * (old_mean - mean),
                            old_variance - momentum * (old_variance - squares * unbiased),
                        ]
                    },
                    &operands,
                );
                let results = [&mean, &squares, old_mean, old_variance];
                fused::gather(Gather::Moments, &plan, x.shape(), map, finish, &results, acc, stream)?;
            }
        }
        Ok(Statistics { mean, squares, scale: 1.0 / count, eps })
    }

    /// Running ones; `kept` asks for copies, which later changes do not reach.
    fn running(
        mean: &Tensor,
        variance: &Tensor,
        split: &Split,
        acc: DType,
        eps: f64,
        kept: bool,
    ) -> Result<Statistics> {
        let taken = |tensor: &Tensor| {
            let wide = tensor.detached().to_dtype(acc)?;
            let apart = if kept && tensor.dtype() == acc { wide.mul(1.0.into())? } else { wide };
            apart.reshape(&split.channels)
        };
        let (mean, squares) = no_grad(|| Ok::<_, crate::Error>((taken(mean)?, taken(variance)?)))?;
        Ok(Statistics { mean, squares, scale: 1.0, eps })
    }

    /// `(x - mean) / sqrt(variance + eps) * weight + bias`.
    fn apply(&self, x: &Tensor, weight: &Option<Tensor>, bias: &Option<Tensor>, out: &Tensor) -> Result<()> {
        let acc = computed_in(x.dtype());
        let operands: [Operand<'_>; 7] = [
            x.into(),
            (&self.mean).into(),
            (&self.squares).into(),
            self.scale.into(),
            self.eps.into(),
            or_number(weight, 1.0),
            or_number(bias, 0.0),
        ];
        let map =
            program(|_, x| (x[0] - x[1]) * ((x[2] * x[3] + x[4]).rsqrt() * x[5]) + x[6], &operands, acc, out.dtype());
        execute(map, &operands, acc, out)
    }

    /// The mean, and the reciprocal deviation, of each channel.
    pub(super) fn vectors(&self, dtype: DType) -> Result<(Tensor, Tensor)> {
        let rstd = Tensor::empty(self.mean.shape(), dtype, self.mean.device())?;
        self.deviation_into(&rstd)?;
        let length = [self.mean.numel() as i64];
        // Of its own memory: the caller may change it.
        let mean = self.mean.copy()?.to_dtype(dtype)?;
        Ok((mean.reshape(&length)?, rstd.reshape(&length)?))
    }

    fn deviation_into(&self, out: &Tensor) -> Result<()> {
        let acc = self.mean.dtype();
        let operands: [Operand<'_>; 3] = [(&self.squares).into(), self.scale.into(), self.eps.into()];
        let map = program(|_, x| (x[0] * x[1] + x[2]).rsqrt(), &operands, acc, out.dtype());
        execute(map, &operands, acc, out)
    }

    /// The gradients of weight and bias of channels, in the given dtypes and as vectors, and the sums of [`sums`]
    /// times the weight.
    fn channel_gradients(
        &self,
        grad: &Tensor,
        x: &Tensor,
        split: &Split,
        weight: &Option<Tensor>,
        dtypes: [DType; 2],
    ) -> Result<ChannelGradients> {
        let acc = self.mean.dtype();
        let plan = Plan::new(x, Some(&split.reduced), true)?;
        let result = || Tensor::empty(&plan.kept, acc, x.device());
        let (plain, along) = (result()?, result()?);
        let length = [self.mean.numel()];
        let (of_weight, kept_weight) = result_of(&plan, &length, dtypes[0], x)?;
        let (of_bias, kept_bias) = result_of(&plan, &length, dtypes[1], x)?;
        let operands = [(&self.squares).into(), self.scale.into(), self.eps.into(), or_number(weight, 1.0)];
        let finish: Step<'_> = (
            |_, x| {
                let [plain, along, weight] = [x[0], x[1], x[5]];
                smallvec![along * (x[2] * x[3] + x[4]).rsqrt(), plain, plain * weight, along * weight]
            },
            &operands,
        );
        let results = [&kept_weight, &kept_bias, &plain, &along];
        let summed = [grad.into(), x.into(), (&self.mean).into()];
        fused::gather(Gather::Sums, &plan, x.shape(), (sums, &summed), finish, &results, acc, stream_of(x)?)?;
        Ok(ChannelGradients { weight: of_weight, bias: of_bias, plain, along })
    }

    /// The gradient of the input: `rstd (w g - plain / n - (x - mean) rstd^2 along / n)`; `plain` and `along` are the sums
    /// of [`sums`], weighted, over all that shares statistics. Without them statistics are constants.
    fn input_gradient(
        &self,
        grad: &Tensor,
        x: &Tensor,
        sums: Option<(&Tensor, &Tensor)>,
        weight: &Option<Tensor>,
        out: &Tensor,
    ) -> Result<()> {
        let acc = self.mean.dtype();
        let (grad, squares) = (grad.into(), (&self.squares).into());
        let (scale, eps, weight) = (self.scale.into(), self.eps.into(), or_number(weight, 1.0));
        let Some((plain, along)) = sums else {
            let operands: [Operand<'_>; 5] = [grad, squares, scale, eps, weight];
            let map = program(|_, x| x[0] * x[4] * (x[1] * x[2] + x[3]).rsqrt(), &operands, acc, out.dtype());
            return execute(map, &operands, acc, out);
        };
        let operands: [Operand<'_>; 9] =
            [grad, squares, scale, eps, weight, x.into(), (&self.mean).into(), plain.into(), along.into()];
        let map = program(
            |_, x| {
                let rstd = (x[1] * x[2] + x[3]).rsqrt();
                let unit = (x[5] - x[6]) * rstd;
                rstd * (x[0] * x[4] - x[7] * x[2] - unit * (x[8] * rstd * x[2]))
            },
            &operands,
            acc,
            out.dtype(),
        );
        execute(map, &operands, acc, out)
    }
}

/// Of a gradient, an input and means: what the gradient of an input is made of, `grad` and `grad * (x - mean)`.
fn sums<'b>(_: &'b Builder, x: &[Val<'b>]) -> SmallVec<[Val<'b>; 4]> {
    smallvec![x[0], x[0] * (x[1] - x[2])]
}

/// What [`Statistics::channel_gradients`] answers.
struct ChannelGradients {
    weight: Tensor,
    bias: Tensor,
    plain: Tensor,
    along: Tensor,
}

/// Moves a running statistic towards `value * factor`.
fn update(running: Option<&Tensor>, value: &Tensor, factor: f64, momentum: f64) -> Result<()> {
    let Some(running) = running else { return Ok(()) };
    let acc = value.dtype();
    let value = value.reshape(&sizes_of(running))?;
    let operands: [Operand<'_>; 4] = [running.into(), (&value).into(), factor.into(), momentum.into()];
    let map = program(|_, x| x[0] - x[3] * (x[0] - x[1] * x[2]), &operands, acc, running.dtype());
    execute(map, &operands, acc, running)?;
    running.bump_version();
    Ok(())
}

/// Parameters and settings of a normalisation.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    pub weight: Option<&'a Tensor>,
    pub bias: Option<&'a Tensor>,
    pub running_mean: Option<&'a Tensor>,
    pub running_var: Option<&'a Tensor>,
    pub momentum: f64,
    pub eps: f64,
}

/// Batch normalisation of checked arguments.
pub(super) fn batch(input: &Tensor, request: &Request<'_>, training: bool) -> Result<(Tensor, Statistics)> {
    let Request { weight, bias, running_mean, running_var, momentum, eps } = *request;
    let split = Split::channels(input);
    let x = split.of(input)?;
    let graph = Recorder::of_optional(&[Some(input), weight, bias]);
    let statistics = match (training, running_mean, running_var) {
        (false, Some(mean), Some(variance)) => {
            Statistics::running(mean, variance, &split, computed_in(x.dtype()), eps, graph.is_some())?
        }
        (_, Some(mean), Some(variance)) if input.numel() > 0 => {
            let (old_mean, old_variance) =
                (mean.detached().view(&split.channels)?, variance.detached().view(&split.channels)?);
            let moving = Moving { mean: &old_mean, variance: &old_variance, momentum };
            let statistics = Statistics::of(&x, &split, eps, Some(moving))?;
            mean.bump_version();
            variance.bump_version();
            statistics
        }
        _ => {
            let statistics = Statistics::of(&x, &split, eps, None)?;
            if input.numel() > 0 {
                let count = 1.0 / statistics.scale;
                update(running_mean, &statistics.mean, 1.0, momentum)?;
                update(running_var, &statistics.squares, 1.0 / (count - 1.0), momentum)?;
            }
            statistics
        }
    };
    let out = Tensor::empty_in_format(input.shape(), input.suggested_format(), input.dtype(), input.device())?;
    statistics.apply(&x, &split.parameter(weight)?, &split.parameter(bias)?, &out)?;
    if let Some(graph) = graph {
        let rule = Rule::new(input, weight, bias, &statistics, split)?;
        graph.attach(&out, "NativeBatchNormBackward0", move |grad, cx| rule.of_batch(grad, training, cx));
    }
    Ok((out, statistics))
}

/// Group normalisation of checked arguments. Running statistics are those of instances: groups of one channel.
pub(super) fn group(
    input: &Tensor,
    groups: usize,
    keeps_format: bool,
    request: &Request<'_>,
    node: &'static str,
) -> Result<Tensor> {
    let Request { weight, bias, running_mean, running_var, momentum, eps } = *request;
    let split = Split::groups(input, groups);
    let x = split.of(input)?;
    let statistics = Statistics::of(&x, &split, eps, None)?;
    if input.shape()[0] > 0 && (running_mean.is_some() || running_var.is_some()) {
        let (samples, count) = (input.shape()[0] as f64, 1.0 / statistics.scale);
        let operands = [(&statistics.mean).into(), (&statistics.squares).into()];
        let (mean, squares) = two_sums((|_, x| x.into(), &operands), &statistics.mean, &[0], statistics.mean.dtype())?;
        update(running_mean, &mean, 1.0 / samples, momentum)?;
        update(running_var, &squares, 1.0 / (count - 1.0) / samples, momentum)?;
    }
    let format = if keeps_format { input.suggested_format() } else { crate::MemoryFormat::Contiguous };
    let out = Tensor::empty_in_format(input.shape(), format, input.dtype(), input.device())?;
    statistics.apply(&x, &split.parameter(weight)?, &split.parameter(bias)?, &out.view(&split.view)?)?;
    if let Some(graph) = Recorder::of_optional(&[Some(input), weight, bias]) {
        let rule = Rule::new(input, weight, bias, &statistics, split)?;
        graph.attach(&out, node, move |grad, cx| rule.of_group(grad, cx));
    }
    Ok(out)
}

struct Rule {
    x: Saved,
    weight: Option<Saved>,
    statistics: Statistics,
    split: Split,
    /// Of weight and bias.
    dtypes: [DType; 2],
}

impl Rule {
    fn new(
        input: &Tensor,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        statistics: &Statistics,
        split: Split,
    ) -> Result<Rule> {
        Ok(Rule {
            x: Saved::input(input)?,
            weight: weight.map(Saved::input).transpose()?,
            statistics: statistics.clone(),
            split,
            dtypes: [weight, bias].map(|parameter| parameter.map_or(input.dtype(), Tensor::dtype)),
        })
    }

    fn of_batch(&self, grad: &Tensor, training: bool, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
        let (stats, split) = (&self.statistics, &self.split);
        if cx.create_graph {
            let constants = if training {
                None
            } else {
                let rstd = Tensor::empty(stats.mean.shape(), stats.mean.dtype(), input.device())?;
                stats.deviation_into(&rstd)?;
                Some((stats.mean.to_dtype(input.dtype())?, rstd.to_dtype(input.dtype())?))
            };
            return recorded_batch(&input, weight.as_ref(), constants, stats.eps, self.dtypes, grad, cx);
        }
        let (x, g) = (split.of(&input)?, split.of(grad)?);
        let factor = split.parameter(weight.as_ref())?;
        let needed = cx.needs(1) || cx.needs(2) || training && cx.needs(0);
        let sums = needed.then(|| stats.channel_gradients(&g, &x, split, &factor, self.dtypes)).transpose()?;
        let grad_x = cx.when(0, || {
            let out = Tensor::empty_in_format(input.shape(), input.suggested_format(), input.dtype(), input.device())?;
            let means = sums.as_ref().filter(|_| training).map(|sums| (&sums.plain, &sums.along));
            stats.input_gradient(&g, &x, means, &factor, &out)?;
            Ok(out)
        })?;
        let (of_weight, of_bias) = sums.map_or((None, None), |sums| (Some(sums.weight), Some(sums.bias)));
        Ok(crate::grads![grad_x, of_weight.filter(|_| cx.needs(1)), of_bias.filter(|_| cx.needs(2))])
    }

    fn of_group(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
        let (stats, split) = (&self.statistics, &self.split);
        if cx.create_graph {
            let [samples, groups, depth] = [0, 1, 2].map(|dim| split.view[dim]);
            let inner = split.view[3..].iter().product();
            let full = [samples, groups, depth, inner];
            return recorded_group(&input, weight.as_ref(), full, stats.eps, self.dtypes, grad, cx);
        }
        let (x, g) = (split.of(&input)?, split.of(grad)?);
        let acc = stats.mean.dtype();
        let summed = [(&g).into(), (&x).into(), (&stats.mean).into()];
        let (plain, along) = two_sums((sums, &summed), &x, &split.reduced[1..], acc)?;
        let factor = split.parameter(weight.as_ref())?;
        let grad_x = cx.when(0, || {
            let out = Tensor::empty_in_format(input.shape(), input.suggested_format(), input.dtype(), input.device())?;
            let operands = [(&plain).into(), (&along).into(), or_number(&factor, 1.0)];
            let weighted: Step<'_> = (|_, x| smallvec![x[0] * x[2], x[1] * x[2]], &operands);
            let (plain, along) = two_sums(weighted, &plain, &split.reduced, acc)?;
            stats.input_gradient(&g, &x, Some((&plain, &along)), &factor, &out.view(&split.view)?)?;
            Ok(out)
        })?;
        let (grad_weight, grad_bias) = if cx.needs(1) || cx.needs(2) {
            let operands =
                [(&along).into(), (&plain).into(), (&stats.squares).into(), stats.scale.into(), stats.eps.into()];
            let map: Step<'_> = (|_, x| smallvec![x[0] * (x[2] * x[3] + x[4]).rsqrt(), x[1]], &operands);
            let plan = Plan::new(&along, Some(&[0]), true)?;
            let length = [plan.kept.iter().product()];
            let (of_weight, kept_weight) = result_of(&plan, &length, self.dtypes[0], &along)?;
            let (of_bias, kept_bias) = result_of(&plan, &length, self.dtypes[1], &along)?;
            let finish: Step<'_> = (|_, x| x.into(), &[]);
            let (results, stream) = ([&kept_weight, &kept_bias], stream_of(&along)?);
            fused::gather(Gather::Sums, &plan, along.shape(), map, finish, &results, acc, stream)?;
            (Some(of_weight).filter(|_| cx.needs(1)), Some(of_bias).filter(|_| cx.needs(2)))
        } else {
            (None, None)
        };
        Ok(crate::grads![grad_x, grad_weight, grad_bias])
    }
}
