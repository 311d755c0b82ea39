//! Views, and in-place changes of them.
//!
//! A view and its base share elements, so a recorded in-place change of either changes the history of both. The base
//! then gets a [`CopySlices`] node: gradients of the changed part go through the operation that changed it, gradients
//! of the rest pass by. Every other view finds out by the version counter that its place in the graph is stale and
//! derives it from the base again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use smallvec::SmallVec;

use super::Grads;
use super::mode::{no_grad, records};
use super::node::{Context, Edge, Node, OutputInfo, Rule, Work};
use super::record::Recorder;
use crate::error::Kind;
use crate::tensor::{Shape, Strides, View, ViewOrigin, layout};
use crate::{Error, Result, Tensor, bail, ensure};

/// Whether a view is all there is of its base: an operation made it of memory of its own and gave it as its result. It
/// has no history to share.
fn is_result(view: &View) -> bool {
    matches!(view.origin(), ViewOrigin::NoGrad | ViewOrigin::Inference) && view.base.handle_count() == 1
}

/// Why a view may not be changed in place, or used after its base or another view of it was; `made_by` is the view's own
/// place in the graph.
#[cold]
fn refusal(origin: ViewOrigin, made_by: Option<&Edge>, indirect: bool) -> Error {
    let changed = if indirect { "its base or another view of its base has been" } else { "is being" };
    let mode = if origin == ViewOrigin::Inference {
        format!("inference mode and {changed} modified inplace in normal mode.")
    } else {
        format!("no_grad mode and {changed} modified inplace with grad mode enabled.")
    };
    let outside = matches!(origin, ViewOrigin::Inference | ViewOrigin::NoGrad);
    let head = match made_by {
        Some(edge) if outside => {
            let name = edge.node.operation();
            format!("Output {} of {name} is a view of a view which was created in {mode}", edge.slot)
        }
        Some(edge) => {
            format!("Output {} of {} is a view and {changed} modified inplace.", edge.slot, edge.node.operation())
        }
        None => format!("A view was created in {mode}"),
    };
    let rest = match origin {
        ViewOrigin::MultiOutput => {
            "This view is the output of a function that returns multiple views, which may not be changed in place: use \
             an operation that is not in place."
        }
        ViewOrigin::Function => {
            "This view was created inside a custom Function (or because an input was returned as-is), whose own backward \
             a change in place would pass by: return a clone from the function."
        }
        _ => {
            "Whether the change is to be recorded is ambiguous: make the view and change it both inside the block, or \
             both outside."
        }
    };
    Error::message(Kind::Runtime, format!("{head} {rest}"))
}

