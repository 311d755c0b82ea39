//! Work on several devices at once, seen from Python. The face is `flambeau.nn.parallel`.

use std::ffi::{c_long, c_ulong};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flambeau::parallel::workers::Work;
use flambeau::parallel::{self, coalesce, reducer};
use flambeau::{Device, Tensor};
use pyo3::exceptions::{PyIndexError, PyKeyboardInterrupt};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::errors::to_py;
use crate::gil::{self, Shared};
use crate::tensor::Handle;
use crate::types::PyDevice;

/// How often a thread that waits looks for signals.
const LOOK: Duration = Duration::from_millis(50);

type Threads = Arc<Mutex<Vec<Option<c_ulong>>>>;

/// Notes which thread runs a call, or that none does any more.
fn note(threads: &Threads, at: usize, thread: Option<c_ulong>) {
    threads.lock().unwrap_or_else(PoisonError::into_inner)[at] = thread;
}

/// Calls each function on the thread of its device, all at once; their results in order. Raises what the first of them
/// raised. An interrupt is raised at once, here and in the functions that still run.
#[pyfunction]
fn _on_devices<'py>(
    py: Python<'py>,
    calls: Vec<(Bound<'py, PyDevice>, Bound<'py, PyAny>)>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if parallel::is_worker() {
        return calls.iter().map(|(_, function)| gil::call(function, &PyTuple::empty(py))).collect();
    }
    let threads: Threads = Arc::new(Mutex::new(vec![None; calls.len()]));
    let jobs = calls.iter().enumerate().map(|(at, (device, function))| {
        let (function, threads) = (Shared::new(function), threads.clone());
        let work: Work<PyResult<Shared>> = Box::new(move || {
            gil::attached(|py| {
                note(&threads, at, Some(py.import("threading")?.call_method0("get_ident")?.extract()?));
                let result = gil::call(&function.bind(py), &PyTuple::empty(py));
                note(&threads, at, None);
                drop(function);
                result.map(|result| Shared::new(&result))
            })
        });
        (device.get().0, work)
    });
    let pending = parallel::start(jobs.collect()).map_err(to_py)?;
    while !gil::detached(|| pending.wait_for(LOOK)) {
        if let Err(error) = py.check_signals() {
            interrupt(py, &threads);
            return Err(error);
        }
    }
    let mut results = Vec::with_capacity(calls.len());
    for result in pending.wait() {
        results.push(result.map_err(to_py)??.bind(py));
    }
    Ok(results)
}

/// Raises KeyboardInterrupt in the threads that still run a call.
fn interrupt(py: Python<'_>, threads: &Threads) {
    let error = py.get_type::<PyKeyboardInterrupt>();
    let threads = threads.lock().unwrap_or_else(PoisonError::into_inner);
    for thread in threads.iter().flatten() {
        // SAFETY: the lock is held; the thread is inside its call, or waits for the list's lock after it.
        unsafe { ffi::PyThreadState_SetAsyncExc(*thread as c_long, error.as_ptr()) };
    }
}

fn tensors(list: Vec<Handle>) -> Vec<Tensor> {
    list.into_iter().map(|handle| handle.0).collect()
}

fn handles(list: Vec<Tensor>) -> Vec<Handle> {
    list.into_iter().map(Handle).collect()
}

fn places(devices: &[Bound<'_, PyDevice>]) -> Vec<Device> {
    devices.iter().map(|device| device.get().0).collect()
}

/// Copies of tensors for each device; the first device that they are on gets the tensors themselves.
#[pyfunction]
fn _broadcast_coalesced(
    list: Vec<Handle>,
    devices: Vec<Bound<'_, PyDevice>>,
    buffer_size: usize,
) -> PyResult<Vec<Vec<Handle>>> {
    let (list, devices) = (tensors(list), places(&devices));
    let copies = gil::detached(|| coalesce::broadcast(&list, &devices, buffer_size)).map_err(to_py)?;
    Ok(copies.into_iter().map(handles).collect())
}

/// The sum of each tensor over the lists, in their order, on the device of list `root`.
#[pyfunction]
fn _reduce_add_coalesced(lists: Vec<Vec<Handle>>, root: usize, buffer_size: usize) -> PyResult<Vec<Handle>> {
    let lists: Vec<Vec<Tensor>> = lists.into_iter().map(tensors).collect();
    let lists: Vec<&[Tensor]> = lists.iter().map(Vec::as_slice).collect();
    gil::detached(|| coalesce::reduce_add_coalesced(&lists, root, buffer_size)).map(handles).map_err(to_py)
}

/// Copies of tensors on other devices, which can be made anew in the same memory.
#[pyclass(frozen, name = "_Mirror", module = "flambeau._core")]
struct PyMirror(coalesce::Mirror);

#[pymethods]
impl PyMirror {
    #[new]
    fn new(list: Vec<Handle>, devices: Vec<Bound<'_, PyDevice>>, buffer_size: usize) -> PyResult<PyMirror> {
        let (list, devices) = (tensors(list), places(&devices));
        gil::detached(|| coalesce::Mirror::new(&list, &devices, buffer_size)).map(PyMirror).map_err(to_py)
    }

    /// For each device the copies, in the order of the tensors.
    fn copies(&self) -> Vec<Vec<Handle>> {
        self.0.copies.iter().map(|list| handles(list.clone())).collect()
    }

    /// Copies the tensors again.
    fn refresh(&self, list: Vec<Handle>) -> PyResult<()> {
        let list = tensors(list);
        gil::detached(|| self.0.refresh(&list)).map_err(to_py)
    }
}

/// Sums the gradients of replicas while the backward pass goes on.
#[pyclass(frozen, name = "_Reducer", module = "flambeau._core")]
struct PyReducer {
    inner: parallel::Reducer,
    replicas: usize,
}

#[pymethods]
impl PyReducer {
    #[new]
    fn new(replicas: Vec<Vec<Handle>>, bucket: usize, first_bucket: usize, views: bool) -> PyResult<PyReducer> {
        let count = replicas.len();
        let replicas = replicas.into_iter().map(tensors).collect();
        let options = reducer::Options { bucket, first_bucket, views };
        let inner = parallel::Reducer::new(replicas, options).map_err(to_py)?;
        Ok(PyReducer { inner, replicas: count })
    }

    /// Begins a step whose backward pass sums gradients, or leaves them with the replicas.
    fn prepare(&self, sums: bool) -> PyResult<()> {
        gil::detached(|| self.inner.prepare(sums)).map_err(to_py)
    }

    /// Parameters whose gradients did not come though others' did, by number.
    fn unfinished(&self) -> Vec<usize> {
        self.inner.unfinished()
    }

    /// Tells of parameters that a replica's results do not depend on.
    fn find_unused(&self, replica: usize, results: Vec<Handle>) -> PyResult<()> {
        if replica >= self.replicas {
            return Err(PyIndexError::new_err("there is no such replica"));
        }
        let results = tensors(results);
        gil::detached(|| self.inner.find_unused(replica, &results)).map_err(to_py)
    }

    /// Drops what replicas but the first have gathered.
    fn clear(&self) {
        self.inner.clear();
    }

    /// The parameters of each bucket, by number.
    fn buckets(&self) -> Vec<Vec<usize>> {
        self.inner.buckets()
    }
}

/// Adds the functions and types of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyMirror>()?;
    module.add_class::<PyReducer>()?;
    module.add_function(wrap_pyfunction!(_on_devices, module)?)?;
    module.add_function(wrap_pyfunction!(_broadcast_coalesced, module)?)?;
    module.add_function(wrap_pyfunction!(_reduce_add_coalesced, module)?)
}
