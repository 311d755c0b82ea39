//! The profiler, seen from Python: sessions, reports, named blocks.

use std::sync::Mutex;

use flambeau::profile::{self, Argument, Event, Heading, Kind, Options, Report, Scope, Session, TensorArgument};
use flambeau::{Device, DeviceKind, Scalar};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyComplex, PyList, PyTuple};

use crate::gil;
use crate::tensor::Handle;

/// An open session of the profiler; see `flambeau.autograd.profiler.profile`.
#[pyclass(frozen, module = "flambeau._core")]
struct _ProfilerSession(Mutex<Option<Session>>);

#[pymethods]
impl _ProfilerSession {
    /// Ends the session and returns its report: None if another session took its place, or it was stopped before.
    fn stop(&self) -> Option<_ProfilerReport> {
        let session = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take()?;
        if session.is_closed() {
            return None;
        }
        Some(_ProfilerReport(session.stop()))
    }

    /// Pauses the session or goes on with it.
    fn set_recording(&self, recording: bool) {
        if let Some(session) = &*self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            session.set_recording(recording);
        }
    }
}

/// What a session saw.
#[pyclass(frozen, module = "flambeau._core")]
struct _ProfilerReport(Report);

fn scalar<'py>(py: Python<'py>, value: Scalar) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Scalar::Bool(value) => pyo3::types::PyBool::new(py, value).to_owned().into_any(),
        Scalar::Int(value) => value.into_pyobject(py)?.into_any(),
        Scalar::Float(value) => value.into_pyobject(py)?.into_any(),
        Scalar::Complex(re, im) => PyComplex::from_doubles(py, re, im).into_any(),
    })
}

/// The name of an argument's type, its sizes, its strides, its value.
fn argument<'py>(py: Python<'py>, argument: &Argument) -> PyResult<Bound<'py, PyTuple>> {
    let none = || py.None().into_bound(py);
    let lists = |of: fn(&TensorArgument) -> &Vec<i64>| -> PyResult<Bound<'py, PyAny>> {
        Ok(match argument {
            Argument::Tensor(tensor) => PyList::new(py, of(tensor))?.into_any(),
            Argument::Tensors(list) => PyList::new(py, list.iter().map(of))?.into_any(),
            _ => PyList::empty(py).into_any(),
        })
    };
    let value = match argument {
        Argument::Number(value) => scalar(py, *value)?,
        Argument::Numbers(list) => {
            let list = list.iter().map(|&value| scalar(py, value)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, list)?.into_any()
        }
        _ => none(),
    };
    let name = argument.type_name().into_pyobject(py)?.into_any();
    PyTuple::new(py, [name, lists(|tensor| &tensor.shape)?, lists(|tensor| &tensor.strides)?, value])
}

type EventTuple<'py> = (
    (&'py str, u8, u64, u64, u64, u64),
    (Option<usize>, Option<u64>, Option<u64>),
    (Vec<Bound<'py, PyTuple>>, u64, (i64, i64), Vec<&'py str>),
);

fn event<'py>(py: Python<'py>, event: &'py Event) -> PyResult<EventTuple<'py>> {
    let kind = match event.kind {
        Kind::Operation => 0,
        Kind::Backward => 1,
        Kind::Evaluation => 2,
        Kind::Scope => 7,
    };
    let arguments = event.arguments.iter().map(|of| argument(py, of)).collect::<PyResult<Vec<_>>>()?;
    let stack = event.stack.iter().map(String::as_str).collect();
    Ok((
        (&event.name, kind, event.thread, event.system_thread, event.start, event.end),
        (event.parent, event.sequence, event.forward_thread),
        (arguments, event.flops, (event.allocated, event.device_allocated), stack),
    ))
}

#[pymethods]
impl _ProfilerReport {
    /// Events in the order they began.
    fn events<'py>(this: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        let (py, report) = (this.py(), &this.get().0);
        let list = PyList::empty(py);
        for one in report.events() {
            list.append(event(py, one)?)?;
        }
        Ok(list)
    }

    /// Memory taken and given back: time, bytes, whether it is a GPU's, thread, and the number of the event it happened
    /// in.
    fn memory(&self) -> Vec<(u64, i64, bool, u64, Option<usize>)> {
        let memory = self.0.memory().iter();
        let on_gpu = |device: Device| device.kind() == DeviceKind::Cuda;
        memory.map(|one| (one.time, one.bytes, on_gpu(one.device), one.thread, one.event)).collect()
    }

    /// The report in the Chrome trace format.
    fn chrome_trace<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        host: &str,
        program: &str,
        metadata: Vec<(String, String)>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let mut text = Vec::new();
        let heading = Heading { name, metadata: &metadata, host, program };
        gil::detached(|| self.0.write_chrome_trace(&mut text, heading))?;
        Ok(PyBytes::new(py, &text))
    }
}

/// A block that is being profiled.
#[pyclass(frozen, module = "flambeau._core")]
struct _ProfilerScope(Mutex<Option<Scope>>);

#[pymethods]
impl _ProfilerScope {
    /// Ends the block.
    fn end(&self) {
        let scope = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        drop(scope);
    }
}

fn scope_object(scope: Scope) -> Option<_ProfilerScope> {
    scope.is_recorded().then(|| _ProfilerScope(Mutex::new(Some(scope))))
}

/// Starts a session of the calling thread.
#[pyfunction]
fn _profiler_start(shapes: bool, memory: bool, flops: bool, stacks: bool, all_threads: bool) -> _ProfilerSession {
    _ProfilerSession(Mutex::new(Some(profile::start(Options { shapes, memory, flops, stacks, all_threads }))))
}

/// Whether operations of the calling thread are written down.
#[pyfunction]
fn _profiler_enabled() -> bool {
    profile::recording()
}

/// Begins a named block; None where nobody listens.
#[pyfunction]
fn _profiler_scope(name: &str) -> Option<_ProfilerScope> {
    scope_object(profile::scope(name))
}

/// Begins a custom function's call, shown as an operation; None where nobody listens.
#[pyfunction]
fn _profiler_function(name: &str, inputs: Vec<Handle>) -> Option<_ProfilerScope> {
    let inputs: Vec<_> = inputs.iter().map(|handle| &handle.0).collect();
    scope_object(profile::function(name, &inputs))
}

/// Where Python is, the innermost call first.
fn python_stack() -> Vec<String> {
    gil::attached(|py| {
        let function = py.import("flambeau.autograd._profiler_stack")?.getattr("python_stack")?;
        gil::call(&function, &PyTuple::empty(py))?.extract()
    })
    .unwrap_or_else(|_: PyErr| Vec::new())
}

/// Adds the functions and types of this file.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    profile::set_stack_source(python_stack);
    module.add_class::<_ProfilerSession>()?;
    module.add_class::<_ProfilerReport>()?;
    module.add_class::<_ProfilerScope>()?;
    module.add_function(wrap_pyfunction!(_profiler_start, module)?)?;
    module.add_function(wrap_pyfunction!(_profiler_enabled, module)?)?;
    module.add_function(wrap_pyfunction!(_profiler_scope, module)?)?;
    module.add_function(wrap_pyfunction!(_profiler_function, module)?)
}
