//! NVIDIA GPUs, seen from Python: [`devices`], [`memory`] and [`pinned`] memory of the
//! host, [`streams`] and events, [`graphs`], [`random`] numbers, [`nccl`]. The face is `flambeau.cuda`.

mod devices;
mod graphs;
mod memory;
mod nccl;
mod pinned;
mod random;
mod streams;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use flambeau::cuda;
use pyo3::prelude::*;

use crate::errors::to_py;
use crate::gil;

/// What the first use of a GPU needs: where pip's packages are, and that memory is left to the driver when the
/// interpreter ends.
#[inline]
pub fn prepare(py: Python<'_>) -> PyResult<()> {
    static DONE: AtomicBool = AtomicBool::new(false);
    if DONE.load(Ordering::Relaxed) { Ok(()) } else { first_use(py, &DONE) }
}

#[cold]
fn first_use(py: Python<'_>, done: &AtomicBool) -> PyResult<()> {
    for folder in py.import("sys")?.getattr("path")?.try_iter()? {
        // Entries may be anything; those that are no paths hold no packages.
        if let Ok(folder) = folder?.extract::<PathBuf>()
            && folder.is_absolute()
        {
            cuda::library::add_search_path(folder);
        }
    }
    // Interpreters that run without `site` have its folders all the same.
    let standard = py.import("sysconfig")?.call_method1("get_path", ("purelib",))?;
    cuda::library::add_search_path(standard.extract()?);
    if !done.swap(true, Ordering::Relaxed) {
        let shut_down = py.import("flambeau._core")?.getattr("_cuda_shut_down")?;
        py.import("atexit")?.call_method1("register", (shut_down,))?;
    }
    Ok(())
}

/// Runs work of the backend without the interpreter lock, and turns its error into an exception.
fn detached<T>(py: Python<'_>, work: impl FnOnce() -> cuda::Result<T>) -> PyResult<T> {
    prepare(py)?;
    gil::detached(work).map_err(|error| to_py(error.into()))
}

/// Adds the functions of this folder.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    devices::register(module)?;
    graphs::register(module)?;
    memory::register(module)?;
    nccl::register(module)?;
    pinned::register(module)?;
    random::register(module)?;
    streams::register(module)
}
