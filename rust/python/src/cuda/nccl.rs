//! NCCL's operations on lists of tensors, one on each GPU.

use flambeau::cuda::stream::Stream;
use flambeau::parallel::nccl::{self, Combine, Operation};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::{detached, prepare};
use crate::errors::to_py;
use crate::gil;
use crate::tensor::Handle;

/// NCCL's version, such as 22907 for 2.29.7.
#[pyfunction]
fn _nccl_version(py: Python<'_>) -> PyResult<i32> {
    detached(py, nccl::version)
}

fn combine(op: i64) -> PyResult<Combine> {
    Ok(match op {
        0 => Combine::Sum,
        1 => Combine::Product,
        2 => Combine::Max,
        3 => Combine::Min,
        4 => Combine::Mean,
        _ => return Err(PyRuntimeError::new_err(format!("NCCL has operations 0 to 4, not {op}"))),
    })
}

/// Issues an operation for all ranks, in the streams given as devices and handles, or the current ones.
#[pyfunction]
fn _nccl_collective(
    py: Python<'_>,
    operation: &str,
    inputs: Vec<Handle>,
    outputs: Vec<Handle>,
    op: i64,
    root: usize,
    streams: Vec<Option<(usize, usize)>>,
) -> PyResult<()> {
    prepare(py)?;
    let operation = match operation {
        "all_reduce" => Operation::AllReduce(combine(op)?),
        "reduce" => Operation::Reduce(combine(op)?, root),
        "broadcast" => Operation::Broadcast(root),
        "all_gather" => Operation::AllGather,
        "reduce_scatter" => Operation::ReduceScatter(combine(op)?),
        other => return Err(PyValueError::new_err(format!("NCCL has no operation '{other}'"))),
    };
    let list = |handles: Vec<Handle>| handles.into_iter().map(|handle| handle.0).collect::<Vec<_>>();
    let (inputs, outputs) = (list(inputs), list(outputs));
    let stream = |place: Option<(usize, usize)>| {
        // SAFETY: the handle is that of a `flambeau.cuda.Stream`, whose maker answers for its life.
        place.map(|(device, handle)| unsafe { Stream::external(device, handle) })
    };
    let streams: Vec<Option<Stream>> = streams.into_iter().map(stream).collect();
    gil::detached(|| nccl::collective(operation, &inputs, &outputs, &streams)).map_err(to_py)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(_nccl_version, module)?)?;
    module.add_function(wrap_pyfunction!(_nccl_collective, module)?)
}
