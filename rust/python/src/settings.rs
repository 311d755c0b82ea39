//! Settings of the process, and the operation table as data.

use flambeau::ops::attention::backends::{self, Backend};
use flambeau::ops::promote;
use flambeau::{device, op, tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::to_py;
use crate::tensor::{Handle, get};
use crate::types::{PyDType, PyDevice, dtype_object, read_device};

/// Number of threads that operations use.
///
/// Example:
///     >>> flambeau.get_num_threads() > 0
///     True
#[pyfunction]
fn get_num_threads() -> usize {
    flambeau::num_threads()
}

/// Sets the number of threads that operations use.
///
/// Results are the same bits at any number. Numbers below 1 raise RuntimeError.
///
/// Example:
///     >>> before = flambeau.get_num_threads()
///     >>> flambeau.set_num_threads(1)
///     >>> flambeau.get_num_threads()
///     1
///     >>> flambeau.set_num_threads(before)
#[pyfunction]
fn set_num_threads(threads: i64) -> PyResult<()> {
    if threads < 1 {
        return Err(PyRuntimeError::new_err("set_num_threads expects a positive integer"));
    }
    flambeau::set_num_threads(threads as usize);
    Ok(())
}

/// The dtype of new floating-point tensors.
///
/// Example:
///     >>> flambeau.get_default_dtype()
///     torch.float32
#[pyfunction]
fn get_default_dtype(py: Python<'_>) -> PyResult<Py<PyDType>> {
    dtype_object(py, promote::default_dtype())
}

/// Sets the dtype of new floating-point tensors.
///
/// `dtype` is a floating-point one; others raise TypeError.
///
/// Example:
///     >>> flambeau.set_default_dtype(flambeau.float64)
///     >>> flambeau.tensor(0.5).dtype
///     torch.float64
///     >>> flambeau.set_default_dtype(flambeau.float32)
#[pyfunction]
fn set_default_dtype(dtype: &Bound<'_, PyAny>) -> PyResult<()> {
    let dtype = dtype.cast::<PyDType>().map_err(|_| PyTypeError::new_err("invalid dtype object"))?;
    promote::set_default_dtype(dtype.get().0).map_err(to_py)
}

/// The device that this thread makes new tensors on.
#[pyfunction]
fn _get_default_device() -> PyDevice {
    PyDevice(device::default_device())
}

/// The device that this thread chose for new tensors, if it chose one.
#[pyfunction]
fn _chosen_device() -> Option<PyDevice> {
    device::chosen_device().map(PyDevice)
}

/// Chooses the device that this thread makes new tensors on, or none.
#[pyfunction]
fn _set_default_device(device: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    let read = |device| read_device(device)?.ok_or_else(|| PyTypeError::new_err("expected a device, str or int"));
    device::choose_device(device.map(read).transpose()?).map(|_| ()).map_err(to_py)
}

/// The dtype that two dtypes promote to.
///
/// Example:
///     >>> flambeau.promote_types(flambeau.int32, flambeau.float16)
///     torch.float16
#[pyfunction]
fn promote_types(py: Python<'_>, type1: &Bound<'_, PyDType>, type2: &Bound<'_, PyDType>) -> PyResult<Py<PyDType>> {
    dtype_object(py, promote::promote(type1.get().0, type2.get().0))
}

/// Whether a result of one dtype may be stored as another.
///
/// Example:
///     >>> flambeau.can_cast(flambeau.float32, flambeau.int64)
///     False
#[pyfunction]
fn can_cast(from_: &Bound<'_, PyDType>, to: &Bound<'_, PyDType>) -> bool {
    flambeau::ops::can_cast(from_.get().0, to.get().0)
}

/// A tensor with the first one's identity (gradient, hooks) over the second one's elements, at the second one's place in
/// the graph if it has one.
#[pyfunction]
fn _replaced(this: &Bound<'_, PyAny>, source: Handle) -> PyResult<()> {
    let new = get(this)?.replaced_by(&source.0);
    new.adopt_history(&source.0);
    // SAFETY: a bound object is alive; no reference into it is used any more.
    unsafe { crate::tensor::object::replace(this.as_ptr(), new) };
    Ok(())
}

/// A new object of a Tensor subclass over the elements of `data`, outside its graph.
#[pyfunction]
fn _make_subclass<'py>(
    py: Python<'py>,
    kind: &Bound<'py, pyo3::types::PyType>,
    data: Handle,
    requires_grad: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let tensor = data.0.detached();
    if requires_grad {
        tensor.set_requires_grad(true).map_err(to_py)?;
    }
    // SAFETY: `kind` is a subclass (checked by its base) and the tensor is new.
    unsafe {
        if pyo3::ffi::PyType_IsSubtype(kind.as_type_ptr(), crate::tensor::object::type_object()) == 0 {
            return Err(PyTypeError::new_err("cls must be a subclass of Tensor"));
        }
        Bound::from_owned_ptr_or_err(py, crate::tensor::object::wrap_as(tensor, kind.as_type_ptr()))
    }
}

