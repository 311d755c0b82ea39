//! Run-time choice of the instruction set.
//!
//! One source, several machine codes: [`simd_fn!`](crate::simd_fn) compiles a plain loop once per instruction set, so
//! that the compiler vectorises it for each, and picks one when called. A wheel therefore never depends on the machine
//! that built it. `FLAMBEAU_ISA=baseline|avx2|avx512` forces a lower set (for tests and for bug reports).

use crate::gemm::vector::{Array, Vector};
use std::sync::atomic::{AtomicU8, Ordering};

/// Instruction sets that kernels are compiled for, from the least to the most capable.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Level {
    /// What the target always has: SSE2 on x86-64, NEON on aarch64.
    Baseline = 1,
    /// AVX2, FMA, F16C, BMI2.
    Avx2 = 2,
    /// AVX-512 F, BW, CD, DQ, VL on top of AVX2.
    Avx512 = 3,
}

static LEVEL: AtomicU8 = AtomicU8::new(0);

/// Bytes of a line of the caches.
pub const LINE: usize = 64;

/// Asks for a line of memory; a hint that any address may be given to.
#[inline(always)]
pub fn prefetch<T>(at: *const T) {
    hint::<T, 3>(at);
}

/// Asks for a line of memory as far as the second-level cache: what is wanted soon, but not next.
#[inline(always)]
pub fn prefetch_far<T>(at: *const T) {
    hint::<T, 2>(at);
}

/// [`prefetch_far`] for `count` elements.
#[inline(always)]
pub fn prefetch_all<T>(from: *const T, count: usize) {
    for at in (0..count).step_by(LINE / size_of::<T>()) {
        prefetch_far(from.wrapping_add(at));
    }
}

/// A prefetch into the first-level cache (3) or the second (2).
#[inline(always)]
fn hint<T, const LEVEL: i32>(at: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch faults at no address; SSE is part of x86-64.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<LEVEL>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// The instruction set in use.
#[inline(always)]
pub fn level() -> Level {
    match LEVEL.load(Ordering::Relaxed) {
        1 => Level::Baseline,
        2 => Level::Avx2,
        3 => Level::Avx512,
        _ => detect(),
    }
}

#[cold]
fn detect() -> Level {
    let best = best_of_machine();
    let chosen = match std::env::var("FLAMBEAU_ISA").as_deref() {
        Ok("baseline") => Level::Baseline,
        Ok("avx2") => best.min(Level::Avx2),
        _ => best,
    };
    LEVEL.store(chosen as u8, Ordering::Relaxed);
    chosen
}

fn best_of_machine() -> Level {
    #[cfg(target_arch = "x86_64")]
    {
        let avx2 = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c")
            && is_x86_feature_detected!("bmi2");
        let avx512 = avx2
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512cd")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        if avx512 {
            return Level::Avx512;
        }
        if avx2 {
            return Level::Avx2;
        }
    }
    Level::Baseline
}

/// What a kernel body may ask of the instruction set it is compiled for.
pub trait Isa: Copy {
    /// Bytes of a vector register.
    const WIDTH: usize;
    /// Whether `a * b + c` is one instruction with one rounding.
    const FMA: bool;
    /// A register of f32.
    type F32: Vector<Scalar = f32>;

    /// `a * b + c`, fused where the machine can.
    #[inline(always)]
    fn fma32(a: f32, b: f32, c: f32) -> f32 {
        if Self::FMA { a.mul_add(b, c) } else { a * b + c }
    }

    /// `a * b + c`, fused where the machine can.
    #[inline(always)]
    fn fma64(a: f64, b: f64, c: f64) -> f64 {
        if Self::FMA { a.mul_add(b, c) } else { a * b + c }
    }
}

/// Marker for [`Level::Baseline`].
#[derive(Clone, Copy)]
pub struct Baseline;
/// Marker for [`Level::Avx2`].
#[derive(Clone, Copy)]
pub struct Avx2;
/// Marker for [`Level::Avx512`].
#[derive(Clone, Copy)]
pub struct Avx512;

impl Isa for Baseline {
    const WIDTH: usize = 16;
    const FMA: bool = cfg!(target_arch = "aarch64");
    type F32 = Array<f32, 4>;
}
impl Isa for Avx2 {
    const WIDTH: usize = 32;
    const FMA: bool = true;
    #[cfg(target_arch = "x86_64")]
    type F32 = std::arch::x86_64::__m256;
    #[cfg(not(target_arch = "x86_64"))]
    type F32 = Array<f32, 8>;
}
impl Isa for Avx512 {
    const WIDTH: usize = 64;
    const FMA: bool = true;
    #[cfg(target_arch = "x86_64")]
    type F32 = std::arch::x86_64::__m512;
    #[cfg(not(target_arch = "x86_64"))]
    type F32 = Array<f32, 16>;
}

/// Defines an `unsafe fn` whose body is compiled once per instruction set and chosen at run time.
///
/// `I` names the [`Isa`] inside the body; further generic parameters follow it. The body must be plain loops (and
/// `#[inline(always)]` helpers), which the compiler vectorises for each set.
///
/// ```
/// flambeau_cpu::simd_fn! {
///     /// Adds `b` to `a` in place.
///     ///
///     /// # Safety
///     /// Both pointers are valid for `n` elements and do not overlap.
///     pub unsafe fn accumulate<I>(a: *mut f32, b: *const f32, n: usize) {
///         // SAFETY: the caller promises both ranges.
///         let (a, b) = unsafe { (std::slice::from_raw_parts_mut(a, n), std::slice::from_raw_parts(b, n)) };
///         for (x, y) in a.iter_mut().zip(b) {
///             *x = I::fma32(1.0, *y, *x);
///         }
///     }
/// }
/// let mut a = [1.0f32; 9];
/// unsafe { accumulate(a.as_mut_ptr(), [2.0f32; 9].as_ptr(), 9) };
/// assert_eq!(a, [3.0; 9]);
/// ```
#[macro_export]
macro_rules! simd_fn {
    ($(#[$meta:meta])* $vis:vis unsafe fn $name:ident<I $(, $g:ident : $bound:path)*>($($arg:ident : $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block) => {
        $(#[$meta])*
        #[inline]
        #[allow(clippy::too_many_arguments)]
        $vis unsafe fn $name<$($g: $bound),*>($($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, clippy::extra_unused_type_parameters)]
            unsafe fn body<I: $crate::isa::Isa $(, $g: $bound)*>($($arg: $ty),*) $(-> $ret)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
            #[allow(clippy::too_many_arguments)]
            unsafe fn avx2<$($g: $bound),*>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: the caller's promises are passed on.
                unsafe { body::<$crate::isa::Avx2 $(, $g)*>($($arg),*) }
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
            #[allow(clippy::too_many_arguments)]
            unsafe fn avx512<$($g: $bound),*>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: the caller's promises are passed on.
                unsafe { body::<$crate::isa::Avx512 $(, $g)*>($($arg),*) }
            }

            // SAFETY: `level` names only what the processor has; the caller's promises are passed on.
            unsafe {
                match $crate::isa::level() {
                    #[cfg(target_arch = "x86_64")]
                    $crate::isa::Level::Avx512 => avx512::<$($g),*>($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    $crate::isa::Level::Avx2 => avx2::<$($g),*>($($arg),*),
                    _ => body::<$crate::isa::Baseline $(, $g)*>($($arg),*),
                }
            }
        }
    };
}
