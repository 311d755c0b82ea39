//! Thread-local switches: whether operations are recorded.

use std::cell::Cell;

const GRAD: u8 = 1;
const INFERENCE: u8 = 2;

thread_local! {
    static MODE: Cell<u8> = const { Cell::new(GRAD) };
}

/// Switches one bit on or off; answers whether it was on.
fn switch(bit: u8, on: bool) -> bool {
    let before = MODE.get();
    MODE.set(if on { before | bit } else { before & !bit });
    before & bit != 0
}

/// Whether operations of this thread are recorded: gradients are on, and inference mode is not.
#[inline(always)]
pub(super) fn records() -> bool {
    MODE.get() == GRAD
}

/// Whether gradients are on in this thread.
#[inline(always)]
pub fn grad_enabled() -> bool {
    MODE.get() & GRAD != 0
}

/// Switches recording on or off; answers what it was.
pub fn set_grad_enabled(enabled: bool) -> bool {
    switch(GRAD, enabled)
}

/// Whether tensors made by this thread are inference tensors.
#[inline(always)]
pub fn inference_enabled() -> bool {
    MODE.get() & INFERENCE != 0
}

/// Switches inference mode; answers what it was.
pub fn set_inference_enabled(enabled: bool) -> bool {
    switch(INFERENCE, enabled)
}

/// Keeps a grad mode until dropped.
#[must_use]
pub struct GradMode(bool);

impl GradMode {
    /// Switches recording on or off until the guard is dropped.
    pub fn set(enabled: bool) -> GradMode {
        GradMode(set_grad_enabled(enabled))
    }
}

impl Drop for GradMode {
    fn drop(&mut self) {
        set_grad_enabled(self.0);
    }
}

/// Runs a function without recording.
pub fn no_grad<T>(run: impl FnOnce() -> T) -> T {
    let _mode = GradMode::set(false);
    run()
}
