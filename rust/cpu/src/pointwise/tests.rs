//! Layouts, conversions and splitting; what the instructions compute is tested in `expr`.

use super::testing::{Array, Rng, indices, parts};
use super::{Operand, run};
use crate::dtype::DType;
use crate::expr::{Builder, Class, KernelError, Program, Scalar, Val};
use crate::pool;

fn add(class: Class) -> Program {
    let b = Builder::new(&[class, class]);
    b.finish(&[b.input(0) + b.input(1)])
}

/// `x + 2 y`, and whether `x < y`.
fn two_outputs(class: Class) -> Program {
    let b = Builder::new(&[class, class]);
    let (x, y) = (b.input(0), b.input(1));
    b.finish(&[x + y * 2.0, x.lt(y)])
}

fn run_arrays(program: &Program, outputs: &[&Array], inputs: &[&Array]) -> Result<(), KernelError> {
    let operands = |arrays: &[&Array]| -> Vec<(usize, DType, Vec<isize>)> {
        arrays.iter().map(|a| (a.operand().ptr as usize, a.dtype, a.strides.clone())).collect()
    };
    let (o, i) = (operands(outputs), operands(inputs));
    fn view(all: &[(usize, DType, Vec<isize>)]) -> Vec<Operand<'_>> {
        all.iter().map(|(p, d, s)| Operand { ptr: *p as *mut u8, dtype: *d, strides: s }).collect()
    }
    // SAFETY: arrays are as large as their layouts say; outputs are inputs' exact equals or apart.
    unsafe { run(program, &outputs[0].shape, &view(&o), &view(&i), &[]) }
}

const REAL: [DType; 10] = [
    DType::U8,
    DType::I8,
    DType::I16,
    DType::I32,
    DType::I64,
    DType::F16,
    DType::BF16,
    DType::F32,
    DType::F64,
    DType::Bool,
];

#[test]
fn random_layouts_and_dtypes() {
    let mut rng = Rng(17);
    let shapes: [&[usize]; 13] = [
        &[],
        &[1],
        &[7],
        &[1000],
        &[3, 5],
        &[5, 0, 2],
        &[130, 3],
        &[3, 130],
        &[40, 50],
        &[2, 3, 4, 5],
        &[17, 1, 33],
        &[33, 65, 3],
        &[2, 300, 9],
    ];
    let program = two_outputs(Class::F64);
    for round in 0..if cfg!(debug_assertions) { 20 } else { 200 } {
        let shape = shapes[round % shapes.len()];
        let dtypes: [DType; 3] = std::array::from_fn(|_| REAL[rng.below(REAL.len())]);
        let x = Array::random(&mut rng, dtypes[0], shape, true);
        let y = Array::random(&mut rng, dtypes[1], shape, true);
        let sum = Array::random(&mut rng, DType::F32, shape, false);
        let less = Array::random(&mut rng, DType::Bool, shape, false);
        run_arrays(&program, &[&sum, &less], &[&x, &y]).unwrap();
        for index in indices(shape) {
            let (a, b) = (parts(x.get(&index)).0, parts(y.get(&index)).0);
            assert_eq!(sum.get(&index), Scalar::Float(a + 2.0 * b), "{shape:?} {dtypes:?} {:?} {index:?}", x.strides);
            assert_eq!(less.get(&index), Scalar::Bool(a < b));
        }
    }
}

#[test]
fn nothing_outside_an_output_is_written() {
    let program = add(Class::F32);
    let x = Array::dense(DType::F32, &[37, 5]);
    let mut whole = Array::dense(DType::I16, &[37, 20]);
    whole.randomize(&mut Rng(5));
    let before = whole.clone();
    let view = Operand { strides: &[20, 3], ..whole.operand() };
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(&program, &[37, 5], &[view], &[x.operand(), x.operand()], &[]).unwrap() };
    for index in indices(&[37, 20]) {
        let inside = index[1] % 3 == 0 && index[1] < 15;
        assert_eq!(whole.get(&index), if inside { Scalar::Int(0) } else { before.get(&index) });
    }
}

