//! The forward pass.

use std::ops::Range;

use super::{Attention, Heads, KEYS, QUERIES, pack};
use crate::alloc::Scratch;
use crate::isa;
use crate::pool;
use crate::rows::{Real, Row, for_float, larger};
use crate::simd_fn;
use crate::tile::{FEW, Left, Product, Tiled};

/// Writes the result to `out` and, if `log_sums` is not null, the logarithm of each query's sum of exponentials, of the
/// type that is computed in; infinity for a query that sees nothing and whose result is 0.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// Operands, mask and `out` are valid for the sizes, `log_sums` for `batch * heads * queries` numbers. `out` overlaps
/// no operand.
pub unsafe fn forward(attention: &Attention, out: Heads, log_sums: *mut u8) {
    // SAFETY: the caller's promises are passed on.
    for_float!(attention.dtype, T => unsafe { typed::<T>(attention, out, log_sums.cast()) });
}

/// A pointer that tasks share; each uses elements of its own.
#[derive(Clone, Copy)]
struct Shared<A>(*mut A);
// SAFETY: tasks write to different elements.
unsafe impl<A> Send for Shared<A> {}
// SAFETY: as above.
unsafe impl<A> Sync for Shared<A> {}

impl<A> Shared<A> {
    /// The address of an element; null stays null.
    fn at(&self, offset: usize) -> *mut A {
        if self.0.is_null() { self.0 } else { self.0.wrapping_add(offset) }
    }
}

unsafe fn typed<T: Row>(at: &Attention, out: Heads, log_sums: *mut T::Acc)
where
    T::Acc: Tiled,
{
    let heads = at.batch * at.heads;
    if heads == 0 || at.queries == 0 {
        return;
    }
    let (length, pieces) = Attention::pieces(at.queries, QUERIES, heads);
    let log_sums = Shared(log_sums);
    pool::for_range(heads * pieces, at.grain(length), &|tasks| {
        for task in tasks {
            let (head, piece) = (task / pieces, task % pieces);
            let queries = piece * length..at.queries.min((piece + 1) * length);
            let log_sums = log_sums.at(head * at.queries);
            // SAFETY: the caller's promises; every task has queries of its own.
            unsafe { some_queries::<T>(at, head / at.heads, head % at.heads, queries, out, log_sums) };
        }
    });
}

