//! Reductions over any dimensions, with a pointwise program in front.
//!
//! [`run`] is the door. `loops` sorts dimensions into kept and reduced ones and cuts both into pieces, `fold` holds the
//! vectorised inner loops, `cascade` keeps partial results so that rounding errors stay small, `arg` finds positions.

mod arg;
mod cascade;
mod fold;
mod loops;
#[cfg(test)]
mod tests;

use crate::copy::identity;
use crate::expr::{Builder, Class, KernelError, Program, Scalar};
use crate::pointwise::engine::{Demand, Engine, with_engine};
use crate::pointwise::plan::{PARALLEL, Tile};
use crate::pointwise::storage::{self, Block, Staging};
use crate::pointwise::{self, Operand};
use crate::pool;
use cascade::Cascade;
use fold::Fold;
use loops::{Layout, Mode, Plan};
use smallvec::SmallVec;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a reduction computes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Sum; 0 over nothing.
    Sum,
    /// Product; 1 over nothing.
    Prod,
    /// Smallest element, NaN if there is one; not for complex numbers.
    Min,
    /// Largest element, NaN if there is one; not for complex numbers.
    Max,
    /// Whether any element is not zero; false over nothing.
    Any,
    /// Whether all elements are not zero; true over nothing.
    All,
    /// Position of the smallest element: the first of equals, a NaN before everything else.
    ArgMin,
    /// Position of the largest element: the first of equals, a NaN before everything else.
    ArgMax,
}

/// Reduces `shape` over the dimensions marked in `reduced`.
///
/// The elements that are reduced are the one output of `map` over `inputs`, of class `acc`, or, without a map, those of
/// `inputs[0]` converted to `acc`. They are accumulated in `acc` (`Bool` for [`Kind::Any`] and [`Kind::All`]) and stored
/// to `output`, and for [`Kind::ArgMin`] and [`Kind::ArgMax`] their positions to `indices`: the row-major index over the
/// reduced dimensions, as `int64`. Either may be absent where the caller has no use for it.
///
/// Outputs have a stride for every dimension of `shape`; those of reduced dimensions are ignored. Sums are cascaded: the
/// error grows with the logarithm of the number of elements. The order of all operations is fixed by shape and strides and
/// does not depend on the number of threads.
///
/// # Errors
/// [`KernelError::DivisionByZero`] when the map divides an integer by zero.
///
/// # Safety
/// As [`pointwise::run`], with outputs that overlap no input; `map` has one output of class `acc`; `indices` is `int64`.
#[allow(clippy::too_many_arguments)]
pub unsafe fn run(
    kind: Kind,
    shape: &[usize],
    reduced: &[bool],
    output: Option<Operand<'_>>,
    indices: Option<Operand<'_>>,
    map: Option<&Program>,
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
    acc: Class,
) -> Result<(), KernelError> {
    let program = map.unwrap_or_else(|| identity(acc));
    assert!(
        program.outputs().len() == 1 && program.outputs()[0].1 == acc,
        "a map has one output of the reduction's class"
    );
    let is_arg = matches!(kind, Kind::ArgMin | Kind::ArgMax);
    let plain = program.steps().is_empty();
    let native = plain && inputs[0].dtype == acc.dtype();
    let widens = plain && !is_arg && fold::widens(inputs[0].dtype, acc);
    if let (true, false, Some(output)) = (native || widens, is_arg, output)
        && let Some(n) = small_and_dense(shape, reduced, &inputs[0])
    {
        // SAFETY: the caller's promises are passed on.
        unsafe { reduce_small(&fold::lookup_stored(kind, acc, inputs[0].dtype), n, output, &inputs[0], acc) };
        return Ok(());
    }
    let targets = Targets { output, indices };
    let layout = || Layout::new(shape, reduced, &targets, inputs, is_arg);
    let Some(first) = layout() else {
        // Nothing to store, or nothing to reduce.
        // SAFETY: the caller's promises are passed on.
        return unsafe { store_identity(kind, shape, reduced, output, acc) };
    };
    let demand = Demand::new(program, &[], inputs, None, 0, |_, _| false);
    let converts = inputs.iter().zip(program.inputs()).any(|(input, &class)| !storage::is_direct(input.dtype, class));
    let cut = |layout, in_place| Plan::new(layout, demand.tile_limit(), in_place, converts, is_arg);
    let mut plan = cut(first, native || widens);
    // What is widened in registers lies in contiguous rows; other tiles are converted first.
    let widened = widens && plan.steps[plan.targets].1 == 1;
    if let (true, false, Some(layout)) = (widens, widened, layout()) {
        plan = cut(layout, false);
    }
    let in_place = native || widened;
    let is_far = !in_place && demand.is_far(plan.elements);
    let room = if widened { 0 } else { plan.tile_len };
    let (plan, demand, targets) = (&plan, &demand, &targets);
    let job = Job { is_far, program, demand, plan, room, inputs, scalars, targets, acc, in_place };
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match (is_arg, widened) {
            (true, _) => arg::run(&job, kind),
            (false, true) => job.run(&fold::lookup_stored(kind, acc, inputs[0].dtype)),
            (false, false) => job.run(&fold::lookup(kind, acc)),
        }
    }
}

