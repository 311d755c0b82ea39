//! Work on several devices at once, in threads of one process.
//!
//! - [`workers`]: one thread for each device, and jobs for them; [`inherit`]: what a job takes along from its caller
//! - [`collective`]: sums, copies and rows of buffers over a list of devices; `host`, `peer` and [`nccl`] are its ways
//! - [`coalesce`]: many tensors in one buffer, so that devices exchange few large pieces
//! - [`reducer`]: gradients of replicas, summed bucket by bucket while the backward pass goes on
//!
//! Sums over devices are taken in the order of the list, or in that of NCCL, never in that of arrival: numbers do not depend
//! on threads.

pub mod coalesce;
pub mod collective;
mod host;
pub mod inherit;
pub mod nccl;
mod peer;
pub mod reducer;
pub mod workers;

#[cfg(test)]
mod tests;

pub use collective::{Backend, Collective, Reduction, group};
pub use inherit::Inherited;
pub use reducer::Reducer;
pub use workers::{Pending, is_worker, start};
