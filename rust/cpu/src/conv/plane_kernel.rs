//! Microkernels for channels that are convolved for themselves: lines of a plane, read where they lie.
//!
//! Lines above and below a plane are lines of zeros, elements beside it lanes that are not read.

use super::lanes::Lanes;
use crate::gemm::vector::Number;

/// Most taps down or across.
pub const TAPS: usize = 16;
/// Lines of targets that are computed together.
pub const LINES: usize = 4;

/// Lines of targets of a plane.
pub struct Strip<S> {
    /// Source lines, for whole strips of [`LINES`]. Of `three`: those of the first line's taps and one more for each
    /// further line; of `any` the taps' lines for each line.
    pub rows: *const *const S,
    /// Taps down and across, at most [`TAPS`].
    pub down: usize,
    /// See `down`.
    pub across: usize,
    /// For each tap across, where in a source line that of target 0 lies; it may be outside.
    pub columns: *const isize,
    /// Length of the source lines.
    pub length: usize,
    /// Weights of the taps.
    pub weights: *const S,
    /// Addend.
    pub bias: S,
    /// The first target.
    pub target: *mut S,
    /// Distance of lines of targets.
    pub target_row: isize,
    /// Targets of a line.
    pub count: usize,
    /// Lines to write.
    pub lines: usize,
}

/// Products of lines of a gradient with the source lines of three by three taps.
pub struct Dots<S> {
    /// Lines of the gradient.
    pub grads: *const *const S,
    /// Three source lines for each of them.
    pub rows: *const *const S,
    /// How many lines of the gradient.
    pub lines: usize,
    /// As of a [`Strip`].
    pub columns: *const isize,
    /// Length of the source lines.
    pub length: usize,
    /// Elements of a line of the gradient.
    pub count: usize,
    /// The nine sums, which are added to.
    pub out: *mut S,
}

/// The kernels, for neighbouring targets that are one or two source elements apart.
pub struct PlaneFns<S: 'static> {
    /// Three by three neighbouring taps, of lines one source line apart.
    pub three: [unsafe fn(&Strip<S>); 2],
    /// Any taps.
    pub any: [unsafe fn(&Strip<S>); 2],
    /// Weight gradients.
    pub dots: [unsafe fn(&Dots<S>); 2],
}

/// The lanes of a vector from target `j` on, of `n`, whose source elements at a tap exist.
#[inline(always)]
fn present<const STEP: usize>(column: isize, j: usize, n: usize, length: usize) -> (isize, usize, usize) {
    let start = column + (j * STEP) as isize;
    let low = if start < 0 { start.unsigned_abs().div_ceil(STEP).min(n) } else { 0 };
    let high = (length as isize - start).max(0) as usize;
    (start, low, high.div_ceil(STEP).min(n).max(low))
}

/// [`present`] at each of some taps, and whether they are all whole vectors.
#[inline(always)]
unsafe fn presence<V: Lanes, const STEP: usize, const N: usize>(
    (columns, across): (*const isize, usize),
    j: usize,
    n: usize,
    length: usize,
) -> ([(isize, usize, usize); N], bool) {
    let mut at = [(0, 0, 0); N];
    let mut whole = n == V::LANES;
    for (k, at) in at.iter_mut().take(across).enumerate() {
        // SAFETY: the caller promises the taps.
        *at = present::<STEP>(unsafe { *columns.add(k) }, j, n, length);
        whole &= at.1 == 0 && at.2 == V::LANES;
    }
    (at, whole)
}

/// Source elements of a vector at a tap.
#[inline(always)]
unsafe fn read<V: Lanes, const STEP: usize, const WHOLE: bool>(
    row: *const V::Scalar,
    (start, low, high): (isize, usize, usize),
) -> V {
    // SAFETY: the caller promises the line; lanes are present, all of them where `WHOLE`.
    unsafe {
        let from = row.wrapping_offset(start);
        if WHOLE && STEP == 1 { V::load(from) } else { V::load_between::<STEP>(from, low, high) }
    }
}

/// Three by three taps: a source vector is read once for all lines.
#[inline(always)]
pub unsafe fn three<V: Lanes, const STEP: usize>(t: &Strip<V::Scalar>) {
    // SAFETY: the caller promises lines, taps and targets.
    unsafe {
        let mut weights = [V::zero(); 9];
        for (i, weight) in weights.iter_mut().enumerate() {
            *weight = V::splat(*t.weights.add(i));
        }
        for j in (0..t.count).step_by(V::LANES) {
            let n = V::LANES.min(t.count - j);
            let (at, whole) = presence::<V, STEP, 3>((t.columns, 3), j, n, t.length);
            for first in (0..t.lines).step_by(LINES) {
                let rows = t.rows.add(first);
                let sums = if whole {
                    three_at::<V, STEP, true>(rows, t.bias, &weights, &at)
                } else {
                    three_at::<V, STEP, false>(rows, t.bias, &weights, &at)
                };
                write(t, first, j, n, sums);
            }
        }
    }
}

