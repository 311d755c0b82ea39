//! `__torch_function__`: classes, and modes, that see operations on their instances before they run.
//!
//! Every way into an operation asks [`wanted`] first. For tensors, parameters and Python's own numbers that is a few
//! comparisons of type pointers; only other objects are looked at for the attribute.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use flambeau::ops;
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

use crate::errors::{current, guard, to_py};
use crate::gil::{self, Shared};
use crate::tensor::object::{is_tensor, type_object, unpack, wrap_as};

type Object = *mut ffi::PyObject;

/// The class Parameter, whose results are plain tensors.
static PARAMETER: AtomicPtr<ffi::PyTypeObject> = AtomicPtr::new(null_mut());
/// The function that stands for `__torch_function__` in classes that want no say.
static NO_SAY: AtomicPtr<ffi::PyObject> = AtomicPtr::new(null_mut());
/// Modes that are active in any thread.
static MODES: AtomicUsize = AtomicUsize::new(0);

const KNOWN: usize = 32;
/// Classes known to have no `__torch_function__`; each is kept alive, so that its address stays its own.
static WITHOUT: [AtomicPtr<ffi::PyTypeObject>; KNOWN] = [const { AtomicPtr::new(null_mut()) }; KNOWN];

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Off {
    Nothing,
    /// Classes are not asked; modes are.
    Classes,
    All,
}

thread_local! {
    static OFF: Cell<Off> = const { Cell::new(Off::Nothing) };
    static STACK: RefCell<Vec<Shared>> = const { RefCell::new(Vec::new()) };
}

/// Sets what is switched off in this thread until it is dropped.
struct Switched(Off);

impl Switched {
    fn to(off: Off) -> Switched {
        Switched(OFF.replace(off))
    }
}

impl Drop for Switched {
    fn drop(&mut self) {
        OFF.set(self.0);
    }
}

/// Whether the class has a `__torch_function__` of its own.
unsafe fn has_say(kind: *mut ffi::PyTypeObject) -> bool {
    for known in &WITHOUT {
        let known = known.load(Ordering::Relaxed);
        if known == kind {
            return false;
        }
        if known.is_null() {
            break;
        }
    }
    // SAFETY: the lock is held and the class is alive.
    unsafe {
        let found = ffi::PyObject_GetAttrString(kind.cast(), c"__torch_function__".as_ptr());
        if found.is_null() {
            ffi::PyErr_Clear();
        } else {
            ffi::Py_DECREF(found);
            if found != NO_SAY.load(Ordering::Relaxed) {
                return true;
            }
        }
        if let Some(free) = WITHOUT.iter().find(|known| known.load(Ordering::Relaxed).is_null()) {
            ffi::Py_INCREF(kind.cast());
            free.store(kind, Ordering::Relaxed);
        }
    }
    false
}

#[inline(always)]
unsafe fn is_basic(object: Object, kind: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: compares addresses.
    unsafe {
        kind == type_object()
            || kind == PARAMETER.load(Ordering::Relaxed)
            || kind == &raw mut ffi::PyLong_Type
            || kind == &raw mut ffi::PyFloat_Type
            || kind == &raw mut ffi::PyBool_Type
            || kind == &raw mut ffi::PyUnicode_Type
            || object == ffi::Py_None()
    }
}

/// Calls `see` with what the object is, or holds as a list or tuple.
unsafe fn parts(object: Object, see: &mut impl FnMut(Object) -> bool) -> bool {
    // SAFETY: the caller holds the object; items are borrowed from it.
    unsafe {
        let kind = ffi::Py_TYPE(object);
        if kind == &raw mut ffi::PyTuple_Type || ffi::PyTuple_Check(object) != 0 {
            (0..ffi::PyTuple_Size(object)).all(|at| see(ffi::PyTuple_GetItem(object, at)))
        } else if ffi::PyList_Check(object) != 0 {
            (0..ffi::PyList_Size(object)).all(|at| see(ffi::PyList_GetItem(object, at)))
        } else {
            see(object)
        }
    }
}

unsafe fn is_plain_object(object: Object) -> bool {
    // SAFETY: the caller holds the object.
    unsafe {
        parts(object, &mut |item| {
            let kind = ffi::Py_TYPE(item);
            is_basic(item, kind) || !has_say(kind)
        })
    }
}

