//! Operations, by family. One op, one home: its schema, shape and dtype rule, kernel call, gradient and doc text stand
//! together in one file.
//!
//! - [`pointwise`]: element by element; [`reduce`]: many elements to one
//! - [`views`]: other layouts of the same elements; [`copy`]: copies and conversions; [`creation`]: new tensors
//! - [`softmax`], [`losses`], [`normalization`], [`embedding`], [`distance`]: along one dimension
//! - [`matmul`]: products of vectors, matrices and batches
//! - [`scan`]: running sums and their like; [`sorting`]: sorting, ranks, distinct elements
//! - [`random`]: random numbers
//! - [`optim`]: steps of optimizers, limits of gradients
//! - [`promote`]: which dtype operations compute in

pub(crate) mod along;
pub mod copy;
pub mod creation;
pub mod distance;
pub mod embedding;
mod gathering;
pub mod indexing;
pub mod losses;
pub mod matmul;
pub mod normalization;
pub mod optim;
pub mod pointwise;
pub mod promote;
pub mod random;
pub mod reduce;
pub(crate) mod rows;
pub mod scan;
pub mod softmax;
pub mod sorting;
pub mod views;

pub use copy::*;
pub use creation::*;
pub use distance::*;
pub use embedding::*;
pub use indexing::*;
pub use losses::*;
pub use normalization::*;
pub use pointwise::*;
pub use reduce::*;
pub use softmax::*;
pub use matmul::*;
pub use random::*;
pub use scan::*;
pub use sorting::*;
pub use views::*;
