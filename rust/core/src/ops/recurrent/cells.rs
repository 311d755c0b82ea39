//! One step of one layer.

use flambeau_cpu::recurrent::Cell;

use super::{States, Weights, layer};
use crate::{Result, Tensor, bail, ensure};

/// Checks sizes, and computes the step.
fn step(
    cell: Cell,
    input: &Tensor,
    first: States,
    (w_ih, w_hh): (&Tensor, &Tensor),
    (b_ih, b_hh): (Option<&Tensor>, Option<&Tensor>),
) -> Result<States> {
    let gates = cell.gates();
    ensure!(
        input.ndim() == 2 && w_ih.ndim() == 2 && w_hh.ndim() == 2,
        Index,
        "Dimension out of range: input and weights must have 2 dimensions, got {}, {} and {}",
        input.ndim(),
        w_ih.ndim(),
        w_hh.ndim()
    );
    let (batch, width) = (input.shape()[0], input.shape()[1]);
    let hidden = w_hh.shape()[1];
    ensure!(
        width == w_ih.shape()[1],
        Runtime,
        "input has inconsistent input_size: got {width} expected {}",
        w_ih.shape()[1]
    );
    for (number, state) in [Some(&first.0), first.1.as_ref()].into_iter().flatten().enumerate() {
        ensure!(
            state.ndim() == 2,
            Index,
            "Dimension out of range: hidden{number} must have 2 dimensions, got {}",
            state.ndim()
        );
        ensure!(
            state.shape()[0] == batch,
            Runtime,
            "Input batch size {batch} doesn't match hidden{number} batch size {}",
            state.shape()[0]
        );
        ensure!(
            state.shape()[1] == hidden,
            Runtime,
            "hidden{number} has inconsistent hidden_size: got {}, expected {hidden}",
            state.shape()[1]
        );
    }
    for (name, weight) in [("weight_ih", w_ih), ("weight_hh", w_hh)] {
        ensure!(
            weight.shape()[0] == gates * hidden,
            Runtime,
            "{name} first dim must be {gates} * hidden_size = {}, but got {}",
            gates * hidden,
            weight.shape()[0]
        );
    }
    let biases = match (b_ih, b_hh) {
        (None, None) => None,
        (one, other) => {
            let zeros = || Tensor::zeros(&[gates * hidden], w_ih.dtype(), w_ih.device());
            let or_zeros = |bias: Option<&Tensor>| bias.cloned().map_or_else(zeros, Ok);
            Some([or_zeros(one)?, or_zeros(other)?])
        }
    };
    let weights = Weights { input: w_ih.clone(), hidden: w_hh.clone(), biases, projection: None };
    Ok(layer::run(cell, input, &[batch], &first, &weights, false)?.1)
}

/// One step of an LSTM: new hidden and cell states `(batch, hidden)` from `input (batch, input)` and the old ones.
///
/// Example:
///     >>> cell = flambeau.nn.LSTMCell(2, 3)
///     >>> states = [flambeau.zeros(4, 3)] * 2
///     >>> flambeau.lstm_cell(flambeau.ones(4, 2), states, cell.weight_ih, cell.weight_hh)[0].shape
///     torch.Size([4, 3])
#[flambeau_macros::op(lstm_cell(Tensor input, Tensor[] hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> (Tensor, Tensor); function)]
pub fn lstm_cell(
    input: &Tensor,
    hx: &[Tensor],
    w_ih: &Tensor,
    w_hh: &Tensor,
    b_ih: Option<&Tensor>,
    b_hh: Option<&Tensor>,
) -> Result<(Tensor, Tensor)> {
    let [hidden, state] = hx else { bail!(Runtime, "lstm_cell expects two hidden states") };
    match step(Cell::Lstm, input, (hidden.clone(), Some(state.clone())), (w_ih, w_hh), (b_ih, b_hh))? {
        (hidden, Some(state)) => Ok((hidden, state)),
        _ => bail!(Runtime, "an LSTM has cell states"),
    }
}

macro_rules! one_state {
    ($($(#[$doc:meta])* $name:ident = $cell:ident, $layer:literal;)+) => { $(
        $(#[$doc])*
        ///
        /// Example:
        #[doc = concat!("    >>> cell = flambeau.nn.", $layer)]
        #[doc = concat!(
            "    >>> flambeau.", stringify!($name),
            "(flambeau.ones(4, 2), flambeau.zeros(4, 3), cell.weight_ih, cell.weight_hh).shape"
        )]
        ///     torch.Size([4, 3])
        #[flambeau_macros::op($name(Tensor input, Tensor hx, Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None) -> Tensor; function)]
        pub fn $name(
            input: &Tensor,
            hx: &Tensor,
            w_ih: &Tensor,
            w_hh: &Tensor,
            b_ih: Option<&Tensor>,
            b_hh: Option<&Tensor>,
        ) -> Result<Tensor> {
            Ok(step(Cell::$cell, input, (hx.clone(), None), (w_ih, w_hh), (b_ih, b_hh))?.0)
        }
    )+ };
}

one_state! {
    /// One step of gated recurrent units: new hidden states `(batch, hidden)` from `input (batch, input)` and the old ones.
    gru_cell = Gru, "GRUCell(2, 3)";
    /// One recurrent step with hyperbolic tangents: `tanh(input w_ih' + b_ih + hx w_hh' + b_hh)`.
    rnn_tanh_cell = Tanh, "RNNCell(2, 3)";
    /// One recurrent step with rectified linear units: `relu(input w_ih' + b_ih + hx w_hh' + b_hh)`.
    rnn_relu_cell = Relu, "RNNCell(2, 3)";
}
