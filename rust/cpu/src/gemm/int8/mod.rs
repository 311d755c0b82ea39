//! Products of 8-bit integers with 32-bit sums, exact modulo 2^32: what quantised layers are made of.
//!
//! [`run`] computes one product; [`Packed`] keeps a packed B, a layer's weights say, for any number of products.
//!
//! # Packed form
//! Columns of B lie in panels of [`kernel::Kernels::nr`] columns, panel after panel. A panel is a sequence of steps of 4
//! bytes per column: in the *byte form* (AVX-512 VNNI) four elements along k, `panel[(step * nr + column) * 4 + p % 4]`;
//! in the *word form* (every other instruction set) two elements as 16-bit words, `panel[(step * nr + column) * 2 + p % 2]`.
//! Columns past the last and elements past the end of k are 0. The byte form multiplies an unsigned byte by a signed one:
//! where A is unsigned it is A's, where A is signed it is B's, to which packing adds 128, and the sums start at
//! `-128 * (sum of the row of A)`. No step saturates in either form. The form belongs to the processor and the instruction
//! set in use: a packed operand is for this process, not for a file.

mod inner;
mod kernel;
mod pack;
#[cfg(test)]
mod tests;

use super::blocked::{Product, TASK};
use super::element::Element;
use super::{MatMut, MatRef};
use crate::alloc::Scratch;
use crate::pool::parallel;
use kernel::{Form, Kernels, Tile};
use std::ops::Range;

/// Whether A's bytes have a sign. B's always have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Left {
    /// `i8`.
    Signed,
    /// `u8`.
    Unsigned,
}

/// Bytes of a packed B that [`run`] works with at a time.
const PACKED_BYTES: usize = 32 << 20;
/// Steps of a panel between two visits of C: 64 columns are 128 KiB, a tile's rows 12.
const DEPTH: usize = 512;
/// Tiles below each other in a task.
const TALL: usize = 40;

/// A packed `k x n` matrix of signed bytes.
pub struct Packed {
    panels: Scratch<u8>,
    n: usize,
    k: usize,
    left: Left,
    kernels: &'static Kernels,
}

// SAFETY: a packed operand owns its memory, which is written before any other thread sees it.
unsafe impl Sync for Packed {}

impl Packed {
    /// Packs B for products with left operands of this kind. Strides are in elements.
    ///
    /// # Safety
    /// Every element of B that sizes and strides name is valid for reads.
    pub unsafe fn new(b: MatRef, n: usize, k: usize, left: Left) -> Packed {
        // SAFETY: the caller's promises are passed on.
        unsafe { Self::with(kernel::best(left == Left::Signed), b, n, k, left) }
    }

    unsafe fn with(kernels: &'static Kernels, b: MatRef, n: usize, k: usize, left: Left) -> Packed {
        let bytes = n.next_multiple_of(kernels.nr).saturating_mul(kernels.form.steps(k)).saturating_mul(4);
        let packed = Packed { panels: Scratch::new(bytes), n, k, left, kernels };
        let panels = n.div_ceil(kernels.nr);
        let group = (64 << 10) / (kernels.nr * k.max(1)) + 1;
        let b = pack::Shared(b);
        parallel(panels.div_ceil(group), &|task| {
            for panel in (task * group)..panels.min((task + 1) * group) {
                let columns = kernels.nr.min(n - panel * kernels.nr);
                let source = pack::Source { b: b.columns(panel * kernels.nr), columns, k };
                // SAFETY: the caller promises B; every panel is written by one task.
                unsafe { pack::panel(kernels, source, left, packed.panel(panel).cast_mut()) };
            }
        });
        packed
    }

    /// The memory that the panels take.
    pub fn bytes(&self) -> usize {
        self.n.next_multiple_of(self.kernels.nr) * self.steps() * 4
    }

    fn steps(&self) -> usize {
        self.kernels.form.steps(self.k)
    }

    fn panel(&self, panel: usize) -> *const u8 {
        self.panels.as_ptr().wrapping_add(panel * self.steps() * self.kernels.nr * 4)
    }

