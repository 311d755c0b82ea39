//! Errors and special values of every function, with and without fused multiply-add.

use super::lanes::One;
use super::*;
use crate::isa::{Avx2, Baseline, Level};

type Function32 = fn(f32) -> f32;
type Function64 = fn(f64) -> f64;

/// A function of one number: both widths without and with FMA, a binary64 reference for the binary32 version, and the
/// largest errors allowed in ULP. (Outside a [`simd_fn!`](crate::simd_fn), `Avx2` calls a routine for its FMA.)
struct Row {
    name: &'static str,
    f32: [Function32; 2],
    f64: [Function64; 2],
    reference: Function64,
    limit32: [f64; 2],
    limit64: f64,
    /// Results below this have the error of one of this size: beside a zero that is no number, sums cancel.
    cancels: f64,
}

macro_rules! rows {
    ($($name:literal: $f32:ident, $f64:ident, $reference:expr, $baseline:literal, $fused:literal, $limit64:literal
        $(, $cancels:literal)?;)*) => {
        [$(Row {
            name: $name,
            f32: [$f32::<Baseline>, $f32::<Avx2>],
            f64: [$f64::<Baseline>, $f64::<Avx2>],
            reference: $reference,
            limit32: [$baseline, $fused],
            limit64: $limit64,
            cancels: 0.0 $(+ $cancels)?,
        }),*]
    };
}

fn sigmoid(x: f64) -> f64 {
    // exp overflows to the limit on one side, and is 1 / exp(-x) exactly enough on the other.
    1.0 / (1.0 + libm::exp(-x))
}

fn acosh(x: f64) -> f64 {
    if x < 1.0 { f64::NAN } else { libm::acosh(x) }
}

fn all() -> [Row; 29] {
    rows! {
        "exp": exp_f32, exp_f64, libm::exp, 1.05, 1.05, 1.0;
        "exp2": exp2_f32, exp2_f64, libm::exp2, 1.3, 1.0, 1.1;
        "expm1": expm1_f32, expm1_f64, libm::expm1, 1.5, 1.45, 1.8;
        "sigmoid": sigmoid_f32, sigmoid_f64, sigmoid, 2.2, 1.5, 1.7;
        "log": log_f32, log_f64, libm::log, 0.95, 0.95, 0.7;
        "log2": log2_f32, log2_f64, libm::log2, 2.05, 1.0, 0.7;
        "log10": log10_f32, log10_f64, libm::log10, 1.75, 1.1, 0.7;
        "log1p": log1p_f32, log1p_f64, libm::log1p, 1.55, 1.6, 0.8;
        "sin": sin_f32, sin_f64, libm::sin, 0.51, 0.51, 0.9;
        "cos": cos_f32, cos_f64, libm::cos, 0.51, 0.51, 0.9;
        "tan": tan_f32, tan_f64, libm::tan, 0.51, 0.51, 2.0;
        "asin": asin_f32, asin_f64, libm::asin, 0.51, 0.51, 1.1;
        "acos": acos_f32, acos_f64, libm::acos, 0.51, 0.51, 1.1;
        "atan": atan_f32, atan_f64, libm::atan, 0.55, 0.55, 2.3;
        "sinh": sinh_f32, sinh_f64, libm::sinh, 0.51, 0.51, 1.8;
        "cosh": cosh_f32, cosh_f64, libm::cosh, 0.51, 0.51, 1.2;
        "tanh": tanh_f32, tanh_f64, libm::tanh, 1.5, 1.5, 1.4;
        "asinh": asinh_f32, asinh_f64, libm::asinh, 0.51, 0.51, 1.3;
        "acosh": acosh_f32, acosh_f64, acosh, 0.51, 0.51, 1.6;
        "atanh": atanh_f32, atanh_f64, libm::atanh, 0.51, 0.51, 1.6;
        "erf": erf_f32, erf_f64, libm::erf, 1.25, 1.2, 1.1;
        "erfc": erfc_f32, erfc_f64, libm::erfc, 0.52, 0.52, 3.5;
        "erfinv": erfinv_f32, erfinv_f64, erfinv_f64::<Baseline>, 0.52, 0.52, 1.4;
        "lgamma": lgamma_f32, lgamma_f64, libm::lgamma, 0.51, 0.51, 2.0;
        "digamma": digamma_f32, digamma_f64, digamma_f64::<Baseline>, 0.51, 0.51, 3.0, 1.0;
        "i0e": i0e_f32, i0e_f64, i0e_f64::<Baseline>, 0.51, 0.51, 3.0, 1.0;
        "i1e": i1e_f32, i1e_f64, i1e_f64::<Baseline>, 0.51, 0.51, 3.0, 1.0;
        "ndtri": ndtri_f32, ndtri_f64, ndtri_f64::<Baseline>, 0.51, 0.51, 3.0, 1.0;
        "erfcx": erfcx_f32, erfcx_f64, erfcx_f64::<Baseline>, 0.51, 0.51, 3.0, 1.0;
    }
}

