//! Products of matrices and vectors.

use super::{ONE, adjoint_of, kept, plain_name, run};
use crate::autograd::Recorder;
use crate::error::shape_text;
use crate::ops::reduce::sum_to;
use crate::ops::views::sizes_of;
use crate::ops::{reshape, squeeze_dims, transpose, unsqueeze};
use crate::tensor::{Shape, layout};
use crate::{Result, Tensor, bail, ensure};

/// Refuses matrices whose inner sizes or dtypes differ.
pub(super) fn check_matrices(a: &Tensor, b: &Tensor) -> Result<()> {
    let (rows, inner) = (a.shape()[0], a.shape()[1]);
    check_inner(rows, inner, b)?;
    check_same(a, b)
}

fn check_inner(rows: usize, inner: usize, b: &Tensor) -> Result<()> {
    ensure!(
        inner == b.shape()[0],
        Runtime,
        "mat1 and mat2 shapes cannot be multiplied ({rows}x{inner} and {}x{})",
        b.shape()[0],
        b.shape()[1]
    );
    Ok(())
}

fn check_same(a: &Tensor, b: &Tensor) -> Result<()> {
    ensure!(
        a.dtype() == b.dtype(),
        Runtime,
        "expected m1 and m2 to have the same dtype, but got: {} != {}",
        plain_name(a.dtype()),
        plain_name(b.dtype())
    );
    Ok(())
}

fn check_batches(a: &Tensor, b: &Tensor) -> Result<()> {
    ensure!(
        a.dtype() == b.dtype(),
        Runtime,
        "expected scalar type {} but found {}",
        a.dtype().scalar_name(),
        b.dtype().scalar_name()
    );
    Ok(())
}

/// The recorded product of `a (*, m, k)` and `b (*, k, n)`, whose inner sizes and dtypes are known to fit.
pub(super) fn multiply(op: &'static str, node: &'static str, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let (a_shape, b_shape) = (a.shape(), b.shape());
    let (a_lead, b_lead) = (a_shape.len() - 2, b_shape.len() - 2);
    let mut shape: Shape =
        if a_lead + b_lead == 0 { Shape::new() } else { layout::broadcast(&a_shape[..a_lead], &b_shape[..b_lead])? };
    shape.push(a_shape[a_lead]);
    shape.push(b_shape[b_lead + 1]);
    let out = Tensor::empty(&shape, a.dtype(), a.device())?;
    run(op, &out, a, b, ONE, None)?;
    if !out.dtype().is_differentiable() {
        return Ok(out);
    }
    if let Some(graph) = Recorder::new(&[a, b]) {
        let (a_kept, b_kept) = (graph.save_if(1, a)?, graph.save_if(0, b)?);
        let (a_shape, b_shape) = (Shape::from_slice(a_shape), Shape::from_slice(b_shape));
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![
                cx.when(0, || left_gradient(grad, &kept(&b_kept, cx)?, &a_shape))?,
                cx.when(1, || right_gradient(grad, &kept(&a_kept, cx)?, &b_shape))?,
            ])
        });
    }
    Ok(out)
}

/// The gradient of a product's first operand.
pub(super) fn left_gradient(grad: &Tensor, b: &Tensor, a_shape: &[usize]) -> Result<Tensor> {
    sum_to(&product_of(grad, &adjoint_of(b)?)?, a_shape)
}

/// The gradient of a product's second operand. A single matrix that met a batch sums over it: one product.
pub(super) fn right_gradient(grad: &Tensor, a: &Tensor, b_shape: &[usize]) -> Result<Tensor> {
    if b_shape.len() == 2 && a.ndim() > 2 && a.numel() > 0 && grad.numel() > 0 {
        let fold = |tensor: &Tensor| reshape(tensor, &[-1, tensor.shape()[tensor.ndim() - 1] as i64]);
        return product_of(&adjoint_of(&fold(a)?)?, &fold(grad)?);
    }
    sum_to(&product_of(&adjoint_of(a)?, grad)?, b_shape)
}

/// The recorded product under the name that its shapes suggest.
fn product_of(a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let node = if a.ndim() == 2 && b.ndim() == 2 { "MmBackward0" } else { "BmmBackward0" };
    multiply("bmm", node, a, b)
}

