//! Kept and reduced dimensions, and how both are cut into pieces.

use super::Targets;
use crate::pointwise::Operand;
use crate::pointwise::plan::{Loops, Steps, Tile, Tiling};
use smallvec::SmallVec;

/// Sorted, merged dimensions. Operands are the targets that exist (output, indices), then the inputs.
pub(super) struct Layout {
    kept: Loops,
    reduced: Loops,
    pub(super) targets: usize,
}

impl Layout {
    /// `None` if there is nothing to store or nothing to reduce. With `ordered` the reduced dimensions keep their order.
    pub(super) fn new(
        shape: &[usize],
        reduced: &[bool],
        targets: &Targets<'_>,
        inputs: &[Operand<'_>],
        ordered: bool,
    ) -> Option<Layout> {
        if shape.contains(&0) {
            return None;
        }
        let still: SmallVec<[isize; 8]> = SmallVec::from_elem(0, shape.len());
        let mut strides: SmallVec<[&[isize]; 6]> = SmallVec::new();
        let mut moved: SmallVec<[&[isize]; 6]> = SmallVec::new();
        for target in targets.output.iter().chain(&targets.indices) {
            strides.push(target.strides);
            moved.push(&still);
        }
        let targets = strides.len();
        for input in inputs {
            strides.push(input.strides);
            moved.push(input.strides);
        }
        Some(Layout {
            kept: Loops::of_dims(shape, |d| !reduced[d], &strides, true, targets),
            reduced: Loops::of_dims(shape, |d| reduced[d], &moved, !ordered, targets),
            targets,
        })
    }
}

/// How a tile is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// Elements of one reduction; rows and columns are both reduced.
    Whole,
    /// A row is (a part of) one reduction.
    Rows,
    /// A column is (a part of) one reduction.
    Columns,
}

/// A reduction cut into pieces: for every piece of the kept dimensions, all pieces of the reduced ones.
pub(super) struct Plan {
    pub(super) mode: Mode,
    pub(super) kept: Tiling,
    pub(super) reduced: Tiling,
    /// Row and column strides of all operands in a tile.
    pub(super) steps: Steps,
    /// Strides of the targets along a piece of kept dimensions.
    pub(super) kept_steps: SmallVec<[isize; 2]>,
    pub(super) targets: usize,
    /// Elements of the largest tile, and of all.
    pub(super) tile_len: usize,
    pub(super) elements: usize,
}

/// Accumulators of a piece of kept dimensions at most: a few levels of a cascade fit the L1 cache.
const WIDEST: usize = 1024;

/// Elements of a piece of [`Mode::Columns`] that is reduced where it lies.
const MANY: usize = 64 * 1024;

/// Columns from which a tile of [`Mode::Columns`] is a single row, which then needs no copy if it is contiguous.
const LONG_ROW: usize = 256;

/// Rows of a tile of [`Mode::Columns`] whose elements are converted: a copy in any case, and accumulators are visited once
/// for several rows.
const CONVERTED_ROWS: usize = 8;

impl Plan {
    /// Cuts into tiles of at most `limit` elements. `in_place` tells that elements are reduced where they lie, if their rows
    /// are contiguous, so that tiles need no room, and `converts` that all are converted first; `ordered` asks for tiles whose elements are in row-major order of the reduced dimensions.
    pub(super) fn new(layout: Layout, limit: usize, in_place: bool, converts: bool, ordered: bool) -> Plan {
        let Layout { kept, reduced, targets } = layout;
        let (kept_size, reduced_size) = (kept.inner_size(), reduced.inner_size());
        let reduced_total: usize = reduced.sizes.iter().product();
        let elements = reduced_total * kept.sizes.iter().product::<usize>();
        let nearness = kept.inner_strides().iter().zip(reduced.inner_strides()).skip(targets);
        // The first operand that moves along either dimension decides; one that stands still along a dimension is as
        // good as contiguous for it only if it moves along the other.
        let columns = nearness
            .filter(|(k, r)| **k != 0 || **r != 0)
            .map(|(k, r)| kept_size > 1 && *r != 0 && (*k == 0 || k.unsigned_abs() < r.unsigned_abs()))
            .next()
            .unwrap_or(false);
        let single = reduced_size == reduced_total;
        let mode = match (columns, single && reduced_size <= limit) {
            (true, _) => Mode::Columns,
            (false, true) => Mode::Rows,
            (false, false) => Mode::Whole,
        };
        let (kept_part, reduced_part) = match mode {
            Mode::Whole => (1, limit),
            Mode::Rows => ((limit / reduced_size).min(kept_size), reduced_size),
            Mode::Columns => {
                let most = if converts && !in_place { limit / CONVERTED_ROWS } else { limit };
                let kept_part = kept_size.min(WIDEST).min(most);
                let rows = match in_place {
                    true => MANY / kept_part,
                    false if kept_part >= LONG_ROW && !converts => 1,
                    false => limit / kept_part,
                };
                (kept_part, rows.min(reduced_size))
            }
        };
        let kept = Tiling::lines(kept, kept_part);
        let reduced = match mode {
            Mode::Whole if !ordered => Tiling::new(reduced, reduced_part),
            _ => Tiling::lines(reduced, reduced_part),
        };
        let (of_kept, of_reduced) = (kept.steps(), reduced.steps());
        let mut steps = Steps::new();
        for (k, r) in of_kept.iter().zip(&of_reduced) {
            steps.push(match mode {
                Mode::Whole => *r,
                Mode::Rows => (k.1, r.1),
                Mode::Columns => (r.1, k.1),
            });
        }
        let kept_steps = of_kept[..targets].iter().map(|step| step.1).collect();
        let tile_len = kept.tile_len() * reduced.tile_len();
        Plan { mode, kept, reduced, steps, kept_steps, targets, tile_len, elements }
    }

    /// The tile of a piece of kept and a piece of reduced dimensions.
    pub(super) fn tile(&self, kept: &Tile, reduced: &Tile) -> Tile {
        let (rows, cols) = match self.mode {
            Mode::Whole => (reduced.rows, reduced.cols),
            Mode::Rows => (kept.cols, reduced.cols),
            Mode::Columns => (reduced.cols, kept.cols),
        };
        let offsets = kept.offsets.iter().zip(&reduced.offsets).map(|(k, r)| k + r).collect();
        Tile { rows, cols, offsets }
    }
}
