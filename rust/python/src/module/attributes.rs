//! Attribute access of modules: reading finds registry entries without an AttributeError on the way, writing registers.

use std::ptr::null_mut;

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::ffi::{self, PyObject};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::interpreter::guard;
use super::state::{State, state};

/// `__getattr__(self, name)`: CPython calls it when ordinary lookup found nothing; also the target of
/// `super().__getattr__(name)`.
pub(super) const GETATTR: ffi::PyMethodDef = ffi::PyMethodDef {
    ml_name: c"__getattr__".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunction: getattr_method },
    ml_flags: ffi::METH_O,
    ml_doc: c"Finds a parameter, buffer or submodule.".as_ptr(),
};

/// `__setattr__(self, name, value)`.
pub(super) const SETATTR: ffi::PyMethodDef = ffi::PyMethodDef {
    ml_name: c"__setattr__".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunctionFast: setattr_method },
    ml_flags: ffi::METH_FASTCALL,
    ml_doc: c"Registers parameters, buffers and submodules; sets anything else as usual.".as_ptr(),
};

/// The instance's `__dict__`, a new reference.
///
/// # Safety
/// `module` is a live object; the GIL is held.
#[inline(always)]
pub(super) unsafe fn instance_dict<'py>(py: Python<'py>, module: *mut PyObject) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the getter of `__dict__`, as for any instance of a Python class.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyObject_GenericGetDict(module, null_mut())) }
}

/// Looks `name` up in an object that is normally a dict. Borrowed from the dict, or owned by the caller through `keep`.
///
/// # Safety
/// All three are live objects; the GIL is held.
#[inline(always)]
pub(super) unsafe fn dict_item(dict: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: checked to be a dict by the caller.
    unsafe { ffi::PyDict_GetItemWithError(dict, name) }
}

/// Searches `_parameters`, `_buffers`, `_modules`. A new reference; null without an exception if `name` is in none.
unsafe fn registered(
    py: Python<'_>,
    state: &State,
    dict: *mut PyObject,
    name: *mut PyObject,
) -> PyResult<*mut PyObject> {
    let names = &state.names;
    for registry in [&names.parameters, &names.buffers, &names.modules] {
        // SAFETY: `dict` is the instance's dict; the registry is kept alive by it during the lookup, and the value
        // becomes ours before anything else runs.
        unsafe {
            let registry = dict_item(dict, registry.as_ptr());
            if registry.is_null() {
                continue;
            }
            let class = ffi::Py_TYPE(registry);
            if class == &raw mut ffi::PyDict_Type || class.cast() == state.ordered_dict.as_ptr() {
                if ffi::PyDict_Size(registry) == 0 {
                    continue;
                }
                let value = dict_item(registry, name);
                if !value.is_null() {
                    ffi::Py_INCREF(value);
                    return Ok(value);
                }
            } else {
                // A mapping of the user's own.
                let registry = Bound::from_borrowed_ptr(py, registry);
                let name = Bound::from_borrowed_ptr(py, name);
                if registry.contains(&name)? {
                    return Ok(registry.get_item(&name)?.into_ptr());
                }
            }
        }
    }
    match PyErr::take(py) {
        Some(error) => Err(error),
        None => Ok(null_mut()),
    }
}

#[cold]
fn not_found(py: Python<'_>, module: *mut PyObject, name: *mut PyObject) -> PyErr {
    // SAFETY: both are arguments of the running slot.
    let (module, name) = unsafe { (Bound::from_borrowed_ptr(py, module), Bound::from_borrowed_ptr(py, name)) };
    match module.get_type().name() {
        Ok(class) => PyAttributeError::new_err(format!("'{class}' object has no attribute '{name}'")),
        Err(error) => error,
    }
}

unsafe extern "C" fn getattr_method(module: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    guard(null_mut(), |py| {
        let state = state(py)?;
        // SAFETY: the arguments are live during the call.
        unsafe {
            use_native_getattro(state, &Bound::from_borrowed_ptr(py, module))?;
            let dict = instance_dict(py, module)?;
            let value = registered(py, state, dict.as_ptr(), name)?;
            if value.is_null() { Err(not_found(py, module, name)) } else { Ok(value) }
        }
    })
}

