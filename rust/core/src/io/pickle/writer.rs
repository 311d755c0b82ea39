//! The pickler: a graph of values as `torch.save` would write it, in protocol 2.

use std::collections::HashMap;

use flambeau_cpu::dtype::DType;

use super::globals::{Builtin, Global, Rebuild};
use super::opcode::*;
use crate::io::error::{CheckpointError, Result};
use crate::io::graph::{
    Construction, Dict, DictKind, Graph, NodeId, NumpyArray, NumpyDType, StorageId, TensorRecord, Value,
};

/// A storage as the pickle is to describe it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StorageDescription<'a> {
    /// The element type.
    pub dtype: DType,
    /// The device that it is saved from, such as `cpu`.
    pub location: &'a str,
    /// Its length in elements.
    pub numel: u64,
}

/// A pickle, and the storages that it refers to.
#[derive(Debug)]
pub struct Pickled {
    /// The pickle.
    pub bytes: Vec<u8>,
    /// The storages in order of first mention: the one at position `k` has the key `k` in the file.
    pub order: Vec<StorageId>,
}

/// Writes the graph's root as a pickle whose tensors refer to `storages`.
///
/// A value that is reached on several paths is written once, so identity survives. `torch.load(weights_only=True)` reads
/// the result unless it holds NumPy values, frozen sets, default dictionaries or [`Object`](crate::io::Object)s, which
/// PyTorch accepts only from files that it is told to trust.
///
/// # Errors
/// [`CheckpointError::Unwritable`] for a graph without a root, an immutable value that contains itself, or a tensor whose
/// storage is not in the list or has another dtype.
pub fn pickle(graph: &Graph, storages: &[StorageDescription<'_>]) -> Result<Pickled> {
    let root = graph.root().ok_or(CheckpointError::Unwritable { reason: "the graph has no root" })?;
    let mut pickler = Pickler {
        graph,
        storages,
        output: vec![PROTO, 2],
        memo_len: 0,
        memo: vec![Memo::New; graph.len()],
        words: HashMap::new(),
        keys: vec![None; storages.len()],
        order: Vec::new(),
        steps: vec![Step::Value(root)],
    };
    while let Some(step) = pickler.steps.pop() {
        pickler.step(step)?;
    }
    pickler.output.push(STOP);
    Ok(Pickled { bytes: pickler.output, order: pickler.order })
}

/// Items between a mark and its APPENDS or SETITEMS, as in Python's pickler: readers keep them on their stack.
const BATCH: usize = 1000;

/// What is known of a node.
#[derive(Clone, Copy)]
enum Memo {
    New,
    /// An immutable value whose parts are being written.
    Started,
    Written(u32),
}

/// What is still to be written.
enum Step {
    Value(NodeId),
    /// These bytes.
    Bytes(&'static [u8]),
    /// The hooks of a tensor, which are never saved: an empty ordered dictionary.
    Hooks,
    /// The memo entry of a node that now lies on the stack.
    Memoize(NodeId),
}

struct Pickler<'a> {
    graph: &'a Graph,
    storages: &'a [StorageDescription<'a>],
    output: Vec<u8>,
    memo_len: u32,
    memo: Vec<Memo>,
    /// Memo entries of the strings and globals that the format itself repeats.
    words: HashMap<(String, String), u32>,
    /// The keys of the storages that have been mentioned.
    keys: Vec<Option<usize>>,
    order: Vec<StorageId>,
    steps: Vec<Step>,
}

