//! Results on their way to Python.

use std::collections::HashMap;
use std::sync::Mutex;

use flambeau::op::{Op, Returned};
use flambeau::{Scalar, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;

use crate::errors::{current, to_py};
use crate::tensor::object::{is_tensor, replace, unpack, wrap};
use crate::types::dtype_object;

/// A tensor as a Python object.
#[inline]
pub fn tensor(py: Python<'_>, tensor: Tensor) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: the lock is held.
    let object = unsafe { wrap(tensor) };
    if object.is_null() { Err(current(py)) } else { Ok(object) }
}

/// A number as a Python object.
pub fn scalar(py: Python<'_>, scalar: Scalar) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: makes new objects.
    let object = unsafe {
        match scalar {
            Scalar::Bool(value) => ffi::PyBool_FromLong(value as std::ffi::c_long),
            Scalar::Int(value) => ffi::PyLong_FromLongLong(value),
            Scalar::Float(value) => ffi::PyFloat_FromDouble(value),
            Scalar::Complex(re, im) => ffi::PyComplex_FromDoubles(re, im),
        }
    };
    if object.is_null() { Err(current(py)) } else { Ok(object) }
}

/// A result as a Python object.
pub fn to_python(py: Python<'_>, op: &'static Op, returned: Returned) -> PyResult<*mut ffi::PyObject> {
    match returned {
        Returned::Tensor(value) => tensor(py, value),
        Returned::Tuple(values) => tuple(py, op, values.into_iter()),
        Returned::List(values) => {
            // SAFETY: a new tuple whose slots are filled before anybody sees it.
            unsafe {
                let tuple = ffi::PyTuple_New(values.len() as ffi::Py_ssize_t);
                if tuple.is_null() {
                    return Err(current(py));
                }
                for (at, value) in values.into_iter().enumerate() {
                    ffi::PyTuple_SetItem(tuple, at as ffi::Py_ssize_t, self::tensor(py, value)?);
                }
                Ok(tuple)
            }
        }
        Returned::Bool(value) => scalar(py, Scalar::Bool(value)),
        Returned::Int(value) => scalar(py, Scalar::Int(value)),
        Returned::Float(value) => scalar(py, Scalar::Float(value)),
        Returned::Scalar(value) => scalar(py, value),
        Returned::DType(dtype) => Ok(dtype_object(py, dtype)?.into_ptr()),
        Returned::This => Ok(py.None().into_ptr()),
    }
}

/// Named tuple types by operation, as in `flambeau.return_types`.
static TYPES: Mutex<Option<HashMap<&'static str, usize>>> = Mutex::new(None);

fn tuple(
    py: Python<'_>,
    op: &'static Op,
    values: impl ExactSizeIterator<Item = Tensor>,
) -> PyResult<*mut ffi::PyObject> {
    let named = op.returns.iter().all(|value| !value.name.is_empty());
    // SAFETY: new objects whose slots are filled before anybody sees them.
    unsafe {
        let object = if named {
            ffi::PyStructSequence_New(tuple_type(py, op)?)
        } else {
            ffi::PyTuple_New(values.len() as ffi::Py_ssize_t)
        };
        if object.is_null() {
            return Err(current(py));
        }
        for (at, value) in values.enumerate() {
            let value = tensor(py, value)?;
            if named {
                ffi::PyStructSequence_SetItem(object, at as ffi::Py_ssize_t, value);
            } else {
                ffi::PyTuple_SetItem(object, at as ffi::Py_ssize_t, value);
            }
        }
        Ok(object)
    }
}

/// The named tuple type of an operation's results.
pub fn tuple_type(py: Python<'_>, op: &'static Op) -> PyResult<*mut ffi::PyTypeObject> {
    let mut types = TYPES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let types = types.get_or_insert_with(HashMap::new);
    if let Some(&kind) = types.get(op.name) {
        return Ok(kind as *mut ffi::PyTypeObject);
    }
    let text =
        |text: String| -> *const std::ffi::c_char { std::ffi::CString::new(text).unwrap_or_default().into_raw() };
    let mut fields: Vec<ffi::PyStructSequence_Field> = op
        .returns
        .iter()
        .map(|value| ffi::PyStructSequence_Field { name: text(value.name.to_owned()), doc: std::ptr::null() })
        .collect();
    fields.push(ffi::PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() });
    let description = Box::leak(Box::new(ffi::PyStructSequence_Desc {
        name: text(format!("torch.return_types.{}", op.name)),
        doc: text(format!("The results of {}.", op.name)),
        fields: fields.leak().as_mut_ptr(),
        n_in_sequence: op.returns.len() as std::ffi::c_int,
    }));
    // SAFETY: the description and its texts live as long as the process.
    let kind = unsafe { ffi::PyStructSequence_NewType(description) };
    if kind.is_null() {
        return Err(current(py));
    }
    types.insert(op.name, kind as usize);
    Ok(kind)
}