/// Unit in the last place of the binary32 number nearest to `x`.
fn ulp32(x: f64) -> f64 {
    let exponent = ((x.abs().to_bits() >> 52) as i32 - 1023).clamp(-126, 127);
    2f64.powi(exponent - 23)
}

/// Whether `got` is within `limit` ULP of `want`; NaN, infinities and signed zeros must be the same.
fn close32(got: f32, want: f64, limit: f64) -> bool {
    let rounded = want as f32;
    if rounded.is_nan() || got.is_nan() {
        return rounded.is_nan() && got.is_nan();
    }
    if want == 0.0 || want.is_infinite() {
        return got.to_bits() == rounded.to_bits();
    }
    if rounded.is_infinite() || got.is_infinite() {
        // Half an ULP decides whether a result overflows.
        return got.abs() >= f32::MAX && want.abs() >= f32::MAX as f64 && got.is_sign_negative() == (want < 0.0);
    }
    (got as f64 - want).abs() <= limit * ulp32(want)
}

#[test]
fn binary32_over_all_exponents() {
    for row in all() {
        // A prime stride visits every exponent with both signs; the edges come first.
        let edges = [0.0, 1.0, 0.5, f32::INFINITY, f32::NAN, f32::MAX, f32::MIN_POSITIVE, 1e-45, 88.7228, 2.0, 1e9];
        let edges = edges.into_iter().flat_map(|x| [x, -x]);
        for x in edges.chain((0..=u32::MAX / 120_011).map(|i| f32::from_bits(i * 120_011))) {
            let want = (row.reference)(x as f64);
            for (function, limit) in row.f32.into_iter().zip(row.limit32) {
                let got = function(x);
                assert!(close32(got, want, limit), "{}({x:e}) = {got:e}, not {want:e}", row.name);
            }
        }
    }
}

/// Distance in ULP; 0 for the same number or two NaN.
fn distance64(got: f64, want: f64) -> f64 {
    if got == want || (got.is_nan() && want.is_nan()) {
        return 0.0;
    }
    let ordered = |x: f64| if x < 0.0 { -(x.abs().to_bits() as i64) } else { x.to_bits() as i64 };
    if got.is_nan() || want.is_nan() { f64::INFINITY } else { ordered(got).abs_diff(ordered(want)) as f64 }
}

#[test]
fn binary64_against_the_table() {
    let rows = all();
    for line in include_str!("reference.txt").lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let row = rows.iter().find(|row| row.name == fields[0]).expect("the table names a function");
        let (x, want): (f64, f64) = (fields[1].parse().expect("number"), fields[2].parse().expect("number"));
        for function in row.f64 {
            let got = function(x);
            // The table's own rounding is half an ULP.
            let limit = row.limit64 + 0.5;
            let near = want.abs() < row.cancels && (got - want).abs() <= limit * row.cancels * f64::EPSILON;
            assert!(near || distance64(got, want) <= limit, "{}({x:e}) = {got:e}, not {want:e}", row.name);
        }
    }
}

