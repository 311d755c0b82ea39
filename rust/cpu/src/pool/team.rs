//! The workers and how a job reaches them.
//!
//! A job lies on the submitting thread's stack. The team's `state` word opens it to a number of workers (*seats*) and
//! counts those that came *inside*. Threads claim chunks from the job's counters; whoever finds none left closes the
//! remaining seats, so a worker that wakes late, because a neighbour had its processor, is never waited for. The
//! submitter leaves once nobody is inside.
//!
//! At `fork` the child has none of its parent's workers: a handler resets the team, and the next job starts new ones.

use super::config::{MAX_THREADS, num_threads};
use super::wait::{wait, wake};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a worker looks for the next job before it sleeps.
///
/// Waking a sleeper costs the submitter 7 us and comes 20 us late (2-core Zen 3 virtual machine), which operations of
/// a training step, 5 to 40 us apart, would pay each time. Looking on is cheap because [`spin`] yields the processor:
/// a neighbour that computed on one of the two cores kept 95 % of its speed, and the pool's jobs were never slower
/// than without workers (without the yields a submitter waited out the whole idle time, 50 us, in 1 job of 20).
const IDLE_SPIN: Duration = Duration::from_micros(50);

/// How long a submitter looks for the last worker to leave before it sleeps: about what a sleep costs.
const CLOSE_SPIN: Duration = Duration::from_micros(5);

/// Threads that one thread wakes: each of them wakes as many again, so that a large team is up after a few steps.
const WAKE_FANOUT: usize = 2;

// The state word: workers inside, seats left, and whether the submitter sleeps until the former are gone.
const INSIDE: u32 = 0x0000_ffff;
const SEATS: u32 = 0x7fff_0000;
const SEAT: u32 = 0x0001_0000;
const WAITING: u32 = 0x8000_0000;
const _: () = assert!(MAX_THREADS < (SEATS / SEAT) as usize && MAX_THREADS < INSIDE as usize);

