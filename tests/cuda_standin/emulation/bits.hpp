// Integer and bit intrinsics, loads and stores with a cache hint, min and max.
#pragma once

// Not the built-in function: without the processor's instruction it is a call of a library that kernels are not linked with.
inline int __popcll(unsigned long long v) {
    v -= v >> 1 & 0x5555555555555555ull;
    v = (v & 0x3333333333333333ull) + (v >> 2 & 0x3333333333333333ull);
    v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0full;
    return static_cast<int>(v * 0x0101010101010101ull >> 56);
}
inline int __popc(unsigned v) { return __popcll(v); }
inline int __clz(int v) { return v ? __builtin_clz(v) : 32; }
inline int __clzll(long long v) { return v ? __builtin_clzll(v) : 64; }
inline int __ffs(int v) { return __builtin_ffs(v); }
inline int __ffsll(long long v) { return __builtin_ffsll(v); }

inline unsigned __brev(unsigned v) {
    v = (v >> 1 & 0x55555555u) | (v & 0x55555555u) << 1;
    v = (v >> 2 & 0x33333333u) | (v & 0x33333333u) << 2;
    v = (v >> 4 & 0x0f0f0f0fu) | (v & 0x0f0f0f0fu) << 4;
    return __builtin_bswap32(v);
}
inline unsigned long long __brevll(unsigned long long v) {
    unsigned low = static_cast<unsigned>(v), high = static_cast<unsigned>(v >> 32);
    return static_cast<unsigned long long>(__brev(low)) << 32 | __brev(high);
}

// Four of the eight bytes of y:x; with the top bit of a selector, eight times the sign of the byte.
inline unsigned __byte_perm(unsigned x, unsigned y, unsigned selectors) {
    unsigned long long bytes = static_cast<unsigned long long>(y) << 32 | x;
    unsigned result = 0;
    for (int i = 0; i < 4; i++) {
        unsigned selector = selectors >> 4 * i & 0xf;
        unsigned byte = bytes >> 8 * (selector & 7) & 0xff;
        if (selector & 8) byte = byte & 0x80 ? 0xff : 0;
        result |= byte << 8 * i;
    }
    return result;
}

inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned by) {
    return ((static_cast<unsigned long long>(high) << 32 | low) << (by & 31)) >> 32;
}
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned by) {
    return (static_cast<unsigned long long>(high) << 32 | low) >> (by & 31);
}

inline int __mulhi(int a, int b) { return static_cast<long long>(a) * b >> 32; }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned long long>(a) * b >> 32; }
inline long long __mul64hi(long long a, long long b) { return static_cast<__int128>(a) * b >> 64; }
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return static_cast<unsigned __int128>(a) * b >> 64;
}
inline int __mul24(int a, int b) { return (a << 8 >> 8) * (b << 8 >> 8); }
inline unsigned __sad(int a, int b, unsigned c) {
    return c + (a > b ? static_cast<unsigned>(a) - b : static_cast<unsigned>(b) - a);
}

inline int __float_as_int(float v) { return standin::from_bits<int>(standin::to_bits(v)); }
inline unsigned __float_as_uint(float v) { return standin::from_bits<unsigned>(standin::to_bits(v)); }
inline float __int_as_float(int v) { return standin::from_bits<float>(static_cast<unsigned>(v)); }
inline float __uint_as_float(unsigned v) { return standin::from_bits<float>(v); }
inline long long __double_as_longlong(double v) { return standin::to_bits(v); }
inline double __longlong_as_double(long long v) { return standin::from_bits<double>(v); }
inline int __double2hiint(double v) { return standin::to_bits(v) >> 32; }
inline int __double2loint(double v) { return static_cast<int>(standin::to_bits(v)); }
inline double __hiloint2double(int high, int low) {
    return standin::from_bits<double>(static_cast<unsigned long long>(static_cast<unsigned>(high)) << 32 |
                                      static_cast<unsigned>(low));
}

#define STANDIN_LOAD(name) template <class T> inline T name(const T* p) { return *p; }
#define STANDIN_STORE(name) template <class T> inline void name(T* p, T value) { *p = value; }
STANDIN_LOAD(__ldg) STANDIN_LOAD(__ldcs) STANDIN_LOAD(__ldca) STANDIN_LOAD(__ldcg) STANDIN_LOAD(__ldlu)
STANDIN_LOAD(__ldcv)
STANDIN_STORE(__stcs) STANDIN_STORE(__stcg) STANDIN_STORE(__stwb) STANDIN_STORE(__stwt)
#undef STANDIN_LOAD
#undef STANDIN_STORE

inline size_t __cvta_generic_to_shared(const void* p) { return reinterpret_cast<size_t>(p); }

#define STANDIN_MIN_MAX(T)                            \
    inline T min(T a, T b) { return b < a ? b : a; }  \
    inline T max(T a, T b) { return a < b ? b : a; }
STANDIN_MIN_MAX(int) STANDIN_MIN_MAX(unsigned) STANDIN_MIN_MAX(long) STANDIN_MIN_MAX(unsigned long)
STANDIN_MIN_MAX(long long) STANDIN_MIN_MAX(unsigned long long)
#undef STANDIN_MIN_MAX
// As on the GPU: a NaN gives way to a number.
inline float min(float a, float b) { return __builtin_fminf(a, b); }
inline float max(float a, float b) { return __builtin_fmaxf(a, b); }
inline double min(double a, double b) { return __builtin_fmin(a, b); }
inline double max(double a, double b) { return __builtin_fmax(a, b); }
inline double min(float a, double b) { return __builtin_fmin(a, b); }
inline double min(double a, float b) { return __builtin_fmin(a, b); }
inline double max(float a, double b) { return __builtin_fmax(a, b); }
inline double max(double a, float b) { return __builtin_fmax(a, b); }
inline unsigned min(int a, unsigned b) { return min(static_cast<unsigned>(a), b); }
inline unsigned min(unsigned a, int b) { return min(a, static_cast<unsigned>(b)); }
inline unsigned max(int a, unsigned b) { return max(static_cast<unsigned>(a), b); }
inline unsigned max(unsigned a, int b) { return max(a, static_cast<unsigned>(b)); }
