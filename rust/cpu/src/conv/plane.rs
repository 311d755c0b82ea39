//! Channels that are convolved for themselves, as in depthwise convolutions: nothing is copied.

use super::axis::Axis;
use super::kernel::{HasKernels, Kernels};
use super::plane_kernel::{Dots, LINES, Strip, TAPS};
use super::slide::{Shared, Sliding};
use super::weight::Weighing;
use super::{even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;

/// Multiply-adds that are worth a task: there are few for each element of memory.
const WORTH_A_TASK: usize = 1 << 18;
/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// More elements than two vectors have and taps reach beside a line.
const MARGIN: usize = 128;
/// Bytes of planes and gradients that are gone through several times.
const PLANE_BYTES: usize = 32 << 10;
/// Fewest channels whose weight gradients are tasks of their own.
const CHANNELS: usize = 16;

/// The taps of an axis whose targets all have the same: index in the kernel, and place in the source of target 0.
struct Taps {
    /// Distance in the source of neighbouring targets.
    step: usize,
    /// Targets.
    count: usize,
    /// The taps.
    taps: Vec<(usize, isize)>,
}

impl Taps {
    fn of(axis: &Axis) -> Option<Taps> {
        let [set] = axis.sets.as_slice() else { return None };
        let taps = set.taps.iter().map(|tap| (tap.index, axis.place(tap)));
        Some(Taps { step: axis.step, count: set.count, taps: taps.collect() })
    }

    /// Whether there are three, one source element after the other.
    fn are_three(&self) -> bool {
        matches!(self.taps[..], [(0, a), (1, b), (2, c)] if b == a + 1 && c == a + 2)
    }
}

/// Lines and columns of planes, if source and targets are planes of lines without gaps between elements.
fn planes(axes: &[Axis; 3], source: isize, target: isize) -> Option<[Taps; 2]> {
    let [d, h, w] = axes;
    let (d, h, w) = (Taps::of(d)?, Taps::of(h)?, Taps::of(w)?);
    let flat = d.count == 1 && d.taps.len() == 1 && d.taps[0] == (0, 0) && axes[0].kernel == 1;
    let few = |taps: &Taps| (1..=TAPS).contains(&taps.taps.len()) && taps.count > 0;
    (flat && few(&h) && few(&w) && w.step <= 2 && source == 1 && target == 1).then_some([h, w])
}

/// Source lines, those outside of the plane being lines of zeros.
struct Source<'a, S: Copy> {
    zeros: &'a Shared<S>,
    lines: usize,
    line: isize,
}

impl<S: Copy> Source<'_, S> {
    fn line(&self, plane: *const S, at: isize) -> *const S {
        let inside = at >= 0 && (at as usize) < self.lines;
        if inside { plane.wrapping_offset(at * self.line) } else { self.zeros.0.as_ptr().wrapping_add(MARGIN) }
    }
}

/// A line of zeros, with a margin on both sides: lanes that are not read cost much time where there is no memory.
fn zeros<S: Number>(length: usize) -> Shared<S> {
    let length = length + 2 * MARGIN;
    let zeros = Scratch::<S>::new(length);
    // SAFETY: the scratch has this length.
    (0..length).for_each(|i| unsafe { zeros.as_ptr().add(i).write(S::default()) });
    Shared(zeros)
}

