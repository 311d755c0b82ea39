//! Kernels along one dimension of a dense tensor `(outer, n, inner)`: softmax, likelihoods, normalisation, tables.
//!
//! Buffers are row-major. Half types are read and written as such and computed in single precision. Rows are shared
//! between threads in chunks that the shape fixes, and every sum has a fixed order.
//!
//! - [`softmax`], [`softmax_backward`]: also of the logarithm
//! - [`likelihood`], [`likelihood_backward`]: a class's log probability, with the softmax in front or without it
//! - [`layer_norm`], [`layer_norm_backward`]: rows to mean 0 and variance 1, or to mean square 1
//! - [`moments`], [`affine`], [`affine_sums`], [`affine_backward`]: the parts of batch and group normalisation
//! - [`sum_rows`], [`max_rows`]: rows of a table added up or compared by index

mod bag;
mod element;
mod layer;
mod likelihood;
mod planes;
mod softmax;
#[cfg(test)]
mod tests;

pub use bag::{Entry, max_rows, max_rows_backward, sum_rows};
pub(crate) use element::{Real, Row, fold2, for_float, larger};
pub use layer::{Scale, layer_norm, layer_norm_backward};
pub use likelihood::{Classes, likelihood, likelihood_backward};
pub use planes::{affine, affine_backward, affine_sums, moments};
pub use softmax::{softmax, softmax_backward};

/// Sizes before, of and after the dimension that a kernel works along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extent {
    /// Product of the sizes before it.
    pub outer: usize,
    /// Its own size.
    pub n: usize,
    /// Product of the sizes after it.
    pub inner: usize,
}

impl Extent {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.outer * self.n * self.inner
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Elements of a task where a function like `exp` is computed for each.
const GRAIN: usize = 1 << 14;

/// Columns that are worked on together where the dimension is not the last.
const COLUMNS: usize = 128;

/// A pointer that tasks share; each uses elements of its own.
struct Shared<T>(*mut T);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Shared<T> {}

// SAFETY: tasks that share a pointer read, or write to elements that no other task uses.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn of(pointer: *const T) -> Self {
        Shared(pointer.cast_mut())
    }

    fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// The address of an element; computing it is always defined, using it is up to the caller.
    #[inline(always)]
    fn at(self, offset: usize) -> *mut T {
        self.0.wrapping_add(offset)
    }
}

/// Calls `work(outer, first column, columns)` for blocks of columns, in parallel.
fn for_columns(extent: Extent, work: &(dyn Fn(usize, usize, usize) + Sync)) {
    let blocks = extent.inner.div_ceil(COLUMNS);
    let cost = extent.n * extent.inner.min(COLUMNS);
    crate::pool::for_range(extent.outer * blocks, (GRAIN / cost.max(1)).max(1), &|range| {
        for item in range {
            let (outer, column) = (item / blocks, item % blocks * COLUMNS);
            work(outer, column, COLUMNS.min(extent.inner - column));
        }
    });
}