    /// `C = A B` for `m` rows of A, of the kind that B was packed for. C's elements are `i32`.
    ///
    /// # Safety
    /// Every element of A and C that sizes and strides name is valid for reads and writes; elements of C are distinct and
    /// overlap neither A nor B.
    pub unsafe fn multiply(&self, a: MatRef, m: usize, c: MatMut) {
        let (kernels, steps) = (self.kernels, self.steps());
        if m == 0 || self.n == 0 {
            return;
        }
        // SAFETY: the caller promises A; every task writes its own rows of C, or of the copies.
        unsafe {
            let rows = pack::Rows::new(a, m, self.k, Some(kernels.form), self.left);
            let panels = self.n.div_ceil(kernels.nr);
            let height = TALL * kernels.mr;
            let work = kernels.nr * height.min(m) * self.k.max(1);
            let group = (4 * TASK).div_ceil(work).min(panels);
            let groups = panels.div_ceil(group);
            let out = Out(c.ptr.cast(), c.rs, c.cs);
            parallel(m.div_ceil(height) * groups, &|task| {
                let (top, first) = (task / groups * height, task % groups * group);
                for panel in first..panels.min(first + group) {
                    let j = panel * kernels.nr;
                    let columns = j..self.n.min(j + kernels.nr);
                    through(kernels, steps, &rows, top..m.min(top + height), self.panel(panel), columns, &out);
                }
            });
        }
    }
}

/// Some rows of A times a panel of B, for all of k.
///
/// # Safety
/// As for [`Packed::multiply`].
unsafe fn through(
    kernels: &Kernels,
    steps: usize,
    rows: &pack::Rows,
    range: Range<usize>,
    panel: *const u8,
    columns: Range<usize>,
    out: &Out,
) {
    for p in (0..steps.max(1)).step_by(DEPTH) {
        for i in range.clone().step_by(kernels.mr) {
            // SAFETY: the caller's promises.
            unsafe {
                let tile = Tile {
                    steps: DEPTH.min(steps - p),
                    a: rows.at(i).wrapping_add(4 * p),
                    a_rs: rows.stride,
                    b: panel.wrapping_add(4 * p * kernels.nr),
                    start: if p == 0 { Some(rows.starts(i)) } else { None },
                    c: out.at(i, columns.start),
                    c_rs: out.1,
                    c_cs: out.2,
                    columns: columns.len(),
                };
                kernels.run(&tile, kernels.mr.min(range.end - i));
            }
        }
    }
}

/// C: first element and strides.
struct Out(*mut i32, isize, isize);

impl Out {
    fn at(&self, i: usize, j: usize) -> *mut i32 {
        self.0.wrapping_offset(i as isize * self.1 + j as isize * self.2)
    }
}

// SAFETY: tasks write disjoint elements.
unsafe impl Sync for Out {}

/// `C = A B` for an `m x k` matrix A of `u8` or `i8`, a `k x n` matrix B of `i8` and C of `i32`; `shape` is `(m, n, k)`.
/// Strides are in elements. The sums are exact modulo 2^32.
///
/// ```
/// use flambeau_cpu::gemm::{MatMut, MatRef, int8};
/// let (a, b, mut c) = ([-128i8, 127, 1, 2], [-128i8, -128], [0i32; 2]);
/// let matrix = |x: &[i8], rs| MatRef { ptr: x.as_ptr().cast(), rs, cs: 1 };
/// let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: 1, cs: 1 };
/// unsafe { int8::run((2, 1, 2), matrix(&a, 2), int8::Left::Signed, matrix(&b, 1), out) };
/// assert_eq!(c, [128, -384]);
/// ```
///
/// # Safety
/// As for [`Packed::new`] and [`Packed::multiply`].
pub unsafe fn run((m, n, k): (usize, usize, usize), a: MatRef, left: Left, b: MatRef, c: MatMut) {
    if m == 0 || n == 0 {
        return;
    }
    let kernels = kernel::best(left == Left::Signed);
    if kernels.form == Form::Bytes && inner::fits((m, n, k), a, b) {
        // SAFETY: the caller's promises; the byte form belongs to AVX-512 with VNNI.
        return unsafe {
            let rows = pack::Rows::new(a, m, k, None, left);
            inner::run((m, n, k), &rows, left, b, &Out(c.ptr.cast(), c.rs, c.cs));
        };
    }
    if m <= TALL * kernels.mr {
        // SAFETY: the caller's promises are passed on.
        return unsafe { run_once(kernels, (m, n, k), a, left, b, c) };
    }
    let width = (PACKED_BYTES / (4 * kernels.form.steps(k).max(1))).max(1).next_multiple_of(kernels.nr);
    for first in (0..n).step_by(width) {
        let columns = width.min(n - first);
        let b = MatRef { ptr: b.ptr.wrapping_offset(first as isize * b.cs), ..b };
        let c = MatMut { ptr: c.ptr.wrapping_offset(4 * first as isize * c.cs), ..c };
        // SAFETY: the caller's promises are passed on.
        unsafe { Packed::with(kernels, b, columns, k, left).multiply(a, m, c) };
    }
}

