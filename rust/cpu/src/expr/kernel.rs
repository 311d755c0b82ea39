//! Loop shapes: one source, one machine code per instruction set, reached through a plain function pointer.
//!
//! A kernel reads up to three dense tiles and writes one. The result never overlaps an argument (the engine sees to
//! it; [`InPlace2`] is the exception), which lets the compiler vectorise without run-time checks; pointers may have any
//! alignment.

use super::half;
use crate::isa::{Avx2, Avx512, Baseline, Isa, Level};
use crate::vecmath::{self, Formula};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Machine code of an instruction: `n` results at `dst` from the arguments at `a`, `b`, `c`. Answers `true` where an
/// integer was divided by zero, in which case nothing was written.
///
/// # Safety
/// `dst` is valid for writes of `n` results and overlaps no argument; the arguments the kernel reads are valid for `n`
/// values of its classes; the processor has the instruction set.
pub(crate) type Entry = unsafe fn(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool;

/// A loop over tiles.
pub(crate) trait Kernel {
    /// See [`Entry`].
    ///
    /// # Safety
    /// As [`Entry`]. `I` is at most what the calling function is compiled for.
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool;
}

/// The machine code of a kernel for an instruction set, which the processor must have when it is called.
pub(crate) fn entry<K: Kernel>(level: Level) -> Entry {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => avx512::<K>,
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => avx2::<K>,
        _ => baseline::<K>,
    }
}

unsafe fn baseline<K: Kernel>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool {
    // SAFETY: the caller's promises are passed on.
    unsafe { K::run::<Baseline>(dst, a, b, c, n) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
unsafe fn avx2<K: Kernel>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool {
    // SAFETY: the caller's promises are passed on.
    unsafe { K::run::<Avx2>(dst, a, b, c, n) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,lzcnt,popcnt")]
unsafe fn avx512<K: Kernel>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool {
    // SAFETY: the caller's promises are passed on.
    unsafe { K::run::<Avx512>(dst, a, b, c, n) }
}

/// A value at any address.
#[derive(Clone, Copy)]
#[repr(C, packed)]
pub(crate) struct Unaligned<T>(pub(crate) T);

/// A scalar function of one argument.
pub(crate) trait Unary {
    /// Argument.
    type A: Copy;
    /// Result.
    type R: Copy;
    /// The function, branch-free for the vectoriser wherever possible.
    fn apply<I: Isa>(a: Self::A) -> Self::R;
}

/// A scalar function of two arguments of one type.
pub(crate) trait Binary {
    /// Arguments.
    type A: Copy;
    /// Result.
    type R: Copy;
    /// The function, branch-free for the vectoriser wherever possible.
    fn apply<I: Isa>(a: Self::A, b: Self::A) -> Self::R;
}

/// A scalar function of three arguments.
pub(crate) trait Ternary {
    /// First argument.
    type A: Copy;
    /// Second and third argument, and result.
    type R: Copy;
    /// The function, branch-free for the vectoriser wherever possible.
    fn apply<I: Isa>(a: Self::A, b: Self::R, c: Self::R) -> Self::R;
}

/// Integer divisor types.
pub(crate) trait Zero: Copy + PartialEq {
    /// The number 0.
    const ZERO: Self;
}

impl Zero for i32 {
    const ZERO: i32 = 0;
}

impl Zero for i64 {
    const ZERO: i64 = 0;
}

/// The loop of a [`Unary`].
pub(crate) struct Loop1<F>(PhantomData<F>);
/// The loop of a [`Formula`].
pub(crate) struct Formula1<F>(PhantomData<F>);
/// The loop of a [`Binary`].
pub(crate) struct Loop2<F>(PhantomData<F>);
/// The loop of a [`Binary`] whose second argument must not be 0.
pub(crate) struct Loop2NonZero<F>(PhantomData<F>);
/// The loop of a [`Ternary`].
pub(crate) struct Loop3<F>(PhantomData<F>);

/// The loop of a [`Binary`] whose first argument is `dst` itself; `a` is not read. (One pointer for both, because a loop
/// over two that may be equal is not vectorised.)
pub(crate) struct InPlace2<F>(PhantomData<F>);

/// The loop of a [`Binary`] of binary32 whose arguments and results are stored as bfloat16.
pub(crate) type Loop2Bf16<F> = Loop2<OnBf16<F>>;
/// A [`Binary`] with its arguments widened and its result narrowed.
pub(crate) struct OnBf16<F>(PhantomData<F>);

impl<F: Binary<A = f32, R = f32>> Binary for OnBf16<F> {
    type A = u16;
    type R = u16;
    #[inline(always)]
    fn apply<I: Isa>(a: u16, b: u16) -> u16 {
        half::f32_to_bf16(F::apply::<I>(half::bf16_to_f32(a), half::bf16_to_f32(b)))
    }
}

impl<F: Unary> Kernel for Loop1<F> {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, _: *const u8, _: *const u8, n: usize) -> bool {
        #[inline(always)]
        fn each<I: Isa, F: Unary>(dst: &mut [MaybeUninit<Unaligned<F::R>>], a: &[Unaligned<F::A>]) {
            for (d, a) in dst.iter_mut().zip(a) {
                d.write(Unaligned(F::apply::<I>(a.0)));
            }
        }
        // SAFETY: the caller promises the ranges and that `dst` overlaps nothing.
        each::<I, F>(unsafe { from_raw_parts_mut(dst.cast(), n) }, unsafe { from_raw_parts(a.cast(), n) });
        false
    }
}

impl<F: Formula + Default> Kernel for Formula1<F> {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, _: *const u8, _: *const u8, n: usize) -> bool {
        // SAFETY: the caller promises the ranges, that `dst` overlaps nothing, and the instruction set.
        unsafe { vecmath::map::<I, F>(F::default(), dst.cast(), a.cast(), n) };
        false
    }
}

impl<F: Binary> Kernel for Loop2<F> {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, b: *const u8, _: *const u8, n: usize) -> bool {
        #[inline(always)]
        fn each<I: Isa, F: Binary>(
            dst: &mut [MaybeUninit<Unaligned<F::R>>],
            a: &[Unaligned<F::A>],
            b: &[Unaligned<F::A>],
        ) {
            for ((d, a), b) in dst.iter_mut().zip(a).zip(b) {
                d.write(Unaligned(F::apply::<I>(a.0, b.0)));
            }
        }
        // SAFETY: the caller promises the ranges and that `dst` overlaps nothing.
        unsafe {
            each::<I, F>(from_raw_parts_mut(dst.cast(), n), from_raw_parts(a.cast(), n), from_raw_parts(b.cast(), n));
        }
        false
    }
}

impl<F: Binary<R = <F as Binary>::A>> Kernel for InPlace2<F> {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, _: *const u8, b: *const u8, _: *const u8, n: usize) -> bool {
        #[inline(always)]
        fn each<I: Isa, F: Binary<R = <F as Binary>::A>>(dst: &mut [Unaligned<F::A>], b: &[Unaligned<F::A>]) {
            for (d, b) in dst.iter_mut().zip(b) {
                *d = Unaligned(F::apply::<I>(d.0, b.0));
            }
        }
        // SAFETY: the caller promises the ranges and that `dst` does not overlap `b`.
        unsafe { each::<I, F>(from_raw_parts_mut(dst.cast(), n), from_raw_parts(b.cast(), n)) };
        false
    }
}

