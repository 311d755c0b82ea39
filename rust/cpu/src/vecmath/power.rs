//! `pow`.

use super::core::*;
use crate::isa::Isa;

/// `x` to the power `y`, with the special cases of IEEE 754: `pow(x, 0)` and `pow(1, y)` are 1 even for NaN; a negative
/// base needs an integral exponent.
#[inline(always)]
pub fn pow_f32<I: Isa>(x: f32, y: f32) -> f32 {
    // (atanh(s) / s - 1) / s^2 in s^2, relative error of atanh 2^-44.9.
    const P: [f64; 5] =
        [0.33333333337905224, 0.1999999780841085, 0.14286054935460615, 0.11088075867965172, 0.09792390656202793];
    let (base, exponent) = (x.abs() as f64, y as f64);
    let (e, m) = split64(base);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let t = s * s;
    let log2 = I::fma64(2.0 * std::f64::consts::LOG2_E, I::fma64(s * t, poly64::<I, 5>(t, &P), s), unbias64(e));
    let log2 = if base < f64::INFINITY { log2 } else { base };
    let log2 = if base == 0.0 { f64::NEG_INFINITY } else { log2 };
    let magnitude = exp2_short::<I>(at_most64(at_least64(exponent * log2, -200.0), 200.0));
    let magnitude = if base == 1.0 && y.abs() <= f32::INFINITY { 1.0 } else { magnitude };
    // An exponent of 2^24 or more is an even integer.
    let bounded = if y.abs() < 16_777_216.0 { exponent } else { 0.0 };
    let (rounded, bits) = round64(bounded);
    let odd = bits & (rounded == bounded) as u64;
    let sign = (x.is_sign_negative() as u64 & odd) << 63;
    let result = f64::from_bits(magnitude.to_bits() ^ sign) as f32;
    let undefined = x < 0.0 && x > f32::NEG_INFINITY && rounded != bounded;
    let result = if undefined { f32::NAN } else { result };
    if y == 0.0 || x == 1.0 { 1.0 } else { result }
}

/// `x` to the power `y`: a scalar routine with the special cases of IEEE 754.
#[inline(always)]
pub fn pow_f64<I: Isa>(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}
