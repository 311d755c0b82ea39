//! The forward pass.

use super::inputs::Inputs;
use super::{APART, Cell, Shared, Steps, cells, sums};
use crate::DType;
use crate::alloc::Scratch;
use crate::gemm::{Gemm, MatMut, MatRef};
use crate::isa;
use crate::tile::Tiled;
use std::ops::Range;

/// The tensors of a forward pass, of the dtype that is computed in. `N` rows are those of all steps.
#[derive(Clone, Copy, Debug)]
pub struct States {
    /// The inputs, `(N, width)`.
    pub inputs: MatRef,
    /// Numbers of an input.
    pub width: usize,
    /// Their weights, `(gates * hidden, width)`.
    pub input_weight: MatRef,
    /// Addends of the gates, `(gates * hidden)`, dense, or null: all but a GRU's `hidden_bias`.
    pub bias: *const u8,
    /// A GRU's recurrent bias, `(3 * hidden)`, dense, or null.
    pub hidden_bias: *const u8,
    /// First hidden states, `(batch, hidden)`, dense.
    pub first_hidden: *const u8,
    /// LSTM: first cell states, dense.
    pub first_cell: *const u8,
    /// `(N, gates * hidden)`, dense, to be written: the gates. Null if no backward pass will read them.
    pub gates: *mut u8,
    /// `(N, hidden)`, dense, to be written. LSTM: cell states; GRU: what hidden states contribute to n. Or null.
    pub kept: *mut u8,
    /// `(N, hidden)` with rows `out_stride` apart, to be written: hidden states.
    pub out: *mut u8,
    /// See `out`.
    pub out_stride: usize,
    /// Last hidden states, `(batch, hidden)`, to be written.
    pub last_hidden: *mut u8,
    /// LSTM: last cell states, to be written.
    pub last_cell: *mut u8,
}

/// Computes all steps.
///
/// # Panics
/// For dtypes other than single and double precision.
///
/// # Safety
/// Everything in `steps` and `states` that the cell uses is valid for its sizes; what is written overlaps nothing.
pub unsafe fn forward(steps: &Steps, states: &States) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match steps.dtype {
            DType::F32 => typed::<f32>(steps, states),
            DType::F64 => typed::<f64>(steps, states),
            other => panic!("recurrent layers of {} are not computed", other.name()),
        }
    }
}

