//! Targets at few positions: dot products of weights, read once where they lie, with the patches that they meet.
//!
//! Packed weights would be written and read again for the sake of a few uses. A patch, the source elements of one target
//! in the order of the weights, is short work instead: there are fewer of them than rows of weights.

use super::kernel::{HasKernels, Kernels, Weigh};
use super::slab::Slab;
use super::slide::{Shared, Sliding};
use super::{WORTH_A_TASK, even, run};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::vector::Number;

/// Most bytes of all patches: what a second-level cache holds beside some rows of weights.
const PATCH_BYTES: usize = 1 << 20;
/// Fewest weights that are worth it.
const WEIGHTS: usize = 1 << 14;
/// Fewest vectors of a sum: adding up their lanes takes as long as some ten.
const LENGTH: usize = 64;
/// Rows of a tile. With as many patches it does two multiply-adds per load.
const ROWS: usize = 4;
/// Most tasks of a group: each reads all patches.
const TASKS: usize = 16;
/// Bytes of each row of a tile at a time: with those of its patches they fit a first-level cache.
const STRETCH: usize = 6 << 10;

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
            && k >= LENGTH * kernels.lanes
            && positions <= self.rows
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
        let starts: Vec<usize> = (0..columns).map(|column| column * row).collect();
        let (slab, slabs, patches, starts) = (&slab, &slabs, &patches, starts.as_slice());
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
                let (unit, at) = (task / positions, task % positions);
                let at = [at / (count[1] * count[2]), at / count[2] % count[1], at % count[2]];
                let from = slabs.0.as_ptr().add(unit * image + slab.place(at));
                let to = patches.0.as_ptr().add(task * row);
                for (i, &offset) in set.offsets.iter().enumerate() {
                    to.add(i).write(*from.add(offset));
                }
            });
            let tasks = (macs / WORTH_A_TASK / self.groups).clamp(1, TASKS.min(self.rows));
            run(self.groups * tasks, macs >= 1 << 16, &|task| {
                let (start, [group, apart, _], _) = self.weight;
                let (g, rows) = (task / tasks, even(self.rows, tasks, task % tasks));
                let sums = Scratch::<T::Packed>::new(rows.len() * columns);
                let sums = std::slice::from_raw_parts_mut(sums.as_ptr(), rows.len() * columns);
                let weights = start.offset(g as isize * group + rows.start as isize * apart).cast();
                let patches = patches.0.as_ptr().add(g * columns * row).cast_const();
                products(kernels, (weights, apart), (patches, starts), k, sums);
                self.write_few(g * self.rows + rows.start, count, sums);
            });
        }
    }

    /// Writes sums of the rows from one on, plus their addends.
    ///
    /// # Safety
    /// The addends and the targets of the rows are valid.
    unsafe fn write_few(&self, first: usize, count: [usize; 3], sums: &[T::Packed]) {
        let positions: usize = count.iter().product();
        let columns = self.batch * positions;
        let [_, _, d, h, w] = self.target.strides;
        for (row, sums) in (first..).zip(sums.chunks_exact(columns)) {
            // SAFETY: the caller's promises.
            unsafe {
                let bias = match self.bias {
                    (bias, _) if bias.is_null() => T::Packed::default(),
                    (bias, stride) => (*bias.offset(row as isize * stride)).widen(),
                };
                for (column, &sum) in sums.iter().enumerate() {
                    let (n, at) = (column / positions, column % positions);
                    let at = [at / (count[1] * count[2]), at / count[2] % count[1], at % count[2]];
                    let place = at[0] as isize * d + at[1] as isize * h + at[2] as isize * w;
                    self.target.image(n, row).offset(place).cast_mut().write(T::narrow(sum.add(bias)));
                }
            }
        }
    }
}

/// Dot products of rows of weights, which lie `apart`, with patches: `sums[row * patches + patch]`.
///
/// # Safety
/// Weights and patches have `k` elements; there are as many rows as sums for each patch.
unsafe fn products<S: HasKernels>(
    kernels: &Kernels<S>,
    (weights, apart): (*const S, isize),
    (patches, starts): (*const S, &[usize]),
    k: usize,
    sums: &mut [S],
) {
    sums.fill(S::default());
    let rows = sums.len() / starts.len();
    let panels = rows.div_ceil(ROWS.min(kernels.weigh.len()));
    let stretch = STRETCH / size_of::<S>();
    for from in (0..k).step_by(stretch) {
        let length = stretch.min(k - from);
        for panel in 0..panels {
            let here = even(rows, panels, panel);
            let kernels = kernels.weigh[here.len() - 1];
            let tiles = starts.len().div_ceil(kernels.len().min(ROWS));
            for tile in 0..tiles {
                let columns = even(starts.len(), tiles, tile);
                // SAFETY: the caller's promises.
                unsafe {
                    kernels[columns.len() - 1](&Weigh {
                        runs: &(from, from),
                        count: 1,
                        length,
                        grad: weights.offset(here.start as isize * apart),
                        grad_row: apart,
                        source: patches,
                        offsets: starts.as_ptr().add(columns.start),
                        out: sums.as_mut_ptr().add(here.start * starts.len() + columns.start),
                        out_row: starts.len(),
                    });
                }
            }
        }
    }
}
