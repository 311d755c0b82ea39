//! Products with few elements, each the sum of very many terms: k is shared between threads.

use super::blocked::{Product, TASK};
use super::element::Element;
use super::kernel::Update;
use super::undivided;
use super::vector::Number;
use crate::alloc::Scratch;
use crate::pool::parallel;

/// Elements of C above which there are enough tasks without splitting.
const ELEMENTS: usize = 128 * 128;
/// Shortest piece of k.
const SHORTEST: usize = 512;
/// Most pieces of k.
const PIECES: usize = 32;

/// Into how many pieces k is cut, by the shape alone; none where cutting does not pay.
pub fn pieces(m: usize, n: usize, k: usize) -> Option<usize> {
    if m * n > ELEMENTS || k < 2 * SHORTEST {
        return None;
    }
    let pieces = (m * n).saturating_mul(k).div_ceil(TASK).min(k / SHORTEST).min(PIECES);
    (pieces > 1).then_some(pieces)
}

/// Computes `pieces` partial products and adds them up in order.
///
/// # Safety
/// As for [`Product::run`].
pub unsafe fn run<T: Element>(product: &Product<T>, pieces: usize) {
    let Product { m, n, k, .. } = *product;
    let length = k.div_ceil(pieces).next_multiple_of(8);
    let pieces = k.div_ceil(length);
    let partial = Partial(Scratch::<T::Packed>::new(pieces * m * n));
    let plain = Update { alpha: T::Packed::ONE, beta: T::Packed::default(), relu: false };
    parallel(pieces, &|piece| {
        let (start, end) = (piece * length, k.min((piece + 1) * length));
        let part = Product {
            k: end - start,
            a: (product.a.0.wrapping_offset(start as isize * product.a.2), product.a.1, product.a.2),
            b: (product.b.0.wrapping_offset(start as isize * product.b.1), product.b.1, product.b.2),
            c: (partial.of(piece, m * n).cast(), n as isize, 1),
            c_packed: true,
            row_bias: std::ptr::null(),
            column_bias: std::ptr::null(),
            update: plain,
            ..*product
        };
        // SAFETY: the caller promises A and B; every piece has its own sums.
        unsafe { undivided(&part) };
    });
    // SAFETY: all sums were written.
    unsafe {
        for i in 0..m {
            for j in 0..n {
                let at = |piece: usize| *partial.of(piece, m * n).add(i * n + j);
                let sum = (1..pieces).fold(at(0), |sum, piece| sum.add(at(piece)));
                product.finish(i, j, sum);
            }
        }
    }
}

/// Partial sums, piece after piece.
pub struct Partial<P: Copy>(pub Scratch<P>);

impl<P: Copy> Partial<P> {
    /// The sums of one piece, of `count` each.
    pub fn of(&self, piece: usize, count: usize) -> *mut P {
        self.0.as_ptr().wrapping_add(piece * count)
    }
}

// SAFETY: pieces write to disjoint places, and are read when all are written.
unsafe impl<P: Copy + Send> Sync for Partial<P> {}
