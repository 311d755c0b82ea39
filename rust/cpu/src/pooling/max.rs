//! Max pooling.

use std::hint::select_unpredictable;
use std::sync::{Mutex, PoisonError};

use half::{bf16, f16};

use super::geometry::{Axis, Geometry, Sliding, Span};
use super::phases::{LANES, Phases};
use super::{Shared, for_planes};
use crate::dtype::{DType, Element};

/// An element type that max pooling compares.
pub(super) trait Ordered: Element + Default {
    /// Below every number, for windows without a larger one.
    const LOWEST: Self;
    /// Larger than `other`, or not a number: what a maximum is replaced by.
    fn replaces(self, other: Self) -> bool;
    /// Equality of numbers.
    fn equals(self, other: Self) -> bool;
    /// The sum that gradients accumulate.
    fn plus(self, other: Self) -> Self;
}

macro_rules! ordered {
    (integers $($t:ty),*) => { $(impl Ordered for $t {
        const LOWEST: Self = <$t>::MIN;
        #[inline(always)]
        fn replaces(self, other: Self) -> bool {
            self > other
        }
        #[inline(always)]
        fn equals(self, other: Self) -> bool {
            self == other
        }
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.wrapping_add(other)
        }
    })* };
    (floats $($t:ty),*) => { $(impl Ordered for $t {
        const LOWEST: Self = <$t>::NEG_INFINITY;
        #[inline(always)]
        fn replaces(self, other: Self) -> bool {
            (self > other) | self.is_nan()
        }
        #[inline(always)]
        fn equals(self, other: Self) -> bool {
            self == other
        }
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self + other
        }
    })* };
    // Sign and magnitude, compared as integers: that vectorises without conversions.
    (halves $($t:ty: $infinity:literal),*) => { $(impl Ordered for $t {
        const LOWEST: Self = <$t>::NEG_INFINITY;
        #[inline(always)]
        fn replaces(self, other: Self) -> bool {
            ((key(self.to_bits()) > key(other.to_bits())) & (magnitude(other.to_bits()) <= $infinity))
                | (magnitude(self.to_bits()) > $infinity)
        }
        #[inline(always)]
        fn equals(self, other: Self) -> bool {
            (key(self.to_bits()) == key(other.to_bits())) & (magnitude(self.to_bits()) <= $infinity)
        }
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            Self::from_f32(self.to_f32() + other.to_f32())
        }
    })* };
}

/// The bits of a half type without the sign.
#[inline(always)]
fn magnitude(bits: u16) -> i16 {
    (bits & 0x7fff) as i16
}

/// An integer that orders numbers of a half type, both zeros alike.
#[inline(always)]
fn key(bits: u16) -> i16 {
    if (bits as i16) < 0 { -magnitude(bits) } else { magnitude(bits) }
}

ordered!(integers u8, i8, i16, i32, i64);
ordered!(floats f32, f64);
ordered!(halves f16: 0x7c00, bf16: 0x7f80);

/// Runs `$body` with `$t` standing for the element type.
macro_rules! for_dtype {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            DType::F32 => {
                type $t = f32;
                $body
            }
            DType::F64 => {
                type $t = f64;
                $body
            }
            DType::F16 => {
                type $t = half::f16;
                $body
            }
            DType::BF16 => {
                type $t = half::bf16;
                $body
            }
            DType::U8 => {
                type $t = u8;
                $body
            }
            DType::I8 => {
                type $t = i8;
                $body
            }
            DType::I16 => {
                type $t = i16;
                $body
            }
            DType::I32 => {
                type $t = i32;
                $body
            }
            DType::I64 => {
                type $t = i64;
                $body
            }
            DType::Bool | DType::C64 | DType::C128 => panic!("max pooling is not defined for {}", $dtype.name()),
        }
    };
}
pub(super) use for_dtype;

