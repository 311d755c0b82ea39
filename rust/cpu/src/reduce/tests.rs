//! Against plain loops over all indices.

use super::{Kind, run};
use crate::dtype::DType;
use crate::expr::{Builder, Class, KernelError, Scalar};
use crate::pointwise::Operand;
use crate::pointwise::testing::{Array, Rng, indices, parts};
use crate::pool;

const KINDS: [Kind; 8] =
    [Kind::Sum, Kind::Prod, Kind::Min, Kind::Max, Kind::Any, Kind::All, Kind::ArgMin, Kind::ArgMax];

fn with_strides<'a>(array: &'a Array, strides: &'a [isize]) -> Operand<'a> {
    Operand { strides, ..array.operand() }
}

/// The reduction by definition: values and positions for every index of the kept shape.
fn reference(kind: Kind, x: &Array, reduced: &[bool]) -> Vec<(f64, f64, i64)> {
    let kept: Vec<usize> = x.shape.iter().zip(reduced).map(|(n, r)| if *r { 1 } else { *n }).collect();
    let inner: Vec<usize> = x.shape.iter().zip(reduced).map(|(n, r)| if *r { *n } else { 1 }).collect();
    let mut results = Vec::new();
    for base in indices(&kept) {
        let (mut re, mut im, mut at) = match kind {
            Kind::Sum | Kind::Any => (0.0, 0.0, 0),
            Kind::Prod | Kind::All => (1.0, 0.0, 0),
            Kind::Min | Kind::ArgMin => (f64::INFINITY, 0.0, 0),
            Kind::Max | Kind::ArgMax => (f64::NEG_INFINITY, 0.0, 0),
        };
        for (position, step) in indices(&inner).iter().enumerate() {
            let index: Vec<usize> = base.iter().zip(step).map(|(a, b)| a + b).collect();
            let (a, b, _) = parts(x.get(&index));
            match kind {
                Kind::Sum => (re, im) = (re + a, im + b),
                Kind::Prod => (re, im) = (re * a - im * b, re * b + im * a),
                Kind::Any => re = (re != 0.0 || a != 0.0 || b != 0.0) as u8 as f64,
                Kind::All => re = (re != 0.0 && (a != 0.0 || b != 0.0)) as u8 as f64,
                Kind::Min | Kind::ArgMin if position == 0 || a < re || (a.is_nan() && !re.is_nan()) => {
                    (re, at) = (a, position as i64);
                }
                Kind::Max | Kind::ArgMax if position == 0 || a > re || (a.is_nan() && !re.is_nan()) => {
                    (re, at) = (a, position as i64);
                }
                _ => {}
            }
        }
        results.push((re, im, at));
    }
    results
}

fn check(kind: Kind, x: &Array, reduced: &[bool], acc: Class) {
    let kept: Vec<usize> = x.shape.iter().zip(reduced).map(|(n, r)| if *r { 1 } else { *n }).collect();
    let order: Vec<usize> = (0..kept.len()).rev().collect();
    let (values, at) =
        (Array::with_layout(acc.dtype(), &kept, &order, &vec![2; kept.len()], &[]), Array::dense(DType::I64, &kept));
    let is_arg = matches!(kind, Kind::ArgMin | Kind::ArgMax);
    // The strides of reduced dimensions must not matter.
    let strides: Vec<isize> = values.strides.iter().zip(reduced).map(|(s, r)| if *r { 1 << 40 } else { *s }).collect();
    let output = Some(with_strides(&values, &strides));
    let positions = is_arg.then(|| at.operand());
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(kind, &x.shape, reduced, output, positions, None, &[x.operand()], &[], acc).unwrap() };
    for (index, expected) in indices(&kept).iter().zip(reference(kind, x, reduced)) {
        let (re, im, _) = parts(values.get(index));
        let close = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-4 * b.abs() || (a.is_nan() && b.is_nan());
        let context = format!("{kind:?} {acc:?} {:?} {:?} {reduced:?} {index:?}", x.shape, x.strides);
        assert!(close(re, expected.0) && close(im, expected.1), "{re} {im} instead of {expected:?}: {context}");
        if is_arg {
            assert_eq!(at.get(index), Scalar::Int(expected.2), "{context}");
        }
    }
}

fn acc_of(kind: Kind, dtype: DType) -> Class {
    match kind {
        Kind::Any | Kind::All => Class::Bool,
        Kind::Sum | Kind::Prod if dtype.is_integral(true) => Class::I64,
        _ => Class::of(dtype),
    }
}