impl<T: Element> Sliding<T>
where
    T::Packed: HasKernels,
{
    /// Computes all targets if each is a sum over one channel; false, with nothing written, otherwise.
    ///
    /// # Safety
    /// As for [`Sliding::run`].
    pub unsafe fn channels_alone(&self, kernels: &Kernels<T::Packed>, macs: usize) -> bool {
        if !T::IN_PLACE || self.depth != 1 || self.rows > 2 || macs == 0 {
            return false;
        }
        let Some([h, w]) = planes(&self.axes, self.source.strides[4], self.target.strides[4]) else { return false };
        let three = h.step == 1 && h.are_three() && w.are_three();
        // Lines of less than a vector are better computed side by side, where that takes many products or leaves most
        // lanes empty.
        let narrow = if h.taps.len() * w.taps.len() > 9 { w.count } else { 3 * w.count };
        if !three && narrow <= kernels.lanes {
            return false;
        }
        let kernel = if three { kernels.plane.three } else { kernels.plane.any }[w.step - 1];
        let length = self.axes[2].len;
        let zeros = zeros::<T::Packed>(length);
        let (lines, line) = (self.axes[1].len, self.source.strides[3]);
        let columns: Vec<isize> = w.taps.iter().map(|tap| tap.1).collect();
        // Lines of a unit: as many as stay in a first-level cache, unless planes are too few to go round.
        let strips = h.count.div_ceil(LINES);
        let channels = self.groups * self.rows;
        let most = PLANE_BYTES / (LINES * h.step * length * size_of::<T>()).max(1);
        let together = (self.batch * channels * strips / TASKS).min(most).clamp(1, strips);
        let pieces = strips.div_ceil(together);
        let units = self.batch * channels * pieces;
        let tasks = (macs / WORTH_A_TASK).clamp(1, TASKS.min(units));
        // SAFETY: the caller's promises; units have targets of their own.
        unsafe {
            run(tasks, macs >= 1 << 16, &|task| {
                let source = Source { zeros: &zeros, lines, line };
                let mut weights = Vec::with_capacity(h.taps.len() * w.taps.len());
                let mut rows = Vec::new();
                let (start, [group, row, _], [_, down, across]) = self.weight;
                let mut loaded = usize::MAX;
                for unit in even(units, tasks, task) {
                    let (piece, channel, n) = (unit % pieces, unit / pieces % channels, unit / pieces / channels);
                    let (g, r) = (channel / self.rows, channel % self.rows);
                    if loaded != channel {
                        let start = start.offset(g as isize * group + r as isize * row);
                        weights.clear();
                        for (i, _) in &h.taps {
                            let line = start.offset(*i as isize * down);
                            weights.extend(w.taps.iter().map(|(j, _)| (*line.offset(*j as isize * across)).widen()));
                        }
                        loaded = channel;
                    }
                    let plane = self.source.image(n, g).cast::<T::Packed>();
                    let first = piece * together * LINES;
                    let present = (together * LINES).min(h.count - first);
                    let whole = present.next_multiple_of(LINES);
                    rows.clear();
                    if three {
                        let top = first as isize + h.taps[0].1;
                        rows.extend((0..whole as isize + 2).map(|line| source.line(plane, top + line)));
                    } else {
                        for line in first..first + whole {
                            let top = (line * h.step) as isize;
                            rows.extend(h.taps.iter().map(|tap| source.line(plane, top + tap.1)));
                        }
                    }
                    let bias = match self.bias {
                        (bias, _) if bias.is_null() => T::Packed::default(),
                        (bias, stride) => (*bias.offset(channel as isize * stride)).widen(),
                    };
                    let target_row = self.target.strides[3];
                    let target = self.target.image(n, channel).offset(first as isize * target_row);
                    kernel(&Strip {
                        rows: rows.as_ptr(),
                        down: h.taps.len(),
                        across: w.taps.len(),
                        columns: columns.as_ptr(),
                        length,
                        weights: weights.as_ptr(),
                        bias,
                        target: target.cast_mut().cast(),
                        target_row,
                        count: w.count,
                        lines: present,
                    });
                }
            });
        }
        true
    }
}

impl<T: Element> Weighing<T>
where
    T::Packed: HasKernels,
{
    /// Computes the gradient of kernels of three by three elements on channels for themselves; false, with nothing
    /// written, for others. A task has a channel of all images.
    ///
    /// # Safety
    /// As for [`Weighing::run`].
    pub unsafe fn channels_alone(&self, kernels: &Kernels<T::Packed>, macs: usize) -> bool {
        if !T::IN_PLACE || self.channels != 1 || self.rows > 2 || self.groups * self.rows < CHANNELS || macs == 0 {
            return false;
        }
        let Some([h, w]) = planes(&self.axes, self.source.strides[4], self.grad.strides[4]) else { return false };
        let three = |taps: &Taps| matches!(taps.taps[..], [(0, _), (1, _), (2, _)]);
        if !three(&h) || !three(&w) {
            return false;
        }
        let length = self.axes[2].len;
        let zeros = zeros::<T::Packed>(length);
        let (lines, line) = (self.axes[1].len, self.source.strides[3]);
        let columns: Vec<isize> = w.taps.iter().map(|tap| tap.1).collect();
        let channels = self.groups * self.rows;
        // Images whose planes stay in a first-level cache.
        let bytes = (lines * length + h.count * w.count) * size_of::<T>();
        let images = (PLANE_BYTES / bytes.max(1)).clamp(1, self.batch);
        let tasks = (macs / WORTH_A_TASK).clamp(1, TASKS.min(channels));
        // SAFETY: the caller's promises; channels have weights of their own.
        unsafe {
            run(tasks, macs >= 1 << 16, &|task| {
                let source = Source { zeros: &zeros, lines, line };
                let (mut grads, mut rows) = (Vec::new(), Vec::new());
                let (to, [o, _, _, down, across]) = self.weight;
                for channel in even(channels, tasks, task) {
                    let mut sums = [T::Packed::default(); 9];
                    for first in (0..self.batch).step_by(images) {
                        grads.clear();
                        rows.clear();
                        for n in first..self.batch.min(first + images) {
                            let plane = self.source.image(n, channel / self.rows).cast::<T::Packed>();
                            let grad = self.grad.image(n, channel).cast::<T::Packed>();
                            for line in 0..h.count {
                                grads.push(grad.wrapping_offset(line as isize * self.grad.strides[3]));
                                let top = (line * h.step) as isize;
                                rows.extend(h.taps.iter().map(|tap| source.line(plane, top + tap.1)));
                            }
                        }
                        kernels.plane.dots[w.step - 1](&Dots {
                            grads: grads.as_ptr(),
                            rows: rows.as_ptr(),
                            lines: grads.len(),
                            columns: columns.as_ptr(),
                            length,
                            count: w.count,
                            out: sums.as_mut_ptr(),
                        });
                    }
                    for (i, sum) in sums.into_iter().enumerate() {
                        let place = channel as isize * o + (i / 3) as isize * down + (i % 3) as isize * across;
                        to.offset(place).write(T::narrow(sum));
                    }
                }
            });
        }
        true
    }
}
