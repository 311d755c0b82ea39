//! Gradients that go to recorded places of planes, and elements that are read from there: each is the derivative of the
//! other.

use flambeau_cpu::{index as kernel, pooling};
use flambeau_cuda::pooling::Layout;

use super::window::{in_format, layout_of, on_gpu, row_major, spatial_of};
use crate::autograd::{Recorder, Saved};
use crate::tensor::{MemoryFormat, Shape};
use crate::{Result, Tensor, bail};

/// What is known of planes and of the places in them.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// Dimensions of a plane.
    pub axes: usize,
    /// Format of what gradients are put into.
    pub format: MemoryFormat,
    /// The windows that the places lie in.
    pub windows: Option<[Layout; 3]>,
}

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
pub(super) fn put(grad: &Tensor, places: &Tensor, shape: &[usize], kept: Kept, node: &'static str) -> Result<Tensor> {
    let Kept { axes, format, windows } = kept;
    if !grad.dtype().is_floating_point() {
        bail!(Runtime, "{node} is not implemented for {}", grad.dtype().name());
    }
    let (planes, input_len) = planes_of(shape, axes);
    let (_, output_len) = planes_of(places.shape(), axes);
    let out = Tensor::empty_in_format(shape, format, grad.dtype(), grad.device())?;
    if let Some(stream) = crate::gpu::stream(grad.device()) {
        let anywhere = || layout_of(spatial_of(shape, axes), spatial_of(places.shape(), axes));
        let pooling = on_gpu(windows.unwrap_or_else(anywhere), axes, &out, grad, Some(places))?;
        // SAFETY: gradient and places have one shape, the result is new and has the planes of the layout. Memory that is
        // freed meanwhile is handed out in the order of the stream.
        unsafe { pooling.put(windows.is_some(), stream)? };
    } else {
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
    }
    if let Some(graph) = Recorder::new(&[grad]) {
        let places = Saved::input(places)?;
        graph.attach(&out, node, move |grad, cx| Ok(crate::grads![Some(take(grad, &places.get(cx)?, kept, node)?)]));
    }
    Ok(out)
}

/// The elements at given places of planes.
///
/// # Errors
/// A place outside its plane.
pub(super) fn take(this: &Tensor, places: &Tensor, kept: Kept, node: &'static str) -> Result<Tensor> {
    let axes = kept.axes;
    let (planes, input_len) = planes_of(this.shape(), axes);
    let (_, output_len) = planes_of(places.shape(), axes);
    let out = Tensor::empty(places.shape(), this.dtype(), this.device())?;
    if let Some(stream) = crate::gpu::stream(this.device()) {
        let layout = layout_of(spatial_of(this.shape(), axes), spatial_of(places.shape(), axes));
        // SAFETY: places and result have one shape, the result is new. Memory that is freed meanwhile is handed out in the
        // order of the stream.
        unsafe { on_gpu(layout, axes, this, &out, Some(places))?.take(stream)? };
    } else {
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
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let (places, shape) = (Saved::input(places)?, Shape::from_slice(this.shape()));
        graph.attach(&out, node, move |grad, cx| {
            Ok(crate::grads![Some(put(grad, &places.get(cx)?, &shape, kept, node)?)])
        });
    }
    Ok(out)
}
