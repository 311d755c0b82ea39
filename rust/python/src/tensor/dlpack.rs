//! Memory shared through DLPack capsules, in both directions.
//!
//! A capsule named `dltensor` or `dltensor_versioned` owns what it points to until somebody renames it to `used_...` and
//! takes over the duty to call the deleter, once.

use std::ffi::{CStr, c_void};
use std::ptr::{NonNull, null_mut};

use flambeau::tensor::{Shape, Storage, Strides};
use flambeau::{DType, Device, DeviceKind, Tensor};
use pyo3::exceptions::{PyBufferError, PyRuntimeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::Handle;
use crate::errors::{current, to_py};

const PLAIN: &CStr = c"dltensor";
const PLAIN_USED: &CStr = c"used_dltensor";
const VERSIONED: &CStr = c"dltensor_versioned";
const VERSIONED_USED: &CStr = c"used_dltensor_versioned";

/// The kind of device that main memory is.
const CPU: i32 = 1;
/// The kind of device that an NVIDIA GPU is.
const CUDA: i32 = 2;
/// The flag of a copy that nobody else sees.
const IS_COPIED: u64 = 2;

const INT: u8 = 0;
const UINT: u8 = 1;
const FLOAT: u8 = 2;
const BFLOAT: u8 = 4;
const COMPLEX: u8 = 5;
const BOOL: u8 = 6;

#[repr(C)]
#[derive(Clone, Copy)]
struct DLDevice {
    kind: i32,
    id: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct DLDataType {
    code: u8,
    bits: u8,
    lanes: u16,
}

#[repr(C)]
struct DLTensor {
    data: *mut c_void,
    device: DLDevice,
    ndim: i32,
    dtype: DLDataType,
    shape: *mut i64,
    /// May be null: row-major.
    strides: *mut i64,
    byte_offset: u64,
}

#[repr(C)]
struct DLManagedTensor {
    tensor: DLTensor,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut DLManagedTensor)>,
}

#[repr(C)]
struct DLManagedTensorVersioned {
    major: u32,
    minor: u32,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut DLManagedTensorVersioned)>,
    flags: u64,
    tensor: DLTensor,
}

fn code_of(dtype: DType) -> DLDataType {
    let code = match dtype {
        DType::U8 => UINT,
        DType::I8 | DType::I16 | DType::I32 | DType::I64 => INT,
        DType::F16 | DType::F32 | DType::F64 => FLOAT,
        DType::C64 | DType::C128 => COMPLEX,
        DType::Bool => BOOL,
        DType::BF16 => BFLOAT,
    };
    DLDataType { code, bits: (dtype.size() * 8) as u8, lanes: 1 }
}

fn place_of(device: Device) -> DLDevice {
    match device.kind() {
        DeviceKind::Cuda => DLDevice { kind: CUDA, id: device.index().unwrap_or(0) as i32 },
        _ => DLDevice { kind: CPU, id: 0 },
    }
}

/// The device of a description.
///
/// # Errors
/// A kind that is neither main memory nor a GPU, or a GPU that is not there.
fn device_of(place: DLDevice) -> PyResult<Device> {
    match (place.kind, usize::try_from(place.id)) {
        (CPU, _) => Ok(Device::CPU),
        (CUDA, Ok(id)) if id < 128 => Device::cuda(id).check().map_err(to_py),
        (kind, _) => Err(PyRuntimeError::new_err(format!("Unsupported device_type: {kind}"))),
    }
}

fn dtype_of(code: DLDataType) -> Option<DType> {
    DType::ALL.into_iter().find(|&dtype| {
        let known = code_of(dtype);
        (known.code, known.bits) == (code.code, code.bits) && code.lanes == 1
    })
}

/// What a capsule that we make owns.
struct Export<T> {
    managed: T,
    tensor: Tensor,
    shape: Vec<i64>,
    strides: Vec<i64>,
}

impl<T> Export<T> {
    /// Fills in the description, which points into the box; `data` is the address of the first element.
    fn describe(&mut self, data: *mut c_void) -> DLTensor {
        DLTensor {
            data,
            device: place_of(self.tensor.device()),
            ndim: self.shape.len() as i32,
            dtype: code_of(self.tensor.dtype()),
            shape: self.shape.as_mut_ptr(),
            strides: self.strides.as_mut_ptr(),
            byte_offset: 0,
        }
    }
}

unsafe extern "C" fn delete(managed: *mut DLManagedTensor) {
    if !managed.is_null() {
        // SAFETY: the context is the box that `_to_dlpack` made; the deleter is called once.
        drop(unsafe { Box::from_raw((*managed).context.cast::<Export<DLManagedTensor>>()) });
    }
}

unsafe extern "C" fn delete_versioned(managed: *mut DLManagedTensorVersioned) {
    if !managed.is_null() {
        // SAFETY: as above.
        drop(unsafe { Box::from_raw((*managed).context.cast::<Export<DLManagedTensorVersioned>>()) });
    }
}

