//! Callbacks of users into the backward pass.

use std::sync::Arc;

use super::Grads;
use crate::{Result, Tensor};

/// Sees, and may replace, the gradient of one tensor.
pub trait TensorHook: Send + Sync {
    /// Called with the gradient; `Some` replaces it.
    ///
    /// # Errors
    /// Whatever the user's code raises; it ends the backward pass.
    fn call(&self, grad: &Tensor) -> Result<Option<Tensor>>;

    /// The object of the embedding language behind the hook, for its garbage collector; null if there is none.
    fn foreign(&self) -> *mut () {
        std::ptr::null_mut()
    }
}

/// Sees, and may replace, the gradients that enter or leave a node.
pub trait NodeHook: Send + Sync {
    /// Called before the node runs, with the gradients of its outputs; `Some` replaces them.
    ///
    /// # Errors
    /// Whatever the user's code raises.
    fn before(&self, _grad_outputs: &Grads) -> Result<Option<Grads>> {
        Ok(None)
    }

    /// Called after the node ran, with the gradients of its inputs and of its outputs; `Some` replaces the former.
    ///
    /// # Errors
    /// Whatever the user's code raises.
    fn after(&self, _grad_inputs: &Grads, _grad_outputs: &Grads) -> Result<Option<Grads>> {
        Ok(None)
    }
}

/// Names a hook so that it can be taken away again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HookId(pub(crate) u64);

/// Hooks in the order they were added.
pub(crate) struct Hooks<H: ?Sized> {
    next: u64,
    list: Vec<(HookId, Arc<H>)>,
}

impl<H: ?Sized> Default for Hooks<H> {
    fn default() -> Self {
        Hooks { next: 0, list: Vec::new() }
    }
}

impl<H: ?Sized> Hooks<H> {
    pub fn add(&mut self, hook: Arc<H>) -> HookId {
        let id = HookId(self.next);
        self.next += 1;
        self.list.push((id, hook));
        id
    }

    pub fn remove(&mut self, id: HookId) -> Option<Arc<H>> {
        let at = self.list.iter().position(|(other, _)| *other == id)?;
        Some(self.list.remove(at).1)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A copy to call without holding a lock.
    pub fn snapshot(&self) -> Vec<Arc<H>> {
        self.list.iter().map(|(_, hook)| hook.clone()).collect()
    }
}
