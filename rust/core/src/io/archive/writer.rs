//! Writing zip archives of stored entries.

use std::io::Write;

use super::{CENTRAL_HEADER, DATA_DESCRIPTOR, END, END64, END64_LOCATOR, IN_ZIP64, LOCAL_HEADER, ZIP64_EXTRA};
use crate::io::error::{CheckpointError, Result};

/// Payloads start at multiples of this many bytes, so that a memory map of the file can be computed with in place.
pub const ALIGNMENT: u64 = 64;

/// Tag of the extra field that PyTorch pads headers with.
const PADDING_EXTRA: [u8; 2] = *b"FB";
/// Flag: lengths and checksum stand behind the payload.
const HAS_DESCRIPTOR: u16 = 1 << 3;
/// Flag: the name is UTF-8.
const UTF8_NAME: u16 = 1 << 11;
/// Bytes that are hashed and written at a time: few enough to stay in the second-level cache in between.
const CHUNK: usize = 256 * 1024;
/// Bytes that are worth a thread for their checksum.
const LARGE: usize = 4 << 20;
/// Bytes that are written at a time where they are not hashed in between.
const PART: usize = 1 << 20;

/// An archive that is being written from front to back.
pub struct ArchiveWriter<W: Write> {
    output: W,
    position: u64,
    entries: Vec<Written>,
}

/// What the directory will say of an entry.
struct Written {
    name: String,
    flags: u16,
    crc: u32,
    len: u64,
    header: u64,
}