/// Whether nobody else has a say in operations on the object.
///
/// # Safety
/// The object is alive and the lock is held.
#[inline(always)]
pub unsafe fn is_plain(object: Object) -> bool {
    // SAFETY: the caller's promise.
    unsafe { is_basic(object, ffi::Py_TYPE(object)) || is_plain_object(object) }
}

/// Whether a mode is active in some thread.
#[inline(always)]
pub fn modes() -> bool {
    MODES.load(Ordering::Relaxed) != 0
}

/// Whether a mode of this thread wants to see operations.
#[inline(always)]
fn listening() -> bool {
    modes() && OFF.get() != Off::All && STACK.with_borrow(|stack| !stack.is_empty())
}

/// Whether a class or a mode wants to see an operation on these objects.
///
/// # Safety
/// The objects are alive and the lock is held.
#[inline(always)]
pub unsafe fn wanted(objects: &[Object]) -> bool {
    // SAFETY: the caller's promise.
    modes() || !objects.iter().all(|&object| unsafe { is_plain(object) })
}

/// What a class is asked about.
pub enum Function<'a> {
    /// A function of the module.
    Module(&'a str),
    /// A method or operator of Tensor.
    Method(&'a str),
    /// An attribute of Tensor that is read.
    Get(&'a str),
    /// An attribute of Tensor that is set.
    Set(&'a str),
    /// A function written in Python, with its public name.
    Python(Bound<'a, PyAny>),
}

fn core<'py>(py: Python<'py>) -> PyResult<&'py Bound<'py, PyAny>> {
    static CORE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    CORE.get_or_try_init(py, || py.import("flambeau._core").map(|module| module.into_any().unbind()))
        .map(|core| core.bind(py))
}

impl Function<'_> {
    fn object<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: the type lives as long as the process.
        let tensor = || unsafe { Bound::from_borrowed_ptr(py, type_object().cast()) };
        match self {
            Function::Module(name) => core(py)?.getattr(*name),
            Function::Method(name) => tensor().getattr(*name),
            Function::Get(name) => tensor().getattr(*name)?.getattr("__get__"),
            Function::Set(name) => tensor().getattr(*name)?.getattr("__set__"),
            Function::Python(function) => Ok(function.clone().unbind().into_bound(py)),
        }
    }

    fn public_name(&self) -> String {
        match self {
            Function::Module(name) => format!("torch.{name}"),
            Function::Method(name) => format!("torch.Tensor.{name}"),
            Function::Get(name) => format!("torch.Tensor.{name}.__get__"),
            Function::Set(name) => format!("torch.Tensor.{name}.__set__"),
            Function::Python(function) => {
                let text = |name: &str| function.getattr(name).map(|value| value.to_string()).unwrap_or_default();
                let module = text("__module__").replacen("flambeau", "torch", 1);
                // Private modules, and the files of `nn.functional`, are not where users find the function.
                let module = match module.find("._") {
                    Some(at) => &module[..at],
                    None if module.starts_with("torch.nn.functional") => "torch.nn.functional",
                    None => &module,
                };
                format!("{module}.{}", text("__name__"))
            }
        }
    }
}

/// Objects whose classes have a say, one for each class, subclasses before their bases.
fn speakers<'py>(py: Python<'py>, objects: &[Object]) -> Vec<Bound<'py, PyAny>> {
    let mut found: Vec<Bound<'py, PyAny>> = Vec::new();
    if OFF.get() != Off::Nothing {
        return found;
    }
    for &object in objects {
        // SAFETY: the caller holds the objects; what lists hold is taken a reference to.
        unsafe {
            parts(object, &mut |item| {
                let kind = ffi::Py_TYPE(item);
                if !is_basic(item, kind) && has_say(kind) && found.iter().all(|seen| seen.get_type_ptr() != kind) {
                    let at = found.iter().position(|seen| ffi::PyType_IsSubtype(kind, seen.get_type_ptr()) != 0);
                    found.insert(at.unwrap_or(found.len()), Bound::from_borrowed_ptr(py, item));
                }
                true
            });
        }
    }
    found
}

