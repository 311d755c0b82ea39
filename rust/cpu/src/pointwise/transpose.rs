//! Copies between layouts whose contiguous directions differ.

use std::mem::MaybeUninit;

/// Copies `rows` x `cols` elements of `size` bytes between two (row, column) strides, in elements. Where one side runs
/// along the rows and the other along the columns, squares of a cache line's width are turned over in registers.
///
/// # Safety
/// Every element addressed is valid for reads (`src`) or writes (`dst`); the sides do not overlap.
pub(super) unsafe fn move_strided(
    size: usize,
    dst: *mut u8,
    dst_steps: (isize, isize),
    src: *const u8,
    src_steps: (isize, isize),
    rows: usize,
    cols: usize,
) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match size {
            1 => move_block::<u8, 16>(dst.cast(), dst_steps, src.cast(), src_steps, rows, cols),
            2 => move_block::<u16, 8>(dst.cast(), dst_steps, src.cast(), src_steps, rows, cols),
            4 => move_block::<u32, 4>(dst.cast(), dst_steps, src.cast(), src_steps, rows, cols),
            8 => move_block::<u64, 2>(dst.cast(), dst_steps, src.cast(), src_steps, rows, cols),
            _ => move_block::<u128, 1>(dst.cast(), dst_steps, src.cast(), src_steps, rows, cols),
        }
    }
}

/// As [`move_strided`]; `K` elements are 16 bytes.
unsafe fn move_block<T: Copy, const K: usize>(
    dst: *mut T,
    (dst_row, dst_col): (isize, isize),
    src: *const T,
    (src_row, src_col): (isize, isize),
    rows: usize,
    cols: usize,
) {
    if dst_row.abs() < dst_col.abs() && rows > 1 && dst_row != 0 {
        // The destination runs along the rows: exchange the directions.
        // SAFETY: the same elements in another order.
        return unsafe { move_block::<T, K>(dst, (dst_col, dst_row), src, (src_col, src_row), cols, rows) };
    }
    // SAFETY: every offset is one of the elements the caller promises.
    let each = |r0: usize, r1: usize, c0: usize, c1: usize| unsafe {
        for r in r0 as isize..r1 as isize {
            let (dst, src) = (dst.offset(r * dst_row), src.offset(r * src_row));
            for c in c0 as isize..c1 as isize {
                dst.offset(c * dst_col).write_unaligned(src.offset(c * src_col).read_unaligned());
            }
        }
    };
    if src_row.abs() >= src_col.abs() || rows == 1 || cols == 1 {
        return each(0, rows, 0, cols);
    }
    let side = 4 * K;
    for c in (0..cols).step_by(side) {
        for r in (0..rows).step_by(side) {
            let (r1, c1) = ((r + side).min(rows), (c + side).min(cols));
            if dst_col != 1 || src_row != 1 {
                each(r, r1, c, c1);
                continue;
            }
            let at = |r: usize, c: usize| {
                let (r, c) = (r as isize, c as isize);
                (dst.wrapping_offset(r * dst_row + c), src.wrapping_offset(r + c * src_col))
            };
            if (r1 - r, c1 - c) == (side, side) {
                let (dst, src) = at(r, c);
                // SAFETY: a whole square lies within both blocks.
                unsafe { turn_square::<T, K>(dst, dst_row, src, src_col) };
                continue;
            }
            let (r_whole, c_whole) = (r1 - (r1 - r) % K, c1 - (c1 - c) % K);
            for c in (c..c_whole).step_by(K) {
                for r in (r..r_whole).step_by(K) {
                    let (dst, src) = at(r, c);
                    // SAFETY: as above, for a block of K x K.
                    unsafe { turn_block::<T, K>(dst, dst_row, src, src_col) };
                }
            }
            each(r_whole, r1, c, c_whole);
            each(r, r1, c_whole, c1);
        }
    }
}

/// A square of cache lines.
#[repr(align(64))]
struct Square(MaybeUninit<[u8; 4096]>);

/// Writes the transpose of a square of `4 K` lines of 64 bytes at `src`, `src_stride` elements apart, to lines
/// `dst_stride` apart. Every destination line is written in one go, from a square that is turned over in the cache:
/// lines a power of two apart compete for one cache set, so that few of them stay long.
///
/// # Safety
/// The lines are valid for reads (`src`) and writes (`dst`), without overlap.
#[inline]
unsafe fn turn_square<T: Copy, const K: usize>(dst: *mut T, dst_stride: isize, src: *const T, src_stride: isize) {
    let side = 4 * K;
    let mut square = Square(MaybeUninit::uninit());
    let turned: *mut T = square.0.as_mut_ptr().cast();
    // SAFETY: the caller promises the lines; `side * side` elements have at most 4096 bytes.
    unsafe {
        for c in (0..side).step_by(K) {
            for r in (0..side).step_by(K) {
                turn_block::<T, K>(
                    turned.add(r * side + c),
                    side as isize,
                    src.offset(r as isize + c as isize * src_stride),
                    src_stride,
                );
            }
        }
        for r in 0..side {
            let line = turned.add(r * side).cast::<[u8; 64]>().read();
            dst.offset(r as isize * dst_stride).cast::<[u8; 64]>().write_unaligned(line);
        }
    }
}

/// Writes the transpose of `K` vectors of 16 bytes, `src_stride` elements apart, to vectors `dst_stride` apart: log2(K)
/// times, vectors of the first half are interleaved with those of the second.
///
/// # Safety
/// As [`turn_square`].
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn turn_block<T: Copy, const K: usize>(dst: *mut T, dst_stride: isize, src: *const T, src_stride: isize) {
    use std::arch::x86_64::*;
    // SAFETY: the caller promises the vectors; SSE2 is part of x86-64.
    unsafe {
        let interleave = |a: __m128i, b: __m128i| match K {
            16 => (_mm_unpacklo_epi8(a, b), _mm_unpackhi_epi8(a, b)),
            8 => (_mm_unpacklo_epi16(a, b), _mm_unpackhi_epi16(a, b)),
            4 => (_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b)),
            _ => (_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b)),
        };
        let mut rows: [__m128i; K] =
            std::array::from_fn(|k| _mm_loadu_si128(src.offset(k as isize * src_stride).cast()));
        for _ in 0..K.ilog2() {
            let old = rows;
            for k in 0..K / 2 {
                (rows[2 * k], rows[2 * k + 1]) = interleave(old[k], old[k + K / 2]);
            }
        }
        for (k, row) in rows.iter().enumerate() {
            _mm_storeu_si128(dst.offset(k as isize * dst_stride).cast(), *row);
        }
    }
}

/// Writes the transpose of `K` vectors of 16 bytes, `src_stride` elements apart, to vectors `dst_stride` apart.
///
/// # Safety
/// As [`turn_square`].
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
unsafe fn turn_block<T: Copy, const K: usize>(dst: *mut T, dst_stride: isize, src: *const T, src_stride: isize) {
    for c in 0..K as isize {
        for r in 0..K as isize {
            // SAFETY: the caller promises the elements.
            unsafe { dst.offset(r * dst_stride + c).write_unaligned(src.offset(r + c * src_stride).read_unaligned()) };
        }
    }
}
