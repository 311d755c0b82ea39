//! The logarithm of the gamma function and its derivatives.

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

/// Derivative number `n` of the digamma function: a scalar routine.
#[inline(always)]
pub fn polygamma_f32<I: Isa>(n: f32, x: f32) -> f32 {
    polygamma(n as f64, x as f64) as f32
}

/// Derivative number `n` of the digamma function: a scalar routine.
#[inline(always)]
pub fn polygamma_f64<I: Isa>(n: f64, x: f64) -> f64 {
    polygamma(n, x)
}

/// `(-1)^(n + 1) n! zeta(n + 1, x)` (Abramowitz and Stegun 6.4.10).
///
/// As in PyTorch, poles give infinities, and positive infinity gives NaN from the second derivative on.
#[inline(never)]
fn polygamma(n: f64, x: f64) -> f64 {
    if n == 0.0 {
        return digamma(x);
    }
    if x.is_infinite() {
        return match (n == 1.0, x > 0.0) {
            (true, true) => 0.0,
            (false, false) => {
                if n % 2.0 == 1.0 {
                    f64::INFINITY
                } else {
                    f64::NEG_INFINITY
                }
            }
            _ => f64::NAN,
        };
    }
    let value = zeta(n + 1.0, x);
    let value = if n == 1.0 { value } else { libm::exp(libm::lgamma(n + 1.0)) * value };
    if n % 2.0 == 1.0 { value } else { -value }
}

/// The sum of `(q + k)^-s` over k = 0, 1, ..., for a whole number s > 1.
fn zeta(s: f64, q: f64) -> f64 {
    if q > 0.0 {
        return positive_zeta(s, q);
    }
    let whole = libm::floor(q);
    if whole == q {
        return f64::INFINITY;
    }
    // Terms on the left of 0 are those of another sum, counted from 0 outwards and cut off at q.
    let left = positive_zeta(s, whole + 1.0 - q) - positive_zeta(s, 1.0 - q);
    positive_zeta(s, q - whole) + if s % 2.0 == 0.0 { left } else { -left }
}

/// Terms up to 10 + s, then the formula of Euler and Maclaurin (Abramowitz and Stegun 23.1.30).
fn positive_zeta(s: f64, q: f64) -> f64 {
    // B(2k) / (2k)!, k = 1...
    const SERIES: [f64; 10] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30240.0,
        -1.0 / 1209600.0,
        1.0 / 47900160.0,
        -691.0 / 1307674368000.0,
        1.0 / 74724249600.0,
        -3617.0 / 10670622842880000.0,
        43867.0 / 5109094217170944000.0,
        -174611.0 / 802857662698291200000.0,
    ];
    let (mut a, mut sum) = (q, 0.0);
    while a < 10.0 + s {
        let term = libm::pow(a, -s);
        sum += term;
        if term <= sum * (f64::EPSILON / 16.0) {
            return sum;
        }
        a += 1.0;
    }
    let first = libm::pow(a, -s);
    sum += first * a / (s - 1.0) + 0.5 * first;
    // s (s + 1) ... (s + 2k - 2) a^(-s - 2k + 1)
    let mut factor = s * first / a;
    for (k, c) in SERIES.iter().enumerate() {
        let term = c * factor;
        sum += term;
        if term.abs() <= sum * (f64::EPSILON / 16.0) {
            break;
        }
        let order = s + 2.0 * k as f64;
        factor *= (order + 1.0) * (order + 2.0) / (a * a);
    }
    sum
}
