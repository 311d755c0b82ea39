//! One direction of one layer, recorded as one node.

use flambeau_cpu::DType;
use flambeau_cpu::recurrent::Cell;

use super::{States, Weights, device, host, plain};
use crate::autograd::{Context, Grads, Recorder, Saved};
use crate::ops::again;
use crate::ops::rows::dense;
use crate::tensor::Shape;
use crate::{Result, Tensor, ensure};

/// What a pass by the kernels computes.
pub(super) struct Computed {
    /// Hidden states of all steps, in the layer's dtype.
    pub out: Tensor,
    pub last: States,
    /// For the backward pass: hidden states among other things.
    pub kept: Option<Kept>,
}

/// What the backward pass reads of the forward pass; each kernel's own choice and layout.
pub(super) struct Kept {
    pub gates: Tensor,
    /// LSTM: cell states; GRU: what hidden states contribute to n.
    pub cells: Option<Tensor>,
    /// Hidden states, in the dtype that the kernel computes in.
    pub out: Tensor,
    /// Hidden states before their projection.
    pub unprojected: Option<Tensor>,
}

/// A pass to go back through.
pub(super) struct Pass<'a> {
    pub cell: Cell,
    pub sizes: &'a [usize],
    pub reverse: bool,
    pub rows: Tensor,
    pub first: States,
    pub weights: Weights,
    pub kept: Kept,
}

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
    let on_host = rows.on_host();
    // The CPU's kernel has no projection.
    if on_host && weights.projection.is_some() {
        return plain::run(cell, rows, sizes, first, weights, reverse);
    }
    let inputs = inputs_of(rows, first, weights);
    let borrowed: Vec<Option<&Tensor>> = inputs.iter().map(Option::as_ref).collect();
    let graph = Recorder::of_optional(&borrowed);
    let forward = if on_host { host::forward } else { device::forward };
    let Computed { out, last, kept } = forward(cell, rows, sizes, first, weights, reverse, graph.is_some())?;
    if let (Some(graph), Some(kept)) = (graph, kept) {
        let with_kind = |input: &Option<Tensor>| match input {
            Some(input) => Ok(Some((Saved::input(input)?, Shape::from_slice(input.shape()), input.dtype()))),
            None => Ok(None),
        };
        let saved = inputs.iter().map(with_kind).collect::<Result<_>>()?;
        // Outside the graph, or node and result would own each other; the pass is recorded from the inputs.
        let keep = |tensor: &Tensor| -> Result<(Saved, Shape, DType)> {
            Ok((Saved::input(&tensor.detached())?, Shape::from_slice(tensor.shape()), tensor.dtype()))
        };
        let keep_any = |tensor: &Option<Tensor>| tensor.as_ref().map(keep).transpose();
        let kept =
            [Some(keep(&kept.gates)?), keep_any(&kept.cells)?, Some(keep(&kept.out)?), keep_any(&kept.unprojected)?];
        let rule = Rule { cell, sizes: sizes.to_vec(), reverse, inputs: saved, kept };
        let name = match (on_host, cell) {
            (false, _) => "CudnnRnnBackward0",
            (true, Cell::Lstm) => "MkldnnRnnLayerBackward0",
            (true, _) => "StackBackward0",
        };
        let results: Vec<&Tensor> = [Some(&out), Some(&last.0), last.1.as_ref()].into_iter().flatten().collect();
        graph.attach_many(&results, name, move |grads, cx| {
            if cx.create_graph {
                return rule.recorded(grads, cx);
            }
            let backward = if on_host { host::backward } else { device::backward };
            backward(&rule.pass(cx)?, grads, cx)
        });
    }
    Ok((out, last))
}

/// Rows, first states, weights, addends and projection, in the order of the node's edges.
fn inputs_of(rows: &Tensor, first: &States, weights: &Weights) -> [Option<Tensor>; 8] {
    let [b_ih, b_hh] = match &weights.biases {
        Some([one, other]) => [Some(one.clone()), Some(other.clone())],
        None => [None, None],
    };
    let (input, hidden) = (Some(weights.input.clone()), Some(weights.hidden.clone()));
    let projection = weights.projection.clone();
    [Some(rows.clone()), Some(first.0.clone()), first.1.clone(), input, hidden, b_ih, b_hh, projection]
}

/// The other way round.
fn of_inputs(inputs: &[Option<Tensor>]) -> Result<(Tensor, States, Weights)> {
    let [Some(rows), Some(hidden), state, Some(w_ih), Some(w_hh), b_ih, b_hh, projection] = inputs else {
        crate::bail!(Runtime, "a recurrent layer has rows, states and weights")
    };
    let biases = b_ih.clone().zip(b_hh.clone()).map(|(one, other)| [one, other]);
    let weights = Weights { input: w_ih.clone(), hidden: w_hh.clone(), biases, projection: projection.clone() };
    Ok((rows.clone(), (hidden.clone(), state.clone()), weights))
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

/// A saved tensor with its shape and dtype.
type WithKind = (Saved, Shape, DType);

struct Rule {
    cell: Cell,
    sizes: Vec<usize>,
    reverse: bool,
    /// See [`inputs_of`].
    inputs: Vec<Option<WithKind>>,
    /// The parts of [`Kept`].
    kept: [Option<WithKind>; 4],
}

fn get(saved: &Option<WithKind>, cx: &Context<'_>) -> Result<Option<Tensor>> {
    match saved {
        Some((saved, shape, dtype)) => again::same(saved.get(cx)?, shape, *dtype).map(Some),
        None => Ok(None),
    }
}

impl Rule {
    fn inputs(&self, cx: &Context<'_>) -> Result<Vec<Option<Tensor>>> {
        self.inputs.iter().map(|input| get(input, cx)).collect()
    }

    fn recorded(&self, grads: &Grads, cx: &Context<'_>) -> Result<Grads> {
        again::gradients(&self.inputs(cx)?, grads, cx, |inputs| {
            let (rows, first, weights) = of_inputs(inputs)?;
            let (out, (hidden, state)) = plain::run(self.cell, &rows, &self.sizes, &first, &weights, self.reverse)?;
            Ok([Some(out), Some(hidden), state].into_iter().flatten().collect())
        })
    }

    fn pass(&self, cx: &Context<'_>) -> Result<Pass<'_>> {
        let (rows, first, weights) = of_inputs(&self.inputs(cx)?)?;
        let [gates, cells, out, unprojected] = &self.kept;
        let (Some(gates), Some(out)) = (get(gates, cx)?, get(out, cx)?) else {
            crate::bail!(Runtime, "a recurrent layer keeps gates and hidden states")
        };
        let dense_any = |saved| get(saved, cx)?.as_ref().map(dense).transpose();
        let kept = Kept {
            gates: dense(&gates)?,
            cells: dense_any(cells)?,
            out: dense(&out)?,
            unprojected: dense_any(unprojected)?,
        };
        Ok(Pass { cell: self.cell, sizes: &self.sizes, reverse: self.reverse, rows, first, weights, kept })
    }
}
