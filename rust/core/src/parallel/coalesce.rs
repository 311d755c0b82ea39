//! Many tensors in one buffer, so that devices exchange few large pieces instead of many small ones.

use super::collective::{copy, group, piece};
use super::{Backend, Reduction};
use crate::device::Device;
use crate::tensor::{Shape, layout};
use crate::{Result, Tensor, autograd, bail, ensure};

/// Tensors that share a buffer: of one dtype, and not more than the buffer's bytes, unless one alone is larger. Positions in
/// the list, in its order.
pub fn chunks(tensors: &[Tensor], limits: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut open: Vec<(crate::DType, usize, Vec<usize>)> = Vec::new();
    let mut done = Vec::new();
    for (at, tensor) in tensors.iter().enumerate() {
        let bytes = tensor.numel() * tensor.dtype().size();
        let slot = match open.iter().position(|(dtype, ..)| *dtype == tensor.dtype()) {
            Some(slot) => slot,
            None => {
                open.push((tensor.dtype(), 0, Vec::new()));
                open.len() - 1
            }
        };
        let (_, filled, members) = &mut open[slot];
        *filled += bytes;
        members.push(at);
        if *filled >= limits(done.len()) {
            done.push(open.swap_remove(slot).2);
        }
    }
    done.extend(open.into_iter().map(|(_, _, members)| members));
    done
}

/// Where each tensor begins in a buffer, in elements, and the buffer's length.
pub fn places(tensors: &[&Tensor]) -> (Vec<usize>, usize) {
    let mut length = 0;
    let mut begins = Vec::with_capacity(tensors.len());
    for tensor in tensors {
        begins.push(length);
        length += tensor.numel();
    }
    (begins, length)
}

/// The part of a buffer from `start` on in a shape, with a version counter of its own.
///
/// # Errors
/// The part reaches beyond the buffer.
pub fn part(buffer: &Tensor, start: usize, shape: &[usize]) -> Result<Tensor> {
    let piece = piece(buffer, start, layout::numel(shape))?.data();
    Ok(piece.with_layout(Shape::from_slice(shape), layout::contiguous_strides(shape), piece.storage_offset()))
}

/// The elements of tensors in one row, on a device.
///
/// # Errors
/// No memory.
pub fn flatten(tensors: &[&Tensor], device: Device) -> Result<Tensor> {
    let (begins, length) = places(tensors);
    let buffer = Tensor::empty(&[length], tensors[0].dtype(), device)?;
    for (tensor, begin) in tensors.iter().zip(begins) {
        copy(&part(&buffer, begin, tensor.shape())?, tensor)?;
    }
    Ok(buffer)
}

/// Tensors that share a buffer, and that buffer on each device.
struct Chunk {
    members: Vec<usize>,
    begins: Vec<usize>,
    rows: Vec<Tensor>,
}

/// Copies of tensors on other devices, which can be made anew in the same memory.
pub struct Mirror {
    chunks: Vec<Chunk>,
    /// For each device the copies, in the order of the tensors.
    pub copies: Vec<Vec<Tensor>>,
}

impl Mirror {
    /// Copies tensors of one device to each of several devices, by way of buffers of `bytes` bytes.
    ///
    /// # Errors
    /// Tensors on different devices; no memory.
    pub fn new(tensors: &[Tensor], devices: &[Device], bytes: usize) -> Result<Mirror> {
        let home = tensors.first().map(Tensor::device);
        ensure!(
            tensors.iter().all(|tensor| home.is_some_and(|home| tensor.device().is_same_place(home))),
            Runtime,
            "all tensors must be on the same device"
        );
        let mut mirror = Mirror { chunks: Vec::new(), copies: Vec::new() };
        let mut copies = vec![vec![None; tensors.len()]; devices.len()];
        for members in chunks(tensors, |_| bytes) {
            let list: Vec<&Tensor> = members.iter().map(|&at| &tensors[at]).collect();
            let (begins, length) = places(&list);
            let mut rows = Vec::with_capacity(devices.len());
            for (copies, &device) in copies.iter_mut().zip(devices) {
                let row = Tensor::empty(&[length], list[0].dtype(), device)?;
                for (&member, &begin) in members.iter().zip(&begins) {
                    copies[member] = Some(part(&row, begin, tensors[member].shape())?);
                }
                rows.push(row);
            }
            mirror.chunks.push(Chunk { members, begins, rows });
        }
        mirror.copies = copies.into_iter().map(|list| list.into_iter().flatten().collect()).collect();
        mirror.refresh(tensors)?;
        Ok(mirror)
    }

