// Pooling of planes of up to three dimensions with any strides: a thread for each output forward, and backward a thread
// for each input, which looks up the windows it lies in. Nothing is added atomically.

constexpr int POOL_THREADS = 256;

// Windows along an axis; they cut it into `output` parts where `kernel` is 0.
struct PoolAxis {
    i64 input, output, kernel, stride, padding, dilation;
};

struct PoolTensor {
    char* at;
    i64 steps[5];  // images, channels, along the axes, in elements
};

struct PoolParams {
    u64 count;  // elements that have a thread each
    Dim channels, sizes[3];
    PoolAxis axes[3];
    PoolTensor x, y, places;  // x is the larger side
    const char* samples;
    u64 axes_used;
    i64 divisor;
    u32* winners;
    Report report;
};

// A thread's element.
struct PoolPlace {
    i64 image, channel, at[3];

    DEVICE i64 offset(const PoolTensor& tensor) const {
        return image * tensor.steps[0] + channel * tensor.steps[1] + at[0] * tensor.steps[2] + at[1] * tensor.steps[3] +
               at[2] * tensor.steps[4];
    }
};

// Index: u32, or u64 where there are many elements. ChannelsInner: whether neighbours in memory are channels.
template <class Index, bool ChannelsInner> DEVICE bool pool_place(const PoolParams& p, PoolPlace& place) {
    const u64 own = (u64)blockIdx.x * POOL_THREADS + threadIdx.x;
    if (own >= p.count) return false;
    split_planes<ChannelsInner>((Index)own, p.channels, p.sizes, place.image, place.channel, place.at);
    return true;
}

// The taps of a window that lie in the input, and how many lie in it or in its padding.
struct PoolSpan {
    i64 start, count, padded;
};

DEVICE i64 pool_ceil_div(i64 a, i64 b) { return (a + b - 1) / b; }

DEVICE PoolSpan pool_span(const PoolAxis& axis, i64 o) {
    if (axis.kernel == 0) {
        const i64 start = o * axis.input / axis.output;
        const i64 count = pool_ceil_div((o + 1) * axis.input, axis.output) - start;
        return PoolSpan{start, count, count};
    }
    const i64 first = o * axis.stride - axis.padding;
    const auto up_to = [&](i64 end) {
        const i64 taps = first >= end ? 0 : pool_ceil_div(end - first, axis.dilation);
        return taps < axis.kernel ? taps : axis.kernel;
    };
    const i64 skipped = up_to(0), count = up_to(axis.input) - skipped;
    return PoolSpan{count > 0 ? first + skipped * axis.dilation : 0, count > 0 ? count : 0,
                    up_to(axis.input + axis.padding)};
}

// The first window that reaches an input element, and the one after the last; those between may pass over it.
DEVICE void pool_windows(const PoolAxis& axis, i64 at, i64& first, i64& end) {
    if (axis.kernel == 0) {
        first = at * axis.output / axis.input;
        end = pool_ceil_div((at + 1) * axis.output, axis.input);
        return;
    }
    const i64 place = at + axis.padding, before = place - (axis.kernel - 1) * axis.dilation;
    first = before <= 0 ? 0 : pool_ceil_div(before, axis.stride);
    end = place / axis.stride + 1;
    if (end > axis.output) end = axis.output;
}

// The index of an element in its plane of the larger side.
DEVICE i64 pool_index(const PoolParams& p, i64 d, i64 h, i64 w) {
    return (d * p.axes[1].input + h) * p.axes[2].input + w;
}

// The best of a block of taps; a NaN beats all that came before.
template <class S> struct PoolBest {
    typedef typename Compute<S>::type T;
    T value;
    i64 index;

    DEVICE void look(const PoolParams& p, const PoolPlace& place, const PoolSpan (&spans)[3]) {
        const S* x = (const S*)p.x.at + (place.image * p.x.steps[0] + place.channel * p.x.steps[1]);
        value = lowest<T>();
        index = pool_index(p, spans[0].start, spans[1].start, spans[2].start);
        for (i64 i = 0; i < spans[0].count; ++i) {
            const i64 d = spans[0].start + i * p.axes[0].dilation;
            for (i64 j = 0; j < spans[1].count; ++j) {
                const i64 h = spans[1].start + j * p.axes[1].dilation;
                for (i64 k = 0; k < spans[2].count; ++k) {
                    const i64 w = spans[2].start + k * p.axes[2].dilation;
                    const T tap = load(x + (d * p.x.steps[2] + h * p.x.steps[3] + w * p.x.steps[4]));
                    if (tap > value || tap != tap) {
                        value = tap;
                        index = pool_index(p, d, h, w);
                    }
                }
            }
        }
        store((S*)p.y.at + place.offset(p.y), value);
        if (p.places.at) ((i64*)p.places.at)[place.offset(p.places)] = index;
    }
};

