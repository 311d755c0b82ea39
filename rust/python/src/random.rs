//! Seeds and generators.

use flambeau::random;
use pyo3::prelude::*;

use crate::types::read_seed;

/// Starts the default generator's sequence that belongs to a seed.
#[pyfunction]
fn _manual_seed(seed: &Bound<'_, PyAny>) -> PyResult<()> {
    random::manual_seed(read_seed(seed)?);
    Ok(())
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_manual_seed, module)?)
}
