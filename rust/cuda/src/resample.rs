//! Planes at other sizes, and back.
//!
//! Weights are made on the device, for each axis in a table, by the rules of [`flambeau_cpu::resample::Axis`].

use flambeau_cpu::DType;
pub use flambeau_cpu::conv::Operand;
pub use flambeau_cpu::resample::Filter;

use crate::alloc;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// `RESAMPLE_THREADS` in kernels/resample.cuh.
const THREADS: usize = 256;

/// An axis that is made longer or shorter: the arguments of [`flambeau_cpu::resample::Axis::new`].
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// How an output element is made of its neighbours in the input.
    pub filter: Filter,
    /// Elements of the input, one at least.
    pub input: usize,
    /// Elements of the output.
    pub output: usize,
    /// Whether the outermost elements' centres coincide.
    pub align_corners: bool,
    /// The factor that a caller gave.
    pub scale: Option<f64>,
}

impl Axis {
    /// An axis that stays as it is.
    pub fn identity(size: usize) -> Axis {
        Axis { filter: Filter::Nearest, input: size, output: size, align_corners: false, scale: None }
    }

    fn picks(&self) -> bool {
        matches!(self.filter, Filter::Nearest | Filter::NearestExact)
    }

    /// Input elements for one output element; the same as filters that pick have it.
    fn steps(&self) -> (f64, f64) {
        let scale = self.scale.filter(|&scale| scale > 0.0);
        let step = match self.align_corners {
            true if self.output > 1 => (self.input - 1) as f64 / (self.output - 1) as f64,
            true => 0.0,
            false => scale.map_or(self.input as f64 / self.output as f64, |scale| 1.0 / scale),
        };
        let nearest = scale.map_or(self.input as f32 / self.output as f32, |scale| (1.0 / scale) as f32);
        (step, f64::from(nearest))
    }

    /// Weights of an output element at most.
    fn width(&self) -> usize {
        let reach = match self.filter {
            Filter::Nearest | Filter::NearestExact => return 1,
            Filter::Linear => return 2,
            Filter::Cubic => return 4,
            Filter::LinearAntialias => 1.0,
            Filter::CubicAntialias => 2.0,
            Filter::Lanczos => 3.0,
        };
        ((2.0 * reach * self.steps().0.max(1.0)).ceil() as usize + 2).min(self.input.max(1))
    }

    /// Bytes of spans and of weights.
    fn bytes(&self) -> (usize, usize) {
        (self.output * 16, self.output * self.width() * 8)
    }
}

#[derive(Clone, Copy)]
enum Kernel {
    Weights,
    Pick,
    Forward,
    Backward,
}

/// A resampling of tensors (images, channels, depth, height, width) with any strides.
#[derive(Clone, Copy)]
pub struct Resampling {
    /// Depth, height and width.
    pub axes: [Axis; 3],
    /// Images.
    pub batch: usize,
    /// Channels.
    pub channels: usize,
    /// What has the input's sizes.
    pub x: Operand,
    /// What has the output's sizes.
    pub y: Operand,
    /// Type of the elements.
    pub dtype: DType,
}

impl Resampling {
    /// `y` from `x`.
    ///
    /// # Errors
    /// NVRTC is needed and not there; no memory for weights; the driver refuses a launch.
    ///
    /// # Safety
    /// The operands are valid for the sizes, on the stream's device, until the stream has passed; elements of what is
    /// written are distinct and overlap nothing. The dtype is floating-point, or all axes have a filter that picks.
    pub unsafe fn forward(&self, stream: Stream) -> Result<()> {
        let kernel = if self.axes.iter().all(Axis::picks) { Kernel::Pick } else { Kernel::Forward };
        // SAFETY: the caller's promise.
        unsafe { self.run(kernel, stream) }
    }

