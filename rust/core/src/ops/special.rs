//! Special functions around the normal distribution and Bessel's equation, divisors, and the parts of floating-point numbers.

use flambeau_cpu::DType;

use super::pointwise::{NEXTAFTER, Pointwise, pointwise, unary};
use super::promote::{Promotion, float_of};
use crate::{Result, Scalar, Tensor, bail};

fn complex(dtype: DType) -> bool {
    dtype.is_complex()
}

fn not_integral(dtype: DType) -> bool {
    !dtype.is_integral(false)
}

fn not_floating(dtype: DType) -> bool {
    !dtype.is_floating_point()
}

const FRAC_1_SQRT_2: f64 = std::f64::consts::FRAC_1_SQRT_2;
const FRAC_2_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI;
const SQRT_2_PI: f64 = 2.506_628_274_631_000_5;
const SQRT_2_OVER_PI: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;

pointwise! {
    I0 = "i0", "I0Backward0", Float except complex, |x| x.abs().exp() * x.i0e();
        @x: |g, x| g * (x.abs().exp() * x.i1e());
    I0E = "special_i0e", "SpecialI0EBackward0", Float except complex, |x| x.i0e();
        @x: |g, x, y| g * (x.i1e() - y * x.sign());
    I1 = "special_i1", "SpecialI1Backward0", Float except complex, |x| x.abs().exp() * x.i1e();
        @x: |g, x, y| {
            let zero = x.eq(x.same(0.0));
            g * zero.select(x.same(0.5), x.abs().exp() * x.i0e() - y / zero.select(x.same(1.0), x))
        };
    I1E = "special_i1e", "SpecialI1EBackward0", Float except complex, |x| x.i1e();
        @x: |g, x, y| {
            let zero = x.eq(x.same(0.0));
            g * zero.select(x.same(0.5), x.i0e() - y * (x.sign() + zero.select(x.same(1.0), x).reciprocal()))
        };
    NDTRI = "special_ndtri", "SpecialNdtriBackward0", Float except complex, |p| p.ndtri();
        @p: |g, y| g * ((y * y * 0.5).exp() * SQRT_2_PI);
    ERFCX = "special_erfcx", "SpecialErfcxBackward0", Float except complex, |x| x.erfcx();
        @x: |g, x, y| g * (x * y * 2.0 - FRAC_2_SQRT_PI);
    LOG_NDTR = "special_log_ndtr", "SpecialLogNdtrBackward0", Float except complex, |x| {
            let scaled = x * FRAC_1_SQRT_2;
            let below = ((-scaled).erfcx() * 0.5).log() - scaled * scaled;
            x.lt(x.same(-1.0)).select(below, (scaled.erfc() * -0.5).log1p())
        };
        // The density divided by the distribution, both scaled by exp(x^2 / 2).
        @x: |g, x| g / (x * -FRAC_1_SQRT_2).erfcx() * SQRT_2_OVER_PI;
    ENTR = "special_entr", "SpecialEntrBackward0", Float except complex, |x| {
            let below = x.lt(x.same(0.0)).select(x.same(f64::NEG_INFINITY), x.abs());
            x.gt(x.same(0.0)).select(-x * x.log(), below)
        };
        @x: |g, x| g * -(x.log() + 1.0);
    GCD = "gcd", "NotImplemented", Same except not_integral, |a, b| a.gcd(b);
    LCM = "lcm", "NotImplemented", Same except not_integral, |a, b| {
            let common = a.gcd(b);
            let divisor = common.eq(common.same(0.0)).select(common.same(1.0), common);
            (a.trunc_div(divisor) * b).abs()
        };
    MANTISSA = "frexp", "FrexpBackward0", Same except not_floating, |x| x.mantissa();
        @x: |g, x| g * (-x.exponent().convert(x.class())).exp2();
    EXPONENT = "frexp", "NotImplemented", Exponent except not_floating, |x| x.exponent();
    NEXT_F16 = "nextafter", "NotImplemented", Same except not_floating, |a, b| a.next_f16(b);
    NEXT_BF16 = "nextafter", "NotImplemented", Same except not_floating, |a, b| a.next_bf16(b);
}

