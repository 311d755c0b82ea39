//! The microkernel: one register tile of C.
//!
//! A tile is `R` rows by `C` vectors. Its accumulators stay in registers while k runs; each step loads `C` vectors of B
//! and broadcasts `R` elements of A. Operands may be packed panels or matrices in place: only strides differ.

use super::vector::{Number, Vector};
use crate::isa;

/// Columns of the widest tile of any instruction set.
pub const MAX_NR: usize = 64;

/// What happens to a tile's sums on the way to C: `C = relu(alpha * sum + beta * C + row_bias + column_bias)`.
#[derive(Clone, Copy)]
pub struct Update<T> {
    /// Factor of the sums.
    pub alpha: T,
    /// Factor of the old C; C is not read when it is 0.
    pub beta: T,
    /// Whether to clamp at 0.
    pub relu: bool,
}

/// The operands of one tile.
pub struct Tile<T> {
    /// Length of the sums.
    pub k: usize,
    /// A's first element and strides.
    pub a: *const T,
    /// Stride of A between rows.
    pub a_rs: isize,
    /// Stride of A along k.
    pub a_cs: isize,
    /// B's first element; its columns are consecutive.
    pub b: *const T,
    /// Stride of B along k.
    pub b_rs: isize,
    /// What the next tiles will read: brought near while k runs. Any address, a line for every [`UNROLL`] of k.
    pub ahead: *const T,
    /// C's first element and strides.
    pub c: *mut T,
    /// Stride of C between rows.
    pub c_rs: isize,
    /// Stride of C between columns.
    pub c_cs: isize,
    /// Columns of the tile that exist.
    pub columns: usize,
    /// One addend per row, consecutive, or null.
    pub row_bias: *const T,
    /// One addend per existing column, consecutive, or null.
    pub column_bias: *const T,
}

/// Computes one tile.
///
/// # Safety
/// All rows of A, all columns of B that the kernel's width covers, and the existing part of C are valid; the
/// instruction set that the kernel was made for is present.
pub type TileFn<T> = unsafe fn(&Tile<T>, &Update<T>);

/// The body of every real tile function.
///
/// # Safety
/// As for [`TileFn`].
#[inline(always)]
pub unsafe fn tile<V: Vector, const R: usize, const C: usize>(t: &Tile<V::Scalar>, u: &Update<V::Scalar>) {
    // SAFETY: the caller's promises are handed on; the buffer holds a whole tile.
    unsafe {
        let direct = t.columns == C * V::LANES && t.c_cs == 1;
        let mut buffer = std::mem::MaybeUninit::<Buffer<V::Scalar, R>>::uninit();
        let (mut c, mut c_rs, mut column_bias) = (t.c, t.c_rs, t.column_bias);
        if !direct {
            // Same arithmetic on a copy of the tile whose columns are consecutive and all present.
            Buffer::read(buffer.as_mut_ptr(), t, u);
            c = (&raw mut (*buffer.as_mut_ptr()).c).cast();
            c_rs = MAX_NR as isize;
            if !column_bias.is_null() {
                column_bias = (&raw const (*buffer.as_ptr()).bias).cast();
            }
        }
        let fetch = Fetch { c, c_rs, rows: R, ahead: t.ahead };
        let acc = product::<V, R, C>(t.k, t.a, t.a_rs, t.a_cs, t.b, t.b_rs, fetch);
        finish::<V, R, C>(acc, c, c_rs, t.row_bias, column_bias, u);
        if !direct {
            Buffer::write(buffer.as_ptr(), t);
        }
    }
}

/// A tile's part of C with consecutive columns, and its column addends.
struct Buffer<T, const R: usize> {
    c: [[T; MAX_NR]; R],
    bias: [T; MAX_NR],
}

impl<T: Number, const R: usize> Buffer<T, R> {
    #[inline(never)]
    unsafe fn read(buffer: *mut Self, t: &Tile<T>, u: &Update<T>) {
        // SAFETY: the existing part of C, and of the addends, is valid.
        unsafe {
            if u.beta != T::default() {
                for i in 0..R {
                    for j in 0..t.columns {
                        *(&raw mut (*buffer).c).cast::<T>().add(i * MAX_NR + j) =
                            *t.c.offset(i as isize * t.c_rs + j as isize * t.c_cs);
                    }
                }
            }
            if !t.column_bias.is_null() {
                std::ptr::copy_nonoverlapping(t.column_bias, (&raw mut (*buffer).bias).cast(), t.columns);
            }
        }
    }

    #[inline(never)]
    unsafe fn write(buffer: *const Self, t: &Tile<T>) {
        // SAFETY: the existing part of C is valid.
        unsafe {
            for i in 0..R {
                for j in 0..t.columns {
                    *t.c.offset(i as isize * t.c_rs + j as isize * t.c_cs) =
                        *(&raw const (*buffer).c).cast::<T>().add(i * MAX_NR + j);
                }
            }
        }
    }
}

/// Steps along k between two calls of [`Between::step`].
pub const UNROLL: usize = 4;

/// What happens beside the sums of a tile, after every [`UNROLL`] steps along k.
pub trait Between<V: Vector, const C: usize> {
    /// One call.
    fn step(&mut self);
}

impl<V: Vector, const C: usize> Between<V, C> for () {
    #[inline(always)]
    fn step(&mut self) {}
}

