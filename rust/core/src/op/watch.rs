//! Who sees operations before they run: interposers, and below them the profiler.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Op, Returned, Value, interpose};
use crate::{Result, profile};

/// Bits of [`WATCHERS`]: a thread is being profiled; one of those wants to know of memory.
pub(crate) const PROFILED: usize = 1;
pub(crate) const MEMORY: usize = 2;
/// What an interposer adds.
const INTERPOSER: usize = 4;

/// Who may want to see operations, in any thread. Operations look at nothing else while it is 0: a word of the process is
/// cheaper to read than one of the thread.
static WATCHERS: AtomicUsize = AtomicUsize::new(0);

/// Whether one of these bits is set.
#[inline(always)]
pub(crate) fn any(bits: usize) -> bool {
    WATCHERS.load(Ordering::Relaxed) & bits != 0
}

/// Sets the profiler's bits. Its callers take turns.
pub(crate) fn set_profiled(bits: usize) {
    WATCHERS.fetch_and(bits | !(PROFILED | MEMORY), Ordering::Relaxed);
    WATCHERS.fetch_or(bits, Ordering::Relaxed);
}

/// Notes one more interposer, or one less.
pub(super) fn count_interposer(more: bool) {
    if more {
        WATCHERS.fetch_add(INTERPOSER, Ordering::Relaxed);
    } else {
        WATCHERS.fetch_sub(INTERPOSER, Ordering::Relaxed);
    }
}

/// Whether somebody may want to see operations. Every operation asks.
#[inline(always)]
pub fn watched() -> bool {
    WATCHERS.load(Ordering::Relaxed) != 0
}

/// Shows the call to those who want to see it; `None` where the operation is to go on by itself.
#[cold]
pub fn watch(op: &'static Op, values: &[Value<'_>]) -> Option<Result<Returned>> {
    if interpose::active() { Some(interpose::call(op, values)) } else { profile::operation(op, values) }
}
