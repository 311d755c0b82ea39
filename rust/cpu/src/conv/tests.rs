//! Convolutions against the definition, in random geometries. Values are small integers: every dtype is exact.

use super::*;
use crate::dtype::Element as Typed;
use crate::pool::{set_num_threads, testing::alone};

/// A small generator of random numbers (Knuth's constants).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }
}

/// How a tensor's elements follow each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    RowMajor,
    ChannelsLast,
    /// Axes in another order, with gaps.
    Odd,
}

/// A tensor of five dimensions with any strides.
struct Array<T> {
    values: Vec<T>,
    shape: [usize; 5],
    strides: [isize; 5],
}

impl<T: Copy> Array<T> {
    fn new(shape: [usize; 5], kind: Order, draws: &mut Draws, mut value: impl FnMut(&mut Draws) -> T) -> Array<T> {
        let mut order = if kind == Order::ChannelsLast { [1, 4, 3, 2, 0] } else { [4, 3, 2, 1, 0] };
        let mut strides = [0; 5];
        let mut step = 1;
        let odd = kind == Order::Odd;
        if odd {
            (1..5).for_each(|i| order.swap(i, draws.below(i + 1)));
            step = draws.between(1, 2);
        }
        for dim in order {
            strides[dim] = step as isize;
            step = step * shape[dim] + if odd { draws.below(3) } else { 0 };
        }
        Array { values: (0..step.max(1)).map(|_| value(draws)).collect(), shape, strides }
    }

    fn operand(&mut self) -> Operand {
        Operand { ptr: self.values.as_mut_ptr().cast(), strides: self.strides }
    }

    fn place(&self, at: [usize; 5]) -> usize {
        at.iter().zip(self.strides).map(|(&i, stride)| i as isize * stride).sum::<isize>() as usize
    }

    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        indices(self.shape).map(|at| self.place(at))
    }
}

fn indices(shape: [usize; 5]) -> impl Iterator<Item = [usize; 5]> {
    (0..shape.iter().product()).map(move |mut flat: usize| {
        let mut at = [0; 5];
        for dim in (0..5).rev() {
            at[dim] = flat % shape[dim];
            flat /= shape[dim];
        }
        at
    })
}

fn geometry(draws: &mut Draws) -> Geometry {
    let dims = draws.between(1, 3);
    let most = [0, 70, 20, 7][dims];
    let axes = std::array::from_fn(|axis| {
        if axis + dims < 3 {
            return Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
        }
        let (kernel, dilation) = (draws.between(1, 5), draws.between(1, 3));
        let (stride, padding) = ([1, 1, 2, 3, 7][draws.below(5)], [0, 0, 1, 2, 9][draws.below(5)]);
        let reach = (kernel - 1) * dilation + 1;
        let input = draws.between(1, most).max(reach.saturating_sub(2 * padding));
        // A transposed convolution's larger side may have elements that no window reaches.
        Extent { input, output: (input + 2 * padding - reach) / stride + 1, kernel, stride, padding, dilation }
    });
    let groups = [1, 1, 2, 3][draws.below(4)];
    let channels = |draws: &mut Draws| groups * [1, 2, 3, 7, 9, 14, 20, 35, 70][draws.below([0, 9, 7, 4][dims])];
    let (in_channels, out_channels) = (channels(draws), channels(draws));
    Geometry { batch: draws.between(1, 3), groups, in_channels, out_channels, axes }
}

fn shapes(g: &Geometry) -> [[usize; 5]; 3] {
    let sizes = |n: usize, c: usize, f: fn(&Extent) -> usize| [n, c, f(&g.axes[0]), f(&g.axes[1]), f(&g.axes[2])];
    [
        sizes(g.batch, g.in_channels, |e| e.input),
        sizes(g.out_channels, g.in_channels / g.groups, |e| e.kernel),
        sizes(g.batch, g.out_channels, |e| e.output),
    ]
}

