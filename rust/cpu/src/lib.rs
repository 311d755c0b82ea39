//! CPU kernels of flambeau: raw strided buffers in, raw strided buffers out.
//!
//! This crate knows nothing of tensors, autograd or Python. A kernel takes pointers, a [`DType`], shapes and strides,
//! and can be tested and benchmarked alone. What lives here:
//!
//! - [`dtype`]: element types; [`isa`]: run-time choice of the instruction set
//! - [`pool`]: the thread pool; [`alloc`]: the caching allocator
//! - [`expr`]: pointwise expressions as data; [`pointwise`], [`reduce`], [`copy`]: loops over strided tensors
//! - [`vecmath`]: vector mathematics; [`gemm`]: matrix products
//! - [`attention`]: scaled dot-product attention
//! - [`conv`]: convolutions, and sliding windows as columns
//! - [`rows`]: softmax, likelihoods, normalisation and tables along one dimension
//! - [`recurrent`]: recurrent layers
//! - [`optim`]: steps of optimizers
//! - [`index`]: elements picked by indices or masks; [`pooling`]: sliding maxima and means; [`resample`]: other sizes

pub mod alloc;
pub mod attention;
mod bypass;
pub mod conv;
pub mod copy;
pub mod dtype;
pub mod expr;
pub mod gemm;
pub mod index;
pub mod isa;
mod lines;
pub mod optim;
pub mod pointwise;
pub mod pool;
pub mod pooling;
pub mod recurrent;
pub mod reduce;
pub mod resample;
pub mod rows;
pub mod scan;
pub mod sort;
mod tile;
pub mod vecmath;

pub use dtype::{DType, Element};
