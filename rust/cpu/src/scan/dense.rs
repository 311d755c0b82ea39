//! Sums along lines of neighbouring elements, a register at a time.
//!
//! A register of eight elements is summed up in three steps, each of which adds it to itself shifted by 1, 2 and 4 places;
//! what came before is added last, so that only one addition in eight waits for the one before it. The order of additions
//! differs from a plain loop's: only for elements whose sums are kept in a type where that neither overflows nor shows.

/// Scans of neighbouring elements of type `T` with sums of type `S`.
#[derive(Clone, Copy)]
pub(super) struct Dense<T, S> {
    /// Scans `n` elements from a state on, the last one first with `reverse`; answers the state after them.
    ///
    /// `src` is valid for reads and `out` for writes of `n` elements of any alignment; they are the same or do not overlap.
    pub(super) scan: unsafe fn(out: *mut T, src: *const T, n: usize, reverse: bool, state: S) -> S,
    /// The sum of `n` elements, of any alignment.
    pub(super) total: unsafe fn(src: *const T, n: usize) -> S,
}

#[cfg(target_arch = "x86_64")]
pub(super) use wide::{bf16_sums, f16_sums, f32_sums, i64_sums};

/// The scans of binary32, where the processor has the instructions.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn f32_sums() -> Option<Dense<f32, f64>> {
    None
}

/// The scans of bfloat16, where the processor has the instructions.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn bf16_sums() -> Option<Dense<half::bf16, f32>> {
    None
}

/// The scans of binary16, where the processor has the instructions.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn f16_sums() -> Option<Dense<half::f16, f32>> {
    None
}

/// The scans of 64-bit integers, where the processor has the instructions.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn i64_sums() -> Option<Dense<i64, std::num::Wrapping<i64>>> {
    None
}

/// AVX-512.
#[cfg(target_arch = "x86_64")]
mod wide {
    use super::Dense;
    use crate::isa::{Level, level, prefetch};
    use half::{bf16, f16};
    use std::arch::x86_64::*;
    use std::num::Wrapping;

    /// Elements of a register.
    const LANES: usize = 8;
    /// Distance in bytes of memory that is fetched: the hardware's own guess ends with a page, which may be a line.
    const AHEAD: usize = 2048;

    /// The scans of binary32, where the processor has the instructions.
    pub(in super::super) fn f32_sums() -> Option<Dense<f32, f64>> {
        (level() == Level::Avx512).then_some(Dense { scan: scan_f32, total: total_f32 })
    }

    /// The scans of bfloat16, where the processor has the instructions.
    pub(in super::super) fn bf16_sums() -> Option<Dense<bf16, f32>> {
        (level() == Level::Avx512).then_some(Dense { scan: scan_bf16, total: total_bf16 })
    }

    /// The scans of binary16, where the processor has the instructions.
    pub(in super::super) fn f16_sums() -> Option<Dense<f16, f32>> {
        (level() == Level::Avx512).then_some(Dense { scan: scan_f16, total: total_f16 })
    }

    /// The scans of 64-bit integers, where the processor has the instructions.
    pub(in super::super) fn i64_sums() -> Option<Dense<i64, Wrapping<i64>>> {
        (level() == Level::Avx512).then_some(Dense { scan: scan_i64, total: total_i64 })
    }

