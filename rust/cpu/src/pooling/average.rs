//! Average pooling.

use std::ops::{Add, Div, Mul, Range};

use half::{bf16, f16};

use super::geometry::{Geometry, Span};
use super::phases::{LANES, Phases};
use super::{Shared, for_planes};
use crate::dtype::{DType, Element};
use crate::expr::half::{bf16_to_f32, f16_to_f32, f32_to_bf16, f32_to_f16};

/// What a window's sum is divided by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Divisor {
    /// The number of taps in the input or its padding (`count_include_pad=True`).
    Padded,
    /// The number of taps in the input.
    InInput,
    /// This number, whatever the window (`divisor_override`).
    Fixed(i64),
    /// The numbers of taps along depth, height and width, one after the other: adaptive pooling's rounding.
    PerAxis,
}

/// An element type that average pooling adds up.
pub(super) trait Mean: Element + Default {
    /// The type of sums.
    type Sum: Sum;
    fn widen(self) -> Self::Sum;
    fn narrow(sum: Self::Sum) -> Self;
}

/// A type of sums.
pub(super) trait Sum: Copy + Default + Send + Sync + 'static {
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn over(self, divisor: Self) -> Self;
    fn from_count(count: i64) -> Self;
    /// What multiplying by gives the same bits as dividing by `self`, if there is such a number.
    fn reciprocal(self) -> Option<Self>;
}

macro_rules! sums {
    ($($t:ty: $plus:expr, $times:expr, $over:expr, $reciprocal:expr;)*) => { $(impl Sum for $t {
        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            $plus(self, other)
        }
        #[inline(always)]
        fn times(self, other: Self) -> Self {
            $times(self, other)
        }
        #[inline(always)]
        fn over(self, divisor: Self) -> Self {
            $over(self, divisor)
        }
        #[inline(always)]
        fn from_count(count: i64) -> Self {
            count as $t
        }
        #[inline(always)]
        fn reciprocal(self) -> Option<Self> {
            $reciprocal(self)
        }
    })* };
}

sums! {
    f32: Add::add, Mul::mul, Div::div, |x: f32| power_of_two(x as f64).then(|| 1.0 / x);
    f64: Add::add, Mul::mul, Div::div, |x: f64| power_of_two(x).then(|| 1.0 / x);
    i64: i64::wrapping_add, i64::wrapping_mul, |a: i64, b: i64| a.checked_div(b).unwrap_or(0), |_| None;
}

/// Whether a number is a power of two that a count may be.
fn power_of_two(x: f64) -> bool {
    x >= 1.0 && x < u64::MAX as f64 && (x as u64).is_power_of_two()
}

macro_rules! means {
    ($($t:ty: $sum:ty, $widen:expr, $narrow:expr;)*) => { $(impl Mean for $t {
        type Sum = $sum;
        #[inline(always)]
        fn widen(self) -> $sum {
            $widen(self)
        }
        #[inline(always)]
        fn narrow(sum: $sum) -> Self {
            $narrow(sum)
        }
    })* };
}

means! {
    f32: f32, |v| v, |v| v;
    f64: f64, |v| v, |v| v;
    i64: i64, |v| v, |v| v;
    f16: f32, |v: f16| f16_to_f32(v.to_bits()), |v| f16::from_bits(f32_to_f16(v));
    bf16: f32, |v: bf16| bf16_to_f32(v.to_bits()), |v| bf16::from_bits(f32_to_bf16(v));
}

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
            DType::I64 => {
                type $t = i64;
                $body
            }
            other => panic!("average pooling is not defined for {}", other.name()),
        }
    };
}
pub(super) use for_dtype;

/// A [`Divisor`] for the rows of one geometry.
pub(super) struct Division<S> {
    divisor: Divisor,
    /// The factor of each window of a row that its columns make.
    columns: Vec<S>,
}

