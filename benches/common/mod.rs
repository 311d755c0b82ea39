//! What the benches share: timing, the ceilings of the machine they run on, and tables of tensor operations.

use flambeau_cpu::gemm::vector::{Array, Vector};
use flambeau_cpu::isa::Level;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Seconds that one call takes: the shortest of many batches of calls, so that other processes disturb little.
///
/// A batch lasts some 200 us. Batches are repeated for `FLAMBEAU_BENCH_MS` milliseconds (default 150).
pub fn seconds(mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    call();
    let first = start.elapsed().as_secs_f64().max(1e-9);
    let calls = ((200e-6 / first) as usize).clamp(1, 100_000);
    let limit = std::env::var("FLAMBEAU_BENCH_MS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let end = Instant::now() + Duration::from_millis(limit);
    let mut best = f64::INFINITY;
    let mut batches = 0;
    while batches < 3 || Instant::now() < end {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        best = best.min(start.elapsed().as_secs_f64() / calls as f64);
        batches += 1;
    }
    best
}

/// A row of numbers in (-0.5, 0.5), the same on every run.
pub fn numbers(n: usize) -> Vec<f64> {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    (0..n)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
        })
        .collect()
}

/// Sums of the loop that measures the peak: enough to hide the latency of two units, few enough for 16 registers.
const SUMS: usize = 10;

/// `rounds` times one multiply-add on each of [`SUMS`] vectors.
///
/// # Safety
/// The vector's instruction set is present.
#[inline(always)]
unsafe fn multiply_adds<V: Vector<Scalar = f32>>(rounds: usize) -> f32 {
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        // Different values, or the compiler would see one sum in all of them.
        let mut sums: [V; SUMS] = std::array::from_fn(|at| V::splat(at as f32));
        let (factor, addend) = (V::splat(0.999), V::splat(0.001));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = sum.mul_add(factor, addend);
            }
        }
        let mut total = sums[0];
        for sum in &sums[1..] {
            total = total.add(*sum);
        }
        total.sum()
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn peak_avx512(rounds: usize) -> f32 {
    // SAFETY: the function is only called where the instruction set is present.
    unsafe { multiply_adds::<std::arch::x86_64::__m512>(rounds) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn peak_avx2(rounds: usize) -> f32 {
    // SAFETY: the function is only called where the instruction set is present.
    unsafe { multiply_adds::<std::arch::x86_64::__m256>(rounds) }
}

/// The most multiplications and additions that one thread does in a second, in GFLOP/s of f32; f64 has half of it.
pub fn peak_gflops() -> f64 {
    const ROUNDS: usize = 2000;
    let (lanes, time) = match flambeau_cpu::isa::level() {
        // SAFETY: `level` names only what the processor has.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => (16, seconds(|| _ = black_box(unsafe { peak_avx512(black_box(ROUNDS)) }))),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => (8, seconds(|| _ = black_box(unsafe { peak_avx2(black_box(ROUNDS)) }))),
        // SAFETY: the baseline is always there.
        _ => (8, seconds(|| _ = black_box(unsafe { multiply_adds::<Array<f32, 8>>(black_box(ROUNDS)) }))),
    };
    2.0 * (SUMS * lanes * ROUNDS) as f64 / time / 1e9
}

/// Bytes that one thread reads from memory in a second, in GB/s.
#[allow(dead_code)]
pub fn memory_gbytes() -> f64 {
    // Several times any cache, read in pieces that are timed alone: the fastest piece was not disturbed.
    let values = vec![1u64; 32 << 20];
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        for piece in values.chunks_exact(1 << 17) {
            let start = Instant::now();
            let mut sums = [0u64; 32];
            for chunk in piece.chunks_exact(32) {
                for (sum, value) in sums.iter_mut().zip(chunk) {
                    *sum ^= value;
                }
            }
            black_box(sums);
            best = best.min(start.elapsed().as_secs_f64() / (piece.len() * 8) as f64);
        }
    }
    1e-9 / best
}
