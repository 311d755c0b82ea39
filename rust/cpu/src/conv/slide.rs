//! Outputs, and gradients of inputs: sliding sums over a source.
//!
//! The work is cut into units (an image of a group, or a block of one) and panels of rows (target channels), by the
//! shape alone; a task fills the slab of a unit and runs its panels over it. Each target is one sum in one order.

use super::axis::Axis;
use super::kernel::{HasKernels, Kernels, Slide, SlideFn};
use super::product::Unit;
use super::slab::Slab;
use super::{Side, WORTH_A_TASK, even, run};
use crate::alloc::Scratch;
use crate::dtype::DType;
use crate::gemm::element::Element;
use crate::pool::parallel;

/// Bytes of a slab: half a second-level cache.
const SLAB_BYTES: usize = 384 << 10;
/// Tasks that keep large machines busy.
const TASKS: usize = 64;
/// Targets of a row that are worth cutting it.
const ROW: usize = 256;
/// Positions of a block of a matrix product that are worth cutting it: two tiles.
const POSITIONS: usize = 24;
/// Channels of a slab that are filled at a time where several tasks read it.
const CHANNELS: usize = 32;

/// Sliding sums of all images.
pub struct Sliding<T: Element> {
    /// Element type of all operands.
    pub dtype: DType,
    /// Images.
    pub batch: usize,
    /// Groups of channels.
    pub groups: usize,
    /// Target channels of a group.
    pub rows: usize,
    /// Source channels of a group.
    pub depth: usize,
    /// The axes.
    pub axes: [Axis; 3],
    /// The source.
    pub source: Side<T>,
    /// The targets.
    pub target: Side<T>,
    /// The weights of a group's first row and source channel; strides between groups, rows, source channels and along
    /// the axes.
    pub weight: (*const T, [isize; 3], [isize; 3]),
    /// One addend per target channel and the distance between them, or null.
    pub bias: (*const T, isize),
}

/// Targets that share their taps along all axes.
pub struct Set {
    /// The first target along each axis.
    pub first: [usize; 3],
    /// Distance of neighbours.
    pub step: [usize; 3],
    /// How many there are.
    pub count: [usize; 3],
    /// Where the weights lie, for each of a sum's elements.
    pub places: Vec<isize>,
    /// Where the slab's elements lie, for each of them.
    pub offsets: Vec<usize>,
    /// Where the set's packed weights begin in a group's.
    pub packed: usize,
}

/// How the work is cut.
struct Plan {
    block: [usize; 3],
    blocks: [usize; 3],
    /// Panels of rows, and the parts that tasks take of them.
    panels: usize,
    parts: usize,
    /// Columns of a panel of weights where targets are computed as a matrix product, see `product`; else 0.
    width: usize,
    /// Units of a task.
    grain: usize,
    /// Of the slabs.
    pitch: usize,
}

/// Memory that tasks fill and then read.
pub struct Shared<S: Copy>(pub Scratch<S>);

// SAFETY: written by tasks that have disjoint parts, then only read.
unsafe impl<S: Copy + Send> Sync for Shared<S> {}

struct Packed<S: Copy> {
    weights: Scratch<S>,
    bias: Option<Scratch<S>>,
}

// SAFETY: written by tasks that have disjoint parts, then only read.
unsafe impl<S: Copy + Send> Sync for Packed<S> {}
// SAFETY: a description; who runs it vouches for the pointers on every thread.
unsafe impl<T: Element> Sync for Sliding<T> {}

