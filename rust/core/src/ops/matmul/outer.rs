//! Products without sums, sums along a diagonal, products of many matrices.

use super::matrix::rows_of;
use crate::autograd::Recorder;
use crate::op::Value;
use crate::ops::views::sizes_of;
use crate::ops::{matmul, mm, reshape, transpose, unsqueeze};
use crate::{DType, Error, Result, Tensor, bail, ensure};

/// The products of all pairs of elements of two vectors, `(n) x (m) -> (n, m)`.
///
/// Dtypes are promoted. Tensors that are no vectors raise RuntimeError.
///
/// Example:
///     >>> flambeau.outer(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
///     tensor([[3, 4],
///             [6, 8]])
#[flambeau_macros::op(outer(Tensor self, Tensor vec2) -> Tensor; method, function, out)]
pub fn outer(this: &Tensor, vec2: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() == 1, Runtime, "outer: Expected 1-D argument self, but got {}-D", this.ndim());
    ensure!(vec2.ndim() == 1, Runtime, "outer: Expected 1-D argument vec2, but got {}-D", vec2.ndim());
    unsqueeze(this, 1)?.mul(vec2.into())
}

/// Another name for `outer`: `(n,)` and `(m,)` to `(n, m)`, of promoted dtype. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.ger(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
///     tensor([[3, 4],
///             [6, 8]])
#[flambeau_macros::op(ger(Tensor self, Tensor vec2) -> Tensor; method, function, out)]
pub fn ger(this: &Tensor, vec2: &Tensor) -> Result<Tensor> {
    outer(this, vec2)
}

/// Sums of products over the last dimensions, `(*a, k) x (*b, k) -> (*a, *b)`. A number multiplies.
///
/// Both have one dtype; last dimensions that differ raise RuntimeError.
///
/// Example:
///     >>> flambeau.inner(flambeau.tensor([1, 2]), flambeau.tensor([[3, 4], [5, 6]]))
///     tensor([11, 17])
#[flambeau_macros::op(inner(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn inner(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    if this.ndim() == 0 || other.ndim() == 0 {
        return this.mul(other.into());
    }
    ensure!(
        this.shape()[this.ndim() - 1] == other.shape()[other.ndim() - 1],
        Runtime,
        "inner() the last dimension must match on both input tensors but got shapes {} and {}",
        crate::error::shape_text(this.shape()),
        crate::error::shape_text(other.shape())
    );
    let product = mm(&rows_of(this)?, &transpose(&rows_of(other)?, 0, 1)?)?;
    let mut shape = sizes_of(this);
    shape.pop();
    shape.extend(sizes_of(other)[..other.ndim() - 1].iter().copied());
    reshape(&product, &shape)
}

/// The Kronecker product: every element of the first tensor times the second, side by side.
///
/// Sizes multiply dimension by dimension; a tensor with fewer has ones in front. Dtypes are promoted.
///
/// Example:
///     >>> flambeau.kron(flambeau.tensor([[1, 10]]), flambeau.tensor([[1, 2], [3, 4]]))
///     tensor([[ 1,  2, 10, 20],
///             [ 3,  4, 30, 40]])
#[flambeau_macros::op(kron(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn kron(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    let ndim = this.ndim().max(other.ndim());
    let (mut left, mut right, mut shape) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..ndim {
        let size = |tensor: &Tensor| (at + tensor.ndim()).checked_sub(ndim).map_or(1, |at| tensor.shape()[at] as i64);
        let (a, b) = (size(this), size(other));
        left.extend([a, 1]);
        right.extend([1, b]);
        // What overflows fails in the product.
        shape.push(a.saturating_mul(b));
    }
    let product = reshape(this, &left)?.mul((&reshape(other, &right)?).into())?;
    reshape(&product, &shape)
}

/// The sum of a matrix's diagonal.
///
/// `(n, m)` to a 0-d tensor; integers give int64. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.trace(flambeau.ones(3, 3))
///     tensor(3.)
#[flambeau_macros::op(trace(Tensor self) -> Tensor; method, function, out)]
pub fn trace(this: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() == 2, Runtime, "trace: expected a matrix, but got tensor with dim {}", this.ndim());
    if this.dtype() == DType::Bool {
        return Err(Error::unsupported("trace", DType::Bool));
    }
    let out = crate::autograd::no_grad(|| crate::ops::diagonal(this, 0, 0, 1)?.sum(None))?;
    if out.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[this])
    {
        let (rows, columns) = (this.shape()[0] as i64, this.shape()[1] as i64);
        graph.attach(&out, "TraceBackward0", move |grad, _cx| {
            let (dtype, device) = (Some(grad.dtype()), Some(grad.device()));
            let ones = crate::ops::eye(rows, Some(columns), dtype, None, device, None, false)?;
            Ok(crate::grads![Some(ones.mul(grad.into())?)])
        });
    }
    Ok(out)
}

