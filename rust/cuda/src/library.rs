//! NVIDIA's libraries, found at run time.
//!
//! Nothing is linked. A library is looked for when something needs it first: where pip's `nvidia` packages put it, then
//! where the system's loader looks, then in the toolkit's usual folders. Python tells its folders by
//! [`add_search_path`]; folders in `FLAMBEAU_CUDA_PATH` take the place of pip's packages.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libloading::Library as Handle;
use parking_lot::Mutex;

use crate::error::{Error, Kind, Result};

/// A library that the backend can use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Library {
    /// The driver.
    Driver,
    /// The compiler of kernels.
    Nvrtc,
    /// Matrix products.
    CublasLt,
    /// Convolutions.
    Cudnn,
    /// Groups of GPUs.
    Nccl,
}

impl Library {
    /// Every library that the backend can use.
    pub const ALL: [Library; 5] = [Library::Driver, Library::Nvrtc, Library::CublasLt, Library::Cudnn, Library::Nccl];

    /// File names, the preferred one first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Library::Driver => &["libcuda.so.1", "libcuda.so"],
            Library::Nvrtc => &["libnvrtc.so.13"],
            Library::CublasLt => &["libcublasLt.so.13"],
            Library::Cudnn => &["libcudnn.so.9"],
            Library::Nccl => &["libnccl.so.2"],
        }
    }

    /// Files that it needs and does not find itself.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Library::Driver | Library::CublasLt | Library::Cudnn | Library::Nccl => &[],
            Library::Nvrtc => &["libnvrtc-builtins.so.13.0"],
        }
    }

    /// Libraries that it opens by bare name when it works, and without which it ends the process.
    fn relies_on(self) -> &'static [Library] {
        match self {
            Library::Cudnn => &[Library::CublasLt, Library::Nvrtc],
            _ => &[],
        }
    }

    /// Folder below a folder of Python packages where pip puts it.
    fn package_folder(self) -> Option<&'static str> {
        match self {
            Library::Driver => None,
            Library::Nvrtc | Library::CublasLt => Some("nvidia/cu13/lib"),
            Library::Cudnn => Some("nvidia/cudnn/lib"),
            Library::Nccl => Some("nvidia/nccl/lib"),
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Library::Driver => "NVIDIA driver",
            Library::Nvrtc => "NVRTC (compiler of kernels)",
            Library::CublasLt => "cuBLASLt (matrix products)",
            Library::Cudnn => "cuDNN (convolutions)",
            Library::Nccl => "NCCL (groups of GPUs)",
        }
    }

    /// A function that it has.
    fn function(self) -> &'static str {
        match self {
            Library::Driver => "cuDriverGetVersion",
            Library::Nvrtc => "nvrtcVersion",
            Library::CublasLt => "cublasLtGetVersion",
            Library::Cudnn => "cudnnGetVersion",
            Library::Nccl => "ncclGetVersion",
        }
    }

    /// What to do where it is missing.
    pub fn remedy(self) -> &'static str {
        match self {
            Library::Driver => "install NVIDIA's driver 580 or newer from https://www.nvidia.com/drivers",
            Library::Nvrtc => "pip install \"nvidia-cuda-nvrtc==13.0.*\"",
            Library::CublasLt => "pip install \"nvidia-cublas==13.*\"",
            Library::Cudnn => "pip install \"nvidia-cudnn-cu13==9.*\"",
            Library::Nccl => "pip install nvidia-nccl-cu13",
        }
    }
}

/// The file that a function is from, as an absolute path where the loader has one.
fn file_of(address: *const libc::c_void) -> Option<PathBuf> {
    let mut found = libc::Dl_info {
        dli_fname: std::ptr::null(),
        dli_fbase: std::ptr::null_mut(),
        dli_sname: std::ptr::null(),
        dli_saddr: std::ptr::null_mut(),
    };
    // SAFETY: any address may be asked about; the place for the answer is ours.
    let told = unsafe { libc::dladdr(address, &mut found) } != 0;
    if !told || found.dli_fname.is_null() {
        return None;
    }
    // SAFETY: the loader's name of a file that stays open.
    let name = unsafe { std::ffi::CStr::from_ptr(found.dli_fname) };
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(name.to_bytes())))
}

/// An opened library.
#[derive(Debug)]
pub struct Opened {
    /// The file, or the bare name where the system's loader found it.
    pub path: PathBuf,
    handle: Handle,
    /// What it needs, kept open.
    _needed: Vec<Handle>,
}

impl Opened {
    /// The file as an absolute path, as far as the loader says.
    fn file(&self, function: &str) -> PathBuf {
        // SAFETY: the address of a function is only looked up, never called.
        let address = unsafe { self.function::<*const libc::c_void>(function) };
        address.ok().and_then(file_of).unwrap_or_else(|| self.path.clone())
    }

    /// Makes sure that calls of the driver reach this one: a toolkit's folder of stubs among the loader's holds a
    /// `libcuda.so`, for which cudarc asks before it asks for `libcuda.so.1`.
    ///
    /// # Errors
    /// They go to another file.
    pub(crate) fn check_driver(&self) -> Result<()> {
        let name = Library::Driver.function();
        // SAFETY: addresses are only compared and looked up; the driver is open, so that there is one to find.
        let (own, used) = unsafe {
            let used = cudarc::driver::sys::culib().get::<*const libc::c_void>(name.as_bytes());
            (self.function::<*const libc::c_void>(name)?, used.map(|address| *address).ok())
        };
        if used == Some(own) {
            return Ok(());
        }
        let other = used.and_then(file_of).unwrap_or_else(|| PathBuf::from("libcuda.so"));
        Err(Error::new(
            Kind::Missing,
            format!(
                "the system's loader finds {} before the driver's {}: it is a stub to link with, or another driver. Take its \
                 folder off LD_LIBRARY_PATH",
                other.display(),
                self.file(name).display()
            ),
        ))
    }

