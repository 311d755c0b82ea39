//! The caching allocator: memory of tensors and of kernels' scratch buffers.
//!
//! A fresh mapping costs a page fault for each page that is touched, more than most operations on it; so memory that
//! was freed waits here for its next use. Every block is aligned to 64 bytes and belongs to one of 8 size classes per
//! doubling (`class`):
//!
//! - up to 4 KiB: bins of the calling thread, without locks (`local`)
//! - up to 1 MiB: slabs of equal blocks, one lock per class (`slab`)
//! - above: mappings with huge pages, cached up to a limit (`large`)
//!
//! Environment: `FLAMBEAU_ALLOC=system` takes every block from the system's allocator (so that valgrind and
//! AddressSanitizer see them), `FLAMBEAU_ALLOC_POISON=1` fills new blocks with the byte 0xFB (so that the use of
//! memory that nobody wrote shows).
//!
//! A forked child may go on allocating whatever the parent's other threads were doing; what lay in their bins is lost
//! to it.

mod class;
mod large;
mod local;
mod lock;
mod scratch;
mod slab;
mod stats;
mod system;

#[cfg(test)]
mod tests;

pub use scratch::Scratch;
pub use stats::Stats;

use class::{ALIGN, LARGE, LIMIT, SLAB_CLASSES, SMALL, SMALL_CLASSES, class_of, class_size};
use slab::{Chain, SLABS};
use std::alloc::Layout;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU8, Ordering};

/// Allocates `bytes` of uninitialised memory, aligned to 64 bytes.
///
/// 0 bytes yield a dangling aligned pointer. `None` if the system refuses, after the cache was emptied in vain, or if
/// no machine could have that much.
#[inline]
pub fn allocate(bytes: usize) -> Option<NonNull<u8>> {
    if bytes.wrapping_sub(1) < SMALL {
        let class = class_of(bytes);
        let block = local::with(|local| {
            let block = local.pop(class)?;
            local.pending.allocated(class_size(class));
            Some(block)
        });
        if let Some(Some(block)) = block {
            return Some(block);
        }
    }
    allocate_slowly(bytes, false)
}

/// As [`allocate`], with all bytes 0. Large fresh memory is not touched.
pub fn allocate_zeroed(bytes: usize) -> Option<NonNull<u8>> {
    if bytes > LARGE {
        return allocate_slowly(bytes, true);
    }
    let block = allocate(bytes)?;
    // SAFETY: the block has that many bytes.
    unsafe { block.write_bytes(0, bytes) };
    Some(block)
}

/// Gives a block back.
///
/// # Safety
/// `block` was returned by [`allocate`] or [`allocate_zeroed`] for the same `bytes`, was not given back before, and
/// nobody uses it any more. Any thread may do it.
#[inline]
pub unsafe fn deallocate(block: NonNull<u8>, bytes: usize) {
    if bytes.wrapping_sub(1) < SMALL {
        let class = class_of(bytes);
        // SAFETY: bins are open only where small blocks come from slabs; the rest is the caller's promise.
        let freed = local::with(|local| unsafe {
            let freed = local.push(block, class);
            if freed {
                local.pending.freed(class_size(class));
            }
            freed
        });
        if freed == Some(true) {
            return;
        }
    }
    // SAFETY: the caller's promises are passed on.
    unsafe { deallocate_slowly(block, bytes) };
}

/// Returns unused memory to the system; how many bytes.
///
/// Small blocks in other threads' bins stay, and so do slabs of which a block is in use.
pub fn empty_cache() -> usize {
    local::with(|local| local.give_all_back());
    let slabs: usize = SLABS.iter().map(|slabs| slabs.lock().trim()).sum();
    slabs + shrink_large(0)
}

/// What the allocator did so far.
pub fn stats() -> Stats {
    local::with(|local| local.pending.flush());
    stats::STATS.read()
}

/// Sets the peaks in [`stats`] to the present values.
pub fn reset_peak() {
    local::with(|local| local.pending.flush());
    stats::STATS.reset_peak();
}

/// Bytes of free blocks over 1 MiB that are kept for reuse. At first a quarter of the memory, at most 32 GiB.
pub fn cache_limit() -> usize {
    large::LARGE.lock().limit()
}

/// Sets [`cache_limit`]; what waits beyond the new limit returns to the system.
pub fn set_cache_limit(bytes: usize) {
    large::LARGE.lock().set_limit(bytes);
    shrink_large(bytes);
}

/// How blocks are made: bits of [`MODE`].
const KNOWN: u8 = 1;
const SYSTEM: u8 = 2;
const POISON: u8 = 4;
static MODE: AtomicU8 = AtomicU8::new(0);

/// The byte of new blocks under `FLAMBEAU_ALLOC_POISON`: four make the float -2.6e36, eight the integer
/// -289360691352306693.
const POISON_BYTE: u8 = 0xfb;

fn mode() -> u8 {
    match MODE.load(Ordering::Relaxed) {
        0 => initialise(),
        mode => mode,
    }
}

/// Reads the environment and registers the fork handlers; of several threads one
/// registers.
#[cold]
fn initialise() -> u8 {
    let is = |name, value| std::env::var_os(name).is_some_and(|v| v == value);
    let system = cfg!(miri) || is("FLAMBEAU_ALLOC", "system");
    let poison = is("FLAMBEAU_ALLOC_POISON", "1");
    let mode = KNOWN | if system { SYSTEM } else { 0 } | if poison { POISON } else { 0 };
    if MODE.swap(mode, Ordering::Relaxed) == 0 {
        #[cfg(unix)]
        // SAFETY: the handlers are made for this; see below.
        unsafe {
            libc::pthread_atfork(Some(lock_all), Some(unlock_all), Some(unlock_all))
        };
    }
    mode
}

