//! `x[tensor, ...]` and `x[tensor, ...] = value`.

use flambeau_cpu::DType;
use flambeau_cpu::index::{IndexTensor, Indices, Reduce, View, ViewMut};
use flambeau_cuda::report::Asker;
use smallvec::SmallVec;

use super::kernels::{self, Checked, Mask};
use super::{apart, element, out_of_range, over, read, tensor_of, zeros};
use crate::autograd::{Context, Recorder, Saved, no_grad};
use crate::error::Kind;
use crate::op::Operand;
use crate::ops::pointwise::check_single_place;
use crate::tensor::{Shape, Strides, layout};
use crate::{Error, Result, Tensor, bail, ensure};

/// Index tensors with the dimension each of them indexes (a mask: the first of its dimensions).
pub(crate) type Indexed = SmallVec<[(usize, Tensor); 2]>;

/// Checked indices: int64, expanded to their common shape, one for each indexed dimension.
struct Plan {
    indices: SmallVec<[(usize, Tensor); 2]>,
    shape: Shape,
    /// The dimensions that are not indexed.
    rest: SmallVec<[usize; 6]>,
    /// How many of them stand before the indices' dimensions in the result.
    before: usize,
    /// The result's shape.
    result: Shape,
}

/// The indices on the tensor's device, where some are on the CPU and it is not.
fn beside(this: &Tensor, tensors: &Indexed) -> Result<Option<Indexed>> {
    if this.on_host() || tensors.iter().all(|(_, tensor)| !tensor.on_host()) {
        return Ok(None);
    }
    let move_one = |(dim, tensor): &(usize, Tensor)| {
        Ok((*dim, if tensor.on_host() { tensor.detached().to_device(this.device())? } else { tensor.clone() }))
    };
    tensors.iter().map(move_one).collect::<Result<Indexed>>().map(Some)
}

fn is_mask(tensor: &Tensor) -> bool {
    matches!(tensor.dtype(), DType::Bool | DType::U8)
}

fn check_mask(this: &Tensor, dim: usize, mask: &Tensor) -> Result<()> {
    for (at, &size) in mask.shape().iter().enumerate() {
        if this.shape().get(dim + at) != Some(&size) {
            bail!(
                Index,
                "The shape of the mask {} at index {at} does not match the shape of the indexed tensor {} at index {}",
                crate::error::shape_text(mask.shape()),
                crate::error::shape_text(this.shape()),
                dim + at
            );
        }
    }
    Ok(())
}

/// Where a mask is set, one row of indices per dimension.
fn positions(mask: &Tensor) -> Result<Tensor> {
    // SAFETY: the tensor's layout lies inside its storage.
    let counted = unsafe { Mask::new(mask.device(), mask.dtype(), mask.shape(), read(mask, mask.device())?) }?;
    let count = counted.selected()?;
    let out = Tensor::empty(&[mask.ndim(), count], DType::I64, mask.device())?;
    // SAFETY: the output has an element for each dimension of each selected element.
    unsafe { counted.coordinates(out.data_ptr().cast(), [1, count as isize]) }?;
    Ok(out)
}

impl Plan {
    fn new(this: &Tensor, tensors: &Indexed) -> Result<Plan> {
        let mut indices: SmallVec<[(usize, Tensor); 2]> = SmallVec::new();
        for (dim, tensor) in tensors {
            match tensor.dtype() {
                DType::Bool | DType::U8 => {
                    check_mask(this, *dim, tensor)?;
                    let found = positions(tensor)?;
                    for at in 0..tensor.ndim() {
                        let row = found.with_layout(
                            Shape::from_slice(&found.shape()[1..]),
                            Strides::from_slice(&[1]),
                            at * found.shape()[1],
                        );
                        indices.push((dim + at, row));
                    }
                }
                DType::I64 => indices.push((*dim, tensor.detached())),
                DType::I32 => indices.push((*dim, super::long(tensor)?)),
                _ => bail!(Index, "tensors used as indices must be long, int, byte or bool tensors"),
            }
        }
        let mut shape = Shape::new();
        for (_, index) in &indices {
            shape = layout::broadcast(&shape, index.shape()).map_err(|_| {
                let shapes: Vec<String> =
                    indices.iter().map(|(_, index)| crate::error::shape_text(index.shape())).collect();
                Error::message(
                    Kind::Index,
                    format!(
                        "shape mismatch: indexing tensors could not be broadcast together with shapes {}",
                        shapes.join(", ")
                    ),
                )
            })?;
        }
        for (_, index) in &mut indices {
            if index.shape() != shape.as_slice() {
                *index = index.with_layout(shape.clone(), over(index, &shape), index.storage_offset());
            }
        }
        let rest: SmallVec<[usize; 6]> =
            (0..this.ndim()).filter(|dim| !indices.iter().any(|(indexed, _)| indexed == dim)).collect();
        let adjacent = indices.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
        let before = if adjacent { indices.first().map_or(0, |(dim, _)| *dim) } else { 0 };
        let mut result: Shape = rest[..before].iter().map(|&dim| this.shape()[dim]).collect();
        result.extend_from_slice(&shape);
        result.extend(rest[before..].iter().map(|&dim| this.shape()[dim]));
        layout::checked_numel(&result, this.dtype().size())?;
        Ok(Plan { indices, shape, rest, before, result })
    }

