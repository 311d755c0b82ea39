//! Graphs: work that is captured once and replayed.

use std::ffi::CString;

use flambeau::cuda::alloc::{PoolId, new_pool};
use flambeau::cuda::graph::{Graph, Mode};
use flambeau::cuda::stream::Stream;
use flambeau::cuda::{self, device};
use flambeau::random::AnyGenerator;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::detached;
use crate::generator::PyGenerator;

/// Where this thread's work on its current device goes.
fn current() -> Stream {
    Stream::current(device::current())
}

/// A name that no pool of memory has, for graphs that share one.
#[pyfunction]
fn _cuda_graph_pool_handle() -> PoolId {
    new_pool(true)
}

/// Whether this thread's work on its current device is being captured in a graph.
#[pyfunction]
fn _cuda_is_current_stream_capturing(py: Python<'_>) -> PyResult<bool> {
    if device::any_in_use() { detached(py, || current().is_capturing()) } else { Ok(false) }
}

/// A recording of a GPU's work; see `flambeau.cuda.CUDAGraph`.
#[pyclass(frozen, subclass, module = "flambeau._core")]
pub struct _CudaGraph {
    graph: Graph,
}

#[pymethods]
impl _CudaGraph {
    #[new]
    #[pyo3(signature = (keep_graph = false))]
    fn new(py: Python<'_>, keep_graph: bool) -> PyResult<_CudaGraph> {
        detached(py, device::init)?;
        Ok(_CudaGraph { graph: Graph::new(keep_graph) })
    }

    /// Begins to capture what is given to the current stream.
    fn _begin(&self, py: Python<'_>, pool: Option<PoolId>, mode: &str) -> PyResult<()> {
        let mode = match mode {
            "global" => Mode::Global,
            "thread_local" => Mode::ThreadLocal,
            "relaxed" => Mode::Relaxed,
            other => {
                return Err(PyRuntimeError::new_err(format!(
                    "Unknown capture error mode. Expected `global`, `thread_local`, or `relaxed`, got {other}"
                )));
            }
        };
        detached(py, || self.graph.begin(current(), pool, mode))
    }

    /// Ends the capture; the number of its nodes.
    fn _end(&self, py: Python<'_>) -> PyResult<usize> {
        detached(py, || self.graph.end(current()))
    }

    /// Makes a kept graph ready to run.
    fn _instantiate(&self, py: Python<'_>) -> PyResult<()> {
        detached(py, || self.graph.instantiate())
    }

    /// Gives the work to the current stream.
    fn _replay(&self, py: Python<'_>) -> PyResult<()> {
        detached(py, || self.graph.replay(current()))
    }

    /// Forgets the work.
    fn _reset(&self, py: Python<'_>) -> PyResult<()> {
        detached(py, || self.graph.reset())
    }

    /// The name of the graph's pool of memory.
    fn _pool(&self, py: Python<'_>) -> PyResult<PoolId> {
        detached(py, || self.graph.pool())
    }

    /// The driver's handles of the kept graph and of what runs; 0 where there is none.
    fn _handles(&self) -> (usize, usize) {
        self.graph.handles()
    }

    /// Lets a generator take part in the capture.
    fn _register_generator(&self, generator: &Bound<'_, PyGenerator>) -> PyResult<()> {
        match &generator.get().0 {
            AnyGenerator::Gpu(generator) => {
                self.graph.register_generator(generator);
                Ok(())
            }
            AnyGenerator::Cpu(_) => Err(PyRuntimeError::new_err(
                "Expected a 'cuda' device type for generator but found 'cpu': only numbers of a GPU are part of a graph",
            )),
        }
    }

    /// Writes a description of the kept graph to a file.
    fn _write_description(&self, py: Python<'_>, path: String) -> PyResult<()> {
        let path = CString::new(path).map_err(|_| PyValueError::new_err("embedded null byte in the path"))?;
        detached(py, || -> cuda::Result<()> { self.graph.write_description(&path) })
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<_CudaGraph>()?;
    module.add_function(wrap_pyfunction!(_cuda_graph_pool_handle, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_is_current_stream_capturing, module)?)
}
