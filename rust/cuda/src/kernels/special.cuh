// Activation functions and special functions of float and double.

// 1 / (1 + e^-x), without overflow.
template <class R>
DEVICE R op_sigmoid(R x) {
    R e = op_exp(-op_abs(x));
    return (x < 0 ? e : (R)1) / (1 + e);
}

template <class R>
DEVICE R op_silu(R x) {
    return x * op_sigmoid(x);
}

// s (1 + x (1 - s)) with the logistic function s.
template <class R>
DEVICE R op_silu_slope(R x) {
    R s = op_sigmoid(x);
    return s * (x * (1 - s) + 1);
}

// The normal distribution's cumulative function.
template <class R>
DEVICE R normal_cumulative(R x) {
    return (op_erf(x * (R)0.70710678118654752) + 1) * (R)0.5;
}

template <class R>
DEVICE R op_gelu(R x) {
    return x * normal_cumulative(x);
}

// Phi(x) + x phi(x).
template <class R>
DEVICE R op_gelu_slope(R x) {
    R density = op_exp(x * x * (R)-0.5) * (R)0.39894228040143268; // 1 / sqrt(2 pi)
    return normal_cumulative(x) + x * density;
}

#ifndef FLAMBEAU_EMULATED
DEVICE float op_erfinv(float x) {
    return erfinvf(x);
}

DEVICE double op_erfinv(double x) {
    return erfinv(x);
}
#else
// Halley's steps on `erf` (`erfc` in the tails) from S. Winitzki's closed form, which is good to 2e-3.
inline __device__ double op_erfinv(double x) {
    double a = fabs(x);
    if (!(a < 1.0)) {
        return a == 1.0 ? copysign(INFINITY_D, x) : NAN_D;
    }
    double l = log1p(-a * a);
    double b = 4.330746750799873 + 0.5 * l; // 2 / (pi 0.147)
    double y = sqrt(sqrt(b * b - l / 0.147) - b);
    if (y == 0.0) {
        return x * 0.886226925452758; // sqrt(pi) / 2
    }
    for (int i = 0; i < 3; ++i) {
        double residual = a < 0.5 ? erf(y) - a : (1.0 - a) - erfc(y);
        double step = residual / (1.1283791670955126 * exp(-y * y));
        y -= step / (1.0 + y * step);
    }
    return copysign(y, x);
}

DEVICE float op_erfinv(float x) {
    return (float)op_erfinv((double)x);
}
#endif

// Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18); reflection (6.3.7) below 0. A pole
// at a negative integer gives NaN, and one at 0 the infinity of the opposite sign.
inline __device__ double op_digamma(double x) {
    if (x == 0.0) {
        return copysign(INFINITY_D, -x);
    }
    double reflected = 0.0;
    if (x < 0.0) {
        double fraction = x - trunc(x);
        if (fraction == 0.0) {
            return NAN_D;
        }
        const double pi = 3.14159265358979324;
        reflected = pi / tan(pi * fraction);
        x = 1.0 - x;
    }
    double shift = 0.0;
    for (; x < 10.0; x += 1.0) {
        shift += 1.0 / x;
    }
    // B(2k) / (2k), k = 8 to 1.
    double y = 1.0 / (x * x);
    double tail = -3617.0 / 8160.0 * y;
    tail = (tail + 1.0 / 12.0) * y;
    tail = (tail - 691.0 / 32760.0) * y;
    tail = (tail + 1.0 / 132.0) * y;
    tail = (tail - 1.0 / 240.0) * y;
    tail = (tail + 1.0 / 252.0) * y;
    tail = (tail - 1.0 / 120.0) * y;
    tail = (tail + 1.0 / 12.0) * y;
    return log(x) - 0.5 / x - tail - shift - reflected;
}

DEVICE float op_digamma(float x) {
    return (float)op_digamma((double)x);
}

// The sum of (q + k)^-s over k = 0, 1, ... for q > 0: terms up to 10 + s, then the formula of Euler and Maclaurin
// (Abramowitz and Stegun 23.1.30).
inline __device__ __attribute__((noinline)) double positive_zeta(double s, double q) {
    // B(2k) / (2k)!, k = 1...
    const double series[10] = {
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30240.0,
        -1.0 / 1209600.0,
        1.0 / 47900160.0,
        -691.0 / 1307674368000.0,
        1.0 / 74724249600.0,
        -3617.0 / 10670622842880000.0,
        43867.0 / 5109094217170944000.0,
        -174611.0 / 802857662698291200000.0,
    };
    const double negligible = 1.3877787807814457e-17; // 2^-56
    double sum = 0.0;
    for (; q < 10.0 + s; q += 1.0) {
        double term = pow(q, -s);
        sum += term;
        if (term <= sum * negligible) {
            return sum;
        }
    }
    double first = pow(q, -s);
    sum += first * q / (s - 1.0) + 0.5 * first;
    // s (s + 1) ... (s + 2k - 2) q^(-s - 2k + 1)
    double factor = s * first / q;
    for (int k = 0; k < 10; ++k) {
        double term = series[k] * factor;
        sum += term;
        if (fabs(term) <= sum * negligible) {
            break;
        }
        double order = s + 2.0 * k;
        factor *= (order + 1.0) * (order + 2.0) / (q * q);
    }
    return sum;
}

// The same sum for any q and a whole number s > 1; infinite at the poles 0, -1, ...
inline __device__ double zeta(double s, double q) {
    if (q > 0.0) {
        return positive_zeta(s, q);
    }
    double whole = floor(q);
    if (whole == q) {
        return INFINITY_D;
    }
    // Terms on the left of 0 are those of another sum, counted from 0 outwards and cut off at q.
    double left = positive_zeta(s, whole + 1.0 - q) - positive_zeta(s, 1.0 - q);
    return positive_zeta(s, q - whole) + (fmod(s, 2.0) == 0.0 ? left : -left);
}

// Derivative number n of digamma, (-1)^(n + 1) n! zeta(n + 1, x) (Abramowitz and Stegun 6.4.10). Poles give infinities;
// positive infinity gives NaN from the second derivative on.
inline __device__ double op_polygamma(double n, double x) {
    if (n == 0.0) {
        return op_digamma(x);
    }
    bool odd = fmod(n, 2.0) == 1.0;
    if (op_is_inf(x)) {
        if ((n == 1.0) != (x > 0.0)) {
            return NAN_D;
        }
        return n == 1.0 ? 0.0 : odd ? INFINITY_D : -INFINITY_D;
    }
    double value = zeta(n + 1.0, x);
    value = n == 1.0 ? value : exp(lgamma(n + 1.0)) * value;
    return odd ? value : -value;
}

DEVICE float op_polygamma(float n, float x) {
    return (float)op_polygamma((double)n, (double)x);
}
