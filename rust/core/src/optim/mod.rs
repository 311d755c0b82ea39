//! Optimizers for Rust programs. A step is one pass over all parameters, the one that the Python classes take too.
//!
//! ```
//! use flambeau::{Tensor, autograd, optim::{Optimizer, Sgd}};
//! let w = Tensor::from_slice(&[1.0f32], &[1])?;
//! w.set_requires_grad(true)?;
//! let mut optimizer = Sgd::new(vec![w.clone()], 0.5);
//! autograd::backward(&[w.square()?.sum(None)?], &[], Default::default())?;
//! optimizer.step()?;
//! assert_eq!(w.to_vec::<f32>()?, [0.0]);
//! # Ok::<(), flambeau::Error>(())
//! ```

mod adam;
mod sgd;

pub use adam::Adam;
pub use sgd::Sgd;

use crate::{Result, Tensor};

/// Changes parameters by their gradients.
pub trait Optimizer {
    /// The parameters.
    fn parameters(&self) -> &[Tensor];

    /// Changes every parameter that has a gradient.
    ///
    /// # Errors
    /// Gradients that do not fit their parameters.
    fn step(&mut self) -> Result<()>;

    /// Sets the learning rate of the steps to come.
    fn set_learning_rate(&mut self, rate: f64);

    /// Forgets all gradients.
    fn zero_grad(&self) {
        self.parameters().iter().for_each(|parameter| parameter.set_grad(None));
    }
}

/// The positions of the parameters that have a gradient, these parameters, and the gradients.
fn with_gradients(parameters: &[Tensor]) -> (Vec<usize>, Vec<Tensor>, Vec<Tensor>) {
    let mut found = (Vec::new(), Vec::new(), Vec::new());
    for (at, parameter) in parameters.iter().enumerate() {
        if let Some(gradient) = parameter.grad() {
            found.0.push(at);
            found.1.push(parameter.clone());
            found.2.push(gradient);
        }
    }
    found
}
