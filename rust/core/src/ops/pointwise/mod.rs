//! Pointwise operations: one expression per operation, for every dtype, stride and device.
//!
//! An operation is a [`Pointwise`] row: the expression of its value and, for each differentiable operand, the
//! expression of its gradient. Both are data (`flambeau_cpu::expr`). The forward pass runs the first as one loop; the
//! backward pass runs the second as one loop or, where the pass is itself recorded, instruction by instruction in
//! differentiable operations ([`interpret`]). Nothing is written twice.
//!
//! What lives here: the machinery ([`Pointwise`], the cache of programs, the interpreter) and the operations by family.

mod activation;
mod arithmetic;
mod bitwise;
mod comparison;
mod exponential;
mod interpret;
mod powers;
mod programs;
mod reduced;
mod rounding;
mod rule;
mod ternary;
mod trigonometric;

pub(crate) use programs::find as program;
pub(crate) use programs::{BuildMany, find_many};

pub(crate) use programs::program_lock;

pub use activation::*;
pub use arithmetic::*;
pub use bitwise::*;
pub use comparison::*;
pub use exponential::*;
pub use powers::*;
pub use rounding::*;
pub use ternary::*;
pub use trigonometric::*;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Builder, Class, Program, Val};
use smallvec::SmallVec;

use super::promote::{Promotion, float_of};
use crate::autograd::Recorder;
use crate::device::Device;
use crate::op::Operand;
use crate::tensor::{Shape, Strides, destination, layout};
use crate::{Error, Result, Scalar, Tensor, bail, error::Kind};

/// How the dtype of the computation and of the result follow from the operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Promote {
    /// The promoted dtype.
    Same,
    /// The promoted dtype; integers go to the default floating-point dtype.
    Float,
    /// Computes in the promoted dtype, answers booleans.
    Compare,
    /// Computes in the promoted dtype, answers int32.
    Exponent,
    /// Computes in the promoted dtype; complex numbers become real ones.
    Real,
    /// Computes in the promoted dtype; real numbers become complex ones.
    Complex,
}

/// Builds an expression from its operands.
pub(crate) type Build = for<'b> fn(&'b Builder, &[Val<'b>]) -> Val<'b>;

/// What a derivative refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// The gradient of the result.
    Grad,
    /// The result.
    Result,
    /// An operand.
    Operand(usize),
}

/// The gradient of one operand.
#[derive(Debug)]
pub(crate) struct Derivative {
    pub operand: usize,
    pub uses: &'static [Use],
    /// Whether the gradient is that of the result, unchanged.
    pub identity: bool,
    pub build: Build,
}

/// A pointwise operation.
pub(crate) struct Pointwise {
    /// PyTorch's name, for messages.
    pub name: &'static str,
    /// The name of its node.
    pub node: &'static str,
    pub promote: Promote,
    /// Classes it cannot compute in.
    pub refuses: fn(DType) -> bool,
    pub build: Build,
    pub derivatives: &'static [Derivative],
}

/// Resolves a name used in a derivative while compiling.
pub(crate) const fn use_of(name: &str, operands: &[&str]) -> Use {
    if same(name, "g") {
        return Use::Grad;
    }
    if same(name, "y") {
        return Use::Result;
    }
    let mut at = 0;
    while at < operands.len() {
        if same(name, operands[at]) {
            return Use::Operand(at);
        }
        at += 1;
    }
    panic!("a derivative names something that is neither g, y nor an operand")
}

pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Defines [`Pointwise`] rows.
///
/// `MUL = "mul", "MulBackward0", Same, |a, b| a * b; @a: |g, b| g * b.conj(); @b: |g, a| g * a.conj();`
///
/// In a derivative `g` is the gradient of the result and `y` the result; only what it names is kept for the backward
/// pass.
macro_rules! pointwise {
    ($( $row:ident = $name:literal, $node:literal, $promote:ident $(except $refuses:expr)?,
        |$($operand:ident),+| $value:expr;
        $( @ $of:ident : |$($used:ident),*| $derivative:expr; )* )+) => { $(
        pub(crate) static $row: $crate::ops::pointwise::Pointwise = {
            #[allow(unused_variables)]
            fn build<'b>(
                builder: &'b flambeau_cpu::expr::Builder,
                operands: &[flambeau_cpu::expr::Val<'b>],
            ) -> flambeau_cpu::expr::Val<'b> {
                let [$($operand),+] = *operands else { unreachable!("operand count is fixed by the row") };
                $value
            }
            #[allow(dead_code)]
            const OPERANDS: &[&str] = &[$(stringify!($operand)),+];
            #[allow(unused_mut, unused_assignments)]
            $crate::ops::pointwise::Pointwise {
                name: $name,
                node: $node,
                promote: $crate::ops::pointwise::Promote::$promote,
                refuses: pointwise!(@refuses $($refuses)?),
                build,
                derivatives: &[$(
                    $crate::ops::pointwise::Derivative {
                        operand: match $crate::ops::pointwise::use_of(stringify!($of), OPERANDS) {
                            $crate::ops::pointwise::Use::Operand(at) => at,
                            _ => panic!("a derivative belongs to an operand"),
                        },
                        uses: &[$($crate::ops::pointwise::use_of(stringify!($used), OPERANDS)),*],
                        identity: $crate::ops::pointwise::same(stringify!($derivative), "g"),
                        build: {
                            fn build<'b>(
                                _builder: &'b flambeau_cpu::expr::Builder,
                                operands: &[flambeau_cpu::expr::Val<'b>],
                            ) -> flambeau_cpu::expr::Val<'b> {
                                let [$($used),*] = *operands else { unreachable!("uses are fixed by the row") };
                                $derivative
                            }
                            build
                        },
                    }
                ),*],
            }
        };
    )+ };
    (@refuses) => { |_| false };
    (@refuses $refuses:expr) => { $refuses };
}
pub(crate) use pointwise;

/// Defines the function, the method and the in-place form of operations with one operand.
macro_rules! unary {
    ($( $(#[$doc:meta])* $row:ident $name:ident $in_place:ident )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; method, function, out)]
        pub fn $name(this: &$crate::Tensor) -> $crate::Result<$crate::Tensor> {
            $row.call(&[this.into()])
        }

        $(#[$doc])*
        ///
        /// Writes to the tensor itself and returns it. RuntimeError where its dtype cannot hold the result.
        #[flambeau_macros::op($in_place(Tensor(a!) self) -> Tensor(a!); method, function)]
        pub fn $in_place(this: &$crate::Tensor) -> $crate::Result<()> {
            $row.call_in_place(&[this.into()])
        }
    )+ };
}
pub(crate) use unary;

/// Defines the function, the method and the in-place form of operations on a tensor and a tensor or number.
macro_rules! binary {
    ($( $(#[$doc:meta])* $row:ident $name:ident $in_place:ident )+) => { $(
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self, Operand other) -> Tensor; method, function, out)]
        pub fn $name(this: &$crate::Tensor, other: $crate::op::Operand<'_>) -> $crate::Result<$crate::Tensor> {
            $row.call(&[this.into(), other])
        }

        $(#[$doc])*
        ///
        /// Writes to the tensor itself and returns it; `other` broadcasts to its shape. RuntimeError where shape or dtype
        /// cannot hold the result.
        #[flambeau_macros::op($in_place(Tensor(a!) self, Operand other) -> Tensor(a!); method)]
        pub fn $in_place(this: &$crate::Tensor, other: $crate::op::Operand<'_>) -> $crate::Result<()> {
            $row.call_in_place(&[this.into(), other])
        }
    )+ };
}
pub(crate) use binary;

/// Makes another name for operations with one operand.
macro_rules! alias_unary {
    ($( $(#[$doc:meta])* $row:ident $name:ident $in_place:ident = $of:literal )+) => { $(
        #[doc = concat!("Another name for `", $of, "`, which says more.")]
        ///
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self) -> Tensor; method, function, out)]
        pub fn $name(this: &$crate::Tensor) -> $crate::Result<$crate::Tensor> {
            $row.call(&[this.into()])
        }

        #[doc = concat!("Another name for `", $of, "_`: the result is written to the tensor itself.")]
        ///
        $(#[$doc])*
        #[flambeau_macros::op($in_place(Tensor(a!) self) -> Tensor(a!); method, function)]
        pub fn $in_place(this: &$crate::Tensor) -> $crate::Result<()> {
            $row.call_in_place(&[this.into()])
        }
    )+ };
}
pub(crate) use alias_unary;

