//! Scalar functions of complex numbers: principal values, branch cuts as in C99 Annex G for finite arguments.
//!
//! Sources: inverse functions after W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987).

use super::real::Real;
use crate::isa::Isa;
use num_complex::Complex;

type C<R> = Complex<R>;

#[inline(always)]
fn c<R: Real>(re: R, im: R) -> C<R> {
    Complex { re, im }
}

/// `z` times `i`.
#[inline(always)]
fn times_i<R: Real>(z: C<R>) -> C<R> {
    c(-z.im, z.re)
}

/// `z` divided by `i`.
#[inline(always)]
fn over_i<R: Real>(z: C<R>) -> C<R> {
    c(z.im, -z.re)
}

#[inline(always)]
fn one_plus<R: Real>(z: C<R>) -> C<R> {
    c(R::of(1.0) + z.re, z.im)
}

#[inline(always)]
fn one_minus<R: Real>(z: C<R>) -> C<R> {
    c(R::of(1.0) - z.re, -z.im)
}

/// Negation.
#[inline(always)]
pub(crate) fn neg<R: Real>(z: C<R>) -> C<R> {
    c(-z.re, -z.im)
}

/// Sum.
#[inline(always)]
pub(crate) fn add<R: Real>(a: C<R>, b: C<R>) -> C<R> {
    c(a.re + b.re, a.im + b.im)
}

/// Difference.
#[inline(always)]
pub(crate) fn sub<R: Real>(a: C<R>, b: C<R>) -> C<R> {
    c(a.re - b.re, a.im - b.im)
}

/// Product.
#[inline(always)]
pub(crate) fn mul<R: Real>(a: C<R>, b: C<R>) -> C<R> {
    c(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
}

/// Quotient; the divisor is scaled by its larger part, so that its square neither overflows nor vanishes. By 0 the parts
/// are divided each, as in PyTorch.
#[inline(always)]
pub(crate) fn div<R: Real>(a: C<R>, b: C<R>) -> C<R> {
    let (x, y) = (b.re.abs(), b.im.abs());
    let scale = if x > y { x } else { y };
    let (p, q) = (b.re / scale, b.im / scale);
    let square = (p * p + q * q) * scale;
    let quotient = c((a.re * p + a.im * q) / square, (a.im * p - a.re * q) / square);
    if scale == R::of(0.0) { c(a.re / scale, a.im / scale) } else { quotient }
}

/// Conjugate.
#[inline(always)]
pub(crate) fn conj<R: Real>(z: C<R>) -> C<R> {
    c(z.re, -z.im)
}

/// `z / |z|`, 0 for 0.
#[inline(always)]
pub(crate) fn sign<R: Real>(z: C<R>) -> C<R> {
    let modulus = z.re.hypot(z.im);
    let zero = R::of(0.0);
    if modulus == zero { c(zero, zero) } else { c(z.re / modulus, z.im / modulus) }
}

/// `1 / z`.
#[inline(always)]
pub(crate) fn reciprocal<R: Real>(z: C<R>) -> C<R> {
    div(c(R::of(1.0), R::of(0.0)), z)
}

/// `e^z`. A real argument stays real, even where `e^z` overflows.
#[inline(always)]
pub(crate) fn exp<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let modulus = z.re.exp::<I>();
    let (cos, sin) = (z.im.cos::<I>(), z.im.sin::<I>());
    let im = if z.im == R::of(0.0) { z.im } else { modulus * sin };
    c(modulus * cos, im)
}

/// `2^z`.
#[inline(always)]
pub(crate) fn exp2<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let ln2 = R::of(std::f64::consts::LN_2);
    exp::<I, R>(c(z.re * ln2, z.im * ln2))
}

/// `e^z - 1`: the real part as `expm1(x) cos(y) - 2 sin(y/2)^2`, which loses nothing near 0.
#[inline(always)]
pub(crate) fn expm1<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let half = (z.im * R::of(0.5)).sin::<I>();
    let re = z.re.expm1::<I>() * z.im.cos::<I>() - R::of(2.0) * half * half;
    c(re, z.re.exp::<I>() * z.im.sin::<I>())
}

/// Natural logarithm. Near the unit circle the modulus goes through `log1p` of its exact distance from 1.
#[inline(always)]
pub(crate) fn log<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let (x, y) = (z.re.abs(), z.im.abs());
    let (large, small) = if x > y { (x, y) } else { (y, x) };
    let (one, half) = (R::of(1.0), R::of(0.5));
    let modulus = x.hypot(y);
    let far = modulus.log::<I>();
    let near = half * ((large - one) * (large + one) + small * small).log1p::<I>();
    let re = if modulus > half && modulus < R::of(2.0) { near } else { far };
    c(re, z.im.atan2::<I>(z.re))
}

/// Logarithm to the base whose natural logarithm is `1 / scale`.
#[inline(always)]
fn log_scaled<I: Isa, R: Real>(z: C<R>, scale: f64) -> C<R> {
    let w = log::<I, R>(z);
    c(w.re * R::of(scale), w.im * R::of(scale))
}

/// Logarithm to base 2.
#[inline(always)]
pub(crate) fn log2<I: Isa, R: Real>(z: C<R>) -> C<R> {
    log_scaled::<I, R>(z, std::f64::consts::LOG2_E)
}

/// Logarithm to base 10.
#[inline(always)]
pub(crate) fn log10<I: Isa, R: Real>(z: C<R>) -> C<R> {
    log_scaled::<I, R>(z, std::f64::consts::LOG10_E)
}

/// `log(1 + z)`: `|1 + z|^2 = 1 + x (2 + x) + y^2`.
#[inline(always)]
pub(crate) fn log1p<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let (half, w) = (R::of(0.5), one_plus(z));
    let near = half * (z.re * (R::of(2.0) + z.re) + z.im * z.im).log1p::<I>();
    let far = log::<I, R>(w);
    c(if z.re.abs() < half && z.im.abs() < half { near } else { far.re }, far.im)
}

