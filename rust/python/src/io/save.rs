//! From Python objects to the values of a checkpoint.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use flambeau::io::pickle::globals::{Global, Rebuild};
use flambeau::io::{
    CheckpointError, Dict, DictKind, Graph, NodeId, Object, StorageBytes, StorageId, TensorRecord, Value, graph,
    save_checkpoint, write_checkpoint,
};
use flambeau::tensor::Storage;
use flambeau::{DType, DeviceKind, Tensor};
use pyo3::exceptions::PyRecursionError;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyComplex, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString, PyTuple,
    PyType,
};

use super::storage::bytes_of;
use super::{Failure, pickle_error};
use crate::gil;
use crate::tensor::get;
use crate::types::{PyDType, PyDevice, PyLayout};

/// Python's own pickler stops at the interpreter's recursion limit, 1000 by default.
const MAX_DEPTH: usize = 1000;

/// A storage to be written.
struct Kept {
    storage: Storage,
    dtype: DType,
}

/// Where a checkpoint says that a storage was: `cpu`, or a GPU with its number.
fn location_of(storage: &Storage) -> String {
    let device = storage.device();
    if device.kind() == DeviceKind::Cpu { device.kind().name().to_owned() } else { device.to_string() }
}

struct Saver<'py> {
    py: Python<'py>,
    /// The module `flambeau._checkpoint`.
    support: Bound<'py, PyAny>,
    tensor: Bound<'py, PyType>,
    storage_class: Bound<'py, PyAny>,
    size: Bound<'py, PyAny>,
    graph: Graph,
    /// Objects by address; `alive` keeps the addresses from being used again.
    seen: HashMap<usize, NodeId>,
    alive: Vec<Bound<'py, PyAny>>,
    storages: Vec<Kept>,
    storage_ids: HashMap<usize, StorageId>,
    depth: usize,
}

type Saved<T> = Result<T, Failure>;

impl<'py> Saver<'py> {
    fn push(&mut self, value: Value) -> NodeId {
        self.graph.push(value)
    }

    fn remember(&mut self, object: &Bound<'py, PyAny>, id: NodeId) -> NodeId {
        self.seen.insert(object.as_ptr() as usize, id);
        self.alive.push(object.clone());
        id
    }

    fn unpicklable<T>(&self, text: String) -> Saved<T> {
        Err(pickle_error(self.py, "PicklingError", text).into())
    }

    /// The node of an object, made at the first mention.
    fn node(&mut self, object: &Bound<'py, PyAny>) -> Saved<NodeId> {
        if let Some(&id) = self.seen.get(&(object.as_ptr() as usize)) {
            return Ok(id);
        }
        if self.depth >= MAX_DEPTH {
            return Err(PyRecursionError::new_err("maximum recursion depth exceeded while pickling an object").into());
        }
        self.depth += 1;
        let made = self.new_node(object);
        self.depth -= 1;
        made
    }

    fn nodes(&mut self, items: impl IntoIterator<Item = Bound<'py, PyAny>>) -> Saved<Vec<NodeId>> {
        items.into_iter().map(|item| self.node(&item)).collect()
    }

