//! Errors: typed until the last moment, turned into text only when shown.
//!
//! A Python binding maps [`Error::kind`] to the exception class PyTorch raises for the same mistake.

use std::any::Any;
use std::fmt;

use flambeau_cpu::DType;
use smallvec::SmallVec;

use crate::device::Device;

/// Result of every fallible function of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Which exception class a Python caller sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `RuntimeError`
    Runtime,
    /// `TypeError`
    Type,
    /// `ValueError`
    Value,
    /// `IndexError`
    Index,
    /// `NotImplementedError`
    NotImplemented,
    /// `flambeau.OutOfMemoryError`, a `RuntimeError`
    OutOfMemory,
    /// `flambeau.AcceleratorError`, a `RuntimeError`: work on a device failed there
    Accelerator,
    /// An error that user code raised inside a callback; it is handed back as it is.
    Foreign,
}

/// What went wrong.
#[derive(Debug)]
pub enum Cause {
    /// Shapes that cannot be broadcast together.
    Broadcast {
        /// Shape of the first operand.
        left: Box<[usize]>,
        /// Shape of the second operand.
        right: Box<[usize]>,
        /// The first dimension, counted from the front of the result, where they differ.
        dim: usize,
    },
    /// A dimension outside `[-ndim, ndim-1]`.
    Dim {
        /// What the caller gave.
        dim: i64,
        /// The tensor's number of dimensions.
        ndim: usize,
    },
    /// An index outside a dimension.
    OutOfBounds {
        /// What the caller gave.
        index: i64,
        /// The dimension indexed.
        dim: usize,
        /// Its size.
        size: usize,
    },
    /// An operation that has no kernel for a dtype.
    DTypeUnsupported {
        /// The operation's name.
        op: &'static str,
        /// The dtype given.
        dtype: DType,
    },
    /// Elements on a device that the operation has no kernel for.
    NoKernel {
        /// The operation's name; empty where it is not known.
        op: &'static str,
        /// Where the elements are.
        device: Device,
    },
    /// Tensors on different devices.
    DeviceMismatch {
        /// The operation's name.
        op: &'static str,
        /// The first device seen.
        left: Device,
        /// The one that differs.
        right: Device,
    },
    /// No memory for a buffer of this many bytes.
    OutOfMemory {
        /// Bytes asked for.
        bytes: u128,
    },
    /// A message made where the mistake was seen.
    Message(String),
    /// An error of the embedding language, for example a Python exception.
    Foreign(Box<dyn Any + Send + Sync>),
}

/// The error type of this crate: one pointer wide, so that `Result` stays small on the hot path.
pub struct Error(Box<(Kind, Cause, SmallVec<[String; 1]>)>);

impl Error {
    /// An error of the given kind and cause.
    #[cold]
    pub fn new(kind: Kind, cause: Cause) -> Error {
        Error(Box::new((kind, cause, SmallVec::new())))
    }

    /// An error with a ready message.
    #[cold]
    pub fn message(kind: Kind, message: impl Into<String>) -> Error {
        Error::new(kind, Cause::Message(message.into()))
    }

    /// An error raised by user code of the embedding language.
    #[cold]
    pub fn foreign(error: Box<dyn Any + Send + Sync>) -> Error {
        Error::new(Kind::Foreign, Cause::Foreign(error))
    }

    /// The dimension `dim` is outside `[-ndim, ndim-1]`.
    #[cold]
    pub fn dim(dim: i64, ndim: usize) -> Error {
        Error::new(Kind::Index, Cause::Dim { dim, ndim })
    }

    /// The operation has no kernel for the dtype.
    #[cold]
    pub fn unsupported(op: &'static str, dtype: DType) -> Error {
        Error::new(Kind::NotImplemented, Cause::DTypeUnsupported { op, dtype })
    }

    /// The elements are on a device that the operation has no kernel for; [`Error::of_op`] says which operation.
    #[cold]
    #[inline(never)]
    pub fn no_kernel(device: Device) -> Error {
        Error::new(Kind::NotImplemented, Cause::NoKernel { op: "", device })
    }

    /// Names the operation in an error that lacks its name.
    #[cold]
    #[doc(hidden)]
    pub fn of_op(mut self, name: &'static str) -> Error {
        if let Cause::NoKernel { op, .. } | Cause::DeviceMismatch { op, .. } = &mut self.0.1
            && op.is_empty()
        {
            *op = name;
        }
        self
    }

