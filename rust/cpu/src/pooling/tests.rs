//! Pooling against loops that follow the definitions window by window.

use half::{bf16, f16};

use super::*;
use crate::dtype::{DType, Element};

/// Sliding windows over planes of three axes.
const WINDOWS: &[([usize; 3], Window, bool)] = &[
    ([1, 1, 7], window([1, 1, 2], [1, 1, 2], [0; 3], [1; 3]), false),
    ([1, 1, 7], window([1, 1, 3], [1, 1, 1], [0, 0, 1], [1; 3]), true),
    ([1, 28, 28], window([1, 2, 2], [1, 2, 2], [0; 3], [1; 3]), false),
    // A row and a column are left over, or give windows of their own.
    ([1, 7, 39], window([1, 2, 2], [1, 2, 2], [0; 3], [1; 3]), false),
    ([1, 7, 39], window([1, 2, 2], [1, 2, 2], [0; 3], [1; 3]), true),
    ([1, 13, 39], window([1, 3, 3], [1, 2, 2], [0, 1, 1], [1; 3]), false),
    ([1, 13, 39], window([1, 3, 3], [1, 2, 2], [0, 1, 1], [1; 3]), true),
    ([1, 9, 40], window([1, 3, 3], [1, 1, 1], [0, 1, 1], [1; 3]), false),
    ([1, 11, 17], window([1, 2, 4], [1, 3, 5], [0, 1, 2], [1; 3]), true),
    ([1, 12, 19], window([1, 3, 2], [1, 2, 1], [0, 2, 1], [1, 2, 3]), false),
    ([5, 6, 9], window([2, 3, 3], [2, 2, 2], [1, 1, 1], [1; 3]), true),
    ([4, 5, 6], window([3, 2, 3], [1, 1, 2], [0, 1, 0], [1, 1, 2]), false),
    ([1, 1, 2], window([1, 1, 2], [1; 3], [0, 0, 1], [1, 1, 3]), false),
    ([1, 30, 30], window([1, 2, 3], [1, 1, 14], [0, 1, 1], [1; 3]), false),
    ([1, 2, 5], window([1, 1, 1], [1, 1, 1 << 40], [0; 3], [1; 3]), false),
    ([1, 3, 1], window([1, 2, 1], [1, 2, 1], [0, 1, 0], [1; 3]), true),
];

const fn window(kernel: [usize; 3], stride: [usize; 3], padding: [usize; 3], dilation: [usize; 3]) -> Window {
    Window { kernel, stride, padding, dilation }
}

fn sliding(input: [usize; 3], window: &Window, ceil_mode: bool) -> Geometry {
    let Window { kernel, stride, padding, dilation } = *window;
    let output: Vec<usize> = (0..3)
        .map(|i| {
            output_size(input[i], kernel[i], stride[i], padding[i], dilation[i], ceil_mode).expect("a window fits")
        })
        .collect();
    Geometry::sliding(input, output.try_into().unwrap(), window)
}

/// The input elements that a window covers, in order, and its numbers of taps with padding along the axes.
type Taps = (Vec<usize>, [usize; 3]);

/// For each output element of a plane: its window.
fn taps_of_windows(input: [usize; 3], window: &Window, output: [usize; 3]) -> Vec<Taps> {
    let axis = |i: usize, o: usize| {
        let base = (o * window.stride[i]) as isize - window.padding[i] as isize;
        let all = (0..window.kernel[i]).map(move |k| base + (k * window.dilation[i]) as isize);
        let padded = all.clone().filter(|&x| x < (input[i] + window.padding[i]) as isize).count();
        let inside: Vec<usize> = all.filter(|&x| (0..input[i] as isize).contains(&x)).map(|x| x as usize).collect();
        (inside, padded)
    };
    windows(input, output, axis)
}

fn taps_of_parts(input: [usize; 3], output: [usize; 3]) -> Vec<Taps> {
    windows(input, output, |i, o| {
        let (start, end) = (o * input[i] / output[i], ((o + 1) * input[i]).div_ceil(output[i]));
        ((start..end).collect(), end - start)
    })
}

