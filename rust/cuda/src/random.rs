//! Random numbers on a device: what is drawn from Philox streams, whose dealing to elements is PyTorch's.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::generator::{Generator, State};
use crate::launch::{self, Grid};
use crate::params::Words;
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// Threads of a block.
const THREADS: usize = 256;

/// What elements are drawn from. Parameters are checked by the caller.
#[derive(Clone, Copy, Debug)]
pub enum Distribution {
    /// In `[from, to)`.
    Uniform(f64, f64),
    /// Mean and standard deviation.
    Normal(f64, f64),
    /// Mean and standard deviation of the logarithm.
    LogNormal(f64, f64),
    /// Rate.
    Exponential(f64),
    /// Median and scale.
    Cauchy(f64, f64),
    /// Probability of success.
    Geometric(f64),
    /// Probability of one.
    Bernoulli(f64),
    /// Integers from `base` on, `range` of them, or any 64 bits for a range of 0.
    Integers {
        /// How many.
        range: u64,
        /// The smallest.
        base: i64,
    },
}

impl Distribution {
    /// The device function's name, whether it takes normal numbers, and a number that tells it from others.
    fn function(self) -> (&'static str, bool, u128) {
        match self {
            Distribution::Uniform(..) => ("Uniform", false, 0),
            Distribution::Normal(..) => ("Scaled", true, 1),
            Distribution::LogNormal(..) => ("LogScaled", true, 2),
            Distribution::Exponential(_) => ("Exponential", false, 3),
            Distribution::Cauchy(..) => ("Cauchy", false, 4),
            Distribution::Geometric(_) => ("Geometric", false, 5),
            Distribution::Bernoulli(_) => ("Bernoulli", false, 6),
            Distribution::Integers { .. } => ("integers", false, 7),
        }
    }

    fn numbers(self) -> (f64, f64) {
        match self {
            Distribution::Uniform(a, b)
            | Distribution::Normal(a, b)
            | Distribution::LogNormal(a, b)
            | Distribution::Cauchy(a, b) => (a, b),
            Distribution::Exponential(a) | Distribution::Geometric(a) | Distribution::Bernoulli(a) => (a, 0.0),
            Distribution::Integers { .. } => (0.0, 0.0),
        }
    }

    /// Whether a draw takes two words.
    fn is_wide(self, dtype: DType) -> bool {
        match self {
            Distribution::Integers { range, .. } => range == 0 || range >= 1 << 32,
            _ => dtype == DType::F64,
        }
    }
}

/// Blocks for `n` elements with `per_step` of them to a thread's step, and how far the generator goes.
fn deal(device: &Device, n: usize, per_step: usize) -> (usize, u64) {
    let resident = device.properties.threads_per_multiprocessor as usize / THREADS;
    let most = device.properties.multiprocessors as usize * resident;
    let blocks = n.div_ceil(THREADS).min(most);
    let steps = (n - 1) / (THREADS * blocks * per_step) + 1;
    (blocks, steps as u64 * 4)
}

/// Writes where a generator stands to the place that captured kernels read.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `place` is valid for writes of two words on the stream's device until the stream has passed.
pub(crate) unsafe fn set_place(place: u64, State { seed, offset }: State, stream: Stream) -> Result<()> {
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = Words::new();
    words.extend([place, seed, offset]);
    let function = compile::function(device, Key { family: Family::Random, made_for: PLACE }, place_source)?;
    // SAFETY: the words are the fields of `PlaceParams`; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(1, 1), words.as_ptr(), stream) }
}

/// What tells the kernel of [`set_place`] from those of distributions.
const PLACE: u128 = u128::MAX;

fn place_source() -> Source {
    let text = format!("{}KERNEL(place, PlaceParams, 1) {{ set_place(p); }}\n", include_str!("kernels/random.cuh"));
    Source { name: "place", label: "place of random numbers".into(), text }
}

