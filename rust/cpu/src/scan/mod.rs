//! Running sums, products, extremes and linear recurrences along one dimension.
//!
//! [`run`] and [`recurrence`] are the doors. Lines are independent of each other and run side by side: neighbouring lines
//! as columns of vectors, others eight at a time, so that the additions of one need not wait for those before them. A
//! single long line is cut into chunks of a fixed length whose totals are found first.
//!
//! - `steps`: what happens at an element; `dense`: sums of neighbouring elements in registers

mod dense;
mod steps;
#[cfg(test)]
mod tests;

use crate::alloc::Scratch;
use crate::dtype::DType;
use crate::lines::{Lines, Shared};
use crate::pointwise::Operand;
use crate::{pool, simd_fn};
use dense::Dense;
use num_complex::Complex;
use steps::{Highest, LogSum, Lowest, Product, Ring, Step, Sum};

/// What a scan accumulates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Sums; not for integers other than `int64`, nor booleans.
    Sum,
    /// Products; as sums.
    Product,
    /// `log(sum(exp(x)))`; for real floating-point numbers.
    LogSum,
    /// Largest element so far and its last position; a NaN stays. Not for complex numbers.
    Max,
    /// Smallest element so far and its last position; a NaN stays. Not for complex numbers.
    Min,
}

/// Elements of a task.
const TASK: usize = 1 << 15;
/// Lines that run side by side.
///
/// Lines are often a power of two apart, where all of them share the few places of one set of the innermost cache: twice as
/// many, read and written, would drive each other out.
const SIDE: usize = 4;
/// Fewest elements of a line that is worth scanning in registers.
const LEAST: usize = 6;
/// Columns handled in one step.
const VECTOR: usize = 16;
/// Chunks of a long line that run side by side.
const CHUNKS: usize = 8;
/// Elements of a chunk of a long line; not a power of two, see [`SIDE`].
const CHUNK: usize = 4160;
/// Bytes of a long line whose chunks are scanned while they are in the cache that their totals were found from.
const SPAN: usize = 1 << 20;

/// Whether a scan of the kind exists for the dtype.
pub fn supports(kind: Kind, dtype: DType) -> bool {
    match kind {
        Kind::Sum | Kind::Product => dtype == DType::I64 || dtype.is_differentiable(),
        Kind::LogSum => dtype.is_floating_point(),
        Kind::Max | Kind::Min => !dtype.is_complex(),
    }
}

/// Scans `src` along `dim` into `out` of the same shape and dtype; with `reverse` from the end. [`Kind::Max`] and
/// [`Kind::Min`] write positions (`int64`) to `indices`.
///
/// # Panics
/// Where [`supports`] says no.
///
/// # Safety
/// Every index of `shape` lies, through the operands' strides, in memory valid for reads (`src`) or writes (others);
/// outputs have distinct elements at distinct indices and overlap nothing, except that `out` may be `src` itself.
pub unsafe fn run(
    kind: Kind,
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    indices: Option<Operand<'_>>,
    src: Operand<'_>,
) {
    assert!(supports(kind, src.dtype) && out.dtype == src.dtype, "{kind:?} of {:?}", src.dtype);
    macro_rules! pick {
        ($step:ident; $($dtype:ident => $t:ty),+) => {
            match src.dtype {
                // SAFETY: the caller's promises are passed on.
                $(DType::$dtype => unsafe { scan::<$step<$t>>(shape, dim, reverse, out, indices, src) },)+
                _ => unreachable!("checked above"),
            }
        };
    }
    use half::{bf16, f16};
    match kind {
        Kind::Sum => pick!(Sum; I64 => i64, F16 => f16, BF16 => bf16, F32 => f32, F64 => f64,
            C64 => Complex<f32>, C128 => Complex<f64>),
        Kind::Product => pick!(Product; I64 => i64, F16 => f16, BF16 => bf16, F32 => f32, F64 => f64,
            C64 => Complex<f32>, C128 => Complex<f64>),
        Kind::LogSum => pick!(LogSum; F16 => f16, BF16 => bf16, F32 => f32, F64 => f64),
        Kind::Max => pick!(Highest; Bool => u8, U8 => u8, I8 => i8, I16 => i16, I32 => i32, I64 => i64, F16 => f16,
            BF16 => bf16, F32 => f32, F64 => f64),
        Kind::Min => pick!(Lowest; Bool => u8, U8 => u8, I8 => i8, I16 => i16, I32 => i32, I64 => i64, F16 => f16,
            BF16 => bf16, F32 => f32, F64 => f64),
    }
}

