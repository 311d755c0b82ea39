//! Operations on bits and on truth values.

use flambeau_cpu::DType;

use super::{binary, pointwise, unary};

fn not_integral(dtype: DType) -> bool {
    !dtype.is_integral(true)
}

fn not_integer(dtype: DType) -> bool {
    !dtype.is_integral(false)
}

pointwise! {
    BITWISE_NOT = "bitwise_not", "NotImplemented", Same except not_integral, |x| x.bitnot();
    BITWISE_AND = "bitwise_and", "NotImplemented", Same except not_integral, |a, b| a.bitand(b);
    BITWISE_OR = "bitwise_or", "NotImplemented", Same except not_integral, |a, b| a.bitor(b);
    BITWISE_XOR = "bitwise_xor", "NotImplemented", Same except not_integral, |a, b| a.bitxor(b);
    BITWISE_LEFT_SHIFT = "bitwise_left_shift", "NotImplemented", Same except not_integer, |a, b| a.shl(b);
    BITWISE_RIGHT_SHIFT = "bitwise_right_shift", "NotImplemented", Same except not_integer, |a, b| a.shr(b);
    LOGICAL_NOT = "logical_not", "NotImplemented", Compare, |x| x.logical_not();
    LOGICAL_AND = "logical_and", "NotImplemented", Compare, |a, b| a.logical_and(b);
    LOGICAL_OR = "logical_or", "NotImplemented", Compare, |a, b| a.logical_or(b);
    LOGICAL_XOR = "logical_xor", "NotImplemented", Compare, |a, b| a.logical_xor(b);
}

unary! {
    /// Inverts bits, `~x`; the logical not of booleans.
    ///
    /// Any shape; integers and booleans, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_not(flambeau.tensor([0, 5]))
    ///     tensor([-1, -6])
    BITWISE_NOT bitwise_not bitwise_not_
    /// Whether an element is zero.
    ///
    /// Any shape and dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.tensor([True, False]).logical_not()
    ///     tensor([False,  True])
    LOGICAL_NOT logical_not logical_not_
}

binary! {
    /// Bitwise and, `this & other`; the logical one of booleans.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    /// booleans, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_and(flambeau.tensor([6, 5]), 3)
    ///     tensor([2, 1])
    BITWISE_AND bitwise_and bitwise_and_
    /// Bitwise or, `this | other`; the logical one of booleans.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    /// booleans, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_or(flambeau.tensor([6, 5]), 3)
    ///     tensor([7, 7])
    BITWISE_OR bitwise_or bitwise_or_
    /// Bitwise exclusive or, `this ^ other`; the logical one of booleans.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers and
    /// booleans, others raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_xor(flambeau.tensor([6, 5]), 3)
    ///     tensor([5, 6])
    BITWISE_XOR bitwise_xor bitwise_xor_
    /// `this << other`.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    /// raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_left_shift(flambeau.tensor([1, 3]), 2)
    ///     tensor([ 4, 12])
    BITWISE_LEFT_SHIFT bitwise_left_shift bitwise_left_shift_
    /// `this >> other`, with the sign.
    ///
    /// Both shapes broadcast and dtypes are promoted; shapes that do not fit raise RuntimeError. Integers; others
    /// raise NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.bitwise_right_shift(flambeau.tensor([8, -8]), 2)
    ///     tensor([ 2, -2])
    BITWISE_RIGHT_SHIFT bitwise_right_shift bitwise_right_shift_
    /// Whether both are not zero.
    ///
    /// Both shapes broadcast; any dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
    ///     tensor([ True, False])
    LOGICAL_AND logical_and logical_and_
    /// Whether one is not zero.
    ///
    /// Both shapes broadcast; any dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
    ///     tensor([False,  True])
    LOGICAL_OR logical_or logical_or_
    /// Whether exactly one is not zero.
    ///
    /// Both shapes broadcast; any dtype; the result is boolean.
    ///
    /// Example:
    ///     >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
    ///     tensor([False,  True])
    LOGICAL_XOR logical_xor logical_xor_
}
