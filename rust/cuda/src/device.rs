//! Devices: how many there are, what they can do, and the context that work on one needs.

use std::cell::Cell;
use std::ffi::{CStr, c_int};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use cudarc::driver::sys::{self, CUcontext, CUdevice_attribute as Attribute};
use parking_lot::Mutex;

use crate::alloc::Cache;
use crate::compile::Modules;
use crate::cudnn;
use crate::error::{Error, Kind, Result, check};
use crate::gemm::blas::State;
use crate::library::{self, Library};
use crate::report::Report;

/// Devices at most.
pub const MOST: usize = 64;

/// What a device is and can do.
#[derive(Clone, Debug)]
pub struct Properties {
    /// The product's name.
    pub name: String,
    /// Compute capability.
    pub major: u32,
    /// Second part of the compute capability.
    pub minor: u32,
    /// Memory in bytes.
    pub total_memory: usize,
    /// Streaming multiprocessors.
    pub multiprocessors: u32,
    /// Threads that a multiprocessor holds at most.
    pub threads_per_multiprocessor: u32,
    /// Threads of a block at most.
    pub threads_per_block: u32,
    /// Shared memory of a block in bytes, without asking for more.
    pub shared_memory_per_block: usize,
    /// Shared memory of a block in bytes, where a kernel asks for it.
    pub shared_memory_per_block_optin: usize,
    /// Shared memory of a multiprocessor in bytes.
    pub shared_memory_per_multiprocessor: usize,
    /// Registers of a multiprocessor.
    pub registers_per_multiprocessor: u32,
    /// Second-level cache in bytes.
    pub l2_cache: usize,
    /// Threads of a warp.
    pub warp: u32,
    /// Whether it shares its memory with the processor.
    pub integrated: bool,
    /// Whether it shares a board with other devices.
    pub multi_gpu_board: bool,
    /// Clock of the multiprocessors in kHz.
    pub clock: u32,
    /// Clock of the memory in kHz.
    pub memory_clock: u32,
    /// Width of the memory's bus in bits.
    pub memory_bus: u32,
    /// Place on the PCI bus: domain, bus, device.
    pub pci: [u32; 3],
    /// Identifier that is the same in every process.
    pub uuid: [u8; 16],
}

/// A device in use.
pub struct Device {
    /// Its number among flambeau's devices.
    pub index: usize,
    physical: c_int,
    context: CUcontext,
    /// What it is and can do.
    pub properties: Properties,
    pub(crate) cache: Mutex<Cache>,
    pub(crate) modules: Modules,
    pub(crate) report: Report,
    pub(crate) blas: State,
    pub(crate) cudnn: cudnn::State,
}

// SAFETY: a context is an address that any thread may make current.
unsafe impl Send for Device {}
// SAFETY: as above; what changes is behind locks.
unsafe impl Sync for Device {}

/// Set in a child of a process that used the driver.
static FORKED: AtomicBool = AtomicBool::new(false);

extern "C" fn after_fork() {
    FORKED.store(true, Ordering::Relaxed);
}

/// Physical devices, after the driver was started.
fn start() -> Result<usize> {
    static STARTED: OnceLock<Result<usize>> = OnceLock::new();
    if FORKED.load(Ordering::Relaxed) {
        return Err(Error::new(
            Kind::User,
            "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' \
             start method",
        ));
    }
    STARTED.get_or_init(start_driver).clone()
}

/// The driver's version that kernels and libraries are made for, as the driver counts: CUDA 13.0.
const DRIVER_VERSION: c_int = 13000;

