//! What can be wrong with a distribution's parameters.

use std::fmt;

use flambeau_cpu::DType;

/// Why a fill was refused.
#[derive(Clone, PartialEq, Debug)]
pub enum RandomError {
    /// The distribution has no values of this dtype.
    Unsupported {
        /// Name of the function in PyTorch.
        distribution: &'static str,
        /// The target's dtype.
        dtype: DType,
    },
    /// A parameter breaks the distribution's requirement.
    Parameter {
        /// Name of the function in PyTorch.
        distribution: &'static str,
        /// What is required, such as `std >= 0`.
        requirement: &'static str,
        /// The value given.
        value: f64,
    },
    /// `from` is not below `to`.
    EmptyRange {
        /// Lower bound.
        from: i64,
        /// Upper bound.
        to: i64,
    },
    /// A bound of an integer range does not fit the dtype.
    OutOfBounds {
        /// Which bound: `from` or `to - 1`.
        bound: &'static str,
        /// Its value.
        value: i64,
        /// The target's dtype.
        dtype: DType,
    },
    /// A row of weights cannot be sampled from.
    Weights {
        /// Index of the row.
        row: usize,
        /// What is wrong with it.
        problem: WeightsProblem,
    },
}

/// What is wrong with a row of multinomial weights.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WeightsProblem {
    /// A weight is negative, infinite or NaN.
    NotFinite,
    /// The weights add up to zero.
    ZeroSum,
}

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported { distribution, dtype } => {
                write!(f, "{distribution} is not implemented for '{}'", dtype.scalar_name())
            }
            Self::Parameter { distribution, requirement, value } => {
                write!(f, "{distribution} expects {requirement}, but got {value}")
            }
            Self::EmptyRange { from, to } => {
                write!(f, "random_ expects 'from' to be less than 'to', but got from={from} >= to={to}")
            }
            Self::OutOfBounds { bound, value, dtype } => {
                write!(f, "{bound} is out of bounds for {}: {value}", dtype.name())
            }
            Self::Weights { row, problem: WeightsProblem::NotFinite } => {
                write!(f, "invalid multinomial distribution: row {row} has a weight that is infinite, NaN or negative")
            }
            Self::Weights { row, problem: WeightsProblem::ZeroSum } => {
                write!(f, "invalid multinomial distribution: the weights of row {row} add up to zero")
            }
        }
    }
}

impl std::error::Error for RandomError {}
