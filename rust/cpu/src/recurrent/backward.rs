//! The backward pass.

use super::{APART, Shared, Steps, cells};
use crate::DType;
use crate::alloc::Scratch;
use crate::expr::Scalar;
use crate::gemm::{Gemm, MatMut, MatRef};
use crate::tile::{Left, Product, Tiled};

/// The tensors of a backward pass, of the dtype that is computed in. `N` rows are those of all steps.
#[derive(Clone, Copy, Debug)]
pub struct Gradients {
    /// The gates of the forward pass, `(N, gates * hidden)`.
    pub gates: *const u8,
    /// What the forward pass kept, `(N, hidden)`.
    pub kept: *const u8,
    /// LSTM: cell states before each row; GRU: hidden states before each row; `(N, hidden)`, dense.
    pub before: *const u8,
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
    let (panels, single_rows) = (Shared(panels.as_ptr()), Shared(rows_of_single.as_ptr()));
    let [carry, cell, input, towards_hidden] =
        [gradients.hidden, gradients.cell, gradients.input_gates, gradients.hidden_gates]
            .map(|p| Shared(p.cast::<A>()));
    let [gate_rows, kept, before, grad_out] =
        [gradients.gates, gradients.kept, gradients.before, gradients.out].map(|p| Shared(p.cast::<A>().cast_mut()));
    let out_stride = gradients.out_stride;
    let mut order = steps.order();
    order.reverse();
    let mut done = 0;
    for number in 0..order.len() + 1 {
        let (rows, first) = order.get(number).map_or((0, 0), |&(step, first)| (steps.sizes[step], first));
        let (last, next) = (Shared(strips[(number + 1) % 2].as_ptr()), Shared(strips[number % 2].as_ptr()));
        if single && number == 1 {
            let a = MatRef { ptr: single_rows.0.cast(), rs: stride as isize, cs: 1 };
            let c = MatMut { ptr: gradients.hidden, rs: hidden as isize, cs: 1 };
            let product = Gemm::new(steps.dtype, (batch, hidden, depth), a, steps.weight, c);
            // SAFETY: the caller promises the weights and the gradient of the states.
            unsafe { Gemm { beta: Scalar::Int(1), ..product }.run() };
            break;
        }
        steps.blocks(units, rows.max(done), &|block_rows, block| {
            let start = block * units;
            let there = units.min(hidden - start);
            let from_later = done.min(block_rows.end).saturating_sub(block_rows.start);
            let sums = Scratch::<A>::new(from_later * units);
            if from_later > 0 {
                // SAFETY: gradients and panels have the sizes that are named; the sums are this task's.
                unsafe {
                    A::product(&Product {
                        m: from_later,
                        n: units,
                        k: depth,
                        a: Left::Strips(last.at(block_rows.start / A::rows() * strip).cast_const(), strip),
                        b: (panels.at(block * depth * units), units, 0),
                        c: (sums.as_ptr(), units),
                        accumulate: false,
                    });
                }
            }
            let local = Scratch::<A>::new(if single { 0 } else { block_rows.len() * gates * units });
            for row in block_rows.clone() {
                let sum = sums.as_ptr().wrapping_add((row - block_rows.start) * units);
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
                    old: before.at(dense),
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
        done = rows;
    }
}
