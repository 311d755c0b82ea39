//! One index per element: `gather`, `scatter`, `take`, `put`.

use flambeau_cpu::DType;
use flambeau_cpu::index::{Indices, Reduce, View, ViewMut};
use flambeau_cuda::report::Asker;

use super::rows::at_least_1d;
use super::{Keep, Write, apart, element, is_index, kernels, long, old_reduction, others, out_of_range, read, written};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::error::Kind;
use crate::op::Operand;
use crate::tensor::layout::wrap_dim;
use crate::tensor::{MemoryFormat, Shape};
use crate::{Error, Result, Tensor, bail, ensure};

/// `out[.., i, ..] = this[.., index[.., i, ..], ..]` along `dim`. The result has the shape of `index`.
///
/// `index` is int64, of as many dimensions, and nowhere larger but along `dim`. An index out of range raises
/// RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).gather(1, flambeau.tensor([[1], [0]]))
///     tensor([[2],
///             [3]])
#[flambeau_macros::op(gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor; method, function, out)]
pub fn gather(this: &Tensor, dim: i64, index: &Tensor, sparse_grad: bool) -> Result<Tensor> {
    ensure!(!sparse_grad, NotImplemented, "gather: sparse gradients are not supported");
    let at = wrap_dim(dim, this.ndim())?;
    let out = if index.numel() == 0 {
        ensure!(is_index(index), Runtime, "gather(): Expected dtype int32/int64 for index");
        Tensor::empty(index.shape(), this.dtype(), this.device())?
    } else {
        check_index("gather", this, at, index, None)?;
        let shape = index.shape();
        let (source, index) = (at_least_1d(this), at_least_1d(&long(index)?));
        let out = Tensor::empty(shape, this.dtype(), this.device())?;
        let flat = at_least_1d(&out);
        let (size, width, device) = (source.shape()[at], this.dtype().size(), this.device());
        let (to, from, by) = (written(&flat, device)?, read(&source, device)?, read(&index, device)?);
        // SAFETY: layouts lie inside their storages, shapes were compared, the kernel checks every index; the output
        // is new memory.
        unsafe {
            kernels::gather(
                const { &Asker::other("gather") },
                device,
                width,
                at,
                index.shape(),
                to,
                from,
                size,
                by,
                false,
            )
        }?
        .map_err(out_of_range(Kind::Runtime))?;
        out
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let (shape, index) = (Shape::from_slice(this.shape()), Saved::input(index)?);
        graph.attach(&out, "GatherBackward0", move |grad, cx| {
            Ok(crate::grads![Some(scatter_add(&super::zeros(&shape, grad)?, at as i64, &index.get(cx)?, grad)?)])
        });
    }
    Ok(out)
}

/// Checks dtype and shape of an index with one entry per element.
fn check_index(op: &str, this: &Tensor, dim: usize, index: &Tensor, source: Option<&Tensor>) -> Result<()> {
    let ndim = |tensor: &Tensor| tensor.ndim().max(1);
    let stop = if op == "gather" { "" } else { "." };
    ensure!(is_index(index), Runtime, "{op}(): Expected dtype int32/int64 for index{stop}");
    let name = if op == "gather" { "input" } else { "self" };
    ensure!(
        ndim(index) == ndim(this),
        Runtime,
        "Index tensor must have the same number of dimensions as {name} tensor"
    );
    if let Some(source) = source {
        ensure!(
            ndim(index) == ndim(source),
            Runtime,
            "Index tensor must have the same number of dimensions as src tensor"
        );
    }
    for at in 0..index.ndim() {
        let size = index.shape()[at];
        let fits = at == dim || size <= this.shape().get(at).copied().unwrap_or(1);
        let given = source.is_none_or(|source| size <= source.shape().get(at).copied().unwrap_or(1));
        if fits && given {
            continue;
        }
        let text = crate::error::shape_text;
        match source {
            None if op == "gather" => bail!(
                Runtime,
                "Size does not match at dimension {at} expected index {} to be no larger than self {} apart from \
                 dimension {dim}",
                text(index.shape()),
                text(this.shape())
            ),
            None => bail!(
                Runtime,
                "Expected index {} to be no larger than self {} apart from dimension {dim}",
                text(index.shape()),
                text(this.shape())
            ),
            Some(source) => bail!(
                Runtime,
                "Expected index {} to be no larger than self {} apart from dimension {dim} and to be no larger size \
                 than src {}",
                text(index.shape()),
                text(this.shape()),
                text(source.shape())
            ),
        }
    }
    Ok(())
}

