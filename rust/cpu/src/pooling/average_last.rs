//! Average pooling of tensors whose channels lie side by side: each element of a window is a run of channels.

use std::ops::Range;

use super::average::{Division, Divisor, Mean, Quotient, Sum, for_dtype};
use super::geometry::{Axis, Geometry, Span};
use super::phases::LANES;
use super::{Shared, blocks, for_planes};
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
        let mut taps = Vec::new();
        for at in first..first + count {
            let (n, place) = (at / rows, at % rows);
            let (d, h) = (depth.spans[place / height.spans.len()], height.spans[place % height.spans.len()]);
            // SAFETY: the caller promises that images and rows lie within their buffers.
            unsafe {
                let input = std::slice::from_raw_parts(input.at(n * image).cast_const(), image);
                let output = std::slice::from_raw_parts_mut(output.at(at * row), row);
                forward_row::<T>(geometry, &division, channels, input, d, h, &mut taps, output);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of windows, a block of channels at a time. `taps` has room for the places of a window.
    ///
    /// # Safety
    /// None beyond the instruction set.
    unsafe fn forward_row<I, T: Mean>(
        geometry: &Geometry, division: &Division<T::Sum>, channels: usize, input: &[T],
        d: Span, h: Span, taps: &mut Vec<usize>, output: &mut [T]
    ) {
        let columns = &geometry.axes[2];
        for (o, (&w, output)) in columns.spans.iter().zip(output.chunks_exact_mut(channels)).enumerate() {
            let quotient = division.window(d, h, o);
            geometry.list_places(d, h, w, taps);
            for block in blocks(channels) {
                let mut sums = [T::Sum::default(); LANES];
                if block.len() == LANES {
                    for tap in &*taps {
                        let elements: &[T; LANES] =
                            input[tap * channels + block.start..].first_chunk().expect("a block of channels");
                        for i in 0..LANES {
                            sums[i] = sums[i].plus(elements[i].widen());
                        }
                    }
                } else {
                    for tap in &*taps {
                        for (sum, element) in sums.iter_mut().zip(&input[tap * channels..][..channels]) {
                            *sum = sum.plus(element.widen());
                        }
                    }
                }
                let means = quotient.of(sums);
                if let Ok(output) = <&mut [T; LANES]>::try_from(&mut output[block.clone()]) {
                    *output = means.map(T::narrow);
                } else {
                    output.iter_mut().zip(means).for_each(|(out, mean)| *out = T::narrow(mean));
                }
            }
        }
    }
}

/// Divides the gradients of a window.
#[inline(always)]
fn divide<T: Mean>(quotient: Quotient<T::Sum>, grads: &[T], shares: &mut [T::Sum]) {
    let pairs = shares.iter_mut().zip(grads);
    match quotient {
        Quotient::By(divisor) => pairs.for_each(|(share, grad)| *share = grad.widen().over(divisor)),
        Quotient::Times(factor) => pairs.for_each(|(share, grad)| *share = grad.widen().times(factor)),
        Quotient::Axes([d, h, w]) => {
            pairs.for_each(|(share, grad)| *share = grad.widen().over(d).over(h).over(w));
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
    let covering = [covering(depth), covering(height)];
    let (grad_output, grad_input) = (Shared(grad_output.cast_mut()), Shared(grad_input));
    for_planes(batch * rows, row + image / rows.max(1), |first, count| {
        let mut sums = vec![T::Sum::default(); row];
        let mut shares = vec![T::Sum::default(); channels];
        for at in first..first + count {
            let (n, place) = (at / rows, at % rows);
            let windows = [&covering[0][place / height.input], &covering[1][place % height.input]];
            // SAFETY: the caller promises that images and rows lie within their buffers.
            unsafe {
                let grads = std::slice::from_raw_parts(grad_output.at(n * image).cast_const(), image);
                let out = std::slice::from_raw_parts_mut(grad_input.at(at * row), row);
                backward_row::<T>(geometry, &division, channels, grads, windows, &mut sums, &mut shares, out);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of the input's gradient: each element gets its shares in the order of the windows. `sums` is as long as the
    /// row, and `shares` as the channels.
    ///
    /// # Safety
    /// None beyond the instruction set.
    unsafe fn backward_row<I, T: Mean>(
        geometry: &Geometry, division: &Division<T::Sum>, channels: usize, grads: &[T],
        rows: [&Range<usize>; 2], sums: &mut [T::Sum], shares: &mut [T::Sum], out: &mut [T]
    ) {
        let [depth, height, width] = &geometry.axes;
        sums.fill(T::Sum::default());
        for d in rows[0].clone() {
            for h in rows[1].clone() {
                let first = (d * height.spans.len() + h) * width.spans.len() * channels;
                let grads = grads[first..].chunks_exact(channels);
                for (w, (span, grads)) in width.spans.iter().zip(grads).enumerate() {
                    let quotient = division.window(depth.spans[d], height.spans[h], w);
                    divide(quotient, grads, shares);
                    let covered = &mut sums[span.start * channels..][..span.count * channels];
                    for sums in covered.chunks_exact_mut(channels) {
                        sums.iter_mut().zip(&*shares).for_each(|(sum, &share)| *sum = sum.plus(share));
                    }
                }
            }
        }
        for (out, &sum) in out.iter_mut().zip(&*sums) {
            *out = T::narrow(sum);
        }
    }
}
