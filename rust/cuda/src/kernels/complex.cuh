// Instructions on c64 and c128: principal values, branch cuts as in C99 Annex G for finite arguments.
// Inverse functions after W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987).

template <class R>
DEVICE Complex<R> times_i(Complex<R> z) {
    return {-z.im, z.re};
}

template <class R>
DEVICE Complex<R> over_i(Complex<R> z) {
    return {z.im, -z.re};
}

template <class R>
DEVICE Complex<R> one_plus(Complex<R> z) {
    return {1 + z.re, z.im};
}

template <class R>
DEVICE Complex<R> one_minus(Complex<R> z) {
    return {1 - z.re, -z.im};
}

DEVICE c64 op_complex(float re, float im) {
    return {re, im};
}

DEVICE c128 op_complex(double re, double im) {
    return {re, im};
}

template <class R>
DEVICE R op_real(Complex<R> z) {
    return z.re;
}

template <class R>
DEVICE R op_imag(Complex<R> z) {
    return z.im;
}

template <class R>
DEVICE Complex<R> op_conj(Complex<R> z) {
    return {z.re, -z.im};
}

template <class R>
DEVICE R op_abs(Complex<R> z) {
    return op_hypot(z.re, z.im);
}

template <class R>
DEVICE R op_angle(Complex<R> z) {
    return op_atan2(z.im, z.re);
}

template <class R>
DEVICE bool op_is_nan(Complex<R> z) {
    return op_is_nan(z.re) || op_is_nan(z.im);
}

template <class R>
DEVICE bool op_is_inf(Complex<R> z) {
    return op_is_inf(z.re) || op_is_inf(z.im);
}

template <class R>
DEVICE bool op_is_finite(Complex<R> z) {
    return op_is_finite(z.re) && op_is_finite(z.im);
}

template <class R>
DEVICE bool op_eq(Complex<R> a, Complex<R> b) {
    return a.re == b.re && a.im == b.im;
}

template <class R>
DEVICE bool op_ne(Complex<R> a, Complex<R> b) {
    return !op_eq(a, b);
}

template <class R>
DEVICE Complex<R> op_neg(Complex<R> z) {
    return {-z.re, -z.im};
}

template <class R>
DEVICE Complex<R> op_add(Complex<R> a, Complex<R> b) {
    return {a.re + b.re, a.im + b.im};
}

template <class R>
DEVICE Complex<R> op_sub(Complex<R> a, Complex<R> b) {
    return {a.re - b.re, a.im - b.im};
}

// Products are rounded before they are added: contraction would change what overflows, and `z conj(z)` would not be
// real.
template <class R>
DEVICE Complex<R> op_mul(Complex<R> a, Complex<R> b) {
    return {op_mul(a.re, b.re) - op_mul(a.im, b.im), op_mul(a.re, b.im) + op_mul(a.im, b.re)};
}

template <class R>
DEVICE Complex<R> op_mul_add(Complex<R> a, Complex<R> b, Complex<R> c) {
    return op_add(op_mul(a, b), c);
}

// The divisor is scaled by its larger part, so that its square neither overflows nor vanishes. By 0 the parts are
// divided.
template <class R>
DEVICE Complex<R> op_div(Complex<R> a, Complex<R> b) {
    R x = op_abs(b.re), y = op_abs(b.im);
    R scale = x > y ? x : y;
    if (scale == 0) {
        return {a.re / scale, a.im / scale};
    }
    Complex<R> unit = {b.re / scale, b.im / scale};
    R square = (op_mul(unit.re, unit.re) + op_mul(unit.im, unit.im)) * scale;
    Complex<R> product = op_mul(a, op_conj(unit));
    return {product.re / square, product.im / square};
}

template <class R>
DEVICE Complex<R> op_reciprocal(Complex<R> z) {
    return op_div(Complex<R>{1, 0}, z);
}

// `z / |z|`, 0 for 0.
template <class R>
DEVICE Complex<R> op_sign(Complex<R> z) {
    R modulus = op_abs(z);
    return modulus == 0 ? Complex<R>{0, 0} : Complex<R>{z.re / modulus, z.im / modulus};
}

// A real argument stays real, even where the result overflows.
template <class R>
DEVICE Complex<R> op_exp(Complex<R> z) {
    R modulus = op_exp(z.re);
    return {modulus * op_cos(z.im), z.im == 0 ? z.im : modulus * op_sin(z.im)};
}

template <class R>
DEVICE Complex<R> op_exp2(Complex<R> z) {
    const R ln2 = (R)0.693147180559945309;
    return op_exp(Complex<R>{z.re * ln2, z.im * ln2});
}

// The real part as `expm1(x) cos(y) - 2 sin(y/2)^2`, which loses nothing near 0.
template <class R>
DEVICE Complex<R> op_expm1(Complex<R> z) {
    R half = op_sin(z.im * (R)0.5);
    R re = op_expm1(z.re) * op_cos(z.im) - 2 * half * half;
    return {re, op_exp(z.re) * op_sin(z.im)};
}

// Near the unit circle the modulus goes through `log1p` of its exact distance from 1.
template <class R>
DEVICE Complex<R> op_log(Complex<R> z) {
    R x = op_abs(z.re), y = op_abs(z.im);
    R large = x > y ? x : y, small = x > y ? y : x;
    R modulus = op_hypot(x, y), re;
    if (modulus > (R)0.5 && modulus < 2) {
        re = (R)0.5 * op_log1p((large - 1) * (large + 1) + small * small);
    } else {
        re = op_log(modulus);
    }
    return {re, op_atan2(z.im, z.re)};
}