#[test]
fn integers_wrap_and_floats_truncate_when_stored() {
    for (dtype, value, stored) in [
        (DType::U8, 300.7, 44),
        (DType::U8, -1.0, 255),
        (DType::I8, 200.0, -56),
        (DType::I16, 70000.0, 4464),
        (DType::I32, -7.9, -7),
        (DType::I32, 3e9, i32::MIN as i64),
        (DType::I64, f64::NAN, i64::MIN),
        (DType::I64, -1e300, i64::MIN),
    ] {
        let b = Builder::new(&[]);
        let program = b.finish(&[b.constant(Class::F64, value)]);
        for shape in [&[] as &[usize], &[3], &[70]] {
            let y = Array::dense(dtype, shape);
            // SAFETY: arrays are as large as their layouts say.
            unsafe { run(&program, shape, &[y.operand()], &[], &[]).unwrap() };
            assert!(indices(shape).iter().all(|i| y.get(i) == Scalar::Int(stored)), "{dtype:?} {value}");
        }
    }
}

#[test]
fn in_place() {
    for (dtype, class) in [(DType::F32, Class::F32), (DType::BF16, Class::F32), (DType::I16, Class::I32)] {
        for shape in [&[5usize] as &[usize], &[3000], &[30, 41]] {
            for layout in 0..2 {
                let order: Vec<usize> = (0..shape.len()).collect();
                let steps = vec![1 + layout; shape.len()];
                let mut x = Array::with_layout(dtype, shape, &order, &steps, &[]);
                x.randomize(&mut Rng(3));
                let before = x.clone();
                let b = Builder::new(&[class, class]);
                let (u, v) = (b.input(0), b.input(1));
                // Both outputs lie on inputs that are read after the first output is computed.
                let y = x.clone();
                let program = b.finish(&[u + v, u * 2.0 - v]);
                run_arrays(&program, &[&x, &y], &[&x, &y]).unwrap();
                for index in indices(shape) {
                    let (a, _, _) = parts(before.get(&index));
                    assert_eq!((parts(x.get(&index)).0, parts(y.get(&index)).0), (2.0 * a, a));
                }
                run_arrays(&add(class), &[&x], &[&x, &x]).unwrap();
                assert!(indices(shape).iter().all(|i| parts(x.get(i)).0 == 4.0 * parts(before.get(i)).0));
            }
        }
    }
}

#[test]
fn updates() {
    let b = Builder::new(&[Class::F64, Class::F64]);
    let (u, v) = (b.input(0), b.input(1));
    let programs = [
        b.finish(&[u + v]),
        b.finish(&[v * u]),
        b.finish(&[u - v * 2.0]),
        b.finish(&[v - u]),
        b.finish(&[v / (u - 0.5)]),
    ];
    let values = |k: usize, x: f64, y: f64| [x + y, x * y, x - y * 2.0, y - x, y / (x - 0.5)][k];
    for shape in [&[6usize] as &[usize], &[40_000], &[40, 31]] {
        for (k, program) in programs.iter().enumerate() {
            for (x_steps, y_steps, y_repeats) in
                [([1, 1], [1, 1], &[] as &[usize]), ([1, 2], [1, 1], &[]), ([1, 1], [1, 1], &[0])]
            {
                let order: Vec<usize> = (0..shape.len()).collect();
                let mut x = Array::with_layout(DType::F64, shape, &order, &x_steps[..shape.len()], &[]);
                let mut y = Array::with_layout(DType::F64, shape, &order, &y_steps[..shape.len()], y_repeats);
                x.randomize(&mut Rng(6));
                y.randomize(&mut Rng(7));
                let before = x.clone();
                run_arrays(program, &[&x], &[&x, &y]).unwrap();
                for index in indices(shape) {
                    let wanted = values(k, parts(before.get(&index)).0, parts(y.get(&index)).0);
                    let got = parts(x.get(&index)).0;
                    assert!(got == wanted || (got.is_nan() && wanted.is_nan()), "program {k} {shape:?} {index:?}");
                }
            }
        }
    }
}

