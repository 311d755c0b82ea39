// Gradients of weights: each is a sum over all places. The places are cut into slices, whose partial sums a second
// kernel adds in order.

// The offset of weight `column` of row `row` of a group, and the number of its partial sum in a slice.
template <class S> DEVICE void put_weight(const ConvParams& p, u64 group, u64 row, u64 column, u64 columns, i64 offset,
                                          u64 slice, typename Compute<S>::type sum) {
    if (p.slices == 1) {
        store((S*)p.weight + (offset + (i64)group * p.weight_steps[0] + (i64)row * p.weight_steps[1]), sum);
    } else {
        const u64 number = ((slice * p.groups + group) * p.rows + row) * columns + column;
        ((typename Compute<S>::type*)p.partials)[number] = sum;
    }
}

// A block makes a tile of 16 * Rows target channels by 64 weights. Tiles and ChannelsInner as in conv.cuh.
template <class S, class Tiles, class Index, int Axes, int Rows, bool ChannelsInner>
DEVICE void weigh(const ConvParams& p) {
    typedef typename Compute<S>::type T;
    typedef typename Unsigned<Index>::type U;
    constexpr int M = 16 * Rows, N = CONV_COLUMNS, K = CONV_TERMS;
    __shared__ typename Tiles::Shared shared;
    const Slides<Index, Axes, false> slides(p, 0);
    const u64 columns = p.depth.size * slides.taps(), length = p.batch * slides.places();
    const u64 row_tiles = (p.rows + M - 1) / M;
    u64 block = blockIdx.x;
    const u64 row = block % row_tiles * M;
    block /= row_tiles;
    const u64 column = block % p.blocks * N;
    block /= p.blocks;
    const u64 group = block % p.groups, slice = block / p.groups;
    const u64 first = slice * p.per_slice, end = first + p.per_slice < length ? first + p.per_slice : length;

    const S* source = (const S*)p.source.at + group * p.depth.size * p.source.steps[1];
    const S* target = (const S*)p.target.at + group * p.rows * p.target.steps[1];
    const int thread = threadIdx.x, lane = thread % 16, part = thread / 16;
    const T zero = op_convert<T>((i32)0);
    // Neighbouring threads read neighbouring places, or neighbouring channels.
    constexpr int OWN_TAPS = ChannelsInner ? 1 : 4;
    Reach<Index, Axes> taps[OWN_TAPS];
    bool has_tap[OWN_TAPS];
#pragma unroll
    for (int j = 0; j < OWN_TAPS; ++j) {
        const u64 own = column + (ChannelsInner ? thread % N : part + j * 16);
        i64 unused;
        has_tap[j] = own < columns;
        taps[j] = tap_of<ChannelsInner>(slides, p, (U)(has_tap[j] ? own : 0), unused);
    }
    Tiles tiles;

    for (u64 start = first; start < end; start += K) {
        if (ChannelsInner) {
#pragma unroll
            for (int l = 0; l < 4; ++l) {
                const int term = thread / N + l * (CONV_THREADS / N), i = thread % N;
                const bool inside = start + term < end;
                i64 to;
                const auto place = place_of(slides, p, (U)(inside ? start + term : 0), to);
                tiles.put_right(shared, i, term, meet<S>(slides, source, place, taps[0], inside && has_tap[0]));
                if (i < M) {
                    const bool here = inside && row + i < p.rows;
                    const i64 from = to + (i64)(row + i) * p.target.steps[1];
                    tiles.put_left(shared, i, term, here ? load(target + from) : zero);
                }
            }
        } else {
            const bool inside = start + lane < end;
            i64 to;
            const auto place = place_of(slides, p, (U)(inside ? start + lane : 0), to);
#pragma unroll
            for (int j = 0; j < OWN_TAPS; ++j) {
                tiles.put_right(shared, part + j * 16, lane,
                                meet<S>(slides, source, place, taps[j], inside && has_tap[j]));
            }
#pragma unroll
            for (int i = 0; i < Rows; ++i) {
                const u64 r = row + part + i * 16;
                const bool here = inside && r < p.rows;
                tiles.put_left(shared, part + i * 16, lane,
                               here ? load(target + (to + (i64)r * p.target.steps[1])) : zero);
            }
        }
        __syncthreads();
        tiles.multiply(shared);
        __syncthreads();
    }
#pragma unroll
    for (int j = 0; j < Tiles::COLUMNS; ++j) {
        const u64 c = column + tiles.column(j);
        if (c >= columns) continue;
        i64 offset;
        tap_of<ChannelsInner>(slides, p, (U)c, offset);
#pragma unroll
        for (int i = 0; i < Tiles::ROWS; ++i) {
            const u64 r = row + tiles.row(i);
            if (r < p.rows) put_weight<S>(p, group, r, c, columns, offset, slice, tiles.sum(i, j));
        }
    }
}

// The same with a block for each weight: for few channels of a group, depthwise ones above all.
template <class S, class Index, int Axes> DEVICE void weigh_each(const ConvParams& p) {
    typedef typename Compute<S>::type T;
    typedef typename Unsigned<Index>::type U;
    const Slides<Index, Axes, false> slides(p, 0);
    const u64 columns = p.depth.size * slides.taps(), length = p.batch * slides.places();
    u64 block = blockIdx.x;
    const u64 column = block % columns;
    block /= columns;
    const u64 row = block % p.rows;
    block /= p.rows;
    const u64 group = block % p.groups, slice = block / p.groups;
    const u64 first = slice * p.per_slice, end = first + p.per_slice < length ? first + p.per_slice : length;
    const S* source = (const S*)p.source.at + group * p.depth.size * p.source.steps[1];
    const S* target = (const S*)p.target.at + (group * p.rows + row) * p.target.steps[1];
    i64 offset;
    const auto tap = tap_of<false>(slides, p, (U)column, offset);
    T sum = op_convert<T>((i32)0);
    for (u64 number = first + threadIdx.x; number < end; number += CONV_THREADS) {
        i64 to;
        const auto place = place_of(slides, p, (U)number, to);
        sum = op_mul_add(load(target + to), meet<S>(slides, source, place, tap, true), sum);
    }
    sum = combine_lanes<Sum<T>, CONV_THREADS, CONV_THREADS, 1>(sum, threadIdx.x);
    if (threadIdx.x == 0) put_weight<S>(p, group, row, column, columns, offset, slice, sum);
}

// Adds the slices. ChannelsInner is that of the kernel before.
template <class S, class Index, int Axes, bool ChannelsInner> DEVICE void add_slices(const ConvParams& p) {
    typedef typename Compute<S>::type T;
    typedef typename Unsigned<Index>::type U;
    const Slides<Index, Axes, false> slides(p, 0);
    const u64 columns = p.depth.size * slides.taps(), count = p.groups * p.rows * columns;
    const u64 number = (u64)blockIdx.x * CONV_THREADS + threadIdx.x;
    if (number >= count) return;
    T sum = op_convert<T>((i32)0);
    for (u64 slice = 0; slice < p.slices; ++slice) sum = op_add(sum, ((const T*)p.partials)[slice * count + number]);
    const u64 row = number / columns;
    i64 offset;
    tap_of<ChannelsInner>(slides, p, (U)(number - row * columns), offset);
    offset += (i64)(row / p.rows) * p.weight_steps[0] + (i64)(row % p.rows) * p.weight_steps[1];
    store((S*)p.weight + offset, sum);
}
