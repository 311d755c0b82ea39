//! Running sums, products and extremes along one dimension; differences of neighbours; renormalisation.

use flambeau_cpu::pointwise::Operand as Raw;
use flambeau_cpu::{DType, scan as kernel};
use flambeau_cuda::scan as gpu;

use super::along::{dimension, dimensioned, join, shift};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::device::Device;
use crate::tensor::Strides;
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

pub(crate) use kernel::Kind as Scan;

fn raw<'a>(tensor: &Tensor, strides: &'a Strides, device: Device) -> Result<Raw<'a>> {
    Ok(Raw { ptr: tensor.ptr_on(device)?, dtype: tensor.dtype(), strides })
}

/// Scans into a new tensor, unrecorded; positions for extremes.
fn scan(kind: Scan, this: &Tensor, dim: usize, reverse: bool) -> Result<(Tensor, Option<Tensor>)> {
    let out = Tensor::empty(this.shape(), this.dtype(), this.device())?;
    let places = match kind {
        Scan::Max | Scan::Min => Some(Tensor::empty(this.shape(), DType::I64, this.device())?),
        _ => None,
    };
    let ((shape, from), (_, to)) = (dimensioned(this), dimensioned(&out));
    let device = this.device();
    let indices = places.as_ref().map(|places| raw(places, &to, device)).transpose()?;
    let (result, source) = (raw(&out, &to, device)?, raw(this, &from, device)?);
    match crate::gpu::stream(device) {
        // SAFETY: layouts lie inside their storages; outputs are new memory.
        None => unsafe { kernel::run(kind, &shape, dim, reverse, result, indices, source) },
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { gpu::run(kind, &shape, dim, reverse, result, indices, source, stream)? },
    }
    Ok((out, places))
}

/// Running sums, from the end with `reverse`; each direction is the gradient of the other.
fn sums(this: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let (out, _) = scan(Scan::Sum, this, dim, reverse)?;
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(&out, "CumsumBackward0", move |grad, _cx| Ok(crate::grads![Some(sums(grad, dim, !reverse)?)]));
    }
    Ok(out)
}

/// Running products, from the end with `reverse`.
pub(crate) fn products(this: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let (out, _) = scan(Scan::Product, this, dim, reverse)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result) = (Saved::input(this)?, Saved::output(&out)?);
        graph.attach(&out, "CumprodBackward0", move |grad, cx| {
            // Element k meets the product before it and, from the gradient, g[k] + x[k+1] (g[k+1] + x[k+2] (...)): no
            // division, so zeros need no care.
            let before = shift(&result.get(cx)?, dim, !reverse, 1.0)?.conj()?;
            let x = input.get(cx)?.conj()?;
            let after = if reverse {
                // The other direction: its factors stand one place further.
                recurrence(grad, &shift(&x, dim, true, 1.0)?, dim, false)?
            } else {
                recurrence(grad, &x, dim, true)?
            };
            Ok(crate::grads![Some(before.mul((&after).into())?)])
        });
    }
    Ok(out)
}

/// `y[k] = add[k] + factor[k] y[k - 1]`; with `reverse` `y[k] = add[k] + factor[k + 1] y[k + 1]`. Each is the transpose of
/// the other.
fn recurrence(add: &Tensor, factor: &Tensor, dim: usize, reverse: bool) -> Result<Tensor> {
    let out = Tensor::empty(add.shape(), add.dtype(), add.device())?;
    let ((shape, a), (_, f), (_, o)) = (dimensioned(add), dimensioned(factor), dimensioned(&out));
    let device = add.device();
    let (to, a, f) = (raw(&out, &o, device)?, raw(add, &a, device)?, raw(factor, &f, device)?);
    match crate::gpu::stream(device) {
        // SAFETY: layouts lie inside their storages; the output is new memory; all have one dtype, which has gradients.
        None => unsafe { kernel::recurrence(&shape, dim, reverse, to, a, f) },
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { gpu::recurrence(&shape, dim, reverse, to, a, f, stream)? },
    }
    if let Some(graph) = Recorder::new(&[add, factor]) {
        let (factors, result) = (Saved::input(factor)?, Saved::output(&out)?);
        graph.attach(&out, "RecurrenceBackward0", move |grad, cx| {
            let along = recurrence(grad, &factors.get(cx)?.conj()?, dim, !reverse)?;
            let by_factor = cx.when(1, || {
                let y = result.get(cx)?.conj()?;
                if reverse {
                    shift(&along, dim, true, 0.0)?.mul((&y).into())
                } else {
                    along.mul((&shift(&y, dim, true, 0.0)?).into())
                }
            })?;
            Ok(crate::grads![Some(along), by_factor])
        });
    }
    Ok(out)
}