#[test]
fn outputs_that_are_inputs_constants_and_each_other() {
    let b = Builder::new(&[Class::F32, Class::I64]);
    let sum = b.input(0) + 1.0;
    let program = b.finish(&[sum, b.input(1), b.constant(Class::Bool, 1.0), sum]);
    for n in [3, 3000] {
        let mut x = Array::dense(DType::F32, &[n]);
        x.randomize(&mut Rng(8));
        let outputs: Vec<Array> =
            [DType::F32, DType::F16, DType::Bool, DType::F64].map(|d| Array::dense(d, &[n])).into();
        run_arrays(&program, &outputs.iter().collect::<Vec<_>>(), &[&x, &x]).unwrap();
        for i in 0..n {
            let a = parts(x.get(&[i])).0;
            let got = [0, 1, 2, 3].map(|k| parts(outputs[k].get(&[i])).0);
            assert_eq!(got, [a + 1.0, a.trunc(), 1.0, a + 1.0]);
        }
    }
}

#[test]
fn run_time_scalars() {
    let b = Builder::new(&[Class::C128]);
    let program = b.finish(&[b.input(0) * b.scalar(1, Class::C128) + b.scalar(0, Class::C128)]);
    let (mut x, y) = (Array::dense(DType::C64, &[40]), Array::dense(DType::C128, &[40]));
    x.randomize(&mut Rng(8));
    let scalars = [Scalar::Int(3), Scalar::Complex(0.0, 2.0)];
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(&program, &[40], &[y.operand()], &[x.operand()], &scalars).unwrap() };
    for i in 0..40 {
        let (re, im, _) = parts(x.get(&[i]));
        assert_eq!(y.get(&[i]), Scalar::Complex(3.0 - 2.0 * im, 2.0 * re));
    }
}

#[test]
fn division_by_zero_is_an_error() {
    for class in [Class::I32, Class::I64] {
        let b = Builder::new(&[class, class]);
        let (x, y) = (b.input(0), b.input(1));
        for (value, program) in [
            (3, b.finish(&[x.trunc_div(y)])),
            (3, b.finish(&[x.floor_div(y)])),
            (1, b.finish(&[x.remainder(y)])),
            (1, b.finish(&[x.fmod(y)])),
            (1, b.finish(&[x.fmod(y) + 0.0])),
        ] {
            for n in [1usize, 100, 70_000] {
                let (a, mut d, q) = (
                    Array::with_layout(class.dtype(), &[n], &[0], &[1], &[0]),
                    Array::dense(class.dtype(), &[n]),
                    Array::dense(class.dtype(), &[n]),
                );
                let mut a = a;
                a.set(&[0], Scalar::Int(7));
                (0..n).for_each(|i| d.set(&[i], Scalar::Int(2)));
                run_arrays(&program, &[&q], &[&a, &d]).unwrap();
                assert_eq!(q.get(&[n - 1]), Scalar::Int(value));
                d.set(&[n / 2], Scalar::Int(0));
                let result = run_arrays(&program, &[&q], &[&a, &d]);
                assert_eq!(result, Err(KernelError::DivisionByZero));
            }
        }
    }
}

