//! One direction of one layer in differentiable operations.

use flambeau_cpu::recurrent::Cell;

use super::{States, Weights};
use crate::ops::{cat, chunk, linear, narrow};
use crate::{Result, Scalar, Tensor, bail};

const ONE: Scalar = Scalar::Int(1);

/// The rows of all steps, and the last states. As `layer::run`.
pub(super) fn run(
    cell: Cell,
    rows: &Tensor,
    sizes: &[usize],
    first: &States,
    weights: &Weights,
    reverse: bool,
) -> Result<(Tensor, States)> {
    let [b_ih, b_hh] = match &weights.biases {
        Some([one, other]) => [Some(one), Some(other)],
        None => [None, None],
    };
    let from_input = linear(rows, &weights.input, b_ih)?;
    let mut starts = Vec::with_capacity(sizes.len());
    let mut start = 0;
    for &size in sizes {
        starts.push(start);
        start += size;
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    if reverse {
        order.reverse();
    }
    let mut outs: Vec<Option<Tensor>> = vec![None; sizes.len()];
    // States of the rows that are computed, in front of those that have not begun or have ended.
    let (mut hidden, mut state) = (first.0.clone(), first.1.clone());
    for &step in &order {
        let (size, all) = (sizes[step] as i64, hidden.shape()[0] as i64);
        let part = |tensor: &Tensor| if size == all { Ok(tensor.clone()) } else { narrow(tensor, 0, 0, size) };
        let rest = |new: Tensor, old: &Tensor| {
            if size == all { Ok(new) } else { cat(&[new, narrow(old, 0, size, all - size)?], 0) }
        };
        let x = narrow(&from_input, 0, starts[step] as i64, size)?;
        let (h, c) = (part(&hidden)?, state.as_ref().map(part).transpose()?);
        let sums = linear(&h, &weights.hidden, b_hh)?;
        let (new, new_state) = next(cell, &x, &sums, &h, c.as_ref())?;
        let new = match &weights.projection {
            Some(projection) => linear(&new, projection, None)?,
            None => new,
        };
        outs[step] = Some(new.clone());
        hidden = rest(new, &hidden)?;
        state = match (new_state, &state) {
            (Some(new), Some(old)) => Some(rest(new, old)?),
            _ => None,
        };
    }
    let outs: Vec<Tensor> = outs.into_iter().flatten().collect();
    Ok((cat(&outs, 0)?, (hidden, state)))
}

/// New hidden and cell states from what input and hidden states contribute.
fn next(cell: Cell, x: &Tensor, sums: &Tensor, h: &Tensor, c: Option<&Tensor>) -> Result<(Tensor, Option<Tensor>)> {
    let add = |a: &Tensor, b: &Tensor| a.add(b.into(), ONE);
    match cell {
        Cell::Lstm => {
            let gates = chunk(&add(x, sums)?, 4, 1)?;
            let ([i, f, g, o], Some(c)) = (&gates[..], c) else {
                bail!(Runtime, "an LSTM has four gates and cell states")
            };
            let kept = f.sigmoid()?.mul(c.into())?;
            let new = add(&kept, &i.sigmoid()?.mul((&g.tanh()?).into())?)?;
            Ok((o.sigmoid()?.mul((&new.tanh()?).into())?, Some(new)))
        }
        Cell::Gru => {
            let (x, s) = (chunk(x, 3, 1)?, chunk(sums, 3, 1)?);
            let ([x_r, x_z, x_n], [s_r, s_z, s_n]) = (&x[..], &s[..]) else { bail!(Runtime, "a GRU has three gates") };
            let r = add(x_r, s_r)?.sigmoid()?;
            let z = add(x_z, s_z)?.sigmoid()?;
            let n = add(x_n, &r.mul(s_n.into())?)?.tanh()?;
            Ok((add(&n, &z.mul((&h.sub((&n).into(), ONE)?).into())?)?, None))
        }
        Cell::Tanh => Ok((add(x, sums)?.tanh()?, None)),
        Cell::Relu => Ok((add(x, sums)?.relu()?, None)),
    }
}
