//! Tensors from Python numbers and nested sequences.

use flambeau::ops::promote::default_dtype;
use flambeau::{DType, Device, Scalar, Tensor, ops};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::object::{is_tensor, unpack};
use super::{Handle, get};
use crate::call::number;
use crate::errors::to_py;
use crate::types::{PyDType, read_device};

/// What a nested sequence holds.
struct Scan {
    shape: Vec<usize>,
    /// The promoted dtype of the elements.
    dtype: Option<DType>,
}

impl Scan {
    fn see(&mut self, dtype: DType) {
        self.dtype = Some(self.dtype.map_or(dtype, |seen| ops::promote::promote(seen, dtype)));
    }
}

/// Whether an object is exactly one of Python's own numbers.
fn is_plain(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: a bound object is alive.
    unsafe {
        let object = object.as_ptr();
        ffi::PyFloat_CheckExact(object) != 0
            || ffi::PyLong_CheckExact(object) != 0
            || ffi::PyBool_Check(object) != 0
            || ffi::PyComplex_CheckExact(object) != 0
    }
}

fn is_sequence(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: a bound object is alive.
    unsafe {
        let raw = object.as_ptr();
        ffi::PyList_Check(raw) != 0
            || ffi::PyTuple_Check(raw) != 0
            || (ffi::PySequence_Check(raw) != 0
                && ffi::PyUnicode_Check(raw) == 0
                && ffi::PyBytes_Check(raw) == 0
                && !is_tensor(raw))
    }
}

fn depth_first(object: &Bound<'_, PyAny>) -> PyResult<Vec<usize>> {
    let mut shape = Vec::new();
    let mut current = object.clone();
    while is_sequence(&current) {
        let length = current.len()?;
        shape.push(length);
        if shape.len() > 128 {
            return Err(PyValueError::new_err(
                "too many dimensions: a sequence contains itself, or is nested over 128 deep",
            ));
        }
        if length == 0 {
            break;
        }
        current = current.get_item(0)?;
    }
    // SAFETY: as above.
    if unsafe { is_tensor(current.as_ptr()) } {
        shape.extend_from_slice(get(&current)?.shape());
    }
    Ok(shape)
}

fn collect(object: &Bound<'_, PyAny>, dim: usize, scan: &mut Scan, numbers: &mut Vec<Scalar>) -> PyResult<()> {
    let py = object.py();
    // SAFETY: a bound object is alive.
    if unsafe { is_tensor(object.as_ptr()) } {
        let tensor = get(object)?;
        if tensor.shape() != &scan.shape[dim..] {
            return Err(PyValueError::new_err("only one element tensors can be converted to Python scalars"));
        }
        scan.see(tensor.dtype());
        let host = tensor.to_host().map_err(to_py)?;
        let dense = host.contiguous(flambeau::MemoryFormat::Contiguous).map_err(to_py)?;
        let first = dense.host_ptr().map_err(to_py)?;
        for at in 0..dense.numel() {
            let address = first.wrapping_add(at * dense.dtype().size());
            // SAFETY: a contiguous tensor's elements lie in a row.
            numbers.push(unsafe { flambeau::tensor::read_scalar(address, dense.dtype()) });
        }
        return Ok(());
    }
    if dim == scan.shape.len() {
        if is_sequence(object) {
            return Err(PyTypeError::new_err(format!(
                "expected a number at dimension {dim}, got a sequence: nested sequences must have equal depth"
            )));
        }
        let value = number(py, object.as_ptr()).map_err(|error| {
            if error.is_instance_of::<PyTypeError>(py) {
                let name = crate::types::type_name(object);
                match name.as_str() {
                    "NoneType" => PyRuntimeError::new_err("Could not infer dtype of NoneType"),
                    "str" | "bytes" => PyTypeError::new_err(format!("new(): invalid data type '{name}'")),
                    name => PyRuntimeError::new_err(format!("Could not infer dtype of {name}")),
                }
            } else {
                error
            }
        })?;
        // A number of NumPy's brings a dtype of its own, although some of them are Python numbers too.
        let own = if is_plain(object) { None } else { from_array(object)? };
        scan.see(own.map_or_else(|| ops::promote::scalar_dtype(value), |number| number.dtype()));
        numbers.push(value);
        return Ok(());
    }
    if !is_sequence(object) {
        return Err(PyTypeError::new_err(format!(
            "expected a sequence of length {} at dimension {dim}, got {}",
            scan.shape[dim],
            crate::types::type_name(object)
        )));
    }
    let length = object.len()?;
    if length != scan.shape[dim] {
        return Err(PyValueError::new_err(format!(
            "expected sequence of length {} at dim {dim} (got {length})",
            scan.shape[dim]
        )));
    }
    // SAFETY: a bound object is alive.
    if unsafe { ffi::PyList_CheckExact(object.as_ptr()) } != 0 {
        return collect_list(object, length, dim, scan, numbers);
    }
    for item in object.try_iter()? {
        collect(&item?, dim + 1, scan, numbers)?;
    }
    Ok(())
}

