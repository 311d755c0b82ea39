//! Views of all elements in another shape or order.

use flambeau_cpu::DType;
use smallvec::SmallVec;

use super::{make, reach, sizes_of};
use crate::autograd::Recorder;
use crate::tensor::layout::{self, format_list, wrap_dim};
use crate::tensor::{MemoryFormat, Shape, Strides};
use crate::{Result, Tensor, bail, ensure};

/// A caller's shape with its -1 filled in.
fn infer_shape(size: &[i64], numel: usize) -> Result<Shape> {
    let mut shape = Shape::with_capacity(size.len());
    let (mut known, mut unknown) = (1u128, None);
    for (at, &one) in size.iter().enumerate() {
        match one {
            -1 => {
                ensure!(unknown.is_none(), Runtime, "only one dimension can be inferred");
                unknown = Some(at);
                shape.push(1);
            }
            one if one < 0 => bail!(Runtime, "invalid shape dimension {one}"),
            one => {
                known = known.saturating_mul(one as u128);
                shape.push(one as usize);
            }
        }
    }
    if let Some(at) = unknown
        && known > 0
        && (numel as u128).is_multiple_of(known)
    {
        shape[at] = (numel as u128 / known) as usize;
        return Ok(shape);
    }
    if unknown.is_some() && known == 0 && numel == 0 {
        bail!(
            Runtime,
            "cannot reshape tensor of 0 elements into shape {} because the unspecified dimension size -1 can be any \
             value and is ambiguous",
            format_list(size)
        );
    }
    ensure!(
        unknown.is_none() && known == numel as u128,
        Runtime,
        "shape '{}' is invalid for input of size {numel}",
        format_list(size)
    );
    Ok(shape)
}

fn view_as_shape(this: &Tensor, shape: Shape, strides: Strides, node: &'static str) -> Result<Tensor> {
    let old = sizes_of(this);
    make(this, shape, strides, this.storage_offset(), node, move |grad, _cx| reshape(grad, &old))
}

/// The same elements in another shape; -1 stands for the size that fits.
///
/// A view, of any dtype. RuntimeError where the number of elements differs, or the layout would need a copy;
/// see `reshape`.
///
/// Example:
///     >>> flambeau.arange(6).view(2, -1)
///     tensor([[0, 1, 2],
///             [3, 4, 5]])
#[flambeau_macros::op(view(Tensor(a) self, int[] size) -> Tensor(a); method, view)]
pub fn view(this: &Tensor, size: &[i64]) -> Result<Tensor> {
    let shape = infer_shape(size, this.numel())?;
    match layout::view_strides(this.shape(), this.strides(), &shape) {
        Some(strides) => view_as_shape(this, shape, strides, "ViewBackward0"),
        None => bail!(
            Runtime,
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two \
             contiguous subspaces). Use .reshape(...) instead."
        ),
    }
}

/// The same bytes read as elements of another dtype. The last dimension grows or shrinks where the sizes differ.
///
/// Example:
///     >>> flambeau.tensor([1.0, 2.0]).view(flambeau.int32)
///     tensor([1065353216, 1073741824], dtype=torch.int32)
#[flambeau_macros::op(view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a); method, view)]
pub fn view_dtype(this: &Tensor, dtype: DType) -> Result<Tensor> {
    let (old, new) = (this.dtype().size(), dtype.size());
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    let mut offset = this.storage_offset();
    if old != new {
        let what =
            format!("to view {} as {} (different element sizes)", this.dtype().scalar_name(), dtype.scalar_name());
        let Some(last) = this.ndim().checked_sub(1) else { bail!(Runtime, "self.dim() cannot be 0 {what}") };
        ensure!(strides[last] == 1, Runtime, "self.stride(-1) must be 1 {what}, but got {}", strides[last]);
        if old > new {
            let ratio = old / new;
            shape[last] *= ratio;
            offset *= ratio;
            strides[..last].iter_mut().for_each(|stride| *stride *= ratio as isize);
        } else {
            let ratio = new / old;
            let size = shape[last];
            ensure!(size % ratio == 0, Runtime, "self.size(-1) must be divisible by {ratio} {what}, but got {size}");
            ensure!(
                offset.is_multiple_of(ratio),
                Runtime,
                "self.storage_offset() must be divisible by {ratio} {what}, but got {offset}"
            );
            for (dim, stride) in strides[..last].iter_mut().enumerate() {
                ensure!(
                    *stride % ratio as isize == 0,
                    Runtime,
                    "self.stride({dim}) must be divisible by {ratio} {what}, but got {stride}"
                );
                *stride /= ratio as isize;
            }
            shape[last] /= ratio;
            offset /= ratio;
        }
        ensure!(
            (this.data_ptr() as usize).is_multiple_of(new.min(8)),
            Runtime,
            "self's memory must start at a multiple of the element size {what}"
        );
    }
    Ok(this.with_layout_and_dtype(shape, strides, offset, dtype))
}

