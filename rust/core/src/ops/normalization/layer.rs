//! Layer normalisation and root mean square normalisation.

use flambeau_cpu::DType;
use flambeau_cpu::rows::{self as kernel, Scale};
use flambeau_cuda::rows as gpu;
use smallvec::SmallVec;

use super::check_dtypes;
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad};
use crate::error::shape_text;
use crate::ops::rows::{computed_in, dense_as};
use crate::ops::views::sizes_of;
use crate::tensor::layout::format_list;
use crate::{Error, Result, Tensor, ensure};

/// Rows and elements of a row.
struct Rows {
    rows: usize,
    n: usize,
    /// Dimensions that stay in front of the normalised ones.
    lead: usize,
}

impl Rows {
    fn of(input: &Tensor, normalized_shape: &[i64]) -> Result<Rows> {
        ensure!(
            !normalized_shape.is_empty(),
            Runtime,
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got \
             normalized_shape = []"
        );
        let lead = input.ndim().checked_sub(normalized_shape.len());
        let fits = lead.is_some_and(|lead| {
            input.shape()[lead..].iter().zip(normalized_shape).all(|(&size, &wanted)| size as i64 == wanted)
        });
        let list: Vec<String> = normalized_shape.iter().map(i64::to_string).collect();
        ensure!(
            fits,
            Runtime,
            "Given normalized_shape={}, expected input with shape [*, {}], but got input of size{}",
            format_list(normalized_shape),
            list.join(", "),
            shape_text(input.shape())
        );
        let lead = lead.unwrap_or(0);
        let n = input.shape()[lead..].iter().product();
        Ok(Rows { rows: input.shape()[..lead].iter().product(), n, lead })
    }
}

fn check_parameter(parameter: Option<&Tensor>, normalized_shape: &[i64], name: &str) -> Result<()> {
    if let Some(parameter) = parameter {
        ensure!(
            sizes_of(parameter).as_slice() == normalized_shape,
            Runtime,
            "Expected {name} to be of same shape as normalized_shape, but got {name} of shape {} and normalized_shape = {}",
            shape_text(parameter.shape()),
            format_list(normalized_shape)
        );
    }
    Ok(())
}

/// The result, means (if centered) and reciprocal deviations, in the dtype that is computed in.
struct Normalized {
    out: Tensor,
    mean: Option<Tensor>,
    rstd: Tensor,
}

fn normalize(
    input: &Tensor,
    rows: &Rows,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
    centered: bool,
    node: &'static str,
) -> Result<Normalized> {
    let (dtype, device) = (input.dtype(), input.device());
    let acc = computed_in(dtype);
    let x = dense_as(input, dtype)?;
    let factors = weight.map(|weight| dense_as(weight, acc)).transpose()?;
    let summands = bias.map(|bias| dense_as(bias, acc)).transpose()?;
    let out = Tensor::empty(input.shape(), dtype, device)?;
    let mean = if centered { Some(Tensor::empty(&[rows.rows], acc, device)?) } else { None };
    let rstd = Tensor::empty(&[rows.rows], acc, device)?;
    let address = |tensor: &Option<Tensor>| Tensor::ptr_on_or_null(tensor.as_ref(), device);
    let scale = Scale { weight: address(&factors)?, bias: address(&summands)? };
    let (count, n, x, y) = (rows.rows, rows.n, x.ptr_on(device)?, out.data_ptr());
    let (mean_ptr, rstd_ptr) = (address(&mean)?, rstd.data_ptr());
    match crate::gpu::stream(device) {
        // SAFETY: inputs are dense, of the sizes that were checked; results are new.
        None => unsafe { kernel::layer_norm(dtype, centered, count, n, eps, x, scale, y, mean_ptr, rstd_ptr) },
        // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe {
            gpu::layer_norm(dtype, centered, count, n, eps, x, scale, y, mean_ptr, rstd_ptr, stream)?;
        },
    }
    if let Some(graph) = Recorder::of_optional(&[Some(input), weight, bias]) {
        let rule = LayerRule {
            x: Saved::input(input)?,
            weight: weight.map(Saved::input).transpose()?,
            mean: mean.clone(),
            rstd: rstd.clone(),
            rows: rows.rows,
            n: rows.n,
            eps,
            dtypes: [weight, bias].map(|parameter| parameter.map_or(dtype, Tensor::dtype)),
            parameter_shape: input.shape()[rows.lead..].iter().map(|&size| size as i64).collect(),
        };
        graph.attach(&out, node, move |grad, cx| {
            let mut grads = if cx.create_graph { rule.recorded(grad, cx)? } else { rule.fused(grad, cx)? };
            grads.resize(3, None);
            Ok(grads)
        });
    }
    Ok(Normalized { out, mean, rstd })
}

