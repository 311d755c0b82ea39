//! What the devices of one process do together with buffers, one on each.

use super::host::Host;
use super::nccl::{self, Nccl};
use super::peer::PeerCopy;
use crate::device::{Device, DeviceKind};
use crate::{Result, Tensor, bail, ensure};

/// How buffers become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reduction {
    /// Their sum.
    Sum,
    /// Their sum over their number.
    Mean,
}

/// Operations over a group of devices: buffer `i` lies on device `i`. All have one length and dtype, and lie in memory
/// without gaps. One thread issues an operation for the whole group.
///
/// Work on GPUs goes to the calling thread's current streams, and has not ended when a call returns.
pub trait Collective: Send + Sync {
    /// The way's name.
    fn name(&self) -> &'static str;

    /// Buffer `root` becomes the sum, or mean, of all; the others stay. The order of a sum is always the same:
    /// `((b0 + b1) + b2) + ...`, whichever the root is, unless NCCL sums.
    ///
    /// # Errors
    /// Buffers that do not match; no memory; a copy that fails.
    fn reduce(&self, buffers: &[Tensor], root: usize, how: Reduction) -> Result<()>;

    /// All buffers become copies of buffer `root`.
    ///
    /// # Errors
    /// As for [`reduce`](Self::reduce).
    fn broadcast(&self, buffers: &[Tensor], root: usize) -> Result<()>;

    /// All buffers become the sum, or mean, of all, to the same bits.
    ///
    /// # Errors
    /// As for [`reduce`](Self::reduce).
    fn all_reduce(&self, buffers: &[Tensor], how: Reduction) -> Result<()> {
        check(buffers, 0)?;
        // Each device sums one part, so that no device, and no link, has all the work.
        for (root, part) in parts(buffers)?.iter().enumerate() {
            self.reduce(part, root, how)?;
            self.broadcast(part, root)?;
        }
        Ok(())
    }

    /// Every output, as many times as long, becomes all inputs in a row.
    ///
    /// # Errors
    /// As for [`reduce`](Self::reduce).
    fn all_gather(&self, outputs: &[Tensor], inputs: &[Tensor]) -> Result<()> {
        check_gather(outputs, inputs)?;
        let length = inputs[0].numel();
        for output in outputs {
            for (at, input) in inputs.iter().enumerate() {
                copy(&piece(output, at * length, length)?, input)?;
            }
        }
        Ok(())
    }
}

/// Which way a group takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    /// The one that fits the devices: `Host` in main memory; `Nccl` for several GPUs if it is there, unless the
    /// environment variable `FLAMBEAU_COLLECTIVE` is "peer"; `PeerCopy` otherwise.
    Auto,
    /// Sums in main memory.
    Host,
    /// Copies between devices, and sums on them. Several buffers may lie on one device.
    PeerCopy,
    /// NVIDIA's library for groups of GPUs.
    Nccl,
}

/// The operations for a group of devices.
///
/// # Errors
/// An empty group; a way that devices cannot take; NCCL, if it was asked for and is not there.
pub fn group(devices: &[Device], backend: Backend) -> Result<Box<dyn Collective>> {
    ensure!(!devices.is_empty(), Value, "a group needs one device at least");
    let host = devices.iter().all(|device| device.kind() == DeviceKind::Cpu);
    match backend {
        Backend::Host if !host => bail!(Value, "sums in main memory are for CPU devices"),
        Backend::Nccl => {
            nccl::fits(devices)?;
            Ok(Box::new(Nccl))
        }
        Backend::Auto if !host && devices.len() > 1 && wanted()? && nccl::fits(devices).is_ok() => Ok(Box::new(Nccl)),
        Backend::PeerCopy => Ok(Box::new(PeerCopy)),
        Backend::Auto if !host => Ok(Box::new(PeerCopy)),
        Backend::Auto | Backend::Host => Ok(Box::new(Host)),
    }
}

/// Whether the environment leaves the choice to us, or asks for NCCL.
fn wanted() -> Result<bool> {
    match std::env::var("FLAMBEAU_COLLECTIVE").as_deref() {
        Ok("peer") => Ok(false),
        Ok("nccl" | "") | Err(_) => Ok(true),
        Ok(other) => bail!(Value, "FLAMBEAU_COLLECTIVE must be 'nccl' or 'peer', not '{other}'"),
    }
}

/// Checks that outputs have room for all inputs.
pub(super) fn check_gather(outputs: &[Tensor], inputs: &[Tensor]) -> Result<()> {
    check(inputs, 0)?;
    check(outputs, 0)?;
    let length = inputs[0].numel();
    ensure!(
        outputs.len() == inputs.len()
            && outputs[0].numel() == length * inputs.len()
            && outputs[0].dtype() == inputs[0].dtype(),
        Value,
        "all_gather of {} buffers of {length} elements needs as many outputs of {} elements",
        inputs.len(),
        length * inputs.len()
    );
    Ok(())
}

/// Checks that buffers match each other.
pub(super) fn check(buffers: &[Tensor], root: usize) -> Result<()> {
    let Some(first) = buffers.first() else { bail!(Value, "a group needs one buffer at least") };
    ensure!(root < buffers.len(), Value, "root {root} is none of the {} buffers", buffers.len());
    for buffer in buffers {
        ensure!(
            buffer.numel() == first.numel() && buffer.dtype() == first.dtype(),
            Value,
            "buffers of a group must match: {} elements of {}, and {} of {}",
            first.numel(),
            first.dtype().name(),
            buffer.numel(),
            buffer.dtype().name()
        );
        ensure!(buffer.is_contiguous() && buffer.ndim() == 1, Value, "buffers of a group must be rows without gaps");
    }
    Ok(())
}

/// A piece of a row.
pub(super) fn piece(buffer: &Tensor, start: usize, length: usize) -> Result<Tensor> {
    let piece = buffer.detached();
    let strides = crate::tensor::layout::contiguous_strides(&[length]);
    ensure!(start + length <= buffer.numel(), Value, "a piece outside its buffer");
    let offset = piece.storage_offset() + start;
    Ok(piece.with_layout(crate::tensor::Shape::from_slice(&[length]), strides, offset))
}

/// Copies a row to another, on any device.
pub(super) fn copy(target: &Tensor, source: &Tensor) -> Result<()> {
    crate::ops::copy_elements(target, source)
}

/// Parts of all buffers, one for each: elements in blocks of 16 bytes at least, so that vector loads stay aligned.
fn parts(buffers: &[Tensor]) -> Result<Vec<Vec<Tensor>>> {
    let (length, count) = (buffers[0].numel(), buffers.len());
    let step = length.div_ceil(count).next_multiple_of(64);
    (0..count)
        .map(|at| {
            let start = (at * step).min(length);
            let size = step.min(length - start);
            buffers.iter().map(|buffer| piece(buffer, start, size)).collect()
        })
        .collect()
}
