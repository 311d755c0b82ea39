//! What autograd knows of one tensor.

use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::hooks::{HookId, Hooks, TensorHook};
use super::node::{Edge, Node, Remains, drop_in_turn};
use crate::tensor::TensorImpl;
use crate::{Result, Tensor, bail, ensure};

/// The autograd identity of a tensor: made when the tensor first needs one.
pub struct Meta {
    /// Whether a gradient flows here: a leaf that wants one, or a recorded result.
    requires: AtomicBool,
    pub(super) state: Mutex<State>,
    /// Held while a backward pass adds to the gradient. Always taken before `state`.
    pub(super) adding: Mutex<()>,
}

pub(super) struct State {
    pub grad: Option<Tensor>,
    /// The node that made the tensor, and which of its results it is.
    pub edge: Option<Edge>,
    pub retains_grad: bool,
    /// The node that adds to `grad`, while some graph refers to it.
    pub accumulator: Weak<Node>,
    pub hooks: Hooks<dyn TensorHook>,
    pub after_accumulate: Hooks<dyn TensorHook>,
    /// The body that stands for this identity now; its destructor takes itself out.
    current: Option<Body>,
}

/// The address of a tensor's body, followed only under the lock that the body's destructor takes first.
#[derive(Clone, Copy, PartialEq)]
struct Body(NonNull<TensorImpl>);

// SAFETY: an address; see `Meta::current`.
unsafe impl Send for Body {}

impl Meta {
    pub(crate) fn new(tensor: &Tensor) -> Meta {
        Meta {
            requires: AtomicBool::new(false),
            state: Mutex::new(State {
                grad: None,
                edge: None,
                retains_grad: false,
                accumulator: Weak::new(),
                hooks: Hooks::default(),
                after_accumulate: Hooks::default(),
                current: Some(Body(tensor.address())),
            }),
            adding: Mutex::new(()),
        }
    }

    pub(crate) fn set_current(&self, tensor: &Tensor) {
        self.state.lock().current = Some(Body(tensor.address()));
    }

    /// The handle that stands for this identity now, if the tensor is still alive.
    pub(crate) fn current(&self) -> Option<Tensor> {
        let state = self.state.lock();
        // SAFETY: while we hold the lock the body cannot have passed `forget`, so its memory is still there.
        state.current.and_then(|body| unsafe { Tensor::upgrade(body.0) })
    }

    /// Called by the destructor of a body before it frees anything.
    pub(crate) fn forget(&self, address: NonNull<TensorImpl>) {
        let mut state = self.state.lock();
        if state.current == Some(Body(address)) {
            state.current = None;
        }
    }

    /// The gradient gathered so far.
    pub(super) fn grad(&self) -> Option<Tensor> {
        let grad = self.state.lock().grad.clone()?;
        let latest = grad.latest();
        if !latest.same(&grad) {
            let old = self.state.lock().grad.replace(latest.clone());
            drop(old);
        }
        Some(latest)
    }

    #[inline(always)]
    pub(super) fn requires(&self) -> bool {
        self.requires.load(Ordering::Relaxed)
    }

    pub(super) fn set_requires(&self, requires: bool) {
        self.requires.store(requires, Ordering::Relaxed);
    }

    pub(super) fn set_edge(&self, edge: Edge) {
        self.state.lock().edge = Some(edge);
        self.set_requires(true);
    }
}

impl Drop for Meta {
    /// A gradient may have a gradient of its own, and so on: a long chain of them is taken apart in a loop.
    fn drop(&mut self) {
        if let Some(grad) = self.state.get_mut().grad.take() {
            drop_in_turn(Remains::Gradient(grad));
        }
    }
}

impl Tensor {
    /// Whether a gradient flows to or through this tensor.
    #[inline]
    pub fn requires_grad(&self) -> bool {
        if self.meta().is_some_and(|meta| meta.requires()) {
            return true;
        }
        // A view of such a tensor counts as one even where it was made without recording.
        self.view_info().is_some_and(|view| self.dtype().is_differentiable() && view.base.requires_grad())
    }

    /// The node that made this tensor; `None` for a leaf.
    pub fn grad_fn(&self) -> Option<Arc<Node>> {
        self.recorded_edge().map(|edge| edge.node)
    }

    /// The node that made this tensor and which of its results it is.
    pub(super) fn recorded_edge(&self) -> Option<Edge> {
        if self.view_info().is_some() {
            return self.grad_edge_of_view();
        }
        self.meta()?.state.lock().edge.clone()
    }

    /// Whether the tensor was not made by a recorded operation.
    pub fn is_leaf(&self) -> bool {
        self.recorded_edge().is_none()
    }

    /// Which of its node's results the tensor is.
    pub fn output_nr(&self) -> u32 {
        self.recorded_edge().map_or(0, |edge| edge.slot)
    }

    /// Says whether gradients of this leaf are wanted.
    ///
    /// # Errors
    /// A tensor that was recorded cannot be switched off; integers cannot have gradients.
    pub fn set_requires_grad(&self, requires: bool) -> Result<()> {
        if !requires && self.meta().is_none() {
            return Ok(());
        }
        if !self.is_leaf() {
            if requires {
                return Ok(());
            }
            bail!(
                Runtime,
                "you can only change requires_grad flags of leaf variables; use detach() on a computed one."
            );
        }
        ensure!(
            !requires || self.dtype().is_differentiable(),
            Runtime,
            "only Tensors of floating point dtype can require gradients"
        );
        ensure!(
            !requires || !self.is_inference() || super::mode::inference_enabled(),
            Runtime,
            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
        );
        self.meta_or_new().set_requires(requires);
        Ok(())
    }