fn windows(input: [usize; 3], output: [usize; 3], axis: impl Fn(usize, usize) -> (Vec<usize>, usize)) -> Vec<Taps> {
    let mut all = Vec::new();
    for od in 0..output[0] {
        for oh in 0..output[1] {
            for ow in 0..output[2] {
                let [(ds, dp), (hs, hp), (ws, wp)] = [axis(0, od), axis(1, oh), axis(2, ow)];
                let mut taps = Vec::new();
                for d in &ds {
                    for h in &hs {
                        taps.extend(ws.iter().map(|w| (d * input[1] + h) * input[2] + w));
                    }
                }
                all.push((taps, [dp, hp, wp]));
            }
        }
    }
    all
}

/// Every geometry of the tests, with its taps.
fn cases() -> Vec<(Geometry, Vec<Taps>)> {
    let mut cases = Vec::new();
    for &(input, ref window, ceil_mode) in WINDOWS {
        let geometry = sliding(input, window, ceil_mode);
        let output = [0, 1, 2].map(|i| geometry.axes[i].spans.len());
        cases.push((geometry, taps_of_windows(input, window, output)));
    }
    for (input, output) in [
        ([1, 7, 10], [1, 3, 4]),
        ([1, 8, 8], [1, 4, 2]),
        ([3, 5, 7], [2, 7, 1]),
        ([1, 1, 13], [1, 1, 5]),
        ([1, 4, 4], [1, 0, 2]),
    ] {
        cases.push((Geometry::adaptive(input, output), taps_of_parts(input, output)));
    }
    cases
}

/// Numbers with repetitions, so that maxima tie.
fn numbers(n: usize) -> Vec<f64> {
    let mut state = 12345u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 59) as f64 - 12.0
    };
    (0..n).map(|_| next()).collect()
}

const PLANES: usize = 5;

fn max_case<T: Element + Default>(input: &[T], value: impl Fn(T) -> f64) {
    for (geometry, windows) in cases() {
        let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
        let input = &input[..PLANES * input_len];
        let mut values = vec![T::default(); PLANES * output_len];
        let mut indices = vec![-1i64; PLANES * output_len];
        let mut alone = vec![T::default(); PLANES * output_len];
        let (from, to) = (input.as_ptr().cast(), values.as_mut_ptr().cast());
        // SAFETY: the buffers have the sizes that the geometry says.
        unsafe {
            max_pool(T::DTYPE, &geometry, PLANES, from, to, Some(indices.as_mut_ptr()));
            max_pool(T::DTYPE, &geometry, PLANES, from, alone.as_mut_ptr().cast(), None);
        }
        for plane in 0..PLANES {
            let input = &input[plane * input_len..][..input_len];
            for (o, (taps, _)) in windows.iter().enumerate() {
                let mut best: Option<usize> = None;
                for &tap in taps {
                    let (candidate, so_far) = (value(input[tap]), best.map(|b| value(input[b])));
                    if so_far.is_none_or(|so_far| candidate > so_far || candidate.is_nan()) {
                        best = Some(tap);
                    }
                }
                let at = plane * output_len + o;
                let Some(best) = best else { continue };
                assert_eq!(indices[at], best as i64, "{:?} window {o} of {:?}", T::DTYPE, geometry.axes);
                assert!(value(values[at]) == value(input[best]) || value(input[best]).is_nan());
                assert_eq!(format!("{:?}", values[at]), format!("{:?}", alone[at]));
            }
        }
    }
}

