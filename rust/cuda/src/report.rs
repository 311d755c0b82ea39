//! Mistakes that a kernel finds: an index outside its dimension, a number that is not allowed.
//!
//! A kernel that meets one notes the first, leaves that element out and goes on; the context stays usable. The host looks
//! wherever it waits for the device, and raises it there.

use std::sync::atomic::{AtomicU64, Ordering};

use cudarc::driver::sys;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::{Error, Kind, Result, check};
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::stream::Stream;

/// An operation that has indices checked, and what kind of mistake a bad one is.
#[derive(Debug)]
pub struct Asker {
    op: &'static str,
    kind: Kind,
    /// What is wrong, where that is no index.
    says: Option<&'static str>,
}

impl Asker {
    /// A bad index is an error of kind [`Kind::Index`].
    pub const fn index(op: &'static str) -> Asker {
        Asker { op, kind: Kind::Index, says: None }
    }

    /// A bad index is an error of kind [`Kind::User`].
    pub const fn other(op: &'static str) -> Asker {
        Asker { op, kind: Kind::User, says: None }
    }

    /// Something else is checked, by [`insist`]: an error of kind [`Kind::User`] with this message.
    pub const fn saying(op: &'static str, message: &'static str) -> Asker {
        Asker { op, kind: Kind::User, says: Some(message) }
    }
}

/// What a kernel writes: `Mishap` in kernels/report.cuh.
#[repr(C)]
struct Mishap {
    /// 1 when the rest is written.
    state: AtomicU64,
    index: i64,
    dim: i64,
    size: i64,
    asker: &'static Asker,
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
    pub(crate) fn words(&self, asker: &'static Asker) -> [u64; 3] {
        [self.taken, self.seen as u64, std::ptr::from_ref(asker) as u64]
    }

    /// Raises what a kernel noted. The context is current, and the kernels asked about are done.
    pub(crate) fn raise(&self) -> Result<()> {
        // SAFETY: the block lives.
        let state = unsafe { &(*self.seen).state };
        if state.load(Ordering::Relaxed) == 0 { Ok(()) } else { self.take(state) }
    }

    /// Of several threads that wait, one raises the mistake.
    #[cold]
    fn take(&self, state: &AtomicU64) -> Result<()> {
        if state.swap(0, Ordering::Acquire) == 0 {
            return Ok(());
        }
        // SAFETY: the kernel wrote everything before the state, with the address of an `Asker`, and none writes until the word
        // below is 0 again.
        let Mishap { index, dim, size, asker, .. } = unsafe { self.seen.read_volatile() };
        // SAFETY: as above. Work that is still waiting may note another mistake, which is then the next to be raised.
        unsafe { check(sys::cuMemsetD8_v2(self.taken, 0, 8), "cuMemsetD8")? };
        let found = match asker.says {
            Some(says) => says.to_owned(),
            None => format!("index {index} is out of bounds for dimension {dim} with size {size}"),
        };
        let whence = "on the device; the call that gave it came before this one";
        Err(Error::new(asker.kind, format!("{found} (found by {} {whence})", asker.op)))
    }
}

/// Notes a mistake unless the truth value at `holds` is true.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `holds` is a byte on the stream's device that stays valid until the stream has passed.
pub unsafe fn insist(holds: *const u8, asker: &'static Asker, stream: Stream) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = Words::new();
    words.push(holds as u64);
    words.extend(device.report.words(asker));
    let function = compile::function(device, Key { family: Family::Insist, made_for: 0 }, source)?;
    // SAFETY: the words are the fields of `InsistParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(1, 1), words.as_ptr(), stream) }
}

fn source() -> Source {
    Source::of_family("insisting", "insist".into(), include_str!("kernels/insist.cuh"), "InsistParams", 1, "insist")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_kernel_compiles() {
        crate::compile::testing::compile_all(&[super::source()]);
    }
}
