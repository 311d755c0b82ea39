//! From shapes and strides to loops: which dimension runs innermost, which merge, how the tiles lie, how the work is
//! split.

use super::Operand;
use super::storage::Block;
use smallvec::SmallVec;

/// Elements below which work stays on the calling thread.
pub(crate) const PARALLEL: usize = 32 * 1024;

/// Inner rows at least this long make tiles of one row; shorter ones share a tile, at the price of copying operands
/// that are not dense in two dimensions. Measured on `(M, N) + (N)`.
const LONG_ROW: usize = 256;

/// Rows of a tile where an operand is transposed, if the tile is small and if it is large: 16 elements of 4 bytes, or 64
/// of one, are a cache line.
const TRANSPOSED_ROWS: [usize; 2] = [32, 64];

/// Sizes of loops.
pub type Dims = SmallVec<[usize; 6]>;
type Strides = SmallVec<[isize; 18]>;
/// Row and column strides of operands in a tile.
pub(crate) type Steps = SmallVec<[(isize, isize); 6]>;

/// Merged, sorted dimensions of a set of operands.
#[derive(Debug)]
pub struct Loops {
    /// Sizes, outermost first, never empty.
    pub sizes: Dims,
    /// Strides of dimension `d` and operand `o` at `d * operands + o`.
    strides: Strides,
    operands: usize,
}

impl Loops {
    /// Plans `shape` for operands in order of importance (outputs first).
    pub fn new(shape: &[usize], operands: &[&[isize]]) -> Loops {
        Loops::of_dims(shape, |_| true, operands, true, 0)
    }

    /// As [`Loops::new`] for those dimensions of `shape` that `wanted` picks, with the operands from `lead` on more
    /// important than those before. Without `sort` the dimensions keep their order, so that the loops run in row-major
    /// order.
    pub fn of_dims(
        shape: &[usize],
        wanted: impl Fn(usize) -> bool,
        operands: &[&[isize]],
        sort: bool,
        lead: usize,
    ) -> Loops {
        let count = operands.len();
        let mut order = Dims::new();
        for (d, size) in shape.iter().enumerate() {
            if *size != 1 && wanted(d) {
                order.push(d);
            }
        }
        // Insertion sort from the innermost dimension: comparisons may be undecided (stride 0), so no total order exists.
        for i in 1..if sort { order.len() } else { 0 } {
            let mut at = i;
            while at > 0 && runs_inside(operands, lead, order[at - 1], order[at]) {
                order.swap(at - 1, at);
                at -= 1;
            }
        }
        let mut loops = Loops { sizes: Dims::new(), strides: Strides::new(), operands: count };
        for &dim in &order {
            let strides = operands.iter().map(|o| o[dim]);
            let size = shape[dim] as isize;
            let mergeable = !loops.sizes.is_empty()
                && strides.clone().zip(loops.inner_strides()).all(|(inner, &outer)| outer == inner * size);
            if mergeable {
                let last = loops.sizes.len() - 1;
                loops.sizes[last] *= shape[dim];
                loops.strides.truncate(last * count);
            } else {
                loops.sizes.push(shape[dim]);
            }
            for stride in strides {
                loops.strides.push(stride);
            }
        }
        if loops.sizes.is_empty() {
            loops.sizes.push(1);
            loops.strides.extend(std::iter::repeat_n(0, count));
        }
        loops
    }

    /// Size of the innermost dimension.
    pub(crate) fn inner_size(&self) -> usize {
        self.sizes[self.sizes.len() - 1]
    }

    /// Strides of the operands along the innermost dimension.
    pub(crate) fn inner_strides(&self) -> &[isize] {
        &self.strides[self.strides.len() - self.operands..]
    }

    /// Strides of the operands along dimension `d`.
    pub fn strides(&self, d: usize) -> &[isize] {
        &self.strides[d * self.operands..(d + 1) * self.operands]
    }

    /// Swaps two dimensions.
    fn swap(&mut self, a: usize, b: usize) {
        self.sizes.swap(a, b);
        for o in 0..self.operands {
            self.strides.swap(a * self.operands + o, b * self.operands + o);
        }
    }
}

