// Matrix products of any element type and strides: each block makes a tile of 64 x 64 sums, each thread 4 x 4 of them.

struct Matrix {
    char* at;
    i64 rows, columns;  // strides in elements
};

template <class T, int Batches> struct GemmParams {
    i64 m, n, k;
    Matrix a, b, c;
    const char* row_bias;
    i64 row_stride;
    const char* column_bias;
    i64 column_stride;
    Scalar alpha, beta;
    u64 flags;  // 1: C is read; 2: clamp at 0; 4 and 8: lines of A and of B along k are packed, as `Rows` means it
    Dim batch[Batches];
    i64 steps[Batches][3];  // in elements
};

template <class T> __device__ __forceinline__ T clamp_at_zero(T value) { return op_max(value, op_convert<T>((i32)0)); }
template <> __device__ __forceinline__ c64 clamp_at_zero<c64>(c64 value) { return value; }
template <> __device__ __forceinline__ c128 clamp_at_zero<c128>(c128 value) { return value; }

// Writes an element of the result from its sum.
template <class S, class T, class Params>
DEVICE void finish_product(const Params& p, S* c, i64 r, i64 s, T sum) {
    if (r >= p.m || s >= p.n) return;
    S* target = c + r * p.c.rows + s * p.c.columns;
    T value = op_mul(scalar_of<T>(p.alpha), sum);
    if (p.flags & 1) value = op_mul_add(scalar_of<T>(p.beta), up(*target), value);
    if (p.row_bias) value = op_add(value, up(((const S*)p.row_bias)[r * p.row_stride]));
    if (p.column_bias) value = op_add(value, up(((const S*)p.column_bias)[s * p.column_stride]));
    if (p.flags & 2) value = clamp_at_zero(value);
    *target = down<S>(value);
}

// S: elements; AlongK and AlongN: whether neighbouring threads read neighbours along k of A, along n of B.
template <class S, int Batches, bool AlongK, bool AlongN, class Params>
__device__ __forceinline__ void gemm(const Params& p) {
    typedef typename Compute<S>::type T;
    constexpr int M = 64, N = 64, K = 16;
    __shared__ T a_tile[K][M + 1];
    __shared__ T b_tile[K][N + 1];
    const i64 tiles_n = (p.n + N - 1) / N, tiles_m = (p.m + M - 1) / M;
    const i64 tile = blockIdx.x % (tiles_m * tiles_n);
    i64 at[3] = {};
    walk<Batches, 3>((u32)(blockIdx.x / (tiles_m * tiles_n)), p.batch, p.steps, at);
    const S* a = (const S*)p.a.at + at[0];
    const S* b = (const S*)p.b.at + at[1];
    S* c = (S*)p.c.at + at[2];
    const i64 row = tile / tiles_n * M, column = tile % tiles_n * N;
    const int thread = threadIdx.x, own_row = thread / 16 * 4, own_column = thread % 16 * 4;
    const T zero = op_convert<T>((i32)0);
    T sums[4][4];
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
        for (int j = 0; j < 4; ++j) sums[i][j] = zero;
    for (i64 start = 0; start < p.k; start += K) {
#pragma unroll
        for (int part = 0; part < M * K / 256; ++part) {
            const int number = thread + part * 256;
            const int i = AlongK ? number / K : number % M, l = AlongK ? number % K : number / M;
            const bool inside = row + i < p.m && start + l < p.k;
            a_tile[l][i] = inside ? up(a[(row + i) * p.a.rows + (start + l) * p.a.columns]) : zero;
        }
#pragma unroll
        for (int part = 0; part < N * K / 256; ++part) {
            const int number = thread + part * 256;
            const int j = AlongN ? number % N : number / K, l = AlongN ? number / N : number % K;
            const bool inside = column + j < p.n && start + l < p.k;
            b_tile[l][j] = inside ? up(b[(start + l) * p.b.rows + (column + j) * p.b.columns]) : zero;
        }
        __syncthreads();
#pragma unroll
        for (int l = 0; l < K; ++l) {
            T x[4], y[4];
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                x[i] = a_tile[l][own_row + i];
                y[i] = b_tile[l][own_column + i];
            }
#pragma unroll
            for (int i = 0; i < 4; ++i)
#pragma unroll
                for (int j = 0; j < 4; ++j) sums[i][j] = op_mul_add(x[i], y[j], sums[i][j]);
        }
        __syncthreads();
    }
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
        for (int j = 0; j < 4; ++j) finish_product(p, c, row + own_row + i, column + own_column + j, sums[i][j]);
}
