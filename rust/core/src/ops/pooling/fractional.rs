//! Maxima of windows at drawn places (Graham, Fractional Max-Pooling, 2014).

use flambeau_cpu::DType;
use flambeau_cpu::pooling as kernel;

use super::places::{self, Kept};
use super::window::{Planes, layout_of, on_gpu, row_major, sizes_above};
use crate::autograd::{Recorder, Saved};
use crate::error::shape_text;
use crate::tensor::{MemoryFormat, Shape};
use crate::{Error, Result, Tensor, ensure};

/// Where the windows of one axis start: `floor((i + u) * a) - floor(u * a)` with `a = (input - kernel) / (output - 1)`,
/// and the last one at the end.
fn starts(input: usize, kernel: usize, output: usize, sample: f64, narrow: bool, into: &mut Vec<usize>) {
    let room = input - kernel;
    for at in 0..output {
        into.push(if at + 1 == output {
            room
        } else if narrow {
            let step = room as f32 / (output - 1) as f32;
            let place = ((at as f32 + sample as f32) * step) as usize;
            place.saturating_sub((sample as f32 * step) as usize).min(room)
        } else {
            let step = room as f64 / (output - 1) as f64;
            (((at as f64 + sample) * step) as usize).saturating_sub((sample * step) as usize).min(room)
        });
    }
}

/// The starts of all windows of all planes, axis after axis.
fn starts_of_planes(
    this: &Tensor,
    planes: &Planes,
    window: [usize; 3],
    output: [usize; 3],
    samples: &Tensor,
) -> Result<Vec<usize>> {
    let axes = planes.axes;
    let drawn =
        samples.detached().to_dtype(DType::F64)?.contiguous(crate::MemoryFormat::Contiguous)?.to_vec::<f64>()?;
    ensure!(drawn.iter().all(|u| (0.0..=1.0).contains(u)), Runtime, "Expect _random_samples in [0, 1]");
    let mut all = Vec::with_capacity(planes.count() * output.iter().sum::<usize>());
    for of_plane in drawn.chunks_exact(axes) {
        for at in 0..3 {
            // Two dimensions take their numbers from the last one on, three from the first one on.
            let sample = match (axes, at) {
                (2, 0) => 0.0,
                (2, at) => of_plane[2 - at],
                (_, at) => of_plane[at],
            };
            let narrow = this.dtype() != DType::F64;
            starts(planes.spatial[at], window[at], output[at], sample, narrow, &mut all);
        }
    }
    Ok(all)
}

fn pool(
    name: &'static str,
    axes: usize,
    this: &Tensor,
    kernel_size: &[i64],
    output_size: &[i64],
    samples: &Tensor,
    nodes: (&'static str, &'static str),
) -> Result<(Tensor, Tensor)> {
    let planes = Planes::of(name, this, axes)?;
    let window = sizes_above(name, "kernel_size", kernel_size, axes, 1)?;
    let output = sizes_above(name, "output_size", output_size, axes, 1)?;
    for at in 3 - axes..3 {
        let fits = output[at].checked_add(window[at] - 1).is_some_and(|needed| needed <= planes.spatial[at]);
        ensure!(
            fits,
            Runtime,
            "{name}(): pool {} {} too large relative to input {} {}",
            ["time", "height", "width"][at],
            window[at],
            ["time", "height", "width"][at],
            planes.spatial[at]
        );
    }
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported(name, this.dtype()));
    }
    ensure!(samples.dtype() == this.dtype(), Runtime, "Expect _random_samples to have the same dtype as input");
    let (batch, channels) = match planes.leading[..] {
        [channels] => (1, channels),
        [batch, channels] => (batch, channels),
        _ => (0, 0),
    };
    ensure!(
        samples.shape() == [batch, channels, axes],
        Runtime,
        "Expect _random_samples of shape {}, one number for each plane and axis; got {}",
        shape_text(&[batch, channels, axes]),
        shape_text(samples.shape())
    );
    let shape = planes.shape(output);
    let values = Tensor::empty(&shape, this.dtype(), this.device())?;
    let indices = Tensor::empty(&shape, DType::I64, this.device())?;
    if let Some(stream) = crate::gpu::stream(this.device()) {
        let mut layout = layout_of(planes.spatial, output);
        layout.iter_mut().zip(window).for_each(|(axis, kernel)| axis.kernel = kernel);
        let samples = row_major(samples)?;
        let drawn = samples.ptr_on(this.device())?;
        // SAFETY: the input has these planes, results are new and of their size; windows and samples were checked. Memory
        // that is freed meanwhile is handed out in the order of the stream.
        unsafe { on_gpu(layout, axes, this, &values, Some(&indices))?.fractional_max(drawn, axes, stream)? };
    } else {
        let starts = starts_of_planes(this, &planes, window, output, samples)?;
        let input = row_major(this)?;
        // SAFETY: the input has these planes, results are new and of their size; windows start where they fit.
        unsafe {
            kernel::max_pool_at(
                this.dtype(),
                planes.spatial,
                output,
                window,
                &starts,
                planes.count(),
                input.host_ptr()?,
                values.host_ptr()?,
                indices.host_ptr()?.cast(),
            );
        }
    }
    if let Some(graph) = Recorder::new(&[this]) {
        let (saved, shape) = (Saved::input(&indices)?, Shape::from_slice(this.shape()));
        let kept = Kept { axes, format: MemoryFormat::Contiguous, windows: None };
        graph.attach(&values, nodes.0, move |grad, cx| {
            Ok(crate::grads![Some(places::put(grad, &saved.get(cx)?, &shape, kept, nodes.1)?)])
        });
    }
    Ok((values, indices))
}

