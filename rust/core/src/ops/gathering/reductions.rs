//! Writes that reduce several values to one: `scatter_reduce`, `index_reduce`.

use flambeau_cpu::DType;
use flambeau_cpu::index::Reduce;

use super::elements::{check_scatter, gather_into, write_elements};
use super::rows::{at_least_1d, check_slices, write_rows};
use super::{Keep, Write, apart, gather, index_add, index_fill, index_select, scatter, scatter_add};
use crate::autograd::{Context, no_grad};
use crate::error::Kind;
use crate::tensor::layout::wrap_dim;
use crate::{Error, Result, Scalar, Tensor, bail, ensure, ops};

/// How several values become one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reduction {
    Sum,
    Prod,
    Mean,
    Amax,
    Amin,
}

impl Reduction {
    fn named(name: &str) -> Option<Reduction> {
        Some(match name {
            "sum" => Reduction::Sum,
            "prod" => Reduction::Prod,
            "mean" => Reduction::Mean,
            "amax" => Reduction::Amax,
            "amin" => Reduction::Amin,
            _ => return None,
        })
    }

    fn kernel(self) -> Reduce {
        match self {
            Reduction::Sum | Reduction::Mean => Reduce::Add,
            Reduction::Prod => Reduce::Multiply,
            Reduction::Amax => Reduce::Max,
            Reduction::Amin => Reduce::Min,
        }
    }

    /// The value that changes nothing.
    fn neutral(self, dtype: DType) -> Scalar {
        let integer = dtype.is_integral(true);
        let bits = 8 * dtype.size() as u32;
        match self {
            Reduction::Sum | Reduction::Mean => Scalar::Int(0),
            Reduction::Prod => Scalar::Int(1),
            Reduction::Amax if dtype == DType::Bool => Scalar::Bool(false),
            Reduction::Amin if dtype == DType::Bool => Scalar::Bool(true),
            Reduction::Amax if dtype == DType::U8 => Scalar::Int(0),
            Reduction::Amin if dtype == DType::U8 => Scalar::Int(255),
            Reduction::Amax if integer => Scalar::Int(i64::MIN >> (64 - bits)),
            Reduction::Amin if integer => Scalar::Int(i64::MAX >> (64 - bits)),
            Reduction::Amax => Scalar::Float(f64::NEG_INFINITY),
            Reduction::Amin => Scalar::Float(f64::INFINITY),
        }
    }
}

/// Where values come from and go to: by element (`scatter`) or by slice (`index`).
#[derive(Clone)]
struct Places {
    by_element: bool,
    dim: usize,
    index: Tensor,
}

impl Places {
    fn write(&self, target: &Tensor, source: &Tensor, reduce: Reduce) -> Result<()> {
        if self.by_element {
            write_elements(target, self.dim, &self.index, source, reduce)
        } else {
            write_rows(target, self.dim, &self.index, source, reduce, false, Kind::Index).map_err(|error| {
                match error.kind() {
                    Kind::Index => Error::message(Kind::Index, "index out of range in self"),
                    _ => error,
                }
            })
        }
    }

    /// What the source sees of a gradient.
    fn pick(&self, grad: &Tensor) -> Result<Tensor> {
        let dim = self.dim as i64;
        if self.by_element { gather(grad, dim, &self.index, false) } else { index_select(grad, dim, &self.index) }
    }

    fn clear(&self, grad: &Tensor) -> Result<Tensor> {
        let dim = self.dim as i64;
        if self.by_element {
            scatter(grad, dim, &self.index, 0.into())
        } else {
            index_fill(grad, dim, &self.index, 0.into())
        }
    }

    fn add(&self, target: &Tensor, source: &Tensor) -> Result<Tensor> {
        let dim = self.dim as i64;
        if self.by_element {
            scatter_add(target, dim, &self.index, source)
        } else {
            index_add(target, dim, &self.index, source, Scalar::Int(1))
        }
    }
}

