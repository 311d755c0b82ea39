//! Sorting along one dimension, and picking elements by their rank.
//!
//! [`run`] is the door. An element becomes an unsigned key in sorting order, packed with its position in the line (`key`);
//! packed values are sorted (`radix`) and lead back to the elements. Equal elements keep their order in every case, NaN
//! counts as larger than every number. Groups of equal elements are found by [`groups`].
//!
//! - `unique`: groups of equal elements and of equal rows; `count`: histograms

mod count;
mod key;
mod radix;
#[cfg(test)]
mod tests;
mod unique;

pub use count::{bincount, histogram};
pub use unique::{groups, row_groups};

use crate::alloc::Scratch;
use crate::dtype::DType;
use crate::lines::{Lines, Shared};
use crate::pointwise::Operand;
use crate::{pool, simd_fn};
use half::{bf16, f16};
use key::{Packed, Sortable};
use std::slice::from_raw_parts_mut;

/// What is wanted of every line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// All elements in order.
    Sort {
        /// From the largest to the smallest.
        descending: bool,
    },
    /// The `k` largest or smallest elements.
    Top {
        /// How many, at most the length of a line.
        k: usize,
        /// The largest.
        largest: bool,
        /// In order.
        sorted: bool,
    },
    /// The element of this rank, counted from 0.
    Kth(usize),
    /// The lower of the middle elements.
    Median {
        /// Whether NaNs are left out; otherwise the first one is the result.
        pass_nan: bool,
    },
    /// The most frequent element, the smallest of several, at its last position. NaNs are all different.
    Mode,
}

/// Elements of a task.
const WORK: usize = 1 << 14;
/// Elements of a part of a long line from which the top elements are taken.
const PART: usize = 1 << 16;

/// Sorts or picks along `dim`. `values` has the dtype of `src`, `indices` is `int64`; both have the shape of `src` with the
/// number of results along `dim`, and either may be absent.
///
/// # Panics
/// For complex numbers; for ranks beyond the length of a line.
///
/// # Safety
/// Every index of its shape lies, through an operand's strides, in memory valid for reads (`src`) or writes (others); outputs
/// have distinct elements at distinct indices and overlap nothing.
pub unsafe fn run(
    task: Task,
    shape: &[usize],
    dim: usize,
    values: Option<Operand<'_>>,
    indices: Option<Operand<'_>>,
    src: Operand<'_>,
) {
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match src.dtype {
            DType::Bool | DType::U8 => typed::<u8>(task, shape, dim, values, indices, src),
            DType::I8 => typed::<i8>(task, shape, dim, values, indices, src),
            DType::I16 => typed::<i16>(task, shape, dim, values, indices, src),
            DType::I32 => typed::<i32>(task, shape, dim, values, indices, src),
            DType::I64 => typed::<i64>(task, shape, dim, values, indices, src),
            DType::F16 => typed::<f16>(task, shape, dim, values, indices, src),
            DType::BF16 => typed::<bf16>(task, shape, dim, values, indices, src),
            DType::F32 => typed::<f32>(task, shape, dim, values, indices, src),
            DType::F64 => typed::<f64>(task, shape, dim, values, indices, src),
            DType::C64 | DType::C128 => panic!("complex numbers have no order"),
        }
    }
}

/// A line of elements.
#[derive(Clone, Copy)]
struct Line<T> {
    start: Shared<T>,
    step: isize,
    len: usize,
}

impl<T: Sortable> Line<T> {
    /// # Safety
    /// `at` is below the length of the line, which lies in memory.
    #[inline(always)]
    unsafe fn get(&self, at: usize) -> T {
        // SAFETY: the caller's promise.
        unsafe { self.start.at(at as isize * self.step).read_unaligned() }
    }
}

