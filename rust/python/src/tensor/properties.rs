//! Attributes of tensors.

use std::ffi::{CStr, c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};

use flambeau::{Tensor, ops};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyUserWarning};
use pyo3::ffi;
use pyo3::prelude::*;

use super::object::{is_tensor, replace, shape_of, track, unpack};
use crate::call::result;
use crate::errors::{guard, to_py};
use crate::overrides::{self, Function};
use crate::types::{PyDevice, dtype_object, layout_object};

type Object = *mut ffi::PyObject;
type Getter = fn(Python<'_>, &Tensor, Object) -> PyResult<Object>;
type Setter = fn(Python<'_>, &Tensor, Object, Object) -> PyResult<()>;

unsafe fn read(this: Object, name: &'static CStr, getter: Getter) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: the interpreter holds the object.
        if (overrides::modes() || unsafe { !overrides::is_plain(this) })
            && let Some(result) = overrides::ask_about(py, &Function::Get(&name.to_string_lossy()), &[this])?
        {
            return Ok(result);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let tensor =
            unsafe { unpack(this) }.ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))?;
        getter(py, tensor, this)
    })
}

unsafe fn write(this: Object, value: Object, name: &'static CStr, setter: Setter) -> c_int {
    guard(-1, |py| {
        // SAFETY: the interpreter holds both.
        if (overrides::modes() || unsafe { !overrides::is_plain(this) })
            && !value.is_null()
            && let Some(result) = overrides::ask_about(py, &Function::Set(&name.to_string_lossy()), &[this, value])?
        {
            // SAFETY: a new reference to nothing of interest.
            unsafe { ffi::Py_DECREF(result) };
            return Ok(0);
        }
        // SAFETY: as above; a handle of our own, because the setter may replace the object's.
        let tensor = unsafe { unpack(this) }.cloned();
        let tensor = tensor.ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))?;
        setter(py, &tensor, this, value).map(|()| 0)
    })
}

macro_rules! getset {
    ($( $(#[doc = $doc:literal])* $name:ident $text:literal get $getter:expr $(=> set $setter:expr)?; )+) => {
        $(
            mod $name {
                use super::*;
                pub unsafe extern "C" fn get(this: Object, _: *mut c_void) -> Object {
                    // SAFETY: called by the interpreter.
                    unsafe { read(this, $text, $getter) }
                }
                $(pub unsafe extern "C" fn set(this: Object, value: Object, _: *mut c_void) -> c_int {
                    // SAFETY: called by the interpreter.
                    unsafe { write(this, value, $text, $setter) }
                })?
            }
        )+

        /// Definitions of all attributes.
        pub fn all() -> Vec<ffi::PyGetSetDef> {
            let mut all = Vec::new();
            $(
                #[allow(unused_mut, unused_assignments)]
                let mut setter: Option<ffi::setter> = None;
                $( let _: Setter = $setter; setter = Some($name::set); )?
                let name: &'static CStr = $text;
                let doc: &'static CStr = const { match CStr::from_bytes_with_nul(concat!($($doc, "\n",)* "\0").as_bytes()) {
                    Ok(text) => text,
                    Err(_) => panic!("a doc text ends with its only zero"),
                } };
                all.push(ffi::PyGetSetDef {
                    name: name.as_ptr(), get: Some($name::get), set: setter, doc: doc.as_ptr(), closure: std::ptr::null_mut(),
                });
            )+
            all
        }
    };
}

