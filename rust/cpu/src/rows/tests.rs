use super::*;
use crate::DType;
use crate::pool::set_num_threads;

/// Numbers in (-2, 2) that repeat from run to run.
fn draws(n: usize) -> Vec<f64> {
    let mut state = 12345u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1u64 << 31) as f64 * 4.0 - 2.0
    };
    (0..n).map(|_| next()).collect()
}

fn softmax_of(log: bool, extent: Extent, x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    for o in 0..extent.outer {
        for i in 0..extent.inner {
            let at = |k: usize| (o * extent.n + k) * extent.inner + i;
            let total: f64 = (0..extent.n).map(|k| x[at(k)].exp()).sum();
            for k in 0..extent.n {
                y[at(k)] = if log { x[at(k)] - total.ln() } else { x[at(k)].exp() / total };
            }
        }
    }
    y
}

const EXTENTS: [Extent; 6] = [
    Extent { outer: 3, n: 10, inner: 1 },
    Extent { outer: 1, n: 700, inner: 1 },
    Extent { outer: 2, n: 5, inner: 3 },
    Extent { outer: 2, n: 4, inner: 300 },
    Extent { outer: 4, n: 1, inner: 1 },
    Extent { outer: 0, n: 3, inner: 2 },
];

#[test]
fn softmax_agrees_with_its_definition() {
    for extent in EXTENTS {
        let x = draws(extent.len());
        for log in [false, true] {
            let expected = softmax_of(log, extent, &x);
            let mut y = vec![f64::NAN; x.len()];
            // SAFETY: both have the extent's elements.
            unsafe { softmax(DType::F64, log, extent, x.as_ptr().cast(), y.as_mut_ptr().cast()) };
            assert!(y.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-13), "{extent:?} {log}");
            let single: Vec<f32> = x.iter().map(|&v| v as f32).collect();
            let mut y = vec![f32::NAN; x.len()];
            // SAFETY: as above.
            unsafe { softmax(DType::F32, log, extent, single.as_ptr().cast(), y.as_mut_ptr().cast()) };
            assert!(y.iter().zip(&expected).all(|(a, b)| (*a as f64 - b).abs() < 3e-6), "{extent:?} {log}");
        }
    }
}

/// Narrow elements, rows longer than a block, and rows with infinities and NaN.
#[test]
fn softmax_of_long_and_odd_rows() {
    use half::bf16;
    for n in [1, 15, 63, 64, 65, 511, 513, 1300] {
        let extent = Extent { outer: 3, n, inner: 1 };
        let x: Vec<bf16> = draws(extent.len()).into_iter().map(|v| bf16::from_f64(v * 8.0)).collect();
        for log in [false, true] {
            let expected = softmax_of(log, extent, &x.iter().map(|v| v.to_f64()).collect::<Vec<_>>());
            let mut y = vec![bf16::NAN; x.len()];
            // SAFETY: both have the extent's elements.
            unsafe { softmax(DType::BF16, log, extent, x.as_ptr().cast(), y.as_mut_ptr().cast()) };
            let close = |(a, b): (&bf16, &f64)| (a.to_f64() - b).abs() <= 0.004 * b.abs() + 1e-30;
            assert!(y.iter().zip(&expected).all(close), "{n} {log}");
        }
        let mut odd: Vec<f32> = x.iter().map(|v| v.to_f32()).collect();
        odd[n - 1] = f32::NEG_INFINITY;
        odd[n..2 * n].fill(f32::NEG_INFINITY);
        odd[3 * n - 1] = f32::NAN;
        let mut y = vec![0f32; odd.len()];
        // SAFETY: as above.
        unsafe { softmax(DType::F32, false, extent, odd.as_ptr().cast(), y.as_mut_ptr().cast()) };
        assert!(if n == 1 { y[0].is_nan() } else { y[n - 1] == 0.0 });
        assert!(y[n..].iter().all(|v| v.is_nan()), "{n}");
        let total: f32 = y[..n].iter().sum();
        assert!(n == 1 || (total - 1.0).abs() < 1e-5, "{n} {total}");
    }
}

