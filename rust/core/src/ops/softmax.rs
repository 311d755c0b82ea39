//! Softmax and its logarithm.

use flambeau_cpu::{DType, rows as kernel};
use flambeau_cuda::rows as gpu;

use super::rows::{dense, dense_as, extent_of};
use crate::autograd::{Context, Recorder, Saved};
use crate::tensor::layout::wrap_dim;
use crate::{Error, Result, Tensor};

/// The forward pass of either, recorded.
fn normalized(this: &Tensor, dim: i64, dtype: Option<DType>, log: bool) -> Result<Tensor> {
    let cast;
    let this = match dtype {
        Some(dtype) if dtype != this.dtype() => {
            cast = this.to_dtype(dtype)?;
            &cast
        }
        _ => this,
    };
    let dim = wrap_dim(dim, this.ndim())?;
    let dtype = this.dtype();
    if !dtype.is_floating_point() {
        return Err(Error::unsupported(
            if log { "log_softmax_lastdim_kernel_impl" } else { "softmax_lastdim_kernel_impl" },
            dtype,
        ));
    }
    let x = dense(this)?;
    let extent = extent_of(this.shape(), dim);
    let out = Tensor::empty(this.shape(), dtype, this.device())?;
    let (from, to) = (x.data_ptr(), out.data_ptr());
    match crate::gpu::stream(this.device()) {
        // SAFETY: both tensors are dense with the extent's elements; the result is new.
        None => unsafe { kernel::softmax(dtype, log, extent, from, to) },
        // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { gpu::softmax(dtype, log, extent, from, to, stream)? },
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let saved = Saved::output(&out)?;
        let name = if log { "LogSoftmaxBackward0" } else { "SoftmaxBackward0" };
        graph.attach(&out, name, move |grad, cx| {
            let y = saved.get(cx)?;
            Ok(crate::grads![Some(backward(grad, &y, dim, log, cx)?)])
        });
    }
    Ok(out)
}

fn backward(grad: &Tensor, y: &Tensor, dim: usize, log: bool, cx: &Context<'_>) -> Result<Tensor> {
    let axis = [dim as i64];
    if cx.create_graph {
        return if log {
            let total = grad.sum_dim(Some(&axis), true, None)?;
            grad.sub((&y.exp()?.mul((&total).into())?).into(), 1i64.into())
        } else {
            let part = grad.mul(y.into())?;
            let total = part.sum_dim(Some(&axis), true, None)?;
            part.sub((&y.mul((&total).into())?).into(), 1i64.into())
        };
    }
    let grad = dense_as(grad, y.dtype())?;
    let out = Tensor::empty(y.shape(), y.dtype(), y.device())?;
    let extent = extent_of(y.shape(), dim);
    let (dtype, from, result, to) = (y.dtype(), grad.ptr_on(y.device())?, y.data_ptr(), out.data_ptr());
    match crate::gpu::stream(y.device()) {
        // SAFETY: gradient, result of the forward pass and output are dense with the extent's elements; the output is new.
        None => unsafe { kernel::softmax_backward(dtype, log, extent, from, result, to) },
        // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { gpu::softmax_backward(dtype, log, extent, from, result, to, stream)? },
    }
    Ok(out)
}

/// `e^x / sum(e^x)` along a dimension; `dtype` converts the input first.
///
/// Example:
///     >>> flambeau.tensor([0.0, 0.0]).softmax(-1)
///     tensor([0.5000, 0.5000])
#[flambeau_macros::op(softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn softmax(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<Tensor> {
    normalized(this, dim, dtype, false)
}

/// `log(softmax(x))` along a dimension, without the overflow of the two steps.
///
/// `x - log(sum(exp(x)))`. Any shape; floating-point dtypes, others raise NotImplementedError unless `dtype`
/// says what to convert to.
///
/// Example:
///     >>> flambeau.tensor([0.0, 0.0]).log_softmax(-1)
///     tensor([-0.6931, -0.6931])
#[flambeau_macros::op(log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn log_softmax(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<Tensor> {
    normalized(this, dim, dtype, true)
}
