//! Channels that are convolved for themselves and lie side by side: lanes are channels.

use super::kernel::HasKernels;
use super::slide::{Shared, Sliding};
use super::{WORTH_A_TASK, even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;
use crate::simd_fn;

/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// Channels whose sums are in registers together.
const LANES: usize = 32;

impl<T: Element> Sliding<T>
where
    T::Packed: HasKernels,
{
    /// Computes all targets if each is a sum over one channel and channels lie side by side; false, with nothing written,
    /// otherwise.
    ///
    /// # Safety
    /// As for [`Sliding::run`].
    pub unsafe fn channels_alone_side_by_side(&self, macs: usize) -> bool {
        let sides = [&self.source, &self.target].iter().all(|side| side.strides[1] == 1);
        let sets: Vec<_> = self.axes.iter().filter(|axis| axis.sets.len() == 1).map(|axis| &axis.sets[0]).collect();
        if self.depth != 1 || self.rows != 1 || self.groups == 1 || !sides || macs == 0 {
            return false;
        }
        let &[d, h, w] = sets.as_slice() else { return false };
        let (channels, count) = (self.groups, [d.count, h.count, w.count]);
        // Where the taps of target 0 lie in the source along each axis, in the kernel, and their weights.
        let mut taps = Vec::with_capacity(d.taps.len() * h.taps.len() * w.taps.len());
        for i in &d.taps {
            for j in &h.taps {
                for k in &w.taps {
                    let tap = [i, j, k];
                    let at: [isize; 3] = std::array::from_fn(|a| self.axes[a].place(tap[a]));
                    let place: isize = tap.iter().zip(self.weight.2).map(|(tap, s)| tap.index as isize * s).sum();
                    taps.push((at, place));
                }
            }
        }
        let weights = Shared(Scratch::<T::Packed>::new((taps.len() + 1) * channels));
        let (start, [group, ..], _) = self.weight;
        let lines = self.batch * count[0] * count[1];
        let tasks = (macs / WORTH_A_TASK).clamp(1, TASKS.min(lines));
        let (weights, taps) = (&weights, taps.as_slice());
        // SAFETY: the caller's promises; the addends stand in front of the weights; tasks have lines of their own.
        unsafe {
            for c in 0..channels {
                let to = weights.0.as_ptr().add(c);
                let bias = match self.bias {
                    (bias, _) if bias.is_null() => T::Packed::default(),
                    (bias, stride) => (*bias.offset(c as isize * stride)).widen(),
                };
                to.write(bias);
                for (i, (_, place)) in taps.iter().enumerate() {
                    to.add((i + 1) * channels).write((*start.offset(c as isize * group + place)).widen());
                }
            }
            run(tasks, macs >= 1 << 16, &|task| {
                let mut present = Vec::with_capacity(taps.len());
                for line in even(lines, tasks, task) {
                    let (n, d, h) = (line / count[1] / count[0], line / count[1] % count[0], line % count[1]);
                    for w in 0..count[2] {
                        let at = [d, h, w];
                        present.clear();
                        for (i, (tap, _)) in taps.iter().enumerate() {
                            let from: [isize; 3] =
                                std::array::from_fn(|a| tap[a] + (at[a] * self.axes[a].step) as isize);
                            if (0..3).all(|a| from[a] >= 0 && (from[a] as usize) < self.axes[a].len) {
                                let place: isize = from.iter().zip(self.source.spatial()).map(|(i, s)| i * s).sum();
                                present.push((self.source.image(n, 0).offset(place), (i + 1) * channels));
                            }
                        }
                        let place: isize =
                            at.iter().zip(self.target.spatial()).map(|(&i, stride)| i as isize * stride).sum();
                        let to = self.target.image(n, 0).offset(place).cast_mut();
                        channels_at::<T>(&present, weights.0.as_ptr(), channels, to);
                    }
                }
            });
        }
        true
    }
}

simd_fn! {
    /// The targets of all channels at a position: the addends, plus products of the taps that are present.
    ///
    /// # Safety
    /// Taps, addends, weights and targets are valid for the channels.
    unsafe fn channels_at<I, T: Element>(
        taps: &[(*const T, usize)], weights: *const T::Packed, channels: usize, to: *mut T,
    ) {
        let _ = I::WIDTH;
        // SAFETY: the caller's promises.
        unsafe {
            for first in (0..channels / LANES * LANES).step_by(LANES) {
                let mut sums = *weights.add(first).cast::<[T::Packed; LANES]>();
                for &(source, at) in taps {
                    let source = &*source.add(first).cast::<[T; LANES]>();
                    let weights = &*weights.add(at + first).cast::<[T::Packed; LANES]>();
                    for i in 0..LANES {
                        sums[i] = sums[i].add(source[i].widen().mul(weights[i]));
                    }
                }
                for (i, &sum) in sums.iter().enumerate() {
                    to.add(first + i).write(T::narrow(sum));
                }
            }
            for c in channels / LANES * LANES..channels {
                let mut sum = *weights.add(c);
                for &(source, at) in taps {
                    sum = sum.add((*source.add(c)).widen().mul(*weights.add(at + c)));
                }
                to.add(c).write(T::narrow(sum));
            }
        }
    }
}