    /// Copies the tensors again, unnoticed by autograd: whoever changed them has told it already.
    ///
    /// # Errors
    /// Tensors of other shapes; a copy that fails.
    pub fn refresh(&self, tensors: &[Tensor]) -> Result<()> {
        for Chunk { members, begins, rows } in &self.chunks {
            let Some(first) = rows.first() else { continue };
            let list: Option<Vec<&Tensor>> = members.iter().map(|&at| tensors.get(at)).collect();
            let Some(list) = list else { bail!(Value, "there are fewer tensors than copies") };
            ensure!(
                places(&list).0 == *begins && list.iter().all(|tensor| tensor.dtype() == first.dtype()),
                Value,
                "the tensors are not those that were copied"
            );
            let home = list[0].device();
            if list[0].on_host() && rows.iter().all(Tensor::on_host) {
                // In main memory a packed row is a copy more.
                for row in rows {
                    for (tensor, &begin) in list.iter().zip(begins) {
                        copy(&part(row, begin, tensor.shape())?, tensor)?;
                    }
                }
                continue;
            }
            let buffers: Vec<Tensor> = std::iter::once(flatten(&list, home)?).chain(rows.iter().cloned()).collect();
            let devices: Vec<Device> = buffers.iter().map(Tensor::device).collect();
            group(&devices, Backend::Auto)?.broadcast(&buffers, 0)?;
        }
        Ok(())
    }
}

/// Copies of tensors for each of several devices, by way of buffers of `bytes` bytes. The first device that the tensors are
/// on gets the tensors themselves.
///
/// # Errors
/// Tensors on different devices; no memory.
pub fn broadcast(tensors: &[Tensor], devices: &[Device], bytes: usize) -> Result<Vec<Vec<Tensor>>> {
    let Some(first) = tensors.first() else { return Ok(vec![Vec::new(); devices.len()]) };
    let own = devices.iter().position(|device| device.is_same_place(first.device()));
    let mut others = devices.to_vec();
    if let Some(own) = own {
        others.remove(own);
    }
    let mut copies = Mirror::new(tensors, &others, bytes)?.copies;
    if let Some(own) = own {
        copies.insert(own, tensors.to_vec());
    }
    Ok(copies)
}

/// The sum of tensors of one shape on several devices, in the order of the list, on the device of number `root`.
///
/// # Errors
/// Tensors that do not match; no memory.
pub fn reduce_add(tensors: &[Tensor], root: usize) -> Result<Tensor> {
    let sums = reduce_add_coalesced(&tensors.iter().map(std::slice::from_ref).collect::<Vec<_>>(), root, 0)?;
    Ok(sums[0].clone())
}

/// Sums over devices of several tensors at once, `lists[i]` those of device `i`, by way of buffers of `bytes` bytes. The sum
/// of each is taken in the order of the lists, and lies on the device of list `root`.
///
/// # Errors
/// Lists that do not match; no memory.
pub fn reduce_add_coalesced(lists: &[&[Tensor]], root: usize, bytes: usize) -> Result<Vec<Tensor>> {
    ensure!(root < lists.len(), Value, "root {root} is none of the {} lists", lists.len());
    let count = lists[root].len();
    for (at, list) in lists.iter().enumerate() {
        ensure!(list.len() == count, Value, "list {at} has {} tensors, list {root} has {count}", list.len());
        for (tensor, other) in list.iter().zip(lists[root]) {
            ensure!(
                tensor.shape() == other.shape() && tensor.dtype() == other.dtype(),
                Value,
                "input {at} has invalid size: got {}, but expected {}",
                crate::error::shape_text(tensor.shape()),
                crate::error::shape_text(other.shape())
            );
        }
    }
    let mut sums = vec![None; count];
    for members in chunks(lists[root], |_| bytes) {
        let rows: Vec<Tensor> = autograd::no_grad(|| {
            let row = |list: &&[Tensor]| {
                let members: Vec<&Tensor> = members.iter().map(|&at| &list[at]).collect();
                flatten(&members, members[0].device())
            };
            lists.iter().map(row).collect::<Result<_>>()
        })?;
        let devices: Vec<Device> = rows.iter().map(Tensor::device).collect();
        group(&devices, Backend::Auto)?.reduce(&rows, root, Reduction::Sum)?;
        let shapes: Vec<&Tensor> = members.iter().map(|&at| &lists[root][at]).collect();
        for (&member, begin) in members.iter().zip(places(&shapes).0) {
            sums[member] = Some(part(&rows[root], begin, lists[root][member].shape())?);
        }
    }
    Ok(sums.into_iter().flatten().collect())
}
