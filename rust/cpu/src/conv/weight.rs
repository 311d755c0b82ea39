//! Gradients of weights: for every kernel element a sum over all images and targets.
//!
//! A task has a group, a block of input channels and a chunk of the images (or of blocks of one), and sums into a
//! partial gradient; the partial ones are added in the order of the chunks. The cut follows from the shape alone.

use super::axis::{Axis, Tap};
use super::kernel::{HasKernels, Kernels, Weigh};
use super::slab::Slab;
use super::slide::Shared;
use super::{Side, WORTH_A_TASK, even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;
use crate::simd_fn;

/// Bytes of a slab.
const SLAB_BYTES: usize = 256 << 10;
/// Tasks that keep large machines busy.
const TASKS: usize = 32;
/// Most chunks of the images, and bytes of all partial gradients.
const CHUNKS: usize = 16;
const PARTIAL_BYTES: usize = 64 << 20;

/// The gradient of all weights.
pub struct Weighing<T: Element> {
    /// Images.
    pub batch: usize,
    /// Groups of channels.
    pub groups: usize,
    /// Output channels of a group.
    pub rows: usize,
    /// Input channels of a group.
    pub channels: usize,
    /// The axes, forward.
    pub axes: [Axis; 3],
    /// The input.
    pub source: Side<T>,
    /// The gradient of the output.
    pub grad: Side<T>,
    /// The gradient of the weight, and its strides.
    pub weight: (*mut T, [isize; 5]),
}

// SAFETY: a description; who runs it vouches for the pointers on every thread.
unsafe impl<T: Element> Sync for Weighing<T> {}

/// How the work is cut.
pub struct Plan {
    block: [usize; 3],
    blocks: [usize; 3],
    /// Blocks of channels.
    pub channel_blocks: usize,
    /// Chunks of units: images, or blocks of them.
    pub chunks: usize,
    /// Images of a slab.
    images: usize,
}

/// Slabs of one or more images and their gradient.
pub struct Part<'a, S> {
    /// Images.
    pub images: usize,
    /// Targets along each axis.
    pub count: [usize; 3],
    /// The gradient of the first row.
    pub grad: *const S,
    /// Strides of the gradient: image, row, plane, line; of neighbouring rows, or else columns, it is 1.
    pub strides: [isize; 4],
    /// Distance of columns.
    pub column: isize,
    /// The slab of the first image.
    pub source: *const S,
    /// Distance between slabs.
    pub image: usize,
    /// Layout of the slabs.
    pub slab: &'a Slab<'a>,
    /// Where each tap of each channel finds the source of target 0.
    pub offsets: &'a [usize],
}

