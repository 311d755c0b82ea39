//! Matrix products: by cuBLASLt where it is there and takes them, else by kernels of our own.

pub(crate) mod blas;
mod own;

use std::sync::atomic::{AtomicBool, Ordering};

use flambeau_cpu::gemm::Gemm;

use crate::device;
use crate::error::{Error, Result};
use crate::stream::Stream;

static TF32: AtomicBool = AtomicBool::new(false);

/// Whether products of binary32 matrices may round their operands to TF32, 10 bits of fraction.
pub fn tf32() -> bool {
    TF32.load(Ordering::Relaxed)
}

/// Says whether they may.
pub fn set_tf32(allowed: bool) {
    TF32.store(allowed, Ordering::Relaxed);
}

/// Why products go through kernels of our own although cuBLASLt could do them; `None` where it is there.
#[inline]
pub fn missing() -> Option<&'static Error> {
    blas::missing()
}

/// Computes a product in the stream.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch; cuBLASLt fails.
///
/// # Safety
/// As [`Gemm::run`], with matrices on the stream's device that stay valid until the stream has passed; the dtype is not
/// `Bool`.
pub unsafe fn run(gemm: &Gemm<'_>, stream: Stream) -> Result<()> {
    let (m, n, _) = gemm.shape;
    if m == 0 || n == 0 || gemm.batch.iter().any(|dim| dim.size == 0) {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    // SAFETY: the caller's promises are passed on.
    unsafe {
        if blas::missing().is_none() && blas::run(device, gemm, false, stream, tf32())? {
            return Ok(());
        }
        own::run(device, gemm, stream)
    }
}

/// Computes a product followed by GELU, by hyperbolic tangents, if cuBLASLt does both at once: false, with nothing done, where
/// it does not.
///
/// # Errors
/// As [`run`].
///
/// # Safety
/// As there.
pub unsafe fn run_with_gelu(gemm: &Gemm<'_>, stream: Stream) -> Result<bool> {
    let (m, n, _) = gemm.shape;
    if m == 0 || n == 0 || gemm.batch.iter().any(|dim| dim.size == 0) {
        return Ok(true);
    }
    if blas::missing().is_some() {
        return Ok(false);
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    // SAFETY: the caller's promises are passed on.
    unsafe { blas::run(device, gemm, true, stream, tf32()) }
}
