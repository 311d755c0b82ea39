//! Walking over a tree of modules: `named_modules`, `named_parameters`, `train`, `zero_grad`.
//!
//! The iterators are lazy, as PyTorch's generators are: a registry that is changed during the walk is seen changed, and
//! one that grows raises RuntimeError. A submodule whose class replaces `named_modules` is asked through its method.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyIterator, PySet, PyString};
use pyo3::{PyTraverseError, PyVisit, ffi, intern};

use super::attributes::{dict_item, instance_dict};
use super::state::{State, state};

/// The entries of one registry, in order.
enum Entries {
    /// A plain dict, at a position of `PyDict_Next`, with the size it had at the start.
    Dict { dict: Py<PyDict>, position: isize, size: isize },
    /// Any other mapping's `items()`.
    Items(Py<PyIterator>),
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

impl Entries {
    fn of(registry: &Bound<'_, PyAny>) -> PyResult<Entries> {
        match registry.cast_exact::<PyDict>() {
            Ok(dict) => Ok(Entries::Dict { dict: dict.clone().unbind(), position: 0, size: dict.len() as isize }),
            Err(_) => Ok(Entries::Items(registry.call_method0(intern!(registry.py(), "items"))?.try_iter()?.unbind())),
        }
    }

    /// The next entry whose value is not None.
    fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Pair<'py>>> {
        loop {
            let (key, value) = match self {
                Entries::Dict { dict, position, size } => {
                    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
                    // SAFETY: a dict; both results are borrowed from it and owned before anything else runs.
                    unsafe {
                        if ffi::PyDict_Size(dict.as_ptr()) != *size {
                            return Err(PyRuntimeError::new_err("dictionary changed size during iteration"));
                        }
                        if ffi::PyDict_Next(dict.as_ptr(), position, &mut key, &mut value) == 0 {
                            return Ok(None);
                        }
                        (Bound::from_borrowed_ptr(py, key), Bound::from_borrowed_ptr(py, value))
                    }
                }
                Entries::Items(items) => match items.bind(py).clone().next() {
                    Some(item) => item?.extract()?,
                    None => return Ok(None),
                },
            };
            if !value.is_none() {
                return Ok(Some((key, value)));
            }
        }
    }

    fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self {
            Entries::Dict { dict, .. } => visit.call(dict),
            Entries::Items(items) => visit.call(items),
        }
    }
}

/// One of a module's registries.
fn registry<'py>(module: &Bound<'py, PyAny>, name: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let py = module.py();
    // SAFETY: live objects; the item is borrowed from the dict and owned before anything else runs.
    unsafe {
        let dict = instance_dict(py, module.as_ptr())?;
        match Bound::from_borrowed_ptr_or_opt(py, dict_item(dict.as_ptr(), name.as_ptr())) {
            Some(registry) => Ok(registry),
            None => module.getattr(name),
        }
    }
}

/// `prefix.name`, or `name` if there is no prefix.
fn join<'py>(prefix: &Bound<'py, PyString>, name: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let py = prefix.py();
    // SAFETY: `%U` takes a str, `%S` any object.
    let joined = unsafe {
        let format = if prefix.is_empty()? { c"%U%S" } else { c"%U.%S" };
        Bound::from_owned_ptr_or_err(py, ffi::PyUnicode_FromFormat(format.as_ptr(), prefix.as_ptr(), name.as_ptr()))?
    };
    joined.cast_into().map_err(PyErr::from)
}

/// Whether `memo`, normally a set, has the object.
fn seen(memo: &Bound<'_, PyAny>, object: &Bound<'_, PyAny>) -> PyResult<bool> {
    match memo.cast_exact::<PySet>() {
        Ok(set) => set.contains(object),
        Err(_) => memo.contains(object),
    }
}

fn remember(memo: &Bound<'_, PyAny>, object: &Bound<'_, PyAny>) -> PyResult<()> {
    match memo.cast_exact::<PySet>() {
        Ok(set) => set.add(object),
        Err(_) => memo.call_method1(intern!(memo.py(), "add"), (object,)).map(drop),
    }
}

enum Frame {
    /// A module that was handed out and whose submodules come next.
    Open(Py<PyAny>, Py<PyString>),
    /// Submodules still to come, and the prefix of their names.
    Inside(Entries, Py<PyString>),
    /// What a replaced `named_modules` gives.
    Replaced(Py<PyIterator>),
}

/// Depth first, a module before its submodules. Names are only made when `named` is set.
struct Walk {
    stack: Vec<Frame>,
    memo: Py<PyAny>,
    remove_duplicate: bool,
    named: bool,
    start: Option<(Py<PyAny>, Py<PyString>)>,
}

type Found<'py> = (Bound<'py, PyString>, Bound<'py, PyAny>);

