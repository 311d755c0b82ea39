//! The restricted unpickler: a stack machine that builds values and calls nothing.

use std::collections::HashMap;

use super::globals::Global;
use super::opcode::*;
use super::storages::StorageRecord;
use crate::io::error::{CheckpointError, Result};
use crate::io::graph::{Construction, Dict, DictKind, Graph, NodeId, Object, StorageId, Value};

/// What a pickle holds.
#[derive(Debug)]
pub struct Unpickled {
    /// The values; its root is the pickled object.
    pub graph: Graph,
    /// The storages that the values refer to, in order of first mention.
    pub storages: Vec<StorageRecord>,
    /// How many bytes the pickle took.
    pub consumed: usize,
}

/// Reads the pickle at the start of `input`.
///
/// `allowed(module, name)` says which classes and functions beyond the fixed list become [`Object`]s.
///
/// # Errors
/// [`CheckpointError::Pickle`], [`CheckpointError::Opcode`] or [`CheckpointError::Truncated`] for a malformed pickle,
/// [`CheckpointError::UnsupportedGlobal`] for a class or function that is not allowed, and those of the storages and
/// tensors it describes. Memory is bounded by a small multiple of the input's length.
pub fn unpickle(input: &[u8], allowed: &dyn Fn(&str, &str) -> bool) -> Result<Unpickled> {
    let mut unpickler = Unpickler::new(input, allowed);
    let root = unpickler.run()?;
    unpickler.graph.set_root(root);
    Ok(Unpickled { graph: unpickler.graph, storages: unpickler.storages, consumed: unpickler.position })
}

/// The machine's state.
pub(super) struct Unpickler<'a> {
    input: &'a [u8],
    position: usize,
    /// Where the current instruction starts, for error messages.
    instruction: usize,
    allowed: &'a dyn Fn(&str, &str) -> bool,
    pub(super) graph: Graph,
    stack: Vec<NodeId>,
    marks: Vec<usize>,
    memo: HashMap<u32, NodeId>,
    pub(super) storages: Vec<StorageRecord>,
    pub(super) storage_by_key: HashMap<String, StorageId>,
    /// Parts of storages (offset and length in elements), in the old stream format.
    pub(super) storage_views: HashMap<NodeId, (u64, u64)>,
    /// Immutable values that one byte of pickle can make, shared to keep memory in proportion to the input.
    none: NodeId,
    booleans: [NodeId; 2],
    empty_tuple: NodeId,
    small_ints: HashMap<i64, NodeId>,
    /// What copies made on behalf of the pickle may still cost; see [`Unpickler::charge`].
    copies_left: usize,
}

impl<'a> Unpickler<'a> {
    fn new(input: &'a [u8], allowed: &'a dyn Fn(&str, &str) -> bool) -> Self {
        let mut graph = Graph::new();
        let none = graph.push(Value::None);
        let booleans = [graph.push(Value::Bool(false)), graph.push(Value::Bool(true))];
        let empty_tuple = graph.push(Value::Tuple(Vec::new()));
        Self {
            input,
            position: 0,
            instruction: 0,
            allowed,
            graph,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: HashMap::new(),
            storages: Vec::new(),
            storage_by_key: HashMap::new(),
            storage_views: HashMap::new(),
            none,
            booleans,
            empty_tuple,
            small_ints: HashMap::new(),
            copies_left: input.len().saturating_mul(16).saturating_add(1 << 16),
        }
    }

    /// An error at the current instruction.
    pub(super) fn fail<T>(&self, reason: &'static str) -> Result<T> {
        Err(CheckpointError::Pickle { offset: self.instruction, reason })
    }

    /// Accounts for copying `amount` bytes or items out of values. A pickle can ask for the same copy again and again in
    /// a few bytes each; one that was written by a pickler copies each thing once or twice.
    pub(super) fn charge(&mut self, amount: usize) -> Result<()> {
        match self.copies_left.checked_sub(amount) {
            Some(left) => self.copies_left = left,
            None => return self.fail("it expands far beyond its own size"),
        }
        Ok(())
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let left = &self.input[self.position..];
        if count > left.len() {
            let (needed, available) = (count as u64, left.len() as u64);
            return Err(CheckpointError::Truncated { what: "the pickle", needed, available });
        }
        self.position += count;
        Ok(&left[..count])
    }

    fn take_array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn take_u8(&mut self) -> Result<u8> {
        Ok(self.take_array::<1>()?[0])
    }

