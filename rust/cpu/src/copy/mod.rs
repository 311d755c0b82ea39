//! Strided copies, with conversion between dtypes where source and destination differ; dense copies of rows.

mod join;

pub use join::{Part, Triangle, side_by_side, triangle};

use crate::DType;
use crate::bypass;
use crate::expr::{Builder, Class, Program};
use crate::pointwise::plan::{Loops, PARALLEL, Tiling};
use crate::pointwise::storage::move_elements;
use crate::pointwise::{self, Operand};
use crate::pool;
use std::ptr;
use std::sync::OnceLock;

/// Elements that one piece of a copy covers at most.
const PIECE: usize = 16 * 1024;

/// Copies `src` to `dst`, element by element over `shape`, converting between dtypes as [`crate::expr::Val::convert`]
/// does. Work is split into parts fixed by the shape.
///
/// # Safety
/// Every index of `shape` lies, through the operands' strides, in memory valid for reads (`src`) or writes (`dst`);
/// distinct indices of `dst` are distinct elements; the two do not overlap, unless they are the same memory in the same
/// layout and dtype.
pub unsafe fn run(dst: Operand<'_>, src: Operand<'_>, shape: &[usize]) {
    let n: usize = shape.iter().product();
    if n == 0 {
        return;
    }
    if dst.dtype != src.dtype {
        // SAFETY: the caller's promises are passed on.
        let copied = unsafe { pointwise::run(identity(Class::of(src.dtype)), shape, &[dst], &[src], &[]) };
        debug_assert_eq!(copied, Ok(()), "a copy divides nothing");
        return;
    }
    if ptr::eq(dst.ptr, src.ptr) {
        return;
    }
    let tiling = Tiling::new(Loops::new(shape, &[dst.strides, src.strides]), PIECE);
    let steps = tiling.steps();
    let chunks = if n < PARALLEL { 1 } else { (n / PIECE).clamp(1, 128).min(tiling.tiles) };
    let size = dst.dtype.size();
    let past = bypass::pays(2 * n * size);
    let per_chunk = tiling.tiles.div_ceil(chunks);
    pool::parallel(tiling.tiles.div_ceil(per_chunk), &|chunk| {
        for number in chunk * per_chunk..((chunk + 1) * per_chunk).min(tiling.tiles) {
            let tile = tiling.tile(number);
            let (to, from) = (tile.block(steps[0]), tile.block(steps[1]));
            let (at, source) = (dst.at(tile.offsets[0]), src.at(tile.offsets[1]).cast_const());
            // SAFETY: the tile's blocks are parts of what the caller promises; what goes past the caches is settled below.
            unsafe {
                if past && to.is_dense() && from.is_dense() {
                    bypass::copy(at, source, to.len() * size);
                } else {
                    move_elements(at, to, source, from, size);
                }
            }
        }
        if past {
            bypass::settle();
        }
    });
}

/// Bytes of zeros that one task writes.
const ZEROS: usize = 1 << 18;

/// Sets bytes to zero, with all threads where there are many.
///
/// # Safety
/// `dst` is valid for writes of `bytes` bytes.
pub unsafe fn zero(dst: *mut u8, bytes: usize) {
    let dst = Operand { ptr: dst, dtype: DType::U8, strides: &[] };
    pool::for_range(bytes, ZEROS, &|part| {
        // SAFETY: the caller promises the range.
        unsafe { dst.at(part.start as isize).write_bytes(0, part.len()) };
    });
}

/// The program that returns its one input.
pub fn identity(class: Class) -> &'static Program {
    static PROGRAMS: [OnceLock<Program>; Class::ALL.len()] = [const { OnceLock::new() }; Class::ALL.len()];
    PROGRAMS[class as usize].get_or_init(|| {
        let b = Builder::new(&[class]);
        b.finish(&[b.input(0)])
    })
}

#[cfg(test)]
mod tests;
