//! Opening checkpoints.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use flambeau_cpu::dtype::DType;
use flambeau_cpu::pool;

use super::archive::reader::Archive;
use super::error::{CheckpointError, Result};
use super::graph::{Graph, StorageId};
use super::legacy;
use super::pickle::reader::unpickle;
use super::pickle::storages::StorageRecord;
use super::source::{Mapped, Source};

/// How the storages of a file get into memory.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Access {
    /// Each is read when it is asked for, and its checksum verified.
    #[default]
    Read,
    /// The file is mapped: bytes come from the disk when they are looked at, and are shared with other processes.
    Map,
}

/// How to open a checkpoint.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// How the storages get into memory.
    pub access: Access,
    /// Which classes and functions, by module and name, may become [`Object`](super::Object)s. They are never called.
    pub allowed: &'a dyn Fn(&str, &str) -> bool,
}

impl Default for ReadOptions<'_> {
    fn default() -> Self {
        Self { access: Access::Read, allowed: &|_, _| false }
    }
}

/// A storage of an open checkpoint.
#[derive(Clone, Debug)]
pub struct StorageEntry {
    /// What the pickle says of it.
    pub record: StorageRecord,
    /// Where its bytes start in the file.
    pub(super) offset: u64,
    /// Name and checksum of its entry; the stream format has none.
    pub(super) entry: Option<(String, u32)>,
}

/// An open checkpoint: its values, and its storages, still in the file.
pub struct Checkpoint {
    source: Source,
    graph: Graph,
    storages: Vec<StorageEntry>,
    /// Whether the file was written on a machine of the other byte order.
    foreign_endian: bool,
    stream: bool,
}

/// Bytes that are read and hashed at a time: few enough to stay in the second-level cache in between.
const CHUNK: usize = 256 * 1024;
/// Bytes that a thread reads at a time.
const PART: usize = 2 << 20;

impl Checkpoint {
    /// Opens the file at `path`, in the zip format or in the stream format of before PyTorch 1.6.
    ///
    /// # Errors
    /// See [`CheckpointError`]: any file gives a checkpoint or an error, and takes memory in proportion to its pickle.
    pub fn open(path: &Path, options: &ReadOptions<'_>) -> Result<Self> {
        let source = match options.access {
            Access::Read => Source::open(path)?,
            Access::Map => Source::map(path)?,
        };
        match is_archive(&source)? {
            true => Self::read_archive(source, options),
            // Where the pickles of the stream format end is known only once they are read: look at them through a map.
            false if source.slice(0, source.len()).is_none() => Self::read_stream(Source::map(path)?, options),
            false => Self::read_stream(source, options),
        }
    }

