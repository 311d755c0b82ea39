//! Recurrent layers and cells.
//!
//! - `layer`: one direction of one layer, recorded as one node; by the kernels of the CPU (`host`) or of a GPU (`device`)
//! - `plain`: the same in differentiable operations, for derivatives of higher order and projections on the CPU
//! - here: stacks of layers in both directions, on padded and packed sequences, and cells

mod cells;
mod device;
mod host;
mod layer;
mod plain;

pub use cells::*;

use flambeau_cpu::DType;
use flambeau_cpu::recurrent::Cell;

use super::{cat, dropout, reshape, select, stack, transpose};
use crate::{Result, Tensor, bail, ensure};

/// The weights of one direction of one layer.
#[derive(Clone)]
pub(crate) struct Weights {
    /// `(gates * hidden, input)`.
    pub input: Tensor,
    /// `(gates * hidden, hidden)`, or `(gates * hidden, projection)`.
    pub hidden: Tensor,
    /// Addends of both, `(gates * hidden)`.
    pub biases: Option<[Tensor; 2]>,
    /// LSTM: `(projection, hidden)`.
    pub projection: Option<Tensor>,
}

/// The first states of one direction of one layer: hidden, and cell for an LSTM.
pub(crate) type States = (Tensor, Option<Tensor>);

/// What the layers of a stack have in common.
#[derive(Clone, Copy)]
struct Stack {
    cell: Cell,
    layers: i64,
    biased: bool,
    dropout: f64,
    train: bool,
    bidirectional: bool,
}

/// Cuts a flat list of parameters into the weights of each layer and direction.
fn weights_of(params: &[Tensor], biased: bool, projected: bool) -> Result<Vec<Weights>> {
    let each = 2 + if biased { 2 } else { 0 } + projected as usize;
    ensure!(params.len().is_multiple_of(each), Runtime, "got an incorrect number of RNN parameters");
    let weights = params.chunks_exact(each).map(|part| Weights {
        input: part[0].clone(),
        hidden: part[1].clone(),
        biases: biased.then(|| [part[2].clone(), part[3].clone()]),
        projection: projected.then(|| part[each - 1].clone()),
    });
    Ok(weights.collect())
}

impl Stack {
    /// Runs all layers on rows `(N, input)` of steps of `sizes`: the last layer's rows, and the last states of each
    /// layer and direction.
    fn run(
        &self,
        rows: &Tensor,
        sizes: &[usize],
        first: Vec<States>,
        weights: &[Weights],
    ) -> Result<(Tensor, Vec<States>)> {
        let directions = 1 + self.bidirectional as usize;
        let layers = usize::try_from(self.layers).unwrap_or(0);
        let wanted = layers * directions;
        ensure!(
            first.len() >= wanted && weights.len() >= wanted && wanted > 0,
            Runtime,
            "Expected more hidden states in stacked_rnn"
        );
        ensure!(first.len() == wanted, Runtime, "Got {} hidden states for {wanted} layers and directions", first.len());
        ensure!(weights.len() == wanted, Runtime, "got an incorrect number of RNN parameters");
        let mut x = rows.clone();
        let mut last = Vec::with_capacity(wanted);
        for number in 0..layers {
            let mut outs = Vec::with_capacity(directions);
            for direction in 0..directions {
                let at = number * directions + direction;
                let (out, states) = layer::run(self.cell, &x, sizes, &first[at], &weights[at], direction == 1)?;
                outs.push(out);
                last.push(states);
            }
            x = if let [one] = &outs[..] { one.clone() } else { cat(&outs, -1)? };
            if self.dropout != 0.0 && self.train && number + 1 < layers {
                x = dropout(&x, self.dropout, true)?;
            }
        }
        Ok((x, last))
    }

    /// Runs on padded sequences `(steps, batch, input)`.
    fn padded(
        &self,
        input: &Tensor,
        batch_first: bool,
        first: Vec<States>,
        weights: &[Weights],
    ) -> Result<(Tensor, Vec<States>)> {
        ensure!(
            input.ndim() == 3,
            Index,
            "Dimension out of range: recurrent layers take (steps, batch, input), got a tensor of {} dimensions",
            input.ndim()
        );
        let input = if batch_first { transpose(input, 0, 1)? } else { input.clone() };
        let (steps, batch, width) = (input.shape()[0], input.shape()[1], input.shape()[2]);
        ensure!(steps > 0, Runtime, "Expected sequence length to be larger than 0 in RNN");
        let rows = reshape(&input, &[(steps * batch) as i64, width as i64])?;
        let sizes = vec![batch; steps];
        let (out, last) = if self.dropout != 0.0 && self.train {
            // Draws go over the shape (steps, batch, units), whose rows these are.
            self.run(&rows, &sizes, first, weights)?
        } else {
            Stack { dropout: 0.0, ..*self }.run(&rows, &sizes, first, weights)?
        };
        let units = out.shape()[1];
        let out = reshape(&out, &[steps as i64, batch as i64, units as i64])?;
        Ok((if batch_first { transpose(&out, 0, 1)? } else { out }, last))
    }