/// Writes elements of `source` (one number if it is 0-d) to where `index` says, unrecorded.
pub(super) fn write_elements(
    target: &Tensor,
    dim: usize,
    index: &Tensor,
    source: &Tensor,
    reduce: Reduce,
) -> Result<()> {
    let (to, index) = (at_least_1d(target), at_least_1d(&apart(target, &long(index)?)?));
    let number: smallvec::SmallVec<[isize; 6]> = smallvec::smallvec![0; index.ndim()];
    let strides = if source.ndim() == 0 { number.as_slice() } else { source.strides() };
    let (dtype, device) = (target.dtype(), target.device());
    let from = View { data: source.ptr_on(device)?, strides };
    let (shape, size) = (index.shape(), to.shape()[dim]);
    let (to, by) = (written(&to, device)?, read(&index, device)?);
    // SAFETY: layouts lie inside their storages, shapes were compared, the kernel checks every index; the target's
    // elements lie in places of their own.
    unsafe {
        kernels::scatter(
            const { &Asker::other("scatter") },
            device,
            reduce,
            dtype,
            dim,
            shape,
            to,
            size,
            by,
            from,
            false,
        )
    }?
    .map_err(out_of_range(Kind::Runtime))
}

/// Checks the operands of a scattering operation; the answer is whether there is anything to write.
pub(super) fn check_scatter(
    op: &str,
    this: &Tensor,
    dim: usize,
    index: &Tensor,
    source: Option<&Tensor>,
) -> Result<bool> {
    if let Some(source) = source {
        ensure!(this.dtype() == source.dtype(), Runtime, "{op}(): Expected self.dtype to be equal to src.dtype");
    }
    if index.numel() == 0 {
        ensure!(is_index(index), Runtime, "{op}(): Expected dtype int32/int64 for index.");
        return Ok(false);
    }
    check_index(op, this, dim, index, source)?;
    Ok(true)
}

fn scatter_by(
    how: Write,
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    source: Operand<'_>,
    reduce: Option<&str>,
) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    let reduction = reduce.map_or(Ok(Reduce::Set), old_reduction)?;
    let given = super::tensor_of(&source);
    let writes = check_scatter("scatter", this, at, index, given)?;
    let number = match source {
        Operand::Scalar(_) => Some(element(source, this, "scatter")?),
        Operand::Tensor(_) => None,
    };
    let shape = given.map(|given| Shape::from_slice(given.shape()));
    how.run(
        this,
        &others(&source),
        match (reduce, given) {
            (Some(_), _) => "NotImplemented",
            (None, Some(_)) => "ScatterBackward0",
            (None, None) => "ScatterBackward1",
        },
        Keep::Index(index),
        |target| {
            if !writes {
                return Ok(());
            }
            match (&number, given) {
                (Some(number), _) => write_elements(target, at, index, number, reduction),
                (None, Some(given)) => {
                    write_elements(target, at, index, &at_least_1d(&apart(target, given)?), reduction)
                }
                (None, None) => Ok(()),
            }
        },
        move |grad, cx, kept| {
            if reduction != Reduce::Set {
                bail!(
                    NotImplemented,
                    "derivative for aten::scatter with reduce= is not implemented: use scatter_reduce"
                );
            }
            let rest = cx.when(0, || scatter(grad, at as i64, &kept.get(cx)?, 0.into()))?;
            Ok(match &shape {
                Some(shape) => crate::grads![rest, cx.when(1, || gather_into(grad, at, &kept.get(cx)?, shape))?],
                None => crate::grads![rest],
            })
        },
    )
}

/// The gradient of a scattered source: gathered where an index used it, zero elsewhere.
pub(super) fn gather_into(grad: &Tensor, dim: usize, index: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if index.numel() == 0 {
        return super::zeros(shape, grad);
    }
    let given = gather(grad, dim as i64, index, false)?;
    if index.shape() == shape {
        return Ok(given);
    }
    if index.numel() == 1 && shape.iter().product::<usize>() == 1 {
        return given.reshape(&shape.iter().map(|&size| size as i64).collect::<Vec<_>>());
    }
    // The source was larger than the index: its other elements were not used.
    let pad: Vec<i64> =
        shape.iter().zip(index.shape()).rev().flat_map(|(&whole, &used)| [0, whole as i64 - used as i64]).collect();
    crate::ops::constant_pad_nd(&given, &pad, 0.into())
}

