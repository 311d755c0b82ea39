//! The logarithm of the gamma function and its derivative.

use crate::isa::Isa;
use std::f64::consts::PI;

/// `log |gamma(x)|`: a scalar routine.
#[inline(always)]
pub fn lgamma_f32<I: Isa>(x: f32) -> f32 {
    libm::lgamma(x as f64) as f32
}

/// `log |gamma(x)|`: a scalar routine.
#[inline(always)]
pub fn lgamma_f64<I: Isa>(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The logarithmic derivative of the gamma function: a scalar routine.
#[inline(always)]
pub fn digamma_f32<I: Isa>(x: f32) -> f32 {
    digamma(x as f64) as f32
}

/// The logarithmic derivative of the gamma function: a scalar routine.
#[inline(always)]
pub fn digamma_f64<I: Isa>(x: f64) -> f64 {
    digamma(x)
}

/// Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18); reflection (6.3.7) below 0.
///
/// As in PyTorch, a pole at a negative integer gives NaN, and one at 0 the infinity of the opposite sign.
#[inline(never)]
fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        return f64::INFINITY.copysign(-x);
    }
    if x < 0.0 {
        let fraction = x - libm::trunc(x);
        if fraction == 0.0 {
            return f64::NAN;
        }
        return digamma(1.0 - x) - PI / libm::tan(PI * fraction);
    }
    // B(2k) / (2k), k = 1...
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 120.0,
        1.0 / 252.0,
        -1.0 / 240.0,
        1.0 / 132.0,
        -691.0 / 32760.0,
        1.0 / 12.0,
        -3617.0 / 8160.0,
    ];
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let tail = SERIES.iter().rev().fold(0.0, |sum, c| (sum + c) * y);
    libm::log(x) - 0.5 / x - tail - shift
}
