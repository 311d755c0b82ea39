//! `sinh`, `cosh`, `tanh` and their inverses.

use super::core::*;
use super::exponential::expm1_reduced64;
use super::lanes::{Formula, Lanes, One};
use super::logarithm::log1p_f64;
use crate::isa::Isa;

/// Hyperbolic sine.
#[inline(always)]
pub fn sinh_f32<I: Isa>(x: f32) -> f32 {
    let (n, m) = expm1_short::<I>(at_most64(x.abs() as f64, 100.0));
    let scale = pow2_64(n);
    // e^|x| - 1, in which sinh has no cancellation.
    let e = I::fma64(scale, m, scale - 1.0);
    ((0.5 * (e + e / (e + 1.0))) as f32).copysign(x)
}

/// Hyperbolic cosine.
#[inline(always)]
pub fn cosh_f32<I: Isa>(x: f32) -> f32 {
    let (n, m) = expm1_short::<I>(at_most64(x.abs() as f64, 100.0));
    let e = (1.0 + m) * pow2_64(n);
    (0.5 * (e + 1.0 / e)) as f32
}

/// Hyperbolic tangent.
#[derive(Clone, Copy, Default)]
pub struct Tanh;

impl Formula for Tanh {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        if L::TABLES { tanh_by_table(x) } else { tanh_by_exp(x) }
    }
}

/// Hyperbolic tangent from a polynomial near 0 and from `e^2x` elsewhere.
#[inline(always)]
fn tanh_by_exp<L: Lanes>(x: L) -> L {
    // (tanh(x) / x - 1) / x^2 in x^2, relative error of tanh 2^-29.7.
    const P: [f32; 5] = [-0.333_333_16, 0.133_325_44, -0.053_847_548, 0.021_050_714, -0.006_242_849_4];
    let a = x.abs().at_most(10.0);
    let y = a * a;
    let near = (a * y).fma(poly(y, &P), a);
    let (n, m) = exp_reduced(a + a);
    let scale = L::power(n);
    let one = L::splat(1.0);
    let far = one - L::splat(2.0).over(scale.fma(m, scale) + one);
    a.select_below(0.55, near, far).copysign(x)
}

