//! How a fill runs: words are drawn in bulk by the calling thread, and turned into elements chunk by chunk.

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
    if cost == Cost::Light || out.len() < 2 * CHUNK {
        let mut buffer = [0u32; BUFFER_WORDS];
        for piece in out.chunks_mut(BUFFER_WORDS / WORDS) {
            let words = &mut buffer[..piece.len() * WORDS];
            state.engine.draw(words);
            convert(words, piece);
        }
        return;
    }
    let mut words = vec![0u32; SLAB.min(out.len()) * WORDS];
    for slab in out.chunks_mut(SLAB) {
        let words = &mut words[..slab.len() * WORDS];
        state.engine.draw(words);
        let words = &*words;
        let elements = Shared(slab.as_mut_ptr());
        let len = slab.len();
        pool::parallel(len.div_ceil(CHUNK), &|chunk| {
            let start = chunk * CHUNK;
            let count = CHUNK.min(len - start);
            // SAFETY: each chunk index is given to one call, and the ranges of two indices do not overlap.
            let piece = unsafe { std::slice::from_raw_parts_mut(elements.get().add(start), count) };
            convert(&words[start * WORDS..(start + count) * WORDS], piece);
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
