//! Plans: engines of the library, chosen for problems and remembered.

use std::ffi::c_int;
use std::sync::atomic::Ordering::Relaxed;

use cudarc::driver::sys;
use flambeau_cpu::DType;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use super::SETTINGS;
use super::descriptor::Descriptor;
use super::problem::{Problem, Product};
use super::table::{CROSS_CORRELATION, Functions, HEURISTIC_MODES, Raw, attribute, form, functions, kind, note};
use crate::alloc::Scratch;
use crate::device;
use crate::error::{Error, Kind, Result, check};
use crate::event::Event;
use crate::stream::Stream;

/// Memory that a plan may ask for.
const MOST_WORKSPACE: usize = 1 << 30;

/// Runs by which plans are compared.
const TRIALS: usize = 3;

/// Numbers of input, weight and output in a graph.
const NUMBERS: [i64; 3] = [1, 2, 3];

/// A device's handle and the plans found so far.
#[derive(Default)]
pub(crate) struct State {
    // The library's handle serves one thread at a time.
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    handle: Option<usize>,
    /// `None` for problems that no engine takes.
    found: FxHashMap<Problem, Option<Plan>>,
}

impl State {
    /// Whether the library was asked for this problem, and has no engine for it.
    pub(super) fn has_refused(&self, problem: &Problem) -> bool {
        matches!(self.inner.lock().found.get(problem), Some(None))
    }
}

impl Inner {
    fn handle(&mut self, functions: &Functions) -> Result<Raw> {
        if let Some(handle) = self.handle {
            return Ok(handle as Raw);
        }
        let mut handle = std::ptr::null_mut();
        // SAFETY: a place for the handle; the context is current.
        functions.check(unsafe { (functions.create)(&mut handle) }, "cudnnCreate").map_err(|error| {
            let way_out = "flambeau.backends.cudnn.enabled = False leaves convolutions to flambeau's own kernels";
            Error::new(error.kind(), format!("{error}. {way_out}"))
        })?;
        self.handle = Some(handle as usize);
        Ok(handle)
    }
}

/// The device that plans are made for.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// That of the library's handle.
    Handle(Raw),
    /// One that is described, and need not be there: the real library is tested with such ones.
    #[cfg_attr(not(test), expect(dead_code))]
    Described(&'a Descriptor),
}

impl Target<'_> {
    /// Sets the attribute that has the handle, or the one that has the description.
    fn set(self, descriptor: &Descriptor, handle: Option<c_int>, description: Option<c_int>) -> Result<()> {
        match (self, handle, description) {
            (Target::Handle(raw), Some(attribute), _) => descriptor.set_handle(attribute, raw),
            (Target::Described(device), _, Some(attribute)) => descriptor.set_descriptor(attribute, device),
            _ => Ok(()),
        }
    }
}

/// Where input, weight and output begin.
type Pointers = [u64; 3];

pub(super) struct Plan {
    descriptor: Descriptor,
    pub(super) workspace: usize,
}

impl Plan {
    /// The plan of an engine; an error if it does not take the problem.
    pub(super) fn new(functions: &'static Functions, target: Target<'_>, config: &Descriptor) -> Result<Plan> {
        let plan = Descriptor::new(functions, kind::PLAN)?;
        target.set(&plan, Some(attribute::PLAN_HANDLE), Some(attribute::PLAN_DEVICE))?;
        plan.set_descriptor(attribute::PLAN_CONFIG, config)?;
        let descriptor = plan.finish()?;
        let workspace = descriptor.int(attribute::PLAN_WORKSPACE)?.max(0) as usize;
        Ok(Plan { descriptor, workspace })
    }

    /// Runs it in the handle's stream.
    ///
    /// # Safety
    /// That of [`run`].
    unsafe fn execute(
        &self,
        functions: &'static Functions,
        handle: Raw,
        pointers: Pointers,
        stream: Stream,
    ) -> Result<()> {
        let workspace = Scratch::new(self.workspace, stream)?;
        let pack = Descriptor::new(functions, kind::VARIANT_PACK)?;
        pack.set_ints(attribute::PACK_NUMBERS, &NUMBERS)?;
        pack.set_pointers(attribute::PACK_POINTERS, &pointers)?;
        pack.set_pointers(attribute::PACK_WORKSPACE, &[workspace.address()])?;
        let pack = pack.finish()?;
        // SAFETY: handle and descriptors live; the tensors are as the caller promises, the workspace as large as the plan
        // wants it.
        let status = unsafe { (functions.execute)(handle, self.descriptor.raw(), pack.raw()) };
        functions.check(status, "cudnnBackendExecute")
    }
}

