//! The memory behind tensors as seen from Python.

use flambeau::tensor::{Shape, Strides};
use flambeau::{DType, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;

use crate::tensor::Handle;
use crate::types::PyDType;

/// The bytes of a tensor's whole storage, as a tensor that shares them.
pub(super) fn bytes_of(storage: &flambeau::tensor::Storage) -> Tensor {
    let shape = Shape::from_slice(&[storage.bytes()]);
    // SAFETY: one byte for each of the storage's bytes.
    unsafe { Tensor::from_storage(storage.clone(), shape, Strides::from_slice(&[1]), 0, DType::U8) }
}

/// The bytes of the storage that a tensor lies in, as a `uint8` tensor that shares them.
#[pyfunction]
fn _storage_bytes(tensor: Handle) -> Handle {
    Handle(bytes_of(tensor.0.storage()))
}

/// A number that tells the storages of living tensors apart.
#[pyfunction]
fn _storage_id(tensor: Handle) -> usize {
    tensor.0.storage().id()
}

/// A tensor over the storage of another; shape, strides and offset count elements of `dtype`.
#[pyfunction]
fn _over_storage(
    storage: Handle,
    dtype: &Bound<'_, PyAny>,
    shape: Vec<usize>,
    strides: Vec<usize>,
    offset: usize,
) -> PyResult<Handle> {
    let dtype = dtype.cast::<PyDType>().map_err(|_| PyTypeError::new_err("dtype must be a dtype"))?.get().0;
    if shape.len() != strides.len() {
        return Err(PyRuntimeError::new_err("shape and strides have different lengths"));
    }
    let storage = storage.0.storage().clone();
    let reach = |()| -> Option<usize> {
        shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size))?;
        let last = shape
            .iter()
            .zip(&strides)
            .try_fold(offset, |last, (&size, &stride)| last.checked_add(size.checked_sub(1)?.checked_mul(stride)?))?;
        last.checked_add(1)?.checked_mul(dtype.size())
    };
    let fits = shape.contains(&0) || reach(()).is_some_and(|reach| reach <= storage.bytes());
    if !fits || strides.iter().any(|&stride| stride > isize::MAX as usize) {
        return Err(PyRuntimeError::new_err(format!(
            "shape {shape:?}, strides {strides:?} and offset {offset} reach beyond a storage of {} bytes",
            storage.bytes()
        )));
    }
    let offset = if shape.contains(&0) { 0 } else { offset };
    let strides: Strides = strides.into_iter().map(|stride| stride as isize).collect();
    // SAFETY: the last element's end was compared with the storage's length.
    Ok(Handle(unsafe { Tensor::from_storage(storage, Shape::from_slice(&shape), strides, offset, dtype) }))
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_storage_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(_storage_id, module)?)?;
    module.add_function(wrap_pyfunction!(_over_storage, module)?)
}
