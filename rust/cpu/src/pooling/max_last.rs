//! Max pooling of tensors whose channels lie side by side: each element of a window is a run of channels.

use std::hint::select_unpredictable;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::geometry::{Geometry, Span};
use super::max::{BadIndex, Flag, Ordered, Position, Switch, for_dtype, max_of_window};
use super::phases::LANES;
use super::{CHUNK_ELEMENTS, Shared, blocks};
use crate::dtype::DType;
use crate::pool::parallel;

/// Channels of a task of the backward pass: whole lines of the caches.
const CHANNELS: usize = 64;

/// [`max_pool`](super::max_pool) of `batch` images of `channels` channels that lie side by side, in the input and in the
/// results. Indices count the elements of a plane.
///
/// # Panics
/// For `bool` and complex dtypes.
///
/// # Safety
/// As [`max_pool`](super::max_pool), with `batch * channels` planes.
pub unsafe fn max_pool_last(
    dtype: DType,
    geometry: &Geometry,
    (batch, channels): (usize, usize),
    input: *const u8,
    values: *mut u8,
    indices: Option<*mut i64>,
) {
    // SAFETY: the caller's promises are passed on; positions of an `i32` reach all elements of a smaller plane.
    for_dtype!(dtype, T => unsafe {
        let (input, values) = (input.cast::<T>(), values.cast::<T>());
        match indices {
            None => all_rows::<T, i32, false>(geometry, (batch, channels), input, values, std::ptr::null_mut()),
            Some(indices) if geometry.input_len() <= i32::MAX as usize => {
                all_rows::<T, i32, true>(geometry, (batch, channels), input, values, indices);
            }
            Some(indices) => all_rows::<T, i64, true>(geometry, (batch, channels), input, values, indices),
        }
    });
}

/// # Safety
/// As [`max_pool_last`]; `indices` is used only if `INDICES`.
unsafe fn all_rows<T: Ordered, P: Position, const INDICES: bool>(
    geometry: &Geometry,
    (batch, channels): (usize, usize),
    input: *const T,
    values: *mut T,
    indices: *mut i64,
) {
    let [depth, height, width] = &geometry.axes;
    let rows = depth.spans.len() * height.spans.len();
    let (image, row) = (geometry.input_len() * channels, width.spans.len() * channels);
    let (input, values, indices) = (Shared(input.cast_mut()), Shared(values), Shared(indices));
    super::for_planes(batch * rows, row + image / rows.max(1), |first, count| {
        let mut places = Vec::new();
        for at in first..first + count {
            let (n, at_row) = (at / rows, at % rows);
            let (d, h) = (depth.spans[at_row / height.spans.len()], height.spans[at_row % height.spans.len()]);
            // SAFETY: the caller promises that images and rows lie within their buffers.
            unsafe {
                let input = std::slice::from_raw_parts(input.at(n * image).cast_const(), image);
                let (values, indices) = (values.at(at * row), indices.at(at * row));
                max_row::<T, P, Flag<INDICES>>(geometry, channels, input, d, h, &mut places, values, indices);
            }
        }
    });
}

