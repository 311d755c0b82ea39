//! Segments, blocks and the lists of free ones.

use std::collections::{BTreeSet, VecDeque};

use cudarc::driver::sys;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::pools::Pools;
use super::stats::Stats;
use super::{Part, Segment, State};
use crate::capture::{self, Unrecorded};
use crate::device;
use crate::error::{Error, Kind, Result, check};
use crate::event::Event;
use crate::stream::Stream;

/// Blocks are multiples of this.
const GRAIN: usize = 512;
/// Blocks up to this size come from small segments.
const SMALL: usize = 1 << 20;
/// Size of a small segment.
const SMALL_SEGMENT: usize = 2 << 20;
/// Size of a segment for blocks below [`LARGE`].
const MEDIUM_SEGMENT: usize = 20 << 20;
/// Blocks from this size on have segments of their own size.
const LARGE: usize = 10 << 20;

type Id = u32;
const NONE: Id = Id::MAX;

/// A stretch of a segment.
#[derive(Clone, Debug)]
struct Block {
    address: u64,
    size: usize,
    requested: usize,
    /// The pool it belongs to.
    pool: u32,
    /// The stream it is handed out to.
    stream: usize,
    small: bool,
    in_use: bool,
    /// Neighbours in the segment.
    before: Id,
    after: Id,
    /// Other streams that use it.
    users: SmallVec<[Stream; 1]>,
    /// Events that must pass before it is free.
    waits: u32,
}

/// A free block: pool, list, stream, size and address give the order in which blocks are chosen.
type Key = (u32, bool, usize, usize, u64, Id);

/// One device's allocator.
#[derive(Default)]
pub(crate) struct Cache {
    blocks: Vec<Block>,
    unused: Vec<Id>,
    free: BTreeSet<Key>,
    handed_out: FxHashMap<u64, Id>,
    waiting: VecDeque<(Event, Id)>,
    /// Blocks given back during a capture, whose other streams are asked after it.
    deferred: Vec<Id>,
    pools: Pools,
    stats: Stats,
    /// Most bytes to reserve; 0: no limit.
    limit: usize,
}

fn segment_size(size: usize) -> usize {
    if size <= SMALL {
        SMALL_SEGMENT
    } else if size < LARGE {
        MEDIUM_SEGMENT
    } else {
        size.next_multiple_of(SMALL_SEGMENT)
    }
}

impl Cache {
    /// A block for use in the stream. The device's context is current.
    pub(super) fn allocate(&mut self, bytes: usize, stream: Stream) -> Result<u64> {
        let too_large = || Error::new(Kind::OutOfMemory, "the size is beyond any memory");
        let size =
            bytes.checked_next_multiple_of(GRAIN).filter(|size| *size <= isize::MAX as usize).ok_or_else(too_large)?;
        // An event must not be asked while a stream is being captured.
        if !capture::any() {
            self.collect(false)?;
        }
        let pool = self.pools.of(stream)?;
        let id = match self.take_free(size, pool, stream) {
            Some(id) => id,
            None => self.new_segment(size, pool, stream)?,
        };
        self.split(id, size);
        let block = &mut self.blocks[id as usize];
        block.in_use = true;
        block.requested = bytes;
        let (address, size, small) = (block.address, block.size as u64, block.small);
        self.handed_out.insert(address, id);
        self.stats.count(small, |counters| {
            counters.allocations.add(1);
            counters.active.add(1);
            counters.allocated_bytes.add(size);
            counters.active_bytes.add(size);
            counters.requested_bytes.add(bytes as u64);
        });
        Ok(address)
    }

    /// The smallest free block that is large enough.
    fn take_free(&mut self, size: usize, pool: u32, stream: Stream) -> Option<Id> {
        let small = size <= SMALL;
        let first = (pool, small, stream.handle(), size, 0, 0);
        let last = (pool, small, stream.handle(), usize::MAX, u64::MAX, NONE);
        let key = *self.free.range(first..=last).next()?;
        self.remove_free(key);
        Some(key.5)
    }

    fn key(&self, id: Id) -> Key {
        let block = &self.blocks[id as usize];
        (block.pool, block.small, block.stream, block.size, block.address, id)
    }

    fn insert_free(&mut self, id: Id) {
        let key = self.key(id);
        self.free.insert(key);
        if self.is_part(id) {
            self.stats.count(key.1, |counters| {
                counters.inactive_splits.add(1);
                counters.inactive_split_bytes.add(key.3 as u64);
            });
        }
    }

    fn remove_free(&mut self, key: Key) {
        self.free.remove(&key);
        if self.is_part(key.5) {
            self.stats.count(key.1, |counters| {
                counters.inactive_splits.sub(1);
                counters.inactive_split_bytes.sub(key.3 as u64);
            });
        }
    }

    /// Whether the block is one of several of its segment.
    fn is_part(&self, id: Id) -> bool {
        let block = &self.blocks[id as usize];
        block.before != NONE || block.after != NONE
    }

