//! One direction of one layer by the CPU's kernel.

use flambeau_cpu::gemm::MatRef;
use flambeau_cpu::recurrent::{self as kernel, Cell, Gradients, Steps, Sums};

use super::layer::{Computed, Kept, Pass};
use super::{States, Weights};
use crate::autograd::{Context, Grads, no_grad};
use crate::ops::matmul;
use crate::ops::rows::{computed_in, dense_as};
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
    let hidden = weights.hidden.shape()[1];
    let (dtype, device) = (rows.dtype(), rows.device());
    let acc = computed_in(dtype);
    let (all, batch) = (rows.shape()[0], first.0.shape()[0]);
    let [x, input, recurrent] = no_grad(|| -> Result<[Tensor; 3]> {
        Ok([rows.to_dtype(acc)?, weights.input.to_dtype(acc)?, weights.hidden.to_dtype(acc)?])
    })?;
    // A GRU's reset gate acts on the recurrent addends.
    let (bias, hidden_bias) = match &weights.biases {
        Some([one, other]) if cell == Cell::Gru => (Some(dense_as(one, acc)?), Some(dense_as(other, acc)?)),
        Some([one, other]) => {
            let sum = no_grad(|| one.to_dtype(acc)?.add((&other.to_dtype(acc)?).into(), Scalar::Int(1)))?;
            (Some(dense_as(&sum, acc)?), None)
        }
        None => (None, None),
    };
    let (first_hidden, first_cell) =
        (dense_as(&first.0, acc)?, first.1.as_ref().map(|c| dense_as(c, acc)).transpose()?);
    let new = |rows: usize| Tensor::empty(&[rows, hidden], acc, device);
    // For the backward pass.
    let gates = if keeps { Some(Tensor::empty(&[all, cell.gates() * hidden], acc, device)?) } else { None };
    let cells = if keeps && matches!(cell, Cell::Lstm | Cell::Gru) { Some(new(all)?) } else { None };
    let (out, last_hidden) = (new(all)?, new(batch)?);
    let last_cell = if cell == Cell::Lstm { Some(new(batch)?) } else { None };
    let address = |tensor: &Option<Tensor>| Tensor::host_ptr_or_null(tensor.as_ref());
    let states = kernel::States {
        inputs: matrix(&x)?,
        width: x.shape()[1],
        input_weight: matrix(&input)?,
        bias: address(&bias)?,
        hidden_bias: address(&hidden_bias)?,
        gates: address(&gates)?,
        first_hidden: first_hidden.host_ptr()?,
        first_cell: address(&first_cell)?,
        kept: address(&cells)?,
        out: out.host_ptr()?,
        out_stride: hidden,
        last_hidden: last_hidden.host_ptr()?,
        last_cell: address(&last_cell)?,
    };
    let steps = steps_of(cell, sizes, reverse, &recurrent)?;
    // SAFETY: sizes were checked; results are new; states and addends are dense.
    unsafe { kernel::forward(&steps, &states) };

    no_grad(|| {
        let back = |tensor: Tensor| tensor.to_dtype(dtype);
        let last = (back(last_hidden)?, last_cell.map(back).transpose()?);
        let kept = gates.map(|gates| Kept { gates, cells, out: out.clone(), unprojected: None });
        Ok(Computed { out: back(out)?, last, kept })
    })
}

fn matrix(tensor: &Tensor) -> Result<MatRef> {
    Ok(MatRef { ptr: tensor.host_ptr()?, rs: tensor.strides()[0], cs: tensor.strides()[1] })
}

fn steps_of<'a>(cell: Cell, sizes: &'a [usize], reverse: bool, recurrent: &Tensor) -> Result<Steps<'a>> {
    let (dtype, hidden) = (recurrent.dtype(), recurrent.shape()[1]);
    Ok(Steps { dtype, cell, hidden, sizes, reverse, weight: matrix(recurrent)? })
}

