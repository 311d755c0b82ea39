//! Partial results on several levels, so that no sum has many terms of very different size.
//!
//! A sum of n terms one by one has an error of up to n ulp. Here level 0 takes [`FAN`] terms and hands its sum to level
//! 1, which takes as many and hands on, and so forth: a sum of n terms passes `FAN * log_FAN(n)` additions at most.
//! (Pairwise summation with a wider fan; N. Higham, "The Accuracy of Floating Point Summation", 1993.)

use super::fold::Fold;

/// Terms a level takes.
const FAN: usize = 32;

/// A row of accumulators with its cascade.
pub(super) struct Cascade<'a> {
    fold: &'a Fold,
    /// Accumulators in use, and room for them.
    width: usize,
    room: usize,
    /// Rows of all levels, lowest first, and terms in each. 16-byte units, for alignment.
    levels: Vec<Vec<u128>>,
    terms: Vec<usize>,
}

impl<'a> Cascade<'a> {
    /// A cascade of `width` accumulators.
    pub(super) fn new(fold: &'a Fold, width: usize) -> Cascade<'a> {
        let mut cascade = Cascade { fold, width, room: width, levels: Vec::new(), terms: Vec::new() };
        cascade.grow();
        cascade
    }

    fn grow(&mut self) {
        self.levels.push(vec![0; (self.room * self.fold.size).div_ceil(16)]);
        self.terms.push(0);
        self.clear(self.levels.len() - 1);
    }

    /// Sets a level to the identity.
    fn clear(&mut self, level: usize) {
        let (row, fold) = (self.levels[level].as_mut_ptr().cast(), self.fold);
        // SAFETY: the row has room for `width` elements.
        unsafe { crate::pointwise::storage::fill(row, fold.identity.as_ptr(), fold.size, self.width) };
        self.terms[level] = 0;
    }

    /// Starts over with `width` accumulators, at most as many as at first.
    pub(super) fn reset(&mut self, width: usize) {
        assert!(width <= self.room, "a cascade does not widen");
        self.width = width;
        (0..self.levels.len()).for_each(|level| self.clear(level));
    }

    /// Adds rows of `width` elements as they are stored, `stride` elements apart, in their order.
    ///
    /// # Safety
    /// The rows are valid for reads.
    pub(super) unsafe fn add(&mut self, src: *const u8, stride: isize, rows: usize) {
        // SAFETY: the caller's promises are passed on.
        unsafe { self.add_by(self.fold.down, self.fold.stored, src, stride, rows) };
    }

    /// Adds rows of `width` partial results, as [`Cascade::add`] adds elements.
    ///
    /// # Safety
    /// The rows are valid for reads.
    pub(super) unsafe fn join(&mut self, src: *const u8, stride: isize, rows: usize) {
        // SAFETY: the caller's promises are passed on.
        unsafe { self.add_by(self.fold.join, self.fold.size, src, stride, rows) };
    }

    /// Adds rows of terms of `size` bytes.
    ///
    /// # Safety
    /// The rows are valid for reads and of the type that `down` takes.
    unsafe fn add_by(
        &mut self,
        down: unsafe fn(*mut u8, *const u8, isize, usize, usize),
        size: usize,
        mut src: *const u8,
        stride: isize,
        mut rows: usize,
    ) {
        while rows > 0 {
            // Rows of a few elements are added side by side, so more of them make as long a sum.
            let room = (FAN * 64usize.div_ceil(self.width.max(1))).max(FAN) - self.terms[0];
            let now = rows.min(room);
            // SAFETY: the caller promises the rows; level 0 has `width` elements.
            unsafe { down(self.levels[0].as_mut_ptr().cast(), src, stride, now, self.width) };
            self.terms[0] += now;
            rows -= now;
            src = src.wrapping_offset(now as isize * stride * size as isize);
            if now == room {
                self.carry(0);
            }
        }
    }

    /// Hands a full level's sum to the next level.
    fn carry(&mut self, level: usize) {
        if level + 1 == self.levels.len() {
            self.grow();
        }
        self.merge(level, level + 1);
        self.clear(level);
        if self.terms[level + 1] == FAN {
            self.carry(level + 1);
        }
    }

    /// Adds the sums of level `from` to the higher level `to`.
    fn merge(&mut self, from: usize, to: usize) {
        let (low, high) = self.levels.split_at_mut(to);
        // SAFETY: both rows have `width` elements.
        unsafe { (self.fold.join)(high[0].as_mut_ptr().cast(), low[from].as_ptr().cast(), 0, 1, self.width) };
        self.terms[to] += 1;
    }

    /// The sums of everything added since the last reset.
    pub(super) fn total(&mut self) -> *const u8 {
        for level in 1..self.levels.len() {
            self.merge(level - 1, level);
        }
        self.levels[self.levels.len() - 1].as_ptr().cast()
    }
}
