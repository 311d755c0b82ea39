//! Sessions, the threads that take part in them, and what these threads have written down.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime};

use parking_lot::{Mutex, RawMutex};

use super::record::{Log, LoggedEvent};
use super::report::Report;
use crate::op::watch::{MEMORY, PROFILED, set_profiled};

/// What a session writes down besides names and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Shapes, strides and dtypes of tensors, and the values of other arguments.
    pub shapes: bool,
    /// Memory of tensors.
    pub memory: bool,
    /// Floating-point operations; they are counted from shapes and always there where shapes are.
    pub flops: bool,
    /// Where the embedding language called: see [`set_stack_source`].
    pub stacks: bool,
    /// Operations of every thread, and not of the calling one only.
    pub all_threads: bool,
}

/// What the threads of a session share.
pub(super) struct Shared {
    pub options: Options,
    pub start: Instant,
    /// The number of the thread that started it.
    owner: u64,
    wall: SystemTime,
    /// Whether the session is open and not paused.
    recording: AtomicBool,
    /// Whether it was stopped or another one took its place.
    closed: AtomicBool,
}

impl Shared {
    /// Nanoseconds since the start.
    pub fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}

/// A thread's part of a session.
pub(super) struct Member {
    pub shared: Arc<Shared>,
    /// The thread's number, and the number that the system knows it by.
    pub thread: u64,
    pub system_thread: u64,
    /// A forked child has only one thread: others may have held their lock at that moment.
    process: u32,
    pub log: Mutex<Log>,
}

struct Open {
    shared: Arc<Shared>,
    members: Vec<Arc<Member>>,
}

/// Sessions that are open, in the order they were started.
static SESSIONS: Mutex<Vec<Open>> = Mutex::new(Vec::new());

/// The lock of the sessions, which a fork takes.
pub(crate) fn raw_lock() -> &'static RawMutex {
    // SAFETY: whoever asks locks and unlocks in pairs.
    unsafe { SESSIONS.raw() }
}

/// Counts the sessions that every thread takes part in: a thread looks for one it does not know when this changes.
static COMMON: AtomicU64 = AtomicU64::new(0);
static NEXT_THREAD: AtomicU64 = AtomicU64::new(1);

struct Local {
    member: RefCell<Option<Arc<Member>>>,
    number: Cell<u64>,
    /// The value of [`COMMON`] when the thread looked last.
    seen: Cell<u64>,
}

thread_local! {
    static LOCAL: Local = const { Local { member: RefCell::new(None), number: Cell::new(0), seen: Cell::new(0) } };
}

/// The calling thread's number: 1 for the first that asked.
pub(crate) fn thread_number() -> u64 {
    LOCAL
        .try_with(|local| {
            if local.number.get() == 0 {
                local.number.set(NEXT_THREAD.fetch_add(1, Ordering::Relaxed));
            }
            local.number.get()
        })
        .unwrap_or(0)
}

fn system_thread() -> u64 {
    #[cfg(target_os = "linux")]
    // SAFETY: asks for a number.
    return unsafe { libc::syscall(libc::SYS_gettid) as u64 };
    #[cfg(not(target_os = "linux"))]
    thread_number()
}

/// Sets the flags by the open sessions; called with their lock held.
fn set_flags(open: &[Open]) {
    let bits = |open: &Open| PROFILED | if open.shared.options.memory { MEMORY } else { 0 };
    set_profiled(open.iter().fold(0, |flags, open| flags | bits(open)));
}

fn new_member(shared: &Arc<Shared>) -> Arc<Member> {
    Arc::new(Member {
        shared: shared.clone(),
        thread: thread_number(),
        system_thread: system_thread(),
        process: std::process::id(),
        log: Mutex::new(Log::default()),
    })
}

/// Takes the calling thread into a session that all threads take part in.
#[cold]
fn join(local: &Local, common: u64) -> Option<Arc<Member>> {
    local.seen.set(common);
    let member = {
        let mut open = SESSIONS.lock();
        let session = open.iter_mut().rev().find(|open| open.shared.options.all_threads)?;
        let member = new_member(&session.shared);
        session.members.push(member.clone());
        member
    };
    let before = local.member.borrow_mut().replace(member.clone());
    drop(before);
    Some(member)
}