/// The same elements in another shape: a view where the layout allows it, else a copy.
///
/// Any dtype. RuntimeError where the number of elements differs.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).t().reshape(4)
///     tensor([1, 3, 2, 4])
#[flambeau_macros::op(reshape(Tensor(a) self, int[] shape) -> Tensor(a); method, function, view)]
pub fn reshape(this: &Tensor, shape: &[i64]) -> Result<Tensor> {
    let sizes = infer_shape(shape, this.numel())?;
    match layout::view_strides(this.shape(), this.strides(), &sizes) {
        Some(strides) => view_as_shape(this, sizes, strides, "ViewBackward0"),
        None => {
            let dense = crate::ops::clone(this, Some(MemoryFormat::Contiguous))?;
            let strides = layout::contiguous_strides(&sizes);
            view_as_shape(&dense, sizes, strides, "UnsafeViewBackward0")
        }
    }
}

/// The same elements in another tensor's shape.
///
/// A view. RuntimeError where the number of elements differs, or the layout would need a copy.
///
/// Example:
///     >>> flambeau.arange(4).view_as(flambeau.ones(2, 2)).shape
///     torch.Size([2, 2])
#[flambeau_macros::op(view_as(Tensor(a) self, Tensor other) -> Tensor(a); method, view)]
pub fn view_as(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    view(this, &sizes_of(other))
}

/// The same elements in another tensor's shape, copied where a view cannot be made.
///
/// RuntimeError where the number of elements differs.
///
/// Example:
///     >>> flambeau.arange(4).reshape_as(flambeau.ones(2, 2)).shape
///     torch.Size([2, 2])
#[flambeau_macros::op(reshape_as(Tensor(a) self, Tensor other) -> Tensor(a); method, view)]
pub fn reshape_as(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    reshape(this, &sizes_of(other))
}

/// Dimensions `start_dim` to `end_dim` as one.
///
/// A view where the layout allows it, else a copy. A number becomes a vector. RuntimeError where `end_dim`
/// comes before `start_dim`.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).flatten(1).shape
///     torch.Size([2, 12])
#[flambeau_macros::op(flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a); method, function, view)]
pub fn flatten(this: &Tensor, start_dim: i64, end_dim: i64) -> Result<Tensor> {
    let (start, end) = (wrap_dim(start_dim, this.ndim())?, wrap_dim(end_dim, this.ndim())?);
    ensure!(start <= end, Runtime, "flatten() has invalid args: start_dim cannot come after end_dim");
    if this.ndim() == 0 {
        return reshape(this, &[1]);
    }
    if start == end {
        return Ok(this.clone());
    }
    let mut shape = sizes_of(this);
    let merged: i64 = shape[start..=end].iter().product();
    shape.drain(start..=end);
    shape.insert(start, merged);
    reshape(this, &shape)
}