/// The elements of a list, whose length was checked. Most lists are of Python's own floats and integers.
fn collect_list(
    list: &Bound<'_, PyAny>,
    length: usize,
    dim: usize,
    scan: &mut Scan,
    numbers: &mut Vec<Scalar>,
) -> PyResult<()> {
    let py = list.py();
    let (innermost, float) = (dim + 1 == scan.shape.len(), ops::promote::scalar_dtype(Scalar::Float(0.0)));
    for at in 0..length {
        // SAFETY: the list is alive; what reading an item runs may shorten it, which gives null and an exception.
        let item = unsafe { ffi::PyList_GetItem(list.as_ptr(), at as ffi::Py_ssize_t) };
        if item.is_null() {
            return Err(crate::errors::current(py));
        }
        // SAFETY: the list holds the item.
        if innermost && unsafe { ffi::PyFloat_CheckExact(item) } != 0 {
            if scan.dtype != Some(float) {
                scan.see(float);
            }
            // SAFETY: as above; of an exact float this is a read.
            numbers.push(Scalar::Float(unsafe { ffi::PyFloat_AsDouble(item) }));
            continue;
        }
        // SAFETY: as above.
        if innermost && unsafe { ffi::PyLong_CheckExact(item) } != 0 {
            let mut overflow = 0;
            // SAFETY: as above; of an exact integer this is a read, which tells of one that is too large.
            let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(item, &mut overflow) };
            if overflow == 0 {
                if scan.dtype != Some(DType::I64) {
                    scan.see(DType::I64);
                }
                numbers.push(Scalar::Int(value));
                continue;
            }
        }
        // SAFETY: as above; a reference of our own, because what runs may take it from the list.
        let item = unsafe { Bound::from_borrowed_ptr(py, item) };
        collect(&item, dim + 1, scan, numbers)?;
    }
    Ok(())
}

/// Says once that a list of arrays is read one number at a time.
fn warn_of_arrays(object: &Bound<'_, PyAny>) -> PyResult<()> {
    static TOLD: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    // SAFETY: a bound object is alive.
    if unsafe { ffi::PyList_Check(object.as_ptr()) == 0 && ffi::PyTuple_Check(object.as_ptr()) == 0 }
        || object.len()? == 0
    {
        return Ok(());
    }
    let first = object.get_item(0)?;
    if !is_plain(&first) && first.hasattr("__array_interface__")? && is_sequence(&first) {
        flambeau::warning::warn_once(
            &TOLD,
            "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider converting the list to a \
             single numpy.ndarray with numpy.array() before converting to a tensor.",
        )
        .map_err(to_py)?;
    }
    Ok(())
}

/// A new tensor from numbers, nested sequences, or a tensor, whose elements are copied.
fn from_data(object: &Bound<'_, PyAny>, dtype: Option<DType>, device: Option<Device>) -> PyResult<Tensor> {
    // SAFETY: a bound object is alive.
    if unsafe { is_tensor(object.as_ptr()) } {
        let source = get(object)?.detached();
        return ops::to(&source, device, dtype, false, true, None).map_err(to_py);
    }
    if let Some(shared) = from_array(object)? {
        return ops::to(&shared, device, dtype, false, true, None).map_err(to_py);
    }
    warn_of_arrays(object)?;
    let mut scan = Scan { shape: depth_first(object)?, dtype: None };
    let mut numbers = Vec::new();
    collect(object, 0, &mut scan, &mut numbers)?;
    let dtype = dtype.or(scan.dtype).unwrap_or_else(default_dtype);
    let tensor = Tensor::from_scalars(&numbers, &scan.shape, dtype).map_err(to_py)?;
    tensor.to_device(device.unwrap_or_else(flambeau::device::default_device)).map_err(to_py)
}

/// A NumPy array (or another exporter of typed memory) as a tensor that shares it.
fn from_array(object: &Bound<'_, PyAny>) -> PyResult<Option<Tensor>> {
    // SAFETY: a bound object is alive.
    let exports = unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) } != 0;
    // SAFETY: as above.
    let text = unsafe { ffi::PyBytes_Check(object.as_ptr()) != 0 || ffi::PyByteArray_Check(object.as_ptr()) != 0 };
    if !exports || text {
        return Ok(None);
    }
    let shared = super::numpy::shared(object).and_then(|shared| match shared {
        Some(shared) => Ok(Some(shared)),
        None if object.hasattr("__array_interface__")? && object.hasattr("shape")? => {
            super::buffer::_from_buffer(object.py(), object, false).map(|handle| Some(handle.0))
        }
        None => Ok(None),
    });
    match shared {
        Ok(shared) => Ok(shared),
        // Strides that tensors cannot have: NumPy makes a copy that can be shared.
        Err(error) if error.is_instance_of::<PyValueError>(object.py()) => {
            let copy = object.call_method0("copy")?;
            super::buffer::_from_buffer(object.py(), &copy, false).map(|handle| Some(handle.0))
        }
        Err(error) => Err(error),
    }
}