/// The number of elements, if all are reduced, lie one after the other, and are not many.
fn small_and_dense(shape: &[usize], reduced: &[bool], input: &Operand<'_>) -> Option<usize> {
    let mut n = 1;
    for ((&size, &stride), &reduced) in shape.iter().zip(input.strides).zip(reduced).rev() {
        if size != 1 && (!reduced || stride != n as isize) {
            return None;
        }
        n *= size;
    }
    (0 < n && n < PARALLEL).then_some(n)
}

/// The short way to reduce a dense row to one element.
///
/// # Safety
/// As [`run`].
unsafe fn reduce_small(fold: &Fold, n: usize, output: Operand<'_>, input: &Operand<'_>, acc: Class) {
    let (mut value, mut raw, mut wide) = ([0u128; 1], [0u128; 1], [0u128; 1]);
    let staging = Staging { raw: raw.as_mut_ptr().cast(), wide: wide.as_mut_ptr().cast() };
    let one = Block { rows: 1, cols: 1, row: 0, col: 1 };
    // SAFETY: the caller promises the row; a value has at most 16 bytes.
    unsafe {
        (fold.across)(value.as_mut_ptr().cast(), input.ptr, 0, 1, n);
        storage::store(output.ptr, output.dtype, one, value.as_ptr().cast(), acc, staging);
    }
}

/// Where results go.
struct Targets<'a> {
    output: Option<Operand<'a>>,
    indices: Option<Operand<'a>>,
}

/// A reduction, planned.
struct Job<'a> {
    program: &'a Program,
    demand: &'a Demand,
    plan: &'a Plan,
    /// Elements that tiles have room for.
    room: usize,
    inputs: &'a [Operand<'a>],
    scalars: &'a [Scalar],
    targets: &'a Targets<'a>,
    acc: Class,
    /// Whether the elements can be reduced where they lie: no program to run, nothing to convert but in registers.
    in_place: bool,
    /// Whether to fetch tiles ahead of time.
    is_far: bool,
}

