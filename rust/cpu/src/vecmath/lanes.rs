//! What the formulas of binary32 are written over: one number in a loop that the compiler vectorises, or registers.
//!
//! AVX-512 has instructions that no loop over scalar arithmetic is compiled to: scaling by a power of two with one
//! rounding, and an estimate of the reciprocal. They halve the work of `exp` and `sigmoid`, so [`map`] goes through them
//! where the machine has them. Several registers side by side keep a formula's long chain of dependent instructions from
//! being what it waits for.

use super::core::{ROUND_32, at_least32, at_most32};
use crate::isa::{Isa, LINE, prefetch};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::{Add, Mul, Sub};
use std::slice::{from_raw_parts, from_raw_parts_mut};

/// Numbers of binary32 that go through a formula side by side.
pub trait Lanes: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// Whether [`Lanes::look_up`] costs no more than arithmetic.
    const TABLES: bool;
    /// The same number everywhere.
    fn splat(x: f32) -> Self;
    /// `self * b + c`, fused where the machine can.
    fn fma(self, b: Self, c: Self) -> Self;
    /// `c - self * b`, fused where the machine can.
    fn negative_fma(self, b: Self, c: Self) -> Self;
    /// Quotients.
    fn over(self, divisor: Self) -> Self;
    /// An estimate of the reciprocal with a relative error of 2^-14 or less.
    fn reciprocal(self) -> Self;
    /// Magnitudes.
    fn abs(self) -> Self;
    /// Magnitudes of `self`, signs of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// The larger of each number and `low`; NaN stays NaN.
    fn at_least(self, low: f32) -> Self;
    /// The smaller of each number and `high`; NaN stays NaN.
    fn at_most(self, high: f32) -> Self;
    /// `yes` where `self < limit`, else `no`.
    fn select_below(self, limit: f32, yes: Self, no: Self) -> Self;
    /// `self * 2^n` with one rounding for `self` near 1, `-252 < n < 256`.
    fn scale(self, n: Integral<Self>) -> Self;
    /// `2^n` for `-127 < n < 128`.
    fn power(n: Integral<Self>) -> Self;
    /// Entries number `n` of a table, `0 <= n < 16`; some entry where `n` comes from NaN.
    fn look_up(table: &[f32; 16], n: Integral<Self>) -> Self;

    /// The integer nearest to `self * factor`, for products below 2^22.
    #[inline(always)]
    fn round_product(self, factor: f32) -> Integral<Self> {
        let shifted = self.fma(Self::splat(factor), Self::splat(ROUND_32));
        Integral { value: shifted - Self::splat(ROUND_32), shifted }
    }
}

/// An integer, as a float and shifted so that the lowest bits are those of the integer.
#[derive(Clone, Copy)]
pub struct Integral<L> {
    /// The integer.
    pub value: L,
    shifted: L,
}

/// One number.
pub struct One<I>(pub f32, PhantomData<I>);

impl<I> One<I> {
    /// Wraps a number.
    #[inline(always)]
    pub fn new(x: f32) -> One<I> {
        One(x, PhantomData)
    }
}

impl<I> Clone for One<I> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for One<I> {}

macro_rules! operators {
    ($($trait:ident $method:ident $operator:tt),*) => { $(
        impl<I> $trait for One<I> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                One::new(self.0 $operator other.0)
            }
        }
    )* };
}

operators!(Add add +, Sub sub -, Mul mul *);

impl<I: Isa> Lanes for One<I> {
    const TABLES: bool = false;
    #[inline(always)]
    fn splat(x: f32) -> Self {
        One::new(x)
    }
    #[inline(always)]
    fn fma(self, b: Self, c: Self) -> Self {
        One::new(I::fma32(self.0, b.0, c.0))
    }
    #[inline(always)]
    fn negative_fma(self, b: Self, c: Self) -> Self {
        One::new(I::fma32(-self.0, b.0, c.0))
    }
    #[inline(always)]
    fn over(self, divisor: Self) -> Self {
        One::new(self.0 / divisor.0)
    }
    #[inline(always)]
    fn reciprocal(self) -> Self {
        One::new(1.0 / self.0)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        One::new(self.0.abs())
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        One::new(self.0.copysign(sign.0))
    }
    #[inline(always)]
    fn at_least(self, low: f32) -> Self {
        One::new(at_least32(self.0, low))
    }
    #[inline(always)]
    fn at_most(self, high: f32) -> Self {
        One::new(at_most32(self.0, high))
    }
    #[inline(always)]
    fn select_below(self, limit: f32, yes: Self, no: Self) -> Self {
        if self.0 < limit { yes } else { no }
    }
    #[inline(always)]
    fn scale(self, n: Integral<Self>) -> Self {
        // What lies above the integer in the shifted float is shifted out.
        let exponent = n.shifted.0.to_bits() << 23;
        let half = (n.shifted.0.to_bits() << 22) & (0xff << 23 | 1 << 31);
        let power = |exponent: u32| f32::from_bits(exponent.wrapping_add(1f32.to_bits()));
        One::new(self.0 * power(half) * power(exponent.wrapping_sub(half)))
    }
    #[inline(always)]
    fn power(n: Integral<Self>) -> Self {
        One::new(f32::from_bits((n.shifted.0.to_bits() << 23).wrapping_add(1f32.to_bits())))
    }
    #[inline(always)]
    fn look_up(table: &[f32; 16], n: Integral<Self>) -> Self {
        One::new(table[n.shifted.0.to_bits() as usize % 16])
    }
}

