//! Page-locked memory of the host, which devices copy to and from while the caller goes on.
//!
//! The driver takes long to lock pages, so blocks are kept when they are given back. Their sizes are powers of two. A block
//! that streams have copied to or from waits until they have passed an event before it is handed out again; one that a
//! captured copy uses belongs to the graph.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use cudarc::driver::sys::{self, CUpointer_attribute};
use parking_lot::Mutex;
use smallvec::SmallVec;

use crate::alloc::{Counter, is_shutting_down};
use crate::capture::{self, Unrecorded};
use crate::device::{self, Device};
use crate::error::{Error, Kind, Result, check};
use crate::event::Event;
use crate::stream::Stream;

/// Microseconds that calls of the driver took.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Times {
    /// All together.
    pub total: u64,
    /// The longest.
    pub max: u64,
    /// The shortest.
    pub min: u64,
    /// How many calls.
    pub count: u64,
}

impl Times {
    fn add(&mut self, since: Instant) {
        let took = since.elapsed().as_micros() as u64;
        self.min = if self.count == 0 { took } else { self.min.min(took) };
        self.max = self.max.max(took);
        self.total += took;
        self.count += 1;
    }
}

/// What the allocator has done.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Stats {
    /// Blocks taken from the driver.
    pub allocations: Counter,
    /// Bytes of these.
    pub allocated_bytes: Counter,
    /// Blocks handed out, and those that wait for streams.
    pub active: Counter,
    /// Bytes of these.
    pub active_bytes: Counter,
    /// Calls of the driver that took a block.
    pub alloc_time: Times,
    /// Calls of the driver that gave one back.
    pub free_time: Times,
}

impl Stats {
    fn counters(&mut self) -> [&mut Counter; 4] {
        [&mut self.allocations, &mut self.allocated_bytes, &mut self.active, &mut self.active_bytes]
    }
}

struct Block {
    size: usize,
    handed_out: bool,
    /// Streams that use it.
    users: SmallVec<[Stream; 1]>,
    /// Events that must pass, and graphs that must go, before it is free.
    waits: u32,
}

struct Cache {
    /// By address.
    blocks: BTreeMap<usize, Block>,
    /// Free ones by size.
    free: BTreeMap<usize, Vec<usize>>,
    waiting: VecDeque<(Event, usize)>,
    /// Given back during a capture, when streams cannot be asked.
    deferred: Vec<usize>,
    stats: Stats,
}

static CACHE: Mutex<Cache> = Mutex::new(Cache {
    blocks: BTreeMap::new(),
    free: BTreeMap::new(),
    waiting: VecDeque::new(),
    deferred: Vec::new(),
    stats: {
        const NONE: Counter = Counter { current: 0, peak: 0, allocated: 0, freed: 0 };
        const NEVER: Times = Times { total: 0, max: 0, min: 0, count: 0 };
        Stats {
            allocations: NONE,
            allocated_bytes: NONE,
            active: NONE,
            active_bytes: NONE,
            alloc_time: NEVER,
            free_time: NEVER,
        }
    },
});

impl Cache {
    fn allocate(&mut self, bytes: usize, device: &Device) -> Result<usize> {
        let too_large = || Error::new(Kind::OutOfMemory, format!("CUDA error: out of memory: {bytes} pinned bytes"));
        let size =
            bytes.checked_next_power_of_two().filter(|size| *size <= isize::MAX as usize).ok_or_else(too_large)?;
        self.collect(false)?;
        let address = match self.free.get_mut(&size).and_then(Vec::pop) {
            Some(address) => address,
            None => self.new_block(size, device)?,
        };
        if let Some(block) = self.blocks.get_mut(&address) {
            block.handed_out = true;
        }
        self.stats.active.add(1);
        self.stats.active_bytes.add(size as u64);
        Ok(address)
    }

    fn new_block(&mut self, size: usize, device: &Device) -> Result<usize> {
        device.enter()?;
        let _unrecorded = Unrecorded::new();
        let since = Instant::now();
        let mut place = std::ptr::null_mut();
        // SAFETY: the context is current; the block is freed by `empty_cache` only.
        let answer = unsafe { sys::cuMemHostAlloc(&mut place, size, sys::CU_MEMHOSTALLOC_PORTABLE) };
        check(answer, "cuMemHostAlloc")?;
        self.stats.alloc_time.add(since);
        self.stats.allocations.add(1);
        self.stats.allocated_bytes.add(size as u64);
        let block = Block { size, handed_out: false, users: SmallVec::new(), waits: 0 };
        self.blocks.insert(place.addr(), block);
        Ok(place.addr())
    }

    fn free(&mut self, address: usize) {
        let Some(block) = self.blocks.get_mut(&address) else { return };
        block.handed_out = false;
        if !block.users.is_empty() && capture::any() {
            self.deferred.push(address);
        } else {
            self.await_users(address);
        }
    }

    /// Frees a block once the streams that use it have passed.
    fn await_users(&mut self, address: usize) {
        let Some(block) = self.blocks.get_mut(&address) else { return };
        for stream in std::mem::take(&mut block.users) {
            let event = Event::new(false);
            // A stream that takes no event has failed, and its work is over.
            if event.record(stream).is_ok() {
                block.waits += 1;
                self.waiting.push_back((event, address));
            }
        }
        self.make_free(address);
    }

    /// Puts a block into the list of free ones, if nobody needs it.
    fn make_free(&mut self, address: usize) {
        if let Some(block) = self.blocks.get_mut(&address)
            && !block.handed_out
            && block.waits == 0
            && block.users.is_empty()
        {
            self.stats.active.sub(1);
            self.stats.active_bytes.sub(block.size as u64);
            self.free.entry(block.size).or_default().push(address);
        }
    }

