//! Resampling against plain sums.

use super::*;
use crate::dtype::DType;

const FILTERS: [Filter; 7] = [
    Filter::Nearest,
    Filter::NearestExact,
    Filter::Linear,
    Filter::Cubic,
    Filter::LinearAntialias,
    Filter::CubicAntialias,
    Filter::Lanczos,
];

fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|i| ((i * 37 + 11) % 101) as f64 / 50.0 - 1.0).collect()
}

#[test]
fn weights_of_an_element_add_up_to_one_and_stay_inside() {
    for filter in FILTERS {
        for (input, output) in [(1, 5), (5, 1), (4, 9), (9, 4), (6, 6), (7, 14)] {
            for align in [false, true] {
                let axis = Axis::new(filter, input, output, align, None);
                assert_eq!(axis.output(), output);
                for o in 0..output {
                    let taps = axis.offsets[o]..axis.offsets[o + 1];
                    assert!(axis.at[taps.clone()].iter().all(|&at| at < input));
                    let sum: f64 = axis.weights[taps].iter().sum();
                    assert!((sum - 1.0).abs() < 1e-12, "{filter:?} {input} to {output}: {sum}");
                }
            }
        }
    }
}

#[test]
fn sums_and_their_transpose() {
    let planes = 3;
    for filter in FILTERS {
        let axes = [Axis::identity(2), Axis::new(filter, 5, 7, false, None), Axis::new(filter, 9, 4, false, None)];
        let (input_len, output_len) = (2 * 5 * 9, 2 * 7 * 4);
        let (input, grads) = (numbers(planes * input_len), numbers(planes * output_len));
        let (mut output, mut back) = (vec![f64::NAN; planes * output_len], vec![f64::NAN; planes * input_len]);
        // SAFETY: the buffers have the sizes that the axes say.
        unsafe {
            resample(DType::F64, &axes, planes, input.as_ptr().cast(), output.as_mut_ptr().cast());
            resample_transposed(DType::F64, &axes, planes, grads.as_ptr().cast(), back.as_mut_ptr().cast());
        }
        let mut at = 0;
        for plane in 0..planes {
            for d in 0..2 {
                for h in 0..7 {
                    for w in 0..4 {
                        let mut sum = 0.0;
                        for y in axes[1].offsets[h]..axes[1].offsets[h + 1] {
                            for x in axes[2].offsets[w]..axes[2].offsets[w + 1] {
                                let from = ((plane * 2 + d) * 5 + axes[1].at[y]) * 9 + axes[2].at[x];
                                sum += axes[1].weights[y] * axes[2].weights[x] * input[from];
                            }
                        }
                        assert!((output[at] - sum).abs() < 1e-12);
                        at += 1;
                    }
                }
            }
        }
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert!((dot(&output, &grads) - dot(&input, &back)).abs() < 1e-9, "{filter:?} is not its transpose's transpose");
    }
}

#[test]
fn half_types_compute_in_single_precision() {
    let axes = [Axis::identity(1), Axis::identity(1), Axis::new(Filter::Linear, 3, 5, false, None)];
    let input: Vec<half::bf16> = [1.0, 2.0, 4.0].map(half::bf16::from_f64).to_vec();
    let mut output = vec![half::bf16::ZERO; 5];
    // SAFETY: the buffers have the sizes that the axes say.
    unsafe { resample(DType::BF16, &axes, 1, input.as_ptr().cast(), output.as_mut_ptr().cast()) };
    let found: Vec<f32> = output.iter().map(|v| v.to_f32()).collect();
    assert_eq!(found, [1.0, 1.3984375, 2.0, 3.203125, 4.0]);
}

#[test]
fn points_on_elements_read_them() {
    let input = numbers(12);
    let grid = Grid {
        interpolation: Interpolation::Linear,
        outside: Outside::Zeros,
        align_corners: true,
        axes: 2,
        batch: 1,
        channels: 1,
        input: [1, 3, 4],
        points: 12,
    };
    let points: Vec<f64> =
        (0..12).flat_map(|i| [(i % 4) as f64 / 1.5 - 1.0, (i / 4) as f64 - 1.0]).collect();
    for interpolation in [Interpolation::Linear, Interpolation::Nearest, Interpolation::Cubic] {
        for outside in [Outside::Zeros, Outside::Border, Outside::Reflection] {
            let mut output = vec![f64::NAN; 12];
            let grid = Grid { interpolation, outside, ..grid };
            let (from, at) = (input.as_ptr().cast(), points.as_ptr().cast());
            // SAFETY: the buffers have the sizes that the grid says.
            unsafe { grid_sample(DType::F64, &grid, from, at, output.as_mut_ptr().cast()) };
            assert!(output.iter().zip(&input).all(|(a, b)| (a - b).abs() < 1e-9), "{grid:?}");
        }
    }
}