/// One dimension as several; one of the sizes may be -1.
///
/// A view. RuntimeError where the sizes do not multiply to that of the dimension.
///
/// Example:
///     >>> flambeau.ones(2, 6).unflatten(1, (2, 3)).shape
///     torch.Size([2, 2, 3])
#[flambeau_macros::op(unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a); method, function, view)]
pub fn unflatten(this: &Tensor, dim: i64, sizes: &[i64]) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    ensure!(!sizes.is_empty(), Runtime, "unflatten: sizes must be non-empty");
    let size = this.size(dim)?;
    let parts = infer_shape(sizes, size).map_err(|_| {
        crate::Error::message(
            crate::error::Kind::Runtime,
            format!(
                "unflatten: Provided sizes {} don't multiply up to the size of dim {at} ({size}) in the input tensor",
                format_list(sizes)
            ),
        )
    })?;
    let mut shape = sizes_of(this);
    shape.remove(at);
    shape.insert_many(at, parts.iter().map(|&part| part as i64));
    view(this, &shape)
}

/// Flattens to one dimension; a view where the layout allows it.
///
/// Any shape and dtype.
///
/// Example:
///     >>> flambeau.ones(2, 3).ravel().shape
///     torch.Size([6])
#[flambeau_macros::op(ravel(Tensor(a) self) -> Tensor(a); method, function, view)]
pub fn ravel(this: &Tensor) -> Result<Tensor> {
    reshape(this, &[-1])
}

/// Dimensions in another order.
///
/// A view. RuntimeError where the dimensions are not all there once, IndexError where one is out of range.
///
/// Any dtype.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).permute(2, 0, 1).shape
///     torch.Size([4, 2, 3])
#[flambeau_macros::op(permute(Tensor(a) self, int[] dims) -> Tensor(a); method, function, view)]
pub fn permute(this: &Tensor, dims: &[i64]) -> Result<Tensor> {
    let ndim = this.ndim();
    ensure!(
        dims.len() == ndim,
        Runtime,
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired \
         ordering of dimensions i.e. input.dim() = {ndim} is not equal to len(dims) = {}",
        dims.len()
    );
    let mut order: SmallVec<[usize; 6]> = SmallVec::with_capacity(ndim);
    for &dim in dims {
        let at = wrap_dim(dim, ndim)?;
        ensure!(!order.contains(&at), Runtime, "permute(): duplicate dims are not allowed.");
        order.push(at);
    }
    permuted(this, &order, "PermuteBackward0")
}

fn permuted(this: &Tensor, order: &[usize], node: &'static str) -> Result<Tensor> {
    let shape = order.iter().map(|&at| this.shape()[at]).collect();
    let strides = order.iter().map(|&at| this.strides()[at]).collect();
    let mut inverse: SmallVec<[usize; 6]> = SmallVec::from_elem(0, order.len());
    for (to, &from) in order.iter().enumerate() {
        inverse[from] = to;
    }
    make(this, shape, strides, this.storage_offset(), node, move |grad, _cx| {
        permuted(grad, &inverse, "PermuteBackward0")
    })
}

/// Two dimensions exchanged.
///
/// A view. Dimensions out of range raise IndexError.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).transpose(0, 2).shape
///     torch.Size([4, 3, 2])
#[flambeau_macros::op(transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a); method, function, view)]
pub fn transpose(this: &Tensor, dim0: i64, dim1: i64) -> Result<Tensor> {
    let (a, b) = (wrap_dim(dim0, this.ndim())?, wrap_dim(dim1, this.ndim())?);
    let mut order: SmallVec<[usize; 6]> = (0..this.ndim()).collect();
    if this.ndim() > 0 {
        order.swap(a, b);
    }
    permuted(this, &order, "TransposeBackward0")
}

/// Another name for `transpose`.
///
/// A view. Dimensions out of range raise IndexError.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).swapaxes(0, 1).shape
///     torch.Size([3, 2, 4])
#[flambeau_macros::op(swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a); method, function, view)]
pub fn swapaxes(this: &Tensor, axis0: i64, axis1: i64) -> Result<Tensor> {
    transpose(this, axis0, axis1)
}

/// Another name for `transpose`.
///
/// A view. Dimensions out of range raise IndexError.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).swapdims(0, 1).shape
///     torch.Size([3, 2, 4])
#[flambeau_macros::op(swapdims(Tensor(a) self, int dim0, int dim1) -> Tensor(a); method, function, view)]
pub fn swapdims(this: &Tensor, dim0: i64, dim1: i64) -> Result<Tensor> {
    transpose(this, dim0, dim1)
}

