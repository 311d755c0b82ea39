//! Functions around the normal distribution: its quantile, and the scaled complement of the error function.

use crate::isa::Isa;

/// The quantile of the standard normal distribution; NaN outside `[0, 1]`: a scalar routine.
#[inline(always)]
pub fn ndtri_f32<I: Isa>(p: f32) -> f32 {
    ndtri(p as f64) as f32
}

/// The quantile of the standard normal distribution; NaN outside `[0, 1]`: a scalar routine.
#[inline(always)]
pub fn ndtri_f64<I: Isa>(p: f64) -> f64 {
    ndtri(p)
}

/// `e^(x^2) erfc(x)`: a scalar routine.
#[inline(always)]
pub fn erfcx_f32<I: Isa>(x: f32) -> f32 {
    erfcx(x as f64) as f32
}

/// `e^(x^2) erfc(x)`: a scalar routine.
#[inline(always)]
pub fn erfcx_f64<I: Isa>(x: f64) -> f64 {
    erfcx(x)
}

/// Rational approximations of S. Moshier, "Methods and programs for mathematical functions" (1989; the library Cephes): in
/// `(p - 1/2)^2` around the centre, in `1 / sqrt(-2 log p)` in the tails.
#[inline(never)]
fn ndtri(p: f64) -> f64 {
    /// exp(-2)
    const NEAR: f64 = 0.135_335_283_236_612_7;
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let (y, upper) = if p > 1.0 - NEAR { (1.0 - p, true) } else { (p, false) };
    if y > NEAR {
        let y = y - 0.5;
        let square = y * y;
        let x = y + y * (square * polynomial(square, &NDTRI_P0) / polynomial(square, &NDTRI_Q0));
        return x * (2.0 * std::f64::consts::PI).sqrt();
    }
    let x = (-2.0 * y.ln()).sqrt();
    let z = 1.0 / x;
    let rest = if x < 8.0 {
        z * polynomial(z, &NDTRI_P1) / polynomial(z, &NDTRI_Q1)
    } else {
        z * polynomial(z, &NDTRI_P2) / polynomial(z, &NDTRI_Q2)
    };
    let value = x - x.ln() / x - rest;
    if upper { value } else { -value }
}

#[inline(never)]
fn erfcx(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x < 2.0 {
        // The exponential overflows only where the result does. What rounding the square lost counts x^2 times in it.
        let square = x * x;
        let lost = x.mul_add(x, -square);
        return if x < -26.7 { f64::INFINITY } else { square.exp() * (1.0 + lost) * libm::erfc(x) };
    }
    if x > 1e8 {
        return std::f64::consts::FRAC_2_SQRT_PI / 2.0 / x;
    }
    // The continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))), from its end; at 2, 100 steps are enough.
    let steps = if x < 4.0 { 100 } else { 40 };
    let tail = (1..=steps).rev().fold(x, |tail, step| x + step as f64 / 2.0 / tail);
    std::f64::consts::FRAC_2_SQRT_PI / 2.0 / tail
}

/// A polynomial, the highest power first.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

const NDTRI_P0: [f64; 5] =
    [-59.96335010141079, 98.00107541859997, -56.67628574690703, 13.931260938727968, -1.2391658386738125];

const NDTRI_Q0: [f64; 9] = [
    1.0,
    1.9544885833814176,
    4.676279128988815,
    86.36024213908905,
    -225.46268785411937,
    200.26021238006066,
    -82.03722561683334,
    15.90562251262117,
    -1.1833162112133,
];

const NDTRI_P1: [f64; 9] = [
    4.0554489230596245,
    31.525109459989388,
    57.16281922464213,
    44.08050738932008,
    14.684956192885803,
    2.1866330685079025,
    -0.1402560791713545,
    -0.03504246268278482,
    -0.0008574567851546854,
];

const NDTRI_Q1: [f64; 9] = [
    1.0,
    15.779988325646675,
    45.39076351288792,
    41.3172038254672,
    15.04253856929075,
    2.504649462083094,
    -0.14218292285478779,
    -0.03808064076915783,
    -0.0009332594808954574,
];

const NDTRI_P2: [f64; 9] = [
    3.2377489177694603,
    6.915228890689842,
    3.9388102529247444,
    1.3330346081580755,
    0.20148538954917908,
    0.012371663481782003,
    0.00030158155350823543,
    2.6580697468673755e-06,
    6.239745391849833e-09,
];

const NDTRI_Q2: [f64; 9] = [
    1.0,
    6.02427039364742,
    3.6798356385616087,
    1.3770209948908132,
    0.21623699359449663,
    0.013420400608854318,
    0.00032801446468212774,
    2.8924786474538068e-06,
    6.790194080099813e-09,
];
