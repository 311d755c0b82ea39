//! A pointwise operation whose result is added up at once: losses.

use std::sync::Arc;

use flambeau_cpu::reduce::Kind as Reduction;
use smallvec::SmallVec;

use super::{Pointwise, class, common_device, common_shape, programs, rule, tensor_of};
use crate::autograd::{Context, Grads, Recorder, Rule};
use crate::op::Operand;
use crate::ops::reduce::{Plan, reduce_into};
use crate::tensor::layout;
use crate::{Result, Scalar, Tensor};

impl Pointwise {
    /// The sum or mean of all elements of the operation's result, in one pass over the operands.
    pub(crate) fn total(&'static self, operands: &[Operand<'_>], mean: bool, node: &'static str) -> Result<Tensor> {
        let types = self.types(operands)?;
        let shape = common_shape(operands)?;
        let device = common_device(self.name, operands)?;
        let acc = class(types.result);
        let local;
        let kernel_operands = match device.gpu() {
            None => operands,
            Some(_) => {
                local = crate::gpu::localized(operands)?;
                &local
            }
        };
        let program = programs::find(self.build, kernel_operands, types.compute, types.result);
        let plan = Plan {
            mask: SmallVec::from_elem(true, shape.len()),
            kept: SmallVec::from_elem(1, shape.len()),
            shape: SmallVec::new(),
        };
        let mut out = Tensor::empty(&[], acc.dtype(), device)?;
        let strides = layout::contiguous_strides(&plan.kept);
        reduce_into(Reduction::Sum, &plan, Some(program), kernel_operands, acc, &shape, Some((&out, &strides)), None)?;
        let scale = if mean { 1.0 / layout::numel(&shape) as f64 } else { 1.0 };
        if device.gpu().is_some() {
            // Nothing waits for the device.
            if mean {
                out = out.div(Scalar::Float(layout::numel(&shape) as f64).into(), None)?;
            }
            out = out.to_dtype(types.result)?;
        } else if mean || types.result != acc.dtype() {
            let total = match out.item()? {
                Scalar::Float(total) if mean => Scalar::Float(total / layout::numel(&shape) as f64),
                other => other,
            };
            out = crate::ops::copy::element(total, types.result, device)?;
        }
        let tensors: SmallVec<[Option<&Tensor>; 3]> = operands.iter().map(tensor_of).collect();
        if types.result.is_differentiable()
            && let Some(graph) = Recorder::of_optional(&tensors)
        {
            let inner = rule::PointwiseRule::new(self, operands, &graph, None, false)?;
            let shape = shape.iter().map(|&size| size as i64).collect();
            graph.attach_rule(&[&out], node, Arc::new(TotalRule { inner, shape, scale }));
        }
        Ok(out)
    }
}

/// The operation's own rule, applied to the total's gradient at every element.
struct TotalRule {
    inner: rule::PointwiseRule,
    shape: SmallVec<[i64; 6]>,
    scale: f64,
}

impl Rule for TotalRule {
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        if let Some(grad) = grads.first_mut().and_then(Option::take) {
            let grad = if self.scale == 1.0 { grad } else { grad.mul(self.scale.into())? };
            grads[0] = Some(grad.expand(&self.shape, false)?);
        }
        self.inner.backward(grads, cx)
    }
}
