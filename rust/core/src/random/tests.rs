//! Every fill against what PyTorch drew: tests/golden/random.csv, which tests/golden/make_random.py describes.

use flambeau_cpu::DType;
use half::{bf16, f16};

use super::*;

const GOLDEN: &str = include_str!("../../../../tests/golden/random.csv");

/// The result of a call: bytes, and elements as doubles.
struct Drawn {
    bytes: Vec<u8>,
    values: Vec<f64>,
}

impl Drawn {
    fn new<T: Sample>(elements: &[T], value: impl Fn(T) -> f64) -> Self {
        // SAFETY: the elements are plain numbers, all of whose bytes are initialised.
        let bytes = unsafe { std::slice::from_raw_parts(elements.as_ptr().cast::<u8>(), size_of_val(elements)) };
        Self { bytes: bytes.to_vec(), values: elements.iter().map(|&element| value(element)).collect() }
    }
}

struct Row<'a> {
    name: &'a str,
    a: f64,
    b: f64,
    dtype: DType,
    n: usize,
    hash: u64,
    follow: u32,
    spaced: Vec<f64>,
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Self {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().unwrap();
        Self {
            name: fields[0],
            a: number(1),
            b: number(2),
            dtype: DType::ALL.into_iter().find(|dtype| dtype.name() == fields[3]).unwrap(),
            n: fields[4].parse().unwrap(),
            hash: u64::from_str_radix(fields[5], 16).unwrap(),
            follow: fields[6].parse().unwrap(),
            spaced: (7..fields.len()).map(number).collect(),
        }
    }

    /// Whether the numbers depend on no mathematical function of the platform.
    fn is_exact(&self) -> bool {
        match self.name {
            "log_normal" | "exponential" | "cauchy" | "geometric" => false,
            "normal" => self.dtype != DType::F64 && self.n >= 16,
            _ => true,
        }
    }

    fn draw(&self, generator: &Generator) -> Drawn {
        match self.dtype {
            DType::F32 => self.draw_float::<f32>(generator),
            DType::F64 => self.draw_float::<f64>(generator),
            DType::F16 => self.draw_float::<f16>(generator),
            DType::BF16 => self.draw_float::<bf16>(generator),
            DType::U8 => self.draw_as::<u8>(generator, f64::from),
            DType::I8 => self.draw_as::<i8>(generator, f64::from),
            DType::I16 => self.draw_as::<i16>(generator, f64::from),
            DType::I32 => self.draw_as::<i32>(generator, f64::from),
            DType::I64 => self.draw_as::<i64>(generator, |v| v as f64),
            DType::Bool => self.draw_as::<bool>(generator, f64::from),
            other => panic!("no rows for {other:?}"),
        }
    }

    fn draw_float<T: FloatSample>(&self, generator: &Generator) -> Drawn {
        if self.name != "multinomial" {
            return self.draw_as::<T>(generator, T::to_f64);
        }
        let weights: Vec<T> = (0..20).map(|k| T::from_f64(1.5f64.powi(k))).collect();
        let mut out = vec![0i64; self.n.clamp(1, 20)];
        let samples = out.len();
        multinomial(&weights, 20, &mut out, samples, self.a != 0.0, generator).unwrap();
        Drawn::new(&out, |v| v as f64)
    }

    fn draw_as<T: Sample>(&self, generator: &Generator, value: impl Fn(T) -> f64) -> Drawn {
        let mut out = vec![T::default(); self.n];
        let (a, b) = (self.a, self.b);
        let distribution = match self.name {
            "randperm" => {
                randperm(&mut out, generator);
                return Drawn::new(&out, value);
            }
            "uniform" => Distribution::Uniform { from: a, to: b },
            "normal" => Distribution::Normal { mean: a, std: b },
            "log_normal" => Distribution::LogNormal { mean: a, std: b },
            "exponential" => Distribution::Exponential { rate: a },
            "cauchy" => Distribution::Cauchy { median: a, sigma: b },
            "geometric" => Distribution::Geometric { p: a },
            "bernoulli" => Distribution::Bernoulli { p: a },
            "random" => Distribution::Random,
            "range" => Distribution::RandomRange { from: a as i64, to: Some(b as i64) },
            other => panic!("unknown row {other}"),
        };
        // SAFETY: `out` holds `n` elements of the dtype.
        unsafe { distribution.fill(T::DTYPE, out.as_mut_ptr().cast(), self.n, true, generator).unwrap() };
        Drawn::new(&out, value)
    }
}

