//! Convolutions in one, two and three dimensions, their gradients, and transposed convolutions, which are the gradients.
//!
//! Shapes: input (N, C, D, H, W), weight (O, C / groups, kD, kH, kW), output (N, O, D', H', W'), all with any strides;
//! fewer dimensions have leading sizes of 1. A transposed convolution is [`backward_input`] with a bias.
//!
//! No matrix of windows is written. A task copies the part of the source that it needs into a slab where it is padded
//! and where a stride of the convolution is gone (`axis`, `slab`); there every element of a sum is a contiguous run of
//! neighbouring targets at a fixed offset, which the microkernels (`kernel`) read where they lie. `slide` are outputs
//! and gradients of inputs, `product` is their way for many channels and `few` that for few positions, `weight` are
//! gradients of weights, `plane` are channels for themselves, `pointwise` are kernels of one element, `winograd` those of
//! 3 x 3 and many channels, `columns` are matrices of windows for those who ask.

mod axis;
mod columns;
mod few;
mod kernel;
mod lanes;
mod plane;
mod plane_kernel;
mod plane_last;
mod pointwise;
mod product;
mod slab;
mod slide;
#[cfg(test)]
mod tests;
mod weight;
mod weight_product;
mod winograd;

pub use axis::Extent;
pub use columns::{Windows, col2im, im2col};

use crate::dtype::DType;
use crate::gemm::element::Element;
use crate::pool::parallel;
use axis::Axis;
use half::{bf16, f16};
use kernel::HasKernels;
use pointwise::Pointwise;
use slide::Sliding;
use weight::Weighing;

/// Multiply-adds that are worth a task, some 20 us.
const WORTH_A_TASK: usize = 1 << 20;

/// Sizes of a convolution. Offsets of all elements of the kernel, `(kernel - 1) * dilation`, fit the address space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Geometry {
    /// Images.
    pub batch: usize,
    /// Groups of channels; divides both numbers of channels.
    pub groups: usize,
    /// Channels of the input.
    pub in_channels: usize,
    /// Channels of the output.
    pub out_channels: usize,
    /// Depth, height, width.
    pub axes: [Extent; 3],
}

/// A tensor of five dimensions: its first element, and strides in elements.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// The first element.
    pub ptr: *mut u8,
    /// Strides.
    pub strides: [isize; 5],
}

/// An operand whose element type is known.
struct Side<T> {
    ptr: *const T,
    strides: [isize; 5],
}

impl<T> Side<T> {
    fn of(operand: Operand) -> Side<T> {
        Side { ptr: operand.ptr.cast_const().cast(), strides: operand.strides }
    }

    /// An image from a channel on.
    fn image(&self, n: usize, channel: usize) -> *const T {
        self.ptr.wrapping_offset(n as isize * self.strides[0] + channel as isize * self.strides[1])
    }

    fn spatial(&self) -> [isize; 3] {
        [self.strides[2], self.strides[3], self.strides[4]]
    }
}

/// Piece `at` of `n` cut into `pieces` nearly equal ones.
fn even(n: usize, pieces: usize, at: usize) -> std::ops::Range<usize> {
    at * n / pieces..(at + 1) * n / pieces
}

/// Runs tasks on the pool, or on the calling thread where they are not worth it.
fn run(tasks: usize, worth_it: bool, work: &(dyn Fn(usize) + Sync)) {
    if worth_it { parallel(tasks, work) } else { (0..tasks).for_each(work) }
}

/// Whether a dtype has a convolution.
fn has_kernels(dtype: DType) -> bool {
    !matches!(dtype, DType::Bool | DType::C64 | DType::C128)
}

/// Calls a generic function with the type of the elements; false for a dtype that has no kernels.
macro_rules! with_type {
    ($dtype:expr, $f:ident($($argument:expr),*)) => {
        match $dtype {
            DType::F32 => $f::<f32>($($argument),*),
            DType::F64 => $f::<f64>($($argument),*),
            DType::F16 => $f::<f16>($($argument),*),
            DType::BF16 => $f::<bf16>($($argument),*),
            DType::U8 => $f::<u8>($($argument),*),
            DType::I8 => $f::<i8>($($argument),*),
            DType::I16 => $f::<i16>($($argument),*),
            DType::I32 => $f::<i32>($($argument),*),
            DType::I64 => $f::<i64>($($argument),*),
            DType::Bool | DType::C64 | DType::C128 => return false,
        }
    };
}