/// Makes another name for operations on a tensor and a tensor or number.
macro_rules! alias_binary {
    ($( $(#[$doc:meta])* $row:ident $name:ident $in_place:ident = $of:literal )+) => { $(
        #[doc = concat!("Another name for `", $of, "`, which says more.")]
        ///
        $(#[$doc])*
        #[flambeau_macros::op($name(Tensor self, Operand other) -> Tensor; method, function, out)]
        pub fn $name(this: &$crate::Tensor, other: $crate::op::Operand<'_>) -> $crate::Result<$crate::Tensor> {
            $row.call(&[this.into(), other])
        }

        #[doc = concat!("Another name for `", $of, "_`: the result is written to the tensor itself.")]
        ///
        $(#[$doc])*
        #[flambeau_macros::op($in_place(Tensor(a!) self, Operand other) -> Tensor(a!); method)]
        pub fn $in_place(this: &$crate::Tensor, other: $crate::op::Operand<'_>) -> $crate::Result<()> {
            $row.call_in_place(&[this.into(), other])
        }
    )+ };
}
pub(crate) use alias_binary;

/// Dtypes of a call.
#[derive(Clone, Copy)]
struct Types {
    compute: DType,
    result: DType,
}

impl Pointwise {
    /// Applies the operation, recording it if needed.
    pub fn call(&'static self, operands: &[Operand<'_>]) -> Result<Tensor> {
        let out = self.forward(operands)?;
        if out.dtype().is_differentiable() {
            let tensors: SmallVec<[Option<&Tensor>; 3]> = operands.iter().map(tensor_of).collect();
            if let Some(graph) = Recorder::of_optional(&tensors) {
                let rule = rule::PointwiseRule::new(self, operands, &graph, Some(&out), false)?;
                graph.attach_rule(&[&out], self.node, std::sync::Arc::new(rule));
            }
        }
        Ok(out)
    }

    /// Applies the operation and writes the result to the first operand.
    ///
    /// # Errors
    /// A result that does not fit the first operand's shape or dtype; what autograd forbids.
    pub fn call_in_place(&'static self, operands: &[Operand<'_>]) -> Result<()> {
        let Some(Operand::Tensor(this)) = operands.first().copied() else {
            bail!(Type, "{}_ needs a tensor to write to", self.name)
        };
        this.check_in_place()?;
        let tensors: SmallVec<[Option<&Tensor>; 3]> = operands.iter().map(tensor_of).collect();
        let graph = if this.dtype().is_differentiable() { Recorder::of_optional(&tensors) } else { None };
        if graph.is_some() {
            this.check_recorded_in_place(true)?;
        }
        // Operands the rule needs are kept before they are overwritten.
        let rule = match &graph {
            Some(graph) => Some(rule::PointwiseRule::new(self, operands, graph, None, true)?),
            None => None,
        };
        self.write(operands, this)?;
        this.bump_version();
        if let (Some(graph), Some(rule)) = (graph, rule) {
            graph.attach_rule_in_place(this, self.node, std::sync::Arc::new(rule.with_result(this)?))?;
        }
        Ok(())
    }

    /// Writes the result into `out`, which has the result's shape or broadcasts from it.
    fn write(&'static self, operands: &[Operand<'_>], out: &Tensor) -> Result<()> {
        let types = self.types(operands)?;
        let shape = common_shape(operands)?;
        if shape.as_slice() != out.shape() {
            bail!(
                Runtime,
                "output with shape {} doesn't match the broadcast shape {}",
                crate::error::shape_text(out.shape()),
                crate::error::shape_text(&shape)
            );
        }
        check_cast(types.result, out.dtype())?;
        check_single_place(out)?;
        // An operand that shares memory with the output in another order would be overwritten while it is read.
        let copies: SmallVec<[Option<Tensor>; 3]> =
            operands.iter().map(|operand| copy_if_overlapping(operand, out)).collect::<Result<_>>()?;
        let safe: SmallVec<[Operand<'_>; 3]> = operands
            .iter()
            .zip(&copies)
            .map(|(operand, copy)| copy.as_ref().map_or(*operand, Operand::Tensor))
            .collect();
        self.run(&safe, types, out)
    }

    fn forward(&'static self, operands: &[Operand<'_>]) -> Result<Tensor> {
        let types = self.types(operands)?;
        let shape = common_shape(operands)?;
        let device = common_device(self.name, operands)?;
        let strides = result_strides(operands, &shape);
        let out = match destination::take_for_loop(self.name, &shape, types.result, device) {
            Some(target) => target,
            None => Tensor::empty_with_strides(shape, strides, types.result, device)?,
        };
        self.run(operands, types, &out)?;
        Ok(out)
    }

    fn types(&self, operands: &[Operand<'_>]) -> Result<Types> {
        let promoted = operands.iter().fold(Promotion::default(), |seen, operand| seen.operand(operand)).dtype();
        let compute = if self.promote == Promote::Float { float_of(promoted) } else { promoted };
        if (self.refuses)(compute) {
            return Err(Error::unsupported(self.name, compute));
        }
        let result = match self.promote {
            Promote::Same | Promote::Float => compute,
            Promote::Compare => DType::Bool,
            Promote::Exponent => DType::I32,
            Promote::Real => compute.to_real(),
            Promote::Complex => compute.to_complex(),
        };
        Ok(Types { compute, result })
    }

    fn run(&'static self, operands: &[Operand<'_>], types: Types, out: &Tensor) -> Result<()> {
        if !out.on_host() {
            let operands = crate::gpu::localized(operands)?;
            let program = programs::find(self.build, &operands, types.compute, types.result);
            return execute(program, &operands, types.compute, out);
        }
        let program = programs::find(self.build, operands, types.compute, types.result);
        execute(program, operands, types.compute, out).map_err(|error| error.of_op(self.name))
    }
}

