//! Normal fills: Box and Muller's transform ("A note on the generation of random normal deviates", 1958), in blocks of
//! sixteen for contiguous targets and value by value for the others.

use flambeau_cpu::DType;

use super::fill::{Cost, fill_by_words};
use super::generator::{Generator, State, join, unit_f32, unit_f64};
use super::sample::{FloatSample, Sample};
use super::trig::{fused, ln_unit, sin_cos_turn};

/// Values of a block: eight pairs, the cosines before the sines.
const BLOCK: usize = 16;

/// Fills a contiguous target with normal numbers. Sixteen and more values come in blocks (see [`normal`]'s module);
/// if their number is no multiple of sixteen, the last sixteen are drawn again. Fewer are drawn one by one.
pub fn normal<T: FloatSample>(out: &mut [T], mean: f64, std: f64, generator: &Generator) {
    if out.len() < BLOCK {
        return normal_scalar(out, mean, std, generator);
    }
    let state = &mut *generator.lock();
    let tail = out.len() % BLOCK;
    let whole = out.len() - tail;
    blocks(state, &mut out[..whole], mean, std);
    if tail != 0 {
        // PyTorch draws uniforms for the whole of a single or double target before it transforms any of them.
        match T::DTYPE {
            DType::F32 => state.engine.skip(tail),
            DType::F64 => state.engine.skip(2 * tail),
            _ => {}
        }
        blocks(state, &mut out[whole + tail - BLOCK..], mean, std);
    }
}

/// Fills with normal numbers computed one by one in double, the second of each pair being kept for the next call:
/// PyTorch's way for targets that are not contiguous or have fewer than sixteen elements.
pub fn normal_scalar<T: Sample>(out: &mut [T], mean: f64, std: f64, generator: &Generator) {
    let state = &mut *generator.lock();
    for value in out {
        *value = T::from_f64(state.normal().mul_add(std, mean));
    }
}

/// Whole blocks: the first eight uniforms of a block give radii, the others angles.
fn blocks<T: FloatSample>(state: &mut State, out: &mut [T], mean: f64, std: f64) {
    if T::DTYPE == DType::F64 {
        fill_by_words::<2, T>(state, out, Cost::Heavy, |words, out| {
            for (out, words) in out.chunks_exact_mut(BLOCK).zip(words.chunks_exact(2 * BLOCK)) {
                let uniform = |i: usize| unit_f64(join(words[2 * i], words[2 * i + 1]));
                for i in 0..BLOCK / 2 {
                    let radius = (-2.0 * (1.0 - uniform(i)).ln()).sqrt();
                    let (sin, cos) = (std::f64::consts::TAU * uniform(i + BLOCK / 2)).sin_cos();
                    out[i] = T::from_f64((radius * cos).mul_add(std, mean));
                    out[i + BLOCK / 2] = T::from_f64((radius * sin).mul_add(std, mean));
                }
            }
        });
    } else if T::DTYPE == DType::F32 {
        fill_by_words::<1, T>(state, out, Cost::Heavy, |words, out| {
            // SAFETY: `T` is `f32`; both have as many elements, a multiple of sixteen.
            unsafe { box_muller(words.as_ptr(), out.as_mut_ptr().cast(), out.len(), mean as f32, std as f32) }
        });
    } else {
        fill_by_words::<1, T>(state, out, Cost::Heavy, |words, out| {
            let mut singles = [0f32; 2 * TILE];
            for (out, words) in out.chunks_mut(2 * TILE).zip(words.chunks(2 * TILE)) {
                // SAFETY: both have as many elements, a multiple of sixteen.
                unsafe { box_muller(words.as_ptr(), singles.as_mut_ptr(), out.len(), mean as f32, std as f32) };
                for (out, &value) in out.iter_mut().zip(&singles) {
                    *out = T::from_f32(value);
                }
            }
        });
    }
}

/// Pairs that are transformed together: the blocks are short for wide vectors, and a tile stays in the first-level cache.
const TILE: usize = 128;

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads and `out` for writes of `n` elements, a multiple of sixteen; they do not overlap.
    unsafe fn box_muller<I>(words: *const u32, out: *mut f32, n: usize, mean: f32, std: f32) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, n), std::slice::from_raw_parts_mut(out, n)) };
        let (mut radii, mut angles) = ([0u32; TILE], [0u32; TILE]);
        let (mut cosines, mut sines) = ([0f32; TILE], [0f32; TILE]);
        for (out, words) in out.chunks_mut(2 * TILE).zip(words.chunks(2 * TILE)) {
            let pairs = words.len() / 2;
            let halves = radii.chunks_exact_mut(BLOCK / 2).zip(angles.chunks_exact_mut(BLOCK / 2));
            for (block, (radii, angles)) in words.chunks_exact(BLOCK).zip(halves) {
                radii.copy_from_slice(&block[..BLOCK / 2]);
                angles.copy_from_slice(&block[BLOCK / 2..]);
            }
            let inputs = radii[..pairs].iter().zip(&angles[..pairs]);
            let outputs = cosines[..pairs].iter_mut().zip(&mut sines[..pairs]);
            for ((&radius, &angle), (cosine, sine)) in inputs.zip(outputs) {
                let radius = (-2.0 * ln_unit::<I>(1.0 - unit_f32(radius))).sqrt();
                let (sin, cos) = sin_cos_turn::<I>(std::f32::consts::TAU * unit_f32(angle));
                *cosine = fused::<I>(radius * cos, std, mean);
                *sine = fused::<I>(radius * sin, std, mean);
            }
            let halves = cosines.chunks_exact(BLOCK / 2).zip(sines.chunks_exact(BLOCK / 2));
            for (block, (cosines, sines)) in out.chunks_exact_mut(BLOCK).zip(halves) {
                block[..BLOCK / 2].copy_from_slice(cosines);
                block[BLOCK / 2..].copy_from_slice(sines);
            }
        }
    }
}
