//! Rows of a table, added up or compared by index.

use super::element::{Real, Row, for_float};
use super::{GRAIN, Shared};
use crate::DType;
use crate::alloc::Scratch;
use crate::pool;

/// One term of a sum of rows.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entry {
    /// The row of the result that it belongs to.
    pub row: usize,
    /// The row of the source that is added.
    pub source: usize,
    /// What it is multiplied by.
    pub scale: f64,
}

/// Sums of rows: `out[r] = sum of scale * source[s]` over the entries `(r, s, scale)`, in the order of the entries; 0 for
/// rows without any. `entries` are sorted by row.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `source` is valid for reads of every source row that an entry names, `out` for writes of `rows` rows, each of `width`
/// elements; they do not overlap.
pub unsafe fn sum_rows(dtype: DType, rows: usize, width: usize, entries: &[Entry], source: *const u8, out: *mut u8) {
    debug_assert!(entries.is_sorted_by_key(|entry| entry.row));
    // SAFETY: the caller's promises are passed on.
    for_float!(dtype, T => unsafe { sum_typed::<T>(rows, width, entries, source.cast(), out.cast()) });
}

/// # Safety
/// As [`sum_rows`].
unsafe fn sum_typed<T: Row>(rows: usize, width: usize, entries: &[Entry], source: *const T, out: *mut T) {
    let (source, out) = (Shared::of(source), Shared(out));
    let average = (entries.len() / rows.max(1)).max(1) * width;
    pool::for_range(rows, (2 * GRAIN / average.max(1)).max(1), &|range| {
        let scratch = Scratch::<T::Acc>::new(width);
        let mut next = entries.partition_point(|entry| entry.row < range.start);
        for row in range {
            let end = next + entries[next..].iter().take_while(|entry| entry.row == row).count();
            // SAFETY: the caller promises the rows; no two tasks share a row of the result.
            unsafe { sum_row::<T>(width, &entries[next..end], source.at(0), scratch.as_ptr(), out.at(row * width)) };
            next = end;
        }
    });
}

crate::simd_fn! {
    /// # Safety
    /// As [`sum_rows`], for one row; `sums` has room for one.
    unsafe fn sum_row<I, T: Row>(width: usize, entries: &[Entry], source: *const T, sums: *mut T::Acc, out: *mut T) {
        // SAFETY: the caller promises the rows.
        let (sums, out) = unsafe { (std::slice::from_raw_parts_mut(sums, width), std::slice::from_raw_parts_mut(out, width)) };
        // SAFETY: as above.
        let row = |entry: &Entry| unsafe { std::slice::from_raw_parts(source.add(entry.source * width), width) };
        match entries {
            [] => out.fill(T::default()),
            [one] if one.scale == 1.0 => out.copy_from_slice(row(one)),
            _ => {
                sums.fill(T::Acc::default());
                for entry in entries {
                    let scale = T::Acc::of(entry.scale);
                    for (sum, x) in sums.iter_mut().zip(row(entry)) {
                        *sum = x.widen().fma::<I>(scale, *sum);
                    }
                }
                for (out, &sum) in out.iter_mut().zip(&*sums) {
                    *out = T::narrow(sum);
                }
            }
        }
    }
}

/// Largest elements of bags of rows, column by column, and the table's rows they come from (the first of equals; a NaN
/// before everything else). An empty bag has zeros from row -1. Entries are sorted by bag.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `table` is valid for reads of every source row, `out` and `from` for writes of `bags` rows of `width`.
pub unsafe fn max_rows(
    dtype: DType,
    bags: usize,
    width: usize,
    entries: &[Entry],
    table: *const u8,
    out: *mut u8,
    from: *mut i64,
) {
    for_float!(dtype, T => {
        let (table, out, from) = (Shared::of(table.cast::<T>()), Shared(out.cast::<T>()), Shared(from));
        pool::for_range(bags, (GRAIN / width.max(1)).max(1), &|range| {
            let mut next = entries.partition_point(|entry| entry.row < range.start);
            for bag in range {
                // SAFETY: the caller promises the rows; no two tasks share a bag.
                let (out, from) = unsafe {
                    (
                        std::slice::from_raw_parts_mut(out.at(bag * width), width),
                        std::slice::from_raw_parts_mut(from.at(bag * width), width),
                    )
                };
                out.fill(T::default());
                from.fill(-1);
                while let Some(entry) = entries.get(next).filter(|entry| entry.row == bag) {
                    // SAFETY: as above.
                    let row = unsafe { std::slice::from_raw_parts(table.at(entry.source * width).cast_const(), width) };
                    for ((out, from), &x) in out.iter_mut().zip(from.iter_mut()).zip(row) {
                        let (new, old) = (x.widen(), out.widen());
                        // NaN is the only number that differs from itself.
                        #[allow(clippy::eq_op)]
                        if *from < 0 || new > old || (new != new && old == old) {
                            (*out, *from) = (x, entry.source as i64);
                        }
                    }
                    next += 1;
                }
            }
        });
    });
}

/// The gradient of [`max_rows`]' table: each gradient added to the element it came from.
///
/// # Panics
/// For dtypes that are not floating.
///
/// # Safety
/// `grad` and `from` are valid for reads of `bags` rows of `width`, `out` for writes of `rows` rows; the rows in `from` are
/// below `rows`.
pub unsafe fn max_rows_backward(
    dtype: DType,
    bags: usize,
    width: usize,
    grad: *const u8,
    from: *const i64,
    rows: usize,
    out: *mut u8,
) {
    for_float!(dtype, T => {
        let mut sums = vec![<T as Row>::Acc::default(); rows * width];
        for at in 0..bags * width {
            // SAFETY: the caller promises the elements.
            unsafe {
                let row = from.add(at).read();
                if row >= 0 {
                    sums[row as usize * width + at % width] += (*grad.cast::<T>().add(at)).widen();
                }
            }
        }
        for (at, &sum) in sums.iter().enumerate() {
            // SAFETY: the caller promises the table.
            unsafe { out.cast::<T>().add(at).write(T::narrow(sum)) };
        }
    });
}
