//! One direction of one layer by the kernel, recorded as one node.

use flambeau_cpu::DType;
use flambeau_cpu::gemm::MatRef;
use flambeau_cpu::recurrent::{self as kernel, Cell, Gradients, Steps, Sums};

use super::{States, Weights, plain};
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::ops::rows::{computed_in, dense_as};
use crate::ops::{again, matmul};
use crate::tensor::Shape;
use crate::{Result, Scalar, Tensor, ensure};

/// Rows `(N, hidden)` of all steps, and the last states `(batch, hidden)`.
///
/// `rows (N, input)` holds those of step after step, `sizes` their numbers, none larger than the one before; the first
/// states `(batch, hidden)` have as many rows as the first step.
pub(super) fn run(
    cell: Cell,
    rows: &Tensor,
    sizes: &[usize],
    first: &States,
    weights: &Weights,
    reverse: bool,
) -> Result<(Tensor, States)> {
    check(cell, rows, sizes, first, weights)?;
    // The kernel is the CPU's.
    if weights.projection.is_some() || !rows.on_host() {
        return plain::run(cell, rows, sizes, first, weights, reverse);
    }
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
    let inputs = inputs_of(rows, first, weights);
    let borrowed: Vec<Option<&Tensor>> = inputs.iter().map(Option::as_ref).collect();
    let graph = Recorder::of_optional(&borrowed);
    let new = |rows: usize| Tensor::empty(&[rows, hidden], acc, device);
    // For the backward pass.
    let gates = graph.as_ref().map(|_| Tensor::empty(&[all, cell.gates() * hidden], acc, device)).transpose()?;
    let keeps = graph.is_some() && matches!(cell, Cell::Lstm | Cell::Gru);
    let kept = if keeps { Some(new(all)?) } else { None };
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
        kept: address(&kept)?,
        out: out.host_ptr()?,
        out_stride: hidden,
        last_hidden: last_hidden.host_ptr()?,
        last_cell: address(&last_cell)?,
    };
    let steps = steps_of(cell, sizes, reverse, &recurrent)?;
    // SAFETY: sizes were checked; results are new; states and addends are dense.
    unsafe { kernel::forward(&steps, &states) };

    let outs = no_grad(|| -> Result<[Option<Tensor>; 3]> {
        let back = |tensor: Tensor| tensor.to_dtype(dtype);
        Ok([Some(back(out.clone())?), Some(back(last_hidden)?), last_cell.map(back).transpose()?])
    })?;
    if let (Some(graph), Some(gates)) = (graph, gates) {
        let keep = |tensor: &Option<Tensor>| tensor.as_ref().map(Saved::input).transpose();
        let with_kind = |input: &Option<Tensor>| match input {
            Some(input) => Ok(Some((Saved::input(input)?, Shape::from_slice(input.shape()), input.dtype()))),
            None => Ok(None),
        };
        let saved = inputs.iter().map(with_kind).collect::<Result<_>>()?;
        // Outside the graph, or node and result would own each other; the pass is recorded from the inputs.
        let (gates, kept, out) = (Saved::input(&gates)?, keep(&kept)?, Saved::input(&out.detached())?);
        let rule = Rule { cell, sizes: sizes.to_vec(), reverse, inputs: saved, gates, kept, out };
        let name = if cell == Cell::Lstm { "MkldnnRnnLayerBackward0" } else { "StackBackward0" };
        let results: Vec<&Tensor> = outs.iter().flatten().collect();
        graph.attach_many(&results, name, move |grads, cx| {
            if cx.create_graph { rule.recorded(grads, cx) } else { rule.fused(grads, cx) }
        });
    }
    match outs {
        [Some(out), Some(last_hidden), last_cell] => Ok((out, (last_hidden, last_cell))),
        _ => crate::bail!(Runtime, "a recurrent layer has hidden states"),
    }
}

fn matrix(tensor: &Tensor) -> Result<MatRef> {
    Ok(MatRef { ptr: tensor.host_ptr()?, rs: tensor.strides()[0], cs: tensor.strides()[1] })
}

fn steps_of<'a>(cell: Cell, sizes: &'a [usize], reverse: bool, recurrent: &Tensor) -> Result<Steps<'a>> {
    let (dtype, hidden) = (recurrent.dtype(), recurrent.shape()[1]);
    Ok(Steps { dtype, cell, hidden, sizes, reverse, weight: matrix(recurrent)? })
}

/// Rows, first states, weights and addends, in the order of the node's edges.
fn inputs_of(rows: &Tensor, first: &States, weights: &Weights) -> [Option<Tensor>; 7] {
    let [b_ih, b_hh] = match &weights.biases {
        Some([one, other]) => [Some(one.clone()), Some(other.clone())],
        None => [None, None],
    };
    let (input, hidden) = (Some(weights.input.clone()), Some(weights.hidden.clone()));
    [Some(rows.clone()), Some(first.0.clone()), first.1.clone(), input, hidden, b_ih, b_hh]
}