    /// Runs on packed sequences: rows `(N, input)`, and the number of rows of each step.
    fn packed(
        &self,
        data: &Tensor,
        batch_sizes: &Tensor,
        first: Vec<States>,
        weights: &[Weights],
    ) -> Result<(Tensor, Vec<States>)> {
        ensure!(
            batch_sizes.dtype() == DType::I64,
            Runtime,
            "expected scalar type Long but found {}",
            batch_sizes.dtype().name()
        );
        ensure!(data.ndim() == 2, Runtime, "packed data must have 2 dimensions, got {}", data.ndim());
        let given: Vec<i64> = batch_sizes.to_vec()?;
        ensure!(!given.is_empty(), Runtime, "Expected sequence length to be larger than 0 in RNN");
        let mut sizes = Vec::with_capacity(given.len());
        let mut all = 0usize;
        for &size in &given {
            let before = sizes.last().copied().unwrap_or(usize::MAX);
            match usize::try_from(size) {
                Ok(size) if size > 0 && size <= before => sizes.push(size),
                _ => bail!(Runtime, "batch sizes must be positive and not increase, got {size} after {before}"),
            }
            all = all.saturating_add(size as usize);
        }
        ensure!(
            all <= data.shape()[0],
            Runtime,
            "start ({}) + length ({}) exceeds dimension size ({}).",
            all - sizes[sizes.len() - 1],
            sizes[sizes.len() - 1],
            data.shape()[0]
        );
        let data = if all == data.shape()[0] { data.clone() } else { super::narrow(data, 0, 0, all as i64)? };
        self.run(&data, &sizes, first, weights)
    }
}

/// The hidden states of each layer and direction, from one tensor `(layers * directions, batch, hidden)`.
fn unstacked(states: &Tensor) -> Result<Vec<Tensor>> {
    (0..states.shape().first().copied().unwrap_or(0)).map(|at| select(states, 0, at as i64)).collect()
}

/// First states of an LSTM from its two tensors.
fn lstm_states(hx: &[Tensor]) -> Result<(Vec<States>, bool)> {
    let [hidden, cell] = hx else { bail!(Runtime, "lstm expects two hidden states") };
    ensure!(
        hidden.ndim() == 3 && cell.ndim() == 3,
        Runtime,
        "hidden states must have 3 dimensions, got {} and {}",
        hidden.ndim(),
        cell.ndim()
    );
    ensure!(
        hidden.shape()[0] == cell.shape()[0],
        Runtime,
        "hidden states of {} layers, cell states of {}",
        hidden.shape()[0],
        cell.shape()[0]
    );
    let projected = hidden.shape()[2] != cell.shape()[2];
    let states = unstacked(hidden)?.into_iter().zip(unstacked(cell)?).map(|(h, c)| (h, Some(c))).collect();
    Ok((states, projected))
}

fn hidden_states(hx: &Tensor) -> Result<Vec<States>> {
    ensure!(hx.ndim() == 3, Runtime, "hidden states must have 3 dimensions, got {}", hx.ndim());
    Ok(unstacked(hx)?.into_iter().map(|h| (h, None)).collect())
}

/// Last states of all layers in one tensor each.
fn stacked(last: Vec<States>) -> Result<(Tensor, Option<Tensor>)> {
    let (hidden, cells): (Vec<Tensor>, Vec<Option<Tensor>>) = last.into_iter().unzip();
    let cells: Vec<Tensor> = cells.into_iter().flatten().collect();
    Ok((stack(&hidden, 0)?, if cells.is_empty() { None } else { Some(stack(&cells, 0)?) }))
}

fn with_cells(result: (Tensor, Vec<States>)) -> Result<(Tensor, Tensor, Tensor)> {
    match stacked(result.1)? {
        (hidden, Some(cell)) => Ok((result.0, hidden, cell)),
        _ => bail!(Runtime, "an LSTM has cell states"),
    }
}

/// A stack of long short-term memory layers on sequences `(steps, batch, input)`.
///
/// `hx` holds first hidden and cell states, `(layers * directions, batch, hidden)`; `params` for each layer and
/// direction `weight_ih`, `weight_hh`, the biases if there are any, and `weight_hr` if hidden states are projected.
/// Returns the last layer's hidden states of all steps, and the last hidden and cell states.
///
/// Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997.
///
/// Example:
///     >>> layer = flambeau.nn.LSTM(2, 3)
///     >>> states, params = [flambeau.zeros(1, 4, 3)] * 2, list(layer.parameters())
///     >>> flambeau.lstm(flambeau.ones(5, 4, 2), states, params, True, 1, 0.0, False, False, False)[0].shape
///     torch.Size([5, 4, 3])
#[flambeau_macros::op(lstm.input(Tensor input, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor, Tensor); function)]
pub fn lstm(
    input: &Tensor,
    hx: &[Tensor],
    params: &[Tensor],
    has_biases: bool,
    num_layers: i64,
    dropout: f64,
    train: bool,
    bidirectional: bool,
    batch_first: bool,
) -> Result<(Tensor, Tensor, Tensor)> {
    let (first, projected) = lstm_states(hx)?;
    let stack = Stack { cell: Cell::Lstm, layers: num_layers, biased: has_biases, dropout, train, bidirectional };
    let weights = weights_of(params, stack.biased, projected)?;
    with_cells(stack.padded(input, batch_first, first, &weights)?)
}

