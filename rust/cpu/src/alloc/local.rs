//! The calling thread's bins of small blocks, and its statistics.
//!
//! A bin that runs empty takes half its limit from the common list, a full one gives half back: a block freed by
//! another thread than its own comes home that way. A thread that ends gives back everything.

use super::class::{SMALL_CLASSES, class_size};
use super::slab::{Chain, Node, SLABS};
use super::stats::Pending;
use std::cell::Cell;
use std::ptr::{self, NonNull};

/// Bytes that a bin may hold, within [`BIN_BLOCKS`].
const BIN_BYTES: usize = 64 << 10;

/// Blocks that a bin may hold at least and at most.
const BIN_BLOCKS: (usize, usize) = (16, 128);

thread_local! {
    static LOCAL: Local = const { Local::new() };
}

/// Runs `f` with the thread's bins; `None` while the thread ends and they are gone.
#[inline(always)]
pub(super) fn with<R>(f: impl FnOnce(&Local) -> R) -> Option<R> {
    LOCAL.try_with(f).ok()
}

struct Bin {
    first: Cell<*mut Node>,
    len: Cell<u32>,
    /// 0 until [`Local::open`].
    limit: Cell<u32>,
}

impl Bin {
    const fn new() -> Bin {
        Bin { first: Cell::new(ptr::null_mut()), len: Cell::new(0), limit: Cell::new(0) }
    }
}

/// One thread's bins.
pub(super) struct Local {
    bins: [Bin; SMALL_CLASSES],
    pub(super) pending: Pending,
}

impl Local {
    const fn new() -> Local {
        Local { bins: [const { Bin::new() }; SMALL_CLASSES], pending: Pending::new() }
    }

    /// Lets the bins hold blocks.
    pub(super) fn open(&self) {
        for (class, bin) in self.bins.iter().enumerate() {
            bin.limit.set((BIN_BYTES / class_size(class)).clamp(BIN_BLOCKS.0, BIN_BLOCKS.1) as u32);
        }
    }

    /// A block from the bin.
    #[inline(always)]
    pub(super) fn pop(&self, class: usize) -> Option<NonNull<u8>> {
        let bin = &self.bins[class];
        let block = NonNull::new(bin.first.get())?;
        // SAFETY: nodes in bins are free blocks of this thread.
        bin.first.set(unsafe { block.as_ref().next });
        bin.len.set(bin.len.get() - 1);
        Some(block.cast())
    }

    /// Puts a free block into its bin, unless that is full or not open.
    ///
    /// # Safety
    /// `block` is of the class, comes from [`SLABS`], and nobody uses it any more.
    #[inline(always)]
    pub(super) unsafe fn push(&self, block: NonNull<u8>, class: usize) -> bool {
        let bin = &self.bins[class];
        if bin.len.get() >= bin.limit.get() {
            return false;
        }
        let node = block.as_ptr().cast::<Node>();
        // SAFETY: the block is free, its first word ours.
        unsafe { (*node).next = bin.first.get() };
        bin.first.set(node);
        bin.len.set(bin.len.get() + 1);
        true
    }

    /// Fills an empty bin up to half its limit and takes a block from the common list besides.
    pub(super) fn refill(&self, class: usize) -> Option<NonNull<u8>> {
        let mut slabs = SLABS[class].lock();
        let taken = slabs.take();
        for _ in 0..self.bins[class].limit.get() / 2 {
            let Some(block) = slabs.take() else { break };
            // SAFETY: the block was taken just now.
            unsafe { self.push(block, class) };
        }
        taken
    }

    /// Gives the `count` blocks that lie lowest in a bin to the common list.
    pub(super) fn give_back(&self, class: usize, count: usize) {
        let bin = &self.bins[class];
        let kept = (bin.len.get() as usize).saturating_sub(count);
        let mut link = bin.first.as_ptr();
        // SAFETY: nodes in bins are free blocks of this thread, linked in a list that ends with null.
        unsafe {
            for _ in 0..kept {
                link = &raw mut (**link).next;
            }
            let first = *link;
            *link = ptr::null_mut();
            let (mut last, mut len) = (first, usize::from(!first.is_null()));
            while !last.is_null() && !(*last).next.is_null() {
                last = (*last).next;
                len += 1;
            }
            bin.len.set(kept as u32);
            SLABS[class].lock().give(Chain { first, last, len });
        }
    }

    /// Gives half of a full bin back.
    pub(super) fn give_half_back(&self, class: usize) {
        self.give_back(class, self.bins[class].limit.get() as usize / 2);
    }

    /// Empties all bins.
    pub(super) fn give_all_back(&self) {
        for class in 0..SMALL_CLASSES {
            self.give_back(class, usize::MAX);
        }
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.give_all_back();
        self.pending.flush();
    }
}
