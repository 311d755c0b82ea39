//! Products with one row or one column: every element of the matrix is used once, so the matrix is read in place.
//!
//! Rows and k are cut into pieces by the shape; pieces of k add up in order.

#![allow(clippy::needless_range_loop)] // several slices of one length are walked together

use super::blocked::Product;
use super::element::Element;
use super::split::Partial;
use super::vector::Number;
use crate::alloc::Scratch;
use crate::isa::Isa;
use crate::pool::parallel;
use crate::simd_fn;

/// Elements of the matrix that are worth a task: 128 Ki of f32 take some 30 us from memory.
const TASK: usize = 1 << 17;
/// Most pieces of k.
const PIECES: usize = 64;
/// Rows of a piece where columns are consecutive: their sums stay in the first-level cache.
const ROWS: usize = 2048;

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
    // SAFETY: the caller promises operands and result; every task writes its own sums, and all before they are read.
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
        // Long runs of consecutive elements: whole rows where k is consecutive, else whole columns.
        let rows = if along_k { (TASK / k.min(TASK)).next_multiple_of(4) } else { ROWS };
        let blocks = m.div_ceil(rows);
        let work = m.saturating_mul(k).div_ceil(TASK);
        let pieces = work.div_ceil(blocks).min(PIECES).min(if along_k { k.div_ceil(TASK) } else { k.div_ceil(64) });
        let length = k.div_ceil(pieces.max(1)).next_multiple_of(32);
        let pieces = k.div_ceil(length);
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
        let total = std::slice::from_raw_parts_mut(partial.of(0, m), m);
        for piece in 1..pieces {
            let part = std::slice::from_raw_parts(partial.of(piece, m), m);
            total.iter_mut().zip(part).for_each(|(sum, &part)| *sum = sum.add(part));
        }
        for (i, &sum) in total.iter().enumerate() {
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
    let mut totals = [T::Packed::default(); R];
    for (total, sums) in totals.iter_mut().zip(&lanes) {
        let sums: [T::Packed; 16] = halves(sums);
        let sums: [T::Packed; 8] = halves(&sums);
        let sums: [T::Packed; 4] = halves(&sums);
        let [a, b] = halves(&sums);
        *total = a.add(b);
    }
    totals
}

/// The first half of an array plus the second. (A loop: what `map` and `from_fn` call is not inlined by force.)
#[inline(always)]
fn halves<P: Number, const N: usize, const H: usize>(values: &[P; N]) -> [P; H] {
    let mut sums = [P::default(); H];
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum = values[at].add(values[at + H]);
    }
    sums
}

simd_fn! {
    /// `sums[i]` is row i times x; columns are consecutive.
    ///
    /// # Safety
    /// `k` columns of `rows` elements, `stride` apart; as many of x; room for the sums.
    unsafe fn columns<I, T: Element>(a: *const T, stride: isize, rows: usize, x: *const T::Packed, k: usize, sums: *mut T::Packed) {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            (0..rows).for_each(|i| sums.add(i).write(T::Packed::default()));
            let sums = std::slice::from_raw_parts_mut(sums, rows);
            let column = |p: usize| std::slice::from_raw_parts(a.wrapping_offset(p as isize * stride), rows);
            let mut p = 0;
            while p + 4 <= k {
                let (a0, a1, a2, a3) = (column(p), column(p + 1), column(p + 2), column(p + 3));
                let [x0, x1, x2, x3] = *x.add(p).cast::<[T::Packed; 4]>();
                for i in 0..rows {
                    let sum = a0[i].widen().fused::<I>(x0, sums[i]);
                    let sum = a1[i].widen().fused::<I>(x1, sum);
                    let sum = a2[i].widen().fused::<I>(x2, sum);
                    sums[i] = a3[i].widen().fused::<I>(x3, sum);
                }
                p += 4;
            }
            while p < k {
                let (a0, x0) = (column(p), *x.add(p));
                for i in 0..rows {
                    sums[i] = a0[i].widen().fused::<I>(x0, sums[i]);
                }
                p += 1;
            }
        }
    }
}
