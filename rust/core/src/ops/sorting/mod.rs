//! Sorting, and what sorting answers: ranks, medians, modes, quantiles, distinct elements, histograms.
//!
//! What lives here: the way into the sorting kernel ([`solve`]) and operations by family. Equal elements keep their order in
//! every operation, NaN counts as larger than every number.

mod histograms;
mod order;
mod quantiles;
mod ranks;
mod unique;

pub use histograms::*;
pub use order::*;
pub use quantiles::*;
pub use ranks::*;
pub use unique::*;

use flambeau_cpu::pointwise::Operand as Raw;
use flambeau_cpu::sort::{self as kernel, Task};

use super::along::dimensioned;
use crate::tensor::Strides;
use crate::{DType, Result, Tensor};

fn raw<'a>(tensor: &Tensor, strides: &'a Strides) -> Result<Raw<'a>> {
    Ok(Raw { ptr: tensor.data_ptr(), dtype: tensor.dtype(), strides })
}

/// Runs a task along `dim`, unrecorded; the results have `count` elements along it.
fn solve(task: Task, this: &Tensor, dim: usize, count: usize) -> Result<(Tensor, Tensor)> {
    let (shape, from) = dimensioned(this);
    // Positions are kept in 32 bits beside values of up to 32.
    crate::ensure!(
        shape[dim] <= u32::MAX as usize || this.dtype().size() == 8,
        NotImplemented,
        "order along a dimension of {} elements is there for dtypes of 64 bits only, got {}",
        shape[dim],
        this.dtype().name()
    );
    let mut sizes = shape.clone();
    sizes[dim] = count;
    let sizes = if this.ndim() == 0 { &sizes[..0] } else { &sizes[..] };
    let values = Tensor::empty(sizes, this.dtype(), this.device())?;
    let indices = Tensor::empty(sizes, DType::I64, this.device())?;
    let ((_, v), (_, i)) = (dimensioned(&values), dimensioned(&indices));
    let (to, places, from) = (raw(&values, &v)?, raw(&indices, &i)?, raw(this, &from)?);
    match crate::gpu::stream(this.device()) {
        // SAFETY: layouts lie inside their storages; outputs are new memory of the shape the task fills.
        None => unsafe { kernel::run(task, &shape, dim, Some(to), Some(places), from) },
        // SAFETY: as above; memory that is freed meanwhile is handed out in the order of the stream.
        Some(stream) => unsafe { flambeau_cuda::sort::run(task, &shape, dim, count, to, places, from, stream)? },
    }
    Ok((values, indices))
}