fn fnv1a(parts: [&[u8]; 2]) -> u64 {
    let bytes = parts.into_iter().flatten();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// Distance of neighbouring numbers of a floating dtype around a value.
fn ulp(dtype: DType, value: f64) -> f64 {
    let digits = match dtype {
        DType::F16 => 11,
        DType::BF16 => 8,
        DType::F32 => 24,
        _ => 53,
    };
    2f64.powi(value.abs().max(1e-4).log2().floor() as i32 + 1 - digits)
}

#[test]
fn every_row_of_the_golden_file() {
    let rows = GOLDEN.lines().filter(|line| !line.starts_with('#'));
    for line in rows {
        let row = Row::parse(line);
        let generator = Generator::with_seed(42);
        normal(&mut [0f64], 0.0, 1.0, &generator);
        let (first, second) = (row.draw(&generator), row.draw(&generator));
        if row.is_exact() {
            assert_eq!(fnv1a([&first.bytes, &second.bytes]), row.hash, "{line}");
        }
        let step = second.values.len().div_ceil(5).max(1);
        for (&value, &expected) in second.values.iter().step_by(step).zip(&row.spaced) {
            assert!((value - expected).abs() <= 4.0 * ulp(row.dtype, expected), "{value} in {line}");
        }
        assert_eq!(generator.random() % (1 << 27), row.follow, "the state after {line}");
    }
}

#[test]
fn parallel_and_serial_fills_are_one_stream() {
    // 70,000 elements go through several slabs; pieces of 1,600 never do.
    let (whole, pieces) = (Generator::with_seed(8), Generator::with_seed(8));
    let (mut a, mut b) = (vec![0f32; 70_000], vec![0f32; 70_000]);
    normal(&mut a[..69_984], 1.0, 2.0, &whole);
    b[..69_984].chunks_mut(1600).for_each(|piece| normal(piece, 1.0, 2.0, &pieces));
    assert_eq!(a, b);
    exponential(&mut a, 2.0, &whole);
    b.chunks_mut(777).for_each(|piece| exponential(piece, 2.0, &pieces));
    assert_eq!(a, b);
    assert_eq!(whole.get_state(), pieces.get_state());
}

#[test]
fn a_target_that_is_not_contiguous_gets_scalar_normals() {
    let (scalar, fill) = (Generator::with_seed(9), Generator::with_seed(9));
    let (mut expected, mut out) = ([0f32; 40], [0f32; 40]);
    normal_scalar(&mut expected, 1.0, 2.0, &scalar);
    let distribution = Distribution::Normal { mean: 1.0, std: 2.0 };
    // SAFETY: `out` holds 40 singles.
    unsafe { distribution.fill(DType::F32, out.as_mut_ptr().cast(), 40, false, &fill).unwrap() };
    assert_eq!(out, expected);
}

#[test]
fn bad_parameters_are_errors_and_draw_nothing() {
    let generator = Generator::with_seed(10);
    let before = generator.get_state();
    let bad = [
        (Distribution::Uniform { from: 1.0, to: 0.0 }, DType::F32),
        (Distribution::Uniform { from: 0.0, to: 1e39 }, DType::F32),
        (Distribution::Uniform { from: f64::NAN, to: 1.0 }, DType::F64),
        (Distribution::Uniform { from: 0.0, to: 1.0 }, DType::I64),
        (Distribution::Normal { mean: 0.0, std: -1.0 }, DType::F32),
        (Distribution::LogNormal { mean: 0.0, std: 0.0 }, DType::F32),
        (Distribution::Bernoulli { p: 1.5 }, DType::F32),
        (Distribution::Bernoulli { p: 0.5 }, DType::C64),
        (Distribution::Exponential { rate: 0.0 }, DType::F32),
        (Distribution::Geometric { p: 1.0 }, DType::F32),
        (Distribution::Geometric { p: 0.5 }, DType::Bool),
        (Distribution::Cauchy { median: 0.0, sigma: f64::NAN }, DType::F32),
        (Distribution::RandomRange { from: i64::MIN, to: None }, DType::I32),
        (Distribution::RandomRange { from: 5, to: Some(2) }, DType::I32),
    ];
    for (distribution, dtype) in bad {
        let mut out = [0u64; 4];
        // SAFETY: four elements of at most eight bytes.
        let result = unsafe { distribution.fill(dtype, out.as_mut_ptr().cast(), 4, true, &generator) };
        let error = result.expect_err("refused");
        assert!(!error.to_string().is_empty(), "{distribution:?}");
    }
    assert_eq!(generator.get_state(), before);
}

#[test]
fn bernoulli_with_a_probability_each() {
    let generator = Generator::with_seed(42);
    let mut out = [7i32; 4];
    bernoulli_each(&mut out, &[0.0f32, 1.0, 0.0, 1.0], &generator).unwrap();
    assert_eq!(out, [0, 1, 0, 1]);
    // Singles take one word each, as the uniforms that follow in PyTorch show.
    assert_eq!(generator.random(), Generator::with_seed(42).lock_and_skip(4));
    assert_eq!(bernoulli_each(&mut out, &[0.5f64, 1.5, 0.5, 0.5], &generator), Err(1));
    assert_eq!(bernoulli_each(&mut out, &[f64::NAN; 4], &generator), Err(0));
}

impl Generator {
    /// The word after `count` others.
    fn lock_and_skip(&self, count: usize) -> u32 {
        let mut state = self.lock();
        state.engine.skip(count);
        state.random()
    }
}