/// The end of a capsule: where nobody took the tensor, it is deleted here.
unsafe extern "C" fn end(capsule: *mut ffi::PyObject) {
    // SAFETY: called by the interpreter with a capsule of ours; its name says what it points to.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, PLAIN.as_ptr()) != 0 {
            let managed = ffi::PyCapsule_GetPointer(capsule, PLAIN.as_ptr()).cast::<DLManagedTensor>();
            if let Some(deleter) = (*managed).deleter {
                deleter(managed);
            }
        } else if ffi::PyCapsule_IsValid(capsule, VERSIONED.as_ptr()) != 0 {
            let managed = ffi::PyCapsule_GetPointer(capsule, VERSIONED.as_ptr()).cast::<DLManagedTensorVersioned>();
            if let Some(deleter) = (*managed).deleter {
                deleter(managed);
            }
        }
    }
}

/// A capsule that shares a tensor's memory, or holds a copy.
#[pyfunction]
#[pyo3(signature = (tensor, versioned = false, copy = false))]
fn _to_dlpack(py: Python<'_>, tensor: Handle, versioned: bool, copy: bool) -> PyResult<Bound<'_, PyAny>> {
    let source = tensor.0.detached();
    let source = if copy { source.copy().map_err(to_py)? } else { source };
    let data = source.data_ptr();
    let data = if source.numel() == 0 { null_mut() } else { data.cast() };
    let shape: Vec<i64> = source.shape().iter().map(|&size| size as i64).collect();
    // Steps along dimensions of one element mean nothing; consumers that look at them all the same expect 1.
    let strides = source.strides().iter().zip(&shape).map(|(&step, &size)| if size < 2 { 1 } else { step as i64 });
    let strides: Vec<i64> = strides.collect();
    let nothing = || DLTensor {
        data: null_mut(),
        device: place_of(source.device()),
        ndim: 0,
        dtype: code_of(source.dtype()),
        shape: null_mut(),
        strides: null_mut(),
        byte_offset: 0,
    };
    // SAFETY: the box stays where it is until a deleter turns it back; a capsule that could not be made deletes it here.
    unsafe {
        let (pointer, name): (*mut c_void, &CStr) = if versioned {
            let managed = DLManagedTensorVersioned {
                major: 1,
                minor: 0,
                context: null_mut(),
                deleter: Some(delete_versioned),
                flags: if copy { IS_COPIED } else { 0 },
                tensor: nothing(),
            };
            let export = Box::into_raw(Box::new(Export { managed, tensor: source.clone(), shape, strides }));
            (*export).managed.tensor = (*export).describe(data);
            (*export).managed.context = export.cast();
            ((&raw mut (*export).managed).cast(), VERSIONED)
        } else {
            let managed = DLManagedTensor { tensor: nothing(), context: null_mut(), deleter: Some(delete) };
            let export = Box::into_raw(Box::new(Export { managed, tensor: source.clone(), shape, strides }));
            (*export).managed.tensor = (*export).describe(data);
            (*export).managed.context = export.cast();
            ((&raw mut (*export).managed).cast(), PLAIN)
        };
        let capsule = ffi::PyCapsule_New(pointer, name.as_ptr(), Some(end));
        if capsule.is_null() {
            let error = current(py);
            if versioned {
                delete_versioned(pointer.cast())
            } else {
                delete(pointer.cast())
            }
            return Err(error);
        }
        Ok(Bound::from_owned_ptr(py, capsule))
    }
}

/// A tensor of somebody else's, whose deleter is called when the storage over it goes.
enum Import {
    Plain(NonNull<DLManagedTensor>),
    Versioned(NonNull<DLManagedTensorVersioned>),
}

// SAFETY: the managed tensor is only deleted, once, by the last owner; deleters may be called from any thread.
unsafe impl Send for Import {}
// SAFETY: as above.
unsafe impl Sync for Import {}

impl Drop for Import {
    fn drop(&mut self) {
        // SAFETY: asks a flag; when the process exits, memory is left to the system, because the deleter may need the
        // interpreter. The capsule was renamed, so that the duty to delete is ours alone.
        unsafe {
            if ffi::Py_IsInitialized() == 0 {
                return;
            }
            crate::gil::attached(|_| match self {
                Import::Plain(managed) => {
                    if let Some(deleter) = managed.as_ref().deleter {
                        deleter(managed.as_ptr());
                    }
                }
                Import::Versioned(managed) => {
                    if let Some(deleter) = managed.as_ref().deleter {
                        deleter(managed.as_ptr());
                    }
                }
            });
        }
    }
}

/// The pointer of a valid capsule.
fn pointer_of<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> Option<NonNull<T>> {
    // SAFETY: a bound object is alive; the name was checked.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule.as_ptr(), name.as_ptr()) == 0 {
            return None;
        }
        NonNull::new(ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr()).cast())
    }
}

fn rename(capsule: &Bound<'_, PyAny>, name: &'static CStr) -> PyResult<()> {
    // SAFETY: a bound capsule is alive; the name lives as long as the process.
    if unsafe { ffi::PyCapsule_SetName(capsule.as_ptr(), name.as_ptr()) } != 0 {
        return Err(current(capsule.py()));
    }
    Ok(())
}

