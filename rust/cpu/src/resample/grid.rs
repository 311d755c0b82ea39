//! Planes read at points that need not be on the grid of elements (Jaderberg et al., Spatial Transformer Networks, 2015).
//!
//! A point has a coordinate for each axis, the last axis first, from -1 to 1 across the plane.

use super::{Float, Sample, Shared, for_dtype};
use crate::dtype::DType;
use crate::pool::parallel;

/// How a value between elements is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interpolation {
    /// Linear along each axis.
    Linear,
    /// The nearest element.
    Nearest,
    /// Cubic convolution along each of two axes, a = -0.75.
    Cubic,
}

/// What lies outside of a plane.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outside {
    /// Zeros.
    Zeros,
    /// The nearest element of the border.
    Border,
    /// The mirrored plane.
    Reflection,
}

/// The sizes of a reading.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// How a value between elements is made.
    pub interpolation: Interpolation,
    /// What lies outside.
    pub outside: Outside,
    /// Whether -1 and 1 are the centres of the outermost elements, not their outer ends.
    pub align_corners: bool,
    /// Number of axes, 2 or 3.
    pub axes: usize,
    /// Number of batches, each with its own points.
    pub batch: usize,
    /// Planes of a batch that are read at the same points.
    pub channels: usize,
    /// Sizes of a plane; the first is 1 where there are two axes.
    pub input: [usize; 3],
    /// Number of points of a batch.
    pub points: usize,
}

/// A place on one axis, with its derivative by the coordinate.
#[derive(Clone, Copy)]
struct Place<S> {
    at: S,
    slope: S,
}

impl Grid {
    fn plane_len(&self) -> usize {
        self.input.iter().product()
    }

    /// A coordinate as a place between elements.
    #[inline(always)]
    fn place<S: Float>(&self, coordinate: S, size: usize) -> Place<S> {
        let (one, half, size) = (S::of(1.0), S::of(0.5), S::of(size as f64));
        if self.align_corners {
            Place { at: (coordinate + one) * half * (size - one), slope: (size - one) * half }
        } else {
            Place { at: ((coordinate + one) * size - one) * half, slope: size * half }
        }
    }

    /// A place brought back into the plane, where the kind of outside asks for it.
    #[inline(always)]
    fn bring_in<S: Float>(&self, place: Place<S>, size: usize) -> Place<S> {
        match self.outside {
            Outside::Zeros => place,
            // Of three coordinates, one that is not a number counts as beyond the end, of two as before the start.
            Outside::Border if self.axes == 3 && is_nan(place.at) => {
                Place { at: S::of(size as f64 - 1.0), slope: S::default() }
            }
            Outside::Border => clip(place, size),
            Outside::Reflection if self.align_corners => clip(reflect(place, 0, 2 * (size as i64 - 1)), size),
            Outside::Reflection => clip(reflect(place, -1, 2 * size as i64 - 1), size),
        }
    }

    /// Whether a point has no value: with zeros outside, a weight that is not a number is one even of those.
    #[inline(always)]
    fn is_lost<S: Float>(&self, point: &[S; 3]) -> bool {
        self.axes == 2
            && self.outside == Outside::Zeros
            && self.interpolation != Interpolation::Nearest
            && point[..2].iter().any(|&coordinate| is_nan(coordinate * S::default()))
    }

    /// The element that an integer place means, if there is one.
    #[inline(always)]
    fn element<S: Float>(&self, at: i64, size: usize) -> Option<usize> {
        let at = if self.outside == Outside::Zeros {
            at
        } else {
            self.bring_in(Place { at: S::of(at as f64), slope: S::of(1.0) }, size).at.to_index()
        };
        (0..size as i64).contains(&at).then_some(at as usize)
    }
}

#[inline(always)]
fn is_nan<S: Float>(number: S) -> bool {
    number.partial_cmp(&number).is_none()
}

#[inline(always)]
fn clip<S: Float>(place: Place<S>, size: usize) -> Place<S> {
    let (zero, last) = (S::default(), S::of(size as f64 - 1.0));
    let inside = place.at > zero && place.at < last;
    Place { at: place.at.max(zero).min(last), slope: if inside { place.slope } else { zero } }
}

/// Mirrors at half of `twice_low` and of `twice_high`.
#[inline(always)]
fn reflect<S: Float>(place: Place<S>, twice_low: i64, twice_high: i64) -> Place<S> {
    if twice_low == twice_high {
        return Place { at: S::default(), slope: S::default() };
    }
    let (low, span) = (S::of(twice_low as f64 / 2.0), S::of((twice_high - twice_low) as f64 / 2.0));
    let below = place.at < low;
    let slope = if below { -place.slope } else { place.slope };
    let distance = (place.at - low).abs();
    let extra = distance % span;
    let flips = (distance / span).floor();
    let even = flips % S::of(2.0) == S::default();
    if even { Place { at: extra + low, slope } } else { Place { at: span - extra + low, slope: -slope } }
}

