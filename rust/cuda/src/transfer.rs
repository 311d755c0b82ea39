//! Copies between main memory and devices, and fills of bytes.

use std::ffi::c_void;

use cudarc::driver::sys;

use crate::capture;
use crate::device;
use crate::error::{Result, check};
use crate::pinned;
use crate::stream::Stream;

/// What the host's side of a copy is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// Ordinary memory, which the driver stages.
    Pageable,
    /// Page-locked memory, which the device reaches itself: whoever does not wait keeps it untouched until the stream has
    /// passed. Blocks of [`crate::pinned`] are kept from being handed out again before that.
    Pinned,
}

/// Copies main memory to the stream's device. Ordinary memory may be changed when this returns; page-locked memory too
/// with `wait`.
///
/// # Errors
/// The driver refuses it; ordinary memory, or `wait`, in a stream that is being captured.
///
/// # Safety
/// Both stretches are valid for `bytes` bytes, the target on the stream's device; the source is what `host` says.
pub unsafe fn to_device(
    target: u64,
    source: *const u8,
    bytes: usize,
    stream: Stream,
    host: Host,
    wait: bool,
) -> Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    device::get(stream.device)?.enter()?;
    if host == Host::Pageable && capture::of(stream)?.is_some() {
        // A replay would read whatever is at the address by then. Waiting gives the driver's error, and ends the capture.
        return stream.synchronize();
    }
    // SAFETY: the caller's promise; the context is current.
    let answer = unsafe { sys::cuMemcpyHtoDAsync_v2(target, source.cast::<c_void>(), bytes, stream.raw()) };
    check(answer, "copy to device")?;
    match host {
        Host::Pageable => Ok(()),
        Host::Pinned if wait => stream.synchronize(),
        Host::Pinned => pinned::record_stream(source.addr(), stream),
    }
}

/// Copies memory of the stream's device to main memory; `wait` until it is there. Only page-locked memory need not wait.
///
/// # Errors
/// A kernel before it failed, or the driver refuses it; ordinary memory, or `wait`, in a stream that is being captured.
///
/// # Safety
/// Both stretches are valid for `bytes` bytes, the source on the stream's device; the target is what `host` says, and
/// without `wait` valid, and untouched, until the stream has passed.
pub unsafe fn to_host(
    target: *mut u8,
    source: u64,
    bytes: usize,
    stream: Stream,
    host: Host,
    wait: bool,
) -> Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    device::get(stream.device)?.enter()?;
    let wait = wait || host == Host::Pageable;
    if wait && capture::of(stream)?.is_some() {
        return stream.synchronize();
    }
    // SAFETY: the caller's promise; the context is current.
    let answer = unsafe { sys::cuMemcpyDtoHAsync_v2(target.cast::<c_void>(), source, bytes, stream.raw()) };
    check(answer, "copy to host")?;
    if wait { stream.synchronize() } else { pinned::record_stream(target.addr(), stream) }
}

/// Copies memory of the stream's device to another place of it.
///
/// # Errors
/// The driver refuses it.
///
/// # Safety
/// Both stretches are valid for `bytes` bytes on the stream's device and do not overlap.
pub unsafe fn within(target: u64, source: u64, bytes: usize, stream: Stream) -> Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    device::get(stream.device)?.enter()?;
    // SAFETY: the caller's promise; the context is current.
    check(unsafe { sys::cuMemcpyDtoDAsync_v2(target, source, bytes, stream.raw()) }, "copy on device")
}

/// Copies memory of the stream's device to another device, whose current stream waits for it.
///
/// # Errors
/// The driver refuses it.
///
/// # Safety
/// Both stretches are valid for `bytes` bytes on their devices.
pub unsafe fn between(target: u64, to: usize, source: u64, bytes: usize, stream: Stream) -> Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    let (from, there) = (device::get(stream.device)?, device::get(to)?);
    let arrival = Stream::current(to);
    // What was given to the target's stream before may still use the memory.
    stream.wait_stream(arrival)?;
    from.enter()?;
    // SAFETY: the caller's promise; both contexts live as long as the process.
    let answer =
        unsafe { sys::cuMemcpyPeerAsync(target, there.context(), source, from.context(), bytes, stream.raw()) };
    check(answer, "copy between devices")?;
    arrival.wait_stream(stream)
}

/// Sets bytes.
///
/// # Errors
/// The driver refuses it.
///
/// # Safety
/// The stretch is valid for `bytes` bytes on the stream's device.
pub unsafe fn fill(target: u64, byte: u8, bytes: usize, stream: Stream) -> Result<()> {
    if bytes == 0 {
        return Ok(());
    }
    device::get(stream.device)?.enter()?;
    // SAFETY: the caller's promise; the context is current.
    check(unsafe { sys::cuMemsetD8Async(target, byte, bytes, stream.raw()) }, "fill")
}