/// Calls `visit` with the places of input, weight and output of every product of the definition.
fn definition(g: &Geometry, mut visit: impl FnMut([usize; 5], [usize; 5], [usize; 5])) {
    let [input, weight, output] = shapes(g);
    let (depth, rows) = (g.in_channels / g.groups, g.out_channels / g.groups);
    for at in indices(output) {
        for k in indices([1, depth, weight[2], weight[3], weight[4]]) {
            let mut from = [at[0], at[1] / rows * depth + k[1], 0, 0, 0];
            let inside = (0..3).all(|a| {
                let e = &g.axes[a];
                let place = (at[a + 2] * e.stride + k[a + 2] * e.dilation).wrapping_sub(e.padding);
                from[a + 2] = place;
                place < input[a + 2]
            });
            if inside {
                visit(from, [at[1], k[1], k[2], k[3], k[4]], at);
            }
        }
    }
}

fn check<T: Typed>(dtype: DType, seed: u64, from: impl Fn(i64) -> T + Copy, to: impl Fn(T) -> i64) {
    let mut draws = Draws(seed);
    let g = geometry(&mut draws);
    let order = [Order::RowMajor, Order::Odd, Order::ChannelsLast][draws.below(3)];
    check_at(dtype, &g, order, draws, from, to);
}

fn check_at<T: Typed>(
    dtype: DType,
    g: &Geometry,
    order: Order,
    mut draws: Draws,
    from: impl Fn(i64) -> T + Copy,
    to: impl Fn(T) -> i64,
) {
    let [x, w, y] = shapes(g);
    let value = |draws: &mut Draws| from(draws.below(5) as i64 - 2);
    let mut arrays = [x, w, y].map(|shape| Array::new(shape, order, &mut draws, value));
    let bias: Vec<T> = (0..3 * g.in_channels.max(g.out_channels)).map(|_| value(&mut draws)).collect();
    let bias = (draws.below(2) == 1).then_some((bias, draws.between(1, 3)));
    let addend = |channel: usize| bias.as_ref().map_or(0, |(bias, step)| to(bias[channel * step]));
    let given = bias.as_ref().map(|(bias, step)| (bias.as_ptr().cast::<u8>(), *step as isize));
    for target in 0..3 {
        let mut sums = vec![0; arrays[target].values.len()];
        definition(g, |x, w, y| {
            let places = [arrays[0].place(x), arrays[1].place(w), arrays[2].place(y)];
            let factor = |i: usize| to(arrays[i].values[places[i]]);
            sums[places[target]] += factor((target + 1) % 3) * factor((target + 2) % 3);
        });
        let before = arrays[target].values.clone();
        let [ox, ow, oy] = arrays.each_mut().map(Array::operand);
        // SAFETY: the arrays have the geometry's shapes.
        let done = unsafe {
            match target {
                0 => backward_input(dtype, g, oy, ow, given, ox),
                1 => backward_weight(dtype, g, ox, oy, ow),
                _ => forward(dtype, g, ox, ow, given, oy),
            }
        };
        assert!(done);
        let array = &arrays[target];
        let mut gaps = vec![true; before.len()];
        for (at, place) in indices(array.shape).zip(array.places()) {
            gaps[place] = false;
            let wanted = sums[place] + if target == 1 { 0 } else { addend(at[1]) };
            assert_eq!(array.values[place], from(wanted), "{dtype:?} {g:?} {order:?}, target {target} at {at:?}");
        }
        for place in (0..gaps.len()).filter(|&place| gaps[place]) {
            assert_eq!(array.values[place], before[place], "a gap was written: {g:?} {order:?}");
        }
        arrays[target].values = before;
    }
}