    /// Strides over the result, in the kernel's order: the indices' dimensions, then the rest.
    fn arranged(&self, strides: &[isize]) -> Strides {
        let (start, end) = (self.before, self.before + self.shape.len());
        strides[start..end].iter().chain(&strides[..start]).chain(&strides[end..]).copied().collect()
    }

    /// Calls the kernel with the indices, and with sizes and strides of the dimensions that are not indexed.
    fn with(
        &self,
        operand: &Tensor,
        run: impl FnOnce(&Indices<'_>, &[usize], &[isize]) -> Result<Checked>,
    ) -> Result<()> {
        let mut tensors: SmallVec<[IndexTensor<'_>; 2]> = SmallVec::new();
        for (dim, index) in &self.indices {
            tensors.push(IndexTensor {
                data: index.ptr_on(operand.device())?.cast(),
                strides: index.strides(),
                dim: *dim,
                size: operand.shape()[*dim],
                stride: operand.strides()[*dim],
            });
        }
        let sizes: SmallVec<[usize; 6]> = self.rest.iter().map(|&dim| operand.shape()[dim]).collect();
        let strides: SmallVec<[isize; 6]> = self.rest.iter().map(|&dim| operand.strides()[dim]).collect();
        run(&Indices::PerDim { shape: &self.shape, tensors: &tensors }, &sizes, &strides)?
            .map_err(out_of_range(Kind::Index))
    }

    fn get(&self, this: &Tensor) -> Result<Tensor> {
        let out = Tensor::empty(&self.result, this.dtype(), this.device())?;
        let out_strides = self.arranged(out.strides());
        let (to, from, device) = (out.data_ptr(), this.data_ptr(), this.device());
        self.with(this, |indices, rest, strides| {
            let (to, from) = (ViewMut { data: to, strides: &out_strides }, View { data: from, strides });
            // SAFETY: layouts lie inside their storages, and the kernel checks every index; the output is new memory.
            unsafe {
                kernels::index_get(
                    const { &Asker::index("index") },
                    device,
                    this.dtype().size(),
                    indices,
                    rest,
                    to,
                    from,
                )
            }
        })?;
        Ok(out)
    }

    /// Writes values, which broadcast to the result's shape and do not overlap the target.
    fn put(&self, target: &Tensor, values: &Tensor, reduce: Reduce) -> Result<()> {
        let value_strides = self.arranged(&over(values, &self.result));
        let device = target.device();
        let (to, from) = (target.data_ptr(), values.ptr_on(device)?);
        self.with(target, |indices, rest, strides| {
            let (to, from) = (ViewMut { data: to, strides }, View { data: from, strides: &value_strides });
            // SAFETY: as above; the target's elements lie in places of their own.
            unsafe {
                kernels::index_put(
                    const { &Asker::index("index_put_") },
                    device,
                    reduce,
                    target.dtype(),
                    indices,
                    rest,
                    to,
                    from,
                )
            }
        })
    }
}

/// Keeps indices for a backward pass.
fn keep(indices: &Indexed) -> Result<Vec<(usize, Saved)>> {
    indices.iter().map(|(dim, index)| Ok((*dim, Saved::input(index)?))).collect()
}

/// The indices, as they were.
fn recall(indices: &[(usize, Saved)], cx: &Context<'_>) -> Result<Indexed> {
    indices.iter().map(|(dim, index)| Ok((*dim, index.get(cx)?))).collect()
}

/// `this[..., tensor, ...]`: the tensors index the dimensions they are given with.
pub(crate) fn index_by(this: &Tensor, tensors: &Indexed) -> Result<Tensor> {
    let moved = beside(this, tensors)?;
    let tensors = moved.as_ref().unwrap_or(tensors);
    if let [(0, mask)] = tensors.as_slice()
        && is_mask(mask)
        && mask.ndim() == this.ndim()
    {
        check_mask(this, 0, mask)?;
        let out = super::masks::select_where_set(this, mask)?;
        if let Some(graph) = Recorder::new(&[this]) {
            let (shape, mask) = (Shape::from_slice(this.shape()), Saved::input(mask)?);
            graph.attach(&out, "IndexBackward0", move |grad, cx| {
                let truth = mask.get(cx)?.to_dtype(DType::Bool)?;
                Ok(crate::grads![Some(super::masked_scatter(&zeros(&shape, grad)?, &truth, grad)?)])
            });
        }
        return Ok(out);
    }
    let plan = Plan::new(this, tensors)?;
    let out = plan.get(this)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (shape, indices) = (Shape::from_slice(this.shape()), keep(&plan.indices)?);
        graph.attach(&out, "IndexBackward0", move |grad, cx| {
            let whole = zeros(&shape, grad)?;
            put(&whole, &recall(&indices, cx)?, Operand::Tensor(grad), true)?;
            Ok(crate::grads![Some(whole)])
        });
    }
    Ok(out)
}

/// `this[..., tensor, ...] = value`.
pub(crate) fn set_index_by(this: &Tensor, tensors: &Indexed, value: Operand<'_>) -> Result<()> {
    let Operand::Tensor(tensor) = value else { return put(this, tensors, value, false) };
    let mut tensor = tensor.clone();
    // Leading dimensions of size 1 are dropped, as PyTorch does.
    while tensor.ndim() > 0 && tensor.shape()[0] == 1 {
        tensor = crate::ops::select(&tensor, 0, 0)?;
    }
    put(this, tensors, Operand::Tensor(&tensor), false)
}

/// Writes or adds in place, recorded.
fn put(this: &Tensor, tensors: &Indexed, value: Operand<'_>, accumulate: bool) -> Result<()> {
    let moved = beside(this, tensors)?;
    let tensors = moved.as_ref().unwrap_or(tensors);
    let cast;
    let value = match value {
        // A mask is filled with one value as `masked_fill_` does it, whatever the value's dtype.
        Operand::Tensor(tensor)
            if !accumulate
                && tensor.numel() == 1
                && tensor.dtype() != this.dtype()
                && matches!(tensors.as_slice(), [(_, mask)] if is_mask(mask)) =>
        {
            cast = tensor.to_dtype(this.dtype())?;
            Operand::Tensor(&cast)
        }
        value => value,
    };
    if let Operand::Tensor(tensor) = value {
        ensure!(
            tensor.dtype() == this.dtype(),
            Runtime,
            "Index put requires the source and destination dtypes match, got {} for the destination and {} for the source.",
            this.dtype().scalar_name(),
            tensor.dtype().scalar_name()
        );
    }
    this.check_in_place()?;
    check_single_place(this)?;
    let values = match value {
        Operand::Tensor(tensor) => apart(this, tensor)?,
        Operand::Scalar(_) => element(value, this, "index_put_")?,
    };
    let tensor = tensor_of(&value);
    let graph = if this.dtype().is_differentiable() { Recorder::of_optional(&[Some(this), tensor]) } else { None };
    if graph.is_some() {
        this.check_recorded_in_place(true)?;
    }
    let indices = match tensors.as_slice() {
        // One value for all that a mask selects.
        [(0, mask)] if is_mask(mask) && !accumulate && values.ndim() == 0 && mask.ndim() <= this.ndim() => {
            check_mask(this, 0, mask)?;
            let mut sizes = crate::ops::views::sizes_of(mask);
            sizes.resize(this.ndim(), 1);
            no_grad(|| {
                let mask = mask.detached().to_dtype(DType::Bool)?.reshape(&sizes)?;
                crate::ops::masked_fill_(&this.detached(), &mask, Operand::Tensor(&values))
            })?;
            tensors.clone()
        }
        _ => {
            let mut plan = Plan::new(this, tensors)?;
            for (_, index) in &mut plan.indices {
                *index = apart(this, index)?;
            }
            ensure!(
                layout::broadcast(values.shape(), &plan.result).is_ok_and(|both| both == plan.result),
                Runtime,
                "shape mismatch: value tensor of shape {} cannot be broadcast to indexing result of shape {}",
                crate::error::shape_text(values.shape()),
                crate::error::shape_text(&plan.result)
            );
            plan.put(this, &values, if accumulate { Reduce::Add } else { Reduce::Set })?;
            this.bump_version();
            plan.indices
        }
    };
    if let Some(graph) = graph {
        let indices = keep(&indices)?;
        let shape = tensor.map(|tensor| Shape::from_slice(tensor.shape()));
        graph.attach_in_place(this, "IndexPutBackward0", move |grad, cx| {
            let indices = recall(&indices, cx)?;
            let kept = cx.when(0, || {
                if accumulate {
                    return Ok(grad.clone());
                }
                let kept = grad.copy()?;
                put(&kept, &indices, Operand::Scalar(0.into()), false)?;
                Ok(kept)
            })?;
            let given = match &shape {
                Some(shape) => cx.when(1, || crate::ops::sum_to(&index_by(grad, &indices)?, shape))?,
                None => None,
            };
            Ok(crate::grads![kept, given])
        })?;
    }
    Ok(())
}

/// Indices by position: None leaves a dimension alone.
fn by_position(this: &Tensor, indices: &[Option<Tensor>]) -> Result<Indexed> {
    let mut tensors = Indexed::new();
    let mut dim = 0;
    let mut taken = 0;
    for index in indices {
        let Some(index) = index else {
            (dim, taken) = (dim + 1, taken + 1);
            continue;
        };
        let spans = if is_mask(index) { index.ndim() } else { 1 };
        tensors.push((dim, index.clone()));
        (dim, taken) = (dim + spans, taken + spans);
    }
    ensure!(taken <= this.ndim(), Index, "too many indices for tensor of dimension {} (got {taken})", this.ndim());
    ensure!(
        tensors.iter().all(|(_, index)| !is_mask(index) || index.ndim() > 0),
        NotImplemented,
        "a mask of no dimensions among the indices is only taken by x[mask]"
    );
    Ok(tensors)
}

/// `this[indices]`, the indices being tensors of integers or masks, or None for a whole dimension.
///
/// Example:
///     >>> flambeau.index(flambeau.tensor([1.0, 2.0, 3.0]), [flambeau.tensor([0, 2])])
///     tensor([1., 3.])
#[flambeau_macros::op(index.Tensor(Tensor self, Tensor?[] indices) -> Tensor)]
pub fn index_tensors(this: &Tensor, indices: &[Option<Tensor>]) -> Result<Tensor> {
    index_by(this, &by_position(this, indices)?)
}

/// `this` with `values` at the places that tensors of integers or masks name; added to what is there if
/// `accumulate`.
///
/// The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
/// raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(3).index_put((flambeau.tensor([0, 2]),), flambeau.tensor([5.0, 7.0]))
///     tensor([5., 0., 7.])
#[flambeau_macros::op(index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor; method, function)]
pub fn index_put(this: &Tensor, indices: &[Option<Tensor>], values: &Tensor, accumulate: bool) -> Result<Tensor> {
    let out = this.copy()?;
    put(&out, &by_position(this, indices)?, Operand::Tensor(values), accumulate)?;
    Ok(out)
}

/// Writes `values` to the places that tensors of integers or masks name; adds them if `accumulate`.
///
/// The indices broadcast together and `values`, of this tensor's dtype, to their shape. An index out of range
/// raises IndexError.
///
/// Example:
///     >>> flambeau.zeros(3).index_put_((flambeau.tensor([0, 0]),), flambeau.tensor([5.0, 7.0]), accumulate=True)
///     tensor([12.,  0.,  0.])
#[flambeau_macros::op(index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!); method, function)]
pub fn index_put_(this: &Tensor, indices: &[Option<Tensor>], values: &Tensor, accumulate: bool) -> Result<()> {
    put(this, &by_position(this, indices)?, Operand::Tensor(values), accumulate)
}