#[test]
fn max_and_indices_of_every_dtype() {
    let numbers = numbers(PLANES * 13 * 39 * 2);
    let mut special = numbers.clone();
    for (i, number) in special.iter_mut().enumerate() {
        match i % 23 {
            3 => *number = f64::NAN,
            7 | 8 => *number = f64::NEG_INFINITY,
            11 => *number = f64::INFINITY,
            13 => *number = -0.0,
            17 => *number = 0.0,
            _ => {}
        }
    }
    let minima = vec![f64::NEG_INFINITY; numbers.len()];
    for numbers in [&numbers, &special, &minima] {
        max_case::<f32>(&numbers.iter().map(|&v| v as f32).collect::<Vec<_>>(), f64::from);
        max_case::<f64>(numbers, |v| v);
        max_case::<f16>(&numbers.iter().map(|&v| f16::from_f64(v)).collect::<Vec<_>>(), f64::from);
        max_case::<bf16>(&numbers.iter().map(|&v| bf16::from_f64(v)).collect::<Vec<_>>(), f64::from);
        max_case::<i8>(&numbers.iter().map(|&v| v as i8).collect::<Vec<_>>(), f64::from);
        max_case::<u8>(&numbers.iter().map(|&v| v as u8).collect::<Vec<_>>(), f64::from);
        max_case::<i16>(&numbers.iter().map(|&v| v as i16).collect::<Vec<_>>(), f64::from);
        max_case::<i32>(&numbers.iter().map(|&v| v as i32).collect::<Vec<_>>(), f64::from);
        max_case::<i64>(&numbers.iter().map(|&v| v as i64).collect::<Vec<_>>(), |v| v as f64);
    }
}

#[test]
fn max_backward_adds_at_the_indices() {
    for (geometry, _) in cases() {
        let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
        let input: Vec<f32> = numbers(PLANES * input_len).iter().map(|&v| v as f32).collect();
        let grads: Vec<f32> = (0..PLANES * output_len).map(|i| i as f32).collect();
        let (mut values, mut indices) = (grads.clone(), vec![0i64; grads.len()]);
        let mut grad_input = vec![f32::NAN; input.len()];
        // SAFETY: the buffers have the sizes that the geometry says.
        unsafe {
            let to = values.as_mut_ptr().cast();
            max_pool(DType::F32, &geometry, PLANES, input.as_ptr().cast(), to, Some(indices.as_mut_ptr()));
            let (grads, sums) = (grads.as_ptr().cast(), grad_input.as_mut_ptr().cast());
            max_pool_backward(DType::F32, PLANES, input_len, output_len, grads, indices.as_ptr(), sums).unwrap();
        }
        let mut expected = vec![0f32; input.len()];
        for (i, (&grad, &index)) in grads.iter().zip(&indices).enumerate() {
            expected[i / output_len * input_len + index as usize] += grad;
        }
        assert_eq!(grad_input, expected);
    }
}

#[test]
fn indices_outside_of_the_plane_are_errors() {
    let mut grad_input = [0f32; 8];
    for (indices, index) in [([0i64, 3, 4, 0], 4), ([0, -1, 7, 0], -1)] {
        // SAFETY: two planes of four inputs and two outputs.
        let result = unsafe {
            let to = grad_input.as_mut_ptr().cast();
            max_pool_backward(DType::F32, 2, 4, 2, [1f32; 4].as_ptr().cast(), indices.as_ptr(), to)
        };
        assert_eq!(result, Err(BadIndex { index, size: 4 }));
    }
}

