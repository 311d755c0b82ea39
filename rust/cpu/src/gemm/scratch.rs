//! Reusable working memory of a thread.
//!
//! Packing buffers are wanted by every product and are of similar sizes, so each thread keeps those it gave back.

use std::alloc::{Layout, alloc, dealloc};
use std::cell::RefCell;

/// Cache line, and the widest vector.
const ALIGN: usize = 64;

/// Buffers a thread keeps, and the largest it keeps.
const KEPT: usize = 4;
const KEPT_BYTES: usize = 32 << 20;

thread_local! {
    static FREE: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

struct Block {
    start: *mut u8,
    layout: Layout,
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: `start` was allocated with this layout and nobody else has it.
        unsafe { dealloc(self.start, self.layout) }
    }
}

/// Uninitialised memory for `len` elements, aligned to 64 bytes; given back to the thread when dropped.
pub struct Scratch<T> {
    block: Option<Block>,
    start: *mut T,
}

impl<T> Scratch<T> {
    /// Takes a buffer of `len` elements.
    pub fn new(len: usize) -> Self {
        let bytes = (len * size_of::<T>()).next_multiple_of(4096);
        let kept = FREE
            .try_with(|free| {
                let mut free = free.borrow_mut();
                let fits = (0..free.len()).filter(|&i| free[i].layout.size() >= bytes);
                let index = fits.min_by_key(|&i| free[i].layout.size())?;
                Some(free.swap_remove(index))
            })
            .ok()
            .flatten();
        let block = kept.unwrap_or_else(|| {
            let layout = Layout::from_size_align(bytes.max(4096), ALIGN).expect("a buffer fits the address space");
            // SAFETY: the size is not 0.
            let start = unsafe { alloc(layout) };
            assert!(!start.is_null(), "out of memory: {bytes} bytes of working memory for a matrix product");
            Block { start, layout }
        });
        Scratch { start: block.start.cast(), block: Some(block) }
    }

    /// The first element.
    pub fn as_ptr(&self) -> *mut T {
        self.start
    }
}

impl<T> Drop for Scratch<T> {
    fn drop(&mut self) {
        let Some(block) = self.block.take().filter(|b| b.layout.size() <= KEPT_BYTES) else { return };
        // At thread exit the list may be gone; the block then frees itself.
        let _ = FREE.try_with(|free| {
            let mut free = free.borrow_mut();
            free.push(block);
            if free.len() > KEPT {
                // The smallest serves least.
                let smallest = (0..free.len()).min_by_key(|&i| free[i].layout.size()).unwrap_or(0);
                free.swap_remove(smallest);
            }
        });
    }
}