/// The elements along one axis that a value is made of: place, weight, derivative of the weight.
#[derive(Clone, Copy)]
struct Tap<S> {
    at: Option<usize>,
    weight: S,
    slope: S,
}

/// The taps of one axis, and how many there are.
#[inline(always)]
fn taps<S: Float>(grid: &Grid, coordinate: S, size: usize) -> ([Tap<S>; 4], usize) {
    let nothing = Tap { at: None, weight: S::default(), slope: S::default() };
    let mut all = [nothing; 4];
    let (zero, one) = (S::default(), S::of(1.0));
    match grid.interpolation {
        Interpolation::Nearest => {
            let place = grid.bring_in(grid.place(coordinate, size), size);
            let at = place.at.round_even().to_index();
            all[0] = Tap { at: (0..size as i64).contains(&at).then_some(at as usize), weight: one, slope: zero };
            (all, 1)
        }
        Interpolation::Linear => {
            let place = grid.bring_in(grid.place(coordinate, size), size);
            let floor = place.at.floor();
            let (first, part) = (floor.to_index(), place.at - floor);
            for (tap, (weight, slope)) in [(one - part, -place.slope), (part, place.slope)].into_iter().enumerate() {
                let at = first + tap as i64;
                all[tap] = Tap { at: (0..size as i64).contains(&at).then_some(at as usize), weight, slope };
            }
            (all, 2)
        }
        Interpolation::Cubic => {
            let place = grid.place(coordinate, size);
            let floor = place.at.floor();
            let (first, part) = (floor.to_index(), place.at - floor);
            for (tap, slot) in all.iter_mut().enumerate() {
                let distance = part - S::of(tap as f64 - 1.0);
                let (weight, slope) = cubic(distance);
                let at = first.saturating_add(tap as i64 - 1);
                *slot = Tap { at: grid.element::<S>(at, size), weight, slope: slope * place.slope };
            }
            (all, 4)
        }
    }
}

/// Cubic convolution with a = -0.75 at a signed distance, and its derivative.
#[inline(always)]
fn cubic<S: Float>(distance: S) -> (S, S) {
    let (a, x) = (S::of(-0.75), distance.abs());
    let c = S::of;
    let (weight, slope) = if x <= c(1.0) {
        (((a + c(2.0)) * x - (a + c(3.0))) * x * x + c(1.0), (c(3.0) * (a + c(2.0)) * x - c(2.0) * (a + c(3.0))) * x)
    } else {
        (((a * x - c(5.0) * a) * x + c(8.0) * a) * x - c(4.0) * a, (c(3.0) * a * x - c(10.0) * a) * x + c(8.0) * a)
    };
    (weight, if distance < S::default() { -slope } else { slope })
}

/// Calls `work(element, weight, slopes)` for all elements a point is made of; `slopes` are the derivatives of the weight
/// by the point's coordinates, in their order.
#[inline(always)]
fn for_elements<S: Float>(grid: &Grid, point: &[S; 3], mut work: impl FnMut(usize, S, [S; 3])) {
    let [depth, height, width] = grid.input;
    let (xs, x_count) = taps(grid, point[0], width);
    let (ys, y_count) = taps(grid, point[1], height);
    let single = [Tap { at: Some(0), weight: S::of(1.0), slope: S::default() }; 4];
    let (zs, z_count) = if grid.axes == 3 { taps(grid, point[2], depth) } else { (single, 1) };
    for z in &zs[..z_count] {
        for y in &ys[..y_count] {
            for x in &xs[..x_count] {
                if let (Some(d), Some(h), Some(w)) = (z.at, y.at, x.at) {
                    let weight = z.weight * y.weight * x.weight;
                    let slopes =
                        [z.weight * y.weight * x.slope, z.weight * y.slope * x.weight, z.slope * y.weight * x.weight];
                    work((d * height + h) * width + w, weight, slopes);
                }
            }
        }
    }
}

/// The coordinates of a point.
#[inline(always)]
fn point<T: Sample>(points: &[T], at: usize, axes: usize) -> [T::Sum; 3] {
    let mut point = [T::Sum::default(); 3];
    for (to, from) in point.iter_mut().zip(&points[at * axes..][..axes]) {
        *to = from.widen();
    }
    point
}

/// Points that a task of a reading takes.
const POINTS: usize = 1 << 10;

/// Reads `input` of shape (batch, channels, plane) at `points` of shape (batch, points, axes) into `output` of shape
/// (batch, channels, points).
///
/// # Panics
/// For a dtype that is not floating.
///
/// # Safety
/// The pointers are valid for these elements, in row-major order; `output` overlaps nothing.
pub unsafe fn grid_sample(dtype: DType, grid: &Grid, input: *const u8, points: *const u8, output: *mut u8) {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe { read::<T>(grid, input.cast(), points.cast(), output.cast()) });
}

