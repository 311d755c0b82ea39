//! Starting kernels.

use std::ffi::c_void;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use cudarc::driver::sys;

use crate::compile::Function;
use crate::error::{Result, check};
use crate::stream::Stream;

/// Blocks and threads of a launch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    pub blocks: [u32; 3],
    pub threads: [u32; 3],
    /// Dynamic shared memory in bytes.
    pub shared: u32,
}

impl Grid {
    /// A row of blocks.
    pub(crate) fn row(blocks: usize, threads: u32) -> Grid {
        Grid { blocks: [blocks as u32, 1, 1], threads: [threads, 1, 1], shared: 0 }
    }
}

/// Kernels that messages of errors name.
const KEPT: usize = 8;

static RECENT: [AtomicPtr<&'static str>; KEPT] = [const { AtomicPtr::new(std::ptr::null_mut()) }; KEPT];
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Labels of the last kernels launched, newest first.
pub(crate) fn recent() -> String {
    let newest = COUNT.load(Ordering::Relaxed);
    let labels = (0..KEPT.min(newest)).filter_map(|back| {
        let label = RECENT[(newest - 1 - back) % KEPT].load(Ordering::Acquire);
        // SAFETY: only addresses of labels that live as long as the process are stored.
        unsafe { label.as_ref() }.copied()
    });
    labels.collect::<Vec<_>>().join(", ")
}

fn is_blocking() -> bool {
    static BLOCKING: LazyLock<bool> = LazyLock::new(|| {
        ["FLAMBEAU_LAUNCH_BLOCKING", "CUDA_LAUNCH_BLOCKING"]
            .iter()
            .any(|name| std::env::var(name).is_ok_and(|value| value == "1"))
    });
    *BLOCKING
}

/// Starts a kernel, whose one parameter lies at `params`. The device's context is current.
///
/// # Errors
/// The driver refuses it; with `FLAMBEAU_LAUNCH_BLOCKING=1` also where the kernel fails.
///
/// # Safety
/// The parameter is what the kernel takes, and all that it refers to is valid until the stream has passed.
pub(crate) unsafe fn launch(
    function: &'static Function,
    grid: Grid,
    params: *const c_void,
    stream: Stream,
) -> Result<()> {
    let at = COUNT.fetch_add(1, Ordering::Relaxed) % KEPT;
    RECENT[at].store(std::ptr::from_ref(&function.label).cast_mut(), Ordering::Release);
    function.allow_shared(grid.shared)?;
    let mut parameters = [params.cast_mut()];
    let ([x, y, z], [tx, ty, tz]) = (grid.blocks, grid.threads);
    // SAFETY: the caller's promise.
    let answer = unsafe {
        sys::cuLaunchKernel(
            function.raw(),
            x,
            y,
            z,
            tx,
            ty,
            tz,
            grid.shared,
            stream.raw(),
            parameters.as_mut_ptr(),
            std::ptr::null_mut(),
        )
    };
    check(answer, function.label)?;
    if is_blocking() && crate::capture::of(stream)?.is_none() {
        stream.synchronize()?;
    }
    Ok(())
}