struct LayerRule {
    x: Saved,
    weight: Option<Saved>,
    mean: Option<Tensor>,
    rstd: Tensor,
    rows: usize,
    n: usize,
    eps: f64,
    /// Of weight and bias.
    dtypes: [DType; 2],
    parameter_shape: SmallVec<[i64; 5]>,
}

impl LayerRule {
    fn fused(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let (dtype, device) = (input.dtype(), input.device());
        let acc = computed_in(dtype);
        let (x, grad) = (dense_as(&input, dtype)?, dense_as(grad, dtype)?);
        let factors = self.weight.as_ref().map(|weight| dense_as(&weight.get(cx)?, acc)).transpose()?;
        let shape: SmallVec<[usize; 5]> = self.parameter_shape.iter().map(|&size| size as usize).collect();
        let grad_x = if cx.needs(0) { Some(Tensor::empty(x.shape(), dtype, device)?) } else { None };
        let parameter = |at: usize| {
            let wanted = cx.needs(at) && cx.node.edges().get(at).is_some_and(Option::is_some);
            if wanted { Tensor::empty(&shape, acc, device).map(Some) } else { Ok(None) }
        };
        let (grad_weight, grad_bias) = (parameter(1)?, parameter(2)?);
        let address = |tensor: &Option<Tensor>| Tensor::ptr_on_or_null(tensor.as_ref(), device);
        let (centered, count, n) = (self.mean.is_some(), self.rows, self.n);
        let (grad, x, rstd) = (grad.ptr_on(device)?, x.ptr_on(device)?, self.rstd.ptr_on(device)?);
        let (mean, weight) = (address(&self.mean)?, address(&factors)?);
        let (to_x, to_weight, to_bias) = (address(&grad_x)?, address(&grad_weight)?, address(&grad_bias)?);
        match crate::gpu::stream(device) {
            // SAFETY: inputs are dense and of the forward pass's sizes; results are new.
            None => unsafe {
                kernel::layer_norm_backward(
                    dtype, centered, count, n, grad, x, mean, rstd, weight, to_x, to_weight, to_bias,
                );
            },
            // SAFETY: as above, on the device; memory that is freed meanwhile is handed out in the order of the stream.
            Some(stream) => unsafe {
                gpu::layer_norm_backward(
                    dtype, centered, count, n, grad, x, mean, rstd, weight, to_x, to_weight, to_bias, stream,
                )?;
            },
        }
        let converted = |tensor: Option<Tensor>, dtype: DType| tensor.map(|tensor| tensor.to_dtype(dtype)).transpose();
        Ok(crate::grads![grad_x, converted(grad_weight, self.dtypes[0])?, converted(grad_bias, self.dtypes[1])?])
    }

    fn recorded(&self, grad: &Tensor, cx: &Context<'_>) -> Result<Grads> {
        let input = self.x.get(cx)?;
        let flat = [self.rows as i64, self.n as i64];
        let (x, g) = (input.reshape(&flat)?, grad.reshape(&flat)?);
        let centered = self.mean.is_some();
        let mean = |tensor: &Tensor| tensor.mean_dim(Some(&[1]), true, None);
        let x = if centered { x.sub((&mean(&x)?).into(), 1i64.into())? } else { x };
        let rstd = mean(&x.mul((&x).into())?)?.add(self.eps.into(), 1i64.into())?.rsqrt()?;
        let unit = x.mul((&rstd).into())?;
        let weighted = match &self.weight {
            Some(weight) => g.mul((&weight.get(cx)?.reshape(&[self.n as i64])?).into())?,
            None => g.clone(),
        };
        let along = mean(&weighted.mul((&unit).into())?)?;
        let mut inner = weighted.sub((&unit.mul((&along).into())?).into(), 1i64.into())?;
        if centered {
            inner = inner.sub((&mean(&weighted)?).into(), 1i64.into())?;
        }
        let grad_x = inner.mul((&rstd).into())?.reshape(&sizes_of(&input))?.to_dtype(input.dtype())?;
        let sum = |tensor: &Tensor, dtype: DType| {
            tensor.sum_dim(Some(&[0]), false, None)?.reshape(&self.parameter_shape)?.to_dtype(dtype)
        };
        let grad_weight = cx.when(1, || sum(&g.mul((&unit).into())?, self.dtypes[0]))?;
        let grad_bias = if centered { cx.when(2, || sum(&g, self.dtypes[1]))? } else { None };
        Ok(crate::grads![Some(grad_x), grad_weight, grad_bias])
    }
}

