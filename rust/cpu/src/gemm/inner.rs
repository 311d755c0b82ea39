//! Products of few rows whose operands are both consecutive along k, as a linear layer's input and weights are.
//!
//! Packing such a B costs as much as the arithmetic of dozens of rows. Here both are read in place: a tile has one
//! accumulator per element of C, whose lanes run along k and are added up at its end. Elements that are not their own packed
//! form are widened on the way: all of A once, columns of B a tile's worth at a time, which stays in the first-level cache.

use super::blocked::{Product, TASK};
use super::element::{Element, widen_row};
use super::vector::{Number, Vector};
use crate::alloc::Scratch;
use crate::isa;
use crate::pool::parallel;

/// Most rows of A: bounds the working memory.
const ROWS: usize = 96;
/// Elements of k per row of A: packing costs by the element of B, adding up lanes by the element of C. Measured on Ice Lake
/// for k of 84 to 768.
const DEPTH_PER_ROW: usize = 8;
/// Longest block of k: that much of a tile's rows and columns stays in the first-level cache.
const DEPTH: usize = 1024;
/// Columns of C, in tiles, whose sums are kept until k is through.
const TILES: usize = 4;

/// Rows of a full tile.
pub const HEIGHT: usize = 4;

/// One tile: `sums[i * stride + j] += A[i] . B[j]`.
pub struct Tile<T> {
    /// Length of the sums.
    pub k: usize,
    /// A's first element, consecutive along k, and the stride between rows.
    pub a: (*const T, isize),
    /// B's first element, consecutive along k, and the stride between columns.
    pub b: (*const T, isize),
    /// What is added to, and the distance between its rows.
    pub sums: (*mut T, usize),
    /// A column that later tiles will read: brought near meanwhile. Any address.
    pub ahead: *const T,
}

/// Computes one tile.
///
/// # Safety
/// Rows of A, columns of B and sums are valid; the instruction set that the function was made for is present.
pub type TileFn<T> = unsafe fn(&Tile<T>);

/// The tiles of an instruction set.
pub struct Tiles<T: 'static> {
    /// Columns of a full tile.
    pub width: usize,
    /// `tiles[r - 1]`: for r rows, the kernel of a full tile's columns and that of one column.
    pub tiles: [[TileFn<T>; 2]; HEIGHT],
}

/// The body of every tile function.
///
/// # Safety
/// As for [`TileFn`].
#[inline(always)]
pub unsafe fn tile<V: Vector, const R: usize, const S: usize>(t: &Tile<V::Scalar>) {
    // SAFETY: the caller promises `R` rows and `S` columns of `k` elements, and their sums.
    unsafe {
        let mut acc = [[V::zero(); S]; R];
        let mut p = 0;
        while p + V::LANES <= t.k {
            step::<V, R, S>(&mut acc, t, |line| V::load(line.add(p)));
            isa::prefetch_far(t.ahead.wrapping_add(p));
            p += V::LANES;
        }
        if p < t.k {
            step::<V, R, S>(&mut acc, t, |line| V::load_first(line.add(p), t.k - p));
        }
        for j in 0..S {
            let mut column = [V::zero(); HEIGHT];
            for (lanes, row) in column.iter_mut().zip(&acc) {
                *lanes = row[j];
            }
            for (i, sum) in V::sums(column).into_iter().take(R).enumerate() {
                let at = t.sums.0.add(i * t.sums.1 + j);
                *at = (*at).add(sum);
            }
        }
    }
}

/// A vector's worth of k.
#[inline(always)]
unsafe fn step<V: Vector, const R: usize, const S: usize>(
    acc: &mut [[V; S]; R],
    t: &Tile<V::Scalar>,
    load: impl Fn(*const V::Scalar) -> V,
) {
    // SAFETY: the caller promises rows and columns.
    unsafe {
        let mut rows = [V::zero(); R];
        for (i, row) in rows.iter_mut().enumerate() {
            *row = load(t.a.0.wrapping_offset(i as isize * t.a.1));
        }
        for j in 0..S {
            let column = load(t.b.0.wrapping_offset(j as isize * t.b.1));
            for i in 0..R {
                acc[i][j] = rows[i].mul_add(column, acc[i][j]);
            }
        }
    }
}

