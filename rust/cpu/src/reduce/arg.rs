//! Positions of extrema.
//!
//! The state of a reduction is a value and its position. Elements are visited in the order of their positions and replace
//! the state only if they are strictly better, so the first of equals wins; a NaN is better than every number.

use super::fold::{self, Fold};
use super::loops::Mode;
use super::{Elements, Job, Kind, Scratch};
use crate::dtype::DType;
use crate::expr::kernel::Unaligned;
use crate::expr::{Class, KernelError};
use crate::pointwise::engine::Engine;
use crate::pointwise::plan::Tile;
use crate::pointwise::storage::{self, Block};
use crate::simd_fn;
use std::ops::Range;
use std::slice::{from_raw_parts, from_raw_parts_mut};
use std::sync::Mutex;

/// A number that can be the best of several.
trait Candidate: Copy + PartialOrd {
    /// Whether `self` replaces `best` as the largest (`LARGEST`) or smallest so far.
    #[inline(always)]
    fn beats<const LARGEST: bool>(self, best: Self) -> bool {
        (if LARGEST { self > best } else { self < best }) | (self.is_nan() & !best.is_nan())
    }

    /// Whether not equal to itself.
    #[inline(always)]
    #[allow(clippy::eq_op)]
    fn is_nan(self) -> bool {
        self != self
    }
}

impl Candidate for u8 {}
impl Candidate for i32 {}
impl Candidate for i64 {}
impl Candidate for f32 {}
impl Candidate for f64 {}

/// Which extremum of which numbers.
trait Search {
    type T: Candidate;
    fn beats(x: Self::T, best: Self::T) -> bool;
}

struct Smallest<T>(std::marker::PhantomData<T>);
struct Largest<T>(std::marker::PhantomData<T>);

impl<T: Candidate> Search for Smallest<T> {
    type T = T;
    #[inline(always)]
    fn beats(x: T, best: T) -> bool {
        x.beats::<false>(best)
    }
}

impl<T: Candidate> Search for Largest<T> {
    type T = T;
    #[inline(always)]
    fn beats(x: T, best: T) -> bool {
        x.beats::<true>(best)
    }
}

/// The loops of a search.
#[derive(Clone, Copy)]
struct Loops {
    /// First position in a row of `n` elements at `src` of the value at `best`.
    find: unsafe fn(src: *const u8, best: *const u8, n: usize) -> usize,
    /// Replaces each of `n` states by the element of `src` at the same place, with position `position`, where that is better.
    improve: unsafe fn(values: *mut u8, indices: *mut i64, src: *const u8, position: i64, n: usize),
    /// Replaces each of `n` states by another state where that is better.
    merge: unsafe fn(values: *mut u8, indices: *mut i64, src: *const u8, positions: *const i64, n: usize),
}

fn loops_of<S: Search>() -> Loops {
    Loops { find: find::<S>, improve: improve::<S>, merge: merge::<S> }
}

fn lookup(kind: Kind, class: Class) -> Loops {
    match (kind, class) {
        (Kind::ArgMin, Class::Bool) => loops_of::<Smallest<u8>>(),
        (Kind::ArgMin, Class::I32) => loops_of::<Smallest<i32>>(),
        (Kind::ArgMin, Class::I64) => loops_of::<Smallest<i64>>(),
        (Kind::ArgMin, Class::F32) => loops_of::<Smallest<f32>>(),
        (Kind::ArgMin, Class::F64) => loops_of::<Smallest<f64>>(),
        (_, Class::Bool) => loops_of::<Largest<u8>>(),
        (_, Class::I32) => loops_of::<Largest<i32>>(),
        (_, Class::I64) => loops_of::<Largest<i64>>(),
        (_, Class::F32) => loops_of::<Largest<f32>>(),
        (_, Class::F64) => loops_of::<Largest<f64>>(),
        _ => panic!("complex numbers have no order"),
    }
}

