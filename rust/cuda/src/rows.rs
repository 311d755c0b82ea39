//! Kernels along one dimension of a dense tensor `(outer, n, inner)`: softmax, likelihoods, layer normalisation.
//!
//! They do what the functions of the same names in [`flambeau_cpu::rows`] do, with operands on a device.

use flambeau_cpu::DType;
pub use flambeau_cpu::rows::{Classes, Extent, Scale};

use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;

/// Threads of a block: `ROW_THREADS` in kernels/rows.cuh.
const THREADS: usize = 256;

/// The kernels of kernels/rows.cuh.
#[derive(Clone, Copy)]
enum Kernel {
    Softmax,
    SoftmaxBackward,
    Likelihood,
    LikelihoodBackward,
    LayerNorm,
    LayerNormBackward,
    LayerNormWeights,
}

impl Kernel {
    /// Names of the device function and of its parameters.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Kernel::Softmax => ("softmax", "SoftmaxParams"),
            Kernel::SoftmaxBackward => ("softmax_backward", "SoftmaxBackwardParams"),
            Kernel::Likelihood => ("likelihood", "LikelihoodParams"),
            Kernel::LikelihoodBackward => ("likelihood_backward", "LikelihoodBackwardParams"),
            Kernel::LayerNorm => ("layer_norm", "NormParams"),
            Kernel::LayerNormBackward => ("layer_norm_backward", "NormBackwardParams"),
            Kernel::LayerNormWeights => ("layer_norm_weights", "NormWeightParams"),
        }
    }
}

/// Threads that work on a row together, and how far apart they are.
#[derive(Clone, Copy)]
struct Group {
    lanes: usize,
    step: usize,
}

impl Group {
    fn new(extent: Extent) -> Group {
        let useful = extent.n.div_ceil(4).next_power_of_two();
        if extent.inner == 1 {
            Group { lanes: useful.clamp(1, THREADS), step: 1 }
        } else {
            let lanes = useful.clamp(1, THREADS / 32);
            Group { lanes, step: THREADS / lanes }
        }
    }
}

fn words_of(extent: Extent) -> Words {
    let mut words = Words::new();
    words.extend([extent.outer, extent.n, extent.inner].map(|size| size as u64));
    words
}

fn push_classes(words: &mut Words, classes: &Classes) {
    words.extend([classes.target as u64, classes.ignored as u64, classes.weight as u64, classes.smoothing.to_bits()]);
}

/// A kernel's text; without a group for one whose blocks are always the same.
fn source(kernel: Kernel, dtype: DType, flag: bool, group: Option<Group>) -> Source {
    let (name, params) = kernel.names();
    let group = group.map_or(String::new(), |group| format!(", {}, {}", group.lanes, group.step));
    Source {
        name: "rows",
        label: format!("{name} {}", dtype.name()),
        text: format!(
            "{}KERNEL(rows, {params}, {THREADS}) {{ {name}<{}, {flag}{group}>(p); }}\n",
            include_str!("kernels/rows.cuh"),
            storage_type(dtype)
        ),
    }
}

