//! `asin`, `acos`, `atan`, `atan2`.

use super::core::*;
use crate::isa::Isa;
use std::f64::consts::{FRAC_PI_2, PI};

/// `(asin(s), reflected)` for `|x|`: where it exceeds 1/2, `asin|x| = pi/2 - 2 asin(s)` with `s = sqrt((1 - |x|) / 2)`.
#[inline(always)]
fn asin_short<I: Isa>(x: f64) -> (f64, bool) {
    // (asin(s) / s - 1) / s^2 in s^2, relative error of asin 2^-31.8.
    const P: [f64; 6] = [
        0.16666659989611984,
        0.07500504265749143,
        0.044516941694796856,
        0.031807817077480836,
        0.014438276320339099,
        0.037516858579647816,
    ];
    let reflected = x > 0.5;
    let y = if reflected { 0.5 * (1.0 - x) } else { x * x };
    let s = if reflected { y.sqrt() } else { x };
    (I::fma64(s * y, poly64::<I, 6>(y, &P), s), reflected)
}

/// Arc sine in radians.
#[inline(always)]
pub fn asin_f32<I: Isa>(x: f32) -> f32 {
    let (p, reflected) = asin_short::<I>(x.abs() as f64);
    ((if reflected { FRAC_PI_2 - 2.0 * p } else { p }) as f32).copysign(x)
}

/// Arc cosine in radians.
#[inline(always)]
pub fn acos_f32<I: Isa>(x: f32) -> f32 {
    let (p, reflected) = asin_short::<I>(x.abs() as f64);
    let arc = if reflected { 2.0 * p } else { FRAC_PI_2 - p };
    (if x < 0.0 { PI - arc } else { arc }) as f32
}

/// `atan(t)` for `0 <= t <= 1`, relative error 2^-28.5.
#[inline(always)]
fn atan_short<I: Isa>(t: f64) -> f64 {
    // (atan(t) / t - 1) / t^2 in t^2.
    const P: [f64; 9] = [
        -0.3333329909126513,
        0.19998548359337853,
        -0.1426424258886549,
        0.10952197210743003,
        -0.08403508776879359,
        0.05795898173940754,
        -0.03117952032375764,
        0.010915603937271234,
        -0.0017938550435661488,
    ];
    let y = t * t;
    I::fma64(t * y, poly64::<I, 9>(y, &P), t)
}

/// Arc tangent in radians.
#[inline(always)]
pub fn atan_f32<I: Isa>(x: f32) -> f32 {
    let a = x.abs() as f64;
    let inverted = a > 1.0;
    let p = atan_short::<I>(if inverted { 1.0 / a } else { a });
    ((if inverted { FRAC_PI_2 - p } else { p }) as f32).copysign(x)
}

/// The angle of the point (`x`, `y`) in radians, in `[-pi, pi]`.
#[inline(always)]
pub fn atan2_f32<I: Isa>(y: f32, x: f32) -> f32 {
    let (a, b) = (y.abs() as f64, x.abs() as f64);
    let steep = a > b;
    let (low, high) = if steep { (b, a) } else { (a, b) };
    // 0/0 is an angle of 0, inf/inf one of pi/4.
    let ratio = if low == high { if high == 0.0 { 0.0 } else { 1.0 } } else { low / high };
    let p = atan_short::<I>(ratio);
    let p = if steep { FRAC_PI_2 - p } else { p };
    ((if x.is_sign_negative() { PI - p } else { p }) as f32).copysign(y)
}

/// What rounding pi/2 to binary64 leaves.
const FRAC_PI_2_LOW: f64 = f64::from_bits(0x3c91_a626_3314_5c07);

