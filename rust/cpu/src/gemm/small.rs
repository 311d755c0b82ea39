//! Products that fit the first-level cache: microkernels read the matrices in place.

use super::blocked::{Block, Panels, Product, multiply};
use super::element::Element;
use crate::alloc::Scratch;

/// Bytes of A and B together: most of a first-level cache of 32 KiB.
const BYTES: usize = 28 << 10;

/// Whether a product is small enough.
pub fn fits<T: Element>(product: &Product<T>) -> bool {
    let Product { m, n, k, .. } = *product;
    k > 0 && k <= 256 && (m + n).saturating_mul(k).saturating_mul(size_of::<T>()) <= BYTES
}

/// Computes a product of elements that are their own packed form.
///
/// # Safety
/// As for [`Product::run`]; `T::IN_PLACE`.
pub unsafe fn run<T: Element>(product: &Product<T>) {
    let Product { m, n, k, a, b, c, kernels, .. } = *product;
    let nr = kernels.nr;
    let in_place = b.2 == 1 && product.plain_b;
    // Kernels read whole vectors of B: columns past the last whole one are read from a packed panel.
    let whole = if !in_place {
        0
    } else if kernels.width((n - 1) % nr + 1) == (n - 1) % nr + 1 {
        n
    } else {
        n / nr * nr
    };
    let block = |columns: std::ops::Range<usize>| {
        let part = product.part(0..m, columns);
        Block {
            rows: m,
            columns: part.n,
            c: (part.c.0.cast::<T::Packed>(), c.1, c.2),
            row_bias: part.row_bias,
            column_bias: part.column_bias,
        }
    };
    let rows = Panels { start: a.0.cast::<T::Packed>(), panel: kernels.mr as isize * a.1, lane: a.1, depth: a.2 };
    // SAFETY: the caller promises operands and result; the packed panels hold what is left of B.
    unsafe {
        if whole > 0 {
            let columns = Panels { start: b.0.cast(), panel: nr as isize, lane: 1, depth: b.1 };
            multiply(kernels, block(0..whole), k, rows, columns, &product.update);
        }
        if whole < n {
            let rest = product.part(0..m, whole..n);
            let panels = Scratch::<T::Packed>::new(rest.n.next_multiple_of(nr) * k);
            rest.pack_b(0, k, panels.as_ptr());
            let columns = Panels::packed(panels.as_ptr(), nr, k);
            multiply(kernels, block(whole..n), k, rows, columns, &product.update);
        }
    }
}
