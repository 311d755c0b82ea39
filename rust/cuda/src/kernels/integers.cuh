// Instructions on bool, i32 and i64. Everything wraps; a quotient or remainder by 0 is 0.

template <class I>
struct UnsignedOf;
template <> struct UnsignedOf<i32> { typedef u32 type; };
template <> struct UnsignedOf<i64> { typedef u64 type; };

template <class I>
DEVICE I wrapping_add(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    return (I)((U)a + (U)b);
}

template <class I>
DEVICE I wrapping_sub(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    return (I)((U)a - (U)b);
}

template <class I>
DEVICE I wrapping_mul(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    return (I)((U)a * (U)b);
}

// The truncated quotient; of the smallest integer by -1 that integer.
template <class I>
DEVICE I integer_quotient(I a, I b) {
    return b == 0 ? 0 : b == -1 ? wrapping_sub<I>(0, a) : a / b;
}

// The remainder with the dividend's sign.
template <class I>
DEVICE I integer_rest(I a, I b) {
    return b == 0 ? 0 : wrapping_sub(a, wrapping_mul(integer_quotient(a, b), b));
}

// Whether a remainder must move by one divisor to have the divisor's sign.
template <class I>
DEVICE bool signs_differ(I rest, I b) {
    return rest != 0 && (rest ^ b) < 0;
}

template <class I>
DEVICE I integer_floor_div(I a, I b) {
    return integer_quotient(a, b) - (I)signs_differ(integer_rest(a, b), b);
}

template <class I>
DEVICE I integer_remainder(I a, I b) {
    I rest = integer_rest(a, b);
    return signs_differ(rest, b) ? rest + b : rest;
}

// Power by squaring; a negative exponent gives the truncated reciprocal: 0 unless the base is 1 or -1.
template <class I>
DEVICE I integer_power(I a, I b) {
    if (b < 0) {
        return a == 1 ? 1 : a != -1 ? 0 : b & 1 ? -1 : 1;
    }
    I power = 1;
    for (; b != 0; b >>= 1) {
        power = b & 1 ? wrapping_mul(power, a) : power;
        a = wrapping_mul(a, a);
    }
    return power;
}

// The greatest common divisor; its size, that of the smallest integer wraps.
template <class I>
DEVICE I integer_gcd(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    U x = a < 0 ? 0 - (U)a : (U)a, y = b < 0 ? 0 - (U)b : (U)b;
    while (y != 0) {
        const U rest = x % y;
        x = y;
        y = rest;
    }
    return (I)x;
}

// 0 where the count is outside 0..width.
template <class I>
DEVICE I shift_left(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    constexpr U width = 8 * sizeof(I);
    return (U)b < width ? (I)((U)a << b) : 0;
}

// With sign fill; a count outside 0..width leaves only the sign.
template <class I>
DEVICE I shift_right(I a, I b) {
    typedef typename UnsignedOf<I>::type U;
    constexpr U width = 8 * sizeof(I);
    return a >> ((U)b < width ? (int)b : (int)width - 1);
}

#define UNARY(name, I, ...) \
    DEVICE I op_##name(I a) { return __VA_ARGS__; }
#define BINARY(name, I, ...) \
    DEVICE I op_##name(I a, I b) { return __VA_ARGS__; }
#define INSTRUCTIONS(I) \
    UNARY(neg, I, wrapping_sub<I>(0, a)) \
    UNARY(abs, I, a < 0 ? wrapping_sub<I>(0, a) : a) \
    UNARY(sign, I, (I)((a > 0) - (a < 0))) \
    UNARY(bit_not, I, ~a) \
    BINARY(add, I, wrapping_add(a, b)) \
    BINARY(sub, I, wrapping_sub(a, b)) \
    BINARY(mul, I, wrapping_mul(a, b)) \
    BINARY(trunc_div, I, integer_quotient(a, b)) \
    BINARY(floor_div, I, integer_floor_div(a, b)) \
    BINARY(fmod, I, integer_rest(a, b)) \
    BINARY(remainder, I, integer_remainder(a, b)) \
    BINARY(min, I, a < b ? a : b) \
    BINARY(max, I, a > b ? a : b) \
    BINARY(pow, I, integer_power(a, b)) \
    BINARY(gcd, I, integer_gcd(a, b)) \
    BINARY(bit_and, I, a & b) \
    BINARY(bit_or, I, a | b) \
    BINARY(bit_xor, I, a ^ b) \
    BINARY(shl, I, shift_left(a, b)) \
    BINARY(shr, I, shift_right(a, b)) \
    DEVICE I op_mul_add(I a, I b, I c) { return wrapping_add(wrapping_mul(a, b), c); }

INSTRUCTIONS(i32)
INSTRUCTIONS(i64)
UNARY(bit_not, bool, !a)
BINARY(bit_and, bool, a && b)
BINARY(bit_or, bool, a || b)
BINARY(bit_xor, bool, a != b)

#undef INSTRUCTIONS
#undef BINARY
#undef UNARY
