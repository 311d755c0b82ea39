//! The error function, its complement and its inverse.

use super::core::*;
use super::exponential::{Exp, exp_reduced64};
use super::lanes::{Formula, Lanes, One};
use crate::isa::Isa;

/// The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
#[derive(Clone, Copy, Default)]
pub struct Erf;

impl Formula for Erf {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        if L::TABLES { erf_by_table(x) } else { erf_by_exp(x) }
    }
}

/// The error function from a polynomial near 0 and from the exponential function elsewhere.
#[inline(always)]
fn erf_by_exp<L: Lanes>(x: L) -> L {
    // erf(x) / x - 1 in x^2 up to x = 0.9, relative error of erf 2^-26.1.
    const NEAR: [f32; 6] =
        [0.128_379_15, -0.376_125_13, 0.112_821_11, -0.026_779_43, 0.005_014_059_6, -0.000_610_512_45];
    // -log(erfc(x)) / x from 0.9 to 3.95, absolute error of erfc 2^-30.2.
    const FAR: [f32; 7] =
        [1.128_641, 0.635_181_3, 0.106_187_93, -0.023_720_466, 0.003_623_050_4, -0.000_318_091_25, 1.076_613e-5];
    let a = x.abs().at_most(3.95);
    let y = a * a;
    let near = a.fma(poly(y, &NEAR), a);
    let (n, m) = exp_reduced(a.copysign(L::splat(-1.0)) * poly(a, &FAR));
    let scale = L::power(n);
    let far = L::splat(1.0) - scale.fma(m, scale);
    a.select_below(0.9, near, far).copysign(x)
}

/// The error function from a polynomial for the nearest of 16 places.
#[inline(always)]
pub(super) fn erf_by_table<L: Lanes>(x: L) -> L {
    // The first place goes to 0.2255, below which its sum would cancel; the others are 0.2483 apart. They are chosen so that
    // the function is close to a binary32 number there.
    const PLACES: [f32; 16] = [
        0.0,
        0.349_605_77,
        0.597_972_2,
        0.846_082,
        1.094_222_9,
        1.342_706_6,
        1.590_928_7,
        1.839_382_9,
        2.087_723_7,
        2.335_826_9,
        2.584_214_7,
        2.833_168_5,
        3.081_018_2,
        3.328_954_7,
        3.578_265,
        3.826_565,
    ];
    // erf(c + r) in r, but for a term of r at the first place: relative error 2^-29 there, absolute error 2^-30 elsewhere
    // up to the last two, where it is 2^-28.
    const P: [[f32; 16]; 7] = [
        [
            0.0,
            0.378_988_44,
            0.602_257_8,
            0.768_514_34,
            0.878_248_8,
            0.942_418_93,
            0.975_545_5,
            0.990_712_34,
            0.996_847_75,
            0.999_044_66,
            0.999_742_45,
            0.999_938_4,
            0.999_986_8,
            0.999_997_5,
            0.999_999_6,
            0.999_999_94,
        ],
        [
            0.128_379_17,
            0.998_559_06,
            0.789_158_17,
            0.551_522_6,
            0.340_772_03,
            0.185_986_97,
            0.089_790_88,
            0.038_290_74,
            0.014_439_206,
            0.004_818_440_4,
            0.001_419_595_7,
            0.000_368_503_2,
            8.508_235e-5,
            1.736_320_7e-5,
            3.102_824_2e-6,
            4.934_63e-7,
        ],
        [
            -2.744_852_5e-7,
            -0.349_102_02,
            -0.471_894_65,
            -0.466_633_32,
            -0.372_880_58,
            -0.249_725_92,
            -0.142_850_89,
            -0.070_431_34,
            -0.030_145_064,
            -0.011_255_042,
            -0.003_668_540_2,
            -0.001_044_032_5,
            -0.000_262_136_72,
            -5.780_197e-5,
            -1.232_539_1e-5,
            -5.139_611e-6,
        ],
        [
            -0.376_105_43,
            -0.251_480_07,
            -0.074_937_68,
            0.079_359_69,
            0.158_419_76,
            0.161_544_04,
            0.121_582_06,
            0.073_604_24,
            0.037_143_655,
            0.015_920_447,
            0.005_846_875_3,
            0.001_849_004_4,
            0.000_510_046_67,
            0.000_122_475_3,
            2.544_953e-5,
            4.652_14e-6,
        ],
        [
            -0.000_454_388_8,
            0.160_327_15,
            0.179_701_83,
            0.121_968_05,
            0.037_622_157,
            -0.025_209_935,
            -0.049_096_067,
            -0.044_214_94,
            -0.028_725_337,
            -0.014_842_261,
            -0.006_332_072,
            -0.002_271_236_6,
            -0.000_698_816_03,
            -0.000_184_538_03,
            0.000_163_937_72,
            0.000_538_817_55,
        ],
        [
            0.117_014_214,
            0.052_505_17,
            -0.020_041_645,
            -0.064_450_82,
            -0.063_842_885,
            -0.034_957_95,
            -0.005_433_396,
            0.010_310_219,
            0.012_788_583,
            0.009_087_644_5,
            0.004_808_449_7,
            0.002_034_276_3,
            0.000_714_360_1,
            0.000_211_978_87,
            5.287_504_2e-5,
            1.142_842_85e-5,
        ],
        [
            -0.017_302_128,
            -0.048_679_326,
            -0.043_684_55,
            -0.014_125_262,
            0.013_150_62,
            0.022_230_78,
            0.015_862_89,
            0.005_403_132_6,
            -0.001_209_003_7,
            -0.003_095_762_6,
            -0.002_437_018_8,
            -0.001_310_335_5,
            -0.000_528_970_85,
            -0.000_186_534_47,
            -0.008_710_895,
            -0.023_030_708,
        ],
    ];
    // That term. Its coefficient would be no binary32 number.
    const FIRST: [f32; 16] = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let a = x.abs().at_most(3.949_999);
    let place = a.fma(L::splat(1.0 / 0.2483), L::splat(0.5 - 0.2255 / 0.2483)).round_product(1.0);
    let r = a - L::look_up(&PLACES, place);
    let mut sum = L::look_up(&P[6], place);
    for k in (0..6).rev() {
        sum = sum.fma(r, L::look_up(&P[k], place));
    }
    L::look_up(&FIRST, place).fma(r, sum).copysign(x)
}

/// The normal distribution's cumulative function.
#[inline(always)]
fn normal<L: Lanes>(x: L) -> L {
    (Erf.of(x * L::splat(std::f32::consts::FRAC_1_SQRT_2)) + L::splat(1.0)) * L::splat(0.5)
}

/// `x Phi(x)` with the normal distribution's cumulative function.
#[derive(Clone, Copy, Default)]
pub struct Gelu;

impl Formula for Gelu {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        x * normal(x)
    }
}

/// The derivative of [`Gelu`], `Phi(x) + x phi(x)`.
#[derive(Clone, Copy, Default)]
pub struct GeluSlope;

impl Formula for GeluSlope {
    #[inline(always)]
    fn of<L: Lanes>(self, x: L) -> L {
        // 1 / sqrt(2 pi)
        let density = Exp.of(x * x * L::splat(-0.5)) * L::splat(0.398_942_28);
        normal(x) + x * density
    }
}

/// The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to `x`.
#[inline(always)]
pub fn erf_f32<I: Isa>(x: f32) -> f32 {
    Erf.of(One::<I>::new(x)).0
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