/// The newest mode, taken off the stack until it is dropped.
struct Taken(Option<Shared>);

impl Taken {
    fn newest() -> Option<Taken> {
        if OFF.get() == Off::All {
            return None;
        }
        let mode = STACK.with_borrow_mut(Vec::pop)?;
        MODES.fetch_sub(1, Ordering::Relaxed);
        Some(Taken(Some(mode)))
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(mode) = self.0.take() {
            STACK.with_borrow_mut(|stack| stack.push(mode));
            MODES.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Asks the mode and the classes of these objects for the result; `None` where there is nobody to ask.
///
/// # Errors
/// `TypeError` where all of them decline, and what they raise.
pub fn ask<'py>(
    py: Python<'py>,
    function: &Function<'_>,
    relevant: &[Object],
    args: impl FnOnce() -> PyResult<Bound<'py, PyTuple>>,
    kwargs: impl FnOnce() -> PyResult<Option<Bound<'py, PyDict>>>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let speakers = speakers(py, relevant);
    let mode = if modes() { Taken::newest() } else { None };
    if speakers.is_empty() && mode.is_none() {
        return Ok(None);
    }
    let types = PyTuple::new(py, speakers.iter().map(|one| one.get_type()))?;
    let kwargs = kwargs()?.map_or_else(|| py.None().into_bound(py), Bound::into_any);
    let call = (function.object(py)?, types, args()?, kwargs).into_pyobject(py)?;
    let declined = py.NotImplemented().into_bound(py);
    if let Some(mode) = &mode
        && let Some(mode) = &mode.0
    {
        let result = gil::call(&mode.bind(py).getattr("__torch_function__")?, &call)?;
        if !result.is(&declined) {
            return Ok(Some(result));
        }
        if speakers.is_empty() {
            return Err(PyTypeError::new_err(format!(
                "Multiple dispatch failed for '{}'; the active mode returned NotImplemented",
                function.public_name()
            )));
        }
    }
    drop(mode);
    for speaker in &speakers {
        let result = gil::call(&speaker.getattr("__torch_function__")?, &call)?;
        if !result.is(&declined) {
            return Ok(Some(result));
        }
    }
    let name = function.public_name();
    let kinds: Vec<String> = speakers.iter().map(|one| one.get_type().to_string()).collect();
    Err(PyTypeError::new_err(match function {
        Function::Python(_) => {
            format!(
                "no implementation found for '{name}' on types that implement __torch_function__: [{}]",
                kinds.join(", ")
            )
        }
        _ => format!(
            "Multiple dispatch failed for '{name}'; all __torch_function__ handlers returned NotImplemented:\n\n  - \
             tensor subclass {}",
            kinds.join("\n  - tensor subclass ")
        ),
    }))
}

/// Asks about a call with arguments in the interpreter's form.
///
/// # Errors
/// As [`ask`].
pub fn ask_call(
    py: Python<'_>,
    function: &Function<'_>,
    this: Option<Object>,
    args: &[Object],
    kwnames: Object,
    values: &[Object],
) -> PyResult<Option<Object>> {
    let mut relevant: Vec<Object> = this.into_iter().collect();
    let own = relevant.len() + args.len();
    relevant.extend_from_slice(args);
    relevant.extend_from_slice(values);
    // SAFETY: the caller holds all objects.
    let bound = |object: Object| unsafe { Bound::from_borrowed_ptr(py, object) };
    let tuple = || PyTuple::new(py, relevant[..own].iter().map(|&object| bound(object)));
    let dict = || {
        if values.is_empty() {
            return Ok(None);
        }
        let dict = PyDict::new(py);
        let names = bound(kwnames);
        for (at, &value) in values.iter().enumerate() {
            dict.set_item(names.get_item(at)?, bound(value))?;
        }
        Ok(Some(dict))
    };
    Ok(ask(py, function, &relevant, tuple, dict)?.map(Bound::into_ptr))
}

/// Asks about a call of positional arguments.
///
/// # Errors
/// As [`ask`].
#[cold]
pub fn ask_about(py: Python<'_>, function: &Function<'_>, args: &[Object]) -> PyResult<Option<Object>> {
    ask_call(py, function, None, args, null_mut(), &[])
}

/// Makes tensors in a result instances of the class.
fn convert<'py>(py: Python<'py>, result: Bound<'py, PyAny>, kind: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    if kind.as_type_ptr() == type_object() {
        return Ok(result);
    }
    // SAFETY: bound objects are alive and the lock is held; the alias is a new tensor.
    unsafe {
        if is_tensor(result.as_ptr()) {
            if ffi::PyType_IsSubtype(result.get_type_ptr(), kind.as_type_ptr()) != 0 {
                return Ok(result);
            }
            let tensor =
                unpack(result.as_ptr()).ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))?;
            let alias = ops::alias(tensor).map_err(to_py)?;
            return Bound::from_owned_ptr_or_err(py, wrap_as(alias, kind.as_type_ptr()));
        }
        if ffi::PyTuple_Check(result.as_ptr()) == 0 && ffi::PyList_Check(result.as_ptr()) == 0 {
            return Ok(result);
        }
    }
    let items = result.try_iter()?.map(|item| convert(py, item?, kind)).collect::<PyResult<Vec<_>>>()?;
    result.get_type().call1((PyList::new(py, items)?,))
}

