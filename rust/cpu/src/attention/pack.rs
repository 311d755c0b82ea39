//! Operands in rows of whole vectors.

use crate::rows::Row;
use crate::simd_fn;

/// A matrix to read: first element, stride between rows, stride between columns.
pub(super) type Matrix<T> = (*const T, isize, isize);

/// Writes `rows x columns` elements times `factor` to rows of `stride`, with zeros behind.
///
/// # Safety
/// The source is valid; `target` has `rows * stride` elements.
pub(super) unsafe fn rows<T: Row>(
    source: Matrix<T>,
    (rows, columns): (usize, usize),
    factor: f64,
    target: *mut T::Acc,
    stride: usize,
) {
    for i in 0..rows {
        let row = source.0.wrapping_offset(i as isize * source.1);
        // SAFETY: the caller promises source and target.
        unsafe { one_row::<T>(row, source.2, columns, factor, target.add(i * stride), stride) };
    }
}

simd_fn! {
    /// # Safety
    /// `source` has `columns` elements, `step` apart; `target` has `stride`.
    unsafe fn one_row<I, T: Row>(
        source: *const T, step: isize, columns: usize, factor: f64, target: *mut T::Acc, stride: usize
    ) {
        let _ = I::WIDTH;
        let factor = <T::Acc as crate::rows::Real>::of(factor);
        // SAFETY: the caller promises the row.
        let target = unsafe { std::slice::from_raw_parts_mut(target, stride) };
        let (filled, rest) = target.split_at_mut(columns);
        if step == 1 {
            // SAFETY: the caller promises the elements.
            let source = unsafe { std::slice::from_raw_parts(source, columns) };
            for (to, from) in filled.iter_mut().zip(source) {
                *to = from.widen() * factor;
            }
        } else {
            for (j, to) in filled.iter_mut().enumerate() {
                // SAFETY: the caller promises the elements.
                *to = unsafe { *source.wrapping_offset(j as isize * step) }.widen() * factor;
            }
        }
        rest.fill(T::Acc::default());
    }
}

/// Rows that are turned at a time.
const TURNED: usize = 16;

/// Writes `rows x columns` elements transposed, to rows of `stride`, with zeros up to column `filled`.
///
/// # Safety
/// The source is valid; `target` has `columns * stride` elements; `rows <= filled <= stride`.
pub(super) unsafe fn transposed<T: Row>(
    source: Matrix<T>,
    (rows, columns): (usize, usize),
    target: *mut T::Acc,
    stride: usize,
    filled: usize,
) {
    for first in (0..filled).step_by(TURNED) {
        let (width, there) = (TURNED.min(filled - first), rows.saturating_sub(first).min(TURNED));
        let source = (source.0.wrapping_offset(first as isize * source.1), source.1, source.2);
        // SAFETY: the caller promises source and target.
        unsafe { turn::<T>(source, there, columns, target.add(first), stride, width) };
    }
}

simd_fn! {
    /// # Safety
    /// As [`transposed`], for a few rows.
    unsafe fn turn<I, T: Row>(
        source: Matrix<T>, rows: usize, columns: usize, target: *mut T::Acc, stride: usize, width: usize
    ) {
        let _ = I::WIDTH;
        for j in 0..columns {
            let column = source.0.wrapping_offset(j as isize * source.2);
            if rows == TURNED {
                // SAFETY: the caller promises the elements.
                unsafe {
                    let mut lanes = [T::Acc::default(); TURNED];
                    for (i, lane) in lanes.iter_mut().enumerate() {
                        *lane = (*column.wrapping_offset(i as isize * source.1)).widen();
                    }
                    target.add(j * stride).cast::<[T::Acc; TURNED]>().write_unaligned(lanes);
                }
                continue;
            }
            for i in 0..width {
                // SAFETY: as above.
                unsafe {
                    let x = if i < rows { (*column.wrapping_offset(i as isize * source.1)).widen() } else { T::Acc::default() };
                    *target.add(j * stride + i) = x;
                }
            }
        }
    }
}

simd_fn! {
    /// Writes a row of numbers times `factor` as elements `step` apart.
    ///
    /// # Safety
    /// `source` and `target` have `columns` elements.
    pub(super) unsafe fn unpack_row<I, T: Row>(
        source: *const T::Acc, columns: usize, factor: T::Acc, target: *mut T, step: isize
    ) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises the elements.
        let source = unsafe { std::slice::from_raw_parts(source, columns) };
        if step == 1 {
            // SAFETY: as above.
            let target = unsafe { std::slice::from_raw_parts_mut(target, columns) };
            for (to, &from) in target.iter_mut().zip(source) {
                *to = T::narrow(from * factor);
            }
        } else {
            for (j, &from) in source.iter().enumerate() {
                // SAFETY: as above.
                unsafe { *target.wrapping_offset(j as isize * step) = T::narrow(from * factor) };
            }
        }
    }
}
