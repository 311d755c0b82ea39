//! Walks several strided operands of one shape at once, run by run.

use smallvec::SmallVec;

/// A shape with the strides of `N` operands, as few dimensions as describe it.
pub(super) struct Runs<const N: usize> {
    /// Sizes and strides, the outermost first; never empty.
    dims: SmallVec<[(usize, [isize; N]); 6]>,
    len: usize,
}

impl<const N: usize> Runs<N> {
    /// All dimensions as they are, so that a run lies in one row.
    pub fn rows(shape: &[usize], strides: [&[isize]; N]) -> Self {
        let mut dims: SmallVec<[(usize, [isize; N]); 6]> =
            shape.iter().enumerate().map(|(i, &size)| (size, strides.map(|strides| strides[i]))).collect();
        if dims.is_empty() {
            dims.push((1, [0; N]));
        }
        Self { dims, len: shape.iter().product() }
    }

    /// Drops dimensions of size one and merges neighbours that all operands step through evenly.
    pub fn new(shape: &[usize], strides: [&[isize]; N]) -> Self {
        let mut dims: SmallVec<[(usize, [isize; N]); 6]> = SmallVec::new();
        for (i, &size) in shape.iter().enumerate() {
            let steps = strides.map(|strides| strides[i]);
            if size == 1 {
                continue;
            }
            match dims.last_mut() {
                Some((outer, outer_steps))
                    if (0..N).all(|n| steps[n].checked_mul(size as isize) == Some(outer_steps[n])) =>
                {
                    *outer *= size;
                    *outer_steps = steps;
                }
                _ => dims.push((size, steps)),
            }
        }
        if dims.is_empty() {
            dims.push((1, [0; N]));
        }
        Self { dims, len: shape.iter().product() }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The operands' strides along a run.
    pub fn steps(&self) -> [isize; N] {
        self.dims[self.dims.len() - 1].1
    }

    /// The operands' offsets of the element at a position, which exists, in row-major order.
    pub fn offset(&self, position: usize) -> [isize; N] {
        let mut rest = position;
        let mut offsets = [0; N];
        for (size, steps) in self.dims.iter().rev() {
            let coordinate = (rest % size) as isize;
            rest /= size;
            for (offset, step) in offsets.iter_mut().zip(steps) {
                *offset += coordinate * step;
            }
        }
        offsets
    }

    /// Calls `work(offsets, count)` for the elements `start..end` in row-major order: runs of `count` elements that
    /// begin at the operands' `offsets` and go on in [`Self::steps`].
    #[inline(always)]
    pub fn for_range<E>(
        &self,
        start: usize,
        end: usize,
        mut work: impl FnMut([isize; N], usize) -> Result<(), E>,
    ) -> Result<(), E> {
        if start >= end {
            return Ok(());
        }
        let (&(run, steps), outer) = self.dims.split_last().expect("never empty");
        if outer.is_empty() {
            return work(steps.map(|step| start as isize * step), end - start);
        }
        let mut position = start;
        // Coordinates and offsets of the row that holds `position`.
        let mut coordinates: SmallVec<[usize; 6]> = SmallVec::from_elem(0, outer.len());
        let mut offsets = [0isize; N];
        let (mut rest, mut within) = (start / run, start % run);
        for ((size, steps), coordinate) in outer.iter().zip(&mut coordinates).rev() {
            *coordinate = rest % size;
            rest /= size;
            for (offset, step) in offsets.iter_mut().zip(steps) {
                *offset += *coordinate as isize * step;
            }
        }
        while position < end {
            let count = (run - within).min(end - position);
            let mut at = offsets;
            for (at, step) in at.iter_mut().zip(steps) {
                *at += within as isize * step;
            }
            work(at, count)?;
            position += count;
            within = 0;
            for ((size, steps), coordinate) in outer.iter().zip(&mut coordinates).rev() {
                *coordinate += 1;
                if *coordinate < *size {
                    offsets.iter_mut().zip(steps).for_each(|(offset, step)| *offset += step);
                    break;
                }
                *coordinate = 0;
                let back = *size as isize - 1;
                offsets.iter_mut().zip(steps).for_each(|(offset, step)| *offset -= back * step);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_visit_what_nested_loops_visit() {
        let shape = [2, 1, 3, 4];
        for strides in [[[12, 12, 4, 1], [0, 7, 1, 3]], [[-12, 5, 4, 1], [12, 12, 4, 1]], [[0; 4], [100, 0, 0, 0]]] {
            let mut expected = Vec::new();
            for (a, c, d) in (0..24isize).map(|i| (i / 12, i / 4 % 3, i % 4)) {
                expected.push(strides.map(|s: [isize; 4]| a * s[0] + c * s[2] + d * s[3]));
            }
            let runs = Runs::new(&shape, [&strides[0], &strides[1]]);
            assert_eq!(runs.len(), 24);
            let steps = runs.steps();
            for (start, end) in [(0, 24), (5, 5), (0, 1), (3, 17), (23, 24), (4, 12)] {
                let mut seen = Vec::new();
                let all: Result<(), ()> = runs.for_range(start, end, |offsets, count| {
                    for k in 0..count as isize {
                        seen.push([offsets[0] + k * steps[0], offsets[1] + k * steps[1]]);
                    }
                    Ok(())
                });
                assert_eq!(all, Ok(()));
                assert_eq!(seen, expected[start..end]);
            }
            assert!((0..24).all(|position| runs.offset(position) == expected[position]));
        }
    }

    #[test]
    fn evenly_spaced_dimensions_merge() {
        let runs = Runs::new(&[2, 3, 4], [&[12, 4, 1], &[0, 0, 0]]);
        assert_eq!((runs.dims.len(), runs.steps()), (1, [1, 0]));
        let runs = Runs::new(&[], [&[]]);
        assert_eq!((runs.len(), runs.dims.len()), (1, 1));
        let empty = Runs::new(&[3, 0, 2], [&[0, 2, 1]]);
        assert_eq!(empty.len(), 0);
        assert_eq!(empty.for_range(0, 0, |_, _| Err(())), Ok(()));
    }
}
