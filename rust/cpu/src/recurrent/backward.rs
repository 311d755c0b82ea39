//! The backward pass.

use super::{APART, Cell, Shared, Steps, cells, sums};
use crate::DType;
use crate::alloc::Scratch;
use crate::expr::Scalar;
use crate::gemm::{Gemm, MatMut, MatRef};
use crate::isa;
use crate::tile::Tiled;
use std::ops::Range;

/// The tensors of a backward pass, of the dtype that is computed in. `N` rows are those of all steps.
#[derive(Clone, Copy, Debug)]
pub struct Gradients {
    /// The gates of the forward pass, `(N, gates * hidden)`.
    pub gates: *const u8,
    /// What the forward pass kept, `(N, hidden)`.
    pub kept: *const u8,
    /// LSTM: the first cell states; GRU: the first hidden states; `(batch, hidden)`, dense.
    pub first: *const u8,
    /// GRU: hidden states, `(N, hidden)`, dense.
    pub states: *const u8,
    /// Gradient of the hidden states, `(N, hidden)` with rows `out_stride` apart, or null.
    pub out: *const u8,
    /// See `out`.
    pub out_stride: usize,
    /// On entry the gradient of the last hidden states, `(batch, hidden)`, dense; on exit of the first ones.
    pub hidden: *mut u8,
    /// LSTM: the same of cell states.
    pub cell: *mut u8,
    /// Gradients of the gates towards the inputs, `(N, gates * hidden)`, dense, to be written.
    pub input_gates: *mut u8,
    /// GRU: gradients of the gates towards the hidden states; null for others, which have but one.
    pub hidden_gates: *mut u8,
}

/// Computes the gradients of all gates and of the first states.
///
/// # Panics
/// For dtypes other than single and double precision.
///
/// # Safety
/// Everything in `steps` and `gradients` that the cell uses is valid for its sizes; what is written overlaps nothing.
pub unsafe fn backward(steps: &Steps, gradients: &Gradients) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match steps.dtype {
            DType::F32 => typed::<f32>(steps, gradients),
            DType::F64 => typed::<f64>(steps, gradients),
            other => panic!("recurrent layers of {} are not computed", other.name()),
        }
    }
}

