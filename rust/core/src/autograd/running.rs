//! What a hook may ask about the backward pass that it is called from.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::engine::{Key, Task, visit, wanted};
use super::node::{Edge, Node};
use crate::Tensor;

/// A pass that this thread is in, for those who ask about it from a hook.
struct Running {
    id: u64,
    roots: SmallVec<[Arc<Node>; 2]>,
    targets: Option<Vec<Edge>>,
}

thread_local! {
    static RUNNING: RefCell<Vec<Running>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a pass known until it is dropped.
pub(super) struct Entered;

impl Entered {
    pub fn new(roots: &[(Edge, Tensor)], targets: Option<&Vec<Edge>>) -> Entered {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let roots = roots.iter().map(|(edge, _)| edge.node.clone()).collect();
        RUNNING.with_borrow_mut(|passes| passes.push(Running { id, roots, targets: targets.cloned() }));
        Entered
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let left = RUNNING.with_borrow_mut(Vec::pop);
        drop(left);
    }
}

/// The number of the pass that this thread is in; every pass has its own.
pub fn current_pass() -> Option<u64> {
    RUNNING.with_borrow(|passes| passes.last().map(|pass| pass.id))
}

/// Whether the passes that this thread is in go to all leaves, and not to some inputs only.
pub fn is_whole() -> bool {
    RUNNING.with_borrow(|passes| passes.iter().all(|pass| pass.targets.is_none()))
}

/// Which of the nodes the pass that this thread is in runs, or takes the gradient of.
pub fn reached(nodes: &[&Arc<Node>]) -> Vec<bool> {
    let Some((roots, targets)) =
        RUNNING.with_borrow(|passes| passes.last().map(|pass| (pass.roots.clone(), pass.targets.clone())))
    else {
        return vec![false; nodes.len()];
    };
    let mut tasks: FxHashMap<Key, Task> = FxHashMap::default();
    let mut stack: Vec<Arc<Node>> = roots.into_iter().filter(|root| visit(&mut tasks, root)).collect();
    while let Some(node) = stack.pop() {
        stack.extend(
            node.edges().iter().flatten().filter(|edge| visit(&mut tasks, &edge.node)).map(|edge| edge.node.clone()),
        );
    }
    let runs = targets.as_ref().map(|targets| wanted(&tasks, targets));
    nodes
        .iter()
        .map(|node| {
            let key = Arc::as_ptr(node);
            tasks.contains_key(&key)
                && match (&runs, &targets) {
                    (Some(runs), Some(targets)) => {
                        runs.contains(&key) || targets.iter().any(|target| Arc::ptr_eq(&target.node, node))
                    }
                    _ => true,
                }
        })
        .collect()
}
