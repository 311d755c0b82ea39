//! Sums and means.

use flambeau_cpu::DType;
use flambeau_cuda::reduce::Gather;
use flambeau_cuda::stream::Stream;
use smallvec::smallvec;

use super::{Plan, Reduction, accumulator, fused, run};
use crate::autograd::{Recorder, no_grad};
use crate::ops::views::sizes_of;
use crate::tensor::Shape;
use crate::{Result, Tensor, bail, ensure};

/// The dtype of a sum: integers and booleans are summed as int64.
pub(super) fn sum_dtype(this: &Tensor, dtype: Option<DType>) -> DType {
    dtype.unwrap_or(if this.dtype().is_integral(true) { DType::I64 } else { this.dtype() })
}

fn sum_over(this: &Tensor, dims: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    let result = sum_dtype(this, dtype);
    let cast;
    let this = if dtype.is_some_and(|dtype| dtype != this.dtype()) {
        cast = this.to_dtype(result)?;
        &cast
    } else {
        this
    };
    let plan = Plan::new(this, dims, keepdim)?;
    let out = run(Reduction::Sum, &plan, None, &[this.into()], accumulator(result), result)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let whole = sizes_of(this);
        let name = if dims.is_none() { "SumBackward0" } else { "SumBackward1" };
        graph.attach(&out, name, move |grad, _cx| Ok(crate::grads![Some(plan.spread(grad, &whole)?)]));
    }
    Ok(out)
}

/// The sum of all elements.
///
/// Any shape; integers and booleans give int64. The result is 0-d, 0 for an empty tensor.
///
/// Example:
///     >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum()
///     tensor(10.)
#[flambeau_macros::op(sum(Tensor self, *, ScalarType? dtype=None) -> Tensor; method, function)]
pub fn sum(this: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    sum_over(this, None, false, dtype)
}

/// Sums over dimensions.
///
/// No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Integers and booleans
/// give int64. Dimensions out of range raise IndexError, repeated ones RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).sum(1)
///     tensor([3., 7.])
///     >>> flambeau.ones(2, 3).sum(0, keepdim=True).shape
///     torch.Size([1, 3])
#[flambeau_macros::op(sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn sum_dim(this: &Tensor, dim: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    sum_over(this, Some(dim.unwrap_or(&[])), keepdim, dtype)
}

fn mean_over(this: &Tensor, dims: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    let result = dtype.unwrap_or(this.dtype());
    if !result.is_differentiable() {
        bail!(
            Runtime,
            "mean(): could not infer output dtype. {} dtype must be either a floating point or complex dtype. Got: {}",
            if dtype.is_some() { "Optional" } else { "Input" },
            result.scalar_name()
        );
    }
    let cast;
    let this = if result != this.dtype() {
        cast = this.to_dtype(result)?;
        &cast
    } else {
        this
    };
    let plan = Plan::new(this, dims, keepdim)?;
    let count = plan.count(this) as f64;
    let out = match crate::gpu::stream(this.device()) {
        Some(stream) if !result.is_complex() => mean_on_gpu(this, &plan, count, stream)?,
        _ => no_grad(|| sum_over(&this.detached(), dims, keepdim, None)?.div(count.into(), None))?,
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let whole = sizes_of(this);
        let name = if dims.is_none() { "MeanBackward0" } else { "MeanBackward1" };
        graph.attach(&out, name, move |grad, _cx| {
            Ok(crate::grads![Some(plan.spread(grad, &whole)?.div(count.into(), None)?)])
        });
    }
    Ok(out)
}

/// The sum, divided before it is rounded to the result's dtype.
fn mean_on_gpu(this: &Tensor, plan: &Plan, count: f64, stream: Stream) -> Result<Tensor> {
    let (out, kept) = fused::result_of(plan, &plan.shape, this.dtype(), this)?;
    let map: fused::Step<'_> = (|_, x| smallvec![x[0]], &[this.into()]);
    let finish: fused::Step<'_> = (|_, x| smallvec![x[0] / x[1]], &[count.into()]);
    let acc = accumulator(this.dtype()).dtype();
    fused::gather(Gather::One(Reduction::Sum), plan, this.shape(), map, finish, &[&kept], acc, stream)?;
    Ok(out)
}

/// The mean of all elements.
///
/// Floating-point or complex dtypes, others raise RuntimeError. The result is 0-d, NaN for an empty tensor.
///
/// Example:
///     >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean()
///     tensor(2.5000)
#[flambeau_macros::op(mean(Tensor self, *, ScalarType? dtype=None) -> Tensor; method, function)]
pub fn mean(this: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    mean_over(this, None, false, dtype)
}

/// Means over dimensions.
///
/// No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`. Floating-point or
/// complex dtypes, others raise RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]).mean(1)
///     tensor([1.5000, 3.5000])
#[flambeau_macros::op(mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn mean_dim(this: &Tensor, dim: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    mean_over(this, Some(dim.unwrap_or(&[])), keepdim, dtype)
}

/// Sums over the dimensions that broadcasting to this tensor's shape added or stretched.
pub(crate) fn sum_to(this: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if this.shape() == shape {
        return Ok(this.clone());
    }
    ensure!(
        crate::tensor::layout::broadcast(this.shape(), shape).is_ok_and(|both| both.as_slice() == this.shape()),
        Runtime,
        "size {} is not expandable to size {}",
        crate::error::shape_text(shape),
        crate::error::shape_text(this.shape())
    );
    let lead = this.ndim() - shape.len();
    let dims: Vec<i64> = (0..this.ndim())
        .filter(|&at| at < lead || (shape[at - lead] == 1 && this.shape()[at] != 1))
        .map(|at| at as i64)
        .collect();
    let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
    if dims.is_empty() {
        return this.reshape(&sizes);
    }
    if Recorder::new(&[this]).is_none() {
        // Not a view of a sum: a leaf may take the result as its gradient.
        let result = sum_dtype(this, None);
        let plan = Plan { shape: Shape::from_slice(shape), ..Plan::new(this, Some(&dims), true)? };
        return run(Reduction::Sum, &plan, None, &[this.into()], accumulator(result), result);
    }
    sum_over(this, Some(&dims), true, None)?.reshape(&sizes)
}

/// Sums over dimensions until the tensor has the given shape, which broadcasts to its own.
///
/// RuntimeError where the shape does not broadcast to this tensor's.
///
/// Example:
///     >>> flambeau.ones(2, 3).sum_to_size(1, 3)
///     tensor([[2., 2., 2.]])
#[flambeau_macros::op(sum_to_size(Tensor self, int[] size) -> Tensor; method)]
pub fn sum_to_size(this: &Tensor, size: &[i64]) -> Result<Tensor> {
    sum_to(this, &crate::tensor::layout::sizes(size)?)
}
