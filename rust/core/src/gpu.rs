//! Where operations meet the CUDA backend.

use flambeau_cuda::stream::Stream;
use flambeau_cuda::transfer::{self, Host};

use crate::device::Device;
use crate::error::{Cause, Error, Kind};
use crate::op::Operand;
use crate::{Result, Tensor};
use smallvec::SmallVec;

/// A kernel of one device was given a tensor of another.
#[cold]
pub(crate) fn misplaced(found: Device, wanted: Device) -> Error {
    Error::new(Kind::Runtime, Cause::DeviceMismatch { op: "", left: wanted, right: found })
}

/// The stream that this thread's work on a GPU goes to; `None` for the CPU.
#[inline(always)]
pub(crate) fn stream(device: Device) -> Option<Stream> {
    device.gpu().map(Stream::current)
}

/// Operands of a kernel on a GPU: 0-d tensors of the CPU become numbers.
pub(crate) fn localized<'a>(operands: &[Operand<'a>]) -> Result<SmallVec<[Operand<'a>; 4]>> {
    let local = |operand: &Operand<'a>| match operand {
        Operand::Tensor(tensor) if tensor.on_host() && tensor.ndim() == 0 => Ok(Operand::Scalar(tensor.item()?)),
        other => Ok(*other),
    };
    operands.iter().map(local).collect()
}

/// What a copy of a GPU has to know of memory of the host.
fn host_side(tensor: &Tensor) -> Host {
    if tensor.storage().is_pinned() { Host::Pinned } else { Host::Pageable }
}

/// Copies the elements of one dense tensor to another of the same dtype and strides on another device. With `non_blocking`
/// a copy to or from page-locked memory may be still under way when this returns.
pub(crate) fn copy_across(target: &Tensor, source: &Tensor, non_blocking: bool) -> Result<()> {
    let bytes = source.numel() * source.dtype().size();
    let (to, from, wait) = (target.data_ptr(), source.data_ptr(), !non_blocking);
    // SAFETY: both are dense, so that their elements are `bytes` bytes from the first on. Whoever does not wait for the
    // copy answers for the memory, as for all work of a stream; blocks that are given back are kept until it is done.
    unsafe {
        match (target.device().gpu(), source.device().gpu()) {
            (Some(gpu), None) => {
                transfer::to_device(to as u64, from, bytes, Stream::current(gpu), host_side(source), wait)?;
            }
            (None, Some(gpu)) => {
                transfer::to_host(to, from as u64, bytes, Stream::current(gpu), host_side(target), wait)?;
            }
            (Some(other), Some(gpu)) => transfer::between(to as u64, other, from as u64, bytes, Stream::current(gpu))?,
            (None, None) => std::ptr::copy_nonoverlapping(from, to, bytes),
        }
    }
    Ok(())
}

/// Sets every byte of a dense tensor on a GPU to 0.
pub(crate) fn zero(tensor: &Tensor, stream: Stream) -> Result<()> {
    let bytes = tensor.numel() * tensor.dtype().size();
    // SAFETY: it is dense, so that its elements are `bytes` bytes from the first on.
    Ok(unsafe { transfer::fill(tensor.data_ptr() as u64, 0, bytes, stream) }?)
}
