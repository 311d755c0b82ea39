//! Writing checkpoints in PyTorch's zip format.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;

use flambeau_cpu::dtype::DType;

use super::archive::writer::{ALIGNMENT, ArchiveWriter};
use super::atomic::write_atomically;
use super::error::{CheckpointError, Result};
use super::graph::Graph;
use super::pickle::writer::{StorageDescription, pickle};

/// A storage to be written.
#[derive(Clone, Copy, Debug)]
pub struct StorageBytes<'a> {
    /// The element type.
    pub dtype: DType,
    /// The device that it lies on, such as `cpu` or `cuda:0`, where PyTorch will put it again.
    pub location: &'a str,
    /// Its bytes: a whole number of elements, in the machine's byte order.
    pub bytes: &'a [u8],
}

/// Writes a checkpoint: the graph's root, and the storages that its tensors refer to, to `output`.
///
/// `name` is the folder within the archive; PyTorch takes the file's name without its ending, and `archive` for a stream.
///
/// # Errors
/// Those of [`pickle`] and of the output; [`CheckpointError::Unwritable`] for a storage with a fraction of an element.
pub fn write_checkpoint<W: Write>(output: W, name: &str, graph: &Graph, storages: &[StorageBytes<'_>]) -> Result<W> {
    let mut descriptions = Vec::with_capacity(storages.len());
    for &StorageBytes { dtype, location, bytes } in storages {
        if bytes.len() % dtype.size() != 0 {
            return Err(CheckpointError::Unwritable { reason: "a storage ends in the middle of an element" });
        }
        descriptions.push(StorageDescription { dtype, location, numel: (bytes.len() / dtype.size()) as u64 });
    }
    let pickled = pickle(graph, &descriptions)?;
    let mut archive = ArchiveWriter::new(output);
    let mut add = |entry: &str, payload: &[u8]| archive.add(&format!("{name}/{entry}"), payload);
    add("data.pkl", &pickled.bytes)?;
    // Version 1: storages stand in the order of their keys.
    add(".format_version", b"1")?;
    add(".storage_alignment", ALIGNMENT.to_string().as_bytes())?;
    add("byteorder", if cfg!(target_endian = "little") { b"little" } else { b"big" })?;
    for (key, storage) in pickled.order.iter().enumerate() {
        add(&format!("data/{key}"), storages[storage.index()].bytes)?;
    }
    add("version", b"3\n")?;
    archive.finish()
}

/// Writes a checkpoint to the file at `path`, which it replaces as a whole or not at all.
///
/// # Errors
/// Those of [`write_checkpoint`] and of the operating system.
pub fn save_checkpoint(path: &Path, graph: &Graph, storages: &[StorageBytes<'_>]) -> Result<()> {
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or("archive");
    write_atomically(path, |file| write_checkpoint(file, stem, graph, storages))
}
