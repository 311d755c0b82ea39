//! Random numbers in tensors: fills in place, new tensors, draws with parameters from tensors.
//!
//! The streams are those of [`crate::random`], which knows slices only; what lives here finds the order of memory, the
//! dtype and the errors. A generator that is not given is the default one.
//!
//! - [`in_place`]: `uniform_`, `normal_`, `bernoulli_` and their kin
//! - [`creation`]: `rand`, `randn`, `randint`, `randperm`
//! - [`draws`]: `bernoulli`, `normal`, `multinomial`, `poisson`, `binomial` and their kin

mod creation;
mod device;
mod draws;
mod in_place;

use flambeau_cpu::DType;
use flambeau_cuda::stream::Stream;
use half::{bf16, f16};

pub use creation::*;
pub use draws::*;
pub use in_place::*;

use super::copy::copy_elements;
use super::creation::place;
use super::pointwise::check_single_place;
use crate::device::Device;
use crate::error::Kind;
use crate::random::{AnyGenerator, Distribution, FloatSample, RandomError, on_cpu, on_gpu};
use crate::tensor::{Shape, Strides, layout};
use crate::{Error, Result, Tensor, bail, ensure};

impl From<RandomError> for Error {
    fn from(error: RandomError) -> Error {
        let kind = match &error {
            // The two whose rule PyTorch states in words, not as a missing kernel.
            RandomError::Unsupported { distribution: "exponential_" | "cauchy_", .. } => Kind::Runtime,
            RandomError::Unsupported { .. } => Kind::NotImplemented,
            _ => Kind::Runtime,
        };
        Error::message(kind, error.to_string())
    }
}

/// The same elements with the slowest dimension first.
fn in_memory_order(this: &Tensor, order: &[usize]) -> Tensor {
    let shape: Shape = order.iter().map(|&dim| this.shape()[dim]).collect();
    let strides: Strides = order.iter().map(|&dim| this.strides()[dim]).collect();
    this.with_layout(shape, strides, this.storage_offset())
}

/// Whether elements of the dtype may be written at the tensor's address as such.
pub(super) fn is_aligned(this: &Tensor) -> bool {
    let size = this.dtype().to_real().size();
    (this.data_ptr() as usize).is_multiple_of(size)
}

/// Real and imaginary parts as one more dimension.
fn parts(this: &Tensor) -> Tensor {
    let mut shape = Shape::from_slice(this.shape());
    let mut strides: Strides = this.strides().iter().map(|stride| stride * 2).collect();
    shape.push(2);
    strides.push(1);
    this.with_layout_and_dtype(shape, strides, this.storage_offset() * 2, this.dtype().to_real())
}

/// The distribution of the parts of a complex number; `None` for real dtypes and where parts have none.
fn of_parts(dtype: DType, distribution: Distribution) -> Result<Option<Distribution>> {
    match distribution {
        _ if !dtype.is_complex() => Ok(None),
        // Parts of a complex normal number have half its variance.
        Distribution::Normal { mean, std } => {
            distribution.check(dtype.to_real())?;
            Ok(Some(Distribution::Normal { mean, std: std / std::f64::consts::SQRT_2 }))
        }
        Distribution::Uniform { .. } => Ok(Some(distribution)),
        _ => Ok(None),
    }
}

/// As [`fill`], with the generator of the tensor's GPU.
fn fill_on_gpu(
    this: &Tensor,
    distribution: Distribution,
    generator: Option<&AnyGenerator>,
    stream: Stream,
) -> Result<()> {
    if let Some(of_parts) = of_parts(this.dtype(), distribution)? {
        return fill_on_gpu(&parts(this), of_parts, generator, stream);
    }
    distribution.check(this.dtype())?;
    check_single_place(this)?;
    let drawn = distribution.on_gpu(this.dtype())?;
    let generator = on_gpu(generator, stream)?;
    let dense = layout::is_dense(this.shape(), this.strides());
    let target = if dense { this.clone() } else { Tensor::empty(this.shape(), this.dtype(), this.device())? };
    // SAFETY: a dense tensor's elements fill the memory from its address on; memory that is freed meanwhile is handed out in
    // the order of the stream.
    unsafe { flambeau_cuda::random::fill(drawn, this.dtype(), target.data_ptr(), this.numel(), generator, stream)? };
    if dense { Ok(()) } else { copy_elements(this, &target) }
}

