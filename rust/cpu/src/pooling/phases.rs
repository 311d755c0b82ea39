//! Padded planes whose rows are sorted by column modulo the stride, so that a tap of neighbouring windows reads
//! neighbouring elements, and every window has every tap.
//!
//! With stride 3 a row `0 1 2 3 4 5 6`, padded on the left by one, becomes the phases `_ 2 5`, `0 3 6` and `1 4 _`.

use super::geometry::{Axis, Sliding};

/// Windows that are computed together: a multiple of the vector width for every element type.
pub(super) const LANES: usize = 16;

/// The layout of a plane in phases.
#[derive(Clone, Debug)]
pub(super) struct Phases {
    stride: usize,
    /// Columns of the plane.
    width: usize,
    /// Elements of a row in phases.
    row_len: usize,
    /// For each phase that has columns: the first of them, and its place in a row.
    starts: Vec<(usize, usize)>,
    /// Where each tap of the first window lies in a row; the next windows' taps follow.
    pub taps: Vec<usize>,
    /// Windows of a row, rounded up to whole blocks of lanes.
    pub windows: usize,
}

impl Phases {
    /// The layout for windows that slide along `columns`. None if they do not, or if there are so few windows for the
    /// stride that the padding to whole blocks would be most of the work.
    pub fn of(columns: &Axis) -> Option<Self> {
        let Sliding { kernel, stride, padding } = columns.sliding?;
        let windows = columns.spans.len().next_multiple_of(LANES);
        let reach = (kernel - 1) * columns.dilation;
        let length = (windows + reach / stride).max((padding + columns.input).div_ceil(stride));
        if stride.saturating_mul(length) > 4 * (columns.input + LANES) {
            return None;
        }
        // Of a column counted from the left end of the padding.
        let place = |column: usize| column % stride * length + column / stride;
        Some(Self {
            stride,
            width: columns.input,
            row_len: stride * length,
            starts: (0..stride.min(columns.input)).map(|column| (column, place(column + padding))).collect(),
            taps: (0..kernel).map(|k| place(k * columns.dilation)).collect(),
            windows,
        })
    }

    /// Elements of a row in phases.
    #[inline(always)]
    pub fn row_len(&self) -> usize {
        self.row_len
    }

    /// Sorts the rows of a plane into phases, each element converted; padding is left as it is.
    #[inline(always)]
    pub fn split<T: Copy, S>(&self, plane: &[T], phases: &mut [S], convert: impl Fn(T) -> S) {
        if self.width == 0 {
            return;
        }
        let rows = plane.chunks_exact(self.width).zip(phases.chunks_exact_mut(self.row_len));
        match self.stride {
            // Constant strides vectorise.
            1 => rows.for_each(|(row, phases)| self.split_row(row, phases, 1, &convert)),
            2 => rows.for_each(|(row, phases)| self.split_row(row, phases, 2, &convert)),
            stride => rows.for_each(|(row, phases)| self.split_row(row, phases, stride, &convert)),
        }
    }

    #[inline(always)]
    fn split_row<T: Copy, S>(&self, row: &[T], phases: &mut [S], stride: usize, convert: &impl Fn(T) -> S) {
        for &(column, place) in &self.starts {
            let count = (row.len() - column).div_ceil(stride);
            for (i, out) in phases[place..place + count].iter_mut().enumerate() {
                // SAFETY: `count` elements lie a stride apart, from `column` to the end of the row.
                *out = convert(unsafe { *row.get_unchecked(column + i * stride) });
            }
        }
    }

    /// The opposite of [`Self::split`].
    #[inline(always)]
    pub fn merge<S: Copy, T>(&self, phases: &[S], plane: &mut [T], convert: impl Fn(S) -> T) {
        if self.width == 0 {
            return;
        }
        let rows = plane.chunks_exact_mut(self.width).zip(phases.chunks_exact(self.row_len));
        match self.stride {
            1 => rows.for_each(|(row, phases)| self.merge_row(phases, row, 1, &convert)),
            2 => rows.for_each(|(row, phases)| self.merge_row(phases, row, 2, &convert)),
            stride => rows.for_each(|(row, phases)| self.merge_row(phases, row, stride, &convert)),
        }
    }

    #[inline(always)]
    fn merge_row<S: Copy, T>(&self, phases: &[S], row: &mut [T], stride: usize, convert: &impl Fn(S) -> T) {
        for &(column, place) in &self.starts {
            let count = (row.len() - column).div_ceil(stride);
            for (i, &element) in phases[place..place + count].iter().enumerate() {
                // SAFETY: as in `split_row`.
                *unsafe { row.get_unchecked_mut(column + i * stride) } = convert(element);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::geometry::{Geometry, Window};
    use super::*;

    #[test]
    fn every_tap_of_every_window_is_in_its_place() {
        for (width, kernel, stride, padding, dilation) in [
            (7, 3, 3, 1, 1),
            (28, 2, 2, 0, 1),
            (39, 3, 2, 1, 1),
            (40, 3, 1, 1, 2),
            (5, 2, 4, 0, 1),
            (3, 2, 1, 1, 3),
            (9, 1, 2, 0, 1),
        ] {
            let on_width = |x| [1, 1, x];
            let (kernel, stride, padding, dilation) =
                (on_width(kernel), on_width(stride), [0, 0, padding], on_width(dilation));
            let window = Window { kernel, stride, padding, dilation };
            let (stride, padding, dilation) = (stride[2], padding[2], dilation[2]);
            let windows = (width + padding).div_ceil(stride);
            let geometry = Geometry::sliding([1, 3, width], [1, 3, windows], &window);
            let columns = &geometry.axes[2];
            let phases = Phases::of(columns).unwrap();
            let plane: Vec<i64> = (0..3 * width as i64).collect();
            let mut sorted = vec![-1; 3 * phases.row_len()];
            phases.split(&plane, &mut sorted, |x| x);
            for row in 0..3 {
                for window in 0..phases.windows {
                    for (k, tap) in phases.taps.iter().enumerate() {
                        let column = (window * stride + k * dilation) as i64 - padding as i64;
                        let inside = (0..width as i64).contains(&column);
                        let expected = if inside { (row * width) as i64 + column } else { -1 };
                        assert_eq!(sorted[row * phases.row_len() + tap + window], expected);
                    }
                }
            }
            let mut merged = vec![0; plane.len()];
            phases.merge(&sorted, &mut merged, |x| x);
            assert_eq!(merged, plane);
        }
    }
}
