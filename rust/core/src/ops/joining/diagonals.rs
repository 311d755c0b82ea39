//! Triangles and diagonals of matrices.

use flambeau_cpu::{DType, copy as kernel};
use flambeau_cuda::join::{Places, triangle_places};

use crate::autograd::{Recorder, no_grad};
use crate::device::Device;
use crate::op::Layout;
use crate::ops::creation::{finish, place};
use crate::tensor::layout::{self, wrap_dim};
use crate::tensor::{MemoryFormat, Shape};
use crate::{Error, Result, Tensor, bail, ensure, ops};

/// Writes a triangle of `this` into dense memory, which may be its own.
fn cut(out: &Tensor, this: &Tensor, upper: bool, diagonal: i64) -> Result<()> {
    let ndim = this.ndim();
    let (rows, columns) = (this.shape()[ndim - 2], this.shape()[ndim - 1]);
    let shape = kernel::Triangle { upper, diagonal, count: layout::numel(&this.shape()[..ndim - 2]), rows, columns };
    let (size, to, from) = (this.dtype().size(), out.data_ptr(), this.ptr_on(out.device())?);
    match crate::gpu::stream(out.device()) {
        // SAFETY: both are dense and of one shape; they are the same memory or do not overlap.
        None => unsafe { kernel::triangle(size, shape, to, from) },
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { flambeau_cuda::join::triangle(size, shape, to, from, stream)? },
    }
    Ok(())
}

fn check(name: &str, this: &Tensor) -> Result<()> {
    ensure!(this.ndim() >= 2, Runtime, "{name}: input tensor must have at least 2 dimensions");
    Ok(())
}

fn triangle(this: &Tensor, upper: bool, diagonal: i64) -> Result<Tensor> {
    check(if upper { "triu" } else { "tril" }, this)?;
    let out = if this.is_contiguous() {
        let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
        cut(&out, this, upper, diagonal)?;
        out
    } else {
        let out = no_grad(|| ops::clone(&this.detached(), Some(MemoryFormat::Contiguous)))?;
        cut(&out, &out, upper, diagonal)?;
        out
    };
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, if upper { "TriuBackward0" } else { "TrilBackward0" }, move |grad, _cx| {
            Ok(crate::grads![Some(triangle(grad, upper, diagonal)?)])
        });
    }
    Ok(out)
}

fn triangle_in_place(this: &Tensor, upper: bool, diagonal: i64) -> Result<()> {
    check(if upper { "triu" } else { "tril" }, this)?;
    this.check_in_place()?;
    ops::pointwise::check_single_place(this)?;
    let graph = Recorder::new(&[this]);
    if this.is_contiguous() {
        cut(this, this, upper, diagonal)?;
    } else {
        let part = no_grad(|| triangle(&this.detached(), upper, diagonal))?;
        ops::copy::copy_elements(this, &part)?;
    }
    this.bump_version();
    if let Some(graph) = graph {
        graph.attach_in_place(this, if upper { "TriuBackward0" } else { "TrilBackward0" }, move |grad, _cx| {
            Ok(crate::grads![Some(triangle(grad, upper, diagonal)?)])
        })?;
    }
    Ok(())
}

/// The lower triangle of matrices, up to a diagonal; the rest is zero.
///
/// `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3, 3).tril()
///     tensor([[1., 0., 0.],
///             [1., 1., 0.],
///             [1., 1., 1.]])
#[flambeau_macros::op(tril(Tensor self, int diagonal=0) -> Tensor; method, function, out)]
pub fn tril(this: &Tensor, diagonal: i64) -> Result<Tensor> {
    triangle(this, false, diagonal)
}

/// Sets what lies above a diagonal to zero.
///
/// Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2, 3).tril_()
///     tensor([[1., 0., 0.],
///             [1., 1., 0.]])
#[flambeau_macros::op(tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!); method)]
pub fn tril_(this: &Tensor, diagonal: i64) -> Result<()> {
    triangle_in_place(this, false, diagonal)
}

