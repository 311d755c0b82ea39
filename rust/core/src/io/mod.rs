//! Checkpoint files: PyTorch's zip format in both directions, its older stream format for reading.
//!
//! A checkpoint is a pickle that describes the objects plus the bytes of the storages its tensors lie in. Nothing in a
//! file is ever executed: the pickle is parsed into a [`Graph`] of plain values, and a class or function outside a fixed
//! list is an error that names it. This module knows nothing of tensors or Python; a caller turns a [`TensorRecord`] and
//! the bytes of its storage into a tensor, and walks the graph with a [`Builder`].
//!
//! - [`graph`]: the values; shared and cyclic references survive.
//! - [`pickle`]: the restricted unpickler, and the pickler that writes what `torch.load(weights_only=True)` reads.
//! - [`archive`]: zip archives of stored (uncompressed) entries, aligned to 64 bytes.
//! - [`checkpoint`]: opening a file of either format; [`save`]: writing one.
//! - [`source`]: bytes that lie in a file, a memory map or memory; [`atomic`]: replacing a file as a whole.
//! - [`error`]: what can be wrong with a file.

pub mod archive;
pub mod atomic;
pub mod checkpoint;
pub mod error;
pub mod graph;
mod legacy;
pub mod pickle;
pub mod save;
pub mod source;

pub use checkpoint::{Access, Checkpoint, ReadOptions, StorageEntry};
pub use error::{CheckpointError, Result};
pub use graph::{Builder, Dict, DictKind, Graph, NodeId, Object, StorageId, TensorRecord, Value, build};
pub use save::{StorageBytes, save_checkpoint, write_checkpoint};

#[cfg(test)]
mod tests;