thread_local! {
    static IN_PARALLEL: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread is inside a parallel region; a further [`parallel`] then runs inline.
pub fn in_parallel() -> bool {
    IN_PARALLEL.get()
}

/// Runs `work(0)`, ..., `work(chunks - 1)`, each once, in any order, on the pool's threads and the calling one. Returns
/// when all are done.
///
/// Runs inline, in order, on the calling thread: one chunk; a call from inside `work`; a call while another thread
/// has the pool. A panic in `work` reaches the caller, after the chunks that had begun; others may be left out.
pub fn parallel(chunks: usize, work: &(dyn Fn(usize) + Sync)) {
    if chunks > 1 && !in_parallel() && num_threads() > 1 {
        TEAM.run(chunks, work);
    } else {
        (0..chunks).for_each(work);
    }
}

/// Ends the workers that the number of threads no longer asks for.
pub(super) fn dismiss_surplus() {
    TEAM.epoch.fetch_add(1, Ordering::SeqCst);
    wake(&TEAM.epoch, MAX_THREADS);
}

/// Marks the calling thread as inside a region until dropped.
struct Region {
    outer: bool,
}

impl Region {
    fn enter() -> Region {
        Region { outer: IN_PARALLEL.replace(true) }
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        IN_PARALLEL.set(self.outer);
    }
}

/// Most ranges of chunks that have a counter of their own.
const RANGES: usize = 8;

struct Job<'a> {
    work: &'a (dyn Fn(usize) + Sync),
    chunks: usize,
    /// Ranges of neighbouring chunks, as many as there are threads. Each thread begins with its own one, the same in
    /// every job, so that what it wrote in one job is still in its core's cache in the next.
    ranges: usize,
    /// The next chunk of each range.
    next: [AtomicUsize; RANGES],
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

impl<'a> Job<'a> {
    fn new(work: &'a (dyn Fn(usize) + Sync), chunks: usize, threads: usize) -> Self {
        let ranges = threads.min(RANGES);
        let next = std::array::from_fn(|range| AtomicUsize::new(range.min(ranges) * chunks / ranges));
        Job { work, chunks, ranges, next, panic: Mutex::new(None) }
    }

    /// Claims and runs chunks until none is left, those of the thread's own range first.
    fn run_chunks(&self, thread: usize) {
        let result = catch_unwind(AssertUnwindSafe(|| {
            for range in (0..self.ranges).map(|at| (thread + at) % self.ranges) {
                let end = (range + 1) * self.chunks / self.ranges;
                loop {
                    let chunk = self.next[range].fetch_add(1, Ordering::Relaxed);
                    if chunk >= end {
                        break;
                    }
                    (self.work)(chunk);
                }
            }
        }));
        if let Err(payload) = result {
            self.next.iter().for_each(|next| next.store(self.chunks, Ordering::Relaxed));
            self.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(payload);
        }
    }
}

static TEAM: Team = Team {
    busy: AtomicBool::new(false),
    job: AtomicPtr::new(ptr::null_mut()),
    state: AtomicU32::new(0),
    epoch: AtomicU32::new(0),
    sleepers: AtomicUsize::new(0),
    workers: AtomicUsize::new(0),
    forks: AtomicU32::new(0),
    handles_fork: AtomicBool::new(false),
};

struct Team {
    /// A job is being submitted or runs.
    busy: AtomicBool,
    /// The job; valid for those that are inside.
    job: AtomicPtr<Job<'static>>,
    /// See [`INSIDE`], [`SEATS`], [`WAITING`].
    state: AtomicU32,
    /// Grows with each job; workers sleep on it.
    epoch: AtomicU32,
    /// Workers asleep, or about to be.
    sleepers: AtomicUsize,
    /// Workers alive.
    workers: AtomicUsize,
    /// Forks between the first process and this one: workers know by it which process they belong to.
    forks: AtomicU32,
    /// The fork handler is registered.
    handles_fork: AtomicBool,
}

impl Team {
    fn run(&'static self, chunks: usize, work: &(dyn Fn(usize) + Sync)) {
        self.handle_fork();
        let region = Region::enter();
        if self.busy.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
            return (0..chunks).for_each(work);
        }
        let workers = self.start_workers(num_threads() - 1);
        let job = Job::new(work, chunks, workers + 1);
        let seats = workers.min(chunks - 1);
        self.job.store(ptr::from_ref(&job).cast::<Job<'static>>().cast_mut(), Ordering::Relaxed);
        self.state.store(seats as u32 * SEAT, Ordering::Release);
        // A worker counts itself a sleeper, then sleeps only if the epoch is still the old one: either it is seen here
        // or it sees the new epoch.
        self.epoch.fetch_add(1, Ordering::SeqCst);
        let sleepers = self.sleepers.load(Ordering::SeqCst);
        let awake = workers.saturating_sub(sleepers);
        self.wake_some(seats.saturating_sub(awake).min(sleepers));
        job.run_chunks(0);
        self.close();
        self.busy.store(false, Ordering::Release);
        drop(region);
        if let Some(payload) = job.panic.into_inner().unwrap_or_else(PoisonError::into_inner) {
            resume_unwind(payload);
        }
    }

    /// Takes the seats that are left away and waits until nobody is inside.
    fn close(&self) {
        let inside = |state: u32| state & INSIDE;
        if inside(self.state.fetch_and(!SEATS, Ordering::Acquire)) == 0
            || spin(CLOSE_SPIN, || inside(self.state.load(Ordering::Acquire)) == 0)
        {
            return;
        }
        let mut state = self.state.fetch_or(WAITING, Ordering::Acquire) | WAITING;
        while inside(state) > 0 {
            wait(&self.state, state);
            state = self.state.load(Ordering::Acquire);
        }
    }

    /// Takes a seat, if there is one.
    fn enter(&self) -> bool {
        let seated = self
            .state
            .try_update(Ordering::Acquire, Ordering::Relaxed, |state| (state & SEATS > 0).then(|| state - SEAT + 1));
        if let Ok(state) = seated {
            self.wake_some(((state & SEATS) / SEAT - 1) as usize);
        }
        seated.is_ok()
    }

    /// Leaves a job that has no chunk left. The job may be gone afterwards.
    fn leave(&self) {
        let before = self.state.update(Ordering::Release, Ordering::Relaxed, |state| (state & !SEATS) - 1);
        if before & WAITING != 0 && before & INSIDE == 1 {
            wake(&self.state, 1);
        }
    }

    /// Wakes workers for `seats` seats, but no more than one thread should.
    fn wake_some(&self, seats: usize) {
        if seats > 0 && self.sleepers.load(Ordering::SeqCst) > 0 {
            wake(&self.epoch, seats.min(WAKE_FANOUT));
        }
    }

    /// What a worker does, the `number`th of the team.
    fn work(&self, number: usize) {
        let forks = self.forks.load(Ordering::Relaxed);
        let _region = Region::enter();
        while !self.retire() {
            let epoch = self.epoch.load(Ordering::Acquire);
            if self.enter() {
                // SAFETY: the submitter keeps the job alive while somebody is inside.
                unsafe { (*self.job.load(Ordering::Relaxed)).run_chunks(number) };
                if self.forks.load(Ordering::Relaxed) != forks {
                    // The work forked, and this is the child: its team does not know this thread.
                    return;
                }
                self.leave();
            } else if !spin(IDLE_SPIN, || self.epoch.load(Ordering::Acquire) != epoch) {
                self.sleepers.fetch_add(1, Ordering::SeqCst);
                wait(&self.epoch, epoch);
                self.sleepers.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }

    /// Signs the calling worker off if there are more than the number of threads asks for.
    fn retire(&self) -> bool {
        let wanted = num_threads() - 1;
        let fewer = |workers: usize| (workers > wanted).then(|| workers - 1);
        self.workers.load(Ordering::Relaxed) > wanted
            && self.workers.try_update(Ordering::Relaxed, Ordering::Relaxed, fewer).is_ok()
    }

    /// Starts the workers that are missing and returns how many a job may use: fewer if the system refuses threads.
    fn start_workers(&'static self, wanted: usize) -> usize {
        let mut workers = self.workers.load(Ordering::Relaxed);
        while workers < wanted {
            self.workers.fetch_add(1, Ordering::Relaxed);
            let signals = BlockedSignals::new();
            let thread = std::thread::Builder::new().name("flambeau".into()).spawn(move || self.work(workers + 1));
            drop(signals);
            if thread.is_err() {
                self.workers.fetch_sub(1, Ordering::Relaxed);
                break;
            }
            workers += 1;
        }
        workers.min(wanted)
    }

    fn handle_fork(&self) {
        #[cfg(unix)]
        if !self.handles_fork.load(Ordering::Relaxed) && !self.handles_fork.swap(true, Ordering::Relaxed) {
            // SAFETY: the handler touches atomics only.
            unsafe { libc::pthread_atfork(None, None, Some(reset_after_fork)) };
        }
    }
}

/// Runs in a forked child, on its only thread.
#[cfg(unix)]
extern "C" fn reset_after_fork() {
    TEAM.forks.fetch_add(1, Ordering::Relaxed);
    TEAM.workers.store(0, Ordering::Relaxed);
    TEAM.sleepers.store(0, Ordering::Relaxed);
    TEAM.state.store(0, Ordering::Relaxed);
    TEAM.busy.store(false, Ordering::Relaxed);
}

/// Blocks all signals on the calling thread until dropped. A new thread inherits the mask, so that signals go to the
/// threads of the program and Ctrl-C reaches the main one.
struct BlockedSignals {
    #[cfg(unix)]
    before: libc::sigset_t,
}

impl BlockedSignals {
    #[cfg(unix)]
    fn new() -> BlockedSignals {
        // SAFETY: both sets are plain data that the calls fill.
        unsafe {
            let mut all = std::mem::zeroed();
            let mut before = std::mem::zeroed();
            libc::sigfillset(&mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
            BlockedSignals { before }
        }
    }

    #[cfg(not(unix))]
    fn new() -> BlockedSignals {
        BlockedSignals {}
    }
}

impl Drop for BlockedSignals {
    fn drop(&mut self) {
        #[cfg(unix)]
        // SAFETY: `before` is the mask that `new` read.
        unsafe {
            libc::pthread_sigmask(libc::SIG_SETMASK, &self.before, ptr::null_mut())
        };
    }
}

/// Looks for `done` for about as long as `limit`; whether it came. Whoever else wants this processor gets it.
pub(super) fn spin(limit: Duration, done: impl Fn() -> bool) -> bool {
    let mut start = None;
    loop {
        for _ in 0..64 {
            if done() {
                return true;
            }
            std::hint::spin_loop();
        }
        std::thread::yield_now();
        if start.get_or_insert_with(Instant::now).elapsed() > limit {
            return done();
        }
    }
}
