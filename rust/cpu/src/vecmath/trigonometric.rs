//! `sin`, `cos`, `tan`.
//!
//! The functions of one number are right for every argument, but branch to a scalar routine beyond [`NEAR_32`] or
//! [`NEAR_64`], which keeps a loop over them from being vectorised. The `run` functions test a whole run first, and go
//! through vector code when it has no huge argument.

use super::core::*;
use crate::isa::Isa;
use std::f64::consts::{FRAC_1_PI, FRAC_2_PI};

/// Largest magnitude that the vector code of the binary32 functions reduces.
const NEAR_32: f32 = 16_777_216.0;
/// Largest magnitude that the vector code of the binary64 functions reduces.
const NEAR_64: f64 = 1_073_741_824.0;

/// pi and pi/2 in two parts; the first has 29 bits, so that its product with an integer below 2^24 is exact.
const PI_HIGH: f64 = f64::from_bits(0x4009_21fb_5400_0000);
const PI_LOW: f64 = f64::from_bits(0x3e21_0b46_11a6_2633);

/// `sin(r)` for `|r| <= pi/2`, relative error 2^-35.
#[inline(always)]
fn sin_short<I: Isa>(r: f64) -> f64 {
    // (sin(r) / r - 1) / r^2 in r^2.
    const P: [f64; 5] = [
        -0.16666666626099344,
        0.008333331106369125,
        -0.00019840867913546064,
        2.7525369098602516e-06,
        -2.3888637363870154e-08,
    ];
    let y = r * r;
    r * I::fma64(y, poly64::<I, 5>(y, &P), 1.0)
}

/// `x - h pi` with a relative error of 2^-30, for `|x| <= 2^24` and `2 h` integral.
#[inline(always)]
fn less_pi<I: Isa>(x: f64, h: f64) -> f64 {
    I::fma64(h, -PI_LOW, I::fma64(h, -PI_HIGH, x))
}

/// `sin` for `|x| <=` [`NEAR_32`]: `(-1)^n sin(x - n pi)`.
#[inline(always)]
fn sin_near_f32<I: Isa>(x: f32) -> f32 {
    let x = x as f64;
    let (n, bits) = round64(x * FRAC_1_PI);
    f64::from_bits(sin_short::<I>(less_pi::<I>(x, n)).to_bits() ^ (bits << 63)) as f32
}

/// `cos` for `|x| <=` [`NEAR_32`]: `(-1)^(n + 1) sin(x - (n + 1/2) pi)`.
#[inline(always)]
fn cos_near_f32<I: Isa>(x: f32) -> f32 {
    let x = x as f64;
    let (n, bits) = round64(I::fma64(x, FRAC_1_PI, -0.5));
    let s = sin_short::<I>(less_pi::<I>(x, n + 0.5));
    f64::from_bits(s.to_bits() ^ (!bits << 63)) as f32
}

/// `tan` for `|x| <=` [`NEAR_32`].
#[inline(always)]
fn tan_near_f32<I: Isa>(x: f32) -> f32 {
    // On |r| <= pi/4, in y = r^2: (sin(r) / r - 1) / y, relative error 2^-37, and (cos(r) - 1 + y/2) / y^2, 2^-33.
    const SIN: [f64; 4] = [-0.1666666664077406, 0.008333329302239317, -0.00019839311437752776, 2.718113715998379e-06];
    const COS: [f64; 3] = [0.041666646855313266, -0.001388736693491733, 2.4438381394072193e-05];
    let x = x as f64;
    let (n, bits) = round64(x * FRAC_2_PI);
    let r = less_pi::<I>(x, 0.5 * n);
    let y = r * r;
    let sine = r * I::fma64(y, poly64::<I, 4>(y, &SIN), 1.0);
    let cosine = I::fma64(y * y, poly64::<I, 3>(y, &COS), I::fma64(-0.5, y, 1.0));
    let odd = bits & 1 != 0;
    ((if odd { -cosine } else { sine }) / if odd { sine } else { cosine }) as f32
}

/// `(high, low, bits)` with `x = n pi/2 + high + low` and `|high| <= pi/4`, for `|x| <=` [`NEAR_64`]; the lowest bits
/// of `bits` are those of `n`.
///
/// Three parts of pi/2 (Cody and Waite). The first subtraction is exact: the difference is a multiple of 2^-52 below 1.
#[inline(always)]
fn less_half_pi<I: Isa>(x: f64) -> (f64, f64, u64) {
    const A: f64 = f64::from_bits(0x3ff9_21fb_5444_2d18);
    const B: f64 = f64::from_bits(0x3c91_a626_3314_5c07);
    const C: f64 = f64::from_bits(0xb91f_1976_b7ed_8fbc);
    let (n, bits) = round64(x * FRAC_2_PI);
    let (product, error) = two_product::<I>(n, A);
    let a = (x - product) - error;
    let (product, error) = two_product::<I>(n, B);
    let high = a - product;
    let low = ((a - high) - product) - error;
    (high, I::fma64(n, -C, low), bits)
}