/// Answers with the object that an operation wrote to, and that holds another tensor now if its shape did not fit.
pub fn keep_written(
    py: Python<'_>,
    op: &'static Op,
    returned: Returned,
    written: *mut ffi::PyObject,
) -> PyResult<*mut ffi::PyObject> {
    let Returned::Tensor(value) = returned else { return to_python(py, op, returned) };
    // SAFETY: matched as a tensor and held by the caller; no reference from `unpack` is alive when it is replaced.
    unsafe {
        if !unpack(written).is_some_and(|held| held.same(&value)) {
            replace(written, value);
        }
        ffi::Py_INCREF(written);
    }
    Ok(written)
}

/// Writes a result into the tensors given as `out=`.
pub fn into_out(
    py: Python<'_>,
    op: &'static Op,
    returned: Returned,
    out: *mut ffi::PyObject,
) -> PyResult<*mut ffi::PyObject> {
    match returned {
        // SAFETY: `out` is held by the caller.
        Returned::Tensor(value) if unsafe { is_tensor(out) } => {
            write(value, out)?;
            // SAFETY: as above.
            unsafe { ffi::Py_INCREF(out) };
            Ok(out)
        }
        // SAFETY: as above.
        Returned::Tuple(values) if unsafe { !is_tensor(out) } => {
            let targets = super::usage::items(py, out)?;
            if targets.len() != values.len() {
                return Err(PyTypeError::new_err(format!(
                    "{}(): out must be a tuple of {} tensors, got {}",
                    op.name,
                    values.len(),
                    targets.len()
                )));
            }
            for (value, target) in values.iter().zip(&targets) {
                // SAFETY: as above; a non-tensor is refused before it is unpacked.
                let target = unsafe { if is_tensor(target.as_ptr()) { unpack(target.as_ptr()) } else { None } };
                if let Some(target) = target.filter(|target| target.dtype() != value.dtype()) {
                    return Err(PyRuntimeError::new_err(format!(
                        "Expected out tensor to have dtype {}, but got {} instead",
                        value.dtype().name(),
                        target.dtype().name()
                    )));
                }
            }
            for (value, target) in values.into_iter().zip(&targets) {
                write(value, target.as_ptr())?;
            }
            // SAFETY: as above.
            unsafe { ffi::Py_INCREF(out) };
            Ok(out)
        }
        _ => Err(PyTypeError::new_err(format!("{}(): argument 'out' must be a Tensor", op.name))),
    }
}

fn write(value: Tensor, out: *mut ffi::PyObject) -> PyResult<()> {
    // SAFETY: the caller holds `out`; a non-tensor is refused before it is unpacked.
    let target = unsafe { if is_tensor(out) { unpack(out) } else { None } };
    let Some(target) = target.cloned() else {
        return Err(PyTypeError::new_err("argument 'out' must be a Tensor"));
    };
    if let Some(resized) = flambeau::ops::write_out(&target, &value).map_err(to_py)? {
        // SAFETY: no reference from `unpack` is alive: `target` is a handle of our own.
        unsafe { replace(out, resized) };
    }
    Ok(())
}
