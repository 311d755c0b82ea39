//! Maxima of windows.

use flambeau_cpu::DType;
use flambeau_cpu::pooling as kernel;

use super::places::{self, Kept};
use super::window::{Arguments, Planes, Windows, adaptive_sizes, in_format, on_gpu};
use crate::autograd::{Recorder, Saved};
use crate::tensor::Shape;
use crate::{Error, Result, Tensor};

/// A kind of max pooling, for messages and nodes.
struct Kind {
    name: &'static str,
    node: &'static str,
    second: &'static str,
}

/// Takes the maxima, and where they are if that is asked for or the backward pass will need it.
fn pool(
    kind: &Kind,
    this: &Tensor,
    planes: &Planes,
    windows: &Windows,
    output: [usize; 3],
    wants_indices: bool,
) -> Result<(Tensor, Option<Tensor>)> {
    let graph = Recorder::new(&[this]);
    let shape = planes.shape(output);
    let values = planes.empty(&shape, this.dtype(), this.device())?;
    let indices = match wants_indices || graph.is_some() {
        true => Some(planes.empty(&shape, DType::I64, this.device())?),
        false => None,
    };
    if let Some(stream) = crate::gpu::stream(this.device()) {
        let pooling = on_gpu(windows.layout, planes.axes, this, &values, indices.as_ref())?;
        // SAFETY: the input has the planes that the layout describes; results are new and have their sizes. Memory that is
        // freed meanwhile is handed out in the order of the stream.
        unsafe { pooling.max(stream)? };
    } else {
        let (input, geometry) = (in_format(this, planes.format)?, &windows.geometry);
        let places = indices.as_ref().map(Tensor::host_ptr).transpose()?.map(<*mut u8>::cast);
        let (from, to) = (input.host_ptr()?.cast_const(), values.host_ptr()?);
        // SAFETY: the input has the planes that the geometry describes; results are new and have their sizes. All have
        // the planes' format.
        unsafe {
            match planes.side_by_side() {
                Some(sizes) => kernel::max_pool_last(this.dtype(), geometry, sizes, from, to, places),
                None => kernel::max_pool(this.dtype(), geometry, planes.count(), from, to, places),
            }
        }
    }
    if let (Some(graph), Some(indices)) = (graph, &indices) {
        let (saved, shape) = (Saved::input(indices)?, Shape::from_slice(this.shape()));
        let kept = Kept { axes: planes.axes, format: planes.format, windows: Some(windows.layout) };
        let second = kind.second;
        graph.attach(&values, kind.node, move |grad, cx| {
            Ok(crate::grads![Some(places::put(grad, &saved.get(cx)?, &shape, kept, second)?)])
        });
    }
    Ok((values, indices))
}

fn sliding(
    kind: &Kind,
    axes: usize,
    this: &Tensor,
    arguments: &Arguments<'_>,
    indices: bool,
) -> Result<(Tensor, Option<Tensor>)> {
    let planes = Planes::of(kind.name, this, axes)?;
    let (windows, output) = arguments.windows(kind.name, &planes)?;
    if this.dtype() == DType::Bool || this.dtype().is_complex() {
        return Err(Error::unsupported(kind.name, this.dtype()));
    }
    pool(kind, this, &planes, &windows, output, indices)
}

fn adaptive(kind: &Kind, axes: usize, this: &Tensor, output_size: &[i64]) -> Result<(Tensor, Tensor)> {
    let mut planes = Planes::of(kind.name, this, axes)?;
    planes.row_major_volumes();
    let output = adaptive_sizes(kind.name, output_size, &planes)?;
    if !this.dtype().is_floating_point() {
        return Err(Error::unsupported(kind.name, this.dtype()));
    }
    let windows = Windows::adaptive(planes.spatial, output);
    both(pool(kind, this, &planes, &windows, output, true)?)
}

fn both(results: (Tensor, Option<Tensor>)) -> Result<(Tensor, Tensor)> {
    match results {
        (values, Some(indices)) => Ok((values, indices)),
        (_, None) => Err(Error::message(crate::error::Kind::Runtime, "indices were not asked for")),
    }
}

