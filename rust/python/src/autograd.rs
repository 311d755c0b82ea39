//! The tape, seen from Python: modes, backward passes, nodes, hooks, custom functions.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use flambeau::autograd::hooks::{HookId, NodeHook, TensorHook};
use flambeau::autograd::meta::TensorHookHandle;
use flambeau::autograd::{self, Backward, Context, Grads, Node, Recorder, Rule, mode};
use flambeau::{Result, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};

use crate::errors::{to_core, to_py};
use crate::gil::{self, Shared};
use crate::tensor::{Handle, get};

/// Whether operations are recorded.
///
/// Example:
///     >>> flambeau.is_grad_enabled()
///     True
#[pyfunction]
fn is_grad_enabled() -> bool {
    mode::grad_enabled()
}

/// Switches recording on or off; returns what it was.
#[pyfunction]
fn _set_grad_enabled(enabled: bool) -> bool {
    mode::set_grad_enabled(enabled)
}

/// Whether inference mode is on.
///
/// Example:
///     >>> with flambeau.inference_mode():
///     ...     flambeau.is_inference_mode_enabled()
///     True
#[pyfunction]
fn is_inference_mode_enabled() -> bool {
    mode::inference_enabled()
}

/// Switches inference mode on or off; returns what it was.
#[pyfunction]
fn _set_inference_enabled(enabled: bool) -> bool {
    mode::set_inference_enabled(enabled)
}

fn tensors(list: Vec<Handle>) -> Vec<Tensor> {
    list.into_iter().map(|handle| handle.0).collect()
}

fn optional(list: Vec<Option<Handle>>) -> Vec<Option<Tensor>> {
    list.into_iter().map(|handle| handle.map(|handle| handle.0)).collect()
}

/// Adds to the gradients of leaves; see `flambeau.autograd.backward`.
#[pyfunction]
fn _backward(
    outputs: Vec<Handle>,
    gradients: Vec<Option<Handle>>,
    retain_graph: bool,
    create_graph: bool,
    inputs: Option<Vec<Handle>>,
) -> PyResult<()> {
    let (outputs, gradients) = (tensors(outputs), optional(gradients));
    let how = Backward { retain_graph, create_graph };
    match inputs {
        None => gil::detached(|| autograd::backward(&outputs, &gradients, how)),
        Some(inputs) => {
            let inputs = tensors(inputs);
            gil::detached(|| autograd::engine::backward_inputs(&outputs, &inputs, &gradients, how))
        }
    }
    .map_err(to_py)
}

/// Gradients of outputs with respect to inputs; see `flambeau.autograd.grad`.
#[pyfunction]
fn _grad(
    outputs: Vec<Handle>,
    inputs: Vec<Handle>,
    gradients: Vec<Option<Handle>>,
    retain_graph: bool,
    create_graph: bool,
) -> PyResult<Vec<Option<Handle>>> {
    let (outputs, inputs, gradients) = (tensors(outputs), tensors(inputs), optional(gradients));
    let how = Backward { retain_graph, create_graph };
    let results = gil::detached(|| autograd::grad(&outputs, &inputs, &gradients, how)).map_err(to_py)?;
    Ok(results.into_iter().map(|result| result.map(Handle)).collect())
}

/// Takes a tensor out of the graph it is in.
#[pyfunction]
fn _detach_in_place(tensor: Handle) -> PyResult<()> {
    tensor.0.detach_in_place().map_err(to_py)
}

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
pub struct PyNode(Arc<Node>);

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

