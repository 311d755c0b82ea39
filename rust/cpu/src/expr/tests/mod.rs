//! Every primitive on every class against plain scalar functions, on every instruction set; `builder`: what the builder
//! makes of expressions.

mod builder;

use super::{Class, Op, Scalar, tables};
use crate::isa::{Level, level};
use crate::pointwise::testing::{Rng, parts, read, write};
use num_complex::Complex;

fn levels() -> Vec<Level> {
    [Level::Baseline, Level::Avx2, Level::Avx512].into_iter().filter(|l| *l <= level()).collect()
}

/// Runs a primitive on lists of arguments.
fn apply(op: Op, class: Class, to: Class, level: Level, args: &[Vec<Scalar>]) -> Option<Vec<Scalar>> {
    let entry = tables::lookup(op, class, to, level)?;
    let tiles: Vec<Vec<u8>> = (0..3)
        .map(|k| {
            let values = args.get(k).unwrap_or(&args[0]);
            let class = if op == Op::Select && k == 0 { Class::Bool } else { class };
            let mut bytes = vec![0; values.len() * class.size()];
            for (place, value) in bytes.chunks_exact_mut(class.size()).zip(values) {
                write(place, class.dtype(), *value);
            }
            bytes
        })
        .collect();
    let mut results = vec![0; args[0].len() * to.size()];
    let [a, b, c] = [0, 1, 2].map(|k| tiles[k].as_ptr());
    // SAFETY: tiles have the classes and lengths that the primitive takes.
    let failed = unsafe { entry(results.as_mut_ptr(), a, b, c, args[0].len()) };
    assert!(!failed);
    Some(results.chunks_exact(to.size()).map(|bytes| read(bytes, to.dtype())).collect())
}

/// Arguments of interest for a class.
fn samples(class: Class, rng: &mut Rng) -> Vec<Scalar> {
    let floats = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.5, 1e-30, -7e20, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let ints = [0, 1, -1, 2, -3, 7, 31, 32, 63, 64, -40, 100];
    match class {
        Class::Bool => (0..40).map(|i| Scalar::Bool(i % 3 == 0)).collect(),
        Class::I32 => {
            let extremes = [i32::MIN, i32::MAX, i32::MIN + 1].map(|i| Scalar::Int(i as i64));
            let random = (0..60).map(|_| Scalar::Int(rng.next() as i32 as i64));
            ints.map(Scalar::Int).into_iter().chain(extremes).chain(random).collect()
        }
        Class::I64 => {
            let extremes = [i64::MIN, i64::MAX, 1 << 53].map(Scalar::Int);
            let random = (0..60).map(|_| Scalar::Int((rng.next() as i64) << 8 >> 7));
            ints.map(Scalar::Int).into_iter().chain(extremes).chain(random).collect()
        }
        Class::F32 | Class::F64 => {
            let narrow = |x: f64| if class == Class::F32 { x as f32 as f64 } else { x };
            let random = (0..80).map(|i| rng.float() * [1.0, 10.0, 80.0, 1e6][i % 4]);
            floats.into_iter().chain(random.collect::<Vec<_>>()).map(|x| Scalar::Float(narrow(x))).collect()
        }
        Class::C64 | Class::C128 => (0..60)
            .map(|_| Scalar::Complex((rng.float() * 4.0) as f32 as f64, (rng.float() * 4.0) as f32 as f64))
            .collect(),
    }
}

/// All pairs of two lists.
fn pairs(a: &[Scalar], b: &[Scalar]) -> Vec<Vec<Scalar>> {
    vec![a.iter().flat_map(|x| b.iter().map(|_| *x)).collect(), a.iter().flat_map(|_| b.to_vec()).collect()]
}

