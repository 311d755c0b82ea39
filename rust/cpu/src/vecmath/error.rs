//! The error function, its complement and its inverse.

use super::core::*;
use super::exponential::exp_reduced64;
use crate::isa::Isa;

/// The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
#[inline(always)]
pub fn erf_f32<I: Isa>(x: f32) -> f32 {
    // erf(x) / x - 1 in x^2 up to x = 0.9, relative error of erf 2^-26.1.
    const NEAR: [f32; 6] =
        [0.128_379_15, -0.376_125_13, 0.112_821_11, -0.026_779_43, 0.005_014_059_6, -0.000_610_512_45];
    // -log(erfc(x)) / x from 0.9 to 3.95, absolute error of erfc 2^-30.2.
    const FAR: [f32; 7] =
        [1.128_641, 0.635_181_3, 0.106_187_93, -0.023_720_466, 0.003_623_050_4, -0.000_318_091_25, 1.076_613e-5];
    let a = at_most32(x.abs(), 3.95);
    let y = a * a;
    let near = I::fma32(a, poly32::<I, 6>(y, &NEAR), a);
    let (k, m) = exp_reduced32::<I>(-a * poly32::<I, 7>(a, &FAR));
    let scale = pow2_32(k);
    let far = 1.0 - I::fma32(scale, m, scale);
    (if a < 0.9 { near } else { far }).copysign(x)
}

/// The complement of the error function, `1 - erf(x)`, accurate where it is small.
#[inline(always)]
pub fn erfc_f32<I: Isa>(x: f32) -> f32 {
    // e^(x^2) erfc(x) in t = (x - 3) / (x + 3), relative error 2^-30.6.
    const P: [f64; 12] = [
        0.17900115112316672,
        -0.3262335614339455,
        0.24560381210567145,
        -0.1501158788014196,
        0.07166558889890262,
        -0.024393255322251124,
        0.0042710375451969936,
        0.0007124361951649228,
        -0.0006023553038665475,
        3.088638445068891e-05,
        6.62948760660042e-05,
        4.901629034113701e-06,
    ];
    let a = at_most64(x.abs() as f64, 10.2);
    let (n, m) = expm1_short::<I>(-a * a);
    let tail = (1.0 + m) * pow2_64(n) * poly64::<I, 12>((a - 3.0) / (a + 3.0), &P);
    (if x < 0.0 { 2.0 - tail } else { tail }) as f32
}

/// The inverse of the error function; NaN outside `[-1, 1]`.
///
/// `x` times a polynomial in `w = -log(1 - x^2)` or, beyond 5, in its square root (the arrangement of M. Giles,
/// "Approximating the erfinv function", GPU Computing Gems, 2012).
#[inline(always)]
pub fn erfinv_f32<I: Isa>(x: f32) -> f32 {
    // erfinv(x) / x in w - 2.5, relative error 2^-30.8.
    const CENTRE: [f64; 12] = [
        1.5014093516926235,
        0.24664027578417655,
        -0.004177324637500714,
        -0.001252704874368802,
        0.00021826355740947365,
        -4.998775022103384e-06,
        -3.426014576743767e-06,
        4.797071729208608e-07,
        1.6457789973787427e-08,
        -1.1024897627989707e-08,
        4.3700894987830963e-10,
        1.3298499642885626e-10,
    ];
    // erfinv(x) / x in sqrt(w) - 3.2, relative error 2^-29.4.
    const TAIL: [f64; 12] = [
        3.0336365740219335,
        1.0046924652584206,
        0.005973211343003781,
        -0.004294801954109116,
        0.002950023093723258,
        -0.0019879764119528284,
        0.001083482910614108,
        -0.00037450738747785454,
        -2.5727090077123755e-05,
        0.0001198831609909298,
        -3.7763257914670026e-05,
        -9.113496482459732e-06,
    ];
    let a = x.abs() as f64;
    let w = -log1p_short::<I>(-a * a);
    let centre = poly64::<I, 12>(w - 2.5, &CENTRE);
    let tail = poly64::<I, 12>(w.sqrt() - 3.2, &TAIL);
    let result = a * if w < 5.0 { centre } else { tail };
    let result = if a < 1.0 { result } else { f64::NAN };
    ((if a == 1.0 { f64::INFINITY } else { result }) as f32).copysign(x)
}

