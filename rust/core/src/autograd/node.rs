//! Nodes: recorded operations, and the edges between them.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Arc, Weak};

use flambeau_cpu::DType;
use parking_lot::Mutex;
use smallvec::SmallVec;

use super::hooks::{HookId, Hooks, NodeHook, TensorHook};
use super::meta::Meta;
use super::{Grads, Saved, anomaly};
use crate::device::Device;
use crate::tensor::Shape;
use crate::{Result, Tensor, profile};

/// A place a gradient goes to: one result of one node.
#[derive(Clone)]
pub struct Edge {
    /// The node.
    pub node: Arc<Node>,
    /// Which of its results.
    pub slot: u32,
}

/// What a rule may ask while it runs.
pub struct Context<'a> {
    /// The node that runs.
    pub node: &'a Arc<Node>,
    /// Whether the backward pass is itself recorded.
    pub create_graph: bool,
    /// Which inputs need a gradient in this pass, as bits.
    pub(super) needed: u64,
}

impl Context<'_> {
    /// Whether input `at` needs a gradient.
    #[inline]
    pub fn needs(&self, at: usize) -> bool {
        at >= 64 || self.needed >> at & 1 == 1
    }

    /// Computes a gradient only where input `at` needs one.
    ///
    /// # Errors
    /// Those of the function.
    #[inline]
    pub fn when<F: FnOnce() -> Result<Tensor>>(&self, at: usize, compute: F) -> Result<Option<Tensor>> {
        if self.needs(at) { compute().map(Some) } else { Ok(None) }
    }
}

/// How gradients of a node's results become gradients of its inputs.
pub trait Rule: Send + Sync {
    /// Applies the rule. At least one of `grads` is there.
    ///
    /// # Errors
    /// Those of the operations it uses.
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads>;

    /// Whether the rule wants to run even if no gradient reached the node.
    fn runs_without_gradients(&self) -> bool {
        false
    }

    /// Called after a pass that does not keep the graph, if the rule stays in place because its node keeps nothing:
    /// for rules that keep tensors elsewhere.
    fn release(&self) {}

    /// Calls `visit` with every tensor the rule keeps and its name in PyTorch, where the rule knows it.
    fn visit_saved(&self, _visit: &mut dyn FnMut(&str, &Saved)) {}
}

impl<F: Fn(&mut Grads, &Context<'_>) -> Result<Grads> + Send + Sync> Rule for F {
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        self(grads, cx)
    }
}

/// Shape, dtype and device of one result, to check gradients against and to make zeros from.
#[derive(Clone, Debug)]
pub struct OutputInfo {
    /// Sizes.
    pub shape: Shape,
    /// Element type.
    pub dtype: DType,
    /// Device.
    pub device: Device,
}

impl OutputInfo {
    pub(super) fn of(tensor: &Tensor) -> OutputInfo {
        OutputInfo { shape: Shape::from_slice(tensor.shape()), dtype: tensor.dtype(), device: tensor.device() }
    }
}

pub(super) enum Work {
    /// A recorded operation; a rule that keeps tensors is dropped after a pass that does not keep the graph.
    Rule(Mutex<Option<Arc<dyn Rule>>>),
    /// The end of the graph: adds to a leaf's gradient.
    Accumulate(Arc<Meta>),
}

#[derive(Default)]
struct Extras {
    tensor_hooks: Hooks<dyn TensorHook>,
    slots: Vec<(HookId, u32)>,
    node_hooks: Hooks<dyn NodeHook>,
    retained: SmallVec<[(u32, Weak<Meta>); 1]>,
    metadata: Option<Arc<dyn Any + Send + Sync>>,
    /// The number of the thread that recorded it, known where it was being profiled.
    recorded_by: Option<u64>,
}

/// A recorded operation.
pub struct Node {
    name: Cow<'static, str>,
    /// Later operations of a thread have higher numbers; the engine runs those first.
    sequence: u64,
    edges: SmallVec<[Option<Edge>; 2]>,
    outputs: SmallVec<[OutputInfo; 1]>,
    pub(super) work: Work,
    /// Whether the rule keeps tensors.
    saves: bool,
    has_extras: AtomicBool,
    extras: Mutex<Extras>,
    wrapper: AtomicPtr<()>,
}

thread_local! {
    static SEQUENCE: Cell<u64> = const { Cell::new(0) };
}

/// The number that this thread's next node will have.
pub(crate) fn next_sequence() -> u64 {
    SEQUENCE.get()
}

