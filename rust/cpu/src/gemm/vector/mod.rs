//! Vectors of elements: what the microkernels are generic over.
//!
//! [`Array`] leaves the choice of instructions to the compiler (SSE2, NEON, and every integer type); the x86 types name
//! them, because a microkernel stands or falls with its accumulators staying in registers.

#[cfg(target_arch = "x86_64")]
pub(crate) mod x86;

use crate::isa::Isa;
use num_complex::Complex;

/// An element that panels are packed to and products are accumulated in.
pub trait Number: Copy + Send + Sync + PartialEq + Default + 'static {
    /// The neutral element of multiplication.
    const ONE: Self;
    /// `self * b + c`; integers wrap around. Whether it is fused is left open.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// `self * b`; integers wrap around.
    fn mul(self, b: Self) -> Self;
    /// `self + b`; integers wrap around.
    fn add(self, b: Self) -> Self;
    /// `max(self, 0)`, NaN for NaN. Complex numbers have no order and stay as they are.
    fn relu(self) -> Self;
    /// `self * b + c`, fused where the instruction set can.
    #[inline(always)]
    fn fused<I: Isa>(self, b: Self, c: Self) -> Self {
        self.mul_add(b, c)
    }
}

macro_rules! float_scalar {
    ($($t:ty: $fma:ident),*) => { $(impl Number for $t {
        const ONE: Self = 1.0;
        #[inline(always)]
        fn fused<I: Isa>(self, b: Self, c: Self) -> Self { I::$fma(self, b, c) }
        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self {
            if cfg!(target_arch = "aarch64") { <$t>::mul_add(self, b, c) } else { self * b + c }
        }
        #[inline(always)]
        fn mul(self, b: Self) -> Self { self * b }
        #[inline(always)]
        fn add(self, b: Self) -> Self { self + b }
        #[inline(always)]
        fn relu(self) -> Self { if self < 0.0 { 0.0 } else { self } }
    })* };
}

macro_rules! int_scalar {
    ($($t:ty),*) => { $(impl Number for $t {
        const ONE: Self = 1;
        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self { self.wrapping_mul(b).wrapping_add(c) }
        #[inline(always)]
        fn mul(self, b: Self) -> Self { self.wrapping_mul(b) }
        #[inline(always)]
        fn add(self, b: Self) -> Self { self.wrapping_add(b) }
        #[inline(always)]
        fn relu(self) -> Self { self.max(0) }
    })* };
}

macro_rules! complex_scalar {
    ($($t:ty),*) => { $(impl Number for Complex<$t> {
        const ONE: Self = Complex { re: 1.0, im: 0.0 };
        #[inline(always)]
        fn mul_add(self, b: Self, c: Self) -> Self { self * b + c }
        #[inline(always)]
        fn mul(self, b: Self) -> Self { self * b }
        #[inline(always)]
        fn add(self, b: Self) -> Self { self + b }
        #[inline(always)]
        fn relu(self) -> Self { self }
    })* };
}

float_scalar!(f32: fma32, f64: fma64);
int_scalar!(i32, i64);
complex_scalar!(f32, f64);

