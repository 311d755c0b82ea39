//! Elementary and special functions of one number, written for the vectoriser.
//!
//! Every function is a short sequence of arithmetic, comparisons and selections without branches, calls or tables, so
//! that a plain loop over it compiles to vector code in [`simd_fn!`](crate::simd_fn). `I` tells whether a fused
//! multiply-add exists; all functions stay right without one, at a slightly larger error. The few functions that call
//! a scalar routine or branch say so.
//!
//! Each doc comment states the largest error found, in units of the last place of the result (ULP), with FMA / without.
//! Special values follow IEEE 754 and C's Annex F unless a comment says otherwise.
//!
//! Functions that training spends its time in are formulas over `lanes`, see there: in binary32 loops over them go through
//! [`map`] and [`map_sum`].
//!
//! - `core`: rounding, scaling by powers of two, polynomials, the shared kernels of `exp` and `log`
//! - `exponential`: exp, exp2, expm1, sigmoid; `logarithm`: log, log2, log10, log1p; `power`: pow
//! - `trigonometric`: sin, cos, tan; `inverse`: asin, acos, atan, atan2
//! - `hyperbolic`: sinh, cosh, tanh and their inverses; `error`: erf, erfc, erfinv; `gamma`: lgamma, digamma
//! - `bessel`: i0e, i1e; `normal`: ndtri, erfcx
//!
//! Polynomial coefficients are minimax fits (Remez exchange) to the function named beside them, with each coefficient
//! rounded to the format before the next is fitted.

// Coefficients are what the fit gave, and parts of constants are exact: neither is meant to be the nearest constant.
#![allow(clippy::approx_constant, clippy::excessive_precision)]

mod bessel;
mod core;
mod error;
mod exponential;
mod gamma;
mod hyperbolic;
mod inverse;
mod lanes;
mod logarithm;
mod normal;
mod power;
mod trigonometric;

#[cfg(test)]
mod tests;

pub use bessel::*;
pub use error::*;
pub use exponential::*;
pub use gamma::*;
pub use hyperbolic::*;
pub use inverse::*;
pub use lanes::{Formula, Lanes, largest, map, map_sum};
pub use logarithm::*;
pub use normal::*;
pub use power::*;
pub use trigonometric::*;
