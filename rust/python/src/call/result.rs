//! Results on their way to Python.

use std::collections::BTreeMap;
use std::sync::Mutex;

use flambeau::op::{Op, Returned};
use flambeau::{DType, Scalar, Tensor};
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
static TYPES: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

fn tuple(
    py: Python<'_>,
    op: &'static Op,
    values: impl ExactSizeIterator<Item = Tensor>,
) -> PyResult<*mut ffi::PyObject> {
    let named = op.returns.iter().all(|value| !value.name.is_empty());
    // SAFETY: new objects whose slots are filled before anybody sees them.
    unsafe {
        let object = if named {
            ffi::PyStructSequence_New(tuple_type(py, op, "")?)
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

/// A named tuple's text: its type, then a line for each field.
unsafe extern "C" fn show(this: *mut ffi::PyObject, _: *mut ffi::PyObject) -> *mut ffi::PyObject {
    crate::errors::guard(std::ptr::null_mut(), |py| {
        // SAFETY: called by the interpreter on an instance.
        let this = unsafe { Bound::from_borrowed_ptr(py, this) };
        let kind = this.get_type();
        let fields = kind.getattr("__match_args__")?.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let parts = fields
            .iter()
            .zip(this.try_iter()?)
            .map(|(name, value)| Ok(format!("{name}={}", value?.repr()?)))
            .collect::<PyResult<Vec<String>>>()?;
        let text = format!("torch.return_types.{}(\n{})", kind.name()?, parts.join(",\n"));
        Ok(text.into_pyobject(py)?.into_any().into_ptr())
    })
}

/// The definition of `__repr__` of named tuples.
struct Definition(std::cell::UnsafeCell<ffi::PyMethodDef>);
// SAFETY: the interpreter only reads it.
unsafe impl Sync for Definition {}
static SHOW: Definition = Definition(std::cell::UnsafeCell::new(ffi::PyMethodDef {
    ml_name: c"__repr__".as_ptr(),
    ml_meth: ffi::PyMethodDefPointer { PyCFunction: show },
    ml_flags: ffi::METH_NOARGS,
    ml_doc: std::ptr::null(),
}));

/// All named tuple types by name.
#[pyfunction]
pub fn _return_types<'py>(py: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
    let types = pyo3::types::PyDict::new(py);
    for op in flambeau::op::all() {
        if op.returns.len() > 1 && op.returns.iter().all(|value| !value.name.is_empty()) {
            for suffix in if op.out { &["", "_out"][..] } else { &[""] } {
                // SAFETY: the type lives as long as the process.
                let kind = unsafe { Bound::from_borrowed_ptr(py, tuple_type(py, op, suffix)?.cast()) };
                types.set_item(format!("{}{suffix}", op.name), kind)?;
            }
        }
    }
    Ok(types)
}

/// The named tuple type of an operation's results; with the suffix `_out`, of results written to given tensors.
pub fn tuple_type(py: Python<'_>, op: &'static Op, suffix: &str) -> PyResult<*mut ffi::PyTypeObject> {
    let full = format!("{}{suffix}", op.name);
    let mut types = TYPES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(&kind) = types.get(&full) {
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
        name: text(format!("flambeau.return_types.{full}")),
        doc: text(format!("The results of {}.", op.name)),
        fields: fields.leak().as_mut_ptr(),
        n_in_sequence: op.returns.len() as std::ffi::c_int,
    }));
    // SAFETY: the description and its texts live as long as the process.
    let kind = unsafe { ffi::PyStructSequence_NewType(description) };
    if kind.is_null() {
        return Err(current(py));
    }
    // SAFETY: the type is new and nobody else's; the definition is never written to.
    unsafe {
        let descriptor = ffi::PyDescr_NewMethod(kind, SHOW.0.get());
        if descriptor.is_null() || ffi::PyObject_SetAttrString(kind.cast(), c"__repr__".as_ptr(), descriptor) != 0 {
            return Err(current(py));
        }
        ffi::Py_DECREF(descriptor);
    }
    types.insert(full, kind as usize);
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
        if let Some(held) = unpack(written).cloned()
            && !held.same(&value)
        {
            if held.shape() != value.shape() {
                flambeau::ops::warn_resized(&held, value.shape()).map_err(to_py)?;
            }
            drop(held);
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
            write(op, value, out)?;
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
                        plain_name(value.dtype()),
                        plain_name(target.dtype())
                    )));
                }
            }
            for (value, target) in values.into_iter().zip(&targets) {
                write(op, value, target.as_ptr())?;
            }
            out_tuple(py, op, out, &targets)
        }
        _ => Err(PyTypeError::new_err(format!("{}(): argument 'out' must be a Tensor", op.name))),
    }
}

/// The tensors that results were written to, as the operation's own kind of tuple.
fn out_tuple(
    py: Python<'_>,
    op: &'static Op,
    out: *mut ffi::PyObject,
    targets: &[Bound<'_, PyAny>],
) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: `out` is held by the caller; slots of the new tuple are filled before anybody sees it.
    unsafe {
        if op.returns.iter().any(|value| value.name.is_empty()) {
            ffi::Py_INCREF(out);
            return Ok(out);
        }
        let tuple = ffi::PyStructSequence_New(tuple_type(py, op, "_out")?);
        if tuple.is_null() {
            return Err(current(py));
        }
        for (at, target) in targets.iter().enumerate() {
            ffi::PyStructSequence_SetItem(tuple, at as ffi::Py_ssize_t, target.clone().into_ptr());
        }
        Ok(tuple)
    }
}

/// A dtype as C++ names it.
fn plain_name(dtype: DType) -> &'static str {
    match dtype {
        DType::U8 => "unsigned char",
        DType::I8 => "signed char",
        DType::I16 => "short int",
        DType::I32 => "int",
        DType::I64 => "long int",
        DType::F16 => "c10::Half",
        DType::F32 => "float",
        DType::F64 => "double",
        DType::C64 => "c10::complex<float>",
        DType::C128 => "c10::complex<double>",
        DType::Bool => "bool",
        DType::BF16 => "c10::BFloat16",
    }
}

/// Operations whose `out=` must have the result's dtype.
const EXACT: [&str; 22] = [
    "addbmm",
    "addmm",
    "addmv",
    "argmax",
    "argmin",
    "argsort",
    "baddbmm",
    "bmm",
    "gather",
    "index_copy",
    "index_select",
    "linalg_vector_norm",
    "matmul",
    "mm",
    "mv",
    "nonzero",
    "scatter",
    "scatter_add",
    "take",
    "tril",
    "triu",
    "index_add",
];

fn write(op: &Op, value: Tensor, out: *mut ffi::PyObject) -> PyResult<()> {
    // SAFETY: the caller holds `out`; a non-tensor is refused before it is unpacked.
    let target = unsafe { if is_tensor(out) { unpack(out) } else { None } };
    let Some(target) = target.cloned() else {
        return Err(PyTypeError::new_err("argument 'out' must be a Tensor"));
    };
    if target.dtype() != value.dtype() && EXACT.contains(&op.name) {
        return Err(PyRuntimeError::new_err(format!(
            "Expected out tensor to have dtype {}, but got {} instead",
            plain_name(value.dtype()),
            plain_name(target.dtype())
        )));
    }
    if let Some(resized) = flambeau::ops::write_out(&target, &value).map_err(to_py)? {
        // SAFETY: no reference from `unpack` is alive: `target` is a handle of our own.
        unsafe { replace(out, resized) };
    }
    Ok(())
}