/// The elements as an instance of Tensor or of a subclass, in the same graph.
#[pyfunction]
fn _as_subclass<'py>(
    py: Python<'py>,
    data: Handle,
    kind: &Bound<'py, pyo3::types::PyType>,
) -> PyResult<Bound<'py, PyAny>> {
    let alias = flambeau::ops::alias(&data.0).map_err(to_py)?;
    // SAFETY: `kind` is a subclass (checked by its base) and the tensor is new.
    unsafe {
        if pyo3::ffi::PyType_IsSubtype(kind.as_type_ptr(), crate::tensor::object::type_object()) == 0 {
            return Err(PyTypeError::new_err(format!("cls must be a type that inherits from Tensor, not {kind}")));
        }
        Bound::from_owned_ptr_or_err(py, crate::tensor::object::wrap_as(alias, kind.as_type_ptr()))
    }
}

/// `__torch_function__` of classes for which operations on them give plain tensors.
#[pyfunction]
#[pyo3(signature = (function, types, args = None, kwargs = None))]
fn _disabled_torch_function_impl<'py>(
    function: &Bound<'py, PyAny>,
    types: &Bound<'py, PyAny>,
    args: Option<&Bound<'py, pyo3::types::PyTuple>>,
    kwargs: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let _ = types;
    match args {
        Some(args) => function.call(args, kwargs),
        None => function.call((), kwargs),
    }
}

/// The operation table: one dictionary for each row.
#[pyfunction]
fn _operations<'py>(py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
    op::all()
        .iter()
        .map(|row| {
            let entry = PyDict::new(py);
            entry.set_item("name", row.name)?;
            entry.set_item("overload", row.overload)?;
            entry.set_item("schema", row.schema)?;
            entry.set_item("method", row.method)?;
            entry.set_item("function", row.function)?;
            entry.set_item("out", row.out)?;
            entry.set_item("view", row.view)?;
            entry.set_item("doc", row.doc)?;
            Ok(entry)
        })
        .collect()
}

/// The address of a tensor's storage and its size in bytes.
#[pyfunction]
fn _storage(tensor: &Bound<'_, PyAny>) -> PyResult<(usize, usize)> {
    let storage: &tensor::Storage = get(tensor)?.storage();
    Ok((storage.ptr() as usize, storage.bytes()))
}

/// What is known of the processor, the threads and the allocator, for reports.
#[pyfunction]
fn _runtime<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let entry = PyDict::new(py);
    let stats = flambeau::allocator_stats();
    entry.set_item("instruction_set", flambeau::instruction_set())?;
    entry.set_item("virtual_devices", flambeau::device::virtual_devices())?;
    entry.set_item("debug", cfg!(debug_assertions))?;
    entry.set_item("allocated", stats.allocated)?;
    entry.set_item("peak_allocated", stats.peak_allocated)?;
    entry.set_item("reserved", stats.reserved)?;
    entry.set_item("peak_reserved", stats.peak_reserved)?;
    entry.set_item("allocations", stats.allocations)?;
    Ok(entry)
}

/// Adds the functions of this file.
/// A way to compute attention by the name of its setting.
fn attention_backend(name: &str) -> PyResult<Backend> {
    match name {
        "math" => Ok(Backend::Math),
        "flash" => Ok(Backend::Flash),
        "mem_efficient" => Ok(Backend::MemEfficient),
        "cudnn" => Ok(Backend::Cudnn),
        "overrideable" => Ok(Backend::Overrideable),
        _ => Err(PyValueError::new_err(format!("there is no backend {name:?} of attention"))),
    }
}

/// Whether attention may be computed in that way.
#[pyfunction]
fn _sdp_is_allowed(name: &str) -> PyResult<bool> {
    Ok(backends::is_allowed(attention_backend(name)?))
}

/// Says whether it may.
#[pyfunction]
fn _sdp_allow(name: &str, allowed: bool) -> PyResult<()> {
    backends::allow(attention_backend(name)?, allowed);
    Ok(())
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_sdp_is_allowed, module)?)?;
    module.add_function(wrap_pyfunction!(_sdp_allow, module)?)?;
    module.add_function(wrap_pyfunction!(get_num_threads, module)?)?;
    module.add_function(wrap_pyfunction!(set_num_threads, module)?)?;
    module.add_function(wrap_pyfunction!(get_default_dtype, module)?)?;
    module.add_function(wrap_pyfunction!(set_default_dtype, module)?)?;
    module.add_function(wrap_pyfunction!(_get_default_device, module)?)?;
    module.add_function(wrap_pyfunction!(_chosen_device, module)?)?;
    module.add_function(wrap_pyfunction!(_set_default_device, module)?)?;
    module.add_function(wrap_pyfunction!(promote_types, module)?)?;
    module.add_function(wrap_pyfunction!(can_cast, module)?)?;
    module.add_function(wrap_pyfunction!(_replaced, module)?)?;
    module.add_function(wrap_pyfunction!(_make_subclass, module)?)?;
    module.add_function(wrap_pyfunction!(_as_subclass, module)?)?;
    module.add_function(wrap_pyfunction!(_disabled_torch_function_impl, module)?)?;
    module.add_function(wrap_pyfunction!(_operations, module)?)?;
    module.add_function(wrap_pyfunction!(_runtime, module)?)?;
    module.add_function(wrap_pyfunction!(_storage, module)?)
}