/// The product of two matrices, `(n, m) x (m, p) -> (n, p)`.
///
/// Integers wrap around; 16-bit floats are summed in float32. For vectors and batches see `matmul`.
///
/// Both have one dtype. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.mm(flambeau.ones(2, 3), flambeau.ones(3, 4)).shape
///     torch.Size([2, 4])
#[flambeau_macros::op(mm(Tensor self, Tensor mat2) -> Tensor; method, function, out)]
pub fn mm(this: &Tensor, mat2: &Tensor) -> Result<Tensor> {
    ensure!(this.ndim() == 2, Runtime, "self must be a matrix");
    ensure!(mat2.ndim() == 2, Runtime, "mat2 must be a matrix");
    check_matrices(this, mat2)?;
    multiply("addmm_impl_cpu_", "MmBackward0", this, mat2)
}

/// Refuses operands of a batched product that are not `(b, n, m)` and `(b, m, p)` of one dtype.
pub(super) fn check_batched(batch1: &Tensor, batch2: &Tensor) -> Result<()> {
    ensure!(batch1.ndim() == 3, Runtime, "batch1 must be a 3D tensor");
    ensure!(batch2.ndim() == 3, Runtime, "batch2 must be a 3D tensor");
    let (a, b) = (batch1.shape(), batch2.shape());
    ensure!(
        a[0] == b[0] && a[2] == b[1],
        Runtime,
        "Expected size for first two dimensions of batch2 tensor to be: {} but got: {}.",
        shape_text(&[a[0], a[2]]),
        shape_text(&b[..2])
    );
    Ok(())
}

/// The products of the matrices of two batches, `(b, n, m) x (b, m, p) -> (b, n, p)`.
///
/// Both have one dtype. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.bmm(flambeau.ones(5, 2, 3), flambeau.ones(5, 3, 4)).shape
///     torch.Size([5, 2, 4])
#[flambeau_macros::op(bmm(Tensor self, Tensor mat2) -> Tensor; method, function, out)]
pub fn bmm(this: &Tensor, mat2: &Tensor) -> Result<Tensor> {
    check_batched(this, mat2)?;
    check_batches(this, mat2)?;
    multiply("bmm", "BmmBackward0", this, mat2)
}

/// The matrix product of tensors of any number of dimensions.
///
/// Two vectors give their dot product; a matrix and a vector a vector. With more dimensions the last two are
/// matrices and the others a batch, which broadcasts: `(*, n, m) x (*, m, p) -> (*, n, p)`. A vector counts as a
/// row in front and as a column behind; that dimension is left out of the result.
///
/// Both have one dtype. Inner sizes that differ, and 0-d tensors, raise RuntimeError.
///
/// Example:
///     >>> a, b = flambeau.ones(2, 3, 4), flambeau.ones(4, 5)
///     >>> flambeau.matmul(a, b).shape
///     torch.Size([2, 3, 5])
#[flambeau_macros::op(matmul(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn matmul(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    match (this.ndim(), other.ndim()) {
        (2, 2) => {
            check_matrices(this, other)?;
            multiply("addmm_impl_cpu_", "MmBackward0", this, other)
        }
        (a @ 0, b) | (a, b @ 0) => {
            bail!(Runtime, "both arguments to matmul need to be at least 1D, but they are {a}D and {b}D")
        }
        (1, 1) => dot(this, other),
        (2, 1) => mv(this, other),
        (1, 2) => {
            check_inner(1, this.shape()[0], other)?;
            check_same(this, other)?;
            vector_product("SqueezeBackward4", &transpose(other, 0, 1)?, this)
        }
        (1, _) => {
            let rows = other.numel() / other.shape()[other.ndim() - 2].max(1);
            check_vector(rows, other.shape()[other.ndim() - 2], this.shape()[0])?;
            check_batches(this, other)?;
            squeeze_dims(&multiply("bmm", "UnsafeViewBackward0", &unsqueeze(this, 0)?, other)?, &[-2])
        }
        (_, 1) => {
            let inner = this.shape()[this.ndim() - 1];
            check_vector(this.numel() / inner.max(1), inner, other.shape()[0])?;
            check_batches(this, other)?;
            squeeze_dims(&folded("UnsafeViewBackward0", this, &unsqueeze(other, 1)?)?, &[-1])
        }
        (a, 2) => {
            let inner = this.shape()[a - 1];
            check_inner(this.shape()[..a - 1].iter().product(), inner, other)?;
            check_same(this, other)?;
            folded("UnsafeViewBackward0", this, other)
        }
        (a, b) => {
            let (rows, inner) = (other.shape()[b - 2], this.shape()[a - 1]);
            let batch = layout::broadcast(&this.shape()[..a - 2], &other.shape()[..b - 2])?;
            let count = layout::numel(&batch);
            ensure!(
                rows == inner,
                Runtime,
                "Expected size for first two dimensions of batch2 tensor to be: {} but got: {}.",
                shape_text(&[count, inner]),
                shape_text(&[count, rows])
            );
            check_batches(this, other)?;
            multiply("bmm", "UnsafeViewBackward0", this, other)
        }
    }
}

