//! Steps of optimizers: one launch for all parameters of a dtype.
//!
//! They do what the functions of the same names in [`flambeau_cpu::optim`] do, with tensors on a device.

use flambeau_cpu::DType;
use flambeau_cpu::optim::{Adam, AdamTensor, Adaptive, AdaptiveTensor, Flat, Momentum, Rule, Sgd, SgdTensor};
use smallvec::SmallVec;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Elements of a block's piece: `PIECE` in kernels/optim.cuh.
const PIECE: usize = 4096;

/// Tensors of a small and of a large table: the parameters of a kernel have at most 32,764 bytes.
const TABLES: [usize; 2] = [24, 440];

/// Dtypes with steps, in the order of their numbers in kernels/tables.cuh.
pub(crate) const DTYPES: [DType; 4] = [DType::F32, DType::F64, DType::F16, DType::BF16];

/// The number of a floating-point dtype in kernels/tables.cuh.
pub(crate) fn type_number(dtype: DType) -> u64 {
    DTYPES.iter().position(|known| *known == dtype).unwrap_or(0) as u64
}

/// The kernels of kernels/optim.cuh.
#[derive(Clone, Copy, Debug)]
enum Kernel {
    Sgd,
    Adam,
    RmsProp,
    Adagrad,
    Adadelta,
    Count,
    Scale,
    ScaleBy,
    Unscale,
    Limit,
}

/// A row of the table.
struct Row {
    dtype: DType,
    len: usize,
    /// Parameter, gradient, state.
    at: [u64; 5],
    own: [f64; 2],
}

/// Launches a kernel over all rows, as many launches as dtypes and tables ask for.
///
/// # Safety
/// Every address is 0, where the kernel allows it, or valid for the row's elements on the stream's device.
unsafe fn run(kernel: Kernel, rows: &[Row], numbers: &[f64], flags: u64, stream: Stream) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    for dtype in DTYPES {
        let rows: SmallVec<[&Row; 32]> = rows.iter().filter(|row| row.dtype == dtype && row.len > 0).collect();
        let table = TABLES.iter().copied().find(|most| rows.len() <= *most).unwrap_or(TABLES[1]);
        for rows in rows.chunks(table) {
            let mut words = Words::new();
            words.extend([rows.len() as u64, flags]);
            words.extend((0..8).map(|at| numbers.get(at).copied().unwrap_or(0.0).to_bits()));
            let mut blocks = 0;
            for row in rows {
                words.extend([row.len as u64, blocks as u64]);
                words.extend(row.at);
                words.extend(row.own.map(f64::to_bits));
                blocks += row.len.div_ceil(PIECE);
            }
            // The whole table is copied at the launch.
            words.extend(std::iter::repeat_n(0, 9 * (table - rows.len())));
            let code = (kernel as u128) << 32 | (dtype as u128) << 16 | table as u128;
            let make = || source(kernel, dtype, table);
            let function = compile::function(device, Key { family: Family::Optim, made_for: code }, make)?;
            // SAFETY: the words are the fields of `OptimParams`; the rest is the caller's promise.
            unsafe { launch::launch(function, Grid::row(blocks, 256), words.as_ptr(), stream)? };
        }
    }
    Ok(())
}

fn source(kernel: Kernel, dtype: DType, table: usize) -> Source {
    let name = match kernel {
        Kernel::ScaleBy => "scale_by".into(),
        _ => format!("{kernel:?}").to_lowercase(),
    };
    let prepare = if matches!(kernel, Kernel::Adam) {
        "if (p.flags & 4) count_on_device(tensor, p.numbers, p.flags);\n    "
    } else {
        ""
    };
    let text = format!(
        "{}{}typedef OptimParams<{table}> Params;\nKERNEL(step, Params, 256) {{\n    Tensor tensor = row_of_block(p);\n    {prepare}\
         const u64 first = (blockIdx.x - tensor.first_block) * PIECE;\n    \
         const u64 end = first + PIECE < tensor.n ? first + PIECE : tensor.n;\n#pragma unroll 4\n    \
         for (u64 at = first + threadIdx.x; at < end; at += 256) {name}<{}>(tensor, at, p.numbers, p.flags);\n}}\n",
        include_str!("kernels/tables.cuh"),
        include_str!("kernels/optim.cuh"),
        storage_type(dtype)
    );
    Source { name: "step", label: format!("{name} step {}", dtype.name()), text }
}