template <class R>
DEVICE Complex<R> op_log2(Complex<R> z) {
    const R scale = (R)1.44269504088896341; // 1 / log(2)
    Complex<R> w = op_log(z);
    return {w.re * scale, w.im * scale};
}

template <class R>
DEVICE Complex<R> op_log10(Complex<R> z) {
    const R scale = (R)0.434294481903251828; // 1 / log(10)
    Complex<R> w = op_log(z);
    return {w.re * scale, w.im * scale};
}

// `|1 + z|^2 = 1 + x (2 + x) + y^2`.
template <class R>
DEVICE Complex<R> op_log1p(Complex<R> z) {
    Complex<R> w = op_log(one_plus(z));
    if (op_abs(z.re) < (R)0.5 && op_abs(z.im) < (R)0.5) {
        w.re = (R)0.5 * op_log1p(z.re * (2 + z.re) + z.im * z.im);
    }
    return w;
}

// In the right half plane.
template <class R>
DEVICE Complex<R> op_sqrt(Complex<R> z) {
    if (op_is_inf(z.im)) {
        return {op_abs(z.im), z.im};
    }
    // Halved before adding: the sum of modulus and part may overflow.
    R root = op_sqrt(op_abs(z) * (R)0.5 + op_abs(z.re) * (R)0.5);
    if (root == 0) {
        return {0, z.im};
    }
    R other = op_abs(z.im) / (root + root);
    bool right = z.re >= 0;
    return {right ? root : other, op_copysign(right ? other : root, z.im)};
}

template <class R>
DEVICE Complex<R> op_rsqrt(Complex<R> z) {
    return op_reciprocal(op_sqrt(z));
}

// `e^(b log a)`; `0^0` is 1, other powers of 0 are 0.
template <class R>
DEVICE Complex<R> op_pow(Complex<R> a, Complex<R> b) {
    if (b.re == 0 && b.im == 0) {
        return {1, 0};
    }
    if (a.re == 0 && a.im == 0) {
        return {0, 0};
    }
    return op_exp(op_mul(b, op_log(a)));
}

template <class R>
DEVICE Complex<R> op_sinh(Complex<R> z) {
    return {op_sinh(z.re) * op_cos(z.im), op_cosh(z.re) * op_sin(z.im)};
}

template <class R>
DEVICE Complex<R> op_cosh(Complex<R> z) {
    return {op_cosh(z.re) * op_cos(z.im), op_sinh(z.re) * op_sin(z.im)};
}

// From `t = tan y`, `s = sinh x`, `b = 1 + t^2` (Kahan): `(b s sqrt(1 + s^2) + i t) / (1 + b s^2)`.
template <class R>
DEVICE Complex<R> op_tanh(Complex<R> z) {
    if (op_abs(z.re) > 30) { // e^-30 is less than half an ulp of 1 in binary64
        return {op_copysign((R)1, z.re), op_copysign((R)0, z.im)};
    }
    R t = op_tan(z.im), s = op_sinh(z.re);
    R b = 1 + t * t;
    R below = 1 + b * s * s;
    return {b * s * op_sqrt(1 + s * s) / below, t / below};
}

// `sin z = sinh(i z) / i`.
template <class R>
DEVICE Complex<R> op_sin(Complex<R> z) {
    return over_i(op_sinh(times_i(z)));
}

// `cos z = cosh(i z)`.
template <class R>
DEVICE Complex<R> op_cos(Complex<R> z) {
    return op_cosh(times_i(z));
}

// `tan z = tanh(i z) / i`.
template <class R>
DEVICE Complex<R> op_tan(Complex<R> z) {
    return over_i(op_tanh(times_i(z)));
}

template <class R>
DEVICE Complex<R> op_asin(Complex<R> z) {
    Complex<R> below = op_sqrt(one_minus(z)), above = op_sqrt(one_plus(z));
    return {op_atan2(z.re, op_mul(below, above).re), op_asinh(op_mul(op_conj(below), above).im)};
}

template <class R>
DEVICE Complex<R> op_acos(Complex<R> z) {
    Complex<R> below = op_sqrt(one_minus(z)), above = op_sqrt(one_plus(z));
    return {2 * op_atan2(below.re, above.re), op_asinh(op_mul(op_conj(above), below).im)};
}

// `asinh z = asin(i z) / i`.
template <class R>
DEVICE Complex<R> op_asinh(Complex<R> z) {
    return over_i(op_asin(times_i(z)));
}

template <class R>
DEVICE Complex<R> op_acosh(Complex<R> z) {
    Complex<R> below = op_sqrt(Complex<R>{z.re - 1, z.im}), above = op_sqrt(one_plus(z));
    return {op_asinh(op_mul(op_conj(below), above).re), 2 * op_atan2(below.im, above.re)};
}

// `re = log1p(4x / ((1-x)^2 + y^2)) / 4`, `im = atan2(2y, (1-x)(1+x) - y^2) / 2`.
template <class R>
DEVICE Complex<R> op_atanh(Complex<R> z) {
    R x = op_abs(z.re), y = z.im, apart = 1 - x;
    R re = op_log1p(4 * x / (apart * apart + y * y)) * (R)0.25;
    R im = op_atan2(y + y, apart * (1 + x) - y * y) * (R)0.5;
    return {op_copysign(re, z.re), im};
}

// `atan z = atanh(i z) / i`.
template <class R>
DEVICE Complex<R> op_atan(Complex<R> z) {
    return over_i(op_atanh(times_i(z)));
}

// `1 / (1 + e^-z)`.
template <class R>
DEVICE Complex<R> op_sigmoid(Complex<R> z) {
    return op_reciprocal(one_plus(op_exp(op_neg(z))));
}
