//! `x[index]` and `x[index] = value`.

use smallvec::SmallVec;

use super::views::{select, slice, unsqueeze};
use crate::op::Operand;
use crate::tensor::{Shape, Strides};
use crate::{Result, Tensor, ensure, profile};

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

/// Tensors that index, each with the first dimension it belongs to.
type Picks = SmallVec<[(usize, Tensor); 2]>;

/// Applies everything but tensors; these are answered with the dimension they belong to.
fn basic(this: &Tensor, indices: &[Index]) -> Result<(Tensor, Picks)> {
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
                dim += this.ndim() - taken;
            }
            Index::Tensor(tensor) => {
                if tensor.dtype() == crate::DType::U8 {
                    crate::warning::warn(
                        "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.",
                    )?;
                }
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

/// The view that numbers, slices and new dimensions name, made in one step; `None` where it takes more than that: tensors
/// among the indices, a graph to record, or a mistake to report.
fn plain(this: &Tensor, indices: &[Index]) -> Option<Tensor> {
    if crate::autograd::mode::grad_enabled() && this.requires_grad() {
        return None;
    }
    let taken = indices.iter().filter(|index| matches!(index, Index::Select(_) | Index::Slice(..))).count();
    let spread = this.ndim().checked_sub(taken)?;
    let (sizes, steps) = (this.shape(), this.strides());
    let (mut shape, mut strides, mut offset, mut dim) = (Shape::new(), Strides::new(), this.storage_offset(), 0);
    for index in indices {
        match *index {
            Index::Select(at) => {
                let size = *sizes.get(dim)? as i64;
                let at = if at < 0 { at + size } else { at };
                if !(0..size).contains(&at) {
                    return None;
                }
                offset += at as usize * steps[dim] as usize;
                dim += 1;
            }
            Index::Slice(start, end, step) => {
                let size = *sizes.get(dim)? as i64;
                let clip = |bound: i64| (if bound < 0 { bound.saturating_add(size) } else { bound }).clamp(0, size);
                let start = clip(start.unwrap_or(0));
                let end = end.map_or(size, clip).max(start);
                offset += start as usize * steps[dim] as usize;
                shape.push(((end - start) as usize).div_ceil(usize::try_from(step).ok().filter(|&step| step > 0)?));
                strides.push(steps[dim].wrapping_mul(step as isize));
                dim += 1;
            }
            Index::NewAxis => {
                shape.push(1);
                strides.push(sizes.get(dim).map_or(1, |&size| steps[dim] * size as isize));
            }
            Index::Ellipsis => {
                shape.extend_from_slice(sizes.get(dim..dim + spread)?);
                strides.extend_from_slice(&steps[dim..dim + spread]);
                dim += spread;
            }
            Index::Tensor(_) => return None,
        }
    }
    shape.extend_from_slice(sizes.get(dim..)?);
    strides.extend_from_slice(&steps[dim..]);
    Some(this.view_with_layout(shape, strides, offset, this.dtype()))
}

/// `this[indices]`: a view where only numbers, slices and new dimensions index, else a copy of the picked elements.
///
/// # Errors
/// `IndexError` for indices out of range, too many of them, or masks of another shape.
pub fn index(this: &Tensor, indices: &[Index]) -> Result<Tensor> {
    let _event = if profile::on() { Some(profiled(this, indices)) } else { None };
    if let Some(view) = plain(this, indices) {
        return Ok(view);
    }
    let (view, tensors) = basic(this, indices)?;
    if tensors.is_empty() {
        return if view.same(this) { super::views::alias(this) } else { Ok(view) };
    }
    super::gathering::index_by(&view, &tensors)
}

/// Writes an index down under the name that it has in PyTorch.
#[cold]
fn profiled(this: &Tensor, indices: &[Index]) -> profile::Scope {
    let gathers = indices.iter().any(|index| matches!(index, Index::Tensor(_)));
    profile::function(if gathers { "aten::index" } else { "aten::slice" }, &[this])
}

/// Refuses a value that does not expand to the place it is assigned to.
fn check_fits(target: &Tensor, value: &Tensor) -> Result<()> {
    let lead = target.ndim() as isize - value.ndim() as isize;
    let differs = (0..value.ndim()).rev().find(|&at| {
        let size = value.shape()[at];
        let wanted = usize::try_from(at as isize + lead).ok().map(|at| target.shape()[at]);
        wanted.is_some_and(|wanted| size != wanted && size != 1)
    });
    if let Some(at) = differs.filter(|_| lead >= 0) {
        let to = (at as isize + lead) as usize;
        crate::bail!(
            Runtime,
            "The expanded size of the tensor ({}) must match the existing size ({}) at non-singleton dimension {to}.  Target \
             sizes: {}.  Tensor sizes: {}",
            target.shape()[to],
            value.shape()[at],
            crate::error::shape_text(target.shape()),
            crate::error::shape_text(value.shape())
        );
    }
    Ok(())
}

/// `this[indices] = value`.
///
/// # Errors
/// As [`index`]; a value that does not broadcast to the picked elements.
pub fn set_index(this: &Tensor, indices: &[Index], value: Operand<'_>) -> Result<()> {
    let (view, tensors) = basic(this, indices)?;
    if tensors.is_empty() {
        return match value {
            Operand::Scalar(_) => {
                super::pointwise::check_single_place(&view)?;
                super::fill_(&view, value)
            }
            Operand::Tensor(value) => {
                let mut value = value.clone();
                // Leading dimensions of size 1 that the target does not have are dropped, as PyTorch does.
                while value.ndim() > view.ndim() && value.shape()[0] == 1 {
                    value = select(&value, 0, 0)?;
                }
                check_fits(&view, &value)?;
                super::copy_(&view, &value, false)
            }
        };
    }
    let _event = if profile::on() { Some(profile::function("aten::index_put_", &[this])) } else { None };
    super::gathering::set_index_by(&view, &tensors, value)
}