/// Before a fork: takes every lock, so that the child inherits none that another thread holds.
#[cfg(unix)]
extern "C" fn lock_all() {
    SLABS.iter().for_each(lock::Lock::acquire);
    large::LARGE.acquire();
}

#[cfg(unix)]
extern "C" fn unlock_all() {
    // SAFETY: `lock_all` ran on this thread, in this process or in the one it was forked from.
    unsafe {
        large::LARGE.release();
        SLABS.iter().for_each(|slabs| slabs.release());
    }
}

#[cold]
#[inline(never)]
fn allocate_slowly(bytes: usize, zeroed: bool) -> Option<NonNull<u8>> {
    if bytes == 0 {
        return Some(NonNull::without_provenance(const { std::num::NonZero::new(ALIGN).unwrap() }));
    }
    if bytes > LIMIT {
        return None;
    }
    let class = class_of(bytes);
    let mode = mode();
    let (block, is_zero) = if mode & SYSTEM != 0 {
        let layout = Layout::from_size_align(bytes, ALIGN).ok()?;
        // SAFETY: the size is not 0.
        (
            NonNull::new(unsafe { if zeroed { std::alloc::alloc_zeroed(layout) } else { std::alloc::alloc(layout) } })?,
            zeroed,
        )
    } else if class >= SLAB_CLASSES {
        allocate_large(class)?
    } else {
        (allocate_from_slabs(class, mode).or_else(|| empty_and(|| allocate_from_slabs(class, mode)))?, false)
    };
    if zeroed && !is_zero {
        fill(block, bytes, 0);
    } else if !zeroed && mode & POISON != 0 {
        fill(block, bytes, POISON_BYTE);
    }
    account(|pending| pending.allocated(class_size(class)));
    Some(block)
}

fn allocate_from_slabs(class: usize, mode: u8) -> Option<NonNull<u8>> {
    // Bins stay closed where each new block is to be filled.
    if class < SMALL_CLASSES && mode & POISON == 0 {
        let block = local::with(|local| {
            local.open();
            local.refill(class)
        });
        if let Some(block) = block {
            return block;
        }
    }
    SLABS[class].lock().take()
}

/// A block, and whether it is zero.
fn allocate_large(class: usize) -> Option<(NonNull<u8>, bool)> {
    let cached = large::LARGE.lock().take(class);
    if let Some(block) = cached {
        return Some((block, false));
    }
    let map = || system::map(class_size(class));
    map().or_else(|| empty_and(map)).map(|block| (block, true))
}

/// Tries again with what the cache holds back.
#[cold]
fn empty_and<R>(again: impl FnOnce() -> Option<R>) -> Option<R> {
    if empty_cache() > 0 { again() } else { None }
}

/// Writes all bytes of a block, on several threads if it is large.
fn fill(block: NonNull<u8>, bytes: usize, value: u8) {
    struct Start(NonNull<u8>);
    // SAFETY: the block belongs to nobody else yet, and the ranges are disjoint.
    unsafe impl Sync for Start {}
    let start = Start(block);
    crate::pool::for_range(bytes, LARGE, &|range| {
        let start = &start;
        // SAFETY: the range lies within the block.
        unsafe { start.0.add(range.start).write_bytes(value, range.len()) };
    });
}

#[cold]
#[inline(never)]
unsafe fn deallocate_slowly(block: NonNull<u8>, bytes: usize) {
    if bytes == 0 {
        return;
    }
    let class = class_of(bytes);
    account(|pending| pending.freed(class_size(class)));
    let mode = mode();
    if mode & SYSTEM != 0 {
        // SAFETY: the layout that the block was made with.
        unsafe { std::alloc::dealloc(block.as_ptr(), Layout::from_size_align_unchecked(bytes, ALIGN)) };
    } else if class >= SLAB_CLASSES {
        let mut cache = large::LARGE.lock();
        cache.give(block, class);
        let limit = cache.limit();
        let evicted = cache.evict(limit);
        drop(cache);
        if let Some(evicted) = evicted {
            large::release(evicted);
            shrink_large(limit);
        }
    } else {
        // SAFETY: the block is free, as the caller promises.
        unsafe { deallocate_to_slabs(block, class, mode) };
    }
}

unsafe fn deallocate_to_slabs(block: NonNull<u8>, class: usize, mode: u8) {
    if class < SMALL_CLASSES && mode & POISON == 0 {
        let pushed = local::with(|local| {
            local.open();
            // SAFETY: the block is free and from a slab.
            unsafe {
                local.push(block, class) || {
                    local.give_half_back(class);
                    local.push(block, class)
                }
            }
        });
        if pushed == Some(true) {
            return;
        }
    }
    let node = block.as_ptr().cast();
    // SAFETY: the block is free and from a slab.
    unsafe { SLABS[class].lock().give(Chain { first: node, last: node, len: 1 }) };
}

/// Counts in the thread's statistics, or in the common ones while the thread ends.
fn account(count: impl Fn(&stats::Pending)) {
    if local::with(|local| count(&local.pending)).is_none() {
        let pending = stats::Pending::new();
        count(&pending);
        pending.flush();
    }
}

/// Returns large cached blocks beyond `limit` to the system, outside the lock; how many bytes.
fn shrink_large(limit: usize) -> usize {
    let mut released = 0;
    loop {
        let evicted = large::LARGE.lock().evict(limit);
        match evicted {
            Some(evicted) => released += large::release(evicted),
            None => return released,
        }
    }
}
