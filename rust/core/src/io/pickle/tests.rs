use super::reader::{Unpickled, unpickle};
use super::writer::{StorageDescription, pickle};
use crate::io::error::{CheckpointError, Result};
use crate::io::graph::{Construction, Dict, DictKind, Graph, NodeId, Object, StorageId, TensorRecord, Value};
use flambeau_cpu::dtype::DType;

fn read(input: &[u8]) -> Result<Unpickled> {
    unpickle(input, &|module, _| module == "mine" || module == "os")
}

fn root(input: &[u8]) -> Value {
    let unpickled = read(input).unwrap();
    unpickled.graph.get(unpickled.graph.root().unwrap()).clone()
}

fn refused(input: &[u8]) -> (String, String) {
    match read(input).unwrap_err() {
        CheckpointError::UnsupportedGlobal { module, name } => (module, name),
        other => panic!("{other}"),
    }
}

#[test]
fn classes_outside_the_list_are_refused_by_name() {
    for (input, name) in [
        (&b"\x80\x02cposix\nsystem\nX\x02\0\0\0id\x85R."[..], "posix.system"),
        (b"\x80\x02cbuiltins\neval\n.", "builtins.eval"),
        (b"\x80\x02c__builtin__\ngetattr\n.", "__builtin__.getattr"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "os.system"),
        (b"\x80\x02ctorch\nload\n.", "torch.load"),
        (b"\x80\x02ctorch.nn.modules.linear\nLinear\n.", "torch.nn.modules.linear.Linear"),
        (b"\x80\x02ctorch._utils\n_rebuild_qtensor\n.", "torch._utils._rebuild_qtensor"),
        (b"\x80\x02cnumpy\nfrombuffer\n.", "numpy.frombuffer"),
    ] {
        let (module, member) = refused(input);
        assert_eq!(format!("{module}.{member}"), name);
    }
}

#[test]
fn allowed_classes_are_described_not_made() {
    let Value::Object(object) = root(b"\x80\x02cmine\nThing\nK\x01\x85\x81}X\x01\0\0\0aK\x02sb.") else { panic!() };
    assert_eq!((object.module.as_str(), object.name.as_str()), ("mine", "Thing"));
    assert_eq!(object.construction, Construction::New);
    assert!(object.state.is_some());
    assert!(
        matches!(root(b"\x80\x02cmine\ncall\n)R."), Value::Object(object) if object.construction == Construction::Call)
    );
}

#[test]
fn lacking_element_types_are_told() {
    for name in ["QInt8Storage", "uint16", "float8_e4m3fn"] {
        let input = format!("\u{2}ctorch\n{name}\n.");
        let input = [b"\x80", input.as_bytes()].concat();
        let error = read(&input).unwrap_err();
        assert!(matches!(error, CheckpointError::UnsupportedDType { name: told } if told == format!("torch.{name}")));
    }
}

#[test]
fn malformed_pickles_are_errors() {
    for input in [
        &b""[..],
        b"\x80",
        b"\x80\x02",
        b"\x80\x09N.",
        b".",
        b"N",
        b"(.",
        b"h\x00.",
        b"Nq",
        b"\x85.",
        b"NN\x87.",
        b"]]e.",
        b"N(Ne.",
        b"}(Nu.",
        b"}Ns.",
        b"NN\x52.",
        b"N)R.",
        b"N)\x81.",
        b"NNb.",
        b"NQ.",
        b"(t)Q.",
        b"\x8a\x05abc.",
        b"X\xff\xff\xff\xffabc.",
        b"X\x01\0\0\0\xff.",
        b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.",
        b"B\xff\xff\xff\x7f.",
        b"cmine",
        b"cmine\nname",
        b"\x93.",
        b"1.",
        b"c_codecs\nencode\nX\x03\0\0\0\xe6\xbc\xa2X\x06\0\0\0latin1\x86R.",
        b"ctorch\nSize\nN\x85R.",
        b"ctorch\ndevice\nX\x06\0\0\0cuda:x\x85R.",
        b"cnumpy\ndtype\nX\x02\0\0\0O8\x89\x88\x87R.",
    ] {
        assert!(read(input).is_err(), "{:?}", String::from_utf8_lossy(input));
    }
    assert!(matches!(read(b"I5\n.").unwrap_err(), CheckpointError::Opcode { offset: 0, opcode: b'I' }));
}