impl<S: Sum> Division<S> {
    pub fn new(divisor: Divisor, geometry: &Geometry) -> Self {
        assert!(geometry.axes.iter().all(|axis| axis.dilation == 1), "means of dilated windows");
        let factor = |span: &Span| match divisor {
            Divisor::Padded => span.padded as i64,
            Divisor::InInput | Divisor::PerAxis => span.count as i64,
            Divisor::Fixed(_) => 1,
        };
        Self { divisor, columns: geometry.axes[2].spans.iter().map(|span| S::from_count(factor(span))).collect() }
    }

    /// The number that rows and columns of a window make together; none where each axis divides for itself.
    #[inline(always)]
    fn rows(&self, d: Span, h: Span) -> Option<S> {
        match self.divisor {
            Divisor::PerAxis => None,
            Divisor::Padded => Some(S::from_count((d.padded * h.padded) as i64)),
            Divisor::InInput => Some(S::from_count((d.count * h.count) as i64)),
            Divisor::Fixed(divisor) => Some(S::from_count(divisor)),
        }
    }

    /// A sum divided axis by axis, the last by `columns`.
    #[inline(always)]
    fn per_axis(sum: S, d: Span, h: Span, columns: S) -> S {
        let count = |n: usize| S::from_count(n as i64);
        sum.over(count(d.count)).over(count(h.count)).over(columns)
    }

    /// Divides the sums of some windows of a row; `sum` and `finish` number them from zero.
    #[inline(always)]
    fn divide(
        &self,
        d: Span,
        h: Span,
        windows: Range<usize>,
        sum: impl Fn(usize) -> S,
        mut finish: impl FnMut(usize, S),
    ) {
        let columns = self.columns[windows].iter().enumerate();
        match self.rows(d, h) {
            None => columns.for_each(|(o, &columns)| finish(o, Self::per_axis(sum(o), d, h, columns))),
            Some(rows) => columns.for_each(|(o, &columns)| finish(o, sum(o).over(rows.times(columns)))),
        }
    }

    /// How the sums of window `o` of a row, of different channels, are divided.
    #[inline(always)]
    pub fn window(&self, d: Span, h: Span, o: usize) -> Quotient<S> {
        let columns = self.columns[o];
        let Some(rows) = self.rows(d, h) else {
            let count = |n: usize| S::from_count(n as i64);
            return Quotient::Axes([count(d.count), count(h.count), columns]);
        };
        let divisor = rows.times(columns);
        divisor.reciprocal().map_or(Quotient::By(divisor), Quotient::Times)
    }
}

/// What becomes of the sums of a window.
#[derive(Clone, Copy)]
pub(super) enum Quotient<S> {
    /// They are divided by a number.
    By(S),
    /// They are multiplied by an exact reciprocal.
    Times(S),
    /// They are divided axis by axis.
    Axes([S; 3]),
}

impl<S: Sum> Quotient<S> {
    /// The quotients of some sums.
    #[inline(always)]
    pub fn of<const N: usize>(self, sums: [S; N]) -> [S; N] {
        match self {
            Quotient::By(divisor) => sums.map(|sum| sum.over(divisor)),
            Quotient::Times(factor) => sums.map(|sum| sum.times(factor)),
            Quotient::Axes([d, h, w]) => sums.map(|sum| sum.over(d).over(h).over(w)),
        }
    }
}

/// The mean of each window; zero for a window without taps in the input. Taps are added in row-major order, half types
/// in single precision.
///
/// # Panics
/// For dtypes other than the floating ones and `i64`, and for dilated windows, which have no means.
///
/// # Safety
/// `input` is valid for reads of `planes * geometry.input_len()` elements, `output` for writes of
/// `planes * geometry.output_len()`; they do not overlap.
pub unsafe fn avg_pool(
    dtype: DType,
    geometry: &Geometry,
    divisor: Divisor,
    planes: usize,
    input: *const u8,
    output: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { forward_planes::<T>(geometry, divisor, planes, input.cast(), output.cast()) });
}