fn converted(this: &Tensor, dtype: Option<DType>) -> Result<Tensor> {
    let own = if this.dtype().is_integral(true) { DType::I64 } else { this.dtype() };
    let result = dtype.unwrap_or(own);
    if kernel::supports(Scan::Sum, result) { this.to_dtype(result) } else { this.to_dtype(DType::I64) }
}

/// The dtype a scan answers where another was computed in.
fn finish(out: Tensor, dtype: Option<DType>) -> Result<Tensor> {
    match dtype {
        Some(dtype) if dtype != out.dtype() => out.to_dtype(dtype),
        _ => Ok(out),
    }
}

fn in_place(this: &Tensor, dtype: Option<DType>, run: impl FnOnce(&Tensor) -> Result<Tensor>) -> Result<()> {
    ensure!(
        dtype.is_none_or(|dtype| dtype == this.dtype()),
        Runtime,
        "Bad in-place call: input tensor dtype {} and output tensor dtype {} should match",
        this.dtype().scalar_name(),
        dtype.unwrap_or(this.dtype()).scalar_name()
    );
    this.check_in_place()?;
    // What the gradient needs is about to be overwritten.
    let source = if Recorder::new(&[this]).is_some() { this.copy()? } else { this.clone() };
    super::copy_(this, &run(&source)?, false)
}

/// The sums of the elements up to each along `dim`.
///
/// Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).cumsum(0)
///     tensor([1, 3, 6])
#[flambeau_macros::op(cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn cumsum(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<Tensor> {
    let (at, _) = dimension(this, dim)?;
    if dtype == Some(DType::Bool) {
        return Err(Error::unsupported("cumsum", DType::Bool));
    }
    finish(sums(&converted(this, dtype)?, at, false)?, dtype)
}

