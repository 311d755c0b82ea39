//! What inputs contribute to the gates.

use super::{ROWS, Shared, States, Steps, sums};
use crate::alloc::Scratch;
use crate::gemm::{Bias, Gemm, MatMut, MatRef};
use crate::pool;
use crate::tile::Tiled;
use std::ops::Range;

/// Bytes of all weights up to which the contributions are computed between the steps: threads keep their share of the
/// weights in their second-level caches, and read the sums while these are there too.
const WEIGHTS: usize = 2 << 20;

/// Steps whose contributions are computed together.
pub(super) struct Span {
    /// Their numbers in the order of computation.
    steps: Range<usize>,
    /// Their first row, and how many there are.
    first: usize,
    rows: usize,
    /// The first of their strips.
    strip: usize,
}

/// Contributions of all inputs.
pub(super) enum Inputs<A: Copy> {
    /// Computed before the steps, the addends included: one row after the other.
    Rows {
        sums: Shared<A>,
        /// Where the sums lie if not in the gates' own tensor.
        _owner: Scratch<A>,
    },
    /// Computed span by span.
    Spans {
        spans: Vec<Span>,
        /// The span of each step in the order of computation.
        of: Vec<usize>,
        width: usize,
        /// Inputs as products read them.
        strips: Scratch<A>,
        /// Weights as products read them.
        panels: Scratch<A>,
        /// Block of units after block of units, the sums of a span's rows.
        sums: Scratch<A>,
        /// Rows of the longest span.
        most: usize,
    },
}

// SAFETY: tasks write sums of different rows and units.
unsafe impl<A: Tiled> Sync for Inputs<A> {}

impl<A: Tiled> Inputs<A> {
    /// Chooses a way by the shape, and prepares it. `order` is that of the steps, `units` those of a block.
    ///
    /// # Safety
    /// The inputs, weights and addends are valid, and so are the gates unless null.
    pub(super) unsafe fn new(steps: &Steps, states: &States, order: &[(usize, usize)], units: usize) -> Self {
        let (gates, hidden, width) = (steps.cell.gates(), steps.hidden, states.width);
        let weights = gates * hidden * (hidden + width) * size_of::<A>();
        // A single step would not pay for packed weights.
        if order.len() > 1 && weights <= WEIGHTS && states.inputs.cs == 1 {
            // SAFETY: the caller's promises are passed on.
            return unsafe { Self::spans(steps, states, order, units) };
        }
        let (all, columns) = (steps.sizes.iter().sum::<usize>(), gates * hidden);
        let owner = Scratch::<A>::new(if states.gates.is_null() { all * columns } else { 0 });
        let to = if states.gates.is_null() { owner.as_ptr().cast() } else { states.gates };
        let weight = MatRef { ptr: states.input_weight.ptr, rs: states.input_weight.cs, cs: states.input_weight.rs };
        let c = MatMut { ptr: to, rs: columns as isize, cs: 1 };
        let product = Gemm::new(steps.dtype, (all, columns, width), states.inputs, weight, c);
        let bias = (!states.bias.is_null()).then_some(Bias { ptr: states.bias, stride: 1 });
        // SAFETY: the caller promises the operands; there is room for the sums of all rows.
        unsafe { Gemm { column_bias: bias, ..product }.run() };
        Inputs::Rows { sums: Shared(to.cast()), _owner: owner }
    }

    unsafe fn spans(steps: &Steps, states: &States, order: &[(usize, usize)], units: usize) -> Self {
        let (gates, hidden, width) = (steps.cell.gates(), steps.hidden, states.width);
        let (mut spans, mut of) = (Vec::new(), Vec::with_capacity(order.len()));
        let together = (ROWS / steps.batch()).max(1);
        let (mut strip, mut most) = (0, 0);
        for start in (0..order.len()).step_by(together) {
            let numbers = start..order.len().min(start + together);
            let of_steps = &order[numbers.clone()];
            let rows = of_steps.iter().map(|&(step, _)| steps.sizes[step]).sum();
            let first = of_steps.iter().map(|&(_, first)| first).min().unwrap_or(0);
            of.resize(numbers.end, spans.len());
            spans.push(Span { steps: numbers, first, rows, strip });
            strip += rows.div_ceil(A::rows());
            most = most.max(rows);
        }
        let strips = Scratch::<A>::new(strip * width * A::rows());
        let (to, from) = (Shared(strips.as_ptr()), Shared(states.inputs.ptr.cast::<A>().cast_mut()));
        let stride = states.inputs.rs as usize;
        pool::for_range(spans.len(), (1 << 14) / (most * width).max(1), &|range| {
            for span in &spans[range] {
                let (from, to) = (from.at(span.first * stride), to.at(span.strip * width * A::rows()));
                // SAFETY: the caller promises the inputs; there is room for the strips of every span.
                unsafe { A::strips(from, stride, span.rows, width, to, width * A::rows()) };
            }
        });
        let MatRef { ptr, rs, cs } = states.input_weight;
        // SAFETY: the caller promises the weights.
        let panels = unsafe { steps.panels::<A>(units, gates, width, ptr.cast(), (hidden as isize * rs, cs, rs)) };
        let sums = Scratch::<A>::new(hidden.div_ceil(units) * most * gates * units);
        Inputs::Spans { spans, of, width, strips, panels, sums, most }
    }

    /// Computes what the task of some rows and a block of `units` reads in a step and in those that follow it in its
    /// span; nothing if the step is not the first of its span.
    ///
    /// # Safety
    /// No other task has the same rows and units, and tasks of the span before have ended.
    pub(super) unsafe fn compute(
        &self,
        number: usize,
        rows: Range<usize>,
        block: usize,
        (gates, units): (usize, usize),
    ) {
        let Inputs::Spans { spans, of, width, strips, panels, sums: all, most } = self else { return };
        let span = &spans[of[number]];
        if span.steps.start != number {
            return;
        }
        // Several steps have one block of rows.
        let rows = if span.steps.len() == 1 { rows } else { 0..span.rows };
        let strip = width * A::rows();
        let left = strips.as_ptr().wrapping_add((span.strip + rows.start / A::rows()) * strip);
        let panels = panels.as_ptr().wrapping_add(block * gates * width * units);
        let to = all.as_ptr().wrapping_add((block * most + rows.start) * gates * units);
        // SAFETY: strips and panels were made for these sizes; the caller promises that nobody else uses these sums.
        unsafe { sums::<A>((left, strip), rows.len(), *width, (panels, gates, units), to, &|_| {}) };
    }

    /// What a row, counted over all steps, contributes to a block of units: the first gate's, and how far gates are
    /// apart.
    pub(super) fn at(
        &self,
        number: usize,
        row: usize,
        block: usize,
        (gates, units): (usize, usize),
        hidden: usize,
    ) -> (*const A, usize) {
        match self {
            Inputs::Rows { sums, .. } => (sums.at(row * gates * hidden + block * units), hidden),
            Inputs::Spans { spans, of, sums, most, .. } => {
                let row = row - spans[of[number]].first;
                (sums.as_ptr().wrapping_add((block * most + row) * gates * units), units)
            }
        }
    }

    /// Whether the addends are still to be added.
    pub(super) fn without_addends(&self) -> bool {
        matches!(self, Inputs::Spans { .. })
    }
}