/// `Tensor.__torch_function__`: calls the function with classes switched off, and makes its results instances of the class.
pub unsafe extern "C" fn default_torch_function(kind: Object, args: Object, kwargs: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: the interpreter passes the class, a tuple, and a dict or null.
        let (kind, given, named) = unsafe {
            (
                Bound::from_borrowed_ptr(py, kind).cast_into::<PyType>()?,
                Bound::from_borrowed_ptr(py, args).cast_into::<PyTuple>()?,
                Bound::from_borrowed_ptr_or_opt(py, kwargs).map(|named| named.cast_into::<PyDict>()).transpose()?,
            )
        };
        let part = |at: usize, name: &str| -> PyResult<Option<Bound<'_, PyAny>>> {
            let found = match given.get_item(at) {
                Ok(found) => Some(found),
                Err(_) => named.as_ref().map(|named| named.get_item(name)).transpose()?.flatten(),
            };
            Ok(found.filter(|found| !found.is_none()))
        };
        let missing = |name: &str| PyTypeError::new_err(format!("__torch_function__() missing argument '{name}'"));
        let function = part(0, "func")?.ok_or_else(|| missing("func"))?;
        for one in part(1, "types")?.ok_or_else(|| missing("types"))?.try_iter()? {
            if !kind.is_subclass(&one?)? {
                return Ok(py.NotImplemented().into_ptr());
            }
        }
        let args = part(2, "args")?.map_or_else(
            || Ok(PyTuple::empty(py)),
            |args| args.try_iter()?.collect::<PyResult<Vec<_>>>().and_then(|args| PyTuple::new(py, args)),
        )?;
        let kwargs = part(3, "kwargs")?.map(|kwargs| kwargs.cast_into::<PyDict>()).transpose()?;
        let result = {
            let _off = Switched::to(if OFF.get() > Off::Classes { OFF.get() } else { Off::Classes });
            function.call(args, kwargs.as_ref())?
        };
        // Gradients and bases keep the class they have.
        if let Ok(name) = function.getattr("__name__")
            && name.to_string() == "__get__"
            && let Ok(owner) = function.getattr("__self__")
            && let Ok(attribute) = owner.getattr("__name__")
            && matches!(attribute.to_string().as_str(), "grad" | "_grad" | "_base")
        {
            return Ok(result.into_ptr());
        }
        convert(py, result, &kind).map(Bound::into_ptr)
    })
}

/// `has_torch_function(objects)`: whether a class or mode has a say about one of a tuple.
unsafe extern "C" fn has_torch_function(_module: Object, objects: Object) -> Object {
    // SAFETY: called by the interpreter with the lock held.
    unsafe { answer(|| !is_plain_object(objects)) }
}

unsafe extern "C" fn has_torch_function_unary(_module: Object, object: Object) -> Object {
    // SAFETY: as above.
    unsafe { answer(|| !is_basic(object, ffi::Py_TYPE(object)) && has_say(ffi::Py_TYPE(object))) }
}

