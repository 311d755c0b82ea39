//! Blocks up to 1 MiB: slabs of equal blocks, one list of free blocks per class.
//!
//! A slab is cut from its start as blocks are needed, so that memory nobody asked for is never touched. Slabs whose
//! blocks are all free return to the system when the cache is emptied, or when a class holds too many free blocks.

use super::class::{SLAB_CLASSES, class_size};
use super::lock::Lock;
use super::system::{self, PAGE};
use std::ptr::{self, NonNull};

/// Aimed-at bytes of a slab.
const SLAB: usize = 1 << 20;

/// Free bytes of one class that first make it look for slabs to return: of 80 classes few are in use at a time.
const TRIM: usize = 256 << 20;

/// A free block: its first word links it to the next one.
pub(super) struct Node {
    pub(super) next: *mut Node,
}

/// Free blocks linked to each other.
pub(super) struct Chain {
    pub(super) first: *mut Node,
    pub(super) last: *mut Node,
    pub(super) len: usize,
}

/// The classes that live in slabs.
pub(super) static SLABS: [Lock<Slabs>; SLAB_CLASSES] = {
    let mut class = 0;
    let mut slabs = [const { Lock::new(Slabs::new(0)) }; SLAB_CLASSES];
    while class < SLAB_CLASSES {
        // Plain assignment would drop the old value, which constants cannot.
        std::mem::forget(std::mem::replace(&mut slabs[class], Lock::new(Slabs::new(class))));
        class += 1;
    }
    slabs
};

/// The slabs of one class.
pub(super) struct Slabs {
    class: usize,
    free: *mut Node,
    free_blocks: usize,
    /// What is left of the newest slab.
    uncut: *mut u8,
    uncut_blocks: usize,
    slabs: Vec<NonNull<u8>>,
    /// Number of free blocks that calls for returning slabs.
    trim_at: usize,
}

// SAFETY: the pointers lead to slabs, which belong to this value and not to a thread.
unsafe impl Send for Slabs {}

impl Slabs {
    pub(super) const fn new(class: usize) -> Slabs {
        Slabs {
            class,
            free: ptr::null_mut(),
            free_blocks: 0,
            uncut: ptr::null_mut(),
            uncut_blocks: 0,
            slabs: Vec::new(),
            trim_at: TRIM / class_size(class),
        }
    }

    fn slab_bytes(&self) -> usize {
        SLAB.max(class_size(self.class)).next_multiple_of(PAGE)
    }

    fn blocks_per_slab(&self) -> usize {
        self.slab_bytes() / class_size(self.class)
    }

    /// One block, or `None` if the system refuses a slab.
    pub(super) fn take(&mut self) -> Option<NonNull<u8>> {
        if let Some(block) = NonNull::new(self.free) {
            // SAFETY: nodes of the free list are free blocks of this class.
            self.free = unsafe { block.as_ref().next };
            self.free_blocks -= 1;
            return Some(block.cast());
        }
        if self.uncut_blocks == 0 {
            let slab = system::map(self.slab_bytes())?;
            self.slabs.push(slab);
            self.uncut = slab.as_ptr();
            self.uncut_blocks = self.blocks_per_slab();
        }
        let block = self.uncut;
        self.uncut = block.wrapping_add(class_size(self.class));
        self.uncut_blocks -= 1;
        NonNull::new(block)
    }

    /// Takes free blocks back.
    ///
    /// # Safety
    /// They come from [`Slabs::take`] of this class, and nobody uses them any more.
    pub(super) unsafe fn give(&mut self, chain: Chain) {
        if chain.len == 0 {
            return;
        }
        // SAFETY: the blocks are free, their first words ours.
        unsafe { (*chain.last).next = self.free };
        self.free = chain.first;
        self.free_blocks += chain.len;
        if self.free_blocks >= self.trim_at {
            self.trim();
            // Where slabs are held by single blocks, do not look again at each free.
            self.trim_at = (2 * self.free_blocks).max(TRIM / class_size(self.class));
        }
    }

