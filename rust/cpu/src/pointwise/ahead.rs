//! Fetching the next tile's memory while this one is computed.
//!
//! A program of several steps reads and writes memory in bursts, between which the hardware's own prefetching stops: time
//! for memory and time for arithmetic add up. Asked for line by line between the steps, the next tile's memory arrives
//! meanwhile: a chain of ten operations on 10 million `f32` takes 9 ms instead of 12.5 (AMD Zen 3, one thread). A whole
//! tile asked for at once gains nothing, because only some twenty lines can be under way.

use crate::isa::{self, LINE};
use smallvec::SmallVec;

/// The cache lines of the next tile, in portions.
#[derive(Default)]
pub(super) struct Ahead {
    /// Address and number of lines of each operand's part.
    parts: SmallVec<[(*const u8, usize); 4]>,
    /// Lines to ask for at a time.
    portion: usize,
    /// The next line to ask for: its part, and its number there.
    next: (usize, usize),
}

impl Ahead {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.portion = 0;
        self.next = (0, 0);
    }

    /// Adds a part of the next tile.
    pub(super) fn add(&mut self, start: *const u8, bytes: usize) {
        self.parts.push((start, bytes.div_ceil(LINE)));
    }

    /// Divides all lines into `portions`.
    pub(super) fn divide(&mut self, portions: usize) {
        self.portion = self.parts.iter().map(|part| part.1).sum::<usize>().div_ceil(portions);
    }

    /// Asks for the next portion.
    #[inline]
    pub(super) fn fetch(&mut self) {
        let mut left = self.portion;
        while left > 0 {
            let Some(&(start, lines)) = self.parts.get(self.next.0) else { return };
            let now = left.min(lines - self.next.1);
            for line in self.next.1..self.next.1 + now {
                isa::prefetch(start.wrapping_add(line * LINE));
            }
            left -= now;
            self.next.1 += now;
            if self.next.1 == lines {
                self.next = (self.next.0 + 1, 0);
            }
        }
    }
}