/// The largest element of each window and, if asked for, its index within the plane; a NaN wins, the last one if there
/// are several, and the first of equal elements.
///
/// # Panics
/// For `bool` and complex dtypes.
///
/// # Safety
/// `input` is valid for reads of `planes * geometry.input_len()` elements, `values` (and `indices`) for writes of
/// `planes * geometry.output_len()`; they do not overlap.
pub unsafe fn max_pool(
    dtype: DType,
    geometry: &Geometry,
    planes: usize,
    input: *const u8,
    values: *mut u8,
    indices: Option<*mut i64>,
) {
    if geometry.output_len() == 0 {
        return;
    }
    // SAFETY: the caller's promises are passed on; positions of an `i32` reach all elements of a smaller plane.
    for_dtype!(dtype, T => unsafe {
        let (input, values) = (input.cast::<T>(), values.cast::<T>());
        match indices {
            None => all_planes::<T, i32, false>(geometry, planes, input, values, std::ptr::null_mut()),
            Some(indices) if geometry.input_len() <= i32::MAX as usize => {
                all_planes::<T, i32, true>(geometry, planes, input, values, indices);
            }
            Some(indices) => all_planes::<T, i64, true>(geometry, planes, input, values, indices),
        }
    });
}

/// An index within a plane, as wide as necessary: narrow ones share the values' vector width.
pub(super) trait Position: Copy + Ord + Send + Sync + 'static {
    const MAX: Self;
    fn new(position: usize) -> Self;
    fn wide(self) -> i64;
}

impl Position for i32 {
    const MAX: Self = i32::MAX;
    #[inline(always)]
    fn new(position: usize) -> Self {
        position as i32
    }
    #[inline(always)]
    fn wide(self) -> i64 {
        self.into()
    }
}

impl Position for i64 {
    const MAX: Self = i64::MAX;
    #[inline(always)]
    fn new(position: usize) -> Self {
        position as i64
    }
    #[inline(always)]
    fn wide(self) -> i64 {
        self
    }
}

/// # Safety
/// As [`max_pool`]; `indices` is used only if `INDICES`.
unsafe fn all_planes<T: Ordered, P: Position, const INDICES: bool>(
    geometry: &Geometry,
    planes: usize,
    input: *const T,
    values: *mut T,
    indices: *mut i64,
) {
    let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
    let (input, values, indices) = (Shared(input.cast_mut()), Shared(values), Shared(indices));
    let columns = &geometry.axes[2];
    if halves(geometry) {
        let (height, width) = (geometry.axes[1].input, columns.input);
        for_planes(planes, input_len + output_len, |first, count| {
            for plane in first..first + count {
                // SAFETY: the caller promises that the planes lie within their buffers.
                unsafe {
                    let indices = indices.at(plane * output_len);
                    let (input, values) = (input.at(plane * input_len), values.at(plane * output_len));
                    halved_plane::<T, Flag<INDICES>>(height, width, input.cast_const(), values, indices);
                }
            }
        });
        return;
    }
    let phases = Phases::of(columns);
    for_planes(planes, input_len + output_len, |first, count| {
        let rows = input_len / columns.input.max(1);
        let mut sorted = vec![T::LOWEST; phases.as_ref().map_or(0, |phases| rows * phases.row_len())];
        for plane in first..first + count {
            let (from, to) = (plane * input_len, plane * output_len);
            let (input, values, indices) = (input.at(from), values.at(to), indices.at(to));
            // SAFETY: the caller promises that the planes lie within their buffers.
            unsafe {
                match &phases {
                    Some(phases) => {
                        sliding_plane::<T, P, Flag<INDICES>>(geometry, phases, input, values, indices, &mut sorted);
                    }
                    None => irregular_plane::<T>(geometry, input, values, INDICES.then_some(indices)),
                }
            }
        }
    });
}

/// Whether the windows are the blocks of two by two elements of an image: the usual pooling, worth a way of its own.
fn halves(geometry: &Geometry) -> bool {
    let [depth, height, width] = &geometry.axes;
    let blocks = |axis: &Axis| {
        axis.sliding.is_some_and(|s| s.kernel == 2 && s.stride == 2 && s.padding == 0)
            && axis.dilation == 1
            && axis.spans.len() == axis.input / 2
    };
    depth.input == 1 && depth.spans.len() == 1 && depth.spans[0].count == 1 && blocks(height) && blocks(width)
}

