//! Random numbers on a device: what is drawn from Philox streams, whose dealing to elements is PyTorch's.

use flambeau_cpu::DType;

use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::generator::{Draw, Generator, State};
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
        /// Whether a draw takes 64 bits.
        wide: bool,
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

    /// Its parameters for elements of a dtype.
    fn numbers(self, dtype: DType) -> [f64; 3] {
        match self {
            // Bounds are rounded to the dtype, and so is their difference.
            Distribution::Uniform(from, to) => {
                let (from, to) = (dtype.round(from), dtype.round(to));
                [from, dtype.round(to - from), to]
            }
            Distribution::Normal(a, b) | Distribution::LogNormal(a, b) | Distribution::Cauchy(a, b) => [a, b, 0.0],
            Distribution::Exponential(a) | Distribution::Geometric(a) | Distribution::Bernoulli(a) => [a, 0.0, 0.0],
            Distribution::Integers { .. } => [0.0; 3],
        }
    }

    /// Whether a draw takes two words.
    fn is_wide(self, dtype: DType) -> bool {
        match self {
            Distribution::Integers { wide, .. } => wide,
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
/// The stream is being captured and the generator is not part of that; NVRTC is needed and not there; the driver refuses
/// the launch.
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
    let (range, base) = match distribution {
        Distribution::Integers { range, base, .. } => (range, base),
        _ => (0, 0),
    };
    let mut words = Words::new();
    words.extend([n as u64, out as u64]);
    words.extend(distribution.numbers(dtype).map(f64::to_bits));
    words.extend([range, base as u64]);
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

/// Neighbours that a thread of dropout takes at once: 16 bytes of them where they are in one piece (`dense`) from an address
/// that is a multiple of that, or fewer, so that their number divides that of all. With 1 a thread's elements are a grid apart.
fn neighbours(dtype: DType, x: *const u8, n: usize, dense: bool) -> usize {
    if !dense {
        return 1;
    }
    let mut count = 16 / dtype.size();
    while count > 1 && !((x as usize).is_multiple_of(count * dtype.size()) && n.is_multiple_of(count)) {
        count /= 2;
    }
    count
}

/// Numbers drawn for dropout of a tensor, one for each element in the order of memory. Who takes them again gets the same.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    draw: Draw,
    blocks: usize,
}

impl Drawn {
    /// Draws for `n` elements; the generator moves on.
    ///
    /// # Errors
    /// The device is not there; the stream is being captured and the generator is not part of that.
    pub fn for_elements(n: usize, generator: &Generator, stream: Stream) -> Result<Drawn> {
        let device = device::get(stream.device)?;
        let (blocks, by) = deal(device, n.max(1), 4);
        device.enter()?;
        Ok(Drawn { draw: generator.advance(by, stream)?, blocks })
    }

    /// Threads that fours of elements are dealt to, in turn.
    pub(crate) fn threads(&self) -> usize {
        self.blocks * THREADS
    }

    /// The fields of `Philox` in a kernel's parameters.
    pub(crate) fn words(&self) -> [u64; 3] {
        self.draw.words()
    }
}

/// Draws which of `n` elements are kept, with probability `keep`, and writes that to `mask`, and to `out` what is kept, times
/// `1 / keep`, and zeros. `dense` says that the elements lay in one piece before they came here: draws are dealt by
/// that, as in PyTorch.
///
/// # Errors
/// As [`fill`]; NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `x` is valid for reads, `out` and `mask` for writes of `n` elements on the stream's device until the stream has passed;
/// `out` and `mask` begin at multiples of 16 bytes. The dtype is floating.
#[allow(clippy::too_many_arguments)]
pub unsafe fn drop_out(
    dtype: DType,
    x: *const u8,
    out: *mut u8,
    mask: *mut u8,
    n: usize,
    keep: f64,
    dense: bool,
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
    let count = neighbours(dtype, x, n, dense);
    let scale = if dtype == DType::F64 { 1.0 / keep } else { f64::from((1.0 / f64::from(keep as f32)) as f32) };
    let mut words = Words::new();
    words.extend([n as u64, x as u64, out as u64, mask as u64, keep.to_bits(), scale.to_bits()]);
    words.extend(draw.words());
    let key = Key { family: Family::Dropout, made_for: (dtype as u128) << 8 | count as u128 };
    let function = compile::function(device, key, || dropout_source(dtype, count))?;
    // SAFETY: the words are the fields of `DropoutParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

/// Drops elements of `x` itself, `n` of them with numbers that were drawn for as many before, and multiplies the others by
/// `scale`. Four neighbours have the numbers of a thread's step.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// `x` is valid for reads and writes of `n` elements on the stream's device until the stream has passed. The dtype is floating.
pub unsafe fn drop_as(
    drawn: Drawn,
    dtype: DType,
    x: *mut u8,
    n: usize,
    keep: f64,
    scale: f64,
    stream: Stream,
) -> Result<()> {
    if n == 0 {
        return Ok(());
    }
    let device = device::get(stream.device)?;
    device.enter()?;
    let mut words = Words::new();
    words.extend([n as u64, x as u64, x as u64, 0, keep.to_bits(), scale.to_bits()]);
    words.extend(drawn.words());
    let key = Key { family: Family::Dropout, made_for: (dtype as u128) << 8 };
    let function = compile::function(device, key, || dropout_source(dtype, 0))?;
    // SAFETY: the words are the fields of `DropoutParams` in order; the rest is the caller's promise.
    unsafe { launch::launch(function, Grid::row(drawn.blocks, THREADS as u32), words.as_ptr(), stream) }
}

/// `count` neighbours share a stream, 0 for the fours of [`drop_as`].
fn dropout_source(dtype: DType, count: usize) -> Source {
    let element = storage_type(dtype);
    let call = match count {
        0 => format!("dropout_fours<{element}>(p)"),
        1 => format!("dropout<{element}>(p)"),
        count => format!("dropout_packs<{element}, {count}>(p)"),
    };
    let text = format!("{}KERNEL(drop, DropoutParams, {THREADS}) {{ {call}; }}\n", include_str!("kernels/random.cuh"));
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
            Integers { range: 10, base: 0, wide: false },
            Integers { range: 0, base: 0, wide: true },
        ];
        let mut sources = vec![place_source()];
        for dtype in [DType::F32, DType::F64, DType::BF16, DType::F16, DType::I64, DType::U8, DType::Bool] {
            let fits = |d: &&Distribution| dtype.is_floating_point() || matches!(d, Integers { .. } | Bernoulli(_));
            sources.extend(all.iter().filter(fits).map(|d| source(*d, dtype, d.is_wide(dtype))));
            if dtype.is_floating_point() {
                let most = 16 / dtype.size();
                sources.extend([8, 4, 2, 1, 0].iter().filter(|n| **n <= most).map(|n| dropout_source(dtype, *n)));
            }
        }
        compile_all(&sources);
    }
}
