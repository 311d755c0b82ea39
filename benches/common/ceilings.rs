//! What the machine can do at most: multiply-adds, traffic of caches and memory, first touch of pages.
//!
//! Every figure is the best of many batches, so that other processes disturb little; several threads run the same
//! batch at once, each on data of its own.

use super::pages::Pages;
use flambeau_cpu::gemm::vector::{Array, Vector};
use flambeau_cpu::isa::Level;
use std::hint::black_box;
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

/// Work that `threads` threads together do in a second; one call does `work` of it.
fn together<S>(threads: usize, work: f64, make: impl Fn() -> S + Sync, call: impl Fn(&mut S) + Sync) -> f64 {
    let calls = {
        let mut state = make();
        call(&mut state);
        let start = Instant::now();
        call(&mut state);
        ((2e-3 / start.elapsed().as_secs_f64().max(1e-9)) as usize).clamp(1, 1_000_000)
    };
    let barrier = Barrier::new(threads);
    let best = Mutex::new(f64::INFINITY);
    // One thread decides for all whether another batch follows.
    let over = Mutex::new(false);
    std::thread::scope(|scope| {
        for at in 0..threads {
            let (barrier, best, over, make, call) = (&barrier, &best, &over, &make, &call);
            scope.spawn(move || {
                let mut state = make();
                call(&mut state);
                let end = Instant::now() + Duration::from_millis(super::milliseconds());
                for batch in 0.. {
                    barrier.wait();
                    if *over.lock().expect("no thread panics") {
                        break;
                    }
                    let start = Instant::now();
                    (0..calls).for_each(|_| call(&mut state));
                    barrier.wait();
                    if at == 0 {
                        let mut best = best.lock().expect("no thread panics");
                        *best = best.min(start.elapsed().as_secs_f64() / calls as f64);
                        *over.lock().expect("no thread panics") = batch >= 3 && Instant::now() > end;
                    }
                }
            });
        }
    });
    threads as f64 * work / best.into_inner().expect("no thread panics")
}

/// Sums of the loop that measures the peak: enough to hide the latency of two units, few enough for 16 registers.
const SUMS: usize = 10;

/// `rounds` times one multiply-add on each of [`SUMS`] vectors.
///
/// # Safety
/// The vector's instruction set is present.
#[inline(always)]
unsafe fn multiply_adds<V: Vector>(rounds: usize) -> f64
where
    V::Scalar: From<f32> + Into<f64>,
{
    // SAFETY: the caller vouches for the instruction set.
    unsafe {
        // Different values, or the compiler would see one sum in all of them.
        let mut sums: [V; SUMS] = std::array::from_fn(|at| V::splat((at as f32).into()));
        let (factor, addend) = (V::splat(0.999f32.into()), V::splat(0.001f32.into()));
        for _ in 0..rounds {
            for sum in &mut sums {
                *sum = sum.mul_add(factor, addend);
            }
        }
        let mut total = sums[0];
        for sum in &sums[1..] {
            total = total.add(*sum);
        }
        total.sum().into()
    }
}

macro_rules! peaks {
    ($($name:ident: $features:literal, $vector:ident;)*) => { $(
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $name(rounds: usize) -> f64 {
            // SAFETY: the function is only called where the instruction set is present.
            unsafe { multiply_adds::<std::arch::x86_64::$vector>(rounds) }
        }
    )* };
}

peaks! {
    avx512_f32: "avx512f", __m512;
    avx512_f64: "avx512f", __m512d;
    avx2_f32: "avx2,fma", __m256;
    avx2_f64: "avx2,fma", __m256d;
}

/// Multiplications and additions that threads do in a second with one instruction set, in GFLOP/s.
///
/// The instruction set must be present: at most [`flambeau_cpu::isa::level`].
pub fn fma_gflops(level: Level, double: bool, threads: usize) -> f64 {
    const ROUNDS: usize = 2000;
    assert!(level <= flambeau_cpu::isa::level(), "{level:?} is not there");
    let rate = |lanes: usize, call: &(dyn Fn(usize) -> f64 + Sync)| {
        let work = 2.0 * (SUMS * lanes * ROUNDS) as f64 / 1e9;
        together(threads, work, || (), |()| _ = black_box(call(black_box(ROUNDS))))
    };
    match (level, double) {
        // SAFETY, here and below: the level was compared with what the processor has.
        #[cfg(target_arch = "x86_64")]
        (Level::Avx512, false) => rate(16, &|rounds| unsafe { avx512_f32(rounds) }),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        (Level::Avx512, true) => rate(8, &|rounds| unsafe { avx512_f64(rounds) }),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        (Level::Avx2, false) => rate(8, &|rounds| unsafe { avx2_f32(rounds) }),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        (Level::Avx2, true) => rate(4, &|rounds| unsafe { avx2_f64(rounds) }),
        // SAFETY: the baseline is always there.
        (_, false) => rate(8, &|rounds| unsafe { multiply_adds::<Array<f32, 8>>(rounds) }),
        // SAFETY: the baseline is always there.
        (_, true) => rate(4, &|rounds| unsafe { multiply_adds::<Array<f64, 4>>(rounds) }),
    }
}