fn float_of_one(op: Op, x: f64) -> Option<f64> {
    Some(match op {
        Op::Neg => -x,
        Op::Abs => x.abs(),
        Op::Sign => (x > 0.0) as i32 as f64 - (x < 0.0) as i32 as f64,
        Op::Sqrt => x.sqrt(),
        Op::Rsqrt => 1.0 / x.sqrt(),
        Op::Reciprocal => 1.0 / x,
        Op::Floor => x.floor(),
        Op::Ceil => x.ceil(),
        Op::Trunc => x.trunc(),
        Op::Round => x.round_ties_even(),
        Op::Exp => x.exp(),
        Op::Exp2 => x.exp2(),
        Op::Expm1 => x.exp_m1(),
        Op::Log => x.ln(),
        Op::Log2 => x.log2(),
        Op::Log10 => x.log10(),
        Op::Log1p => x.ln_1p(),
        Op::Sin => x.sin(),
        Op::Cos => x.cos(),
        Op::Tan => x.tan(),
        Op::Asin => x.asin(),
        Op::Acos => x.acos(),
        Op::Atan => x.atan(),
        Op::Sinh => x.sinh(),
        Op::Cosh => x.cosh(),
        Op::Tanh => x.tanh(),
        Op::Asinh => libm::asinh(x),
        Op::Acosh if x < 1.0 => f64::NAN,
        Op::Acosh => libm::acosh(x),
        Op::Atanh => libm::atanh(x),
        Op::Erf => libm::erf(x),
        Op::Erfc => libm::erfc(x),
        Op::Lgamma => libm::lgamma(x),
        Op::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        _ => return None,
    })
}

fn float_of_two(op: Op, a: f64, b: f64, is_f32: bool) -> Option<f64> {
    let rest = a % b;
    let floor_rest = if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest };
    Some(match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div => a / b,
        Op::TruncDiv if is_f32 => (a as f32 / b as f32).trunc() as f64,
        Op::TruncDiv => (a / b).trunc(),
        Op::FloorDiv if b == 0.0 => a / b,
        Op::FloorDiv if a.is_infinite() => f64::NAN,
        Op::FloorDiv if b.is_infinite() => (a / b).floor() - (a != 0.0 && (a < 0.0) != (b < 0.0)) as i32 as f64,
        Op::FloorDiv if is_f32 => ((a as f32 - floor_rest as f32) / b as f32).round() as f64,
        Op::FloorDiv => ((a - floor_rest) / b).round(),
        Op::Remainder => floor_rest,
        Op::Fmod => rest,
        Op::Min if a.is_nan() || b.is_nan() => f64::NAN,
        Op::Max if a.is_nan() || b.is_nan() => f64::NAN,
        Op::Min | Op::Fmin => a.min(b),
        Op::Max | Op::Fmax => a.max(b),
        Op::Pow => a.powf(b),
        Op::Atan2 => a.atan2(b),
        Op::Hypot => a.hypot(b),
        Op::Copysign => a.copysign(b),
        Op::Nextafter if is_f32 => libm::nextafterf(a as f32, b as f32) as f64,
        Op::Nextafter => libm::nextafter(a, b),
        _ => return None,
    })
}

fn int_of_two(op: Op, a: i64, b: i64, bits: u32) -> Option<i64> {
    let (x, y) = (a as i128, b as i128);
    let inside = (0..bits as i64).contains(&b);
    Some(match op {
        Op::Add => (x + y) as i64,
        Op::Sub => (x - y) as i64,
        Op::Mul => (x * y) as i64,
        Op::TruncDiv => (x / y) as i64,
        Op::FloorDiv => x.div_euclid(y) as i64 - (y < 0 && x.rem_euclid(y) != 0) as i64,
        Op::Remainder => ((x % y + y) % y) as i64,
        Op::Fmod => (x % y) as i64,
        Op::Min => a.min(b),
        Op::Max => a.max(b),
        Op::Gcd => {
            let (mut a, mut b) = (x.abs(), y.abs());
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a as i64
        }
        Op::Pow if b < 0 => [0, 1, if b % 2 == 0 { 1 } else { -1 }][(a == 1) as usize + 2 * (a == -1) as usize],
        Op::Pow => (0..b % 64).fold(1, |p: i64, _| p.wrapping_mul(a)),
        Op::BitAnd => a & b,
        Op::BitOr => a | b,
        Op::BitXor => a ^ b,
        Op::Shl => {
            if inside {
                ((x << b) as i64) << (64 - bits) >> (64 - bits)
            } else {
                0
            }
        }
        Op::Shr => a >> if inside { b } else { bits as i64 - 1 },
        _ => return None,
    })
}

