//! What the benches share: timing, and the ceilings of the machine they run on.

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

/// Accumulators of the loop that measures the peak: enough vectors to hide the latency of the units.
const SUMS: usize = 12;

flambeau_cpu::simd_fn! {
    /// `rounds` times one multiply-add on each of `SUMS` vectors of `W` bytes' worth of f32 or f64.
    unsafe fn multiply_adds<I>(sums: *mut f32, rounds: usize) {
        // Vectors of the set in use: 16 lanes are one register of AVX-512, two of AVX2, four of SSE2.
        // SAFETY: the caller gives SUMS times 16 elements.
        let state = unsafe { &mut *sums.cast::<[[f32; 16]; SUMS]>() };
        let mut local = *state;
        let factor = [0.999f32; 16];
        for _ in 0..rounds {
            for sum in &mut local {
                for lane in 0..16 {
                    sum[lane] = I::fma32(sum[lane], factor[lane], 0.001);
                }
            }
        }
        *state = local;
    }
}

/// The most multiplications and additions that one thread does in a second, in GFLOP/s of f32; f64 has half of it.
pub fn peak_gflops() -> f64 {
    let rounds = 20_000;
    let mut sums = vec![1.0f32; SUMS * 16];
    // SAFETY: the vector has as many elements.
    let time = seconds(|| unsafe { multiply_adds(black_box(sums.as_mut_ptr()), rounds) });
    black_box(&sums);
    2.0 * (SUMS * 16 * rounds) as f64 / time / 1e9
}

/// Bytes that one thread reads from memory in a second, in GB/s.
#[allow(dead_code)]
pub fn memory_gbytes() -> f64 {
    let values = vec![1u64; 32 << 20];
    let time = seconds(|| {
        let mut sums = [0u64; 32];
        for chunk in values.chunks_exact(32) {
            for (sum, value) in sums.iter_mut().zip(chunk) {
                *sum ^= value;
            }
        }
        black_box(sums);
    });
    (values.len() * 8) as f64 / time / 1e9
}
