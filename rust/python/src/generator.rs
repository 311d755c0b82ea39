//! Generators of random numbers as Python objects.

use flambeau::random::{AnyGenerator, default_generator};
use flambeau::{DType, Device, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::cuda::prepare;
use crate::errors::to_py;
use crate::tensor::{Handle, get};
use crate::types::{PyDevice, read_device, type_name};

/// A source of random numbers on a device, the CPU by default.
///
/// Operations with `generator=` draw from it in place of the device's own. A GPU that is not there raises RuntimeError.
///
/// Example:
///     >>> generator = flambeau.Generator().manual_seed(0)
///     >>> flambeau.randperm(3, generator=generator).shape
///     torch.Size([3])
#[pyclass(frozen, subclass, module = "flambeau", name = "Generator")]
pub struct PyGenerator(pub AnyGenerator);

#[pymethods]
impl PyGenerator {
    #[new]
    #[pyo3(signature = (device = None))]
    fn new(py: Python<'_>, device: Option<&Bound<'_, PyAny>>) -> PyResult<PyGenerator> {
        let device = match device {
            None => Device::CPU,
            Some(device) => {
                read_device(device)?.ok_or_else(|| PyTypeError::new_err("Generator(): device must be a device"))?
            }
        };
        if device.kind() == flambeau::DeviceKind::Cuda {
            prepare(py)?;
        }
        AnyGenerator::new(device).map(PyGenerator).map_err(to_py)
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
        slf.get().0.manual_seed(read_seed(seed)?).map_err(to_py)?;
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
    fn seed(&self) -> PyResult<u64> {
        self.0.seed().map_err(to_py)
    }

    /// The device the numbers are made on.
    ///
    /// Example:
    ///     >>> flambeau.Generator().device
    ///     device(type='cpu')
    #[getter]
    fn device(&self) -> PyDevice {
        PyDevice(self.0.device())
    }

    /// The state as a `uint8` tensor in PyTorch's layout: of a GPU's generator 16 elements, its seed and offset.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> state = g.get_state()
    ///     >>> a = flambeau.rand(2, generator=g)
    ///     >>> b = flambeau.rand(2, generator=g.set_state(state))
    ///     >>> flambeau.equal(a, b)
    ///     True
    fn get_state(&self) -> PyResult<Handle> {
        let state = self.0.get_state().map_err(to_py)?;
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
        slf.get().0.set_state(&bytes).map_err(to_py)?;
        Ok(slf)
    }

    /// How far the sequence of a GPU's generator has come. One of the CPU raises RuntimeError.
    ///
    /// Example:
    ///     >>> if flambeau.cuda.is_available():
    ///     ...     assert flambeau.Generator("cuda").get_offset() == 0
    fn get_offset(&self) -> PyResult<u64> {
        self.0.offset().map_err(to_py)
    }

    /// Sets how far the sequence of a GPU's generator has come, a multiple of 4, and returns the generator.
    ///
    /// Other numbers, and a generator of the CPU, raise RuntimeError.
    ///
    /// Example:
    ///     >>> if flambeau.cuda.is_available():
    ///     ...     assert flambeau.Generator("cuda").set_offset(8).get_offset() == 8
    fn set_offset(slf: Bound<'_, Self>, offset: u64) -> PyResult<Bound<'_, Self>> {
        slf.get().0.set_offset(offset).map_err(to_py)?;
        Ok(slf)
    }

    /// A generator at the same point of the same sequence.
    ///
    /// Example:
    ///     >>> g = flambeau.Generator()
    ///     >>> other = g.clone_state()
    ///     >>> flambeau.equal(flambeau.rand(2, generator=g), flambeau.rand(2, generator=other))
    ///     True
    fn clone_state(&self) -> PyResult<PyGenerator> {
        self.0.clone_state().map(PyGenerator).map_err(to_py)
    }

    /// A generator that shares the state of a GPU's generator: both move on together.
    ///
    /// Unlike `get_state` it may be called while a graph is captured. A generator of the CPU raises NotImplementedError.
    ///
    /// Example:
    ///     >>> if flambeau.cuda.is_available():
    ///     ...     g = flambeau.Generator("cuda")
    ///     ...     shared = g.graphsafe_get_state()
    ///     ...     g.set_offset(8)
    ///     ...     assert shared.get_offset() == 8
    fn graphsafe_get_state(&self) -> PyResult<PyGenerator> {
        self.0.shared().map(PyGenerator).map_err(to_py)
    }

    /// Shares the state of another generator of the GPU from now on, and returns this one.
    ///
    /// During a capture the other one has to be registered with the graph. A generator of the CPU raises
    /// NotImplementedError, one of another GPU RuntimeError.
    ///
    /// Example:
    ///     >>> if flambeau.cuda.is_available():
    ///     ...     g, other = flambeau.Generator("cuda"), flambeau.Generator("cuda").manual_seed(7)
    ///     ...     assert g.graphsafe_set_state(other.graphsafe_get_state()).initial_seed() == 7
    fn graphsafe_set_state<'py>(slf: Bound<'py, Self>, state: &Bound<'py, PyGenerator>) -> PyResult<Bound<'py, Self>> {
        slf.get().0.follow(&state.get().0).map_err(to_py)?;
        Ok(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        format!("<torch._C.Generator object at {:#x}>", slf.as_ptr() as usize)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        let this = slf.get();
        let state = (this.initial_seed(), this.0.offset().ok(), this.get_state()?);
        (slf.get_type(), (this.device(),), state).into_pyobject(py)
    }

    fn __setstate__(slf: Bound<'_, Self>, state: (u64, Option<u64>, Bound<'_, PyAny>)) -> PyResult<()> {
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

/// Adds the class and the CPU's generator.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PyGenerator>()?;
    let default = PyGenerator(default_generator().clone().into());
    module.add("default_generator", Py::new(module.py(), default)?)
}
