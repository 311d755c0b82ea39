//! `log`, `log2`, `log10`, `log1p`.

use super::core::*;
use crate::isa::Isa;

/// ln 2 in two parts; the first has 9 bits, so that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693_359_375;
const LN2_LOW: f32 = -2.121_944_4e-4;
const SQRT_HALF: i32 = 0x3f35_04f3;

/// `(e, f)` with `x = 2^e (1 + f)` and `sqrt(1/2) <= 1 + f < sqrt(2)`, for a positive finite `x`.
#[inline(always)]
fn split32(x: f32) -> (f32, f32) {
    let subnormal = x < f32::MIN_POSITIVE;
    let bits = (if subnormal { x * 8_388_608.0 } else { x }).to_bits() as i32;
    let e = bits.wrapping_sub(SQRT_HALF) >> 23;
    let f = f32::from_bits(bits.wrapping_sub(e << 23) as u32) - 1.0;
    (e as f32 - if subnormal { 23.0 } else { 0.0 }, f)
}

/// The values of a logarithm outside the positive finite numbers.
#[inline(always)]
fn special32(x: f32, finite: f32) -> f32 {
    let result = if x < f32::INFINITY { finite } else { x };
    let outside = if x == 0.0 { f32::NEG_INFINITY } else { f32::NAN };
    if x > 0.0 { result } else { outside }
}

/// `log(1 + f) - f` for `f` of [`split32`].
#[inline(always)]
fn log_tail32<I: Isa>(f: f32) -> f32 {
    // (log(1 + f) - f) / f^2, relative error of log(1 + f) 2^-27.3.
    const Q: [f32; 9] = [
        -0.499_999_88,
        0.333_333_22,
        -0.250_016_15,
        0.200_021_97,
        -0.166_084_96,
        0.141_794_86,
        -0.132_459_39,
        0.129_065_62,
        -0.076_077_51,
    ];
    f * f * poly32::<I, 9>(f, &Q)
}

/// Natural logarithm.
#[inline(always)]
pub fn log_f32<I: Isa>(x: f32) -> f32 {
    let (e, f) = split32(x);
    let tail = I::fma32(e, LN2_LOW, log_tail32::<I>(f));
    special32(x, I::fma32(e, LN2_HIGH, f + tail))
}

/// Logarithm to base 2.
#[inline(always)]
pub fn log2_f32<I: Isa>(x: f32) -> f32 {
    // (log2(1 + f) - f / ln 2) / f^2, relative error of log2(1 + f) 2^-27.6.
    const Q: [f32; 9] = [
        -0.721_347_33,
        0.480_898_2,
        -0.360_698_4,
        0.288_571_63,
        -0.239_583_95,
        0.204_493_4,
        -0.191_190_6,
        0.186_897_86,
        -0.110_581_785,
    ];
    // 1 / ln 2 in two parts.
    const HIGH: f32 = 1.442_695;
    const LOW: f32 = 1.925_963e-8;
    let (e, f) = split32(x);
    let tail = I::fma32(f, LOW, f * f * poly32::<I, 9>(f, &Q));
    special32(x, e + I::fma32(f, HIGH, tail))
}

/// Logarithm to base 10.
#[inline(always)]
pub fn log10_f32<I: Isa>(x: f32) -> f32 {
    // (log10(1 + f) - f / ln 10) / f^2, relative error of log10(1 + f) 2^-27.7.
    const Q: [f32; 9] = [
        -0.217_147_19,
        0.144_764_78,
        -0.108_580_72,
        0.086_868_495,
        -0.072_127_77,
        0.061_567_064,
        -0.057_530_142,
        0.056_214_884,
        -0.033_274_323,
    ];
    // 1 / ln 10 and log10(2) in two parts; the first of the latter has 12 bits.
    const HIGH: f32 = 0.434_294_5;
    const LOW: f32 = -1.010_305e-8;
    const LG2_HIGH: f32 = 0.300_781_25;
    const LG2_LOW: f32 = 2.487_456_6e-4;
    let (e, f) = split32(x);
    let tail = I::fma32(e, LG2_LOW, I::fma32(f, LOW, f * f * poly32::<I, 9>(f, &Q)));
    special32(x, I::fma32(e, LG2_HIGH, I::fma32(f, HIGH, tail)))
}

/// `log(1 + x)`, accurate near 0.
#[inline(always)]
pub fn log1p_f32<I: Isa>(x: f32) -> f32 {
    let u = 1.0 + x;
    let bits = u.to_bits() as i32;
    let k = bits.wrapping_sub(SQRT_HALF) >> 23;
    let scale = pow2_32(k.wrapping_neg());
    // (1 + x) / 2^k - 1 with a single rounding; beyond 2^60 the 1 is lost and the scale may be subnormal.
    let near = I::fma32(x, scale, scale - 1.0);
    let far = f32::from_bits(bits.wrapping_sub(k << 23) as u32) - 1.0;
    let f = if x < 1e18 { near } else { far };
    let e = k as f32;
    let tail = I::fma32(e, LN2_LOW, log_tail32::<I>(f));
    let finite = I::fma32(e, LN2_HIGH, f + tail).copysign(x);
    special32(u, if x < f32::INFINITY { finite } else { x })
}

