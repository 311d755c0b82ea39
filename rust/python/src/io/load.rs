//! From the values of a checkpoint to Python objects.

use std::path::PathBuf;
use std::ptr::NonNull;

use flambeau::io::pickle::globals::Global;
use flambeau::io::{Access, Builder, Checkpoint, DictKind, ReadOptions, StorageId, TensorRecord, Value, build, graph};
use flambeau::tensor::{Shape, Storage, Strides};
use flambeau::{DType, Device, Tensor, ops};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyComplex, PyDict, PyFrozenSet, PyList, PySet, PyTuple};

use super::{Failure, pickle_error, storage};
use crate::errors::to_py;
use crate::gil;
use crate::size::size_object;
use crate::tensor::{Handle, get};
use crate::types::{PyDevice, dtype_object, layout_object};

/// Tuples within tuples: Python computes their hashes by recursion, which a file must not drive out of the stack.
const MAX_DEPTH: u16 = 500;

/// A made object, and how deep tuples are nested in it.
#[derive(Clone)]
struct Made<'py> {
    object: Bound<'py, PyAny>,
    depth: u16,
}

struct Loader<'a, 'py> {
    py: Python<'py>,
    checkpoint: &'a Checkpoint,
    /// The module `flambeau._checkpoint`.
    support: Bound<'py, PyAny>,
    /// `place(bytes, location, dtype)`: the storage on the device that it is to live on; `None` leaves all on the CPU.
    place: Option<Bound<'py, PyAny>>,
    mapped: bool,
    storages: Vec<Option<Storage>>,
}