/// `this` with `src`, a tensor or a number, written along `dim` to where `index` says.
///
/// `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
/// index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(3).scatter(0, flambeau.tensor([2]), 1.0)
///     tensor([0., 0., 1.])
#[flambeau_macros::op(scatter.src(Tensor self, int dim, Tensor index, Operand src) -> Tensor; method, function, out)]
pub fn scatter(this: &Tensor, dim: i64, index: &Tensor, src: Operand<'_>) -> Result<Tensor> {
    scatter_by(Write::Copy, this, dim, index, src, None)
}

/// `this` with a number written along `dim` to where `index` says.
///
/// `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
/// range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).scatter(1, flambeau.tensor([[2], [0]]), 1.0)
///     tensor([[0., 0., 1.],
///             [1., 0., 0.]])
#[flambeau_macros::op(scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor; method, function, out)]
pub fn scatter_value(this: &Tensor, dim: i64, index: &Tensor, value: crate::Scalar) -> Result<Tensor> {
    scatter_by(Write::Copy, this, dim, index, value.into(), None)
}

/// `this` with `src` added to (`reduce="add"`) or multiplied with (`"multiply"`) the elements that `index` names.
///
/// `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
///     tensor([6., 1., 5.])
#[flambeau_macros::op(scatter.reduce(Tensor self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor; method, function, out)]
pub fn scatter_with(this: &Tensor, dim: i64, index: &Tensor, src: Operand<'_>, reduce: &str) -> Result<Tensor> {
    scatter_by(Write::Copy, this, dim, index, src, Some(reduce))
}

/// `this` with a number added to or multiplied with the elements that `index` names.
///
/// `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3).scatter(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
///     tensor([5., 1., 5.])
#[flambeau_macros::op(scatter.value_reduce(Tensor self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor; method, function, out)]
pub fn scatter_value_with(
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    value: crate::Scalar,
    reduce: &str,
) -> Result<Tensor> {
    scatter_by(Write::Copy, this, dim, index, value.into(), Some(reduce))
}

/// Writes `src`, a tensor or a number, along `dim` to where `index` says.
///
/// `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
/// index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
///     tensor([[0., 0., 1.],
///             [1., 0., 0.]])
#[flambeau_macros::op(scatter_.src(Tensor(a!) self, int dim, Tensor index, Operand src) -> Tensor(a!); method)]
pub fn scatter_(this: &Tensor, dim: i64, index: &Tensor, src: Operand<'_>) -> Result<()> {
    scatter_by(Write::InPlace, this, dim, index, src, None).map(|_| ())
}

/// Writes a number along `dim` to where `index` says.
///
/// `index`, int64, has as many dimensions as this tensor and is nowhere larger, but along `dim`. An index out of
/// range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 3).scatter_(1, flambeau.tensor([[2], [0]]), 1.0)
///     tensor([[0., 0., 1.],
///             [1., 0., 0.]])
#[flambeau_macros::op(scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!); method)]
pub fn scatter_value_(this: &Tensor, dim: i64, index: &Tensor, value: crate::Scalar) -> Result<()> {
    scatter_by(Write::InPlace, this, dim, index, value.into(), None).map(|_| ())
}

/// Adds `src` to (`reduce="add"`) or multiplies it with (`"multiply"`) the elements that `index` names.
///
/// `index`, int64, is nowhere larger than `src`. An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), reduce="add")
///     tensor([6., 1., 5.])
#[flambeau_macros::op(scatter_.reduce(Tensor(a!) self, int dim, Tensor index, Operand src, *, str reduce) -> Tensor(a!); method)]
pub fn scatter_with_(this: &Tensor, dim: i64, index: &Tensor, src: Operand<'_>, reduce: &str) -> Result<()> {
    scatter_by(Write::InPlace, this, dim, index, src, Some(reduce)).map(|_| ())
}

/// Adds a number to or multiplies it with the elements that `index` names.
///
/// `index` is int64; `reduce` is "add" or "multiply". An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.ones(3).scatter_(0, flambeau.tensor([0, 2]), 5.0, reduce="multiply")
///     tensor([5., 1., 5.])
#[flambeau_macros::op(scatter_.value_reduce(Tensor(a!) self, int dim, Tensor index, Scalar value, *, str reduce) -> Tensor(a!); method)]
pub fn scatter_value_with_(this: &Tensor, dim: i64, index: &Tensor, value: crate::Scalar, reduce: &str) -> Result<()> {
    scatter_by(Write::InPlace, this, dim, index, value.into(), Some(reduce)).map(|_| ())
}