/// Reduces `source` into `target`, unrecorded.
fn write(target: &Tensor, places: &Places, source: &Tensor, reduction: Reduction, include_self: bool) -> Result<()> {
    if !include_self {
        let neutral = ops::full(&[], reduction.neutral(target.dtype()), Some(target.dtype()), target.device())?;
        places.write(target, &neutral, Reduce::Set)?;
    }
    places.write(target, source, reduction.kernel())?;
    if reduction == Reduction::Mean {
        no_grad(|| {
            let counts = counted(&target.detached(), places, include_self)?;
            let target = target.detached();
            if target.dtype().is_integral(true) {
                ops::copy_(&target, &ops::div(&target, (&counts).into(), Some("floor"))?, false)
            } else {
                ops::copy_(&target, &ops::div(&target, (&counts).into(), None)?, false)
            }
        })?;
    }
    Ok(())
}

/// How many values each element is the mean of, at least 1.
fn counted(like: &Tensor, places: &Places, include_self: bool) -> Result<Tensor> {
    let counts = ops::full(like.shape(), Scalar::Int(include_self as i64), Some(like.dtype()), like.device())?;
    let one = ops::full(&[], Scalar::Int(1), Some(like.dtype()), like.device())?;
    places.write(&counts, &one, Reduce::Add)?;
    let none = ops::eq(&counts, 0.into())?;
    ops::masked_fill(&counts, &none, 1.into())
}

/// What a backward pass needs.
struct Backward {
    places: Places,
    reduction: Reduction,
    include_self: bool,
    before: Option<Tensor>,
    source: Option<Tensor>,
}

impl Backward {
    /// The gradients of the target and of the part of the source that the index uses.
    fn run(&self, grad: &Tensor, cx: &Context<'_>) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let places = &self.places;
        let (target, source) = match self.reduction {
            Reduction::Sum => (Some(grad.clone()), cx.when(1, || places.pick(grad))?),
            Reduction::Mean => {
                let share = ops::div(grad, (&no_grad(|| counted(grad, places, self.include_self))?).into(), None)?;
                (Some(share.clone()), cx.when(1, || places.pick(&share))?)
            }
            Reduction::Prod => self.product(grad, cx)?,
            Reduction::Amax | Reduction::Amin => self.extremum(grad, cx)?,
        };
        let target = match target {
            Some(target) if !self.include_self => cx.when(0, || places.clear(&target))?,
            target => target,
        };
        Ok((target, source))
    }

    fn kept(&self) -> Result<(&Tensor, &Tensor)> {
        match (&self.before, &self.source) {
            (Some(before), Some(source)) => Ok((before, source)),
            _ => bail!(Runtime, "a reduction did not keep its operands"),
        }
    }

    fn reduced(&self, target: &Tensor, source: &Tensor) -> Result<Tensor> {
        reduce(Write::Copy, target, self.places.clone(), source, self.reduction, self.include_self)
    }

    fn product(&self, grad: &Tensor, cx: &Context<'_>) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (before, source) = self.kept()?;
        let places = &self.places;
        let zero = |tensor: &Tensor| ops::eq(tensor, 0.into());
        let target = cx.when(0, || {
            let masked = ops::masked_fill(before, &zero(before)?, 1.into())?;
            let result = self.reduced(&masked, source)?;
            ops::div(&ops::mul(grad, (&result).into())?, (&masked).into(), None)
        })?;
        let given = cx.when(1, || {
            let zeros = zero(source)?;
            let count = places.pick(&places.add(&ops::zeros_as(grad)?, &zeros.to_dtype(grad.dtype())?)?)?;
            let single = ops::bitwise_and(&zeros, (&ops::eq(&count, 1.into())?).into())?;
            let without = self.reduced(before, &ops::masked_fill(source, &single, 1.into())?)?;
            let result = self.reduced(before, source)?;
            let at_zero = places.pick(&ops::mul(grad, (&without).into())?)?;
            let elsewhere = ops::div(
                &places.pick(&ops::mul(grad, (&result).into())?)?,
                (&ops::masked_fill(source, &zeros, 1.into())?).into(),
                None,
            )?;
            ops::select_where(&single, (&at_zero).into(), (&elsewhere).into())
        })?;
        Ok((target, given))
    }

