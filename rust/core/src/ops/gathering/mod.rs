//! Elements picked and written by tensors of indices or by masks.
//!
//! - `advanced`: `x[tensor, ...]`, `index_put`; `rows`: one index tensor for whole slices (`index_select`, `index_add`, ...)
//! - `elements`: one index per element (`gather`, `scatter`, `take`, `put`); `reductions`: writes that reduce
//! - `masks`: `masked_select`, `masked_scatter`, `nonzero`; `parts`: writes to a slice or a diagonal
//! - `search`: positions in sorted sequences, membership
//!
//! Each writing operation is one function that runs on a copy or in place ([`Write`]).

mod advanced;
mod elements;
pub(crate) mod kernels;
mod masks;
mod parts;
mod reductions;
mod rows;
mod search;

pub use advanced::*;
pub use elements::*;
pub use masks::*;
pub use parts::*;
pub use reductions::*;
pub use rows::*;
pub use search::*;

use flambeau_cpu::DType;
use flambeau_cpu::index::{IndexError, Reduce, View, ViewMut};

use super::pointwise::{check_single_place, overlap};
use crate::autograd::{Context, Grads, Recorder, Saved, no_grad, saved};
use crate::device::Device;
use crate::error::{Cause, Kind};
use crate::op::Operand;
use crate::tensor::{Strides, layout};
use crate::{Error, Result, Scalar, Tensor, bail, ensure};

/// An index out of range, as the error class that the operation raises in PyTorch.
fn out_of_range(kind: Kind) -> impl Fn(IndexError) -> Error {
    move |IndexError { index, dim, size }| Error::new(kind, Cause::OutOfBounds { index, dim, size })
}

/// A tensor as an operand that is read.
fn read(tensor: &Tensor, device: Device) -> Result<View<'_>> {
    Ok(View { data: tensor.ptr_on(device)?, strides: tensor.strides() })
}

/// A tensor as an operand that is written.
fn written(tensor: &Tensor, device: Device) -> Result<ViewMut<'_>> {
    Ok(ViewMut { data: tensor.ptr_on(device)?, strides: tensor.strides() })
}

/// Indices as int64, from int64 or int32.
fn long(index: &Tensor) -> Result<Tensor> {
    no_grad(|| index.detached().to_dtype(DType::I64))
}

/// Whether indices have one of the two dtypes that most operations take.
fn is_index(index: &Tensor) -> bool {
    matches!(index.dtype(), DType::I64 | DType::I32)
}

/// How an operation writes: to a copy of its input, or to the input itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    Copy,
    InPlace,
}

