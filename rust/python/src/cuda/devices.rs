//! Libraries and devices.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use flambeau::cuda::{cudnn, device, library};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{detached, prepare};
use crate::gil;

/// Why no GPU can be used; None where one can.
#[pyfunction]
fn _cuda_why_not_available(py: Python<'_>) -> PyResult<Option<String>> {
    prepare(py)?;
    Ok(gil::detached(device::why_not).map(|error| error.to_string()))
}

/// Version of CUDA that the driver serves, such as 13000 for 13.0; None without a driver.
#[pyfunction]
fn _cuda_driver_version(py: Python<'_>) -> PyResult<Option<i32>> {
    prepare(py)?;
    Ok(gil::detached(device::driver_version).ok())
}

/// How many GPUs there are.
#[pyfunction]
fn _cuda_device_count(py: Python<'_>) -> PyResult<usize> {
    detached(py, device::count)
}

/// A library's name, its file or why there is none, and its version.
type Library = (&'static str, Option<PathBuf>, Option<String>, Option<String>);

/// For each of NVIDIA's libraries its title, its file or None, why it is not there or None, and its version or None.
#[pyfunction]
fn _cuda_libraries(py: Python<'_>) -> PyResult<Vec<Library>> {
    prepare(py)?;
    let row = |report: library::Report| match report.path {
        Ok(path) => (report.title, Some(path), None, report.version),
        Err(error) => (report.title, None, Some(error.to_string()), None),
    };
    Ok(gil::detached(library::reports).into_iter().map(row).collect())
}

/// Adds a folder of Python packages, in which NVIDIA's libraries are looked for.
#[pyfunction]
fn _cuda_add_search_path(folder: PathBuf) {
    library::add_search_path(folder);
}

/// Begins or ends what NVIDIA's profilers record of the current GPU.
#[pyfunction]
fn _cuda_profile(py: Python<'_>, records: bool) -> PyResult<()> {
    detached(py, || device::profile(records))
}

/// Whether this process uses a GPU.
#[pyfunction]
fn _cuda_is_initialized() -> bool {
    device::any_in_use()
}

/// Whether this process was forked from one that used the driver.
#[pyfunction]
fn _cuda_is_forked() -> bool {
    device::is_forked()
}

/// Brings the current device into use.
#[pyfunction]
fn _cuda_init(py: Python<'_>) -> PyResult<()> {
    detached(py, device::init)
}

/// This thread's device.
#[pyfunction]
fn _cuda_current_device() -> usize {
    device::current()
}

/// Sets this thread's device and returns the one before.
#[pyfunction]
fn _cuda_exchange_device(py: Python<'_>, index: usize) -> PyResult<usize> {
    detached(py, || device::set_current(index))
}

/// Waits for all work on a device.
#[pyfunction]
fn _cuda_synchronize(py: Python<'_>, index: usize) -> PyResult<()> {
    detached(py, || device::get(index)?.synchronize())
}

/// What a device is and can do, by PyTorch's names.
#[pyfunction]
fn _cuda_properties(py: Python<'_>, index: usize) -> PyResult<Bound<'_, PyDict>> {
    let found = detached(py, || device::properties_of(index))?;
    let entry = PyDict::new(py);
    entry.set_item("name", found.name)?;
    entry.set_item("major", found.major)?;
    entry.set_item("minor", found.minor)?;
    entry.set_item("total_memory", found.total_memory)?;
    entry.set_item("multi_processor_count", found.multiprocessors)?;
    entry.set_item("max_threads_per_multi_processor", found.threads_per_multiprocessor)?;
    entry.set_item("max_threads_per_block", found.threads_per_block)?;
    entry.set_item("shared_memory_per_block", found.shared_memory_per_block)?;
    entry.set_item("shared_memory_per_block_optin", found.shared_memory_per_block_optin)?;
    entry.set_item("shared_memory_per_multiprocessor", found.shared_memory_per_multiprocessor)?;
    entry.set_item("regs_per_multiprocessor", found.registers_per_multiprocessor)?;
    entry.set_item("L2_cache_size", found.l2_cache)?;
    entry.set_item("warp_size", found.warp)?;
    entry.set_item("is_integrated", found.integrated as u8)?;
    entry.set_item("is_multi_gpu_board", found.multi_gpu_board as u8)?;
    entry.set_item("clock_rate", found.clock)?;
    entry.set_item("memory_clock_rate", found.memory_clock)?;
    entry.set_item("memory_bus_width", found.memory_bus)?;
    let [domain, bus, place] = found.pci;
    entry.set_item("pci_domain_id", domain)?;
    entry.set_item("pci_bus_id", bus)?;
    entry.set_item("pci_device_id", place)?;
    entry.set_item("uuid", pyo3::types::PyBytes::new(py, &found.uuid))?;
    Ok(entry)
}

/// Whether one device's kernels can reach the other's memory.
#[pyfunction]
fn _cuda_can_access_peer(py: Python<'_>, index: usize, peer: usize) -> PyResult<bool> {
    detached(py, || device::get(index)?.can_access(device::get(peer)?))
}

/// Whether products of float32 matrices may round their operands to TF32.
#[pyfunction]
fn _cuda_tf32() -> bool {
    flambeau::cuda::gemm::tf32()
}

/// Says whether they may.
#[pyfunction]
fn _cuda_set_tf32(allowed: bool) {
    flambeau::cuda::gemm::set_tf32(allowed);
}

/// cuDNN's version, such as 92000 for 9.20.0; None where it is not there.
#[pyfunction]
fn _cudnn_version(py: Python<'_>) -> PyResult<Option<usize>> {
    prepare(py)?;
    Ok(gil::detached(cudnn::version).ok())
}

/// Changes one of cuDNN's settings: 0 and 1 are false and true.
#[pyfunction]
fn _cudnn_set(name: &str, value: usize) -> PyResult<()> {
    let settings = &cudnn::SETTINGS;
    let flag = match name {
        "enabled" => &settings.enabled,
        "benchmark" => &settings.benchmark,
        "deterministic" => &settings.deterministic,
        "deterministic_algorithms" => &settings.deterministic_algorithms,
        "allow_tf32" => &settings.allow_tf32,
        "benchmark_limit" | "depthwise_kernel" => {
            let number = if name == "benchmark_limit" { &settings.benchmark_limit } else { &settings.depthwise_kernel };
            number.store(value, Ordering::Relaxed);
            return Ok(());
        }
        other => return Err(PyValueError::new_err(format!("cuDNN has no setting '{other}'"))),
    };
    flag.store(value != 0, Ordering::Relaxed);
    Ok(())
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_cuda_why_not_available, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_driver_version, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_device_count, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_libraries, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_add_search_path, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_profile, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_is_initialized, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_is_forked, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_init, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_current_device, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_exchange_device, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_synchronize, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_properties, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_tf32, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_set_tf32, module)?)?;
    module.add_function(wrap_pyfunction!(_cudnn_version, module)?)?;
    module.add_function(wrap_pyfunction!(_cudnn_set, module)?)?;
    module.add_function(wrap_pyfunction!(_cuda_can_access_peer, module)?)
}
