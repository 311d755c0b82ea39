//! What operations along one dimension share: their extent, dense buffers, numbers per channel.

use flambeau_cpu::DType;
use flambeau_cpu::rows::Extent;

use crate::autograd::no_grad;
use crate::device::Device;
use crate::{MemoryFormat, Result, Tensor};

/// Sizes around a dimension; a 0-d tensor is a row of one element.
pub(crate) fn extent_of(shape: &[usize], dim: usize) -> Extent {
    if shape.is_empty() {
        return Extent { outer: 1, n: 1, inner: 1 };
    }
    Extent { outer: shape[..dim].iter().product(), n: shape[dim], inner: shape[dim + 1..].iter().product() }
}

/// The elements in row-major order, outside the graph: kernels of rows read them so.
pub(crate) fn dense(tensor: &Tensor) -> Result<Tensor> {
    if tensor.is_contiguous() { Ok(tensor.clone()) } else { no_grad(|| tensor.contiguous(MemoryFormat::Contiguous)) }
}

/// Row-major elements of another dtype, outside the graph.
pub(crate) fn dense_as(tensor: &Tensor, dtype: DType) -> Result<Tensor> {
    if tensor.dtype() == dtype {
        return dense(tensor);
    }
    no_grad(|| tensor.to_dtype(dtype)?.contiguous(MemoryFormat::Contiguous))
}

/// The dtype that a floating-point dtype is computed in.
pub(crate) fn computed_in(dtype: DType) -> DType {
    if dtype == DType::F64 { DType::F64 } else { DType::F32 }
}

/// The elements as `f64`.
pub(crate) fn numbers(tensor: &Tensor) -> Result<Vec<f64>> {
    dense_as(tensor, DType::F64)?.to_vec::<f64>()
}

/// A tensor of any floating dtype from numbers.
pub(crate) fn from_numbers(values: &[f64], shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
    let wide = Tensor::from_slice(values, shape)?;
    no_grad(|| wide.to_dtype(dtype)?.to_device(device))
}
