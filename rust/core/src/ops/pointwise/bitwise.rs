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
    /// Inverts bits; the logical not of booleans.
    BITWISE_NOT bitwise_not bitwise_not_
    /// Whether an element is zero.
    ///
    /// Example:
    ///     >>> flambeau.tensor([True, False]).logical_not()
    ///     tensor([False,  True])
    LOGICAL_NOT logical_not logical_not_
}

binary! {
    /// Bitwise and.
    BITWISE_AND bitwise_and bitwise_and_
    /// Bitwise or.
    BITWISE_OR bitwise_or bitwise_or_
    /// Bitwise exclusive or.
    BITWISE_XOR bitwise_xor bitwise_xor_
    /// `this << other`.
    BITWISE_LEFT_SHIFT bitwise_left_shift bitwise_left_shift_
    /// `this >> other`, with the sign.
    BITWISE_RIGHT_SHIFT bitwise_right_shift bitwise_right_shift_
    /// Whether both are not zero.
    ///
    /// Example:
    ///     >>> flambeau.logical_and(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
    ///     tensor([ True, False])
    LOGICAL_AND logical_and logical_and_
    /// Whether one is not zero.
    ///
    /// Example:
    ///     >>> flambeau.logical_or(flambeau.tensor([False, True]), flambeau.tensor([False, False]))
    ///     tensor([False,  True])
    LOGICAL_OR logical_or logical_or_
    /// Whether exactly one is not zero.
    ///
    /// Example:
    ///     >>> flambeau.logical_xor(flambeau.tensor([True, True]), flambeau.tensor([True, False]))
    ///     tensor([False,  True])
    LOGICAL_XOR logical_xor logical_xor_
}
