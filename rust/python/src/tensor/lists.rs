//! Elements as nested lists of Python numbers.

use std::ffi::c_long;

use flambeau::{DType, Tensor};
use pyo3::ffi;
use pyo3::prelude::*;

use crate::call::result;
use crate::errors::{current, to_py};

type Object = *mut ffi::PyObject;

/// The elements of a contiguous tensor as lists in lists; of a 0-d tensor as a number.
pub fn nested(py: Python<'_>, tensor: &Tensor) -> PyResult<Object> {
    if tensor.ndim() == 0 {
        return result::scalar(py, tensor.item().map_err(to_py)?);
    }
    // SAFETY: makes new objects of the elements that `rows` counts through.
    unsafe {
        match tensor.dtype() {
            DType::F32 => rows(py, tensor, |value: f32| ffi::PyFloat_FromDouble(value as f64)),
            DType::F64 => rows(py, tensor, |value: f64| ffi::PyFloat_FromDouble(value)),
            DType::I64 => rows(py, tensor, |value: i64| ffi::PyLong_FromLongLong(value)),
            DType::I32 => rows(py, tensor, |value: i32| ffi::PyLong_FromLong(value as c_long)),
            DType::U8 => rows(py, tensor, |value: u8| ffi::PyLong_FromLong(value as c_long)),
            DType::Bool => rows(py, tensor, |value: u8| {
                let object = if value != 0 { ffi::Py_True() } else { ffi::Py_False() };
                ffi::Py_INCREF(object);
                object
            }),
            dtype if dtype.size() == 1 => rows(py, tensor, number::<u8>(py, dtype)),
            dtype if dtype.size() == 2 => rows(py, tensor, number::<u16>(py, dtype)),
            dtype if dtype.size() == 8 => rows(py, tensor, number::<u64>(py, dtype)),
            dtype => rows(py, tensor, number::<[u64; 2]>(py, dtype)),
        }
    }
}

/// What makes a Python number of the bytes of an element; null with an exception set where memory ends.
fn number<T>(py: Python<'_>, dtype: DType) -> impl Fn(T) -> Object {
    assert_eq!(size_of::<T>(), dtype.size());
    move |value| {
        // SAFETY: the value has as many bytes as an element.
        let value = unsafe { flambeau::tensor::read_scalar((&raw const value).cast(), dtype) };
        result::scalar(py, value).unwrap_or_else(|error| {
            error.restore(py);
            std::ptr::null_mut()
        })
    }
}

/// # Safety
/// Elements have as many bytes as `T`, which any bytes are a value of.
unsafe fn rows<T>(py: Python<'_>, tensor: &Tensor, number: impl Fn(T) -> Object) -> PyResult<Object> {
    let mut first = tensor.host_ptr().map_err(to_py)?.cast_const().cast::<T>();
    // SAFETY: a contiguous tensor's elements lie in a row.
    unsafe { lists(py, tensor.shape(), &mut first, &number) }
}

unsafe fn lists<T>(
    py: Python<'_>,
    shape: &[usize],
    next: &mut *const T,
    number: &impl Fn(T) -> Object,
) -> PyResult<Object> {
    // SAFETY: a new list whose slots are filled before anybody sees it; one that fails half-way is dropped as it is. The
    // lists have as many items in all as there are elements after `next`.
    unsafe {
        let list = Bound::from_owned_ptr_or_err(py, ffi::PyList_New(shape[0] as ffi::Py_ssize_t))?;
        for at in 0..shape[0] {
            let item = if shape.len() > 1 {
                lists(py, &shape[1..], next, number)?
            } else {
                let item = number(next.read_unaligned());
                *next = next.wrapping_add(1);
                item
            };
            if item.is_null() {
                return Err(current(py));
            }
            ffi::PyList_SetItem(list.as_ptr(), at as ffi::Py_ssize_t, item);
        }
        Ok(list.into_ptr())
    }
}