    /// Opens a checkpoint that is in memory.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn from_bytes(bytes: Vec<u8>, options: &ReadOptions<'_>) -> Result<Self> {
        let source = Source::from_memory(bytes);
        match is_archive(&source)? {
            true => Self::read_archive(source, options),
            false => Self::read_stream(source, options),
        }
    }

    fn read_archive(source: Source, options: &ReadOptions<'_>) -> Result<Self> {
        let archive = Archive::read(&source)?;
        let folder = archive.entries().first().and_then(|entry| entry.name.split_once('/'));
        let Some((folder, _)) = folder else {
            return Err(CheckpointError::MissingEntry { entry: "data.pkl".to_owned() });
        };
        let folder = folder.to_owned();
        if archive.find(&format!("{folder}/constants.pkl")).is_some() {
            return Err(CheckpointError::TorchScript);
        }
        let pickle = archive.contents(&source, &format!("{folder}/data.pkl"))?;
        let byte_order = format!("{folder}/byteorder");
        let big_endian = match archive.find(&byte_order) {
            None => false,
            Some(_) => match archive.contents(&source, &byte_order)?.as_slice() {
                b"little" => false,
                b"big" => true,
                _ => {
                    let reason = "the byte order is neither little nor big";
                    return Err(CheckpointError::Archive { reason, entry: byte_order });
                }
            },
        };
        let unpickled = unpickle(&pickle, options.allowed)?;
        let mut storages = Vec::with_capacity(unpickled.storages.len());
        for record in unpickled.storages {
            let name = format!("{folder}/data/{}", record.key);
            let Some(entry) = archive.find(&name) else { return Err(CheckpointError::MissingEntry { entry: name }) };
            if entry.len != record.byte_len() {
                let (expected, found) = (record.byte_len(), entry.len);
                return Err(CheckpointError::StorageLength { key: record.key, expected, found });
            }
            storages.push(StorageEntry { record, offset: entry.offset, entry: Some((name, entry.crc)) });
        }
        let foreign_endian = big_endian != cfg!(target_endian = "big");
        Ok(Self { source, graph: unpickled.graph, storages, foreign_endian, stream: false })
    }

    fn read_stream(source: Source, options: &ReadOptions<'_>) -> Result<Self> {
        let stream = legacy::read(&source, options.allowed)?;
        let foreign_endian = stream.big_endian != cfg!(target_endian = "big");
        Ok(Self { source, graph: stream.graph, storages: stream.storages, foreign_endian, stream: true })
    }

    /// Whether the file has the stream format of before PyTorch 1.6.
    pub fn is_stream(&self) -> bool {
        self.stream
    }

    /// The values.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The storages that the values refer to.
    pub fn storages(&self) -> &[StorageEntry] {
        &self.storages
    }

    /// The description of a storage.
    pub fn storage(&self, id: StorageId) -> &StorageRecord {
        &self.storages[id.index()].record
    }

    /// Fills `target`, which has the storage's length, with its bytes in the machine's byte order.
    ///
    /// # Errors
    /// [`CheckpointError::Checksum`] for damaged bytes, [`CheckpointError::StorageLength`] for a target of another length.
    pub fn read_storage(&self, id: StorageId, target: &mut [u8]) -> Result<()> {
        let StorageEntry { record, offset, entry } = &self.storages[id.index()];
        if target.len() as u64 != record.byte_len() {
            let (expected, found) = (record.byte_len(), target.len() as u64);
            return Err(CheckpointError::StorageLength { key: record.key.clone(), expected, found });
        }
        let found = self.read_parts(*offset, target, entry.is_some())?;
        if let Some((name, crc)) = entry
            && found != *crc
        {
            return Err(CheckpointError::Checksum { entry: name.clone() });
        }
        if self.foreign_endian {
            let part = record.dtype.to_real().size();
            target.chunks_exact_mut(part).for_each(<[u8]>::reverse);
        }
        if record.dtype == DType::Bool {
            // A boolean of any other value would be undefined behaviour in every kernel.
            target.iter_mut().for_each(|byte| *byte = u8::from(*byte != 0));
        }
        Ok(())
    }

    /// Fills `target` from the bytes at `offset`, by several threads if there are many, and returns their checksum.
    fn read_parts(&self, offset: u64, target: &mut [u8], hash: bool) -> Result<u32> {
        let read = |at: usize, part: &mut [u8]| -> Result<crc32fast::Hasher> {
            let mut hasher = crc32fast::Hasher::new();
            let mut position = offset + (at * PART) as u64;
            for chunk in part.chunks_mut(CHUNK) {
                self.source.read_into("a storage", position, chunk)?;
                position += chunk.len() as u64;
                if hash {
                    hasher.update(chunk);
                }
            }
            Ok(hasher)
        };
        if target.len() <= PART {
            return Ok(read(0, target)?.finalize());
        }
        // Each part is locked once, by the thread that reads it.
        let parts: Vec<_> = target.chunks_mut(PART).map(|part| Mutex::new((part, None))).collect();
        pool::parallel(parts.len(), &|at| {
            let mut part = parts[at].lock().unwrap_or_else(PoisonError::into_inner);
            let (bytes, hasher) = &mut *part;
            *hasher = Some(read(at, bytes));
        });
        let mut whole = crc32fast::Hasher::new();
        for part in parts {
            if let Some(hasher) = part.into_inner().unwrap_or_else(PoisonError::into_inner).1 {
                whole.combine(&hasher?);
            }
        }
        Ok(whole.finalize())
    }

    /// The storage's bytes as a share of the memory map, without a copy and without a look at the checksum; `None` if the
    /// checkpoint is not mapped, has the other byte order, or holds booleans other than 0 and 1.
    pub fn map_storage(&self, id: StorageId) -> Option<Mapped> {
        let StorageEntry { record, offset, .. } = &self.storages[id.index()];
        if self.foreign_endian && record.dtype.size() > 1 {
            return None;
        }
        let bytes = self.source.mapped(*offset, record.byte_len())?;
        let valid = record.dtype != DType::Bool || bytes.iter().all(|byte| *byte <= 1);
        valid.then_some(bytes)
    }
}

/// Whether the source is a zip archive; if not, it begins like a pickle.
fn is_archive(source: &Source) -> Result<bool> {
    if source.is_empty() {
        return Err(CheckpointError::Empty);
    }
    let head = source.read("the file's first bytes", 0, source.len().min(512))?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(true);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Err(CheckpointError::TarFormat);
    }
    match head[0] {
        0x80 => Ok(false),
        _ => Err(CheckpointError::NotACheckpoint),
    }
}
