//! Special functions that have no expression: evaluated one by one in double precision.

use crate::pool::for_range;

/// Chebyshev coefficients of the modified Bessel functions and rational approximations of the normal quantile.
/// Source: S. Moshier, "Methods and programs for mathematical functions", 1989 (Cephes).
const I0_SMALL: [f64; 30] = [
    -4.4153416464793395e-18,
    3.3307945188222384e-17,
    -2.431279846547955e-16,
    1.715391285555133e-15,
    -1.1685332877993451e-14,
    7.676185498604936e-14,
    -4.856446783111929e-13,
    2.95505266312964e-12,
    -1.726826291441556e-11,
    9.675809035373237e-11,
    -5.189795601635263e-10,
    2.6598237246823866e-09,
    -1.300025009986248e-08,
    6.046995022541919e-08,
    -2.670793853940612e-07,
    1.1173875391201037e-06,
    -4.4167383584587505e-06,
    1.6448448070728896e-05,
    -5.754195010082104e-05,
    0.00018850288509584165,
    -0.0005763755745385824,
    0.0016394756169413357,
    -0.004324309995050576,
    0.010546460394594998,
    -0.02373741480589947,
    0.04930528423967071,
    -0.09490109704804764,
    0.17162090152220877,
    -0.3046826723431984,
    0.6767952744094761,
];

const I0_LARGE: [f64; 25] = [
    -7.233180487874754e-18,
    -4.830504485944182e-18,
    4.46562142029676e-17,
    3.461222867697461e-17,
    -2.8276239805165836e-16,
    -3.425485619677219e-16,
    1.7725601330565263e-15,
    3.8116806693526224e-15,
    -9.554846698828307e-15,
    -4.150569347287222e-14,
    1.54008621752141e-14,
    3.8527783827421426e-13,
    7.180124451383666e-13,
    -1.7941785315068062e-12,
    -1.3215811840447713e-11,
    -3.1499165279632416e-11,
    1.1889147107846439e-11,
    4.94060238822497e-10,
    3.3962320257083865e-09,
    2.266668990498178e-08,
    2.0489185894690638e-07,
    2.8913705208347567e-06,
    6.889758346916825e-05,
    0.0033691164782556943,
    0.8044904110141088,
];

const I1_SMALL: [f64; 29] = [
    2.7779141127610464e-18,
    -2.111421214358166e-17,
    1.5536319577362005e-16,
    -1.1055969477353862e-15,
    7.600684294735408e-15,
    -5.042185504727912e-14,
    3.223793365945575e-13,
    -1.9839743977649436e-12,
    1.1736186298890901e-11,
    -6.663489723502027e-11,
    3.625590281552117e-10,
    -1.8872497517228294e-09,
    9.381537386495773e-09,
    -4.445059128796328e-08,
    2.0032947535521353e-07,
    -8.568720264695455e-07,
    3.4702513081376785e-06,
    -1.3273163656039436e-05,
    4.781565107550054e-05,
    -0.00016176081582589674,
    0.0005122859561685758,
    -0.0015135724506312532,
    0.004156422944312888,
    -0.010564084894626197,
    0.024726449030626516,
    -0.05294598120809499,
    0.1026436586898471,
    -0.17641651835783406,
    0.25258718644363365,
];

const I1_LARGE: [f64; 25] = [
    7.517296310842105e-18,
    4.414348323071708e-18,
    -4.6503053684893586e-17,
    -3.209525921993424e-17,
    2.96262899764595e-16,
    3.3082023109209285e-16,
    -1.8803547755107825e-15,
    -3.8144030724370075e-15,
    1.0420276984128802e-14,
    4.272440016711951e-14,
    -2.1015418427726643e-14,
    -4.0835511110921974e-13,
    -7.198551776245908e-13,
    2.0356285441470896e-12,
    1.4125807436613782e-11,
    3.2526035830154884e-11,
    -1.8974958123505413e-11,
    -5.589743462196584e-10,
    -3.835380385964237e-09,
    -2.6314688468895196e-08,
    -2.512236237870209e-07,
    -3.882564808877691e-06,
    -0.00011058893876262371,
    -0.009761097491361469,
    0.7785762350182801,
];

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

/// What is evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    /// The modified Bessel function of the first kind of order 0.
    I0,
    /// The same, times `exp(-|x|)`.
    I0e,
    /// The modified Bessel function of the first kind of order 1.
    I1,
    /// The same, times `exp(-|x|)`.
    I1e,
    /// The quantile of the standard normal distribution.
    Ndtri,
    /// `exp(x^2) erfc(x)`.
    Erfcx,
    /// The logarithm of the standard normal distribution function.
    LogNdtr,
    /// `-x log x`; minus infinity below 0.
    Entr,
}

