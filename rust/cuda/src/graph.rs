//! Graphs: work of a stream that is captured once and replayed as a whole.
//!
//! Kernels' parameters travel in the graph, so that replays need nothing but the memory that they refer to. That belongs
//! to the graph's pool (`alloc/pools.rs`) as long as the graph lives. Random numbers go on with every replay: seed and
//! place are written to memory of the device in front of it.

use cudarc::driver::sys::{self, CUgraph, CUgraphExec, CUstreamCaptureMode};
use parking_lot::Mutex;
use smallvec::SmallVec;

use crate::alloc::{self, PoolId, Scratch};
use crate::capture::{self, Going};
use crate::device::{self, Device};
use crate::error::{Error, Kind, Result, check};
use crate::generator::Generator;
use crate::pinned;
use crate::random;
use crate::stream::Stream;

/// Who may not call what is unsafe during a capture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// No thread.
    Global,
    /// Not the thread that captures.
    ThreadLocal,
    /// Everybody may.
    Relaxed,
}

/// A generator that takes part, and where kernels find its seed and offset.
struct Source {
    generator: Generator,
    place: Scratch,
    /// How far a replay comes.
    drawn: u64,
}

/// A capture that is going on.
struct Capture {
    stream: Stream,
    /// The driver's number.
    id: u64,
    sources: Vec<Source>,
    _going: Going,
}

/// What a capture made.
struct Made {
    /// The driver's handles, 0 where there is none.
    graph: usize,
    executable: usize,
    sources: Vec<Source>,
    /// Page-locked blocks that copies of the graph use.
    pinned: Vec<usize>,
    /// Streams in which it ran.
    streams: SmallVec<[Stream; 2]>,
}

#[derive(Default)]
struct Inner {
    generators: Vec<Generator>,
    /// The device, and the pool's name and number there.
    pool: Option<(&'static Device, PoolId, u32)>,
    capture: Option<Capture>,
    made: Option<Made>,
}

/// Work that is captured once and replayed.
pub struct Graph {
    /// Whether the graph is kept beside what runs, which is made at the first replay.
    keep: bool,
    inner: Mutex<Inner>,
}

fn user<T>(message: &str) -> Result<T> {
    Err(Error::new(Kind::User, message))
}

impl Graph {
    /// A graph without work. With `keep` the driver's graph stays after the capture, for others to look at.
    pub fn new(keep: bool) -> Graph {
        Graph { keep, inner: Mutex::default() }
    }

    /// Lets a generator take part in the capture, besides the device's own.
    pub fn register_generator(&self, generator: &Generator) {
        let mut inner = self.inner.lock();
        if !inner.generators.iter().any(|known| known.is_same(generator)) {
            inner.generators.push(generator.shared());
        }
    }

    /// Captures what this thread gives to the stream from now on; its memory comes from the pool of that name, or a new one.
    ///
    /// # Errors
    /// The graph has work already; the stream is the default one; a generator takes part in another capture.
    pub fn begin(&self, stream: Stream, pool: Option<PoolId>, mode: Mode) -> Result<()> {
        let mut inner = self.inner.lock();
        let inner = &mut *inner;
        if inner.capture.is_some() || inner.made.is_some() || inner.pool.is_some() {
            return user(
                "This CUDAGraph instance already owns a captured graph. To capture a new graph, create a new instance.",
            );
        }
        if stream.is_default() {
            return user(
                "CUDA graphs must be captured on a non-default stream. (However, after capture, it's ok to replay them on \
                 the default stream.)",
            );
        }
        let device = device::get(stream.device)?;
        device.enter()?;
        if stream.is_capturing()? {
            return user("A graph is being captured in this stream already: end that capture first.");
        }
        let own = Generator::default_of(stream.device).into_iter();
        let mut sources = Vec::new();
        for generator in own.chain(&inner.generators) {
            if sources.iter().any(|known: &Source| known.generator.is_same(generator)) {
                continue;
            }
            sources.push(Source { generator: generator.shared(), place: Scratch::new(16, stream)?, drawn: 0 });
        }
        let going = Going::new();
        let mode = match mode {
            Mode::Global => CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_GLOBAL,
            Mode::ThreadLocal => CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_THREAD_LOCAL,
            Mode::Relaxed => CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_RELAXED,
        };
        // SAFETY: the context is current, the stream lives.
        check(unsafe { sys::cuStreamBeginCapture_v2(stream.raw(), mode) }, "cuStreamBeginCapture")?;
        let Some(id) = capture::of(stream)? else {
            return Err(Error::new(Kind::Internal, "the driver does not say which capture has begun"));
        };
        let name = pool.unwrap_or_else(|| alloc::new_pool(false));
        let number = alloc::join_pool(device, name);
        alloc::begin_capture(device, id, number);
        inner.pool = Some((device, name, number));
        let begun = sources.iter().try_for_each(|source| source.generator.begin_capture(id, source.place.address()));
        inner.capture = Some(Capture { stream, id, sources, _going: going });
        if begun.is_err() {
            inner.end(stream).map_or_else(|_| (), destroy);
            inner.forget();
        }
        begun
    }

