//! Where the bytes of a checkpoint lie.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use memmap2::{MmapOptions, MmapRaw};

use super::error::{CheckpointError, Result};

/// Bytes at rest, readable at any position: in a file, in a memory map of one, or in memory.
#[derive(Clone)]
pub struct Source {
    bytes: Bytes,
    len: u64,
}

#[derive(Clone)]
enum Bytes {
    File(Arc<File>),
    Map(Arc<MmapRaw>),
    Memory(Arc<Vec<u8>>),
}

/// A range of a memory map, which lives as long as this does.
#[derive(Clone)]
pub struct Mapped {
    map: Arc<MmapRaw>,
    range: Range<usize>,
}

/// The bytes of a map.
fn whole(map: &MmapRaw) -> &[u8] {
    // SAFETY: the map is `len` bytes long and lives as long as the reference. Tensors that share it may write to it only
    // once they exist, which is after the unpickler has read what it needs.
    unsafe { std::slice::from_raw_parts(map.as_ptr(), map.len()) }
}

impl Mapped {
    /// The address of the first byte. The pages are private to this process and writable: what is written there is seen
    /// by everybody who shares the map and never reaches the file.
    pub fn as_mut_ptr(&self) -> *mut u8 {
        self.map.as_mut_ptr().wrapping_add(self.range.start)
    }
}

impl std::ops::Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &whole(&self.map)[self.range.clone()]
    }
}

impl Source {
    /// Opens a file to be read piece by piece.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            // A pipe or device has no positions: take all of it.
            return Ok(Self::from_memory(std::fs::read(path)?));
        }
        Ok(Self { len: metadata.len(), bytes: Bytes::File(Arc::new(file)) })
    }

    /// Maps a file copy-on-write, so that its bytes are read when they are looked at.
    ///
    /// The file must not be truncated while the map lives: the system ends a process that looks beyond the new end.
    /// Changes to the file may or may not show. Files that [`save_checkpoint`](super::save_checkpoint) replaces are safe,
    /// because the map keeps the old one.
    pub fn map(path: &Path) -> Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            return Ok(Self::from_memory(Vec::new()));
        }
        // SAFETY: bytes, for which every bit pattern is valid; the mapping is private, so that writing to it changes no
        // file. That nobody truncates the file meanwhile is the condition stated above, which no interface to memory
        // maps can check.
        let map = MmapRaw::from(unsafe { MmapOptions::new().map_copy(&file)? });
        Ok(Self { len: map.len() as u64, bytes: Bytes::Map(Arc::new(map)) })
    }

    /// Takes bytes that are in memory already.
    pub fn from_memory(bytes: Vec<u8>) -> Self {
        Self { len: bytes.len() as u64, bytes: Bytes::Memory(Arc::new(bytes)) }
    }

    /// The number of bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Checks that `length` bytes follow `offset`; `what` names them in the error.
    pub fn check(&self, what: &'static str, offset: u64, length: u64) -> Result<()> {
        let available = self.len.saturating_sub(offset);
        if length > available {
            return Err(CheckpointError::Truncated { what, needed: length, available });
        }
        Ok(())
    }

    /// Fills `target` from the bytes at `offset`.
    pub fn read_into(&self, what: &'static str, offset: u64, target: &mut [u8]) -> Result<()> {
        self.check(what, offset, target.len() as u64)?;
        match self.slice(offset, target.len() as u64) {
            Some(bytes) => target.copy_from_slice(bytes),
            None => match &self.bytes {
                Bytes::File(file) => read_exact_at(file, target, offset)?,
                Bytes::Map(_) | Bytes::Memory(_) => {}
            },
        }
        Ok(())
    }

    /// The `length` bytes at `offset`, copied. The length is checked before memory is taken.
    pub fn read(&self, what: &'static str, offset: u64, length: u64) -> Result<Vec<u8>> {
        self.check(what, offset, length)?;
        let length = usize::try_from(length).map_err(|_| std::io::Error::from(std::io::ErrorKind::OutOfMemory))?;
        let mut bytes = vec![0; length];
        self.read_into(what, offset, &mut bytes)?;
        Ok(bytes)
    }

    /// The `length` bytes at `offset` without a copy; `None` if they are in a file or out of range.
    pub fn slice(&self, offset: u64, length: u64) -> Option<&[u8]> {
        let range = usize::try_from(offset).ok()?..usize::try_from(offset.checked_add(length)?).ok()?;
        match &self.bytes {
            Bytes::File(_) => None,
            Bytes::Map(map) => whole(map).get(range),
            Bytes::Memory(bytes) => bytes.get(range),
        }
    }

    /// The `length` bytes at `offset` as a share of the memory map; `None` without one.
    pub fn mapped(&self, offset: u64, length: u64) -> Option<Mapped> {
        self.slice(offset, length)?;
        match &self.bytes {
            Bytes::Map(map) => {
                Some(Mapped { map: Arc::clone(map), range: offset as usize..(offset + length) as usize })
            }
            Bytes::File(_) | Bytes::Memory(_) => None,
        }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, target: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, target, offset)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut target: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !target.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, target, offset)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        target = &mut target[count..];
        offset += count as u64;
    }
    Ok(())
}
