//! The kernels of indexing on the device of their operands.
//!
//! Those of the CPU answer the first index outside its dimension; those of a GPU note it, and it is raised where the host
//! waits.

use flambeau_cpu::DType;
use flambeau_cpu::index::{self as cpu, IndexError, Indices, Reduce, View, ViewMut};
use flambeau_cuda::index as gpu;
use flambeau_cuda::report::Asker;

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
    op: &'static Asker,
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
    op: &'static Asker,
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
    op: &'static Asker,
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
    op: &'static Asker,
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

/// What a mask selects, on its device: [`cpu::Mask`].
pub(crate) enum Mask<'a> {
    Cpu(cpu::Mask<'a>),
    Gpu(gpu::Mask<'a>),
}

impl<'a> Mask<'a> {
    /// Counts.
    ///
    /// # Safety
    /// As [`cpu::Mask::new`], with the mask on the device.
    pub(crate) unsafe fn new(device: Device, dtype: DType, shape: &'a [usize], mask: View<'a>) -> Result<Mask<'a>> {
        match stream(device) {
            // SAFETY: the caller's promises are passed on.
            None => Ok(Mask::Cpu(unsafe { cpu::Mask::new(dtype, shape, mask) })),
            // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
            Some(stream) => Ok(Mask::Gpu(unsafe { gpu::Mask::new(dtype, shape, mask, stream) }?)),
        }
    }

    /// How many elements are not zero.
    pub(crate) fn selected(&self) -> Result<usize> {
        match self {
            Mask::Cpu(mask) => Ok(mask.selected()),
            Mask::Gpu(mask) => Ok(mask.selected()?),
        }
    }

    /// # Safety
    /// As [`cpu::Mask::coordinates`], on the mask's device.
    pub(crate) unsafe fn coordinates(&self, out: *mut i64, strides: [isize; 2]) -> Result<()> {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            match self {
                Mask::Cpu(mask) => mask.coordinates(out, strides),
                Mask::Gpu(mask) => mask.coordinates(out, strides)?,
            }
        }
        Ok(())
    }

    /// # Safety
    /// As [`cpu::Mask::select`], on the mask's device.
    pub(crate) unsafe fn select(&self, element_size: usize, src: View<'_>, out: *mut u8) -> Result<()> {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            match self {
                Mask::Cpu(mask) => mask.select(element_size, src, out),
                Mask::Gpu(mask) => mask.select(element_size, src, out)?,
            }
        }
        Ok(())
    }

    /// Scatters the `count` elements at `source`.
    ///
    /// # Errors
    /// There are too few, and the host knows; otherwise the device notes it.
    ///
    /// # Safety
    /// As [`cpu::Mask::scatter`], on the mask's device.
    pub(crate) unsafe fn scatter(
        &self,
        element_size: usize,
        target: ViewMut<'_>,
        source: *const u8,
        count: usize,
    ) -> Result<()> {
        match self {
            Mask::Cpu(mask) => {
                crate::ensure!(
                    mask.selected() <= count,
                    Runtime,
                    "Number of elements of source < number of ones in mask"
                );
                // SAFETY: the caller's promises are passed on; the source has enough elements.
                unsafe { mask.scatter(element_size, target, source) };
            }
            // SAFETY: as above.
            Mask::Gpu(mask) => unsafe { mask.scatter(element_size, target, source, count)? },
        }
        Ok(())
    }
}