    fn new_node(&mut self, object: &Bound<'py, PyAny>) -> Saved<NodeId> {
        let kind = object.get_type();
        let value = if object.is_none() {
            Value::None
        } else if let Ok(flag) = object.cast_exact::<PyBool>() {
            Value::Bool(flag.is_true())
        } else if object.cast_exact::<PyInt>().is_ok() {
            match object.extract::<i64>() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::BigInt(self.support.call_method1("int_bytes", (object,))?.extract()?),
            }
        } else if let Ok(number) = object.cast_exact::<PyFloat>() {
            Value::Float(number.value())
        } else if let Ok(text) = object.cast_exact::<PyString>() {
            Value::Str(text.to_cow()?.into_owned())
        } else if let Ok(bytes) = object.cast_exact::<PyBytes>() {
            Value::Bytes(bytes.as_bytes().to_vec())
        } else if let Ok(number) = object.cast_exact::<PyComplex>() {
            Value::Complex(number.real(), number.imag())
        } else if let Ok(bytes) = object.cast_exact::<PyByteArray>() {
            Value::ByteArray(bytes.to_vec())
        } else if let Ok(dtype) = object.cast_exact::<PyDType>() {
            Value::DType(dtype.get().0)
        } else if let Ok(device) = object.cast_exact::<PyDevice>() {
            let device = device.get().0;
            Value::Device(device.kind().name().to_owned(), device.index().map(i64::from))
        } else if object.cast_exact::<PyLayout>().is_ok() {
            Value::Layout("strided".to_owned())
        } else if kind.is(&self.size) {
            Value::Size(object.extract()?)
        } else {
            return self.container(object, &kind);
        };
        let id = self.push(value);
        Ok(self.remember(object, id))
    }

    fn container(&mut self, object: &Bound<'py, PyAny>, kind: &Bound<'py, PyType>) -> Saved<NodeId> {
        if let Ok(list) = object.cast_exact::<PyList>() {
            let id = self.push(Value::List(Vec::new()));
            self.remember(object, id);
            let items = self.nodes(list.iter())?;
            *self.graph.get_mut(id) = Value::List(items);
            return Ok(id);
        }
        if let Ok(tuple) = object.cast_exact::<PyTuple>() {
            let items = self.nodes(tuple.iter())?;
            return Ok(self.finish(object, Value::Tuple(items)));
        }
        if let Ok(set) = object.cast_exact::<PySet>() {
            let items = self.nodes(set.iter())?;
            return Ok(self.finish(object, Value::Set(items)));
        }
        if let Ok(set) = object.cast_exact::<PyFrozenSet>() {
            let items = self.nodes(set.iter())?;
            return Ok(self.finish(object, Value::FrozenSet(items)));
        }
        if object.cast::<PyDict>().is_ok() {
            let name: String = self.support.call_method1("dict_kind", (object,))?.extract()?;
            if !name.is_empty() {
                return self.dict(object, &name);
            }
        }
        if object.is_instance(&self.tensor)? {
            let special: String = self.support.call_method1("tensor_kind", (object,))?.extract()?;
            match special.as_str() {
                "tensor" => return self.tensor(object),
                "parameter" => return self.parameter(object),
                "subclass" => return self.subclass(object),
                _ => {}
            }
        }
        if object.is_instance(&self.storage_class)? {
            let tensor = object.getattr("_tensor")?;
            let dtype = object.getattr("dtype")?.cast::<PyDType>().map_err(PyErr::from)?.get().0;
            let storage = self.storage(get(&tensor)?.storage(), dtype);
            return Ok(self.finish(object, Value::Storage(storage)));
        }
        if let Some(value) = self.numpy(object, kind)? {
            return Ok(self.finish(object, value));
        }
        if object.cast::<PyType>().is_ok() {
            return self.global(object, None);
        }
        self.reduced(object, kind)
    }

    /// An immutable value whose parts are made; one that contains itself through a list has been made on the way.
    fn finish(&mut self, object: &Bound<'py, PyAny>, value: Value) -> NodeId {
        if let Some(&id) = self.seen.get(&(object.as_ptr() as usize)) {
            return id;
        }
        let id = self.push(value);
        self.remember(object, id)
    }

    fn dict(&mut self, object: &Bound<'py, PyAny>, name: &str) -> Saved<NodeId> {
        let kind = match name {
            "dict" => DictKind::Plain,
            "OrderedDict" => DictKind::Ordered,
            "Counter" => DictKind::Counter,
            _ => DictKind::Default(self.node(&object.getattr("default_factory")?)?),
        };
        let ordered = kind == DictKind::Ordered;
        let id = self.push(Value::Dict(Box::new(Dict { kind, ..Default::default() })));
        self.remember(object, id);
        let items = self.items(&object.call_method0("items")?)?;
        let mut attributes = None;
        if ordered {
            let own = object.getattr("__dict__")?;
            if own.len()? > 0 {
                attributes = Some(self.node(&own)?);
            }
        }
        if let Value::Dict(dict) = self.graph.get_mut(id) {
            dict.items = items;
            dict.attributes = attributes;
        }
        Ok(id)
    }

    fn items(&mut self, pairs: &Bound<'py, PyAny>) -> Saved<Vec<(NodeId, NodeId)>> {
        let mut items = Vec::new();
        // A list first: converting an item may run Python code that changes the dictionary.
        for pair in pairs.try_iter()?.collect::<PyResult<Vec<_>>>()? {
            let (key, item): (Bound<'py, PyAny>, Bound<'py, PyAny>) = pair.extract()?;
            items.push((self.node(&key)?, self.node(&item)?));
        }
        Ok(items)
    }

    fn storage(&mut self, storage: &Storage, dtype: DType) -> StorageId {
        let next = StorageId(self.storages.len() as u32);
        let storages = &mut self.storages;
        *self.storage_ids.entry(storage.id()).or_insert_with(|| {
            storages.push(Kept { storage: storage.clone(), dtype });
            next
        })
    }

    fn record(&mut self, tensor: &Tensor, requires_grad: bool) -> TensorRecord {
        TensorRecord {
            storage: self.storage(tensor.storage(), tensor.dtype()),
            dtype: tensor.dtype(),
            shape: tensor.shape().to_vec(),
            strides: tensor.strides().iter().map(|&stride| stride as usize).collect(),
            offset: tensor.storage_offset(),
            requires_grad,
            conj: false,
            neg: false,
            attributes: None,
        }
    }

    /// The attributes that the user gave a tensor.
    fn attributes(&mut self, object: &Bound<'py, PyAny>) -> Saved<Option<NodeId>> {
        let own = object.getattr("__dict__")?;
        if own.len()? == 0 { Ok(None) } else { self.node(&own).map(Some) }
    }

    fn tensor(&mut self, object: &Bound<'py, PyAny>) -> Saved<NodeId> {
        let tensor = get(object)?.clone();
        let mut record = self.record(&tensor, tensor.requires_grad());
        record.attributes = self.attributes(object)?;
        Ok(self.finish(object, Value::Tensor(Box::new(record))))
    }

    fn parameter(&mut self, object: &Bound<'py, PyAny>) -> Saved<NodeId> {
        let tensor = get(object)?.clone();
        let record = self.record(&tensor, false);
        let data = self.push(Value::Tensor(Box::new(record)));
        let attributes = self.attributes(object)?;
        Ok(self.finish(object, Value::Parameter { data, requires_grad: tensor.requires_grad(), attributes }))
    }

    /// `torch._tensor._rebuild_from_type_v2(function, class, arguments, state)`.
    fn subclass(&mut self, object: &Bound<'py, PyAny>) -> Saved<NodeId> {
        let tensor = get(object)?.clone();
        let class = self.node(object.get_type().as_any())?;
        let storage = self.storage(tensor.storage(), tensor.dtype());
        let int = |value: usize| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
        let mut parts = vec![self.push(Value::Storage(storage)), self.push(int(tensor.storage_offset()))];
        let strides: Vec<usize> = tensor.strides().iter().map(|&stride| stride as usize).collect();
        for list in [tensor.shape(), &strides] {
            let numbers: Vec<NodeId> = list.iter().map(|&number| self.push(int(number))).collect();
            parts.push(self.push(Value::Tuple(numbers)));
        }
        parts.push(self.push(Value::Bool(tensor.requires_grad())));
        parts.push(self.push(Value::Dict(Box::new(Dict { kind: DictKind::Ordered, ..Default::default() }))));
        let function = self.push(Value::Global(Box::new(Global::Rebuild(Rebuild::TensorV2))));
        let arguments = self.push(Value::Tuple(parts));
        let state = self.node(&object.getattr("__dict__")?)?;
        let args = self.push(Value::Tuple(vec![function, class, arguments, state]));
        let (module, name) = Global::Rebuild(Rebuild::FromTypeV2).path();
        let value = object_value((module.to_owned(), name.to_owned()), graph::Construction::Call, args);
        Ok(self.finish(object, value))
    }

    fn numpy(&mut self, object: &Bound<'py, PyAny>, kind: &Bound<'py, PyType>) -> Saved<Option<Value>> {
        if !kind.module().is_ok_and(|module| module.to_string().starts_with("numpy")) {
            return Ok(None);
        }
        let described = self.support.call_method1("describe_numpy", (object,))?;
        if described.is_none() {
            return Ok(None);
        }
        let sort: String = described.get_item(0)?.extract()?;
        let dtype =
            graph::NumpyDType { code: described.get_item(1)?.extract()?, order: described.get_item(2)?.extract()? };
        Ok(Some(match sort.as_str() {
            "dtype" => Value::NumpyDType(Box::new(dtype)),
            "scalar" => Value::NumpyScalar(Box::new((dtype, described.get_item(3)?.extract()?))),
            _ => Value::NumpyArray(Box::new(graph::NumpyArray {
                dtype,
                shape: described.get_item(3)?.extract()?,
                fortran_order: described.get_item(4)?.extract()?,
                data: described.get_item(5)?.extract()?,
            })),
        }))
    }

    /// Module and name of a class or function.
    fn path(&self, object: &Bound<'py, PyAny>, name: Option<&str>) -> Saved<(String, String)> {
        Ok(self.support.call_method1("global_name", (object, name))?.extract()?)
    }

    /// A class or function by its name.
    fn global(&mut self, object: &Bound<'py, PyAny>, name: Option<&str>) -> Saved<NodeId> {
        let (module, name) = self.path(object, name)?;
        let value = match Global::find(&module, &name, &|_, _| true) {
            Ok(Global::DType(dtype)) => Value::DType(dtype),
            Ok(global) => Value::Global(Box::new(global)),
            Err(_) => Value::Global(Box::new(Global::Foreign { module, name })),
        };
        Ok(self.finish(object, value))
    }

    /// An object of any other class, as its `__reduce_ex__` describes it.
    fn reduced(&mut self, object: &Bound<'py, PyAny>, kind: &Bound<'py, PyType>) -> Saved<NodeId> {
        let reduced = self.support.call_method1("reduce", (object, kind))?;
        if let Ok(name) = reduced.cast::<PyString>() {
            let name = name.to_string();
            return self.global(object, Some(&name));
        }
        self.alive.push(reduced.clone());
        let Ok(parts) = reduced.cast::<PyTuple>() else {
            return self.unpicklable(format!("__reduce__ of {} must return a string or tuple", kind.name()?));
        };
        if !(2..=5).contains(&parts.len()) {
            return self
                .unpicklable(format!("the tuple that __reduce__ of {} returns must have 2 to 5 items", kind.name()?));
        }
        let part = |at: usize| parts.get_item(at).ok().filter(|part| !part.is_none());
        let (function, args) = (parts.get_item(0)?, parts.get_item(1)?);
        let new = self.support.call_method1("is_new", (&function,))?.is_truthy()?;
        let (path, construction, args) = if new {
            let args = args.cast::<PyTuple>().map_err(PyErr::from)?;
            let rest: Vec<Bound<'py, PyAny>> = args.iter().skip(1).collect();
            (self.path(&args.get_item(0)?, None)?, graph::Construction::New, PyTuple::new(self.py, rest)?.into_any())
        } else {
            (self.path(&function, None)?, graph::Construction::Call, args)
        };
        let args = self.node(&args)?;
        let id = self.finish(object, object_value(path, construction, args));
        let elements = match part(3) {
            Some(items) => self.nodes(items.try_iter()?.collect::<PyResult<Vec<_>>>()?)?,
            None => Vec::new(),
        };
        let items = match part(4) {
            Some(items) => self.items(&items)?,
            None => Vec::new(),
        };
        let state = part(2).map(|state| self.node(&state)).transpose()?;
        if let Value::Object(made) = self.graph.get_mut(id) {
            (made.elements, made.items, made.state) = (elements, items, state);
        }
        Ok(id)
    }
}