/// One operand's part of a scan: where it starts, and its distances along the line and between lines.
#[derive(Clone, Copy)]
struct Way<T> {
    start: *mut T,
    step: isize,
    across: [isize; CHUNKS],
}

/// # Safety
/// As [`run`].
unsafe fn scan<S: Step>(
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    indices: Option<Operand<'_>>,
    src: Operand<'_>,
) {
    if shape.contains(&0) {
        return;
    }
    let places = indices.map_or(out.strides, |indices| indices.strides);
    let mut lines = Lines::new(shape, dim, [out.strides, src.strides, places]);
    let (to, from) = (Shared::<S::T>(out.ptr.cast()), Shared::<S::T>(src.ptr.cast()));
    let at = Shared::<i64>(if S::INDEXED {
        indices.map_or(std::ptr::null_mut(), |i| i.ptr.cast())
    } else {
        std::ptr::null_mut()
    });
    let n = lines.len;
    let columns = lines.take_columns();
    // A reversed scan starts at the end and steps back.
    let last = if reverse { (n - 1) as isize } else { 0 };
    let begin = lines.steps.map(|step| last * step);
    let steps = lines.steps.map(|step| if reverse { -step } else { step });
    let starts = |number: usize| {
        let start = lines.start(number);
        [start[0] + begin[0], start[1] + begin[1], start[2] + begin[2]]
    };
    if let Some(columns) = columns {
        let share = (columns * lines.count).div_ceil(8).next_multiple_of(64);
        let wide = if n * columns * lines.count < TASK { columns } else { share.clamp(64, 1024) }.min(columns);
        let blocks = columns.div_ceil(wide);
        let tasks = blocks * lines.count;
        let grain = (TASK / (n * wide)).max(1);
        pool::for_range(tasks, grain, &|range| {
            let states = Scratch::<S::State>::new(wide);
            for task in range {
                let ([o, s, i], shift) = (starts(task / blocks), (task % blocks * wide) as isize);
                let width = wide.min(columns - shift as usize);
                // SAFETY: the caller's promises; the scratch has room for the block's states.
                unsafe {
                    let (o, s, i) = (to.at(o + shift), from.at(s + shift), at.at(i + shift));
                    down::<S>(o, s, i, steps[0], steps[1], steps[2], n, width, reverse, states.as_ptr());
                }
            }
        });
        return;
    }
    let unit = |step: isize| step == if reverse { -1 } else { 1 };
    let dense = S::dense().filter(|_| n >= LEAST && unit(steps[0]) && unit(steps[1]));
    if let Some(dense) = dense {
        if lines.count < SIDE && n >= 4 * CHUNK {
            for number in 0..lines.count {
                let [o, s, _] = lines.start(number);
                // SAFETY: the caller's promises are passed on.
                unsafe { long_dense::<S>(dense, to.at(o), from.at(s), n, reverse) };
            }
            return;
        }
        pool::for_range(lines.count, (TASK / n).max(1), &|range| {
            for number in range {
                let [o, s, _] = lines.start(number);
                // SAFETY: the caller's promises are passed on.
                unsafe { (dense.scan)(to.at(o), from.at(s), n, reverse, S::START) };
            }
        });
        return;
    }
    if lines.count < SIDE && n >= 4 * CHUNK {
        for number in 0..lines.count {
            let [o, s, i] = starts(number);
            // SAFETY: the caller's promises are passed on.
            unsafe { long::<S>((to.at(o), steps[0]), (from.at(s), steps[1]), (at.at(i), steps[2]), n, reverse) };
        }
        return;
    }
    let groups = lines.count.div_ceil(SIDE);
    pool::for_range(groups, (TASK / (n * SIDE)).max(1), &|range| {
        for group in range {
            let width = SIDE.min(lines.count - group * SIDE);
            let mut across = [[0isize; CHUNKS]; 3];
            for l in 0..width {
                let start = starts(group * SIDE + l);
                (0..3).for_each(|k| across[k][l] = start[k]);
            }
            let (o, s, i) = (
                Way { start: to.at(0), step: steps[0], across: across[0] },
                Way { start: from.at(0), step: steps[1], across: across[1] },
                Way { start: at.at(0), step: steps[2], across: across[2] },
            );
            let mut states = [S::START; SIDE];
            // SAFETY: the caller's promises are passed on.
            unsafe {
                if width == SIDE {
                    side::<S>(&o, &s, &i, n, (reverse, n), &mut states);
                } else {
                    (0..width).for_each(|l| single::<S>(&o, &s, &i, l, n, (reverse, n), &mut states[l]));
                }
            }
        }
    });
}

