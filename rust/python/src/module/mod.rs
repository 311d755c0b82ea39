//! `flambeau._core.Module`: the base of `flambeau.nn.Module`, with what every forward pass goes through.
//!
//! What lives here: attribute access that finds parameters, buffers and submodules in their registries ([`attributes`]),
//! calling a module ([`call`]), making its registries and hook tables ([`construct`]), walking over a tree of modules
//! ([`walk`]), what all of these share ([`state`]) and the interpreter's functions they use ([`interpreter`]).
//! What does not: anything that runs once per model (registration, `state_dict`, `repr`, conversion); that is Python,
//! in `flambeau/nn/modules/module.py`, where `nn.Module` derives from this type.
//!
//! The type has no C fields of its own. The registries are ordinary dicts in the instance's `__dict__`, as in PyTorch,
//! and for CPython a module is an ordinary instance of a Python class: garbage collection, pickling, weak references,
//! `__class__` assignment, `__slots__` and bases such as `dict` work without a line here.

mod attributes;
mod call;
mod construct;
mod interpreter;
mod state;
mod walk;

use std::ffi::{c_int, c_void};

use pyo3::prelude::*;
use pyo3::{ffi, wrap_pyfunction};

/// Adds the `Module` type and its helpers to the extension module.
///
/// # Errors
/// When the interpreter runs out of memory.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("Module", make_type(py)?)?;
    module.add_function(wrap_pyfunction!(state::_module_setup, module)?)?;
    module.add_function(wrap_pyfunction!(walk::_module_walk, module)?)?;
    module.add_function(wrap_pyfunction!(walk::_module_members, module)?)?;
    module.add_function(wrap_pyfunction!(walk::_module_train, module)?)?;
    module.add_function(wrap_pyfunction!(walk::_module_zero_grad, module)?)
}

/// The doc text of the type.
const DOC: &std::ffi::CStr = c"Native part of flambeau.nn.Module: calls and registries.

Example:
    >>> issubclass(flambeau.nn.Module, flambeau.Module)
    True
";

/// Makes the heap type. Its `__setattr__` and `__getattr__` are methods, not slots: `object.__setattr__(module, ...)`,
/// which users know as the way past registration, is refused by CPython for a type with a native `tp_setattro`, and
/// `super().__getattr__` must find something.
fn make_type(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let methods = Box::leak(Box::new([attributes::GETATTR, attributes::SETATTR, ffi::PyMethodDef::zeroed()]));
    let mut slots = [
        slot(ffi::Py_tp_doc, DOC.as_ptr().cast_mut().cast()),
        slot(ffi::Py_tp_init, construct::init as *mut c_void),
        slot(ffi::Py_tp_call, call::call as *mut c_void),
        slot(ffi::Py_tp_methods, methods.as_mut_ptr().cast()),
        slot(0, std::ptr::null_mut()),
    ];
    let mut spec = ffi::PyType_Spec {
        name: c"flambeau._core.Module".as_ptr(),
        basicsize: 0,
        itemsize: 0,
        flags: (ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_BASETYPE) as u32,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the spec and its slots are valid during the call; names and method table live for ever.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_FromSpec(&mut spec)) }
}

fn slot(slot: c_int, pfunc: *mut c_void) -> ffi::PyType_Slot {
    ffi::PyType_Slot { slot, pfunc }
}
