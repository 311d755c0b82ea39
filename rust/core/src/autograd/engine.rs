//! The backward pass.
//!
//! A pass counts, for each node it will reach, how many gradients are still to come, and runs nodes whose gradients are
//! complete, the latest recorded first. It runs on the thread that asked for it; one that spans several devices runs on
//! their threads too (`devices`). A hook or a rule may start another pass; each has its own books, so passes nest, and
//! passes of several threads through one graph do not disturb each other.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::meta::Meta;
use super::mode::{GradMode, grad_enabled, no_grad};
use super::node::{Context, Edge, Node, OutputInfo, Rule, Work};
use super::record::edge_bits;
use super::running::Entered;
use super::{Grads, anomaly, devices};
use crate::error::{Kind, shape_text};
use crate::tensor::{Shape, Strides, layout};
use crate::{Error, Result, Tensor, ensure, profile};

/// How a backward pass is run.
#[derive(Clone, Copy, Default, Debug)]
pub struct Backward {
    /// Keep saved tensors for another pass.
    pub retain_graph: bool,
    /// Record the pass itself, for derivatives of higher order.
    pub create_graph: bool,
}

/// A node that waits for gradients.
pub(super) struct Task {
    pub node: Arc<Node>,
    pub missing: u32,
    pub grads: Grads,
}

/// A node that has them all.
pub(super) struct Ready(pub Task);

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Ready {}
impl PartialOrd for Ready {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ready {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.node.sequence().cmp(&other.0.node.sequence())
    }
}

/// What tells nodes apart.
pub(super) type Key = usize;

/// A node's key; nodes of a pass outlive it.
#[inline]
pub(super) fn key_of(node: &Arc<Node>) -> Key {
    Arc::as_ptr(node) as usize
}

/// Runs a pass from its roots to all leaves, or to the targets, whose gradients it answers.
pub(super) fn run(
    roots: Vec<(Edge, Tensor)>,
    how: Backward,
    targets: Option<Vec<Edge>>,
) -> Result<Vec<Option<Tensor>>> {
    let entered = Entered::new(&roots, targets.as_ref());
    let _mode = GradMode::set(how.create_graph);
    let pass = Pass::new(&roots, how, targets);
    let captured = if pass.several && devices::apart(&pass, entered.is_outermost()) {
        devices::run(pass, roots)?
    } else {
        pass.run_here(roots)?
    };
    entered.finish()?;
    Ok(captured)
}

/// What stays the same during a pass.
pub(super) struct Plan {
    how: Backward,
    /// Nodes on a path to a target; `None` when every node is run.
    wanted: Option<FxHashSet<Key>>,
    targets: Vec<Edge>,
}

pub(super) struct Pass {
    pub plan: Plan,
    pub tasks: FxHashMap<Key, Task>,
    pub ready: BinaryHeap<Ready>,
    pub captured: Vec<Option<Tensor>>,
    root_keys: SmallVec<[Key; 2]>,
    /// Whether nodes lie on more than one device.
    several: bool,
}

impl Pass {
    fn new(roots: &[(Edge, Tensor)], how: Backward, targets: Option<Vec<Edge>>) -> Pass {
        let mut tasks: FxHashMap<Key, Task> = FxHashMap::default();
        let mut stack: SmallVec<[Arc<Node>; 16]> = SmallVec::new();
        let mut root_keys: SmallVec<[Key; 2]> = SmallVec::new();
        for (edge, _) in roots {
            let key = key_of(&edge.node);
            if !root_keys.contains(&key) {
                root_keys.push(key);
                if visit(&mut tasks, &edge.node) {
                    stack.push(edge.node.clone());
                }
            }
        }
        let home = roots.first().map(|(edge, _)| edge.node.device());
        let mut several = false;
        while let Some(node) = stack.pop() {
            several |= Some(node.device()) != home;
            for edge in node.edges().iter().flatten() {
                if visit(&mut tasks, &edge.node) {
                    stack.push(edge.node.clone());
                }
                if let Some(task) = tasks.get_mut(&key_of(&edge.node)) {
                    task.missing += 1;
                }
            }
        }
        let (wanted, targets) = match targets {
            None => (None, Vec::new()),
            Some(targets) => (Some(wanted(&tasks, &targets)), targets),
        };
        let captured = vec![None; targets.len()];
        let plan = Plan { how, wanted, targets };
        Pass { plan, tasks, ready: BinaryHeap::new(), captured, root_keys, several }
    }

