//! Sorting.

use flambeau_cpu::sort::Task;

use super::solve;
use crate::ops::along::dimension;
use crate::ops::reduce::record_found;
use crate::{Result, Tensor, ensure};

fn sorted(this: &Tensor, dim: i64, descending: bool, node: &'static str) -> Result<(Tensor, Tensor)> {
    ensure!(!this.dtype().is_complex(), Runtime, " Sort does not support complex dtypes on CPU");
    let (at, size) = dimension(this, dim)?;
    let (values, indices) = solve(Task::Sort { descending }, this, at, size)?;
    record_found(this, &values, &indices, at, true, node)?;
    Ok((values, indices))
}

/// The elements in order along `dim`, and where they were. Equal elements keep their order; NaN comes last, or
/// first where the order descends.
///
/// Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> values, indices = flambeau.tensor([3, 1, 2]).sort()
///     >>> values, indices
///     (tensor([1, 2, 3]), tensor([1, 2, 0]))
#[flambeau_macros::op(sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn sort(this: &Tensor, dim: i64, descending: bool) -> Result<(Tensor, Tensor)> {
    sorted(this, dim, descending, "SortBackward0")
}

/// As `sort`, with `stable`: equal elements keep their order whatever it is.
///
/// Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> values, indices = flambeau.tensor([2, 1, 2]).sort(stable=True, descending=True)
///     >>> values, indices
///     (tensor([2, 2, 1]), tensor([0, 2, 1]))
#[flambeau_macros::op(sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn sort_stable(this: &Tensor, _stable: Option<bool>, dim: i64, descending: bool) -> Result<(Tensor, Tensor)> {
    sorted(this, dim, descending, "SortBackward1")
}

/// The positions that put the elements along `dim` in order.
///
/// Any shape and real dtype; the result has the shape, int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> flambeau.tensor([3, 1, 2]).argsort()
///     tensor([1, 2, 0])
#[flambeau_macros::op(argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor; method, function)]
pub fn argsort(this: &Tensor, dim: i64, descending: bool) -> Result<Tensor> {
    crate::autograd::no_grad(|| Ok(sorted(this, dim, descending, "SortBackward0")?.1))
}

/// As `argsort`, with `stable`: equal elements keep their order whatever it is.
///
/// Any shape and real dtype; positions are int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> flambeau.tensor([2, 1, 2]).argsort(stable=True, descending=True)
///     tensor([0, 2, 1])
#[flambeau_macros::op(argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor; method, function, out)]
pub fn argsort_stable(this: &Tensor, _stable: bool, dim: i64, descending: bool) -> Result<Tensor> {
    argsort(this, dim, descending)
}

/// The elements in order along the first dimension.
///
/// Any shape and real dtype, which are kept.
///
/// Example:
///     >>> flambeau.msort(flambeau.tensor([[3, 1], [2, 4]]))
///     tensor([[2, 1],
///             [3, 4]])
#[flambeau_macros::op(msort(Tensor self) -> Tensor; method, function, out)]
pub fn msort(this: &Tensor) -> Result<Tensor> {
    Ok(sorted(this, 0, false, "SortBackward0")?.0)
}

/// The `k` largest (or smallest) elements along `dim`, in order where `sorted`, and where they were. Of equal
/// elements those that come first are taken; NaN counts as larger than every number.
///
/// Real dtypes; both results have size k along `dim`, positions are int64. A k beyond the dimension raises
/// RuntimeError.
///
/// Example:
///     >>> values, indices = flambeau.tensor([1, 4, 2, 3]).topk(2)
///     >>> values, indices
///     (tensor([4, 3]), tensor([1, 3]))
#[flambeau_macros::op(topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices); method, function, out)]
pub fn topk(this: &Tensor, k: i64, dim: i64, largest: bool, sorted: bool) -> Result<(Tensor, Tensor)> {
    ensure!(!this.dtype().is_complex(), Runtime, " topk does not support complex dtypes on CPU");
    ensure!(this.dtype() != crate::DType::Bool, Runtime, "topk does not support bool dtypes on CPU");
    let (at, size) = dimension(this, dim)?;
    ensure!(k >= 0 && k as usize <= size, Runtime, "selected index k out of range");
    // A number is its own only element, whatever `k` is.
    let k = if this.ndim() == 0 { 1 } else { k as usize };
    let (values, indices) = solve(Task::Top { k, largest, sorted }, this, at, k)?;
    record_found(this, &values, &indices, at, true, "TopkBackward0")?;
    Ok((values, indices))
}