/// As [`flambeau_cpu::optim::sgd`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with tensors of the stream's device that stay valid until the stream has passed.
pub unsafe fn sgd(tensors: &[SgdTensor], step: &Sgd, stream: Stream) -> Result<()> {
    let rows: Vec<Row> = tensors
        .iter()
        .map(|tensor| Row {
            dtype: tensor.dtype,
            len: tensor.len,
            at: [tensor.param as u64, tensor.grad as u64, tensor.buffer as u64, 0, 0],
            own: match tensor.momentum {
                Momentum::None => [0.0, 0.0],
                Momentum::First => [1.0, 0.0],
                Momentum::Next => [2.0, 0.0],
            },
        })
        .collect();
    let numbers = [step.lr, step.momentum, step.dampening, step.weight_decay];
    let flags = step.nesterov as u64 | (step.maximize as u64) << 1;
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Sgd, &rows, &numbers, flags, stream) }
}

/// A learning rate on the device: its dtype, one of [`DTYPES`], and its place.
pub type Rate = (DType, *const u8);

/// The bits of a launch's flags that say where the learning rate is, and the number that has it or its address.
fn rate_words(given: f64, rate: Option<Rate>) -> (u64, f64) {
    match rate {
        None => (0, given),
        Some((dtype, at)) => (8 | type_number(dtype) << 4, f64::from_bits(at as u64)),
    }
}

/// As [`flambeau_cpu::optim::adam`]. With `counts`, numbers of steps in single precision, the factors are computed on the
/// device, so that a graph can be made of it; those of the tensors have no effect then. With them the learning rate may be on
/// the device too, in place of the step's.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with tensors of the stream's device that stay valid until the stream has passed.
pub unsafe fn adam(
    tensors: &[AdamTensor],
    step: &Adam,
    counts: Option<&[*const u8]>,
    rate: Option<Rate>,
    stream: Stream,
) -> Result<()> {
    debug_assert!(rate.is_none() || counts.is_some(), "factors are computed where the learning rate is");
    let (on_device, lr) = rate_words(step.lr, rate);
    let factors = |at: usize, count: f64| match counts {
        Some(counts) => [f64::from_bits(counts[at] as u64), 0.0],
        None => [(1.0 - step.beta2.powf(count)).sqrt(), step.lr / (1.0 - step.beta1.powf(count))],
    };
    let rows: Vec<Row> = tensors
        .iter()
        .enumerate()
        .map(|(at, tensor)| Row {
            dtype: tensor.dtype,
            len: tensor.len,
            at: [
                tensor.param as u64,
                tensor.grad as u64,
                tensor.average as u64,
                tensor.square as u64,
                tensor.largest as u64,
            ],
            own: factors(at, tensor.count),
        })
        .collect();
    let numbers = [lr, step.beta1, step.beta2, step.eps, step.weight_decay];
    let flags = step.decoupled as u64 | (step.maximize as u64) << 1 | (counts.is_some() as u64) << 2 | on_device;
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Adam, &rows, &numbers, flags, stream) }
}