/// Fills `n` elements.
///
/// # Errors
/// The stream is being captured and the generator is not part of that; NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `out` is valid for writes of `n` elements on the stream's device until the stream has passed; the dtype is real.
pub unsafe fn fill(
    distribution: Distribution,
    dtype: DType,
    out: *mut u8,
    n: usize,
    generator: &Generator,
    stream: Stream,
) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let wide = distribution.is_wide(dtype);
    let (blocks, by) = deal(device, n, if wide { 2 } else { 4 });
    let draw = generator.advance(by, stream)?;
    let (a, b) = distribution.numbers();
    let (range, base) = match distribution {
        Distribution::Integers { range, base } => (range, base),
        _ => (0, 0),
    };
    let mut words = Words::new();
    words.extend([n as u64, out as u64, a.to_bits(), b.to_bits(), range, base as u64]);
    words.extend(draw.words());
    let (_, _, number) = distribution.function();
    let code = number << 16 | (dtype as u128) << 8 | wide as u128;
    let make = || source(distribution, dtype, wide);
    let function = compile::function(device, Key { family: Family::Random, made_for: code }, make)?;
    // SAFETY: the words are the fields of `RandomParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

fn source(distribution: Distribution, dtype: DType, wide: bool) -> Source {
    let element = storage_type(dtype);
    let (function, normal, _) = distribution.function();
    let drawn = if dtype == DType::F64 { "double" } else { "float" };
    let call = match distribution {
        Distribution::Integers { .. } => format!("random_integers<{element}, {wide}>(p)"),
        _ => format!("random_fill<{element}, {drawn}, {function}, {normal}>(p)"),
    };
    let text = format!("{}KERNEL(fill, RandomParams, {THREADS}) {{ {call}; }}\n", include_str!("kernels/random.cuh"));
    Source { name: "fill", label: format!("random {} {}", function.to_lowercase(), dtype.name()), text }
}

/// What dropout does with an element.
#[derive(Clone, Copy, Debug)]
pub struct Drop {
    /// Probability of keeping it.
    pub keep: f64,
    /// Factor of what is kept.
    pub scale: f64,
    /// Summands of what is kept and of what is dropped, where there are any.
    pub shift: Option<(f64, f64)>,
}

/// Draws which of `n` elements are kept, writes that to `mask` unless it is null, and the elements to `out`.
///
/// # Errors
/// As [`fill`]; NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `x` is valid for reads, `out` and `mask` for writes of `n` elements on the stream's device until the stream has passed;
/// `out` may be `x`. The dtype is floating.
#[allow(clippy::too_many_arguments)] // one row of numbers for one launch
pub unsafe fn drop_out(
    dtype: DType,
    x: *const u8,
    out: *mut u8,
    mask: *mut u8,
    n: usize,
    what: Drop,
    generator: &Generator,
    stream: Stream,
) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let (blocks, by) = deal(device, n, 4);
    let draw = generator.advance(by, stream)?;
    let (kept, dropped) = what.shift.unwrap_or_default();
    let mut words = Words::new();
    words.extend([n as u64, x as u64, out as u64, mask as u64]);
    words.extend([what.keep, what.scale, kept, dropped].map(f64::to_bits));
    words.extend([what.shift.is_some() as u64]);
    words.extend(draw.words());
    let make = || dropout_source(dtype);
    let function = compile::function(device, Key { family: Family::Dropout, made_for: dtype as u128 }, make)?;
    // SAFETY: the words are the fields of `DropoutParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

fn dropout_source(dtype: DType) -> Source {
    let text = format!(
        "{}KERNEL(drop, DropoutParams, {THREADS}) {{ dropout<{}>(p); }}\n",
        include_str!("kernels/random.cuh"),
        storage_type(dtype)
    );
    Source { name: "drop", label: format!("dropout {}", dtype.name()), text }
}

#[cfg(test)]
mod tests {
    use super::{Distribution, dropout_source, place_source, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_distribution_compiles() {
        use Distribution::*;
        let all = [
            Uniform(0.0, 1.0),
            Normal(0.0, 1.0),
            LogNormal(0.0, 1.0),
            Exponential(1.0),
            Cauchy(0.0, 1.0),
            Geometric(0.5),
            Bernoulli(0.5),
            Integers { range: 10, base: 0 },
            Integers { range: 0, base: 0 },
        ];
        let mut sources = vec![place_source()];
        for dtype in [DType::F32, DType::F64, DType::BF16, DType::F16, DType::I64, DType::U8, DType::Bool] {
            let fits = |d: &&Distribution| dtype.is_floating_point() || matches!(d, Integers { .. } | Bernoulli(_));
            sources.extend(all.iter().filter(fits).map(|d| source(*d, dtype, d.is_wide(dtype))));
            if dtype.is_floating_point() {
                sources.push(dropout_source(dtype));
            }
        }
        compile_all(&sources);
    }
}