    /// Ends the capture, and makes it ready to run unless the graph is kept. The number of the graph's nodes.
    ///
    /// # Errors
    /// No capture is going on, or not in this stream; an earlier call made it fail.
    pub fn end(&self, stream: Stream) -> Result<usize> {
        let mut inner = self.inner.lock();
        let Some(capture) = &inner.capture else {
            return user("Called CUDAGraph::capture_end() without a capture: call capture_begin() first.");
        };
        if capture.stream != stream {
            return user("Capture must end on the same stream it began on.");
        }
        let made = match inner.end(stream) {
            Ok(made) => inner.made.insert(made),
            Err(error) => {
                inner.forget();
                return Err(error);
            }
        };
        let mut nodes = 0;
        // SAFETY: the graph lives; without a place for nodes they are counted.
        let answer = unsafe { sys::cuGraphGetNodes(made.graph as CUgraph, std::ptr::null_mut(), &mut nodes) };
        check(answer, "cuGraphGetNodes")?;
        if !self.keep {
            made.instantiate()?;
            made.drop_graph();
        }
        Ok(nodes)
    }

    /// Makes the graph ready to run, again where it is already.
    ///
    /// # Errors
    /// There is no graph, or it was not kept.
    pub fn instantiate(&self) -> Result<()> {
        let mut inner = self.inner.lock();
        inner.enter()?;
        match &mut inner.made {
            Some(made) if made.graph != 0 => made.instantiate(),
            Some(_) => user("CUDAGraph::instantiate() needs a graph that is kept: make it with keep_graph=True."),
            None => user(
                "CUDAGraph::instantiate() is intended to be called by the user only when keep_graph=true, after \
                          a capture.",
            ),
        }
    }

    /// Gives the work to the stream.
    ///
    /// # Errors
    /// There is no work; a generator is being captured elsewhere; the driver refuses it.
    pub fn replay(&self, stream: Stream) -> Result<()> {
        let mut inner = self.inner.lock();
        let device = inner.enter()?;
        let Some(made) = inner.made.as_mut().filter(|made| made.executable != 0 || made.graph != 0) else {
            return user("Called CUDAGraph::replay without a preceding successful capture.");
        };
        if stream.device != device.index {
            return user("CUDAGraph::replay: the current device is not the one that the graph was captured on.");
        }
        if made.executable == 0 {
            made.instantiate()?;
        }
        for source in made.sources.iter().filter(|source| source.drawn > 0) {
            let state = source.generator.replay(source.drawn)?;
            alloc::record_stream(source.place.address(), device.index, stream);
            // SAFETY: the place has two words and lives until the stream has passed, which was just recorded.
            unsafe { random::set_place(source.place.address(), state, stream)? };
        }
        if !made.streams.contains(&stream) {
            made.streams.push(stream);
        }
        // SAFETY: what the graph refers to is its pool's, or the caller keeps it.
        check(unsafe { sys::cuGraphLaunch(made.executable as CUgraphExec, stream.raw()) }, "cuGraphLaunch")
    }

    /// Forgets the work; its memory goes back to the pool.
    ///
    /// # Errors
    /// A capture is going on.
    pub fn reset(&self) -> Result<()> {
        let mut inner = self.inner.lock();
        if inner.capture.is_some() {
            return user("CUDAGraph::reset() was called during the capture: end it first.");
        }
        inner.forget();
        Ok(())
    }

    /// The name of the graph's pool.
    ///
    /// # Errors
    /// There is no graph.
    pub fn pool(&self) -> Result<PoolId> {
        match self.inner.lock().pool {
            Some((_, name, _)) => Ok(name),
            None => user("Called CUDAGraph::pool() without a preceding successful capture."),
        }
    }

