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

// A polynomial, the highest power first.
template <class R, int N>
DEVICE R polynomial(R x, const double (&coefficients)[N]) {
    R sum = (R)coefficients[0];
#pragma unroll
    for (int k = 1; k < N; ++k) sum = sum * x + (R)coefficients[k];
    return sum;
}

// The quantile of the standard normal distribution, by rational approximations of S. Moshier, "Methods and programs for
// mathematical functions" (1989; the library Cephes): in (p - 1/2)^2 around the centre, in 1 / sqrt(-2 log p) in the tails.
template <class R>
DEVICE R op_ndtri(R p) {
    const double p0[5] = {
        -59.96335010141079, 98.00107541859997, -56.67628574690703, 13.931260938727968, -1.2391658386738125,
    };
    const double q0[9] = {
        1.0, 1.9544885833814176, 4.676279128988815, 86.36024213908905, -225.46268785411937, 200.26021238006066,
        -82.03722561683334, 15.90562251262117, -1.1833162112133,
    };
    const double p1[9] = {
        4.0554489230596245, 31.525109459989388, 57.16281922464213, 44.08050738932008, 14.684956192885803,
        2.1866330685079025, -0.1402560791713545, -0.03504246268278482, -0.0008574567851546854,
    };
    const double q1[9] = {
        1.0, 15.779988325646675, 45.39076351288792, 41.3172038254672, 15.04253856929075, 2.504649462083094,
        -0.14218292285478779, -0.03808064076915783, -0.0009332594808954574,
    };
    const double p2[9] = {
        3.2377489177694603, 6.915228890689842, 3.9388102529247444, 1.3330346081580755, 0.20148538954917908,
        0.012371663481782003, 0.00030158155350823543, 2.6580697468673755e-06, 6.239745391849833e-09,
    };
    const double q2[9] = {
        1.0, 6.02427039364742, 3.6798356385616087, 1.3770209948908132, 0.21623699359449663, 0.013420400608854318,
        0.00032801446468212774, 2.8924786474538068e-06, 6.790194080099813e-09,
    };
    const R tail = (R)0.13533528323661269; // exp(-2)
    if (!(p >= 0 && p <= 1)) return (R)NAN_F;
    if (p == 0) return -(R)INFINITY_F;
    if (p == 1) return (R)INFINITY_F;
    const bool upper = p > 1 - tail;
    const R y = upper ? 1 - p : p;
    if (y > tail) {
        const R centred = y - (R)0.5, square = centred * centred;
        const R rest = square * polynomial(square, p0) / polynomial(square, q0);
        return (centred + centred * rest) * (R)2.5066282746310005; // sqrt(2 pi)
    }
    const R x = op_sqrt(-2 * op_log(y)), z = 1 / x;
    const R rest = x < 8 ? z * polynomial(z, p1) / polynomial(z, q1) : z * polynomial(z, p2) / polynomial(z, q2);
    const R value = x - op_log(x) / x - rest;
    return upper ? value : -value;
}
