//! Largest and smallest elements, and where they are.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;

use super::{Plan, Reduction, reduce_into, run};
use crate::autograd::{Recorder, Saved};
use crate::ops::along;
use crate::tensor::{Shape, layout};
use crate::{Error, Result, Tensor, bail, ensure};

/// Refuses to look for an extreme of nothing.
fn check_not_empty(name: &str, this: &Tensor, dims: Option<&[i64]>) -> Result<()> {
    if this.numel() > 0 {
        return Ok(());
    }
    let dims = dims.unwrap_or(&[]);
    ensure!(
        !dims.is_empty(),
        Index,
        "{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the \
         'dim' argument."
    );
    for &dim in dims {
        let (at, size) = along::dimension(this, dim)?;
        ensure!(size != 0, Index, "{name}(): Expected reduction dim {at} to have non-zero size.");
    }
    Ok(())
}

fn check_ordered(name: &'static str, this: &Tensor) -> Result<()> {
    ensure!(!this.dtype().is_complex(), Runtime, "{name}(): does not support complex input");
    Ok(())
}

/// Where the elements are that equal a result (NaN equals NaN).
fn ties(this: &Tensor, result: &Tensor) -> Result<Tensor> {
    let same = this.eq(result.into())?;
    if this.dtype().is_floating_point() {
        return same.bitwise_or((&this.isnan()?.bitwise_and((&result.isnan()?).into())?).into());
    }
    Ok(same)
}

/// The gradient of an extreme, shared evenly by all elements that have its value.
fn share(grad: &Tensor, this: &Tensor, result: &Tensor, plan: &Plan) -> Result<Tensor> {
    let mask = crate::autograd::no_grad(|| ties(this, &plan.keep(result)?))?;
    let dims: Vec<i64> = (0..this.ndim()).filter(|&at| plan.mask[at]).map(|at| at as i64).collect();
    let count = if dims.is_empty() { mask.to_dtype(DType::I64)? } else { mask.sum_dim(Some(&dims), true, None)? };
    plan.keep(grad)?.div((&count).into(), None)?.mul((&mask).into())
}

/// The extreme over dimensions; its gradient goes to all elements that have its value.
fn shared(
    kind: Reduction,
    name: &'static str,
    node: &'static str,
    this: &Tensor,
    dims: Option<&[i64]>,
    keepdim: bool,
) -> Result<Tensor> {
    if this.dtype().is_complex() {
        return Err(Error::unsupported(name, this.dtype()));
    }
    let plan = Plan::new(this, dims, keepdim)?;
    if this.numel() == 0 && dims.is_none_or(<[i64]>::is_empty) {
        bail!(
            Runtime,
            "{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the \
             'dim' argument."
        );
    }
    check_not_empty(name, this, dims)?;
    let out = run(kind, &plan, None, &[this.into()], Class::of(this.dtype()), this.dtype())?;
    record_shared(this, &out, plan, node)?;
    Ok(out)
}

/// Records that `out` is an element of `this`, whose gradient all elements with its value share.
pub(crate) fn record_ties(this: &Tensor, out: &Tensor, node: &'static str) -> Result<()> {
    record_shared(this, out, Plan::new(this, None, false)?, node)
}

fn record_shared(this: &Tensor, out: &Tensor, plan: Plan, node: &'static str) -> Result<()> {
    if this.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let (input, result) = (Saved::input(this)?, Saved::output(out)?);
        graph.attach(out, node, move |grad, cx| {
            Ok(crate::grads![Some(share(grad, &input.get(cx)?, &result.get(cx)?, &plan)?)])
        });
    }
    Ok(())
}

/// The extreme along a dimension and its position; the gradient goes to that position.
fn found(
    kind: Reduction,
    name: &'static str,
    node: &'static str,
    this: &Tensor,
    dim: i64,
    keepdim: bool,
) -> Result<(Tensor, Tensor)> {
    check_ordered(name, this)?;
    let (at, _) = along::dimension(this, dim)?;
    check_not_empty(name, this, Some(&[dim]))?;
    let plan = Plan::new(this, Some(&[dim]), keepdim)?;
    let values = Tensor::empty(&plan.shape, this.dtype(), this.device())?;
    let indices = Tensor::empty(&plan.shape, DType::I64, this.device())?;
    let strides = layout::contiguous_strides(&plan.kept);
    let class = Class::of(this.dtype());
    let (best, places) = (Some((&values, &strides)), Some((&indices, &strides)));
    reduce_into(kind, &plan, None, &[this.into()], class, this.shape(), best, places)?;
    record_found(this, &values, &indices, at, keepdim, node)?;
    Ok((values, indices))
}

/// Records that `values` are the elements of `this` at `indices` along a dimension.
pub(crate) fn record_found(
    this: &Tensor,
    values: &Tensor,
    indices: &Tensor,
    dim: usize,
    keepdim: bool,
    node: &'static str,
) -> Result<()> {
    if this.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let (places, whole) = (Saved::output_at(indices, 1)?, Shape::from_slice(this.shape()));
        graph.attach_many(&[values, indices], node, move |grads, cx| {
            let Some(grad) = grads.first_mut().and_then(Option::take) else { return Ok(crate::grads![None]) };
            let places = places.get(cx)?.detached();
            let (grad, places) = if keepdim || whole.is_empty() {
                (grad, places)
            } else {
                (grad.unsqueeze(dim as i64)?, places.unsqueeze(dim as i64)?)
            };
            Ok(crate::grads![Some(along::place(&grad, dim, &places, &whole)?)])
        });
    }
    Ok(())
}