/// The gradient of [`avg_pool`]'s input: each output's gradient, divided, added to all elements of its window.
///
/// # Panics
/// As [`avg_pool`].
///
/// # Safety
/// `grad_output` is valid for reads of `planes * geometry.output_len()` elements, `grad_input` for writes of
/// `planes * geometry.input_len()`; they do not overlap.
pub unsafe fn avg_pool_backward(
    dtype: DType,
    geometry: &Geometry,
    divisor: Divisor,
    planes: usize,
    grad_output: *const u8,
    grad_input: *mut u8,
) {
    let (from, to) = (grad_output, grad_input);
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { backward_planes::<T>(geometry, divisor, planes, from.cast(), to.cast()) });
}

/// # Safety
/// As [`avg_pool`].
unsafe fn forward_planes<T: Mean>(
    geometry: &Geometry,
    divisor: Divisor,
    planes: usize,
    input: *const T,
    output: *mut T,
) {
    let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
    if output_len == 0 {
        return;
    }
    let division = Division::new(divisor, geometry);
    let (input, output) = (Shared(input.cast_mut()), Shared(output));
    let phases = Phases::of(&geometry.axes[2]);
    for_planes(planes, input_len + output_len, |first, count| {
        let mut sorted = vec![T::Sum::default(); sorted_len(geometry, phases.as_ref())];
        for plane in first..first + count {
            // SAFETY: the caller promises that the planes lie within their buffers.
            unsafe {
                let (input, output) = (input.at(plane * input_len), output.at(plane * output_len));
                match &phases {
                    Some(phases) => sliding_forward(geometry, phases, &division, input, output, &mut sorted),
                    None => irregular_forward(geometry, &division, input, output),
                }
            }
        }
    });
}

/// Elements of an input plane in phases; as it is, if it has none.
fn sorted_len(geometry: &Geometry, phases: Option<&Phases>) -> usize {
    let [depth, height, columns] = &geometry.axes;
    depth.input * height.input * phases.map_or(columns.input, Phases::row_len)
}

crate::simd_fn! {
    /// One plane, blocks of neighbouring windows at a time. Padding is zero, which changes no sum.
    ///
    /// # Safety
    /// `input` is valid for reads of an input plane, `output` for writes of an output plane; `sorted` is as long as an
    /// input plane in phases, its padding zero.
    unsafe fn sliding_forward<I, T: Mean>(
        geometry: &Geometry, phases: &Phases, division: &Division<T::Sum>,
        input: *const T, output: *mut T, sorted: &mut [T::Sum]
    ) {
        let (width, row_len) = (geometry.axes[2].spans.len(), phases.row_len());
        // SAFETY: the caller promises both planes.
        let (input, output) = unsafe {
            (
                std::slice::from_raw_parts(input, geometry.input_len()),
                std::slice::from_raw_parts_mut(output, geometry.output_len()),
            )
        };
        phases.split(input, sorted, T::widen);
        let sorted = &*sorted;
        geometry.for_rows(|offset, d, h| {
            for block in (0..width).step_by(LANES) {
                let mut sums = [T::Sum::default(); LANES];
                geometry.for_input_rows(d, h, |row| {
                    let elements = &sorted[row * row_len..][..row_len];
                    for &tap in &phases.taps {
                        let taps: &[T::Sum; LANES] = elements[tap + block..].first_chunk().expect("whole blocks");
                        for i in 0..LANES {
                            sums[i] = sums[i].plus(taps[i]);
                        }
                    }
                });
                let windows = block..(block + LANES).min(width);
                let output = &mut output[offset..][windows.clone()];
                division.divide(d, h, windows, |i| sums[i], |i, mean| output[i] = T::narrow(mean));
            }
        });
    }
}

