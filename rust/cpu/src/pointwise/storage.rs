//! Movement between strided storage and dense tiles of a class.

use super::transpose::move_strided;
use crate::bypass;
use crate::dtype::DType;
use crate::expr::Class;
use crate::expr::kernel::Unaligned;
use crate::expr::tables::{self, narrow, widen};
use crate::isa;
use crate::simd_fn;
use std::mem::MaybeUninit;
use std::ptr;

/// A tile's place in memory: `rows` x `cols` elements at `row` and `col` strides (in elements).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) row: isize,
    pub(crate) col: isize,
}

impl Block {
    /// Elements.
    #[inline]
    pub(crate) fn len(self) -> usize {
        self.rows * self.cols
    }

    /// A block of the same extent whose elements lie one after the other.
    #[inline]
    pub(crate) fn dense(self) -> Block {
        Block { row: self.cols as isize, col: 1, ..self }
    }

    /// Whether the elements lie one after the other.
    #[inline]
    pub(crate) fn is_dense(self) -> bool {
        (self.col == 1 || self.cols == 1) && (self.rows == 1 || self.row == self.cols as isize)
    }
}

/// Writes `n` copies of the element at `value`.
///
/// # Safety
/// `value` is valid for a read of `size` bytes and `dst` for writes of `n` elements of that size.
#[inline]
pub(crate) unsafe fn fill(dst: *mut u8, value: *const u8, size: usize, n: usize) {
    // SAFETY: the caller's promises are passed on.
    unsafe { fill_rows(dst, 0, value, 0, size, 1, n) };
}

/// Fills each of `rows` rows of `cols` elements with an element of its own; rows and elements are a stride apart.
///
/// # Safety
/// Rows are valid for writes, elements for reads.
#[inline]
unsafe fn fill_rows(dst: *mut u8, row: isize, src: *const u8, step: isize, size: usize, rows: usize, cols: usize) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match size {
            1 => splat::<u8>(dst, row, src, step, rows, cols),
            2 => splat::<u16>(dst, row, src, step, rows, cols),
            4 => splat::<u32>(dst, row, src, step, rows, cols),
            8 => splat::<u64>(dst, row, src, step, rows, cols),
            _ => splat::<u128>(dst, row, src, step, rows, cols),
        }
    }
}

simd_fn! {
    /// As [`fill_rows`].
    ///
    /// # Safety
    /// As there.
    unsafe fn splat<I, T: Copy>(dst: *mut u8, row: isize, src: *const u8, step: isize, rows: usize, cols: usize) {
        let (dst, src) = (dst.cast::<MaybeUninit<Unaligned<T>>>(), src.cast::<Unaligned<T>>());
        for r in 0..rows as isize {
            // SAFETY: the caller promises the rows and elements; the pointers may have any alignment.
            let (dst, value) = unsafe {
                (std::slice::from_raw_parts_mut(dst.offset(r * row), cols), src.offset(r * step).read())
            };
            dst.fill(MaybeUninit::new(value));
        }
    }
}

/// Copies bytes. Between 2 KiB and 1 MiB or so, glibc's `memcpy` is a `rep movsb`, which on Zen 3 falls from 90 to 3 GB/s
/// when source and destination are a few bytes more than a multiple of 4096 apart; plain vectors do not.
///
/// # Safety
/// Both ranges are valid, and do not overlap.
#[inline]
unsafe fn copy_bytes(dst: *mut u8, src: *const u8, n: usize) {
    #[cfg(target_arch = "x86_64")]
    if n > 2048 && isa::level() >= isa::Level::Avx2 {
        // SAFETY: the caller's promises are passed on; the processor has AVX.
        return unsafe { copy_vectors(dst, src, n) };
    }
    // SAFETY: the caller's promises are passed on.
    unsafe { ptr::copy_nonoverlapping(src, dst, n) };
}

/// As [`copy_bytes`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
unsafe fn copy_vectors(dst: *mut u8, src: *const u8, n: usize) {
    use std::arch::x86_64::{__m256i, _mm256_loadu_si256, _mm256_storeu_si256};
    let whole = n & !127;
    // SAFETY: the caller promises the ranges.
    unsafe {
        for start in (0..whole).step_by(128) {
            let (to, from) = (dst.add(start).cast::<__m256i>(), src.add(start).cast::<__m256i>());
            let (a, b) = (_mm256_loadu_si256(from), _mm256_loadu_si256(from.add(1)));
            let (c, d) = (_mm256_loadu_si256(from.add(2)), _mm256_loadu_si256(from.add(3)));
            _mm256_storeu_si256(to, a);
            _mm256_storeu_si256(to.add(1), b);
            _mm256_storeu_si256(to.add(2), c);
            _mm256_storeu_si256(to.add(3), d);
        }
        ptr::copy_nonoverlapping(src.add(whole), dst.add(whole), n - whole);
    }
}

