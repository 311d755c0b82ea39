//! Matching Python arguments against schema rows.

use std::cell::RefCell;

use flambeau::op::{Default, Kind, Op, Param, Value};
use flambeau::{MemoryFormat, Tensor};
use pyo3::exceptions::{PyOverflowError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;

use super::usage;
use crate::errors::to_py;
use crate::generator::PyGenerator;
use crate::tensor::object::{is_tensor, unpack};
use crate::types::{PyDType, PyLayout, PyMemoryFormat, read_device};

/// What Python passed.
pub struct Arguments<'a> {
    /// The object a method was called on.
    pub this: Option<*mut ffi::PyObject>,
    /// Positional arguments.
    pub args: &'a [*mut ffi::PyObject],
    /// Names of keyword arguments (a tuple), or null.
    pub kwnames: *mut ffi::PyObject,
    /// Their values.
    pub keyword_values: &'a [*mut ffi::PyObject],
}

/// Python objects by parameter; null for the default.
pub struct Bindings {
    objects: SmallVec<[*mut ffi::PyObject; 10]>,
    /// Whether the first list parameter takes all positional arguments, as in `x.view(2, 3)`.
    varargs: Option<(usize, *const *mut ffi::PyObject, usize)>,
    out: *mut ffi::PyObject,
    written: *mut ffi::PyObject,
}

impl Bindings {
    /// The first argument's object.
    pub fn first(&self) -> *mut ffi::PyObject {
        self.objects[0]
    }

    /// The object given for a parameter `out` of the row, which the operation itself writes to.
    pub fn written(&self) -> Option<*mut ffi::PyObject> {
        (!self.written.is_null()).then_some(self.written)
    }

    /// The object given as `out=` to an operation that does not know of it.
    pub fn out(&self) -> Option<*mut ffi::PyObject> {
        (!self.out.is_null()).then_some(self.out)
    }
}

/// Keeps lists alive that values refer to.
#[derive(Default)]
pub struct Arena {
    ints: RefCell<Vec<Box<[i64]>>>,
    floats: RefCell<Vec<Box<[f64]>>>,
    bools: RefCell<Vec<Box<[bool]>>>,
    tensors: RefCell<Vec<Box<[Tensor]>>>,
    optional: RefCell<Vec<Box<[Option<Tensor>]>>>,
    scalars: RefCell<Vec<Box<[flambeau::Scalar]>>>,
    words: RefCell<Vec<Box<str>>>,
}

macro_rules! keep {
    ($name:ident, $list:ident, $ty:ty, $from:ty) => {
        fn $name(&self, value: $from) -> &$ty {
            let boxed: Box<$ty> = value.into();
            let pointer: *const $ty = &*boxed;
            self.$list.borrow_mut().push(boxed);
            // SAFETY: the box's content does not move and is not dropped before the arena.
            unsafe { &*pointer }
        }
    };
}

impl Arena {
    keep!(keep_ints, ints, [i64], Vec<i64>);
    keep!(keep_floats, floats, [f64], Vec<f64>);
    keep!(keep_bools, bools, [bool], Vec<bool>);
    keep!(keep_tensors, tensors, [Tensor], Vec<Tensor>);
    keep!(keep_optional, optional, [Option<Tensor>], Vec<Option<Tensor>>);
    keep!(keep_scalars, scalars, [flambeau::Scalar], Vec<flambeau::Scalar>);
    keep!(keep_word, words, str, String);

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Arena::default();
    }
}

/// Names that NumPy uses for PyTorch's parameters.
fn names_of(param: &Param) -> &'static [&'static str] {
    match param.name {
        "self" => &["input", "self", "x", "a"],
        "dim" => &["dim", "axis"],
        "keepdim" => &["keepdim", "keepdims"],
        "other" => &["other", "x2"],
        _ => &[],
    }
}

fn is_named(param: &Param, name: &str) -> bool {
    let others = names_of(param);
    if others.is_empty() { param.name == name } else { others.contains(&name) }
}

/// Whether a list may be spread over all positional arguments, as in `x.view(2, 3)`, whatever their number: it comes first
/// (after the tensor itself, in methods) and nothing else must be given.
pub fn spreads(op: &Op, first: usize) -> bool {
    let mut positional = op.params.iter().skip(first).take_while(|param| !param.kwonly);
    positional.next().is_some_and(|list| list.kind == Kind::Ints && list.size == 0)
        && positional.all(|param| param.default != Default::Required)
}