fn start_driver() -> Result<usize> {
    let opened = library::open(Library::Driver).map_err(|error| {
        let message = format!(
            "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from \
             https://www.nvidia.com/drivers ({error})"
        );
        Error::new(Kind::Missing, message)
    })?;
    opened.check_driver()?;
    let version = driver_version()?;
    if version < DRIVER_VERSION {
        return Err(Error::new(
            Kind::Missing,
            format!(
                "The NVIDIA driver on your system is too old: it serves CUDA {}.{}, and flambeau needs {}.{} (driver 580 or \
                 newer). Please update the driver from https://www.nvidia.com/drivers",
                version / 1000,
                version % 1000 / 10,
                DRIVER_VERSION / 1000,
                DRIVER_VERSION % 1000 / 10
            ),
        ));
    }
    // SAFETY: the driver is loaded, and its functions may be called once it is initialised.
    unsafe {
        let answer = sys::cuInit(0);
        if answer == sys::CUresult::CUDA_ERROR_NO_DEVICE {
            return Ok(0);
        }
        check(answer, "cuInit").map_err(|error| Error::new(Kind::Missing, error.to_string()))?;
        libc::pthread_atfork(None, None, Some(after_fork));
        let mut count = 0;
        check(sys::cuDeviceGetCount(&mut count), "cuDeviceGetCount")?;
        Ok(count as usize)
    }
}

/// Version of CUDA that the driver serves, such as 13000 for 13.0.
///
/// # Errors
/// There is no driver.
pub fn driver_version() -> Result<c_int> {
    library::open(Library::Driver)?;
    let mut version = 0;
    // SAFETY: the driver is loaded; this function needs no initialisation.
    check(unsafe { sys::cuDriverGetVersion(&mut version) }, "cuDriverGetVersion")?;
    Ok(version)
}

/// How many devices there are: the physical ones, or as many as `FLAMBEAU_VIRTUAL_DEVICES` says where there is one at least.
///
/// # Errors
/// There is no driver, or it cannot be used.
pub fn count() -> Result<usize> {
    let physical = start()?;
    Ok(match virtual_count() {
        Some(wanted) if physical > 0 => wanted,
        _ => physical.min(MOST),
    })
}

fn virtual_count() -> Option<usize> {
    static WANTED: OnceLock<Option<usize>> = OnceLock::new();
    *WANTED.get_or_init(|| {
        let text = std::env::var("FLAMBEAU_VIRTUAL_DEVICES").ok()?;
        text.trim().parse::<usize>().ok().map(|count| count.clamp(1, MOST))
    })
}

static DEVICES: [OnceLock<Device>; MOST] = [const { OnceLock::new() }; MOST];
/// Held while a device is brought into use.
static BRINGING_UP: Mutex<()> = Mutex::new(());

/// A device, brought into use at the first call.
///
/// # Errors
/// It is not there, or the driver refuses it.
#[inline]
pub fn get(index: usize) -> Result<&'static Device> {
    if let Some(cell) = DEVICES.get(index)
        && let Some(device) = cell.get()
        && !FORKED.load(Ordering::Relaxed)
    {
        return Ok(device);
    }
    bring_up(index)
}

#[cold]
fn bring_up(index: usize) -> Result<&'static Device> {
    check_index(index)?;
    let _only = BRINGING_UP.lock();
    if DEVICES[index].get().is_none() {
        // What fails may go well later, as where another process has the device's memory.
        let _ = DEVICES[index].set(make(index)?);
    }
    get(index)
}

fn check_index(index: usize) -> Result<()> {
    let count = count()?;
    if count == 0 {
        return Err(none());
    }
    if index >= count {
        let there = match count {
            1 => "there is 1, cuda:0".to_string(),
            count => format!("there are {count}, cuda:0 to cuda:{}", count - 1),
        };
        return Err(Error::new(
            Kind::User,
            format!("CUDA error: invalid device ordinal: cuda:{index} was asked for, and {there}"),
        ));
    }
    Ok(())
}

fn none() -> Error {
    Error::new(
        Kind::Missing,
        "No CUDA GPUs are available: the NVIDIA driver is there and shows none to this process (CUDA_VISIBLE_DEVICES in the \
         environment may hide them)",
    )
}