impl<'py> Loader<'_, 'py> {
    fn storage(&mut self, id: StorageId) -> Result<Storage, Failure> {
        if let Some(storage) = &self.storages[id.index()] {
            return Ok(storage.clone());
        }
        let record = self.checkpoint.storage(id);
        let (location, dtype) = (record.location.clone(), record.dtype);
        let mut storage = self.read(id)?;
        if let Some(place) = &self.place {
            let bytes = storage.bytes();
            let placed = place.call1((Handle(storage::bytes_of(&storage)), location, dtype_object(self.py, dtype)?))?;
            storage = get(&placed)?.storage().clone();
            if storage.bytes() < bytes {
                return Err(PyTypeError::new_err("map_location returned a storage of another length").into());
            }
        }
        self.storages[id.index()] = Some(storage.clone());
        Ok(storage)
    }

    fn read(&self, id: StorageId) -> Result<Storage, Failure> {
        let record = self.checkpoint.storage(id);
        if self.mapped
            && let Some(mapped) = self.checkpoint.map_storage(id)
            && let Some(address) = NonNull::new(mapped.as_mut_ptr())
            && (address.as_ptr() as usize).is_multiple_of(record.dtype.size())
        {
            // SAFETY: the mapping is private and writable, and lives as long as `mapped`, which the storage keeps.
            return Ok(unsafe { Storage::foreign(address, mapped.len(), Device::CPU, Box::new(mapped)) });
        }
        let length =
            usize::try_from(record.byte_len()).map_err(|_| flambeau::Error::out_of_memory(record.byte_len().into()))?;
        let storage = Storage::allocate(length, Device::CPU)?;
        // SAFETY: the block is new, ours alone and `length` bytes long; the allocator's pages come from the system, where
        // every byte has a value.
        let target = unsafe { std::slice::from_raw_parts_mut(storage.ptr(), length) };
        gil::detached(|| self.checkpoint.read_storage(id, target))?;
        Ok(storage)
    }

    fn tensor(&mut self, record: &TensorRecord, requires_grad: bool) -> Result<Tensor, Failure> {
        let storage = self.storage(record.storage)?;
        let strides: Strides = record.strides.iter().map(|&stride| stride as isize).collect();
        let shape = Shape::from_slice(&record.shape);
        // SAFETY: the unpickler has compared shape, strides and offset with the storage's length.
        let mut tensor = unsafe { Tensor::from_storage(storage, shape, strides, record.offset, record.dtype) };
        if record.conj {
            tensor = ops::conj(&tensor)?.detached();
        }
        if record.neg {
            tensor = ops::neg(&tensor)?.detached();
        }
        if requires_grad {
            tensor.set_requires_grad(true)?;
        }
        Ok(tensor)
    }

    fn support(&self, name: &str, args: impl pyo3::call::PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.support.call_method1(name, args)
    }

    fn object(&self, value: &Value) -> Result<Bound<'py, PyAny>, Failure> {
        let py = self.py;
        Ok(match value {
            Value::None => py.None().into_bound(py),
            Value::Bool(flag) => flag.into_pyobject(py).map_err(PyErr::from)?.to_owned().into_any(),
            Value::Int(number) => number.into_pyobject(py).map_err(PyErr::from)?.into_any(),
            Value::BigInt(bytes) => self.support("big_int", (PyBytes::new(py, bytes),))?,
            Value::Float(number) => number.into_pyobject(py).map_err(PyErr::from)?.into_any(),
            Value::Complex(real, imaginary) => PyComplex::from_doubles(py, *real, *imaginary).into_any(),
            Value::Str(text) => text.into_pyobject(py).map_err(PyErr::from)?.into_any(),
            Value::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
            Value::ByteArray(bytes) => PyByteArray::new(py, bytes).into_any(),
            Value::Size(sizes) => {
                let sizes: Vec<usize> = sizes.iter().map(|&size| size.max(0) as usize).collect();
                size_object(py, &sizes)?
            }
            Value::DType(dtype) => dtype_object(py, *dtype)?.into_bound(py).into_any(),
            Value::Device(kind, index) => {
                let text = index.map_or_else(|| kind.clone(), |index| format!("{kind}:{index}"));
                Bound::new(py, PyDevice(text.parse().map_err(to_py)?))?.into_any()
            }
            Value::Layout(name) if name == "strided" => layout_object(py)?.into_bound(py).into_any(),
            Value::Layout(name) => {
                return Err(pickle_error(py, "UnpicklingError", format!("the layout {name} is not supported")).into());
            }
            Value::NumpyDType(dtype) => self.support("numpy_dtype", (&dtype.code, dtype.order))?,
            Value::NumpyScalar(scalar) => {
                self.support("numpy_scalar", (&scalar.0.code, scalar.0.order, PyBytes::new(py, &scalar.1)))?
            }
            Value::NumpyArray(array) => {
                let shape = PyTuple::new(py, &array.shape)?;
                let data = PyBytes::new(py, &array.data);
                self.support("numpy_array", (&array.dtype.code, array.dtype.order, shape, array.fortran_order, data))?
            }
            Value::Global(global) => {
                let (module, name) = global.path();
                let trusted = !matches!(**global, Global::Foreign { .. });
                self.support("resolve", (module, name, trusted))?
            }
            _ => return Err(pickle_error(py, "UnpicklingError", "a value is out of place".to_owned()).into()),
        })
    }
}

