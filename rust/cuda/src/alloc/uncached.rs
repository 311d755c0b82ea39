//! Blocks straight from the driver, each given back at once, so that tools that watch memory see where each begins and
//! ends. `PYTORCH_NO_CUDA_MEMORY_CACHING=1` in the environment asks for it; it is slow, and statistics count none of it.

use std::sync::LazyLock;

use cudarc::driver::sys;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::error::{Result, check};

/// Blocks that are handed out, and their devices.
static HANDED_OUT: LazyLock<Mutex<FxHashMap<u64, usize>>> = LazyLock::new(Mutex::default);

/// Whether blocks are to be such.
#[inline]
pub(super) fn is_asked_for() -> bool {
    static ASKED: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os("PYTORCH_NO_CUDA_MEMORY_CACHING").is_some_and(|value| value == "1"));
    *ASKED
}

/// A block of the device whose context is current.
///
/// # Errors
/// `OutOfMemory`.
pub(super) fn allocate(bytes: usize, index: usize) -> Result<u64> {
    let mut address = 0;
    // SAFETY: the caller made the context current.
    check(unsafe { sys::cuMemAlloc_v2(&mut address, bytes) }, "cuMemAlloc")?;
    HANDED_OUT.lock().insert(address, index);
    Ok(address)
}

/// Gives a block of the device whose context is current back. Addresses that it has not handed out are ignored.
pub(super) fn free(address: u64, index: usize) {
    let mut blocks = HANDED_OUT.lock();
    if blocks.get(&address) == Some(&index) {
        blocks.remove(&address);
        // SAFETY: nobody refers to the block any more; the driver waits for the work that does.
        unsafe { sys::cuMemFree_v2(address) };
    }
}