fn complex_of_one(op: Op, z: Complex<f64>) -> Option<Complex<f64>> {
    let ln = |w: Complex<f64>| w.ln();
    Some(match op {
        Op::Neg => -z,
        Op::Abs => Complex::from(z.norm()),
        Op::Sign => z / z.norm(),
        Op::Reciprocal => z.inv(),
        Op::Conj => z.conj(),
        Op::Real => Complex::from(z.re),
        Op::Imag => Complex::from(z.im),
        Op::Angle => Complex::from(z.arg()),
        Op::Sqrt => z.sqrt(),
        Op::Rsqrt => z.sqrt().inv(),
        Op::Exp => z.exp(),
        Op::Exp2 => z.exp2(),
        Op::Expm1 => z.exp() - 1.0,
        Op::Log => ln(z),
        Op::Log2 => ln(z) / 2f64.ln(),
        Op::Log10 => ln(z) / 10f64.ln(),
        Op::Log1p => ln(z + 1.0),
        Op::Sin => z.sin(),
        Op::Cos => z.cos(),
        Op::Tan => z.tan(),
        Op::Asin => z.asin(),
        Op::Acos => z.acos(),
        Op::Atan => z.atan(),
        Op::Sinh => z.sinh(),
        Op::Cosh => z.cosh(),
        Op::Tanh => z.tanh(),
        Op::Asinh => z.asinh(),
        Op::Acosh => z.acosh(),
        Op::Atanh => z.atanh(),
        Op::Sigmoid => ((-z).exp() + 1.0).inv(),
        _ => return None,
    })
}

fn complex_of_two(op: Op, a: Complex<f64>, b: Complex<f64>) -> Option<Complex<f64>> {
    Some(match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div => a / b,
        Op::Pow => a.powc(b),
        _ => return None,
    })
}

fn compare<T: PartialOrd>(op: Op, a: T, b: T) -> Option<bool> {
    Some(match op {
        Op::Eq => a == b,
        Op::Ne => a != b,
        Op::Lt => a < b,
        Op::Le => a <= b,
        Op::Gt => a > b,
        Op::Ge => a >= b,
        _ => return None,
    })
}

/// The result by definition, `None` where it is tested elsewhere.
fn expected(op: Op, class: Class, args: &[Scalar]) -> Option<Scalar> {
    let (x, xi, xn) = parts(args[0]);
    let second = args.get(1).map(|b| parts(*b));
    match class {
        Class::Bool => {
            let (a, b) = (xn != 0, second.is_some_and(|b| b.2 != 0));
            let bits = match op {
                Op::BitNot => !a,
                Op::BitAnd => a & b,
                Op::BitOr => a | b,
                Op::BitXor => a ^ b,
                _ => compare(op, a, b)?,
            };
            Some(Scalar::Bool(bits))
        }
        Class::I32 | Class::I64 => {
            let width = 8 * class.size() as u32;
            let wrap = |i: i64| Scalar::Int(i << (64 - width) >> (64 - width));
            match (op, second) {
                (Op::Neg, _) => Some(wrap(xn.wrapping_neg())),
                (Op::Abs, _) => Some(wrap(xn.wrapping_abs())),
                (Op::Sign, _) => Some(Scalar::Int(xn.signum())),
                (Op::BitNot, _) => Some(Scalar::Int(!xn)),
                (_, Some((_, _, b))) => {
                    compare(op, xn, b).map(Scalar::Bool).or_else(|| int_of_two(op, xn, b, width).map(wrap))
                }
                _ => None,
            }
        }
        Class::F32 | Class::F64 => match (op, second) {
            (Op::IsNan, _) => Some(Scalar::Bool(x.is_nan())),
            (Op::IsInf, _) => Some(Scalar::Bool(x.is_infinite())),
            (Op::IsFinite, _) => Some(Scalar::Bool(x.is_finite())),
            (Op::SignBit, _) => Some(Scalar::Bool(x.is_sign_negative())),
            (Op::Complex, Some((y, ..))) => Some(Scalar::Complex(x, y)),
            (_, Some((y, ..))) => compare(op, x, y)
                .map(Scalar::Bool)
                .or_else(|| float_of_two(op, x, y, class == Class::F32).map(Scalar::Float)),
            _ => float_of_one(op, x).map(Scalar::Float),
        },
        Class::C64 | Class::C128 => {
            let z = Complex::new(x, xi);
            let w = second.map(|b| Complex::new(b.0, b.1));
            let predicate = match (op, w) {
                (Op::IsNan, _) => Some(x.is_nan() || xi.is_nan()),
                (Op::IsInf, _) => Some(x.is_infinite() || xi.is_infinite()),
                (Op::IsFinite, _) => Some(x.is_finite() && xi.is_finite()),
                (Op::Eq, Some(w)) => Some(z == w),
                (Op::Ne, Some(w)) => Some(z != w),
                _ => None,
            };
            let number = |z: Complex<f64>| Scalar::Complex(z.re, z.im);
            predicate.map(Scalar::Bool).or_else(|| match w {
                Some(w) => complex_of_two(op, z, w).map(number),
                None => complex_of_one(op, z).map(number),
            })
        }
    }
}

