use super::kernel::{Kernels, has_vnni, kernels};
use super::*;
use crate::isa::{self, Level};

fn byte(at: usize) -> i8 {
    // The smallest and largest numbers often: saturation would show.
    match at * 7919 % 11 {
        0..3 => -128,
        3..6 => 127,
        _ => (at * 40503 % 251) as i8,
    }
}

/// Every kernel that this processor has and the level in use allows.
fn every(signed: bool) -> Vec<&'static Kernels> {
    let mut all = vec![kernels(Level::Baseline, false, signed)];
    for level in [Level::Avx2, Level::Avx512] {
        if level <= isa::level() {
            all.push(kernels(level, false, signed));
        }
    }
    if isa::level() == Level::Avx512 && has_vnni() {
        all.push(kernels(Level::Avx512, true, signed));
    }
    all
}

fn check(kernels: &'static Kernels, left: Left, (m, n, k): (usize, usize, usize), turned: (bool, bool, bool)) {
    let strides = |rows: usize, columns: usize, turned: bool| {
        let pad = if rows.is_multiple_of(2) { 3 } else { 0 };
        if turned { (1, rows + pad) } else { (columns + pad, 1) }
    };
    let (a_s, b_s, c_s) = (strides(m, k, turned.0), strides(k, n, turned.1), strides(m, n, turned.2));
    let reach = |rows: usize, columns: usize, s: (usize, usize)| {
        if rows * columns == 0 { 0 } else { (rows - 1) * s.0 + (columns - 1) * s.1 + 1 }
    };
    let a: Vec<i8> = (0..reach(m, k, a_s)).map(byte).collect();
    let b: Vec<i8> = (0..reach(k, n, b_s)).map(|at| byte(at + 5)).collect();
    let mut c = vec![77i32; reach(m, n, c_s)];
    let mut wanted = c.clone();
    for i in 0..m {
        for j in 0..n {
            let sum: i64 = (0..k)
                .map(|p| {
                    let x = a[i * a_s.0 + p * a_s.1];
                    let x = if left == Left::Signed { x as i64 } else { x as u8 as i64 };
                    x * b[p * b_s.0 + j * b_s.1] as i64
                })
                .sum();
            wanted[i * c_s.0 + j * c_s.1] = sum as i32;
        }
    }
    let matrix = |x: &[i8], s: (usize, usize)| MatRef { ptr: x.as_ptr().cast(), rs: s.0 as isize, cs: s.1 as isize };
    let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: c_s.0 as isize, cs: c_s.1 as isize };
    // SAFETY: the vectors hold what sizes and strides name; the instruction set is present.
    unsafe { Packed::with(kernels, matrix(&b, b_s), n, k, left).multiply(matrix(&a, a_s), m, out) };
    assert_eq!(c, wanted, "{left:?} {:?} {m}x{n}x{k}, turned {turned:?}", kernels.form);
}

#[test]
fn products_are_exact_with_every_kernel() {
    let shapes = [
        (1, 1, 1),
        (2, 3, 5),
        (6, 64, 64),
        (7, 65, 66),
        (5, 16, 31),
        (13, 130, 259),
        (12, 128, 32),
        (4, 20, 2600),
        (250, 9, 12),
        (0, 4, 3),
        (3, 0, 4),
        (3, 4, 0),
    ];
    for shape in shapes {
        for turned in [(false, false, false), (true, false, false), (false, true, false), (true, true, true)] {
            for left in [Left::Signed, Left::Unsigned] {
                for kernels in every(left == Left::Signed) {
                    check(kernels, left, shape, turned);
                }
            }
        }
    }
}

/// A plain product by the door, which takes the way for few rows where there is one.
#[test]
fn few_rows() {
    for (m, n, k) in [
        (0, 5, 16),
        (3, 0, 64),
        (2, 3, 0),
        (1, 1, 16),
        (1, 70, 300),
        (3, 9, 64),
        (4, 16, 65),
        (7, 5, 1000),
        (40, 13, 700),
    ] {
        let a: Vec<i8> = (0..m * k).map(byte).collect();
        let b: Vec<i8> = (0..n * k).map(|at| byte(at + 3)).collect();
        for left in [Left::Signed, Left::Unsigned] {
            let mut c = vec![0i32; m * n];
            let matrix = |x: &[i8], rs, cs| MatRef { ptr: x.as_ptr().cast(), rs, cs };
            let (a_mat, b_mat) = (matrix(&a, k as isize, 1), matrix(&b, 1, k as isize));
            let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 };
            // SAFETY: the vectors hold what sizes and strides name.
            unsafe { run((m, n, k), a_mat, left, b_mat, out) };
            for (at, &c) in c.iter().enumerate() {
                let (i, j) = (at / n, at % n);
                let value = |x: i8| if left == Left::Signed { x as i32 } else { x as u8 as i32 };
                let sum: i32 = (0..k).map(|p| value(a[i * k + p]) * b[j * k + p] as i32).sum();
                assert_eq!(c, sum, "{left:?} {m}x{n}x{k} at {i}, {j}");
            }
        }
    }
}

#[test]
fn long_sums_do_not_saturate() {
    // 2^14 products of -128 and -128, then of 255 and -128.
    let (m, n, k) = (3, 17, 8200);
    let (a, b) = (vec![-128i8; m * k], vec![-128i8; k * n]);
    let full = vec![255u8; m * k];
    let mut c = vec![0i32; m * n];
    let matrix = |ptr: *const u8, rs: usize| MatRef { ptr, rs: rs as isize, cs: 1 };
    let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 };
    // SAFETY: the vectors hold what sizes name.
    unsafe { run((m, n, k), matrix(a.as_ptr().cast(), k), Left::Signed, matrix(b.as_ptr().cast(), n), out) };
    assert!(c.iter().all(|&x| x == 8200 * 16384));
    // SAFETY: as above.
    unsafe { run((m, n, k), matrix(full.as_ptr(), k), Left::Unsigned, matrix(b.as_ptr().cast(), n), out) };
    assert!(c.iter().all(|&x| x == -8200 * 255 * 128));
}

#[test]
fn products_of_many_columns_are_cut() {
    let (m, n, k) = (2, 1000, 70_000);
    let (a, b) = (vec![1i8; m * k], vec![-1i8; k * n]);
    let mut c = vec![0i32; m * n];
    let matrix = |x: &[i8], rs: usize| MatRef { ptr: x.as_ptr().cast(), rs: rs as isize, cs: 1 };
    let out = MatMut { ptr: c.as_mut_ptr().cast(), rs: n as isize, cs: 1 };
    // SAFETY: the vectors hold what sizes name.
    unsafe { run((m, n, k), matrix(&a, k), Left::Signed, matrix(&b, n), out) };
    assert!(c.iter().all(|&x| x == -70_000));
}
