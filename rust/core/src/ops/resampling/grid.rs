//! Images read at given points, and the points of affine maps.

use flambeau_cpu::DType;
use flambeau_cpu::conv::Operand;
use flambeau_cpu::resample::{self as kernel, Grid, Interpolation, Outside};
use flambeau_cuda::grid as gpu;

use crate::autograd::{Recorder, Saved};
use crate::device::Device;
use crate::error::shape_text;
use crate::tensor::{MemoryFormat, Shape, layout};
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

fn row_major(this: &Tensor) -> Result<Tensor> {
    if this.is_contiguous() { Ok(this.clone()) } else { this.detached().contiguous(MemoryFormat::Contiguous) }
}

/// An input on the device of the points, with whatever strides.
fn operand(input: &Tensor, device: Device) -> Result<Operand> {
    let mut strides = [0; 5];
    strides[..2].copy_from_slice(&input.strides()[..2]);
    strides[7 - input.ndim()..].copy_from_slice(&input.strides()[2..]);
    Ok(Operand { ptr: input.ptr_on(device)?, strides })
}

/// Checks the arguments and puts them into the kernel's words.
fn described(input: &Tensor, grid: &Tensor, mode: i64, padding: i64, align_corners: bool) -> Result<Grid> {
    let axes = input.ndim().wrapping_sub(2);
    ensure!(
        matches!(axes, 2 | 3) && grid.ndim() == input.ndim(),
        Runtime,
        "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes {} \
         and grid with sizes {}",
        shape_text(input.shape()),
        shape_text(grid.shape())
    );
    ensure!(
        input.dtype() == grid.dtype(),
        Runtime,
        "grid_sampler(): expected input and grid to have same dtype, but input has {} and grid has {}",
        input.dtype().scalar_name(),
        grid.dtype().scalar_name()
    );
    ensure!(
        input.shape()[0] == grid.shape()[0],
        Runtime,
        "grid_sampler(): expected grid and input to have same batch size, but got input with sizes {} and grid with \
         sizes {}",
        shape_text(input.shape()),
        shape_text(grid.shape())
    );
    ensure!(
        grid.shape()[axes + 1] == axes,
        Runtime,
        "grid_sampler(): expected grid to have size {axes} in last dimension, but got grid with sizes {}",
        shape_text(grid.shape())
    );
    if let Some(at) = (2..axes + 2).find(|&at| input.shape()[at] == 0) {
        bail!(
            Runtime,
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {} with dimension \
             {at} being empty",
            shape_text(input.shape())
        );
    }
    let interpolation = match mode {
        0 => Interpolation::Linear,
        1 => Interpolation::Nearest,
        2 if axes == 3 => {
            bail!(Runtime, "grid_sampler(): bicubic interpolation only supports 4D input")
        }
        2 => Interpolation::Cubic,
        _ => bail!(Runtime, "grid_sampler(): interpolation mode {mode} is not one of 0, 1 and 2"),
    };
    let outside = match padding {
        0 => Outside::Zeros,
        1 => Outside::Border,
        2 => Outside::Reflection,
        _ => bail!(Runtime, "grid_sampler(): padding mode {padding} is not one of 0, 1 and 2"),
    };
    if !input.dtype().is_floating_point() {
        return Err(Error::unsupported("grid_sampler", input.dtype()));
    }
    let mut sizes = [1; 3];
    sizes[3 - axes..].copy_from_slice(&input.shape()[2..]);
    Ok(Grid {
        interpolation,
        outside,
        align_corners,
        axes,
        batch: input.shape()[0],
        channels: input.shape()[1],
        input: sizes,
        points: grid.shape()[1..=axes].iter().product(),
    })
}

