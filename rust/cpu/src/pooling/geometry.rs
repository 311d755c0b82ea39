//! Which input elements an output element covers.

/// A window that slides over three axes. Axes that are not pooled have kernel, stride and dilation 1 and no padding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Taps along each axis.
    pub kernel: [usize; 3],
    /// Distance of neighbouring windows.
    pub stride: [usize; 3],
    /// Elements added on both sides: minus infinity for maxima, zero for means.
    pub padding: [usize; 3],
    /// Distance of neighbouring taps.
    pub dilation: [usize; 3],
}

/// Number of windows along an axis of `input` elements; `None` when not even one fits, or a parameter is out of range
/// (kernel, stride or dilation of zero, padding above half of the dilated kernel).
///
/// With `extent = dilation * (kernel - 1) + 1` it is `(input + 2 * padding - extent) / stride + 1`, rounded up when
/// `ceil_mode`, but no window starts beyond the input and its left padding.
pub fn output_size(
    input: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    dilation: usize,
    ceil_mode: bool,
) -> Option<usize> {
    if kernel == 0 || stride == 0 || dilation == 0 {
        return None;
    }
    let extent = dilation.checked_mul(kernel - 1)?.checked_add(1)?;
    if padding > extent / 2 {
        return None;
    }
    let room = input.checked_add(2 * padding)?.checked_sub(extent)?;
    let steps = if ceil_mode { room.div_ceil(stride) } else { room / stride };
    let last_starts_beyond = ceil_mode && steps * stride >= input + padding;
    Some(if last_starts_beyond { steps } else { steps + 1 })
}

/// The taps of one window along one axis that lie in the input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    /// Input index of the first.
    pub start: usize,
    /// How many there are.
    pub count: usize,
    /// How many taps lie in the input or its padding.
    pub padded: usize,
}

/// One axis of a [`Geometry`].
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub input: usize,
    pub spans: Vec<Span>,
    /// Distance of neighbouring taps.
    pub dilation: usize,
    /// Set when neighbouring windows are equally large and far apart.
    pub sliding: Option<Sliding>,
}

/// The constants of an axis over which a window slides: window `o` covers `o * stride - padding + k * dilation`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sliding {
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
}

impl Axis {
    fn sliding(input: usize, output: usize, kernel: usize, stride: usize, padding: usize, dilation: usize) -> Self {
        let span = |o: usize| {
            let first = o * stride;
            // Taps left of the input, then those up to its end, then those up to the end of the right padding.
            let skipped = padding.saturating_sub(first).div_ceil(dilation).min(kernel);
            let up_to = |end: usize| (end + padding).saturating_sub(first).div_ceil(dilation).min(kernel);
            let count = up_to(input).saturating_sub(skipped);
            let start = if count == 0 { 0 } else { first + skipped * dilation - padding };
            Span { start, count, padded: up_to(input + padding) }
        };
        let sliding = Some(Sliding { kernel, stride, padding });
        Self { input, spans: (0..output).map(span).collect(), dilation, sliding }
    }

    /// Window `o` covers `floor(o * input / output)` up to `ceil((o + 1) * input / output)`, exclusive.
    fn adaptive(input: usize, output: usize) -> Self {
        if output > 0 && input > 0 && input.is_multiple_of(output) {
            return Self::sliding(input, output, input / output, input / output, 0, 1);
        }
        let span = |o: usize| {
            let start = (o as u128 * input as u128 / output as u128) as usize;
            let end = ((o as u128 + 1) * input as u128).div_ceil(output as u128) as usize;
            Span { start, count: end - start, padded: end - start }
        };
        Self { input, spans: (0..output).map(span).collect(), dilation: 1, sliding: None }
    }
}

/// Input and output sizes, and the windows between them, for the axes depth, height and width.
#[derive(Clone, Debug)]
pub struct Geometry {
    pub(super) axes: [Axis; 3],
}

impl Geometry {
    /// A window that slides; `output` sizes are those of [`output_size`].
    pub fn sliding(input: [usize; 3], output: [usize; 3], window: &Window) -> Self {
        let Window { kernel, stride, padding, dilation } = window;
        let axis = |i: usize| Axis::sliding(input[i], output[i], kernel[i], stride[i], padding[i], dilation[i]);
        Self { axes: [axis(0), axis(1), axis(2)] }
    }

    /// Windows that cut each axis into `output` (nearly) equal, where necessary overlapping, parts.
    pub fn adaptive(input: [usize; 3], output: [usize; 3]) -> Self {
        let axis = |i: usize| Axis::adaptive(input[i], output[i]);
        Self { axes: [axis(0), axis(1), axis(2)] }
    }

    /// Elements of an input plane.
    pub fn input_len(&self) -> usize {
        self.axes.iter().map(|axis| axis.input).product()
    }

    /// Elements of an output plane.
    pub fn output_len(&self) -> usize {
        self.axes.iter().map(|axis| axis.spans.len()).product()
    }

    /// Calls `work(output_offset, depth, height)` for each row of an output plane, in order.
    #[inline(always)]
    pub(super) fn for_rows(&self, mut work: impl FnMut(usize, Span, Span)) {
        let [depth, height, width] = &self.axes;
        let mut offset = 0;
        for &d in &depth.spans {
            for &h in &height.spans {
                work(offset, d, h);
                offset += width.spans.len();
            }
        }
    }

    /// Calls `work(row)` for each input row, numbered through the plane, that a row of windows covers, in order.
    #[inline(always)]
    pub(super) fn for_input_rows(&self, d: Span, h: Span, mut work: impl FnMut(usize)) {
        let [depth, height, _] = &self.axes;
        for i in 0..d.count {
            let plane = (d.start + i * depth.dilation) * height.input;
            for j in 0..h.count {
                work(plane + h.start + j * height.dilation);
            }
        }
    }

    /// Lists the places in the input plane of a window's elements, in order.
    #[inline(always)]
    pub(super) fn list_places(&self, d: Span, h: Span, w: Span, places: &mut Vec<usize>) {
        let columns = &self.axes[2];
        places.clear();
        self.for_input_rows(d, h, |row| {
            let first = row * columns.input + w.start;
            places.extend((0..w.count).map(|i| first + i * columns.dilation));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_sizes() {
        assert_eq!(output_size(5, 2, 2, 0, 1, false), Some(2));
        assert_eq!(output_size(5, 2, 2, 0, 1, true), Some(3));
        // The third window would start in the right padding.
        assert_eq!(output_size(3, 2, 2, 1, 1, true), Some(2));
        assert_eq!(output_size(7, 3, 2, 1, 2, false), Some(3));
        assert_eq!(output_size(1, 2, 1, 0, 1, true), None);
        assert_eq!(output_size(4, 0, 1, 0, 1, false), None);
        assert_eq!(output_size(4, 2, 0, 0, 1, false), None);
        assert_eq!(output_size(4, 2, 1, 2, 1, false), None);
        assert_eq!(output_size(usize::MAX, 2, 1, 1, usize::MAX, false), None);
    }

    #[test]
    fn adaptive_windows() {
        let axis = Axis::adaptive(7, 3);
        let ranges: Vec<_> = axis.spans.iter().map(|s| (s.start, s.count)).collect();
        assert_eq!(ranges, [(0, 3), (2, 3), (4, 3)]);
        assert!(Axis::adaptive(6, 3).sliding.is_some());
        assert_eq!(
            Axis::adaptive(2, 3).spans.iter().map(|s| (s.start, s.count)).collect::<Vec<_>>(),
            [(0, 1), (0, 2), (1, 1)]
        );
    }
}
