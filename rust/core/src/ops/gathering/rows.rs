//! One tensor of indices for whole slices along a dimension.

use flambeau_cpu::DType;
use flambeau_cpu::index::{Reduce, View, ViewMut};
use flambeau_cuda::report::Asker;
use smallvec::SmallVec;

use super::{Keep, Write, apart, element, is_index, kernels, long, others, out_of_range};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::error::Kind;
use crate::op::Operand;
use crate::tensor::layout::wrap_dim;
use crate::tensor::{Shape, Strides};
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// A 0-d tensor as one of a single element.
pub(super) fn at_least_1d(tensor: &Tensor) -> Tensor {
    if tensor.ndim() > 0 {
        return tensor.detached();
    }
    tensor.with_layout(Shape::from_slice(&[1]), Strides::from_slice(&[1]), tensor.storage_offset())
}

/// Strides of an index vector that is repeated along all dimensions but `dim`.
pub(super) fn repeated(index: &Tensor, dim: usize, ndim: usize) -> SmallVec<[isize; 6]> {
    let mut strides: SmallVec<[isize; 6]> = SmallVec::from_elem(0, ndim);
    strides[dim] = index.strides().first().copied().unwrap_or(1);
    strides
}

/// Writes slices of `source` (with zero strides: one number) to those that `index` names, unrecorded. The class of an
/// index error is the caller's.
pub(super) fn write_rows(
    target: &Tensor,
    dim: usize,
    index: &Tensor,
    source: &Tensor,
    reduce: Reduce,
    wrap: bool,
    kind: Kind,
) -> Result<()> {
    let (target, index) = (at_least_1d(target), apart(target, &long(index)?)?);
    let mut shape = Shape::from_slice(target.shape());
    shape[dim] = index.numel();
    let strides: SmallVec<[isize; 6]> = if source.ndim() == 0 {
        SmallVec::from_elem(0, shape.len())
    } else {
        source.strides().iter().copied().collect()
    };
    let by = repeated(&index, dim, shape.len());
    let (device, dtype, size) = (target.device(), target.dtype(), target.shape()[dim]);
    let to = ViewMut { data: target.data_ptr(), strides: target.strides() };
    let from = View { data: source.ptr_on(device)?, strides: &strides };
    let by = View { data: index.ptr_on(device)?, strides: &by };
    let asker = match kind {
        Kind::Index => const { &Asker::index("index_add") },
        _ => const { &Asker::other("index_add") },
    };
    // SAFETY: layouts lie inside their storages, the caller compared shapes, and the kernel checks every index; the
    // target's elements lie in places of their own.
    unsafe { kernels::scatter(asker, device, reduce, dtype, dim, &shape, to, size, by, from, wrap) }?
        .map_err(out_of_range(kind))
}

/// The slices along `dim` that a vector of indices names.
///
/// `index` is int32 or int64. An index out of range raises IndexError, an index that is no vector too.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).index_select(1, flambeau.tensor([1]))
///     tensor([[2],
///             [4]])
#[flambeau_macros::op(index_select(Tensor self, int dim, Tensor index) -> Tensor; method, function, out)]
pub fn index_select(this: &Tensor, dim: i64, index: &Tensor) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    ensure!(index.ndim() <= 1, Index, "index_select(): Index is supposed to be a vector");
    ensure!(is_index(index), Runtime, "index_select(): Expected dtype int32 or int64 for index");
    ensure!(
        this.ndim() > 0 || index.numel() == 1,
        Runtime,
        "index_select(): Index to scalar can have only 1 value, got {} value(s)",
        index.numel()
    );
    if this.ndim() > 1 && index.numel() > 0 {
        ensure!(this.shape()[at] > 0, Runtime, "index_select(): self indexing axis dim should be positive");
        if this.numel() == 0 && index.on_host() {
            check_within(index, this.shape()[at])?;
        }
    }
    let out = select_rows(this, at, index)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (shape, index) = (Shape::from_slice(this.shape()), Saved::input(index)?);
        graph.attach(&out, "IndexSelectBackward0", move |grad, cx| {
            let (whole, index) = (super::zeros(&shape, grad)?, index.get(cx)?);
            Ok(crate::grads![Some(index_add(&whole, at as i64, &index, grad, Scalar::Int(1))?)])
        });
    }
    Ok(out)
}