/// As [`flambeau_cpu::optim::adaptive`]. The learning rate may be on the device, in place of the tensors'; not Adagrad's.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with tensors of the stream's device that stay valid until the stream has passed.
pub unsafe fn adaptive(tensors: &[AdaptiveTensor], step: &Adaptive, rate: Option<Rate>, stream: Stream) -> Result<()> {
    debug_assert!(rate.is_none() || !matches!(step.rule, Rule::Adagrad), "its rate depends on the count");
    let rows: Vec<Row> = tensors
        .iter()
        .map(|tensor| Row {
            dtype: tensor.dtype,
            len: tensor.len,
            at: [
                tensor.param as u64,
                tensor.grad as u64,
                tensor.state[0] as u64,
                tensor.state[1] as u64,
                tensor.state[2] as u64,
            ],
            own: [rate_words(tensor.lr, rate).1, 0.0],
        })
        .collect();
    let (kernel, first, second) = match step.rule {
        Rule::RmsProp { alpha, momentum } => (Kernel::RmsProp, alpha, momentum),
        Rule::Adagrad => (Kernel::Adagrad, 0.0, 0.0),
        Rule::Adadelta { rho } => (Kernel::Adadelta, rho, 0.0),
    };
    let numbers = [first, second, step.eps, step.weight_decay];
    // SAFETY: the caller's promises are passed on.
    unsafe { run(kernel, &rows, &numbers, (step.maximize as u64) << 1 | rate_words(0.0, rate).0, stream) }
}

/// Rows of tensors that are changed in place, and of what else the kernel reads and writes for all of them.
fn in_place(tensors: &[Flat], others: [*const u8; 2]) -> Vec<Row> {
    let row = |tensor: &Flat| Row {
        dtype: tensor.dtype,
        len: tensor.len,
        at: [tensor.ptr as u64, others[0] as u64, others[1] as u64, 0, 0],
        own: [0.0; 2],
    };
    tensors.iter().map(row).collect()
}

/// Adds one to numbers of steps.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// They are on the stream's device, and stay valid until the stream has passed.
pub unsafe fn count(tensors: &[Flat], stream: Stream) -> Result<()> {
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Count, &in_place(tensors, [std::ptr::null(); 2]), &[], 0, stream) }
}

/// As [`flambeau_cpu::optim::scale`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with tensors of the stream's device that stay valid until the stream has passed.
pub unsafe fn scale(tensors: &[Flat], factor: f64, stream: Stream) -> Result<()> {
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Scale, &in_place(tensors, [std::ptr::null(); 2]), &[factor], 0, stream) }
}

/// Multiplies every element by a number of the device: a factor of the given dtype, or with `most` what makes a norm of that
/// dtype at most that, `min(most / (norm + 1e-6), 1)`.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As [`flambeau_cpu::optim::scale`], with tensors and a number of the stream's device that stay valid until the stream has
/// passed; the number is not among the tensors' elements.
pub unsafe fn scale_by(
    tensors: &[Flat],
    (dtype, number): (DType, *const u8),
    most: Option<f64>,
    stream: Stream,
) -> Result<()> {
    let flags = type_number(dtype) | (most.is_some() as u64) << 2;
    let rows = in_place(tensors, [number, std::ptr::null()]);
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::ScaleBy, &rows, &[most.unwrap_or(0.0)], flags, stream) }
}

/// Multiplies every element by a factor, a single of the device, and sets another single there, `found`, to 1 if an element
/// was infinite or NaN.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As [`scale_by`].
pub unsafe fn unscale(tensors: &[Flat], factor: *const u8, found: *mut u8, stream: Stream) -> Result<()> {
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Unscale, &in_place(tensors, [found, factor]), &[], 0, stream) }
}

/// As [`flambeau_cpu::optim::clamp`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with tensors of the stream's device that stay valid until the stream has passed.
pub unsafe fn clamp(tensors: &[Flat], low: f64, high: f64, stream: Stream) -> Result<()> {
    // SAFETY: the caller's promises are passed on.
    unsafe { run(Kernel::Limit, &in_place(tensors, [std::ptr::null(); 2]), &[low, high], 0, stream) }
}

#[cfg(test)]
mod tests {
    use super::{DTYPES, Kernel, TABLES, source};
    use crate::compile::testing::compile_all;

    #[test]
    fn every_step_compiles() {
        use Kernel::*;
        let mut sources = Vec::new();
        for kernel in [Sgd, Adam, RmsProp, Adagrad, Adadelta, Count, Scale, ScaleBy, Unscale, Limit] {
            for (at, dtype) in DTYPES.into_iter().enumerate() {
                sources.push(source(kernel, dtype, TABLES[at % 2]));
            }
        }
        compile_all(&sources);
    }
}