/// Asks for C, row by row, into the first-level cache, then for lines of the next panel of B into the second: both lie in
/// the third or in memory, and wait there would be as long as a tenth of a tile.
struct Fetch<T> {
    c: *const T,
    c_rs: isize,
    /// Rows of C not asked for yet.
    rows: usize,
    ahead: *const T,
}

impl<V: Vector, const C: usize> Between<V, C> for Fetch<V::Scalar> {
    #[inline(always)]
    fn step(&mut self) {
        if self.rows > 0 {
            for j in 0..C {
                isa::prefetch(self.c.wrapping_add(j * V::LANES));
            }
            self.c = self.c.wrapping_offset(self.c_rs);
            self.rows -= 1;
        } else {
            isa::prefetch_far(self.ahead);
            self.ahead = self.ahead.wrapping_byte_add(isa::LINE);
        }
    }
}

/// The sums of a tile: `R` rows of A times `C` vectors of columns of B.
#[inline(always)]
unsafe fn product<V: Vector, const R: usize, const C: usize>(
    k: usize,
    a: *const V::Scalar,
    a_rs: isize,
    a_cs: isize,
    b: *const V::Scalar,
    b_rs: isize,
    fetch: Fetch<V::Scalar>,
) -> [[V; C]; R] {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        if a_rs == 1 {
            // Constant distances cost no address registers.
            sums::<V, R, C>(k, a, 1, a_cs, b, b_rs, fetch)
        } else {
            sums::<V, R, C>(k, a, a_rs, a_cs, b, b_rs, fetch)
        }
    }
}

/// The sums of a tile, with a distance between rows of A that may be known to the compiler.
///
/// # Safety
/// `R x k` of A and `k x C` vectors of B are valid; the instruction set is present.
#[inline(always)]
pub unsafe fn sums<V: Vector, const R: usize, const C: usize>(
    k: usize,
    mut a: *const V::Scalar,
    a_rs: isize,
    a_cs: isize,
    mut b: *const V::Scalar,
    b_rs: isize,
    mut between: impl Between<V, C>,
) -> [[V; C]; R] {
    // SAFETY: the caller promises `R x k` of A and `k x C * LANES` of B.
    unsafe {
        let mut acc = [[V::zero(); C]; R];
        for _ in 0..k / UNROLL {
            for _ in 0..UNROLL {
                step::<V, R, C>(&mut acc, a, a_rs, b);
                a = a.wrapping_offset(a_cs);
                b = b.wrapping_offset(b_rs);
            }
            between.step();
        }
        for _ in 0..k % UNROLL {
            step::<V, R, C>(&mut acc, a, a_rs, b);
            a = a.wrapping_offset(a_cs);
            b = b.wrapping_offset(b_rs);
        }
        acc
    }
}

/// One outer product: a column of A times a row of B.
#[inline(always)]
unsafe fn step<V: Vector, const R: usize, const C: usize>(
    acc: &mut [[V; C]; R],
    a: *const V::Scalar,
    a_rs: isize,
    b: *const V::Scalar,
) {
    // SAFETY: the caller promises `R` elements of A and `C * LANES` of B.
    unsafe {
        let mut columns = [V::zero(); C];
        for (j, column) in columns.iter_mut().enumerate() {
            *column = V::load(b.add(j * V::LANES));
        }
        for (i, row) in acc.iter_mut().enumerate() {
            let x = V::splat(*a.offset(i as isize * a_rs));
            for (sum, column) in row.iter_mut().zip(columns) {
                *sum = x.mul_add(column, *sum).before_next_read();
            }
        }
    }
}

/// Applies the update and stores a whole tile.
#[inline(always)]
unsafe fn finish<V: Vector, const R: usize, const C: usize>(
    mut acc: [[V; C]; R],
    c: *mut V::Scalar,
    c_rs: isize,
    row_bias: *const V::Scalar,
    column_bias: *const V::Scalar,
    u: &Update<V::Scalar>,
) {
    // SAFETY: the caller promises the tile and as many addends as it has rows and columns.
    unsafe {
        if u.alpha != V::Scalar::ONE {
            let alpha = V::splat(u.alpha);
            for_each(&mut acc, |_, _, x| x.mul(alpha));
        }
        if u.beta != V::Scalar::default() {
            let beta = V::splat(u.beta);
            for_each(&mut acc, |i, j, x| beta.mul_add(V::load(c.offset(i as isize * c_rs).add(j * V::LANES)), x));
        }
        if !row_bias.is_null() {
            for_each(&mut acc, |i, _, x| x.add(V::splat(*row_bias.add(i))));
        }
        if !column_bias.is_null() {
            for_each(&mut acc, |_, j, x| x.add(V::load(column_bias.add(j * V::LANES))));
        }
        if u.relu {
            for_each(&mut acc, |_, _, x| x.relu());
        }
        for_each(&mut acc, |i, j, x| {
            x.store(c.offset(i as isize * c_rs).add(j * V::LANES));
            x
        });
    }
}

#[inline(always)]
fn for_each<V: Copy, const R: usize, const C: usize>(acc: &mut [[V; C]; R], f: impl Fn(usize, usize, V) -> V) {
    for (i, row) in acc.iter_mut().enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            *x = f(i, j, *x);
        }
    }
}