/// A batch times one matrix. Where the batch's rows do not lie at one distance from each other, they are copied first:
/// one large product is worth more than the copy costs.
pub(super) fn folded(node: &'static str, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    match folds(a) {
        true => multiply("addmm_impl_cpu_", node, a, b),
        false => multiply("addmm_impl_cpu_", node, &a.contiguous(crate::MemoryFormat::Contiguous)?, b),
    }
}

/// Whether all rows of a batch of matrices lie at one distance from each other.
pub(super) fn folds(tensor: &Tensor) -> bool {
    let last = tensor.ndim() - 1;
    let shape = tensor.shape();
    let rows = shape[..last].iter().product();
    layout::view_strides(&shape[..last], &tensor.strides()[..last], &[rows]).is_some()
}

fn check_vector(rows: usize, inner: usize, length: usize) -> Result<()> {
    ensure!(inner == length, Runtime, "size mismatch, got input ({rows}), mat ({rows}x{inner}), vec ({length})");
    Ok(())
}

/// The recorded product of a matrix and a vector, whose sizes and dtypes fit.
fn vector_product(node: &'static str, matrix: &Tensor, vector: &Tensor) -> Result<Tensor> {
    let out = Tensor::empty(&matrix.shape()[..1], matrix.dtype(), matrix.device())?;
    run("addmv_impl_cpu", &as_column(&out), matrix, &as_column(vector), ONE, None)?;
    if !out.dtype().is_differentiable() {
        return Ok(out);
    }
    if let Some(graph) = Recorder::new(&[matrix, vector]) {
        let (matrix_kept, vector_kept) = (graph.save_if(1, matrix)?, graph.save_if(0, vector)?);
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![
                cx.when(0, || super::outer(grad, &crate::ops::conj(&kept(&vector_kept, cx)?)?))?,
                cx.when(1, || vector_product("MvBackward0", &adjoint_of(&kept(&matrix_kept, cx)?)?, grad))?,
            ])
        });
    }
    Ok(out)
}

/// A vector as a matrix of one column, unrecorded.
pub(super) fn as_column(vector: &Tensor) -> Tensor {
    let shape = Shape::from_slice(&[vector.shape()[0], 1]);
    vector.with_layout(shape, smallvec::smallvec![vector.strides()[0], 1], vector.storage_offset())
}

/// Refuses what is not a matrix and a vector that fit each other and the dimensions of what they are added to.
pub(super) fn check_matrix_vector(input: usize, matrix: &Tensor, vector: &Tensor) -> Result<()> {
    ensure!(
        input <= 1 && matrix.ndim() == 2 && vector.ndim() == 1,
        Runtime,
        "vector + matrix @ vector expected, got {input}, {}, {}",
        matrix.ndim(),
        vector.ndim()
    );
    Ok(())
}

/// The product of a matrix and a vector, `(n, m) x (m) -> (n)`.
///
/// Both have one dtype. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.mv(flambeau.ones(2, 3), flambeau.tensor([1.0, 2.0, 3.0]))
///     tensor([6., 6.])
#[flambeau_macros::op(mv(Tensor self, Tensor vec) -> Tensor; method, function, out)]
pub fn mv(this: &Tensor, vec: &Tensor) -> Result<Tensor> {
    check_matrix_vector(1, this, vec)?;
    check_vector(this.shape()[0], this.shape()[1], vec.shape()[0])?;
    ensure!(
        this.dtype() == vec.dtype(),
        Runtime,
        "addmv input tensors must have the same dtype, but got {}, {}, and {}",
        vec.dtype().scalar_name(),
        this.dtype().scalar_name(),
        vec.dtype().scalar_name()
    );
    vector_product("MvBackward0", this, vec)
}