#[test]
fn means_and_their_gradients() {
    for (geometry, windows) in cases() {
        if geometry.axes.iter().any(|axis| axis.dilation > 1) {
            continue;
        }
        for divisor in [Divisor::Padded, Divisor::InInput, Divisor::Fixed(7), Divisor::PerAxis] {
            let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
            let input = numbers(PLANES * input_len);
            let grads = numbers(PLANES * output_len);
            let weight = |taps: &[usize], padded: [usize; 3]| match divisor {
                Divisor::Padded => padded.iter().product::<usize>() as f64,
                Divisor::InInput | Divisor::PerAxis => taps.len() as f64,
                Divisor::Fixed(divisor) => divisor as f64,
            };
            let mut expected = vec![0f64; PLANES * output_len];
            let mut expected_grad = vec![0f64; PLANES * input_len];
            for plane in 0..PLANES {
                for (o, (taps, padded)) in windows.iter().enumerate() {
                    let at = plane * output_len + o;
                    let weight = weight(taps, *padded);
                    let sum: f64 = taps.iter().map(|t| input[plane * input_len + t]).sum();
                    expected[at] = if taps.is_empty() { f64::NAN } else { sum / weight };
                    taps.iter().for_each(|t| expected_grad[plane * input_len + t] += grads[at] / weight);
                }
            }
            fn check<T: Element + Default>(
                case: (&Geometry, Divisor),
                data: (&[f64], &[f64]),
                expected: (&[f64], &[f64]),
                (make, value, tolerance): (impl Fn(f64) -> T, impl Fn(T) -> f64, f64),
            ) {
                let input: Vec<T> = data.0.iter().map(|&v| make(v)).collect();
                let grads: Vec<T> = data.1.iter().map(|&v| make(v)).collect();
                let (mut output, mut grad_input) = (grads.clone(), input.clone());
                // SAFETY: the buffers have the sizes that the geometry says.
                unsafe {
                    let to = output.as_mut_ptr().cast();
                    avg_pool(T::DTYPE, case.0, case.1, PLANES, input.as_ptr().cast(), to);
                    let (from, to) = (grads.as_ptr().cast(), grad_input.as_mut_ptr().cast());
                    avg_pool_backward(T::DTYPE, case.0, case.1, PLANES, from, to);
                }
                let close = |x: T, y: f64| (value(x) - y).abs() <= tolerance * y.abs().max(1.0) || y.is_nan();
                assert!(output.iter().zip(expected.0).all(|(&x, &y)| close(x, y)), "{:?} {:?}", T::DTYPE, case.1);
                assert!(grad_input.iter().zip(expected.1).all(|(&x, &y)| close(x, y)), "{:?} {:?}", T::DTYPE, case.1);
            }
            let (case, data, expected) = ((&geometry, divisor), (&*input, &*grads), (&*expected, &*expected_grad));
            check::<f64>(case, data, expected, (|v| v, |v| v, 1e-13));
            check::<f32>(case, data, expected, (|v| v as f32, f64::from, 2e-6));
            check::<f16>(case, data, expected, (f16::from_f64, f64::from, 2e-3));
            check::<bf16>(case, data, expected, (bf16::from_f64, f64::from, 1e-2));
        }
    }
}

#[test]
fn integer_means_truncate() {
    let geometry = Geometry::adaptive([1, 1, 4], [1, 1, 2]);
    let mut output = [0i64; 2];
    // SAFETY: one plane of four inputs and two outputs.
    unsafe {
        let input = [-3i64, 0, 2, 3];
        avg_pool(DType::I64, &geometry, Divisor::InInput, 1, input.as_ptr().cast(), output.as_mut_ptr().cast());
    }
    assert_eq!(output, [-1, 2]);
}

#[test]
fn no_planes() {
    let geometry = Geometry::adaptive([1, 2, 2], [1, 1, 1]);
    let nothing = std::ptr::NonNull::<u64>::dangling().as_ptr().cast::<u8>();
    // SAFETY: nothing is read or written.
    unsafe {
        max_pool(DType::F32, &geometry, 0, nothing, nothing, None);
        avg_pool(DType::F32, &geometry, Divisor::Padded, 0, nothing, nothing);
    }
}

/// The other way round: planes of `channels` with their channels side by side.
fn side_by_side<T: Copy>(planes: &[T], channels: usize, len: usize) -> Vec<T> {
    (0..planes.len())
        .map(|i| {
            let (n, place, c) = (i / channels / len, i / channels % len, i % channels);
            planes[(n * channels + c) * len + place]
        })
        .collect()
}