/// Attribute access of classes that leave `__getattr__` and `__getattribute__` alone.
///
/// What a class defines goes CPython's way (descriptors come before or after the instance as they should); otherwise
/// the instance's dict and the registries are searched at once.
unsafe extern "C" fn getattro(module: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    guard(null_mut(), |py| {
        let state = state(py)?;
        // SAFETY: the arguments are live during the call; CPython has checked that `name` is a string.
        unsafe {
            let in_class = match state.symbols.type_lookup {
                Some(lookup) => !lookup(ffi::Py_TYPE(module), name).is_null(),
                None => true,
            };
            if in_class {
                let value = ffi::PyObject_GenericGetAttr(module, name);
                if !value.is_null() {
                    return Ok(value);
                }
                let error = PyErr::fetch(py);
                if !error.is_instance_of::<PyAttributeError>(py) {
                    return Err(error);
                }
            }
            let dict = instance_dict(py, module)?;
            let value = dict_item(dict.as_ptr(), name);
            if !value.is_null() {
                ffi::Py_INCREF(value);
                return Ok(value);
            }
            let value = registered(py, state, dict.as_ptr(), name)?;
            if value.is_null() { Err(not_found(py, module, name)) } else { Ok(value) }
        }
    })
}

/// Place of `tp_getattro` in `PyTypeObject`: the same in every CPython so far, but not promised; so it is only written
/// where it is seen to hold what `PyType_GetSlot` says.
const GETATTRO_WORD: usize = 18;

/// Replaces CPython's `tp_getattro` for classes with a `__getattr__` (ordinary lookup, raise, catch, call) by
/// [`getattro`], if the class has our `__getattr__` and the ordinary `__getattribute__`. CPython puts its own back
/// whenever somebody assigns either of them to a class.
///
/// Reading a parameter takes 43 ns instead of 557 with CPython 3.11, and 48 instead of 102 with 3.12. From 3.13 on the
/// interpreter specialises ordinary attributes and methods of classes that have its own slot (9 ns instead of 27, 21
/// instead of 100), which outweighs the gain on parameters (45 instead of 100), so there it is left alone.
fn use_native_getattro(state: &State, module: &Bound<'_, PyAny>) -> PyResult<()> {
    if !state.replaces_getattro
        || state.replaces(module, &state.getattr)?
        || state.replaces(module, &state.getattribute)?
    {
        return Ok(());
    }
    let class = module.get_type_ptr();
    // SAFETY: `class` is a heap type (a subclass of a heap type), whose words up to its slots can be read; the word is
    // written only if it holds what tp_getattro is known to be. The GIL guards types.
    unsafe {
        let word = class.cast::<usize>().add(GETATTRO_WORD);
        let slot = ffi::PyType_GetSlot(class, ffi::Py_tp_getattro) as usize;
        if slot == state.generic_getattro && *word == slot {
            *word = getattro as *const () as usize;
        }
    }
    Ok(())
}

unsafe extern "C" fn setattr_method(module: *mut PyObject, args: *mut *mut PyObject, count: isize) -> *mut PyObject {
    guard(null_mut(), |py| {
        if count != 2 {
            return Err(PyTypeError::new_err(format!("__setattr__ expected 2 arguments, got {count}")));
        }
        // SAFETY: fastcall arguments: `count` live objects.
        unsafe {
            set_attribute(py, state(py)?, module, *args, *args.add(1))?;
            Ok(py.None().into_ptr())
        }
    })
}

/// PyTorch's rules, in its order: a Parameter registers; a name in `_parameters` accepts None only; a Module registers;
/// a name in `_modules` accepts None only; a Buffer, or a name in `_buffers`, registers; the rest is set as usual.
unsafe fn set_attribute(
    py: Python<'_>,
    state: &State,
    module: *mut PyObject,
    name: *mut PyObject,
    value: *mut PyObject,
) -> PyResult<()> {
    // SAFETY: live arguments; everything borrowed from a dict is used before other code can run, or is owned.
    unsafe {
        let dict = instance_dict(py, module)?;
        let registry =
            |which: &Py<PyString>| Bound::from_borrowed_ptr_or_opt(py, dict_item(dict.as_ptr(), which.as_ptr()));
        let listed = |registry: &Option<Bound<'_, PyAny>>| match registry {
            None => Ok(false),
            Some(registry) if registry.is_exact_instance_of::<PyDict>() => {
                Ok(!dict_item(registry.as_ptr(), name).is_null())
            }
            Some(registry) => registry.contains(Bound::from_borrowed_ptr(py, name)),
        };
        let plain = is_plain(value);
        let object = Bound::from_borrowed_ptr(py, value);

        let parameters = registry(&state.names.parameters);
        if !plain && object.is_instance(state.parameter.bind(py))? {
            if parameters.is_none() {
                return Err(PyAttributeError::new_err("cannot assign parameters before Module.__init__() call"));
            }
            return register_parameter(py, module, name, &object, &dict, true);
        }
        if listed(&parameters)? {
            if !object.is_none() {
                return Err(refused(py, &object, name, "parameter", "torch.nn.Parameter or None expected"));
            }
            return register_parameter(py, module, name, &object, &dict, false);
        }

        let modules = registry(&state.names.modules);
        let is_module = !plain && object.is_instance(state.module.bind(py))?;
        if is_module || listed(&modules)? {
            let Some(modules) = modules else {
                return Err(PyAttributeError::new_err("cannot assign module before Module.__init__() call"));
            };
            if !is_module && !object.is_none() {
                return Err(refused(py, &object, name, "child module", "torch.nn.Module or None expected"));
            }
            return register_module(py, state, module, name, object, &dict, &modules, is_module);
        }

        let buffers = registry(&state.names.buffers);
        if (!plain && object.is_instance(state.buffer.bind(py))?) || listed(&buffers)? {
            let (module, name) = (Bound::from_borrowed_ptr(py, module), Bound::from_borrowed_ptr(py, name));
            state.assign_buffer.bind(py).call1((module, name, object))?;
            return Ok(());
        }
        match ffi::PyObject_GenericSetAttr(module, name, value) {
            0 => Ok(()),
            _ => Err(PyErr::fetch(py)),
        }
    }
}

