//! Convolutions, transposed convolutions, and matrices of windows.
//!
//! A convolution relates an input, a weight and an output; each of them, or its gradient, is a product of the other
//! two (`product`), so that derivatives of any order are convolutions again. `check` turns what a caller gives into
//! such a relation; `library` gives products on GPUs to cuDNN; `columns` are `im2col` and `col2im`.

mod check;
mod columns;
mod library;
mod product;

pub use columns::*;

use std::sync::Arc;

use crate::autograd::{Recorder, Saved};
use crate::tensor::MemoryFormat;
use crate::{Result, Tensor, ensure};
use check::{Padding, Settings};
use product::{Product, compute, product};

/// What is convolved, with what, and what is added.
type Operands<'a> = (&'a Tensor, &'a Tensor, Option<&'a Tensor>);

/// A convolution over `dims` dimensions of an input with or without a batch.
fn batched(name: &str, dims: usize, (input, weight, bias): Operands<'_>, settings: &Settings<'_>) -> Result<Tensor> {
    ensure!(
        input.ndim() == dims + 1 || input.ndim() == dims + 2,
        Runtime,
        "Expected {}D (unbatched) or {}D (batched) input to {name}, but got input of size: {}",
        dims + 1,
        dims + 2,
        crate::error::shape_text(input.shape())
    );
    if input.ndim() == dims + 2 {
        return run((input, weight, bias), settings);
    }
    run((&input.unsqueeze(0)?, weight, bias), settings)?.squeeze_dims(&[0])
}

fn run((input, weight, bias): Operands<'_>, settings: &Settings<'_>) -> Result<Tensor> {
    let relation = Arc::new(check::relation(input, weight, bias, settings)?);
    let which = if settings.transposed { Product::Input } else { Product::Output };
    product(which, &relation, (input, weight, bias), "ConvolutionBackward0")
}

/// Cross-correlation of `(N, C, L)` or unbatched input with kernels `(O, C / groups, L)`.
///
/// The result is `(N, O, (L + 2 * padding - dilation * (K - 1) - 1) / stride + 1)`, rounded down. One dtype;
/// sizes that do not fit, and a kernel larger than the padded input, raise RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.conv1d(flambeau.ones(1, 2, 5), flambeau.ones(3, 2, 3)).shape
///     torch.Size([1, 3, 3])
#[flambeau_macros::op(conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv1d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::Sizes(padding), dilation, groups);
    batched("conv1d", 1, (input, weight, bias), &settings)
}

/// `conv1d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.
///
/// Shapes, dtypes and errors are those of `conv1d`; "same" with a stride other than 1 raises RuntimeError.
///
/// Example:
///     >>> flambeau.conv1d(flambeau.ones(1, 1, 5), flambeau.ones(1, 1, 3), padding="same")
///     tensor([[[2., 3., 3., 3., 2.]]])
#[flambeau_macros::op(conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, str padding="valid", int[1] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv1d_padding(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &str,
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::named(padding)?, dilation, groups);
    batched("conv1d", 1, (input, weight, bias), &settings)
}

/// Cross-correlation of `(N, C, H, W)` or unbatched input with kernels `(O, C / groups, H, W)`.
///
/// Each axis of the result has the size that `conv1d` states. One dtype; sizes that do not fit, and a kernel
/// larger than the padded input, raise RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.conv2d(flambeau.ones(1, 2, 5, 5), flambeau.ones(3, 2, 3, 3), padding=1).shape
///     torch.Size([1, 3, 5, 5])
#[flambeau_macros::op(conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv2d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::Sizes(padding), dilation, groups);
    batched("conv2d", 2, (input, weight, bias), &settings)
}

/// `conv2d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.
///
/// Shapes, dtypes and errors are those of `conv2d`; "same" with a stride other than 1 raises RuntimeError.
///
/// Example:
///     >>> flambeau.conv2d(flambeau.ones(1, 1, 5, 5), flambeau.ones(1, 1, 3, 3), padding="same").shape
///     torch.Size([1, 1, 5, 5])
#[flambeau_macros::op(conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, str padding="valid", int[2] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv2d_padding(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &str,
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::named(padding)?, dilation, groups);
    batched("conv2d", 2, (input, weight, bias), &settings)
}

