//! `Module.__init__`: the registries and hook tables of a new module.

use std::ffi::c_int;

use pyo3::exceptions::PyTypeError;
use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySet, PyTuple};
use pyo3::{Borrowed, intern};

use super::attributes::instance_dict;
use super::interpreter::guard;
use super::state::state;

/// `tp_init`. Takes no arguments unless the class sets `call_super_init`, which passes them on to the next class in
/// the method resolution order.
pub(super) unsafe extern "C" fn init(module: *mut PyObject, args: *mut PyObject, kwargs: *mut PyObject) -> c_int {
    guard(-1, |py| {
        // SAFETY: the slot's arguments: an object, a tuple, and a dict or null.
        unsafe {
            let module = Borrowed::from_ptr(py, module);
            let args = Borrowed::from_ptr(py, args).cast_unchecked::<PyTuple>();
            let kwargs = Borrowed::from_ptr_or_opt(py, kwargs).map(|kwargs| kwargs.cast_unchecked::<PyDict>());
            construct(py, &module, &args, kwargs.as_deref())?;
        }
        Ok(0)
    })
}

fn construct(
    py: Python<'_>,
    module: &Bound<'_, PyAny>,
    args: &Bound<'_, PyTuple>,
    kwargs: Option<&Bound<'_, PyDict>>,
) -> PyResult<()> {
    let state = state(py)?;
    let call_super_init = module.getattr(intern!(py, "call_super_init"))?;
    let refuses = call_super_init.is(&*pyo3::types::PyBool::new(py, false));
    if refuses
        && let Some(kwargs) = kwargs
        && let Some((key, _)) = kwargs.iter().next()
    {
        let class = module.get_type().name()?;
        let message = format!("{class}.__init__() got an unexpected keyword argument '{key}'");
        return Err(PyTypeError::new_err(message));
    }
    if refuses && !args.is_empty() {
        let (class, given) = (module.get_type().name()?, args.len() + 1);
        let message = format!("{class}.__init__() takes 1 positional argument but {given} were given");
        return Err(PyTypeError::new_err(message));
    }

    let training = pyo3::types::PyBool::new(py, true);
    // SAFETY: live objects. The ordinary setter, because a class may define `training` as a property.
    if unsafe { ffi::PyObject_GenericSetAttr(module.as_ptr(), state.names.training.as_ptr(), training.as_ptr()) } != 0 {
        return Err(PyErr::fetch(py));
    }
    // SAFETY: a live object.
    let dict = unsafe { instance_dict(py, module.as_ptr())? };
    let dict = dict.cast::<PyDict>()?;
    let table = || state.ordered_dict.bind(py).call0();
    // PyTorch's order: it shows in `__dict__` and in pickles.
    dict.set_item(&state.names.parameters, PyDict::new(py))?;
    dict.set_item(&state.names.buffers, PyDict::new(py))?;
    dict.set_item(&state.names.non_persistent, PySet::empty(py)?)?;
    dict.set_item(intern!(py, "_backward_pre_hooks"), table()?)?;
    dict.set_item(intern!(py, "_backward_hooks"), table()?)?;
    dict.set_item(intern!(py, "_is_full_backward_hook"), py.None())?;
    dict.set_item(intern!(py, "_forward_hooks"), table()?)?;
    dict.set_item(intern!(py, "_forward_hooks_with_kwargs"), table()?)?;
    dict.set_item(intern!(py, "_forward_hooks_always_called"), table()?)?;
    dict.set_item(intern!(py, "_forward_pre_hooks"), table()?)?;
    dict.set_item(intern!(py, "_forward_pre_hooks_with_kwargs"), table()?)?;
    dict.set_item(intern!(py, "_state_dict_hooks"), table()?)?;
    dict.set_item(intern!(py, "_state_dict_pre_hooks"), table()?)?;
    dict.set_item(intern!(py, "_load_state_dict_pre_hooks"), table()?)?;
    dict.set_item(intern!(py, "_load_state_dict_post_hooks"), table()?)?;
    dict.set_item(&state.names.modules, PyDict::new(py))?;

    if call_super_init.is_truthy()? {
        let parent = py.import("builtins")?.getattr("super")?.call1((&state.native, module))?;
        parent.getattr(intern!(py, "__init__"))?.call(args, kwargs)?;
    }
    Ok(())
}