/// The layout that a description means, checked: shape, strides, elements reached, dtype.
///
/// # Safety
/// The description is that of a live managed tensor.
unsafe fn layout_of(tensor: &DLTensor) -> PyResult<(Shape, Strides, usize, DType)> {
    let code = tensor.dtype;
    let Some(dtype) = dtype_of(code) else {
        return Err(PyBufferError::new_err(format!(
            "Unsupported DLPack dtype: code {}, {} bits, {} lanes",
            code.code, code.bits, code.lanes
        )));
    };
    let ndim = usize::try_from(tensor.ndim).map_err(|_| PyValueError::new_err("a negative number of dimensions"))?;
    let list = |items: *const i64| -> &[i64] {
        if ndim == 0 || items.is_null() {
            return &[];
        }
        // SAFETY: the description's lists have `ndim` entries.
        unsafe { std::slice::from_raw_parts(items, ndim) }
    };
    let sizes = list(tensor.shape);
    if sizes.len() != ndim {
        return Err(PyValueError::new_err("a DLPack tensor without a shape"));
    }
    let shape: Shape = sizes
        .iter()
        .map(|&size| usize::try_from(size))
        .collect::<Result<_, _>>()
        .map_err(|_| PyValueError::new_err("a DLPack tensor with a negative size"))?;
    let numel = flambeau::tensor::layout::checked_numel(&shape, dtype.size()).map_err(to_py)?;
    let strides: Strides = if tensor.strides.is_null() {
        flambeau::tensor::layout::contiguous_strides(&shape)
    } else {
        list(tensor.strides).iter().map(|&step| step as isize).collect()
    };
    let mut reach = usize::from(numel > 0);
    for (&size, &step) in shape.iter().zip(&strides) {
        if size > 1 && step < 0 {
            return Err(PyValueError::new_err("tensors with negative strides are not supported: copy the array first"));
        }
        if numel > 0 {
            let part = (size - 1).checked_mul(step.unsigned_abs()).and_then(|part| reach.checked_add(part));
            reach = part.ok_or_else(|| PyValueError::new_err("a DLPack tensor reaches further than memory"))?;
        }
    }
    if reach.checked_mul(dtype.size()).is_none_or(|bytes| bytes > isize::MAX as usize) {
        return Err(PyValueError::new_err("a DLPack tensor reaches further than memory"));
    }
    let strides = strides.iter().zip(&shape).map(|(&step, &size)| if size > 1 { step } else { step.max(0) }).collect();
    Ok((shape, strides, reach, dtype))
}

/// A tensor over the memory of a capsule, which is used up by it.
#[pyfunction]
fn _from_dlpack(capsule: &Bound<'_, PyAny>) -> PyResult<Handle> {
    let (plain, versioned) =
        (pointer_of::<DLManagedTensor>(capsule, PLAIN), pointer_of::<DLManagedTensorVersioned>(capsule, VERSIONED));
    // SAFETY: a valid capsule points to a live managed tensor.
    let described = unsafe {
        match (&plain, &versioned) {
            (Some(managed), _) => &managed.as_ref().tensor,
            (_, Some(managed)) => {
                // The rest of the structure may differ in other major versions.
                if managed.as_ref().major > 1 {
                    return Err(PyBufferError::new_err(format!(
                        "DLPack version {}.{} is not supported",
                        managed.as_ref().major,
                        managed.as_ref().minor
                    )));
                }
                &managed.as_ref().tensor
            }
            _ => {
                return Err(PyRuntimeError::new_err(
                    "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you \
                     might have already constructed a tensor from it once.",
                ));
            }
        }
    };
    // SAFETY: as above. All checks come before the capsule is used up.
    let (shape, strides, reach, dtype) = unsafe { layout_of(described) }?;
    let device = device_of(described.device)?;
    let address = described.data.cast::<u8>().wrapping_add(described.byte_offset as usize);
    let alignment = if dtype.is_complex() { dtype.size() / 2 } else { dtype.size() };
    if reach > 0 && (address.is_null() || !(address as usize).is_multiple_of(alignment)) {
        return Err(PyBufferError::new_err(
            "the elements of a DLPack tensor are not where elements of its dtype can be",
        ));
    }
    let address = NonNull::new(address).unwrap_or(NonNull::dangling());
    let keep = match (plain, versioned) {
        (Some(managed), _) => {
            rename(capsule, PLAIN_USED)?;
            Import::Plain(managed)
        }
        (_, Some(managed)) => {
            rename(capsule, VERSIONED_USED)?;
            Import::Versioned(managed)
        }
        _ => return Err(PyRuntimeError::new_err("from_dlpack received an invalid capsule.")),
    };
    // SAFETY: the managed tensor keeps `reach` elements from the address valid until it is deleted; the layout was checked.
    let tensor = unsafe {
        let storage = Storage::foreign(address, reach * dtype.size(), device, Box::new(keep));
        Tensor::from_storage(storage, shape, strides, 0, dtype)
    };
    Ok(Handle(tensor))
}

/// Adds the functions of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_to_dlpack, module)?)?;
    module.add_function(wrap_pyfunction!(_from_dlpack, module)?)
}
