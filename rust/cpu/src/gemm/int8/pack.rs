//! Bytes into the form that the microkernels read.

use super::Left;
use super::kernel::{Form, Kernels, MAX_MR};
use crate::alloc::Scratch;
use crate::gemm::{MatRef, transpose};
use crate::pool::for_range;
use crate::simd_fn;

/// Columns of B that become a panel.
#[derive(Clone, Copy)]
pub struct Source {
    /// The matrix from the first of them on.
    pub b: MatRef,
    /// Columns that exist.
    pub columns: usize,
    /// Elements of a column.
    pub k: usize,
}

impl Source {
    /// The element in row `p` and column `j`.
    ///
    /// # Safety
    /// It exists.
    #[inline(always)]
    unsafe fn at(&self, p: usize, j: usize) -> i8 {
        // SAFETY: the caller promises it.
        unsafe { *self.b.ptr.cast::<i8>().wrapping_offset(p as isize * self.b.rs + j as isize * self.b.cs) }
    }
}

/// Packs a panel for the kernels, in their form.
///
/// # Safety
/// The source is valid; `to` has room for all steps of a panel.
pub unsafe fn panel(kernels: &Kernels, source: Source, left: Left, to: *mut u8) {
    // SAFETY: the caller's promises are passed on; the callers' memory is that of a scratch, aligned for words.
    unsafe {
        match kernels.form {
            Form::Bytes => bytes(source, kernels.nr, left == Left::Signed, to),
            Form::Words => words(source, kernels.nr, to.cast()),
        }
    }
}

/// The sign bit of four bytes.
const SIGNS: u32 = 0x8080_8080;
/// Columns of the panels that are packed by whole rows.
const WIDE: usize = 64;

simd_fn! {
    /// A panel of `width` columns in the byte form; with `shift` 128 is added to every element.
    ///
    /// # Safety
    /// The source is valid; `panel` has room for `4 * width * k.div_ceil(4)` bytes.
    pub unsafe fn bytes<I>(source: Source, width: usize, shift: bool, panel: *mut u8) {
        let Source { b: MatRef { ptr, rs, cs }, columns, k } = source;
        let start = ptr.cast::<i8>();
        let flip = if shift { SIGNS } else { 0 };
        let steps = k.div_ceil(4);
        // SAFETY: the caller promises the source and room for the panel; its alignment is that of bytes.
        unsafe {
            let step = |step: usize| std::slice::from_raw_parts_mut(panel.add(4 * width * step), 4 * width);
            let mut done = 0;
            if I::WIDTH >= 32 && rs == 1 && cs % 4 == 0 && cs != 0 {
                // Four elements are a word: a panel is the transpose of a matrix of words.
                done = k / 4 / transpose::BLOCK * transpose::BLOCK;
                transpose::panel::<I, i32>(start.cast(), cs / 4, columns, done, width, panel.cast());
                if shift {
                    let all = std::slice::from_raw_parts_mut(panel, 4 * width * done);
                    all.iter_mut().for_each(|byte| *byte ^= 0x80);
                }
            } else if cs == 1 && columns == WIDE && width == WIDE {
                done = k / 4;
                for q in 0..done {
                    let row = |p: usize| &*start.wrapping_offset((4 * q + p) as isize * rs).cast::<[u8; WIDE]>();
                    let (a, b, c, d) = (row(0), row(1), row(2), row(3));
                    let out = &mut *panel.add(4 * WIDE * q).cast::<[u8; 4 * WIDE]>();
                    for j in 0..WIDE {
                        let word = u32::from_le_bytes([a[j], b[j], c[j], d[j]]) ^ flip;
                        out[4 * j..4 * j + 4].copy_from_slice(&word.to_le_bytes());
                    }
                }
            }
            for q in done..steps {
                for (j, out) in step(q).chunks_exact_mut(4).enumerate() {
                    for (t, out) in out.iter_mut().enumerate() {
                        let there = j < columns && 4 * q + t < k;
                        *out = if there { source.at(4 * q + t, j) as u8 ^ flip as u8 } else { 0 };
                    }
                }
            }
        }
    }
}

