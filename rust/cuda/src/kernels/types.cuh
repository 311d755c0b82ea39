// Types of all kernels. Headers of this folder are joined in front of every kernel source in the order that
// compile/mod.rs says; nothing else is included. With FLAMBEAU_EMULATED defined the same text compiles as C++ for a
// processor, behind a header that supplies CUDA's keywords and built-in functions.

typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

// A function of one thread, expanded where it is called.
#define DEVICE __device__ __forceinline__

#ifndef FLAMBEAU_EMULATED
// `KERNEL(name, Params, threads) { ... p.member ... }`: parameters are one struct by value, `threads` bounds the block.
#define KERNEL(name, Params, threads) \
    extern "C" __global__ void __launch_bounds__(threads) name(const __grid_constant__ Params p)
#endif

#define INFINITY_F __int_as_float(0x7f800000)
#define NAN_F __int_as_float(0x7fc00000)
#define INFINITY_D __longlong_as_double(0x7ff0000000000000LL)
#define NAN_D __longlong_as_double(0x7ff8000000000000LL)

// Storage of a truth value: any byte but 0 is true; 0 and 1 are written.
struct b8 {
    u8 bits;
};

// Storage of binary16.
struct f16 {
    u16 bits;
};

// Storage of bfloat16.
struct bf16 {
    u16 bits;
};

// A complex number, stored and computed in the same form.
template <class R>
struct alignas(2 * sizeof(R)) Complex {
    R re, im;
};

typedef Complex<float> c64;
typedef Complex<double> c128;

// binary16 to binary32, exact.
DEVICE float f16_to_float(f16 h) {
#ifndef FLAMBEAU_EMULATED
    float x;
    asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(h.bits));
    return x;
#else
    // Multiplying by 2^112 moves the exponent and normalises subnormals; infinities and NaNs have the largest exponent.
    i32 magnitude = (h.bits & 0x7fff) << 13;
    i32 scaled = __float_as_int(__int_as_float(magnitude) * __int_as_float(0x77800000));
    i32 bits = (h.bits & 0x7c00) == 0x7c00 ? magnitude | 0x7f800000 : scaled;
    return __int_as_float((i32)((u32)bits | (u32)(h.bits & 0x8000) << 16));
#endif
}

// binary32 to binary16, to nearest, ties to even; NaN stays NaN.
DEVICE f16 float_to_f16(float x) {
#ifndef FLAMBEAU_EMULATED
    f16 h;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(h.bits) : "f"(x));
    return h;
#else
    u32 bits = (u32)__float_as_int(x), magnitude = bits & 0x7fffffff, result;
    if (magnitude > 0x7f800000) {
        result = 0x7e00;
    } else if (magnitude >= 0x477ff000) { // 65520 and more
        result = 0x7c00;
    } else if (magnitude < 0x38800000) { // adding 0.5 rounds at the last bit of a subnormal result
        result = (u32)__float_as_int(__int_as_float((i32)magnitude) + 0.5f) - 0x3f000000;
    } else { // the exponent less 112, and 13 bits rounded away
        result = (magnitude + 0xc8000fffu + (magnitude >> 13 & 1)) >> 13;
    }
    return f16{(u16)(result | (bits >> 16 & 0x8000))};
#endif
}

// bfloat16 to binary32, exact.
DEVICE float bf16_to_float(bf16 h) {
    return __int_as_float((i32)((u32)h.bits << 16));
}

// binary32 to bfloat16, to nearest, ties to even; NaN stays NaN.
DEVICE bf16 float_to_bf16(float x) {
#ifndef FLAMBEAU_EMULATED
    bf16 h;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(h.bits) : "f"(x));
    return h;
#else
    u32 bits = (u32)__float_as_int(x);
    bool nan = (bits & 0x7fffffff) > 0x7f800000;
    return bf16{(u16)(nan ? 0x7fc0 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
#endif
}

// A storage type that is computed in as it is.
template <class S>
struct ComputedAsStored {
    typedef S type;
    DEVICE static S up(S x) { return x; }
    DEVICE static S down(S x) { return x; }
};

// A narrow integer, computed in 32 bits; wraps when it is stored.
template <class S>
struct ComputedAsInt {
    typedef i32 type;
    DEVICE static i32 up(S x) { return x; }
    DEVICE static S down(i32 x) { return (S)x; }
};

// `Compute<S>::type` is the type in which a value stored as S is computed.
template <class S>
struct Compute;
template <> struct Compute<u8> : ComputedAsInt<u8> {};
template <> struct Compute<i8> : ComputedAsInt<i8> {};
template <> struct Compute<i16> : ComputedAsInt<i16> {};
template <> struct Compute<i32> : ComputedAsStored<i32> {};
template <> struct Compute<i64> : ComputedAsStored<i64> {};
template <> struct Compute<float> : ComputedAsStored<float> {};
template <> struct Compute<double> : ComputedAsStored<double> {};
template <> struct Compute<c64> : ComputedAsStored<c64> {};
template <> struct Compute<c128> : ComputedAsStored<c128> {};

template <>
struct Compute<b8> {
    typedef bool type;
    DEVICE static bool up(b8 x) { return x.bits != 0; }
    DEVICE static b8 down(bool x) { return b8{(u8)x}; }
};

template <>
struct Compute<f16> {
    typedef float type;
    DEVICE static float up(f16 x) { return f16_to_float(x); }
    DEVICE static f16 down(float x) { return float_to_f16(x); }
};

template <>
struct Compute<bf16> {
    typedef float type;
    DEVICE static float up(bf16 x) { return bf16_to_float(x); }
    DEVICE static bf16 down(float x) { return float_to_bf16(x); }
};

// From storage to the type it is computed in.
template <class S>
DEVICE typename Compute<S>::type up(S x) {
    return Compute<S>::up(x);
}

// To the storage type S, which is named: `down<bf16>(x)`.
template <class S>
DEVICE S down(typename Compute<S>::type x) {
    return Compute<S>::down(x);
}

template <class S>
DEVICE typename Compute<S>::type load(const S* from) {
    return Compute<S>::up(*from);
}

template <class S>
DEVICE void store(S* to, typename Compute<S>::type x) {
    *to = Compute<S>::down(x);
}

// N neighbours in memory, moved by one instruction; N is a power of two and the address a multiple of the size.
template <class S, int N>
struct alignas(sizeof(S) * N) Pack {
    static_assert(sizeof(S) * N <= 16, "the widest access is 16 bytes");
    S at[N];
};

template <int N, class S>
DEVICE Pack<S, N> load_pack(const S* from) {
    return *reinterpret_cast<const Pack<S, N>*>(from);
}

template <class S, int N>
DEVICE void store_pack(S* to, const Pack<S, N>& pack) {
    *reinterpret_cast<Pack<S, N>*>(to) = pack;
}