/// A product whose panels of B are used once: packed where they are used, they stay in the second-level cache.
///
/// # Safety
/// As for [`run`].
unsafe fn run_once(
    kernels: &'static Kernels,
    (m, n, k): (usize, usize, usize),
    a: MatRef,
    left: Left,
    b: MatRef,
    c: MatMut,
) {
    let steps = kernels.form.steps(k);
    // SAFETY: the caller's promises; tasks write their own columns of C.
    unsafe {
        let rows = pack::Rows::new(a, m, k, Some(kernels.form), left);
        let (b, out) = (pack::Shared(b), Out(c.ptr.cast(), c.rs, c.cs));
        let group = TASK.div_ceil(kernels.nr * k.max(1) * m) * kernels.nr;
        parallel(n.div_ceil(group), &|task| {
            let panel = Scratch::<u8>::new(4 * steps * kernels.nr);
            for j in (task * group..n.min((task + 1) * group)).step_by(kernels.nr) {
                let columns = j..n.min(j + kernels.nr);
                let source = pack::Source { b: b.columns(j), columns: columns.len(), k };
                pack::panel(kernels, source, left, panel.as_ptr());
                through(kernels, steps, &rows, 0..m, panel.as_ptr(), columns, &out);
            }
        });
    }
}

/// Multiply-adds from which products of bytes that wrap around go this way.
const LEAST: usize = 32 * 32 * 32;
/// Sums that are kept before they are narrowed.
const SUMS: usize = 1 << 20;

/// Whether a product of bytes, whose result has the operands' type, goes this way.
pub(super) fn fits<T: Element>(product: &Product<T>) -> bool {
    let Product { m, n, k, .. } = *product;
    size_of::<T>() == 1 && m > 1 && n >= 8 && m.saturating_mul(n).saturating_mul(k) >= LEAST
}

/// Computes a product that [`fits`]. Modulo 2^8 products of bytes do not depend on how their signs are read.
///
/// # Safety
/// As for [`Product::run`].
pub(super) unsafe fn wrapping<T: Element>(product: &Product<T>) {
    let Product { m, n, k, a, b, .. } = *product;
    let matrix = |(start, rs, cs): (*const T, isize, isize)| MatRef { ptr: start.cast(), rs, cs };
    let height = (SUMS / n).clamp(1, m);
    let sums = Scratch::<i32>::new(height * n);
    // SAFETY: the caller promises operands and result; a packed element of a byte is an `i32`.
    unsafe {
        let packed = Packed::new(matrix(b), n, k, Left::Unsigned);
        for first in (0..m).step_by(height) {
            let part = product.part(first..m.min(first + height), 0..n);
            packed.multiply(
                matrix((part.a.0, a.1, a.2)),
                part.m,
                MatMut { ptr: sums.as_ptr().cast(), rs: n as isize, cs: 1 },
            );
            for i in 0..part.m {
                part.finish_row(i, std::slice::from_raw_parts_mut(sums.as_ptr().add(i * n).cast(), n));
            }
        }
    }
}