simd_fn! {
    /// A panel of `width` columns in the word form.
    ///
    /// # Safety
    /// The source is valid; `panel` has room for `2 * width * k.div_ceil(2)` words.
    pub unsafe fn words<I>(source: Source, width: usize, panel: *mut i16) {
        let Source { b: MatRef { ptr, rs, cs }, columns, k } = source;
        let start = ptr.cast::<i8>();
        let _ = I::WIDTH;
        // SAFETY: the caller promises the source and room for the panel.
        unsafe {
            for q in 0..k.div_ceil(2) {
                let out = std::slice::from_raw_parts_mut(panel.add(2 * width * q), 2 * width);
                if cs == 1 && columns == width && 2 * q + 1 < k {
                    let row = |p: usize| std::slice::from_raw_parts(start.wrapping_offset(p as isize * rs), width);
                    let (a, b) = (row(2 * q), row(2 * q + 1));
                    for (j, out) in out.chunks_exact_mut(2).enumerate() {
                        (out[0], out[1]) = (a[j].into(), b[j].into());
                    }
                } else {
                    for (j, out) in out.chunks_exact_mut(2).enumerate() {
                        for (t, out) in out.iter_mut().enumerate() {
                            let there = j < columns && 2 * q + t < k;
                            *out = if there { source.at(2 * q + t, j).into() } else { 0 };
                        }
                    }
                }
            }
        }
    }
}

/// A, row by row: in place where its bytes lie as kernels read them, else a copy.
pub struct Rows {
    start: *const u8,
    /// Bytes between rows.
    pub stride: isize,
    /// What the sums of every row start at; nothing where that is 0.
    starts: Option<Scratch<i32>>,
    m: usize,
    _copy: Option<Scratch<u8>>,
}

// SAFETY: rows are only read once they are made.
unsafe impl Sync for Rows {}

/// Writes a row from several tasks.
#[derive(Clone, Copy)]
struct Target<T>(*mut T);

impl<T> Target<T> {
    fn at(&self, i: usize) -> *mut T {
        self.0.wrapping_add(i)
    }
}

// SAFETY: tasks write to disjoint places.
unsafe impl<T> Sync for Target<T> {}
// SAFETY: as above.
unsafe impl<T> Send for Target<T> {}

/// A matrix that tasks read.
#[derive(Clone, Copy)]
pub struct Shared(pub MatRef);

impl Shared {
    /// The matrix from a column on.
    pub fn columns(&self, first: usize) -> MatRef {
        MatRef { ptr: self.0.ptr.wrapping_offset(first as isize * self.0.cs), ..self.0 }
    }

    fn rows(&self, first: usize) -> MatRef {
        MatRef { ptr: self.0.ptr.wrapping_offset(first as isize * self.0.rs), ..self.0 }
    }
}

// SAFETY: it is only read.
unsafe impl Sync for Shared {}

/// Rows of A that are copied together: a line of each stays in the first-level cache while columns are read.
const TOGETHER: usize = 16;

impl Rows {
    /// The rows of an `m x k` matrix: in a form, or, without one, in place (they are consecutive along k then).
    ///
    /// # Safety
    /// Every element is valid for reads, as long as the rows are in use.
    pub unsafe fn new(a: MatRef, m: usize, k: usize, form: Option<Form>, left: Left) -> Rows {
        let width = form.map_or(k, |form| 4 * form.steps(k));
        let in_place = form != Some(Form::Words) && width == k && (a.cs == 1 || k <= 1);
        let copy = (!in_place).then(|| Scratch::<u8>::new(m * width));
        let starts = (form != Some(Form::Words) && left == Left::Signed && k > 0).then(|| Scratch::<i32>::new(m));
        let (source, rows) = (Shared(a), copy.as_ref().map(|copy| Target(copy.as_ptr())));
        let sums = starts.as_ref().map(|starts| Target(starts.as_ptr()));
        if rows.is_some() || sums.is_some() {
            for_range(m.div_ceil(TOGETHER), 2, &|blocks| {
                for first in blocks.map(|block| block * TOGETHER) {
                    let count = TOGETHER.min(m - first);
                    // SAFETY: the caller promises the rows; their copies and starts are written by one task.
                    unsafe {
                        if let Some(rows) = &rows {
                            let copies = rows.at(first * width);
                            match form {
                                Some(Form::Words) => {
                                    widen(source.rows(first), count, k, left, copies.cast(), width / 2)
                                }
                                _ => copy_rows(source.rows(first), count, k, copies, width),
                            }
                        }
                        if let Some(sums) = &sums {
                            let (row, distance) = match &rows {
                                Some(rows) => (rows.at(first * width).cast_const(), width as isize),
                                None => (source.rows(first).ptr, source.rows(first).rs),
                            };
                            for i in 0..count {
                                let sum = sum(row.wrapping_offset(i as isize * distance).cast(), k);
                                sums.at(first + i).write(sum.wrapping_mul(-128));
                            }
                        }
                    }
                }
            });
        }
        let (start, stride) = match &copy {
            Some(copy) => (copy.as_ptr().cast_const(), width as isize),
            None => (a.ptr, a.rs),
        };
        Rows { start, stride, starts, m, _copy: copy }
    }

