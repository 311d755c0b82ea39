//! The objects of a checkpoint as a graph of plain values.
//!
//! Values refer to each other by [`NodeId`], so that an object reached on two paths stays one object, a list may contain
//! itself, and a pickle that doubles a list a hundred times by reference stays a hundred nodes.

use flambeau_cpu::dtype::DType;

use super::error::{CheckpointError, Result};
use super::pickle::globals::Global;

/// The place of a value in its [`Graph`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(u32);

impl NodeId {
    /// The position among the graph's nodes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place of a storage in the checkpoint's list of storages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StorageId(pub u32);

impl StorageId {
    /// The position in the list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One object of a checkpoint.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// A larger integer: two's complement, little-endian.
    BigInt(Vec<u8>),
    /// A floating-point number.
    Float(f64),
    /// A complex number: real and imaginary part.
    Complex(f64, f64),
    /// A string.
    Str(String),
    /// Immutable bytes.
    Bytes(Vec<u8>),
    /// Mutable bytes.
    ByteArray(Vec<u8>),
    /// A list.
    List(Vec<NodeId>),
    /// A tuple.
    Tuple(Vec<NodeId>),
    /// A set.
    Set(Vec<NodeId>),
    /// A frozen set.
    FrozenSet(Vec<NodeId>),
    /// A dictionary of any kind.
    Dict(Box<Dict>),
    /// A `torch.Size`.
    Size(Vec<i64>),
    /// A dtype as a value.
    DType(DType),
    /// A `torch.device`: its type and index.
    Device(String, Option<i64>),
    /// A memory layout, such as `torch.strided`.
    Layout(String),
    /// A storage that is referred to by itself, not through a tensor.
    Storage(StorageId),
    /// A tensor.
    Tensor(Box<TensorRecord>),
    /// An `nn.Parameter` over the tensor at `data`.
    Parameter {
        /// The tensor.
        data: NodeId,
        /// Whether gradients are recorded for it.
        requires_grad: bool,
        /// Its Python attributes, a dictionary, if it has any.
        attributes: Option<NodeId>,
    },
    /// A NumPy dtype as a value.
    NumpyDType(Box<NumpyDType>),
    /// A NumPy scalar: its type and its bytes.
    NumpyScalar(Box<(NumpyDType, Vec<u8>)>),
    /// A NumPy array of plain elements.
    NumpyArray(Box<NumpyArray>),
    /// A class or function from the list of harmless ones, as a value.
    Global(Box<Global>),
    /// An object of a class that the caller allowed by name.
    Object(Box<Object>),
}

/// A dictionary: items in order; when a key comes twice the later one counts.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Dict {
    /// What kind of dictionary.
    pub kind: DictKind,
    /// Keys and values.
    pub items: Vec<(NodeId, NodeId)>,
    /// The Python attributes of an ordered dictionary (`state_dict()._metadata`), a dictionary.
    pub attributes: Option<NodeId>,
}

/// The kinds of [`Dict`].
#[derive(Clone, PartialEq, Default, Debug)]
pub enum DictKind {
    /// `dict`.
    #[default]
    Plain,
    /// `collections.OrderedDict`.
    Ordered,
    /// `collections.Counter`.
    Counter,
    /// `collections.defaultdict`; its factory is a [`Value::Global`] or `None`.
    Default(NodeId),
}

/// A strided view of a storage. Sizes have been checked against the storage's length.
#[derive(Clone, PartialEq, Debug)]
pub struct TensorRecord {
    /// The storage that the elements lie in.
    pub storage: StorageId,
    /// The element type.
    pub dtype: DType,
    /// The sizes of the dimensions.
    pub shape: Vec<usize>,
    /// The step along each dimension, in elements.
    pub strides: Vec<usize>,
    /// The index of the first element in the storage.
    pub offset: usize,
    /// Whether gradients are recorded for it.
    pub requires_grad: bool,
    /// Whether the elements are to be read conjugated.
    pub conj: bool,
    /// Whether the elements are to be read negated.
    pub neg: bool,
    /// Its Python attributes, a dictionary, if it has any.
    pub attributes: Option<NodeId>,
}

/// The type of NumPy elements: a letter of `biufcSU` with a size, such as `f8`, and a byte order, one of `<>=|`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumpyDType {
    /// Kind and size, such as `f8`.
    pub code: String,
    /// `<` little-endian, `>` big-endian, `|` not applicable.
    pub order: char,
}

/// A NumPy array.
#[derive(Clone, PartialEq, Debug)]
pub struct NumpyArray {
    /// The element type.
    pub dtype: NumpyDType,
    /// The sizes of the dimensions.
    pub shape: Vec<usize>,
    /// Whether the first dimension varies fastest.
    pub fortran_order: bool,
    /// The elements.
    pub data: Vec<u8>,
}

/// How the pickle would create an [`Object`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Construction {
    /// By calling the class or function with the arguments.
    Call,
    /// By `cls.__new__(cls, *args, **kwargs)`.
    New,
}

