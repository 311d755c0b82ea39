//! How parameters start. The draws are those of `torch.nn.init` from the default generator.

use crate::autograd::no_grad;
use crate::{Result, Tensor, ensure};

/// Inputs that reach one output: the size of dimension 1 times the receptive field.
///
/// # Errors
/// `ValueError` for tensors with fewer than two dimensions.
pub fn fan_in(weight: &Tensor) -> Result<usize> {
    ensure!(weight.ndim() >= 2, Value, "fan in needs a tensor with at least two dimensions, not {}", weight.ndim());
    Ok(weight.shape()[1..].iter().product())
}

/// Fills uniformly from `[from, to)`.
///
/// # Errors
/// Bounds that the dtype does not hold.
pub fn uniform(tensor: &Tensor, from: f64, to: f64) -> Result<()> {
    no_grad(|| tensor.uniform_(from, to, None))
}

/// Fills uniformly from `[-b, b)` with `b = gain * sqrt(3 / fan_in)`, `gain = sqrt(2 / (1 + slope^2))`.
///
/// Source: K. He et al., "Delving deep into rectifiers" (2015).
///
/// # Errors
/// As [`fan_in`].
pub fn kaiming_uniform(weight: &Tensor, slope: f64) -> Result<()> {
    // In this order of operations, so that bounds are PyTorch's to the last bit.
    let gain = (2.0 / (1.0 + slope * slope)).sqrt();
    let bound = 3.0f64.sqrt() * (gain / (fan_in(weight)? as f64).sqrt());
    uniform(weight, -bound, bound)
}

/// How linear layers and convolutions start: weight and bias uniform in `[-1 / sqrt(fan_in), 1 / sqrt(fan_in))`.
///
/// # Errors
/// As [`fan_in`].
pub fn affine(weight: &Tensor, bias: Option<&Tensor>) -> Result<()> {
    kaiming_uniform(weight, 5.0f64.sqrt())?;
    if let Some(bias) = bias {
        let bound = 1.0 / (fan_in(weight)? as f64).sqrt();
        uniform(bias, -bound, bound)?;
    }
    Ok(())
}