/// Whether a result is as near to the expected one as the class allows. Sums and quotients of floats are exact after
/// rounding; functions have an error of some ulp, complex ones relative to their modulus.
fn near(op: Op, class: Class, got: Scalar, wanted: Scalar) -> bool {
    let ((a, ai, an), (b, bi, bn)) = (parts(got), parts(wanted));
    if matches!(got, Scalar::Bool(_) | Scalar::Int(_)) {
        return an == bn;
    }
    let narrow = class.to_real() == Class::F32;
    let exact = class.is_float() && op as u8 <= Op::Round as u8 || (Op::Add as u8..Op::Pow as u8).contains(&(op as u8));
    let tolerance = match (class.is_complex(), narrow, exact) {
        (false, true, true) => 1.3e-7,
        (false, true, false) => 1e-6,
        (false, false, true) => 2.3e-16,
        (false, false, false) => 1e-14,
        (true, true, _) => 4e-6,
        (true, false, _) => 1e-13,
    };
    let scale = b.abs().max(bi.abs());
    // Results below the normal range have fewer bits, beyond the largest number there is only infinity.
    let (tiny, huge) = if narrow { (1.5e-38, f32::MAX as f64) } else { (1e-307, f64::MAX) };
    let close = |a: f64, b: f64| {
        a == b
            || (a.is_nan() && b.is_nan())
            || (a - b).abs() <= tolerance * scale + tiny
            || (a.is_infinite() && b.abs() > huge * 0.999 && a.signum() == b.signum())
    };
    close(a, b) && close(ai, bi)
}

#[test]
fn every_primitive_on_every_class() {
    let mut rng = Rng(3);
    let (mut checked, mut wrong) = (0, Vec::new());
    for class in Class::ALL {
        let list = samples(class, &mut rng);
        for &op in Op::ALL.iter().filter(|op| op.arity() <= 2 && **op != Op::Convert) {
            let mut args = if op.arity() == 1 { vec![list.clone()] } else { pairs(&list, &list) };
            if matches!(op, Op::TruncDiv | Op::FloorDiv | Op::Remainder | Op::Fmod) && class.is_integral() {
                args[1].iter_mut().filter(|b| **b == Scalar::Int(0)).for_each(|b| *b = Scalar::Int(-1));
            }
            if op == Op::Pow {
                // Large exponents are the business of the scalar functions' own tests.
                args[1].iter_mut().for_each(|b| {
                    *b = match *b {
                        Scalar::Int(i) => Scalar::Int(i % 64),
                        Scalar::Float(x) if x.is_finite() => Scalar::Float(x % 8.0),
                        other => other,
                    }
                });
            }
            for level in levels() {
                let Some(results) = apply(op, class, op.result(class), level, &args) else { continue };
                for (i, got) in results.iter().enumerate() {
                    let inputs: Vec<Scalar> = args.iter().map(|a| a[i]).collect();
                    if let Some(wanted) = expected(op, class, &inputs) {
                        checked += 1;
                        if !near(op, class, *got, wanted) {
                            wrong.push(format!("{op:?} {class:?} {level:?} {inputs:?}: {got:?} instead of {wanted:?}"));
                        }
                    }
                }
            }
        }
    }
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 50_000);
}

#[test]
fn functions_without_a_reference_satisfy_their_equations() {
    for class in [Class::F32, Class::F64] {
        let tolerance = if class == Class::F32 { 2e-6 } else { 1e-13 };
        let points: Vec<f64> = (1..40).map(|k| k as f64 * 0.31).collect();
        let run = |op, points: &[f64]| -> Vec<f64> {
            let list = points.iter().map(|x| Scalar::Float(*x)).collect();
            apply(op, class, class, level(), &[list]).unwrap().iter().map(|y| parts(*y).0).collect()
        };
        let small: Vec<f64> = points.iter().map(|x| x / 13.0).collect();
        for (x, y) in small.iter().zip(run(Op::Erf, &run(Op::Erfinv, &small))) {
            assert!((x - y).abs() <= tolerance, "erf(erfinv({x})) = {y}");
        }
        // psi(x + 1) = psi(x) + 1 / x
        let next: Vec<f64> = points.iter().map(|x| x + 1.0).collect();
        for ((x, low), high) in points.iter().zip(run(Op::Digamma, &points)).zip(run(Op::Digamma, &next)) {
            assert!((low + 1.0 / x - high).abs() <= 4.0 * tolerance * (1.0 + 1.0 / x), "digamma({x})");
        }
    }
}

