//! Convolutions of 3 x 3 windows, neighbouring ones, by Winograd's minimal filtering: 16 multiplications for four
//! targets in place of 36.
//!
//! After A. Lavin and S. Gray, "Fast algorithms for convolutional neural networks" (2016). Patches of 4 x 4 source
//! elements, the kernels, and tiles of 2 x 2 targets are transformed (`transform`), and for each of 16 elements the
//! sums over channels are a matrix product; `slide` are outputs and gradients of inputs, `weight` are gradients of
//! weights. Channels are the lanes of all transforms, so that sources whose channels are last need no turning, and
//! lines may have any length.
//!
//! A target's sums only meet elements of its own window, but those that cancel do so after rounding: measured against
//! the sum of the products' sizes, errors of normal draws are those of a plain sum; where all signs are equal they are
//! up to three times as large. Infinities do not cancel: where a result is not finite, the plain way computes
//! everything anew.

mod slide;
mod transform;
mod weight;

use super::{Extent, Geometry, Operand, Side, even};
use crate::gemm::blocked::{Block, Panels, multiply};
use crate::gemm::kernel::Update;
use crate::gemm::table::Kernels;
use crate::gemm::transpose;
use crate::{isa, simd_fn};
use slide::Sliding;
use std::ops::Range;
use transform::{ELEMENTS, Planes};
use weight::Weighing;

/// Tiles of a unit: six, or twelve, rows of a microkernel go into it.
const TILES: usize = 72;
/// Fewest channels on either side: the transforms of a tile cost as much as some ten multiplications of a channel.
const CHANNELS: usize = 32;
/// Fewest tiles: transformed kernels are read once for all of them.
const FEWEST: usize = 48;
/// Most kernels of all groups: transformed, they take 128 MiB.
const KERNELS: usize = (128 << 20) / (ELEMENTS * size_of::<f32>());

/// Elements between the matrices of two transformed elements, so that 16 of them do not fall into the same sets of a
/// cache; rows of all matrices are multiples of it, whole vectors.
const APART: usize = isa::LINE / size_of::<f32>();

/// Whether this is the better way for a convolution of f32.
///
/// Only for vectors of channels; where tiles cover more than there is, a multiplication in three is saved at least.
pub fn suits(g: &Geometry) -> bool {
    let [plane, axes @ ..] = &g.axes;
    let whole = plane.kernel == 1 && plane.stride == 1 && plane.padding == 0 && plane.input == 1;
    let three = |e: &Extent| e.kernel == 3 && e.stride == 1 && e.dilation == 1 && e.padding <= 2;
    let [h, w] = axes.each_ref().map(|e| e.output);
    let tiles = h.div_ceil(2) * w.div_ceil(2);
    whole
        && axes.iter().all(three)
        && g.in_channels / g.groups >= CHANNELS
        && g.out_channels / g.groups >= CHANNELS
        && g.in_channels.saturating_mul(g.out_channels / g.groups) <= KERNELS
        && g.batch.saturating_mul(tiles) >= FEWEST
        && 3 * ELEMENTS * tiles <= 2 * 9 * h * w
}

/// The tiles of all images, cut into units of nearly [`TILES`]: rows of tiles, which follow each other from image to
/// image, and only parts of rows where they are longer.
#[derive(Clone, Copy)]
struct Grid {
    /// Images.
    images: usize,
    /// Lines and columns of targets.
    size: [usize; 2],
    /// Units along the rows of all images, and along a row.
    units: [usize; 2],
}

/// Tiles of one image that are next to each other.
#[derive(Clone)]
struct Piece {
    /// Image.
    n: usize,
    /// Rows of tiles.
    rows: Range<usize>,
    /// Tiles of every row.
    columns: Range<usize>,
}

impl Grid {
    fn new(images: usize, size: [usize; 2]) -> Grid {
        let [rows, columns] = size.map(|n| n.div_ceil(2));
        let across = columns.div_ceil(TILES);
        let height = (TILES / columns.div_ceil(across)).max(1);
        Grid { images, size, units: [(images * rows).div_ceil(height), across] }
    }

    /// Number of units.
    fn len(&self) -> usize {
        self.units.iter().product()
    }

    /// The pieces of a unit.
    fn pieces(&self, unit: usize) -> Vec<Piece> {
        let [high, wide] = self.size.map(|n| n.div_ceil(2));
        let [down, across] = self.units;
        let rows = even(self.images * high, down, unit / across);
        let columns = even(wide, across, unit % across);
        let mut pieces = Vec::new();
        let mut at = rows.start;
        while at < rows.end {
            let end = rows.end.min((at / high + 1) * high);
            let first = at % high;
            pieces.push(Piece { n: at / high, rows: first..first + (end - at), columns: columns.clone() });
            at = end;
        }
        pieces
    }