fn check(cell: Cell, rows: &Tensor, sizes: &[usize], first: &States, weights: &Weights) -> Result<()> {
    let (input, recurrent) = (&weights.input, &weights.hidden);
    ensure!(
        input.ndim() == 2 && recurrent.ndim() == 2,
        Runtime,
        "recurrent weights must have 2 dimensions, got {} and {}",
        input.ndim(),
        recurrent.ndim()
    );
    let dtype = rows.dtype();
    let others = [Some(input), Some(recurrent), Some(&first.0), first.1.as_ref(), weights.projection.as_ref()];
    for other in others.into_iter().flatten().chain(weights.biases.iter().flatten()) {
        ensure!(
            other.dtype() == dtype,
            Runtime,
            "mat1 and mat2 must have the same dtype, but got {} and {}",
            dtype.name(),
            other.dtype().name()
        );
    }
    ensure!(dtype.is_floating_point(), Runtime, "recurrent layers are not implemented for '{}'", dtype.name());
    ensure!(
        rows.shape()[1] == input.shape()[1],
        Runtime,
        "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})",
        rows.shape()[0],
        rows.shape()[1],
        input.shape()[1],
        input.shape()[0]
    );
    let all = input.shape()[0];
    let hidden = match &weights.projection {
        Some(projection) => {
            ensure!(projection.ndim() == 2, Runtime, "a projection must have 2 dimensions, got {}", projection.ndim());
            ensure!(
                projection.shape()[0] == recurrent.shape()[1],
                Runtime,
                "a projection to {} does not go with recurrent weights for {}",
                projection.shape()[0],
                recurrent.shape()[1]
            );
            projection.shape()[1]
        }
        None => recurrent.shape()[1],
    };
    ensure!(
        all == cell.gates() * hidden && recurrent.shape()[0] == all,
        Runtime,
        "recurrent weights must have {} * {hidden} rows, got {all} and {}",
        cell.gates(),
        recurrent.shape()[0]
    );
    for bias in weights.biases.iter().flatten() {
        ensure!(
            bias.shape() == [all],
            Runtime,
            "a recurrent bias must have {all} elements, got shape {:?}",
            bias.shape()
        );
    }
    let batch = sizes.first().copied().unwrap_or(0);
    let states = [Some((&first.0, recurrent.shape()[1])), first.1.as_ref().map(|c| (c, hidden))];
    for (state, width) in states.into_iter().flatten() {
        ensure!(
            state.ndim() == 2 && state.shape()[0] == batch,
            Runtime,
            "The size of tensor a ({}) must match the size of tensor b ({batch}) at non-singleton dimension 0",
            state.shape().first().copied().unwrap_or(1)
        );
        ensure!(
            state.shape()[1] == width,
            Runtime,
            "mat1 and mat2 shapes cannot be multiplied ({batch}x{} and {width}x{all})",
            state.shape()[1]
        );
    }
    Ok(())
}

struct Rule {
    cell: Cell,
    sizes: Vec<usize>,
    reverse: bool,
    /// See [`inputs_of`]; with their shapes and dtypes.
    inputs: Vec<Option<(Saved, Shape, DType)>>,
    gates: Saved,
    kept: Option<Saved>,
    /// Hidden states in the dtype that is computed in.
    out: Saved,
}

impl Rule {
    fn inputs(&self, cx: &Context<'_>) -> Result<Vec<Option<Tensor>>> {
        let get = |input: &Option<(Saved, Shape, DType)>| match input {
            Some((saved, shape, dtype)) => again::same(saved.get(cx)?, shape, *dtype).map(Some),
            None => Ok(None),
        };
        self.inputs.iter().map(get).collect()
    }

    fn recorded(&self, grads: &Grads, cx: &Context<'_>) -> Result<Grads> {
        again::gradients(&self.inputs(cx)?, grads, cx, |inputs| {
            let [Some(rows), Some(hidden), state, Some(w_ih), Some(w_hh), b_ih, b_hh] = inputs else {
                crate::bail!(Runtime, "a recurrent layer has rows, states and weights")
            };
            let biases = b_ih.clone().zip(b_hh.clone()).map(|(one, other)| [one, other]);
            let weights = Weights { input: w_ih.clone(), hidden: w_hh.clone(), biases, projection: None };
            let first = (hidden.clone(), state.clone());
            let (out, (hidden, state)) = plain::run(self.cell, rows, &self.sizes, &first, &weights, self.reverse)?;
            Ok([Some(out), Some(hidden), state].into_iter().flatten().collect())
        })
    }

    fn fused(&self, grads: &Grads, cx: &Context<'_>) -> Result<Grads> {
        let inputs = self.inputs(cx)?;
        let [Some(rows), Some(first), first_cell, Some(w_ih), Some(w_hh), b_ih, b_hh] = &inputs[..] else {
            crate::bail!(Runtime, "a recurrent layer has rows, states and weights")
        };
        let acc = computed_in(rows.dtype());
        let (all, batch, hidden) = (rows.shape()[0], first.shape()[0], w_hh.shape()[1]);
        let device = rows.device();
        let saved = |saved: &Saved, columns: usize| {
            crate::ops::rows::dense(&again::same(saved.get(cx)?, &[all, columns], acc)?)
        };
        let (gates, out) = (saved(&self.gates, self.cell.gates() * hidden)?, saved(&self.out, hidden)?);
        let kept = self.kept.as_ref().map(|kept| saved(kept, hidden)).transpose()?;
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
        let lstm = self.cell == Cell::Lstm;
        let grad_cell = if lstm { Some(state(given(2))?) } else { None };
        let steps = steps_of(self.cell, &self.sizes, self.reverse, &recurrent)?;
        let first = dense_as(first, acc)?;
        let first_cell = first_cell.as_ref().map(|first| dense_as(first, acc)).transpose()?;
        let width = self.cell.gates() * hidden;
        let input_gates = Tensor::empty(&[all, width], acc, device)?;
        let hidden_gates = if self.cell == Cell::Gru { Some(Tensor::empty(&[all, width], acc, device)?) } else { None };
        let address = |tensor: &Option<Tensor>| Tensor::host_ptr_or_null(tensor.as_ref());
        let gradients = Gradients {
            gates: gates.host_ptr()?,
            kept: address(&kept)?,
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
        let biased = b_ih.is_some() && b_hh.is_some();
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
            ])
        })
    }
}
