//! One axis of a convolution, turned into sliding sums.
//!
//! Both directions of a convolution become the same thing: the targets of a set lie `step` apart, and target `j` is
//! the sum over the set's taps of source element `j + shift`. A stride of the convolution is taken away by sorting
//! source elements (forward) or targets (backward) by their index modulo the stride.

/// A kernel element that reaches the targets of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tap {
    /// Index in the kernel.
    pub index: usize,
    /// Which of the axis' source phases it reads.
    pub phase: usize,
    /// Distance of the source element from the target.
    pub shift: usize,
}

/// Targets `first, first + step, ...` that the same taps reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Targets {
    /// The first target.
    pub first: usize,
    /// Distance of neighbours.
    pub step: usize,
    /// How many there are.
    pub count: usize,
    /// What reaches them.
    pub taps: Vec<Tap>,
}

/// An axis: sets of targets, and the phases of the source.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The sets; together they hold every target once. The first is the longest.
    pub sets: Vec<Targets>,
    /// Source index of element 0 of every phase. Elements outside of the source are 0.
    pub phases: Vec<isize>,
    /// Distance of a phase's elements in the source.
    pub step: usize,
    /// Length of the source.
    pub len: usize,
    /// Elements of the kernel. Those that only ever meet padding are not among the taps.
    pub kernel: usize,
    /// The largest shift of any tap.
    pub reach: usize,
}

/// Sizes of one axis of a convolution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extent {
    /// Elements of the input.
    pub input: usize,
    /// Elements of the output.
    pub output: usize,
    /// Elements of the kernel.
    pub kernel: usize,
    /// Distance of neighbouring windows.
    pub stride: usize,
    /// Zeros in front of the input.
    pub padding: usize,
    /// Distance of neighbouring kernel elements.
    pub dilation: usize,
}

impl Axis {
    /// Where a tap finds the source element of target 0.
    pub fn place(&self, tap: &Tap) -> isize {
        self.phases[tap.phase] + (tap.shift * self.step) as isize
    }

    /// Targets are outputs: output `y` reads input `y * stride + k * dilation - padding`.
    pub fn forward(e: &Extent) -> Axis {
        let mut axis =
            Axis { sets: Vec::new(), phases: Vec::new(), step: e.stride, len: e.input, kernel: e.kernel, reach: 0 };
        // Source element of output 0: which phase, and how far into it.
        let place = |index: usize| {
            let at = (index * e.dilation) as isize - e.padding as isize;
            (at.rem_euclid(e.stride as isize), at.div_euclid(e.stride as isize))
        };
        let useful: Vec<_> = (0..e.kernel)
            .map(|index| (index, place(index)))
            .filter(|&(_, (phase, ahead))| axis.touches(phase, ahead, e.output))
            .collect();
        let low = useful.iter().map(|tap| tap.1.1).min().unwrap_or(0);
        let mut taps = Vec::with_capacity(useful.len());
        for (index, (phase, ahead)) in useful {
            let start = phase + low * e.stride as isize;
            let phase = axis.phases.iter().position(|&p| p == start).unwrap_or_else(|| {
                axis.phases.push(start);
                axis.phases.len() - 1
            });
            let shift = (ahead - low) as usize;
            axis.reach = axis.reach.max(shift);
            taps.push(Tap { index, phase, shift });
        }
        axis.sets.push(Targets { first: 0, step: 1, count: e.output, taps });
        axis
    }

    /// Targets are inputs: input `i` is read by output `(i + padding - k * dilation) / stride` where that is whole.
    pub fn backward(e: &Extent) -> Axis {
        let mut axis =
            Axis { sets: Vec::new(), phases: Vec::new(), step: 1, len: e.output, kernel: e.kernel, reach: 0 };
        let stride = e.stride as isize;
        let mut useful = Vec::new();
        for first in 0..e.stride.min(e.input).max(1) {
            let count = e.input.saturating_sub(first).div_ceil(e.stride);
            let taps = (0..e.kernel).filter_map(|index| {
                let ahead = (first + e.padding) as isize - (index * e.dilation) as isize;
                (ahead % stride == 0).then_some((index, ahead / stride))
            });
            useful.push(taps.filter(|&(_, ahead)| axis.touches(0, ahead, count)).collect::<Vec<_>>());
            axis.sets.push(Targets { first, step: e.stride, count, taps: Vec::new() });
        }
        let low = useful.iter().flatten().map(|tap| tap.1).min().unwrap_or(0);
        for (set, taps) in axis.sets.iter_mut().zip(useful) {
            for (index, ahead) in taps {
                let shift = (ahead - low) as usize;
                axis.reach = axis.reach.max(shift);
                set.taps.push(Tap { index, phase: 0, shift });
            }
        }
        axis.phases.push(low);
        axis
    }

    /// Whether any of `count` targets finds an element of the source, where target 0 reads element `ahead` of a phase.
    fn touches(&self, phase: isize, ahead: isize, count: usize) -> bool {
        let step = self.step as isize;
        // The elements of the phase from 0 on that are in the source.
        let present = (self.len as isize - phase).max(0) as usize;
        let elements = present.div_ceil(self.step) as isize;
        debug_assert!(phase < step);
        count > 0 && ahead < elements && ahead + count as isize > 0
    }

    /// Targets of the longest set.
    pub fn longest(&self) -> usize {
        self.sets[0].count
    }

    /// The elements of a phase, of `extent` from element `from` on, that lie in the source.
    pub fn present(&self, phase: usize, from: usize, extent: usize) -> std::ops::Range<usize> {
        let first = self.phases[phase] + (from * self.step) as isize;
        let low = ((-first).max(0) as usize).div_ceil(self.step).min(extent);
        let high = ((self.len as isize - first).max(0) as usize).div_ceil(self.step).min(extent);
        low..high.max(low)
    }
}
