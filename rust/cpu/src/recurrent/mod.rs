//! Recurrent layers: one direction of one layer, all steps.
//!
//! Sequences lie step after step: the rows of step t are those of the sequences that are longer than t, longest
//! sequence first, so that step t + 1 has as many rows or fewer. Weights are packed once. A step multiplies the hidden
//! states by the recurrent weights and applies the gates to the sums while these are in the cache; so are those of what
//! some steps' inputs contribute, unless the weights are too large to stay near. The threads pass from step to step
//! together; tasks are blocks of units and of rows, and no sum depends on how they are cut, so results do not depend on
//! the number of threads. Without a backward pass to come nothing but the hidden states is written. The backward pass
//! goes through the steps the other way and leaves the gradients of all gates, which the weights' gradients are sums
//! of.
//!
//! - LSTM: S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory" (1997), with forget gates of F. Gers et al.
//! - GRU: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014), with the reset gate
//!   applied to the product

mod backward;
mod cells;
mod forward;
mod inputs;
mod weights;

pub use backward::{Gradients, backward};
pub use forward::{States, forward};
pub use weights::{Sums, weight_gradients};

use crate::DType;
use crate::alloc::Scratch;
use crate::gemm::MatRef;
use crate::pool;
use crate::tile::{Left, Product, Tiled};
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

    /// Units of a block: those of one panel, or of half of one where blocks would be fewer than threads. What is
    /// computed does not depend on it: every unit has its own sums.
    fn units<A: Tiled>(&self) -> usize {
        let most = if self.hidden < A::panel() * pool::num_threads() { A::panel() / 2 } else { A::panel() };
        most.min(self.hidden.next_multiple_of(A::lanes()))
    }

    /// Calls `work` with numbers of stages, one stage after the other, and with blocks of their rows and of units.
    fn blocks(
        &self,
        units: usize,
        stages: usize,
        rows: &(dyn Fn(usize) -> usize + Sync),
        work: &(dyn Fn(usize, Range<usize>, usize) + Sync),
    ) {
        let across = self.hidden.div_ceil(units);
        let cut = |stage: usize| {
            let rows = rows(stage);
            let cost = rows.min(ROWS) * units * self.cell.gates() * self.hidden;
            (rows, rows.div_ceil(ROWS), (WORK / cost.max(1)).max(1))
        };
        let tasks = |stage: usize| {
            let (_, down, grain) = cut(stage);
            (across * down).div_ceil(grain)
        };
        pool::stages(stages, &tasks, &|stage, task| {
            let (rows, down, grain) = cut(stage);
            for item in task * grain..(across * down).min((task + 1) * grain) {
                // Threads keep their blocks of units, whose weights they have in their caches.
                let first = item % down * ROWS;
                work(stage, first..rows.min(first + ROWS), item / down);
            }
        });
    }

    /// For every row of all steps where it finds the values of the step before: among `values`, in rows `stride` apart,
    /// or among `first` ones.
    fn before<A>(&self, values: *const A, stride: usize, first: *const A) -> Vec<Shared<A>> {
        let order = self.order();
        let mut rows = vec![Shared(std::ptr::null_mut()); self.sizes.iter().sum()];
        let mut last = (0, 0);
        for (step, start) in order {
            for row in 0..self.sizes[step] {
                let from = if row < last.1 {
                    values.wrapping_add((last.0 + row) * stride)
                } else {
                    first.wrapping_add(row * self.hidden)
                };
                rows[start + row] = Shared(from.cast_mut());
            }
            last = (start, self.sizes[step]);
        }
        rows
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

/// Bytes of a panel that stay in the first-level cache beside the strips that pass it.
const PANEL_BYTES: usize = 24 << 10;

/// Products of some rows with `count` panels of `units` columns, one next to the other.
///
/// A panel comes from the second-level cache in pieces that all rows use before the next one comes. Between them
/// `ahead` is called with a few rows at a time, to ask for what will be read and written there when the sums are known:
/// it lies in memory, in pieces too short for the hardware to look ahead.
///
/// # Safety
/// The strips have `depth` numbers of each row, the panels `depth` rows each, and `to` is this call's alone.
unsafe fn sums<A: Tiled>(
    (strips, strip): (*const A, usize),
    rows: usize,
    depth: usize,
    (panels, count, units): (*const A, usize, usize),
    to: *mut A,
    ahead: &dyn Fn(Range<usize>),
) {
    // The same for any width of blocks, or sums would depend on it.
    let most = PANEL_BYTES / (A::panel() * size_of::<A>());
    let piece = depth.div_ceil(depth.div_ceil(most).max(1)).max(1).next_multiple_of(4);
    let pieces = depth.div_ceil(piece).max(1);
    let few = |call: usize| call * rows / (count * pieces);
    for number in 0..count {
        let panel = panels.wrapping_add(number * depth * units);
        for at in 0..pieces {
            let (first, call) = (at * piece, number * pieces + at);
            ahead(few(call)..few(call + 1));
            let product = Product {
                m: rows,
                n: units,
                k: piece.min(depth - first),
                a: Left::Strips(strips.wrapping_add(first * A::rows()), strip),
                b: (panel.wrapping_add(first * units), units, 0),
                c: (to.wrapping_add(number * units), count * units),
                accumulate: first > 0,
            };
            // SAFETY: the caller promises strips, panels and room.
            unsafe { A::product(&product) };
        }
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

#[cfg(test)]
mod tests;
