//! Integer fills and permutations.

use flambeau_cpu::DType;

use super::error::RandomError;
use super::fill::{Cost, fill_by_words};
use super::generator::{Generator, join};
use super::sample::Sample;

/// Ranges from here on take 64 bits a draw: the remainder of 32 would favour small values by more than 5 %.
pub(super) const WIDE_RANGE: u64 = 1 << 28;

/// Fills with integers uniform in `[base, base + range)`: a draw modulo `range`, plus `base`, wrapped into the element
/// type. `range` is not zero. [`integer_range`] finds both for a dtype.
pub fn random_range<T: Sample>(out: &mut [T], range: u64, base: i64, generator: &Generator) {
    assert_ne!(range, 0, "a range holds at least one integer");
    let state = &mut *generator.lock();
    if range >= WIDE_RANGE {
        fill_by_words::<2, T>(state, out, Cost::Light, |words, out| {
            for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
                *out = T::from_i64(((join(pair[0], pair[1]) % range) as i64).wrapping_add(base));
            }
        });
    } else {
        let range = range as u32;
        fill_by_words::<1, T>(state, out, Cost::Light, |words, out| {
            // SAFETY: there is a word for each element.
            unsafe { remainders(words.as_ptr(), out.as_mut_ptr(), out.len(), range, base) }
        });
    }
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `words` is valid for reads and `out` for writes of `n` elements; they do not overlap.
    unsafe fn remainders<I, T: Sample>(words: *const u32, out: *mut T, n: usize, range: u32, base: i64) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, n), std::slice::from_raw_parts_mut(out, n)) };
        let divisor = f64::from(range);
        let inverse = 1.0 / divisor;
        for (out, &word) in out.iter_mut().zip(words) {
            *out = T::from_i64(i64::from(remainder(word, divisor, inverse)).wrapping_add(base));
        }
    }
}

/// `word % divisor` for a divisor below 2^31, in doubles, which vectorise where integer division does not.
#[inline(always)]
fn remainder(word: u32, divisor: f64, inverse: f64) -> i32 {
    let word = (word ^ 0x8000_0000) as i32 as f64 + 2_147_483_648.0;
    // The quotient may be one off; word and quotient * divisor are exact, and so is their difference.
    let quotient = (word * inverse).floor();
    let rest = word - quotient * divisor;
    let rest = if rest < 0.0 { rest + divisor } else { rest };
    let rest = if rest >= divisor { rest - divisor } else { rest };
    // SAFETY: 0 <= rest < divisor < 2^31.
    unsafe { rest.to_int_unchecked() }
}

/// Fills with integers of 64 random bits: `i64`, and the floating types by rounding.
pub fn random_full<T: Sample>(out: &mut [T], generator: &Generator) {
    fill_by_words::<2, T>(&mut generator.lock(), out, Cost::Light, |words, out| {
        for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
            *out = T::from_i64(join(pair[0], pair[1]) as i64);
        }
    });
}

/// Fills with the non-negative integers of the element type: `[0, max]` for integers, `{0, 1}` for `bool`, and
/// `[0, 2^digits]` for floating types, which hold all of these exactly.
pub fn random<T: Sample>(out: &mut [T], generator: &Generator) {
    let state = &mut *generator.lock();
    match T::DTYPE {
        DType::I64 => fill_by_words::<2, T>(state, out, Cost::Light, |words, out| {
            for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
                *out = T::from_i64((join(pair[0], pair[1]) & i64::MAX as u64) as i64);
            }
        }),
        DType::F64 => fill_by_words::<2, T>(state, out, Cost::Light, |words, out| {
            for (out, pair) in out.iter_mut().zip(words.chunks_exact(2)) {
                *out = T::from_i64((join(pair[0], pair[1]) % full_range(DType::F64)) as i64);
            }
        }),
        dtype => {
            let range = full_range(dtype) as u32;
            fill_by_words::<1, T>(state, out, Cost::Light, |words, out| {
                for (out, &word) in out.iter_mut().zip(words) {
                    *out = T::from_i64(i64::from(word % range));
                }
            });
        }
    }
}

/// How many integers from 0 on [`random`] draws from.
pub(super) fn full_range(dtype: DType) -> u64 {
    match dtype {
        DType::Bool => 2,
        DType::F16 => (1 << half::f16::MANTISSA_DIGITS) + 1,
        DType::BF16 => (1 << half::bf16::MANTISSA_DIGITS) + 1,
        DType::F32 => (1 << f32::MANTISSA_DIGITS) + 1,
        DType::F64 => (1 << f64::MANTISSA_DIGITS) + 1,
        DType::U8 => 1 << 8,
        other => 1 << (8 * other.size() - 1),
    }
}

/// What `random_(from, to)` draws from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntegerRange {
    /// `range` integers from `base` on: for [`random_range`].
    Bounded {
        /// How many integers.
        range: u64,
        /// The smallest of them.
        base: i64,
    },
    /// All of `i64`: for [`random_full`].
    Full,
}

