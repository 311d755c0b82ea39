//! Anomaly detection: where a backward pass fails or meets NaN, the embedding language is told which operation it was.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use super::Grads;
use super::mode::no_grad;
use super::node::Node;
use crate::{Result, Scalar, bail};

/// What the embedding language does for the detection.
pub trait Witness: Send + Sync {
    /// Called when a node was recorded; `parent` is the node whose rule recorded it, in a recorded backward pass.
    fn recorded(&self, node: &Arc<Node>, parent: Option<&Arc<Node>>);

    /// Called when a node failed, before the error reaches the caller.
    ///
    /// # Errors
    /// One to take the place of the node's.
    fn failed(&self, node: &Arc<Node>) -> Result<()>;
}

const ENABLED: u8 = 1;
const CHECKS_NAN: u8 = 2;

static MODE: AtomicU8 = AtomicU8::new(CHECKS_NAN);
static WITNESS: OnceLock<Box<dyn Witness>> = OnceLock::new();

thread_local! {
    /// The node whose rule runs; known only while the detection is on.
    static RUNNING: RefCell<Option<Arc<Node>>> = const { RefCell::new(None) };
}

/// Names the witness; the first one stays.
pub fn set_witness(witness: Box<dyn Witness>) {
    let _ = WITNESS.set(witness);
}

/// Switches the detection, for all threads.
pub fn set(enabled: bool, check_nan: bool) {
    MODE.store(if enabled { ENABLED } else { 0 } | if check_nan { CHECKS_NAN } else { 0 }, Ordering::Relaxed);
}

/// Whether the detection is on.
#[inline(always)]
pub fn enabled() -> bool {
    MODE.load(Ordering::Relaxed) & ENABLED != 0
}

/// Whether gradients are searched for NaN while the detection is on.
pub fn checks_nan() -> bool {
    MODE.load(Ordering::Relaxed) & CHECKS_NAN != 0
}

/// Tells the witness of a new node.
#[cold]
pub(super) fn recorded(node: &Arc<Node>) {
    if let Some(witness) = WITNESS.get() {
        let parent = RUNNING.with_borrow(Clone::clone);
        witness.recorded(node, parent.as_ref());
    }
}

/// Runs a node's rule, watched.
#[cold]
pub(super) fn watched(node: &Arc<Node>, run: impl FnOnce() -> Result<Grads>) -> Result<Grads> {
    let before = RUNNING.with_borrow_mut(|running| running.replace(node.clone()));
    let results = run();
    RUNNING.with_borrow_mut(|running| *running = before);
    let results = results.and_then(|results| {
        if checks_nan() {
            no_grad(|| check(node, &results))?;
        }
        Ok(results)
    });
    if results.is_err()
        && let Some(witness) = WITNESS.get()
    {
        witness.failed(node)?;
    }
    results
}

fn check(node: &Node, results: &Grads) -> Result<()> {
    for (at, result) in results.iter().enumerate() {
        let Some(result) = result.as_ref().filter(|result| result.dtype().is_differentiable()) else { continue };
        if result.detached().isnan()?.any()?.item()? == Scalar::Bool(true) {
            bail!(Runtime, "Function '{}' returned nan values in its {at}th output.", node.name());
        }
    }
    Ok(())
}
