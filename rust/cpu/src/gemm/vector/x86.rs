//! Vectors of AVX2 and AVX-512.

use super::Vector;
use std::arch::x86_64::*;

/// Eight set words and eight clear ones: the mask of n lanes begins n words before the middle.
static MASKS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

/// The mask of `n` lanes of `words` words of 32 bits.
///
/// # Safety
/// AVX is present, `n * words` is at most 8.
#[inline(always)]
pub(crate) unsafe fn mask(n: usize, words: usize) -> __m256i {
    // SAFETY: the eight words from there on are inside the table.
    unsafe { _mm256_loadu_si256(MASKS.as_ptr().add(8 - n * words).cast()) }
}

/// The lowest `n` bits, fewer than 32.
#[inline(always)]
pub(crate) fn lowest(n: usize) -> u32 {
    (1 << n) - 1
}

// The sums of four vectors: halves of two vectors share one, so that four vectors take nine shuffles instead of sixteen.

/// # Safety
/// AVX2.
#[inline(always)]
unsafe fn sums8([a, b, c, d]: [__m256; 4]) -> [f32; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        let halves = |a, b| _mm256_add_ps(_mm256_permute2f128_ps::<0x20>(a, b), _mm256_permute2f128_ps::<0x31>(a, b));
        let (ab, cd) = (halves(a, b), halves(c, d));
        let pairs = _mm256_add_ps(_mm256_shuffle_ps::<0x44>(ab, cd), _mm256_shuffle_ps::<0xee>(ab, cd));
        let sums = _mm256_add_ps(pairs, _mm256_shuffle_ps::<0xb1>(pairs, pairs));
        let mut lanes = [0.0; 8];
        _mm256_storeu_ps(lanes.as_mut_ptr(), sums);
        [lanes[0], lanes[4], lanes[2], lanes[6]]
    }
}

/// # Safety
/// AVX2.
#[inline(always)]
unsafe fn sums4([a, b, c, d]: [__m256d; 4]) -> [f64; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        let halves = |a, b| _mm256_add_pd(_mm256_permute2f128_pd::<0x20>(a, b), _mm256_permute2f128_pd::<0x31>(a, b));
        let (ab, cd) = (halves(a, b), halves(c, d));
        let sums = _mm256_add_pd(_mm256_unpacklo_pd(ab, cd), _mm256_unpackhi_pd(ab, cd));
        let mut lanes = [0.0; 4];
        _mm256_storeu_pd(lanes.as_mut_ptr(), sums);
        [lanes[0], lanes[2], lanes[1], lanes[3]]
    }
}

/// # Safety
/// AVX-512.
#[inline(always)]
unsafe fn sums16([a, b, c, d]: [__m512; 4]) -> [f32; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        // 256 bits of a, 256 of b; then 128 of each of the four.
        let halves = |a, b| _mm512_add_ps(_mm512_shuffle_f32x4::<0x44>(a, b), _mm512_shuffle_f32x4::<0xee>(a, b));
        let (ab, cd) = (halves(a, b), halves(c, d));
        let four = _mm512_add_ps(_mm512_shuffle_f32x4::<0x88>(ab, cd), _mm512_shuffle_f32x4::<0xdd>(ab, cd));
        let two = _mm512_add_ps(four, _mm512_permute_ps::<0x4e>(four));
        let sums = _mm512_add_ps(two, _mm512_permute_ps::<0xb1>(two));
        let mut lanes = [0.0; 4];
        _mm_storeu_ps(lanes.as_mut_ptr(), _mm512_castps512_ps128(_mm512_maskz_compress_ps(0x1111, sums)));
        lanes
    }
}

/// # Safety
/// AVX-512.
#[inline(always)]
unsafe fn sums8_wide([a, b, c, d]: [__m512d; 4]) -> [f64; 4] {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        let halves = |a, b| _mm512_add_pd(_mm512_shuffle_f64x2::<0x44>(a, b), _mm512_shuffle_f64x2::<0xee>(a, b));
        let (ab, cd) = (halves(a, b), halves(c, d));
        let four = _mm512_add_pd(_mm512_shuffle_f64x2::<0x88>(ab, cd), _mm512_shuffle_f64x2::<0xdd>(ab, cd));
        let sums = _mm512_add_pd(four, _mm512_permute_pd::<0x55>(four));
        let mut lanes = [0.0; 4];
        _mm256_storeu_pd(lanes.as_mut_ptr(), _mm512_castpd512_pd256(_mm512_maskz_compress_pd(0x55, sums)));
        lanes
    }
}

