use super::*;

const SIZES: [(usize, usize, usize); 16] = [
    (1, 1, 1),
    (2, 3, 4),
    (7, 17, 5),
    (1, 40, 33),
    (40, 1, 33),
    (65, 66, 300),
    (128, 100, 513),
    (0, 4, 3),
    (3, 4, 0),
    // Few rows, and columns that are one panel: B is read in place, but for columns past the last whole vector.
    (9, 141, 700),
    (70, 64, 300),
    (70, 32, 300),
    // Few rows with both operands along k: inner products, with a last tile of every height, and k in one block and two.
    (2, 50, 65),
    (3, 6, 1030),
    (7, 97, 700),
    (33, 101, 2049),
];

fn value(at: usize) -> i64 {
    (at * 7919 % 13) as i64 - 6
}

/// The product of small integers, which every dtype but the narrowest holds exactly.
fn wanted(m: usize, n: usize, k: usize, alpha: i64, beta: i64) -> Vec<i64> {
    let mut out = vec![0; m * n];
    for i in 0..m {
        for j in 0..n {
            let sum: i64 = (0..k).map(|p| value(i * k + p) * value(p * n + j)).sum();
            out[i * n + j] = alpha * sum + beta * value(i * n + j);
        }
    }
    out
}

fn check<T: Copy + PartialEq + std::fmt::Debug>(dtype: DType, from: fn(i64) -> T) {
    for (m, n, k) in SIZES {
        for (transposed_a, transposed_b) in [(false, false), (true, false), (false, true), (true, true)] {
            for (alpha, beta) in [(1, 0), (2, 1)] {
                let mut a = vec![from(0); m * k];
                let mut b = vec![from(0); k * n];
                let (a_rs, a_cs) = if transposed_a { (1, m.max(1)) } else { (k.max(1), 1) };
                let (b_rs, b_cs) = if transposed_b { (1, k.max(1)) } else { (n.max(1), 1) };
                for i in 0..m {
                    (0..k).for_each(|p| a[i * a_rs + p * a_cs] = from(value(i * k + p)));
                }
                for p in 0..k {
                    (0..n).for_each(|j| b[p * b_rs + j * b_cs] = from(value(p * n + j)));
                }
                let mut c: Vec<T> = (0..m * n).map(|at| from(value(at))).collect();
                // SAFETY: the vectors hold what sizes and strides name.
                let done = unsafe {
                    let a = MatRef { ptr: a.as_ptr().cast(), rs: a_rs as isize, cs: a_cs as isize };
                    let b = MatRef { ptr: b.as_ptr().cast(), rs: b_rs as isize, cs: b_cs as isize };
                    let c = MatMut { ptr: c.as_mut_ptr().cast(), rs: n.max(1) as isize, cs: 1 };
                    let plain = Gemm::new(dtype, (m, n, k), a, b, c);
                    Gemm { alpha: Scalar::Int(alpha), beta: Scalar::Int(beta), ..plain }.run()
                };
                assert!(done);
                let wanted: Vec<T> = wanted(m, n, k, alpha, beta).into_iter().map(from).collect();
                assert_eq!(
                    c, wanted,
                    "{dtype:?} {m}x{n}x{k}, A transposed {transposed_a}, B transposed {transposed_b}, beta {beta}"
                );
            }
        }
    }
}

#[test]
fn products_of_every_dtype_are_exact_on_small_integers() {
    check(DType::F32, |v| v as f32);
    check(DType::F64, |v| v as f64);
    check(DType::BF16, |v| bf16::from_f32(v as f32));
    check(DType::F16, |v| f16::from_f32(v as f32));
    check(DType::I64, |v| v);
    check(DType::I32, |v| v as i32);
    check(DType::I16, |v| v as i16);
    check(DType::I8, |v| v as i8);
    check(DType::U8, |v| v as u8);
    check(DType::C64, |v| Complex::new(v as f32, 0.0));
    check(DType::C128, |v| Complex::new(v as f64, 0.0));
}

#[test]
fn complex_products() {
    let (a, b) = (Complex::new(1.0f64, 2.0), Complex::new(3.0, -1.0));
    let mut c = Complex::new(f64::NAN, f64::NAN);
    let whole = |ptr: *const Complex<f64>| MatRef { ptr: ptr.cast(), rs: 1, cs: 1 };
    let target = MatMut { ptr: (&raw mut c).cast(), rs: 1, cs: 1 };
    // SAFETY: three single elements.
    unsafe { Gemm::new(DType::C128, (1, 1, 1), whole(&a), whole(&b), target).run() };
    // C held NaN: with beta 0 it was not read.
    assert_eq!(c, a * b);
}

