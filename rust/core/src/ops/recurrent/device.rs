//! One direction of one layer by the kernels of a GPU.
//!
//! Everything is in the layer's dtype but what cells keep, which is in the one that it is computed in.

use flambeau_cpu::DType;
use flambeau_cpu::gemm::MatRef;
use flambeau_cuda::recurrent::{self as kernel, Cell, Gradients, Steps};
use flambeau_cuda::stream::Stream;

use super::layer::{Computed, Kept, Pass};
use super::{States, Weights};
use crate::autograd::{Context, Grads, no_grad};
use crate::ops::rows::{computed_in, dense, dense_as};
use crate::ops::{cat, matmul, narrow, transpose};
use crate::{Result, Scalar, Tensor};

/// Hidden states of all steps, and the last ones; what is kept if `keeps`.
pub(super) fn forward(
    cell: Cell,
    rows: &Tensor,
    sizes: &[usize],
    first: &States,
    weights: &Weights,
    reverse: bool,
    keeps: bool,
) -> Result<Computed> {
    let (dtype, device) = (rows.dtype(), rows.device());
    let (steps, stream) = (steps_of(cell, sizes, reverse, weights)?, stream_of(rows)?);
    let all = rows.shape()[0];
    // The kernel makes gates of what the inputs contribute to them.
    let gates = no_grad(|| dense(&matmul(&rows.detached(), &transpose(&weights.input.detached(), 0, 1)?)?))?;
    let bias = match &weights.biases {
        Some([one, other]) => Some([dense(one)?, dense(other)?]),
        None => None,
    };
    let first_hidden = dense(&first.0)?;
    let acc = computed_in(dtype);
    let cell_state = first.1.as_ref().map(|state| copy_as(state, acc)).transpose()?;
    let new = |width: usize, dtype| Tensor::empty(&[all, width], dtype, device);
    let gated = matches!(cell, Cell::Lstm | Cell::Gru);
    let cells = if keeps && gated { Some(new(steps.units, acc)?) } else { None };
    let unprojected = steps.projection.map(|_| new(steps.units, dtype)).transpose()?;
    let out = new(steps.width, dtype)?;
    let address = |tensor: &Option<Tensor>| Tensor::ptr_on_or_null(tensor.as_ref(), device);
    let states = kernel::States {
        gates: gates.ptr_on(device)?,
        bias: match &bias {
            Some([one, other]) => [one.ptr_on(device)?, other.ptr_on(device)?],
            None => [std::ptr::null(); 2],
        },
        first: first_hidden.ptr_on(device)?,
        cell: address(&cell_state)?,
        kept: address(&cells)?,
        unprojected: address(&unprojected)?,
        out: out.ptr_on(device)?,
    };
    // SAFETY: sizes were checked; what is written is new, and everything dense; memory that is freed meanwhile is handed out
    // in the order of the stream.
    unsafe { kernel::forward(&steps, &states, stream)? };
    no_grad(|| {
        let last_hidden = cat(&last_rows(&out, sizes, reverse)?, 0)?;
        let last_cell = cell_state.map(|state| state.to_dtype(dtype)).transpose()?;
        let kept = keeps.then(|| Kept {
            gates: if gated { gates } else { out.clone() },
            cells,
            out: out.clone(),
            unprojected,
        });
        Ok(Computed { out, last: (last_hidden, last_cell), kept })
    })
}

/// The gradients, in the order of the node's edges.
pub(super) fn backward(pass: &Pass<'_>, grads: &Grads, cx: &Context<'_>) -> Result<Grads> {
    let Pass { cell, sizes, reverse, rows, first: (first, first_cell), weights, kept } = pass;
    let (dtype, device) = (rows.dtype(), rows.device());
    let (steps, stream) = (steps_of(*cell, sizes, *reverse, weights)?, stream_of(rows)?);
    let acc = computed_in(dtype);
    let (all, batch, width) = (rows.shape()[0], first.shape()[0], cell.gates() * steps.units);
    let given = |at: usize| grads.get(at).cloned().flatten();
    let zeros_or = |grad: Option<Tensor>, shape: &[usize], dtype| match grad {
        Some(grad) => copy_as(&grad, dtype),
        None => Tensor::zeros(shape, dtype, device),
    };
    // The kernel adds what goes from step to step.
    let grad_out = zeros_or(given(0), &[all, steps.width], dtype)?;
    if let Some(grad) = given(1) {
        no_grad(|| -> Result<()> {
            let mut start = 0;
            for part in last_rows(&grad_out, sizes, *reverse)? {
                let count = part.shape()[0] as i64;
                part.add_((&narrow(&grad, 0, start, count)?).into(), Scalar::Int(1))?;
                start += count;
            }
            Ok(())
        })?;
    }
    let grad_first = if cx.needs(1) { Some(Tensor::zeros(&[batch, steps.width], dtype, device)?) } else { None };
    let grad_cell = match cell {
        Cell::Lstm => Some(zeros_or(given(2), &[batch, steps.units], acc)?),
        _ => None,
    };
    let input_gates = Tensor::empty(&[all, width], dtype, device)?;
    let hidden_gates = if *cell == Cell::Gru { Some(Tensor::empty(&[all, width], dtype, device)?) } else { None };
    let first = dense(first)?;
    let first_cell = first_cell.as_ref().map(|state| dense_as(state, acc)).transpose()?;
    let address = |tensor: &Option<Tensor>| Tensor::ptr_on_or_null(tensor.as_ref(), device);
    let gradients = Gradients {
        gates: kept.gates.ptr_on(device)?,
        kept: address(&kept.cells)?,
        first_cell: address(&first_cell)?,
        states: [kept.out.ptr_on(device)?, first.ptr_on(device)?],
        out: grad_out.ptr_on(device)?,
        first: address(&grad_first)?,
        cell: address(&grad_cell)?,
        input_gates: input_gates.ptr_on(device)?,
        hidden_gates: address(&hidden_gates)?,
    };
    // SAFETY: all are dense and have the sizes of the forward pass; what is written is new; memory that is freed meanwhile is
    // handed out in the order of the stream.
    unsafe { kernel::backward(&steps, &gradients, stream)? };

    no_grad(|| {
        let towards_hidden = hidden_gates.as_ref().unwrap_or(&input_gates);
        let over_rows = |grads: &Tensor, values: &Tensor| matmul(&transpose(grads, 0, 1)?, values);
        let bias = |wanted: bool, grads: &Tensor| match weights.biases {
            Some(_) if wanted => grads.sum_dim(Some(&[0]), false, None).map(Some),
            _ => Ok(None),
        };
        let input_bias = bias(cx.needs(5), &input_gates)?;
        // Addends of one sum have equal gradients, but not one tensor.
        let hidden_bias = match (&input_bias, cell) {
            (Some(sums), Cell::Lstm | Cell::Tanh | Cell::Relu) if cx.needs(6) => Some(sums.copy()?),
            _ => bias(cx.needs(6), towards_hidden)?,
        };
        Ok(crate::grads![
            cx.when(0, || matmul(&input_gates, &weights.input))?,
            grad_first,
            grad_cell.filter(|_| cx.needs(2)).map(|grad| grad.to_dtype(dtype)).transpose()?,
            cx.when(3, || over_rows(&input_gates, rows))?,
            cx.when(4, || over_rows(towards_hidden, &rows_before(&first, &kept.out, sizes, *reverse)?))?,
            input_bias,
            hidden_bias,
            match &kept.unprojected {
                Some(states) => cx.when(7, || over_rows(&grad_out, states))?,
                None => None,
            },
        ])
    })
}

