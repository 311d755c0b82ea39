// Windows of planes as columns of a matrix, and back.

constexpr int COLUMN_THREADS = 256;

struct ColumnParams {
    u64 count;  // elements that have a thread each
    i64 channels;
    i64 size[2], positions[2], kernel[2], stride[2], padding[2], dilation[2];
    char* planes;
    i64 steps[4];
    char* columns;  // row-major (images, channels, taps, positions)
};

// An element of the columns from that of a plane, or 0.
template <class S> DEVICE void im2col(const ColumnParams& p) {
    u64 number = (u64)blockIdx.x * COLUMN_THREADS + threadIdx.x;
    if (number >= p.count) return;
    S* to = (S*)p.columns + number;
    const auto split = [&](i64 size) {
        const u64 rest = p.count < (1ull << 32) ? (u32)number / (u32)size : number / (u64)size;
        const i64 index = (i64)(number - rest * (u64)size);
        number = rest;
        return index;
    };
    const i64 x = split(p.positions[1]), y = split(p.positions[0]), j = split(p.kernel[1]), i = split(p.kernel[0]);
    const i64 channel = split(p.channels);
    const i64 h = y * p.stride[0] + i * p.dilation[0] - p.padding[0];
    const i64 w = x * p.stride[1] + j * p.dilation[1] - p.padding[1];
    S value = S();
    if ((u64)h < (u64)p.size[0] && (u64)w < (u64)p.size[1]) {
        value = ((const S*)p.planes)[(i64)number * p.steps[0] + channel * p.steps[1] + h * p.steps[2] + w * p.steps[3]];
    }
    *to = value;
}

// An element of a plane is the sum of those of the columns that lie there, in the order of the taps.
template <class S> DEVICE void col2im(const ColumnParams& p) {
    typedef typename Compute<S>::type T;
    const u64 number = (u64)blockIdx.x * COLUMN_THREADS + threadIdx.x;
    if (number >= p.count) return;
    const i64 w = (i64)(number % (u64)p.size[1]), row = (i64)(number / (u64)p.size[1]);
    const i64 h = row % p.size[0], plane = row / p.size[0], length = p.positions[0] * p.positions[1];
    const S* columns = (const S*)p.columns + plane * p.kernel[0] * p.kernel[1] * length;
    T sum = op_convert<T>((i32)0);
    for (i64 i = 0; i < p.kernel[0]; ++i) {
        const i64 above = h + p.padding[0] - i * p.dilation[0];
        if (above < 0) break;
        const i64 y = above / p.stride[0];
        if (y * p.stride[0] != above || y >= p.positions[0]) continue;
        for (i64 j = 0; j < p.kernel[1]; ++j) {
            const i64 left = w + p.padding[1] - j * p.dilation[1];
            if (left < 0) break;
            const i64 x = left / p.stride[1];
            if (x * p.stride[1] != left || x >= p.positions[1]) continue;
            sum = op_add(sum, load(columns + ((i * p.kernel[1] + j) * length + y * p.positions[1] + x)));
        }
    }
    store((S*)p.planes + number, sum);
}
