//! What Python objects may stand for which parameter, and the error where they may not.

use flambeau::op::{Kind, Op, Param};
use flambeau::{DType, Scalar};
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::Group;
use super::bind::Arguments;
use crate::generator::PyGenerator;
use crate::tensor::object::{is_tensor, unpack};
use crate::types::{PyDType, PyDevice, PyLayout, PyMemoryFormat};

/// A word's text.
///
/// # Safety
/// `object` is a live `str`.
pub unsafe fn word<'a>(object: *mut ffi::PyObject) -> Option<&'a str> {
    let mut size = 0;
    // SAFETY: the caller's promise; the text lives as long as the object.
    unsafe {
        let text = ffi::PyUnicode_AsUTF8AndSize(object, &mut size);
        if text.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        std::str::from_utf8(std::slice::from_raw_parts(text.cast(), size as usize)).ok()
    }
}

/// Whether the object is an integer: a Python one (not a bool), one that has `__index__`, or an integer 0-d tensor.
///
/// # Safety
/// `object` is live and the lock is held.
pub unsafe fn is_index(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if ffi::PyLong_CheckExact(object) != 0 {
            return true;
        }
        if ffi::PyBool_Check(object) != 0 {
            return false;
        }
        if is_tensor(object) {
            return unpack(object).is_some_and(|tensor| tensor.numel() == 1 && tensor.dtype().is_integral(false));
        }
        ffi::PyIndex_Check(object) != 0
    }
}

unsafe fn is_number(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if ffi::PyFloat_CheckExact(object) != 0 || ffi::PyLong_Check(object) != 0 || ffi::PyFloat_Check(object) != 0 {
            return true;
        }
        ffi::PyComplex_Check(object) != 0 || (!is_tensor(object) && is_foreign_number(object))
    }
}

/// Whether the object is a scalar of NumPy or another library: a number that is no sequence.
///
/// # Safety
/// `object` is live and the lock is held.
pub unsafe fn is_foreign_number(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if ffi::PyNumber_Check(object) == 0 || ffi::PySequence_Check(object) != 0 || ffi::PyMapping_Check(object) != 0 {
            // NumPy's scalars pass for mappings in some versions; they have an item() of no dimensions.
            return ffi::PyNumber_Check(object) != 0
                && ffi::PyObject_HasAttrString(object, c"__array_interface__".as_ptr()) != 0
                && ffi::PyObject_HasAttrString(object, c"__len__".as_ptr()) == 0;
        }
        true
    }
}

/// Whether the object may stand for the parameter.
///
/// # Safety
/// `object` is live and the lock is held.
pub unsafe fn fits(param: &Param, object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        if object == ffi::Py_None() {
            return param.optional || param.default == flambeau::op::Default::None;
        }
        // SAFETY: as above.
        let py = Python::assume_attached();
        let bound = Borrowed::from_ptr(py, object);
        match param.kind {
            Kind::Tensor => is_tensor(object),
            Kind::Operand => is_tensor(object) || is_number(object),
            Kind::Scalar => {
                is_number(object)
                    || (is_tensor(object)
                        && unpack(object).is_some_and(|tensor| tensor.ndim() == 0 && !tensor.requires_grad()))
            }
            Kind::Int => is_index(object),
            Kind::Float => {
                (is_number(object) && ffi::PyComplex_Check(object) == 0)
                    || (is_tensor(object) && unpack(object).is_some_and(|tensor| tensor.ndim() == 0))
            }
            Kind::Bool => ffi::PyBool_Check(object) != 0 || is_numpy_bool(object),
            Kind::Ints => (param.size > 0 && is_index(object)) || sequence_of(object, |item| is_index(item)),
            Kind::Floats => sequence_of(object, |item| is_number(item)),
            Kind::Bools => sequence_of(object, |item| ffi::PyBool_Check(item) != 0),
            Kind::Scalars => sequence_of(object, |item| is_number(item)),
            Kind::Tensors => sequence_of(object, |item| is_tensor(item)),
            Kind::OptionalTensors => sequence_of(object, |item| item == ffi::Py_None() || is_tensor(item)),
            Kind::Str => ffi::PyUnicode_Check(object) != 0,
            Kind::DType => bound.is_instance_of::<PyDType>() || is_python_dtype(object),
            Kind::Device => {
                bound.is_instance_of::<PyDevice>()
                    || ffi::PyUnicode_Check(object) != 0
                    || ffi::PyLong_CheckExact(object) != 0
            }
            Kind::Layout => bound.is_instance_of::<PyLayout>(),
            Kind::MemoryFormat => bound.is_instance_of::<PyMemoryFormat>(),
            Kind::Generator => bound.is_instance_of::<PyGenerator>(),
        }
    }
}

unsafe fn is_numpy_bool(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe {
        let py = Python::assume_attached();
        let kind = Borrowed::from_ptr(py, object).get_type();
        let name = kind.name().map(|name| name.to_string()).unwrap_or_default();
        (name == "bool" || name == "bool_") && ffi::PyBool_Check(object) == 0
    }
}

