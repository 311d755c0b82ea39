// Stable sorting of lines of keys, digit by digit from the lowest. A block has a tile of a line; how many keys of each digit
// come before it is summed up between counting and moving.

constexpr int RADIX_THREADS = 256, RADIX_WARPS = RADIX_THREADS / 32, RADIX_ROUNDS = 8;
constexpr u64 RADIX_TILE = RADIX_THREADS * RADIX_ROUNDS;
constexpr int DIGITS = 256;

template <class Key, class Position>
struct RadixParams {
    u64 n, tiles;  // keys and tiles of a line
    u64 shift;     // of the digit
    const Key* keys;
    const Position* order;  // null: the positions in the line
    Key* sorted_keys;
    Position* sorted_order;
    u64* counts;  // of lines, digits and tiles; then where each begins
};

template <class Key>
DEVICE u32 digit_of(Key key, u64 shift) {
    return (u32)(key >> shift) & (DIGITS - 1);
}

template <class Key, class Position>
DEVICE void radix_count(const RadixParams<Key, Position>& p) {
    __shared__ u32 counts[DIGITS];
    const u64 line = blockIdx.x / p.tiles, tile = blockIdx.x % p.tiles;
    const Key* keys = p.keys + line * p.n;
    const u64 start = tile * RADIX_TILE, end = start + RADIX_TILE < p.n ? start + RADIX_TILE : p.n;
    counts[threadIdx.x] = 0;
    __syncthreads();
    for (u64 j = start + threadIdx.x; j < end; j += RADIX_THREADS) atomicAdd(&counts[digit_of(keys[j], p.shift)], 1u);
    __syncthreads();
    p.counts[(line * DIGITS + threadIdx.x) * p.tiles + tile] = counts[threadIdx.x];
}

template <class Key, class Position>
DEVICE void radix_move(const RadixParams<Key, Position>& p) {
    __shared__ u32 before[RADIX_WARPS][DIGITS];
    __shared__ u64 starts[DIGITS];
    const u64 line = blockIdx.x / p.tiles, tile = blockIdx.x % p.tiles;
    const u32 warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    const u64 end = tile * RADIX_TILE + RADIX_TILE < p.n ? tile * RADIX_TILE + RADIX_TILE : p.n;
    const u64 start = tile * RADIX_TILE + warp * 32 * RADIX_ROUNDS + lane;
#pragma unroll
    for (int w = 0; w < RADIX_WARPS; ++w) before[w][threadIdx.x] = 0;
    __syncthreads();
    Key keys[RADIX_ROUNDS];
    u32 ranks[RADIX_ROUNDS];
#pragma unroll
    for (int round = 0; round < RADIX_ROUNDS; ++round) {
        const u64 j = start + round * 32;
        const bool inside = j < end;
        keys[round] = inside ? p.keys[line * p.n + j] : (Key)0;
        const u32 digit = inside ? digit_of(keys[round], p.shift) : DIGITS;
        const u32 peers = __match_any_sync(0xffffffffu, digit), rank = __popc(peers & ((1u << lane) - 1));
        const u32 earlier = inside ? before[warp][digit] : 0;
        __syncwarp();
        if (inside && rank == 0) before[warp][digit] = earlier + __popc(peers);
        __syncwarp();
        ranks[round] = earlier + rank;
    }
    __syncthreads();
    u32 total = 0;
#pragma unroll
    for (int w = 0; w < RADIX_WARPS; ++w) {
        const u32 count = before[w][threadIdx.x];
        before[w][threadIdx.x] = total;
        total += count;
    }
    starts[threadIdx.x] = p.counts[(line * DIGITS + threadIdx.x) * p.tiles + tile];
    __syncthreads();
#pragma unroll
    for (int round = 0; round < RADIX_ROUNDS; ++round) {
        const u64 j = start + round * 32;
        if (j >= end) continue;
        const u32 digit = digit_of(keys[round], p.shift);
        const u64 to = starts[digit] + before[warp][digit] + ranks[round];
        p.sorted_keys[to] = keys[round];
        p.sorted_order[to] = p.order ? p.order[line * p.n + j] : (Position)j;
    }
}
