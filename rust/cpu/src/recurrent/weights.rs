//! Gradients of weights: sums over the rows of all steps.

use super::{PANEL_BYTES, Shared, Steps};
use crate::DType;
use crate::alloc::Scratch;
use crate::isa;
use crate::pool;
use crate::tile::{Left, MAX_ROWS, Product, Tiled};

/// Gradients of gates, and what they are multiplied by. `N` rows are those of all steps.
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    /// Gradients of the gates, `(N, gates * hidden)`, dense.
    pub gates: *const u8,
    /// The inputs, `(N, width)`, dense.
    pub inputs: *const u8,
    /// Numbers of an input.
    pub width: usize,
    /// Hidden states, `(N, hidden)`, dense.
    pub states: *const u8,
    /// The first ones, `(batch, hidden)`, dense.
    pub first: *const u8,
    /// Gradient of the inputs' weights, `(gates * hidden, width)`, dense, to be written; or null.
    pub input_weight: *mut u8,
    /// Gradient of the recurrent weights, `(gates * hidden, hidden)`, dense, to be written; or null.
    pub weight: *mut u8,
    /// Gradient of the addends, `(gates * hidden)`, to be written; or null.
    pub bias: *mut u8,
}

/// Computes the gradients that are not null.
///
/// # Panics
/// For dtypes other than single and double precision.
///
/// # Safety
/// Everything in `sums` is valid for its sizes; what is written overlaps nothing.
pub unsafe fn weight_gradients(steps: &Steps, sums: &Sums) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match steps.dtype {
            DType::F32 => typed::<f32>(steps, sums),
            DType::F64 => typed::<f64>(steps, sums),
            other => panic!("recurrent layers of {} are not computed", other.name()),
        }
    }
}

/// Columns of gates that a task sums at most: whole strips of every instruction set.
const COLUMNS: usize = 96;

/// Values of rows, one factor of a gradient.
struct Factor<A> {
    rows: Vec<Shared<A>>,
    width: usize,
    /// The gradient.
    to: Shared<A>,
}

/// Some columns of a factor as products read them: `width` numbers of every row, rows `columns` apart.
struct Panel {
    factor: usize,
    first: usize,
    width: usize,
    /// The width in whole vectors.
    columns: usize,
    /// The first number in the panels of all factors.
    at: usize,
    /// The first column among those of all panels.
    column: usize,
}

