//! The library's functions, and the numbers of its enumerations: cudnn_graph.h, cuDNN 9.

use std::ffi::{c_char, c_int, c_void};
use std::sync::OnceLock;

use crate::error::{Error, Kind, Result};
use crate::library::{self, Library};

pub(super) type Raw = *mut c_void;
pub(super) type Status = c_int;

/// The library's functions.
pub(super) struct Functions {
    pub(super) version: unsafe extern "C" fn() -> usize,
    pub(super) create: unsafe extern "C" fn(*mut Raw) -> Status,
    pub(super) set_stream: unsafe extern "C" fn(Raw, Raw) -> Status,
    text: unsafe extern "C" fn(Status) -> *const c_char,
    last_error: unsafe extern "C" fn(*mut c_char, usize),
    pub(super) descriptor: unsafe extern "C" fn(c_int, *mut Raw) -> Status,
    pub(super) destroy: unsafe extern "C" fn(Raw) -> Status,
    pub(super) finalize: unsafe extern "C" fn(Raw) -> Status,
    pub(super) set: unsafe extern "C" fn(Raw, c_int, c_int, i64, *const c_void) -> Status,
    pub(super) get: unsafe extern "C" fn(Raw, c_int, c_int, i64, *mut i64, *mut c_void) -> Status,
    pub(super) execute: unsafe extern "C" fn(Raw, Raw, Raw) -> Status,
}

fn found() -> &'static Result<Functions> {
    static FOUND: OnceLock<Result<Functions>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let library = library::open(Library::Cudnn)?;
        // SAFETY: the types are those of the library's header.
        unsafe {
            Ok(Functions {
                version: library.function("cudnnGetVersion")?,
                create: library.function("cudnnCreate")?,
                set_stream: library.function("cudnnSetStream")?,
                text: library.function("cudnnGetErrorString")?,
                last_error: library.function("cudnnGetLastErrorString")?,
                descriptor: library.function("cudnnBackendCreateDescriptor")?,
                destroy: library.function("cudnnBackendDestroyDescriptor")?,
                finalize: library.function("cudnnBackendFinalize")?,
                set: library.function("cudnnBackendSetAttribute")?,
                get: library.function("cudnnBackendGetAttribute")?,
                execute: library.function("cudnnBackendExecute")?,
            })
        }
    })
}

pub(super) fn functions() -> Result<&'static Functions> {
    found().as_ref().map_err(Clone::clone)
}

/// Whether the library is there.
pub(super) fn is_there() -> bool {
    found().is_ok()
}

impl Functions {
    #[cold]
    fn failure(&self, status: Status, what: &str) -> Error {
        let mut last = [0 as c_char; 512];
        // SAFETY: the library answers for any status with a string of its own, and ends the other within its size.
        let (text, last) = unsafe {
            (self.last_error)(last.as_mut_ptr(), last.len());
            let words = |text: *const c_char| std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
            (words((self.text)(status)), words(last.as_ptr()))
        };
        let last = if last.is_empty() { String::new() } else { format!(": {last}") };
        Error::new(Kind::Internal, format!("cuDNN error: {text} ({status}) in {what}{last}"))
    }

    #[inline]
    pub(super) fn check(&self, status: Status, what: &str) -> Result<()> {
        if status == 0 { Ok(()) } else { Err(self.failure(status, what)) }
    }
}

/// cudnnBackendDescriptorType_t.
pub(super) mod kind {
    use super::c_int;

    pub(in super::super) const CONVOLUTION: c_int = 1;
    pub(in super::super) const ENGINE: c_int = 2;
    pub(in super::super) const ENGINE_CONFIG: c_int = 3;
    pub(in super::super) const HEURISTICS: c_int = 4;
    pub(in super::super) const PLAN: c_int = 5;
    pub(in super::super) const FORWARD: c_int = 10;
    pub(in super::super) const BACKWARD_FILTER: c_int = 11;
    pub(in super::super) const BACKWARD_DATA: c_int = 12;
    pub(in super::super) const GRAPH: c_int = 15;
    pub(in super::super) const VARIANT_PACK: c_int = 16;
    pub(in super::super) const TENSOR: c_int = 17;
    #[cfg(test)]
    pub(in super::super) const DEVICE: c_int = 38;
}

/// cudnnBackendAttributeName_t.
pub(super) mod attribute {
    use super::c_int;

