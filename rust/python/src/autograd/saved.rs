//! Tensors kept for a backward pass, and hooks on them.

use std::sync::{Arc, Mutex, MutexGuard};

use flambeau::autograd::Saved;
use flambeau::autograd::saved::{self, Packed, SavingHooks};
use flambeau::{Result, Tensor};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::node::PyNode;
use crate::errors::{to_core, to_py};
use crate::gil::{self, Shared};
use crate::tensor::{Handle, get};

/// Two functions of a program: one for tensors that are kept, one to have them back.
struct PySavingHooks {
    pack: Shared,
    unpack: Arc<Shared>,
}

struct PyPacked {
    object: Shared,
    unpack: Arc<Shared>,
}

impl SavingHooks for PySavingHooks {
    fn pack(&self, tensor: &Tensor) -> Result<Box<dyn Packed>> {
        gil::attached(|py| {
            let object = gil::call(&self.pack.bind(py), &(Handle(tensor.clone()),).into_pyobject(py)?)?;
            let packed = PyPacked { object: Shared::new(&object), unpack: self.unpack.clone() };
            Ok(Box::new(packed) as Box<dyn Packed>)
        })
        .map_err(to_core)
    }
}

impl Packed for PyPacked {
    fn unpack(&self) -> Result<Tensor> {
        gil::attached(|py| {
            let result = gil::call(&self.unpack.bind(py), &(self.object.bind(py),).into_pyobject(py)?)?;
            match get(&result) {
                Ok(tensor) => Ok(tensor.clone()),
                Err(_) => Err(PyTypeError::new_err(format!(
                    "Output of saved tensor unpack_hook expected to be a Tensor but got result of type {}",
                    crate::types::type_name(&result)
                ))),
            }
        })
        .map_err(to_core)
    }
}

/// Puts hooks on every tensor that this thread keeps from now on.
#[pyfunction]
fn _push_saved_tensors_hooks(pack: &Bound<'_, PyAny>, unpack: &Bound<'_, PyAny>) {
    saved::push_hooks(Arc::new(PySavingHooks { pack: Shared::new(pack), unpack: Arc::new(Shared::new(unpack)) }));
}

/// Takes the newest of these hooks away.
#[pyfunction]
fn _pop_saved_tensors_hooks() {
    drop(saved::pop_hooks());
}

/// A tensor that a custom function kept.
#[pyclass(frozen, module = "flambeau._core", name = "_Saved")]
pub struct PySaved(Mutex<Option<Saved>>);

impl PySaved {
    fn lock(&self) -> MutexGuard<'_, Option<Saved>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[pymethods]
impl PySaved {
    /// Keeps a tensor; `slot` says which result of the function it is, if it is one.
    #[new]
    fn new(tensor: Handle, slot: Option<u32>) -> PyResult<PySaved> {
        let saved = match slot {
            None => Saved::input(&tensor.0),
            Some(slot) => Saved::output_at(&tensor.0, slot),
        };
        Ok(PySaved(Mutex::new(Some(saved.map_err(to_py)?))))
    }

    /// The tensor; a result is joined to `node` where that is given.
    fn get(&self, node: Option<&Bound<'_, PyNode>>) -> PyResult<Handle> {
        // Taken out while a hook runs, which may ask for it again.
        let Some(saved) = self.lock().take() else { return Err(to_py(flambeau::autograd::engine::freed())) };
        let node = node.map(|node| &node.get().0);
        let tensor = saved.get_for(node, node.is_some());
        self.lock().get_or_insert(saved);
        tensor.map(Handle).map_err(to_py)
    }
}

/// Adds the functions and types of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PySaved>()?;
    module.add_function(wrap_pyfunction!(_push_saved_tensors_hooks, module)?)?;
    module.add_function(wrap_pyfunction!(_pop_saved_tensors_hooks, module)?)
}
