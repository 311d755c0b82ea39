//! Which ways of computing attention a program allows, by PyTorch's names.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::device::Device;
use crate::{Result, ensure};

/// Ways to compute attention. The kernel of the CPU goes by `Flash`, that of GPUs by any name but `Math`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Backend {
    /// The formula in plain operations.
    Math = 1,
    /// A kernel that keeps no matrix of scores.
    Flash = 2,
    /// The same.
    MemEfficient = 4,
    /// The same.
    Cudnn = 8,
    /// What devices of other makers have.
    Overrideable = 16,
}

static ALLOWED: AtomicU8 = AtomicU8::new(31);

/// Whether a program allows it.
pub fn is_allowed(backend: Backend) -> bool {
    ALLOWED.load(Ordering::Relaxed) & backend as u8 != 0
}

/// Allows it or not.
pub fn allow(backend: Backend, allowed: bool) {
    if allowed {
        ALLOWED.fetch_or(backend as u8, Ordering::Relaxed);
    } else {
        ALLOWED.fetch_and(!(backend as u8), Ordering::Relaxed);
    }
}

/// What is allowed on a device.
#[derive(Clone, Copy)]
pub(super) struct Allowed {
    pub kernel: bool,
    pub formula: bool,
}

impl Allowed {
    pub(super) fn on(device: Device) -> Allowed {
        let others = device.gpu().is_some() && (is_allowed(Backend::MemEfficient) || is_allowed(Backend::Cudnn));
        Allowed { kernel: is_allowed(Backend::Flash) || others, formula: is_allowed(Backend::Math) }
    }

    /// # Errors
    /// The formula is not allowed, and the kernel either is not or does not take the problem.
    pub(super) fn check_formula(self) -> Result<()> {
        ensure!(
            self.formula || self.kernel,
            Runtime,
            "No viable backend for scaled_dot_product_attention was found. This is likely due to turning off both the \
             math kernel and the fused kernels."
        );
        ensure!(
            self.formula,
            Runtime,
            "No available kernel. Aborting execution: the fused kernel of scaled_dot_product_attention does not take \
             these operands, and the math kernel is turned off; allow SDPBackend.MATH too"
        );
        Ok(())
    }
}