fn object<'py, T: IntoPyObject<'py>>(py: Python<'py>, value: T) -> PyResult<Object>
where
    PyErr: From<T::Error>,
{
    use pyo3::BoundObject;
    Ok(value.into_pyobject(py)?.into_bound().into_any().into_ptr())
}

fn flag(py: Python<'_>, value: Object, name: &str) -> PyResult<bool> {
    // SAFETY: the interpreter holds the value; null means deletion.
    unsafe {
        if value.is_null() || ffi::PyBool_Check(value) == 0 {
            return Err(PyRuntimeError::new_err(format!("{name} must be a bool")));
        }
        let _ = py;
        Ok(value == ffi::Py_True())
    }
}

fn sizes(py: Python<'_>, tensor: &Tensor, this: Object) -> PyResult<Object> {
    // SAFETY: an attribute's `this` is the object of its tensor, and the interpreter holds it.
    unsafe { shape_of(py, tensor, this) }
}

fn optional(py: Python<'_>, tensor: Option<Tensor>) -> PyResult<Object> {
    match tensor {
        Some(tensor) => result::tensor(py, tensor),
        None => Ok(py.None().into_ptr()),
    }
}

/// Warns once that `.T` of other than two dimensions goes.
fn warn_transposed(py: Python<'_>, tensor: &Tensor) -> PyResult<()> {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if matches!(tensor.ndim(), 0 | 2) || TOLD.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    warn(
        py,
        c"The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated. Use `x.mT` for \
          batches of matrices, or `x.permute(*range(x.ndim - 1, -1, -1))`.",
    )
}

/// Warns where `.grad` of a tensor is asked for that will never have one.
fn warn_without_grad(py: Python<'_>, tensor: &Tensor) -> PyResult<()> {
    if !tensor.requires_grad() || tensor.is_leaf() || tensor.retains_grad() || tensor.grad().is_some() {
        return Ok(());
    }
    warn(
        py,
        c"The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be \
          populated during autograd.backward(). Call .retain_grad() on it if you want its gradient.",
    )
}

fn warn(py: Python<'_>, text: &CStr) -> PyResult<()> {
    PyErr::warn(py, &py.get_type::<PyUserWarning>(), text, 1)
}

fn hermitian_transpose(tensor: &Tensor) -> flambeau::Result<Tensor> {
    flambeau::ensure!(
        matches!(tensor.ndim(), 0 | 2),
        Runtime,
        "tensor.H is only supported on matrices (2-D tensors). Got {}-D tensor.{}",
        tensor.ndim(),
        if tensor.ndim() > 2 { " For batches of matrices, consider using tensor.mH" } else { "" }
    );
    matrix_transpose(tensor).and_then(|tensor| ops::conj(&tensor))
}

fn matrix_transpose(tensor: &Tensor) -> flambeau::Result<Tensor> {
    if tensor.ndim() == 0 {
        return Ok(tensor.clone());
    }
    if tensor.ndim() < 2 {
        flambeau::bail!(
            Runtime,
            "tensor.mT is only supported on matrices or batches of matrices. Got {}-D tensor.",
            tensor.ndim()
        );
    }
    ops::transpose(tensor, -2, -1)
}

