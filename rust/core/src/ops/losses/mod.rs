//! Losses: a number for each entry, sample or batch, and how they are added up.
//!
//! - `pointwise`: entry by entry, in one pass with the sum; `likelihood`: classes; `margin`, `ctc`: over whole rows

mod ctc;
mod likelihood;
mod margin;
mod pointwise;

pub use ctc::*;
pub use likelihood::*;
pub use margin::*;
pub use pointwise::*;

use crate::{Result, Tensor, bail};

/// What becomes of the losses of entries or samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reduce {
    /// They are returned.
    None,
    /// Their mean.
    Mean,
    /// Their sum.
    Sum,
}

impl Reduce {
    /// PyTorch's number.
    ///
    /// # Errors
    /// Another number.
    pub fn of(number: i64) -> Result<Reduce> {
        Ok(match number {
            0 => Reduce::None,
            1 => Reduce::Mean,
            2 => Reduce::Sum,
            _ => bail!(Value, "{number} is not a valid value for reduction: 0 is none, 1 mean, 2 sum"),
        })
    }

    /// The losses, or what becomes of them, by recorded operations.
    ///
    /// # Errors
    /// As [`Tensor::mean`] and [`Tensor::sum`].
    pub fn apply(self, losses: Tensor) -> Result<Tensor> {
        match self {
            Reduce::None => Ok(losses),
            Reduce::Mean => losses.mean(None),
            Reduce::Sum => losses.sum(None),
        }
    }
}
