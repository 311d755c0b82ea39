//! Convolutions, their gradients, and transposed convolutions, which are the gradients.
//!
//! They do what the functions of the same names in [`flambeau_cpu::conv`] do, with operands on a device and any strides. No
//! matrix of windows is written: tiles of it are gathered when they are needed. Sums have an order that the shape fixes.

use flambeau_cpu::DType;
use flambeau_cpu::conv::Extent;
pub use flambeau_cpu::conv::{Geometry, Operand};
use flambeau_cpu::expr::Class;

use crate::alloc;
use crate::compile::{self, Family, Key, Source};
use crate::device::{self, Device};
use crate::error::Result;
use crate::gemm;
use crate::launch::{self, Grid};
use crate::params::{Dim, Words};
use crate::pointwise::source::storage_type;
use crate::stream::Stream;

/// `CONV_THREADS`, `CONV_COLUMNS` and `CONV_TERMS` in kernels/conv_tiles.cuh.
const THREADS: usize = 256;
const COLUMNS: usize = 64;
const TERMS: usize = 16;

/// Blocks that keep any device busy.
const BLOCKS: usize = 512;

/// The kernels of kernels/conv.cuh and kernels/conv_weight.cuh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kernel {
    Convolve,
    ConvolveEach,
    Weigh,
    WeighEach,
    AddSlices,
}

/// What a kernel is made for.
#[derive(Clone, Copy)]
struct Form {
    kernel: Kernel,
    dtype: DType,
    /// Whether indices need 64 bits.
    wide: bool,
    axes: usize,
    /// Channels of a tile, in sixteens.
    rows: usize,
    transposed: bool,
    /// Whether neighbours in memory are channels.
    channels_inner: bool,
    /// By tensor cores: 16-bit floats, and binary32 where TF32 is allowed.
    mma: bool,
}

impl Form {
    fn code(self) -> u128 {
        let parts = [
            (self.kernel as u128, 3),
            (self.dtype as u128, 4),
            (self.wide as u128, 1),
            (self.axes as u128, 2),
            (self.rows as u128, 3),
            (self.transposed as u128, 1),
            (self.channels_inner as u128, 1),
            (self.mma as u128, 1),
        ];
        parts.into_iter().fold(0, |code, (value, bits)| code << bits | value)
    }

    /// How a block makes its tile of sums.
    fn tiles(self) -> String {
        let element = storage_type(self.dtype);
        match self.dtype {
            DType::F32 if self.mma => format!("MmaTiles<MmaTf32, {}>", self.rows),
            _ if self.mma => format!("MmaTiles<MmaHalf<{element}>, {}>", self.rows),
            _ => {
                let rows_inner = self.channels_inner && self.kernel == Kernel::Convolve;
                format!("PlainTiles<{element}, {}, {rows_inner}>", self.rows)
            }
        }
    }

    fn source(self) -> Source {
        let Form { kernel, dtype, axes, rows, transposed, channels_inner, .. } = self;
        let tiles = self.tiles();
        let index = if self.wide { "i64" } else { "i32" };
        let element = storage_type(dtype);
        let (label, call) = match kernel {
            Kernel::Convolve => (
                "convolution",
                format!("convolve<{element}, {tiles}, {index}, {axes}, {rows}, {transposed}, {channels_inner}>"),
            ),
            Kernel::ConvolveEach => (
                "convolution of few channels",
                format!("convolve_each<{element}, {index}, {axes}, {transposed}, {channels_inner}>"),
            ),
            Kernel::Weigh => (
                "convolution's weight",
                format!("weigh<{element}, {tiles}, {index}, {axes}, {rows}, {channels_inner}>"),
            ),
            Kernel::WeighEach => {
                ("convolution's weight of few channels", format!("weigh_each<{element}, {index}, {axes}>"))
            }
            Kernel::AddSlices => (
                "convolution's weight from slices",
                format!("add_slices<{element}, {index}, {axes}, {channels_inner}>"),
            ),
        };
        let text = format!(
            "{}{}{}{}{}{}KERNEL(conv, ConvParams, {THREADS}) {{ {call}(p); }}\n",
            include_str!("kernels/mma.cuh"),
            include_str!("kernels/tiles.cuh"),
            include_str!("kernels/conv_tiles.cuh"),
            include_str!("kernels/conv_places.cuh"),
            include_str!("kernels/conv.cuh"),
            include_str!("kernels/conv_weight.cuh"),
        );
        Source { name: "conv", label: format!("{label} {}", dtype.name()), text }
    }
}