/// `(s, tail, reflected)` with `asin|x| = s + tail` or, where |x| exceeds 1/2, `pi/2 - 2 (s + tail)`.
#[inline(always)]
fn asin_parts<I: Isa>(x: f64) -> (f64, f64, bool) {
    // (asin(s) / s - 1) / s^2 in s^2, relative error of asin 2^-55.4.
    const P: [f64; 12] = [
        0.16666666666665408,
        0.07500000000337147,
        0.04464285682819028,
        0.030381959144120396,
        0.022371757886853055,
        0.01735970577830857,
        0.013885254541381573,
        0.012168812708200109,
        0.006531142610918051,
        0.01951520142561833,
        -0.01619646516373236,
        0.0318881120801214,
    ];
    let reflected = x > 0.5;
    let y = if reflected { 0.5 * (1.0 - x) } else { x * x };
    let s = if reflected { y.sqrt() } else { x };
    // What the square root lost, by a Newton step; at y = 0 it lost nothing.
    let (square, error) = two_product::<I>(s, s);
    let lost = ((y - square) - error) * 0.5 / if s > 0.0 { s } else { 1.0 };
    let tail = s * y * poly64::<I, 12>(y, &P);
    (s, if reflected { tail + lost } else { tail }, reflected)
}

/// Arc sine in radians.
#[inline(always)]
pub fn asin_f64<I: Isa>(x: f64) -> f64 {
    let (s, tail, reflected) = asin_parts::<I>(x.abs());
    let far = (FRAC_PI_2 - 2.0 * s) + (FRAC_PI_2_LOW - 2.0 * tail);
    (if reflected { far } else { s + tail }).copysign(x)
}

/// Arc cosine in radians.
#[inline(always)]
pub fn acos_f64<I: Isa>(x: f64) -> f64 {
    let (s, tail, reflected) = asin_parts::<I>(x.abs());
    let near = FRAC_PI_2 - (s.copysign(x) - (FRAC_PI_2_LOW - tail.copysign(x)));
    let low = 2.0 * (s + tail);
    let high = PI - (low - 2.0 * FRAC_PI_2_LOW);
    let far = if x < 0.0 { high } else { low };
    if reflected { far } else { near }
}

/// `atan(t)` for `0 <= t <= 1`.
#[inline(always)]
fn atan_unit<I: Isa>(t: f64) -> f64 {
    // (atan(t) / t - 1) / t^2 in t^2, relative error of atan 2^-56.1.
    const P: [f64; 20] = [
        -0.3333333333333307,
        0.19999999999951748,
        -0.1428571428257653,
        0.11111111006736274,
        -0.09090906994461441,
        0.07692279724418911,
        -0.06666403153601103,
        0.05880523402496734,
        -0.052535059458085336,
        0.04722310837212332,
        -0.042192473864695386,
        0.036645562702520444,
        -0.029913541669219057,
        0.02200182647170351,
        -0.01392153232793536,
        0.0072149856751042764,
        -0.0028963394268462493,
        0.0008360368788292849,
        -0.00015333083478399028,
        1.3357182417636802e-05,
    ];
    let y = t * t;
    I::fma64(t * y, poly64::<I, 20>(y, &P), t)
}

/// Arc tangent in radians.
#[inline(always)]
pub fn atan_f64<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let inverted = a > 1.0;
    let p = atan_unit::<I>(if inverted { 1.0 / a } else { a });
    (if inverted { FRAC_PI_2 - (p - FRAC_PI_2_LOW) } else { p }).copysign(x)
}

/// The angle of the point (`x`, `y`) in radians, in `[-pi, pi]`.
#[inline(always)]
pub fn atan2_f64<I: Isa>(y: f64, x: f64) -> f64 {
    let (a, b) = (y.abs(), x.abs());
    let steep = a > b;
    let (low, high) = if steep { (b, a) } else { (a, b) };
    // 0/0 is an angle of 0, inf/inf one of pi/4.
    let ratio = if low == high { if high == 0.0 { 0.0 } else { 1.0 } } else { low / high };
    let p = atan_unit::<I>(ratio);
    let p = if steep { FRAC_PI_2 - (p - FRAC_PI_2_LOW) } else { p };
    (if x.is_sign_negative() { PI - (p - 2.0 * FRAC_PI_2_LOW) } else { p }).copysign(y)
}