/// The same bits as for planes one after the other.
fn last_case<T: Element + Default + std::fmt::Debug>(make: impl Fn(f64) -> T, means: bool) {
    let bits = |values: &[T]| format!("{values:?}");
    for ((geometry, _), (batch, channels)) in
        cases().into_iter().flat_map(|case| [(2, 3), (1, 16), (2, 37), (1, 70)].map(|sizes| (case.clone(), sizes)))
    {
        let (input_len, output_len) = (geometry.input_len(), geometry.output_len());
        let mut input: Vec<T> = numbers(batch * channels * input_len).into_iter().map(&make).collect();
        input.iter_mut().skip(5).step_by(29).for_each(|x| *x = make(f64::NAN));
        let grads: Vec<T> = numbers(batch * channels * output_len).into_iter().map(&make).collect();
        let turned = side_by_side(&input, channels, input_len);
        let turned_grads = side_by_side(&grads, channels, output_len);
        let (mut values, mut values_last, mut alone) = (grads.clone(), grads.clone(), grads.clone());
        let (mut indices, mut indices_last) = (vec![-1i64; grads.len()], vec![-1i64; grads.len()]);
        let (mut sums, mut sums_last) = (input.clone(), input.clone());
        let (planes, sizes) = (batch * channels, (batch, channels));
        // SAFETY: the buffers have the sizes that the geometry says.
        unsafe {
            let (from, from_last) = (input.as_ptr().cast(), turned.as_ptr().cast());
            let (to, to_last) = (values.as_mut_ptr().cast(), values_last.as_mut_ptr().cast());
            max_pool(T::DTYPE, &geometry, planes, from, to, Some(indices.as_mut_ptr()));
            max_pool_last(T::DTYPE, &geometry, sizes, from_last, to_last, Some(indices_last.as_mut_ptr()));
            max_pool_last(T::DTYPE, &geometry, sizes, from_last, alone.as_mut_ptr().cast(), None);
            let (from, from_last) = (grads.as_ptr().cast(), turned_grads.as_ptr().cast());
            let (to, to_last) = (sums.as_mut_ptr().cast(), sums_last.as_mut_ptr().cast());
            max_pool_backward(T::DTYPE, planes, input_len, output_len, from, indices.as_ptr(), to).unwrap();
            let lens = (input_len, output_len);
            max_pool_backward_last(T::DTYPE, sizes, lens, from_last, indices_last.as_ptr(), to_last).unwrap();
        }
        assert_eq!(side_by_side(&indices, channels, output_len), indices_last, "{geometry:?}");
        assert_eq!(bits(&side_by_side(&values, channels, output_len)), bits(&values_last), "{geometry:?}");
        assert_eq!(bits(&values_last), bits(&alone));
        assert_eq!(bits(&side_by_side(&sums, channels, input_len)), bits(&sums_last), "{geometry:?}");
        if !means || geometry.axes.iter().any(|axis| axis.dilation > 1) {
            continue;
        }
        for divisor in [Divisor::Padded, Divisor::InInput, Divisor::Fixed(7), Divisor::PerAxis] {
            // SAFETY: as above.
            unsafe {
                let (from, from_last) = (input.as_ptr().cast(), turned.as_ptr().cast());
                let (to, to_last) = (values.as_mut_ptr().cast(), values_last.as_mut_ptr().cast());
                avg_pool(T::DTYPE, &geometry, divisor, planes, from, to);
                avg_pool_last(T::DTYPE, &geometry, divisor, sizes, from_last, to_last);
                let (from, from_last) = (grads.as_ptr().cast(), turned_grads.as_ptr().cast());
                let (to, to_last) = (sums.as_mut_ptr().cast(), sums_last.as_mut_ptr().cast());
                avg_pool_backward(T::DTYPE, &geometry, divisor, planes, from, to);
                avg_pool_backward_last(T::DTYPE, &geometry, divisor, sizes, from_last, to_last);
            }
            assert_eq!(
                bits(&side_by_side(&values, channels, output_len)),
                bits(&values_last),
                "{divisor:?} {geometry:?}"
            );
            assert_eq!(bits(&side_by_side(&sums, channels, input_len)), bits(&sums_last), "{divisor:?} {geometry:?}");
        }
    }
}

#[test]
fn channels_side_by_side_give_the_same_bits() {
    last_case::<f32>(|v| v as f32, true);
    last_case::<f64>(|v| v, true);
    last_case::<bf16>(bf16::from_f64, true);
    last_case::<u8>(|v| v as u8, false);
    last_case::<i64>(|v| v as i64, true);
}

#[test]
fn indices_outside_of_the_plane_are_errors_side_by_side() {
    let mut grad_input = [0f32; 8];
    for (indices, index) in [([0i64, 3, 4, 0], 4), ([0, -1, 1, 0], -1)] {
        // SAFETY: two channels of four inputs and two outputs.
        let result = unsafe {
            let (grads, to) = ([1f32; 4], grad_input.as_mut_ptr().cast());
            max_pool_backward_last(DType::F32, (1, 2), (4, 2), grads.as_ptr().cast(), indices.as_ptr(), to)
        };
        assert_eq!(result, Err(BadIndex { index, size: 4 }));
    }
}