fn add(how: Write, this: &Tensor, dim: i64, index: &Tensor, src: &Tensor) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    let writes = check_scatter("scatter", this, at, index, Some(src))?;
    let shape = Shape::from_slice(src.shape());
    how.run(
        this,
        &[src],
        "ScatterAddBackward0",
        Keep::ForOthers(index),
        |target| {
            if writes {
                write_elements(target, at, index, &at_least_1d(&apart(target, src)?), Reduce::Add)
            } else {
                Ok(())
            }
        },
        move |grad, cx, kept| {
            Ok(crate::grads![Some(grad.clone()), cx.when(1, || gather_into(grad, at, &kept.get(cx)?, &shape))?])
        },
    )
}

/// `this` with `src` added along `dim` to the elements that `index` names, in the order of the indices.
///
/// For two dimensions and `dim=0`: `out[index[i, j], j] += src[i, j]`. `index`, int64, is nowhere larger than
/// `src`, which has this tensor's dtype. An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(3).scatter_add(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([1.0, 2.0, 3.0]))
///     tensor([3., 0., 3.])
#[flambeau_macros::op(scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor; method, function, out)]
pub fn scatter_add(this: &Tensor, dim: i64, index: &Tensor, src: &Tensor) -> Result<Tensor> {
    add(Write::Copy, this, dim, index, src)
}

/// Adds `src` along `dim` to the elements that `index` names, in the order of the indices.
///
/// `index` is int64, of as many dimensions, and nowhere larger than `src`, which has this tensor's dtype. An
/// index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2).scatter_add_(0, flambeau.tensor([1, 1]), flambeau.ones(2))
///     tensor([0., 2.])
#[flambeau_macros::op(scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!); method)]
pub fn scatter_add_(this: &Tensor, dim: i64, index: &Tensor, src: &Tensor) -> Result<()> {
    add(Write::InPlace, this, dim, index, src).map(|_| ())
}

/// Elements along `dim` at `indices`, both broadcast together; without `dim`, elements of the flattened tensor.
///
/// `indices` is int64, with as many dimensions. An index out of range raises RuntimeError.
///
/// Example:
///     >>> x = flambeau.tensor([[3, 1, 2]])
///     >>> flambeau.take_along_dim(x, x.argsort(1), 1)
///     tensor([[1, 2, 3]])
#[flambeau_macros::op(take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor; method, function, out)]
pub fn take_along_dim(this: &Tensor, indices: &Tensor, dim: Option<i64>) -> Result<Tensor> {
    ensure!(
        indices.dtype() == DType::I64,
        Runtime,
        "torch.take_along_dim(): dtype of indices should be Long but got {}",
        indices.dtype().scalar_name()
    );
    let Some(dim) = dim else {
        return gather(&this.reshape(&[-1])?, 0, &indices.reshape(&[-1])?, false);
    };
    ensure!(
        this.ndim() == indices.ndim(),
        Runtime,
        "torch.take_along_dim(): input and indices should have the same number of dimensions, but got {} dimensions for \
         input, and {} dimensions for indices",
        this.ndim(),
        indices.ndim()
    );
    let at = wrap_dim(dim, this.ndim())?;
    let mut shapes = (Shape::from_slice(this.shape()), Shape::from_slice(indices.shape()));
    if this.ndim() > 0 {
        (shapes.0[at], shapes.1[at]) = (1, 1);
    }
    let mut common: Vec<i64> =
        crate::tensor::layout::broadcast(&shapes.0, &shapes.1)?.iter().map(|&size| size as i64).collect();
    let mut by = common.clone();
    if this.ndim() > 0 {
        (common[at], by[at]) = (this.shape()[at] as i64, indices.shape()[at] as i64);
    }
    gather(&this.expand(&common, false)?, at as i64, &indices.expand(&by, false)?, false)
}

fn flat_error(numel: usize) -> impl Fn(flambeau_cpu::index::IndexError) -> Error {
    move |error| {
        Error::message(
            Kind::Index,
            format!("out of range: tried to access index {} on a tensor of {numel} elements.", error.index),
        )
    }
}