macro_rules! max_pools {
    ($($axes:literal $node:literal $second:literal $adaptive_node:literal $adaptive_second:literal
        $(#[$plain_doc:meta])* $plain:ident
        $(#[$indices_doc:meta])* $with_indices:ident
        $(#[$adaptive_doc:meta])* $adaptive:ident;)*) => { $(
        $(#[$plain_doc])*
        ///
        /// `stride` is `kernel_size` if it is not given; padding is minus infinity; a NaN is larger than any number.
        #[flambeau_macros::op($plain(Tensor self, int[$axes] kernel_size, int[$axes] stride=[], int[$axes] padding=0, int[$axes] dilation=1, bool ceil_mode=False) -> Tensor; function)]
        pub fn $plain(
            this: &Tensor,
            kernel_size: &[i64],
            stride: &[i64],
            padding: &[i64],
            dilation: &[i64],
            ceil_mode: bool,
        ) -> Result<Tensor> {
            let kind = Kind { name: stringify!($plain), node: $node, second: $second };
            let arguments = Arguments { kernel_size, stride, padding, dilation, ceil_mode };
            Ok(sliding(&kind, $axes, this, &arguments, false)?.0)
        }

        $(#[$indices_doc])*
        ///
        /// An index counts the elements of the plane that the window lies in; of equal elements it is the first one's.
        #[flambeau_macros::op($with_indices(Tensor self, int[$axes] kernel_size, int[$axes] stride=[], int[$axes] padding=0, int[$axes] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor); function)]
        pub fn $with_indices(
            this: &Tensor,
            kernel_size: &[i64],
            stride: &[i64],
            padding: &[i64],
            dilation: &[i64],
            ceil_mode: bool,
        ) -> Result<(Tensor, Tensor)> {
            let kind = Kind { name: stringify!($plain), node: $node, second: $second };
            let arguments = Arguments { kernel_size, stride, padding, dilation, ceil_mode };
            both(sliding(&kind, $axes, this, &arguments, true)?)
        }

        $(#[$adaptive_doc])*
        ///
        /// Part i of n reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`.
        #[flambeau_macros::op($adaptive(Tensor self, int[$axes] output_size) -> (Tensor, Tensor); function)]
        pub fn $adaptive(this: &Tensor, output_size: &[i64]) -> Result<(Tensor, Tensor)> {
            let kind = Kind { name: stringify!($adaptive), node: $adaptive_node, second: $adaptive_second };
            adaptive(&kind, $axes, this, output_size)
        }
    )* };
}

max_pools! {
    1 "MaxPool2DWithIndicesBackward0" "MaxPool2DWithIndicesBackwardBackward0"
        "AdaptiveMaxPool2DBackward0" "AdaptiveMaxPool2DBackwardBackward0"
        /// The maxima of windows that slide over the last dimension.
        ///
        /// `(N, C, L)` or `(C, L)`, real, to the same with length `floor((L + 2 * padding - dilation * (K - 1) - 1) /
        /// stride) + 1`. A window that does not fit raises RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        ///     tensor([[3., 5.]])
        max_pool1d
        /// The maxima of windows that slide over the last dimension, and their indices.
        ///
        /// `(N, C, L)` or `(C, L)`, real; the length of both results is that of `max_pool1d`, the indices are int64.
        ///
        /// Example:
        ///     >>> flambeau.max_pool1d_with_indices(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        ///     (tensor([[3., 5.]]), tensor([[1, 3]]))
        max_pool1d_with_indices
        /// The maxima of windows that cut the last dimension into parts, and their indices.
        ///
        /// `(N, C, L)` or `(C, L)`, real, to the same with length `output_size`; other numbers of dimensions raise
        /// RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.adaptive_max_pool1d(flambeau.tensor([[1.0, 3.0, 2.0, 5.0]]), 2)
        ///     (tensor([[3., 5.]]), tensor([[1, 3]]))
        adaptive_max_pool1d;
    2 "MaxPool2DWithIndicesBackward0" "MaxPool2DWithIndicesBackwardBackward0"
        "AdaptiveMaxPool2DBackward0" "AdaptiveMaxPool2DBackwardBackward0"
        /// The maxima of windows that slide over the last two dimensions.
        ///
        /// `(N, C, H, W)` or `(C, H, W)`, real; along each axis the result has the size that `max_pool1d` states. A
        /// window that does not fit raises RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.max_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), 2)
        ///     tensor([[[ 5.,  7.],
        ///              [13., 15.]]])
        max_pool2d
        /// The maxima of windows that slide over the last two dimensions, and their indices.
        ///
        /// `(N, C, H, W)` or `(C, H, W)`, real; the shape of both results is that of `max_pool2d`, the indices are
        /// int64.
        ///
        /// Example:
        ///     >>> flambeau.nn.functional.max_pool2d_with_indices(flambeau.arange(16.0).reshape(1, 4, 4), 2)
        ///     (tensor([[[ 5.,  7.],
        ///              [13., 15.]]]), tensor([[[ 5,  7],
        ///              [13, 15]]]))
        max_pool2d_with_indices
        /// The maxima of windows that cut the last two dimensions into parts, and their indices.
        ///
        /// `(N, C, H, W)` or `(C, H, W)`, real; other numbers of dimensions raise RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.adaptive_max_pool2d(flambeau.arange(16.0).reshape(1, 4, 4), (1, 2))
        ///     (tensor([[[13., 15.]]]), tensor([[[13, 15]]]))
        adaptive_max_pool2d;
    3 "MaxPool3DWithIndicesBackward0" "MaxPool3DWithIndicesBackwardBackward0"
        "AdaptiveMaxPool3DBackward0" "AdaptiveMaxPool3DBackwardBackward0"
        /// The maxima of windows that slide over the last three dimensions.
        ///
        /// `(N, C, D, H, W)` or `(C, D, H, W)`, real; along each axis the result has the size that `max_pool1d`
        /// states. A window that does not fit raises RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.max_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
        ///     tensor([[[[7.]]]])
        max_pool3d
        /// The maxima of windows that slide over the last three dimensions, and their indices.
        ///
        /// `(N, C, D, H, W)` or `(C, D, H, W)`, real; the shape of both results is that of `max_pool3d`, the indices
        /// are int64.
        ///
        /// Example:
        ///     >>> flambeau.max_pool3d_with_indices(flambeau.arange(8.0).reshape(1, 2, 2, 2), 2)
        ///     (tensor([[[[7.]]]]), tensor([[[[7]]]]))
        max_pool3d_with_indices
        /// The maxima of windows that cut the last three dimensions into parts, and their indices.
        ///
        /// `(N, C, D, H, W)` or `(C, D, H, W)`, real; other numbers of dimensions raise RuntimeError.
        ///
        /// Example:
        ///     >>> flambeau.adaptive_max_pool3d(flambeau.arange(8.0).reshape(1, 2, 2, 2), (1, 1, 2))
        ///     (tensor([[[[6., 7.]]]]), tensor([[[[6, 7]]]]))
        adaptive_max_pool3d;
}