/// What a rule needs of an index.
#[derive(Clone, Copy)]
enum Keep<'a> {
    /// The index.
    Index(&'a Tensor),
    /// The index, for the gradients of the other tensors only.
    ForOthers(&'a Tensor),
    /// Tensors that the rule holds itself.
    Own,
}

/// An index as it was when the operation ran.
struct Index(Option<Saved>);

impl Index {
    fn get(&self, cx: &Context<'_>) -> Result<Tensor> {
        match &self.0 {
            Some(saved) => saved.get(cx),
            None => bail!(Runtime, "{} kept no index for a gradient that was not wanted when it ran", cx.node.name()),
        }
    }
}

impl Write {
    /// Runs `kernel` on a copy of `this` or on `this`, and records `rule`, which gives the gradients of `this` and of
    /// `others` and takes the index that `keep` names. What the rule needs of `this` it must have kept as a copy where
    /// [`Write::InPlace`].
    fn run<F>(
        self,
        this: &Tensor,
        others: &[&Tensor],
        node: &'static str,
        keep: Keep<'_>,
        kernel: impl FnOnce(&Tensor) -> Result<()>,
        rule: F,
    ) -> Result<Tensor>
    where
        F: Fn(&Tensor, &Context<'_>, &Index) -> Result<Grads> + Send + Sync + 'static,
    {
        let mut inputs: smallvec::SmallVec<[&Tensor; 3]> = smallvec::smallvec![this];
        inputs.extend_from_slice(others);
        if self == Write::InPlace {
            this.check_in_place()?;
            check_single_place(this)?;
        }
        let graph = if this.dtype().is_differentiable() { Recorder::new(&inputs) } else { None };
        if self == Write::InPlace && graph.is_some() {
            this.check_recorded_in_place(true)?;
        }
        let kept = Index(match (&graph, keep) {
            (Some(_), Keep::Index(index)) => Some(Saved::input(index)?),
            (Some(graph), Keep::ForOthers(index)) => graph.save_if(1, index)?,
            (Some(_), Keep::Own) => {
                saved::note();
                None
            }
            (None, _) => None,
        });
        let rule = move |grad: &Tensor, cx: &Context<'_>| rule(grad, cx, &kept);
        match self {
            Write::Copy => {
                let out = no_grad(|| this.detached().copy())?;
                kernel(&out)?;
                if let Some(graph) = graph {
                    graph.attach(&out, node, rule);
                }
                Ok(out)
            }
            Write::InPlace => {
                kernel(this)?;
                this.bump_version();
                if let Some(graph) = graph {
                    graph.attach_in_place(this, node, rule)?;
                }
                Ok(this.clone())
            }
        }
    }

    /// A tensor that a rule needs as it was before the write.
    fn before(self, this: &Tensor) -> Result<Tensor> {
        match self {
            Write::Copy => Ok(this.clone()),
            Write::InPlace => this.copy(),
        }
    }
}

/// A source that may be read while `target` is written: itself, unless they share memory.
///
/// # Errors
/// Two dense tensors that share memory, as PyTorch refuses them.
fn apart(target: &Tensor, source: &Tensor) -> Result<Tensor> {
    if !overlap(target, source) {
        return Ok(source.detached());
    }
    let dense = |tensor: &Tensor| layout::is_dense(tensor.shape(), tensor.strides());
    ensure!(
        !(dense(target) && dense(source)),
        Runtime,
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory \
         location. Please clone() the tensor before performing the operation."
    );
    no_grad(|| source.detached().copy())
}

/// Strides over a shape that a tensor is known to broadcast to.
fn over(tensor: &Tensor, shape: &[usize]) -> Strides {
    layout::expanded_strides(tensor.shape(), tensor.strides(), shape)
}

/// A number or 0-d tensor as a 0-d tensor of the target's dtype, outside the graph.
fn element(value: Operand<'_>, target: &Tensor, op: &str) -> Result<Tensor> {
    match value {
        Operand::Tensor(value) => {
            ensure!(
                value.ndim() == 0,
                Runtime,
                "{op} only supports a 0-dimensional value tensor, but got tensor with {} dimension(s).",
                value.ndim()
            );
            no_grad(|| value.detached().to_dtype(target.dtype()))
        }
        Operand::Scalar(number) => {
            if let Scalar::Complex(_, imaginary) = number {
                ensure!(
                    target.dtype().is_complex() || imaginary == 0.0,
                    Runtime,
                    "{op}(): Converting complex Scalar to non-complex type is not supported"
                );
            }
            super::check_fill(number, target.dtype())?;
            super::full(&[], number, Some(target.dtype()), target.device())
        }
    }
}

/// The tensor of an operand.
fn tensor_of<'a>(operand: &Operand<'a>) -> Option<&'a Tensor> {
    match operand {
        Operand::Tensor(tensor) => Some(tensor),
        Operand::Scalar(_) => None,
    }
}

/// The inputs of an operation whose second one may be a number.
fn others<'a>(value: &Operand<'a>) -> smallvec::SmallVec<[&'a Tensor; 1]> {
    tensor_of(value).into_iter().collect()
}

/// Zeros of a shape, to write gradients into.
fn zeros(shape: &[usize], like: &Tensor) -> Result<Tensor> {
    Tensor::zeros(shape, like.dtype(), like.device())
}

/// The reduction that `scatter(..., reduce=...)` names.
fn old_reduction(name: &str) -> Result<Reduce> {
    match name {
        "add" => Ok(Reduce::Add),
        "multiply" => Ok(Reduce::Multiply),
        _ => crate::bail!(Runtime, "reduce argument must be either add or multiply."),
    }
}
