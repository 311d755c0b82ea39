//! Variances and standard deviations, with or without the mean.
//!
//! Two passes: the mean, then the sum of squared distances from it; on a GPU one, which merges the moments of parts. All
//! accumulate in double precision for `float32` and `float64`, and in single precision for the 16-bit types.

use flambeau_cpu::DType;
use flambeau_cpu::expr::Class;
use flambeau_cuda::reduce::Gather;
use flambeau_cuda::stream::Stream;
use smallvec::smallvec;

use super::{Plan, Reduction, fused, run};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::op::Operand;
use crate::ops::pointwise::{BuildMany, program};
use crate::{Result, Scalar, Tensor, bail, ensure};

/// What is wanted of the second moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    Variance,
    Deviation,
}

/// How a call describes the reduction.
struct Request<'a> {
    dims: Option<&'a [i64]>,
    correction: f64,
    keepdim: bool,
}

fn as_number(correction: Option<Scalar>) -> Result<f64> {
    Ok(match correction {
        None => 1.0,
        Some(Scalar::Bool(value)) => value as i64 as f64,
        Some(Scalar::Int(value)) => value as f64,
        Some(Scalar::Float(value)) => value,
        Some(Scalar::Complex(..)) => bail!(Runtime, "value cannot be converted to type double without overflow"),
    })
}

/// The spread and the mean.
fn both(spread: Spread, this: &Tensor, request: &Request<'_>, name: &str) -> Result<(Tensor, Tensor, Plan)> {
    let shown = if matches!(name, "std" | "var") { "std and var" } else { name };
    ensure!(this.dtype().is_differentiable(), Runtime, "{shown} only support floating point and complex dtypes");
    let plan = Plan::new(this, request.dims, request.keepdim)?;
    let freedom = (plan.count(this) as f64 - request.correction).max(0.0);
    if freedom <= 0.0 {
        crate::warning::warn(&format!(
            "{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input \
             numel divided by output numel)."
        ))?;
    }
    let on_gpu = crate::gpu::stream(this.device()).filter(|_| !this.dtype().is_complex() && this.numel() > 0);
    if let Some(stream) = on_gpu {
        let (value, mean) = gathered(spread, this, &plan, freedom, stream)?;
        return Ok((value, mean, plan));
    }
    let (value, mean) = no_grad(|| {
        let (squares, mean) =
            if this.dtype().is_complex() { squares_of_complex(this, &plan)? } else { squares(this, &plan)? };
        let variance = squares.div(freedom.into(), None)?;
        let value = if spread == Spread::Deviation { variance.sqrt()? } else { variance };
        Ok::<_, crate::Error>((value.to_dtype(this.dtype().to_real())?, mean.to_dtype(this.dtype())?))
    })?;
    Ok((value, mean, plan))
}

/// The dtype that moments are accumulated in.
fn wide(dtype: DType) -> DType {
    if matches!(dtype, DType::F32 | DType::F64) { DType::F64 } else { DType::F32 }
}

/// The spread and the mean by one kernel of a GPU, or two.
fn gathered(spread: Spread, this: &Tensor, plan: &Plan, freedom: f64, stream: Stream) -> Result<(Tensor, Tensor)> {
    let (value, kept_value) = fused::result_of(plan, &plan.shape, this.dtype(), this)?;
    let (mean, kept_mean) = fused::result_of(plan, &plan.shape, this.dtype(), this)?;
    let map: fused::Step<'_> = (|_, x| smallvec![x[0]], &[this.into()]);
    let finish: BuildMany = match spread {
        Spread::Variance => |_, x| smallvec![x[1] / x[2], x[0]],
        Spread::Deviation => |_, x| smallvec![(x[1] / x[2]).sqrt(), x[0]],
    };
    let (finish, results) = ((finish, &[freedom.into()][..]), [&kept_value, &kept_mean]);
    fused::gather(Gather::Moments, plan, this.shape(), map, finish, &results, wide(this.dtype()), stream)?;
    Ok((value, mean))
}