/// Replaces the elements by the sums up to each along `dim`.
///
/// Any shape. Booleans raise NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).cumsum_(0)
///     tensor([1, 3, 6])
#[flambeau_macros::op(cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!); method)]
pub fn cumsum_(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<()> {
    in_place(this, dtype, |x| cumsum(x, dim, Some(x.dtype())))
}

/// The products of the elements up to each along `dim`.
///
/// Any shape; integers and booleans give int64. A `dim` out of range raises IndexError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).cumprod(0)
///     tensor([1, 2, 6])
#[flambeau_macros::op(cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor; method, function, out)]
pub fn cumprod(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<Tensor> {
    let (at, _) = dimension(this, dim)?;
    if dtype == Some(DType::Bool) {
        return Err(Error::unsupported("cumprod", DType::Bool));
    }
    finish(products(&converted(this, dtype)?, at, false)?, dtype)
}

/// Replaces the elements by the products up to each along `dim`.
///
/// Any shape. Booleans raise NotImplementedError.
///
/// Example:
///     >>> flambeau.tensor([1, 2, 3]).cumprod_(0)
///     tensor([1, 2, 6])
#[flambeau_macros::op(cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!); method)]
pub fn cumprod_(this: &Tensor, dim: i64, dtype: Option<DType>) -> Result<()> {
    in_place(this, dtype, |x| cumprod(x, dim, Some(x.dtype())))
}

fn extremes(kind: Scan, name: &'static str, node: &'static str, this: &Tensor, dim: i64) -> Result<(Tensor, Tensor)> {
    let (at, _) = dimension(this, dim)?;
    if !kernel::supports(kind, this.dtype()) {
        return Err(Error::unsupported(name, this.dtype()));
    }
    let (values, Some(indices)) = scan(kind, this, at, false)? else { bail!(Runtime, "{name}: no positions") };
    super::reduce::record_found(this, &values, &indices, at, true, node)?;
    Ok((values, indices))
}

/// The largest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.
///
/// Real dtypes; both results have the input's shape, the positions are int64.
///
/// Example:
///     >>> values, indices = flambeau.tensor([1, 3, 2, 3]).cummax(0)
///     >>> values, indices
///     (tensor([1, 3, 3, 3]), tensor([0, 1, 1, 3]))
#[flambeau_macros::op(cummax(Tensor self, int dim) -> (Tensor values, Tensor indices); method, function, out)]
pub fn cummax(this: &Tensor, dim: i64) -> Result<(Tensor, Tensor)> {
    extremes(Scan::Max, "cummax_cpu", "CummaxBackward0", this, dim)
}

/// The smallest of the elements up to each along `dim`, and the last position where it was met; a NaN stays.
///
/// Real dtypes; both results have the input's shape, the positions are int64.
///
/// Example:
///     >>> values, indices = flambeau.tensor([3, 1, 2, 1]).cummin(0)
///     >>> values, indices
///     (tensor([3, 1, 1, 1]), tensor([0, 1, 1, 3]))
#[flambeau_macros::op(cummin(Tensor self, int dim) -> (Tensor values, Tensor indices); method, function, out)]
pub fn cummin(this: &Tensor, dim: i64) -> Result<(Tensor, Tensor)> {
    extremes(Scan::Min, "cummin_cpu", "CumminBackward0", this, dim)
}

/// The logarithms of the sums of exponentials of the elements up to each along `dim`: `log(sum_{j <= i} e^x_j)`.
///
/// Floating-point dtypes, others raise NotImplementedError. There is no overflow on the way.
///
/// Example:
///     >>> flambeau.tensor([0.0, 0.0, 0.0]).logcumsumexp(0)
///     tensor([0.0000, 0.6931, 1.0986])
#[flambeau_macros::op(logcumsumexp(Tensor self, int dim) -> Tensor; method, function, out)]
pub fn logcumsumexp(this: &Tensor, dim: i64) -> Result<Tensor> {
    let (at, _) = dimension(this, dim)?;
    if !kernel::supports(Scan::LogSum, this.dtype()) {
        return Err(Error::unsupported("logcumsumexp_out_cpu", this.dtype()));
    }
    let (out, _) = scan(Scan::LogSum, this, at, false)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result) = (Saved::input(this)?, Saved::output(&out)?);
        graph.attach(&out, "LogcumsumexpBackward0", move |grad, cx| {
            // The sum over j >= k of g[j] exp(x[k] - y[j]), by exponents that are never positive: with
            // t[k] = g[k] + exp(y[k] - y[k + 1]) t[k + 1] it is exp(x[k] - y[k]) t[k].
            let (x, y) = (input.get(cx)?, result.get(cx)?);
            let power = |difference: Tensor| {
                // Two infinities: nothing has been summed.
                let nothing = no_grad(|| difference.isnan())?;
                difference.masked_fill(&nothing, f64::NEG_INFINITY.into())?.exp()
            };
            let factor = power(shift(&y, at, true, f64::NEG_INFINITY)?.sub((&y).into(), Scalar::Int(1))?)?;
            let total = recurrence(grad, &factor, at, true)?;
            Ok(crate::grads![Some(power(x.sub((&y).into(), Scalar::Int(1))?)?.mul((&total).into())?)])
        });
    }
    Ok(out)
}