unsafe extern "C" fn has_torch_function_variadic(_module: Object, args: *mut Object, count: ffi::Py_ssize_t) -> Object {
    // SAFETY: the interpreter's argument array.
    unsafe {
        let args = if count == 0 { &[][..] } else { std::slice::from_raw_parts(args, count as usize) };
        let plain = |&object: &Object| is_basic(object, ffi::Py_TYPE(object)) || !has_say(ffi::Py_TYPE(object));
        answer(|| !args.iter().all(plain))
    }
}

/// The answer, given whether a class has a say.
#[inline]
unsafe fn answer(says: impl FnOnce() -> bool) -> Object {
    let somebody = listening() || (says() && OFF.get() == Off::Nothing);
    // SAFETY: immortal objects.
    unsafe { ffi::Py_NewRef(if somebody { ffi::Py_True() } else { ffi::Py_False() }) }
}

/// Calls the `__torch_function__` of the relevant arguments' classes for a function written in Python.
///
/// Example:
///     >>> def twice(x):
///     ...     if flambeau.overrides.has_torch_function((x,)):
///     ...         return flambeau.overrides.handle_torch_function(twice, (x,), x)
///     ...     return 2 * x
///     >>> twice(flambeau.ones(1))
///     tensor([2.])
#[pyfunction]
#[pyo3(signature = (public_api, relevant_args, *args, **kwargs))]
fn handle_torch_function<'py>(
    py: Python<'py>,
    public_api: &Bound<'py, PyAny>,
    relevant_args: &Bound<'py, PyAny>,
    args: &Bound<'py, PyTuple>,
    kwargs: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let relevant: Vec<Bound<'py, PyAny>> = relevant_args.try_iter()?.collect::<PyResult<_>>()?;
    let pointers: Vec<Object> = relevant.iter().map(|one| one.as_ptr()).collect();
    let function = Function::Python(public_api.clone());
    let named = || Ok(Some(kwargs.map_or_else(|| PyDict::new(py), Bound::clone)));
    match ask(py, &function, &pointers, || Ok(args.clone()), named)? {
        Some(result) => Ok(result),
        None => {
            // Nobody is left to ask.
            let _off = Switched::to(Off::All);
            public_api.call(args, kwargs)
        }
    }
}

/// The classes that have a say about these arguments' instances, as one instance each.
#[pyfunction]
fn _overloaded_args<'py>(py: Python<'py>, relevant_args: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let relevant: Vec<Bound<'py, PyAny>> = relevant_args.try_iter()?.collect::<PyResult<_>>()?;
    let pointers: Vec<Object> = relevant.iter().map(|one| one.as_ptr()).collect();
    Ok(speakers(py, &pointers))
}

/// Told by the Python side at import: the class Parameter.
#[pyfunction]
fn _register_parameter(kind: &Bound<'_, PyType>) {
    // The class lives as long as its module; a reference of our own makes sure.
    PARAMETER.store(kind.clone().into_ptr().cast(), Ordering::Relaxed);
}

/// Puts a mode on this thread's stack.
#[pyfunction]
fn _push_on_torch_function_stack(mode: &Bound<'_, PyAny>) {
    STACK.with_borrow_mut(|stack| stack.push(Shared::new(mode)));
    MODES.fetch_add(1, Ordering::Relaxed);
}

/// Takes the newest mode off this thread's stack.
#[pyfunction]
fn _pop_torch_function_stack(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let mode = STACK.with_borrow_mut(Vec::pop).ok_or_else(|| PyRuntimeError::new_err("no mode is active"))?;
    MODES.fetch_sub(1, Ordering::Relaxed);
    Ok(mode.bind(py))
}

/// How many modes are on this thread's stack.
#[pyfunction]
fn _len_torch_function_stack() -> usize {
    STACK.with_borrow(Vec::len)
}

