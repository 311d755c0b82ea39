//! Gradients of weights: for each of 16 elements the product of transformed patches and transformed gradients, which
//! are long sums over tiles.

use super::super::product::turn;
use super::super::slide::Shared;
use super::super::weight::accumulate;
use super::super::{WORTH_A_TASK, even};
use super::transform::{self, ELEMENTS, Planes};
use super::{APART, Grid, Images, Piece, products};
use crate::alloc::Scratch;
use crate::gemm::blocked::Panels;
use crate::gemm::table::HasKernels;
use crate::isa;
use crate::pool::parallel;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Channels of a task on either side: sums, patches and gradients of a unit take 300 KB each of a second-level cache.
const CHANNELS: usize = 64;
/// Tasks that keep large machines busy.
const TASKS: usize = 32;
/// Bytes of all partial sums.
const PARTIAL_BYTES: usize = 64 << 20;

/// The gradient of all weights.
pub struct Weighing {
    /// Groups of channels.
    pub groups: usize,
    /// Images.
    pub batch: usize,
    /// Output channels of a group.
    pub rows: usize,
    /// Input channels of a group.
    pub channels: usize,
    /// The input.
    pub(super) source: Images,
    /// The gradient of the output.
    pub(super) grad: Images,
    /// Zeros in front of the input.
    pub padding: [usize; 2],
    /// The gradient of the weight, and its strides.
    pub weight: (*mut f32, [isize; 5]),
}

// SAFETY: a description; who runs it vouches for the pointers on every thread.
unsafe impl Sync for Weighing {}

/// How the work is cut.
struct Plan {
    grid: Grid,
    /// Blocks of input and of output channels.
    blocks: [usize; 2],
    /// Chunks of units.
    chunks: usize,
    /// Elements of a block's sums.
    sums: usize,
}

impl Weighing {
    fn plan(&self) -> Plan {
        let grid = Grid::new(self.batch, self.grad.size);
        let blocks = [self.channels, self.rows].map(|n| n.div_ceil(CHANNELS));
        let pitch = self.rows.div_ceil(blocks[1]).next_multiple_of(APART);
        let sums = ELEMENTS * (self.channels.div_ceil(blocks[0]) * pitch + APART);
        let all = self.groups * blocks[0] * blocks[1];
        let most = PARTIAL_BYTES / (all * sums * size_of::<f32>());
        let work = grid.len().saturating_mul(ELEMENTS * grid.most() * CHANNELS * CHANNELS) / WORTH_A_TASK;
        let chunks = TASKS.div_ceil(all).min(work).min(grid.len()).min(most).max(1);
        Plan { grid, blocks, chunks, sums }
    }

    /// Computes the gradient. Whether it is finite.
    ///
    /// # Safety
    /// Input, gradient and result are valid, elements of the result distinct and apart from the others.
    pub unsafe fn run(&self) -> bool {
        let plan = self.plan();
        let [inner, outer] = plan.blocks;
        let blocks = self.groups * inner * outer;
        let sums = Shared(Scratch::<f32>::new(blocks * plan.chunks * plan.sums));
        let finite = AtomicBool::new(true);
        let (plan, sums, finite) = (&plan, &sums, &finite);
        let place = |block: usize| {
            let (g, inner, outer) = (block / (inner * outer), block / outer % inner, block % outer);
            (g, even(self.channels, plan.blocks[0], inner), even(self.rows, plan.blocks[1], outer))
        };
        // SAFETY: the caller's promises; every task has its own sums, which are read when all are written.
        unsafe {
            parallel(blocks * plan.chunks, &|task| {
                let (g, channels, rows) = place(task / plan.chunks);
                let units = even(plan.grid.len(), plan.chunks, task % plan.chunks);
                self.sum(plan, g, channels, rows, units, plan.planes(sums.0.as_ptr().add(task * plan.sums)));
            });
            parallel(blocks, &|block| {
                let (g, channels, rows) = place(block);
                let first = sums.0.as_ptr().add(block * plan.chunks * plan.sums);
                let pitch = rows.len().next_multiple_of(APART);
                for chunk in 1..plan.chunks {
                    let (to, more) = (plan.planes(first), plan.planes(first.add(chunk * plan.sums)));
                    for element in 0..ELEMENTS {
                        accumulate(to.at(element), more.at(element), channels.len() * pitch);
                    }
                }
                if !self.finish(g, channels, rows, plan.planes(first)) {
                    finite.store(false, Ordering::Relaxed);
                }
            });
        }
        finite.load(Ordering::Relaxed)
    }