impl<W: Write> ArchiveWriter<W> {
    /// An empty archive.
    pub fn new(output: W) -> Self {
        Self { output, position: 0, entries: Vec::new() }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.output.write_all(bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`CheckpointError::Io`], or [`CheckpointError::Unwritable`] for a name of 64 KiB and more.
    pub fn add(&mut self, name: &str, payload: &[u8]) -> Result<()> {
        let Ok(name_len) = u16::try_from(name.len()) else {
            return Err(CheckpointError::Unwritable { reason: "a name in a zip archive is shorter than 64 KiB" });
        };
        let (header, len) = (self.position, payload.len() as u64);
        let long = len >= u64::from(IN_ZIP64) || header >= u64::from(IN_ZIP64);
        let mut extra = Vec::new();
        if long {
            zip64_extra(&mut extra, len, header);
        }
        let unpadded = header + 30 + u64::from(name_len) + extra.len() as u64 + 4;
        let padding = unpadded.next_multiple_of(ALIGNMENT) - unpadded;
        extra.extend(PADDING_EXTRA);
        extra.extend((padding as u16).to_le_bytes());
        extra.resize(extra.len() + padding as usize, b'Z');

        // An empty payload needs nothing behind it.
        let flags = UTF8_NAME | if payload.is_empty() { 0 } else { HAS_DESCRIPTOR };
        let mut record = Vec::new();
        record.extend(LOCAL_HEADER.to_le_bytes());
        record.extend(0u16.to_le_bytes()); // version needed
        record.extend(flags.to_le_bytes());
        record.resize(record.len() + 2 + 2 + 2, 0); // method, time, date
        record.resize(record.len() + 4 + 4 + 4, 0); // checksum and lengths: in the descriptor
        record.extend(name_len.to_le_bytes());
        record.extend((extra.len() as u16).to_le_bytes());
        record.extend(name.as_bytes());
        record.extend(extra);
        self.write(&record)?;

        let crc = self.write_payload(payload)?;
        if !payload.is_empty() {
            let mut descriptor = Vec::new();
            descriptor.extend(DATA_DESCRIPTOR.to_le_bytes());
            descriptor.extend(crc.to_le_bytes());
            for _ in ["stored length", "length"] {
                match long {
                    true => descriptor.extend(len.to_le_bytes()),
                    false => descriptor.extend((len as u32).to_le_bytes()),
                }
            }
            self.write(&descriptor)?;
        }
        self.entries.push(Written { name: name.to_owned(), flags, crc, len, header });
        Ok(())
    }

    /// Writes the bytes and returns their checksum. That of many is computed by a thread of its own meanwhile.
    fn write_payload(&mut self, payload: &[u8]) -> Result<u32> {
        if payload.len() >= LARGE {
            let written = std::thread::scope(|scope| {
                let hash = std::thread::Builder::new().spawn_scoped(scope, || crc32fast::hash(payload)).ok()?;
                let written = payload.chunks(PART).try_for_each(|part| self.write(part));
                Some(written.map(|()| hash.join().unwrap_or_else(|_| crc32fast::hash(payload))))
            });
            if let Some(written) = written {
                return written;
            }
        }
        let mut hasher = crc32fast::Hasher::new();
        for chunk in payload.chunks(CHUNK) {
            hasher.update(chunk);
            self.write(chunk)?;
        }
        Ok(hasher.finalize())
    }

    /// Writes the directory and returns the output, flushed.
    ///
    /// # Errors
    /// [`CheckpointError::Io`].
    pub fn finish(mut self) -> Result<W> {
        let start = self.position;
        let entries = std::mem::take(&mut self.entries);
        for entry in &entries {
            let record = central_record(entry);
            self.write(&record)?;
        }
        let (end64, size, count) = (self.position, self.position - start, entries.len() as u64);
        let mut record = Vec::new();
        record.extend(END64.to_le_bytes());
        record.extend(44u64.to_le_bytes()); // length of the rest of this record
        record.extend([45u16, 45].map(u16::to_le_bytes).concat()); // versions: 4.5 has 64-bit fields
        record.resize(record.len() + 4 + 4, 0); // disks
        record.extend([count, count, size, start].map(u64::to_le_bytes).concat());
        record.extend(END64_LOCATOR.to_le_bytes());
        record.extend(0u32.to_le_bytes()); // disk
        record.extend(end64.to_le_bytes());
        record.extend(1u32.to_le_bytes()); // disks in total
        record.extend(END.to_le_bytes());
        record.resize(record.len() + 2 + 2, 0); // disks
        let short_count = u16::try_from(count).unwrap_or(u16::MAX);
        record.extend([short_count, short_count].map(u16::to_le_bytes).concat());
        record.extend([size, start].map(|value| u32::try_from(value).unwrap_or(IN_ZIP64).to_le_bytes()).concat());
        record.extend(0u16.to_le_bytes()); // comment
        self.write(&record)?;
        self.output.flush()?;
        Ok(self.output)
    }
}

/// Appends the extra field with 64-bit values, for those whose 32-bit fields overflow.
fn zip64_extra(extra: &mut Vec<u8>, len: u64, header: u64) {
    let mut values = Vec::new();
    if len >= u64::from(IN_ZIP64) {
        values.extend([len, len]);
    }
    if header >= u64::from(IN_ZIP64) {
        values.push(header);
    }
    if values.is_empty() {
        return;
    }
    extra.extend(ZIP64_EXTRA.to_le_bytes());
    extra.extend((values.len() as u16 * 8).to_le_bytes());
    values.iter().for_each(|value| extra.extend(value.to_le_bytes()));
}

/// An entry of the central directory.
fn central_record(entry: &Written) -> Vec<u8> {
    let short = |value: u64| u32::try_from(value).unwrap_or(IN_ZIP64).to_le_bytes();
    let mut extra = Vec::new();
    zip64_extra(&mut extra, entry.len, entry.header);
    let mut record = Vec::new();
    record.extend(CENTRAL_HEADER.to_le_bytes());
    record.resize(record.len() + 2 + 2, 0); // versions
    record.extend(entry.flags.to_le_bytes());
    record.resize(record.len() + 2 + 2 + 2, 0); // method, time, date
    record.extend(entry.crc.to_le_bytes());
    record.extend([short(entry.len), short(entry.len)].concat());
    record.extend((entry.name.len() as u16).to_le_bytes());
    record.extend((extra.len() as u16).to_le_bytes());
    record.resize(record.len() + 2 + 2 + 2 + 4, 0); // comment, disk, attributes
    record.extend(short(entry.header));
    record.extend(entry.name.as_bytes());
    record.extend(extra);
    record
}