/// A square matrix, or each of a batch, multiplied with itself `n` times; the inverse for negative `n`.
///
/// `(*, m, m)`, of any dtype for `n >= 0`. Matrices that are not square raise RuntimeError.
///
/// Example:
///     >>> flambeau.matrix_power(flambeau.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
///     tensor([[1., 3.],
///             [0., 1.]])
#[flambeau_macros::op(matrix_power(Tensor self, int n) -> Tensor; method, function, out)]
pub fn matrix_power(this: &Tensor, n: i64) -> Result<Tensor> {
    let ndim = this.ndim();
    ensure!(ndim >= 2, Runtime, "linalg.matrix_power: The input tensor A must have at least 2 dimensions.");
    let (rows, columns) = (this.shape()[ndim - 2], this.shape()[ndim - 1]);
    ensure!(
        rows == columns,
        Runtime,
        "linalg.matrix_power: A must be batches of square matrices, but they are {rows} by {columns} matrices"
    );
    if n == 0 {
        let eye = crate::ops::eye(rows as i64, None, Some(this.dtype()), None, Some(this.device()), None, false)?;
        let out = crate::ops::clone(&eye.expand(&sizes_of(this), false)?, Some(crate::MemoryFormat::Contiguous))?;
        // The result does not depend on the matrix, and yet it is part of the graph.
        if let Some(graph) = Recorder::new(&[this]) {
            graph.attach(&out, "CopyBackwards", |grad, _cx| Ok(crate::grads![Some(crate::ops::zeros_as(grad)?)]));
        }
        return Ok(out);
    }
    let mut base = if n < 0 { inverse(this)? } else { this.clone() };
    let mut power = n.unsigned_abs();
    let mut result: Option<Tensor> = None;
    loop {
        if power & 1 == 1 {
            result = Some(match result {
                Some(result) => matmul(&result, &base)?,
                None => base.clone(),
            });
        }
        power >>= 1;
        if power == 0 {
            break;
        }
        base = matmul(&base, &base)?;
    }
    match result {
        // The first power is a new tensor like all others.
        Some(result) if result.same(this) => this.copy(),
        Some(result) => Ok(result),
        None => bail!(Runtime, "linalg.matrix_power: no power was computed"),
    }
}

fn inverse(this: &Tensor) -> Result<Tensor> {
    match crate::op::find("linalg_inv") {
        [row, ..] => crate::op::FromReturned::from_returned((row.entry)(&[Value::Tensor(this)])?),
        [] => bail!(NotImplemented, "linalg.matrix_power: negative powers need linalg.inv, which is not implemented"),
    }
}

/// The product of several matrices, in the order of multiplications that takes the fewest.
///
/// One dtype; sizes that do not follow each other raise RuntimeError.
///
/// Example:
///     >>> flambeau.chain_matmul(flambeau.ones(2, 3), flambeau.ones(3, 4), flambeau.ones(4, 1))
///     tensor([[12.],
///             [12.]])
#[flambeau_macros::op(chain_matmul(Tensor[] matrices) -> Tensor; function)]
pub fn chain_matmul(matrices: &[Tensor]) -> Result<Tensor> {
    ensure!(!matrices.is_empty(), Runtime, "chain_matmul(): Expected one or more matrices");
    for matrix in matrices {
        ensure!(matrix.ndim() == 2, Runtime, "Tensor dimension is {}, expected 2 instead.", matrix.ndim());
    }
    let n = matrices.len();
    if n == 1 {
        return matrices[0].copy();
    }
    // cost[i][j]: multiplications for the product of matrices i to j; cut[i][j]: where it is split.
    let size = |at: usize| if at == 0 { matrices[0].shape()[0] } else { matrices[at - 1].shape()[1] } as f64;
    let (mut cost, mut cut) = (vec![vec![0.0f64; n]; n], vec![vec![0usize; n]; n]);
    for length in 1..n {
        for i in 0..n - length {
            let j = i + length;
            cost[i][j] = f64::INFINITY;
            for split in i..j {
                let total = cost[i][split] + cost[split + 1][j] + size(i) * size(split + 1) * size(j + 1);
                if total < cost[i][j] {
                    (cost[i][j], cut[i][j]) = (total, split);
                }
            }
        }
    }
    fn product(matrices: &[Tensor], cut: &[Vec<usize>], i: usize, j: usize) -> Result<Tensor> {
        if i == j {
            return Ok(matrices[i].clone());
        }
        let split = cut[i][j];
        mm(&product(matrices, cut, i, split)?, &product(matrices, cut, split + 1, j)?)
    }
    product(matrices, &cut, 0, n - 1)
}
