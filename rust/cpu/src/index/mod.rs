//! Reading and writing elements at positions that tensors of indices give.
//!
//! Operands are pointers with strides in elements (any sign, zero to repeat); indices are `i64`. Every index is checked
//! where it is used: one out of range is an [`IndexError`], never an access. Work is split so that no two tasks write to
//! one element, and repeated writes happen in the order of the indices: results do not depend on the number of threads.
//!
//! - [`gather`]: also `index_select`, with an index that is repeated (stride 0) along the other dimensions
//! - [`scatter`]: also `index_add`, `index_copy`, `index_fill`, `scatter_reduce`
//! - [`index_get`], [`index_put`]: advanced indexing; also `take` and `put`
//! - [`Mask`]: `nonzero`, `masked_select`, `masked_scatter`
//! - [`search`]: places in sorted sequences; [`contains`]: membership

mod advanced;
mod gather;
mod mask;
mod reduce;
mod runs;
mod scatter;
mod search;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Mutex, PoisonError};

pub use advanced::{IndexTensor, Indices, index_get, index_put};
pub use gather::gather;
pub use mask::Mask;
pub use reduce::Reduce;
pub use scatter::scatter;
pub use search::{Bound, contains, search};

/// An operand that is read: where its first element lies, and its strides in elements.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The element with all coordinates zero.
    pub data: *const u8,
    /// Distance of neighbours along each dimension.
    pub strides: &'a [isize],
}

// SAFETY: a view is no more than an address; whoever reads through it promises that nobody writes.
unsafe impl Sync for View<'_> {}

/// An operand that is written: where its first element lies, and its strides in elements.
#[derive(Clone, Copy, Debug)]
pub struct ViewMut<'a> {
    /// The element with all coordinates zero.
    pub data: *mut u8,
    /// Distance of neighbours along each dimension.
    pub strides: &'a [isize],
}

/// An index that is out of range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IndexError {
    /// The index as given.
    pub index: i64,
    /// The dimension that it indexes.
    pub dim: usize,
    /// The size of that dimension.
    pub size: usize,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { index, dim, size } = self;
        write!(f, "index {index} is out of bounds for dimension {dim} with size {size}")
    }
}

impl std::error::Error for IndexError {}

/// The dimension that indices refer to.
#[derive(Clone, Copy)]
struct Bounds {
    dim: usize,
    size: usize,
    /// What is added to a negative index.
    from_end: i64,
}

impl Bounds {
    /// `wrap`: whether -1 means the last element.
    fn new(dim: usize, size: usize, wrap: bool) -> Self {
        Self { dim, size, from_end: if wrap { size as i64 } else { 0 } }
    }

    /// The position that `index` names.
    #[inline(always)]
    fn check(self, index: i64) -> Result<isize, IndexError> {
        let position = index.wrapping_add((index >> 63) & self.from_end);
        // A negative position becomes too large.
        if (position as u64) < self.size as u64 { Ok(position as isize) } else { Err(self.error(index)) }
    }

    #[cold]
    fn error(self, index: i64) -> IndexError {
        IndexError { index, dim: self.dim, size: self.size }
    }
}

/// Runs the tasks `0..chunks` on the pool; the error is that of the first task, by number, that had one.
fn try_parallel(chunks: usize, work: impl Fn(usize) -> Result<(), IndexError> + Sync) -> Result<(), IndexError> {
    if chunks == 1 {
        return work(0);
    }
    let failure: Mutex<Option<(usize, IndexError)>> = Mutex::new(None);
    crate::pool::parallel(chunks, &|chunk| {
        if let Err(error) = work(chunk) {
            let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
            if failure.is_none_or(|(earlier, _)| chunk < earlier) {
                *failure = Some((chunk, error));
            }
        }
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}

/// Runs `$body` with `$t` standing for an integer type of the element's size (1, 2, 4, 8 or 16 bytes).
macro_rules! for_size {
    ($size:expr, $t:ident => $body:expr) => {
        match $size {
            1 => {
                type $t = u8;
                $body
            }
            2 => {
                type $t = u16;
                $body
            }
            4 => {
                type $t = u32;
                $body
            }
            8 => {
                type $t = u64;
                $body
            }
            16 => {
                // Two halves: an element of 16 bytes need not be aligned to 16.
                type $t = [u64; 2];
                $body
            }
            size => panic!("no element has {size} bytes"),
        }
    };
}
use for_size;

/// A pointer that tasks share.
#[derive(Clone, Copy)]
struct Shared<T>(*mut T);

// SAFETY: the tasks that share a pointer read, or write to elements that no other task writes to.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn of_const(pointer: *const u8) -> Self {
        Self(pointer.cast_mut().cast())
    }

    fn of_mut(pointer: *mut u8) -> Self {
        Self(pointer.cast())
    }

    /// The element at an offset; computing the address is always defined, using it is up to the caller.
    #[inline(always)]
    fn at(self, offset: isize) -> *mut T {
        self.0.wrapping_offset(offset)
    }
}
