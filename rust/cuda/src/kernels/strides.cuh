// From the number of an element to its place in each operand. Rust makes `Dim` (params.rs).

struct Dim {
    u64 size;
    u32 multiplier, shift;
};

// A number in a kernel's parameters: Rust wrote the bytes of its class.
struct Scalar {
    u64 words[2];
};

template <class T> __device__ __forceinline__ T scalar_of(const Scalar& scalar);

template <> __device__ __forceinline__ bool scalar_of<bool>(const Scalar& scalar) { return (scalar.words[0] & 1) != 0; }

template <> __device__ __forceinline__ i32 scalar_of<i32>(const Scalar& scalar) { return (i32)scalar.words[0]; }

template <> __device__ __forceinline__ i64 scalar_of<i64>(const Scalar& scalar) { return (i64)scalar.words[0]; }

template <> __device__ __forceinline__ float scalar_of<float>(const Scalar& scalar) {
    return __int_as_float((int)scalar.words[0]);
}

template <> __device__ __forceinline__ double scalar_of<double>(const Scalar& scalar) {
    return __longlong_as_double((i64)scalar.words[0]);
}

template <> __device__ __forceinline__ c64 scalar_of<c64>(const Scalar& scalar) {
    return c64{__int_as_float((int)scalar.words[0]), __int_as_float((int)(scalar.words[0] >> 32))};
}

template <> __device__ __forceinline__ c128 scalar_of<c128>(const Scalar& scalar) {
    return c128{__longlong_as_double((i64)scalar.words[0]), __longlong_as_double((i64)scalar.words[1])};
}

__device__ __forceinline__ u32 quotient(u32 n, const Dim& dim) {
    return (__umulhi(n, dim.multiplier) + n) >> dim.shift;
}

__device__ __forceinline__ u64 quotient(u64 n, const Dim& dim) {
    return n / dim.size;
}

// Image, channel and place of element `number` of (images, channels, 3 axes), in whose memory channels are the inmost
// dimension or the one outside the axes.
template <bool ChannelsInner, class Index>
DEVICE void split_planes(Index number, const Dim& channels, const Dim (&sizes)[3], i64& image, i64& channel, i64 (&at)[3]) {
    const auto split = [&](const Dim& dim) {
        const Index rest = quotient(number, dim);
        const i64 index = (i64)(number - rest * (Index)dim.size);
        number = rest;
        return index;
    };
    if (ChannelsInner) channel = split(channels);
#pragma unroll
    for (int d = 2; d >= 0; --d) at[d] = split(sizes[d]);
    if (!ChannelsInner) channel = split(channels);
    image = (i64)number;
}

// Adds the steps of element `number` in row-major order; dimensions are innermost first.
template <int Dims, int Count, class Index>
__device__ __forceinline__ void walk(Index number, const Dim (&dims)[Dims], const i64 (&steps)[Dims][Count],
                                     i64 (&at)[Count]) {
#pragma unroll
    for (int d = 0; d < Dims; ++d) {
        const Index rest = quotient(number, dims[d]);
        const i64 index = (i64)(number - rest * (Index)dims[d].size);
        number = rest;
#pragma unroll
        for (int k = 0; k < Count; ++k) at[k] += index * steps[d][k];
    }
}
