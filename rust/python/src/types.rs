//! Small immutable Python types: dtype, device, layout, memory_format, Generator.

use flambeau::random::Generator;
use flambeau::{DType, Device, DeviceKind, MemoryFormat, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

use crate::errors::to_py;
use crate::tensor::{Handle, get};

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
    static ENTERED: std::cell::RefCell<Vec<Device>> = const { std::cell::RefCell::new(Vec::new()) };
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
        let before = flambeau::device::set_default_device(slf.0).map_err(to_py)?;
        ENTERED.with_borrow_mut(|entered| entered.push(before));
        Ok(slf)
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, _error: &Bound<'_, PyTuple>) -> PyResult<()> {
        match ENTERED.with_borrow_mut(Vec::pop) {
            Some(before) => flambeau::device::set_default_device(before).map(|_| ()).map_err(to_py),
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

/// A source of random numbers.
///
/// Example:
///     >>> generator = flambeau.Generator().manual_seed(0)
///     >>> flambeau.randperm(3, generator=generator).shape
///     torch.Size([3])
#[pyclass(frozen, subclass, module = "flambeau", name = "Generator")]
pub struct PyGenerator(pub Generator);

#[pymethods]
impl PyGenerator {
    #[new]
    #[pyo3(signature = (device = None))]
    fn new(device: Option<&Bound<'_, PyAny>>) -> PyResult<PyGenerator> {
        if let Some(device) = device {
            let device =
                read_device(device)?.ok_or_else(|| PyTypeError::new_err("Generator(): device must be a device"))?;
            if device.kind() != DeviceKind::Cpu {
                return Err(PyRuntimeError::new_err(format!(
                    "Device type {} is not supported for a Generator",
                    device.kind().name()
                )));
            }
        }
        Ok(PyGenerator(Generator::new()))
    }

    /// Starts the sequence that belongs to a seed.
    ///
    /// `seed` is any integer of 64 bits, negative ones included; others raise ValueError. Returns the generator.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> a = flambeau.rand(2, generator=g.manual_seed(7))
    ///     >>> b = flambeau.rand(2, generator=g.manual_seed(7))
    ///     >>> flambeau.equal(a, b)
    ///     True
    fn manual_seed<'py>(slf: Bound<'py, Self>, seed: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        slf.get().0.manual_seed(read_seed(seed)?);
        Ok(slf)
    }

    /// The seed the sequence was started with.
    ///
    /// Example:
    ///     >>> flambeau.Generator().manual_seed(7).initial_seed()
    ///     7
    fn initial_seed(&self) -> u64 {
        self.0.initial_seed()
    }

    /// Starts an unpredictable sequence and returns its seed.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> g.seed() == g.initial_seed()
    ///     True
    fn seed(&self) -> u64 {
        self.0.seed()
    }

    /// The device the numbers are made on.
    ///
    /// Example:
    ///     >>> flambeau.Generator().device
    ///     device(type='cpu')
    #[getter]
    fn device(&self) -> PyDevice {
        PyDevice(Device::CPU)
    }

    /// The state as a `uint8` tensor in PyTorch's layout.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> state = g.get_state()
    ///     >>> a = flambeau.rand(2, generator=g)
    ///     >>> b = flambeau.rand(2, generator=g.set_state(state))
    ///     >>> flambeau.equal(a, b)
    ///     True
    fn get_state(&self) -> PyResult<Handle> {
        let state = self.0.get_state();
        Tensor::from_slice(&state, &[state.len()]).map(Handle).map_err(to_py)
    }

    /// Restores a state that `get_state` returned, and returns the generator.
    ///
    /// A tensor that is no such state raises TypeError or RuntimeError.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> other = flambeau.Generator().set_state(g.get_state())
    ///     >>> other.initial_seed() == g.initial_seed()
    ///     True
    fn set_state<'py>(slf: Bound<'py, Self>, new_state: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        let Ok(state) = get(new_state) else {
            return Err(PyTypeError::new_err(format!("expected a torch.ByteTensor, but got {}", type_name(new_state))));
        };
        if state.dtype() != DType::U8 {
            return Err(PyTypeError::new_err(format!(
                "RNG state must be a torch.ByteTensor, but its dtype is {}",
                state.dtype().name()
            )));
        }
        let bytes = state.to_vec::<u8>().map_err(to_py)?;
        slf.get().0.set_state(&bytes).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(slf)
    }

    /// A generator at the same point of the same sequence.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> other = g.clone_state()
    ///     >>> flambeau.equal(flambeau.rand(2, generator=g), flambeau.rand(2, generator=other))
    ///     True
    fn clone_state(&self) -> PyGenerator {
        PyGenerator(self.0.clone_state())
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        format!("<torch._C.Generator object at {:#x}>", slf.as_ptr() as usize)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        let this = slf.get();
        let state = (this.initial_seed(), py.None(), this.get_state()?);
        (slf.get_type(), (this.device(),), state).into_pyobject(py)
    }

    fn __setstate__(slf: Bound<'_, Self>, state: (u64, Option<Py<PyAny>>, Bound<'_, PyAny>)) -> PyResult<()> {
        Self::set_state(slf, &state.2).map(|_| ())
    }
}

/// A seed as PyTorch reads one: any integer that fits 64 bits; negative ones wrap.
pub fn read_seed(seed: &Bound<'_, PyAny>) -> PyResult<u64> {
    if let Ok(seed) = seed.extract::<u64>() {
        return Ok(seed);
    }
    match seed.extract::<i64>() {
        Ok(seed) => Ok(seed as u64),
        Err(error) if error.is_instance_of::<pyo3::exceptions::PyOverflowError>(seed.py()) => {
            Err(PyValueError::new_err(
                "Overflow when unpacking long long: seed must be within the range [-0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff]",
            ))
        }
        Err(_) => Err(PyRuntimeError::new_err(format!("manual_seed expected a long, but got {}", type_name(seed)))),
    }
}

/// Adds the types and their instances to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add_class::<PyDType>()?;
    module.add_class::<PyDevice>()?;
    module.add_class::<PyLayout>()?;
    module.add_class::<PyMemoryFormat>()?;
    module.add_class::<PyGenerator>()?;
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
    module.add("default_generator", Py::new(py, PyGenerator(flambeau::random::default_generator().clone()))?)
}