    /// The address of a function.
    ///
    /// # Safety
    /// `F` is the function's type.
    pub(crate) unsafe fn function<F: Copy>(&self, name: &str) -> Result<F> {
        // SAFETY: the caller's promise.
        unsafe { self.handle.get::<F>(name) }.map(|symbol| *symbol).map_err(|_| {
            Error::new(Kind::Missing, format!("{} lacks the function {name}: it is too old", self.path.display()))
        })
    }
}

static SEARCH: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Adds a folder of Python packages, in which pip's `nvidia` packages are looked for.
pub fn add_search_path(folder: PathBuf) {
    let mut folders = SEARCH.lock();
    if !folders.contains(&folder) {
        folders.push(folder);
    }
}

/// Folders to look in before the system's loader does.
fn folders(library: Library) -> Vec<PathBuf> {
    if let Some(chosen) = std::env::var_os("FLAMBEAU_CUDA_PATH") {
        return std::env::split_paths(&chosen).collect();
    }
    match library.package_folder() {
        Some(below) => SEARCH.lock().iter().map(|folder| folder.join(below)).collect(),
        None => Vec::new(),
    }
}

/// Folders to look in where the system's loader finds nothing.
const TOOLKITS: [&str; 3] = ["/usr/local/cuda/lib64", "/usr/local/cuda-13/lib64", "/opt/cuda/lib64"];

fn open_file(path: &Path) -> std::result::Result<Handle, libloading::Error> {
    // SAFETY: NVIDIA's libraries may be loaded at any time; what they run when loaded is theirs to answer for.
    unsafe { Handle::new(path) }
}

fn try_folder(library: Library, folder: Option<&Path>, failures: &mut Vec<String>) -> Option<Opened> {
    let place = |name: &str| folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
    for name in library.names() {
        let path = place(name);
        if folder.is_some() && !path.exists() {
            continue;
        }
        // It looks for these by bare name, which resolves to what is loaded already.
        let needed = library.needs().iter().filter_map(|name| open_file(&place(name)).ok()).collect();
        match open_file(&path) {
            Ok(handle) => return Some(Opened { path, handle, _needed: needed }),
            Err(error) => failures.push(format!("{}: {error}", path.display())),
        }
    }
    None
}

fn find(library: Library) -> Result<Opened> {
    let mut failures = Vec::new();
    let first = folders(library);
    let toolkits = TOOLKITS.iter().map(PathBuf::from);
    let found = first
        .iter()
        .find_map(|folder| try_folder(library, Some(folder), &mut failures))
        .or_else(|| try_folder(library, None, &mut failures))
        .or_else(|| toolkits.into_iter().find_map(|folder| try_folder(library, Some(&folder), &mut failures)));
    let found = found.ok_or_else(|| {
        let tried = failures.first().map_or(String::new(), |failure| format!(" ({failure})"));
        let message = format!(
            "{} is not there: {} could not be opened{tried}. {}: {}",
            library.title(),
            library.names()[0],
            "To have it",
            library.remedy()
        );
        Error::new(Kind::Missing, message)
    })?;
    // Their bare names resolve to what is open already.
    library.relies_on().iter().try_for_each(|other| open(*other).map(|_| ()))?;
    Ok(found)
}

/// What is known of a library.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its name for people.
    pub title: &'static str,
    /// The file that was opened, or why there is none and what to install.
    pub path: Result<PathBuf>,
    /// Its version, where it is there and says so.
    pub version: Option<String>,
}

/// Opens every library and says which files they are.
pub fn reports() -> Vec<Report> {
    let dotted = |version: i32| format!("CUDA {}.{}", version / 1000, version % 1000 / 10);
    let cudnn = |version: usize| format!("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
    let nccl = |version: i32| format!("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
    let report = |library: &Library| Report {
        title: library.title(),
        path: open(*library).map(|opened| opened.file(library.function())),
        version: match library {
            Library::Driver => crate::device::driver_version().ok().map(dotted),
            Library::Nvrtc => crate::compile::compiler_version().ok().map(|(major, minor)| format!("{major}.{minor}")),
            Library::CublasLt => crate::gemm::blas::version().ok().map(|version| version.to_string()),
            Library::Cudnn => crate::cudnn::version().ok().map(cudnn),
            Library::Nccl => crate::nccl::version().ok().map(nccl),
        },
    };
    Library::ALL.iter().map(report).collect()
}

/// The library, opened at the first call.
///
/// # Errors
/// It is not there; the message says what to install.
pub fn open(library: Library) -> Result<&'static Opened> {
    static FOUND: [OnceLock<Result<Opened>>; Library::ALL.len()] = [const { OnceLock::new() }; Library::ALL.len()];
    let cell = &FOUND[library as usize];
    cell.get_or_init(|| find(library)).as_ref().map_err(Clone::clone)
}