#[test]
fn likelihood_is_that_of_log_softmax() {
    for extent in EXTENTS.into_iter().filter(|extent| !extent.is_empty()) {
        let (x, rows) = (draws(extent.len()), extent.outer * extent.inner);
        let log_p = softmax_of(true, extent, &x);
        let target: Vec<i64> = (0..rows).map(|row| if row % 5 == 4 { -100 } else { (row % extent.n) as i64 }).collect();
        let classes = Classes { target: target.as_ptr(), ignored: -100, weight: std::ptr::null(), smoothing: 0.2 };
        let (mut stats, mut loss, mut weight) = (vec![0.0; 2 * rows], vec![0.0f64; rows], vec![0.0f64; rows]);
        // SAFETY: all are as large as the kernel asks, targets are classes or ignored.
        unsafe {
            assert_eq!(classes.invalid(rows, extent.n), None);
            let (stats, loss, weight) = (stats.as_mut_ptr(), loss.as_mut_ptr(), weight.as_mut_ptr());
            likelihood(DType::F64, extent, x.as_ptr().cast(), &classes, stats.cast(), loss.cast(), weight.cast());
        }
        for (row, &t) in target.iter().enumerate() {
            let (o, i) = (row / extent.inner, row % extent.inner);
            let at = |k: usize| (o * extent.n + k) * extent.inner + i;
            let even: f64 = (0..extent.n).map(|k| log_p[at(k)]).sum::<f64>() * 0.2 / extent.n as f64;
            let expected = if t < 0 { 0.0 } else { -0.8 * log_p[at(t as usize)] - even };
            assert!((loss[row] - expected).abs() < 1e-12, "{extent:?} {row}");
            assert_eq!(weight[row], f64::from(u8::from(t >= 0)));
        }
    }
}

#[test]
fn moments_and_scaling_agree_with_their_definitions() {
    for extent in EXTENTS.into_iter().filter(|extent| !extent.is_empty()) {
        let x = draws(extent.len());
        // SAFETY: the buffer has the extent's elements.
        let (mean, variance) = unsafe { moments(DType::F64, extent, x.as_ptr().cast()) };
        let count = (extent.outer * extent.inner) as f64;
        let channel = |at: usize| at / extent.inner % extent.n;
        for c in 0..extent.n {
            let own = || x.iter().enumerate().filter(|(at, _)| channel(*at) == c).map(|(_, v)| *v);
            let expected = own().sum::<f64>() / count;
            assert!((mean[c] - expected).abs() < 1e-13);
            let squares = own().map(|v| (v - expected).powi(2)).sum::<f64>() / count;
            assert!((variance[c] - squares).abs() < 1e-12);
        }
        let factor: Vec<f64> = (0..extent.n).map(|c| c as f64 + 0.5).collect();
        let mut y = vec![0.0; x.len()];
        // SAFETY: as above.
        unsafe { affine(DType::F64, extent, x.as_ptr().cast(), &mean, &factor, &mean, y.as_mut_ptr().cast()) };
        for (at, y) in y.iter().enumerate() {
            let c = channel(at);
            assert!((y - ((x[at] - mean[c]) * factor[c] + mean[c])).abs() < 1e-12);
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (rows, n) = (300, 257);
    let x: Vec<f32> = draws(rows * n).into_iter().map(|v| v as f32).collect();
    let run = || {
        let (mut weight, mut bias, mut out) = (vec![0f32; n], vec![0f32; n], vec![0f32; rows * n]);
        let (mean, rstd) = (vec![0.1f32; rows], vec![1.1f32; rows]);
        // SAFETY: all are as large as the kernel asks.
        unsafe {
            let (x, mean, rstd) = (x.as_ptr().cast(), mean.as_ptr().cast(), rstd.as_ptr().cast());
            let (out, weight) = (out.as_mut_ptr().cast(), weight.as_mut_ptr().cast());
            let (none, bias) = (std::ptr::null(), bias.as_mut_ptr().cast());
            layer_norm_backward(DType::F32, true, rows, n, x, x, mean, rstd, none, out, weight, bias);
        }
        (weight, bias, out)
    };
    set_num_threads(1);
    let one = run();
    set_num_threads(4);
    assert_eq!(run(), one);
}

#[test]
fn rows_are_added_by_entry() {
    let source = [1.0f32, 2.0, 10.0, 20.0, 100.0, 200.0];
    let entry = |row, source, scale| Entry { row, source, scale };
    let entries = [entry(0, 2, 1.0), entry(2, 0, 0.5), entry(2, 1, 2.0)];
    let mut out = [f32::NAN; 6];
    // SAFETY: entries name rows of both buffers.
    unsafe { sum_rows(DType::F32, 3, 2, &entries, source.as_ptr().cast(), out.as_mut_ptr().cast()) };
    assert_eq!(out, [100.0, 200.0, 0.0, 0.0, 20.5, 41.0]);
    let (mut out, mut from) = ([f32::NAN; 6], [0i64; 6]);
    // SAFETY: as above.
    unsafe { max_rows(DType::F32, 3, 2, &entries, source.as_ptr().cast(), out.as_mut_ptr().cast(), from.as_mut_ptr()) };
    assert_eq!(out, [100.0, 200.0, 0.0, 0.0, 10.0, 20.0]);
    assert_eq!(from, [2, 2, -1, -1, 1, 1]);
}
