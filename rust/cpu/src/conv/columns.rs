//! Windows of planes as columns of a matrix, and back.

use crate::dtype::DType;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;
use crate::pool::for_range;
use half::{bf16, f16};
use num_complex::Complex;

/// Elements of a matrix that are worth a task.
const WORTH_A_TASK: usize = 1 << 15;

/// Windows that slide over planes of height and width.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Images.
    pub batch: usize,
    /// Channels.
    pub channels: usize,
    /// Height and width of a plane.
    pub size: [usize; 2],
    /// Positions of the window along both axes.
    pub positions: [usize; 2],
    /// Elements of the window along both axes.
    pub kernel: [usize; 2],
    /// Distance of neighbouring windows.
    pub stride: [usize; 2],
    /// Zeros around the planes.
    pub padding: [usize; 2],
    /// Distance of neighbouring elements of a window.
    pub dilation: [usize; 2],
}

impl Windows {
    /// Where element `k` of window `y` lies along an axis, if inside of the plane.
    #[inline(always)]
    fn at(&self, axis: usize, y: usize, k: usize) -> Option<usize> {
        let at = (y * self.stride[axis] + k * self.dilation[axis]).wrapping_sub(self.padding[axis]);
        (at < self.size[axis]).then_some(at)
    }
}

struct Shared(*mut u8, *const u8);
// SAFETY: tasks write disjoint rows or planes.
unsafe impl Sync for Shared {}

/// Writes every window of an image as a column: `(N, C, H, W)` with strides to contiguous `(N, C * kH * kW, L)`.
/// False, with nothing written, for a dtype that it does not know.
///
/// # Safety
/// Both tensors are valid and apart.
pub unsafe fn im2col(
    dtype: DType,
    windows: &Windows,
    planes: *const u8,
    strides: [isize; 4],
    columns: *mut u8,
) -> bool {
    // SAFETY: the caller's promises.
    unsafe {
        match dtype {
            DType::F16 | DType::BF16 => to_columns::<u16>(windows, planes, strides, columns),
            DType::F32 => to_columns::<u32>(windows, planes, strides, columns),
            DType::F64 | DType::C64 => to_columns::<u64>(windows, planes, strides, columns),
            DType::C128 => to_columns::<u128>(windows, planes, strides, columns),
            DType::Bool => to_columns::<u8>(windows, planes, strides, columns),
            _ => return false,
        }
    }
    true
}

/// Adds columns up in the planes their windows were taken from, in the order of the window's elements: contiguous
/// `(N, C * kH * kW, L)` to contiguous `(N, C, H, W)`. 16-bit floats are added in binary32. False, with nothing written,
/// for a dtype that it does not know.
///
/// # Safety
/// Both tensors are valid and apart.
pub unsafe fn col2im(dtype: DType, windows: &Windows, columns: *const u8, planes: *mut u8) -> bool {
    // SAFETY: the caller's promises.
    unsafe {
        match dtype {
            DType::F16 => to_planes::<f16>(windows, columns, planes),
            DType::BF16 => to_planes::<bf16>(windows, columns, planes),
            DType::F32 => to_planes::<f32>(windows, columns, planes),
            DType::F64 => to_planes::<f64>(windows, columns, planes),
            DType::C64 => to_planes::<Complex<f32>>(windows, columns, planes),
            DType::C128 => to_planes::<Complex<f64>>(windows, columns, planes),
            _ => return false,
        }
    }
    true
}

/// Moves elements by their size alone.
unsafe fn to_columns<T: Copy + Default>(w: &Windows, planes: *const u8, strides: [isize; 4], columns: *mut u8) {
    let shared = Shared(columns, planes);
    let [rows, row] = w.positions;
    let length = rows * row;
    let taps = w.kernel[0] * w.kernel[1];
    for_range(w.batch * w.channels * taps, WORTH_A_TASK / length.max(1), &|range| {
        let shared = &shared;
        for line in range {
            let (n, c, tap) = (line / (w.channels * taps), line / taps % w.channels, line % taps);
            let (i, j) = (tap / w.kernel[1], tap % w.kernel[1]);
            // SAFETY: the caller promises planes and columns; a line is one task's.
            unsafe {
                let plane = shared.1.cast::<T>().offset(n as isize * strides[0] + c as isize * strides[1]);
                let out = shared.0.cast::<T>().add(line * length);
                for y in 0..rows {
                    let out = out.add(y * row);
                    let Some(h) = w.at(0, y, i) else {
                        (0..row).for_each(|x| out.add(x).write(T::default()));
                        continue;
                    };
                    let plane = plane.offset(h as isize * strides[2]);
                    for x in 0..row {
                        let value = w.at(1, x, j).map_or(T::default(), |at| *plane.offset(at as isize * strides[3]));
                        out.add(x).write(value);
                    }
                }
            }
        }
    });
}

unsafe fn to_planes<T: Element>(w: &Windows, columns: *const u8, planes: *mut u8) {
    let shared = Shared(planes, columns);
    let [rows, row] = w.positions;
    let taps = w.kernel[0] * w.kernel[1];
    let plane = w.size[0] * w.size[1];
    for_range(w.batch * w.channels, WORTH_A_TASK / (taps * rows * row).max(1), &|range| {
        let shared = &shared;
        let mut sums = vec![T::Packed::default(); plane];
        for at in range {
            sums.fill(T::Packed::default());
            // SAFETY: the caller promises planes and columns; a plane is one task's.
            unsafe {
                for tap in 0..taps {
                    let (i, j) = (tap / w.kernel[1], tap % w.kernel[1]);
                    let column = shared.1.cast::<T>().add((at * taps + tap) * rows * row);
                    for y in 0..rows {
                        let Some(h) = w.at(0, y, i) else { continue };
                        for x in 0..row {
                            if let Some(v) = w.at(1, x, j) {
                                let sum = &mut sums[h * w.size[1] + v];
                                *sum = sum.add((*column.add(y * row + x)).widen());
                            }
                        }
                    }
                }
                let out = shared.0.cast::<T>().add(at * plane);
                for (i, &sum) in sums.iter().enumerate() {
                    out.add(i).write(T::narrow(sum));
                }
            }
        }
    });
}
