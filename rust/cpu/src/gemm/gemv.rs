//! Products with one row or one column: every element of the matrix is used once, so the matrix is read in place.
//!
//! Rows and k are cut into pieces by the shape; pieces of k add up in order.

use super::blocked::Product;
use super::element::Element;
use super::split::Partial;
use super::vector::Number;
use crate::alloc::Scratch;
use crate::isa::Isa;
use crate::pool::parallel;
use crate::simd_fn;

/// Elements of the matrix that are worth a task: 64 Ki of f32 take some 15 us from memory.
const TASK: usize = 1 << 16;
/// Most pieces of k.
const PIECES: usize = 64;
/// Rows of a piece where columns are consecutive: several vectors, and few enough for the sums to stay in registers.
const GROUP: usize = 64;

/// Computes a product with `m == 1` or `n == 1`. False, with nothing done, where the matrix is consecutive neither along
/// its rows nor along its columns.
///
/// # Safety
/// As for [`Product::run`].
pub unsafe fn run<T: Element>(product: &Product<T>) -> bool {
    let flipped;
    let product = if product.n == 1 {
        product
    } else {
        flipped = product.transposed();
        &flipped
    };
    // From here on C and B are columns and A is the matrix.
    let Product { m, k, a, b, .. } = *product;
    let along_k = a.2 == 1 || k == 1;
    if k == 0 || !(along_k || a.1 == 1 || m == 1) {
        return false;
    }
    // A single row with a stride is as good as one without, once it was copied.
    if m == 1 && !along_k {
        return false;
    }
    // SAFETY: the caller promises operands and result.
    unsafe {
        let copy;
        let x = if T::IN_PLACE && b.1 == 1 {
            b.0.cast::<T::Packed>()
        } else {
            copy = Scratch::<T::Packed>::new(k);
            for p in 0..k {
                copy.as_ptr().add(p).write((*b.0.wrapping_offset(p as isize * b.1)).widen());
            }
            copy.as_ptr()
        };
        let pieces =
            if m >= 4 * GROUP { 1 } else { (m.saturating_mul(k) / TASK).clamp(1, PIECES).min(k.div_ceil(512)) };
        let length = k.div_ceil(pieces).next_multiple_of(64);
        let pieces = k.div_ceil(length);
        let group = if along_k { 4 } else { GROUP };
        let rows = (TASK / length.min(k)).max(1).next_multiple_of(group);
        let blocks = m.div_ceil(rows);
        let partial = Partial(Scratch::<T::Packed>::new(pieces * m));
        let operands = Operands { a: a.0, x };
        parallel(pieces * blocks, &|task| {
            let (piece, block) = (task / blocks, task % blocks);
            let (p, i) = (piece * length, block * rows);
            let (depth, count) = (length.min(k - p), rows.min(m - i));
            let start = operands.matrix().wrapping_offset(i as isize * a.1 + p as isize * a.2);
            let x = operands.vector().wrapping_add(p);
            let sums = partial.of(piece, m).wrapping_add(i);
            if along_k {
                dots(start, a.1, count, x, depth, sums);
            } else {
                columns(start, a.2, count, x, depth, sums);
            }
        });
        for i in 0..m {
            let at = |piece: usize| *partial.of(piece, m).add(i);
            let sum = (1..pieces).fold(at(0), |sum, piece| sum.add(at(piece)));
            product.finish(i, 0, sum);
        }
    }
    true
}

/// Where the operands lie.
struct Operands<T: Element> {
    a: *const T,
    x: *const T::Packed,
}

impl<T: Element> Operands<T> {
    fn matrix(&self) -> *const T {
        self.a
    }

    fn vector(&self) -> *const T::Packed {
        self.x
    }
}

// SAFETY: both are only read.
unsafe impl<T: Element> Sync for Operands<T> {}

/// Lanes of a sum: two of the widest vectors of 4-byte elements.
const LANES: usize = 32;

simd_fn! {
    /// `sums[i]` is row i times x; rows are consecutive along k.
    ///
    /// # Safety
    /// `rows` rows of `k` elements, `stride` apart; as many of x; room for the sums.
    unsafe fn dots<I, T: Element>(a: *const T, stride: isize, rows: usize, x: *const T::Packed, k: usize, sums: *mut T::Packed) {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            let mut i = 0;
            while i + 4 <= rows {
                let start = a.wrapping_offset(i as isize * stride);
                let four = dot::<I, T, 4>(start, stride, x, k);
                sums.add(i).cast::<[T::Packed; 4]>().write(four);
                i += 4;
            }
            while i < rows {
                let [one] = dot::<I, T, 1>(a.wrapping_offset(i as isize * stride), stride, x, k);
                sums.add(i).write(one);
                i += 1;
            }
        }
    }
}

/// `R` rows times x. Every sum has the same order of terms, whatever `R`.
#[inline(always)]
unsafe fn dot<I: Isa, T: Element, const R: usize>(
    a: *const T,
    stride: isize,
    x: *const T::Packed,
    k: usize,
) -> [T::Packed; R] {
    let mut lanes = [[T::Packed::default(); LANES]; R];
    let whole = k / LANES * LANES;
    // SAFETY: the caller promises rows and x.
    unsafe {
        let mut p = 0;
        while p < whole {
            let right = &*x.add(p).cast::<[T::Packed; LANES]>();
            for (r, sums) in lanes.iter_mut().enumerate() {
                let left = &*a.wrapping_offset(r as isize * stride).add(p).cast::<[T; LANES]>();
                for l in 0..LANES {
                    sums[l] = left[l].widen().fused::<I>(right[l], sums[l]);
                }
            }
            p += LANES;
        }
        for (r, sums) in lanes.iter_mut().enumerate() {
            let row = a.wrapping_offset(r as isize * stride);
            for p in whole..k {
                sums[p - whole] = (*row.add(p)).widen().fused::<I>(*x.add(p), sums[p - whole]);
            }
        }
    }
    lanes.map(|mut sums| {
        let mut n = LANES;
        while n > 1 {
            n /= 2;
            for l in 0..n {
                sums[l] = sums[l].add(sums[l + n]);
            }
        }
        sums[0]
    })
}

simd_fn! {
    /// `sums[i]` is row i times x; columns are consecutive.
    ///
    /// # Safety
    /// `k` columns of `rows` elements, `stride` apart; as many of x; room for the sums.
    unsafe fn columns<I, T: Element>(a: *const T, stride: isize, rows: usize, x: *const T::Packed, k: usize, sums: *mut T::Packed) {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            let mut i = 0;
            while i + GROUP <= rows {
                let mut group = [T::Packed::default(); GROUP];
                for p in 0..k {
                    let column = &*a.wrapping_offset(p as isize * stride).add(i).cast::<[T; GROUP]>();
                    let factor = *x.add(p);
                    for l in 0..GROUP {
                        group[l] = column[l].widen().fused::<I>(factor, group[l]);
                    }
                }
                sums.add(i).cast::<[T::Packed; GROUP]>().write(group);
                i += GROUP;
            }
            if i < rows {
                let rest = rows - i;
                let mut group = [T::Packed::default(); GROUP];
                for p in 0..k {
                    let column = a.wrapping_offset(p as isize * stride).add(i);
                    let factor = *x.add(p);
                    for l in 0..rest {
                        group[l] = (*column.add(l)).widen().fused::<I>(factor, group[l]);
                    }
                }
                std::ptr::copy_nonoverlapping(group.as_ptr(), sums.add(i), rest);
            }
        }
    }
}
