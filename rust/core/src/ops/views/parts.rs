//! Views of some of the elements: slices, parts, diagonals, windows.

use super::{make, mark_several, sizes_of};
use crate::autograd::Recorder;
use crate::error::{Cause, Kind};
use crate::ops::{cat, stack};
use crate::tensor::layout::wrap_dim;
use crate::tensor::{Shape, Strides};
use crate::{Error, Result, Tensor, bail, ensure};

/// Zeros of a whole, with a gradient in the part that a view saw.
fn embed(whole: &[i64], grad: &Tensor, part: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Tensor> {
    let shape: Shape = whole.iter().map(|&size| size as usize).collect();
    let out = Tensor::zeros(&shape, grad.dtype(), grad.device())?;
    part(&out)?.copy_(grad, false)?;
    Ok(out)
}

/// The elements with index `index` along `dim`, without that dimension.
///
/// A view. An index or dimension out of range raises IndexError.
///
/// Example:
///     >>> flambeau.arange(4).view(2, 2).select(0, 1)
///     tensor([2, 3])
#[flambeau_macros::op(select.int(Tensor(a) self, int dim, int index) -> Tensor(a); method, function, view)]
pub fn select(this: &Tensor, dim: i64, index: i64) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Index, "select() cannot be applied to a 0-dim tensor.");
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape()[at];
    let from_front = if index < 0 { index + size as i64 } else { index };
    if !(0..size as i64).contains(&from_front) {
        return Err(Error::new(Kind::Index, Cause::OutOfBounds { index, dim: at, size }));
    }
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    shape.remove(at);
    let step = strides.remove(at);
    let offset = this.storage_offset() + from_front as usize * step as usize;
    let whole = sizes_of(this);
    make(this, shape, strides, offset, "SelectBackward0", move |grad, _cx| {
        embed(&whole, grad, |out| select(out, at as i64, from_front))
    })
}

/// Every `step`-th element from `start` to `end` (not included) along `dim`.
///
/// A view. Negative places count from the end; those beyond it are cut. A `step` below 1 raises RuntimeError.
///
/// Example:
///     >>> flambeau.slice(flambeau.arange(6), 0, 1, 5, 2)
///     tensor([1, 3])
#[flambeau_macros::op(slice.Tensor(Tensor(a) self, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor(a); function, view)]
pub fn slice(this: &Tensor, dim: i64, start: Option<i64>, end: Option<i64>, step: i64) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Runtime, "slice() cannot be applied to a 0-dim tensor.");
    ensure!(step > 0, Runtime, "slice step must be positive");
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape()[at] as i64;
    let clip = |bound: i64| (if bound < 0 { bound.saturating_add(size) } else { bound }).clamp(0, size);
    let start = clip(start.unwrap_or(0));
    let end = clip(end.unwrap_or(i64::MAX)).max(start);
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    let offset = this.storage_offset() + start as usize * strides[at] as usize;
    shape[at] = ((end - start) as usize).div_ceil(step as usize);
    strides[at] = strides[at].wrapping_mul(step as isize);
    let whole = sizes_of(this);
    make(this, shape, strides, offset, "SliceBackward0", move |grad, _cx| {
        embed(&whole, grad, |out| slice(out, at as i64, Some(start), Some(end), step))
    })
}

/// `length` elements from `start` along `dim`.
///
/// A view. A range beyond the dimension raises RuntimeError or IndexError.
///
/// Example:
///     >>> flambeau.arange(5).narrow(0, 1, 3)
///     tensor([1, 2, 3])
#[flambeau_macros::op(narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a); method, function, view)]
pub fn narrow(this: &Tensor, dim: i64, start: i64, length: i64) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Runtime, "narrow() cannot be applied to a 0-dim tensor.");
    ensure!(length >= 0, Runtime, "narrow(): length must be non-negative.");
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape()[at] as i64;
    ensure!(
        (-size..=size).contains(&start),
        Index,
        "start out of range (expected to be in range of [{}, {size}], but got {start})",
        -size
    );
    let start = if start < 0 { start + size } else { start };
    ensure!(
        start.checked_add(length).is_some_and(|end| end <= size),
        Runtime,
        "start ({start}) + length ({length}) exceeds dimension size ({size})."
    );
    slice(this, dim, Some(start), Some(start + length), 1)
}