/// A tensor that copies `data`: a number, nested sequences of numbers, an array or a tensor.
///
/// Example:
///     >>> flambeau.tensor([[1, 2], [3, 4]])
///     tensor([[1, 2],
///             [3, 4]])
///     >>> flambeau.tensor([1, 2], dtype=flambeau.float32, requires_grad=True)
///     tensor([1., 2.], requires_grad=True)
#[pyfunction]
#[pyo3(signature = (data, *, dtype = None, device = None, requires_grad = false, pin_memory = false))]
fn tensor(
    data: &Bound<'_, PyAny>,
    dtype: Option<&Bound<'_, PyAny>>,
    device: Option<&Bound<'_, PyAny>>,
    requires_grad: bool,
    pin_memory: bool,
) -> PyResult<Handle> {
    // SAFETY: a bound object is alive.
    if unsafe { is_tensor(data.as_ptr()) } {
        flambeau::warning::warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or \
             sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
        )
        .map_err(to_py)?;
    }
    let mut tensor = from_data(data, read_dtype(dtype)?, target(device)?)?;
    if pin_memory {
        if tensor.device().kind() != flambeau::DeviceKind::Cpu {
            return Err(PyRuntimeError::new_err("Only dense CPU tensors can be pinned"));
        }
        crate::cuda::prepare(data.py())?;
        tensor = tensor.pin_memory().map_err(to_py)?;
    }
    if requires_grad {
        tensor.set_requires_grad(true).map_err(to_py)?;
    }
    Ok(Handle(tensor))
}

/// A tensor that shares the memory of `data` where that is possible.
///
/// Example:
///     >>> x = flambeau.ones(2)
///     >>> flambeau.as_tensor(x) is x
///     True
#[pyfunction]
#[pyo3(signature = (data, *, dtype = None, device = None))]
fn as_tensor(
    data: &Bound<'_, PyAny>,
    dtype: Option<&Bound<'_, PyAny>>,
    device: Option<&Bound<'_, PyAny>>,
) -> PyResult<Handle> {
    let (dtype, device) = (read_dtype(dtype)?, target(device)?);
    // SAFETY: a bound object is alive.
    let source = if unsafe { is_tensor(data.as_ptr()) } { Some(get(data)?.clone()) } else { from_array(data)? };
    match source {
        Some(source) => ops::to(&source, device, dtype, false, false, None).map(Handle).map_err(to_py),
        None => from_data(data, dtype, device).map(Handle),
    }
}

fn read_dtype(dtype: Option<&Bound<'_, PyAny>>) -> PyResult<Option<DType>> {
    let Some(dtype) = dtype else { return Ok(None) };
    match dtype.cast::<PyDType>() {
        Ok(dtype) => Ok(Some(dtype.get().0)),
        Err(_) if crate::call::is_python_dtype(dtype.as_ptr()) => Ok(Some(crate::call::python_dtype(dtype.as_ptr()))),
        Err(_) => Err(PyTypeError::new_err(format!(
            "tensor(): argument 'dtype' must be torch.dtype, not {}",
            crate::types::type_name(dtype)
        ))),
    }
}

/// The device that is asked for, or else chosen for new tensors.
fn target(device: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Device>> {
    let Some(device) = device else { return Ok(flambeau::device::chosen_device()) };
    read_device(device)?
        .map(Some)
        .ok_or_else(|| PyTypeError::new_err("argument 'device' must be torch.device, str or int"))
}

/// `Tensor(...)`: sizes give an uninitialised tensor, a sequence its elements, a tensor an alias.
pub fn legacy(py: Python<'_>, args: &Bound<'_, PyTuple>, kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<Tensor> {
    let _ = (py, kwargs);
    let dtype = default_dtype();
    let empty = |sizes: &[i64]| ops::empty(sizes, Some(dtype), None, None, None, None, false).map_err(to_py);
    match args.len() {
        0 => empty(&[0]),
        1 => {
            let only = args.get_item(0)?;
            // SAFETY: a bound object is alive.
            if unsafe { is_tensor(only.as_ptr()) } {
                // SAFETY: as above.
                let tensor = unsafe { unpack(only.as_ptr()) };
                let tensor = tensor.ok_or_else(|| PyTypeError::new_err("this Tensor was not initialised"))?;
                return ops::alias(&tensor.detached()).map(|alias| alias.detached()).map_err(to_py);
            }
            if only.get_type().name()? == "Size" {
                return empty(&only.extract::<Vec<i64>>()?);
            }
            if is_sequence(&only) || only.hasattr("__array_interface__")? {
                return from_data(&only, Some(dtype), None);
            }
            empty(&[only.extract()?])
        }
        _ => empty(&args.extract::<Vec<i64>>()?),
    }
}

/// A list or array used as an index.
pub fn index_tensor(object: &Bound<'_, PyAny>) -> PyResult<Tensor> {
    let tensor = from_data(object, None, Some(Device::CPU))?;
    match tensor.dtype() {
        DType::Bool | DType::U8 | DType::I64 => Ok(tensor),
        _ => tensor.to_dtype(DType::I64).map_err(to_py),
    }
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(tensor, module)?)?;
    module.add_function(wrap_pyfunction!(as_tensor, module)?)
}