/// The last dimensions, of shape `normalized_shape`, to mean 0 and variance 1, times `weight`, plus `bias`.
///
/// `y = (x - mean) / sqrt(var + eps) * weight + bias`. Floating-point dtypes; weight and bias have the shape
/// `normalized_shape`. An input that does not end in it raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.layer_norm(flambeau.tensor([[1.0, 3.0]]), (2,))
///     tensor([[-1.0000,  1.0000]])
#[flambeau_macros::op(layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1e-05, bool cudnn_enable=True) -> Tensor; function)]
pub fn layer_norm(
    input: &Tensor,
    normalized_shape: &[i64],
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
    _cudnn_enable: bool,
) -> Result<Tensor> {
    Ok(layer_norm_parts(input, normalized_shape, weight, bias, eps)?.1.out)
}

fn layer_norm_parts(
    input: &Tensor,
    normalized_shape: &[i64],
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
) -> Result<(Rows, Normalized)> {
    let rows = Rows::of(input, normalized_shape)?;
    if !input.dtype().is_floating_point() {
        return Err(Error::unsupported("LayerNormKernelImpl", input.dtype()));
    }
    check_dtypes(input, &[weight, bias])?;
    check_parameter(weight, normalized_shape, "weight")?;
    check_parameter(bias, normalized_shape, "bias")?;
    let normalized = normalize(input, &rows, weight, bias, eps, true, "NativeLayerNormBackward0")?;
    Ok((rows, normalized))
}

/// Layer normalisation with the means and reciprocal deviations of the rows.
///
/// Both have the input's shape with ones in place of `normalized_shape`. See `layer_norm`.
///
/// Example:
///     >>> out, mean, rstd = flambeau.native_layer_norm(flambeau.tensor([[0.0, 2.0]]), (2,), None, None, 0.0)
///     >>> out, mean, rstd
///     (tensor([[-1.,  1.]]), tensor([[1.]]), tensor([[1.]]))
#[flambeau_macros::op(native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor); function)]
pub fn native_layer_norm(
    input: &Tensor,
    normalized_shape: &[i64],
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
) -> Result<(Tensor, Tensor, Tensor)> {
    let (rows, parts) = layer_norm_parts(input, normalized_shape, weight, bias, eps)?;
    let shape: SmallVec<[i64; 5]> =
        (0..input.ndim()).map(|at| if at < rows.lead { input.shape()[at] as i64 } else { 1 }).collect();
    let dtype = weight.map_or(input.dtype(), Tensor::dtype);
    let shaped = |tensor: &Tensor| no_grad(|| tensor.to_dtype(dtype)?.reshape(&shape));
    let Some(mean) = &parts.mean else { crate::bail!(Runtime, "layer normalisation keeps its means") };
    Ok((parts.out, shaped(mean)?, shaped(&parts.rstd)?))
}

/// The last dimensions divided by their root mean square, times `weight`; `eps` is by default the dtype's
/// epsilon.
///
/// `y = x / sqrt(mean(x^2) + eps) * weight`; `weight` has the shape `normalized_shape`. Floating-point or complex
/// dtypes. An input that does not end in `normalized_shape` raises RuntimeError.
///
/// Example:
///     >>> flambeau.rms_norm(flambeau.tensor([[3.0, 4.0]]), (2,))
///     tensor([[0.8485, 1.1314]])
#[flambeau_macros::op(rms_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor; function)]
pub fn rms_norm(input: &Tensor, normalized_shape: &[i64], weight: Option<&Tensor>, eps: Option<f64>) -> Result<Tensor> {
    let rows = Rows::of(input, normalized_shape)?;
    if !input.dtype().is_floating_point() {
        return Err(Error::unsupported("rms_norm", input.dtype()));
    }
    check_parameter(weight, normalized_shape, "weight")?;
    let eps = eps.unwrap_or(if input.dtype() == DType::F64 { f64::EPSILON } else { f64::from(f32::EPSILON) });
    Ok(normalize(input, &rows, weight, None, eps, false, "MulBackward0")?.out)
}