/// The transpose of a matrix; tensors of fewer dimensions are returned as they are.
///
/// A view: `(n, m)` to `(m, n)`. More than two dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2, 3).t().shape
///     torch.Size([3, 2])
#[flambeau_macros::op(t(Tensor(a) self) -> Tensor(a); method, function, view)]
pub fn t(this: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() <= 2, Runtime, "t() expects a tensor with <= 2 dimensions, but self is {}D", this.ndim());
    let order: SmallVec<[usize; 6]> = (0..this.ndim()).rev().collect();
    permuted(this, &order, "TBackward0")
}

/// All dimensions in reverse order.
pub fn reverse_dims(this: &Tensor) -> Result<Tensor> {
    let order: SmallVec<[usize; 6]> = (0..this.ndim()).rev().collect();
    permuted(this, &order, "PermuteBackward0")
}

/// Dimensions moved to new places; the others keep their order.
///
/// A view. Lists of different length raise RuntimeError, dimensions out of range IndexError.
///
/// Example:
///     >>> flambeau.ones(2, 3, 4).movedim(0, -1).shape
///     torch.Size([3, 4, 2])
#[flambeau_macros::op(movedim.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a); method, function, view)]
pub fn movedim(this: &Tensor, source: &[i64], destination: &[i64]) -> Result<Tensor> {
    ensure!(
        source.len() == destination.len(),
        Runtime,
        "movedim: Invalid source or destination dims: source ({} dims) should contain the same number of dims as \
         destination ({} dims)",
        format_list(source),
        format_list(destination)
    );
    let ndim = this.ndim();
    let wrap = |dims: &[i64], what: &str| -> Result<SmallVec<[usize; 6]>> {
        let mut wrapped: SmallVec<[usize; 6]> = SmallVec::new();
        for &dim in dims {
            let at = wrap_dim(dim, ndim)?;
            ensure!(!wrapped.contains(&at), Runtime, "movedim: repeated dim in `{what}` ({})", format_list(dims));
            wrapped.push(at);
        }
        Ok(wrapped)
    };
    let (from, to) = (wrap(source, "source")?, wrap(destination, "destination")?);
    let mut order: SmallVec<[usize; 6]> = SmallVec::from_elem(usize::MAX, ndim);
    if ndim > 0 {
        for (&from, &to) in from.iter().zip(&to) {
            order[to] = from;
        }
    }
    let mut rest = (0..ndim).filter(|at| !from.contains(at));
    for slot in order.iter_mut().filter(|slot| **slot == usize::MAX) {
        *slot = rest.next().unwrap_or(0);
    }
    permuted(this, &order, "PermuteBackward0")
}

/// Another name for `movedim`: a view with dimension `source[i]` at `destination[i]`, the others in order.
///
/// Numbers or lists of one length; others raise RuntimeError, dimensions out of range IndexError.
///
/// Example:
///     >>> flambeau.moveaxis(flambeau.ones(2, 3, 4), 0, -1).shape
///     torch.Size([3, 4, 2])
#[flambeau_macros::op(moveaxis.intlist(Tensor(a) self, int[1] source, int[1] destination) -> Tensor(a); method, function, view)]
pub fn moveaxis(this: &Tensor, source: &[i64], destination: &[i64]) -> Result<Tensor> {
    movedim(this, source, destination)
}