    /// Runs the pass on this thread.
    fn run_here(mut self, roots: Vec<(Edge, Tensor)>) -> Result<Vec<Option<Tensor>>> {
        for (edge, gradient) in roots {
            self.deliver(&edge, gradient)?;
        }
        self.release_roots();
        while let Some(Ready(task)) = self.ready.pop() {
            self.run_task(task)?;
        }
        Ok(self.captured)
    }

    /// Roots that no other root leads to have all their gradients.
    pub fn release_roots(&mut self) {
        for key in std::mem::take(&mut self.root_keys) {
            if self.tasks.get(&key).is_some_and(|task| task.missing == 0)
                && let Some(task) = self.tasks.remove(&key)
            {
                self.ready.push(Ready(task));
            }
        }
    }

    /// Adds a gradient to those that wait at an edge's end.
    fn deliver(&mut self, edge: &Edge, gradient: Tensor) -> Result<()> {
        let Some(task) = self.tasks.get_mut(&key_of(&edge.node)) else { return Ok(()) };
        let slot = &mut task.grads[edge.slot as usize];
        *slot = Some(match slot.take() {
            None => gradient,
            Some(sum) => accumulate(sum, &gradient)?,
        });
        Ok(())
    }

    fn run_task(&mut self, task: Task) -> Result<()> {
        let Task { node, grads, .. } = task;
        let Some(results) = self.plan.evaluate(&node, grads, &mut self.captured)? else { return Ok(()) };
        for (at, (edge, result)) in node.edges().iter().zip(results).enumerate() {
            let Some(edge) = edge else { continue };
            if let Some(result) = result {
                let result = fit(result, &edge.node.outputs()[edge.slot as usize], &node, at)?;
                self.deliver(edge, result)?;
            }
            let key = key_of(&edge.node);
            let Some(task) = self.tasks.get_mut(&key) else { continue };
            task.missing -= 1;
            if task.missing == 0
                && let Some(task) = self.tasks.remove(&key)
            {
                self.ready.push(Ready(task));
            }
        }
        Ok(())
    }
}

impl Plan {
    /// How many targets there are.
    pub fn targets(&self) -> usize {
        self.targets.len()
    }

    /// Runs a node whose gradients are complete, or passes over one that no target needs. `None` at the ends of the graph.
    pub fn evaluate(
        &self,
        node: &Arc<Node>,
        mut grads: Grads,
        captured: &mut [Option<Tensor>],
    ) -> Result<Option<Grads>> {
        let _event = if profile::on() { profile::evaluating(node) } else { None };
        let key = key_of(node);
        let runs = match &self.wanted {
            None => true,
            Some(wanted) => wanted.contains(&key),
        };
        if runs || self.targets.iter().any(|target| key_of(&target.node) == key) {
            run_tensor_hooks(node, &mut grads)?;
        }
        for (target, captured) in self.targets.iter().zip(captured) {
            if key_of(&target.node) == key {
                *captured = grads[target.slot as usize].clone();
            }
        }
        if !runs {
            return Ok(Some(SmallVec::from_elem(None, node.edges().len())));
        }
        match &node.work {
            Work::Accumulate(meta) => self.accumulate(node, meta, grads).map(|()| None),
            Work::Rule(_) => self.apply(node, grads).map(Some),
        }
    }

    /// Adds to a leaf's gradient, between the hooks of its node.
    fn accumulate(&self, node: &Node, meta: &Arc<Meta>, mut grads: Grads) -> Result<()> {
        if grads[0].is_none() {
            return Ok(());
        }
        let hooks = if node.has_extras() { node.node_hooks() } else { Vec::new() };
        for hook in &hooks {
            if let Some(replaced) = hook.before(&grads)? {
                grads = replaced;
            }
        }
        let entered = (!hooks.is_empty()).then(|| grads.clone());
        if let Some(gradient) = grads[0].take() {
            let _event = if profile::on() { profile::backward(node, &[Some(gradient.clone())]) } else { None };
            add_to_leaf(meta, gradient, self.how.create_graph)?;
            run_after_accumulate(meta)?;
        }
        if let Some(entered) = entered {
            for hook in &hooks {
                hook.after(&Grads::new(), &entered)?;
            }
        }
        Ok(())
    }

    fn apply(&self, node: &Arc<Node>, grads: Grads) -> Result<Grads> {
        let Work::Rule(slot) = &node.work else { return Ok(Grads::new()) };
        let goes = node.saves() && !self.how.retain_graph;
        let rule = if goes { slot.lock().take() } else { slot.lock().clone() };
        let Some(rule) = rule else { return Err(freed()) };
        let results = if anomaly::enabled() {
            anomaly::watched(node, || self.apply_rule(node, &*rule, grads))
        } else {
            self.apply_rule(node, &*rule, grads)
        };
        if goes {
            if results.is_err() {
                // The pass may be tried again.
                let _empty = slot.lock().replace(rule);
            }
        } else if !self.how.retain_graph {
            rule.release();
        }
        results
    }

