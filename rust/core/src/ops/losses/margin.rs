//! Margin losses over the classes of a sample.
//!
//! Losses and their derivatives are computed together: the derivative is piecewise constant, or nearly so.

use flambeau_cpu::DType;
use flambeau_cuda::margin;
use flambeau_cuda::stream::Stream;

use super::Reduce;
use crate::autograd::{Recorder, Saved, no_grad};
use crate::error::shape_text;
use crate::ops::rows::{computed_in, dense, dense_as, from_numbers, numbers};
use crate::{Error, Result, Scalar, Tensor, bail, ensure, ops};

/// A loss per sample and the derivative of each by its own scores.
struct Sampled {
    losses: Vec<f64>,
    slopes: Vec<f64>,
}

/// Samples and classes of scores `(C,)` or `(N, C)`.
fn sizes(this: &Tensor) -> Result<(usize, usize)> {
    match *this.shape() {
        [classes] if classes > 0 => Ok((1, classes)),
        [samples, classes] if classes > 0 => Ok((samples, classes)),
        _ => bail!(
            Runtime,
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: {}",
            shape_text(this.shape())
        ),
    }
}

/// Reduces and records. `linear`: whether the derivative does not depend on the scores.
fn finish(this: &Tensor, sampled: Sampled, reduction: i64, linear: bool, node: &'static str) -> Result<Tensor> {
    let reduce = Reduce::of(reduction)?;
    let count = sampled.losses.len() as f64;
    let total: f64 = sampled.losses.iter().sum();
    let rows_shape: &[usize] = if this.ndim() == 2 { &this.shape()[..1] } else { &[] };
    let out = match reduce {
        Reduce::None => from_numbers(&sampled.losses, rows_shape, this.dtype(), this.device())?,
        Reduce::Sum => from_numbers(&[total], &[], this.dtype(), this.device())?,
        Reduce::Mean => from_numbers(&[total / count], &[], this.dtype(), this.device())?,
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let mut slopes = sampled.slopes;
        if reduce == Reduce::Mean {
            slopes.iter_mut().for_each(|slope| *slope /= count);
        }
        let slopes = from_numbers(&slopes, this.shape(), this.dtype(), this.device())?;
        let by_row = reduce == Reduce::None && this.ndim() == 2;
        record(graph, &out, slopes, by_row, linear, node)?;
    }
    Ok(out)
}

/// Records losses with their derivatives by the scores: the gradient is a product. `by_row`: whether there is a loss for every
/// row.
fn record(graph: Recorder, out: &Tensor, slopes: Tensor, by_row: bool, linear: bool, node: &'static str) -> Result<()> {
    let slopes = Saved::input(&slopes)?;
    graph.attach(out, node, move |grad, cx| {
        ensure!(linear || !cx.create_graph, NotImplemented, "the derivative of {}'s backward is not implemented", node);
        let grad = if by_row { grad.unsqueeze(1)? } else { grad.clone() };
        Ok(crate::grads![Some(slopes.get(cx)?.mul((&grad).into())?)])
    });
    Ok(())
}

const ONE: Scalar = Scalar::Int(1);

/// The numbers of classes, on the scores' device.
fn numbered(classes: usize, this: &Tensor) -> Result<Tensor> {
    ops::arange(Scalar::Int(classes as i64), Some(DType::I64), None, Some(this.device()), None, false)
}

/// Losses of samples: of no dimension where the scores are those of one sample.
fn by_sample(this: &Tensor, losses: Tensor) -> Result<Tensor> {
    if this.ndim() == 2 { Ok(losses) } else { losses.reshape(&[]) }
}

/// Sums over classes of samples on a GPU, divided by the number of classes and reduced.
fn reduced(this: &Tensor, sums: &Tensor, classes: usize, reduction: i64) -> Result<Tensor> {
    let losses = sums.div((classes as f64).into(), None)?;
    Reduce::of(reduction)?.apply(by_sample(this, losses)?)
}

