//! C functions for the operation table: one per name, all the same but for a number.

use std::ffi::CString;
use std::sync::OnceLock;

use flambeau::op::{self, Default, Kind, Op};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;

use super::{Group, bind, call};
use crate::errors::guard;

/// Most names of either sort. A module with more fails to import, with a message that says so.
pub const CAPACITY: usize = 1000;

static METHODS: OnceLock<Vec<Group>> = OnceLock::new();
static FUNCTIONS: OnceLock<Vec<Group>> = OnceLock::new();

fn groups(wanted: fn(&Op) -> bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for &op in op::all().iter().filter(|op| wanted(op)) {
        match groups.last_mut() {
            Some(group) if group.name == op.name => group.rows.push(op),
            _ => groups.push(Group { name: op.name, rows: SmallVec::from_elem(op, 1) }),
        }
    }
    groups
}

/// Names that are methods of Tensor.
pub fn methods() -> &'static [Group] {
    METHODS.get_or_init(|| groups(|op| op.method))
}

/// Names that are functions. Every operation can be called as one: those without the `function` mark are not put into
/// the public namespace.
pub fn functions() -> &'static [Group] {
    FUNCTIONS.get_or_init(|| groups(|_| true))
}

type Fast = unsafe extern "C" fn(
    *mut ffi::PyObject,
    *const *mut ffi::PyObject,
    ffi::Py_ssize_t,
    *mut ffi::PyObject,
) -> *mut ffi::PyObject;

#[inline(always)]
unsafe fn enter(
    group: &'static Group,
    this: Option<*mut ffi::PyObject>,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    kwnames: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    guard(std::ptr::null_mut(), |py| {
        let count = count as usize;
        // SAFETY: the interpreter's argument array: positional ones, then the values of keywords.
        unsafe {
            let keywords = if kwnames.is_null() { 0 } else { ffi::PyTuple_Size(kwnames) as usize };
            let (args, values): (&[_], &[_]) = if count + keywords == 0 {
                (&[], &[])
            } else {
                std::slice::from_raw_parts(args, count + keywords).split_at(count)
            };
            call(py, group, this, args, kwnames, values)
        }
    })
}

unsafe extern "C" fn method<const N: usize>(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    kwnames: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: called by the interpreter; the method exists, so its group does.
    unsafe { enter(&METHODS.get().unwrap_unchecked()[N], Some(this), args, count, kwnames) }
}

unsafe extern "C" fn function<const N: usize>(
    _module: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    kwnames: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: called by the interpreter; the function exists, so its group does.
    unsafe { enter(&FUNCTIONS.get().unwrap_unchecked()[N], None, args, count, kwnames) }
}

macro_rules! table {
    ($name:ident: $($hundred:literal)*) => { [$(table!(@tens $name $hundred: 0 10 20 30 40 50 60 70 80 90)),*] };
    (@tens $name:ident $hundred:literal: $($ten:literal)*) => { [$(table!(@ones $name $hundred $ten: 0 1 2 3 4 5 6 7 8 9)),*] };
    (@ones $name:ident $hundred:literal $ten:literal: $($one:literal)*) => { [$($name::<{ $hundred + $ten + $one }> as Fast),*] };
}

static METHOD_TABLE: [[[Fast; 10]; 10]; 10] = table!(method: 0 100 200 300 400 500 600 700 800 900);
static FUNCTION_TABLE: [[[Fast; 10]; 10]; 10] = table!(function: 0 100 200 300 400 500 600 700 800 900);

/// Definitions of all methods of Tensor, ended by an empty one.
pub fn method_definitions() -> PyResult<Vec<ffi::PyMethodDef>> {
    definitions(methods(), &METHOD_TABLE, 1)
}

/// Definitions of all functions.
pub fn function_definitions() -> PyResult<Vec<ffi::PyMethodDef>> {
    definitions(functions(), &FUNCTION_TABLE, 0)
}

fn definitions(
    groups: &'static [Group],
    table: &[[[Fast; 10]; 10]; 10],
    skip: usize,
) -> PyResult<Vec<ffi::PyMethodDef>> {
    if groups.len() > CAPACITY {
        return Err(pyo3::exceptions::PyImportError::new_err(format!(
            "{} operations; there is room for {CAPACITY}",
            groups.len()
        )));
    }
    let mut all: Vec<ffi::PyMethodDef> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| ffi::PyMethodDef {
            ml_name: CString::new(group.name).unwrap_or_default().into_raw(),
            ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: table[at / 100][at / 10 % 10][at % 10] },
            ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
            ml_doc: CString::new(doc(group, skip)).unwrap_or_default().into_raw(),
        })
        .collect();
    // SAFETY: an all-zero definition ends the list.
    all.push(unsafe { std::mem::zeroed() });
    Ok(all)
}

fn default_text(default: Default) -> String {
    match default {
        Default::Required => String::new(),
        Default::None => "=None".to_owned(),
        Default::Bool(value) => if value { "=True" } else { "=False" }.to_owned(),
        Default::Int(value) => format!("={value}"),
        Default::Float(value) => format!("={value:?}"),
        Default::Str(value) => format!("='{value}'"),
        Default::Ints(values) => {
            let items: Vec<String> = values.iter().map(i64::to_string).collect();
            format!("=({}{})", items.join(", "), if items.len() == 1 { "," } else { "" })
        }
    }
}

/// The doc text; where there is one way to call it, the signature leads, in the form `inspect.signature` reads.
fn doc(group: &Group, skip: usize) -> String {
    let mut text = String::new();
    if let [op] = group.rows[..]
        && !bind::spreads(op, skip)
    {
        let mut parts: Vec<String> = if skip == 1 { vec!["$self".to_owned()] } else { Vec::new() };
        let mut star = false;
        for param in &op.params[skip..] {
            if param.kwonly && !star {
                star = true;
                parts.push("*".to_owned());
            }
            let name = if param.name == "self" { "input" } else { param.name };
            let default = match (param.kind, param.default) {
                (Kind::MemoryFormat, Default::Str(_)) => "=None".to_owned(),
                (_, default) => default_text(default),
            };
            parts.push(format!("{name}{default}"));
        }
        if op.out && skip == 0 {
            if !star {
                parts.push("*".to_owned());
            }
            parts.push("out=None".to_owned());
        }
        text = format!("{}({})\n--\n\n", group.name, parts.join(", "));
    }
    for op in &group.rows {
        text.push_str(op.schema);
        text.push_str("\n\n");
        text.push_str(op.doc);
        text.push('\n');
    }
    text
}
