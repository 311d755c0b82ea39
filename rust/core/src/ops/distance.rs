//! Distances and similarities of vectors, and gated linear units.

use flambeau_cpu::DType;
use flambeau_cuda::distance as gpu;
use flambeau_cuda::stream::Stream;

use super::pointwise::pointwise;
use super::reduce::{Plan, norm_gradient};
use super::rows::dense;
use crate::autograd::{Recorder, Saved, no_grad};
use crate::error::shape_text;
use crate::tensor::layout::{broadcast, wrap_dim};
use crate::{Result, Tensor, ensure};

fn not_floating(dtype: DType) -> bool {
    !dtype.is_floating_point()
}

pointwise! {
    GLU = "glu_cpu", "GluBackward0", Same except not_floating, |a, b| a * b.sigmoid();
        @a: |g, b| g * b.sigmoid();
        @b: |g, a, b| {
            let s = b.sigmoid();
            g * a * s * (1.0 - s)
        };
}

/// `a * sigmoid(b)` for the halves a, b of the input along `dim`.
///
/// Floating-point dtypes; an odd size along `dim` raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.glu(flambeau.tensor([2.0, 0.0]))
///     tensor([1.])
#[flambeau_macros::op(glu(Tensor self, int dim=-1) -> Tensor; function)]
pub fn glu(this: &Tensor, dim: i64) -> Result<Tensor> {
    ensure!(this.ndim() > 0, Runtime, "glu does not support 0-dimensional tensors");
    let at = wrap_dim(dim, this.ndim())?;
    let size = this.shape()[at];
    ensure!(size.is_multiple_of(2), Runtime, "Halving dimension must be even, but dimension {at} is size {size}");
    let half = size as i64 / 2;
    let (a, b) = (this.narrow(at as i64, 0, half)?, this.narrow(at as i64, half, half)?);
    GLU.call(&[(&a).into(), (&b).into()])
}

/// The p-norm along a dimension.
fn norm_along(x: &Tensor, p: f64, dim: i64, keepdim: bool) -> Result<Tensor> {
    super::linalg_vector_norm(x, p.into(), Some(&[dim]), keepdim, None)
}

/// `|x1 - x2 + eps|` in the p-norm over the last dimension.
///
/// `(*, D)` with `(*, D)`, which broadcast, to `(*)`, or `(*, 1)` with `keepdim`. Floating-point or complex
/// dtypes.
///
/// Example:
///     >>> flambeau.pairwise_distance(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[3.0, 4.0]]))
///     tensor([5.0000])
#[flambeau_macros::op(pairwise_distance(Tensor x1, Tensor x2, float p=2, float eps=1e-06, bool keepdim=False) -> Tensor; function)]
pub fn pairwise_distance(x1: &Tensor, x2: &Tensor, p: f64, eps: f64, keepdim: bool) -> Result<Tensor> {
    let difference = x1.sub(x2.into(), 1i64.into())?.add(eps.into(), 1i64.into())?;
    norm_along(&difference, p, -1, keepdim)
}

/// `x1 . x2 / (max(|x1|, eps) max(|x2|, eps))` along `dim`.
///
/// Both shapes broadcast; floating-point dtypes. The result lacks `dim`.
///
/// Example:
///     >>> flambeau.nn.functional.cosine_similarity(flambeau.tensor([[1.0, 0.0]]), flambeau.tensor([[1.0, 1.0]]))
///     tensor([0.7071])
#[flambeau_macros::op(cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor; function)]
pub fn cosine_similarity(x1: &Tensor, x2: &Tensor, dim: i64, eps: f64) -> Result<Tensor> {
    let shape = broadcast(x1.shape(), x2.shape())?;
    ensure!(
        x1.dtype().is_floating_point() || x2.dtype().is_floating_point(),
        Runtime,
        "expected common dtype to be floating point, yet common dtype is {}",
        super::promote::promote(x1.dtype(), x2.dtype()).scalar_name()
    );
    let dtype = super::promote::promote(x1.dtype(), x2.dtype());
    let sizes: smallvec::SmallVec<[i64; 5]> = shape.iter().map(|&size| size as i64).collect();
    let (a, b) = (x1.to_dtype(dtype)?.expand(&sizes, false)?, x2.to_dtype(dtype)?.expand(&sizes, false)?);
    let at = wrap_dim(dim, shape.len())?;
    let unit = |x: &Tensor| {
        let norm = norm_along(x, 2.0, at as i64, true)?;
        // The bound does not enter the gradient.
        let lift = no_grad(|| norm.clamp_min(eps.into())?.sub((&norm).into(), 1i64.into()))?;
        x.div((&norm.add((&lift).into(), 1i64.into())?).into(), None)
    };
    unit(&a)?.mul((&unit(&b)?).into())?.sum_dim(Some(&[at as i64]), false, None)
}

