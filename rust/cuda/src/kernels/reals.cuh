// Instructions on float and double.

// A product that is rounded before anything is added to it, whatever the compiler may contract elsewhere.
DEVICE float op_mul(float a, float b) {
#ifndef FLAMBEAU_EMULATED
    return __fmul_rn(a, b);
#else
    return a * b;
#endif
}

DEVICE double op_mul(double a, double b) {
#ifndef FLAMBEAU_EMULATED
    return __dmul_rn(a, b);
#else
    return a * b;
#endif
}

#define UNARY(name, single, twofold) \
    DEVICE float op_##name(float a) { return single; } \
    DEVICE double op_##name(double a) { return twofold; }
#define BINARY(name, single, twofold) \
    DEVICE float op_##name(float a, float b) { return single; } \
    DEVICE double op_##name(double a, double b) { return twofold; }

UNARY(neg, -a, -a)
UNARY(abs, fabsf(a), fabs(a))
UNARY(sqrt, sqrtf(a), sqrt(a))
UNARY(rsqrt, 1.0f / sqrtf(a), 1.0 / sqrt(a))
UNARY(reciprocal, 1.0f / a, 1.0 / a)
UNARY(floor, floorf(a), floor(a))
UNARY(ceil, ceilf(a), ceil(a))
UNARY(trunc, truncf(a), trunc(a))
UNARY(round, rintf(a), rint(a))
UNARY(exp, expf(a), exp(a))
UNARY(exp2, exp2f(a), exp2(a))
UNARY(expm1, expm1f(a), expm1(a))
UNARY(log, logf(a), log(a))
UNARY(log2, log2f(a), log2(a))
UNARY(log10, log10f(a), log10(a))
UNARY(log1p, log1pf(a), log1p(a))
UNARY(sin, sinf(a), sin(a))
UNARY(cos, cosf(a), cos(a))
UNARY(tan, tanf(a), tan(a))
UNARY(asin, asinf(a), asin(a))
UNARY(acos, acosf(a), acos(a))
UNARY(atan, atanf(a), atan(a))
UNARY(sinh, sinhf(a), sinh(a))
UNARY(cosh, coshf(a), cosh(a))
UNARY(tanh, tanhf(a), tanh(a))
UNARY(asinh, asinhf(a), asinh(a))
UNARY(acosh, acoshf(a), acosh(a))
UNARY(atanh, atanhf(a), atanh(a))
UNARY(erf, erff(a), erf(a))
UNARY(erfc, erfcf(a), erfc(a))
UNARY(erfcx, erfcxf(a), erfcx(a))
UNARY(lgamma, lgammaf(a), lgamma(a))
BINARY(add, a + b, a + b)
BINARY(sub, a - b, a - b)
BINARY(div, a / b, a / b)
BINARY(trunc_div, truncf(a / b), trunc(a / b))
BINARY(fmod, fmodf(a, b), fmod(a, b))
BINARY(pow, powf(a, b), pow(a, b))
BINARY(atan2, atan2f(a, b), atan2(a, b))
BINARY(hypot, hypotf(a, b), hypot(a, b))
BINARY(copysign, copysignf(a, b), copysign(a, b))
BINARY(nextafter, nextafterf(a, b), nextafter(a, b))

#undef BINARY
#undef UNARY

// One rounding.
DEVICE float op_mul_add(float a, float b, float c) {
    return fmaf(a, b, c);
}

DEVICE double op_mul_add(double a, double b, double c) {
    return fma(a, b, c);
}

// A fraction of size from 1/2 to 1 and the power of 2 that it is multiplied by; 0 for the power where the number is 0 or not
// finite.
DEVICE float split(float x, int& exponent) {
    exponent = 0;
    return x == 0.0f || !(fabsf(x) < INFINITY_F) ? x : frexpf(x, &exponent);
}

DEVICE double split(double x, int& exponent) {
    exponent = 0;
    return x == 0.0 || !(fabs(x) < INFINITY_D) ? x : frexp(x, &exponent);
}

template <class R>
DEVICE R op_mantissa(R x) {
    int exponent;
    return split(x, exponent);
}

template <class R>
DEVICE i32 op_exponent(R x) {
    int exponent;
    split(x, exponent);
    return exponent;
}

// The next 16-bit number after the first in the direction of the second; `half` holds the first one's bits. Bit patterns
// of one sign are ordered like the numbers' magnitudes.
DEVICE u16 next_bits(u16 half, float from, float to) {
    if (from == 0.0f) return to < 0.0f ? 0x8001 : 1;
    return (u16)((from < to) == (from > 0.0f) ? half + 1 : half - 1);
}

DEVICE float op_next_f16(float from, float to) {
    if (from != from || to != to) return NAN_F;
    return from == to ? to : f16_to_float(f16{next_bits(float_to_f16(from).bits, from, to)});
}

DEVICE float op_next_bf16(float from, float to) {
    if (from != from || to != to) return NAN_F;
    return from == to ? to : bf16_to_float(bf16{next_bits(float_to_bf16(from).bits, from, to)});
}

DEVICE bool op_sign_bit(float x) {
    return __float_as_int(x) < 0;
}

DEVICE bool op_sign_bit(double x) {
    return __double_as_longlong(x) < 0;
}

// The templates from here on are for float and double.
template <class R>
DEVICE bool op_is_nan(R x) {
    return x != x;
}

template <class R>
DEVICE bool op_is_inf(R x) {
    return op_abs(x) == (R)INFINITY_F;
}

template <class R>
DEVICE bool op_is_finite(R x) {
    return op_abs(x) < (R)INFINITY_F;
}

// -1, 0 or 1; 0 for NaN.
template <class R>
DEVICE R op_sign(R x) {
    return (R)((x > 0) - (x < 0));
}

// Smaller of both, NaN if either is; of two equal numbers the second.
template <class R>
DEVICE R op_min(R a, R b) {
    return op_is_nan(a) || a < b ? a : b;
}

// Larger of both, NaN if either is.
template <class R>
DEVICE R op_max(R a, R b) {
    return op_is_nan(a) || a > b ? a : b;
}

// Smaller of both, the other one where one is NaN.
template <class R>
DEVICE R op_fmin(R a, R b) {
    return op_is_nan(b) || a < b ? a : b;
}

// Larger of both, the other one where one is NaN.
template <class R>
DEVICE R op_fmax(R a, R b) {
    return op_is_nan(b) || a > b ? a : b;
}

// Remainder with the sign of the divisor.
template <class R>
DEVICE R op_remainder(R a, R b) {
    R rest = op_fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

// Floor of the quotient, from the exact remainder (the correction steps are CPython's `float_divmod`).
template <class R>
DEVICE R op_floor_div(R a, R b) {
    if (b == 0) {
        return a / b;
    }
    R rest = op_fmod(a, b);
    R exact = (a - rest) / b;
    R lowered = rest != 0 && (rest < 0) != (b < 0) ? exact - 1 : exact;
    if (lowered == 0) {
        return op_copysign((R)0, a / b);
    }
    R floor = op_floor(lowered);
    return lowered - floor > (R)0.5 ? floor + 1 : floor;
}