/// Square root, in the right half plane.
#[inline(always)]
pub(crate) fn sqrt<R: Real>(z: C<R>) -> C<R> {
    let (zero, half) = (R::of(0.0), R::of(0.5));
    // Halved before adding: the sum of modulus and part may overflow.
    let root = (z.re.hypot(z.im) * half + z.re.abs() * half).sqrt();
    let other = z.im.abs() / (root + root);
    let (re, im) = if z.re >= zero { (root, other) } else { (other, root) };
    let im = im.copysign(z.im);
    let straight = if root == zero { c(zero, z.im) } else { c(re, im) };
    if z.im.is_infinite() { c(z.im.abs(), z.im) } else { straight }
}

/// `1 / sqrt(z)`.
#[inline(always)]
pub(crate) fn rsqrt<R: Real>(z: C<R>) -> C<R> {
    reciprocal(sqrt(z))
}

/// `a^b = e^(b log a)`; `0^0` is 1, other powers of 0 are 0.
#[inline(always)]
pub(crate) fn pow<I: Isa, R: Real>(a: C<R>, b: C<R>) -> C<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let power = exp::<I, R>(mul(b, log::<I, R>(a)));
    let power = if a.re == zero && a.im == zero { c(zero, zero) } else { power };
    if b.re == zero && b.im == zero { c(one, zero) } else { power }
}

/// Hyperbolic sine.
#[inline(always)]
pub(crate) fn sinh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    c(z.re.sinh::<I>() * z.im.cos::<I>(), z.re.cosh::<I>() * z.im.sin::<I>())
}

/// Hyperbolic cosine.
#[inline(always)]
pub(crate) fn cosh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    c(z.re.cosh::<I>() * z.im.cos::<I>(), z.re.sinh::<I>() * z.im.sin::<I>())
}

/// Hyperbolic tangent, from `t = tan y`, `s = sinh x`, `b = 1 + t^2` (Kahan): `(b s sqrt(1+s^2) + i t) / (1 + b s^2)`.
#[inline(always)]
pub(crate) fn tanh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let one = R::of(1.0);
    let t = z.im.tan::<I>();
    let s = z.re.sinh::<I>();
    let b = one + t * t;
    let below = one + b * s * s;
    let inside = c(b * s * (one + s * s).sqrt() / below, t / below);
    // e^-30 is less than half an ulp of 1 in binary64.
    let limit = c(one.copysign(z.re), R::of(0.0).copysign(z.im));
    if z.re.abs() > R::of(30.0) { limit } else { inside }
}

/// Sine: `sin z = sinh(i z) / i`.
#[inline(always)]
pub(crate) fn sin<I: Isa, R: Real>(z: C<R>) -> C<R> {
    over_i(sinh::<I, R>(times_i(z)))
}

/// Cosine: `cos z = cosh(i z)`.
#[inline(always)]
pub(crate) fn cos<I: Isa, R: Real>(z: C<R>) -> C<R> {
    cosh::<I, R>(times_i(z))
}

/// Tangent: `tan z = tanh(i z) / i`.
#[inline(always)]
pub(crate) fn tan<I: Isa, R: Real>(z: C<R>) -> C<R> {
    over_i(tanh::<I, R>(times_i(z)))
}

/// Inverse sine.
#[inline(always)]
pub(crate) fn asin<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let (below, above) = (sqrt(one_minus(z)), sqrt(one_plus(z)));
    c(z.re.atan2::<I>(mul(below, above).re), mul(conj(below), above).im.asinh::<I>())
}

/// Inverse cosine.
#[inline(always)]
pub(crate) fn acos<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let (below, above) = (sqrt(one_minus(z)), sqrt(one_plus(z)));
    c(R::of(2.0) * below.re.atan2::<I>(above.re), mul(conj(above), below).im.asinh::<I>())
}

/// Inverse tangent: `atan z = atanh(i z) / i`.
#[inline(always)]
pub(crate) fn atan<I: Isa, R: Real>(z: C<R>) -> C<R> {
    over_i(atanh::<I, R>(times_i(z)))
}

/// Inverse hyperbolic sine: `asinh z = asin(i z) / i`.
#[inline(always)]
pub(crate) fn asinh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    over_i(asin::<I, R>(times_i(z)))
}

/// Inverse hyperbolic cosine.
#[inline(always)]
pub(crate) fn acosh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let one = R::of(1.0);
    let (below, above) = (sqrt(c(z.re - one, z.im)), sqrt(one_plus(z)));
    c(mul(conj(below), above).re.asinh::<I>(), R::of(2.0) * below.im.atan2::<I>(above.re))
}

/// Inverse hyperbolic tangent: `re = log1p(4x / ((1-x)^2 + y^2)) / 4`, `im = atan2(2y, (1-x)(1+x) - y^2) / 2`.
#[inline(always)]
pub(crate) fn atanh<I: Isa, R: Real>(z: C<R>) -> C<R> {
    let (one, half) = (R::of(1.0), R::of(0.5));
    let (x, y) = (z.re.abs(), z.im);
    let apart = one - x;
    let re = (R::of(4.0) * x / (apart * apart + y * y)).log1p::<I>() * R::of(0.25);
    let im = (y + y).atan2::<I>(apart * (one + x) - y * y) * half;
    c(re.copysign(z.re), im)
}

/// `1 / (1 + e^-z)`.
#[inline(always)]
pub(crate) fn sigmoid<I: Isa, R: Real>(z: C<R>) -> C<R> {
    reciprocal(one_plus(exp::<I, R>(neg(z))))
}
