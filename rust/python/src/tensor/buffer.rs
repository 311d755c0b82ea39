//! Memory shared with everything that speaks the buffer protocol.

use std::ffi::{CStr, c_int};
use std::ptr::NonNull;

use flambeau::tensor::{Shape, Storage, Strides};
use flambeau::{DType, Device, Tensor};
use pyo3::exceptions::{PyBufferError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::Handle;
use super::object::unpack;
use crate::errors::{current, guard, to_py};
use crate::types::PyDType;

/// What an exported view owns: a handle that keeps the storage, and the lists the view points to.
struct Export {
    _tensor: Tensor,
    shape: Vec<ffi::Py_ssize_t>,
    strides: Vec<ffi::Py_ssize_t>,
}

fn format_of(dtype: DType) -> Option<&'static CStr> {
    Some(match dtype {
        DType::U8 => c"B",
        DType::I8 => c"b",
        DType::I16 => c"h",
        DType::I32 => c"i",
        // NumPy's int64 is C's long where that is as wide.
        DType::I64 if size_of::<std::ffi::c_long>() == 8 => c"l",
        DType::I64 => c"q",
        DType::F16 => c"e",
        DType::F32 => c"f",
        DType::F64 => c"d",
        DType::C64 => c"Zf",
        DType::C128 => c"Zd",
        DType::Bool => c"?",
        DType::BF16 => return None,
    })
}

pub unsafe extern "C" fn get_buffer(this: *mut ffi::PyObject, view: *mut ffi::Py_buffer, flags: c_int) -> c_int {
    guard(-1, |_| {
        // SAFETY: called by the interpreter on a Tensor with a view to fill.
        unsafe {
            (*view).obj = std::ptr::null_mut();
            let tensor = unpack(this).ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))?;
            super::numpy::check_on_host(tensor)?;
            let address = tensor.host_ptr().map_err(to_py)?;
            let Some(format) = format_of(tensor.dtype()) else {
                return Err(PyBufferError::new_err(
                    "bfloat16 has no buffer format: convert the tensor with .float() first",
                ));
            };
            if tensor.requires_grad() && flambeau::autograd::mode::grad_enabled() {
                return Err(PyBufferError::new_err(
                    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
                ));
            }
            if flags & ffi::PyBUF_STRIDES != ffi::PyBUF_STRIDES && !tensor.is_contiguous() {
                return Err(PyBufferError::new_err("the tensor is not contiguous and the consumer takes no strides"));
            }
            let item = tensor.dtype().size();
            let export = Box::leak(Box::new(Export {
                _tensor: tensor.clone(),
                shape: tensor.shape().iter().map(|&size| size as ffi::Py_ssize_t).collect(),
                strides: tensor
                    .strides()
                    .iter()
                    .map(|&stride| stride as ffi::Py_ssize_t * item as ffi::Py_ssize_t)
                    .collect(),
            }));
            (*view).buf = address.cast();
            (*view).len = (tensor.numel() * item) as ffi::Py_ssize_t;
            (*view).itemsize = item as ffi::Py_ssize_t;
            (*view).readonly = 0;
            (*view).ndim = tensor.ndim() as c_int;
            (*view).format =
                if flags & ffi::PyBUF_FORMAT != 0 { format.as_ptr().cast_mut() } else { std::ptr::null_mut() };
            (*view).shape = if flags & ffi::PyBUF_ND != 0 { export.shape.as_mut_ptr() } else { std::ptr::null_mut() };
            (*view).strides = if flags & ffi::PyBUF_STRIDES == ffi::PyBUF_STRIDES {
                export.strides.as_mut_ptr()
            } else {
                std::ptr::null_mut()
            };
            (*view).suboffsets = std::ptr::null_mut();
            (*view).internal = (export as *mut Export).cast();
            ffi::Py_INCREF(this);
            (*view).obj = this;
            Ok(0)
        }
    })
}

pub unsafe extern "C" fn release_buffer(_this: *mut ffi::PyObject, view: *mut ffi::Py_buffer) {
    // SAFETY: `internal` is what `get_buffer` put there; it is released once.
    drop(unsafe { Box::from_raw((*view).internal.cast::<Export>()) });
}

/// A buffer that a tensor borrows from a Python object.
struct Borrowed(Box<ffi::Py_buffer>);

// SAFETY: the view is only released, and that with the interpreter lock held.
unsafe impl Send for Borrowed {}
// SAFETY: as above.
unsafe impl Sync for Borrowed {}

impl Drop for Borrowed {
    fn drop(&mut self) {
        // SAFETY: asks a flag; at process exit the buffer is left to the system.
        if unsafe { ffi::Py_IsInitialized() } != 0 {
            crate::gil::attached(|_| {
                // SAFETY: the view was filled by PyObject_GetBuffer and is released once, with the lock.
                unsafe { ffi::PyBuffer_Release(&mut *self.0) }
            });
        }
    }
}