crate::simd_fn! {
    /// One image of blocks of two by two.
    ///
    /// # Safety
    /// `input` is valid for reads of `height * width` elements, `values` (and `indices`, if switched on) for writes of
    /// `(height / 2) * (width / 2)`.
    unsafe fn halved_plane<I, T: Ordered, Indices: Switch>(
        height: usize, width: usize, input: *const T, values: *mut T, indices: *mut i64
    ) {
        let (rows, columns) = (height / 2, width / 2);
        // SAFETY: the caller promises the planes; without indices their slice is empty.
        let (input, values, indices) = unsafe {
            (
                std::slice::from_raw_parts(input, height * width),
                std::slice::from_raw_parts_mut(values, rows * columns),
                if Indices::SET { std::slice::from_raw_parts_mut(indices, rows * columns) } else { &mut [] },
            )
        };
        for row in 0..rows {
            let at = 2 * row * width;
            let (upper, lower) = (&input[at..at + 2 * columns], &input[at + width..at + width + 2 * columns]);
            let values = &mut values[row * columns..][..columns];
            let larger = |a: (T, i64), b: (T, i64)| {
                let replaces = b.0.replaces(a.0);
                (select_unpredictable(replaces, b.0, a.0), select_unpredictable(replaces, b.1, a.1))
            };
            let blocks = upper.chunks_exact(2).zip(lower.chunks_exact(2)).enumerate();
            for (value, (column, (upper, lower))) in values.iter_mut().zip(blocks) {
                let first = (at + 2 * column) as i64;
                let below = first + width as i64;
                let best = larger((upper[0], first), (upper[1], first + 1));
                let best = larger(larger(best, (lower[0], below)), (lower[1], below + 1));
                *value = best.0;
                if Indices::SET {
                    indices[row * columns + column] = best.1;
                }
            }
        }
    }
}

/// A constant as a type, which [`simd_fn!`](crate::simd_fn) can be generic over.
pub(super) struct Flag<const SET: bool>;

pub(super) trait Switch {
    const SET: bool;
}

impl<const SET: bool> Switch for Flag<SET> {
    const SET: bool = SET;
}

crate::simd_fn! {
    /// One plane, blocks of neighbouring windows at a time. Padding has the lowest value, which replaces no maximum.
    ///
    /// # Safety
    /// `input` is valid for reads of an input plane, `values` (and `indices`, if switched on) for writes of an output
    /// plane; `sorted` is as long as an input plane in phases, its padding [`Ordered::LOWEST`].
    unsafe fn sliding_plane<I, T: Ordered, P: Position, Indices: Switch>(
        geometry: &Geometry, phases: &Phases, input: *const T, values: *mut T, indices: *mut i64, sorted: &mut [T]
    ) {
        let columns = &geometry.axes[2];
        let (width, row_len) = (columns.spans.len(), phases.row_len());
        let Some(Sliding { stride, padding, .. }) = columns.sliding else { return };
        // SAFETY: the caller promises an input plane.
        let input = unsafe { std::slice::from_raw_parts(input, geometry.input_len()) };
        phases.split(input, sorted, |x| x);
        let sorted = &*sorted;
        geometry.for_rows(|offset, d, h| {
            for block in (0..width).step_by(LANES) {
                let mut best = [T::LOWEST; LANES];
                geometry.for_input_rows(d, h, |row| {
                    let elements = &sorted[row * row_len..][..row_len];
                    for &tap in &phases.taps {
                        let candidates: &[T; LANES] = elements[tap + block..].first_chunk().expect("whole blocks");
                        for i in 0..LANES {
                            best[i] = select_unpredictable(candidates[i].replaces(best[i]), candidates[i], best[i]);
                        }
                    }
                });
                let lanes = LANES.min(width - block);
                // SAFETY: the lanes lie within the output plane that the caller promises.
                unsafe { std::ptr::copy_nonoverlapping(best.as_ptr(), values.add(offset + block), lanes) };
                if !Indices::SET {
                    continue;
                }
                // A second pass: the compiler does not vectorise maxima and positions together.
                let mut positions = [P::MAX; LANES];
                geometry.for_input_rows(d, h, |row| {
                    let elements = &sorted[row * row_len..][..row_len];
                    // Of the block's first window; negative where padding is read.
                    let mut first = (row * columns.input + block * stride).wrapping_sub(padding);
                    for &tap in &phases.taps {
                        let candidates: &[T; LANES] = elements[tap + block..].first_chunk().expect("whole blocks");
                        for i in 0..LANES {
                            let here = select_unpredictable(candidates[i].equals(best[i]), P::new(first), P::MAX);
                            positions[i] = positions[i].min(here);
                        }
                        first = first.wrapping_add(columns.dilation);
                    }
                });
                for (i, &span) in columns.spans[block..].iter().take(LANES).enumerate() {
                    // A NaN equals nothing, and padding equals the lowest value.
                    let index = if best[i].equals(best[i]) && !best[i].equals(T::LOWEST) {
                        positions[i].wide() + (i * stride) as i64
                    } else {
                        max_of_window(geometry, |at| input[at], d, h, span).1 as i64
                    };
                    // SAFETY: as for the values.
                    unsafe { *indices.add(offset + block + i) = index };
                }
            }
        });
    }
}

