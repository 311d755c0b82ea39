//! Nodes of the graph as Python objects, and hooks on them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use flambeau::autograd::hooks::{HookId, NodeHook};
use flambeau::autograd::{Grads, Node};
use flambeau::{Result, Tensor};
use pyo3::exceptions::{PyAttributeError, PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

use crate::errors::{to_core, to_py};
use crate::gil::{self, Shared};
use crate::tensor::Handle;

/// A recorded operation: what gradients pass through on their way back.
///
/// `tensor.grad_fn` gives the one that made a tensor; programs make none themselves.
///
/// Example:
///     >>> x = flambeau.ones(2, requires_grad=True)
///     >>> node = (x * 2).grad_fn
///     >>> isinstance(node, flambeau.Node), node.name()
///     (True, 'MulBackward0')
#[pyclass(frozen, weakref, subclass, module = "flambeau.autograd.graph", name = "Node")]
pub struct PyNode(pub(super) Arc<Node>);

/// The one Python object of a node: the context of a custom function, or a `Node`.
pub fn node_object(py: Python<'_>, node: &Arc<Node>) -> PyResult<*mut ffi::PyObject> {
    let known = node.wrapper().load(Ordering::Acquire).cast::<ffi::PyObject>();
    if !known.is_null() {
        // SAFETY: a wrapper clears the pointer before it dies, with the lock held.
        unsafe { ffi::Py_INCREF(known) };
        return Ok(known);
    }
    let kind = node_type(py, node.name())?;
    NEXT.with(|next| next.replace(Some(node.clone())));
    let object = kind.call0(py)?.into_ptr();
    node.wrapper().store(object.cast(), Ordering::Release);
    Ok(object)
}

thread_local! {
    /// The node that the next object of a node type stands for: programs make none themselves.
    static NEXT: RefCell<Option<Arc<Node>>> = const { RefCell::new(None) };
}

/// The class of an operation's nodes, such as `MulBackward0`: a subclass of `Node` without anything of its own.
fn node_type(py: Python<'_>, name: &str) -> PyResult<Py<PyAny>> {
    static TYPES: Mutex<Option<HashMap<String, Py<PyAny>>>> = Mutex::new(None);
    let known = |types: &Mutex<Option<HashMap<String, Py<PyAny>>>>| -> Option<Py<PyAny>> {
        let types = types.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        types.as_ref()?.get(name).map(|kind| kind.clone_ref(py))
    };
    if let Some(kind) = known(&TYPES) {
        return Ok(kind);
    }
    // Made without the lock: it runs Python code.
    let members = PyDict::new(py);
    members.set_item("__slots__", PyTuple::empty(py))?;
    members.set_item("__module__", "builtins")?;
    let made = py.get_type::<PyType>().call1((name, (py.get_type::<PyNode>(),), members))?.unbind();
    let mut types = TYPES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let kind = types.get_or_insert_with(HashMap::new).entry(name.to_owned()).or_insert(made);
    Ok(kind.clone_ref(py))
}

impl Drop for PyNode {
    fn drop(&mut self) {
        self.0.wrapper().store(std::ptr::null_mut(), Ordering::Release);
    }
}

struct PyNodeHook {
    hook: Shared,
    before: bool,
}

pub(super) fn grads_to_tuple<'py>(py: Python<'py>, grads: &Grads) -> PyResult<Bound<'py, PyTuple>> {
    let items: Vec<Option<Handle>> = grads.iter().map(|grad| grad.clone().map(Handle)).collect();
    PyTuple::new(py, items)
}

fn grads_from(object: &Bound<'_, PyAny>, count: usize) -> PyResult<Option<Grads>> {
    if object.is_none() {
        return Ok(None);
    }
    let Ok(given) = object.cast::<PyTuple>() else {
        let name = crate::types::type_name(object);
        return Err(PyTypeError::new_err(format!("expected tuple, but hook returned '{name}'")));
    };
    if given.len() != count {
        return Err(PyRuntimeError::new_err(format!(
            "a hook has returned an incorrect number of values (got {}, but expected {count})",
            given.len()
        )));
    }
    let list: Vec<Option<Handle>> = given.extract()?;
    Ok(Some(list.into_iter().map(|grad| grad.map(|grad| grad.0)).collect()))
}

impl NodeHook for PyNodeHook {
    fn before(&self, grad_outputs: &Grads) -> Result<Option<Grads>> {
        if !self.before {
            return Ok(None);
        }
        gil::attached(|py| {
            let result = gil::call(&self.hook.bind(py), &(grads_to_tuple(py, grad_outputs)?,).into_pyobject(py)?)?;
            grads_from(&result, grad_outputs.len())
        })
        .map_err(to_core)
    }

    fn after(&self, grad_inputs: &Grads, grad_outputs: &Grads) -> Result<Option<Grads>> {
        if self.before {
            return Ok(None);
        }
        gil::attached(|py| {
            let arguments = (grads_to_tuple(py, grad_inputs)?, grads_to_tuple(py, grad_outputs)?);
            let result = gil::call(&self.hook.bind(py), &arguments.into_pyobject(py)?)?;
            grads_from(&result, grad_inputs.len())
        })
        .map_err(to_core)
    }
}

