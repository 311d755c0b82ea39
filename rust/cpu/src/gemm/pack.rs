//! Packing: strided matrices into the panels that microkernels read.
//!
//! A panel holds `width` lanes (rows of A or columns of B) of all k: `panel[p * width + lane]`. Lanes past the edge of
//! the matrix are 0. A matrix whose k direction is contiguous is transposed in registers, block by block.

use super::element::Element;
use super::transpose;
use super::vector::Number;
use crate::{isa, simd_fn};
use num_complex::Complex;

/// Where a panel's elements lie in a matrix.
#[derive(Clone, Copy)]
pub struct Source<T> {
    /// The element of the first lane at k = 0.
    pub start: *const T,
    /// Stride between lanes.
    pub lane: isize,
    /// Stride along k.
    pub depth: isize,
}

simd_fn! {
    /// Packs one panel of `width` lanes, of which `lanes` exist, and `k` elements each.
    ///
    /// # Safety
    /// The source is valid for its lanes and depth; `panel` for `width * k` elements.
    pub unsafe fn pack<I, T: Element>(source: Source<T>, lanes: usize, k: usize, width: usize, panel: *mut T::Packed) {
        // SAFETY: the caller's promises are passed on. The widths below are those of the kernels in use.
        unsafe {
            if source.lane == 1 {
                match width {
                    6 => rows::<T, 6>(source, lanes, k, panel),
                    8 => rows::<T, 8>(source, lanes, k, panel),
                    12 => rows::<T, 12>(source, lanes, k, panel),
                    16 => rows::<T, 16>(source, lanes, k, panel),
                    32 => rows::<T, 32>(source, lanes, k, panel),
                    64 => rows::<T, 64>(source, lanes, k, panel),
                    _ => any(source, lanes, k, width, panel),
                }
            } else if source.depth == 1 && k >= transpose::BLOCK {
                transposed::<I, T>(source, lanes, k, width, panel);
            } else {
                any(source, lanes, k, width, panel);
            }
        }
    }
}

/// Rows ahead of the one that is packed that are asked for: they lie a stride apart, where no hardware looks ahead.
const AHEAD: isize = 8;

/// Lanes of a [`part`] that are copied at a time.
const PIECE: usize = 8;

/// Lanes are consecutive.
#[inline(always)]
unsafe fn rows<T: Element, const W: usize>(source: Source<T>, lanes: usize, k: usize, panel: *mut T::Packed) {
    // SAFETY: the caller promises `k` rows of `lanes` elements, and of `W` in the panel; a prefetch may name any address.
    unsafe {
        for p in 0..k {
            let row = source.start.offset(p as isize * source.depth);
            let out = panel.add(p * W);
            if lanes < W {
                part::<T, W>(row, lanes, out);
                continue;
            }
            let ahead = row.wrapping_offset(AHEAD * source.depth);
            for at in (0..W).step_by(isa::LINE / size_of::<T>()) {
                isa::prefetch(ahead.wrapping_add(at));
            }
            if T::IN_PLACE {
                std::ptr::copy_nonoverlapping(row.cast(), out, W);
            } else {
                for lane in 0..W {
                    *out.add(lane) = (*row.add(lane)).widen();
                }
            }
        }
    }
}

/// A row of which only the first `lanes` are there: pieces of a size known to the compiler, the last over the one before.
#[inline(always)]
unsafe fn part<T: Element, const W: usize>(row: *const T, lanes: usize, out: *mut T::Packed) {
    // SAFETY: the caller promises `lanes` elements, and `W` in the panel; pieces lie within the former.
    unsafe {
        for lane in 0..W {
            *out.add(lane) = T::Packed::default();
        }
        let piece = |at: usize| {
            for lane in at..at + PIECE {
                *out.add(lane) = (*row.add(lane)).widen();
            }
        };
        if lanes >= PIECE {
            (0..lanes - PIECE).step_by(PIECE).for_each(piece);
            piece(lanes - PIECE);
        } else {
            for lane in 0..lanes {
                *out.add(lane) = (*row.add(lane)).widen();
            }
        }
    }
}

/// Any strides.
#[inline(always)]
unsafe fn any<T: Element>(source: Source<T>, lanes: usize, k: usize, width: usize, panel: *mut T::Packed) {
    // SAFETY: the caller promises lanes and depth of the source, and a whole panel.
    unsafe {
        for p in 0..k {
            let row = source.start.offset(p as isize * source.depth);
            let out = panel.add(p * width);
            for lane in 0..lanes {
                *out.add(lane) = (*row.offset(lane as isize * source.lane)).widen();
            }
            for lane in lanes..width {
                *out.add(lane) = T::Packed::default();
            }
        }
    }
}

/// Elements of a lane converted at a time.
const CHUNK: usize = 64;

/// Lanes are contiguous along k.
#[inline(always)]
unsafe fn transposed<I: crate::isa::Isa, T: Element>(
    source: Source<T>,
    lanes: usize,
    k: usize,
    width: usize,
    panel: *mut T::Packed,
) {
    // SAFETY: the caller promises lanes and depth of the source, and a whole panel. The buffer holds `CHUNK` elements
    // of as many lanes as a panel may have.
    unsafe {
        if T::IN_PLACE {
            return transpose::panel::<I, _>(source.start.cast(), source.lane, lanes, k, width, panel);
        }
        let mut buffer = std::mem::MaybeUninit::<[[T::Packed; CHUNK]; super::kernel::MAX_NR]>::uninit();
        let buffer = buffer.as_mut_ptr().cast::<T::Packed>();
        let mut done = 0;
        while done < k {
            let n = CHUNK.min(k - done);
            for lane in 0..lanes {
                let row = source.start.offset(lane as isize * source.lane).add(done);
                for p in 0..n {
                    *buffer.add(lane * CHUNK + p) = (*row.add(p)).widen();
                }
            }
            transpose::panel::<I, _>(buffer, CHUNK as isize, lanes, n, width, panel.add(done * width));
            done += n;
        }
    }
}

simd_fn! {
    /// Packs one panel of complex columns: for each k, `width` real parts, then `width` imaginary parts.
    ///
    /// # Safety
    /// As for [`pack`].
    pub unsafe fn pack_split<I, T: Element<Packed = Complex<R>>, R: Number>(
        source: Source<T>, lanes: usize, k: usize, width: usize, panel: *mut T::Packed,
    ) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises lanes and depth of the source, and a whole panel.
        unsafe {
            for p in 0..k {
                let row = source.start.offset(p as isize * source.depth);
                let out = panel.add(p * width).cast::<R>();
                for lane in 0..width {
                    let x = if lane < lanes { (*row.offset(lane as isize * source.lane)).widen() } else { Complex::new(R::default(), R::default()) };
                    *out.add(lane) = x.re;
                    *out.add(width + lane) = x.im;
                }
            }
        }
    }
}