/// The gradients, in the order of the node's edges.
pub(super) fn backward(pass: &Pass<'_>, grads: &Grads, cx: &Context<'_>) -> Result<Grads> {
    let Pass { cell, sizes, reverse, rows, first: (first, first_cell), weights, kept } = pass;
    let (w_ih, w_hh) = (&weights.input, &weights.hidden);
    let acc = computed_in(rows.dtype());
    let (all, batch, hidden) = (rows.shape()[0], first.shape()[0], w_hh.shape()[1]);
    let device = rows.device();
    let Kept { gates, cells, out, .. } = kept;
    let recurrent = no_grad(|| w_hh.to_dtype(acc))?;
    let given = |at: usize| grads.get(at).cloned().flatten();
    let grad_out = given(0).map(|grad| dense_as(&grad, acc)).transpose()?;
    // The kernel turns the gradients of last states into those of first states.
    let state = |grad: Option<Tensor>| match grad {
        Some(grad) => no_grad(|| {
            let state = Tensor::empty(&[batch, hidden], acc, device)?;
            state.copy_(&grad, false)?;
            Ok(state)
        }),
        None => Tensor::zeros(&[batch, hidden], acc, device),
    };
    let grad_hidden = state(given(1))?;
    let lstm = *cell == Cell::Lstm;
    let grad_cell = if lstm { Some(state(given(2))?) } else { None };
    let steps = steps_of(*cell, sizes, *reverse, &recurrent)?;
    let first = dense_as(first, acc)?;
    let first_cell = first_cell.as_ref().map(|first| dense_as(first, acc)).transpose()?;
    let width = cell.gates() * hidden;
    let input_gates = Tensor::empty(&[all, width], acc, device)?;
    let hidden_gates = if *cell == Cell::Gru { Some(Tensor::empty(&[all, width], acc, device)?) } else { None };
    let address = |tensor: &Option<Tensor>| Tensor::host_ptr_or_null(tensor.as_ref());
    let gradients = Gradients {
        gates: gates.host_ptr()?,
        kept: address(cells)?,
        first: first_cell.as_ref().unwrap_or(&first).host_ptr()?,
        states: out.host_ptr()?,
        out: address(&grad_out)?,
        out_stride: hidden,
        hidden: grad_hidden.host_ptr()?,
        cell: address(&grad_cell)?,
        input_gates: input_gates.host_ptr()?,
        hidden_gates: address(&hidden_gates)?,
    };
    // SAFETY: all are dense and have the sizes of the forward pass; what is written is new.
    unsafe { kernel::backward(&steps, &gradients) };

    let x = dense_as(rows, acc)?;
    let new = |wanted: bool, shape: &[usize]| wanted.then(|| Tensor::empty(shape, acc, device)).transpose();
    let biased = weights.biases.is_some();
    let input_weight = new(cx.needs(3), &[width, x.shape()[1]])?;
    let weight = new(cx.needs(4), &[width, hidden])?;
    let bias = new(biased && (cx.needs(5) || cx.needs(6)), &[width])?;
    let mut other_bias = None;
    let sums = Sums {
        gates: input_gates.host_ptr()?,
        inputs: x.host_ptr()?,
        width: x.shape()[1],
        states: out.host_ptr()?,
        first: first.host_ptr()?,
        input_weight: address(&input_weight)?,
        weight: address(&weight)?,
        bias: address(&bias)?,
    };
    // SAFETY: all are dense and have the sizes of the forward pass; what is written is new.
    unsafe {
        match &hidden_gates {
            None => kernel::weight_gradients(&steps, &sums),
            Some(hidden_gates) => {
                other_bias = new(biased && cx.needs(6), &[width])?;
                let (null, gates) = (std::ptr::null_mut(), hidden_gates.host_ptr()?);
                kernel::weight_gradients(&steps, &Sums { weight: null, ..sums });
                let bias = address(&other_bias)?;
                kernel::weight_gradients(&steps, &Sums { gates, input_weight: null, bias, ..sums });
            }
        }
    }
    no_grad(|| {
        let back = |tensor: Tensor| tensor.to_dtype(rows.dtype());
        let [input_weight, weight, bias, other_bias] = {
            let [w, v, b, c] = [input_weight, weight, bias, other_bias].map(|grad| grad.map(back).transpose());
            [w?, v?, b?, c?]
        };
        // Addends of one sum have equal gradients, but not one tensor.
        let other_bias = match (&bias, hidden_gates.is_none() && cx.needs(6)) {
            (Some(bias), true) => Some(bias.copy()?),
            _ => other_bias,
        };
        Ok(crate::grads![
            cx.when(0, || back(matmul(&input_gates, &w_ih.to_dtype(acc)?)?))?,
            cx.when(1, || back(grad_hidden))?,
            grad_cell.map(back).transpose()?,
            input_weight,
            weight,
            if cx.needs(5) { bias } else { None },
            other_bias,
            None,
        ])
    })
}