/// Differences of neighbours along `dim`, `n` times over; `prepend` and `append` are joined to the input first.
///
/// Size n less along `dim`. A negative n, and a 0-d tensor, raise RuntimeError.
///
/// Example:
///     >>> flambeau.diff(flambeau.tensor([1, 4, 9]))
///     tensor([3, 5])
#[flambeau_macros::op(diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor; method, function, out)]
pub fn diff(this: &Tensor, n: i64, dim: i64, prepend: Option<&Tensor>, append: Option<&Tensor>) -> Result<Tensor> {
    ensure!(this.ndim() >= 1, Runtime, "diff expects input to be at least one-dimensional");
    ensure!(n >= 0, Runtime, "order must be non-negative but got {n}");
    let (at, _) = dimension(this, dim)?;
    for extra in [prepend, append].into_iter().flatten() {
        ensure!(
            extra.ndim() == this.ndim(),
            Runtime,
            "diff expects prepend or append to be the same dimension as input"
        );
        let fits = (0..this.ndim()).all(|d| d == at || extra.shape()[d] == this.shape()[d]);
        ensure!(
            fits,
            Runtime,
            "diff expects the shape of tensor to prepend or append to match that of input except along the \
             differencing dimension; input.size({at}) = {}, but got tensor.size({at}) = {}",
            this.shape()[at],
            extra.shape()[at]
        );
    }
    let mut x = this.clone();
    if prepend.is_some() || append.is_some() {
        let dtype =
            [prepend, append].into_iter().flatten().fold(this.dtype(), |d, t| super::promote::promote(d, t.dtype()));
        let parts: Vec<Tensor> = [prepend, Some(this), append]
            .into_iter()
            .flatten()
            .map(|part| part.to_dtype(dtype))
            .collect::<Result<_>>()?;
        x = join(&parts.iter().collect::<Vec<_>>(), at)?;
    }
    if n == 0 {
        return if x.same(this) { x.copy() } else { Ok(x) };
    }
    for _ in 0..n.min(x.shape()[at] as i64) {
        let rest = x.shape()[at] as i64 - 1;
        let (high, low) = (super::narrow(&x, at as i64, 1, rest)?, super::narrow(&x, at as i64, 0, rest)?);
        x = if x.dtype() == DType::Bool {
            high.logical_xor((&low).into())?
        } else {
            high.sub((&low).into(), Scalar::Int(1))?
        };
    }
    Ok(x)
}

/// Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it.
///
/// At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.renorm(flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0)
///     tensor([[0.6000, 0.8000],
///             [0.3000, 0.4000]])
#[flambeau_macros::op(renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor; method, function, out)]
pub fn renorm(this: &Tensor, p: Scalar, dim: i64, maxnorm: Scalar) -> Result<Tensor> {
    let real = |number: Scalar| match number {
        Scalar::Bool(value) => Some(value as i64 as f64),
        Scalar::Int(value) => Some(value as f64),
        Scalar::Float(value) => Some(value),
        Scalar::Complex(..) => None,
    };
    let (Some(order), Some(limit)) = (real(p), real(maxnorm)) else {
        bail!(Runtime, "renorm: p and maxnorm must be real-valued")
    };
    ensure!(order > 0.0, Runtime, "renorm: non-positive-norm not supported");
    ensure!(limit >= 0.0, Runtime, "renorm: expected maxnorm to be >= 0 but got {limit}");
    ensure!(this.ndim() > 1, Runtime, "renorm: input needs at least 2 dimensions, got {} dimensions", this.ndim());
    let (at, _) = dimension(this, dim)?;
    let others: Vec<i64> = (0..this.ndim()).filter(|&d| d != at).map(|d| d as i64).collect();
    let norm = super::linalg_vector_norm(this, p, Some(&others), true, None)?;
    let over = no_grad(|| norm.gt(limit.into()))?;
    let scale = super::reciprocal_times(&norm.add(1e-7.into(), Scalar::Int(1))?, Scalar::Float(limit))?;
    let factor = super::select_where(&over, (&scale).into(), Scalar::Float(1.0).into())?;
    this.mul((&factor.to_dtype(this.dtype().to_real())?).into())
}

/// Scales each part along `dim` whose norm of order `p` is above `maxnorm` down to it, in place.
///
/// At least two dimensions, floating-point or complex. `p` and `maxnorm` that are not positive raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.tensor([[3.0, 4.0], [0.3, 0.4]]).renorm_(2, 0, 1.0)
///     tensor([[0.6000, 0.8000],
///             [0.3000, 0.4000]])
#[flambeau_macros::op(renorm_(Tensor(a!) self, Scalar p, int dim, Scalar maxnorm) -> Tensor(a!); method)]
pub fn renorm_(this: &Tensor, p: Scalar, dim: i64, maxnorm: Scalar) -> Result<()> {
    in_place(this, None, |x| renorm(x, p, dim, maxnorm))
}
