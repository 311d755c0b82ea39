//! Average pooling of tensors whose channels lie side by side: each element of a window is a run of channels.

use std::ops::Range;

use super::average::{Division, Divisor, Mean, Sum, for_dtype};
use super::geometry::{Axis, Geometry, Span};
use super::phases::LANES;
use super::{Shared, for_planes};
use crate::dtype::DType;

/// [`avg_pool`](super::avg_pool) of `batch` images of `channels` channels that lie side by side, in input and output.
///
/// # Panics
/// As [`avg_pool`](super::avg_pool).
///
/// # Safety
/// As [`avg_pool`](super::avg_pool), with `batch * channels` planes.
pub unsafe fn avg_pool_last(
    dtype: DType,
    geometry: &Geometry,
    divisor: Divisor,
    (batch, channels): (usize, usize),
    input: *const u8,
    output: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { forward::<T>(geometry, divisor, (batch, channels), input.cast(), output.cast()) });
}

/// [`avg_pool_backward`](super::avg_pool_backward) of `batch` images of `channels` channels that lie side by side.
///
/// # Panics
/// As [`avg_pool`](super::avg_pool).
///
/// # Safety
/// As [`avg_pool_backward`](super::avg_pool_backward), with `batch * channels` planes.
pub unsafe fn avg_pool_backward_last(
    dtype: DType,
    geometry: &Geometry,
    divisor: Divisor,
    (batch, channels): (usize, usize),
    grad_output: *const u8,
    grad_input: *mut u8,
) {
    let (from, to) = (grad_output, grad_input);
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { backward::<T>(geometry, divisor, (batch, channels), from.cast(), to.cast()) });
}

/// # Safety
/// As [`avg_pool_last`].
unsafe fn forward<T: Mean>(
    geometry: &Geometry,
    divisor: Divisor,
    (batch, channels): (usize, usize),
    input: *const T,
    output: *mut T,
) {
    let [depth, height, width] = &geometry.axes;
    let rows = depth.spans.len() * height.spans.len();
    let (image, row) = (geometry.input_len() * channels, width.spans.len() * channels);
    let division = Division::new(divisor, geometry);
    let (input, output) = (Shared(input.cast_mut()), Shared(output));
    for_planes(batch * rows, row + image / rows.max(1), |first, count| {
        for at in first..first + count {
            let (n, place) = (at / rows, at % rows);
            let (d, h) = (depth.spans[place / height.spans.len()], height.spans[place % height.spans.len()]);
            // SAFETY: the caller promises that images and rows lie within their buffers.
            unsafe {
                let input = std::slice::from_raw_parts(input.at(n * image).cast_const(), image);
                let output = std::slice::from_raw_parts_mut(output.at(at * row), row);
                forward_row::<T>(geometry, &division, channels, input, d, h, output);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of windows, a block of channels at a time.
    ///
    /// # Safety
    /// None beyond the instruction set.
    unsafe fn forward_row<I, T: Mean>(
        geometry: &Geometry, division: &Division<T::Sum>, channels: usize, input: &[T],
        d: Span, h: Span, output: &mut [T]
    ) {
        let columns = &geometry.axes[2];
        for (o, (w, output)) in columns.spans.iter().zip(output.chunks_exact_mut(channels)).enumerate() {
            for block in (0..channels).step_by(LANES) {
                let lanes = LANES.min(channels - block);
                let mut sums = [T::Sum::default(); LANES];
                geometry.for_input_rows(d, h, |row| {
                    for i in 0..w.count {
                        let from = (row * columns.input + w.start + i) * channels + block;
                        add(&mut sums, &input[from..from + lanes], |x| x.widen());
                    }
                });
                division.each(d, h, o, &mut sums);
                for (out, &mean) in output[block..block + lanes].iter_mut().zip(&sums) {
                    *out = T::narrow(mean);
                }
            }
        }
    }
}

/// Adds up to [`LANES`] elements to sums.
#[inline(always)]
fn add<T: Copy, S: Sum>(sums: &mut [S; LANES], elements: &[T], widen: impl Fn(T) -> S) {
    if let Ok(elements) = <&[T; LANES]>::try_from(elements) {
        for i in 0..LANES {
            sums[i] = sums[i].plus(widen(elements[i]));
        }
    } else {
        for (sum, &element) in sums.iter_mut().zip(elements) {
            *sum = sum.plus(widen(element));
        }
    }
}

/// For each input element of an axis the windows that cover it: neighbours, as windows follow each other.
fn covering(axis: &Axis) -> Vec<Range<usize>> {
    let mut all = vec![0..0; axis.input];
    for (o, span) in axis.spans.iter().enumerate() {
        for windows in &mut all[span.start..span.start + span.count] {
            *windows = if windows.start == windows.end { o..o + 1 } else { windows.start..o + 1 };
        }
    }
    all
}

/// # Safety
/// As [`avg_pool_backward_last`].
unsafe fn backward<T: Mean>(
    geometry: &Geometry,
    divisor: Divisor,
    (batch, channels): (usize, usize),
    grad_output: *const T,
    grad_input: *mut T,
) {
    let [depth, height, width] = &geometry.axes;
    let rows = depth.input * height.input;
    let (image, row) = (geometry.output_len() * channels, width.input * channels);
    let division = Division::new(divisor, geometry);
    let covering = [covering(depth), covering(height), covering(width)];
    let (grad_output, grad_input) = (Shared(grad_output.cast_mut()), Shared(grad_input));
    for_planes(batch * rows, row + image / rows.max(1), |first, count| {
        for at in first..first + count {
            let (n, place) = (at / rows, at % rows);
            let windows = [&covering[0][place / height.input], &covering[1][place % height.input]];
            // SAFETY: the caller promises that images and rows lie within their buffers.
            unsafe {
                let grads = std::slice::from_raw_parts(grad_output.at(n * image).cast_const(), image);
                let out = std::slice::from_raw_parts_mut(grad_input.at(at * row), row);
                backward_row::<T>(geometry, &division, channels, grads, windows, &covering[2], out);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of the input's gradient: each element gets its shares in the order of the windows.
    ///
    /// # Safety
    /// None beyond the instruction set.
    unsafe fn backward_row<I, T: Mean>(
        geometry: &Geometry, division: &Division<T::Sum>, channels: usize, grads: &[T],
        rows: [&Range<usize>; 2], columns: &[Range<usize>], out: &mut [T]
    ) {
        let [depth, height, width] = &geometry.axes;
        for (windows, out) in columns.iter().zip(out.chunks_exact_mut(channels)) {
            for block in (0..channels).step_by(LANES) {
                let lanes = LANES.min(channels - block);
                let mut sums = [T::Sum::default(); LANES];
                for d in rows[0].clone() {
                    for h in rows[1].clone() {
                        for w in windows.clone() {
                            let from = ((d * height.spans.len() + h) * width.spans.len() + w) * channels + block;
                            let mut shares = [T::Sum::default(); LANES];
                            for (share, grad) in shares.iter_mut().zip(&grads[from..from + lanes]) {
                                *share = grad.widen();
                            }
                            division.each(depth.spans[d], height.spans[h], w, &mut shares);
                            add(&mut sums, &shares, |x| x);
                        }
                    }
                }
                for (out, &sum) in out[block..block + lanes].iter_mut().zip(&sums) {
                    *out = T::narrow(sum);
                }
            }
        }
    }
}