/// `erfc(a)` for `0 <= a`, as a factor and a power of two.
///
/// `(1 + 2 a) e^(a^2) erfc(a)` is a smooth function of `t = (a - 4) / (a + 4)` (M. Shepherd and J. Laframboise,
/// "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x", Math. Comp. 36, 1981).
#[inline(always)]
fn erfc_parts<I: Isa>(a: f64) -> (f64, f64) {
    // Relative error 2^-53.8.
    const P: [f64; 23] = [
        1.2329951186255526,
        -0.13962111684056286,
        0.01537965210262014,
        0.06809705425473354,
        -0.10103906603632355,
        0.09373283499691457,
        -0.06633036581203873,
        0.03716751556070016,
        -0.016197734054722888,
        0.005031969770622051,
        -0.0007577733614113875,
        -0.000199255579598267,
        0.00015062229009579623,
        -2.4402953719986277e-05,
        -1.1224821316013587e-05,
        5.717498314384382e-06,
        3.0127305095440776e-07,
        -8.347659462699646e-07,
        6.288843597226669e-08,
        1.1516026850729427e-07,
        -7.842056189320468e-09,
        -1.3650012346795745e-08,
        -1.8001731110725292e-09,
    ];
    let (square, error) = two_product::<I>(a, a);
    let (n, m) = exp_reduced64::<I>(-square);
    // e^-error = 1 - error.
    let exponential = 1.0 + (m - error * (1.0 + m));
    let smooth = poly64::<I, 23>((a - 4.0) / (a + 4.0), &P) / I::fma64(2.0, a, 1.0);
    (exponential * smooth, n)
}

/// `erf(x)` for `|x| <= 1`.
#[inline(always)]
fn erf_near64<I: Isa>(x: f64) -> f64 {
    // erf(x) / x - 1 in x^2, relative error of erf 2^-55.1.
    const P: [f64; 12] = [
        0.12837916709551256,
        -0.37612638903183343,
        0.1128379167093695,
        -0.026866170641950987,
        0.005223977596601685,
        -0.0008548325478021103,
        0.00012055280366251405,
        -1.4924466112569763e-05,
        1.64442048334496e-06,
        -1.618482079046939e-07,
        1.36221060966621e-08,
        -7.62113810724676e-10,
    ];
    I::fma64(x, poly64::<I, 12>(x * x, &P), x)
}

/// The error function.
#[inline(always)]
pub fn erf_f64<I: Isa>(x: f64) -> f64 {
    let a = at_most64(x.abs(), 6.0);
    let (tail, n) = erfc_parts::<I>(a);
    let far = I::fma64(tail, -pow2_64(n), 1.0);
    (if a < 1.0 { erf_near64::<I>(a) } else { far }).copysign(x)
}

/// The complement of the error function, accurate where it is small.
#[inline(always)]
pub fn erfc_f64<I: Isa>(x: f64) -> f64 {
    let a = at_most64(x.abs(), 27.3);
    let (tail, n) = erfc_parts::<I>(a);
    let tail = if a < 0.5 { 1.0 - erf_near64::<I>(a) } else { scale64(tail, n) };
    if x < 0.0 { 2.0 - tail } else { tail }
}

/// The inverse of the error function; NaN outside `[-1, 1]`: a scalar routine.
#[inline(always)]
pub fn erfinv_f64<I: Isa>(x: f64) -> f64 {
    erfinv_scalar(x)
}

/// Three Newton-Halley steps on `erf` (`erfc` in the tails), from Giles' logarithmic start.
#[inline(never)]
fn erfinv_scalar(x: f64) -> f64 {
    let a = x.abs();
    if a.is_nan() || a > 1.0 {
        return f64::NAN;
    }
    if a == 1.0 {
        return f64::INFINITY.copysign(x);
    }
    // S. Winitzki's closed form, good to 2e-3, starts the iteration.
    const A: f64 = 0.147;
    let l = libm::log1p(-a * a);
    let b = 2.0 / (std::f64::consts::PI * A) + 0.5 * l;
    let mut y = ((b * b - l / A).sqrt() - b).sqrt();
    if y == 0.0 {
        return x * 0.886_226_925_452_758;
    }
    for _ in 0..3 {
        let residual = if a < 0.5 { libm::erf(y) - a } else { (1.0 - a) - libm::erfc(y) };
        let step = residual / (std::f64::consts::FRAC_2_SQRT_PI * libm::exp(-y * y));
        y -= step / (1.0 + y * step);
    }
    y.copysign(x)
}