/// The integers that `random_(from, to)` draws for a dtype; without `to`, up to the dtype's largest (floating types: up
/// to the last of the consecutive integers they hold).
///
/// For floating types the bounds move inward to representable integers, so that no draw rounds to `to`.
///
/// # Errors
/// [`RandomError::EmptyRange`] unless `from < to` (also after rounding), [`RandomError::OutOfBounds`] when a bound does
/// not fit the dtype, [`RandomError::Unsupported`] for complex dtypes.
pub fn integer_range(dtype: DType, from: i64, to: Option<i64>) -> Result<IntegerRange, RandomError> {
    let Some(limits) = Limits::of(dtype) else {
        return Err(RandomError::Unsupported { distribution: "random_", dtype });
    };
    let Some(to) = to else {
        if from == i64::MIN {
            return Ok(IntegerRange::Full);
        }
        let from = limits.round_from(from);
        let last = limits.digits.map_or(limits.max, |digits| 1 << digits);
        // Integers may start at their largest value, floating types not: as in PyTorch.
        if limits.digits.is_some() && from >= last {
            return Err(RandomError::EmptyRange { from, to: last });
        }
        limits.check("from", from, dtype)?;
        // `last - from + 1` wraps to zero only for all 2^64 integers, which are excluded above.
        return Ok(IntegerRange::Bounded { range: (last as u64).wrapping_sub(from as u64) + 1, base: from });
    };
    if from >= to {
        return Err(RandomError::EmptyRange { from, to });
    }
    let (from, to) = (limits.round_from(from), limits.round_to(to));
    if from >= to {
        return Err(RandomError::EmptyRange { from, to });
    }
    limits.check("from", from, dtype)?;
    limits.check("to - 1", to - 1, dtype)?;
    Ok(IntegerRange::Bounded { range: (to as u64).wrapping_sub(from as u64), base: from })
}

/// The integers that a dtype holds.
struct Limits {
    min: i64,
    max: i64,
    /// Significant bits of a floating type.
    digits: Option<u32>,
}

impl Limits {
    fn of(dtype: DType) -> Option<Self> {
        let (min, max, digits) = match dtype {
            DType::Bool => (0, 1, None),
            DType::U8 => (0, 255, None),
            DType::I8 => (i8::MIN.into(), i8::MAX.into(), None),
            DType::I16 => (i16::MIN.into(), i16::MAX.into(), None),
            DType::I32 => (i32::MIN.into(), i32::MAX.into(), None),
            DType::I64 => (i64::MIN, i64::MAX, None),
            DType::F16 => (-65504, 65504, Some(half::f16::MANTISSA_DIGITS)),
            DType::BF16 => (i64::MIN, i64::MAX, Some(half::bf16::MANTISSA_DIGITS)),
            DType::F32 => (i64::MIN, i64::MAX, Some(f32::MANTISSA_DIGITS)),
            DType::F64 => (i64::MIN, i64::MAX, Some(f64::MANTISSA_DIGITS)),
            DType::C64 | DType::C128 => return None,
        };
        Some(Self { min, max, digits })
    }

    fn check(&self, bound: &'static str, value: i64, dtype: DType) -> Result<(), RandomError> {
        if (self.min..=self.max).contains(&value) {
            Ok(())
        } else {
            Err(RandomError::OutOfBounds { bound, value, dtype })
        }
    }

    /// The value that the dtype stores for `value`.
    fn stored(&self, value: i64) -> i64 {
        match self.digits {
            Some(half::f16::MANTISSA_DIGITS) => half::f16::from_i64(value).to_f64() as i64,
            Some(half::bf16::MANTISSA_DIGITS) => half::bf16::from_i64(value).to_f64() as i64,
            Some(f32::MANTISSA_DIGITS) => value as f32 as i64,
            Some(_) => value as f64 as i64,
            None => value,
        }
    }

    /// The smallest integer from `from` on whose successors do not round below it.
    fn round_from(&self, from: i64) -> i64 {
        let Some(digits) = self.digits else { return from };
        let next = from.wrapping_add(1);
        let stored = self.stored(next);
        if stored < from { stored.wrapping_add(spacing(next, digits)) } else { from }
    }

    /// The largest bound up to `to` whose predecessors do not round up to it.
    fn round_to(&self, to: i64) -> i64 {
        let Some(digits) = self.digits else { return to };
        let previous = to.wrapping_sub(1);
        let stored = self.stored(previous);
        if stored >= to { stored.wrapping_sub(spacing(previous, digits)) } else { to }
    }
}

/// The distance between neighbouring floating numbers of `digits` significant bits around an integer.
fn spacing(value: i64, digits: u32) -> i64 {
    let exponent = value.unsigned_abs().max(1).ilog2();
    1 << (exponent + 1).saturating_sub(digits)
}

/// Up to this length a permutation takes 32 bits a draw.
const SHORT_PERMUTATION: usize = u32::MAX as usize / 20;

