//! Products added to a tensor: `beta * input + alpha * a b`.

use super::matrix::{as_column, check_batched, check_matrix_vector, left_gradient, right_gradient, rows_of};
use super::{Activation, Addend, adjoint_of, conjugate, is_number, kept, run, run_and, scaled};
use crate::autograd::{Context, Grads, Recorder, Rule, Saved};
use crate::op::Operand;
use crate::ops::pointwise::{check_single_place, overlap};
use crate::ops::reduce::sum_to;
use crate::ops::{mv, permute, reshape};
use crate::tensor::Shape;
use crate::{DType, Result, Scalar, Tensor, bail, ensure};

/// How `beta * input + alpha * a b` hands on gradients.
struct AddedProduct {
    input: Shape,
    a: Option<Saved>,
    b: Option<Saved>,
    a_shape: Shape,
    b_shape: Shape,
    alpha: Scalar,
    beta: Scalar,
}

impl AddedProduct {
    fn new(
        graph: &Recorder,
        input: &Tensor,
        a: &Tensor,
        b: &Tensor,
        beta: Scalar,
        alpha: Scalar,
    ) -> Result<AddedProduct> {
        Ok(AddedProduct {
            input: Shape::from_slice(input.shape()),
            a: graph.save_if(2, a)?,
            b: graph.save_if(1, b)?,
            a_shape: Shape::from_slice(a.shape()),
            b_shape: Shape::from_slice(b.shape()),
            alpha: conjugate(alpha),
            beta: conjugate(beta),
        })
    }
}

impl Rule for AddedProduct {
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        let Some(grad) = grads.first_mut().and_then(Option::take) else { return Ok(crate::grads![None, None, None]) };
        let grad = &grad;
        // A vector's product is that of a matrix of one column.
        let vector = self.b_shape.len() == 1;
        Ok(crate::grads![
            cx.when(0, || sum_to(&scaled(grad.clone(), self.beta)?, &self.input))?,
            cx.when(1, || {
                let b = kept(&self.b, cx)?;
                let product = if vector {
                    super::outer(grad, &crate::ops::conj(&b)?)?
                } else {
                    left_gradient(grad, &b, &self.a_shape)?
                };
                scaled(product, self.alpha)
            })?,
            cx.when(2, || {
                let a = kept(&self.a, cx)?;
                let product =
                    if vector { mv(&adjoint_of(&a)?, grad)? } else { right_gradient(grad, &a, &self.b_shape)? };
                scaled(product, self.alpha)
            })?,
        ])
    }
}

/// `beta * input + alpha * a b` into a new tensor of the given shape, recorded.
pub(super) fn added(
    op: &'static str,
    node: &'static str,
    shape: &[usize],
    input: &Tensor,
    (a, b): (&Tensor, &Tensor),
    beta: Scalar,
    alpha: Scalar,
) -> Result<Tensor> {
    let out = Tensor::empty(shape, a.dtype(), a.device())?;
    if b.ndim() == 1 {
        // The addend lies along the rows of a matrix of one column.
        let rows = shape[0] as i64;
        let column = crate::autograd::no_grad(|| {
            let whole = input.detached();
            if whole.numel() == 1 { reshape(&whole, &[1, 1]) } else { reshape(&whole, &[rows, 1]) }
        })?;
        run(op, &as_column(&out), a, &as_column(b), alpha, Some(Addend { input: &column, beta }))?;
    } else {
        run(op, &out, a, b, alpha, Some(Addend { input, beta }))?;
    }
    if out.dtype().is_differentiable()
        && let Some(graph) = Recorder::new(&[input, a, b])
    {
        let rule = AddedProduct::new(&graph, input, a, b, beta, alpha)?;
        graph.attach_rule(&[&out], node, std::sync::Arc::new(rule));
    }
    Ok(out)
}

/// `this = beta * this + alpha * a b`, recorded.
fn add_in_place(
    op: &'static str,
    node: &'static str,
    this: &Tensor,
    (a, b): (&Tensor, &Tensor),
    beta: Scalar,
    alpha: Scalar,
) -> Result<()> {
    this.check_in_place()?;
    check_single_place(this)?;
    let graph = if this.dtype().is_differentiable() { Recorder::new(&[this, a, b]) } else { None };
    if graph.is_some() {
        this.check_recorded_in_place(true)?;
    }
    let rule = graph.as_ref().map(|graph| AddedProduct::new(graph, this, a, b, beta, alpha)).transpose()?;
    // An operand that shares memory with the result would be overwritten while it is read.
    let apart = |operand: &Tensor| {
        let plain = operand.detached();
        if overlap(operand, this) { crate::autograd::no_grad(|| plain.copy()) } else { Ok(plain) }
    };
    let (left, right) = (apart(a)?, apart(b)?);
    let whole = this.detached();
    if b.ndim() == 1 {
        let column = as_column(&whole);
        run(op, &column, &left, &as_column(&right), alpha, Some(Addend { input: &column, beta }))?;
    } else {
        run(op, &whole, &left, &right, alpha, Some(Addend { input: &whole, beta }))?;
    }
    this.bump_version();
    if let (Some(graph), Some(rule)) = (graph, rule) {
        graph.attach_rule_in_place(this, node, std::sync::Arc::new(rule))?;
    }
    Ok(())
}

