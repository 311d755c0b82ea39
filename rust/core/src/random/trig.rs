//! Logarithm, sine and cosine in single precision for the normal distribution's blocks.
//!
//! The polynomials and the reductions are those of Moshier's Cephes library (`logf`, `sinf`, `cosf`), evaluated in the
//! order and with the roundings of PyTorch's AVX2 path, whose compiler fuses products into sums: its normal numbers are
//! matched bit for bit.

use flambeau_cpu::isa::Isa;

const LN_POLYNOMIAL: [f32; 9] = [
    7.037_683_6e-2,
    -1.151_461e-1,
    1.167_699_84e-1,
    -1.242_014_1e-1,
    1.424_932_3e-1,
    -1.666_805_8e-1,
    2.000_071_4e-1,
    -2.499_999_4e-1,
    3.333_333e-1,
];
/// ln 2 in two parts, the first with few bits.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];

const SIN_POLYNOMIAL: [f32; 3] = [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1];
const COS_POLYNOMIAL: [f32; 3] = [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2];
/// pi / 4 in three parts, the first two with few bits.
const QUARTER_PI: [f32; 3] = [0.785_156_25, 2.418_756_5e-4, 3.774_895e-8];
const FOUR_OVER_PI: f32 = 1.273_239_5;

/// `a * b + c` rounded once; without the instruction by way of doubles, whose sum is rounded twice in rare cases.
#[inline(always)]
pub(super) fn fused<I: Isa>(a: f32, b: f32, c: f32) -> f32 {
    if I::FMA { a.mul_add(b, c) } else { (f64::from(a) * f64::from(b) + f64::from(c)) as f32 }
}

/// `a` where `condition`, else `b`, written so that it compiles to a blend.
#[inline(always)]
fn select(condition: bool, a: f32, b: f32) -> f32 {
    if condition { a } else { b }
}

/// The natural logarithm of a normal number in (0, 1].
#[inline(always)]
pub(super) fn ln_unit<I: Isa>(x: f32) -> f32 {
    let bits = x.to_bits();
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0.5f32.to_bits());
    let exponent = ((bits >> 23) as i32 - 126) as f32;
    // Brings the argument of ln(1 + x) into [sqrt(1/2) - 1, sqrt(2) - 1].
    let small = mantissa < std::f32::consts::FRAC_1_SQRT_2;
    let exponent = exponent - select(small, 1.0, 0.0);
    let x = (mantissa - 1.0) + select(small, mantissa, 0.0);

    let square = x * x;
    let mut y = LN_POLYNOMIAL[0];
    for &coefficient in &LN_POLYNOMIAL[1..] {
        y = fused::<I>(y, x, coefficient);
    }
    let y = fused::<I>(y * x, square, exponent * LN_2[1]) - square * 0.5;
    fused::<I>(exponent, LN_2[0], x + y)
}

/// Sine and cosine of an angle in [0, 2 pi].
#[inline(always)]
pub(super) fn sin_cos_turn<I: Isa>(angle: f32) -> (f32, f32) {
    // SAFETY: the product is between 0 and 8.
    let octant = unsafe { (angle * FOUR_OVER_PI).to_int_unchecked::<i32>() };
    // The nearest multiple of pi / 2, in units of pi / 4.
    let even = (octant + 1) & !1;
    let count = even as f32;
    let mut x = angle;
    for part in QUARTER_PI {
        x = fused::<I>(count, -part, x);
    }

    let z = x * x;
    let polynomial = |[a, b, c]: [f32; 3]| fused::<I>(fused::<I>(a, z, b), z, c);
    let cos = fused::<I>(polynomial(COS_POLYNOMIAL) * z, z, -(z * 0.5)) + 1.0;
    let sin = fused::<I>(polynomial(SIN_POLYNOMIAL) * z, x, x);

    let swapped = even & 2 != 0;
    let sin_sign = ((even & 4) as u32) << 29;
    let cos_sign = ((!(even - 2) & 4) as u32) << 29;
    let sin_value = select(swapped, cos, sin);
    let cos_value = select(swapped, sin, cos);
    (f32::from_bits(sin_value.to_bits() ^ sin_sign), f32::from_bits(cos_value.to_bits() ^ cos_sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flambeau_cpu::isa::{Avx2, Baseline};

    fn close_to_double<I: Isa>() {
        for i in 1..=4096u32 {
            let x = (i * 4096) as f32 / 16_777_216.0;
            let exact = f64::from(x).ln();
            assert!((f64::from(ln_unit::<I>(x)) - exact).abs() <= 1.2e-7 * exact.abs());
            let angle = std::f32::consts::TAU * x;
            let (sin, cos) = sin_cos_turn::<I>(angle);
            let angle = f64::from(angle);
            assert!((f64::from(sin) - angle.sin()).abs() < 1e-7 && (f64::from(cos) - angle.cos()).abs() < 1e-7);
        }
        assert_eq!(ln_unit::<I>(1.0), 0.0);
        assert_eq!(sin_cos_turn::<I>(0.0), (0.0, 1.0));
    }

    #[test]
    fn close_to_the_functions_in_double() {
        close_to_double::<Baseline>();
        close_to_double::<Avx2>();
    }
}
