//! Strided copies, with conversion between dtypes where source and destination differ; dense copies of rows.

mod join;

pub use join::{Part, Triangle, side_by_side, triangle};

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
    let per_chunk = tiling.tiles.div_ceil(chunks);
    pool::parallel(tiling.tiles.div_ceil(per_chunk), &|chunk| {
        for number in chunk * per_chunk..((chunk + 1) * per_chunk).min(tiling.tiles) {
            let tile = tiling.tile(number);
            let (to, from) = (tile.block(steps[0]), tile.block(steps[1]));
            // SAFETY: the tile's blocks are parts of what the caller promises.
            unsafe { move_elements(dst.at(tile.offsets[0]), to, src.at(tile.offsets[1]), from, dst.dtype.size()) };
        }
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
