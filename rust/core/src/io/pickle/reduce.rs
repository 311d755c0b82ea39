//! What REDUCE and BUILD make of each allowed class or function: values, by our own code.

use flambeau_cpu::dtype::DType;

use super::globals::{Builtin, Global, Rebuild};
use super::reader::Unpickler;
use crate::io::error::{CheckpointError, Result};
use crate::io::graph::{Construction, DictKind, NodeId, NumpyArray, NumpyDType, TensorRecord, Value};

impl Unpickler<'_> {
    /// The value that calling `function` with the tuple `args` would make.
    pub(super) fn reduce(&mut self, function: NodeId, args: NodeId) -> Result<NodeId> {
        let Value::Global(global) = self.graph.get(function) else {
            return self.fail("a call of something that is not a function");
        };
        let global = (**global).clone();
        let items = self.items(args)?.to_vec();
        self.charge(items.len())?;
        let value = match global {
            Global::OrderedDict => return self.ordered_dict(&items),
            Global::Counter => match items.as_slice() {
                [] => return Ok(self.new_dict(DictKind::Counter, Vec::new())),
                [counts] => {
                    let counts = self.dict_items(*counts)?;
                    return Ok(self.new_dict(DictKind::Counter, counts));
                }
                _ => return self.fail("Counter has the wrong arguments"),
            },
            Global::DefaultDict => match items.as_slice() {
                [] => return Ok(self.new_dict(DictKind::Default(self.none()), Vec::new())),
                [factory] if matches!(self.graph.get(*factory), Value::None | Value::Global(_)) => {
                    return Ok(self.new_dict(DictKind::Default(*factory), Vec::new()));
                }
                _ => return self.fail("defaultdict has the wrong arguments"),
            },
            Global::Builtin(builtin) => self.builtin(builtin, &items)?,
            Global::Encode => Value::Bytes(self.encode(&items)?),
            Global::Size => match items.as_slice() {
                [sizes] => Value::Size(self.integers(*sizes)?),
                _ => return self.fail("Size has the wrong arguments"),
            },
            Global::Device => self.device(&items)?,
            Global::Layout => match items.as_slice() {
                [name] => Value::Layout(self.text(*name)?.trim_start_matches("torch.").to_owned()),
                _ => return self.fail("_get_layout has the wrong arguments"),
            },
            Global::Rebuild(rebuild) => return self.rebuild(rebuild, &items),
            Global::NumpyDType => match items.as_slice() {
                [code, ..] => Value::NumpyDType(Box::new(self.numpy_dtype(*code)?)),
                _ => return self.fail("a NumPy dtype has the wrong arguments"),
            },
            Global::NumpyScalar => match items.as_slice() {
                [dtype, data] => {
                    let dtype = self.known_numpy_dtype(*dtype)?;
                    let data = self.bytes(*data)?;
                    if Some(data.len()) != item_size(&dtype) {
                        return self.fail("a NumPy scalar has the wrong number of bytes");
                    }
                    Value::NumpyScalar(Box::new((dtype, data)))
                }
                _ => return self.fail("a NumPy scalar has the wrong arguments"),
            },
            // The state that BUILD sets next replaces everything here.
            Global::NumpyReconstruct => Value::NumpyArray(Box::new(NumpyArray {
                dtype: NumpyDType { code: "u1".into(), order: '|' },
                shape: vec![0],
                fortran_order: false,
                data: Vec::new(),
            })),
            Global::NumpyFromBuffer => match items.as_slice() {
                [data, dtype, shape, order] => {
                    let fortran_order = self.text(*order)? == "F";
                    let (data, dtype) = (self.bytes(*data)?, self.known_numpy_dtype(*dtype)?);
                    self.numpy_array(dtype, *shape, fortran_order, data)?
                }
                _ => return self.fail("_frombuffer has the wrong arguments"),
            },
            Global::Foreign { module, name } => {
                return self.foreign(module, name, Construction::Call, args, None);
            }
            Global::Tensor | Global::Parameter | Global::Storage(_) | Global::DType(_) | Global::NumpyArray => {
                let (module, name) = global.path();
                let (module, name) = (module.to_owned(), format!("{name}.__call__"));
                return Err(CheckpointError::UnsupportedGlobal { module, name });
            }
        };
        Ok(self.graph.push(value))
    }

    fn ordered_dict(&mut self, args: &[NodeId]) -> Result<NodeId> {
        let pairs = match args {
            [] => Vec::new(),
            // The form of old picklers: a list of key-value pairs.
            [pairs] => match self.graph.get(*pairs) {
                Value::List(items) | Value::Tuple(items) => {
                    let items = items.clone();
                    self.charge(items.len())?;
                    let mut pairs = Vec::with_capacity(items.len());
                    for item in items {
                        match self.graph.get(item) {
                            Value::List(pair) | Value::Tuple(pair) if pair.len() == 2 => pairs.push((pair[0], pair[1])),
                            _ => return self.fail("an item of an OrderedDict is not a pair"),
                        }
                    }
                    pairs
                }
                Value::Dict(_) => self.dict_items(*pairs)?,
                _ => return self.fail("OrderedDict has the wrong arguments"),
            },
            _ => return self.fail("OrderedDict has the wrong arguments"),
        };
        Ok(self.new_dict(DictKind::Ordered, pairs))
    }

    fn dict_items(&mut self, id: NodeId) -> Result<Vec<(NodeId, NodeId)>> {
        let Value::Dict(dict) = self.graph.get(id) else { return self.fail("a dictionary is expected") };
        let items = dict.items.clone();
        self.charge(items.len())?;
        Ok(items)
    }

    fn builtin(&mut self, builtin: Builtin, args: &[NodeId]) -> Result<Value> {
        let sequence = |this: &mut Self| -> Result<Vec<NodeId>> {
            let items = match args {
                [] => Vec::new(),
                [items] => match this.graph.get(*items) {
                    Value::List(items) | Value::Tuple(items) | Value::Set(items) => items.clone(),
                    _ => return this.fail("a container is made from something other than a sequence"),
                },
                _ => return this.fail("a container has the wrong arguments"),
            };
            this.charge(items.len())?;
            Ok(items)
        };
        Ok(match (builtin, args) {
            (Builtin::Set, _) => Value::Set(sequence(self)?),
            (Builtin::FrozenSet, _) => Value::FrozenSet(sequence(self)?),
            (Builtin::List, _) => Value::List(sequence(self)?),
            (Builtin::Tuple, _) => Value::Tuple(sequence(self)?),
            (Builtin::Dict, []) => Value::Dict(Box::default()),
            (Builtin::Bytes | Builtin::ByteArray, _) => {
                let data = match args {
                    [] => Vec::new(),
                    [data] if !matches!(self.graph.get(*data), Value::Int(_)) => self.bytes(*data)?,
                    // `bytearray(text, "latin-1")`, the form of protocol 2.
                    [_, _] => self.encode(args)?,
                    _ => return self.fail("bytes have the wrong arguments"),
                };
                if builtin == Builtin::Bytes { Value::Bytes(data) } else { Value::ByteArray(data) }
            }
            (Builtin::Complex, [real, imaginary]) => match (self.graph.get(*real), self.graph.get(*imaginary)) {
                (Value::Float(real), Value::Float(imaginary)) => Value::Complex(*real, *imaginary),
                _ => return self.fail("a part of a complex number is not a float"),
            },
            _ => return self.fail("a call of a builtin class with the wrong arguments"),
        })
    }

    /// `_codecs.encode(text, "latin1")`: the bytes whose values are the text's code points.
    fn encode(&mut self, args: &[NodeId]) -> Result<Vec<u8>> {
        let [text, codec] = args else { return self.fail("encode has the wrong arguments") };
        if !matches!(self.text(*codec)?, "latin1" | "latin-1") {
            return self.fail("bytes are encoded otherwise than as latin1");
        }
        let Value::Str(text) = self.graph.get(*text) else { return self.fail("encode is given no text") };
        let bytes: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
        let Some(bytes) = bytes else { return self.fail("a character is outside latin1") };
        self.charge(bytes.len())?;
        Ok(bytes)
    }

    fn device(&self, args: &[NodeId]) -> Result<Value> {
        let (name, mut index) = match args {
            [name] => (self.text(*name)?, None),
            [name, index] => (self.text(*name)?, Some(self.integer(*index)?)),
            _ => return self.fail("device has the wrong arguments"),
        };
        let kind = match name.split_once(':') {
            Some((kind, number)) if index.is_none() => {
                index = number.parse().ok();
                if index.is_none() {
                    return self.fail("a device has a malformed index");
                }
                kind
            }
            Some(_) => return self.fail("a device has two indices"),
            None => name,
        };
        Ok(Value::Device(kind.to_owned(), index))
    }

    fn bytes(&mut self, id: NodeId) -> Result<Vec<u8>> {
        let data = match self.graph.get(id) {
            Value::Bytes(data) | Value::ByteArray(data) => data.clone(),
            // Python 2 wrote bytes as strings; those that happen to be UTF-8 were read as text.
            Value::Str(text) => text.as_bytes().to_vec(),
            _ => return self.fail("bytes are expected"),
        };
        self.charge(data.len())?;
        Ok(data)
    }

    fn integers(&mut self, id: NodeId) -> Result<Vec<i64>> {
        let items = match self.graph.get(id) {
            Value::Size(sizes) => {
                let sizes = sizes.clone();
                self.charge(sizes.len())?;
                return Ok(sizes);
            }
            Value::Tuple(items) | Value::List(items) => items,
            _ => return self.fail("a tuple of integers is expected"),
        };
        let sizes = items.iter().map(|item| self.integer(*item)).collect::<Result<Vec<_>>>()?;
        self.charge(sizes.len())?;
        Ok(sizes)
    }

    fn rebuild(&mut self, rebuild: Rebuild, args: &[NodeId]) -> Result<NodeId> {
        match (rebuild, args) {
            (Rebuild::Tensor, &[storage, offset, size, stride]) => {
                self.tensor(storage, offset, size, stride, None, None, None)
            }
            (Rebuild::TensorV2, &[storage, offset, size, stride, requires_grad, _hooks]) => {
                self.tensor(storage, offset, size, stride, Some(requires_grad), None, None)
            }
            (Rebuild::TensorV2, &[storage, offset, size, stride, requires_grad, _hooks, metadata]) => {
                self.tensor(storage, offset, size, stride, Some(requires_grad), None, Some(metadata))
            }
            (Rebuild::TensorV3, &[storage, offset, size, stride, requires_grad, _hooks, dtype]) => {
                self.tensor(storage, offset, size, stride, Some(requires_grad), Some(dtype), None)
            }
            (Rebuild::TensorV3, &[storage, offset, size, stride, requires_grad, _hooks, dtype, metadata]) => {
                self.tensor(storage, offset, size, stride, Some(requires_grad), Some(dtype), Some(metadata))
            }
            (Rebuild::Parameter, &[data, requires_grad, _hooks]) => self.parameter(data, requires_grad, None),
            (Rebuild::ParameterWithState, &[data, requires_grad, _hooks, state]) => {
                self.parameter(data, requires_grad, Some(state))
            }
            (Rebuild::FromTypeV2, &[function, class, args, state]) => self.typed_tensor(function, class, args, state),
            _ => self.fail("a tensor is put together from the wrong arguments"),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn tensor(
        &mut self,
        storage_node: NodeId,
        offset: NodeId,
        size: NodeId,
        stride: NodeId,
        requires_grad: Option<NodeId>,
        dtype: Option<NodeId>,
        metadata: Option<NodeId>,
    ) -> Result<NodeId> {
        let Value::Storage(storage) = *self.graph.get(storage_node) else {
            return self.fail("a tensor has no storage");
        };
        let dtype = match dtype.map(|dtype| self.graph.get(dtype)) {
            None => self.storage(storage).dtype,
            // Bytes of booleans are checked by their storage's type when they are read.
            Some(Value::DType(DType::Bool)) if self.storage(storage).dtype != DType::Bool => {
                return self.fail("booleans lie in an untyped storage");
            }
            Some(Value::DType(dtype)) => *dtype,
            Some(_) => return self.fail("a tensor has no dtype"),
        };
        let requires_grad = match requires_grad.map(|flag| self.graph.get(flag)) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => return self.fail("requires_grad is not a bool"),
        };
        let flag = |key: &str| -> Result<bool> {
            match metadata.and_then(|metadata| self.graph.lookup(metadata, key)).map(|flag| self.graph.get(flag)) {
                None => Ok(false),
                Some(Value::Bool(flag)) => Ok(*flag),
                Some(_) => self.fail("a tensor's metadata is malformed"),
            }
        };
        let (conj, neg) = (flag("conj")?, flag("neg")?);
        let (offset, shape, strides) = (self.integer(offset)?, self.integers(size)?, self.integers(stride)?);
        // A view of a part of a storage, in the old stream format, counts from the part's start.
        let bytes = self.storage(storage).byte_len();
        let (start, end) = match self.storage_views.get(&storage_node) {
            None => (0, bytes / dtype.size() as u64),
            Some(_) if dtype != self.storage(storage).dtype => return self.fail("a part of a storage has two dtypes"),
            Some(&(start, length)) => (start, start + length),
        };
        let Some((offset, shape, strides)) = checked_view(start, end, offset, &shape, &strides) else {
            let storage_numel = end - start;
            return Err(CheckpointError::TensorBounds { shape, strides, offset, storage_numel });
        };
        let record =
            TensorRecord { storage, dtype, shape, strides, offset, requires_grad, conj, neg, attributes: None };
        Ok(self.graph.push(Value::Tensor(Box::new(record))))
    }

    fn parameter(&mut self, data: NodeId, requires_grad: NodeId, state: Option<NodeId>) -> Result<NodeId> {
        if !matches!(self.graph.get(data), Value::Tensor(_)) {
            return self.fail("a parameter has no tensor");
        }
        let Value::Bool(requires_grad) = *self.graph.get(requires_grad) else {
            return self.fail("requires_grad is not a bool");
        };
        let attributes = match state {
            None => None,
            Some(state) => self.attributes(state)?,
        };
        Ok(self.graph.push(Value::Parameter { data, requires_grad, attributes }))
    }

    /// `_rebuild_from_type_v2`: a tensor or parameter with Python attributes.
    fn typed_tensor(&mut self, function: NodeId, class: NodeId, args: NodeId, state: NodeId) -> Result<NodeId> {
        let class = match self.graph.get(class) {
            Value::Global(class) => (**class).clone(),
            _ => return self.fail("a tensor's class is not a class"),
        };
        match self.graph.get(function) {
            Value::Global(global) if matches!(**global, Global::Rebuild(rebuild) if rebuild != Rebuild::FromTypeV2) => {
            }
            _ => return self.fail("a tensor is put together by something that is not a tensor's function"),
        }
        if let Global::Foreign { module, name } = class {
            // A subclass: an object of that class over the tensor, for the caller to make.
            let made = self.reduce(function, args)?;
            let args = self.graph.push(Value::Tuple(vec![made]));
            let object = self.foreign(module, name, Construction::New, args, None)?;
            if let Value::Object(object) = self.graph.get_mut(object) {
                object.state = Some(state);
            }
            return Ok(object);
        }
        if !matches!(class, Global::Tensor | Global::Parameter) {
            let (module, name) = class.path();
            return Err(CheckpointError::UnsupportedGlobal { module: module.to_owned(), name: name.to_owned() });
        }
        let made = self.reduce(function, args)?;
        let new_attributes = self.attributes(state)?;
        match self.graph.get_mut(made) {
            Value::Tensor(record) => record.attributes = new_attributes,
            Value::Parameter { attributes, .. } => *attributes = new_attributes,
            _ => {}
        }
        Ok(made)
    }

    /// The dictionary of attributes in a state: a dictionary, or a pair of one and the values of slots.
    fn attributes(&self, state: NodeId) -> Result<Option<NodeId>> {
        match self.graph.get(state) {
            Value::None => Ok(None),
            Value::Dict(_) => Ok(Some(state)),
            Value::Tuple(pair) if pair.len() == 2 && matches!(self.graph.get(pair[0]), Value::Dict(_)) => {
                Ok(Some(pair[0]))
            }
            _ => self.fail("a tensor's attributes are not a dictionary"),
        }
    }

    fn numpy_dtype(&self, code: NodeId) -> Result<NumpyDType> {
        let dtype = NumpyDType { code: self.text(code)?.to_owned(), order: '|' };
        match item_size(&dtype) {
            Some(_) => Ok(dtype),
            None => Err(CheckpointError::UnsupportedDType { name: format!("numpy.dtype({:?})", dtype.code) }),
        }
    }

    fn known_numpy_dtype(&self, id: NodeId) -> Result<NumpyDType> {
        match self.graph.get(id) {
            Value::NumpyDType(dtype) => Ok((**dtype).clone()),
            _ => self.fail("a NumPy dtype is expected"),
        }
    }

    /// The state of a NumPy dtype: `(version, byte order, subdtype, names, fields, ...)`; only plain elements pass.
    pub(super) fn set_numpy_dtype(&mut self, target: NodeId, state: NodeId) -> Result<()> {
        let items = self.items(state)?;
        if items.len() < 5 || items[2..5].iter().any(|item| *self.graph.get(*item) != Value::None) {
            return Err(CheckpointError::UnsupportedDType { name: "a structured numpy.dtype".to_owned() });
        }
        let order = match self.text(items[1])? {
            "<" | "=" => '<',
            ">" => '>',
            "|" => '|',
            _ => return self.fail("a NumPy dtype has no byte order"),
        };
        if let Value::NumpyDType(dtype) = self.graph.get_mut(target) {
            dtype.order = order;
        }
        Ok(())
    }

    /// The state of a NumPy array: `(version, shape, dtype, is_fortran, bytes)`.
    pub(super) fn set_numpy_array(&mut self, target: NodeId, state: NodeId) -> Result<()> {
        let (shape, dtype, fortran, data) = match self.items(state)? {
            &[shape, dtype, fortran, data] | &[_, shape, dtype, fortran, data] => (shape, dtype, fortran, data),
            _ => return self.fail("a NumPy array's state is malformed"),
        };
        let fortran_order = match self.graph.get(fortran) {
            Value::Bool(flag) => *flag,
            _ => self.integer(fortran)? != 0,
        };
        let (dtype, data) = (self.known_numpy_dtype(dtype)?, self.bytes(data)?);
        *self.graph.get_mut(target) = self.numpy_array(dtype, shape, fortran_order, data)?;
        Ok(())
    }

    fn numpy_array(&mut self, dtype: NumpyDType, shape: NodeId, fortran_order: bool, data: Vec<u8>) -> Result<Value> {
        let shape = self.integers(shape)?;
        let shape: Option<Vec<usize>> = shape.into_iter().map(|size| size.try_into().ok()).collect();
        let bytes = shape.as_ref().and_then(|shape| {
            shape.iter().try_fold(item_size(&dtype)?, |product: usize, size| product.checked_mul(*size))
        });
        match (shape, bytes) {
            (Some(shape), Some(bytes)) if bytes == data.len() => {
                Ok(Value::NumpyArray(Box::new(NumpyArray { dtype, shape, fortran_order, data })))
            }
            _ => self.fail("a NumPy array's shape does not match its bytes"),
        }
    }
}

