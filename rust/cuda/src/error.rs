//! What can go wrong on a GPU.

use std::fmt;

use cudarc::driver::sys::{CUresult, cuGetErrorName, cuGetErrorString};

/// The sort of an error, which decides what a caller can do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A library, driver or device is not there, or too old.
    Missing,
    /// The device has no memory left, after cached memory was given back.
    OutOfMemory,
    /// An index outside its dimension, found on the device.
    Index,
    /// Another mistake of the caller's: a device that is not there, a call at the wrong time, elements that are missing.
    User,
    /// A kernel failed on the device after it was launched: the context can no longer be used.
    Device,
    /// A call that cannot be part of a graph, while one is being captured.
    Capture,
    /// The driver refused a call of ours.
    Internal,
}

/// An error of the CUDA backend.
#[derive(Clone, Debug)]
pub struct Error {
    kind: Kind,
    message: String,
}

/// Result of this crate's fallible functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of a kind with its message.
    #[cold]
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into() }
    }

    /// The sort of the error.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The driver's name and description of a result.
pub(crate) fn describe(result: CUresult) -> String {
    let text = |ask: unsafe fn(CUresult, *mut *const std::ffi::c_char) -> CUresult| {
        let mut found = std::ptr::null();
        // SAFETY: the driver is loaded, since it gave the result; it fills in a static string.
        let answer = unsafe { ask(result, &mut found) };
        if answer != CUresult::CUDA_SUCCESS || found.is_null() {
            return None;
        }
        // SAFETY: it is a string of the driver that lives as long as the library.
        Some(unsafe { std::ffi::CStr::from_ptr(found) }.to_string_lossy().into_owned())
    };
    let name = text(cuGetErrorName).unwrap_or_else(|| format!("{result:?}"));
    text(cuGetErrorString).map_or(name.clone(), |says| format!("{name} ({says})"))
}

/// Results after which a context refuses every call.
fn is_sticky(result: CUresult) -> bool {
    use CUresult::*;
    matches!(
        result,
        CUDA_ERROR_ILLEGAL_ADDRESS
            | CUDA_ERROR_LAUNCH_FAILED
            | CUDA_ERROR_LAUNCH_TIMEOUT
            | CUDA_ERROR_ASSERT
            | CUDA_ERROR_ILLEGAL_INSTRUCTION
            | CUDA_ERROR_HARDWARE_STACK_ERROR
            | CUDA_ERROR_MISALIGNED_ADDRESS
            | CUDA_ERROR_INVALID_ADDRESS_SPACE
            | CUDA_ERROR_INVALID_PC
            | CUDA_ERROR_ECC_UNCORRECTABLE
            | CUDA_ERROR_CONTEXT_IS_DESTROYED
    )
}

/// Results of calls that a capture forbids, and of captures that failed.
fn is_of_capture(result: CUresult) -> bool {
    (CUresult::CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED as u32..=CUresult::CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD as u32)
        .contains(&(result as u32))
}

/// What a caller can do about a result of a capture.
fn advice(result: CUresult) -> &'static str {
    use CUresult::*;
    match result {
        CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED => {
            "A graph is being captured: what waits for the GPU or copies to or from ordinary memory of the host (item(), \
             tolist(), cpu(), synchronize(), tensors made of numbers) cannot be part of it. Do that before or after the \
             capture; this capture is lost."
        }
        CUDA_ERROR_STREAM_CAPTURE_INVALIDATED => {
            "The capture was lost by an earlier call that cannot be part of a graph: see the error that it raised, take \
             it out and capture anew."
        }
        CUDA_ERROR_STREAM_CAPTURE_UNJOINED => {
            "Other streams took part in the capture: let its first stream wait for them (wait_stream) before it ends."
        }
        CUDA_ERROR_STREAM_CAPTURE_IMPLICIT => {
            "The default stream cannot wait for work that is being captured, nor captured work for it."
        }
        _ => "The capture is lost.",
    }
}

/// Turns a driver's result into ours. `what` names the call.
#[inline]
pub(crate) fn check(result: CUresult, what: &'static str) -> Result<()> {
    if result == CUresult::CUDA_SUCCESS { Ok(()) } else { Err(failure(result, what)) }
}

#[cold]
pub(crate) fn failure(result: CUresult, what: &'static str) -> Error {
    let says = describe(result);
    if is_sticky(result) {
        let launched = crate::launch::recent();
        let culprit = if launched.is_empty() {
            String::new()
        } else {
            format!(" The last kernels launched, newest first: {launched}.")
        };
        return Error::new(
            Kind::Device,
            format!(
                "CUDA error: {says}, seen in {what}. A kernel failed on the device, perhaps one launched well before; \
                 nothing more can run there in this process.{culprit} Run again with FLAMBEAU_LAUNCH_BLOCKING=1 in the \
                 environment to see the error where it arises."
            ),
        );
    }
    if is_of_capture(result) {
        return Error::new(Kind::Capture, format!("CUDA error: {says} in {what}. {}", advice(result)));
    }
    let kind = if result == CUresult::CUDA_ERROR_OUT_OF_MEMORY { Kind::OutOfMemory } else { Kind::Internal };
    Error::new(kind, format!("CUDA error: {says} in {what}"))
}
