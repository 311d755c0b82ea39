//! Operands in rows of whole vectors.

use crate::gemm::transpose;
use crate::rows::Row;
use crate::simd_fn;
use crate::tile::Tiled;

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

/// Rows of numbers as products read them: in place where they are such rows already, else a copy in `room`. First number and
/// stride. Rows that are read `once` may lie apart.
///
/// # Safety
/// As [`rows`], with room for `count` rows of whole vectors.
pub(super) unsafe fn in_rows<T: Row>(
    source: Matrix<T>,
    (count, columns): (usize, usize),
    once: bool,
    room: impl FnOnce(usize) -> *mut T::Acc,
) -> (*const T::Acc, usize)
where
    T::Acc: Tiled,
{
    let whole = columns.next_multiple_of(T::Acc::lanes());
    // Rows far apart would fall into few sets of the cache.
    let near = source.1 == columns as isize || (once && source.1 > 0);
    if T::SAME && near && source.2 == 1 && whole == columns {
        return (source.0.cast(), source.1 as usize);
    }
    let target = room(count * whole);
    // SAFETY: the caller's promises.
    unsafe { rows::<T>(source, (count, columns), 1.0, target, whole) };
    (target, whole)
}

simd_fn! {
    /// Writes `rows x columns` elements transposed, to rows of `stride`, with zeros up to column `filled`: whole vectors.
    ///
    /// # Safety
    /// The source is valid; `target` has `columns * stride` elements; `rows <= filled <= stride`.
    pub(super) unsafe fn transposed<I, T: Row<Acc: Tiled>>(
        source: Matrix<T>, rows: usize, columns: usize, target: *mut T::Acc, stride: usize, filled: usize
    ) {
        if T::SAME && source.2 == 1 {
            // SAFETY: the caller promises source and target, and the source's elements are the target's.
            unsafe { transpose::rows::<I, T::Acc>(source.0.cast(), source.1, rows, columns, filled, target, stride) };
            return;
        }
        for j in 0..columns {
            let column = source.0.wrapping_offset(j as isize * source.2);
            // SAFETY: as above.
            let (there, rest) =
                unsafe { std::slice::from_raw_parts_mut(target.add(j * stride), filled) }.split_at_mut(rows);
            for (i, to) in there.iter_mut().enumerate() {
                // SAFETY: as above.
                *to = unsafe { *column.wrapping_offset(i as isize * source.1) }.widen();
            }
            rest.fill(T::Acc::default());
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
