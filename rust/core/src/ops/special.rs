//! Special functions evaluated in double precision, divisors, and the parts of floating-point numbers.

use flambeau_cpu::DType;
use flambeau_cpu::special::{self as kernel, Function};

use super::promote::{Promotion, float_of};
use crate::autograd::{Recorder, Saved, no_grad};
use crate::op::Operand;
use crate::tensor::layout;
use crate::{Error, MemoryFormat, Result, Scalar, Tensor, bail};

/// The function's values, unrecorded: integers give the default floating dtype.
fn evaluated(name: &'static str, function: Function, this: &Tensor) -> Result<Tensor> {
    if this.dtype().is_complex() {
        return Err(Error::unsupported(name, this.dtype()));
    }
    no_grad(|| {
        let out = this.detached().to_dtype(DType::F64)?.copy()?.contiguous(MemoryFormat::Contiguous)?;
        // SAFETY: a contiguous tensor's elements lie in a row, and nobody else knows of this one.
        let numbers = unsafe {
            if out.numel() == 0 {
                &mut []
            } else {
                std::slice::from_raw_parts_mut(out.host_ptr()?.cast::<f64>(), out.numel())
            }
        };
        kernel::evaluate(function, numbers);
        out.to_dtype(float_of(this.dtype()))
    })
}

type Slope = fn(&Tensor, &Tensor) -> Result<Tensor>;

/// The function's values, recorded; `slope` is the derivative by argument and value.
fn recorded(name: &'static str, node: &'static str, function: Function, this: &Tensor, slope: Slope) -> Result<Tensor> {
    let out = evaluated(name, function, this)?;
    if let Some(graph) = Recorder::new(&[this]) {
        let (input, result) = (Saved::input(this)?, Saved::output(&out)?);
        graph.attach(&out, node, move |grad, cx| {
            let slope = slope(&input.get(cx)?, &result.get(cx)?)?;
            Ok(crate::grads![Some(grad.mul((&slope).into())?)])
        });
    }
    Ok(out)
}

const ONE: Scalar = Scalar::Int(1);

/// The derivative of I1 or of its scaled form: `i0 - i1 / x - shift i1`, and 1/2 at 0.
fn slope_of_i1(x: &Tensor, zeroth: &Tensor, first: &Tensor, shift: Option<&Tensor>) -> Result<Tensor> {
    let zero = x.detached().eq(0.into())?;
    let safe = x.masked_fill(&zero, 1.into())?;
    let mut slope = zeroth.sub((&first.div((&safe).into(), None)?).into(), ONE)?;
    if let Some(shift) = shift {
        slope = slope.sub((&first.mul(shift.into())?).into(), ONE)?;
    }
    slope.masked_fill(&zero, 0.5.into())
}

