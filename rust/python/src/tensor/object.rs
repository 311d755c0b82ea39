//! The Python object of a tensor.
//!
//! One tensor has one Python object while either side lives; `flambeau::tensor` (handle.rs) describes the states. The type
//! is made by hand from slots: a `#[pyclass]` cannot come back to life in its deallocator, and costs more per call. What is
//! subtle here was found by trying (CPython 3.11 to 3.13) and is marked so.

use std::cell::UnsafeCell;
use std::ffi::{c_int, c_void};
use std::mem::{ManuallyDrop, offset_of};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use flambeau::Tensor;
use pyo3::ffi;

/// The instance. A Python subclass's `__slots__` come after it.
#[repr(C)]
pub struct PyTensor {
    ob_base: ffi::PyObject,
    /// `__dict__`, made at first use.
    dict: *mut ffi::PyObject,
    /// Head of the list of weak references; the interpreter owns it.
    weaklist: *mut ffi::PyObject,
    /// The shape as `Size`, made at first use: the layout changes only together with the handle.
    size: *mut ffi::PyObject,
    /// There in every finished object; gone while the object is being made and after another took its place.
    tensor: Option<ManuallyDrop<Tensor>>,
}

static TYPE: AtomicPtr<ffi::PyTypeObject> = AtomicPtr::new(null_mut());

/// The type object; null until the module is made.
#[inline(always)]
pub fn type_object() -> *mut ffi::PyTypeObject {
    TYPE.load(Ordering::Relaxed)
}

/// Memory of dead exact tensors, kept for new ones. Guarded by the interpreter lock.
struct Spare(UnsafeCell<(usize, [*mut PyTensor; SPARE])>);
const SPARE: usize = 256;
// SAFETY: only touched with the interpreter lock held (this is no free-threaded build: the stable ABI excludes it).
unsafe impl Sync for Spare {}
static BLOCKS: Spare = Spare(UnsafeCell::new((0, [null_mut(); SPARE])));

unsafe extern "C" {
    fn _PyObject_GC_New(kind: *mut ffi::PyTypeObject) -> *mut ffi::PyObject;
}

unsafe fn new_exact() -> *mut PyTensor {
    // SAFETY: with the lock held; blocks in the list are dead objects of this type whose collector header is intact, which
    // PyObject_Init makes new objects of, as the interpreter does with its own lists.
    unsafe {
        let (count, blocks) = &mut *BLOCKS.0.get();
        let object = if *count > 0 {
            *count -= 1;
            ffi::PyObject_Init(blocks[*count].cast(), type_object()).cast::<PyTensor>()
        } else {
            _PyObject_GC_New(type_object()).cast::<PyTensor>()
        };
        if !object.is_null() {
            // _PyObject_GC_New leaves the body as it was in memory.
            (*object).dict = null_mut();
            (*object).weaklist = null_mut();
            (*object).size = null_mut();
            std::ptr::write(&mut (*object).tensor, None);
        }
        object
    }
}

/// Memory of a subclass, zeroed and known to the collector.
unsafe fn new_of(kind: *mut ffi::PyTypeObject) -> *mut PyTensor {
    // SAFETY: every type has tp_alloc; the caller holds the lock.
    unsafe {
        let alloc: ffi::allocfunc = std::mem::transmute(ffi::PyType_GetSlot(kind, ffi::Py_tp_alloc));
        let object = alloc(kind, 0).cast::<PyTensor>();
        if !object.is_null() {
            std::ptr::write(&mut (*object).tensor, None);
        }
        object
    }
}

unsafe fn adopt(object: *mut PyTensor, tensor: Tensor) {
    // SAFETY: the object is new and ours.
    unsafe {
        tensor.set_wrapper(object.cast());
        (*object).tensor = Some(ManuallyDrop::new(tensor));
    }
}

/// A new reference to the tensor's object, which is made if there is none; null with an exception set where memory ends.
///
/// # Safety
/// The interpreter lock is held.
#[inline]
pub unsafe fn wrap(tensor: Tensor) -> *mut ffi::PyObject {
    let wrapper = tensor.wrapper().cast::<PyTensor>();
    // SAFETY: with the lock held.
    unsafe {
        if !wrapper.is_null() {
            return wrap_existing(tensor, wrapper);
        }
        let object = new_exact();
        if !object.is_null() {
            adopt(object, tensor);
        }
        // Not yet known to the collector: without a dict or hooks it cannot be part of a cycle. See `track`.
        object.cast()
    }
}

