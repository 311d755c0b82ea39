// Mathematical functions of the C library with CUDA's overloads, and the intrinsics that stand for them.
#pragma once

// double name(double), float namef(float), and an overload for float and int under the plain name.
#define STANDIN_UNARY(name)                                                 \
    extern "C" double name(double) noexcept;                                \
    extern "C" float name##f(float) noexcept;                               \
    inline float name(float x) { return name##f(x); }                       \
    inline double name(int x) { return name(static_cast<double>(x)); }
STANDIN_UNARY(sin) STANDIN_UNARY(cos) STANDIN_UNARY(tan) STANDIN_UNARY(asin) STANDIN_UNARY(acos) STANDIN_UNARY(atan)
STANDIN_UNARY(sinh) STANDIN_UNARY(cosh) STANDIN_UNARY(tanh) STANDIN_UNARY(asinh) STANDIN_UNARY(acosh)
STANDIN_UNARY(atanh) STANDIN_UNARY(exp) STANDIN_UNARY(exp2) STANDIN_UNARY(exp10) STANDIN_UNARY(expm1)
STANDIN_UNARY(log) STANDIN_UNARY(log2) STANDIN_UNARY(log10) STANDIN_UNARY(log1p) STANDIN_UNARY(logb)
STANDIN_UNARY(sqrt) STANDIN_UNARY(cbrt) STANDIN_UNARY(erf) STANDIN_UNARY(erfc) STANDIN_UNARY(tgamma)
STANDIN_UNARY(lgamma) STANDIN_UNARY(ceil) STANDIN_UNARY(floor) STANDIN_UNARY(trunc) STANDIN_UNARY(round)
STANDIN_UNARY(rint) STANDIN_UNARY(nearbyint) STANDIN_UNARY(fabs)
STANDIN_UNARY(j0) STANDIN_UNARY(j1) STANDIN_UNARY(y0) STANDIN_UNARY(y1)
#undef STANDIN_UNARY

#define STANDIN_BINARY(name)                                                                             \
    extern "C" double name(double, double) noexcept;                                                     \
    extern "C" float name##f(float, float) noexcept;                                                     \
    inline float name(float x, float y) { return name##f(x, y); }                                        \
    inline double name(float x, double y) { return name(static_cast<double>(x), y); }                    \
    inline double name(double x, float y) { return name(x, static_cast<double>(y)); }                    \
    inline double name(double x, int y) { return name(x, static_cast<double>(y)); }                      \
    inline double name(int x, double y) { return name(static_cast<double>(x), y); }
STANDIN_BINARY(pow) STANDIN_BINARY(atan2) STANDIN_BINARY(fmod) STANDIN_BINARY(remainder) STANDIN_BINARY(hypot)
STANDIN_BINARY(fmax) STANDIN_BINARY(fmin) STANDIN_BINARY(fdim) STANDIN_BINARY(copysign) STANDIN_BINARY(nextafter)
#undef STANDIN_BINARY
inline float pow(float x, int y) { return powf(x, static_cast<float>(y)); }

#define STANDIN_BOTH(result, name, parameters, float_parameters, arguments)                  \
    extern "C" result name parameters noexcept;                                              \
    extern "C" result name##f float_parameters noexcept;                                     \
    inline result name float_parameters { return name##f arguments; }
STANDIN_BOTH(int, ilogb, (double x), (float x), (x))
STANDIN_BOTH(long, lround, (double x), (float x), (x))
STANDIN_BOTH(long, lrint, (double x), (float x), (x))
STANDIN_BOTH(long long, llround, (double x), (float x), (x))
STANDIN_BOTH(long long, llrint, (double x), (float x), (x))
STANDIN_BOTH(void, sincos, (double x, double* s, double* c), (float x, float* s, float* c), (x, s, c))
#undef STANDIN_BOTH

extern "C" {
double fma(double, double, double) noexcept;
float fmaf(float, float, float) noexcept;
double ldexp(double, int) noexcept;
float ldexpf(float, int) noexcept;
double scalbn(double, int) noexcept;
float scalbnf(float, int) noexcept;
double frexp(double, int*) noexcept;
float frexpf(float, int*) noexcept;
double modf(double, double*) noexcept;
float modff(float, float*) noexcept;
double jn(int, double) noexcept;
float jnf(int, float) noexcept;
double yn(int, double) noexcept;
float ynf(int, float) noexcept;
int abs(int) noexcept;
long labs(long) noexcept;
long long llabs(long long) noexcept;
int printf(const char*, ...);
void* memcpy(void*, const void*, size_t) noexcept;
void* memset(void*, int, size_t) noexcept;
}
inline float fma(float x, float y, float z) { return fmaf(x, y, z); }
inline float ldexp(float x, int e) { return ldexpf(x, e); }
inline float scalbn(float x, int e) { return scalbnf(x, e); }
inline float frexp(float x, int* e) { return frexpf(x, e); }
inline float modf(float x, float* whole) { return modff(x, whole); }
inline long abs(long x) { return labs(x); }
inline long long abs(long long x) { return llabs(x); }
inline float abs(float x) { return __builtin_fabsf(x); }
inline double abs(double x) { return __builtin_fabs(x); }

inline bool isnan(float x) { return __builtin_isnan(x); }
inline bool isnan(double x) { return __builtin_isnan(x); }
inline bool isinf(float x) { return __builtin_isinf(x); }
inline bool isinf(double x) { return __builtin_isinf(x); }
inline bool isfinite(float x) { return __builtin_isfinite(x); }
inline bool isfinite(double x) { return __builtin_isfinite(x); }
inline bool signbit(float x) { return __builtin_signbit(x); }
inline bool signbit(double x) { return __builtin_signbit(x); }

inline double rsqrt(double x) { return 1.0 / sqrt(x); }
inline float rsqrtf(float x) { return static_cast<float>(1.0 / sqrt(static_cast<double>(x))); }
inline float rsqrt(float x) { return rsqrtf(x); }
inline double rcbrt(double x) { return 1.0 / cbrt(x); }
inline float rcbrtf(float x) { return static_cast<float>(1.0 / cbrt(static_cast<double>(x))); }
inline float fdividef(float x, float y) { return x / y; }
inline float saturate(float x) { return x > 0.0f ? (x < 1.0f ? x : 1.0f) : 0.0f; }

// Intrinsics: the quick ones are as good as the functions they stand for.
inline float __expf(float x) { return expf(x); }
inline float __exp10f(float x) { return exp10f(x); }
inline float __logf(float x) { return logf(x); }
inline float __log2f(float x) { return log2f(x); }
inline float __log10f(float x) { return log10f(x); }
inline float __sinf(float x) { return sinf(x); }
inline float __cosf(float x) { return cosf(x); }
inline float __tanf(float x) { return tanf(x); }
inline void __sincosf(float x, float* s, float* c) { sincosf(x, s, c); }
inline float __powf(float x, float y) { return powf(x, y); }
inline float __fdividef(float x, float y) { return x / y; }
inline float __saturatef(float x) { return saturate(x); }
inline float __frsqrt_rn(float x) { return rsqrtf(x); }
inline float __frcp_rn(float x) { return 1.0f / x; }
inline double __drcp_rn(double x) { return 1.0 / x; }
inline float __fsqrt_rn(float x) { return sqrtf(x); }
inline double __dsqrt_rn(double x) { return sqrt(x); }
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fsub_rn(float x, float y) { return x - y; }
inline float __fmul_rn(float x, float y) { return x * y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline double __dadd_rn(double x, double y) { return x + y; }
inline double __dsub_rn(double x, double y) { return x - y; }
inline double __dmul_rn(double x, double y) { return x * y; }
inline double __ddiv_rn(double x, double y) { return x / y; }
inline float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
inline double __fma_rn(double x, double y, double z) { return fma(x, y, z); }

// Conversions to integers saturate, and a NaN becomes 0 (0x80000000... to 64 bits), as on the GPU.
#define STANDIN_TO_INTEGER(suffix, T, low, high, low_edge, high_edge, nan)                            \
    inline T standin_to_##suffix(double x) {                                                          \
        return x != x ? nan : x <= low_edge ? low : x >= high_edge ? high : static_cast<T>(x);        \
    }
STANDIN_TO_INTEGER(int, int, -0x7fffffff - 1, 0x7fffffff, -0x1p31, 0x1p31, 0)
STANDIN_TO_INTEGER(uint, unsigned, 0u, 0xffffffffu, 0.0, 0x1p32, 0u)
STANDIN_TO_INTEGER(ll, long long, -0x7fffffffffffffffll - 1, 0x7fffffffffffffffll, -0x1p63, 0x1p63,
                   (-0x7fffffffffffffffll - 1))
STANDIN_TO_INTEGER(ull, unsigned long long, 0ull, ~0ull, 0.0, 0x1p64, (1ull << 63))
#undef STANDIN_TO_INTEGER
#define STANDIN_CONVERT(letters, suffix, T)                                             \
    inline T __float2##letters##_rn(float x) { return standin_to_##suffix(__builtin_rint(x)); }     \
    inline T __float2##letters##_rz(float x) { return standin_to_##suffix(__builtin_trunc(x)); }    \
    inline T __float2##letters##_rd(float x) { return standin_to_##suffix(__builtin_floor(x)); }    \
    inline T __float2##letters##_ru(float x) { return standin_to_##suffix(__builtin_ceil(x)); }     \
    inline T __double2##letters##_rn(double x) { return standin_to_##suffix(__builtin_rint(x)); }   \
    inline T __double2##letters##_rz(double x) { return standin_to_##suffix(__builtin_trunc(x)); }  \
    inline T __double2##letters##_rd(double x) { return standin_to_##suffix(__builtin_floor(x)); }  \
    inline T __double2##letters##_ru(double x) { return standin_to_##suffix(__builtin_ceil(x)); }
STANDIN_CONVERT(int, int, int)
STANDIN_CONVERT(uint, uint, unsigned)
STANDIN_CONVERT(ll, ll, long long)
STANDIN_CONVERT(ull, ull, unsigned long long)
#undef STANDIN_CONVERT
inline float __int2float_rn(int x) { return static_cast<float>(x); }
inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }
inline float __ll2float_rn(long long x) { return static_cast<float>(x); }
inline float __ull2float_rn(unsigned long long x) { return static_cast<float>(x); }
inline double __int2double_rn(int x) { return x; }
inline double __uint2double_rn(unsigned x) { return x; }
inline double __ll2double_rn(long long x) { return static_cast<double>(x); }
inline double __ull2double_rn(unsigned long long x) { return static_cast<double>(x); }
inline float __double2float_rn(double x) { return static_cast<float>(x); }
