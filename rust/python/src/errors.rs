//! Errors of the core become Python exceptions of the class PyTorch raises.

use flambeau::error::{Error, Kind};
use pyo3::create_exception;
use pyo3::exceptions::{PyIndexError, PyNotImplementedError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    flambeau,
    OutOfMemoryError,
    PyRuntimeError,
    "Raised when a device has no memory left for a tensor.

Example:
    >>> issubclass(flambeau.OutOfMemoryError, RuntimeError)
    True
"
);

create_exception!(
    flambeau,
    AcceleratorError,
    PyRuntimeError,
    "Raised when work on a GPU failed there: nothing more can run on it in this process.

Example:
    >>> issubclass(flambeau.AcceleratorError, RuntimeError)
    True
"
);

/// The Python exception for an error of the core.
pub fn to_py(error: Error) -> PyErr {
    let kind = error.kind();
    if kind == Kind::Foreign {
        return match error.into_foreign().map(|error| error.downcast::<PyErr>()) {
            Ok(Ok(error)) => *error,
            _ => PyRuntimeError::new_err("a callback failed"),
        };
    }
    let text = error.to_string();
    match kind {
        Kind::Runtime | Kind::Foreign => PyRuntimeError::new_err(text),
        Kind::Type => PyTypeError::new_err(text),
        Kind::Value => PyValueError::new_err(text),
        Kind::Index => PyIndexError::new_err(text),
        Kind::NotImplemented => PyNotImplementedError::new_err(text),
        Kind::OutOfMemory => OutOfMemoryError::new_err(text),
        Kind::Accelerator => AcceleratorError::new_err(text),
    }
}

/// An error of the core that carries a Python exception through Rust.
pub fn to_core(error: PyErr) -> Error {
    Error::foreign(Box::new(error))
}

/// A warning of the core as Python's `UserWarning`, given where the call was made.
fn warn(text: &str) -> flambeau::Result<()> {
    crate::gil::attached(|py| {
        let text = std::ffi::CString::new(text).unwrap_or_default();
        PyErr::warn(py, &py.get_type::<pyo3::exceptions::PyUserWarning>(), &text, 1).map_err(to_core)
    })
}

/// Gives warnings that are given once a process every time, for tests of them.
#[pyfunction]
fn _set_warn_always(b: bool) {
    flambeau::warning::set_always(b);
}

/// Gives a warning where the call was made.
#[pyfunction]
fn _warn(text: &str) -> PyResult<()> {
    warn(text).map_err(to_py)
}

/// Gives a warning, every time or the first time for this text.
#[pyfunction]
fn _warn_once(text: String) -> PyResult<()> {
    static TOLD: std::sync::Mutex<std::collections::BTreeSet<String>> =
        std::sync::Mutex::new(std::collections::BTreeSet::new());
    let first = TOLD.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(text.clone());
    if first || flambeau::warning::always() { warn(&text).map_err(to_py) } else { Ok(()) }
}

/// Adds the functions of this file, and sends the core's warnings to Python.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    flambeau::warning::set_handler(warn);
    module.add("OutOfMemoryError", module.py().get_type::<OutOfMemoryError>())?;
    module.add("AcceleratorError", module.py().get_type::<AcceleratorError>())?;
    module.add_function(wrap_pyfunction!(_set_warn_always, module)?)?;
    module.add_function(wrap_pyfunction!(_warn, module)?)?;
    module.add_function(wrap_pyfunction!(_warn_once, module)?)
}

/// Runs a slot's body: an error is set as Python's current exception, a panic becomes `SystemError` and never crosses
/// the boundary.
#[inline]
pub fn guard<T>(failure: T, body: impl FnOnce(Python<'_>) -> PyResult<T>) -> T {
    // SAFETY: slots are called by the interpreter, which holds its lock.
    let py = unsafe { Python::assume_attached() };
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(py))) {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => {
            raise(py, error);
            failure
        }
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("unknown cause");
            let text = format!("flambeau met an internal error: {text}; please report it");
            raise(py, pyo3::exceptions::PySystemError::new_err(text));
            failure
        }
    }
}

/// Sets the current Python exception.
///
/// PyO3 drops what an error owned only where its own count says that the lock is held, which a slot's call does not
/// tell it: a loop that catches errors would keep the message of each.
#[cold]
pub fn raise(py: Python<'_>, error: PyErr) {
    let mut error = Some(error);
    Python::try_attach(|py| {
        if let Some(error) = error.take() {
            error.restore(py);
        }
    });
    // The interpreter is shutting down.
    if let Some(error) = error {
        error.restore(py);
    }
}

/// Takes the current Python exception.
pub fn current(py: Python<'_>) -> PyErr {
    PyErr::take(py).unwrap_or_else(|| pyo3::exceptions::PySystemError::new_err("an error without an exception"))
}
