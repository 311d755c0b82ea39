//! Outputs and gradients of inputs.

use super::super::even;
use super::super::product::turn;
use super::super::slide::Shared;
use super::transform::{self, ELEMENTS, Planes};
use super::{APART, Grid, Images, Piece, products};
use crate::alloc::Scratch;
use crate::gemm::blocked::Panels;
use crate::gemm::pack::{self, Source};
use crate::gemm::table::{HasKernels, Kernels};
use crate::isa;
use crate::pool::parallel;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Channels whose sums are computed at a time: patches of a unit take 300 KB of a second-level cache.
const DEPTH: usize = 64;
/// Target channels of a task: their sums take as much.
const ROWS: usize = 128;
/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// Kernels that are turned before they are transformed.
const KERNELS: usize = 16;

/// Sliding sums of all images: target `y` is the sum over source channels and `k` of
/// `weight[k] * source[y + k - padding]`.
pub struct Sliding {
    /// Groups of channels.
    pub groups: usize,
    /// Images.
    pub batch: usize,
    /// Target channels of a group.
    pub rows: usize,
    /// Source channels of a group.
    pub depth: usize,
    /// The source.
    pub(super) source: Images,
    /// The targets.
    pub(super) target: Images,
    /// Zeros in front of the source.
    pub padding: [usize; 2],
    /// The first weight; strides of target channels, source channels and along the axes; whether a kernel is in
    /// reversed order, which is when groups lie along source channels.
    pub weight: (*const f32, [isize; 5], bool),
    /// One addend per target channel and the distance between them, or null.
    pub bias: (*const f32, isize),
}

// SAFETY: a description; who runs it vouches for the pointers on every thread.
unsafe impl Sync for Sliding {}

/// How channels are cut.
struct Plan {
    kernels: &'static Kernels<f32>,
    /// Blocks of source channels, and the channels of the largest one in whole vectors.
    blocks: usize,
    pitch: usize,
    /// Target channels of a group in whole panels and vectors, and parts of them.
    width: usize,
    parts: usize,
}

impl Plan {
    /// Target channels of a part: whole panels and whole rows of sums.
    fn part(&self, part: usize) -> Range<usize> {
        let unit = self.kernels.nr.max(APART);
        let units = even(self.width / unit, self.parts, part);
        units.start * unit..units.end * unit
    }

    /// Transformed kernels of a group for a block of source channels that begins at channel `first` and has `depth`,
    /// from target channel `row` on.
    fn kernels(&self, start: *mut f32, first: usize, depth: usize, row: usize) -> Planes {
        let start = start.wrapping_add(first * self.width * ELEMENTS + row * depth);
        Planes { start, step: self.width * depth }
    }
}

impl Sliding {
    fn plan(&self, units: usize) -> Plan {
        let kernels = f32::kernels(isa::level(), self.rows);
        let blocks = self.depth.div_ceil(DEPTH);
        let pitch = self.depth.div_ceil(blocks).next_multiple_of(APART);
        let width = self.rows.next_multiple_of(kernels.nr.max(APART));
        let parts = TASKS.div_ceil(units).min(width / ROWS).max(width.div_ceil(ROWS));
        Plan { kernels, blocks, pitch, width, parts }
    }

    /// Computes all targets. Whether they are finite.
    ///
    /// # Safety
    /// Source, weights, addends and targets are valid, targets distinct and apart from the others.
    pub unsafe fn run(&self) -> bool {
        let grid = Grid::new(self.batch, self.target.size);
        let plan = self.plan(grid.len());
        let weights = Shared(Scratch::<f32>::new(self.groups * self.depth * plan.width * ELEMENTS));
        let bias = Shared(Scratch::<f32>::new(self.groups * plan.width));
        let finite = AtomicBool::new(true);
        let (plan, weights, bias, grid) = (&plan, &weights, &bias, &grid);
        let group = self.depth * plan.width * ELEMENTS;
        // SAFETY: the caller's promises; tasks write disjoint panels and targets.
        unsafe {
            for (g, row) in (0..self.groups).flat_map(|g| (0..plan.width).map(move |row| (g, row))) {
                let addend = match self.bias {
                    (start, stride) if !start.is_null() && row < self.rows => {
                        *start.offset((g * self.rows + row) as isize * stride)
                    }
                    _ => 0.0,
                };
                bias.0.as_ptr().add(g * plan.width + row).write(addend);
            }
            let panels = plan.width / plan.kernels.nr;
            parallel(self.groups * plan.blocks * panels, &|task| {
                let (g, rest) = (task / (plan.blocks * panels), task % (plan.blocks * panels));
                let channels = even(self.depth, plan.blocks, rest / panels);
                let row = rest % panels * plan.kernels.nr;
                let to = plan.kernels(weights.0.as_ptr().add(g * group), channels.start, channels.len(), row);
                self.transform(g, row, channels, plan.kernels.nr, to);
            });
            parallel(self.groups * grid.len() * plan.parts, &|task| {
                let (g, rest) = (task / (grid.len() * plan.parts), task % (grid.len() * plan.parts));
                let pieces = grid.pieces(rest / plan.parts);
                let bias = bias.0.as_ptr().add(g * plan.width);
                let weights = weights.0.as_ptr().add(g * group);
                if !self.unit(plan, g, grid, &pieces, plan.part(rest % plan.parts), (weights, bias)) {
                    finite.store(false, Ordering::Relaxed);
                }
            });
        }
        finite.into_inner()
    }