    /// Runs a rule between the hooks of its node.
    fn apply_rule(&self, node: &Arc<Node>, rule: &dyn Rule, mut grads: Grads) -> Result<Grads> {
        let hooks = if node.has_extras() { node.node_hooks() } else { Vec::new() };
        for hook in &hooks {
            if let Some(replaced) = hook.before(&grads)? {
                grads = replaced;
            }
        }
        if grads.iter().all(Option::is_none) && !rule.runs_without_gradients() {
            return Ok(SmallVec::from_elem(None, node.edges().len()));
        }
        let entered = (!hooks.is_empty()).then(|| grads.clone());
        let needed = match &self.wanted {
            None => edge_bits(node.edges()),
            Some(wanted) => {
                let reaches = |edge: &Edge| {
                    wanted.contains(&key_of(&edge.node))
                        || self.targets.iter().any(|target| Arc::ptr_eq(&target.node, &edge.node))
                };
                let edges = node.edges().iter().take(64).enumerate();
                edges.fold(0, |bits, (at, edge)| bits | (edge.as_ref().is_some_and(reaches) as u64) << at)
            }
        };
        let cx = Context { node, create_graph: self.how.create_graph && grad_enabled(), needed };
        let event = if profile::on() { profile::backward(node, &grads) } else { None };
        let mut results = rule.backward(&mut grads, &cx).map_err(|error| match node.name_parts() {
            Cow::Borrowed(name) => error.of_op(name),
            Cow::Owned(_) => error,
        })?;
        drop(event);
        ensure!(
            results.len() >= node.edges().len(),
            Runtime,
            "Function {} returned an invalid number of gradients - got {}, but expected {}",
            node.name(),
            results.len(),
            node.edges().len()
        );
        if let Some(entered) = entered {
            for hook in &hooks {
                if let Some(replaced) = hook.after(&results, &entered)? {
                    results = replaced;
                }
            }
        }
        Ok(results)
    }
}

/// Makes room for a node's gradients; answers whether the node was not there yet.
pub(super) fn visit(tasks: &mut FxHashMap<Key, Task>, node: &Arc<Node>) -> bool {
    match tasks.entry(key_of(node)) {
        std::collections::hash_map::Entry::Occupied(_) => false,
        std::collections::hash_map::Entry::Vacant(vacant) => {
            let grads = SmallVec::from_elem(None, node.outputs().len());
            vacant.insert(Task { node: node.clone(), missing: 0, grads });
            true
        }
    }
}

/// Nodes from which a target can be reached; targets' own nodes only where another target lies behind them.
pub(super) fn wanted(tasks: &FxHashMap<Key, Task>, targets: &[Edge]) -> FxHashSet<Key> {
    let ends: FxHashSet<Key> = targets.iter().map(|edge| key_of(&edge.node)).collect();
    // Users of each node, so that the search can run from the targets towards the roots.
    let mut users: FxHashMap<Key, SmallVec<[Key; 2]>> = FxHashMap::default();
    for (&key, task) in tasks {
        for edge in task.node.edges().iter().flatten() {
            users.entry(key_of(&edge.node)).or_default().push(key);
        }
    }
    let mut wanted = FxHashSet::default();
    let mut stack: Vec<Key> = ends.into_iter().collect();
    while let Some(key) = stack.pop() {
        for &user in users.get(&key).map_or(&[][..], |list| list) {
            if wanted.insert(user) {
                stack.push(user);
            }
        }
    }
    wanted
}

fn run_tensor_hooks(node: &Arc<Node>, grads: &mut Grads) -> Result<()> {
    if let Work::Accumulate(meta) = &node.work {
        let hooks = {
            let state = meta.state.lock();
            if state.hooks.is_empty() { Vec::new() } else { state.hooks.snapshot() }
        };
        for hook in hooks {
            run_hook(&*hook, &mut grads[0])?;
        }
        return Ok(());
    }
    if !node.has_extras() {
        return Ok(());
    }
    for (slot, hook) in node.tensor_hooks() {
        run_hook(&*hook, &mut grads[slot as usize])?;
    }
    for (slot, meta) in node.retained() {
        if let (Some(meta), Some(gradient)) = (meta.upgrade(), &grads[slot as usize]) {
            add_to_leaf(&meta, gradient.clone(), true)?;
        }
    }
    Ok(())
}