    /// The transpose: `x` from `y`.
    ///
    /// # Errors
    /// As [`forward`](Self::forward).
    ///
    /// # Safety
    /// As there, for a floating-point dtype.
    pub unsafe fn backward(&self, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.run(Kernel::Backward, stream) }
    }

    /// # Safety
    /// As [`forward`](Self::forward).
    unsafe fn run(&self, kernel: Kernel, stream: Stream) -> Result<()> {
        let backward = matches!(kernel, Kernel::Backward);
        let sizes = self.axes.map(|axis| if backward { axis.input } else { axis.output });
        let count = self.batch * self.channels * sizes.iter().product::<usize>();
        if count == 0 {
            return Ok(());
        }
        let device = device::get(stream.device)?;
        device.enter()?;
        let bytes = match kernel {
            Kernel::Pick => 0,
            _ => self.axes.iter().map(|axis| axis.bytes().0 + axis.bytes().1).sum(),
        };
        let tables = alloc::allocate(bytes, stream)?;
        let mut words = Words::new();
        words.push(count as u64);
        words.push_dim(Dim::new(self.channels));
        sizes.iter().for_each(|size| words.push_dim(Dim::new(*size)));
        let mut free = tables;
        for axis in &self.axes {
            let (spans, weights) = axis.bytes();
            let (step, nearest) = axis.steps();
            words.extend([axis.input, axis.output, axis.filter as usize].map(|size| size as u64));
            words.extend([axis.align_corners as u64, step.to_bits(), nearest.to_bits(), axis.width() as u64]);
            words.extend([free, free + spans as u64]);
            free += (spans + weights) as u64;
        }
        for operand in [&self.x, &self.y] {
            words.push(operand.ptr as u64);
            words.extend(operand.strides.map(|step| step as u64));
        }
        let target = if backward { &self.x } else { &self.y };
        let [image, channel, along @ ..] = target.strides;
        let axes = sizes.iter().zip(along);
        let neighbour = axes.rev().find(|(size, _)| **size > 1).map_or(image, |(_, step)| step);
        let form = Form {
            dtype: self.dtype,
            wide: count >= 1 << 31,
            channels_inner: self.channels > 1 && channel.unsigned_abs() < neighbour.unsigned_abs(),
        };
        let longest = self.axes.iter().map(|axis| axis.output).max().unwrap_or(0).div_ceil(THREADS);
        let threads = [THREADS as u32, 1, 1];
        // SAFETY: the tables hold what the first kernel writes and the second one reads; the rest is the caller's promise.
        let done = unsafe {
            let made = match kernel {
                Kernel::Pick => Ok(()),
                _ => {
                    let grid = Grid { blocks: [longest as u32, 3, 1], threads, shared: 0 };
                    form.launch(device, Kernel::Weights, grid, &words, stream)
                }
            };
            let grid = Grid::row(count.div_ceil(THREADS), THREADS as u32);
            made.and_then(|()| form.launch(device, kernel, grid, &words, stream))
        };
        // SAFETY: the block came from this device's allocator, for this stream.
        unsafe { alloc::free(tables, stream.device) };
        done
    }
}

/// What a kernel is made for.
#[derive(Clone, Copy)]
struct Form {
    dtype: DType,
    wide: bool,
    channels_inner: bool,
}

impl Form {
    fn source(self, kernel: Kernel) -> Source {
        let Form { dtype, wide, channels_inner } = self;
        let name = match kernel {
            Kernel::Weights => "resample_weights",
            Kernel::Pick => "resample_pick",
            Kernel::Forward => "resample",
            Kernel::Backward => "resample_backward",
        };
        let index = if wide { "u64" } else { "u32" };
        let arguments = match kernel {
            Kernel::Weights => String::new(),
            _ => format!("<{}, {index}, {channels_inner}>", storage_type(dtype)),
        };
        let text = format!(
            "{}KERNEL(resampling, ResampleParams, {THREADS}) {{ {name}{arguments}(p); }}\n",
            include_str!("kernels/resample.cuh")
        );
        Source { name: "resampling", label: format!("{name} {}", dtype.name()), text }
    }

    /// # Safety
    /// The words are the fields of `ResampleParams`, and what they point to is valid.
    unsafe fn launch(self, device: &Device, kernel: Kernel, grid: Grid, words: &Words, stream: Stream) -> Result<()> {
        let Form { dtype, wide, channels_inner } = self;
        let general = (dtype as u128) << 2 | (wide as u128) << 1 | channels_inner as u128;
        let code = (kernel as u128) << 16 | if matches!(kernel, Kernel::Weights) { 0 } else { general };
        let key = Key { family: Family::Resample, made_for: code };
        let function = compile::function(device, key, || self.source(kernel))?;
        // SAFETY: the caller's promise.
        unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Kernel};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        let mut sources = vec![Form { dtype: DType::F32, wide: false, channels_inner: false }.source(Kernel::Weights)];
        for (at, dtype) in [DType::F32, DType::F64, DType::F16, DType::BF16].into_iter().enumerate() {
            let form = Form { dtype, wide: at == 1, channels_inner: at % 2 == 0 };
            sources.extend([Kernel::Pick, Kernel::Forward, Kernel::Backward].map(|kernel| form.source(kernel)));
        }
        sources.push(Form { dtype: DType::U8, wide: false, channels_inner: true }.source(Kernel::Pick));
        compile_all(&sources);
    }
}