impl Pickler<'_> {
    fn step(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Bytes(bytes) => self.output.extend_from_slice(bytes),
            Step::Hooks => self.hooks(),
            Step::Memoize(id) => self.memoize(id),
            Step::Value(id) => match self.memo[id.index()] {
                Memo::Written(entry) => self.get(entry),
                Memo::Started => {
                    return Err(CheckpointError::Unwritable { reason: "an immutable value contains itself" });
                }
                Memo::New => self.value(id)?,
            },
        }
        Ok(())
    }

    fn new_entry(&mut self) -> u32 {
        let entry = self.memo_len;
        self.memo_len += 1;
        match u8::try_from(entry) {
            Ok(entry) => self.output.extend([BINPUT, entry]),
            Err(_) => {
                self.output.push(LONG_BINPUT);
                self.output.extend(entry.to_le_bytes());
            }
        }
        entry
    }

    fn memoize(&mut self, id: NodeId) {
        self.memo[id.index()] = Memo::Written(self.new_entry());
    }

    fn get(&mut self, entry: u32) {
        match u8::try_from(entry) {
            Ok(entry) => self.output.extend([BINGET, entry]),
            Err(_) => {
                self.output.push(LONG_BINGET);
                self.output.extend(entry.to_le_bytes());
            }
        }
    }

    /// Schedules steps to run in the given order.
    fn then(&mut self, steps: impl IntoIterator<Item = Step, IntoIter: DoubleEndedIterator>) {
        self.steps.extend(steps.into_iter().rev());
    }

    fn value(&mut self, id: NodeId) -> Result<()> {
        // The graph outlives the borrow of `self`, so values may be read while writing.
        let graph = self.graph;
        let value = graph.get(id);
        match value {
            Value::None => self.output.push(NONE),
            Value::Bool(flag) => self.output.push(if *flag { NEWTRUE } else { NEWFALSE }),
            Value::Int(value) => self.int(*value),
            Value::BigInt(bytes) => self.long(bytes),
            Value::Float(value) => self.float(*value),
            Value::Complex(real, imaginary) => {
                self.global(&Global::Builtin(Builtin::Complex));
                self.float(*real);
                self.float(*imaginary);
                self.output.extend([TUPLE2, REDUCE]);
                self.memoize(id);
            }
            Value::Str(text) => {
                self.text(text)?;
                self.memoize(id);
            }
            Value::Bytes(bytes) => {
                self.bytes(bytes)?;
                self.memoize(id);
            }
            Value::ByteArray(bytes) => {
                self.global(&Global::Builtin(Builtin::ByteArray));
                self.latin1(bytes)?;
                self.word("latin-1");
                self.output.extend([TUPLE2, REDUCE]);
                self.memoize(id);
            }
            Value::List(items) => {
                self.output.push(EMPTY_LIST);
                self.memoize(id);
                self.items(items);
            }
            Value::Set(items) | Value::FrozenSet(items) => self.set(id, value, items),
            Value::Tuple(items) => self.tuple(id, items),
            Value::Dict(dict) => self.dict(id, dict),
            Value::Size(sizes) => {
                self.global(&Global::Size);
                self.ints(sizes.iter().copied());
                self.output.extend([TUPLE1, REDUCE]);
                self.memoize(id);
            }
            Value::DType(dtype) => self.global(&Global::DType(*dtype)),
            Value::Global(global) => {
                let (module, name) = global.path();
                check_names(module, name)?;
                self.global(global);
            }
            Value::Device(kind, index) => {
                self.global(&Global::Device);
                self.text(kind)?;
                match index {
                    None => self.output.push(TUPLE1),
                    Some(index) => {
                        self.int(*index);
                        self.output.push(TUPLE2);
                    }
                }
                self.output.push(REDUCE);
                self.memoize(id);
            }
            Value::Layout(name) => {
                self.global(&Global::Layout);
                self.text(&format!("torch.{name}"))?;
                self.output.extend([TUPLE1, REDUCE]);
                self.memoize(id);
            }
            Value::Storage(storage) => {
                self.storage(*storage)?;
                self.memoize(id);
            }
            Value::Tensor(record) => self.tensor(id, record)?,
            Value::Parameter { data, requires_grad, attributes } => {
                self.memo[id.index()] = Memo::Started;
                let rebuild = if attributes.is_some() { Rebuild::ParameterWithState } else { Rebuild::Parameter };
                self.global(&Global::Rebuild(rebuild));
                self.output.push(MARK);
                let rest: &[u8] = if *requires_grad { &[NEWTRUE] } else { &[NEWFALSE] };
                let mut steps = vec![Step::Value(*data), Step::Bytes(rest), Step::Hooks];
                steps.extend(attributes.map(Step::Value));
                steps.extend([Step::Bytes(&[TUPLE, REDUCE]), Step::Memoize(id)]);
                self.then(steps);
            }
            Value::NumpyDType(dtype) => {
                self.numpy_dtype(dtype)?;
                self.memoize(id);
            }
            Value::NumpyScalar(scalar) => {
                self.global(&Global::NumpyScalar);
                self.numpy_dtype(&scalar.0)?;
                self.bytes(&scalar.1)?;
                self.output.extend([TUPLE2, REDUCE]);
                self.memoize(id);
            }
            Value::NumpyArray(array) => {
                self.numpy_array(array)?;
                self.memoize(id);
            }
            Value::Object(object) => {
                self.memo[id.index()] = Memo::Started;
                if object.kwargs.is_some() {
                    return Err(CheckpointError::Unwritable { reason: "protocol 2 has no keyword arguments" });
                }
                check_names(&object.module, &object.name)?;
                self.global(&Global::Foreign { module: object.module.clone(), name: object.name.clone() });
                let make: &[u8] = if object.construction == Construction::New { &[NEWOBJ] } else { &[REDUCE] };
                let mut steps = vec![Step::Value(object.args), Step::Bytes(make), Step::Memoize(id)];
                extend_batches(&mut steps, &object.elements, &[APPENDS]);
                extend_items(&mut steps, &object.items);
                if let Some(state) = object.state {
                    steps.extend([Step::Value(state), Step::Bytes(&[BUILD])]);
                }
                self.then(steps);
            }
        }
        Ok(())
    }

    fn int(&mut self, value: i64) {
        if let Ok(value) = u8::try_from(value) {
            self.output.extend([BININT1, value]);
        } else if let Ok(value) = u16::try_from(value) {
            self.output.push(BININT2);
            self.output.extend(value.to_le_bytes());
        } else if let Ok(value) = i32::try_from(value) {
            self.output.push(BININT);
            self.output.extend(value.to_le_bytes());
        } else {
            // The shortest two's complement form, as Python writes it.
            let bytes = value.to_le_bytes();
            let sign: u8 = if value < 0 { 0xff } else { 0 };
            let mut length = bytes.len();
            while length > 1 && bytes[length - 1] == sign && (bytes[length - 2] ^ sign) & 0x80 == 0 {
                length -= 1;
            }
            self.long(&bytes[..length]);
        }
    }

    fn long(&mut self, bytes: &[u8]) {
        match u8::try_from(bytes.len()) {
            Ok(length) => self.output.extend([LONG1, length]),
            Err(_) => {
                self.output.push(LONG4);
                self.output.extend((bytes.len() as u32).to_le_bytes());
            }
        }
        self.output.extend_from_slice(bytes);
    }

    fn float(&mut self, value: f64) {
        self.output.push(BINFLOAT);
        self.output.extend(value.to_be_bytes());
    }

    fn text(&mut self, text: &str) -> Result<()> {
        let length = u32::try_from(text.len())
            .map_err(|_| CheckpointError::Unwritable { reason: "protocol 2 has no strings of 4 GiB and more" })?;
        self.output.push(BINUNICODE);
        self.output.extend(length.to_le_bytes());
        self.output.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Bytes as text with the same code points.
    fn latin1(&mut self, bytes: &[u8]) -> Result<()> {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        self.text(&text)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.global(&Global::Encode);
        self.latin1(bytes)?;
        self.word("latin1");
        self.output.extend([TUPLE2, REDUCE]);
        Ok(())
    }

    /// A string that the format repeats; short, so that its length always fits.
    fn word(&mut self, word: &str) {
        match self.words.get(&(String::new(), word.to_owned())) {
            Some(entry) => self.get(*entry),
            None => {
                self.output.push(BINUNICODE);
                self.output.extend((word.len() as u32).to_le_bytes());
                self.output.extend_from_slice(word.as_bytes());
                let entry = self.new_entry();
                self.words.insert((String::new(), word.to_owned()), entry);
            }
        }
    }

    fn global(&mut self, global: &Global) {
        let (module, name) = global.path();
        let key = (module.to_owned(), name.to_owned());
        match self.words.get(&key) {
            Some(entry) => self.get(*entry),
            None => {
                self.output.push(GLOBAL);
                for part in [module, name] {
                    self.output.extend_from_slice(part.as_bytes());
                    self.output.push(b'\n');
                }
                let entry = self.new_entry();
                self.words.insert(key, entry);
            }
        }
    }

    fn hooks(&mut self) {
        self.global(&Global::OrderedDict);
        self.output.extend([EMPTY_TUPLE, REDUCE]);
    }

    /// A tuple of integers.
    fn ints(&mut self, values: impl ExactSizeIterator<Item = i64>) {
        let close: &[u8] = match values.len() {
            0 => &[EMPTY_TUPLE],
            1 => &[TUPLE1],
            2 => &[TUPLE2],
            3 => &[TUPLE3],
            _ => {
                self.output.push(MARK);
                &[TUPLE]
            }
        };
        values.for_each(|value| self.int(value));
        self.output.extend_from_slice(close);
    }

    /// The items of the list on top of the stack.
    fn items(&mut self, items: &[NodeId]) {
        let mut steps = Vec::new();
        extend_batches(&mut steps, items, &[APPENDS]);
        self.then(steps);
    }

    fn set(&mut self, id: NodeId, value: &Value, items: &[NodeId]) {
        let class = if matches!(value, Value::Set(_)) { Builtin::Set } else { Builtin::FrozenSet };
        self.memo[id.index()] = Memo::Started;
        self.global(&Global::Builtin(class));
        self.output.push(EMPTY_LIST);
        let mut steps = Vec::new();
        extend_batches(&mut steps, items, &[APPENDS]);
        steps.extend([Step::Bytes(&[TUPLE1, REDUCE]), Step::Memoize(id)]);
        self.then(steps);
    }

    fn tuple(&mut self, id: NodeId, items: &[NodeId]) {
        if items.is_empty() {
            return self.output.push(EMPTY_TUPLE);
        }
        self.memo[id.index()] = Memo::Started;
        let close: &[u8] = match items.len() {
            1 => &[TUPLE1],
            2 => &[TUPLE2],
            3 => &[TUPLE3],
            _ => {
                self.output.push(MARK);
                &[TUPLE]
            }
        };
        let mut steps: Vec<Step> = items.iter().copied().map(Step::Value).collect();
        steps.extend([Step::Bytes(close), Step::Memoize(id)]);
        self.then(steps);
    }

    fn dict(&mut self, id: NodeId, dict: &Dict) {
        let mut steps = Vec::new();
        match &dict.kind {
            DictKind::Plain => {
                self.output.push(EMPTY_DICT);
                self.memoize(id);
            }
            DictKind::Ordered => {
                self.global(&Global::OrderedDict);
                self.output.extend([EMPTY_TUPLE, REDUCE]);
                self.memoize(id);
            }
            DictKind::Counter => {
                self.memo[id.index()] = Memo::Started;
                self.global(&Global::Counter);
                self.output.push(EMPTY_DICT);
                extend_items(&mut steps, &dict.items);
                steps.extend([Step::Bytes(&[TUPLE1, REDUCE]), Step::Memoize(id)]);
                return self.then(steps);
            }
            DictKind::Default(factory) => {
                self.memo[id.index()] = Memo::Started;
                self.global(&Global::DefaultDict);
                steps.extend([Step::Value(*factory), Step::Bytes(&[TUPLE1, REDUCE]), Step::Memoize(id)]);
            }
        }
        extend_items(&mut steps, &dict.items);
        if let Some(attributes) = dict.attributes {
            steps.extend([Step::Value(attributes), Step::Bytes(&[BUILD])]);
        }
        self.then(steps);
    }

    /// The persistent id of a storage, and the storage itself on the stack.
    fn storage(&mut self, id: StorageId) -> Result<()> {
        let Some(storage) = self.storages.get(id.index()) else {
            return Err(CheckpointError::Unwritable { reason: "a tensor refers to a storage that is not in the list" });
        };
        let key = *self.keys[id.index()].get_or_insert_with(|| {
            self.order.push(id);
            self.order.len() - 1
        });
        self.output.push(MARK);
        self.word("storage");
        self.global(&Global::Storage(Some(storage.dtype)));
        self.text(&key.to_string())?;
        self.word(storage.location);
        self.int(i64::try_from(storage.numel).unwrap_or(i64::MAX));
        self.output.extend([TUPLE, BINPERSID]);
        Ok(())
    }

    fn tensor(&mut self, id: NodeId, record: &TensorRecord) -> Result<()> {
        self.memo[id.index()] = Memo::Started;
        if self.storages.get(record.storage.index()).is_some_and(|storage| storage.dtype != record.dtype) {
            return Err(CheckpointError::Unwritable {
                reason: "two tensors view the same storage as different dtypes; clone one of them",
            });
        }
        let integer = |value: &usize| i64::try_from(*value).unwrap_or(i64::MAX);
        if record.attributes.is_some() {
            self.global(&Global::Rebuild(Rebuild::FromTypeV2));
            self.output.push(MARK);
            self.global(&Global::Rebuild(Rebuild::TensorV2));
            self.global(&Global::Tensor);
        } else {
            self.global(&Global::Rebuild(Rebuild::TensorV2));
        }
        self.output.push(MARK);
        self.storage(record.storage)?;
        self.int(integer(&record.offset));
        self.ints(record.shape.iter().map(integer));
        self.ints(record.strides.iter().map(integer));
        self.output.push(if record.requires_grad { NEWTRUE } else { NEWFALSE });
        self.hooks();
        if record.conj || record.neg {
            self.output.push(EMPTY_DICT);
            for (name, flag) in [("conj", record.conj), ("neg", record.neg)] {
                if flag {
                    self.word(name);
                    self.output.extend([NEWTRUE, SETITEM]);
                }
            }
        }
        self.output.push(TUPLE);
        match record.attributes {
            None => {
                self.output.push(REDUCE);
                self.memoize(id);
            }
            Some(attributes) => {
                self.then([Step::Value(attributes), Step::Bytes(&[TUPLE, REDUCE]), Step::Memoize(id)]);
            }
        }
        Ok(())
    }

    /// `numpy.dtype(code, False, True)` and its state.
    fn numpy_dtype(&mut self, dtype: &NumpyDType) -> Result<()> {
        self.global(&Global::NumpyDType);
        self.text(&dtype.code)?;
        self.output.extend([NEWFALSE, NEWTRUE, TUPLE3, REDUCE]);
        self.output.push(MARK);
        self.int(3);
        self.text(dtype.order.encode_utf8(&mut [0; 4]))?;
        self.output.extend([NONE, NONE, NONE]);
        // Element size and alignment of a string type, -1 for the others.
        let digits: i64 = dtype.code.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let (size, alignment) = match dtype.code.as_bytes().first() {
            Some(b'S') => (digits, 1),
            Some(b'U') => (digits * 4, 4),
            _ => (-1, -1),
        };
        self.int(size);
        self.int(alignment);
        self.int(0);
        self.output.extend([TUPLE, BUILD]);
        Ok(())
    }

    /// `numpy._core.multiarray._reconstruct(numpy.ndarray, (0,), b"b")` and its state.
    fn numpy_array(&mut self, array: &NumpyArray) -> Result<()> {
        self.global(&Global::NumpyReconstruct);
        self.global(&Global::NumpyArray);
        self.ints([0].into_iter());
        self.bytes(b"b")?;
        self.output.extend([TUPLE3, REDUCE]);
        self.output.push(MARK);
        self.int(1);
        self.ints(array.shape.iter().map(|size| i64::try_from(*size).unwrap_or(i64::MAX)));
        self.numpy_dtype(&array.dtype)?;
        self.output.push(if array.fortran_order { NEWTRUE } else { NEWFALSE });
        self.bytes(&array.data)?;
        self.output.extend([TUPLE, BUILD]);
        Ok(())
    }
}

/// Protocol 2 ends the names of classes by a line break.
fn check_names(module: &str, name: &str) -> Result<()> {
    match module.contains('\n') || name.contains('\n') {
        true => Err(CheckpointError::Unwritable { reason: "the name of a class contains a line break" }),
        false => Ok(()),
    }
}

/// Steps that put `items` into the container on top of the stack by `finish`, APPENDS or SETITEMS.
fn extend_batches(steps: &mut Vec<Step>, items: &[NodeId], finish: &'static [u8]) {
    for batch in items.chunks(BATCH) {
        steps.push(Step::Bytes(&[MARK]));
        steps.extend(batch.iter().copied().map(Step::Value));
        steps.push(Step::Bytes(finish));
    }
}

/// Steps that set `items` in the dictionary on top of the stack.
fn extend_items(steps: &mut Vec<Step>, items: &[(NodeId, NodeId)]) {
    let flat: Vec<NodeId> = items.iter().flat_map(|&(key, value)| [key, value]).collect();
    extend_batches(steps, &flat, &[SETITEMS]);
}