unsafe fn wrap_existing(tensor: Tensor, wrapper: *mut PyTensor) -> *mut ffi::PyObject {
    // SAFETY: a wrapper outlives the pointer to it; the lock is held.
    unsafe {
        if tensor.take_wrapper_back(false) {
            // Our handle is the wrapper's now, and Rust's reference to it is the caller's.
            std::mem::forget(tensor);
            return wrapper.cast();
        }
        if ffi::Py_REFCNT(wrapper.cast()) == 0 {
            // A subclass object on its way out (its `__slots__` are being cleared) cannot come back: another takes over.
            let object = new_of(ffi::Py_TYPE(wrapper.cast()));
            if object.is_null() {
                return null_mut();
            }
            (*object).dict = std::mem::replace(&mut (*wrapper).dict, null_mut());
            let owned = (*wrapper).tensor.take();
            adopt(object, tensor);
            drop(owned.map(ManuallyDrop::into_inner));
            return object.cast();
        }
        ffi::Py_INCREF(wrapper.cast());
        wrapper.cast()
    }
}

/// A new object of a subclass for the tensor; the caller checked that `kind` is one and that no wrapper exists.
///
/// # Safety
/// The interpreter lock is held.
pub unsafe fn wrap_as(tensor: Tensor, kind: *mut ffi::PyTypeObject) -> *mut ffi::PyObject {
    // SAFETY: as the caller promises.
    unsafe {
        if kind == type_object() {
            return wrap(tensor);
        }
        let object = new_of(kind);
        if !object.is_null() {
            adopt(object, tensor);
        }
        object.cast()
    }
}

/// Whether the object is a Tensor and not of a subclass.
///
/// # Safety
/// `object` is a live object; the lock is held.
#[inline(always)]
pub unsafe fn is_exact(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe { ffi::Py_TYPE(object) == type_object() }
}

/// Whether the object is a Tensor.
///
/// # Safety
/// `object` is a live object; the lock is held.
#[inline(always)]
pub unsafe fn is_tensor(object: *mut ffi::PyObject) -> bool {
    // SAFETY: the caller's promise.
    unsafe { is_exact(object) || ffi::PyType_IsSubtype(ffi::Py_TYPE(object), type_object()) != 0 }
}

/// The tensor of a Tensor object, for as long as the caller's reference to it; `None` for an unfinished object.
///
/// # Safety
/// `object` is a Tensor object to which the caller holds a reference; the lock is held.
#[inline(always)]
pub unsafe fn unpack<'a>(object: *mut ffi::PyObject) -> Option<&'a Tensor> {
    // SAFETY: the caller's promise.
    unsafe {
        let tensor: &'a Tensor = (*object.cast::<PyTensor>()).tensor.as_deref()?;
        if tensor.rust_owns_wrapper() && tensor.take_wrapper_back(true) {
            // Reached through a weak reference or the collector: the wrapper owns the tensor again.
            ffi::Py_DECREF(object);
        }
        Some(tensor)
    }
}

/// Puts another handle in the place of an object's own (assignment to `.data`, `t_()`, `resize_()`).
///
/// # Safety
/// As [`unpack`]; no reference from [`unpack`] of this object is used any more.
pub unsafe fn replace(object: *mut ffi::PyObject, tensor: Tensor) {
    // SAFETY: the caller's promise. `unpack` first, so that the wrapper owns its handle.
    unsafe {
        let old = unpack(object).cloned();
        if let Some(old) = &old {
            old.set_wrapper(null_mut());
        }
        let owned = (*object.cast::<PyTensor>()).tensor.take();
        forget_size(object.cast());
        adopt(object.cast(), tensor);
        drop(owned.map(ManuallyDrop::into_inner));
        drop(old);
    }
}

unsafe fn forget_size(object: *mut PyTensor) {
    // SAFETY: the caller's object is alive and the lock is held.
    unsafe {
        let size = std::mem::replace(&mut (*object).size, null_mut());
        if !size.is_null() {
            ffi::Py_DECREF(size);
        }
    }
}

