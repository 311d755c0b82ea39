//! Connectionist temporal classification.
//!
//! Source: Graves et al., "Connectionist temporal classification: labelling unsegmented sequence data with recurrent
//! neural networks", 2006. Forward and backward variables are kept as logarithms, in double precision.

use std::sync::Mutex;

use flambeau_cpu::{DType, pool};
use flambeau_cuda::ctc as gpu;
use flambeau_cuda::stream::Stream;

use super::Reduce;
use crate::autograd::{Recorder, Saved};
use crate::ops::rows::{dense_as, from_numbers, numbers};
use crate::{Error, Result, Tensor, ensure};

/// `log(e^a + e^b)`.
fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// One sequence: `steps` rows of log probabilities, `stride` apart, and its labels.
struct Sequence<'a> {
    log_p: &'a [f64],
    stride: usize,
    steps: usize,
    classes: usize,
    /// Labels with blanks before, between and after them.
    padded: Vec<usize>,
}

impl Sequence<'_> {
    fn log_p(&self, step: usize, state: usize) -> f64 {
        self.log_p[step * self.stride + self.padded[state]]
    }

    /// Whether a state may follow the one two before it: neither is blank, and the labels differ.
    fn may_skip(&self, state: usize) -> bool {
        state >= 2 && state % 2 == 1 && self.padded[state] != self.padded[state - 2]
    }

    /// Logarithms of the probabilities of all beginnings of alignments, by step and state.
    fn beginnings(&self) -> Vec<f64> {
        let states = self.padded.len();
        let mut alpha = vec![f64::NEG_INFINITY; self.steps * states];
        for step in 0..self.steps {
            for state in 0..states {
                let before = match step {
                    0 => {
                        if state < 2 {
                            0.0
                        } else {
                            f64::NEG_INFINITY
                        }
                    }
                    _ => {
                        let last = &alpha[(step - 1) * states..][..states];
                        let mut sum = last[state];
                        if state >= 1 {
                            sum = log_add(sum, last[state - 1]);
                        }
                        if self.may_skip(state) {
                            sum = log_add(sum, last[state - 2]);
                        }
                        sum
                    }
                };
                alpha[step * states + state] = before + self.log_p(step, state);
            }
        }
        alpha
    }

    /// The same of all ends, without the step's own probability.
    fn ends(&self) -> Vec<f64> {
        let states = self.padded.len();
        let mut beta = vec![f64::NEG_INFINITY; self.steps * states];
        for step in (0..self.steps).rev() {
            for state in 0..states {
                beta[step * states + state] = if step + 1 == self.steps {
                    if state + 2 >= states { 0.0 } else { f64::NEG_INFINITY }
                } else {
                    let next = |to: usize| beta[(step + 1) * states + to] + self.log_p(step + 1, to);
                    let mut sum = next(state);
                    if state + 1 < states {
                        sum = log_add(sum, next(state + 1));
                    }
                    if state + 2 < states && self.may_skip(state + 2) {
                        sum = log_add(sum, next(state + 2));
                    }
                    sum
                };
            }
        }
        beta
    }

    /// The loss, and where wanted `p - posterior` for each step and class: the derivative by log probabilities.
    fn solve(&self, slopes: Option<&mut [f64]>) -> f64 {
        let states = self.padded.len();
        if self.steps == 0 {
            return if states == 1 { 0.0 } else { f64::INFINITY };
        }
        let alpha = self.beginnings();
        let last = &alpha[(self.steps - 1) * states..];
        let total = if states == 1 { last[0] } else { log_add(last[states - 1], last[states - 2]) };
        if let Some(slopes) = slopes {
            let beta = self.ends();
            for step in 0..self.steps {
                let mut posterior = vec![f64::NEG_INFINITY; self.classes];
                for state in 0..states {
                    let class = self.padded[state];
                    let both = alpha[step * states + state] + beta[step * states + state];
                    posterior[class] = log_add(posterior[class], both);
                }
                for (class, slope) in slopes[step * self.classes..][..self.classes].iter_mut().enumerate() {
                    *slope = self.log_p[step * self.stride + class].exp() - (posterior[class] - total).exp();
                }
            }
        }
        -total
    }
}

/// The lengths of a batch's sequences.
fn lengths(tensor: &Tensor, batch: usize, name: &str) -> Result<Vec<i64>> {
    ensure!(tensor.dtype().is_integral(false), Runtime, "{name} must be integral");
    ensure!(
        tensor.numel() == batch,
        Runtime,
        "{name} must be of size batch_size: expected {batch} lengths, got {}",
        tensor.numel()
    );
    dense_as(tensor, DType::I64)?.to_vec::<i64>()
}

