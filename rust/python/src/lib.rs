//! The Python module `flambeau._core`: conversion, locks, errors. No mathematics.
//!
//! - [`call`]: from Python into operations; [`tensor`]: the type Tensor; [`types`]: dtype, device and their like; [`size`]: shapes
//! - [`autograd`]: the tape; [`autocast`]: lower precision; [`random`]: seeds and generators
//! - [`io`]: checkpoint files
//! - [`profile`]: the profiler
//! - [`parallel`]: work on several devices at once
//! - [`overrides`]: classes that have a say in operations on their instances
//! - [`cuda`]: devices, memory, streams and events of NVIDIA GPUs
//! - [`gil`]: the interpreter lock; [`errors`]: exceptions

mod autocast;
mod autograd;
mod call;
mod cuda;
mod errors;
mod generator;
mod gil;
mod io;
mod module;
mod overrides;
mod parallel;
mod profile;
mod random;
mod settings;
mod size;
mod tensor;
mod types;

use pyo3::ffi;
use pyo3::prelude::*;

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    types::register(module)?;
    generator::register(module)?;
    size::register(module)?;
    tensor::register(module)?;
    autograd::register(module)?;
    autocast::register(module)?;
    module::register(module)?;
    random::register(module)?;
    settings::register(module)?;
    overrides::register(module)?;
    profile::register(module)?;
    io::register(module)?;
    errors::register(module)?;
    cuda::register(module)?;
    parallel::register(module)?;
    module.add_function(wrap_pyfunction!(call::result::_return_types, module)?)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    let functions = call::trampoline::function_definitions()?.leak();
    // SAFETY: definitions are leaked and ended by an empty one; functions get no object of their own.
    let added = unsafe { ffi::PyModule_AddFunctions(module.as_ptr(), functions.as_mut_ptr()) };
    if added != 0 {
        return Err(errors::current(py));
    }
    // PyO3 lists what it adds itself; `import *` is to take everything without an underscore.
    module.delattr("__all__")
}
