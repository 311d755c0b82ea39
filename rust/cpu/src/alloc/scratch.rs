//! Working memory of kernels.

use super::{allocate, deallocate};
use std::alloc::{Layout, handle_alloc_error};
use std::marker::PhantomData;
use std::ptr::NonNull;

/// Uninitialised room for `len` values, aligned to 64 bytes; the cache takes it back when dropped.
///
/// For values without destructors; [`Scratch::as_ptr`] is how they are written and read.
pub struct Scratch<T: Copy> {
    start: NonNull<u8>,
    bytes: usize,
    values: PhantomData<T>,
}

// SAFETY: a scratch owns its memory, which any thread may use and give back.
unsafe impl<T: Copy + Send> Send for Scratch<T> {}

impl<T: Copy> Scratch<T> {
    /// Room for `len` values. Without memory the process ends, as it does for a `Vec`.
    pub fn new(len: usize) -> Scratch<T> {
        const { assert!(align_of::<T>() <= super::class::ALIGN) };
        let bytes = len.saturating_mul(size_of::<T>());
        let Some(start) = allocate(bytes) else {
            handle_alloc_error(Layout::from_size_align(bytes, 1).unwrap_or(Layout::new::<T>()));
        };
        Scratch { start, bytes, values: PhantomData }
    }

    /// Room for `len` values, all bits 0.
    pub fn zeroed(len: usize) -> Scratch<T> {
        let scratch = Self::new(len);
        // SAFETY: the scratch has room for `len` values.
        unsafe { scratch.as_ptr().write_bytes(0, len) };
        scratch
    }

    /// The first value.
    #[inline]
    pub fn as_ptr(&self) -> *mut T {
        self.start.as_ptr().cast()
    }
}

impl<T: Copy> Drop for Scratch<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `new` allocated it with this size.
        unsafe { deallocate(self.start, self.bytes) };
    }
}
