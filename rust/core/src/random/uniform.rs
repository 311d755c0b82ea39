//! Uniform and Bernoulli fills.

use super::fill::{Cost, fill_by_words};
use super::generator::{Generator, State, join, unit_f32, unit_f64};
use super::sample::{FloatSample, Sample};
use super::trig::fused;
use flambeau_cpu::DType;

/// Fills with numbers uniform in `[from, to)`: `u * (to - from) + from`, rounded once, `u` of 24 bits (one word), or 53
/// for `f64` (two).
///
/// Half types are computed in `f32`; a value that rounds up to `to` becomes `from`. The caller has checked that
/// `from <= to` and that both and their difference are finite in the element type.
pub fn uniform<T: FloatSample>(out: &mut [T], from: f64, to: f64, generator: &Generator) {
    let state = &mut *generator.lock();
    if T::DTYPE == DType::F64 {
        fill_by_words::<2, T>(state, out, Cost::Light, |words, out| {
            // SAFETY: `T` is `f64`, and there are two words for each element.
            unsafe { uniform_f64(words.as_ptr(), out.as_mut_ptr().cast(), out.len(), from, to) }
        });
    } else if T::DTYPE == DType::F32 {
        fill_by_words::<1, T>(state, out, Cost::Light, |words, out| {
            // SAFETY: `T` is `f32`, and there is a word for each element.
            unsafe { uniform_f32(words.as_ptr(), out.as_mut_ptr().cast(), out.len(), from as f32, to as f32) }
        });
    } else {
        let (low, span) = (from as f32, to as f32 - from as f32);
        let (lowest, bound) = (T::from_f64(from), T::from_f64(to));
        fill_by_words::<1, T>(state, out, Cost::Light, |words, out| {
            let mut singles = [0f32; TILE];
            for (out, words) in out.chunks_mut(TILE).zip(words.chunks(TILE)) {
                // SAFETY: both have as many elements, at most those of a tile.
                unsafe { scaled_units(words.as_ptr(), singles.as_mut_ptr(), out.len(), low, span) };
                for (out, &value) in out.iter_mut().zip(&singles) {
                    let value = T::from_f32(value);
                    *out = if value == bound { lowest } else { value };
                }
            }
        });
    }
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads and `out` for writes of `n` elements; they do not overlap.
    unsafe fn uniform_f32<I>(words: *const u32, out: *mut f32, n: usize, from: f32, to: f32) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, n), std::slice::from_raw_parts_mut(out, n)) };
        let span = to - from;
        for (out, &word) in out.iter_mut().zip(words) {
            let value = fused::<I>(unit_f32(word), span, from);
            *out = if value == to { from } else { value };
        }
    }
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads of `2 * n` words and `out` for writes of `n` elements; they do not overlap.
    unsafe fn uniform_f64<I>(words: *const u32, out: *mut f64, n: usize, from: f64, to: f64) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, 2 * n), std::slice::from_raw_parts_mut(out, n)) };
        let span = to - from;
        for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
            let value = unit_f64(join(pair[0], pair[1])).mul_add(span, from);
            *out = if value == to { from } else { value };
        }
    }
}

/// Elements that are computed in single precision before they are rounded to half.
const TILE: usize = 128;

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads and `out` for writes of `n` elements; they do not overlap.
    unsafe fn scaled_units<I>(words: *const u32, out: *mut f32, n: usize, low: f32, span: f32) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, n), std::slice::from_raw_parts_mut(out, n)) };
        for (out, &word) in out.iter_mut().zip(words) {
            *out = fused::<I>(unit_f32(word), span, low);
        }
    }
}

/// Fills with one where a 53-bit uniform is below `p`, else with zero. The caller has checked that `0 <= p <= 1`.
///
/// Two words an element, whatever the type: PyTorch's path on processors that are not Intel's.
pub fn bernoulli<T: Sample>(out: &mut [T], p: f64, generator: &Generator) {
    let bound = bound(p);
    let (no, yes) = (T::from_i64(0), T::from_i64(1));
    fill_by_words::<2, T>(&mut generator.lock(), out, Cost::Light, |words, out| {
        // SAFETY: there are two words for each element.
        unsafe { below(words.as_ptr(), out.as_mut_ptr(), out.len(), bound, yes, no) }
    });
}

/// The number below which a 53-bit integer k has `k / 2^53 < p`: `ceil(p * 2^53)`, whose product only moves the exponent.
pub(super) fn bound(p: f64) -> u64 {
    (p * 9_007_199_254_740_992.0).ceil() as u64
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads of `2 * n` words and `out` for writes of `n` elements; they do not overlap.
    unsafe fn below<I, T: Sample>(words: *const u32, out: *mut T, n: usize, bound: u64, yes: T, no: T) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, 2 * n), std::slice::from_raw_parts_mut(out, n)) };
        for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
            *out = if join(pair[0] & 0x001f_ffff, pair[1]) < bound { yes } else { no };
        }
    }
}

/// Fills with one where a uniform is below the element's own probability, else with zero: 53 bits (two words) for
/// `f64` probabilities, 24 bits (one word) for the others.
///
/// # Errors
/// The index of the first probability that is not in `[0, 1]`; the elements before it are drawn, as in PyTorch.
///
/// # Panics
/// When the lengths differ.
pub fn bernoulli_each<T: Sample, P: FloatSample>(
    out: &mut [T],
    probabilities: &[P],
    generator: &Generator,
) -> Result<(), usize> {
    assert_eq!(out.len(), probabilities.len());
    let draw = if P::DTYPE == DType::F64 {
        |state: &mut State, p: P| state.uniform() < p.to_f64()
    } else {
        |state: &mut State, p: P| unit_f32(state.random()) < p.to_f32()
    };
    let state = &mut *generator.lock();
    for (index, (out, &p)) in out.iter_mut().zip(probabilities).enumerate() {
        if !(0.0..=1.0).contains(&p.to_f64()) {
            return Err(index);
        }
        *out = T::from_i64(i64::from(draw(state, p)));
    }
    Ok(())
}
