// Elements along lines in order: their keys (keys.cuh) are sorted with their positions; then elements are picked by rank.

constexpr int ORDER_THREADS = 256;

template <class Key, class Position, int Dims>
struct OrderParams {
    u64 lines, total;       // lines, elements of all
    u64 results, first;     // of all lines; the rank of a line's first result
    u64 flip, nan, flags;   // bits to be turned for descending order; key of NaN; 1: there may be NaNs, 2: they are left out
    const char* src;
    Key* keys;
    Position* order;
    u64* ranks;  // of lines; null: `first` and those that follow
    char* values;
    i64* indices;
    i64 along[3];  // source, values, indices
    Dim n, count;  // elements and results of a line
    Dim dims[Dims];
    i64 steps[Dims][3];
};

template <class S, class Key, class Position, class Number, int Dims>
DEVICE void sort_keys(const OrderParams<Key, Position, Dims>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.total) return;
    const Number line = quotient((Number)number, p.n);
    i64 at[3] = {};
    walk<Dims, 3>(line, p.dims, p.steps, at);
    const i64 j = (i64)(number - line * p.n.size);
    p.keys[number] = (Key)(key_of(*(const S*)(p.src + at[0] + j * p.along[0])) ^ p.flip);
}

// Sorts runs of `Room` of the `Block` keys in shared memory, equal ones by their positions.
template <int Room, int Block, int Threads, class Key, class Position>
DEVICE void sort_pairs(Key* keys, Position* positions) {
    for (int size = 2; size <= Room; size *= 2) {
        for (int stride = size / 2; stride > 0; stride /= 2) {
            __syncthreads();
            for (int pair = threadIdx.x; pair < Block / 2; pair += Threads) {
                const int low = 2 * pair - (pair & (stride - 1)), high = low + stride;
                const bool ascends = (low & (Room - 1) & size) == 0;
                const bool swapped = keys[low] > keys[high] || (keys[low] == keys[high] && positions[low] > positions[high]);
                if (swapped == ascends) {
                    const Key key = keys[low];
                    keys[low] = keys[high];
                    keys[high] = key;
                    const Position position = positions[low];
                    positions[low] = positions[high];
                    positions[high] = position;
                }
            }
        }
    }
    __syncthreads();
}

// Whole lines of at most `Room` elements, several in a block where they are short: a bitonic network, in which equal keys
// are told apart by their positions.
template <class S, class Key, class Position, class Number, int Room, int Block, int Dims>
DEVICE void sort_short(const OrderParams<Key, Position, Dims>& p) {
    __shared__ Key keys[Block];
    __shared__ u16 positions[Block];
    const u64 first = (u64)blockIdx.x * (Block / Room);
    for (int k = threadIdx.x; k < Block; k += ORDER_THREADS) {
        const u64 line = first + k / Room, j = k % Room;
        Key key = (Key)~(Key)0;
        if (line < p.lines && j < p.n.size) {
            i64 at[3] = {};
            walk<Dims, 3>((Number)line, p.dims, p.steps, at);
            key = (Key)(key_of(*(const S*)(p.src + at[0] + (i64)j * p.along[0])) ^ p.flip);
        }
        keys[k] = key;
        positions[k] = (u16)j;
    }
    sort_pairs<Room, Block, ORDER_THREADS>(keys, positions);
    for (int k = threadIdx.x; k < Block; k += ORDER_THREADS) {
        const u64 line = first + k / Room, j = k % Room;
        if (line >= p.lines || j >= p.n.size) continue;
        p.keys[line * p.n.size + j] = keys[k];
        p.order[line * p.n.size + j] = positions[k];
    }
}

constexpr int SELECT_THREADS = 1024;

