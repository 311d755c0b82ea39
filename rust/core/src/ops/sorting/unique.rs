//! Distinct elements and rows.

use flambeau_cpu::sort as kernel;

use super::sort;
use crate::autograd::no_grad;
use crate::ops::along::dimension;
use crate::ops::views::sizes_of;
use crate::tensor::{MemoryFormat, Shape, layout};
use crate::{DType, Error, Result, Scalar, Tensor, ensure, ops};

/// Differences of group starts, as a tensor.
fn lengths(starts: &[usize], total: usize) -> Result<Tensor> {
    let ends = starts.iter().skip(1).copied().chain([total]);
    let counts: Vec<i64> = starts.iter().zip(ends).map(|(start, end)| (end - start) as i64).collect();
    Tensor::from_slice(&counts, &[counts.len()])
}

/// For every position the number of the group it is in; `order` says which position stands where.
fn membership(starts: &[usize], order: impl Fn(usize) -> usize, total: usize, shape: &[usize]) -> Result<Tensor> {
    let mut inverse = vec![0i64; total];
    for (group, &start) in starts.iter().enumerate() {
        let end = starts.get(group + 1).copied().unwrap_or(total);
        (start..end).for_each(|at| inverse[order(at)] = group as i64);
    }
    Tensor::from_slice(&inverse, shape)
}

/// The elements at `positions` of a dense tensor with one dimension.
fn take(dense: &Tensor, positions: &[usize]) -> Result<Tensor> {
    let out = Tensor::empty(&[positions.len()], dense.dtype(), dense.device())?;
    let size = dense.dtype().size();
    let (source, target) = (dense.host_ptr()?, out.host_ptr()?);
    for (to, &from) in positions.iter().enumerate() {
        // SAFETY: positions are below the number of elements, which lie one after the other.
        unsafe { std::ptr::copy_nonoverlapping(source.add(from * size), target.add(to * size), size) };
    }
    Ok(out)
}

fn flat(this: &Tensor) -> Result<Tensor> {
    this.reshape(&[-1])?.contiguous(MemoryFormat::Contiguous)
}

/// Distinct neighbours among elements on a GPU that lie one after the other, the number of each element's group, and how many
/// each group has.
fn distinct_on_device(values: &Tensor) -> Result<(Tensor, Tensor, Tensor)> {
    let (total, device) = (values.numel() as i64, values.device());
    let changed = ops::full(&[values.numel()], Scalar::Bool(true), Some(DType::Bool), device)?;
    if total > 1 {
        let differs = ops::ne(&ops::narrow(values, 0, 1, total - 1)?, (&ops::narrow(values, 0, 0, total - 1)?).into())?;
        ops::copy::copy_elements(&ops::narrow(&changed, 0, 1, total - 1)?, &differs)?;
    }
    let starts = ops::nonzero(&changed)?.reshape(&[-1])?;
    let groups = ops::cumsum(&changed, 0, None)?.sub(1.into(), Scalar::Int(1))?;
    let end = ops::full(&[1], Scalar::Int(total), Some(DType::I64), device)?;
    let counts = ops::diff(&starts, 1, 0, None, Some(&end))?;
    Ok((ops::index_select(values, 0, &starts)?, groups, counts))
}

fn check_ordered(this: &Tensor) -> Result<()> {
    if this.dtype().is_complex() { Err(Error::unsupported("unique", this.dtype())) } else { Ok(()) }
}

/// The distinct elements in ascending order, for every element the position of its value among them, and how often each
/// occurs. Every NaN is distinct.
#[flambeau_macros::op(_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor);)]
pub fn unique(
    this: &Tensor,
    _sorted: bool,
    return_inverse: bool,
    return_counts: bool,
) -> Result<(Tensor, Tensor, Tensor)> {
    check_ordered(this)?;
    no_grad(|| {
        let (values, order) = sort(&flat(&this.detached())?, 0, false)?;
        if !values.on_host() {
            let (distinct, groups, counts) = distinct_on_device(&values)?;
            let inverse =
                ops::scatter(&ops::zeros_as(&groups)?, 0, &order, (&groups).into())?.reshape(&sizes_of(this))?;
            return Ok((distinct, inverse, counts));
        }
        // SAFETY: the sorted elements lie one after the other.
        let starts = unsafe { kernel::groups(values.dtype(), values.host_ptr()?, values.numel()) };
        let inverse = if return_inverse {
            let order = order.to_vec::<i64>()?;
            membership(&starts, |at| order[at] as usize, values.numel(), this.shape())?
        } else {
            Tensor::empty(&[0], DType::I64, this.device())?
        };
        let counts = if return_counts {
            lengths(&starts, values.numel())?
        } else {
            Tensor::empty(&[0], DType::I64, this.device())?
        };
        Ok((take(&values, &starts)?, inverse, counts))
    })
}

