//! Events: marks in streams, to wait for and to measure between.

use cudarc::driver::sys::{self, CUevent, CUevent_flags, CUresult};
use parking_lot::Mutex;

use crate::device;
use crate::error::{Error, Kind, Result, check};
use crate::stream::Stream;

/// A mark in a stream. It is made on the device where it is recorded first.
pub struct Event {
    timed: bool,
    /// Whether threads that wait for it sleep instead of asking again and again.
    sleeping: bool,
    made: Mutex<Option<Made>>,
}

#[derive(Clone, Copy)]
struct Made {
    device: usize,
    event: usize,
}

impl Event {
    /// An event that is not recorded yet. Only `timed` ones can be measured between.
    pub const fn new(timed: bool) -> Event {
        Event { timed, sleeping: false, made: Mutex::new(None) }
    }

    /// The event, for which threads sleep while they wait.
    pub const fn sleeping(timed: bool) -> Event {
        Event { timed, sleeping: true, made: Mutex::new(None) }
    }

    /// The driver's handle, once recorded.
    pub(crate) fn raw(&self) -> Option<CUevent> {
        self.made.lock().map(|made| made.event as CUevent)
    }

    /// The driver's handle as a number, 0 before the first record.
    pub fn handle(&self) -> usize {
        self.made.lock().map_or(0, |made| made.event)
    }

    /// The device it is on, once recorded.
    pub fn device(&self) -> Option<usize> {
        self.made.lock().map(|made| made.device)
    }

    /// Marks what is in the stream now.
    ///
    /// # Errors
    /// The event is on another device.
    pub fn record(&self, stream: Stream) -> Result<()> {
        device::get(stream.device)?.enter()?;
        let mut made = self.made.lock();
        let made = match *made {
            Some(made) if made.device == stream.device => made,
            Some(other) => {
                return Err(Error::new(
                    Kind::User,
                    format!(
                        "Event device {} does not match recording stream's device {}.",
                        other.device, stream.device
                    ),
                ));
            }
            None => {
                let mut flags = CUevent_flags::CU_EVENT_DEFAULT as u32;
                if !self.timed {
                    flags |= CUevent_flags::CU_EVENT_DISABLE_TIMING as u32;
                }
                if self.sleeping {
                    flags |= CUevent_flags::CU_EVENT_BLOCKING_SYNC as u32;
                }
                let mut event = std::ptr::null_mut();
                // SAFETY: the context is current.
                check(unsafe { sys::cuEventCreate(&mut event, flags) }, "cuEventCreate")?;
                *made.insert(Made { device: stream.device, event: event as usize })
            }
        };
        // SAFETY: event and stream are of the current context.
        check(unsafe { sys::cuEventRecord(made.event as CUevent, stream.raw()) }, "cuEventRecord")
    }

    /// Whether everything before the mark is done; true before the first record.
    ///
    /// # Errors
    /// A kernel failed.
    pub fn is_done(&self) -> Result<bool> {
        let Some(made) = *self.made.lock() else { return Ok(true) };
        device::get(made.device)?.enter()?;
        // SAFETY: the event lives.
        match unsafe { sys::cuEventQuery(made.event as CUevent) } {
            CUresult::CUDA_ERROR_NOT_READY => Ok(false),
            answer => check(answer, "cuEventQuery").map(|()| true),
        }
    }

    /// Waits until everything before the mark is done.
    ///
    /// # Errors
    /// A kernel failed.
    pub fn synchronize(&self) -> Result<()> {
        let Some(made) = *self.made.lock() else { return Ok(()) };
        device::get(made.device)?.enter()?;
        // SAFETY: the event lives.
        check(unsafe { sys::cuEventSynchronize(made.event as CUevent) }, "synchronize")
    }

    /// Milliseconds from this mark to the later one.
    ///
    /// # Errors
    /// One of them is not timed, not recorded or not reached.
    pub fn elapsed(&self, end: &Event) -> Result<f32> {
        if !self.timed || !end.timed {
            return Err(Error::new(Kind::User, "Both events must be created with argument 'enable_timing=True'."));
        }
        // One lock at a time: both may be the same event.
        let start = *self.made.lock();
        let stop = *end.made.lock();
        let (Some(start), Some(stop)) = (start, stop) else {
            return Err(Error::new(Kind::User, "Both events must be recorded before calculating elapsed time."));
        };
        if !self.is_done()? || !end.is_done()? {
            return Err(Error::new(Kind::User, "Both events must be completed before calculating elapsed time."));
        }
        let mut milliseconds = 0.0;
        device::get(start.device)?.enter()?;
        // SAFETY: both events live and were recorded.
        let answer =
            unsafe { sys::cuEventElapsedTime_v2(&mut milliseconds, start.event as CUevent, stop.event as CUevent) };
        check(answer, "cuEventElapsedTime")?;
        Ok(milliseconds)
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if let Some(made) = self.made.get_mut().take()
            && !crate::alloc::is_shutting_down()
            && device::get(made.device).is_ok_and(|device| device.enter().is_ok())
        {
            // SAFETY: nobody else has the event; the driver keeps it until work that refers to it is done.
            unsafe { sys::cuEventDestroy_v2(made.event as CUevent) };
        }
    }
}
