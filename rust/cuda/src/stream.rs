//! Streams: queues of work on a device.
//!
//! As in PyTorch each device has a default stream, the driver's null stream, and each thread a current one per device,
//! where its work goes. Other streams come from a pool of 32 per device and priority and are never destroyed.

use std::cell::RefCell;

use cudarc::driver::sys::{self, CUresult, CUstream};
use parking_lot::Mutex;

use crate::device::{self, MOST};
use crate::error::{Result, check};
use crate::event::Event;

/// A stream of a device. Copies name the same stream.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Stream {
    /// The device's number.
    pub device: usize,
    /// The driver's handle; 0 is the default stream.
    handle: usize,
}

/// Streams of a pool.
const POOL: usize = 32;

/// The driver's flag of streams that do not wait for the default one.
const NON_BLOCKING: u32 = sys::CUstream_flags::CU_STREAM_NON_BLOCKING as u32;

#[derive(Default)]
struct Pool {
    streams: Vec<usize>,
    next: usize,
}

/// For each device one pool of ordinary and one of urgent streams.
static POOLS: [[Mutex<Pool>; 2]; MOST] =
    [const { [const { Mutex::new(Pool { streams: Vec::new(), next: 0 }) }; 2] }; MOST];

thread_local! {
    static CURRENT: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// The current streams of a thread, on all devices.
#[derive(Clone, Default, Debug)]
pub struct Currents(Vec<usize>);

impl Currents {
    /// Those of this thread.
    pub fn here() -> Currents {
        Currents(CURRENT.with_borrow(Vec::clone))
    }

    /// Makes them this thread's, and returns those before.
    pub fn make_current(self) -> Currents {
        Currents(CURRENT.replace(self.0))
    }
}

impl Stream {
    /// The device's default stream.
    pub const fn default_of(device: usize) -> Stream {
        Stream { device, handle: 0 }
    }

    /// The stream that this thread's work on the device goes to.
    #[inline]
    pub fn current(device: usize) -> Stream {
        let handle = CURRENT.with_borrow(|streams| streams.get(device).copied().unwrap_or(0));
        Stream { device, handle }
    }

    /// Sends this thread's work on the stream's device to it from now on, and returns the stream before.
    pub fn make_current(self) -> Stream {
        let before = Stream::current(self.device);
        CURRENT.with_borrow_mut(|streams| {
            if streams.len() <= self.device {
                streams.resize(self.device + 1, 0);
            }
            streams[self.device] = self.handle;
        });
        before
    }

    /// A stream of the device's pool: the next in turn. Those of negative `priority` go first.
    ///
    /// # Errors
    /// The device is not there.
    pub fn pooled(index: usize, priority: i32) -> Result<Stream> {
        let device = device::get(index)?;
        device.enter()?;
        let urgent = priority < 0;
        let mut pool = POOLS[index][urgent as usize].lock();
        let at = pool.next % POOL;
        if pool.streams.len() == at {
            let mut stream: CUstream = std::ptr::null_mut();
            let (mut least, mut greatest) = (0, 0);
            // SAFETY: the context is current; the stream lives as long as the process.
            unsafe {
                check(sys::cuCtxGetStreamPriorityRange(&mut least, &mut greatest), "cuCtxGetStreamPriorityRange")?;
                let priority = if urgent { greatest } else { least };
                let made = sys::cuStreamCreateWithPriority(&mut stream, NON_BLOCKING, priority);
                check(made, "cuStreamCreateWithPriority")?;
            }
            pool.streams.push(stream as usize);
        }
        pool.next = at + 1;
        Ok(Stream { device: index, handle: pool.streams[at] })
    }

    /// A stream that somebody else made.
    ///
    /// # Safety
    /// `handle` is a stream of the device, and lives as long as work goes to it.
    pub const unsafe fn external(device: usize, handle: usize) -> Stream {
        Stream { device, handle }
    }

    /// Whether it is the device's default stream.
    pub fn is_default(self) -> bool {
        self.handle == 0
    }

    /// Whether its calls are being captured in a graph.
    ///
    /// # Errors
    /// The device is not there.
    pub fn is_capturing(self) -> Result<bool> {
        if !crate::capture::any() {
            return Ok(false);
        }
        device::get(self.device)?.enter()?;
        Ok(crate::capture::of(self)?.is_some())
    }

    /// The driver's handle as a number.
    pub fn handle(self) -> usize {
        self.handle
    }

    pub(crate) fn raw(self) -> CUstream {
        self.handle as CUstream
    }

    /// The stream's priority; lower numbers go first.
    ///
    /// # Errors
    /// The driver refuses to say.
    pub fn priority(self) -> Result<i32> {
        device::get(self.device)?.enter()?;
        let mut priority = 0;
        // SAFETY: the context is current, the stream lives.
        check(unsafe { sys::cuStreamGetPriority(self.raw(), &mut priority) }, "cuStreamGetPriority")?;
        Ok(priority)
    }

    /// Waits until all work in the stream is done.
    ///
    /// # Errors
    /// A kernel failed.
    pub fn synchronize(self) -> Result<()> {
        let device = device::get(self.device)?;
        device.enter()?;
        // SAFETY: the context is current, the stream lives.
        check(unsafe { sys::cuStreamSynchronize(self.raw()) }, "synchronize")?;
        device.report.raise()
    }

    /// Whether all work in the stream is done.
    ///
    /// # Errors
    /// A kernel failed.
    pub fn is_done(self) -> Result<bool> {
        device::get(self.device)?.enter()?;
        // SAFETY: the context is current, the stream lives.
        match unsafe { sys::cuStreamQuery(self.raw()) } {
            CUresult::CUDA_ERROR_NOT_READY => Ok(false),
            answer => check(answer, "cuStreamQuery").map(|()| true),
        }
    }

    /// Work that comes into this stream from now on waits for the event.
    ///
    /// # Errors
    /// The driver refuses it.
    pub fn wait_event(self, event: &Event) -> Result<()> {
        let Some(raw) = event.raw() else { return Ok(()) };
        device::get(self.device)?.enter()?;
        // SAFETY: the context is current; stream and event live.
        check(unsafe { sys::cuStreamWaitEvent(self.raw(), raw, 0) }, "cuStreamWaitEvent")
    }

    /// Work that comes into this stream from now on waits for all that is in the other now.
    ///
    /// # Errors
    /// The driver refuses it.
    pub fn wait_stream(self, other: Stream) -> Result<()> {
        if self == other {
            return Ok(());
        }
        let event = Event::new(false);
        event.record(other)?;
        self.wait_event(&event)
    }
}
