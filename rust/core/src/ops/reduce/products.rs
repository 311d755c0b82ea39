//! Products.

use flambeau_cpu::DType;

use super::{Plan, Reduction, accumulator, run, sum_dtype};
use crate::autograd::{Recorder, Saved};
use crate::ops::along::{dimension, shift};
use crate::ops::views::sizes_of;
use crate::{Result, Scalar, Tensor};

fn product(this: &Tensor, dim: Option<i64>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    let result = sum_dtype(this, dtype);
    let cast;
    let this = if result != this.dtype() && (dtype.is_some() || result.is_differentiable()) {
        cast = this.to_dtype(result)?;
        &cast
    } else {
        this
    };
    let dims = dim.map(|dim| [dim]);
    let plan = Plan::new(this, dims.as_ref().map(|dims| &dims[..]), keepdim)?;
    let out = run(Reduction::Prod, &plan, None, &[this.into()], accumulator(result), result)?;
    if this.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let (input, value) = (Saved::input(this)?, Saved::output(&out)?);
        let name = if dim.is_some() { "ProdBackward1" } else { "ProdBackward0" };
        graph.attach(&out, name, move |grad, cx| {
            let (x, grad) = (input.get(cx)?, plan.keep(grad)?);
            let zeros = crate::autograd::no_grad(|| x.eq(0.into())?.any()?.item())? == Scalar::Bool(true);
            let gradient = if !zeros && !cx.create_graph {
                grad.mul((&plan.keep(&value.get(cx)?)?.conj()?).into())?.div((&x.conj()?).into(), None)?
            } else {
                grad.mul((&others(&x, dim)?.conj()?).into())?
            };
            Ok(crate::grads![Some(gradient)])
        });
    }
    Ok(out)
}

/// For every element the product of all others, of the whole tensor or along a dimension, without a division.
fn others(x: &Tensor, dim: Option<i64>) -> Result<Tensor> {
    let Some(dim) = dim else {
        return others(&x.reshape(&[-1])?, Some(0))?.reshape(&sizes_of(x));
    };
    let (at, _) = dimension(x, dim)?;
    let before = shift(&crate::ops::scan::products(x, at, false)?, at, true, 1.0)?;
    let after = shift(&crate::ops::scan::products(x, at, true)?, at, false, 1.0)?;
    before.mul((&after).into())
}

/// The product of all elements.
///
/// Any shape; integers and booleans give int64. The result is 0-d, 1 for an empty tensor.
///
/// Example:
///     >>> flambeau.tensor([2.0, 3.0]).prod()
///     tensor(6.)
#[flambeau_macros::op(prod(Tensor self, *, ScalarType? dtype=None) -> Tensor; method, function)]
pub fn prod(this: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    product(this, None, false, dtype)
}

/// The products along a dimension.
///
/// Integers and booleans give int64. The result lacks the dimension, or has size 1 there with `keepdim`.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]]).prod(1)
///     tensor([ 2, 12])
#[flambeau_macros::op(prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn prod_dim(this: &Tensor, dim: i64, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    product(this, Some(dim), keepdim, dtype)
}