#[test]
fn large_work_is_the_same_with_any_number_of_threads() {
    let program = two_outputs(Class::F32);
    let threads = pool::num_threads();
    for shape in [&[200_001usize] as &[usize], &[300, 301], &[5, 200, 77]] {
        let mut rng = Rng(4);
        let x = Array::random(&mut rng, DType::F32, shape, false);
        let mut y = Array::with_layout(DType::F16, shape, &(0..shape.len()).collect::<Vec<_>>(), &[1; 3], &[0]);
        y.randomize(&mut rng);
        let results = [1, 2, 4].map(|n| {
            pool::set_num_threads(n);
            let (sum, less) = (Array::dense(DType::F32, shape), Array::dense(DType::Bool, shape));
            run_arrays(&program, &[&sum, &less], &[&x, &y]).unwrap();
            (sum, less)
        });
        pool::set_num_threads(threads);
        for index in indices(shape).iter().step_by(37) {
            let (a, b) = (parts(x.get(index)).0, parts(y.get(index)).0);
            for (sum, less) in &results {
                assert_eq!((sum.get(index), less.get(index)), (Scalar::Float(a + 2.0 * b), Scalar::Bool(a < b)));
            }
        }
    }
}

#[test]
fn programs_with_many_live_values() {
    let b = Builder::new(&[Class::F64]);
    let x = b.input(0);
    let terms: Vec<_> = (1..90).map(|k| x * k as f64).collect();
    let all = terms.iter().rev().fold(b.constant(Class::F64, 0.0), |sum, t| sum + *t);
    let program = b.finish(&[all]);
    let (mut a, y) = (Array::dense(DType::F64, &[1000]), Array::dense(DType::F64, &[1000]));
    a.randomize(&mut Rng(2));
    // SAFETY: arrays are as large as their layouts say.
    unsafe { run(&program, &[1000], &[y.operand()], &[a.operand()], &[]).unwrap() };
    assert!((0..1000).all(|i| parts(y.get(&[i])).0 == 4005.0 * parts(a.get(&[i])).0));
}