/// The upper triangle of matrices, from a diagonal on; the rest is zero.
///
/// `(*, n, m)`, of any dtype. Fewer than two dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3, 3).triu(1)
///     tensor([[0., 1., 1.],
///             [0., 0., 1.],
///             [0., 0., 0.]])
#[flambeau_macros::op(triu(Tensor self, int diagonal=0) -> Tensor; method, function, out)]
pub fn triu(this: &Tensor, diagonal: i64) -> Result<Tensor> {
    triangle(this, true, diagonal)
}

/// Sets what lies below a diagonal to zero.
///
/// Matrices `(*, n, m)`; fewer dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2, 3).triu_(1)
///     tensor([[0., 1., 1.],
///             [0., 0., 1.]])
#[flambeau_macros::op(triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!); method)]
pub fn triu_(this: &Tensor, diagonal: i64) -> Result<()> {
    triangle_in_place(this, true, diagonal)
}

/// Number of elements on and below a diagonal.
fn lower_count(row: i64, col: i64, offset: i64) -> u128 {
    let (row, col, offset) = (row as i128, col as i128, offset as i128);
    // Rows from `start` have elements, rows from `full` all of theirs.
    let start = (-offset).clamp(0, row);
    let full = (col - offset - 1).clamp(start, row);
    let growing = (full - start) as u128;
    let series = if growing == 0 { 0 } else { (start + offset + 1 + full + offset) as u128 * growing / 2 };
    if col == 0 { 0 } else { series + (row - full) as u128 * col as u128 }
}

fn coordinates(
    row: i64,
    col: i64,
    offset: i64,
    upper: bool,
    dtype: Option<DType>,
    device: Option<Device>,
) -> Result<Tensor> {
    ensure!(row >= 0, Runtime, "row must be non-negative, got{row}");
    ensure!(col >= 0, Runtime, "col must be non-negative, got{col}");
    let dtype = dtype.unwrap_or(DType::I64);
    if !matches!(dtype, DType::I64 | DType::I32) {
        bail!(
            Runtime,
            "\"{}\" not implemented for '{}'",
            if upper { "triu_indices" } else { "tril_indices" },
            dtype.scalar_name()
        );
    }
    // The columns of a row that lie in the triangle.
    let columns = |row: i64| {
        let edge = row.saturating_add(offset);
        if upper { edge.clamp(0, col)..col } else { 0..edge.saturating_add(1).clamp(0, col) }
    };
    let below = lower_count(row, col, if upper { offset.saturating_sub(1) } else { offset });
    let count = if upper { row as u128 * col as u128 - below } else { below };
    let bytes = count.saturating_mul(16);
    let count = usize::try_from(count)
        .ok()
        .filter(|_| bytes <= isize::MAX as u128)
        .ok_or_else(|| Error::out_of_memory(bytes))?;
    // The rows that have elements; a huge number of others takes no time.
    let rows =
        if upper { 0..col.saturating_sub(offset).clamp(0, row) } else { offset.saturating_neg().clamp(0, row)..row };
    let device = place(device)?;
    if let Some(stream) = crate::gpu::stream(device) {
        let out = Tensor::empty(&[2, count], dtype, device)?;
        let rows = rows.start as usize..rows.end as usize;
        let places = Places { n: count, rows, columns: col as usize, upper, offset };
        // SAFETY: the result is dense and has the number of elements that the triangle has.
        unsafe { triangle_places(dtype, &places, out.data_ptr(), stream)? };
        return Ok(out);
    }
    let mut all: Vec<i64> = Vec::new();
    all.try_reserve_exact(2 * count).map_err(|_| Error::out_of_memory(bytes))?;
    rows.clone().for_each(|row| all.resize(all.len() + columns(row).count(), row));
    rows.for_each(|row| all.extend(columns(row)));
    Tensor::from_slice(&all, &[2, count])?.to_dtype(dtype)?.to_device(device)
}