/// Whether dimension `a` belongs inside dimension `b`: decided by the first operand with two different strides.
fn runs_inside(operands: &[&[isize]], lead: usize, a: usize, b: usize) -> bool {
    for strides in operands[lead..].iter().chain(&operands[..lead]) {
        let (x, y) = (strides[a].unsigned_abs(), strides[b].unsigned_abs());
        if x != y && x != 0 && y != 0 {
            return x < y;
        }
    }
    false
}

/// Loops cut into tiles.
pub(crate) struct Tiling {
    loops: Loops,
    /// Rows and columns of a whole tile.
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    /// Tiles along the row and the column dimension.
    row_tiles: usize,
    col_tiles: usize,
    /// Tiles in all.
    pub(crate) tiles: usize,
}

/// One tile: its extent, and where each operand's part starts (in elements).
pub(crate) struct Tile {
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) offsets: SmallVec<[isize; 6]>,
}

impl Tiling {
    /// Cuts into tiles of at most `limit` elements.
    pub(crate) fn new(mut loops: Loops, limit: usize) -> Tiling {
        let depth = loops.sizes.len();
        let cols = loops.sizes[depth - 1];
        let (mut tile_rows, mut tile_cols) = (1, even_part(cols, limit));
        if depth > 1 {
            if let Some(rows) = transposed_dim(&loops) {
                loops.swap(rows, depth - 2);
                tile_rows = TRANSPOSED_ROWS[(limit >= 64 * 64) as usize].min(loops.sizes[depth - 2]);
                tile_cols = even_part(cols, limit / tile_rows);
            } else if cols < LONG_ROW.min(limit) {
                tile_rows = even_part(loops.sizes[depth - 2], limit / cols);
            }
        }
        Tiling::cut(loops, tile_rows, tile_cols)
    }

    /// Cuts into tiles of one row of at most `cols` elements.
    pub(crate) fn lines(loops: Loops, cols: usize) -> Tiling {
        let part = even_part(loops.inner_size(), cols);
        Tiling::cut(loops, 1, part)
    }

    fn cut(loops: Loops, rows: usize, cols: usize) -> Tiling {
        let depth = loops.sizes.len();
        let row_tiles = if depth > 1 { loops.sizes[depth - 2].div_ceil(rows) } else { 1 };
        let col_tiles = loops.inner_size().div_ceil(cols);
        let outer: usize = loops.sizes[..depth.saturating_sub(2)].iter().product();
        Tiling { loops, rows, cols, row_tiles, col_tiles, tiles: outer * row_tiles * col_tiles }
    }

    /// Row and column strides of the operands.
    pub(crate) fn steps(&self) -> Steps {
        let depth = self.loops.sizes.len();
        let mut steps = Steps::new();
        for (o, col) in self.loops.inner_strides().iter().enumerate() {
            steps.push((if depth > 1 { self.loops.strides(depth - 2)[o] } else { 0 }, *col));
        }
        steps
    }

    /// Row-major index over the loops of a tile's first element, for tiles of one row.
    pub(crate) fn start(&self, number: usize) -> usize {
        number / self.col_tiles * self.loops.inner_size() + number % self.col_tiles * self.cols
    }

    /// The tile of the given number, in row-major order of the loops.
    pub(crate) fn tile(&self, number: usize) -> Tile {
        let depth = self.loops.sizes.len();
        let mut offsets: SmallVec<[isize; 6]> = smallvec::smallvec![0; self.loops.operands];
        let mut advance = |d: usize, index: usize| {
            for (offset, stride) in offsets.iter_mut().zip(self.loops.strides(d)) {
                *offset += stride * index as isize;
            }
        };
        let (rest, col) = (number / self.col_tiles, number % self.col_tiles * self.cols);
        let cols = self.cols.min(self.loops.sizes[depth - 1] - col);
        advance(depth - 1, col);
        if depth == 1 {
            return Tile { rows: 1, cols, offsets };
        }
        let (mut rest, row) = (rest / self.row_tiles, rest % self.row_tiles * self.rows);
        let rows = self.rows.min(self.loops.sizes[depth - 2] - row);
        advance(depth - 2, row);
        for d in (0..depth - 2).rev() {
            advance(d, rest % self.loops.sizes[d]);
            rest /= self.loops.sizes[d];
        }
        Tile { rows, cols, offsets }
    }