    fn new_block(&mut self, block: Block) -> Id {
        match self.unused.pop() {
            Some(id) => {
                self.blocks[id as usize] = block;
                id
            }
            None => {
                self.blocks.push(block);
                (self.blocks.len() - 1) as Id
            }
        }
    }

    fn new_segment(&mut self, size: usize, pool: u32, stream: Stream) -> Result<Id> {
        let bytes = segment_size(size);
        // Events of other devices may have been asked meanwhile.
        device::get(stream.device)?.enter()?;
        let address = match self.ask_driver(bytes) {
            Err(error) if error.kind() == Kind::OutOfMemory && !capture::any() => {
                self.stats.retries += 1;
                self.release(stream.device)?;
                self.ask_driver(bytes).inspect_err(|_| self.stats.out_of_memory += 1)?
            }
            other => other.inspect_err(|_| self.stats.out_of_memory += 1)?,
        };
        self.pools.add_segment(pool);
        let small = size <= SMALL;
        self.stats.count(small, |counters| {
            counters.segments.add(1);
            counters.reserved_bytes.add(bytes as u64);
        });
        Ok(self.new_block(Block {
            address,
            size: bytes,
            requested: 0,
            pool,
            stream: stream.handle(),
            small,
            in_use: false,
            before: NONE,
            after: NONE,
            users: SmallVec::new(),
            waits: 0,
        }))
    }

    fn ask_driver(&mut self, bytes: usize) -> Result<u64> {
        if self.limit != 0 && self.stats.all.reserved_bytes.current as usize + bytes > self.limit {
            return Err(Error::new(Kind::OutOfMemory, "the limit set by set_per_process_memory_fraction is reached"));
        }
        let mut address = 0;
        let _unrecorded = Unrecorded::new();
        // SAFETY: the caller made the context current.
        check(unsafe { sys::cuMemAlloc_v2(&mut address, bytes) }, "cuMemAlloc")?;
        self.stats.device_allocations += 1;
        Ok(address)
    }

    /// Cuts what is too much off a block, if it is worth a block of its own.
    fn split(&mut self, id: Id, size: usize) {
        let block = &self.blocks[id as usize];
        let rest = block.size - size;
        if rest < if block.small { GRAIN } else { SMALL + 1 } {
            return;
        }
        let (pool, small, after) = (block.pool, block.small, block.after);
        let part = Block {
            address: block.address + size as u64,
            size: rest,
            requested: 0,
            pool,
            stream: block.stream,
            small,
            in_use: false,
            before: id,
            after,
            users: SmallVec::new(),
            waits: 0,
        };
        let part = self.new_block(part);
        if after != NONE {
            self.blocks[after as usize].before = part;
        }
        let block = &mut self.blocks[id as usize];
        block.size = size;
        block.after = part;
        self.insert_free(part);
    }

    /// Takes a block back. Unknown addresses are ignored.
    pub(super) fn free(&mut self, address: u64) {
        let Some(id) = self.handed_out.remove(&address) else { return };
        let block = &mut self.blocks[id as usize];
        let (size, requested, small) = (block.size as u64, block.requested as u64, block.small);
        self.stats.count(small, |counters| {
            counters.allocations.sub(1);
            counters.allocated_bytes.sub(size);
            counters.requested_bytes.sub(requested);
        });
        if !self.blocks[id as usize].users.is_empty() && capture::any() {
            // An event in a captured stream would become part of the graph.
            self.deferred.push(id);
            return;
        }
        self.await_users(id);
    }

    /// Frees a block once the other streams that use it have passed.
    fn await_users(&mut self, id: Id) {
        for stream in std::mem::take(&mut self.blocks[id as usize].users) {
            let event = Event::new(false);
            // A stream that takes no event has failed, and its work is over.
            if event.record(stream).is_ok() {
                self.blocks[id as usize].waits += 1;
                self.waiting.push_back((event, id));
            }
        }
        if self.blocks[id as usize].waits == 0 {
            self.make_free(id);
        }
    }

    /// Frees blocks whose other streams have passed. With `wait` waits for all.
    fn collect(&mut self, wait: bool) -> Result<()> {
        for id in std::mem::take(&mut self.deferred) {
            self.await_users(id);
        }
        while let Some((event, id)) = self.waiting.front() {
            if wait {
                event.synchronize()?;
            } else if !event.is_done()? {
                break;
            }
            let id = *id;
            self.waiting.pop_front();
            let block = &mut self.blocks[id as usize];
            block.waits -= 1;
            if block.waits == 0 {
                self.make_free(id);
            }
        }
        Ok(())
    }