impl<T: Element> Weighing<T>
where
    T::Packed: HasKernels,
{
    fn plan(&self, macs: usize, weights: usize) -> Plan {
        let count: [usize; 3] = std::array::from_fn(|a| self.axes[a].longest());
        let mut blocks = [1; 3];
        let size = size_of::<T::Packed>();
        let (block, channel) = loop {
            let block: [usize; 3] = std::array::from_fn(|a| count[a].div_ceil(blocks[a]));
            let slab =
                Slab { axes: &self.axes, extent: std::array::from_fn(|a| block[a] + self.axes[a].reach), pitch: 1 };
            let channel = slab.channel() * size;
            match (0..3).find(|&a| block[a] > if a == 2 { 1024 } else { 1 }) {
                Some(axis) if channel > SLAB_BYTES => blocks[axis] = count[axis].div_ceil(block[axis].div_ceil(2)),
                _ => break (block, channel),
            }
        };
        let blocks: [usize; 3] = std::array::from_fn(|a| count[a].div_ceil(block[a]));
        let units = self.batch * blocks.iter().product::<usize>();
        let wanted = (macs / WORTH_A_TASK).clamp(1, TASKS);
        let least = (self.channels * channel).div_ceil(SLAB_BYTES).clamp(1, self.channels);
        let most = PARTIAL_BYTES / (weights * size).max(1);
        let chunks = wanted.div_ceil(self.groups * least).clamp(1, CHUNKS.min(units)).min(most.max(1));
        let channel_blocks = least.max(wanted.div_ceil(self.groups * chunks)).min(self.channels);
        let block_bytes = self.channels.div_ceil(channel_blocks) * channel;
        let images = if blocks == [1; 3] { SLAB_BYTES / 2 / block_bytes.max(1) } else { 1 };
        Plan { block, blocks, channel_blocks, chunks, images: images.clamp(1, units.div_ceil(chunks)) }
    }

    /// Computes the gradient.
    ///
    /// # Safety
    /// Input, gradient and result are valid, elements of the result distinct and apart from the others.
    pub unsafe fn run(&self) {
        let kernels = T::Packed::kernels();
        let taps = self.taps();
        let weights = self.groups * self.rows * self.channels * taps.len();
        let targets: usize = self.axes.iter().map(Axis::longest).product();
        let macs = weights.saturating_mul(targets).saturating_mul(self.batch);
        let kernel: usize = self.axes.iter().map(|axis| axis.kernel).product();
        if macs == 0 || taps.len() < kernel {
            // SAFETY: the caller's promises.
            unsafe { self.clear() };
        }
        if macs == 0 {
            return;
        }
        // SAFETY: the caller's promises.
        if unsafe { self.channels_alone(kernels, macs) } {
            return;
        }
        let plan = self.plan(macs, weights);
        let wide = self.product_width(kernels);
        if wide.width > 0 {
            // SAFETY: the caller's promises.
            return unsafe { self.products(kernels, &plan, &taps, wide, macs) };
        }
        let sums = Shared(Scratch::<T::Packed>::new(weights * plan.chunks));
        let (plan, sums, taps) = (&plan, &sums, taps.as_slice());
        // SAFETY: the caller's promises; every task has its own sums.
        unsafe {
            run(self.groups * plan.channel_blocks * plan.chunks, macs >= 1 << 16, &|task| {
                let (chunk, rest) = (task % plan.chunks, task / plan.chunks);
                let (g, block) = (rest / plan.channel_blocks, rest % plan.channel_blocks);
                let channels = even(self.channels, plan.channel_blocks, block);
                let width = self.channels * taps.len();
                let at = chunk * weights + g * self.rows * width + channels.start * taps.len();
                let sums = sums.0.as_ptr().add(at);
                for r in 0..self.rows {
                    (0..channels.len() * taps.len()).for_each(|p| sums.add(r * width + p).write(T::Packed::default()));
                }
                self.task(kernels, plan, g, channels, chunk, taps, false, |part| self.dots(kernels, part, sums, width));
            });
            self.combine(sums, plan.chunks, weights, taps);
        }
    }

    /// Sets the whole gradient to 0: for kernel elements that only meet padding.
    unsafe fn clear(&self) {
        let [o, c, strides @ ..] = self.weight.1;
        let kernel: [usize; 3] = std::array::from_fn(|a| self.axes[a].kernel);
        let count = kernel.iter().product::<usize>();
        for at in 0..self.groups * self.rows * self.channels * count {
            let (row, channel, tap) = (at / count / self.channels, at / count % self.channels, at % count);
            let tap = [tap / (kernel[1] * kernel[2]), tap / kernel[2] % kernel[1], tap % kernel[2]];
            let place: isize = tap.iter().zip(strides).map(|(&tap, stride)| tap as isize * stride).sum();
            // SAFETY: the caller promises the result.
            unsafe {
                self.weight
                    .0
                    .offset(row as isize * o + channel as isize * c + place)
                    .write(T::narrow(T::Packed::default()))
            };
        }
    }

    /// Kernel elements in order.
    fn taps(&self) -> Vec<[Tap; 3]> {
        let [d, h, w] = std::array::from_fn(|a| &self.axes[a].sets[0].taps);
        d.iter().flat_map(|&i| h.iter().flat_map(move |&j| w.iter().map(move |&k| [i, j, k]))).collect()
    }

    /// Fills the slabs of a chunk for a block of channels, one after the other, and hands them to `sum`.
    ///
    /// # Safety
    /// As for [`Weighing::run`].
    #[allow(clippy::too_many_arguments)]
    pub unsafe fn task(
        &self,
        kernels: &Kernels<T::Packed>,
        plan: &Plan,
        g: usize,
        channels: std::ops::Range<usize>,
        chunk: usize,
        taps: &[[Tap; 3]],
        products: bool,
        mut sum: impl FnMut(&Part<'_, T::Packed>),
    ) {
        let extent = std::array::from_fn(|a| plan.block[a] + self.axes[a].reach);
        let last = products && self.source.strides[1] == 1;
        let slab = Slab { axes: &self.axes, extent, pitch: if last { channels.len() } else { 1 } };
        let (channel, places) = (slab.step(), taps.iter().map(|&tap| slab.offset(tap)));
        let places: Vec<usize> = places.collect();
        let offsets: Vec<usize> =
            (0..channels.len()).flat_map(|c| places.iter().map(move |p| c * channel + p)).collect();
        let image = slab.len(channels.len());
        let source = slab.room::<T::Packed>(channels.len(), plan.images);
        let direct = T::IN_PLACE && (self.grad.strides[4] == 1 || (products && self.grad.strides[1] == 1));
        let targets: usize = plan.block.iter().product();
        let copy = Scratch::<T::Packed>::new(if direct { 0 } else { plan.images * self.rows * targets });
        let blocks: usize = plan.blocks.iter().product();
        let [first, h, w] = plan.blocks;
        debug_assert!(first * h * w == blocks);
        let units = even(self.batch * blocks, plan.chunks, chunk);
        // How many slabs were filled, and from where.
        let mut filled = (0, [0; 3]);
        // SAFETY: the caller's promises; slabs and copies are this task's own.
        unsafe {
            for start in units.clone().step_by(plan.images) {
                let here = start..units.end.min(start + plan.images);
                let (n, block) = (start / blocks, start % blocks);
                let from = [block / (h * w), block / w % h, block % w];
                let from: [usize; 3] = std::array::from_fn(|a| from[a] * plan.block[a]);
                let count: [usize; 3] = std::array::from_fn(|a| plan.block[a].min(self.axes[a].longest() - from[a]));
                let spatial = self.grad.spatial();
                let corner: isize = (0..3).map(|a| from[a] as isize * spatial[a]).sum();
                for i in 0..here.len() {
                    let input = self.source.image(n + i, g * self.channels + channels.start);
                    let to = source.as_ptr().add(i * image);
                    let strides = (self.source.strides[1], self.source.spatial());
                    let cleared = i < filled.0 && filled.1 == from;
                    slab.fill(kernels.copy, input, strides, channels.len(), from, cleared, to);
                }
                filled = if filled.1 == from { (filled.0.max(here.len()), from) } else { (here.len(), from) };
                let (grad, strides, column) = if direct {
                    let s = self.grad.strides;
                    let grad = self.grad.image(n, g * self.rows).offset(corner).cast::<T::Packed>();
                    (grad, [s[0], s[1], s[2], s[3]], s[4])
                } else {
                    for i in 0..here.len() {
                        let from = self.grad.image(n + i, g * self.rows).offset(corner);
                        let to = copy.as_ptr().add(i * self.rows * targets);
                        copy_block(from, (self.grad.strides[1], spatial), self.rows, count, to, targets);
                    }
                    let (line, plane) = (count[2] as isize, (count[1] * count[2]) as isize);
                    (copy.as_ptr().cast_const(), [(self.rows * targets) as isize, targets as isize, plane, line], 1)
                };
                sum(&Part {
                    images: here.len(),
                    count,
                    grad,
                    strides,
                    column,
                    source: source.as_ptr(),
                    image,
                    slab: &slab,
                    offsets: &offsets,
                });
            }
        }
    }

    /// Adds a part to `sums`, whose rows are `width` apart: a dot product for each row and tap.
    unsafe fn dots(
        &self,
        kernels: &Kernels<T::Packed>,
        part: &Part<'_, T::Packed>,
        sums: *mut T::Packed,
        width: usize,
    ) {
        let mut runs = Vec::new();
        let length = self::runs(&mut runs, part.images, part.count, (part.image, part.slab.extent), part.strides);
        let panels = self.rows.div_ceil(kernels.weigh.len());
        for panel in 0..panels {
            let rows = even(self.rows, panels, panel);
            let row_kernels = kernels.weigh[rows.len() - 1];
            let tap_panels = part.offsets.len().div_ceil(row_kernels.len());
            for tap_panel in 0..tap_panels {
                let taps = even(part.offsets.len(), tap_panels, tap_panel);
                // SAFETY: the caller promises part and sums.
                unsafe {
                    row_kernels[taps.len() - 1](&Weigh {
                        runs: runs.as_ptr(),
                        count: runs.len(),
                        length,
                        grad: part.grad.offset(rows.start as isize * part.strides[1]),
                        grad_row: part.strides[1],
                        source: part.source,
                        offsets: part.offsets.as_ptr().add(taps.start),
                        out: sums.add(rows.start * width + taps.start),
                        out_row: width,
                    });
                }
            }
        }
    }

    /// Adds the partial gradients in order.
    unsafe fn combine(&self, sums: &Shared<T::Packed>, chunks: usize, weights: usize, taps: &[[Tap; 3]]) {
        let [o, c, d, h, w] = self.weight.1;
        let rows = self.groups * self.rows;
        // SAFETY: the caller promises result and sums; tasks have disjoint rows.
        unsafe {
            run(rows, weights * chunks >= 1 << 16, &|row| {
                let length = self.channels * taps.len();
                let first = sums.0.as_ptr().add(row * length);
                for chunk in 1..chunks {
                    accumulate(first, first.add(chunk * weights), length);
                }
                for channel in 0..self.channels {
                    for (p, tap) in taps.iter().enumerate() {
                        let sum = *first.add(channel * taps.len() + p);
                        let place =
                            [d, h, w].iter().zip(tap).map(|(stride, tap)| tap.index as isize * stride).sum::<isize>();
                        let place = row as isize * o + channel as isize * c + place;
                        self.weight.0.offset(place).write(T::narrow(sum));
                    }
                }
            });
        }
    }
}

simd_fn! {
    /// Adds `n` numbers to others.
    ///
    /// # Safety
    /// Both are valid and apart.
    pub unsafe fn accumulate<I, S: Number>(sums: *mut S, more: *const S, n: usize) {
        let _ = I::WIDTH;
        // SAFETY: the caller's promises.
        unsafe {
            let (sums, more) = (std::slice::from_raw_parts_mut(sums, n), std::slice::from_raw_parts(more, n));
            for (sum, &x) in sums.iter_mut().zip(more) {
                *sum = sum.add(x);
            }
        }
    }
}

/// Lists the runs of targets: places in a gradient plane and in the slab. Answers their length.
fn runs(
    runs: &mut Vec<(usize, usize)>,
    images: usize,
    count: [usize; 3],
    (image, extent): (usize, [usize; 3]),
    strides: [isize; 4],
) -> usize {
    let [mut planes, mut lines, mut columns] = count;
    if lines == 1 || (extent[2] == columns && strides[3] == columns as isize) {
        columns *= lines;
        lines = 1;
        if planes > 1 && extent[1] * extent[2] == columns && strides[2] == columns as isize {
            columns *= planes;
            planes = 1;
        }
    }
    runs.clear();
    for i in 0..images {
        for d in 0..planes {
            for h in 0..lines {
                let grad = i as isize * strides[0] + d as isize * strides[2] + h as isize * strides[3];
                runs.push((grad as usize, i * image + (d * extent[1] + h) * extent[2]));
            }
        }
    }
    columns
}

/// Copies `rows` channels of a block of targets into planes that are `plane` apart.
unsafe fn copy_block<T: Element>(
    from: *const T,
    (channel, spatial): (isize, [isize; 3]),
    rows: usize,
    count: [usize; 3],
    to: *mut T::Packed,
    plane: usize,
) {
    // SAFETY: the caller promises the block and room for it.
    unsafe {
        for r in 0..rows {
            let mut to = to.add(r * plane);
            for d in 0..count[0] {
                for h in 0..count[1] {
                    let line = r as isize * channel + d as isize * spatial[0] + h as isize * spatial[1];
                    let line = from.offset(line);
                    for w in 0..count[2] {
                        to.add(w).write((*line.offset(w as isize * spatial[2])).widen());
                    }
                    to = to.add(count[2]);
                }
            }
        }
    }
}
