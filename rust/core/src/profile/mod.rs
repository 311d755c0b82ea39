//! The profiler: what ran, when, for how long, on which inputs, and what it allocated.
//!
//! ```
//! use flambeau::{Tensor, profile::{self, Options}};
//!
//! let a = Tensor::from_slice(&[1.0f32; 6], &[2, 3])?;
//! let b = Tensor::from_slice(&[1.0f32; 12], &[3, 4])?;
//! let session = profile::start(Options { shapes: true, ..Options::default() });
//! {
//!     let _step = profile::scope("step");
//!     a.mm(&b)?.relu()?;
//! }
//! let report = session.stop();
//! let product = report.events().iter().find(|event| event.name == "aten::mm").unwrap();
//! assert_eq!(product.flops, 2 * 2 * 3 * 4);
//! assert_eq!(report.totals()[0].count, 1);
//! println!("{}", report.table(10));
//! # Ok::<(), flambeau::Error>(())
//! ```
//!
//! A session belongs to the thread that starts it, and sees what this thread does: operations, nodes of backward passes,
//! blocks that [`scope`] names, and memory of tensors. Kernels' work on threads of the pool counts to the operation that
//! waits for it. With [`Options::all_threads`] a session sees operations of every thread. A thread has one session: one
//! that is started takes the place of the one before, which then reports nothing.
//!
//! While no session is open, an operation loads one word of static memory and finds it 0.
//!
//! - `session`: sessions, threads, their logs; `record`: what operations and nodes write there
//! - `argument`: inputs as they are shown; `flops`: how floating-point operations are counted
//! - `report`: what a session saw; `trace`: the same in the Chrome trace format

mod argument;
mod flops;
mod names;
mod record;
mod report;
mod session;
mod trace;

#[cfg(test)]
mod tests;

pub use argument::{Argument, TensorArgument};
pub use record::{Scope, function, scope};
pub(crate) use record::{backward, evaluating, memory, operation};
pub use report::{Allocation, Event, Kind, Report, Total};
pub use session::{Options, Session, recording, set_stack_source, start};
pub(crate) use session::{raw_lock, thread_number};
pub use trace::Heading;

use crate::op::watch;

/// Whether some thread has a session.
#[inline(always)]
pub(crate) fn on() -> bool {
    watch::any(watch::PROFILED)
}

/// Whether some session wants to know of memory.
#[inline(always)]
pub(crate) fn watches_memory() -> bool {
    watch::any(watch::MEMORY)
}
