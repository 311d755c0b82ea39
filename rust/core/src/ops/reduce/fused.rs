//! Reductions on a GPU with an expression behind them: what is made of sums costs no kernel of its own.

use flambeau_cpu::expr::Class;
use flambeau_cpu::pointwise::Operand as Raw;
use flambeau_cuda::reduce::{self as kernel, Gather};
use flambeau_cuda::stream::Stream;
use smallvec::SmallVec;

use super::Plan;
use crate::device::Device;
use crate::op::Operand;
use crate::ops::pointwise::{BuildMany, find_many};
use crate::tensor::layout;
use crate::tensor::{Shape, Strides};
use crate::{DType, Result, Scalar, Tensor};

/// An expression with several results, and what it reads.
pub(crate) type Step<'a> = (BuildMany, &'a [Operand<'a>]);

/// Operands as a kernel takes them.
struct Laid<'a> {
    tensors: SmallVec<[&'a Tensor; 4]>,
    strides: SmallVec<[Strides; 4]>,
    scalars: SmallVec<[Scalar; 4]>,
    classes: SmallVec<[Option<Class>; 8]>,
}

impl<'a> Laid<'a> {
    fn new(operands: &[Operand<'a>], shape: &[usize]) -> Laid<'a> {
        let (tensors, strides, scalars) = Default::default();
        let mut laid = Laid { tensors, strides, scalars, classes: SmallVec::new() };
        for operand in operands {
            match *operand {
                Operand::Tensor(tensor) => {
                    laid.strides.push(layout::expanded_strides(tensor.shape(), tensor.strides(), shape));
                    laid.tensors.push(tensor);
                    laid.classes.push(Some(Class::of(tensor.dtype())));
                }
                Operand::Scalar(scalar) => {
                    laid.scalars.push(scalar);
                    laid.classes.push(None);
                }
            }
        }
        laid
    }

    fn raw(&self, stream: Stream) -> Result<SmallVec<[Raw<'_>; 4]>> {
        let device = Device::cuda(stream.device);
        let places = self.tensors.iter().zip(&self.strides);
        places
            .map(|(tensor, strides)| Ok(Raw { ptr: tensor.ptr_on(device)?, dtype: tensor.dtype(), strides }))
            .collect()
    }
}

/// Gathers the results of `map` over the plan's dimensions of `whole`, and writes what `finish` makes of them to `results`, in
/// one kernel (two where the work is cut into slices).
///
/// Operands of `map` broadcast to `whole`. `finish` takes the gathered values (the sum, the sums, or mean and sum of squared
/// distances) and then its operands, which broadcast to the plan's kept shape, as results have it. A result may be an
/// operand of `finish`.
#[allow(clippy::too_many_arguments)]
pub(crate) fn gather(
    gather: Gather,
    plan: &Plan,
    whole: &[usize],
    map: Step<'_>,
    finish: Step<'_>,
    results: &[&Tensor],
    acc: DType,
    stream: Stream,
) -> Result<()> {
    let acc = Class::of(acc);
    let (inputs, beside) = (Laid::new(map.1, whole), Laid::new(finish.1, &plan.kept));
    let outputs: SmallVec<[Operand<'_>; 4]> = results.iter().map(|result| Operand::Tensor(result)).collect();
    let outputs = Laid::new(&outputs, &plan.kept);
    let map = find_many(map.0, &inputs.classes, acc);
    let gathered = if gather == Gather::Moments { 2 } else { map.outputs().len() };
    let mut classes: SmallVec<[Option<Class>; 8]> = SmallVec::from_elem(Some(acc), gathered);
    classes.extend_from_slice(&beside.classes);
    let fused = kernel::Fused {
        gather,
        acc,
        map,
        inputs: &inputs.raw(stream)?,
        scalars: &inputs.scalars,
        finish: find_many(finish.0, &classes, acc),
        beside: &beside.raw(stream)?,
        finish_scalars: &beside.scalars,
        results: &outputs.raw(stream)?,
    };
    // SAFETY: layouts lie inside their storages; results overlap nothing but the operands that they are; memory that is freed
    // meanwhile is handed out in the order of the stream.
    Ok(unsafe { kernel::fused(&fused, whole, &plan.mask, stream) }?)
}

/// A new tensor with the results' shape, and the same memory in the kept shape, for [`gather`] to write to.
pub(crate) fn result_of(plan: &Plan, shape: &[usize], dtype: DType, like: &Tensor) -> Result<(Tensor, Tensor)> {
    let result = Tensor::empty(shape, dtype, like.device())?;
    let kept = result.with_layout(Shape::clone(&plan.kept), layout::contiguous_strides(&plan.kept), 0);
    Ok((result, kept))
}