fn object_value((module, name): (String, String), construction: graph::Construction, args: NodeId) -> Value {
    let (kwargs, state, elements, items) = (None, None, Vec::new(), Vec::new());
    Value::Object(Box::new(Object { module, name, construction, args, kwargs, state, elements, items }))
}

/// A Python object with a method `write`.
struct Output<'py>(Bound<'py, PyAny>);

/// Bytes handed to `write` at a time.
const PIECE: usize = 4 << 20;

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let written = self.0.call_method1("write", (PyBytes::new(self.0.py(), piece),));
        let written = written.map_err(std::io::Error::other)?;
        // Raw files may take less than they are given; others return nothing or everything.
        Ok(written.extract::<usize>().unwrap_or(piece.len()).min(piece.len()))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes `object` to `target`, a path or an object with a method `write`.
#[pyfunction]
fn _save<'py>(
    py: Python<'py>,
    object: &Bound<'py, PyAny>,
    target: &Bound<'py, PyAny>,
    to_path: bool,
    support: Bound<'py, PyAny>,
) -> PyResult<()> {
    let run = || -> Saved<()> {
        let mut saver = Saver {
            py,
            tensor: support.getattr("Tensor")?.cast_into().map_err(PyErr::from)?,
            storage_class: support.getattr("Storages")?,
            size: support.getattr("Size")?,
            support,
            graph: Graph::new(),
            seen: HashMap::new(),
            alive: Vec::new(),
            storages: Vec::new(),
            storage_ids: HashMap::new(),
            depth: 0,
        };
        let root = saver.node(object)?;
        saver.graph.set_root(root);
        let locations: Vec<String> = saver.storages.iter().map(|kept| location_of(&kept.storage)).collect();
        let hosts = saver.storages.iter().map(|kept| bytes_of(&kept.storage).to_host());
        let hosts: Vec<Tensor> = hosts.collect::<flambeau::Result<_>>()?;
        let mut storages: Vec<StorageBytes<'_>> = Vec::with_capacity(hosts.len());
        for ((kept, host), location) in saver.storages.iter().zip(&hosts).zip(&locations) {
            // SAFETY: the tensor is all of a storage's bytes, and kept by `hosts` until everything is written. Who writes
            // to it while it is saved gets a mixture of old and new elements, as with any operation that reads it.
            let bytes = unsafe { std::slice::from_raw_parts(host.host_ptr()?, host.numel()) };
            storages.push(StorageBytes { dtype: kept.dtype, location, bytes });
        }
        if to_path {
            let path: PathBuf = target.extract()?;
            let graph = &saver.graph;
            gil::detached(|| save_checkpoint(&path, graph, &storages))?;
        } else {
            write_checkpoint(Output(target.clone()), "archive", &saver.graph, &storages)?;
        }
        Ok(())
    };
    run().map_err(|failure| match failure {
        Failure::File(CheckpointError::Unwritable { reason }) => {
            pyo3::exceptions::PyRuntimeError::new_err(format!("Cannot save this object: {reason}"))
        }
        other => other.into_py(py),
    })
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_save, module)?)
}
