//! The storages that a pickle refers to, by persistent ids: `("storage", type, key, location, numel)`, with the part that
//! is meant as a sixth item in the old stream format.

use flambeau_cpu::dtype::DType;

use super::globals::Global;
use super::reader::Unpickler;
use crate::io::error::{CheckpointError, Result};
use crate::io::graph::{NodeId, StorageId, Value};

/// A storage as the pickle describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StorageRecord {
    /// Its key: the name of its entry in the archive.
    pub key: String,
    /// The element type; bytes for an untyped storage.
    pub dtype: DType,
    /// The device that it was saved from, such as `cpu` or `cuda:0`.
    pub location: String,
    /// Its length in elements.
    pub numel: u64,
}

impl StorageRecord {
    /// Its length in bytes.
    pub fn byte_len(&self) -> u64 {
        // The unpickler refuses lengths whose byte count overflows.
        self.numel * self.dtype.size() as u64
    }
}

impl Unpickler<'_> {
    /// BINPERSID: the storage that a persistent id names.
    pub(super) fn persistent_load(&mut self, id: NodeId) -> Result<NodeId> {
        let parts = match self.graph.get(id) {
            Value::Tuple(parts) if parts.len() == 5 || parts.len() == 6 => parts.clone(),
            _ => return self.fail("a persistent id is not a storage's"),
        };
        if self.text(parts[0])? != "storage" {
            return self.fail("a persistent id is not a storage's");
        }
        let dtype = match self.graph.get(parts[1]) {
            Value::Global(global) => match **global {
                Global::Storage(dtype) => dtype.unwrap_or(DType::U8),
                _ => return self.fail("a storage has no storage type"),
            },
            _ => return self.fail("a storage has no storage type"),
        };
        let key = match self.graph.get(parts[2]) {
            Value::Int(key) => key.to_string(),
            _ => self.text(parts[2])?.to_owned(),
        };
        let location = self.text(parts[3])?.to_owned();
        let numel = self.length(parts[4])?;
        if numel.checked_mul(dtype.size() as u64).is_none() {
            return self.fail("a storage's length overflows");
        }
        self.charge(key.len() + location.len())?;
        let storage = self.register(StorageRecord { key, dtype, location, numel })?;
        let node = self.graph.push(Value::Storage(storage));
        match parts.get(5).map(|view| self.graph.get(*view)) {
            None | Some(Value::None) => {}
            Some(Value::Tuple(view)) if view.len() == 3 => {
                let (offset, length) = (self.length(view[1])?, self.length(view[2])?);
                if offset.checked_add(length).is_none_or(|end| end > numel) {
                    return self.fail("a view reaches beyond its storage");
                }
                self.storage_views.insert(node, (offset, length));
            }
            Some(_) => return self.fail("a storage's view is malformed"),
        }
        Ok(node)
    }

    /// The place of a storage in the list, entered at its first mention.
    fn register(&mut self, record: StorageRecord) -> Result<StorageId> {
        if let Some(&known) = self.storage_by_key.get(&record.key) {
            let first = &self.storages[known.index()];
            if (first.dtype, first.numel) == (record.dtype, record.numel) {
                return Ok(known);
            }
            // Empty storages have no bytes to disagree on; PyTorch writes one key for several types then.
            if (first.numel, record.numel) != (0, 0) {
                let (key, first, second) = (record.key, first.dtype, record.dtype);
                return Err(CheckpointError::StorageConflict { key, first, second });
            }
        }
        let id = StorageId(self.storages.len() as u32);
        self.storage_by_key.insert(record.key.clone(), id);
        self.storages.push(record);
        Ok(id)
    }

    /// The record of a storage.
    pub(super) fn storage(&self, id: StorageId) -> &StorageRecord {
        &self.storages[id.index()]
    }
}
