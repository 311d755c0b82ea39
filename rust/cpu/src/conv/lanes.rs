//! Vectors that are read and written in part.

use crate::gemm::vector::{Array, Vector};
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Vectors that can be read and written in part.
#[allow(clippy::missing_safety_doc)]
pub trait Lanes: Vector {
    /// The first `n` lanes from memory, at most all; the others are 0.
    unsafe fn load_first(p: *const Self::Scalar, n: usize) -> Self;
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
    /// The lanes added up, halves first.
    unsafe fn total(self) -> Self::Scalar;
    /// The vector, which the compiler has to compute before it reads what follows. A tile needs all registers for its
    /// sums: with the operands of every row read ahead of the first sum, sums would go to memory and back.
    #[inline(always)]
    unsafe fn before_next_read(self) -> Self {
        self
    }
}

macro_rules! array_lanes {
    ($($t:ty),*) => { $(impl<const N: usize> Lanes for Array<$t, N> {
        #[inline(always)]
        unsafe fn load_first(p: *const $t, n: usize) -> Self {
            let mut lanes = [<$t>::default(); N];
            // SAFETY: the caller promises `n` elements, and no more than there are lanes.
            unsafe {
                std::ptr::copy_nonoverlapping(p, lanes.as_mut_ptr(), n);
                Self::load(lanes.as_ptr())
            }
        }
        #[inline(always)]
        unsafe fn store_first(self, p: *mut $t, n: usize) {
            let mut lanes = [<$t>::default(); N];
            // SAFETY: as above.
            unsafe {
                self.store(lanes.as_mut_ptr());
                std::ptr::copy_nonoverlapping(lanes.as_ptr(), p, n);
            }
        }
        #[inline(always)]
        unsafe fn total(self) -> $t {
            // SAFETY: as above.
            unsafe { self.sum() }
        }
    })* };
}

array_lanes!(f32, f64, i32, i64);

#[cfg(target_arch = "x86_64")]
macro_rules! masked_lanes {
    ($($v:ty, $t:ty, $class:ident, $pinned:ident: $feature:literal, |$p:ident, $n:ident| $load:expr, |$x:ident, $q:ident| $store:expr,
        |$at:ident, $low:ident, $high:ident| $between:expr, $pairs:expr, $total:expr;)*) => { $(impl Lanes for $v {
        #[inline(always)]
        unsafe fn load_first($p: *const $t, $n: usize) -> Self {
            // SAFETY: the caller promises `n` elements and vouches for the instruction set.
            unsafe { $load }
        }
        #[inline(always)]
        unsafe fn store_first(self, $q: *mut $t, $n: usize) {
            let $x = self;
            // SAFETY: as above.
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
        #[inline(always)]
        unsafe fn total(self) -> $t {
            let $x = self;
            // SAFETY: as above.
            unsafe { $total }
        }
        #[inline(always)]
        unsafe fn before_next_read(self) -> Self {
            // SAFETY: as above.
            unsafe { $pinned(self) }
        }
    })*
    $(
        /// An empty instruction that takes and gives the vector and may write any memory.
        #[inline]
        #[target_feature(enable = $feature)]
        fn $pinned(mut x: $v) -> $v {
            // SAFETY: no instruction at all.
            unsafe { std::arch::asm!("/* {0} */", inout($class) x, options(nostack, preserves_flags)) };
            x
        }
    )* };
}

/// Eight set words and eight clear ones: the mask of n lanes begins n words before the middle.
#[cfg(target_arch = "x86_64")]
static MASKS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

/// The mask of `n` lanes of `words` words of 32 bits.
///
/// # Safety
/// AVX is present, `n * words` is at most 8.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn mask(n: usize, words: usize) -> __m256i {
    // SAFETY: the eight words from there on are inside the table.
    unsafe { _mm256_loadu_si256(MASKS.as_ptr().add(8 - n * words).cast()) }
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
    __m256, f32, ymm_reg, pinned_8: "avx", |p, n| _mm256_maskload_ps(p, mask(n, 1)), |x, q| _mm256_maskstore_ps(q, mask(n, 1), x),
        |p, low, high| _mm256_maskload_ps(p, between(low, high, 1)), {
            let (low, end) = (2 * low, 2 * high - 1);
            let lower = _mm256_maskload_ps(p, between(low.min(8), end.min(8), 1));
            let upper = _mm256_maskload_ps(p.wrapping_add(8), between(low.max(8) - 8, end.max(8) - 8, 1));
            let even = _mm256_shuffle_ps::<0x88>(lower, upper);
            _mm256_castpd_ps(_mm256_permute4x64_pd::<0xd8>(_mm256_castps_pd(even)))
        }, {
        let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
        let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
    };
    __m256d, f64, ymm_reg, pinned_4: "avx", |p, n| _mm256_maskload_pd(p, mask(n, 2)), |x, q| _mm256_maskstore_pd(q, mask(n, 2), x),
        |p, low, high| _mm256_maskload_pd(p, between(low, high, 2)), {
            let (low, end) = (2 * low, 2 * high - 1);
            let lower = _mm256_maskload_pd(p, between(low.min(4), end.min(4), 2));
            let upper = _mm256_maskload_pd(p.wrapping_add(4), between(low.max(4) - 4, end.max(4) - 4, 2));
            _mm256_permute4x64_pd::<0xd8>(_mm256_unpacklo_pd(lower, upper))
        }, {
        let two = _mm_add_pd(_mm256_castpd256_pd128(x), _mm256_extractf128_pd::<1>(x));
        _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
    };
    __m512, f32, zmm_reg, pinned_16: "avx512f", |p, n| _mm512_maskz_loadu_ps(first(n) as __mmask16, p),
        |x, q| _mm512_mask_storeu_ps(q, first(n) as __mmask16, x),
        |p, low, high| _mm512_maskz_loadu_ps((first(high) & !first(low)) as __mmask16, p), {
            let lanes = ((1u64 << (2 * high - 1)) - 1) & !((1u64 << (2 * low)) - 1);
            let lower = _mm512_maskz_loadu_ps(lanes as __mmask16, p);
            let upper = _mm512_maskz_loadu_ps((lanes >> 16) as __mmask16, p.wrapping_add(16));
            let even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            _mm512_permutex2var_ps(lower, even, upper)
        }, _mm512_reduce_add_ps(x);
    __m512d, f64, zmm_reg, pinned_8_double: "avx512f", |p, n| _mm512_maskz_loadu_pd(first(n) as __mmask8, p),
        |x, q| _mm512_mask_storeu_pd(q, first(n) as __mmask8, x),
        |p, low, high| _mm512_maskz_loadu_pd((first(high) & !first(low)) as __mmask8, p), {
            let lanes = first(2 * high - 1) & !first(2 * low);
            let lower = _mm512_maskz_loadu_pd(lanes as __mmask8, p);
            let upper = _mm512_maskz_loadu_pd((lanes >> 8) as __mmask8, p.wrapping_add(8));
            _mm512_permutex2var_pd(lower, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), upper)
        }, _mm512_reduce_add_pd(x);
}

/// The lowest `n` bits, fewer than 32.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn first(n: usize) -> u32 {
    (1 << n) - 1
}