/// A Chebyshev series, by Clenshaw's recurrence.
fn chebyshev(x: f64, coefficients: &[f64]) -> f64 {
    let (mut b0, mut b1, mut b2) = (0.0, 0.0, 0.0);
    for &coefficient in coefficients {
        (b2, b1) = (b1, b0);
        b0 = x * b1 - b2 + coefficient;
    }
    0.5 * (b0 - b2)
}

/// A polynomial, the highest power first.
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

fn i0e(x: f64) -> f64 {
    let x = x.abs();
    if x <= 8.0 { chebyshev(x / 2.0 - 2.0, &I0_SMALL) } else { chebyshev(32.0 / x - 2.0, &I0_LARGE) / x.sqrt() }
}

fn i1e(x: f64) -> f64 {
    let size = x.abs();
    let value = if size <= 8.0 {
        chebyshev(size / 2.0 - 2.0, &I1_SMALL) * size
    } else {
        chebyshev(32.0 / size - 2.0, &I1_LARGE) / size.sqrt()
    };
    if x < 0.0 { -value } else { value }
}

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

fn erfcx(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x < 2.0 {
        // The exponential overflows only where the result does.
        return if x < -26.7 { f64::INFINITY } else { (x * x).exp() * libm::erfc(x) };
    }
    if x > 1e8 {
        return std::f64::consts::FRAC_2_SQRT_PI / 2.0 / x;
    }
    // The continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))), from its end; at 2, 100 steps are enough.
    let steps = if x < 4.0 { 100 } else { 40 };
    let tail = (1..=steps).rev().fold(x, |tail, step| x + step as f64 / 2.0 / tail);
    std::f64::consts::FRAC_2_SQRT_PI / 2.0 / tail
}

fn log_ndtr(x: f64) -> f64 {
    let scaled = x * std::f64::consts::FRAC_1_SQRT_2;
    if x < -1.0 { (erfcx(-scaled) / 2.0).ln() - scaled * scaled } else { (-libm::erfc(scaled) / 2.0).ln_1p() }
}

impl Function {
    /// The value at a number.
    pub fn at(self, x: f64) -> f64 {
        match self {
            Function::I0 => x.abs().exp() * i0e(x),
            Function::I0e => i0e(x),
            Function::I1 => x.abs().exp() * i1e(x),
            Function::I1e => i1e(x),
            Function::Ndtri => ndtri(x),
            Function::Erfcx => erfcx(x),
            Function::LogNdtr => log_ndtr(x),
            Function::Entr if x > 0.0 => -x * x.ln(),
            Function::Entr if x < 0.0 => f64::NEG_INFINITY,
            Function::Entr => x.abs(),
        }
    }
}

/// Numbers that a task takes.
const GRAIN: usize = 2048;

/// A pointer that tasks share; each touches elements of its own.
#[derive(Clone, Copy)]
struct Shared<T>(*mut T);
// SAFETY: tasks write to different elements.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn at(self, index: usize) -> *mut T {
        self.0.wrapping_add(index)
    }
}

/// Replaces `numbers` by the function's values.
pub fn evaluate(function: Function, numbers: &mut [f64]) {
    each(numbers, |x| function.at(x));
}

/// Replaces `numbers` by a function's values, in parallel where there are many.
pub fn each<T: Copy + Send + Sync>(numbers: &mut [T], function: impl Fn(T) -> T + Sync) {
    let all = Shared(numbers.as_mut_ptr());
    for_range(numbers.len(), GRAIN, &|range| {
        for at in range {
            // SAFETY: ranges lie inside the slice and do not meet.
            unsafe { *all.at(at) = function(*all.at(at)) };
        }
    });
}

/// The greatest common divisor; its size for `i64::MIN` and 0 wraps around.
pub fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a as i64
}

/// A number as a fraction of size from 1/2 to 1 and a power of 2.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        // Reference values with 17 digits, from mpmath.
        for (function, x, value) in [
            (Function::I0, 1.0, 1.266_065_877_752_008_3),
            (Function::I0e, 20.0, 0.089_780_311_884_826_02),
            (Function::I1, -1.0, -0.565_159_103_992_485),
            (Function::I1e, 10.0, 0.121_262_681_384_455_5),
            (Function::Ndtri, 0.975, 1.959_963_984_540_054),
            (Function::Ndtri, 1e-10, -6.361_340_902_404_056),
            (Function::Erfcx, 1.0, 0.427_583_576_155_807),
            (Function::Erfcx, 3.0, 0.179_001_151_181_389_97),
            (Function::Erfcx, 30.0, 0.018_795_888_861_416_75),
            (Function::LogNdtr, -10.0, -53.231_285_150_512_48),
            (Function::LogNdtr, 3.0, -0.001_350_809_964_748_194_7),
        ] {
            let got = function.at(x);
            assert!(((got - value) / value).abs() < 1e-13, "{function:?}({x}) = {got}, not {value}");
        }
        assert_eq!((gcd(12, -18), gcd(0, 0), gcd(0, -5)), (6, 0, 5));
        assert_eq!(frexp(10.0), (0.625, 4));
    }
}
