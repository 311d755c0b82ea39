// CUDA's vector types: float4, int2, ... with make_float4 and so on.
#pragma once

using size_t = decltype(sizeof(0));
using ptrdiff_t = decltype(static_cast<char*>(nullptr) - static_cast<char*>(nullptr));
using uintptr_t = unsigned long;
using intptr_t = long;
using int8_t = signed char;
using uint8_t = unsigned char;
using int16_t = short;
using uint16_t = unsigned short;
using int32_t = int;
using uint32_t = unsigned;
using int64_t = long;
using uint64_t = unsigned long;

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
    constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    constexpr operator uint3() const { return {x, y, z}; }
};

#define STANDIN_VECTORS_124(T, name, align2, align4)                                  \
    struct name##1 { T x; };                                                          \
    struct alignas(align2) name##2 { T x, y; };                                       \
    struct alignas(align4) name##4 { T x, y, z, w; };                                 \
    inline name##1 make_##name##1(T x) { return {x}; }                                \
    inline name##2 make_##name##2(T x, T y) { return {x, y}; }                        \
    inline name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }

#define STANDIN_VECTORS(T, name, align2, align4)                                      \
    STANDIN_VECTORS_124(T, name, align2, align4)                                      \
    struct name##3 { T x, y, z; };                                                    \
    inline name##3 make_##name##3(T x, T y, T z) { return {x, y, z}; }

STANDIN_VECTORS(signed char, char, 2, 4)
STANDIN_VECTORS(unsigned char, uchar, 2, 4)
STANDIN_VECTORS(short, short, 4, 8)
STANDIN_VECTORS(unsigned short, ushort, 4, 8)
STANDIN_VECTORS(int, int, 8, 16)
STANDIN_VECTORS_124(unsigned, uint, 8, 16)
STANDIN_VECTORS(long, long, 16, 16)
STANDIN_VECTORS(unsigned long, ulong, 16, 16)
STANDIN_VECTORS(long long, longlong, 16, 16)
STANDIN_VECTORS(unsigned long long, ulonglong, 16, 16)
STANDIN_VECTORS(float, float, 8, 16)
STANDIN_VECTORS(double, double, 16, 16)
inline uint3 make_uint3(unsigned x, unsigned y, unsigned z) { return {x, y, z}; }

#undef STANDIN_VECTORS
#undef STANDIN_VECTORS_124
