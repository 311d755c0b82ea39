//! Vectors of AVX2 and AVX-512.

use super::Vector;
use std::arch::x86_64::*;

/// Numbers of lanes, to compare with.
const LANES: [i32; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// # Safety
/// AVX2; `n < 8` elements.
#[inline(always)]
unsafe fn part8(p: *const f32, n: usize) -> __m256 {
    // SAFETY: the caller's promises; masked lanes are not read.
    unsafe {
        let lanes = _mm256_loadu_si256(LANES.as_ptr().cast());
        _mm256_maskload_ps(p, _mm256_cmpgt_epi32(_mm256_set1_epi32(n as i32), lanes))
    }
}

/// # Safety
/// AVX2; `n < 4` elements.
#[inline(always)]
unsafe fn part4(p: *const f64, n: usize) -> __m256d {
    // SAFETY: the caller's promises; masked lanes are not read.
    unsafe {
        let lanes = _mm256_cvtepi32_epi64(_mm_loadu_si128(LANES.as_ptr().cast()));
        _mm256_maskload_pd(p, _mm256_cmpgt_epi64(_mm256_set1_epi64x(n as i64), lanes))
    }
}

/// # Safety
/// AVX-512; `n < 16` elements.
#[inline(always)]
unsafe fn part16(p: *const f32, n: usize) -> __m512 {
    // SAFETY: the caller's promises; masked lanes are not read.
    unsafe { _mm512_maskz_loadu_ps((1 << n) - 1, p) }
}

/// # Safety
/// AVX-512; `n < 8` elements.
#[inline(always)]
unsafe fn part8_wide(p: *const f64, n: usize) -> __m512d {
    // SAFETY: the caller's promises; masked lanes are not read.
    unsafe { _mm512_maskz_loadu_pd((1 << n) - 1, p) }
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
       $add:ident, $max:ident, $part:ident, $sums:ident;)*) => { $(
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
            unsafe fn load_part(p: *const $t, n: usize) -> Self {
                // SAFETY: as above; lanes from `n` on are not touched.
                unsafe { $part(p, n) }
            }
            #[inline(always)]
            unsafe fn sums(four: [Self; 4]) -> [$t; 4] {
                // SAFETY: as above.
                unsafe { $sums(four) }
            }
        }
    )* };
}

x86_vector! {
    __m256, f32, 8, _mm256_setzero_ps, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps, _mm256_fmadd_ps, _mm256_fnmadd_ps,
        _mm256_mul_ps, _mm256_add_ps, _mm256_max_ps, part8, sums8;
    __m256d, f64, 4, _mm256_setzero_pd, _mm256_set1_pd, _mm256_loadu_pd, _mm256_storeu_pd, _mm256_fmadd_pd, _mm256_fnmadd_pd,
        _mm256_mul_pd, _mm256_add_pd, _mm256_max_pd, part4, sums4;
    __m512, f32, 16, _mm512_setzero_ps, _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps, _mm512_fmadd_ps, _mm512_fnmadd_ps,
        _mm512_mul_ps, _mm512_add_ps, _mm512_max_ps, part16, sums16;
    __m512d, f64, 8, _mm512_setzero_pd, _mm512_set1_pd, _mm512_loadu_pd, _mm512_storeu_pd, _mm512_fmadd_pd, _mm512_fnmadd_pd,
        _mm512_mul_pd, _mm512_add_pd, _mm512_max_pd, part8_wide, sums8_wide;
}
