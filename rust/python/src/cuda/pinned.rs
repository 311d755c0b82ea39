//! Page-locked memory of the host.

use flambeau::cuda::alloc::Counter;
use flambeau::cuda::pinned::{self, Times};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{detached, prepare};
use crate::errors::to_py;
use crate::gil;
use crate::tensor::{Handle, get};

/// A copy of a tensor in page-locked memory, or the tensor where it is there.
#[pyfunction]
fn _pin_memory(py: Python<'_>, tensor: &Bound<'_, PyAny>) -> PyResult<Handle> {
    let tensor = get(tensor)?;
    prepare(py)?;
    gil::detached(|| tensor.pin_memory()).map(Handle).map_err(to_py)
}

/// Whether a tensor is in page-locked memory.
#[pyfunction]
fn _is_pinned(tensor: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(get(tensor)?.is_pinned())
}

/// The allocator's statistics by PyTorch's names.
#[pyfunction]
fn _cuda_host_memory_stats(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let stats = pinned::stats();
    let entry = PyDict::new(py);
    let counters: [(&str, Counter); 4] = [
        ("allocations", stats.allocations),
        ("allocated_bytes", stats.allocated_bytes),
        ("active_requests", stats.active),
        ("active_bytes", stats.active_bytes),
    ];
    for (name, counter) in counters {
        entry.set_item(format!("{name}.allocated"), counter.allocated)?;
        entry.set_item(format!("{name}.current"), counter.current)?;
        entry.set_item(format!("{name}.freed"), counter.freed)?;
        entry.set_item(format!("{name}.peak"), counter.peak)?;
    }
    let times: [(&str, Times); 2] = [("host_alloc_time", stats.alloc_time), ("host_free_time", stats.free_time)];
    for (name, times) in times {
        entry.set_item(format!("{name}.total"), times.total)?;
        entry.set_item(format!("{name}.max"), times.max)?;
        entry.set_item(format!("{name}.min"), times.min)?;
        entry.set_item(format!("{name}.count"), times.count)?;
        entry.set_item(format!("{name}.avg"), times.total as f64 / times.count.max(1) as f64)?;
    }
    entry.set_item("num_host_alloc", stats.alloc_time.count)?;
    entry.set_item("num_host_free", stats.free_time.count)?;
    Ok(entry)
}

/// Begins to measure the largest use anew.
#[pyfunction]
fn _cuda_reset_peak_host_memory_stats() {
    pinned::reset_peaks();
}

/// Begins to count anew.
#[pyfunction]
fn _cuda_reset_accumulated_host_memory_stats() {
    pinned::reset_totals();
}

/// Gives free blocks back to the driver.
#[pyfunction]
fn _cuda_host_empty_cache(py: Python<'_>) -> PyResult<()> {
    detached(py, pinned::empty_cache)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_pin_memory, module)?)?;
    module.add_function(wrap_pyfunction!(_is_pinned, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_host_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_reset_peak_host_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_reset_accumulated_host_memory_stats, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_host_empty_cache, module)?)
}