/// A convolution as the kernels see it: sources, weights and targets.
struct Relation<'a> {
    geometry: &'a Geometry,
    transposed: bool,
    source: Operand,
    target: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
}

/// How the places of a weight's gradient are cut.
#[derive(Clone, Copy)]
struct Slices {
    count: usize,
    length: usize,
    partials: u64,
}

impl Relation<'_> {
    /// Sizes of source and target along an axis.
    fn sizes(&self, extent: &Extent) -> (usize, usize) {
        if self.transposed { (extent.output, extent.input) } else { (extent.input, extent.output) }
    }

    /// Channels of a group of targets and of sources.
    fn channels(&self) -> (usize, usize) {
        let g = self.geometry;
        let (input, output) = (g.in_channels / g.groups, g.out_channels / g.groups);
        if self.transposed { (input, output) } else { (output, input) }
    }

    /// Phases along an axis: sets of targets that the same taps reach.
    fn phases(&self, extent: &Extent) -> usize {
        if self.transposed { extent.stride.min(extent.input) } else { 1 }
    }

    /// Targets of an image in the first phase, which has most.
    fn places(&self) -> usize {
        self.geometry.axes.iter().map(|extent| self.sizes(extent).1.div_ceil(self.phases(extent))).product()
    }

    fn taps(&self) -> usize {
        self.geometry.axes.iter().map(|extent| extent.kernel).product()
    }

    /// Axes from the first one on that is more than one element.
    fn axes(&self) -> usize {
        let trivial = |e: &&Extent| (e.input, e.output, e.kernel, e.padding) == (1, 1, 1, 0);
        (3 - self.geometry.axes.iter().take_while(trivial).count()).max(1)
    }

    fn is_wide(&self) -> bool {
        let ((rows, depth), g) = (self.channels(), self.geometry);
        let targets: usize = g.axes.iter().map(|extent| self.sizes(extent).1).product();
        let reach = |e: &Extent| {
            let window = e.kernel.saturating_mul(e.dilation).saturating_add(e.padding);
            e.input.saturating_add(e.output.saturating_mul(e.stride)).saturating_add(window).saturating_add(e.stride)
        };
        let most = [
            targets.saturating_mul(g.batch).saturating_mul(rows * g.groups),
            self.taps().saturating_mul(depth.max(1)),
            rows * g.groups,
        ];
        most.into_iter().chain(g.axes.iter().map(reach)).any(|size| size >= 1 << 30)
    }

    /// Whether channels of a place of the source are nearer in memory than places of a channel.
    fn channels_inner(&self) -> bool {
        let [image, channel, along @ ..] = self.source.strides;
        let axes = self.geometry.axes.iter().zip(along);
        let neighbour = axes.rev().find(|(extent, _)| self.sizes(extent).0 > 1).map_or(image, |(_, step)| step);
        self.channels().1 > 1 && channel.unsigned_abs() < neighbour.unsigned_abs()
    }

    fn words(&self, blocks: usize, slices: Slices) -> Words {
        let (g, (rows, depth)) = (self.geometry, self.channels());
        let mut words = Words::new();
        words.extend([g.batch, g.groups, rows].map(|size| size as u64));
        words.push_dim(Dim::new(depth));
        words.push_dim(Dim::new(rows * g.groups));
        for extent in &g.axes {
            let ((source, target), phases) = (self.sizes(extent), self.phases(extent));
            let Extent { kernel, stride, padding, dilation, .. } = *extent;
            words.extend([source, target, kernel, stride, padding, dilation, phases].map(|size| size as u64));
            let (places, taps) = match self.transposed {
                true => (stride, stride / greatest_divisor(stride, dilation)),
                false => (1, 1),
            };
            for (size, parts) in [(target, places), (kernel, taps)] {
                words.push_dim(Dim::new(size.div_ceil(parts)));
                words.push_dim(Dim::new(size / parts));
            }
        }
        for operand in [&self.source, &self.target] {
            words.push(operand.ptr as u64);
            words.extend(operand.strides.map(|step| step as u64));
        }
        let [out, depth_step, along @ ..] = self.weight.strides;
        let (row, depth_step, group) = match self.transposed {
            true => (depth_step, out, out * depth as isize),
            false => (out, depth_step, out * rows as isize),
        };
        words.push(self.weight.ptr as u64);
        words.extend([group, row, depth_step].map(|step| step as u64));
        words.extend(along.map(|step| step as u64));
        words.extend(self.bias.map_or([0, 0], |(start, step)| [start as u64, step as u64]));
        words.extend([blocks, slices.count, slices.length].map(|size| size as u64));
        words.push(slices.partials);
        words
    }

    fn form(&self, kernel: Kernel, dtype: DType) -> Form {
        let rows = match self.channels().0 {
            ..=16 => 1,
            17..=32 => 2,
            _ => 4,
        };
        let fits = match dtype {
            DType::F16 | DType::BF16 => true,
            DType::F32 => gemm::tf32(),
            _ => false,
        };
        Form {
            kernel,
            dtype,
            wide: self.is_wide(),
            axes: self.axes(),
            rows,
            mma: fits && rows > 1 && matches!(kernel, Kernel::Convolve | Kernel::Weigh),
            transposed: self.transposed,
            channels_inner: self.channels_inner(),
        }
    }

    /// Computes the target.
    ///
    /// # Safety
    /// The operands are valid for the geometry on the stream's device until the stream has passed.
    unsafe fn target(&self, dtype: DType, stream: Stream) -> Result<()> {
        let (g, rows) = (self.geometry, self.channels().0);
        let phases: usize = g.axes.iter().map(|extent| self.phases(extent)).product();
        let columns = g.batch * self.places();
        if columns * rows * g.groups == 0 {
            return Ok(());
        }
        let device = device::get(stream.device)?;
        device.enter()?;
        let few = rows <= 4;
        let form = self.form(if few { Kernel::ConvolveEach } else { Kernel::Convolve }, dtype);
        let (blocks, grid) = if few {
            let blocks = (columns * rows * g.groups).div_ceil(THREADS);
            (blocks, blocks * phases)
        } else {
            let blocks = columns.div_ceil(COLUMNS);
            (blocks, blocks * rows.div_ceil(form.rows * 16) * g.groups * phases)
        };
        let words = self.words(blocks, Slices { count: 1, length: 0, partials: 0 });
        // SAFETY: the caller's promise.
        unsafe { start(device, form, grid, &words, stream) }
    }

    /// Computes the weight from source and target.
    ///
    /// # Safety
    /// As [`target`](Self::target).
    unsafe fn weight(&self, dtype: DType, stream: Stream) -> Result<()> {
        let (g, (rows, depth)) = (self.geometry, self.channels());
        let (columns, length) = (depth * self.taps(), g.batch * self.places());
        let count = g.groups * rows * columns;
        if count == 0 {
            return Ok(());
        }
        let device = device::get(stream.device)?;
        device.enter()?;
        let few = rows * columns.min(COLUMNS) < 128;
        let mut form = self.form(if few { Kernel::WeighEach } else { Kernel::Weigh }, dtype);
        form.channels_inner &= !few;
        let (blocks, whole, part) = if few {
            (0, count, THREADS)
        } else {
            let blocks = columns.div_ceil(COLUMNS);
            (blocks, blocks * rows.div_ceil(form.rows * 16) * g.groups, TERMS)
        };
        let wanted = BLOCKS.div_ceil(whole).min(length / (part * 8)).max(1);
        let per_slice = length.div_ceil(wanted).next_multiple_of(part).max(1);
        let slices = length.div_ceil(per_slice).max(1);
        let size = if slices > 1 { slices * count * Class::of(dtype).size() } else { 0 };
        let partials = alloc::allocate(size, stream)?;
        let words = self.words(blocks, Slices { count: slices, length: per_slice, partials });
        // SAFETY: the caller's promise; the block holds the sums of all slices.
        let mut done = unsafe { start(device, form, whole * slices, &words, stream) };
        if slices > 1 && done.is_ok() {
            let form = Form { kernel: Kernel::AddSlices, rows: 0, mma: false, ..form };
            // SAFETY: as above; the launch before writes the sums.
            done = unsafe { start(device, form, count.div_ceil(THREADS), &words, stream) };
        }
        // SAFETY: the block came from this device's allocator, for this stream.
        unsafe { alloc::free(partials, stream.device) };
        done
    }
}

