//! Building blocks: rounding, powers of two, polynomials, and the reduced kernels of `exp` and `log`.

use super::lanes::{Integral, Lanes, One};
use crate::isa::Isa;

/// Adding and subtracting it rounds to an integer, ties to even, when the magnitude is below 2^22.
pub(super) const ROUND_32: f32 = 1.5 * 8_388_608.0;
/// Adding and subtracting it rounds to an integer, ties to even, when the magnitude is below 2^51.
const ROUND_64: f64 = 1.5 * 4_503_599_627_370_496.0;

/// The integer nearest to `x`, as a float and as an integer, for `|x| < 2^22`.
#[inline(always)]
pub(super) fn round32(x: f32) -> (f32, i32) {
    // `as i32` saturates, which costs more than the rest of the function.
    let shifted = x + ROUND_32;
    (shifted - ROUND_32, (shifted.to_bits() as i32).wrapping_sub(ROUND_32.to_bits() as i32))
}

/// The integer nearest to `x` for `|x| < 2^51`, as a float and as bits whose lowest 51 hold it in two's complement.
#[inline(always)]
pub(super) fn round64(x: f64) -> (f64, u64) {
    let shifted = x + ROUND_64;
    (shifted - ROUND_64, shifted.to_bits())
}

/// `2^k` for `-127 < k < 128`.
#[inline(always)]
pub(super) fn pow2_32(k: i32) -> f32 {
    f32::from_bits((k.wrapping_add(127) as u32) << 23)
}

/// `2^n` for an integral `-1023 < n < 1024`.
#[inline(always)]
pub(super) fn pow2_64(n: f64) -> f64 {
    f64::from_bits((n + (ROUND_64 + 1023.0)).to_bits() << 52)
}

/// `p * 2^k` with one rounding for `p` near 1 and `-252 < k < 256`.
#[inline(always)]
pub(super) fn scale32(p: f32, k: i32) -> f32 {
    let half = k >> 1;
    p * pow2_32(half) * pow2_32(k.wrapping_sub(half))
}

/// `p * 2^n` with one rounding for `p` near 1 and an integral `-2044 < n < 2047`.
#[inline(always)]
pub(super) fn scale64(p: f64, n: f64) -> f64 {
    let half = round64(n * 0.5).0;
    p * pow2_64(half) * pow2_64(n - half)
}

/// Horner's rule over every `STRIDE`-th coefficient from `first` on.
#[inline(always)]
fn horner<L: Lanes, const N: usize, const STRIDE: usize>(x: L, c: &[f32; N], first: usize) -> L {
    let mut i = first + (N - 1 - first) / STRIDE * STRIDE;
    let mut sum = L::splat(c[i]);
    while i > first {
        i -= STRIDE;
        sum = sum.fma(x, L::splat(c[i]));
    }
    sum
}

/// `c[0] + c[1] x + ...`, in two or four interleaved chains where it is long: throughput is limited by how many waiting
/// instructions the processor holds, so a shorter chain is worth the extra products.
#[inline(always)]
pub(super) fn poly<L: Lanes, const N: usize>(x: L, c: &[f32; N]) -> L {
    if N < 5 {
        return horner::<L, N, 1>(x, c, 0);
    }
    let square = x * x;
    if N < 9 {
        return x.fma(horner::<L, N, 2>(square, c, 1), horner::<L, N, 2>(square, c, 0));
    }
    let fourth = square * square;
    let low = x.fma(horner::<L, N, 4>(fourth, c, 1), horner::<L, N, 4>(fourth, c, 0));
    let high = x.fma(horner::<L, N, 4>(fourth, c, 3), horner::<L, N, 4>(fourth, c, 2));
    square.fma(high, low)
}

/// [`poly`] of one number.
#[inline(always)]
pub(super) fn poly32<I: Isa, const N: usize>(x: f32, c: &[f32; N]) -> f32 {
    poly(One::<I>::new(x), c).0
}

