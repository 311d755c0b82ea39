//! PyTorch's schema notation, read from the tokens of the attribute.

use proc_macro2::TokenStream as Tokens;
use quote::quote;

/// Which forms of the operation exist besides the Rust function.
#[derive(Default)]
pub struct Variants {
    pub method: bool,
    pub function: bool,
    pub out: bool,
    pub view: bool,
}

impl Variants {
    pub fn set(&mut self, name: &str) -> Result<(), String> {
        match name {
            "method" => self.method = true,
            "function" => self.function = true,
            "out" => self.out = true,
            "view" => self.view = true,
            other => return Err(format!("unknown variant `{other}`: expected method, function, out or view")),
        }
        Ok(())
    }
}

/// One operation's schema.
pub struct Schema {
    pub name: String,
    pub overload: String,
    pub params: Vec<Param>,
    pub returns: Vec<Return>,
    pub text: String,
}

/// One parameter: `Type name=default`.
pub struct Param {
    name: String,
    base: String,
    list: Option<Option<u8>>,
    optional: bool,
    written: bool,
    default: Option<String>,
    kwonly: bool,
}

/// One returned value.
pub struct Return {
    name: String,
    base: String,
    list: bool,
    written: bool,
}

/// Reads `name.overload(params) -> returns`; spaces between tokens do not matter.
pub fn parse(text: &str) -> Result<Schema, String> {
    let squeezed = squeeze(text);
    let open = squeezed.find('(').ok_or("a schema needs a parameter list")?;
    let close = matching(&squeezed, open).ok_or("unbalanced parentheses in the schema")?;
    let (name, overload) = squeezed[..open].trim().split_once('.').unwrap_or((squeezed[..open].trim(), ""));
    let mut kwonly = false;
    let mut params = Vec::new();
    for part in split(&squeezed[open + 1..close]) {
        if part == "*" {
            kwonly = true;
        } else {
            params.push(param(&part, kwonly)?);
        }
    }
    let rest = squeezed[close + 1..].trim();
    let result = rest.strip_prefix("->").ok_or("a schema needs `-> returns`")?.trim();
    let returns = if result == "()" {
        Vec::new()
    } else if result.starts_with('(') {
        split(&result[1..result.len() - 1]).iter().map(|part| one_return(part)).collect::<Result<_, _>>()?
    } else {
        vec![one_return(result)?]
    };
    Ok(Schema { name: name.to_owned(), overload: overload.to_owned(), params, returns, text: squeezed.clone() })
}

/// Token text has blanks between all tokens: keep one only between two words.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let (last, first) = (out.chars().last(), word.chars().next());
        let wordy = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"' || c == '.');
        let after_type = matches!(last, Some(']' | '?' | ')')) && wordy(first);
        if (wordy(last) && wordy(first) && first != Some('.') && last != Some('.')) || after_type {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.replace(",", ", ").replace("->", " -> ").replace("= -", "=-")
}

fn matching(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices().skip(open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn split(text: &str) -> Vec<String> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..at].trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim().to_owned());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A type in a schema: `Tensor(a!)`, `int[2]`, `Tensor?[]`, `Scalar?`.
struct Type {
    base: String,
    /// For lists: their size, if it is given.
    list: Option<Option<u8>>,
    optional: bool,
    written: bool,
}

fn type_of(text: &str) -> Result<Type, String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (base, mut rest) = (text[..end].to_owned(), &text[end..]);
    let (mut list, mut optional, mut written) = (None, false, false);
    while let Some(c) = rest.chars().next() {
        match c {
            '(' => {
                let close = rest.find(')').ok_or("unbalanced alias annotation")?;
                written = rest[..close].contains('!');
                rest = &rest[close + 1..];
            }
            '[' => {
                let close = rest.find(']').ok_or("unbalanced list type")?;
                list = Some(rest[1..close].trim().parse().ok());
                rest = &rest[close + 1..];
            }
            '?' => {
                // `Tensor?[]` is a list of optional tensors: the list type says so, the parameter itself is required.
                optional = rest.len() == 1 || !rest[1..].starts_with('[');
                rest = &rest[1..];
            }
            other => return Err(format!("unexpected `{other}` in type `{text}`")),
        }
    }
    let base = if text.contains("?[") { format!("Optional{base}") } else { base };
    Ok(Type { base, list, optional, written })
}