unsafe fn typed<A: Tiled>(steps: &Steps, states: &States) {
    let (hidden, batch, gates) = (steps.hidden, steps.batch(), steps.cell.gates());
    if hidden == 0 || batch == 0 {
        return;
    }
    let units = steps.units::<A>();
    let lstm = steps.cell == Cell::Lstm;
    let stride = hidden + APART;
    let state = [Scratch::<A>::new(batch * stride), Scratch::<A>::new(batch * stride)];
    // The same as products read them: each task turns what it has computed.
    let strip = hidden * A::rows();
    let strips: [_; 2] = std::array::from_fn(|_| Scratch::<A>::new(batch.div_ceil(A::rows()) * strip));
    let copy = |from: *const A, to: *mut A| {
        // SAFETY: both have a row of `hidden` numbers.
        unsafe { std::ptr::copy_nonoverlapping(from, to, hidden) };
    };
    for row in 0..batch {
        for buffer in &state {
            copy(
                states.first_hidden.cast::<A>().wrapping_add(row * hidden),
                buffer.as_ptr().wrapping_add(row * stride),
            );
        }
        if lstm {
            let at = row * hidden;
            copy(states.first_cell.cast::<A>().wrapping_add(at), states.last_cell.cast::<A>().wrapping_add(at));
        }
    }
    // A single step would not pay for packed weights.
    let single = steps.sizes.len() == 1;
    let product = Scratch::<A>::new(if single { batch * gates * hidden } else { 0 });
    let panels = if single {
        let a = MatRef { ptr: states.first_hidden, rs: hidden as isize, cs: 1 };
        let b = MatRef { ptr: steps.weight.ptr, rs: steps.weight.cs, cs: steps.weight.rs };
        let c = MatMut { ptr: product.as_ptr().cast(), rs: (gates * hidden) as isize, cs: 1 };
        // SAFETY: the caller promises the operands; the scratch has room for the product.
        unsafe { Gemm::new(steps.dtype, (batch, gates * hidden, hidden), a, b, c).run() };
        Scratch::<A>::new(0)
    } else {
        // SAFETY: the caller promises the weights.
        unsafe {
            let (rs, cs) = (steps.weight.rs, steps.weight.cs);
            steps.panels::<A>(units, gates, hidden, steps.weight.ptr.cast(), (hidden as isize * rs, cs, rs))
        }
    };
    if !single {
        for strips in &strips {
            // SAFETY: the caller promises the states; there is room for all of them.
            unsafe { A::strips(states.first_hidden.cast(), hidden, batch, hidden, strips.as_ptr(), strip) };
        }
    }
    let order = steps.order();
    // SAFETY: the caller promises the inputs, their weights and the gates.
    let inputs = unsafe { Inputs::<A>::new(steps, states, &order, units) };
    let states_at: [_; 2] = std::array::from_fn(|at| Shared(state[at].as_ptr()));
    let strips_at: [_; 2] = std::array::from_fn(|at| Shared(strips[at].as_ptr()));
    let (panels, product) = (Shared(panels.as_ptr()), Shared(product.as_ptr()));
    let [rows_of_gates, kept, out] = [states.gates, states.kept, states.out].map(|p| Shared(p.cast::<A>()));
    let [last_hidden, cell_states] = [states.last_hidden, states.last_cell].map(|p| Shared(p.cast::<A>()));
    let addends = if inputs.without_addends() { states.bias } else { std::ptr::null() };
    let [bias, hidden_bias] = [addends, states.hidden_bias].map(|p| Shared(p.cast::<A>().cast_mut()));
    let out_stride = states.out_stride;
    steps.blocks(units, order.len(), &|number| steps.sizes[order[number].0], &|number, rows, block| {
        let first = order[number].1;
        let (old, new) = (states_at[number % 2], states_at[(number + 1) % 2]);
        let (old_strips, new_strips) = (strips_at[number % 2], strips_at[(number + 1) % 2]);
        let start = block * units;
        let there = units.min(hidden - start);
        // SAFETY: blocks of rows and units are one task each, step after step.
        unsafe { inputs.compute(number, rows.clone(), block, (gates, units)) };
        let local = Scratch::<A>::new(if single { 0 } else { rows.len() * gates * units });
        if !single {
            let left = old_strips.at(rows.start / A::rows() * strip).cast_const();
            let panels = panels.at(block * gates * hidden * units).cast_const();
            let ahead = |few: Range<usize>| {
                for row in few.map(|row| first + rows.start + row) {
                    if !rows_of_gates.0.is_null() {
                        (0..gates).for_each(|gate| {
                            isa::prefetch_all(rows_of_gates.at((row * gates + gate) * hidden + start), there)
                        });
                        isa::prefetch_all(kept.at(row * hidden + start), there);
                    }
                    isa::prefetch_all(out.at(row * out_stride + start), there);
                }
            };
            let (panels, to) = ((panels, gates, units), local.as_ptr());
            // SAFETY: states and panels have the sizes that are named; the sums are this task's.
            unsafe { sums::<A>((left, strip), rows.len(), hidden, panels, to, &ahead) };
        }
        // Sequences that end here, or all at the end.
        let next = order.get(number + 1).map_or(0, |&(step, _)| steps.sizes[step]);
        for row in rows.clone() {
            let (all, dense) = ((first + row) * gates * hidden + start, (first + row) * hidden + start);
            let sums = if single {
                (product.at(row * gates * hidden + start).cast_const(), hidden)
            } else {
                (local.as_ptr().wrapping_add((row - rows.start) * gates * units).cast_const(), units)
            };
            let numbers = cells::Forward {
                sums,
                inputs: inputs.at(number, first + row, block, (gates, units), hidden),
                bias: bias.at(start),
                hidden_bias: hidden_bias.at(start),
                gates: rows_of_gates.at(all),
                cell: cell_states.at(row * hidden + start),
                kept: kept.at(dense),
                old: old.at(row * stride + start),
                new: new.at(row * stride + start),
                out: out.at((first + row) * out_stride + start),
            };
            // SAFETY: the caller promises the tensors; the task has these rows and units for itself.
            unsafe {
                cells::forward::<A>(steps.cell, numbers, hidden, there);
                if row >= next {
                    std::ptr::copy_nonoverlapping(numbers.new, last_hidden.at(row * hidden + start), there);
                }
            }
        }
        if !single {
            // With the first states of sequences that begin later.
            let count = rows.end.next_multiple_of(A::rows()).min(batch) - rows.start;
            let to = new_strips.at(rows.start / A::rows() * strip + start * A::rows());
            // SAFETY: the rows are computed, and these parts of their strips are this task's.
            unsafe { A::strips(new.at(rows.start * stride + start), stride, count, there, to, strip) };
        }
    });
}