/// Loops that are not reached through a program's machine code choose the instruction set for the whole process, so the
/// tests of layouts and reductions run again in processes that are told to use less.
#[test]
fn every_instruction_set() {
    let Ok(executable) = std::env::current_exe() else { return };
    if std::env::var_os("FLAMBEAU_ISA").is_some() {
        return;
    }
    for set in ["baseline", "avx2"] {
        let tests = ["random_layouts", "every_pair_of_dtypes", "every_element_size", "nan_wins", "sums_lose_little"];
        let output = std::process::Command::new(&executable).args(tests).env("FLAMBEAU_ISA", set).output().unwrap();
        assert!(output.status.success(), "{set}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

/// Every bfloat16 against values of all kinds, converted in registers, and the same through binary32 (where an operand is not
/// dense).
#[test]
fn bfloat16_in_registers_is_bfloat16_through_tiles() {
    let others = [0x0000u16, 0x8000, 0x0001, 0x3f80, 0xbf81, 0x4049, 0x7f7f, 0xff80, 0x7fc0, 0x1234, 0x4b00];
    let values: Vec<u16> = (0..=u16::MAX).collect();
    for other in others {
        let twice: Vec<u16> = values.iter().flat_map(|v| [*v, 0]).collect();
        let rest = vec![other; values.len()];
        let binary: [for<'a> fn(Val<'a>, Val<'a>) -> Val<'a>; 6] =
            [|a, b| a + b, |a, b| a - b, |a, b| a * b, |a, b| a / b, |a, b| a.min(b), |a, b| a.max(b)];
        for function in binary {
            let b = Builder::new(&[Class::F32, Class::F32]);
            let program = b.finish(&[function(b.input(0), b.input(1))]);
            let run_strided = |x: &[u16], stride: isize| {
                let mut out = vec![0u16; values.len()];
                let operand =
                    |ptr: *const u16, strides| Operand { ptr: ptr.cast_mut().cast(), dtype: DType::BF16, strides };
                let (s, one) = ([stride], [1]);
                let inputs = [operand(x.as_ptr(), &s[..]), operand(rest.as_ptr(), &one[..])];
                let output = Operand { ptr: out.as_mut_ptr().cast(), dtype: DType::BF16, strides: &one };
                // SAFETY: the vectors have the elements that shape and strides name, and lie apart.
                unsafe { run(&program, &[values.len()], &[output], &inputs, &[]) }.unwrap();
                out
            };
            assert_eq!(run_strided(&values, 1), run_strided(&twice, 2), "{other:x}");
        }
    }
}

/// A bfloat16 result that lies where an input lies, whole or in part, never goes through registers.
#[test]
fn bfloat16_in_place() {
    let one = [1isize];
    let b = Builder::new(&[Class::F32, Class::F32]);
    let program = b.finish(&[b.input(0) + b.input(1)]);
    let mut x = vec![0x3f80u16; 70_000];
    let y = vec![0x4000u16; 70_000];
    let to = Operand { ptr: x.as_mut_ptr().cast(), dtype: DType::BF16, strides: &one };
    let other = Operand { ptr: y.as_ptr().cast_mut().cast(), dtype: DType::BF16, strides: &one };
    // SAFETY: the vectors have the elements; the output is the first input exactly.
    unsafe { run(&program, &[x.len()], &[to], &[to, other], &[]) }.unwrap();
    assert!(x.iter().all(|v| *v == 0x4040));
}

/// So much that results go past the caches: dense or not, converted or not, over an input or apart, in whole lines or not.
#[test]
fn results_past_the_caches() {
    let (rows, columns) = (1700, 2200);
    let n = rows * columns;
    let value = |i: usize| ((i * 7 + i / 64) % 251) as f32;
    let x: Vec<f32> = (0..n).map(value).collect();
    let y: Vec<f32> = (0..n).map(|i| value(i + 5)).collect();
    let program = two_outputs(Class::F32);
    let [dense, padded] = [[columns as isize, 1], [columns as isize + 3, 1]];
    let input = |values: &[f32]| values.as_ptr().cast_mut().cast::<u8>();
    for (strides, shift) in [(&dense, 0), (&dense, 1), (&padded, 0)] {
        let room = rows * strides[0] as usize + shift;
        let (mut sum, mut less) = (vec![-1f32; room], vec![9u8; room]);
        let operand = |ptr, dtype, strides| Operand { ptr, dtype, strides };
        let outputs = [
            operand(sum.as_mut_ptr().wrapping_add(shift).cast(), DType::F32, strides),
            operand(less.as_mut_ptr().wrapping_add(shift), DType::Bool, strides),
        ];
        let inputs = [operand(input(&x), DType::F32, &dense), operand(input(&y), DType::F32, &dense)];
        // SAFETY: the vectors are as large as the layouts say.
        unsafe { run(&program, &[rows, columns], &outputs, &inputs, &[]) }.unwrap();
        for i in 0..n {
            let at = i / columns * strides[0] as usize + i % columns + shift;
            assert!(sum[at] == x[i] + 2.0 * y[i] && less[at] == u8::from(x[i] < y[i]), "{strides:?} {shift} {i}");
        }
        let gaps = rows * (strides[0] as usize - columns) + shift;
        assert_eq!(sum.iter().filter(|value| **value == -1.0).count(), gaps);
        assert_eq!(less.iter().filter(|value| **value == 9).count(), gaps);
    }
    // Over one of its inputs, and rounded to sixteen bits.
    let program = add(Class::F32);
    let (mut over, mut half) = (x.clone(), vec![0u16; n]);
    let inputs = [input(&over), input(&y)].map(|ptr| Operand { ptr, dtype: DType::F32, strides: &[1] });
    for (ptr, dtype) in [(half.as_mut_ptr().cast::<u8>(), DType::BF16), (over.as_mut_ptr().cast(), DType::F32)] {
        // SAFETY: as above; the last output is the first input.
        unsafe { run(&program, &[n], &[Operand { ptr, dtype, strides: &[1] }], &inputs, &[]) }.unwrap();
    }
    for i in 0..n {
        // Sums of integers up to 500: exact in single precision, to nine bits and the nearest even in sixteen.
        assert_eq!(over[i], x[i] + y[i]);
        assert_eq!(half[i], half::bf16::from_f32(x[i] + y[i]).to_bits(), "{i}");
    }
}