impl<T: Element> Sliding<T>
where
    T::Packed: HasKernels,
{
    fn plan(&self, macs: usize, kernels: &Kernels<T::Packed>) -> Plan {
        let longest: [usize; 3] = std::array::from_fn(|a| self.axes[a].longest().max(1));
        let width = self.product_width(kernels);
        let panels = self.rows.div_ceil(if width == 0 { kernels.slide.len() } else { width });
        let wanted = (macs / WORTH_A_TASK).clamp(1, TASKS);
        // Rows of channels that are last stay whole: a panel of channels is part of them.
        let pitch = if width > 0 && self.source.strides[1] == 1 { self.depth.max(1) } else { 1 };
        let mut blocks = [1; 3];
        loop {
            let block: [usize; 3] = std::array::from_fn(|a| longest[a].div_ceil(blocks[a]));
            let slab = Slab { axes: &self.axes, extent: self.extent(&block), pitch };
            let bytes = slab.len(self.depth) * size_of::<T::Packed>();
            let units = self.batch * self.groups * blocks.iter().product::<usize>();
            let few = units * panels < wanted && (width == 0 || block.iter().product::<usize>() >= 2 * POSITIONS);
            // The outermost axis that can be cut, but a row only where it stays long.
            let cut = (0..3).find(|&a| {
                let least = if a == 2 { ROW } else { 1 };
                block[a] > least && (a == 2 || !few || bytes > SLAB_BYTES || block[a] > 2 * self.axes[a].reach)
            });
            match cut {
                Some(axis) if bytes > SLAB_BYTES || few => {
                    blocks[axis] = longest[axis].div_ceil(block[axis].div_ceil(2))
                }
                _ => {
                    let blocks = std::array::from_fn(|a| longest[a].div_ceil(block[a]));
                    let units = self.batch * self.groups * blocks.iter().product::<usize>();
                    let parts = wanted.div_ceil(units.max(1)).clamp(1, panels.max(1));
                    let grain = (units / wanted).max(1);
                    return Plan { block, blocks, panels, parts, width, grain, pitch };
                }
            }
        }
    }

    pub fn extent(&self, block: &[usize; 3]) -> [usize; 3] {
        std::array::from_fn(|a| block[a] + self.axes[a].reach)
    }

    pub fn sets(&self, slab: &Slab<'_>, width: usize) -> Vec<Set> {
        let mut sets = Vec::new();
        let mut packed = 0;
        let [d, h, w] = &self.axes;
        for d in &d.sets {
            for h in &h.sets {
                for w in &w.sets {
                    let axes = [d, h, w];
                    let strides = self.weight.2;
                    let mut taps = Vec::with_capacity(axes.iter().map(|axis| axis.taps.len()).product());
                    for &i in &d.taps {
                        for &j in &h.taps {
                            for &k in &w.taps {
                                let place: isize = [i, j, k]
                                    .iter()
                                    .zip(strides)
                                    .map(|(tap, stride)| tap.index as isize * stride)
                                    .sum();
                                taps.push((place, slab.offset([i, j, k])));
                            }
                        }
                    }
                    let (channel, depth) = (slab.step(), self.weight.1[2]);
                    let element = |c: usize, tap: (isize, usize)| (c as isize * depth + tap.0, c * channel + tap.1);
                    // In the order in which the weights lie.
                    let (places, offsets) = if depth == 1 {
                        taps.iter().flat_map(|&tap| (0..self.depth).map(move |c| element(c, tap))).unzip()
                    } else {
                        (0..self.depth).flat_map(|c| taps.iter().map(move |&tap| element(c, tap))).unzip()
                    };
                    let (places, offsets): (Vec<_>, Vec<_>) = (places, offsets);
                    let length = offsets.len() * width;
                    sets.push(Set {
                        first: axes.map(|axis| axis.first),
                        step: axes.map(|axis| axis.step),
                        count: axes.map(|axis| axis.count),
                        places,
                        offsets,
                        packed,
                    });
                    packed += length;
                }
            }
        }
        sets
    }

    /// Computes all targets.
    ///
    /// # Safety
    /// Source, weights, addends and targets are valid, targets distinct and apart from the others.
    pub unsafe fn run(&self) {
        let kernels = T::Packed::kernels();
        let taps: usize = self.axes.iter().map(|a| a.sets.iter().map(|s| s.taps.len()).sum::<usize>()).product();
        let targets: usize = self.axes.iter().map(Axis::longest).product();
        let macs =
            [self.groups, self.rows, self.depth, targets, taps].iter().fold(self.batch, |a, &b| a.saturating_mul(b));
        // SAFETY: the caller's promises.
        if unsafe { self.channels_alone_side_by_side(macs) || self.channels_alone(kernels, macs) } {
            return;
        }
        if self.is_few(kernels) {
            // SAFETY: the caller's promises.
            return unsafe { self.few(kernels, macs) };
        }
        let plan = self.plan(macs, kernels);
        let slab = Slab { axes: &self.axes, extent: self.extent(&plan.block), pitch: plan.pitch };
        // Rows of the packed weights of a group: its own, or those of whole panels.
        let width = if plan.width == 0 { self.rows } else { plan.panels * plan.width };
        let sets = self.sets(&slab, width);
        let group = width * sets.iter().map(|set| set.offsets.len()).sum::<usize>();
        let packed = Packed {
            weights: Scratch::<T::Packed>::new(self.groups * group),
            bias: (!self.bias.0.is_null() || plan.width > 0).then(|| Scratch::new(self.groups * width)),
        };
        let (packed, sets, slab, plan) = (&packed, &sets, &slab, &plan);
        // SAFETY: the caller's promises; tasks write disjoint panels and targets.
        unsafe {
            if let Some(bias) = &packed.bias {
                for (g, row) in (0..self.groups).flat_map(|g| (0..width).map(move |row| (g, row))) {
                    let at = (g * self.rows + row) as isize * self.bias.1;
                    let present = row < self.rows && !self.bias.0.is_null();
                    let addend = if present { (*self.bias.0.offset(at)).widen() } else { T::Packed::default() };
                    bias.as_ptr().add(g * width + row).write(addend);
                }
            }
            run(self.groups * plan.panels, self.groups * group >= 1 << 15, &|task| {
                let (g, panel) = (task / plan.panels, task % plan.panels);
                let to = packed.weights.as_ptr().add(g * group);
                for set in sets {
                    if plan.width == 0 {
                        self.pack(g, even(self.rows, plan.panels, panel), set, to);
                    } else {
                        self.pack_columns(g, panel, plan.width, set, to);
                    }
                }
            });
            let blocks: usize = plan.blocks.iter().product();
            let units = self.batch * self.groups * blocks;
            let strides = (self.source.strides[1], self.source.spatial());
            let place = |unit: usize| {
                let (g, n, block) = (unit / (self.batch * blocks), unit / blocks % self.batch, unit % blocks);
                let [_, h, w] = plan.blocks;
                let from = [block / (h * w), block / w % h, block % w];
                (g, n, std::array::from_fn(|a| from[a] * plan.block[a]))
            };
            // A slab that several tasks read is filled by tasks of its own.
            let shared = (plan.parts > 1).then(|| Shared(slab.room::<T::Packed>(self.depth, units)));
            let image = slab.len(self.depth);
            if let Some(shared) = &shared {
                let pieces = if slab.pitch > 1 { 1 } else { self.depth.div_ceil(CHANNELS).max(1) };
                run(units * pieces, image * units >= 1 << 14, &|task| {
                    let (g, n, from) = place(task / pieces);
                    let channels = even(self.depth, pieces, task % pieces);
                    let source = self.source.image(n, g * self.depth + channels.start);
                    let to = shared.0.as_ptr().add(task / pieces * image + channels.start * slab.step());
                    slab.fill(kernels.copy, source, strides, channels.len(), from, false, to);
                });
            }
            let work = |task: usize| {
                let own = shared.is_none().then(|| slab.room::<T::Packed>(self.depth, 1));
                let part = even(plan.panels, plan.parts, task % plan.parts);
                let first = task / plan.parts * plan.grain;
                let mut filled = None;
                for unit in first..units.min(first + plan.grain) {
                    let (g, n, from) = place(unit);
                    let scratch = match (&own, &shared) {
                        (Some(own), _) => {
                            let source = self.source.image(n, g * self.depth);
                            let cleared = filled == Some(from);
                            slab.fill(kernels.copy, source, strides, self.depth, from, cleared, own.as_ptr());
                            filled = Some(from);
                            own.as_ptr()
                        }
                        (None, Some(shared)) => shared.0.as_ptr().add(unit * image),
                        (None, None) => unreachable!("a slab of its own, or a shared one"),
                    };
                    if plan.width > 0 {
                        let weights = packed.weights.as_ptr().add(g * group);
                        let start = packed.bias.as_ref().map_or(std::ptr::null(), |bias| bias.as_ptr().add(g * width));
                        for sets in sets.chunks(self.axes[2].sets.len()) {
                            let unit = Unit { g, n, from, block: plan.block, slab, source: scratch };
                            self.product(kernels, (weights, start, plan.width), sets, part.clone(), &unit);
                        }
                        continue;
                    }
                    for set in sets {
                        for panel in part.clone() {
                            let rows = even(self.rows, plan.panels, panel);
                            self.panel(kernels, packed, (g, n), rows, (from, plan.block), set, (slab, scratch), group);
                        }
                    }
                }
            };
            let tasks = units.div_ceil(plan.grain) * plan.parts;
            if macs < 1 << 16 { (0..tasks).for_each(work) } else { parallel(tasks, &work) }
        }
    }

    /// Packs the weights of a panel: for each element of the sums, the rows' weights.
    unsafe fn pack(&self, g: usize, rows: std::ops::Range<usize>, set: &Set, to: *mut T::Packed) {
        let (start, [group, row, _], _) = self.weight;
        // SAFETY: the caller promises the weights; the panel's part of the scratch is this task's.
        unsafe {
            let start = start.offset(g as isize * group + rows.start as isize * row);
            let mut to = to.add(set.packed + rows.start * set.offsets.len());
            for &place in &set.places {
                let from = start.offset(place);
                for r in 0..rows.len() {
                    to.write((*from.offset(r as isize * row)).widen());
                    to = to.add(1);
                }
            }
        }
    }

    /// Runs a panel of rows over a block of targets.
    #[allow(clippy::too_many_arguments)]
    unsafe fn panel(
        &self,
        kernels: &Kernels<T::Packed>,
        packed: &Packed<T::Packed>,
        (g, n): (usize, usize),
        rows: std::ops::Range<usize>,
        (from, block): ([usize; 3], [usize; 3]),
        set: &Set,
        (slab, source): (&Slab<'_>, *const T::Packed),
        group: usize,
    ) {
        let count: [usize; 3] = std::array::from_fn(|a| block[a].min(set.count[a].saturating_sub(from[a])));
        if count.contains(&0) {
            return;
        }
        let spatial = self.target.spatial();
        let first: isize = (0..3).map(|a| (set.first[a] + from[a] * set.step[a]) as isize * spatial[a]).sum();
        let stride: [isize; 3] = std::array::from_fn(|a| set.step[a] as isize * spatial[a]);
        // SAFETY: the caller's promises; offsets and counts stay inside of slab and targets.
        unsafe {
            let target = self.target.image(n, g * self.rows + rows.start).offset(first).cast_mut();
            let channel = g * self.rows + rows.start;
            let bias = packed.bias.as_ref().map_or(std::ptr::null(), |bias| bias.as_ptr().add(channel).cast_const());
            let weights = packed.weights.as_ptr().add(g * group + set.packed + rows.start * set.offsets.len());
            let mut tiles = Tiles {
                kernels: kernels.slide[rows.len() - 1],
                lanes: kernels.lanes,
                rows: rows.len(),
                slide: Slide {
                    k: set.offsets.len(),
                    weights,
                    offsets: set.offsets.as_ptr(),
                    bias,
                    source,
                    source_vector: 0,
                    target: std::ptr::null_mut(),
                    target_row: self.target.strides[1],
                    target_vector: 0,
                    lanes: kernels.lanes,
                    last: 0,
                },
                target,
                column: stride[2],
            };
            tiles.block(count, [slab.extent[1] * slab.extent[2], slab.extent[2]], [stride[0], stride[1]]);
        }
    }
}

/// Widest tile of any instruction set, in elements of a row.
const WIDEST: usize = 4 * 16;
/// Rows of the highest tile.
const HIGHEST: usize = 12;

/// Runs the tiles of a panel.
struct Tiles<'a, T: Element> {
    kernels: &'a [SlideFn<T::Packed>],
    lanes: usize,
    rows: usize,
    /// What all tiles share, with the source of target 0.
    slide: Slide<T::Packed>,
    /// Target 0 and the distance of neighbouring columns.
    target: *mut T,
    column: isize,
}

