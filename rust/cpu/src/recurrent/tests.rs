//! Steps and sums against plain loops.

use super::*;
use crate::alloc::Scratch;

fn numbers(n: usize, by: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * by) % 37) as f64 / 37.0 - 0.5).collect()
}

fn matrix(values: &[f64], columns: usize) -> MatRef {
    MatRef { ptr: values.as_ptr().cast(), rs: columns as isize, cs: 1 }
}

/// `rows x depth` times the transpose of `columns x depth`, element by element.
fn product(a: &[f64], b: &[f64], (rows, columns, depth): (usize, usize, usize)) -> Vec<f64> {
    let at = |i: usize, j: usize| (0..depth).map(|k| a[i * depth + k] * b[j * depth + k]).sum();
    (0..rows * columns).map(|n| at(n / columns, n % columns)).collect()
}

#[test]
fn layers_of_any_size_agree_with_plain_loops() {
    // Weights that stay near and such that do not, one step and many, rows for one span and for several.
    for (width, hidden, sizes) in [
        (3, 5, vec![4, 4, 2, 1]),
        (7, 33, vec![20; 11]),
        (2, 9, vec![100, 99, 3]),
        (300, 400, vec![3, 3, 2]),
        (4, 6, vec![2]),
    ] {
        let (rows, batch) = (sizes.iter().sum::<usize>(), sizes[0]);
        let (x, w_ih) = (numbers(rows * width, 11), numbers(hidden * width, 5));
        let (w_hh, bias) = (numbers(hidden * hidden, 7), numbers(hidden, 3));
        let first_hidden = numbers(batch * hidden, 13);
        for reverse in [false, true] {
            let steps = Steps {
                dtype: DType::F64,
                cell: Cell::Relu,
                hidden,
                sizes: &sizes,
                reverse,
                weight: matrix(&w_hh, hidden),
            };
            let (mut out, mut gates) = (vec![f64::NAN; rows * hidden], vec![f64::NAN; rows * hidden]);
            let mut last = vec![f64::NAN; batch * hidden];
            let states = States {
                inputs: matrix(&x, width),
                width,
                input_weight: matrix(&w_ih, width),
                bias: bias.as_ptr().cast(),
                hidden_bias: std::ptr::null(),
                first_hidden: first_hidden.as_ptr().cast(),
                first_cell: std::ptr::null(),
                gates: gates.as_mut_ptr().cast(),
                kept: std::ptr::null_mut(),
                out: out.as_mut_ptr().cast(),
                out_stride: hidden,
                last_hidden: last.as_mut_ptr().cast(),
                last_cell: std::ptr::null_mut(),
            };
            // SAFETY: the vectors have the sizes that are named.
            unsafe { forward(&steps, &states) };

            let mut state = first_hidden.clone();
            let mut before = vec![0.0; rows * hidden];
            let from_input = product(&x, &w_ih, (rows, hidden, width));
            for (step, start) in steps.order() {
                let n = sizes[step];
                let sums = product(&state[..n * hidden], &w_hh, (n, hidden, hidden));
                before[start * hidden..(start + n) * hidden].copy_from_slice(&state[..n * hidden]);
                for i in 0..n * hidden {
                    state[i] = (sums[i] + from_input[start * hidden + i] + bias[i % hidden]).max(0.0);
                    let scale = state[i].abs().max(1.0);
                    assert!((state[i] - out[start * hidden + i]).abs() < 1e-11 * scale, "{width} {hidden} {reverse}");
                }
            }
            assert_eq!(gates, out);
            assert!(state.iter().zip(&last).all(|(a, b)| (a - b).abs() < 1e-12 * a.abs().max(1.0)));
            check_sums(&steps, &x, width, &before, (&out, &first_hidden));
        }
    }
}

/// The weights' gradients from some gradients of gates.
fn check_sums(steps: &Steps, x: &[f64], width: usize, before: &[f64], (out, first): (&[f64], &[f64])) {
    let (rows, hidden) = (before.len() / steps.hidden, steps.hidden);
    let gates = numbers(rows * hidden, 17);
    let turned = |values: &[f64], columns: usize| -> Vec<f64> {
        (0..rows * columns).map(|n| values[n % rows * columns + n / rows]).collect()
    };
    let expected = [(x, width), (before, hidden)]
        .map(|(values, columns)| product(&turned(&gates, hidden), &turned(values, columns), (hidden, columns, rows)));
    let (mut input_weight, mut weight) = (vec![f64::NAN; hidden * width], vec![f64::NAN; hidden * hidden]);
    let bias = Scratch::<f64>::new(hidden);
    let sums = Sums {
        gates: gates.as_ptr().cast(),
        inputs: x.as_ptr().cast(),
        width,
        states: out.as_ptr().cast(),
        first: first.as_ptr().cast(),
        input_weight: input_weight.as_mut_ptr().cast(),
        weight: weight.as_mut_ptr().cast(),
        bias: bias.as_ptr().cast(),
    };
    // SAFETY: the vectors have the sizes that are named.
    unsafe { weight_gradients(steps, &sums) };
    for (actual, expected) in [input_weight, weight].iter().zip(&expected) {
        let scale = expected.iter().fold(1.0f64, |most, x| most.max(x.abs()));
        assert!(actual.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-11 * scale), "{width} {hidden}");
    }
    for j in 0..hidden {
        let sum: f64 = (0..rows).map(|i| gates[i * hidden + j]).sum();
        // SAFETY: the sums of all columns were written.
        assert!((sum - unsafe { *bias.as_ptr().add(j) }).abs() < 1e-11, "{width} {hidden}");
    }
}