fn param(text: &str, kwonly: bool) -> Result<Param, String> {
    let (declaration, default) = match text.split_once('=') {
        Some((declaration, default)) => (declaration.trim(), Some(default.trim().to_owned())),
        None => (text, None),
    };
    let (ty, name) =
        declaration.rsplit_once(' ').ok_or_else(|| format!("parameter `{text}` needs a type and a name"))?;
    let Type { base, list, optional, written } = type_of(ty.trim())?;
    Ok(Param { name: name.to_owned(), base, list, optional, written, default, kwonly })
}

fn one_return(text: &str) -> Result<Return, String> {
    let (ty, name) = text.rsplit_once(' ').unwrap_or((text, ""));
    let Type { base, list, written, .. } = type_of(ty.trim())?;
    Ok(Return { name: name.to_owned(), base, list: list.is_some(), written })
}

fn kind(base: &str, list: bool) -> Result<Tokens, String> {
    Ok(match (base, list) {
        ("Tensor", false) => quote!(Tensor),
        ("Tensor", true) => quote!(Tensors),
        ("OptionalTensor", true) => quote!(OptionalTensors),
        ("Operand", false) => quote!(Operand),
        ("Scalar", false) => quote!(Scalar),
        ("Scalar", true) => quote!(Scalars),
        ("int" | "SymInt", false) => quote!(Int),
        ("int" | "SymInt", true) => quote!(Ints),
        ("float", false) => quote!(Float),
        ("float", true) => quote!(Floats),
        ("bool", false) => quote!(Bool),
        ("bool", true) => quote!(Bools),
        ("str", false) => quote!(Str),
        ("ScalarType", false) => quote!(DType),
        ("Device", false) => quote!(Device),
        ("Layout", false) => quote!(Layout),
        ("MemoryFormat", false) => quote!(MemoryFormat),
        ("Generator", false) => quote!(Generator),
        (other, _) => return Err(format!("unknown type `{other}`")),
    })
}

fn default_tokens(text: Option<&str>, list: bool) -> Tokens {
    let Some(text) = text else { return quote!(crate::op::Default::Required) };
    // `int[2] padding=0`: one number stands for all.
    if list && let Ok(value) = text.parse::<i64>() {
        return quote!(crate::op::Default::Ints(&[#value]));
    }
    if let Some(list) = text.strip_prefix('[') {
        let items = list.trim_end_matches(']').split(',').filter_map(|item| item.trim().parse::<i64>().ok());
        return quote!(crate::op::Default::Ints(&[#(#items),*]));
    }
    match text {
        "None" => quote!(crate::op::Default::None),
        "True" => quote!(crate::op::Default::Bool(true)),
        "False" => quote!(crate::op::Default::Bool(false)),
        _ => {
            if let Ok(value) = text.parse::<i64>() {
                quote!(crate::op::Default::Int(#value))
            } else if let Ok(value) = text.parse::<f64>() {
                quote!(crate::op::Default::Float(#value))
            } else {
                let value = text.trim_matches('"');
                quote!(crate::op::Default::Str(#value))
            }
        }
    }
}

impl Schema {
    /// The fields of the registry row.
    pub fn row(&self, doc: &Tokens, variants: &Variants) -> Tokens {
        let Schema { name, overload, text, .. } = self;
        let Variants { method, function, out, view } = *variants;
        let params = self.params.iter().map(|param| {
            let Param { name, optional, written, kwonly, .. } = param;
            let kind = match kind(&param.base, param.list.is_some()) {
                Ok(kind) => quote!(crate::op::Kind::#kind),
                Err(message) => quote!(compile_error!(#message)),
            };
            let size = param.list.flatten().unwrap_or(0);
            let default = default_tokens(param.default.as_deref(), param.list.is_some());
            quote!(crate::op::Param {
                name: #name, kind: #kind, size: #size, optional: #optional, written: #written, default: #default, kwonly: #kwonly
            })
        });
        let returns = self.returns.iter().map(|value| {
            let Return { name, written, .. } = value;
            let kind = match kind(&value.base, value.list) {
                Ok(kind) => quote!(crate::op::Kind::#kind),
                Err(message) => quote!(compile_error!(#message)),
            };
            quote!(crate::op::Return { name: #name, kind: #kind, written: #written })
        });
        quote! {
            name: #name,
            overload: #overload,
            schema: #text,
            params: &[#(#params),*],
            returns: &[#(#returns),*],
            method: #method,
            function: #function,
            out: #out,
            view: #view,
            doc: #doc,
        }
    }
}
