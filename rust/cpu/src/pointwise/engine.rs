//! The vector machine: runs a program on one tile after another.
//!
//! Values that need a tile of their own (temporaries, splat constants, operands that are converted or strided) live in
//! one scratch block that fits the L1 cache; everything else is read and written where it lies.

use super::Operand;
use super::ahead::Ahead;
use super::plan::Tile;
use super::storage::{self, Block, Staging};
use crate::bypass;
use crate::expr::{Class, KernelError, MAX_OUTPUTS, Program, Scalar};
use smallvec::SmallVec;
use std::mem::MaybeUninit;

/// Bytes that a program works on at a time: most of a 32 KiB L1 cache.
const BUDGET: usize = 24 * 1024;
/// Longest tiles; with constants shorter ones, because their tiles are filled anew for every run.
const LONGEST: usize = 16 * 1024;
const LONGEST_WITH_SPLATS: usize = 2048;
const SHORTEST: usize = 64;
/// Scratch on the stack; programs with very many values take theirs from the heap.
const STACK: usize = 32 * 1024;
const ALIGN: usize = 64;

/// Which values need tiles, decided once for a run.
pub(crate) struct Demand {
    /// For each output, whether its step may write to memory (where the block allows it).
    direct: SmallVec<[bool; 4]>,
    /// For each output, whether it is written past the caches (where the block allows it).
    past: SmallVec<[bool; 4]>,
    /// Steps that write straight over one of their arguments: number and the argument's slot.
    updates: SmallVec<[(usize, u8); MAX_OUTPUTS]>,
    /// Bytes per element of each slot's tile; 0 where the value always lies in memory.
    sizes: SmallVec<[usize; 16]>,
    /// Bytes per element of the two staging tiles.
    staging: (usize, usize),
    /// Bytes per element of the operands that lie in memory.
    streams: usize,
    /// Whether there are constants or scalars.
    splats: bool,
    /// Passes over a tile: steps, and loads that convert.
    phases: usize,
}

/// Bytes from which operands are expected to come from memory rather than from the L2 cache.
const FAR: usize = 2 * 1024 * 1024;