    /// The driver's handles of the graph, where it was kept, and of what runs; 0 where there is none.
    pub fn handles(&self) -> (usize, usize) {
        self.inner.lock().made.as_ref().map_or((0, 0), |made| (made.graph, made.executable))
    }

    /// Writes a description of the kept graph to a file in the language of Graphviz.
    ///
    /// # Errors
    /// There is no graph; the driver cannot write the file.
    pub fn write_description(&self, path: &std::ffi::CStr) -> Result<()> {
        let inner = self.inner.lock();
        inner.enter()?;
        match &inner.made {
            Some(made) if made.graph != 0 => {
                // SAFETY: the graph lives; 1 asks for all that the driver knows.
                let answer = unsafe { sys::cuGraphDebugDotPrint(made.graph as CUgraph, path.as_ptr(), 1) };
                check(answer, "cuGraphDebugDotPrint")
            }
            _ => user("CUDAGraph::debug_dump() needs a graph that is kept: make it with keep_graph=True."),
        }
    }
}

impl Inner {
    /// Makes the graph's device current.
    fn enter(&self) -> Result<&'static Device> {
        match self.pool {
            Some((device, ..)) => device.enter().map(|()| device),
            None => user("Called CUDAGraph::replay without a preceding successful capture."),
        }
    }

    /// Ends the capture, whatever has come of it.
    fn end(&mut self, stream: Stream) -> Result<Made> {
        let (Some(capture), Some((device, ..))) = (self.capture.take(), self.pool) else {
            return user("no capture is going on");
        };
        device.enter()?;
        let mut graph: CUgraph = std::ptr::null_mut();
        // SAFETY: the context is current, the stream lives.
        let answer = unsafe { sys::cuStreamEndCapture(stream.raw(), &mut graph) };
        alloc::end_capture(device, capture.id);
        let pinned = capture::take_held(capture.id);
        let mut sources = capture.sources;
        for source in &mut sources {
            source.drawn = source.generator.end_capture(capture.id);
        }
        let made = Made { graph: graph as usize, executable: 0, sources, pinned, streams: SmallVec::new() };
        if let Err(error) = check(answer, "cuStreamEndCapture") {
            destroy(made);
            return Err(error);
        }
        if graph.is_null() {
            destroy(made);
            return Err(Error::new(Kind::Capture, "Invalid capture."));
        }
        Ok(made)
    }

    fn forget(&mut self) {
        let usable = !alloc::is_shutting_down() && !device::is_forked();
        if let Some((device, _, number)) = self.pool.take()
            && usable
            && device.enter().is_ok()
        {
            if let Some(made) = self.made.take() {
                destroy(made);
            }
            alloc::leave_pool(device, number);
        }
        self.made = None;
    }
}

impl Made {
    fn instantiate(&mut self) -> Result<()> {
        let mut executable: CUgraphExec = std::ptr::null_mut();
        let _unrecorded = capture::Unrecorded::new();
        // SAFETY: the graph lives.
        let answer = unsafe { sys::cuGraphInstantiateWithFlags(&mut executable, self.graph as CUgraph, 0) };
        check(answer, "cuGraphInstantiate")?;
        self.drop_executable();
        self.executable = executable as usize;
        Ok(())
    }

    fn drop_graph(&mut self) {
        if self.graph != 0 {
            // SAFETY: nobody else has the graph.
            unsafe { sys::cuGraphDestroy(self.graph as CUgraph) };
            self.graph = 0;
        }
    }

    fn drop_executable(&mut self) {
        if self.executable != 0 {
            // SAFETY: nobody else has it; the driver keeps it until work that was given is done.
            unsafe { sys::cuGraphExecDestroy(self.executable as CUgraphExec) };
            self.executable = 0;
        }
    }
}

/// Gives back what a capture made. The device's context is current.
fn destroy(mut made: Made) {
    made.drop_executable();
    made.drop_graph();
    pinned::let_go(&made.pinned, &made.streams);
}

impl Drop for Graph {
    fn drop(&mut self) {
        let inner = self.inner.get_mut();
        if let Some(Capture { stream, .. }) = inner.capture {
            // The stream must not stay captured.
            inner.end(stream).map_or_else(|_| (), destroy);
        }
        inner.forget();
    }
}
