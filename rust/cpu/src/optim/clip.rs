//! Norms and limits of gradients.

use super::number::{Number, Wide};
use super::{for_float, for_pieces};
use crate::{DType, pool};
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// A tensor of `len` elements of `dtype` that lie in a row.
#[derive(Clone, Copy, Debug)]
pub struct Flat {
    /// Element type, a floating one.
    pub dtype: DType,
    /// Number of elements.
    pub len: usize,
    /// The first element.
    pub ptr: *mut u8,
}

// SAFETY: an address; who reads and writes through it is the functions' contract.
unsafe impl Sync for Flat {}

impl super::Sized for Flat {
    fn len(&self) -> usize {
        self.len
    }
}

/// Multiplies every element by `factor`.
///
/// # Safety
/// Pointers are aligned and valid for reads and writes; tensors do not overlap, and nobody else touches them meanwhile.
pub unsafe fn scale(tensors: &[Flat], factor: f64) {
    for_pieces(tensors, &|tensor, range| {
        for_float!(tensor.dtype, T => {
            // SAFETY: the range lies inside the tensor, and every element is in one piece.
            unsafe { scale_piece(tensor.ptr.cast::<T>().add(range.start), range.len(), factor) }
        });
    });
}

crate::simd_fn! {
    /// # Safety
    /// The pointer is valid for `n` elements.
    unsafe fn scale_piece<I, T: Number>(ptr: *mut T, n: usize, factor: f64) {
        let factor = T::Wide::of(factor);
        // SAFETY: the caller's promise.
        for value in unsafe { from_raw_parts_mut(ptr, n) } {
            *value = T::store(value.load() * factor);
        }
    }
}

/// Limits every element to `[low, high]`; NaN stays.
///
/// # Safety
/// As [`scale`].
pub unsafe fn clamp(tensors: &[Flat], low: f64, high: f64) {
    for_pieces(tensors, &|tensor, range| {
        for_float!(tensor.dtype, T => {
            // SAFETY: the range lies inside the tensor, and every element is in one piece.
            unsafe { clamp_piece(tensor.ptr.cast::<T>().add(range.start), range.len(), low, high) }
        });
    });
}

crate::simd_fn! {
    /// # Safety
    /// The pointer is valid for `n` elements.
    unsafe fn clamp_piece<I, T: Number>(ptr: *mut T, n: usize, low: f64, high: f64) {
        // Bounds as the element type holds them.
        let (low, high) = (T::round(T::Wide::of(low)), T::round(T::Wide::of(high)));
        // SAFETY: the caller's promise.
        for value in unsafe { from_raw_parts_mut(ptr, n) } {
            let x = value.load();
            let x = if x < low { low } else { x };
            *value = T::store(if x > high { high } else { x });
        }
    }
}

/// Elements whose powers one task adds up.
const CHUNK: usize = 16 * 1024;

/// The norm of order `p` of each tensor, in double; NaN where an element is NaN.
///
/// # Safety
/// Pointers are aligned and valid for reads, and nobody writes to the elements meanwhile.
pub unsafe fn norms(tensors: &[Flat], p: f64) -> Vec<f64> {
    // Chunks belong to one tensor each, and their sums are added in order.
    let mut chunks: Vec<(usize, usize)> = Vec::new();
    for (at, tensor) in tensors.iter().enumerate() {
        chunks.extend((0..tensor.len).step_by(CHUNK).map(|start| (at, start)));
    }
    let mut sums = vec![0f64; chunks.len()];
    let out = Shared(sums.as_mut_ptr());
    pool::parallel(chunks.len(), &|chunk| {
        let (at, start) = chunks[chunk];
        let tensor = &tensors[at];
        let n = CHUNK.min(tensor.len - start);
        let sum = for_float!(tensor.dtype, T => {
            // SAFETY: the chunk lies inside the tensor.
            unsafe { powers(tensor.ptr.cast::<T>().add(start).cast_const(), n, p) }
        });
        // SAFETY: each chunk has its own place.
        unsafe { out.get().add(chunk).write(sum) };
    });
    let largest = |a: f64, b: f64| if a.is_nan() || a > b { a } else { b };
    let smallest = |a: f64, b: f64| if a.is_nan() || a < b { a } else { b };
    let mut next = chunks.iter().zip(&sums).peekable();
    (0..tensors.len())
        .map(|at| {
            let mut total = if p == f64::NEG_INFINITY { f64::INFINITY } else { 0.0 };
            while let Some((_, &sum)) = next.next_if(|((owner, _), _)| *owner == at) {
                total = match p {
                    f64::INFINITY => largest(total, sum),
                    f64::NEG_INFINITY => smallest(total, sum),
                    _ => total + sum,
                };
            }
            match p {
                0.0 | f64::INFINITY | f64::NEG_INFINITY => total,
                2.0 => total.sqrt(),
                1.0 => total,
                p => total.powf(1.0 / p),
            }
        })
        .collect()
}

crate::simd_fn! {
    /// # Safety
    /// The pointer is valid for reads of `n` elements.
    unsafe fn powers<I, T: Number>(ptr: *const T, n: usize, p: f64) -> f64 {
        // SAFETY: the caller's promise.
        let values = unsafe { from_raw_parts(ptr, n) };
        if p == 2.0 || p == 1.0 {
            // Sixteen sums side by side are what the vectoriser needs.
            let mut sums = [0f64; 16];
            let (blocks, rest) = values.as_chunks::<16>();
            for block in blocks {
                for (sum, value) in sums.iter_mut().zip(block) {
                    let x = value.load().to_f64();
                    *sum += if p == 2.0 { x * x } else { x.abs() };
                }
            }
            for (sum, value) in sums.iter_mut().zip(rest) {
                let x = value.load().to_f64();
                *sum += if p == 2.0 { x * x } else { x.abs() };
            }
            return sums.iter().sum();
        }
        let sizes = values.iter().map(|value| value.load().to_f64().abs());
        match p {
            0.0 => sizes.map(|x| if x == 0.0 { 0.0 } else { 1.0 }).sum(),
            f64::INFINITY => sizes.fold(0.0, |a, b| if a.is_nan() || a > b { a } else { b }),
            f64::NEG_INFINITY => sizes.fold(f64::INFINITY, |a, b| if a.is_nan() || a < b { a } else { b }),
            p => sizes.map(|x| x.powf(p)).sum(),
        }
    }
}

/// A pointer that tasks share; each writes elsewhere.
struct Shared(*mut f64);

// SAFETY: tasks write to distinct places.
unsafe impl Sync for Shared {}

impl Shared {
    fn get(&self) -> *mut f64 {
        self.0
    }
}
