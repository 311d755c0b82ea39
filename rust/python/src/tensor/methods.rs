//! Methods that answer questions about a tensor and are no operations.

use flambeau::{MemoryFormat, Tensor};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::object::{shape_of, unpack};
use super::{lists, numpy};
use crate::call::result;
use crate::errors::{guard, to_py};
use crate::overrides::{self, Function};
use crate::types::PyMemoryFormat;

type Object = *mut ffi::PyObject;
type Method = fn(Python<'_>, &Tensor, Object, &[Object]) -> PyResult<Object>;

/// Names of a method's arguments.
struct Takes {
    positional: &'static [&'static str],
    /// Those that have to be named.
    keyword: &'static [&'static str],
}

unsafe fn enter(
    this: Object,
    args: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
    method: Method,
    name: &str,
    takes: &Takes,
) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: called by the interpreter on a Tensor, with its argument array.
        unsafe {
            let tensor = unpack(this).ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))?;
            let keywords = if names.is_null() { 0 } else { ffi::PyTuple_Size(names) as usize };
            let count = count as usize;
            let all: &[Object] =
                if count + keywords == 0 { &[] } else { std::slice::from_raw_parts(args, count + keywords) };
            if overrides::modes() || !overrides::is_plain(this) {
                let (args, values) = all.split_at(count);
                let function = Function::Method(name);
                if let Some(result) = overrides::ask_call(py, &function, Some(this), args, names, values)? {
                    return Ok(result);
                }
            }
            let (positional, most) = (takes.positional.len(), takes.positional.len() + takes.keyword.len());
            if count > positional || count + keywords > most {
                let plural = |count: usize| if count == 1 { "" } else { "s" };
                return Err(PyTypeError::new_err(if count > positional && positional < most {
                    format!(
                        "{name}() takes {positional} positional argument{} but {count} {} given",
                        plural(positional),
                        if count == 1 { "was" } else { "were" }
                    )
                } else {
                    format!("{name}() takes at most {most} argument{} ({} given)", plural(most), count + keywords)
                }));
            }
            let mut bound = [std::ptr::null_mut(); 4];
            bound[..count].copy_from_slice(&all[..count]);
            for at in 0..keywords {
                let name = Borrowed::from_ptr(py, ffi::PyTuple_GetItem(names, at as ffi::Py_ssize_t)).to_string();
                match takes.positional.iter().chain(takes.keyword).position(|taken| *taken == name) {
                    Some(to) if bound[to].is_null() => bound[to] = all[count + at],
                    _ => return Err(PyTypeError::new_err(format!("got an unexpected keyword argument '{name}'"))),
                }
            }
            method(py, tensor, this, &bound[..most])
        }
    })
}

