//! Operators and protocols: the shortest way into the most frequent operations.

use std::ffi::{c_int, c_void};

use flambeau::error::Kind;
use flambeau::op::Operand;
use flambeau::{Error, Result, Scalar, Tensor, ops};
use pyo3::exceptions::{PyOverflowError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::buffer::{get_buffer, release_buffer};
use super::object::{is_tensor, unpack};
use crate::call::result;
use crate::errors::{guard, to_py};
use crate::gil;
use crate::overrides::{self, Function};

/// Elements from which an operator lets go of the interpreter lock.
const DETACH: usize = 32 * 1024;

type Object = *mut ffi::PyObject;

enum Side<'a> {
    Tensor(&'a Tensor),
    Number(Scalar),
    /// An integer beyond 64 bits.
    Beyond,
    Other,
}

#[inline(always)]
unsafe fn side<'a>(object: Object) -> Side<'a> {
    // SAFETY: the interpreter holds operands during the call.
    unsafe {
        if is_tensor(object) {
            return unpack(object).map_or(Side::Other, Side::Tensor);
        }
        if ffi::PyFloat_CheckExact(object) != 0 {
            return Side::Number(Scalar::Float(ffi::PyFloat_AsDouble(object)));
        }
        if ffi::PyBool_Check(object) != 0 {
            return Side::Number(Scalar::Bool(object == ffi::Py_True()));
        }
        let py = Python::assume_attached();
        if ffi::PyLong_Check(object) != 0 || ffi::PyFloat_Check(object) != 0 || ffi::PyComplex_Check(object) != 0 {
            return crate::call::number(py, object).map_or(Side::Beyond, Side::Number);
        }
        if crate::call::is_foreign_number(object) {
            return crate::call::number(py, object).map_or(Side::Other, Side::Number);
        }
        Side::Other
    }
}

fn beyond() -> PyErr {
    PyOverflowError::new_err("int too big to convert")
}

fn not_implemented() -> Object {
    // SAFETY: an immortal object.
    unsafe { ffi::Py_NewRef(ffi::Py_NotImplemented()) }
}

type Forward = fn(&Tensor, Operand<'_>) -> Result<Tensor>;
type Reflected = fn(Scalar, &Tensor) -> Result<Tensor>;

#[inline(always)]
fn run(py: Python<'_>, a: &Tensor, b: Operand<'_>, operation: Forward) -> PyResult<Object> {
    let large = a.numel() >= DETACH || matches!(b, Operand::Tensor(b) if b.numel() >= DETACH);
    let out = if large {
        // Handles of our own: another thread may replace what the objects hold.
        let a = a.clone();
        match b {
            Operand::Tensor(b) => {
                let b = b.clone();
                gil::detached(|| operation(&a, Operand::Tensor(&b)))
            }
            number => gil::detached(|| operation(&a, number)),
        }
    } else {
        operation(a, b)
    };
    result::tensor(py, out.map_err(to_py)?)
}

/// The methods that stand for an operator and for its reflected form.
type Names = (&'static str, &'static str);

/// Asks other classes about an operator; a `TypeError` lets Python try the other operand.
#[cold]
fn ask_operator(py: Python<'_>, left: Object, right: Object, names: Names) -> PyResult<Option<Object>> {
    // SAFETY: the interpreter holds both.
    let asked = if unsafe { is_tensor(left) } {
        overrides::ask_about(py, &Function::Method(names.0), &[left, right])
    } else {
        overrides::ask_about(py, &Function::Method(names.1), &[right, left])
    };
    asked
        .or_else(|error| if error.is_instance_of::<PyTypeError>(py) { Ok(Some(not_implemented())) } else { Err(error) })
}

/// Asks other classes about a slot of the tensor.
#[inline(always)]
fn ask(py: Python<'_>, name: &'static str, args: &[Object]) -> PyResult<Option<Object>> {
    // SAFETY: the interpreter holds the arguments.
    if unsafe { overrides::wanted(args) } { overrides::ask_about(py, &Function::Method(name), args) } else { Ok(None) }
}

#[inline(always)]
unsafe fn binary(left: Object, right: Object, names: Names, forward: Forward, reflected: Reflected) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: the interpreter holds both.
        if unsafe { overrides::wanted(&[left, right]) }
            && let Some(result) = ask_operator(py, left, right, names)?
        {
            return Ok(result);
        }
        // SAFETY: the interpreter holds both.
        match unsafe { (side(left), side(right)) } {
            (Side::Tensor(a), Side::Tensor(b)) => run(py, a, Operand::Tensor(b), forward),
            (Side::Tensor(a), Side::Number(b)) => run(py, a, Operand::Scalar(b), forward),
            (Side::Number(a), Side::Tensor(b)) => result::tensor(py, reflected(a, b).map_err(to_py)?),
            (Side::Beyond, _) | (_, Side::Beyond) => Err(beyond()),
            _ => Ok(not_implemented()),
        }
    })
}

