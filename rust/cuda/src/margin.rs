//! The margin loss of samples with several labels.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;

/// Threads of a block: `MARGIN_THREADS` in kernels/margin.cuh.
const THREADS: usize = 256;

/// Scores and labels of samples, dense matrices of a row for each, and what the loss notes of them for its derivative.
#[derive(Clone, Copy, Debug)]
pub struct Samples {
    /// Of the scores.
    pub dtype: DType,
    /// How many samples there are.
    pub samples: usize,
    /// Elements of a row.
    pub classes: usize,
    /// The scores.
    pub x: *const u8,
    /// Labels, a list in each row that ends at its first negative number.
    pub labels: *const i64,
    /// A byte for each score: whether its class is listed.
    pub named: *mut u8,
    /// The length of each list.
    pub lengths: *mut i64,
}

#[derive(Clone, Copy)]
enum Kernel {
    Losses,
    Slopes,
}

/// Writes each sample's `sum_ij max(0, 1 - (x[y_j] - x[i])) / C` over listed labels y_j and all classes i that are not listed, in
/// single precision or, for doubles, in theirs. Labels that are no class are left out and noted for the host.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// Everything is valid for the sizes on the stream's device until the stream has passed, `losses` for a number of each sample;
/// labels may be anything.
pub unsafe fn losses(of: &Samples, losses: *mut u8, stream: Stream) -> Result<()> {
    // SAFETY: the caller's promise is passed on.
    unsafe { start(of, Kernel::Losses, of.samples, [losses as u64, 0, 0], stream) }
}

/// Writes `factor` times the derivative of C times a sample's loss by each of its scores, after [`losses`].
///
/// # Errors
/// As [`losses`].
///
/// # Safety
/// As there, with `slopes` for all scores.
pub unsafe fn slopes(of: &Samples, factor: f64, slopes: *mut u8, stream: Stream) -> Result<()> {
    let blocks = (of.samples * of.classes).div_ceil(THREADS);
    // SAFETY: the caller's promise is passed on.
    unsafe { start(of, Kernel::Slopes, blocks, [0, slopes as u64, factor.to_bits()], stream) }
}

/// # Safety
/// As [`losses`], with the last fields of the parameter.
unsafe fn start(of: &Samples, kernel: Kernel, blocks: usize, last: [u64; 3], stream: Stream) -> Result<()> {
    if blocks == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = Words::new();
    words.extend([of.samples as u64, of.classes as u64, of.x as u64, of.labels as u64]);
    words.extend([of.named as u64, of.lengths as u64]);
    words.extend(last);
    let asker = const { &Asker::saying("multilabel_margin_loss", "argument #2 'target' is out of range") };
    words.extend(device.report.words(asker));
    let key = Key { family: Family::Margin, made_for: (of.dtype as u128) << 8 | kernel as u128 };
    let function = compile::function(device, key, || source(of.dtype, kernel))?;
    // SAFETY: the words are the fields of `MarginParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

fn source(dtype: DType, kernel: Kernel) -> Source {
    let name = match kernel {
        Kernel::Losses => "margin_losses",
        Kernel::Slopes => "margin_slopes",
    };
    let call = format!("{name}<{}>", storage_type(dtype));
    let text = include_str!("kernels/margin.cuh");
    Source::of_family("margin", call.clone(), text, "MarginParams", THREADS as u32, &call)
}

#[cfg(test)]
mod tests {
    use super::{Kernel, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let dtypes = [DType::F16, DType::BF16, DType::F32, DType::F64];
        let kernels = [Kernel::Losses, Kernel::Slopes];
        let sources: Vec<_> = dtypes.iter().flat_map(|dtype| kernels.map(|kernel| source(*dtype, kernel))).collect();
        compile_all(&sources);
    }
}
