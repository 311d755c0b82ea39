//! The layers.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Module, init, join};
use crate::{DType, Device, Result, Tensor, ops};

fn parameter(shape: &[usize]) -> Result<Tensor> {
    let tensor = Tensor::empty(shape, DType::F32, Device::CPU)?;
    tensor.set_requires_grad(true)?;
    Ok(tensor)
}

/// `y = x W^T + b`: `(*, H_in)` to `(*, H_out)`.
pub struct Linear {
    /// `(H_out, H_in)`.
    pub weight: Tensor,
    /// `(H_out,)`.
    pub bias: Tensor,
}

impl Linear {
    /// A layer with float32 parameters drawn as PyTorch draws them.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn new(in_features: usize, out_features: usize) -> Result<Linear> {
        let layer = Linear { weight: parameter(&[out_features, in_features])?, bias: parameter(&[out_features])? };
        init::affine(&layer.weight, Some(&layer.bias))?;
        Ok(layer)
    }
}

impl Module for Linear {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        ops::matmul::linear(input, &self.weight, Some(&self.bias))
    }

    fn visit(&self, prefix: &str, see: &mut dyn FnMut(String, &Tensor)) {
        see(join(prefix, "weight"), &self.weight);
        see(join(prefix, "bias"), &self.bias);
    }
}

/// Cross-correlation of `(N, C_in, H, W)` with square kernels, stride 1: to `(N, C_out, H', W')`.
pub struct Conv2d {
    /// `(C_out, C_in, K, K)`.
    pub weight: Tensor,
    /// `(C_out,)`.
    pub bias: Tensor,
    padding: i64,
}

impl Conv2d {
    /// A layer with float32 parameters drawn as PyTorch draws them. `padding` rows and columns of zeros are added on
    /// each side.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn new(in_channels: usize, out_channels: usize, kernel: usize, padding: usize) -> Result<Conv2d> {
        let layer = Conv2d {
            weight: parameter(&[out_channels, in_channels, kernel, kernel])?,
            bias: parameter(&[out_channels])?,
            padding: padding as i64,
        };
        init::affine(&layer.weight, Some(&layer.bias))?;
        Ok(layer)
    }
}

impl Module for Conv2d {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let padding = [self.padding; 2];
        ops::convolution::conv2d(input, &self.weight, Some(&self.bias), &[1, 1], &padding, &[1, 1], 1)
    }

    fn visit(&self, prefix: &str, see: &mut dyn FnMut(String, &Tensor)) {
        see(join(prefix, "weight"), &self.weight);
        see(join(prefix, "bias"), &self.bias);
    }
}

/// The largest element of each square window; windows do not overlap.
pub struct MaxPool2d(
    /// Side of the windows.
    pub usize,
);

impl Module for MaxPool2d {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let side = [self.0 as i64; 2];
        ops::pooling::max_pool2d(input, &side, &side, &[0, 0], &[1, 1], false)
    }
}

/// `max(x, 0)`.
pub struct Relu;

impl Module for Relu {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.relu()
    }
}

/// `(N, *)` to `(N, M)`.
pub struct Flatten;

impl Module for Flatten {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        input.flatten(1, -1)
    }
}

/// Zeros a share of the elements while training, and scales the others up.
pub struct Dropout {
    share: f64,
    training: AtomicBool,
}

impl Dropout {
    /// A layer that zeros elements with probability `share`.
    pub fn new(share: f64) -> Dropout {
        Dropout { share, training: AtomicBool::new(true) }
    }
}

impl Module for Dropout {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        ops::dropout::dropout(input, self.share, self.training.load(Ordering::Relaxed))
    }

    fn train(&self, mode: bool) {
        self.training.store(mode, Ordering::Relaxed);
    }
}
