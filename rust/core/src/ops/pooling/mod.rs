//! Pooling: one number for each window of the last one to three dimensions.
//!
//! - `window`: arguments, shapes and their errors; `places`: gradients at recorded places
//! - [`max`], [`average`], [`fractional`]: the operations; [`unpool`]: maxima put back

pub mod average;
pub mod fractional;
pub mod max;
mod places;
pub mod unpool;
mod window;

pub use average::*;
pub use fractional::*;
pub use max::*;
pub use unpool::*;
