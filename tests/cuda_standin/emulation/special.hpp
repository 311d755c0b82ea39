// Functions that CUDA has and the C library lacks. Computed in double; the float ones round the result.
#pragma once

namespace standin {

constexpr double PI = 3.14159265358979323846, SQRT_2 = 1.41421356237309504880, INV_SQRT_PI = 0.56418958354775628695;
constexpr double NOT_A_NUMBER = __builtin_nan(""), INFINITE = __builtin_inf();

// x less the multiple of 2 next to it: exact, in [-1, 1].
inline double turn(double x) { return remainder(x, 2.0); }

inline double sin_pi(double x) {
    double r = turn(x), a = fabs(r);
    if (r != r) return r;
    if (a == 1.0 || a == 0.0) return copysign(0.0, x);
    double folded = a > 0.5 ? 1.0 - a : a;
    return copysign(folded > 0.25 ? cos(PI * (0.5 - folded)) : sin(PI * folded), r);
}

inline double cos_pi(double x) {
    double a = fabs(turn(x));
    if (a != a) return a;
    if (a > 0.5) return -(1.0 - a > 0.25 ? sin(PI * (a - 0.5)) : cos(PI * (1.0 - a)));
    return a > 0.25 ? sin(PI * (0.5 - a)) : cos(PI * a);
}

// exp(x*x) * erfc(x): a continued fraction where the product would lose digits.
inline double scaled_erfc(double x) {
    if (x < 2.5) return exp(x * x) * erfc(x);
    if (x > 1e8) return INV_SQRT_PI / x;
    double tail = x;
    for (int k = 80; k > 0; k--) tail = x + 0.5 * k / tail;
    return INV_SQRT_PI / tail;
}

// Solves erfc(x) = y for y in (0, 1]: a rational start, then Halley's steps.
inline double inverse_erfc_tail(double y) {
    double t = sqrt(-2.0 * log(0.5 * y));
    double above = 2.515517 + t * (0.802853 + t * 0.010328);
    double below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    double x = (t - above / below) / SQRT_2;
    for (int i = 0; i < 3; i++) {
        double step = (erfc(x) - y) / (2.0 * INV_SQRT_PI * exp(-x * x));
        x += step / (1.0 + x * step);
    }
    return x;
}

inline double inverse_erf(double x) {
    double a = fabs(x);
    if (!(a <= 1.0)) return NOT_A_NUMBER;
    if (a == 1.0) return copysign(INFINITE, x);
    if (a > 0.5) return copysign(inverse_erfc_tail(1.0 - a), x);
    double r = a / (2.0 * INV_SQRT_PI) * (1.0 + PI / 12.0 * a * a);
    for (int i = 0; i < 4; i++) {
        double step = (erf(r) - a) / (2.0 * INV_SQRT_PI * exp(-r * r));
        r -= step / (1.0 + r * step);
    }
    return copysign(r, x);
}

inline double inverse_erfc(double y) {
    if (!(y >= 0.0 && y <= 2.0)) return NOT_A_NUMBER;
    if (y == 0.0 || y == 2.0) return y == 0.0 ? INFINITE : -INFINITE;
    if (y > 0.5 && y < 1.5) return inverse_erf(1.0 - y);
    return y <= 1.0 ? inverse_erfc_tail(y) : -inverse_erfc_tail(2.0 - y);
}

// The error that rounding -x / sqrt(2) makes is taken back to first order: it counts where erfc is steep.
inline double normal_cdf(double x) {
    double z = -x / SQRT_2, rest = fma(-z, SQRT_2, -x) / SQRT_2 + z * 6.8358086576619e-17;
    double value = erfc(z);
    return 0.5 * (fabs(z) < 30.0 ? value - 2.0 * INV_SQRT_PI * exp(-z * z) * rest : value);
}

// The modified Bessel function of order 0 or 1: its power series, all of whose terms have one sign.
inline double bessel_i(double x, int order) {
    if (x != x) return x;
    if (fabs(x) > 720.0) return order ? copysign(INFINITE, x) : INFINITE;
    double square = 0.25 * x * x, term = order ? 0.5 * x : 1.0, sum = term;
    for (double k = 1; k < 2000 && fabs(term) > 1e-18 * fabs(sum); k++) sum += term *= square / (k * (k + order));
    return sum;
}

}  // namespace standin

#define STANDIN_SPECIAL(name, expression)                                                  \
    inline double name(double x) { return expression; }                                    \
    inline float name##f(float x) { return static_cast<float>(name(static_cast<double>(x))); } \
    inline float name(float x) { return name##f(x); }
STANDIN_SPECIAL(sinpi, standin::sin_pi(x))
STANDIN_SPECIAL(cospi, standin::cos_pi(x))
STANDIN_SPECIAL(tanpi, standin::sin_pi(x) / standin::cos_pi(x))
STANDIN_SPECIAL(erfcx, standin::scaled_erfc(x))
STANDIN_SPECIAL(erfinv, standin::inverse_erf(x))
STANDIN_SPECIAL(erfcinv, standin::inverse_erfc(x))
STANDIN_SPECIAL(normcdf, standin::normal_cdf(x))
STANDIN_SPECIAL(normcdfinv, -standin::SQRT_2 * standin::inverse_erfc(2.0 * x))
STANDIN_SPECIAL(cyl_bessel_i0, standin::bessel_i(x, 0))
STANDIN_SPECIAL(cyl_bessel_i1, standin::bessel_i(x, 1))
#undef STANDIN_SPECIAL
inline void sincospi(double x, double* s, double* c) { *s = sinpi(x), *c = cospi(x); }
inline void sincospif(float x, float* s, float* c) { *s = sinpif(x), *c = cospif(x); }
inline void sincospi(float x, float* s, float* c) { sincospif(x, s, c); }
