//! Convolutions whose kernel has one element: matrix products of weights and images.

use super::{Geometry, Operand};
use crate::dtype::DType;
use crate::expr::Scalar;
use crate::gemm::{Batch, Bias, Gemm, MatMut, MatRef};

/// Whether a convolution is a matrix product: one kernel element, every target meets its own source element, and the
/// positions of an image lie at equal distances.
pub fn suits(geometry: &Geometry, input: &Operand, output: &Operand) -> bool {
    let even = |operand: &Operand| {
        let [_, _, d, h, w] = operand.strides;
        let [_, height, width] = geometry.axes.map(|axis| axis.output as isize);
        (height == 1 || h == w * width) && (geometry.axes[0].output == 1 || d == w * width * height)
    };
    geometry.axes.iter().all(|a| a.kernel == 1 && a.stride == 1 && a.padding == 0 && a.input == a.output)
        && even(input)
        && even(output)
}

/// What a convolution's product is made of.
pub struct Pointwise<'a> {
    /// Element type.
    pub dtype: DType,
    /// Sizes.
    pub geometry: &'a Geometry,
    /// The input.
    pub input: Operand,
    /// The weight.
    pub weight: Operand,
    /// The output.
    pub output: Operand,
}

impl Pointwise<'_> {
    fn positions(&self) -> usize {
        self.geometry.axes.iter().map(|axis| axis.output).product()
    }

    fn group(&self, operand: &Operand, g: usize, channels: usize) -> *mut u8 {
        let place = (g * channels) as isize * operand.strides[1] * self.dtype.size() as isize;
        operand.ptr.wrapping_offset(place)
    }

    /// The weight matrix of a group: rows are output channels.
    fn weights(&self, g: usize) -> MatRef {
        let [o, c, ..] = self.weight.strides;
        let rows = (g * self.geometry.out_channels / self.geometry.groups) as isize;
        let ptr = self.weight.ptr.wrapping_offset(rows * o * self.dtype.size() as isize);
        MatRef { ptr: ptr.cast_const(), rs: o, cs: c }
    }

    /// Output channels and input channels of a group.
    fn channels(&self) -> (usize, usize) {
        let g = self.geometry;
        (g.out_channels / g.groups, g.in_channels / g.groups)
    }

    /// `target = weights * source + bias` for every image and group; `transposed` exchanges input and output.
    ///
    /// # Safety
    /// As for [`super::forward`] or [`super::backward_input`].
    pub unsafe fn apply(&self, transposed: bool, bias: Option<(*const u8, isize)>) {
        let (outputs, inputs) = self.channels();
        let (source, target) = if transposed { (self.output, self.input) } else { (self.input, self.output) };
        let (m, k) = if transposed { (inputs, outputs) } else { (outputs, inputs) };
        let images = [Batch { size: self.geometry.batch, a: 0, b: source.strides[0], c: target.strides[0] }];
        for g in 0..self.geometry.groups {
            let weights = self.weights(g);
            let a = if transposed { MatRef { rs: weights.cs, cs: weights.rs, ..weights } } else { weights };
            let b = MatRef { ptr: self.group(&source, g, k), rs: source.strides[1], cs: source.strides[4] };
            let c = MatMut { ptr: self.group(&target, g, m), rs: target.strides[1], cs: target.strides[4] };
            let row_bias = bias.map(|(ptr, stride)| Bias {
                ptr: ptr.wrapping_offset((g * m) as isize * stride * self.dtype.size() as isize),
                stride,
            });
            let product = Gemm::new(self.dtype, (m, self.positions(), k), a, b, c);
            // SAFETY: the caller's promises.
            unsafe { Gemm { batch: &images, row_bias, ..product }.run() };
        }
    }

    /// The gradient of the weight: a sum over images, in order. For elements that sums are made of.
    ///
    /// # Safety
    /// As for [`super::backward_weight`].
    pub unsafe fn weigh(&self) {
        let (outputs, inputs) = self.channels();
        for g in 0..self.geometry.groups {
            let weights = self.weights(g);
            let c = MatMut { ptr: weights.ptr.cast_mut(), rs: weights.rs, cs: weights.cs };
            for n in 0..self.geometry.batch {
                let image = |operand: &Operand, channels| {
                    let place = n as isize * operand.strides[0] * self.dtype.size() as isize;
                    self.group(operand, g, channels).wrapping_offset(place).cast_const()
                };
                let (output, input) = (self.output, self.input);
                let a = MatRef { ptr: image(&output, outputs), rs: output.strides[1], cs: output.strides[4] };
                let b = MatRef { ptr: image(&input, inputs), rs: input.strides[4], cs: input.strides[1] };
                let product = Gemm::new(self.dtype, (outputs, inputs, self.positions()), a, b, c);
                // SAFETY: the caller's promises.
                unsafe { Gemm { beta: Scalar::Int((n > 0) as i64), ..product }.run() };
            }
        }
    }
}
