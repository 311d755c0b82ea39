//! What a plan is made for.

use std::sync::atomic::Ordering::Relaxed;

use flambeau_cpu::DType;
use flambeau_cpu::conv::{Extent, Geometry};

use super::SETTINGS;
use super::table::is_there;
use crate::device;

/// Which of the three tensors of a convolution is computed from the other two.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Product {
    /// The output.
    Output,
    /// The input, or its gradient.
    Input,
    /// The weight's gradient.
    Weight,
}

/// A convolution that the library may do. Tensors are dense, all with channels last in memory or none, and begin at
/// multiples of [`Problem::ALIGNMENT`] bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    pub(super) product: Product,
    pub(super) dtype: DType,
    /// Whether operands may be rounded for tensor cores.
    pub(super) tf32: bool,
    pub(super) channels_last: bool,
    /// Whether the fastest engine is found by trying.
    pub(super) benchmark: bool,
    /// Whether every engine will do, one that gives other bits each time included.
    pub(super) any_order: bool,
    /// Spatial axes: 2, or 3.
    pub(super) axes: usize,
    /// Sizes of input, weight and output: with two spatial axes the last number is 1.
    pub(super) sizes: [[i64; 5]; 3],
    pub(super) places: [Places; 3],
}

/// How windows lie along an axis.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Places {
    /// Zeros in front, and behind.
    pub(super) padding: [i64; 2],
    pub(super) stride: i64,
    pub(super) dilation: i64,
}

/// Whether nothing happens along an axis.
fn is_single(extent: &Extent) -> bool {
    (extent.input, extent.output, extent.kernel, extent.padding) == (1, 1, 1, 0)
}

/// The library computes an output's size from the padding, which we know from one side: the padding on the other side
/// that gives the size. `None` where there is none.
fn places(extent: &Extent) -> Option<Places> {
    let small = |size: usize| i64::try_from(size).ok().filter(|&size| size <= i64::from(i32::MAX));
    let (input, output, kernel) = (small(extent.input)?, small(extent.output)?, small(extent.kernel)?);
    let (padding, dilation, mut stride) = (small(extent.padding)?, small(extent.dilation)?, small(extent.stride)?);
    let room = |behind: i64| input + padding + behind - (kernel - 1) * dilation - 1;
    if output == 1 {
        // Of a single window the stride does not matter, and no other window must fit.
        stride = stride.max(room(padding) + 1);
    }
    let fits = |behind: i64| room(behind) >= 0 && room(behind) / stride + 1 == output;
    let least = ((output - 1) * stride - room(0)).max(0);
    let behind = [padding, least].into_iter().find(|&behind| fits(behind))?;
    Some(Places { padding: [padding, behind], stride, dilation })
}

impl Problem {
    /// Bytes at whose multiples tensors begin.
    pub const ALIGNMENT: usize = 16;

    /// The problem of a convolution on a device; `None` where our own kernels are to do it: the library is not there or not
    /// wanted, has no such dtype or size, or refused it before.
    pub fn new(
        product: Product,
        dtype: DType,
        geometry: &Geometry,
        channels_last: bool,
        device: usize,
    ) -> Option<Problem> {
        if !SETTINGS.enabled.load(Relaxed) || !matches!(dtype, DType::F32 | DType::F64 | DType::F16 | DType::BF16) {
            return None;
        }
        if !is_there() {
            return None;
        }
        let g = geometry;
        let half = dtype.size() == 2;
        // Channels for themselves have so few products an element that memory is what takes the time.
        let wanted = match SETTINGS.depthwise_kernel.load(Relaxed) {
            0 => half && channels_last,
            chosen => chosen == 1,
        };
        if g.groups > 1 && g.groups == g.in_channels && !wanted {
            return None;
        }
        let axes = if is_single(&g.axes[0]) { 2 } else { 3 };
        let spatial = |size: fn(&Extent) -> usize| {
            let mut sizes = [1; 3];
            for (size_here, extent) in sizes.iter_mut().zip(&g.axes[3 - axes..]) {
                *size_here = size(extent);
            }
            sizes
        };
        let tensor = |first: usize, second: usize, size: fn(&Extent) -> usize| {
            let [a, b, c] = spatial(size);
            let sizes = [first, second, a, b, c];
            let count = sizes.iter().try_fold(1usize, |count, &size| count.checked_mul(size))?;
            // Beyond these sizes the library's engines are few, and its indices have been wrong before.
            (count > 0 && count <= i32::MAX as usize).then(|| sizes.map(|size| size as i64))
        };
        let sizes = [
            tensor(g.batch, g.in_channels, |extent| extent.input)?,
            tensor(g.out_channels, g.in_channels / g.groups, |extent| extent.kernel)?,
            tensor(g.batch, g.out_channels, |extent| extent.output)?,
        ];
        let mut along = [Places { padding: [0; 2], stride: 1, dilation: 1 }; 3];
        for (place, extent) in along.iter_mut().zip(&g.axes[3 - axes..]) {
            *place = places(extent)?;
        }
        let deterministic = SETTINGS.deterministic.load(Relaxed) || SETTINGS.deterministic_algorithms.load(Relaxed);
        let benchmark = SETTINGS.benchmark.load(Relaxed);
        let problem = Problem {
            product,
            dtype,
            tf32: dtype != DType::F32 || SETTINGS.allow_tf32.load(Relaxed),
            channels_last,
            benchmark,
            any_order: benchmark && !deterministic,
            axes,
            sizes,
            places: along,
        };
        let refused = device::get(device).is_ok_and(|device| device.cudnn.has_refused(&problem));
        (!refused).then_some(problem)
    }

    /// Distances of elements of a dense tensor, in elements.
    pub(super) fn strides(&self, sizes: &[i64]) -> Vec<i64> {
        let mut order: Vec<usize> = (0..sizes.len()).rev().collect();
        if self.channels_last {
            order.retain(|&dim| dim != 1);
            order.insert(0, 1);
        }
        let (mut strides, mut step) = (vec![0; sizes.len()], 1);
        for dim in order {
            strides[dim] = step;
            step *= sizes[dim];
        }
        strides
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, places};

    fn extent(input: usize, output: usize, kernel: usize, stride: usize, padding: usize) -> Extent {
        Extent { input, output, kernel, stride, padding, dilation: 1 }
    }

    #[test]
    fn padding_behind_gives_the_output_its_size() {
        let of = |extent| places(&extent).map(|places| (places.padding, places.stride));
        assert_eq!(of(extent(8, 8, 3, 1, 1)), Some(([1, 1], 1)));
        // "same" with an even kernel: one more behind.
        assert_eq!(of(extent(8, 8, 4, 1, 1)), Some(([1, 2], 1)));
        // The last columns of the input are in no window.
        assert_eq!(of(extent(10, 3, 3, 3, 0)), Some(([0, 0], 3)));
        // A single window, whose stride was forgotten.
        assert_eq!(of(extent(9, 1, 3, 1, 0)), Some(([0, 0], 7)));
        // Results of transposed convolutions, longer than their windows reach: by less than a stride, and by more.
        assert_eq!(of(extent(10, 5, 3, 2, 1)), Some(([1, 1], 2)));
        assert_eq!(of(extent(12, 5, 3, 2, 1)), None);
    }
}