/// Launches a kernel over all rows. The device is entered.
///
/// # Safety
/// The words are the fields of the kernel's parameter in order, and what they point to is valid.
unsafe fn rows(
    device: &Device,
    kernel: Kernel,
    dtype: DType,
    flag: bool,
    extent: Extent,
    words: &Words,
    stream: Stream,
) -> Result<()> {
    let group = Group::new(extent);
    let code = (kernel as u128) << 24
        | (dtype as u128) << 16
        | (flag as u128) << 8
        | (group.lanes.trailing_zeros() as u128) << 1
        | (group.step == 1) as u128;
    let make = || source(kernel, dtype, flag, Some(group));
    let function = compile::function(device, Key { family: Family::Rows, made_for: code }, make)?;
    let blocks = (extent.outer * extent.inner).div_ceil(THREADS / group.lanes);
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

/// As [`flambeau_cpu::rows::softmax`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn softmax(dtype: DType, log: bool, extent: Extent, x: *const u8, y: *mut u8, stream: Stream) -> Result<()> {
    if extent.is_empty() {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = words_of(extent);
    words.extend([x as u64, y as u64]);
    // SAFETY: the words are the fields of `SoftmaxParams`; the rest is the caller's promise.
    unsafe { rows(device, Kernel::Softmax, dtype, log, extent, &words, stream) }
}

/// As [`flambeau_cpu::rows::softmax_backward`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn softmax_backward(
    dtype: DType,
    log: bool,
    extent: Extent,
    grad: *const u8,
    y: *const u8,
    out: *mut u8,
    stream: Stream,
) -> Result<()> {
    if extent.is_empty() {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = words_of(extent);
    words.extend([grad as u64, y as u64, out as u64]);
    // SAFETY: the words are the fields of `SoftmaxBackwardParams`; the rest is the caller's promise.
    unsafe { rows(device, Kernel::SoftmaxBackward, dtype, log, extent, &words, stream) }
}

/// As [`flambeau_cpu::rows::likelihood`]; targets are checked on the device.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; targets may be anything.
#[allow(clippy::too_many_arguments)]
pub unsafe fn likelihood(
    dtype: DType,
    extent: Extent,
    x: *const u8,
    classes: &Classes,
    stats: *mut u8,
    loss: *mut u8,
    weights: *mut u8,
    stream: Stream,
) -> Result<()> {
    if extent.outer * extent.inner == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = words_of(extent);
    words.push(x as u64);
    push_classes(&mut words, classes);
    words.extend([stats as u64, loss as u64, weights as u64]);
    words.extend(device.report.words(const { &Asker::index("nll_loss") }));
    // SAFETY: the words are the fields of `LikelihoodParams`; the rest is the caller's promise.
    unsafe { rows(device, Kernel::Likelihood, dtype, !stats.is_null(), extent, &words, stream) }
}

/// As [`flambeau_cpu::rows::likelihood_backward`], with the gradient divided by the number at `total`, unless that is null.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed; targets may be anything.
#[allow(clippy::too_many_arguments)]
pub unsafe fn likelihood_backward(
    dtype: DType,
    extent: Extent,
    x: *const u8,
    classes: &Classes,
    stats: *const u8,
    grad: *const u8,
    grad_step: usize,
    scale: f64,
    total: *const u8,
    out: *mut u8,
    stream: Stream,
) -> Result<()> {
    if extent.is_empty() {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = words_of(extent);
    words.push(x as u64);
    push_classes(&mut words, classes);
    words.extend([stats as u64, grad as u64, grad_step as u64, scale.to_bits(), total as u64, out as u64]);
    words.extend(device.report.words(const { &Asker::index("nll_loss_backward") }));
    // SAFETY: the words are the fields of `LikelihoodBackwardParams`; the rest is the caller's promise.
    unsafe { rows(device, Kernel::LikelihoodBackward, dtype, !stats.is_null(), extent, &words, stream) }
}

/// As [`flambeau_cpu::rows::layer_norm`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn layer_norm(
    dtype: DType,
    centered: bool,
    count: usize,
    n: usize,
    eps: f64,
    x: *const u8,
    scale: Scale,
    y: *mut u8,
    mean: *mut u8,
    rstd: *mut u8,
    stream: Stream,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let extent = Extent { outer: count, n, inner: 1 };
    let mut words = words_of(extent);
    words.extend([eps.to_bits(), x as u64, scale.weight as u64, scale.bias as u64, y as u64, mean as u64, rstd as u64]);
    // SAFETY: the words are the fields of `NormParams`; the rest is the caller's promise.
    unsafe { rows(device, Kernel::LayerNorm, dtype, centered, extent, &words, stream) }
}

/// As [`flambeau_cpu::rows::layer_norm_backward`].
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
#[allow(clippy::too_many_arguments)]
pub unsafe fn layer_norm_backward(
    dtype: DType,
    centered: bool,
    count: usize,
    n: usize,
    grad: *const u8,
    x: *const u8,
    mean: *const u8,
    rstd: *const u8,
    weight: *const u8,
    grad_x: *mut u8,
    grad_weight: *mut u8,
    grad_bias: *mut u8,
    stream: Stream,
) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let extent = Extent { outer: count, n, inner: 1 };
    if !grad_x.is_null() && !extent.is_empty() {
        let mut words = words_of(extent);
        words.extend([grad as u64, x as u64, mean as u64, rstd as u64, weight as u64, grad_x as u64]);
        // SAFETY: the words are the fields of `NormBackwardParams`; the rest is the caller's promise.
        unsafe { rows(device, Kernel::LayerNormBackward, dtype, centered, extent, &words, stream)? };
    }
    if (grad_weight.is_null() && grad_bias.is_null()) || n == 0 {
        return Ok(());
    }
    let mut words = Words::new();
    words.extend([count as u64, n as u64, grad as u64, x as u64, mean as u64, rstd as u64]);
    words.extend([grad_weight as u64, grad_bias as u64]);
    let code = (Kernel::LayerNormWeights as u128) << 24 | (dtype as u128) << 16 | (centered as u128) << 8;
    let make = || source(Kernel::LayerNormWeights, dtype, centered, None);
    let function = compile::function(device, Key { family: Family::Rows, made_for: code }, make)?;
    // SAFETY: the words are the fields of `NormWeightParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(n.div_ceil(32), THREADS as u32), words.as_ptr(), stream) }
}

#[cfg(test)]
mod tests {
    use super::{Group, Kernel, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        use Kernel::*;
        let kernels =
            [Softmax, SoftmaxBackward, Likelihood, LikelihoodBackward, LayerNorm, LayerNormBackward, LayerNormWeights];
        let mut sources = Vec::new();
        for dtype in [DType::F16, DType::BF16, DType::F32, DType::F64] {
            for kernel in kernels {
                let groups = [Group { lanes: 256, step: 1 }, Group { lanes: 8, step: 32 }, Group { lanes: 1, step: 1 }];
                let flagged = [true, false, true].into_iter().zip(groups);
                match kernel {
                    LayerNormWeights => sources.push(source(kernel, dtype, true, None)),
                    _ => sources.extend(flagged.map(|(flag, group)| source(kernel, dtype, flag, Some(group)))),
                }
            }
        }
        compile_all(&sources);
    }
}
