//! What work for another thread takes along from the thread that asks for it.

use flambeau_cuda::device as cuda;
use flambeau_cuda::stream::Currents;

use crate::autocast;
use crate::autograd::mode;
use crate::device::{self, Device};

/// A thread's switches: whether operations are recorded, inference mode, autocast, the default device, the current GPU and
/// the current streams.
///
/// Other interposers and hooks on saved tensors stay behind: they belong to one thread.
#[derive(Clone, Debug)]
pub struct Inherited {
    grad: bool,
    inference: bool,
    autocast: autocast::State,
    device: Option<Device>,
    gpu: usize,
    streams: Currents,
}

impl Inherited {
    /// The switches of this thread.
    pub fn here() -> Inherited {
        Inherited {
            grad: mode::grad_enabled(),
            inference: mode::inference_enabled(),
            autocast: autocast::state(),
            device: device::chosen_device(),
            gpu: cuda::current(),
            streams: Currents::here(),
        }
    }

    /// Sets this thread's switches, until the guard is dropped.
    pub fn enter(&self) -> Entered {
        let before = self.set();
        autocast::enter(self.autocast);
        Entered(before)
    }

    /// Sets this thread's switches and returns those before.
    fn set(&self) -> Inherited {
        let before = Inherited::here();
        mode::set_grad_enabled(self.grad);
        mode::set_inference_enabled(self.inference);
        // Devices that were current somewhere are there.
        let _ = device::choose_device(self.device);
        if self.gpu != before.gpu {
            let _ = cuda::set_current(self.gpu);
        }
        drop(self.streams.clone().make_current());
        before
    }
}

/// Puts a thread's own switches back when it is dropped.
#[must_use]
pub struct Entered(Inherited);

impl Drop for Entered {
    fn drop(&mut self) {
        // Casts of this thread's leaves go with the region.
        autocast::leave(self.0.autocast);
        drop(self.0.set());
    }
}