fn check_addmm(input: &Tensor, mat1: &Tensor, mat2: &Tensor) -> Result<()> {
    ensure!(mat1.ndim() == 2, Runtime, "mat1 must be a matrix, got {}-D tensor", mat1.ndim());
    ensure!(mat2.ndim() == 2, Runtime, "mat2 must be a matrix, got {}-D tensor", mat2.ndim());
    ensure!(
        input.dtype() == mat2.dtype(),
        Runtime,
        "self and mat2 must have the same dtype, but got {} and {}",
        input.dtype().scalar_name(),
        mat2.dtype().scalar_name()
    );
    super::matrix::check_matrices(mat1, mat2)
}

/// `beta * input + alpha * mat1 mat2`; the input broadcasts to the product's shape `(n, p)`.
///
/// For `beta` 0 the input is not read: what is NaN there stays out of the result.
///
/// All have one dtype. Sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.addmm(flambeau.ones(2, 4), flambeau.ones(2, 3), flambeau.ones(3, 4))[0]
///     tensor([4., 4., 4., 4.])
#[flambeau_macros::op(addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn addmm(this: &Tensor, mat1: &Tensor, mat2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    check_addmm(this, mat1, mat2)?;
    let shape = [mat1.shape()[0], mat2.shape()[1]];
    added("addmm_impl_cpu_", "AddmmBackward0", &shape, this, (mat1, mat2), beta, alpha)
}

/// `beta * input + alpha * mat1 mat2`, followed by ReLU or with `use_gelu` by GELU, in one pass where the kernel can.
///
/// GELU is that of PyTorch on the device: by the error function on the CPU, by hyperbolic tangents on GPUs. Shapes and errors
/// are those of :func:`addmm`. As in PyTorch there is no derivative: calling `backward` raises RuntimeError.
///
/// Example:
///     >>> flambeau._addmm_activation(flambeau.tensor([-9.0, 1.0]), flambeau.ones(1, 2), flambeau.ones(2, 2))
///     tensor([[0., 3.]])
#[flambeau_macros::op(_addmm_activation(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, bool use_gelu=False) -> Tensor; function, out)]
pub fn addmm_activation(
    this: &Tensor,
    mat1: &Tensor,
    mat2: &Tensor,
    beta: Scalar,
    alpha: Scalar,
    use_gelu: bool,
) -> Result<Tensor> {
    check_addmm(this, mat1, mat2)?;
    let mut out = Tensor::empty(&[mat1.shape()[0], mat2.shape()[1]], mat1.dtype(), mat1.device())?;
    let activation = if use_gelu { Activation::Gelu } else { Activation::Relu };
    let addend = Some(Addend { input: this, beta });
    if !run_and("addmm_impl_cpu_", &out, mat1, mat2, alpha, addend, Some(activation))? {
        out = match activation {
            Activation::Relu => crate::ops::relu(&out)?,
            Activation::Gelu => crate::ops::gelu(&out, if out.on_host() { "none" } else { "tanh" })?,
        };
    }
    if let Some(graph) = Recorder::new(&[this, mat1, mat2]) {
        graph.attach(&out, "NotImplemented", |_, _| {
            bail!(Runtime, "derivative for aten::_addmm_activation is not implemented")
        });
    }
    Ok(out)
}

fn check_target(this: &Tensor, shape: &[usize]) -> Result<()> {
    ensure!(
        this.shape() == shape,
        Runtime,
        "Bad in-place call: input tensor size {} and output tensor size {} should match",
        crate::error::shape_text(this.shape()),
        crate::error::shape_text(shape)
    );
    Ok(())
}

