//! A backward pass over several devices: each device's nodes run on its own thread.
//!
//! The thread that asked for the pass runs the nodes of the first root's device and of main memory, the devices' workers the
//! others. Gradients that meet at a node are summed when all are there, in an order that the graph fixes: those of one device
//! as a pass of one thread would sum them, one device after the other. So numbers do not depend on which thread was faster.

use std::collections::BinaryHeap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parking_lot::{Condvar, Mutex, MutexGuard};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::Grads;
use super::engine::{Key, Pass, Plan, Ready, Task, accumulate, fit, key_of};
use super::node::{Edge, Node};
use super::running::{self, Entered, Running};
use crate::device::{Device, DeviceKind};
use crate::parallel::workers::{self, Work, panicked};
use crate::{Error, Result, Tensor};

/// Whether a pass gains from several threads: its nodes are on several devices of one sort, and this thread is neither a
/// worker, whose queue others wait for, nor in another pass, which may have them all.
pub(super) fn apart(pass: &Pass, outermost: bool) -> bool {
    let mut gpus: SmallVec<[Device; 4]> = SmallVec::new();
    let mut hosts: SmallVec<[Device; 4]> = SmallVec::new();
    for task in pass.tasks.values() {
        let device = task.node.device();
        let list = if device.kind() == DeviceKind::Cuda { &mut gpus } else { &mut hosts };
        if !list.iter().any(|other| other.is_same_place(device)) {
            list.push(device);
        }
    }
    outermost && !workers::is_worker() && (gpus.len() > 1 || hosts.len() > 1)
}

/// A gradient on its way to a node: the result it belongs to, and where it stands in the sum.
struct Arrival {
    slot: u32,
    /// The device that made it, how late its node was recorded, that node's number, and the edge.
    order: (u32, std::cmp::Reverse<u64>, u32, u32),
    gradient: Tensor,
}

/// What the threads of a pass share.
struct Books {
    tasks: FxHashMap<Key, Task>,
    arrivals: FxHashMap<Key, Vec<Arrival>>,
    /// For each lane, nodes that may run.
    ready: Vec<BinaryHeap<Ready>>,
    running: usize,
    captured: Vec<Option<Tensor>>,
    failure: Option<Error>,
}

struct Shared {
    plan: Plan,
    /// The number of each node, in an order that the graph fixes, and its device's.
    numbers: FxHashMap<Key, (u32, u32)>,
    /// For each device, the lane that runs its nodes; lane 0 is the calling thread's.
    lanes: Vec<u32>,
    books: Mutex<Books>,
    changed: Condvar,
    pass: Option<Running>,
}

/// Runs a pass on the threads of its devices.
pub(super) fn run(mut pass: Pass, roots: Vec<(Edge, Tensor)>) -> Result<Vec<Option<Tensor>>> {
    let (numbers, devices) = number(&roots);
    let mut own = Vec::new();
    let lanes: Vec<u32> = devices
        .iter()
        .enumerate()
        .map(|(at, device)| {
            // Main memory without a number is nobody's in particular.
            if at == 0 || (device.kind() == DeviceKind::Cpu && device.index().is_none()) {
                return 0;
            }
            own.push(*device);
            own.len() as u32
        })
        .collect();
    let mut arrivals: FxHashMap<Key, Vec<Arrival>> = FxHashMap::default();
    for (at, (edge, gradient)) in roots.into_iter().enumerate() {
        let order = (0, std::cmp::Reverse(u64::MAX), 0, at as u32);
        arrivals.entry(key_of(&edge.node)).or_default().push(Arrival { slot: edge.slot, order, gradient });
    }
    pass.release_roots();
    let first = std::mem::take(&mut pass.ready);
    let books = Books {
        tasks: pass.tasks,
        arrivals,
        ready: (0..=own.len()).map(|_| BinaryHeap::new()).collect(),
        running: 0,
        captured: pass.captured,
        failure: None,
    };
    let (plan, books, changed) = (pass.plan, Mutex::new(books), Condvar::new());
    let shared = Arc::new(Shared { plan, numbers, lanes, books, changed, pass: running::current() });
    {
        let mut books = shared.books.lock();
        for Ready(task) in first {
            let lane = shared.lane(&task.node);
            books.ready[lane].push(Ready(task));
        }
    }
    let jobs = own.into_iter().enumerate().map(|(at, device)| {
        let shared = shared.clone();
        let work: Work<()> = Box::new(move || {
            let _entered = shared.pass.clone().map(Entered::join);
            shared.serve(at + 1);
        });
        (device, work)
    });
    let pending = workers::start(jobs.collect())?;
    shared.serve(0);
    for ended in pending.wait() {
        ended?;
    }
    let mut books = shared.books.lock();
    match books.failure.take() {
        Some(error) => Err(error),
        None => Ok(std::mem::take(&mut books.captured)),
    }
}