/// Distances in the p-norm of all pairs of rows, `(N, M)` to `(N (N - 1) / 2,)`.
///
/// The pairs (i, j) with i < j in order. Floating-point dtypes; another number of dimensions or a negative `p`
/// raises RuntimeError.
///
/// Example:
///     >>> flambeau.pdist(flambeau.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]]))
///     tensor([5.0000, 1.0000, 4.2426])
#[flambeau_macros::op(pdist(Tensor self, float p=2) -> Tensor; function)]
pub fn pdist(this: &Tensor, p: f64) -> Result<Tensor> {
    ensure!(this.ndim() == 2, Runtime, "pdist only supports 2D tensors, got: {}D", this.ndim());
    ensure!(p >= 0.0, Runtime, "pdist only supports non-negative p values");
    ensure!(this.dtype().is_floating_point(), Runtime, "pdist only supports floating-point dtypes");
    let out = match crate::gpu::stream(this.device()) {
        None => no_grad(|| norm_along(&differences(this, &pairs(this)?)?, p, 1, false))?,
        Some(stream) => {
            let x = dense(this)?;
            let of = rows_of(&x, p);
            let out = Tensor::empty(&[of.pairs()], x.dtype(), x.device())?;
            // SAFETY: the matrix is dense, the result new; memory that is freed meanwhile is handed out in the order of the
            // stream.
            unsafe { gpu::pair_distances(&of, out.data_ptr(), stream)? };
            out
        }
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result) = (Saved::input(this)?, Saved::output(&out)?);
        graph.attach(&out, "PdistForwardBackward0", move |grad, cx| {
            let (x, norm) = (input.get(cx)?, result.get(cx)?);
            Ok(crate::grads![Some(match crate::gpu::stream(x.device()) {
                Some(stream) if !cx.create_graph => gradient_on_device(grad, &x, &norm, p, stream)?,
                _ => pair_gradient(grad, &x, &norm, p)?,
            })])
        });
    }
    Ok(out)
}

fn rows_of(x: &Tensor, p: f64) -> gpu::Rows {
    gpu::Rows { dtype: x.dtype(), rows: x.shape()[0], columns: x.shape()[1], x: x.data_ptr(), p }
}

/// Numbers of the first and of the second row of every pair.
fn pairs(x: &Tensor) -> Result<(Tensor, Tensor)> {
    let rows = x.shape()[0] as i64;
    let both = super::triu_indices(rows, rows, 1, Some(DType::I64), None, Some(x.device()), None)?;
    Ok((both.select(0, 0)?, both.select(0, 1)?))
}

/// The first rows of pairs less the second.
fn differences(x: &Tensor, (first, second): &(Tensor, Tensor)) -> Result<Tensor> {
    super::index_select(x, 0, first)?.sub((&super::index_select(x, 0, second)?).into(), 1i64.into())
}

/// The gradient of the rows, in recorded operations. Of several largest differences each counts in full.
fn pair_gradient(grad: &Tensor, x: &Tensor, norm: &Tensor, p: f64) -> Result<Tensor> {
    let zeros = super::zeros_as(&x.detached())?;
    if p == 0.0 {
        return Ok(zeros);
    }
    let pairs = no_grad(|| pairs(x))?;
    let (apart, norm, grad) = (differences(x, &pairs)?, norm.unsqueeze(1)?, grad.unsqueeze(1)?);
    let part = if p == f64::INFINITY {
        let largest = no_grad(|| apart.abs()?.eq((&norm).into())?.to_dtype(x.dtype()))?;
        apart.sgn()?.mul((&largest).into())?.mul((&grad).into())?
    } else {
        norm_gradient(&grad, &apart, &norm, p, &Plan::new(&apart, Some(&[1]), true)?)?
    };
    let onto_first = super::index_add(&zeros, 0, &pairs.0, &part, 1i64.into())?;
    super::index_add(&onto_first, 0, &pairs.1, &part, (-1i64).into())
}

/// The gradient of the rows, unrecorded.
fn gradient_on_device(grad: &Tensor, x: &Tensor, norm: &Tensor, p: f64, stream: Stream) -> Result<Tensor> {
    let (x, norm) = (dense(x)?, dense(norm)?);
    let out = Tensor::empty(x.shape(), x.dtype(), x.device())?;
    let step = grad.strides()[0] as usize;
    let (distances, from) = (norm.ptr_on(x.device())?, grad.ptr_on(x.device())?);
    // SAFETY: matrix and distances are dense, the result is new; memory that is freed meanwhile is handed out in the order of
    // the stream.
    unsafe { gpu::pair_gradients(&rows_of(&x, p), distances, from, step, out.data_ptr(), stream)? };
    Ok(out)
}

/// Distances in the p-norm of all pairs of a row of `x1` `(*, P, M)` and one of `x2` `(*, R, M)`: `(*, P, R)`.
///
/// Floating-point dtypes; leading dimensions broadcast. Row lengths that differ, and a negative `p`, raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.cdist(flambeau.tensor([[0.0, 0.0]]), flambeau.tensor([[3.0, 4.0]]))
///     tensor([[5.]])
#[flambeau_macros::op(cdist(Tensor x1, Tensor x2, float p=2, int? compute_mode=None) -> Tensor; function)]
pub fn cdist(x1: &Tensor, x2: &Tensor, p: f64, _compute_mode: Option<i64>) -> Result<Tensor> {
    ensure!(x1.ndim() >= 2 && x2.ndim() >= 2, Runtime, "cdist: X1 and X2 need at least 2 dimensions");
    let (columns, others) = (x1.shape()[x1.ndim() - 1], x2.shape()[x2.ndim() - 1]);
    ensure!(
        columns == others,
        Runtime,
        "X1 and X2 must have the same number of columns. X1: {columns} X2: {others} (shapes {} and {})",
        shape_text(x1.shape()),
        shape_text(x2.shape())
    );
    ensure!(p >= 0.0, Runtime, "cdist only supports non-negative p values");
    ensure!(
        x1.dtype().is_floating_point() && x2.dtype().is_floating_point(),
        Runtime,
        "cdist only supports floating-point dtypes, X1 got: {}, X2 got: {}",
        x1.dtype().scalar_name(),
        x2.dtype().scalar_name()
    );
    let difference = x1.unsqueeze(-2)?.sub((&x2.unsqueeze(-3)?).into(), 1i64.into())?;
    norm_along(&difference, p, -1, false)
}
