//! Sleeping until an atomic word changes.
//!
//! [`wait`] may return for no reason; callers loop. Unlike a mutex with a condition variable the word has no hidden
//! state, so a forked child can use it whatever other threads were doing at that moment.

use std::sync::atomic::AtomicU32;

#[cfg(target_os = "linux")]
pub(crate) use futex::{wait, wake};
#[cfg(not(target_os = "linux"))]
pub(crate) use portable::{wait, wake};

#[cfg(target_os = "linux")]
mod futex {
    use super::AtomicU32;

    /// Sleeps while `word` holds `expected`.
    pub(crate) fn wait(word: &AtomicU32, expected: u32) {
        // SAFETY: the word outlives the call; a null timeout waits without limit.
        unsafe {
            libc::syscall(
                libc::SYS_futex,
                word.as_ptr(),
                libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
                expected,
                std::ptr::null::<libc::timespec>(),
            );
        }
    }

    /// Wakes up to `count` threads that sleep on `word`.
    pub(crate) fn wake(word: &AtomicU32, count: usize) {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        // SAFETY: the kernel uses the word's address as a key only.
        unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG, count) };
    }
}

/// For systems without futexes: every sleeper shares one condition variable and looks at its own word.
#[cfg(any(not(target_os = "linux"), test))]
#[cfg_attr(target_os = "linux", allow(dead_code))]
mod portable {
    use super::AtomicU32;
    use std::sync::atomic::Ordering;
    use std::sync::{Condvar, Mutex, PoisonError};

    static LOCK: Mutex<()> = Mutex::new(());
    static CHANGED: Condvar = Condvar::new();

    /// Sleeps while `word` holds `expected`.
    pub(crate) fn wait(word: &AtomicU32, expected: u32) {
        let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        if word.load(Ordering::SeqCst) == expected {
            drop(CHANGED.wait(guard));
        }
    }

    /// Wakes whoever sleeps.
    pub(crate) fn wake(_word: &AtomicU32, _count: usize) {
        drop(LOCK.lock());
        CHANGED.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering;

    fn ping_pong(wait: fn(&AtomicU32, u32), wake: fn(&AtomicU32, usize)) {
        let word = AtomicU32::new(0);
        let turn = |mine: u32| {
            for _ in 0..200 {
                loop {
                    let now = word.load(Ordering::Acquire);
                    if now % 2 == mine {
                        break;
                    }
                    wait(&word, now);
                }
                word.fetch_add(1, Ordering::Release);
                wake(&word, 1);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| turn(0));
            scope.spawn(|| turn(1));
        });
        assert_eq!(word.into_inner(), 400);
    }

    #[test]
    fn two_threads_take_turns() {
        ping_pong(wait, wake);
        ping_pong(portable::wait, portable::wake);
    }
}