/// `this = beta * this + alpha * mat1 mat2`.
///
/// `mat1 (n, k)`, `mat2 (k, m)`, this tensor `(n, m)`, of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2, 2).addmm_(flambeau.ones(2, 3), flambeau.ones(3, 2), alpha=10)
///     tensor([[31., 31.],
///             [31., 31.]])
#[flambeau_macros::op(addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!); method)]
pub fn addmm_(this: &Tensor, mat1: &Tensor, mat2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<()> {
    check_addmm(this, mat1, mat2)?;
    check_target(this, &[mat1.shape()[0], mat2.shape()[1]])?;
    add_in_place("addmm_impl_cpu_", "AddmmBackward0", this, (mat1, mat2), beta, alpha)
}

fn check_addmv(this: &Tensor, mat: &Tensor, vec: &Tensor) -> Result<()> {
    check_matrix_vector(this.ndim(), mat, vec)?;
    let rows = mat.shape()[0];
    ensure!(
        mat.shape()[1] == vec.shape()[0] && (this.numel() == rows || this.numel() == 1),
        Runtime,
        "size mismatch, got input ({}), mat ({}x{}), vec ({})",
        this.numel(),
        rows,
        mat.shape()[1],
        vec.shape()[0]
    );
    ensure!(
        this.dtype() == mat.dtype() && mat.dtype() == vec.dtype(),
        Runtime,
        "addmv input tensors must have the same dtype, but got {}, {}, and {}",
        this.dtype().scalar_name(),
        mat.dtype().scalar_name(),
        vec.dtype().scalar_name()
    );
    Ok(())
}

/// `beta * input + alpha * mat vec`; the input broadcasts to the product's shape `(n)`.
///
/// `mat (n, m)`, `vec (m,)`, all of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.addmv(flambeau.ones(2), flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
///     tensor([22., 44.])
#[flambeau_macros::op(addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn addmv(this: &Tensor, mat: &Tensor, vec: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    check_addmv(this, mat, vec)?;
    added("addmv_impl_cpu", "AddmvBackward0", &mat.shape()[..1], this, (mat, vec), beta, alpha)
}

/// `this = beta * this + alpha * mat vec`.
///
/// `mat (n, m)`, `vec (m,)`, this tensor `(n,)`, of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(2).addmv_(flambeau.tensor([[1.0, 2.0], [3.0, 4.0]]), flambeau.tensor([1.0, 10.0]))
///     tensor([22., 44.])
#[flambeau_macros::op(addmv_(Tensor(a!) self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!); method, function)]
pub fn addmv_(this: &Tensor, mat: &Tensor, vec: &Tensor, beta: Scalar, alpha: Scalar) -> Result<()> {
    check_addmv(this, mat, vec)?;
    check_target(this, &mat.shape()[..1])?;
    add_in_place("addmv_impl_cpu", "AddmvBackward0", this, (mat, vec), beta, alpha)
}

/// `beta * input + alpha * vec1 vec2'`, the outer product of two vectors; the input broadcasts to `(n, m)`.
///
/// `vec1 (n,)`, `vec2 (m,)`; dtypes are promoted. Other shapes raise RuntimeError.
///
/// Example:
///     >>> flambeau.addr(flambeau.zeros(2, 2), flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
///     tensor([[3., 4.],
///             [6., 8.]])
#[flambeau_macros::op(addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn addr(this: &Tensor, vec1: &Tensor, vec2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    ensure!(vec1.ndim() == 1, Runtime, "addr: Expected 1-D argument vec1, but got {}-D", vec1.ndim());
    ensure!(vec2.ndim() == 1, Runtime, "addr: Expected 1-D argument vec2, but got {}-D", vec2.ndim());
    super::check_expands(this, &[vec1.shape()[0], vec2.shape()[0]])?;
    let common = crate::ops::promote::promote(this.dtype(), crate::ops::promote::promote(vec1.dtype(), vec2.dtype()));
    for (name, number) in [("beta", beta), ("alpha", alpha)] {
        ensure!(
            !(common.is_integral(true) && matches!(number, Scalar::Float(_) | Scalar::Complex(..))),
            Runtime,
            "For integral input tensors, argument {name} must not be a floating point number."
        );
    }
    let product = super::outer(vec1, vec2)?;
    if common == DType::Bool {
        // Sums of truth values are "or", and factors switch terms on or off.
        let on = |tensor: &Tensor, number: Scalar| {
            tensor.bitwise_and(Operand::Scalar(Scalar::Bool(!is_number(number, 0.0))))
        };
        return on(this, beta)?.bitwise_or((&on(&product, alpha)?).into());
    }
    let product = scaled(product, alpha)?;
    if is_number(beta, 0.0) {
        return product.to_dtype(common);
    }
    scaled(this.clone(), beta)?.add((&product).into(), Scalar::Int(1))
}