/// Numbers the nodes that a pass reaches, and lists their devices, in the order in which they are found from the roots.
fn number(roots: &[(Edge, Tensor)]) -> (FxHashMap<Key, (u32, u32)>, Vec<Device>) {
    let mut numbers: FxHashMap<Key, (u32, u32)> = FxHashMap::default();
    let mut devices: Vec<Device> = Vec::new();
    let mut stack: Vec<Arc<Node>> = roots.iter().rev().map(|(edge, _)| edge.node.clone()).collect();
    while let Some(node) = stack.pop() {
        let key = key_of(&node);
        if numbers.contains_key(&key) {
            continue;
        }
        let device = node.device();
        let place = devices.iter().position(|other| other.is_same_place(device)).unwrap_or_else(|| {
            devices.push(device);
            devices.len() - 1
        });
        numbers.insert(key, (numbers.len() as u32, place as u32));
        stack.extend(node.edges().iter().rev().flatten().map(|edge| edge.node.clone()));
    }
    (numbers, devices)
}

impl Shared {
    fn place(&self, node: &Arc<Node>) -> (u32, u32) {
        self.numbers.get(&(key_of(node))).copied().unwrap_or_default()
    }

    fn lane(&self, node: &Arc<Node>) -> usize {
        self.lanes.get(self.place(node).1 as usize).map_or(0, |lane| *lane as usize)
    }

    /// Runs the nodes of one lane until the pass has ended.
    fn serve(&self, lane: usize) {
        let mut books = self.books.lock();
        loop {
            if books.failure.is_some() || (books.running == 0 && books.ready.iter().all(BinaryHeap::is_empty)) {
                self.changed.notify_all();
                return;
            }
            let Some(Ready(task)) = books.ready[lane].pop() else {
                self.changed.wait(&mut books);
                continue;
            };
            books.running += 1;
            let arrived = books.arrivals.remove(&key_of(&task.node)).unwrap_or_default();
            let outcome = MutexGuard::unlocked(&mut books, || {
                catch_unwind(AssertUnwindSafe(|| self.step(task, arrived)))
                    .unwrap_or_else(|panic| Err(panicked(&*panic)))
            });
            books.running -= 1;
            match outcome {
                Ok(()) => {}
                Err(error) if books.failure.is_none() => books.failure = Some(error),
                Err(_) => {}
            }
        }
    }

    /// Runs one node, and hands its gradients on.
    fn step(&self, task: Task, mut arrived: Vec<Arrival>) -> Result<()> {
        let Task { node, mut grads, .. } = task;
        arrived.sort_by_key(|arrival| (arrival.slot, arrival.order));
        for Arrival { slot, gradient, .. } in arrived {
            let slot = &mut grads[slot as usize];
            *slot = Some(match slot.take() {
                None => gradient,
                Some(sum) => accumulate(sum, &gradient)?,
            });
        }
        let mut captured = vec![None; self.plan.targets()];
        let results = self.plan.evaluate(&node, grads, &mut captured)?;
        let mut fitted = Grads::new();
        for (at, (edge, result)) in node.edges().iter().zip(results.into_iter().flatten()).enumerate() {
            fitted.push(match (edge, result) {
                (Some(edge), Some(result)) => Some(fit(result, &edge.node.outputs()[edge.slot as usize], &node, at)?),
                _ => None,
            });
        }
        self.hand_on(&node, fitted, captured);
        Ok(())
    }

    fn hand_on(&self, node: &Arc<Node>, results: Grads, captured: Vec<Option<Tensor>>) {
        let (number, device) = self.place(node);
        let lane = self.lane(node);
        let mut books = self.books.lock();
        let mut others = false;
        for (slot, captured) in books.captured.iter_mut().zip(captured) {
            if captured.is_some() {
                *slot = captured;
            }
        }
        for (at, (edge, result)) in node.edges().iter().zip(results).enumerate() {
            let Some(edge) = edge else { continue };
            let key = key_of(&edge.node);
            if let Some(gradient) = result {
                let order = (device, std::cmp::Reverse(node.sequence()), number, at as u32);
                books.arrivals.entry(key).or_default().push(Arrival { slot: edge.slot, order, gradient });
            }
            let Some(task) = books.tasks.get_mut(&key) else { continue };
            task.missing -= 1;
            if task.missing == 0
                && let Some(task) = books.tasks.remove(&key)
            {
                let goes = self.lane(&task.node);
                others |= goes != lane;
                books.ready[goes].push(Ready(task));
            }
        }
        if others {
            self.changed.notify_all();
        }
    }
}