macro_rules! functions {
    ($( $(#[doc = $doc:literal])* $name:ident $text:literal $node:literal $function:ident $slope:expr; )+) => { $(
        $(#[doc = $doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; out)]
        pub fn $name(this: &Tensor) -> Result<Tensor> {
            recorded($text, $node, Function::$function, this, $slope)
        }
    )+ };
}

functions! {
    /// The modified Bessel function of order 0 times `exp(-|x|)`.
    ///
    /// Example:
    ///     >>> flambeau.special.i0e(flambeau.tensor([0.0]))
    ///     tensor([1.])
    special_i0e "special_i0e" "SpecialI0EBackward0" I0e
        |x, y| special_i1e(x)?.sub((&y.mul((&x.sign()?).into())?).into(), ONE);
    /// The modified Bessel function of order 1.
    ///
    /// Example:
    ///     >>> flambeau.special.i1(flambeau.tensor([0.0]))
    ///     tensor([0.])
    special_i1 "special_i1" "SpecialI1Backward0" I1 |x, y| slope_of_i1(x, &i0(x)?, y, None);
    /// The modified Bessel function of order 1 times `exp(-|x|)`.
    ///
    /// Example:
    ///     >>> flambeau.special.i1e(flambeau.tensor([0.0]))
    ///     tensor([0.])
    special_i1e "special_i1e" "SpecialI1EBackward0" I1e |x, y| slope_of_i1(x, &special_i0e(x)?, y, Some(&x.sign()?));
    /// The argument at which the standard normal distribution function has this value.
    ///
    /// Example:
    ///     >>> flambeau.special.ndtri(flambeau.tensor([0.5]))
    ///     tensor([0.])
    special_ndtri "special_ndtri" "SpecialNdtriBackward0" Ndtri
        |_x, y| y.square()?.div(2.into(), None)?.exp()?.mul((2.0 * std::f64::consts::PI).sqrt().into());
    /// The share of a probability in the entropy: `-x log x`, 0 at 0, minus infinity below.
    ///
    /// Example:
    ///     >>> flambeau.special.entr(flambeau.tensor([0.5]))
    ///     tensor([0.3466])
    special_entr "special_entr" "SpecialEntrBackward0" Entr |x, _y| x.log()?.add(1.into(), ONE)?.neg();
    /// `exp(x^2) erfc(x)`.
    ///
    /// Example:
    ///     >>> flambeau.special.erfcx(flambeau.tensor([0.0]))
    ///     tensor([1.])
    special_erfcx "special_erfcx" "SpecialErfcxBackward0" Erfcx
        |x, y| x.mul((y).into())?.mul(2.into())?.sub(std::f64::consts::FRAC_2_SQRT_PI.into(), ONE);
    /// The logarithm of the standard normal distribution function.
    ///
    /// Example:
    ///     >>> flambeau.special.log_ndtr(flambeau.tensor([0.0]))
    ///     tensor([-0.6931])
    special_log_ndtr "special_log_ndtr" "SpecialLogNdtrBackward0" LogNdtr
        |x, _y| {
            // The density divided by the distribution, both scaled by exp(x^2 / 2).
            let scaled = special_erfcx(&x.mul((-std::f64::consts::FRAC_1_SQRT_2).into())?)?;
            scaled.reciprocal()?.mul((2.0 / std::f64::consts::PI).sqrt().into())
        };
}

/// The modified Bessel function of the first kind of order 0.
///
/// Example:
///     >>> flambeau.tensor([0.0, 1.0]).i0()
///     tensor([1.0000, 1.2661])
#[flambeau_macros::op(i0(Tensor self) -> Tensor; method, function, out)]
pub fn i0(this: &Tensor) -> Result<Tensor> {
    recorded("i0", "I0Backward0", Function::I0, this, |x, _y| special_i1(x))
}

/// Does what [`i0`] does in place.
///
/// Example:
///     >>> flambeau.tensor([0.0]).i0_()
///     tensor([1.])
#[flambeau_macros::op(i0_(Tensor(a!) self) -> Tensor(a!); method, function)]
pub fn i0_(this: &Tensor) -> Result<()> {
    // The gradient needs the argument that is overwritten.
    super::copy_(this, &i0(&super::clone(this, None)?)?, false)
}

/// A floating-point number of 16 bits.
pub(crate) trait Narrow: flambeau_cpu::Element {
    /// Its bits.
    fn bits(self) -> u16;
    /// The number with these bits.
    fn from(bits: u16) -> Self;
    /// As a wider number.
    fn wide(self) -> f32;
}

macro_rules! narrow {
    ($($ty:ty)+) => { $(
        impl Narrow for $ty {
            fn bits(self) -> u16 {
                self.to_bits()
            }
            fn from(bits: u16) -> Self {
                <$ty>::from_bits(bits)
            }
            fn wide(self) -> f32 {
                self.to_f32()
            }
        }
    )+ };
}

narrow!(half::f16 half::bf16);

/// The next 16-bit number after the first in the direction of the second, one by one.
pub(crate) fn step<T: Narrow>(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    let shape = layout::broadcast(this.shape(), other.shape())?;
    let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
    let spread = |tensor: &Tensor| tensor.detached().to_dtype(T::DTYPE)?.expand(&sizes, false)?.to_vec::<T>();
    let next = |(from, to): (T, T)| {
        let (a, b) = (from.wide(), to.wide());
        if a.is_nan() {
            from
        } else if b.is_nan() || a == b {
            to
        } else if a == 0.0 {
            T::from(if b > 0.0 { 1 } else { 0x8001 })
        } else if (a < b) == (a > 0.0) {
            T::from(from.bits() + 1)
        } else {
            T::from(from.bits() - 1)
        }
    };
    let values: Vec<T> = no_grad(|| Ok::<_, Error>(spread(this)?.into_iter().zip(spread(other)?).map(next).collect()))?;
    let out = Tensor::from_slice(&values, &shape)?.to_device(this.device())?;
    if let Some(graph) = Recorder::new(&[this, other]) {
        graph
            .attach(&out, "NotImplemented", |_grad, _cx| bail!(Runtime, "derivative for nextafter is not implemented"));
    }
    Ok(out)
}

/// Integers of two tensors that broadcast together, one by one.
fn divisors(name: &'static str, this: &Tensor, other: &Tensor, rule: fn(i64, i64) -> i64) -> Result<Tensor> {
    let dtype = Promotion::default().operand(&Operand::Tensor(this)).operand(&Operand::Tensor(other)).dtype();
    if !dtype.is_integral(false) {
        return Err(Error::unsupported(name, dtype));
    }
    let shape = layout::broadcast(this.shape(), other.shape())?;
    let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
    let (a, b) = (
        this.to_dtype(DType::I64)?.expand(&sizes, false)?.to_vec::<i64>()?,
        other.to_dtype(DType::I64)?.expand(&sizes, false)?.to_vec::<i64>()?,
    );
    let mut pairs: Vec<(i64, i64)> = a.into_iter().zip(b).collect();
    kernel::each(&mut pairs, |(a, b)| (rule(a, b), b));
    let values: Vec<i64> = pairs.into_iter().map(|(value, _)| value).collect();
    Tensor::from_slice(&values, &shape)?.to_dtype(dtype)?.to_device(this.device())
}

/// The greatest common divisor of integers; it is not negative.
///
/// Example:
///     >>> flambeau.gcd(flambeau.tensor([12, 5]), flambeau.tensor([18, 0]))
///     tensor([6, 5])
#[flambeau_macros::op(gcd(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn gcd(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    divisors("gcd", this, other, kernel::gcd)
}

/// The least common multiple of integers; it is not negative.
///
/// Example:
///     >>> flambeau.lcm(flambeau.tensor([4, 5]), flambeau.tensor([6, 0]))
///     tensor([12,  0])
#[flambeau_macros::op(lcm(Tensor self, Tensor other) -> Tensor; method, function, out)]
pub fn lcm(this: &Tensor, other: &Tensor) -> Result<Tensor> {
    divisors("lcm", this, other, |a, b| {
        let common = kernel::gcd(a, b);
        if common == 0 { 0 } else { a.wrapping_div(common).wrapping_mul(b).wrapping_abs() }
    })
}

macro_rules! in_place {
    ($( $name:ident $of:ident $shown:literal; )+) => { $(
        #[doc = concat!("Does what [`", stringify!($of), "`] does in place.")]
        ///
        /// Example:
        #[doc = concat!("    >>> flambeau.tensor([4]).", stringify!($name), "(flambeau.tensor([6]))")]
        #[doc = concat!("    tensor([", $shown, "])")]
        #[flambeau_macros::op($name(Tensor(a!) self, Tensor other) -> Tensor(a!); method, function)]
        pub fn $name(this: &Tensor, other: &Tensor) -> Result<()> {
            super::copy_(this, &$of(this, other)?, false)
        }
    )+ };
}

in_place! {
    gcd_ gcd "2";
    lcm_ lcm "12";
}

/// Numbers as fractions of size from 1/2 to 1 and powers of 2: `mantissa * 2 ** exponent`.
///
/// Example:
///     >>> flambeau.frexp(flambeau.tensor([10.0])).mantissa
///     tensor([0.6250])
#[flambeau_macros::op(frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent); method, function, out)]
pub fn frexp(this: &Tensor) -> Result<(Tensor, Tensor)> {
    if !this.dtype().is_floating_point() {
        bail!(Runtime, "torch.frexp() only supports floating-point dtypes");
    }
    let (mantissa, exponent) = no_grad(|| {
        let numbers = this.detached().to_dtype(DType::F64)?.to_vec::<f64>()?;
        let parts: Vec<(f64, i32)> = numbers.into_iter().map(kernel::frexp).collect();
        let mantissas: Vec<f64> = parts.iter().map(|part| part.0).collect();
        let exponents: Vec<i32> = parts.iter().map(|part| part.1).collect();
        let mantissa = Tensor::from_slice(&mantissas, this.shape())?.to_dtype(this.dtype())?;
        let exponent = Tensor::from_slice(&exponents, this.shape())?;
        Ok::<_, Error>((mantissa.to_device(this.device())?, exponent.to_device(this.device())?))
    })?;
    if let Some(graph) = Recorder::new(&[this]) {
        let kept = exponent.clone();
        graph.attach(&mantissa, "FrexpBackward0", move |grad, _cx| {
            let scale = super::pow_scalar(Scalar::Float(2.0), &kept.neg()?.to_dtype(grad.dtype())?)?;
            Ok(crate::grads![Some(grad.mul((&scale).into())?)])
        });
    }
    Ok((mantissa, exponent))
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