/// The negative log likelihood of label sequences over all their alignments with `log_probs`, `(T, N, C)` or `(T,
/// C)`.
///
/// Targets are `(N, S)`, or the sequences one after the other; lengths are integers `(N,)`. `reduction` is 0 (one
/// value for each sequence), 1 (each divided by its length, then the mean) or 2 (sum). Labels and lengths out of
/// range raise RuntimeError.
///
/// Example:
///     >>> log_probs = flambeau.full((4, 1, 3), 1 / 3).log()
///     >>> flambeau.ctc_loss(log_probs, flambeau.tensor([[1, 2]]), flambeau.tensor([4]), flambeau.tensor([2]), 0, 2)
///     tensor(1.6864)
#[flambeau_macros::op(ctc_loss.Tensor(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor; function)]
pub fn ctc_loss(
    log_probs: &Tensor,
    targets: &Tensor,
    input_lengths: &Tensor,
    target_lengths: &Tensor,
    blank: i64,
    reduction: i64,
    zero_infinity: bool,
) -> Result<Tensor> {
    if !matches!(log_probs.dtype(), DType::F32 | DType::F64) {
        return Err(Error::unsupported("ctc_loss_cpu", log_probs.dtype()));
    }
    let batched = log_probs.ndim() == 3;
    ensure!(
        batched || log_probs.ndim() == 2,
        Runtime,
        "log_probs must have 2 or 3 dimensions, got {}",
        log_probs.ndim()
    );
    let (steps, classes) = (log_probs.shape()[0], log_probs.shape()[log_probs.ndim() - 1]);
    let batch = if batched { log_probs.shape()[1] } else { 1 };
    ensure!((0..classes as i64).contains(&blank), Runtime, "blank must be in label range");
    ensure!(matches!(targets.dtype(), DType::I64 | DType::I32), Runtime, "targets must be of type Long or Int");
    let reduce = Reduce::of(reduction)?;
    let (inputs, counts) =
        (lengths(input_lengths, batch, "input_lengths")?, lengths(target_lengths, batch, "target_lengths")?);
    let rows = batched && targets.ndim() == 2;
    let width = if rows { targets.shape()[1] } else { targets.numel() };
    if rows {
        ensure!(targets.shape()[0] == batch, Runtime, "targets must have a row for each of {batch} sequences");
    }
    // Where each sequence's labels begin.
    let mut firsts = Vec::with_capacity(batch);
    let mut start = 0usize;
    for (at, (&input, &count)) in inputs.iter().zip(&counts).enumerate() {
        ensure!(
            (0..=steps as i64).contains(&input),
            Runtime,
            "Expected input_lengths to have value at most {steps}, but got value {input}"
        );
        let first = if rows { at * width } else { start };
        let room = if rows { width } else { width - start.min(width) };
        ensure!(
            (0..=room as i64).contains(&count),
            Runtime,
            "Expected tensor to have size at least {count} at dimension 1, but got size {room}"
        );
        firsts.push(first);
        start += count as usize;
    }
    let targets = dense_as(targets, DType::I64)?.to_device(log_probs.device())?;
    if let Some(stream) = crate::gpu::stream(log_probs.device()) {
        let lengths =
            inputs.iter().zip(&counts).zip(&firsts).flat_map(|((&input, &count), &first)| [input, count, first as i64]);
        let lengths = Tensor::from_slice(&lengths.collect::<Vec<i64>>(), &[batch, 3])?;
        let longest = counts.iter().copied().max().unwrap_or(0) as usize;
        let how = (blank as usize, zero_infinity, longest);
        let losses = losses_on_device(log_probs, &targets, &lengths.to_device(log_probs.device())?, how, stream)?;
        return match reduce {
            Reduce::None => Ok(losses),
            Reduce::Sum => losses.sum(None),
            Reduce::Mean => {
                let each: Vec<f64> = counts.iter().map(|&count| count.max(1) as f64).collect();
                let each = from_numbers(&each, losses.shape(), log_probs.dtype(), log_probs.device())?;
                losses.div((&each).into(), None)?.mean(None)
            }
        };
    }
    let labels = targets.to_vec::<i64>()?;
    let log_p = numbers(log_probs)?;
    let mut sequences = Vec::with_capacity(batch);
    for (at, (&input, &count)) in inputs.iter().zip(&counts).enumerate() {
        let mut padded = vec![blank as usize];
        for &label in &labels[firsts[at]..][..count as usize] {
            ensure!(
                (0..classes as i64).contains(&label),
                Runtime,
                "label {label} is out of range for {classes} classes"
            );
            padded.extend([label as usize, blank as usize]);
        }
        let (log_p, stride) = (&log_p[at * classes..], batch * classes);
        sequences.push(Sequence { log_p, stride, steps: input as usize, classes, padded });
    }
    let graph = Recorder::new(&[log_probs]);
    let solved: Vec<Mutex<(f64, Vec<f64>)>> = sequences.iter().map(|_| Mutex::default()).collect();
    pool::parallel(batch, &|at| {
        let mut slopes = vec![0.0; if graph.is_some() { steps * classes } else { 0 }];
        let loss = sequences[at].solve(graph.is_some().then_some(&mut slopes[..]));
        *solved[at].lock().unwrap_or_else(std::sync::PoisonError::into_inner) = (loss, slopes);
    });
    let mut losses = vec![0.0; batch];
    let mut slopes = vec![0.0; if graph.is_some() { log_probs.numel() } else { 0 }];
    for (at, solved) in solved.into_iter().enumerate() {
        let (loss, own) = solved.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let ignored = zero_infinity && loss == f64::INFINITY;
        losses[at] = if ignored { 0.0 } else { loss };
        if !ignored {
            for (step, row) in own.chunks_exact(classes.max(1)).enumerate() {
                slopes[(step * batch + at) * classes..][..classes].copy_from_slice(row);
            }
        }
    }
    // The mean is over the losses per label.
    let per_label: Vec<f64> = counts.iter().map(|&count| count.max(1) as f64).collect();
    let factor = |at: usize| match reduce {
        Reduce::Mean => 1.0 / (per_label[at] * batch as f64),
        _ => 1.0,
    };
    let (dtype, device) = (log_probs.dtype(), log_probs.device());
    let rows_shape: &[usize] = if batched { &[batch] } else { &[] };
    let out = match reduce {
        Reduce::None => from_numbers(&losses, rows_shape, dtype, device)?,
        _ => from_numbers(&[losses.iter().enumerate().map(|(at, loss)| loss * factor(at)).sum()], &[], dtype, device)?,
    };
    if let Some(graph) = graph {
        for (at, slope) in slopes.iter_mut().enumerate() {
            *slope *= factor(at / classes % batch);
        }
        let slopes = Saved::input(&from_numbers(&slopes, log_probs.shape(), dtype, device)?)?;
        let by_row = reduce == Reduce::None && batched;
        let node = match reduce {
            Reduce::None => "CtcLossBackward0",
            Reduce::Mean => "MeanBackward0",
            Reduce::Sum => "SumBackward0",
        };
        graph.attach(&out, node, move |grad, cx| {
            ensure!(!cx.create_graph, NotImplemented, "the derivative of ctc_loss's backward is not implemented");
            let grad = if by_row { grad.unsqueeze(1)? } else { grad.clone() };
            Ok(crate::grads![Some(slopes.get(cx)?.mul((&grad).into())?)])
        });
    }
    Ok(out)
}