    pub(in super::super) const CONVOLUTION_COMPUTE: c_int = 100;
    pub(in super::super) const CONVOLUTION_MODE: c_int = 101;
    pub(in super::super) const CONVOLUTION_DILATIONS: c_int = 102;
    pub(in super::super) const CONVOLUTION_STRIDES: c_int = 103;
    pub(in super::super) const CONVOLUTION_POST_PADDINGS: c_int = 104;
    pub(in super::super) const CONVOLUTION_PRE_PADDINGS: c_int = 105;
    pub(in super::super) const CONVOLUTION_SPATIAL_DIMS: c_int = 106;
    pub(in super::super) const HEURISTICS_MODE: c_int = 200;
    pub(in super::super) const HEURISTICS_GRAPH: c_int = 201;
    pub(in super::super) const HEURISTICS_RESULTS: c_int = 202;
    pub(in super::super) const HEURISTICS_DEVICE: c_int = 204;
    pub(in super::super) const CONFIG_ENGINE: c_int = 300;
    pub(in super::super) const PLAN_HANDLE: c_int = 400;
    pub(in super::super) const PLAN_CONFIG: c_int = 401;
    pub(in super::super) const PLAN_WORKSPACE: c_int = 402;
    pub(in super::super) const PLAN_DEVICE: c_int = 407;
    /// Of an operation: alpha, beta, the convolution, weight, input, output.
    pub(in super::super) const FORWARD: [c_int; 6] = [700, 701, 702, 703, 704, 705];
    pub(in super::super) const BACKWARD_DATA: [c_int; 6] = [706, 707, 708, 709, 710, 711];
    pub(in super::super) const BACKWARD_FILTER: [c_int; 6] = [712, 713, 714, 715, 716, 717];
    pub(in super::super) const GRAPH_HANDLE: c_int = 800;
    pub(in super::super) const GRAPH_OPERATIONS: c_int = 801;
    pub(in super::super) const TENSOR_ALIGNMENT: c_int = 900;
    pub(in super::super) const TENSOR_DTYPE: c_int = 901;
    pub(in super::super) const TENSOR_SIZES: c_int = 902;
    pub(in super::super) const TENSOR_STRIDES: c_int = 903;
    pub(in super::super) const TENSOR_NUMBER: c_int = 906;
    pub(in super::super) const PACK_NUMBERS: c_int = 1000;
    pub(in super::super) const PACK_POINTERS: c_int = 1001;
    pub(in super::super) const PACK_WORKSPACE: c_int = 1003;
    pub(in super::super) const ENGINE_NOTES: c_int = 1303;
    #[cfg(test)]
    pub(in super::super) const DEVICE_TEXT: c_int = 2702;
}

/// cudnnBackendAttributeType_t.
pub(super) mod form {
    use super::c_int;

    pub(in super::super) const HANDLE: c_int = 0;
    pub(in super::super) const DTYPE: c_int = 1;
    pub(in super::super) const INT64: c_int = 3;
    pub(in super::super) const FLOAT: c_int = 4;
    pub(in super::super) const DOUBLE: c_int = 5;
    pub(in super::super) const POINTER: c_int = 6;
    pub(in super::super) const CONVOLUTION_MODE: c_int = 7;
    pub(in super::super) const HEURISTIC_MODE: c_int = 8;
    pub(in super::super) const NOTE: c_int = 11;
    pub(in super::super) const DESCRIPTOR: c_int = 15;
    #[cfg(test)]
    pub(in super::super) const TEXT: c_int = 24;
}

/// cudnnBackendNumericalNote_t: what is to be said of an engine.
pub(super) mod note {
    use super::c_int;

    pub(in super::super) const TENSOR_CORE: c_int = 0;
    pub(in super::super) const DOWN_CONVERT_INPUTS: c_int = 1;
    pub(in super::super) const REDUCED_PRECISION_REDUCTION: c_int = 2;
    pub(in super::super) const NONDETERMINISTIC: c_int = 4;
}

/// cudnnBackendHeurMode_t: engines by the sizes, and those that any sizes can have.
pub(super) const HEURISTIC_MODES: [c_int; 2] = [3, 2];

/// cudnnConvolutionMode_t: the kernel is not turned around.
pub(super) const CROSS_CORRELATION: c_int = 1;
