//! Lines: the elements along one dimension, for every index of the others.

use smallvec::SmallVec;

/// The lines of operands of one shape.
pub(crate) struct Lines<const N: usize> {
    /// Elements of a line.
    pub(crate) len: usize,
    /// Number of lines.
    pub(crate) count: usize,
    /// Distances within a line.
    pub(crate) steps: [isize; N],
    sizes: SmallVec<[usize; 6]>,
    strides: SmallVec<[[isize; N]; 6]>,
}

impl<const N: usize> Lines<N> {
    /// Lines along `dim`; a shape of no dimensions is one line of one element.
    pub(crate) fn new(shape: &[usize], dim: usize, strides: [&[isize]; N]) -> Lines<N> {
        let mut lines = Lines {
            len: shape.get(dim).copied().unwrap_or(1),
            count: 1,
            steps: strides.map(|of| of.get(dim).copied().unwrap_or(1)),
            sizes: SmallVec::new(),
            strides: SmallVec::new(),
        };
        for at in (0..shape.len()).filter(|&at| at != dim) {
            lines.count *= shape[at];
            if shape[at] != 1 {
                lines.sizes.push(shape[at]);
                lines.strides.push(strides.map(|of| of[at]));
            }
        }
        lines
    }

    /// Where line `number` starts in each operand.
    pub(crate) fn start(&self, mut number: usize) -> [isize; N] {
        let mut start = [0; N];
        for (d, (size, strides)) in self.sizes.iter().zip(&self.strides).enumerate().rev() {
            // Divisions take longer than a short line, and the outermost dimension needs none.
            let (at, rest) = if d == 0 { (number, 0) } else { (number % size, number / size) };
            number = rest;
            for (start, stride) in start.iter_mut().zip(strides) {
                *start += at as isize * stride;
            }
        }
        start
    }

    /// Takes out the last of the other dimensions in which all operands have neighbouring elements: its size.
    pub(crate) fn take_columns(&mut self) -> Option<usize> {
        if self.steps.contains(&1) {
            return None;
        }
        let at = self.strides.iter().rposition(|strides| strides.iter().all(|&stride| stride == 1))?;
        self.strides.remove(at);
        let columns = self.sizes.remove(at);
        self.count /= columns.max(1);
        Some(columns)
    }
}

/// A pointer that tasks share.
#[derive(Clone, Copy)]
pub(crate) struct Shared<T>(pub(crate) *mut T);

// SAFETY: the tasks that share a pointer read, or write to elements that no other task writes to.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// The element at an offset; computing the address is always defined, using it is up to the caller.
    #[inline(always)]
    pub(crate) fn at(self, offset: isize) -> *mut T {
        self.0.wrapping_offset(offset)
    }
}
