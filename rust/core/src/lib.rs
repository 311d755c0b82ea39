//! flambeau: tensors, tape autograd and operations.
//!
//! ```
//! use flambeau::{Tensor, autograd};
//! let x = Tensor::from_slice(&[1.0f32, 2.0, 3.0], &[3])?;
//! x.set_requires_grad(true)?;
//! let loss = x.square()?.sum(None)?;
//! autograd::backward(&[loss], &[], Default::default())?;
//! assert_eq!(x.grad().unwrap().to_vec::<f32>()?, [2.0, 4.0, 6.0]);
//! # Ok::<(), flambeau::Error>(())
//! ```
//!
//! - [`tensor`]: handles, layouts, storage; [`ops`]: operations by family; [`op`]: the operation table
//! - [`nn`], [`optim`], [`data`]: layers, optimizers and batches for Rust programs
//! - [`parallel`]: work on several devices at once
//! - [`autograd`]: the tape; [`autocast`]: lower precision where it does no harm; [`random`]: PyTorch's random streams; [`io`]: checkpoints; [`profile`]: the profiler
//!
//! Nothing here knows of Python.

// The #[op] attribute writes `flambeau_macros`-made code that refers to this crate's registry.
extern crate self as flambeau;

pub mod autocast;
pub mod autograd;
pub mod data;
pub mod device;
pub mod error;
mod fork;
mod gpu;
pub mod io;
pub mod nn;
pub mod op;
pub mod ops;
pub mod optim;
pub mod parallel;
pub mod profile;
pub mod random;
pub mod tensor;
pub mod warning;

pub use device::{Device, DeviceKind};
pub use error::{Error, Result};
pub use flambeau_cpu::expr::Scalar;
pub use flambeau_cpu::pool::{num_threads, set_num_threads};
pub use flambeau_cpu::{DType, Element};
pub use tensor::{MemoryFormat, Tensor};

pub use flambeau_cpu::alloc::stats as allocator_stats;
pub use flambeau_cuda as cuda;

/// The instruction set that kernels use on this machine: `baseline`, `avx2` or `avx512`.
pub fn instruction_set() -> &'static str {
    match flambeau_cpu::isa::level() {
        flambeau_cpu::isa::Level::Baseline => "baseline",
        flambeau_cpu::isa::Level::Avx2 => "avx2",
        flambeau_cpu::isa::Level::Avx512 => "avx512",
    }
}
