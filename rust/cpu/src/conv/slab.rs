//! The part of a source that a task works on: padded, sorted by phase, in the type sums are made of.

use super::axis::{Axis, Tap};
use super::kernel::{CopyFn, HasKernels, Lines};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;
use crate::simd_fn;

/// Elements behind a slab that whole vectors may read.
const SLACK: usize = 64;

/// Layout of a slab: channel, phases, then the extent along each axis, the last one contiguous; or with the channels
/// last, where they lie side by side in the source and no kernel needs neighbouring positions side by side.
pub struct Slab<'a> {
    /// The axes whose source it holds.
    pub axes: &'a [Axis; 3],
    /// Elements of a phase along each axis.
    pub extent: [usize; 3],
    /// Distance of neighbouring positions: 1, or where channels are last their number.
    pub pitch: usize,
}

impl Slab<'_> {
    /// Elements of a channel.
    pub fn channel(&self) -> usize {
        let phases: usize = self.axes.iter().map(|axis| axis.phases.len()).product();
        phases * self.extent.iter().product::<usize>()
    }

    /// Distance of neighbouring channels.
    pub fn step(&self) -> usize {
        if self.pitch > 1 { 1 } else { self.channel() }
    }

    /// Elements to make room for.
    pub fn len(&self, channels: usize) -> usize {
        self.channel() * channels + SLACK
    }

    /// Room for the channels of some images, one [`Slab::len`] after the other. What lies behind the channels is 0.
    pub fn room<S: Number>(&self, channels: usize, images: usize) -> Scratch<S> {
        let image = self.len(channels);
        let all = Scratch::<S>::new(image * images);
        for behind in (0..images).flat_map(|i| (i + 1) * image - SLACK..(i + 1) * image) {
            // SAFETY: inside of the room.
            unsafe { all.as_ptr().add(behind).write(S::default()) };
        }
        all
    }

    /// Where a position lies within a channel.
    pub fn place(&self, [d, h, w]: [usize; 3]) -> usize {
        ((d * self.extent[1] + h) * self.extent[2] + w) * self.pitch
    }

    /// Where a tap finds the source of target 0 within a channel.
    pub fn offset(&self, taps: [Tap; 3]) -> usize {
        let mut phase = 0;
        let mut at = 0;
        for ((axis, &extent), tap) in self.axes.iter().zip(&self.extent).zip(taps) {
            phase = phase * axis.phases.len() + tap.phase;
            at = at * extent + tap.shift;
        }
        (phase * self.extent.iter().product::<usize>() + at) * self.pitch
    }

    /// Copies `channels` channels, from element `from` of every phase on. Where `cleared`, the slab was filled before from
    /// there, so that elements outside of the source are 0 already.
    ///
    /// # Safety
    /// The source is valid for the channels and the axes' lengths, `to` for the channels; where they are last it is all of them.
    #[allow(clippy::too_many_arguments)]
    pub unsafe fn fill<T: Element<Packed: HasKernels>>(
        &self,
        copy: CopyFn<T::Packed>,
        source: *const T,
        (channel, spatial): (isize, [isize; 3]),
        channels: usize,
        from: [usize; 3],
        cleared: bool,
        to: *mut T::Packed,
    ) {
        let [_, rows, columns] = self.extent;
        let length = self.channel();
        // SAFETY: the caller's promises; every element has its own place in the slab.
        unsafe {
            if !cleared {
                std::slice::from_raw_parts_mut(to.cast::<std::mem::MaybeUninit<T::Packed>>(), length * channels)
                    .fill(std::mem::MaybeUninit::new(T::Packed::default()));
            }
            let mut phase = 0;
            for d in 0..self.axes[0].phases.len() {
                for h in 0..self.axes[1].phases.len() {
                    for w in 0..self.axes[2].phases.len() {
                        let phases = [d, h, w];
                        let present: [_; 3] =
                            std::array::from_fn(|a| self.axes[a].present(phases[a], from[a], self.extent[a]));
                        let to = to.add(phase * self.extent[0] * rows * columns * self.pitch);
                        phase += 1;
                        if present.iter().any(|range| range.is_empty()) {
                            continue;
                        }
                        let first: isize = (0..3)
                            .map(|a| {
                                let axis = &self.axes[a];
                                (axis.phases[phases[a]] + ((from[a] + present[a].start) * axis.step) as isize)
                                    * spatial[a]
                            })
                            .sum();
                        let step: [isize; 3] = std::array::from_fn(|a| self.axes[a].step as isize * spatial[a]);
                        let lines =
                            Lines { count: present[1].len(), length: present[2].len(), from: step[1], to: columns };
                        if self.pitch > 1 {
                            self.fill_phase(copy, source, (first, step), channels, &present, to);
                            continue;
                        }
                        for c in 0..channels {
                            for u in 0..present[0].len() {
                                let at = first + c as isize * channel + u as isize * step[0];
                                let source = source.wrapping_offset(at);
                                let to = to.add(
                                    c * length
                                        + ((present[0].start + u) * rows + present[1].start) * columns
                                        + present[2].start,
                                );
                                if T::IN_PLACE && step[2] == 1 {
                                    copy(&lines, source.cast(), to);
                                } else {
                                    gather::<T>(&lines, step[2], source, to);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Copies a phase of all channels side by side: its first element and its steps in the source, and what is present.
    ///
    /// # Safety
    /// As for [`Slab::fill`]; `to` is the phase's place.
    unsafe fn fill_phase<T: Element<Packed: HasKernels>>(
        &self,
        copy: CopyFn<T::Packed>,
        source: *const T,
        (first, step): (isize, [isize; 3]),
        channels: usize,
        present: &[std::ops::Range<usize>; 3],
        to: *mut T::Packed,
    ) {
        let width = present[2].len();
        // Positions side by side are one line.
        let lines = if step[2] == channels as isize {
            Lines { count: 1, length: width * channels, from: 0, to: 0 }
        } else {
            Lines { count: width, length: channels, from: step[2], to: channels }
        };
        for u in 0..present[0].len() {
            for v in 0..present[1].len() {
                let source = source.wrapping_offset(first + u as isize * step[0] + v as isize * step[1]);
                // SAFETY: the caller's promises; what is present lies in the source and in the slab.
                unsafe {
                    let to = to.add(self.place([present[0].start + u, present[1].start + v, present[2].start]));
                    if T::IN_PLACE {
                        copy(&lines, source.cast(), to);
                    } else {
                        gather::<T>(&lines, 1, source, to);
                    }
                }
            }
        }
    }
}

simd_fn! {
    /// Copies lines whose elements lie `stride` apart.
    ///
    /// # Safety
    /// The lines are valid.
    unsafe fn gather<I, T: Element>(lines: &Lines, stride: isize, from: *const T, to: *mut T::Packed) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises the lines.
        unsafe {
            for line in 0..lines.count {
                let from = from.wrapping_offset(line as isize * lines.from);
                let to = to.add(line * lines.to);
                if stride == 1 {
                    (0..lines.length).for_each(|i| to.add(i).write((*from.add(i)).widen()));
                } else {
                    (0..lines.length).for_each(|i| to.add(i).write((*from.wrapping_offset(i as isize * stride)).widen()));
                }
            }
        }
    }
}