/// Rows and columns of the elements of the lower triangle of a matrix of `row` rows and `col` columns.
///
/// `(2, n)`, int64 unless `dtype` says int32. Negative sizes raise RuntimeError.
///
/// Example:
///     >>> flambeau.tril_indices(2, 3)
///     tensor([[0, 1, 1],
///             [0, 0, 1]])
#[flambeau_macros::op(tril_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor; function)]
pub fn tril_indices(
    row: i64,
    col: i64,
    offset: i64,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
) -> Result<Tensor> {
    finish(coordinates(row, col, offset, false, dtype, device)?, pin_memory, false)
}

/// Rows and columns of the elements of the upper triangle of a matrix of `row` rows and `col` columns.
///
/// `(2, n)`, int64 unless `dtype` says int32. Negative sizes raise RuntimeError.
///
/// Example:
///     >>> flambeau.triu_indices(2, 3, offset=1)
///     tensor([[0, 0, 1],
///             [1, 2, 2]])
#[flambeau_macros::op(triu_indices(int row, int col, int offset=0, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor; function)]
pub fn triu_indices(
    row: i64,
    col: i64,
    offset: i64,
    dtype: Option<DType>,
    _layout: Option<Layout>,
    device: Option<Device>,
    pin_memory: Option<bool>,
) -> Result<Tensor> {
    finish(coordinates(row, col, offset, true, dtype, device)?, pin_memory, false)
}

/// Matrices of zeros with the last dimension of the input on a diagonal.
///
/// `(*, n)` to `(*, n + |offset|, n + |offset|)`, the new dimensions at `dim1` and `dim2`. The same dimension
/// twice raises RuntimeError.
///
/// Example:
///     >>> flambeau.diag_embed(flambeau.tensor([1, 2]))
///     tensor([[1, 0],
///             [0, 2]])
#[flambeau_macros::op(diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor; method, function)]
pub fn diag_embed(this: &Tensor, offset: i64, dim1: i64, dim2: i64) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Runtime, "diag_embed: input tensor must have at least 1 dimension");
    let ndim = this.ndim() + 1;
    let (a, b) = (wrap_dim(dim1, ndim)?, wrap_dim(dim2, ndim)?);
    ensure!(a != b, Runtime, "diagonal dimensions cannot be identical {dim1}, {dim2}");
    let length = this.shape()[this.ndim() - 1]
        .checked_add(offset.unsigned_abs() as usize)
        .ok_or_else(|| Error::out_of_memory(u128::MAX))?;
    let mut shape = Shape::from_slice(&this.shape()[..this.ndim() - 1]);
    shape.insert(a.min(b), length);
    shape.insert(a.max(b), length);
    let out = Tensor::zeros(&shape, this.dtype(), this.device())?;
    let (a, b) = (a as i64, b as i64);
    ops::copy::copy_elements(&no_grad(|| ops::diagonal(&out, offset, a, b))?, this)?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "DiagEmbedBackward0", move |grad, _cx| {
            Ok(crate::grads![Some(ops::diagonal(grad, offset, a, b)?)])
        });
    }
    Ok(out)
}

/// A matrix with a vector on a diagonal, or a copy of a matrix's diagonal.
///
/// `(n,)` to `(n + |diagonal|, n + |diagonal|)`, `(n, m)` to the diagonal's length. Other numbers of
/// dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.diag(flambeau.tensor([1, 2]))
///     tensor([[1, 0],
///             [0, 2]])
#[flambeau_macros::op(diag(Tensor self, int diagonal=0) -> Tensor; method, function, out)]
pub fn diag(this: &Tensor, diagonal: i64) -> Result<Tensor> {
    match this.ndim() {
        1 => diag_embed(this, diagonal, -2, -1),
        2 => {
            let part = ops::diagonal(this, diagonal, 0, 1)?;
            ops::clone(&part, Some(MemoryFormat::Contiguous))
        }
        ndim => bail!(Runtime, "diag(): Supports 1D or 2D tensors. Got {ndim}D"),
    }
}

