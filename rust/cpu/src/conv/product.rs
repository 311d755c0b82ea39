//! Targets of many channels as a matrix product: positions times channels.
//!
//! The left matrix, a row per position, is never written: its elements are read in the slab, an element of a sum lying
//! at the same offset from every position. The right one are the weights, a vector of lanes being neighbouring channels;
//! so no lane is lost on short lines, and no load crosses a cache line. Sums of a panel of channels are collected by
//! position and then turned round.

use super::axis::Axis;
use super::kernel::{Gather, HasKernels, Kernels};
use super::slab::Slab;
use super::slide::{Set, Sliding};
use crate::alloc::Scratch;
use crate::gemm::element::Element;
use crate::gemm::pack::{self, Source};
use crate::gemm::transpose;
use crate::simd_fn;

/// Elements of a sum that are computed at a time: a panel of them is 32 KiB of f32 with AVX-512, which
/// stays in the first-level cache.
pub const BLOCK: usize = 128;

/// A block of the targets of an image.
pub struct Unit<'a, S> {
    /// Group.
    pub g: usize,
    /// Image.
    pub n: usize,
    /// First target of the longest set along each axis.
    pub from: [usize; 3],
    /// Targets along each axis.
    pub block: [usize; 3],
    /// Layout of the source.
    pub slab: &'a Slab<'a>,
    /// The source.
    pub source: *const S,
}