/// A mode of this thread's stack, the oldest first.
#[pyfunction]
fn _get_function_stack_at(py: Python<'_>, at: usize) -> PyResult<Bound<'_, PyAny>> {
    STACK
        .with_borrow(|stack| stack.get(at).map(|mode| mode.bind(py)))
        .ok_or_else(|| pyo3::exceptions::PyIndexError::new_err("no mode there"))
}

/// Whether classes have a say in this thread.
#[pyfunction]
fn _is_torch_function_enabled() -> bool {
    OFF.get() == Off::Nothing
}

macro_rules! switch {
    ($(#[doc = $doc:literal])* $name:ident $text:literal $off:expr) => {
        $(#[doc = $doc])*
        #[pyclass(module = "flambeau._core", name = $text, unsendable)]
        #[derive(Default)]
        struct $name(Vec<Switched>);

        #[pymethods]
        impl $name {
            #[new]
            fn new() -> Self {
                Self::default()
            }

            fn __enter__(&mut self) {
                self.0.push(Switched::to(if OFF.get() > $off { OFF.get() } else { $off }));
            }

            #[pyo3(signature = (*_error))]
            fn __exit__(&mut self, _error: &Bound<'_, PyTuple>) {
                self.0.pop();
            }
        }
    };
}

switch! {
    /// `with DisableTorchFunctionSubclass():` operations do not ask classes.
    ///
    /// Example:
    ///     >>> with flambeau._C.DisableTorchFunctionSubclass():
    ///     ...     flambeau.ones(1) + 1
    ///     tensor([2.])
    DisableClasses "DisableTorchFunctionSubclass" Off::Classes
}
switch! {
    /// `with DisableTorchFunction():` operations ask neither classes nor modes.
    ///
    /// Example:
    ///     >>> with flambeau._C.DisableTorchFunction():
    ///     ...     flambeau.ones(1) + 1
    ///     tensor([2.])
    DisableAll "DisableTorchFunction" Off::All
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let fast = ffi::METH_FASTCALL;
    let definition = |name: &'static std::ffi::CStr, pointer, flags, doc: &'static std::ffi::CStr| ffi::PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: pointer,
        ml_flags: flags,
        ml_doc: doc.as_ptr(),
    };
    let one = |function| ffi::PyMethodDefPointer { PyCFunction: function };
    let definitions = vec![
        definition(
            c"has_torch_function",
            one(has_torch_function as _),
            ffi::METH_O,
            c"Whether a class or mode has a say about one of a tuple of arguments.\n\nExample:\n    >>> flambeau.overrides.has_torch_function((flambeau.ones(1), 1))\n    False",
        ),
        definition(
            c"has_torch_function_unary",
            one(has_torch_function_unary as _),
            ffi::METH_O,
            c"Whether a class or mode has a say about this argument.\n\nExample:\n    >>> flambeau._core.has_torch_function_unary(flambeau.ones(1))\n    False",
        ),
        definition(
            c"has_torch_function_variadic",
            ffi::PyMethodDefPointer { PyCFunctionFast: has_torch_function_variadic },
            fast,
            c"Whether a class or mode has a say about one of these arguments.\n\nExample:\n    >>> flambeau._core.has_torch_function_variadic(flambeau.ones(1), 1)\n    False",
        ),
        // SAFETY: an all-zero definition ends the list.
        unsafe { std::mem::zeroed() },
    ];
    // SAFETY: definitions are leaked; functions get no object of their own.
    if unsafe { ffi::PyModule_AddFunctions(module.as_ptr(), definitions.leak().as_mut_ptr()) } != 0 {
        return Err(current(module.py()));
    }
    module.add_function(wrap_pyfunction!(handle_torch_function, module)?)?;
    module.add_function(wrap_pyfunction!(_overloaded_args, module)?)?;
    module.add_function(wrap_pyfunction!(_register_parameter, module)?)?;
    module.add_function(wrap_pyfunction!(_push_on_torch_function_stack, module)?)?;
    module.add_function(wrap_pyfunction!(_pop_torch_function_stack, module)?)?;
    module.add_function(wrap_pyfunction!(_len_torch_function_stack, module)?)?;
    module.add_function(wrap_pyfunction!(_get_function_stack_at, module)?)?;
    module.add_function(wrap_pyfunction!(_is_torch_function_enabled, module)?)?;
    module.add_class::<DisableClasses>()?;
    module.add_class::<DisableAll>()?;
    let no_say = module.getattr("_disabled_torch_function_impl")?;
    // Kept for as long as the process lives.
    NO_SAY.store(no_say.into_ptr(), Ordering::Relaxed);
    Ok(())
}
