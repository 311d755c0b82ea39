//! The one way from Python into an operation.
//!
//! Every function and method of the operation table is a C function with the number of its name in its type
//! ([`trampoline`]); all of them end here. Arguments are matched against the rows of that name ([`bind`]), become values on
//! the stack, and the row's entry point is called. Small work keeps the interpreter lock, large work lets go of it.

pub mod bind;
pub mod result;
pub mod trampoline;
mod usage;

use flambeau::op::{Op, Returned, Value};
use flambeau::tensor::destination;
use flambeau::{Result, Tensor};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use smallvec::SmallVec;

pub use usage::{int, is_foreign_number, is_python_dtype, python_dtype, scalar as number};

use crate::errors::to_py;
use crate::gil;
use crate::overrides::{self, Function};
use crate::tensor::object::{is_tensor, unpack};
use bind::{Arena, Arguments, Bindings};

/// Elements from which a call lets go of the interpreter lock: some 10 us of work, a hundred times what letting go costs.
const DETACH: usize = 32 * 1024;

/// The overloads of one name.
pub struct Group {
    /// The name.
    pub name: &'static str,
    /// Its rows, in the order they are tried.
    pub rows: SmallVec<[&'static Op; 2]>,
}

/// Calls an operation with arguments from Python; `this` comes first where it is a method.
pub fn call(
    py: Python<'_>,
    group: &Group,
    this: Option<*mut ffi::PyObject>,
    args: &[*mut ffi::PyObject],
    kwnames: *mut ffi::PyObject,
    keyword_values: &[*mut ffi::PyObject],
) -> PyResult<*mut ffi::PyObject> {
    // SAFETY: the interpreter holds the arguments.
    let wanted = unsafe {
        this.is_some_and(|this| !overrides::is_plain(this))
            || overrides::wanted(args)
            || overrides::wanted(keyword_values)
    };
    if wanted {
        let function = if this.is_some() { Function::Method(group.name) } else { Function::Module(group.name) };
        if let Some(result) = overrides::ask_call(py, &function, this, args, kwnames, keyword_values)? {
            return Ok(result);
        }
    }
    let arguments = Arguments { this, args, kwnames, keyword_values };
    let mut arena = Arena::default();
    for &op in &group.rows {
        let Some(bindings) = bind::matches(op, &arguments)? else { continue };
        let mut values: SmallVec<[Value<'_>; 10]> = SmallVec::new();
        bind::values(py, op, &bindings, &arena, &mut values)?;
        let Some(out) = bindings.out() else {
            let returned = run(op, &values).map_err(to_py)?;
            return finish(py, op, &bindings, returned);
        };
        // SAFETY: the caller holds the object; a handle of our own, because the operation may run anything.
        let target = unsafe { if is_tensor(out) { unpack(out).cloned() } else { None } };
        check_devices(py, op, &values, out)?;
        let returned = match &target {
            Some(target) => destination::with(op, &values, target, || run(op, &values)),
            None => run(op, &values),
        };
        let returned = returned.map_err(to_py)?;
        check_apart(op, &values, out)?;
        return finish(py, op, &bindings, returned);
    }
    arena.clear();
    Err(usage::error(py, group, &arguments))
}

/// Refuses tensors given as `out=` that are where no argument is.
fn check_devices(py: Python<'_>, op: &Op, values: &[Value<'_>], out: *mut ffi::PyObject) -> PyResult<()> {
    // SAFETY: the caller holds the object.
    let out = unsafe { Bound::from_borrowed_ptr(py, out) };
    let check = |one: &Bound<'_, PyAny>| {
        // SAFETY: a bound object is alive; a non-tensor is left to be refused later.
        match unsafe { if is_tensor(one.as_ptr()) { unpack(one.as_ptr()) } else { None } } {
            Some(tensor) => flambeau::op::check_out_device(op, values, tensor).map_err(to_py),
            None => Ok(()),
        }
    };
    match out.cast::<PyTuple>() {
        Ok(several) => several.iter().try_for_each(|one| check(&one)),
        Err(_) => check(&out),
    }
}

/// Refuses a tensor given as `out=` that shares some of its elements with an argument, for operations in which the result
/// would depend on the order of the work if it were written at once.
fn check_apart(op: &Op, values: &[Value<'_>], out: *mut ffi::PyObject) -> PyResult<()> {
    let joins = matches!(op.name, "cat" | "concat" | "concatenate" | "stack" | "index_select");
    if !joins && !op.is_pointwise() {
        return Ok(());
    }
    // SAFETY: the caller holds the object; a non-tensor is left to be refused later.
    let Some(out) = (unsafe { if is_tensor(out) { unpack(out) } else { None } }) else { return Ok(()) };
    for value in values {
        let list = match value {
            Value::Tensor(tensor) => std::slice::from_ref(*tensor),
            Value::Tensors(list) => list,
            _ => continue,
        };
        for tensor in list {
            flambeau::ops::check_read_apart(out, tensor, joins).map_err(to_py)?;
        }
    }
    Ok(())
}

fn finish(py: Python<'_>, op: &'static Op, bindings: &Bindings, returned: Returned) -> PyResult<*mut ffi::PyObject> {
    if let Some(out) = bindings.out() {
        return result::into_out(py, op, returned, out);
    }
    if let Some(written) = bindings.written() {
        return result::keep_written(py, op, returned, written);
    }
    if matches!(returned, Returned::This) && !op.returns.is_empty() {
        let this = bindings.first();
        // SAFETY: the first argument is an object the caller holds.
        unsafe { ffi::Py_INCREF(this) };
        return Ok(this);
    }
    result::to_python(py, op, returned)
}

/// Runs an operation, without the interpreter lock where the work is large.
fn run(op: &'static Op, values: &[Value<'_>]) -> Result<Returned> {
    let large = values.iter().any(|value| match value {
        Value::Tensor(tensor) => tensor.numel() >= DETACH,
        Value::Tensors(list) => list.iter().any(|tensor| tensor.numel() >= DETACH),
        Value::Ints(sizes) => {
            sizes.iter().try_fold(1i64, |n, &size| n.checked_mul(size)).is_some_and(|n| n >= DETACH as i64)
        }
        _ => false,
    });
    if !large || op.view {
        return (op.entry)(values);
    }
    // Another thread may replace what a Python object holds while the lock is free: keep handles of our own.
    let kept: SmallVec<[Tensor; 4]> = values
        .iter()
        .filter_map(|value| match value {
            Value::Tensor(tensor) => Some((*tensor).clone()),
            _ => None,
        })
        .collect();
    let mut next = kept.iter();
    let own: SmallVec<[Value<'_>; 10]> = values
        .iter()
        .map(|value| match value {
            Value::Tensor(_) => next.next().map_or(Value::None, Value::Tensor),
            other => *other,
        })
        .collect();
    let own: &[Value<'_>] = &own;
    gil::detached(|| (op.entry)(own))
}
