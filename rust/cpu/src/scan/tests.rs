//! Against plain loops.

use super::{CHUNK, Kind, SPAN, recurrence, run};
use crate::dtype::DType;
use crate::expr::Scalar;
use crate::pointwise::Operand;
use crate::pointwise::testing::{Array, Rng, indices, parts};
use crate::pool;

/// The scan by definition, of one line.
fn reference(kind: Kind, line: &[f64]) -> Vec<(f64, i64)> {
    let mut state = match kind {
        Kind::Sum => 0.0,
        Kind::Product => 1.0,
        Kind::LogSum | Kind::Max => f64::NEG_INFINITY,
        Kind::Min => f64::INFINITY,
    };
    let mut at = 0;
    let step = |(j, &x): (usize, &f64)| {
        match kind {
            Kind::Sum => state += x,
            Kind::Product => state *= x,
            Kind::LogSum => state = (state.exp() + x.exp()).ln(),
            Kind::Max if x >= state || x.is_nan() => (state, at) = (x, j as i64),
            Kind::Min if x <= state || x.is_nan() => (state, at) = (x, j as i64),
            _ => {}
        }
        (state, at)
    };
    line.iter().enumerate().map(step).collect()
}

fn check(kind: Kind, x: &Array, dim: usize, reverse: bool, tolerance: f64) {
    let dtype = x.operand().dtype;
    let (out, at) = (Array::dense(dtype, &x.shape), Array::dense(DType::I64, &x.shape));
    let places = matches!(kind, Kind::Max | Kind::Min).then(|| at.operand());
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(kind, &x.shape, dim, reverse, out.operand(), places, x.operand()) };
    let others: Vec<usize> = x.shape.iter().enumerate().map(|(d, n)| if d == dim { 1 } else { *n }).collect();
    for base in indices(&others) {
        let index = |j: usize| {
            let mut index = base.clone();
            index[dim] = if reverse { x.shape[dim] - 1 - j } else { j };
            index
        };
        let line: Vec<f64> = (0..x.shape[dim]).map(|j| parts(x.get(&index(j))).0).collect();
        for (j, (value, place)) in reference(kind, &line).into_iter().enumerate() {
            let got = parts(out.get(&index(j))).0;
            let close = got == value
                || (got.is_nan() && value.is_nan())
                || (got - value).abs() <= tolerance * value.abs().max(1.0);
            assert!(close, "{kind:?} {dtype:?} {:?} {dim} {reverse} {j}: {got} instead of {value}", x.shape);
            if places.is_some() {
                let place = if reverse { x.shape[dim] as i64 - 1 - place } else { place };
                assert_eq!(
                    at.get(&index(j)),
                    Scalar::Int(place),
                    "{kind:?} {dtype:?} {:?} {dim} {reverse} {j}",
                    x.shape
                );
            }
        }
    }
}

#[test]
fn random_layouts() {
    let mut rng = Rng(5);
    let shapes: [&[usize]; 8] = [&[1], &[9], &[7, 5], &[5, 40], &[3, 70, 2], &[2, 3, 4, 5], &[20, 19], &[3, 1, 20]];
    for round in 0..if cfg!(debug_assertions) { 200 } else { 2000 } {
        let shape = shapes[round % shapes.len()];
        let dtype = [DType::I64, DType::F32, DType::F64, DType::BF16, DType::I16][rng.below(5)];
        let kind = [Kind::Sum, Kind::Product, Kind::LogSum, Kind::Max, Kind::Min][rng.below(5)];
        if !super::supports(kind, dtype) {
            continue;
        }
        let mut x = Array::random(&mut rng, dtype, shape, true);
        if kind != Kind::Max && kind != Kind::Min {
            indices(shape).iter().for_each(|i| x.set(i, Scalar::Int([1, 2, -1, 1][i.iter().sum::<usize>() % 4])));
        }
        let tolerance = if dtype == DType::BF16 { 1e-2 } else { 1e-5 };
        check(kind, &x, rng.below(shape.len()), rng.below(2) == 0, tolerance);
    }
}

#[test]
fn long_lines_do_not_depend_on_threads() {
    let threads = pool::num_threads();
    let n = 9 * CHUNK * 2 + 77;
    let mut x = Array::dense(DType::F32, &[n]);
    x.randomize(&mut Rng(3));
    for kind in [Kind::Sum, Kind::Max, Kind::Min] {
        for reverse in [false, true] {
            check(kind, &x, 0, reverse, 1e-4);
        }
    }
    let results = [1, 2, 3].map(|count| {
        pool::set_num_threads(count);
        let out = Array::dense(DType::F32, &[n]);
        // SAFETY: arrays are as large as their layouts say.
        unsafe { run(Kind::Sum, &[n], 0, false, out.operand(), None, x.operand()) };
        (0..n).map(|i| parts(out.get(&[i])).0.to_bits()).collect::<Vec<_>>()
    });
    pool::set_num_threads(threads);
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
}