#[test]
fn every_product_is_that_of_the_definition() {
    for seed in 0..120 {
        check(DType::F32, seed, |v| v as f32, |x| x as i64);
    }
    for seed in 200..240 {
        check(DType::F64, seed, |v| v as f64, |x| x as i64);
        check(DType::I64, seed, |v| v, |x| x);
    }
    for seed in 300..315 {
        check(DType::I32, seed, |v| v as i32, i64::from);
        check(DType::I8, seed, |v| v as i8, i64::from);
        check(DType::F16, seed, |v| half::f16::from_f64(v as f64), |x| x.to_f64() as i64);
        check(DType::BF16, seed, |v| half::bf16::from_f64(v as f64), |x| x.to_f64() as i64);
    }
}

/// A geometry of two axes: batch, groups, channels of input and output, size, kernel, stride, padding, dilation.
fn plane([batch, groups, in_channels, out_channels, input, kernel, stride, padding, dilation]: [usize; 9]) -> Geometry {
    let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
    let output = (input + 2 * padding - (kernel - 1) * dilation - 1) / stride + 1;
    let axis = Extent { input, output, kernel, stride, padding, dilation };
    Geometry { batch, groups, in_channels, out_channels, axes: [one, axis, Extent { ..axis }] }
}

/// Geometries with ways of their own.
const OWN: [[usize; 9]; 26] = [
    // Few positions for many weights.
    [1, 1, 128, 70, 4, 3, 1, 1, 1],
    [2, 1, 120, 66, 5, 3, 2, 1, 1],
    [1, 2, 240, 94, 6, 3, 1, 2, 2],
    [3, 1, 1100, 33, 2, 1, 1, 0, 1],
    [1, 1, 1030, 61, 7, 1, 2, 0, 1],
    [1, 1, 190, 50, 7, 3, 1, 1, 1],
    // Panels of channels shared by several tasks.
    [1, 1, 70, 200, 15, 3, 1, 1, 1],
    // Targets in turns.
    [2, 1, 24, 20, 19, 4, 2, 1, 1],
    [1, 1, 3, 40, 33, 5, 3, 2, 1],
    [1, 1, 33, 3, 17, 4, 2, 1, 1],
    // A channel for itself.
    [2, 5, 5, 5, 31, 3, 1, 1, 1],
    [2, 3, 3, 3, 16, 3, 2, 1, 1],
    [2, 70, 70, 70, 5, 3, 1, 1, 1],
    [1, 33, 33, 33, 8, 3, 2, 1, 2],
    [1, 3, 3, 3, 40, 5, 1, 2, 1],
    [1, 3, 3, 3, 33, 7, 2, 3, 1],
    [1, 4, 4, 4, 9, 3, 1, 0, 1],
    [1, 2, 2, 4, 18, 3, 1, 2, 2],
    [3, 2, 2, 2, 1, 3, 1, 1, 1],
    [2, 40, 40, 40, 22, 3, 1, 1, 1],
    [2, 40, 40, 40, 35, 5, 2, 2, 1],
    // Minimal filtering: tiles that are cut off, several images to a unit, blocks of channels, groups, any padding.
    [2, 1, 35, 40, 10, 3, 1, 1, 1],
    [6, 1, 33, 70, 7, 3, 1, 0, 1],
    [7, 1, 48, 32, 5, 3, 1, 1, 1],
    [1, 2, 64, 80, 16, 3, 1, 2, 1],
    [1, 1, 130, 33, 14, 3, 1, 1, 1],
];

#[test]
fn geometries_with_ways_of_their_own() {
    for (seed, numbers) in OWN.into_iter().enumerate() {
        for order in [Order::RowMajor, Order::ChannelsLast] {
            let g = plane(numbers);
            check_at(DType::F32, &g, order, Draws(seed as u64), |v| v as f32, |x| x as i64);
            if winograd::suits(&g) {
                continue;
            }
            check_at(DType::F64, &g, order, Draws(seed as u64), |v| v as f64, |x| x as i64);
            check_at(
                DType::BF16,
                &g,
                order,
                Draws(seed as u64),
                |v| half::bf16::from_f64(v as f64),
                |x| x.to_f64() as i64,
            );
        }
    }
}