/// One plane, window by window.
///
/// # Safety
/// `input` is valid for reads of an input plane, `output` for writes of an output plane.
unsafe fn irregular_forward<T: Mean>(
    geometry: &Geometry,
    division: &Division<T::Sum>,
    input: *const T,
    output: *mut T,
) {
    let columns = &geometry.axes[2];
    // SAFETY: the caller promises an input plane.
    let input = unsafe { std::slice::from_raw_parts(input, geometry.input_len()) };
    geometry.for_rows(|offset, d, h| {
        let sum = |o: usize| {
            let span = columns.spans[o];
            let mut sum = T::Sum::default();
            geometry.for_input_rows(d, h, |row| {
                let taps = &input[row * columns.input + span.start..][..span.count];
                sum = taps.iter().fold(sum, |sum, &tap| sum.plus(tap.widen()));
            });
            sum
        };
        // SAFETY: the windows are those of the output plane that the caller promises.
        let finish = |o: usize, mean| unsafe { *output.add(offset + o) = T::narrow(mean) };
        division.divide(d, h, 0..columns.spans.len(), sum, finish);
    });
}

/// # Safety
/// As [`avg_pool_backward`].
unsafe fn backward_planes<T: Mean>(
    geometry: &Geometry,
    divisor: Divisor,
    planes: usize,
    grad_output: *const T,
    grad_input: *mut T,
) {
    let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
    let division = Division::new(divisor, geometry);
    let (grad_output, grad_input) = (Shared(grad_output.cast_mut()), Shared(grad_input));
    let phases = Phases::of(&geometry.axes[2]);
    for_planes(planes, input_len + output_len, |first, count| {
        let mut sums = vec![T::Sum::default(); sorted_len(geometry, phases.as_ref())];
        let windows = phases.as_ref().map_or(geometry.axes[2].spans.len(), |phases| phases.windows);
        let mut shares = vec![T::Sum::default(); windows];
        for plane in first..first + count {
            // SAFETY: the caller promises that the planes lie within their buffers.
            unsafe {
                let (from, to) = (grad_output.at(plane * output_len), grad_input.at(plane * input_len));
                backward_plane(geometry, phases.as_ref(), &division, from.cast_const(), to, &mut sums, &mut shares);
            }
        }
    });
}

crate::simd_fn! {
    /// # Safety
    /// `grad_output` is valid for reads of an output plane, `grad_input` for writes of an input plane. `sums` is as long
    /// as an input plane in phases, if there are any; `shares` as a row of windows, rounded up to whole blocks and zero
    /// there.
    unsafe fn backward_plane<I, T: Mean>(
        geometry: &Geometry, phases: Option<&Phases>, division: &Division<T::Sum>,
        grad_output: *const T, grad_input: *mut T, sums: &mut [T::Sum], shares: &mut [T::Sum]
    ) {
        let columns = &geometry.axes[2];
        let width = columns.spans.len();
        // SAFETY: the caller promises both planes.
        let (grad_output, grad_input) = unsafe {
            (
                std::slice::from_raw_parts(grad_output, geometry.output_len()),
                std::slice::from_raw_parts_mut(grad_input, geometry.input_len()),
            )
        };
        sums.fill(T::Sum::default());
        geometry.for_rows(|offset, d, h| {
            let grads = &grad_output[offset..offset + width];
            division.divide(d, h, 0..width, |o| grads[o].widen(), |o, share| shares[o] = share);
            geometry.for_input_rows(d, h, |row| match phases {
                Some(phases) => {
                    let sums = &mut sums[row * phases.row_len()..][..phases.row_len()];
                    // Falling taps: an input element gets its shares in the order of the windows.
                    for &tap in phases.taps.iter().rev() {
                        for (sum, &share) in sums[tap..tap + phases.windows].iter_mut().zip(&*shares) {
                            *sum = sum.plus(share);
                        }
                    }
                }
                None => for (&share, span) in shares.iter().zip(&columns.spans) {
                    for sum in &mut sums[row * columns.input + span.start..][..span.count] {
                        *sum = sum.plus(share);
                    }
                },
            });
        });
        match phases {
            Some(phases) => phases.merge(sums, grad_input, T::narrow),
            None => grad_input.iter_mut().zip(&*sums).for_each(|(grad, &sum)| *grad = T::narrow(sum)),
        }
    }
}