impl Node {
    pub(super) fn recorded(
        name: Cow<'static, str>,
        edges: SmallVec<[Option<Edge>; 2]>,
        outputs: SmallVec<[OutputInfo; 1]>,
        rule: Arc<dyn Rule>,
        saves: bool,
    ) -> Arc<Node> {
        let sequence = SEQUENCE.get();
        SEQUENCE.set(sequence + 1);
        let node = Arc::new(Node {
            name,
            sequence,
            edges,
            outputs,
            work: Work::Rule(Mutex::new(Some(rule))),
            saves,
            has_extras: AtomicBool::new(false),
            extras: Mutex::default(),
            wrapper: AtomicPtr::new(std::ptr::null_mut()),
        });
        if anomaly::enabled() {
            anomaly::recorded(&node);
        }
        if profile::on() {
            node.extras.lock().recorded_by = Some(profile::thread_number());
        }
        node
    }

    pub(super) fn accumulate(leaf: &Tensor) -> Arc<Node> {
        Arc::new(Node {
            name: Cow::Borrowed("AccumulateGrad"),
            // Gradients of leaves are added as soon as they are complete.
            sequence: u64::MAX,
            edges: SmallVec::new(),
            outputs: SmallVec::from_elem(OutputInfo::of(leaf), 1),
            work: Work::Accumulate(leaf.meta_or_new().clone()),
            saves: false,
            has_extras: AtomicBool::new(false),
            extras: Mutex::default(),
            wrapper: AtomicPtr::new(std::ptr::null_mut()),
        })
    }

    /// Whether this end of the graph takes gradients of the leaf as it is now.
    pub(super) fn accumulates_for(&self, leaf: &Tensor) -> bool {
        let OutputInfo { shape, dtype, device } = &self.outputs[0];
        shape.as_slice() == leaf.shape() && *dtype == leaf.dtype() && *device == leaf.device()
    }