#[test]
fn infinities_and_nans_reach_what_they_are_part_of() {
    for (numbers, order) in
        OWN.into_iter().flat_map(|numbers| [(numbers, Order::RowMajor), (numbers, Order::ChannelsLast)])
    {
        let g = plane(numbers);
        let mut draws = Draws(5);
        let value = |special: bool| {
            move |draws: &mut Draws| match draws.below(if special { 40 } else { 3 }) {
                39 => [f32::NAN, f32::INFINITY, f32::NEG_INFINITY][draws.below(3)],
                other => (other % 3) as f32 - 3.0,
            }
        };
        let [x, w, y] = shapes(&g);
        let mut x = Array::new(x, order, &mut draws, value(true));
        let mut w = Array::new(w, order, &mut draws, value(false));
        let mut y = Array::new(y, order, &mut draws, value(true));
        for backward in [false, true] {
            let (source, target) = if backward { (&y, &x) } else { (&x, &y) };
            let mut sums = vec![0f32; target.values.len()];
            definition(&g, |at_x, at_w, at_y| {
                let (from, to) = if backward { (at_y, at_x) } else { (at_x, at_y) };
                sums[target.place(to)] += source.values[source.place(from)] * w.values[w.place(at_w)];
            });
            let before = target.values.clone();
            // SAFETY: the arrays have the geometry's shapes.
            unsafe {
                if backward {
                    assert!(backward_input(DType::F32, &g, y.operand(), w.operand(), None, x.operand()));
                } else {
                    assert!(forward(DType::F32, &g, x.operand(), w.operand(), None, y.operand()));
                }
            }
            let target = if backward { &mut x } else { &mut y };
            for place in target.places().collect::<Vec<_>>() {
                let (got, wanted) = (target.values[place], sums[place]);
                assert!(got == wanted || (got.is_nan() && wanted.is_nan()), "{g:?} {order:?}: {got}, not {wanted}");
            }
            target.values = before;
        }
    }
}

/// Geometries that are cut into many tasks.
const LARGE: [(usize, usize, usize, usize, usize, usize, usize); 10] = [
    (9, 1, 1, 6, 28, 5, 1),
    (1, 1, 40, 30, 90, 3, 1),
    (2, 1, 16, 70, 41, 3, 2),
    (1, 24, 24, 24, 60, 3, 1),
    (1, 1, 300, 70, 5, 3, 1),
    (1, 64, 64, 64, 40, 3, 1),
    (1, 1, 70, 200, 15, 3, 1),
    (1, 1, 24, 20, 60, 4, 2),
    (2, 1, 80, 150, 24, 3, 1),
    (1, 2, 64, 64, 47, 3, 1),
];

fn results() -> Vec<u32> {
    let mut bits = Vec::new();
    for (batch, groups, in_channels, out_channels, size, kernel, stride) in LARGE {
        let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
        let output = (size + 2 - kernel) / stride + 1;
        let axis = Extent { input: size, output, kernel, stride, padding: 1, dilation: 1 };
        let g = Geometry { batch, groups, in_channels, out_channels, axes: [one, axis, axis] };
        let mut draws = Draws(7);
        let value = |draws: &mut Draws| draws.below(1 << 20) as f32 / (1 << 19) as f32 - 1.0;
        let mut arrays = shapes(&g).map(|shape| Array::new(shape, Order::RowMajor, &mut draws, value));
        let [x, w, y] = arrays.each_mut().map(Array::operand);
        // SAFETY: the arrays have the geometry's shapes.
        unsafe {
            assert!(forward(DType::F32, &g, x, w, None, y));
            assert!(backward_input(DType::F32, &g, y, w, None, x));
            assert!(backward_weight(DType::F32, &g, x, y, w));
        }
        bits.extend(arrays.iter().flat_map(|array| array.values.iter().map(|x| x.to_bits())));
    }
    bits
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    if !alone("conv::tests::results_do_not_depend_on_the_number_of_threads") {
        return;
    }
    set_num_threads(1);
    let wanted = results();
    for threads in 2..=4 {
        set_num_threads(threads);
        assert!(results() == wanted, "{threads} threads");
    }
}

