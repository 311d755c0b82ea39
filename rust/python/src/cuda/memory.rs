//! Device memory: the allocator's figures and controls.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use flambeau::cuda::stream::Stream;
use flambeau::cuda::{alloc, device};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::detached;
use crate::gil;

/// Free and total memory of a device in bytes.
#[pyfunction]
fn _cuda_memory_info(py: Python<'_>, index: usize) -> PyResult<(usize, usize)> {
    detached(py, || device::get(index)?.memory_info())
}

/// The allocator's statistics by PyTorch's names.
#[pyfunction]
fn _cuda_memory_stats(py: Python<'_>, index: usize) -> PyResult<Bound<'_, PyDict>> {
    let stats = detached(py, || alloc::stats(index))?;
    let entry = PyDict::new(py);
    for (pool, counters) in [("all", &stats.all), ("large_pool", &stats.large), ("small_pool", &stats.small)] {
        for (name, counter) in counters.named() {
            entry.set_item(format!("{name}.{pool}.allocated"), counter.allocated)?;
            entry.set_item(format!("{name}.{pool}.current"), counter.current)?;
            entry.set_item(format!("{name}.{pool}.freed"), counter.freed)?;
            entry.set_item(format!("{name}.{pool}.peak"), counter.peak)?;
        }
    }
    entry.set_item("num_alloc_retries", stats.retries)?;
    entry.set_item("num_device_alloc", stats.device_allocations)?;
    entry.set_item("num_device_free", stats.device_frees)?;
    entry.set_item("num_ooms", stats.out_of_memory)?;
    entry.set_item("num_sync_all_streams", stats.waits)?;
    // Blocks of every size may be split, and no allocation is refused before the driver is asked.
    entry.set_item("max_split_size", -1)?;
    entry.set_item("num_oom_rejections", 0)?;
    for quantity in ["oversize_allocations", "oversize_segments"] {
        for figure in ["allocated", "current", "freed", "peak"] {
            entry.set_item(format!("{quantity}.{figure}"), 0)?;
        }
    }
    Ok(entry)
}

/// Bytes of some blocks of a segment.
fn size_of(segment: &alloc::Segment, wanted: impl FnMut(&&alloc::Part) -> bool) -> usize {
    segment.blocks.iter().filter(wanted).map(|part| part.size).sum()
}

/// The segments that a device's allocator has, with their blocks.
#[pyfunction]
fn _cuda_memory_snapshot(py: Python<'_>, index: usize) -> PyResult<Bound<'_, PyList>> {
    let segments = detached(py, || alloc::segments(index))?;
    let list = PyList::empty(py);
    for segment in segments {
        let all = |_: &&alloc::Part| true;
        let active = |part: &&alloc::Part| part.state != alloc::State::Free;
        let handed_out = |part: &&alloc::Part| part.state == alloc::State::HandedOut;
        let entry = PyDict::new(py);
        entry.set_item("device", index)?;
        entry.set_item("address", segment.address)?;
        entry.set_item("total_size", size_of(&segment, all))?;
        entry.set_item("allocated_size", size_of(&segment, handed_out))?;
        entry.set_item("active_size", size_of(&segment, active))?;
        let requested: usize = segment.blocks.iter().filter(handed_out).map(|part| part.requested).sum();
        entry.set_item("requested_size", requested)?;
        entry.set_item("stream", segment.stream)?;
        entry.set_item("segment_pool_id", segment.pool)?;
        entry.set_item("segment_type", if segment.small { "small" } else { "large" })?;
        entry.set_item("is_expandable", false)?;
        entry.set_item("frames", PyList::empty(py))?;
        let blocks = PyList::empty(py);
        for part in &segment.blocks {
            let block = PyDict::new(py);
            block.set_item("address", part.address)?;
            block.set_item("size", part.size)?;
            block.set_item("requested_size", part.requested)?;
            let state = match part.state {
                alloc::State::Free => "inactive",
                alloc::State::Waiting => "active_pending_free",
                alloc::State::HandedOut => "active_allocated",
            };
            block.set_item("state", state)?;
            block.set_item("frames", PyList::empty(py))?;
            blocks.append(block)?;
        }
        entry.set_item("blocks", blocks)?;
        list.append(entry)?;
    }
    Ok(list)
}

/// Begins to measure the largest use of memory anew.
#[pyfunction]
fn _cuda_reset_peak_memory_stats(py: Python<'_>, index: usize) -> PyResult<()> {
    detached(py, || alloc::reset_peaks(index))
}

/// Begins to count allocations anew.
#[pyfunction]
fn _cuda_reset_accumulated_memory_stats(py: Python<'_>, index: usize) -> PyResult<()> {
    detached(py, || alloc::reset_totals(index))
}

/// Gives cached memory of all devices back.
#[pyfunction]
fn _cuda_empty_cache(py: Python<'_>) -> PyResult<()> {
    detached(py, alloc::empty_cache)
}

/// Limits the memory that a device's allocator may take, as a fraction of all it has.
#[pyfunction]
fn _cuda_set_memory_fraction(py: Python<'_>, index: usize, fraction: f64) -> PyResult<()> {
    detached(py, || alloc::set_fraction(index, fraction))
}

/// The part of a device's memory that its allocator may take.
#[pyfunction]
fn _cuda_get_memory_fraction(py: Python<'_>, index: usize) -> PyResult<f64> {
    detached(py, || alloc::fraction(index))
}

/// A pool of a device's memory that threads can choose.
#[pyclass(frozen, subclass, module = "flambeau._core")]
struct _CudaMemPool {
    pool: alloc::Pool,
    /// The choices of threads that have not ended.
    chosen: Mutex<Vec<(ThreadId, usize, alloc::Chosen)>>,
}

#[pymethods]
impl _CudaMemPool {
    #[new]
    fn new(py: Python<'_>, index: usize) -> PyResult<_CudaMemPool> {
        let pool = detached(py, || alloc::Pool::new(index))?;
        Ok(_CudaMemPool { pool, chosen: Mutex::default() })
    }

    /// The pool's name.
    fn _id(&self) -> alloc::PoolId {
        self.pool.id()
    }

    /// How many use it.
    fn _users(&self, py: Python<'_>) -> usize {
        py.detach(|| self.pool.users())
    }

    /// Takes this thread's memory on a device from the pool.
    fn _choose(&self, py: Python<'_>, index: usize) -> PyResult<()> {
        let chosen = detached(py, || self.pool.choose(index))?;
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner).push((thread::current().id(), index, chosen));
        Ok(())
    }

    /// Undoes this thread's last choice on a device.
    fn _give_up(&self, py: Python<'_>, index: usize) {
        let here = thread::current().id();
        let mut all = self.chosen.lock().unwrap_or_else(PoisonError::into_inner);
        let last =
            all.iter().rposition(|(thread, device, _)| *thread == here && *device == index).map(|at| all.remove(at));
        drop(all);
        if let Some((.., chosen)) = last {
            py.detach(|| chosen.end());
        }
    }
}

/// Memory of a device for use in a stream; its address.
#[pyfunction]
fn _cuda_allocate(py: Python<'_>, bytes: usize, index: usize, stream: usize) -> PyResult<u64> {
    // SAFETY: the number is a stream's handle, which this module gave or whose caller vouches for it.
    let stream = unsafe { Stream::external(index, stream) };
    detached(py, || alloc::allocate(bytes, stream))
}

/// Gives memory from `_cuda_allocate` back.
#[pyfunction]
fn _cuda_free(address: u64) {
    // SAFETY: whoever took the memory says that nothing refers to it any more; other addresses are ignored.
    gil::detached(|| unsafe { alloc::free_anywhere(address) });
}

/// From now on memory and events of devices are left to the driver: the process ends.
#[pyfunction]
fn _cuda_shut_down() {
    alloc::shut_down();
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_cuda_memory_info, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_memory_snapshot, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_reset_peak_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_reset_accumulated_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_empty_cache, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_set_memory_fraction, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_get_memory_fraction, module)?)?;
    module.add_class::<_CudaMemPool>()?;
    module.add_function(wrap_pyfunction!(_cuda_allocate, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_free, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_shut_down, module)?)
}
