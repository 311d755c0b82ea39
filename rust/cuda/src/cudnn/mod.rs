//! Convolutions by cuDNN.
//!
//! The library has two interfaces. The older one (`cudnnConvolutionForward` and its algorithms) is deprecated since 9.0, and
//! engines for new GPUs no longer come to it; this uses the one of graphs: descriptors say what is to be done, the
//! library's heuristics name engines in the order of their promise, and an engine becomes a plan that runs any number of
//! times (`plan`). `problem` is what a plan is made for, and what it is remembered by.
//!
//! The same input gives the same bits: engines whose result depends on the order of threads are left out, unless
//! `benchmark` asks for the fastest whatever it is.
//!
//! Only convolutions are given to the library. Batch normalisation and pooling read and write memory and hardly compute:
//! kernels of our own that read once and write once are as fast as the memory, and nothing could be faster.

mod descriptor;
mod plan;
mod problem;
mod table;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, AtomicUsize};

pub(crate) use plan::State;
pub use plan::run;
pub use problem::{Problem, Product};

use crate::error::Result;

/// What users ask of the library; the names are PyTorch's.
pub struct Settings {
    /// Whether convolutions may go to it.
    pub enabled: AtomicBool,
    /// Whether the fastest engine is found by trying, one that gives other bits each time included.
    pub benchmark: AtomicBool,
    /// How many engines are tried; 0 for all.
    pub benchmark_limit: AtomicUsize,
    /// Whether engines that give other bits each time are left out even then.
    pub deterministic: AtomicBool,
    /// The same, asked for by `use_deterministic_algorithms`.
    pub deterministic_algorithms: AtomicBool,
    /// Who computes channels for themselves: 0 whoever is thought to be faster, 1 the library, 2 our kernels.
    pub depthwise_kernel: AtomicUsize,
    /// Whether convolutions of float32 may round their operands to TF32.
    pub allow_tf32: AtomicBool,
}

/// The settings of this process.
pub static SETTINGS: Settings = Settings {
    enabled: AtomicBool::new(true),
    benchmark: AtomicBool::new(false),
    benchmark_limit: AtomicUsize::new(10),
    deterministic: AtomicBool::new(false),
    deterministic_algorithms: AtomicBool::new(false),
    depthwise_kernel: AtomicUsize::new(0),
    allow_tf32: AtomicBool::new(true),
};

/// The library's version, such as 92000 for 9.20.0.
///
/// # Errors
/// It is not there.
pub fn version() -> Result<usize> {
    // SAFETY: the function takes nothing.
    Ok(unsafe { (table::functions()?.version)() })
}
