//! The forward pass.

use super::{APART, Cell, Shared, Steps, cells};
use crate::DType;
use crate::alloc::Scratch;
use crate::gemm::{Gemm, MatMut, MatRef};
use crate::tile::{Left, Product, Tiled};

/// The tensors of a forward pass, of the dtype that is computed in. `N` rows are those of all steps.
#[derive(Clone, Copy, Debug)]
pub struct States {
    /// `(N, gates * hidden)`, dense: what the inputs contribute, with all addends but a GRU's `bias`; becomes the gates.
    pub gates: *mut u8,
    /// A GRU's recurrent bias, `(3 * hidden)`, or null.
    pub bias: *const u8,
    /// First hidden states, `(batch, hidden)`, dense.
    pub first_hidden: *const u8,
    /// LSTM: first cell states, dense.
    pub first_cell: *const u8,
    /// `(N, hidden)`, dense, to be written. LSTM: cell states; GRU: what hidden states contribute to n.
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
    let last_hidden = states.last_hidden.cast::<A>();
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
    let (panels, product) = (Shared(panels.as_ptr()), Shared(product.as_ptr()));
    let [rows_of_gates, kept, out] = [states.gates, states.kept, states.out].map(|p| Shared(p.cast::<A>()));
    let (cell_states, bias) = (Shared(states.last_cell.cast::<A>()), Shared(states.bias.cast::<A>().cast_mut()));
    let out_stride = states.out_stride;
    let order = steps.order();
    for (number, &(step, first)) in order.iter().enumerate() {
        let rows = steps.sizes[step];
        let (old, new) = (Shared(state[number % 2].as_ptr()), Shared(state[(number + 1) % 2].as_ptr()));
        let old_strips = Shared(strips[number % 2].as_ptr());
        let new_strips = Shared(strips[(number + 1) % 2].as_ptr());
        steps.blocks(units, rows, &|rows, block| {
            let start = block * units;
            let there = units.min(hidden - start);
            let sums = Scratch::<A>::new(if single { 0 } else { rows.len() * gates * units });
            if !single {
                // The panels of all gates follow each other.
                let panels = panels.at(block * gates * hidden * units).cast_const();
                let left = Left::Strips(old_strips.at(rows.start / A::rows() * strip).cast_const(), strip);
                let (n, count) = if units == A::panel() { (gates * units, 1) } else { (units, gates) };
                for gate in 0..count {
                    // SAFETY: states and panels have the sizes that are named; the sums are this task's.
                    unsafe {
                        A::product(&Product {
                            m: rows.len(),
                            n,
                            k: hidden,
                            a: left,
                            b: (panels.wrapping_add(gate * hidden * units), units, hidden * units),
                            c: (sums.as_ptr().add(gate * units), gates * units),
                            accumulate: false,
                        });
                    }
                }
            }
            for row in rows.clone() {
                let (all, dense) = ((first + row) * gates * hidden + start, (first + row) * hidden + start);
                let sums = if single {
                    (product.at(row * gates * hidden + start).cast_const(), hidden)
                } else {
                    (sums.as_ptr().wrapping_add((row - rows.start) * gates * units).cast_const(), units)
                };
                let numbers = cells::Forward {
                    sums,
                    bias: bias.at(start),
                    gates: rows_of_gates.at(all),
                    cell: cell_states.at(row * hidden + start),
                    kept: kept.at(dense),
                    old: old.at(row * stride + start),
                    new: new.at(row * stride + start),
                    out: out.at((first + row) * out_stride + start),
                };
                // SAFETY: the caller promises the tensors; the task has these rows and units for itself.
                unsafe { cells::forward::<A>(steps.cell, numbers, hidden, there) };
            }
            if !single {
                // With the first states of sequences that begin later.
                let count = rows.end.next_multiple_of(A::rows()).min(batch) - rows.start;
                let to = new_strips.at(rows.start / A::rows() * strip + start * A::rows());
                // SAFETY: the rows are computed, and these parts of their strips are this task's.
                unsafe { A::strips(new.at(rows.start * stride + start), stride, count, there, to, strip) };
            }
        });
        // Sequences that end here, or all at the end.
        let next = order.get(number + 1).map_or(0, |&(step, _)| steps.sizes[step]);
        for row in next..rows {
            copy(new.at(row * stride), last_hidden.wrapping_add(row * hidden));
        }
    }
}
