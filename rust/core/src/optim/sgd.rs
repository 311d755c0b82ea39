//! Stochastic gradient descent.

use super::{Optimizer, with_gradients};
use crate::{Result, Tensor, ops, profile};

/// Stochastic gradient descent: `w <- w - rate * g`, with momentum `v <- momentum * v + g` in the place of g.
pub struct Sgd {
    parameters: Vec<Tensor>,
    buffers: Vec<Option<Tensor>>,
    rate: f64,
    momentum: f64,
    weight_decay: f64,
    nesterov: bool,
}

impl Sgd {
    /// Descent without momentum.
    pub fn new(parameters: Vec<Tensor>, rate: f64) -> Sgd {
        let buffers = vec![None; parameters.len()];
        Sgd { parameters, buffers, rate, momentum: 0.0, weight_decay: 0.0, nesterov: false }
    }

    /// Keeps this much of the step before.
    pub fn momentum(self, momentum: f64) -> Sgd {
        Sgd { momentum, ..self }
    }

    /// Adds this multiple of the parameter to its gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Sgd {
        Sgd { weight_decay, ..self }
    }

    /// Takes Nesterov's step, `g + momentum * v`.
    pub fn nesterov(self) -> Sgd {
        Sgd { nesterov: true, ..self }
    }
}

impl Optimizer for Sgd {
    fn parameters(&self) -> &[Tensor] {
        &self.parameters
    }

    fn step(&mut self) -> Result<()> {
        let _event = profile::scope("Optimizer.step#SGD.step");
        let (places, parameters, gradients) = with_gradients(&self.parameters);
        let buffers: Vec<Option<Tensor>> = places.iter().map(|&at| self.buffers[at].clone()).collect();
        let Sgd { rate, momentum, weight_decay, nesterov, .. } = *self;
        let new = ops::optim::sgd_step(
            &parameters,
            &gradients,
            &buffers,
            rate,
            momentum,
            0.0,
            weight_decay,
            nesterov && momentum != 0.0,
            false,
        )?;
        for (&at, buffer) in places.iter().zip(new) {
            self.buffers[at] = Some(buffer);
        }
        Ok(())
    }

    fn set_learning_rate(&mut self, rate: f64) {
        self.rate = rate;
    }
}
