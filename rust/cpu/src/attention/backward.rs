//! The backward pass.

use std::ops::Range;

use super::{Attention, Heads, KEYS, QUERIES, pack};
use crate::alloc::Scratch;
use crate::pool;
use crate::rows::{Real, Row, fold2, for_float};
use crate::simd_fn;
use crate::tile::{Left, Product, Tiled};

/// Where gradients go, and what they are made of besides the operands.
#[derive(Clone, Copy, Debug)]
pub struct Gradients {
    /// The result of the forward pass.
    pub out: Heads,
    /// Its gradient.
    pub grad_out: Heads,
    /// The logarithms of sums that the forward pass wrote.
    pub log_sums: *const u8,
    /// Gradient of the query, to be written.
    pub query: Heads,
    /// Gradient of the key, to be written.
    pub key: Heads,
    /// Gradient of the value, to be written.
    pub value: Heads,
}

// SAFETY: a description of memory; who runs a kernel vouches for it on every thread.
unsafe impl Send for Gradients {}
// SAFETY: as above.
unsafe impl Sync for Gradients {}

/// Writes the gradients of query, key and value.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// Operands, mask and everything in `gradients` are valid for the sizes, and written ones overlap nothing.
pub unsafe fn backward(attention: &Attention, gradients: &Gradients) {
    // SAFETY: the caller's promises are passed on.
    for_float!(attention.dtype, T => unsafe { typed::<T>(attention, gradients) });
}

unsafe fn typed<T: Row>(at: &Attention, to: &Gradients)
where
    T::Acc: Tiled,
{
    let group = at.heads / at.kv_heads.max(1);
    let heads = at.batch * at.kv_heads;
    if heads == 0 {
        return;
    }
    let part = |head: usize, heads: Range<usize>, queries: Range<usize>, keys: Range<usize>| Part {
        batch: head / at.kv_heads,
        kv_head: head % at.kv_heads,
        heads,
        queries,
        keys,
    };
    if heads >= TASKS_OF_HEADS || at.queries.max(at.keys) <= 2 * KEYS {
        let grain = at.grain(group * at.queries);
        pool::for_range(heads, grain, &|tasks| {
            for task in tasks {
                // SAFETY: the caller's promises; every task has its own head of keys, and the queries it serves.
                unsafe { one_part::<T>(at, to, &part(task, 0..group, 0..at.queries, 0..at.keys), true, true) };
            }
        });
        return;
    }
    // Few long heads: pieces of queries, then pieces of keys, at the price of computing the scores twice.
    let (length, pieces) = Attention::pieces(at.queries, QUERIES, heads * group);
    pool::parallel(heads * group * pieces, &|task| {
        let (head, piece) = (task / pieces, task % pieces);
        let queries = piece * length..at.queries.min((piece + 1) * length);
        let one = head % group..head % group + 1;
        // SAFETY: the caller's promises; every task has queries of its own.
        unsafe { one_part::<T>(at, to, &part(head / group, one, queries, 0..at.keys), true, false) };
    });
    let (length, pieces) = Attention::pieces(at.keys, KEYS, heads);
    pool::parallel(heads * pieces, &|task| {
        let (head, piece) = (task / pieces, task % pieces);
        let keys = piece * length..at.keys.min((piece + 1) * length);
        // SAFETY: the caller's promises; every task has keys of its own.
        unsafe { one_part::<T>(at, to, &part(head, 0..group, 0..at.queries, keys), false, true) };
    });
}

/// Heads that are tasks enough.
const TASKS_OF_HEADS: usize = 32;

/// What a task works on: some heads of the query that share one of the keys, some queries, some keys.
struct Part {
    batch: usize,
    kv_head: usize,
    heads: Range<usize>,
    queries: Range<usize>,
    keys: Range<usize>,
}