/// A stack of long short-term memory layers on packed sequences: rows of all steps, and the number of rows of each step.
///
/// Example:
///     >>> layer = flambeau.nn.LSTM(2, 3)
///     >>> states, params = [flambeau.zeros(1, 2, 3)] * 2, list(layer.parameters())
///     >>> sizes = flambeau.tensor([2, 1])
///     >>> flambeau.lstm(flambeau.ones(3, 2), sizes, states, params, True, 1, 0.0, False, False)[0].shape
///     torch.Size([3, 3])
#[flambeau_macros::op(lstm.data(Tensor data, Tensor batch_sizes, Tensor[] hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor, Tensor); function)]
pub fn lstm_packed(
    data: &Tensor,
    batch_sizes: &Tensor,
    hx: &[Tensor],
    params: &[Tensor],
    has_biases: bool,
    num_layers: i64,
    dropout: f64,
    train: bool,
    bidirectional: bool,
) -> Result<(Tensor, Tensor, Tensor)> {
    let (first, projected) = lstm_states(hx)?;
    let stack = Stack { cell: Cell::Lstm, layers: num_layers, biased: has_biases, dropout, train, bidirectional };
    let weights = weights_of(params, stack.biased, projected)?;
    with_cells(stack.packed(data, batch_sizes, first, &weights)?)
}

macro_rules! one_state {
    ($($(#[$doc:meta])* $name:ident $packed:ident = $cell:ident, $layer:literal;)+) => { $(
        $(#[$doc])*
        ///
        /// `hx` holds the first hidden states, `(layers * directions, batch, hidden)`; `params` for each layer and
        /// direction `weight_ih`, `weight_hh`, and the biases if there are any. Returns the last layer's hidden states
        /// of all steps, and the last hidden states.
        ///
        /// Example:
        #[doc = concat!("    >>> layer = flambeau.nn.", $layer)]
        ///     >>> first, params = flambeau.zeros(1, 4, 3), list(layer.parameters())
        #[doc = concat!(
            "    >>> flambeau.", stringify!($name),
            "(flambeau.ones(5, 4, 2), first, params, True, 1, 0.0, False, False, False)[0].shape"
        )]
        ///     torch.Size([5, 4, 3])
        #[flambeau_macros::op($name.input(Tensor input, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional, bool batch_first) -> (Tensor, Tensor); function)]
        pub fn $name(
            input: &Tensor,
            hx: &Tensor,
            params: &[Tensor],
            has_biases: bool,
            num_layers: i64,
            dropout: f64,
            train: bool,
            bidirectional: bool,
            batch_first: bool,
        ) -> Result<(Tensor, Tensor)> {
            let stack = Stack { cell: Cell::$cell, layers: num_layers, biased: has_biases, dropout, train, bidirectional };
            let weights = weights_of(params, stack.biased, false)?;
            let (out, last) = stack.padded(input, batch_first, hidden_states(hx)?, &weights)?;
            Ok((out, stacked(last)?.0))
        }

        $(#[$doc])*
        /// Packed: rows of all steps, and the number of rows of each step.
        ///
        /// Example:
        #[doc = concat!("    >>> layer = flambeau.nn.", $layer)]
        ///     >>> sizes, first, params = flambeau.tensor([2, 1]), flambeau.zeros(1, 2, 3), list(layer.parameters())
        #[doc = concat!(
            "    >>> flambeau.", stringify!($name),
            "(flambeau.ones(3, 2), sizes, first, params, True, 1, 0.0, False, False)[0].shape"
        )]
        ///     torch.Size([3, 3])
        #[flambeau_macros::op($name.data(Tensor data, Tensor batch_sizes, Tensor hx, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional) -> (Tensor, Tensor); function)]
        pub fn $packed(
            data: &Tensor,
            batch_sizes: &Tensor,
            hx: &Tensor,
            params: &[Tensor],
            has_biases: bool,
            num_layers: i64,
            dropout: f64,
            train: bool,
            bidirectional: bool,
        ) -> Result<(Tensor, Tensor)> {
            let stack = Stack { cell: Cell::$cell, layers: num_layers, biased: has_biases, dropout, train, bidirectional };
            let weights = weights_of(params, stack.biased, false)?;
            let (out, last) = stack.packed(data, batch_sizes, hidden_states(hx)?, &weights)?;
            Ok((out, stacked(last)?.0))
        }
    )+ };
}

one_state! {
    /// A stack of layers of gated recurrent units on sequences `(steps, batch, input)`.
    gru gru_packed = Gru, "GRU(2, 3)";
    /// A stack of recurrent layers with hyperbolic tangents on sequences `(steps, batch, input)`.
    rnn_tanh rnn_tanh_packed = Tanh, "RNN(2, 3)";
    /// A stack of recurrent layers with rectified linear units on sequences `(steps, batch, input)`.
    rnn_relu rnn_relu_packed = Relu, "RNN(2, 3, nonlinearity='relu')";
}
