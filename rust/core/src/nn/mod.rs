//! Layers and networks for Rust programs: the same mathematics and random numbers as the Python package's.
//!
//! ```
//! use flambeau::{DType, Device, Tensor, nn::{self, Module}, random};
//! random::manual_seed(0);
//! let net = nn::Sequential::new()
//!     .add(nn::Linear::new(4, 8)?)
//!     .add(nn::Relu)
//!     .add(nn::Linear::new(8, 2)?);
//! let logits = net.forward(&Tensor::zeros(&[3, 4], DType::F32, Device::CPU)?)?;
//! assert_eq!(logits.shape(), &[3, 2]);
//! assert_eq!(net.parameters().len(), 4);
//! # Ok::<(), flambeau::Error>(())
//! ```
//!
//! - [`Module`]: what a layer is; [`Sequential`]: layers one after another
//! - [`Linear`], [`Conv2d`], [`MaxPool2d`], [`Relu`], [`Flatten`], [`Dropout`]: layers
//! - [`init`]: how parameters start

pub mod init;
mod layers;
mod sequential;

pub use layers::{Conv2d, Dropout, Flatten, Linear, MaxPool2d, Relu};
pub use sequential::Sequential;

use std::collections::HashMap;

use crate::autograd::no_grad;
use crate::{Result, Tensor, ensure};

/// A layer or a network.
pub trait Module: Send + Sync {
    /// Applies the layer.
    ///
    /// # Errors
    /// Those of the operations, for example an input of the wrong shape.
    fn forward(&self, input: &Tensor) -> Result<Tensor>;

    /// Shows every parameter with its name, in the order PyTorch lists them.
    fn visit(&self, prefix: &str, see: &mut dyn FnMut(String, &Tensor)) {
        let _ = (prefix, see);
    }

    /// Says whether the network is being trained; layers such as [`Dropout`] do nothing otherwise.
    fn train(&self, mode: bool) {
        let _ = mode;
    }

    /// The parameters with their names, such as `0.weight`.
    fn named_parameters(&self) -> Vec<(String, Tensor)> {
        let mut found = Vec::new();
        self.visit("", &mut |name, tensor| found.push((name, tensor.clone())));
        found
    }

    /// The parameters.
    fn parameters(&self) -> Vec<Tensor> {
        self.named_parameters().into_iter().map(|(_, tensor)| tensor).collect()
    }

    /// Copies values into the parameters of the same names.
    ///
    /// # Errors
    /// A parameter without a value, a value without a parameter, or one of another shape: nothing is copied then.
    fn load(&self, values: &HashMap<String, Tensor>) -> Result<()> {
        let own = self.named_parameters();
        for (name, parameter) in &own {
            let Some(value) = values.get(name) else {
                crate::bail!(Runtime, "there is no value for the parameter {name}")
            };
            ensure!(
                value.shape() == parameter.shape(),
                Runtime,
                "the value for {name} has the shape {:?}, the parameter {:?}",
                value.shape(),
                parameter.shape()
            );
        }
        let unknown = values.keys().find(|name| own.iter().all(|(known, _)| known != *name));
        ensure!(unknown.is_none(), Runtime, "there is no parameter {}", unknown.map_or("", String::as_str));
        no_grad(|| own.iter().try_for_each(|(name, parameter)| parameter.copy_(&values[name], false)))
    }
}

/// The name of a part within a whole.
pub(crate) fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
