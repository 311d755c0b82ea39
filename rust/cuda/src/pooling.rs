//! Pooling: maxima, means, what goes back to them, and elements at given places of planes.
//!
//! Operands are tensors (images, channels, depth, height, width) with any strides. Backward each input element looks up
//! the windows it lies in, so that sums have a fixed order.

use flambeau_cpu::DType;
pub use flambeau_cpu::conv::Operand;
pub use flambeau_cpu::pooling::Divisor;

use crate::alloc;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::report::Asker;
use crate::stream::Stream;
use crate::transfer;

/// `POOL_THREADS` in kernels/pooling.cuh.
const THREADS: usize = 256;

/// How the windows of an axis lie.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Elements of the larger side.
    pub input: usize,
    /// Windows: elements of the smaller side.
    pub output: usize,
    /// Taps of a window; 0 where windows cut the axis into nearly equal parts.
    pub kernel: usize,
    /// Distance of neighbouring windows.
    pub stride: usize,
    /// How far in front of the axis the first window starts.
    pub padding: usize,
    /// Distance of neighbouring taps.
    pub dilation: usize,
}

/// The kernels of kernels/pooling.cuh.
#[derive(Clone, Copy)]
enum Kernel {
    Max,
    Fractional,
    Mean(Divisor),
    MeanBackward(Divisor),
    Put,
    PutAnywhere,
    Take,
    Winners,
    Unpool,
}

impl Kernel {
    /// Its number, its name, and what follows the dtype in its call.
    fn parts(self) -> (u128, &'static str, String) {
        let divisor = |divisor| match divisor {
            Divisor::Padded => 0,
            Divisor::InInput => 1,
            Divisor::Fixed(_) => 2,
            Divisor::PerAxis => 3u8,
        };
        match self {
            Kernel::Max => (0, "max_pool", String::new()),
            Kernel::Fractional => (1, "fractional_pool", String::new()),
            Kernel::Put => (2, "put", ", false".into()),
            Kernel::PutAnywhere => (3, "put", ", true".into()),
            Kernel::Take => (4, "take", String::new()),
            Kernel::Winners => (5, "unpool_winners", String::new()),
            Kernel::Unpool => (6, "unpool", String::new()),
            Kernel::Mean(by) => (8 + divisor(by) as u128, "avg_pool", format!(", {}", divisor(by))),
            Kernel::MeanBackward(by) => (12 + divisor(by) as u128, "avg_pool_backward", format!(", {}", divisor(by))),
        }
    }

    /// Whether threads go over the elements of the larger side.
    fn is_backward(self) -> bool {
        matches!(self, Kernel::MeanBackward(_) | Kernel::Put | Kernel::PutAnywhere | Kernel::Unpool)
    }
}

/// What all operations are given: windows, numbers of images and channels, and the two sides, the larger one first.
#[derive(Clone, Copy)]
pub struct Pooling {
    /// The windows. Operations that take places as they come need only the sizes.
    pub layout: [Layout; 3],
    /// Images.
    pub batch: usize,
    /// Channels.
    pub channels: usize,
    /// The larger side: what a pooling reads, and its gradient.
    pub x: Operand,
    /// The smaller side.
    pub y: Operand,
    /// Indices of elements of the larger side's planes, int64, in the smaller side's shape; maybe null.
    pub places: Operand,
    /// Type of the elements.
    pub dtype: DType,
}

/// Arguments that only some kernels read.
#[derive(Default)]
struct More {
    samples: u64,
    axes: u64,
    winners: u64,
}

impl Pooling {
    fn planes(&self) -> usize {
        self.batch * self.channels
    }

    /// # Safety
    /// The operands are valid for the sizes on the stream's device until the stream has passed.
    unsafe fn run(&self, device: &Device, kernel: Kernel, more: More, stream: Stream) -> Result<()> {
        let backward = kernel.is_backward();
        let sizes = self.layout.map(|axis| if backward { axis.input } else { axis.output });
        let count = self.planes() * sizes.iter().product::<usize>();
        if count == 0 {
            return Ok(());
        }
        let target = if backward { &self.x } else { &self.y };
        let [image, channel, along @ ..] = target.strides;
        let axes = sizes.iter().zip(along);
        let neighbour = axes.rev().find(|(size, _)| **size > 1).map_or(image, |(_, step)| step);
        let channels_inner = self.channels > 1 && channel.unsigned_abs() < neighbour.unsigned_abs();
        let wide = count >= 1 << 31;

        let mut words = Words::new();
        words.push(count as u64);
        words.push_dim(Dim::new(self.channels));
        sizes.iter().for_each(|size| words.push_dim(Dim::new(*size)));
        for axis in &self.layout {
            let Layout { input, output, kernel, stride, padding, dilation } = *axis;
            words.extend([input, output, kernel, stride, padding, dilation].map(|size| size as u64));
        }
        for operand in [&self.x, &self.y, &self.places] {
            words.push(operand.ptr as u64);
            words.extend(operand.strides.map(|step| step as u64));
        }
        let divisor = match kernel {
            Kernel::Mean(Divisor::Fixed(by)) | Kernel::MeanBackward(Divisor::Fixed(by)) => by,
            _ => 1,
        };
        words.extend([more.samples, more.axes, divisor as u64, more.winners]);
        words.extend(device.report.words(const { &Asker::other("max_unpool") }));

        let number = kernel.parts().0;
        let code = number << 8 | (self.dtype as u128) << 2 | (wide as u128) << 1 | channels_inner as u128;
        let make = || source(kernel, self.dtype, wide, channels_inner);
        let function = compile::function(device, Key { family: Family::Pooling, made_for: code }, make)?;
        let grid = Grid::row(count.div_ceil(THREADS), THREADS as u32);
        // SAFETY: the words are the fields of `PoolParams`; the rest is the caller's promise.
        unsafe { launch::launch(function, grid, words.as_ptr(), stream) }
    }

