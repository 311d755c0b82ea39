//! The backward rule of pointwise operations.

use smallvec::SmallVec;

use super::{Pointwise, Use, execute, interpret, programs, tensor_of};
use crate::autograd::saved::note;
use crate::autograd::{Context, Grads, Recorder, Rule, Saved};
use crate::op::Operand;
use crate::tensor::layout;
use crate::{Result, Scalar, Tensor, bail};

/// An operand as it was when the operation ran.
enum Kept {
    Tensor(Saved),
    Number(Scalar),
    /// No derivative names it.
    Unused,
}

/// Applies the derivative expressions of an operation.
pub(super) struct PointwiseRule {
    op: &'static Pointwise,
    operands: SmallVec<[Kept; 3]>,
    result: Option<Saved>,
    keeps_result: bool,
}

impl PointwiseRule {
    /// Keeps what the derivatives of the operands that need one refer to. An operation in place is about to overwrite
    /// its first operand, which is therefore copied.
    pub(super) fn new(
        op: &'static Pointwise,
        operands: &[Operand<'_>],
        graph: &Recorder,
        result: Option<&Tensor>,
        in_place: bool,
    ) -> Result<PointwiseRule> {
        let mut uses: SmallVec<[bool; 4]> = SmallVec::from_elem(false, operands.len());
        let mut keeps_result = false;
        for derivative in op.derivatives.iter().filter(|derivative| graph.needs(derivative.operand)) {
            for used in derivative.uses {
                match used {
                    Use::Operand(at) => uses[*at] = true,
                    Use::Result => keeps_result = true,
                    Use::Grad => {}
                }
            }
        }
        let mut kept = SmallVec::with_capacity(operands.len());
        for (at, operand) in operands.iter().enumerate() {
            kept.push(match operand {
                Operand::Scalar(scalar) => {
                    // PyTorch keeps the factor of a product as a tensor, and is asked twice in vain for its gradient.
                    if uses[at] && matches!(op.name, "mul" | "div") {
                        note();
                    }
                    Kept::Number(*scalar)
                }
                Operand::Tensor(_) if !uses[at] => Kept::Unused,
                Operand::Tensor(tensor) if at == 0 && in_place => Kept::Tensor(Saved::input(&tensor.copy()?)?),
                Operand::Tensor(tensor) => Kept::Tensor(Saved::input(tensor)?),
            });
        }
        let result = if keeps_result { result.map(Saved::output).transpose()? } else { None };
        Ok(PointwiseRule { op, operands: kept, result, keeps_result })
    }

    /// Keeps the result of an operation in place, if a derivative names it.
    pub(super) fn with_result(mut self, result: &Tensor) -> Result<PointwiseRule> {
        if self.keeps_result {
            self.result = Some(Saved::output(result)?);
        }
        Ok(self)
    }
}

impl Rule for PointwiseRule {
    fn visit_saved(&self, visit: &mut dyn FnMut(&str, &Saved)) {
        for (at, operand) in self.operands.iter().enumerate() {
            let name = match at {
                0 => "self",
                1 => "other",
                _ => continue,
            };
            if let Kept::Tensor(saved) = operand {
                visit(name, saved);
            }
        }
        if let Some(saved) = &self.result {
            visit("result", saved);
        }
    }

    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        let mut results: Grads = SmallVec::from_elem(None, self.operands.len());
        let Some(grad) = grads.first_mut().and_then(Option::take) else { return Ok(results) };
        let known = |at: usize| self.op.derivatives.iter().any(|derivative| derivative.operand == at);
        if let Some(at) =
            (0..self.operands.len()).find(|&at| cx.node.edges()[at].is_some() && cx.needs(at) && !known(at))
        {
            bail!(NotImplemented, "the derivative of {} with respect to operand {at} is not implemented", self.op.name);
        }
        for derivative in self.op.derivatives.iter().filter(|derivative| cx.needs(derivative.operand)) {
            let mut tensors: SmallVec<[Tensor; 3]> = SmallVec::new();
            let mut numbers: SmallVec<[Option<Scalar>; 3]> = SmallVec::new();
            for used in derivative.uses {
                let kept = match used {
                    Use::Grad => Some(grad.clone()),
                    Use::Result => match &self.result {
                        Some(result) => Some(result.get(cx)?),
                        None => bail!(Runtime, "{} did not keep its result", self.op.name),
                    },
                    Use::Operand(at) => match &self.operands[*at] {
                        Kept::Tensor(saved) => Some(saved.get(cx)?),
                        Kept::Number(scalar) => {
                            numbers.push(Some(*scalar));
                            continue;
                        }
                        Kept::Unused => bail!(Runtime, "{} did not keep an operand", self.op.name),
                    },
                };
                numbers.push(None);
                tensors.extend(kept);
            }
            let mut next = tensors.iter();
            let operands: SmallVec<[Operand<'_>; 4]> = numbers
                .iter()
                .filter_map(|number| match number {
                    Some(scalar) => Some(Operand::Scalar(*scalar)),
                    None => next.next().map(Operand::Tensor),
                })
                .collect();
            // A derivative that is the gradient itself costs nothing.
            results[derivative.operand] = Some(if derivative.identity {
                grad.clone()
            } else if cx.create_graph {
                interpret::run(derivative.build, &operands)?
            } else {
                evaluate(derivative.build, &operands)?
            });
        }
        Ok(results)
    }
}

/// Runs an expression as one loop, unrecorded.
fn evaluate(build: super::Build, operands: &[Operand<'_>]) -> Result<Tensor> {
    let mut tensors = operands.iter().filter_map(tensor_of);
    let Some(first) = tensors.next() else { bail!(Runtime, "a derivative needs a tensor") };
    let (mut shape, mut dtype) = (layout::Shape::from_slice(first.shape()), first.dtype());
    for tensor in tensors {
        shape = layout::broadcast(&shape, tensor.shape())?;
        dtype = crate::ops::promote::promote(dtype, tensor.dtype());
    }
    let strides = super::result_strides(operands, &shape);
    let out = Tensor::empty_with_strides(shape, strides, dtype, first.device())?;
    if out.on_host() {
        execute(programs::find(build, operands, dtype, dtype), operands, dtype, &out)?;
    } else {
        let operands = crate::gpu::localized(operands)?;
        execute(programs::find(build, &operands, dtype, dtype), &operands, dtype, &out)?;
    }
    Ok(out)
}
