// Convolutions and transposed ones: each block makes a tile of targets, 16 * Rows channels by 64 places, from tiles of
// weights and of sources that are gathered where they lie. Sums run over the taps in a fixed order.

// Tiles: how the products are made; ChannelsInner: whether neighbours in memory are channels of a place, not places of a
// channel.
template <class S, class Tiles, class Index, int Axes, int Rows, bool Transposed, bool ChannelsInner>
DEVICE void convolve(const ConvParams& p) {
    typedef typename Compute<S>::type T;
    typedef typename Unsigned<Index>::type U;
    constexpr int M = 16 * Rows, N = CONV_COLUMNS, K = CONV_TERMS;
    constexpr int OWN_PLACES = ChannelsInner ? 4 : 1, OWN_TERMS = 4 / OWN_PLACES;
    __shared__ typename Tiles::Shared shared;
    const u64 row_tiles = (p.rows + M - 1) / M;
    u64 block = blockIdx.x;
    const u64 row = block % row_tiles * M;
    block /= row_tiles;
    const u64 column = block % p.blocks * N;
    block /= p.blocks;
    const u64 group = block % p.groups;
    const Slides<Index, Axes, Transposed> slides(p, block / p.groups);
    const u64 columns = p.batch * slides.places(), length = p.depth.size * slides.taps();
    if (column >= columns) return;

    const S* source = (const S*)p.source.at + group * p.depth.size * p.source.steps[1];
    const S* weight = (const S*)p.weight + group * p.weight_steps[0];
    const int thread = threadIdx.x;
    const T zero = op_convert<T>((i32)0);
    Reach<Index, Axes> places[OWN_PLACES];
    bool has_place[OWN_PLACES];
#pragma unroll
    for (int j = 0; j < OWN_PLACES; ++j) {
        const u64 own = column + (ChannelsInner ? thread / K + j * 16 : thread % N);
        i64 unused;
        has_place[j] = own < columns;
        places[j] = place_of(slides, p, (U)(has_place[j] ? own : 0), unused);
    }
    Tiles tiles;

    const int lane = thread % 16, part = thread / 16;
    for (u64 start = 0; start < length; start += K) {
        const bool has_term = start + lane < length;
        i64 from = 0;
        const Reach<Index, Axes> own = tap_of<ChannelsInner>(slides, p, (U)(has_term ? start + lane : 0), from);
#pragma unroll
        for (int i = 0; i < Rows; ++i) {
            const u64 r = row + part + i * 16;
            const bool inside = has_term && r < p.rows;
            tiles.put_left(shared, part + i * 16, lane,
                           inside ? load(weight + ((i64)r * p.weight_steps[1] + from)) : zero);
        }
        if (ChannelsInner) {
#pragma unroll
            for (int j = 0; j < OWN_PLACES; ++j) {
                tiles.put_right(shared, part + j * 16, lane,
                                meet<S>(slides, source, places[j], own, has_term && has_place[j]));
            }
        } else {
#pragma unroll
            for (int l = 0; l < OWN_TERMS; ++l) {
                const int term = thread / N + l * (CONV_THREADS / N);
                const bool inside = start + term < length;
                const auto tap = tap_of<ChannelsInner>(slides, p, (U)(inside ? start + term : 0), from);
                tiles.put_right(shared, thread % N, term,
                                meet<S>(slides, source, places[0], tap, inside && has_place[0]));
            }
        }
        __syncthreads();
        tiles.multiply(shared);
        __syncthreads();
    }
    S* target = (S*)p.target.at;
#pragma unroll
    for (int j = 0; j < Tiles::COLUMNS; ++j) {
        const u64 c = column + tiles.column(j);
        if (c >= columns) continue;
        i64 to;
        place_of(slides, p, (U)c, to);
#pragma unroll
        for (int i = 0; i < Tiles::ROWS; ++i) {
            const u64 r = row + tiles.row(i);
            if (r >= p.rows) continue;
            const i64 channel = (i64)(group * p.rows + r);
            const T bias = p.bias ? load((const S*)p.bias + channel * p.bias_step) : zero;
            store(target + (to + channel * p.target.steps[1]), op_add(tiles.sum(i, j), bias));
        }
    }
}

// The same with a thread for each target: for few channels of a group, depthwise ones above all.
template <class S, class Index, int Axes, bool Transposed, bool ChannelsInner>
DEVICE void convolve_each(const ConvParams& p) {
    typedef typename Compute<S>::type T;
    typedef typename Unsigned<Index>::type U;
    const Slides<Index, Axes, Transposed> slides(p, blockIdx.x / p.blocks);
    const u64 number = blockIdx.x % p.blocks * CONV_THREADS + threadIdx.x;
    const u64 columns = p.batch * slides.places();
    if (number >= columns * p.channels.size) return;
    const U outer = ChannelsInner ? quotient((U)number, p.channels) : (U)number / (U)columns;
    const U inner = (U)number - outer * (ChannelsInner ? (U)p.channels.size : (U)columns);
    const U channel = ChannelsInner ? inner : outer, group = channel / (U)p.rows;
    i64 to;
    const auto place = place_of(slides, p, ChannelsInner ? outer : inner, to);
    const S* source = (const S*)p.source.at + ((i64)group * (i64)p.depth.size * p.source.steps[1] + place.base);
    const S* weight = (const S*)p.weight +
                      ((i64)group * p.weight_steps[0] + (i64)(channel - group * (U)p.rows) * p.weight_steps[1]);
    T sum = op_convert<T>((i32)0);
    const auto taps = [&](int d) { return d < 3 - Axes ? 1 : (Index)slides.axes[d - (3 - Axes)].taps.size; };
    // The source's and the weight's offsets of tap `k`; false outside.
    const auto move = [&](int d, Index k, i64& from, i64& by) {
        if (d < 3 - Axes) return true;
        const Slide<Index>& slide = slides.axes[d - (3 - Axes)];
        from += (i64)(k * slide.dilation) * p.source.steps[2 + d];
        by += (i64)(slide.tap_first + k * slide.tap_step) * p.weight_steps[3 + d];
        return (U)(place.at[d - (3 - Axes)] + k * slide.dilation) < (U)slide.source;
    };
    for (i64 c = 0; c < (i64)p.depth.size; ++c) {
        for (Index k0 = 0; k0 < taps(0); ++k0) {
            i64 from0 = c * p.source.steps[1], by0 = c * p.weight_steps[2];
            if (!move(0, k0, from0, by0)) continue;
            for (Index k1 = 0; k1 < taps(1); ++k1) {
                i64 from1 = from0, by1 = by0;
                if (!move(1, k1, from1, by1)) continue;
                for (Index k2 = 0; k2 < taps(2); ++k2) {
                    i64 from2 = from1, by2 = by1;
                    if (!move(2, k2, from2, by2)) continue;
                    sum = op_mul_add(load(weight + by2), load(source + from2), sum);
                }
            }
        }
    }
    if (p.bias) sum = op_add(sum, load((const S*)p.bias + (i64)channel * p.bias_step));
    store((S*)p.target.at + (to + (i64)channel * p.target.steps[1]), sum);
}