impl Walk {
    fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Found<'py>>> {
        if let Some((module, prefix)) = self.start.take() {
            let module = module.into_bound(py);
            // The caller is `named_modules` of this very module, so that it is not asked again.
            if !seen(self.memo.bind(py), &module)? {
                return self.hand_out(module, prefix.into_bound(py)).map(Some);
            }
        }
        loop {
            let Some(frame) = self.stack.last_mut() else { return Ok(None) };
            match frame {
                Frame::Open(module, prefix) => {
                    let entries = Entries::of(&registry(module.bind(py), intern!(py, "_modules"))?)?;
                    *frame = Frame::Inside(entries, prefix.clone_ref(py));
                }
                Frame::Inside(entries, prefix) => {
                    let Some((name, module)) = entries.next(py)? else {
                        self.stack.pop();
                        continue;
                    };
                    let prefix = prefix.bind(py);
                    let prefix = if self.named { join(prefix, &name)? } else { prefix.clone() };
                    if let Some(found) = self.enter(module, prefix)? {
                        return Ok(Some(found));
                    }
                }
                Frame::Replaced(iterator) => match iterator.bind(py).clone().next() {
                    Some(found) => return Ok(Some(found?.extract()?)),
                    None => drop(self.stack.pop()),
                },
            }
        }
    }

    fn enter<'py>(&mut self, module: Bound<'py, PyAny>, prefix: Bound<'py, PyString>) -> PyResult<Option<Found<'py>>> {
        let py = module.py();
        let state = state(py)?;
        if state.replaces(&module, &state.named_modules)? {
            let args = (&self.memo, prefix, self.remove_duplicate);
            let iterator = module.call_method1(intern!(py, "named_modules"), args)?.try_iter()?;
            self.stack.push(Frame::Replaced(iterator.unbind()));
            return Ok(None);
        }
        if seen(self.memo.bind(py), &module)? {
            return Ok(None);
        }
        self.hand_out(module, prefix).map(Some)
    }

    fn hand_out<'py>(&mut self, module: Bound<'py, PyAny>, prefix: Bound<'py, PyString>) -> PyResult<Found<'py>> {
        if self.remove_duplicate {
            remember(self.memo.bind(module.py()), &module)?;
        }
        self.stack.push(Frame::Open(module.clone().unbind(), prefix.clone().unbind()));
        Ok((prefix, module))
    }

    fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.memo)?;
        if let Some((module, _)) = &self.start {
            visit.call(module)?;
        }
        for frame in &self.stack {
            match frame {
                Frame::Open(module, _) => visit.call(module)?,
                Frame::Inside(entries, _) => entries.traverse(visit)?,
                Frame::Replaced(iterator) => visit.call(iterator)?,
            }
        }
        Ok(())
    }
}

/// Iterates over `(name, module)`, or over modules.
#[pyclass(module = "flambeau._core")]
pub(super) struct ModuleIterator(Option<Walk>);

#[pymethods]
impl ModuleIterator {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(walk) = &mut self.0 else { return Ok(None) };
        let Some((name, module)) = walk.next(py).inspect_err(|_| self.0 = None)? else {
            self.0 = None;
            return Ok(None);
        };
        let named = self.0.as_ref().is_some_and(|walk| walk.named);
        Ok(Some(if named { (name, module).into_pyobject(py)?.into_any() } else { module }))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.0.as_ref().map_or(Ok(()), |walk| walk.traverse(&visit))
    }

    fn __clear__(&mut self) {
        self.0 = None;
    }
}

/// Iterates over `(name, member)`, or over members, of the registries of one or all modules of a tree.
#[pyclass(module = "flambeau._core")]
pub(super) struct MemberIterator(Option<Members>);

struct Members {
    /// The modules still to come; None once they are used up, or if there is but one.
    walk: Option<Walk>,
    /// The members of the module at hand, and the prefix of their names.
    current: Option<(Entries, Py<PyString>)>,
    registry_name: Py<PyString>,
    /// Members handed out so far.
    memo: Py<PySet>,
    remove_duplicate: bool,
    named: bool,
}

impl Members {
    fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        loop {
            if let Some((entries, prefix)) = &mut self.current {
                while let Some((name, member)) = entries.next(py)? {
                    let memo = self.memo.bind(py);
                    if memo.contains(&member)? {
                        continue;
                    }
                    if self.remove_duplicate {
                        memo.add(&member)?;
                    }
                    if !self.named {
                        return Ok(Some(member));
                    }
                    let name = join(prefix.bind(py), &name)?;
                    return Ok(Some((name, member).into_pyobject(py)?.into_any()));
                }
                self.current = None;
            }
            let Some(walk) = &mut self.walk else { return Ok(None) };
            let Some((prefix, module)) = walk.next(py)? else { return Ok(None) };
            let entries = Entries::of(&registry(&module, self.registry_name.bind(py))?)?;
            self.current = Some((entries, prefix.unbind()));
        }
    }
}

#[pymethods]
impl MemberIterator {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(members) = &mut self.0 else { return Ok(None) };
        let next = members.next(py);
        if !matches!(next, Ok(Some(_))) {
            self.0 = None;
        }
        next
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Some(members) = &self.0 else { return Ok(()) };
        visit.call(&members.memo)?;
        if let Some((entries, _)) = &members.current {
            entries.traverse(&visit)?;
        }
        members.walk.as_ref().map_or(Ok(()), |walk| walk.traverse(&visit))
    }

    fn __clear__(&mut self) {
        self.0 = None;
    }
}

