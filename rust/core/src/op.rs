//! The operation table: schema rows, boxed values, the registry.
//!
//! A row is a constant made by `#[op]`. Rows gather in one registry when the program is linked; a Python binding, the
//! type stubs and the generic tests read it. Typed Rust calls never look at it.

pub mod interpose;
pub(crate) mod watch;

use std::collections::HashMap;
use std::sync::OnceLock;

use flambeau_cpu::DType;
use smallvec::SmallVec;

use crate::device::Device;
use crate::error::{Cause, Kind as ErrorKind};
use crate::random::AnyGenerator;
use crate::tensor::MemoryFormat;
use crate::{Error, Result, Scalar, Tensor};

#[doc(hidden)]
pub use watch::{watch, watched};

/// The type of a parameter or of a returned value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A tensor.
    Tensor,
    /// A sequence of tensors.
    Tensors,
    /// A sequence of tensors and Nones.
    OptionalTensors,
    /// A tensor or a number: a number keeps its kind until dtypes are promoted.
    Operand,
    /// A number.
    Scalar,
    /// A sequence of numbers.
    Scalars,
    /// An integer.
    Int,
    /// A sequence of integers.
    Ints,
    /// A real number.
    Float,
    /// A sequence of real numbers.
    Floats,
    /// A truth value.
    Bool,
    /// A sequence of truth values.
    Bools,
    /// A word.
    Str,
    /// A dtype.
    DType,
    /// A device.
    Device,
    /// A memory layout: only strided ones exist.
    Layout,
    /// A memory format.
    MemoryFormat,
    /// A generator of random numbers.
    Generator,
}

/// The value of an argument that is not given.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Default {
    /// It must be given.
    Required,
    /// None.
    None,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A word.
    Str(&'static str),
    /// A list of integers.
    Ints(&'static [i64]),
}

/// One parameter of a schema.
#[derive(Debug)]
pub struct Param {
    /// Its name, usable as a keyword.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// For lists: the length a single number is repeated to (0: a single number is not taken).
    pub size: u8,
    /// Whether None is taken.
    pub optional: bool,
    /// Whether the operation writes to it.
    pub written: bool,
    /// Its default.
    pub default: Default,
    /// Whether it can only be given by keyword.
    pub kwonly: bool,
}

/// One returned value of a schema.
#[derive(Debug)]
pub struct Return {
    /// Its name in a named tuple; empty if it has none.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether it is an argument that was written to.
    pub written: bool,
}

/// The boxed entry point of an operation.
pub type Entry = fn(&[Value<'_>]) -> Result<Returned>;

/// One row of the operation table.
pub struct Op {
    /// PyTorch's name.
    pub name: &'static str,
    /// PyTorch's overload name; empty for the first or only one.
    pub overload: &'static str,
    /// The schema in PyTorch's notation.
    pub schema: &'static str,
    /// Parameters in order.
    pub params: &'static [Param],
    /// Returned values.
    pub returns: &'static [Return],
    /// Whether it is a method of Tensor.
    pub method: bool,
    /// Whether it is a function of the module.
    pub function: bool,
    /// Whether the function takes `out=`.
    pub out: bool,
    /// Whether the result shares memory with the first argument.
    pub view: bool,
    /// Doc text.
    pub doc: &'static str,
    /// The file that defines it.
    pub file: &'static str,
    /// The boxed entry point.
    pub entry: Entry,
}

impl Op {
    /// Whether it is one of those that work element by element.
    pub fn is_pointwise(&self) -> bool {
        self.file.contains("ops/pointwise/") || self.file.contains("ops\\pointwise\\")
    }
}

impl std::fmt::Debug for Op {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.schema)
    }
}

/// A row on its way into the registry.
#[doc(hidden)]
pub struct Registered(pub &'static Op);
inventory::collect!(Registered);

/// Every operation, ordered by name; overloads of one name stand together in the order PyTorch tries them.
pub fn all() -> &'static [&'static Op] {
    static ALL: OnceLock<Vec<&'static Op>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut rows: Vec<&'static Op> = inventory::iter::<Registered>.into_iter().map(|row| row.0).collect();
        // Signatures with fewer demands are tried first, as PyTorch's generated parsers do for `max(self)`,
        // `max(self, dim)`; the overload name settles the rest so that the order never depends on the linker.
        rows.sort_by_key(|op| {
            let required = op.params.iter().filter(|p| p.default == Default::Required).count();
            (op.name, required, op.overload)
        });
        rows
    })
}

