//! Streams as pairs of a device's number and a handle, and events.

use flambeau::cuda::event::Event;
use flambeau::cuda::stream::Stream;
use flambeau::cuda::{alloc, device};
use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;

use super::detached;
use crate::gil;
use crate::tensor::get;

/// The stream of a handle.
fn stream(index: usize, handle: usize) -> Stream {
    // SAFETY: the handle is one that this module gave, or that of a stream whose life the maker of an `ExternalStream`
    // answers for.
    unsafe { Stream::external(index, handle) }
}

/// A stream of the device's pool; its handle.
#[pyfunction]
fn _cuda_stream_pooled(py: Python<'_>, index: usize, priority: i32) -> PyResult<usize> {
    detached(py, || Stream::pooled(index, priority)).map(Stream::handle)
}

/// The stream that this thread's work on a device goes to; its handle.
#[pyfunction]
fn _cuda_stream_current(py: Python<'_>, index: usize) -> PyResult<usize> {
    detached(py, || device::get(index).map(|_| Stream::current(index))).map(Stream::handle)
}

/// Sends this thread's work on the device to a stream.
#[pyfunction]
fn _cuda_stream_make_current(py: Python<'_>, index: usize, handle: usize) -> PyResult<()> {
    detached(py, || device::get(index).map(|_| stream(index, handle).make_current())).map(|_| ())
}

/// The priority of a stream.
#[pyfunction]
fn _cuda_stream_priority(py: Python<'_>, index: usize, handle: usize) -> PyResult<i32> {
    detached(py, || stream(index, handle).priority())
}

/// Whether the calls of a stream are being captured in a graph.
#[pyfunction]
fn _cuda_stream_is_capturing(py: Python<'_>, index: usize, handle: usize) -> PyResult<bool> {
    detached(py, || stream(index, handle).is_capturing())
}

/// Waits for all work in a stream.
#[pyfunction]
fn _cuda_stream_synchronize(py: Python<'_>, index: usize, handle: usize) -> PyResult<()> {
    detached(py, || stream(index, handle).synchronize())
}

/// Whether all work in a stream is done.
#[pyfunction]
fn _cuda_stream_query(py: Python<'_>, index: usize, handle: usize) -> PyResult<bool> {
    detached(py, || stream(index, handle).is_done())
}

/// Lets later work of a stream wait for an event.
#[pyfunction]
fn _cuda_stream_wait_event(py: Python<'_>, index: usize, handle: usize, event: &Bound<'_, _CudaEvent>) -> PyResult<()> {
    let event = &event.get().event;
    detached(py, || stream(index, handle).wait_event(event))
}

/// Lets later work of a stream wait for what is in another now.
#[pyfunction]
fn _cuda_stream_wait_stream(
    py: Python<'_>,
    index: usize,
    handle: usize,
    other_index: usize,
    other: usize,
) -> PyResult<()> {
    detached(py, || stream(index, handle).wait_stream(stream(other_index, other)))
}

/// Keeps a tensor's memory from being handed out again before a stream has passed.
#[pyfunction]
fn _cuda_record_stream(tensor: &Bound<'_, PyAny>, index: usize, handle: usize) -> PyResult<()> {
    let storage = get(tensor)?.storage();
    let device = storage.device();
    if device.kind() != flambeau::DeviceKind::Cuda {
        return Err(PyNotImplementedError::new_err(format!(
            "Could not run 'aten::record_stream' with arguments from the '{}' backend: it is for tensors on a GPU",
            device.kind().name().to_uppercase()
        )));
    }
    let owner = usize::from(device.index().unwrap_or(0));
    gil::detached(|| alloc::record_stream(storage.ptr().addr() as u64, owner, stream(index, handle)));
    Ok(())
}

/// A mark in a stream; see `flambeau.cuda.Event`.
#[pyclass(frozen, subclass, module = "flambeau._core")]
pub struct _CudaEvent {
    event: Event,
}

#[pymethods]
impl _CudaEvent {
    #[new]
    #[pyo3(signature = (enable_timing = false, blocking = false))]
    fn new(enable_timing: bool, blocking: bool) -> _CudaEvent {
        _CudaEvent { event: if blocking { Event::sleeping(enable_timing) } else { Event::new(enable_timing) } }
    }

    /// The driver's handle, 0 before the first record.
    fn _handle(&self) -> usize {
        self.event.handle()
    }

    /// The number of the device it was recorded on, or None.
    fn _device(&self) -> Option<usize> {
        self.event.device()
    }

    /// Marks what is in a stream now.
    fn _record(&self, py: Python<'_>, index: usize, handle: usize) -> PyResult<()> {
        detached(py, || self.event.record(stream(index, handle)))
    }

    /// Whether the work before the mark is done.
    fn _query(&self, py: Python<'_>) -> PyResult<bool> {
        detached(py, || self.event.is_done())
    }

    /// Waits for the work before the mark.
    fn _synchronize(&self, py: Python<'_>) -> PyResult<()> {
        detached(py, || self.event.synchronize())
    }

    /// Milliseconds from this mark to a later one.
    fn _elapsed_time(&self, py: Python<'_>, end: &Bound<'_, _CudaEvent>) -> PyResult<f32> {
        let end = &end.get().event;
        detached(py, || self.event.elapsed(end))
    }
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<_CudaEvent>()?;
    module.add_function(wrap_pyfunction!(_cuda_stream_pooled, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_current, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_make_current, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_priority, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_synchronize, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_query, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_is_capturing, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_wait_event, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_stream_wait_stream, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_record_stream, module)?)
}
