//! The maps of neural-network layers.

use super::matrix::{check_matrices, folds, rows_of};
use super::{Addend, ONE, adjoint_of, kept, run};
use crate::autograd::Recorder;
use crate::ops::reduce::sum_to;
use crate::ops::{matmul, reshape, transpose, unsqueeze};
use crate::tensor::Shape;
use crate::{MemoryFormat, Result, Tensor, ensure};

/// `input weight' + bias`, for `input (*, in)`, `weight (out, in)` and `bias (out)`.
///
/// The result is `(*, out)`. All have one floating-point or complex dtype; sizes that do not fit raise
/// RuntimeError.
///
/// Example:
///     >>> x, weight, bias = flambeau.ones(2, 3), flambeau.ones(4, 3), flambeau.zeros(4)
///     >>> flambeau.nn.functional.linear(x, weight, bias).shape
///     torch.Size([2, 4])
#[flambeau_macros::op(linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor; function)]
pub fn linear(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    if weight.ndim() != 2 || input.ndim() == 0 {
        return unusual(input, weight, bias);
    }
    if input.ndim() == 1 {
        let row = linear(&unsqueeze(input, 0)?, weight, bias)?;
        return reshape(&row, &[-1]);
    }
    let (batched, last) = (input.ndim() > 2, input.ndim() - 1);
    // Rows at one distance from each other make one product: worth the copy of what has no such rows.
    let input = &if folds(input) { input.clone() } else { input.contiguous(MemoryFormat::Contiguous)? };
    // Everything below is recorded as one node: the transpose is only a way to read the weight.
    let turned = weight.with_layout(
        Shape::from_slice(&[weight.shape()[1], weight.shape()[0]]),
        smallvec::smallvec![weight.strides()[1], weight.strides()[0]],
        weight.storage_offset(),
    );
    if let Some(bias) = bias {
        ensure!(
            bias.dtype() == weight.dtype(),
            Runtime,
            "self and mat2 must have the same dtype, but got {} and {}",
            bias.dtype().scalar_name(),
            weight.dtype().scalar_name()
        );
    }
    if !batched {
        check_matrices(input, &turned)?;
    } else {
        crate::autograd::no_grad(|| check_matrices(&rows_of(input)?, &turned))?;
    }
    let mut shape = Shape::from_slice(input.shape());
    shape[last] = weight.shape()[0];
    let out = Tensor::empty(&shape, input.dtype(), input.device())?;
    let addend = bias.map(|input| Addend { input, beta: ONE });
    run("addmm_impl_cpu_", &out, input, &turned, ONE, addend)?;
    if !out.dtype().is_differentiable() {
        return Ok(out);
    }
    if let Some(graph) = Recorder::of_optional(&[Some(input), Some(weight), bias]) {
        let node = match (batched, bias.is_some()) {
            (false, true) => "AddmmBackward0",
            (false, false) => "MmBackward0",
            (true, true) => "ViewBackward0",
            (true, false) => "UnsafeViewBackward0",
        };
        let (input_kept, weight_kept) = (graph.save_if(1, input)?, graph.save_if(0, weight)?);
        let bias_shape = bias.map(|bias| Shape::from_slice(bias.shape()));
        graph.attach(&out, node, move |grad, cx| {
            let mut grads = crate::grads![
                cx.when(0, || matmul(grad, &crate::ops::conj(&kept(&weight_kept, cx)?)?))?,
                cx.when(1, || {
                    let rows = rows_of(&kept(&input_kept, cx)?)?;
                    matmul(&transpose(&rows_of(grad)?, 0, 1)?, &crate::ops::conj(&rows)?)
                })?,
            ];
            grads.push(match &bias_shape {
                Some(shape) => cx.when(2, || sum_to(grad, shape))?,
                None => None,
            });
            Ok(grads)
        });
    }
    Ok(out)
}

/// Weights that are vectors, and inputs that are numbers.
fn unusual(input: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    ensure!(weight.ndim() <= 2, Runtime, "t() expects a tensor with <= 2 dimensions, but self is {}D", weight.ndim());
    let weight = crate::ops::t(weight)?;
    match bias {
        None => matmul(input, &weight),
        Some(bias) if input.ndim() == 2 => crate::ops::addmm(bias, input, &weight, ONE, ONE),
        Some(bias) => matmul(input, &weight)?.add(bias.into(), ONE),
    }
}

/// `input1' W_o input2 + bias_o` for every output o: `input1 (*, in1)`, `input2 (*, in2)`, `weight (out, in1,
/// in2)`.
///
/// The result is `(*, out)`. One floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.bilinear(flambeau.tensor([1.0, 2.0]), flambeau.tensor([3.0, 4.0]), flambeau.ones(1, 2, 2))
///     tensor([21.])
#[flambeau_macros::op(bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor; function)]
pub fn bilinear(input1: &Tensor, input2: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    ensure!(
        input1.ndim() == input2.ndim(),
        Runtime,
        "bilinear(): input dimensions do not match: got {} and {}",
        input1.ndim(),
        input2.ndim()
    );
    ensure!(input1.ndim() > 0, Runtime, "bilinear(): inputs must have at least one dimension");
    ensure!(weight.ndim() == 3, Runtime, "bilinear(): weight must have 3 dimensions, got {}", weight.ndim());
    let last = input1.ndim() - 1;
    for at in 0..last {
        let (a, b) = (input1.shape()[at], input2.shape()[at]);
        ensure!(a == b, Runtime, "bilinear(): input batch dimensions do not match at dim {at}: got {a} and {b}");
    }
    for (which, input) in [input1, input2].into_iter().enumerate() {
        let (given, wanted) = (input.shape()[last], weight.shape()[which + 1]);
        let name = which + 1;
        ensure!(
            given == wanted,
            Runtime,
            "bilinear(): input{name} size does not match weight size: got {given} but expected {wanted}"
        );
    }
    let outputs = weight.shape()[0];
    if let Some(bias) = bias {
        let given = bias.shape().first().copied().unwrap_or(1);
        ensure!(
            bias.ndim() == 1 && given == outputs,
            Runtime,
            "bilinear(): bias size does not match weight size: got {given} but expected {outputs}"
        );
    }
    // (out, rows, in2): every row of input1 through every output's matrix; then one sum over in2.
    let (left, right) = (rows_of(input1)?, rows_of(input2)?);
    let half = matmul(&left, weight)?;
    let columns = unsqueeze(&right, 2)?;
    let product = crate::ops::squeeze_dims(&matmul(&crate::ops::permute(&half, &[1, 0, 2])?, &columns)?, &[2])?;
    let mut shape = crate::ops::views::sizes_of(input1);
    shape[last] = outputs as i64;
    let out = reshape(&product, &shape)?;
    match bias {
        Some(bias) => out.add(bias.into(), ONE),
        None => Ok(out),
    }
}

/// The conjugate transpose of matrices; a view for real ones.
///
/// `(*, n, m)` to `(*, m, n)`. Fewer than two dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.adjoint(flambeau.tensor([[1 + 2j, 3j]]))
///     tensor([[1.-2.j],
///             [0.-3.j]])
#[flambeau_macros::op(adjoint(Tensor(a) self) -> Tensor(a); method, function, view)]
pub fn adjoint(this: &Tensor) -> Result<Tensor> {
    ensure!(
        this.ndim() >= 2,
        Runtime,
        "tensor.adjoint() is only supported on matrices or batches of matrices. Got {}-D tensor.",
        this.ndim()
    );
    adjoint_of(this)
}