/// The position along the line of the `j`-th element that a scan of `n` elements visits.
#[inline(always)]
fn position(j: usize, (reverse, n): (bool, usize)) -> i64 {
    (if reverse { n - 1 - j } else { j }) as i64
}

simd_fn! {
    /// Scans `width` neighbouring lines of `n` elements.
    ///
    /// # Safety
    /// The pointers reach all elements, with these distances along the lines; `states` has room for `width`.
    unsafe fn down<I, S: Step>(out: *mut S::T, src: *mut S::T, at: *mut i64, o: isize, s: isize, i: isize,
        n: usize, width: usize, reverse: bool, states: *mut S::State) {
        // SAFETY: the caller promises all of it.
        unsafe {
            (0..width).for_each(|c| states.add(c).write(S::START));
            for j in 0..n {
                let place = position(j, (reverse, n));
                let (out, src, at) = (
                    out.wrapping_offset(j as isize * o),
                    src.wrapping_offset(j as isize * s),
                    at.wrapping_offset(j as isize * i),
                );
                let mut c = 0;
                while c + VECTOR <= width {
                    // All loads come before all stores, so that the compiler may use vectors whatever overlaps.
                    let elements: [S::T; VECTOR] = src.add(c).cast::<[S::T; VECTOR]>().read_unaligned();
                    let mut state: [S::State; VECTOR] = states.add(c).cast::<[S::State; VECTOR]>().read();
                    for l in 0..VECTOR {
                        state[l] = S::step(state[l], elements[l], place);
                    }
                    states.add(c).cast::<[S::State; VECTOR]>().write(state);
                    out.add(c).cast::<[S::T; VECTOR]>().write_unaligned(state.map(|state| S::value(state)));
                    if S::INDEXED {
                        (0..VECTOR).for_each(|l| at.add(c + l).write_unaligned(S::index(state[l])));
                    }
                    c += VECTOR;
                }
                while c < width {
                    let state = S::step(states.add(c).read(), src.add(c).read_unaligned(), place);
                    states.add(c).write(state);
                    out.add(c).write_unaligned(S::value(state));
                    if S::INDEXED {
                        at.add(c).write_unaligned(S::index(state));
                    }
                    c += 1;
                }
            }
        }
    }
}

simd_fn! {
    /// Scans [`SIDE`] or [`CHUNKS`] lines of `n` elements side by side, as many as there are states.
    ///
    /// # Safety
    /// The ways reach all elements; those of `out` and `at` are distinct.
    unsafe fn side<I, S: Step>(out: &Way<S::T>, src: &Way<S::T>, at: &Way<i64>, n: usize, order: (bool, usize),
        states: &mut [S::State]) {
        // SAFETY: the caller's promises are passed on.
        unsafe {
            match states.len() {
                SIDE => side_of::<S, SIDE>(out, src, at, n, order, states),
                _ => side_of::<S, CHUNKS>(out, src, at, n, order, states),
            }
        }
    }
}

/// # Safety
/// As [`side`]; there are `W` states.
#[inline(always)]
unsafe fn side_of<S: Step, const W: usize>(
    out: &Way<S::T>,
    src: &Way<S::T>,
    at: &Way<i64>,
    n: usize,
    order: (bool, usize),
    states: &mut [S::State],
) {
    let mut state = [S::START; W];
    state.copy_from_slice(states);
    for j in 0..n {
        let place = position(j, order);
        for l in 0..W {
            // SAFETY: the caller promises the elements.
            unsafe {
                let x = src.start.wrapping_offset(src.across[l] + j as isize * src.step).read_unaligned();
                state[l] = S::step(state[l], x, place);
                out.start.wrapping_offset(out.across[l] + j as isize * out.step).write_unaligned(S::value(state[l]));
                if S::INDEXED {
                    at.start.wrapping_offset(at.across[l] + j as isize * at.step).write_unaligned(S::index(state[l]));
                }
            }
        }
    }
    states.copy_from_slice(&state);
}

/// Scans line `l` of the ways.
///
/// # Safety
/// As [`side`].
#[allow(clippy::too_many_arguments)]
unsafe fn single<S: Step>(
    out: &Way<S::T>,
    src: &Way<S::T>,
    at: &Way<i64>,
    l: usize,
    n: usize,
    order: (bool, usize),
    state: &mut S::State,
) {
    for j in 0..n {
        // SAFETY: the caller promises the elements.
        unsafe {
            let x = src.start.wrapping_offset(src.across[l] + j as isize * src.step).read_unaligned();
            *state = S::step(*state, x, position(j, order));
            out.start.wrapping_offset(out.across[l] + j as isize * out.step).write_unaligned(S::value(*state));
            if S::INDEXED {
                at.start.wrapping_offset(at.across[l] + j as isize * at.step).write_unaligned(S::index(*state));
            }
        }
    }
}

