//! Maxima put back where they were taken from.

use flambeau_cpu::{DType, index as kernel};

use super::places::{Kept, bad_index, planes_of, take};
use super::window::{layout_of, on_gpu, row_major, spatial_of};
use crate::autograd::{Recorder, Saved};
use crate::error::shape_text;
use crate::tensor::{MemoryFormat, Shape};
use crate::{Error, Result, Tensor, ensure};

fn unpool(
    name: &'static str,
    axes: usize,
    this: &Tensor,
    indices: &Tensor,
    output_size: &[i64],
    nodes: (&'static str, &'static str),
) -> Result<Tensor> {
    let ndim = this.ndim();
    ensure!(
        indices.dtype() == DType::I64,
        Runtime,
        "elements in indices should be type int64 but got: {}",
        indices.dtype().scalar_name()
    );
    ensure!(
        output_size.len() == axes,
        Runtime,
        "There should be exactly {axes} elements in output_size, but got {} elements.",
        output_size.len()
    );
    ensure!(
        ndim == axes + 1 || ndim == axes + 2,
        Runtime,
        "Input to {name} should be a {}d or {}d Tensor, but got a tensor with {ndim} dimensions.",
        axes + 1,
        axes + 2
    );
    ensure!(
        this.shape() == indices.shape(),
        Runtime,
        "Expected shape of indices to be same as that of the input tensor ({}) but got indices tensor with shape: {}",
        shape_text(this.shape()),
        shape_text(indices.shape())
    );
    ensure!(
        !this.shape()[ndim - axes - 1..].contains(&0),
        Runtime,
        "{name}(): Expected input to have non-zero size for non-batch dimensions, but got {}",
        shape_text(this.shape())
    );
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported(name, this.dtype()));
    }
    let mut shape = Shape::from_slice(&this.shape()[..ndim - axes]);
    shape.extend(crate::tensor::layout::sizes(output_size)?);
    let out = match crate::gpu::stream(this.device()) {
        None => on_host(this, indices, &shape, axes)?,
        Some(stream) => {
            let out = Tensor::empty(&shape, this.dtype(), this.device())?;
            let layout = layout_of(spatial_of(&shape, axes), spatial_of(this.shape(), axes));
            let elements = spatial_of(this.shape(), axes).iter().product::<usize>();
            ensure!(elements < 1 << 31, Runtime, "{name}: planes of {elements} elements are too large");
            // SAFETY: input and indices have one shape, the result is new. Memory that is freed meanwhile is handed out in
            // the order of the stream.
            unsafe { on_gpu(layout, axes, &out, this, Some(indices))?.unpool(stream)? };
            out
        }
    };
    if let Some(graph) = Recorder::new(&[this]) {
        let places = Saved::input(indices)?;
        let kept = Kept { axes, format: MemoryFormat::Contiguous, windows: None };
        graph.attach(&out, nodes.0, move |grad, cx| {
            Ok(crate::grads![Some(take(grad, &places.get(cx)?, kept, nodes.1)?)])
        });
    }
    Ok(out)
}

/// Zeros of a shape with each element at its index in its plane.
fn on_host(this: &Tensor, indices: &Tensor, shape: &[usize], axes: usize) -> Result<Tensor> {
    let out = Tensor::zeros(shape, this.dtype(), this.device())?;
    let ((planes, input_len), (_, output_len)) = (planes_of(this.shape(), axes), planes_of(shape, axes));
    let (from, at) = (row_major(this)?, row_major(indices)?);
    let (narrow, wide) = ([input_len as isize, 1], [output_len as isize, 1]);
    // SAFETY: the operands are planes in row-major order with the lengths that the strides say; the result is new.
    unsafe {
        kernel::scatter(
            kernel::Reduce::Set,
            this.dtype(),
            1,
            &[planes, input_len],
            kernel::ViewMut { data: out.host_ptr()?, strides: &wide },
            output_len,
            kernel::View { data: at.host_ptr()?, strides: &narrow },
            kernel::View { data: from.host_ptr()?, strides: &narrow },
            false,
        )
    }
    .map_err(|bad| bad_index(bad.index, bad.size))?;
    Ok(out)
}

/// Planes of `output_size` with each element at its index, and zeros elsewhere.
///
/// `(N, C, H, W)` or `(C, H, W)`, floating-point, with int64 indices of the same shape; an index outside the
/// plane raises RuntimeError.
///
/// Example:
///     >>> flambeau.max_unpool2d(flambeau.tensor([[[5.0, 7.0]]]), flambeau.tensor([[[1, 3]]]), (2, 2))
///     tensor([[[0., 5.],
///              [0., 7.]]])
#[flambeau_macros::op(max_unpool2d(Tensor self, Tensor indices, int[2] output_size) -> Tensor; function)]
pub fn max_unpool2d(this: &Tensor, indices: &Tensor, output_size: &[i64]) -> Result<Tensor> {
    let nodes = ("MaxUnpool2DBackward0", "GatherBackward0");
    unpool("max_unpool2d", 2, this, indices, output_size, nodes)
}

/// Volumes of `output_size` with each element at its index, and zeros elsewhere.
///
/// `stride` and `padding` are those of the pooling; the result does not depend on them. `(N, C, D, H, W)` or `(C,
/// D, H, W)`, floating-point, with int64 indices of the same shape; an index outside the volume raises
/// RuntimeError.
///
/// Example:
///     >>> x, indices = flambeau.tensor([[[[5.0]]]]), flambeau.tensor([[[[6]]]])
///     >>> flambeau.max_unpool3d(x, indices, (2, 2, 2), (2, 2, 2), (0, 0, 0))
///     tensor([[[[0., 0.],
///               [0., 0.]],
///     <BLANKLINE>
///              [[0., 0.],
///               [5., 0.]]]])
#[flambeau_macros::op(max_unpool3d(Tensor self, Tensor indices, int[3] output_size, int[3] stride, int[3] padding) -> Tensor; function)]
pub fn max_unpool3d(
    this: &Tensor,
    indices: &Tensor,
    output_size: &[i64],
    stride: &[i64],
    padding: &[i64],
) -> Result<Tensor> {
    ensure!(stride.len() == 3, Runtime, "There should be exactly three elements in stride, but got: {}", stride.len());
    ensure!(
        padding.len() == 3,
        Runtime,
        "There should be exactly three elements in padding, but got: {}",
        padding.len()
    );
    ensure!(stride.iter().all(|&step| step > 0), Runtime, "strides should be greater than zero");
    let nodes = ("MaxUnpool3DBackward0", "GatherBackward0");
    unpool("max_unpool3d", 3, this, indices, output_size, nodes)
}