/// The values of a logarithm outside the positive finite numbers.
#[inline(always)]
fn special64(x: f64, finite: f64) -> f64 {
    let result = if x < f64::INFINITY { finite } else { x };
    let outside = if x == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    if x > 0.0 { result } else { outside }
}

/// `log(1 + f)` as a sum `f + tail`, for `sqrt(1/2) <= 1 + f < sqrt(2)`.
///
/// With `s = f / (2 + f)`, `log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R(s^2))`: the arrangement of Sun's fdlibm,
/// in which only the small terms are rounded.
#[inline(always)]
fn log_tail64<I: Isa>(f: f64) -> f64 {
    // 2 (atanh(s) / s - 1) / s^2 in s^2, relative error 2^-59.5.
    const P: [f64; 7] = [
        2.0 * 0.3333333333333367,
        2.0 * 0.19999999999708196,
        2.0 * 0.14285714371052724,
        2.0 * 0.11111099297715528,
        2.0 * 0.09091781727056268,
        2.0 * 0.07657033134830062,
        2.0 * 0.07397927485744284,
    ];
    let s = f / (2.0 + f);
    let y = s * s;
    let half_square = 0.5 * f * f;
    I::fma64(s, half_square + y * poly64::<I, 7>(y, &P), -half_square)
}

/// `(e, f)` with `x = 2^e (1 + f)` and `sqrt(1/2) <= 1 + f < sqrt(2)`, for a positive finite `x`.
#[inline(always)]
fn split_log64(x: f64) -> (f64, f64) {
    const TWO_54: f64 = 18_014_398_509_481_984.0;
    let subnormal = x < f64::MIN_POSITIVE;
    let (e, m) = split64(if subnormal { x * TWO_54 } else { x });
    (unbias64(e) - if subnormal { 54.0 } else { 0.0 }, m - 1.0)
}

/// Natural logarithm.
#[inline(always)]
pub fn log_f64<I: Isa>(x: f64) -> f64 {
    let (e, f) = split_log64(x);
    let tail = I::fma64(e, LN2_LOW_64, log_tail64::<I>(f));
    special64(x, I::fma64(e, LN2_HIGH_64, f + tail))
}

/// `log_b(2^e (1 + f))` from `high + low = log_b(e)` of Euler's number e and the exponent's share of the result.
#[inline(always)]
fn log_base64<I: Isa>(f: f64, high: f64, low: f64, exponent_high: f64, exponent_low: f64) -> f64 {
    let tail = log_tail64::<I>(f);
    let natural = f + tail;
    let rest = (f - natural) + tail;
    let (product, error) = two_product::<I>(natural, high);
    let sum = exponent_high + product;
    let lost = (exponent_high - sum) + product;
    sum + (lost + (error + I::fma64(natural, low, I::fma64(rest, high, exponent_low))))
}

/// Logarithm to base 2.
#[inline(always)]
pub fn log2_f64<I: Isa>(x: f64) -> f64 {
    const HIGH: f64 = std::f64::consts::LOG2_E;
    const LOW: f64 = f64::from_bits(0x3c77_77d0_ffda_0d24);
    let (e, f) = split_log64(x);
    special64(x, log_base64::<I>(f, HIGH, LOW, e, 0.0))
}

/// Logarithm to base 10.
#[inline(always)]
pub fn log10_f64<I: Isa>(x: f64) -> f64 {
    const HIGH: f64 = std::f64::consts::LOG10_E;
    const LOW: f64 = f64::from_bits(0x3c69_5355_baaa_fad3);
    // log10(2) in two parts; the first has 32 bits.
    const TWO_HIGH: f64 = f64::from_bits(0x3fd3_4413_5080_0000);
    const TWO_LOW: f64 = f64::from_bits(0x3ddf_79fe_f311_f12b);
    let (e, f) = split_log64(x);
    special64(x, log_base64::<I>(f, HIGH, LOW, e * TWO_HIGH, e * TWO_LOW))
}

/// `log(1 + x)`, accurate near 0.
#[inline(always)]
pub fn log1p_f64<I: Isa>(x: f64) -> f64 {
    let u = 1.0 + x;
    let (_, near) = split_plus_one64::<I>(x);
    let (e, m) = split64(u);
    // Beyond 2^99 the 1 is lost and the scale may be subnormal.
    let f = if x < 1e30 { near } else { m - 1.0 };
    let e = unbias64(e);
    let tail = I::fma64(e, LN2_LOW_64, log_tail64::<I>(f));
    let finite = I::fma64(e, LN2_HIGH_64, f + tail).copysign(x);
    special64(u, if x < f64::INFINITY { finite } else { x })
}