simd_fn! {
    /// The states after [`CHUNKS`] lines of `n` elements, the first of them visited as number `first` plus the line's offset.
    ///
    /// # Safety
    /// The way reaches all elements.
    unsafe fn totals<I, S: Step>(src: &Way<S::T>, n: usize, first: usize, order: (bool, usize)) -> [S::State; CHUNKS] {
        let mut state = [S::START; CHUNKS];
        for j in 0..n {
            for l in 0..CHUNKS {
                // SAFETY: the caller promises the elements.
                let x = unsafe { src.start.wrapping_offset(src.across[l] + j as isize * src.step).read_unaligned() };
                state[l] = S::step(state[l], x, position(first + l * CHUNK + j, order));
            }
        }
        state
    }
}

/// Scans a long line: the totals of all chunks, the states before them, then every chunk from its state on.
///
/// # Safety
/// The pointers with their distances reach `n` elements each; those written are distinct.
unsafe fn long<S: Step>(
    (out, o): (*mut S::T, isize),
    (src, s): (*mut S::T, isize),
    (at, i): (*mut i64, isize),
    n: usize,
    reverse: bool,
) {
    let order = (reverse, n);
    let chunks = n / CHUNK;
    let groups = chunks / CHUNKS;
    let states = Scratch::<S::State>::new(chunks + 1);
    let (out, src, at, shared) = (Shared(out), Shared(src), Shared(at), Shared(states.as_ptr()));
    let ahead = |step: isize| std::array::from_fn(|l| (l * CHUNK) as isize * step);
    let way = |chunk: usize, step: isize| (chunk * CHUNK) as isize * step;
    pool::parallel(groups, &|group| {
        let first = group * CHUNKS;
        let from = Way { start: src.at(way(first, s)), step: s, across: ahead(s) };
        // SAFETY: the caller promises the elements; every group writes the states of its own chunks.
        unsafe {
            let found = totals::<S>(&from, CHUNK, first * CHUNK, order);
            (0..CHUNKS).for_each(|l| shared.at((first + l) as isize).write(found[l]));
        }
    });
    // The state before a chunk takes the place of its total.
    let mut before = S::START;
    for chunk in 0..groups * CHUNKS {
        // SAFETY: all totals of whole groups are there.
        unsafe {
            let total = shared.at(chunk as isize).replace(before);
            before = S::combine(before, total);
        }
    }
    pool::parallel(groups, &|group| {
        let first = group * CHUNKS;
        let from = Way { start: src.at(way(first, s)), step: s, across: ahead(s) };
        let to = Way { start: out.at(way(first, o)), step: o, across: ahead(o) };
        // SAFETY: the caller promises the elements; states before the chunks are there.
        unsafe {
            let mut state: [S::State; CHUNKS] = std::array::from_fn(|l| shared.at((first + l) as isize).read());
            if S::INDEXED {
                // Positions differ from line to line.
                let places = Way { start: at.at(way(first, i)), step: i, across: ahead(i) };
                for (l, state) in state.iter_mut().enumerate() {
                    let (from, to) =
                        (Way { start: src.at(way(first, s)), ..from }, Way { start: out.at(way(first, o)), ..to });
                    indexed::<S>(&to, &from, &places, l, (first + l) * CHUNK, order, state);
                }
            } else {
                let places = Way { start: std::ptr::null_mut(), step: 0, across: [0; CHUNKS] };
                side::<S>(&to, &from, &places, CHUNK, order, &mut state);
            }
        }
    });
    // What is left after the last whole group.
    for j in groups * CHUNKS * CHUNK..n {
        // SAFETY: the caller promises the elements.
        unsafe {
            before = S::step(before, src.at(j as isize * s).read_unaligned(), position(j, order));
            out.at(j as isize * o).write_unaligned(S::value(before));
            if S::INDEXED {
                at.at(j as isize * i).write_unaligned(S::index(before));
            }
        }
    }
}

