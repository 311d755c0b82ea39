//! Mistakes that a kernel finds: an index outside its dimension.
//!
//! A kernel that meets one notes the first, leaves that element out and goes on; the context stays usable. The host looks
//! wherever it waits for the device, and raises it there.

use std::sync::atomic::{Ordering, fence};

use cudarc::driver::sys;

use crate::error::{Error, Kind, Result, check};

/// What a kernel writes: `Mishap` in kernels/report.cuh.
#[repr(C)]
struct Mishap {
    state: u64,
    index: i64,
    dim: i64,
    size: i64,
    /// Address of the operation's name.
    op: u64,
}

/// A device's place for notes.
pub(crate) struct Report {
    /// A word in the device's memory, which the first kernel to note something sets.
    taken: u64,
    seen: *mut Mishap,
}

// SAFETY: the memory lives as long as the process; the host only reads it and clears it under the driver's order.
unsafe impl Send for Report {}
// SAFETY: as above.
unsafe impl Sync for Report {}

impl Report {
    /// The current context's place.
    pub(crate) fn new() -> Result<Report> {
        let (mut taken, mut seen) = (0, std::ptr::null_mut());
        let flags = sys::CU_MEMHOSTALLOC_DEVICEMAP | sys::CU_MEMHOSTALLOC_PORTABLE;
        // SAFETY: the context is current; both blocks are never freed, and are cleared before anything uses them.
        unsafe {
            check(sys::cuMemHostAlloc(&mut seen, size_of::<Mishap>(), flags), "cuMemHostAlloc")?;
            seen.write_bytes(0, size_of::<Mishap>());
            check(sys::cuMemAlloc_v2(&mut taken, 512), "cuMemAlloc")?;
            check(sys::cuMemsetD8_v2(taken, 0, 512), "cuMemsetD8")?;
        }
        Ok(Report { taken, seen: seen.cast() })
    }

    /// The words of `Report` in a kernel's parameters.
    pub(crate) fn words(&self, op: &'static &'static str) -> [u64; 3] {
        [self.taken, self.seen as u64, std::ptr::from_ref(op) as u64]
    }

    /// Raises what a kernel noted. The context is current, and the kernels asked about are done.
    pub(crate) fn raise(&self) -> Result<()> {
        // SAFETY: the block lives; kernels write to it behind the compiler's back.
        let state = unsafe { (&raw const (*self.seen).state).read_volatile() };
        if state == 0 { Ok(()) } else { self.take() }
    }

    #[cold]
    fn take(&self) -> Result<()> {
        fence(Ordering::Acquire);
        // SAFETY: as above; the kernel wrote everything before the state.
        let Mishap { index, dim, size, op, .. } = unsafe { self.seen.read_volatile() };
        // SAFETY: as above. Work that is still waiting may note another mistake, which is then the next to be raised.
        unsafe {
            (&raw mut (*self.seen).state).write_volatile(0);
            check(sys::cuMemsetD8_v2(self.taken, 0, 8), "cuMemsetD8")?;
        }
        // SAFETY: only addresses of names that live as long as the process go into parameters.
        let op = unsafe { *(op as *const &'static str) };
        Err(Error::new(
            Kind::Index,
            format!(
                "index {index} is out of bounds for dimension {dim} with size {size} (found by {op} on the device; the call \
                 that gave the index came before this one)"
            ),
        ))
    }
}