impl Tensor {
    /// The place of a view in the graph, derived from its base again if an in-place change made it stale.
    pub(super) fn grad_edge_of_view(&self) -> Option<Edge> {
        let view = self.view_info()?;
        let own = self.own_edge();
        if is_result(view) {
            return own;
        }
        let now = self.version();
        if view.graph_version.load(Ordering::Acquire) == now || (own.is_none() && !view.base.requires_grad()) {
            return own;
        }
        if !self.dtype().is_differentiable() || self.dtype() != view.base.dtype() {
            return own;
        }
        if view.origin() != ViewOrigin::Normal {
            // Nobody can say what the view's gradient would be: whoever asks for it learns why.
            let origin = view.origin();
            let outputs = SmallVec::from_elem(OutputInfo::of(self), 1);
            let edges = SmallVec::from_elem(view.base.gradient_edge(), 1);
            let rule = move |_grads: &mut Grads, _cx: &Context<'_>| -> Result<Grads> {
                Err(refusal(origin, own.as_ref(), true))
            };
            let node = Node::recorded("AsStridedBackward0".into(), edges, outputs, Arc::new(rule), false);
            return Some(Edge { node, slot: 0 });
        }
        let edges = SmallVec::from_elem(view.base.gradient_edge(), 1);
        let geometry = Geometry::of(&view.base);
        let (shape, strides) = (Shape::from_slice(self.shape()), Strides::from_slice(self.strides()));
        let offset = self.storage_offset();
        let rule = move |grads: &mut Grads, _cx: &Context<'_>| -> Result<Grads> {
            let Some(grad) = grads[0].take() else { return Ok(SmallVec::from_elem(None, 1)) };
            Ok(crate::grads![Some(geometry.scatter(&grad, &shape, &strides, offset)?)])
        };
        let node = Node::recorded(
            "AsStridedBackward0".into(),
            edges,
            SmallVec::from_elem(OutputInfo::of(self), 1),
            Arc::new(rule),
            false,
        );
        let edge = Edge { node, slot: 0 };
        self.meta_or_new().set_edge(edge.clone());
        view.graph_version.store(now, Ordering::Release);
        Some(edge)
    }

    /// Checks that this tensor may be changed in place. To be called before an operation writes to it; the operation
    /// then writes, calls [`bump_version`](Tensor::bump_version), and records with
    /// [`Recorder::attach_in_place`].
    ///
    /// # Errors
    /// `RuntimeError` for a leaf that requires grad (or a view of one) while recording is on, for a view that is one
    /// of several results of one operation, for inference tensors outside inference mode, and for memory in which
    /// several elements share a place.
    pub fn check_in_place(&self) -> Result<()> {
        if self.is_inference() && !super::mode::inference_enabled() {
            bail!(
                Runtime,
                "Inplace update to inference tensor outside InferenceMode is not allowed: change a clone of it instead."
            );
        }
        self.check_recorded_in_place(false)
    }

    /// The part of [`check_in_place`](Self::check_in_place) that concerns the graph; `others` says whether another
    /// operand needs a gradient.
    ///
    /// # Errors
    /// As there.
    pub fn check_recorded_in_place(&self, others: bool) -> Result<()> {
        if !records() || (self.meta().is_none() && self.view_info().is_none()) {
            return Ok(());
        }
        let wanted = self.requires_grad();
        if !wanted && !others {
            return Ok(());
        }
        if let Some(view) = self.view_info().filter(|view| !is_result(view)) {
            if view.origin() != ViewOrigin::Normal {
                return Err(refusal(view.origin(), self.own_edge().as_ref(), false));
            }
            ensure!(
                !wanted || !view.base.is_leaf(),
                Runtime,
                "a view of a leaf Variable that requires grad is being used in an in-place operation."
            );
        }
        ensure!(
            !wanted || !self.is_leaf(),
            Runtime,
            "a leaf Variable that requires grad is being used in an in-place operation."
        );
        Ok(())
    }

    /// The tensor's own place in the graph, which for a view may be stale.
    fn own_edge(&self) -> Option<Edge> {
        self.meta().and_then(|meta| meta.state.lock().edge.clone())
    }

    /// Checks that a view's place in the graph can be told.
    ///
    /// # Errors
    /// `RuntimeError` for a view whose base changed in place since, where it was made without recording, by an operation
    /// with several results or by a custom function.
    pub fn check_history(&self) -> Result<()> {
        let Some(view) = self.view_info() else { return Ok(()) };
        let origin = view.origin();
        if origin == ViewOrigin::Normal
            || view.graph_version.load(Ordering::Acquire) == self.version()
            || is_result(view)
        {
            return Ok(());
        }
        let own = self.own_edge();
        if (own.is_none() && !view.base.requires_grad()) || !self.dtype().is_differentiable() {
            return Ok(());
        }
        Err(refusal(origin, own.as_ref(), true))
    }

    /// Gives this tensor, which an operation just changed in place, its new place in the graph.
    pub(super) fn rebase_history(&self, edge: Edge) -> Result<()> {
        let Some(view) = self.view_info().filter(|view| !is_result(view)) else {
            self.replace_edge(edge);
            return Ok(());
        };
        if view.origin() != ViewOrigin::Normal {
            return Err(refusal(view.origin(), self.own_edge().as_ref(), false));
        }
        let base = &view.base;
        // The base's new history: its old one, with the changed part going through the new node.
        let mut edges: SmallVec<[Option<Edge>; 2]> = SmallVec::from_elem(base.gradient_edge(), 1);
        edges.extend(edge.node.edges().iter().skip(1).cloned());
        let rule = CopySlices {
            base: Geometry::of(base),
            shape: Shape::from_slice(self.shape()),
            strides: Strides::from_slice(self.strides()),
            offset: self.storage_offset(),
            inner: edge.node,
        };
        let (outputs, saves) = (SmallVec::from_elem(OutputInfo::of(base), 1), rule.inner.saves());
        let node = Node::recorded("CopySlices".into(), edges, outputs, Arc::new(rule), saves);
        base.replace_edge(Edge { node, slot: 0 });
        // Deriving the view's own place now keeps it right for the version it has.
        view.graph_version.store(self.version().wrapping_sub(1), Ordering::Release);
        let _ = self.grad_edge_of_view();
        Ok(())
    }

    fn replace_edge(&self, edge: Edge) {
        let meta = self.meta_or_new();
        let old = {
            let mut state = meta.state.lock();
            state.edge.replace(edge.clone())
        };
        meta.set_requires(true);
        if let Some(old) = old
            && old.node.take_retained(old.slot, meta)
        {
            edge.node.retain(edge.slot, meta);
        }
    }
}

/// A layout inside a storage.
pub(crate) struct Geometry {
    shape: Shape,
    strides: Strides,
    offset: usize,
}

