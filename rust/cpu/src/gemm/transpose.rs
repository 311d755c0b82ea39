//! Transposition of contiguous lanes into a panel, in registers where the instruction set has shuffles for it.

use super::vector::Number;
use crate::isa::{self, Isa};

/// Elements of a lane per block.
pub const BLOCK: usize = 8;
/// Elements of a lane between those that are read and those that are asked for: no hardware follows so many lanes.
const AHEAD: usize = 32;

/// `panel[p * width + lane] = src[lane * stride + p]` for `lane < lanes <= width` and `p < k`; other lanes are 0.
///
/// # Safety
/// `src` is valid for `lanes` times `k` contiguous elements, `panel` for `width * k`.
#[inline(always)]
pub unsafe fn panel<I: Isa, T: Number>(
    src: *const T,
    stride: isize,
    lanes: usize,
    k: usize,
    width: usize,
    panel: *mut T,
) {
    // SAFETY: the caller's promises are passed on.
    unsafe { rows::<I, T>(src, stride, lanes, k, width, panel, width) }
}

/// As [`panel`], with rows of `width` that lie `distance` apart.
///
/// # Safety
/// As for [`panel`], with room for `k` such rows.
#[inline(always)]
pub unsafe fn rows<I: Isa, T: Number>(
    src: *const T,
    stride: isize,
    lanes: usize,
    k: usize,
    width: usize,
    to: *mut T,
    distance: usize,
) {
    // SAFETY: the caller promises both sides; a block is only used where it fits.
    unsafe {
        let mut p = 0;
        if I::WIDTH >= 32 && size_of::<T>() <= 8 {
            // Lanes per block: a full vector register.
            let group = 32 / size_of::<T>();
            let zeros = [T::default(); BLOCK];
            // Rows of a block are stored whole, so the last group may write past its row's end: into the next row,
            // which is written later, but for the last row of all.
            let spills = !width.is_multiple_of(group);
            debug_assert!(!spills || distance == width, "what spills must be written later");
            // Two blocks at a time use up the lines of four-byte lanes: many lanes a power of two apart fall into few sets
            // of the first-level cache, and would be gone before a second visit.
            for blocks in [2, 1] {
                let step = blocks * BLOCK;
                while p + step <= k {
                    let safe = !spills || p + step < k;
                    for first in (0..width).step_by(group).rev() {
                        let there = first + group <= lanes;
                        for i in 0..group {
                            isa::prefetch_far(
                                src.wrapping_offset((first + i) as isize * stride).wrapping_add(p + AHEAD),
                            );
                        }
                        for p in (p..p + step).step_by(BLOCK) {
                            let row = |i: usize| {
                                let lane = first + i;
                                let at = src.wrapping_offset(lane as isize * stride).wrapping_add(p);
                                if there || lane < lanes { at } else { zeros.as_ptr() }
                            };
                            let out = to.add(p * distance + first);
                            let last = if safe || first + group <= width { group } else { width - first };
                            block::<T>(row, out, distance, last);
                        }
                    }
                    p += step;
                }
            }
        }
        for p in p..k {
            for lane in 0..width {
                *to.add(p * distance + lane) =
                    if lane < lanes { *src.offset(lane as isize * stride).add(p) } else { T::default() };
            }
        }
    }
}

/// Transposes one block of `BLOCK` elements of a vector's worth of lanes. Only `last` elements of the last row are
/// written.
///
/// # Safety
/// Vectors of 32 bytes are present, elements have at most 8 bytes; every lane and row is valid.
#[inline(always)]
pub unsafe fn block<T: Number>(row: impl Fn(usize) -> *const T, out: *mut T, width: usize, last: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: callers checked the instruction set and promise `BLOCK` elements of every lane, and the result's rows.
    unsafe {
        if size_of::<T>() == 4 {
            x86::block4(|i| row(i).cast(), out.cast(), width, last);
        } else {
            x86::block8(|i| row(i).cast(), out.cast(), width, last);
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = (row, out, width, last);
        unreachable!("blocks are for vectors of 32 bytes");
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::BLOCK;
    use std::arch::x86_64::*;

    /// 8 lanes of 4 bytes.
    ///
    /// # Safety
    /// AVX; `BLOCK` elements per lane; rows of the result as [`super::block`] says.
    #[inline(always)]
    pub unsafe fn block4(row: impl Fn(usize) -> *const f32, out: *mut f32, width: usize, last: usize) {
        // SAFETY: the caller's promises.
        unsafe {
            // Halves of lanes i and i + 4 side by side, so that everything else happens inside 128-bit halves.
            let pair = |i: usize, half: usize| {
                let low = _mm256_castps128_ps256(_mm_loadu_ps(row(i).add(half)));
                _mm256_insertf128_ps::<1>(low, _mm_loadu_ps(row(i + 4).add(half)))
            };
            for half in [0, 4] {
                let r = [pair(0, half), pair(1, half), pair(2, half), pair(3, half)];
                let (a, b) = (_mm256_unpacklo_ps(r[0], r[1]), _mm256_unpackhi_ps(r[0], r[1]));
                let (c, d) = (_mm256_unpacklo_ps(r[2], r[3]), _mm256_unpackhi_ps(r[2], r[3]));
                let columns = [
                    _mm256_shuffle_ps::<0x44>(a, c),
                    _mm256_shuffle_ps::<0xee>(a, c),
                    _mm256_shuffle_ps::<0x44>(b, d),
                    _mm256_shuffle_ps::<0xee>(b, d),
                ];
                for (i, column) in columns.into_iter().enumerate() {
                    let p = half + i;
                    if p == BLOCK - 1 && last < 8 {
                        let mut whole = [0.0f32; 8];
                        _mm256_storeu_ps(whole.as_mut_ptr(), column);
                        std::ptr::copy_nonoverlapping(whole.as_ptr(), out.add(p * width), last);
                    } else {
                        _mm256_storeu_ps(out.add(p * width), column);
                    }
                }
            }
        }
    }

    /// 4 lanes of 8 bytes.
    ///
    /// # Safety
    /// As for [`block4`].
    #[inline(always)]
    pub unsafe fn block8(row: impl Fn(usize) -> *const f64, out: *mut f64, width: usize, last: usize) {
        // SAFETY: the caller's promises.
        unsafe {
            for step in (0..BLOCK).step_by(2) {
                let pair = |i: usize| {
                    let low = _mm256_castpd128_pd256(_mm_loadu_pd(row(i).add(step)));
                    _mm256_insertf128_pd::<1>(low, _mm_loadu_pd(row(i + 2).add(step)))
                };
                let (a, b) = (pair(0), pair(1));
                for (i, column) in [_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b)].into_iter().enumerate() {
                    let p = step + i;
                    if p == BLOCK - 1 && last < 4 {
                        let mut whole = [0.0f64; 4];
                        _mm256_storeu_pd(whole.as_mut_ptr(), column);
                        std::ptr::copy_nonoverlapping(whole.as_ptr(), out.add(p * width), last);
                    } else {
                        _mm256_storeu_pd(out.add(p * width), column);
                    }
                }
            }
        }
    }
}