/// # Safety
/// As [`run`].
unsafe fn typed<T: Sortable>(
    task: Task,
    shape: &[usize],
    dim: usize,
    values: Option<Operand<'_>>,
    indices: Option<Operand<'_>>,
    src: Operand<'_>,
) {
    if shape.contains(&0) {
        return;
    }
    let of = |operand: &Option<Operand<'_>>| operand.map_or(src.strides.to_vec(), |o| o.strides.to_vec());
    let (value_strides, index_strides) = (of(&values), of(&indices));
    let lines = Lines::new(shape, dim, [src.strides, &value_strides, &index_strides]);
    let from = Shared::<T>(src.ptr.cast());
    let values = values.map(|o| Shared::<T>(o.ptr.cast()));
    let indices = indices.map(|o| Shared::<i64>(o.ptr.cast()));
    let n = lines.len;
    assert!(n <= u32::MAX as usize || T::Packed::KEY_BYTES == 8, "a line of {n} elements is too long");
    let work = |range: std::ops::Range<usize>| {
        let room = match task {
            Task::Top { k, .. } if keeps_few(n, k) => 2 * (2 * k + BLOCK).max(LEAST),
            _ => 2 * n,
        };
        let scratch = Scratch::<T::Packed>::new(room);
        // SAFETY: the scratch has room for as many values; all are written before they are read.
        let (data, spare) = unsafe { from_raw_parts_mut(scratch.as_ptr(), room) }.split_at_mut(room / 2);
        for number in range {
            let [s, v, i] = lines.start(number);
            let line = Line { start: Shared(from.at(s)), step: lines.steps[0], len: n };
            // SAFETY: the caller promises the line.
            let found = unsafe { solve(task, line, data, spare) };
            let write = |range: std::ops::Range<usize>| {
                for rank in range {
                    let at = found[rank].index();
                    // SAFETY: positions are of the line; the caller promises the outputs.
                    unsafe {
                        if let Some(values) = values {
                            values.at(v + rank as isize * lines.steps[1]).write_unaligned(line.get(at));
                        }
                        if let Some(indices) = indices {
                            indices.at(i + rank as isize * lines.steps[2]).write_unaligned(at as i64);
                        }
                    }
                }
            };
            if found.len() >= radix::MANY {
                pool::for_range(found.len(), WORK, &write);
            } else {
                write(0..found.len());
            }
        }
    };
    if n >= radix::MANY {
        work(0..lines.count);
    } else {
        pool::for_range(lines.count, (WORK / n).max(1), &work);
    }
}

/// The results of a line, packed, in order.
///
/// # Safety
/// The line lies in memory.
unsafe fn solve<'a, T: Sortable>(
    task: Task,
    line: Line<T>,
    data: &'a mut [T::Packed],
    spare: &'a mut [T::Packed],
) -> &'a [T::Packed] {
    let n = line.len;
    // SAFETY: the caller promises the line.
    unsafe {
        match task {
            Task::Sort { descending } => {
                fill(line, descending, data);
                if radix::sort(data, spare) { spare } else { data }
            }
            Task::Top { k: 0, .. } => &[],
            Task::Top { k, largest, sorted } => {
                if keeps_few(n, k) {
                    return top(line, k, largest, sorted, data);
                }
                fill(line, largest, data);
                if k < n {
                    data.select_nth_unstable(k - 1);
                }
                let data = &mut data[..k];
                if sorted {
                    // Positions no longer ascend, so the keys are sorted by comparison.
                    data.sort_unstable();
                }
                data
            }
            Task::Kth(k) => {
                fill(line, false, data);
                data.select_nth_unstable(k);
                &data[k..k + 1]
            }
            Task::Median { pass_nan } => {
                fill(line, false, data);
                let numbers = n - (0..n).filter(|&at| line.get(at).is_nan()).count();
                // NaNs are last, in the order of their positions.
                let k = if numbers == n || pass_nan { numbers.saturating_sub(1) / 2 } else { numbers };
                data.select_nth_unstable(k);
                &data[k..k + 1]
            }
            Task::Mode => {
                fill(line, false, data);
                let sorted = if radix::sort(data, spare) { spare } else { data };
                let (mut best, mut most, mut run) = (0, 0, 0);
                for at in 0..n {
                    let same = at > 0 && sorted[at].same_key(sorted[at - 1]) && !line.get(sorted[at].index()).is_nan();
                    run = if same { run + 1 } else { 1 };
                    if run > most {
                        (best, most) = (at, run);
                    }
                }
                &sorted[best..best + 1]
            }
        }
    }
}

/// Packs a line.
///
/// # Safety
/// The line lies in memory.
unsafe fn fill<T: Sortable>(line: Line<T>, descending: bool, data: &mut [T::Packed]) {
    let data = Shared(data.as_mut_ptr());
    let part = |range: std::ops::Range<usize>| {
        // SAFETY: the data has room for the line.
        unsafe {
            pack::<T>(
                line.start.at(range.start as isize * line.step),
                line.step,
                range.start,
                range.len(),
                descending,
                data.at(0),
            )
        };
    };
    if line.len >= radix::MANY { pool::for_range(line.len, WORK, &part) } else { part(0..line.len) }
}