/// [`long`] of neighbouring elements, in registers; some chunks at a time.
///
/// # Safety
/// The pointers reach `n` elements each.
unsafe fn long_dense<S: Step>(dense: Dense<S::T, S::State>, out: *mut S::T, src: *mut S::T, n: usize, reverse: bool) {
    let (out, src) = (Shared(out), Shared(src));
    let chunks = n.div_ceil(CHUNK);
    let span = SPAN / (CHUNK * size_of::<S::T>());
    let states = Scratch::<S::State>::new(span);
    let shared = Shared(states.as_ptr());
    // Chunks are numbered in the order of the scan.
    let place = |chunk: usize| {
        let length = CHUNK.min(n - chunk * CHUNK);
        ((if reverse { n - chunk * CHUNK - length } else { chunk * CHUNK }) as isize, length)
    };
    let mut before = S::START;
    for first in (0..chunks).step_by(span) {
        let count = span.min(chunks - first);
        pool::parallel(count, &|chunk| {
            let (at, length) = place(first + chunk);
            // SAFETY: the caller promises the elements; every task writes the state of its own chunk.
            unsafe { shared.at(chunk as isize).write((dense.total)(src.at(at), length)) };
        });
        for chunk in 0..count {
            // SAFETY: all totals are there.
            unsafe { before = S::combine(before, shared.at(chunk as isize).replace(before)) };
        }
        pool::parallel(count, &|chunk| {
            let (at, length) = place(first + chunk);
            // SAFETY: the caller promises the elements; the states before the chunks are there.
            unsafe { (dense.scan)(out.at(at), src.at(at), length, reverse, shared.at(chunk as isize).read()) };
        });
    }
}

/// Scans a chunk whose first element is visited as number `first`.
///
/// # Safety
/// As [`side`].
unsafe fn indexed<S: Step>(
    out: &Way<S::T>,
    src: &Way<S::T>,
    at: &Way<i64>,
    l: usize,
    first: usize,
    order: (bool, usize),
    state: &mut S::State,
) {
    for j in 0..CHUNK {
        // SAFETY: the caller promises the elements.
        unsafe {
            let x = src.start.wrapping_offset(src.across[l] + j as isize * src.step).read_unaligned();
            *state = S::step(*state, x, position(first + j, order));
            out.start.wrapping_offset(out.across[l] + j as isize * out.step).write_unaligned(S::value(*state));
            at.start.wrapping_offset(at.across[l] + j as isize * at.step).write_unaligned(S::index(*state));
        }
    }
}

/// `out[k] = add[k] + factor[k] out[k - 1]` along `dim`; with `reverse` `out[k] = add[k] + factor[k + 1] out[k + 1]`, which
/// is its transpose. For floating-point and complex dtypes; all operands have one.
///
/// # Panics
/// For another dtype.
///
/// # Safety
/// As [`run`]; `out` overlaps nothing.
pub unsafe fn recurrence(
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    add: Operand<'_>,
    factor: Operand<'_>,
) {
    use half::{bf16, f16};
    // SAFETY: the caller's promises are passed on.
    unsafe {
        match out.dtype {
            DType::F16 => recur::<f16>(shape, dim, reverse, out, add, factor),
            DType::BF16 => recur::<bf16>(shape, dim, reverse, out, add, factor),
            DType::F32 => recur::<f32>(shape, dim, reverse, out, add, factor),
            DType::F64 => recur::<f64>(shape, dim, reverse, out, add, factor),
            DType::C64 => recur::<Complex<f32>>(shape, dim, reverse, out, add, factor),
            DType::C128 => recur::<Complex<f64>>(shape, dim, reverse, out, add, factor),
            other => panic!("a recurrence of {other:?}"),
        }
    }
}

/// # Safety
/// As [`recurrence`].
unsafe fn recur<T: Ring>(
    shape: &[usize],
    dim: usize,
    reverse: bool,
    out: Operand<'_>,
    add: Operand<'_>,
    factor: Operand<'_>,
) {
    if shape.contains(&0) {
        return;
    }
    let lines = Lines::new(shape, dim, [out.strides, add.strides, factor.strides]);
    let (out, add, factor) = (Shared::<T>(out.ptr.cast()), Shared::<T>(add.ptr.cast()), Shared::<T>(factor.ptr.cast()));
    let n = lines.len;
    pool::for_range(lines.count, (TASK / n).max(1), &|range| {
        for number in range {
            let [o, a, f] = lines.start(number);
            let mut value = T::ZERO;
            for j in 0..n {
                let k = if reverse { n - 1 - j } else { j } as isize;
                // SAFETY: the caller promises the elements; the first one visited has no factor.
                unsafe {
                    let term = add.at(a + k * lines.steps[1]).read_unaligned().widen();
                    value = if j == 0 {
                        term
                    } else {
                        let by = if reverse { k + 1 } else { k };
                        term + factor.at(f + by * lines.steps[2]).read_unaligned().widen() * value
                    };
                    out.at(o + k * lines.steps[0]).write_unaligned(T::narrow(value));
                }
            }
        }
    });
}