/// The maxima of `output_size` windows over the last two dimensions, whose places `random_samples` of shape (N,
/// C, 2) in [0, 1] decide, and their indices.
///
/// `(N, C, H, W)` or `(C, H, W)`, floating-point; sizes that leave no room for the windows raise RuntimeError.
///
/// Example:
///     >>> x = flambeau.arange(16.0).reshape(1, 1, 4, 4)
///     >>> flambeau.fractional_max_pool2d(x, (2, 2), (2, 2), flambeau.zeros(1, 1, 2))
///     (tensor([[[[ 5.,  7.],
///               [13., 15.]]]]), tensor([[[[ 5,  7],
///               [13, 15]]]]))
#[flambeau_macros::op(fractional_max_pool2d(Tensor self, int[2] kernel_size, int[2] output_size, Tensor random_samples) -> (Tensor, Tensor); function)]
pub fn fractional_max_pool2d(
    this: &Tensor,
    kernel_size: &[i64],
    output_size: &[i64],
    random_samples: &Tensor,
) -> Result<(Tensor, Tensor)> {
    let nodes = ("FractionalMaxPool2DBackward0", "FractionalMaxPool2DBackwardBackward0");
    pool("fractional_max_pool2d", 2, this, kernel_size, output_size, random_samples, nodes)
}

/// The maxima of `output_size` windows over the last three dimensions, whose places `random_samples` of shape (N,
/// C, 3) in [0, 1] decide, and their indices.
///
/// `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point; sizes that leave no room for the windows raise
/// RuntimeError.
///
/// Example:
///     >>> x = flambeau.arange(27.0).reshape(1, 1, 3, 3, 3)
///     >>> out, indices = flambeau.fractional_max_pool3d(x, (2, 2, 2), (1, 1, 1), flambeau.zeros(1, 1, 3))
///     >>> out.item(), indices.item()
///     (26.0, 26)
#[flambeau_macros::op(fractional_max_pool3d(Tensor self, int[3] kernel_size, int[3] output_size, Tensor random_samples) -> (Tensor, Tensor); function)]
pub fn fractional_max_pool3d(
    this: &Tensor,
    kernel_size: &[i64],
    output_size: &[i64],
    random_samples: &Tensor,
) -> Result<(Tensor, Tensor)> {
    let nodes = ("FractionalMaxPool3DBackward0", "FractionalMaxPool3DBackwardBackward0");
    pool("fractional_max_pool3d", 3, this, kernel_size, output_size, random_samples, nodes)
}