/// Consecutive parts of `split_size` along `dim`; the last may be smaller.
///
/// Views, as a tuple. A negative `split_size` raises RuntimeError.
///
/// Example:
///     >>> flambeau.arange(5).split(2)
///     (tensor([0, 1]), tensor([2, 3]), tensor([4]))
#[flambeau_macros::op(split.Tensor(Tensor(a) self, int split_size, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn split(this: &Tensor, split_size: i64, dim: i64) -> Result<Vec<Tensor>> {
    ensure!(this.ndim() > 0, Runtime, "split expects at least a 1-dimensional tensor");
    ensure!(split_size >= 0, Runtime, "split expects split_size be non-negative, but got split_size={split_size}");
    let size = this.size(dim)? as i64;
    ensure!(
        split_size > 0 || size == 0,
        Runtime,
        "split_size can only be 0 if dimension size is 0, but got dimension size of {size}"
    );
    // What is longer than the dimension is as long as it.
    let part = split_size.min(size).max(1);
    let count = (size.max(1) - 1) / part + 1;
    parts(this, dim, (0..count).map(|at| (at * part, ((at + 1) * part).min(size))), "SplitBackward0")
}

/// Consecutive parts of the given sizes along `dim`.
///
/// Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.
///
/// Example:
///     >>> flambeau.arange(5).split([1, 4])
///     (tensor([0]), tensor([1, 2, 3, 4]))
#[flambeau_macros::op(split.sizes(Tensor(a) self, int[] split_size, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn split_sizes(this: &Tensor, split_size: &[i64], dim: i64) -> Result<Vec<Tensor>> {
    split_with_sizes(this, split_size, dim)
}

/// Consecutive parts of the given sizes along `dim`.
///
/// Views, as a tuple. RuntimeError where the sizes do not add up to that of the dimension.
///
/// Example:
///     >>> flambeau.arange(3).split_with_sizes([1, 2])
///     (tensor([0]), tensor([1, 2]))
#[flambeau_macros::op(split_with_sizes(Tensor(a) self, int[] split_sizes, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn split_with_sizes(this: &Tensor, split_sizes: &[i64], dim: i64) -> Result<Vec<Tensor>> {
    ensure!(this.ndim() > 0, Runtime, "split expects at least a 1-dimensional tensor");
    let size = this.size(dim)? as i64;
    ensure!(
        split_sizes.iter().all(|&part| part >= 0),
        Runtime,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={}",
        crate::tensor::layout::format_list(split_sizes)
    );
    ensure!(
        split_sizes.iter().try_fold(0i64, |sum, &part| sum.checked_add(part)) == Some(size),
        Runtime,
        "split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at dimension {dim}), but got \
         split_sizes={}",
        crate::tensor::layout::format_list(split_sizes)
    );
    let mut start = 0;
    let ranges: Vec<(i64, i64)> = split_sizes
        .iter()
        .map(|&part| {
            start += part;
            (start - part, start)
        })
        .collect();
    parts(this, dim, ranges.into_iter(), "SplitWithSizesBackward0")
}

/// Parts that follow each other and make up the whole, recorded as one operation.
fn parts(this: &Tensor, dim: i64, ranges: impl Iterator<Item = (i64, i64)>, node: &'static str) -> Result<Vec<Tensor>> {
    let at = wrap_dim(dim, this.ndim())?;
    let strides = Strides::from_slice(this.strides());
    let views: Vec<Tensor> = ranges
        .map(|(start, end)| {
            let mut shape = Shape::from_slice(this.shape());
            shape[at] = (end - start) as usize;
            let offset = this.storage_offset() + start as usize * strides[at] as usize;
            this.view_with_layout(shape, strides.clone(), offset, this.dtype())
        })
        .collect();
    record_several(this, &views, node, move |grads| cat(grads, at as i64));
    Ok(views)
}

