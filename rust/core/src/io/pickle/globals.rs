//! The classes and functions that a checkpoint may name.

use flambeau_cpu::dtype::DType;

use crate::io::error::{CheckpointError, Result};

/// A class or function that a checkpoint may name: what it stands for, never the thing itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Global {
    /// `collections.OrderedDict`.
    OrderedDict,
    /// `collections.Counter`.
    Counter,
    /// `collections.defaultdict`.
    DefaultDict,
    /// A class of the module `builtins`: `set`, `dict`, `int` and the like.
    Builtin(Builtin),
    /// `_codecs.encode`, by which protocol 2 writes bytes.
    Encode,
    /// `torch.Size`.
    Size,
    /// `torch.device`.
    Device,
    /// `torch.Tensor`.
    Tensor,
    /// `torch.nn.parameter.Parameter`.
    Parameter,
    /// A storage class, such as `torch.FloatStorage`; `None` for untyped bytes.
    Storage(Option<DType>),
    /// A dtype, such as `torch.float32`: a value, not a class.
    DType(DType),
    /// `torch.serialization._get_layout`.
    Layout,
    /// A function that puts a tensor or parameter together.
    Rebuild(Rebuild),
    /// `numpy.dtype`.
    NumpyDType,
    /// `numpy.ndarray`.
    NumpyArray,
    /// `numpy._core.multiarray.scalar`.
    NumpyScalar,
    /// `numpy._core.multiarray._reconstruct`, an array before its state is set.
    NumpyReconstruct,
    /// `numpy._core.numeric._frombuffer`, an array from bytes (protocol 5).
    NumpyFromBuffer,
    /// A class or function that the caller allowed by name.
    Foreign {
        /// Its module.
        module: String,
        /// Its name in the module.
        name: String,
    },
}

/// The builtin classes that a checkpoint may name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Builtin {
    Set,
    FrozenSet,
    List,
    Tuple,
    Dict,
    Int,
    Float,
    Bool,
    Str,
    Bytes,
    ByteArray,
    Complex,
}

impl Builtin {
    const ALL: [(&'static str, Builtin); 12] = [
        ("set", Builtin::Set),
        ("frozenset", Builtin::FrozenSet),
        ("list", Builtin::List),
        ("tuple", Builtin::Tuple),
        ("dict", Builtin::Dict),
        ("int", Builtin::Int),
        ("float", Builtin::Float),
        ("bool", Builtin::Bool),
        ("str", Builtin::Str),
        ("bytes", Builtin::Bytes),
        ("bytearray", Builtin::ByteArray),
        ("complex", Builtin::Complex),
    ];

    /// The class's name.
    pub fn name(self) -> &'static str {
        let entry = Self::ALL.iter().find(|(_, builtin)| *builtin == self);
        entry.map_or("", |(name, _)| name)
    }
}

