//! What pooling operations are called with: windows, shapes, and what is wrong with them.

use flambeau_cpu::DType;
use flambeau_cpu::conv::Operand;
use flambeau_cpu::pooling::{Geometry, Window, output_size};
use flambeau_cuda::pooling::{Layout, Pooling};

use crate::error::shape_text;
use crate::tensor::{MemoryFormat, Shape};
use crate::{Device, Result, Tensor, bail, ensure};

/// A tensor as planes of up to three dimensions; the missing ones have size 1.
pub(super) struct Planes {
    /// Batch and channels, as far as they are there.
    pub leading: Shape,
    pub spatial: [usize; 3],
    pub axes: usize,
    /// What the results' channels lie like: row-major planes, or side by side.
    pub format: MemoryFormat,
}

impl Planes {
    /// Reads `(N, C, *)` or `(C, *)` with `axes` dimensions in place of the star; only the batch may be empty.
    ///
    /// # Errors
    /// Another number of dimensions, or an empty one.
    pub fn of(op: &str, this: &Tensor, axes: usize) -> Result<Planes> {
        let ndim = this.ndim();
        let fits = (ndim == axes + 1 || ndim == axes + 2) && !this.shape()[ndim - axes - 1..].contains(&0);
        ensure!(
            fits,
            Runtime,
            "{op}: Expected {}D or {}D (batch mode) tensor with optional 0 dim batch size for input, but got:{}",
            axes + 1,
            axes + 2,
            shape_text(this.shape())
        );
        let spatial = spatial_of(this.shape(), axes);
        let leading = Shape::from_slice(&this.shape()[..ndim - axes]);
        let format = if ndim == axes + 2 { this.suggested_format() } else { MemoryFormat::Contiguous };
        Ok(Planes { leading, spatial, axes, format })
    }

    /// Batch and channels, where channels lie side by side.
    pub fn side_by_side(&self) -> Option<(usize, usize)> {
        (self.format != MemoryFormat::Contiguous).then(|| (self.leading[0], self.leading[1]))
    }

    /// Makes results of three spatial dimensions row-major, for operations that keep only the format of images.
    pub fn row_major_volumes(&mut self) {
        if self.axes == 3 {
            self.format = MemoryFormat::Contiguous;
        }
    }

    /// A new tensor of the planes' format.
    pub fn empty(&self, shape: &[usize], dtype: DType, device: Device) -> Result<Tensor> {
        Tensor::empty_in_format(shape, self.format, dtype, device)
    }

    /// How many planes there are.
    pub fn count(&self) -> usize {
        self.leading.iter().product()
    }

    /// The shape with other sizes of the planes.
    pub fn shape(&self, spatial: [usize; 3]) -> Shape {
        let mut shape = self.leading.clone();
        shape.extend_from_slice(&spatial[3 - self.axes..]);
        shape
    }
}

/// Windows over planes, as the kernels of either device read them.
pub(super) struct Windows {
    pub geometry: Geometry,
    pub layout: [Layout; 3],
}

impl Windows {
    /// Windows that slide.
    fn sliding(input: [usize; 3], output: [usize; 3], window: &Window) -> Windows {
        let layout = std::array::from_fn(|at| Layout {
            input: input[at],
            output: output[at],
            kernel: window.kernel[at],
            stride: window.stride[at],
            padding: window.padding[at],
            dilation: window.dilation[at],
        });
        Windows { geometry: Geometry::sliding(input, output, window), layout }
    }

    /// Windows that cut each axis into parts.
    pub fn adaptive(input: [usize; 3], output: [usize; 3]) -> Windows {
        Windows { geometry: Geometry::adaptive(input, output), layout: layout_of(input, output) }
    }
}

/// Axes of these sizes, cut into parts.
pub(super) fn layout_of(input: [usize; 3], output: [usize; 3]) -> [Layout; 3] {
    let part =
        |at: usize| Layout { input: input[at], output: output[at], kernel: 0, stride: 1, padding: 0, dilation: 1 };
    std::array::from_fn(part)
}

/// The last `axes` sizes of a shape, after as many ones as are missing to three.
pub(super) fn spatial_of(shape: &[usize], axes: usize) -> [usize; 3] {
    let mut spatial = [1; 3];
    spatial[3 - axes..].copy_from_slice(&shape[shape.len() - axes..]);
    spatial
}

/// The two sides of a pooling on a GPU, the larger one first, and places in the smaller one's shape.
pub(super) fn on_gpu(
    layout: [Layout; 3],
    axes: usize,
    x: &Tensor,
    y: &Tensor,
    places: Option<&Tensor>,
) -> Result<Pooling> {
    let leading = x.ndim() - axes;
    let device = y.device();
    let operand = |tensor: Option<&Tensor>| {
        let mut strides = [0; 5];
        if let Some(tensor) = tensor {
            strides[2 - leading..2].copy_from_slice(&tensor.strides()[..leading]);
            strides[5 - axes..].copy_from_slice(&tensor.strides()[leading..]);
        }
        Ok::<_, crate::Error>(Operand { ptr: Tensor::ptr_on_or_null(tensor, device)?, strides })
    };
    Ok(Pooling {
        layout,
        batch: if leading == 2 { x.shape()[0] } else { 1 },
        channels: x.shape()[leading - 1],
        x: operand(Some(x))?,
        y: operand(Some(y))?,
        places: operand(places)?,
        dtype: x.dtype(),
    })
}

