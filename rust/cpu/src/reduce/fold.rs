//! The inner loops of reductions, vectorised, and the table from kind and class to them.

use super::Kind;
use crate::dtype::DType;
use crate::expr::half::bf16_to_f32;
use crate::expr::kernel::Unaligned;
use crate::expr::{Class, complex, real};
use crate::isa::{LINE, prefetch};
use crate::simd_fn;
use num_complex::Complex;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// An associative operation with an identity.
pub(super) trait Reducer {
    /// What is combined.
    type T: Copy;
    /// Partial results side by side.
    type Lanes: Copy + AsMut<[Self::T]>;
    /// The element that changes nothing.
    const IDENTITY: Self::T;
    /// [`Reducer::IDENTITY`] in all lanes.
    const EMPTY: Self::Lanes;
    /// The operation.
    fn combine(a: Self::T, b: Self::T) -> Self::T;
}

/// An element as it is stored, and its value.
pub(super) trait Stored<T>: Copy {
    /// The value.
    fn value(self) -> T;
}

impl<T: Copy> Stored<T> for T {
    #[inline(always)]
    fn value(self) -> T {
        self
    }
}

/// The bits of a bfloat16.
#[derive(Clone, Copy)]
struct Bf16(u16);

impl Stored<f32> for Bf16 {
    #[inline(always)]
    fn value(self) -> f32 {
        bf16_to_f32(self.0)
    }
}

/// The machine code of a reduction. Strides are in elements; pointers may have any alignment.
#[derive(Clone, Copy)]
pub(super) struct Fold {
    /// Bytes of a partial result.
    pub(super) size: usize,
    /// Bytes of an element as it is stored.
    pub(super) stored: usize,
    /// The bits of the identity.
    pub(super) identity: [u8; 16],
    /// Reduces each of `rows` contiguous rows of `cols` elements at `src`, `stride` apart, to one element of `dst`.
    pub(super) across: unsafe fn(dst: *mut u8, src: *const u8, stride: isize, rows: usize, cols: usize),
    /// Combines the `cols` elements of `dst` with each of `rows` rows of `src` in turn.
    pub(super) down: unsafe fn(dst: *mut u8, src: *const u8, stride: isize, rows: usize, cols: usize),
    /// [`Fold::down`] for rows of partial results.
    pub(super) join: unsafe fn(dst: *mut u8, src: *const u8, stride: isize, rows: usize, cols: usize),
}

/// The loops for a kind and a class of accumulator.
///
/// # Panics
/// If the class has no such reduction: minima of complex numbers, sums of `Bool` and `I32` (which accumulate in `I64`).
pub(super) fn lookup(kind: Kind, class: Class) -> Fold {
    macro_rules! table {
        ($($kind:pat, $class:ident => $reducer:ty;)+) => {
            match (kind, class) {
                $(($kind, Class::$class) => fold_of::<$reducer>(),)+
                _ => panic!("{kind:?} has no accumulator of class {class:?}"),
            }
        };
    }
    table! {
        Kind::Sum, I64 => Sum<i64>;
        Kind::Sum, F32 => Sum<f32>;
        Kind::Sum, F64 => Sum<f64>;
        Kind::Sum, C64 => Sum<Complex<f32>>;
        Kind::Sum, C128 => Sum<Complex<f64>>;
        Kind::Prod, I64 => Prod<i64>;
        Kind::Prod, F32 => Prod<f32>;
        Kind::Prod, F64 => Prod<f64>;
        Kind::Prod, C64 => Prod<Complex<f32>>;
        Kind::Prod, C128 => Prod<Complex<f64>>;
        Kind::Min | Kind::All, Bool => Min<u8>;
        Kind::Min, I32 => Min<i32>;
        Kind::Min, I64 => Min<i64>;
        Kind::Min, F32 => Min<f32>;
        Kind::Min, F64 => Min<f64>;
        Kind::Max | Kind::Any, Bool => Max<u8>;
        Kind::Max, I32 => Max<i32>;
        Kind::Max, I64 => Max<i64>;
        Kind::Max, F32 => Max<f32>;
        Kind::Max, F64 => Max<f64>;
    }
}

/// Whether elements of a dtype are widened to the class in registers.
pub(super) fn widens(dtype: DType, class: Class) -> bool {
    dtype == DType::BF16 && class == Class::F32
}

/// The loops that read elements as they are stored: values of the class, or what it [`widens`].
///
/// # Panics
/// As [`lookup`].
pub(super) fn lookup_stored(kind: Kind, class: Class, dtype: DType) -> Fold {
    let fold = lookup(kind, class);
    if !widens(dtype, class) {
        return fold;
    }
    macro_rules! stored {
        ($reducer:ty) => {
            Fold { stored: 2, across: across::<$reducer, Bf16>, down: down::<$reducer, Bf16>, ..fold }
        };
    }
    match kind {
        Kind::Sum => stored!(Sum<f32>),
        Kind::Prod => stored!(Prod<f32>),
        Kind::Min => stored!(Min<f32>),
        Kind::Max => stored!(Max<f32>),
        _ => fold,
    }
}

