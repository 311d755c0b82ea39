//! Comparisons and questions about single elements.

use flambeau_cpu::DType;

use super::{alias_binary, binary, pointwise};
use crate::{Result, Tensor, ensure};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

pointwise! {
    HEAVISIDE = "heaviside", "HeavisideBackward0", Same except complex, |x, values| {
            x.eq(x.same(0.0)).select(values, x.gt(x.same(0.0)).convert(x.class()))
        };
    EQ = "eq", "NotImplemented", Compare, |a, b| a.eq(b);
    NE = "ne", "NotImplemented", Compare, |a, b| a.ne(b);
    LT = "lt", "NotImplemented", Compare except complex, |a, b| a.lt(b);
    LE = "le", "NotImplemented", Compare except complex, |a, b| a.le(b);
    GT = "gt", "NotImplemented", Compare except complex, |a, b| a.gt(b);
    GE = "ge", "NotImplemented", Compare except complex, |a, b| a.ge(b);
    ISNAN = "isnan", "NotImplemented", Compare, |x| x.isnan();
    ISINF = "isinf", "NotImplemented", Compare, |x| x.isinf();
    ISFINITE = "isfinite", "NotImplemented", Compare, |x| x.isfinite();
    ISPOSINF = "isposinf", "NotImplemented", Compare except complex,
        |x| x.isinf().bitand(x.gt(x.same(0.0)));
    ISNEGINF = "isneginf", "NotImplemented", Compare except complex,
        |x| x.isinf().bitand(x.lt(x.same(0.0)));
    SIGNBIT = "signbit", "NotImplemented", Compare except complex, |x| x.signbit();
    ISCLOSE = "isclose", "NotImplemented", Compare, |a, b, rtol, atol| {
            let near = (a - b).abs().le((atol + (rtol * b.abs().convert(b.class())).abs().convert(b.class())).abs());
            a.eq(b).logical_or(near.logical_and(a.isfinite()).logical_and(b.isfinite()))
        };
    ISCLOSE_NAN = "isclose", "NotImplemented", Compare, |a, b, rtol, atol| {
            let near = (a - b).abs().le((atol + (rtol * b.abs().convert(b.class())).abs().convert(b.class())).abs());
            let close = a.eq(b).logical_or(near.logical_and(a.isfinite()).logical_and(b.isfinite()));
            close.logical_or(a.isnan().logical_and(b.isnan()))
        };
}

binary! {
    /// Whether elements are equal.
    ///
    /// Both shapes broadcast; any dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).eq(flambeau.tensor([1, 3]))
    ///     tensor([ True, False])
    EQ eq eq_
    /// Whether elements differ.
    ///
    /// Both shapes broadcast; any dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).ne(flambeau.tensor([1, 3]))
    ///     tensor([False,  True])
    NE ne ne_
    /// `this < other`.
    ///
    /// Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).lt(2)
    ///     tensor([ True, False])
    LT lt lt_
    /// `this <= other`.
    ///
    /// Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).le(1)
    ///     tensor([ True, False])
    LE le le_
    /// `this > other`.
    ///
    /// Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).gt(1)
    ///     tensor([False,  True])
    GT gt gt_
    /// `this >= other`.
    ///
    /// Both shapes broadcast; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1, 2]).ge(2)
    ///     tensor([False,  True])
    GE ge ge_
}

alias_binary! {
    /// Example:
    ///     >>> flambeau.not_equal(flambeau.tensor([1, 2]), 1)
    ///     tensor([False,  True])
    NE not_equal not_equal_ = "ne"
    /// Example:
    ///     >>> flambeau.less(flambeau.tensor([1, 2]), 2)
    ///     tensor([ True, False])
    LT less less_ = "lt"
    /// Example:
    ///     >>> flambeau.less_equal(flambeau.tensor([1, 2]), 1)
    ///     tensor([ True, False])
    LE less_equal less_equal_ = "le"
    /// Example:
    ///     >>> flambeau.greater(flambeau.tensor([1, 2]), 1)
    ///     tensor([False,  True])
    GT greater greater_ = "gt"
    /// Example:
    ///     >>> flambeau.greater_equal(flambeau.tensor([1, 2]), 2)
    ///     tensor([False,  True])
    GE greater_equal greater_equal_ = "ge"
}

