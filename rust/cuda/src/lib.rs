//! CUDA backend of flambeau: raw strided buffers on a GPU in, raw strided buffers out.
//!
//! This crate knows nothing of tensors, autograd or Python, and links nothing: NVIDIA's libraries are found at run time.
//! What lives here:
//!
//! - [`library`]: where NVIDIA's libraries are; [`device`]: devices, their contexts and properties
//! - [`stream`], [`event`]: order of work; [`alloc`]: the caching allocator; [`transfer`]: copies
//! - [`pinned`]: page-locked memory of the host; [`graph`]: work that is captured once and replayed
//! - `compile`: kernels from source to machine code, kept on disk; [`launch`]: starting them
//! - [`pointwise`]: expressions as generated kernels; [`reduce`]: reductions with an expression in front
//! - [`gemm`]: matrix products; [`rows`]: softmax, likelihoods, normalisation along one dimension
//! - [`conv`], [`columns`], [`cudnn`]: convolutions; [`pooling`]: maxima and means of windows; [`resample`], [`grid`]: planes
//!   at other sizes and at given points
//! - [`attention`]: scaled dot-product attention in tiles; [`recurrent`]: recurrent layers
//! - [`generator`]: Philox generators; [`random`]: what is drawn from them, dropout; [`sample`]: draws with parameters
//!   of their own; [`optim`]: steps of optimizers; [`norms`]: norms of many tensors
//! - [`index`]: elements at places that tensors name, masks, searches;
//!   [`sort`]: order; [`scan`]; [`join`]: dense parts; [`sequence`]: ranges
//! - [`bags`]: bags of rows of a table; [`distance`]: pairs of rows; [`ctc`]: labels of sequences
//! - [`nccl`]: what several GPUs do together
//! - [`report`]: mistakes that kernels find
//!
//! Kernels are the `.cu` and `.cuh` files in `kernels/`; they include no header of CUDA's.

pub mod alloc;
pub mod attention;
pub mod bags;
mod capture;
pub mod columns;
mod compile;
pub mod conv;
pub mod ctc;
pub mod cudnn;
pub mod device;
pub mod distance;
pub mod error;
pub mod event;
pub mod gemm;
pub mod generator;
pub mod graph;
pub mod grid;
pub mod index;
pub mod join;
pub mod launch;
pub mod library;
pub mod margin;
pub mod nccl;
pub mod norms;
pub mod optim;
mod params;
pub mod pinned;
pub mod pointwise;
pub mod pooling;
pub mod random;
pub mod recurrent;
pub mod reduce;
pub mod report;
pub mod resample;
pub mod rows;
pub mod sample;
pub mod scan;
pub mod sequence;
pub mod sort;
pub mod stream;
pub mod transfer;

pub use error::{Error, Kind, Result};
