//! Kernels from source to machine code.
//!
//! A kernel is compiled by NVRTC when it is needed first, for the device at hand, and kept on disk under a hash of all it
//! depends on, so that the next process only loads it. `FLAMBEAU_CACHE` in the environment names the folder; the default
//! is `flambeau` in the user's folder of caches.

mod disk;
mod nvrtc;
#[cfg(test)]
pub(crate) mod testing;

use std::ffi::{CString, c_void};

use cudarc::driver::sys::{self, CUfunction, CUmodule};
use parking_lot::RwLock;
use rustc_hash::FxHashMap;

use crate::device::Device;
use crate::error::{Error, Kind, Result, check};

/// What every kernel's source begins with.
const HEADER: &str = concat!(
    include_str!("../kernels/types.cuh"),
    include_str!("../kernels/threads.cuh"),
    include_str!("../kernels/compare.cuh"),
    include_str!("../kernels/integers.cuh"),
    include_str!("../kernels/reals.cuh"),
    include_str!("../kernels/special.cuh"),
    include_str!("../kernels/bessel.cuh"),
    include_str!("../kernels/complex.cuh"),
    include_str!("../kernels/convert.cuh"),
    include_str!("../kernels/strides.cuh"),
    include_str!("../kernels/reduce.cuh"),
    include_str!("../kernels/report.cuh"),
);

/// Kernels that belong together: each family packs what its kernels are made for in its own way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Family {
    Bags,
    Columns,
    Conv,
    Ctc,
    Distance,
    Dropout,
    Gemm,
    Grid,
    Index,
    Insist,
    Join,
    Mask,
    Optim,
    Pointwise,
    Pooling,
    Random,
    Reduce,
    ReduceSlices,
    Resample,
    Rows,
    Scan,
    Search,
    Sort,
}

/// What tells kernels apart: a family, and what it was made for, packed by the family.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key {
    pub family: Family,
    pub made_for: u128,
}

/// The text of a kernel, without the header.
pub(crate) struct Source {
    /// Name of the kernel in the text.
    pub name: &'static str,
    /// What messages call it.
    pub label: String,
    pub text: String,
}

impl Source {
    /// The kernel of a family's text: `call` is its device function with template arguments, `params` the type of its
    /// parameter.
    pub(crate) fn of_family(
        name: &'static str,
        label: String,
        text: &str,
        params: &str,
        threads: u32,
        call: &str,
    ) -> Source {
        let text = format!("{text}typedef {params} Params;\nKERNEL({name}, Params, {threads}) {{ {call}(p); }}\n");
        Source { name, label, text }
    }
}

/// A kernel on a device, ready to be launched.
pub(crate) struct Function {
    raw: CUfunction,
    pub label: &'static str,
}

// SAFETY: it is a handle of the driver, which any thread may use; it lives as long as the process.
unsafe impl Send for Function {}
// SAFETY: as above.
unsafe impl Sync for Function {}

impl Function {
    pub(crate) fn raw(&self) -> CUfunction {
        self.raw
    }
}

/// Version of the compiler.
///
/// # Errors
/// It is not there.
pub(crate) fn compiler_version() -> Result<(i32, i32)> {
    nvrtc::version()
}

/// The kernels that a device has loaded.
#[derive(Default)]
pub(crate) struct Modules {
    functions: RwLock<FxHashMap<Key, &'static Function>>,
}

/// The kernel of the key, made from `source` where the device does not have it yet. The device's context is current.
///
/// # Errors
/// NVRTC is needed and not there.
#[inline]
pub(crate) fn function(device: &Device, key: Key, source: impl FnOnce() -> Source) -> Result<&'static Function> {
    if let Some(function) = device.modules.functions.read().get(&key) {
        return Ok(function);
    }
    make(device, key, source())
}

#[cold]
fn make(device: &Device, key: Key, source: Source) -> Result<&'static Function> {
    let mut functions = device.modules.functions.write();
    if let Some(function) = functions.get(&key) {
        return Ok(function);
    }
    let capability = (device.properties.major, device.properties.minor);
    let code = machine_code(&source, capability)?;
    let function = Box::leak(Box::new(load(&code, source)?));
    functions.insert(key, function);
    Ok(function)
}

/// Compiler options for a compute capability. Products and sums are contracted only where the source says so.
fn options(capability: (u32, u32)) -> Vec<String> {
    vec![
        format!("--gpu-architecture=sm_{}{}", capability.0, capability.1),
        "--std=c++17".into(),
        "--device-as-default-execution-space".into(),
        "--fmad=false".into(),
    ]
}

/// The machine code of a kernel, from the disk or from the compiler.
fn machine_code(source: &Source, capability: (u32, u32)) -> Result<Vec<u8>> {
    let options = options(capability);
    let entry = disk::Entry::new(&[HEADER, &source.text], &options);
    if let Some(code) = entry.read() {
        return Ok(code);
    }
    let text = format!("{HEADER}{}", source.text);
    let code = nvrtc::compile(&source.label, &text, &options)?;
    entry.write(&code);
    Ok(code)
}

fn load(code: &[u8], source: Source) -> Result<Function> {
    let mut module: CUmodule = std::ptr::null_mut();
    let name = CString::new(source.name).map_err(|_| Error::new(Kind::Internal, "a kernel's name has a zero byte"))?;
    let mut raw: CUfunction = std::ptr::null_mut();
    // SAFETY: the code is a whole image from the compiler; the module is never unloaded.
    unsafe {
        check(sys::cuModuleLoadData(&mut module, code.as_ptr().cast::<c_void>()), "cuModuleLoadData")?;
        check(sys::cuModuleGetFunction(&mut raw, module, name.as_ptr()), "cuModuleGetFunction")?;
    }
    Ok(Function { raw, label: Box::leak(source.label.into_boxed_str()) })
}