    /// Most tiles of a unit.
    fn most(&self) -> usize {
        let [high, wide] = self.size.map(|n| n.div_ceil(2));
        (self.images * high).div_ceil(self.units[0]) * wide.div_ceil(self.units[1])
    }

    /// Positions of the largest piece, whose lines are two for every row of tiles and `more`, and as much longer.
    fn positions(&self, more: usize) -> usize {
        let [high, wide] = self.size.map(|n| n.div_ceil(2));
        let rows = (self.images * high).div_ceil(self.units[0]).min(high);
        (2 * rows + more) * (2 * wide.div_ceil(self.units[1]) + more)
    }
}

impl Piece {
    /// Tiles.
    fn len(&self) -> usize {
        self.rows.len() * self.columns.len()
    }

    /// Lines and columns of targets.
    fn targets(&self) -> [usize; 2] {
        [2 * self.rows.len(), 2 * self.columns.len()]
    }

    /// The first target.
    fn corner(&self) -> [usize; 2] {
        [2 * self.rows.start, 2 * self.columns.start]
    }

    /// Where each tile begins among positions, `line` to a line.
    fn places(&self, line: usize) -> Vec<usize> {
        let tile = |at: usize| 2 * (at / self.columns.len() * line + at % self.columns.len());
        (0..self.len()).map(tile).collect()
    }
}

/// A tensor of images, and lines and columns of one.
struct Images {
    side: Side<f32>,
    size: [usize; 2],
}

impl Images {
    /// Transformed patches of a piece of the targets, `pitch` channels of each, by way of a slab.
    ///
    /// # Safety
    /// The channels of the image are valid, slab and result have room for the piece.
    unsafe fn patches(
        &self,
        piece: &Piece,
        padding: [usize; 2],
        channels: Range<usize>,
        pitch: usize,
        slab: *mut f32,
        to: Planes,
    ) {
        let count = piece.targets().map(|n| n + 2);
        let corner = std::array::from_fn(|a| piece.corner()[a] as isize - padding[a] as isize);
        // SAFETY: the caller's promises.
        unsafe {
            self.lines(piece.n, channels, corner, count, pitch, slab);
            transform::patches(slab, pitch, count[1], &piece.places(count[1]), to);
        }
    }

    /// Copies lines of an image from `corner` on, position by position `pitch` channels; what lies outside of the
    /// image, and channels that are missing, are 0.
    ///
    /// # Safety
    /// The channels of the image are valid, `to` for the result.
    unsafe fn lines(
        &self,
        n: usize,
        channels: Range<usize>,
        corner: [isize; 2],
        count: [usize; 2],
        pitch: usize,
        to: *mut f32,
    ) {
        let there: [Range<usize>; 2] = std::array::from_fn(|a| {
            let low = ((-corner[a]).max(0) as usize).min(count[a]);
            let high = (self.size[a] as isize - corner[a]).clamp(low as isize, count[a] as isize) as usize;
            low..high
        });
        let [line, column] = [self.side.strides[3], self.side.strides[4]];
        let first = self.side.image(n, channels.start);
        // SAFETY: the caller's promises; only lines and columns that are there are read.
        unsafe {
            let zero = |positions: Range<usize>| {
                to.add(positions.start * pitch).write_bytes(0, positions.len() * pitch);
            };
            let whole = count[1];
            zero(0..there[0].start * whole);
            zero(there[0].end * whole..count[0] * whole);
            for row in there[0].clone() {
                let start = row * whole;
                zero(start..start + there[1].start);
                zero(start + there[1].end..start + whole);
                if there[1].is_empty() {
                    continue;
                }
                let from = first.wrapping_offset(
                    (corner[0] + row as isize) * line + (corner[1] + there[1].start as isize) * column,
                );
                let to = to.add((start + there[1].start) * pitch);
                copy(from, (self.side.strides[1], column), channels.len(), there[1].len(), pitch, to);
            }
        }
    }
}

