//! Tensors kept for the backward pass.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::Context;
use super::mode::no_grad;
use super::node::{Edge, Node};
use crate::{Result, Tensor, bail, ensure};

/// `output` as result `slot` of `node`: for a result that was kept outside the graph and is used in a recorded pass.
pub fn joined(output: &Tensor, node: &Arc<Node>, slot: u32) -> Tensor {
    let joined = output.detached();
    joined.meta_or_new().set_edge(Edge { node: node.clone(), slot });
    joined
}

/// Sees every tensor that this thread keeps for a backward pass, and keeps something else in its place.
pub trait SavingHooks: Send + Sync {
    /// Called with the tensor; what it returns is kept.
    ///
    /// # Errors
    /// Whatever the user's code raises; the operation that was being recorded fails with it.
    fn pack(&self, tensor: &Tensor) -> Result<Box<dyn Packed>>;
}

/// What a hook made of a tensor.
pub trait Packed: Send + Sync {
    /// The tensor again.
    ///
    /// # Errors
    /// Whatever the user's code raises; it ends the backward pass.
    fn unpack(&self) -> Result<Tensor>;
}

/// What a thread knows of the tensors it keeps.
struct Keeping {
    /// How many it has kept: an operation whose recording left it alone kept none.
    made: Cell<u32>,
    hooked: Cell<bool>,
}

thread_local! {
    static KEEPING: Keeping = const { Keeping { made: Cell::new(0), hooked: Cell::new(false) } };
    static HOOKS: RefCell<Vec<Arc<dyn SavingHooks>>> = const { RefCell::new(Vec::new()) };
}

/// Puts hooks above those of this thread that are there already.
pub fn push_hooks(hooks: Arc<dyn SavingHooks>) {
    HOOKS.with_borrow_mut(|list| list.push(hooks));
    KEEPING.with(|keeping| keeping.hooked.set(true));
}

/// Takes away the hooks that were put there last.
pub fn pop_hooks() -> Option<Arc<dyn SavingHooks>> {
    let (removed, left) = HOOKS.with_borrow_mut(|list| (list.pop(), list.len()));
    KEEPING.with(|keeping| keeping.hooked.set(left > 0));
    removed
}

/// Notes that the operation being recorded keeps something for its backward pass that is not a [`Saved`] tensor.
#[inline]
pub fn note() {
    noted();
}

/// Counts one more tensor; answers whether hooks want to see it.
#[inline]
fn noted() -> bool {
    KEEPING.with(|keeping| {
        keeping.made.set(keeping.made.get().wrapping_add(1));
        keeping.hooked.get()
    })
}

/// How many tensors this thread has kept.
#[inline]
pub(super) fn made() -> u32 {
    KEEPING.with(|keeping| keeping.made.get())
}

/// A tensor that a rule needs later. It remembers the version it saw, so that a later in-place change is an error and
/// never a wrong gradient.
pub struct Saved {
    kept: Kept,
    version: u32,
    /// For a result of the node itself: which one. It is kept outside the graph, or node and result would own each
    /// other, and is joined to the node again when it is used in a recorded backward pass.
    output: Option<u32>,
}

enum Kept {
    Tensor(Tensor),
    /// What a hook made of it, and the place in the graph of the tensor that comes back; a result's is its node's.
    Packed(Box<dyn Packed>, Option<Edge>),
}

impl Saved {
    /// Keeps an input of the operation.
    ///
    /// # Errors
    /// An inference tensor, and whatever hooks report.
    #[inline]
    pub fn input(tensor: &Tensor) -> Result<Saved> {
        check(tensor)?;
        if noted() {
            return Saved::hooked(tensor, None);
        }
        Ok(Saved { kept: Kept::Tensor(tensor.clone()), version: tensor.version(), output: None })
    }

    /// Keeps the first result of the operation.
    ///
    /// # Errors
    /// As [`input`](Self::input).
    #[inline]
    pub fn output(tensor: &Tensor) -> Result<Saved> {
        Saved::output_at(tensor, 0)
    }

