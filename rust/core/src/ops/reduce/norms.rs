//! Norms, and the logarithm of a sum of exponentials.

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Builder, Class, Val};

use super::{Plan, Reduction, reduce_into, run};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::op::Operand;
use crate::ops::pointwise::program;
use crate::ops::promote::float_of;
use crate::tensor::layout;
use crate::{Result, Scalar, Tensor, bail, ensure};

fn absolute<'b>(_: &'b Builder, x: &[Val<'b>]) -> Val<'b> {
    x[0].abs()
}

fn squared<'b>(_: &'b Builder, x: &[Val<'b>]) -> Val<'b> {
    if x[0].class().is_complex() {
        let (re, im) = (x[0].real(), x[0].imag());
        re * re + im * im
    } else {
        x[0] * x[0]
    }
}

fn counted<'b>(_: &'b Builder, x: &[Val<'b>]) -> Val<'b> {
    let zero = x[0].same(0.0);
    x[0].ne(zero)
}

fn powered<'b>(_: &'b Builder, x: &[Val<'b>]) -> Val<'b> {
    // The exponent is a number of the compute class; its real part is meant.
    let exponent = if x[1].class().is_complex() { x[1].real() } else { x[1] };
    x[0].abs().pow(exponent)
}

fn real_number(number: Scalar) -> Result<f64> {
    Ok(match number {
        Scalar::Bool(value) => value as i64 as f64,
        Scalar::Int(value) => value as f64,
        Scalar::Float(value) => value,
        Scalar::Complex(..) => {
            bail!(Runtime, "linalg.vector_norm: Expected a non-complex scalar as the order of norm.")
        }
    })
}

fn order_text(p: f64) -> String {
    if p.is_infinite() { if p > 0.0 { "inf".into() } else { "-inf".into() } } else { format!("{p}") }
}

/// The norm of order `ord` of the elements over dimensions, all of them where none are given: `(sum
/// |x|^ord)^(1/ord)`, the largest (inf) or smallest (-inf) modulus, or the number of elements that are not 0 (0).
///
/// Floating-point or complex dtypes, others raise RuntimeError; the result is real.
///
/// Example:
///     >>> flambeau.linalg.vector_norm(flambeau.tensor([3.0, 4.0]))
///     tensor(5.)
#[flambeau_macros::op(linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor; function, out)]
pub fn linalg_vector_norm(
    this: &Tensor,
    ord: Scalar,
    dim: Option<&[i64]>,
    keepdim: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    ensure!(
        this.dtype().is_differentiable(),
        Runtime,
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got {}",
        this.dtype().scalar_name()
    );
    let cast;
    let this = match dtype {
        Some(dtype) => {
            ensure!(
                dtype.is_differentiable(),
                Runtime,
                "linalg.vector_norm: dtype should be floating point or complex, but got {}",
                dtype.scalar_name()
            );
            ensure!(
                dtype.is_complex() == this.dtype().is_complex(),
                Runtime,
                "linalg.vector_norm: dtype should be {} for {} inputs, but got {}",
                if this.dtype().is_complex() { "complex" } else { "real" },
                if this.dtype().is_complex() { "complex" } else { "real" },
                dtype.scalar_name()
            );
            cast = this.to_dtype(dtype)?;
            &cast
        }
        None => this,
    };
    let p = real_number(ord)?;
    let plan = Plan::new(this, dim, keepdim)?;
    if this.numel() == 0 && (p < 0.0 || p == f64::INFINITY) {
        check_identity(this, dim, p)?;
    }
    let result = this.dtype().to_real();
    let wide = Class::of(result).dtype();
    let value = no_grad(|| {
        let x = [this.into()];
        let sum = |kind, build: crate::ops::pointwise::Build, operands: &[Operand<'_>]| {
            let map = program(build, operands, this.dtype(), result);
            run(kind, &plan, Some(map), operands, Class::of(result), wide)
        };
        let value = if p == 2.0 {
            sum(Reduction::Sum, squared, &x)?.sqrt()?
        } else if p == 1.0 {
            sum(Reduction::Sum, absolute, &x)?
        } else if p == 0.0 {
            sum(Reduction::Sum, counted, &x)?
        } else if p.is_infinite() {
            sum(if p > 0.0 { Reduction::Max } else { Reduction::Min }, absolute, &x)?
        } else {
            sum(Reduction::Sum, powered, &[this.into(), p.into()])?.pow((1.0 / p).into())?
        };
        value.to_dtype(result)
    })?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, norm) = (Saved::input(this)?, Saved::output(&value)?);
        graph.attach(&value, "LinalgVectorNormBackward0", move |grad, cx| {
            if p == 0.0 {
                return Ok(crate::grads![None]);
            }
            let (x, norm, grad) = (input.get(cx)?, plan.keep(&norm.get(cx)?)?, plan.keep(grad)?);
            Ok(crate::grads![Some(norm_gradient(&grad, &x, &norm, p, &plan)?)])
        });
    }
    Ok(value)
}

fn check_identity(this: &Tensor, dim: Option<&[i64]>, p: f64) -> Result<()> {
    let order = order_text(p);
    let Some(dims) = dim.filter(|dims| !dims.is_empty()) else {
        bail!(
            Runtime,
            "linalg.vector_norm cannot compute the {order} norm on an empty tensor because the operation does not have \
             an identity"
        )
    };
    for &dim in dims {
        let (at, size) = crate::ops::along::dimension(this, dim)?;
        ensure!(
            size != 0,
            Runtime,
            "linalg.vector_norm cannot compute the {order} norm on the dimension {at} because this dimension is empty \
             and the operation does not have an identity"
        );
    }
    Ok(())
}

/// The gradient of `x` whose norm of order `p` over the plan's dimensions is `norm`, in recorded operations; the gradient of the
/// norm and the norm itself keep those dimensions.
pub(crate) fn norm_gradient(grad: &Tensor, x: &Tensor, norm: &Tensor, p: f64, plan: &Plan) -> Result<Tensor> {
    let none = norm.detached().eq(0.into())?;
    if p == 1.0 {
        return x.sgn()?.mul(grad.into());
    }
    if p == 2.0 {
        return grad.mul((&x.div(norm.into(), None)?.masked_fill(&none, 0.into())?).into());
    }
    if p.is_infinite() {
        let share = no_grad(|| {
            let modulus = x.abs()?;
            let nans = modulus.isnan()?.logical_and((&norm.isnan()?).into())?;
            let mask = modulus.eq(norm.into())?.logical_or((&nans).into())?;
            let dims: Vec<i64> = (0..x.ndim()).filter(|&at| plan.mask[at]).map(|at| at as i64).collect();
            let count = if dims.is_empty() { mask.clone() } else { mask.sum_dim(Some(&dims), true, None)? };
            mask.to_dtype(norm.dtype())?.div((&count).into(), None)
        })?;
        return x.sgn()?.mul((&share).into())?.mul(grad.into());
    }
    if p < 1.0 {
        let zeros = x.detached().eq(0.into())?;
        let scaled = x.sgn()?.mul((&x.abs()?.pow((p - 1.0).into())?).into())?.masked_fill(&zeros, 0.into())?;
        return scaled.mul(grad.into())?.mul((&norm.pow((1.0 - p).into())?).into());
    }
    let scaled = if p < 2.0 {
        x.sgn()?.mul((&x.abs()?.pow((p - 1.0).into())?).into())?
    } else {
        x.mul((&x.abs()?.pow((p - 2.0).into())?).into())?
    };
    let scale = grad.div((&norm.pow((p - 1.0).into())?).into(), None)?.masked_fill(&none, 0.into())?;
    scaled.mul((&scale).into())
}

/// The norm of order `p` of `this - other`.
///
/// The shapes broadcast; floating-point or complex dtypes. The result is 0-d.
///
/// Example:
///     >>> flambeau.dist(flambeau.tensor([3.0, 4.0]), flambeau.tensor([0.0, 0.0]))
///     tensor(5.)
#[flambeau_macros::op(dist(Tensor self, Tensor other, Scalar p=2) -> Tensor; method, function)]
pub fn dist(this: &Tensor, other: &Tensor, p: Scalar) -> Result<Tensor> {
    linalg_vector_norm(&this.sub(other.into(), Scalar::Int(1))?, p, None, false, None)
}

/// `log(sum(exp(x)))` over dimensions, without overflow.
///
/// Floating-point or complex dtypes; integers give the default dtype. The result lacks the dimensions, or has
/// size 1 there with `keepdim`.
///
/// Example:
///     >>> flambeau.logsumexp(flambeau.tensor([0.0, 0.0]), 0)
///     tensor(0.6931)
#[flambeau_macros::op(logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor; method, function, out)]
pub fn logsumexp(this: &Tensor, dim: &[i64], keepdim: bool) -> Result<Tensor> {
    let cast;
    let this = if this.dtype().is_integral(true) {
        cast = this.to_dtype(float_of(this.dtype()))?;
        &cast
    } else {
        this
    };
    let plan = Plan::new(this, Some(dim), keepdim)?;
    let out = no_grad(|| log_of_sum(this, &plan))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result) = (Saved::input(this)?, Saved::output(&out)?);
        graph.attach(&out, "LogsumexpBackward0", move |grad, cx| {
            let weight = input.get(cx)?.sub((&plan.keep(&result.get(cx)?)?).into(), Scalar::Int(1))?.exp()?;
            Ok(crate::grads![Some(plan.keep(grad)?.mul((&weight.conj()?).into())?)])
        });
    }
    Ok(out)
}

