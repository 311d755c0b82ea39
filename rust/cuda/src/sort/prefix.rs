//! Sums of all counts before each.

use super::Kernel;
use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device::Device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::stream::Stream;

/// Threads of a block: `PREFIX_THREADS` in kernels/prefix.cuh.
const THREADS: u32 = 256;
/// Counts that a block takes at a time.
const TILE: usize = 2048;
/// Tiles that one block goes through alone.
const ALONE: usize = 8;
/// Blocks at most.
const BLOCKS: usize = 1024;

/// The text of the functions, for kernels that sum up over blocks.
pub(crate) const TEXT: &str = include_str!("../kernels/prefix.cuh");

/// Replaces `n` counts of 64 bits by the sums of those before them; the sum of all follows. The device is entered.
///
/// # Safety
/// `counts` has room for one more, on the stream's device.
pub(crate) unsafe fn sum_up(device: &Device, counts: u64, n: usize, stream: Stream) -> Result<()> {
    if n <= ALONE * TILE {
        // SAFETY: the caller's promise.
        return unsafe { run(device, Kernel::Prefix, counts, n, n.next_multiple_of(TILE), 0, 1, stream) };
    }
    let per_block = n.div_ceil(BLOCKS).next_multiple_of(TILE);
    let blocks = n.div_ceil(per_block);
    let sums = Scratch::new(8 * (blocks + 1), stream)?;
    // SAFETY: as above; there is a sum for each block, and room for theirs.
    unsafe {
        run(device, Kernel::PrefixTotals, counts, n, per_block, sums.address(), blocks, stream)?;
        run(device, Kernel::Prefix, sums.address(), blocks, blocks.next_multiple_of(TILE), 0, 1, stream)?;
        run(device, Kernel::Prefix, counts, n, per_block, sums.address(), blocks, stream)
    }
}

/// # Safety
/// As [`sum_up`]; `sums` is 0, or has an element for each block.
#[allow(clippy::too_many_arguments)]
unsafe fn run(
    device: &Device,
    kernel: Kernel,
    counts: u64,
    n: usize,
    per_block: usize,
    sums: u64,
    blocks: usize,
    stream: Stream,
) -> Result<()> {
    let mut words = Words::new();
    words.extend([n as u64, per_block as u64, counts, sums]);
    let call = if kernel == Kernel::Prefix { "prefix" } else { "prefix_totals" };
    let make = || Source::of_family("sums", call.into(), TEXT, "PrefixParams", THREADS, call);
    let function = compile::function(device, Key { family: Family::Sort, made_for: kernel as u128 }, make)?;
    // SAFETY: the words are the fields of `PrefixParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS), words.as_ptr(), stream) }
}