impl<T: Element> Tiles<'_, T> {
    /// All targets of a block; distances of neighbours along the first two axes in the source and among the targets.
    unsafe fn block(&mut self, count: [usize; 3], source: [usize; 2], target: [isize; 2]) {
        let ([mut planes, mut lines, mut columns], [mut plane, line]) = (count, source);
        // Lines without gaps between them are one line, and so are planes.
        if lines == 1 || (line == columns && target[1] == columns as isize * self.column) {
            columns *= lines;
            lines = 1;
            if planes > 1 && plane == columns && target[0] == columns as isize * self.column {
                columns *= planes;
                planes = 1;
                plane = 0;
            }
        }
        let most = self.kernels.len();
        // SAFETY: the caller's promises; whole vectors of the source end inside of its slack.
        unsafe {
            for d in 0..planes {
                let (source, target_plane) = (d * plane, d as isize * target[0]);
                if columns <= self.lanes {
                    // Short lines: a vector of each of several lines.
                    let tiles = lines.div_ceil(most);
                    for tile in 0..tiles {
                        let range = even(lines, tiles, tile);
                        self.slide.source_vector = line;
                        let at = target_plane + range.start as isize * target[1];
                        self.tile(source + range.start * line, at, target[1], range.len(), columns, columns);
                    }
                    continue;
                }
                let vectors = columns.div_ceil(self.lanes);
                let tiles = vectors.div_ceil(most);
                for h in 0..lines {
                    for tile in 0..tiles {
                        let range = even(vectors, tiles, tile);
                        let start = range.start * self.lanes;
                        let last = self.lanes.min(columns - (range.end - 1) * self.lanes);
                        self.slide.source_vector = self.lanes;
                        let at = target_plane + h as isize * target[1] + start as isize * self.column;
                        let step = self.lanes as isize * self.column;
                        self.tile(source + h * line + start, at, step, range.len(), self.lanes, last);
                    }
                }
            }
        }
    }

    /// One tile: its source and targets, the distance of the targets of neighbouring vectors, vectors, targets in every
    /// vector but the last, and in that.
    unsafe fn tile(&self, source: usize, target: isize, step: isize, vectors: usize, lanes: usize, last: usize) {
        let mut buffer = std::mem::MaybeUninit::<[T::Packed; HIGHEST * WIDEST]>::uninit();
        let kernel = self.kernels[vectors - 1];
        // SAFETY: the caller's promises; the buffer holds the largest tile.
        unsafe {
            let target = self.target.offset(target);
            let slide = Slide { source: self.slide.source.wrapping_add(source), ..self.slide };
            if T::IN_PLACE && self.column == 1 {
                return kernel(&Slide { target: target.cast(), target_vector: step, lanes, last, ..slide });
            }
            let width = vectors * self.lanes;
            let buffer = buffer.as_mut_ptr().cast::<T::Packed>();
            let (target_row, target_vector) = (width as isize, self.lanes as isize);
            kernel(&Slide { target: buffer, target_row, target_vector, lanes: self.lanes, last: self.lanes, ..slide });
            for r in 0..self.rows {
                for v in 0..vectors {
                    let from = buffer.add(r * width + v * self.lanes);
                    let to = target.offset(r as isize * self.slide.target_row + v as isize * step);
                    for i in 0..if v + 1 == vectors { last } else { lanes } {
                        to.offset(i as isize * self.column).write(T::narrow(*from.add(i)));
                    }
                }
            }
        }
    }
}