unsafe extern "C" fn matrix_multiply(left: Object, right: Object) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: the interpreter holds both.
        if unsafe { overrides::wanted(&[left, right]) }
            && let Some(result) = ask_operator(py, left, right, ("matmul", "__rmatmul__"))?
        {
            return Ok(result);
        }
        // SAFETY: the interpreter holds both.
        let (Side::Tensor(a), Side::Tensor(b)) = (unsafe { (side(left), side(right)) }) else {
            return Ok(not_implemented());
        };
        let out = if a.numel().max(b.numel()) >= DETACH {
            // Handles of our own, as above.
            let (a, b) = (a.clone(), b.clone());
            gil::detached(|| ops::matmul(&a, &b))
        } else {
            ops::matmul(a, b)
        };
        result::tensor(py, out.map_err(|error| to_py(error.of_op("matmul")))?)
    })
}

type InPlace = fn(&Tensor, Operand<'_>) -> Result<()>;

unsafe fn in_place(left: Object, right: Object, name: &'static str, operation: InPlace) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: the interpreter holds both.
        if unsafe { overrides::wanted(&[left, right]) }
            && let Some(result) = ask_operator(py, left, right, (name, name))?
        {
            return Ok(result);
        }
        // SAFETY: the interpreter holds both.
        let (Side::Tensor(a), other) = (unsafe { (side(left), side(right)) }) else { return Ok(not_implemented()) };
        let b = match other {
            Side::Tensor(b) => Operand::Tensor(b),
            Side::Number(b) => Operand::Scalar(b),
            Side::Beyond => return Err(beyond()),
            Side::Other => return Ok(not_implemented()),
        };
        operation(a, b).map_err(to_py)?;
        let _ = py;
        // SAFETY: the interpreter holds it.
        unsafe { ffi::Py_INCREF(left) };
        Ok(left)
    })
}

/// A number as a tensor of its own, for operations whose first operand is one.
fn lift(number: Scalar) -> Result<Tensor> {
    ops::scalar_tensor(number, Some(ops::promote::scalar_dtype(number)), None, None, None, false)
}

macro_rules! binary_slots {
    ($( $name:ident $names:expr => $forward:expr, $reflected:expr; )+) => { $(
        unsafe extern "C" fn $name(left: Object, right: Object) -> Object {
            // SAFETY: called by the interpreter.
            unsafe { binary(left, right, $names, $forward, $reflected) }
        }
    )+ };
}

const ONE: Scalar = Scalar::Int(1);

binary_slots! {
    add ("add", "add") => |a, b| ops::add(a, b, ONE), |a, b| ops::add(b, Operand::Scalar(a), ONE);
    subtract ("sub", "__rsub__") => |a, b| ops::sub(a, b, ONE), |a, b| ops::rsub(b, Operand::Scalar(a), ONE);
    multiply ("mul", "mul") => ops::mul, |a, b| ops::mul(b, Operand::Scalar(a));
    divide ("div", "__rtruediv__") => |a, b| ops::div(a, b, None), |a, b| ops::reciprocal_times(b, a);
    floor_divide ("__floordiv__", "__rfloordiv__") => ops::floor_divide, |a, b| ops::floor_divide(&lift(a)?, b.into());
    remainder ("remainder", "__rmod__") => ops::remainder, |a, b| ops::remainder(&lift(a)?, b.into());
    bit_and ("__and__", "bitwise_and") => ops::bitwise_and, |a, b| ops::bitwise_and(b, Operand::Scalar(a));
    bit_or ("__or__", "bitwise_or") => ops::bitwise_or, |a, b| ops::bitwise_or(b, Operand::Scalar(a));
    bit_xor ("__xor__", "bitwise_xor") => ops::bitwise_xor, |a, b| ops::bitwise_xor(b, Operand::Scalar(a));
    shift_left ("__lshift__", "__rlshift__") => ops::bitwise_left_shift, |a, b| ops::bitwise_left_shift(&lift(a)?, b.into());
    shift_right ("__rshift__", "__rrshift__") => ops::bitwise_right_shift, |a, b| ops::bitwise_right_shift(&lift(a)?, b.into());
}

