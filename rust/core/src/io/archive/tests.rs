use super::reader::Archive;
use super::writer::{ALIGNMENT, ArchiveWriter};
use crate::io::error::CheckpointError;
use crate::io::source::Source;

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Vec::new());
    for (name, payload) in entries {
        writer.add(name, payload).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn entries_come_back_aligned() {
    let payloads: Vec<Vec<u8>> = [0, 1, 63, 64, 65, 5000].map(|len| (0..len).map(|i| (i * 7) as u8).collect()).into();
    let names: Vec<String> = (0..payloads.len()).map(|i| format!("a/{}", "x".repeat(i * 13 + 1))).collect();
    let entries: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(payloads.iter().map(Vec::as_slice)).collect();
    let source = Source::from_memory(archive(&entries));
    let read = Archive::read(&source).unwrap();
    assert_eq!(read.entries().len(), entries.len());
    for (name, payload) in entries {
        assert_eq!(read.contents(&source, name).unwrap(), payload);
        assert_eq!(read.find(name).unwrap().offset % ALIGNMENT, 0);
    }
}

#[test]
fn an_empty_archive_is_an_archive() {
    let source = Source::from_memory(archive(&[]));
    assert!(Archive::read(&source).unwrap().entries().is_empty());
}

#[test]
fn damage_is_told_by_name() {
    let good = archive(&[("a/data.pkl", b"0123456789"), ("a/x", b"payload")]);
    let source = |bytes: &[u8]| Source::from_memory(bytes.to_vec());

    let mut flipped = good.clone();
    let at = good.windows(7).position(|window| window == b"payload").unwrap();
    flipped[at] ^= 1;
    let read = Archive::read(&source(&flipped)).unwrap();
    let error = read.contents(&source(&flipped), "a/x").unwrap_err();
    assert!(matches!(error, CheckpointError::Checksum { entry } if entry == "a/x"));
    assert!(matches!(
        read.contents(&source(&flipped), "a/y").unwrap_err(),
        CheckpointError::MissingEntry { entry } if entry == "a/y"
    ));

    // The compression method stands 10 bytes into the directory's entry.
    let directory = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut compressed = good.clone();
    compressed[directory + 10] = 8;
    assert!(matches!(
        Archive::read(&source(&compressed)).unwrap_err(),
        CheckpointError::Compressed { method: 8, entry } if entry == "a/data.pkl"
    ));

    let twice = archive(&[("a/x", b"1"), ("a/x", b"2")]);
    assert!(
        matches!(Archive::read(&source(&twice)).unwrap_err(), CheckpointError::Archive { entry, .. } if entry == "a/x")
    );
}

#[test]
fn every_truncation_is_an_error() {
    let good = archive(&[("a/data.pkl", b"0123456789"), ("a/x", &[7; 200])]);
    for len in 0..good.len() {
        assert!(Archive::read(&Source::from_memory(good[..len].to_vec())).is_err(), "cut at {len}");
    }
}

#[test]
fn a_directory_may_not_announce_more_than_there_is() {
    // Lengths, offsets and counts near the limits of their fields, in every field of the directory and end records.
    let good = archive(&[("a/data.pkl", b"0123456789")]);
    let directory = good.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for at in directory..good.len() - 3 {
        for value in [u32::MAX, u32::MAX - 1, 0x8000_0000] {
            let mut bad = good.clone();
            bad[at..at + 4].copy_from_slice(&value.to_le_bytes());
            let source = Source::from_memory(bad);
            if let Ok(read) = Archive::read(&source) {
                for entry in read.entries() {
                    assert!(entry.offset + entry.len <= source.len());
                }
            }
        }
    }
}