/// [`multilabel_margin_loss`] on a GPU: a kernel for losses, and one for slopes where they are wanted.
fn multilabel_on_device(
    this: &Tensor,
    target: &Tensor,
    (samples, classes): (usize, usize),
    reduction: i64,
    stream: Stream,
) -> Result<Tensor> {
    let reduce = Reduce::of(reduction)?;
    let device = this.device();
    let (x, labels) = (dense(&this.detached())?, dense_as(target, DType::I64)?);
    let losses = Tensor::empty(&[samples], computed_in(this.dtype()), device)?;
    let named = Tensor::empty(&[samples, classes], DType::U8, device)?;
    let lengths = Tensor::empty(&[samples], DType::I64, device)?;
    let of = margin::Samples {
        dtype: this.dtype(),
        samples,
        classes,
        x: x.ptr_on(device)?,
        labels: labels.ptr_on(device)?.cast_const().cast(),
        named: named.data_ptr(),
        lengths: lengths.data_ptr().cast(),
    };
    // SAFETY: scores, labels and notes are dense, of the sizes given and on one device; memory that is freed meanwhile is handed
    // out in the order of the stream.
    unsafe { margin::losses(&of, losses.data_ptr(), stream)? };
    let by_row = reduce == Reduce::None && this.ndim() == 2;
    let out = no_grad(|| reduce.apply(by_sample(this, losses)?)?.to_dtype(this.dtype()))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let slopes = Tensor::empty(this.shape(), this.dtype(), device)?;
        let count = classes as f64 * if reduce == Reduce::Mean { samples as f64 } else { 1.0 };
        // SAFETY: as above.
        unsafe { margin::slopes(&of, 1.0 / count, slopes.data_ptr(), stream)? };
        record(graph, &out, slopes, by_row, true, "MultilabelMarginLossBackward0")?;
    }
    Ok(out)
}

fn check_floating(this: &Tensor, name: &'static str) -> Result<()> {
    if this.dtype().is_floating_point() { Ok(()) } else { Err(Error::unsupported(name, this.dtype())) }
}

fn real(number: Scalar) -> Result<f64> {
    Ok(match number {
        Scalar::Bool(value) => f64::from(u8::from(value)),
        Scalar::Int(value) => value as f64,
        Scalar::Float(value) => value,
        Scalar::Complex(..) => bail!(Runtime, "value cannot be converted to a real number without overflow"),
    })
}

/// `sum_i weight[y] max(0, margin - x[y] + x[i])^p / C` over all classes i other than the target y.
///
/// Input `(C,)` or `(N, C)`, floating-point; targets `()` or `(N,)`, int64; `p` is 1 or 2. `reduction` is 0
/// (none), 1 (mean) or 2 (sum). Other shapes and classes out of range raise RuntimeError.
///
/// Example:
///     >>> flambeau.multi_margin_loss(flambeau.tensor([[0.1, 0.2, 0.7]]), flambeau.tensor([2]))
///     tensor(0.3000)
#[flambeau_macros::op(multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, int reduction=1) -> Tensor; function)]
pub fn multi_margin_loss(
    this: &Tensor,
    target: &Tensor,
    p: Scalar,
    margin: Scalar,
    weight: Option<&Tensor>,
    reduction: i64,
) -> Result<Tensor> {
    let (p, margin) = (real(p)?, real(margin)?);
    ensure!(p == 1.0 || p == 2.0, Runtime, "only p == 1 and p == 2 supported");
    let (samples, classes) = sizes(this)?;
    ensure!(
        target.ndim() <= 1 && target.numel() == samples,
        Runtime,
        "inconsistent target size, expected {samples} but got {}",
        shape_text(target.shape())
    );
    check_floating(this, "multi_margin_loss_cpu_kernel")?;
    if let Some(weight) = weight {
        ensure!(
            weight.ndim() <= 1 && weight.numel() == classes,
            Runtime,
            "inconsistent weight size, expected {classes} but got {}",
            shape_text(weight.shape())
        );
    }
    ensure!(
        target.dtype() == DType::I64,
        Runtime,
        "expected scalar type Long but found {}",
        target.dtype().scalar_name()
    );
    if !this.on_host() {
        let rows = this.reshape(&[samples as i64, classes as i64])?;
        let y = target.reshape(&[samples as i64, 1])?;
        let own = no_grad(|| ops::eq(&numbered(classes, this)?, (&y).into()))?;
        let over = rows.sub((&ops::gather(&rows, 1, &y, false)?).into(), ONE)?.add(margin.into(), ONE)?.relu()?;
        let over = ops::masked_fill(&over, &own, 0.into())?;
        let mut losses = if p == 1.0 { over } else { over.square()? };
        if let Some(weight) = weight {
            let weights = ops::index_select(&weight.to_dtype(this.dtype())?, 0, target)?.reshape(&[-1, 1])?;
            losses = losses.mul((&weights).into())?;
        }
        return reduced(this, &losses.sum_dim(Some(&[1]), false, None)?, classes, reduction);
    }
    let x = numbers(this)?;
    let targets = dense_as(target, DType::I64)?.to_vec::<i64>()?;
    let weights = weight.map(numbers).transpose()?;
    let mut sampled = Sampled { losses: vec![0.0; samples], slopes: vec![0.0; samples * classes] };
    for (sample, &y) in targets.iter().enumerate() {
        ensure!((0..classes as i64).contains(&y), Runtime, "target out of range");
        let y = y as usize;
        let row = &x[sample * classes..][..classes];
        let slopes = &mut sampled.slopes[sample * classes..][..classes];
        let factor = weights.as_ref().map_or(1.0, |weights| weights[y]) / classes as f64;
        for i in (0..classes).filter(|&i| i != y) {
            let z = margin - row[y] + row[i];
            if z > 0.0 {
                let (value, slope) = if p == 1.0 { (z, 1.0) } else { (z * z, 2.0 * z) };
                sampled.losses[sample] += factor * value;
                slopes[i] += factor * slope;
                slopes[y] -= factor * slope;
            }
        }
    }
    finish(this, sampled, reduction, p == 1.0, "MultiMarginLossBackward0")
}

