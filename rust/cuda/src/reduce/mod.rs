//! Reductions over any dimensions, with a pointwise program in front and, where it is wanted, one behind, which makes results
//! of what was gathered.
//!
//! A block of 256 threads works on several kept elements, each of them reduced by a group of threads. Where there are few
//! kept elements the reduced ones are cut into slices, whose partial results a second launch combines. How the work is cut
//! depends on the shape alone, and nothing is added atomically: the same input gives the same bits.

mod source;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use flambeau_cpu::copy::identity;
use flambeau_cpu::expr::{Class, Program, Scalar};
use flambeau_cpu::pointwise::Operand;
use flambeau_cpu::pointwise::plan::Loops;
pub use flambeau_cpu::reduce::Kind;
use parking_lot::Mutex;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::stream::Stream;
use source::Form;

/// Threads of a block.
const THREADS: usize = 256;

/// Blocks that keep any device busy.
const BLOCKS: usize = 1024;

/// Elements that a thread reduces at least before the work is cut into slices.
const PER_THREAD: usize = 16;

/// How elements become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gather {
    /// One value, by one of the CPU's reductions.
    One(Kind),
    /// Sums of up to four values.
    Sums,
    /// The mean of a value, and the sum of its squared distances from the mean: two gathered values.
    Moments,
}

impl Gather {
    fn code(self) -> u128 {
        match self {
            Gather::One(kind) => kind as u128,
            Gather::Sums => 8,
            Gather::Moments => 9,
        }
    }
}

/// A reduction with a program behind it.
pub struct Fused<'a> {
    /// How elements become one.
    pub gather: Gather,
    /// The class that elements are gathered in: that of the outputs of `map`.
    pub acc: Class,
    /// What is gathered: the outputs of this program of the inputs.
    pub map: &'static Program,
    /// Operands with the strides of the whole shape.
    pub inputs: &'a [Operand<'a>],
    /// Numbers of `map`.
    pub scalars: &'a [Scalar],
    /// What becomes of it: a program of the gathered values, then of the elements of `beside`.
    pub finish: &'static Program,
    /// Operands with strides of 0 along reduced dimensions.
    pub beside: &'a [Operand<'a>],
    /// Numbers of `finish`.
    pub finish_scalars: &'a [Scalar],
    /// Where the outputs of `finish` go, with strides of 0 along reduced dimensions. One of them may be one of `beside`.
    pub results: &'a [Operand<'a>],
}

/// Reduces `shape` over the dimensions marked in `reduced`, in the stream.
///
/// # Errors
/// NVRTC is needed and not there; no memory for partial results; the driver refuses a launch.
///
/// # Safety
/// As [`flambeau_cpu::reduce::run`], with operands on the stream's device that stay valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn run(
    kind: Kind,
    shape: &[usize],
    reduced: &[bool],
    output: Option<Operand<'_>>,
    indices: Option<Operand<'_>>,
    map: Option<&'static Program>,
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
    acc: Class,
    stream: Stream,
) -> Result<()> {
    let job = Job {
        gather: Gather::One(kind),
        acc,
        map: map.unwrap_or_else(|| identity(acc)),
        inputs,
        scalars,
        finish: None,
        finish_scalars: &[],
        kept: output.iter().chain(&indices).collect(),
        results: output.is_some() as usize,
        indices: indices.is_some(),
    };
    // SAFETY: the caller's promise.
    unsafe { job.run(shape, reduced, stream) }
}

/// Reduces `shape` over the dimensions marked in `reduced`, and makes results of the gathered values, in the stream.
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As [`run`]; programs, operands and numbers fit each other.
pub unsafe fn fused(fused: &Fused<'_>, shape: &[usize], reduced: &[bool], stream: Stream) -> Result<()> {
    let job = Job {
        gather: fused.gather,
        acc: fused.acc,
        map: fused.map,
        inputs: fused.inputs,
        scalars: fused.scalars,
        finish: Some(fused.finish),
        finish_scalars: fused.finish_scalars,
        kept: fused.results.iter().chain(fused.beside).collect(),
        results: fused.results.len(),
        indices: false,
    };
    // SAFETY: the caller's promise.
    unsafe { job.run(shape, reduced, stream) }
}

