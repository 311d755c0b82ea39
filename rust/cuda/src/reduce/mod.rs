//! Reductions over any dimensions, with a pointwise program in front.
//!
//! A block of 256 threads works on several kept elements, each of them reduced by a group of threads. Where there are few
//! kept elements the reduced ones are cut into slices, whose partial results a second launch combines. How the work is cut
//! depends on the shape alone, and nothing is added atomically: the same input gives the same bits.

mod source;
#[cfg(test)]
mod tests;

use flambeau_cpu::copy::identity;
use flambeau_cpu::expr::{Class, Program, Scalar};
use flambeau_cpu::pointwise::Operand;
use flambeau_cpu::pointwise::plan::Loops;
pub use flambeau_cpu::reduce::Kind;
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
    let program = map.unwrap_or_else(|| identity(acc));
    let still: SmallVec<[isize; 8]> = SmallVec::from_elem(0, shape.len());
    let targets: SmallVec<[&Operand<'_>; 2]> = output.iter().chain(&indices).collect();
    let mut strides: SmallVec<[&[isize]; 6]> = targets.iter().map(|target| target.strides).collect();
    let mut moved: SmallVec<[&[isize]; 6]> = SmallVec::from_elem(&still[..], targets.len());
    for input in inputs {
        strides.push(input.strides);
        moved.push(input.strides);
    }
    let is_arg = matches!(kind, Kind::ArgMin | Kind::ArgMax);
    let count: usize = shape.iter().zip(reduced).filter(|(_, gone)| !**gone).map(|(size, _)| size).product();
    if count == 0 || targets.is_empty() {
        return Ok(());
    }
    // A size of 0 among the reduced dimensions leaves nothing to walk over.
    let walked: SmallVec<[usize; 8]> = shape.iter().map(|size| (*size).max(1)).collect();
    let length: usize = shape.iter().zip(reduced).filter(|(_, gone)| **gone).map(|(size, _)| size).product();
    let kept = Loops::of_dims(&walked, |d| !reduced[d], &strides, true, targets.len());
    let rest = Loops::of_dims(&walked, |d| reduced[d], &moved, !is_arg, targets.len());

    let device = device::get(stream.device)?;
    device.enter()?;
    let plan = Plan::new(count, length, &kept, &rest, targets.len());
    let form = Form {
        kind,
        acc,
        program,
        output: output.map(|output| output.dtype),
        indices: indices.is_some(),
        inputs: inputs.iter().map(|input| input.dtype).collect(),
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
    words.extend(targets.iter().map(|target| target.ptr as u64));
    words.extend(inputs.iter().map(|input| input.ptr as u64));
    for &(at, class) in program.scalars() {
        words.push_bytes(scalars[at].to_bits(class));
    }
    let operands: SmallVec<[&Operand<'_>; 6]> = targets.iter().copied().chain(inputs).collect();
    push_loops(&mut words, &kept, &operands, 0);
    push_loops(&mut words, &rest, &operands, targets.len());

    let function = compile::function(device, key(&form, false), || form.first())?;
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
    words.extend(targets.iter().map(|target| target.ptr as u64));
    push_loops(&mut words, &kept, &operands, 0);
    // SAFETY: as above; the partial results are written by the launch before.
    unsafe { launch::launch(function, Grid::row(count, THREADS as u32), words.as_ptr(), stream) }
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

/// What the kernel's text depends on, packed: each part is below what its bits hold, or the family would be another.
fn key(form: &Form, second: bool) -> Key {
    let mut code = if second { 0 } else { std::ptr::from_ref(form.program) as u128 };
    let mut push = |value: u128, bits: u32| code = code << bits | value;
    push(form.kind as u128, 3);
    push(form.acc as u128, 3);
    push(form.output.map_or(15, |dtype| dtype as u128), 4);
    push(form.indices as u128, 1);
    push(form.kept as u128, 5);
    push(form.reduced as u128, 5);
    push(form.lanes.trailing_zeros() as u128, 4);
    push(form.columns as u128, 1);
    push(form.sliced as u128, 1);
    push(form.wide as u128, 1);
    for dtype in &form.inputs {
        push(*dtype as u128, 4);
    }
    Key { family: if second { Family::ReduceSlices } else { Family::Reduce }, made_for: code }
}