unsafe fn typed<A: Tiled>(steps: &Steps, gradients: &Gradients) {
    let (hidden, batch, gates) = (steps.hidden, steps.batch(), steps.cell.gates());
    if hidden == 0 || batch == 0 {
        return;
    }
    let units = steps.units::<A>();
    let (depth, stride) = (gates * hidden, gates * hidden + APART);
    let single = steps.sizes.len() == 1;
    // Of one step the gradients lie in rows; of several as products read them.
    let rows_of_single = Scratch::<A>::new(if single { batch * stride } else { 0 });
    let strip = depth * A::rows();
    let strips: [_; 2] =
        std::array::from_fn(|_| Scratch::<A>::new(if single { 0 } else { batch.div_ceil(A::rows()) * strip }));
    let panels = if single {
        Scratch::<A>::new(0)
    } else {
        // SAFETY: the caller promises the weights.
        unsafe { steps.panels::<A>(units, 1, depth, steps.weight.ptr.cast(), (0, steps.weight.rs, steps.weight.cs)) }
    };
    let strips_at: [_; 2] = std::array::from_fn(|at| Shared(strips[at].as_ptr()));
    let (panels, single_rows) = (Shared(panels.as_ptr()), Shared(rows_of_single.as_ptr()));
    let [carry, cell, input, towards_hidden] =
        [gradients.hidden, gradients.cell, gradients.input_gates, gradients.hidden_gates]
            .map(|p| Shared(p.cast::<A>()));
    let [gate_rows, kept, grad_out] =
        [gradients.gates, gradients.kept, gradients.out].map(|p| Shared(p.cast::<A>().cast_mut()));
    let before = match steps.cell {
        Cell::Lstm => steps.before::<A>(gradients.kept.cast(), hidden, gradients.first.cast()),
        Cell::Gru => steps.before::<A>(gradients.states.cast(), hidden, gradients.first.cast()),
        Cell::Tanh | Cell::Relu => Vec::new(),
    };
    let out_stride = gradients.out_stride;
    let mut order = steps.order();
    order.reverse();
    // In the order of computation: rows of a stage, and of the one before it. Many steps have one more stage, for what
    // is left to the first states.
    let rows_of = |number: usize| order.get(number).map_or(0, |&(step, _)| steps.sizes[step]);
    let done_before = |number: usize| if number == 0 { 0 } else { rows_of(number - 1) };
    let rows_of_stage = |number: usize| rows_of(number).max(done_before(number));
    let stages = order.len() + !single as usize;
    steps.blocks(units, stages, &rows_of_stage, &|number, block_rows, block| {
        let (rows, done) = (rows_of(number), done_before(number));
        let first = order.get(number).map_or(0, |&(_, first)| first);
        let (last, next) = (strips_at[(number + 1) % 2], strips_at[number % 2]);
        let start = block * units;
        let there = units.min(hidden - start);
        let from_later = done.min(block_rows.end).saturating_sub(block_rows.start);
        let all_sums = Scratch::<A>::new(from_later * units);
        if from_later > 0 {
            let left = last.at(block_rows.start / A::rows() * strip).cast_const();
            let panel = panels.at(block * depth * units).cast_const();
            let ahead = |few: Range<usize>| {
                for row in few.map(|row| block_rows.start + row).filter(|&row| row < rows).map(|row| first + row) {
                    for gate in 0..gates {
                        let at = (row * gates + gate) * hidden + start;
                        [gate_rows, input, towards_hidden]
                            .iter()
                            .for_each(|rows| isa::prefetch_all(rows.at(at), there));
                    }
                    isa::prefetch_all(kept.at(row * hidden + start), there);
                    isa::prefetch_all(grad_out.at(row * out_stride + start), there);
                    if let Some(row) = before.get(row) {
                        isa::prefetch_all(row.at(start), there);
                    }
                }
            };
            let (panel, to) = ((panel, 1, units), all_sums.as_ptr());
            // SAFETY: gradients and panels have the sizes that are named; the sums are this task's.
            unsafe { sums::<A>((left, strip), from_later, depth, panel, to, &ahead) };
        }
        let local = Scratch::<A>::new(if single { 0 } else { block_rows.len() * gates * units });
        for row in block_rows.clone() {
            let sum = all_sums.as_ptr().wrapping_add((row - block_rows.start) * units);
            let state = row * hidden + start;
            if row >= rows {
                // The sequence begins after this step: what is left goes to its first state.
                for unit in 0..there {
                    // SAFETY: the row has been computed before; the units are this task's.
                    unsafe { *carry.at(state + unit) += *sum.add(unit) };
                }
                continue;
            }
            let (all, dense) = ((first + row) * depth + start, (first + row) * hidden + start);
            let numbers = cells::Backward {
                sums: if row < done { sum.cast_const() } else { std::ptr::null() },
                carry: carry.at(state),
                cell: cell.at(state),
                grad_out: grad_out.at((first + row) * out_stride + start),
                gates: gate_rows.at(all),
                kept: kept.at(dense),
                old: before.get(first + row).map_or(std::ptr::null(), |row| row.at(start).cast_const()),
                grads: input.at(all),
                grads_hidden: towards_hidden.at(all),
                packed: if single {
                    (single_rows.at(row * stride + start), hidden)
                } else {
                    (local.as_ptr().wrapping_add((row - block_rows.start) * gates * units), units)
                },
            };
            // SAFETY: the caller promises the tensors; the task has these rows and units for itself.
            unsafe { cells::backward::<A>(steps.cell, numbers, hidden, there) };
        }
        let computed = rows.min(block_rows.end).saturating_sub(block_rows.start);
        for gate in 0..if single || computed == 0 { 0 } else { gates } {
            let to = next.at(block_rows.start / A::rows() * strip + (gate * hidden + start) * A::rows());
            // SAFETY: the rows are computed, and these parts of their strips are this task's.
            unsafe { A::strips(local.as_ptr().add(gate * units), gates * units, computed, there, to, strip) };
        }
    });
    if single {
        let a = MatRef { ptr: single_rows.0.cast(), rs: stride as isize, cs: 1 };
        let c = MatMut { ptr: gradients.hidden, rs: hidden as isize, cs: 1 };
        let product = Gemm::new(steps.dtype, (batch, hidden, depth), a, steps.weight, c);
        // SAFETY: the caller promises the weights and the gradient of the states.
        unsafe { Gemm { beta: Scalar::Int(1), ..product }.run() };
    }
}