/// Reads the image `input` (N, C, H, W) or (N, C, D, H, W) at the points `grid` (N, *, 2) or (N, *, 3).
///
/// A point is x, y(, z) from -1 to 1. `interpolation_mode` is 0 (linear), 1 (nearest) or 2 (cubic, two axes
/// only), `padding_mode` 0 (zeros outside), 1 (the border's elements) or 2 (reflections). One floating-point
/// dtype; shapes that do not fit raise RuntimeError. The result is `(N, C, *)`.
///
/// Example:
///     >>> image = flambeau.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
///     >>> flambeau.grid_sampler(image, flambeau.tensor([[[[0.0, 0.0], [1.0, -1.0]]]]), 0, 0, True)
///     tensor([[[[2.5000, 2.0000]]]])
#[flambeau_macros::op(grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor; function)]
pub fn grid_sampler(
    input: &Tensor,
    grid: &Tensor,
    interpolation_mode: i64,
    padding_mode: i64,
    align_corners: bool,
) -> Result<Tensor> {
    let how = described(input, grid, interpolation_mode, padding_mode, align_corners)?;
    let mut shape = Shape::from_slice(&input.shape()[..2]);
    shape.extend_from_slice(&grid.shape()[1..=how.axes]);
    let out = Tensor::empty(&shape, input.dtype(), input.device())?;
    let (dtype, points) = (input.dtype(), row_major(grid)?);
    if let Some(stream) = crate::gpu::stream(out.device()) {
        let (from, points, to) = (operand(input, out.device())?, points.ptr_on(out.device())?, out.data_ptr());
        // SAFETY: the operands have the sizes that the description was made from; the result is new. Memory that is freed
        // meanwhile is handed out in the order of the stream.
        unsafe { gpu::grid_sample(dtype, &how, from, points, to, stream)? };
    } else {
        let from = row_major(input)?;
        // SAFETY: the operands are row-major and have the sizes that the description was made from; the result is new.
        unsafe { kernel::grid_sample(dtype, &how, from.host_ptr()?, points.host_ptr()?, out.host_ptr()?) };
    }
    if let Some(graph) = Recorder::new(&[input, grid]) {
        let (input, grid) = (Saved::input(input)?, Saved::input(grid)?);
        let node = if how.axes == 2 { "GridSampler2DBackward0" } else { "GridSampler3DBackward0" };
        graph.attach(&out, node, move |grad, cx| {
            let (to_input, to_grid) = backward(&how, grad, &input.get(cx)?, &grid.get(cx)?, cx.needs(0))?;
            Ok(crate::grads![to_input, cx.needs(1).then_some(to_grid)])
        });
    }
    Ok(out)
}

fn backward(
    how: &Grid,
    grad: &Tensor,
    input: &Tensor,
    grid: &Tensor,
    wants_input: bool,
) -> Result<(Option<Tensor>, Tensor)> {
    let to_input = wants_input.then(|| Tensor::empty(input.shape(), input.dtype(), input.device())).transpose()?;
    let to_grid = Tensor::empty(grid.shape(), grid.dtype(), grid.device())?;
    let (dtype, device) = (input.dtype(), input.device());
    let dense = (row_major(grid)?, row_major(grad)?);
    let (points, grads) = (dense.0.ptr_on(device)?, dense.1.ptr_on(device)?);
    let (onto_input, onto_grid) = (to_input.as_ref().map(Tensor::data_ptr), to_grid.ptr_on(device)?);
    if let Some(stream) = crate::gpu::stream(device) {
        let from = operand(input, device)?;
        // SAFETY: the operands have the sizes that the description was made from; results are new. Memory that is freed
        // meanwhile is handed out in the order of the stream.
        unsafe { gpu::grid_sample_backward(dtype, how, from, points, grads, onto_input, onto_grid, stream)? };
    } else {
        let from = row_major(input)?;
        // SAFETY: the operands are row-major and have the sizes that the description was made from; results are new.
        unsafe { kernel::grid_sample_backward(dtype, how, from.host_ptr()?, points, grads, onto_input, onto_grid) };
    }
    // Like PyTorch, this has no second derivative: asking for it is an error.
    if let Some(graph) = Recorder::new(&[grad, input, grid]) {
        let outs: Vec<&Tensor> = to_input.iter().chain([&to_grid]).collect();
        let name = if how.axes == 2 { "grid_sampler_2d_backward" } else { "grid_sampler_3d_backward" };
        graph.attach_many(&outs, "NotImplemented", move |_grads, _cx| {
            bail!(Runtime, "derivative for aten::{name} is not implemented")
        });
    }
    Ok((to_input, to_grid))
}

