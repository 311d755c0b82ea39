//! `tensor[index]` and `tensor[index] = value`: Python's index objects as the core's.

use flambeau::ops::Index;
use flambeau::{Tensor, ops};
use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;

use super::object::{is_tensor, unpack};
use crate::call::{self, result};
use crate::errors::to_py;

type Object = *mut ffi::PyObject;

/// One element of an index expression.
fn read(py: Python<'_>, object: Object) -> PyResult<Index> {
    // SAFETY: the interpreter holds the index and what it contains.
    unsafe {
        if ffi::PyLong_CheckExact(object) != 0 {
            return Ok(Index::Select(call::int(py, object)?));
        }
        if ffi::PySlice_Check(object) != 0 {
            return slice(py, object);
        }
        if object == ffi::Py_None() {
            return Ok(Index::NewAxis);
        }
        if object == ffi::Py_Ellipsis() {
            return Ok(Index::Ellipsis);
        }
        if ffi::PyBool_Check(object) != 0 {
            let value = Tensor::from_element(object == ffi::Py_True()).map_err(to_py)?;
            return Ok(Index::Tensor(value));
        }
        if is_tensor(object) {
            let Some(tensor) = unpack(object) else {
                return Err(PyIndexError::new_err("this Tensor was not initialised"));
            };
            if tensor.ndim() == 0 && tensor.dtype().is_integral(false) && !tensor.requires_grad() {
                return Ok(Index::Select(call::int(py, object)?));
            }
            return Ok(Index::Tensor(tensor.clone()));
        }
        // NumPy's arrays have `__index__` too, but are sequences.
        if ffi::PyIndex_Check(object) != 0 && ffi::PySequence_Check(object) == 0 {
            return Ok(Index::Select(call::int(py, object)?));
        }
        let bound = Borrowed::from_ptr(py, object);
        if ffi::PyUnicode_Check(object) != 0 {
            return Err(PyTypeError::new_err("new(): invalid data type 'str'"));
        }
        if ffi::PySequence_Check(object) != 0 {
            let tensor = super::create::index_tensor(&bound)?;
            return match tensor.item() {
                Ok(flambeau::Scalar::Int(at)) if tensor.ndim() == 0 => Ok(Index::Select(at)),
                _ => Ok(Index::Tensor(tensor)),
            };
        }
        Err(PyIndexError::new_err(format!(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {})",
            crate::types::type_name(&bound)
        )))
    }
}

unsafe fn slice(py: Python<'_>, object: Object) -> PyResult<Index> {
    // SAFETY: the caller promises a slice object; its attributes are new references that are dropped here.
    let bound = unsafe { Borrowed::from_ptr(py, object) };
    let part = |name: &str| -> PyResult<Option<i64>> {
        let value = bound.getattr(name)?;
        if value.is_none() {
            return Ok(None);
        }
        match call::int(py, value.as_ptr()) {
            Ok(value) => Ok(Some(value)),
            // Bounds beyond 64 bits are as good as the ends.
            Err(_) if value.is_instance_of::<pyo3::types::PyInt>() => {
                Ok(Some(if value.lt(0)? { i64::MIN } else { i64::MAX }))
            }
            Err(_) => Err(PyTypeError::new_err("slice indices must be integers or None or have an __index__ method")),
        }
    };
    let step = part("step")?.unwrap_or(1);
    if step == 0 {
        return Err(PyValueError::new_err("step cannot be zero"));
    }
    if step < 0 {
        return Err(PyValueError::new_err("step must be greater than zero"));
    }
    Ok(Index::Slice(part("start")?, part("stop")?, step))
}

/// Whether a list counts as a tuple of indices: PyTorch takes short ones that hold sequences, slices, tensors, None or an
/// ellipsis for one.
///
/// # Safety
/// `index` is live and the lock is held.
unsafe fn is_like_tuple(index: Object) -> bool {
    // SAFETY: the caller's promise; items are borrowed from the list.
    unsafe {
        if ffi::PyList_Check(index) == 0 || ffi::PyList_Size(index) >= 32 {
            return false;
        }
        (0..ffi::PyList_Size(index)).map(|at| ffi::PyList_GetItem(index, at)).any(|item| {
            is_tensor(item)
                || ffi::PySequence_Check(item) != 0
                || ffi::PySlice_Check(item) != 0
                || item == ffi::Py_Ellipsis()
                || item == ffi::Py_None()
        })
    }
}

fn read_all(py: Python<'_>, index: Object) -> PyResult<SmallVec<[Index; 4]>> {
    // SAFETY: the interpreter holds the index.
    unsafe {
        if is_like_tuple(index) {
            // Read into new references first: reading an item may run Python code that changes the list.
            let list = Borrowed::from_ptr(py, index);
            let items: Vec<Bound<'_, PyAny>> = list.try_iter()?.collect::<PyResult<_>>()?;
            return items.iter().map(|item| read(py, item.as_ptr())).collect();
        }
        if ffi::PyTuple_Check(index) != 0 {
            (0..ffi::PyTuple_Size(index)).map(|at| read(py, ffi::PyTuple_GetItem(index, at))).collect()
        } else {
            Ok(SmallVec::from_iter([read(py, index)?]))
        }
    }
}

/// `tensor[index]`.
pub fn get(py: Python<'_>, tensor: &Tensor, index: Object) -> PyResult<Object> {
    // SAFETY: the interpreter holds the index.
    if unsafe { ffi::PyLong_CheckExact(index) } != 0 {
        let at = call::int(py, index)?;
        if tensor.ndim() == 0 {
            return Err(PyIndexError::new_err(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a \
                 0-dim tensor to a number",
            ));
        }
        return result::tensor(py, ops::select(tensor, 0, at).map_err(to_py)?);
    }
    let indices = read_all(py, index)?;
    result::tensor(py, ops::index(tensor, &indices).map_err(|error| to_py(error.of_op("index")))?)
}

/// `tensor[index] = value`.
pub fn set(py: Python<'_>, tensor: &Tensor, index: Object, value: Object) -> PyResult<()> {
    let indices = read_all(py, index)?;
    // SAFETY: the interpreter holds the value.
    unsafe {
        if is_tensor(value) {
            let Some(value) = unpack(value) else {
                return Err(PyIndexError::new_err("this Tensor was not initialised"));
            };
            return ops::set_index(tensor, &indices, value.into()).map_err(|error| to_py(error.of_op("index_put_")));
        }
        let is_number = ffi::PyFloat_Check(value) != 0
            || ffi::PyLong_Check(value) != 0
            || ffi::PyComplex_Check(value) != 0
            || (ffi::PyIndex_Check(value) != 0 && ffi::PySequence_Check(value) == 0);
        if !is_number {
            let bound = Borrowed::from_ptr(py, value);
            let name = crate::types::full_type_name(&bound);
            return Err(PyTypeError::new_err(format!(
                "can't assign a {name} to a torch.{}Tensor",
                tensor.dtype().scalar_name()
            )));
        }
        let number = call::number(py, value)?;
        ops::set_index(tensor, &indices, flambeau::op::Operand::Scalar(number))
            .map_err(|error| to_py(error.of_op("index_put_")))
    }
}
