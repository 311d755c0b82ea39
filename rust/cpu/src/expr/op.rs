//! The instruction set.

use super::Class;

macro_rules! ops {
    ($($(#[$meta:meta])* $arity:literal $name:ident),* $(,)?) => {
        /// A primitive of the vector machine. Semantics are PyTorch's.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $($(#[$meta])* $name),* }

        impl Op {
            /// Every primitive.
            pub const ALL: &'static [Op] = &[$(Op::$name),*];

            /// Number of arguments.
            pub const fn arity(self) -> usize {
                match self { $(Op::$name => $arity),* }
            }
        }
    };
}

ops! {
    /// `-a`.
    1 Neg,
    /// `|a|`; the modulus (a real class) of a complex number.
    1 Abs,
    /// -1, 0 or 1; 0 for NaN; `z / |z|` for complex numbers.
    1 Sign,
    /// Bits inverted; on `Bool` the logical not.
    1 BitNot,
    /// Square root.
    1 Sqrt,
    /// `1 / sqrt(a)`.
    1 Rsqrt,
    /// `1 / a`.
    1 Reciprocal,
    /// Largest integer not above.
    1 Floor,
    /// Smallest integer not below.
    1 Ceil,
    /// Integer part.
    1 Trunc,
    /// Nearest integer, ties to even.
    1 Round,
    /// `e^a`.
    1 Exp,
    /// `2^a`.
    1 Exp2,
    /// `e^a - 1`.
    1 Expm1,
    /// Natural logarithm.
    1 Log,
    /// Logarithm to base 2.
    1 Log2,
    /// Logarithm to base 10.
    1 Log10,
    /// `log(1 + a)`.
    1 Log1p,
    /// Sine.
    1 Sin,
    /// Cosine.
    1 Cos,
    /// Tangent.
    1 Tan,
    /// Inverse sine.
    1 Asin,
    /// Inverse cosine.
    1 Acos,
    /// Inverse tangent.
    1 Atan,
    /// Hyperbolic sine.
    1 Sinh,
    /// Hyperbolic cosine.
    1 Cosh,
    /// Hyperbolic tangent.
    1 Tanh,
    /// Inverse hyperbolic sine.
    1 Asinh,
    /// Inverse hyperbolic cosine.
    1 Acosh,
    /// Inverse hyperbolic tangent.
    1 Atanh,
    /// Error function.
    1 Erf,
    /// Complementary error function.
    1 Erfc,
    /// Inverse of the error function.
    1 Erfinv,
    /// `log |gamma(a)|`.
    1 Lgamma,
    /// Derivative of `log gamma(a)`.
    1 Digamma,
    /// Modified Bessel function of order 0 times `e^-|a|`.
    1 I0e,
    /// Modified Bessel function of order 1 times `e^-|a|`.
    1 I1e,
    /// Quantile of the standard normal distribution.
    1 Ndtri,
    /// `e^(a^2) erfc(a)`.
    1 Erfcx,
    /// `1 / (1 + e^-a)`.
    1 Sigmoid,
    /// `a Phi(a)`, Phi being the normal distribution's cumulative function.
    1 Gelu,
    /// Derivative of [`Op::Gelu`]: `Phi(a) + a phi(a)`.
    1 GeluSlope,
    /// `a / (1 + e^-a)`.
    1 Silu,
    /// Derivative of [`Op::Silu`].
    1 SiluSlope,
    /// `a` divided by a power of 2, so that its size is from 1/2 to 1; 0 and what is not finite as it is.
    1 Mantissa,
    /// The exponent of that power, an `I32`; 0 for 0 and what is not finite.
    1 Exponent,
    /// Whether NaN.
    1 IsNan,
    /// Whether infinite.
    1 IsInf,
    /// Whether neither infinite nor NaN.
    1 IsFinite,
    /// Whether the sign bit is set.
    1 SignBit,
    /// Real part.
    1 Real,
    /// Imaginary part.
    1 Imag,
    /// Complex conjugate.
    1 Conj,
    /// Argument of a complex number, in (-pi, pi].
    1 Angle,
    /// To another class: floats truncate toward zero, `Bool` is "not zero", complex numbers lose their imaginary part.
    1 Convert,
    /// `a + b`.
    2 Add,
    /// `a - b`.
    2 Sub,
    /// `a * b`.
    2 Mul,
    /// `a / b` in floating point.
    2 Div,
    /// `floor(a / b)`; an error for an integer zero divisor.
    2 FloorDiv,
    /// `trunc(a / b)`; an error for an integer zero divisor.
    2 TruncDiv,
    /// Remainder with the sign of the divisor; an error for an integer zero divisor.
    2 Remainder,
    /// Remainder with the sign of the dividend; an error for an integer zero divisor.
    2 Fmod,
    /// Smaller of both, NaN if either is.
    2 Min,
    /// Larger of both, NaN if either is.
    2 Max,
    /// Smaller of both, the other one where one is NaN.
    2 Fmin,
    /// Larger of both, the other one where one is NaN.
    2 Fmax,
    /// `a^b`.
    2 Pow,
    /// Angle of the point (b, a).
    2 Atan2,
    /// Derivative number `a` of `digamma` at `b`.
    2 Polygamma,
    /// `sqrt(a^2 + b^2)` without overflow.
    2 Hypot,
    /// Magnitude of `a`, sign of `b`.
    2 Copysign,
    /// The next number after `a` in the direction of `b`.
    2 Nextafter,
    /// The next binary16 after `a`, which is one, in the direction of `b`.
    2 NextF16,
    /// The next bfloat16 after `a`, which is one, in the direction of `b`.
    2 NextBf16,
    /// Greatest common divisor, not negative.
    2 Gcd,
    /// Bitwise and.
    2 BitAnd,
    /// Bitwise or.
    2 BitOr,
    /// Bitwise exclusive or.
    2 BitXor,
    /// `a << b`; 0 where `b` is negative or not less than the width.
    2 Shl,
    /// `a >> b` with sign fill; all sign where `b` is negative or not less than the width.
    2 Shr,
    /// `a == b`.
    2 Eq,
    /// `a != b`.
    2 Ne,
    /// `a < b`.
    2 Lt,
    /// `a <= b`.
    2 Le,
    /// `a > b`.
    2 Gt,
    /// `a >= b`.
    2 Ge,
    /// The complex number `a + i b`.
    2 Complex,
    /// `b` where `a` (a `Bool`), else `c`.
    3 Select,
    /// `a * b + c`, rounded once where the processor can.
    3 MulAdd,
}

impl Op {
    /// The class of the result for arguments of `class` (for [`Op::Select`]: the class of the two alternatives);
    /// [`Op::Convert`] is told its target and has no answer here.
    pub(crate) fn result(self, class: Class) -> Class {
        match self {
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => Class::Bool,
            Op::IsNan | Op::IsInf | Op::IsFinite | Op::SignBit => Class::Bool,
            Op::Exponent => Class::I32,
            Op::Abs | Op::Real | Op::Imag | Op::Angle => class.to_real(),
            Op::Complex => match class {
                Class::F32 => Class::C64,
                _ => Class::C128,
            },
            _ => class,
        }
    }

    /// Whether the order of the two arguments does not matter, to the bit.
    pub(crate) fn is_commutative(self) -> bool {
        matches!(self, Op::Add | Op::Mul | Op::BitAnd | Op::BitOr | Op::BitXor | Op::Eq | Op::Ne)
    }
}
