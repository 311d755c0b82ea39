//! Groups of GPUs by copies between them: a sum grows on its device as the other buffers arrive.

use super::collective::{Collective, Reduction, check, copy};
use crate::{Result, Tensor, autograd};

/// Copies between devices, and sums on them.
pub(super) struct PeerCopy;

impl Collective for PeerCopy {
    fn name(&self) -> &'static str {
        "PeerCopy"
    }

    fn reduce(&self, buffers: &[Tensor], root: usize, how: Reduction) -> Result<()> {
        check(buffers, root)?;
        let target = &buffers[root];
        autograd::no_grad(|| {
            // All copies are on their way before the first sum waits for one.
            let arrive = |(at, buffer): (usize, &Tensor)| {
                if at == root || buffer.device().is_same_place(target.device()) {
                    return Ok(buffer.detached());
                }
                let arrived = Tensor::empty(buffer.shape(), buffer.dtype(), target.device())?;
                copy(&arrived, buffer)?;
                Ok(arrived)
            };
            let terms: Vec<Tensor> = buffers.iter().enumerate().map(arrive).collect::<Result<_>>()?;
            let sum = if root == 0 { target.detached() } else { terms[0].copy()? };
            for term in &terms[1..] {
                sum.add_(term.into(), 1.into())?;
            }
            if how == Reduction::Mean {
                sum.div_((buffers.len() as i64).into(), None)?;
            }
            if root == 0 { Ok(()) } else { copy(target, &sum) }
        })
    }

    fn broadcast(&self, buffers: &[Tensor], root: usize) -> Result<()> {
        check(buffers, root)?;
        for (_, buffer) in buffers.iter().enumerate().filter(|(at, _)| *at != root) {
            copy(buffer, &buffers[root])?;
        }
        Ok(())
    }
}
