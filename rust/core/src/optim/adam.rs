//! Adam.

use super::{Optimizer, with_gradients};
use crate::{DType, Device, Result, Tensor, ops, profile};

/// Averages of a parameter's gradients and of their squares, and the number of steps so far.
#[derive(Clone)]
struct State {
    average: Tensor,
    squares: Tensor,
    steps: Tensor,
}

/// Adam: steps along the average gradient, divided by the root of the average square.
///
/// Source: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization" (2015).
pub struct Adam {
    parameters: Vec<Tensor>,
    states: Vec<Option<State>>,
    rate: f64,
    betas: (f64, f64),
    epsilon: f64,
    weight_decay: f64,
}

impl Adam {
    /// Adam with PyTorch's defaults: averages over 10 and 1000 steps, epsilon 1e-8.
    pub fn new(parameters: Vec<Tensor>, rate: f64) -> Adam {
        let states = vec![None; parameters.len()];
        Adam { parameters, states, rate, betas: (0.9, 0.999), epsilon: 1e-8, weight_decay: 0.0 }
    }

    /// Sets what the averages keep at each step.
    pub fn betas(self, average: f64, squares: f64) -> Adam {
        Adam { betas: (average, squares), ..self }
    }

    /// Adds this multiple of the parameter to its gradient.
    pub fn weight_decay(self, weight_decay: f64) -> Adam {
        Adam { weight_decay, ..self }
    }
}

impl Optimizer for Adam {
    fn parameters(&self) -> &[Tensor] {
        &self.parameters
    }

    fn step(&mut self) -> Result<()> {
        let _event = profile::scope("Optimizer.step#Adam.step");
        let (places, parameters, gradients) = with_gradients(&self.parameters);
        for (&at, parameter) in places.iter().zip(&parameters) {
            if self.states[at].is_none() {
                let zeros = || Tensor::zeros(parameter.shape(), parameter.dtype(), parameter.device());
                let steps = Tensor::zeros(&[], DType::F32, Device::CPU)?;
                self.states[at] = Some(State { average: zeros()?, squares: zeros()?, steps });
            }
        }
        let states: Vec<&State> = places.iter().filter_map(|&at| self.states[at].as_ref()).collect();
        let column =
            |part: fn(&State) -> &Tensor| -> Vec<Tensor> { states.iter().map(|state| part(state).clone()).collect() };
        ops::optim::adam_step(
            &parameters,
            &gradients,
            &column(|state| &state.average),
            &column(|state| &state.squares),
            &[],
            &column(|state| &state.steps),
            self.rate,
            self.betas.0,
            self.betas.1,
            self.epsilon,
            self.weight_decay,
            false,
            false,
            false,
            None,
        )
    }

    fn set_learning_rate(&mut self, rate: f64) {
        self.rate = rate;
    }
}
