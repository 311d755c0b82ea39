//! Arguments of operations, as reports show them.

use flambeau_cpu::DType;

use crate::op::{Op, Value};
use crate::tensor::MemoryFormat;
use crate::{Scalar, Tensor};

/// A tensor's layout and dtype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorArgument {
    /// Sizes.
    pub shape: Vec<i64>,
    /// Strides, in elements.
    pub strides: Vec<i64>,
    /// The element type.
    pub dtype: DType,
}

/// An argument of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// None, or something that is not shown: a word, a device, a generator.
    None,
    /// A tensor.
    Tensor(TensorArgument),
    /// Tensors.
    Tensors(Vec<TensorArgument>),
    /// A number, where the operation takes a tensor too.
    Operand(Scalar),
    /// A number; dtypes, layouts and memory formats are shown by theirs.
    Number(Scalar),
    /// Numbers.
    Numbers(Vec<Scalar>),
}

impl Argument {
    pub(super) fn of_tensor(tensor: &Tensor) -> Argument {
        Argument::Tensor(described(tensor))
    }

    /// The sizes of the tensor, where it is one.
    pub fn shape(&self) -> Option<&[i64]> {
        match self {
            Argument::Tensor(tensor) => Some(&tensor.shape),
            _ => None,
        }
    }

    /// The name of its type that PyTorch's profiler shows: that of C++'s element type, `TensorList`, `Scalar`,
    /// `ScalarList` or nothing.
    pub fn type_name(&self) -> &'static str {
        match self {
            Argument::None => "",
            Argument::Tensor(tensor) => element_name(tensor.dtype),
            Argument::Tensors(_) => "TensorList",
            Argument::Operand(Scalar::Bool(_)) => "bool",
            Argument::Operand(Scalar::Int(_)) => "long int",
            Argument::Operand(Scalar::Float(_)) => "double",
            Argument::Operand(Scalar::Complex(..)) => "c10::complex<double>",
            Argument::Number(_) => "Scalar",
            Argument::Numbers(_) => "ScalarList",
        }
    }
}

fn element_name(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::U8 => "unsigned char",
        DType::I8 => "signed char",
        DType::I16 => "short int",
        DType::I32 => "int",
        DType::I64 => "long int",
        DType::F16 => "c10::Half",
        DType::BF16 => "c10::BFloat16",
        DType::F32 => "float",
        DType::F64 => "double",
        DType::C64 => "c10::complex<float>",
        DType::C128 => "c10::complex<double>",
    }
}

/// PyTorch's number for a dtype, which its profiler shows in the dtype's place.
fn dtype_number(dtype: DType) -> i64 {
    match dtype {
        DType::U8 => 0,
        DType::I8 => 1,
        DType::I16 => 2,
        DType::I32 => 3,
        DType::I64 => 4,
        DType::F16 => 5,
        DType::F32 => 6,
        DType::F64 => 7,
        DType::C64 => 9,
        DType::C128 => 10,
        DType::Bool => 11,
        DType::BF16 => 15,
    }
}

fn format_number(format: MemoryFormat) -> i64 {
    match format {
        MemoryFormat::Contiguous => 0,
        MemoryFormat::Preserve => 1,
        MemoryFormat::ChannelsLast => 2,
        MemoryFormat::ChannelsLast3d => 3,
    }
}

fn described(tensor: &Tensor) -> TensorArgument {
    TensorArgument {
        shape: tensor.shape().iter().map(|&size| size as i64).collect(),
        strides: tensor.strides().iter().map(|&stride| stride as i64).collect(),
        dtype: tensor.dtype(),
    }
}

/// The arguments of a call.
pub(super) fn arguments(op: &Op, values: &[Value<'_>]) -> Vec<Argument> {
    let operand = |at: usize| op.params.get(at).is_some_and(|param| param.kind == crate::op::Kind::Operand);
    let number =
        |at: usize, value: Scalar| if operand(at) { Argument::Operand(value) } else { Argument::Number(value) };
    let one = |(at, value): (usize, &Value<'_>)| match *value {
        Value::Tensor(tensor) => Argument::of_tensor(tensor),
        Value::Tensors(list) => Argument::Tensors(list.iter().map(described).collect()),
        Value::OptionalTensors(list) => Argument::Tensors(list.iter().flatten().map(described).collect()),
        Value::Bool(value) => number(at, Scalar::Bool(value)),
        Value::Int(value) => number(at, Scalar::Int(value)),
        Value::Float(value) => number(at, Scalar::Float(value)),
        Value::Complex(re, im) => number(at, Scalar::Complex(re, im)),
        Value::Ints(list) => Argument::Numbers(list.iter().map(|&value| Scalar::Int(value)).collect()),
        Value::Floats(list) => Argument::Numbers(list.iter().map(|&value| Scalar::Float(value)).collect()),
        Value::Bools(list) => Argument::Numbers(list.iter().map(|&value| Scalar::Bool(value)).collect()),
        Value::Scalars(list) => Argument::Numbers(list.to_vec()),
        Value::DType(dtype) => Argument::Number(Scalar::Int(dtype_number(dtype))),
        Value::Layout => Argument::Number(Scalar::Int(0)),
        Value::MemoryFormat(format) => Argument::Number(Scalar::Int(format_number(format))),
        Value::None | Value::Str(_) | Value::Device(_) | Value::Generator(_) => Argument::None,
    };
    values.iter().enumerate().map(one).collect()
}

/// The gradients that a node's rule is given.
pub(super) fn gradients(grads: &[Option<Tensor>]) -> Vec<Argument> {
    grads.iter().map(|grad| grad.as_ref().map_or(Argument::None, Argument::of_tensor)).collect()
}