/// The overloads of a name.
pub fn find(name: &str) -> &'static [&'static Op] {
    static INDEX: OnceLock<HashMap<&'static str, (usize, usize)>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let mut index = HashMap::new();
        for (at, op) in all().iter().enumerate() {
            index.entry(op.name).or_insert((at, at)).1 = at + 1;
        }
        index
    });
    index.get(name).map(|&(start, end)| &all()[start..end]).unwrap_or(&[])
}

/// A boxed argument.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// None, or an argument left out whose default is None.
    None,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A complex number.
    Complex(f64, f64),
    /// A tensor.
    Tensor(&'a Tensor),
    /// Tensors.
    Tensors(&'a [Tensor]),
    /// Tensors or nothing.
    OptionalTensors(&'a [Option<Tensor>]),
    /// Integers.
    Ints(&'a [i64]),
    /// Real numbers.
    Floats(&'a [f64]),
    /// Truth values.
    Bools(&'a [bool]),
    /// Numbers.
    Scalars(&'a [Scalar]),
    /// A word.
    Str(&'a str),
    /// A dtype.
    DType(DType),
    /// A device.
    Device(Device),
    /// A memory layout.
    Layout,
    /// A memory format.
    MemoryFormat(MemoryFormat),
    /// A generator.
    Generator(&'a AnyGenerator),
}

/// A memory layout: all tensors are strided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout;

/// A tensor or a number.
#[derive(Clone, Copy, Debug)]
pub enum Operand<'a> {
    /// A tensor.
    Tensor(&'a Tensor),
    /// A number, still of its own kind.
    Scalar(Scalar),
}

impl<'a> From<&'a Tensor> for Operand<'a> {
    fn from(tensor: &'a Tensor) -> Self {
        Operand::Tensor(tensor)
    }
}

impl<T: Into<Scalar>> From<T> for Operand<'_> {
    fn from(number: T) -> Self {
        Operand::Scalar(number.into())
    }
}

/// What an operation hands back.
#[derive(Debug)]
pub enum Returned {
    /// The first argument, written in place.
    This,
    /// A tensor.
    Tensor(Tensor),
    /// A fixed number of tensors.
    Tuple(SmallVec<[Tensor; 3]>),
    /// Any number of tensors.
    List(Vec<Tensor>),
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A number.
    Scalar(Scalar),
    /// A dtype.
    DType(DType),
}

/// Devices of two tensors that differ, if there are such.
fn devices_apart(values: &[Value<'_>]) -> Option<(Device, Device)> {
    let mut first = None;
    for value in values {
        let (one, list, optional): (&[&Tensor], &[Tensor], &[Option<Tensor>]) = match value {
            Value::Tensor(tensor) => (&[*tensor], &[], &[]),
            Value::Tensors(list) => (&[], list, &[]),
            Value::OptionalTensors(list) => (&[], &[], list),
            _ => continue,
        };
        // A number may be anywhere.
        let placed =
            one.iter().copied().chain(list).chain(optional.iter().flatten()).filter(|tensor| tensor.ndim() > 0);
        for device in placed.map(Tensor::device) {
            if *first.get_or_insert(device) != device {
                return first.map(|first| (first, device));
            }
        }
    }
    None
}

/// What an operation's error says of it: its name; and where tensors are on different devices, which shows as a kernel
/// that one of these lacks, that.
#[cold]
#[doc(hidden)]
pub fn explain(error: Error, op: &'static str, values: &[Value<'_>]) -> Error {
    match (error.cause(), devices_apart(values)) {
        (Cause::NoKernel { .. }, Some((left, right))) => {
            Error::new(ErrorKind::Runtime, Cause::DeviceMismatch { op, left, right })
        }
        _ => error.of_op(op),
    }
}

/// Refuses a tensor given as `out=` that is where no argument is.
///
/// # Errors
/// No tensor among the arguments is on the target's device.
pub fn check_out_device(op: &Op, values: &[Value<'_>], out: &Tensor) -> Result<()> {
    let mut others = values.iter().flat_map(|value| match value {
        Value::Tensor(tensor) => std::slice::from_ref(*tensor),
        Value::Tensors(list) => list,
        _ => &[],
    });
    let Some(first) = others.next() else { return Ok(()) };
    let there = |tensor: &Tensor| tensor.device().is_same_place(out.device());
    if there(first) || others.any(there) {
        return Ok(());
    }
    let (left, right) = (first.device(), out.device());
    Err(Error::new(ErrorKind::Runtime, Cause::DeviceMismatch { op: op.name, left, right }))
}

#[cold]
#[doc(hidden)]
pub fn argument_count(op: &Op, given: usize) -> Error {
    Error::message(ErrorKind::Type, format!("{}: {} parameters, {given} given", op.schema, op.params.len()))
}

#[cold]
fn mismatch(expected: &str, given: &Value<'_>) -> Error {
    Error::message(ErrorKind::Type, format!("expected {expected}, got {given:?}"))
}

/// Unboxes one argument.
pub trait FromValue<'a>: Sized {
    /// The typed argument.
    ///
    /// # Errors
    /// A value of another type.
    fn from_value(value: &'a Value<'a>) -> Result<Self>;
}

/// Boxes one argument.
pub trait ToValue {
    /// The boxed argument.
    fn to_value(&self) -> Value<'_>;
}

/// Boxes a result.
pub trait IntoReturned {
    /// The boxed result.
    fn into_returned(self) -> Returned;
}

/// Unboxes a result.
pub trait FromReturned: Sized {
    /// The typed result.
    ///
    /// # Errors
    /// A result of another type.
    fn from_returned(returned: Returned) -> Result<Self>;
}

macro_rules! arguments {
    ($($(#[$lt:lifetime])? $ty:ty, $expected:literal: $($pattern:pat => $value:expr),+; $boxed:expr;)*) => { $(
        impl<'a> FromValue<'a> for $ty {
            #[inline]
            fn from_value(value: &'a Value<'a>) -> Result<Self> {
                match value {
                    $($pattern => Ok($value),)+
                    other => Err(mismatch($expected, other)),
                }
            }
        }
    )* };
}

arguments! {
    &'a Tensor, "a tensor": Value::Tensor(t) => *t; ();
    &'a [Tensor], "tensors": Value::Tensors(t) => *t; ();
    &'a [Option<Tensor>], "tensors or None": Value::OptionalTensors(t) => *t; ();
    Operand<'a>, "a tensor or a number": Value::Tensor(t) => Operand::Tensor(t),
        Value::Bool(v) => Operand::Scalar(Scalar::Bool(*v)), Value::Int(v) => Operand::Scalar(Scalar::Int(*v)),
        Value::Float(v) => Operand::Scalar(Scalar::Float(*v)),
        Value::Complex(re, im) => Operand::Scalar(Scalar::Complex(*re, *im)); ();
    Scalar, "a number": Value::Bool(v) => Scalar::Bool(*v), Value::Int(v) => Scalar::Int(*v),
        Value::Float(v) => Scalar::Float(*v), Value::Complex(re, im) => Scalar::Complex(*re, *im); ();
    i64, "an integer": Value::Int(v) => *v, Value::Bool(v) => *v as i64; ();
    f64, "a real number": Value::Float(v) => *v, Value::Int(v) => *v as f64, Value::Bool(v) => *v as i64 as f64; ();
    bool, "a truth value": Value::Bool(v) => *v; ();
    &'a [i64], "integers": Value::Ints(v) => *v; ();
    &'a [f64], "real numbers": Value::Floats(v) => *v; ();
    &'a [bool], "truth values": Value::Bools(v) => *v; ();
    &'a [Scalar], "numbers": Value::Scalars(v) => *v; ();
    &'a str, "a word": Value::Str(v) => v; ();
    DType, "a dtype": Value::DType(v) => *v; ();
    Device, "a device": Value::Device(v) => *v; ();
    Layout, "a layout": Value::Layout => Layout; ();
    MemoryFormat, "a memory format": Value::MemoryFormat(v) => *v; ();
    &'a AnyGenerator, "a generator": Value::Generator(v) => *v; ();
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Option<T> {
    #[inline]
    fn from_value(value: &'a Value<'a>) -> Result<Self> {
        match value {
            Value::None => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! boxes {
    ($($ty:ty: $this:ident => $value:expr;)*) => { $(
        impl ToValue for $ty {
            #[inline]
            fn to_value(&self) -> Value<'_> {
                let $this = self;
                $value
            }
        }
    )* };
}

boxes! {
    &Tensor: t => Value::Tensor(t);
    &[Tensor]: t => Value::Tensors(t);
    &[Option<Tensor>]: t => Value::OptionalTensors(t);
    Operand<'_>: v => match v { Operand::Tensor(t) => Value::Tensor(t), Operand::Scalar(s) => scalar_value(*s) };
    Scalar: v => scalar_value(*v);
    i64: v => Value::Int(*v);
    f64: v => Value::Float(*v);
    bool: v => Value::Bool(*v);
    &[i64]: v => Value::Ints(v);
    &[f64]: v => Value::Floats(v);
    &[bool]: v => Value::Bools(v);
    &[Scalar]: v => Value::Scalars(v);
    &str: v => Value::Str(v);
    DType: v => Value::DType(*v);
    Device: v => Value::Device(*v);
    Layout: _v => Value::Layout;
    MemoryFormat: v => Value::MemoryFormat(*v);
    &AnyGenerator: v => Value::Generator(v);
}

fn scalar_value<'a>(scalar: Scalar) -> Value<'a> {
    match scalar {
        Scalar::Bool(v) => Value::Bool(v),
        Scalar::Int(v) => Value::Int(v),
        Scalar::Float(v) => Value::Float(v),
        Scalar::Complex(re, im) => Value::Complex(re, im),
    }
}

impl<T: ToValue> ToValue for Option<T> {
    #[inline]
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::None, ToValue::to_value)
    }
}

macro_rules! results {
    ($($ty:ty: $this:ident => $boxed:expr, $pattern:pat => $value:expr;)*) => { $(
        impl IntoReturned for $ty {
            #[inline]
            fn into_returned(self) -> Returned {
                let $this = self;
                $boxed
            }
        }
        impl FromReturned for $ty {
            #[allow(unreachable_patterns)] // any result does for an operation that returns nothing
            fn from_returned(returned: Returned) -> Result<Self> {
                match returned {
                    $pattern => Ok($value),
                    other => Err(Error::message(
                        ErrorKind::Runtime,
                        format!("an interposer returned {other:?} where {} was expected", stringify!($ty)),
                    )),
                }
            }
        }
    )* };
}

results! {
    (): _unit => Returned::This, _ => ();
    Tensor: t => Returned::Tensor(t), Returned::Tensor(t) => t;
    Vec<Tensor>: t => Returned::List(t), Returned::List(t) => t;
    bool: v => Returned::Bool(v), Returned::Bool(v) => v;
    i64: v => Returned::Int(v), Returned::Int(v) => v;
    f64: v => Returned::Float(v), Returned::Float(v) => v;
    Scalar: v => Returned::Scalar(v), Returned::Scalar(v) => v;
    DType: v => Returned::DType(v), Returned::DType(v) => v;
}

macro_rules! tuples {
    ($($count:literal: $($part:ident $at:tt),+;)*) => { $(
        impl IntoReturned for ($(tuples!(@ $part)),+,) {
            fn into_returned(self) -> Returned {
                Returned::Tuple(SmallVec::from_iter([$(self.$at),+]))
            }
        }
        impl FromReturned for ($(tuples!(@ $part)),+,) {
            fn from_returned(returned: Returned) -> Result<Self> {
                if let Returned::Tuple(parts) = returned
                    && parts.len() == $count
                {
                    let mut parts = parts.into_iter();
                    // Tuple fields are evaluated in order; the length was checked.
                    if let ($(Some($part)),+,) = ($(tuples!(@next parts $part)),+,) {
                        return Ok(($($part),+,));
                    }
                }
                Err(Error::message(ErrorKind::Runtime, format!("an interposer did not return {} tensors", $count)))
            }
        }
    )* };
    (@ $part:ident) => { Tensor };
    (@next $parts:ident $part:ident) => { $parts.next() };
}

tuples! {
    2: a 0, b 1;
    3: a 0, b 1, c 2;
    4: a 0, b 1, c 2, d 3;
}
