//! Zip archives whose entries are stored as they are: the container of a checkpoint.
//!
//! [`reader`] trusts nothing: every offset and length is checked against the file before it is used. [`writer`] streams,
//! in the layout of PyTorch's own writer: payloads at multiples of 64 bytes, lengths and checksums behind them.
//! Names of fields follow PKWARE's APPNOTE, the format's specification.

pub mod reader;
pub mod writer;

/// Signature of a file's header before its payload.
const LOCAL_HEADER: u32 = 0x0403_4b50;
/// Signature of the lengths behind a payload.
const DATA_DESCRIPTOR: u32 = 0x0807_4b50;
/// Signature of a file's entry in the central directory.
const CENTRAL_HEADER: u32 = 0x0201_4b50;
/// Signature of the end record with 64-bit fields.
const END64: u32 = 0x0606_4b50;
/// Signature of the record that says where [`END64`] is.
const END64_LOCATOR: u32 = 0x0706_4b50;
/// Signature of the end record.
const END: u32 = 0x0605_4b50;
/// Tag of the extra field with 64-bit lengths and offset.
const ZIP64_EXTRA: u16 = 1;
/// The value of a 32-bit field whose real value is in the [`ZIP64_EXTRA`] field.
const IN_ZIP64: u32 = u32::MAX;

#[cfg(test)]
mod tests;