crate::simd_fn! {
    /// One row of windows, a block of channels at a time. `places` has room for those of a window.
    ///
    /// # Safety
    /// `input` is an image, `values` (and `indices`, if switched on) are valid for writes of a row.
    unsafe fn max_row<I, T: Ordered, P: Position, Indices: Switch>(
        geometry: &Geometry, channels: usize, input: &[T], d: Span, h: Span, places: &mut Vec<usize>,
        values: *mut T, indices: *mut i64
    ) {
        for (o, &w) in geometry.axes[2].spans.iter().enumerate() {
            geometry.list_places(d, h, w, places);
            for Range { start: block, end } in blocks(channels) {
                let at = o * channels + block;
                if end - block < LANES {
                    for lane in 0..end - block {
                        let element = |place| input[place * channels + block + lane];
                        let (value, position) = max_of_window(geometry, element, d, h, w);
                        // SAFETY: a channel of a window of the row that the caller promises.
                        unsafe {
                            *values.add(at + lane) = value;
                            if Indices::SET {
                                *indices.add(at + lane) = position as i64;
                            }
                        }
                    }
                    continue;
                }
                let candidates = |place: usize| -> &[T; LANES] {
                    input[place * channels + block..].first_chunk().expect("a block of channels")
                };
                let mut best = [T::LOWEST; LANES];
                for &place in &*places {
                    let candidates = candidates(place);
                    for i in 0..LANES {
                        best[i] = select_unpredictable(candidates[i].replaces(best[i]), candidates[i], best[i]);
                    }
                }
                // SAFETY: a block of channels of a window of the row that the caller promises.
                unsafe { values.add(at).cast::<[T; LANES]>().write_unaligned(best) };
                if !Indices::SET {
                    continue;
                }
                let mut positions = [P::MAX; LANES];
                for &place in &*places {
                    let candidates = candidates(place);
                    for i in 0..LANES {
                        let here = select_unpredictable(candidates[i].equals(best[i]), P::new(place), P::MAX);
                        positions[i] = positions[i].min(here);
                    }
                }
                // SAFETY: as for the values.
                let indices = unsafe { indices.add(at) };
                // A NaN equals nothing, and a window without elements, or of lowest ones, has its first place.
                let found = |best: T| best.equals(best) & !best.equals(T::LOWEST);
                // SAFETY: as for the values.
                unsafe { indices.cast::<[i64; LANES]>().write_unaligned(positions.map(P::wide)) };
                if best.iter().fold(true, |all, &best| all & found(best)) {
                    continue;
                }
                for lane in (0..LANES).filter(|&lane| !found(best[lane])) {
                    let element = |place| input[place * channels + block + lane];
                    // SAFETY: as for the values.
                    unsafe { *indices.add(lane) = max_of_window(geometry, element, d, h, w).1 as i64 };
                }
            }
        }
    }
}

/// [`max_pool_backward`](super::max_pool_backward) of `batch` images of `channels` channels that lie side by side, in
/// every operand.
///
/// # Errors
/// [`BadIndex`] when an index does not lie in its plane; `grad_input` is then incomplete.
///
/// # Panics
/// For `bool` and complex dtypes.
///
/// # Safety
/// As [`max_pool_backward`](super::max_pool_backward), with `batch * channels` planes.
pub unsafe fn max_pool_backward_last(
    dtype: DType,
    (batch, channels): (usize, usize),
    (input_len, output_len): (usize, usize),
    grad_output: *const u8,
    indices: *const i64,
    grad_input: *mut u8,
) -> Result<(), BadIndex> {
    let sizes = ((batch, channels), (input_len, output_len));
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { scatter::<T>(sizes, grad_output.cast(), indices, grad_input.cast()) })
}

/// # Safety
/// As [`max_pool_backward_last`].
unsafe fn scatter<T: Ordered>(
    ((batch, channels), (input_len, output_len)): ((usize, usize), (usize, usize)),
    grad_output: *const T,
    indices: *const i64,
    grad_input: *mut T,
) -> Result<(), BadIndex> {
    let (grad_output, indices) = (Shared(grad_output.cast_mut()), Shared(indices.cast_mut()));
    let grad_input = Shared(grad_input);
    let blocks = channels.div_ceil(CHANNELS);
    let failure = Mutex::new(None);
    // Blocks of channels of an image: small ones are some of them at a time.
    let tasks = batch * blocks;
    let grain = (CHUNK_ELEMENTS / ((input_len + output_len) * channels.min(CHANNELS)).max(1)).clamp(1, tasks.max(1));
    parallel(tasks.div_ceil(grain), &|chunk| {
        for task in chunk * grain..tasks.min((chunk + 1) * grain) {
            let (n, first) = (task / blocks, task % blocks * CHANNELS);
            let count = CHANNELS.min(channels - first);
            let (from, to) = (n * output_len * channels + first, n * input_len * channels + first);
            // SAFETY: the caller promises the buffers; tasks have disjoint channels of images.
            unsafe {
                for place in 0..input_len {
                    std::slice::from_raw_parts_mut(grad_input.at(to + place * channels), count).fill(T::default());
                }
                for place in 0..output_len {
                    let at = from + place * channels;
                    for c in 0..count {
                        let index = *indices.at(at + c);
                        // A negative index becomes too large.
                        if index as usize >= input_len {
                            let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                            if failure.is_none_or(|(earlier, _)| task < earlier) {
                                *failure = Some((task, BadIndex { index, size: input_len }));
                            }
                            return;
                        }
                        let sum = grad_input.at(to + index as usize * channels + c);
                        *sum = (*sum).plus(*grad_output.at(at + c));
                    }
                }
            }
        }
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, bad)) => Err(bad),
        None => Ok(()),
    }
}