unsafe fn sequence_of(object: *mut ffi::PyObject, test: impl Fn(*mut ffi::PyObject) -> bool) -> bool {
    // SAFETY: the caller's promise; items are borrowed from a list or tuple that the caller holds.
    unsafe {
        if ffi::PyTuple_Check(object) != 0 {
            (0..ffi::PyTuple_Size(object)).all(|at| test(ffi::PyTuple_GetItem(object, at)))
        } else if ffi::PyList_Check(object) != 0 {
            (0..ffi::PyList_Size(object)).all(|at| test(ffi::PyList_GetItem(object, at)))
        } else {
            false
        }
    }
}

/// The items of a list or tuple.
pub fn items<'py>(py: Python<'py>, object: *mut ffi::PyObject) -> PyResult<Vec<Bound<'py, PyAny>>> {
    // SAFETY: the caller holds the object.
    let bound = unsafe { Borrowed::from_ptr(py, object) };
    bound.try_iter()?.collect()
}

/// Whether the object is `float`, `int`, `bool` or `complex`.
pub fn is_python_dtype(object: *mut ffi::PyObject) -> bool {
    object == (&raw mut ffi::PyFloat_Type).cast()
        || object == (&raw mut ffi::PyLong_Type).cast()
        || object == (&raw mut ffi::PyBool_Type).cast()
        || object == (&raw mut ffi::PyComplex_Type).cast()
}

/// The dtype that a Python number type stands for.
pub fn python_dtype(object: *mut ffi::PyObject) -> DType {
    if object == (&raw mut ffi::PyFloat_Type).cast() {
        DType::F64
    } else if object == (&raw mut ffi::PyBool_Type).cast() {
        DType::Bool
    } else if object == (&raw mut ffi::PyComplex_Type).cast() {
        DType::C128
    } else {
        DType::I64
    }
}

/// An integer.
pub fn int(py: Python<'_>, object: *mut ffi::PyObject) -> PyResult<i64> {
    // SAFETY: the caller holds the object.
    unsafe {
        if ffi::PyLong_CheckExact(object) != 0 {
            let value = ffi::PyLong_AsLongLong(object);
            if value == -1
                && let Some(error) = PyErr::take(py)
            {
                return Err(if error.is_instance_of::<PyOverflowError>(py) {
                    PyValueError::new_err("Overflow when unpacking long long: the integer needs more than 64 bits")
                } else {
                    error
                });
            }
            return Ok(value);
        }
        if is_tensor(object)
            && let Some(tensor) = unpack(object)
        {
            return match tensor.item().map_err(crate::errors::to_py)? {
                Scalar::Int(value) => Ok(value),
                Scalar::Bool(value) => Ok(value as i64),
                _ => Err(PyTypeError::new_err("only integer tensors of a single element can be converted to an index")),
            };
        }
        let index = ffi::PyNumber_Index(object);
        if index.is_null() {
            return Err(crate::errors::current(py));
        }
        let value = int(py, index);
        ffi::Py_DECREF(index);
        value
    }
}

/// A real number.
pub fn float(py: Python<'_>, object: *mut ffi::PyObject) -> PyResult<f64> {
    // SAFETY: the caller holds the object.
    let value = unsafe { ffi::PyFloat_AsDouble(object) };
    if value == -1.0
        && let Some(error) = PyErr::take(py)
    {
        return Err(error);
    }
    Ok(value)
}

/// A number, of the kind it has.
pub fn scalar(py: Python<'_>, object: *mut ffi::PyObject) -> PyResult<Scalar> {
    // SAFETY: the caller holds the object.
    unsafe {
        if ffi::PyFloat_Check(object) != 0 {
            return Ok(Scalar::Float(ffi::PyFloat_AsDouble(object)));
        }
        if ffi::PyBool_Check(object) != 0 {
            return Ok(Scalar::Bool(object == ffi::Py_True()));
        }
        if ffi::PyLong_Check(object) != 0 || (ffi::PyIndex_Check(object) != 0 && !is_numpy_bool(object)) {
            return int(py, object).map(Scalar::Int);
        }
        if ffi::PyComplex_Check(object) != 0 {
            return Ok(Scalar::Complex(ffi::PyComplex_RealAsDouble(object), ffi::PyComplex_ImagAsDouble(object)));
        }
        if is_numpy_bool(object) {
            return Ok(Scalar::Bool(ffi::PyObject_IsTrue(object) == 1));
        }
        let bound = Borrowed::from_ptr(py, object);
        if bound.hasattr("imag")? && bound.hasattr("dtype")? {
            let item = bound.call_method0("item")?;
            if !item.is(&*bound) {
                return scalar(py, item.as_ptr());
            }
        }
        float(py, object).map(Scalar::Float)
    }
}