fn dtype_of(format: &str, item: usize) -> Option<DType> {
    let code = format.trim_start_matches(['@', '=', if cfg!(target_endian = "little") { '<' } else { '>' }]);
    let dtype = match code {
        "B" => DType::U8,
        "b" => DType::I8,
        "h" => DType::I16,
        "?" => DType::Bool,
        "e" => DType::F16,
        "f" => DType::F32,
        "d" => DType::F64,
        "Zf" => DType::C64,
        "Zd" => DType::C128,
        "i" | "l" | "q" if item == 4 => DType::I32,
        "i" | "l" | "q" if item == 8 => DType::I64,
        _ => return None,
    };
    (dtype.size() == item).then_some(dtype)
}

/// A tensor that shares the memory of an object with the buffer protocol.
///
/// Raises `TypeError` for element types that tensors do not have, `ValueError` for strides that run backwards or are no
/// whole number of elements.
#[pyfunction]
#[pyo3(signature = (object, writable = true))]
pub fn _from_buffer(py: Python<'_>, object: &Bound<'_, PyAny>, writable: bool) -> PyResult<Handle> {
    // SAFETY: an all-zero view is what PyObject_GetBuffer takes.
    let mut view: Box<ffi::Py_buffer> = Box::new(unsafe { std::mem::zeroed() });
    let flags = ffi::PyBUF_FORMAT | ffi::PyBUF_STRIDES | if writable { ffi::PyBUF_WRITABLE } else { 0 };
    // SAFETY: the object is alive; the view is ours.
    if unsafe { ffi::PyObject_GetBuffer(object.as_ptr(), &mut *view, flags) } != 0 {
        return Err(current(py));
    }
    let keep = Borrowed(view);
    let view = &keep.0;
    let (ndim, item) = (view.ndim as usize, view.itemsize as usize);
    let format = if view.format.is_null() {
        "B".to_owned()
    } else {
        // SAFETY: a text that lives as long as the view.
        unsafe { CStr::from_ptr(view.format) }.to_string_lossy().into_owned()
    };
    let Some(dtype) = dtype_of(&format, item) else {
        let swapped = if cfg!(target_endian = "little") { ['>', '!'] } else { ['<', '<'] };
        if format.strip_prefix(swapped).is_some_and(|code| dtype_of(code, item).is_some()) {
            return Err(PyValueError::new_err(
                "given numpy array has byte order different from the native byte order. Conversion between byte orders is \
                 currently not supported.",
            ));
        }
        return Err(PyTypeError::new_err(format!(
            "can't convert elements of format '{format}' ({item} bytes). The only supported types are: float64, float32, \
             float16, complex64, complex128, int64, int32, int16, int8, uint8, and bool."
        )));
    };
    // SAFETY: with PyBUF_STRIDES both lists have `ndim` entries.
    let (sizes, steps) = unsafe {
        if ndim == 0 {
            (&[][..], &[][..])
        } else {
            (std::slice::from_raw_parts(view.shape, ndim), std::slice::from_raw_parts(view.strides, ndim))
        }
    };
    let mut strides = Strides::with_capacity(ndim);
    for (&step, &size) in steps.iter().zip(sizes) {
        if step < 0 && size > 1 {
            return Err(PyValueError::new_err(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not \
                 currently supported. (You can probably work around this by making a copy of your array with array.copy().)",
            ));
        }
        if step % item as isize != 0 && size > 1 {
            return Err(PyValueError::new_err(
                "given numpy array strides not a multiple of the element byte size. Copy the numpy array to reallocate the \
                 memory.",
            ));
        }
        strides.push(if size > 1 { step / item as isize } else { 1 });
    }
    let shape: Shape = sizes.iter().map(|&size| size as usize).collect();
    let reach = if shape.contains(&0) {
        0
    } else {
        1 + shape.iter().zip(&strides).map(|(&size, &stride)| (size - 1) * stride as usize).sum::<usize>()
    };
    let address = NonNull::new(view.buf.cast::<u8>()).unwrap_or(NonNull::dangling());
    // SAFETY: the view keeps `reach` elements from `buf` valid until it is released; the layout was checked against them.
    let tensor = unsafe {
        let storage = Storage::foreign(address, reach * item, Device::CPU, Box::new(keep));
        Tensor::from_storage(storage, shape, strides, 0, dtype)
    };
    Ok(Handle(tensor))
}

