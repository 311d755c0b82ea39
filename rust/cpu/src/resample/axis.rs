//! Weights of input elements along one axis.

/// How an output element is made of its neighbours in the input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Filter {
    /// The element at `floor(o * scale)`, in single precision.
    Nearest,
    /// The element whose centre is nearest.
    NearestExact,
    /// Two neighbours.
    Linear,
    /// Four neighbours, cubic convolution with a = -0.75 (Keys, 1981).
    Cubic,
    /// A triangle that widens when shrinking.
    LinearAntialias,
    /// Cubic convolution with a = -0.5 that widens when shrinking.
    CubicAntialias,
    /// A windowed sine with three lobes that widens when shrinking.
    Lanczos,
}

/// For each output element, the input elements it is a weighted sum of.
#[derive(Clone, Debug)]
pub struct Axis {
    pub(super) input: usize,
    pub(super) offsets: Vec<usize>,
    pub(super) at: Vec<usize>,
    pub(super) weights: Vec<f64>,
}

impl Axis {
    /// Weights that take `input` elements to `output`.
    ///
    /// `align_corners` lets the centres of the outermost elements coincide instead of their outer ends. `scale` is the
    /// factor that the caller gave; without one it is the ratio of the sizes.
    ///
    /// # Panics
    /// For an empty input.
    pub fn new(filter: Filter, input: usize, output: usize, align_corners: bool, scale: Option<f64>) -> Axis {
        assert!(input > 0, "resampling of nothing");
        let mut axis = Axis { input, offsets: vec![0], at: Vec::new(), weights: Vec::new() };
        let scale = scale.filter(|&scale| scale > 0.0);
        let step = match align_corners {
            true if output > 1 => (input - 1) as f64 / (output - 1) as f64,
            true => 0.0,
            false => scale.map_or(input as f64 / output as f64, |scale| 1.0 / scale),
        };
        for o in 0..output {
            match filter {
                Filter::Nearest | Filter::NearestExact => {
                    axis.push(nearest(filter, o, input, output, scale), 1.0);
                }
                Filter::Linear if input == output => axis.push(o, 1.0),
                Filter::Linear => axis.linear(source(step, o, align_corners).max(0.0)),
                Filter::Cubic => axis.cubic(source(step, o, align_corners)),
                Filter::LinearAntialias => axis.wide(step, o, 1.0, |x| (1.0 - x.abs()).max(0.0)),
                Filter::CubicAntialias => axis.wide(step, o, 2.0, |x| cubic_filter(x.abs(), -0.5)),
                Filter::Lanczos => axis.wide(step, o, 3.0, |x| {
                    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
                }),
            }
            axis.offsets.push(axis.at.len());
        }
        axis
    }

    /// An axis that stays as it is.
    pub fn identity(size: usize) -> Axis {
        Axis::new(Filter::Nearest, size, size, false, None)
    }

    /// Elements of an output row.
    pub fn output(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Elements of an input row.
    pub fn input(&self) -> usize {
        self.input
    }

    /// Whether every output element is one input element.
    pub(super) fn picks(&self) -> bool {
        self.at.len() == self.output() && self.weights.iter().all(|&weight| weight == 1.0)
    }

    fn push(&mut self, at: usize, weight: f64) {
        self.at.push(at.min(self.input - 1));
        self.weights.push(weight);
    }

    fn linear(&mut self, place: f64) {
        let first = (place as usize).min(self.input - 1);
        let part = (place - first as f64).clamp(0.0, 1.0);
        self.push(first, 1.0 - part);
        self.push(first + 1, part);
    }

    fn cubic(&mut self, place: f64) {
        let floor = place.floor().min((self.input - 1) as f64);
        let part = (place - floor).clamp(0.0, 1.0);
        for tap in -1..=2 {
            let at = (floor as i64).saturating_add(tap).max(0) as usize;
            self.push(at, cubic_filter((part - tap as f64).abs(), -0.75));
        }
    }

    /// Taps within `reach` of the centre, further where the axis shrinks; their weights add up to one.
    fn wide(&mut self, step: f64, o: usize, reach: f64, filter: impl Fn(f64) -> f64) {
        let (support, inverse) = if step >= 1.0 { (reach * step, 1.0 / step) } else { (reach, 1.0) };
        let center = step * (o as f64 + 0.5);
        let first = ((center - support + 0.5) as i64).max(0) as usize;
        let end = ((center + support + 0.5) as usize).min(self.input);
        let weights: Vec<f64> =
            (first..end).map(|at| filter((at as f64 - center + 0.5) * inverse)).collect();
        let total: f64 = weights.iter().sum();
        for (at, weight) in (first..end).zip(weights) {
            self.push(at, if total == 0.0 { weight } else { weight / total });
        }
    }
}

/// The place in the input that the centre of output element `o` falls on.
fn source(step: f64, o: usize, align_corners: bool) -> f64 {
    if align_corners { step * o as f64 } else { step * (o as f64 + 0.5) - 0.5 }
}

fn nearest(filter: Filter, o: usize, input: usize, output: usize, scale: Option<f64>) -> usize {
    let step = scale.map_or(input as f32 / output as f32, |scale| (1.0 / scale) as f32);
    let place = match filter {
        _ if input == output => return o,
        Filter::NearestExact => ((o as f64 + 0.5) * f64::from(step)) as f32,
        _ if output == 2 * input => return o / 2,
        _ => o as f32 * step,
    };
    (place.floor() as usize).min(input - 1)
}

/// Cubic convolution at distance `x`.
fn cubic_filter(x: f64, a: f64) -> f64 {
    if x <= 1.0 {
        ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a
    } else {
        0.0
    }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (x * std::f64::consts::PI).sin() / (x * std::f64::consts::PI) }
}