/// The sum of squared distances from the mean, and the mean, in the dtype they are accumulated in.
fn squares(this: &Tensor, plan: &Plan) -> Result<(Tensor, Tensor)> {
    let wide = wide(this.dtype());
    let acc = Class::of(wide);
    let total = run(Reduction::Sum, plan, None, &[this.into()], acc, wide)?;
    let mean = total.div((plan.count(this) as f64).into(), None)?;
    let kept = plan.keep(&mean)?;
    let operands: [Operand<'_>; 2] = [this.into(), (&kept).into()];
    let map = program(
        |_, x| {
            let apart = x[0] - x[1];
            apart * apart
        },
        &operands,
        wide,
        wide,
    );
    Ok((run(Reduction::Sum, plan, Some(map), &operands, acc, wide)?, mean))
}

/// As [`squares`]: the variance of a complex number is that of its real plus that of its imaginary part.
fn squares_of_complex(this: &Tensor, plan: &Plan) -> Result<(Tensor, Tensor)> {
    let (re, im) = (squares(&crate::ops::views::real(this)?, plan)?, squares(&crate::ops::views::imag(this)?, plan)?);
    Ok((re.0.add((&im.0).into(), Scalar::Int(1))?, crate::ops::complex_from_parts(&re.1, &im.1)?))
}

/// The gradient of a variance: `2 / (n - correction) (x - mean)`.
fn variance_gradient(grad: &Tensor, this: &Tensor, plan: &Plan, correction: f64) -> Result<Tensor> {
    let dims: Vec<i64> = (0..this.ndim()).filter(|&at| plan.mask[at]).map(|at| at as i64).collect();
    let mean = if dims.is_empty() { this.clone() } else { this.mean_dim(Some(&dims), true, None)? };
    let scale = 2.0 / (plan.count(this) as f64 - correction);
    plan.keep(grad)?.mul(scale.into())?.mul((&this.sub((&mean).into(), Scalar::Int(1))?).into())
}

/// The gradient of a standard deviation as one of the variance; 0 where the deviation is 0.
fn through_root(grad: &Tensor, deviation: &Tensor) -> Result<Tensor> {
    let zero = deviation.detached().eq(0.into())?;
    grad.div((&deviation.mul(2.into())?).into(), None)?.masked_fill(&zero, 0.into())
}

fn one(spread: Spread, this: &Tensor, request: &Request<'_>) -> Result<Tensor> {
    let (out, _, plan) = both(spread, this, request, if spread == Spread::Variance { "var" } else { "std" })?;
    if let Some(graph) = Recorder::new(&[this]) {
        let input = Saved::input(this)?;
        let correction = request.correction;
        if spread == Spread::Variance {
            graph.attach(&out, "VarBackward0", move |grad, cx| {
                Ok(crate::grads![Some(variance_gradient(grad, &input.get(cx)?, &plan, correction)?)])
            });
        } else {
            let result = Saved::output(&out)?;
            graph.attach(&out, "StdBackward0", move |grad, cx| {
                let grad = through_root(grad, &result.get(cx)?)?;
                Ok(crate::grads![Some(variance_gradient(&grad, &input.get(cx)?, &plan, correction)?)])
            });
        }
    }
    Ok(out)
}

fn with_mean(spread: Spread, this: &Tensor, request: &Request<'_>, name: &str) -> Result<(Tensor, Tensor)> {
    let (out, mean, plan) = both(spread, this, request, name)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result, correction) = (Saved::input(this)?, Saved::output(&out)?, request.correction);
        let node = if spread == Spread::Variance { "VarMeanBackward0" } else { "StdMeanBackward0" };
        graph.attach_many(&[&out, &mean], node, move |grads, cx| {
            let x = input.get(cx)?;
            let mut total: Option<Tensor> = None;
            if let Some(grad) = grads[0].take() {
                let grad = if spread == Spread::Deviation { through_root(&grad, &result.get(cx)?)? } else { grad };
                total = Some(variance_gradient(&grad, &x, &plan, correction)?);
            }
            if let Some(grad) = grads[1].take() {
                let whole = crate::ops::views::sizes_of(&x);
                let part = plan.spread(&grad, &whole)?.div((plan.count(&x) as f64).into(), None)?;
                total = Some(match total {
                    Some(sum) => sum.add((&part).into(), Scalar::Int(1))?,
                    None => part,
                });
            }
            Ok(crate::grads![total])
        });
    }
    Ok((out, mean))
}