fn fold_of<F: Reducer>() -> Fold {
    let mut identity = [0; 16];
    // SAFETY: elements are plain numbers of at most 16 bytes.
    unsafe { identity.as_mut_ptr().cast::<F::T>().write_unaligned(F::IDENTITY) };
    let size = size_of::<F::T>();
    Fold { size, stored: size, identity, across: across::<F, F::T>, down: down::<F, F::T>, join: down::<F, F::T> }
}

struct Sum<T>(std::marker::PhantomData<T>);
struct Prod<T>(std::marker::PhantomData<T>);
struct Min<T>(std::marker::PhantomData<T>);
struct Max<T>(std::marker::PhantomData<T>);

macro_rules! reducers {
    ($($name:ident<$T:ty>[$lanes:literal]: $identity:expr, |$a:ident, $b:ident| $combine:expr;)+) => { $(
        impl Reducer for $name<$T> {
            type T = $T;
            type Lanes = [$T; $lanes];
            const IDENTITY: $T = $identity;
            const EMPTY: [$T; $lanes] = [$identity; $lanes];
            #[inline(always)]
            fn combine($a: $T, $b: $T) -> $T {
                $combine
            }
        }
    )+ };
}

// 32 bytes of lanes. Several chains of additions come from the tree, and the compiler keeps so few lanes in registers.
reducers! {
    Sum<i64>[4]: 0, |a, b| a.wrapping_add(b);
    Sum<f32>[8]: 0.0, |a, b| a + b;
    Sum<f64>[4]: 0.0, |a, b| a + b;
    Sum<Complex<f32>>[4]: Complex { re: 0.0, im: 0.0 }, |a, b| complex::add(a, b);
    Sum<Complex<f64>>[2]: Complex { re: 0.0, im: 0.0 }, |a, b| complex::add(a, b);
    Prod<i64>[4]: 1, |a, b| a.wrapping_mul(b);
    Prod<f32>[8]: 1.0, |a, b| a * b;
    Prod<f64>[4]: 1.0, |a, b| a * b;
    Prod<Complex<f32>>[4]: Complex { re: 1.0, im: 0.0 }, |a, b| complex::mul(a, b);
    Prod<Complex<f64>>[2]: Complex { re: 1.0, im: 0.0 }, |a, b| complex::mul(a, b);
    Min<u8>[32]: 1, |a, b| a & b;
    Min<i32>[8]: i32::MAX, |a, b| a.min(b);
    Min<i64>[4]: i64::MAX, |a, b| a.min(b);
    Min<f32>[8]: f32::INFINITY, |a, b| real::min(a, b);
    Min<f64>[4]: f64::INFINITY, |a, b| real::min(a, b);
    Max<u8>[32]: 0, |a, b| a | b;
    Max<i32>[8]: i32::MIN, |a, b| a.max(b);
    Max<i64>[4]: i64::MIN, |a, b| a.max(b);
    Max<f32>[8]: f32::NEG_INFINITY, |a, b| real::max(a, b);
    Max<f64>[4]: f64::NEG_INFINITY, |a, b| real::max(a, b);
}

/// Elements that one step of [`fold_row`] combines for each lane, as a tree.
const TREE: usize = 4;

/// Steps after which the lanes' sums move to a second set of lanes: with the cascade above, no sum has more than some
/// dozens of terms.
const RUN: usize = 32;

/// Distance in bytes of memory that is fetched: the hardware's own guess ends with a page.
const AHEAD: usize = 2048;

/// Reduces a row.
#[inline(always)]
fn fold_row<F: Reducer, S: Stored<F::T>>(row: &[Unaligned<S>]) -> F::T {
    let mut sums = F::EMPTY;
    let sums = sums.as_mut();
    let lanes = sums.len();
    if row.len() < 3 * lanes {
        return row.iter().fold(F::IDENTITY, |sum, x| F::combine(sum, x.0.value()));
    }
    let step = |inner: &mut [F::T], block: &[Unaligned<S>]| {
        for lane in 0..lanes {
            let x = |k: usize| block[k * lanes + lane].0.value();
            let tree = F::combine(F::combine(x(0), x(1)), F::combine(x(2), x(3)));
            inner[lane] = F::combine(inner[lane], tree);
        }
    };
    let runs = row.chunks_exact(TREE * RUN * lanes);
    let blocks = runs.remainder().chunks_exact(TREE * lanes);
    for run in runs {
        let mut inner = F::EMPTY;
        let inner = inner.as_mut();
        for block in run.chunks_exact(TREE * lanes) {
            for line in (0..size_of_val(block)).step_by(LINE) {
                prefetch(block.as_ptr().wrapping_byte_add(AHEAD + line));
            }
            step(inner, block);
        }
        for lane in 0..lanes {
            sums[lane] = F::combine(sums[lane], inner[lane]);
        }
    }
    let mut inner = F::EMPTY;
    let inner = inner.as_mut();
    let vectors = blocks.remainder().chunks_exact(lanes);
    blocks.for_each(|block| step(inner, block));
    let tail = vectors.remainder();
    for vector in vectors {
        for lane in 0..lanes {
            inner[lane] = F::combine(inner[lane], vector[lane].0.value());
        }
    }
    for lane in 0..lanes {
        sums[lane] = F::combine(sums[lane], inner[lane]);
    }
    for (sum, x) in sums.iter_mut().zip(tail) {
        *sum = F::combine(*sum, x.0.value());
    }
    let mut width = lanes;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            sums[lane] = F::combine(sums[lane], sums[lane + width]);
        }
    }
    sums[0]
}

