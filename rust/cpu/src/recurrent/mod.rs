//! Recurrent layers: one direction of one layer, all steps.
//!
//! Sequences lie step after step: the rows of step t are those of the sequences that are longer than t, longest
//! sequence first, so that step t + 1 has as many rows or fewer. What the inputs contribute to the gates is computed
//! before, in one product. A step multiplies the hidden states by the recurrent weights, which are packed once, and
//! applies the gates to the sums while these are in the cache; tasks are blocks of units and of rows, as the shape
//! says, so results do not depend on the number of threads. The backward pass goes through the steps the other way
//! and leaves the gradients of all gates, from which the weights' gradients are one product each.
//!
//! - LSTM: S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory" (1997), with forget gates of F. Gers et al.
//! - GRU: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), with the reset gate
//!   applied to the product

mod backward;
mod cells;
mod forward;

pub use backward::{Gradients, backward};
pub use forward::{States, forward};

use crate::DType;
use crate::alloc::Scratch;
use crate::gemm::MatRef;
use crate::pool;
use crate::tile::Tiled;
use std::ops::Range;

/// What a step computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Gates i, f, g, o.
    Lstm,
    /// Gates r, z, n.
    Gru,
    /// Hyperbolic tangent.
    Tanh,
    /// Rectified linear unit.
    Relu,
}

impl Cell {
    /// Numbers per unit that inputs and hidden states contribute to.
    pub fn gates(self) -> usize {
        match self {
            Cell::Lstm => 4,
            Cell::Gru => 3,
            Cell::Tanh | Cell::Relu => 1,
        }
    }
}

/// One direction of one layer.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    /// Single or double precision.
    pub dtype: DType,
    /// What a step computes.
    pub cell: Cell,
    /// Units.
    pub hidden: usize,
    /// Rows of each step; none has more than the one before.
    pub sizes: &'a [usize],
    /// Whether the last step comes first.
    pub reverse: bool,
    /// The recurrent weights, `(gates * hidden, hidden)`.
    pub weight: MatRef,
}

// SAFETY: a description of memory; who runs a kernel vouches for it on every thread.
unsafe impl Sync for Steps<'_> {}

/// Rows of a block: whole strips of every instruction set.
const ROWS: usize = 96;
/// Multiply-adds worth a task.
const WORK: usize = 1 << 18;
/// Numbers between rows that keep them out of the same sets of a cache.
const APART: usize = 16;

impl Steps<'_> {
    /// Rows of the first step: all sequences.
    fn batch(&self) -> usize {
        self.sizes.first().copied().unwrap_or(0)
    }

    /// For each step in the order of computation: its number and its first row.
    fn order(&self) -> Vec<(usize, usize)> {
        let mut first = 0;
        let mut order: Vec<(usize, usize)> = Vec::with_capacity(self.sizes.len());
        for (step, size) in self.sizes.iter().enumerate() {
            order.push((step, first));
            first += size;
        }
        if self.reverse {
            order.reverse();
        }
        order
    }

    /// Units of a block: those of one panel, or of half of one where blocks would be fewer than threads. What is computed
    /// does not depend on it: every unit has its own sums.
    fn units<A: Tiled>(&self) -> usize {
        let most = if self.hidden < A::panel() * pool::num_threads() { A::panel() / 2 } else { A::panel() };
        most.min(self.hidden.next_multiple_of(A::lanes()))
    }

    /// Calls `work` with blocks of rows and of units.
    fn blocks(&self, units: usize, rows: usize, work: &(dyn Fn(Range<usize>, usize) + Sync)) {
        let (across, down) = (self.hidden.div_ceil(units), rows.div_ceil(ROWS));
        let cost = rows.min(ROWS) * units * self.cell.gates() * self.hidden;
        pool::for_range(across * down, WORK / cost.max(1), &|tasks| {
            for task in tasks {
                let first = task / across * ROWS;
                work(first..rows.min(first + ROWS), task % across);
            }
        });
    }

    /// Weights as blocks of units read them: `depth x units` numbers for each block and each of `parts`, zeros past the
    /// last unit. Weight `(part, k, unit)` lies at the strides' multiples behind `weight`.
    ///
    /// # Safety
    /// The weights are valid for reads.
    unsafe fn panels<A: Tiled>(
        &self,
        units: usize,
        parts: usize,
        depth: usize,
        weight: *const A,
        strides: (isize, isize, isize),
    ) -> Scratch<A> {
        let blocks = self.hidden.div_ceil(units);
        let panels = Scratch::<A>::new(blocks * parts * depth * units);
        let (weight, target) = (Shared(weight.cast_mut()), Shared(panels.as_ptr()));
        pool::for_range(blocks * parts, (1 << 14) / (depth * units).max(1), &|range| {
            for item in range {
                let (block, part) = (item / parts, item % parts);
                let there = units.min(self.hidden - block * units);
                let first = part as isize * strides.0 + (block * units) as isize * strides.2;
                let (from, to) = (weight.at(0).wrapping_offset(first).cast_const(), target.at(item * depth * units));
                // SAFETY: the caller promises the weights; the panels have as many rows of units.
                unsafe { pack(from, strides.1, strides.2, (depth, there), to, units) };
            }
        });
        panels
    }
}

/// One panel: `depth` rows of `units` numbers, of which the source has `there`. The direction in which the source is
/// dense comes innermost.
///
/// # Safety
/// The source is valid, the panel has room for its rows.
unsafe fn pack<A: Tiled>(
    from: *const A,
    along: isize,
    across: isize,
    (depth, there): (usize, usize),
    to: *mut A,
    units: usize,
) {
    // SAFETY: the caller promises both.
    unsafe {
        let copy = |k: usize, unit: usize| {
            *to.add(k * units + unit) = *from.wrapping_offset(k as isize * along + unit as isize * across);
        };
        if along == 1 {
            (0..there).for_each(|unit| (0..depth).for_each(|k| copy(k, unit)));
        } else {
            (0..depth).for_each(|k| (0..there).for_each(|unit| copy(k, unit)));
        }
        for k in 0..depth {
            to.add(k * units + there).write_bytes(0, units - there);
        }
    }
}

/// A pointer that tasks share; each uses elements of its own.
#[derive(Debug)]
struct Shared<A>(*mut A);
impl<A> Clone for Shared<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A> Copy for Shared<A> {}
// SAFETY: tasks write to different elements, and read what no other task writes.
unsafe impl<A> Send for Shared<A> {}
// SAFETY: as above.
unsafe impl<A> Sync for Shared<A> {}

impl<A> Shared<A> {
    /// The address of an element; null stays null.
    #[inline(always)]
    fn at(self, offset: usize) -> *mut A {
        if self.0.is_null() { self.0 } else { self.0.wrapping_add(offset) }
    }
}

/// Writes the hidden states that each row started from, which are those of the step before or the first ones.
///
/// # Safety
/// `out` has as many rows as all steps together, `stride` apart; `first` is dense and has the rows of the first step;
/// `before` is dense and has room for all rows.
pub unsafe fn previous(steps: &Steps, out: *const u8, stride: usize, first: *const u8, before: *mut u8) {
    let bytes = steps.dtype.size();
    let row = steps.hidden * bytes;
    let mut last = (0, 0);
    for (step, start) in steps.order() {
        for i in 0..steps.sizes[step] {
            // SAFETY: the caller promises the rows.
            unsafe {
                let from = if i < last.1 { out.add((last.0 + i) * stride * bytes) } else { first.add(i * row) };
                std::ptr::copy_nonoverlapping(from, before.add((start + i) * row), row);
            }
        }
        last = (start, steps.sizes[step]);
    }
}