fn shown(object: *mut ffi::PyObject, py: Python<'_>) -> String {
    // SAFETY: the caller holds the object.
    let bound = unsafe { Borrowed::from_ptr(py, object) };
    let name = crate::types::type_name(&bound);
    // SAFETY: as above.
    let inside = unsafe { ffi::PyTuple_Check(object) != 0 || ffi::PyList_Check(object) != 0 };
    if inside && let Ok(list) = items(py, object) {
        let parts: Vec<String> = list.iter().take(4).map(|item| crate::types::type_name(item)).collect();
        return format!("{name} of ({}{})", parts.join(", "), if list.len() > 4 { ", ..." } else { "" });
    }
    name
}

fn kind_name(param: &Param) -> String {
    let base = match param.kind {
        Kind::Tensor => "Tensor",
        Kind::Operand => "Tensor or Number",
        Kind::Scalar => "Number",
        Kind::Int => "int",
        Kind::Float => "float",
        Kind::Bool => "bool",
        Kind::Ints => "tuple of ints",
        Kind::Floats => "tuple of floats",
        Kind::Bools => "tuple of bools",
        Kind::Scalars => "tuple of Numbers",
        Kind::Tensors => "tuple of Tensors",
        Kind::OptionalTensors => "tuple of Tensors",
        Kind::Str => "str",
        Kind::DType => "torch.dtype",
        Kind::Device => "torch.device",
        Kind::Layout => "torch.layout",
        Kind::MemoryFormat => "torch.memory_format",
        Kind::Generator => "torch.Generator",
    };
    base.to_owned()
}

fn signature(op: &Op, skip: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut star = false;
    for param in &op.params[skip..] {
        if param.kwonly && !star {
            star = true;
            parts.push("*".to_owned());
        }
        let name = if param.name == "self" { "input" } else { param.name };
        parts.push(format!("{} {name}", kind_name(param)));
    }
    format!("({})", parts.join(", "))
}

/// The `TypeError` for arguments that fit no overload.
pub fn error(py: Python<'_>, group: &Group, arguments: &Arguments<'_>) -> PyErr {
    let name = group.name;
    let skip = arguments.this.is_some() as usize;
    if let [op] = group.rows[..]
        && let Some(text) = single(py, op, skip, arguments)
    {
        return PyTypeError::new_err(format!("{name}() {text}").replace("() :", "():"));
    }
    let mut given: Vec<String> = arguments.args.iter().map(|&object| shown(object, py)).collect();
    for (at, &object) in arguments.keyword_values.iter().enumerate() {
        // SAFETY: one name for each value.
        let key = unsafe { word(ffi::PyTuple_GetItem(arguments.kwnames, at as ffi::Py_ssize_t)) }.unwrap_or("?");
        given.push(format!("{key}={}", shown(object, py)));
    }
    let candidates: String = group.rows.iter().map(|op| format!("\n * {}", signature(op, skip))).collect();
    PyTypeError::new_err(format!(
        "{name}() received an invalid combination of arguments - got ({}), but expected one of:{candidates}",
        given.join(", ")
    ))
}

/// What is wrong where there is only one signature.
fn single(py: Python<'_>, op: &Op, skip: usize, arguments: &Arguments<'_>) -> Option<String> {
    let params = &op.params[skip..];
    let positional = params.iter().take_while(|param| !param.kwonly).count();
    if arguments.args.len() > positional {
        return Some(format!(
            "takes {positional} positional argument{} but {} {} given",
            if positional == 1 { "" } else { "s" },
            arguments.args.len(),
            if arguments.args.len() == 1 { "was" } else { "were" }
        ));
    }
    let mut seen: Vec<&str> = Vec::new();
    for (at, &object) in arguments.args.iter().enumerate() {
        // SAFETY: the caller holds the object.
        if !unsafe { fits(&params[at], object) } {
            let name = if params[at].name == "self" { "input" } else { params[at].name };
            return Some(format!(
                ": argument '{name}' (position {}) must be {}, not {}",
                at + 1,
                kind_name(&params[at]),
                shown(object, py)
            ));
        }
        seen.push(params[at].name);
    }
    for (at, &object) in arguments.keyword_values.iter().enumerate() {
        // SAFETY: one name for each value.
        let key = unsafe { word(ffi::PyTuple_GetItem(arguments.kwnames, at as ffi::Py_ssize_t)) }?;
        let Some(param) = params.iter().find(|param| param.name == key || (param.name == "self" && key == "input"))
        else {
            return Some(format!("got an unexpected keyword argument '{key}'"));
        };
        if seen.contains(&param.name) {
            return Some(format!("got multiple values for argument '{key}'"));
        }
        // SAFETY: the caller holds the object.
        if !unsafe { fits(param, object) } {
            return Some(format!(": argument '{key}' must be {}, not {}", kind_name(param), shown(object, py)));
        }
        seen.push(param.name);
    }
    let missing: Vec<String> = params
        .iter()
        .filter(|param| param.default == flambeau::op::Default::Required && !seen.contains(&param.name))
        .map(|param| format!("\"{}\"", if param.name == "self" { "input" } else { param.name }))
        .collect();
    if missing.is_empty() {
        return None;
    }
    Some(format!("missing {} required positional arguments: {}", missing.len(), missing.join(", ")))
}