impl Job<'_> {
    /// How the work is split, by shape alone: pieces of kept dimensions per part, and slices of the reduced ones.
    fn split(&self) -> Split {
        let (kept, reduced) = (self.plan.kept.tiles, self.plan.reduced.tiles);
        let grains = self.plan.elements / (PARALLEL / 2);
        if grains < 2 {
            return Split { kept, per_part: kept, slices: 1, per_slice: reduced };
        }
        let slices = PARTS.div_ceil(kept).min(grains).min(reduced);
        let per_slice = reduced.div_ceil(slices);
        let parts = (2 * PARTS).min(grains).div_ceil(slices).min(kept);
        Split { kept, per_part: kept.div_ceil(parts), slices: reduced.div_ceil(per_slice), per_slice }
    }

    /// Calls `body` with an engine for every part of `split`, in parallel; stops at the first error.
    ///
    /// # Safety
    /// As [`run`].
    unsafe fn parallel(
        &self,
        split: &Split,
        body: impl Fn(&mut Engine<'_>, Range<usize>, usize) -> Result<(), KernelError> + Sync,
    ) -> Result<(), KernelError> {
        let failed = AtomicBool::new(false);
        let parts = split.kept.div_ceil(split.per_part);
        pool::parallel(parts * split.slices, &|item| {
            let (part, slice) = (item / split.slices, item % split.slices);
            let kept = part * split.per_part..((part + 1) * split.per_part).min(split.kept);
            let (len, steps) = (self.room, &self.plan.steps);
            // SAFETY: the caller's promises are passed on.
            let result = unsafe {
                with_engine(self.program, self.demand, len, steps, &[], self.inputs, self.scalars, |engine| {
                    body(engine, kept, slice)
                })
            };
            if result.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
        });
        if failed.into_inner() { Err(KernelError::DivisionByZero) } else { Ok(()) }
    }

    /// The elements of a tile: their address, and the extent and stride of their rows.
    ///
    /// # Safety
    /// As [`run`]; the tile is of the plan.
    unsafe fn elements(&self, engine: &mut Engine<'_>, tile: &Tile) -> Result<Elements, KernelError> {
        let block = tile.block(self.plan.steps[self.plan.targets]);
        if self.in_place && (block.col == 1 || block.cols == 1) {
            let src = self.inputs[0].at(tile.offsets[self.plan.targets]).cast_const();
            return Ok(Elements { src, block });
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { engine.compute(tile)? };
        Ok(Elements { src: engine.result(0), block: block.dense() })
    }

    /// Runs a reduction that is a fold.
    ///
    /// # Safety
    /// As [`run`].
    unsafe fn run(&self, fold: &Fold) -> Result<(), KernelError> {
        let (plan, split) = (self.plan, self.split());
        let width = plan.kept.tile_len();
        // One row of partial results per slice, each piece of kept dimensions at its place.
        let row = split.kept * width * fold.size;
        let mut partials: Vec<u8> = vec![0; if split.slices > 1 { split.slices * row } else { 0 }];
        let partials = Shared(partials.as_mut_ptr());
        let fold_part = |engine: &mut Engine<'_>, kept: Range<usize>, slice: usize| {
            let mut scratch = Scratch::new(width.max(plan.reduced.rows), self.staged(width));
            let mut cascade = None;
            let pieces = slice * split.per_slice..((slice + 1) * split.per_slice).min(plan.reduced.tiles);
            for number in kept.clone() {
                let piece = plan.kept.tile(number);
                let next = (self.is_far && number + 1 < kept.end).then(|| plan.kept.tile(number + 1));
                // SAFETY: the caller's promises are passed on.
                let result = unsafe {
                    self.fold_piece(fold, engine, &piece, next.as_ref(), pieces.clone(), &mut scratch, &mut cascade)?
                };
                if split.slices == 1 {
                    // SAFETY: as above; the result holds a value for every element of the piece.
                    unsafe { self.store(&piece, result, &scratch) };
                } else {
                    let to = partials.get().wrapping_add(slice * row + number * width * fold.size);
                    // SAFETY: no other part writes this place.
                    unsafe { ptr::copy_nonoverlapping(result, to, piece.cols * fold.size) };
                }
            }
            Ok(())
        };
        // SAFETY: the caller's promises are passed on.
        unsafe { self.parallel(&split, fold_part)? };
        if split.slices > 1 {
            let scratch = Scratch::new(0, self.staged(width));
            for number in 0..split.kept {
                let piece = plan.kept.tile(number);
                let mut cascade = Cascade::new(fold, piece.cols);
                let first = partials.get().wrapping_add(number * width * fold.size);
                // SAFETY: every slice has written its partial results.
                unsafe {
                    cascade.join(first, (row / fold.size) as isize, split.slices);
                    self.store(&piece, cascade.total(), &scratch);
                }
            }
        }
        Ok(())
    }

    /// Folds a range of pieces of the reduced dimensions for one piece of the kept ones; answers where the results are.
    /// `next` is the piece after this.
    ///
    /// # Safety
    /// As [`run`].
    #[allow(clippy::too_many_arguments)]
    unsafe fn fold_piece<'f>(
        &self,
        fold: &'f Fold,
        engine: &mut Engine<'_>,
        piece: &Tile,
        next: Option<&Tile>,
        pieces: Range<usize>,
        scratch: &mut Scratch,
        cascade: &mut Option<Cascade<'f>>,
    ) -> Result<*const u8, KernelError> {
        let mode = self.plan.mode;
        let look_ahead = |engine: &mut Engine<'_>, number: usize| {
            if !self.is_far {
                return;
            }
            if number + 1 < pieces.end {
                engine.look_ahead(&self.plan.tile(piece, &self.plan.reduced.tile(number + 1)));
            } else if let Some(next) = next {
                engine.look_ahead(&self.plan.tile(next, &self.plan.reduced.tile(pieces.start)));
            }
        };
        if mode == Mode::Rows && pieces.len() == 1 {
            let tile = self.plan.tile(piece, &self.plan.reduced.tile(pieces.start));
            look_ahead(engine, pieces.start);
            // SAFETY: the caller's promises; the scratch has room for a value per row.
            unsafe {
                let Elements { src, block } = self.elements(engine, &tile)?;
                (fold.across)(scratch.values(), src, block.row, block.rows, block.cols);
            }
            return Ok(scratch.values());
        }
        let cascade = cascade.get_or_insert_with(|| Cascade::new(fold, self.plan.kept.tile_len()));
        cascade.reset(piece.cols);
        for number in pieces.clone() {
            let tile = self.plan.tile(piece, &self.plan.reduced.tile(number));
            look_ahead(engine, number);
            // SAFETY: the caller's promises; the scratch has room for a value per row.
            unsafe {
                let Elements { src, block } = self.elements(engine, &tile)?;
                match mode {
                    Mode::Columns => cascade.add(src, block.row, block.rows),
                    Mode::Rows => {
                        (fold.across)(scratch.values(), src, block.row, block.rows, block.cols);
                        cascade.join(scratch.values(), 0, 1);
                    }
                    Mode::Whole if block.is_dense() => {
                        (fold.across)(scratch.values(), src, 0, 1, block.len());
                        cascade.join(scratch.values(), 0, 1);
                    }
                    Mode::Whole => {
                        (fold.across)(scratch.values(), src, block.row, block.rows, block.cols);
                        cascade.join(scratch.values(), 1, block.rows);
                    }
                }
            }
        }
        Ok(cascade.total())
    }

    /// Values that storing a piece of `width` results has to convert.
    fn staged(&self, width: usize) -> usize {
        if self.targets.output.is_some_and(|output| output.dtype != self.acc.dtype()) { width } else { 0 }
    }

    /// Stores a piece of results of class `acc`.
    ///
    /// # Safety
    /// `values` holds them; the caller's promises as in [`run`].
    unsafe fn store(&self, piece: &Tile, values: *const u8, scratch: &Scratch) {
        if let Some(output) = &self.targets.output {
            let block = Block { rows: 1, cols: piece.cols, row: 0, col: self.plan.kept_steps[0] };
            // SAFETY: the block is a part of the output; the scratch has room for staging.
            unsafe {
                storage::store(output.at(piece.offsets[0]), output.dtype, block, values, self.acc, scratch.staging());
            }
        }
    }
}