template <class S, class Index, bool ChannelsInner> DEVICE void max_pool(const PoolParams& p) {
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const PoolSpan spans[3] = {pool_span(p.axes[0], place.at[0]), pool_span(p.axes[1], place.at[1]),
                               pool_span(p.axes[2], place.at[2])};
    PoolBest<S> best;
    best.look(p, place, spans);
}

// Windows at drawn places: `floor((i + u) a) - floor(u a)` with a = (input - kernel) / (output - 1), the last at the end.
template <class S, class Index, bool ChannelsInner> DEVICE void fractional_pool(const PoolParams& p) {
    typedef typename Compute<S>::type T;
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const S* samples = (const S*)p.samples + (place.image * (i64)p.channels.size + place.channel) * (i64)p.axes_used;
    PoolSpan spans[3];
    for (int d = 0; d < 3; ++d) {
        const PoolAxis& axis = p.axes[d];
        const i64 room = axis.input - axis.kernel;
        i64 start = room;
        if (place.at[d] + 1 < axis.output) {
            T u = d + (int)p.axes_used < 3 ? (T)0 : load(samples + (p.axes_used == 2 ? 2 - d : d));
            u = u > (T)0 ? (u < (T)1 ? u : (T)1) : (T)0;
            const T step = (T)room / (T)(axis.output - 1);
            start = (i64)(((T)place.at[d] + u) * step) - (i64)(u * step);
            start = start < 0 ? 0 : start < room ? start : room;
        }
        spans[d] = PoolSpan{start, axis.kernel, axis.kernel};
    }
    PoolBest<S> best;
    best.look(p, place, spans);
}

template <class T> DEVICE T pool_divide(T sum, i64 by) { return sum / (T)by; }
template <> DEVICE i64 pool_divide<i64>(i64 sum, i64 by) { return by == 0 ? 0 : sum / by; }

// Divisor: 0 the taps with padding, 1 the taps, 2 a number, 3 the taps along one axis after the other.
template <class T, int Divisor> DEVICE T pool_mean(const PoolParams& p, T sum, const PoolSpan (&spans)[3]) {
    if (Divisor == 0) return pool_divide<T>(sum, spans[0].padded * spans[1].padded * spans[2].padded);
    if (Divisor == 1) return pool_divide<T>(sum, spans[0].count * spans[1].count * spans[2].count);
    if (Divisor == 2) return pool_divide<T>(sum, p.divisor);
    return pool_divide<T>(pool_divide<T>(pool_divide<T>(sum, spans[0].count), spans[1].count), spans[2].count);
}

template <class S, class Index, bool ChannelsInner, int Divisor> DEVICE void avg_pool(const PoolParams& p) {
    typedef typename Compute<S>::type T;
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const PoolSpan spans[3] = {pool_span(p.axes[0], place.at[0]), pool_span(p.axes[1], place.at[1]),
                               pool_span(p.axes[2], place.at[2])};
    const S* x = (const S*)p.x.at + (place.image * p.x.steps[0] + place.channel * p.x.steps[1]);
    T sum = (T)0;
    for (i64 i = 0; i < spans[0].count; ++i) {
        for (i64 j = 0; j < spans[1].count; ++j) {
            for (i64 k = 0; k < spans[2].count; ++k) {
                const i64 d = spans[0].start + i, h = spans[1].start + j, w = spans[2].start + k;
                sum = op_add(sum, load(x + (d * p.x.steps[2] + h * p.x.steps[3] + w * p.x.steps[4])));
            }
        }
    }
    store((S*)p.y.at + place.offset(p.y), pool_mean<T, Divisor>(p, sum, spans));
}

template <class S, class Index, bool ChannelsInner, int Divisor> DEVICE void avg_pool_backward(const PoolParams& p) {
    typedef typename Compute<S>::type T;
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const S* y = (const S*)p.y.at + (place.image * p.y.steps[0] + place.channel * p.y.steps[1]);
    i64 first[3], end[3];
    for (int d = 0; d < 3; ++d) pool_windows(p.axes[d], place.at[d], first[d], end[d]);
    T sum = (T)0;
    PoolSpan spans[3];
    for (i64 d = first[0]; d < end[0]; ++d) {
        spans[0] = pool_span(p.axes[0], d);
        for (i64 h = first[1]; h < end[1]; ++h) {
            spans[1] = pool_span(p.axes[1], h);
            for (i64 w = first[2]; w < end[2]; ++w) {
                spans[2] = pool_span(p.axes[2], w);
                const T grad = load(y + (d * p.y.steps[2] + h * p.y.steps[3] + w * p.y.steps[4]));
                sum = op_add(sum, pool_mean<T, Divisor>(p, grad, spans));
            }
        }
    }
    store((S*)p.x.at + place.offset(p.x), sum);
}