fn flat(object: Bound<'_, PyAny>) -> Made<'_> {
    Made { object, depth: 0 }
}

impl<'py> Builder for Loader<'_, 'py> {
    type Object = Made<'py>;
    type Error = Failure;

    fn leaf(&mut self, value: &Value) -> Result<Made<'py>, Failure> {
        let py = self.py;
        match value {
            Value::Tensor(record) => {
                let tensor = self.tensor(record, record.requires_grad)?;
                Ok(flat(Handle(tensor).into_pyobject(py)?))
            }
            Value::Storage(id) => {
                let bytes = storage::bytes_of(&self.storage(*id)?);
                let dtype: DType = self.checkpoint.storage(*id).dtype;
                Ok(flat(self.support("storage", (Handle(bytes), dtype_object(py, dtype)?))?))
            }
            other => self.object(other).map(flat),
        }
    }

    fn close(&mut self, value: &Value, parts: Vec<Made<'py>>) -> Result<Made<'py>, Failure> {
        let py = self.py;
        let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0) + 1;
        if depth > MAX_DEPTH {
            let text = format!("tuples are nested more than {MAX_DEPTH} deep");
            return Err(pickle_error(py, "UnpicklingError", text).into());
        }
        let objects: Vec<Bound<'py, PyAny>> = parts.into_iter().map(|part| part.object).collect();
        let object = match value {
            Value::Tuple(_) => PyTuple::new(py, objects)?.into_any(),
            Value::FrozenSet(_) => PyFrozenSet::new(py, objects)?.into_any(),
            Value::Tensor(record) => {
                let tensor = self.tensor(record, record.requires_grad)?;
                self.support("with_attributes", (Handle(tensor), objects.into_iter().next()))?
            }
            Value::Parameter { requires_grad, .. } => {
                let mut objects = objects.into_iter();
                let data = objects.next();
                self.support("parameter", (data, *requires_grad, objects.next()))?
            }
            _ => return self.object(value).map(flat),
        };
        Ok(Made { object, depth })
    }

    fn open(&mut self, value: &Value, parts: Vec<Made<'py>>) -> Result<Made<'py>, Failure> {
        let py = self.py;
        let mut parts = parts.into_iter().map(|part| part.object);
        Ok(flat(match value {
            Value::List(_) => PyList::empty(py).into_any(),
            Value::Set(_) => PySet::empty(py)?.into_any(),
            Value::Dict(dict) => match dict.kind {
                DictKind::Plain => PyDict::new(py).into_any(),
                DictKind::Ordered => py.import("collections")?.getattr("OrderedDict")?.call0()?,
                DictKind::Counter => py.import("collections")?.getattr("Counter")?.call0()?,
                DictKind::Default(_) => py.import("collections")?.getattr("defaultdict")?.call1((parts.next(),))?,
            },
            Value::Object(object) => {
                let new = object.construction == graph::Construction::New;
                self.support("construct", (&object.module, &object.name, new, parts.next(), parts.next()))?
            }
            other => return self.object(other).map(flat),
        }))
    }

    fn append(&mut self, container: &Made<'py>, value: &Value, item: Made<'py>) -> Result<(), Failure> {
        let container = &container.object;
        match value {
            Value::List(_) => container.cast::<PyList>().map_err(PyErr::from)?.append(item.object)?,
            Value::Set(_) => container.cast::<PySet>().map_err(PyErr::from)?.add(item.object)?,
            _ => {
                self.support("append", (container, item.object))?;
            }
        }
        Ok(())
    }

    fn insert(&mut self, dict: &Made<'py>, key: Made<'py>, item: Made<'py>) -> Result<(), Failure> {
        Ok(dict.object.set_item(key.object, item.object)?)
    }

    fn set_state(&mut self, object: &Made<'py>, value: &Value, state: Made<'py>) -> Result<(), Failure> {
        let ordered = matches!(value, Value::Dict(_));
        self.support(if ordered { "set_attributes" } else { "set_state" }, (&object.object, state.object))?;
        Ok(())
    }
}

/// The object in a checkpoint. `source` is a path or the file's bytes.
#[pyfunction]
fn _load<'py>(
    py: Python<'py>,
    source: &Bound<'py, PyAny>,
    mapped: bool,
    support: Bound<'py, PyAny>,
    place: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let run = || -> Result<Bound<'py, PyAny>, Failure> {
        let allowed = |module: &str, name: &str| {
            support.call_method1("allowed", (module, name)).and_then(|answer| answer.is_truthy()).unwrap_or(false)
        };
        let access = if mapped { Access::Map } else { Access::Read };
        let options = ReadOptions { access, allowed: &allowed };
        let checkpoint = match source.cast::<PyBytes>() {
            Ok(bytes) => Checkpoint::from_bytes(bytes.as_bytes().to_vec(), &options)?,
            Err(_) => Checkpoint::open(&source.extract::<PathBuf>()?, &options)?,
        };
        if mapped && checkpoint.is_stream() {
            let text = "mmap can only be used with files in the zip format; this one has the older stream format, save it again";
            return Err(pyo3::exceptions::PyRuntimeError::new_err(text).into());
        }
        let storages = vec![None; checkpoint.storages().len()];
        let support = support.clone();
        let mut loader = Loader { py, checkpoint: &checkpoint, support, place, mapped, storages };
        Ok(build(checkpoint.graph(), &mut loader)?.object)
    };
    run().map_err(|failure| failure.into_py(py))
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_load, module)?)
}