simd_fn! {
    /// `to[i * pitch + c] = from[c * channel + i * column]` for `n` positions, and 0 for channels that are missing.
    ///
    /// # Safety
    /// Source and result are valid.
    unsafe fn copy<I>(
        from: *const f32, strides: (isize, isize), channels: usize, n: usize, pitch: usize, to: *mut f32,
    ) {
        let (channel, column) = strides;
        // SAFETY: the caller's promises.
        unsafe {
            if column == 1 {
                return transpose::panel::<I, f32>(from, channel, channels, n, pitch, to);
            }
            for i in 0..n {
                let (from, to) = (from.offset(i as isize * column), to.add(i * pitch));
                if channel == 1 {
                    std::ptr::copy_nonoverlapping(from, to, channels);
                } else {
                    (0..channels).for_each(|c| to.add(c).write(*from.offset(c as isize * channel)));
                }
                to.add(channels).write_bytes(0, pitch - channels);
            }
        }
    }
}

/// For each transformed element a product of `size`, rows, columns and length of the sums, into `sums` or added to
/// them.
///
/// # Safety
/// As for [`multiply`].
unsafe fn products(
    kernels: &Kernels<f32>,
    size: [usize; 3],
    operands: impl Fn(usize) -> [Panels<f32>; 2],
    sums: Planes,
    accumulate: bool,
) {
    let [rows, columns, k] = size;
    let update = Update { alpha: 1.0, beta: if accumulate { 1.0 } else { 0.0 }, relu: false };
    let null = std::ptr::null();
    for element in 0..ELEMENTS {
        let c = (sums.at(element), columns as isize, 1);
        let [a, b] = operands(element);
        // SAFETY: the caller's promises.
        unsafe { multiply(kernels, Block { rows, columns, c, row_bias: null, column_bias: null }, k, a, b, &update) };
    }
}

/// The output of a convolution that [`suits`]. False where it has to be computed in another way: it is not finite.
///
/// # Safety
/// As for [`super::forward`].
pub unsafe fn forward(
    g: &Geometry,
    input: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    output: Operand,
) -> bool {
    let sliding = Sliding {
        groups: g.groups,
        batch: g.batch,
        rows: g.out_channels / g.groups,
        depth: g.in_channels / g.groups,
        source: Images { side: Side::of(input), size: [g.axes[1].input, g.axes[2].input] },
        target: Images { side: Side::of(output), size: [g.axes[1].output, g.axes[2].output] },
        padding: [g.axes[1].padding, g.axes[2].padding],
        weight: (weight.ptr.cast_const().cast(), weight.strides, false),
        bias: bias.map_or((std::ptr::null(), 0), |(start, stride)| (start.cast(), stride)),
    };
    // SAFETY: the caller's promises.
    unsafe { sliding.run() }
}

/// The gradient of the input of a convolution that [`suits`]. False as for [`forward`].
///
/// # Safety
/// As for [`super::backward_input`].
pub unsafe fn backward_input(
    g: &Geometry,
    output: Operand,
    weight: Operand,
    bias: Option<(*const u8, isize)>,
    input: Operand,
) -> bool {
    let [o, c, strides @ ..] = weight.strides;
    let [depth, rows] = [g.out_channels / g.groups, g.in_channels / g.groups];
    let sliding = Sliding {
        groups: g.groups,
        batch: g.batch,
        rows,
        depth,
        source: Images { side: Side::of(output), size: [g.axes[1].output, g.axes[2].output] },
        target: Images { side: Side::of(input), size: [g.axes[1].input, g.axes[2].input] },
        padding: [2 - g.axes[1].padding, 2 - g.axes[2].padding],
        weight: (weight.ptr.cast_const().cast(), [c, o, strides[0], strides[1], strides[2]], true),
        bias: bias.map_or((std::ptr::null(), 0), |(start, stride)| (start.cast(), stride)),
    };
    // SAFETY: the caller's promises.
    unsafe { sliding.run() }
}

/// The gradient of the weight of a convolution that [`suits`]. False as for [`forward`].
///
/// # Safety
/// As for [`super::backward_weight`].
pub unsafe fn backward_weight(g: &Geometry, input: Operand, output: Operand, weight: Operand) -> bool {
    let weighing = Weighing {
        groups: g.groups,
        batch: g.batch,
        rows: g.out_channels / g.groups,
        channels: g.in_channels / g.groups,
        source: Images { side: Side::of(input), size: [g.axes[1].input, g.axes[2].input] },
        grad: Images { side: Side::of(output), size: [g.axes[1].output, g.axes[2].output] },
        padding: [g.axes[1].padding, g.axes[2].padding],
        weight: (weight.ptr.cast(), weight.strides),
    };
    // SAFETY: the caller's promises.
    unsafe { weighing.run() }
}
