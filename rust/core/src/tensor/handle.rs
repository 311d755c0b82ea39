//! Counting the handles of a tensor, and the embedding language's object for it.
//!
//! One tensor has one object (the *wrapper*) on the other side while either side lives. `refs` counts handles in steps
//! of [`ONE`]; its lowest bit says who owns whom:
//!
//! | state | bit | who keeps whom alive                                                          |
//! |-------|-----|-------------------------------------------------------------------------------|
//! | N     | 0   | there is no wrapper                                                           |
//! | P     | 0   | the wrapper is kept by its own language and owns one handle                    |
//! | R     | 1   | handles in Rust keep the tensor, which owns one reference to the wrapper       |
//!
//! A wrapper that nobody on its side refers to any more, while Rust still holds the tensor, goes from P to R instead of
//! dying ([`Tensor::give_wrapper_to_rust`]), so that its attributes, subclass and identity survive. When it is asked
//! for again it goes back ([`Tensor::take_wrapper_back`]). When the last Rust handle goes, the wrapper owns the tensor
//! again and Rust's reference to it is released through [`set_release`]. Rust never needs the other side's lock to
//! clone or drop a handle.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering, fence};

use super::{Tensor, TensorImpl};

/// One handle.
const ONE: usize = 2;
/// Rust owns a reference to the wrapper.
const RUST_OWNS: usize = 1;

static RELEASE: OnceLock<fn(*mut ())> = OnceLock::new();

/// Says how Rust's reference to a wrapper is released, from any thread. To be called once by the binding.
pub fn set_release(release: fn(*mut ())) {
    let _ = RELEASE.set(release);
}

/// The handle count and the way to the wrapper.
pub(super) struct Header {
    refs: AtomicUsize,
    wrapper: AtomicPtr<()>,
}

impl Header {
    pub(super) fn new() -> Header {
        Header { refs: AtomicUsize::new(ONE), wrapper: AtomicPtr::new(std::ptr::null_mut()) }
    }
}

/// Blocks of dead tensors that a thread keeps for new ones.
struct Spare(Vec<NonNull<MaybeUninit<TensorImpl>>>);

/// Most blocks a thread keeps: enough for the temporaries of a training step, 50 KB.
const SPARE: usize = 256;

impl Drop for Spare {
    fn drop(&mut self) {
        for block in self.0.drain(..) {
            // SAFETY: every block in the list came from `Box::into_raw` and nobody else has it.
            drop(unsafe { Box::from_raw(block.as_ptr()) });
        }
    }
}

thread_local! {
    static BLOCKS: RefCell<Spare> = const { RefCell::new(Spare(Vec::new())) };
}

fn fresh_block() -> NonNull<MaybeUninit<TensorImpl>> {
    let spare = BLOCKS.try_with(|spare| spare.try_borrow_mut().ok().and_then(|mut spare| spare.0.pop()));
    match spare {
        Ok(Some(block)) => block,
        _ => NonNull::from(Box::leak(Box::new(MaybeUninit::uninit()))),
    }
}

fn return_block(block: NonNull<MaybeUninit<TensorImpl>>) {
    let kept = BLOCKS.try_with(|spare| match spare.try_borrow_mut() {
        Ok(mut spare) if spare.0.len() < SPARE => {
            spare.0.push(block);
            true
        }
        _ => false,
    });
    if !matches!(kept, Ok(true)) {
        // SAFETY: the block came from `Box::leak` and its content was dropped.
        drop(unsafe { Box::from_raw(block.as_ptr()) });
    }
}

// SAFETY: the body is Send and Sync (its parts are), and the count is atomic.
unsafe impl Send for Tensor {}
// SAFETY: as above.
unsafe impl Sync for Tensor {}

impl Tensor {
    #[inline]
    pub(super) fn from_impl(body: TensorImpl) -> Tensor {
        let mut block = fresh_block();
        // SAFETY: the block is ours alone and as large as the body.
        unsafe { block.as_mut().write(body) };
        Tensor(block.cast())
    }

    #[inline(always)]
    pub(super) fn body(&self) -> &TensorImpl {
        // SAFETY: a handle keeps its body alive.
        unsafe { self.0.as_ref() }
    }

    /// Number of handles, the wrapper's included.
    #[inline]
    pub fn handle_count(&self) -> usize {
        self.body().header.refs.load(Ordering::Acquire) / ONE
    }

