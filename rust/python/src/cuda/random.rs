//! Generators of GPUs: a seed and how far its numbers are used.

use flambeau::cuda::random::{self, State};
use pyo3::prelude::*;

/// The seed of a device's generator, and the numbers drawn since.
#[pyfunction]
fn _cuda_random_state(index: usize) -> PyResult<(u64, u64)> {
    let State { seed, offset } = random::state(checked(index)?);
    Ok((seed, offset))
}

/// Sets the state of a device's generator.
#[pyfunction]
fn _cuda_set_random_state(index: usize, seed: u64, offset: u64) -> PyResult<()> {
    random::set_state(checked(index)?, State { seed, offset });
    Ok(())
}

/// Restarts the generators of all devices from a seed, those of devices that are not in use too.
#[pyfunction]
fn _cuda_manual_seed_all(seed: &Bound<'_, PyAny>) -> PyResult<()> {
    random::seed_all(crate::types::read_seed(seed)?);
    Ok(())
}

/// Restarts the generator of a device from a seed.
#[pyfunction]
fn _cuda_manual_seed(index: usize, seed: &Bound<'_, PyAny>) -> PyResult<()> {
    random::seed(checked(index)?, crate::types::read_seed(seed)?);
    Ok(())
}

fn checked(index: usize) -> PyResult<usize> {
    if index < flambeau::cuda::device::MOST {
        return Ok(index);
    }
    Err(pyo3::exceptions::PyRuntimeError::new_err(format!("CUDA error: invalid device ordinal: cuda:{index}")))
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_cuda_random_state, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_set_random_state, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_manual_seed_all, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_manual_seed, module)?)
}
