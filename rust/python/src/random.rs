//! Seeds and generators.

use flambeau::random;
use pyo3::prelude::*;

use crate::types::read_seed;

/// Starts the sequence that belongs to a seed, of the default generator and those of all GPUs.
#[pyfunction]
fn _manual_seed(seed: &Bound<'_, PyAny>) -> PyResult<()> {
    let seed = read_seed(seed)?;
    random::manual_seed(seed);
    flambeau::cuda::random::seed_all(seed);
    Ok(())
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_manual_seed, module)?)
}