/// A formula.
pub trait Formula: Copy {
    /// Its values.
    fn of<L: Lanes>(self, x: L) -> L;
}

/// A formula of `n` numbers.
///
/// # Safety
/// `src` is valid for reads and `dst` for writes of `n` numbers, of any alignment; they are the same or do not overlap.
/// The calling function is compiled for `I`.
#[inline(always)]
pub unsafe fn map<I: Isa, F: Formula>(formula: F, dst: *mut f32, src: *const f32, n: usize) {
    #[cfg(target_arch = "x86_64")]
    if I::WIDTH == 64 {
        // SAFETY: the caller promises the ranges and the instruction set.
        unsafe { wide::map(formula, dst, src, n) };
        return;
    }
    // Bytes of a number at any address.
    type Bytes = [u8; 4];
    #[inline(always)]
    fn apply<I: Isa, F: Formula>(formula: F, x: Bytes) -> Bytes {
        formula.of(One::<I>::new(f32::from_ne_bytes(x))).0.to_ne_bytes()
    }
    // References tell the compiler that nothing overlaps.
    #[inline(always)]
    fn each<I: Isa, F: Formula>(formula: F, dst: &mut [MaybeUninit<Bytes>], src: &[Bytes]) {
        for (dst, src) in dst.iter_mut().zip(src) {
            dst.write(apply::<I, F>(formula, *src));
        }
    }
    // SAFETY: the caller promises the ranges.
    unsafe {
        if dst.cast_const() == src {
            for x in from_raw_parts_mut(dst.cast::<Bytes>(), n) {
                *x = apply::<I, F>(formula, *x);
            }
        } else {
            each::<I, F>(formula, from_raw_parts_mut(dst.cast(), n), from_raw_parts(src.cast(), n));
        }
    }
}

/// Numbers of which the sum is taken at once.
const BLOCK: usize = 256;

/// A formula of `n` numbers, and the sum of its values. Lines of memory at `ahead`, as many as are read at `src`, are on
/// their way afterwards.
///
/// # Safety
/// As [`map`]; any address may be `ahead`.
#[inline(always)]
pub unsafe fn map_sum<I: Isa, F: Formula>(
    formula: F,
    dst: *mut f32,
    src: *const f32,
    n: usize,
    ahead: *const u8,
) -> f32 {
    #[cfg(target_arch = "x86_64")]
    if I::WIDTH == 64 {
        // SAFETY: the caller promises the ranges and the instruction set.
        return unsafe { wide::map_sum(formula, dst, src, n, ahead) };
    }
    let mut sums = [0f32; 32];
    for start in (0..n).step_by(BLOCK) {
        let n = BLOCK.min(n - start);
        for line in 0..(4 * n).div_ceil(LINE) {
            prefetch(ahead.wrapping_add(4 * start + LINE * line));
        }
        // SAFETY: the caller promises the ranges, and the results are there.
        let values = unsafe {
            map::<I, F>(formula, dst.add(start), src.add(start), n);
            from_raw_parts(dst.add(start).cast::<[u8; 4]>(), n)
        };
        let (whole, rest) = values.as_chunks::<32>();
        for values in whole {
            (0..32).for_each(|i| sums[i] += f32::from_ne_bytes(values[i]));
        }
        sums.iter_mut().zip(rest).for_each(|(sum, value)| *sum += f32::from_ne_bytes(*value));
    }
    let mut width = sums.len();
    while width > 1 {
        width /= 2;
        (0..width).for_each(|i| sums[i] += sums[i + width]);
    }
    sums[0]
}

