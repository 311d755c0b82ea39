//! Calling a module. Without hooks this goes straight to `forward`; with any, to `_call_impl` in Python.

use std::ptr::null_mut;

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;

use super::attributes::{dict_item, instance_dict};
use super::interpreter::{ARGUMENTS_OFFSET, Vectorcall, guard};
use super::state::{State, state};
use crate::gil::Hang;

/// Most positional arguments that are passed on without a bound method.
const MAX_ARGS: usize = 14;

/// `tp_call`.
pub(super) unsafe extern "C" fn call(
    module: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    guard(null_mut(), |py| {
        let state = state(py)?;
        // SAFETY: the slot's arguments: an object, a tuple, and a dict or null, live during the call.
        unsafe {
            let value = match route(py, state, module)? {
                Route::Function(function, vectorcall) => call_function(function, vectorcall, module, args, kwargs),
                Route::Attribute(name) => {
                    let target = Bound::from_owned_ptr_or_err(py, ffi::PyObject_GetAttr(module, name))?;
                    ffi::PyObject_Call(target.as_ptr(), args, kwargs)
                }
            };
            if value.is_null() { Err(PyErr::fetch(py)) } else { Ok(value) }
        }
    })
}

enum Route {
    /// `forward` as a plain function of the class; no bound method is needed. Kept alive by the class.
    Function(*mut PyObject, Vectorcall),
    /// A method to look up by name.
    Attribute(*mut PyObject),
}

/// Decides who is called: the compiled form, the call with hooks, or `forward`.
unsafe fn route(py: Python<'_>, state: &State, module: *mut PyObject) -> PyResult<Route> {
    let names = &state.names;
    // SAFETY: `module` is live; borrowed items are only looked at.
    unsafe {
        let dict = instance_dict(py, module)?;
        let dict = dict.as_ptr();
        let slow = Route::Attribute(state.call_impl.name.as_ptr());
        for hooks in &names.call_hooks {
            let hooks = dict_item(dict, hooks.as_ptr());
            // A missing table (`super().__init__()` was not called) is an AttributeError, raised there.
            if hooks.is_null() || ffi::PyDict_Check(hooks) == 0 || ffi::PyDict_Size(hooks) != 0 {
                return Ok(slow);
            }
        }
        if state.global_call_hooks.iter().any(|hooks| ffi::PyDict_Size(hooks.as_ptr()) != 0) {
            return Ok(slow);
        }
        let compiled = dict_item(dict, names.compiled.as_ptr());
        if !compiled.is_null() && compiled != ffi::Py_None() {
            return Ok(Route::Attribute(names.compiled.as_ptr()));
        }
        let forward = Route::Attribute(names.forward.as_ptr());
        let (Some(lookup), Some(vectorcall)) = (state.symbols.type_lookup, state.symbols.vectorcall) else {
            return Ok(forward);
        };
        let class = ffi::Py_TYPE(module);
        if state.replaces(&Bound::from_borrowed_ptr(py, module), &state.call_impl)? {
            return Ok(slow);
        }
        let function = lookup(class, names.forward.as_ptr());
        let unbound = !function.is_null()
            && ffi::PyType_HasFeature(ffi::Py_TYPE(function), METHOD_DESCRIPTOR) != 0
            && dict_item(dict, names.forward.as_ptr()).is_null();
        Ok(if unbound { Route::Function(function, vectorcall) } else { forward })
    }
}

/// `Py_TPFLAGS_METHOD_DESCRIPTOR`: `f(self, ...)` means the same as `f.__get__(self)(...)`.
const METHOD_DESCRIPTOR: std::ffi::c_ulong = 1 << 17;

/// `function(module, *args, **kwargs)`.
unsafe fn call_function(
    function: *mut PyObject,
    vectorcall: Vectorcall,
    module: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: `args` is a tuple, `kwargs` a dict with string keys or null; the function is held while it runs.
    unsafe {
        let positional = ffi::PyTuple_Size(args) as usize;
        let named = if kwargs.is_null() { 0 } else { ffi::PyDict_Size(kwargs) as usize };
        if positional + named > MAX_ARGS {
            return call_bound(function, module, args, kwargs);
        }
        // One place in front for the callee's use, then self, then the arguments.
        let mut stack = [null_mut::<PyObject>(); MAX_ARGS + 2];
        stack[1] = module;
        for i in 0..positional {
            stack[i + 2] = ffi::PyTuple_GetItem(args, i as isize);
        }
        let mut names = null_mut();
        if named > 0 {
            names = ffi::PyTuple_New(named as isize);
            if names.is_null() {
                return null_mut();
            }
            let (mut at, mut key, mut value, mut i) = (0, null_mut(), null_mut(), 0);
            while ffi::PyDict_Next(kwargs, &mut at, &mut key, &mut value) != 0 {
                ffi::Py_INCREF(key);
                ffi::PyTuple_SetItem(names, i, key);
                stack[positional + 2 + i as usize] = value;
                i += 1;
            }
        }
        ffi::Py_INCREF(function);
        let hang = Hang;
        let result = vectorcall(function, stack.as_ptr().add(1), (positional + 1) | ARGUMENTS_OFFSET, names);
        std::mem::forget(hang);
        ffi::Py_DECREF(function);
        ffi::Py_XDECREF(names);
        result
    }
}

/// The same through a bound method.
unsafe fn call_bound(
    function: *mut PyObject,
    module: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: method descriptors have tp_descr_get.
    unsafe {
        let get = ffi::PyType_GetSlot(ffi::Py_TYPE(function), ffi::Py_tp_descr_get);
        let get = std::mem::transmute::<*mut std::ffi::c_void, ffi::descrgetfunc>(get);
        let bound = get(function, module, ffi::Py_TYPE(module).cast());
        if bound.is_null() {
            return null_mut();
        }
        let result = ffi::PyObject_Call(bound, args, kwargs);
        ffi::Py_DECREF(bound);
        result
    }
}