#[inline(always)]
unsafe fn three_at<V: Lanes, const STEP: usize, const WHOLE: bool>(
    rows: *const *const V::Scalar,
    bias: V::Scalar,
    weights: &[V; 9],
    at: &[(isize, usize, usize); 3],
) -> [V; LINES] {
    // SAFETY: the caller's promises.
    unsafe {
        let mut sums = [V::splat(bias); LINES];
        for line in 0..LINES + 2 {
            let row = *rows.add(line);
            for k in 0..3 {
                let x: V = read::<V, STEP, WHOLE>(row, at[k]);
                for r in 0..LINES {
                    if line >= r && line < r + 3 {
                        sums[r] = weights[(line - r) * 3 + k].mul_add(x, sums[r]);
                    }
                }
            }
        }
        sums
    }
}

/// Any taps: a weight is read once for all lines.
#[inline(always)]
pub unsafe fn any<V: Lanes, const STEP: usize>(t: &Strip<V::Scalar>) {
    // SAFETY: the caller promises lines, taps and targets.
    unsafe {
        for j in (0..t.count).step_by(V::LANES) {
            let n = V::LANES.min(t.count - j);
            let (at, whole) = presence::<V, STEP, TAPS>((t.columns, t.across), j, n, t.length);
            for first in (0..t.lines).step_by(LINES) {
                let rows = t.rows.add(first * t.down);
                let sums =
                    if whole { any_at::<V, STEP, true>(t, rows, &at) } else { any_at::<V, STEP, false>(t, rows, &at) };
                write(t, first, j, n, sums);
            }
        }
    }
}

#[inline(always)]
unsafe fn any_at<V: Lanes, const STEP: usize, const WHOLE: bool>(
    t: &Strip<V::Scalar>,
    rows: *const *const V::Scalar,
    at: &[(isize, usize, usize); TAPS],
) -> [V; LINES] {
    // SAFETY: the caller's promises.
    unsafe {
        let mut sums = [V::splat(t.bias); LINES];
        let mut weights = t.weights;
        for down in 0..t.down {
            let rows: [_; LINES] = std::array::from_fn(|r| *rows.add(r * t.down + down));
            for &at in at.iter().take(t.across) {
                let weight = V::splat(*weights);
                weights = weights.add(1);
                for (sum, row) in sums.iter_mut().zip(rows) {
                    *sum = weight.mul_add(read::<V, STEP, WHOLE>(row, at), *sum);
                }
            }
        }
        sums
    }
}

#[inline(always)]
unsafe fn write<V: Lanes>(t: &Strip<V::Scalar>, first: usize, j: usize, n: usize, sums: [V; LINES]) {
    for (r, sum) in (first..).zip(sums) {
        if r < t.lines {
            // SAFETY: the caller promises `lines` lines of targets.
            unsafe {
                let target = t.target.offset(r as isize * t.target_row).add(j);
                if n == V::LANES { sum.store(target) } else { sum.store_first(target, n) }
            }
        }
    }
}

/// The nine sums of a weight gradient.
#[inline(always)]
pub unsafe fn dots<V: Lanes, const STEP: usize>(t: &Dots<V::Scalar>) {
    // SAFETY: the caller promises lines, taps and sums.
    unsafe {
        let mut sums = [V::zero(); 9];
        for j in (0..t.count).step_by(V::LANES) {
            let n = V::LANES.min(t.count - j);
            let (at, whole) = presence::<V, STEP, 3>((t.columns, 3), j, n, t.length);
            for line in 0..t.lines {
                let (grad, rows) = ((*t.grads.add(line)).add(j), t.rows.add(3 * line));
                if whole {
                    dots_at::<V, STEP, true>(V::load(grad), rows, &at, &mut sums);
                } else {
                    dots_at::<V, STEP, false>(V::load_first(grad, n), rows, &at, &mut sums);
                }
            }
        }
        for (i, sum) in sums.into_iter().enumerate() {
            *t.out.add(i) = (*t.out.add(i)).add(sum.sum());
        }
    }
}

#[inline(always)]
unsafe fn dots_at<V: Lanes, const STEP: usize, const WHOLE: bool>(
    grad: V,
    rows: *const *const V::Scalar,
    at: &[(isize, usize, usize); 3],
    sums: &mut [V; 9],
) {
    for down in 0..3 {
        for k in 0..3 {
            // SAFETY: the caller's promises.
            unsafe {
                let x: V = read::<V, STEP, WHOLE>(*rows.add(down), at[k]);
                sums[down * 3 + k] = grad.mul_add(x, sums[down * 3 + k]);
            }
        }
    }
}
