//! NVIDIA's library for groups of GPUs, in one process.
//!
//! One thread issues the calls of all ranks as one group, and one group at a time: kernels of NCCL on different GPUs
//! wait for each other, so that all GPUs must see the groups in one order. Groups in different streams of a GPU are put in
//! that order by events. Numbers of enumerations are those of nccl.h, NCCL 2.29.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::OnceLock;

use flambeau_cpu::DType;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::device;
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::library::{self, Library};
use crate::stream::Stream;

type Communicator = *mut c_void;
type Status = c_int;
type Bytes = *const c_void;
type Target = *mut c_void;
type RawStream = *mut c_void;

/// The library's functions.
struct Functions {
    version: unsafe extern "C" fn(*mut c_int) -> Status,
    start: unsafe extern "C" fn(*mut Communicator, c_int, *const c_int) -> Status,
    abort: unsafe extern "C" fn(Communicator) -> Status,
    begin: unsafe extern "C" fn() -> Status,
    end: unsafe extern "C" fn() -> Status,
    all_reduce: unsafe extern "C" fn(Bytes, Target, usize, c_int, c_int, Communicator, RawStream) -> Status,
    reduce: unsafe extern "C" fn(Bytes, Target, usize, c_int, c_int, c_int, Communicator, RawStream) -> Status,
    broadcast: unsafe extern "C" fn(Bytes, Target, usize, c_int, c_int, Communicator, RawStream) -> Status,
    all_gather: unsafe extern "C" fn(Bytes, Target, usize, c_int, Communicator, RawStream) -> Status,
    reduce_scatter: unsafe extern "C" fn(Bytes, Target, usize, c_int, c_int, Communicator, RawStream) -> Status,
    text: unsafe extern "C" fn(Status) -> *const c_char,
    last_error: unsafe extern "C" fn(Communicator) -> *const c_char,
    pending_error: unsafe extern "C" fn(Communicator, *mut Status) -> Status,
}

fn functions() -> Result<&'static Functions> {
    static FOUND: OnceLock<Result<Functions>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let library = library::open(Library::Nccl)?;
        // SAFETY: the types are those of the library's header.
        unsafe {
            Ok(Functions {
                version: library.function("ncclGetVersion")?,
                start: library.function("ncclCommInitAll")?,
                abort: library.function("ncclCommAbort")?,
                begin: library.function("ncclGroupStart")?,
                end: library.function("ncclGroupEnd")?,
                all_reduce: library.function("ncclAllReduce")?,
                reduce: library.function("ncclReduce")?,
                broadcast: library.function("ncclBroadcast")?,
                all_gather: library.function("ncclAllGather")?,
                reduce_scatter: library.function("ncclReduceScatter")?,
                text: library.function("ncclGetErrorString")?,
                last_error: library.function("ncclGetLastError")?,
                pending_error: library.function("ncclCommGetAsyncError")?,
            })
        }
    });
    found.as_ref().map_err(Clone::clone)
}

/// A string of the library.
///
/// # Safety
/// It is null, or ends with a zero and stays as it is meanwhile.
unsafe fn words(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

impl Functions {
    /// The error of a status, with the library's last words about a communicator, or about any.
    #[cold]
    fn failure(&self, status: Status, communicator: Communicator, what: &str) -> Error {
        // SAFETY: the library answers for any status; a communicator is null or alive.
        let (text, last) = unsafe { (words((self.text)(status)), words((self.last_error)(communicator))) };
        let last = if last.trim().is_empty() { "NCCL_DEBUG=INFO in the environment says more" } else { last.trim() };
        Error::new(
            Kind::Internal,
            format!(
                "NCCL Error {status}: {text} in {what}: {last}. (FLAMBEAU_COLLECTIVE=peer in the environment has devices \
                 copy to each other without NCCL.)"
            ),
        )
    }

    fn check(&self, status: Status, communicator: Communicator, what: &str) -> Result<()> {
        if status == 0 { Ok(()) } else { Err(self.failure(status, communicator, what)) }
    }
}

/// The library's version, such as 22907 for 2.29.7.
///
/// # Errors
/// It is not there.
pub fn version() -> Result<c_int> {
    let functions = functions()?;
    let mut version = 0;
    // SAFETY: a place for the answer.
    functions.check(unsafe { (functions.version)(&mut version) }, std::ptr::null_mut(), "ncclGetVersion")?;
    Ok(version)
}

/// What a group can take: several devices, no two of them the same GPU.
///
/// # Errors
/// NCCL is not there; two devices are one GPU, as virtual devices can be; a device is not there.
pub fn check_devices(devices: &[usize]) -> Result<()> {
    functions()?;
    let physical = physical(devices)?;
    for (at, gpu) in physical.iter().enumerate() {
        if let Some(other) = physical[..at].iter().position(|before| before == gpu) {
            let text = format!(
                "NCCL takes each GPU once in a group: cuda:{} and cuda:{} are the same one",
                devices[other], devices[at]
            );
            return Err(Error::new(Kind::User, text));
        }
    }
    Ok(())
}

fn physical(devices: &[usize]) -> Result<Vec<c_int>> {
    devices.iter().map(|&index| Ok(device::get(index)?.physical())).collect()
}

/// How numbers of several devices become one, with the library's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combine {
    /// Their sum.
    Sum = 0,
    /// Their product.
    Product = 1,
    /// The largest.
    Max = 2,
    /// The smallest.
    Min = 3,
    /// Their mean.
    Mean = 4,
}