/// Whether so few rows of sums so long are worth it.
pub(crate) fn suits(rows: usize, k: usize) -> bool {
    rows <= ROWS && k >= DEPTH_PER_ROW * rows
}

/// Whether a product goes this way.
pub fn fits<T: Element>(product: &Product<T>) -> bool {
    let Product { m, k, a, b, .. } = *product;
    let along_k = a.2 == 1 && b.1 == 1;
    product.kernels.inner.is_some() && along_k && suits(m, k)
}

/// Computes a product that [`fits`].
///
/// # Safety
/// As for [`Product::run`].
pub unsafe fn run<T: Element>(product: &Product<T>) {
    let Some(tiles) = &product.kernels.inner else { return };
    let Product { m, n, k, a, .. } = *product;
    let rows = (!T::IN_PLACE).then(|| Scratch::<T::Packed>::new(m * k));
    let a = match &rows {
        Some(rows) => {
            for i in 0..m {
                // SAFETY: the caller promises A; the copy has as many elements.
                unsafe { widen_row(a.0.wrapping_offset(i as isize * a.1), rows.as_ptr().add(i * k), k) };
            }
            Rows(rows.as_ptr(), k as isize)
        }
        None => Rows(a.0.cast(), a.1),
    };
    let group = tiles.width * TILES;
    let groups = TASK.div_ceil(m * k).div_ceil(group);
    parallel(n.div_ceil(group * groups), &|task| {
        let sums = Scratch::<T::Packed>::new(m * group);
        for first in (task * groups..).take(groups).map(|at| at * group).take_while(|&first| first < n) {
            let part = product.part(0..m, first..n.min(first + group));
            // SAFETY: the caller's promises; tasks have disjoint columns.
            unsafe { columns(&part, tiles, &a, n - first, sums.as_ptr(), group) };
        }
    });
}

/// Rows of A in packed form: the first element, and the stride between rows.
struct Rows<P>(*const P, isize);

// SAFETY: rows are only read.
unsafe impl<P> Sync for Rows<P> {}

/// Computes some columns; `left` are there before the end of B.
unsafe fn columns<T: Element>(
    product: &Product<T>,
    tiles: &Tiles<T::Packed>,
    a: &Rows<T::Packed>,
    left: usize,
    sums: *mut T::Packed,
    stride: usize,
) {
    let Product { m, n, k, b, .. } = *product;
    let depth = k.div_ceil(k.div_ceil(DEPTH)).next_multiple_of(isa::LINE / size_of::<T>());
    let wide = (!T::IN_PLACE).then(|| Scratch::<T::Packed>::new(tiles.width * depth));
    // SAFETY: the caller promises operands, and room for the sums.
    unsafe {
        for at in 0..m * stride {
            sums.add(at).write(T::Packed::default());
        }
        let mut j = 0;
        while j < n {
            let full = n - j >= tiles.width;
            let width = if full { tiles.width } else { 1 };
            for p in (0..k).step_by(depth) {
                let length = depth.min(k - p);
                let column = |at: usize| b.0.wrapping_offset((j + at) as isize * b.2).wrapping_add(p);
                let panel = match &wide {
                    Some(wide) => {
                        (0..width).for_each(|at| widen_row(column(at), wide.as_ptr().add(at * depth), length));
                        (wide.as_ptr().cast_const(), depth as isize)
                    }
                    None => (column(0).cast(), b.2),
                };
                for (ip, i) in (0..m).step_by(HEIGHT).enumerate() {
                    // Each tile asks for a column of the next one.
                    let next = width + ip % width;
                    let tile = Tile {
                        k: length,
                        a: (a.0.wrapping_offset(i as isize * a.1).wrapping_add(p), a.1),
                        b: panel,
                        sums: (sums.add(i * stride + j), stride),
                        ahead: if j + next < left { column(next).cast() } else { column(0).cast() },
                    };
                    tiles.tiles[HEIGHT.min(m - i) - 1][usize::from(!full)](&tile);
                }
            }
            j += width;
        }
        for i in 0..m {
            product.finish_row(i, std::slice::from_raw_parts_mut(sums.add(i * stride), n));
        }
    }
}
