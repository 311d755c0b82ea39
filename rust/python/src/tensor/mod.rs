//! The type `flambeau.Tensor`.
//!
//! - [`object`]: the instance and its life; [`slots`]: operators and protocols; [`properties`]: attributes;
//!   [`methods`]: methods that are no operations; [`lists`]: elements as Python numbers; [`buffer`]: the buffer protocol; [`numpy`]: NumPy's arrays; [`dlpack`]: memory
//!   shared with others; [`create`]: tensors from Python data
//!
//! Methods that are operations come from the operation table (`crate::call`).

pub mod buffer;
pub mod create;
pub mod dlpack;
mod indexing;
mod lists;
mod methods;
mod numpy;
pub mod object;
mod properties;
mod slots;

use flambeau::Tensor;
use pyo3::conversion::IntoPyObject;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::errors::current;

/// A tensor handle in the signature of a `#[pyfunction]`.
pub struct Handle(pub Tensor);

impl<'a, 'py> FromPyObject<'a, 'py> for Handle {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Handle> {
        get(&object).map(|tensor| Handle(tensor.clone()))
    }
}

impl<'py> IntoPyObject<'py> for Handle {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: the lock is held; `wrap` gives a new reference or sets an exception.
        unsafe { Bound::from_owned_ptr_or_err(py, object::wrap(self.0)) }
    }
}

/// The tensor of a Python object.
pub fn get<'a>(object: &'a Bound<'_, PyAny>) -> PyResult<&'a Tensor> {
    // SAFETY: a bound object is alive and the lock is held.
    unsafe {
        if object::is_tensor(object.as_ptr())
            && let Some(tensor) = object::unpack(object.as_ptr())
        {
            return Ok(tensor);
        }
    }
    Err(PyTypeError::new_err(format!("expected a Tensor, got {}", crate::types::type_name(object))))
}

unsafe extern "C" fn new(
    kind: *mut ffi::PyTypeObject,
    args: *mut ffi::PyObject,
    kwargs: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    crate::errors::guard(std::ptr::null_mut(), |py| {
        // SAFETY: the interpreter passes a tuple and a dict or null.
        let (args, kwargs) =
            unsafe { (Bound::from_borrowed_ptr(py, args), Bound::from_borrowed_ptr_or_opt(py, kwargs)) };
        let tensor = create::legacy(py, args.cast()?, kwargs.as_ref().map(|kwargs| kwargs.cast()).transpose()?)?;
        // SAFETY: the lock is held and the tensor is new.
        let object = unsafe { object::wrap_as(tensor, kind) };
        if object.is_null() { Err(current(py)) } else { Ok(object) }
    })
}

/// The doc text of the type.
const DOC: &std::ffi::CStr = c"A multi-dimensional array with automatic differentiation.

:func:`flambeau.tensor` makes one of numbers, :func:`flambeau.zeros` and its like of a shape. ``Tensor(2, 3)`` has this
shape, the default dtype and elements that are not set; ``Tensor([1, 2])`` has these elements in the default dtype.

A tensor with ``requires_grad=True`` is a leaf of the graph that operations on it record; :meth:`backward` of a result
adds the gradients to the leaves' ``grad``.

Example:
    >>> x = flambeau.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> x.shape, x.dtype, x.device
    (torch.Size([2, 2]), torch.float32, device(type='cpu'))
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([[2., 4.],
            [6., 8.]])
    >>> flambeau.Tensor([1, 2])
    tensor([1., 2.])
";

/// Makes the type and adds it and its functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let mut slots = slots::all();
    let mut definitions = methods::definitions();
    // The table's definitions come last: they end with the empty one.
    definitions.extend(crate::call::trampoline::method_definitions()?);
    slots.push(ffi::PyType_Slot { slot: ffi::Py_tp_methods, pfunc: definitions.leak().as_mut_ptr().cast() });
    slots.push(ffi::PyType_Slot { slot: ffi::Py_tp_new, pfunc: new as *mut std::ffi::c_void });
    slots.push(ffi::PyType_Slot { slot: ffi::Py_tp_doc, pfunc: DOC.as_ptr() as *mut std::ffi::c_void });
    // SAFETY: the lock is held; definitions are leaked, slots are read during the call.
    let kind = unsafe { object::make_type(&slots, properties::all()) };
    // SAFETY: a new reference or null with an exception set.
    let kind = unsafe { Bound::from_owned_ptr_or_err(py, kind) }?;
    module.add("Tensor", kind)?;
    create::register(module)?;
    buffer::register(module)?;
    numpy::register(module)?;
    dlpack::register(module)
}