/// Records views that make up the whole; `join` puts their gradients together, zeros for those that are missing.
fn record_several<F>(this: &Tensor, views: &[Tensor], node: &'static str, join: F)
where
    F: Fn(&[Tensor]) -> Result<Tensor> + Send + Sync + 'static,
{
    if let Some(graph) = Recorder::new(&[this]) {
        let outs: Vec<&Tensor> = views.iter().collect();
        graph.attach_many(&outs, node, move |grads, cx| {
            let Some(some) = grads.iter().flatten().next().cloned() else { return Ok(crate::grads![None]) };
            let given = grads
                .iter_mut()
                .zip(cx.node.outputs())
                .map(|(grad, info)| match grad.take() {
                    Some(grad) => Ok(grad),
                    None => {
                        let sizes: Vec<i64> = info.shape.iter().map(|&size| size as i64).collect();
                        Tensor::zeros(&[], some.dtype(), some.device())?.expand(&sizes, false)
                    }
                })
                .collect::<Result<Vec<Tensor>>>()?;
            Ok(crate::grads![Some(join(&given)?)])
        });
    }
    mark_several(views);
}

/// A list of `count` sizes.
///
/// # Errors
/// `OutOfMemory` where the parts' handles would not fit.
fn sizes_of_parts(count: i64, size: impl Fn(i64) -> i64) -> Result<Vec<i64>> {
    // A view takes about this many bytes.
    const VIEW: u128 = 256;
    let bytes = count as u128 * VIEW;
    let mut room: Vec<u8> = Vec::new();
    if usize::try_from(bytes).map_or(true, |bytes| room.try_reserve_exact(bytes).is_err()) {
        return Err(crate::Error::out_of_memory(bytes));
    }
    drop(room);
    Ok((0..count).map(size).collect())
}

/// At most `chunks` consecutive parts of equal size along `dim`; the last may be smaller.
///
/// Views, as a tuple. A number that is not positive, and a 0-d tensor, raise RuntimeError.
///
/// Example:
///     >>> flambeau.arange(5).chunk(2)
///     (tensor([0, 1, 2]), tensor([3, 4]))
#[flambeau_macros::op(chunk(Tensor(a) self, int chunks, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn chunk(this: &Tensor, chunks: i64, dim: i64) -> Result<Vec<Tensor>> {
    ensure!(this.ndim() > 0, Runtime, "chunk expects at least a 1-dimensional tensor");
    ensure!(chunks > 0, Runtime, "chunk expects `chunks` to be greater than 0, got: {chunks}");
    let size = this.size(dim)? as i64;
    if size == 0 {
        return split_with_sizes(this, &sizes_of_parts(chunks, |_| 0)?, dim);
    }
    split(this, (size - 1) / chunks + 1, dim)
}

/// `sections` parts along `dim`, whose sizes differ by one at most.
///
/// Views, as a tuple. A number that is not positive raises RuntimeError.
///
/// Example:
///     >>> flambeau.arange(5).tensor_split(2)
///     (tensor([0, 1, 2]), tensor([3, 4]))
#[flambeau_macros::op(tensor_split.sections(Tensor(a) self, int sections, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn tensor_split(this: &Tensor, sections: i64, dim: i64) -> Result<Vec<Tensor>> {
    ensure!(
        this.ndim() > 0,
        Runtime,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
    );
    ensure!(sections > 0, Runtime, "number of sections must be larger than 0, got {sections}");
    let size = this.size(dim)? as i64;
    let (part, longer) = (size / sections, size % sections);
    let mut start = 0;
    let cut = |part: i64| {
        start += part;
        slice(this, dim, Some(start - part), Some(start), 1)
    };
    sizes_of_parts(sections, |at| part + (at < longer) as i64)?.into_iter().map(cut).collect()
}

/// Parts along `dim` that begin at the given indices.
///
/// Views; n indices give n + 1 parts. Indices beyond the end give empty ones.
///
/// Example:
///     >>> flambeau.tensor_split(flambeau.arange(5), (1, 3))
///     (tensor([0]), tensor([1, 2]), tensor([3, 4]))
#[flambeau_macros::op(tensor_split.indices(Tensor(a) self, int[] indices, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn tensor_split_at(this: &Tensor, indices: &[i64], dim: i64) -> Result<Vec<Tensor>> {
    ensure!(
        this.ndim() > 0,
        Runtime,
        "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims"
    );
    let mut start = 0;
    let mut ranges = Vec::with_capacity(indices.len() + 1);
    for &index in indices {
        ranges.push((start, index));
        start = index;
    }
    ranges.push((start, i64::MAX));
    ranges.into_iter().map(|(start, end)| slice(this, dim, Some(start), Some(end), 1)).collect()
}

/// The tensors along `dim`, without that dimension.
///
/// Views, as a tuple. A 0-d tensor, and a dimension out of range, raise IndexError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).unbind()
///     (tensor([1, 2]), tensor([3, 4]))
#[flambeau_macros::op(unbind.int(Tensor(a) self, int dim=0) -> Tensor(a)[]; method, function, view)]
pub fn unbind(this: &Tensor, dim: i64) -> Result<Vec<Tensor>> {
    ensure!(this.ndim() > 0, Index, "Dimension specified as {dim} but tensor has no dimensions");
    let size = this.size(dim)? as i64;
    let at = wrap_dim(dim, this.ndim())?;
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    shape.remove(at);
    let step = strides.remove(at) as usize;
    let views: Vec<Tensor> = (0..size as usize)
        .map(|index| {
            let offset = this.storage_offset() + index * step;
            this.view_with_layout(shape.clone(), strides.clone(), offset, this.dtype())
        })
        .collect();
    record_several(this, &views, "UnbindBackward0", move |grads| stack(grads, at as i64));
    Ok(views)
}