/// Cross-correlation of `(N, C, D, H, W)` or unbatched input with kernels `(O, C / groups, D, H, W)`.
///
/// Each axis of the result has the size that `conv1d` states. One dtype; sizes that do not fit, and a kernel
/// larger than the padded input, raise RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.conv3d(flambeau.ones(1, 1, 3, 3, 3), flambeau.ones(2, 1, 2, 2, 2)).shape
///     torch.Size([1, 2, 2, 2, 2])
#[flambeau_macros::op(conv3d(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv3d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::Sizes(padding), dilation, groups);
    batched("conv3d", 3, (input, weight, bias), &settings)
}

/// `conv3d` with padding `"same"`, for outputs as large as the input, or `"valid"`, for none.
///
/// Shapes, dtypes and errors are those of `conv3d`; "same" with a stride other than 1 raises RuntimeError.
///
/// Example:
///     >>> flambeau.conv3d(flambeau.ones(1, 1, 4, 5, 6), flambeau.ones(2, 1, 3, 3, 3), padding="same").shape
///     torch.Size([1, 2, 4, 5, 6])
#[flambeau_macros::op(conv3d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, str padding="valid", int[3] dilation=1, int groups=1) -> Tensor; function)]
pub fn conv3d_padding(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &str,
    dilation: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let settings = Settings::forward(stride, Padding::named(padding)?, dilation, groups);
    batched("conv3d", 3, (input, weight, bias), &settings)
}

/// Transposed convolution of `(N, C, L)` or unbatched input with kernels `(C, O / groups, L)`: what
/// the gradient of `conv1d` in its input is.
///
/// The result has length `(L - 1) * stride - 2 * padding + dilation * (K - 1) + output_padding + 1`. Input,
/// weight and bias have one floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.conv_transpose1d(flambeau.tensor([[[1.0, 2.0]]]), flambeau.tensor([[[1.0, 10.0, 100.0]]]))
///     tensor([[[  1.,  12., 120., 200.]]])
#[flambeau_macros::op(conv_transpose1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, int[1] padding=0, int[1] output_padding=0, int groups=1, int[1] dilation=1) -> Tensor; function)]
pub fn conv_transpose1d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    output_padding: &[i64],
    groups: i64,
    dilation: &[i64],
) -> Result<Tensor> {
    let padding = Padding::Sizes(padding);
    let settings = Settings { stride, padding, dilation, transposed: true, output_padding, groups };
    batched("conv_transpose1d", 1, (input, weight, bias), &settings)
}

/// Transposed convolution of `(N, C, H, W)` or unbatched input with kernels `(C, O / groups, H, W)`: what
/// the gradient of `conv2d` in its input is.
///
/// Along each axis the result has the size that `conv_transpose1d` states. Input, weight and bias have one
/// floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.conv_transpose2d(flambeau.ones(1, 1, 2, 2), flambeau.ones(1, 1, 2, 2))
///     tensor([[[[1., 2., 1.],
///               [2., 4., 2.],
///               [1., 2., 1.]]]])
///     >>> flambeau.conv_transpose2d(flambeau.ones(1, 4, 5, 5), flambeau.ones(4, 2, 3, 3), stride=2).shape
///     torch.Size([1, 2, 11, 11])
#[flambeau_macros::op(conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor; function)]
pub fn conv_transpose2d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    output_padding: &[i64],
    groups: i64,
    dilation: &[i64],
) -> Result<Tensor> {
    let padding = Padding::Sizes(padding);
    let settings = Settings { stride, padding, dilation, transposed: true, output_padding, groups };
    batched("conv_transpose2d", 2, (input, weight, bias), &settings)
}

/// Transposed convolution of `(N, C, D, H, W)` or unbatched input with kernels `(C, O / groups, D, H, W)`: what
/// the gradient of `conv3d` in its input is.
///
/// Along each axis the result has the size that `conv_transpose1d` states. Input, weight and bias have one
/// floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.conv_transpose3d(flambeau.ones(1, 2, 2, 2, 2), flambeau.ones(2, 3, 2, 2, 2), stride=2).shape
///     torch.Size([1, 3, 4, 4, 4])
#[flambeau_macros::op(conv_transpose3d.input(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] output_padding=0, int groups=1, int[3] dilation=1) -> Tensor; function)]
pub fn conv_transpose3d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    output_padding: &[i64],
    groups: i64,
    dilation: &[i64],
) -> Result<Tensor> {
    let padding = Padding::Sizes(padding);
    let settings = Settings { stride, padding, dilation, transposed: true, output_padding, groups };
    batched("conv_transpose3d", 3, (input, weight, bias), &settings)
}