/// The functions of `torch._utils` and `torch._tensor` that put a tensor together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rebuild {
    /// `_rebuild_tensor(storage, offset, size, stride)`.
    Tensor,
    /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])`.
    TensorV2,
    /// `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype[, metadata])`.
    TensorV3,
    /// `_rebuild_parameter(data, requires_grad, hooks)`.
    Parameter,
    /// `_rebuild_parameter_with_state(data, requires_grad, hooks, state)`.
    ParameterWithState,
    /// `_rebuild_from_type_v2(function, type, args, state)`.
    FromTypeV2,
}

/// The storage classes of PyTorch that flambeau has an element type for.
const STORAGES: [(&str, DType); 12] = [
    ("ByteStorage", DType::U8),
    ("CharStorage", DType::I8),
    ("ShortStorage", DType::I16),
    ("IntStorage", DType::I32),
    ("LongStorage", DType::I64),
    ("HalfStorage", DType::F16),
    ("FloatStorage", DType::F32),
    ("DoubleStorage", DType::F64),
    ("ComplexFloatStorage", DType::C64),
    ("ComplexDoubleStorage", DType::C128),
    ("BoolStorage", DType::Bool),
    ("BFloat16Storage", DType::BF16),
];

impl Global {
    /// What `module.name` stands for.
    ///
    /// # Errors
    /// [`CheckpointError::UnsupportedGlobal`] for a name that neither this list nor `allowed` has, and for
    /// the modules that reach the operating system, whatever `allowed` says;
    /// [`CheckpointError::UnsupportedDType`] for an element type of PyTorch that flambeau lacks.
    pub fn find(module: &str, name: &str, allowed: &dyn Fn(&str, &str) -> bool) -> Result<Global> {
        let found = match module {
            "collections" => match name {
                "OrderedDict" => Some(Global::OrderedDict),
                "Counter" => Some(Global::Counter),
                "defaultdict" => Some(Global::DefaultDict),
                _ => None,
            },
            "builtins" | "__builtin__" => builtin(name),
            "_codecs" => (name == "encode").then_some(Global::Encode),
            "torch" | "torch.storage" => torch_name(name)?,
            "torch.cuda" => storage(name)?,
            "torch.nn.parameter" => (name == "Parameter").then_some(Global::Parameter),
            "torch.serialization" => (name == "_get_layout").then_some(Global::Layout),
            "torch._utils" | "torch._tensor" | "torch.tensor" => rebuild(name).map(Global::Rebuild),
            "numpy" => match name {
                "dtype" => Some(Global::NumpyDType),
                "ndarray" => Some(Global::NumpyArray),
                _ => None,
            },
            // The private package was renamed in NumPy 2.
            "numpy.core.multiarray" | "numpy._core.multiarray" => match name {
                "scalar" => Some(Global::NumpyScalar),
                "_reconstruct" => Some(Global::NumpyReconstruct),
                _ => None,
            },
            "numpy.core.numeric" | "numpy._core.numeric" => (name == "_frombuffer").then_some(Global::NumpyFromBuffer),
            _ => None,
        };
        if let Some(global) = found {
            return Ok(global);
        }
        let (module, name) = (module.to_owned(), name.to_owned());
        let system = matches!(module.as_str(), "os" | "sys" | "posix" | "nt" | "subprocess");
        if !system && allowed(&module, &name) {
            return Ok(Global::Foreign { module, name });
        }
        Err(CheckpointError::UnsupportedGlobal { module, name })
    }

    /// Module and name under which a pickle of protocol 2 refers to it.
    pub fn path(&self) -> (&str, &str) {
        match self {
            Global::OrderedDict => ("collections", "OrderedDict"),
            Global::Counter => ("collections", "Counter"),
            Global::DefaultDict => ("collections", "defaultdict"),
            Global::Builtin(builtin) => ("__builtin__", builtin.name()),
            Global::Encode => ("_codecs", "encode"),
            Global::Size => ("torch", "Size"),
            Global::Device => ("torch", "device"),
            Global::Tensor => ("torch", "Tensor"),
            Global::Parameter => ("torch.nn.parameter", "Parameter"),
            Global::Storage(None) => ("torch.storage", "UntypedStorage"),
            Global::Storage(Some(dtype)) => {
                let entry = STORAGES.iter().find(|(_, of)| of == dtype);
                ("torch", entry.map_or("", |(name, _)| name))
            }
            Global::DType(dtype) => ("torch", dtype.name()),
            Global::Layout => ("torch.serialization", "_get_layout"),
            Global::Rebuild(Rebuild::FromTypeV2) => ("torch._tensor", "_rebuild_from_type_v2"),
            Global::Rebuild(rebuild) => ("torch._utils", rebuild.name()),
            Global::NumpyDType => ("numpy", "dtype"),
            Global::NumpyArray => ("numpy", "ndarray"),
            Global::NumpyScalar => ("numpy._core.multiarray", "scalar"),
            Global::NumpyReconstruct => ("numpy._core.multiarray", "_reconstruct"),
            Global::NumpyFromBuffer => ("numpy._core.numeric", "_frombuffer"),
            Global::Foreign { module, name } => (module, name),
        }
    }
}

impl Rebuild {
    const ALL: [Rebuild; 6] = [
        Rebuild::Tensor,
        Rebuild::TensorV2,
        Rebuild::TensorV3,
        Rebuild::Parameter,
        Rebuild::ParameterWithState,
        Rebuild::FromTypeV2,
    ];

    fn name(self) -> &'static str {
        match self {
            Rebuild::Tensor => "_rebuild_tensor",
            Rebuild::TensorV2 => "_rebuild_tensor_v2",
            Rebuild::TensorV3 => "_rebuild_tensor_v3",
            Rebuild::Parameter => "_rebuild_parameter",
            Rebuild::ParameterWithState => "_rebuild_parameter_with_state",
            Rebuild::FromTypeV2 => "_rebuild_from_type_v2",
        }
    }
}

fn rebuild(name: &str) -> Option<Rebuild> {
    Rebuild::ALL.into_iter().find(|rebuild| rebuild.name() == name)
}

fn builtin(name: &str) -> Option<Global> {
    // Python 2 called these `unicode` and `long`.
    let name = match name {
        "unicode" => "str",
        "long" => "int",
        other => other,
    };
    Builtin::ALL.iter().find(|(of, _)| *of == name).map(|&(_, builtin)| Global::Builtin(builtin))
}

/// A name of the module `torch`: a class, a storage class or a dtype.
fn torch_name(name: &str) -> Result<Option<Global>> {
    Ok(match name {
        "Size" => Some(Global::Size),
        "device" => Some(Global::Device),
        "Tensor" => Some(Global::Tensor),
        _ => match DType::ALL.into_iter().find(|dtype| dtype.name() == name) {
            Some(dtype) => Some(Global::DType(dtype)),
            None => storage(name)?,
        },
    })
}

/// A storage class.
fn storage(name: &str) -> Result<Option<Global>> {
    if name == "UntypedStorage" {
        return Ok(Some(Global::Storage(None)));
    }
    if let Some((_, dtype)) = STORAGES.iter().find(|(of, _)| *of == name) {
        return Ok(Some(Global::Storage(Some(*dtype))));
    }
    let lacking = ["uint16", "uint32", "uint64", "float8_", "float4_", "complex32", "quint", "qint"];
    if name.ends_with("Storage") && name.starts_with('Q') || lacking.iter().any(|prefix| name.starts_with(prefix)) {
        return Err(CheckpointError::UnsupportedDType { name: format!("torch.{name}") });
    }
    Ok(None)
}
