//! What a hook may ask about the backward pass that it is called from.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::engine::{Key, Task, key_of, visit, wanted};
use super::node::{Edge, Node};
use crate::{Result, Tensor};

/// Something to do at the end of a pass.
type After = Box<dyn FnOnce() -> Result<()> + Send>;

/// A pass that this thread is in, for those who ask about it from a hook.
#[derive(Clone)]
pub(super) struct Running {
    id: u64,
    roots: SmallVec<[Arc<Node>; 2]>,
    targets: Option<Vec<Edge>>,
    after: Arc<Mutex<Vec<After>>>,
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
        Entered::join(Running { id, roots, targets: targets.cloned(), after: Arc::default() })
    }

    /// Makes a pass of another thread known to this one, which helps it.
    pub fn join(pass: Running) -> Entered {
        RUNNING.with_borrow_mut(|passes| passes.push(pass));
        Entered
    }

    /// Whether the thread was in no pass before.
    pub fn is_outermost(&self) -> bool {
        RUNNING.with_borrow(|passes| passes.len() == 1)
    }

    /// Does what was left for the end of the pass.
    pub fn finish(&self) -> Result<()> {
        while let Some(list) = take_after() {
            for work in list {
                work()?;
            }
        }
        Ok(())
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let left = RUNNING.with_borrow_mut(Vec::pop);
        drop(left);
    }
}

/// What is left for the end of this thread's pass.
fn take_after() -> Option<Vec<After>> {
    let after = RUNNING.with_borrow(|passes| passes.last().map(|pass| pass.after.clone()))?;
    let list = std::mem::take(&mut *after.lock());
    (!list.is_empty()).then_some(list)
}

/// The pass that this thread is in.
pub(super) fn current() -> Option<Running> {
    RUNNING.with_borrow(|passes| passes.last().cloned())
}

/// Leaves something for the end of the pass that this thread is in: it runs on the thread that asked for the pass, unless
/// the pass fails. Answers whether there is a pass.
pub fn at_end(work: impl FnOnce() -> Result<()> + Send + 'static) -> bool {
    let Some(pass) = current() else { return false };
    pass.after.lock().push(Box::new(work));
    true
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
            let key = key_of(node);
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