/// Bytes per element of a plain NumPy dtype; `None` for others, objects above all.
fn item_size(dtype: &NumpyDType) -> Option<usize> {
    let (kind, digits) = dtype.code.split_at_checked(1)?;
    let size: usize = digits.parse().ok()?;
    match kind {
        "b" => (size == 1).then_some(1),
        "i" | "u" => matches!(size, 1 | 2 | 4 | 8).then_some(size),
        "f" => matches!(size, 2 | 4 | 8).then_some(size),
        "c" => matches!(size, 8 | 16).then_some(size),
        "S" => Some(size),
        "U" => size.checked_mul(4),
        _ => None,
    }
}

/// Offset, shape and strides of a view within elements `start..end` of a storage, counted from the storage's beginning;
/// `None` if it does not fit.
fn checked_view(
    start: u64,
    end: u64,
    offset: i64,
    shape: &[i64],
    strides: &[i64],
) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    if shape.len() != strides.len() {
        return None;
    }
    let sizes: Vec<usize> = shape.iter().map(|size| usize::try_from(*size).ok()).collect::<Option<_>>()?;
    let steps: Vec<usize> = strides.iter().map(|step| usize::try_from(*step).ok()).collect::<Option<_>>()?;
    let first = start.checked_add(u64::try_from(offset).ok()?)?;
    // The number of elements may exceed the storage's (expanded views), but must be a number.
    sizes.iter().try_fold(1usize, |product, size| product.checked_mul(*size))?;
    if sizes.contains(&0) {
        // No element is read; PyTorch lets the offset of an empty view lie anywhere.
        return Some((usize::try_from(first.min(end)).ok()?, sizes, steps));
    }
    let last = sizes
        .iter()
        .zip(&steps)
        .try_fold(first, |last, (size, step)| last.checked_add((*size as u64 - 1).checked_mul(*step as u64)?))?;
    (last < end).then_some((usize::try_from(first).ok()?, sizes, steps))
}