/// Elements of a tile: the address of the first, and how the others follow (contiguous within a row).
struct Elements {
    src: *const u8,
    block: Block,
}

/// Work in parts: pieces of kept dimensions, and slices of the pieces of reduced ones.
struct Split {
    kept: usize,
    per_part: usize,
    slices: usize,
    per_slice: usize,
}

/// Parts that a reduction of few results is split into.
const PARTS: usize = 64;

/// A pointer to memory whose parts different threads write.
#[derive(Clone, Copy)]
struct Shared(*mut u8);

// SAFETY: it is an address; who writes where is the business of those who use it.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    fn get(self) -> *mut u8 {
        self.0
    }
}

/// Room for the results of rows, and for staging their storage.
struct Scratch {
    memory: SmallVec<[MaybeUninit<u128>; 64]>,
    rows: usize,
    width: usize,
}

impl Scratch {
    /// For the results of `rows` rows, and staging for `width` values.
    fn new(rows: usize, width: usize) -> Scratch {
        let mut memory = SmallVec::new();
        memory.reserve_exact(rows + 2 * width);
        // SAFETY: the capacity was reserved, and elements that may be uninitialised are valid as they are.
        unsafe { memory.set_len(rows + 2 * width) };
        Scratch { memory, rows, width }
    }

    fn values(&mut self) -> *mut u8 {
        self.memory.as_mut_ptr().cast()
    }

    fn staging(&self) -> Staging {
        let raw = self.memory.as_ptr().wrapping_add(self.rows).cast_mut();
        Staging { raw: raw.cast(), wide: raw.wrapping_add(self.width).cast() }
    }
}

/// Stores the result of reducing nothing to every element of the output.
///
/// # Safety
/// As [`run`].
unsafe fn store_identity(
    kind: Kind,
    shape: &[usize],
    reduced: &[bool],
    output: Option<Operand<'_>>,
    acc: Class,
) -> Result<(), KernelError> {
    let (Some(output), false) = (output, matches!(kind, Kind::ArgMin | Kind::ArgMax)) else { return Ok(()) };
    let kept: SmallVec<[usize; 8]> = shape.iter().zip(reduced).map(|(n, r)| if *r { 1 } else { *n }).collect();
    let value = Scalar::from_bits(acc, fold::lookup(kind, acc).identity);
    let b = Builder::new(&[]);
    let program = b.finish(&[b.constant_of(acc, value)]);
    // SAFETY: the caller's promises are passed on.
    unsafe { pointwise::run(&program, &kept, &[output], &[], &[]) }
}