/// `sum_ij max(0, 1 - (x[y_j] - x[i])) / C` over target classes y_j (up to the first negative one) and all others
/// i.
///
/// Input and targets (int64) are `(C,)` or `(N, C)`. `reduction` is 0 (none), 1 (mean) or 2 (sum). Other shapes
/// raise RuntimeError.
///
/// Example:
///     >>> flambeau.multilabel_margin_loss(flambeau.tensor([0.1, 0.2, 0.4, 0.8]), flambeau.tensor([3, 0, -1, 1]))
///     tensor(0.8500)
#[flambeau_macros::op(multilabel_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor; function)]
pub fn multilabel_margin_loss(this: &Tensor, target: &Tensor, reduction: i64) -> Result<Tensor> {
    let (samples, classes) = sizes(this)?;
    ensure!(
        target.shape() == this.shape(),
        Runtime,
        "inconsistent target size: {} for input of size: {}",
        shape_text(target.shape()),
        shape_text(this.shape())
    );
    check_floating(this, "multilabel_margin_loss_forward_out_frame")?;
    ensure!(
        target.dtype() == DType::I64,
        Runtime,
        "expected scalar type Long but found {}",
        target.dtype().scalar_name()
    );
    if let Some(stream) = crate::gpu::stream(this.device()) {
        return multilabel_on_device(this, target, (samples, classes), reduction, stream);
    }
    let x = numbers(this)?;
    let targets = dense_as(target, DType::I64)?.to_vec::<i64>()?;
    // -1 ends a list; what follows it is not used, but is a mistake too where it is no label.
    ensure!(
        targets.iter().all(|&label| label >= -1 && label < classes as i64),
        Runtime,
        "argument #2 'target' is out of range"
    );
    let mut sampled = Sampled { losses: vec![0.0; samples], slopes: vec![0.0; samples * classes] };
    for sample in 0..samples {
        let row = &x[sample * classes..][..classes];
        let slopes = &mut sampled.slopes[sample * classes..][..classes];
        let labels = targets[sample * classes..][..classes].iter().take_while(|&&label| label >= 0);
        let mut is_target = vec![false; classes];
        for &label in labels.clone() {
            is_target[label as usize] = true;
        }
        for &label in labels {
            let y = label as usize;
            for i in (0..classes).filter(|&i| !is_target[i]) {
                let z = 1.0 - row[y] + row[i];
                if z > 0.0 {
                    sampled.losses[sample] += z / classes as f64;
                    slopes[i] += 1.0 / classes as f64;
                    slopes[y] -= 1.0 / classes as f64;
                }
            }
        }
    }
    finish(this, sampled, reduction, true, "MultilabelMarginLossBackward0")
}
