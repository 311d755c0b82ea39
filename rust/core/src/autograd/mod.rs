//! Tape autograd.
//!
//! - [`mode`]: whether operations are recorded
//! - [`meta`]: what a tensor knows: its gradient, its place in the graph, its hooks
//! - [`node`]: recorded operations and the edges between them
//! - [`record`]: how an operation records itself
//! - [`saved`]: tensors kept for the backward pass, and hooks on them
//! - [`anomaly`]: telling which operation failed
//! - [`engine`]: the backward pass, `devices`: the same on several; [`places`]: where it starts and leads; [`running`]: what hooks may ask about it
//! - [`view`]: views, and in-place changes of them
//!
//! Nodes are owned by the tensors they made and by the nodes after them; there is no global graph. Rules are written in
//! differentiable operations, so a backward pass can itself be recorded.

pub mod anomaly;
mod devices;
pub mod engine;
pub mod hooks;
pub mod meta;
pub mod mode;
pub mod node;
pub mod places;
pub mod record;
pub mod running;
pub mod saved;
pub(crate) mod view;

use smallvec::SmallVec;

pub use engine::Backward;
pub use meta::Meta;
pub use mode::no_grad;
pub(crate) use node::next_sequence;
pub use node::{Context, Edge, Node, Rule};
pub use places::{Place, backward, grad};
pub use record::Recorder;
pub use saved::Saved;
pub(crate) use view::Geometry;

use crate::Tensor;

/// Gradients, one per edge; `None` stands for zeros.
pub type Grads = SmallVec<[Option<Tensor>; 2]>;

#[cfg(test)]
mod tests;
