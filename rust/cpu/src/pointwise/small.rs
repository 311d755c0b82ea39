//! The short ways: few elements, whose cost is what surrounds the arithmetic.

use super::{Operand, storage};
use crate::expr::{KernelError, Program, Scalar};
use std::mem::MaybeUninit;

/// The short way for one instruction over dense operands of the instruction's own classes: straight from memory to
/// memory. `None` where that does not apply.
///
/// # Safety
/// As [`super::run`]; every operand is dense over `n` elements.
#[inline]
pub(super) unsafe fn run_single_step(
    program: &Program,
    n: usize,
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
) -> Option<Result<(), KernelError>> {
    let ([step], [output], [(_, Some(0))]) = (program.steps(), outputs, program.results()) else { return None };
    if output.dtype != program.outputs()[0].1.dtype()
        || !program.constants().is_empty()
        || !program.scalars().is_empty()
    {
        return None;
    }
    let bytes = n * output.dtype.size();
    let mut replaced = None;
    for (i, (input, class)) in inputs.iter().zip(program.inputs()).enumerate() {
        if input.dtype != class.dtype() {
            return None;
        }
        let (to, from) = (output.ptr.addr(), input.ptr.addr());
        if to < from + n * input.dtype.size() && from < to + bytes {
            if to != from || replaced.is_some() {
                return None;
            }
            replaced = Some(i as u8);
        }
    }
    if let Some(slot) = replaced {
        let (entry, other) = step.replacing(slot)?;
        let b = inputs[other as usize].ptr.cast_const();
        // SAFETY: operands are dense tiles of the step's classes, and the output overlaps only the input it replaces.
        unsafe { entry(output.ptr, b, b, b, n) };
        return Some(Ok(()));
    }
    let [a, b, c] = step.args.map(|slot| inputs[slot as usize].ptr.cast_const());
    // SAFETY: operands are dense tiles of the step's classes, and the output overlaps none of the inputs.
    let failed = unsafe { (step.entry)(output.ptr, a, b, c, n) };
    Some(if failed { Err(KernelError::DivisionByZero) } else { Ok(()) })
}

/// Elements that [`run_steps`] takes at most, slots that it has room for, and bytes of scratch.
pub(super) const MOST: usize = 512;
const SLOTS: usize = 16;
const SCRATCH: usize = 8 * 1024;

/// Scratch memory for one tile per slot.
#[repr(align(64))]
struct Scratch(MaybeUninit<[u8; SCRATCH]>);

/// The short way for a few elements: one tile, no plan. `steps` are the strides (1 or 0, the second of each pair) of
/// outputs and inputs. `None`, with nothing done, where operands must be converted, scratch is too small, or an output
/// lies where an input is still to be read.
///
/// # Safety
/// As [`super::run`]; the operands are dense over `n` elements or, with stride 0, one element.
pub(super) unsafe fn run_steps(
    program: &Program,
    n: usize,
    steps: &[(isize, isize)],
    outputs: &[Operand<'_>],
    inputs: &[Operand<'_>],
    scalars: &[Scalar],
) -> Option<Result<(), KernelError>> {
    let splats = program.scalars().len() + program.constants().len();
    let first_temporary = inputs.len() + splats;
    let count = first_temporary + program.temporaries().len();
    let tile = (n * program.widest()).next_multiple_of(64);
    if count > SLOTS || count * tile > SCRATCH {
        return None;
    }
    let mut scratch = Scratch(MaybeUninit::uninit());
    let start: *mut u8 = scratch.0.as_mut_ptr().cast();
    let mut slots: [*mut u8; SLOTS] = std::array::from_fn(|slot| start.wrapping_add(slot * tile));
    for (i, (input, class)) in inputs.iter().zip(program.inputs()).enumerate() {
        if input.dtype != class.dtype() {
            return None;
        }
        if steps[outputs.len() + i].1 == 1 {
            slots[i] = input.ptr;
        } else {
            // SAFETY: the operand is one element, the slot has room for a tile.
            unsafe { storage::fill(slots[i], input.ptr, class.size(), n) };
        }
    }
    let mut update = None;
    for (k, output) in outputs.iter().enumerate() {
        let ((slot, step), class) = (program.results()[k], program.outputs()[k].1);
        let bytes = n * class.size();
        let first = program.results()[..k].iter().all(|result| result.0 != slot);
        let (Some(step), true, true, 1) = (step, first, output.dtype == class.dtype(), steps[k].1) else { return None };
        for (i, input) in inputs.iter().enumerate() {
            let (to, from) = (output.ptr.addr(), input.ptr.addr());
            let overlap = to < from + n * input.dtype.size() && from < to + bytes;
            if !overlap || program.last_reads()[i].is_none_or(|last| last < step) {
                continue;
            }
            let same = to == from && steps[outputs.len() + i].1 == 1 && program.last_reads()[i] == Some(step);
            if !same || update.is_some() {
                return None;
            }
            let (entry, other) = program.steps()[step].replacing(i as u8)?;
            update = Some((step, entry, other));
        }
        slots[slot as usize] = output.ptr;
    }
    let values = program.scalars().iter().map(|&(index, class)| (scalars[index].to_bits(class), class));
    let constants = program.constants().iter().map(|constant| (constant.bits, constant.class));
    for (slot, (bits, class)) in slots[inputs.len()..].iter().zip(values.chain(constants)) {
        // SAFETY: the slot has room for a tile.
        unsafe { storage::fill(*slot, bits.as_ptr(), class.size(), n) };
    }
    for (number, step) in program.steps().iter().enumerate() {
        let dst = slots[step.dst as usize];
        let [a, b, c] = step.args.map(|slot| slots[slot as usize].cast_const());
        // SAFETY: slots hold tiles of the classes the step expects; the result has a slot of its own, or lies in memory
        // that no later step reads, or replaces an argument by the code made for that.
        let failed = unsafe {
            match update {
                Some((at, entry, other)) if at == number => {
                    let other = slots[other as usize].cast_const();
                    entry(dst, other, other, other, n)
                }
                _ => (step.entry)(dst, a, b, c, n),
            }
        };
        if failed {
            return Some(Err(KernelError::DivisionByZero));
        }
    }
    Some(Ok(()))
}
