//! Pools of memory: the one that all share, those of graphs, and those that threads choose.
//!
//! What is allocated in a captured stream comes from the pool of its graph, and a block that is given back goes back there:
//! replays use the same addresses, so that nobody else may have them while the graph lives. Graphs that are replayed in
//! the order of their captures, and never side by side, may share a pool. Outside captures a thread may choose a pool for what it
//! allocates.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, ThreadId};

use crate::capture;
use crate::error::Result;
use crate::stream::Stream;

/// The name of a pool: PyTorch's, where the first number is that of a graph and the second that of a handle.
pub type PoolId = (u64, u64);

/// A name that no pool has: of a graph's own pool, or of one that the caller shares among graphs.
pub fn new_pool(shared: bool) -> PoolId {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    if shared { (0, number) } else { (number, 0) }
}

#[derive(Default)]
struct Pool {
    id: PoolId,
    /// Captures, graphs and others that use it.
    users: usize,
    segments: usize,
}

/// The pools of a device by number; 0 is the one that all share.
pub(crate) struct Pools {
    all: Vec<Pool>,
    /// Captures that are going on, and their pools.
    captures: Vec<(u64, u32)>,
    /// Threads that chose a pool, and those pools; of several that a thread chose the last counts.
    chosen: Vec<(ThreadId, u32)>,
}

impl Default for Pools {
    fn default() -> Pools {
        Pools { all: vec![Pool::default()], captures: Vec::new(), chosen: Vec::new() }
    }
}

impl Pools {
    /// The pool that memory for the stream comes from.
    #[inline]
    pub(super) fn of(&self, stream: Stream) -> Result<u32> {
        if self.captures.is_empty() && self.chosen.is_empty() { Ok(0) } else { self.unusual(stream) }
    }

    #[cold]
    fn unusual(&self, stream: Stream) -> Result<u32> {
        if !self.captures.is_empty()
            && let capture = capture::of(stream)?
            && let Some((_, pool)) = self.captures.iter().find(|(id, _)| Some(*id) == capture)
        {
            return Ok(*pool);
        }
        let here = thread::current().id();
        Ok(self.chosen.iter().rev().find(|(thread, _)| *thread == here).map_or(0, |(_, pool)| *pool))
    }

    /// Takes memory for this thread from the pool until [`Pools::give_up`].
    pub(super) fn choose(&mut self, pool: u32) {
        self.chosen.push((thread::current().id(), pool));
    }

    /// Undoes this thread's last choice of the pool.
    pub(super) fn give_up(&mut self, pool: u32) {
        if let Some(at) = self.chosen.iter().rposition(|choice| *choice == (thread::current().id(), pool)) {
            self.chosen.remove(at);
        }
    }

    /// How many use the pool of that name.
    pub(super) fn users(&self, id: PoolId) -> usize {
        self.all.iter().skip(1).find(|pool| pool.id == id).map_or(0, |pool| pool.users)
    }

    pub(super) fn id(&self, pool: u32) -> PoolId {
        self.all[pool as usize].id
    }

    /// Adds a user to the pool of that name, which is made where there is none.
    pub(crate) fn join(&mut self, id: PoolId) -> u32 {
        let named = self.all.iter().skip(1).position(|pool| pool.id == id && (pool.users > 0 || pool.segments > 0));
        let idle = || self.all.iter().skip(1).position(|pool| pool.users == 0 && pool.segments == 0);
        let at = match named.or_else(idle) {
            Some(at) => at + 1,
            None => {
                self.all.push(Pool::default());
                self.all.len() - 1
            }
        };
        self.all[at].id = id;
        self.all[at].users += 1;
        at as u32
    }

    /// Takes a user away. A pool without users gives its memory back with the rest of the cached memory.
    pub(crate) fn leave(&mut self, pool: u32) {
        self.all[pool as usize].users -= 1;
    }

    /// Takes memory for a capture from the pool until [`Pools::end`].
    pub(crate) fn begin(&mut self, capture: u64, pool: u32) {
        self.captures.push((capture, pool));
    }

    pub(crate) fn end(&mut self, capture: u64) {
        self.captures.retain(|(id, _)| *id != capture);
    }

    /// Whether the pool's memory stays: somebody uses it.
    pub(super) fn is_kept(&self, pool: u32) -> bool {
        self.all[pool as usize].users > 0
    }

    pub(super) fn add_segment(&mut self, pool: u32) {
        self.all[pool as usize].segments += 1;
    }

    pub(super) fn remove_segment(&mut self, pool: u32) {
        self.all[pool as usize].segments -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Pools, new_pool};

    #[test]
    fn pools_are_shared_by_name_and_go_when_empty() {
        let mut pools = Pools::default();
        let (own, shared) = (new_pool(false), new_pool(true));
        assert!(own.1 == 0 && shared.0 == 0 && own != shared);
        let first = pools.join(own);
        let second = pools.join(shared);
        assert_eq!(pools.join(shared), second);
        assert_ne!(first, second);
        pools.add_segment(second);
        pools.leave(second);
        assert!(pools.is_kept(second));
        pools.leave(second);
        assert!(!pools.is_kept(second) && !pools.is_kept(0));
        // Its segment is still there, so that the name finds it again.
        assert_eq!(pools.join(shared), second);
        pools.leave(second);
        pools.remove_segment(second);
        let third = new_pool(true);
        assert_eq!(pools.join(third), second);
        assert_eq!(pools.id(second), third);
    }
}