/// The shape of a Tensor object, whose tensor is given, as a `Size`.
///
/// # Safety
/// `object` is a Tensor object; the lock is held.
pub unsafe fn shape_of(
    py: pyo3::Python<'_>,
    tensor: &Tensor,
    object: *mut ffi::PyObject,
) -> pyo3::PyResult<*mut ffi::PyObject> {
    // SAFETY: the caller's promise.
    unsafe {
        let object = object.cast::<PyTensor>();
        if (*object).size.is_null() {
            // A collection while it is made may ask for it too.
            let size = crate::size::size_object(py, tensor.shape())?.into_ptr();
            forget_size(object);
            (*object).size = size;
        }
        ffi::Py_INCREF((*object).size);
        Ok((*object).size)
    }
}

/// Makes the object known to the collector, because something that could close a cycle hangs on it now.
///
/// # Safety
/// `object` is a Tensor object; the lock is held.
pub unsafe fn track(object: *mut ffi::PyObject) {
    // SAFETY: the caller's promise.
    unsafe {
        if ffi::PyObject_GC_IsTracked(object) == 0 {
            ffi::PyObject_GC_Track(object.cast());
        }
    }
}

unsafe extern "C" fn dealloc(object: *mut ffi::PyObject) {
    // SAFETY: called by the interpreter for an object whose last reference went.
    unsafe {
        let this = object.cast::<PyTensor>();
        if let Some(tensor) = &(*this).tensor
            && tensor.give_wrapper_to_rust()
        {
            // Rust still holds the tensor. Weak references, dict, type and tracking are as they were: for a subclass the
            // interpreter re-tracks before it calls us, and leaves the reference to the type to a heap-type base.
            ffi::Py_INCREF(object);
            return;
        }
        // Order matters: untrack first (a collection during the rest must not see us), then cut the way back from Rust, then
        // weak references while the count is still 0, dict, tensor, memory, type.
        ffi::PyObject_GC_UnTrack(object.cast());
        if let Some(tensor) = &(*this).tensor
            && tensor.wrapper() == object.cast()
        {
            tensor.set_wrapper(null_mut());
        }
        if !(*this).weaklist.is_null() {
            ffi::PyObject_ClearWeakRefs(object);
        }
        let dict = std::mem::replace(&mut (*this).dict, null_mut());
        if !dict.is_null() {
            ffi::Py_DECREF(dict);
        }
        forget_size(this);
        if let Some(tensor) = (*this).tensor.take() {
            drop(ManuallyDrop::into_inner(tensor));
        }
        let kind = ffi::Py_TYPE(object);
        let (count, blocks) = &mut *BLOCKS.0.get();
        if kind == type_object() && *count < SPARE {
            blocks[*count] = this;
            *count += 1;
        } else {
            // The type's own tp_free, not ours: a subclass may have another.
            let free: ffi::freefunc = std::mem::transmute(ffi::PyType_GetSlot(kind, ffi::Py_tp_free));
            free(object.cast());
        }
        // Instances of heap types own a reference to their type.
        ffi::Py_DECREF(kind.cast());
    }
}

unsafe extern "C" fn traverse(object: *mut ffi::PyObject, visit: ffi::visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: called by the collector with the lock held.
    unsafe {
        let this = object.cast::<PyTensor>();
        let result = visit(ffi::Py_TYPE(object).cast(), arg);
        if result != 0 {
            return result;
        }
        if let Some(tensor) = &(*this).tensor {
            // While Rust shares the tensor, what hangs on it is reachable from a root the collector cannot see.
            if tensor.handle_count() > 1 || tensor.rust_owns_wrapper() {
                return 0;
            }
            let mut result = 0;
            tensor.visit_foreign(&mut |held| {
                if result == 0 && !held.is_null() {
                    result = visit(held.cast(), arg);
                }
            });
            if result != 0 {
                return result;
            }
        }
        if (*this).dict.is_null() { 0 } else { visit((*this).dict, arg) }
    }
}

