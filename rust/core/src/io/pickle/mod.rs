//! Python's pickle format, as far as checkpoints need it.
//!
//! - [`reader`]: a stack machine over protocols 2 to 5 that builds a [`Graph`](super::Graph). Its classes and functions are
//!   those of [`globals`]; [`reduce`] holds what each of them makes of its arguments. Nothing is looked up or called.
//! - [`storages`]: what a pickle says of the storages its tensors lie in.
//! - [`writer`]: the inverse, in protocol 2 as `torch.save` writes it.
//! - [`opcode`]: the instruction codes.

pub mod globals;
pub(super) mod opcode;
pub mod reader;
mod reduce;
pub mod storages;
pub mod writer;

#[cfg(test)]
pub(super) mod tests;
