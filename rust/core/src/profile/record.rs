//! What operations, nodes and blocks write into the log of their thread.

use std::borrow::Cow;
use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::Arc;

use super::argument::{Argument, arguments, gradients};
use super::flops::{Flops, flops};
use super::report::Kind;
use super::session::{Member, current, stack};
use crate::autograd::{Node, mode, next_sequence};
use crate::device::Device;
use crate::op::{Op, Returned, Value};
use crate::{Result, Tensor};

/// The name of an event, in the parts it is made of.
pub(super) enum Name {
    Operation(&'static Op),
    /// A node, and what stands before its name.
    Node(&'static str, Cow<'static, str>),
    Scope(Box<str>),
}

/// An event on its way into a report.
pub(super) struct LoggedEvent {
    pub name: Name,
    pub kind: Kind,
    pub start: u64,
    /// 0 while it runs.
    pub end: u64,
    pub parent: Option<u32>,
    pub sequence: Option<u64>,
    pub forward_thread: Option<u64>,
    pub arguments: Vec<Argument>,
    pub flops: Flops,
    pub stack: Option<Arc<[String]>>,
}

impl LoggedEvent {
    pub fn is_scope(&self) -> bool {
        matches!(self.kind, Kind::Scope)
    }

    fn new(name: Name, kind: Kind) -> LoggedEvent {
        LoggedEvent {
            name,
            kind,
            start: 0,
            end: 0,
            parent: None,
            sequence: None,
            forward_thread: None,
            arguments: Vec::new(),
            flops: Flops::default(),
            stack: None,
        }
    }
}

/// Memory that was taken or given back.
pub(super) struct LoggedMemory {
    pub time: u64,
    pub device: Device,
    pub address: usize,
    pub bytes: i64,
    pub total: usize,
    pub reserved: usize,
    pub event: Option<u32>,
}

/// What one thread wrote down.
#[derive(Default)]
pub(super) struct Log {
    pub events: Vec<LoggedEvent>,
    pub memory: Vec<LoggedMemory>,
    /// Events that run, the innermost last.
    open: Vec<u32>,
    finished: bool,
}

impl Log {
    fn begin(&mut self, mut event: LoggedEvent, member: &Member) -> u32 {
        let at = self.events.len() as u32;
        event.parent = self.open.last().copied();
        self.open.push(at);
        // The last thing, so that what it costs to write an event down counts to the one around it.
        event.start = member.shared.now();
        self.events.push(event);
        at
    }

    fn end(&mut self, at: u32, now: u64) {
        if self.finished {
            return;
        }
        if let Some(place) = self.open.iter().rposition(|&open| open == at) {
            self.open.remove(place);
        }
        self.events[at as usize].end = now;
    }

    /// The events that run.
    pub fn open_events(&self) -> impl Iterator<Item = &LoggedEvent> {
        self.open.iter().map(|&at| &self.events[at as usize])
    }

    /// Takes everything out; what still runs ends now.
    pub fn finish(&mut self, now: u64) -> (Vec<LoggedEvent>, Vec<LoggedMemory>) {
        self.finished = true;
        for at in std::mem::take(&mut self.open) {
            self.events[at as usize].end = now;
        }
        (std::mem::take(&mut self.events), std::mem::take(&mut self.memory))
    }
}

/// Ends an event when it is dropped.
pub(crate) struct Running {
    member: Arc<Member>,
    at: u32,
}

impl Drop for Running {
    fn drop(&mut self) {
        let now = self.member.shared.now();
        self.member.log.lock().end(self.at, now);
    }
}

fn begin(member: Arc<Member>, mut event: LoggedEvent) -> Running {
    event.stack = stack(&member);
    let at = member.log.lock().begin(event, &member);
    Running { member, at }
}

/// The number that the next node of this thread will have, where one would be recorded.
fn sequence() -> Option<u64> {
    mode::grad_enabled().then(next_sequence)
}

thread_local! {
    /// Whether the operation that is called next is the one that was just written down.
    static PASS: Cell<bool> = const { Cell::new(false) };
}

/// Writes an operation down and runs it. `None` where that is left to the caller: nobody listens, or the call comes from
/// here.
pub(crate) fn operation(op: &'static Op, values: &[Value<'_>]) -> Option<Result<Returned>> {
    if PASS.replace(false) {
        return None;
    }
    let member = current()?;
    let options = &member.shared.options;
    let mut event = LoggedEvent::new(Name::Operation(op), Kind::Operation);
    event.sequence = sequence();
    if options.shapes || options.flops {
        event.arguments = arguments(op, values);
        event.flops = flops(op.name, &event.arguments);
    }
    let _running = begin(member, event);
    PASS.set(true);
    let result = (op.entry)(values);
    // It is still set where the values did not fit.
    PASS.set(false);
    Some(result)
}

