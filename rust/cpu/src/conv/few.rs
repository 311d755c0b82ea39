//! Targets at few positions: inner products of weights, read once where they lie, with the patches that they meet.
//!
//! Packed weights would be written and read again for the sake of a few uses. A patch, the source elements of one target
//! in the order of the weights, is short work instead: there are fewer of them than rows of weights.

use super::kernel::{HasKernels, Kernels};
use super::slab::Slab;
use super::slide::{Shared, Sliding};
use super::{even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;
use crate::gemm::{Batch, Gemm, MatMut, MatRef, inner};
use std::ops::Range;

/// Most bytes of all patches: what a second-level cache holds beside some rows of weights.
const PATCH_BYTES: usize = 1 << 20;
/// Fewest weights that are worth it.
const WEIGHTS: usize = 1 << 14;
/// Rows whose targets are written at a time.
const ROWS: usize = 64;
/// Fewest vectors of a sum: adding up their lanes takes as long as some ten.
const LENGTH: usize = 64;

impl<T: Element> Sliding<T>
where
    T::Packed: HasKernels,
{
    /// Elements of a sum, if all targets have the same ones, in the order of the weights.
    fn length(&self) -> Option<usize> {
        let depth = self.weight.1[2];
        let mut step = if depth == 1 { self.depth as isize } else { 1 };
        let mut taps = 1;
        for (axis, stride) in self.axes.iter().zip(self.weight.2).rev() {
            let [set] = axis.sets.as_slice() else { return None };
            if set.taps.len() != axis.kernel || (axis.kernel > 1 && stride != step) {
                return None;
            }
            step *= axis.kernel as isize;
            taps *= axis.kernel;
        }
        (depth == 1 || depth == taps as isize || self.depth == 1).then_some(taps * self.depth)
    }

    /// Whether there are fewer positions than rows, and weights in place.
    pub fn is_few(&self, kernels: &Kernels<T::Packed>) -> bool {
        let positions = self.batch * self.axes.iter().map(|axis| axis.longest()).product::<usize>();
        let Some(k) = self.length() else { return false };
        let bytes = [positions, self.groups, k, size_of::<T>()].iter().fold(1usize, |a, &b| a.saturating_mul(b));
        T::IN_PLACE
            && positions > 0
            && positions <= self.rows
            && k >= LENGTH * kernels.lanes
            && inner::suits(positions, k)
            && bytes <= PATCH_BYTES
            && self.groups.saturating_mul(self.rows).saturating_mul(k) >= WEIGHTS
    }

    /// Computes all targets.
    ///
    /// # Safety
    /// As for [`Sliding::run`]; [`Sliding::is_few`] holds.
    pub unsafe fn few(&self, kernels: &Kernels<T::Packed>, macs: usize) {
        let count: [usize; 3] = std::array::from_fn(|a| self.axes[a].longest());
        let pitch = if self.source.strides[1] == 1 { self.depth } else { 1 };
        let slab = Slab { axes: &self.axes, extent: self.extent(&count), pitch };
        let sets = self.sets(&slab, 0);
        let (image, set) = (slab.len(self.depth), &sets[0]);
        let positions: usize = count.iter().product();
        let k = set.offsets.len();
        let row = k.next_multiple_of(kernels.lanes);
        let columns = self.batch * positions;
        let slabs = Shared(slab.room::<T::Packed>(self.depth, self.groups * self.batch));
        let patches = Shared(Scratch::<T::Packed>::new(self.groups * columns * row));
        let (slab, slabs, patches) = (&slab, &slabs, &patches);
        let strides = (self.source.strides[1], self.source.spatial());
        // SAFETY: the caller's promises; tasks fill disjoint parts of slabs and patches, and write disjoint targets.
        unsafe {
            let pieces = if pitch > 1 { 1 } else { self.depth.div_ceil(32) };
            run(self.groups * self.batch * pieces, macs >= 1 << 18, &|task| {
                let (g, n) = (task / pieces / self.batch, task / pieces % self.batch);
                let channels = even(self.depth, pieces, task % pieces);
                let source = self.source.image(n, g * self.depth + channels.start);
                let to = slabs.0.as_ptr().add((g * self.batch + n) * image + channels.start * slab.step());
                slab.fill(kernels.copy, source, strides, channels.len(), [0; 3], false, to);
            });
            run(self.groups * columns, macs >= 1 << 18, &|task| {
                let from = slabs.0.as_ptr().add(task / positions * image + slab.place(place(task % positions, count)));
                let to = patches.0.as_ptr().add(task * row);
                for (i, &offset) in set.offsets.iter().enumerate() {
                    to.add(i).write(*from.add(offset));
                }
            });
            // A row of sums for each patch.
            let sums = Scratch::<T::Packed>::new(self.groups * columns * self.rows);
            let (start, [group, apart, _], _) = self.weight;
            let groups =
                [Batch { size: self.groups, a: (columns * row) as isize, b: group, c: (columns * self.rows) as isize }];
            let a = MatRef { ptr: patches.0.as_ptr().cast_const().cast(), rs: row as isize, cs: 1 };
            let b = MatRef { ptr: start.cast(), rs: 1, cs: apart };
            let c = MatMut { ptr: sums.as_ptr().cast(), rs: self.rows as isize, cs: 1 };
            Gemm { batch: &groups, ..Gemm::new(self.dtype, (columns, self.rows, k), a, b, c) }.run();
            let sums = &Shared(sums);
            let pieces = self.rows.div_ceil(ROWS);
            run(self.groups * pieces, macs >= 1 << 18, &|task| {
                let (g, rows) = (task / pieces, even(self.rows, pieces, task % pieces));
                self.write_few(g, rows, count, sums.0.as_ptr().add(g * columns * self.rows));
            });
        }
    }

    /// Writes sums of some rows of a group, of which there is one row for each patch, plus their addends.
    ///
    /// # Safety
    /// The sums, the addends and the targets of the rows are valid.
    unsafe fn write_few(&self, g: usize, rows: Range<usize>, count: [usize; 3], sums: *const T::Packed) {
        let positions: usize = count.iter().product();
        let spatial = self.target.spatial();
        for row in rows {
            let channel = g * self.rows + row;
            // SAFETY: the caller's promises.
            unsafe {
                let bias = match self.bias {
                    (bias, _) if bias.is_null() => T::Packed::default(),
                    (bias, stride) => (*bias.offset(channel as isize * stride)).widen(),
                };
                for column in 0..self.batch * positions {
                    let (n, at) = (column / positions, place(column % positions, count));
                    let at: isize = at.iter().zip(spatial).map(|(&i, stride)| i as isize * stride).sum();
                    let sum = *sums.add(column * self.rows + row);
                    self.target.image(n, channel).offset(at).cast_mut().write(T::narrow(sum.add(bias)));
                }
            }
        }
    }
}

/// Position number `at` among `count` along the axes.
fn place(at: usize, count: [usize; 3]) -> [usize; 3] {
    [at / (count[1] * count[2]), at / count[2] % count[1], at % count[2]]
}
