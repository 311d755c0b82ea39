//! Blocks over 1 MiB: mappings of their own, cached up to a limit.
//!
//! A freed block waits in its class; only a request of the same class takes it, so at most one eighth of it is
//! wasted. Over the limit the blocks that have waited longest return to the system.

use super::class::{CLASSES, SLAB_CLASSES, class_size};
use super::lock::Lock;
use super::system;
use std::collections::VecDeque;
use std::ptr::NonNull;

pub(super) static LARGE: Lock<LargeCache> = Lock::new(LargeCache::new());

/// The default limit is a quarter of the memory, but no more than this.
const DEFAULT_LIMIT: usize = 32 << 30;

struct Cached {
    block: NonNull<u8>,
    /// Time of the free.
    tick: u64,
}

/// The cached blocks.
pub(super) struct LargeCache {
    /// Per class, in the order of their frees.
    classes: [VecDeque<Cached>; CLASSES - SLAB_CLASSES],
    bytes: usize,
    limit: Option<usize>,
    tick: u64,
}

// SAFETY: the blocks belong to the cache and not to a thread.
unsafe impl Send for LargeCache {}

/// A block and its class, to be given to [`release`].
pub(super) type Evicted = (NonNull<u8>, usize);

/// Returns an evicted block to the system; how many bytes.
pub(super) fn release((block, class): Evicted) -> usize {
    // SAFETY: a block that left the cache belongs to whoever took it out.
    unsafe { system::unmap(block, class_size(class)) };
    class_size(class)
}

impl LargeCache {
    pub(super) const fn new() -> LargeCache {
        LargeCache { classes: [const { VecDeque::new() }; CLASSES - SLAB_CLASSES], bytes: 0, limit: None, tick: 0 }
    }

    /// Bytes that may wait.
    pub(super) fn limit(&mut self) -> usize {
        *self.limit.get_or_insert_with(|| (system::memory() / 4).min(DEFAULT_LIMIT))
    }

    pub(super) fn set_limit(&mut self, limit: usize) {
        self.limit = Some(limit);
    }

    /// The block of the class that was freed last.
    pub(super) fn take(&mut self, class: usize) -> Option<NonNull<u8>> {
        let cached = self.classes[class - SLAB_CLASSES].pop_back()?;
        self.bytes -= class_size(class);
        Some(cached.block)
    }

    /// Lets a free block wait.
    pub(super) fn give(&mut self, block: NonNull<u8>, class: usize) {
        self.tick += 1;
        self.classes[class - SLAB_CLASSES].push_back(Cached { block, tick: self.tick });
        self.bytes += class_size(class);
    }

    /// The block that has waited longest, if more than `limit` bytes wait.
    pub(super) fn evict(&mut self, limit: usize) -> Option<Evicted> {
        if self.bytes <= limit {
            return None;
        }
        let oldest = |class: &usize| self.classes[*class].front().map_or(u64::MAX, |cached| cached.tick);
        let index = (0..self.classes.len()).min_by_key(oldest)?;
        let cached = self.classes[index].pop_front()?;
        self.bytes -= class_size(index + SLAB_CLASSES);
        Some((cached.block, index + SLAB_CLASSES))
    }
}

#[cfg(test)]
mod tests {
    use super::super::class::class_of;
    use super::*;

    #[test]
    fn waits_by_class_and_leaves_by_age() {
        let mut cache = LargeCache::new();
        assert!(cache.limit() > 0);
        let (small, big) = (class_of(2 << 20), class_of(5 << 20));
        let map = |class| system::map(class_size(class)).unwrap();
        let (a, b, c) = (map(small), map(big), map(small));
        cache.give(a, small);
        cache.give(b, big);
        cache.give(c, small);
        assert!(cache.take(class_of(3 << 20)).is_none());
        assert_eq!(cache.take(small), Some(c), "the warmest block first");
        cache.give(c, small);
        assert!(cache.evict(cache.bytes).is_none());
        let order: Vec<_> = std::iter::from_fn(|| cache.evict(0)).collect();
        assert_eq!(order, [(a, small), (b, big), (c, small)]);
        assert_eq!(cache.bytes, 0);
        assert_eq!(order.into_iter().map(release).sum::<usize>(), 2 * class_size(small) + class_size(big));
    }
}
