//! Small immutable Python types: dtype, device, layout, memory_format.

use flambeau::{DType, Device, DeviceKind, MemoryFormat};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

use crate::errors::to_py;

/// The type of a tensor's elements, such as `flambeau.float32`.
///
/// Example:
///     >>> flambeau.ones(2).dtype == flambeau.float32
///     True
#[pyclass(frozen, module = "flambeau", name = "dtype")]
pub struct PyDType(pub DType);

static DTYPES: PyOnceLock<Vec<Py<PyDType>>> = PyOnceLock::new();

/// The one Python object of a dtype.
pub fn dtype_object(py: Python<'_>, dtype: DType) -> PyResult<Py<PyDType>> {
    let all = DTYPES
        .get_or_try_init(py, || DType::ALL.iter().map(|&one| Py::new(py, PyDType(one))).collect::<PyResult<_>>())?;
    Ok(all[dtype as usize].clone_ref(py))
}

#[pymethods]
impl PyDType {
    /// Whether the dtype is a real floating-point one.
    ///
    /// Example:
    ///     >>> flambeau.float16.is_floating_point
    ///     True
    #[getter]
    fn is_floating_point(&self) -> bool {
        self.0.is_floating_point()
    }

    /// Whether the dtype is complex.
    ///
    /// Example:
    ///     >>> flambeau.complex64.is_complex
    ///     True
    #[getter]
    fn is_complex(&self) -> bool {
        self.0.is_complex()
    }

    /// Whether the dtype holds negative numbers.
    ///
    /// Example:
    ///     >>> flambeau.uint8.is_signed
    ///     False
    #[getter]
    fn is_signed(&self) -> bool {
        self.0.is_signed()
    }

    /// Bytes of an element.
    ///
    /// Example:
    ///     >>> flambeau.float64.itemsize
    ///     8
    #[getter]
    fn itemsize(&self) -> usize {
        self.0.size()
    }

    /// The complex dtype whose parts have this dtype.
    ///
    /// float64 gives complex128, a complex dtype itself, every other one complex64.
    ///
    /// Example:
    ///     >>> flambeau.float32.to_complex()
    ///     torch.complex64
    fn to_complex(&self, py: Python<'_>) -> PyResult<Py<PyDType>> {
        dtype_object(py, self.0.to_complex())
    }

    /// The dtype of the parts of this complex dtype.
    ///
    /// complex64 gives float32, complex128 float64, a real dtype itself.
    ///
    /// Example:
    ///     >>> flambeau.complex128.to_real()
    ///     torch.float64
    fn to_real(&self, py: Python<'_>) -> PyResult<Py<PyDType>> {
        dtype_object(py, self.0.to_real())
    }

    fn __repr__(&self) -> String {
        format!("torch.{}", self.0.name())
    }

    fn __reduce__(&self) -> String {
        self.0.name().to_owned()
    }
}

/// Where a tensor's elements live: `device("cpu")`, `device("cuda", 1)`, `device("cpu:1")`.
///
/// A string that names no sort of device, and a number out of range, raise RuntimeError.
///
/// Example:
///     >>> flambeau.device("cuda", 1)
///     device(type='cuda', index=1)
///     >>> flambeau.device("cpu").type
///     'cpu'
#[pyclass(frozen, module = "flambeau", name = "device")]
#[derive(Clone, Copy)]
pub struct PyDevice(pub Device);

thread_local! {
    /// The default devices that `with device:` blocks will bring back.
    static ENTERED: std::cell::RefCell<Vec<Option<Device>>> = const { std::cell::RefCell::new(Vec::new()) };
}

#[pymethods]
impl PyDevice {
    #[new]
    #[pyo3(signature = (device, index = None))]
    fn new(device: &Bound<'_, PyAny>, index: Option<i64>) -> PyResult<PyDevice> {
        let base = read_device(device)?.ok_or_else(|| {
            PyTypeError::new_err(format!("device(): argument 'device' must be str, not {}", type_name(device)))
        })?;
        match index {
            None => Ok(PyDevice(base)),
            Some(_) if base.index().is_some() => Err(PyRuntimeError::new_err(format!(
                "type (string) must not include an index because index was passed explicitly: {base}"
            ))),
            Some(index @ 0..=127) => Ok(PyDevice(Device::new(base.kind(), Some(index as u8)))),
            Some(index) => Err(PyRuntimeError::new_err(format!("Device index must be between 0 and 127, got {index}"))),
        }
    }