#[test]
fn numbers_out_of_any_proportion() {
    // Kernel elements that only meet padding cost nothing, whatever lies between them.
    let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
    let far = Extent { input: 2, output: 3, kernel: 3, stride: 1, padding: 1 << 40, dilation: 1 << 40 };
    let g = Geometry { batch: 1, groups: 1, in_channels: 1, out_channels: 1, axes: [one, one, far] };
    let (mut x, mut w, mut y) = ([3.0f32, 5.0], [2.0f32, 7.0, 4.0], [9.0f32; 3]);
    let operand = |values: &mut [f32]| Operand { ptr: values.as_mut_ptr().cast(), strides: [0, 0, 0, 0, 1] };
    let (ox, ow, oy) = (operand(&mut x), operand(&mut w), operand(&mut y));
    // SAFETY: all dimensions but the last are 1.
    unsafe {
        forward(DType::F32, &g, ox, ow, None, oy);
        assert_eq!(y, [21.0, 35.0, 0.0]);
        backward_weight(DType::F32, &g, ox, oy, ow);
        assert_eq!(w, [0.0, 238.0, 0.0]);
        backward_input(DType::F32, &g, oy, ow, None, ox);
        assert_eq!(x, [4998.0, 8330.0]);
    }
}

#[test]
fn rows_of_tiles_longer_than_a_unit() {
    let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
    let [low, long] = [5, 301].map(|n| Extent { input: n, output: n, kernel: 3, stride: 1, padding: 1, dilation: 1 });
    for (axes, order) in
        [([one, low, long], Order::RowMajor), ([one, long, low], Order::Odd), ([one, low, long], Order::ChannelsLast)]
    {
        let g = Geometry { batch: 2, groups: 1, in_channels: 32, out_channels: 33, axes };
        assert!(winograd::suits(&g));
        check_at(DType::F32, &g, order, Draws(3), |v| v as f32, |x| x as i64);
    }
}

#[test]
fn weights_of_infinities_and_nans() {
    for special in [f32::INFINITY, f32::NAN] {
        let g = plane([2, 1, 35, 40, 10, 3, 1, 1, 1]);
        assert!(winograd::suits(&g));
        let mut draws = Draws(8);
        let value = |draws: &mut Draws| draws.below(3) as f32 + 1.0;
        let mut arrays = shapes(&g).map(|shape| Array::new(shape, Order::RowMajor, &mut draws, value));
        // A corner, which only four of nine kernel elements meet.
        let corner = arrays[0].place([1, 7, 0, 0, 0]);
        arrays[0].values[corner] = special;
        let mut wanted = vec![0f32; arrays[1].values.len()];
        definition(&g, |x, w, y| {
            wanted[arrays[1].place(w)] += arrays[0].values[arrays[0].place(x)] * arrays[2].values[arrays[2].place(y)];
        });
        let [x, w, y] = arrays.each_mut().map(Array::operand);
        // SAFETY: the arrays have the geometry's shapes.
        assert!(unsafe { backward_weight(DType::F32, &g, x, y, w) });
        let same = |(a, b): (&f32, &f32)| a == b || (a.is_nan() && b.is_nan());
        assert!(arrays[1].values.iter().zip(&wanted).all(same));
    }
}

