//! The number of threads.

use super::team;
use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this are never used; it keeps the team's counters within their bit fields.
pub(super) const MAX_THREADS: usize = 4096;

/// Threads per parallel region; 0 until somebody asks.
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// The number of threads that share a parallel region, the calling one included.
///
/// The default is `FLAMBEAU_NUM_THREADS`, else `OMP_NUM_THREADS`, else the processors this process may use: its
/// affinity mask and its control group's quota.
#[inline]
pub fn num_threads() -> usize {
    match THREADS.load(Ordering::Relaxed) {
        0 => initial(),
        n => n,
    }
}

/// Sets the number of threads that share a parallel region; 0 counts as 1.
///
/// Surplus workers end, missing ones start with the next region. A region that is running keeps its threads.
pub fn set_num_threads(n: usize) {
    THREADS.store(n.clamp(1, MAX_THREADS), Ordering::Relaxed);
    team::dismiss_surplus();
}

#[cold]
fn initial() -> usize {
    let requested = |name| std::env::var(name).ok().and_then(|value| parse_threads(&value));
    let n = requested("FLAMBEAU_NUM_THREADS")
        .or_else(|| requested("OMP_NUM_THREADS"))
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
        .min(MAX_THREADS);
    // A set_num_threads from another thread in the meantime wins.
    match THREADS.compare_exchange(0, n, Ordering::Relaxed, Ordering::Relaxed) {
        Ok(_) => n,
        Err(set) => set,
    }
}

/// A positive number, or the first one of OpenMP's list for nested regions (`4,2`).
fn parse_threads(value: &str) -> Option<usize> {
    value.split(',').next()?.trim().parse().ok().filter(|&n| n > 0)
}

#[cfg(test)]
mod tests {
    use super::parse_threads;

    #[test]
    fn environment_values() {
        assert_eq!(parse_threads("4"), Some(4));
        assert_eq!(parse_threads(" 3 , 2"), Some(3));
        for bad in ["", "0", "-1", "many", ","] {
            assert_eq!(parse_threads(bad), None, "{bad:?}");
        }
    }
}