getset! {
    /// The sizes of the dimensions.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).shape
    ///     torch.Size([2, 3])
    shape c"shape" get sizes;
    /// The element type.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).dtype
    ///     torch.int64
    dtype c"dtype" get |py, t, _| Ok(dtype_object(py, t.dtype())?.into_ptr());
    /// Where the elements live.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).device
    ///     device(type='cpu')
    device c"device" get |py, t, _| Ok(Py::new(py, PyDevice(t.device()))?.into_ptr());
    /// How the elements are laid out; always strided.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).layout
    ///     torch.strided
    layout c"layout" get |py, _t, _| Ok(layout_object(py)?.into_ptr());
    /// The number of dimensions.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).ndim
    ///     2
    ndim c"ndim" get |py, t, _| object(py, t.ndim());
    /// Bytes of an element.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).itemsize
    ///     4
    itemsize c"itemsize" get |py, t, _| object(py, t.dtype().size());
    /// Bytes of all elements.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).nbytes
    ///     24
    nbytes c"nbytes" get |py, t, _| object(py, t.numel() * t.dtype().size());
    /// Whether operations on this tensor are recorded for differentiation.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).requires_grad
    ///     False
    requires_grad c"requires_grad" get |py, t, _| {
        history(t)?;
        object(py, t.requires_grad())
    }
        => set |py, t, _, value| t.set_requires_grad(flag(py, value, "requires_grad")?).map_err(to_py);
    /// Whether this tensor was not made by a recorded operation.
    ///
    /// Example:
    ///     >>> (2 * flambeau.ones(1, requires_grad=True)).is_leaf
    ///     False
    is_leaf c"is_leaf" get |py, t, _| {
        history(t)?;
        object(py, t.is_leaf())
    };
    /// Whether the gradient of this non-leaf is kept.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> y = x * 2
    ///     >>> y.retain_grad()
    ///     >>> x.retains_grad, y.retains_grad
    ///     (False, True)
    retains_grad c"retains_grad" get |py, t, _| object(py, !t.is_leaf() && t.retains_grad());
    /// Which result of its operation this tensor is.
    ///
    /// Example:
    ///     >>> deviation, mean = flambeau.std_mean(flambeau.ones(4, requires_grad=True))
    ///     >>> deviation.output_nr, mean.output_nr
    ///     (0, 1)
    output_nr c"output_nr" get |py, t, _| object(py, t.output_nr());
    /// The number of in-place changes so far.
    version c"_version" get |py, t, _| {
        if t.is_inference() {
            return Err(PyRuntimeError::new_err("Inference tensors do not track version counter."));
        }
        object(py, t.version())
    };
    /// The gradient gathered by backward passes, or None.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> (3 * x).sum().backward()
    ///     >>> x.grad
    ///     tensor([3., 3.])
    grad c"grad" get |py, t, _| {
        warn_without_grad(py, t)?;
        optional(py, t.grad())
    } => set |_py, t, _, value| set_grad(t, value);
    /// The operation that made this tensor, or None.
    ///
    /// Example:
    ///     >>> (2 * flambeau.ones(1, requires_grad=True)).grad_fn.name()
    ///     'MulBackward0'
    grad_fn c"grad_fn" get |py, t, this| {
        history(t)?;
        match t.grad_fn() {
            Some(node) => {
                // The interpreter holds the object.
                track(this);
                crate::autograd::node_object(py, &node)
            }
            None => Ok(py.None().into_ptr()),
        }
    };
    /// The same elements outside the graph; assignment puts other elements in their place.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(2, requires_grad=True)
    ///     >>> x.data.requires_grad
    ///     False
    data c"data" get |py, t, _| result::tensor(py, t.data()) => set |_py, t, this, value| set_data(t, this, value);
    /// The tensor this one is a view of, or None.
    base c"_base" get |py, t, _| optional(py, t.view_info().map(|view| view.base.clone()));
    /// All dimensions in reverse order: a view.
    ///
    /// Matrices `(n, m)` become `(m, n)`; other numbers of dimensions than two are deprecated.
    ///
    /// Example:
    ///     >>> flambeau.tensor([[1, 2], [3, 4]]).T
    ///     tensor([[1, 3],
    ///             [2, 4]])
    transposed c"T" get |py, t, _| {
        warn_transposed(py, t)?;
        result::tensor(py, ops::reverse_dims(t).map_err(to_py)?)
    };
    /// The last two dimensions exchanged: a view of `(*, n, m)` as `(*, m, n)`.
    ///
    /// A vector raises RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.ones(5, 2, 3).mT.shape
    ///     torch.Size([5, 3, 2])
    matrix_transposed c"mT" get |py, t, _| result::tensor(py, matrix_transpose(t).map_err(to_py)?);
    /// The conjugate transpose of a matrix.
    ///
    /// More than two dimensions, and a vector, raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([[1 + 2j, 3j]]).H
    ///     tensor([[1.-2.j],
    ///             [0.-3.j]])
    hermitian c"H" get |py, t, _| result::tensor(py, hermitian_transpose(t).map_err(to_py)?);
    /// The last two dimensions of `(*, n, m)` exchanged, conjugated.
    ///
    /// A vector raises RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.ones(5, 2, 3).mH.shape
    ///     torch.Size([5, 3, 2])
    matrix_hermitian c"mH" get |py, t, _| result::tensor(py, matrix_transpose(t).and_then(|t| ops::conj(&t)).map_err(to_py)?);
    /// The real parts: a view, or the tensor itself if it is real.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1 + 2j]).real
    ///     tensor([1.])
    real c"real" get |py, t, _| result::tensor(py, ops::real(t).map_err(to_py)?);
    /// The imaginary parts: a view. A real tensor raises RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1 + 2j]).imag
    ///     tensor([2.])
    imag c"imag" get |py, t, _| result::tensor(py, ops::imag(t).map_err(to_py)?);
    /// Whether the elements are in a GPU's memory.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_cuda
    ///     False
    is_cuda c"is_cuda" get |py, t, _| object(py, t.device().kind() == flambeau::DeviceKind::Cuda);
    /// Whether the elements are in main memory.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_cpu
    ///     True
    is_cpu c"is_cpu" get |py, t, _| object(py, t.device().kind() == flambeau::DeviceKind::Cpu);
    /// Always false: there are only strided tensors.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_sparse
    ///     False
    is_sparse c"is_sparse" get |py, _t, _| object(py, false);
    /// Always false: quantized tensors are not there.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_quantized
    ///     False
    is_quantized c"is_quantized" get |py, _t, _| object(py, false);
    /// Whether the tensor has no elements yet, only a shape.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_meta
    ///     False
    is_meta c"is_meta" get |py, _t, _| object(py, false);
}