/// # Safety
/// As [`backward`]; no other task writes to these queries (`query`) or keys (`key`).
unsafe fn one_part<T: Row>(at: &Attention, to: &Gradients, part: &Part, query: bool, key: bool)
where
    T::Acc: Tiled,
{
    let (lanes, panel) = (T::Acc::lanes(), T::Acc::panel());
    let (width, value_width) = (at.width, at.value_width);
    let (wide, value_wide) = (width.next_multiple_of(lanes), value_width.next_multiple_of(lanes));
    let (queries, keys) = (part.queries.len(), part.keys.len());
    let room = |rows: usize, columns: usize| Scratch::<T::Acc>::new(rows * columns);
    let (q, g) = (room(queries, wide), room(queries, value_wide));
    let (log_sums, means) = (room(queries, 1), room(queries, 1));
    let grad_q = room(if query { queries } else { 0 }, wide);
    let (grad_k, grad_v) = (room(if key { keys } else { 0 }, wide), room(if key { keys } else { 0 }, value_wide));
    let columns = KEYS.min(keys.next_multiple_of(lanes));
    let (k, k_turned, v_turned) = (room(columns, wide), room(width, columns), room(value_width, columns));
    let (weights, grads) = (room(QUERIES, columns), room(QUERIES, columns));
    let source = |heads: Heads, head: usize, row: usize| {
        (heads.row::<T>(part.batch, head, row).cast_const(), heads.strides[2], heads.strides[3])
    };
    // SAFETY: the caller promises operands and results, and the rooms have the sizes that are used: all queries and
    // keys of the part, or a tile of them.
    unsafe {
        if key {
            grad_k.as_ptr().write_bytes(0, keys * wide);
            grad_v.as_ptr().write_bytes(0, keys * value_wide);
        }
        for shared in part.heads.clone() {
            let head = part.kv_head * (at.heads / at.kv_heads) + shared;
            let (first, all) = (part.queries.start, (part.batch * at.heads + head) * at.queries);
            pack::rows::<T>(source(at.query, head, first), (queries, width), at.scale, q.as_ptr(), wide);
            pack::rows::<T>(source(to.grad_out, head, first), (queries, value_width), 1.0, g.as_ptr(), value_wide);
            let given = to.log_sums.cast::<T::Acc>().add(all + first);
            std::ptr::copy_nonoverlapping(given, log_sums.as_ptr(), queries);
            for i in 0..queries {
                let out = source(to.out, head, first + i);
                *means.as_ptr().add(i) = dot::<T>(g.as_ptr().add(i * value_wide), out.0, out.2, value_width);
            }
            if query {
                grad_q.as_ptr().write_bytes(0, queries * wide);
            }
            for start in part.keys.clone().step_by(KEYS) {
                let n = KEYS.min(part.keys.end - start);
                // The first tile of queries of which one sees one of these keys.
                let from = if at.causal { start.saturating_sub(first) / QUERIES * QUERIES } else { 0 };
                if from >= queries {
                    break;
                }
                let whole = n.next_multiple_of(lanes);
                let key_rows = source(at.key, part.kv_head, start);
                pack::transposed::<T>(key_rows, n, width, k_turned.as_ptr(), columns, whole);
                let value = source(at.value, part.kv_head, start);
                pack::transposed::<T>(value, n, value_width, v_turned.as_ptr(), columns, whole);
                if query {
                    pack::rows::<T>(key_rows, (n, width), 1.0, k.as_ptr(), wide);
                }
                for i in (from..queries).step_by(QUERIES) {
                    let rows = QUERIES.min(queries - i);
                    let n = n.min(at.last_key(first + i + rows) - start);
                    let filled = n.next_multiple_of(lanes);
                    let (q, g) = (q.as_ptr().add(i * wide), g.as_ptr().add(i * value_wide));
                    T::Acc::product(&Product {
                        m: rows,
                        n: filled,
                        k: width,
                        a: Left::Matrix(q, wide, 1),
                        b: (k_turned.as_ptr(), columns, panel),
                        c: (weights.as_ptr(), columns),
                        accumulate: false,
                    });
                    if at.mask.is_some() || (at.causal && start + n > first + i + 1) {
                        let these = first + i..first + i + rows;
                        at.hide((part.batch, head), these, start..start + n, weights.as_ptr(), columns);
                    }
                    T::Acc::product(&Product {
                        m: rows,
                        n: filled,
                        k: value_width,
                        a: Left::Matrix(g, value_wide, 1),
                        b: (v_turned.as_ptr(), columns, panel),
                        c: (grads.as_ptr(), columns),
                        accumulate: false,
                    });
                    let numbers = (log_sums.as_ptr().add(i).cast_const(), means.as_ptr().add(i).cast_const());
                    differentiate(weights.as_ptr(), grads.as_ptr(), rows, n, filled, columns, numbers);
                    if key {
                        let at_key = start - part.keys.start;
                        T::Acc::product(&Product {
                            m: n,
                            n: value_wide,
                            k: rows,
                            a: Left::Matrix(weights.as_ptr(), 1, columns),
                            b: (g, value_wide, panel),
                            c: (grad_v.as_ptr().add(at_key * value_wide), value_wide),
                            accumulate: true,
                        });
                        T::Acc::product(&Product {
                            m: n,
                            n: wide,
                            k: rows,
                            a: Left::Matrix(grads.as_ptr(), 1, columns),
                            b: (q, wide, panel),
                            c: (grad_k.as_ptr().add(at_key * wide), wide),
                            accumulate: true,
                        });
                    }
                    if query {
                        T::Acc::product(&Product {
                            m: rows,
                            n: wide,
                            k: n,
                            a: Left::Matrix(grads.as_ptr(), columns, 1),
                            b: (k.as_ptr(), wide, panel),
                            c: (grad_q.as_ptr().add(i * wide), wide),
                            accumulate: true,
                        });
                    }
                }
            }
            if query {
                write::<T>(&grad_q, wide, width, at.scale, part.queries.clone(), |row| {
                    (to.query.row::<T>(part.batch, head, row), to.query.strides[3])
                });
            }
        }
        if key {
            // The scale is in the queries that the sums were made of.
            write::<T>(&grad_k, wide, width, 1.0, part.keys.clone(), |row| {
                (to.key.row::<T>(part.batch, part.kv_head, row), to.key.strides[3])
            });
            write::<T>(&grad_v, value_wide, value_width, 1.0, part.keys.clone(), |row| {
                (to.value.row::<T>(part.batch, part.kv_head, row), to.value.strides[3])
            });
        }
    }
}