#[test]
fn random_layouts_dtypes_and_dimensions() {
    let mut rng = Rng(41);
    let shapes: [&[usize]; 12] = [
        &[],
        &[1],
        &[9],
        &[3000],
        &[7, 5],
        &[40, 3],
        &[3, 41],
        &[600, 9],
        &[9, 1100],
        &[4, 30, 7],
        &[2, 3, 4, 5],
        &[3, 1, 20, 2],
    ];
    for round in 0..if cfg!(debug_assertions) { 250 } else { 3000 } {
        let shape = shapes[round % shapes.len()];
        let dtype = DType::ALL[rng.below(12)];
        let kind = KINDS[rng.below(8)];
        if dtype.is_complex() && !matches!(kind, Kind::Sum | Kind::Prod | Kind::Any | Kind::All) {
            continue;
        }
        let mut x = Array::random(&mut rng, dtype, shape, true);
        if kind == Kind::Prod {
            // Values near one, so that products stay finite and exact.
            indices(shape)
                .iter()
                .for_each(|i| x.set(i, Scalar::Int([1, 1, 1, 1, 2][i.iter().sum::<usize>() % 97 % 5 / 4])));
        }
        let reduced: Vec<bool> = shape.iter().map(|_| rng.below(2) == 0).collect();
        check(kind, &x, &reduced, acc_of(kind, dtype));
    }
}

#[test]
fn nan_wins_and_the_first_of_equals_is_reported() {
    for shape in [&[70usize] as &[usize], &[5, 70], &[70, 5], &[70, 300]] {
        for dim in 0..shape.len() {
            let reduced: Vec<bool> = (0..shape.len()).map(|d| d == dim).collect();
            for (kind, dtype) in [Kind::Min, Kind::Max, Kind::ArgMin, Kind::ArgMax]
                .iter()
                .flat_map(|k| [DType::BF16, DType::F16, DType::F32, DType::F64].map(|d| (*k, d)))
            {
                let mut x = Array::dense(dtype, shape);
                for index in indices(shape) {
                    let place = index[dim];
                    let value = match place {
                        33 | 40 if index[1 - dim.min(1) - (shape.len() == 1) as usize * (1 - dim)] % 2 == 0 => f64::NAN,
                        _ => [3.0, -2.0, 5.0][place % 3],
                    };
                    x.set(&index, Scalar::Float(value));
                }
                check(kind, &x, &reduced, acc_of(kind, dtype));
            }
        }
    }
    let mut x = Array::dense(DType::F32, &[40, 3]);
    indices(&[40, 3]).iter().for_each(|i| x.set(i, Scalar::Float(f64::NEG_INFINITY)));
    check(Kind::ArgMax, &x, &[true, false], Class::F32);
    check(Kind::ArgMax, &x, &[false, true], Class::F32);
}

/// bfloat16 is widened in registers where rows are contiguous, and converted first where they are not; many threads' worth.
#[test]
fn half_types_in_any_order() {
    let mut rng = Rng(5);
    for dtype in [DType::BF16, DType::F16] {
        for shape in [[300, 400], [20, 9000], [9000, 3]] {
            for (order, step) in [([1, 0], 1), ([0, 1], 1), ([1, 0], 2)] {
                let mut x = Array::with_layout(dtype, &shape, &order, &[step, step], &[]);
                x.randomize(&mut rng);
                for reduced in [[true, false], [false, true], [true, true]] {
                    check(Kind::Max, &x, &reduced, Class::F32);
                    // Integers that binary32 sums exactly.
                    let all = indices(&shape);
                    all.iter().for_each(|i| x.set(i, Scalar::Int(((i[0] * 7 + i[1] * 3) % 11) as i64)));
                    check(Kind::Sum, &x, &reduced, Class::F32);
                }
            }
        }
    }
}

/// Several pieces of kept dimensions per part of the work, of different widths, the narrowest first.
#[test]
fn ragged_pieces() {
    let mut x = Array::dense(DType::F32, &[20, 3, 2200]);
    x.randomize(&mut Rng(12));
    for kind in [Kind::Sum, Kind::Max, Kind::ArgMin] {
        check(kind, &x, &[false, true, false], Class::F32);
    }
}

#[test]
fn nothing_gives_the_identity() {
    for (kind, acc, value) in [
        (Kind::Sum, Class::F32, Scalar::Float(0.0)),
        (Kind::Prod, Class::I64, Scalar::Int(1)),
        (Kind::Any, Class::Bool, Scalar::Bool(false)),
        (Kind::All, Class::Bool, Scalar::Bool(true)),
        (Kind::Max, Class::F64, Scalar::Float(f64::NEG_INFINITY)),
    ] {
        let x = Array::dense(acc.dtype(), &[3, 0]);
        let mut y = Array::dense(acc.dtype(), &[3, 1]);
        y.randomize(&mut Rng(1));
        // SAFETY: arrays are as large as their layouts say.
        let result =
            // SAFETY: arrays are as large as their layouts say.
            unsafe { run(kind, &[3, 0], &[false, true], Some(y.operand()), None, None, &[x.operand()], &[], acc) };
        assert_eq!((result, y.get(&[2, 0])), (Ok(()), value));
    }
}