fn greatest_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// # Safety
/// The words are the fields of `ConvParams`, and what they point to is valid.
unsafe fn start(device: &Device, form: Form, blocks: usize, words: &Words, stream: Stream) -> Result<()> {
    let key = Key { family: Family::Conv, made_for: form.code() };
    let function = compile::function(device, key, || form.source())?;
    // SAFETY: the caller's promise.
    unsafe { launch::launch(function, Grid::row(blocks, THREADS as u32), words.as_ptr(), stream) }
}

/// As [`flambeau_cpu::conv::forward`], for dtypes other than bool and complex ones.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn forward(
    dtype: DType,
    geometry: &Geometry,
    input: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    output: Operand,
    stream: Stream,
) -> Result<()> {
    let relation = Relation { geometry, transposed: false, source: input, target: output, weight, bias };
    // SAFETY: the caller's promise.
    unsafe { relation.target(dtype, stream) }
}

/// As [`flambeau_cpu::conv::backward_input`], for dtypes other than bool and complex ones.
///
/// # Errors
/// NVRTC is needed and not there; the driver refuses the launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn backward_input(
    dtype: DType,
    geometry: &Geometry,
    output: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    input: Operand,
    stream: Stream,
) -> Result<()> {
    let relation = Relation { geometry, transposed: true, source: output, target: input, weight, bias };
    // SAFETY: the caller's promise.
    unsafe { relation.target(dtype, stream) }
}