/// `module.named_modules(memo, prefix, remove_duplicate)`, or its modules alone.
#[pyfunction]
#[pyo3(signature = (module, memo, prefix, remove_duplicate, named))]
pub(super) fn _module_walk(
    py: Python<'_>,
    module: Py<PyAny>,
    memo: Option<Py<PyAny>>,
    prefix: Py<PyString>,
    remove_duplicate: bool,
    named: bool,
) -> PyResult<ModuleIterator> {
    let memo = match memo {
        Some(memo) => memo,
        None => PySet::empty(py)?.into_any().unbind(),
    };
    Ok(ModuleIterator(Some(Walk { stack: Vec::new(), memo, remove_duplicate, named, start: Some((module, prefix)) })))
}

/// The members in the registry (`"_parameters"` or `"_buffers"`) of the module and, if `recurse`, of its submodules.
#[pyfunction]
#[pyo3(signature = (module, registry_name, prefix, recurse, remove_duplicate, named))]
pub(super) fn _module_members(
    module: Bound<'_, PyAny>,
    registry_name: Bound<'_, PyString>,
    prefix: Bound<'_, PyString>,
    recurse: bool,
    remove_duplicate: bool,
    named: bool,
) -> PyResult<MemberIterator> {
    let py = module.py();
    let state = state(py)?;
    let memo = PySet::empty(py)?;
    let mut members = Members {
        walk: None,
        current: None,
        registry_name: registry_name.unbind(),
        memo: memo.unbind(),
        remove_duplicate,
        named,
    };
    if recurse {
        let memo = PySet::empty(py)?.into_any().unbind();
        let mut walk = Walk { stack: Vec::new(), memo, remove_duplicate, named, start: None };
        if state.replaces(&module, &state.named_modules)? {
            let kwargs = PyDict::new(py);
            kwargs.set_item(intern!(py, "prefix"), prefix)?;
            kwargs.set_item(intern!(py, "remove_duplicate"), remove_duplicate)?;
            let modules = module.call_method(intern!(py, "named_modules"), (), Some(&kwargs))?;
            walk.stack.push(Frame::Replaced(modules.try_iter()?.unbind()));
        } else {
            walk.start = Some((module.unbind(), prefix.unbind()));
        }
        members.walk = Some(walk);
    } else {
        let entries = Entries::of(&registry(&module, members.registry_name.bind(py))?)?;
        members.current = Some((entries, prefix.unbind()));
    }
    Ok(MemberIterator(Some(members)))
}

/// `module.train(mode)` for a module and its submodules.
#[pyfunction]
pub(super) fn _module_train(module: &Bound<'_, PyAny>, mode: &Bound<'_, PyBool>) -> PyResult<()> {
    let py = module.py();
    let state = state(py)?;
    set_training(state, module, mode)
}

fn set_training(state: &State, module: &Bound<'_, PyAny>, mode: &Bound<'_, PyBool>) -> PyResult<()> {
    let py = module.py();
    let training = state.names.training.bind(py);
    if state.replaces(module, &state.setattr)? {
        module.setattr(training, mode)?;
    // SAFETY: live objects.
    } else if unsafe { ffi::PyObject_GenericSetAttr(module.as_ptr(), training.as_ptr(), mode.as_ptr()) } != 0 {
        return Err(PyErr::fetch(py));
    }
    let visit = |child: &Bound<'_, PyAny>| {
        if state.replaces(child, &state.train)? {
            child.call_method1(intern!(py, "train"), (mode,)).map(drop)
        } else {
            set_training(state, child, mode)
        }
    };
    if state.replaces(module, &state.children)? || state.replaces(module, &state.named_children)? {
        for child in module.call_method0(intern!(py, "children"))?.try_iter()? {
            visit(&child?)?;
        }
        return Ok(());
    }
    let mut entries = Entries::of(&registry(module, intern!(py, "_modules"))?)?;
    let memo = PySet::empty(py)?;
    while let Some((_, child)) = entries.next(py)? {
        if !memo.contains(&child)? {
            memo.add(&child)?;
            visit(&child)?;
        }
    }
    Ok(())
}

/// Resets the gradients of the parameters: to None, or to zero.
#[pyfunction]
pub(super) fn _module_zero_grad(parameters: &Bound<'_, PyAny>, set_to_none: bool) -> PyResult<()> {
    let py = parameters.py();
    let grad_name = intern!(py, "grad");
    for parameter in parameters.try_iter()? {
        let parameter = parameter?;
        let grad = parameter.getattr(grad_name)?;
        if grad.is_none() {
            continue;
        }
        if set_to_none {
            parameter.setattr(grad_name, py.None())?;
            continue;
        }
        if grad.getattr(intern!(py, "grad_fn"))?.is_none() {
            grad.call_method1(intern!(py, "requires_grad_"), (false,))?;
        } else {
            grad.call_method0(intern!(py, "detach_"))?;
        }
        grad.call_method0(intern!(py, "zero_"))?;
    }
    Ok(())
}
