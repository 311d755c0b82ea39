//! Masks that are applied as they are drawn.

use super::fill::{Cost, for_words};
use super::generator::{Generator, join};
use super::sample::FloatSample;
use super::uniform::bound;

/// What becomes of an element: `x * scale + kept` where it is kept, else `x * 0 + dropped`.
#[derive(Clone, Copy, Debug)]
pub struct Drop<T> {
    /// Probability of keeping an element.
    pub keep: f64,
    /// Factor of what is kept.
    pub scale: T,
    /// Summands of what is kept and of what is dropped, where there are any.
    pub shift: Option<(T, T)>,
}

/// An address that tasks share; each touches other elements.
#[derive(Clone, Copy)]
struct Shared<T>(*mut T);

// SAFETY: tasks touch disjoint ranges, as `drop_out` cuts them.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// The elements of a range.
    ///
    /// # Safety
    /// The range lies inside what the address is valid for.
    unsafe fn at(&self, start: usize) -> *mut T {
        // SAFETY: the caller's promise.
        unsafe { self.0.add(start) }
    }
}

/// Draws which elements are kept (53 bits each, as [`super::bernoulli`]), writes that to `mask` unless it is null, and
/// the elements to `out`.
///
/// # Safety
/// `input` is valid for reads, `out` and `mask` for writes of `n` elements; `out` may be `input`, and nothing else
/// overlaps. The caller has checked that `0 <= keep <= 1`.
pub unsafe fn drop_out<T: FloatSample>(
    input: *const T,
    out: *mut T,
    mask: *mut bool,
    n: usize,
    what: Drop<T>,
    generator: &Generator,
) {
    let bound = bound(what.keep);
    let (input, out, mask, masked) = (Shared(input.cast_mut()), Shared(out), Shared(mask), !mask.is_null());
    for_words::<2>(&mut generator.lock(), n, Cost::Heavy, |words, range| {
        // SAFETY: the range lies inside `0..n`, and each element is in one range.
        unsafe {
            let mask = if masked { mask.at(range.start) } else { std::ptr::null_mut() };
            piece::<T>(words.as_ptr(), input.at(range.start), out.at(range.start), mask, range.len(), bound, what);
        }
    });
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads of `2 * n` words, the others as [`drop_out`] says.
    unsafe fn piece<I, T: FloatSample>(
        words: *const u32,
        input: *const T,
        out: *mut T,
        mask: *mut bool,
        n: usize,
        bound: u64,
        what: Drop<T>,
    ) {
        // SAFETY: the caller's promise.
        let words = unsafe { std::slice::from_raw_parts(words, 2 * n) };
        let zero = T::from_i64(0);
        for (at, pair) in words.chunks_exact(2).enumerate() {
            let kept = join(pair[0] & 0x001f_ffff, pair[1]) < bound;
            // SAFETY: `at` is below `n`.
            unsafe {
                let product = times(input.add(at).read(), if kept { what.scale } else { zero });
                out.add(at).write(match what.shift {
                    None => product,
                    Some((yes, no)) => plus(product, if kept { yes } else { no }),
                });
                if !mask.is_null() {
                    mask.add(at).write(kept);
                }
            }
        }
    }
}

/// A product in the element type, half types by way of singles.
#[inline(always)]
fn times<T: FloatSample>(a: T, b: T) -> T {
    if size_of::<T>() == 8 { T::from_f64(a.to_f64() * b.to_f64()) } else { T::from_f32(a.to_f32() * b.to_f32()) }
}

/// A sum in the element type, half types by way of singles.
#[inline(always)]
fn plus<T: FloatSample>(a: T, b: T) -> T {
    if size_of::<T>() == 8 { T::from_f64(a.to_f64() + b.to_f64()) } else { T::from_f32(a.to_f32() + b.to_f32()) }
}

/// Randomised leaky ReLU: elements up to zero are multiplied by slopes uniform in `[lower, upper)` (53 bits), which go to
/// `slopes`; the others stay, with slope one. In order; elements above zero draw nothing.
pub fn random_slopes<T: FloatSample>(
    input: &[T],
    out: &mut [T],
    slopes: &mut [T],
    lower: f64,
    upper: f64,
    generator: &Generator,
) {
    let state = &mut *generator.lock();
    for ((&x, out), slope) in input.iter().zip(out).zip(slopes) {
        (*slope, *out) = if x.to_f64() <= 0.0 {
            let drawn = state.uniform() * (upper - lower) + lower;
            let product = if size_of::<T>() == 8 {
                T::from_f64(x.to_f64() * drawn)
            } else {
                T::from_f32(x.to_f32() * drawn as f32)
            };
            (T::from_f64(drawn), product)
        } else {
            (T::from_i64(1), x)
        };
    }
}
