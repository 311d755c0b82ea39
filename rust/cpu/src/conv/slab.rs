//! The part of a source that a task works on: padded, sorted by phase, in the type sums are made of.

use super::axis::{Axis, Tap};
use crate::gemm::element::Element;
use crate::simd_fn;

/// Elements behind a slab that whole vectors may read.
const SLACK: usize = 64;

/// Layout of a slab: channel, phases, then the extent along each axis, the last one contiguous.
pub struct Slab<'a> {
    /// The axes whose source it holds.
    pub axes: &'a [Axis; 3],
    /// Elements of a phase along each axis.
    pub extent: [usize; 3],
}

impl Slab<'_> {
    /// Elements of a channel.
    pub fn channel(&self) -> usize {
        let phases: usize = self.axes.iter().map(|axis| axis.phases.len()).product();
        phases * self.extent.iter().product::<usize>()
    }

    /// Elements to make room for.
    pub fn len(&self, channels: usize) -> usize {
        self.channel() * channels + SLACK
    }

    /// Where a tap finds the source of target 0 within a channel.
    pub fn offset(&self, taps: [Tap; 3]) -> usize {
        let mut phase = 0;
        let mut at = 0;
        for ((axis, &extent), tap) in self.axes.iter().zip(&self.extent).zip(taps) {
            phase = phase * axis.phases.len() + tap.phase;
            at = at * extent + tap.shift;
        }
        phase * self.extent.iter().product::<usize>() + at
    }

    /// Copies `channels` channels, from element `from` of every phase on.
    ///
    /// # Safety
    /// The source is valid for the channels and the axes' lengths, `to` for [`Slab::len`] elements.
    pub unsafe fn fill<T: Element>(
        &self,
        source: *const T,
        channel: isize,
        spatial: [isize; 3],
        channels: usize,
        from: [usize; 3],
        to: *mut T::Packed,
    ) {
        let [depth, height, width] = self.axes;
        let [_, rows, columns] = self.extent;
        // SAFETY: the caller's promises; every row has its own place in the slab.
        unsafe {
            for c in 0..channels {
                let source = source.wrapping_offset(c as isize * channel);
                let mut to = to.add(c * self.channel());
                for d in 0..depth.phases.len() {
                    for h in 0..height.phases.len() {
                        for w in 0..width.phases.len() {
                            let present = [
                                depth.present(d, from[0], self.extent[0]),
                                height.present(h, from[1], rows),
                                width.present(w, from[2], columns),
                            ];
                            let first = |axis: &Axis, phase: usize, at: usize, stride: isize| {
                                (axis.phases[phase] + (at * axis.step) as isize) * stride
                            };
                            for u in 0..self.extent[0] {
                                let planes = present[0].contains(&u);
                                let plane = source.wrapping_offset(first(depth, d, from[0] + u, spatial[0]));
                                let from_row = first(height, h, from[1], spatial[1])
                                    + first(width, w, from[2], spatial[2]);
                                fill_rows::<T>(
                                    plane.wrapping_offset(from_row),
                                    height.step as isize * spatial[1],
                                    width.step as isize * spatial[2],
                                    (if planes { present[1].start } else { rows }, present[1].end),
                                    (present[2].start, present[2].end),
                                    (rows, columns),
                                    to,
                                );
                                to = to.add(rows * columns);
                            }
                        }
                    }
                }
            }
            let slack = to.add(channels * self.channel());
            (0..SLACK).for_each(|i| slack.add(i).write(T::Packed::default()));
        }
    }
}

simd_fn! {
    /// Fills rows of a slab: source elements where present, else 0.
    ///
    /// # Safety
    /// The source is valid for all that is present, `to` for `rows x columns` elements.
    unsafe fn fill_rows<I, T: Element>(
        source: *const T,
        row_stride: isize,
        stride: isize,
        present_rows: (usize, usize),
        present: (usize, usize),
        size: (usize, usize),
        to: *mut T::Packed,
    ) {
        let _ = I::WIDTH;
        // SAFETY: the caller promises what is present and the room.
        unsafe {
            for row in 0..size.0 {
                let out = to.add(row * size.1);
                if row < present_rows.0 || row >= present_rows.1 {
                    (0..size.1).for_each(|i| out.add(i).write(T::Packed::default()));
                    continue;
                }
                let line = source.wrapping_offset(row as isize * row_stride);
                (0..present.0).for_each(|i| out.add(i).write(T::Packed::default()));
                if stride == 1 {
                    for i in present.0..present.1 {
                        out.add(i).write((*line.wrapping_add(i)).widen());
                    }
                } else {
                    for i in present.0..present.1 {
                        out.add(i).write((*line.wrapping_offset(i as isize * stride)).widen());
                    }
                }
                (present.1..size.1).for_each(|i| out.add(i).write(T::Packed::default()));
            }
        }
    }
}