#[test]
fn a_small_pickle_stays_small() {
    // Each level holds the one below twice: 2^60 lists if they were copied.
    let mut doubling = b"\x80\x02]q\x00".to_vec();
    for level in 0..60u8 {
        doubling.extend([b']', b'q', level + 1, b'(', b'h', level, b'h', level, b'e']);
    }
    doubling.push(b'.');
    assert!(read(&doubling).unwrap().graph.len() < 100);

    // The same long text is turned into bytes again and again.
    let mut repeating = b"\x80\x02c_codecs\nencode\nq\x00X\x06\0\0\0latin1q\x01X\0\0\x01\0".to_vec();
    repeating.extend([b'a'; 65536]);
    repeating.extend(b"q\x02");
    for _ in 0..10_000 {
        repeating.extend(b"h\x00h\x02h\x01\x86R0");
    }
    repeating.extend(b"N.");
    assert!(matches!(read(&repeating).unwrap_err(), CheckpointError::Pickle { .. }));
}

/// A tensor over a float storage of 6 elements with the given offset, size and stride.
fn tensor(offset: i32, size: &[i32], stride: &[i32]) -> Result<Unpickled> {
    let ints = |values: &[i32]| {
        let items: Vec<u8> = values.iter().flat_map(|value| [&b"J"[..], &value.to_le_bytes()].concat()).collect();
        [b"(", items.as_slice(), b"t"].concat()
    };
    let storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x06tQ";
    let head = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(";
    let offset = [b"J", &offset.to_le_bytes()[..]].concat();
    let tail = b"\x89NtR.";
    read(&[&head[..], storage, &offset, &ints(size), &ints(stride), tail].concat())
}

#[test]
fn tensors_lie_within_their_storage() {
    let fits = [
        (0, vec![2, 3], vec![3, 1]),
        (0, vec![3, 2], vec![1, 3]),
        (5, vec![], vec![]),
        (0, vec![1000, 6], vec![0, 1]),
        (9, vec![0, 3], vec![3, 1]),
        (0, vec![1], vec![i32::MAX]),
    ];
    for (offset, size, stride) in fits {
        assert!(tensor(offset, &size, &stride).is_ok(), "{offset} {size:?} {stride:?}");
    }
    let exceeds = [
        (6, vec![], vec![]),
        (1, vec![2, 3], vec![3, 1]),
        (0, vec![2, 3], vec![4, 1]),
        (0, vec![-1], vec![1]),
        (0, vec![2], vec![-1]),
        (-1, vec![1], vec![1]),
        (0, vec![2], vec![1, 1]),
        (0, vec![i32::MAX; 4], vec![0; 4]),
        (0, vec![i32::MAX; 2], vec![i32::MAX; 2]),
    ];
    for (offset, size, stride) in exceeds {
        let error = tensor(offset, &size, &stride).unwrap_err();
        assert!(
            matches!(error, CheckpointError::TensorBounds { storage_numel: 6, .. }),
            "{offset} {size:?} {stride:?}"
        );
    }
}

/// Every kind of value that has no storage.
pub(crate) fn every_value() -> Graph {
    let mut graph = Graph::new();
    let mut list = Vec::new();
    let leaves = [
        Value::None,
        Value::Bool(true),
        Value::Float(-0.0),
        Value::Complex(1.0, -2.0),
        Value::Str("é".into()),
        Value::Bytes(vec![0, 255]),
        Value::ByteArray(vec![128]),
        Value::BigInt(vec![0, 0, 0, 0, 0, 0, 0, 128, 0]),
        Value::Size(vec![2, 3, 4, 5]),
        Value::DType(DType::BF16),
        Value::Device("cuda".into(), Some(1)),
        Value::Device("cpu".into(), None),
        Value::Layout("strided".into()),
    ];
    list.extend(leaves.map(|leaf| graph.push(leaf)));
    let edges = [0, 255, 256, 65535, 65536, -1, -128, -129, i64::from(i32::MIN), i64::from(i32::MAX) + 1, i64::MIN];
    list.extend(edges.map(|value| graph.push(Value::Int(value))));
    let parts = vec![list[0], list[1], list[2]];
    for value in [Value::Tuple(vec![]), Value::Tuple(parts.clone()), Value::Tuple(list.clone()), Value::List(vec![])] {
        list.push(graph.push(value));
    }
    list.push(graph.push(Value::Set(parts.clone())));
    list.push(graph.push(Value::FrozenSet(parts)));
    let long = Value::List((0..2500).map(|_| list[1]).collect());
    list.push(graph.push(long));
    let factory = graph.push(Value::None);
    for kind in [DictKind::Plain, DictKind::Ordered, DictKind::Counter, DictKind::Default(factory)] {
        let attributes = (kind == DictKind::Ordered).then(|| graph.push(Value::Dict(Box::default())));
        let items = vec![(list[4], list[5]), (list[5], list[4])];
        list.push(graph.push(Value::Dict(Box::new(Dict { kind, items, attributes }))));
    }
    let args = graph.push(Value::Tuple(vec![list[0]]));
    let (module, name, state) = ("mine".to_owned(), "Thing".to_owned(), Some(list[4]));
    let construction = Construction::New;
    let (elements, items) = (vec![list[0]], vec![(list[1], list[2])]);
    let object = Object { module, name, construction, args, kwargs: None, state, elements, items };
    list.push(graph.push(Value::Object(Box::new(object))));
    let root = graph.push(Value::List(list));
    if let Value::List(items) = graph.get_mut(root) {
        items.push(root);
    }
    graph.set_root(root);
    graph
}

/// Whether two graphs are the same from these nodes on, references included.
fn same(a: (&Graph, NodeId), b: (&Graph, NodeId)) -> bool {
    let mut paired = std::collections::HashMap::new();
    let mut pending = vec![(a.1, b.1)];
    while let Some((x, y)) = pending.pop() {
        if let Some(known) = paired.insert(x, y) {
            let immutable = !matches!(a.0.get(x), Value::List(_) | Value::Set(_) | Value::Dict(_));
            if known != y && !immutable {
                return false;
            }
            continue;
        }
        let (left, right): (Vec<NodeId>, Vec<NodeId>) = match (a.0.get(x), b.0.get(y)) {
            (Value::List(p), Value::List(q))
            | (Value::Tuple(p), Value::Tuple(q))
            | (Value::Set(p), Value::Set(q))
            | (Value::FrozenSet(p), Value::FrozenSet(q)) => (p.clone(), q.clone()),
            (Value::Dict(p), Value::Dict(q)) => {
                let parts = |dict: &Dict| -> Vec<NodeId> {
                    dict.items.iter().flat_map(|&(k, v)| [k, v]).chain(dict.attributes).collect()
                };
                if std::mem::discriminant(&p.kind) != std::mem::discriminant(&q.kind) {
                    return false;
                }
                (parts(p), parts(q))
            }
            (Value::Object(p), Value::Object(q)) => {
                if (&p.module, &p.name, p.construction) != (&q.module, &q.name, q.construction) {
                    return false;
                }
                let parts = |object: &Object| -> Vec<NodeId> {
                    let items = object.items.iter().flat_map(|&(k, v)| [k, v]);
                    std::iter::once(object.args)
                        .chain(object.elements.clone())
                        .chain(items)
                        .chain(object.state)
                        .collect()
                };
                (parts(p), parts(q))
            }
            (p, q) if p == q => continue,
            _ => return false,
        };
        if left.len() != right.len() {
            return false;
        }
        pending.extend(left.into_iter().zip(right));
    }
    true
}

#[test]
fn values_survive_writing_and_reading() {
    let graph = every_value();
    let bytes = pickle(&graph, &[]).unwrap().bytes;
    let back = read(&bytes).unwrap();
    assert_eq!(back.consumed, bytes.len());
    assert!(same((&graph, graph.root().unwrap()), (&back.graph, back.graph.root().unwrap())));
}

#[test]
fn deep_nesting_needs_no_stack() {
    let mut graph = Graph::new();
    let mut inner = graph.push(Value::None);
    for level in 0..200_000 {
        inner = graph.push(if level % 2 == 0 { Value::List(vec![inner]) } else { Value::Tuple(vec![inner]) });
    }
    graph.set_root(inner);
    let back = read(&pickle(&graph, &[]).unwrap().bytes).unwrap();
    assert!(same((&graph, inner), (&back.graph, back.graph.root().unwrap())));
}

#[test]
fn what_cannot_be_written_is_told() {
    let mut graph = Graph::new();
    assert!(matches!(pickle(&graph, &[]), Err(CheckpointError::Unwritable { .. })));
    let tuple = graph.push(Value::Tuple(vec![]));
    if let Value::Tuple(items) = graph.get_mut(tuple) {
        items.push(tuple);
    }
    graph.set_root(tuple);
    assert!(matches!(pickle(&graph, &[]), Err(CheckpointError::Unwritable { .. })));

    let mut graph = Graph::new();
    let record = |dtype| TensorRecord {
        storage: StorageId(0),
        dtype,
        shape: vec![],
        strides: vec![],
        offset: 0,
        requires_grad: false,
        conj: false,
        neg: false,
        attributes: None,
    };
    let tensor = graph.push(Value::Tensor(Box::new(record(DType::F32))));
    graph.set_root(tensor);
    assert!(matches!(pickle(&graph, &[]), Err(CheckpointError::Unwritable { .. })));
    let storage = StorageDescription { dtype: DType::I32, location: "cpu", numel: 1 };
    assert!(matches!(pickle(&graph, &[storage]), Err(CheckpointError::Unwritable { .. })));
    assert!(pickle(&graph, &[StorageDescription { dtype: DType::F32, ..storage }]).is_ok());
}
