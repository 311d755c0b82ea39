//! Gradients that go to recorded places of planes, and elements that are read from there: each is the derivative of the
//! other.

use flambeau_cpu::{index as kernel, pooling};

use super::window::{in_format, row_major};
use crate::autograd::{Recorder, Saved};
use crate::tensor::{MemoryFormat, Shape};
use crate::{Result, Tensor, bail};

/// What a bad place is answered with.
pub(super) fn bad_index(index: i64, size: usize) -> crate::Error {
    let text = format!("Found an invalid max index: {index} (output volumes are of size {size})");
    crate::Error::message(crate::error::Kind::Runtime, text)
}

/// Number of planes and elements of each, of a shape whose last `axes` dimensions are a plane.
pub(super) fn planes_of(shape: &[usize], axes: usize) -> (usize, usize) {
    let (leading, spatial) = shape.split_at(shape.len() - axes);
    (leading.iter().product(), spatial.iter().product())
}

/// Adds each element of `grad` at its place in planes of zeros.
///
/// # Errors
/// A place outside its plane.
pub(super) fn put(
    grad: &Tensor,
    places: &Tensor,
    shape: &[usize],
    (axes, format): (usize, MemoryFormat),
    node: &'static str,
) -> Result<Tensor> {
    if !grad.dtype().is_floating_point() {
        bail!(Runtime, "{node} is not implemented for {}", grad.dtype().name());
    }
    let (planes, input_len) = planes_of(shape, axes);
    let (_, output_len) = planes_of(places.shape(), axes);
    let out = Tensor::empty_in_format(shape, format, grad.dtype(), grad.device())?;
    let (from, at) = (in_format(grad, format)?, in_format(places, format)?);
    let (dtype, to) = (grad.dtype(), out.host_ptr()?);
    let (from, at) = (from.host_ptr()?.cast_const(), at.host_ptr()?.cast_const().cast());
    // SAFETY: gradient and places have `planes * output_len` elements, the result `planes * input_len`; it is new. All
    // have the format.
    unsafe {
        if format == MemoryFormat::Contiguous {
            pooling::max_pool_backward(dtype, planes, input_len, output_len, from, at, to)
        } else {
            pooling::max_pool_backward_last(dtype, (shape[0], shape[1]), (input_len, output_len), from, at, to)
        }
    }
    .map_err(|bad| bad_index(bad.index, bad.size))?;
    if let Some(graph) = Recorder::new(&[grad]) {
        let places = Saved::input(places)?;
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![Some(take(grad, &places.get(cx)?, (axes, format), node)?)])
        });
    }
    Ok(out)
}

/// The elements at given places of planes.
///
/// # Errors
/// A place outside its plane.
pub(super) fn take(
    this: &Tensor,
    places: &Tensor,
    (axes, format): (usize, MemoryFormat),
    node: &'static str,
) -> Result<Tensor> {
    let (planes, input_len) = planes_of(this.shape(), axes);
    let (_, output_len) = planes_of(places.shape(), axes);
    let out = Tensor::empty(places.shape(), this.dtype(), this.device())?;
    let (from, at) = (row_major(this)?, row_major(places)?);
    let (wide, narrow) = ([input_len as isize, 1], [output_len as isize, 1]);
    // SAFETY: the operands are planes in row-major order with the lengths that the strides say; the result is new.
    unsafe {
        kernel::gather(
            this.dtype().size(),
            1,
            &[planes, output_len],
            kernel::ViewMut { data: out.host_ptr()?, strides: &narrow },
            kernel::View { data: from.host_ptr()?, strides: &wide },
            input_len,
            kernel::View { data: at.host_ptr()?, strides: &narrow },
            false,
        )
    }
    .map_err(|bad| bad_index(bad.index, bad.size))?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (places, shape) = (Saved::input(places)?, Shape::from_slice(this.shape()));
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![Some(put(grad, &places.get(cx)?, &shape, (axes, format), node)?)])
        });
    }
    Ok(out)
}
