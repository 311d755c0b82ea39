//! Counts, and sums and means that pass over NaN.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;

use super::{Plan, Reduction, accumulator, run, sum_dim, sum_dtype};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::ops::pointwise::program;
use crate::{Result, Tensor, ensure};

fn count(this: &Tensor, dims: Option<&[i64]>) -> Result<Tensor> {
    let plan = Plan::new(this, dims, false)?;
    let map = program(
        |_, x| {
            let zero = x[0].same(0.0);
            x[0].ne(zero)
        },
        &[this.into()],
        this.dtype(),
        DType::I64,
    );
    run(Reduction::Sum, &plan, Some(map), &[this.into()], Class::I64, DType::I64)
}

/// The number of elements that are not zero.
///
/// Any dtype; the result is int64 and 0-d, or lacks the dimension.
///
/// Example:
///     >>> flambeau.count_nonzero(flambeau.tensor([0, 1, 2]))
///     tensor(2)
#[flambeau_macros::op(count_nonzero(Tensor self, int? dim=None) -> Tensor; method, function)]
pub fn count_nonzero(this: &Tensor, dim: Option<i64>) -> Result<Tensor> {
    let dims = dim.map(|dim| [dim]);
    count(this, dims.as_ref().map(|dims| &dims[..]))
}

/// The number of elements that are not zero, over dimensions.
///
/// Any dtype; the result is int64, without the dimensions.
///
/// Example:
///     >>> flambeau.tensor([[1, 0], [2, 3]]).count_nonzero((0,))
///     tensor([2, 1])
#[flambeau_macros::op(count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor; method, function)]
pub fn count_nonzero_dims(this: &Tensor, dim: &[i64]) -> Result<Tensor> {
    count(this, Some(dim))
}

/// The sum over dimensions, with NaN counted as 0.
///
/// No dimensions mean all. Integers and booleans give int64; complex numbers raise.
///
/// Example:
///     >>> flambeau.tensor([1.0, float("nan"), 2.0]).nansum()
///     tensor(3.)
#[flambeau_macros::op(nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn nansum(this: &Tensor, dim: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    ensure!(!this.dtype().is_complex(), Runtime, "nansum on CPU does not support complex inputs");
    if this.dtype().is_integral(true) {
        return sum_dim(this, dim, keepdim, dtype);
    }
    let result = sum_dtype(this, dtype);
    let cast;
    let this = if result == this.dtype() {
        this
    } else {
        cast = this.to_dtype(result)?;
        &cast
    };
    let plan = Plan::new(this, dim, keepdim)?;
    let map = program(|_, x| x[0].isnan().select(x[0].same(0.0), x[0]), &[this.into()], result, result);
    let out = run(Reduction::Sum, &plan, Some(map), &[this.into()], accumulator(result), result)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let input = Saved::input(this)?;
        graph.attach(&out, "NansumBackward0", move |grad, cx| {
            let x = input.get(cx)?;
            let numbers = no_grad(|| x.eq((&x).into()))?;
            Ok(crate::grads![Some(plan.keep(grad)?.mul((&numbers).into())?)])
        });
    }
    Ok(out)
}

/// The mean over dimensions of the elements that are not NaN.
///
/// No dimensions mean all; NaN where there is no such element. Floating-point or complex dtypes, others raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([1.0, float("nan"), 2.0]).nanmean()
///     tensor(1.5000)
#[flambeau_macros::op(nanmean(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn nanmean(this: &Tensor, dim: Option<&[i64]>, keepdim: bool, dtype: Option<DType>) -> Result<Tensor> {
    ensure!(
        this.dtype().is_differentiable(),
        Runtime,
        "nanmean(): expected input to have floating point or complex dtype but got {}",
        this.dtype().scalar_name()
    );
    let total = nansum(this, dim, keepdim, dtype)?;
    let numbers = no_grad(|| {
        let plan = Plan::new(this, dim, keepdim)?;
        let map = program(|_, x| x[0].eq(x[0]), &[this.into()], this.dtype(), DType::I64);
        run(Reduction::Sum, &plan, Some(map), &[this.into()], Class::I64, DType::I64)
    })?;
    total.div((&numbers).into(), None)
}