/// # Safety
/// As [`forward`], for some queries of a head, whose `log_sums` begin with query 0.
unsafe fn some_queries<T: Row>(
    at: &Attention,
    batch: usize,
    head: usize,
    queries: Range<usize>,
    out: Heads,
    log_sums: *mut T::Acc,
) where
    T::Acc: Tiled,
{
    let (lanes, panel) = (T::Acc::lanes(), T::Acc::panel());
    let (width, padded) = (at.width, at.value_width.next_multiple_of(lanes));
    let kv_head = at.kv_head(head);
    let keys = at.last_key(queries.end);
    let columns = KEYS.min(keys.next_multiple_of(lanes));
    // A few queries take their products with keys as these lie. More need them turned: once, or, for a single tile of
    // queries, one tile after another.
    let few = queries.len() <= FEW;
    let once = queries.len() <= QUERIES;
    let tiles = if once { 1 } else { keys.div_ceil(KEYS) };
    let turned = Scratch::<T::Acc>::new(tiles * width * columns);
    let (query_tile, strip) = (Scratch::<T::Acc>::new(QUERIES * width), width * T::Acc::rows());
    let query_strips = Scratch::<T::Acc>::new(QUERIES.next_multiple_of(T::Acc::rows()) * width);
    let scores = Scratch::<T::Acc>::new(QUERIES * columns);
    let sums = Scratch::<T::Acc>::new(QUERIES * padded);
    let (mut largest, mut total) = ([T::Acc::LOWEST; QUERIES], [T::Acc::default(); QUERIES]);
    // SAFETY: the caller promises the operands, the rooms have the sizes that are written: keys and values for all of
    // `keys`, the rest for a tile.
    unsafe {
        let keys_from =
            |first| (at.key.row::<T>(batch, kv_head, first).cast_const(), at.key.strides[2], at.key.strides[3]);
        let turn = |first: usize, n: usize, target| {
            pack::transposed::<T>(keys_from(first), n, width, target, columns, n.next_multiple_of(lanes));
        };
        if !once {
            for (tile, first) in (0..keys).step_by(KEYS).enumerate() {
                turn(first, KEYS.min(keys - first), turned.as_ptr().add(tile * width * columns));
            }
        }
        let source = (at.value.row::<T>(batch, kv_head, 0).cast_const(), at.value.strides[2], at.value.strides[3]);
        let mut copy = None;
        let (values, value_stride) = pack::in_rows::<T>(source, (keys, at.value_width), few, |numbers| {
            copy.insert(Scratch::<T::Acc>::new(numbers)).as_ptr()
        });
        for start in queries.clone().step_by(QUERIES) {
            let rows = QUERIES.min(queries.end - start);
            let source = (at.query.row::<T>(batch, head, start).cast_const(), at.query.strides[2], at.query.strides[3]);
            pack::rows::<T>(source, (rows, width), at.scale, query_tile.as_ptr(), width);
            if !few {
                T::Acc::strips(query_tile.as_ptr(), width, rows, width, query_strips.as_ptr(), strip);
            }
            largest.fill(T::Acc::LOWEST);
            total.fill(T::Acc::default());
            sums.as_ptr().write_bytes(0, rows * padded);
            let seen = at.last_key(start + rows);
            for (tile, first) in (0..seen).step_by(KEYS).enumerate() {
                let n = KEYS.min(seen - first);
                let filled = n.next_multiple_of(lanes);
                let panels = turned.as_ptr().add(if once { 0 } else { tile * width * columns });
                if few {
                    let source = keys_from(first);
                    let rows_of_keys = if T::SAME && source.2 == 1 {
                        (source.0.cast(), source.1)
                    } else {
                        pack::rows::<T>(source, (n, width), 1.0, panels, width);
                        (panels.cast_const(), width as isize)
                    };
                    // They come from far away, once: the values of these keys, and the keys after these.
                    let ahead = |few: Range<usize>| {
                        for key in few.map(|j| first + j) {
                            isa::prefetch_all(at.value.row::<T>(batch, kv_head, key), at.value_width);
                            isa::prefetch_all(at.key.row::<T>(batch, kv_head, key + KEYS), width);
                        }
                    };
                    T::Acc::inner(
                        (rows, n, width),
                        (query_tile.as_ptr(), width),
                        rows_of_keys,
                        (scores.as_ptr(), columns),
                        &ahead,
                    );
                } else {
                    if once {
                        turn(first, n, panels);
                    }
                    T::Acc::product(&Product {
                        m: rows,
                        n: filled,
                        k: width,
                        a: Left::Strips(query_strips.as_ptr(), strip),
                        b: (panels, columns, panel),
                        c: (scores.as_ptr(), columns),
                        accumulate: false,
                    });
                }
                if at.mask.is_some() || (at.causal && first + n > start + 1) {
                    at.hide((batch, head), start..start + rows, first..first + n, scores.as_ptr(), columns);
                }
                weigh(scores.as_ptr(), rows, n, filled, columns, &mut largest, &mut total, sums.as_ptr(), padded);
                T::Acc::product(&Product {
                    m: rows,
                    n: padded,
                    k: n,
                    a: Left::Matrix(scores.as_ptr(), columns, 1),
                    b: (values.add(first * value_stride), value_stride, panel),
                    c: (sums.as_ptr(), padded),
                    accumulate: true,
                });
            }
            for i in 0..rows {
                let blind = largest[i] == T::Acc::LOWEST;
                let factor = if blind { T::Acc::default() } else { T::Acc::of(1.0) / total[i] };
                let target = out.row::<T>(batch, head, start + i);
                let row = sums.as_ptr().add(i * padded);
                pack::unpack_row::<T>(row, at.value_width, factor, target, out.strides[3]);
                if !log_sums.is_null() {
                    let log_sum =
                        if blind { T::Acc::of(f64::INFINITY) } else { largest[i] + T::Acc::of(total[i].to_f64().ln()) };
                    log_sums.add(start + i).write(log_sum);
                }
            }
        }
    }
}

simd_fn! {
    /// Scores to weights `e^(score - largest)`, with the largest score so far; what was summed up before is brought
    /// to that scale.
    ///
    /// # Safety
    /// `scores` has `rows` rows of `filled` numbers, `stride` apart, of which `n` are scores; `sums` has rows of
    /// `width`.
    #[allow(clippy::too_many_arguments)]
    unsafe fn weigh<I, A: Real>(
        scores: *mut A, rows: usize, n: usize, filled: usize, stride: usize,
        largest: &mut [A; QUERIES], total: &mut [A; QUERIES], sums: *mut A, width: usize,
    ) {
        let row = |i: usize| {
            // SAFETY: the caller promises the rows.
            unsafe { std::slice::from_raw_parts_mut(scores.add(i * stride), filled) }
        };
        // The exponentials that scale what came before are taken for all rows at once, in vectors.
        let (mut references, mut factors) = ([A::default(); QUERIES], [A::default(); QUERIES]);
        for i in 0..rows {
            let row = row(i);
            row[n..].fill(A::LOWEST);
            let most = larger(largest[i], A::largest::<I>(row));
            // A query that has seen nothing yet: e^(-inf - 0) is 0, where -inf - -inf would be NaN.
            references[i] = if most == A::LOWEST { A::default() } else { most };
            factors[i] = largest[i] - references[i];
            largest[i] = most;
        }
        let all = factors.as_mut_ptr();
        // SAFETY: the factors are replaced.
        unsafe { A::exp_sum::<I>(all, all, rows, A::default(), all.cast()) };
        for i in 0..rows {
            let (reference, factor) = (references[i], factors[i]);
            let row = row(i).as_mut_ptr();
            // SAFETY: the row is replaced.
            total[i] = total[i] * factor + unsafe { A::exp_sum::<I>(row, row, filled, reference, row.cast()) };
            if factor != A::of(1.0) {
                // SAFETY: as above.
                let sums = unsafe { std::slice::from_raw_parts_mut(sums.add(i * width), width) };
                for x in sums.iter_mut() {
                    *x = *x * factor;
                }
            }
        }
    }
}