/// As [`flambeau_cpu::conv::backward_weight`], for dtypes other than bool and complex ones.
///
/// # Errors
/// NVRTC is needed and not there; no memory for partial sums; the driver refuses a launch.
///
/// # Safety
/// As there, with memory of the stream's device that stays valid until the stream has passed.
pub unsafe fn backward_weight(
    dtype: DType,
    geometry: &Geometry,
    input: Operand,
    output: Operand,
    weight: Operand,
    stream: Stream,
) -> Result<()> {
    let relation = Relation { geometry, transposed: false, source: input, target: output, weight, bias: None };
    // SAFETY: the caller's promise.
    unsafe { relation.weight(dtype, stream) }
}

#[cfg(test)]
mod tests {
    use super::{Form, Kernel};
    use crate::compile::testing::compile_all;
    use flambeau_cpu::DType;

    #[test]
    fn every_kernel_compiles() {
        use Kernel::*;
        let mut sources = Vec::new();
        for (at, dtype) in
            [DType::F32, DType::F64, DType::F16, DType::BF16, DType::U8, DType::I64].into_iter().enumerate()
        {
            for (of, kernel) in [Convolve, ConvolveEach, Weigh, WeighEach, AddSlices].into_iter().enumerate() {
                let (turn, axes) = (at + of, 1 + (at + of) % 3);
                let (transposed, channels_inner) = (turn % 2 == 0, at % 2 == 0);
                let (rows, wide) = ([1, 2, 4][turn % 3], turn % 3 == 0);
                let form = Form { kernel, dtype, wide, axes, rows, transposed, channels_inner, mma: false };
                sources.push(form.source());
                let narrow = [DType::F32, DType::F16, DType::BF16].contains(&dtype);
                if narrow && [Convolve, Weigh].contains(&kernel) {
                    sources.push(Form { rows: [2, 4][turn % 2], mma: true, ..form }.source());
                }
            }
        }
        compile_all(&sources);
    }
}
