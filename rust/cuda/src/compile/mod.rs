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
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use cudarc::driver::sys::{self, CUfunction, CUfunction_attribute, CUmodule};
use parking_lot::{Mutex, RwLock};
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

/// Bytes of shared memory that a kernel may have before it is allowed more.
const SHARED_BY_DEFAULT: u32 = 48 << 10;

/// Kernels that belong together: each family packs what its kernels are made for in its own way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Family {
    Attention,
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
    Margin,
    Mask,
    Norms,
    Optim,
    Pointwise,
    Pooling,
    Random,
    Recurrent,
    Reduce,
    ReduceSlices,
    Resample,
    Rows,
    Sample,
    Scan,
    Search,
    Sequence,
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
    /// Bytes of dynamic shared memory that it may be launched with.
    shared: AtomicU32,
}

// SAFETY: it is a handle of the driver, which any thread may use; it lives as long as the process.
unsafe impl Send for Function {}
// SAFETY: as above.
unsafe impl Sync for Function {}

impl Function {
    pub(crate) fn raw(&self) -> CUfunction {
        self.raw
    }

    /// Lets the kernel be launched with so many bytes of dynamic shared memory. The device's context is current.
    ///
    /// # Errors
    /// The device does not have as much.
    pub(crate) fn allow_shared(&self, bytes: u32) -> Result<()> {
        if bytes <= self.shared.load(Ordering::Relaxed) {
            return Ok(());
        }
        let attribute = CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
        // SAFETY: the function lives as long as the process.
        check(unsafe { sys::cuFuncSetAttribute(self.raw, attribute, bytes as i32) }, self.label)?;
        self.shared.store(bytes, Ordering::Relaxed);
        Ok(())
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
    function_and(device, key, source, || None)
}

/// As [`function`], for a kernel that another mostly follows: where both have to be made they are compiled at once.
///
/// # Errors
/// As [`function`].
#[inline]
pub(crate) fn function_and(
    device: &Device,
    key: Key,
    source: impl FnOnce() -> Source,
    next: impl FnOnce() -> Option<(Key, Source)>,
) -> Result<&'static Function> {
    if let Some(function) = device.modules.functions.read().get(&key) {
        return Ok(function);
    }
    make(device, (key, source()), next())
}

/// Threads that need different kernels compile them side by side; of those that need the same one, on this device or another of
/// its kind, one compiles it.
#[cold]
fn make(device: &Device, (key, source): (Key, Source), next: Option<(Key, Source)>) -> Result<&'static Function> {
    let capability = capability_of(device);
    let next = next.filter(|(key, _)| !device.modules.functions.read().contains_key(key));
    let (code, next) = std::thread::scope(|scope| {
        let next = next.and_then(|(key, source)| {
            let work = move || (key, machine_code(&source, capability), source);
            std::thread::Builder::new().spawn_scoped(scope, work).ok()
        });
        let code = machine_code(&source, capability);
        (code, next.and_then(|thread| thread.join().ok()))
    });
    if let Some((key, Ok(code), source)) = next {
        // What went wrong with it is told when it is needed.
        let _ = keep(device, key, &code, source);
    }
    keep(device, key, &code?, source)
}

/// Loads a kernel, unless the device has it by now.
fn keep(device: &Device, key: Key, code: &[u8], source: Source) -> Result<&'static Function> {
    let mut functions = device.modules.functions.write();
    if let Some(function) = functions.get(&key) {
        return Ok(function);
    }
    // Code from the disk that the driver does not take is made anew.
    let raw = load(code, &source).or_else(|_| load(&compiled(&source, capability_of(device))?, &source))?;
    let label = Box::leak(source.label.into_boxed_str());
    let function = Box::leak(Box::new(Function { raw, label, shared: AtomicU32::new(SHARED_BY_DEFAULT) }));
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

fn capability_of(device: &Device) -> (u32, u32) {
    (device.properties.major, device.properties.minor)
}

fn entry_of(source: &Source, options: &[String]) -> disk::Entry {
    disk::Entry::new(&[HEADER, &source.text], options)
}

/// Machine code that one thread makes, or made, for all that need it meanwhile.
type Shared = Arc<OnceLock<Result<Arc<[u8]>>>>;

/// What is being compiled, by source and options.
static UNDER_WAY: LazyLock<Mutex<FxHashMap<disk::Name, Shared>>> = LazyLock::new(Mutex::default);

/// The machine code of a kernel, from the disk or from the compiler.
fn machine_code(source: &Source, capability: (u32, u32)) -> Result<Arc<[u8]>> {
    let entry = entry_of(source, &options(capability));
    let shared = UNDER_WAY.lock().entry(entry.name()).or_default().clone();
    let code = shared.get_or_init(|| entry.read().map_or_else(|| compiled(source, capability), Ok).map(Arc::from));
    // Threads that ask later find it on the disk.
    let mut all = UNDER_WAY.lock();
    if all.get(&entry.name()).is_some_and(|known| Arc::ptr_eq(known, &shared)) {
        all.remove(&entry.name());
    }
    code.clone()
}

/// The machine code of a kernel from the compiler, kept on disk.
fn compiled(source: &Source, capability: (u32, u32)) -> Result<Vec<u8>> {
    let options = options(capability);
    let code = nvrtc::compile(&source.label, &format!("{HEADER}{}", source.text), &options, capability)?;
    entry_of(source, &options).write(&code);
    Ok(code)
}

/// The kernel, loaded into the current context.
fn load(code: &[u8], source: &Source) -> Result<CUfunction> {
    let mut module: CUmodule = std::ptr::null_mut();
    let name = CString::new(source.name).map_err(|_| Error::new(Kind::Internal, "a kernel's name has a zero byte"))?;
    let mut raw: CUfunction = std::ptr::null_mut();
    let _unrecorded = crate::capture::Unrecorded::new();
    // SAFETY: the code is a whole image, as the compiler made it; the module is never unloaded.
    unsafe {
        check(sys::cuModuleLoadData(&mut module, code.as_ptr().cast::<c_void>()), "cuModuleLoadData")?;
        check(sys::cuModuleGetFunction(&mut raw, module, name.as_ptr()), "cuModuleGetFunction")?;
    }
    Ok(raw)
}
