//! Steps of optimizers: one pass over all parameters, their gradients and their state.
//!
//! Tensors are flat here: a parameter, its gradient and its state have their elements in one order. The work is cut
//! into pieces of [`GRAIN`] elements over all tensors together, so that a model of many small parameters and one of few
//! large ones use all threads alike, and the cut never depends on the number of threads.
//!
//! - [`sgd`], [`adam`], [`adaptive`]: the steps
//! - [`scale`], [`clamp`]: gradients made smaller
//! - `number`: arithmetic in the element type, half types by way of singles

mod adam;
mod adaptive;
mod clip;
mod number;
mod sgd;
#[cfg(test)]
mod tests;

pub use adam::{Adam, AdamTensor, adam};
pub use adaptive::{Adaptive, AdaptiveTensor, Rule, adaptive};
pub use clip::{Flat, clamp, norms, scale};
pub use sgd::{Momentum, Sgd, SgdTensor, sgd};

use crate::pool;
use std::ops::Range;

/// Elements of a piece of work: some 10 us, far more than handing it to a thread costs.
const GRAIN: usize = 16 * 1024;

/// Something with a number of elements.
trait Sized {
    fn len(&self) -> usize;
}

/// Runs `work` on pieces of tensors that together cover all elements of all of them once.
fn for_pieces<T: Sized + Sync>(tensors: &[T], work: &(dyn Fn(&T, Range<usize>) + Sync)) {
    let total: usize = tensors.iter().map(T::len).sum();
    if total <= GRAIN {
        tensors.iter().filter(|tensor| tensor.len() > 0).for_each(|tensor| work(tensor, 0..tensor.len()));
        return;
    }
    let mut end = 0;
    let ends: Vec<usize> = tensors
        .iter()
        .map(|tensor| {
            end += tensor.len();
            end
        })
        .collect();
    pool::for_range(total, GRAIN, &|range| {
        let mut at = ends.partition_point(|&end| end <= range.start);
        let mut start = range.start;
        while start < range.end {
            let tensor = &tensors[at];
            let first = ends[at] - tensor.len();
            let stop = range.end.min(ends[at]);
            if stop > start {
                work(tensor, start - first..stop - first);
            }
            start = stop.max(start);
            at += 1;
        }
    });
}

/// Runs `$body` with `$t` standing for the element type of a floating dtype; other dtypes are the caller's mistake.
macro_rules! for_float {
    ($dtype:expr, $t:ident => $body:expr) => {
        match $dtype {
            crate::DType::F32 => {
                type $t = f32;
                $body
            }
            crate::DType::F64 => {
                type $t = f64;
                $body
            }
            crate::DType::F16 => {
                type $t = half::f16;
                $body
            }
            crate::DType::BF16 => {
                type $t = half::bf16;
                $body
            }
            dtype => unreachable!("steps are for floating dtypes, not {}", dtype.name()),
        }
    };
}
use for_float;