/// What a loop over memory does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Traffic {
    /// Reads all of it.
    Read,
    /// Reads one half and writes the other; both count.
    Copy,
    /// The same with stores that pass the caches by.
    StreamingCopy,
}

flambeau_cpu::simd_fn! {
    /// Combines all words.
    ///
    /// # Safety
    /// `n` words are readable.
    unsafe fn read_all<I>(source: *const u64, n: usize) -> u64 {
        let mut sums = [0u64; 64];
        // SAFETY: the caller promises the words.
        for chunk in unsafe { std::slice::from_raw_parts(source, n) }.chunks_exact(64) {
            for (sum, value) in sums.iter_mut().zip(chunk) {
                *sum ^= value;
            }
        }
        sums.iter().fold(I::WIDTH as u64, |all, sum| all ^ sum)
    }
}

flambeau_cpu::simd_fn! {
    /// Writes every word of `source` with some bits turned: a plain copy would become a call of the C library.
    ///
    /// # Safety
    /// `n` words are readable and writable, and the ranges do not overlap.
    unsafe fn copy_all<I>(source: *const u64, target: *mut u64, n: usize, key: u64) {
        // SAFETY: the caller promises both ranges.
        let (source, target) =
            unsafe { (std::slice::from_raw_parts(source, n), std::slice::from_raw_parts_mut(target, n)) };
        let key = key ^ I::WIDTH as u64;
        for (to, from) in target.iter_mut().zip(source) {
            *to = from ^ key;
        }
    }
}

/// As [`copy_all`], past the caches where the target has such stores.
///
/// # Safety
/// As [`copy_all`]; both ranges start at a multiple of 16 bytes.
unsafe fn stream_all(source: *const u64, target: *mut u64, n: usize, key: u64) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the caller promises ranges and alignment; SSE2 is always there.
    unsafe {
        use std::arch::x86_64::{
            __m128i, _mm_load_si128, _mm_set1_epi64x, _mm_sfence, _mm_stream_si128, _mm_xor_si128,
        };
        let (source, target) = (source.cast::<__m128i>(), target.cast::<__m128i>());
        let key = _mm_set1_epi64x(key as i64);
        for at in 0..n / 2 {
            _mm_stream_si128(target.add(at), _mm_xor_si128(_mm_load_si128(source.add(at)), key));
        }
        _mm_sfence();
    }
    #[cfg(not(target_arch = "x86_64"))]
    // SAFETY: the caller's promises are passed on.
    unsafe {
        copy_all(source, target, n, key)
    }
}

/// Bytes that threads read and write in a second, each in `bytes` of its own, in GB/s.
pub fn bandwidth_gbytes(traffic: Traffic, bytes: usize, threads: usize) -> f64 {
    let words = bytes / 1024 * 128;
    let make = || {
        let mut pages = Pages::new(words * 8, true);
        pages.words().fill(1);
        pages
    };
    let call = |pages: &mut Pages| {
        let all = pages.words();
        let (source, target) = all[..words].split_at_mut(words / 2);
        let (from, to, key) = (source.as_ptr(), target.as_mut_ptr(), black_box(7));
        // SAFETY: the halves are valid, apart from each other, and start at a page or at a multiple of 512 bytes.
        unsafe {
            match traffic {
                Traffic::Read => _ = black_box(read_all(from, words)),
                Traffic::Copy => copy_all(from, to, words / 2, key),
                Traffic::StreamingCopy => stream_all(from, to, words / 2, key),
            }
        }
        black_box(pages.words()[words / 2]);
    };
    together(threads, (words * 8) as f64 / 1e9, make, call)
}

/// Bytes of fresh memory that threads make their own in a second by writing a word in each page, in GB/s.
pub fn first_touch_gbytes(huge: bool, threads: usize) -> f64 {
    const BYTES: usize = 64 << 20;
    let barrier = Barrier::new(threads);
    let best = Mutex::new(f64::INFINITY);
    std::thread::scope(|scope| {
        for at in 0..threads {
            let (barrier, best) = (&barrier, &best);
            scope.spawn(move || {
                for _ in 0..7 {
                    let mut pages = Pages::new(BYTES, huge);
                    barrier.wait();
                    let start = Instant::now();
                    pages.words().iter_mut().step_by(512).for_each(|word| *word = 1);
                    barrier.wait();
                    if at == 0 {
                        let mut best = best.lock().expect("no thread panics");
                        *best = best.min(start.elapsed().as_secs_f64());
                    }
                    black_box(pages.words());
                }
            });
        }
    });
    (threads * BYTES) as f64 / best.into_inner().expect("no thread panics") / 1e9
}

/// Bytes of the first processor's data caches, from the first level on, as Linux tells them.
pub fn caches() -> Vec<usize> {
    let read = |index: usize, name: &str| {
        std::fs::read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{name}")).ok()
    };
    let mut found = Vec::new();
    for index in 0..8 {
        let (Some(kind), Some(size)) = (read(index, "type"), read(index, "size")) else { break };
        if kind.trim() != "Instruction"
            && let Ok(kilobytes) = size.trim().trim_end_matches('K').parse::<usize>()
        {
            found.push(kilobytes * 1024);
        }
    }
    if found.is_empty() { vec![32 << 10, 1 << 20, 16 << 20] } else { found }
}
