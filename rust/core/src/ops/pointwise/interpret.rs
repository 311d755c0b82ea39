//! An expression as a sequence of differentiable operations.
//!
//! A backward pass that is itself recorded cannot run a derivative as one opaque loop. It runs the same expression
//! instruction by instruction, each as the recorded operation of that name, so that the derivative has derivatives too.

use flambeau_cpu::expr::{Class, Op, Source};
use smallvec::SmallVec;

use super::*;
use crate::op::Operand;
use crate::ops::special::{ERFCX, EXPONENT, GCD, I0E, I1E, MANTISSA, NDTRI, NEXT_BF16, NEXT_F16};
use crate::{Result, Scalar, Tensor, bail};

/// A value while interpreting.
#[derive(Clone)]
enum Value {
    Tensor(Tensor),
    Number(Scalar),
}

impl Value {
    fn operand(&self) -> Operand<'_> {
        match self {
            Value::Tensor(tensor) => Operand::Tensor(tensor),
            Value::Number(scalar) => Operand::Scalar(*scalar),
        }
    }
}

/// Evaluates an expression in recorded operations.
pub(super) fn run(build: Build, operands: &[Operand<'_>]) -> Result<Tensor> {
    let tensors: SmallVec<[&Tensor; 4]> = operands.iter().filter_map(tensor_of).collect();
    let numbers: SmallVec<[Scalar; 4]> = operands
        .iter()
        .filter_map(|operand| match operand {
            Operand::Scalar(scalar) => Some(*scalar),
            Operand::Tensor(_) => None,
        })
        .collect();
    let Some(first) = tensors.first() else { bail!(Runtime, "a derivative needs a tensor") };
    let dtype = tensors.iter().skip(1).fold(first.dtype(), |d, t| crate::ops::promote::promote(d, t.dtype()));
    let program = programs::make(build, operands, class(dtype), None);
    let mut values: Vec<Value> = Vec::with_capacity(program.instructions().len());
    let fetch = |source: Source, values: &[Value]| -> Value {
        match source {
            Source::Input(at) => Value::Tensor(tensors[at].clone()),
            Source::Scalar(at) => Value::Number(numbers[program.scalars()[at].0]),
            Source::Constant(at) => Value::Number(program.constants()[at].value()),
            Source::Value(at) => values[at].clone(),
        }
    };
    for instruction in program.instructions() {
        let args: SmallVec<[Value; 3]> =
            instruction.args[..instruction.op.arity()].iter().map(|source| fetch(*source, &values)).collect();
        let value = if instruction.op == Op::Convert {
            convert(&args[0], instruction.class, instruction.result)?
        } else {
            let mut args = args;
            if let [Value::Number(number), rest @ ..] = args.as_slice()
                && rest.iter().all(|value| matches!(value, Value::Number(_)))
            {
                // Operations take at least one tensor.
                args[0] = Value::Tensor(crate::ops::full(&[], *number, Some(dtype), first.device())?);
            }
            let operands: SmallVec<[Operand<'_>; 3]> = args.iter().map(Value::operand).collect();
            Value::Tensor(primitive(instruction.op).call(&operands)?)
        };
        values.push(value);
    }
    match fetch(program.outputs()[0].0, &values) {
        Value::Tensor(tensor) => Ok(tensor),
        Value::Number(scalar) => crate::ops::full(first.shape(), scalar, Some(dtype), first.device()),
    }
}

/// Classes are narrower than dtypes: a conversion within the class of the tensor's own dtype is none.
fn convert(value: &Value, from: Class, to: Class) -> Result<Value> {
    Ok(match value {
        Value::Tensor(tensor) if from != to => Value::Tensor(tensor.to_dtype(to.dtype())?),
        other => other.clone(),
    })
}

/// The recorded operation that an instruction stands for.
fn primitive(op: Op) -> &'static Pointwise {
    match op {
        Op::Neg => &NEG,
        Op::Abs => &ABS,
        Op::Sign => &SGN,
        Op::BitNot => &BITWISE_NOT,
        Op::Sqrt => &SQRT,
        Op::Rsqrt => &RSQRT,
        Op::Reciprocal => &RECIPROCAL,
        Op::Floor => &FLOOR,
        Op::Ceil => &CEIL,
        Op::Trunc => &TRUNC,
        Op::Round => &ROUND,
        Op::Exp => &EXP,
        Op::Exp2 => &EXP2,
        Op::Expm1 => &EXPM1,
        Op::Log => &LOG,
        Op::Log2 => &LOG2,
        Op::Log10 => &LOG10,
        Op::Log1p => &LOG1P,
        Op::Sin => &SIN,
        Op::Cos => &COS,
        Op::Tan => &TAN,
        Op::Asin => &ASIN,
        Op::Acos => &ACOS,
        Op::Atan => &ATAN,
        Op::Sinh => &SINH,
        Op::Cosh => &COSH,
        Op::Tanh => &TANH,
        Op::Asinh => &ASINH,
        Op::Acosh => &ACOSH,
        Op::Atanh => &ATANH,
        Op::Gelu => &GELU,
        Op::GeluSlope => &GELU_SLOPE,
        Op::Silu => &SILU,
        Op::SiluSlope => &SILU_SLOPE,
        Op::Erf => &ERF,
        Op::Erfc => &ERFC,
        Op::Erfinv => &ERFINV,
        Op::Lgamma => &LGAMMA,
        Op::Digamma => &DIGAMMA,
        Op::I0e => &I0E,
        Op::I1e => &I1E,
        Op::Ndtri => &NDTRI,
        Op::Erfcx => &ERFCX,
        Op::Mantissa => &MANTISSA,
        Op::Exponent => &EXPONENT,
        Op::Sigmoid => &SIGMOID,
        Op::IsNan => &ISNAN,
        Op::IsInf => &ISINF,
        Op::IsFinite => &ISFINITE,
        Op::SignBit => &SIGNBIT,
        Op::Real => &REAL,
        Op::Imag => &IMAG,
        Op::Conj => &CONJ,
        Op::Angle => &ANGLE,
        Op::Convert => unreachable!("conversions are handled by the caller"),
        Op::Add => &ADD,
        Op::Sub => &SUB,
        Op::Mul => &MUL,
        Op::Div => &DIV,
        Op::FloorDiv => &DIV_FLOOR,
        Op::TruncDiv => &DIV_TRUNC,
        Op::Remainder => &REMAINDER,
        Op::Fmod => &FMOD,
        Op::Min => &MINIMUM,
        Op::Max => &MAXIMUM,
        Op::Fmin => &FMIN,
        Op::Fmax => &FMAX,
        Op::Pow => &POW,
        Op::Atan2 => &ATAN2,
        Op::Polygamma => &POLYGAMMA,
        Op::Hypot => &HYPOT,
        Op::Copysign => &COPYSIGN,
        Op::Nextafter => &NEXTAFTER,
        Op::NextF16 => &NEXT_F16,
        Op::NextBf16 => &NEXT_BF16,
        Op::Gcd => &GCD,
        Op::BitAnd => &BITWISE_AND,
        Op::BitOr => &BITWISE_OR,
        Op::BitXor => &BITWISE_XOR,
        Op::Shl => &BITWISE_LEFT_SHIFT,
        Op::Shr => &BITWISE_RIGHT_SHIFT,
        Op::Eq => &EQ,
        Op::Ne => &NE,
        Op::Lt => &LT,
        Op::Le => &LE,
        Op::Gt => &GT,
        Op::Ge => &GE,
        Op::Complex => &COMPLEX,
        Op::Select => &WHERE,
        Op::MulAdd => &MUL_ADD,
    }
}