fn grads_to_tuple<'py>(py: Python<'py>, grads: &Grads) -> PyResult<Bound<'py, PyTuple>> {
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
    fn register_hook(&self, hook: &Bound<'_, PyAny>) -> PyNodeHookHandle {
        let id = self.0.register_hook(Arc::new(PyNodeHook { hook: Shared::new(hook), before: false }));
        PyNodeHookHandle { node: Arc::downgrade(&self.0), id }
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
    fn register_prehook(&self, hook: &Bound<'_, PyAny>) -> PyNodeHookHandle {
        let id = self.0.register_hook(Arc::new(PyNodeHook { hook: Shared::new(hook), before: true }));
        PyNodeHookHandle { node: Arc::downgrade(&self.0), id }
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        format!("<{} object at {:#x}>", slf.get().0.name(), slf.as_ptr() as usize)
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

struct PyTensorHook(Shared);

impl TensorHook for PyTensorHook {
    fn call(&self, grad: &Tensor) -> Result<Option<Tensor>> {
        gil::attached(|py| {
            let result = gil::call(&self.0.bind(py), &(Handle(grad.clone()),).into_pyobject(py)?)?;
            if result.is_none() {
                return Ok(None);
            }
            match get(&result) {
                Ok(tensor) => Ok(Some(tensor.clone())),
                Err(_) => Err(PyTypeError::new_err(format!(
                    "hook should return None or a Tensor, not {}",
                    crate::types::type_name(&result)
                ))),
            }
        })
        .map_err(to_core)
    }

    fn foreign(&self) -> *mut () {
        self.0.as_ptr()
    }
}

/// Takes a tensor's hook away.
#[pyclass(frozen, module = "flambeau._core")]
struct PyTensorHookHandle(TensorHookHandle);

#[pymethods]
impl PyTensorHookHandle {
    /// Removes the hook.
    fn remove(&self) {
        self.0.remove();
    }
}

/// Adds a hook to a tensor's gradient.
#[pyfunction]
fn _register_hook(tensor: &Bound<'_, PyAny>, hook: &Bound<'_, PyAny>) -> PyResult<PyTensorHookHandle> {
    let handle = get(tensor)?.register_hook(Arc::new(PyTensorHook(Shared::new(hook)))).map_err(to_py)?;
    // SAFETY: a bound object is alive. The hook may refer to the tensor.
    unsafe { crate::tensor::object::track(tensor.as_ptr()) };
    Ok(PyTensorHookHandle(handle))
}

/// Adds a hook that runs after a leaf's gradient was added to.
#[pyfunction]
fn _register_post_accumulate_grad_hook(
    tensor: &Bound<'_, PyAny>,
    hook: &Bound<'_, PyAny>,
) -> PyResult<PyTensorHookHandle> {
    let hook = Arc::new(PyTensorHook(Shared::new(hook)));
    let handle = get(tensor)?.register_post_accumulate_grad_hook(hook).map_err(to_py)?;
    // SAFETY: as above.
    unsafe { crate::tensor::object::track(tensor.as_ptr()) };
    Ok(PyTensorHookHandle(handle))
}

/// The rule of a custom function: calls back into Python.
struct PyRule(Shared);

impl Rule for PyRule {
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        gil::attached(|py| {
            let node = node_object(py, cx.node)?;
            // SAFETY: a new reference.
            let node = unsafe { Bound::from_owned_ptr(py, node) };
            let result = gil::call(&self.0.bind(py), &(grads_to_tuple(py, grads)?, node).into_pyobject(py)?)?;
            let list: Vec<Option<Handle>> = result.extract()?;
            Ok(list.into_iter().map(|grad| grad.map(|grad| grad.0)).collect::<Grads>())
        })
        .map_err(to_core)
        .inspect(|grads| debug_assert!(grads.len() >= cx.node.edges().len()))
    }

    fn runs_without_gradients(&self) -> bool {
        true
    }
}

/// A result that a custom function kept outside the graph, as result `slot` of its node.
#[pyfunction]
fn _join_output(output: Handle, node: &Bound<'_, PyNode>, slot: u32) -> Handle {
    Handle(autograd::saved::joined(&output.0, &node.get().0, slot))
}

/// Records a custom function: `backward` takes a tuple of gradients and the node, and returns one gradient for each input.
///
/// `inputs` are the tensor arguments, `outputs` the results that carry gradients. Returns the node, or None where nothing
/// is recorded.
#[pyfunction]
fn _record_function(
    py: Python<'_>,
    name: String,
    backward: &Bound<'_, PyAny>,
    inputs: Vec<Handle>,
    outputs: Vec<Handle>,
    dirty: Vec<bool>,
) -> PyResult<Option<Py<PyAny>>> {
    let inputs: Vec<&Tensor> = inputs.iter().map(|handle| &handle.0).collect();
    let Some(graph) = Recorder::new(&inputs) else { return Ok(None) };
    let rule = Arc::new(PyRule(Shared::new(backward)));
    if outputs.len() == 1 && dirty == [true] {
        graph.attach_rule_in_place(&outputs[0].0, name, rule).map_err(to_py)?;
        let node = outputs[0].0.grad_fn();
        return node.map(|node| node_object(py, &node)).transpose().map(|object| {
            // SAFETY: a new reference.
            object.map(|object| unsafe { Bound::from_owned_ptr(py, object) }.unbind())
        });
    }
    let results: Vec<&Tensor> = outputs.iter().map(|handle| &handle.0).collect();
    let node = graph.attach_rule(&results, name, rule);
    let object = node_object(py, &node)?;
    // SAFETY: a new reference.
    Ok(Some(unsafe { Bound::from_owned_ptr(py, object) }.unbind()))
}

/// Adds the functions and types of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyNode>()?;
    module.add_function(wrap_pyfunction!(is_grad_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(_set_grad_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(is_inference_mode_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(_set_inference_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(_backward, module)?)?;
    module.add_function(wrap_pyfunction!(_grad, module)?)?;
    module.add_function(wrap_pyfunction!(_detach_in_place, module)?)?;
    module.add_function(wrap_pyfunction!(_register_hook, module)?)?;
    module.add_function(wrap_pyfunction!(_register_post_accumulate_grad_hook, module)?)?;
    module.add_function(wrap_pyfunction!(_join_output, module)?)?;
    module.add_function(wrap_pyfunction!(_record_function, module)?)
}
