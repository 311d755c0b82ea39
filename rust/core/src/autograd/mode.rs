//! Thread-local switches: whether operations are recorded.

use std::cell::Cell;

thread_local! {
    static GRAD: Cell<bool> = const { Cell::new(true) };
    static INFERENCE: Cell<bool> = const { Cell::new(false) };
}

/// Whether operations of this thread are recorded.
#[inline(always)]
pub fn grad_enabled() -> bool {
    GRAD.get()
}

/// Switches recording on or off; answers what it was.
pub fn set_grad_enabled(enabled: bool) -> bool {
    GRAD.replace(enabled)
}

/// Whether tensors made by this thread are inference tensors.
#[inline(always)]
pub fn inference_enabled() -> bool {
    INFERENCE.get()
}

/// Switches inference mode; answers what it was.
pub fn set_inference_enabled(enabled: bool) -> bool {
    INFERENCE.replace(enabled)
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
        GRAD.set(self.0);
    }
}

/// Runs a function without recording.
pub fn no_grad<T>(run: impl FnOnce() -> T) -> T {
    let _mode = GradMode::set(false);
    run()
}