    /// Returns the slabs whose blocks are all free to the system; how many bytes.
    pub(super) fn trim(&mut self) -> usize {
        let slab_bytes = self.slab_bytes();
        let blocks_per_slab = self.blocks_per_slab();
        let mut free = Vec::with_capacity(self.free_blocks);
        let mut node = self.free;
        while !node.is_null() {
            free.push(node);
            // SAFETY: nodes of the free list are free blocks.
            node = unsafe { (*node).next };
        }
        // Ascending addresses, so that what is handed out next lies together.
        free.sort_unstable();
        self.slabs.sort_unstable();
        let (mut kept_slabs, mut kept_blocks) = (Vec::new(), Vec::new());
        let mut rest = &free[..];
        let mut released = 0;
        for &slab in &self.slabs {
            let end = slab.as_ptr().wrapping_add(slab_bytes);
            let in_slab = rest.partition_point(|&block| block.cast() < end);
            let (blocks, others) = rest.split_at(in_slab);
            rest = others;
            let newest = self.uncut_blocks > 0 && (slab.as_ptr()..end).contains(&self.uncut);
            let cut = blocks_per_slab - if newest { self.uncut_blocks } else { 0 };
            if blocks.len() < cut {
                kept_slabs.push(slab);
                kept_blocks.extend_from_slice(blocks);
                continue;
            }
            if newest {
                self.uncut_blocks = 0;
            }
            // SAFETY: every block that was cut from the slab is free, and none is put back into the list.
            unsafe { system::unmap(slab, slab_bytes) };
            released += slab_bytes;
        }
        self.slabs = kept_slabs;
        self.free_blocks = kept_blocks.len();
        self.free = ptr::null_mut();
        for &block in kept_blocks.iter().rev() {
            // SAFETY: the block is free, its first word ours.
            unsafe { (*block).next = self.free };
            self.free = block;
        }
        released
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn single(block: NonNull<u8>) -> Chain {
        Chain { first: block.as_ptr().cast(), last: block.as_ptr().cast(), len: 1 }
    }

    #[test]
    fn blocks_are_distinct_and_slabs_return() {
        for class in [0, 7, 8, 31, 32, 60, SLAB_CLASSES - 1] {
            let mut slabs = Slabs::new(class);
            let count = 2 * slabs.blocks_per_slab() + 1;
            let blocks: Vec<_> = (0..count).map(|_| slabs.take().unwrap()).collect();
            assert_eq!(slabs.slabs.len(), 3);
            let mut addresses: Vec<_> = blocks.iter().map(|b| b.as_ptr() as usize).collect();
            addresses.sort_unstable();
            assert!(addresses.windows(2).all(|w| w[1] - w[0] >= class_size(class)));
            assert!(addresses.iter().all(|a| a % 64 == 0));
            assert_eq!(slabs.trim(), 0);
            // One block holds its slab.
            for &block in &blocks[1..] {
                // SAFETY: taken above, given once.
                unsafe { slabs.give(single(block)) };
            }
            assert_eq!(slabs.trim(), 2 * slabs.slab_bytes());
            let again = slabs.blocks_per_slab() - 1;
            let reused: HashSet<_> = (0..again).map(|_| slabs.take().unwrap()).collect();
            assert!(reused.iter().all(|b| blocks.contains(b)) && !reused.contains(&blocks[0]));
            assert_eq!(slabs.slabs.len(), 1);
            for block in reused.into_iter().chain([blocks[0]]) {
                // SAFETY: taken above, given once.
                unsafe { slabs.give(single(block)) };
            }
            assert_eq!(slabs.trim(), slabs.slab_bytes());
            assert!(slabs.slabs.is_empty() && slabs.trim() == 0);
            let block = slabs.take().unwrap();
            // SAFETY: taken just now.
            unsafe { slabs.give(single(block)) };
            assert_eq!(slabs.trim(), slabs.slab_bytes());
        }
    }

    #[test]
    fn too_many_free_blocks_return_by_themselves() {
        let mut slabs = Slabs::new(SLAB_CLASSES - 1);
        slabs.trim_at = 5;
        let blocks: Vec<_> = (0..8).map(|_| slabs.take().unwrap()).collect();
        for block in blocks {
            // SAFETY: taken above, given once.
            unsafe { slabs.give(single(block)) };
        }
        assert_eq!((slabs.slabs.len(), slabs.free_blocks), (3, 3));
        slabs.trim();
    }
}