/// Dimensions of size 1 read as larger, without copies; -1 keeps a size.
///
/// A view; new dimensions come first. RuntimeError where another size than 1 would change.
///
/// Example:
///     >>> flambeau.tensor([[1], [2]]).expand(-1, 3)
///     tensor([[1, 1, 1],
///             [2, 2, 2]])
#[flambeau_macros::op(expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a); method, view)]
pub fn expand(this: &Tensor, size: &[i64], _implicit: bool) -> Result<Tensor> {
    ensure!(
        size.len() >= this.ndim(),
        Runtime,
        "expand({}, size={}): the number of sizes provided ({}) must be greater or equal to the number of dimensions in \
         the tensor ({})",
        crate::error::shape_text(this.shape()),
        format_list(size),
        size.len(),
        this.ndim()
    );
    let lead = size.len() - this.ndim();
    let mut shape = Shape::with_capacity(size.len());
    let mut strides = Strides::with_capacity(size.len());
    for (at, &wanted) in size.iter().enumerate() {
        let own = (at >= lead).then(|| (this.shape()[at - lead], this.strides()[at - lead]));
        let (one, stride) = match (wanted, own) {
            (-1, Some(own)) => own,
            (-1, None) => bail!(
                Runtime,
                "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {at}"
            ),
            (wanted, _) if wanted < 0 => bail!(Runtime, "expand: size {wanted} at dimension {at} is negative"),
            (wanted, Some((own, stride))) if own as i64 == wanted => (own, stride),
            (wanted, Some((1, _)) | None) => (wanted as usize, 0),
            (wanted, Some((own, _))) => bail!(
                Runtime,
                "The expanded size of the tensor ({wanted}) must match the existing size ({own}) at non-singleton \
                 dimension {at}.  Target sizes: {}.  Tensor sizes: {}",
                format_list(size),
                crate::error::shape_text(this.shape())
            ),
        };
        shape.push(one);
        strides.push(stride);
    }
    layout::check_view(&shape)?;
    let old = Shape::from_slice(this.shape());
    make(this, shape, strides, this.storage_offset(), "ExpandBackward0", move |grad, _cx| {
        crate::ops::sum_to(grad, &old)
    })
}

/// Expands to another tensor's shape.
///
/// A view. RuntimeError where the shape does not broadcast to the other's.
///
/// Example:
///     >>> flambeau.tensor([1, 2]).expand_as(flambeau.ones(3, 2)).shape
///     torch.Size([3, 2])
#[flambeau_macros::op(expand_as(Tensor(a) self, Tensor other) -> Tensor(a); method, view)]
pub fn expand_as(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    expand(this, &sizes_of(other), false)
}

/// Expands to a shape.
///
/// A view. RuntimeError where the shape does not broadcast to it.
///
/// Example:
///     >>> flambeau.broadcast_to(flambeau.tensor([1, 2]), (2, 2))
///     tensor([[1, 2],
///             [1, 2]])
#[flambeau_macros::op(broadcast_to(Tensor(a) self, int[] size) -> Tensor(a); method, function, view)]
pub fn broadcast_to(this: &Tensor, size: &[i64]) -> Result<Tensor> {
    expand(this, size, false)
}

fn keep_dims(this: &Tensor, keep: impl Fn(usize) -> bool, node: &'static str) -> Result<Tensor> {
    let kept = (0..this.ndim()).filter(|&at| keep(at));
    let (shape, strides): (Vec<usize>, Vec<isize>) = kept.map(|at| (this.shape()[at], this.strides()[at])).unzip();
    let old = sizes_of(this);
    make(this, Shape::from_vec(shape), Strides::from_vec(strides), this.storage_offset(), node, move |grad, _cx| {
        reshape(grad, &old)
    })
}

/// Without dimensions of size 1.
///
/// A view.
///
/// Example:
///     >>> flambeau.ones(1, 3, 1).squeeze().shape
///     torch.Size([3])
#[flambeau_macros::op(squeeze(Tensor(a) self) -> Tensor(a); method, function, view)]
pub fn squeeze(this: &Tensor) -> Result<Tensor> {
    keep_dims(this, |at| this.shape()[at] != 1, "SqueezeBackward0")
}

/// Without the given dimensions, where they have size 1.
///
/// A view. Dimensions out of range raise IndexError.
///
/// Example:
///     >>> flambeau.ones(1, 3, 1).squeeze(0).shape
///     torch.Size([3, 1])
#[flambeau_macros::op(squeeze.dims(Tensor(a) self, int[1] dim) -> Tensor(a); method, function, view)]
pub fn squeeze_dims(this: &Tensor, dim: &[i64]) -> Result<Tensor> {
    let mut drop: SmallVec<[usize; 6]> = SmallVec::new();
    for &one in dim {
        let at = wrap_dim(one, this.ndim())?;
        ensure!(!drop.contains(&at), Runtime, "dim {at} appears multiple times in the list of dims");
        drop.push(at);
    }
    keep_dims(this, |at| this.shape()[at] != 1 || !drop.contains(&at), "SqueezeBackward1")
}

