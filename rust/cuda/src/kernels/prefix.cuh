// Sums of all counts before each.

constexpr int PREFIX_THREADS = 256, PREFIX_OWN = 8;
constexpr u64 PREFIX_TILE = PREFIX_THREADS * PREFIX_OWN;

// The sum of the values of the block's threads before this one, and of all.
DEVICE u64 block_prefix(u64 value, u64& total) {
    __shared__ u64 sums[PREFIX_THREADS / 32];
    const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    u64 sum = value;
#pragma unroll
    for (u32 step = 1; step < 32; step *= 2) {
        const u64 other = __shfl_up_sync(0xffffffffu, sum, step);
        if (lane >= step) sum += other;
    }
    if (lane == 31) sums[warp] = sum;
    __syncthreads();
    u64 before = 0;
    total = 0;
#pragma unroll
    for (u32 w = 0; w < PREFIX_THREADS / 32; ++w) {
        if (w < warp) before += sums[w];
        total += sums[w];
    }
    __syncthreads();
    return before + sum - value;
}

struct PrefixParams {
    u64 n, per_block;  // a multiple of PREFIX_TILE
    u64* counts;       // has room for n + 1
    u64* sums;         // of blocks, or null where there is one
};

DEVICE void prefix_totals(const PrefixParams& p) {
    const u64 start = blockIdx.x * p.per_block, end = start + p.per_block < p.n ? start + p.per_block : p.n;
    u64 sum = 0, total;
    for (u64 j = start + threadIdx.x; j < end; j += PREFIX_THREADS) sum += p.counts[j];
    block_prefix(sum, total);
    if (threadIdx.x == 0) p.sums[blockIdx.x] = total;
}

// Replaces counts by the sums before them; the sum of all comes last.
DEVICE void prefix(const PrefixParams& p) {
    const u64 start = blockIdx.x * p.per_block, end = start + p.per_block < p.n ? start + p.per_block : p.n;
    u64 before = p.sums ? p.sums[blockIdx.x] : 0;
    for (u64 tile = start; tile < end; tile += PREFIX_TILE) {
        const u64 first = tile + threadIdx.x * PREFIX_OWN;
        u64 own[PREFIX_OWN], sum = 0, total;
#pragma unroll
        for (int k = 0; k < PREFIX_OWN; ++k) {
            own[k] = first + k < end ? p.counts[first + k] : 0;
            sum += own[k];
        }
        u64 at = before + block_prefix(sum, total);
#pragma unroll
        for (int k = 0; k < PREFIX_OWN; ++k) {
            if (first + k < end) p.counts[first + k] = at;
            at += own[k];
        }
        before += total;
    }
    if (end == p.n && threadIdx.x == 0) p.counts[p.n] = before;
}