/// The problem in the library's terms.
pub(super) fn graph(functions: &'static Functions, target: Target<'_>, problem: &Problem) -> Result<Descriptor> {
    let dtype = match problem.dtype {
        DType::F64 => 1,
        DType::F16 => 2,
        DType::BF16 => 9,
        _ => 0,
    };
    let double = problem.dtype == DType::F64;
    let tensor = |at: usize| {
        let sizes = &problem.sizes[at][..problem.axes + 2];
        let tensor = Descriptor::new(functions, kind::TENSOR)?;
        tensor.set_choice(attribute::TENSOR_DTYPE, form::DTYPE, dtype)?;
        tensor.set_ints(attribute::TENSOR_SIZES, sizes)?;
        tensor.set_ints(attribute::TENSOR_STRIDES, &problem.strides(sizes))?;
        tensor.set_ints(attribute::TENSOR_NUMBER, &[NUMBERS[at]])?;
        tensor.set_ints(attribute::TENSOR_ALIGNMENT, &[Problem::ALIGNMENT as i64])?;
        tensor.finish()
    };
    let (input, weight, output) = (tensor(0)?, tensor(1)?, tensor(2)?);

    let along = &problem.places[..problem.axes];
    let list = |of: fn(&super::problem::Places) -> i64| along.iter().map(of).collect::<Vec<i64>>();
    let windows = Descriptor::new(functions, kind::CONVOLUTION)?;
    windows.set_ints(attribute::CONVOLUTION_SPATIAL_DIMS, &[problem.axes as i64])?;
    windows.set_choice(attribute::CONVOLUTION_COMPUTE, form::DTYPE, double as c_int)?;
    windows.set_choice(attribute::CONVOLUTION_MODE, form::CONVOLUTION_MODE, CROSS_CORRELATION)?;
    windows.set_ints(attribute::CONVOLUTION_PRE_PADDINGS, &list(|places| places.padding[0]))?;
    windows.set_ints(attribute::CONVOLUTION_POST_PADDINGS, &list(|places| places.padding[1]))?;
    windows.set_ints(attribute::CONVOLUTION_STRIDES, &list(|places| places.stride))?;
    windows.set_ints(attribute::CONVOLUTION_DILATIONS, &list(|places| places.dilation))?;
    let windows = windows.finish()?;

    let (kind_of, [alpha, beta, convolution, w, x, y]) = match problem.product {
        Product::Output => (kind::FORWARD, attribute::FORWARD),
        Product::Input => (kind::BACKWARD_DATA, attribute::BACKWARD_DATA),
        Product::Weight => (kind::BACKWARD_FILTER, attribute::BACKWARD_FILTER),
    };
    let operation = Descriptor::new(functions, kind_of)?;
    operation.set_factor(alpha, 1.0, double)?;
    operation.set_factor(beta, 0.0, double)?;
    operation.set_descriptor(convolution, &windows)?;
    operation.set_descriptor(x, &input)?;
    operation.set_descriptor(w, &weight)?;
    operation.set_descriptor(y, &output)?;
    let operation = operation.finish()?;

    let graph = Descriptor::new(functions, kind::GRAPH)?;
    target.set(&graph, Some(attribute::GRAPH_HANDLE), None)?;
    graph.set_descriptor(attribute::GRAPH_OPERATIONS, &operation)?;
    graph.finish()
}

/// Whether an engine computes what the problem asks for.
fn is_allowed(config: &Descriptor, problem: &Problem) -> Result<bool> {
    let engine = config.descriptors(attribute::CONFIG_ENGINE, kind::ENGINE, 1)?;
    let Some(engine) = engine.first() else { return Ok(false) };
    let allowed = |said: &c_int| match *said {
        note::DOWN_CONVERT_INPUTS | note::REDUCED_PRECISION_REDUCTION => false,
        note::NONDETERMINISTIC => problem.any_order,
        note::TENSOR_CORE => problem.tf32,
        _ => true,
    };
    Ok(engine.choices(attribute::ENGINE_NOTES, form::NOTE)?.iter().all(allowed))
}