#[pymethods]
impl PyNode {
    #[new]
    fn new() -> PyResult<PyNode> {
        let node = NEXT.with(|next| next.take());
        node.map(PyNode).ok_or_else(|| PyTypeError::new_err("nodes are made by recorded operations only"))
    }

    /// The operation's name, such as "MulBackward0".
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> (x * 2).grad_fn.name()
    ///     'MulBackward0'
    fn name(&self) -> String {
        self.0.name().to_owned()
    }

    /// The nodes that gradients go to from here, with the number of the result they belong to.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> [(node.name(), number) for node, number in (x * 2).exp().grad_fn.next_functions]
    ///     [('MulBackward0', 0)]
    #[getter]
    fn next_functions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let items = self
            .0
            .edges()
            .iter()
            .map(|edge| match edge {
                Some(edge) => {
                    let object = node_object(py, &edge.node)?;
                    // SAFETY: a new reference.
                    let object = unsafe { Bound::from_owned_ptr(py, object) };
                    Ok((object, edge.slot).into_pyobject(py)?.into_any())
                }
                None => Ok((py.None(), 0).into_pyobject(py)?.into_any()),
            })
            .collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, items)
    }

    /// The leaf whose gradient this node adds to, or None.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> (x * 2).grad_fn.next_functions[0][0].variable is x
    ///     True
    #[getter]
    fn variable(&self) -> Option<Handle> {
        self.0.variable().map(Handle)
    }

    /// The order of recording.
    fn _sequence_nr(&self) -> u64 {
        self.0.sequence()
    }

    /// What a program notes on this node: a dictionary that lives as long as it.
    ///
    /// Example:
    ///     >>> y = flambeau.ones(2, requires_grad=True) * 2
    ///     >>> y.grad_fn.metadata["layer"] = 1
    ///     >>> y.grad_fn.metadata
    ///     {'layer': 1}
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        metadata_of(py, &self.0)
    }

    /// Adds a hook that is called with gradients of inputs and outputs after the node ran.
    ///
    /// Both are tuples. What the hook returns, unless None, takes the place of the inputs' gradients. The
    /// result's `remove()` takes the hook away.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> y = (x * 2).sum()
    ///     >>> handle = y.grad_fn.register_hook(lambda inputs, outputs: print(inputs, outputs))
    ///     >>> y.backward()
    ///     (tensor([1., 1.]),) (tensor(1.),)
    fn register_hook<'py>(&self, hook: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.add(hook, false)
    }

    /// Adds a hook that is called with gradients of outputs before the node runs.
    ///
    /// They are a tuple; what the hook returns, unless None, takes its place. The result's `remove()` takes the
    /// hook away.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> y = (x * 2).sum()
    ///     >>> handle = y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 10,))
    ///     >>> y.backward()
    ///     >>> x.grad
    ///     tensor([20., 20.])
    fn register_prehook<'py>(&self, hook: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.add(hook, true)
    }

    /// Tensors that the operation kept: `_saved_self` and its like.
    fn __getattr__(&self, name: &str) -> PyResult<Handle> {
        let missing = || PyAttributeError::new_err(format!("'{}' object has no attribute '{name}'", self.0.name()));
        let wanted = name.strip_prefix("_saved_").ok_or_else(missing)?;
        let mut found: Option<Result<Tensor>> = None;
        let there = self.0.visit_saved(&mut |name, saved| {
            if name == wanted {
                found = Some(saved.get_for(Some(&self.0), true));
            }
        });
        if !there {
            return Err(to_py(flambeau::autograd::engine::freed()));
        }
        found.ok_or_else(missing)?.map(Handle).map_err(to_py)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        format!("<{} object at {:#x}>", slf.get().0.name(), slf.as_ptr() as usize)
    }
}

impl PyNode {
    fn add<'py>(&self, hook: &Bound<'py, PyAny>, before: bool) -> PyResult<Bound<'py, PyAny>> {
        let id = self.0.register_hook(Arc::new(PyNodeHook { hook: Shared::new(hook), before }));
        super::handle(hook.py(), PyNodeHookHandle { node: Arc::downgrade(&self.0), id })
    }
}

/// The dictionary of a node.
pub(super) fn metadata_of<'py>(py: Python<'py>, node: &Node) -> PyResult<Bound<'py, PyAny>> {
    let metadata = node.metadata(|| Arc::new(Shared::new(PyDict::new(py).as_any())));
    match metadata.downcast_ref::<Shared>() {
        Some(dictionary) => Ok(dictionary.bind(py)),
        None => Err(PyRuntimeError::new_err("this node carries metadata of another language")),
    }
}

/// Takes a node's hook away.
#[pyclass(frozen, module = "flambeau._core")]
struct PyNodeHookHandle {
    node: std::sync::Weak<Node>,
    id: HookId,
}

#[pymethods]
impl PyNodeHookHandle {
    /// Removes the hook.
    fn remove(&self) {
        if let Some(node) = self.node.upgrade() {
            node.remove_hook(self.id);
        }
    }
}