fn check_vectors(op: &'static str, this: &Tensor, other: &Tensor) -> Result<()> {
    ensure!(
        this.ndim() == 1 && other.ndim() == 1,
        Runtime,
        "1D tensors expected, but got {}D and {}D tensors",
        this.ndim(),
        other.ndim()
    );
    ensure!(
        this.dtype() == other.dtype(),
        Runtime,
        "{op} : expected both vectors to have same dtype, but found {} and {}",
        this.dtype().scalar_name(),
        other.dtype().scalar_name()
    );
    let (a, b) = (this.shape()[0], other.shape()[0]);
    ensure!(
        a == b,
        Runtime,
        "inconsistent tensor size, expected tensor [{a}] and src [{b}] to have the same number of elements, but got {a} \
         and {b} elements respectively"
    );
    Ok(())
}

/// The sum of the products of two vectors' elements, unrecorded.
fn dot_product(op: &'static str, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let out = Tensor::empty(&[], a.dtype(), a.device())?;
    let whole = out.with_layout(Shape::from_slice(&[1, 1]), smallvec::smallvec![1, 1], 0);
    let shape = Shape::from_slice(&[1, a.shape()[0]]);
    let row = a.with_layout(shape, smallvec::smallvec![1, a.strides()[0]], a.storage_offset());
    run(op, &whole, &row, &as_column(b), ONE, None)?;
    Ok(out)
}

/// The dot product of two vectors. Complex numbers are not conjugated; see `vdot`.
///
/// Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.dot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
///     tensor(11)
#[flambeau_macros::op(dot(Tensor self, Tensor tensor) -> Tensor; method, function, out)]
pub fn dot(this: &Tensor, tensor: &Tensor) -> Result<Tensor> {
    check_vectors("dot", this, tensor)?;
    let out = dot_product("dot", this, tensor)?;
    if !out.dtype().is_differentiable() {
        return Ok(out);
    }
    if let Some(graph) = Recorder::new(&[this, tensor]) {
        let (a_kept, b_kept) = (graph.save_if(1, this)?, graph.save_if(0, tensor)?);
        graph.attach(&out, "DotBackward0", move |grad, cx| {
            let times = |other: Tensor| crate::ops::conj(&other)?.mul(grad.into());
            Ok(crate::grads![cx.when(0, || times(kept(&b_kept, cx)?))?, cx.when(1, || times(kept(&a_kept, cx)?))?,])
        });
    }
    Ok(out)
}

/// The dot product of two vectors, the first one conjugated.
///
/// Both are `(n,)`, of one dtype; the result is 0-d. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.vdot(flambeau.tensor([1, 2]), flambeau.tensor([3, 4]))
///     tensor(11)
#[flambeau_macros::op(vdot(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn vdot(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    check_vectors("vdot", this, other)?;
    let out = crate::autograd::no_grad(|| dot_product("vdot", &crate::ops::conj(this)?, other))?;
    if !out.dtype().is_differentiable() {
        return Ok(out);
    }
    if let Some(graph) = Recorder::new(&[this, other]) {
        let (a_kept, b_kept) = (graph.save_if(1, this)?, graph.save_if(0, other)?);
        graph.attach(&out, "VdotBackward0", move |grad, cx| {
            Ok(crate::grads![
                cx.when(0, || kept(&b_kept, cx)?.mul((&crate::ops::conj(grad)?).into()))?,
                cx.when(1, || kept(&a_kept, cx)?.mul(grad.into()))?,
            ])
        });
    }
    Ok(out)
}

/// The matrices of a tensor in another shape: `(*, n, m)` as one matrix of all rows.
pub(super) fn rows_of(tensor: &Tensor) -> Result<Tensor> {
    let last = tensor.shape()[tensor.ndim() - 1] as i64;
    let rows: i64 = sizes_of(tensor)[..tensor.ndim() - 1].iter().product();
    reshape(tensor, &[rows, last])
}
