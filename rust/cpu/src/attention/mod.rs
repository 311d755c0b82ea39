//! Scaled dot-product attention in tiles.
//!
//! The scores of some queries with some keys are computed, used and forgotten: `softmax(q k' scale + mask) v` comes out
//! of a running maximum and a running sum per query, and no matrix of all scores is ever made. The backward pass
//! computes the scores again, from the logarithm of each query's sum. After T. Dao et al., "FlashAttention: Fast and
//! Memory-Efficient Exact Attention with IO-Awareness" (2022).
//!
//! A task is one head, or some of its queries or keys, as the shape says; results do not depend on the number of
//! threads. 16-bit floats are computed in single precision and rounded once.
//!
//! - [`forward`], [`backward`]: the two passes; `pack` brings operands into padded rows of the type computed in

mod backward;
mod forward;
mod pack;
#[cfg(test)]
mod tests;

pub use backward::{Gradients, backward};
pub use forward::forward;

use crate::DType;
use crate::rows::Real;
use std::ops::Range;

/// Rows of heads of a batch: the first element, and strides in elements between batches, heads, rows and columns.
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    /// The first element.
    pub ptr: *mut u8,
    /// Strides.
    pub strides: [isize; 4],
}

// SAFETY: a description of memory; who runs a kernel vouches for it on every thread.
unsafe impl Send for Heads {}
// SAFETY: as above.
unsafe impl Sync for Heads {}

impl Heads {
    /// The first element of a row.
    #[inline(always)]
    fn row<T>(&self, batch: usize, head: usize, row: usize) -> *mut T {
        let [b, h, r, _] = self.strides;
        self.ptr.cast::<T>().wrapping_offset(batch as isize * b + head as isize * h + row as isize * r)
    }
}

/// What is added to the scores: `(batch, heads, queries, keys)` with strides of 0 where it is repeated.
#[derive(Clone, Copy, Debug)]
pub struct Mask {
    /// The elements: bytes that are 0 where a key is hidden, or numbers of the type that is computed in.
    pub elements: Heads,
    /// Whether they are bytes.
    pub boolean: bool,
}

/// A problem: sizes, operands, what is seen.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// Of query, key, value and result.
    pub dtype: DType,
    /// Sizes of the batch.
    pub batch: usize,
    /// Heads of the query.
    pub heads: usize,
    /// Heads of key and value: a divisor of `heads`, each serves neighbouring heads of the query.
    pub kv_heads: usize,
    /// Rows of query and result.
    pub queries: usize,
    /// Rows of key and value.
    pub keys: usize,
    /// Columns of query and key.
    pub width: usize,
    /// Columns of value and result.
    pub value_width: usize,
    /// Factor of the products of queries and keys.
    pub scale: f64,
    /// Whether query i sees only keys up to i.
    pub causal: bool,
    /// The operands.
    pub query: Heads,
    /// See `query`.
    pub key: Heads,
    /// See `query`.
    pub value: Heads,
    /// Addends of the scores.
    pub mask: Option<Mask>,
}

/// Queries of a tile: a multiple of the rows of every microkernel.
const QUERIES: usize = 48;
/// Keys of a tile: with 64 columns, a tile's keys and scores stay in a first-level cache of 48 KiB.
const KEYS: usize = 128;
/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// Multiply-adds worth a task.
const WORK: usize = 1 << 19;

impl Attention {
    /// The head of key and value that serves a head of the query.
    fn kv_head(&self, head: usize) -> usize {
        head / (self.heads / self.kv_heads)
    }

    /// One past the last key that one of the queries below `end` sees.
    fn last_key(&self, end: usize) -> usize {
        if self.causal { self.keys.min(end) } else { self.keys }
    }

    /// Pieces of `n` rows, in whole tiles of `tile`, so that `groups` times as many are enough tasks.
    fn pieces(n: usize, tile: usize, groups: usize) -> (usize, usize) {
        // A piece of fewer tiles would spend its time on packing the other operand.
        let most = n.div_ceil(4 * tile).max(1);
        let length = n.div_ceil(TASKS.div_ceil(groups.max(1)).min(most)).next_multiple_of(tile).max(tile);
        (length, n.div_ceil(length))
    }

    /// Tasks in one go where each of them is little work.
    fn grain(&self, rows: usize) -> usize {
        let columns = self.width + self.value_width;
        (WORK / rows.saturating_mul(self.keys).saturating_mul(columns).max(1)).max(1)
    }

    /// Applies mask and causal order to the scores of some queries and keys.
    ///
    /// # Safety
    /// The mask is valid; `scores` has a row of `stride` for each query, and a column for each key.
    unsafe fn hide<A: Real>(
        &self,
        (batch, head): (usize, usize),
        queries: Range<usize>,
        keys: Range<usize>,
        scores: *mut A,
        stride: usize,
    ) {
        for (i, query) in queries.enumerate() {
            // SAFETY: the caller promises the row.
            let row = unsafe { std::slice::from_raw_parts_mut(scores.add(i * stride), keys.len()) };
            if let Some(mask) = self.mask {
                let step = mask.elements.strides[3];
                let first = keys.start as isize * step;
                // SAFETY: the caller promises the mask.
                unsafe {
                    if mask.boolean {
                        let seen = mask.elements.row::<u8>(batch, head, query).offset(first);
                        for (k, x) in row.iter_mut().enumerate() {
                            *x = if *seen.offset(k as isize * step) == 0 { A::LOWEST } else { *x };
                        }
                    } else {
                        let addends = mask.elements.row::<A>(batch, head, query).offset(first);
                        for (k, x) in row.iter_mut().enumerate() {
                            *x += *addends.offset(k as isize * step);
                        }
                    }
                }
            }
            if self.causal && query + 1 < keys.end {
                let seen = (query + 1).saturating_sub(keys.start);
                row[seen..].fill(A::LOWEST);
            }
        }
    }
}