    fn take_u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.take_array()?))
    }

    fn take_len8(&mut self) -> Result<usize> {
        let length = u64::from_le_bytes(self.take_array()?);
        usize::try_from(length).or_else(|_| self.fail("a length does not fit the address space"))
    }

    fn take_text(&mut self, count: usize) -> Result<&'a str> {
        let bytes = self.take(count)?;
        std::str::from_utf8(bytes).or_else(|_| self.fail("a string is not UTF-8"))
    }

    fn take_line(&mut self) -> Result<&'a str> {
        let Some(length) = self.input[self.position..].iter().position(|&byte| byte == b'\n') else {
            return self.fail("a name has no end of line");
        };
        let line = self.take_text(length)?;
        self.position += 1;
        Ok(line)
    }

    fn pop(&mut self) -> Result<NodeId> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= floor {
            return self.fail("the stack is empty");
        }
        match self.stack.pop() {
            Some(id) => Ok(id),
            None => self.fail("the stack is empty"),
        }
    }

    fn top(&self) -> Result<NodeId> {
        match self.stack.last() {
            Some(id) => Ok(*id),
            None => self.fail("the stack is empty"),
        }
    }

    fn pop_to_mark(&mut self) -> Result<Vec<NodeId>> {
        match self.marks.pop() {
            Some(mark) => Ok(self.stack.split_off(mark)),
            None => self.fail("the stack has no mark"),
        }
    }

    fn push(&mut self, value: Value) {
        let id = self.graph.push(value);
        self.stack.push(id);
    }

    fn push_int(&mut self, value: i64) {
        let id = match self.small_ints.get(&value) {
            Some(id) => *id,
            None => {
                let id = self.graph.push(Value::Int(value));
                if (0..0x1_0000).contains(&value) {
                    self.small_ints.insert(value, id);
                }
                id
            }
        };
        self.stack.push(id);
    }

    fn push_tuple(&mut self, items: Vec<NodeId>) {
        match items.is_empty() {
            true => self.stack.push(self.empty_tuple),
            false => self.push(Value::Tuple(items)),
        }
    }

    fn pop_tuple<const N: usize>(&mut self) -> Result<()> {
        let mut items = vec![self.none; N];
        for item in items.iter_mut().rev() {
            *item = self.pop()?;
        }
        self.push(Value::Tuple(items));
        Ok(())
    }

    /// An integer of any length, two's complement and little-endian.
    fn push_long(&mut self, bytes: &[u8]) {
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        if bytes.len() <= 8 {
            let mut array = [if negative { 0xff } else { 0 }; 8];
            array[..bytes.len()].copy_from_slice(bytes);
            self.push_int(i64::from_le_bytes(array));
        } else {
            self.push(Value::BigInt(bytes.to_vec()));
        }
    }

    fn push_global(&mut self, module: &str, name: &str) -> Result<()> {
        let value = match Global::find(module, name, self.allowed)? {
            Global::DType(dtype) => Value::DType(dtype),
            global => Value::Global(Box::new(global)),
        };
        self.push(value);
        Ok(())
    }

    /// A string of Python 2, which did not tell text from bytes.
    fn push_legacy_string(&mut self, count: usize) -> Result<()> {
        let bytes = self.take(count)?;
        self.push(match std::str::from_utf8(bytes) {
            Ok(text) => Value::Str(text.to_owned()),
            Err(_) => Value::Bytes(bytes.to_vec()),
        });
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Result<()> {
        match self.memo.get(&key) {
            Some(id) => self.stack.push(*id),
            None => return self.fail("the memo has no such entry"),
        }
        Ok(())
    }

    /// Runs instructions up to and including STOP and returns the result.
    fn run(&mut self) -> Result<NodeId> {
        if u32::try_from(self.input.len()).is_err() {
            return self.fail("it is longer than 4 GiB");
        }
        loop {
            self.instruction = self.position;
            match self.take_u8()? {
                STOP => return self.pop(),
                opcode => self.step(opcode)?,
            }
        }
    }

    fn step(&mut self, opcode: u8) -> Result<()> {
        match opcode {
            PROTO => {
                if self.take_u8()? > 5 {
                    return self.fail("its protocol is newer than 5");
                }
            }
            FRAME => {
                self.take(8)?;
            }
            MARK => self.marks.push(self.stack.len()),
            POP => match self.marks.last() {
                Some(mark) if *mark == self.stack.len() => drop(self.marks.pop()),
                _ => drop(self.pop()?),
            },
            POP_MARK => drop(self.pop_to_mark()?),
            DUP => {
                let id = self.top()?;
                self.stack.push(id);
            }
            NONE => self.stack.push(self.none),
            NEWTRUE => self.stack.push(self.booleans[1]),
            NEWFALSE => self.stack.push(self.booleans[0]),
            BININT => {
                let value = i32::from_le_bytes(self.take_array()?);
                self.push_int(value.into());
            }
            BININT1 => {
                let value = self.take_u8()?;
                self.push_int(value.into());
            }
            BININT2 => {
                let value = u16::from_le_bytes(self.take_array()?);
                self.push_int(value.into());
            }
            LONG1 => {
                let count = self.take_u8()?;
                let bytes = self.take(count.into())?;
                self.push_long(bytes);
            }
            LONG4 => {
                let count = self.take_u32()?;
                let bytes = self.take(count as usize)?;
                self.push_long(bytes);
            }
            BINFLOAT => {
                let value = f64::from_be_bytes(self.take_array()?);
                self.push(Value::Float(value));
            }
            BINUNICODE | SHORT_BINUNICODE | BINUNICODE8 => {
                let count = match opcode {
                    SHORT_BINUNICODE => self.take_u8()? as usize,
                    BINUNICODE => self.take_u32()? as usize,
                    _ => self.take_len8()?,
                };
                let text = self.take_text(count)?.to_owned();
                self.push(Value::Str(text));
            }
            SHORT_BINSTRING => {
                let count = self.take_u8()?;
                self.push_legacy_string(count.into())?;
            }
            BINSTRING => {
                let count = self.take_u32()?;
                self.push_legacy_string(count as usize)?;
            }
            SHORT_BINBYTES | BINBYTES | BINBYTES8 | BYTEARRAY8 => {
                let count = match opcode {
                    SHORT_BINBYTES => self.take_u8()? as usize,
                    BINBYTES => self.take_u32()? as usize,
                    _ => self.take_len8()?,
                };
                let bytes = self.take(count)?.to_vec();
                self.push(if opcode == BYTEARRAY8 { Value::ByteArray(bytes) } else { Value::Bytes(bytes) });
            }
            EMPTY_LIST => self.push(Value::List(Vec::new())),
            EMPTY_DICT => self.push(Value::Dict(Box::default())),
            EMPTY_SET => self.push(Value::Set(Vec::new())),
            EMPTY_TUPLE => self.stack.push(self.empty_tuple),
            TUPLE1 => self.pop_tuple::<1>()?,
            TUPLE2 => self.pop_tuple::<2>()?,
            TUPLE3 => self.pop_tuple::<3>()?,
            TUPLE => {
                let items = self.pop_to_mark()?;
                self.push_tuple(items);
            }
            FROZENSET => {
                let items = self.pop_to_mark()?;
                self.push(Value::FrozenSet(items));
            }
            APPEND => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            APPENDS | ADDITEMS => {
                let items = self.pop_to_mark()?;
                self.append(items)?;
            }
            SETITEM => {
                let value = self.pop()?;
                let key = self.pop()?;
                self.set_items(vec![key, value])?;
            }
            SETITEMS => {
                let items = self.pop_to_mark()?;
                self.set_items(items)?;
            }
            BINGET => {
                let key = self.take_u8()?;
                self.recall(key.into())?;
            }
            LONG_BINGET => {
                let key = self.take_u32()?;
                self.recall(key)?;
            }
            BINPUT | LONG_BINPUT | MEMOIZE => {
                let key = match opcode {
                    BINPUT => self.take_u8()?.into(),
                    LONG_BINPUT => self.take_u32()?,
                    _ => self.memo.len() as u32,
                };
                let id = self.top()?;
                self.memo.insert(key, id);
            }
            GLOBAL => {
                let module = self.take_line()?;
                let name = self.take_line()?;
                self.push_global(module, name)?;
            }
            STACK_GLOBAL => {
                let name = self.pop()?;
                let module = self.pop()?;
                let (Value::Str(module), Value::Str(name)) = (self.graph.get(module), self.graph.get(name)) else {
                    return self.fail("the name of a class is not a string");
                };
                let (module, name) = (module.clone(), name.clone());
                self.push_global(&module, &name)?;
            }
            REDUCE => {
                let args = self.pop()?;
                let function = self.pop()?;
                let made = self.reduce(function, args)?;
                self.stack.push(made);
            }
            NEWOBJ | NEWOBJ_EX => {
                let kwargs = if opcode == NEWOBJ_EX { Some(self.pop()?) } else { None };
                let args = self.pop()?;
                let class = self.pop()?;
                self.new_object(class, args, kwargs)?;
            }
            BUILD => {
                let state = self.pop()?;
                let target = self.top()?;
                self.build(target, state)?;
            }
            BINPERSID => {
                let id = self.pop()?;
                let storage = self.persistent_load(id)?;
                self.stack.push(storage);
            }
            opcode => return Err(CheckpointError::Opcode { offset: self.instruction, opcode }),
        }
        Ok(())
    }

    fn append(&mut self, items: Vec<NodeId>) -> Result<()> {
        let target = self.top()?;
        match self.graph.get_mut(target) {
            Value::List(list) | Value::Set(list) => list.extend(items),
            Value::Object(object) => object.elements.extend(items),
            _ => return self.fail("items are appended to something other than a list or set"),
        }
        Ok(())
    }

    fn set_items(&mut self, items: Vec<NodeId>) -> Result<()> {
        if !items.len().is_multiple_of(2) {
            return self.fail("a key has no value");
        }
        let target = self.top()?;
        let pairs = items.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        match self.graph.get_mut(target) {
            Value::Dict(dict) => dict.items.extend(pairs),
            Value::Object(object) => object.items.extend(pairs),
            _ => return self.fail("items are set in something other than a dictionary"),
        }
        Ok(())
    }

    fn new_object(&mut self, class: NodeId, args: NodeId, kwargs: Option<NodeId>) -> Result<()> {
        let Value::Global(global) = self.graph.get(class) else {
            return self.fail("an object is made from something other than a class");
        };
        let (module, name) = match &**global {
            Global::Foreign { module, name } => (module.clone(), name.clone()),
            other => {
                let (module, name) = other.path();
                return Err(CheckpointError::UnsupportedGlobal {
                    module: module.to_owned(),
                    name: format!("{name}.__new__"),
                });
            }
        };
        let object = self.foreign(module, name, Construction::New, args, kwargs)?;
        self.stack.push(object);
        Ok(())
    }

    /// An object of a class that the caller allowed.
    pub(super) fn foreign(
        &mut self,
        module: String,
        name: String,
        construction: Construction,
        args: NodeId,
        kwargs: Option<NodeId>,
    ) -> Result<NodeId> {
        if !matches!(self.graph.get(args), Value::Tuple(_)) {
            return self.fail("the arguments of a call are not a tuple");
        }
        if kwargs.is_some_and(|kwargs| !matches!(self.graph.get(kwargs), Value::Dict(_))) {
            return self.fail("the keyword arguments of a call are not a dictionary");
        }
        self.charge(module.len() + name.len())?;
        let (state, elements, items) = (None, Vec::new(), Vec::new());
        let object = Object { module, name, construction, args, kwargs, state, elements, items };
        Ok(self.graph.push(Value::Object(Box::new(object))))
    }

    /// BUILD: gives `target` its state.
    fn build(&mut self, target: NodeId, state: NodeId) -> Result<()> {
        let state_is_dict = matches!(self.graph.get(state), Value::Dict(_));
        match self.graph.get_mut(target) {
            Value::Dict(dict) if dict.kind == DictKind::Ordered && state_is_dict => dict.attributes = Some(state),
            Value::Object(object) => object.state = Some(state),
            Value::NumpyDType(_) => return self.set_numpy_dtype(target, state),
            Value::NumpyArray(_) => return self.set_numpy_array(target, state),
            _ => return self.fail("a state is set on an object that has none"),
        }
        Ok(())
    }

    /// The text of a string node (bytes of ASCII count, from Python 2).
    pub(super) fn text(&self, id: NodeId) -> Result<&str> {
        match self.graph.get(id) {
            Value::Str(text) => Ok(text),
            Value::Bytes(bytes) => std::str::from_utf8(bytes).or_else(|_| self.fail("a name is not text")),
            _ => self.fail("a string is expected"),
        }
    }

    /// The value of an integer node.
    pub(super) fn integer(&self, id: NodeId) -> Result<i64> {
        match self.graph.get(id) {
            Value::Int(value) => Ok(*value),
            _ => self.fail("an integer is expected"),
        }
    }

    /// The value of an integer node that is not negative.
    pub(super) fn length(&self, id: NodeId) -> Result<u64> {
        u64::try_from(self.integer(id)?).or_else(|_| self.fail("a length is negative"))
    }

    /// The items of a tuple node.
    pub(super) fn items(&self, id: NodeId) -> Result<&[NodeId]> {
        match self.graph.get(id) {
            Value::Tuple(items) => Ok(items),
            _ => self.fail("a tuple is expected"),
        }
    }

    /// An empty dictionary of a kind.
    pub(super) fn new_dict(&mut self, kind: DictKind, items: Vec<(NodeId, NodeId)>) -> NodeId {
        self.graph.push(Value::Dict(Box::new(Dict { kind, items, attributes: None })))
    }

    /// The node of `None`.
    pub(super) fn none(&self) -> NodeId {
        self.none
    }
}
