//! How an operation records itself.
//!
//! ```ignore
//! let out = ...;                                        // computed without recording
//! if let Some(graph) = Recorder::new(&[a, b]) {         // None: nothing to record
//!     let (saved_a, saved_b) = (graph.save_if(1, a)?, graph.save_if(0, b)?);
//!     graph.attach(&out, "MulBackward0", move |grad, cx| {
//!         Ok(grads![cx.when(0, || grad.mul(&saved_b.get(cx)?))?, cx.when(1, || grad.mul(&saved_a.get(cx)?))?])
//!     });
//! }
//! ```

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use smallvec::SmallVec;

use super::mode::records;
use super::node::{Context, Edge, Node, OutputInfo, Rule};
use super::{Grads, Saved};
use crate::{Result, Tensor};

/// The edges of an operation that is being recorded.
pub struct Recorder {
    edges: SmallVec<[Option<Edge>; 2]>,
    needed: u64,
    /// How many tensors the thread had kept when recording began.
    made: u32,
}

impl Recorder {
    /// Begins recording, if recording is on and one of the inputs needs a gradient.
    #[inline]
    pub fn new(inputs: &[&Tensor]) -> Option<Recorder> {
        if records() && inputs.iter().any(|input| input.requires_grad()) {
            Some(Recorder::of_edges(inputs.iter().map(|input| input.gradient_edge()).collect()))
        } else {
            None
        }
    }

    /// Like [`new`](Self::new) for inputs that may be missing.
    #[inline]
    pub fn of_optional(inputs: &[Option<&Tensor>]) -> Option<Recorder> {
        let wanted = inputs.iter().flatten().any(|input| input.requires_grad());
        if wanted && records() {
            let edges = inputs.iter().map(|input| input.and_then(Tensor::gradient_edge)).collect();
            Some(Recorder::of_edges(edges))
        } else {
            None
        }
    }

    /// Records whatever the grad mode, with edges found before; used where an in-place change rewrites history.
    pub(super) fn of_edges(edges: SmallVec<[Option<Edge>; 2]>) -> Recorder {
        let needed = edge_bits(&edges);
        Recorder { edges, needed, made: super::saved::made() }
    }

    /// Whether input `at` needs a gradient.
    #[inline]
    pub fn needs(&self, at: usize) -> bool {
        at >= 64 || self.needed >> at & 1 == 1
    }

    /// Saves a tensor if the gradient of input `at` will need it.
    ///
    /// # Errors
    /// Those of [`Saved::input`].
    #[inline]
    pub fn save_if(&self, at: usize, tensor: &Tensor) -> Result<Option<Saved>> {
        if self.needs(at) { Saved::input(tensor).map(Some) } else { Ok(None) }
    }

    /// Whether something was kept since recording began.
    #[inline]
    fn saves(&self) -> bool {
        super::saved::made() != self.made
    }

    /// Records the rule of a single-result operation; `out` is new and nobody else has seen it.
    pub fn attach<F>(self, out: &Tensor, name: impl Into<Cow<'static, str>>, rule: F)
    where
        F: Fn(&Tensor, &Context<'_>) -> Result<Grads> + Send + Sync + 'static,
    {
        self.attach_rule(&[out], name, Arc::new(Single(rule)));
    }

    /// Records the rule of an operation with several results. Gradients arrive in the order of `outs`; missing ones
    /// are zeros.
    pub fn attach_many<F>(self, outs: &[&Tensor], name: impl Into<Cow<'static, str>>, rule: F)
    where
        F: Fn(&mut Grads, &Context<'_>) -> Result<Grads> + Send + Sync + 'static,
    {
        self.attach_rule(outs, name, Arc::new(rule));
    }

    /// Records a rule object.
    pub fn attach_rule(self, outs: &[&Tensor], name: impl Into<Cow<'static, str>>, rule: Arc<dyn Rule>) -> Arc<Node> {
        let outputs = outs.iter().map(|out| OutputInfo::of(out)).collect();
        let saves = self.saves();
        let node = Node::recorded(name.into(), self.edges, outputs, rule, saves);
        for (slot, out) in outs.iter().enumerate() {
            // Only floating-point results carry gradients; an index result keeps its place in the numbering.
            if out.dtype().is_differentiable() {
                out.meta_or_new().set_edge(Edge { node: node.clone(), slot: slot as u32 });
                if let Some(view) = out.view_info() {
                    view.graph_version.store(out.version(), Ordering::Release);
                }
            }
        }
        node
    }

    /// Records the rule of an operation that changed `this` in place. See `Tensor::begin_in_place`.
    ///
    /// # Errors
    /// Views that may not be changed in place.
    pub fn attach_in_place<F>(self, this: &Tensor, name: impl Into<Cow<'static, str>>, rule: F) -> Result<()>
    where
        F: Fn(&Tensor, &Context<'_>) -> Result<Grads> + Send + Sync + 'static,
    {
        self.attach_rule_in_place(this, name, Arc::new(Single(rule)))
    }

    /// Records a rule object for an operation that changed `this` in place.
    ///
    /// # Errors
    /// Views that may not be changed in place.
    pub fn attach_rule_in_place(
        self,
        this: &Tensor,
        name: impl Into<Cow<'static, str>>,
        rule: Arc<dyn Rule>,
    ) -> Result<()> {
        let saves = self.saves();
        let node = Node::recorded(name.into(), self.edges, SmallVec::from_elem(OutputInfo::of(this), 1), rule, saves);
        this.rebase_history(Edge { node, slot: 0 })
    }
}

/// Which edges are there, as bits.
pub(super) fn edge_bits(edges: &[Option<Edge>]) -> u64 {
    edges.iter().take(64).enumerate().fold(0, |bits, (at, edge)| bits | (edge.is_some() as u64) << at)
}

/// A rule that sees one gradient.
struct Single<F>(F);

impl<F> Rule for Single<F>
where
    F: Fn(&Tensor, &Context<'_>) -> Result<Grads> + Send + Sync,
{
    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        match grads.first_mut().and_then(Option::take) {
            Some(grad) => (self.0)(&grad, cx),
            None => Ok(SmallVec::from_elem(None, cx.node.edges().len())),
        }
    }
}

impl Tensor {
    /// Where this tensor's gradient goes: to the node that made it, or to the leaf's accumulator.
    pub fn gradient_edge(&self) -> Option<Edge> {
        if let Some(edge) = self.recorded_edge() {
            return Some(edge);
        }
        let meta = self.meta()?;
        if !meta.requires() {
            return None;
        }
        let mut state = meta.state.lock();
        // A leaf whose data were replaced by those of another device or dtype gets a new one; graphs from before keep theirs.
        if let Some(node) = state.accumulator.upgrade().filter(|node| node.accumulates_for(self)) {
            return Some(Edge { node, slot: 0 });
        }
        drop(state);
        let node = Node::accumulate(self);
        state = meta.state.lock();
        // Another thread may have been faster.
        if let Some(first) = state.accumulator.upgrade().filter(|node| node.accumulates_for(self)) {
            return Some(Edge { node: first, slot: 0 });
        }
        state.accumulator = Arc::downgrade(&node);
        Some(Edge { node, slot: 0 })
    }
}

/// A list of gradients: `grads![a, None, b]` of `Option<Tensor>`s.
#[macro_export]
macro_rules! grads {
    ($($grad:expr),* $(,)?) => {{
        let list: $crate::autograd::Grads = smallvec::smallvec![$($grad),*];
        list
    }};
}