macro_rules! in_place_slots {
    ($( $name:ident $method:literal => $operation:expr; )+) => { $(
        unsafe extern "C" fn $name(left: Object, right: Object) -> Object {
            // SAFETY: called by the interpreter.
            unsafe { in_place(left, right, $method, $operation) }
        }
    )+ };
}

in_place_slots! {
    add_in_place "add_" => |a, b| ops::add_(a, b, ONE);
    subtract_in_place "sub_" => |a, b| ops::sub_(a, b, ONE);
    multiply_in_place "mul_" => ops::mul_;
    divide_in_place "div_" => |a, b| ops::div_(a, b, None);
    floor_divide_in_place "floor_divide_" => ops::floor_divide_;
    remainder_in_place "remainder_" => ops::remainder_;
    bit_and_in_place "__iand__" => ops::bitwise_and_;
    bit_or_in_place "__ior__" => ops::bitwise_or_;
    bit_xor_in_place "__ixor__" => ops::bitwise_xor_;
    shift_left_in_place "__ilshift__" => ops::bitwise_left_shift_;
    shift_right_in_place "__irshift__" => ops::bitwise_right_shift_;
}

unsafe extern "C" fn power(left: Object, right: Object, _modulus: Object) -> Object {
    // SAFETY: called by the interpreter.
    unsafe { binary(left, right, ("pow", "__rpow__"), ops::pow, ops::pow_scalar) }
}

unsafe extern "C" fn power_in_place(left: Object, right: Object, _modulus: Object) -> Object {
    // SAFETY: called by the interpreter.
    unsafe { in_place(left, right, "pow_", ops::pow_) }
}

macro_rules! unary_slots {
    ($( $name:ident $method:literal => $operation:expr; )+) => { $(
        unsafe extern "C" fn $name(this: Object) -> Object {
            guard(std::ptr::null_mut(), |py| {
                if let Some(result) = ask(py, $method, &[this])? {
                    return Ok(result);
                }
                // SAFETY: called by the interpreter on a Tensor.
                let tensor = unsafe { this_tensor(this) }?;
                let operation: fn(&Tensor) -> Result<Tensor> = $operation;
                result::tensor(py, operation(tensor).map_err(to_py)?)
            })
        }
    )+ };
}

unsafe fn this_tensor<'a>(this: Object) -> PyResult<&'a Tensor> {
    // SAFETY: the caller holds `this`.
    unsafe { unpack(this) }.ok_or_else(|| PyRuntimeError::new_err("this Tensor was not initialised"))
}

unary_slots! {
    negative "neg" => ops::neg;
    positive "positive" => ops::positive;
    absolute "abs" => ops::abs;
    invert "__invert__" => |tensor| {
        if !tensor.dtype().is_integral(true) {
            let text = "~ (operator.invert) is only implemented on integer and Boolean-type tensors";
            return Err(Error::message(Kind::Type, text));
        }
        ops::bitwise_not(tensor)
    };
}

/// The element of a tensor that `int()` or `float()` converts.
fn number_of(tensor: &Tensor) -> PyResult<Scalar> {
    if tensor.numel() != 1 {
        return Err(PyValueError::new_err("only one element tensors can be converted to Python scalars"));
    }
    tensor.item().map_err(to_py)
}

fn one_element(tensor: &Tensor, what: &str) -> PyResult<Scalar> {
    if tensor.numel() != 1 {
        return Err(PyTypeError::new_err(format!(
            "only {what} tensors of a single element can be converted to an index"
        )));
    }
    tensor.item().map_err(to_py)
}

