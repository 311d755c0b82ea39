//! Tensors from nothing and from slices.

use flambeau_cpu::{DType, Element};

use super::layout::{self, MemoryFormat, Shape, Strides};
use super::{Parts, Storage, Tensor, destination};
use crate::device::Device;
use crate::{Result, Scalar, ensure};

impl Tensor {
    /// A row-major tensor whose elements are whatever was in memory.
    ///
    /// # Errors
    /// `OutOfMemory`.
    #[inline]
    pub fn empty(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        let numel = layout::checked_numel(shape, dtype.size())?;
        let strides = layout::contiguous_strides(shape);
        if let Some(target) = destination::take(shape, &strides, dtype, device) {
            return Ok(target);
        }
        let storage = Storage::allocate(numel * dtype.size(), device)?;
        Ok(Tensor::from_parts(Parts {
            storage,
            shape: Shape::from_slice(shape),
            strides,
            offset: 0,
            dtype,
            version: None,
            view: None,
        }))
    }

    /// A dense tensor with the given strides (a permutation of row-major ones); elements are uninitialised.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub(crate) fn empty_with_strides(shape: Shape, strides: Strides, dtype: DType, device: Device) -> Result<Tensor> {
        let numel = layout::checked_numel(&shape, dtype.size())?;
        if let Some(target) = destination::take(&shape, &strides, dtype, device) {
            return Ok(target);
        }
        let storage = Storage::allocate(numel * dtype.size(), device)?;
        Ok(Tensor::from_parts(Parts { storage, shape, strides, offset: 0, dtype, version: None, view: None }))
    }

    /// A dense tensor of the CPU with the given strides in page-locked memory; elements are uninitialised.
    ///
    /// # Errors
    /// There is no GPU that the memory could be for; `OutOfMemory`.
    pub(crate) fn empty_pinned(shape: Shape, strides: Strides, dtype: DType) -> Result<Tensor> {
        let numel = layout::checked_numel(&shape, dtype.size())?;
        let storage = Storage::allocate_pinned(numel * dtype.size())?;
        Ok(Tensor::from_parts(Parts { storage, shape, strides, offset: 0, dtype, version: None, view: None }))
    }

    /// A dense tensor in a memory format, row-major where the format does not fit the shape; elements are uninitialised.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub(crate) fn empty_in_format(
        shape: &[usize],
        format: MemoryFormat,
        dtype: DType,
        device: Device,
    ) -> Result<Tensor> {
        let strides = layout::format_strides(shape, format).unwrap_or_else(|| layout::contiguous_strides(shape));
        Tensor::empty_with_strides(Shape::from_slice(shape), strides, dtype, device)
    }

    /// A tensor of zeros.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn zeros(shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        let tensor = Tensor::empty(shape, dtype, device)?;
        if let Some(stream) = crate::gpu::stream(device) {
            crate::gpu::zero(&tensor, stream)?;
            return Ok(tensor);
        }
        // SAFETY: the block was just allocated with this size; zero bytes are a valid zero of every dtype.
        unsafe { flambeau_cpu::copy::zero(tensor.host_ptr()?, tensor.numel() * dtype.size()) };
        Ok(tensor)
    }

    /// A CPU tensor that copies a slice.
    ///
    /// ```
    /// use flambeau::Tensor;
    /// let x = Tensor::from_slice(&[1i64, 2, 3], &[3])?;
    /// assert_eq!(x.to_vec::<i64>()?, [1, 2, 3]);
    /// # Ok::<(), flambeau::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` where the shape has another number of elements.
    pub fn from_slice<T: Element>(values: &[T], shape: &[usize]) -> Result<Tensor> {
        let numel = layout::checked_numel(shape, size_of::<T>())?;
        ensure!(
            numel == values.len(),
            Value,
            "shape {} has {numel} elements, but {} were given",
            layout::format_list(shape),
            values.len()
        );
        let tensor = Tensor::empty(shape, T::DTYPE, Device::CPU)?;
        // SAFETY: the block holds `numel` elements of T and cannot overlap the slice.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), tensor.host_ptr()?.cast::<T>(), numel) };
        Ok(tensor)
    }

    /// A 0-d CPU tensor.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn from_element<T: Element>(value: T) -> Result<Tensor> {
        Tensor::from_slice(&[value], &[])
    }

    /// A CPU tensor of any dtype from numbers in row-major order.
    ///
    /// # Errors
    /// `ValueError` where the shape has another number of elements, `RuntimeError` for a number the dtype cannot hold.
    pub fn from_scalars(numbers: &[Scalar], shape: &[usize], dtype: DType) -> Result<Tensor> {
        let numel = layout::checked_numel(shape, dtype.size())?;
        ensure!(numel == numbers.len(), Value, "{numel} elements expected, {} given", numbers.len());
        let tensor = Tensor::empty(shape, dtype, Device::CPU)?;
        let place = tensor.host_ptr()?;
        for (at, &number) in numbers.iter().enumerate() {
            crate::ops::check_range(number, dtype)?;
            // SAFETY: `at` is below the number of elements.
            unsafe { crate::ops::write_scalar(place.add(at * dtype.size()), dtype, number) };
        }
        Ok(tensor)
    }
}
