//! 16-bit floats to and from binary32, on bit patterns and without branches, so that loops vectorise on every
//! instruction set; for binary16 the processor's own conversion where it has one.

use super::kernel::{Kernel, Unaligned};
use crate::isa::Isa;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// binary16 to binary32, exact. The exponent is moved by a multiplication, which also normalises subnormals.
#[inline(always)]
pub(crate) fn f16_to_f32(h: u16) -> f32 {
    let bits = (h as u32 & 0x7fff) << 13;
    let scaled = (f32::from_bits(bits) * f32::from_bits(0x7780_0000)).to_bits(); // times 2^112
    // Infinities and NaNs have the largest exponent in both formats.
    let magnitude = if h & 0x7c00 == 0x7c00 { bits | 0x7f80_0000 } else { scaled };
    f32::from_bits(magnitude | (h as u32 & 0x8000) << 16)
}

/// binary32 to binary16, to nearest, ties to even; NaNs become quiet.
#[inline(always)]
pub(crate) fn f32_to_f16(x: f32) -> u16 {
    let bits = x.to_bits();
    let sign = (bits >> 16 & 0x8000) as u16;
    let magnitude = bits & 0x7fff_ffff;
    // Subnormal results: adding 0.5 puts the last bit of the result at the last bit of the sum, which the addition
    // rounds as wanted.
    let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0x3f00_0000);
    // Normal results: the exponent is rebiased by -112 and the 13 bits that go are rounded.
    let normal = magnitude.wrapping_add(0xc800_0fff).wrapping_add(magnitude >> 13 & 1) >> 13;
    let finite = if magnitude < 0x3880_0000 { subnormal } else { normal };
    let special = if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
    // 65520 and more round to infinity.
    let result = if magnitude >= 0x477f_f000 { special } else { finite };
    result as u16 | sign
}

/// bfloat16 to binary32, exact.
#[inline(always)]
pub(crate) fn bf16_to_f32(h: u16) -> f32 {
    f32::from_bits((h as u32) << 16)
}

/// binary32 to bfloat16, to nearest, ties to even; NaNs become the quiet NaN 0x7fc0.
#[inline(always)]
pub(crate) fn f32_to_bf16(x: f32) -> u16 {
    let bits = x.to_bits();
    let rounded = bits.wrapping_add(0x7fff).wrapping_add(bits >> 16 & 1) >> 16;
    (if bits & 0x7fff_ffff > 0x7f80_0000 { 0x7fc0 } else { rounded }) as u16
}

/// The next 16-bit number after the first in the direction of the second; `half` is the first one's bits.
#[inline(always)]
fn next(half: u16, from: f32, to: f32) -> u16 {
    // Bit patterns of one sign are ordered like the numbers' magnitudes.
    let away = (from < to) == (from > 0.0);
    let stepped = if away { half.wrapping_add(1) } else { half.wrapping_sub(1) };
    if from == 0.0 { 1 | if to < 0.0 { 0x8000 } else { 0 } } else { stepped }
}

/// The next binary16 after `from`, which is one, in the direction of `to`.
#[inline(always)]
pub(crate) fn next_f16(from: f32, to: f32) -> f32 {
    let stepped = f16_to_f32(next(f32_to_f16(from), from, to));
    let next = if from == to { to } else { stepped };
    if from.is_nan() || to.is_nan() { f32::NAN } else { next }
}

/// The next bfloat16 after `from`, which is one, in the direction of `to`.
#[inline(always)]
pub(crate) fn next_bf16(from: f32, to: f32) -> f32 {
    let stepped = bf16_to_f32(next(f32_to_bf16(from), from, to));
    let next = if from == to { to } else { stepped };
    if from.is_nan() || to.is_nan() { f32::NAN } else { next }
}

/// The loop of [`f16_to_f32`].
pub(crate) struct WidenF16;
/// The loop of [`f32_to_f16`].
pub(crate) struct NarrowF16;

/// Elements that F16C converts at a time.
#[cfg(target_arch = "x86_64")]
const EIGHT: usize = 8;