fn run_hook(hook: &dyn super::hooks::TensorHook, slot: &mut Option<Tensor>) -> Result<()> {
    let Some(gradient) = slot else { return Ok(()) };
    if let Some(replaced) = hook.call(gradient)? {
        ensure!(
            replaced.shape() == gradient.shape(),
            Runtime,
            "hook '{}' has changed the size of value (from {} to {})",
            "backward_hook",
            shape_text(gradient.shape()),
            shape_text(replaced.shape())
        );
        *slot = Some(replaced);
    }
    Ok(())
}

fn run_after_accumulate(meta: &Arc<Meta>) -> Result<()> {
    let hooks = {
        let state = meta.state.lock();
        if state.after_accumulate.is_empty() {
            return Ok(());
        }
        state.after_accumulate.snapshot()
    };
    if let Some(leaf) = meta.current() {
        for hook in hooks {
            hook.call(&leaf)?;
        }
    }
    Ok(())
}

/// `sum + gradient`, in the sum's memory where nobody else sees it.
pub(super) fn accumulate(sum: Tensor, gradient: &Tensor) -> Result<Tensor> {
    let reusable = !grad_enabled()
        && sum.is_exclusive()
        && sum.is_contiguous()
        && sum.dtype() == gradient.dtype()
        && sum.shape() == gradient.shape();
    if reusable {
        sum.add_(gradient.into(), 1.into())?;
        return Ok(sum);
    }
    sum.add(gradient.into(), 1.into())
}

/// Adds to a leaf's `.grad`. The first gradient is moved there where nobody else holds it.
pub(super) fn add_to_leaf(meta: &Arc<Meta>, gradient: Tensor, create_graph: bool) -> Result<()> {
    // Passes of other threads add to the same sum: none may be lost between reading and writing it.
    let _adding = meta.adding.lock();
    let old = meta.grad();
    let new = match old {
        None => {
            // A gradient lies in memory as its leaf does; where that has gaps, row by row.
            let leaf = meta.current();
            let order = leaf.as_ref().filter(|leaf| !leaf.is_contiguous() && leaf.shape() == gradient.shape());
            let order = order.map(Tensor::strides).filter(|strides| layout::is_dense(gradient.shape(), strides));
            let fits = match order {
                None => gradient.is_contiguous(),
                Some(strides) => layout::same_places(gradient.shape(), gradient.strides(), strides),
            };
            if create_graph || (gradient.is_exclusive() && fits) {
                gradient
            } else {
                let (shape, dtype) = (Shape::from_slice(gradient.shape()), gradient.dtype());
                let strides = order.map_or_else(|| layout::contiguous_strides(&shape), Strides::from_slice);
                let laid = Tensor::empty_with_strides(shape, strides, dtype, gradient.device())?;
                no_grad(|| laid.copy_(&gradient.detached(), false))?;
                laid
            }
        }
        Some(old) if grad_enabled() => old.add((&gradient).into(), 1.into())?,
        Some(old) => {
            old.add_((&gradient).into(), 1.into())?;
            return Ok(());
        }
    };
    let replaced = meta.state.lock().grad.replace(new);
    drop(replaced);
    Ok(())
}

/// Makes a gradient fit the tensor it belongs to: sums over broadcast dimensions, moves a number, converts the dtype.
pub(super) fn fit(gradient: Tensor, info: &OutputInfo, node: &Arc<Node>, at: usize) -> Result<Tensor> {
    let mut gradient = gradient;
    if gradient.shape() != info.shape.as_slice() {
        gradient = crate::ops::sum_to(&gradient, &info.shape).map_err(|_| {
            Error::message(
                Kind::Runtime,
                format!(
                    "Function {} returned an invalid gradient at index {at} - got {} but expected shape compatible with {}",
                    node.name(),
                    shape_text(gradient.shape()),
                    shape_text(&info.shape)
                ),
            )
        })?;
    }
    if !gradient.device().is_same_place(info.device) {
        ensure!(
            gradient.ndim() == 0,
            Runtime,
            "Function {} returned an invalid gradient at index {at} - expected device {} but got {}",
            node.name(),
            info.device,
            gradient.device()
        );
        gradient = gradient.to_device(info.device)?;
    }
    if gradient.dtype() != info.dtype {
        if gradient.dtype().is_complex() && !info.dtype.is_complex() {
            gradient = gradient.real()?;
        }
        gradient = gradient.to_dtype(info.dtype)?;
    }
    Ok(gradient)
}

/// The error of a second pass through a graph that was not kept.
#[cold]
pub fn freed() -> Error {
    Error::message(
        Kind::Runtime,
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already \
         been freed): what was saved went with the first pass. Give that pass retain_graph=True to keep it.",
    )
}
