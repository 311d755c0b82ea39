//! Layers one after another.

use super::{Module, join};
use crate::{Result, Tensor};

/// Layers, each applied to what the one before gave. Parameters are named by position: `0.weight`.
#[derive(Default)]
pub struct Sequential(Vec<Box<dyn Module>>);

impl Sequential {
    /// No layers: the identity.
    pub fn new() -> Sequential {
        Sequential::default()
    }

    /// Appends a layer.
    #[allow(clippy::should_implement_trait)] // not a sum
    pub fn add(mut self, layer: impl Module + 'static) -> Sequential {
        self.0.push(Box::new(layer));
        self
    }
}

impl Module for Sequential {
    fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.0.iter().try_fold(input.clone(), |value, layer| layer.forward(&value))
    }

    fn visit(&self, prefix: &str, see: &mut dyn FnMut(String, &Tensor)) {
        for (at, layer) in self.0.iter().enumerate() {
            layer.visit(&join(prefix, &at.to_string()), see);
        }
    }

    fn train(&self, mode: bool) {
        self.0.iter().for_each(|layer| layer.train(mode));
    }
}
