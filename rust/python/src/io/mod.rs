//! Checkpoint files: `flambeau.save` and `flambeau.load` over `flambeau::io`.
//!
//! - [`load`]: a checkpoint's graph of values becomes Python objects; [`save`]: Python objects become such a graph
//! - [`storage`]: the memory behind tensors as seen from Python
//!
//! What needs Python's own knowledge (classes by name, NumPy) is asked of the functions in `flambeau/_checkpoint.py`.

mod load;
mod save;
mod storage;

use flambeau::io::CheckpointError;
use pyo3::exceptions::{PyEOFError, PyRuntimeError};
use pyo3::prelude::*;

use crate::errors::to_py;

/// What stops a load or save: the file, or an exception of Python.
enum Failure {
    File(CheckpointError),
    Python(PyErr),
}

impl From<CheckpointError> for Failure {
    fn from(error: CheckpointError) -> Failure {
        Failure::File(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Failure {
        Failure::Python(error)
    }
}

impl From<flambeau::Error> for Failure {
    fn from(error: flambeau::Error) -> Failure {
        Failure::Python(to_py(error))
    }
}

/// An exception of the standard library's module `pickle`.
fn pickle_error(py: Python<'_>, class: &str, text: String) -> PyErr {
    match py.import("pickle").and_then(|pickle| pickle.getattr(class)).and_then(|class| class.call1((text,))) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

impl Failure {
    /// The exception, of the class that PyTorch raises.
    fn into_py(self, py: Python<'_>) -> PyErr {
        let error = match self {
            Failure::Python(error) => return error,
            Failure::File(error) => error,
        };
        let text = error.to_string();
        match error {
            CheckpointError::Io(error) => match error.get_ref().is_some_and(|inner| inner.is::<PyErr>()) {
                true => match error.into_inner().map(|inner| inner.downcast::<PyErr>()) {
                    Some(Ok(error)) => *error,
                    _ => PyRuntimeError::new_err(text),
                },
                false => error.into(),
            },
            CheckpointError::Empty => PyEOFError::new_err("Ran out of input: the file is empty"),
            CheckpointError::Truncated { what: "the pickle", .. } => PyEOFError::new_err(text),
            CheckpointError::Truncated { .. } => PyRuntimeError::new_err(format!("unexpected EOF: {text}")),
            CheckpointError::UnsupportedGlobal { module, name } => {
                pickle_error(py, "UnpicklingError", format!("Weights only load failed. {}", refused(&module, &name)))
            }
            CheckpointError::Pickle { .. } | CheckpointError::Opcode { .. } => {
                pickle_error(py, "UnpicklingError", format!("Weights only load failed: {text}"))
            }
            CheckpointError::NotACheckpoint => pickle_error(py, "UnpicklingError", text),
            CheckpointError::Archive { .. }
            | CheckpointError::MissingEntry { .. }
            | CheckpointError::Checksum { .. } => PyRuntimeError::new_err(format!(
                "failed reading zip archive: {text}. The file may have been cut short or changed after it was saved"
            )),
            _ => PyRuntimeError::new_err(text),
        }
    }
}

/// The message for a class or function that a file must not name.
fn refused(module: &str, name: &str) -> String {
    format!(
        "Unsupported global: GLOBAL {module}.{name} was not an allowed global by default. A file cannot make flambeau call \
         it. If you trust it, allow it with flambeau.serialization.add_safe_globals([{name}]) before loading; if the object \
         is not needed, save the checkpoint without it (a model's state_dict() in place of the model)"
    )
}

/// Adds the functions of this folder.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    load::register(module)?;
    save::register(module)?;
    storage::register(module)
}