/// The diagonal of dimensions `dim1` and `dim2`, `offset` above the main one, as the last dimension.
///
/// A view. The same dimension twice raises RuntimeError, one out of range IndexError.
///
/// Example:
///     >>> flambeau.arange(4).view(2, 2).diagonal()
///     tensor([0, 3])
#[flambeau_macros::op(diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a); method, function, view)]
pub fn diagonal(this: &Tensor, offset: i64, dim1: i64, dim2: i64) -> Result<Tensor> {
    let (a, b) = (wrap_dim(dim1, this.ndim())?, wrap_dim(dim2, this.ndim())?);
    ensure!(a != b, Runtime, "diagonal dimensions cannot be identical {dim1}, {dim2}");
    let (rows, columns) = (this.shape()[a] as i64, this.shape()[b] as i64);
    let length =
        if offset >= 0 { rows.min(columns.saturating_sub(offset)) } else { rows.saturating_add(offset).min(columns) };
    let length = length.max(0) as usize;
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    let step = strides[a] + strides[b];
    let skipped = match (length, offset >= 0) {
        (0, _) => 0,
        (_, true) => offset as usize * strides[b] as usize,
        (_, false) => offset.unsigned_abs() as usize * strides[a] as usize,
    };
    for at in [a.max(b), a.min(b)] {
        shape.remove(at);
        strides.remove(at);
    }
    shape.push(length);
    strides.push(step);
    let whole = sizes_of(this);
    make(this, shape, strides, this.storage_offset() + skipped, "DiagonalBackward0", move |grad, _cx| {
        embed(&whole, grad, |out| diagonal(out, offset, a as i64, b as i64))
    })
}

/// Windows of `size` elements, `step` apart, along `dimension`; the window is a new last dimension.
///
/// A view: `(n - size) / step + 1` windows, rounded down. A window beyond the dimension raises RuntimeError.
///
/// Example:
///     >>> flambeau.arange(5).unfold(0, 3, 2)
///     tensor([[0, 1, 2],
///             [2, 3, 4]])
#[flambeau_macros::op(unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a); method, view)]
pub fn unfold(this: &Tensor, dimension: i64, size: i64, step: i64) -> Result<Tensor> {
    let at = wrap_dim(dimension, this.ndim())?;
    let (length, stride) = if this.ndim() == 0 { (1, 1) } else { (this.shape()[at] as i64, this.strides()[at]) };
    ensure!(size >= 0, Runtime, "size is {size} but must be >= 0");
    ensure!(size <= length, Runtime, "maximum size for tensor at dimension {at} is {length} but size is {size}");
    ensure!(step > 0, Runtime, "step is {step} but must be > 0");
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    if this.ndim() > 0 {
        shape[at] = ((length - size) / step + 1) as usize;
        strides[at] = stride * step as isize;
    }
    shape.push(size as usize);
    strides.push(stride);
    let whole = sizes_of(this);
    make(this, shape, strides, this.storage_offset(), "UnfoldBackward0", move |grad, _cx| {
        let sizes: Shape = whole.iter().map(|&one| one as usize).collect();
        let out = Tensor::zeros(&sizes, grad.dtype(), grad.device())?;
        unfold(&out, at as i64, size, step)?.accumulate_overlapping(grad)?;
        Ok(out)
    })
}

impl Tensor {
    /// Adds `source` to this view of zeroed memory, in which several elements may share a place. Elements are added in
    /// the order of the leading dimensions, so that sums do not depend on threads.
    pub(crate) fn accumulate_overlapping(&self, source: &Tensor) -> Result<()> {
        if self.is_distinct() {
            return crate::ops::add_(self, source.into(), 1.into());
        }
        for index in 0..self.shape()[0] as i64 {
            select(self, 0, index)?.accumulate_overlapping(&select(source, 0, index)?)?;
        }
        Ok(())
    }

    /// Whether no two elements share a place.
    fn is_distinct(&self) -> bool {
        let mut dims: Vec<(usize, usize)> = self
            .shape()
            .iter()
            .zip(self.strides())
            .filter(|(size, _)| **size > 1)
            .map(|(&n, &s)| (s as usize, n))
            .collect();
        dims.sort_unstable();
        let mut reach = 0;
        dims.iter().all(|&(stride, size)| {
            let fits = stride > reach;
            reach += stride * (size - 1);
            fits
        })
    }
}