/// With a new dimension of size 1 at `dim`.
///
/// A view. `dim` is from `-ndim - 1` to `ndim`; others raise IndexError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).unsqueeze(1).shape
///     torch.Size([3, 1])
#[flambeau_macros::op(unsqueeze(Tensor(a) self, int dim) -> Tensor(a); method, function, view)]
pub fn unsqueeze(this: &Tensor, dim: i64) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim() + 1)?;
    let (mut shape, mut strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    let step = if at < this.ndim() { strides[at] * shape[at] as isize } else { 1 };
    shape.insert(at, 1);
    strides.insert(at, step);
    make(this, shape, strides, this.storage_offset(), "UnsqueezeBackward0", move |grad, _cx| {
        squeeze_dims(grad, &[at as i64])
    })
}

/// A view with any sizes, strides and offset inside the storage.
///
/// Element (i, j, ..) lies `storage_offset + i stride[0] + j stride[1] + ..` elements into the storage.
/// RuntimeError where that would leave the storage.
///
/// Example:
///     >>> flambeau.arange(6).as_strided((2, 2), (3, 1))
///     tensor([[0, 1],
///             [3, 4]])
#[flambeau_macros::op(as_strided(Tensor(a) self, int[] size, int[] stride, int? storage_offset=None) -> Tensor(a); method, function, view)]
pub fn as_strided(this: &Tensor, size: &[i64], stride: &[i64], storage_offset: Option<i64>) -> Result<Tensor> {
    let shape = layout::sizes(size)?;
    let offset = storage_offset.unwrap_or(this.storage_offset() as i64);
    let reach = reach(&shape, stride, offset)?;
    let available = this.storage().bytes() / this.dtype().size();
    ensure!(
        reach <= available,
        Runtime,
        "setStorage: sizes {}, strides {}, storage offset {offset}, and itemsize {} requiring a storage size of {} are \
         out of bounds for storage of size {}",
        format_list(size),
        format_list(stride),
        this.dtype().size(),
        reach as u128 * this.dtype().size() as u128,
        this.storage().bytes()
    );
    let strides: Strides = stride.iter().map(|&step| step as isize).collect();
    let view = this.view_with_layout(shape, strides, offset as usize, this.dtype());
    if let Some(graph) = Recorder::new(&[this]) {
        let geometry = crate::autograd::Geometry::of(this);
        let (shape, strides) = (Shape::from_slice(view.shape()), Strides::from_slice(view.strides()));
        graph.attach(&view, "AsStridedBackward0", move |grad, _cx| {
            Ok(crate::grads![Some(geometry.scatter(grad, &shape, &strides, offset as usize)?)])
        });
    }
    Ok(view)
}

/// Any shape and dtype; the same elements outside the graph.
///
/// The result shares the memory and does not require a gradient.
///
/// Example:
///     >>> x = flambeau.ones(2, requires_grad=True)
///     >>> (x * 2).detach().requires_grad
///     False
#[flambeau_macros::op(detach(Tensor(a) self) -> Tensor(a); method, function, view)]
pub fn detach(this: &Tensor) -> Result<Tensor> {
    Ok(this.detached())
}

/// A tensor that is this one, for the graph a new node.
///
/// A view of the same shape and dtype.
///
/// Example:
///     >>> flambeau.alias(flambeau.tensor([1, 2]))
///     tensor([1, 2])
#[flambeau_macros::op(alias(Tensor(a) self) -> Tensor(a); function, view)]
pub fn alias(this: &Tensor) -> Result<Tensor> {
    let (shape, strides) = (Shape::from_slice(this.shape()), Strides::from_slice(this.strides()));
    make(this, shape, strides, this.storage_offset(), "AliasBackward0", |grad, _cx| Ok(grad.clone()))
}
