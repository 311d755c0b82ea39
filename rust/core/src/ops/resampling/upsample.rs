//! Images at other sizes.

use std::sync::Arc;

use flambeau_cpu::DType;
use flambeau_cpu::conv::Operand;
use flambeau_cpu::resample::{self as kernel, Axis, Filter};
use flambeau_cuda::resample as gpu;
use flambeau_cuda::stream::Stream;
use smallvec::SmallVec;

use crate::autograd::Recorder;
use crate::error::shape_text;
use crate::tensor::{MemoryFormat, Shape, layout};
use crate::{Error, Result, Tensor, bail, ensure};

/// From input to output, or gradients back.
#[derive(Clone, Copy)]
enum Way {
    Forward,
    Back,
}

/// A linear map of planes to planes of another size; its transpose takes gradients back.
struct Resampling {
    /// Depth, height and width; those that are missing stay as they are.
    axes: [gpu::Axis; 3],
    /// Their weights, for the kernels of the host.
    weights: SmallVec<[Axis; 3]>,
    input: Shape,
    output: Shape,
    node: &'static str,
    /// Whether gradients have the memory format of the gradient that they come from; row-major otherwise.
    keeps: bool,
}

fn in_format(this: &Tensor, format: MemoryFormat) -> Result<Tensor> {
    if this.is_contiguous_in(format) { Ok(this.clone()) } else { this.detached().contiguous(format) }
}

impl Resampling {
    /// Axes and number of planes for the kernels. Channels that lie side by side are the last axis of an image.
    fn planes(&self, format: MemoryFormat) -> ([Axis; 3], usize) {
        let (samples, channels) = (self.input[0], self.input[1]);
        let [depth, height, width] = [0, 1, 2].map(|at: usize| self.weights[at].clone());
        match format {
            MemoryFormat::ChannelsLast => ([height, width, Axis::identity(channels)], samples),
            _ => ([depth, height, width], samples * channels),
        }
    }

    /// The tensor of `shape` from the other one, on a GPU.
    fn on_gpu(&self, this: &Tensor, shape: &[usize], format: MemoryFormat, way: Way, stream: Stream) -> Result<Tensor> {
        let out = Tensor::empty_in_format(shape, format, this.dtype(), this.device())?;
        let operand = |tensor: &Tensor| {
            let mut strides = [0; 5];
            strides[..2].copy_from_slice(&tensor.strides()[..2]);
            strides[7 - tensor.ndim()..].copy_from_slice(&tensor.strides()[2..]);
            Operand { ptr: tensor.data_ptr(), strides }
        };
        let (given, made) = (operand(this), operand(&out));
        let (batch, channels, dtype) = (shape[0], shape[1], this.dtype());
        // SAFETY: the tensors have the sizes of input and output; the result is new. Memory that is freed meanwhile is
        // handed out in the order of the stream.
        unsafe {
            match way {
                Way::Forward => {
                    gpu::Resampling { axes: self.axes, batch, channels, x: given, y: made, dtype }.forward(stream)?
                }
                Way::Back => {
                    gpu::Resampling { axes: self.axes, batch, channels, x: made, y: given, dtype }.backward(stream)?
                }
            }
        }
        Ok(out)
    }

    /// The tensor of `shape` from the other one, in a memory format.
    fn filled(&self, this: &Tensor, shape: &[usize], format: MemoryFormat, way: Way) -> Result<Tensor> {
        if let Some(stream) = crate::gpu::stream(this.device()) {
            return self.on_gpu(this, shape, format, way, stream);
        }
        // Volumes are computed in row-major order.
        let order = if format == MemoryFormat::ChannelsLast { format } else { MemoryFormat::Contiguous };
        let (axes, planes) = self.planes(order);
        let from = in_format(this, order)?;
        let out = Tensor::empty_in_format(shape, order, this.dtype(), this.device())?;
        let (from, to) = (from.host_ptr()?, out.host_ptr()?);
        // SAFETY: both tensors have the planes that the axes describe, in this order; the result is new.
        unsafe {
            match way {
                Way::Forward => kernel::resample(this.dtype(), &axes, planes, from, to),
                Way::Back => kernel::resample_transposed(this.dtype(), &axes, planes, from, to),
            }
        }
        in_format(&out, format)
    }

    fn apply(self: &Arc<Self>, this: &Tensor) -> Result<Tensor> {
        let out = self.filled(this, &self.output, this.suggested_format(), Way::Forward)?;
        if let Some(graph) = Recorder::new(&[this]) {
            let map = self.clone();
            graph.attach(&out, self.node, move |grad, _cx| Ok(crate::grads![Some(map.transposed(grad)?)]));
        }
        Ok(out)
    }