/// Whether the value is of a builtin type that is neither a parameter, a module nor a buffer.
unsafe fn is_plain(value: *mut PyObject) -> bool {
    // SAFETY: a live object and CPython's static types.
    unsafe {
        let class = ffi::Py_TYPE(value);
        class == &raw mut ffi::PyLong_Type
            || class == &raw mut ffi::PyFloat_Type
            || class == &raw mut ffi::PyUnicode_Type
            || class == &raw mut ffi::PyBool_Type
            || class == &raw mut ffi::PyTuple_Type
            || class == &raw mut ffi::PyList_Type
            || class == &raw mut ffi::PyDict_Type
            || value == ffi::Py_None()
    }
}

/// `cannot assign 'X' as parameter 'w' (torch.nn.Parameter or None expected)`.
#[cold]
fn refused(py: Python<'_>, value: &Bound<'_, PyAny>, name: *mut PyObject, what: &str, expected: &str) -> PyErr {
    let typename = || py.import(intern!(py, "flambeau"))?.getattr(intern!(py, "typename"))?.call1((value,));
    // SAFETY: an argument of the running method.
    let name = unsafe { Bound::from_borrowed_ptr(py, name) };
    match typename() {
        Ok(class) => PyTypeError::new_err(format!("cannot assign '{class}' as {what} '{name}' ({expected})")),
        Err(error) => error,
    }
}

/// Removes the name wherever else it may stand, then calls `self.register_parameter`, which a subclass may replace.
unsafe fn register_parameter(
    py: Python<'_>,
    module: *mut PyObject,
    name: *mut PyObject,
    value: &Bound<'_, PyAny>,
    dict: &Bound<'_, PyAny>,
    is_parameter: bool,
) -> PyResult<()> {
    // SAFETY: arguments of the running method.
    let (module, name) = unsafe { (Bound::from_borrowed_ptr(py, module), Bound::from_borrowed_ptr(py, name)) };
    if is_parameter {
        remove_from(dict, &name)?;
        for other in [intern!(py, "_buffers"), intern!(py, "_modules"), intern!(py, "_non_persistent_buffers_set")] {
            remove_from(&module.getattr(other)?, &name)?;
        }
    }
    module.call_method1(intern!(py, "register_parameter"), (name, value)).map(drop)
}

#[allow(clippy::too_many_arguments)]
unsafe fn register_module<'py>(
    py: Python<'py>,
    state: &State,
    module: *mut PyObject,
    name: *mut PyObject,
    mut value: Bound<'py, PyAny>,
    dict: &Bound<'_, PyAny>,
    modules: &Bound<'_, PyAny>,
    is_module: bool,
) -> PyResult<()> {
    // SAFETY: arguments of the running method.
    let (module, name) = unsafe { (Bound::from_borrowed_ptr(py, module), Bound::from_borrowed_ptr(py, name)) };
    if is_module {
        remove_from(dict, &name)?;
        for other in [intern!(py, "_parameters"), intern!(py, "_buffers"), intern!(py, "_non_persistent_buffers_set")] {
            remove_from(&module.getattr(other)?, &name)?;
        }
    }
    let hooks = state.module_registration_hooks.bind(py);
    if !hooks.is_empty() {
        for hook in hooks.call_method0(intern!(py, "values"))?.try_iter()? {
            let output = hook?.call1((&module, &name, &value))?;
            if !output.is_none() {
                value = output;
            }
        }
    }
    modules.set_item(name, value)
}

/// Removes a key from a dict, or an element from a set, if it is there.
fn remove_from(container: &Bound<'_, PyAny>, name: &Bound<'_, PyAny>) -> PyResult<()> {
    if !container.contains(name)? {
        return Ok(());
    }
    if container.is_instance_of::<PyDict>() {
        container.del_item(name)
    } else {
        container.call_method1(intern!(container.py(), "discard"), (name,)).map(drop)
    }
}