/// One plane, window by window.
///
/// # Safety
/// `input` is valid for reads of an input plane, `values` and `indices` for writes of an output plane.
unsafe fn irregular_plane<T: Ordered>(geometry: &Geometry, input: *const T, values: *mut T, indices: Option<*mut i64>) {
    // SAFETY: the caller promises an input plane.
    let input = unsafe { std::slice::from_raw_parts(input, geometry.input_len()) };
    geometry.for_rows(|offset, d, h| {
        for (o, &span) in geometry.axes[2].spans.iter().enumerate() {
            let (value, position) = max_of_window(geometry, |at| input[at], d, h, span);
            // SAFETY: the window is one of the output plane that the caller promises.
            unsafe {
                *values.add(offset + o) = value;
                if let Some(indices) = indices {
                    *indices.add(offset + o) = position as i64;
                }
            }
        }
    });
}

/// The maximum of one window of a plane, and its position there.
pub(super) fn max_of_window<T: Ordered>(
    geometry: &Geometry,
    element: impl Fn(usize) -> T,
    d: Span,
    h: Span,
    w: Span,
) -> (T, usize) {
    let [_, height, columns] = &geometry.axes;
    let mut best = T::LOWEST;
    let mut position = (d.start * height.input + h.start) * columns.input + w.start;
    geometry.for_input_rows(d, h, |row| {
        for column in (0..w.count).map(|i| w.start + i * columns.dilation) {
            let here = row * columns.input + column;
            let element = element(here);
            if element.replaces(best) {
                (best, position) = (element, here);
            }
        }
    });
    (best, position)
}

/// The largest element of each window and its index within the plane, for windows that lie elsewhere in each plane.
///
/// `starts` says for each plane where its windows start: along the first axis, then the second, then the third.
///
/// # Panics
/// For `bool` and complex dtypes, for fewer `starts`, and for windows that do not fit their plane.
///
/// # Safety
/// `input` is valid for reads of `planes` planes of the `input_size`, `values` and `indices` for writes of planes of the
/// `output_size`; they do not overlap.
#[allow(clippy::too_many_arguments)]
pub unsafe fn max_pool_at(
    dtype: DType,
    input_size: [usize; 3],
    output_size: [usize; 3],
    kernel: [usize; 3],
    starts: &[usize],
    planes: usize,
    input: *const u8,
    values: *mut u8,
    indices: *mut i64,
) {
    let per_plane: usize = output_size.iter().sum();
    assert!(starts.len() == planes * per_plane, "{} starts of windows", starts.len());
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe {
        let (input, values, indices) = (Shared(input.cast_mut().cast::<T>()), Shared(values.cast::<T>()), Shared(indices));
        let (input_len, output_len) = (input_size.iter().product::<usize>(), output_size.iter().product::<usize>());
        for_planes(planes, input_len + output_len, |first, count| {
            for plane in first..first + count {
                let (of_depth, rest) = starts[plane * per_plane..][..per_plane].split_at(output_size[0]);
                let (of_height, of_width) = rest.split_at(output_size[1]);
                // SAFETY: the caller promises that the planes lie within their buffers.
                let input = std::slice::from_raw_parts(input.at(plane * input_len).cast_const(), input_len);
                let mut offset = plane * output_len;
                for &d in of_depth {
                    for &h in of_height {
                        for &w in of_width {
                            let (value, index) = max_of_block(input, input_size, kernel, [d, h, w]);
                            // SAFETY: `offset` counts the outputs of this plane.
                            values.at(offset).write(value);
                            indices.at(offset).write(index as i64);
                            offset += 1;
                        }
                    }
                }
            }
        });
    });
}

