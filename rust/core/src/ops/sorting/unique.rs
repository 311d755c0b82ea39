//! Distinct elements and rows.

use flambeau_cpu::sort as kernel;
use flambeau_cuda::sort as gpu;
use flambeau_cuda::stream::Stream;

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

/// Groups of elements or rows on a GPU.
struct Groups {
    /// Where each begins.
    starts: Tensor,
    /// The number of each element's group.
    of_each: Tensor,
    /// How many elements each has.
    counts: Tensor,
}

impl Groups {
    /// Groups that begin where `changed` holds.
    fn new(changed: &Tensor) -> Result<Groups> {
        let starts = ops::nonzero(changed)?.reshape(&[-1])?;
        let of_each = ops::cumsum(changed, 0, None)?.sub(1.into(), Scalar::Int(1))?;
        let end = ops::full(&[1], Scalar::Int(changed.numel() as i64), Some(DType::I64), changed.device())?;
        let counts = ops::diff(&starts, 1, 0, None, Some(&end))?;
        Ok(Groups { starts, of_each, counts })
    }

    /// Groups of equal neighbours among elements that lie one after the other.
    fn of_elements(values: &Tensor) -> Result<Groups> {
        let total = values.numel() as i64;
        let changed = ops::full(&[values.numel()], Scalar::Bool(true), Some(DType::Bool), values.device())?;
        if total > 1 {
            let differs =
                ops::ne(&ops::narrow(values, 0, 1, total - 1)?, (&ops::narrow(values, 0, 0, total - 1)?).into())?;
            ops::copy::copy_elements(&ops::narrow(&changed, 0, 1, total - 1)?, &differs)?;
        }
        Groups::new(&changed)
    }

    /// Groups of equal neighbours among dense rows in an order, or as they lie.
    fn of_rows(whole: &Tensor, order: Option<&Tensor>, stream: Stream) -> Result<Groups> {
        let (rows, columns, device) = (whole.shape()[0], layout::numel(&whole.shape()[1..]), whole.device());
        let changed = Tensor::empty(&[rows], DType::Bool, device)?;
        let order = order.map(|order| order.data_ptr().cast_const().cast());
        // SAFETY: rows lie one after the other, the order holds their numbers, and marks are new; memory that is freed
        // meanwhile is handed out in the order of the stream.
        unsafe {
            gpu::new_rows(whole.dtype(), whole.data_ptr(), rows, columns, order, changed.data_ptr(), stream)?;
        }
        Groups::new(&changed)
    }
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
            let Groups { starts, of_each, counts } = Groups::of_elements(&values)?;
            let inverse =
                ops::scatter(&ops::zeros_as(&of_each)?, 0, &order, (&of_each).into())?.reshape(&sizes_of(this))?;
            return Ok((ops::index_select(&values, 0, &starts)?, inverse, counts));
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
            let Groups { starts, of_each, counts } = Groups::of_elements(&values)?;
            return Ok((ops::index_select(&values, 0, &starts)?, of_each.reshape(&sizes_of(this))?, counts));
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
    let (at, _) = dimension(this, dim)?;
    let empty = this.shape().iter().enumerate().any(|(d, &size)| size == 0 && d != at);
    ensure!(!empty, Runtime, "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
    no_grad(|| {
        let this = this.detached();
        let whole = if this.ndim() == 0 { this.reshape(&[1])? } else { this.movedim(&[at as i64], &[0])? };
        let whole = whole.contiguous(MemoryFormat::Contiguous)?;
        let (out, inverse, counts) = match crate::gpu::stream(whole.device()) {
            None => rows_on_host(&whole, sorted)?,
            Some(stream) => rows_on_device(&whole, sorted, stream)?,
        };
        let out = if this.ndim() == 0 {
            out
        } else {
            out.movedim(&[0], &[at as i64])?.contiguous(MemoryFormat::Contiguous)?
        };
        Ok((out.detached(), inverse, counts))
    })
}

/// The distinct ones among rows that lie one after the other, in lexicographic order if they are to be `sorted`, the number of
/// each row's group, and how many rows each has.
fn rows_on_host(whole: &Tensor, sorted: bool) -> Result<(Tensor, Tensor, Tensor)> {
    let (rows, columns) = (whole.shape()[0], layout::numel(&whole.shape()[1..]));
    // SAFETY: the rows lie one after the other.
    let (order, starts) = unsafe { kernel::row_groups(whole.dtype(), whole.host_ptr()?, rows, columns, sorted) };
    let mut shape = Shape::from_slice(whole.shape());
    shape[0] = starts.len();
    let out = Tensor::empty(&shape, whole.dtype(), whole.device())?;
    let bytes = columns * whole.dtype().size();
    let (source, target) = (whole.host_ptr()?, out.host_ptr()?);
    for (to, &start) in starts.iter().enumerate() {
        let (from, to) = (order[start] * bytes, to * bytes);
        // SAFETY: both tensors hold rows of that many bytes, one after the other.
        unsafe { std::ptr::copy_nonoverlapping(source.add(from), target.add(to), bytes) };
    }
    Ok((out, membership(&starts, |at| order[at], rows, &[rows])?, lengths(&starts, rows)?))
}

/// As [`rows_on_host`], on a GPU.
fn rows_on_device(whole: &Tensor, sorted: bool, stream: Stream) -> Result<(Tensor, Tensor, Tensor)> {
    if !sorted {
        let Groups { starts, of_each, counts } = Groups::of_rows(whole, None, stream)?;
        return Ok((ops::index_select(whole, 0, &starts)?, of_each, counts));
    }
    let (rows, columns) = (whole.shape()[0], layout::numel(&whole.shape()[1..]));
    let order = Tensor::empty(&[rows], DType::I64, whole.device())?;
    // SAFETY: the rows lie one after the other, and the order is new; memory that is freed meanwhile is handed out in the
    // order of the stream.
    unsafe {
        gpu::order_rows(whole.dtype(), whole.data_ptr(), rows, columns, order.data_ptr().cast(), stream)?;
    }
    let Groups { starts, of_each, counts } = Groups::of_rows(whole, Some(&order), stream)?;
    let inverse = ops::scatter(&ops::zeros_as(&of_each)?, 0, &order, (&of_each).into())?;
    Ok((ops::index_select(whole, 0, &ops::index_select(&order, 0, &starts)?)?, inverse, counts))
}
