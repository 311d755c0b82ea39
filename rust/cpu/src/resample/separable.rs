//! Weighted sums along depth, height and width of planes.

use super::{Axis, Float, Sample, Shared, for_dtype};
use crate::dtype::DType;
use crate::pool::parallel;

/// Elements of input and output that make a task.
const CHUNK: usize = 1 << 15;

/// An axis with weights of the type that is computed in.
struct Taps<S> {
    offsets: Vec<usize>,
    at: Vec<usize>,
    weights: Vec<S>,
}

impl<S: Float> Taps<S> {
    fn of(axis: &Axis) -> Self {
        let weights = axis.weights.iter().map(|&weight| S::of(weight)).collect();
        Self { offsets: axis.offsets.clone(), at: axis.at.clone(), weights }
    }

    #[inline(always)]
    fn of_output(&self, o: usize) -> impl Iterator<Item = (usize, S)> + '_ {
        let taps = self.offsets[o]..self.offsets[o + 1];
        self.at[taps.clone()].iter().copied().zip(self.weights[taps].iter().copied())
    }
}

fn input_len(axes: &[Axis; 3]) -> usize {
    axes.iter().map(Axis::input).product()
}

fn output_len(axes: &[Axis; 3]) -> usize {
    axes.iter().map(Axis::output).product()
}

/// Planes at the size that the axes give them.
///
/// # Panics
/// For a dtype that is not floating, unless each output element is one input element.
///
/// # Safety
/// `input` is valid for reads of `planes` times the axes' inputs, `output` for writes of `planes` times their outputs;
/// they do not overlap.
pub unsafe fn resample(dtype: DType, axes: &[Axis; 3], planes: usize, input: *const u8, output: *mut u8) {
    if axes.iter().all(Axis::picks) {
        // SAFETY: the caller's promises are passed on; elements are only moved.
        unsafe {
            match dtype.size() {
                1 => pick::<u8>(axes, planes, input, output),
                2 => pick::<u16>(axes, planes, input.cast(), output.cast()),
                4 => pick::<u32>(axes, planes, input.cast(), output.cast()),
                8 => pick::<u64>(axes, planes, input.cast(), output.cast()),
                _ => pick::<u128>(axes, planes, input.cast(), output.cast()),
            }
        }
        return;
    }
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { weighted::<T>(axes, planes, input.cast(), output.cast()) });
}

/// Rows of output that a task takes, so that it has about [`CHUNK`] elements.
fn rows_of_task(axes: &[Axis; 3]) -> usize {
    (CHUNK / (axes[2].output() + axes[2].input()).max(1)).max(1)
}

/// # Safety
/// As [`resample`]; every output element is one input element.
unsafe fn pick<T: Copy + Send + Sync>(axes: &[Axis; 3], planes: usize, input: *const T, output: *mut T) {
    let [depth, height, width] = axes;
    let (input, output) = (Shared(input.cast_mut()), Shared(output));
    let (rows, columns) = (planes * depth.output() * height.output(), width.output());
    let step = rows_of_task(axes);
    parallel(rows.div_ceil(step), &|task| {
        for row in task * step..rows.min((task + 1) * step) {
            let (rest, h) = (row / height.output(), row % height.output());
            let (plane, d) = (rest / depth.output(), rest % depth.output());
            let from = (plane * depth.input + depth.at[d]) * height.input + height.at[h];
            // SAFETY: the rows lie within the planes that the caller promises.
            let (from, to) = unsafe {
                (
                    std::slice::from_raw_parts(input.at(from * width.input).cast_const(), width.input),
                    std::slice::from_raw_parts_mut(output.at(row * columns), columns),
                )
            };
            for (element, &at) in to.iter_mut().zip(&width.at) {
                *element = from[at];
            }
        }
    });
}

