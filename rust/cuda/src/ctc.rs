//! Connectionist temporal classification.

use flambeau_cpu::DType;

use crate::alloc::Scratch;
use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;

/// Threads of a block: `CTC_THREADS` in kernels/ctc.cuh.
const THREADS: u32 = 256;

/// A batch of sequences of log probabilities, and their labels.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// `float32` or `float64`, of probabilities and results.
    pub dtype: DType,
    /// Steps, sequences and classes.
    pub sizes: [usize; 3],
    /// Log probabilities.
    pub log_p: *const u8,
    /// Elements between steps, sequences and classes.
    pub strides: [isize; 3],
    /// Labels of all sequences.
    pub labels: *const i64,
    /// Of each sequence: its steps, its labels, where these begin.
    pub lengths: *const i64,
    /// Labels of a sequence, at most.
    pub longest: usize,
    /// The class of a blank.
    pub blank: usize,
    /// Whether infinite losses and their derivatives count as 0.
    pub zero_infinity: bool,
}

/// Writes the loss of every sequence and, unless `slopes` is null, the derivatives by log probabilities, dense `(steps,
/// sequences, classes)`. A label that is no class is noted for the host, and counts as a blank.
///
/// # Errors
/// NVRTC is needed and not there; no memory for forward and backward variables; the driver refuses the launch.
///
/// # Safety
/// Everything is valid for the sizes on the stream's device until the stream has passed; lengths lie inside the sizes.
pub unsafe fn ctc(of: &Batch, losses: *mut u8, slopes: *mut u8, stream: Stream) -> Result<()> {
    let [steps, batch, classes] = of.sizes;
    if batch == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let states = 2 * of.longest + 1;
    let backward = !slopes.is_null();
    let alpha = Scratch::new(8 * batch * steps * states, stream)?;
    let beta = Scratch::new(if backward { 16 * batch * states } else { 0 }, stream)?;
    let chain = Scratch::new(if backward { 16 * batch * states } else { 0 }, stream)?;
    let mut words = Words::new();
    words.extend([steps, batch, classes, states, of.blank, of.zero_infinity as usize].map(|size| size as u64));
    words.push(of.log_p as u64);
    words.extend(of.strides.map(|stride| (stride * of.dtype.size() as isize) as u64));
    words.extend([of.labels as u64, of.lengths as u64, alpha.address(), beta.address(), chain.address()]);
    words.extend([losses as u64, slopes as u64]);
    words.extend(device.report.words(const { &Asker::other("ctc_loss") }));
    let key = Key { family: Family::Ctc, made_for: of.dtype as u128 };
    let function = compile::function(device, key, || source(of.dtype))?;
    // SAFETY: the words are the fields of `CtcParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(batch, THREADS), words.as_ptr(), stream) }
}

fn source(dtype: DType) -> Source {
    let call = format!("ctc<{}>", storage_type(dtype));
    Source::of_family("ctc_loss", call.clone(), include_str!("kernels/ctc.cuh"), "CtcParams", THREADS, &call)
}

#[cfg(test)]
mod tests {
    use super::source;
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        compile_all(&[DType::F32, DType::F64].map(source));
    }
}