/// What a group does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// All receive the combination of all.
    AllReduce(Combine),
    /// The root, a rank's number, receives the combination of all.
    Reduce(Combine, usize),
    /// All receive what the root sends.
    Broadcast(usize),
    /// All receive what all send, in the order of the ranks.
    AllGather,
    /// Each receives its part of the combination of all.
    ReduceScatter(Combine),
}

impl Operation {
    /// The library's number of the elements' type, and how many such elements make one of the dtype. What is only moved
    /// is moved as bytes.
    fn element(self, dtype: DType) -> Option<(c_int, usize)> {
        let combine = match self {
            Operation::AllReduce(combine) | Operation::Reduce(combine, _) | Operation::ReduceScatter(combine) => {
                combine
            }
            Operation::Broadcast(_) | Operation::AllGather => return Some((1, dtype.size())),
        };
        let linear = matches!(combine, Combine::Sum | Combine::Mean);
        Some(match dtype {
            DType::I8 => (0, 1),
            DType::U8 => (1, 1),
            DType::I32 => (2, 1),
            DType::I64 => (4, 1),
            DType::F16 => (6, 1),
            DType::F32 => (7, 1),
            DType::F64 => (8, 1),
            DType::BF16 => (9, 1),
            DType::C64 if linear => (7, 2),
            DType::C128 if linear => (8, 2),
            _ => return None,
        })
    }

    /// Whether the library does it with elements of a dtype.
    pub fn takes(self, dtype: DType) -> bool {
        self.element(dtype).is_some()
    }

    fn name(self) -> &'static str {
        match self {
            Operation::AllReduce(_) => "ncclAllReduce",
            Operation::Reduce(..) => "ncclReduce",
            Operation::Broadcast(_) => "ncclBroadcast",
            Operation::AllGather => "ncclAllGather",
            Operation::ReduceScatter(_) => "ncclReduceScatter",
        }
    }
}

/// One device's part in a group.
#[derive(Clone, Copy, Debug)]
pub struct Rank {
    /// What it gives.
    pub send: u64,
    /// Where it receives, which may be what it gives.
    pub receive: u64,
    /// Where its work goes.
    pub stream: Stream,
}

/// Communicators by the list of their GPUs, and the last group of each GPU.
#[derive(Default)]
struct Groups {
    /// Handles, as numbers. They live as long as the process, unless one of them fails.
    communicators: FxHashMap<Vec<c_int>, Vec<usize>>,
    last: FxHashMap<c_int, (Stream, Event)>,
}

/// Held while a group is issued.
static GROUPS: Mutex<Option<Groups>> = Mutex::new(None);

impl Groups {
    /// The communicators of a list of GPUs, made at the first call.
    fn communicators(&mut self, functions: &Functions, gpus: &[c_int]) -> Result<Vec<usize>> {
        if let Some(made) = self.communicators.get(gpus) {
            return Ok(made.clone());
        }
        let mut made: Vec<Communicator> = vec![std::ptr::null_mut(); gpus.len()];
        // SAFETY: there are as many places as GPUs.
        let status = unsafe { (functions.start)(made.as_mut_ptr(), gpus.len() as c_int, gpus.as_ptr()) };
        functions.check(status, std::ptr::null_mut(), "ncclCommInitAll")?;
        let made: Vec<usize> = made.into_iter().map(|communicator| communicator as usize).collect();
        self.communicators.insert(gpus.to_vec(), made.clone());
        Ok(made)
    }

    /// Ends the communicators of a list of GPUs: the next group makes new ones.
    fn give_up(&mut self, functions: &Functions, gpus: &[c_int]) {
        let Some(made) = self.communicators.remove(gpus) else { return };
        // SAFETY: nobody else has the handles, which are forgotten. Errors add nothing to the one that led here.
        unsafe {
            (functions.begin)();
            for communicator in made {
                (functions.abort)(communicator as Communicator);
            }
            (functions.end)();
        }
    }