macro_rules! extremes {
    ($( $kind:ident $arg:ident $what:literal
        $all:ident $dim:ident $other:ident $binary:ident $shared:ident $position:ident
        $node_dim:literal $node_all:literal $node_shared:literal $shown:literal $at:literal )+) => { $(
        #[doc = concat!("The ", $what, " element; NaN where there is one. Elements that share the value share its gradient.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([1, 3, 2]).", stringify!($all), "()")]
        #[doc = concat!("    tensor(", $shown, ")")]
        #[flambeau_macros::op($all(Tensor self) -> Tensor; method, function, out)]
        pub fn $all(this: &Tensor) -> Result<Tensor> {
            shared(Reduction::$kind, stringify!($all), $node_all, this, None, false)
        }

        #[doc = concat!("The ", $what, " elements along a dimension and their positions: the first of equals, a NaN before everything else.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([[1, 3, 2]]).", stringify!($all), "(1).indices")]
        #[doc = concat!("    tensor([", $at, "])")]
        #[flambeau_macros::op($all.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices); method, function, out)]
        pub fn $dim(this: &Tensor, dim: i64, keepdim: bool) -> Result<(Tensor, Tensor)> {
            found(Reduction::$arg, stringify!($all), $node_dim, this, dim, keepdim)
        }

        #[doc = concat!("The ", $what, " of two tensors, element by element; NaN where either is.")]
        #[flambeau_macros::op($all.other(Tensor self, Tensor other) -> Tensor; method, function, out)]
        pub fn $other(this: &Tensor, other: &Tensor) -> Result<Tensor> {
            crate::ops::$binary(this, other)
        }

        #[doc = concat!("The ", $what, " elements over dimensions; no dimensions mean all. Equal elements share the gradient evenly.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([[1, 3, 2]]).", stringify!($shared), "(1)")]
        #[doc = concat!("    tensor([", $shown, "])")]
        #[flambeau_macros::op($shared(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $shared(this: &Tensor, dim: &[i64], keepdim: bool) -> Result<Tensor> {
            shared(Reduction::$kind, stringify!($shared), $node_shared, this, Some(dim), keepdim)
        }

        #[doc = concat!("The position of the ", $what, " element along a dimension, or in row-major order of all elements: the first of equals, a NaN before everything else.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([1, 3, 2]).", stringify!($position), "()")]
        #[doc = concat!("    tensor(", $at, ")")]
        #[flambeau_macros::op($position(Tensor self, int? dim=None, bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $position(this: &Tensor, dim: Option<i64>, keepdim: bool) -> Result<Tensor> {
            position(Reduction::$arg, stringify!($position), this, dim, keepdim)
        }
    )+ };
}

extremes! {
    Max ArgMax "largest" max max_dim max_other maximum amax argmax "MaxBackward0" "MaxBackward1" "AmaxBackward0" "3" "1"
    Min ArgMin "smallest" min min_dim min_other minimum amin argmin "MinBackward0" "MinBackward1" "AminBackward0" "1" "0"
}

fn position(kind: Reduction, name: &'static str, this: &Tensor, dim: Option<i64>, keepdim: bool) -> Result<Tensor> {
    check_ordered(name, this)?;
    ensure!(this.dtype() != DType::Bool, Runtime, "{name}(): does not support bool input");
    let dims = dim.map(|dim| [dim]);
    let dims = dims.as_ref().map(|dims| &dims[..]);
    let plan = Plan::new(this, dims, keepdim)?;
    check_not_empty(name, this, dims)?;
    let out = Tensor::empty(&plan.shape, DType::I64, this.device())?;
    let strides = layout::contiguous_strides(&plan.kept);
    let class = Class::of(this.dtype());
    reduce_into(kind, &plan, None, &[this.into()], class, this.shape(), None, Some((&out, &strides)))?;
    Ok(out)
}

/// The smallest and the largest element, of all or along a dimension. Equal elements share the gradient evenly.
///
/// Real dtypes. The results are 0-d, or lack the dimension. An empty dimension raises RuntimeError or
/// IndexError.
///
/// Example:
///     >>> low, high = flambeau.aminmax(flambeau.tensor([1, 3, 2]))
///     >>> low, high
///     (tensor(1), tensor(3))
#[flambeau_macros::op(aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max); method, function, out)]
pub fn aminmax(this: &Tensor, dim: Option<i64>, keepdim: bool) -> Result<(Tensor, Tensor)> {
    check_ordered("aminmax", this)?;
    let dims = dim.map(|dim| [dim]);
    let dims = dims.as_ref().map(|dims| &dims[..]);
    let plan = Plan::new(this, dims, keepdim)?;
    if dims.is_none() {
        ensure!(
            this.numel() > 0,
            Runtime,
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        );
    }
    check_not_empty("aminmax", this, dims)?;
    let class = Class::of(this.dtype());
    let low = run(Reduction::Min, &plan, None, &[this.into()], class, this.dtype())?;
    let high = run(Reduction::Max, &plan, None, &[this.into()], class, this.dtype())?;
    if this.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let input = Saved::input(this)?;
        let results = [Saved::output_at(&low, 0)?, Saved::output_at(&high, 1)?];
        graph.attach_many(&[&low, &high], "AminmaxBackward0", move |grads, cx| {
            let mut total: Option<Tensor> = None;
            for (grad, result) in grads.iter().zip(&results) {
                let Some(grad) = grad else { continue };
                let part = share(grad, &input.get(cx)?, &result.get(cx)?, &plan)?;
                total = Some(match total {
                    Some(sum) => sum.add((&part).into(), crate::Scalar::Int(1))?,
                    None => part,
                });
            }
            Ok(crate::grads![total])
        });
    }
    Ok((low, high))
}