/// The elements without those equal to their predecessor in row-major order, for every element the position of its value
/// among them, and the lengths of the runs; along `dim` the same of slices.
#[flambeau_macros::op(unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> (Tensor, Tensor, Tensor);)]
pub fn unique_consecutive(
    this: &Tensor,
    _return_inverse: bool,
    _return_counts: bool,
    dim: Option<i64>,
) -> Result<(Tensor, Tensor, Tensor)> {
    check_ordered(this)?;
    if let Some(dim) = dim {
        return slices(this, dim, false);
    }
    no_grad(|| {
        let values = flat(&this.detached())?;
        if !values.on_host() {
            let (distinct, groups, counts) = distinct_on_device(&values)?;
            return Ok((distinct, groups.reshape(&sizes_of(this))?, counts));
        }
        // SAFETY: the elements lie one after the other.
        let starts = unsafe { kernel::groups(values.dtype(), values.host_ptr()?, values.numel()) };
        let total = values.numel();
        Ok((take(&values, &starts)?, membership(&starts, |at| at, total, this.shape())?, lengths(&starts, total)?))
    })
}

/// The distinct slices along `dim` in lexicographic order, for every slice its position among them, and how often each
/// occurs.
///
/// Any real dtype; complex raises. See `flambeau.unique`, which answers with what is asked for only.
///
/// Example:
///     >>> values, inverse, counts = flambeau.unique_dim(flambeau.tensor([[1, 2], [1, 2], [0, 5]]), 0)
///     >>> values
///     tensor([[0, 5],
///             [1, 2]])
#[flambeau_macros::op(unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor);)]
pub fn unique_dim(
    this: &Tensor,
    dim: i64,
    _sorted: bool,
    _return_inverse: bool,
    _return_counts: bool,
) -> Result<(Tensor, Tensor, Tensor)> {
    check_ordered(this)?;
    slices(this, dim, true)
}

fn slices(this: &Tensor, dim: i64, sorted: bool) -> Result<(Tensor, Tensor, Tensor)> {
    ensure!(this.ndim() > 0, Index, "Dimension specified as {dim} but tensor has no dimensions");
    let (at, rows) = dimension(this, dim)?;
    let empty = this.shape().iter().enumerate().any(|(d, &size)| size == 0 && d != at);
    ensure!(!empty, Runtime, "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
    no_grad(|| {
        let this = this.detached();
        let whole = if this.ndim() == 0 { this.reshape(&[1])? } else { this.movedim(&[at as i64], &[0])? };
        let whole = whole.contiguous(MemoryFormat::Contiguous)?;
        let columns = layout::numel(&whole.shape()[1..]);
        // SAFETY: the slices lie one after the other.
        let (order, starts) = unsafe { kernel::row_groups(whole.dtype(), whole.host_ptr()?, rows, columns, sorted) };
        let mut shape = Shape::from_slice(whole.shape());
        shape[0] = starts.len();
        let out = Tensor::empty(&shape, whole.dtype(), whole.device())?;
        let bytes = columns * whole.dtype().size();
        let (source, target) = (whole.host_ptr()?, out.host_ptr()?);
        for (to, &start) in starts.iter().enumerate() {
            let (from, to) = (order[start] * bytes, to * bytes);
            // SAFETY: both tensors hold slices of that many bytes, one after the other.
            unsafe { std::ptr::copy_nonoverlapping(source.add(from), target.add(to), bytes) };
        }
        let out = if this.ndim() == 0 {
            out
        } else {
            out.movedim(&[0], &[at as i64])?.contiguous(MemoryFormat::Contiguous)?
        };
        let inverse = membership(&starts, |at| order[at], rows, &[rows])?;
        Ok((out.detached(), inverse, lengths(&starts, rows)?))
    })
}