/// An object of a class that the caller allowed: what the pickle says about it; nothing has been called.
#[derive(Clone, PartialEq, Debug)]
pub struct Object {
    /// The class's or function's module.
    pub module: String,
    /// The class's or function's name in the module.
    pub name: String,
    /// How the object would be created.
    pub construction: Construction,
    /// Positional arguments, a tuple.
    pub args: NodeId,
    /// Keyword arguments, a dictionary.
    pub kwargs: Option<NodeId>,
    /// The argument of `__setstate__`, or the attributes.
    pub state: Option<NodeId>,
    /// Items to append or add, for a class derived from a list or set.
    pub elements: Vec<NodeId>,
    /// Items to set, for a class derived from a dictionary.
    pub items: Vec<(NodeId, NodeId)>,
}

/// Values that refer to each other, and the one that the file is about.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Graph {
    nodes: Vec<Value>,
    root: Option<NodeId>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value.
    ///
    /// # Panics
    /// Beyond 2^32 - 1 values.
    pub fn push(&mut self, value: Value) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).expect("a checkpoint has fewer than 2^32 values"));
        self.nodes.push(value);
        id
    }

    /// Says which value the file is about.
    pub fn set_root(&mut self, id: NodeId) {
        self.root = Some(id);
    }

    /// The value that the file is about.
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// The value at `id`.
    pub fn get(&self, id: NodeId) -> &Value {
        &self.nodes[id.index()]
    }

    /// The value at `id`, to be changed; how a list comes to contain itself.
    pub fn get_mut(&mut self, id: NodeId) -> &mut Value {
        &mut self.nodes[id.index()]
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The value under the string `key` of the dictionary at `id`.
    pub fn lookup(&self, id: NodeId, key: &str) -> Option<NodeId> {
        let Value::Dict(dict) = self.get(id) else { return None };
        let found = dict.items.iter().rev().find(|(k, _)| matches!(self.get(*k), Value::Str(s) if s == key));
        found.map(|&(_, value)| value)
    }

    /// The string-keyed tensors and parameters of the dictionary at `id`, in its order: what a `state_dict()` holds.
    pub fn tensors(&self, id: NodeId) -> Vec<(&str, &TensorRecord)> {
        let Value::Dict(dict) = self.get(id) else { return Vec::new() };
        let named = |&(key, value): &(NodeId, NodeId)| {
            let Value::Str(name) = self.get(key) else { return None };
            let value = match self.get(value) {
                Value::Parameter { data, .. } => self.get(*data),
                other => other,
            };
            match value {
                Value::Tensor(record) => Some((name.as_str(), &**record)),
                _ => None,
            }
        };
        dict.items.iter().filter_map(named).collect()
    }
}

/// What [`build`] does with the values of a graph: the caller's side of turning them into objects.
///
/// Every node is made once, so shared and cyclic references come out as they went in.
pub trait Builder {
    /// A reference to a made object.
    type Object: Clone;
    /// What can go wrong.
    type Error: From<CheckpointError>;

    /// An object without parts: any value but those of the other methods.
    fn leaf(&mut self, value: &Value) -> Result<Self::Object, Self::Error>;

    /// An immutable object from its parts: the items of a tuple or frozen set, the tensor (and attributes) of a
    /// parameter, the attributes of a tensor that has some.
    fn close(&mut self, value: &Value, parts: Vec<Self::Object>) -> Result<Self::Object, Self::Error>;

    /// An empty list, set or dictionary (`parts` is the factory of a default dictionary), or an [`Object`] before its
    /// state and items are set (`parts` is the positional and, if there are any, the keyword arguments).
    fn open(&mut self, value: &Value, parts: Vec<Self::Object>) -> Result<Self::Object, Self::Error>;

    /// Appends to a list or adds to a set.
    fn append(&mut self, container: &Self::Object, value: &Value, item: Self::Object) -> Result<(), Self::Error>;

    /// Sets an item of a dictionary.
    fn insert(&mut self, dict: &Self::Object, key: Self::Object, item: Self::Object) -> Result<(), Self::Error>;

    /// Sets the attributes of an ordered dictionary or the state of an [`Object`].
    fn set_state(&mut self, object: &Self::Object, value: &Value, state: Self::Object) -> Result<(), Self::Error>;
}

/// What [`build`] still has to do.
enum Step {
    /// Make the object of a node unless it is made.
    Make(NodeId),
    /// Make an immutable object; its parts are made.
    Close(NodeId),
    /// Make a mutable object without its items; its arguments are made.
    Open(NodeId),
    /// Put the items into a mutable object; they are made.
    Fill(NodeId),
}

