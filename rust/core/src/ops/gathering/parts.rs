//! Copies of a tensor in which a part - a slice, a diagonal - is replaced.

use crate::autograd::{Recorder, no_grad};
use crate::{Result, Tensor, ensure, ops};

fn replace<F>(this: &Tensor, src: &Tensor, node: &'static str, part: F) -> Result<Tensor>
where
    F: Fn(&Tensor) -> Result<Tensor> + Send + Sync + 'static,
{
    let out = no_grad(|| -> Result<Tensor> {
        let out = this.detached().copy()?;
        let target = part(&out)?;
        ensure!(
            target.shape() == src.shape(),
            Runtime,
            "expected src to have a size equal to the slice of self. src size = {}, slice size = {}",
            crate::error::shape_text(src.shape()),
            crate::error::shape_text(target.shape())
        );
        ops::copy::copy_elements(&target, src)?;
        Ok(out)
    })?;
    if out.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this, src])
    {
        let dtype = src.dtype();
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![
                cx.when(0, || {
                    let rest = grad.copy()?;
                    ops::zero_(&part(&rest)?)?;
                    Ok(rest)
                })?,
                cx.when(1, || part(grad)?.to_dtype(dtype))?
            ])
        });
    }
    Ok(out)
}

/// `this` with `src` at `index` along `dim`.
///
/// `src` has this tensor's shape without `dim`; another one raises RuntimeError, an index out of range
/// IndexError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).select_scatter(flambeau.tensor([1.0, 2.0]), 1, 0)
///     tensor([[1., 0., 0.],
///             [2., 0., 0.]])
#[flambeau_macros::op(select_scatter(Tensor self, Tensor src, int dim, int index) -> Tensor; method, function)]
pub fn select_scatter(this: &Tensor, src: &Tensor, dim: i64, index: i64) -> Result<Tensor> {
    replace(this, src, "SelectScatterBackward0", move |whole| ops::select(whole, dim, index))
}

/// `this` with `src` in every `step`-th place from `start` to `end` along `dim`.
///
/// `src` has the shape of that slice; another one raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(4).slice_scatter(flambeau.ones(2), 0, 0, 4, 2)
///     tensor([1., 0., 1., 0.])
#[flambeau_macros::op(slice_scatter(Tensor self, Tensor src, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor; method, function)]
pub fn slice_scatter(
    this: &Tensor,
    src: &Tensor,
    dim: i64,
    start: Option<i64>,
    end: Option<i64>,
    step: i64,
) -> Result<Tensor> {
    replace(this, src, "SliceScatterBackward0", move |whole| ops::slice(whole, dim, start, end, step))
}

/// `this` with `src` on a diagonal of dimensions `dim1` and `dim2`.
///
/// `src` has the shape that `diagonal` gives; another one raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 2).diagonal_scatter(flambeau.tensor([1.0, 2.0]))
///     tensor([[1., 0.],
///             [0., 2.]])
#[flambeau_macros::op(diagonal_scatter(Tensor self, Tensor src, int offset=0, int dim1=0, int dim2=1) -> Tensor; method, function)]
pub fn diagonal_scatter(this: &Tensor, src: &Tensor, offset: i64, dim1: i64, dim2: i64) -> Result<Tensor> {
    replace(this, src, "DiagonalScatterBackward0", move |whole| ops::diagonal(whole, offset, dim1, dim2))
}

/// A copy of `length` elements from `start` along `dim`.
///
/// A range beyond the dimension raises RuntimeError or IndexError.
///
/// Example:
///     >>> flambeau.arange(5).narrow_copy(0, 1, 3)
///     tensor([1, 2, 3])
#[flambeau_macros::op(narrow_copy(Tensor self, int dim, int start, int length) -> Tensor; method, function)]
pub fn narrow_copy(this: &Tensor, dim: i64, start: i64, length: i64) -> Result<Tensor> {
    ops::narrow(this, dim, start, length)?.copy()
}