/// The elements in row-major order, outside the graph: kernels walk planes without gaps.
pub(super) fn row_major(this: &Tensor) -> Result<Tensor> {
    in_format(this, MemoryFormat::Contiguous)
}

/// The elements in the order of a memory format, outside the graph.
pub(super) fn in_format(this: &Tensor, format: MemoryFormat) -> Result<Tensor> {
    if this.is_contiguous_in(format) { Ok(this.clone()) } else { this.detached().contiguous(format) }
}

/// One number for each of `axes` dimensions, after as many `rest` as are missing to three.
fn per_axis(op: &str, what: &str, values: &[i64], axes: usize, rest: i64) -> Result<[i64; 3]> {
    let mut all = [rest; 3];
    match values {
        [one] => all[3 - axes..].fill(*one),
        values if values.len() == axes => all[3 - axes..].copy_from_slice(values),
        _ => bail!(
            Runtime,
            "{op}: {what} must either be a single int, or a tuple of {} ints",
            ["one", "two", "three"][axes - 1]
        ),
    }
    Ok(all)
}

/// Arguments of a window as they come from the caller.
pub(super) struct Arguments<'a> {
    pub kernel_size: &'a [i64],
    pub stride: &'a [i64],
    pub padding: &'a [i64],
    pub dilation: &'a [i64],
    pub ceil_mode: bool,
}

impl Arguments<'_> {
    /// The windows over the planes, and the sizes that come out.
    ///
    /// # Errors
    /// Numbers out of range, or a window larger than the padded input.
    pub fn windows(&self, op: &str, planes: &Planes) -> Result<(Windows, [usize; 3])> {
        let axes = planes.axes;
        let kernel = per_axis(op, "kernel_size", self.kernel_size, axes, 1)?;
        let stride = match self.stride {
            [] => kernel,
            stride => per_axis(op, "stride", stride, axes, 1)?,
        };
        let padding = per_axis(op, "padding", self.padding, axes, 0)?;
        let dilation = per_axis(op, "dilation", self.dilation, axes, 1)?;
        let mut window = Window { kernel: [1; 3], stride: [1; 3], padding: [0; 3], dilation: [1; 3] };
        for at in 0..3 {
            window.kernel[at] = above(op, "kernel size", kernel[at], 1)?;
            window.stride[at] = above(op, "stride", stride[at], 1)?;
            window.dilation[at] = above(op, "dilation", dilation[at], 1)?;
            ensure!(padding[at] >= 0, Runtime, "{op}: pad must be non-negative, but got pad: {}", padding[at]);
            let extent = (kernel[at] - 1).saturating_mul(dilation[at]).saturating_add(1);
            ensure!(
                padding[at] <= extent / 2,
                Runtime,
                "{op}: pad should be at most half of effective kernel size, but got pad={}, kernel_size={} and \
                 dilation={}",
                padding[at],
                kernel[at],
                dilation[at]
            );
            window.padding[at] = padding[at] as usize;
        }
        let mut output = [1; 3];
        for at in 0..3 {
            let (kernel, stride) = (window.kernel[at], window.stride[at]);
            let (padding, dilation) = (window.padding[at], window.dilation[at]);
            let size = output_size(planes.spatial[at], kernel, stride, padding, dilation, self.ceil_mode);
            let Some(size) = size.filter(|&size| size > 0) else {
                bail!(
                    Runtime,
                    "{op}: Given input size: {}. The window of {} with padding {} and dilation {} does not fit. Output \
                     size is too small",
                    shape_text(&planes.shape(planes.spatial)),
                    shape_text(&window.kernel[3 - axes..]),
                    shape_text(&window.padding[3 - axes..]),
                    shape_text(&window.dilation[3 - axes..])
                )
            };
            output[at] = size;
        }
        // What comes out must be a size that memory can have before its windows are listed.
        crate::tensor::layout::checked_numel(&planes.shape(output), 16)?;
        Ok((Windows::sliding(planes.spatial, output, &window), output))
    }
}

fn above(op: &str, what: &str, value: i64, least: i64) -> Result<usize> {
    ensure!(value >= least, Runtime, "{op}: {what} should be greater than zero, but got {value}");
    Ok(value as usize)
}

/// The sizes that adaptive pooling is asked for.
///
/// # Errors
/// Another number of them than the input has axes, or a negative one.
pub(super) fn adaptive_sizes(op: &str, sizes: &[i64], planes: &Planes) -> Result<[usize; 3]> {
    let sizes = per_axis(op, "output_size", sizes, planes.axes, 1)?;
    ensure!(
        sizes.iter().all(|&size| size >= 0),
        Runtime,
        "{op}: elements of output_size must be greater than or equal to 0 but received {}",
        crate::tensor::layout::format_list(&sizes[3 - planes.axes..])
    );
    let sizes = sizes.map(|size| size as usize);
    crate::tensor::layout::checked_numel(&planes.shape(sizes), 16)?;
    Ok(sizes)
}

/// The numbers of `output_size` or `kernel_size`, one for each axis, at least `least`.
pub(super) fn sizes_above(op: &str, what: &str, values: &[i64], axes: usize, least: i64) -> Result<[usize; 3]> {
    let values = per_axis(op, what, values, axes, 1)?;
    ensure!(values.iter().all(|&value| value >= least), Runtime, "{op}: {what} should be at least {least}");
    Ok(values.map(|value| value as usize))
}
