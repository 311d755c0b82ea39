// Numbers of 16 bits.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

inline float half_to_float(uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float value = exponent == 31 ? (fraction ? NAN : INFINITY)
                  : exponent     ? std::ldexp(1024 + fraction, exponent - 25)
                                 : std::ldexp(fraction, -24);
    return bits & 0x8000 ? -value : value;
}

inline uint16_t float_to_half(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    const uint16_t sign = bits >> 16 & 0x8000;
    if (x != x) return sign | 0x7e00;
    const float magnitude = std::fabs(x);
    if (magnitude >= 65520.0f) return sign | 0x7c00;
    // The nearest multiple of the last place, ties to even.
    int exponent;
    std::frexp(magnitude, &exponent);
    const int place = exponent - 11 < -24 ? -24 : exponent - 11;
    const float scaled = std::nearbyint(std::ldexp(magnitude, -place));
    const float rounded = std::ldexp(scaled, place);
    if (rounded < std::ldexp(1.0f, -14)) return sign | (uint16_t)std::ldexp(rounded, 24);
    std::frexp(rounded, &exponent);
    const int fraction = (int)std::ldexp(rounded, 11 - exponent) - 1024;
    return sign | (exponent + 14) << 10 | fraction;
}

inline float bfloat_to_float(uint16_t bits) {
    const uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, 4);
    return value;
}

inline uint16_t float_to_bfloat(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    return x != x ? 0x7fc0 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}