macro_rules! functions {
    ($( $(#[doc = $doc:literal])* $row:ident $name:ident )+) => { $(
        $(#[doc = $doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; out)]
        pub fn $name(this: &Tensor) -> Result<Tensor> {
            $row.call(&[this.into()])
        }
    )+ };
}

functions! {
    /// The modified Bessel function of order 0 times `exp(-|x|)`.
    ///
    /// Example:
    ///     >>> flambeau.special.i0e(flambeau.tensor([0.0]))
    ///     tensor([1.])
    I0E special_i0e
    /// The modified Bessel function of order 1.
    ///
    /// Example:
    ///     >>> flambeau.special.i1(flambeau.tensor([0.0]))
    ///     tensor([0.])
    I1 special_i1
    /// The modified Bessel function of order 1 times `exp(-|x|)`.
    ///
    /// Example:
    ///     >>> flambeau.special.i1e(flambeau.tensor([0.0]))
    ///     tensor([0.])
    I1E special_i1e
    /// The argument at which the standard normal distribution function has this value.
    ///
    /// Example:
    ///     >>> flambeau.special.ndtri(flambeau.tensor([0.5]))
    ///     tensor([0.])
    NDTRI special_ndtri
    /// The share of a probability in the entropy: `-x log x`, 0 at 0, minus infinity below.
    ///
    /// Example:
    ///     >>> flambeau.special.entr(flambeau.tensor([0.5]))
    ///     tensor([0.3466])
    ENTR special_entr
    /// `exp(x^2) erfc(x)`.
    ///
    /// Example:
    ///     >>> flambeau.special.erfcx(flambeau.tensor([0.0]))
    ///     tensor([1.])
    ERFCX special_erfcx
    /// The logarithm of the standard normal distribution function.
    ///
    /// Example:
    ///     >>> flambeau.special.log_ndtr(flambeau.tensor([0.0]))
    ///     tensor([-0.6931])
    LOG_NDTR special_log_ndtr
}

unary! {
    /// The modified Bessel function of the first kind of order 0.
    ///
    /// Any shape. Floating-point dtypes are kept; integers and booleans give the default dtype; complex raises
    /// NotImplementedError.
    ///
    /// Example:
    ///     >>> flambeau.tensor([0.0, 1.0]).i0()
    ///     tensor([1.0000, 1.2661])
    I0 i0 i0_
}

/// The neighbour of `this`, among the numbers of its dtype, in the direction of `other`.
///
/// Both shapes broadcast; floating-point dtypes, others raise NotImplementedError.
///
/// Example:
///     >>> flambeau.nextafter(flambeau.tensor([1.0]), flambeau.tensor([2.0])).item()
///     1.0000001192092896
#[flambeau_macros::op(nextafter(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn nextafter(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    next_row(this, other).call(&[this.into(), other.into()])
}

/// Does what [`nextafter`] does in place.
///
/// Example:
///     >>> flambeau.tensor([1.0]).nextafter_(flambeau.tensor([2.0])).item()
///     1.0000001192092896
#[flambeau_macros::op(nextafter_(Tensor(a!) self, Tensor other) -> Tensor(a!); method, function)]
pub fn nextafter_(this: &Tensor, other: &Tensor) -> Result<()> {
    next_row(this, other).call_in_place(&[this.into(), other.into()])
}

/// The 16-bit types, which programs compute in float32, step in their own bits.
fn next_row(this: &Tensor, other: &Tensor) -> &'static Pointwise {
    match Promotion::default().tensor(this).tensor(other).dtype() {
        DType::BF16 => &NEXT_BF16,
        DType::F16 => &NEXT_F16,
        _ => &NEXTAFTER,
    }
}

/// The greatest common divisor of integers; it is not negative.
///
/// Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.
///
/// Example:
///     >>> flambeau.gcd(flambeau.tensor([12, 5]), flambeau.tensor([18, 0]))
///     tensor([6, 5])
#[flambeau_macros::op(gcd(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn gcd(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    GCD.call(&[this.into(), other.into()])
}

/// The least common multiple of integers; it is not negative.
///
/// Both shapes broadcast and dtypes are promoted; others than integers raise NotImplementedError.
///
/// Example:
///     >>> flambeau.lcm(flambeau.tensor([4, 5]), flambeau.tensor([6, 0]))
///     tensor([12,  0])
#[flambeau_macros::op(lcm(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn lcm(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    LCM.call(&[this.into(), other.into()])
}

macro_rules! in_place {
    ($( $row:ident $name:ident $of:ident $shown:literal; )+) => { $(
        #[doc = concat!("Does what [`", stringify!($of), "`] does in place.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([4]).", stringify!($name), "(flambeau.tensor([6]))")]
        #[doc = concat!("    tensor([", $shown, "])")]
        #[flambeau_macros::op($name(Tensor(a!) self, Tensor other) -> Tensor(a!); method, function)]
        pub fn $name(this: &Tensor, other: &Tensor) -> Result<()> {
            $row.call_in_place(&[this.into(), other.into()])
        }
    )+ };
}

in_place! {
    GCD gcd_ gcd "2";
    LCM lcm_ lcm "12";
}

/// Numbers as fractions of size from 1/2 to 1 and powers of 2: `mantissa * 2 ** exponent`.
///
/// Any shape; floating-point dtypes, others raise RuntimeError. The exponents are int32.
///
/// Example:
///     >>> flambeau.frexp(flambeau.tensor([10.0])).mantissa
///     tensor([0.6250])
#[flambeau_macros::op(frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent); method, function, out)]
pub fn frexp(this: &Tensor) -> Result<(Tensor, Tensor)> {
    if not_floating(this.dtype()) {
        bail!(Runtime, "torch.frexp() only supports floating-point dtypes");
    }
    Ok((MANTISSA.call(&[this.into()])?, EXPONENT.call(&[this.into()])?))
}

/// `self * 2 ** other`.
///
/// Example:
///     >>> flambeau.ldexp(flambeau.tensor([1.0]), flambeau.tensor([1, 2]))
///     tensor([2., 4.])
#[flambeau_macros::op(ldexp.Tensor(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn ldexp(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    this.mul((&power_of_two(this, other)?).into())
}

/// `2 ** other`, in the dtype of a floating factor where `other` holds integers.
fn power_of_two(factor: &Tensor, other: &Tensor) -> Result<Tensor> {
    if other.dtype().is_integral(true) {
        let dtype = float_of(factor.dtype());
        return super::pow_scalar(Scalar::Float(2.0), &other.to_dtype(dtype)?);
    }
    super::pow_scalar(Scalar::Float(2.0), other)
}

/// Does what [`ldexp`] does in place.
///
/// Example:
///     >>> flambeau.tensor([1.0]).ldexp_(flambeau.tensor([2]))
///     tensor([4.])
#[flambeau_macros::op(ldexp_(Tensor(a!) self, Tensor other) -> Tensor(a!); method, function)]
pub fn ldexp_(this: &Tensor, other: &Tensor) -> Result<()> {
    super::mul_(this, (&power_of_two(this, other)?).into())
}