simd_fn! {
    /// See [`Loops::find`].
    ///
    /// # Safety
    /// As there.
    unsafe fn find<I, S: Search>(src: *const u8, best: *const u8, n: usize) -> usize {
        // SAFETY: the caller promises the ranges.
        let (row, best) = unsafe {
            (from_raw_parts(src.cast::<Unaligned<S::T>>(), n), best.cast::<Unaligned<S::T>>().read().0)
        };
        let hit = |x: &Unaligned<S::T>| { x.0 } == best || x.0.is_nan();
        // Whole blocks are looked through without branches.
        const BLOCK: usize = 64;
        let mut start = 0;
        for block in row.chunks_exact(BLOCK) {
            if block.iter().fold(false, |any, x| any | hit(x)) {
                break;
            }
            start += BLOCK;
        }
        start + row[start..].iter().position(hit).unwrap_or(0)
    }
}

simd_fn! {
    /// See [`Loops::improve`].
    ///
    /// # Safety
    /// As there; nothing overlaps.
    unsafe fn improve<I, S: Search>(values: *mut u8, indices: *mut i64, src: *const u8, position: i64, n: usize) {
        // SAFETY: the caller promises the ranges.
        let (values, indices, src) = unsafe {
            (
                from_raw_parts_mut(values.cast::<Unaligned<S::T>>(), n),
                from_raw_parts_mut(indices, n),
                from_raw_parts(src.cast::<Unaligned<S::T>>(), n),
            )
        };
        for ((value, index), x) in values.iter_mut().zip(indices).zip(src) {
            let better = S::beats(x.0, value.0);
            value.0 = if better { x.0 } else { value.0 };
            *index = if better { position } else { *index };
        }
    }
}

/// See [`Loops::merge`].
///
/// # Safety
/// As there; nothing overlaps.
unsafe fn merge<S: Search>(values: *mut u8, indices: *mut i64, src: *const u8, positions: *const i64, n: usize) {
    for i in 0..n {
        // SAFETY: the caller promises the ranges.
        unsafe {
            let (value, x) = (values.cast::<Unaligned<S::T>>().add(i), src.cast::<Unaligned<S::T>>().add(i));
            if S::beats((*x).0, (*value).0) {
                value.write(x.read());
                indices.add(i).write(*positions.add(i));
            }
        }
    }
}

/// Best values and their positions.
struct State {
    values: Vec<u128>,
    indices: Vec<i64>,
}

impl State {
    fn new(width: usize) -> State {
        State { values: vec![0; width], indices: vec![0; width] }
    }

    fn values(&mut self) -> *mut u8 {
        self.values.as_mut_ptr().cast()
    }
}

/// A search, planned.
struct Arg<'a> {
    job: &'a Job<'a>,
    loops: Loops,
    /// Finds the best value of a row.
    fold: Fold,
}

