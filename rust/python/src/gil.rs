//! The interpreter lock: letting go of it, and releasing Python objects without it.

use std::cell::Cell;
use std::ffi::c_void;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::ffi;

thread_local! {
    static DETACHED: Cell<bool> = const { Cell::new(false) };
}

struct Reattach(*mut ffi::PyThreadState);

impl Drop for Reattach {
    fn drop(&mut self) {
        DETACHED.set(false);
        // SAFETY: the state is the one this thread saved.
        unsafe { ffi::PyEval_RestoreThread(self.0) };
    }
}

/// Runs `work` without the interpreter lock. The one way to let go of it: [`release`] must know.
pub fn detached<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: called by a thread that holds the lock.
    let state = unsafe { ffi::PyEval_SaveThread() };
    DETACHED.set(true);
    let _reattach = Reattach(state);
    work()
}

struct Release {
    state: ffi::PyGILState_STATE,
    was: bool,
}

impl Drop for Release {
    fn drop(&mut self) {
        // SAFETY: matches the call of PyGILState_Ensure in `attached`, on the same thread.
        unsafe { ffi::PyGILState_Release(self.state) };
        DETACHED.set(self.was);
    }
}

/// Runs `work` with the interpreter lock, from any thread. The lock is asked for from the interpreter itself: PyO3's own
/// count does not know that `detached` let go of it.
pub fn attached<T>(work: impl FnOnce(pyo3::Python<'_>) -> T) -> T {
    // SAFETY: may be called by any thread while the interpreter lives; nests.
    let state = unsafe { ffi::PyGILState_Ensure() };
    let _release = Release { state, was: DETACHED.replace(false) };
    // SAFETY: the lock is held until `_release` is dropped.
    work(unsafe { pyo3::Python::assume_attached() })
}

/// Stops the thread that drops it, for good.
///
/// Before Python 3.14, a thread that wants the interpreter lock while the interpreter shuts down is ended by `pthread_exit`,
/// which unwinds the stack. That must not pass through Rust: the process would abort.
pub struct Hang;

impl Drop for Hang {
    fn drop(&mut self) {
        loop {
            std::thread::sleep(std::time::Duration::MAX);
        }
    }
}

/// `callable(*args)`, for Python code that may run long: see [`Hang`].
pub fn call<'py>(
    callable: &pyo3::Bound<'py, pyo3::PyAny>,
    args: &pyo3::Bound<'py, pyo3::types::PyTuple>,
) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
    type Plain = unsafe extern "C" fn(*mut ffi::PyObject, *mut ffi::PyObject) -> *mut ffi::PyObject;
    type Call = unsafe extern "C-unwind" fn(*mut ffi::PyObject, *mut ffi::PyObject) -> *mut ffi::PyObject;
    // SAFETY: the same function; the other type lets a forced unwind enter this frame, where `hang` ends it. Bound objects
    // are alive and the lock is held; the result is a new reference or null with an exception set.
    unsafe {
        let call = std::mem::transmute::<Plain, Call>(ffi::PyObject_CallObject);
        let hang = Hang;
        let result = call(callable.as_ptr(), args.as_ptr());
        std::mem::forget(hang);
        pyo3::Bound::from_owned_ptr_or_err(callable.py(), result)
    }
}

fn holds_lock() -> bool {
    // SAFETY: asks only whether this thread is known to the interpreter; PyGILState_Check is not in the stable ABI, and a
    // known thread that runs our code has the lock unless it let go of it through `detached`.
    !DETACHED.get() && unsafe { !ffi::PyGILState_GetThisThreadState().is_null() }
}

/// Objects whose references wait to be dropped by a thread that has the lock.
static WAITING: Mutex<Vec<usize>> = Mutex::new(Vec::new());
static SCHEDULED: AtomicBool = AtomicBool::new(false);

extern "C" fn drop_waiting(_: *mut c_void) -> std::ffi::c_int {
    loop {
        let next = {
            let mut waiting = WAITING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if waiting.is_empty() {
                SCHEDULED.store(false, Ordering::Release);
            }
            waiting.pop()
        };
        match next {
            // SAFETY: the list owns a reference, and pending calls run with the lock.
            Some(object) => unsafe { ffi::Py_DECREF(object as *mut ffi::PyObject) },
            None => return 0,
        }
    }
}

/// Drops a reference to a Python object from any thread: at once where the lock is held, else at the interpreter's next
/// pending call. Taking the lock here could deadlock with a thread that holds it and waits for a lock of the core.
pub fn release(object: *mut ()) {
    if object.is_null() {
        return;
    }
    // SAFETY: asks a flag of the interpreter. When the process exits, objects are left to the system.
    if unsafe { ffi::Py_IsInitialized() } == 0 {
        return;
    }
    if holds_lock() {
        // SAFETY: the caller gives up a reference it owns, and the lock is held.
        unsafe { ffi::Py_DECREF(object.cast()) };
        return;
    }
    WAITING.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(object as usize);
    if !SCHEDULED.swap(true, Ordering::AcqRel) {
        // SAFETY: may be called without the lock.
        unsafe { ffi::Py_AddPendingCall(Some(drop_waiting), std::ptr::null_mut()) };
    }
}

/// A reference to a Python object that Rust code without the lock may hold and drop.
pub struct Shared(std::ptr::NonNull<ffi::PyObject>);

// SAFETY: the object is touched only with the lock held; dropping goes through `release`.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl Shared {
    /// Takes a reference of its own.
    pub fn new(object: &pyo3::Bound<'_, pyo3::PyAny>) -> Shared {
        // SAFETY: a bound object is not null and the lock is held.
        unsafe {
            ffi::Py_INCREF(object.as_ptr());
            Shared(std::ptr::NonNull::new_unchecked(object.as_ptr()))
        }
    }

    /// The object, for a thread that holds the lock.
    pub fn bind<'py>(&self, py: pyo3::Python<'py>) -> pyo3::Bound<'py, pyo3::PyAny> {
        // SAFETY: we own a reference, so the object lives.
        unsafe { pyo3::Bound::from_borrowed_ptr(py, self.0.as_ptr()) }
    }

    /// The object's address.
    pub fn as_ptr(&self) -> *mut () {
        self.0.as_ptr().cast()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        release(self.as_ptr());
    }
}