/// The largest number, NaN passed over and negative infinity of none; `None` where a plain loop is as good.
///
/// # Safety
/// The calling function is compiled for `I`.
#[inline(always)]
pub unsafe fn largest<I: Isa>(x: &[f32]) -> Option<f32> {
    #[cfg(target_arch = "x86_64")]
    if I::WIDTH == 64 {
        // SAFETY: the caller promises the instruction set.
        return Some(unsafe { wide::largest(x.as_ptr(), x.len()) });
    }
    let _ = x;
    None
}

/// Registers of AVX-512.
#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{Formula, Integral, Lanes, prefetch};
    use std::arch::x86_64::*;
    use std::ops::{Add, Mul, Sub};

    /// `K` registers. Code that has one is compiled for AVX-512, of which all that follows are instructions.
    #[derive(Clone, Copy)]
    pub struct Wide<const K: usize>([__m512; K]);

    /// An expression for each of the `K` registers. (A closure is not inlined by force, and what is not inlined is not
    /// compiled for the instruction set.)
    macro_rules! each {
        ($k:ident => $value:expr) => {{
            // SAFETY: see `Wide`.
            let mut registers = [unsafe { _mm512_undefined_ps() }; K];
            for $k in 0..K {
                // SAFETY: see `Wide`.
                registers[$k] = unsafe { $value };
            }
            Wide(registers)
        }};
    }

    macro_rules! operators {
        ($($trait:ident $method:ident $instruction:ident),*) => { $(
            impl<const K: usize> $trait for Wide<K> {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    each!(k => $instruction(self.0[k], other.0[k]))
                }
            }
        )* };
    }

    operators!(Add add _mm512_add_ps, Sub sub _mm512_sub_ps, Mul mul _mm512_mul_ps);

    impl<const K: usize> Lanes for Wide<K> {
        const TABLES: bool = true;
        #[inline(always)]
        fn splat(x: f32) -> Self {
            each!(k => _mm512_set1_ps(x))
        }
        #[inline(always)]
        fn fma(self, b: Self, c: Self) -> Self {
            each!(k => _mm512_fmadd_ps(self.0[k], b.0[k], c.0[k]))
        }
        #[inline(always)]
        fn negative_fma(self, b: Self, c: Self) -> Self {
            each!(k => _mm512_fnmadd_ps(self.0[k], b.0[k], c.0[k]))
        }
        #[inline(always)]
        fn over(self, divisor: Self) -> Self {
            each!(k => _mm512_div_ps(self.0[k], divisor.0[k]))
        }
        #[inline(always)]
        fn reciprocal(self) -> Self {
            each!(k => _mm512_rcp14_ps(self.0[k]))
        }
        #[inline(always)]
        fn abs(self) -> Self {
            each!(k => _mm512_abs_ps(self.0[k]))
        }
        #[inline(always)]
        fn copysign(self, sign: Self) -> Self {
            // Bits of the third where the sign's bit is set in the first, else of the second.
            each!(k => _mm512_castsi512_ps(_mm512_ternarylogic_epi32::<0xac>(
                _mm512_set1_epi32(i32::MIN),
                _mm512_castps_si512(self.0[k]),
                _mm512_castps_si512(sign.0[k]),
            )))
        }
        #[inline(always)]
        fn at_least(self, low: f32) -> Self {
            // Where one is NaN, the instruction takes the second.
            each!(k => _mm512_max_ps(_mm512_set1_ps(low), self.0[k]))
        }
        #[inline(always)]
        fn at_most(self, high: f32) -> Self {
            each!(k => _mm512_min_ps(_mm512_set1_ps(high), self.0[k]))
        }
        #[inline(always)]
        fn select_below(self, limit: f32, yes: Self, no: Self) -> Self {
            each!(k => _mm512_mask_blend_ps(
                _mm512_cmp_ps_mask::<_CMP_LT_OQ>(self.0[k], _mm512_set1_ps(limit)),
                no.0[k],
                yes.0[k],
            ))
        }
        #[inline(always)]
        fn scale(self, n: Integral<Self>) -> Self {
            each!(k => _mm512_scalef_ps(self.0[k], n.value.0[k]))
        }
        #[inline(always)]
        fn power(n: Integral<Self>) -> Self {
            each!(k => _mm512_castsi512_ps(_mm512_add_epi32(
                _mm512_slli_epi32::<23>(_mm512_castps_si512(n.shifted.0[k])),
                _mm512_set1_epi32(1f32.to_bits() as i32),
            )))
        }
        #[inline(always)]
        fn look_up(table: &[f32; 16], n: Integral<Self>) -> Self {
            each!(k => _mm512_permutexvar_ps(_mm512_castps_si512(n.shifted.0[k]), _mm512_loadu_ps(table.as_ptr())))
        }
    }

    /// Numbers in a register.
    const LANES: usize = 16;
    /// Registers that go side by side.
    const SIDE: usize = 4;

    /// # Safety
    /// As [`super::map`]; the calling function is compiled for AVX-512.
    #[inline(always)]
    pub(super) unsafe fn map<F: Formula>(formula: F, dst: *mut f32, src: *const f32, n: usize) {
        // SAFETY: the caller promises the ranges; a masked load or store touches only what its mask has.
        unsafe {
            let mut i = 0;
            while i + SIDE * LANES <= n {
                let mut x = [_mm512_undefined_ps(); SIDE];
                for k in 0..SIDE {
                    x[k] = _mm512_loadu_ps(src.add(i + k * LANES));
                }
                let y = formula.of(Wide(x));
                for k in 0..SIDE {
                    _mm512_storeu_ps(dst.add(i + k * LANES), y.0[k]);
                }
                i += SIDE * LANES;
            }
            while i < n {
                let mask = (0xffffu32 >> (LANES - LANES.min(n - i))) as __mmask16;
                let y = formula.of(Wide([_mm512_maskz_loadu_ps(mask, src.add(i))]));
                _mm512_mask_storeu_ps(dst.add(i), mask, y.0[0]);
                i += LANES;
            }
        }
    }

    /// # Safety
    /// As [`super::map_sum`]; the calling function is compiled for AVX-512.
    #[inline(always)]
    pub(super) unsafe fn map_sum<F: Formula>(
        formula: F,
        dst: *mut f32,
        src: *const f32,
        n: usize,
        ahead: *const u8,
    ) -> f32 {
        // SAFETY: the caller promises the ranges; a masked load or store touches only what its mask has.
        unsafe {
            let mut sums = [_mm512_setzero_ps(); SIDE];
            let mut i = 0;
            while i + SIDE * LANES <= n {
                let mut x = [_mm512_undefined_ps(); SIDE];
                for k in 0..SIDE {
                    x[k] = _mm512_loadu_ps(src.add(i + k * LANES));
                    prefetch(ahead.wrapping_add(4 * (i + k * LANES)));
                }
                let y = formula.of(Wide(x));
                for k in 0..SIDE {
                    sums[k] = _mm512_add_ps(sums[k], y.0[k]);
                    _mm512_storeu_ps(dst.add(i + k * LANES), y.0[k]);
                }
                i += SIDE * LANES;
            }
            while i < n {
                let mask = (0xffffu32 >> (LANES - LANES.min(n - i))) as __mmask16;
                prefetch(ahead.wrapping_add(4 * i));
                let y = formula.of(Wide([_mm512_maskz_loadu_ps(mask, src.add(i))]));
                sums[0] = _mm512_mask_add_ps(sums[0], mask, sums[0], y.0[0]);
                _mm512_mask_storeu_ps(dst.add(i), mask, y.0[0]);
                i += LANES;
            }
            let (low, high) = (_mm512_add_ps(sums[0], sums[2]), _mm512_add_ps(sums[1], sums[3]));
            _mm512_reduce_add_ps(_mm512_add_ps(low, high))
        }
    }

    /// # Safety
    /// `x` is valid for reads of `n` numbers; the calling function is compiled for AVX-512.
    #[inline(always)]
    pub(super) unsafe fn largest(x: *const f32, n: usize) -> f32 {
        // SAFETY: the caller promises the range; a masked load touches only what its mask has.
        unsafe {
            let lowest = _mm512_set1_ps(f32::NEG_INFINITY);
            let mut most = [lowest; SIDE];
            let mut i = 0;
            // Where one is NaN, the instruction takes the second.
            while i + SIDE * LANES <= n {
                for k in 0..SIDE {
                    most[k] = _mm512_max_ps(_mm512_loadu_ps(x.add(i + k * LANES)), most[k]);
                }
                i += SIDE * LANES;
            }
            while i < n {
                let mask = (0xffffu32 >> (LANES - LANES.min(n - i))) as __mmask16;
                most[0] = _mm512_max_ps(_mm512_mask_loadu_ps(lowest, mask, x.add(i)), most[0]);
                i += LANES;
            }
            let (low, high) = (_mm512_max_ps(most[0], most[2]), _mm512_max_ps(most[1], most[3]));
            _mm512_reduce_max_ps(_mm512_max_ps(low, high))
        }
    }
}