unsafe fn typed<A: Tiled>(steps: &Steps, sums: &Sums) {
    let rows: usize = steps.sizes.iter().sum();
    let total = steps.cell.gates() * steps.hidden;
    let inputs = sums.inputs.cast::<A>().cast_mut();
    let factors: Vec<Factor<A>> = [
        (!sums.input_weight.is_null()).then(|| Factor {
            rows: (0..rows).map(|row| Shared(inputs.wrapping_add(row * sums.width))).collect(),
            width: sums.width,
            to: Shared(sums.input_weight.cast()),
        }),
        (!sums.weight.is_null()).then(|| Factor {
            rows: steps.before(sums.states.cast(), steps.hidden, sums.first.cast()),
            width: steps.hidden,
            to: Shared(sums.weight.cast()),
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    if factors.is_empty() && sums.bias.is_null() {
        return;
    }
    let mut panels = Vec::new();
    let (mut at, mut column) = (0, 0);
    for (factor, &Factor { width: all, .. }) in factors.iter().enumerate() {
        for first in (0..all).step_by(A::panel()) {
            let width = A::panel().min(all - first);
            let columns = width.next_multiple_of(A::lanes());
            panels.push(Panel { factor, first, width, columns, at, column });
            (at, column) = (at + rows * columns, column + columns);
        }
    }
    let scratch = Scratch::<A>::new(at);
    let packed = Shared(scratch.as_ptr());
    let depth = PANEL_BYTES / (A::panel() * size_of::<A>());
    pool::for_range(rows, (1 << 14) / column.max(1), &|range| {
        for row in range {
            for panel in &panels {
                let from = factors[panel.factor].rows[row].at(panel.first).cast_const();
                // SAFETY: the caller promises the values; the panel has room for every row.
                unsafe {
                    let to = packed.at(panel.at + row * panel.columns);
                    std::ptr::copy_nonoverlapping(from, to, panel.width);
                    to.add(panel.width).write_bytes(0, panel.columns - panel.width);
                }
            }
        }
    });
    let (gates, bias) = (Shared(sums.gates.cast::<A>().cast_mut()), Shared(sums.bias.cast::<A>()));
    let wanted = total.div_ceil(4 * pool::num_threads()).next_multiple_of(A::rows());
    let most = wanted.clamp(A::rows(), COLUMNS);
    pool::for_range(total.div_ceil(most), 1, &|tasks| {
        for first in tasks.map(|task| task * most) {
            let here = most.min(total - first);
            let strip = depth * A::rows();
            let strips = Scratch::<A>::new(here.div_ceil(A::rows()) * strip);
            let results = Scratch::<A>::new(here * column);
            let added = Scratch::<A>::new(2 * here);
            // SAFETY: the scratch has room for two sums of every column.
            unsafe { added.as_ptr().write_bytes(0, 2 * here) };
            for start in (0..rows.max(1)).step_by(depth) {
                let k = depth.min(rows - start);
                let from = gates.at(start * total + first).cast_const();
                // SAFETY: the caller promises the gates; strips and sums are this task's.
                unsafe { turn(from, total, (k, here), (strips.as_ptr(), strip), added.as_ptr()) };
                for (number, panel) in panels.iter().enumerate() {
                    // Rows that are turned next: they lie a stride apart, where no hardware looks ahead.
                    let next = |part: usize| (start + depth + part * depth / panels.len()).min(rows);
                    (next(number)..next(number + 1))
                        .for_each(|row| isa::prefetch_all(gates.at(row * total + first), here));
                    let product = Product {
                        m: here,
                        n: panel.columns,
                        k,
                        a: Left::Strips(strips.as_ptr(), strip),
                        b: (packed.at(panel.at + start * panel.columns), panel.columns, 0),
                        c: (results.as_ptr().wrapping_add(panel.column), column),
                        accumulate: start > 0,
                    };
                    // SAFETY: strips, panels and results have these sizes.
                    unsafe { A::product(&product) };
                }
            }
            for panel in &panels {
                let factor = &factors[panel.factor];
                for i in 0..here {
                    let to = factor.to.at((first + i) * factor.width + panel.first);
                    // SAFETY: the caller promises the gradient; its rows are this task's.
                    unsafe {
                        std::ptr::copy_nonoverlapping(results.as_ptr().add(i * column + panel.column), to, panel.width);
                    }
                }
            }
            if !bias.0.is_null() {
                // SAFETY: the caller promises the gradient; the columns are this task's.
                unsafe { std::ptr::copy_nonoverlapping(added.as_ptr(), bias.at(first), here) };
            }
        }
    });
}

crate::simd_fn! {
    /// Writes `k` rows of some columns as strips of columns, and adds them to the first sums of `added`; the second
    /// ones are used up.
    ///
    /// # Safety
    /// The rows are valid, `distance` apart; strips and sums have room for all columns.
    unsafe fn turn<I, A: Tiled>(
        from: *const A, distance: usize, size: (usize, usize), to: (*mut A, usize), added: *mut A
    ) {
        let ((k, columns), (strips, strip)) = (size, to);
        // SAFETY: the caller's promises.
        unsafe {
            let height = A::rows();
            let total = std::slice::from_raw_parts_mut(added, columns);
            let part = std::slice::from_raw_parts_mut(added.add(columns), columns);
            part.fill(A::default());
            for p in 0..k {
                let row = std::slice::from_raw_parts(from.wrapping_add(p * distance), columns);
                for (sum, &x) in part.iter_mut().zip(row) {
                    *sum += x;
                }
                let whole = columns / height;
                for number in 0..whole {
                    let to = strips.add(number * strip + p * height);
                    copy::<A, MAX_ROWS>(row.as_ptr().add(number * height), to);
                }
                for lane in whole * height..columns {
                    *strips.add(whole * strip + p * height + lane - whole * height) = row[lane];
                }
                if columns > whole * height {
                    let there = columns - whole * height;
                    strips.add(whole * strip + p * height + there).write_bytes(0, height - there);
                }
            }
            for (sum, &x) in total.iter_mut().zip(part.iter()) {
                *sum += x;
            }
        }
    }
}

#[inline(always)]
unsafe fn copy<A: Copy, const N: usize>(from: *const A, to: *mut A) {
    // SAFETY: the caller promises `N` numbers on either side.
    unsafe { to.cast::<[A; N]>().write_unaligned(from.cast::<[A; N]>().read_unaligned()) };
}