#[test]
fn there_is_no_product_of_booleans() {
    let (a, mut c) = ([true], [true]);
    let one = MatRef { ptr: a.as_ptr().cast(), rs: 1, cs: 1 };
    let target = MatMut { ptr: c.as_mut_ptr().cast(), rs: 1, cs: 1 };
    // SAFETY: single elements.
    assert!(!unsafe { Gemm::new(DType::Bool, (1, 1, 1), one, one, target).run() });
}

/// A product of f64 with everything that can be asked for, and its result computed plainly.
struct Full {
    shape: (usize, usize, usize),
    batch: usize,
    /// Strides of A, B and C between rows and between columns, and between products.
    strides: [(usize, usize, usize); 3],
    relu: bool,
}

impl Full {
    /// Computes it, and compares all of C's memory: what lies between C's elements stays as it was.
    fn check(&self) {
        let ((m, n, k), [a_s, b_s, c_s]) = (self.shape, self.strides);
        let reach = |rows: usize, columns: usize, (rs, cs, bs): (usize, usize, usize)| {
            if rows * columns * self.batch == 0 {
                0
            } else {
                (rows - 1) * rs + (columns - 1) * cs + (self.batch - 1) * bs + 1
            }
        };
        let fill = |n: usize, shift: usize| (0..n).map(|at| value(at + shift) as f64).collect::<Vec<_>>();
        let (a, b, mut c) = (fill(reach(m, k, a_s), 1), fill(reach(k, n, b_s), 2), fill(reach(m, n, c_s), 3));
        let (row_bias, column_bias) = (fill(2 * m, 4), fill(3 * n, 5));
        let mut wanted = c.clone();
        for at in 0..self.batch {
            for i in 0..m {
                for j in 0..n {
                    let of = |x: &[f64], (rs, cs, bs): (usize, usize, usize), i, j| x[at * bs + i * rs + j * cs];
                    let sum: f64 = (0..k).map(|p| of(&a, a_s, i, p) * of(&b, b_s, p, j)).sum();
                    let place = &mut wanted[at * c_s.2 + i * c_s.0 + j * c_s.1];
                    let x = 2.0 * sum - *place + row_bias[2 * i] + column_bias[3 * j];
                    *place = if self.relu { x.max(0.0) } else { x };
                }
            }
        }
        let batch = [Batch { size: self.batch, a: a_s.2 as isize, b: b_s.2 as isize, c: c_s.2 as isize }];
        let bias = |x: &[f64], stride| Some(Bias { ptr: x.as_ptr().cast(), stride });
        let product = Gemm {
            batch: &batch,
            alpha: Scalar::Float(2.0),
            beta: Scalar::Int(-1),
            row_bias: bias(&row_bias, 2),
            column_bias: bias(&column_bias, 3),
            relu: self.relu,
            ..Gemm::new(
                DType::F64,
                self.shape,
                MatRef { ptr: a.as_ptr().cast(), rs: a_s.0 as isize, cs: a_s.1 as isize },
                MatRef { ptr: b.as_ptr().cast(), rs: b_s.0 as isize, cs: b_s.1 as isize },
                MatMut { ptr: c.as_mut_ptr().cast(), rs: c_s.0 as isize, cs: c_s.1 as isize },
            )
        };
        // SAFETY: the vectors reach as far as sizes and strides do.
        assert!(unsafe { product.run() });
        assert!(
            c == wanted,
            "{:?}, {} products, strides {:?}, relu {}",
            self.shape,
            self.batch,
            self.strides,
            self.relu
        );
    }
}

#[test]
fn any_strides_batches_and_updates() {
    let shapes = [
        (1, 1, 1),
        (3, 5, 2),
        (1, 70, 90),
        (70, 1, 90),
        (13, 33, 40),
        (2, 3, 5000),
        (1, 1, 9000),
        (130, 140, 70),
        (9, 77, 450),
        (4, 3, 0),
    ];
    for (m, n, k) in shapes {
        for batch in [1, 3] {
            for relu in [false, true] {
                let row_major = |rows: usize, columns: usize| (columns + 1, 1, (columns + 1) * rows + 2);
                let column_major = |rows: usize, columns: usize| (1, rows + 1, (rows + 1) * columns + 2);
                let gaps = |rows: usize, columns: usize| (3 * columns + 1, 3, (3 * columns + 1) * rows + 1);
                for layouts in [
                    [row_major(m, k), row_major(k, n), row_major(m, n)],
                    [column_major(m, k), row_major(k, n), column_major(m, n)],
                    [row_major(m, k), column_major(k, n), gaps(m, n)],
                    [gaps(m, k), gaps(k, n), row_major(m, n)],
                    [(row_major(m, k).0, 1, 0), (0, 1, 0), row_major(m, n)],
                ] {
                    Full { shape: (m, n, k), batch, strides: layouts, relu }.check();
                }
            }
        }
    }
}