/// Why there is no device that kernels can run on; `None` where there is one.
pub fn why_not() -> Option<Error> {
    let capability = |physical| {
        let major = attribute(physical, Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?;
        Ok((major, attribute(physical, Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?))
    };
    match start() {
        Err(error) => Some(error),
        Ok(0) => Some(none()),
        Ok(count) => {
            let answers: Vec<Result<()>> =
                (0..count as c_int).map(|physical| check_capability(physical, capability(physical)?)).collect();
            if answers.iter().any(Result::is_ok) { None } else { answers.into_iter().find_map(Result::err) }
        }
    }
}

/// The device, if it is in use.
///
/// # Errors
/// It is not there.
pub(crate) fn peek(index: usize) -> Result<Option<&'static Device>> {
    check_index(index)?;
    Ok(DEVICES[index].get())
}

/// Whether any device is in use. A forked child has none.
pub fn any_in_use() -> bool {
    in_use().next().is_some()
}

/// Whether this process was forked from one that used the driver, and therefore cannot use it.
pub fn is_forked() -> bool {
    FORKED.load(Ordering::Relaxed)
}

/// Devices in use.
pub(crate) fn in_use() -> impl Iterator<Item = &'static Device> {
    DEVICES.iter().filter_map(OnceLock::get).filter(|_| !is_forked())
}

/// Brings the current device into use.
///
/// # Errors
/// There is no driver or no device, or the driver refuses it.
pub fn init() -> Result<()> {
    get(current()).map(|_| ())
}

/// Begins or ends what NVIDIA's profilers record of the current device, if they were told to wait for that.
///
/// # Errors
/// There is no driver or no device, or the driver refuses.
pub fn profile(records: bool) -> Result<()> {
    get(current())?.enter()?;
    // SAFETY: the context is current.
    unsafe {
        if records {
            check(sys::cuProfilerStart(), "cuProfilerStart")
        } else {
            check(sys::cuProfilerStop(), "cuProfilerStop")
        }
    }
}

/// What a device is and can do. It need not be in use.
///
/// # Errors
/// It is not there.
pub fn properties_of(index: usize) -> Result<Properties> {
    match peek(index)? {
        Some(device) => Ok(device.properties.clone()),
        None => properties((index % start()?) as c_int),
    }
}

fn make(index: usize) -> Result<Device> {
    let physical = (index % start()?) as c_int;
    let properties = properties(physical)?;
    check_capability(physical, (properties.major, properties.minor))?;
    let mut context = std::ptr::null_mut();
    // SAFETY: the driver is initialised; the device is there. The context is kept as long as the process lives.
    unsafe { check(sys::cuDevicePrimaryCtxRetain(&mut context, physical), "cuDevicePrimaryCtxRetain")? };
    // SAFETY: the context was just retained.
    unsafe { check(sys::cuCtxSetCurrent(context), "cuCtxSetCurrent")? };
    Ok(Device {
        index,
        physical,
        context,
        properties,
        cache: Mutex::default(),
        modules: Modules::default(),
        report: Report::new()?,
        blas: State::default(),
        cudnn: cudnn::State::default(),
    })
}

fn attribute(device: c_int, attribute: Attribute) -> Result<u32> {
    let mut value = 0;
    // SAFETY: the driver is initialised, the device is there.
    check(unsafe { sys::cuDeviceGetAttribute(&mut value, attribute, device) }, "cuDeviceGetAttribute")?;
    Ok(value as u32)
}

fn name(device: c_int) -> Result<String> {
    let mut name = [0 as std::ffi::c_char; 128];
    // SAFETY: the driver is initialised, the device is there; the buffer has the size given.
    check(unsafe { sys::cuDeviceGetName(name.as_mut_ptr(), name.len() as c_int, device) }, "cuDeviceGetName")?;
    // SAFETY: the driver ended the name with a zero.
    Ok(unsafe { CStr::from_ptr(name.as_ptr()) }.to_string_lossy().into_owned())
}

fn check_capability(device: c_int, (major, minor): (u32, u32)) -> Result<()> {
    if major >= 8 {
        return Ok(());
    }
    let text =
        format!("{} has compute capability {major}.{minor}; flambeau's kernels need 8.0 or newer", name(device)?);
    Err(Error::new(Kind::Missing, text))
}

