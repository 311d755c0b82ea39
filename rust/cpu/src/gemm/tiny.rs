//! Products of a handful of elements, for which everything else costs more than the arithmetic.

use super::blocked::Product;
use super::element::Element;
use super::vector::Number;

/// Multiply-adds up to which the plain loop is used.
pub const MOST: usize = 64;

/// Computes the product element by element.
///
/// # Safety
/// As for [`Product::run`].
#[inline]
pub unsafe fn run<T: Element>(product: &Product<T>) {
    let Product { m, n, k, a, b, .. } = *product;
    // SAFETY: the caller promises operands and result.
    unsafe {
        for i in 0..m {
            for j in 0..n {
                let mut sum = T::Packed::default();
                let mut x = a.0.wrapping_offset(i as isize * a.1);
                let mut y = b.0.wrapping_offset(j as isize * b.2);
                for _ in 0..k {
                    sum = (*x).widen().mul_add((*y).widen(), sum);
                    x = x.wrapping_offset(a.2);
                    y = y.wrapping_offset(b.1);
                }
                product.finish(i, j, sum);
            }
        }
    }
}