/// Binds arguments to a row's parameters; `None` where they do not fit.
pub fn matches(op: &'static Op, arguments: &Arguments<'_>) -> PyResult<Option<Bindings>> {
    let params = op.params;
    let mut objects: SmallVec<[*mut ffi::PyObject; 10]> = SmallVec::from_elem(std::ptr::null_mut(), params.len());
    let mut first = 0;
    if let Some(this) = arguments.this {
        objects[0] = this;
        first = 1;
    }
    let positional = params.iter().skip(first).take_while(|param| !param.kwonly).count();
    let mut varargs = None;
    if arguments.args.len() > positional || (arguments.args.len() == 1 && positional >= 1) || arguments.args.len() > 1 {
        // `x.view(2, 3)`: the only positional list takes all arguments.
        let list = params.get(first).filter(|param| param.kind == Kind::Ints && !param.kwonly);
        // SAFETY: arguments are objects the caller holds.
        let all_ints = || arguments.args.iter().all(|&object| unsafe { usage::is_index(object) });
        if list.is_some() && !arguments.args.is_empty() && (arguments.args.len() > 1 || positional == 1) && all_ints() {
            // A second positional parameter would be taken for an element: `x.tensor_split(3, 1)`.
            if positional == 1 && (arguments.args.len() > 1 || params[first].size == 0) {
                varargs = Some((first, arguments.args.as_ptr(), arguments.args.len()));
            }
        }
    }
    if varargs.is_none() {
        if arguments.args.len() > positional {
            return Ok(None);
        }
        for (slot, &object) in objects[first..].iter_mut().zip(arguments.args) {
            *slot = object;
        }
    }
    let (mut out, mut written) = (std::ptr::null_mut(), std::ptr::null_mut());
    for (at, &value) in arguments.keyword_values.iter().enumerate() {
        // SAFETY: `kwnames` is a tuple of as many words as there are values.
        let name = unsafe { usage::word(ffi::PyTuple_GetItem(arguments.kwnames, at as ffi::Py_ssize_t)) };
        let Some(name) = name else { return Ok(None) };
        match params.iter().enumerate().skip(first).find(|(_, param)| is_named(param, name)) {
            Some((to, _)) => {
                let taken = !objects[to].is_null() || varargs.is_some_and(|(at, _, _)| at == to);
                if taken {
                    return Ok(None);
                }
                objects[to] = value;
                // SAFETY: a live object.
                if name == "out" && params[to].written && value != unsafe { ffi::Py_None() } {
                    written = value;
                }
            }
            None if name == "out" && op.out => {
                // SAFETY: a live object.
                if value != unsafe { ffi::Py_None() } {
                    out = value;
                }
            }
            None => return Ok(None),
        }
    }
    for (at, (param, object)) in params.iter().zip(&mut objects).enumerate() {
        if object.is_null() {
            if param.default == Default::Required && varargs.is_none_or(|(list, _, _)| list != at) {
                return Ok(None);
            }
            continue;
        }
        // SAFETY: the object is held by the caller.
        if !unsafe { usage::fits(param, *object) } {
            return Ok(None);
        }
    }
    Ok(Some(Bindings { objects, varargs, out, written }))
}

/// Turns bound objects into values.
pub fn values<'a>(
    py: Python<'_>,
    op: &'static Op,
    bindings: &Bindings,
    arena: &'a Arena,
    values: &mut SmallVec<[Value<'a>; 10]>,
) -> PyResult<()> {
    for (at, (param, &object)) in op.params.iter().zip(&bindings.objects).enumerate() {
        if let Some((list, items, count)) = bindings.varargs
            && list == at
        {
            // SAFETY: the interpreter's argument array.
            let items = unsafe { std::slice::from_raw_parts(items, count) };
            let ints = items.iter().enumerate().map(|(at, &item)| list_item(py, op.name, param, at, item));
            let ints = ints.collect::<PyResult<Vec<i64>>>()?;
            values.push(Value::Ints(arena.keep_ints(ints)));
            continue;
        }
        values.push(if object.is_null() { default(param) } else { value(py, op, param, object, arena)? });
    }
    Ok(())
}

fn default(param: &Param) -> Value<'static> {
    match (param.default, param.kind) {
        (Default::Bool(value), _) => Value::Bool(value),
        (Default::Int(value), Kind::Float) => Value::Float(value as f64),
        (Default::Int(value), _) => Value::Int(value),
        (Default::Float(value), _) => Value::Float(value),
        (Default::Str("contiguous_format"), Kind::MemoryFormat) => Value::MemoryFormat(MemoryFormat::Contiguous),
        (Default::Str(value), _) => Value::Str(value),
        (Default::Ints(value), _) => Value::Ints(value),
        (Default::None | Default::Required, _) => Value::None,
    }
}

/// An integer of a list of sizes, strides or dimensions.
fn list_item(py: Python<'_>, op: &str, param: &Param, at: usize, object: *mut ffi::PyObject) -> PyResult<i64> {
    usage::int(py, object).map_err(|error| {
        if !error.is_instance_of::<PyValueError>(py) {
            return error;
        }
        PyTypeError::new_err(format!(
            "{op}(): argument '{}' failed to unpack the object at pos {} with error \"{}\"",
            param.name,
            at + 1,
            error.value(py)
        ))
    })
}

/// A number; integers that no 64 bits hold, with or without sign, are Python's `OverflowError`.
fn scalar(py: Python<'_>, object: *mut ffi::PyObject) -> PyResult<flambeau::Scalar> {
    usage::scalar(py, object).map_err(|error| {
        if !error.is_instance_of::<PyValueError>(py) {
            return error;
        }
        // SAFETY: the caller holds the object.
        if unsafe { Borrowed::from_ptr(py, object) }.extract::<u64>().is_ok() {
            return PyRuntimeError::new_err("value cannot be converted to type int64_t without overflow");
        }
        PyOverflowError::new_err("int too big to convert")
    })
}

