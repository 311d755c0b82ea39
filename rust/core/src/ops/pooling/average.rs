//! Means of windows.

use std::sync::Arc;

use flambeau_cpu::DType;
use flambeau_cpu::pooling::{self as kernel, Divisor};

use super::window::{Arguments, Planes, Windows, adaptive_sizes, in_format, on_gpu};
use crate::autograd::Recorder;
use crate::tensor::Shape;
use crate::{Error, Result, Tensor, ensure};

/// A linear map of planes to smaller planes; its transpose spreads gradients.
struct Means {
    windows: Windows,
    divisor: Divisor,
    planes: Planes,
    input: Shape,
    output: Shape,
    node: &'static str,
    transpose: &'static str,
}

impl Means {
    fn apply(self: &Arc<Self>, this: &Tensor) -> Result<Tensor> {
        let planes = &self.planes;
        let out = planes.empty(&self.output, this.dtype(), this.device())?;
        let (dtype, divisor) = (this.dtype(), self.divisor);
        if let Some(stream) = crate::gpu::stream(this.device()) {
            let pooling = on_gpu(self.windows.layout, planes.axes, this, &out, None)?;
            // SAFETY: the input has the planes that the layout describes; the result is new and has its size. Memory that
            // is freed meanwhile is handed out in the order of the stream.
            unsafe { pooling.mean(divisor, stream)? };
        } else {
            let (input, geometry) = (in_format(this, planes.format)?, &self.windows.geometry);
            let (from, to) = (input.host_ptr()?.cast_const(), out.host_ptr()?);
            // SAFETY: the input has the planes that the geometry describes; the result is new and has its size. Both have
            // the planes' format.
            unsafe {
                match planes.side_by_side() {
                    Some(sizes) => kernel::avg_pool_last(dtype, geometry, divisor, sizes, from, to),
                    None => kernel::avg_pool(dtype, geometry, divisor, planes.count(), from, to),
                }
            }
        }
        if let Some(graph) = Recorder::new(&[this]) {
            let means = self.clone();
            graph.attach(&out, self.node, move |grad, _cx| Ok(crate::grads![Some(means.spread(grad)?)]));
        }
        Ok(out)
    }

    fn spread(self: &Arc<Self>, grad: &Tensor) -> Result<Tensor> {
        let planes = &self.planes;
        let out = planes.empty(&self.input, grad.dtype(), grad.device())?;
        let (dtype, divisor) = (grad.dtype(), self.divisor);
        if let Some(stream) = crate::gpu::stream(grad.device()) {
            let pooling = on_gpu(self.windows.layout, planes.axes, &out, grad, None)?;
            // SAFETY: the gradient has the result's shape; what is written is new and has the input's. Memory that is
            // freed meanwhile is handed out in the order of the stream.
            unsafe { pooling.mean_backward(divisor, stream)? };
        } else {
            let (given, geometry) = (in_format(grad, planes.format)?, &self.windows.geometry);
            let (from, to) = (given.host_ptr()?.cast_const(), out.host_ptr()?);
            // SAFETY: the gradient has the result's shape; what is written is new and has the input's. Both have the
            // planes' format.
            unsafe {
                match planes.side_by_side() {
                    Some(sizes) => kernel::avg_pool_backward_last(dtype, geometry, divisor, sizes, from, to),
                    None => kernel::avg_pool_backward(dtype, geometry, divisor, planes.count(), from, to),
                }
            }
        }
        if let Some(graph) = Recorder::new(&[grad]) {
            let means = self.clone();
            graph.attach(&out, self.transpose, move |grad, _cx| Ok(crate::grads![Some(means.apply(grad)?)]));
        }
        Ok(out)
    }
}

/// Names of a kind of average pooling.
struct Kind {
    name: &'static str,
    node: &'static str,
    transpose: &'static str,
}

fn sliding(kind: &Kind, axes: usize, this: &Tensor, arguments: &Arguments<'_>, divisor: Divisor) -> Result<Tensor> {
    let mut planes = Planes::of(kind.name, this, axes)?;
    planes.row_major_volumes();
    ensure!(divisor != Divisor::Fixed(0), Runtime, "{}: divisor must be not zero", kind.name);
    let (windows, output) = arguments.windows(kind.name, &planes)?;
    if !this.dtype().is_floating_point() && this.dtype() != DType::I64 {
        return Err(Error::unsupported(kind.name, this.dtype()));
    }
    run(kind, this, planes, windows, output, divisor)
}

fn run(
    kind: &Kind,
    this: &Tensor,
    planes: Planes,
    windows: Windows,
    output: [usize; 3],
    divisor: Divisor,
) -> Result<Tensor> {
    let means = Means {
        windows,
        divisor,
        input: planes.shape(planes.spatial),
        output: planes.shape(output),
        planes,
        node: kind.node,
        transpose: kind.transpose,
    };
    Arc::new(means).apply(this)
}

fn adaptive(kind: &Kind, axes: usize, this: &Tensor, output_size: &[i64]) -> Result<Tensor> {
    let mut planes = Planes::of(kind.name, this, axes)?;
    let output = adaptive_sizes(kind.name, output_size, &planes)?;
    // The mean of whole volumes keeps their format.
    if output != [1; 3] {
        planes.row_major_volumes();
    }
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported(kind.name, this.dtype()));
    }
    let windows = Windows::adaptive(planes.spatial, output);
    run(kind, this, planes, windows, output, Divisor::PerAxis)
}

fn divisor(count_include_pad: bool, fixed: Option<i64>) -> Divisor {
    match fixed {
        Some(divisor) => Divisor::Fixed(divisor),
        None if count_include_pad => Divisor::Padded,
        None => Divisor::InInput,
    }
}