fn properties(device: c_int) -> Result<Properties> {
    let ask = |wanted| attribute(device, wanted);
    let mut total_memory = 0;
    let mut uuid = sys::CUuuid { bytes: [0; 16] };
    // SAFETY: the driver is initialised, the device is there; the places for answers are of their types.
    unsafe {
        check(sys::cuDeviceTotalMem_v2(&mut total_memory, device), "cuDeviceTotalMem")?;
        check(sys::cuDeviceGetUuid_v2(&mut uuid, device), "cuDeviceGetUuid")?;
    }
    use Attribute::*;
    Ok(Properties {
        name: name(device)?,
        major: ask(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
        minor: ask(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
        total_memory,
        multiprocessors: ask(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)?,
        threads_per_multiprocessor: ask(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR)?,
        threads_per_block: ask(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK)?,
        shared_memory_per_block: ask(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK)? as usize,
        shared_memory_per_block_optin: ask(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN)? as usize,
        shared_memory_per_multiprocessor: ask(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR)? as usize,
        registers_per_multiprocessor: ask(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR)?,
        l2_cache: ask(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE)? as usize,
        warp: ask(CU_DEVICE_ATTRIBUTE_WARP_SIZE)?,
        integrated: ask(CU_DEVICE_ATTRIBUTE_INTEGRATED)? != 0,
        multi_gpu_board: ask(CU_DEVICE_ATTRIBUTE_MULTI_GPU_BOARD)? != 0,
        clock: ask(CU_DEVICE_ATTRIBUTE_CLOCK_RATE)?,
        memory_clock: ask(CU_DEVICE_ATTRIBUTE_MEMORY_CLOCK_RATE)?,
        memory_bus: ask(CU_DEVICE_ATTRIBUTE_GLOBAL_MEMORY_BUS_WIDTH)?,
        pci: [
            ask(CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID)?,
            ask(CU_DEVICE_ATTRIBUTE_PCI_BUS_ID)?,
            ask(CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID)?,
        ],
        uuid: uuid.bytes.map(|byte| byte as u8),
    })
}

impl Device {
    /// Makes the device's context the thread's current one.
    ///
    /// # Errors
    /// The driver refuses it.
    #[inline]
    pub fn enter(&self) -> Result<()> {
        let mut current = std::ptr::null_mut();
        // SAFETY: the driver is initialised, since the device is in use; the context lives as long as the process.
        unsafe {
            // Other libraries of the process may have changed it.
            if sys::cuCtxGetCurrent(&mut current) == sys::CUresult::CUDA_SUCCESS && current == self.context {
                return Ok(());
            }
            check(sys::cuCtxSetCurrent(self.context), "cuCtxSetCurrent")
        }
    }

    /// The driver's number of the GPU, which several devices share where they are virtual.
    pub(crate) fn physical(&self) -> c_int {
        self.physical
    }

    pub(crate) fn context(&self) -> CUcontext {
        self.context
    }

    /// Waits for all work on the device.
    ///
    /// # Errors
    /// A kernel failed.
    pub fn synchronize(&self) -> Result<()> {
        self.enter()?;
        // SAFETY: the context is current.
        check(unsafe { sys::cuCtxSynchronize() }, "synchronize")?;
        self.report.raise()
    }

    /// Free and total memory in bytes, as the driver sees it.
    ///
    /// # Errors
    /// The driver refuses to say.
    pub fn memory_info(&self) -> Result<(usize, usize)> {
        self.enter()?;
        let (mut free, mut total) = (0, 0);
        // SAFETY: the context is current.
        check(unsafe { sys::cuMemGetInfo_v2(&mut free, &mut total) }, "cuMemGetInfo")?;
        Ok((free, total))
    }

    /// Whether this device's kernels can reach the other's memory.
    ///
    /// # Errors
    /// The driver refuses to say.
    pub fn can_access(&self, other: &Device) -> Result<bool> {
        if self.physical == other.physical {
            return Ok(true);
        }
        let mut can = 0;
        // SAFETY: both devices are there.
        let answer = unsafe { sys::cuDeviceCanAccessPeer(&mut can, self.physical, other.physical) };
        check(answer, "cuDeviceCanAccessPeer")?;
        Ok(can != 0)
    }
}

thread_local! {
    static CURRENT: Cell<usize> = const { Cell::new(0) };
}

/// The device that this thread works on where none is named.
#[inline]
pub fn current() -> usize {
    CURRENT.get()
}

/// Sets the device that this thread works on where none is named, and returns the one before.
///
/// # Errors
/// It is not there.
pub fn set_current(index: usize) -> Result<usize> {
    get(index)?;
    Ok(CURRENT.replace(index))
}