    /// PyTorch's name for the node, such as `MulBackward0`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, as it is kept.
    pub(crate) fn name_parts(&self) -> &Cow<'static, str> {
        &self.name
    }

    /// The node's place in the order of its thread, and that thread's number if it was being profiled; nothing for the
    /// ends of the graph.
    pub(crate) fn recorded_as(&self) -> (Option<u64>, Option<u64>) {
        match self.work {
            Work::Rule(_) => (Some(self.sequence), self.extras.lock().recorded_by),
            Work::Accumulate(_) => (None, None),
        }
    }

    /// The operation's name without what marks it as a node: `Mul`.
    pub fn operation(&self) -> &str {
        let name = self.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        name.strip_suffix("Backward").unwrap_or(&self.name)
    }

    /// The order of recording within a thread.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Where gradients of the inputs go; `None` for inputs that need none.
    pub fn edges(&self) -> &[Option<Edge>] {
        &self.edges
    }

    /// Shape, dtype and device of the results.
    pub fn outputs(&self) -> &[OutputInfo] {
        &self.outputs
    }

    /// The device where the node's gradients arrive: that of its first result.
    #[inline]
    pub(super) fn device(&self) -> Device {
        self.outputs.first().map_or(Device::CPU, |output| output.device)
    }

    /// The leaf whose gradient this node adds to, if it is one that does.
    pub fn variable(&self) -> Option<Tensor> {
        match &self.work {
            Work::Accumulate(meta) => meta.current(),
            Work::Rule(_) => None,
        }
    }

    /// The embedding language's object for this node, which it sets and clears itself; null if there is none.
    pub fn wrapper(&self) -> &AtomicPtr<()> {
        &self.wrapper
    }

    /// Whether the rule keeps tensors, which go with a pass that does not keep the graph.
    #[inline]
    pub(super) fn saves(&self) -> bool {
        self.saves
    }

    /// Calls `visit` with the tensors that the rule keeps and their names, where it knows them; answers whether they
    /// are still there.
    pub fn visit_saved(&self, visit: &mut dyn FnMut(&str, &Saved)) -> bool {
        let Work::Rule(slot) = &self.work else { return true };
        let rule = slot.lock().clone();
        match rule {
            Some(rule) => rule.visit_saved(visit),
            None => return false,
        }
        true
    }

    /// The embedding language's notes on this node, made when they are first asked for.
    pub fn metadata(&self, make: impl FnOnce() -> Arc<dyn Any + Send + Sync>) -> Arc<dyn Any + Send + Sync> {
        if let Some(known) = self.extras.lock().metadata.clone() {
            return known;
        }
        // Made without the lock: it runs code of the embedding language.
        let made = make();
        self.extras.lock().metadata.get_or_insert(made).clone()
    }

    #[inline]
    pub(super) fn has_extras(&self) -> bool {
        self.has_extras.load(Ordering::Acquire)
    }

    pub(super) fn add_tensor_hook(&self, slot: u32, hook: Arc<dyn TensorHook>) -> HookId {
        let mut extras = self.extras.lock();
        let id = extras.tensor_hooks.add(hook);
        extras.slots.push((id, slot));
        self.has_extras.store(true, Ordering::Release);
        id
    }

    pub(super) fn remove_tensor_hook(&self, id: HookId) -> Option<Arc<dyn TensorHook>> {
        let mut extras = self.extras.lock();
        extras.slots.retain(|(other, _)| *other != id);
        extras.tensor_hooks.remove(id)
    }

    /// Adds a hook that sees the gradients entering and leaving this node.
    pub fn register_hook(&self, hook: Arc<dyn NodeHook>) -> HookId {
        self.has_extras.store(true, Ordering::Release);
        self.extras.lock().node_hooks.add(hook)
    }

    /// Takes a node hook away again.
    pub fn remove_hook(&self, id: HookId) {
        let removed = self.extras.lock().node_hooks.remove(id);
        drop(removed);
    }

    pub(super) fn retain(&self, slot: u32, meta: &Arc<Meta>) {
        self.extras.lock().retained.push((slot, Arc::downgrade(meta)));
        self.has_extras.store(true, Ordering::Release);
    }

    /// Tensor hooks with the result they watch, in the order they were added.
    pub(super) fn tensor_hooks(&self) -> Vec<(u32, Arc<dyn TensorHook>)> {
        let extras = self.extras.lock();
        extras.slots.iter().map(|(_, slot)| *slot).zip(extras.tensor_hooks.snapshot()).collect()
    }

    pub(super) fn node_hooks(&self) -> Vec<Arc<dyn NodeHook>> {
        let extras = self.extras.lock();
        if extras.node_hooks.is_empty() { Vec::new() } else { extras.node_hooks.snapshot() }
    }

    pub(super) fn retained(&self) -> SmallVec<[(u32, Weak<Meta>); 1]> {
        self.extras.lock().retained.clone()
    }

    /// Moves the wish to keep a result's gradient elsewhere, after an in-place change gave the tensor a new node.
    pub(super) fn take_retained(&self, slot: u32, meta: &Arc<Meta>) -> bool {
        let mut extras = self.extras.lock();
        let before = extras.retained.len();
        extras.retained.retain(|(other, weak)| !(*other == slot && std::ptr::eq(weak.as_ptr(), Arc::as_ptr(meta))));
        extras.retained.len() != before
    }
}

/// What a dropped part of a graph leaves behind.
#[expect(dead_code, reason = "kept only to be dropped")]
pub(super) enum Remains {
    /// Of a node.
    Node(SmallVec<[Option<Edge>; 2]>, Option<Arc<dyn Rule>>),
    /// Of what autograd knew of a tensor.
    Gradient(Tensor),
}

thread_local! {
    /// What waits for its turn; `None` while nothing is being dropped.
    static DROPPING: RefCell<Option<Vec<Remains>>> = const { RefCell::new(None) };
}

/// Drops `remains`, and whatever hands more to this function meanwhile, in a loop. Each would otherwise drop the next
/// inside its own destructor, and a graph of a million steps would overflow the stack.
pub(super) fn drop_in_turn(remains: Remains) {
    let first = DROPPING.try_with(|queue| match &mut *queue.borrow_mut() {
        Some(waiting) => {
            waiting.push(remains);
            None
        }
        idle => {
            *idle = Some(Vec::new());
            Some(remains)
        }
    });
    // While the thread's variables are being destroyed there is no queue: the parts were dropped with the closure.
    let Ok(Some(first)) = first else { return };
    let mut next = Some(first);
    while let Some(remains) = next {
        drop(remains);
        next = DROPPING.with(|queue| queue.borrow_mut().as_mut().and_then(Vec::pop));
    }
    DROPPING.with(|queue| *queue.borrow_mut() = None);
}

impl Drop for Node {
    fn drop(&mut self) {
        let rule = match &mut self.work {
            Work::Rule(rule) => rule.get_mut().take(),
            Work::Accumulate(_) => None,
        };
        let edges = std::mem::take(&mut self.edges);
        if rule.is_some() || edges.iter().any(Option::is_some) {
            drop_in_turn(Remains::Node(edges, rule));
        }
    }
}