/// The output. `bias` is the first addend and the distance between them, one per output channel.
///
/// `output[n, o, y] = bias[o] + sum over c, k of weight[o, c, k] * input[n, c, y * stride + k * dilation - padding]`,
/// where inputs outside of the tensor are 0. 16-bit floats accumulate in binary32; integers wrap. False, with nothing
/// written, for a dtype that has no convolution.
///
/// # Safety
/// All operands are valid for the sizes; elements of the output are distinct and overlap no other operand.
pub unsafe fn forward(
    dtype: DType,
    geometry: &Geometry,
    input: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    output: Operand,
) -> bool {
    unsafe fn typed<T: Element<Packed: HasKernels>>(
        dtype: DType,
        g: &Geometry,
        input: Operand,
        weight: Operand,
        bias: Option<(*const u8, isize)>,
        output: Operand,
    ) {
        let rows = g.out_channels / g.groups;
        let [o, c, spatial @ ..] = weight.strides;
        let sliding = Sliding::<T> {
            dtype,
            batch: g.batch,
            groups: g.groups,
            rows,
            depth: g.in_channels / g.groups,
            axes: g.axes.map(|extent| Axis::forward(&extent)),
            source: Side::of(input),
            target: Side::of(output),
            weight: (weight.ptr.cast_const().cast(), [rows as isize * o, o, c], spatial),
            bias: bias.map_or((std::ptr::null(), 0), |(start, stride)| (start.cast(), stride)),
        };
        // SAFETY: the caller's promises.
        unsafe { sliding.run() }
    }
    // SAFETY: the caller's promises.
    unsafe {
        if pointwise::suits(geometry, &input, &output) && has_kernels(dtype) {
            Pointwise { dtype, geometry, input, weight, output }.apply(false, bias);
            return true;
        }
        if dtype == DType::F32 && winograd::suits(geometry) && winograd::forward(geometry, input, weight, bias, output)
        {
            return true;
        }
        with_type!(dtype, typed(dtype, geometry, input, weight, bias, output))
    };
    true
}

/// The gradient of the input, or the output of a transposed convolution: with a `bias` per input channel.
///
/// # Safety
/// As [`forward`]; here `input` is written.
pub unsafe fn backward_input(
    dtype: DType,
    geometry: &Geometry,
    output: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    input: Operand,
) -> bool {
    unsafe fn typed<T: Element<Packed: HasKernels>>(
        dtype: DType,
        g: &Geometry,
        output: Operand,
        weight: Operand,
        bias: Option<(*const u8, isize)>,
        input: Operand,
    ) {
        let depth = g.out_channels / g.groups;
        let [o, c, spatial @ ..] = weight.strides;
        let sliding = Sliding::<T> {
            dtype,
            batch: g.batch,
            groups: g.groups,
            rows: g.in_channels / g.groups,
            depth,
            axes: g.axes.map(|extent| Axis::backward(&extent)),
            source: Side::of(output),
            target: Side::of(input),
            weight: (weight.ptr.cast_const().cast(), [depth as isize * o, c, o], spatial),
            bias: bias.map_or((std::ptr::null(), 0), |(start, stride)| (start.cast(), stride)),
        };
        // SAFETY: the caller's promises.
        unsafe { sliding.run() }
    }
    // SAFETY: the caller's promises.
    unsafe {
        if pointwise::suits(geometry, &input, &output) && has_kernels(dtype) {
            Pointwise { dtype, geometry, input, weight, output }.apply(true, bias);
            return true;
        }
        if dtype == DType::F32
            && winograd::suits(geometry)
            && winograd::backward_input(geometry, output, weight, bias, input)
        {
            return true;
        }
        with_type!(dtype, typed(dtype, geometry, output, weight, bias, input))
    };
    true
}

/// The gradient of the weight.
///
/// # Safety
/// As [`forward`]; here `weight` is written.
pub unsafe fn backward_weight(
    dtype: DType,
    geometry: &Geometry,
    input: Operand,
    output: Operand,
    weight: Operand,
) -> bool {
    unsafe fn typed<T: Element<Packed: HasKernels>>(g: &Geometry, input: Operand, output: Operand, weight: Operand) {
        let weighing = Weighing::<T> {
            batch: g.batch,
            groups: g.groups,
            rows: g.out_channels / g.groups,
            channels: g.in_channels / g.groups,
            axes: g.axes.map(|extent| Axis::forward(&extent)),
            source: Side::of(input),
            grad: Side::of(output),
            weight: (weight.ptr.cast(), weight.strides),
        };
        // SAFETY: the caller's promises.
        unsafe { weighing.run() }
    }
    // SAFETY: the caller's promises.
    unsafe {
        if matches!(dtype, DType::F32 | DType::F64) && geometry.batch > 0 && pointwise::suits(geometry, &input, &output)
        {
            Pointwise { dtype, geometry, input, weight, output }.weigh();
            return true;
        }
        if dtype == DType::F32
            && winograd::suits(geometry)
            && winograd::backward_weight(geometry, input, output, weight)
        {
            return true;
        }
        with_type!(dtype, typed(geometry, input, output, weight))
    };
    true
}