/// Writes sums to a gradient.
///
/// # Safety
/// There are as many rows of sums, and the places are valid.
unsafe fn write<T: Row>(
    sums: &Scratch<T::Acc>,
    stride: usize,
    columns: usize,
    factor: f64,
    rows: Range<usize>,
    place: impl Fn(usize) -> (*mut T, isize),
) {
    for (i, row) in rows.enumerate() {
        let (target, step) = place(row);
        // SAFETY: the caller promises sums and places.
        unsafe {
            pack::unpack_row::<T>(sums.as_ptr().add(i * stride), columns, T::Acc::of(factor), target, step);
        }
    }
}

simd_fn! {
    /// The product of a gradient's row and a result's row.
    ///
    /// # Safety
    /// Both have `n` elements, the result's `step` apart.
    unsafe fn dot<I, T: Row>(grad: *const T::Acc, out: *const T, step: isize, n: usize) -> T::Acc {
        // SAFETY: the caller promises the elements.
        let grad = unsafe { std::slice::from_raw_parts(grad, n) };
        if step == 1 {
            // SAFETY: as above.
            let out = unsafe { std::slice::from_raw_parts(out, n) };
            return fold2(grad, out, T::Acc::default(), |s, g, y| g.fma::<I>(y.widen(), s), |a, b| a + b);
        }
        let mut sum = T::Acc::default();
        for (j, g) in grad.iter().enumerate() {
            // SAFETY: as above.
            sum = g.fma::<I>(unsafe { *out.wrapping_offset(j as isize * step) }.widen(), sum);
        }
        sum
    }
}

simd_fn! {
    /// Scores to weights, and gradients of weights to gradients of scores: `w = e^(s - log sum)`, `w * (g - mean)`.
    ///
    /// # Safety
    /// Both matrices have `rows` rows of `filled` numbers, `stride` apart, of which `n` are used; there is a log sum
    /// and a mean for each row.
    unsafe fn differentiate<I, A: Real>(
        weights: *mut A, grads: *mut A, rows: usize, n: usize, filled: usize, stride: usize, numbers: (*const A, *const A)
    ) {
        for i in 0..rows {
            // SAFETY: the caller promises rows and numbers.
            let (weights, grads, log_sum, mean) = unsafe {
                (
                    std::slice::from_raw_parts_mut(weights.add(i * stride), filled),
                    std::slice::from_raw_parts_mut(grads.add(i * stride), filled),
                    *numbers.0.add(i),
                    *numbers.1.add(i),
                )
            };
            let row = weights.as_mut_ptr();
            // SAFETY: the row is replaced.
            unsafe { A::exp_sum::<I>(row, row, filled, log_sum, row.cast()) };
            for (w, g) in weights.iter().zip(grads.iter_mut()) {
                *g = *w * (*g - mean);
            }
            weights[n..].fill(A::default());
            grads[n..].fill(A::default());
        }
    }
}
