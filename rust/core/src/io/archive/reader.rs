//! Reading zip archives of stored entries.

use std::collections::HashMap;

use super::{CENTRAL_HEADER, END, END64, END64_LOCATOR, IN_ZIP64, LOCAL_HEADER, ZIP64_EXTRA};
use crate::io::error::{CheckpointError, Result};
use crate::io::source::Source;

/// A file in an archive.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name within the archive.
    pub name: String,
    /// Where its payload starts in the source.
    pub offset: u64,
    /// The payload's length in bytes.
    pub len: u64,
    /// The payload's CRC-32.
    pub crc: u32,
}

/// The directory of an archive.
#[derive(Debug)]
pub struct Archive {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

/// An error about the archive or one of its entries.
fn corrupt<T>(entry: &str, reason: &'static str) -> Result<T> {
    Err(CheckpointError::Archive { reason, entry: entry.to_owned() })
}

/// Little-endian fields, one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        match self.0.split_at_checked(count) {
            Some((head, tail)) => {
                self.0 = tail;
                Ok(head)
            }
            None => corrupt("", "a record ends early"),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }
}

/// Length of the end record without its comment.
const END_LEN: u64 = 22;
/// Length of the locator of the 64-bit end record.
const LOCATOR_LEN: u64 = 20;
/// Length of the 64-bit end record without its extensible part.
const END64_LEN: u64 = 56;
/// Length of a central directory entry without its variable parts.
const CENTRAL_LEN: u64 = 46;
/// Length of a local header without its variable parts.
const LOCAL_LEN: u64 = 30;

impl Archive {
    /// Reads the directory of the archive in `source`.
    ///
    /// # Errors
    /// [`CheckpointError::Archive`] for a structure that contradicts itself, [`CheckpointError::Compressed`] for an entry
    /// that is not stored as it is, [`CheckpointError::Truncated`] for one that lies outside the file.
    pub fn read(source: &Source) -> Result<Self> {
        let (directory, count) = find_directory(source)?;
        let mut fields = Fields(&directory);
        let mut entries = Vec::new();
        let mut by_name = HashMap::new();
        for index in 0..count {
            let entry = central_entry(source, &mut fields)?;
            // Two entries of one name would let two readers see two different files.
            if by_name.insert(entry.name.clone(), index as usize).is_some() {
                return corrupt(&entry.name, "the name comes twice");
            }
            entries.push(entry);
        }
        Ok(Self { entries, by_name })
    }

    /// The entries in the directory's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of this name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(name).map(|index| &self.entries[*index])
    }

    /// The payload of the entry of this name, its checksum verified.
    ///
    /// # Errors
    /// [`CheckpointError::MissingEntry`] or [`CheckpointError::Checksum`].
    pub fn contents(&self, source: &Source, name: &str) -> Result<Vec<u8>> {
        let Some(entry) = self.find(name) else {
            return Err(CheckpointError::MissingEntry { entry: name.to_owned() });
        };
        let bytes = source.read("an entry of the archive", entry.offset, entry.len)?;
        if crc32fast::hash(&bytes) != entry.crc {
            return Err(CheckpointError::Checksum { entry: name.to_owned() });
        }
        Ok(bytes)
    }
}

/// The central directory's bytes and its number of entries.
fn find_directory(source: &Source) -> Result<(Vec<u8>, u64)> {
    // The end record is followed by a comment of at most 65535 bytes.
    let tail_len = source.len().min(END_LEN + LOCATOR_LEN + u64::from(u16::MAX));
    let tail_start = source.len() - tail_len;
    let tail = source.read("the end of the archive", tail_start, tail_len)?;
    let signature = END.to_le_bytes();
    let candidates = (0..tail.len().saturating_sub(END_LEN as usize - 1)).rev();
    let end = candidates.into_iter().find(|&at| {
        tail[at..].starts_with(&signature)
            && usize::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]])) == tail.len() - at - END_LEN as usize
    });
    let Some(end) = end else { return corrupt("", "it has no end record (the file is cut off, or not a zip archive)") };
    let mut fields = Fields(&tail[end + 4..]);
    let (disk, directory_disk, _, count) = (fields.u16()?, fields.u16()?, fields.u16()?, fields.u16()?);
    let (size, offset) = (fields.u32()?, fields.u32()?);
    let (mut count, mut size, mut offset) = (u64::from(count), u64::from(size), u64::from(offset));
    if disk != directory_disk {
        return corrupt("", "it is split over several files");
    }
    let end_position = tail_start + end as u64;
    let mut limit = end_position;
    if let Some(at) = end.checked_sub(LOCATOR_LEN as usize)
        && tail[at..].starts_with(&END64_LOCATOR.to_le_bytes())
    {
        let end64 = Fields(&tail[at + 8..]).u64()?;
        let record = source.read("the end record of the archive", end64, END64_LEN)?;
        let mut fields = Fields(&record);
        if fields.u32()? != END64 {
            return corrupt("", "its 64-bit end record is not where the locator says");
        }
        fields.take(8 + 2 + 2 + 4 + 4 + 8)?;
        (count, size, offset) = (fields.u64()?, fields.u64()?, fields.u64()?);
        limit = end64;
    }
    if offset.checked_add(size).is_none_or(|after| after > limit) {
        return corrupt("", "its directory reaches beyond its end record");
    }
    if count > size / CENTRAL_LEN {
        return corrupt("", "its directory is shorter than its number of entries");
    }
    Ok((source.read("the directory of the archive", offset, size)?, count))
}