impl Demand {
    /// `steps` are the row and column strides of the outputs and inputs in a tile where every tile has one row; without
    /// them blocks may be anything. `overlaps(k, i)` tells whether output `k` shares memory with input `i`. `outputs` may be
    /// empty: then results stay in tiles. `n` is the number of elements of the run.
    #[inline]
    pub(crate) fn new(
        program: &Program,
        outputs: &[Operand<'_>],
        inputs: &[Operand<'_>],
        steps: Option<&[(isize, isize)]>,
        n: usize,
        overlaps: impl Fn(usize, usize) -> bool,
    ) -> Demand {
        let mut demand = Demand {
            direct: SmallVec::new(),
            past: SmallVec::new(),
            updates: SmallVec::new(),
            sizes: SmallVec::new(),
            staging: (0, 0),
            streams: outputs.iter().chain(inputs).map(|operand| operand.dtype.size()).sum(),
            splats: program.scalars().len() + program.constants().len() > 0,
            phases: program.steps().len(),
        };
        for (i, input) in inputs.iter().enumerate() {
            let class = program.inputs()[i];
            let is_read = program.last_reads()[i].is_some();
            let native = storage::is_direct(input.dtype, class);
            if is_read && !native {
                demand.stage(input);
                demand.phases += 1;
            }
            let in_memory = native && steps.is_some_and(|steps| steps[outputs.len() + i].1 == 1);
            demand.sizes.push(if is_read && !in_memory { class.size() } else { 0 });
        }
        for (_, class) in program.scalars() {
            demand.sizes.push(class.size());
        }
        for constant in program.constants() {
            demand.sizes.push(constant.class.size());
        }
        for size in program.temporaries() {
            demand.sizes.push(*size);
        }
        for (k, output) in outputs.iter().enumerate() {
            let (slot, step) = program.results()[k];
            let native = storage::is_direct(output.dtype, program.outputs()[k].1);
            if !native {
                demand.stage(output);
            }
            let first = program.results()[..k].iter().all(|r| r.0 != slot);
            let past = bypass::pays(n * demand.streams) && (0..inputs.len()).all(|i| !overlaps(k, i));
            let direct = native
                && !past
                && first
                && step.is_some_and(|step| demand.may_write(program, step, inputs, output, k, &overlaps));
            if direct && steps.is_some_and(|steps| steps[k].1 == 1) {
                demand.sizes[slot as usize] = 0;
            }
            demand.direct.push(direct);
            demand.past.push(past);
        }
        demand
    }

    /// Whether `step` may write output `k` to memory although inputs lie there: none of them is read in that step or
    /// later, but for an input that the step itself replaces.
    fn may_write(
        &mut self,
        program: &Program,
        step: usize,
        inputs: &[Operand<'_>],
        output: &Operand<'_>,
        k: usize,
        overlaps: impl Fn(usize, usize) -> bool,
    ) -> bool {
        let late = |i: usize| program.last_reads()[i].is_some_and(|last| last >= step);
        let mut shared = (0..inputs.len()).filter(|i| late(*i) && overlaps(k, *i));
        let Some(i) = shared.next() else { return true };
        let same =
            inputs[i].ptr == output.ptr && inputs[i].dtype == output.dtype && inputs[i].strides == output.strides;
        let replaced = program.steps()[step].replacing(i as u8).is_some();
        if !same || !replaced || program.last_reads()[i] != Some(step) || shared.next().is_some() {
            return false;
        }
        self.updates.push((step, i as u8));
        true
    }

    /// Makes room for converting an operand.
    fn stage(&mut self, operand: &Operand<'_>) {
        self.staging.0 = self.staging.0.max(operand.dtype.size());
        self.staging.1 = self.staging.1.max(Class::of(operand.dtype).size());
    }

    /// Bytes per element of all tiles.
    fn bytes(&self) -> usize {
        self.sizes.iter().sum::<usize>() + self.staging.0 + self.staging.1
    }

    /// Whether it pays to fetch tiles ahead ([`Engine::look_ahead`]) in a run over `n` elements: there is a lot of memory,
    /// and it is not simply streamed: with one or two passes over a tile the hardware does better alone.
    pub(crate) fn is_far(&self, n: usize) -> bool {
        n * self.streams >= FAR && self.phases >= 3
    }

    /// The most elements a tile may have.
    pub(crate) fn tile_limit(&self) -> usize {
        let longest = if self.splats { LONGEST_WITH_SPLATS } else { LONGEST };
        let fitting = match self.bytes() {
            0 => longest,
            // What is read and written in memory passes through the cache too.
            bytes => BUDGET / (bytes + self.streams),
        };
        (fitting & !(SHORTEST - 1)).clamp(SHORTEST, longest)
    }
}

/// Memory for tiles.
#[repr(align(64))]
struct Stack(MaybeUninit<[u8; STACK]>);

/// An input on its way into the machine.
struct Feed {
    tile: *mut u8,
    /// What the tile holds: address and extent of the block it was loaded from.
    loaded: (*const u8, Block),
}

/// A program at work on tiles.
pub(crate) struct Engine<'a> {
    program: &'a Program,
    demand: &'a Demand,
    /// Row and column strides of the operands; the inputs come last.
    steps: &'a [(isize, isize)],
    outputs: &'a [Operand<'a>],
    inputs: &'a [Operand<'a>],
    /// Address of each slot's values for the current tile.
    slots: SmallVec<[*mut u8; 16]>,
    feeds: SmallVec<[Feed; 4]>,
    /// For each output the tile for when it cannot be written in place.
    result_tiles: SmallVec<[*mut u8; 4]>,
    staging: Staging,
    ahead: Ahead,
}