    /// A row.
    pub fn at(&self, i: usize) -> *const u8 {
        self.start.wrapping_offset(i as isize * self.stride)
    }

    /// What the sums of a tile's rows start at.
    ///
    /// # Safety
    /// The first row exists.
    #[inline]
    pub unsafe fn starts(&self, first: usize) -> [i32; MAX_MR] {
        let mut out = [0; MAX_MR];
        if let Some(starts) = &self.starts {
            for (i, out) in out.iter_mut().enumerate().take(self.m - first) {
                // SAFETY: there is one for every row.
                *out = unsafe { *starts.as_ptr().add(first + i) };
            }
        }
        out
    }
}

simd_fn! {
    /// Copies `count` rows of `k` bytes to rows of `width`, filled up with 0.
    ///
    /// # Safety
    /// The rows are valid, and there is room for the copies.
    unsafe fn copy_rows<I>(from: MatRef, count: usize, k: usize, to: *mut u8, width: usize) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises both.
        unsafe {
            for i in 0..count {
                (k..width).for_each(|p| to.add(i * width + p).write(0));
            }
            if from.cs == 1 {
                for i in 0..count {
                    std::ptr::copy_nonoverlapping(from.ptr.wrapping_offset(i as isize * from.rs), to.add(i * width), k);
                }
                return;
            }
            for p in 0..k {
                let column = from.ptr.wrapping_offset(p as isize * from.cs);
                for i in 0..count {
                    to.add(i * width + p).write(*column.wrapping_offset(i as isize * from.rs));
                }
            }
        }
    }
}

simd_fn! {
    /// Copies `count` rows of `k` bytes to rows of `width` words, filled up with 0.
    ///
    /// # Safety
    /// The rows are valid, and there is room for the copies.
    unsafe fn widen<I>(from: MatRef, count: usize, k: usize, left: Left, to: *mut i16, width: usize) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises both.
        unsafe {
            for i in 0..count {
                let row = from.ptr.wrapping_offset(i as isize * from.rs);
                let to = std::slice::from_raw_parts_mut(to.add(i * width), width);
                let (to, rest) = to.split_at_mut(k);
                let at = |p: usize| *row.wrapping_offset(p as isize * from.cs);
                match left {
                    Left::Signed => to.iter_mut().enumerate().for_each(|(p, to)| *to = (at(p) as i8).into()),
                    Left::Unsigned => to.iter_mut().enumerate().for_each(|(p, to)| *to = at(p).into()),
                }
                rest.fill(0);
            }
        }
    }
}

simd_fn! {
    /// The sum of a row, modulo 2^32.
    ///
    /// # Safety
    /// `k` elements of the row are valid.
    unsafe fn sum<I>(row: *const i8, k: usize) -> i32 {
        let _ = I::WIDTH;
        // SAFETY: the caller promises the row.
        let row = unsafe { std::slice::from_raw_parts(row, k) };
        row.iter().fold(0i32, |sum, &x| sum.wrapping_add(x.into()))
    }
}