/// A one-dimensional tensor that shares memory with an object that exports a buffer.
#[pyfunction]
#[pyo3(signature = (buffer, *, dtype, count = -1, offset = 0, requires_grad = false))]
fn frombuffer(
    py: Python<'_>,
    buffer: &Bound<'_, PyAny>,
    dtype: &Bound<'_, PyAny>,
    count: i64,
    offset: i64,
    requires_grad: bool,
) -> PyResult<Handle> {
    let dtype = match dtype.cast::<PyDType>() {
        Ok(dtype) => dtype.get().0,
        Err(_) if crate::call::is_python_dtype(dtype.as_ptr()) => crate::call::python_dtype(dtype.as_ptr()),
        Err(_) => {
            let given = crate::types::type_name(dtype);
            return Err(PyTypeError::new_err(format!(
                "frombuffer(): argument 'dtype' must be torch.dtype, not {given}"
            )));
        }
    };
    if requires_grad && !dtype.is_differentiable() {
        return Err(PyRuntimeError::new_err("Only Tensors of floating point and complex dtype can require gradients"));
    }
    // SAFETY: a bound object is alive.
    if unsafe { ffi::PyObject_CheckBuffer(buffer.as_ptr()) } == 0 {
        return Err(PyValueError::new_err("object does not implement Python buffer protocol."));
    }
    // SAFETY: an all-zero view is what PyObject_GetBuffer takes.
    let mut view: Box<ffi::Py_buffer> = Box::new(unsafe { std::mem::zeroed() });
    let keep;
    // SAFETY: the object is alive; the view is ours.
    if unsafe { ffi::PyObject_GetBuffer(buffer.as_ptr(), &mut *view, ffi::PyBUF_WRITABLE) } != 0 {
        // SAFETY: the failed call set an exception.
        unsafe { ffi::PyErr_Clear() };
        // SAFETY: as above.
        if unsafe { ffi::PyObject_GetBuffer(buffer.as_ptr(), &mut *view, ffi::PyBUF_SIMPLE) } != 0 {
            return Err(PyRuntimeError::new_err(format!("could not retrieve buffer from object: {}", current(py))));
        }
        let category = py.get_type::<pyo3::exceptions::PyUserWarning>();
        let text =
            c"The given buffer is not writable, and tensors are: writing to the tensor would write to the buffer. \
                     Copy the buffer (bytearray(buffer)) to protect it.";
        keep = Borrowed(view);
        PyErr::warn(py, &category, text, 1)?;
    } else {
        keep = Borrowed(view);
    }
    let (length, item) = (keep.0.len as i64, dtype.size() as i64);
    if length == 0 || count == 0 {
        return Err(PyValueError::new_err(format!("both buffer length ({length}) and count ({count}) must not be 0")));
    }
    if !(0..length).contains(&offset) {
        return Err(PyValueError::new_err(format!(
            "offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} bytes) minus 1"
        )));
    }
    let rest = length - offset;
    if count < 0 && rest % item != 0 {
        return Err(PyValueError::new_err(format!(
            "buffer length ({length} bytes) after offset ({offset} bytes) must be a multiple of element size ({item})"
        )));
    }
    let count = if count < 0 { rest / item } else { count };
    if count.checked_mul(item).is_none_or(|bytes| bytes > rest) {
        return Err(PyValueError::new_err(format!(
            "requested buffer length ({count} * {item} bytes) after offset ({offset} bytes) must not be greater than \
             actual buffer length ({length} bytes)"
        )));
    }
    let address = NonNull::new(keep.0.buf.cast::<u8>().wrapping_add(offset as usize)).unwrap_or(NonNull::dangling());
    // SAFETY: the view keeps its bytes valid until it is released; the elements were checked to lie inside.
    let tensor = unsafe {
        let storage = Storage::foreign(address, (count * item) as usize, Device::CPU, Box::new(keep));
        Tensor::from_storage(storage, Shape::from_slice(&[count as usize]), Strides::from_slice(&[1]), 0, dtype)
    };
    if requires_grad {
        tensor.set_requires_grad(true).map_err(to_py)?;
    }
    Ok(Handle(tensor))
}

/// The elements in row-major order, as bytes.
#[pyfunction]
fn _to_bytes<'py>(py: Python<'py>, tensor: Handle) -> PyResult<Bound<'py, PyBytes>> {
    let host = tensor.0.to_host().map_err(to_py)?;
    let dense = host.contiguous(flambeau::MemoryFormat::Contiguous).map_err(to_py)?;
    let first = dense.host_ptr().map_err(to_py)?;
    // SAFETY: a contiguous tensor's elements lie in a row.
    let bytes = unsafe { std::slice::from_raw_parts(first, dense.numel() * dense.dtype().size()) };
    Ok(PyBytes::new(py, bytes))
}

/// A tensor from what `_to_bytes` gave.
#[pyfunction]
fn _from_bytes(content: &[u8], dtype: &Bound<'_, PyDType>, shape: Vec<usize>) -> PyResult<Handle> {
    let tensor = Tensor::empty(&shape, dtype.get().0, Device::CPU).map_err(to_py)?;
    if content.len() != tensor.numel() * tensor.dtype().size() {
        return Err(PyValueError::new_err(format!("{} bytes for a tensor of shape {shape:?}", content.len())));
    }
    let place = tensor.host_ptr().map_err(to_py)?;
    // SAFETY: the new tensor has room for exactly these bytes.
    unsafe { std::ptr::copy_nonoverlapping(content.as_ptr(), place, content.len()) };
    Ok(Handle(tensor))
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_from_buffer, module)?)?;
    module.add_function(wrap_pyfunction!(frombuffer, module)?)?;
    module.add_function(wrap_pyfunction!(_to_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(_from_bytes, module)?)
}
