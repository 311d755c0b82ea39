//! Threads that make batches ahead of time.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

use super::Dataset;
use crate::error::Kind;
use crate::{Error, Result, Tensor, autograd};

/// Batches that a thread may be ahead: enough to hide uneven samples, without filling memory.
const AHEAD: usize = 2;

type Batch = Result<Vec<Tensor>>;

/// Worker `i` of `n` makes batches `i`, `i + n`, `i + 2 n`...; they are taken in turn, so the order is fixed.
pub(super) struct Workers {
    queues: Vec<Receiver<Batch>>,
    threads: Vec<JoinHandle<()>>,
    next: usize,
}

impl Workers {
    pub(super) fn start(dataset: &Arc<dyn Dataset>, parts: Vec<Tensor>, count: usize) -> Workers {
        let mut shares: Vec<Vec<Tensor>> = vec![Vec::new(); count.clamp(1, parts.len().max(1))];
        let count = shares.len();
        for (at, part) in parts.into_iter().enumerate() {
            shares[at % count].push(part);
        }
        let (mut queues, mut threads) = (Vec::new(), Vec::new());
        for share in shares {
            let (sender, receiver) = sync_channel(AHEAD);
            let dataset = dataset.clone();
            queues.push(receiver);
            threads.push(std::thread::spawn(move || {
                for numbers in share {
                    let made = catch_unwind(AssertUnwindSafe(|| autograd::no_grad(|| dataset.batch(&numbers))));
                    let failed = !matches!(made, Ok(Ok(_)));
                    let batch = made.unwrap_or_else(|panic| Err(panicked(&*panic)));
                    // Nobody takes batches any more: the pass was given up.
                    if sender.send(batch).is_err() || failed {
                        return;
                    }
                }
            }));
        }
        Workers { queues, threads, next: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Batch> {
        let queue = self.next % self.queues.len();
        self.next += 1;
        // A worker that has no more ends its queue; so do all after it, since they are taken in turn.
        self.queues[queue].recv().ok()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queues.clear();
        for thread in self.threads.drain(..) {
            // A panic was caught and handed over as an error.
            let _ = thread.join();
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Error::message(Kind::Runtime, format!("a dataset panicked: {}", text.unwrap_or("without a message")))
}