    /// One event or graph less that a block waits for.
    fn arrive(&mut self, address: usize) {
        if let Some(block) = self.blocks.get_mut(&address) {
            block.waits -= 1;
            self.make_free(address);
        }
    }

    /// Frees blocks whose streams have passed. With `wait` waits for all.
    fn collect(&mut self, wait: bool) -> Result<()> {
        if capture::any() {
            return Ok(());
        }
        for address in std::mem::take(&mut self.deferred) {
            self.await_users(address);
        }
        while let Some((event, address)) = self.waiting.front() {
            if wait {
                event.synchronize()?;
            } else if !event.is_done()? {
                break;
            }
            let address = *address;
            self.waiting.pop_front();
            self.arrive(address);
        }
        Ok(())
    }

    /// The block that an address lies in.
    fn find(&mut self, address: usize) -> Option<(usize, &mut Block)> {
        let (start, block) = self.blocks.range_mut(..=address).next_back()?;
        (address - start < block.size).then_some((*start, block))
    }
}

/// A device in use, or the current one.
fn some_device() -> Result<&'static Device> {
    device::in_use().next().map_or_else(|| device::get(device::current()), Ok)
}

/// A block of `bytes` bytes of page-locked memory, aligned to a page. 0 for no bytes.
///
/// # Errors
/// There is no driver or device; the system has no more such memory.
pub fn allocate(bytes: usize) -> Result<usize> {
    let device = some_device()?;
    if bytes == 0 { Ok(0) } else { CACHE.lock().allocate(bytes, device) }
}

/// Gives a block back.
///
/// # Safety
/// The block came from [`allocate`], and nobody reads or writes it but copies that were given before.
pub unsafe fn free(address: usize) {
    // A forked child cannot reach its parent's device; the memory is the parent's.
    if address != 0 && !is_shutting_down() && !device::is_forked() {
        CACHE.lock().free(address);
    }
}

/// Whether an address is one of page-locked memory: a block from here, or memory that somebody else locked.
pub fn is_pinned(address: usize) -> bool {
    if CACHE.lock().find(address).is_some() {
        return true;
    }
    let Some(device) = device::in_use().next() else { return false };
    if device.enter().is_err() {
        return false;
    }
    let mut kind = 0u32;
    // SAFETY: the context is current; the place has the attribute's type. Unknown addresses are answered with an error.
    let answer = unsafe {
        sys::cuPointerGetAttribute(
            (&raw mut kind).cast(),
            CUpointer_attribute::CU_POINTER_ATTRIBUTE_MEMORY_TYPE,
            address as u64,
        )
    };
    answer == sys::CUresult::CUDA_SUCCESS && kind == sys::CUmemorytype::CU_MEMORYTYPE_HOST as u32
}

/// Says that a stream copies to or from a block, which therefore is not handed out again before that work is done. The
/// device's context is current.
///
/// # Errors
/// The driver refuses to say whether the stream is being captured.
pub fn record_stream(address: usize, stream: Stream) -> Result<()> {
    let capture = capture::of(stream)?;
    let mut cache = CACHE.lock();
    let Some((start, block)) = cache.find(address) else { return Ok(()) };
    match capture {
        Some(id) => {
            block.waits += 1;
            capture::hold(id, start);
        }
        None if !block.users.contains(&stream) => block.users.push(stream),
        None => {}
    }
    Ok(())
}

/// Says that the graph is gone that captured copies of these blocks were part of, and that ran in these streams.
pub(crate) fn let_go(blocks: &[usize], streams: &[Stream]) {
    let mut cache = CACHE.lock();
    for &address in blocks {
        let Some(block) = cache.blocks.get_mut(&address) else { continue };
        block.waits -= 1;
        for stream in streams {
            if !block.users.contains(stream) {
                block.users.push(*stream);
            }
        }
        if !block.handed_out {
            cache.free(address);
        }
    }
}

/// Gives free blocks back to the driver.
///
/// # Errors
/// A kernel failed; a graph is being captured.
pub fn empty_cache() -> Result<()> {
    let Some(device) = device::in_use().next() else { return Ok(()) };
    if capture::any() {
        return Err(Error::new(Kind::User, "pinned memory cannot be given back while a graph is being captured"));
    }
    let mut cache = CACHE.lock();
    cache.collect(true)?;
    device.enter()?;
    let Cache { blocks, free, stats, .. } = &mut *cache;
    for (size, addresses) in std::mem::take(free) {
        for address in addresses {
            let since = Instant::now();
            // SAFETY: the block is free, and all work on it is done.
            check(unsafe { sys::cuMemFreeHost(std::ptr::with_exposed_provenance_mut(address)) }, "cuMemFreeHost")?;
            blocks.remove(&address);
            stats.free_time.add(since);
            stats.allocations.sub(1);
            stats.allocated_bytes.sub(size as u64);
        }
    }
    Ok(())
}

/// What the allocator has done.
pub fn stats() -> Stats {
    CACHE.lock().stats
}

/// Begins to measure the largest use anew.
pub fn reset_peaks() {
    CACHE.lock().stats.counters().into_iter().for_each(|counter| counter.peak = counter.current);
}

/// Begins to count anew.
pub fn reset_totals() {
    let stats = &mut CACHE.lock().stats;
    stats.counters().into_iter().for_each(|counter| (counter.allocated, counter.freed) = (0, 0));
    (stats.alloc_time, stats.free_time) = (Times::default(), Times::default());
}