fn value<'a>(
    py: Python<'_>,
    op: &Op,
    param: &Param,
    object: *mut ffi::PyObject,
    arena: &'a Arena,
) -> PyResult<Value<'a>> {
    // SAFETY: the caller holds the object for the whole call.
    let bound = unsafe { Borrowed::from_ptr(py, object) };
    // SAFETY: as above.
    if object == unsafe { ffi::Py_None() } {
        return Ok(Value::None);
    }
    Ok(match param.kind {
        Kind::Tensor => Value::Tensor(tensor(object)?),
        Kind::Operand | Kind::Scalar => {
            // SAFETY: as above.
            if unsafe { is_tensor(object) } {
                let tensor = tensor(object)?;
                if param.kind == Kind::Operand {
                    Value::Tensor(tensor)
                } else {
                    scalar_value(tensor.item().map_err(to_py)?)
                }
            } else {
                scalar_value(scalar(py, object)?)
            }
        }
        Kind::Int => Value::Int(usage::int(py, object)?),
        Kind::Float => Value::Float(usage::float(py, object)?),
        Kind::Bool => {
            let truth = bound.is_truthy()?;
            if truth && param.name == "pin_memory" {
                crate::cuda::prepare(py)?;
            }
            Value::Bool(truth)
        }
        Kind::Ints => {
            // SAFETY: as above.
            let list = if unsafe { usage::is_index(object) } {
                vec![usage::int(py, object)?; (param.size as usize).max(1)]
            } else {
                let items = usage::items(py, object)?;
                let ints = items.iter().enumerate().map(|(at, item)| list_item(py, op.name, param, at, item.as_ptr()));
                ints.collect::<PyResult<_>>()?
            };
            let list = if param.size > 1 && list.len() == 1 { vec![list[0]; param.size as usize] } else { list };
            Value::Ints(arena.keep_ints(list))
        }
        Kind::Floats => {
            let list = usage::items(py, object)?
                .iter()
                .map(|item| usage::float(py, item.as_ptr()))
                .collect::<PyResult<_>>()?;
            Value::Floats(arena.keep_floats(list))
        }
        Kind::Bools => {
            let list = usage::items(py, object)?.iter().map(|item| item.is_truthy()).collect::<PyResult<_>>()?;
            Value::Bools(arena.keep_bools(list))
        }
        Kind::Scalars => {
            let list = usage::items(py, object)?
                .iter()
                .map(|item| usage::scalar(py, item.as_ptr()))
                .collect::<PyResult<_>>()?;
            Value::Scalars(arena.keep_scalars(list))
        }
        Kind::Tensors => {
            let list =
                usage::items(py, object)?.iter().map(|item| tensor(item.as_ptr()).cloned()).collect::<PyResult<_>>()?;
            Value::Tensors(arena.keep_tensors(list))
        }
        Kind::OptionalTensors => {
            let list = usage::items(py, object)?
                .iter()
                .map(|item| if item.is_none() { Ok(None) } else { tensor(item.as_ptr()).cloned().map(Some) })
                .collect::<PyResult<_>>()?;
            Value::OptionalTensors(arena.keep_optional(list))
        }
        Kind::Str => Value::Str(arena.keep_word(bound.extract::<String>()?)),
        Kind::DType => match bound.cast::<PyDType>() {
            Ok(dtype) => Value::DType(dtype.get().0),
            Err(_) => Value::DType(usage::python_dtype(object)),
        },
        Kind::Device => read_device(&bound)?.map_or(Value::None, Value::Device),
        Kind::Layout => bound.cast::<PyLayout>().map(|_| Value::Layout).map_err(PyErr::from)?,
        Kind::MemoryFormat => Value::MemoryFormat(bound.cast::<PyMemoryFormat>().map_err(PyErr::from)?.get().0),
        Kind::Generator => {
            let generator: *const flambeau::random::AnyGenerator =
                &bound.cast::<PyGenerator>().map_err(PyErr::from)?.get().0;
            // SAFETY: the object lives for the whole call, and a frozen class's content does not move.
            Value::Generator(unsafe { &*generator })
        }
    })
}

fn tensor<'a>(object: *mut ffi::PyObject) -> PyResult<&'a Tensor> {
    // SAFETY: matched as a tensor and held by the caller for the whole call.
    unsafe { unpack(object) }
        .ok_or_else(|| pyo3::exceptions::PyRuntimeError::new_err("this Tensor was not initialised"))
}

fn scalar_value<'a>(scalar: flambeau::Scalar) -> Value<'a> {
    use flambeau::Scalar;
    match scalar {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Int(value) => Value::Int(value),
        Scalar::Float(value) => Value::Float(value),
        Scalar::Complex(re, im) => Value::Complex(re, im),
    }
}