#[test]
fn binary64_special_values() {
    let inf = f64::INFINITY;
    let nan = f64::NAN;
    // Values at 0, -0, inf, -inf.
    let table = [
        ("exp", [1.0, 1.0, inf, 0.0]),
        ("exp2", [1.0, 1.0, inf, 0.0]),
        ("expm1", [0.0, -0.0, inf, -1.0]),
        ("sigmoid", [0.5, 0.5, 1.0, 0.0]),
        ("log", [-inf, -inf, inf, nan]),
        ("log2", [-inf, -inf, inf, nan]),
        ("log10", [-inf, -inf, inf, nan]),
        ("log1p", [0.0, -0.0, inf, nan]),
        ("sin", [0.0, -0.0, nan, nan]),
        ("cos", [1.0, 1.0, nan, nan]),
        ("tan", [0.0, -0.0, nan, nan]),
        ("asin", [0.0, -0.0, nan, nan]),
        ("acos", [std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2, nan, nan]),
        ("atan", [0.0, -0.0, std::f64::consts::FRAC_PI_2, -std::f64::consts::FRAC_PI_2]),
        ("sinh", [0.0, -0.0, inf, -inf]),
        ("cosh", [1.0, 1.0, inf, inf]),
        ("tanh", [0.0, -0.0, 1.0, -1.0]),
        ("asinh", [0.0, -0.0, inf, -inf]),
        ("acosh", [nan, nan, inf, nan]),
        ("atanh", [0.0, -0.0, nan, nan]),
        ("erf", [0.0, -0.0, 1.0, -1.0]),
        ("erfc", [1.0, 1.0, 0.0, 2.0]),
        ("erfinv", [0.0, -0.0, nan, nan]),
        ("lgamma", [inf, inf, inf, inf]),
        ("digamma", [-inf, inf, inf, nan]),
        ("i0e", [1.0, 1.0, 0.0, 0.0]),
        ("i1e", [0.0, 0.0, 0.0, -0.0]),
        ("ndtri", [-inf, -inf, nan, nan]),
        ("erfcx", [1.0, 1.0, 0.0, inf]),
    ];
    for row in all() {
        let (_, wants) = table.iter().find(|(name, _)| *name == row.name).expect("every function has a row");
        for function in row.f64 {
            for (x, want) in [0.0, -0.0, inf, -inf, nan].into_iter().zip(wants.iter().copied().chain([nan])) {
                let got = function(x);
                let same = got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan());
                assert!(same, "{}({x:e}) = {got:e}, not {want:e}", row.name);
            }
        }
    }
    for (function, wants) in [
        (atanh_f64::<Baseline> as Function64, [inf, -inf, nan]),
        (erfinv_f64::<Baseline>, [inf, -inf, nan]),
        (acosh_f64::<Baseline>, [0.0, nan, acosh_f64::<Avx2>(1.5)]),
        (log1p_f64::<Baseline>, [std::f64::consts::LN_2, -inf, log1p_f64::<Avx2>(1.5)]),
    ] {
        for (x, want) in [1.0, -1.0, 1.5].into_iter().zip(wants) {
            assert!(distance64(function(x), want) <= 1.0);
        }
    }
    assert_eq!((exp_f64::<Baseline>(709.79), exp_f64::<Baseline>(-745.2)), (inf, 0.0));
    assert_eq!((sinh_f64::<Avx2>(710.5), cosh_f64::<Avx2>(-710.5)), (inf, inf));
    assert!(digamma_f64::<Baseline>(-3.0).is_nan());
}

/// Pairs of special and ordinary numbers.
fn pairs() -> impl Iterator<Item = (f64, f64)> {
    const EDGES: [f64; 15] = [
        0.0,
        0.5,
        0.75,
        1.0,
        2.0,
        3.0,
        2.5,
        2.75,
        1e-30,
        1e30,
        16_777_215.0,
        16_777_216.0,
        1e-45,
        f64::INFINITY,
        f64::NAN,
    ];
    let edges = || EDGES.into_iter().flat_map(|x| [x, -x]);
    let mut state = 1u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1u64 << 24) as f64
    };
    let random = (0..20_000).map(move |_| ((2f64).powf(next() * 40.0 - 20.0), (next() - 0.5) * 40.0));
    edges().flat_map(move |x| edges().map(move |y| (x, y))).chain(random)
}

#[test]
fn power_and_angle() {
    for (x, y) in pairs() {
        let (a, b) = (x as f32, y as f32);
        let (power, angle) = (libm::pow(a as f64, b as f64), libm::atan2(a as f64, b as f64));
        for got in [pow_f32::<Baseline>(a, b), pow_f32::<Avx2>(a, b)] {
            assert!(close32(got, power, 0.51), "pow({a:e}, {b:e}) = {got:e}, not {power:e}");
        }
        for got in [atan2_f32::<Baseline>(a, b), atan2_f32::<Avx2>(a, b)] {
            assert!(close32(got, angle, 0.55), "atan2({a:e}, {b:e}) = {got:e}, not {angle:e}");
        }
        let (power, angle) = (libm::pow(x, y), libm::atan2(x, y));
        for got in [pow_f64::<Baseline>(x, y), pow_f64::<Avx2>(x, y)] {
            assert!(distance64(got, power) <= 1.0, "pow({x:e}, {y:e}) = {got:e}, not {power:e}");
        }
        for got in [atan2_f64::<Baseline>(x, y), atan2_f64::<Avx2>(x, y)] {
            assert!(distance64(got, angle) <= 3.0, "atan2({x:e}, {y:e}) = {got:e}, not {angle:e}");
        }
    }
}