fn stream_of(rows: &Tensor) -> Result<Stream> {
    let stream = crate::gpu::stream(rows.device());
    stream.ok_or_else(|| crate::gpu::misplaced(rows.device(), rows.device()))
}

fn steps_of<'a>(cell: Cell, sizes: &'a [usize], reverse: bool, weights: &Weights) -> Result<Steps<'a>> {
    let (dtype, device) = (weights.hidden.dtype(), weights.input.device());
    let matrix = |tensor: &Tensor| -> Result<MatRef> {
        Ok(MatRef { ptr: tensor.ptr_on(device)?, rs: tensor.strides()[0], cs: tensor.strides()[1] })
    };
    let width = weights.hidden.shape()[1];
    let units = weights.projection.as_ref().map_or(width, |projection| projection.shape()[1]);
    let projection = weights.projection.as_ref().map(matrix).transpose()?;
    Ok(Steps { dtype, cell, units, width, sizes, reverse, weight: matrix(&weights.hidden)?, projection })
}

/// New memory with the elements in row-major order.
fn copy_as(tensor: &Tensor, dtype: DType) -> Result<Tensor> {
    no_grad(|| {
        let copy = Tensor::empty(tensor.shape(), dtype, tensor.device())?;
        copy.copy_(tensor, false)?;
        Ok(copy)
    })
}

/// First rows of steps.
fn starts(sizes: &[usize]) -> Vec<usize> {
    sizes
        .iter()
        .scan(0, |next, size| {
            *next += size;
            Some(*next - size)
        })
        .collect()
}

fn part(rows: &Tensor, start: usize, count: usize) -> Result<Tensor> {
    narrow(rows, 0, start as i64, count as i64)
}

/// The rows of each sequence's last step, as parts that follow each other in the order of sequences.
fn last_rows(rows: &Tensor, sizes: &[usize], reverse: bool) -> Result<Vec<Tensor>> {
    let starts = starts(sizes);
    if reverse {
        return Ok(vec![part(rows, 0, sizes.first().copied().unwrap_or(0))?]);
    }
    let mut parts = Vec::new();
    let mut done = 0;
    for (start, &size) in starts.into_iter().zip(sizes).rev() {
        if size > done {
            parts.push(part(rows, start + done, size - done)?);
            done = size;
        }
    }
    if parts.is_empty() {
        parts.push(part(rows, 0, 0)?);
    }
    Ok(parts)
}

/// For each row of all steps the one of the step before, or a first one: dense.
fn rows_before(first: &Tensor, rows: &Tensor, sizes: &[usize], reverse: bool) -> Result<Tensor> {
    let starts = starts(sizes);
    let mut parts: Vec<Tensor> = Vec::new();
    // Neighbouring rows, not yet a part.
    let mut pending: Option<(usize, usize)> = None;
    for (step, &size) in sizes.iter().enumerate() {
        let before = if reverse { step + 1 } else { step.wrapping_sub(1) };
        let from_before = sizes.get(before).map_or(0, |rows| size.min(*rows));
        if from_before > 0 {
            let start = starts[before];
            pending = match pending {
                Some((from, count)) if from + count == start => Some((from, count + from_before)),
                other => {
                    parts.extend(other.map(|(from, count)| part(rows, from, count)).transpose()?);
                    Some((start, from_before))
                }
            };
        }
        if from_before < size {
            parts.extend(pending.take().map(|(from, count)| part(rows, from, count)).transpose()?);
            parts.push(part(first, from_before, size - from_before)?);
        }
    }
    parts.extend(pending.map(|(from, count)| part(rows, from, count)).transpose()?);
    if parts.is_empty() { part(first, 0, 0) } else { cat(&parts, 0) }
}