    fn transposed(self: &Arc<Self>, grad: &Tensor) -> Result<Tensor> {
        let format = if self.keeps { grad.suggested_format() } else { MemoryFormat::Contiguous };
        let out = self.filled(grad, &self.input, format, Way::Back)?;
        if let Some(graph) = Recorder::new(&[grad]) {
            let map = self.clone();
            let node = format!("{}BackwardBackward0", self.node.trim_end_matches("Backward0"));
            graph.attach(&out, node, move |grad, _cx| Ok(crate::grads![Some(map.apply(grad)?)]));
        }
        Ok(out)
    }
}

/// What an operation makes of its arguments.
struct Request<'a> {
    name: &'static str,
    node: &'static str,
    filter: Filter,
    axes: usize,
    output_size: Option<&'a [i64]>,
    scale_factors: Option<&'a [f64]>,
    align_corners: bool,
}

fn run(this: &Tensor, request: &Request<'_>) -> Result<Tensor> {
    let Request { name, axes, .. } = *request;
    ensure!(
        this.ndim() == axes + 2,
        Runtime,
        "{name}: It is expected input_size equals to {}, but got size {}",
        axes + 2,
        this.ndim()
    );
    let spatial = &this.shape()[2..];
    let sizes: Vec<i64> = match (request.output_size, request.scale_factors) {
        (Some(sizes), None) => {
            ensure!(
                sizes.len() == axes,
                Runtime,
                "{name}: It is expected output_size equals to {axes}, but got size {}",
                sizes.len()
            );
            sizes.to_vec()
        }
        (None, Some(factors)) => {
            ensure!(
                factors.len() == axes,
                Runtime,
                "{name}: It is expected scale_factors equals to {axes}, but got size {}",
                factors.len()
            );
            spatial.iter().zip(factors).map(|(&size, factor)| (size as f64 * factor) as i64).collect()
        }
        (Some(_), Some(_)) => bail!(Runtime, "{name}: Must specify exactly one of output_size and scale_factors"),
        (None, None) => bail!(Runtime, "{name}: Must specify exactly one of output_size and scale_factors"),
    };
    ensure!(
        !spatial.contains(&0) && sizes.iter().all(|&size| size > 0),
        Runtime,
        "Input and output sizes should be greater than 0, but got input {} output {}",
        shape_text(spatial),
        layout::format_list(&sizes)
    );
    ensure!(
        this.shape()[1] != 0,
        Runtime,
        "Non-empty {}D data tensor expected but got a tensor with sizes {}",
        axes + 2,
        shape_text(this.shape())
    );
    let picks = matches!(request.filter, Filter::Nearest | Filter::NearestExact);
    if !(this.dtype().is_floating_point() || picks && this.dtype() == DType::U8) {
        return Err(Error::unsupported(name, this.dtype()));
    }
    let mut output = Shape::from_slice(&this.shape()[..2]);
    output.extend(layout::sizes(&sizes)?);
    // An output that no memory holds is refused before its weights are listed.
    layout::checked_numel(&output[2..], 64)?;
    layout::checked_numel(&output, this.dtype().size())?;
    let axis = |at: usize| {
        let Some(at) = (at + axes).checked_sub(3) else { return gpu::Axis::identity(1) };
        let (filter, align_corners) = (request.filter, request.align_corners);
        let scale = request.scale_factors.map(|factors| factors[at]);
        gpu::Axis { filter, input: spatial[at], output: output[2 + at], align_corners, scale }
    };
    let sizes = [axis(0), axis(1), axis(2)];
    let weights = |axis: &gpu::Axis| Axis::new(axis.filter, axis.input, axis.output, axis.align_corners, axis.scale);
    let map = Resampling {
        axes: sizes,
        weights: if this.on_host() { sizes.iter().map(weights).collect() } else { SmallVec::new() },
        input: Shape::from_slice(this.shape()),
        output: output.clone(),
        node: request.node,
        keeps: !(matches!(request.filter, Filter::Cubic | Filter::CubicAntialias) || picks && axes == 3),
    };
    Arc::new(map).apply(this)
}

