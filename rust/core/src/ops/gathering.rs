//! Elements picked by tensors of indices.

use smallvec::SmallVec;

use crate::op::Operand;
use crate::{Result, Tensor, bail};

/// `this[..., tensor, ...]`: the tensors index the dimensions they are given with.
pub(crate) fn index_by(_this: &Tensor, _tensors: &SmallVec<[(usize, Tensor); 2]>) -> Result<Tensor> {
    bail!(NotImplemented, "indexing with tensors is not there yet")
}

/// `this[..., tensor, ...] = value`.
pub(crate) fn set_index_by(
    _this: &Tensor,
    _tensors: &SmallVec<[(usize, Tensor); 2]>,
    _value: Operand<'_>,
) -> Result<()> {
    bail!(NotImplemented, "indexing with tensors is not there yet")
}