/// What a reduction reads and writes.
struct Job<'a> {
    gather: Gather,
    acc: Class,
    map: &'static Program,
    inputs: &'a [Operand<'a>],
    scalars: &'a [Scalar],
    finish: Option<&'static Program>,
    finish_scalars: &'a [Scalar],
    /// Operands with an element for each kept one: results, positions, then what `finish` reads.
    kept: SmallVec<[&'a Operand<'a>; 8]>,
    results: usize,
    indices: bool,
}

impl Job<'_> {
    /// # Safety
    /// As [`run`].
    unsafe fn run(&self, shape: &[usize], reduced: &[bool], stream: Stream) -> Result<()> {
        let still: SmallVec<[isize; 8]> = SmallVec::from_elem(0, shape.len());
        let lead = self.kept.len();
        let mut strides: SmallVec<[&[isize]; 12]> = self.kept.iter().map(|operand| operand.strides).collect();
        let mut moved: SmallVec<[&[isize]; 12]> = SmallVec::from_elem(&still[..], lead);
        for input in self.inputs {
            strides.push(input.strides);
            moved.push(input.strides);
        }
        let is_arg = matches!(self.gather, Gather::One(Kind::ArgMin | Kind::ArgMax));
        let count: usize = shape.iter().zip(reduced).filter(|(_, gone)| !**gone).map(|(size, _)| size).product();
        if count == 0 || lead == 0 {
            return Ok(());
        }
        // A size of 0 among the reduced dimensions leaves nothing to walk over.
        let walked: SmallVec<[usize; 8]> = shape.iter().map(|size| (*size).max(1)).collect();
        let length: usize = shape.iter().zip(reduced).filter(|(_, gone)| **gone).map(|(size, _)| size).product();
        let kept = Loops::of_dims(&walked, |d| !reduced[d], &strides, true, lead);
        let rest = Loops::of_dims(&walked, |d| reduced[d], &moved, !is_arg, lead);

        let device = device::get(stream.device)?;
        device.enter()?;
        let plan = Plan::new(count, length, &kept, &rest, lead);
        let dtypes = |operands: &[&Operand<'_>]| operands.iter().map(|operand| operand.dtype).collect();
        let form = Form {
            gather: self.gather,
            acc: self.acc,
            map: self.map,
            finish: self.finish,
            results: dtypes(&self.kept[..self.results]),
            indices: self.indices,
            beside: dtypes(&self.kept[self.results + self.indices as usize..]),
            inputs: self.inputs.iter().map(|input| input.dtype).collect(),
            kept: kept.sizes.len() as u8,
            reduced: rest.sizes.len() as u8,
            lanes: plan.lanes as u16,
            columns: plan.columns,
            sliced: plan.slices > 1,
            wide: count.saturating_mul(length.max(1)) >= 1 << 31,
        };

        let mut words = Words::new();
        words.extend([count, length, plan.per_slice].map(|size| size as u64));
        let partials = Scratch::new(if form.sliced { plan.slices * count * form.state_size() } else { 0 }, stream)?;
        words.push(partials.address());
        words.extend(self.kept.iter().map(|target| target.ptr as u64));
        words.extend(self.inputs.iter().map(|input| input.ptr as u64));
        for &(at, class) in self.map.scalars() {
            words.push_bytes(self.scalars[at].to_bits(class));
        }
        self.push_finish_scalars(&mut words);
        let operands: SmallVec<[&Operand<'_>; 12]> = self.kept.iter().copied().chain(self.inputs).collect();
        push_loops(&mut words, &kept, &operands, 0);
        push_loops(&mut words, &rest, &operands, lead);

        let second = || form.sliced.then(|| (key(&form, true), form.second()));
        let function = compile::function_and(device, key(&form, false), || form.first(), second)?;
        let columns = count.div_ceil(THREADS / plan.lanes);
        let grid = Grid { blocks: [columns as u32, plan.slices as u32, 1], threads: [THREADS as u32, 1, 1], shared: 0 };
        // SAFETY: the words are the fields of the kernel's parameter in order; the rest is the caller's promise.
        unsafe { launch::launch(function, grid, words.as_ptr(), stream)? };
        if !form.sliced {
            return Ok(());
        }
        let function = compile::function(device, key(&form, true), || form.second())?;
        let mut words = Words::new();
        words.extend([count as u64, plan.slices as u64, partials.address()]);
        words.extend(self.kept.iter().map(|target| target.ptr as u64));
        self.push_finish_scalars(&mut words);
        push_loops(&mut words, &kept, &operands, 0);
        // SAFETY: as above; the partial results are written by the launch before.
        unsafe { launch::launch(function, Grid::row(count, THREADS as u32), words.as_ptr(), stream) }
    }

    fn push_finish_scalars(&self, words: &mut Words) {
        for &(at, class) in self.finish.map_or(&[][..], Program::scalars) {
            words.push_bytes(self.finish_scalars[at].to_bits(class));
        }
    }
}

/// Sizes, innermost first, then for each dimension the steps in bytes of the operands from `first` on.
fn push_loops(words: &mut Words, loops: &Loops, operands: &[&Operand<'_>], first: usize) {
    for size in loops.sizes.iter().rev() {
        words.push_dim(Dim::new(*size));
    }
    for d in (0..loops.sizes.len()).rev() {
        for (stride, operand) in loops.strides(d).iter().zip(operands).skip(first) {
            words.push((stride * operand.dtype.size() as isize) as u64);
        }
    }
}

/// How threads share the work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Plan {
    /// Threads that reduce one kept element together, a power of two.
    lanes: usize,
    /// Whether neighbouring threads have neighbouring kept elements, rather than neighbouring reduced ones.
    columns: bool,
    slices: usize,
    per_slice: usize,
}

impl Plan {
    fn new(count: usize, length: usize, kept: &Loops, rest: &Loops, targets: usize) -> Plan {
        let inner = |loops: &Loops| loops.strides(loops.sizes.len() - 1)[targets].unsigned_abs();
        let (along_kept, along_rest) = (inner(kept), inner(rest));
        let columns = count > 1 && along_kept != 0 && (along_rest == 0 || along_kept < along_rest);
        // Columns keep 32 neighbours together, so that a warp reads whole lines.
        let most = if columns { THREADS / 32 } else { THREADS };
        let useful = length.div_ceil(4).next_power_of_two();
        let lanes = useful.clamp(1, most);
        let blocks = count.div_ceil(THREADS / lanes);
        let wanted = (BLOCKS / 2).div_ceil(blocks);
        let possible = length / (lanes * PER_THREAD);
        let slices = wanted.min(possible).max(1);
        let per_slice = length.div_ceil(slices).max(1);
        Plan { lanes, columns, slices: length.div_ceil(per_slice).max(1), per_slice }
    }
}

/// A number from 1 on that tells a program from others, in fewer bits than its address.
fn number_of(program: &'static Program) -> u32 {
    static ALL: Mutex<FxHashMap<usize, u32>> = Mutex::new(FxHashMap::with_hasher(FxBuildHasher));
    thread_local! {
        /// A copy without a lock.
        static LOCAL: RefCell<FxHashMap<usize, u32>> = RefCell::default();
    }
    let address = std::ptr::from_ref(program).addr();
    LOCAL.with_borrow_mut(|local| {
        *local.entry(address).or_insert_with(|| {
            let mut all = ALL.lock();
            let next = all.len() as u32 + 1;
            *all.entry(address).or_insert(next)
        })
    })
}

/// What the kernel's text depends on, packed: each part is below what its bits hold.
fn key(form: &Form, second: bool) -> Key {
    let plain = second && form.finish.is_none() && form.gather != Gather::Sums;
    // Results of slices do not depend on what was in front.
    let mut code = if plain { 0 } else { number_of(form.map) as u128 };
    let mut push = |value: u128, bits: u32| code = code << bits | value;
    push(form.finish.map_or(0, number_of) as u128, 24);
    push(form.gather.code(), 4);
    push(form.acc as u128, 3);
    push(form.results.len() as u128, 3);
    push(form.beside.len() as u128, 3);
    push(form.indices as u128, 1);
    push(form.kept as u128, 5);
    push(form.reduced as u128, 5);
    push(form.lanes.trailing_zeros() as u128, 4);
    push(form.columns as u128, 1);
    push(form.sliced as u128, 1);
    push(form.wide as u128, 1);
    for dtype in form.results.iter().chain(&form.beside).chain(&form.inputs) {
        push(*dtype as u128, 4);
    }
    Key { family: if second { Family::ReduceSlices } else { Family::Reduce }, made_for: code }
}
