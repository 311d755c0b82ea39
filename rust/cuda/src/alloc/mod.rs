//! The caching allocator of device memory.
//!
//! Memory is taken from the driver in segments and handed out in blocks; a freed block joins its free neighbours and waits
//! in a list of its stream. Work in one stream is done in order, so a block may be handed out again in that stream while
//! work on it is still waiting. A block that other streams used too waits until they have passed an event. Sizes of
//! segments and the rules of splitting are those that PyTorch documents for its own allocator (notes on CUDA semantics,
//! "Memory management"): blocks are multiples of 512 bytes, those up to 1 MiB come from segments of 2 MiB, larger ones
//! from segments of 20 MiB or, from 10 MiB on, of their own size.

mod cache;
mod pools;
mod stats;
mod uncached;

use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) use cache::Cache;
pub use pools::{PoolId, new_pool};
pub use stats::{Counter, Counters, Stats};

use crate::device;
use crate::error::{Error, Kind, Result};
use crate::stream::Stream;

static SHUTTING_DOWN: AtomicBool = AtomicBool::new(false);

/// Says that the process is about to end: from now on device memory and events are left to the driver.
pub fn shut_down() {
    SHUTTING_DOWN.store(true, Ordering::Relaxed);
}

pub(crate) fn is_shutting_down() -> bool {
    SHUTTING_DOWN.load(Ordering::Relaxed)
}

/// A block of `bytes` bytes for use in the stream. Its address is a multiple of 512; 0 for no bytes.
///
/// # Errors
/// `OutOfMemory`, after cached memory was given back to the driver.
pub fn allocate(bytes: usize, stream: Stream) -> Result<u64> {
    if bytes == 0 {
        return Ok(0);
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let allocated = if uncached::is_asked_for() {
        uncached::allocate(bytes, stream.device)
    } else {
        device.cache.lock().allocate(bytes, stream)
    };
    allocated
        .map_err(|error| if error.kind() == Kind::OutOfMemory { out_of_memory(device, bytes, &error) } else { error })
}

#[cold]
fn out_of_memory(device: &device::Device, bytes: usize, cause: &Error) -> Error {
    let (free, total) = device.memory_info().unwrap_or((0, device.properties.total_memory));
    let stats = device.cache.lock().stats();
    let (allocated, reserved) = (stats.all.allocated_bytes.current, stats.all.reserved_bytes.current);
    Error::new(
        Kind::OutOfMemory,
        format!(
            "CUDA out of memory. Tried to allocate {}. GPU {} has a total capacity of {} of which {} is free. {} is \
             allocated by flambeau, and {} is reserved by flambeau but unallocated. ({cause})",
            size_text(bytes),
            device.index,
            size_text(total),
            size_text(free),
            size_text(allocated as usize),
            size_text((reserved - allocated) as usize),
        ),
    )
}

/// A size for people: `20.00 MiB`.
fn size_text(bytes: usize) -> String {
    const KIB: f64 = 1024.0;
    let size = bytes as f64;
    if size < KIB {
        format!("{bytes} bytes")
    } else if size < KIB * KIB {
        format!("{:.2} KiB", size / KIB)
    } else if size < KIB * KIB * KIB {
        format!("{:.2} MiB", size / KIB / KIB)
    } else {
        format!("{:.2} GiB", size / KIB / KIB / KIB)
    }
}

/// Gives a block back.
///
/// # Safety
/// The block came from [`allocate`] on this device, and no new work is given that refers to it.
pub unsafe fn free(address: u64, index: usize) {
    if address == 0 || is_shutting_down() {
        return;
    }
    // A forked child cannot reach its parent's device; the memory is the parent's.
    let Ok(device) = device::get(index) else { return };
    if device.enter().is_err() {
        return;
    }
    if uncached::is_asked_for() {
        uncached::free(address, index);
    } else {
        device.cache.lock().free(address);
    }
}

/// A block that is given back when this goes: in the order of its stream, after the work that was given before.
pub(crate) struct Scratch {
    address: u64,
    device: usize,
}

impl Scratch {
    /// A block of `bytes` bytes for use in the stream.
    ///
    /// # Errors
    /// As [`allocate`].
    pub(crate) fn new(bytes: usize, stream: Stream) -> Result<Scratch> {
        Ok(Scratch { address: allocate(bytes, stream)?, device: stream.device })
    }

    pub(crate) fn address(&self) -> u64 {
        self.address
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the block is this device's, and who made it gives no work on it after this.
        unsafe { free(self.address, self.device) };
    }
}

/// Gives a block back to the device that has handed it out; addresses that none has are ignored.
///
/// # Safety
/// That of [`free`].
pub unsafe fn free_anywhere(address: u64) {
    for device in device::in_use() {
        // SAFETY: the caller's promise; other devices do not know the address.
        unsafe { free(address, device.index) };
    }
}

/// Says that a stream works with a block of device `index`, which therefore is not handed out again before that work is
/// done.
pub fn record_stream(address: u64, index: usize, stream: Stream) {
    if let Ok(device) = device::get(index) {
        device.cache.lock().record_stream(address, index, stream);
    }
}

/// Gives all cached memory of all devices back to the driver.
///
/// # Errors
/// A kernel failed.
pub fn empty_cache() -> Result<()> {
    for device in device::in_use() {
        device.cache.lock().release(device.index)?;
    }
    Ok(())
}

/// What a device's allocator has done; zeros where the device is not in use.
///
/// # Errors
/// The device is not there.
pub fn stats(index: usize) -> Result<Stats> {
    Ok(device::peek(index)?.map(|device| device.cache.lock().stats()).unwrap_or_default())
}

/// Begins to measure the largest use of memory anew.
///
/// # Errors
/// The device is not there.
pub fn reset_peaks(index: usize) -> Result<()> {
    if let Some(device) = device::peek(index)? {
        device.cache.lock().reset_peaks();
    }
    Ok(())
}

/// Begins to count allocations anew.
///
/// # Errors
/// The device is not there.
pub fn reset_totals(index: usize) -> Result<()> {
    if let Some(device) = device::peek(index)? {
        device.cache.lock().reset_totals();
    }
    Ok(())
}

/// Adds a user to a pool of a device, which is made where there is none; its number there.
pub(crate) fn join_pool(device: &device::Device, id: PoolId) -> u32 {
    device.cache.lock().pools().join(id)
}

/// Takes a user of a pool away.
pub(crate) fn leave_pool(device: &device::Device, pool: u32) {
    device.cache.lock().pools().leave(pool);
}

/// A pool of a device's memory that threads can choose. Its memory goes back to the driver when it goes, and what tensors still use
/// then with the rest of the cached memory.
pub struct Pool {
    device: &'static device::Device,
    id: PoolId,
    number: u32,
}

impl Pool {
    /// A new pool.
    ///
    /// # Errors
    /// The device is not there.
    pub fn new(index: usize) -> Result<Pool> {
        Pool::named(index, new_pool(false))
    }

    /// The pool of that name, one more user of it.
    fn named(index: usize, id: PoolId) -> Result<Pool> {
        let device = device::get(index)?;
        Ok(Pool { device, id, number: join_pool(device, id) })
    }

    /// Its name.
    pub fn id(&self) -> PoolId {
        self.id
    }

    /// How many use the pool of its name on its device, itself included.
    pub fn users(&self) -> usize {
        self.device.cache.lock().pools().users(self.id)
    }

    /// Takes memory for this thread on a device from the pool of the same name there, until [`Chosen::end`] is called in the same
    /// thread.
    ///
    /// # Errors
    /// The device is not there.
    pub fn choose(&self, index: usize) -> Result<Chosen> {
        let pool = Pool::named(index, self.id)?;
        pool.device.cache.lock().pools().choose(pool.number);
        Ok(Chosen(pool))
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        if is_shutting_down() {
            return;
        }
        leave_pool(self.device, self.number);
        let mut cache = self.device.cache.lock();
        if cache.pools().users(self.id) == 0 {
            // What a capture or a failure keeps from going back stays cached.
            let _ = cache.release_pool(self.device.index, self.number);
        }
    }
}

/// A thread's choice of a pool.
pub struct Chosen(Pool);

impl Chosen {
    /// Undoes the choice, in the thread that made it.
    pub fn end(self) {
        self.0.device.cache.lock().pools().give_up(self.0.number);
    }
}

/// Takes memory for a capture, by the driver's number, from a pool until [`end_capture`].
pub(crate) fn begin_capture(device: &device::Device, capture: u64, pool: u32) {
    device.cache.lock().pools().begin(capture, pool);
}

/// Takes no more memory for a capture.
pub(crate) fn end_capture(device: &device::Device, capture: u64) {
    device.cache.lock().pools().end(capture);
}

/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing.
    Free,
    /// It was given back, and other streams have still to pass.
    Waiting,
    /// It is handed out.
    HandedOut,
}

