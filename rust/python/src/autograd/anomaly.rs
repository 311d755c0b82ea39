//! Anomaly detection: tracebacks of the operations that were recorded.

use std::sync::Arc;

use flambeau::Result;
use flambeau::autograd::Node;
use flambeau::autograd::anomaly::{self, Witness};
use pyo3::prelude::*;

use super::node::{metadata_of, node_object};
use crate::errors::to_core;
use crate::gil;

struct PyWitness;

fn object<'py>(py: Python<'py>, node: &Arc<Node>) -> PyResult<Bound<'py, PyAny>> {
    let object = node_object(py, node)?;
    // SAFETY: a new reference.
    Ok(unsafe { Bound::from_owned_ptr(py, object) })
}

impl Witness for PyWitness {
    fn recorded(&self, node: &Arc<Node>, parent: Option<&Arc<Node>>) {
        gil::attached(|py| {
            let noted = (|| {
                let metadata = metadata_of(py, node)?;
                let traceback = py.import("traceback")?.call_method0("format_stack")?;
                metadata.set_item("traceback_", traceback)?;
                match parent {
                    Some(parent) => metadata.set_item("parent_", object(py, parent)?),
                    None => Ok(()),
                }
            })();
            // The operation itself did not fail.
            noted.unwrap_or_else(|error: PyErr| error.write_unraisable(py, None));
        });
    }

    fn failed(&self, node: &Arc<Node>) -> Result<()> {
        gil::attached(|py| {
            let report = py.import("flambeau.autograd.anomaly_mode")?.getattr("_report")?;
            gil::call(&report, &(object(py, node)?,).into_pyobject(py)?).map(drop)
        })
        .map_err(to_core)
    }
}

/// Whether anomaly detection is on.
///
/// Example:
///     >>> flambeau.is_anomaly_enabled()
///     False
#[pyfunction]
fn is_anomaly_enabled() -> bool {
    anomaly::enabled()
}

/// Whether anomaly detection, where it is on, looks for NaN.
///
/// Example:
///     >>> flambeau.is_anomaly_check_nan_enabled()
///     True
#[pyfunction]
fn is_anomaly_check_nan_enabled() -> bool {
    anomaly::checks_nan()
}

/// Switches anomaly detection.
#[pyfunction]
fn _set_anomaly_enabled(enabled: bool, check_nan: bool) {
    if enabled {
        anomaly::set_witness(Box::new(PyWitness));
    }
    anomaly::set(enabled, check_nan);
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(is_anomaly_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(is_anomaly_check_nan_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(_set_anomaly_enabled, module)?)
}