impl Geometry {
    pub(crate) fn of(tensor: &Tensor) -> Geometry {
        Geometry {
            shape: Shape::from_slice(tensor.shape()),
            strides: Strides::from_slice(tensor.strides()),
            offset: tensor.storage_offset(),
        }
    }

    /// A buffer with this layout's reach, and handles on it: as this layout, and as the part of it that a view sees.
    fn buffer(&self, like: &Tensor, shape: &Shape, strides: &Strides, offset: usize) -> Result<(Tensor, Tensor)> {
        let reach = |shape: &[usize], strides: &[isize]| -> usize {
            if layout::numel(shape) == 0 {
                return 0;
            }
            1 + shape.iter().zip(strides).map(|(&size, &stride)| (size - 1) * stride as usize).sum::<usize>()
        };
        let start = self.offset.min(offset);
        let end = (self.offset + reach(&self.shape, &self.strides)).max(offset + reach(shape, strides));
        let buffer = Tensor::zeros(&[end - start], like.dtype(), like.device())?;
        let whole = buffer.with_layout(self.shape.clone(), self.strides.clone(), self.offset - start);
        let part = buffer.with_layout(shape.clone(), strides.clone(), offset - start);
        Ok((whole, part))
    }

    /// The gradient of this layout, given that of a view of it.
    pub(crate) fn scatter(&self, grad: &Tensor, shape: &Shape, strides: &Strides, offset: usize) -> Result<Tensor> {
        if let Some(graph) = Recorder::new(&[grad]) {
            let out = no_grad(|| self.scatter(grad, shape, strides, offset))?;
            let (base, shape, strides) = (self.offset, shape.clone(), strides.clone());
            graph.attach(&out, "AsStridedBackwardBackward0", move |grad, _cx| {
                let grad = grad.contiguous(crate::MemoryFormat::Contiguous)?;
                let sizes: Vec<i64> = shape.iter().map(|&size| size as i64).collect();
                let steps: Vec<i64> = strides.iter().map(|&stride| stride as i64).collect();
                Ok(crate::grads![Some(grad.as_strided(&sizes, &steps, Some((offset - base) as i64))?)])
            });
            return Ok(out);
        }
        let (whole, part) = self.buffer(grad, shape, strides, offset)?;
        // Elements that a view sees several times gather several gradients.
        part.accumulate_overlapping(grad)?;
        Ok(whole)
    }
}

/// The history of a base, a view of which was changed in place by `inner`.
struct CopySlices {
    base: Geometry,
    shape: Shape,
    strides: Strides,
    offset: usize,
    inner: Arc<Node>,
}

impl Rule for CopySlices {
    fn release(&self) {
        if let Work::Rule(rule) = &self.inner.work {
            let rule = rule.lock().clone();
            if let Some(rule) = rule {
                rule.release();
            }
        }
    }

    fn backward(&self, grads: &mut Grads, cx: &Context<'_>) -> Result<Grads> {
        let count = cx.node.edges().len();
        let Some(grad) = grads[0].take() else { return Ok(SmallVec::from_elem(None, count)) };
        // A copy of the gradient, laid out as the base is, whose changed part is cut out and sent through `inner`.
        ensure!(
            self.base.offset <= self.offset,
            NotImplemented,
            "in-place changes of a view that begins before its base cannot be recorded"
        );
        let offset = self.offset - self.base.offset;
        let layout = |list: &[isize]| -> SmallVec<[i64; 6]> { list.iter().map(|&step| step as i64).collect() };
        let shape: SmallVec<[i64; 6]> = self.base.shape.iter().map(|&size| size as i64).collect();
        let laid = crate::ops::empty_strided(
            &shape,
            &layout(&self.base.strides),
            Some(grad.dtype()),
            None,
            Some(grad.device()),
            None,
            false,
        )?;
        laid.copy_(&grad, false)?;
        let grad = laid;
        let sizes: Vec<i64> = self.shape.iter().map(|&size| size as i64).collect();
        let steps: Vec<i64> = self.strides.iter().map(|&stride| stride as i64).collect();
        let slice = grad.as_strided(&sizes, &steps, Some(offset as i64))?;
        let Work::Rule(rule) = &self.inner.work else { unreachable!("an in-place operation is a rule") };
        let rule = rule.lock().clone();
        let Some(rule) = rule else { return Err(super::engine::freed()) };
        // A base that needs no gradient had none when the operation was recorded: nothing was kept for it.
        let needed = cx.needed;
        let inner = Context { node: &self.inner, create_graph: cx.create_graph, needed };
        let mut entering: Grads = SmallVec::from_elem(Some(slice.copy()?), 1);
        let mut results = rule.backward(&mut entering, &inner)?;
        results.resize(count, None);
        match results[0].take() {
            Some(through) => slice.copy_(&through, false)?,
            None => slice.zero_()?,
        }
        results[0] = Some(grad);
        Ok(results)
    }
}
