//! Kernels' sources through the real compiler, which needs no GPU.

use super::{HEADER, Source, nvrtc, options};
use crate::library::{self, Library};

/// Compute capabilities that kernels are compiled for in tests.
const CAPABILITIES: [(u32, u32); 3] = [(8, 0), (9, 0), (10, 0)];

/// Whether there is a compiler. `FLAMBEAU_CUDA_PATH` names the folder that must hold one.
fn is_there() -> bool {
    let found = library::open(Library::Nvrtc);
    if let Err(error) = &found {
        assert!(std::env::var_os("FLAMBEAU_CUDA_PATH").is_none(), "{error}");
        eprintln!("no kernel was compiled: {error}");
    }
    found.is_ok()
}

/// Compiles sources for all capabilities: many of them as one text, each kernel in a namespace of its own.
pub(crate) fn compile_all(sources: &[Source]) {
    if !is_there() {
        return;
    }
    for chunk in sources.chunks(64) {
        let mut text = String::from(HEADER);
        for (at, source) in chunk.iter().enumerate() {
            // The name of an `extern "C"` function is one in all namespaces.
            let renamed =
                source.text.replace(&format!("KERNEL({},", source.name), &format!("KERNEL({}_{at},", source.name));
            assert_ne!(renamed, source.text, "{} has no kernel {}", source.label, source.name);
            text.push_str(&format!("namespace kernel_{at} {{\n{renamed}}}\n"));
        }
        for capability in CAPABILITIES {
            let label = format!("{} and {} more", chunk[0].label, chunk.len() - 1);
            if let Err(error) = nvrtc::compile(&label, &text, &options(capability), capability) {
                panic!("for {capability:?}: {error}");
            }
        }
    }
}