crate::simd_fn! {
    /// A formula of a run, as kernels call it.
    unsafe fn formula_run<I, F: Formula>(formula: F, dst: *mut f32, src: *const f32, n: usize) {
        // SAFETY: the caller promises the ranges.
        unsafe { map::<I, F>(formula, dst, src, n) };
    }
}

crate::simd_fn! {
    /// A formula of a run and its sum.
    unsafe fn formula_sum<I, F: Formula>(formula: F, dst: *mut f32, src: *const f32, n: usize) -> f32 {
        // SAFETY: the caller promises the ranges.
        unsafe { map_sum::<I, F>(formula, dst, src, n, src.cast()) }
    }
}

crate::simd_fn! {
    /// The largest of a run, in the machine's way where it has one.
    unsafe fn largest_of<I>(x: *const f32, n: usize) -> Option<f32> {
        // SAFETY: the caller promises the range.
        unsafe { largest::<I>(std::slice::from_raw_parts(x, n)) }
    }
}

#[test]
fn largest_numbers() {
    for n in [0, 1, 15, 16, 17, 63, 64, 65, 200] {
        for at in 0..n.max(1) {
            let mut x: Vec<f32> = (0..n).map(|i| if i % 3 == 2 { f32::NAN } else { -1.0 - i as f32 }).collect();
            if let Some(x) = x.get_mut(at) {
                *x = -0.5;
            }
            // SAFETY: the range is the vector's.
            if let Some(most) = unsafe { largest_of(x.as_ptr(), n) } {
                assert_eq!(most, if n == 0 { f32::NEG_INFINITY } else { -0.5 }, "{n} {at}");
            }
        }
    }
}

#[test]
fn sums_of_formulas() {
    for n in [0, 1, 15, 16, 17, 63, 64, 65, 255, 256, 257, 300, 1000] {
        let src: Vec<f32> = (0..n).map(|i| -(i as f32 * 0.618).fract() * 9.0).collect();
        let (mut dst, mut plain) = (vec![f32::NAN; n + 16], vec![0f32; n]);
        // SAFETY: all have as many numbers.
        let total = unsafe {
            formula_run(ExpLess(0.5), plain.as_mut_ptr(), src.as_ptr(), n);
            formula_sum(ExpLess(0.5), dst.as_mut_ptr(), src.as_ptr(), n)
        };
        assert_eq!(plain, dst[..n]);
        assert!(dst[n..].iter().all(|x| x.is_nan()));
        let want: f64 = plain.iter().map(|x| *x as f64).sum();
        assert!((total as f64 - want).abs() <= 1e-6 * want, "{n}: {total} instead of {want}");
    }
}

/// A formula's values at `src`, in runs of changing length.
fn through_runs<F: Formula>(formula: F, src: &[f32]) -> Vec<f32> {
    let mut dst = Vec::with_capacity(src.len());
    while dst.len() < src.len() {
        let run = &src[dst.len()..src.len().min(dst.len() + 1 + dst.len() % 201)];
        let mut results = vec![f32::from_bits(0x5555_5555); run.len() + 16];
        // SAFETY: both have as many numbers.
        unsafe { formula_run(formula, results.as_mut_ptr(), run.as_ptr(), run.len()) };
        assert!(results[run.len()..].iter().all(|x| x.to_bits() == 0x5555_5555));
        dst.extend_from_slice(&results[..run.len()]);
    }
    dst
}