/// A vector register's worth of elements.
///
/// Every function is `unsafe` for one reason: it may only run where the instruction set that the type stands for is
/// present. `load` and `store` need [`Vector::LANES`] valid elements besides, of any alignment.
#[allow(clippy::missing_safety_doc)]
pub trait Vector: Copy {
    /// The element.
    type Scalar: Number;
    /// Elements per vector.
    const LANES: usize;
    /// All lanes 0.
    unsafe fn zero() -> Self;
    /// All lanes `x`.
    unsafe fn splat(x: Self::Scalar) -> Self;
    /// Consecutive elements from memory.
    unsafe fn load(p: *const Self::Scalar) -> Self;
    /// The first `n` lanes from memory, at most all; the others are 0.
    unsafe fn load_first(p: *const Self::Scalar, n: usize) -> Self;
    /// Consecutive elements to memory.
    unsafe fn store(self, p: *mut Self::Scalar);
    /// `self * b + c`.
    unsafe fn mul_add(self, b: Self, c: Self) -> Self;
    /// `c - self * b`.
    unsafe fn neg_mul_add(self, b: Self, c: Self) -> Self;
    /// `self * b`.
    unsafe fn mul(self, b: Self) -> Self;
    /// `self + b`.
    unsafe fn add(self, b: Self) -> Self;
    /// `max(self, 0)`, NaN for NaN.
    unsafe fn relu(self) -> Self;
    /// The vector, which the compiler has to compute before it reads what follows. A tile needs all registers for its
    /// sums: with the operands of every row read ahead of the first sum, sums would go to memory and back.
    #[inline(always)]
    unsafe fn before_next_read(self) -> Self {
        self
    }
    /// The lanes added up, halves first: lane i and lane i + LANES / 2 meet before anything else.
    #[inline(always)]
    unsafe fn sum(self) -> Self::Scalar {
        let mut lanes = [Self::Scalar::default(); 64];
        // SAFETY: no vector has more than 64 lanes.
        unsafe { self.store(lanes.as_mut_ptr()) };
        let mut n = Self::LANES;
        while n > 1 {
            n /= 2;
            for i in 0..n {
                lanes[i] = lanes[i].add(lanes[i + n]);
            }
        }
        lanes[0]
    }
    /// The sums of four vectors, each as [`Vector::sum`] adds it up.
    #[inline(always)]
    unsafe fn sums(four: [Self; 4]) -> [Self::Scalar; 4] {
        let [a, b, c, d] = four;
        // SAFETY: the caller vouches for the instruction set.
        unsafe { [a.sum(), b.sum(), c.sum(), d.sum()] }
    }
}

/// `N` elements whose loops the compiler vectorises.
#[derive(Clone, Copy)]
pub struct Array<T, const N: usize>([T; N]);

/// `N` numbers. (A loop: what `from_fn` calls is not inlined by force.)
#[inline(always)]
fn lanes<S: Number, const N: usize>(number: impl Fn(usize) -> S) -> [S; N] {
    let mut lanes = [S::default(); N];
    for (i, lane) in lanes.iter_mut().enumerate() {
        *lane = number(i);
    }
    lanes
}

macro_rules! array_vector {
    ($($t:ty => |$a:ident, $b:ident, $c:ident| $neg:expr),* $(,)?) => { $(impl<const N: usize> Vector for Array<$t, N> {
        type Scalar = $t;
        const LANES: usize = N;
        #[inline(always)]
        unsafe fn zero() -> Self {
            Array([<$t>::default(); N])
        }
        #[inline(always)]
        unsafe fn splat(x: $t) -> Self {
            Array([x; N])
        }
        #[inline(always)]
        unsafe fn load(p: *const $t) -> Self {
            // SAFETY: the caller promises N elements.
            unsafe { p.cast::<Self>().read_unaligned() }
        }
        #[inline(always)]
        unsafe fn load_first(p: *const $t, n: usize) -> Self {
            let mut lanes = [<$t>::default(); N];
            // SAFETY: the caller promises `n` elements, and no more than there are lanes.
            unsafe { std::ptr::copy_nonoverlapping(p, lanes.as_mut_ptr(), n) };
            Array(lanes)
        }
        #[inline(always)]
        unsafe fn store(self, p: *mut $t) {
            // SAFETY: the caller promises N elements.
            unsafe { p.cast::<Self>().write_unaligned(self) }
        }
        #[inline(always)]
        unsafe fn mul_add(self, b: Self, c: Self) -> Self {
            Array(lanes(|i| Number::mul_add(self.0[i], b.0[i], c.0[i])))
        }
        #[inline(always)]
        unsafe fn neg_mul_add(self, b: Self, c: Self) -> Self {
            Array(lanes(|i| {
                let ($a, $b, $c) = (self.0[i], b.0[i], c.0[i]);
                $neg
            }))
        }
        #[inline(always)]
        unsafe fn mul(self, b: Self) -> Self {
            Array(lanes(|i| Number::mul(self.0[i], b.0[i])))
        }
        #[inline(always)]
        unsafe fn add(self, b: Self) -> Self {
            Array(lanes(|i| Number::add(self.0[i], b.0[i])))
        }
        #[inline(always)]
        unsafe fn relu(self) -> Self {
            Array(lanes(|i| self.0[i].relu()))
        }
    })* };
}

array_vector! {
    f32 => |a, b, c| Number::mul_add(-a, b, c),
    f64 => |a, b, c| Number::mul_add(-a, b, c),
    i32 => |a, b, c| c.wrapping_sub(a.wrapping_mul(b)),
    i64 => |a, b, c| c.wrapping_sub(a.wrapping_mul(b)),
}