/// The calling thread's part in a session that is recording now.
pub(super) fn current() -> Option<Arc<Member>> {
    LOCAL
        .try_with(|local| {
            let known = local.member.borrow().clone();
            let member = match known.filter(|member| !member.shared.closed.load(Ordering::Relaxed)) {
                Some(member) => member,
                None => {
                    let common = COMMON.load(Ordering::Acquire);
                    if common == local.seen.get() {
                        return None;
                    }
                    join(local, common)?
                }
            };
            member.shared.recording.load(Ordering::Relaxed).then_some(member)
        })
        .ok()
        .flatten()
}

/// Whether operations of the calling thread are written down.
pub fn recording() -> bool {
    super::on() && current().is_some()
}

/// Starts a session of the calling thread. See the [module](self)'s example.
pub fn start(options: Options) -> Session {
    crate::fork::watch();
    let shared = Arc::new(Shared {
        options,
        start: Instant::now(),
        owner: thread_number(),
        wall: SystemTime::now(),
        recording: AtomicBool::new(true),
        closed: AtomicBool::new(false),
    });
    let member = new_member(&shared);
    let before = LOCAL.try_with(|local| {
        // Afterwards the thread takes part in sessions of all threads again.
        local.seen.set(0);
        local.member.borrow_mut().replace(member.clone())
    });
    let before = before.ok().flatten().filter(|before| before.shared.owner == shared.owner);
    let mut open = SESSIONS.lock();
    if let Some(before) = &before {
        before.shared.closed.store(true, Ordering::Relaxed);
        open.retain(|open| !Arc::ptr_eq(&open.shared, &before.shared));
    }
    open.push(Open { shared: shared.clone(), members: vec![member] });
    set_flags(&open);
    drop(open);
    if options.all_threads {
        COMMON.fetch_add(1, Ordering::Release);
    }
    Session { shared }
}

/// An open session; see [`start`]. It ends when it is stopped or dropped.
#[must_use]
pub struct Session {
    shared: Arc<Shared>,
}

impl Session {
    /// Ends the session, and reports what it saw: nothing if another one took its place meanwhile. Any thread may stop
    /// it. What still runs ends now.
    pub fn stop(self) -> Report {
        self.close().unwrap_or_else(|| Report::new(self.shared.wall, Vec::new()))
    }

    /// Whether another session took its place.
    pub fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Relaxed)
    }

    /// Pauses the session or goes on with it. What began before ends as it would have.
    pub fn set_recording(&self, recording: bool) {
        self.shared.recording.store(recording, Ordering::Relaxed);
    }

    fn close(&self) -> Option<Report> {
        let end = self.shared.now();
        self.shared.recording.store(false, Ordering::Relaxed);
        if self.shared.closed.swap(true, Ordering::Relaxed) {
            return None;
        }
        let members = {
            let mut open = SESSIONS.lock();
            let at = open.iter().position(|open| Arc::ptr_eq(&open.shared, &self.shared))?;
            let closed = open.remove(at);
            set_flags(&open);
            closed.members
        };
        let mut logs = Vec::with_capacity(members.len());
        for member in &members {
            // A thread of the process that this one was forked from may have held its lock, and will not give it back.
            let log =
                if member.process == std::process::id() { Some(member.log.lock()) } else { member.log.try_lock() };
            if let Some(mut log) = log {
                logs.push((member.thread, member.system_thread, log.finish(end)));
            }
        }
        Some(Report::new(self.shared.wall, logs))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let report = self.close();
        drop(report);
    }
}

/// Where the embedding language called, the innermost call first.
pub type StackSource = fn() -> Vec<String>;

static STACK_SOURCE: OnceLock<StackSource> = OnceLock::new();

/// Sets what answers where the embedding language called; the first call counts. It is asked on the thread of the
/// operation, for those that the embedding language called itself.
pub fn set_stack_source(source: StackSource) {
    let _ = STACK_SOURCE.set(source);
}

/// Where the embedding language called, if the session wants to know and the thread is not inside an operation.
pub(super) fn stack(member: &Member) -> Option<Arc<[String]>> {
    let source = STACK_SOURCE.get().filter(|_| member.shared.options.stacks)?;
    let direct = member.log.lock().open_events().all(LoggedEvent::is_scope);
    // The lock is free meanwhile: the embedding language may run anything.
    direct.then(|| source().into())
}