    /// The sums of some units for a block of channels on both sides: a row for every input channel.
    unsafe fn sum(
        &self,
        plan: &Plan,
        g: usize,
        channels: Range<usize>,
        rows: Range<usize>,
        units: Range<usize>,
        sums: Planes,
    ) {
        let kernels = f32::kernels(isa::level(), rows.len());
        let [inner, outer] = [&channels, &rows].map(|range| range.len().next_multiple_of(APART));
        let steps = [inner, outer].map(|pitch| plan.grid.most() * pitch + APART);
        let room = steps.map(|step| Scratch::<f32>::new(ELEMENTS * step));
        let [patches, gradients] = std::array::from_fn(|side| Planes { start: room[side].as_ptr(), step: steps[side] });
        let slab = Scratch::<f32>::new((plan.grid.positions(2) * inner).max(plan.grid.positions(0) * outer));
        let [channels_there, rows_there] =
            [(g * self.channels, &channels), (g * self.rows, &rows)].map(|(g, r)| g + r.start..g + r.end);
        // SAFETY: the caller's promises; slab, patches and gradients hold the largest unit.
        unsafe {
            for unit in units.clone() {
                let pieces = plan.grid.pieces(unit);
                let tiles: usize = pieces.iter().map(Piece::len).sum();
                let mut row = 0;
                for piece in &pieces {
                    let (slab, to) = (slab.as_ptr(), patches.after(row * inner));
                    self.source.patches(piece, self.padding, channels_there.clone(), inner, slab, to);
                    let (corner, count) = (piece.corner().map(|at| at as isize), piece.targets());
                    self.grad.lines(piece.n, rows_there.clone(), corner, count, outer, slab);
                    let places = piece.places(count[1]);
                    transform::gradients(slab, outer, count[1], &places, gradients.after(row * outer));
                    row += piece.len();
                }
                let operands = |element: usize| {
                    let at = |planes: Planes, panel: usize, pitch: usize| {
                        let start = planes.at(element).cast_const();
                        Panels { start, panel: panel as isize, lane: 1, depth: pitch as isize }
                    };
                    [at(patches, kernels.mr, inner), at(gradients, kernels.nr, outer)]
                };
                products(kernels, [channels.len(), outer, tiles], operands, sums, unit > units.start);
            }
        }
    }

    /// Turns sums into gradients. Whether they are finite.
    unsafe fn finish(&self, g: usize, channels: Range<usize>, rows: Range<usize>, sums: Planes) -> bool {
        let (start, [out, inner, _, line, column]) = self.weight;
        let pitch = rows.len().next_multiple_of(APART);
        let nine = Scratch::<f32>::new(9 * pitch);
        let mut finite = true;
        // SAFETY: the caller promises sums and result.
        unsafe {
            for (at, channel) in channels.enumerate() {
                finite &= transform::weights(sums.after(at * pitch), pitch, nine.as_ptr());
                let row = (g * self.rows + rows.start) as isize;
                let to = start.offset(row * out + channel as isize * inner);
                if line == 3 * column {
                    turn::<f32>(nine.as_ptr(), pitch, 9, rows.len(), to, out, column);
                    continue;
                }
                for r in 0..3 {
                    let from = nine.as_ptr().add(3 * r * pitch);
                    turn::<f32>(from, pitch, 3, rows.len(), to.offset(r as isize * line), out, column);
                }
            }
        }
        finite
    }
}

impl Plan {
    /// A block's sums.
    fn planes(&self, start: *mut f32) -> Planes {
        Planes { start, step: self.sums / ELEMENTS }
    }
}