macro_rules! x86_vector {
    ($($v:ty, $t:ty, $n:literal, $zero:ident, $set:ident, $load:ident, $store:ident, $fma:ident, $fnma:ident, $mul:ident,
       $add:ident, $max:ident, |$p:ident, $count:ident| $first:expr, |$x:ident| $sum:expr, $sums:ident,
       $class:ident, $pinned:ident: $feature:literal;)*) => { $(
        impl Vector for $v {
            type Scalar = $t;
            const LANES: usize = $n;
            #[inline(always)]
            unsafe fn zero() -> Self {
                // SAFETY: the caller vouches for the instruction set.
                unsafe { $zero() }
            }
            #[inline(always)]
            unsafe fn splat(x: $t) -> Self {
                // SAFETY: as above.
                unsafe { $set(x) }
            }
            #[inline(always)]
            unsafe fn load(p: *const $t) -> Self {
                // SAFETY: as above, and the caller promises the elements.
                unsafe { $load(p) }
            }
            #[inline(always)]
            unsafe fn store(self, p: *mut $t) {
                // SAFETY: as above, and the caller promises the elements.
                unsafe { $store(p, self) }
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                // SAFETY: as above.
                unsafe { $fma(self, b, c) }
            }
            #[inline(always)]
            unsafe fn neg_mul_add(self, b: Self, c: Self) -> Self {
                // SAFETY: as above.
                unsafe { $fnma(self, b, c) }
            }
            #[inline(always)]
            unsafe fn mul(self, b: Self) -> Self {
                // SAFETY: as above.
                unsafe { $mul(self, b) }
            }
            #[inline(always)]
            unsafe fn add(self, b: Self) -> Self {
                // SAFETY: as above.
                unsafe { $add(self, b) }
            }
            #[inline(always)]
            unsafe fn relu(self) -> Self {
                // Of an unordered pair the instruction returns the second operand: NaN stays NaN.
                // SAFETY: as above.
                unsafe { $max($zero(), self) }
            }
            #[inline(always)]
            unsafe fn load_first($p: *const $t, $count: usize) -> Self {
                // SAFETY: as above, and the caller promises `count` elements; other lanes are not touched.
                unsafe { $first }
            }
            #[inline(always)]
            unsafe fn sum(self) -> $t {
                let $x = self;
                // SAFETY: as above.
                unsafe { $sum }
            }
            #[inline(always)]
            unsafe fn sums(four: [Self; 4]) -> [$t; 4] {
                // SAFETY: as above.
                unsafe { $sums(four) }
            }
            #[inline(always)]
            unsafe fn before_next_read(self) -> Self {
                // SAFETY: as above.
                unsafe { $pinned(self) }
            }
        }

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

x86_vector! {
    __m256, f32, 8, _mm256_setzero_ps, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_fmadd_ps, _mm256_fnmadd_ps,
        _mm256_mul_ps, _mm256_add_ps, _mm256_max_ps, |p, n| _mm256_maskload_ps(p, mask(n, 1)), |x| {
            let four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps::<1>(two, two)))
        }, sums8, ymm_reg, pinned_8: "avx";
    __m256d, f64, 4, _mm256_setzero_pd, _mm256_set1_pd, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_fmadd_pd, _mm256_fnmadd_pd,
        _mm256_mul_pd, _mm256_add_pd, _mm256_max_pd, |p, n| _mm256_maskload_pd(p, mask(n, 2)), |x| {
            let two = _mm_add_pd(_mm256_castpd256_pd128(x), _mm256_extractf128_pd::<1>(x));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        }, sums4, ymm_reg, pinned_4: "avx";
    __m512, f32, 16, _mm512_setzero_ps, _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_fmadd_ps, _mm512_fnmadd_ps,
        _mm512_mul_ps, _mm512_add_ps, _mm512_max_ps, |p, n| _mm512_maskz_loadu_ps(lowest(n) as __mmask16, p),
        |x| _mm512_reduce_add_ps(x), sums16, zmm_reg, pinned_16: "avx512f";
    __m512d, f64, 8, _mm512_setzero_pd, _mm512_set1_pd, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_fmadd_pd, _mm512_fnmadd_pd,
        _mm512_mul_pd, _mm512_add_pd, _mm512_max_pd, |p, n| _mm512_maskz_loadu_pd(lowest(n) as __mmask8, p),
        |x| _mm512_reduce_add_pd(x), sums8_wide, zmm_reg, pinned_8_double: "avx512f";
}