simd_fn! {
    /// Packs `n` elements whose positions count from `first` to their places in `data`.
    ///
    /// # Safety
    /// The pointers reach that far.
    unsafe fn pack<I, T: Sortable>(src: *const T, step: isize, first: usize, n: usize, descending: bool, data: *mut T::Packed) {
        for at in 0..n {
            // SAFETY: the caller promises the elements.
            unsafe {
                let key = src.wrapping_offset(at as isize * step).read_unaligned().key();
                data.add(first + at).write(T::pack(if descending { !key } else { key }, first + at));
            }
        }
    }
}

/// Elements that are looked through at once.
const BLOCK: usize = 64;
/// Room for candidates, at least.
const LEAST: usize = 1024;

/// Whether the top elements are gathered in passing, which needs room for few.
fn keeps_few(n: usize, k: usize) -> bool {
    n >= 4 * LEAST && k <= n / 16
}

/// The `k` first elements in order, gathered in passing.
///
/// # Safety
/// The line lies in memory.
unsafe fn top<T: Sortable>(
    line: Line<T>,
    k: usize,
    largest: bool,
    sorted: bool,
    data: &mut [T::Packed],
) -> &[T::Packed] {
    let parts = line.len.div_ceil(PART);
    let mut kept = 0;
    if line.len >= radix::MANY && k <= PART / 16 {
        // Every part has its own first elements; the first of all are among them.
        let room = data.len();
        let found = Scratch::<T::Packed>::new(parts * k);
        let counts = Scratch::<usize>::new(parts);
        let (results, counts) = (Shared(found.as_ptr()), Shared(counts.as_ptr()));
        pool::parallel(parts, &|part| {
            let own = Scratch::<T::Packed>::new(room);
            let range = part * PART..line.len.min((part + 1) * PART);
            // SAFETY: the caller promises the line; every part has room for its results.
            unsafe {
                let buffer = from_raw_parts_mut(own.as_ptr(), room);
                let count = sift::<T>(line.start.at(0), line.step, range.start, range.end, k, largest, buffer);
                std::ptr::copy_nonoverlapping(own.as_ptr(), results.at((part * k) as isize), count);
                counts.at(part as isize).write(count);
            }
        });
        let mut limit = T::Packed::LAST;
        for part in 0..parts {
            // SAFETY: every part has written its count and as many results.
            let own =
                unsafe { std::slice::from_raw_parts(results.at((part * k) as isize), counts.at(part as isize).read()) };
            for &candidate in own {
                if candidate < limit {
                    if kept == data.len() {
                        (kept, limit) = cut(data, k);
                    }
                    data[kept] = candidate;
                    kept += 1;
                }
            }
        }
    } else {
        // SAFETY: the caller promises the line.
        kept = unsafe { sift::<T>(line.start.at(0), line.step, 0, line.len, k, largest, data) };
    }
    if kept > k {
        data[..kept].select_nth_unstable(k - 1);
    }
    if sorted {
        data[..k].sort_unstable();
    }
    &data[..k]
}

/// Keeps the first `k` of a full buffer; answers how many are left, and what a further one must come before.
fn cut<P: Packed>(data: &mut [P], k: usize) -> (usize, P) {
    let (_, &mut last, _) = data.select_nth_unstable(k - 1);
    (k, last)
}

simd_fn! {
    /// Gathers candidates for the `k` first elements among those from `start` to `end`; answers how many.
    ///
    /// # Safety
    /// The elements lie in memory; the buffer has room for more than `k + BLOCK`.
    unsafe fn sift<I, T: Sortable>(src: *mut T, step: isize, start: usize, end: usize, k: usize, largest: bool,
        buffer: &mut [T::Packed]) -> usize {
        let (mut kept, mut limit) = (0, T::Packed::LAST);
        let mut at = start;
        while at < end {
            let n = BLOCK.min(end - at);
            let key = |l: usize| {
                // SAFETY: the caller promises the elements.
                let key = unsafe { src.wrapping_offset((at + l) as isize * step).read_unaligned() }.key();
                if largest { !key } else { key }
            };
            let bound = T::unpack(limit);
            let none = n == BLOCK && (0..BLOCK).fold(true, |none, l| none & (key(l) > bound));
            if !none {
                if kept + BLOCK > buffer.len() {
                    (kept, limit) = cut(&mut buffer[..kept], k);
                }
                for l in 0..n {
                    let packed = T::pack(key(l), at + l);
                    if packed < limit {
                        buffer[kept] = packed;
                        kept += 1;
                    }
                }
            }
            at += n;
        }
        if kept > k { cut(&mut buffer[..kept], k).0 } else { kept }
    }
}