macro_rules! questions {
    ($( $(#[$doc:meta])* $row:ident $name:ident )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; method, function)]
        pub fn $name(this: &Tensor) -> Result<Tensor> {
            $row.call(&[this.into()])
        }
    )+ };
}

questions! {
    /// Whether elements are NaN.
    ///
    /// Any shape and dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, float("nan")]).isnan()
    ///     tensor([False,  True])
    ISNAN isnan
    /// Whether elements are infinite.
    ///
    /// Any shape and dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, float("inf")]).isinf()
    ///     tensor([False,  True])
    ISINF isinf
    /// Whether elements are neither infinite nor NaN.
    ///
    /// Any shape and dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, float("inf")]).isfinite()
    ///     tensor([ True, False])
    ISFINITE isfinite
    /// Whether elements are plus infinity.
    ///
    /// Any shape; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isposinf()
    ///     tensor([False,  True, False])
    ISPOSINF isposinf
    /// Whether elements are minus infinity.
    ///
    /// Any shape; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([1.0, float("inf"), -float("inf")]).isneginf()
    ///     tensor([False, False,  True])
    ISNEGINF isneginf
    /// Whether the sign bit is set: of negative numbers, and of minus zero.
    ///
    /// Any shape; the result is boolean. Complex dtypes raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([-1.0, -0.0, 0.0]).signbit()
    ///     tensor([ True,  True, False])
    SIGNBIT signbit
}

/// Whether `|this - other| <= atol + rtol * |other|`, element by element.
///
/// Both shapes broadcast; the result is boolean. Dtypes that differ, and negative tolerances, raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.isclose(flambeau.tensor([1.0, 2.0]), flambeau.tensor([1.000001, 2.1]))
///     tensor([ True, False])
#[flambeau_macros::op(isclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> Tensor; method, function)]
pub fn isclose(this: &Tensor, other: &Tensor, rtol: f64, atol: f64, equal_nan: bool) -> Result<Tensor> {
    ensure!(
        this.dtype() == other.dtype(),
        Runtime,
        "{} did not match {}",
        this.dtype().scalar_name(),
        other.dtype().scalar_name()
    );
    ensure!(rtol >= 0.0, Runtime, "rtol must be greater than or equal to zero, but got {rtol}");
    ensure!(atol >= 0.0, Runtime, "atol must be greater than or equal to zero, but got {atol}");
    // Integers are compared in double precision, so that the tolerances are not rounded to integers.
    let (a, b);
    let (this, other) = if this.dtype().is_integral(true) {
        (a, b) = (this.to_dtype(DType::F64)?, other.to_dtype(DType::F64)?);
        (&a, &b)
    } else {
        (this, other)
    };
    let row = if equal_nan { &ISCLOSE_NAN } else { &ISCLOSE };
    row.call(&[this.into(), other.into(), rtol.into(), atol.into()])
}

/// Whether all elements are close; see `isclose`.
///
/// A Python bool. Dtypes that differ raise RuntimeError.
///
/// Example:
///     >>> flambeau.allclose(flambeau.tensor([1.0]), flambeau.tensor([1.000001]))
///     True
#[flambeau_macros::op(allclose(Tensor self, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False) -> bool; method, function)]
pub fn allclose(this: &Tensor, other: &Tensor, rtol: f64, atol: f64, equal_nan: bool) -> Result<bool> {
    let close = isclose(this, other, rtol, atol, equal_nan)?;
    Ok(crate::ops::all(&close)?.item()? == crate::Scalar::Bool(true))
}

/// Whether both have the same shape and equal elements.
///
/// A Python bool; NaN equals nothing.
///
/// Example:
///     >>> flambeau.equal(flambeau.tensor([1, 2]), flambeau.tensor([1, 2]))
///     True
#[flambeau_macros::op(equal(Tensor self, Tensor other) -> bool; method, function)]
pub fn equal(this: &Tensor, other: &Tensor) -> Result<bool> {
    if this.shape() != other.shape() {
        return Ok(false);
    }
    let same = eq(this, other.into())?;
    Ok(crate::ops::all(&same)?.item()? == crate::Scalar::Bool(true))
}

/// The step function: 0 below 0, 1 above, and `values` at 0, element by element.
///
/// Both shapes broadcast and have one real dtype; others raise RuntimeError or NotImplementedError.
///
/// Example:
///     >>> flambeau.heaviside(flambeau.tensor([-1.0, 0.0, 2.0]), flambeau.tensor([0.5]))
///     tensor([0.0000, 0.5000, 1.0000])
#[flambeau_macros::op(heaviside(Tensor self, Tensor values) -> Tensor; method, function, out)]
pub fn heaviside(this: &Tensor, values: &Tensor) -> Result<Tensor> {
    ensure!(
        this.dtype() == values.dtype(),
        Runtime,
        "heaviside is not yet implemented for tensors with different dtypes."
    );
    HEAVISIDE.call(&[this.into(), values.into()])
}
