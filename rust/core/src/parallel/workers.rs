//! One thread for each device, made when it is first needed, and kept.
//!
//! A call hands over one job or more for each of several devices, all at once: two calls never wait for each other crosswise.
//! A device's jobs run in the order they were given. The threads hold nothing while they wait, so that the process may end
//! without asking them; a forked child makes its own.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, RawMutex};

use super::Inherited;
use crate::device::Device;
use crate::error::Kind;
use crate::{Error, Result};

type Job = Box<dyn FnOnce() + Send>;

/// The threads of one process.
struct Team {
    process: u32,
    queues: Vec<(Device, Sender<Job>)>,
}

static TEAM: Mutex<Team> = Mutex::new(Team { process: 0, queues: Vec::new() });

/// The lock of the team, which a fork takes.
pub(crate) fn raw_lock() -> &'static RawMutex {
    // SAFETY: whoever asks locks and unlocks in pairs.
    unsafe { TEAM.raw() }
}

thread_local! {
    static WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is a device's worker. What it starts then runs on itself, one job after the other.
pub fn is_worker() -> bool {
    WORKER.get()
}

fn serve(device: Device) -> Result<Sender<Job>> {
    let (sender, jobs) = channel::<Job>();
    let named = thread::Builder::new().name(format!("flambeau-{device}"));
    let started = named.spawn(move || {
        WORKER.set(true);
        while let Ok(job) = jobs.recv() {
            job();
        }
    });
    match started {
        Ok(_) => Ok(sender),
        Err(error) => Err(Error::message(Kind::Runtime, format!("no thread for device {device}: {error}"))),
    }
}

impl Team {
    fn queue(&mut self, device: Device) -> Result<&Sender<Job>> {
        let process = std::process::id();
        if self.process != process {
            // The threads stayed with the parent, and so do the queues' other ends.
            std::mem::forget(std::mem::take(&mut self.queues));
            self.process = process;
        }
        let at = match self.queues.iter().position(|(other, _)| other.is_same_place(device)) {
            Some(at) => at,
            None => {
                crate::fork::watch();
                self.queues.push((device, serve(device)?));
                self.queues.len() - 1
            }
        };
        Ok(&self.queues[at].1)
    }
}

/// What jobs gave so far.
struct Board<T> {
    results: Vec<Option<thread::Result<T>>>,
    missing: usize,
}

/// Jobs that run, or wait for their turn.
pub struct Pending<T> {
    board: Arc<(Mutex<Board<T>>, Condvar)>,
}

impl<T> Pending<T> {
    /// Waits until all jobs are done, or the time is over; answers whether they are done.
    pub fn wait_for(&self, time: Duration) -> bool {
        let (board, done) = &*self.board;
        let end = Instant::now() + time;
        let mut board = board.lock();
        while board.missing > 0 {
            if done.wait_until(&mut board, end).timed_out() {
                return board.missing == 0;
            }
        }
        true
    }

    /// Waits until all jobs are done; their results in the order the jobs were given.
    ///
    /// # Errors
    /// A job that panicked is a `RuntimeError` with the panic's text.
    pub fn wait(self) -> Vec<Result<T>> {
        let (board, done) = &*self.board;
        let mut board = board.lock();
        while board.missing > 0 {
            done.wait(&mut board);
        }
        let lost = || Error::message(Kind::Runtime, "a device's thread lost its job");
        board
            .results
            .drain(..)
            .map(|result| match result {
                Some(Ok(value)) => Ok(value),
                Some(Err(panic)) => Err(panicked(&*panic)),
                None => Err(lost()),
            })
            .collect()
    }
}

/// A panic as an error.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::message(Kind::Runtime, format!("a device's thread panicked: {}", text.unwrap_or("without a message")))
}

/// Gives jobs to the threads of their devices. Each runs with the switches of the calling thread ([`Inherited`]); on a
/// worker itself they run at once, one after the other.
///
/// ```
/// use flambeau::{Device, parallel};
/// let jobs = (0..3).map(|at| (Device::CPU, Box::new(move || at * at) as parallel::workers::Work<i32>)).collect();
/// let squares: flambeau::Result<Vec<i32>> = parallel::start(jobs)?.wait().into_iter().collect();
/// assert_eq!(squares?, [0, 1, 4]);
/// # Ok::<(), flambeau::Error>(())
/// ```
///
/// # Errors
/// The system has no more threads.
pub fn start<T: Send + 'static>(jobs: Vec<(Device, Work<T>)>) -> Result<Pending<T>> {
    let missing = jobs.len();
    let results = (0..missing).map(|_| None).collect();
    let board = Arc::new((Mutex::new(Board { results, missing }), Condvar::new()));
    let inherited = Inherited::here();
    let ready = jobs.into_iter().enumerate().map(|(at, (device, work))| {
        let (board, inherited) = (board.clone(), inherited.clone());
        let job: Job = Box::new(move || {
            let result = {
                let _entered = inherited.enter();
                catch_unwind(AssertUnwindSafe(work))
            };
            let (board, done) = &*board;
            let mut board = board.lock();
            board.results[at] = Some(result);
            board.missing -= 1;
            if board.missing == 0 {
                done.notify_all();
            }
        });
        (device, job)
    });
    if is_worker() {
        ready.for_each(|(_, job)| job());
        return Ok(Pending { board });
    }
    let ready: Vec<_> = ready.collect();
    let mut team = TEAM.lock();
    for (device, _) in &ready {
        team.queue(*device)?;
    }
    for (device, job) in ready {
        // A thread ends with its queue only, so the other end is there.
        let _ = team.queue(device)?.send(job);
    }
    drop(team);
    Ok(Pending { board })
}

/// What one job does.
pub type Work<T> = Box<dyn FnOnce() -> T + Send>;