unsafe extern "C" fn truth(this: Object) -> c_int {
    guard(-1, |py| {
        if let Some(result) = ask(py, "__bool__", &[this])? {
            // SAFETY: a new reference.
            return unsafe { Bound::from_owned_ptr(py, result) }.is_truthy().map(c_int::from);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let tensor = unsafe { this_tensor(this) }?;
        match tensor.numel() {
            1 => Ok(match tensor.item().map_err(to_py)? {
                Scalar::Bool(value) => value,
                Scalar::Int(value) => value != 0,
                Scalar::Float(value) => value != 0.0,
                Scalar::Complex(re, im) => re != 0.0 || im != 0.0,
            } as c_int),
            0 => Err(PyRuntimeError::new_err("Boolean value of Tensor with no values is ambiguous")),
            _ => Err(PyRuntimeError::new_err("Boolean value of Tensor with more than one value is ambiguous")),
        }
    })
}

unsafe extern "C" fn to_int(this: Object) -> Object {
    guard(std::ptr::null_mut(), |py| {
        if let Some(result) = ask(py, "__int__", &[this])? {
            return Ok(result);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let value = number_of(unsafe { this_tensor(this) }?)?;
        match value {
            Scalar::Float(value) if !value.is_finite() => Err(if value.is_nan() {
                PyValueError::new_err("cannot convert float NaN to integer")
            } else {
                PyOverflowError::new_err("cannot convert float infinity to integer")
            }),
            // SAFETY: makes a new object.
            Scalar::Float(value) => unsafe { Ok(ffi::PyLong_FromDouble(value)) },
            Scalar::Bool(value) => result::scalar(py, Scalar::Int(value as i64)),
            // SAFETY: as above.
            Scalar::Complex(re, 0.0) if re.is_finite() => unsafe { Ok(ffi::PyLong_FromDouble(re)) },
            Scalar::Complex(..) => {
                Err(PyRuntimeError::new_err("value cannot be converted to type int64_t without overflow"))
            }
            value => result::scalar(py, value),
        }
    })
}

unsafe extern "C" fn to_float(this: Object) -> Object {
    guard(std::ptr::null_mut(), |py| {
        if let Some(result) = ask(py, "__float__", &[this])? {
            return Ok(result);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let value = match number_of(unsafe { this_tensor(this) }?)? {
            Scalar::Bool(value) => value as u8 as f64,
            Scalar::Int(value) => value as f64,
            Scalar::Float(value) => value,
            Scalar::Complex(re, 0.0) => re,
            Scalar::Complex(..) => {
                return Err(PyRuntimeError::new_err("value cannot be converted to type double without overflow"));
            }
        };
        result::scalar(py, Scalar::Float(value))
    })
}

unsafe extern "C" fn to_index(this: Object) -> Object {
    guard(std::ptr::null_mut(), |py| {
        if let Some(result) = ask(py, "__index__", &[this])? {
            return Ok(result);
        }
        // SAFETY: called by the interpreter on a Tensor.
        match one_element(unsafe { this_tensor(this) }?, "integer")? {
            Scalar::Int(value) => result::scalar(py, Scalar::Int(value)),
            Scalar::Bool(value) => result::scalar(py, Scalar::Int(value as i64)),
            _ => Err(PyTypeError::new_err("only integer tensors of a single element can be converted to an index")),
        }
    })
}

unsafe extern "C" fn length(this: Object) -> ffi::Py_ssize_t {
    guard(-1, |py| {
        if let Some(result) = ask(py, "__len__", &[this])? {
            // SAFETY: a new reference.
            return unsafe { Bound::from_owned_ptr(py, result) }.extract();
        }
        // SAFETY: called by the interpreter on a Tensor.
        match unsafe { this_tensor(this) }?.shape().first() {
            Some(&size) => Ok(size as ffi::Py_ssize_t),
            None => Err(PyTypeError::new_err("len() of a 0-d tensor")),
        }
    })
}

unsafe extern "C" fn get_item(this: Object, index: Object) -> Object {
    guard(std::ptr::null_mut(), |py| {
        if let Some(result) = ask(py, "__getitem__", &[this, index])? {
            return Ok(result);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let tensor = unsafe { this_tensor(this) }?;
        super::indexing::get(py, tensor, index)
    })
}

unsafe extern "C" fn set_item(this: Object, index: Object, value: Object) -> c_int {
    guard(-1, |py| {
        if value.is_null() {
            return Err(PyTypeError::new_err("Tensor does not support deleting items"));
        }
        if let Some(result) = ask(py, "__setitem__", &[this, index, value])? {
            // SAFETY: a new reference to nothing of interest.
            unsafe { ffi::Py_DECREF(result) };
            return Ok(0);
        }
        // SAFETY: called by the interpreter on a Tensor.
        let tensor = unsafe { this_tensor(this) }?;
        super::indexing::set(py, tensor, index, value).map(|()| 0)
    })
}

unsafe extern "C" fn item_at(this: Object, index: ffi::Py_ssize_t) -> Object {
    guard(std::ptr::null_mut(), |py| {
        // SAFETY: called by the interpreter on a Tensor.
        let tensor = unsafe { this_tensor(this) }?;
        result::tensor(py, ops::select(tensor, 0, index as i64).map_err(to_py)?)
    })
}

unsafe extern "C" fn compare(left: Object, right: Object, how: c_int) -> Object {
    guard(std::ptr::null_mut(), |py| {
        let (name, forward): (_, Forward) = match how {
            ffi::Py_EQ => ("__eq__", ops::eq),
            ffi::Py_NE => ("ne", ops::ne),
            ffi::Py_LT => ("lt", ops::lt),
            ffi::Py_LE => ("le", ops::le),
            ffi::Py_GT => ("gt", ops::gt),
            _ => ("ge", ops::ge),
        };
        // SAFETY: the interpreter holds both.
        if unsafe { overrides::wanted(&[left, right]) }
            && let Some(result) = ask_operator(py, left, right, (name, name))?
        {
            return Ok(result);
        }
        // SAFETY: the interpreter holds both; it calls with a Tensor on the left.
        match unsafe { (side(left), side(right)) } {
            (Side::Tensor(a), Side::Tensor(b)) => run(py, a, Operand::Tensor(b), forward),
            (Side::Tensor(a), Side::Number(b)) => run(py, a, Operand::Scalar(b), forward),
            (_, Side::Beyond) => Err(beyond()),
            _ => Ok(not_implemented()),
        }
    })
}

unsafe extern "C" fn hash(this: Object) -> ffi::Py_hash_t {
    // A tensor is equal to itself only; the address, without the zeros that alignment leaves.
    match (this as usize).rotate_right(4) as ffi::Py_hash_t {
        -1 => -2,
        hash => hash,
    }
}

/// All slots but those of the object's life.
pub fn all() -> Vec<ffi::PyType_Slot> {
    macro_rules! slots {
        ($( $slot:ident $function:ident )+) => {
            vec![$(ffi::PyType_Slot { slot: ffi::$slot, pfunc: $function as *mut c_void }),+]
        };
    }
    slots! {
        Py_nb_add add Py_nb_subtract subtract Py_nb_multiply multiply Py_nb_true_divide divide
        Py_nb_floor_divide floor_divide Py_nb_remainder remainder Py_nb_power power
        Py_nb_matrix_multiply matrix_multiply
        Py_nb_and bit_and Py_nb_or bit_or Py_nb_xor bit_xor Py_nb_lshift shift_left Py_nb_rshift shift_right
        Py_nb_inplace_add add_in_place Py_nb_inplace_subtract subtract_in_place
        Py_nb_inplace_multiply multiply_in_place Py_nb_inplace_true_divide divide_in_place
        Py_nb_inplace_floor_divide floor_divide_in_place Py_nb_inplace_remainder remainder_in_place
        Py_nb_inplace_power power_in_place Py_nb_inplace_and bit_and_in_place Py_nb_inplace_or bit_or_in_place
        Py_nb_inplace_xor bit_xor_in_place Py_nb_inplace_lshift shift_left_in_place
        Py_nb_inplace_rshift shift_right_in_place
        Py_nb_negative negative Py_nb_positive positive Py_nb_absolute absolute Py_nb_invert invert
        Py_nb_bool truth Py_nb_int to_int Py_nb_float to_float Py_nb_index to_index
        Py_mp_length length Py_mp_subscript get_item Py_mp_ass_subscript set_item Py_sq_item item_at Py_sq_length length
        Py_tp_richcompare compare Py_tp_hash hash
        Py_bf_getbuffer get_buffer Py_bf_releasebuffer release_buffer
    }
}
