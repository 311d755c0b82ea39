//! The `#[op]` attribute.
//!
//! ```ignore
//! /// Exponential of every element.
//! #[op(exp(Tensor self) -> Tensor; method, function, out)]
//! pub fn exp(this: &Tensor) -> Result<Tensor> { ... }
//! ```
//!
//! The schema is PyTorch's notation. It is parsed here, while compiling: the registry row that comes out is a constant.
//! From one annotated function come
//! - the function itself, with a test for interposers in front;
//! - for `method`: the Rust method of the same name on `Tensor`;
//! - the row: name, overload, parameters, returns, variants, doc text, boxed entry point.

mod schema;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{format_ident, quote};
use syn::{FnArg, ItemFn, Pat, parse_macro_input};

/// Defines an operation from a schema and a Rust function. See the crate's documentation.
#[proc_macro_attribute]
pub fn op(attr: TokenStream, item: TokenStream) -> TokenStream {
    let function = parse_macro_input!(item as ItemFn);
    match expand(Tokens::from(attr), function) {
        Ok(tokens) => tokens.into(),
        Err(error) => error.to_compile_error().into(),
    }
}

fn expand(attr: Tokens, function: ItemFn) -> syn::Result<Tokens> {
    let text = attr.to_string();
    let name = &function.sig.ident;
    let fail = |message: String| syn::Error::new_spanned(name, message);
    let (schema_text, variants) = text.split_once(';').unwrap_or((&text, ""));
    let schema = schema::parse(schema_text).map_err(fail)?;
    let mut flags = schema::Variants::default();
    for variant in variants.split(',').map(str::trim).filter(|v| !v.is_empty()) {
        flags.set(variant).map_err(fail)?;
    }

    let parameters: Vec<(syn::Ident, syn::Type)> = function
        .sig
        .inputs
        .iter()
        .map(|argument| match argument {
            FnArg::Typed(typed) => match &*typed.pat {
                Pat::Ident(ident) => Ok((ident.ident.clone(), (*typed.ty).clone())),
                other => Err(syn::Error::new_spanned(other, "#[op] needs plain parameter names")),
            },
            FnArg::Receiver(receiver) => Err(syn::Error::new_spanned(receiver, "#[op] annotates free functions")),
        })
        .collect::<syn::Result<_>>()?;
    if parameters.len() != schema.params.len() {
        return Err(fail(format!(
            "the schema has {} parameters, the function has {}",
            schema.params.len(),
            parameters.len()
        )));
    }

    let doc = doc_text(&function.attrs);
    let attrs = &function.attrs;
    let vis = &function.vis;
    let inputs = &function.sig.inputs;
    let output = &function.sig.output;
    let body = &function.block;
    let names: Vec<_> = parameters.iter().map(|(ident, _)| ident).collect();
    let row = format_ident!("{}_ROW", name.to_string().trim_start_matches("r#").to_uppercase());
    let positions = 0..names.len();
    let count = names.len();
    let row_tokens = schema.row(&doc, &flags);

    // `Clone::clone` copies the handle: a method of that name would hide it.
    let hides = name == "clone";
    let method = if flags.method && !hides && parameters.first().is_some_and(|(ident, _)| ident == "this") {
        let rest: Vec<_> = function.sig.inputs.iter().skip(1).collect();
        let rest_names = &names[1..];
        quote! {
            impl crate::Tensor {
                #(#attrs)*
                #[allow(clippy::too_many_arguments)]
                #[inline]
                pub fn #name(&self, #(#rest),*) #output { #name(self, #(#rest_names),*) }
            }
        }
    } else {
        quote! {}
    };

    Ok(quote! {
        #(#attrs)*
        #[allow(clippy::too_many_arguments)]
        #vis fn #name(#inputs) #output {
            if crate::op::watched() {
                let values = [#(crate::op::ToValue::to_value(&#names)),*];
                if let Some(returned) = crate::op::watch(&#row, &values) {
                    return crate::op::FromReturned::from_returned(returned?);
                }
            }
            #body
        }

        #[doc(hidden)]
        #[allow(missing_docs)]
        pub static #row: crate::op::Op = {
            fn entry(values: &[crate::op::Value<'_>]) -> crate::Result<crate::op::Returned> {
                let values: &[crate::op::Value<'_>; #count] = values
                    .try_into()
                    .map_err(|_| crate::op::argument_count(&#row, values.len()))?;
                #name(#(crate::op::FromValue::from_value(&values[#positions])?),*)
                    .map(crate::op::IntoReturned::into_returned)
                    .map_err(|error| crate::op::explain(error, #row.name, values))
            }
            crate::op::Op { entry, file: file!(), #row_tokens }
        };
        inventory::submit! { crate::op::Registered(&#row) }

        #method
    })
}

/// The doc text of a function as a constant expression: its lines, and what macros make, such as `concat!`.
fn doc_text(attributes: &[syn::Attribute]) -> Tokens {
    let mut parts = Vec::new();
    let mut written = String::new();
    for attribute in attributes {
        let syn::Meta::NameValue(pair) = &attribute.meta else { continue };
        if !pair.path.is_ident("doc") {
            continue;
        }
        if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value {
            let line = text.value();
            written.push_str(line.strip_prefix(' ').unwrap_or(&line));
        } else {
            let made = &pair.value;
            if !written.is_empty() {
                let before = std::mem::take(&mut written);
                parts.push(quote!(#before));
            }
            parts.push(quote!(#made));
        }
        written.push('\n');
    }
    if parts.is_empty() {
        return quote!(#written);
    }
    quote!(concat!(#(#parts,)* #written))
}