// The sum of what goes to each element. Anywhere: places follow no windows, all of the plane are looked at.
template <class S, class Index, bool ChannelsInner, bool Anywhere> DEVICE void put(const PoolParams& p) {
    typedef typename Compute<S>::type T;
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const S* y = (const S*)p.y.at + (place.image * p.y.steps[0] + place.channel * p.y.steps[1]);
    const i64* places = (const i64*)p.places.at + (place.image * p.places.steps[0] + place.channel * p.places.steps[1]);
    const i64 own = pool_index(p, place.at[0], place.at[1], place.at[2]);
    i64 first[3], end[3];
    for (int d = 0; d < 3; ++d) {
        first[d] = 0;
        end[d] = p.axes[d].output;
        if (!Anywhere) pool_windows(p.axes[d], place.at[d], first[d], end[d]);
    }
    T sum = (T)0;
    for (i64 d = first[0]; d < end[0]; ++d) {
        for (i64 h = first[1]; h < end[1]; ++h) {
            for (i64 w = first[2]; w < end[2]; ++w) {
                const i64 here = places[d * p.places.steps[2] + h * p.places.steps[3] + w * p.places.steps[4]];
                if (here == own) sum = sum + load(y + (d * p.y.steps[2] + h * p.y.steps[3] + w * p.y.steps[4]));
            }
        }
    }
    store((S*)p.x.at + place.offset(p.x), sum);
}

// The index of a thread's element in the larger side; false, and noted, where it is none.
DEVICE bool pool_target(const PoolParams& p, const PoolPlace& place, i64& index) {
    index = ((const i64*)p.places.at)[place.offset(p.places)];
    const i64 size = p.axes[0].input * p.axes[1].input * p.axes[2].input;
    return check_index(p.report, index, 2, size, false);
}

// The elements at the places.
template <class S, class Index, bool ChannelsInner> DEVICE void take(const PoolParams& p) {
    PoolPlace place;
    i64 index;
    if (!pool_place<Index, ChannelsInner>(p, place) || !pool_target(p, place, index)) return;
    const i64 w = index % p.axes[2].input, row = index / p.axes[2].input;
    const i64 h = row % p.axes[1].input, d = row / p.axes[1].input;
    const i64 from = place.image * p.x.steps[0] + place.channel * p.x.steps[1] + d * p.x.steps[2] + h * p.x.steps[3] +
                     w * p.x.steps[4];
    ((S*)p.y.at)[place.offset(p.y)] = ((const S*)p.x.at)[from];
}

// Notes for each element of the larger side, row-major, one more than the last element of its plane that goes there.
template <class Index, bool ChannelsInner> DEVICE void unpool_winners(const PoolParams& p) {
    PoolPlace place;
    i64 index;
    if (!pool_place<Index, ChannelsInner>(p, place) || !pool_target(p, place, index)) return;
    const i64 size = p.axes[0].input * p.axes[1].input * p.axes[2].input;
    const i64 own = (place.at[0] * p.axes[1].output + place.at[1]) * p.axes[2].output + place.at[2];
    atomicMax(p.winners + ((place.image * (i64)p.channels.size + place.channel) * size + index), (u32)own + 1);
}

template <class S, class Index, bool ChannelsInner> DEVICE void unpool(const PoolParams& p) {
    PoolPlace place;
    if (!pool_place<Index, ChannelsInner>(p, place)) return;
    const i64 size = p.axes[0].input * p.axes[1].input * p.axes[2].input;
    const i64 own = pool_index(p, place.at[0], place.at[1], place.at[2]);
    const u32 winner = p.winners[(place.image * (i64)p.channels.size + place.channel) * size + own];
    S value = down<S>(op_convert<typename Compute<S>::type>((i32)0));
    if (winner != 0) {
        const i64 w = (i64)(winner - 1) % p.axes[2].output, row = (i64)(winner - 1) / p.axes[2].output;
        const i64 h = row % p.axes[1].output, d = row / p.axes[1].output;
        value = ((const S*)p.y.at)[place.image * p.y.steps[0] + place.channel * p.y.steps[1] + d * p.y.steps[2] +
                                   h * p.y.steps[3] + w * p.y.steps[4]];
    }
    ((S*)p.x.at)[place.offset(p.x)] = value;
}