// The `count` smallest keys of each line and where they stood, in order, at the front of the line's places. A block has a line:
// it finds the last of those keys digit by digit, and sorts the few that are not above it.
template <class S, class Key, class Position, class Number, int Room, int Dims>
DEVICE void select_top(const OrderParams<Key, Position, Dims>& p) {
    __shared__ u32 counts[256];
    __shared__ Key keys[Room];
    __shared__ Position positions[Room];
    __shared__ u32 found[3];  // the digit, keys below it, keys that are taken
    const u64 line = blockIdx.x, n = p.n.size;
    i64 at[3] = {};
    walk<Dims, 3>((Number)line, p.dims, p.steps, at);
    const auto key = [&](u64 j) { return (Key)(key_of(*(const S*)(p.src + at[0] + (i64)j * p.along[0])) ^ p.flip); };
    Key last = 0, known = 0;
    u32 wanted = (u32)p.count.size, equal = 0;
    for (int shift = 8 * sizeof(S) - 8; shift >= 0; shift -= 8) {
        for (int k = threadIdx.x; k < 256; k += SELECT_THREADS) counts[k] = 0;
        __syncthreads();
#pragma unroll 4
        for (u64 j = threadIdx.x; j < n; j += SELECT_THREADS) {
            const Key here = key(j);
            if ((here & known) == last) atomicAdd(&counts[(u32)(here >> shift) & 255], 1u);
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            u32 digit = 0, below = 0;
            while (below + counts[digit] < wanted) below += counts[digit++];
            found[0] = digit;
            found[1] = below;
        }
        __syncthreads();
        last |= (Key)found[0] << shift;
        known |= (Key)255 << shift;
        wanted -= found[1];
        equal = counts[found[0]];
        __syncthreads();
    }
    if (threadIdx.x == 0) found[2] = 0;
    for (int k = threadIdx.x; k < Room; k += SELECT_THREADS) {
        keys[k] = (Key)~(Key)0;
        positions[k] = (Position)~(Position)0;
    }
    __syncthreads();
    // Sorting makes one order of them in whatever order they come. Of more equal ones than are wanted the first are taken.
    const bool all = equal == wanted;
    const u32 below = (u32)p.count.size - wanted;
#pragma unroll 4
    for (u64 j = threadIdx.x; j < n; j += SELECT_THREADS) {
        const Key here = key(j);
        if (here < last || (all && here == last)) {
            const u32 place = atomicAdd(&found[2], 1u);
            keys[place] = here;
            positions[place] = (Position)j;
        }
    }
    for (u64 tile = 0, taken = 0; !all && tile < n && taken < wanted; tile += SELECT_THREADS) {
        const u64 j = tile + threadIdx.x;
        const bool is_equal = j < n && key(j) == last;
        const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
        const u32 votes = __ballot_sync(0xffffffffu, is_equal);
        __syncthreads();
        if (lane == 0) counts[warp] = __popc(votes);
        __syncthreads();
        u64 before = taken + __popc(votes & ((1u << lane) - 1));
        for (u32 w = 0; w < SELECT_THREADS / 32; ++w) {
            if (w < warp) before += counts[w];
            taken += counts[w];
        }
        if (is_equal && before < wanted) {
            keys[below + before] = last;
            positions[below + before] = (Position)j;
        }
    }
    sort_pairs<Room, Room, SELECT_THREADS>(keys, positions);
    for (u32 k = threadIdx.x; k < (u32)p.count.size; k += SELECT_THREADS) {
        p.keys[line * n + k] = keys[k];
        p.order[line * n + k] = positions[k];
    }
}

// The first place among a line's sorted keys that is not below `key`, or with `Above` that is above it.
template <bool Above, class Key>
DEVICE u64 bound(const Key* keys, u64 n, Key key) {
    u64 start = 0, end = n;
    while (start < end) {
        const u64 middle = start + (end - start) / 2;
        if (Above ? keys[middle] > key : keys[middle] >= key) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    return start;
}

// The rank of each line's median: the first NaN, if any, unless they are left out.
template <class Key, class Position, int Dims>
DEVICE void median_ranks(const OrderParams<Key, Position, Dims>& p) {
    const u64 line = (u64)global_thread(), n = p.n.size;
    if (line >= p.lines) return;
    const u64 numbers = p.flags & 1 ? bound<false>(p.keys + line * n, n, (Key)p.nan) : n;
    const bool plain = numbers == n || (p.flags & 2);
    p.ranks[line] = plain ? (numbers > 0 ? (numbers - 1) / 2 : 0) : numbers;
}

// The rank of the last of each line's most frequent elements, the smallest of several; NaNs are all different.
template <class Key, class Position, int Dims>
DEVICE void mode_ranks(const OrderParams<Key, Position, Dims>& p) {
    __shared__ u64 lengths[ORDER_THREADS], starts[ORDER_THREADS];
    const u64 line = blockIdx.x, n = p.n.size;
    const Key* keys = p.keys + line * n;
    u64 length = 0, start = 0;
    for (u64 j = threadIdx.x; j < n; j += ORDER_THREADS) {
        const bool nan = (p.flags & 1) && keys[j] == (Key)p.nan;
        if (!nan && j > 0 && keys[j] == keys[j - 1]) continue;
        const u64 own = nan ? 1 : bound<true>(keys, n, keys[j]) - j;
        if (own > length) {
            length = own;
            start = j;
        }
    }
    lengths[threadIdx.x] = length;
    starts[threadIdx.x] = start;
    __syncthreads();
    for (int half = ORDER_THREADS / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) {
            const int other = threadIdx.x + half;
            const bool earlier = lengths[other] == lengths[threadIdx.x] && starts[other] < starts[threadIdx.x];
            if (lengths[other] > lengths[threadIdx.x] || earlier) {
                lengths[threadIdx.x] = lengths[other];
                starts[threadIdx.x] = starts[other];
            }
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) p.ranks[line] = starts[0] + lengths[0] - 1;
}

// The elements of the wanted ranks, and where they stood.
template <class E, class Key, class Position, class Number, int Dims>
DEVICE void pick_ranks(const OrderParams<Key, Position, Dims>& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.results) return;
    const Number line = quotient((Number)number, p.count);
    const i64 j = (i64)(number - line * p.count.size);
    i64 at[3] = {};
    walk<Dims, 3>(line, p.dims, p.steps, at);
    const u64 rank = p.ranks ? p.ranks[line] : p.first + j;
    const i64 position = (i64)p.order[(u64)line * p.n.size + rank];
    *(E*)(p.values + at[1] + j * p.along[1]) = *(const E*)(p.src + at[0] + position * p.along[0]);
    *(i64*)((char*)p.indices + at[2] + j * p.along[2]) = position;
}
