//! Gradients of weights of many channels as a matrix product: taps times output channels.
//!
//! The left matrix, a row per tap of every input channel, is read in the slab: its elements along a sum, the positions, lie
//! at the same offsets from every tap. The right one is the gradient of the output with neighbouring channels as lanes.

use super::axis::Tap;
use super::kernel::{Gather, HasKernels, Kernels};
use super::product::{BLOCK, turn};
use super::slide::Shared;
use super::weight::{Part, Plan, Weighing, accumulate};
use super::{even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::transpose;
use crate::gemm::vector::Number;
use crate::simd_fn;

/// Panels of output channels.
#[derive(Clone, Copy)]
pub struct Columns {
    /// Number of panels.
    pub panels: usize,
    /// Columns of each, whole vectors; 0 where there are too few channels to fill half a vector.
    pub width: usize,
}

impl<T: Element> Weighing<T>
where
    T::Packed: HasKernels,
{
    /// How output channels are cut into panels.
    pub fn product_width(&self, kernels: &Kernels<T::Packed>) -> Columns {
        let most = kernels.gather.len() * kernels.lanes;
        if most == 0 || 2 * self.rows < kernels.lanes {
            return Columns { panels: 0, width: 0 };
        }
        let panels = self.rows.div_ceil(most);
        Columns { panels, width: self.rows.div_ceil(panels).next_multiple_of(kernels.lanes) }
    }

    /// Computes the gradient.
    ///
    /// # Safety
    /// As for [`Weighing::run`].
    pub unsafe fn products(
        &self,
        kernels: &Kernels<T::Packed>,
        plan: &Plan,
        taps: &[[Tap; 3]],
        columns: Columns,
        macs: usize,
    ) {
        // For every chunk, group and panel: a row for each tap of each channel.
        let rows = self.channels * taps.len();
        let panel = rows * columns.width;
        let all = self.groups * columns.panels * panel;
        let sums = &Shared(Scratch::<T::Packed>::new(all * plan.chunks));
        // SAFETY: the caller's promises; every task has its own sums, which are read when all are written.
        unsafe {
            run(self.groups * plan.channel_blocks * plan.chunks, macs >= 1 << 16, &|task| {
                let (chunk, rest) = (task % plan.chunks, task / plan.chunks);
                let (g, block) = (rest / plan.channel_blocks, rest % plan.channel_blocks);
                let channels = even(self.channels, plan.channel_blocks, block);
                let first = chunk * all + g * columns.panels * panel + channels.start * taps.len() * columns.width;
                let sums = sums.0.as_ptr().add(first);
                for at in 0..columns.panels {
                    let own = channels.len() * taps.len() * columns.width;
                    (0..own).for_each(|i| sums.add(at * panel + i).write(T::Packed::default()));
                }
                let gradient = Scratch::<T::Packed>::new(BLOCK * columns.width);
                self.task(kernels, plan, g, channels, chunk, taps, true, |part| {
                    for at in 0..columns.panels {
                        let first = at * columns.width;
                        let lanes = columns.width.min(self.rows - first);
                        let grad = part.grad.offset(first as isize * part.strides[1]);
                        multiply(kernels, part, grad, lanes, columns.width, gradient.as_ptr(), sums.add(at * panel));
                    }
                });
            });
            run(self.groups * columns.panels * self.channels, all * plan.chunks >= 1 << 16, &|task| {
                let (g, rest) = (task / (columns.panels * self.channels), task % (columns.panels * self.channels));
                let (at, channel) = (rest / self.channels, rest % self.channels);
                let own = taps.len() * columns.width;
                let first = sums.0.as_ptr().add((g * columns.panels + at) * panel + channel * own);
                for chunk in 1..plan.chunks {
                    accumulate(first, first.add(chunk * all), own);
                }
                self.place(first, columns.width, taps, g * self.rows + at * columns.width, channel, {
                    columns.width.min(self.rows - at * columns.width)
                });
            });
        }
    }

    /// Writes the sums of an input channel for some output channels.
    unsafe fn place(
        &self,
        sums: *const T::Packed,
        width: usize,
        taps: &[[Tap; 3]],
        output: usize,
        channel: usize,
        outputs: usize,
    ) {
        let [o, c, strides @ ..] = self.weight.1;
        let place = |tap: &[Tap; 3]| -> isize {
            tap.iter().zip(strides).map(|(tap, stride)| tap.index as isize * stride).sum()
        };
        let step = if taps.len() > 1 { place(&taps[1]) - place(&taps[0]) } else { 1 };
        // SAFETY: the caller promises sums and result.
        unsafe {
            let to = self.weight.0.offset(output as isize * o + channel as isize * c);
            if taps.iter().enumerate().all(|(at, tap)| place(tap) == place(&taps[0]) + at as isize * step) {
                return turn::<T>(sums, width, taps.len(), outputs, to.offset(place(&taps[0])), o, step);
            }
            for (at, tap) in taps.iter().enumerate() {
                turn::<T>(sums.add(at * width), width, 1, outputs, to.offset(place(tap)), o, 1);
            }
        }
    }
}

/// Adds the product of a part and its gradient to `sums`.
#[allow(clippy::too_many_arguments)]
unsafe fn multiply<S: HasKernels>(
    kernels: &Kernels<S>,
    part: &Part<'_, S>,
    grad: *const S,
    lanes: usize,
    width: usize,
    panel: *mut S,
    sums: *mut S,
) {
    let [planes, lines, columns] = part.count;
    let [image, row, plane, line] = part.strides;
    // Where targets lie in the slab, and in the gradient, where lines that follow each other are one.
    let mut places = Vec::with_capacity(part.images * planes * lines * columns);
    let step = part.column;
    let (dense_lines, dense_planes) = (line == columns as isize * step, plane == (columns * lines) as isize * step);
    let length = columns * if dense_lines { lines * if dense_planes { planes } else { 1 } } else { 1 };
    let mut starts = Vec::new();
    for i in 0..part.images {
        for d in 0..planes {
            for h in 0..lines {
                if places.len() % length == 0 {
                    starts.push(i as isize * image + d as isize * plane + h as isize * line);
                }
                places.extend((0..columns).map(|w| i * part.image + part.slab.place([d, h, w])));
            }
        }
    }
    let tiles = kernels.gather[width / kernels.lanes - 1];
    // SAFETY: the caller promises part, gradient, panel and sums.
    unsafe {
        for p in (0..places.len()).step_by(BLOCK) {
            let k = BLOCK.min(places.len() - p);
            let mut done = 0;
            while done < k {
                let (stretch, at) = ((p + done) / length, (p + done) % length);
                let n = (length - at).min(k - done);
                let (from, to) = (grad.offset(starts[stretch] + at as isize * step), panel.add(done * width));
                if step == 1 {
                    turn_lanes(from, row, lanes, n, width, to);
                } else {
                    // Channels lie side by side already.
                    for p in 0..n {
                        let (from, to) = (from.offset(p as isize * step), to.add(p * width));
                        std::ptr::copy_nonoverlapping(from, to, lanes);
                        (lanes..width).for_each(|lane| to.add(lane).write(S::default()));
                    }
                }
                done += n;
            }
            for tap in (0..part.offsets.len()).step_by(tiles.len()) {
                let rows = tiles.len().min(part.offsets.len() - tap);
                tiles[rows - 1](&Gather {
                    k,
                    source: part.source,
                    bases: part.offsets.as_ptr().add(tap),
                    offsets: places.as_ptr().add(p),
                    panel,
                    start: std::ptr::null(),
                    out: sums.add(tap * width),
                    out_row: width,
                });
            }
        }
    }
}

simd_fn! {
    /// `panel[p * width + lane] = from[lane * stride + p]`, and 0 for missing lanes.
    ///
    /// # Safety
    /// The source is valid for its lanes, the panel for `n` rows.
    unsafe fn turn_lanes<I, S: Number>(
        from: *const S, stride: isize, lanes: usize, n: usize, width: usize, panel: *mut S,
    ) {
        // SAFETY: the caller's promises.
        unsafe { transpose::panel::<I, S>(from, stride, lanes, n, width, panel) }
    }
}
