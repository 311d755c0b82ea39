//! Groups of CPU devices: all buffers lie in main memory.

use flambeau_cpu::pool;
use parking_lot::Mutex;

use super::collective::{Collective, Reduction, check, copy, piece};
use crate::{Error, Result, Tensor, autograd};

/// Elements of a block: its sum stays in the cache while the buffers pass.
const BLOCK: usize = 8 * 1024;

/// Sums in main memory, block by block in the threads of the pool.
pub(super) struct Host;

impl Collective for Host {
    fn name(&self) -> &'static str {
        "Host"
    }

    fn reduce(&self, buffers: &[Tensor], root: usize, how: Reduction) -> Result<()> {
        check(buffers, root)?;
        let failure: Mutex<Option<Error>> = Mutex::new(None);
        pool::for_range(buffers[0].numel(), BLOCK, &|range| {
            let block = autograd::no_grad(|| sum_block(buffers, root, how, range.start, range.len()));
            if let Err(error) = block {
                *failure.lock() = Some(error);
            }
        });
        failure.into_inner().map_or(Ok(()), Err)
    }

    fn broadcast(&self, buffers: &[Tensor], root: usize) -> Result<()> {
        check(buffers, root)?;
        for (_, buffer) in buffers.iter().enumerate().filter(|(at, _)| *at != root) {
            copy(buffer, &buffers[root])?;
        }
        Ok(())
    }
}

/// The sum of one block, which goes to the root's buffer.
fn sum_block(buffers: &[Tensor], root: usize, how: Reduction, start: usize, length: usize) -> Result<()> {
    let target = piece(&buffers[root], start, length)?;
    // The root's own numbers are one of the terms: unless they come first, the sum grows elsewhere.
    let sum = if root == 0 { target.clone() } else { piece(&buffers[0], start, length)?.copy()? };
    for buffer in &buffers[1..] {
        sum.add_((&piece(buffer, start, length)?).into(), 1.into())?;
    }
    if how == Reduction::Mean {
        sum.div_((buffers.len() as i64).into(), None)?;
    }
    if root == 0 { Ok(()) } else { copy(&target, &sum) }
}