/// `(sin, cos)` of `high + low`, `|high| <= pi/4`.
///
/// Only `high` and `1 - high^2/2` are large; what is rounded is added to them last (the arrangement of Sun's fdlibm).
#[inline(always)]
fn sin_cos_quarter<I: Isa>(high: f64, low: f64) -> (f64, f64) {
    // In y = r^2: (sin(r) / r - 1) / y, relative error 2^-57.8, and (cos(r) - 1 + y/2) / y^2, 2^-64.
    const SIN: [f64; 6] = [
        -0.1666666666666663,
        0.00833333333332184,
        -0.00019841269829382765,
        2.7557313559222343e-06,
        -2.5050739568372753e-08,
        1.589583401884659e-10,
    ];
    const COS: [f64; 6] = [
        0.0416666666666666,
        -0.001388888888887447,
        2.480158728966736e-05,
        -2.755731439958637e-07,
        2.0875729064660338e-09,
        -1.1359922252646437e-11,
    ];
    let y = high * high;
    let head = I::fma64(-0.5, y, 1.0);
    let sine = high + I::fma64(high * y, poly64::<I, 6>(y, &SIN), low * head);
    let rest = I::fma64(-0.5, y, 1.0 - head);
    let cosine = head + (rest + I::fma64(y * y, poly64::<I, 6>(y, &COS), -high * low));
    (sine, cosine)
}

/// `sin` for `|x| <=` [`NEAR_64`].
#[inline(always)]
fn sin_near_f64<I: Isa>(x: f64) -> f64 {
    let (high, low, bits) = less_half_pi::<I>(x);
    let (sine, cosine) = sin_cos_quarter::<I>(high, low);
    let result = if bits & 1 != 0 { cosine } else { sine };
    let result = f64::from_bits(result.to_bits() ^ ((bits & 2) << 62));
    if x == 0.0 { x } else { result }
}

/// `cos` for `|x| <=` [`NEAR_64`].
#[inline(always)]
fn cos_near_f64<I: Isa>(x: f64) -> f64 {
    let (high, low, bits) = less_half_pi::<I>(x);
    let (sine, cosine) = sin_cos_quarter::<I>(high, low);
    let result = if bits & 1 != 0 { sine } else { cosine };
    f64::from_bits(result.to_bits() ^ ((bits.wrapping_add(1) & 2) << 62))
}

/// `tan` for `|x| <=` [`NEAR_64`].
#[inline(always)]
fn tan_near_f64<I: Isa>(x: f64) -> f64 {
    let (high, low, bits) = less_half_pi::<I>(x);
    let (sine, cosine) = sin_cos_quarter::<I>(high, low);
    let odd = bits & 1 != 0;
    let result = (if odd { -cosine } else { sine }) / if odd { sine } else { cosine };
    if x == 0.0 { x } else { result }
}

macro_rules! with_fallback {
    ($($(#[$doc:meta])* $name:ident, $run:ident, $near:ident, $t:ident, $limit:ident, $scalar:expr;)*) => { $(
        $(#[$doc])*
        ///
        /// Beyond the range of the vector code: a scalar routine.
        #[inline(always)]
        pub fn $name<I: Isa>(x: $t) -> $t {
            if x.abs() <= $limit { $near::<I>(x) } else { $scalar(x) }
        }

        #[doc = concat!("[`", stringify!($name), "`] of `n` numbers, in vector code where all are within its range.")]
        ///
        /// # Safety
        /// `src` is valid for reads and `dst` for writes of `n` numbers, of any alignment; they do not overlap.
        #[inline(always)]
        pub unsafe fn $run<I: Isa>(dst: *mut $t, src: *const $t, n: usize) {
            let mut far = false;
            for i in 0..n {
                // SAFETY: the caller promises the range.
                let x = unsafe { src.add(i).read_unaligned() };
                far |= (x.abs() > $limit) | x.is_nan();
            }
            if far {
                for i in 0..n {
                    // SAFETY: as above.
                    unsafe { dst.add(i).write_unaligned($name::<I>(src.add(i).read_unaligned())) };
                }
            } else {
                for i in 0..n {
                    // SAFETY: as above.
                    unsafe { dst.add(i).write_unaligned($near::<I>(src.add(i).read_unaligned())) };
                }
            }
        }
    )* };
}

with_fallback! {
    /// Sine of an angle in radians.
    sin_f32, sin_run_f32, sin_near_f32, f32, NEAR_32, |x| libm::sin(x as f64) as f32;
    /// Cosine of an angle in radians.
    cos_f32, cos_run_f32, cos_near_f32, f32, NEAR_32, |x| libm::cos(x as f64) as f32;
    /// Tangent of an angle in radians.
    tan_f32, tan_run_f32, tan_near_f32, f32, NEAR_32, |x| libm::tan(x as f64) as f32;
    /// Sine of an angle in radians.
    sin_f64, sin_run_f64, sin_near_f64, f64, NEAR_64, libm::sin;
    /// Cosine of an angle in radians.
    cos_f64, cos_run_f64, cos_near_f64, f64, NEAR_64, libm::cos;
    /// Tangent of an angle in radians.
    tan_f64, tan_run_f64, tan_near_f64, f64, NEAR_64, libm::tan;
}
