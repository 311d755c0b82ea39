//! Draws whose parameters come element by element, and draws of indices. All operands are dense.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device;
use crate::error::Result;
use crate::generator::Generator;
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;

const THREADS: usize = 256;
/// Blocks at most: their threads go on to the next elements.
const BLOCKS: usize = 1 << 16;

/// What is drawn for each element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Each {
    /// Ones with a probability, else zeros; `a` has the dtype of probabilities. One outside of [0, 1] is a mistake that the
    /// kernel notes.
    Bernoulli(DType),
    /// Counts of a rate; a rate below zero is a mistake that the kernel notes.
    Poisson,
    /// Successes of a number of trials, `a`, of a probability, `b`.
    Binomial,
    /// Gamma numbers of a shape, and scale 1.
    Gamma,
    /// Indices, int64: `a` has for each row of the result the running sums of so many weights.
    Indices {
        /// Elements of a row of the result.
        row: usize,
        /// Weights of a row.
        categories: usize,
        /// The dtype of the sums.
        sums: DType,
    },
    /// The result is there, int64, and so are its keys, `a`, of this dtype: what has equal keys is shuffled.
    ShuffleEqual(DType),
}

impl Each {
    /// How far the generator goes: PyTorch's steps, in words of a stream, as whole groups of four.
    fn words(self, n: usize) -> u64 {
        let words = match self {
            Each::Bernoulli(_) | Each::Gamma => 10,
            Each::Poisson => 20,
            Each::Binomial => 42,
            Each::Indices { .. } => 4,
            Each::ShuffleEqual(_) => n as u64,
        };
        words.next_multiple_of(4)
    }

    fn call(self, dtype: DType) -> String {
        let element = storage_type(dtype);
        match self {
            Each::Bernoulli(chances) => format!("sample_bernoulli<{element}, {}>", storage_type(chances)),
            Each::Poisson => format!("sample_each<{element}, PoissonOf>"),
            Each::Binomial => format!("sample_each<{element}, BinomialOf>"),
            Each::Gamma => format!("sample_each<{element}, GammaOf>"),
            Each::Indices { sums, .. } => format!("sample_indices<{}>", storage_type(sums)),
            Each::ShuffleEqual(keys) => format!("shuffle_equal<{}>", storage_type(keys)),
        }
    }

    fn code(self) -> u128 {
        let (number, other) = match self {
            Each::Bernoulli(chances) => (0, chances as u128),
            Each::Poisson => (1, 0),
            Each::Binomial => (2, 0),
            Each::Gamma => (3, 0),
            Each::Indices { sums, .. } => (4, sums as u128),
            Each::ShuffleEqual(keys) => (5, keys as u128),
        };
        number << 8 | other
    }

    /// What is said of parameters that are not allowed: of probabilities and rates, which kernels look at.
    fn asker(self) -> &'static Asker {
        match self {
            Each::Bernoulli(_) => const { &Asker::saying("bernoulli", "probabilities have to be in [0, 1]") },
            Each::Poisson => {
                const { &Asker::saying("poisson", "invalid Poisson rate, expected rate to be non-negative") }
            }
            _ => const { &Asker::other("sampling") },
        }
    }

    fn name(self) -> &'static str {
        match self {
            Each::Bernoulli(_) => "bernoulli",
            Each::Poisson => "poisson",
            Each::Binomial => "binomial",
            Each::Gamma => "gamma",
            Each::Indices { .. } => "multinomial",
            Each::ShuffleEqual(_) => "randperm",
        }
    }
}

/// Draws `n` elements of `dtype` into `out`; `b` may be null where one parameter is enough.
///
/// # Errors
/// The stream is being captured and the generator is not part of that; NVRTC is needed and not there; the driver refuses
/// the launch.
///
/// # Safety
/// All operands are valid for `n` elements (sums for `n / row * categories`) on the stream's device until the stream has
/// passed; parameters have the result's dtype where [`Each`] does not say otherwise, which is floating for
/// all but probabilities and indices.
#[allow(clippy::too_many_arguments)]
pub unsafe fn draw(
    each: Each,
    dtype: DType,
    out: *mut u8,
    a: *const u8,
    b: *const u8,
    n: usize,
    generator: &Generator,
    stream: Stream,
) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let draw = generator.advance(each.words(n), stream)?;
    let (row, categories) = match each {
        Each::Indices { row, categories, .. } => (row, categories),
        _ => (1, 1),
    };
    let mut words = Words::new();
    words.extend([n as u64, out as u64, a as u64, b as u64, row as u64, categories as u64]);
    words.extend(draw.words());
    words.extend(device.report.words(each.asker()));
    let key = Key { family: Family::Sample, made_for: each.code() << 8 | dtype as u128 };
    let function = compile::function(device, key, || source(each, dtype))?;
    let per_thread = if matches!(each, Each::Bernoulli(_)) { 4 } else { 1 };
    let blocks = n.div_ceil(THREADS * per_thread).min(BLOCKS);
    // SAFETY: the words are the fields of `SampleParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

fn source(each: Each, dtype: DType) -> Source {
    let text = format!(
        "{}{}KERNEL(sample, SampleParams, {THREADS}) {{ {}(p); }}\n",
        include_str!("kernels/random.cuh"),
        include_str!("kernels/sample.cuh"),
        each.call(dtype)
    );
    Source { name: "sample", label: format!("{} {}", each.name(), dtype.name()), text }
}

#[cfg(test)]
mod tests {
    use super::{Each, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_draw_compiles() {
        let keys = [DType::I32, DType::I64];
        let mut sources: Vec<_> = keys.map(|keys| source(Each::ShuffleEqual(keys), DType::I64)).into();
        for dtype in [DType::F32, DType::F64, DType::F16, DType::BF16] {
            sources.extend([Each::Poisson, Each::Binomial, Each::Gamma].map(|each| source(each, dtype)));
            sources.push(source(Each::Bernoulli(dtype), DType::Bool));
            sources.push(source(Each::Bernoulli(DType::F32), dtype));
            sources.push(source(Each::Indices { row: 1, categories: 1, sums: dtype }, DType::I64));
        }
        compile_all(&sources);
    }
}