/// Horner's rule over every `STRIDE`-th coefficient from `first` on.
#[inline(always)]
fn horner64<I: Isa, const N: usize, const STRIDE: usize>(x: f64, c: &[f64; N], first: usize) -> f64 {
    let mut i = first + (N - 1 - first) / STRIDE * STRIDE;
    let mut sum = c[i];
    while i > first {
        i -= STRIDE;
        sum = I::fma64(sum, x, c[i]);
    }
    sum
}

/// `c[0] + c[1] x + ...`, in two or four interleaved chains where it is long: throughput is limited by how many waiting
/// instructions the processor holds, so a shorter chain is worth the extra products.
#[inline(always)]
pub(super) fn poly64<I: Isa, const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    if N < 5 {
        return horner64::<I, N, 1>(x, c, 0);
    }
    let square = x * x;
    if N < 9 {
        return I::fma64(x, horner64::<I, N, 2>(square, c, 1), horner64::<I, N, 2>(square, c, 0));
    }
    let fourth = square * square;
    let low = I::fma64(x, horner64::<I, N, 4>(fourth, c, 1), horner64::<I, N, 4>(fourth, c, 0));
    let high = I::fma64(x, horner64::<I, N, 4>(fourth, c, 3), horner64::<I, N, 4>(fourth, c, 2));
    I::fma64(square, high, low)
}

/// The larger of `x` and `low`; NaN stays NaN.
#[inline(always)]
pub(super) fn at_least32(x: f32, low: f32) -> f32 {
    if x < low { low } else { x }
}

/// The smaller of `x` and `high`; NaN stays NaN.
#[inline(always)]
pub(super) fn at_most32(x: f32, high: f32) -> f32 {
    if x > high { high } else { x }
}

/// The larger of `x` and `low`; NaN stays NaN.
#[inline(always)]
pub(super) fn at_least64(x: f64, low: f64) -> f64 {
    if x < low { low } else { x }
}

/// The smaller of `x` and `high`; NaN stays NaN.
#[inline(always)]
pub(super) fn at_most64(x: f64, high: f64) -> f64 {
    if x > high { high } else { x }
}

/// `(n, m)` with `x = n ln 2 + r` and `m = e^r - 1` for `|x| < 500`; `n` is integral and `|r| <= ln 2 / 2`.
#[inline(always)]
pub(super) fn exp_reduced<L: Lanes>(x: L) -> (Integral<L>, L) {
    // ln 2 in two parts; the first has 9 bits, so that its product with n is exact.
    const LN2_HIGH: f32 = 0.693_359_375;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // (e^r - 1 - r) / r^2, relative error of e^r 2^-28.1.
    const Q: [f32; 5] = [0.499_999_94, 0.166_665_17, 0.041_668_25, 0.008_369_087, 0.001_382_218_1];
    let n = x.round_product(std::f32::consts::LOG2_E);
    let r = n.value.fma(L::splat(-LN2_LOW), n.value.fma(L::splat(-LN2_HIGH), x));
    (n, (r * r).fma(poly::<L, 5>(r, &Q), r))
}

/// [`exp_reduced`] of one number, with a small relative error of `m` too.
#[inline(always)]
pub(super) fn expm1_reduced32<I: Isa>(x: f32) -> (i32, f32) {
    const LN2_HIGH: f32 = 0.693_359_375;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // (e^r - 1 - r) / r^2, relative error of e^r - 1 2^-31.0.
    const Q: [f32; 6] = [0.5, 0.166_666_66, 0.041_666_467, 0.008_333_644, 0.001_393_504_3, 0.000_196_626_3];
    let (n, k) = round32(x * std::f32::consts::LOG2_E);
    let r = I::fma32(n, -LN2_LOW, I::fma32(n, -LN2_HIGH, x));
    (k, I::fma32(r * r, poly32::<I, 6>(r, &Q), r))
}

/// ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact.
pub(super) const LN2_HIGH_64: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
/// See [`LN2_HIGH_64`].
pub(super) const LN2_LOW_64: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// `(n, m)` with `x = n ln 2 + r` and `m = e^r - 1`, relative error 2^-31.8: the short kernel behind binary32 results.
#[inline(always)]
pub(super) fn expm1_short<I: Isa>(x: f64) -> (f64, f64) {
    // (e^r - 1 - r) / r^2.
    const Q: [f64; 6] = [
        0.500000005319691,
        0.1666666690382075,
        0.04166632639785587,
        0.008333219590555397,
        0.0013943255245345493,
        0.00019962394580685678,
    ];
    let (n, _) = round64(x * std::f64::consts::LOG2_E);
    let r = I::fma64(n, -LN2_LOW_64, I::fma64(n, -LN2_HIGH_64, x));
    (n, I::fma64(r * r, poly64::<I, 6>(r, &Q), r))
}

/// `2^x` for `|x| < 1000`, relative error 2^-32.
#[inline(always)]
pub(super) fn exp2_short<I: Isa>(x: f64) -> f64 {
    // (2^r - 1) / r.
    const Q: [f64; 7] = [
        0.6931471838198012,
        0.24022650920981203,
        0.05550400368351373,
        0.009618056868066245,
        0.0013341953657001198,
        0.00015461389366988826,
        1.3359956577065297e-05,
    ];
    let (n, _) = round64(x);
    let r = x - n;
    I::fma64(r, poly64::<I, 7>(r, &Q), 1.0) * pow2_64(n)
}

const SQRT_HALF_64: u64 = 0x3fe6_a09e_667f_3bcd;
const EXPONENT_ONE_64: u64 = 1023 << 52;

/// `(e, m)` with `x = 2^e m` and `sqrt(1/2) <= m < sqrt(2)`, for a positive normal `x`; `e` comes biased by 1023.
#[inline(always)]
pub(super) fn split64(x: f64) -> (u64, f64) {
    let shifted = x.to_bits().wrapping_add(EXPONENT_ONE_64 - SQRT_HALF_64);
    (shifted >> 52, f64::from_bits((shifted & ((1 << 52) - 1)).wrapping_add(SQRT_HALF_64)))
}

/// A small non-negative integer as a float, less 1023.
#[inline(always)]
pub(super) fn unbias64(e: u64) -> f64 {
    // Vector units without 64-bit conversions still have an OR and a subtraction.
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    f64::from_bits(TWO_52.to_bits() | e) - (TWO_52 + 1023.0)
}

/// `(n, f)` with `1 + x = 2^n (1 + f)`, `n` biased by 1023, and `f` exact for small `x`; for `-1 < x < 2^1000`.
#[inline(always)]
pub(super) fn split_plus_one64<I: Isa>(x: f64) -> (u64, f64) {
    let (e, _) = split64(1.0 + x);
    let scale = f64::from_bits(2046u64.wrapping_sub(e) << 52);
    (e, I::fma64(x, scale, scale - 1.0))
}

/// `atanh(s)` for `|s| < 0.1717`, relative error 2^-37.
#[inline(always)]
pub(super) fn atanh_short<I: Isa>(s: f64) -> f64 {
    // (atanh(s) / s - 1) / s^2 in s^2.
    const P: [f64; 4] = [0.33333332822497397, 0.2000016772249908, 0.14268642267276854, 0.11791367997991434];
    let y = s * s;
    I::fma64(s * y, poly64::<I, 4>(y, &P), s)
}

/// `log(1 + x)` for `-1 < x < 2^1000`, relative error 2^-37: the short kernel behind binary32 results.
#[inline(always)]
pub(super) fn log1p_short<I: Isa>(x: f64) -> f64 {
    let (e, f) = split_plus_one64::<I>(x);
    I::fma64(unbias64(e), std::f64::consts::LN_2, 2.0 * atanh_short::<I>(f / (2.0 + f)))
}

/// `a * b` as an unevaluated sum of the rounded product and its error (Dekker, 1971, where there is no FMA).
#[inline(always)]
pub(super) fn two_product<I: Isa>(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if I::FMA {
        return (product, I::fma64(a, b, -product));
    }
    const SPLITTER: f64 = 134_217_729.0;
    let split = |x: f64| {
        let scaled = SPLITTER * x;
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    (product, ((ah * bh - product) + ah * bl + al * bh) + al * bl)
}