#[inline]
fn tensor_of<'a>(operand: &Operand<'a>) -> Option<&'a Tensor> {
    match operand {
        Operand::Tensor(tensor) => Some(tensor),
        Operand::Scalar(_) => None,
    }
}

/// Runs a program whose inputs are the tensors and whose scalars are the numbers among `operands`, in order.
pub(crate) fn execute(program: &'static Program, operands: &[Operand<'_>], compute: DType, out: &Tensor) -> Result<()> {
    use flambeau_cpu::pointwise;
    if out.numel() == 0 {
        return Ok(());
    }
    let shape = out.shape();
    let mut strides: SmallVec<[Strides; 3]> = SmallVec::new();
    let mut scalars: SmallVec<[Scalar; 3]> = SmallVec::new();
    for operand in operands {
        match operand {
            Operand::Tensor(tensor) => {
                strides.push(layout::expanded_strides(tensor.shape(), tensor.strides(), shape));
            }
            Operand::Scalar(scalar) => scalars.push(wrap(*scalar, compute)),
        }
    }
    let tensors = operands.iter().filter_map(tensor_of);
    let mut inputs: SmallVec<[pointwise::Operand<'_>; 3]> = SmallVec::new();
    for (tensor, strides) in tensors.zip(&strides) {
        let ptr = if out.on_host() { tensor.host_ptr()? } else { tensor.ptr_on(out.device())? };
        inputs.push(pointwise::Operand { ptr, dtype: tensor.dtype(), strides });
    }
    let output = pointwise::Operand { ptr: out.data_ptr(), dtype: out.dtype(), strides: out.strides() };
    if let Some(stream) = crate::gpu::stream(out.device()) {
        // SAFETY: as below, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        return Ok(unsafe { flambeau_cuda::pointwise::run(program, shape, &[output], &inputs, &scalars, stream) }?);
    }
    // SAFETY: tensors' layouts lie inside their storages; the output's elements do not overlap each other and inputs
    // overlap it only where they coincide with it.
    unsafe { pointwise::run(program, shape, &[output], &inputs, &scalars) }.map_err(kernel_error)
}

/// Sets every element of a tensor on a GPU to a number of its dtype.
pub(crate) fn fill(out: &Tensor, number: Scalar) -> Result<()> {
    let operands = [Operand::Scalar(number)];
    let program = programs::find(|_, x| x[0], &operands, out.dtype(), out.dtype());
    execute(program, &operands, out.dtype(), out)
}

/// A number as the compute dtype holds it, where that is narrower than the class it is computed in.
fn wrap(scalar: Scalar, compute: DType) -> Scalar {
    match (scalar, compute) {
        (Scalar::Int(value), DType::U8) => Scalar::Int(value as u8 as i64),
        (Scalar::Int(value), DType::I8) => Scalar::Int(value as i8 as i64),
        (Scalar::Int(value), DType::I16) => Scalar::Int(value as i16 as i64),
        (scalar, _) => scalar,
    }
}

pub(crate) fn kernel_error(error: flambeau_cpu::expr::KernelError) -> Error {
    match error {
        flambeau_cpu::expr::KernelError::DivisionByZero => Error::message(Kind::Runtime, "ZeroDivisionError"),
    }
}

fn common_shape(operands: &[Operand<'_>]) -> Result<Shape> {
    let mut tensors = operands.iter().filter_map(tensor_of);
    let mut shape = tensors.next().map_or_else(Shape::new, |first| Shape::from_slice(first.shape()));
    for tensor in tensors {
        if tensor.shape() != shape.as_slice() {
            shape = layout::broadcast(&shape, tensor.shape())?;
        }
    }
    Ok(shape)
}

/// The device of the tensors; 0-d CPU tensors may join any other.
fn common_device(op: &'static str, operands: &[Operand<'_>]) -> Result<Device> {
    let mut device: Option<Device> = None;
    // A number on the main CPU device, unless all operands are such.
    let mut joins_others = false;
    for tensor in operands.iter().filter_map(tensor_of) {
        let free = tensor.ndim() == 0 && tensor.device().is_same_place(Device::CPU);
        match device {
            None => (device, joins_others) = (Some(tensor.device()), free),
            Some(device) if device.is_same_place(tensor.device()) => joins_others &= free,
            Some(_) if free => {}
            Some(_) if joins_others => (device, joins_others) = (Some(tensor.device()), false),
            Some(left) => {
                let cause = crate::error::Cause::DeviceMismatch { op, left, right: tensor.device() };
                return Err(Error::new(Kind::Runtime, cause));
            }
        }
    }
    Ok(device.unwrap_or(Device::CPU))
}

/// The order of the result's dimensions in memory: that of the first dense operand of the result's shape.
fn result_strides(operands: &[Operand<'_>], shape: &[usize]) -> Strides {
    let full = operands.iter().filter_map(tensor_of).find(|tensor| tensor.shape() == shape);
    match full {
        Some(tensor) => layout::preserved_strides(shape, tensor.strides()),
        None => layout::contiguous_strides(shape),
    }
}

/// Whether a result may be stored in a tensor of another dtype.
///
/// # Errors
/// A cast that would lose the category: complex to real, real to integer, integer to bool.
pub(crate) fn check_cast(from: DType, to: DType) -> Result<()> {
    let category = |dtype: DType| match dtype {
        DType::Bool => 0,
        dtype if dtype.is_integral(false) => 1,
        dtype if dtype.is_floating_point() => 2,
        _ => 3,
    };
    if category(from) > category(to) {
        bail!(
            Runtime,
            "result type {} can't be cast to the desired output type {}",
            from.scalar_name(),
            to.scalar_name()
        );
    }
    Ok(())
}

/// Refuses to write to a tensor in which several elements share a place.
pub(crate) fn check_single_place(out: &Tensor) -> Result<()> {
    let shared = out.shape().iter().zip(out.strides()).any(|(&size, &stride)| size > 1 && stride == 0);
    if shared && out.numel() > 0 {
        bail!(
            Runtime,
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. \
             Please clone() the tensor before performing the operation."
        );
    }
    Ok(())
}

/// First and one-past-last byte that a tensor reaches.
fn span(tensor: &Tensor) -> (usize, usize) {
    let start = tensor.data_ptr() as usize;
    if tensor.numel() == 0 {
        return (start, start);
    }
    let reach: usize = tensor.shape().iter().zip(tensor.strides()).map(|(&n, &stride)| (n - 1) * stride as usize).sum();
    (start, start + (reach + 1) * tensor.dtype().size())
}

/// Whether two tensors share bytes.
pub(crate) fn overlap(a: &Tensor, b: &Tensor) -> bool {
    let ((a_start, a_end), (b_start, b_end)) = (span(a), span(b));
    a.storage().same(b.storage()) && a_start < b_end && b_start < a_end
}

/// Refuses to write to a tensor that shares some of its elements with one that is read, where both are dense: what the
/// result is would depend on the order of the work. The same elements in the same order are fine.
///
/// # Errors
/// `RuntimeError`.
pub(crate) fn check_apart(out: &Tensor, read: &Tensor) -> Result<()> {
    if out.same(read) || !overlap(out, read) {
        return Ok(());
    }
    let coincide = out.data_ptr() == read.data_ptr()
        && out.numel() * out.dtype().size() == read.numel() * read.dtype().size()
        && out.strides() == read.strides();
    let dense = |tensor: &Tensor| layout::is_dense(tensor.shape(), tensor.strides());
    if !coincide && dense(out) && dense(read) {
        bail!(
            Runtime,
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory \
             location. Please clone() the tensor before performing the operation."
        );
    }
    Ok(())
}

/// As [`check_apart`]; `strictly` where even the same elements in the same order are refused.
///
/// # Errors
/// `RuntimeError`.
pub fn check_read_apart(out: &Tensor, read: &Tensor, strictly: bool) -> Result<()> {
    if strictly && overlap(out, read) {
        bail!(
            Runtime,
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory \
             location. Please clone() the tensor before performing the operation."
        );
    }
    check_apart(out, read)
}

fn copy_if_overlapping(operand: &Operand<'_>, out: &Tensor) -> Result<Option<Tensor>> {
    let Operand::Tensor(tensor) = operand else { return Ok(None) };
    check_apart(out, tensor)?;
    let coincides =
        tensor.data_ptr() == out.data_ptr() && tensor.strides() == out.strides() && tensor.shape() == out.shape();
    if coincides && tensor.dtype() == out.dtype() || !overlap(tensor, out) {
        return Ok(None);
    }
    crate::autograd::no_grad(|| tensor.detached().copy()).map(Some)
}

/// The class a dtype is computed in.
#[inline]
pub(crate) fn class(dtype: DType) -> Class {
    Class::of(dtype)
}