/// Writes draws to every element, in the order of memory. Nothing is recorded, and the version stays.
pub(crate) fn fill(this: &Tensor, distribution: Distribution, generator: Option<&AnyGenerator>) -> Result<()> {
    if let Some(stream) = crate::gpu::stream(this.device()) {
        return fill_on_gpu(this, distribution, generator, stream);
    }
    if let Some(of_parts) = of_parts(this.dtype(), distribution)? {
        return fill(&parts(this), of_parts, generator);
    }
    let generator = on_cpu(generator)?;
    distribution.check(this.dtype())?;
    if this.numel() == 0 {
        return Ok(());
    }
    check_single_place(this)?;
    if is_aligned(this) && layout::is_dense(this.shape(), this.strides()) {
        // SAFETY: a dense tensor's elements fill the memory from its address on, which is aligned.
        unsafe { distribution.fill(this.dtype(), this.host_ptr()?, this.numel(), this.is_contiguous(), generator)? };
        return Ok(());
    }
    let target = in_memory_order(this, &layout::memory_order(this.shape(), this.strides()));
    let buffer = Tensor::empty(target.shape(), this.dtype(), this.device())?;
    // SAFETY: a new tensor has room for its elements and is aligned.
    unsafe { distribution.fill(this.dtype(), buffer.host_ptr()?, buffer.numel(), this.is_contiguous(), generator)? };
    copy_elements(&target, &buffer)
}

/// Where a function with `out=` writes its result: a new tensor, or the one given.
///
/// A given tensor of another shape is replaced by a new one; the caller of the operation changes its handle.
struct Target<'a> {
    tensor: Tensor,
    replaced: Option<&'a Tensor>,
}

impl<'a> Target<'a> {
    /// `dtype` is what the caller asked for; without it the given tensor's is kept, or `default` taken.
    fn new(
        name: &str,
        out: Option<&'a Tensor>,
        shape: &[usize],
        dtype: Option<DType>,
        default: impl FnOnce() -> DType,
        device: Option<Device>,
    ) -> Result<Target<'a>> {
        let Some(out) = out else {
            let tensor = Tensor::empty(shape, dtype.unwrap_or_else(default), place(device)?)?;
            return Ok(Target { tensor, replaced: None });
        };
        if let Some(dtype) = dtype
            && dtype != out.dtype()
        {
            bail!(
                Runtime,
                "dtype {} does not match dtype of out parameter ({})",
                dtype.scalar_name(),
                out.dtype().scalar_name()
            );
        }
        if let Some(device) = device
            && !device.check()?.is_same_place(out.device())
        {
            bail!(Runtime, "device {device} does not match device of out parameter ({})", out.device());
        }
        ensure!(
            !(out.requires_grad() && crate::autograd::mode::grad_enabled()),
            Runtime,
            "{name}(): functions with out=... arguments don't support automatic differentiation, but one of the \
             arguments requires grad."
        );
        if out.shape() == shape {
            out.check_in_place()?;
            return Ok(Target { tensor: out.clone(), replaced: None });
        }
        Ok(Target { tensor: Tensor::empty(shape, out.dtype(), out.device())?, replaced: Some(out) })
    }

    /// The result, once its elements are written.
    fn finish(self) -> Tensor {
        match self.replaced {
            Some(out) => out.replaced_by(&self.tensor),
            None => {
                self.tensor.bump_version();
                self.tensor
            }
        }
    }
}

/// A computation on slices of one floating type.
pub(super) trait ForFloat {
    type Output;
    fn run<T: FloatSample>(self) -> Self::Output;
}

/// Runs a computation for the element type of a dtype; others are refused in the name of `op`.
pub(super) fn for_float<F: ForFloat>(op: &'static str, dtype: DType, work: F) -> Result<F::Output> {
    Ok(match dtype {
        DType::F32 => work.run::<f32>(),
        DType::F64 => work.run::<f64>(),
        DType::F16 => work.run::<f16>(),
        DType::BF16 => work.run::<bf16>(),
        dtype => return Err(Error::unsupported(op, dtype)),
    })
}

/// The elements of a contiguous, aligned tensor.
///
/// # Errors
/// `NotImplementedError` where they are not on the CPU.
///
/// # Safety
/// `T` is the tensor's element type, and nobody writes to the elements while the slice lives.
pub(super) unsafe fn elements<T>(tensor: &Tensor) -> Result<&[T]> {
    debug_assert!(tensor.is_contiguous() && is_aligned(tensor));
    // SAFETY: a contiguous tensor's elements lie in a row.
    Ok(unsafe { std::slice::from_raw_parts(tensor.host_ptr()?.cast(), tensor.numel()) })
}

/// The elements of a contiguous, aligned tensor, to be written.
///
/// # Errors
/// As of [`elements`].
///
/// # Safety
/// `T` is the tensor's element type, and nobody else reads or writes the elements while the slice lives.
#[allow(clippy::mut_from_ref)] // tensors share memory; the caller promises that it has these elements for itself
pub(super) unsafe fn elements_mut<T>(tensor: &Tensor) -> Result<&mut [T]> {
    debug_assert!(tensor.is_contiguous() && is_aligned(tensor));
    // SAFETY: a contiguous tensor's elements lie in a row.
    Ok(unsafe { std::slice::from_raw_parts_mut(tensor.host_ptr()?.cast(), tensor.numel()) })
}

/// A row-major, aligned tensor with these elements: this one if it is.
pub(super) fn dense(this: &Tensor) -> Result<Tensor> {
    let this = this.detached();
    if this.is_contiguous() && is_aligned(&this) {
        return Ok(this);
    }
    let copy = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    copy_elements(&copy, &this)?;
    Ok(copy)
}
