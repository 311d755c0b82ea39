//! `exp`, `exp2`, `expm1` and the logistic function.

use super::core::*;
use super::lanes::{Formula, Lanes, One};
use crate::isa::Isa;

/// `e^x`.
#[derive(Clone, Copy, Default)]
pub struct Exp;

impl Formula for Exp {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        exp_below(x.at_most(89.0))
    }
}

/// `e^x` for `x <= 89`.
#[inline(always)]
fn exp_below<L: Lanes>(x: L) -> L {
    let (n, m) = exp_reduced(x.at_least(-105.0));
    (L::splat(1.0) + m).scale(n)
}

/// `e^(x - c)`.
#[derive(Clone, Copy)]
pub struct ExpLess(pub f32);

impl Formula for ExpLess {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        Exp.of(x - L::splat(self.0))
    }
}

/// `e^x`.
#[inline(always)]
pub fn exp_f32<I: Isa>(x: f32) -> f32 {
    Exp.of(One::<I>::new(x)).0
}

/// `2^x`.
#[inline(always)]
pub fn exp2_f32<I: Isa>(x: f32) -> f32 {
    // (2^r - 1) / r, relative error of 2^r 2^-28.3.
    const Q: [f32; 6] = [0.693_147_2, 0.240_226_48, 0.055_503_59, 0.009_618_483, 0.001_339_142_4, 0.000_153_388_4];
    let x = at_most32(at_least32(x, -151.0), 129.0);
    let (n, k) = round32(x);
    let r = x - n;
    scale32(I::fma32(r, poly32::<I, 6>(r, &Q), 1.0), k)
}

/// `e^x - 1`, accurate near 0.
#[inline(always)]
pub fn expm1_f32<I: Isa>(x: f32) -> f32 {
    let (k, m) = expm1_reduced32::<I>(at_most32(at_least32(x, -18.0), 88.9));
    // Half of 2^k stays finite at the largest k.
    let half = pow2_32(k.wrapping_sub(1));
    (2.0 * I::fma32(half, m, half - 0.5)).copysign(x)
}

/// The logistic function `1 / (1 + e^-x)`.
#[derive(Clone, Copy, Default)]
pub struct Sigmoid;

impl Formula for Sigmoid {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        let one = L::splat(1.0);
        let e = exp_below(x.copysign(L::splat(-1.0)));
        let sum = one + e;
        let lost = (one - sum) + e;
        let top = x.select_below(0.0, e, one);
        let inverse = sum.reciprocal();
        let quotient = top * inverse;
        let remainder = quotient.negative_fma(lost, quotient.negative_fma(sum, top));
        remainder.fma(inverse, quotient)
    }
}

/// `x` times its logistic function.
#[derive(Clone, Copy, Default)]
pub struct Silu;

impl Formula for Silu {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        x * Sigmoid.of(x)
    }
}

/// The derivative of [`Silu`], `s (1 + x (1 - s))` with the logistic function s.
#[derive(Clone, Copy, Default)]
pub struct SiluSlope;

impl Formula for SiluSlope {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        let (one, s) = (L::splat(1.0), Sigmoid.of(x));
        s * (x * (one - s) + one)
    }
}

/// The logistic function `1 / (1 + e^-x)`.
#[inline(always)]
pub fn sigmoid_f32<I: Isa>(x: f32) -> f32 {
    Sigmoid.of(One::<I>::new(x)).0
}

/// `(n, m)` with `x = n ln 2 + r` and `m = e^r - 1` for `|x| < 2^20`.
#[inline(always)]
pub(super) fn exp_reduced64<I: Isa>(x: f64) -> (f64, f64) {
    // (e^r - 1 - r) / r^2, relative error of e^r 2^-57.5.
    const Q: [f64; 10] = [
        0.5000000000000011,
        0.16666666666666438,
        0.04166666666652575,
        0.008333333333473358,
        0.0013888888944855137,
        0.00019841269561491444,
        2.480149181804377e-05,
        2.755753101570438e-06,
        2.763069621688683e-07,
        2.5018878068080642e-08,
    ];
    let (n, _) = round64(x * std::f64::consts::LOG2_E);
    let r = I::fma64(n, -LN2_LOW_64, I::fma64(n, -LN2_HIGH_64, x));
    (n, I::fma64(r * r, poly64::<I, 10>(r, &Q), r))
}

/// `e^x`.
#[inline(always)]
pub fn exp_f64<I: Isa>(x: f64) -> f64 {
    let (n, m) = exp_reduced64::<I>(at_most64(at_least64(x, -746.0), 710.0));
    scale64(1.0 + m, n)
}

/// `2^x`.
#[inline(always)]
pub fn exp2_f64<I: Isa>(x: f64) -> f64 {
    // (2^r - 1) / r, relative error of 2^r 2^-59.5.
    const Q: [f64; 12] = [
        0.6931471805599453,
        0.2402265069591007,
        0.05550410866482344,
        0.00961812910763023,
        0.0013333558146013014,
        0.00015403530388872938,
        1.5252734190489806e-05,
        1.321549128797565e-06,
        1.0177920711261114e-07,
        7.053013887287186e-09,
        4.475326432581347e-10,
        2.8545054902639704e-11,
    ];
    let x = at_most64(at_least64(x, -1076.0), 1025.0);
    let (n, _) = round64(x);
    let r = x - n;
    scale64(I::fma64(r, poly64::<I, 12>(r, &Q), 1.0), n)
}

/// `(n, m)` with `x = n ln 2 + r` and `m = e^r - 1` for `|x| < 2^20`, with a small relative error of `m`.
#[inline(always)]
pub(super) fn expm1_reduced64<I: Isa>(x: f64) -> (f64, f64) {
    // (e^r - 1 - r) / r^2, relative error of e^r - 1 2^-64.6.
    const Q: [f64; 12] = [
        0.5,
        0.16666666666666666,
        0.0416666666666667,
        0.008333333333334523,
        0.0013888888888864209,
        0.00019841269836496302,
        2.480158736900162e-05,
        2.755732743676404e-06,
        2.755723397337779e-07,
        2.504574234238712e-08,
        2.092748886426352e-09,
        1.7896726181069712e-10,
    ];
    let (n, _) = round64(x * std::f64::consts::LOG2_E);
    let r = I::fma64(n, -LN2_LOW_64, I::fma64(n, -LN2_HIGH_64, x));
    (n, I::fma64(r * r, poly64::<I, 12>(r, &Q), r))
}

/// `e^x - 1`, accurate near 0.
#[inline(always)]
pub fn expm1_f64<I: Isa>(x: f64) -> f64 {
    let (n, m) = expm1_reduced64::<I>(at_most64(at_least64(x, -38.0), 709.9));
    // Half of 2^n stays finite at the largest n.
    let half = pow2_64(n - 1.0);
    (2.0 * I::fma64(half, m, half - 0.5)).copysign(x)
}

/// The logistic function `1 / (1 + e^-x)`.
#[inline(always)]
pub fn sigmoid_f64<I: Isa>(x: f64) -> f64 {
    let e = exp_f64::<I>(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
}