/// Checks indices of slices that have no elements, which no kernel looks at.
fn check_within(index: &Tensor, size: usize) -> Result<()> {
    for id in index.to_dtype(DType::I64)?.to_vec::<i64>()? {
        ensure!(
            (0..size as i64).contains(&id),
            Runtime,
            "INDICES element is out of DATA bounds, id={id} axis_dim={size}"
        );
    }
    Ok(())
}

/// [`index_select`], unrecorded.
pub(crate) fn select_rows(this: &Tensor, dim: usize, index: &Tensor) -> Result<Tensor> {
    let (source, index) = (at_least_1d(this), long(index)?);
    let mut shape = Shape::from_slice(source.shape());
    shape[dim] = index.numel();
    let out = Tensor::empty(if this.ndim() == 0 { &[] } else { &shape }, this.dtype(), this.device())?;
    let flat = at_least_1d(&out);
    let by = repeated(&index, dim, shape.len());
    let (device, width, size) = (this.device(), this.dtype().size(), source.shape()[dim]);
    let to = ViewMut { data: flat.data_ptr(), strides: flat.strides() };
    let from = View { data: source.data_ptr(), strides: source.strides() };
    let by = View { data: index.ptr_on(device)?, strides: &by };
    // SAFETY: layouts lie inside their storages, and the kernel checks every index; the output is new memory.
    unsafe {
        kernels::gather(const { &Asker::index("index_select") }, device, width, dim, &shape, to, from, size, by, false)
    }?
    .map_err(|_| Error::message(Kind::Index, "index out of range in self"))?;
    Ok(out)
}

/// Shapes of `self` and `source` without a dimension.
fn slices(tensor: &Tensor, dim: usize) -> SmallVec<[usize; 6]> {
    tensor.shape().iter().enumerate().filter(|(at, _)| *at != dim).map(|(_, &size)| size).collect()
}

fn add(how: Write, this: &Tensor, dim: i64, index: &Tensor, source: &Tensor, alpha: Scalar) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    ensure!(
        index.ndim() <= 1,
        Index,
        "index_add_(): Index is supposed to be a vector, but got dim: {} with type: {} and size: {}",
        index.ndim(),
        index.dtype().scalar_name(),
        crate::error::shape_text(index.shape())
    );
    ensure!(
        is_index(index),
        Runtime,
        "index_add_(): Expected dtype int32/int64 for index but got: {}",
        index.dtype().scalar_name()
    );
    ensure!(
        this.dtype() == source.dtype(),
        Runtime,
        "index_add_(): self ({}) and source ({}) must have the same scalar type",
        this.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    check_slices("index_add_", this, at, index, source)?;
    if this.numel() == 0 {
        return how.run(this, &[source], "IndexAddBackward0", Keep::ForOthers(index), |_| Ok(()), {
            let shape = Shape::from_slice(source.shape());
            move |grad, cx, _| Ok(crate::grads![Some(grad.clone()), cx.when(1, || super::zeros(&shape, grad))?])
        });
    }
    let scaled = if alpha == Scalar::Int(1) || alpha == Scalar::Float(1.0) {
        source.detached()
    } else {
        no_grad(|| crate::ops::mul(&source.detached(), alpha.into())?.to_dtype(this.dtype()))?
    };
    let shape = crate::ops::views::sizes_of(source);
    how.run(
        this,
        &[source],
        "IndexAddBackward0",
        Keep::ForOthers(index),
        |target| {
            write_rows(target, at, index, &at_least_1d(&apart(target, &scaled)?), Reduce::Add, false, Kind::Runtime)
        },
        move |grad, cx, kept| {
            Ok(crate::grads![
                Some(grad.clone()),
                cx.when(1, || {
                    let given = index_select(grad, at as i64, &kept.get(cx)?)?.reshape(&shape)?;
                    if alpha == Scalar::Int(1) { Ok(given) } else { crate::ops::mul(&given, conjugate(alpha).into()) }
                })?
            ])
        },
    )
}