/// Refuses a view whose place in the graph cannot be told.
#[inline]
fn history(tensor: &Tensor) -> PyResult<()> {
    if tensor.view_info().is_none() { Ok(()) } else { tensor.check_history().map_err(to_py) }
}

fn set_grad(tensor: &Tensor, value: Object) -> PyResult<()> {
    // SAFETY: the interpreter holds the value; null means deletion.
    unsafe {
        if value.is_null() || value == ffi::Py_None() {
            tensor.set_grad(None);
            return Ok(());
        }
        if !is_tensor(value) {
            return Err(PyTypeError::new_err("assigned grad expected to be a Tensor or None"));
        }
        let Some(grad) = unpack(value) else { return Err(PyRuntimeError::new_err("this Tensor was not initialised")) };
        if grad.same(tensor) {
            return Err(PyRuntimeError::new_err("can't assign Variable as its own grad"));
        }
        if grad.dtype() != tensor.dtype() {
            return Err(PyRuntimeError::new_err(format!(
                "assigned grad has data of a different type: {} for a tensor of {}",
                grad.dtype().name(),
                tensor.dtype().name()
            )));
        }
        if !grad.device().is_same_place(tensor.device()) {
            return Err(PyRuntimeError::new_err("assigned grad has data located on a different device"));
        }
        if grad.shape() != tensor.shape() {
            return Err(PyRuntimeError::new_err(format!(
                "assigned grad has data of a different size: {:?} for a tensor of {:?}",
                grad.shape(),
                tensor.shape()
            )));
        }
        tensor.set_grad(Some(grad.clone()));
        Ok(())
    }
}

fn set_data(tensor: &Tensor, this: Object, value: Object) -> PyResult<()> {
    // SAFETY: the interpreter holds the value; null means deletion.
    unsafe {
        if value.is_null() {
            return Err(PyRuntimeError::new_err("Deleting tensor data is not allowed. Delete tensor instead!"));
        }
        if !is_tensor(value) {
            return Err(PyTypeError::new_err("Variable data has to be a tensor"));
        }
        let Some(source) = unpack(value) else {
            return Err(PyRuntimeError::new_err("this Tensor was not initialised"));
        };
        if tensor.requires_grad() && !source.dtype().is_differentiable() {
            return Err(PyRuntimeError::new_err(
                "data set to a tensor that requires gradients must be floating point or complex dtype",
            ));
        }
        let new = tensor.replaced_by(source);
        replace(this, new);
        Ok(())
    }
}
