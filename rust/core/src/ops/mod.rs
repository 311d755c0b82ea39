//! Operations, by family. One op, one home: its schema, shape and dtype rule, kernel call, gradient and doc text stand
//! together in one file.
//!
//! - [`pointwise`]: element by element; [`reduce`]: many elements to one
//! - [`views`]: other layouts of the same elements; [`copy`]: copies and conversions; [`creation`]: new tensors
//! - [`random`]: random numbers; [`dropout`]: masks
//! - [`optim`]: steps of optimizers, limits of gradients
//! - [`promote`]: which dtype operations compute in

pub mod copy;
pub mod creation;
pub mod dropout;
mod gathering;
pub mod indexing;
pub mod optim;
pub mod pointwise;
pub mod promote;
pub mod random;
pub mod reduce;
pub mod views;

pub use copy::*;
pub use creation::*;
pub use dropout::*;
pub use indexing::*;
pub use pointwise::*;
pub use random::*;
pub use reduce::*;
pub use views::*;
