//! Locks of the whole process across `fork`: a child must not inherit one that another thread of its parent holds.

use std::sync::Once;

use parking_lot::RawMutex;
use parking_lot::lock_api::RawMutex as _;

/// The locks, in the order they are taken. No thread takes one while it holds another.
fn locks() -> [&'static RawMutex; 4] {
    [
        crate::ops::pointwise::program_lock(),
        crate::random::default_generator().raw_lock(),
        crate::profile::raw_lock(),
        crate::parallel::workers::raw_lock(),
    ]
}

extern "C" fn before() {
    locks().iter().for_each(|lock| lock.lock());
}

extern "C" fn in_parent() {
    // SAFETY: `before` took them, on this thread.
    locks().iter().for_each(|lock| unsafe { lock.unlock() });
}

extern "C" fn in_child() {
    for lock in locks() {
        // SAFETY: `before` took it, so nobody is inside; the threads that waited for it are not there in the child, which
        // has this thread only. The whole state of a raw mutex is an atomic byte.
        unsafe { std::ptr::from_ref(lock).cast_mut().write(RawMutex::INIT) };
    }
}

/// Begins to hold the locks whenever the process forks.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Handlers run in the reverse of this order before a fork: the allocator's, whose locks are taken by threads that
        // hold ours, must be there first.
        drop(flambeau_cpu::alloc::Scratch::<u8>::new(1));
        #[cfg(unix)]
        // SAFETY: the handlers are functions of this library, which is never unloaded.
        unsafe {
            libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child));
        }
    });
}