    fn extremum(&self, grad: &Tensor, cx: &Context<'_>) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (before, source) = self.kept()?;
        let places = &self.places;
        let (own, given, share) = no_grad(|| -> Result<_> {
            let result = self.reduced(before, source)?;
            let is = |tensor: &Tensor, other: &Tensor| ops::eq(tensor, other.into())?.to_dtype(grad.dtype());
            let (own, given) = (is(before, &result)?, is(source, &places.pick(&result)?)?);
            let own = if self.include_self { own } else { places.clear(&own)? };
            let count = places.add(&own, &given)?;
            let none = ops::eq(&count, 0.into())?;
            Ok((own, given, ops::masked_fill(&count, &none, 1.into())?))
        })?;
        let shared = ops::div(grad, (&share).into(), None)?;
        Ok((
            cx.when(0, || {
                let outside = if self.include_self {
                    own.clone()
                } else {
                    ops::ones_like(grad, None, None, None, None, None, false)?
                };
                ops::mul(if self.include_self { &shared } else { grad }, (&outside).into())
            })?,
            cx.when(1, || ops::mul(&places.pick(&shared)?, (&given).into()))?,
        ))
    }
}

fn reduce(
    how: Write,
    this: &Tensor,
    places: Places,
    source: &Tensor,
    reduction: Reduction,
    include_self: bool,
) -> Result<Tensor> {
    let ordered = matches!(reduction, Reduction::Amax | Reduction::Amin);
    if ordered && this.dtype().is_complex() {
        return Err(Error::unsupported(
            if places.by_element { "scatter_reduce" } else { "index_reduce" },
            this.dtype(),
        ));
    }
    let keeps =
        (this.requires_grad() || source.requires_grad()) && !matches!(reduction, Reduction::Sum | Reduction::Mean);
    let shape = crate::tensor::Shape::from_slice(source.shape());
    // The part of the source that the index uses.
    let used = if places.by_element && source.ndim() > 0 && places.index.shape() != source.shape() {
        let mut used = source.clone();
        for (dim, &size) in places.index.shape().iter().enumerate() {
            used = ops::narrow(&used, dim as i64, 0, size as i64)?;
        }
        used
    } else {
        source.clone()
    };
    let backward = Backward {
        places: places.clone(),
        reduction,
        include_self,
        before: if keeps { Some(how.before(this)?) } else { None },
        source: keeps.then(|| used.clone()),
    };
    let node = if places.by_element { "ScatterReduceBackward0" } else { "IndexReduceBackward0" };
    how.run(
        this,
        &[source],
        node,
        Keep::Own,
        |target| write(target, &places, &at_least_1d(&apart(target, &used)?), reduction, include_self),
        move |grad, cx, _index| {
            let (target, given) = backward.run(grad, cx)?;
            let given = match given {
                Some(given) if given.shape() != shape.as_slice() => Some(widened(&given, &shape)?),
                given => given,
            };
            Ok(crate::grads![target, given])
        },
    )
}

/// A gradient of the used part of a source, with zeros for the rest.
fn widened(grad: &Tensor, shape: &[usize]) -> Result<Tensor> {
    if grad.ndim() != shape.len() {
        return grad.reshape(&shape.iter().map(|&size| size as i64).collect::<Vec<_>>());
    }
    let pad: Vec<i64> =
        shape.iter().zip(grad.shape()).rev().flat_map(|(&whole, &used)| [0, whole as i64 - used as i64]).collect();
    ops::constant_pad_nd(grad, &pad, 0.into())
}

fn scatter_by(
    how: Write,
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    src: &Tensor,
    name: &str,
    include_self: bool,
) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    let Some(reduction) = Reduction::named(name) else {
        bail!(Runtime, "reduce argument must be either sum, prod, mean, amax or amin, got {name}")
    };
    if !check_scatter("scatter", this, at, index, Some(src))? {
        let shape = crate::tensor::Shape::from_slice(src.shape());
        return how.run(
            this,
            &[src],
            "ScatterReduceBackward0",
            Keep::Index(index),
            |_| Ok(()),
            move |grad, cx, kept| {
                Ok(crate::grads![Some(grad.clone()), cx.when(1, || gather_into(grad, at, &kept.get(cx)?, &shape))?])
            },
        );
    }
    let places = Places { by_element: true, dim: at, index: index.detached() };
    reduce(how, this, places, src, reduction, include_self)
}