/// Runs [`Kind::ArgMin`] or [`Kind::ArgMax`].
///
/// # Safety
/// As [`super::run`].
pub(super) unsafe fn run(job: &Job<'_>, kind: Kind) -> Result<(), KernelError> {
    let extremum = if kind == Kind::ArgMin { Kind::Min } else { Kind::Max };
    let arg = Arg { job, loops: lookup(kind, job.acc), fold: fold::lookup(extremum, job.acc) };
    let (plan, split) = (job.plan, job.split());
    let width = plan.kept.tile_len();
    let partials: Vec<Mutex<Vec<State>>> =
        (0..if split.slices > 1 { split.kept } else { 0 }).map(|_| Mutex::new(Vec::new())).collect();
    for partial in &partials {
        let states = (0..split.slices).map(|_| State::new(0)).collect();
        *partial.lock().unwrap_or_else(|e| e.into_inner()) = states;
    }
    let search_part = |engine: &mut Engine<'_>, kept: Range<usize>, slice: usize| {
        let scratch = Scratch::new(0, job.staged(width));
        let pieces = slice * split.per_slice..((slice + 1) * split.per_slice).min(plan.reduced.tiles);
        for number in kept {
            let piece = plan.kept.tile(number);
            // SAFETY: the caller's promises are passed on.
            let mut state = unsafe { arg.search(engine, &piece, pieces.clone())? };
            if split.slices == 1 {
                // SAFETY: as above.
                unsafe { arg.store(&piece, &mut state, &scratch) };
            } else {
                partials[number].lock().unwrap_or_else(|e| e.into_inner())[slice] = state;
            }
        }
        Ok(())
    };
    // SAFETY: the caller's promises are passed on.
    unsafe { job.parallel(&split, search_part)? };
    let scratch = Scratch::new(0, job.staged(width));
    for (number, partial) in partials.into_iter().enumerate() {
        let piece = plan.kept.tile(number);
        let mut slices = partial.into_inner().unwrap_or_else(|e| e.into_inner()).into_iter();
        let Some(mut best) = slices.next() else { continue };
        for mut state in slices {
            let (values, indices) = (best.values(), best.indices.as_mut_ptr());
            // SAFETY: every slice has a state for every element of the piece.
            unsafe { (arg.loops.merge)(values, indices, state.values(), state.indices.as_ptr(), piece.cols) };
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { arg.store(&piece, &mut best, &scratch) };
    }
    Ok(())
}

impl Arg<'_> {
    /// Searches a range of pieces of the reduced dimensions for one piece of the kept ones.
    ///
    /// # Safety
    /// As [`super::run`].
    unsafe fn search(&self, engine: &mut Engine<'_>, piece: &Tile, pieces: Range<usize>) -> Result<State, KernelError> {
        let plan = self.job.plan;
        let (size, width) = (self.fold.size, piece.cols);
        let mut state = State::new(width);
        let mut found = State::new(width);
        for (visit, number) in pieces.enumerate() {
            let start = plan.reduced.start(number) as i64;
            let tile = plan.tile(piece, &plan.reduced.tile(number));
            // SAFETY: the caller's promises; states have room for the piece.
            unsafe {
                let Elements { src, block } = self.job.elements(engine, &tile)?;
                let row = |r: usize| src.wrapping_offset(r as isize * block.row * size as isize);
                if plan.mode == Mode::Columns {
                    for r in 0..block.rows {
                        if visit == 0 && r == 0 {
                            std::ptr::copy_nonoverlapping(src, state.values(), width * size);
                            state.indices.fill(start);
                            continue;
                        }
                        let (values, indices) = (state.values(), state.indices.as_mut_ptr());
                        (self.loops.improve)(values, indices, row(r), start + r as i64, width);
                    }
                    continue;
                }
                let target = if visit == 0 { &mut state } else { &mut found };
                (self.fold.across)(target.values(), src, block.row, block.rows, block.cols);
                for r in 0..block.rows {
                    let best = target.values().wrapping_add(r * size);
                    target.indices[r] = start + (self.loops.find)(row(r), best, block.cols) as i64;
                }
                if visit > 0 {
                    let (values, indices) = (state.values(), state.indices.as_mut_ptr());
                    (self.loops.merge)(values, indices, found.values(), found.indices.as_ptr(), width);
                }
            }
        }
        Ok(state)
    }

    /// Stores the states of a piece.
    ///
    /// # Safety
    /// As [`super::run`].
    unsafe fn store(&self, piece: &Tile, state: &mut State, scratch: &Scratch) {
        let targets = self.job.targets;
        // SAFETY: the blocks are parts of the outputs; the state has a value for every element of the piece.
        unsafe {
            self.job.store(piece, state.values(), scratch);
            if let Some(indices) = &targets.indices {
                let k = targets.output.is_some() as usize;
                let block = Block { rows: 1, cols: piece.cols, row: 0, col: self.job.plan.kept_steps[k] };
                let from = state.indices.as_ptr().cast();
                storage::store(indices.at(piece.offsets[k]), DType::I64, block, from, Class::I64, scratch.staging());
            }
        }
    }
}
