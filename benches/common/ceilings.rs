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

/// Vectors that a copy moves at once.
const STEPS: usize = 8;

/// Adds up `n` numbers in `SUMS` sums, `passes` times.
///
/// # Safety
/// The vector's instruction set is present, and `n` numbers are readable; `n` is a multiple of 256.
#[inline(always)]
unsafe fn read_all<V: Vector<Scalar = f32>, const SUMS: usize>(source: *const f32, n: usize, passes: usize) -> f64 {
    // SAFETY: the caller promises the numbers and the instruction set; SUMS vectors have at most 256.
    unsafe {
        let mut sums: [V; SUMS] = std::array::from_fn(|_| V::zero());
        for _ in 0..passes {
            for at in (0..n).step_by(SUMS * V::LANES) {
                for (step, sum) in sums.iter_mut().enumerate() {
                    *sum = sum.add(V::load(source.add(at + step * V::LANES)));
                }
            }
        }
        sums.iter().map(|sum| f64::from(sum.sum())).sum()
    }
}

/// Writes every number plus `addend`, `passes` times: a plain copy would become a call of the C library.
///
/// # Safety
/// As [`read_all`]; `n` numbers are writable too, and the ranges do not overlap.
#[inline(always)]
unsafe fn copy_all<V: Vector<Scalar = f32>>(source: *const f32, to: *mut f32, n: usize, passes: usize, addend: f32) {
    // SAFETY: the caller promises the numbers and the instruction set.
    unsafe {
        let addend = V::splat(addend);
        for _ in 0..passes {
            for at in (0..n).step_by(STEPS * V::LANES) {
                for step in 0..STEPS {
                    let place = at + step * V::LANES;
                    V::load(source.add(place)).add(addend).store(to.add(place));
                }
            }
        }
    }
}

macro_rules! loops {
    ($($set:ident: $features:literal, $single:ident, $double:ident, $sums:literal;)*) => { $(
        #[cfg(target_arch = "x86_64")]
        mod $set {
            use std::arch::x86_64::{$double, $single};

            #[target_feature(enable = $features)]
            pub fn peak(double: bool, rounds: usize) -> f64 {
                // SAFETY: the function is only called where the instruction set is present.
                unsafe {
                    if double { super::multiply_adds::<$double>(rounds) } else { super::multiply_adds::<$single>(rounds) }
                }
            }

            /// # Safety
            /// As [`super::read_all`].
            #[target_feature(enable = $features)]
            pub unsafe fn read(source: *const f32, n: usize, passes: usize) -> f64 {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::read_all::<$single, $sums>(source, n, passes) }
            }

            /// # Safety
            /// As [`super::copy_all`].
            #[target_feature(enable = $features)]
            pub unsafe fn copy(source: *const f32, target: *mut f32, n: usize, passes: usize, addend: f32) {
                // SAFETY: the caller's promises are passed on.
                unsafe { super::copy_all::<$single>(source, target, n, passes, addend) }
            }
        }
    )* };
}

loops! {
    avx512: "avx512f", __m512, __m512d, 16;
    avx2: "avx2,fma", __m256, __m256d, 8;
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
    let lanes = if double { 1 } else { 2 };
    match level {
        // SAFETY: the level was compared with what the processor has.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => rate(8 * lanes, &|rounds| unsafe { avx512::peak(double, rounds) }),
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => rate(4 * lanes, &|rounds| unsafe { avx2::peak(double, rounds) }),
        // SAFETY: the baseline is always there.
        _ if double => rate(4, &|rounds| unsafe { multiply_adds::<Array<f64, 4>>(rounds) }),
        // SAFETY: the baseline is always there.
        _ => rate(8, &|rounds| unsafe { multiply_adds::<Array<f32, 8>>(rounds) }),
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

/// [`read_all`] with the best instruction set.
///
/// # Safety
/// `n` numbers are readable; `n` is a multiple of 256.
unsafe fn read(source: *const f32, n: usize, passes: usize) -> f64 {
    // SAFETY: `level` names only what the processor has; the caller promises the numbers.
    unsafe {
        match flambeau_cpu::isa::level() {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => avx512::read(source, n, passes),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => avx2::read(source, n, passes),
            _ => read_all::<Array<f32, 8>, 8>(source, n, passes),
        }
    }
}

/// [`copy_all`] with the best instruction set.
///
/// # Safety
/// As [`read`]; `n` numbers are writable too, and the ranges do not overlap.
unsafe fn copy(source: *const f32, target: *mut f32, n: usize, passes: usize) {
    let addend = black_box(0.0);
    // SAFETY: `level` names only what the processor has; the caller promises the numbers.
    unsafe {
        match flambeau_cpu::isa::level() {
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => avx512::copy(source, target, n, passes, addend),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => avx2::copy(source, target, n, passes, addend),
            _ => copy_all::<Array<f32, 8>>(source, target, n, passes, addend),
        }
    }
}

/// One pass of [`copy`], past the caches where the target has such stores.
///
/// # Safety
/// As [`copy`]; both ranges start at a multiple of 16 bytes.
unsafe fn stream(source: *const f32, target: *mut f32, n: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the caller promises ranges and alignment; SSE2 is always there.
    unsafe {
        use std::arch::x86_64::{_mm_load_ps, _mm_sfence, _mm_stream_ps};
        for at in (0..n).step_by(4) {
            _mm_stream_ps(target.add(at), _mm_load_ps(source.add(at)));
        }
        _mm_sfence();
    }
    #[cfg(not(target_arch = "x86_64"))]
    // SAFETY: the caller's promises are passed on.
    unsafe {
        copy(source, target, n, 1)
    }
}

/// Bytes that one call reads and writes at most: short enough that some calls are not disturbed.
const PIECE: usize = 1 << 20;

/// Bytes that threads read and write in a second, each in `bytes` of its own, in GB/s.
pub fn bandwidth_gbytes(traffic: Traffic, bytes: usize, threads: usize) -> f64 {
    // Data that fit into a piece are passed over several times; others are passed over piece by piece.
    let bytes = (bytes / 1024).max(1) * 1024;
    let bytes = if bytes > PIECE { bytes / PIECE * PIECE } else { bytes };
    let (piece, passes) = (bytes.min(PIECE), (PIECE / bytes).max(1));
    let streams = if traffic == Traffic::Read { 1 } else { 2 };
    // Numbers of one stream, and of a piece of it.
    let (all, part) = (bytes / 4 / streams, piece / 4 / streams);
    let make = || {
        let mut pages = Pages::new(bytes, true);
        // No subnormal numbers, which some processors add slowly.
        pages.words().fill(u64::from(1f32.to_bits()) << 32 | u64::from(1f32.to_bits()));
        (pages, 0)
    };
    let call = |(pages, at): &mut (Pages, usize)| {
        let start = pages.words().as_mut_ptr().cast::<f32>();
        // SAFETY: a stream has `all` numbers, and a piece of `part` of them starts at a multiple of `part` below that.
        // A piece has a multiple of 1024 bytes: 256 numbers of one stream, or 128 of each of two. Streams start at a
        // multiple of 512 bytes.
        unsafe {
            let (source, target) = (start.add(*at), start.add(all + *at));
            match traffic {
                Traffic::Read => _ = black_box(read(source, part, passes)),
                Traffic::Copy => copy(source, target, part, passes),
                Traffic::StreamingCopy => (0..passes).for_each(|_| stream(source, target, part)),
            }
        }
        *at = (*at + part) % all;
        black_box(pages.words()[0]);
    };
    together(threads, (piece * passes) as f64 / 1e9, make, call)
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
