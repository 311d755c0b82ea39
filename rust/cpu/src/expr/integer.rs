//! Scalar functions of integers. Everything wraps; divisors are not 0.

macro_rules! integer {
    ($name:ident, $T:ident, $U:ident, $divide:expr) => {
        /// Functions of one integer type.
        pub(crate) mod $name {
            /// Truncated quotient.
            #[inline(always)]
            pub(crate) fn trunc_div(a: $T, b: $T) -> $T {
                ($divide)(a, b)
            }

            /// Remainder with the sign of the dividend.
            #[inline(always)]
            pub(crate) fn fmod(a: $T, b: $T) -> $T {
                a.wrapping_sub(trunc_div(a, b).wrapping_mul(b))
            }

            /// Whether a remainder must move by one divisor to have the divisor's sign.
            #[inline(always)]
            fn differs(rest: $T, b: $T) -> bool {
                (rest != 0) & ((rest ^ b) < 0)
            }

            /// Floor of the quotient.
            #[inline(always)]
            pub(crate) fn floor_div(a: $T, b: $T) -> $T {
                let quotient = trunc_div(a, b);
                let rest = a.wrapping_sub(quotient.wrapping_mul(b));
                quotient - differs(rest, b) as $T
            }

            /// Remainder with the sign of the divisor.
            #[inline(always)]
            pub(crate) fn remainder(a: $T, b: $T) -> $T {
                let rest = fmod(a, b);
                rest + if differs(rest, b) { b } else { 0 }
            }

            /// Power by squaring; a negative exponent gives the truncated reciprocal: 0 unless the base is 1 or -1.
            #[inline(always)]
            pub(crate) fn pow(a: $T, b: $T) -> $T {
                if b < 0 {
                    return match a {
                        1 => 1,
                        -1 if b & 1 == 0 => 1,
                        -1 => -1,
                        _ => 0,
                    };
                }
                let (mut base, mut exponent, mut power) = (a, b, 1 as $T);
                while exponent != 0 {
                    if exponent & 1 != 0 {
                        power = power.wrapping_mul(base);
                    }
                    base = base.wrapping_mul(base);
                    exponent >>= 1;
                }
                power
            }

            /// The greatest common divisor; its size, that of the smallest integer wraps.
            #[inline(always)]
            pub(crate) fn gcd(a: $T, b: $T) -> $T {
                let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                a as $T
            }

            /// Left shift; 0 where the count is outside 0..width.
            #[inline(always)]
            pub(crate) fn shl(a: $T, b: $T) -> $T {
                let shifted = (a as $U).wrapping_shl(b as u32) as $T;
                if (b as $U) < $U::BITS as $U { shifted } else { 0 }
            }

            /// Right shift with sign fill; a count outside 0..width leaves only the sign.
            #[inline(always)]
            pub(crate) fn shr(a: $T, b: $T) -> $T {
                let count = if (b as $U) < $U::BITS as $U { b as u32 } else { $U::BITS - 1 };
                a.wrapping_shr(count)
            }
        }
    };
}

// Processors have no vector division of integers. That of binary64 is exact enough for 32 bits: the quotient is off by less
// than 2^-22 / |b|, while a quotient that is no integer is at least 1 / |b| away from one.
integer!(i32_ops, i32, u32, |a: i32, b: i32| super::super::real::f64_to_i32(a as f64 / b as f64));
integer!(i64_ops, i64, u64, i64::wrapping_div);
