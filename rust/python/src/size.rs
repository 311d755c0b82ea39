//! The type `flambeau.Size`: a tuple of sizes.

use std::ffi::{c_int, c_void};
use std::mem::transmute;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::errors::{current, guard};

type Object = *mut ffi::PyObject;

static TYPE: AtomicPtr<ffi::PyTypeObject> = AtomicPtr::new(null_mut());

const DOC: &std::ffi::CStr = c"A tensor's shape: a tuple of sizes.

Example:
    >>> flambeau.zeros(2, 3).shape
    torch.Size([2, 3])
";

const NUMEL: &std::ffi::CStr = c"numel($self, /)\n--\n\nReturn the number of elements of a tensor of this shape.

Example:
    >>> flambeau.zeros(2, 3).shape.numel()
    6
";

/// A new tuple of the type, whose slots are still empty.
unsafe fn allocate(py: Python<'_>, length: usize) -> PyResult<Object> {
    let kind = TYPE.load(Ordering::Relaxed);
    // SAFETY: every type has tp_alloc, and the module made this one before anybody called.
    unsafe {
        let alloc: ffi::allocfunc = transmute(ffi::PyType_GetSlot(kind, ffi::Py_tp_alloc));
        let object = alloc(kind, length as ffi::Py_ssize_t);
        if object.is_null() { Err(current(py)) } else { Ok(object) }
    }
}

/// A shape as a `Size`.
pub fn size_object<'py>(py: Python<'py>, shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: a new tuple whose slots are filled before anybody sees it; one that fails half-way is dropped as it is.
    unsafe {
        let size = Bound::from_owned_ptr(py, allocate(py, shape.len())?);
        for (at, &length) in shape.iter().enumerate() {
            let number = ffi::PyLong_FromSize_t(length);
            if number.is_null() {
                return Err(current(py));
            }
            ffi::PyTuple_SetItem(size.as_ptr(), at as ffi::Py_ssize_t, number);
        }
        Ok(size)
    }
}

/// The function in a slot of the type `tuple`.
unsafe fn of_tuple<F: Copy>(slot: c_int) -> F {
    const { assert!(size_of::<F>() == size_of::<*mut c_void>()) };
    // SAFETY: `F` is the type of the slot's function, which `tuple` has.
    unsafe { std::mem::transmute_copy(&ffi::PyType_GetSlot(&raw mut ffi::PyTuple_Type, slot)) }
}

/// The items of a tuple that was made just now, as sizes.
unsafe fn as_size(py: Python<'_>, tuple: Object) -> PyResult<Object> {
    // SAFETY: the caller gives a reference, which `tuple` owns from here on; the new one is filled before anybody sees it.
    unsafe {
        if tuple.is_null() {
            return Err(current(py));
        }
        let tuple = Bound::from_owned_ptr(py, tuple);
        let length = ffi::PyTuple_Size(tuple.as_ptr());
        let size = Bound::from_owned_ptr(py, allocate(py, length as usize)?);
        for at in 0..length {
            ffi::PyTuple_SetItem(size.as_ptr(), at, integer(py, ffi::PyTuple_GetItem(tuple.as_ptr(), at), at)?);
        }
        Ok(size.into_ptr())
    }
}

/// An item as an exact integer.
unsafe fn integer(py: Python<'_>, item: Object, at: ffi::Py_ssize_t) -> PyResult<Object> {
    // SAFETY: the caller's tuple holds the item.
    unsafe {
        if ffi::PyLong_CheckExact(item) != 0 {
            ffi::Py_INCREF(item);
            return Ok(item);
        }
        let number = ffi::PyNumber_Index(item);
        if number.is_null() {
            ffi::PyErr_Clear();
            let name = crate::types::type_name(&Bound::from_borrowed_ptr(py, item));
            return Err(PyTypeError::new_err(format!(
                "torch.Size() takes an iterable of 'int' (item {at} is '{name}')"
            )));
        }
        let number = Bound::from_owned_ptr(py, number);
        let kind: Object = (&raw mut ffi::PyLong_Type).cast();
        let exact = ffi::PyObject_CallFunctionObjArgs(kind, number.as_ptr(), null_mut::<ffi::PyObject>());
        if exact.is_null() { Err(current(py)) } else { Ok(exact) }
    }
}

unsafe extern "C" fn new(_: *mut ffi::PyTypeObject, args: Object, kwargs: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter with a tuple, and a dict or null.
        unsafe {
            let new: ffi::newfunc = of_tuple(ffi::Py_tp_new);
            as_size(py, new(&raw mut ffi::PyTuple_Type, args, kwargs))
        }
    })
}

