//! Generators of GPUs: each device has one, which a seed starts anew before the device is in use as well.

use flambeau::cuda::generator::{Generator, seed_all};
use flambeau::random::AnyGenerator;
use pyo3::prelude::*;

use crate::errors::to_py;
use crate::generator::{PyGenerator, read_seed};

/// The generator that a device uses where none is given.
#[pyfunction]
fn _cuda_default_generator(index: usize) -> PyResult<PyGenerator> {
    match Generator::default_of(index) {
        Some(generator) => Ok(PyGenerator(AnyGenerator::Gpu(generator.clone()))),
        None => {
            let text = format!("CUDA error: invalid device ordinal: cuda:{index}");
            Err(pyo3::exceptions::PyRuntimeError::new_err(text))
        }
    }
}

/// Restarts the generators of all devices from a seed, those of devices that are not in use too.
#[pyfunction]
fn _cuda_manual_seed_all(seed: &Bound<'_, PyAny>) -> PyResult<()> {
    seed_all(read_seed(seed)?).map_err(|error| to_py(error.into()))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_cuda_default_generator, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_manual_seed_all, module)?)
}