macro_rules! nearest {
    ($($(#[$doc:meta])* $name:ident $function:ident $axes:literal $filter:ident $node:literal;)*) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name.vec(Tensor input, int[]? output_size, float[]? scale_factors) -> Tensor; function)]
        pub fn $function(
            input: &Tensor,
            output_size: Option<&[i64]>,
            scale_factors: Option<&[f64]>,
        ) -> Result<Tensor> {
            run(input, &Request {
                name: stringify!($name),
                node: $node,
                filter: Filter::$filter,
                axes: $axes,
                output_size,
                scale_factors,
                align_corners: false,
            })
        }
    )* };
}

nearest! {
    /// (N, C, W) at another size, each element the one at `floor(o * scale)`.
    ///
    /// Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    /// RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_nearest1d(flambeau.tensor([[[1.0, 2.0]]]), [4], None)
    ///     tensor([[[1., 1., 2., 2.]]])
    upsample_nearest1d upsample_nearest1d 1 Nearest "UpsampleNearest1DBackward0";
    /// (N, C, H, W) at another size, each element the one at `floor(o * scale)`.
    ///
    /// Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    /// RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_nearest2d(flambeau.tensor([[[[1.0, 2.0]]]]), None, [2.0, 2.0])
    ///     tensor([[[[1., 1., 2., 2.],
    ///               [1., 1., 2., 2.]]]])
    upsample_nearest2d upsample_nearest2d 2 Nearest "UpsampleNearest2DBackward0";
    /// (N, C, D, H, W) at another size, each element the one at `floor(o * scale)`.
    ///
    /// Either `output_size` or `scale_factors` is given; both, none, or another number of dimensions raise
    /// RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_nearest3d(flambeau.ones(1, 1, 2, 2, 2), [4, 4, 4], None).shape
    ///     torch.Size([1, 1, 4, 4, 4])
    upsample_nearest3d upsample_nearest3d 3 Nearest "UpsampleNearest3DBackward0";
    /// (N, C, W) at another size, each element the one whose centre is nearest.
    _upsample_nearest_exact1d upsample_nearest_exact1d 1 NearestExact "UpsampleNearestExact1DBackward0";
    /// (N, C, H, W) at another size, each element the one whose centre is nearest.
    _upsample_nearest_exact2d upsample_nearest_exact2d 2 NearestExact "UpsampleNearestExact2DBackward0";
    /// (N, C, D, H, W) at another size, each element the one whose centre is nearest.
    _upsample_nearest_exact3d upsample_nearest_exact3d 3 NearestExact "UpsampleNearestExact3DBackward0";
}

macro_rules! smooth {
    ($($(#[$doc:meta])* $name:ident $function:ident $axes:literal $filter:ident $node:literal;)*) => { $(
        $(#[$doc])*
        ///
        /// `align_corners` lets the centres of the corner elements coincide instead of their outer corners.
        #[flambeau_macros::op($name.vec(Tensor input, int[]? output_size, bool align_corners, float[]? scale_factors) -> Tensor; function)]
        pub fn $function(
            input: &Tensor,
            output_size: Option<&[i64]>,
            align_corners: bool,
            scale_factors: Option<&[f64]>,
        ) -> Result<Tensor> {
            run(input, &Request {
                name: stringify!($name),
                node: $node,
                filter: Filter::$filter,
                axes: $axes,
                output_size,
                scale_factors,
                align_corners,
            })
        }
    )* };
}

smooth! {
    /// (N, C, W) at another size, linear between neighbours.
    ///
    /// Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    /// dimensions raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_linear1d(flambeau.tensor([[[0.0, 3.0]]]), [4], True, None)
    ///     tensor([[[0., 1., 2., 3.]]])
    upsample_linear1d upsample_linear1d 1 Linear "UpsampleLinear1DBackward0";
    /// (N, C, H, W) at another size, linear between neighbours along both axes.
    ///
    /// Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    /// dimensions raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_bilinear2d(flambeau.tensor([[[[0.0, 2.0], [4.0, 6.0]]]]), [3, 3], True, None)
    ///     tensor([[[[0., 1., 2.],
    ///               [2., 3., 4.],
    ///               [4., 5., 6.]]]])
    upsample_bilinear2d upsample_bilinear2d 2 Linear "UpsampleBilinear2DBackward0";
    /// (N, C, D, H, W) at another size, linear between neighbours along all axes.
    ///
    /// Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    /// dimensions raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_trilinear3d(flambeau.ones(1, 1, 2, 2, 2), [3, 3, 3], True, None).shape
    ///     torch.Size([1, 1, 3, 3, 3])
    upsample_trilinear3d upsample_trilinear3d 3 Linear "UpsampleTrilinear3DBackward0";
    /// (N, C, H, W) at another size by cubic convolution (Keys, 1981) with a = -0.75.
    ///
    /// Floating-point dtypes. Either `output_size` or `scale_factors` is given; both, none, or another number of
    /// dimensions raise RuntimeError.
    ///
    /// Example:
    ///     >>> flambeau.upsample_bicubic2d(flambeau.ones(1, 1, 2, 2), [3, 3], True, None).shape
    ///     torch.Size([1, 1, 3, 3])
    upsample_bicubic2d upsample_bicubic2d 2 Cubic "UpsampleBicubic2DBackward0";
    /// (N, C, H, W) at another size by a triangle filter that widens when shrinking.
    _upsample_bilinear2d_aa upsample_bilinear2d_aa 2 LinearAntialias "UpsampleBilinear2DAaBackward0";
    /// (N, C, H, W) at another size by cubic convolution with a = -0.5 that widens when shrinking.
    _upsample_bicubic2d_aa upsample_bicubic2d_aa 2 CubicAntialias "UpsampleBicubic2DAaBackward0";
    /// (N, C, H, W) at another size by a windowed sine of three lobes that widens when shrinking.
    _upsample_lanczos2d_aa upsample_lanczos2d_aa 2 Lanczos "UpsampleLanczos2DAaBackward0";
}