    /// The address of the body, for [`Tensor::upgrade`].
    pub(crate) fn address(&self) -> NonNull<TensorImpl> {
        self.0
    }

    /// A new handle from an address whose body is known not to be freed yet; `None` when the last handle is gone.
    ///
    /// # Safety
    /// The memory at `address` is still a body: the caller holds the lock that the body's destructor takes.
    pub(crate) unsafe fn upgrade(address: NonNull<TensorImpl>) -> Option<Tensor> {
        // SAFETY: the caller's promise.
        let refs = unsafe { &address.as_ref().header.refs };
        let mut now = refs.load(Ordering::Acquire);
        while now >= ONE {
            match refs.compare_exchange_weak(now, now + ONE, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(Tensor(address)),
                Err(other) => now = other,
            }
        }
        None
    }

    /// The wrapper, or null.
    #[inline]
    pub fn wrapper(&self) -> *mut () {
        self.body().header.wrapper.load(Ordering::Acquire)
    }

    /// Sets or clears the wrapper. The binding serialises calls.
    #[inline]
    pub fn set_wrapper(&self, wrapper: *mut ()) {
        self.body().header.wrapper.store(wrapper, Ordering::Release);
    }

    /// Whether Rust owns a reference to the wrapper (state R).
    #[inline]
    pub fn rust_owns_wrapper(&self) -> bool {
        self.body().header.refs.load(Ordering::Acquire) & RUST_OWNS != 0
    }

    /// P to R: the wrapper's handle, which must be `self`, is given up while others remain, and Rust gets the reference
    /// to the wrapper that the caller provides. False where no other handle remains: then nothing has changed.
    pub fn give_wrapper_to_rust(&self) -> bool {
        let refs = &self.body().header.refs;
        let mut now = refs.load(Ordering::Acquire);
        while now >= 2 * ONE {
            match refs.compare_exchange_weak(now, (now - ONE) | RUST_OWNS, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return true,
                Err(other) => now = other,
            }
        }
        false
    }

    /// R to P: takes Rust's reference to the wrapper; with `give_handle` the wrapper gets a handle of its own, without it
    /// the caller forgets its handle, which becomes the wrapper's. False where Rust did not own one.
    pub fn take_wrapper_back(&self, give_handle: bool) -> bool {
        let refs = &self.body().header.refs;
        let mut now = refs.load(Ordering::Acquire);
        while now & RUST_OWNS != 0 {
            let new = (now & !RUST_OWNS) + if give_handle { ONE } else { 0 };
            match refs.compare_exchange_weak(now, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return true,
                Err(other) => now = other,
            }
        }
        false
    }
}

impl Clone for Tensor {
    /// Another handle of the same tensor; no elements are copied (see [`Tensor::copy`]).
    #[inline]
    fn clone(&self) -> Tensor {
        self.body().header.refs.fetch_add(ONE, Ordering::Relaxed);
        Tensor(self.0)
    }
}

impl Drop for Tensor {
    #[inline]
    fn drop(&mut self) {
        let before = self.body().header.refs.fetch_sub(ONE, Ordering::Release);
        if before < 2 * ONE {
            last_handle(self.0, before);
        }
    }
}

fn last_handle(address: NonNull<TensorImpl>, before: usize) {
    fence(Ordering::Acquire);
    if before & RUST_OWNS == 0 {
        // A weak upgrade may still look at the count; the destructor's first act excludes it (see `Meta::forget`).
        // SAFETY: this was the last handle: nobody else can reach the body any more.
        unsafe {
            let body = address.as_ref();
            if let Some(meta) = body.meta.get() {
                meta.forget(address);
            }
            std::ptr::drop_in_place(address.as_ptr());
        }
        return_block(address.cast());
        return;
    }
    // The wrapper owns the tensor again; Rust's reference to it goes.
    // SAFETY: in state R the tensor lives as long as its wrapper, whose reference we still own.
    let body = unsafe { address.as_ref() };
    let wrapper = body.header.wrapper.load(Ordering::Acquire);
    let turned = body.header.refs.compare_exchange(RUST_OWNS, ONE, Ordering::AcqRel, Ordering::Acquire);
    // Where this fails the binding was first: it took the reference back and releases it itself.
    if turned.is_ok()
        && let Some(release) = RELEASE.get()
    {
        release(wrapper);
    }
}