impl Kernel for WidenF16 {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, _: *const u8, _: *const u8, n: usize) -> bool {
        #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
        let mut done = 0;
        #[cfg(target_arch = "x86_64")]
        if I::WIDTH >= 32 {
            use std::arch::x86_64::{_mm_loadu_si128, _mm256_cvtph_ps, _mm256_storeu_ps};
            while done + EIGHT <= n {
                // SAFETY: the caller promises the ranges; registers of 32 bytes come with F16C.
                unsafe {
                    let wide = _mm256_cvtph_ps(_mm_loadu_si128(a.add(2 * done).cast()));
                    _mm256_storeu_ps(dst.add(4 * done).cast(), wide);
                }
                done += EIGHT;
            }
        }
        // SAFETY: the caller promises the ranges and that they do not overlap.
        let (dst, a) = unsafe {
            (
                from_raw_parts_mut(dst.cast::<Unaligned<f32>>().add(done), n - done),
                from_raw_parts(a.cast::<Unaligned<u16>>().add(done), n - done),
            )
        };
        for (d, a) in dst.iter_mut().zip(a) {
            *d = Unaligned(f16_to_f32(a.0));
        }
        false
    }
}

impl Kernel for NarrowF16 {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, _: *const u8, _: *const u8, n: usize) -> bool {
        #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
        let mut done = 0;
        #[cfg(target_arch = "x86_64")]
        if I::WIDTH >= 32 {
            use std::arch::x86_64::{_MM_FROUND_TO_NEAREST_INT, _mm_storeu_si128, _mm256_cvtps_ph, _mm256_loadu_ps};
            while done + EIGHT <= n {
                // SAFETY: the caller promises the ranges; registers of 32 bytes come with F16C.
                unsafe {
                    let narrow = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(_mm256_loadu_ps(a.add(4 * done).cast()));
                    _mm_storeu_si128(dst.add(2 * done).cast(), narrow);
                }
                done += EIGHT;
            }
        }
        // SAFETY: the caller promises the ranges and that they do not overlap.
        let (dst, a) = unsafe {
            (
                from_raw_parts_mut(dst.cast::<Unaligned<u16>>().add(done), n - done),
                from_raw_parts(a.cast::<Unaligned<f32>>().add(done), n - done),
            )
        };
        for (d, a) in dst.iter_mut().zip(a) {
            *d = Unaligned(f32_to_f16(a.0));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use half::{bf16, f16};

    #[test]
    fn every_half_widens_exactly_and_returns() {
        for h in 0..=u16::MAX {
            for (wide, narrow, expected) in [
                (f16_to_f32(h), f32_to_f16(f16_to_f32(h)), f16::from_bits(h).to_f32()),
                (bf16_to_f32(h), f32_to_bf16(bf16_to_f32(h)), bf16::from_bits(h).to_f32()),
            ] {
                if expected.is_nan() {
                    assert!(wide.is_nan());
                } else {
                    assert_eq!((wide.to_bits(), narrow), (expected.to_bits(), h));
                }
            }
        }
    }

    #[test]
    fn narrowing_rounds_to_nearest_even() {
        let mut bits = 0u32;
        while bits < u32::MAX - 9973 {
            let x = f32::from_bits(bits);
            if !x.is_nan() {
                assert_eq!(f32_to_f16(x), f16::from_f32(x).to_bits(), "{x:e}");
                assert_eq!(f32_to_bf16(x), bf16::from_f32(x).to_bits(), "{x:e}");
            }
            bits += 9973;
        }
        for h in 0..0x7bffu16 {
            let middle = (f16_to_f32(h) + f16_to_f32(h + 1)) / 2.0;
            for x in [middle, middle.next_up(), middle.next_down()] {
                assert_eq!(f32_to_f16(x), f16::from_f32(x).to_bits(), "{x:e}");
            }
        }
        assert_eq!((f32_to_f16(65519.996), f32_to_f16(65520.0)), (0x7bff, 0x7c00));
        assert!(f16::from_bits(f32_to_f16(f32::NAN)).is_nan() && bf16::from_bits(f32_to_bf16(-f32::NAN)).is_nan());
    }
}
