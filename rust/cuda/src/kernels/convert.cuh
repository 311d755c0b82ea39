// Conversion between the classes bool, i32, i64, float, double, c64 and c128: `op_convert<To>(x)`.

// Toward zero; what does not fit, and NaN, become the smallest integer.
template <class I, class R>
DEVICE I truncated(R x) {
    constexpr R low = sizeof(I) == 4 ? (R)-2147483648.0 : (R)-9223372036854775808.0;
    return (I)(x >= low && x < -low ? x : low);
}

// To float and double. Complex numbers lose their imaginary part.
template <class To>
struct Conversion {
    template <class From>
    DEVICE static To of(From x) { return (To)x; }
    template <class R>
    DEVICE static To of(Complex<R> z) { return (To)z.re; }
};

// Integers wrap.
template <class I>
struct ToInteger {
    DEVICE static I of(bool x) { return x; }
    DEVICE static I of(i32 x) { return (I)x; }
    DEVICE static I of(i64 x) { return (I)x; }
    DEVICE static I of(float x) { return truncated<I>(x); }
    DEVICE static I of(double x) { return truncated<I>(x); }
    template <class R>
    DEVICE static I of(Complex<R> z) { return truncated<I>(z.re); }
};

template <> struct Conversion<i32> : ToInteger<i32> {};
template <> struct Conversion<i64> : ToInteger<i64> {};

// Whether not zero; NaN is true.
template <>
struct Conversion<bool> {
    template <class From>
    DEVICE static bool of(From x) { return x != 0; }
    DEVICE static bool of(bool x) { return x; }
    template <class R>
    DEVICE static bool of(Complex<R> z) { return z.re != 0 || z.im != 0; }
};

template <class R>
struct Conversion<Complex<R>> {
    template <class From>
    DEVICE static Complex<R> of(From x) { return {(R)x, 0}; }
    template <class S>
    DEVICE static Complex<R> of(Complex<S> z) { return {(R)z.re, (R)z.im}; }
};

template <class To, class From>
DEVICE To op_convert(From x) {
    return Conversion<To>::of(x);
}
