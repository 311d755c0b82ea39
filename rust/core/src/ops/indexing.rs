//! `x[index]` and `x[index] = value`.

use smallvec::SmallVec;

use super::views::{select, slice, unsqueeze};
use crate::op::Operand;
use crate::{Result, Tensor, ensure};

/// One element of an index expression.
#[derive(Clone, Debug)]
pub enum Index {
    /// One index of a dimension, which goes.
    Select(i64),
    /// Start, end and step.
    Slice(Option<i64>, Option<i64>, i64),
    /// A new dimension of size 1.
    NewAxis,
    /// All dimensions that the other elements leave.
    Ellipsis,
    /// Integers that pick elements, or a mask.
    Tensor(Tensor),
}

/// Applies everything but tensors; these are answered with the dimension they belong to.
fn basic(this: &Tensor, indices: &[Index]) -> Result<(Tensor, SmallVec<[(usize, Tensor); 2]>)> {
    let takes = |index: &Index| match index {
        Index::Select(_) | Index::Slice(..) => 1,
        Index::Tensor(tensor) if matches!(tensor.dtype(), crate::DType::Bool | crate::DType::U8) => tensor.ndim(),
        Index::Tensor(_) => 1,
        Index::NewAxis | Index::Ellipsis => 0,
    };
    let taken: usize = indices.iter().map(takes).sum();
    ensure!(taken <= this.ndim(), Index, "too many indices for tensor of dimension {}", this.ndim());
    let (mut view, mut dim) = (this.clone(), 0usize);
    let mut tensors = SmallVec::new();
    let mut expanded = false;
    for index in indices {
        match index {
            Index::Select(at) => view = select(&view, dim as i64, *at)?,
            Index::Slice(start, end, step) => {
                if !(start.is_none_or(|start| start == 0) && end.is_none() && *step == 1) {
                    view = slice(&view, dim as i64, *start, *end, *step)?;
                }
                dim += 1;
            }
            Index::NewAxis => {
                view = unsqueeze(&view, dim as i64)?;
                dim += 1;
            }
            Index::Ellipsis => {
                ensure!(!expanded, Index, "an index can only have a single ellipsis ('...')");
                expanded = true;
                dim += this.ndim() - taken;
            }
            Index::Tensor(tensor) => {
                let spans = takes(index);
                if tensor.ndim() == 0 && spans == 0 {
                    // A truth value adds a dimension of size 1, which it keeps or empties.
                    view = unsqueeze(&view, dim as i64)?;
                    tensors.push((dim, tensor.unsqueeze(0)?));
                    dim += 1;
                } else {
                    tensors.push((dim, tensor.clone()));
                    dim += spans;
                }
            }
        }
    }
    Ok((view, tensors))
}

/// `this[indices]`: a view where only numbers, slices and new dimensions index, else a copy of the picked elements.
///
/// # Errors
/// `IndexError` for indices out of range, too many of them, or masks of another shape.
pub fn index(this: &Tensor, indices: &[Index]) -> Result<Tensor> {
    let (view, tensors) = basic(this, indices)?;
    if tensors.is_empty() {
        return if view.same(this) { super::views::alias(this) } else { Ok(view) };
    }
    super::gathering::index_by(&view, &tensors)
}

/// `this[indices] = value`.
///
/// # Errors
/// As [`index`]; a value that does not broadcast to the picked elements.
pub fn set_index(this: &Tensor, indices: &[Index], value: Operand<'_>) -> Result<()> {
    let (view, tensors) = basic(this, indices)?;
    if tensors.is_empty() {
        return match value {
            Operand::Scalar(_) => super::fill_(&view, value),
            Operand::Tensor(value) => {
                let mut value = value.clone();
                // Leading dimensions of size 1 that the target does not have are dropped, as PyTorch does.
                while value.ndim() > view.ndim() && value.shape()[0] == 1 {
                    value = select(&value, 0, 0)?;
                }
                super::copy_(&view, &value, false)
            }
        };
    }
    super::gathering::set_index_by(&view, &tensors, value)
}
