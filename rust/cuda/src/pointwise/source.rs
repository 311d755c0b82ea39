//! An expression as a device function.

use std::fmt::Write;

use flambeau_cpu::DType;
use flambeau_cpu::expr::{Class, Constant, Op, Program, Source as From};

/// The type that values of a class have in kernels.
pub(crate) fn class_type(class: Class) -> &'static str {
    match class {
        Class::Bool => "bool",
        Class::I32 => "i32",
        Class::I64 => "i64",
        Class::F32 => "float",
        Class::F64 => "double",
        Class::C64 => "c64",
        Class::C128 => "c128",
    }
}

/// The type that a dtype's elements have in memory.
pub(crate) fn storage_type(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "b8",
        DType::U8 => "u8",
        DType::I8 => "i8",
        DType::I16 => "i16",
        DType::I32 => "i32",
        DType::I64 => "i64",
        DType::F16 => "f16",
        DType::BF16 => "bf16",
        DType::F32 => "float",
        DType::F64 => "double",
        DType::C64 => "c64",
        DType::C128 => "c128",
    }
}

/// An expression that reads an element, `raw`, of a dtype as a value of a class.
pub(crate) fn load_as(raw: &str, dtype: DType, class: Class) -> String {
    if Class::of(dtype) == class {
        format!("up({raw})")
    } else {
        format!("op_convert<{}>(up({raw}))", class_type(class))
    }
}

/// An expression that makes an element of a dtype of a value of a class.
pub(crate) fn store_as(value: &str, class: Class, dtype: DType) -> String {
    let storage = storage_type(dtype);
    let computed = Class::of(dtype);
    if computed == class {
        format!("down<{storage}>({value})")
    } else {
        format!("down<{storage}>(op_convert<{}>({value}))", class_type(computed))
    }
}

/// The device function of an instruction: `op_` and its name in small letters.
fn function_name(op: Op) -> String {
    let mut name = String::from("op");
    for letter in format!("{op:?}").chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// A constant, to the bit.
fn literal(constant: &Constant) -> String {
    let word = |at: usize| u32::from_le_bytes(std::array::from_fn(|k| constant.bits[at + k]));
    let long = |at: usize| u64::from_le_bytes(std::array::from_fn(|k| constant.bits[at + k]));
    let float = |at: usize| format!("__int_as_float((int)0x{:08x}u)", word(at));
    let double = |at: usize| format!("__longlong_as_double((long long)0x{:016x}ull)", long(at));
    match constant.class {
        Class::Bool => (constant.bits[0] != 0).to_string(),
        Class::I32 => format!("(i32)0x{:08x}u", word(0)),
        Class::I64 => format!("(i64)0x{:016x}ull", long(0)),
        Class::F32 => float(0),
        Class::F64 => double(0),
        Class::C64 => format!("c64{{{}, {}}}", float(0), float(4)),
        Class::C128 => format!("c128{{{}, {}}}", double(0), double(8)),
    }
}

/// The program's run-time scalars, which lie in the parameter `list` of a kernel: sixteen bytes each, read by class.
pub(crate) fn scalars<'a>(program: &'a Program, list: &'a str) -> impl Iterator<Item = String> + 'a {
    let classes = program.scalars().iter().enumerate();
    classes.map(move |(at, (_, class))| format!("scalar_of<{}>(p.{list}[{at}])", class_type(*class)))
}

/// The field of a kernel's parameters with a program's run-time scalars; nothing where there are none.
pub(crate) fn scalar_field(program: &Program, list: &str) -> String {
    match program.scalars().len() {
        0 => String::new(),
        count => format!("    Scalar {list}[{count}];\n"),
    }
}

/// The text of the device function `name`, which takes the inputs' elements and the scalars in order and gives the outputs by reference.
pub(crate) fn function(name: &str, program: &Program) -> String {
    let mut parameters: Vec<String> = Vec::new();
    for (at, class) in program.inputs().iter().enumerate() {
        parameters.push(format!("{} i{at}", class_type(*class)));
    }
    for (at, (_, class)) in program.scalars().iter().enumerate() {
        parameters.push(format!("{} s{at}", class_type(*class)));
    }
    for (at, (_, class)) in program.outputs().iter().enumerate() {
        parameters.push(format!("{}& o{at}", class_type(*class)));
    }
    let value = |source: From| match source {
        From::Input(at) => format!("i{at}"),
        From::Scalar(at) => format!("s{at}"),
        From::Constant(at) => literal(&program.constants()[at]),
        From::Value(at) => format!("v{at}"),
    };
    let mut text = format!("__device__ __forceinline__ void {name}({}) {{\n", parameters.join(", "));
    for (at, instruction) in program.instructions().iter().enumerate() {
        let arguments: Vec<String> = instruction.args[..instruction.op.arity()].iter().map(|arg| value(*arg)).collect();
        let result = class_type(instruction.result);
        let call = match instruction.op {
            Op::Convert => format!("op_convert<{result}>"),
            op => function_name(op),
        };
        let _ = writeln!(text, "    const {result} v{at} = {call}({});", arguments.join(", "));
    }
    for (at, (source, _)) in program.outputs().iter().enumerate() {
        let _ = writeln!(text, "    o{at} = {};", value(*source));
    }
    text.push_str("}\n");
    text
}