simd_fn! {
    /// See [`Fold::across`].
    ///
    /// # Safety
    /// All rows are valid for reads, `dst` for writes of `rows` elements.
    unsafe fn across<I, F: Reducer, S: Stored<F::T>>(dst: *mut u8, src: *const u8, stride: isize, rows: usize, cols: usize) {
        let (dst, src) = (dst.cast::<Unaligned<F::T>>(), src.cast::<Unaligned<S>>());
        for r in 0..rows {
            // SAFETY: the caller promises the rows and the results.
            unsafe {
                let row = from_raw_parts(src.offset(r as isize * stride), cols);
                dst.add(r).write(Unaligned(fold_row::<F, S>(row)));
            }
        }
    }
}

/// Room for the wide row that narrow rows are put together to in [`down`], and the longest narrow row.
const WIDE: usize = 128;
const NARROW: usize = 16;

simd_fn! {
    /// See [`Fold::down`].
    ///
    /// # Safety
    /// All rows are valid for reads, `dst` for reads and writes of `cols` elements, without overlap.
    unsafe fn down<I, F: Reducer, S: Stored<F::T>>(dst: *mut u8, src: *const u8, stride: isize, rows: usize, cols: usize) {
        let src = src.cast::<Unaligned<S>>();
        // SAFETY: the caller promises the ranges.
        let sums = unsafe { from_raw_parts_mut(dst.cast::<Unaligned<F::T>>(), cols) };
        if cols <= NARROW && rows * cols >= 4 * WIDE && stride == cols as isize {
            // Some narrow rows in a run are one wide row. Eight of them make whole vectors.
            let together = if cols == 1 { WIDE } else { 8 * (NARROW / cols) };
            let (width, times) = (together * cols, rows / together);
            let mut wide = [Unaligned(F::IDENTITY); WIDE];
            // SAFETY: dense rows are one run of elements.
            unsafe {
                down_rows::<F, S>(&mut wide[..width], src, width as isize, times);
                let rest = src.add(times * width);
                wide[..width].chunks_exact(cols).for_each(|row| down_rows::<F, F::T>(sums, row.as_ptr(), 0, 1));
                down_rows::<F, S>(sums, rest, stride, rows - times * together);
            }
            return;
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { down_rows::<F, S>(sums, src, stride, rows) };
    }
}

/// Combines each of `rows` rows at `src`, `stride` apart, with the accumulators in turn, several rows as a tree.
///
/// # Safety
/// The rows are valid for reads and do not overlap the accumulators.
#[inline(always)]
unsafe fn down_rows<F: Reducer, S: Stored<F::T>>(
    sums: &mut [Unaligned<F::T>],
    src: *const Unaligned<S>,
    stride: isize,
    rows: usize,
) {
    let (mut done, cols) = (0, sums.len());
    // SAFETY: the caller promises the rows.
    let row = |r: usize| unsafe { from_raw_parts(src.offset(r as isize * stride), cols) };
    while done + TREE <= rows {
        combine4::<F, S>(sums, row(done), row(done + 1), row(done + 2), row(done + 3));
        done += TREE;
    }
    for r in done..rows {
        combine1::<F, S>(sums, row(r));
    }
}

#[inline(always)]
fn combine1<F: Reducer, S: Stored<F::T>>(sums: &mut [Unaligned<F::T>], row: &[Unaligned<S>]) {
    for (sum, x) in sums.iter_mut().zip(row) {
        sum.0 = F::combine(sum.0, x.0.value());
    }
}

#[inline(always)]
fn combine4<F: Reducer, S: Stored<F::T>>(
    sums: &mut [Unaligned<F::T>],
    x: &[Unaligned<S>],
    y: &[Unaligned<S>],
    z: &[Unaligned<S>],
    w: &[Unaligned<S>],
) {
    for ((((sum, x), y), z), w) in sums.iter_mut().zip(x).zip(y).zip(z).zip(w) {
        sum.0 =
            F::combine(sum.0, F::combine(F::combine(x.0.value(), y.0.value()), F::combine(z.0.value(), w.0.value())));
    }
}