/// The points of `affine_grid` along one axis: from -1 to 1, or, unless corners are aligned, the centres of `steps` equal
/// parts.
fn places(steps: usize, align_corners: bool, dtype: DType, device: Device) -> Result<Tensor> {
    if steps <= 1 {
        return Tensor::zeros(&[steps], dtype, device);
    }
    let line = crate::ops::linspace(
        Scalar::Float(-1.0),
        Scalar::Float(1.0),
        steps as i64,
        Some(dtype),
        None,
        Some(device),
        None,
        false,
    )?;
    if align_corners {
        return Ok(line);
    }
    line.mul(((steps - 1) as f64 / steps as f64).into())
}

/// The points at which the affine maps `theta`, (N, 2, 3) or (N, 3, 4), read an image for an output of `size`.
///
/// `size` is (N, C, H, W) or (N, C, D, H, W), the result `(N, H, W, 2)` or `(N, D, H, W, 3)`. Shapes that do not
/// fit raise RuntimeError.
///
/// Example:
///     >>> theta = flambeau.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
///     >>> flambeau.affine_grid_generator(theta, (1, 1, 2, 2), True)
///     tensor([[[[-1., -1.],
///               [ 1., -1.]],
///     <BLANKLINE>
///              [[-1.,  1.],
///               [ 1.,  1.]]]])
#[flambeau_macros::op(affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor; function)]
pub fn affine_grid_generator(theta: &Tensor, size: &[i64], align_corners: bool) -> Result<Tensor> {
    ensure!(matches!(size.len(), 4 | 5), Runtime, "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.");
    let sizes = layout::sizes(size)?;
    let axes = sizes.len() - 2;
    ensure!(
        theta.shape() == [sizes[0], axes, axes + 1],
        Runtime,
        "Expected a batch of affine matrices of shape {}, got {}",
        shape_text(&[sizes[0], axes, axes + 1]),
        shape_text(theta.shape())
    );
    if !theta.dtype().is_floating_point() {
        return Err(Error::unsupported("affine_grid_generator", theta.dtype()));
    }
    // Before any work: the axes one by one would fit where the grid does not.
    let points = [&sizes[..1], &sizes[2..], &[axes]].concat();
    layout::checked_numel(&points, theta.dtype().size())?;
    // Each coordinate is theta's column times the place on its axis, and the last column.
    let at = |column: i64| -> Result<Tensor> {
        let mut shape: Vec<i64> = vec![size[0]];
        shape.extend(std::iter::repeat_n(1, axes));
        shape.push(axes as i64);
        theta.select(2, column)?.reshape(&shape)
    };
    let mut sum: Option<Tensor> = None;
    for column in 0..axes {
        // x belongs to the last axis.
        let axis = axes - 1 - column;
        let mut shape: Vec<i64> = vec![1; axes + 2];
        shape[1 + axis] = size[2 + axis];
        let line = places(sizes[2 + axis], align_corners, theta.dtype(), theta.device())?.reshape(&shape)?;
        let part = at(column as i64)?.mul((&line).into())?;
        sum = Some(match sum {
            Some(sum) => sum.add((&part).into(), 1.into())?,
            None => part,
        });
    }
    let Some(sum) = sum else { bail!(Runtime, "an affine map has axes") };
    sum.add((&at(axes as i64)?).into(), 1.into())
}
