//! Autocast, seen from Python: `flambeau.amp` keeps what `enter` answers and gives it back.

use flambeau::{DType, autocast};
use pyo3::prelude::*;

use crate::types::{PyDType, dtype_object};

/// The dtypes of CPU and GPU, None where autocast is off there, and whether casts of leaves are kept.
type Parts = (Option<Py<PyDType>>, Option<Py<PyDType>>, bool);

fn read(py: Python<'_>, (cpu, cuda, caches): Parts) -> autocast::State {
    let dtype = |object: Option<Py<PyDType>>| -> Option<DType> { object.map(|object| object.borrow(py).0) };
    autocast::State { cpu: dtype(cpu), cuda: dtype(cuda), caches }
}

fn show(py: Python<'_>, state: autocast::State) -> PyResult<Parts> {
    let dtype = |dtype: Option<DType>| dtype.map(|dtype| dtype_object(py, dtype)).transpose();
    Ok((dtype(state.cpu)?, dtype(state.cuda)?, state.caches))
}

/// What is on in this thread: see [`Parts`].
#[pyfunction]
fn _autocast_state(py: Python<'_>) -> PyResult<Parts> {
    show(py, autocast::state())
}

/// Sets what is on in this thread.
#[pyfunction]
fn _autocast_set(py: Python<'_>, state: Parts) {
    autocast::set(read(py, state));
}

/// Begins a region; answers what was on before.
#[pyfunction]
fn _autocast_enter(py: Python<'_>, state: Parts) -> PyResult<Parts> {
    show(py, autocast::enter(read(py, state)))
}

/// Ends a region, with what was on before it.
#[pyfunction]
fn _autocast_leave(py: Python<'_>, before: Parts) {
    autocast::leave(read(py, before));
}

/// Forgets the casts that are kept.
#[pyfunction]
fn _autocast_clear() {
    autocast::clear();
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_autocast_state, module)?)?;
    module.add_function(wrap_pyfunction!(_autocast_set, module)?)?;
    module.add_function(wrap_pyfunction!(_autocast_enter, module)?)?;
    module.add_function(wrap_pyfunction!(_autocast_leave, module)?)?;
    module.add_function(wrap_pyfunction!(_autocast_clear, module)?)
}