/// A block of a segment.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its first byte.
    pub address: u64,
    /// Its bytes.
    pub size: usize,
    /// The bytes that were asked for.
    pub requested: usize,
    /// What it is used for.
    pub state: State,
}

/// Memory that was taken from the driver at once.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its first byte.
    pub address: u64,
    /// The pool that it belongs to; zeros for the one that all share.
    pub pool: PoolId,
    /// The stream that its blocks are for.
    pub stream: usize,
    /// Whether its blocks are of at most 1 MiB.
    pub small: bool,
    /// Its blocks in order.
    pub blocks: Vec<Part>,
}

/// The segments that a device's allocator has; none where the device is not in use.
///
/// # Errors
/// The device is not there.
pub fn segments(index: usize) -> Result<Vec<Segment>> {
    Ok(device::peek(index)?.map(|device| device.cache.lock().segments()).unwrap_or_default())
}

/// The part of all its memory that the device's allocator may reserve: 1 without a limit.
///
/// # Errors
/// The device is not there.
pub fn fraction(index: usize) -> Result<f64> {
    let device = device::get(index)?;
    let limit = device.cache.lock().limit();
    Ok(if limit == 0 { 1.0 } else { limit as f64 / device.properties.total_memory as f64 })
}

/// Limits the memory that the device's allocator may reserve, as a fraction of all it has.
///
/// # Errors
/// The device is not there.
pub fn set_fraction(index: usize, fraction: f64) -> Result<()> {
    let device = device::get(index)?;
    let limit = (device.properties.total_memory as f64 * fraction) as usize;
    device.cache.lock().set_limit(limit);
    Ok(())
}