/// The maximum of a block of a plane, and its position.
fn max_of_block<T: Ordered>(input: &[T], size: [usize; 3], kernel: [usize; 3], start: [usize; 3]) -> (T, usize) {
    let mut best = T::LOWEST;
    let mut position = (start[0] * size[1] + start[1]) * size[2] + start[2];
    for d in start[0]..start[0] + kernel[0] {
        for h in start[1]..start[1] + kernel[1] {
            let row = (d * size[1] + h) * size[2];
            for here in row + start[2]..row + start[2] + kernel[2] {
                if input[here].replaces(best) {
                    (best, position) = (input[here], here);
                }
            }
        }
    }
    (best, position)
}

/// An index that is not one of its plane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadIndex {
    /// The index.
    pub index: i64,
    /// Elements of a plane.
    pub size: usize,
}

/// The gradient of [`max_pool`]'s input: each output's gradient added where its maximum was, in the outputs' order.
///
/// # Errors
/// [`BadIndex`] when an index does not lie in its plane (the first in the first such plane);
/// `grad_input` is then incomplete.
///
/// # Panics
/// For `bool` and complex dtypes.
///
/// # Safety
/// `grad_output` and `indices` are valid for reads of `planes * output_len` elements, `grad_input` for writes of
/// `planes * input_len`; they do not overlap.
pub unsafe fn max_pool_backward(
    dtype: DType,
    planes: usize,
    input_len: usize,
    output_len: usize,
    grad_output: *const u8,
    indices: *const i64,
    grad_input: *mut u8,
) -> Result<(), BadIndex> {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe {
        scatter::<T>(planes, input_len, output_len, grad_output.cast(), indices, grad_input.cast())
    })
}

/// # Safety
/// As [`max_pool_backward`].
unsafe fn scatter<T: Ordered>(
    planes: usize,
    input_len: usize,
    output_len: usize,
    grad_output: *const T,
    indices: *const i64,
    grad_input: *mut T,
) -> Result<(), BadIndex> {
    let (grad_output, indices) = (Shared(grad_output.cast_mut()), Shared(indices.cast_mut()));
    let grad_input = Shared(grad_input);
    let failure = Mutex::new(None);
    for_planes(planes, input_len + output_len, |first, count| {
        for plane in first..first + count {
            let (from, to) = (plane * output_len, plane * input_len);
            // SAFETY: the caller promises that the planes lie within their buffers.
            let (grads, indices, sums) = unsafe {
                (
                    std::slice::from_raw_parts(grad_output.at(from), output_len),
                    std::slice::from_raw_parts(indices.at(from), output_len),
                    std::slice::from_raw_parts_mut(grad_input.at(to), input_len),
                )
            };
            sums.fill(T::default());
            for (&grad, &index) in grads.iter().zip(indices) {
                // A negative index becomes too large.
                let Some(sum) = sums.get_mut(index as usize) else {
                    let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                    if failure.is_none_or(|(earlier, _)| plane < earlier) {
                        *failure = Some((plane, BadIndex { index, size: input_len }));
                    }
                    break;
                };
                *sum = sum.plus(grad);
            }
        }
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, bad)) => Err(bad),
        None => Ok(()),
    }
}
