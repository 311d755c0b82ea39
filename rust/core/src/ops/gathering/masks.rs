//! What a mask selects, and where elements are not zero.

use flambeau_cpu::DType;
use flambeau_cpu::index::{View, ViewMut};

use super::kernels::Mask;
use super::{Keep, Write, read};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::tensor::{MemoryFormat, Shape, Strides, layout};
use crate::{Result, Tensor, bail, ensure};

/// The elements of `this` where `mask` is set, both broadcast together, in row-major order. Nothing is recorded.
pub(super) fn select_where_set(this: &Tensor, mask: &Tensor) -> Result<Tensor> {
    let shape = layout::broadcast(this.shape(), mask.shape())?;
    let (from, by) = (super::over(this, &shape), super::over(mask, &shape));
    let device = this.device();
    let by = View { data: mask.ptr_on(device)?, strides: &by };
    // SAFETY: the mask's layout lies inside its storage.
    let counted = unsafe { Mask::new(device, mask.dtype(), &shape, by) }?;
    let out = Tensor::empty(&[counted.selected()?], this.dtype(), device)?;
    // SAFETY: as above; the output has as many elements as were counted.
    unsafe { counted.select(this.dtype().size(), View { data: this.data_ptr(), strides: &from }, out.data_ptr()) }?;
    Ok(out)
}

/// The elements where the boolean `mask` is set, one after the other; the two broadcast together.
///
/// Any dtype, to a vector. A mask that is not boolean raises RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([1, 2, 3])
///     >>> flambeau.masked_select(x, x > 1)
///     tensor([2, 3])
#[flambeau_macros::op(masked_select(Tensor self, Tensor mask) -> Tensor; method, function, out)]
pub fn masked_select(this: &Tensor, mask: &Tensor) -> Result<Tensor> {
    ensure!(mask.dtype() == DType::Bool, Runtime, "masked_select: expected BoolTensor for mask");
    let out = select_where_set(this, mask)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let both = layout::broadcast(this.shape(), mask.shape())?;
        let (shape, mask) = (Shape::from_slice(this.shape()), Saved::input(mask)?);
        graph.attach(&out, "MaskedSelectBackward0", move |grad, cx| {
            let whole = masked_scatter(&super::zeros(&both, grad)?, &mask.get(cx)?, grad)?;
            Ok(crate::grads![Some(crate::ops::sum_to(&whole, &shape)?)])
        });
    }
    Ok(out)
}