#[test]
fn formulas_in_runs() {
    let edges = [0.0, 1.0, 0.5, f32::INFINITY, f32::NAN, f32::MAX, f32::MIN_POSITIVE, 1e-45, 88.7228, 89.5, 2.0, 1e9];
    let odd = f32::from_bits(0x7fbf_ffff);
    let places = (0..40_000).map(|i| i as f32 * 0.000_25).flat_map(|x| [x, -x]);
    let powers = (0..=u32::MAX / 60_013).map(|i| f32::from_bits(i * 60_013));
    let near = (0..100_000).map(|i| i as f32 * 0.0021 - 105.0);
    let src: Vec<f32> =
        edges.into_iter().flat_map(|x| [x, -x]).chain([odd]).chain(places).chain(powers).chain(near).collect();
    let rows = all();
    let check = |name: &str, got: Vec<f32>| {
        let row = rows.iter().find(|row| row.name == name).expect("a row");
        let limit = row.limit32[(crate::isa::level() != Level::Baseline) as usize];
        for (x, got) in src.iter().zip(got) {
            let want = (row.reference)(*x as f64);
            assert!(close32(got, want, limit), "{name}({x:e}) = {got:e}, not {want:e}");
        }
    };
    check("exp", through_runs(Exp, &src));
    check("sigmoid", through_runs(Sigmoid, &src));
    check("tanh", through_runs(Tanh, &src));
    check("erf", through_runs(Erf, &src));
    check("tanh", src.iter().map(|x| super::hyperbolic::tanh_by_table(One::<Baseline>::new(*x)).0).collect());
    check("erf", src.iter().map(|x| super::error::erf_by_table(One::<Baseline>::new(*x)).0).collect());
    for (x, got) in src.iter().zip(through_runs(ExpLess(2.0), &src)) {
        let want = libm::exp((x - 2.0) as f64);
        assert!(close32(got, want, 1.05), "exp({x:e} - 2) = {got:e}, not {want:e}");
    }
}

crate::simd_fn! {
    /// `exp` of every element, as kernels call it.
    unsafe fn exp_loop<I>(dst: *mut f32, src: *const f32, n: usize) {
        // SAFETY: the caller promises both ranges.
        let (dst, src) = unsafe { (std::slice::from_raw_parts_mut(dst, n), std::slice::from_raw_parts(src, n)) };
        for (d, s) in dst.iter_mut().zip(src) {
            *d = exp_f32::<I>(*s);
        }
    }
}

crate::simd_fn! {
    /// Sines, cosines and tangents of a run.
    unsafe fn trigonometric_runs<I>(dst: [*mut f32; 3], dst64: [*mut f64; 3], src: *const f32, src64: *const f64, n: usize) {
        // SAFETY: the caller promises the ranges.
        unsafe {
            sin_run_f32::<I>(dst[0], src, n);
            cos_run_f32::<I>(dst[1], src, n);
            tan_run_f32::<I>(dst[2], src, n);
            sin_run_f64::<I>(dst64[0], src64, n);
            cos_run_f64::<I>(dst64[1], src64, n);
            tan_run_f64::<I>(dst64[2], src64, n);
        }
    }
}

#[test]
fn loops_at_the_machine_level() {
    for n in [0, 1, 7, 8, 9, 31, 100] {
        for last in [1.0f32, 1e20] {
            let mut src: Vec<f32> = (0..n).map(|i| i as f32 * 0.37 - 11.0).collect();
            if let Some(end) = src.last_mut() {
                *end = last;
            }
            let src64: Vec<f64> = src.iter().map(|x| *x as f64).collect();
            let mut dst = vec![0f32; n];
            // SAFETY: both have n elements.
            unsafe { exp_loop(dst.as_mut_ptr(), src.as_ptr(), n) };
            assert!(src.iter().zip(&dst).all(|(x, y)| close32(*y, libm::exp(*x as f64), 1.05)));
            let (mut d, mut d64) = ([(); 3].map(|_| vec![0f32; n]), [(); 3].map(|_| vec![0f64; n]));
            let (p, p64) = (d.each_mut().map(|v| v.as_mut_ptr()), d64.each_mut().map(|v| v.as_mut_ptr()));
            // SAFETY: all have n elements.
            unsafe { trigonometric_runs(p, p64, src.as_ptr(), src64.as_ptr(), n) };
            for (k, reference) in [libm::sin as Function64, libm::cos, libm::tan].into_iter().enumerate() {
                for (i, x) in src64.iter().enumerate() {
                    assert!(close32(d[k][i], reference(*x), 0.51));
                    assert!(distance64(d64[k][i], reference(*x)) <= 2.0);
                }
            }
        }
    }
}

/// A loop compiled for the machine gives what the scalar function gives, bit for bit.
#[test]
fn vector_code_equals_scalar_code() {
    let scalar: Function32 = match crate::isa::level() {
        Level::Baseline => exp_f32::<Baseline>,
        _ => exp_f32::<Avx2>,
    };
    let src: Vec<f32> = (0..1003).map(|i| i as f32 * 0.173 - 86.0).collect();
    let mut dst = vec![0f32; src.len()];
    // SAFETY: both have as many elements.
    unsafe { exp_loop(dst.as_mut_ptr(), src.as_ptr(), src.len()) };
    assert!(src.iter().zip(&dst).all(|(x, y)| scalar(*x).to_bits() == y.to_bits()));
}