unsafe extern "C" fn subscript(this: Object, key: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter on a tuple.
        unsafe {
            let subscript: ffi::binaryfunc = of_tuple(ffi::Py_mp_subscript);
            let item = subscript(this, key);
            if item.is_null() {
                return Err(current(py));
            }
            // Items are integers; a tuple is what a slice gives.
            if ffi::PyTuple_Check(item) != 0 { as_size(py, item) } else { Ok(item) }
        }
    })
}

unsafe extern "C" fn add(left: Object, right: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter with two objects, one of which is a Size.
        unsafe {
            if ffi::PyTuple_Check(left) == 0 || ffi::PyTuple_Check(right) == 0 {
                return Ok(py.NotImplemented().into_ptr());
            }
            let concat: ffi::binaryfunc = of_tuple(ffi::Py_sq_concat);
            as_size(py, concat(left, right))
        }
    })
}

unsafe extern "C" fn repeat(this: Object, times: ffi::Py_ssize_t) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter on a tuple.
        unsafe {
            let repeat: ffi::ssizeargfunc = of_tuple(ffi::Py_sq_repeat);
            as_size(py, repeat(this, times))
        }
    })
}

unsafe extern "C" fn repr(this: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter on a tuple.
        let this = unsafe { Bound::from_borrowed_ptr(py, this) };
        let mut sizes = Vec::new();
        for size in this.try_iter()? {
            sizes.push(size?.to_string());
        }
        Ok(pyo3::types::PyString::new(py, &format!("torch.Size([{}])", sizes.join(", "))).into_ptr())
    })
}

unsafe extern "C" fn numel(this: Object, _: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter on a tuple.
        let this = unsafe { Bound::from_borrowed_ptr(py, this) };
        let mut count = 1i64.into_pyobject(py)?.into_any();
        for size in this.try_iter()? {
            count = count.mul(size?)?;
        }
        Ok(count.into_ptr())
    })
}

unsafe extern "C" fn reduce(this: Object, _: Object) -> Object {
    guard(null_mut(), |py| {
        // SAFETY: called by the interpreter on a tuple.
        let this = unsafe { Bound::from_borrowed_ptr(py, this) };
        let plain = py.get_type::<pyo3::types::PyTuple>().call1((&this,))?;
        Ok((this.get_type(), (plain,)).into_pyobject(py)?.into_ptr())
    })
}

/// Makes the type and adds it to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let method = |name: &'static std::ffi::CStr, function, doc: *const std::ffi::c_char| ffi::PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunction: function },
        ml_flags: ffi::METH_NOARGS,
        ml_doc: doc,
    };
    // SAFETY: an all-zero definition ends a list.
    let end: ffi::PyMethodDef = unsafe { std::mem::zeroed() };
    let methods = Box::leak(Box::new([
        method(c"numel", numel, NUMEL.as_ptr()),
        method(c"__reduce__", reduce, std::ptr::null()),
        end,
    ]));
    let slot = |slot: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot, pfunc };
    let mut slots = [
        slot(ffi::Py_tp_new, new as *mut c_void),
        slot(ffi::Py_tp_repr, repr as *mut c_void),
        slot(ffi::Py_tp_doc, DOC.as_ptr() as *mut c_void),
        slot(ffi::Py_tp_methods, methods.as_mut_ptr().cast()),
        slot(ffi::Py_mp_subscript, subscript as *mut c_void),
        slot(ffi::Py_nb_add, add as *mut c_void),
        slot(ffi::Py_sq_repeat, repeat as *mut c_void),
        slot(0, null_mut()),
    ];
    // The instance is a tuple's: sizes of 0 are inherited.
    let mut spec = ffi::PyType_Spec {
        name: c"flambeau.Size".as_ptr(),
        basicsize: 0,
        itemsize: 0,
        flags: ffi::Py_TPFLAGS_DEFAULT as u32,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the specification is complete and its parts outlive the call; leaked parts outlive the type.
    let kind = unsafe {
        let kind = ffi::PyType_FromSpecWithBases(&mut spec, (&raw mut ffi::PyTuple_Type).cast());
        Bound::from_owned_ptr_or_err(py, kind)
    }?;
    TYPE.store(kind.clone().into_ptr().cast(), Ordering::Relaxed);
    module.add("Size", kind)
}
