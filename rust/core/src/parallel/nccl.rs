//! Groups of GPUs by NCCL: sums go along the links between them in an order that NCCL chooses by sizes and links, the same
//! one each time.

use flambeau_cuda::alloc;
pub use flambeau_cuda::nccl::{Combine, Operation, version};
use flambeau_cuda::nccl::{Rank, check_devices, run};
use flambeau_cuda::stream::Stream;

use super::collective::{Collective, Reduction, check, check_gather};
use super::peer::PeerCopy;
use crate::device::Device;
use crate::{DType, Result, Tensor, autograd, bail, ensure};

/// NVIDIA's library for groups of GPUs. What it does not take, such as sums of bool, devices copy to each other.
pub(super) struct Nccl;

/// Whether NCCL can work on a list of devices: several GPUs, no two of them the same one.
///
/// # Errors
/// It cannot; the message says why, and what to install where NCCL is not there.
pub(super) fn fits(devices: &[Device]) -> Result<()> {
    let gpus: Option<Vec<usize>> = devices.iter().map(|device| device.gpu()).collect();
    let Some(gpus) = gpus else { bail!(Value, "NCCL works on GPUs only") };
    Ok(check_devices(&gpus)?)
}

/// Issues an operation, which gives `count` elements of each rank's first tensor, for the current streams of all ranks.
fn issue(operation: Operation, count: usize, ranks: &[(&Tensor, &Tensor)]) -> Result<()> {
    let rank = |(from, to): &(&Tensor, &Tensor)| {
        let Some(gpu) = from.device().gpu() else { bail!(Value, "NCCL works on GPUs only") };
        ensure!(from.device() == to.device(), Value, "a rank's memory must be on one device");
        Ok(Rank { send: from.data_ptr() as u64, receive: to.data_ptr() as u64, stream: Stream::current(gpu) })
    };
    let parts: Vec<Rank> = ranks.iter().map(rank).collect::<Result<_>>()?;
    // SAFETY: callers have checked that the rows are dense and as long as the operation has it; memory that is freed
    // meanwhile is handed out in the order of the streams.
    Ok(unsafe { run(operation, ranks[0].0.dtype(), count, &parts) }?)
}

/// Each buffer as a rank that receives where it sends from.
fn in_place(buffers: &[Tensor]) -> Vec<(&Tensor, &Tensor)> {
    buffers.iter().map(|buffer| (buffer, buffer)).collect()
}

/// Makes sums the means of so many numbers.
fn divide(sums: &[Tensor], count: usize, how: Reduction) -> Result<()> {
    if how == Reduction::Sum {
        return Ok(());
    }
    autograd::no_grad(|| sums.iter().try_for_each(|sum| sum.detached().div_((count as i64).into(), None)))
}

impl Collective for Nccl {
    fn name(&self) -> &'static str {
        "NCCL"
    }

    fn reduce(&self, buffers: &[Tensor], root: usize, how: Reduction) -> Result<()> {
        check(buffers, root)?;
        let operation = Operation::Reduce(Combine::Sum, root);
        if !operation.takes(buffers[0].dtype()) {
            return PeerCopy.reduce(buffers, root, how);
        }
        issue(operation, buffers[0].numel(), &in_place(buffers))?;
        divide(&buffers[root..=root], buffers.len(), how)
    }

    fn broadcast(&self, buffers: &[Tensor], root: usize) -> Result<()> {
        check(buffers, root)?;
        issue(Operation::Broadcast(root), buffers[0].numel(), &in_place(buffers))
    }

    fn all_reduce(&self, buffers: &[Tensor], how: Reduction) -> Result<()> {
        check(buffers, 0)?;
        let operation = Operation::AllReduce(Combine::Sum);
        if !operation.takes(buffers[0].dtype()) {
            return PeerCopy.all_reduce(buffers, how);
        }
        issue(operation, buffers[0].numel(), &in_place(buffers))?;
        divide(buffers, buffers.len(), how)
    }

    fn all_gather(&self, outputs: &[Tensor], inputs: &[Tensor]) -> Result<()> {
        check_gather(outputs, inputs)?;
        let ranks: Vec<(&Tensor, &Tensor)> = inputs.iter().zip(outputs).collect();
        issue(Operation::AllGather, inputs[0].numel(), &ranks)
    }
}

/// Issues an operation on tensors of any shapes without gaps, rank by rank, in the streams given, or the current ones.
///
/// # Errors
/// Tensors that are not dense, not of one dtype, of sizes that the operation does not take, or not each on a GPU of its
/// own; NCCL is not there, or fails.
pub fn collective(
    operation: Operation,
    inputs: &[Tensor],
    outputs: &[Tensor],
    streams: &[Option<Stream>],
) -> Result<()> {
    let Some(first) = inputs.first() else { bail!(Runtime, "input tensor list is empty") };
    ensure!(
        inputs.len() == outputs.len() && inputs.len() == streams.len(),
        Runtime,
        "NCCL needs as many outputs and streams as inputs: {}, {} and {}",
        outputs.len(),
        streams.len(),
        inputs.len()
    );
    let (count, ranks) = (first.numel(), inputs.len());
    let received = match operation {
        Operation::AllGather => count * ranks,
        Operation::ReduceScatter(_) => count / ranks,
        _ => count,
    };
    if let Operation::Reduce(_, root) | Operation::Broadcast(root) = operation {
        ensure!(root < ranks, Runtime, "invalid root: {root} is none of the {ranks} ranks");
    }
    ensure!(
        !matches!(operation, Operation::ReduceScatter(_)) || received * ranks == count,
        Runtime,
        "reduce_scatter over {ranks} devices needs inputs of {ranks} times the outputs' elements, not {count}"
    );
    let mut parts = Vec::with_capacity(ranks);
    for (at, ((input, output), stream)) in inputs.iter().zip(outputs).zip(streams).enumerate() {
        // Only the root of a reduction receives.
        let receives = !matches!(operation, Operation::Reduce(_, root) if root != at);
        for (tensor, size) in [(input, count), (output, received)] {
            let Some(gpu) = tensor.device().gpu() else {
                bail!(Runtime, "NCCL works on CUDA tensors, and one is on {}", tensor.device())
            };
            ensure!(tensor.is_contiguous(), Runtime, "tensors for NCCL must be contiguous");
            ensure!(
                tensor.dtype() == first.dtype(),
                Runtime,
                "tensors for NCCL must have one dtype: {} and {}",
                first.dtype().name(),
                tensor.dtype().name()
            );
            ensure!(
                tensor.numel() == size || !receives,
                Runtime,
                "tensor {at} of {} elements does not fit: {size} were expected",
                tensor.numel()
            );
            ensure!(
                stream.is_none_or(|stream| stream.device == gpu) && (tensor.device() == input.device() || !receives),
                Runtime,
                "tensor {at} and its stream must be on one device"
            );
            if let Some(stream) = stream {
                alloc::record_stream(tensor.storage().ptr().addr() as u64, gpu, *stream);
            }
        }
        let gpu = input.device().gpu().unwrap_or_default();
        let stream = stream.unwrap_or_else(|| Stream::current(gpu));
        parts.push(Rank { send: input.data_ptr() as u64, receive: output.data_ptr() as u64, stream });
        if receives {
            output.bump_version();
        }
    }
    let dtype: DType = first.dtype();
    let count = if matches!(operation, Operation::ReduceScatter(_)) { received } else { count };
    // SAFETY: sizes, devices and dtypes were checked; memory that is freed meanwhile is handed out in the order of the
    // current stream, and waits for other ones, as the allocator was told.
    Ok(unsafe { run(operation, dtype, count, &parts) }?)
}