impl<F: Binary> Kernel for Loop2NonZero<F>
where
    F::A: Zero,
{
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool {
        // SAFETY: the caller promises the range.
        let divisors: &[Unaligned<F::A>] = unsafe { from_raw_parts(b.cast(), n) };
        if divisors.iter().fold(false, |zero, b| zero | ({ b.0 } == F::A::ZERO)) {
            return true;
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { Loop2::<F>::run::<I>(dst, a, b, c, n) }
    }
}

impl<F: Ternary> Kernel for Loop3<F> {
    #[inline(always)]
    unsafe fn run<I: Isa>(dst: *mut u8, a: *const u8, b: *const u8, c: *const u8, n: usize) -> bool {
        #[inline(always)]
        fn each<I: Isa, F: Ternary>(
            dst: &mut [MaybeUninit<Unaligned<F::R>>],
            a: &[Unaligned<F::A>],
            b: &[Unaligned<F::R>],
            c: &[Unaligned<F::R>],
        ) {
            for (((d, a), b), c) in dst.iter_mut().zip(a).zip(b).zip(c) {
                d.write(Unaligned(F::apply::<I>(a.0, b.0, c.0)));
            }
        }
        // SAFETY: the caller promises the ranges and that `dst` overlaps nothing.
        unsafe {
            each::<I, F>(
                from_raw_parts_mut(dst.cast(), n),
                from_raw_parts(a.cast(), n),
                from_raw_parts(b.cast(), n),
                from_raw_parts(c.cast(), n),
            );
        }
        false
    }
}