unsafe extern "C" fn clear(object: *mut ffi::PyObject) -> c_int {
    // SAFETY: called by the collector with the lock held.
    unsafe {
        let this = object.cast::<PyTensor>();
        if let Some(tensor) = &(*this).tensor {
            if tensor.handle_count() > 1 || tensor.rust_owns_wrapper() {
                return 0;
            }
            tensor.clear_hooks();
        }
        let dict = std::mem::replace(&mut (*this).dict, null_mut());
        if !dict.is_null() {
            ffi::Py_DECREF(dict);
        }
        0
    }
}

unsafe extern "C" fn setattro(
    object: *mut ffi::PyObject,
    name: *mut ffi::PyObject,
    value: *mut ffi::PyObject,
) -> c_int {
    // SAFETY: called by the interpreter.
    unsafe {
        let result = ffi::PyObject_GenericSetAttr(object, name, value);
        if !(*object.cast::<PyTensor>()).dict.is_null() {
            track(object);
        }
        result
    }
}

unsafe extern "C" fn get_dict(object: *mut ffi::PyObject, _: *mut c_void) -> *mut ffi::PyObject {
    // SAFETY: called by the interpreter.
    unsafe {
        let dict = ffi::PyObject_GenericGetDict(object, null_mut());
        track(object);
        dict
    }
}

unsafe extern "C" fn set_dict(object: *mut ffi::PyObject, value: *mut ffi::PyObject, _: *mut c_void) -> c_int {
    // SAFETY: called by the interpreter.
    unsafe {
        let result = ffi::PyObject_GenericSetDict(object, value, null_mut());
        track(object);
        result
    }
}

/// Makes the type `flambeau.Tensor`; `slots` bring its methods and protocols.
///
/// # Safety
/// The interpreter lock is held; everything that `slots` and `getset` point to lives as long as the process.
pub unsafe fn make_type(slots: &[ffi::PyType_Slot], getset: Vec<ffi::PyGetSetDef>) -> *mut ffi::PyObject {
    let offset = |name: &'static std::ffi::CStr, at: usize| ffi::PyMemberDef {
        name: name.as_ptr(),
        type_code: ffi::Py_T_PYSSIZET,
        offset: at as ffi::Py_ssize_t,
        flags: ffi::Py_READONLY,
        doc: std::ptr::null(),
    };
    // SAFETY: an all-zero definition ends a list.
    let end: ffi::PyMemberDef = unsafe { std::mem::zeroed() };
    let members = Box::leak(Box::new([
        offset(c"__dictoffset__", offset_of!(PyTensor, dict)),
        offset(c"__weaklistoffset__", offset_of!(PyTensor, weaklist)),
        end,
    ]));
    let mut getset = getset;
    getset.push(ffi::PyGetSetDef {
        name: c"__dict__".as_ptr(),
        get: Some(get_dict),
        set: Some(set_dict),
        doc: std::ptr::null(),
        closure: null_mut(),
    });
    // SAFETY: as above.
    getset.push(unsafe { std::mem::zeroed() });
    let getset = getset.leak();
    let slot = |slot: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot, pfunc };
    let mut all = vec![
        slot(ffi::Py_tp_dealloc, dealloc as *mut c_void),
        slot(ffi::Py_tp_traverse, traverse as *mut c_void),
        slot(ffi::Py_tp_clear, clear as *mut c_void),
        slot(ffi::Py_tp_setattro, setattro as *mut c_void),
        slot(ffi::Py_tp_members, members.as_mut_ptr().cast()),
        slot(ffi::Py_tp_getset, getset.as_mut_ptr().cast()),
    ];
    all.extend(slots.iter().map(|one| ffi::PyType_Slot { slot: one.slot, pfunc: one.pfunc }));
    all.push(slot(0, null_mut()));
    let mut spec = ffi::PyType_Spec {
        name: c"flambeau.Tensor".as_ptr(),
        basicsize: size_of::<PyTensor>() as c_int,
        itemsize: 0,
        flags: (ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_BASETYPE | ffi::Py_TPFLAGS_HAVE_GC) as u32,
        slots: all.as_mut_ptr(),
    };
    // SAFETY: the specification is complete and its parts outlive the call; leaked parts outlive the type.
    let kind = unsafe { ffi::PyType_FromSpec(&mut spec) };
    TYPE.store(kind.cast(), Ordering::Relaxed);
    flambeau::tensor::set_release(crate::gil::release);
    kind
}
