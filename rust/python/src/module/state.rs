//! What the slots of all modules share: interned names, the classes they tell apart, and the global hook tables.

use pyo3::exceptions::PyRuntimeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

use super::interpreter::Symbols;

/// Attribute names, interned, so that dict lookups compare pointers.
pub(super) struct Names {
    pub parameters: Py<PyString>,
    pub buffers: Py<PyString>,
    pub modules: Py<PyString>,
    pub non_persistent: Py<PyString>,
    pub training: Py<PyString>,
    pub forward: Py<PyString>,
    pub compiled: Py<PyString>,
    /// The hook tables of an instance that a call must look at.
    pub call_hooks: [Py<PyString>; 4],
}

/// A method as `nn.Module` has it, to see whether a class replaces it.
pub(super) struct Method {
    pub name: Py<PyString>,
    function: Py<PyAny>,
}

impl Method {
    fn of(class: &Bound<'_, PyAny>, name: &str) -> PyResult<Method> {
        let name = PyString::intern(class.py(), name);
        Ok(Method { function: class.getattr(&name)?.unbind(), name: name.unbind() })
    }
}

/// The classes and tables of `flambeau/nn/modules/module.py`.
pub(super) struct State {
    pub names: Names,
    pub symbols: Symbols,
    /// `nn.Module`.
    pub module: Py<PyType>,
    /// The native base, last of ours in the method resolution order.
    pub native: Py<PyType>,
    pub parameter: Py<PyType>,
    pub buffer: Py<PyType>,
    pub ordered_dict: Py<PyType>,
    /// Hooks that apply to every module, as far as a call must look at them.
    pub global_call_hooks: Vec<Py<PyDict>>,
    pub module_registration_hooks: Py<PyDict>,
    /// `_assign_buffer(module, name, value)`.
    pub assign_buffer: Py<PyAny>,
    pub call_impl: Method,
    pub named_modules: Method,
    pub named_children: Method,
    pub children: Method,
    pub train: Method,
    pub setattr: Method,
    pub getattr: Method,
    pub getattribute: Method,
    /// The `tp_getattro` that CPython gives to classes with a `__getattr__`.
    pub generic_getattro: usize,
    /// Whether classes get our `tp_getattro` instead.
    pub replaces_getattro: bool,
}

impl State {
    /// Whether the object's class has another method than `nn.Module`'s.
    #[inline]
    pub(super) fn replaces(&self, object: &Bound<'_, PyAny>, method: &Method) -> PyResult<bool> {
        let class = object.get_type_ptr();
        if let Some(lookup) = self.symbols.type_lookup {
            // SAFETY: a live object's class; the result is only compared.
            return Ok(unsafe { lookup(class, method.name.as_ptr()) } != method.function.as_ptr());
        }
        Ok(!object.get_type().getattr(&method.name)?.is(&method.function))
    }
}

static STATE: PyOnceLock<State> = PyOnceLock::new();

/// The state.
///
/// # Errors
/// RuntimeError if `flambeau.nn` has not been imported.
#[inline(always)]
pub(super) fn state(py: Python<'_>) -> PyResult<&'static State> {
    match STATE.get(py) {
        Some(state) => Ok(state),
        None => Err(PyRuntimeError::new_err("flambeau.nn.Module is not set up: import flambeau.nn first")),
    }
}

/// Tells the native base about the Python side. Called once, by `flambeau/nn/modules/module.py`.
#[pyfunction]
#[allow(clippy::too_many_arguments)] // keyword arguments, given once
#[pyo3(signature = (*, native, module, parameter, buffer, assign_buffer, call_hooks, module_registration_hooks))]
pub(super) fn _module_setup(
    py: Python<'_>,
    native: Bound<'_, PyType>,
    module: Bound<'_, PyType>,
    parameter: Bound<'_, PyType>,
    buffer: Bound<'_, PyType>,
    assign_buffer: Bound<'_, PyAny>,
    call_hooks: Vec<Py<PyDict>>,
    module_registration_hooks: Bound<'_, PyDict>,
) -> PyResult<()> {
    let name = |text: &str| PyString::intern(py, text).unbind();
    let object = py.get_type::<PyAny>();
    // SAFETY: `module` is a type; PyType_GetSlot reads one of its slots.
    let generic_getattro = unsafe { ffi::PyType_GetSlot(module.as_ptr().cast(), ffi::Py_tp_getattro) } as usize;
    let symbols = Symbols::find();
    let state = State {
        names: Names {
            parameters: name("_parameters"),
            buffers: name("_buffers"),
            modules: name("_modules"),
            non_persistent: name("_non_persistent_buffers_set"),
            training: name("training"),
            forward: name("forward"),
            compiled: name("_compiled_call_impl"),
            call_hooks: ["_forward_pre_hooks", "_forward_hooks", "_backward_pre_hooks", "_backward_hooks"].map(name),
        },
        native: native.unbind(),
        parameter: parameter.unbind(),
        buffer: buffer.unbind(),
        ordered_dict: py.import("collections")?.getattr("OrderedDict")?.cast_into::<PyType>()?.unbind(),
        global_call_hooks: call_hooks,
        module_registration_hooks: module_registration_hooks.unbind(),
        assign_buffer: assign_buffer.unbind(),
        call_impl: Method::of(&module, "_call_impl")?,
        named_modules: Method::of(&module, "named_modules")?,
        named_children: Method::of(&module, "named_children")?,
        children: Method::of(&module, "children")?,
        train: Method::of(&module, "train")?,
        setattr: Method::of(&module, "__setattr__")?,
        getattr: Method::of(&module, "__getattr__")?,
        getattribute: Method::of(&object, "__getattribute__")?,
        generic_getattro,
        replaces_getattro: symbols.type_lookup.is_some() && py.version_info() < (3, 13),
        symbols,
        module: module.unbind(),
    };
    STATE.set(py, state).map_err(|_| PyRuntimeError::new_err("flambeau.nn.Module is already set up"))
}
