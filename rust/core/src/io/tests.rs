use std::collections::HashMap;
use std::path::{Path, PathBuf};

use flambeau_cpu::dtype::DType;

use super::archive::writer::ArchiveWriter;
use super::atomic::write_atomically;
use super::pickle::tests::every_value;
use super::pickle::writer::pickle;
use super::*;

/// A folder of its own for one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("flambeau-io-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn files(&self) -> Vec<String> {
        let names = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/checkpoints").join(name)
}

fn open(path: &Path) -> Checkpoint {
    Checkpoint::open(path, &ReadOptions::default()).unwrap()
}

/// Prints values as Python would, tensors with their elements: a builder, so that `build` is tested with it.
struct Printer<'a>(&'a Checkpoint);

/// An object under construction: the text before its items, the items, the text after them.
type Text = std::rc::Rc<std::cell::RefCell<(String, Vec<String>, &'static str)>>;

fn text(open: &str, close: &'static str) -> Text {
    std::rc::Rc::new(std::cell::RefCell::new((open.to_owned(), Vec::new(), close)))
}

fn show(text: &Text) -> String {
    let inner = text.borrow();
    format!("{}{}{}", inner.0, inner.1.join(", "), inner.2)
}

impl Builder for Printer<'_> {
    type Object = Text;
    type Error = CheckpointError;

    fn leaf(&mut self, value: &Value) -> Result<Text> {
        Ok(text(
            &match value {
                Value::Str(text) => format!("{text:?}"),
                Value::Int(value) => value.to_string(),
                Value::Float(value) => format!("{value:?}"),
                Value::Tensor(record) => format!("{}{:?}", record.dtype.name(), elements(self.0, record)),
                Value::Global(global) => global.path().1.to_owned(),
                other => format!("{other:?}"),
            },
            "",
        ))
    }

    fn close(&mut self, value: &Value, parts: Vec<Text>) -> Result<Text> {
        let made = text(if matches!(value, Value::Tuple(_)) { "(" } else { "Parameter(" }, ")");
        made.borrow_mut().1.extend(parts.iter().map(show));
        Ok(made)
    }

    fn open(&mut self, value: &Value, _parts: Vec<Text>) -> Result<Text> {
        Ok(match value {
            Value::List(_) => text("[", "]"),
            Value::Set(_) => text("set(", ")"),
            Value::Dict(dict) if dict.kind == DictKind::Ordered => text("Ordered{", "}"),
            _ => text("{", "}"),
        })
    }

    fn append(&mut self, container: &Text, _value: &Value, item: Text) -> Result<()> {
        container.borrow_mut().1.push(show(&item));
        Ok(())
    }

    fn insert(&mut self, dict: &Text, key: Text, item: Text) -> Result<()> {
        dict.borrow_mut().1.push(format!("{}: {}", show(&key), show(&item)));
        Ok(())
    }

    fn set_state(&mut self, object: &Text, _value: &Value, _state: Text) -> Result<()> {
        object.borrow_mut().0.insert(0, '@');
        Ok(())
    }
}

/// A tensor's elements in logical order, as text.
fn elements(checkpoint: &Checkpoint, record: &TensorRecord) -> Vec<String> {
    let mut bytes = vec![0; checkpoint.storage(record.storage).byte_len() as usize];
    checkpoint.read_storage(record.storage, &mut bytes).unwrap();
    let mut positions = vec![record.offset];
    for (size, stride) in record.shape.iter().zip(&record.strides) {
        positions = positions.iter().flat_map(|at| (0..*size).map(move |index| at + index * stride)).collect();
    }
    let float = |bytes: &[u8]| match bytes.len() {
        4 => f64::from(f32::from_le_bytes(bytes.try_into().unwrap())),
        _ => f64::from_le_bytes(bytes.try_into().unwrap()),
    };
    let show = |at: usize| -> String {
        let size = record.dtype.size();
        let element = &bytes[at * size..(at + 1) * size];
        let half = u16::from_le_bytes([element[0], *element.get(1).unwrap_or(&0)]);
        let sign = if record.conj { -1.0 } else { 1.0 };
        match record.dtype {
            DType::F32 | DType::F64 => format!("{}", float(element)),
            DType::C64 | DType::C128 => {
                let (real, imaginary) = element.split_at(size / 2);
                format!("{}{:+}i", float(real), sign * float(imaginary))
            }
            DType::F16 => format!("{}", half::f16::from_bits(half)),
            DType::BF16 => format!("{}", half::bf16::from_bits(half)),
            _ => element.iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte)).to_string(),
        }
    };
    positions.into_iter().map(show).collect()
}

