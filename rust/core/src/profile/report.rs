//! What a session saw.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::argument::Argument;
use super::names::is_of_pytorch;
use super::record::{LoggedEvent, LoggedMemory, Name};
use crate::device::Device;

/// What an event stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An operation.
    Operation,
    /// A backward pass at a node: hooks, the node's rule, sums of gradients.
    Evaluation,
    /// The rule of a node.
    Backward,
    /// A block that the program named.
    Scope,
}

/// Something that took time.
#[derive(Clone, Debug)]
pub struct Event {
    /// PyTorch's name: `aten::mm`, `MmBackward0`; operations that PyTorch lacks are in `flambeau::`.
    pub name: String,
    /// What it stands for.
    pub kind: Kind,
    /// The number of the thread: 1 for the first that had a session.
    pub thread: u64,
    /// The number that the system knows the thread by.
    pub system_thread: u64,
    /// Nanoseconds from the start of the session.
    pub start: u64,
    /// The same, of the end.
    pub end: u64,
    /// The position in the report of the event it happened in.
    pub parent: Option<usize>,
    /// Joins an operation and the node it recorded; none where nothing would have been recorded.
    pub sequence: Option<u64>,
    /// For nodes: the thread that recorded it.
    pub forward_thread: Option<u64>,
    /// What it was called with, if the session asked for shapes or FLOPs.
    pub arguments: Vec<Argument>,
    /// Floating-point operations, without those of events inside.
    pub flops: u64,
    /// Bytes of main memory that tensors took less those they gave back, events inside included.
    pub allocated: i64,
    /// The same without events inside.
    pub self_allocated: i64,
    /// Bytes of GPUs' memory that tensors took less those they gave back, events inside included.
    pub device_allocated: i64,
    /// Where the embedding language called, the innermost call first.
    pub stack: Arc<[String]>,
}

impl Event {
    /// Nanoseconds from start to end.
    pub fn duration(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

/// Memory of a tensor that was taken or given back.
#[derive(Clone, Copy, Debug)]
pub struct Allocation {
    /// Nanoseconds from the start of the session.
    pub time: u64,
    /// Whose memory it is.
    pub device: Device,
    /// Where it is.
    pub address: usize,
    /// Bytes; negative where they were given back.
    pub bytes: i64,
    /// Bytes that the process had there for tensors then.
    pub total: usize,
    /// Bytes that it had there in all, where the allocator says so: 0 for main memory.
    pub reserved: usize,
    /// The number of the thread.
    pub thread: u64,
    /// The number that the system knows the thread by.
    pub system_thread: u64,
    /// The position in the report of the event it happened in.
    pub event: Option<usize>,
}

/// What all events of one name took.
#[derive(Clone, Debug, Default)]
pub struct Total {
    /// The name.
    pub name: String,
    /// How many there were.
    pub count: usize,
    /// Nanoseconds, events inside included.
    pub time: u64,
    /// Nanoseconds, without events inside.
    pub self_time: u64,
    /// Floating-point operations.
    pub flops: u64,
    /// Bytes of main memory taken less bytes given back, without events inside.
    pub self_allocated: i64,
}

type ThreadLog = (u64, u64, (Vec<LoggedEvent>, Vec<LoggedMemory>));

/// What a session saw.
pub struct Report {
    events: Vec<Event>,
    memory: Vec<Allocation>,
    wall: SystemTime,
}

impl Report {
    pub(super) fn new(wall: SystemTime, logs: Vec<ThreadLog>) -> Report {
        let (mut events, mut memory) = (Vec::new(), Vec::new());
        for (thread, system_thread, (logged, allocations)) in logs {
            let first = events.len();
            let parents = parents(&logged);
            let flops = own_flops(&logged, &parents);
            for ((event, parent), flops) in logged.into_iter().zip(parents).zip(flops) {
                let parent = parent.map(|at| first + at);
                events.push(translate(event, flops, parent, (thread, system_thread)));
            }
            for LoggedMemory { time, device, address, bytes, total, reserved, event } in allocations {
                let event = event.map(|at| first + at as usize);
                let place = Allocation { time, device, address, bytes, total, reserved, thread, system_thread, event };
                memory.push(place);
            }
        }
        let mut report = Report { events, memory, wall };
        report.sort();
        report.add_memory();
        report
    }

    /// Orders events by their start, those around others first.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.events.len()).collect();
        // Events of one thread stand in the order they began; equal times leave it so.
        order.sort_by_key(|&at| self.events[at].start);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, &from)| places[from] = to);
        let mut moved: Vec<Option<Event>> = std::mem::take(&mut self.events).into_iter().map(Some).collect();
        self.events = order.iter().filter_map(|&from| moved[from].take()).collect();
        self.events.iter_mut().for_each(|event| event.parent = event.parent.map(|at| places[at]));
        self.memory.iter_mut().for_each(|memory| memory.event = memory.event.map(|at| places[at]));
        self.memory.sort_by_key(|memory| memory.time);
    }

    /// Counts memory to the event it was taken in and to all around it.
    fn add_memory(&mut self) {
        for memory in &self.memory {
            let on_gpu = memory.device.gpu().is_some();
            if let Some(at) = memory.event
                && !on_gpu
            {
                self.events[at].self_allocated += memory.bytes;
            }
            let mut around = memory.event;
            while let Some(at) = around {
                let event = &mut self.events[at];
                *(if on_gpu { &mut event.device_allocated } else { &mut event.allocated }) += memory.bytes;
                around = event.parent;
            }
        }
    }

    /// What took time, in the order it began.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Memory that was taken and given back, in the order of time, if the session asked for it.
    pub fn memory(&self) -> &[Allocation] {
        &self.memory
    }

    /// When the session started, in nanoseconds since 1970.
    pub fn start(&self) -> u64 {
        self.wall.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64)
    }

    /// What the events of each name took, by their own time, the most first.
    pub fn totals(&self) -> Vec<Total> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut totals: Vec<Total> = Vec::new();
        let mut inside = vec![0; self.events.len()];
        for event in &self.events {
            if let Some(parent) = event.parent {
                inside[parent] += event.duration();
            }
        }
        for (event, inside) in self.events.iter().zip(inside) {
            let at = *places.entry(&event.name).or_insert_with(|| {
                totals.push(Total { name: event.name.clone(), ..Total::default() });
                totals.len() - 1
            });
            let total = &mut totals[at];
            total.count += 1;
            total.time += event.duration();
            total.self_time += event.duration().saturating_sub(inside);
            total.flops += event.flops;
            total.self_allocated += event.self_allocated;
        }
        totals.sort_by_key(|total| std::cmp::Reverse(total.self_time));
        totals
    }

    /// [`totals`](Self::totals) as text, at most `limit` of them.
    pub fn table(&self, limit: usize) -> String {
        let totals = self.totals();
        let all: u64 = totals.iter().map(|total| total.self_time).sum();
        let width = totals.iter().take(limit).map(|total| total.name.len()).max().unwrap_or(0).max(4);
        let mut text =
            format!("{:width$}  {:>8}  {:>12}  {:>12}  {:>8}\n", "name", "self", "self us", "total us", "calls");
        for total in totals.iter().take(limit) {
            let share = if all == 0 { 0.0 } else { total.self_time as f64 * 100.0 / all as f64 };
            let (own, whole) = (total.self_time as f64 / 1000.0, total.time as f64 / 1000.0);
            // Writing to a string does not fail.
            let _ =
                writeln!(text, "{:width$}  {share:>7.2}%  {own:>12.3}  {whole:>12.3}  {:>8}", total.name, total.count);
        }
        text
    }
}

