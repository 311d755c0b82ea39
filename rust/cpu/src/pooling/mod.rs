//! Max and average pooling in one, two and three dimensions, sliding and adaptive, forward and backward.
//!
//! Inputs are `planes` contiguous planes of `D * H * W` elements (batch and channels merged); pooling over fewer axes
//! has leading sizes of 1. [`Geometry`] says which input elements each output element covers, so that the kernels serve
//! every number of axes, and adaptive pooling too. Planes are independent: they are shared between threads in chunks
//! that the shape fixes, and everything within a plane runs in a fixed order.
//!
//! - `geometry`: output sizes and windows; `phases`: rows sorted for vectors; `max`, `average`: the kernels; `max_last`,
//!   `average_last`: those for channels side by side

mod average;
mod average_last;
mod geometry;
mod max;
mod max_last;
mod phases;
#[cfg(test)]
mod tests;

pub use average::{Divisor, avg_pool, avg_pool_backward};
pub use average_last::{avg_pool_backward_last, avg_pool_last};
pub use geometry::{Geometry, Window, output_size};
pub use max::{BadIndex, max_pool, max_pool_at, max_pool_backward};
pub use max_last::{max_pool_backward_last, max_pool_last};

use std::ops::Range;

/// Elements of input and output that make a chunk of planes worth a task.
const CHUNK_ELEMENTS: usize = 1 << 15;

/// Runs `work(first, count)` over all planes in chunks of about [`CHUNK_ELEMENTS`].
fn for_planes(planes: usize, elements_of_plane: usize, work: impl Fn(usize, usize) + Sync) {
    let chunk = (CHUNK_ELEMENTS / elements_of_plane.max(1)).clamp(1, planes.max(1));
    crate::pool::parallel(planes.div_ceil(chunk), &|index| {
        let first = index * chunk;
        work(first, chunk.min(planes - first));
    });
}

/// Blocks of [`phases::LANES`] channels for results that may be computed twice: the last block reaches back into the one
/// before, and is shorter only where all channels are.
#[inline(always)]
fn blocks(channels: usize) -> impl Iterator<Item = Range<usize>> {
    let lanes = phases::LANES.min(channels);
    (0..channels).step_by(phases::LANES).map(move |start| {
        let start = start.min(channels - lanes);
        start..start + lanes
    })
}

/// A pointer that the tasks share; each uses the elements of its own planes.
struct Shared<T>(*mut T);

// SAFETY: tasks access disjoint planes of elements that may be sent to other threads.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn at(&self, offset: usize) -> *mut T {
        self.0.wrapping_add(offset)
    }
}
