//! Captures that are going on: streams whose calls are recorded as a graph in place of being done.

use std::sync::atomic::{AtomicUsize, Ordering};

use cudarc::driver::sys::{self, CUstreamCaptureMode, CUstreamCaptureStatus};
use parking_lot::Mutex;

use crate::error::{Result, check};
use crate::stream::Stream;

/// Captures of this process that are going on.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Page-locked memory that captured copies read or write, with the driver's number of the capture.
static HELD: Mutex<Vec<(u64, usize)>> = Mutex::new(Vec::new());

/// Whether any stream of this process is being captured.
#[inline]
pub(crate) fn any() -> bool {
    COUNT.load(Ordering::Relaxed) != 0
}

/// Says that a capture begins, until it goes.
pub(crate) struct Going(());

impl Going {
    pub(crate) fn new() -> Going {
        COUNT.fetch_add(1, Ordering::Relaxed);
        Going(())
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        COUNT.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The driver's number of the capture that the stream takes part in, unless it has failed. The device's context is current.
///
/// # Errors
/// The driver refuses to say.
#[inline]
pub(crate) fn of(stream: Stream) -> Result<Option<u64>> {
    if any() && !stream.is_default() { ask(stream) } else { Ok(None) }
}

#[cold]
fn ask(stream: Stream) -> Result<Option<u64>> {
    let (mut status, mut id) = (CUstreamCaptureStatus::CU_STREAM_CAPTURE_STATUS_NONE, 0);
    let nothing: *mut std::ffi::c_void = std::ptr::null_mut();
    // SAFETY: the context is current, the stream lives; what is not asked for may be null.
    let answer = unsafe {
        sys::cuStreamGetCaptureInfo_v3(
            stream.raw(),
            &mut status,
            &mut id,
            nothing.cast(),
            nothing.cast(),
            nothing.cast(),
            nothing.cast(),
        )
    };
    check(answer, "cuStreamGetCaptureInfo")?;
    Ok((status == CUstreamCaptureStatus::CU_STREAM_CAPTURE_STATUS_ACTIVE).then_some(id))
}

/// While it lives, this thread may call what a capture forbids because it may be unsafe (taking memory, loading a kernel):
/// its results are not part of the graph.
pub(crate) struct Unrecorded(Option<CUstreamCaptureMode>);

impl Unrecorded {
    #[inline]
    pub(crate) fn new() -> Unrecorded {
        if !any() {
            return Unrecorded(None);
        }
        let mut mode = CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_RELAXED;
        // SAFETY: the driver is loaded, since a capture is going on; the place holds a mode.
        let answer = unsafe { sys::cuThreadExchangeStreamCaptureMode(&mut mode) };
        Unrecorded((answer == sys::CUresult::CUDA_SUCCESS).then_some(mode))
    }
}

impl Drop for Unrecorded {
    fn drop(&mut self) {
        if let Some(mut mode) = self.0 {
            // SAFETY: as above.
            unsafe { sys::cuThreadExchangeStreamCaptureMode(&mut mode) };
        }
    }
}

/// Notes that a captured copy uses a block of page-locked memory, which belongs to the graph from then on.
pub(crate) fn hold(id: u64, block: usize) {
    HELD.lock().push((id, block));
}

/// The blocks noted for a capture, which ends.
pub(crate) fn take_held(id: u64) -> Vec<usize> {
    let mut held = HELD.lock();
    let mine = held.iter().filter(|(of, _)| *of == id).map(|(_, block)| *block).collect();
    held.retain(|(of, _)| *of != id);
    mine
}
