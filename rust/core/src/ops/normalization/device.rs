//! Batch, instance and group normalisation on a GPU: statistics are tensors there, and nothing waits for them.
//!
//! A pass is two reductions and one pointwise kernel over the input. Statistics are kept as sums; what is made of them is
//! computed where it is used.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use smallvec::SmallVec;

use super::batch::recorded as recorded_batch;
use super::group::recorded as recorded_group;
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::op::Operand;
use crate::ops::pointwise::{execute, program};
use crate::ops::reduce::{Plan, Reduction, run};
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

/// The sum over dimensions, which stay as 1, of an expression over operands that broadcast to the first one.
fn sum(
    map: for<'b> fn(&'b flambeau_cpu::expr::Builder, &[flambeau_cpu::expr::Val<'b>]) -> flambeau_cpu::expr::Val<'b>,
    operands: &[Operand<'_>],
    dims: &[i64],
    acc: DType,
) -> Result<Tensor> {
    let Some(Operand::Tensor(first)) = operands.first() else {
        crate::bail!(Runtime, "a sum over a tensor begins with it")
    };
    let plan = Plan::new(first, Some(dims), true)?;
    run(Reduction::Sum, &plan, Some(program(map, operands, acc, acc)), operands, Class::of(acc), acc)
}

/// An operand that may be missing: then a number.
fn or_number(tensor: &Option<Tensor>, number: f64) -> Operand<'_> {
    tensor.as_ref().map_or(number.into(), Operand::Tensor)
}

/// Means and variances as sums, in the dtype that is computed in: `mean = total * scale`, `variance = squares * scale`.
#[derive(Clone)]
pub(super) struct Statistics {
    total: Tensor,
    squares: Tensor,
    scale: f64,
    eps: f64,
}

impl Statistics {
    /// Those of a tensor in the split's view.
    fn of(x: &Tensor, split: &Split, eps: f64) -> Result<Statistics> {
        let acc = computed_in(x.dtype());
        let count: i64 = split.reduced.iter().map(|&dim| split.view[dim as usize]).product();
        let scale = 1.0 / count as f64;
        let total = sum(|_, x| x[0], &[x.into()], &split.reduced, acc)?;
        let squares = sum(
            |_, x| {
                let apart = x[0] - x[1] * x[2];
                apart * apart
            },
            &[x.into(), (&total).into(), scale.into()],
            &split.reduced,
            acc,
        )?;
        Ok(Statistics { total, squares, scale, eps })
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
        let (total, squares) = no_grad(|| Ok::<_, crate::Error>((taken(mean)?, taken(variance)?)))?;
        Ok(Statistics { total, squares, scale: 1.0, eps })
    }

    /// `(x - mean) / sqrt(variance + eps) * weight + bias`.
    fn apply(&self, x: &Tensor, weight: &Option<Tensor>, bias: &Option<Tensor>, out: &Tensor) -> Result<()> {
        let acc = computed_in(x.dtype());
        let operands: [Operand<'_>; 7] = [
            x.into(),
            (&self.total).into(),
            (&self.squares).into(),
            self.scale.into(),
            self.eps.into(),
            or_number(weight, 1.0),
            or_number(bias, 0.0),
        ];
        let map = program(
            |_, x| (x[0] - x[1] * x[3]) * ((x[2] * x[3] + x[4]).rsqrt() * x[5]) + x[6],
            &operands,
            acc,
            out.dtype(),
        );
        execute(map, &operands, acc, out)
    }

    /// The mean, or the reciprocal deviation, of each channel.
    pub(super) fn vectors(&self, dtype: DType) -> Result<(Tensor, Tensor)> {
        let acc = self.total.dtype();
        let vector = || Tensor::empty(self.total.shape(), dtype, self.total.device());
        let (mean, rstd) = (vector()?, vector()?);
        let operands: [Operand<'_>; 2] = [(&self.total).into(), self.scale.into()];
        execute(program(|_, x| x[0] * x[1], &operands, acc, dtype), &operands, acc, &mean)?;
        self.deviation_into(&rstd)?;
        let length = [self.total.numel() as i64];
        Ok((mean.reshape(&length)?, rstd.reshape(&length)?))
    }

    fn deviation_into(&self, out: &Tensor) -> Result<()> {
        let acc = self.total.dtype();
        let operands: [Operand<'_>; 3] = [(&self.squares).into(), self.scale.into(), self.eps.into()];
        let map = program(|_, x| (x[0] * x[1] + x[2]).rsqrt(), &operands, acc, out.dtype());
        execute(map, &operands, acc, out)
    }

    /// `sum over elements of grad`, and of `grad * (x - mean)`, over dimensions.
    fn sums(&self, grad: &Tensor, x: &Tensor, dims: &[i64]) -> Result<(Tensor, Tensor)> {
        let acc = self.total.dtype();
        let plain = sum(|_, x| x[0], &[grad.into()], dims, acc)?;
        let operands = [grad.into(), x.into(), (&self.total).into(), self.scale.into()];
        let along = sum(|_, x| x[0] * (x[1] - x[2] * x[3]), &operands, dims, acc)?;
        Ok((plain, along))
    }

    /// The gradient of the input: `rstd (w g - plain / n - (x - mean) rstd^2 along / n)`; `plain` and `along` are the sums
    /// of [`sums`](Self::sums), weighted, over all that shares statistics. Without them statistics are constants.
    fn input_gradient(
        &self,
        grad: &Tensor,
        x: &Tensor,
        sums: Option<(&Tensor, &Tensor)>,
        weight: &Option<Tensor>,
        out: &Tensor,
    ) -> Result<()> {
        let acc = self.total.dtype();
        let (grad, squares) = (grad.into(), (&self.squares).into());
        let (scale, eps, weight) = (self.scale.into(), self.eps.into(), or_number(weight, 1.0));
        let Some((plain, along)) = sums else {
            let operands: [Operand<'_>; 5] = [grad, squares, scale, eps, weight];
            let map = program(|_, x| x[0] * x[4] * (x[1] * x[2] + x[3]).rsqrt(), &operands, acc, out.dtype());
            return execute(map, &operands, acc, out);
        };
        let operands: [Operand<'_>; 9] =
            [grad, squares, scale, eps, weight, x.into(), (&self.total).into(), plain.into(), along.into()];
        let map = program(
            |_, x| {
                let rstd = (x[1] * x[2] + x[3]).rsqrt();
                let unit = (x[5] - x[6] * x[2]) * rstd;
                rstd * (x[0] * x[4] - x[7] * x[2] - unit * (x[8] * rstd * x[2]))
            },
            &operands,
            acc,
            out.dtype(),
        );
        execute(map, &operands, acc, out)
    }
}

/// Moves a running statistic towards `sum * factor`.
fn update(running: Option<&Tensor>, sum: &Tensor, factor: f64, momentum: f64) -> Result<()> {
    let Some(running) = running else { return Ok(()) };
    let acc = sum.dtype();
    let sum = sum.reshape(&sizes_of(running))?;
    let operands: [Operand<'_>; 4] = [running.into(), (&sum).into(), factor.into(), momentum.into()];
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
        _ => {
            let statistics = Statistics::of(&x, &split, eps)?;
            if input.numel() > 0 {
                let count = 1.0 / statistics.scale;
                update(running_mean, &statistics.total, statistics.scale, momentum)?;
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
    let statistics = Statistics::of(&x, &split, eps)?;
    if input.shape()[0] > 0 && (running_mean.is_some() || running_var.is_some()) {
        let (samples, count) = (input.shape()[0] as f64, 1.0 / statistics.scale);
        let average = |total: &Tensor| sum(|_, x| x[0], &[total.into()], &[0], total.dtype());
        update(running_mean, &average(&statistics.total)?, statistics.scale / samples, momentum)?;
        update(running_var, &average(&statistics.squares)?, 1.0 / (count - 1.0) / samples, momentum)?;
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

    /// A vector of channels in a parameter's dtype.
    fn vector(&self, tensor: &Tensor, at: usize) -> Result<Option<Tensor>> {
        Ok(Some(tensor.reshape(&[tensor.numel() as i64])?.to_dtype(self.dtypes[at])?))
    }

    fn of_batch(&self, grad: &Tensor, training: bool, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let weight = self.weight.as_ref().map(|weight| weight.get(cx)).transpose()?;
        let (stats, split) = (&self.statistics, &self.split);
        if cx.create_graph {
            let constants = if training {
                None
            } else {
                let rstd = Tensor::empty(stats.total.shape(), stats.total.dtype(), input.device())?;
                stats.deviation_into(&rstd)?;
                Some((stats.total.to_dtype(input.dtype())?, rstd.to_dtype(input.dtype())?))
            };
            return recorded_batch(&input, weight.as_ref(), constants, stats.eps, self.dtypes, grad, cx);
        }
        let (x, g) = (split.of(&input)?, split.of(grad)?);
        let (plain, along) = stats.sums(&g, &x, &split.reduced)?;
        let factor = split.parameter(weight.as_ref())?;
        let grad_x = cx.when(0, || {
            let out = Tensor::empty_in_format(input.shape(), input.suggested_format(), input.dtype(), input.device())?;
            let weighted = |sum: &Tensor| match &factor {
                Some(factor) if training => sum.mul(factor.into()),
                _ => Ok(sum.clone()),
            };
            let (plain, along) = (weighted(&plain)?, weighted(&along)?);
            stats.input_gradient(&g, &x, training.then_some((&plain, &along)), &factor, &out)?;
            Ok(out)
        })?;
        let grad_weight = cx.when(1, || {
            let out = Tensor::empty(along.shape(), along.dtype(), along.device())?;
            stats.deviation_into(&out)?;
            out.mul((&along).into())
        })?;
        let grad_weight = grad_weight.map(|grad| self.vector(&grad, 0)).transpose()?.flatten();
        let grad_bias = if cx.needs(2) { self.vector(&plain, 1)? } else { None };
        Ok(crate::grads![grad_x, grad_weight, grad_bias])
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
        let (plain, along) = stats.sums(&g, &x, &split.reduced[1..])?;
        let acc = plain.dtype();
        let factor = split.parameter(weight.as_ref())?;
        let grad_x = cx.when(0, || {
            let out = Tensor::empty_in_format(input.shape(), input.suggested_format(), input.dtype(), input.device())?;
            let of_group =
                |sums: &Tensor| sum(|_, x| x[0] * x[1], &[sums.into(), or_number(&factor, 1.0)], &split.reduced, acc);
            let (plain, along) = (of_group(&plain)?, of_group(&along)?);
            stats.input_gradient(&g, &x, Some((&plain, &along)), &factor, &out.view(&split.view)?)?;
            Ok(out)
        })?;
        let grad_weight = if cx.needs(1) {
            let operands = [(&along).into(), (&stats.squares).into(), stats.scale.into(), stats.eps.into()];
            let total = sum(|_, x| x[0] * (x[1] * x[2] + x[3]).rsqrt(), &operands, &[0], acc)?;
            self.vector(&total, 0)?
        } else {
            None
        };
        let grad_bias =
            if cx.needs(2) { self.vector(&sum(|_, x| x[0], &[(&plain).into()], &[0], acc)?, 1)? } else { None };
        Ok(crate::grads![grad_x, grad_weight, grad_bias])
    }
}