impl<T: Element> Sliding<T>
where
    T::Packed: HasKernels,
{
    /// Columns of a panel of weights, or 0 where sliding sums are the better way: compared are the lanes that either
    /// leaves empty, at the end of the channels or of the lines. Measured on an Ice Lake Xeon at 2.8 GHz, sliding sums,
    /// whose loads cross cache lines, take 1.3 times as long per multiply-add; turning sums round takes as long as 16
    /// multiply-adds each.
    pub fn product_width(&self, kernels: &Kernels<T::Packed>) -> usize {
        let (lanes, most) = (kernels.lanes, kernels.gather.len() * kernels.lanes);
        if most == 0 || self.rows < lanes / 2 {
            return 0;
        }
        let panels = self.rows.div_ceil(most);
        let width = self.rows.div_ceil(panels).next_multiple_of(lanes);
        let share = |n: usize, padded: usize| padded as f64 / n.max(1) as f64;
        let taps: usize = self.axes.iter().map(|axis| axis.sets.first().map_or(0, |set| set.taps.len())).product();
        // Lines without padding follow each other without gaps.
        let dense = self.axes.iter().all(|axis| axis.reach == 0);
        let line = if dense { self.axes.iter().map(Axis::longest).product() } else { self.axes[2].longest() };
        let product = share(self.rows, panels * width) * (1.0 + share(self.depth * taps, 16));
        if product < 1.3 * share(line, line.next_multiple_of(lanes)) { width } else { 0 }
    }

    /// Packs the weights of a panel of channels: for each element of the sums `width` of them, those that are missing 0.
    ///
    /// # Safety
    /// The weights are valid, `to` for the packed weights of a group.
    pub unsafe fn pack_columns(&self, g: usize, panel: usize, width: usize, set: &Set, to: *mut T::Packed) {
        let (start, [group, row, _], _) = self.weight;
        let (first, k) = (panel * width, set.offsets.len());
        let lanes = width.min(self.rows - first);
        // SAFETY: the caller promises the weights and room for the panel.
        unsafe {
            let start = start.offset(g as isize * group + first as isize * row);
            let to = to.add(set.packed + first * k);
            let mut done = 0;
            while done < k {
                // Elements of a sum that lie at equal distances in the weights.
                let here = set.places[done];
                let depth = set.places.get(done + 1).map_or(1, |next| next - here);
                let run = set.places[done..]
                    .iter()
                    .enumerate()
                    .take_while(|(at, place)| **place == here + *at as isize * depth);
                let run = run.count();
                pack::pack(
                    Source { start: start.offset(here), lane: row, depth },
                    lanes,
                    run,
                    width,
                    to.add(done * width),
                );
                done += run;
            }
        }
    }

    /// Computes the targets of sets that differ along the last axis alone, in a unit, for some panels of channels.
    ///
    /// # Safety
    /// Weights, addends of every column, source and targets are valid.
    pub unsafe fn product(
        &self,
        kernels: &Kernels<T::Packed>,
        (weights, start, width): (*const T::Packed, *const T::Packed, usize),
        sets: &[Set],
        panels: std::ops::Range<usize>,
        unit: &Unit<'_, T::Packed>,
    ) {
        let count = |set: &Set| -> [usize; 3] {
            std::array::from_fn(|a| unit.block[a].min(set.count[a].saturating_sub(unit.from[a])))
        };
        let counts: Vec<_> = sets.iter().map(count).collect();
        let longest = counts[0];
        let positions = longest.iter().product::<usize>();
        if positions == 0 {
            return;
        }
        let mut bases = Vec::with_capacity(positions);
        let sums = Scratch::<T::Packed>::new(positions * width);
        // Targets that take turns along a line are put in order before they are written.
        let weaves = sets.len() > 1 && T::IN_PLACE && self.target.strides[4] == 1;
        let turned = Scratch::<T>::new(if weaves { sets.len() * width * positions } else { 0 });
        // SAFETY: the caller's promises; the sums have a row for every position, and what is turned has them all.
        unsafe {
            for panel in panels {
                let first = panel * width;
                let rows = width.min(self.rows - first);
                let target = self.target.image(unit.n, unit.g * self.rows + first).cast_mut();
                for (at, (set, &count)) in sets.iter().zip(&counts).enumerate() {
                    if count.contains(&0) {
                        continue;
                    }
                    if sets.len() > 1 || bases.is_empty() {
                        bases.clear();
                        for d in 0..count[0] {
                            for h in 0..count[1] {
                                bases.extend((0..count[2]).map(|w| unit.slab.place([d, h, w])));
                            }
                        }
                    }
                    self.sums(kernels, (weights, start, width), set, panel, (unit.source, &bases), sums.as_ptr());
                    if weaves {
                        let to = turned.as_ptr().add(at * width * positions);
                        turn::<T>(sums.as_ptr(), width, bases.len(), rows, to, bases.len() as isize, 1);
                    } else {
                        let (corner, stride) = self.places(set, unit);
                        self.write(sums.as_ptr(), width, rows, count, target.offset(corner), stride);
                    }
                }
                if weaves {
                    let (corner, stride) = self.places(&sets[0], unit);
                    for r in 0..rows {
                        for line in 0..longest[0] * longest[1] {
                            let (d, h) = ((line / longest[1]) as isize, (line % longest[1]) as isize);
                            let to = target.offset(r as isize * self.target.strides[1]);
                            let to = to.offset(corner + d * stride[0] + h * stride[1]);
                            for (pair, counts) in counts.chunks(2).enumerate() {
                                let from = |at: usize, count: usize| {
                                    let set = turned.as_ptr().wrapping_add((2 * pair + at) * width * positions);
                                    let lines = longest[0] * longest[1];
                                    (set.wrapping_add((r * lines + line) * count).cast_const(), count)
                                };
                                let (a, b) = (counts[0][2], counts.get(1).map_or(0, |count| count[2]));
                                weave::<T>(from(0, a), from(1, b), to.add(2 * pair), sets.len());
                            }
                        }
                    }
                }
            }
        }
    }

    /// Where the first target of a unit lies in a channel, and how far apart neighbours are.
    fn places(&self, set: &Set, unit: &Unit<'_, T::Packed>) -> (isize, [isize; 3]) {
        let spatial = self.target.spatial();
        let corner = (0..3).map(|a| (set.first[a] + unit.from[a] * set.step[a]) as isize * spatial[a]).sum();
        (corner, std::array::from_fn(|a| set.step[a] as isize * spatial[a]))
    }

    /// Computes the sums of a panel of channels: a row for each position.
    ///
    /// # Safety
    /// Weights, addends and source are valid, `sums` for as many rows as positions.
    unsafe fn sums(
        &self,
        kernels: &Kernels<T::Packed>,
        (weights, start, width): (*const T::Packed, *const T::Packed, usize),
        set: &Set,
        panel: usize,
        (source, bases): (*const T::Packed, &[usize]),
        sums: *mut T::Packed,
    ) {
        let (first, k) = (panel * width, set.offsets.len());
        let tiles = kernels.gather[width / kernels.lanes - 1];
        for p in (0..k.max(1)).step_by(BLOCK) {
            for at in (0..bases.len()).step_by(tiles.len()) {
                let rows = tiles.len().min(bases.len() - at);
                // SAFETY: the caller's promises.
                unsafe {
                    tiles[rows - 1](&Gather {
                        k: BLOCK.min(k - p),
                        source,
                        bases: bases.as_ptr().add(at),
                        offsets: set.offsets.as_ptr().add(p),
                        panel: weights.add(set.packed + first * k + p * width),
                        start: if p == 0 { start.add(first) } else { std::ptr::null() },
                        out: sums.add(at * width),
                        out_row: width,
                    });
                }
            }
        }
    }

    /// Writes the sums of `rows` channels to targets that are `stride` apart along the axes.
    ///
    /// # Safety
    /// The sums have a row for every target; targets are valid.
    unsafe fn write(
        &self,
        mut from: *const T::Packed,
        width: usize,
        rows: usize,
        [mut planes, mut lines, mut columns]: [usize; 3],
        target: *mut T,
        stride: [isize; 3],
    ) {
        // Lines that follow each other among the targets are one.
        if stride[1] == columns as isize * stride[2] {
            columns *= lines;
            lines = 1;
            if stride[0] == columns as isize * stride[2] {
                columns *= planes;
                planes = 1;
            }
        }
        for d in 0..planes as isize {
            for h in 0..lines as isize {
                // SAFETY: the caller's promises.
                unsafe {
                    let to = target.offset(d * stride[0] + h * stride[1]);
                    turn::<T>(from, width, columns, rows, to, self.target.strides[1], stride[2]);
                    from = from.add(columns * width);
                }
            }
        }
    }
}