/// The largest error of targets and gradients, in units of the rounding of the sum of the products' sizes.
fn error(g: &Geometry, value: impl Fn(&mut Draws) -> f32 + Copy) -> [f64; 3] {
    let mut draws = Draws(11);
    let mut arrays = shapes(g).map(|shape| Array::new(shape, Order::RowMajor, &mut draws, value));
    std::array::from_fn(|target| {
        let mut sums = vec![(0f64, 0f64); arrays[target].values.len()];
        definition(g, |x, w, y| {
            let places = [arrays[0].place(x), arrays[1].place(w), arrays[2].place(y)];
            let factor = |i: usize| f64::from(arrays[i].values[places[i]]);
            let product = factor((target + 1) % 3) * factor((target + 2) % 3);
            let sum = &mut sums[places[target]];
            *sum = (sum.0 + product, sum.1 + product.abs());
        });
        let before = arrays[target].values.clone();
        let [x, w, y] = arrays.each_mut().map(Array::operand);
        // SAFETY: the arrays have the geometry's shapes.
        assert!(unsafe {
            match target {
                0 => backward_input(DType::F32, g, y, w, None, x),
                1 => backward_weight(DType::F32, g, x, y, w),
                _ => forward(DType::F32, g, x, w, None, y),
            }
        });
        let got = std::mem::replace(&mut arrays[target].values, before);
        let errors = got.iter().zip(&sums).map(|(&got, &(sum, size))| (f64::from(got) - sum).abs() / size);
        errors.fold(0.0, f64::max) / f64::from(f32::EPSILON / 2.0)
    })
}

#[test]
fn errors_of_minimal_filtering_are_those_of_rounding() {
    let g = plane([2, 1, 96, 64, 14, 3, 1, 1, 1]);
    assert!(winograd::suits(&g));
    let signed = error(&g, |draws| draws.below(1 << 20) as f32 / (1 << 19) as f32 - 1.0);
    let positive = error(&g, |draws| draws.below(1 << 20) as f32 / (1 << 20) as f32);
    assert!(signed.into_iter().all(|error| error < 4.0), "{signed:?}");
    assert!(positive.into_iter().all(|error| error < 24.0), "{positive:?}");
}

#[test]
fn windows_become_columns_and_back() {
    let w = Windows {
        batch: 1,
        channels: 2,
        size: [3, 4],
        positions: [2, 3],
        kernel: [2, 2],
        stride: [2, 1],
        padding: [1, 0],
        dilation: [1, 1],
    };
    let planes: Vec<f32> = (1..=24).map(|i| i as f32).collect();
    let (mut columns, mut back) = (vec![f32::NAN; 8 * 6], vec![f32::NAN; 24]);
    // SAFETY: the vectors have the windows' sizes.
    unsafe {
        assert!(im2col(DType::F32, &w, planes.as_ptr().cast(), [24, 12, 4, 1], columns.as_mut_ptr().cast()));
        assert!(col2im(DType::F32, &w, columns.as_ptr().cast(), back.as_mut_ptr().cast()));
    }
    assert_eq!(columns[..12], [0.0, 0.0, 0.0, 5.0, 6.0, 7.0, 0.0, 0.0, 0.0, 6.0, 7.0, 8.0]);
    assert_eq!(columns[12..24], [1.0, 2.0, 3.0, 9.0, 10.0, 11.0, 2.0, 3.0, 4.0, 10.0, 11.0, 12.0]);
    // Every element once for each window it is in.
    assert_eq!(back[..12], [1.0, 4.0, 6.0, 4.0, 5.0, 12.0, 14.0, 8.0, 9.0, 20.0, 22.0, 12.0]);
}

#[test]
fn booleans_have_no_convolution() {
    let one = Extent { input: 1, output: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 };
    let g = Geometry { batch: 1, groups: 1, in_channels: 1, out_channels: 1, axes: [one; 3] };
    let mut bits = [true; 3];
    let [x, w, y] = [0, 1, 2].map(|i| Operand { ptr: bits.as_mut_ptr().wrapping_add(i).cast(), strides: [0; 5] });
    // SAFETY: single elements.
    assert!(!unsafe { forward(DType::Bool, &g, x, w, None, y) });
}