fn conjugate(number: Scalar) -> Scalar {
    match number {
        Scalar::Complex(re, im) => Scalar::Complex(re, -im),
        real => real,
    }
}

/// Checks that `source` has one slice of the right shape for each index.
pub(super) fn check_slices(op: &str, this: &Tensor, dim: usize, index: &Tensor, source: &Tensor) -> Result<()> {
    let count = if source.ndim() == 0 { 1 } else { source.shape().get(dim).copied().unwrap_or(1) };
    ensure!(
        index.numel() == count,
        Runtime,
        "{op}(): Number of indices ({}) should be equal to source.size(dim): ({count}), for dim: {dim}",
        index.numel()
    );
    ensure!(
        (this.ndim() == source.ndim() || (this.ndim(), source.ndim()) == (1, 0))
            && slices(this, dim) == slices(source, dim),
        Runtime,
        "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = {} \
         source.shape = {}",
        crate::error::shape_text(this.shape()),
        crate::error::shape_text(source.shape())
    );
    Ok(())
}

/// `this` with `alpha` times the slices of `source` added to the slices along `dim` that `index` names. Slices
/// that are named several times gather all their summands, in the order of the indices.
///
/// `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
/// An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(3).index_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]), alpha=10)
///     tensor([30.,  0., 30.])
#[flambeau_macros::op(index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn index_add(this: &Tensor, dim: i64, index: &Tensor, source: &Tensor, alpha: Scalar) -> Result<Tensor> {
    add(Write::Copy, this, dim, index, source, alpha)
}

/// Adds `alpha` times the slices of `source` to the slices along `dim` that `index` names.
///
/// `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's
/// dtype. An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2).index_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
///     tensor([0., 2.])
#[flambeau_macros::op(index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!); method)]
pub fn index_add_(this: &Tensor, dim: i64, index: &Tensor, source: &Tensor, alpha: Scalar) -> Result<()> {
    add(Write::InPlace, this, dim, index, source, alpha).map(|_| ())
}

fn copy(how: Write, this: &Tensor, dim: i64, index: &Tensor, source: &Tensor) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    ensure!(index.ndim() <= 1, Index, "index_copy_(): Index should have dimension 1 or 0 (got {})", index.ndim());
    if source.ndim() == 0 {
        ensure!(
            index.numel() == 1,
            Index,
            "index_copy_(): When source is scalar, index should have one element (got {})",
            index.numel()
        );
    } else {
        ensure!(
            this.ndim() == source.ndim() || this.ndim() == 0,
            Index,
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source \
             dimensionality ({}), destination dimensionality ({})",
            source.ndim(),
            this.ndim()
        );
    }
    ensure!(
        index.dtype() == DType::I64,
        Runtime,
        "index_copy_(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_name()
    );
    ensure!(
        this.dtype() == source.dtype(),
        Runtime,
        "index_copy_(): self and source expected to have the same dtype, but got (self) {} and (source) {}",
        this.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    let (mine, given) = (slices(this, at), slices(source, at));
    if mine != given {
        bail!(
            Runtime,
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: {} at \
             dimension {at} and source slice shape: {} at dimension {at}.",
            crate::error::shape_text(&mine),
            crate::error::shape_text(&given)
        );
    }
    let count = source.shape().get(at).copied().unwrap_or(1);
    ensure!(
        index.numel() == count,
        Index,
        "index_copy_(): Number of indices ({}) should be equal to source.size(dim) ({count})",
        index.numel()
    );
    index.check_on(this.device())?;
    source.check_on(this.device())?;
    let shape = crate::ops::views::sizes_of(source);
    how.run(
        this,
        &[source],
        "IndexCopyBackward0",
        Keep::Index(index),
        |target| {
            let source = at_least_1d(&apart(target, source)?);
            write_rows(target, at, index, &source, Reduce::Set, false, Kind::Index)
                .map_err(|error| Error::message(Kind::Index, format!("index_copy_(): {error}")))
        },
        move |grad, cx, kept| {
            let kept = kept.get(cx)?;
            Ok(crate::grads![
                cx.when(0, || index_fill(grad, at as i64, &kept, 0.into()))?,
                cx.when(1, || index_select(grad, at as i64, &kept)?.reshape(&shape))?
            ])
        },
    )
}

