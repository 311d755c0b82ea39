//! Runs pointwise programs over strided tensors.
//!
//! [`run`] is the door. `small` is the short way for few elements, `plan` turns shapes and strides into loops over tiles, `storage` moves strided storage into
//! tiles and back (`transpose` where directions differ), `engine` runs a program on a tile (`ahead` fetches the
//! next). What the instructions do is the business of [`crate::expr`].

mod ahead;
pub(crate) mod engine;
pub mod plan;
mod small;
pub(crate) mod storage;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod transpose;

use crate::dtype::DType;
use crate::expr::{KernelError, Program, Scalar};
use crate::pool;
use engine::{Demand, with_engine};
use plan::{Flat, Loops, PARALLEL, Tiling};
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// A tensor in memory, as a kernel sees it. The shape is given to the kernel, once for all operands.
#[derive(Clone, Copy, Debug)]
pub struct Operand<'a> {
    /// The first element; any alignment.
    pub ptr: *mut u8,
    /// How elements are stored.
    pub dtype: DType,
    /// Steps from element to element along each dimension, in elements; 0 repeats an element, negative steps run backward.
    pub strides: &'a [isize],
}

impl Operand<'_> {
    /// The address `offset` elements from the first.
    #[inline]
    pub(crate) fn at(&self, offset: isize) -> *mut u8 {
        self.ptr.wrapping_offset(offset * self.dtype.size() as isize)
    }
}

// SAFETY: an operand is an address; who reads or writes through it, and when, is the kernels' contract.
unsafe impl Send for Operand<'_> {}
// SAFETY: as above.
unsafe impl Sync for Operand<'_> {}

/// Computes a pointwise program over `shape`: for every index, the outputs' elements from the inputs' elements.
///
/// Operands of any dtype are converted to and from the program's classes. An output may be one of the inputs (the same
/// memory in the same layout). Work is split into parts fixed by the shape; results do not depend on the number of threads.
///
/// # Errors
/// [`KernelError::DivisionByZero`] when an integer is divided by zero; the outputs then hold unspecified values.
///
/// # Safety
/// - Every index of `shape` lies, through an operand's strides, in memory that is valid for reads (inputs) or writes
///   (outputs); no other thread writes inputs or touches outputs meanwhile.
/// - Distinct indices of an output are distinct elements. Outputs do not overlap each other, and overlap an input only if
///   it has the same address, dtype and strides.
/// - There are as many operands as the program has inputs and outputs, as many strides as `shape` has dimensions, and
///   `scalars` holds every entry the program reads.
pub unsafe fn run(
    program: &Program,
    shape: &[usize],
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
) -> Result<(), KernelError> {
    let n = match shape {
        [n] => *n,
        _ => shape.iter().product(),
    };
    if n == 0 {
        return Ok(());
    }
    let overlaps = |k: usize, i: usize| {
        let (a, b) = (extent(shape, &outputs[k]), extent(shape, &inputs[i]));
        a.0 < b.1 && b.0 < a.1
    };
    if let Some(flat) = Flat::new(shape, n, outputs, inputs) {
        if flat.dense && n < PARALLEL {
            // SAFETY: the caller's promises are passed on.
            if let Some(done) = unsafe { small::run_single_step(program, n, outputs, inputs) } {
                return done;
            }
        }
        if flat.dense
            // SAFETY: as above.
            && let Some(done) = unsafe { run_bf16(program, n, outputs, inputs) }
        {
            return done;
        }
        if n <= small::MOST {
            // SAFETY: as above.
            if let Some(done) = unsafe { small::run_steps(program, n, flat.steps(), outputs, inputs, scalars) } {
                return done;
            }
        }
        let demand = Demand::new(program, outputs, inputs, Some(flat.steps()), n, overlaps);
        let (len, is_far) = (demand.tile_limit().min(n), demand.is_far(n));
        return split(n, n.div_ceil(len), &|tiles| {
            // SAFETY: the caller's promises hold for every tile, and no two calls share a tile.
            unsafe {
                with_engine(program, &demand, len, flat.steps(), outputs, inputs, scalars, |engine| {
                    let mut tile = flat.tile(tiles.start * len);
                    let mut next = flat.tile(tiles.start * len);
                    for number in tiles {
                        tile.cols = len.min(n - number * len);
                        if is_far {
                            flat.advance(&mut next, len);
                            next.cols = len.min(n.saturating_sub((number + 1) * len));
                            engine.look_ahead(&next);
                        }
                        engine.run(&tile)?;
                        flat.advance(&mut tile, len);
                    }
                    Ok(())
                })
            }
        });
    }
    let demand = Demand::new(program, outputs, inputs, None, n, overlaps);
    let strides: SmallVec<[&[isize]; 8]> = outputs.iter().chain(inputs).map(|o| o.strides).collect();
    let tiling = Tiling::new(Loops::new(shape, &strides), demand.tile_limit());
    let (len, steps, is_far) = (tiling.tile_len(), tiling.steps(), demand.is_far(n));
    split(n, tiling.tiles, &|mut tiles| {
        // SAFETY: as above.
        unsafe {
            with_engine(program, &demand, len, &steps, outputs, inputs, scalars, |engine| {
                let mut tile = tiling.tile(tiles.start);
                tiles.try_for_each(|number| {
                    let next = tiling.tile((number + 1) % tiling.tiles);
                    if is_far {
                        engine.look_ahead(&next);
                    }
                    engine.run(&std::mem::replace(&mut tile, next))
                })
            })
        }
    })
}

