//! Views: other shapes and strides over the same elements.
//!
//! A view operation computes a layout and names the operation on gradients that undoes it.

mod parts;
mod shape;

pub use parts::*;
pub use shape::*;

use crate::autograd::{Context, Recorder};
use crate::tensor::{Shape, Strides, ViewOrigin};
use crate::{Result, Tensor, ensure};

/// Makes the view and records how its gradient becomes the gradient of the whole.
pub(crate) fn make<F>(
    this: &Tensor,
    shape: Shape,
    strides: Strides,
    offset: usize,
    node: &'static str,
    backward: F,
) -> Result<Tensor>
where
    F: Fn(&Tensor, &Context<'_>) -> Result<Tensor> + Send + Sync + 'static,
{
    let view = this.view_with_layout(shape, strides, offset, this.dtype());
    record(this, &view, node, backward);
    Ok(view)
}

/// Records a view that was made elsewhere.
pub(crate) fn record<F>(this: &Tensor, view: &Tensor, node: &'static str, backward: F)
where
    F: Fn(&Tensor, &Context<'_>) -> Result<Tensor> + Send + Sync + 'static,
{
    if let Some(graph) = Recorder::new(&[this]) {
        graph.attach(view, node, move |grad, cx| Ok(crate::grads![Some(backward(grad, cx)?)]));
    }
}

/// Marks views that come from one call, so that in-place changes of them are refused.
pub(crate) fn mark_several(views: &[Tensor]) {
    for view in views {
        if let Some(info) = view.view_info()
            && info.origin() == ViewOrigin::Normal
        {
            info.set_origin(ViewOrigin::MultiOutput);
        }
    }
}

/// Sizes of a shape as the integers that operations take.
pub(crate) fn sizes_of(tensor: &Tensor) -> smallvec::SmallVec<[i64; 6]> {
    tensor.shape().iter().map(|&size| size as i64).collect()
}

/// Number of elements from the start of a storage that a layout reaches.
///
/// # Errors
/// A negative stride, or a reach that no memory has.
pub(crate) fn reach(shape: &[usize], strides: &[i64], offset: i64) -> Result<usize> {
    ensure!(
        shape.len() == strides.len(),
        Runtime,
        "mismatch in length of strides and shape: {} sizes, {} strides",
        shape.len(),
        strides.len()
    );
    ensure!(
        strides.iter().all(|&stride| stride >= 0),
        Runtime,
        "as_strided: Negative strides are not supported at the moment, got strides: {}",
        crate::tensor::layout::format_list(strides)
    );
    ensure!(offset >= 0, Runtime, "Tensor: invalid storage offset {offset}");
    if shape.contains(&0) {
        return Ok(0);
    }
    crate::tensor::layout::check_view(shape)?;
    let mut reach = offset as u128 + 1;
    for (&size, &stride) in shape.iter().zip(strides) {
        reach += (size as u128 - 1) * stride as u128;
    }
    usize::try_from(reach).map_err(|_| crate::Error::out_of_memory(reach))
}
