//! Operations, by family. One op, one home: its schema, shape and dtype rule, kernel call, gradient and doc text stand
//! together in one file.
//!
//! - [`pointwise`]: element by element; [`reduce`]: many elements to one
//! - [`views`]: other layouts of the same elements; [`copy`]: copies and conversions; [`creation`]: new tensors
//! - [`promote`]: which dtype operations compute in

pub mod copy;
pub mod creation;
mod gathering;
pub mod indexing;
pub mod pointwise;
pub mod pooling;
pub mod promote;
pub mod reduce;
pub mod resampling;
pub mod views;

pub use copy::*;
pub use creation::*;
pub use indexing::*;
pub use pointwise::*;
pub use pooling::*;
pub use reduce::*;
pub use resampling::*;
pub use views::*;