simd_fn! {
    /// Elements of two lines, each `step` behind the one before, those of the second line one behind those of the first.
    ///
    /// # Safety
    /// The lines are valid, the first not shorter than the second, and so is their target.
    unsafe fn weave<I, T: Element>(first: (*const T, usize), second: (*const T, usize), to: *mut T, step: usize) {
        let _ = I::WIDTH;
        let ((a, long), (b, short)) = (first, second);
        // SAFETY: the caller's promises.
        unsafe {
            if step == 2 {
                for i in 0..short {
                    to.add(2 * i).write(*a.add(i));
                    to.add(2 * i + 1).write(*b.add(i));
                }
                (short..long).for_each(|i| to.add(2 * i).write(*a.add(i)));
            } else {
                (0..long).for_each(|i| to.add(step * i).write(*a.add(i)));
                (0..short).for_each(|i| to.add(step * i + 1).write(*b.add(i)));
            }
        }
    }
}

simd_fn! {
    /// `to[r * row + i * column] = from[i * width + r]` for `rows` channels and `n` positions.
    ///
    /// # Safety
    /// Both sides are valid and apart.
    pub unsafe fn turn<I, T: Element>(
        from: *const T::Packed, width: usize, n: usize, rows: usize, to: *mut T, row: isize, column: isize,
    ) {
        const SIDE: usize = transpose::BLOCK;
        // SAFETY: the caller promises both sides; blocks are only used where they fit.
        unsafe {
            let one = |r: usize, i: usize| {
                to.offset(r as isize * row + i as isize * column).write(T::narrow(*from.add(i * width + r)));
            };
            let group = 32 / size_of::<T::Packed>();
            let blocks = T::IN_PLACE && column == 1 && row > 0 && I::WIDTH >= 32 && size_of::<T>() <= 8;
            let (whole_n, whole_rows) = if blocks { (n / group * group, rows / SIDE * SIDE) } else { (0, 0) };
            for r in (0..whole_rows).step_by(SIDE) {
                for i in (0..whole_n).step_by(group) {
                    let out = to.offset(r as isize * row).add(i).cast::<T::Packed>();
                    transpose::block::<T::Packed>(|lane| from.add((i + lane) * width + r), out, row as usize, group);
                }
            }
            if row == 1 {
                // Channels lie side by side on both sides.
                for i in 0..n {
                    let (from, to) = (from.add(i * width), to.offset(i as isize * column));
                    if T::IN_PLACE {
                        std::ptr::copy_nonoverlapping(from.cast::<T>(), to, rows);
                    } else {
                        (0..rows).for_each(|r| to.add(r).write(T::narrow(*from.add(r))));
                    }
                }
                return;
            }
            for r in 0..rows {
                (if r < whole_rows { whole_n } else { 0 }..n).for_each(|i| one(r, i));
            }
        }
    }
}