    /// A buffer of `bytes` bytes could not be had.
    #[cold]
    pub fn out_of_memory(bytes: u128) -> Error {
        Error::new(Kind::OutOfMemory, Cause::OutOfMemory { bytes })
    }

    /// Which exception class a Python caller sees.
    pub fn kind(&self) -> Kind {
        self.0.0
    }

    /// What went wrong, as data.
    pub fn cause(&self) -> &Cause {
        &self.0.1
    }

    /// Takes the embedding language's error out, if this is one.
    pub fn into_foreign(self) -> std::result::Result<Box<dyn Any + Send + Sync>, Error> {
        match *self.0 {
            (_, Cause::Foreign(error), _) => Ok(error),
            (kind, cause, notes) => Err(Error(Box::new((kind, cause, notes)))),
        }
    }

    /// Appends a line that says where or why the error arose.
    #[cold]
    pub fn note(mut self, text: impl Into<String>) -> Error {
        self.0.2.push(text.into());
        self
    }
}

struct List<'a>(&'a [usize]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (at, size) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{size}")?;
        }
        f.write_str("]")
    }
}

/// A shape as PyTorch's messages show it: `[2, 3]`.
pub(crate) fn shape_text(shape: &[usize]) -> String {
    List(shape).to_string()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Cause::Broadcast { left, right, dim } => {
                let at = |shape: &[usize]| {
                    let ndim = left.len().max(right.len());
                    shape.get((dim + shape.len()).wrapping_sub(ndim)).copied().unwrap_or(1)
                };
                write!(
                    f,
                    "The size of tensor a ({}) must match the size of tensor b ({}) at non-singleton dimension {dim} \
                     (shapes {} and {})",
                    at(left),
                    at(right),
                    List(left),
                    List(right)
                )
            }
            Cause::Dim { dim, ndim } => {
                let ndim = (*ndim).max(1) as i64;
                write!(
                    f,
                    "Dimension out of range (expected to be in range of [{}, {}], but got {dim})",
                    -ndim,
                    ndim - 1
                )
            }
            Cause::OutOfBounds { index, dim, size } => {
                write!(f, "index {index} is out of bounds for dimension {dim} with size {size}")
            }
            Cause::DTypeUnsupported { op, dtype } => {
                write!(f, "\"{op}\" not implemented for '{}'", dtype.scalar_name())
            }
            Cause::NoKernel { op, device } => write!(
                f,
                "{} has no kernel for {} tensors in this version: move the tensor to the CPU with .cpu() first",
                if op.is_empty() { "this operation" } else { op },
                device.kind().name()
            ),
            Cause::DeviceMismatch { op, left, right } => write!(
                f,
                "Expected all tensors to be on the same device, but found at least two devices, {left} and {right}! \
                 (in {}; move one of them with .to())",
                // Names of PyTorch's that say what the CPU does.
                op.trim_end_matches("_impl_cpu_").trim_end_matches("_cpu")
            ),
            Cause::OutOfMemory { bytes } => {
                write!(f, "not enough memory: you tried to allocate {bytes} bytes")
            }
            Cause::Message(text) => f.write_str(text),
            Cause::Foreign(_) => f.write_str("an exception was raised in a callback"),
        }?;
        for note in &self.0.2 {
            write!(f, "\n{note}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind())
    }
}

impl std::error::Error for Error {}

impl From<flambeau_cuda::Error> for Error {
    #[cold]
    fn from(error: flambeau_cuda::Error) -> Error {
        let kind = match error.kind() {
            flambeau_cuda::Kind::OutOfMemory => Kind::OutOfMemory,
            flambeau_cuda::Kind::Device | flambeau_cuda::Kind::Capture => Kind::Accelerator,
            flambeau_cuda::Kind::Index => Kind::Index,
            _ => Kind::Runtime,
        };
        Error::message(kind, error.to_string())
    }
}

/// Returns early with an error: `bail!(Value, "expected {}, got {}", a, b)`.
#[macro_export]
macro_rules! bail {
    ($kind:ident, $($message:tt)+) => {
        return Err($crate::Error::message($crate::error::Kind::$kind, format!($($message)+)))
    };
}

/// Returns early with an error unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $kind:ident, $($message:tt)+) => {{
        let holds: bool = $condition;
        if !holds {
            $crate::bail!($kind, $($message)+)
        }
    }};
}