const AVG_2D: (&str, &str) = ("AvgPool2DBackward0", "AvgPool2DBackwardBackward0");
const AVG_3D: (&str, &str) = ("AvgPool3DBackward0", "AvgPool3DBackwardBackward0");
const ADAPTIVE_2D: (&str, &str) = ("AdaptiveAvgPool2DBackward0", "AdaptiveAvgPool2DBackwardBackward0");
const ADAPTIVE_3D: (&str, &str) = ("AdaptiveAvgPool3DBackward0", "AdaptiveAvgPool3DBackwardBackward0");

fn kind(name: &'static str, (node, transpose): (&'static str, &'static str)) -> Kind {
    Kind { name, node, transpose }
}

/// The means of windows that slide over the last dimension.
///
/// `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False.
///
/// `(N, C, L)` or `(C, L)`, real, to length `floor((L + 2 * padding - K) / stride) + 1`. A window that does
/// not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.avg_pool1d(flambeau.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
///     tensor([[2., 6.]])
#[flambeau_macros::op(avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=0, bool ceil_mode=False, bool count_include_pad=True) -> Tensor; function)]
pub fn avg_pool1d(
    this: &Tensor,
    kernel_size: &[i64],
    stride: &[i64],
    padding: &[i64],
    ceil_mode: bool,
    count_include_pad: bool,
) -> Result<Tensor> {
    let arguments = Arguments { kernel_size, stride, padding, dilation: &[1], ceil_mode };
    sliding(&kind("avg_pool1d", AVG_2D), 1, this, &arguments, divisor(count_include_pad, None))
}

/// The means of windows that slide over the last two dimensions.
///
/// `stride` is `kernel_size` if it is not given; padding is zero and counted unless `count_include_pad` is False;
/// `divisor_override` takes the place of the count.
///
/// `(N, C, H, W)` or `(C, H, W)`, real; each axis has the size that `avg_pool1d` states. A window that does
/// not fit raises RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.avg_pool2d(flambeau.tensor([[[1.0, 3.0], [5.0, 7.0]]]), 2)
///     tensor([[[4.]]])
#[flambeau_macros::op(avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor; function)]
pub fn avg_pool2d(
    this: &Tensor,
    kernel_size: &[i64],
    stride: &[i64],
    padding: &[i64],
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: Option<i64>,
) -> Result<Tensor> {
    let arguments = Arguments { kernel_size, stride, padding, dilation: &[1], ceil_mode };
    sliding(&kind("avg_pool2d", AVG_2D), 2, this, &arguments, divisor(count_include_pad, divisor_override))
}

/// The means of windows that slide over the last three dimensions; see `avg_pool2d`.
///
/// `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point. Sizes that leave no place for a window raise
/// RuntimeError.
///
/// Example:
///     >>> flambeau.nn.functional.avg_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
///     tensor([[[[3.5000]]]])
#[flambeau_macros::op(avg_pool3d(Tensor self, int[3] kernel_size, int[3] stride=[], int[3] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor; function)]
pub fn avg_pool3d(
    this: &Tensor,
    kernel_size: &[i64],
    stride: &[i64],
    padding: &[i64],
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: Option<i64>,
) -> Result<Tensor> {
    let arguments = Arguments { kernel_size, stride, padding, dilation: &[1], ceil_mode };
    sliding(&kind("avg_pool3d", AVG_3D), 3, this, &arguments, divisor(count_include_pad, divisor_override))
}

/// The means of windows that cut the last dimension into parts.
///
/// Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`. `(N, C, L)` or `(C, L)`,
/// floating-point, to `(N, C, output_size)` or `(C, output_size)`.
///
/// Example:
///     >>> flambeau.adaptive_avg_pool1d(flambeau.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
///     tensor([[1.5000, 3.5000]])
#[flambeau_macros::op(adaptive_avg_pool1d(Tensor self, int[1] output_size) -> Tensor; function)]
pub fn adaptive_avg_pool1d(this: &Tensor, output_size: &[i64]) -> Result<Tensor> {
    adaptive(&kind("adaptive_avg_pool1d", ADAPTIVE_2D), 1, this, output_size)
}

/// The means of windows that cut the last two dimensions into parts; see `adaptive_avg_pool1d`.
///
/// `(N, C, H, W)` or `(C, H, W)`, floating-point; other numbers of dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.adaptive_avg_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), (2, 2))
///     tensor([[[ 2.5000,  4.5000],
///              [10.5000, 12.5000]]])
#[flambeau_macros::op(adaptive_avg_pool2d(Tensor self, int[2] output_size) -> Tensor; function)]
pub fn adaptive_avg_pool2d(this: &Tensor, output_size: &[i64]) -> Result<Tensor> {
    adaptive(&kind("adaptive_avg_pool2d", ADAPTIVE_2D), 2, this, output_size)
}

/// The means of windows that cut the last three dimensions into parts; see `adaptive_avg_pool1d`.
///
/// `(N, C, D, H, W)` or `(C, D, H, W)`, floating-point; other numbers of dimensions raise RuntimeError.
///
/// Example:
///     >>> flambeau.adaptive_avg_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), (1, 1, 1))
///     tensor([[[[3.5000]]]])
#[flambeau_macros::op(adaptive_avg_pool3d(Tensor self, int[3] output_size) -> Tensor; function)]
pub fn adaptive_avg_pool3d(this: &Tensor, output_size: &[i64]) -> Result<Tensor> {
    adaptive(&kind("adaptive_avg_pool3d", ADAPTIVE_3D), 3, this, output_size)
}