/// The items of the checkpoint's root dictionary by their keys, printed.
fn printed(checkpoint: &Checkpoint) -> HashMap<String, String> {
    let graph = checkpoint.graph();
    let Value::Dict(dict) = graph.get(graph.root().unwrap()) else { panic!("the root is a dictionary") };
    let print = |id: NodeId| {
        let mut graph = graph.clone();
        graph.set_root(id);
        show(&build(&graph, &mut Printer(checkpoint)).unwrap())
    };
    dict.items.iter().map(|&(key, value)| (print(key), print(value))).collect()
}

#[test]
fn tensors_of_pytorch_files() {
    for name in ["tensors.pt", "tensors_stream.pt"] {
        for access in [Access::Read, Access::Map] {
            let options = ReadOptions { access, ..Default::default() };
            let checkpoint = Checkpoint::open(&golden(name), &options).unwrap();
            let items = printed(&checkpoint);
            for dtype in DType::ALL {
                let values = match dtype {
                    DType::Bool => "[\"0\", \"1\", \"1\"]",
                    DType::C64 | DType::C128 => "[\"0+0i\", \"1+0i\", \"2+0i\"]",
                    _ => "[\"0\", \"1\", \"2\"]",
                };
                assert_eq!(items[&format!("{:?}", dtype.name())], format!("{}{values}", dtype.name()), "{name}");
            }
            assert_eq!(items["\"sliced\""], r#"float32["6", "8", "10", "12", "14", "16"]"#);
            assert!(items["\"transposed\""].starts_with(r#"float32["0", "6", "12", "18", "1","#));
            assert_eq!(items["\"expanded\""], r#"float32["1", "1", "1", "1", "1", "1"]"#);
            assert_eq!(items["\"scalar\""], r#"float32["3.5"]"#);
            assert_eq!(items["\"empty\""], "float32[]");
            assert_eq!(items["\"conjugate\""], r#"complex64["1-2i", "3+4i"]"#);
            assert_eq!(items["\"parameter\""], r#"Parameter(float32["0.5", "0.5", "0.5", "0.5"])"#);
            let graph = checkpoint.graph();
            let named: HashMap<&str, &TensorRecord> = graph.tensors(graph.root().unwrap()).into_iter().collect();
            assert_eq!(named["base"].storage, named["sliced"].storage);
            assert!(named["leaf"].requires_grad && !named["base"].requires_grad);
            for (index, entry) in checkpoint.storages().iter().enumerate() {
                let mut bytes = vec![0; entry.record.byte_len() as usize];
                checkpoint.read_storage(StorageId(index as u32), &mut bytes).unwrap();
                let mapped = checkpoint.map_storage(StorageId(index as u32));
                assert_eq!(mapped.is_some(), access == Access::Map || name == "tensors_stream.pt");
                assert!(mapped.is_none_or(|mapped| *mapped == *bytes));
            }
        }
    }
}

#[test]
fn values_of_pytorch_files() {
    for name in ["values.pt", "values_stream.pt", "values_protocol5.pt"] {
        let checkpoint = open(&golden(name));
        let items = printed(&checkpoint);
        let expected = [
            ("strings", "[\"\", \"weight\", \"é漢😀\"]"),
            ("floats", "[0.0, -0.0, 1.5e300, inf, NaN]"),
            ("bytes", "[Bytes([]), Bytes([97, 255, 0]), ByteArray([128])]"),
            ("tuples", "[(), (1), (1, 2, 3, 4)]"),
            ("none", "None"),
            ("complex", "Complex(1.0, 2.0)"),
            ("set", "set(7)"),
            ("ordered", "Ordered{\"b\": 1, \"a\": 2}"),
            ("counter", "{\"a\": 2, \"b\": 1}"),
            ("size", "Size([2, 3])"),
            ("devices", "[Device(\"cpu\", None), Device(\"cuda\", Some(1))]"),
            ("dtype", "DType(F16)"),
        ];
        for (key, value) in expected {
            assert_eq!(items[&format!("{key:?}")], value, "{name}");
        }
        assert_eq!(items["(1, 2)"], "3");
        let integers = &items["\"integers\""];
        assert!(
            integers
                .starts_with("[0, 255, 256, 65535, 65536, -1, 2147483648, 9223372036854775807, -9223372036854775808, ")
        );
        assert!(
            integers
                .ends_with("BigInt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), BigInt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255])]")
        );
        let graph = checkpoint.graph();
        let shared = graph.lookup(graph.root().unwrap(), "shared").unwrap();
        assert_eq!(graph.lookup(shared, "a"), graph.lookup(shared, "b"));
    }
    for name in ["arrays.pt", "arrays_stream.pt", "arrays_protocol5.pt"] {
        let checkpoint = open(&golden(name));
        let graph = checkpoint.graph();
        let array = |key: &str| match graph.get(graph.lookup(graph.root().unwrap(), key).unwrap()) {
            Value::NumpyArray(array) => {
                (array.dtype.code.clone(), array.shape.clone(), array.fortran_order, array.data.len())
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(array("array"), ("i4".to_owned(), vec![2, 3], false, 24));
        assert_eq!(array("fortran"), ("f8".to_owned(), vec![2, 3], true, 48));
        assert_eq!(array("text"), ("U2".to_owned(), vec![2], false, 16));
    }
}

#[test]
fn training_state_of_pytorch_files() {
    for name in ["training.pt", "training_stream.pt"] {
        let checkpoint = open(&golden(name));
        let graph = checkpoint.graph();
        let root = graph.root().unwrap();
        let model = graph.lookup(root, "model").unwrap();
        let names: Vec<&str> = graph.tensors(model).into_iter().map(|(name, _)| name).collect();
        let expected =
            ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"];
        assert_eq!(names, expected);
        assert!(matches!(graph.get(model), Value::Dict(dict) if dict.attributes.is_some()));
        let optimizer = graph.lookup(root, "optimizer").unwrap();
        assert!(graph.lookup(optimizer, "state").is_some() && graph.lookup(optimizer, "param_groups").is_some());
    }
    let refused = Checkpoint::open(&golden("whole_module.pt"), &ReadOptions::default()).map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("torch.nn.modules.linear.Linear"), "{refused}");
}

/// Writes what was read, and reads it again.
#[test]
fn rewriting_keeps_everything() {
    let folder = Folder::new("rewrite");
    for name in ["tensors.pt", "values.pt", "training.pt", "arrays.pt", "arrays_protocol5.pt", "training_stream.pt"] {
        let first = open(&golden(name));
        let storages: Vec<Vec<u8>> = (0..first.storages().len())
            .map(|index| {
                let id = StorageId(index as u32);
                let mut bytes = vec![0; first.storage(id).byte_len() as usize];
                first.read_storage(id, &mut bytes).unwrap();
                bytes
            })
            .collect();
        let described = first.storages().iter().zip(&storages).map(|(entry, bytes)| StorageBytes {
            dtype: entry.record.dtype,
            location: &entry.record.location,
            bytes,
        });
        let path = folder.0.join(name);
        save_checkpoint(&path, first.graph(), &described.collect::<Vec<_>>()).unwrap();
        assert_eq!(printed(&first), printed(&open(&path)), "{name}");
    }
    assert_eq!(folder.files().len(), 6);
}

#[test]
fn big_endian_files_are_swapped() {
    let original = open(&golden("tensors.pt"));
    let descriptions: Vec<pickle::writer::StorageDescription<'_>> = original
        .storages()
        .iter()
        .map(|entry| pickle::writer::StorageDescription {
            dtype: entry.record.dtype,
            location: "cpu",
            numel: entry.record.numel,
        })
        .collect();
    let pickled = pickle(original.graph(), &descriptions).unwrap();
    let mut archive = ArchiveWriter::new(Vec::new());
    archive.add("a/data.pkl", &pickled.bytes).unwrap();
    archive.add("a/byteorder", b"big").unwrap();
    for (key, id) in pickled.order.iter().enumerate() {
        let record = original.storage(*id);
        let mut bytes = vec![0; record.byte_len() as usize];
        original.read_storage(*id, &mut bytes).unwrap();
        bytes.chunks_exact_mut(record.dtype.to_real().size()).for_each(<[u8]>::reverse);
        archive.add(&format!("a/data/{key}"), &bytes).unwrap();
    }
    let swapped = Checkpoint::from_bytes(archive.finish().unwrap(), &ReadOptions::default()).unwrap();
    assert_eq!(printed(&original), printed(&swapped));
}

#[test]
fn files_of_other_kinds_are_told() {
    let read = |bytes: &[u8]| Checkpoint::from_bytes(bytes.to_vec(), &ReadOptions::default()).map(|_| ()).unwrap_err();
    assert!(matches!(read(b""), CheckpointError::Empty));
    assert!(matches!(read(b"hello"), CheckpointError::NotACheckpoint));
    assert!(matches!(read(b"\x80\x02N."), CheckpointError::NotACheckpoint));
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    assert!(matches!(read(&tar), CheckpointError::TarFormat));
    let mut script = ArchiveWriter::new(Vec::new());
    script.add("m/data.pkl", b"N.").unwrap();
    script.add("m/constants.pkl", b"N.").unwrap();
    assert!(matches!(read(&script.finish().unwrap()), CheckpointError::TorchScript));
    let mut other = ArchiveWriter::new(Vec::new());
    other.add("readme.txt", b"hello").unwrap();
    assert!(matches!(read(&other.finish().unwrap()), CheckpointError::MissingEntry { .. }));
    let missing = Checkpoint::open(Path::new("/nonexistent/file"), &ReadOptions::default()).map(|_| ()).unwrap_err();
    assert_eq!(missing.kind(), error::ErrorKind::Io);
}

#[test]
fn storages_and_pickle_must_agree() {
    let mut graph = Graph::new();
    let id = graph.push(Value::Storage(StorageId(0)));
    graph.set_root(id);
    let description = pickle::writer::StorageDescription { dtype: DType::F32, location: "cpu", numel: 2 };
    let bytes = pickle(&graph, &[description]).unwrap().bytes;
    for payload in [&[0u8; 7][..], &[0; 9], &[]] {
        let mut archive = ArchiveWriter::new(Vec::new());
        archive.add("a/data.pkl", &bytes).unwrap();
        archive.add("a/data/0", payload).unwrap();
        let read = Checkpoint::from_bytes(archive.finish().unwrap(), &ReadOptions::default());
        assert!(matches!(read, Err(CheckpointError::StorageLength { expected: 8, .. })));
    }
}

/// Cuts and flips must give an error or a readable checkpoint: no panic, no memory beyond the file's size, and no wrong
/// bytes in a storage whose entry was hit.
#[test]
fn damaged_files_are_survived() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let exercise = |bytes: Vec<u8>| {
        let Ok(checkpoint) = Checkpoint::from_bytes(bytes, &ReadOptions::default()) else { return };
        for index in 0..checkpoint.storages().len() {
            let id = StorageId(index as u32);
            let mut bytes = vec![0; checkpoint.storage(id).byte_len() as usize];
            let _ = checkpoint.read_storage(id, &mut bytes);
        }
    };
    for name in
        ["tensors.pt", "tensors_stream.pt", "values.pt", "values_protocol5.pt", "arrays_stream.pt", "training.pt"]
    {
        let good = std::fs::read(golden(name)).unwrap();
        for len in (0..good.len()).step_by(7) {
            let cut = Checkpoint::from_bytes(good[..len].to_vec(), &ReadOptions::default());
            assert!(cut.is_err(), "{name} cut at {len}");
        }
        for _ in 0..3000 {
            let mut bad = good.clone();
            for _ in 0..1 + random() % 3 {
                let at = random() % bad.len();
                bad[at] = random() as u8;
            }
            exercise(bad);
        }
    }
}

/// The same for the pickle alone, past the archive's checksums.
#[test]
fn damaged_pickles_are_survived() {
    let mut state = 0x1234_5678_9abc_def1u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let graph = every_value();
    let mut samples = vec![pickle(&graph, &[]).unwrap().bytes];
    for name in ["tensors.pt", "values_protocol5.pt", "arrays.pt", "arrays_protocol5.pt"] {
        let source = source::Source::open(&golden(name)).unwrap();
        let archive = archive::reader::Archive::read(&source).unwrap();
        let entry = archive.entries()[0].name.clone();
        samples.push(archive.contents(&source, &entry).unwrap());
    }
    for good in samples {
        for _ in 0..4000 {
            let mut bad = good.clone();
            for _ in 0..1 + random() % 4 {
                let at = random() % bad.len();
                bad[at] = random() as u8;
            }
            if let Ok(read) = pickle::reader::unpickle(&bad, &|_, _| true)
                && let Ok(again) = pickle(
                    &read.graph,
                    &read
                        .storages
                        .iter()
                        .map(|record| pickle::writer::StorageDescription {
                            dtype: record.dtype,
                            location: &record.location,
                            numel: record.numel,
                        })
                        .collect::<Vec<_>>(),
                )
            {
                // What was accepted once is accepted again in our own writing.
                pickle::reader::unpickle(&again.bytes, &|_, _| true).unwrap();
            }
        }
    }
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = Folder::new("atomic");
    let path = folder.0.join("file.pt");
    std::fs::write(&path, b"old").unwrap();
    let failed = write_atomically(&path, |mut file| {
        std::io::Write::write_all(&mut file, b"half of the new")?;
        Err(CheckpointError::Empty)
    });
    assert!(failed.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    write_atomically(&path, |mut file| {
        std::io::Write::write_all(&mut file, b"new")?;
        Ok(file)
    })
    .unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(folder.files(), ["file.pt"]);
    assert!(write_atomically(&folder.0.join("none/file"), Ok).is_err());
}

#[cfg(unix)]
#[test]
fn links_and_permissions_survive_a_write() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("links");
    let (target, link) = (folder.0.join("target.pt"), folder.0.join("link.pt"));
    std::fs::write(&target, b"old").unwrap();
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    let mut graph = Graph::new();
    let root = graph.push(Value::Int(5));
    graph.set_root(root);
    save_checkpoint(&link, &graph, &[]).unwrap();
    assert!(link.is_symlink());
    assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(*open(&target).graph().get(open(&target).graph().root().unwrap()), Value::Int(5));
}

#[test]
fn graphs_are_built_with_sharing_and_cycles() {
    /// Numbers the objects in the order in which they are made.
    #[derive(Default)]
    struct Counter {
        made: usize,
        appended: Vec<(usize, usize)>,
    }
    impl Builder for Counter {
        type Object = usize;
        type Error = CheckpointError;
        fn leaf(&mut self, _: &Value) -> Result<usize> {
            self.made += 1;
            Ok(self.made)
        }
        fn close(&mut self, value: &Value, _: Vec<usize>) -> Result<usize> {
            self.leaf(value)
        }
        fn open(&mut self, value: &Value, _: Vec<usize>) -> Result<usize> {
            self.leaf(value)
        }
        fn append(&mut self, container: &usize, _: &Value, item: usize) -> Result<()> {
            self.appended.push((*container, item));
            Ok(())
        }
        fn insert(&mut self, _: &usize, _: usize, _: usize) -> Result<()> {
            Ok(())
        }
        fn set_state(&mut self, _: &usize, _: &Value, _: usize) -> Result<()> {
            Ok(())
        }
    }
    let mut graph = Graph::new();
    let leaf = graph.push(Value::Int(1));
    let list = graph.push(Value::List(vec![leaf, leaf]));
    let pair = graph.push(Value::Tuple(vec![list, list]));
    if let Value::List(items) = graph.get_mut(list) {
        items.push(pair);
    }
    graph.set_root(pair);
    let mut counter = Counter::default();
    let root = build(&graph, &mut counter).unwrap();
    assert_eq!(counter.made, 3);
    let list = counter.appended[0].0;
    assert_eq!(counter.appended.iter().filter(|(container, item)| (*container, *item) == (list, root)).count(), 1);

    if let Value::Tuple(items) = graph.get_mut(pair) {
        items.push(pair);
    }
    assert!(matches!(build(&graph, &mut Counter::default()), Err(CheckpointError::Unwritable { .. })));
    assert!(build(&Graph::new(), &mut Counter::default()).is_err());
}

/// Storages that are hashed beside the writing, sent to the disk on the way, and read by several threads.
#[test]
fn large_storages() {
    let folder = Folder::new("large");
    let path = folder.0.join("file.pt");
    let storages: Vec<Vec<u8>> =
        [9_000_001, 3, 5_000_000, 4 << 20].map(|n: usize| (0..n).map(|at| (at * 31 + n) as u8).collect()).into();
    let mut graph = Graph::new();
    let items = (0..storages.len()).map(|at| graph.push(Value::Storage(StorageId(at as u32)))).collect();
    let root = graph.push(Value::List(items));
    graph.set_root(root);
    let described: Vec<StorageBytes<'_>> =
        storages.iter().map(|bytes| StorageBytes { dtype: DType::U8, location: "cpu", bytes }).collect();
    // The second time a large file is replaced.
    for _ in 0..2 {
        save_checkpoint(&path, &graph, &described).unwrap();
        assert_eq!(folder.files(), ["file.pt"]);
        let read = open(&path);
        for (at, bytes) in storages.iter().enumerate() {
            let mut target = vec![0; bytes.len()];
            read.read_storage(StorageId(at as u32), &mut target).unwrap();
            assert!(target == *bytes, "{at}");
        }
    }
    let mut contents = std::fs::read(&path).unwrap();
    let place = contents.windows(64).position(|window| window == &storages[0][5_000_000..5_000_064]).unwrap();
    contents[place] ^= 1;
    let damaged = Checkpoint::from_bytes(contents, &ReadOptions::default()).unwrap();
    let read = damaged.read_storage(StorageId(0), &mut vec![0; storages[0].len()]);
    assert!(matches!(read, Err(CheckpointError::Checksum { .. })));
}