/// Products with one B that follow each other are folded into one; a single row's own stride says nothing.
#[test]
fn products_that_share_b_fold() {
    let (n, k) = (33, 20);
    for (batch, m, a_rows, a_next) in [(9, 1, 1_000_000, 2 * k), (9, 1, 3, 0), (5, 4, k, 4 * k), (5, 4, k, 4 * k + 1)] {
        let (c_rows, c_next) = if m == 1 { (777, n + 2) } else { (n, m * n) };
        let a: Vec<f64> = (0..batch * m * 2 * k).map(|i| value(i) as f64).collect();
        let b: Vec<f64> = (0..k * n).map(|i| value(i + 1) as f64).collect();
        let mut c = vec![-1.0; batch * m * (n + 2)];
        let mut wanted = c.clone();
        for (at, i) in (0..batch).flat_map(|at| (0..m).map(move |i| (at, i))) {
            for j in 0..n {
                let first = at * a_next + if m == 1 { 0 } else { i * a_rows };
                wanted[at * c_next + if m == 1 { 0 } else { i * c_rows } + j] =
                    (0..k).map(|p| a[first + p] * b[p * n + j]).sum();
            }
        }
        let product = Gemm {
            batch: &[Batch { size: batch, a: a_next as isize, b: 0, c: c_next as isize }],
            ..Gemm::new(
                DType::F64,
                (m, n, k),
                MatRef { ptr: a.as_ptr().cast(), rs: a_rows as isize, cs: 1 },
                MatRef { ptr: b.as_ptr().cast(), rs: n as isize, cs: 1 },
                MatMut { ptr: c.as_mut_ptr().cast(), rs: c_rows as isize, cs: 1 },
            )
        };
        // SAFETY: the vectors hold what sizes and strides name.
        assert!(unsafe { product.run() });
        assert!(c == wanted, "{batch} products of {m} rows, {a_next} apart");
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    if !crate::pool::testing::alone("gemm::tests::results_do_not_depend_on_the_number_of_threads") {
        return;
    }
    let shapes = [
        (300, 310, 520),
        (1, 1, 300_000),
        (1, 500, 3000),
        (2000, 1, 300),
        (5, 7, 40_000),
        (64, 120, 400),
        (40, 40, 40),
    ];
    for (m, n, k) in shapes {
        for turned in [false, true] {
            let batch = [Batch { size: 3, a: (m * k) as isize, b: 0, c: (m * n) as isize }];
            let number = |at: usize| ((at * 7919 + 13) % 10007) as f32 / 10007.0 - 0.5;
            let a: Vec<f32> = (0..3 * m * k).map(number).collect();
            let b: Vec<f32> = (0..k * n).map(number).collect();
            let run = |threads: usize| {
                crate::pool::set_num_threads(threads);
                let mut c = vec![0.0f32; 3 * m * n];
                let product = Gemm {
                    batch: &batch,
                    ..Gemm::new(
                        DType::F32,
                        (m, n, k),
                        MatRef { ptr: a.as_ptr().cast(), rs: k as isize, cs: 1 },
                        if turned {
                            MatRef { ptr: b.as_ptr().cast(), rs: 1, cs: k as isize }
                        } else {
                            MatRef { ptr: b.as_ptr().cast(), rs: n as isize, cs: 1 }
                        },
                        MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 },
                    )
                };
                // SAFETY: the vectors hold what sizes and strides name.
                assert!(unsafe { product.run() });
                c.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
            };
            let one = run(1);
            for threads in 2..=4 {
                assert!(run(threads) == one, "{m}x{n}x{k}, {threads} threads");
            }
        }
    }
}

