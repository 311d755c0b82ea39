//! The tape, seen from Python: modes, backward passes, nodes, hooks, custom functions.

mod anomaly;
mod node;
mod saved;

use std::sync::Arc;

use flambeau::autograd::hooks::TensorHook;
use flambeau::autograd::meta::TensorHookHandle;
use flambeau::autograd::places::{self, Place};
use flambeau::autograd::running;
use flambeau::autograd::{Backward, Context, Edge, Grads, Recorder, Rule, mode};
use flambeau::tensor::ViewOrigin;
use flambeau::{Result, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::errors::{to_core, to_py};
use crate::gil::{self, Shared};
use crate::tensor::{Handle, get};
pub use node::node_object;
use node::{PyNode, grads_to_tuple};

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

/// A tensor, or an edge of the graph as `flambeau.autograd.graph.GradientEdge` has it.
struct Spot(Place);

impl<'a, 'py> FromPyObject<'a, 'py> for Spot {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Spot> {
        if let Ok(edge) = object.cast::<PyTuple>() {
            let node = edge.get_item(0)?;
            let node = node.cast::<PyNode>()?.get().0.clone();
            return Ok(Spot(Place::Edge(Edge { node, slot: edge.get_item(1)?.extract()? })));
        }
        get(&object).map(|tensor| Spot(Place::Tensor(tensor.clone())))
    }
}

fn spots(list: Vec<Spot>) -> Vec<Place> {
    list.into_iter().map(|spot| spot.0).collect()
}

fn optional(list: Vec<Option<Handle>>) -> Vec<Option<Tensor>> {
    list.into_iter().map(|handle| handle.map(|handle| handle.0)).collect()
}

/// Adds to the gradients of leaves; see `flambeau.autograd.backward`.
#[pyfunction]
fn _backward(
    outputs: Vec<Spot>,
    gradients: Vec<Option<Handle>>,
    retain_graph: bool,
    create_graph: bool,
    inputs: Option<Vec<Spot>>,
) -> PyResult<()> {
    let (outputs, gradients) = (spots(outputs), optional(gradients));
    let how = Backward { retain_graph, create_graph };
    match inputs {
        None => gil::detached(|| places::backward_places(&outputs, &gradients, how)),
        Some(inputs) => {
            let inputs = spots(inputs);
            gil::detached(|| places::backward_inputs(&outputs, &inputs, &gradients, how))
        }
    }
    .map_err(to_py)
}

/// Gradients of outputs with respect to inputs; see `flambeau.autograd.grad`.
#[pyfunction]
fn _grad(
    outputs: Vec<Spot>,
    inputs: Vec<Spot>,
    gradients: Vec<Option<Handle>>,
    retain_graph: bool,
    create_graph: bool,
) -> PyResult<Vec<Option<Handle>>> {
    let (outputs, inputs, gradients) = (spots(outputs), spots(inputs), optional(gradients));
    let how = Backward { retain_graph, create_graph };
    let results = gil::detached(|| places::grad_places(&outputs, &inputs, &gradients, how)).map_err(to_py)?;
    Ok(results.into_iter().map(|result| result.map(Handle)).collect())
}

/// Where a tensor's gradient goes: a node, and the number of its result.
#[pyfunction]
fn _gradient_edge(py: Python<'_>, tensor: Handle) -> PyResult<Option<(Py<PyAny>, u32)>> {
    tensor.0.check_history().map_err(to_py)?;
    let Some(edge) = tensor.0.gradient_edge() else { return Ok(None) };
    let node = node_object(py, &edge.node)?;
    // SAFETY: a new reference.
    Ok(Some((unsafe { Bound::from_owned_ptr(py, node) }.unbind(), edge.slot)))
}

/// The number of the backward pass that runs, -1 outside.
#[pyfunction]
fn _backward_id() -> i64 {
    running::current_pass().map_or(-1, |id| id as i64)
}

/// Whether the backward passes that run go to all leaves, and not to some inputs only.
#[pyfunction]
fn _backward_is_whole() -> bool {
    running::is_whole()
}

/// How many of the edges' nodes the backward pass reaches that runs; each node counts once for each edge.
#[pyfunction]
fn _backward_reaches(edges: Vec<Option<Spot>>) -> usize {
    let node = |spot: &'_ Spot| match &spot.0 {
        Place::Edge(edge) => Some(edge.node.clone()),
        Place::Tensor(_) => None,
    };
    let nodes: Vec<_> = edges.iter().flatten().filter_map(node).collect();
    let nodes: Vec<_> = nodes.iter().collect();
    running::reached(&nodes).into_iter().filter(|reached| *reached).count()
}

/// Notes an in-place change that no operation made.
#[pyfunction]
fn _increment_version(tensor: Handle) {
    tensor.0.bump_version();
}