/// A convolution, or a transposed one, over as many dimensions as the weight has behind its first two.
///
/// Input `(N, C, *)`; weight `(O, C / groups, *)`, or `(C, O / groups, *)` of a transposed one; bias `(O,)`. One
/// floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> x, weight = flambeau.ones(1, 1, 4), flambeau.ones(1, 1, 2)
///     >>> flambeau.convolution(x, weight, None, [2], [0], [1], False, [0], 1)
///     tensor([[[2., 2.]]])
#[flambeau_macros::op(convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor; function)]
pub fn convolution(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    stride: &[i64],
    padding: &[i64],
    dilation: &[i64],
    transposed: bool,
    output_padding: &[i64],
    groups: i64,
) -> Result<Tensor> {
    let padding = Padding::Sizes(padding);
    let settings = Settings { stride, padding, dilation, transposed, output_padding, groups };
    run((input, weight, bias), &settings)
}

/// A convolution of sequences: input `(T, B, C)`, weight `(K, C, O)`, bias `(O,)`, result `(T + 2 * pad - K + 1,
/// B, O)`.
///
/// One floating-point or complex dtype; sizes that do not fit raise RuntimeError.
///
/// Example:
///     >>> flambeau.conv_tbc(flambeau.ones(4, 1, 2), flambeau.ones(3, 2, 1), flambeau.zeros(1)).flatten()
///     tensor([6., 6.])
#[flambeau_macros::op(conv_tbc(Tensor self, Tensor weight, Tensor bias, int pad=0) -> Tensor; function, method)]
pub fn conv_tbc(this: &Tensor, weight: &Tensor, bias: &Tensor, pad: i64) -> Result<Tensor> {
    ensure!(this.ndim() == 3, Runtime, "Input must have 3 dims: time, batch, in_channel");
    ensure!(weight.ndim() == 3, Runtime, "Weight tensor must have 3 dims: kernel_width, in_channels, out_channels.");
    ensure!(bias.ndim() == 1, Runtime, "Bias must be 1-D");
    ensure!(
        this.shape()[2] == weight.shape()[1],
        Runtime,
        "Input dim 2 (input channels) is not == dim 1 in the weight tensor: {} and {}",
        this.shape()[2],
        weight.shape()[1]
    );
    ensure!(
        bias.shape()[0] == weight.shape()[2],
        Runtime,
        "Bias size must equal dim 2 in the weight tensor (output channels): {} and {}",
        bias.shape()[0],
        weight.shape()[2]
    );
    let padding = [pad];
    let settings = Settings::forward(&[1], Padding::Sizes(&padding), &[1], 1);
    let (x, w) = (this.detached().permute(&[1, 2, 0])?, weight.detached().permute(&[2, 1, 0])?);
    let relation = Arc::new(check::relation(&x, &w, Some(bias), &settings)?);
    let result = compute(Product::Output, &relation, &x, &w, Some(bias))?;
    let out = result.permute(&[2, 0, 1])?.contiguous(MemoryFormat::Contiguous)?;
    if let Some(graph) = Recorder::new(&[this, weight, bias]) {
        let (saved_x, saved_w) = (Saved::input(this)?, Saved::input(weight)?);
        graph.attach(&out, "ConvTbcBackward0", move |grad, cx| {
            let x = saved_x.get(cx)?.permute(&[1, 2, 0])?;
            let (w, g) = (saved_w.get(cx)?.permute(&[2, 1, 0])?, grad.permute(&[1, 2, 0])?);
            let name = "ConvTbcBackwardBackward0";
            let rows = |tensor: Tensor| tensor.contiguous(MemoryFormat::Contiguous);
            Ok(crate::grads![
                cx.when(0, || rows(product(Product::Input, &relation, (&g, &w, None), name)?.permute(&[2, 0, 1])?))?,
                cx.when(1, || rows(product(Product::Weight, &relation, (&x, &g, None), name)?.permute(&[2, 1, 0])?))?,
                cx.when(2, || grad.sum_dim(Some(&[0, 1]), false, None))?
            ])
        });
    }
    Ok(out)
}