/// Elements that an instruction on bfloat16 takes at a time.
const BF16_TILE: usize = 8 * 1024;

/// One instruction on operands that are all stored as bfloat16, dense and apart: converted in registers. `None` where that
/// does not apply.
///
/// # Safety
/// As [`run`]; every operand is dense over `n` elements.
unsafe fn run_bf16(
    program: &Program,
    n: usize,
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
) -> Option<Result<(), KernelError>> {
    let ([output], [first, ..]) = (outputs, inputs) else { return None };
    if output.dtype != DType::BF16 || first.dtype != DType::BF16 {
        return None;
    }
    let ([step], [(_, Some(0))]) = (program.steps(), program.results()) else { return None };
    let entry = step.bf16?;
    let bytes = n * DType::BF16.size();
    let apart = |input: &Operand<'_>| input.ptr.addr().abs_diff(output.ptr.addr()) >= bytes;
    let splats = program.scalars().len() + program.constants().len();
    if splats > 0 || !inputs.iter().all(|input| input.dtype == DType::BF16 && apart(input)) {
        return None;
    }
    let [a, b, _] = step.args.map(usize::from);
    let len = BF16_TILE.min(n);
    Some(split(n, n.div_ceil(len), &|tiles| {
        let start = (tiles.start * len) as isize;
        let count = (tiles.end * len).min(n) - tiles.start * len;
        let (a, b) = (inputs[a].at(start).cast_const(), inputs[b].at(start).cast_const());
        // SAFETY: the caller's promises hold for every part; the output overlaps no input.
        unsafe { entry(output.at(start), a, b, b, count) };
        Ok(())
    }))
}

/// Calls `work` for all tiles of `n` elements, in parts fixed by both counts, in parallel if there is enough to do.
#[inline]
fn split(
    n: usize,
    tiles: usize,
    work: &(dyn Fn(Range<usize>) -> Result<(), KernelError> + Sync),
) -> Result<(), KernelError> {
    if n < PARALLEL {
        return work(0..tiles);
    }
    let per_part = tiles.div_ceil((n / (PARALLEL / 4)).min(MAX_PARTS));
    let failed = AtomicBool::new(false);
    pool::parallel(tiles.div_ceil(per_part), &|part| {
        if work(part * per_part..((part + 1) * per_part).min(tiles)).is_err() {
            failed.store(true, Ordering::Relaxed);
        }
    });
    if failed.into_inner() { Err(KernelError::DivisionByZero) } else { Ok(()) }
}

/// Most parts that work is split into: enough to balance any number of threads worth having.
pub(crate) const MAX_PARTS: usize = 128;

/// First and one-past-last byte address of an operand.
fn extent(shape: &[usize], operand: &Operand<'_>) -> (usize, usize) {
    let (mut low, mut high) = (0isize, 1isize);
    for (&size, &stride) in shape.iter().zip(operand.strides) {
        let reach = (size as isize - 1) * stride;
        if reach < 0 { low += reach } else { high += reach }
    }
    let size = operand.dtype.size() as isize;
    let at = |elements: isize| operand.ptr.addr().wrapping_add_signed(elements * size);
    (at(low), at(high))
}