/// Makes the graph's objects with `builder` and returns the root's.
///
/// Works without recursion, so the depth of the nesting is not limited by the stack.
///
/// # Errors
/// What the builder returns; [`CheckpointError::Unwritable`] for a graph without a root, or an immutable object that
/// contains itself (the unpickler makes neither).
pub fn build<B: Builder>(graph: &Graph, builder: &mut B) -> Result<B::Object, B::Error> {
    let root = graph.root().ok_or(CheckpointError::Unwritable { reason: "the graph has no root" })?;
    let mut made: Vec<Option<B::Object>> = vec![None; graph.len()];
    let mut steps = vec![Step::Make(root)];
    let mut started = vec![false; graph.len()];
    // Mutable objects with an item that is immutable and only half-made, because it contains the object in turn.
    let mut waiting = Vec::new();
    loop {
        let Some(step) = steps.pop() else {
            let Some(id) = waiting.pop() else { break };
            fill(graph, builder, &made, id)?;
            continue;
        };
        match step {
            Step::Make(id) if std::mem::replace(&mut started[id.index()], true) => {}
            Step::Make(id) => {
                let value = graph.get(id);
                let (finish, parts) = match value {
                    Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Object(_) => {
                        (Step::Open(id), opening_parts(value))
                    }
                    _ => match closing_parts(value) {
                        Some(parts) => (Step::Close(id), parts),
                        None => {
                            made[id.index()] = Some(builder.leaf(value)?);
                            continue;
                        }
                    },
                };
                steps.push(finish);
                steps.extend(parts.into_iter().rev().map(Step::Make));
            }
            Step::Close(id) => {
                let value = graph.get(id);
                let parts = collect(&made, closing_parts(value).unwrap_or_default())?;
                made[id.index()] = Some(builder.close(value, parts)?);
            }
            Step::Open(id) => {
                let value = graph.get(id);
                let parts = collect(&made, opening_parts(value))?;
                made[id.index()] = Some(builder.open(value, parts)?);
                // Items are whole before they are put in, so that a state is when it is set.
                steps.push(Step::Fill(id));
                steps.extend(mutable_parts(value).into_iter().rev().map(Step::Make));
            }
            Step::Fill(id) => match mutable_parts(graph.get(id)).iter().all(|part| made[part.index()].is_some()) {
                true => fill(graph, builder, &made, id)?,
                false => waiting.push(id),
            },
        }
    }
    Ok(at(&made, root)?)
}

/// The parts that an immutable value is made from; `None` for a value without parts.
pub(super) fn closing_parts(value: &Value) -> Option<Vec<NodeId>> {
    match value {
        Value::Tuple(items) | Value::FrozenSet(items) => Some(items.clone()),
        Value::Tensor(record) => record.attributes.map(|attributes| vec![attributes]),
        Value::Parameter { data, attributes, .. } => Some(std::iter::once(*data).chain(*attributes).collect()),
        _ => None,
    }
}

/// The parts that a mutable value needs before it can exist.
fn opening_parts(value: &Value) -> Vec<NodeId> {
    match value {
        Value::Dict(dict) => match dict.kind {
            DictKind::Default(factory) => vec![factory],
            _ => Vec::new(),
        },
        Value::Object(object) => std::iter::once(object.args).chain(object.kwargs).collect(),
        _ => Vec::new(),
    }
}

/// The parts that are put into a mutable value, in order.
fn mutable_parts(value: &Value) -> Vec<NodeId> {
    match value {
        Value::List(items) | Value::Set(items) => items.clone(),
        Value::Dict(dict) => dict.items.iter().flat_map(|&(k, v)| [k, v]).chain(dict.attributes).collect(),
        Value::Object(object) => {
            let items = object.items.iter().flat_map(|&(k, v)| [k, v]);
            object.elements.iter().copied().chain(items).chain(object.state).collect()
        }
        _ => Vec::new(),
    }
}

/// The object made for `id`.
fn at<T: Clone>(made: &[Option<T>], id: NodeId) -> Result<T> {
    made[id.index()].clone().ok_or(CheckpointError::Unwritable { reason: "an immutable value contains itself" })
}

/// The objects made for `ids`.
fn collect<T: Clone>(made: &[Option<T>], ids: Vec<NodeId>) -> Result<Vec<T>> {
    ids.into_iter().map(|id| at(made, id)).collect()
}

/// Puts the items into the mutable object at `id`.
fn fill<B: Builder>(graph: &Graph, builder: &mut B, made: &[Option<B::Object>], id: NodeId) -> Result<(), B::Error> {
    let value = graph.get(id);
    let container = &at(made, id)?;
    let (elements, items, state): (&[NodeId], &[(NodeId, NodeId)], Option<NodeId>) = match value {
        Value::List(elements) | Value::Set(elements) => (elements, &[], None),
        Value::Dict(dict) => (&[], &dict.items, dict.attributes),
        Value::Object(object) => (&object.elements, &object.items, object.state),
        _ => return Ok(()),
    };
    for &element in elements {
        builder.append(container, value, at(made, element)?)?;
    }
    for &(key, item) in items {
        builder.insert(container, at(made, key)?, at(made, item)?)?;
    }
    match state {
        Some(state) => builder.set_state(container, value, at(made, state)?),
        None => Ok(()),
    }
}