/// By PyTorch's formula `1 + erf`, whose small values have an absolute accuracy only.
#[test]
fn gelu_and_its_slope() {
    let points: Vec<f64> = (-900..900).map(|k| k as f64 / 64.0).collect();
    for class in [Class::F32, Class::F64] {
        let epsilon = if class == Class::F32 { f32::EPSILON as f64 } else { f64::EPSILON };
        for level in levels() {
            let list: Vec<Scalar> = points.iter().map(|x| Scalar::Float(*x)).collect();
            let run = |op| apply(op, class, class, level, std::slice::from_ref(&list)).unwrap();
            for ((x, y), slope) in points.iter().zip(run(Op::Gelu)).zip(run(Op::GeluSlope)) {
                let normal = 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
                let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
                let bound = 2.0 * epsilon * x.abs().max(1.0);
                assert!((parts(y).0 - x * normal).abs() <= bound, "{class:?} {level:?} gelu({x}) = {y:?}");
                let wanted = normal + x * density;
                assert!((parts(slope).0 - wanted).abs() <= bound, "{class:?} {level:?} slope({x}) = {slope:?}");
            }
        }
    }
}

/// One step gives the bits of its parts, at the ends of the range too.
#[test]
fn silu_and_its_slope_are_their_parts() {
    let mut points: Vec<f64> = (-900..900).map(|k| k as f64 / 8.0).collect();
    points.extend([0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]);
    let list: Vec<Scalar> = points.iter().map(|x| Scalar::Float(*x)).collect();
    let inputs = std::slice::from_ref(&list);
    for class in [Class::F32, Class::F64] {
        for level in levels() {
            let run =
                |op| apply(op, class, class, level, inputs).unwrap().iter().map(|y| parts(*y).0).collect::<Vec<_>>();
            for (((x, y), slope), s) in points.iter().zip(run(Op::Silu)).zip(run(Op::SiluSlope)).zip(run(Op::Sigmoid)) {
                let (product, derivative) = match class {
                    Class::F32 => {
                        let (x, s) = (*x as f32, s as f32);
                        ((x * s) as f64, (s * (x * (1.0 - s) + 1.0)) as f64)
                    }
                    _ => (x * s, s * (x * (1.0 - s) + 1.0)),
                };
                assert!(
                    y.to_bits() == product.to_bits() || y.is_nan() && product.is_nan(),
                    "{level:?} silu({x}) = {y}"
                );
                let same = slope.to_bits() == derivative.to_bits() || slope.is_nan() && derivative.is_nan();
                assert!(same, "{class:?} {level:?} slope({x}) = {slope}, not {derivative}");
            }
        }
    }
}