/// `this = beta * this + alpha * vec1 vec2'`.
///
/// `vec1 (n,)`, `vec2 (m,)`, this tensor `(n, m)`; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 2).addr_(flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]))
///     tensor([[3., 4.],
///             [6., 8.]])
#[flambeau_macros::op(addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!); method)]
pub fn addr_(this: &Tensor, vec1: &Tensor, vec2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<()> {
    let sum = addr(this, vec1, vec2, beta, alpha)?;
    check_target(this, sum.shape())?;
    crate::ops::copy_(this, &sum, false)
}

fn check_baddbmm(this: &Tensor, batch1: &Tensor, batch2: &Tensor) -> Result<()> {
    check_batched(batch1, batch2)?;
    ensure!(
        this.dtype() == batch1.dtype() && batch1.dtype() == batch2.dtype(),
        Runtime,
        "Input dtypes must be the same, got: input {}, batch1: {}, batch2: {}",
        super::plain_name(this.dtype()),
        super::plain_name(batch1.dtype()),
        super::plain_name(batch2.dtype())
    );
    Ok(())
}

/// `beta * input + alpha * batch1 batch2`, matrix by matrix; the input broadcasts to `(b, n, p)`.
///
/// All have one dtype. Sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.baddbmm(flambeau.ones(1, 2, 2), flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2)).shape
///     torch.Size([1, 2, 2])
#[flambeau_macros::op(baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn baddbmm(this: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    check_baddbmm(this, batch1, batch2)?;
    let shape = [batch1.shape()[0], batch1.shape()[1], batch2.shape()[2]];
    added("baddbmm", "BaddbmmBackward0", &shape, this, (batch1, batch2), beta, alpha)
}

/// `this = beta * this + alpha * batch1 batch2`, matrix by matrix.
///
/// `batch1 (b, n, k)`, `batch2 (b, k, m)`, this tensor `(b, n, m)`, of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.ones(1, 2, 2).baddbmm_(flambeau.ones(1, 2, 3), flambeau.ones(1, 3, 2), beta=0)
///     tensor([[[3., 3.],
///              [3., 3.]]])
#[flambeau_macros::op(baddbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!); method)]
pub fn baddbmm_(this: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<()> {
    check_baddbmm(this, batch1, batch2)?;
    check_target(this, &[batch1.shape()[0], batch1.shape()[1], batch2.shape()[2]])?;
    add_in_place("baddbmm", "BaddbmmBackward0", this, (batch1, batch2), beta, alpha)
}

/// The two sides of a sum of products over a batch, as one product over the batch and the inner size.
fn side_by_side(batch1: &Tensor, batch2: &Tensor) -> Result<(Tensor, Tensor)> {
    ensure!(batch1.ndim() == 3, Runtime, "batch1 must be a 3D tensor");
    ensure!(batch2.ndim() == 3, Runtime, "batch2 must be a 3D tensor");
    let (a, b) = (batch1.shape(), batch2.shape());
    ensure!(a[0] == b[0], Runtime, "batch1 and batch2 must have same number of batches, got {} and {}", a[0], b[0]);
    ensure!(a[2] == b[1], Runtime, "Incompatible matrix sizes for bmm ({}x{} and {}x{})", a[1], a[2], b[1], b[2]);
    let left = reshape(&permute(batch1, &[1, 0, 2])?, &[a[1] as i64, (a[0] * a[2]) as i64])?;
    Ok((left, rows_of(batch2)?))
}

/// `beta * input + alpha * sum of batch1 batch2 over the batch`; the input broadcasts to `(n, p)`.
///
/// `batch1 (b, n, m)`, `batch2 (b, m, p)`, all of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.addbmm(flambeau.zeros(2, 2), flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
///     tensor([[12., 12.],
///             [12., 12.]])
#[flambeau_macros::op(addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor; method, function, out)]
pub fn addbmm(this: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<Tensor> {
    let (left, right) = side_by_side(batch1, batch2)?;
    check_addmm(this, &left, &right)?;
    let shape = [left.shape()[0], right.shape()[1]];
    added("addbmm", "AddbmmBackward0", &shape, this, (&left, &right), beta, alpha)
}

/// `this = beta * this + alpha * sum of batch1 batch2 over the batch`.
///
/// `batch1 (b, n, m)`, `batch2 (b, m, p)`, this tensor `(n, p)`, of one dtype; others raise RuntimeError.
///
/// Example:
///     >>> flambeau.zeros(2, 2).addbmm_(flambeau.ones(3, 2, 4), flambeau.ones(3, 4, 2))
///     tensor([[12., 12.],
///             [12., 12.]])
#[flambeau_macros::op(addbmm_(Tensor(a!) self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!); method)]
pub fn addbmm_(this: &Tensor, batch1: &Tensor, batch2: &Tensor, beta: Scalar, alpha: Scalar) -> Result<()> {
    let (left, right) = side_by_side(batch1, batch2)?;
    check_addmm(this, &left, &right)?;
    check_target(this, &[left.shape()[0], right.shape()[1]])?;
    add_in_place("addbmm", "AddbmmBackward0", this, (&left, &right), beta, alpha)
}
