//! What can be wrong with a checkpoint file.

use std::fmt;

use flambeau_cpu::dtype::DType;

/// The result of an operation on checkpoint files.
pub type Result<T, E = CheckpointError> = std::result::Result<T, E>;

/// Why a checkpoint could not be read or written.
#[derive(Debug)]
pub enum CheckpointError {
    /// The operating system refused a read, write, map or rename.
    Io(std::io::Error),
    /// The file has no bytes at all.
    Empty,
    /// The first bytes are neither a zip archive nor a pickle.
    NotACheckpoint,
    /// The file ends before the data that it announces.
    Truncated {
        /// What was being read.
        what: &'static str,
        /// The bytes that were wanted.
        needed: u64,
        /// The bytes that were left.
        available: u64,
    },
    /// The zip structure contradicts itself.
    Archive {
        /// What is wrong.
        reason: &'static str,
        /// The entry concerned; empty for the directory itself.
        entry: String,
    },
    /// An entry of the archive is compressed; checkpoints store their entries as they are.
    Compressed {
        /// The entry.
        entry: String,
        /// The zip compression method.
        method: u16,
    },
    /// The checksum of an entry differs from the one in the archive's directory.
    Checksum {
        /// The entry.
        entry: String,
    },
    /// The archive lacks an entry that it must have.
    MissingEntry {
        /// The entry.
        entry: String,
    },
    /// The archive holds a TorchScript program, which is code.
    TorchScript,
    /// The file has the tar format of before PyTorch 0.1.10.
    TarFormat,
    /// The pickle breaks its own rules.
    Pickle {
        /// Position of the instruction in the pickle.
        offset: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// The pickle uses an instruction outside the supported protocols.
    Opcode {
        /// Position of the instruction in the pickle.
        offset: usize,
        /// The instruction.
        opcode: u8,
    },
    /// The pickle asks for a class or function that is not on the list of harmless ones.
    UnsupportedGlobal {
        /// The module in which the pickle looks it up.
        module: String,
        /// Its name there.
        name: String,
    },
    /// A tensor or storage has an element type that flambeau lacks.
    UnsupportedDType {
        /// The type's name in the file.
        name: String,
    },
    /// A tensor reaches beyond the end of its storage, or has a negative size or stride.
    TensorBounds {
        /// The tensor's shape.
        shape: Vec<i64>,
        /// The tensor's strides in elements.
        strides: Vec<i64>,
        /// The index of its first element in the storage.
        offset: i64,
        /// The storage's length in elements.
        storage_numel: u64,
    },
    /// A storage's bytes do not match the length that the pickle gives.
    StorageLength {
        /// The storage's key in the file.
        key: String,
        /// The bytes that the pickle's element count and type call for.
        expected: u64,
        /// The bytes in the file.
        found: u64,
    },
    /// Two references to one storage disagree on its element type or length.
    StorageConflict {
        /// The storage's key in the file.
        key: String,
        /// The element type of the first reference.
        first: DType,
        /// The element type of the other one.
        second: DType,
    },
    /// A value that cannot be written, such as a tuple that contains itself.
    Unwritable {
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// The families of [`CheckpointError`], for callers with several exception classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// The operating system's refusal.
    Io,
    /// The file ends too early or is empty.
    EndOfFile,
    /// The pickle is malformed or asks for something that is not allowed.
    Unpickling,
    /// Everything else: a broken archive, or a value that does not fit.
    Invalid,
}

impl CheckpointError {
    /// The family that the error belongs to.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Io(_) => ErrorKind::Io,
            Self::Empty | Self::Truncated { .. } => ErrorKind::EndOfFile,
            Self::Pickle { .. } | Self::Opcode { .. } | Self::UnsupportedGlobal { .. } | Self::NotACheckpoint => {
                ErrorKind::Unpickling
            }
            _ => ErrorKind::Invalid,
        }
    }
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Empty => write!(f, "the file is empty"),
            Self::NotACheckpoint => {
                write!(f, "not a checkpoint: the file is neither a zip archive nor a pickle that torch.save wrote")
            }
            Self::Truncated { what, needed, available } => {
                write!(f, "the file is truncated: {what} needs {needed} bytes, {available} are left")
            }
            Self::Archive { reason, entry } if entry.is_empty() => write!(f, "the zip archive is corrupt: {reason}"),
            Self::Archive { reason, entry } => write!(f, "the zip archive is corrupt at entry {entry:?}: {reason}"),
            Self::Compressed { entry, method } => write!(
                f,
                "entry {entry:?} is compressed (zip method {method}); checkpoint entries are stored uncompressed, so the \
                 archive was repacked: write it again with store only (`zip -0`)"
            ),
            Self::Checksum { entry } => write!(f, "entry {entry:?} is damaged: its CRC-32 does not match"),
            Self::MissingEntry { entry } => write!(f, "the archive has no entry {entry:?}"),
            Self::TorchScript => write!(
                f,
                "the archive is a TorchScript program, which is code and cannot be loaded; save its state_dict() with \
                 PyTorch and load that"
            ),
            Self::TarFormat => write!(
                f,
                "the file has the tar format of PyTorch before 0.1.10; load it with PyTorch and save it again"
            ),
            Self::Pickle { offset, reason } => write!(f, "the pickle is corrupt at byte {offset}: {reason}"),
            Self::Opcode { offset, opcode } => {
                write!(f, "the pickle has the unsupported instruction 0x{opcode:02x} at byte {offset}")
            }
            Self::UnsupportedGlobal { module, name } => write!(
                f,
                "Unsupported global: GLOBAL {module}.{name} is not an allowed global by default. Loading reads tensors, \
                 containers, numbers and strings and runs no code; if the object is not needed, save the checkpoint \
                 without it (a model's state_dict() instead of the model)"
            ),
            Self::UnsupportedDType { name } => write!(f, "the element type {name} is not supported"),
            Self::TensorBounds { shape, strides, offset, storage_numel } => write!(
                f,
                "a tensor of shape {shape:?}, strides {strides:?} and offset {offset} does not fit in its storage of \
                 {storage_numel} elements"
            ),
            Self::StorageLength { key, expected, found } => {
                write!(f, "storage {key:?} should have {expected} bytes and has {found}")
            }
            Self::StorageConflict { key, first, second } => write!(
                f,
                "storage {key:?} is referred to as {} and as {}, or with two lengths; all views of a storage must agree",
                first.name(),
                second.name()
            ),
            Self::Unwritable { reason } => write!(f, "cannot be written to a checkpoint: {reason}"),
        }
    }
}

impl std::error::Error for CheckpointError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<std::io::Error> for CheckpointError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