/// Values on the axes, at the poles and at infinity, as PyTorch gives them.
#[test]
fn complex_functions_at_special_points() {
    use std::f64::consts::{FRAC_PI_2, PI};
    const INF: f64 = f64::INFINITY;
    let nan = f64::NAN;
    let arccosh2 = 1.3169578969248166;
    for (op, re, im, wanted) in [
        (Op::Sqrt, -1.0, 0.0, (0.0, 1.0)),
        (Op::Sqrt, -1.0, -0.0, (0.0, -1.0)),
        (Op::Sqrt, 0.0, -0.0, (0.0, -0.0)),
        (Op::Sqrt, INF, 0.0, (INF, 0.0)),
        (Op::Sqrt, 1e30, 1e30, (1098684113467810.0, 455089860562227.3)),
        (Op::Rsqrt, -1.0, 0.0, (0.0, -1.0)),
        (Op::Log, 0.0, 0.0, (-INF, 0.0)),
        (Op::Log, -1.0, -0.0, (0.0, -PI)),
        (Op::Log1p, -1.0, 0.0, (-INF, 0.0)),
        (Op::Exp, INF, 0.0, (INF, 0.0)),
        (Op::Exp, -100.0, 1.0, (2.0099656278487285e-44, 3.1303359951024495e-44)),
        (Op::Expm1, 0.0, 0.0, (0.0, 0.0)),
        (Op::Reciprocal, 0.0, 0.0, (INF, nan)),
        (Op::Tanh, 100.0, 1.0, (1.0, 0.0)),
        (Op::Tanh, -100.0, 1.0, (-1.0, 0.0)),
        (Op::Tanh, INF, 0.0, (1.0, 0.0)),
        (Op::Asin, 2.0, 0.0, (FRAC_PI_2, arccosh2)),
        (Op::Asin, 2.0, -0.0, (FRAC_PI_2, -arccosh2)),
        (Op::Acos, 2.0, 0.0, (0.0, -arccosh2)),
        (Op::Acos, 2.0, -0.0, (0.0, arccosh2)),
        (Op::Acos, -1.0, 0.0, (PI, 0.0)),
        (Op::Acosh, -1.0, 0.0, (0.0, PI)),
        (Op::Acosh, -1.0, -0.0, (0.0, -PI)),
        (Op::Acosh, 0.0, 0.0, (0.0, FRAC_PI_2)),
        (Op::Asinh, 0.0, 0.0, (0.0, 0.0)),
        (Op::Atan, 0.0, 1.0, (0.0, INF)),
        (Op::Atanh, 0.0, 0.0, (0.0, 0.0)),
        (Op::Sign, 0.0, 0.0, (0.0, 0.0)),
        (Op::Sigmoid, 0.0, 0.0, (0.5, 0.0)),
    ] {
        for class in [Class::C64, Class::C128] {
            for level in levels() {
                let got = apply(op, class, class, level, &[vec![Scalar::Complex(re, im)]]).unwrap()[0];
                let wanted = Scalar::Complex(wanted.0, wanted.1);
                assert!(near(op, class, got, wanted), "{op:?} {class:?} of {re} {im}: {got:?} instead of {wanted:?}");
            }
        }
    }
    for (a, b, wanted) in [
        ((1.0, 1.0), (0.0, 0.0), (INF, INF)),
        ((1.0, 0.0), (0.0, 0.0), (INF, nan)),
        ((1e300, 1e300), (1e300, 1e300), (1.0, 0.0)),
        ((1e-300, 0.0), (0.0, 1e-300), (0.0, -1.0)),
    ] {
        let args = [a, b].map(|z| vec![Scalar::Complex(z.0, z.1)]);
        let got = apply(Op::Div, Class::C128, Class::C128, level(), &args).unwrap()[0];
        assert!(near(Op::Div, Class::C128, got, Scalar::Complex(wanted.0, wanted.1)), "{a:?} / {b:?}: {got:?}");
    }
    for (a, b, wanted) in [((0.0, 0.0), (0.0, 0.0), (1.0, 0.0)), ((0.0, 0.0), (2.0, 1.0), (0.0, 0.0))] {
        let args = [a, b].map(|z| vec![Scalar::Complex(z.0, z.1)]);
        let got = apply(Op::Pow, Class::C128, Class::C128, level(), &args).unwrap()[0];
        assert_eq!(got, Scalar::Complex(wanted.0, wanted.1));
    }
}

#[test]
fn selections_and_products_with_sums() {
    let mut rng = Rng(5);
    for class in Class::ALL {
        let list = samples(class, &mut rng);
        let other: Vec<Scalar> = list.iter().rev().copied().collect();
        let conditions: Vec<Scalar> = (0..list.len()).map(|i| Scalar::Bool(i % 3 == 1)).collect();
        let same = |a: Scalar, b: Scalar| format!("{a:?}") == format!("{b:?}");
        for level in levels() {
            let args = [conditions.clone(), list.clone(), other.clone()];
            let results = apply(Op::Select, class, class, level, &args).unwrap();
            assert!(
                (0..list.len()).all(|i| same(results[i], if i % 3 == 1 { list[i] } else { other[i] })),
                "{class:?}"
            );
            let small: Vec<Scalar> = (0..50).map(|i| Scalar::Int(i % 9 - 4)).collect();
            let args = [small.clone(), small.iter().rev().copied().collect(), small.clone()];
            let Some(results) = apply(Op::MulAdd, class, class, level, &args) else {
                assert_eq!(class, Class::Bool);
                continue;
            };
            for (i, result) in results.iter().enumerate() {
                let (a, b) = (parts(small[i]).2, parts(small[49 - i]).2);
                assert_eq!(parts(*result).0, (a * b + a) as f64);
            }
        }
    }
}