/// The real parts and imaginary parts of a complex tensor as a last dimension of size 2.
///
/// A view: `(*)` to `(*, 2)`. A real tensor raises RuntimeError.
///
/// Example:
///     >>> flambeau.view_as_real(flambeau.tensor([1 + 2j]))
///     tensor([[1., 2.]])
#[flambeau_macros::op(view_as_real(Tensor(a) self) -> Tensor(a); function, view)]
pub fn view_as_real(this: &Tensor) -> Result<Tensor> {
    ensure!(this.dtype().is_complex(), Runtime, "view_as_real is only supported for complex tensors");
    let mut shape = Shape::from_slice(this.shape());
    let mut strides: Strides = this.strides().iter().map(|stride| stride * 2).collect();
    shape.push(2);
    strides.push(1);
    let view = this.view_with_layout(shape, strides, this.storage_offset() * 2, this.dtype().to_real());
    super::record(this, &view, "ViewAsRealBackward0", |grad, _cx| {
        view_as_complex(&grad.contiguous(crate::MemoryFormat::Contiguous)?)
    });
    Ok(view)
}

/// Pairs along the last dimension, of size 2, as complex numbers.
///
/// A view: `(*, 2)` to `(*)`. RuntimeError for another size, or a dtype other than float32 and float64.
///
/// Example:
///     >>> flambeau.view_as_complex(flambeau.tensor([[1.0, 2.0]]))
///     tensor([1.+2.j])
#[flambeau_macros::op(view_as_complex(Tensor(a) self) -> Tensor(a); function, view)]
pub fn view_as_complex(this: &Tensor) -> Result<Tensor> {
    let dtype = this.dtype();
    if !matches!(dtype, flambeau_cpu::DType::F32 | flambeau_cpu::DType::F64) {
        bail!(
            Runtime,
            "view_as_complex is only supported for float and double tensors, but got {}",
            dtype.scalar_name()
        );
    }
    let ndim = this.ndim();
    ensure!(ndim > 0, Runtime, "Input tensor must have one or more dimensions");
    ensure!(this.shape()[ndim - 1] == 2, Runtime, "Tensor must have a last dimension of size 2");
    ensure!(this.strides()[ndim - 1] == 1, Runtime, "Tensor must have a last dimension with stride 1");
    ensure!(
        this.strides()[..ndim - 1].iter().all(|stride| stride % 2 == 0),
        Runtime,
        "Tensor must have a stride divisible by 2 for all but last dimension"
    );
    ensure!(this.storage_offset().is_multiple_of(2), Runtime, "Tensor must have a storage_offset divisible by 2");
    let shape = Shape::from_slice(&this.shape()[..ndim - 1]);
    let strides = this.strides()[..ndim - 1].iter().map(|stride| stride / 2).collect();
    let view = this.view_with_layout(shape, strides, this.storage_offset() / 2, dtype.to_complex());
    super::record(this, &view, "ViewAsComplexBackward0", |grad, _cx| view_as_real(grad));
    Ok(view)
}

/// The real parts of a complex tensor, as a view; a real tensor is returned as it is.
///
/// Any shape; complex64 gives float32, complex128 float64.
///
/// Example:
///     >>> flambeau.real(flambeau.tensor([1 + 2j]))
///     tensor([1.])
#[flambeau_macros::op(real(Tensor(a) self) -> Tensor(a); function, view)]
pub fn real(this: &Tensor) -> Result<Tensor> {
    if this.dtype().is_complex() { select(&view_as_real(this)?, -1, 0) } else { Ok(this.clone()) }
}

/// The imaginary parts of a complex tensor, as a view.
///
/// A real tensor raises RuntimeError.
///
/// Example:
///     >>> flambeau.imag(flambeau.tensor([1 + 2j]))
///     tensor([2.])
#[flambeau_macros::op(imag(Tensor(a) self) -> Tensor(a); function, view)]
pub fn imag(this: &Tensor) -> Result<Tensor> {
    ensure!(this.dtype().is_complex(), Runtime, "imag is not implemented for tensors with non-complex dtypes.");
    select(&view_as_real(this)?, -1, 1)
}

impl Tensor {
    /// The real parts; see [`real`].
    ///
    /// # Errors
    /// None for strided tensors.
    pub fn real(&self) -> Result<Tensor> {
        real(self)
    }
}
