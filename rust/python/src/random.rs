//! Seeds and generators.

use flambeau::random;
use pyo3::prelude::*;

use crate::errors::to_py;
use crate::generator::read_seed;

/// Starts the sequence that belongs to a seed, of the default generator and those of all GPUs.
#[pyfunction]
fn _manual_seed(seed: &Bound<'_, PyAny>) -> PyResult<()> {
    let seed = read_seed(seed)?;
    random::manual_seed(seed);
    flambeau::cuda::generator::seed_all(seed).map_err(|error| to_py(error.into()))
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_manual_seed, module)?)
}
