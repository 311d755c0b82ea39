//! The kernels of indexing on the device of their operands.
//!
//! Those of the CPU answer the first index outside its dimension; those of a GPU note it, and it is raised where the host
//! waits.

use flambeau_cpu::DType;
use flambeau_cpu::index::{self as cpu, IndexError, Indices, Reduce, View, ViewMut};
use flambeau_cuda::index as gpu;

use crate::device::Device;
use crate::{Result, gpu::stream};

/// What a kernel says of the indices.
pub(crate) type Checked = Result<(), IndexError>;

/// [`cpu::gather`] on a device.
///
/// # Safety
/// As there, with operands on the device.
#[allow(clippy::too_many_arguments)]
pub(crate) unsafe fn gather(
    op: &'static &'static str,
    device: Device,
    element_size: usize,
    dim: usize,
    shape: &[usize],
    out: ViewMut<'_>,
    src: View<'_>,
    src_size: usize,
    index: View<'_>,
    wraps: bool,
) -> Result<Checked> {
    match stream(device) {
        // SAFETY: the caller's promises are passed on.
        None => Ok(unsafe { cpu::gather(element_size, dim, shape, out, src, src_size, index, wraps) }),
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe {
            gpu::gather(op, element_size, dim, shape, out, src, src_size, index, wraps, stream)?;
            Ok(Ok(()))
        },
    }
}

/// [`cpu::scatter`] on a device.
///
/// # Safety
/// As there, with operands on the device.
#[allow(clippy::too_many_arguments)]
pub(crate) unsafe fn scatter(
    op: &'static &'static str,
    device: Device,
    reduce: Reduce,
    dtype: DType,
    dim: usize,
    shape: &[usize],
    target: ViewMut<'_>,
    target_size: usize,
    index: View<'_>,
    src: View<'_>,
    wraps: bool,
) -> Result<Checked> {
    match stream(device) {
        // SAFETY: the caller's promises are passed on.
        None => Ok(unsafe { cpu::scatter(reduce, dtype, dim, shape, target, target_size, index, src, wraps) }),
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe {
            gpu::scatter(op, reduce, dtype, dim, shape, target, target_size, index, src, wraps, stream)?;
            Ok(Ok(()))
        },
    }
}

/// [`cpu::index_get`] on a device.
///
/// # Safety
/// As there, with operands on the device.
pub(crate) unsafe fn index_get(
    op: &'static &'static str,
    device: Device,
    element_size: usize,
    indices: &Indices<'_>,
    rest: &[usize],
    out: ViewMut<'_>,
    src: View<'_>,
) -> Result<Checked> {
    match stream(device) {
        // SAFETY: the caller's promises are passed on.
        None => Ok(unsafe { cpu::index_get(element_size, indices, rest, out, src) }),
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe {
            gpu::index_get(op, element_size, indices, rest, out, src, stream)?;
            Ok(Ok(()))
        },
    }
}

/// [`cpu::index_put`] on a device.
///
/// # Safety
/// As there, with operands on the device.
#[allow(clippy::too_many_arguments)]
pub(crate) unsafe fn index_put(
    op: &'static &'static str,
    device: Device,
    reduce: Reduce,
    dtype: DType,
    indices: &Indices<'_>,
    rest: &[usize],
    target: ViewMut<'_>,
    values: View<'_>,
) -> Result<Checked> {
    match stream(device) {
        // SAFETY: the caller's promises are passed on.
        None => Ok(unsafe { cpu::index_put(reduce, dtype, indices, rest, target, values) }),
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe {
            gpu::index_put(op, reduce, dtype, indices, rest, target, values, stream)?;
            Ok(Ok(()))
        },
    }
}