/// Copies a block of elements of `size` bytes to another block of the same extent.
///
/// # Safety
/// Every element of `to` at `dst` is valid for writes, every element of `from` at `src` for reads; they do not overlap.
pub(crate) unsafe fn move_elements(dst: *mut u8, to: Block, src: *const u8, from: Block, size: usize) {
    let Block { rows, cols, .. } = to;
    let row = |base: isize, r: usize| base * r as isize * size as isize;
    // SAFETY: every range is a part of the blocks the caller promises.
    unsafe {
        if to.is_dense() && from.is_dense() {
            copy_bytes(dst, src, rows * cols * size);
        } else if to.is_dense() && from.row == 0 && rows > 1 {
            move_elements(dst, Block { rows: 1, ..to }, src, Block { rows: 1, ..from }, size);
            for r in 1..rows {
                copy_bytes(dst.add(r * cols * size), dst, cols * size);
            }
        } else if to.col == 1 && from.col == 1 {
            for r in 0..rows {
                copy_bytes(dst.offset(row(to.row, r)), src.offset(row(from.row, r)), cols * size);
            }
        } else if to.col == 1 && from.col == 0 {
            fill_rows(dst, to.row, src, from.row, size, rows, cols);
        } else {
            move_strided(size, dst, (to.row, to.col), src, (from.row, from.col), rows, cols);
        }
    }
}

/// Scratch for conversions: a tile of raw storage, and one of the storage's class.
#[derive(Clone, Copy)]
pub(crate) struct Staging {
    pub(crate) raw: *mut u8,
    pub(crate) wide: *mut u8,
}

/// Whether elements of `dtype` are values of `class` as they lie.
#[inline]
pub(crate) fn is_direct(dtype: DType, class: Class) -> bool {
    dtype == class.dtype()
}

/// Reads a block of storage as a dense tile of `class`.
///
/// # Safety
/// The block is valid for reads, `dst` and, if the block is not dense or needs conversion, `staging` for writes of a tile;
/// no overlap.
pub(crate) unsafe fn load(dst: *mut u8, class: Class, src: *const u8, dtype: DType, block: Block, staging: Staging) {
    let n = block.len();
    let native = Class::of(dtype);
    let level = isa::level();
    // SAFETY: the caller promises the ranges; each kernel gets a tile of its own to write.
    unsafe {
        if block.row == 0 && block.col == 0 && n > 1 {
            load(dst, class, src, dtype, Block { rows: 1, cols: 1, row: 1, col: 1 }, staging);
            fill(dst.add(class.size()), dst, class.size(), n - 1);
            return;
        }
        if is_direct(dtype, class) {
            move_elements(dst, block.dense(), src, block, dtype.size());
            return;
        }
        let raw = if block.is_dense() {
            src
        } else {
            move_elements(staging.raw, block.dense(), src, block, dtype.size());
            staging.raw.cast_const()
        };
        let wide = match widen(dtype, level) {
            Some(widen) if native == class => {
                widen(dst, raw, raw, raw, n);
                return;
            }
            Some(widen) => {
                widen(staging.wide, raw, raw, raw, n);
                staging.wide.cast_const()
            }
            None => raw,
        };
        if let Some(convert) = tables::lookup(crate::expr::Op::Convert, native, class, level) {
            convert(dst, wide, wide, wide, n);
        }
    }
}

/// Writes a dense tile of `class` to a block of storage.
///
/// # Safety
/// The block is valid for writes, `src` for reads of the tile, `staging`, if conversion is needed, for writes of a
/// tile; no overlap.
pub(crate) unsafe fn store(dst: *mut u8, dtype: DType, block: Block, src: *const u8, class: Class, staging: Staging) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        let tile = convert(if block.is_dense() { dst } else { staging.raw }, dtype, block.len(), src, class, staging);
        if !ptr::eq(tile, dst) {
            move_elements(dst, block, tile, block.dense(), dtype.size());
        }
    }
}

/// As [`store`] for a dense block, past the caches ([`bypass::copy`]).
///
/// # Safety
/// As there, and [`bypass::pays`] was true.
pub(crate) unsafe fn store_past(dst: *mut u8, dtype: DType, n: usize, src: *const u8, class: Class, staging: Staging) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        let tile = convert(staging.raw, dtype, n, src, class, staging);
        bypass::copy(dst, tile, n * dtype.size());
    }
}

/// A tile of `class` as `n` elements of storage: where it lies, if no conversion is needed, or else at `dst`.
///
/// # Safety
/// `src` is valid for reads of the tile, `dst` for writes of the elements and `staging` for writes of a tile, if
/// conversion is needed; no overlap.
unsafe fn convert(dst: *mut u8, dtype: DType, n: usize, src: *const u8, class: Class, staging: Staging) -> *const u8 {
    let native = Class::of(dtype);
    let level = isa::level();
    // SAFETY: the caller promises the ranges; each kernel gets a tile of its own to write.
    unsafe {
        let narrow = narrow(dtype, level);
        let mut tile = src;
        if let Some(convert) = tables::lookup(crate::expr::Op::Convert, class, native, level) {
            let to = if narrow.is_none() { dst } else { staging.wide };
            convert(to, tile, tile, tile, n);
            tile = to;
        }
        if let Some(narrow) = narrow {
            narrow(dst, tile, tile, tile, n);
            tile = dst;
        }
        tile
    }
}