fn log_of_sum(this: &Tensor, plan: &Plan) -> Result<Tensor> {
    if this.dtype().is_complex() {
        let total = run(
            Reduction::Sum,
            plan,
            Some(program(|_, x| x[0].exp(), &[this.into()], this.dtype(), this.dtype())),
            &[this.into()],
            Class::of(this.dtype()),
            this.dtype(),
        )?;
        return total.log();
    }
    let class = Class::of(this.dtype());
    let wide = class.dtype();
    // The largest element, or 0 where that is infinite.
    let top = Tensor::empty(&plan.kept, wide, this.device())?;
    let strides = layout::contiguous_strides(&plan.kept);
    reduce_into(Reduction::Max, plan, None, &[this.into()], class, this.shape(), Some((&top, &strides)), None)?;
    let top = top.masked_fill(&top.isinf()?, 0.into())?;
    let operands: [Operand<'_>; 2] = [this.into(), (&top).into()];
    let map = program(|_, x| (x[0] - x[1]).exp(), &operands, wide, wide);
    let total = run(Reduction::Sum, plan, Some(map), &operands, class, wide)?;
    let sizes: Vec<i64> = plan.shape.iter().map(|&size| size as i64).collect();
    total.log()?.add((&top.reshape(&sizes)?).into(), Scalar::Int(1))?.to_dtype(this.dtype())
}