/// Lines of neighbouring elements of every length, into another array and in place.
#[test]
fn dense_lines() {
    for n in (0..70).chain([1000, 2 * CHUNK + 5]) {
        for reverse in [false, true] {
            let numbers: Vec<i64> = (0..3 * n as i64).map(|i| (i * 7919 % 1001 - 500) << (i % 3 * 30)).collect();
            let wide: Vec<f32> = numbers.iter().map(|x| *x as f32 * 0.001).collect();
            let (mut sums, mut wide_sums) = (numbers.clone(), wide.clone());
            let strides = [n as isize, 1];
            let operand = |ptr: *mut u8, dtype| Operand { ptr, dtype, strides: &strides };
            let (i, f) =
                (operand(sums.as_mut_ptr().cast(), DType::I64), operand(wide_sums.as_mut_ptr().cast(), DType::F32));
            // SAFETY: arrays are as large as their layouts say.
            unsafe {
                run(Kind::Sum, &[3, n], 1, reverse, i, None, i);
                run(Kind::Sum, &[3, n], 1, reverse, f, None, f);
            }
            for line in 0..3 {
                let (mut sum, mut wide_sum) = (0i64, 0f64);
                for j in 0..n {
                    let at = line * n + if reverse { n - 1 - j } else { j };
                    sum = sum.wrapping_add(numbers[at]);
                    wide_sum += wide[at] as f64;
                    assert_eq!(sums[at], sum, "{n} {reverse} {at}");
                    let error = (wide_sums[at] as f64 - wide_sum).abs();
                    assert!(error <= 1e-7 * wide_sum.abs() + 1e-3, "{n} {reverse} {at}");
                }
            }
        }
    }
}

/// Lines of half types of every length: exact sums, rounded once.
#[test]
fn dense_lines_of_halves() {
    for dtype in [DType::BF16, DType::F16] {
        for n in (0..70).chain([1000, 5 * CHUNK + 5]) {
            let shape = [if n > 1000 { 1 } else { 3 }, n];
            let mut x = Array::dense(dtype, &shape);
            // Multiples of an eighth, whose sums binary32 holds.
            let number = |i: usize| ((i * 7919 % 1001) as f64 - 500.0).round() / 8.0;
            indices(&shape).iter().for_each(|i| x.set(i, Scalar::Float(number(i[0] * n + i[1]))));
            for reverse in [false, true] {
                let out = Array::dense(dtype, &shape);
                // SAFETY: arrays are as large as their layouts say.
                unsafe { run(Kind::Sum, &shape, 1, reverse, out.operand(), None, x.operand()) };
                let mut wanted = Array::dense(dtype, &shape);
                for line in 0..shape[0] {
                    let mut sum = 0.0;
                    for j in 0..n {
                        let at = [line, if reverse { n - 1 - j } else { j }];
                        sum += parts(x.get(&at)).0;
                        wanted.set(&at, Scalar::Float(sum));
                        let (found, wanted) = (parts(out.get(&at)).0, parts(wanted.get(&at)).0);
                        assert_eq!(
                            found.to_bits(),
                            wanted.to_bits(),
                            "{dtype:?} {n} {reverse} {at:?}: {found} {wanted}"
                        );
                    }
                }
            }
        }
    }
}

/// What is not finite reaches the elements after it and no others.
#[test]
fn infinities_in_dense_lines() {
    let ends = [(f32::INFINITY, f32::INFINITY), (f32::NAN, 1.0), (f32::INFINITY, f32::NEG_INFINITY)];
    for (at, dtype) in (0..20).flat_map(|at| [DType::F32, DType::BF16, DType::F16].map(|dtype| (at, dtype))) {
        for (value, other) in ends {
            let mut x = Array::dense(dtype, &[2, 21]);
            indices(&[2, 21]).iter().for_each(|i| x.set(i, Scalar::Float(-0.0)));
            x.set(&[0, at], Scalar::Float(value as f64));
            x.set(&[0, 20], Scalar::Float(other as f64));
            for reverse in [false, true] {
                check(Kind::Sum, &x, 1, reverse, 0.0);
            }
        }
    }
}

/// A line of so many chunks that they are done in several spans.
#[test]
fn very_long_lines() {
    let n = 2 * SPAN / size_of::<f32>() + 3 * CHUNK + 77;
    let x: Vec<f32> = (0..n).map(|i| ((i * 7919 % 1001) as f32 - 500.0) * 0.01).collect();
    for reverse in [false, true] {
        let mut out = vec![f32::NAN; n];
        let operand = |ptr: *mut u8| Operand { ptr, dtype: DType::F32, strides: &[1] };
        // SAFETY: arrays are as large as their layouts say.
        unsafe {
            let (out, x) = (operand(out.as_mut_ptr().cast()), operand(x.as_ptr().cast_mut().cast()));
            run(Kind::Sum, &[n], 0, reverse, out, None, x);
        }
        let mut sum = 0f64;
        for j in 0..n {
            let at = if reverse { n - 1 - j } else { j };
            sum += x[at] as f64;
            assert!((out[at] as f64 - sum).abs() <= 1e-7 * sum.abs() + 1e-6, "{reverse} {at}");
        }
    }
}

#[test]
fn nan_stays() {
    let mut x = Array::dense(DType::F64, &[5]);
    for (i, value) in [3.0, 1.0, f64::NAN, 2.0, f64::NAN].into_iter().enumerate() {
        x.set(&[i], Scalar::Float(value));
    }
    check(Kind::Max, &x, 0, false, 0.0);
    check(Kind::Min, &x, 0, false, 0.0);
}

#[test]
fn recurrences_and_their_transpose() {
    let values = |list: [f64; 4]| {
        let mut x = Array::dense(DType::F64, &[4]);
        (0..4).for_each(|i| x.set(&[i], Scalar::Float(list[i])));
        x
    };
    let (add, factor) = (values([1.0, 2.0, 3.0, 4.0]), values([9.0, 0.5, 0.0, 2.0]));
    let out = Array::dense(DType::F64, &[4]);
    for (reverse, expected) in [(false, [1.0, 2.5, 3.0, 10.0]), (true, [2.0, 2.0, 11.0, 4.0])] {
        // SAFETY: arrays are as large as their layouts say.
        unsafe { recurrence(&[4], 0, reverse, out.operand(), add.operand(), factor.operand()) };
        assert_eq!([0, 1, 2, 3].map(|i| parts(out.get(&[i])).0), expected);
    }
}
