//! Elements of a given rank: medians, the k-th smallest; the most frequent element.

use flambeau_cpu::sort::Task;

use super::solve;
use crate::autograd::no_grad;
use crate::ops::along::dimension;
use crate::ops::reduce::{record_found, record_ties};
use crate::{DType, Error, Result, Scalar, Tensor, ensure};

/// The element that a task finds in every line along `dim`.
fn ranked(
    task: Task,
    name: &'static str,
    node: &'static str,
    this: &Tensor,
    dim: i64,
    keepdim: bool,
) -> Result<(Tensor, Tensor)> {
    if this.dtype().is_complex() || (this.dtype() == DType::Bool && task != Task::Mode) {
        return Err(Error::message(
            crate::error::Kind::NotImplemented,
            format!("\"{name}_cpu\" not implemented for '{}'", this.dtype().scalar_name()),
        ));
    }
    let (at, size) = dimension(this, dim)?;
    ensure!(size > 0, Index, "{name}(): Expected reduction dim {at} to have non-zero size.");
    if let Task::Kth(k) = task {
        ensure!(k < size, Runtime, "kthvalue(): selected number k out of range for dimension {at}");
    }
    let (values, indices) = no_grad(|| {
        let (values, indices) = solve(task, this, at, 1)?;
        if keepdim || this.ndim() == 0 {
            return Ok((values, indices));
        }
        let sizes: Vec<i64> = (0..this.ndim()).filter(|&d| d != at).map(|d| this.shape()[d] as i64).collect();
        let flat = |tensor: &Tensor| Ok::<_, Error>(tensor.reshape(&sizes)?.detached());
        Ok::<_, Error>((flat(&values)?, flat(&indices)?))
    })?;
    record_found(this, &values, &indices, at, keepdim, node)?;
    Ok((values, indices))
}

fn median_of_all(this: &Tensor, pass_nan: bool, name: &'static str, node: &'static str) -> Result<Tensor> {
    if this.numel() == 0 && this.dtype().is_floating_point() {
        return crate::ops::full(&[], Scalar::Float(f64::NAN), Some(this.dtype()), this.device());
    }
    let (value, _) = no_grad(|| ranked(Task::Median { pass_nan }, name, node, &this.reshape(&[-1])?, 0, false))?;
    record_ties(this, &value, node)?;
    Ok(value)
}

/// The median of all elements: the lower of two in the middle, NaN where there is one.
///
/// Real dtypes; the result is 0-d, NaN for an empty tensor.
///
/// Example:
///     >>> flambeau.tensor([3.0, 1.0, 2.0]).median()
///     tensor(2.)
#[flambeau_macros::op(median(Tensor self) -> Tensor; method, function)]
pub fn median(this: &Tensor) -> Result<Tensor> {
    median_of_all(this, false, "median", "MedianBackward0")
}

/// The medians along `dim` and where they are: of an even number of elements the lower one, NaN where there is
/// one.
///
/// Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. An empty
/// dimension raises IndexError.
///
/// Example:
///     >>> values, indices = flambeau.tensor([[1, 3, 2], [9, 8, 7]]).median(1)
///     >>> values, indices
///     (tensor([2, 8]), tensor([2, 1]))
#[flambeau_macros::op(median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn median_dim(this: &Tensor, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
    ranked(Task::Median { pass_nan: false }, "median", "MedianBackward1", this, dim, keepdim)
}

/// The median of all elements that are not NaN; of an even number of elements the lower one.
///
/// Real dtypes; the result is 0-d, NaN where there is no such element.
///
/// Example:
///     >>> flambeau.tensor([1.0, float("nan"), 3.0, 2.0]).nanmedian()
///     tensor(2.)
#[flambeau_macros::op(nanmedian(Tensor self) -> Tensor; method, function)]
pub fn nanmedian(this: &Tensor) -> Result<Tensor> {
    median_of_all(this, true, "nanmedian", "NanmedianBackward0")
}

/// The medians along `dim` of the elements that are not NaN, and where they are.
///
/// Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.
///
/// Example:
///     >>> values, indices = flambeau.tensor([[1.0, float("nan"), 3.0]]).nanmedian(1)
///     >>> values, indices
///     (tensor([1.]), tensor([0]))
#[flambeau_macros::op(nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn nanmedian_dim(this: &Tensor, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
    ranked(Task::Median { pass_nan: true }, "nanmedian", "NanmedianBackward1", this, dim, keepdim)
}

/// The most frequent element along `dim`, the smallest of several, and the last position where it is.
///
/// Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64.
///
/// Example:
///     >>> values, indices = flambeau.tensor([[1, 2, 2, 3]]).mode(1)
///     >>> values, indices
///     (tensor([2]), tensor([2]))
#[flambeau_macros::op(mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn mode(this: &Tensor, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
    ranked(Task::Mode, "mode", "ModeBackward0", this, dim, keepdim)
}

/// The `k`-th smallest element along `dim`, counted from 1, and where it is.
///
/// Real dtypes; both results lack `dim`, or have size 1 there with `keepdim`. Positions are int64. A k out of
/// range raises RuntimeError.
///
/// Example:
///     >>> flambeau.kthvalue(flambeau.tensor([3, 1, 2]), 2).values
///     tensor(2)
#[flambeau_macros::op(kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices); method, function, out)]
pub fn kthvalue(this: &Tensor, k: i64, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
    let (at, size) = dimension(this, dim)?;
    ensure!(k >= 1 || size == 0, Runtime, "kthvalue(): selected number k out of range for dimension {at}");
    ranked(Task::Kth((k - 1).max(0) as usize), "kthvalue", "KthvalueBackward0", this, dim, keepdim)
}
