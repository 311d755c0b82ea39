//! The thread pool: every parallel kernel of flambeau runs on it.
//!
//! One team of workers per process, started when first needed. [`parallel`] hands out numbered chunks of work, the
//! calling thread takes part, nothing is allocated. Which thread runs which chunk is left to chance, so kernels split
//! their work by shape alone and combine partial results in chunk order: results never depend on the number of
//! threads.
//!
//! - `team`: workers, submission, the end of a job; what happens at `fork`
//! - `stages`: stages of work that the threads pass through together
//! - `config`: how many threads, from the environment and the machine
//! - `wait`: sleeping on an atomic word

mod config;
mod stages;
mod team;
pub(crate) mod wait;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use config::{num_threads, set_num_threads};
pub use stages::stages;
pub use team::{in_parallel, parallel};

use std::ops::Range;

/// Runs `work` once for each piece of `0..n`: pieces of `grain` elements, the last one shorter.
///
/// The pieces depend on `n` and `grain` only. A `grain` of 0 counts as 1, and `n` of 0 runs nothing. As [`parallel`]
/// otherwise.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// let sum = AtomicUsize::new(0);
/// flambeau_cpu::pool::for_range(1000, 64, &|range| {
///     sum.fetch_add(range.sum(), Ordering::Relaxed);
/// });
/// assert_eq!(sum.into_inner(), 499_500);
/// ```
pub fn for_range(n: usize, grain: usize, work: &(dyn Fn(Range<usize>) + Sync)) {
    let grain = grain.max(1);
    if n <= grain {
        if n > 0 {
            work(0..n);
        }
        return;
    }
    parallel(n.div_ceil(grain), &|chunk| {
        let start = chunk * grain;
        work(start..n.min(start.saturating_add(grain)));
    });
}
