//! Statistics.
//!
//! Threads keep their own sums and add them to the common ones once they amount to something: a small allocation
//! touches no shared memory.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What the allocator did so far.
///
/// Bytes are those of whole blocks, up to one eighth more than was asked for. The calling thread's allocations are
/// counted exactly, up to 64 KiB of every other thread's may not be yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// Bytes of the blocks in use.
    pub allocated: usize,
    /// The largest `allocated` since the start or the last [`reset_peak`](super::reset_peak).
    pub peak_allocated: usize,
    /// Bytes held from the system, blocks in use and cached ones.
    pub reserved: usize,
    /// The largest `reserved` since the start or the last [`reset_peak`](super::reset_peak).
    pub peak_reserved: usize,
    /// Blocks handed out so far.
    pub allocations: u64,
    /// Blocks given back so far.
    pub frees: u64,
    /// Requests to the system so far.
    pub mappings: u64,
}

/// A thread's sums are added to the common ones when they exceed this many bytes either way.
const PENDING_LIMIT: isize = 64 << 10;

pub(super) static STATS: Common = Common::new();

/// The sums of all threads.
pub(super) struct Common {
    allocated: AtomicUsize,
    peak_allocated: AtomicUsize,
    reserved: AtomicUsize,
    peak_reserved: AtomicUsize,
    allocations: AtomicU64,
    frees: AtomicU64,
    mappings: AtomicU64,
}

impl Common {
    const fn new() -> Common {
        Common {
            allocated: AtomicUsize::new(0),
            peak_allocated: AtomicUsize::new(0),
            reserved: AtomicUsize::new(0),
            peak_reserved: AtomicUsize::new(0),
            allocations: AtomicU64::new(0),
            frees: AtomicU64::new(0),
            mappings: AtomicU64::new(0),
        }
    }

    pub(super) fn mapped(&self, bytes: usize) {
        let reserved = self.reserved.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.peak_reserved.fetch_max(reserved, Ordering::Relaxed);
        self.mappings.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn unmapped(&self, bytes: usize) {
        self.reserved.fetch_sub(bytes, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Stats {
        let allocated = self.allocated.load(Ordering::Relaxed);
        Stats {
            // Blocks that one thread allocates and another frees may be subtracted first.
            allocated: if allocated > isize::MAX as usize { 0 } else { allocated },
            peak_allocated: self.peak_allocated.load(Ordering::Relaxed),
            reserved: self.reserved.load(Ordering::Relaxed),
            peak_reserved: self.peak_reserved.load(Ordering::Relaxed),
            allocations: self.allocations.load(Ordering::Relaxed),
            frees: self.frees.load(Ordering::Relaxed),
            mappings: self.mappings.load(Ordering::Relaxed),
        }
    }

    pub(super) fn reset_peak(&self) {
        self.peak_allocated.store(self.read().allocated, Ordering::Relaxed);
        self.peak_reserved.store(self.reserved.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

/// One thread's sums.
pub(super) struct Pending {
    allocated: Cell<isize>,
    peak: Cell<isize>,
    allocations: Cell<u64>,
    frees: Cell<u64>,
}

impl Pending {
    pub(super) const fn new() -> Pending {
        Pending { allocated: Cell::new(0), peak: Cell::new(0), allocations: Cell::new(0), frees: Cell::new(0) }
    }

    #[inline(always)]
    pub(super) fn allocated(&self, bytes: usize) {
        let allocated = self.allocated.get() + bytes as isize;
        self.allocated.set(allocated);
        self.allocations.set(self.allocations.get() + 1);
        if allocated > self.peak.get() {
            self.peak.set(allocated);
            if allocated > PENDING_LIMIT {
                self.flush();
            }
        }
    }

    #[inline(always)]
    pub(super) fn freed(&self, bytes: usize) {
        let allocated = self.allocated.get() - bytes as isize;
        self.allocated.set(allocated);
        self.frees.set(self.frees.get() + 1);
        if allocated < -PENDING_LIMIT {
            self.flush();
        }
    }

    #[cold]
    pub(super) fn flush(&self) {
        let allocated = self.allocated.replace(0);
        let before = STATS.allocated.fetch_add(allocated as usize, Ordering::Relaxed);
        let peak = before as isize + self.peak.replace(0);
        STATS.peak_allocated.fetch_max(peak.max(0) as usize, Ordering::Relaxed);
        STATS.allocations.fetch_add(self.allocations.replace(0), Ordering::Relaxed);
        STATS.frees.fetch_add(self.frees.replace(0), Ordering::Relaxed);
    }
}