    /// The sort of device: "cpu" or "cuda".
    ///
    /// Example:
    ///     >>> flambeau.device("cuda:1").type
    ///     'cuda'
    #[getter]
    fn r#type(&self) -> &'static str {
        self.0.kind().name()
    }

    /// The number of the device, or None.
    ///
    /// Example:
    ///     >>> flambeau.device("cuda:1").index
    ///     1
    #[getter]
    fn index(&self) -> Option<u8> {
        self.0.index()
    }

    fn __repr__(&self) -> String {
        match self.0.index() {
            None => format!("device(type='{}')", self.0.kind().name()),
            Some(index) => format!("device(type='{}', index={index})", self.0.kind().name()),
        }
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    /// `with device:` makes new tensors on it, in this thread.
    fn __enter__(slf: PyRef<'_, Self>) -> PyResult<PyRef<'_, Self>> {
        let before = flambeau::device::choose_device(Some(slf.0)).map_err(to_py)?;
        ENTERED.with_borrow_mut(|entered| entered.push(before));
        Ok(slf)
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, _error: &Bound<'_, PyTuple>) -> PyResult<()> {
        match ENTERED.with_borrow_mut(Vec::pop) {
            Some(before) => flambeau::device::choose_device(before).map(|_| ()).map_err(to_py),
            None => Ok(()),
        }
    }

    /// As in PyTorch, a device with a number differs from one without.
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<PyDevice>().is_ok_and(|other| other.get().0 == self.0)
    }

    fn __hash__(&self) -> u64 {
        (self.0.kind() as u64) << 8 | self.0.index().map_or(255, u64::from)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let this = slf.get();
        let arguments = match this.0.index() {
            None => PyTuple::new(py, [this.0.kind().name()])?,
            Some(index) => (this.0.kind().name(), index).into_pyobject(py)?,
        };
        Ok((slf.get_type().into_any(), arguments))
    }
}

pub(crate) fn type_name(object: &Bound<'_, PyAny>) -> String {
    object.get_type().name().map_or_else(|_| "object".to_owned(), |name| name.to_string())
}

/// The name of an object's type as messages about arguments show it: with the module where that is NumPy.
pub(crate) fn full_type_name(object: &Bound<'_, PyAny>) -> String {
    let module = object.get_type().module().map(|module| module.to_string()).unwrap_or_default();
    format!("{}{}", if module == "numpy" { "numpy." } else { "" }, type_name(object))
}

/// A device given as an object, a word or a number; `None` for anything else.
pub fn read_device(object: &Bound<'_, PyAny>) -> PyResult<Option<Device>> {
    if let Ok(device) = object.cast::<PyDevice>() {
        return Ok(Some(device.get().0));
    }
    if let Ok(text) = object.extract::<std::borrow::Cow<'_, str>>() {
        let device: Device = text.parse().map_err(to_py)?;
        if device.kind() == DeviceKind::Cuda {
            crate::cuda::prepare(object.py())?;
        }
        return Ok(Some(device));
    }
    if object.is_instance_of::<pyo3::types::PyInt>() && !object.is_instance_of::<pyo3::types::PyBool>() {
        let index: i64 = object.extract()?;
        if !(0..128).contains(&index) {
            return Err(PyRuntimeError::new_err(format!("Device index must be between 0 and 127, got {index}")));
        }
        crate::cuda::prepare(object.py())?;
        return Ok(Some(Device::new(DeviceKind::Cuda, Some(index as u8))));
    }
    Ok(None)
}

/// How a tensor's elements are laid out; all are strided.
///
/// Example:
///     >>> flambeau.ones(2).layout
///     torch.strided
#[pyclass(frozen, module = "flambeau", name = "layout")]
pub struct PyLayout;

static LAYOUT: PyOnceLock<Py<PyLayout>> = PyOnceLock::new();

/// The one Python object of the strided layout.
pub fn layout_object(py: Python<'_>) -> PyResult<Py<PyLayout>> {
    LAYOUT.get_or_try_init(py, || Py::new(py, PyLayout)).map(|layout| layout.clone_ref(py))
}

#[pymethods]
impl PyLayout {
    fn __repr__(&self) -> &'static str {
        "torch.strided"
    }

    fn __reduce__(&self) -> &'static str {
        "strided"
    }
}

/// The order of dimensions in memory, such as `flambeau.channels_last`.
///
/// Example:
///     >>> flambeau.empty(1, 2, 3, 4, memory_format=flambeau.channels_last).stride()
///     (24, 1, 8, 2)
#[pyclass(frozen, module = "flambeau", name = "memory_format")]
pub struct PyMemoryFormat(pub MemoryFormat);

#[pymethods]
impl PyMemoryFormat {
    fn __repr__(&self) -> String {
        format!("torch.{}", self.0.name())
    }

    fn __reduce__(&self) -> &'static str {
        self.0.name()
    }
}

/// Adds the types and their instances to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add_class::<PyDType>()?;
    module.add_class::<PyDevice>()?;
    module.add_class::<PyLayout>()?;
    module.add_class::<PyMemoryFormat>()?;
    let names = PyDict::new(py);
    for dtype in DType::ALL {
        names.set_item(dtype.name(), dtype_object(py, dtype)?)?;
    }
    for (alias, dtype) in [
        ("half", DType::F16),
        ("float", DType::F32),
        ("double", DType::F64),
        ("short", DType::I16),
        ("int", DType::I32),
        ("long", DType::I64),
        ("cfloat", DType::C64),
        ("cdouble", DType::C128),
    ] {
        names.set_item(alias, dtype_object(py, dtype)?)?;
    }
    names.set_item("strided", layout_object(py)?)?;
    for format in
        [MemoryFormat::Contiguous, MemoryFormat::Preserve, MemoryFormat::ChannelsLast, MemoryFormat::ChannelsLast3d]
    {
        names.set_item(format.name(), Py::new(py, PyMemoryFormat(format))?)?;
    }
    for (name, value) in names {
        module.add(name.extract::<&str>()?, value)?;
    }
    Ok(())
}
