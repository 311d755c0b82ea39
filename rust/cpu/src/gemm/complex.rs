//! The microkernel of complex products.
//!
//! A panel of B holds, for each k, the real parts of its columns and then the imaginary parts, so that a complex
//! product is four real multiply-adds of whole vectors. A stays interleaved: its parts are broadcast anyway.

use super::kernel::{MAX_NR, Tile, Update};
use super::vector::{Number, Vector};
use num_complex::Complex;
use std::mem::MaybeUninit;

/// The body of every complex tile function.
///
/// # Safety
/// As for [`super::kernel::TileFn`]; B is a split panel of `C` vectors.
#[inline(always)]
pub unsafe fn tile<V: Vector, const R: usize, const C: usize>(
    t: &Tile<Complex<V::Scalar>>,
    u: &Update<Complex<V::Scalar>>,
) where
    Complex<V::Scalar>: Number,
{
    // SAFETY: the caller promises operands and result; the buffers hold a whole tile.
    unsafe {
        let mut re = [[V::zero(); C]; R];
        let mut im = [[V::zero(); C]; R];
        let (mut a, mut b) = (t.a, t.b.cast::<V::Scalar>());
        for _ in 0..t.k {
            let mut b_re = [V::zero(); C];
            let mut b_im = [V::zero(); C];
            for j in 0..C {
                b_re[j] = V::load(b.add(j * V::LANES));
                b_im[j] = V::load(b.add((C + j) * V::LANES));
            }
            for i in 0..R {
                let x = &*a.wrapping_offset(i as isize * t.a_rs);
                let (x_re, x_im) = (V::splat(x.re), V::splat(x.im));
                for j in 0..C {
                    re[i][j] = x_re.mul_add(b_re[j], re[i][j]);
                    im[i][j] = x_re.mul_add(b_im[j], im[i][j]);
                }
                for j in 0..C {
                    re[i][j] = x_im.neg_mul_add(b_im[j], re[i][j]);
                    im[i][j] = x_im.mul_add(b_re[j], im[i][j]);
                }
            }
            a = a.wrapping_offset(t.a_cs);
            b = b.wrapping_offset(2 * t.b_rs);
        }
        let mut sums = MaybeUninit::<[[[V::Scalar; MAX_NR]; 2]; R]>::uninit();
        for i in 0..R {
            for j in 0..C {
                let row = &raw mut (*sums.as_mut_ptr())[i];
                re[i][j].store((&raw mut (*row)[0]).cast::<V::Scalar>().add(j * V::LANES));
                im[i][j].store((&raw mut (*row)[1]).cast::<V::Scalar>().add(j * V::LANES));
            }
        }
        let zero = Complex::default();
        for i in 0..R {
            let row = &raw const (*sums.as_ptr())[i];
            for j in 0..t.columns {
                let c = t.c.offset(i as isize * t.c_rs + j as isize * t.c_cs);
                let mut x = Complex { re: (*row)[0][j], im: (*row)[1][j] };
                if u.alpha != Complex::<V::Scalar>::ONE {
                    x = u.alpha.mul(x);
                }
                if u.beta != zero {
                    x = u.beta.mul_add(*c, x);
                }
                if !t.row_bias.is_null() {
                    x = x.add(*t.row_bias.add(i));
                }
                if !t.column_bias.is_null() {
                    x = x.add(*t.column_bias.add(j));
                }
                *c = x;
            }
        }
    }
}