    /// Puts a block into the list of free ones, together with free neighbours.
    fn make_free(&mut self, id: Id) {
        let block = &mut self.blocks[id as usize];
        block.in_use = false;
        let (size, small) = (block.size as u64, block.small);
        self.stats.count(small, |counters| {
            counters.active.sub(1);
            counters.active_bytes.sub(size);
        });
        let (before, after) = (self.blocks[id as usize].before, self.blocks[id as usize].after);
        let mut first = id;
        if self.is_free(before) {
            self.remove_free(self.key(before));
            self.join(before, id);
            first = before;
        }
        if self.is_free(after) {
            self.remove_free(self.key(after));
            self.join(first, after);
        }
        self.insert_free(first);
    }

    fn is_free(&self, id: Id) -> bool {
        id != NONE && !self.blocks[id as usize].in_use
    }

    /// Adds the second block, which follows, to the first.
    fn join(&mut self, first: Id, second: Id) {
        let Block { size, after, .. } = self.blocks[second as usize];
        let block = &mut self.blocks[first as usize];
        block.size += size;
        block.after = after;
        if after != NONE {
            self.blocks[after as usize].before = first;
        }
        self.unused.push(second);
    }

    /// Notes that another stream, perhaps of another device than this one's, uses a block.
    pub(super) fn record_stream(&mut self, address: u64, index: usize, stream: Stream) {
        if let Some(&id) = self.handed_out.get(&address) {
            let block = &mut self.blocks[id as usize];
            let own = stream.device == index && block.stream == stream.handle();
            if !own && !block.users.contains(&stream) {
                block.users.push(stream);
            }
        }
    }

    /// Gives segments of this device that are free as a whole back to the driver, but those of pools in use.
    pub(super) fn release(&mut self, index: usize) -> Result<()> {
        self.release_some(index, None)
    }

    /// As [`Cache::release`], of one pool only.
    pub(super) fn release_pool(&mut self, index: usize, pool: u32) -> Result<()> {
        self.release_some(index, Some(pool))
    }

    fn release_some(&mut self, index: usize, pool: Option<u32>) -> Result<()> {
        if capture::any() {
            return Err(Error::new(
                Kind::User,
                "cached memory cannot be given back to the driver while a graph is being captured: call empty_cache() \
                 before or after the capture",
            ));
        }
        self.stats.waits += 1;
        self.collect(true)?;
        device::get(index)?.enter()?;
        let wanted = |key: &Key| pool.is_none_or(|pool| key.0 == pool);
        let goes = |key: &Key| wanted(key) && !self.pools.is_kept(key.0) && !self.is_part(key.5);
        let whole: Vec<Key> = self.free.iter().copied().filter(goes).collect();
        if !whole.is_empty() {
            // SAFETY: the context is current. Work on the blocks may still be waiting in their streams.
            check(unsafe { sys::cuCtxSynchronize() }, "synchronize")?;
        }
        for key in whole {
            self.remove_free(key);
            let (pool, small, _, size, address, id) = key;
            // SAFETY: the segment is free as a whole, and all work is done.
            check(unsafe { sys::cuMemFree_v2(address) }, "cuMemFree")?;
            self.unused.push(id);
            self.pools.remove_segment(pool);
            self.stats.count(small, |counters| {
                counters.segments.sub(1);
                counters.reserved_bytes.sub(size as u64);
            });
            self.stats.device_frees += 1;
        }
        Ok(())
    }

    pub(super) fn stats(&self) -> Stats {
        self.stats
    }

    pub(super) fn reset_peaks(&mut self) {
        self.stats.reset_peaks();
    }

    pub(super) fn reset_totals(&mut self) {
        self.stats.reset_totals();
    }

    /// Every segment with its blocks, in order of addresses.
    pub(super) fn segments(&self) -> Vec<Segment> {
        let unused: FxHashSet<Id> = self.unused.iter().copied().collect();
        let is_first = |id: &Id| !unused.contains(id) && self.blocks[*id as usize].before == NONE;
        let mut segments: Vec<Segment> =
            (0..self.blocks.len() as Id).filter(is_first).map(|id| self.segment(id)).collect();
        segments.sort_unstable_by_key(|segment| segment.address);
        segments
    }

    fn segment(&self, first: Id) -> Segment {
        let Block { address, pool, stream, small, .. } = self.blocks[first as usize];
        let mut segment = Segment { address, pool: self.pools.id(pool), stream, small, blocks: Vec::new() };
        let mut at = first;
        while at != NONE {
            let block = &self.blocks[at as usize];
            let state = match (block.in_use, self.handed_out.contains_key(&block.address)) {
                (false, _) => State::Free,
                (true, false) => State::Waiting,
                (true, true) => State::HandedOut,
            };
            let (address, size, requested) = (block.address, block.size, block.requested);
            segment.blocks.push(Part { address, size, requested, state });
            at = block.after;
        }
        segment
    }

    /// The pools.
    pub(super) fn pools(&mut self) -> &mut Pools {
        &mut self.pools
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    pub(super) fn set_limit(&mut self, bytes: usize) {
        self.limit = bytes;
    }
}