macro_rules! methods {
    ($( $(#[doc = $doc:literal])* $name:ident($($arg:ident),* $(; $keyword:ident)?) $body:expr; )+) => {
        $(
            unsafe extern "C" fn $name(this: Object, args: *const Object, count: ffi::Py_ssize_t, names: Object) -> Object {
                // SAFETY: called by the interpreter.
                unsafe {
                    let takes = Takes { positional: &[$(stringify!($arg)),*], keyword: &[$(stringify!($keyword))?] };
                    enter(this, args, count, names, $body, stringify!($name), &takes)
                }
            }
        )+

        /// Definitions of these methods, without the empty one that ends a list.
        pub fn definitions() -> Vec<ffi::PyMethodDef> {
            let mut all = vec![$( ffi::PyMethodDef {
                ml_name: concat!(stringify!($name), "\0").as_ptr().cast(),
                ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: $name },
                ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
                ml_doc: concat!(stringify!($name), "($self", $(", ", stringify!($arg), "=None",)* $(", *, ", stringify!($keyword), "=None",)? ")\n--\n\n", $($doc, "\n",)* "\0").as_ptr().cast(),
            } ),+];
            all.push(ffi::PyMethodDef {
                ml_name: c"__torch_function__".as_ptr(),
                ml_meth: ffi::PyMethodDefPointer { PyCFunctionWithKeywords: overrides::default_torch_function },
                ml_flags: ffi::METH_VARARGS | ffi::METH_KEYWORDS | ffi::METH_CLASS,
                ml_doc: c"__torch_function__($type, func, types, args=(), kwargs=None)\n--\n\nCalls an operation for a subclass, and makes its results instances of the subclass.".as_ptr(),
            });
            all
        }
    };
}

fn integer(py: Python<'_>, value: i64) -> PyResult<Object> {
    result::scalar(py, flambeau::Scalar::Int(value))
}

fn boolean(py: Python<'_>, value: bool) -> PyResult<Object> {
    result::scalar(py, flambeau::Scalar::Bool(value))
}

fn given<'a, 'py>(py: Python<'py>, object: Object) -> Option<Borrowed<'a, 'py, PyAny>> {
    // SAFETY: the interpreter holds arguments during the call.
    unsafe { Borrowed::from_ptr_or_opt(py, object).filter(|object| !object.is_none()) }
}

fn shape(py: Python<'_>, t: &Tensor, this: Object) -> PyResult<Object> {
    // SAFETY: a method's `this` is the object of its tensor, and the interpreter holds it.
    unsafe { shape_of(py, t, this) }
}

fn numel_of(py: Python<'_>, t: &Tensor, _: Object, _: &[Object]) -> PyResult<Object> {
    integer(py, t.numel() as i64)
}

fn dim_of(py: Python<'_>, t: &Tensor, _: Object, _: &[Object]) -> PyResult<Object> {
    integer(py, t.ndim() as i64)
}

methods! {
    /// The only element as a Python number.
    ///
    /// Example:
    ///     >>> flambeau.tensor([2.5]).item()
    ///     2.5
    item() |py, t, _, _| result::scalar(py, t.item().map_err(to_py)?);
    /// The shape, or the size of one dimension.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).size()
    ///     torch.Size([2, 3])
    ///     >>> flambeau.ones(2, 3).size(1)
    ///     3
    size(dim) |py, t, this, args| match given(py, args[0]) {
        None => shape(py, t, this),
        Some(dim) => integer(py, t.size(dim.extract()?).map_err(to_py)? as i64),
    };
    /// The distances in elements between neighbours along each dimension, or along one.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).stride()
    ///     (3, 1)
    stride(dim) |py, t, _, args| match given(py, args[0]) {
        None => Ok(pyo3::types::PyTuple::new(py, t.strides())?.into_ptr()),
        Some(dim) => {
            let at = flambeau::tensor::layout::wrap_dim(dim.extract()?, t.ndim()).map_err(to_py)?;
            t.strides().get(at).map_or_else(
                || Err(pyo3::exceptions::PyIndexError::new_err("Dimension specified as 0 but tensor has no dimensions")),
                |&stride| integer(py, stride as i64),
            )
        }
    };
    /// The number of dimensions.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).dim()
    ///     2
    dim() dim_of;
    /// The number of dimensions.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).ndimension()
    ///     2
    ndimension() dim_of;
    /// The number of elements.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).numel()
    ///     6
    numel() numel_of;
    /// The number of elements.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).nelement()
    ///     6
    nelement() numel_of;
    /// Bytes of an element.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).element_size()
    ///     4
    element_size() |py, t, _, _| integer(py, t.dtype().size() as i64);
    /// Where the first element lies in the storage, in elements.
    ///
    /// Example:
    ///     >>> flambeau.ones(4)[1:].storage_offset()
    ///     1
    storage_offset() |py, t, _, _| integer(py, t.storage_offset() as i64);
    /// The address of the first element; 0 for an empty tensor.
    ///
    /// Views of one storage share its bytes: the addresses differ by the bytes in between.
    ///
    /// Example:
    ///     >>> x = flambeau.zeros(4)
    ///     >>> x[1:].data_ptr() - x.data_ptr()
    ///     4
    data_ptr() |py, t, _, _| integer(py, if t.numel() == 0 { 0 } else { t.data_ptr() as i64 });
    /// Whether elements follow each other in memory in the order of the format.
    ///
    /// Example:
    ///     >>> flambeau.ones(2, 3).t().is_contiguous()
    ///     False
    is_contiguous(memory_format) |py, t, _, args| match given(py, args[0]) {
        None => boolean(py, t.is_contiguous()),
        Some(format) => boolean(py, t.is_contiguous_in(format.cast::<PyMemoryFormat>().map_err(PyErr::from)?.get().0)),
    };
    /// Whether the dtype is a real floating-point one.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).is_floating_point()
    ///     True
    is_floating_point() |py, t, _, _| boolean(py, t.dtype().is_floating_point());
    /// Whether the dtype is complex.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1j]).is_complex()
    ///     True
    is_complex() |py, t, _, _| boolean(py, t.dtype().is_complex());
    /// Whether the dtype holds negative numbers.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1], dtype=flambeau.uint8).is_signed()
    ///     False
    is_signed() |py, t, _, _| boolean(py, t.dtype().is_signed());
    /// Whether the tensor was made in inference mode.
    ///
    /// Example:
    ///     >>> with flambeau.inference_mode():
    ///     ...     x = flambeau.ones(2)
    ///     >>> x.is_inference()
    ///     True
    is_inference() |py, t, _, _| boolean(py, t.is_inference());
    /// Always false: conjugation is carried out at once.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1j]).conj().is_conj()
    ///     False
    is_conj() |py, _t, _, _| boolean(py, false);
    /// Always false: negation is carried out at once.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0]).neg().is_neg()
    ///     False
    is_neg() |py, _t, _, _| boolean(py, false);
    /// Whether this tensor looks into another's memory.
    _is_view() |py, t, _, _| boolean(py, t.view_info().is_some());
    /// Sets whether operations on this tensor are recorded; returns the tensor.
    ///
    /// Example:
    ///     >>> flambeau.ones(2).requires_grad_()
    ///     tensor([1., 1.], requires_grad=True)
    requires_grad_(requires_grad) |py, t, this, args| {
        let wanted = given(py, args[0]).map_or(Ok(true), |flag| flag.is_truthy())?;
        t.set_requires_grad(wanted).map_err(to_py)?;
        // The interpreter holds it.
        ffi::Py_INCREF(this);
        Ok(this)
    };
    /// Keeps the gradient of this tensor, which is no leaf, in `.grad`.
    ///
    /// Example:
    ///     >>> x = flambeau.ones(1, requires_grad=True)
    ///     >>> y = 2 * x
    ///     >>> y.retain_grad()
    ///     >>> (3 * y).sum().backward()
    ///     >>> y.grad
    ///     tensor([3.])
    retain_grad() |py, t, _, _| {
        t.retain_grad().map_err(to_py)?;
        Ok(py.None().into_ptr())
    };
    /// The elements as nested lists of Python numbers; a number for a 0-d tensor.
    ///
    /// Example:
    ///     >>> flambeau.tensor([[1, 2], [3, 4]]).tolist()
    ///     [[1, 2], [3, 4]]
    tolist() |py, t, _, _| {
        let dense = t.to_host().and_then(|t| t.contiguous(MemoryFormat::Contiguous)).map_err(to_py)?;
        lists::nested(py, &dense)
    };
    /// A NumPy array that shares the tensor's memory.
    ///
    /// A tensor that requires grad raises RuntimeError, unless `force` is true: then it is taken out of the graph.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, 2.0]).numpy()
    ///     array([1., 2.], dtype=float32)
    numpy(; force) |py, t, _, args| {
        let force = given(py, args[0]).map_or(Ok(false), |force| {
            force.extract::<bool>().map_err(|_| {
                let given = crate::types::type_name(&force);
                PyTypeError::new_err(format!("numpy(): argument 'force' must be bool, not {given}"))
            })
        })?;
        numpy::to_array(py, t, force)
    };
    /// A NumPy array for NumPy's own functions: shared, unless another dtype or a copy is asked for.
    __array__(dtype, copy) |py, t, _, args| {
        let copy = given(py, args[1]).map(|copy| copy.is_truthy()).transpose()?;
        numpy::array_for(py, t, given(py, args[0]), copy)
    };
}