/// Builds an engine for tiles of at most `n` elements on scratch memory and hands it to `body`. `steps` are row and column
/// strides in a tile for all operands that the tiles have offsets for: first the outputs, last the inputs.
///
/// # Safety
/// The operands fulfil the promises of [`super::run`]; so do `scalars`.
#[allow(clippy::too_many_arguments)]
pub(crate) unsafe fn with_engine<R>(
    program: &Program,
    demand: &Demand,
    n: usize,
    steps: &[(isize, isize)],
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
    body: impl FnOnce(&mut Engine<'_>) -> R,
) -> R {
    let bytes = demand.bytes() * n + (demand.sizes.len() + 2) * ALIGN;
    let mut stack = Stack(MaybeUninit::uninit());
    let mut heap: Vec<MaybeUninit<u8>> = Vec::new();
    let scratch: *mut u8 = if bytes <= STACK {
        stack.0.as_mut_ptr().cast()
    } else {
        heap.reserve_exact(bytes + ALIGN);
        let start = heap.as_mut_ptr().cast::<u8>();
        start.wrapping_add(start.align_offset(ALIGN))
    };
    let mut next = scratch;
    let mut take = |size: usize| {
        let tile = next;
        next = next.wrapping_add((size * n).next_multiple_of(ALIGN));
        tile
    };
    let staging = Staging { raw: take(demand.staging.0), wide: take(demand.staging.1) };
    let mut slots: SmallVec<[*mut u8; 16]> = SmallVec::new();
    for size in &demand.sizes {
        slots.push(take(*size));
    }
    let mut splat = inputs.len();
    for &(index, class) in program.scalars() {
        // SAFETY: the tile lies in the scratch block.
        unsafe { storage::fill(slots[splat], scalars[index].to_bits(class).as_ptr(), class.size(), n) };
        splat += 1;
    }
    for constant in program.constants() {
        // SAFETY: as above.
        unsafe { storage::fill(slots[splat], constant.bits.as_ptr(), constant.class.size(), n) };
        splat += 1;
    }
    let nothing = Block { rows: 0, cols: 0, row: 0, col: 0 };
    let mut feeds: SmallVec<[Feed; 4]> = SmallVec::new();
    for tile in &slots[..inputs.len()] {
        feeds.push(Feed { tile: *tile, loaded: (std::ptr::null(), nothing) });
    }
    let mut result_tiles: SmallVec<[*mut u8; 4]> = SmallVec::new();
    for (slot, _) in program.results() {
        result_tiles.push(slots[*slot as usize]);
    }
    let result = body(&mut Engine {
        program,
        demand,
        steps,
        outputs,
        inputs,
        slots,
        feeds,
        result_tiles,
        staging,
        ahead: Ahead::default(),
    });
    if demand.past.contains(&true) {
        bypass::settle();
    }
    result
}

impl Engine<'_> {
    /// Tells which tile comes after the one that runs next, so that its memory is on the way when it is needed. Worth the
    /// effort where [`Demand::is_far`].
    pub(crate) fn look_ahead(&mut self, next: &Tile) {
        self.ahead.clear();
        let first = self.steps.len() - self.inputs.len();
        let outputs = self.outputs.iter().enumerate();
        let inputs = self.inputs.iter().enumerate().map(|(i, input)| (first + i, input));
        for (k, operand) in outputs.chain(inputs) {
            let block = next.block(self.steps[k]);
            if block.is_dense() && self.demand.past.get(k) != Some(&true) {
                self.ahead.add(operand.at(next.offsets[k]), block.len() * operand.dtype.size());
            }
        }
        self.ahead.divide(self.demand.phases);
    }

    /// Runs the program on one tile and writes the outputs.
    ///
    /// # Safety
    /// As [`with_engine`]; the tile's blocks lie within the operands.
    pub(crate) unsafe fn run(&mut self, tile: &Tile) -> Result<(), KernelError> {
        let mut in_memory = [false; MAX_OUTPUTS];
        for (k, output) in self.outputs.iter().enumerate() {
            let (slot, step) = self.program.results()[k];
            in_memory[k] = self.demand.direct[k] && tile.block(self.steps[k]).is_dense();
            if step.is_some() {
                self.slots[slot as usize] = if in_memory[k] { output.at(tile.offsets[k]) } else { self.result_tile(k) };
            }
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { self.compute(tile)? };
        for (k, output) in self.outputs.iter().enumerate() {
            if in_memory[k] {
                continue;
            }
            let (slot, class) = (self.program.results()[k].0 as usize, self.program.outputs()[k].1);
            let (to, block) = (output.at(tile.offsets[k]), tile.block(self.steps[k]));
            let tile = self.slots[slot];
            // SAFETY: the block is the caller's, the slot holds a tile of `class`; what goes past the caches is settled
            // when the body of `with_engine` ends.
            unsafe {
                if self.demand.past[k] && block.is_dense() {
                    storage::store_past(to, output.dtype, block.len(), tile, class, self.staging);
                } else {
                    storage::store(to, output.dtype, block, tile, class, self.staging);
                }
            }
        }
        Ok(())
    }

    /// The scratch tile of output `k`, unless an earlier output with the same value has already put it in memory.
    fn result_tile(&self, k: usize) -> *mut u8 {
        let slot = self.program.results()[k].0;
        match self.program.results()[..k].iter().any(|r| r.0 == slot) {
            true => self.slots[slot as usize],
            false => self.result_tiles[k],
        }
    }

    /// Loads the inputs of a tile and runs every step; results lie at [`Engine::result`].
    ///
    /// # Safety
    /// As [`Engine::run`].
    pub(crate) unsafe fn compute(&mut self, tile: &Tile) -> Result<(), KernelError> {
        let first = self.steps.len() - self.inputs.len();
        for (i, input) in self.inputs.iter().enumerate() {
            if self.program.last_reads()[i].is_none() {
                continue;
            }
            let class = self.program.inputs()[i];
            let block = tile.block(self.steps[first + i]);
            let from = input.at(tile.offsets[first + i]).cast_const();
            if storage::is_direct(input.dtype, class) && block.is_dense() {
                self.slots[i] = from.cast_mut();
                continue;
            }
            self.ahead.fetch();
            let feed = &mut self.feeds[i];
            // A broadcast operand often is the same block again.
            if feed.loaded != (from, block) {
                // SAFETY: the block is the caller's, the tile and the staging lie in the scratch block.
                unsafe { storage::load(feed.tile, class, from, input.dtype, block, self.staging) };
                feed.loaded = (from, block);
            }
            self.slots[i] = feed.tile;
        }
        let n = tile.rows * tile.cols;
        for (number, step) in self.program.steps().iter().enumerate() {
            self.ahead.fetch();
            let dst = self.slots[step.dst as usize];
            let update = self.demand.updates.iter().find(|update| update.0 == number);
            // The step replaces an input where the block allows it: then both have one address.
            if let Some((entry, other)) = update.and_then(|update| step.replacing(update.1))
                && update.is_some_and(|update| self.slots[update.1 as usize] == dst)
            {
                let b = self.slots[other as usize].cast_const();
                // SAFETY: the other argument has a slot of its own.
                unsafe { entry(dst, b, b, b, n) };
                continue;
            }
            let [a, b, c] = step.args.map(|slot| self.slots[slot as usize].cast_const());
            // SAFETY: slots hold tiles of the classes the step expects; its result has a slot of its own, or lies in
            // memory that no later reader shares (see `Demand`).
            if unsafe { (step.entry)(dst, a, b, c, n) } {
                return Err(KernelError::DivisionByZero);
            }
        }
        Ok(())
    }

    /// The values of output `k` of the tile computed last.
    pub(crate) fn result(&self, k: usize) -> *const u8 {
        self.slots[self.program.results()[k].0 as usize]
    }
}