/// `this` with `src` reduced along `dim` into the elements that `index` names: `"sum"`, `"prod"`, `"mean"`,
/// `"amax"` or `"amin"`, with or without what was there.
///
/// `index`, int64, is nowhere larger than `src`, which has this tensor's dtype. An index out of range or another
/// `reduce` raises RuntimeError.
///
/// Example:
///     >>> src, index = flambeau.tensor([1.0, 2.0, 3.0]), flambeau.tensor([0, 0, 1])
///     >>> flambeau.ones(2).scatter_reduce(0, index, src, "sum")
///     tensor([4., 4.])
///     >>> flambeau.ones(2).scatter_reduce(0, index, src, "mean", include_self=False)
///     tensor([1.5000, 3.0000])
#[flambeau_macros::op(scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor; method, function, out)]
pub fn scatter_reduce(
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    src: &Tensor,
    reduce: &str,
    include_self: bool,
) -> Result<Tensor> {
    scatter_by(Write::Copy, this, dim, index, src, reduce, include_self)
}

/// Reduces `src` along `dim` into the elements that `index` names.
///
/// `index` is int64 and nowhere larger than `src`, which has this tensor's dtype; `reduce` is "sum", "prod",
/// "mean", "amax" or "amin". An index out of range raises RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2).scatter_reduce_(0, flambeau.tensor([1, 1]), flambeau.tensor([2.0, 3.0]), reduce="amax")
///     tensor([0., 3.])
#[flambeau_macros::op(scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!); method)]
pub fn scatter_reduce_(
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    src: &Tensor,
    reduce: &str,
    include_self: bool,
) -> Result<()> {
    scatter_by(Write::InPlace, this, dim, index, src, reduce, include_self).map(|_| ())
}

fn index_by(
    how: Write,
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    source: &Tensor,
    name: &str,
    include_self: bool,
) -> Result<Tensor> {
    let at = wrap_dim(dim, this.ndim())?;
    let reduction = match Reduction::named(name) {
        Some(reduction) if reduction != Reduction::Sum => reduction,
        _ => bail!(Runtime, "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {name}."),
    };
    ensure!(
        index.ndim() <= 1,
        Index,
        "index_reduce(): Index is supposed to be a vector, but got dim: {}",
        index.ndim()
    );
    ensure!(
        super::is_index(index),
        Runtime,
        "index_reduce(): Expected dtype int32/int64 for index but got: {}",
        index.dtype().scalar_name()
    );
    ensure!(
        this.dtype() == source.dtype(),
        Runtime,
        "index_reduce(): self ({}) and source ({}) must have the same scalar type",
        this.dtype().scalar_name(),
        source.dtype().scalar_name()
    );
    check_slices("index_reduce", this, at, index, source)?;
    let places = Places { by_element: false, dim: at, index: index.detached() };
    reduce(how, this, places, source, reduction, include_self)
}

/// `this` with the slices of `source` reduced into the slices along `dim` that `index` names: `"prod"`, `"mean"`,
/// `"amax"` or `"amin"`.
///
/// `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
/// An index out of range raises IndexError.
///
/// Example:
///     >>> flambeau.ones(3).index_reduce(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "prod")
///     tensor([6., 1., 4.])
#[flambeau_macros::op(index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor; method, function, out)]
pub fn index_reduce(
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    source: &Tensor,
    reduce: &str,
    include_self: bool,
) -> Result<Tensor> {
    index_by(Write::Copy, this, dim, index, source, reduce, include_self)
}

/// Reduces the slices of `source` into the slices along `dim` that `index` names: "prod", "mean", "amax" or
/// "amin".
///
/// `index` is a vector of int32 or int64 with an entry for each slice of `source`, which has this tensor's dtype.
/// An index out of range raises IndexError.
///
/// Example:
///     >>> flambeau.ones(3).index_reduce_(0, flambeau.tensor([0, 0, 2]), flambeau.tensor([2.0, 3.0, 4.0]), "amax")
///     tensor([3., 1., 4.])
#[flambeau_macros::op(index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!); method)]
pub fn index_reduce_(
    this: &Tensor,
    dim: i64,
    index: &Tensor,
    source: &Tensor,
    reduce: &str,
    include_self: bool,
) -> Result<()> {
    index_by(Write::InPlace, this, dim, index, source, reduce, include_self).map(|_| ())
}
