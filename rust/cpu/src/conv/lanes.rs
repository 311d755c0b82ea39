//! Vectors that are read and written in part.

#[cfg(target_arch = "x86_64")]
use crate::gemm::vector::x86::{lowest, mask};
use crate::gemm::vector::{Array, Vector};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Vectors that can be read and written in part.
#[allow(clippy::missing_safety_doc)]
pub trait Lanes: Vector {
    /// The first `n` lanes to memory, at most all.
    unsafe fn store_first(self, p: *mut Self::Scalar, n: usize);
    /// Lanes `low..high` from memory, lane i at `p + i * STEP` for a step of 1 or 2; the others are 0. Nothing outside of
    /// the first and the last of them is read.
    #[inline(always)]
    unsafe fn load_between<const STEP: usize>(p: *const Self::Scalar, low: usize, high: usize) -> Self {
        let mut lanes = [Self::Scalar::default(); 64];
        // SAFETY: the caller promises these elements; no vector has more than 64 lanes.
        unsafe {
            (low..high).for_each(|i| lanes[i] = *p.wrapping_add(i * STEP));
            Self::load(lanes.as_ptr())
        }
    }
}

macro_rules! array_lanes {
    ($($t:ty),*) => { $(impl<const N: usize> Lanes for Array<$t, N> {
        #[inline(always)]
        unsafe fn store_first(self, p: *mut $t, n: usize) {
            let mut lanes = [<$t>::default(); N];
            // SAFETY: the caller promises `n` elements, and no more than there are lanes.
            unsafe {
                self.store(lanes.as_mut_ptr());
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
            }
        }
    })* };
}

array_lanes!(f32, f64, i32, i64);

#[cfg(target_arch = "x86_64")]
macro_rules! masked_lanes {
    ($($v:ty, $t:ty, |$x:ident, $q:ident, $n:ident| $store:expr,
        |$at:ident, $low:ident, $high:ident| $between:expr, $pairs:expr;)*) => { $(impl Lanes for $v {
        #[inline(always)]
        unsafe fn store_first(self, $q: *mut $t, $n: usize) {
            let $x = self;
            // SAFETY: the caller promises `n` elements and vouches for the instruction set.
            unsafe { $store }
        }
        #[inline(always)]
        unsafe fn load_between<const STEP: usize>($at: *const $t, $low: usize, $high: usize) -> Self {
            // SAFETY: the caller promises the elements and vouches for the instruction set.
            unsafe {
                match STEP {
                    _ if $low >= $high => Self::zero(),
                    1 => $between,
                    _ => $pairs,
                }
            }
        }
    })* };
}

/// The mask of lanes `low..high` of `words` words of 32 bits.
///
/// # Safety
/// AVX2 is present, `high * words` is at most 8.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn between(low: usize, high: usize, words: usize) -> __m256i {
    // SAFETY: the caller's promises.
    unsafe { _mm256_andnot_si256(mask(low, words), mask(high, words)) }
}

#[cfg(target_arch = "x86_64")]
masked_lanes! {
    __m256, f32, |x, q, n| _mm256_maskstore_ps(q, mask(n, 1), x),
        |p, low, high| _mm256_maskload_ps(p, between(low, high, 1)), {
            let (low, end) = (2 * low, 2 * high - 1);
            let lower = _mm256_maskload_ps(p, between(low.min(8), end.min(8), 1));
            let upper = _mm256_maskload_ps(p.wrapping_add(8), between(low.max(8) - 8, end.max(8) - 8, 1));
            let even = _mm256_shuffle_ps::<0x88>(lower, upper);
            _mm256_castpd_ps(_mm256_permute4x64_pd::<0xd8>(_mm256_castps_pd(even)))
        };
    __m256d, f64, |x, q, n| _mm256_maskstore_pd(q, mask(n, 2), x),
        |p, low, high| _mm256_maskload_pd(p, between(low, high, 2)), {
            let (low, end) = (2 * low, 2 * high - 1);
            let lower = _mm256_maskload_pd(p, between(low.min(4), end.min(4), 2));
            let upper = _mm256_maskload_pd(p.wrapping_add(4), between(low.max(4) - 4, end.max(4) - 4, 2));
            _mm256_permute4x64_pd::<0xd8>(_mm256_unpacklo_pd(lower, upper))
        };
    __m512, f32, |x, q, n| _mm512_mask_storeu_ps(q, lowest(n) as __mmask16, x),
        |p, low, high| _mm512_maskz_loadu_ps((lowest(high) & !lowest(low)) as __mmask16, p), {
            let lanes = ((1u64 << (2 * high - 1)) - 1) & !((1u64 << (2 * low)) - 1);
            let lower = _mm512_maskz_loadu_ps(lanes as __mmask16, p);
            let upper = _mm512_maskz_loadu_ps((lanes >> 16) as __mmask16, p.wrapping_add(16));
            let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            _mm512_permutex2var_ps(lower, even, upper)
        };
    __m512d, f64, |x, q, n| _mm512_mask_storeu_pd(q, lowest(n) as __mmask8, x),
        |p, low, high| _mm512_maskz_loadu_pd((lowest(high) & !lowest(low)) as __mmask8, p), {
            let lanes = lowest(2 * high - 1) & !lowest(2 * low);
            let lower = _mm512_maskz_loadu_pd(lanes as __mmask8, p);
            let upper = _mm512_maskz_loadu_pd((lanes >> 8) as __mmask8, p.wrapping_add(8));
            _mm512_permutex2var_pd(lower, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), upper)
        };
}
