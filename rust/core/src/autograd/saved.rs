//! Tensors kept for the backward pass.

use std::sync::Arc;

use super::Context;
use super::node::{Edge, Node};
use crate::{Result, Tensor, bail};

/// `output` as result `slot` of `node`: for a result that was kept outside the graph and is used in a recorded pass.
pub fn joined(output: &Tensor, node: &Arc<Node>, slot: u32) -> Tensor {
    let joined = output.detached();
    joined.meta_or_new().set_edge(Edge { node: node.clone(), slot });
    joined
}

/// A tensor that a rule needs later. It remembers the version it saw, so that a later in-place change is an error and
/// never a wrong gradient.
pub struct Saved {
    tensor: Tensor,
    version: u32,
    /// For a result of the node itself: which one. It is kept outside the graph, or node and result would own each
    /// other, and is joined to the node again when it is used in a recorded backward pass.
    output: Option<u32>,
}

impl Saved {
    /// Keeps an input of the operation.
    #[inline]
    pub fn input(tensor: &Tensor) -> Saved {
        Saved { tensor: tensor.clone(), version: tensor.version(), output: None }
    }

    /// Keeps the first result of the operation.
    #[inline]
    pub fn output(tensor: &Tensor) -> Saved {
        Saved::output_at(tensor, 0)
    }

    /// Keeps a result of the operation.
    pub fn output_at(tensor: &Tensor, slot: u32) -> Saved {
        Saved { tensor: tensor.detached(), version: tensor.version(), output: Some(slot) }
    }

    /// The tensor, as it was.
    ///
    /// # Errors
    /// `RuntimeError` where it was changed in place since.
    pub fn get(&self, cx: &Context<'_>) -> Result<Tensor> {
        let now = self.tensor.version();
        if now != self.version {
            bail!(
                Runtime,
                "one of the variables needed for gradient computation has been modified by an inplace operation: \
                 [torch.{}Tensor {}]{} is at version {now}; expected version {} instead. \
                 Change a clone of it, or change it before it is used.",
                self.tensor.dtype().scalar_name(),
                crate::error::shape_text(self.tensor.shape()),
                match self.output {
                    Some(slot) => format!(", which is output {slot} of {},", cx.node.name()),
                    None => match self.tensor.recorded_edge() {
                        Some(edge) => format!(", which is output {} of {},", edge.slot, edge.node.name()),
                        None => String::new(),
                    },
                },
                self.version
            );
        }
        match self.output {
            Some(slot) if cx.create_graph => Ok(joined(&self.tensor, cx.node, slot)),
            _ => Ok(self.tensor.clone()),
        }
    }
}