#[test]
fn programs_in_front() {
    let b = Builder::new(&[Class::F32, Class::F32]);
    let apart = b.input(0) - b.input(1);
    let map = b.finish(&[apart * apart]);
    let mut rng = Rng(11);
    for (shape, reduced) in [([300, 40], [false, true]), ([40, 300], [true, false]), ([50, 3000], [true, true])] {
        let kept = [0, 1].map(|d| if reduced[d] { 1 } else { shape[d] });
        let repeated: Vec<usize> = (0..2).filter(|d| reduced[*d]).collect();
        let mut x = Array::dense(DType::BF16, &shape);
        let mut mean = Array::with_layout(DType::F32, &shape, &[0, 1], &[1, 1], &repeated);
        x.randomize(&mut rng);
        mean.randomize(&mut rng);
        let y = Array::dense(DType::F64, &kept);
        let inputs = [x.operand(), mean.operand()];
        // SAFETY: arrays are as large as their layouts say.
        unsafe {
            run(Kind::Sum, &shape, &reduced, Some(y.operand()), None, Some(&map), &inputs, &[], Class::F32).unwrap()
        };
        for base in indices(&kept) {
            let mut sum = 0.0;
            for step in indices(&[0, 1].map(|d| if reduced[d] { shape[d] } else { 1 })) {
                let index = [base[0] + step[0], base[1] + step[1]];
                sum += (parts(x.get(&index)).0 - parts(mean.get(&index)).0).powi(2);
            }
            let (got, _, _) = parts(y.get(&base));
            assert!((got - sum).abs() <= 1e-5 * sum, "{got} instead of {sum}: {shape:?} {reduced:?} {base:?}");
        }
    }
    let b = Builder::new(&[Class::I64]);
    let failing = b.finish(&[b.constant(Class::I64, 1.0).trunc_div(b.input(0))]);
    let (x, y) = (Array::dense(DType::I64, &[10]), Array::dense(DType::I64, &[1]));
    // SAFETY: arrays are as large as their layouts say.
    let result = unsafe {
        run(Kind::Sum, &[10], &[true], Some(y.operand()), None, Some(&failing), &[x.operand()], &[], Class::I64)
    };
    assert_eq!(result, Err(KernelError::DivisionByZero));
}

#[test]
fn sums_lose_little_and_do_not_depend_on_threads() {
    let threads = pool::num_threads();
    let mut rng = Rng(77);
    for (shape, reduced) in [
        (vec![1_000_003], vec![true]),
        (vec![20_000, 7], vec![true, false]),
        (vec![700, 300], vec![true, false]),
        (vec![3, 100_000], vec![false, true]),
        (vec![100, 7, 300], vec![true, false, true]),
    ] {
        let mut x = Array::dense(DType::F32, &shape);
        // All of one sign: the error of the sum shows undamped.
        let all = indices(&shape);
        all.iter().for_each(|i| x.set(i, Scalar::Float((rng.float().abs() as f32) as f64)));
        let kept: Vec<usize> = shape.iter().zip(&reduced).map(|(n, r)| if *r { 1 } else { *n }).collect();
        let results = [1, 2, 3].map(|n| {
            pool::set_num_threads(n);
            let y = Array::dense(DType::F32, &kept);
            let at = Array::dense(DType::I64, &kept);
            // SAFETY: arrays are as large as their layouts say.
            unsafe {
                let (sum, best) = (Some(y.operand()), Some(at.operand()));
                run(Kind::ArgMax, &shape, &reduced, None, best, None, &[x.operand()], &[], Class::F32).unwrap();
                run(Kind::Sum, &shape, &reduced, sum, None, None, &[x.operand()], &[], Class::F32).unwrap();
            }
            indices(&kept).iter().map(|i| (parts(y.get(i)).0, parts(at.get(i)).2)).collect::<Vec<_>>()
        });
        pool::set_num_threads(threads);
        assert_eq!(results[0], results[1]);
        assert_eq!(results[0], results[2]);
        let sums = reference(Kind::Sum, &x, &reduced);
        let best = reference(Kind::ArgMax, &x, &reduced);
        for ((got, sum), best) in results[0].iter().zip(&sums).zip(&best) {
            assert!((got.0 - sum.0).abs() <= 4.0 * f32::EPSILON as f64 * sum.0, "{} instead of {}", got.0, sum.0);
            assert_eq!(got.1, best.2);
        }
    }
}