    /// Lets a stream wait for the last group of its GPU.
    fn order(&self, gpu: c_int, stream: Stream) -> Result<()> {
        match self.last.get(&gpu) {
            Some((last, event)) if *last != stream => stream.wait_event(event),
            _ => Ok(()),
        }
    }
}

/// Issues one operation for a group, one rank for each device. `count` is that of the elements that a rank sends; of
/// those that it receives for `ReduceScatter`.
///
/// # Errors
/// As [`check_devices`]; a dtype that the operation does not take; NCCL fails, with its last words.
///
/// # Safety
/// Every rank's memory is valid for the operation on its stream's device until the stream has passed.
pub unsafe fn run(operation: Operation, dtype: DType, count: usize, ranks: &[Rank]) -> Result<()> {
    let devices: Vec<usize> = ranks.iter().map(|rank| rank.stream.device).collect();
    check_devices(&devices)?;
    let Some((element, parts)) = operation.element(dtype) else {
        let text = format!("{} has no elements of {}", operation.name(), dtype.name());
        return Err(Error::new(Kind::User, text));
    };
    if count == 0 {
        return Ok(());
    }
    let (functions, gpus) = (functions()?, physical(&devices)?);
    let mut groups = GROUPS.lock();
    let groups = groups.get_or_insert_default();
    let communicators = groups.communicators(functions, &gpus)?;
    for (rank, &gpu) in ranks.iter().zip(&gpus) {
        groups.order(gpu, rank.stream)?;
    }
    // SAFETY: the communicators live, and the lock keeps other threads from them; memory is as the caller promises.
    let issued = unsafe { issue(functions, operation, (element, count * parts), ranks, &communicators) };
    if let Err(error) = issued {
        groups.give_up(functions, &gpus);
        return Err(error);
    }
    for (rank, &gpu) in ranks.iter().zip(&gpus) {
        let event = Event::new(false);
        event.record(rank.stream)?;
        groups.last.insert(gpu, (rank.stream, event));
    }
    Ok(())
}

/// # Safety
/// The communicators live and are no other thread's; one for each rank. Memory is valid for the operation.
unsafe fn issue(
    functions: &Functions,
    operation: Operation,
    (element, count): (c_int, usize),
    ranks: &[Rank],
    communicators: &[usize],
) -> Result<()> {
    let what = operation.name();
    for &communicator in communicators {
        let (communicator, mut pending) = (communicator as Communicator, 0);
        // SAFETY: the communicator lives; a place for the answer.
        let asked = unsafe { (functions.pending_error)(communicator, &mut pending) };
        functions.check(asked, communicator, "ncclCommGetAsyncError")?;
        functions.check(pending, communicator, "work that was given before")?;
    }
    // SAFETY: nothing is given.
    functions.check(unsafe { (functions.begin)() }, std::ptr::null_mut(), "ncclGroupStart")?;
    let mut done = Ok(());
    for (rank, &communicator) in ranks.iter().zip(communicators) {
        let (send, receive) = (rank.send as Bytes, rank.receive as Target);
        let (communicator, stream) = (communicator as Communicator, rank.stream.raw().cast());
        // SAFETY: the caller's promise.
        let status = unsafe {
            match operation {
                Operation::AllReduce(how) => {
                    (functions.all_reduce)(send, receive, count, element, how as c_int, communicator, stream)
                }
                Operation::Reduce(how, root) => {
                    (functions.reduce)(send, receive, count, element, how as c_int, root as c_int, communicator, stream)
                }
                Operation::Broadcast(root) => {
                    (functions.broadcast)(send, receive, count, element, root as c_int, communicator, stream)
                }
                Operation::AllGather => (functions.all_gather)(send, receive, count, element, communicator, stream),
                Operation::ReduceScatter(how) => {
                    (functions.reduce_scatter)(send, receive, count, element, how as c_int, communicator, stream)
                }
            }
        };
        done = functions.check(status, communicator, what);
        if done.is_err() {
            break;
        }
    }
    // A group that was begun is ended, whatever came of it.
    // SAFETY: nothing is given.
    let ended = functions.check(unsafe { (functions.end)() }, communicators[0] as Communicator, what);
    done.and(ended)
}

#[cfg(test)]
mod tests {
    use super::{Combine, Operation};
    use flambeau_cpu::DType;

    #[test]
    fn what_is_combined_has_a_type_of_the_library() {
        let sum = Operation::AllReduce(Combine::Sum);
        assert_eq!(sum.element(DType::BF16), Some((9, 1)));
        assert_eq!(sum.element(DType::C128), Some((8, 2)));
        assert!(!Operation::Reduce(Combine::Max, 0).takes(DType::C64));
        assert!(!sum.takes(DType::Bool) && !sum.takes(DType::I16));
        assert_eq!(Operation::AllGather.element(DType::I16), Some((1, 2)));
    }
}