/// # Safety
/// As [`grid_sample`].
unsafe fn read<T: Sample>(grid: &Grid, input: *const T, points: *const T, output: *mut T) {
    let (input, points, output) = (Shared(input.cast_mut()), Shared(points.cast_mut()), Shared(output));
    let (plane_len, blocks) = (grid.plane_len(), grid.points.div_ceil(POINTS));
    parallel(grid.batch * blocks, &|task| {
        let (batch, block) = (task / blocks, task % blocks);
        // SAFETY: the caller promises all batches; a block of points is written by one task.
        unsafe {
            let planes =
                std::slice::from_raw_parts(input.at(batch * grid.channels * plane_len), grid.channels * plane_len);
            let of_batch =
                std::slice::from_raw_parts(points.at(batch * grid.points * grid.axes), grid.points * grid.axes);
            let mut sums = vec![T::Sum::default(); grid.channels];
            for at in block * POINTS..grid.points.min((block + 1) * POINTS) {
                let lost = grid.is_lost(&point::<T>(of_batch, at, grid.axes));
                sums.fill(if lost { T::Sum::of(f64::NAN) } else { T::Sum::default() });
                for_elements(grid, &point(of_batch, at, grid.axes), |element, weight, _| {
                    for (sum, plane) in sums.iter_mut().zip(planes.chunks_exact(plane_len)) {
                        *sum = *sum + weight * plane[element].widen();
                    }
                });
                for (channel, &sum) in sums.iter().enumerate() {
                    output.at((batch * grid.channels + channel) * grid.points + at).write(T::narrow(sum));
                }
            }
        }
    });
}

/// The gradients of [`grid_sample`]: of its input, if asked for, and of its points.
///
/// # Panics
/// For a dtype that is not floating.
///
/// # Safety
/// The pointers are valid for the elements of input, points and output; what is written overlaps nothing.
pub unsafe fn grid_sample_backward(
    dtype: DType,
    grid: &Grid,
    input: *const u8,
    points: *const u8,
    grad_output: *const u8,
    grad_input: Option<*mut u8>,
    grad_points: *mut u8,
) {
    // SAFETY: the caller's promises are passed on.
    for_dtype!(dtype, T => unsafe {
        let grad_input = grad_input.map(|grad| grad.cast::<T>());
        spread::<T>(grid, input.cast(), points.cast(), grad_output.cast(), grad_input, grad_points.cast());
    });
}

/// # Safety
/// As [`grid_sample_backward`].
unsafe fn spread<T: Sample>(
    grid: &Grid,
    input: *const T,
    points: *const T,
    grad_output: *const T,
    grad_input: Option<*mut T>,
    grad_points: *mut T,
) {
    let (input, points, grads) = (Shared(input.cast_mut()), Shared(points.cast_mut()), Shared(grad_output.cast_mut()));
    let wants_input = grad_input.is_some();
    let (to_input, to_points) = (Shared(grad_input.unwrap_or(std::ptr::null_mut())), Shared(grad_points));
    let (plane_len, all) = (grid.plane_len(), grid.channels * grid.plane_len());
    parallel(grid.batch, &|batch| {
        // SAFETY: the caller promises all batches; each is written by one task.
        unsafe {
            let planes = std::slice::from_raw_parts(input.at(batch * all).cast_const(), all);
            let grads = std::slice::from_raw_parts(
                grads.at(batch * grid.channels * grid.points).cast_const(),
                grid.channels * grid.points,
            );
            let of_batch = std::slice::from_raw_parts(
                points.at(batch * grid.points * grid.axes).cast_const(),
                grid.points * grid.axes,
            );
            let mut sums = vec![T::Sum::default(); if wants_input { all } else { 0 }];
            for at in 0..grid.points {
                let mut by_point = [T::Sum::default(); 3];
                for_elements(grid, &point(of_batch, at, grid.axes), |element, weight, slopes| {
                    for channel in 0..grid.channels {
                        let grad = grads[channel * grid.points + at].widen();
                        if wants_input {
                            let sum = &mut sums[channel * plane_len + element];
                            *sum = *sum + weight * grad;
                        }
                        let value = planes[channel * plane_len + element].widen() * grad;
                        for (sum, slope) in by_point.iter_mut().zip(slopes) {
                            *sum = *sum + slope * value;
                        }
                    }
                });
                for (axis, &sum) in by_point[..grid.axes].iter().enumerate() {
                    to_points.at((batch * grid.points + at) * grid.axes + axis).write(T::narrow(sum));
                }
            }
            for (at, &sum) in sums.iter().enumerate() {
                to_input.at(batch * all + at).write(T::narrow(sum));
            }
        }
    });
}