    /// Elements of a whole tile.
    pub(crate) fn tile_len(&self) -> usize {
        self.rows * self.cols
    }
}

impl Tile {
    /// The memory of an operand with the given row and column strides.
    #[inline]
    pub(crate) fn block(&self, (row, col): (isize, isize)) -> Block {
        Block { rows: self.rows, cols: self.cols, row, col }
    }
}

/// The largest part of `n` in equal parts of at most `limit`, in whole vectors where there are several.
fn even_part(n: usize, limit: usize) -> usize {
    if n <= limit {
        return n.max(1);
    }
    let part = n.div_ceil(n.div_ceil(limit));
    if limit >= 64 { part.next_multiple_of(64).min(limit) } else { part }
}

/// The outer dimension along which some operand is contiguous while it jumps along the innermost one.
fn transposed_dim(loops: &Loops) -> Option<usize> {
    let inner = loops.sizes.len() - 1;
    for (operand, &stride) in loops.strides(inner).iter().enumerate() {
        if stride.unsigned_abs() < 4 {
            continue;
        }
        let nearer = (0..inner).filter(|&d| loops.sizes[d] >= 4 && loops.strides(d)[operand] != 0);
        let nearest = nearer.min_by_key(|&d| loops.strides(d)[operand].unsigned_abs());
        if let Some(d) = nearest.filter(|&d| loops.strides(d)[operand].unsigned_abs() < stride.unsigned_abs()) {
            return Some(d);
        }
    }
    None
}

/// Operands that are all dense in row-major order, or a single element: one loop, which needs no planning.
pub(crate) struct Flat {
    /// Row and column strides in a tile of one row; the column strides are 1 or 0.
    steps: [(isize, isize); MAX_FLAT],
    count: usize,
    /// Whether every operand is dense.
    pub(crate) dense: bool,
}

/// Operands of a flat loop at most; more take the general way.
const MAX_FLAT: usize = 12;

impl Flat {
    /// `None` where an operand is neither dense nor a single element.
    #[inline]
    pub(crate) fn new(shape: &[usize], n: usize, outputs: &[Operand<'_>], inputs: &[Operand<'_>]) -> Option<Flat> {
        let count = outputs.len() + inputs.len();
        if count > MAX_FLAT {
            return None;
        }
        let mut flat = Flat { steps: [(0, 1); MAX_FLAT], count, dense: true };
        for (step, operand) in flat.steps.iter_mut().zip(outputs.iter().chain(inputs)) {
            step.1 = flat_step(shape, n, operand.strides)?;
            flat.dense &= step.1 == 1;
        }
        Some(flat)
    }

    /// Row and column strides of the operands.
    #[inline]
    pub(crate) fn steps(&self) -> &[(isize, isize)] {
        &self.steps[..self.count]
    }

    /// A tile that begins at element `start`.
    #[inline]
    pub(crate) fn tile(&self, start: usize) -> Tile {
        let mut tile = Tile { rows: 1, cols: 0, offsets: SmallVec::new() };
        for step in self.steps() {
            tile.offsets.push(step.1 * start as isize);
        }
        tile
    }

    /// Moves a tile's beginning.
    #[inline]
    pub(crate) fn advance(&self, tile: &mut Tile, by: usize) {
        for (offset, step) in tile.offsets.iter_mut().zip(self.steps()) {
            *offset += step.1 * by as isize;
        }
    }
}

#[inline]
fn flat_step(shape: &[usize], n: usize, strides: &[isize]) -> Option<isize> {
    let mut dense = 1;
    let (mut is_dense, mut is_single) = (true, n > 1);
    for (&size, &stride) in shape.iter().zip(strides).rev() {
        if size != 1 {
            is_dense &= stride == dense;
            is_single &= stride == 0;
            dense *= size as isize;
        }
    }
    if is_dense { Some(1) } else { is_single.then_some(0) }
}