/// Engines for a problem, the most promising first.
pub(super) fn configs(
    functions: &'static Functions,
    target: Target<'_>,
    graph: &Descriptor,
    problem: &Problem,
) -> Result<Vec<Descriptor>> {
    let mut all = Vec::new();
    for mode in HEURISTIC_MODES {
        let heuristics = Descriptor::new(functions, kind::HEURISTICS)?;
        heuristics.set_descriptor(attribute::HEURISTICS_GRAPH, graph)?;
        heuristics.set_choice(attribute::HEURISTICS_MODE, form::HEURISTIC_MODE, mode)?;
        target.set(&heuristics, None, Some(attribute::HEURISTICS_DEVICE))?;
        // A mode may know nothing of a problem that the other one has engines for.
        let Ok(heuristics) = heuristics.finish() else { continue };
        let count = heuristics.count(attribute::HEURISTICS_RESULTS)?;
        for config in heuristics.descriptors(attribute::HEURISTICS_RESULTS, kind::ENGINE_CONFIG, count)? {
            if is_allowed(&config, problem)? {
                all.push(config);
            }
        }
    }
    Ok(all)
}

/// Whether work for a stream is recorded instead of done.
fn is_captured(stream: Stream) -> Result<bool> {
    let mut status = sys::CUstreamCaptureStatus::CU_STREAM_CAPTURE_STATUS_NONE;
    // SAFETY: the stream lives; a place for the answer.
    check(unsafe { sys::cuStreamIsCapturing(stream.raw(), &mut status) }, "cuStreamIsCapturing")?;
    Ok(status != sys::CUstreamCaptureStatus::CU_STREAM_CAPTURE_STATUS_NONE)
}

/// Finds a plan by running it: the first that works, or the fastest. What it has computed is the problem's result.
///
/// # Safety
/// That of [`run`].
unsafe fn find(
    functions: &'static Functions,
    handle: Raw,
    problem: &Problem,
    pointers: Pointers,
    stream: Stream,
) -> Result<Option<Plan>> {
    // What the library cannot describe it cannot do.
    let target = Target::Handle(handle);
    let Ok(graph) = graph(functions, target, problem) else { return Ok(None) };
    let Ok(configs) = configs(functions, target, &graph, problem) else { return Ok(None) };
    let compares = problem.benchmark && !is_captured(stream)?;
    let limit = SETTINGS.benchmark_limit.load(Relaxed);
    let (mut best, mut tried): (Option<(f32, Plan)>, usize) = (None, 0);
    for config in &configs {
        let Ok(plan) = Plan::new(functions, target, config) else { continue };
        // SAFETY: the caller's promise.
        let run = || unsafe { plan.execute(functions, handle, pointers, stream) };
        // An engine may find only now that it cannot, or that there is no memory for it.
        if plan.workspace > MOST_WORKSPACE || run().is_err() {
            continue;
        }
        if !compares {
            return Ok(Some(plan));
        }
        let (start, end) = (Event::new(true), Event::new(true));
        start.record(stream)?;
        (0..TRIALS).try_for_each(|_| run())?;
        end.record(stream)?;
        end.synchronize()?;
        let time = start.elapsed(&end)?;
        if best.as_ref().is_none_or(|(least, _)| time < *least) {
            best = Some((time, plan));
        }
        tried += 1;
        if tried == limit {
            break;
        }
    }
    let Some((_, plan)) = best else { return Ok(None) };
    // The last result is that of the last plan tried, whose bits another call would not give.
    // SAFETY: the caller's promise.
    unsafe { plan.execute(functions, handle, pointers, stream)? };
    Ok(Some(plan))
}

/// Computes a problem's result from the other two of input, weight and output, if the library takes it: false, with
/// nothing in the result that counts, where it does not.
///
/// # Errors
/// The library cannot be used on the device, or fails at what it did before.
///
/// # Safety
/// The tensors are valid for the problem on the stream's device, aligned as it says, until the stream has passed.
pub unsafe fn run(problem: &Problem, pointers: [*mut u8; 3], stream: Stream) -> Result<bool> {
    let functions = functions()?;
    let device = device::get(stream.device)?;
    device.enter()?;
    let pointers = pointers.map(|pointer| pointer as u64);
    let mut inner = device.cudnn.inner.lock();
    let handle = inner.handle(functions)?;
    // SAFETY: handle and stream live.
    functions.check(unsafe { (functions.set_stream)(handle, stream.raw().cast()) }, "cudnnSetStream")?;
    if let Some(known) = inner.found.get(problem) {
        let Some(plan) = known else { return Ok(false) };
        // SAFETY: the caller's promise.
        return match unsafe { plan.execute(functions, handle, pointers, stream) } {
            Err(error) if error.kind() == Kind::OutOfMemory => Ok(false),
            done => done.map(|()| true),
        };
    }
    // SAFETY: the caller's promise.
    let plan = unsafe { find(functions, handle, problem, pointers, stream)? };
    let found = plan.is_some();
    inner.found.insert(*problem, plan);
    Ok(found)
}
