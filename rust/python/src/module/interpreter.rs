//! Functions of CPython that are not in the stable ABI of 3.11 and that are looked up by name when the module starts.
//!
//! `PyObject_Vectorcall` entered the stable ABI in 3.12 with the signature it has in 3.11. `_PyType_Lookup` (borrowed
//! result) is private but exported by every version; without it attribute access takes CPython's ordinary route.

use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi::{PyObject, PyTypeObject};
use pyo3::prelude::*;

use crate::errors::raise;

/// `PyObject *_PyType_Lookup(PyTypeObject *, PyObject *name)`.
pub(super) type TypeLookup = unsafe extern "C" fn(*mut PyTypeObject, *mut PyObject) -> *mut PyObject;
/// `PyObject *PyObject_Vectorcall(PyObject *, PyObject *const *, size_t, PyObject *kwnames)`.
pub(super) type Vectorcall =
    unsafe extern "C-unwind" fn(*mut PyObject, *const *mut PyObject, usize, *mut PyObject) -> *mut PyObject;

/// Tells `PyObject_Vectorcall` that it may use the place before the first argument for its own purposes.
pub(super) const ARGUMENTS_OFFSET: usize = 1 << (usize::BITS - 1);

/// What was found in the running interpreter.
pub(super) struct Symbols {
    pub type_lookup: Option<TypeLookup>,
    pub vectorcall: Option<Vectorcall>,
}

impl Symbols {
    pub(super) fn find() -> Symbols {
        // SAFETY: the names are CPython's and the types above are their declarations, unchanged from 3.11 to 3.14.
        unsafe {
            Symbols {
                type_lookup: std::mem::transmute::<*mut (), Option<TypeLookup>>(symbol(c"_PyType_Lookup")),
                vectorcall: std::mem::transmute::<*mut (), Option<Vectorcall>>(symbol(c"PyObject_Vectorcall")),
            }
        }
    }
}

#[cfg(unix)]
fn symbol(name: &CStr) -> *mut () {
    // SAFETY: dlsym reads the name and returns null if nothing has it.
    unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr() as *const c_char).cast() }
}

#[cfg(not(unix))]
fn symbol(_name: &CStr) -> *mut () {
    std::ptr::null_mut()
}

/// Runs the body of a slot: a Rust error becomes the Python exception, a panic becomes RuntimeError.
#[inline]
pub(super) fn guard<T>(failed: T, body: impl FnOnce(Python<'_>) -> PyResult<T>) -> T {
    // SAFETY: slots are called by the interpreter, with the GIL.
    let py = unsafe { Python::assume_attached() };
    match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => {
            raise(py, error);
            failed
        }
        Err(_) => {
            raise(py, PyRuntimeError::new_err("internal error in nn.Module: a panic was caught"));
            failed
        }
    }
}