    /// Keeps a result of the operation.
    ///
    /// # Errors
    /// As [`input`](Self::input).
    pub fn output_at(tensor: &Tensor, slot: u32) -> Result<Saved> {
        check(tensor)?;
        if noted() {
            return Saved::hooked(tensor, Some(slot));
        }
        Ok(Saved { kept: Kept::Tensor(tensor.detached()), version: tensor.version(), output: Some(slot) })
    }

    #[cold]
    fn hooked(tensor: &Tensor, output: Option<u32>) -> Result<Saved> {
        let Some(hooks) = HOOKS.with_borrow(|list| list.last().cloned()) else {
            return Ok(Saved { kept: Kept::Tensor(tensor.detached()), version: tensor.version(), output });
        };
        let edge = if output.is_none() { tensor.gradient_edge() } else { None };
        let kept = Kept::Packed(pack(&*hooks, tensor)?, edge);
        Ok(Saved { kept, version: tensor.version(), output })
    }

    /// The tensor, as it was.
    ///
    /// # Errors
    /// `RuntimeError` where it was changed in place since, and whatever hooks report.
    pub fn get(&self, cx: &Context<'_>) -> Result<Tensor> {
        self.get_for(Some(cx.node), cx.create_graph)
    }

    /// [`get`](Self::get) outside a pass; with `recorded`, a result is joined to its node.
    ///
    /// # Errors
    /// Those of [`get`](Self::get).
    pub fn get_for(&self, node: Option<&Arc<Node>>, recorded: bool) -> Result<Tensor> {
        let tensor = match &self.kept {
            Kept::Tensor(tensor) => tensor,
            Kept::Packed(packed, edge) => {
                let tensor = packed.unpack()?;
                return Ok(match (self.output, edge, node) {
                    (Some(slot), _, Some(node)) if recorded => joined(&tensor, node, slot),
                    (None, Some(edge), _) => joined(&tensor, &edge.node, edge.slot),
                    _ => tensor.detached(),
                });
            }
        };
        if tensor.version() != self.version {
            return self.changed(tensor, node);
        }
        match (self.output, node) {
            (Some(slot), Some(node)) if recorded => Ok(joined(tensor, node, slot)),
            _ => Ok(tensor.clone()),
        }
    }

    #[cold]
    fn changed(&self, tensor: &Tensor, node: Option<&Arc<Node>>) -> Result<Tensor> {
        bail!(
            Runtime,
            "one of the variables needed for gradient computation has been modified by an inplace operation: \
             [torch.{}{}Tensor {}]{} is at version {}; expected version {} instead. \
             Change a clone of it, or change it before it is used.",
            if tensor.on_host() { "" } else { "cuda." },
            tensor.dtype().scalar_name(),
            crate::error::shape_text(tensor.shape()),
            match (self.output, node) {
                (Some(slot), Some(node)) => format!(", which is output {slot} of {},", node.operation()),
                _ => match tensor.recorded_edge() {
                    Some(edge) => format!(", which is output {} of {},", edge.slot, edge.node.operation()),
                    None => String::new(),
                },
            },
            tensor.version(),
            self.version
        )
    }
}

#[inline]
fn check(tensor: &Tensor) -> Result<()> {
    ensure!(
        !tensor.is_inference(),
        Runtime,
        "Inference tensors cannot be saved for backward: keep a clone, which is a tensor like any other, or compute it \
         under no_grad() and not under inference_mode()."
    );
    Ok(())
}

/// Calls a hook, which must leave the tensor as it is.
fn pack(hooks: &dyn SavingHooks, tensor: &Tensor) -> Result<Box<dyn Packed>> {
    let before = tensor.version();
    let packed = no_grad(|| hooks.pack(tensor))?;
    ensure!(
        tensor.version() == before,
        Runtime,
        "A saved tensor pack hook is modifying its input in place. Tensors given to it must be left as they are: change \
         a clone."
    );
    Ok(packed)
}
