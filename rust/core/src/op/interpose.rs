//! Interposers: code that sees every operation before it runs.
//!
//! Autocast, tracing and function transforms stand here. Every operation tests one word of the process; only when it is not
//! zero are the arguments boxed and offered to the interposers of the thread, the newest first.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Op, Returned, Value, watch};
use crate::Result;

/// Sees operations before they run.
pub trait Interposer {
    /// Handles the call, usually by calling [`Op::entry`] with the same or other values. Operations called from here
    /// see only the interposers installed before this one.
    ///
    /// # Errors
    /// Whatever the operation or the interposer itself reports.
    fn call(&self, op: &'static Op, values: &[Value<'_>]) -> Result<Returned>;
}

thread_local! {
    static ACTIVE: Cell<usize> = const { Cell::new(0) };
    static STACK: RefCell<Vec<Rc<dyn Interposer>>> = const { RefCell::new(Vec::new()) };
}

/// Whether an interposer wants to see operations of this thread.
#[inline(always)]
pub fn active() -> bool {
    ACTIVE.get() != 0
}

/// Hands the call to the newest interposer that is active.
///
/// # Errors
/// Those of the operation or the interposer.
#[cold]
pub fn call(op: &'static Op, values: &[Value<'_>]) -> Result<Returned> {
    let depth = ACTIVE.get();
    let interposer = STACK.with_borrow(|stack| stack[depth - 1].clone());
    let _restore = Depth::set(depth - 1);
    interposer.call(op, values)
}

struct Depth(usize);

impl Depth {
    fn set(depth: usize) -> Depth {
        Depth(ACTIVE.replace(depth))
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        ACTIVE.set(self.0);
    }
}

/// Installs an interposer on this thread until the guard is dropped.
#[must_use]
pub fn install(interposer: Rc<dyn Interposer>) -> Installed {
    // Inside a call only those below the running interposer are active: the new one goes on top of these.
    let at = ACTIVE.get();
    STACK.with_borrow_mut(|stack| stack.insert(at, interposer));
    watch::count_interposer(true);
    Installed { at, _depth: Depth::set(at + 1) }
}

/// Keeps an interposer installed. Guards are dropped in the reverse order of their making.
pub struct Installed {
    at: usize,
    _depth: Depth,
}

impl Drop for Installed {
    fn drop(&mut self) {
        // Where a thread ends with an interposer in place, the stack may be gone before its guard.
        let removed = STACK.try_with(|stack| stack.borrow_mut().remove(self.at));
        watch::count_interposer(false);
        drop(removed);
    }
}
