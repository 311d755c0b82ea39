//! Reductions: many elements to one, over some or all dimensions.
//!
//! What lives here: the way into the reduction kernel ([`run`]) and operations by family. A pointwise expression can run
//! in front of every reduction (`x * x` before a sum of squares), so that nothing is stored in between.

mod counts;
mod extremes;
pub(crate) mod fused;
mod logic;
mod moments;
mod norms;
mod products;
mod sums;

pub use counts::*;
pub use extremes::*;
pub use logic::*;
pub use moments::*;
pub use norms::*;
pub use products::*;
pub use sums::*;

use flambeau_cpu::expr::{Class, Program};
use flambeau_cpu::pointwise::Operand as Raw;
pub(crate) use flambeau_cpu::reduce::Kind as Reduction;
use flambeau_cpu::{DType, reduce as kernel};
use smallvec::SmallVec;

use super::pointwise::kernel_error;
use crate::device::Device;
use crate::op::Operand;
use crate::tensor::layout::{self, dim_mask};
use crate::tensor::{Shape, Strides};
use crate::{Result, Scalar, Tensor};

/// Which dimensions go, and what the result looks like.
pub(crate) struct Plan {
    /// For each dimension, whether it is reduced.
    pub mask: SmallVec<[bool; 6]>,
    /// The result's shape with reduced dimensions kept as 1.
    pub kept: Shape,
    /// The result's shape.
    pub shape: Shape,
}

impl Plan {
    /// Reads a caller's dimensions; none means all.
    ///
    /// # Errors
    /// A dimension out of range or named twice.
    pub fn new(tensor: &Tensor, dims: Option<&[i64]>, keepdim: bool) -> Result<Plan> {
        let mask = dim_mask(dims, tensor.ndim())?;
        let kept: Shape = tensor.shape().iter().zip(&mask).map(|(&size, &gone)| if gone { 1 } else { size }).collect();
        let shape = if keepdim {
            kept.clone()
        } else {
            tensor.shape().iter().zip(&mask).filter(|(_, gone)| !**gone).map(|(&size, _)| size).collect()
        };
        Ok(Plan { mask, kept, shape })
    }

    /// Number of elements that become one.
    pub fn count(&self, tensor: &Tensor) -> usize {
        tensor.shape().iter().zip(&self.mask).filter(|(_, gone)| **gone).map(|(&size, _)| size).product()
    }

    /// A tensor of the result's shape, to be read against the whole tensor: reduced dimensions are there as 1.
    pub fn keep(&self, result: &Tensor) -> Result<Tensor> {
        let sizes: SmallVec<[i64; 6]> = self.kept.iter().map(|&size| size as i64).collect();
        result.reshape(&sizes)
    }

    /// A gradient of the result, read as one of the whole tensor.
    pub fn spread(&self, grad: &Tensor, whole: &[i64]) -> Result<Tensor> {
        self.keep(grad)?.expand(whole, false)
    }
}

/// The class in which sums and products of a dtype accumulate: integers do in 64 bits, and wrap when they are stored.
pub(crate) fn accumulator(result: DType) -> Class {
    if result.is_integral(true) { Class::I64 } else { Class::of(result) }
}

/// Reduces into a new tensor of the plan's shape, unrecorded. `inputs` broadcast to the first one's shape.
pub(crate) fn run(
    kind: Reduction,
    plan: &Plan,
    map: Option<&'static Program>,
    inputs: &[Operand<'_>],
    acc: Class,
    result: DType,
) -> Result<Tensor> {
    let mut whole: &[usize] = &[];
    let mut device = crate::device::Device::CPU;
    if let Some(Operand::Tensor(first)) = inputs.first() {
        (whole, device) = (first.shape(), first.device());
    }
    let out = Tensor::empty(&plan.shape, result, device)?;
    let out_strides = layout::contiguous_strides(&plan.kept);
    reduce_into(kind, plan, map, inputs, acc, whole, Some((&out, &out_strides)), None)?;
    Ok(out)
}

/// The kernel call: outputs are given with strides for the kept shape.
#[allow(clippy::too_many_arguments)]
pub(crate) fn reduce_into<'a>(
    kind: Reduction,
    plan: &Plan,
    map: Option<&'static Program>,
    inputs: &[Operand<'_>],
    acc: Class,
    whole: &[usize],
    out: Option<(&Tensor, &'a Strides)>,
    indices: Option<(&Tensor, &'a Strides)>,
) -> Result<()> {
    let mut strides: SmallVec<[Strides; 3]> = SmallVec::new();
    let mut scalars: SmallVec<[Scalar; 2]> = SmallVec::new();
    let mut tensors: SmallVec<[&Tensor; 3]> = SmallVec::new();
    for input in inputs {
        match input {
            Operand::Tensor(tensor) => {
                strides.push(layout::expanded_strides(tensor.shape(), tensor.strides(), whole));
                tensors.push(tensor);
            }
            Operand::Scalar(scalar) => scalars.push(*scalar),
        }
    }
    let mut raw: SmallVec<[Raw<'_>; 3]> = SmallVec::new();
    let device = out.or(indices).map_or(Device::CPU, |(target, _)| target.device());
    for (tensor, strides) in tensors.iter().zip(&strides) {
        raw.push(Raw { ptr: tensor.ptr_on(device)?, dtype: tensor.dtype(), strides });
    }
    let target = |place: Option<(&Tensor, &'a Strides)>| -> Result<Option<Raw<'a>>> {
        let Some((tensor, strides)) = place else { return Ok(None) };
        Ok(Some(Raw { ptr: tensor.ptr_on(device)?, dtype: tensor.dtype(), strides }))
    };
    let (output, positions) = (target(out)?, target(indices)?);
    if let Some(stream) = crate::gpu::stream(device) {
        // SAFETY: as below, on the device; memory that is freed meanwhile is handed out in the order of the stream.
        let launched = unsafe {
            flambeau_cuda::reduce::run(kind, whole, &plan.mask, output, positions, map, &raw, &scalars, acc, stream)
        };
        return Ok(launched?);
    }
    // SAFETY: layouts lie inside their storages; outputs are new memory that overlaps no input.
    unsafe { kernel::run(kind, whole, &plan.mask, output, positions, map, &raw, &scalars, acc) }.map_err(kernel_error)
}
