//! NVIDIA's run-time compiler.

use std::ffi::{CString, c_char, c_int};
use std::sync::OnceLock;

use crate::error::{Error, Kind, Result};
use crate::library::{self, Library};

type Program = *mut std::ffi::c_void;
type Answer = c_int;

/// The answer where an option's value is not known: of those given, only the architecture can be.
const INVALID_OPTION: Answer = 5;

/// The compiler's functions, with the types that nvrtc.h of CUDA 13.0 gives them.
#[derive(Clone, Copy)]
struct Functions {
    create: unsafe extern "C" fn(
        *mut Program,
        *const c_char,
        *const c_char,
        c_int,
        *const *const c_char,
        *const *const c_char,
    ) -> Answer,
    compile: unsafe extern "C" fn(Program, c_int, *const *const c_char) -> Answer,
    code_size: unsafe extern "C" fn(Program, *mut usize) -> Answer,
    code: unsafe extern "C" fn(Program, *mut c_char) -> Answer,
    log_size: unsafe extern "C" fn(Program, *mut usize) -> Answer,
    log: unsafe extern "C" fn(Program, *mut c_char) -> Answer,
    destroy: unsafe extern "C" fn(*mut Program) -> Answer,
    version: unsafe extern "C" fn(*mut c_int, *mut c_int) -> Answer,
}

fn functions() -> Result<Functions> {
    static FOUND: OnceLock<Result<Functions>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            let library = library::open(Library::Nvrtc)?;
            // SAFETY: the types are those of the compiler's header.
            unsafe {
                Ok(Functions {
                    create: library.function("nvrtcCreateProgram")?,
                    compile: library.function("nvrtcCompileProgram")?,
                    code_size: library.function("nvrtcGetCUBINSize")?,
                    code: library.function("nvrtcGetCUBIN")?,
                    log_size: library.function("nvrtcGetProgramLogSize")?,
                    log: library.function("nvrtcGetProgramLog")?,
                    destroy: library.function("nvrtcDestroyProgram")?,
                    version: library.function("nvrtcVersion")?,
                })
            }
        })
        .clone()
}

/// Version of the compiler.
///
/// # Errors
/// It is not there.
pub(super) fn version() -> Result<(i32, i32)> {
    let (mut major, mut minor) = (0, 0);
    // SAFETY: two places for two numbers.
    let answer = unsafe { (functions()?.version)(&mut major, &mut minor) };
    if answer == 0 { Ok((major, minor)) } else { Err(Error::new(Kind::Internal, "nvrtcVersion failed")) }
}

/// A program that is destroyed when it goes.
struct Owned(Functions, Program);

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: the program is not used any more.
        unsafe { (self.0.destroy)(&mut self.1) };
    }
}

impl Owned {
    /// Bytes that the compiler gives out: their number, then themselves.
    fn bytes(
        &self,
        size: unsafe extern "C" fn(Program, *mut usize) -> Answer,
        fill: unsafe extern "C" fn(Program, *mut c_char) -> Answer,
    ) -> Option<Vec<u8>> {
        let mut count = 0;
        // SAFETY: the program lives; the buffer has the size that was asked for.
        unsafe {
            if size(self.1, &mut count) != 0 {
                return None;
            }
            let mut bytes = vec![0u8; count];
            (fill(self.1, bytes.as_mut_ptr().cast()) == 0).then_some(bytes)
        }
    }
}

/// Compiles a source to machine code for a compute capability, which the options name too.
///
/// # Errors
/// The compiler is not there, or older than the device; the source is wrong, which is a mistake of this crate.
pub(super) fn compile(label: &str, source: &str, options: &[String], capability: (u32, u32)) -> Result<Vec<u8>> {
    let functions = functions()?;
    let zero = |_| Error::new(Kind::Internal, "a kernel's source has a zero byte");
    let text = CString::new(source).map_err(zero)?;
    let name = CString::new(label.replace(|c: char| !c.is_ascii_alphanumeric(), "_")).map_err(zero)?;
    let mut program: Program = std::ptr::null_mut();
    let none = std::ptr::null();
    // SAFETY: strings that end with a zero, and no further headers.
    let made = unsafe { (functions.create)(&mut program, text.as_ptr(), name.as_ptr(), 0, none, none) };
    if made != 0 {
        return Err(Error::new(Kind::Internal, format!("nvrtcCreateProgram failed with {made}")));
    }
    let program = Owned(functions, program);
    let options: Vec<CString> =
        options.iter().map(|o| CString::new(o.as_str())).collect::<Result<_, _>>().map_err(zero)?;
    let pointers: Vec<*const c_char> = options.iter().map(|option| option.as_ptr()).collect();
    // SAFETY: the program lives, as do the options.
    let compiled = unsafe { (functions.compile)(program.1, pointers.len() as c_int, pointers.as_ptr()) };
    if compiled == INVALID_OPTION {
        let (major, minor) = version()?;
        return Err(Error::new(
            Kind::Missing,
            format!(
                "NVRTC {major}.{minor} does not know compute capability {}.{}, which the GPU has: a newer one is needed, \
                 and a flambeau that uses it: pip install --upgrade flambeau",
                capability.0, capability.1
            ),
        ));
    }
    if compiled != 0 {
        let log = program.bytes(functions.log_size, functions.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let message = format!("the kernel {label} does not compile:\n{}", log.trim_end_matches('\0'));
        return Err(Error::new(Kind::Internal, message));
    }
    program
        .bytes(functions.code_size, functions.code)
        .ok_or_else(|| Error::new(Kind::Internal, format!("the compiler gave no code for the kernel {label}")))
}