macro_rules! spreads {
    ($( $spread:ident $what:literal $name:ident $dim:ident $correction:ident
        $mean:ident $mean_dim:ident $mean_correction:ident $shown:literal $at_zero:literal )+) => { $(
        #[doc = concat!("The ", $what, " of all elements.")]
        ///
        /// The variance is `sum (x - mean)^2 / (n - 1)`, with the divisor n where `unbiased` is False; the standard
        /// deviation is its root. Floating-point or complex dtypes, others raise RuntimeError; the result is real and 0-d.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([1.0, 3.0]).", stringify!($name), "()")]
        #[doc = concat!("    tensor(", $shown, ")")]
        #[flambeau_macros::op($name(Tensor self, bool unbiased=True) -> Tensor; method, function)]
        pub fn $name(this: &Tensor, unbiased: bool) -> Result<Tensor> {
            one(Spread::$spread, this, &Request { dims: None, correction: unbiased as i64 as f64, keepdim: false })
        }

        #[doc = concat!("The ", $what, " over dimensions.")]
        ///
        /// No dimensions mean all. The result lacks them, or has size 1 there with `keepdim`.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([[1.0, 3.0]]).", stringify!($name), "(1)")]
        #[doc = concat!("    tensor([", $shown, "])")]
        #[flambeau_macros::op($name.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $dim(this: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool) -> Result<Tensor> {
            one(Spread::$spread, this, &Request { dims: dim, correction: unbiased as i64 as f64, keepdim })
        }

        #[doc = concat!("The ", $what, " over dimensions: the divisor is the number of elements less `correction` (1 by default).")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([0.0, 4.0]).", stringify!($name), "(correction=0)")]
        #[doc = concat!("    tensor(", $at_zero, ")")]
        #[flambeau_macros::op($name.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> Tensor; method, function, out)]
        pub fn $correction(this: &Tensor, dim: Option<&[i64]>, correction: Option<Scalar>, keepdim: bool) -> Result<Tensor> {
            one(Spread::$spread, this, &Request { dims: dim, correction: as_number(correction)?, keepdim })
        }

        #[doc = concat!("The ", $what, " and the mean of all elements.")]
        ///
        /// Floating-point or complex dtypes, others raise RuntimeError; both results are 0-d.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.", stringify!($mean), "(flambeau.tensor([1.0, 3.0]))")]
        #[doc = concat!("    (tensor(", $shown, "), tensor(2.))")]
        #[flambeau_macros::op($mean(Tensor self, bool unbiased=True) -> (Tensor, Tensor); function)]
        pub fn $mean(this: &Tensor, unbiased: bool) -> Result<(Tensor, Tensor)> {
            let request = Request { dims: None, correction: unbiased as i64 as f64, keepdim: false };
            with_mean(Spread::$spread, this, &request, stringify!($mean))
        }

        #[doc = concat!("The ", $what, " and the mean over dimensions.")]
        ///
        /// Both lack the dimensions, or have size 1 there with `keepdim`.
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.", stringify!($mean), "(flambeau.tensor([[1.0, 3.0]]), 1)")]
        #[doc = concat!("    (tensor([", $shown, "]), tensor([2.]))")]
        #[flambeau_macros::op($mean.dim(Tensor self, int[1]? dim, bool unbiased=True, bool keepdim=False) -> (Tensor, Tensor); function)]
        pub fn $mean_dim(this: &Tensor, dim: Option<&[i64]>, unbiased: bool, keepdim: bool) -> Result<(Tensor, Tensor)> {
            let request = Request { dims: dim, correction: unbiased as i64 as f64, keepdim };
            with_mean(Spread::$spread, this, &request, stringify!($mean))
        }

        #[doc = concat!("The ", $what, " and the mean over dimensions: the divisor is the number of elements less `correction` (1 by default).")]
        #[flambeau_macros::op($mean.correction(Tensor self, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False) -> (Tensor, Tensor); function)]
        pub fn $mean_correction(
            this: &Tensor,
            dim: Option<&[i64]>,
            correction: Option<Scalar>,
            keepdim: bool,
        ) -> Result<(Tensor, Tensor)> {
            let request = Request { dims: dim, correction: as_number(correction)?, keepdim };
            with_mean(Spread::$spread, this, &request, stringify!($mean))
        }
    )+ };
}

spreads! {
    Variance "variance" var var_dim var_correction var_mean var_mean_dim var_mean_correction "2." "4."
    Deviation "standard deviation" std std_dim std_correction std_mean std_mean_dim std_mean_correction "1.4142" "2."
}
