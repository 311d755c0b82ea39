//! NumPy's arrays, through the table of functions that NumPy gives to extension modules.
//!
//! The places in the table and the layouts below are those that NumPy's own headers compile into extension modules, for
//! NumPy 1 and 2 alike. NumPy is imported only to make arrays: before somebody else imported it, no object is an array.

use std::ffi::{c_char, c_int, c_uint, c_void};
use std::mem::transmute;
use std::ptr::{NonNull, null, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};

use flambeau::tensor::{Shape, Storage, Strides};
use flambeau::{DType, Device, Tensor};
use pyo3::exceptions::{PyImportError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Handle;
use super::object::wrap;
use crate::errors::{current, to_py};
use crate::gil::Shared;

type Object = *mut ffi::PyObject;

/// What every array begins with.
#[repr(C)]
struct Array {
    ob_base: ffi::PyObject,
    data: *mut u8,
    ndim: c_int,
    shape: *const ffi::Py_ssize_t,
    strides: *const ffi::Py_ssize_t,
    base: Object,
    descr: *const Descr,
    flags: c_int,
}

/// What every dtype begins with.
#[repr(C)]
struct Descr {
    ob_base: ffi::PyObject,
    kind_of_scalar: Object,
    kind: c_char,
    letter: c_char,
    order: c_char,
    _former_flags: c_char,
    number: c_int,
}

const ALIGNED: c_int = 0x100;
const WRITEABLE: c_int = 0x400;

type NewArray = unsafe extern "C" fn(
    *mut ffi::PyTypeObject,
    c_int,
    *const ffi::Py_ssize_t,
    c_int,
    *const ffi::Py_ssize_t,
    *mut c_void,
    c_int,
    c_int,
    Object,
) -> Object;

/// NumPy's table.
#[derive(Clone, Copy)]
struct Api(*const *const c_void);

static TABLE: AtomicPtr<*const c_void> = AtomicPtr::new(null_mut());

impl Api {
    /// The table, if NumPy was imported by anybody.
    fn known(py: Python<'_>) -> PyResult<Option<Api>> {
        let table = TABLE.load(Ordering::Relaxed);
        if !table.is_null() {
            return Ok(Some(Api(table)));
        }
        let modules = py.import("sys")?.getattr("modules")?;
        if modules.cast::<PyDict>()?.contains("numpy")? { Api::import(py).map(Some) } else { Ok(None) }
    }

    /// The table; imports NumPy.
    #[cold]
    fn import(py: Python<'_>) -> PyResult<Api> {
        let module =
            py.import("numpy._core._multiarray_umath").or_else(|_| py.import("numpy.core._multiarray_umath"))?;
        let capsule = module.getattr("_ARRAY_API")?;
        // SAFETY: NumPy's capsule has no name and holds the address of the table, which lives as long as the process; the
        // first function tells the version of the layouts.
        unsafe {
            let table = ffi::PyCapsule_GetPointer(capsule.as_ptr(), null()).cast::<*const c_void>();
            if table.is_null() {
                return Err(current(py));
            }
            let version: unsafe extern "C" fn() -> c_uint = transmute(*table);
            let version = version();
            if !matches!(version >> 24, 1 | 2) {
                return Err(PyImportError::new_err(format!(
                    "this NumPy has an unknown binary interface: {version:#x}"
                )));
            }
            TABLE.store(table, Ordering::Relaxed);
            Ok(Api(table))
        }
    }

    fn array_type(self) -> *mut ffi::PyTypeObject {
        // SAFETY: entry 2 is the address of the type.
        unsafe { *self.0.add(2) as *mut ffi::PyTypeObject }
    }

    /// The object as an array.
    fn array<'a>(self, object: &'a Bound<'_, PyAny>) -> Option<&'a Array> {
        // SAFETY: the object is alive, and instances of the type and its subclasses begin with an `Array`.
        unsafe {
            let kind = ffi::Py_TYPE(object.as_ptr());
            let fits = kind == self.array_type() || ffi::PyType_IsSubtype(kind, self.array_type()) != 0;
            fits.then(|| &*object.as_ptr().cast::<Array>())
        }
    }
}

fn dtype_of(number: c_int) -> Option<DType> {
    let wide = |bytes: usize| if bytes == 8 { DType::I64 } else { DType::I32 };
    Some(match number {
        0 => DType::Bool,
        1 => DType::I8,
        2 => DType::U8,
        3 => DType::I16,
        5 => DType::I32,
        7 => wide(size_of::<std::ffi::c_long>()),
        9 => DType::I64,
        11 => DType::F32,
        12 => DType::F64,
        14 => DType::C64,
        15 => DType::C128,
        23 => DType::F16,
        _ => return None,
    })
}

fn number_of(dtype: DType) -> Option<c_int> {
    Some(match dtype {
        DType::Bool => 0,
        DType::I8 => 1,
        DType::U8 => 2,
        DType::I16 => 3,
        DType::I32 => 5,
        DType::I64 => {
            if size_of::<std::ffi::c_long>() == 8 {
                7
            } else {
                9
            }
        }
        DType::F32 => 11,
        DType::F64 => 12,
        DType::C64 => 14,
        DType::C128 => 15,
        DType::F16 => 23,
        DType::BF16 => return None,
    })
}

/// A tensor that shares an array's memory.
fn share(object: &Bound<'_, PyAny>, array: &Array) -> PyResult<Tensor> {
    let ndim = array.ndim as usize;
    // SAFETY: an array's lists have an entry for each dimension, and its dtype lives as long as the array.
    let (descr, sizes, steps) = unsafe {
        if ndim == 0 {
            (&*array.descr, &[][..], &[][..])
        } else {
            let (sizes, steps) = (array.shape, array.strides);
            (&*array.descr, std::slice::from_raw_parts(sizes, ndim), std::slice::from_raw_parts(steps, ndim))
        }
    };
    let Some(dtype) = dtype_of(descr.number) else {
        let scalar = object.getattr("dtype")?.getattr("type")?;
        return Err(PyTypeError::new_err(format!(
            "can't convert np.ndarray of type {}.{}. The only supported types are: float64, float32, float16, complex64, \
             complex128, int64, int32, int16, int8, uint8, and bool.",
            scalar.getattr("__module__")?,
            scalar.getattr("__name__")?
        )));
    };
    let item = dtype.size() as isize;
    let mut strides = Strides::with_capacity(ndim);
    let mut reach = 1;
    for (&step, &size) in steps.iter().zip(sizes) {
        if step < 0 {
            return Err(PyValueError::new_err(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not \
                 currently supported. (You can probably work around this by making a copy of your array with array.copy().)",
            ));
        }
        if step % item != 0 {
            return Err(PyValueError::new_err(
                "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate the \
                 memory.",
            ));
        }
        strides.push(step / item);
        reach += (size - 1).max(0) * (step / item);
    }
    if descr.order as u8 == if cfg!(target_endian = "little") { b'>' } else { b'<' } {
        return Err(PyValueError::new_err(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is \
             currently not supported.",
        ));
    }
    let shape: Shape = sizes.iter().map(|&size| size as usize).collect();
    let bytes = if sizes.contains(&0) { 0 } else { (reach * item) as usize };
    let address = NonNull::new(array.data).unwrap_or(NonNull::dangling());
    // SAFETY: the storage holds the array, which keeps its memory; `reach` elements from its start belong to it.
    Ok(unsafe {
        let storage = Storage::foreign(address, bytes, Device::CPU, Box::new(Shared::new(object)));
        Tensor::from_storage(storage, shape, strides, 0, dtype)
    })
}

/// A tensor that shares the object's memory, if the object is an array.
pub fn shared(object: &Bound<'_, PyAny>) -> PyResult<Option<Tensor>> {
    match Api::known(object.py())?.and_then(|api| api.array(object)) {
        Some(array) => share(object, array).map(Some),
        None => Ok(None),
    }
}

/// A tensor that shares the memory of a NumPy array.
///
/// Any number of dimensions; the dtypes that both libraries have. Raises TypeError for what is no array and for elements
/// that tensors do not have, ValueError for negative strides and for bytes in another order than this machine's.
///
/// Example:
///     >>> import numpy
///     >>> flambeau.from_numpy(numpy.arange(3))
///     tensor([0, 1, 2])
#[pyfunction]
#[pyo3(signature = (ndarray, /))]
fn from_numpy(ndarray: &Bound<'_, PyAny>) -> PyResult<Handle> {
    let Some(array) = Api::known(ndarray.py())?.and_then(|api| api.array(ndarray)) else {
        let name = crate::types::full_type_name(ndarray);
        return Err(PyTypeError::new_err(format!("expected np.ndarray (got {name})")));
    };
    if array.flags & WRITEABLE == 0 {
        flambeau::warning::warn(
            "The given NumPy array is not writable; writing to the tensor that shares its memory is undefined behaviour. \
             Copy the array first if you mean to write.",
        )
        .map_err(to_py)?;
    }
    share(ndarray, array).map(Handle)
}

/// Refuses a tensor whose elements NumPy cannot reach.
pub fn check_on_host(tensor: &Tensor) -> PyResult<()> {
    if tensor.on_host() {
        return Ok(());
    }
    Err(PyTypeError::new_err(format!(
        "can't convert {} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
        tensor.device()
    )))
}

/// An array that shares a tensor's memory; `force` takes it out of the graph and copies it to the CPU first.
pub fn to_array(py: Python<'_>, tensor: &Tensor, force: bool) -> PyResult<Object> {
    let host;
    let tensor = if force {
        host = tensor.to_host().map_err(to_py)?;
        &host
    } else {
        check_on_host(tensor)?;
        tensor
    };
    if !force && tensor.requires_grad() && flambeau::autograd::mode::grad_enabled() {
        return Err(PyRuntimeError::new_err(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        ));
    }
    let Some(number) = number_of(tensor.dtype()) else {
        return Err(PyTypeError::new_err("Got unsupported ScalarType BFloat16: convert with .float() first"));
    };
    let data = tensor.host_ptr().map_err(to_py)?;
    let api = Api::known(py).transpose().unwrap_or_else(|| Api::import(py))?;
    let item = tensor.dtype().size() as ffi::Py_ssize_t;
    let shape: smallvec::SmallVec<[ffi::Py_ssize_t; 8]> = tensor.shape().iter().map(|&size| size as _).collect();
    let strides: smallvec::SmallVec<[ffi::Py_ssize_t; 8]> =
        tensor.strides().iter().map(|&stride| stride as ffi::Py_ssize_t * item).collect();
    // SAFETY: entries 93 and 282 make an array over given memory, and hand it the object that keeps the memory: a handle of
    // its own, since assignment to the tensor's `data` gives the tensor other memory.
    unsafe {
        let new: NewArray = transmute(*api.0.add(93));
        let set_base: unsafe extern "C" fn(Object, Object) -> c_int = transmute(*api.0.add(282));
        let keep = wrap(tensor.detached());
        if keep.is_null() {
            return Err(current(py));
        }
        let array = new(
            api.array_type(),
            tensor.ndim() as c_int,
            shape.as_ptr(),
            number,
            strides.as_ptr(),
            data.cast(),
            0,
            ALIGNED | WRITEABLE,
            null_mut(),
        );
        if array.is_null() {
            ffi::Py_DECREF(keep);
            return Err(current(py));
        }
        if set_base(array, keep) != 0 {
            ffi::Py_DECREF(array);
            return Err(current(py));
        }
        Ok(array)
    }
}

/// `Tensor.__array__`: the array, converted or copied where NumPy asks for it.
pub fn array_for(
    py: Python<'_>,
    tensor: &Tensor,
    dtype: Option<Borrowed<'_, '_, PyAny>>,
    copy: Option<bool>,
) -> PyResult<Object> {
    // SAFETY: a new reference.
    let array = unsafe { Bound::from_owned_ptr(py, to_array(py, tensor, false)?) };
    if let Some(dtype) = dtype
        && !array.getattr("dtype")?.eq(dtype)?
    {
        if copy == Some(false) {
            return Err(PyValueError::new_err("a copy is needed to convert the dtype"));
        }
        return Ok(array.call_method1("astype", (dtype,))?.into_ptr());
    }
    if copy == Some(true) { Ok(array.call_method0("copy")?.into_ptr()) } else { Ok(array.into_ptr()) }
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(from_numpy, module)?)
}