#[test]
fn short_floats_are_rounded_once() {
    // 1 + 2^-9 added 64 times: in bfloat16 every step would lose the fraction.
    let (m, n, k) = (3, 40, 64);
    let (a, b) = (vec![bf16::from_f32(1.0); m * k], vec![bf16::from_f32(1.0 / 128.0); k * n]);
    let mut c = vec![bf16::from_f32(0.0); m * n];
    let bias: Vec<bf16> = (0..n).map(|j| bf16::from_f32(j as f32)).collect();
    let product = Gemm {
        column_bias: Some(Bias { ptr: bias.as_ptr().cast(), stride: 1 }),
        ..Gemm::new(
            DType::BF16,
            (m, n, k),
            MatRef { ptr: a.as_ptr().cast(), rs: k as isize, cs: 1 },
            MatRef { ptr: b.as_ptr().cast(), rs: n as isize, cs: 1 },
            MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 },
        )
    };
    // SAFETY: the vectors hold what sizes and strides name.
    assert!(unsafe { product.run() });
    assert!(c.iter().enumerate().all(|(at, x)| x.to_f32() == 0.5 + (at % n) as f32), "{c:?}");
}

#[test]
fn inner_products_are_near_blocked_ones_and_read_nothing_else() {
    // Between the rows lie NaN, which one element read too far would bring into the result.
    let mut state = 1u64;
    let mut draw = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 40) as f64 / (1u64 << 24) as f64 - 0.5
    };
    for (m, n, k) in [(1, 7, 64), (2, 19, 97), (4, 48, 100), (5, 49, 1025), (13, 200, 333), (96, 53, 800)] {
        let gap = 3;
        let mut rows = |count: usize| -> Vec<f64> {
            (0..count * (k + gap)).map(|at| if at % (k + gap) < k { draw() } else { f64::NAN }).collect()
        };
        let (a, b) = (rows(m), rows(n));
        let (a32, b32): (Vec<f32>, Vec<f32>) =
            (a.iter().map(|&x| x as f32).collect(), b.iter().map(|&x| x as f32).collect());
        let bias: Vec<f32> = (0..n).map(|j| j as f32 / 8.0).collect();
        let mut c = vec![f32::NAN; m * n];
        let matrix =
            |x: &[f32], rs: usize, cs: usize| MatRef { ptr: x.as_ptr().cast(), rs: rs as isize, cs: cs as isize };
        let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 };
        let plain = Gemm::new(DType::F32, (m, n, k), matrix(&a32, k + gap, 1), matrix(&b32, 1, k + gap), out);
        let column_bias = Some(Bias { ptr: bias.as_ptr().cast(), stride: 1 });
        // SAFETY: the vectors hold what sizes and strides name.
        assert!(unsafe { Gemm { alpha: Scalar::Float(2.0), column_bias, relu: true, ..plain }.run() });
        for i in 0..m {
            for j in 0..n {
                let sum: f64 =
                    (0..k).map(|p| f64::from(a32[i * (k + gap) + p]) * f64::from(b32[j * (k + gap) + p])).sum();
                let wanted = (2.0 * sum + f64::from(bias[j])).max(0.0);
                assert!((f64::from(c[i * n + j]) - wanted).abs() < 1e-4, "{m}x{n}x{k} at {i}, {j}");
            }
        }
    }
}

#[test]
fn four_sums_at_once_are_four_sums() {
    fn check<V: vector::Vector>(from: fn(f64) -> V::Scalar, present: bool)
    where
        V::Scalar: std::fmt::Debug,
    {
        if !present {
            return;
        }
        let lanes: Vec<V::Scalar> = (0..4 * V::LANES).map(|at| from(1.0 / (at as f64 + 0.7))).collect();
        // SAFETY: the instruction set is present, and the vector has as many lanes.
        unsafe {
            let at = |i: usize| V::load(lanes.as_ptr().add(i * V::LANES));
            let four = [at(0), at(1), at(2), at(3)];
            assert_eq!(V::sums(four), four.map(|v| v.sum()));
            for n in 1..V::LANES {
                let mut wanted = vec![from(0.0); V::LANES];
                wanted[..n].copy_from_slice(&lanes[..n]);
                let mut part = vec![from(1.0); V::LANES];
                V::load_first(lanes.as_ptr(), n).store(part.as_mut_ptr());
                assert_eq!(part, wanted);
            }
        }
    }
    check::<vector::Array<f32, 8>>(|x| x as f32, true);
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{__m256, __m256d, __m512, __m512d};
        let avx2 = crate::isa::level() >= crate::isa::Level::Avx2;
        let avx512 = crate::isa::level() >= crate::isa::Level::Avx512;
        check::<__m256>(|x| x as f32, avx2);
        check::<__m256d>(|x| x, avx2);
        check::<__m512>(|x| x as f32, avx512);
        check::<__m512d>(|x| x, avx512);
    }
}