/// `this` with the slices of `source` in the places along `dim` that `index` names.
///
/// `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An index
/// out of range raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(3).index_copy(0, flambeau.tensor([0, 2]), flambeau.tensor([5.0, 7.0]))
///     tensor([5., 0., 7.])
#[flambeau_macros::op(index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor; method, function, out)]
pub fn index_copy(this: &Tensor, dim: i64, index: &Tensor, source: &Tensor) -> Result<Tensor> {
    copy(Write::Copy, this, dim, index, source)
}

/// Writes the slices of `source` to the places along `dim` that `index` names.
///
/// `index` is a vector of int64 with an entry for each slice of `source`, which has this tensor's dtype. An
/// index out of range raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(2).index_copy_(0, flambeau.tensor([1]), flambeau.ones(1))
///     tensor([0., 1.])
#[flambeau_macros::op(index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!); method)]
pub fn index_copy_(this: &Tensor, dim: i64, index: &Tensor, source: &Tensor) -> Result<()> {
    copy(Write::InPlace, this, dim, index, source).map(|_| ())
}

fn fill(how: Write, this: &Tensor, dim: i64, index: &Tensor, value: Operand<'_>) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    ensure!(index.dtype() == DType::I64, Index, "index_fill_(): Expected dtype int64 for index.");
    ensure!(index.ndim() <= 1, Runtime, "Index has to be a vector/scalar");
    let number = match value {
        Operand::Scalar(Scalar::Float(real)) if this.dtype().is_integral(false) => {
            crate::ops::check_fill(Scalar::Float(real), this.dtype())?;
            element(Operand::Scalar(Scalar::Int(real as i64)), this, "index_fill_")?
        }
        value => element(value, this, "index_fill_")?,
    };
    how.run(
        this,
        &others(&value),
        if super::tensor_of(&value).is_some() { "IndexFillBackward1" } else { "IndexFillBackward0" },
        Keep::Index(index),
        |target| write_rows(target, at, index, &number, Reduce::Set, true, Kind::Index),
        move |grad, cx, kept| {
            let kept = kept.get(cx)?;
            let rest = cx.when(0, || index_fill(grad, at as i64, &kept, 0.into()))?;
            let mut grads = crate::grads![rest];
            if cx.node.edges().len() > 1 {
                let from_front = |index: &Tensor| -> Result<Tensor> {
                    let size = if grad.ndim() == 0 { 1 } else { grad.shape()[at] };
                    crate::ops::remainder(index, (size as i64).into())
                };
                grads.push(cx.when(1, || index_select(grad, at as i64, &from_front(&kept)?)?.sum(None))?);
            }
            Ok(grads)
        },
    )
}

/// `this` with `value`, a number or 0-d tensor, in the slices along `dim` that `index` names.
///
/// `index` is a vector of int64. An index out of range raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).index_fill(1, flambeau.tensor([0, 2]), 5.0)
///     tensor([[5., 0., 5.],
///             [5., 0., 5.]])
#[flambeau_macros::op(index_fill.int_Scalar(Tensor self, int dim, Tensor index, Operand value) -> Tensor; method, function)]
pub fn index_fill(this: &Tensor, dim: i64, index: &Tensor, value: Operand<'_>) -> Result<Tensor> {
    fill(Write::Copy, this, dim, index, value)
}

/// Writes `value`, a number or 0-d tensor, to the slices along `dim` that `index` names.
///
/// `index` is a vector of int64. An index out of range raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).index_fill_(1, flambeau.tensor([0, 2]), 5.0)
///     tensor([[5., 0., 5.],
///             [5., 0., 5.]])
#[flambeau_macros::op(index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Operand value) -> Tensor(a!); method)]
pub fn index_fill_(this: &Tensor, dim: i64, index: &Tensor, value: Operand<'_>) -> Result<()> {
    fill(Write::InPlace, this, dim, index, value).map(|_| ())
}