/// The next entry of the central directory, checked against the header in front of its payload.
fn central_entry(source: &Source, fields: &mut Fields<'_>) -> Result<Entry> {
    if fields.u32()? != CENTRAL_HEADER {
        return corrupt("", "an entry of its directory has no signature");
    }
    fields.take(2 + 2)?; // versions
    let (flags, method) = (fields.u16()?, fields.u16()?);
    fields.take(2 + 2)?; // time and date
    let (crc, packed, len) = (fields.u32()?, fields.u32()?, fields.u32()?);
    let (name_len, extra_len, comment_len) = (fields.u16()?, fields.u16()?, fields.u16()?);
    fields.take(2 + 2 + 4)?; // disk and attributes
    let header = fields.u32()?;
    let name = fields.take(name_len.into())?;
    let extra = fields.take(extra_len.into())?;
    fields.take(comment_len.into())?;
    let Ok(name) = std::str::from_utf8(name) else { return corrupt("", "an entry's name is not UTF-8") };
    if flags & 1 != 0 {
        return corrupt(name, "it is encrypted");
    }
    if method != 0 {
        return Err(CheckpointError::Compressed { entry: name.to_owned(), method });
    }
    let (len, packed, header) = zip64_fields(name, extra, len, packed, header)?;
    if packed != len {
        return corrupt(name, "its stored length differs from its own length");
    }
    let local = source.read("an entry's header", header, LOCAL_LEN)?;
    let mut local = Fields(&local);
    if local.u32()? != LOCAL_HEADER {
        return corrupt(name, "its header is not where the directory says");
    }
    local.take(2 + 2 + 2 + 2 + 2 + 4 + 4 + 4)?;
    let (local_name_len, local_extra_len) = (local.u16()?, local.u16()?);
    if source.read("an entry's name", header + LOCAL_LEN, local_name_len.into())? != name.as_bytes() {
        return corrupt(name, "its header has another name");
    }
    let offset = header + LOCAL_LEN + u64::from(local_name_len) + u64::from(local_extra_len);
    source.check("an entry of the archive", offset, len)?;
    Ok(Entry { name: name.to_owned(), offset, len, crc })
}

/// Length, stored length and header position, from the 64-bit extra field where the 32-bit ones overflow.
fn zip64_fields(name: &str, extra: &[u8], len: u32, packed: u32, header: u32) -> Result<(u64, u64, u64)> {
    let mut values = [len, packed, header].map(u64::from);
    if ![len, packed, header].contains(&IN_ZIP64) {
        return Ok((values[0], values[1], values[2]));
    }
    let mut extra = Fields(extra);
    while !extra.0.is_empty() {
        let (tag, field_len) = (extra.u16()?, extra.u16()?);
        let mut field = Fields(extra.take(field_len.into())?);
        if tag == ZIP64_EXTRA {
            for (value, short) in values.iter_mut().zip([len, packed, header]) {
                if short == IN_ZIP64 {
                    *value = field.u64()?;
                }
            }
            // Positions near 2^64 would overflow the sums that follow.
            return match values.iter().any(|value| *value > i64::MAX as u64) {
                true => corrupt(name, "a length does not fit 63 bits"),
                false => Ok((values[0], values[1], values[2])),
            };
        }
    }
    corrupt(name, "its 64-bit lengths are missing")
}
