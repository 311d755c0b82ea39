//! Operations, by family. One op, one home: its schema, shape and dtype rule, kernel call, gradient and doc text stand
//! together in one file.
//!
//! - [`pointwise`]: element by element; [`reduce`]: many elements to one
//! - [`views`]: other layouts of the same elements; [`copy`]: copies and conversions; [`creation`]: new tensors
//! - [`random`]: random numbers; [`dropout`]: masks
//! - [`gathering`], [`indexing`]: elements picked by indices; [`joining`]: tensors put together, reordered, padded
//! - [`convolution`]: convolutions and sliding windows
//! - [`softmax`], [`losses`], [`normalization`], [`embedding`], [`bags`], [`distance`]: along one dimension
//! - [`attention`]: scaled dot-product attention; [`recurrent`]: recurrent layers and cells
//! - [`matmul`]: products of vectors, matrices and batches
//! - [`scan`]: running sums and their like; [`sorting`]: sorting, ranks, distinct elements
//! - [`optim`]: steps of optimizers, limits of gradients
//! - [`promote`]: which dtype operations compute in

pub(crate) mod again;
pub(crate) mod along;
pub mod attention;
pub mod bags;
pub mod convolution;
pub mod copy;
pub mod creation;
pub mod distance;
pub mod dropout;
pub mod embedding;
pub mod gathering;
pub mod indexing;
pub mod joining;
pub mod losses;
pub mod matmul;
pub mod normalization;
pub mod optim;
pub mod pointwise;
pub mod pooling;
pub mod promote;
pub mod random;
pub mod recurrent;
pub mod reduce;
pub mod resampling;
pub(crate) mod rows;
pub mod scan;
pub mod softmax;
pub mod sorting;
pub mod special;
pub mod views;

pub use attention::*;
pub use bags::*;
pub use convolution::*;
pub use copy::*;
pub use creation::*;
pub use distance::*;
pub use dropout::*;
pub use embedding::*;
pub use gathering::*;
pub use indexing::*;
pub use joining::*;
pub use losses::*;
pub use matmul::*;
pub use normalization::*;
pub use pointwise::*;
pub use pooling::*;
pub use random::*;
pub use recurrent::*;
pub use reduce::*;
pub use resampling::*;
pub use scan::*;
pub use softmax::*;
pub use sorting::*;
pub use special::*;
pub use views::*;