    /// Transforms the kernels of a panel of target channels for some source channels.
    unsafe fn transform(&self, g: usize, row: usize, channels: Range<usize>, nr: usize, to: Planes) {
        let (start, [out, inner, _, line, column], flipped) = self.weight;
        let lanes = nr.min(self.rows.saturating_sub(row));
        let group = if flipped { self.depth as isize * inner } else { self.rows as isize * out };
        let first = start.wrapping_offset(g as isize * group + row as isize * out);
        let taps = Scratch::<f32>::new(KERNELS * 9 * nr);
        // SAFETY: the caller promises the weights and room for the results.
        unsafe {
            for (at, channel) in channels.clone().enumerate().step_by(KERNELS) {
                let n = KERNELS.min(channels.len() - at);
                let first = first.wrapping_offset(channel as isize * inner);
                let pack = |start: *const f32, depth: isize, k: usize, to: *mut f32| {
                    pack::pack(Source { start, lane: out, depth }, lanes, k, nr, to);
                };
                if line == 3 * column && inner == 9 * column {
                    pack(first, column, 9 * n, taps.as_ptr());
                } else {
                    for i in 0..n {
                        let first = first.wrapping_offset(i as isize * inner);
                        if line == 3 * column {
                            pack(first, column, 9, taps.as_ptr().add(9 * i * nr));
                            continue;
                        }
                        for r in 0..3 {
                            let to = taps.as_ptr().add((9 * i + 3 * r) * nr);
                            pack(first.wrapping_offset(r as isize * line), column, 3, to);
                        }
                    }
                }
                transform::kernels(taps.as_ptr(), n, nr, flipped, to.after(at * nr));
            }
        }
    }

    /// Computes the targets of a unit for some target channels of a group. Whether they are finite.
    unsafe fn unit(
        &self,
        plan: &Plan,
        g: usize,
        grid: &Grid,
        pieces: &[Piece],
        part: Range<usize>,
        (weights, bias): (*mut f32, *const f32),
    ) -> bool {
        let tiles: usize = pieces.iter().map(Piece::len).sum();
        let slab = Scratch::<f32>::new(grid.positions(2) * plan.pitch);
        let rows = part.start..part.end.min(self.rows);
        let width = rows.len().next_multiple_of(APART);
        let steps = [plan.pitch, width].map(|width| grid.most() * width + APART);
        let room = steps.map(|step| Scratch::<f32>::new(ELEMENTS * step));
        let [patches, sums] = std::array::from_fn(|side| Planes { start: room[side].as_ptr(), step: steps[side] });
        // SAFETY: the caller's promises; slab, patches and sums hold the largest unit.
        unsafe {
            for block in 0..plan.blocks {
                let channels = even(self.depth, plan.blocks, block);
                let depth = channels.len();
                let pitch = depth.next_multiple_of(APART);
                let there = g * self.depth + channels.start..g * self.depth + channels.end;
                let mut row = 0;
                for piece in pieces {
                    let to = patches.after(row * pitch);
                    self.source.patches(piece, self.padding, there.clone(), pitch, slab.as_ptr(), to);
                    row += piece.len();
                }
                let weights = plan.kernels(weights, channels.start, depth, part.start);
                let operands = |element: usize| {
                    let start = patches.at(element).cast_const();
                    let (panel, lane) = ((plan.kernels.mr * pitch) as isize, pitch as isize);
                    let b = Panels::packed(weights.at(element).cast_const(), plan.kernels.nr, depth);
                    [Panels { start, panel, lane, depth: 1 }, b]
                };
                products(plan.kernels, [tiles, width, depth], operands, sums, block > 0);
            }
            let channel = g * self.rows + rows.start;
            self.finish(pieces, channel, rows.len(), (sums, width), bias.add(rows.start))
        }
    }

    /// Turns the sums of a unit into targets. Whether they are finite.
    unsafe fn finish(
        &self,
        pieces: &[Piece],
        channel: usize,
        rows: usize,
        (sums, width): (Planes, usize),
        bias: *const f32,
    ) -> bool {
        let mut finite = true;
        let mut row = 0;
        let mut places = Vec::new();
        // SAFETY: the caller's promises.
        unsafe {
            for piece in pieces {
                // Lines and columns that exist.
                let corner = piece.corner();
                let [lines, columns]: [usize; 2] =
                    std::array::from_fn(|a| piece.targets()[a].min(self.target.size[a] - corner[a]));
                let out = Scratch::<f32>::new(lines * columns * width);
                places.clear();
                for r in 0..piece.rows.len() {
                    for c in 0..piece.columns.len() {
                        places.push(std::array::from_fn(|i| {
                            let (line, column) = (2 * r + i / 2, 2 * c + i % 2);
                            if line < lines && column < columns { line * columns + column } else { usize::MAX }
                        }));
                    }
                }
                finite &= transform::targets(sums.after(row * width), width, bias, &places, out.as_ptr());
                row += piece.len();
                let [_, out_channel, _, line, column] = self.target.side.strides;
                let to = self.target.side.image(piece.n, channel).cast_mut();
                let to = to.offset(corner[0] as isize * line + corner[1] as isize * column);
                // Lines without gaps between them are one.
                let runs = if line == columns as isize * column { 1 } else { lines };
                let length = lines * columns / runs;
                for run in 0..runs {
                    let from = out.as_ptr().add(run * length * width);
                    turn::<f32>(from, width, length, rows, to.offset(run as isize * line), out_channel, column);
                }
            }
        }
        finite
    }
}