/// A matrix with all elements of the input on a diagonal.
///
/// Any shape, of n elements, and dtype to `(n + |offset|, n + |offset|)`.
///
/// Example:
///     >>> flambeau.diagflat(flambeau.tensor([1, 2]), 1)
///     tensor([[0, 1, 0],
///             [0, 0, 2],
///             [0, 0, 0]])
#[flambeau_macros::op(diagflat(Tensor self, int offset=0) -> Tensor; method, function)]
pub fn diagflat(this: &Tensor, offset: i64) -> Result<Tensor> {
    diag(&this.reshape(&[-1])?, offset)
}

/// A copy of a diagonal; see `diagonal`.
///
/// At least two dimensions; `dim1` and `dim2` that are the same raise RuntimeError.
///
/// Example:
///     >>> flambeau.diagonal_copy(flambeau.tensor([[1, 2], [3, 4]]))
///     tensor([1, 4])
#[flambeau_macros::op(diagonal_copy(Tensor self, int offset=0, int dim1=0, int dim2=1) -> Tensor; function)]
pub fn diagonal_copy(this: &Tensor, offset: i64, dim1: i64, dim2: i64) -> Result<Tensor> {
    ops::clone(&ops::diagonal(this, offset, dim1, dim2)?, Some(MemoryFormat::Contiguous))
}

/// A matrix of zeros with the given matrices along its diagonal; vectors count as rows.
///
/// At most two dimensions each; more raise RuntimeError. Dtypes are promoted.
///
/// Example:
///     >>> flambeau.block_diag(flambeau.tensor([[1, 2]]), flambeau.tensor([[3], [4]]))
///     tensor([[1, 2, 0],
///             [0, 0, 3],
///             [0, 0, 4]])
#[flambeau_macros::op(block_diag(Tensor[] tensors) -> Tensor; function)]
pub fn block_diag(tensors: &[Tensor]) -> Result<Tensor> {
    ensure!(!tensors.is_empty(), Runtime, "torch.block_diag expected a non-empty list of tensors");
    for (at, tensor) in tensors.iter().enumerate() {
        ensure!(
            tensor.ndim() <= 2,
            Runtime,
            "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {at} has {} dimensions",
            tensor.ndim()
        );
    }
    let blocks = no_grad(|| super::each(tensors, super::atleast_2d))?;
    let (rows, columns) =
        blocks.iter().fold((0, 0), |(rows, columns), block| (rows + block.shape()[0], columns + block.shape()[1]));
    let out = Tensor::zeros(&[rows, columns], super::common_dtype(tensors), tensors[0].device())?;
    let part = |whole: &Tensor, [row, column, height, width]: [i64; 4]| {
        ops::narrow(&ops::narrow(whole, 0, row, height)?, 1, column, width)
    };
    let (mut row, mut column) = (0, 0);
    let mut places = Vec::with_capacity(blocks.len());
    for (block, tensor) in blocks.iter().zip(tensors) {
        let (height, width) = (block.shape()[0] as i64, block.shape()[1] as i64);
        let place = [row, column, height, width];
        ops::copy::copy_elements(&no_grad(|| part(&out, place))?, block)?;
        places.push((place, ops::views::sizes_of(tensor), tensor.dtype()));
        (row, column) = (row + height, column + width);
    }
    let inputs: Vec<&Tensor> = tensors.iter().collect();
    if out.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&inputs)
    {
        graph.attach(&out, "BlockDiagBackward0", move |grad, cx| {
            let each = places.iter().enumerate().map(|(number, (place, sizes, dtype))| {
                cx.when(number, || super::in_dtype(part(grad, *place)?.reshape(sizes)?, *dtype))
            });
            each.collect()
        });
    }
    Ok(out)
}
