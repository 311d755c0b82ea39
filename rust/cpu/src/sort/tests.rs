//! Against a stable sort by comparison.

use super::{Task, groups, row_groups, run};
use crate::dtype::DType;
use crate::expr::Scalar;
use crate::pointwise::testing::{Array, Rng, indices, parts};

/// Positions in stable order.
fn order(line: &[f64], descending: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..line.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = if descending { (line[b], line[a]) } else { (line[a], line[b]) };
        x.partial_cmp(&y).unwrap_or_else(|| x.is_nan().cmp(&y.is_nan()))
    });
    order
}

fn expected(task: Task, line: &[f64]) -> Vec<usize> {
    match task {
        Task::Sort { descending } => order(line, descending),
        Task::Top { k, largest, .. } => order(line, largest)[..k].to_vec(),
        Task::Kth(k) => vec![order(line, false)[k]],
        Task::Median { pass_nan } => {
            let numbers = line.iter().filter(|x| !x.is_nan()).count();
            let order = order(line, false);
            let at = if numbers == line.len() || pass_nan { numbers.max(1) - 1 } else { 2 * numbers };
            vec![order[at / 2]]
        }
        Task::Mode => {
            let count = |x: f64| if x.is_nan() { 1 } else { line.iter().filter(|y| **y == x).count() };
            let most = line.iter().map(|&x| count(x)).max().unwrap_or(0);
            let order = order(line, false);
            let first = order.iter().copied().find(|&at| count(line[at]) == most).unwrap_or(0);
            vec![if line[first].is_nan() {
                first
            } else {
                (0..line.len()).rfind(|&at| line[at] == line[first]).unwrap_or(0)
            }]
        }
    }
}

fn check(task: Task, x: &Array, dim: usize) {
    let dtype = x.operand().dtype;
    let others: Vec<usize> = x.shape.iter().enumerate().map(|(d, n)| if d == dim { 1 } else { *n }).collect();
    let mut shape = others.clone();
    shape[dim] = match task {
        Task::Sort { .. } => x.shape[dim],
        Task::Top { k, .. } => k,
        _ => 1,
    };
    let (values, at) = (Array::dense(dtype, &shape), Array::dense(DType::I64, &shape));
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(task, &x.shape, dim, Some(values.operand()), Some(at.operand()), x.operand()) };
    for base in indices(&others) {
        let index = |j: usize| {
            let mut index = base.clone();
            index[dim] = j;
            index
        };
        let line: Vec<f64> = (0..x.shape[dim]).map(|j| parts(x.get(&index(j))).0).collect();
        for (rank, place) in expected(task, &line).into_iter().enumerate() {
            let context = format!("{task:?} {dtype:?} {:?} {dim} {rank}", x.shape);
            assert_eq!(at.get(&index(rank)), Scalar::Int(place as i64), "{context}");
            let (got, wanted) = (parts(values.get(&index(rank))).0, line[place]);
            assert!(got == wanted || (got.is_nan() && wanted.is_nan()), "{context}: {got} instead of {wanted}");
        }
    }
}

#[test]
fn random_layouts_and_many_ties() {
    let mut rng = Rng(8);
    let shapes: [&[usize]; 7] = [&[1], &[9], &[7, 5], &[3, 70, 2], &[2, 3, 4, 5], &[600], &[2, 700]];
    let dtypes = [
        DType::Bool,
        DType::U8,
        DType::I8,
        DType::I16,
        DType::I32,
        DType::I64,
        DType::F16,
        DType::BF16,
        DType::F32,
        DType::F64,
    ];
    for round in 0..if cfg!(debug_assertions) { 150 } else { 1500 } {
        let shape = shapes[round % shapes.len()];
        let dtype = dtypes[rng.below(10)];
        let mut x = Array::random(&mut rng, dtype, shape, true);
        for index in indices(shape) {
            let value = match rng.below(9) {
                0 if dtype.is_floating_point() => f64::NAN,
                1 if dtype.is_floating_point() => -0.0,
                2 if dtype.is_floating_point() => f64::INFINITY,
                value if dtype == DType::Bool => (value % 2) as f64,
                value if dtype.is_signed() => value as f64 - 4.0,
                value => value as f64,
            };
            x.set(&index, Scalar::Float(value));
        }
        let dim = rng.below(shape.len());
        let k = rng.below(shape[dim] + 1);
        let tasks = [
            Task::Sort { descending: false },
            Task::Sort { descending: true },
            Task::Top { k, largest: true, sorted: true },
            Task::Top { k, largest: false, sorted: true },
            Task::Kth(k.min(shape[dim] - 1)),
            Task::Median { pass_nan: false },
            Task::Median { pass_nan: true },
            Task::Mode,
        ];
        check(tasks[rng.below(8)], &x, dim);
    }
}

#[test]
fn long_lines() {
    for dtype in [DType::F32, DType::I64] {
        for n in [5000, super::radix::MANY + 1001] {
            let mut x = Array::dense(dtype, &[n]);
            let mut rng = Rng(9);
            (0..n).for_each(|i| x.set(&[i], Scalar::Int(rng.below(3000) as i64 - 1500)));
            check(Task::Sort { descending: true }, &x, 0);
            for k in [1, 5, 200, 3000] {
                check(Task::Top { k, largest: true, sorted: true }, &x, 0);
                check(Task::Top { k, largest: false, sorted: true }, &x, 0);
            }
            check(Task::Median { pass_nan: false }, &x, 0);
        }
    }
}

#[test]
fn equal_neighbours_and_rows() {
    let list = [1i32, 1, 2, 2, 1];
    // SAFETY: the array has as many elements.
    assert_eq!(unsafe { groups(DType::I32, list.as_ptr().cast(), 5) }, [0, 2, 4]);
    let rows = [2i64, 1, 1, 5, 2, 1, 1, 4];
    // SAFETY: as above.
    let (order, starts) = unsafe { row_groups(DType::I64, rows.as_ptr().cast(), 4, 2, true) };
    assert_eq!((order, starts), (vec![3, 1, 0, 2], vec![0, 1, 2]));
}