fn scatter(how: Write, this: &Tensor, mask: &Tensor, source: &Tensor) -> Result<Tensor> {
    ensure!(
        this.dtype() == source.dtype(),
        Runtime,
        "masked_scatter: expected self and source to have same dtypes but got {} and {}",
        this.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    ensure!(
        mask.dtype() == DType::Bool,
        Runtime,
        "masked_scatter_ only supports boolean masks, but got mask with dtype {}",
        mask.dtype().scalar_name()
    );
    let shape = layout::broadcast(this.shape(), mask.shape())?;
    if shape.as_slice() != this.shape() {
        ensure!(
            how == Write::Copy,
            Runtime,
            "output with shape {} doesn't match the broadcast shape {}",
            crate::error::shape_text(this.shape()),
            crate::error::shape_text(&shape)
        );
        let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
        return scatter(how, &this.expand(&sizes, false)?.contiguous(MemoryFormat::Contiguous)?, mask, source);
    }
    let sizes = Shape::from_slice(source.shape());
    how.run(
        this,
        &[source],
        "MaskedScatterBackward0",
        Keep::Index(mask),
        |target| {
            let source = no_grad(|| separate(target, source)?.contiguous(MemoryFormat::Contiguous))?;
            let mask = no_grad(|| separate(target, mask))?;
            let by = super::over(&mask, target.shape());
            let device = target.device();
            let from = View { data: mask.ptr_on(device)?, strides: &by };
            // SAFETY: the mask's layout lies inside its storage.
            let counted = unsafe { Mask::new(device, DType::Bool, target.shape(), from) }?;
            let to = ViewMut { data: target.data_ptr(), strides: target.strides() };
            // SAFETY: the target's elements lie in places of their own; the source is dense.
            unsafe { counted.scatter(target.dtype().size(), to, source.ptr_on(device)?, source.numel()) }
        },
        move |grad, cx, kept| {
            let kept = kept.get(cx)?;
            Ok(crate::grads![
                cx.when(0, || crate::ops::masked_fill(grad, &kept, 0.into()))?,
                cx.when(1, || {
                    let count: usize = sizes.iter().product();
                    let sizes: Vec<i64> = sizes.iter().map(|&size| size as i64).collect();
                    let given = masked_select(grad, &kept)?;
                    let unused = (count - given.numel()) as i64;
                    let all =
                        if unused > 0 { crate::ops::constant_pad_nd(&given, &[0, unused], 0.into())? } else { given };
                    all.reshape(&sizes)
                })?
            ])
        },
    )
}

/// An operand, copied if it shares memory with the target.
fn separate(target: &Tensor, operand: &Tensor) -> Result<Tensor> {
    if crate::ops::pointwise::overlap(target, operand) { operand.detached().copy() } else { Ok(operand.detached()) }
}

/// `this` with the elements of `source`, one after the other, where the boolean `mask` is set.
///
/// Mask and tensor broadcast together; `source` has this tensor's dtype and at least as many elements as the mask
/// sets, or RuntimeError is raised.
///
/// Example:
///     >>> mask = flambeau.tensor([True, False, True])
///     >>> flambeau.zeros(3).masked_scatter(mask, flambeau.tensor([5.0, 7.0]))
///     tensor([5., 0., 7.])
#[flambeau_macros::op(masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor; method, function)]
pub fn masked_scatter(this: &Tensor, mask: &Tensor, source: &Tensor) -> Result<Tensor> {
    scatter(Write::Copy, this, mask, source)
}

/// Writes the elements of `source`, one after the other, where the boolean `mask` is set; the mask broadcasts.
///
/// `source` has this tensor's dtype and at least as many elements as the mask sets, or RuntimeError is raised.
///
/// Example:
///     >>> mask = flambeau.tensor([True, False, True])
///     >>> flambeau.zeros(3).masked_scatter_(mask, flambeau.tensor([5.0, 7.0]))
///     tensor([5., 0., 7.])
#[flambeau_macros::op(masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!); method)]
pub fn masked_scatter_(this: &Tensor, mask: &Tensor, source: &Tensor) -> Result<()> {
    scatter(Write::InPlace, this, mask, source).map(|_| ())
}

/// The coordinates of all elements that are not zero, one row each, in row-major order.
///
/// Any shape and dtype to `(n, ndim)`, int64. With `as_tuple=True` one vector for each dimension instead.
///
/// Example:
///     >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero()
///     tensor([[0, 0],
///             [1, 0],
///             [1, 1]])
///     >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero(as_tuple=True)
///     (tensor([0, 1, 1]), tensor([0, 0, 1]))
#[flambeau_macros::op(nonzero(Tensor self) -> Tensor; method, function, out)]
pub fn nonzero(this: &Tensor) -> Result<Tensor> {
    layout::checked_numel(this.shape(), 8)?;
    // SAFETY: the tensor's layout lies inside its storage.
    let counted = unsafe { Mask::new(this.device(), this.dtype(), this.shape(), read(this, this.device())?) }?;
    let (count, ndim) = (counted.selected()?, this.ndim());
    // As PyTorch, coordinates of one dimension lie side by side in memory.
    let strides: Strides = smallvec::smallvec![1, count.max(1) as isize];
    let out = Tensor::empty_with_strides(Shape::from_slice(&[count, ndim]), strides, DType::I64, this.device())?;
    // SAFETY: the output has an element for each dimension of each selected element.
    unsafe { counted.coordinates(out.data_ptr().cast(), [1, count as isize]) }?;
    Ok(out)
}

/// The coordinates of all elements that are not zero, one row each; a number counts as one element of one
/// dimension.
///
/// Any shape and dtype to `(n, ndim)`, int64.
///
/// Example:
///     >>> flambeau.argwhere(flambeau.tensor([[1, 0], [2, 3]]))
///     tensor([[0, 0],
///             [1, 0],
///             [1, 1]])
#[flambeau_macros::op(argwhere(Tensor self) -> Tensor; method, function)]
pub fn argwhere(this: &Tensor) -> Result<Tensor> {
    nonzero(this)
}

/// The coordinates of all elements that are not zero, one tensor for each dimension.
///
/// Any shape and dtype to as many int64 vectors as there are dimensions.
///
/// Example:
///     >>> flambeau.tensor([[1, 0], [2, 3]]).nonzero_numpy()
///     (tensor([0, 1, 1]), tensor([0, 0, 1]))
#[flambeau_macros::op(nonzero_numpy(Tensor self) -> Tensor[]; method)]
pub fn nonzero_numpy(this: &Tensor) -> Result<Vec<Tensor>> {
    if this.ndim() == 0 {
        return crate::ops::unbind(&nonzero(&this.detached().unsqueeze(0)?)?, 1);
    }
    crate::ops::unbind(&nonzero(this)?, 1)
}

/// Where a condition holds, one tensor of coordinates for each dimension.
///
/// Any shape and dtype; as many int64 vectors as there are dimensions.
///
/// Example:
///     >>> flambeau.where(flambeau.tensor([[False, True], [True, False]]))
///     (tensor([0, 1]), tensor([1, 0]))
#[flambeau_macros::op(where(Tensor condition) -> Tensor[]; function)]
pub fn where_set(condition: &Tensor) -> Result<Vec<Tensor>> {
    nonzero_numpy(condition)
}

/// The coordinates of `size` elements that are not zero; rows of `fill_value` where there are fewer.
///
/// Any shape and dtype to `(size, ndim)`, int64. A negative `size` raises RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([0, 5, 6]).nonzero_static(size=3)
///     tensor([[ 1],
///             [ 2],
///             [-1]])
#[flambeau_macros::op(nonzero_static(Tensor self, *, int size, int fill_value=-1) -> Tensor; method, function)]
pub fn nonzero_static(this: &Tensor, size: i64, fill_value: i64) -> Result<Tensor> {
    if size < 0 {
        bail!(Runtime, "nonzero_static: 'size' must be an non-negative integer");
    }
    let found = nonzero(this)?;
    let out =
        crate::ops::creation::full(&[size as usize, this.ndim()], fill_value.into(), Some(DType::I64), this.device())?;
    let count = (found.shape()[0] as i64).min(size);
    crate::ops::narrow(&out, 0, 0, count)?.copy_(&crate::ops::narrow(&found, 0, 0, count)?, false)?;
    Ok(out)
}
