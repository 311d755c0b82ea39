// The same by tensor cores: each block makes a tile of 128 x 128 sums, each of its eight warps 32 x 64 of them.

// M: a way to multiply; AlongK and AlongN as above.
template <class M, int Batches, bool AlongK, bool AlongN, class Params>
DEVICE void gemm_mma(const Params& p) {
    typedef typename M::Element S;
    constexpr int SIDE = 128, THREADS = 256, K = 64 / sizeof(S), STRIDE = tile_stride<S>(K);
    __shared__ alignas(16) S a_tiles[2][SIDE * STRIDE];
    __shared__ alignas(16) S b_tiles[2][SIDE * STRIDE];
    const i64 tiles_n = (p.n + SIDE - 1) / SIDE, tiles_m = (p.m + SIDE - 1) / SIDE;
    const i64 tile = blockIdx.x % (tiles_m * tiles_n);
    i64 at[3] = {};
    walk<Batches, 3>((u32)(blockIdx.x / (tiles_m * tiles_n)), p.batch, p.steps, at);
    const S* a = (const S*)p.a.at + at[0];
    const S* b = (const S*)p.b.at + at[1];
    const i64 row = tile / tiles_n * SIDE, column = tile % tiles_n * SIDE;
    const auto start_tiles = [&](i64 from, int stage) {
        const int columns = (int)min(p.k - from, (i64)K);
        const Rows<S> rows{a + from * p.a.columns, p.a.rows, p.a.columns, columns, (p.flags & 4) != 0};
        const Rows<S> lines{b + from * p.b.rows, p.b.columns, p.b.rows, columns, (p.flags & 8) != 0};
        start_tile<SIDE, K, THREADS, !AlongK>(a_tiles[stage], STRIDE, rows, row, p.m);
        start_tile<SIDE, K, THREADS, AlongN>(b_tiles[stage], STRIDE, lines, column, p.n);
    };
    const int warp = threadIdx.x / 32, own_row = warp / 2 * 32, own_column = warp % 2 * 64;
    float sums[2][8][4] = {};
    if (p.k > 0) start_tiles(0, 0);
    int stage = 0;
    for (i64 start = 0; start < p.k; start += K, stage ^= 1) {
        finish_copies();
        __syncthreads();
        if (start + K < p.k) start_tiles(start + K, stage ^ 1);
        multiply_rows<M, K>(sums, a_tiles[stage] + own_row * STRIDE, b_tiles[stage] + own_column * STRIDE, STRIDE);
    }
    S* c = (S*)p.c.at + at[2];
#pragma unroll
    for (int r = 0; r < 2; ++r)
#pragma unroll
        for (int n = 0; n < 8; ++n)
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                finish_product(p, c, row + own_row + r * 16 + lane_row() + i / 2 * 8,
                               column + own_column + n * 8 + lane_column() * 2 + i % 2, sums[r][n][i]);
            }
}
