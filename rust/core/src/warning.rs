//! Warnings: what an operation says about a call that it carries out all the same.
//!
//! The embedding program says where they go; without it they go to standard error.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Result;

/// Takes a warning. An error stops the operation, as where Python's filters turn warnings into errors.
pub type Handler = fn(text: &str) -> Result<()>;

static HANDLER: OnceLock<Handler> = OnceLock::new();
static ALWAYS: AtomicBool = AtomicBool::new(false);

/// Sets where warnings go; the first call counts.
pub fn set_handler(handler: Handler) {
    let _ = HANDLER.set(handler);
}

/// Whether warnings that are given once a process are given every time.
pub fn set_always(always: bool) {
    ALWAYS.store(always, Ordering::Relaxed);
}

/// What [`set_always`] set.
pub fn always() -> bool {
    ALWAYS.load(Ordering::Relaxed)
}

/// Gives a warning.
///
/// # Errors
/// What the handler makes of it.
#[cold]
pub fn warn(text: &str) -> Result<()> {
    match HANDLER.get() {
        Some(handler) => crate::tensor::destination::apart(|| handler(text)),
        None => {
            eprintln!("flambeau: warning: {text}");
            Ok(())
        }
    }
}

/// Gives a warning the first time that it comes here.
///
/// # Errors
/// What the handler makes of it.
#[cold]
pub fn warn_once(told: &AtomicBool, text: &str) -> Result<()> {
    if told.swap(true, Ordering::Relaxed) && !always() { Ok(()) } else { warn(text) }
}