/// The innermost event around each, by position. A block may end before one that began inside it does, and is not around
/// that one.
fn parents(events: &[LoggedEvent]) -> Vec<Option<usize>> {
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(events.len());
    for event in events {
        let mut parent = event.parent.map(|at| at as usize);
        while let Some(at) = parent
            && event.end > events[at].end
        {
            parent = parents[at];
        }
        parents.push(parent);
    }
    parents
}

/// Counts of floating-point operations, without those of operations whose parts are counted.
fn own_flops(events: &[LoggedEvent], parents: &[Option<usize>]) -> Vec<u64> {
    let mut flops: Vec<u64> = events.iter().map(|event| event.flops.count).collect();
    // Parts come after what they are part of.
    for at in (0..events.len()).rev().filter(|&at| events[at].flops.count > 0) {
        let mut around = if flops[at] > 0 { parents[at] } else { None };
        while let Some(whole) = around {
            if events[whole].flops.composite {
                flops[whole] = 0;
            }
            around = parents[whole];
        }
    }
    flops
}

fn translate(event: LoggedEvent, flops: u64, parent: Option<usize>, (thread, system_thread): (u64, u64)) -> Event {
    let name = match event.name {
        Name::Operation(op) if is_of_pytorch(op.name) => format!("aten::{}", op.name),
        Name::Operation(op) => format!("flambeau::{}", op.name),
        Name::Node(before, name) => format!("{before}{name}"),
        Name::Scope(name) => name.into(),
    };
    Event {
        name,
        kind: event.kind,
        thread,
        system_thread,
        start: event.start,
        end: event.end,
        parent,
        sequence: event.sequence,
        forward_thread: event.forward_thread,
        arguments: event.arguments,
        flops,
        allocated: 0,
        self_allocated: 0,
        device_allocated: 0,
        stack: event.stack.unwrap_or_default(),
    }
}