/// Says that a view was made by a custom function, one of several of its results or the only one.
#[pyfunction]
fn _mark_function_view(tensor: Handle, several: bool) {
    if let Some(view) = tensor.0.view_info() {
        view.set_origin(if several { ViewOrigin::MultiOutput } else { ViewOrigin::Function });
    }
}

/// A Python handle that removes a hook.
fn handle<'py, T>(py: Python<'py>, own: impl Into<PyClassInitializer<T>>) -> PyResult<Bound<'py, PyAny>>
where
    T: pyo3::PyClass,
{
    let own: Bound<'py, T> = Bound::new(py, own)?;
    py.import("flambeau.utils.hooks")?.getattr("_CoreHandle")?.call1((own,))
}

/// Takes a tensor out of the graph it is in.
#[pyfunction]
fn _detach_in_place(tensor: Handle) -> PyResult<()> {
    tensor.0.detach_in_place().map_err(to_py)
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
fn _register_hook<'py>(tensor: &Bound<'py, PyAny>, hook: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let own = get(tensor)?.register_hook(Arc::new(PyTensorHook(Shared::new(hook)))).map_err(to_py)?;
    // SAFETY: a bound object is alive. The hook may refer to the tensor.
    unsafe { crate::tensor::object::track(tensor.as_ptr()) };
    handle(tensor.py(), PyTensorHookHandle(own))
}

/// Adds a hook that runs after a leaf's gradient was added to.
#[pyfunction]
fn _register_post_accumulate_grad_hook<'py>(
    tensor: &Bound<'py, PyAny>,
    hook: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let hook = Arc::new(PyTensorHook(Shared::new(hook)));
    let own = get(tensor)?.register_post_accumulate_grad_hook(hook).map_err(to_py)?;
    // SAFETY: as above.
    unsafe { crate::tensor::object::track(tensor.as_ptr()) };
    handle(tensor.py(), PyTensorHookHandle(own))
}

/// The rule of a custom function: calls back into Python, for the gradients and to let go of what was kept.
struct PyRule {
    backward: Shared,
    release: Shared,
}

impl Rule for PyRule {
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        gil::attached(|py| {
            let node = node_object(py, cx.node)?;
            // SAFETY: a new reference.
            let node = unsafe { Bound::from_owned_ptr(py, node) };
            let result = gil::call(&self.backward.bind(py), &(grads_to_tuple(py, grads)?, node).into_pyobject(py)?)?;
            let list: Vec<Option<Handle>> = result.extract()?;
            Ok(list.into_iter().map(|grad| grad.map(|grad| grad.0)).collect::<Grads>())
        })
        .map_err(to_core)
        .inspect(|grads| debug_assert!(grads.len() >= cx.node.edges().len()))
    }

    fn runs_without_gradients(&self) -> bool {
        true
    }

    fn release(&self) {
        gil::attached(|py| {
            if let Err(error) = self.release.bind(py).call0() {
                error.write_unraisable(py, None);
            }
        });
    }
}

/// Records a custom function: `backward` takes a tuple of gradients and the node, and returns one gradient for each input;
/// `release` lets go of what was kept.
///
/// `inputs` are the tensor arguments, `outputs` the results that carry gradients. Returns the node, or None where nothing
/// is recorded.
#[pyfunction]
fn _record_function(
    py: Python<'_>,
    name: String,
    backward: &Bound<'_, PyAny>,
    release: &Bound<'_, PyAny>,
    inputs: Vec<Handle>,
    outputs: Vec<Handle>,
    dirty: Vec<bool>,
) -> PyResult<Option<Py<PyAny>>> {
    let inputs: Vec<&Tensor> = inputs.iter().map(|handle| &handle.0).collect();
    let Some(graph) = Recorder::new(&inputs) else { return Ok(None) };
    let rule = Arc::new(PyRule { backward: Shared::new(backward), release: Shared::new(release) });
    for (output, _) in outputs.iter().zip(&dirty).filter(|(_, dirty)| **dirty) {
        if output.0.view_info().is_none() && output.0.requires_grad() && output.0.is_leaf() {
            let text = "a leaf Variable that requires grad has been used in an in-place operation.";
            return Err(PyRuntimeError::new_err(text));
        }
        output.0.check_recorded_in_place(true).map_err(to_py)?;
    }
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
    module.add_function(wrap_pyfunction!(_gradient_edge, module)?)?;
    module.add_function(wrap_pyfunction!(_backward_id, module)?)?;
    module.add_function(wrap_pyfunction!(_backward_reaches, module)?)?;
    module.add_function(wrap_pyfunction!(_backward_is_whole, module)?)?;
    module.add_function(wrap_pyfunction!(_increment_version, module)?)?;
    module.add_function(wrap_pyfunction!(_mark_function_view, module)?)?;
    anomaly::register(module)?;
    saved::register(module)?;
    module.add_function(wrap_pyfunction!(_record_function, module)?)
}
