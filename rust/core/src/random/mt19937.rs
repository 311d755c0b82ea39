//! The Mersenne Twister MT19937 (Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed
//! uniform pseudo-random number generator", ACM TOMACS 8(1), 1998), drawn in bulk.

/// Words of state.
pub(super) const STATE_WORDS: usize = 624;
/// Distance of the word that is mixed in.
const SHIFT: usize = 397;
const MATRIX: u32 = 0x9908_b0df;

/// The engine: 624 words of state, handed out tempered one after the other and then renewed all at once.
#[derive(Clone)]
pub(super) struct Mt19937 {
    pub(super) seed: u64,
    /// One more than the number of words to hand out before the state is renewed.
    pub(super) left: u32,
    /// Index of the next word.
    pub(super) next: u32,
    pub(super) words: [u32; STATE_WORDS],
}

impl Mt19937 {
    /// Seeds with the lower 32 bits of `seed` by the recurrence of the authors' 2002 initialisation; the whole `seed`
    /// is kept for [`super::Generator::initial_seed`].
    pub(super) fn new(seed: u64) -> Self {
        let mut words = [0u32; STATE_WORDS];
        let mut previous = seed as u32;
        words[0] = previous;
        for (word, index) in words[1..].iter_mut().zip(1u32..) {
            previous = 1_812_433_253u32.wrapping_mul(previous ^ (previous >> 30)).wrapping_add(index);
            *word = previous;
        }
        Self { seed, left: 1, next: 0, words }
    }

    /// Whether the counters describe words that exist.
    pub(super) fn is_valid(&self) -> bool {
        let words = STATE_WORDS as u32;
        (1..=words).contains(&self.left) && self.next <= words && self.next + self.left <= words + 1
    }

    /// The next 32 bits.
    #[inline]
    pub(super) fn next_u32(&mut self) -> u32 {
        self.renew_if_spent();
        let word = temper(self.words[self.next as usize]);
        self.next += 1;
        self.left -= 1;
        word
    }

    /// Fills `out` with what as many calls of [`Self::next_u32`] would return.
    pub(super) fn draw(&mut self, mut out: &mut [u32]) {
        while !out.is_empty() {
            self.renew_if_spent();
            let take = out.len().min(self.left as usize - 1);
            let (head, rest) = out.split_at_mut(take);
            let from = self.next as usize;
            // SAFETY: both slices have `take` elements and belong to different objects.
            unsafe { temper_all(self.words[from..from + take].as_ptr(), head.as_mut_ptr(), take) };
            self.next += take as u32;
            self.left -= take as u32;
            out = rest;
        }
    }

    /// Passes over `count` words.
    pub(super) fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.next_u32();
        }
    }

    #[inline]
    fn renew_if_spent(&mut self) {
        if self.left == 1 {
            // SAFETY: the pointer is to 624 words.
            unsafe { renew(self.words.as_mut_ptr()) };
            self.left = STATE_WORDS as u32 + 1;
            self.next = 0;
        }
    }
}

/// Improves the equidistribution of a word of state (the paper's tempering matrix).
#[inline(always)]
fn temper(mut word: u32) -> u32 {
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    word ^ (word >> 18)
}

/// The upper bit of `upper` and the other bits of `lower`, times the twist matrix.
#[inline(always)]
fn twist(upper: u32, lower: u32) -> u32 {
    let joined = (upper & 0x8000_0000) | (lower & 0x7fff_ffff);
    (joined >> 1) ^ (MATRIX & (lower & 1).wrapping_neg())
}

flambeau_cpu::simd_fn! {
    /// # Safety
    /// `from` is valid for reads and `to` for writes of `n` words; they do not overlap.
    unsafe fn temper_all<I>(from: *const u32, to: *mut u32, n: usize) {
        // SAFETY: the caller promises both ranges.
        let (from, to) = unsafe { (std::slice::from_raw_parts(from, n), std::slice::from_raw_parts_mut(to, n)) };
        for (out, &word) in to.iter_mut().zip(from) {
            *out = temper(word);
        }
    }
}

flambeau_cpu::simd_fn! {
    /// The next 624 words of state, in place. Each depends on words at least 227 places away, so the loops vectorise.
    ///
    /// # Safety
    /// `state` is valid for reads and writes of 624 words.
    unsafe fn renew<I>(state: *mut u32) {
        // SAFETY: the caller promises the range.
        let state = unsafe { &mut *state.cast::<[u32; STATE_WORDS]>() };
        for i in 0..STATE_WORDS - SHIFT {
            state[i] = state[i + SHIFT] ^ twist(state[i], state[i + 1]);
        }
        for i in STATE_WORDS - SHIFT..STATE_WORDS - 1 {
            state[i] = state[i - (STATE_WORDS - SHIFT)] ^ twist(state[i], state[i + 1]);
        }
        state[STATE_WORDS - 1] = state[SHIFT - 1] ^ twist(state[STATE_WORDS - 1], state[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_and_ten_thousandth_word_of_the_default_seed() {
        // ISO C++ requires 4123659995 as the 10000th output of std::mt19937, seeded with 5489.
        let mut engine = Mt19937::new(5489);
        assert_eq!(engine.next_u32(), 3_499_211_612);
        engine.skip(9998);
        assert_eq!(engine.next_u32(), 4_123_659_995);
    }

    #[test]
    fn bulk_draws_equal_single_draws_at_any_split() {
        let mut single = Mt19937::new(7);
        let expected: Vec<u32> = (0..4000).map(|_| single.next_u32()).collect();
        for step in [1, 3, 623, 624, 625, 1300, 4000] {
            let mut engine = Mt19937::new(7);
            let mut words = vec![0u32; 4000];
            for chunk in words.chunks_mut(step) {
                engine.draw(chunk);
            }
            assert_eq!(words, expected, "step {step}");
            assert_eq!((engine.left, engine.next), (single.left, single.next));
        }
    }
}