/// Hyperbolic tangent from the nearest of 16 places `c`: with `t = tanh(x - c)`,
/// `tanh(x) = tanh(c) + (1 - tanh(c)^2) t / (1 + tanh(c) t)`.
#[inline(always)]
pub(super) fn tanh_by_table<L: Lanes>(x: L) -> L {
    // Places 0.59 apart, but for the first, which goes to 0.55: below it the sum would cancel. They are chosen so that
    // tanh and its derivative are close to a binary32 number there.
    const PLACES: [f32; 16] = [
        0.0,
        0.846_492_77,
        1.434_524,
        2.026_848_6,
        2.625_276_6,
        3.214_534_5,
        3.788_187_5,
        4.408_98,
        4.983_946_3,
        5.548_107_6,
        6.129_889,
        6.761_018_3,
        7.310_343,
        7.953_609,
        8.572_217,
        9.1,
    ];
    const VALUES: [f32; 16] = [
        0.0,
        0.689_232_77,
        0.892_59,
        0.965_876_16,
        0.989_565_5,
        0.996_777_3,
        0.998_975_7,
        0.999_703_94,
        0.999_906_24,
        0.999_969_66,
        0.999_990_5,
        0.999_997_3,
        0.999_999_1,
        0.999_999_76,
        0.999_999_94,
        1.0,
    ];
    const SLOPES: [f32; 16] = [
        1.0,
        0.524_958_2,
        0.203_283_12,
        0.067_083_24,
        0.020_760_138,
        6.435_022e-3,
        2.047_562_5e-3,
        5.920_251e-4,
        1.875_074_4e-4,
        6.067_667_3e-5,
        1.895_404_6e-5,
        5.364_299e-6,
        1.788_037_1e-6,
        4.939_044e-7,
        1.433_266_3e-7,
        4.987_697e-8,
    ];
    // (tanh(t) / t - 1) / t^2 in t^2, relative error of tanh 2^-24.8 at 0.55.
    const P: [f32; 4] = [-0.333_329_6, 0.133_209_63, -0.052_685_183, 0.016_460_355];
    let a = x.abs().at_most(PLACES[15]);
    let place = a.fma(L::splat(1.0 / 0.59), L::splat(0.5 - 0.55 / 0.59)).round_product(1.0);
    let r = a - L::look_up(&PLACES, place);
    let y = r * r;
    let t = (r * y).fma(poly(y, &P), r);
    let value = L::look_up(&VALUES, place);
    let quotient = t.over(value.fma(t, L::splat(1.0)));
    L::look_up(&SLOPES, place).fma(quotient, value).copysign(x)
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh_f32<I: Isa>(x: f32) -> f32 {
    Tanh.of(One::<I>::new(x)).0
}

/// Inverse hyperbolic sine.
#[inline(always)]
pub fn asinh_f32<I: Isa>(x: f32) -> f32 {
    let a = x.abs() as f64;
    let square = a * a;
    let result = log1p_short::<I>(a + square / (1.0 + (square + 1.0).sqrt())) as f32;
    (if x.abs() < f32::INFINITY { result } else { x }).copysign(x)
}

/// Inverse hyperbolic cosine.
#[inline(always)]
pub fn acosh_f32<I: Isa>(x: f32) -> f32 {
    let t = x as f64 - 1.0;
    let result = log1p_short::<I>(t + (t * (t + 2.0)).sqrt()) as f32;
    let result = if x < f32::INFINITY { result } else { x };
    if x < 1.0 { f32::NAN } else { result }
}

/// Inverse hyperbolic tangent.
#[inline(always)]
pub fn atanh_f32<I: Isa>(x: f32) -> f32 {
    let a = x.abs() as f64;
    let result = 0.5 * log1p_short::<I>(2.0 * a / (1.0 - a));
    let result = if a == 1.0 { f64::INFINITY } else { result };
    ((if a > 1.0 { f64::NAN } else { result }) as f32).copysign(x)
}

/// Hyperbolic sine.
#[inline(always)]
pub fn sinh_f64<I: Isa>(x: f64) -> f64 {
    let (n, m) = expm1_reduced64::<I>(at_most64(x.abs(), 710.6));
    // A quarter of e^|x| - 1, which overflows no sooner than sinh.
    let scale = pow2_64(n - 2.0);
    let quarter = I::fma64(scale, m, scale - 0.25);
    // In sinh = (e + e / (e + 1)) / 2, e = e^|x| - 1, the quotient is 1 long before it could overflow.
    let bounded = at_most64(quarter, 1e18);
    let ratio = 2.0 * bounded / I::fma64(4.0, bounded, 1.0);
    let result = I::fma64(2.0, quarter, ratio);
    // A quarter of a subnormal number has lost bits.
    (if x.abs() < 1e-9 { x } else { result }).copysign(x)
}

/// Hyperbolic cosine.
#[inline(always)]
pub fn cosh_f64<I: Isa>(x: f64) -> f64 {
    let (n, m) = expm1_reduced64::<I>(at_most64(x.abs(), 710.6));
    let scale = pow2_64(n - 2.0);
    let half = 2.0 * I::fma64(scale, m, scale);
    half + 0.25 / half
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh_f64<I: Isa>(x: f64) -> f64 {
    // (tanh(x) / x - 1) / x^2 in x^2, relative error of tanh 2^-59.9.
    const P: [f64; 11] = [
        -0.333333333333333,
        0.1333333333332658,
        -0.053968253963737195,
        0.021869488385171283,
        -0.008863232590098639,
        0.0035920919273979587,
        -0.0014555423796992672,
        0.0005884439065959586,
        -0.00023338466053694472,
        8.332873256531463e-05,
        -1.9507679783795086e-05,
    ];
    let a = at_most64(x.abs(), 20.0);
    let y = a * a;
    let near = I::fma64(a * y, poly64::<I, 11>(y, &P), a);
    let (n, m) = expm1_reduced64::<I>(2.0 * a);
    let scale = pow2_64(n);
    let far = 1.0 - 2.0 / (I::fma64(scale, m, scale) + 1.0);
    (if a < 0.55 { near } else { far }).copysign(x)
}

/// `acosh` and `asinh` of more than this are `log(2 x)`; less than its root, the square of this does not overflow.
const LARGE: f64 = 1e17;

/// Inverse hyperbolic sine.
#[inline(always)]
pub fn asinh_f64<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let square = a * a;
    let large = a > LARGE;
    let near = a + square / (1.0 + (square + 1.0).sqrt());
    let result = log1p_f64::<I>(if large { a } else { near });
    (if large { result + std::f64::consts::LN_2 } else { result }).copysign(x)
}

/// Inverse hyperbolic cosine.
#[inline(always)]
pub fn acosh_f64<I: Isa>(x: f64) -> f64 {
    let t = x - 1.0;
    let large = x > LARGE;
    let result = log1p_f64::<I>(if large { x } else { t + (t * (t + 2.0)).sqrt() });
    let result = if large { result + std::f64::consts::LN_2 } else { result };
    if x < 1.0 { f64::NAN } else { result }
}

/// Inverse hyperbolic tangent.
#[inline(always)]
pub fn atanh_f64<I: Isa>(x: f64) -> f64 {
    let a = x.abs();
    let result = 0.5 * log1p_f64::<I>(2.0 * a / (1.0 - a));
    (if a > 1.0 { f64::NAN } else { result }).copysign(x)
}