/// The losses of sequences on a GPU, recorded. `how`: the blank's class, whether infinite losses count as 0, the labels of the
/// longest sequence.
fn losses_on_device(
    log_probs: &Tensor,
    labels: &Tensor,
    lengths: &Tensor,
    how: (usize, bool, usize),
    stream: Stream,
) -> Result<Tensor> {
    let (device, dtype, (shape, strides)) =
        (log_probs.device(), log_probs.dtype(), (log_probs.shape(), log_probs.strides()));
    let batched = log_probs.ndim() == 3;
    let last = shape.len() - 1;
    let batch = if batched { shape[1] } else { 1 };
    let losses = Tensor::empty(if batched { &shape[1..2] } else { &[] }, dtype, device)?;
    let graph = Recorder::new(&[log_probs]);
    let slopes = graph.as_ref().map(|_| Tensor::empty(shape, dtype, device)).transpose()?;
    let (blank, zero_infinity, longest) = how;
    let of = gpu::Batch {
        dtype,
        sizes: [shape[0], batch, shape[last]],
        log_p: log_probs.data_ptr(),
        strides: [strides[0], if batched { strides[1] } else { 0 }, strides[last]],
        labels: labels.ptr_on(device)?.cast_const().cast(),
        lengths: lengths.data_ptr().cast_const().cast(),
        longest,
        blank,
        zero_infinity,
    };
    // SAFETY: labels and lengths are dense, lengths were compared with the sizes, results are new, and the kernel checks every
    // label; memory that is freed meanwhile is handed out in the order of the stream.
    unsafe { gpu::ctc(&of, losses.data_ptr(), Tensor::ptr_on_or_null(slopes.as_ref(), device)?, stream)? };
    if let (Some(graph), Some(slopes)) = (graph, slopes) {
        let slopes = Saved::input(&slopes)?;
        graph.attach(&losses, "CtcLossBackward0", move |grad, cx| {
            ensure!(!cx.create_graph, NotImplemented, "the derivative of ctc_loss's backward is not implemented");
            let grad = if batched { grad.unsqueeze(1)? } else { grad.clone() };
            Ok(crate::grads![Some(slopes.get(cx)?.mul((&grad).into())?)])
        });
    }
    Ok(losses)
}

/// The same with lengths as lists.
///
/// Example:
///     >>> log_probs = flambeau.full((4, 1, 3), 1 / 3).log()
///     >>> flambeau.ctc_loss(log_probs, flambeau.tensor([[1, 2]]), [4], [2], reduction=2)
///     tensor(1.6864)
#[flambeau_macros::op(ctc_loss.IntList(Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, int blank=0, int reduction=1, bool zero_infinity=False) -> Tensor; function)]
pub fn ctc_loss_lengths(
    log_probs: &Tensor,
    targets: &Tensor,
    input_lengths: &[i64],
    target_lengths: &[i64],
    blank: i64,
    reduction: i64,
    zero_infinity: bool,
) -> Result<Tensor> {
    let inputs = Tensor::from_slice(input_lengths, &[input_lengths.len()])?;
    let counts = Tensor::from_slice(target_lengths, &[target_lengths.len()])?;
    ctc_loss(log_probs, targets, &inputs, &counts, blank, reduction, zero_infinity)
}
