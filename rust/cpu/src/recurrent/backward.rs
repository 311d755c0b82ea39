//! The backward pass.

use super::{APART, DEPTH, Shared, Steps, cells};
use crate::DType;
use crate::alloc::Scratch;
use crate::expr::Scalar;
use crate::gemm::{Gemm, MatMut, MatRef};
use crate::tile::{Product, Tiled};

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
    let packed = [Scratch::<A>::new(batch * stride), Scratch::<A>::new(batch * stride)];
    let single = steps.sizes.len() == 1;
    let panels = if single {
        Scratch::<A>::new(0)
    } else {
        // SAFETY: the caller promises the weights.
        unsafe { steps.panels::<A>(1, depth, steps.weight.ptr.cast(), (0, steps.weight.rs, steps.weight.cs)) }
    };
    let panels = Shared(panels.as_ptr());
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
        let (last, next) = (Shared(packed[(number + 1) % 2].as_ptr()), Shared(packed[number % 2].as_ptr()));
        if single && number == 1 {
            let a = MatRef { ptr: last.0.cast(), rs: stride as isize, cs: 1 };
            let c = MatMut { ptr: gradients.hidden, rs: hidden as isize, cs: 1 };
            let product = Gemm::new(steps.dtype, (batch, hidden, depth), a, steps.weight, c);
            // SAFETY: the caller promises the weights and the gradient of the states.
            unsafe { Gemm { beta: Scalar::Int(1), ..product }.run() };
            break;
        }
        steps.blocks::<A>(rows.max(done), &|block_rows, block| {
            let start = block * units;
            let there = units.min(hidden - start);
            let from_later = done.min(block_rows.end).saturating_sub(block_rows.start);
            let sums = Scratch::<A>::new(from_later * units);
            for p in (0..if from_later == 0 { 0 } else { depth }).step_by(DEPTH) {
                // SAFETY: gradients and panels have the sizes that are named; the sums are this task's.
                unsafe {
                    A::product(&Product {
                        m: from_later,
                        n: units,
                        k: DEPTH.min(depth - p),
                        a: (last.at(block_rows.start * stride + p), stride, 1),
                        b: (panels.at((block * depth + p) * units), units, 0),
                        c: (sums.as_ptr(), units),
                        accumulate: p > 0,
                    });
                }
            }
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
                    packed: next.at(row * stride + start),
                };
                // SAFETY: the caller promises the tensors; the task has these rows and units for itself.
                unsafe { cells::backward::<A>(steps.cell, numbers, hidden, there) };
            }
        });
        done = rows;
    }
}