/// Elements whose partners are drawn at a time.
const BATCH: usize = 512;

/// Fills with a random permutation of `0..out.len()` (Fisher and Yates' shuffle).
pub fn randperm<T: Sample>(out: &mut [T], generator: &Generator) {
    let state = &mut *generator.lock();
    let n = out.len();
    if n >= SHORT_PERMUTATION {
        // The "inside-out" variant, 64 bits a draw.
        for i in 0..n {
            let partner = (state.random64() % (i as u64 + 1)) as usize;
            out[i] = out[partner];
            out[partner] = T::from_i64(i as i64);
        }
        return;
    }
    for (i, value) in out.iter_mut().enumerate() {
        *value = T::from_i64(i as i64);
    }
    let (mut words, mut offsets) = ([0u32; BATCH], [0i32; BATCH]);
    let mut start = 0;
    while start + 1 < n {
        let count = BATCH.min(n - 1 - start);
        state.engine.draw(&mut words[..count]);
        // SAFETY: `count` elements of both exist; the divisors n - start, n - start - 1, ... stay above one.
        unsafe { falling_remainders(words.as_ptr(), offsets.as_mut_ptr(), count, (n - start) as u32) };
        for (i, &offset) in (start..).zip(&offsets[..count]) {
            out.swap(i, i + offset as usize);
        }
        start += count;
    }
}

flambeau_cpu::simd_fn! {
    /// `out[i] = words[i] % (divisor - i)`.
    ///
    /// # Safety
    /// `words` is valid for reads and `out` for writes of `n` elements; they do not overlap; `n < divisor < 2^31`.
    unsafe fn falling_remainders<I>(words: *const u32, out: *mut i32, n: usize, divisor: u32) {
        // SAFETY: the caller promises both ranges.
        let (words, out) = unsafe { (std::slice::from_raw_parts(words, n), std::slice::from_raw_parts_mut(out, n)) };
        for ((out, &word), i) in out.iter_mut().zip(words).zip(0i32..) {
            let divisor = (divisor as i32 - i) as f64;
            *out = remainder(word, divisor, 1.0 / divisor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_equal_integer_division() {
        let words = [0, 1, 2, 9, 10, 11, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, u32::MAX];
        for divisor in [1, 2, 3, 7, 10, 11, 1000, 65_537, (1 << 28) - 1, 214_748_363] {
            let multiples = (1..99u32).map(|k| k.wrapping_mul(divisor)).flat_map(|m| [m, m.wrapping_sub(1)]);
            for word in words.into_iter().chain(multiples) {
                let expected = (word % divisor) as i32;
                assert_eq!(remainder(word, divisor.into(), 1.0 / f64::from(divisor)), expected, "{word} % {divisor}");
            }
        }
    }

    #[test]
    fn ranges_of_floating_types_move_inward() {
        let range = |dtype, from, to| match integer_range(dtype, from, to) {
            Ok(IntegerRange::Bounded { range, base }) => (range, base),
            other => panic!("{other:?}"),
        };
        // 65503 would round to 65504 in half precision.
        assert_eq!(range(DType::F16, 0, Some(65504)), (65472, 0));
        assert_eq!(range(DType::BF16, 0, Some(1000)), (996, 0));
        assert_eq!(range(DType::F32, -5, Some(5)), (10, -5));
        assert_eq!(range(DType::F32, 0, None), ((1 << 24) + 1, 0));
        assert_eq!(range(DType::U8, 0, None), (256, 0));
        assert_eq!(range(DType::I64, i64::MIN, Some(i64::MAX)), (u64::MAX, i64::MIN));
        assert_eq!(range(DType::I64, i64::MIN + 1, None), (u64::MAX, i64::MIN + 1));
        assert_eq!(integer_range(DType::I64, i64::MIN, None), Ok(IntegerRange::Full));
    }

    #[test]
    fn bad_ranges_are_errors() {
        assert_eq!(integer_range(DType::I64, 3, Some(3)), Err(RandomError::EmptyRange { from: 3, to: 3 }));
        assert_eq!(
            integer_range(DType::U8, -1, Some(3)),
            Err(RandomError::OutOfBounds { bound: "from", value: -1, dtype: DType::U8 })
        );
        assert_eq!(
            integer_range(DType::I8, 0, Some(129)),
            Err(RandomError::OutOfBounds { bound: "to - 1", value: 128, dtype: DType::I8 })
        );
        assert!(integer_range(DType::C64, 0, Some(3)).is_err());
    }

    #[test]
    fn permutations_hold_every_number_once() {
        let generator = Generator::with_seed(1);
        for n in [0, 1, 2, 3, 511, 512, 513, 514, 2000] {
            let mut order = vec![0i32; n];
            randperm(&mut order, &generator);
            order.sort_unstable();
            assert!(order.iter().zip(0..).all(|(&a, b)| a == b), "{n}");
        }
    }
}
