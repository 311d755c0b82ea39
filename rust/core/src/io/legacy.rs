//! The stream format of before PyTorch 1.6: five pickles, then the bytes of the storages.
//!
//! The pickles are a magic number, the protocol's version, facts about the writing machine, the object, and the list of
//! storage keys. For each key follow the number of elements (64 bits) and the elements.

use std::collections::HashMap;

use super::checkpoint::StorageEntry;
use super::error::{CheckpointError, Result};
use super::graph::{Graph, Value};
use super::pickle::reader::{Unpickled, unpickle};
use super::pickle::storages::StorageRecord;
use super::source::Source;

/// What the first pickle holds, 0x1950a86a20f9469cfc6c, as its bytes.
const MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
/// What the second pickle holds.
const PROTOCOL_VERSION: i64 = 1001;

/// The contents of a file of the stream format.
pub(super) struct Stream {
    pub(super) graph: Graph,
    pub(super) storages: Vec<StorageEntry>,
    pub(super) big_endian: bool,
}

/// Reads the source, which is in memory or mapped.
pub(super) fn read(source: &Source, allowed: &dyn Fn(&str, &str) -> bool) -> Result<Stream> {
    let input = source.slice(0, source.len()).ok_or(CheckpointError::NotACheckpoint)?;
    let mut position = 0;
    // A pickle is at most 4 GiB long, the file with its storages may be longer.
    let window = |position: usize| &input[position..input.len().min(position.saturating_add(u32::MAX as usize))];
    let mut next = |allowed: &dyn Fn(&str, &str) -> bool| -> Result<Unpickled> {
        let unpickled = unpickle(window(position), allowed)?;
        position += unpickled.consumed;
        Ok(unpickled)
    };
    let none: &dyn Fn(&str, &str) -> bool = &|_, _| false;
    let magic = next(none).map_err(|_| CheckpointError::NotACheckpoint)?;
    if !matches!(root(&magic), Value::BigInt(bytes) if *bytes == MAGIC) {
        return Err(CheckpointError::NotACheckpoint);
    }
    if *root(&next(none)?) != Value::Int(PROTOCOL_VERSION) {
        return Err(CheckpointError::Pickle { offset: 0, reason: "the stream format has another version than 1001" });
    }
    let machine = next(none)?.graph;
    let little_endian = machine.root().and_then(|root| machine.lookup(root, "little_endian"));
    let big_endian = little_endian.is_some_and(|flag| *machine.get(flag) == Value::Bool(false));
    let object = next(allowed)?;
    let keys = next(none)?;

    let length = |record: &StorageRecord| (record.numel, record.byte_len());
    let lengths: HashMap<&str, (u64, u64)> =
        object.storages.iter().map(|record| (record.key.as_str(), length(record))).collect();
    let mut offsets = HashMap::new();
    if let Value::List(items) = root(&keys) {
        let mut at = position as u64;
        for item in items {
            let Value::Str(key) = keys.graph.get(*item) else { return Err(unmatched("?", 0, 0)) };
            let Some(&(expected, bytes)) = lengths.get(key.as_str()) else { return Err(unmatched(key, 0, 0)) };
            let mut numel = [0; 8];
            source.read_into("the length of a storage", at, &mut numel)?;
            let numel = if big_endian { u64::from_be_bytes(numel) } else { u64::from_le_bytes(numel) };
            if numel != expected {
                return Err(unmatched(key, expected, numel));
            }
            source.check("a storage", at + 8, bytes)?;
            offsets.insert(key.clone(), at + 8);
            at += 8 + bytes;
        }
    }
    let mut storages = Vec::with_capacity(object.storages.len());
    for record in object.storages {
        let Some(&offset) = offsets.get(&record.key) else { return Err(unmatched(&record.key, record.numel, 0)) };
        storages.push(StorageEntry { record, offset, entry: None });
    }
    Ok(Stream { graph: object.graph, storages, big_endian })
}

fn root(unpickled: &Unpickled) -> &Value {
    unpickled.graph.root().map_or(&Value::None, |root| unpickled.graph.get(root))
}

/// The error for a storage whose two descriptions differ.
fn unmatched(key: &str, expected: u64, found: u64) -> CheckpointError {
    CheckpointError::StorageLength { key: key.to_owned(), expected, found }
}
