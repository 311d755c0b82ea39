//! Stages of work in one parallel region.

use super::team::spin;
use super::{in_parallel, num_threads, parallel};
use smallvec::SmallVec;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// How long a thread looks for the end of a stage between two looks at whether another one failed.
const LOOK: Duration = Duration::from_millis(1);

/// A counter in a line of the caches of its own.
#[repr(align(64))]
#[derive(Default)]
struct Counter(AtomicUsize);

/// Sets a flag if dropped in a panic.
struct OnPanic<'a>(&'a AtomicBool);

impl Drop for OnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Release);
        }
    }
}

/// Runs `work(stage, 0)`, ..., `work(stage, tasks(stage) - 1)` for one stage after the other, each once, in any order
/// within a stage. All tasks of a stage are done before the first of the next begins.
///
/// The threads stay together from stage to stage, where a [`parallel`] for each would send them off and call them
/// again. Each begins with its own part of a stage, the same one in every stage with as many tasks, and then helps the
/// others. A panic in `work` reaches the caller.
///
/// ```
/// use std::sync::atomic::{AtomicUsize, Ordering};
/// let sums = [AtomicUsize::new(1), AtomicUsize::new(0), AtomicUsize::new(0)];
/// flambeau_cpu::pool::stages(2, &|_| 10, &|stage, _| {
///     sums[stage + 1].fetch_add(sums[stage].load(Ordering::Relaxed), Ordering::Relaxed);
/// });
/// assert_eq!(sums[2].load(Ordering::Relaxed), 100);
/// ```
pub fn stages(count: usize, tasks: &(dyn Fn(usize) -> usize + Sync), work: &(dyn Fn(usize, usize) + Sync)) {
    let most = (0..count).map(tasks).max().unwrap_or(0);
    let ranges = num_threads().min(most);
    if ranges <= 1 || in_parallel() {
        return (0..count).for_each(|stage| (0..tasks(stage)).for_each(|task| work(stage, task)));
    }
    // Tasks of each range that were claimed, and tasks of all that are done, over all stages.
    let claimed: Vec<Counter> = (0..ranges).map(|_| Counter::default()).collect();
    let (done, failed) = (Counter::default(), AtomicBool::new(false));
    // A thread waits for tasks that others have begun, never for such that nobody has claimed: it claims those itself.
    parallel(ranges, &|own| {
        let _flag = OnPanic(&failed);
        // What earlier stages had, in each range and in all.
        let mut before: SmallVec<[usize; 16]> = SmallVec::from_elem(0, ranges);
        let mut all = 0;
        for stage in 0..count {
            while !spin(LOOK, || done.0.load(Ordering::Acquire) >= all) {
                if failed.load(Ordering::Acquire) {
                    return;
                }
            }
            let n = tasks(stage);
            for range in (0..ranges).map(|at| (own + at) % ranges) {
                let (start, end) = (range * n / ranges, (range + 1) * n / ranges);
                let limit = before[range] + end - start;
                let next = |at: usize| (at < limit).then_some(at + 1);
                while let Ok(at) = claimed[range].0.try_update(Ordering::Relaxed, Ordering::Relaxed, next) {
                    work(stage, start + at - before[range]);
                    done.0.fetch_add(1, Ordering::Release);
                }
                before[range] = limit;
            }
            all += n;
        }
    });
}