/// Elements by their place in row-major order; negative places count from the end. The result has the index's
/// shape.
///
/// `index` is int64; a place out of range raises IndexError.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).take(flambeau.tensor([0, 3, -1]))
///     tensor([1, 4, 4])
#[flambeau_macros::op(take(Tensor self, Tensor index) -> Tensor; method, function, out)]
pub fn take(this: &Tensor, index: &Tensor) -> Result<Tensor> {
    ensure!(
        index.dtype() == DType::I64,
        Runtime,
        "take(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_name()
    );
    ensure!(this.numel() > 0 || index.numel() == 0, Index, "take(): tried to take from an empty tensor");
    let out = Tensor::empty(index.shape(), this.dtype(), this.device())?;
    let places = Indices::Linear {
        shape: index.shape(),
        index: read(index, this.device())?,
        operand_shape: this.shape(),
        operand_strides: this.strides(),
    };
    // SAFETY: layouts lie inside their storages, and the kernel checks every index; the output is new memory.
    let taken = unsafe {
        let device = this.device();
        let from = View { data: this.data_ptr(), strides: &[] };
        kernels::index_get(
            const { &Asker::index("take") },
            device,
            this.dtype().size(),
            &places,
            &[],
            written(&out, device)?,
            from,
        )?
    };
    taken.map_err(flat_error(this.numel()))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (shape, index) = (Shape::from_slice(this.shape()), Saved::input(index)?);
        graph.attach(&out, "TakeBackward0", move |grad, cx| {
            Ok(crate::grads![Some(put(&super::zeros(&shape, grad)?, &index.get(cx)?, grad, true)?)])
        });
    }
    Ok(out)
}

fn put_by(how: Write, this: &Tensor, index: &Tensor, source: &Tensor, accumulate: bool) -> Result<Tensor> {
    ensure!(
        index.dtype() == DType::I64,
        Runtime,
        "put_(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_name()
    );
    ensure!(
        this.dtype() == source.dtype(),
        Runtime,
        "put_(): self and source expected to have the same dtype, but got self.dtype = {} and source.dtype = {}",
        this.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    ensure!(
        source.numel() == index.numel(),
        Index,
        "put_(): Expected source and index to have the same number of elements, but got source.numel() = {}, \
         index.numel() = {}",
        source.numel(),
        index.numel()
    );
    ensure!(this.numel() > 0 || index.numel() == 0, Index, "put_(): Tried to put elements into an empty tensor");
    let sizes = crate::ops::views::sizes_of(source);
    how.run(
        this,
        &[source],
        "PutBackward0",
        Keep::Index(index),
        |target| {
            let flat = |tensor: &Tensor| no_grad(|| tensor.contiguous(MemoryFormat::Contiguous)?.reshape(&[-1]));
            let (source, index) = (flat(&apart(target, source)?)?, flat(&index.detached())?);
            let places = Indices::Linear {
                shape: index.shape(),
                index: read(&index, target.device())?,
                operand_shape: target.shape(),
                operand_strides: target.strides(),
            };
            let reduce = if accumulate { Reduce::Add } else { Reduce::Set };
            let (device, dtype) = (target.device(), target.dtype());
            let to = ViewMut { data: target.data_ptr(), strides: &[] };
            let from = read(&source, device)?;
            // SAFETY: layouts lie inside their storages, and the kernel checks every index; the target's elements lie
            // in places of their own.
            unsafe {
                kernels::index_put(const { &Asker::index("put_") }, device, reduce, dtype, &places, &[], to, from)
            }?
            .map_err(flat_error(target.numel()))
        },
        move |grad, cx, kept| {
            let kept = kept.get(cx)?;
            let rest = cx.when(0, || {
                if accumulate {
                    return Ok(grad.clone());
                }
                put(grad, &kept, &super::zeros(kept.shape(), grad)?, false)
            })?;
            Ok(crate::grads![rest, cx.when(1, || take(grad, &kept)?.reshape(&sizes))?])
        },
    )
}

/// `this` with the elements of `source` at places in row-major order; added to what is there if `accumulate`.
///
/// `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
/// number and a place out of range raise IndexError.
///
/// Example:
///     >>> flambeau.zeros(2, 2).put(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
///     tensor([[5., 0.],
///             [0., 7.]])
#[flambeau_macros::op(put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor; method, function)]
pub fn put(this: &Tensor, index: &Tensor, source: &Tensor, accumulate: bool) -> Result<Tensor> {
    put_by(Write::Copy, this, index, source, accumulate)
}

/// Writes the elements of `source` to places in row-major order; adds them if `accumulate`.
///
/// `index`, int64, and `source`, of this tensor's dtype, have equally many elements. Another
/// number and a place out of range raise IndexError.
///
/// Example:
///     >>> flambeau.zeros(2, 2).put_(flambeau.tensor([0, 3]), flambeau.tensor([5.0, 7.0]))
///     tensor([[5., 0.],
///             [0., 7.]])
#[flambeau_macros::op(put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!); method)]
pub fn put_(this: &Tensor, index: &Tensor, source: &Tensor, accumulate: bool) -> Result<()> {
    put_by(Write::InPlace, this, index, source, accumulate).map(|_| ())
}