#[test]
fn fractions_and_exponents() {
    let numbers = [10.0, -0.75, 1e-40, 0.0, -0.0, f64::INFINITY, f64::NAN];
    let wanted = [(0.625, 4), (-0.75, 0), (0.5444, -132), (0.0, 0), (-0.0, 0), (f64::INFINITY, 0), (f64::NAN, 0)];
    let args = [numbers.map(Scalar::Float).to_vec()];
    for class in [Class::F32, Class::F64] {
        for level in levels() {
            let fractions = apply(Op::Mantissa, class, class, level, &args).unwrap();
            let exponents = apply(Op::Exponent, class, Class::I32, level, &args).unwrap();
            for ((fraction, exponent), (x, n)) in fractions.into_iter().zip(exponents).zip(wanted) {
                let got = parts(fraction).0;
                assert!((got - x).abs() < 1e-4 || (got.is_nan() && x.is_nan()) || got == x, "{got} instead of {x}");
                assert_eq!(exponent, Scalar::Int(n));
            }
        }
    }
}

#[test]
fn next_numbers_of_16_bits() {
    let to = |up: bool| Scalar::Float(if up { f64::INFINITY } else { f64::NEG_INFINITY });
    for level in levels() {
        for bits in 0..=u16::MAX {
            let (half, brain) = (half::f16::from_bits(bits), half::bf16::from_bits(bits));
            for (op, from, up, down) in [
                (Op::NextF16, half.to_f64(), neighbour(bits, true), neighbour(bits, false)),
                (Op::NextBf16, brain.to_f64(), neighbour(bits, true), neighbour(bits, false)),
            ] {
                if from.is_nan() || from.is_infinite() {
                    continue;
                }
                let wide = |bits: u16| match op {
                    Op::NextF16 => half::f16::from_bits(bits).to_f64(),
                    _ => half::bf16::from_bits(bits).to_f64(),
                };
                let args = [vec![Scalar::Float(from); 2], vec![to(true), to(false)]];
                let got = apply(op, Class::F32, Class::F32, level, &args).unwrap();
                assert_eq!(got, [Scalar::Float(wide(up)), Scalar::Float(wide(down))], "{op:?} {from}");
            }
        }
    }
}

/// The bits of the next number up or down.
fn neighbour(bits: u16, up: bool) -> u16 {
    match (bits & 0x7fff == 0, up == (bits & 0x8000 == 0)) {
        (true, _) => 1 | if up { 0 } else { 0x8000 },
        (false, true) => bits.wrapping_add(1),
        (false, false) => bits - 1,
    }
}

#[test]
fn conversions_between_all_classes() {
    let mut rng = Rng(9);
    for from in Class::ALL {
        let list = samples(from, &mut rng);
        for to in Class::ALL.into_iter().filter(|to| *to != from) {
            for level in levels() {
                let results = apply(Op::Convert, from, to, level, std::slice::from_ref(&list)).unwrap();
                for (x, got) in list.iter().zip(results) {
                    let (re, im, int) = parts(*x);
                    let whole = |low: f64| if re >= low && re < -low { re as i64 } else { low as i64 };
                    let wanted = match (from.is_integral(), to) {
                        (_, Class::Bool) => Scalar::Bool(re != 0.0 || im != 0.0),
                        (true, Class::I32) => Scalar::Int(int as i32 as i64),
                        (true, Class::I64) => Scalar::Int(int),
                        (false, Class::I32) => Scalar::Int(whole(i32::MIN as f64)),
                        (false, Class::I64) => Scalar::Int(whole(i64::MIN as f64)),
                        (true, Class::F32) => Scalar::Float(int as f32 as f64),
                        (_, Class::F32) => Scalar::Float(re as f32 as f64),
                        (_, Class::F64) => Scalar::Float(re),
                        (true, Class::C64) => Scalar::Complex(int as f32 as f64, 0.0),
                        (_, Class::C64) => Scalar::Complex(re as f32 as f64, im as f32 as f64),
                        (_, Class::C128) => Scalar::Complex(re, im),
                    };
                    assert_eq!(format!("{got:?}"), format!("{wanted:?}"), "{x:?} from {from:?} to {to:?}");
                }
            }
        }
    }
}
