//! What the benches share: timing, the ceilings of the machine they run on, and tables of tensor operations.

#![allow(dead_code)] // not every bench needs everything

pub mod ceilings;
mod pages;

use std::time::{Duration, Instant};

/// Seconds that one call takes: the shortest of many batches of calls, so that other processes disturb little.
///
/// A batch lasts some 200 us. Batches are repeated for `FLAMBEAU_BENCH_MS` milliseconds (default 150).
pub fn seconds(mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    call();
    let first = start.elapsed().as_secs_f64().max(1e-9);
    let calls = ((200e-6 / first) as usize).clamp(1, 100_000);
    let end = Instant::now() + Duration::from_millis(milliseconds());
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

/// How long one figure is measured.
fn milliseconds() -> u64 {
    std::env::var("FLAMBEAU_BENCH_MS").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
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

/// The most multiplications and additions that one thread does in a second, in GFLOP/s of f32; f64 has half of it.
pub fn peak_gflops() -> f64 {
    ceilings::fma_gflops(flambeau_cpu::isa::level(), false, 1)
}

/// Bytes that one thread reads from memory in a second, in GB/s.
pub fn memory_gbytes() -> f64 {
    // Several times any cache.
    ceilings::bandwidth_gbytes(ceilings::Traffic::Read, 256 << 20, 1)
}
