use super::*;

const SIZES: [(usize, usize, usize); 9] =
    [(1, 1, 1), (2, 3, 4), (7, 17, 5), (1, 40, 33), (40, 1, 33), (65, 66, 300), (128, 100, 513), (0, 4, 3), (3, 4, 0)];

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