    /// Numbers shifted by `BY` places, up or with `REVERSE` down; zeros come in. `UP` is `8 - BY`.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn shifted<const BY: i32, const UP: i32, const REVERSE: bool>(x: __m512i) -> __m512i {
        let zero = _mm512_setzero_si512();
        if REVERSE { _mm512_alignr_epi64::<BY>(zero, x) } else { _mm512_alignr_epi64::<UP>(x, zero) }
    }

    /// The last number of a scan everywhere.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn last<const REVERSE: bool>(x: __m512i) -> __m512i {
        _mm512_permutexvar_epi64(_mm512_set1_epi64(if REVERSE { 0 } else { 7 }), x)
    }

    /// The lanes that `n` numbers take.
    #[inline]
    fn lanes(n: usize) -> __mmask8 {
        (0xffu32 >> (LANES - n.min(LANES))) as __mmask8
    }

    macro_rules! sums {
        ($scan:ident, $total:ident, $t:ty, $state:ty, $register:ty; $zero:ident, $set:ident, $add:ident, $reduce:ident,
            $from:ident, $to:ident, $load:ident, $store:ident, $open:expr, $close:expr, $sum:expr) => {
            /// # Safety
            /// As [`Dense::scan`]; the processor has AVX-512.
            unsafe fn $scan(out: *mut $t, src: *const $t, n: usize, reverse: bool, state: $state) -> $state {
                /// The sums within a register.
                #[inline]
                #[target_feature(enable = "avx512f")]
                fn within<const REVERSE: bool>(x: $register) -> $register {
                    let x = $add(x, $to(shifted::<1, 7, REVERSE>($from(x))));
                    let x = $add(x, $to(shifted::<2, 6, REVERSE>($from(x))));
                    $add(x, $to(shifted::<4, 4, REVERSE>($from(x))))
                }

                #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
                unsafe fn run<const REVERSE: bool>(out: *mut $t, src: *const $t, n: usize, state: $state) -> $state {
                    let mut before = $set($open(state));
                    let whole = n / LANES * LANES;
                    let mut done = 0;
                    while done < whole {
                        let at = if REVERSE { n - done - LANES } else { done };
                        prefetch(if REVERSE {
                            src.wrapping_add(at).wrapping_byte_sub(AHEAD)
                        } else {
                            src.wrapping_add(at).wrapping_byte_add(AHEAD)
                        });
                        // SAFETY: the caller promises the elements.
                        unsafe {
                            let sums = within::<REVERSE>($load(0xff, src.add(at)));
                            $store(out.add(at), 0xff, $add(sums, before));
                            before = $add(before, $to(last::<REVERSE>($from(sums))));
                        }
                        done += LANES;
                    }
                    if done < n {
                        // Reversed, the rest is at the start, and zeros before its first lane change nothing.
                        let (at, mask) = (if REVERSE { 0 } else { done }, lanes(n - done));
                        // SAFETY: the caller promises the elements that the mask has.
                        unsafe {
                            let sums = within::<REVERSE>($load(mask, src.add(at)));
                            $store(out.add(at), mask, $add(sums, before));
                            before = $add(before, $to(last::<REVERSE>($from(sums))));
                        }
                    }
                    $close(before)
                }
                // SAFETY: the caller's promises are passed on.
                unsafe { if reverse { run::<true>(out, src, n, state) } else { run::<false>(out, src, n, state) } }
            }

            /// # Safety
            /// As [`Dense::total`]; the processor has AVX-512.
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
            unsafe fn $total(src: *const $t, n: usize) -> $state {
                const SIDE: usize = 4;
                let mut sums = [$zero(); SIDE];
                let mut at = 0;
                while at + SIDE * LANES <= n {
                    for k in 0..SIDE {
                        // SAFETY: the caller promises the elements.
                        sums[k] = $add(sums[k], unsafe { $load(0xff, src.add(at + k * LANES)) });
                    }
                    at += SIDE * LANES;
                }
                while at < n {
                    // SAFETY: the caller promises the elements that the mask has.
                    sums[0] = $add(sums[0], unsafe { $load(lanes(n - at), src.add(at)) });
                    at += LANES;
                }
                $sum($reduce($add($add(sums[0], sums[1]), $add(sums[2], sums[3]))))
            }
        };
    }

    /// # Safety
    /// The elements of the mask are valid for reads.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn load_f32(mask: __mmask8, src: *const f32) -> __m512d {
        // SAFETY: the caller's promises are passed on.
        _mm512_cvtps_pd(unsafe { if mask == 0xff { _mm256_loadu_ps(src) } else { _mm256_maskz_loadu_ps(mask, src) } })
    }

    /// # Safety
    /// The elements of the mask are valid for writes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn store_f32(out: *mut f32, mask: __mmask8, x: __m512d) {
        let x = _mm512_cvtpd_ps(x);
        // SAFETY: the caller's promises are passed on.
        unsafe { if mask == 0xff { _mm256_storeu_ps(out, x) } else { _mm256_mask_storeu_ps(out, mask, x) } }
    }

    /// # Safety
    /// The elements of the mask are valid for reads.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn load_bf16(mask: __mmask8, src: *const bf16) -> __m512d {
        // SAFETY: the caller's promises are passed on.
        let bits = _mm256_cvtepu16_epi32(unsafe { _mm_maskz_loadu_epi16(mask, src.cast()) });
        _mm512_cvtps_pd(_mm256_castsi256_ps(_mm256_slli_epi32::<16>(bits)))
    }

    /// As `expr::half::f32_to_bf16`.
    ///
    /// # Safety
    /// The elements of the mask are valid for writes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn store_bf16(out: *mut bf16, mask: __mmask8, x: __m512d) {
        let x = _mm512_cvtpd_ps(x);
        let bits = _mm256_castps_si256(x);
        let odd = _mm256_and_si256(_mm256_srli_epi32::<16>(bits), _mm256_set1_epi32(1));
        let rounded = _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7fff)), odd);
        let nan = _mm256_cmp_ps_mask::<_CMP_UNORD_Q>(x, x);
        let kept = _mm256_mask_mov_epi32(_mm256_srli_epi32::<16>(rounded), nan, _mm256_set1_epi32(0x7fc0));
        // SAFETY: the caller's promises are passed on.
        unsafe { _mm_mask_storeu_epi16(out.cast(), mask, _mm256_cvtepi32_epi16(kept)) };
    }

    /// # Safety
    /// The elements of the mask are valid for reads.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn load_f16(mask: __mmask8, src: *const f16) -> __m512d {
        // SAFETY: the caller's promises are passed on.
        _mm512_cvtps_pd(_mm256_cvtph_ps(unsafe { _mm_maskz_loadu_epi16(mask, src.cast()) }))
    }

    /// # Safety
    /// The elements of the mask are valid for writes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,f16c")]
    unsafe fn store_f16(out: *mut f16, mask: __mmask8, x: __m512d) {
        let x = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(_mm512_cvtpd_ps(x));
        // SAFETY: the caller's promises are passed on.
        unsafe { _mm_mask_storeu_epi16(out.cast(), mask, x) };
    }

    /// # Safety
    /// The elements of the mask are valid for reads.
    #[inline]
    #[target_feature(enable = "avx512f")]
    unsafe fn load_i64(mask: __mmask8, src: *const i64) -> __m512i {
        // SAFETY: the caller's promises are passed on.
        unsafe { _mm512_maskz_loadu_epi64(mask, src) }
    }

    /// # Safety
    /// The elements of the mask are valid for writes.
    #[inline]
    #[target_feature(enable = "avx512f")]
    unsafe fn store_i64(out: *mut i64, mask: __mmask8, x: __m512i) {
        // SAFETY: the caller's promises are passed on.
        unsafe { _mm512_mask_storeu_epi64(out, mask, x) }
    }

    /// A number of a register as what is kept, here the same.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn same(x: __m512i) -> __m512i {
        x
    }

    /// The sum as an integer that wraps around.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn wrapped(x: __m512i) -> Wrapping<i64> {
        Wrapping(_mm512_reduce_add_epi64(x))
    }

    sums!(scan_f32, total_f32, f32, f64, __m512d; _mm512_setzero_pd, _mm512_set1_pd, _mm512_add_pd,
        _mm512_reduce_add_pd, _mm512_castpd_si512, _mm512_castsi512_pd, load_f32, store_f32,
        |state: f64| state, |sums: __m512d| _mm512_cvtsd_f64(sums), |sum: f64| sum);
    sums!(scan_bf16, total_bf16, bf16, f32, __m512d; _mm512_setzero_pd, _mm512_set1_pd, _mm512_add_pd,
        _mm512_reduce_add_pd, _mm512_castpd_si512, _mm512_castsi512_pd, load_bf16, store_bf16,
        |state: f32| state as f64, |sums: __m512d| _mm512_cvtsd_f64(sums) as f32, |sum: f64| sum as f32);
    sums!(scan_f16, total_f16, f16, f32, __m512d; _mm512_setzero_pd, _mm512_set1_pd, _mm512_add_pd,
        _mm512_reduce_add_pd, _mm512_castpd_si512, _mm512_castsi512_pd, load_f16, store_f16,
        |state: f32| state as f64, |sums: __m512d| _mm512_cvtsd_f64(sums) as f32, |sum: f64| sum as f32);
    sums!(scan_i64, total_i64, i64, Wrapping<i64>, __m512i; _mm512_setzero_si512, _mm512_set1_epi64, _mm512_add_epi64,
        wrapped, same, same, load_i64, store_i64,
        |state: Wrapping<i64>| state.0, |sums: __m512i| Wrapping(_mm_cvtsi128_si64(_mm512_castsi512_si128(sums))),
        |sum: Wrapping<i64>| sum);
}