/// # Safety
/// As [`resample`].
unsafe fn weighted<T: Sample>(axes: &[Axis; 3], planes: usize, input: *const T, output: *mut T) {
    let [depth, height, width] = axes;
    let taps = [Taps::of(depth), Taps::of(height), Taps::of(width)];
    let (input, output) = (Shared(input.cast_mut()), Shared(output));
    let (rows, columns, plane_len) = (planes * depth.output() * height.output(), width.output(), input_len(axes));
    let step = rows_of_task(axes);
    parallel(rows.div_ceil(step), &|task| {
        let mut blend = vec![T::Sum::default(); width.input];
        for row in task * step..rows.min((task + 1) * step) {
            let (rest, h) = (row / height.output(), row % height.output());
            let (plane, d) = (rest / depth.output(), rest % depth.output());
            // SAFETY: the caller promises the planes; rows of output belong to one task.
            unsafe {
                let plane = std::slice::from_raw_parts(input.at(plane * plane_len).cast_const(), plane_len);
                let to = std::slice::from_raw_parts_mut(output.at(row * columns), columns);
                weighted_row::<T>(&taps, height.input, plane, [d, h], &mut blend, to);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of output: the rows it is made of are added up first.
    ///
    /// # Safety
    /// None beyond the instruction set's.
    unsafe fn weighted_row<I, T: Sample>(
        taps: &[Taps<T::Sum>; 3], height: usize, plane: &[T], row: [usize; 2], blend: &mut [T::Sum], to: &mut [T]
    ) {
        blend.fill(T::Sum::default());
        let width = blend.len();
        for (d, depth_weight) in taps[0].of_output(row[0]) {
            for (h, height_weight) in taps[1].of_output(row[1]) {
                let weight = depth_weight * height_weight;
                let from = &plane[(d * height + h) * width..][..width];
                for (sum, element) in blend.iter_mut().zip(from) {
                    *sum = *sum + weight * element.widen();
                }
            }
        }
        for (o, element) in to.iter_mut().enumerate() {
            let mut sum = T::Sum::default();
            for (at, weight) in taps[2].of_output(o) {
                sum = sum + weight * blend[at];
            }
            *element = T::narrow(sum);
        }
    }
}

/// The transpose of [`resample`]: each gradient of an output element is added, weighted, to the input elements that it
/// was made of. Planes are independent of each other and done in a fixed order within.
///
/// # Panics
/// For a dtype that is not floating.
///
/// # Safety
/// `grad_output` is valid for reads of `planes` times the axes' outputs, `grad_input` for writes of `planes` times their
/// inputs; they do not overlap.
pub unsafe fn resample_transposed(
    dtype: DType,
    axes: &[Axis; 3],
    planes: usize,
    grad_output: *const u8,
    grad_input: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { transposed::<T>(axes, planes, grad_output.cast(), grad_input.cast()) });
}

/// # Safety
/// As [`resample_transposed`].
unsafe fn transposed<T: Sample>(axes: &[Axis; 3], planes: usize, grad_output: *const T, grad_input: *mut T) {
    let [depth, height, width] = axes;
    let taps = [Taps::of(depth), Taps::of(height), Taps::of(width)];
    let (from, to) = (Shared(grad_output.cast_mut()), Shared(grad_input));
    let (from_len, to_len) = (output_len(axes), input_len(axes));
    let step = (CHUNK / (from_len + to_len).max(1)).max(1);
    parallel(planes.div_ceil(step), &|task| {
        let mut sums = vec![T::Sum::default(); to_len];
        let mut row = vec![T::Sum::default(); width.input];
        for plane in task * step..planes.min((task + 1) * step) {
            // SAFETY: the caller promises the planes; each belongs to one task.
            unsafe {
                let grads = std::slice::from_raw_parts(from.at(plane * from_len).cast_const(), from_len);
                let result = std::slice::from_raw_parts_mut(to.at(plane * to_len), to_len);
                transposed_plane::<T>(&taps, height.input, grads, &mut sums, &mut row, result);
            }
        }
    });
}

crate::simd_fn! {
    /// One plane.
    ///
    /// # Safety
    /// None beyond the instruction set's.
    unsafe fn transposed_plane<I, T: Sample>(
        taps: &[Taps<T::Sum>; 3], height: usize, grads: &[T], sums: &mut [T::Sum], row: &mut [T::Sum], result: &mut [T]
    ) {
        let width = row.len();
        let [depths, heights, widths] = taps;
        let columns = widths.offsets.len() - 1;
        sums.fill(T::Sum::default());
        let mut next = 0;
        for d in 0..depths.offsets.len() - 1 {
            for h in 0..heights.offsets.len() - 1 {
                row.fill(T::Sum::default());
                for (o, grad) in grads[next..next + columns].iter().enumerate() {
                    for (at, weight) in widths.of_output(o) {
                        row[at] = row[at] + weight * grad.widen();
                    }
                }
                next += columns;
                for (to_depth, depth_weight) in depths.of_output(d) {
                    for (to_height, height_weight) in heights.of_output(h) {
                        let weight = depth_weight * height_weight;
                        let to = &mut sums[(to_depth * height + to_height) * width..][..width];
                        for (sum, part) in to.iter_mut().zip(&*row) {
                            *sum = *sum + weight * *part;
                        }
                    }
                }
            }
        }
        for (grad, sum) in result.iter_mut().zip(&*sums) {
            *grad = T::narrow(*sum);
        }
    }
}
