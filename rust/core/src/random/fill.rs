//! How a fill runs: words are drawn in bulk by the calling thread, and turned into elements chunk by chunk.

use std::ops::Range;

use flambeau_cpu::pool;

use super::generator::State;

/// Words drawn at a time when one thread does all: 2 KiB, well inside the first-level cache.
const BUFFER_WORDS: usize = 512;
/// Elements that one task converts; a multiple of the normal distribution's blocks of 16.
const CHUNK: usize = 4096;
/// Elements whose words are drawn before they are converted in parallel: the words stay in the second-level cache.
const SLAB: usize = 16 * CHUNK;

/// How much work turning words into elements is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// Less than drawing: left to the drawing thread.
    Light,
    /// Logarithms and the like: shared between threads.
    Heavy,
}

/// Fills `out` in order from the stream, `WORDS` words an element.
///
/// `convert` gets words and the elements that they are for, in pieces that start at multiples of 16.
pub(super) fn fill_by_words<const WORDS: usize, T: Send>(
    state: &mut State,
    out: &mut [T],
    cost: Cost,
    convert: impl Fn(&[u32], &mut [T]) + Sync,
) {
    let elements = Shared(out.as_mut_ptr());
    for_words::<WORDS>(state, out.len(), cost, |words, range| {
        // SAFETY: each range is given to one call, and ranges do not overlap.
        let piece = unsafe { std::slice::from_raw_parts_mut(elements.get().add(range.start), range.len()) };
        convert(words, piece);
    });
}

/// Draws `WORDS` words for each of `0..n`, in order, and hands them to `work` with the range that they are for, in pieces
/// that start at multiples of 16 and together cover every element once.
pub(super) fn for_words<const WORDS: usize>(
    state: &mut State,
    n: usize,
    cost: Cost,
    work: impl Fn(&[u32], Range<usize>) + Sync,
) {
    if cost == Cost::Light || n < 2 * CHUNK {
        let mut buffer = [0u32; BUFFER_WORDS];
        for start in (0..n).step_by(BUFFER_WORDS / WORDS) {
            let end = n.min(start + BUFFER_WORDS / WORDS);
            let words = &mut buffer[..(end - start) * WORDS];
            state.engine.draw(words);
            work(words, start..end);
        }
        return;
    }
    let mut words = vec![0u32; SLAB.min(n) * WORDS];
    for slab in (0..n).step_by(SLAB) {
        let len = SLAB.min(n - slab);
        let words = &mut words[..len * WORDS];
        state.engine.draw(words);
        let words = &*words;
        pool::for_range(len, CHUNK, &|range| {
            work(&words[range.start * WORDS..range.end * WORDS], slab + range.start..slab + range.end);
        });
    }
}

/// A pointer that tasks share; each writes elsewhere.
struct Shared<T>(*mut T);

// SAFETY: the tasks write to disjoint ranges of elements that may be sent to other threads.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn get(&self) -> *mut T {
        self.0
    }
}