fn node_name(node: &Node) -> Cow<'static, str> {
    match node.name_parts() {
        Cow::Borrowed("AccumulateGrad") => Cow::Borrowed("torch::autograd::AccumulateGrad"),
        name => name.clone(),
    }
}

/// Writes down that a backward pass comes to a node: what surrounds its rule.
#[cold]
pub(crate) fn evaluating(node: &Node) -> Option<Running> {
    let member = current()?;
    let name = Name::Node("autograd::engine::evaluate_function: ", node_name(node));
    let mut event = LoggedEvent::new(name, Kind::Evaluation);
    (event.sequence, event.forward_thread) = node.recorded_as();
    Some(begin(member, event))
}

/// Writes down that a node's rule runs.
#[cold]
pub(crate) fn backward(node: &Node, grads: &[Option<Tensor>]) -> Option<Running> {
    let member = current()?;
    let mut event = LoggedEvent::new(Name::Node("", node_name(node)), Kind::Backward);
    (event.sequence, event.forward_thread) = node.recorded_as();
    if member.shared.options.shapes {
        event.arguments = gradients(grads);
    }
    Some(begin(member, event))
}

/// Writes down that `bytes` of a tensor's memory were taken, or given back where it is negative.
#[cold]
pub(crate) fn memory(device: Device, address: NonNull<u8>, bytes: i64) {
    let Some(member) = current().filter(|member| member.shared.options.memory && bytes != 0) else { return };
    let (total, reserved) = match device.gpu() {
        None => (flambeau_cpu::alloc::stats().allocated, 0),
        Some(gpu) => {
            let all = flambeau_cuda::alloc::stats(gpu).unwrap_or_default().all;
            (all.allocated_bytes.current as usize, all.reserved_bytes.current as usize)
        }
    };
    let mut log = member.log.lock();
    let event = log.open.last().copied();
    let time = member.shared.now();
    log.memory.push(LoggedMemory { time, device, address: address.addr().get(), bytes, total, reserved, event });
}

/// Names what happens until the answer is dropped; nothing happens while the thread has no session.
///
/// ```
/// use flambeau::profile;
/// let session = profile::start(profile::Options::default());
/// drop(profile::scope("nothing much"));
/// assert_eq!(session.stop().events()[0].name, "nothing much");
/// ```
pub fn scope(name: &str) -> Scope {
    if !super::on() {
        return Scope(None);
    }
    let event = || LoggedEvent::new(Name::Scope(name.into()), Kind::Scope);
    Scope(current().map(|member| begin(member, event())))
}

/// A block that has a name; see [`scope`].
#[must_use]
pub struct Scope(Option<Running>);

impl Scope {
    /// Whether it was written down.
    pub fn is_recorded(&self) -> bool {
        self.0.is_some()
    }
}

/// The same for what is no operation of the table but shown as one, such as a custom function of the embedding language.
pub fn function(name: &str, inputs: &[&Tensor]) -> Scope {
    if !super::on() {
        return Scope(None);
    }
    let Some(member) = current() else { return Scope(None) };
    let mut event = LoggedEvent::new(Name::Scope(name.into()), Kind::Operation);
    event.sequence = sequence();
    if member.shared.options.shapes {
        event.arguments = inputs.iter().map(|tensor| Argument::of_tensor(tensor)).collect();
    }
    Scope(Some(begin(member, event)))
}