    /// # Safety
    /// As [`run`](Self::run).
    unsafe fn simply(&self, kernel: Kernel, stream: Stream) -> Result<()> {
        let device = device::get(stream.device)?;
        device.enter()?;
        // SAFETY: the caller's promise.
        unsafe { self.run(device, kernel, More::default(), stream) }
    }

    /// The largest element of each window, and its index where `places` is not null.
    ///
    /// # Errors
    /// NVRTC is needed and not there; the driver refuses the launch.
    ///
    /// # Safety
    /// The operands are valid for the sizes, on the stream's device, until the stream has passed; elements of what is
    /// written are distinct and overlap nothing. The dtype is neither bool nor complex.
    pub unsafe fn max(&self, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.simply(Kernel::Max, stream) }
    }

    /// As [`max`](Self::max), with windows at drawn places along the last `axes` axes: `samples` are numbers of the dtype
    /// in [0, 1], row-major (images, channels, axes). Strides of the layout are not read.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Safety
    /// As there, for a floating-point dtype; windows are no larger than their axes.
    pub unsafe fn fractional_max(&self, samples: *const u8, axes: usize, stream: Stream) -> Result<()> {
        let device = device::get(stream.device)?;
        device.enter()?;
        let more = More { samples: samples as u64, axes: axes as u64, winners: 0 };
        // SAFETY: the caller's promise.
        unsafe { self.run(device, Kernel::Fractional, more, stream) }
    }

    /// The mean of each window: `y` from `x`.
    ///
    /// # Errors
    /// As [`max`](Self::max).
    ///
    /// # Safety
    /// As there; the dtype is floating-point or int64.
    pub unsafe fn mean(&self, divisor: Divisor, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.simply(Kernel::Mean(divisor), stream) }
    }

    /// The transpose of [`mean`](Self::mean): `x` from `y`.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Safety
    /// As there.
    pub unsafe fn mean_backward(&self, divisor: Divisor, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.simply(Kernel::MeanBackward(divisor), stream) }
    }

    /// Each element of `x` is the sum of the elements of `y` whose place it is. Where the places are not those of the
    /// layout's windows, all of a plane are looked at for each element.
    ///
    /// # Errors
    /// As [`max`](Self::max).
    ///
    /// # Safety
    /// As there, for a floating-point dtype.
    pub unsafe fn put(&self, of_windows: bool, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.simply(if of_windows { Kernel::Put } else { Kernel::PutAnywhere }, stream) }
    }

    /// The elements of `x` at the places: `y`. Places outside of their plane are noted.
    ///
    /// # Errors
    /// As [`max`](Self::max).
    ///
    /// # Safety
    /// As there; places may be anything.
    pub unsafe fn take(&self, stream: Stream) -> Result<()> {
        // SAFETY: the caller's promise.
        unsafe { self.simply(Kernel::Take, stream) }
    }

    /// Planes with the elements of `y` at their places, the last of several, and zeros elsewhere: `x`. Places outside of
    /// their plane are noted. Planes of the smaller side have fewer than 2^31 elements.
    ///
    /// # Errors
    /// As [`max`](Self::max), and no memory to work in.
    ///
    /// # Safety
    /// As there; places may be anything.
    pub unsafe fn unpool(&self, stream: Stream) -> Result<()> {
        let device = device::get(stream.device)?;
        device.enter()?;
        let bytes = self.planes() * self.layout.iter().map(|axis| axis.input).product::<usize>() * 4;
        if bytes == 0 {
            return Ok(());
        }
        let winners = alloc::allocate(bytes, stream)?;
        let more = || More { winners, ..More::default() };
        // SAFETY: the block is new and has that size; the rest is the caller's promise.
        let done = unsafe {
            transfer::fill(winners, 0, bytes, stream)
                .and_then(|()| self.run(device, Kernel::Winners, more(), stream))
                .and_then(|()| self.run(device, Kernel::Unpool, more(), stream))
        };
        // SAFETY: the block came from this device's allocator, for this stream.
        unsafe { alloc::free(winners, stream.device) };
        done
    }
}

fn source(kernel: Kernel, dtype: DType, wide: bool, channels_inner: bool) -> Source {
    let (_, name, rest) = kernel.parts();
    let index = if wide { "u64" } else { "u32" };
    let element = match kernel {
        Kernel::Winners => String::new(),
        _ => format!("{}, ", storage_type(dtype)),
    };
    let text = format!(
        "{}KERNEL(pool, PoolParams, {THREADS}) {{ {name}<{element}{index}, {channels_inner}{rest}>(p); }}\n",
        include_str!("kernels/pooling.cuh")
    );
    Source { name: "pool", label: format!("{name} {}", dtype.name()), text }
}

#[cfg(test)]
mod tests {
    use super::{Divisor, Kernel, source};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        use Kernel::*;
        let mut sources = Vec::new();
        for (at, dtype) in [DType::F32, DType::F64, DType::F16, DType::BF16].into_iter().enumerate() {
            for kernel in [Max, Fractional, Put, PutAnywhere, Take, Winners, Unpool] {
                sources.push(source(kernel, dtype, at == 1, at % 2 == 0));
            }
        }
        for (at, dtype) in [DType::F32, DType::F64, DType::BF16, DType::I64].into_iter().enumerate() {
            let by = [Divisor::Padded, Divisor::InInput, Divisor::Fixed(3), Divisor::PerAxis][at];
            sources.extend([Max, Mean(by), MeanBackward(by)].map(|kernel| source(kernel, dtype, at == 2, at % 2 == 1)));
        }
        compile_all(&sources);
    }
}