    /// Takes another tensor's place in the graph, if it has one: for operations that change a layout in place and are
    /// recorded as the view that has the new layout.
    pub fn adopt_history(&self, of: &Tensor) {
        if let Some(edge) = of.recorded_edge() {
            let old = self.meta_or_new().state.lock().edge.replace(edge);
            self.meta_or_new().set_requires(true);
            drop(old);
        }
    }

    /// Takes this tensor out of the graph: it becomes a leaf that wants no gradient.
    ///
    /// # Errors
    /// A view, whose history is its base's.
    pub fn detach_in_place(&self) -> Result<()> {
        ensure!(self.view_info().is_none(), Runtime, "Can't detach views in-place. Use detach() instead.");
        let Some(meta) = self.meta() else { return Ok(()) };
        let edge = {
            let mut state = meta.state.lock();
            state.retains_grad = false;
            state.edge.take()
        };
        meta.set_requires(false);
        drop(edge);
        Ok(())
    }

    /// The gradient gathered so far.
    #[inline]
    pub fn grad(&self) -> Option<Tensor> {
        self.meta()?.grad()
    }

    /// Replaces the gradient.
    pub fn set_grad(&self, grad: Option<Tensor>) {
        if grad.is_none() && self.meta().is_none() {
            return;
        }
        let old = std::mem::replace(&mut self.meta_or_new().state.lock().grad, grad);
        drop(old);
    }

    /// Whether the gradient of this non-leaf is kept.
    pub fn retains_grad(&self) -> bool {
        self.meta().is_some_and(|meta| meta.state.lock().retains_grad)
    }

    /// Keeps the gradient of a non-leaf; nothing to do for a leaf.
    ///
    /// # Errors
    /// A tensor that needs no gradient.
    pub fn retain_grad(&self) -> Result<()> {
        ensure!(self.requires_grad(), Runtime, "can't retain_grad on Tensor that has requires_grad=False");
        let Some(edge) = self.recorded_edge() else { return Ok(()) };
        let meta = self.meta_or_new();
        if !std::mem::replace(&mut meta.state.lock().retains_grad, true) {
            edge.node.retain(edge.slot, meta);
        }
        Ok(())
    }

    /// Adds a hook that sees, and may replace, this tensor's gradient.
    ///
    /// # Errors
    /// A tensor that needs no gradient.
    pub fn register_hook(&self, hook: Arc<dyn TensorHook>) -> Result<TensorHookHandle> {
        ensure!(self.requires_grad(), Runtime, "cannot register a hook on a tensor that doesn't require gradient");
        Ok(match self.recorded_edge() {
            Some(edge) => {
                let id = edge.node.add_tensor_hook(edge.slot, hook);
                TensorHookHandle::Node(Arc::downgrade(&edge.node), id)
            }
            None => {
                let meta = self.meta_or_new();
                let id = meta.state.lock().hooks.add(hook);
                TensorHookHandle::Leaf(Arc::downgrade(meta), id)
            }
        })
    }

    /// Adds a hook that runs after a gradient was added to this leaf's `.grad`; it is called with the leaf itself.
    ///
    /// # Errors
    /// A tensor that is no leaf or needs no gradient.
    pub fn register_post_accumulate_grad_hook(&self, hook: Arc<dyn TensorHook>) -> Result<TensorHookHandle> {
        ensure!(self.requires_grad(), Runtime, "cannot register a hook on a tensor that doesn't require gradient");
        ensure!(self.is_leaf(), Runtime, "post accumulate grad hooks cannot be registered on non-leaf tensors");
        let meta = self.meta_or_new();
        let id = meta.state.lock().after_accumulate.add(hook);
        Ok(TensorHookHandle::AfterAccumulate(Arc::downgrade(meta), id))
    }

    /// Calls `visit` with every object of the embedding language that only this tensor's autograd identity holds, for
    /// a garbage collector that knows it holds the only handle.
    pub fn visit_foreign(&self, visit: &mut dyn FnMut(*mut ())) {
        let Some(meta) = self.meta() else { return };
        if Arc::strong_count(meta) > 1 {
            return;
        }
        let Some(state) = meta.state.try_lock() else { return };
        for hook in state.hooks.snapshot().iter().chain(state.after_accumulate.snapshot().iter()) {
            let object = hook.foreign();
            if !object.is_null() {
                visit(object);
            }
        }
    }

    /// Drops hooks, so that a garbage collector can break a cycle through them.
    pub fn clear_hooks(&self) {
        if let Some(meta) = self.meta() {
            let (hooks, after) = {
                let mut state = meta.state.lock();
                (std::mem::take(&mut state.hooks), std::mem::take(&mut state.after_accumulate))
            };
            drop((hooks, after));
        }
    }
}

/// Takes a tensor's hook away again.
pub enum TensorHookHandle {
    /// A hook of a leaf.
    Leaf(Weak<Meta>, HookId),
    /// A hook of a recorded tensor, which lives at its node.
    Node(Weak<Node>, HookId),
    /// A hook that runs after accumulation.
    AfterAccumulate(Weak<Meta>, HookId),
}

impl TensorHookHandle {
    /// Removes the hook; nothing happens if it is gone.
    pub fn remove(&self) {
        // The hook is dropped after the lock is released: dropping it may run code of the user.
        let removed = match self {
            TensorHookHandle::Leaf(meta, id) => meta.upgrade().and_then(|meta| meta.state.lock().hooks.remove(*id)),
            TensorHookHandle::AfterAccumulate(meta, id) => {
                meta.upgrade().and_then(|meta| meta.state.lock().after_accumulate.remove(*id))
            }
            TensorHookHandle::Node(node, id) => node.upgrade().and_then(|node| node.remove_tensor_hook(*id)),
        };
        drop(removed);
    }
}
