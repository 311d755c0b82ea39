//! Dense copies of rows: several matrices side by side, and triangles of one.

use crate::pool;

/// Bytes below which work stays on the calling thread.
const PARALLEL: usize = 1 << 18;
/// Bytes of a task.
const TASK: usize = 1 << 16;

/// A matrix to be joined: where its rows lie one after the other, and how many bytes each has.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The first row.
    pub data: *const u8,
    /// Bytes of a row.
    pub row: usize,
}

// SAFETY: an address; whoever reads through it promises that nobody writes.
unsafe impl Sync for Part {}

/// An address that tasks share, each for rows of its own.
#[derive(Clone, Copy)]
struct Shared(*mut u8);

// SAFETY: tasks write to different rows.
unsafe impl Sync for Shared {}

impl Shared {
    fn at(self, offset: usize) -> *mut u8 {
        self.0.wrapping_add(offset)
    }
}

fn for_rows(rows: usize, row: usize, work: &(dyn Fn(usize) + Sync)) {
    if rows.saturating_mul(row) < PARALLEL {
        (0..rows).for_each(work);
        return;
    }
    pool::for_range(rows, TASK / row.max(1), &|range| range.for_each(work));
}

/// Writes matrices of `rows` rows side by side: row `r` of the output is the parts' rows `r`, one after the other.
///
/// # Safety
/// Each part is valid for reads of its rows, `out` for writes of all; `out` overlaps no part.
pub unsafe fn side_by_side(out: *mut u8, parts: &[Part], rows: usize) {
    let row: usize = parts.iter().map(|part| part.row).sum();
    let out = Shared(out);
    for_rows(rows, row, &|r| {
        let mut to = out.at(r * row);
        for part in parts {
            // SAFETY: the caller promises the rows.
            unsafe {
                std::ptr::copy_nonoverlapping(part.data.add(r * part.row), to, part.row);
                to = to.add(part.row);
            }
        }
    });
}

/// A triangle of matrices that lie one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Triangle {
    /// Whether the upper one stays.
    pub upper: bool,
    /// The diagonal it ends with: 0 the main one, positive ones above it.
    pub diagonal: i64,
    /// Number of matrices.
    pub count: usize,
    /// Rows of each.
    pub rows: usize,
    /// Columns of each.
    pub columns: usize,
}

/// Copies a triangle of dense matrices and sets the rest to zero. Where `src` is `out`, only zeros are written.
///
/// # Safety
/// `src` is valid for reads of all matrices of elements of `element_size` bytes, `out` for writes; they are the same or
/// do not overlap.
pub unsafe fn triangle(element_size: usize, shape: Triangle, out: *mut u8, src: *const u8) {
    let Triangle { upper, diagonal, count, rows, columns } = shape;
    let row = columns * element_size;
    let in_place = std::ptr::eq(out, src);
    let (out, src) = (Shared(out), Shared(src.cast_mut()));
    for_rows(count * rows, row, &|r| {
        let within = (r % rows) as i64;
        // The first column of the upper triangle, or the first one behind the lower triangle.
        let first = within.saturating_add(diagonal).saturating_add(!upper as i64).clamp(0, columns as i64) as usize;
        let edge = first * element_size;
        let (kept, cleared) = if upper { (edge..row, 0..edge) } else { (0..edge, edge..row) };
        let (to, from) = (out.at(r * row), src.at(r * row).cast_const());
        // SAFETY: both ranges lie in the row that the caller promises.
        unsafe {
            if !in_place {
                std::ptr::copy_nonoverlapping(from.add(kept.start), to.add(kept.start), kept.len());
            }
            std::ptr::write_bytes(to.add(cleared.start), 0, cleared.len());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_side_by_side() {
        for rows in [0, 1, 3, 40_000] {
            let left: Vec<u8> = (0..rows * 2).map(|i| i as u8).collect();
            let right: Vec<u8> = (0..rows * 5).map(|i| (i * 3) as u8).collect();
            let mut out = vec![0u8; rows * 7];
            let parts = [Part { data: left.as_ptr(), row: 2 }, Part { data: right.as_ptr(), row: 5 }];
            // SAFETY: the buffers have the sizes given.
            unsafe { side_by_side(out.as_mut_ptr(), &parts, rows) };
            for r in 0..rows {
                assert_eq!(out[r * 7..r * 7 + 2], left[r * 2..r * 2 + 2]);
                assert_eq!(out[r * 7 + 2..r * 7 + 7], right[r * 5..r * 5 + 5]);
            }
        }
    }

    #[test]
    fn triangles_of_matrices() {
        let (count, rows, columns) = (2, 4, 3);
        let src: Vec<u16> = (1..=24).collect();
        for upper in [false, true] {
            for diagonal in [i64::MIN, -5, -1, 0, 1, 2, 9, i64::MAX] {
                let expected: Vec<u16> = (0..24)
                    .map(|i| {
                        let (r, c) = ((i / columns % rows) as i64, (i % columns) as i64);
                        let kept = if upper { c - r >= diagonal } else { c - r <= diagonal };
                        if kept { src[i] } else { 0 }
                    })
                    .collect();
                let shape = Triangle { upper, diagonal, count, rows, columns };
                let (mut out, mut same) = (vec![9u16; 24], src.clone());
                // SAFETY: the buffers have 24 elements of two bytes.
                unsafe {
                    triangle(2, shape, out.as_mut_ptr().cast(), src.as_ptr().cast());
                    let pointer = same.as_mut_ptr().cast();
                    triangle(2, shape, pointer, pointer);
                }
                assert_eq!((&out, &same), (&expected, &expected), "{upper} {diagonal}");
            }
        }
    }
}
