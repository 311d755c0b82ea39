// Gradients of attention. Scores are computed again, from the logarithms of the forward pass's sums; with w the weights, f
// the factors of dropout and g the gradient of the result,
//
//   grad_value = (w f)' g,   grad_scores = w (f (g value') - mean),   mean = sum of g * out of the query,
//   grad_query = scale grad_scores key,   grad_key = scale grad_scores' query.
//
// One kernel has blocks of queries and runs over keys, one has blocks of keys and runs over queries: each adds up alone what
// it writes, in a fixed order.

// Weights from scores, gradients of scores from gradients of weights. `log_sums` (in units of log 2) and `means` are called
// with the number of a lane's element: `n`, `at`.
template <bool Turned, bool Drop, class T, int N, class LogSums, class Means>
DEVICE void differentiate(T (&weights)[N][4], T (&grads)[N][4], const AttentionParams& p, u64 head, i64 row, i64 column,
                          const LogSums& log_sums, const Means& means) {
    T factors[N][4];
    if (Drop) Dropout::factors<Turned>(factors, p, head, row, column);
#pragma unroll
    for (int n = 0; n < N; ++n) {
#pragma unroll
        for (int at = 0; at < 4; ++at) {
            const T weight = op_exp2(weights[n][at] - log_sums(n, at)), factor = Drop ? factors[n][at] : (T)1;
            grads[n][at] = op_mul(weight, (Drop ? op_mul(grads[n][at], factor) : grads[n][at]) - means(n, at));
            weights[n][at] = Drop ? op_mul(weight, factor) : weight;
        }
    }
}

// Sums of grad_out * out for 16 queries of a warp from `first` on; each lane gets those of its two rows.
template <class S, class T>
DEVICE void attention_means(const AttentionParams& p, i64 batch, i64 head, i64 first, T (&means)[2]) {
    const int lane = threadIdx.x % 32;
    const S* grad = head_of<S>(p.grad_out, batch, head);
    const S* out = head_of<S>(p.out, batch, head);
    T* const to = (T*)p.means + (batch * (i64)p.heads + head) * p.queries;
    for (int i = 0; i < 16; ++i) {
        const i64 row = first + i;
        T sum = 0;
        if (row < p.queries) {
            for (i64 column = lane; column < p.value_width; column += 32) {
                sum = op_mul_add(load(grad + row * p.grad_out.row + column * p.grad_out.column),
                                 load(out + row * p.out.row + column * p.out.column), sum);
            }
        }
#pragma unroll
        for (int step = 16; step > 0; step /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, step);
        if (i == lane_row()) means[0] = sum;
        if (i == lane_row() + 8) means[1] = sum;
        if (lane == 0 && row < p.queries) to[row] = sum;
    }
}

// The gradient of the query, and the means that the other kernel needs.
template <class M, int Width, int Values, int Keys, int Warps, int Stages, class Mask, bool Drop>
DEVICE void attention_backward_query(const AttentionParams& p) {
    typedef typename M::Element S;
    typedef typename M::Sum T;
    constexpr int ROWS = Warps * 16, THREADS = Warps * 32;
    constexpr int STRIDE = tile_stride<S>(Width), VALUE_STRIDE = tile_stride<S>(Values);
    DYNAMIC_SHARED(S, query_tile);
    S* const grad_tile = query_tile + ROWS * STRIDE;
    S* const key_tiles = grad_tile + ROWS * VALUE_STRIDE;
    S* const value_tiles = key_tiles + Stages * Keys * STRIDE;

    const HeadTile place(blockIdx.x, (p.queries + ROWS - 1) / ROWS, (i64)p.heads);
    const i64 kv_head = place.head / (i64)p.group, first = place.tile * ROWS;
    const auto query = rows_of<S>(p.query, place.batch, place.head, p.width, p.packed & PACKED_QUERY);
    const auto grad = rows_of<S>(p.grad_out, place.batch, place.head, p.value_width, p.packed & PACKED_GRAD);
    const auto key = rows_of<S>(p.key, place.batch, kv_head, p.width, p.packed & PACKED_KEY);
    const auto value = rows_of<S>(p.value, place.batch, kv_head, p.value_width, p.packed & PACKED_VALUE);
    const char* mask = Mask::head(p, place.batch, place.head);
    const i64 all_heads = place.batch * (i64)p.heads + place.head;
    const i64 end = Mask::CAUSAL ? min(p.keys, first + ROWS) : p.keys;

    const auto start_keys = [&](i64 from, int stage) {
        start_tile<Keys, Width, THREADS>(key_tiles + stage * Keys * STRIDE, STRIDE, key, from, p.keys);
        start_tile<Keys, Values, THREADS>(value_tiles + stage * Keys * VALUE_STRIDE, VALUE_STRIDE, value, from, p.keys);
    };
    start_tile<ROWS, Width, THREADS>(query_tile, STRIDE, query, first, p.queries);
    start_tile<ROWS, Values, THREADS>(grad_tile, VALUE_STRIDE, grad, first, p.queries);
    start_keys(0, 0);

    const int own = threadIdx.x / 32 * 16;
    T means[2], log_sums[2];
    attention_means<S>(p, place.batch, place.head, first + own, means);
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const i64 row = first + own + lane_row() + half * 8;
        const bool there = row < p.queries;
        log_sums[half] = there ? ((const T*)p.log_sums)[all_heads * p.queries + row] * log2_e<T>() : (T)INFINITY_F;
    }
    T sums[1][Width / 8][4] = {};
    int stage = 0;
    for (i64 start = 0; start < end; start += Keys) {
        finish_copies();
        __syncthreads();
        if (Stages == 2 && start + Keys < end) start_keys(start + Keys, stage ^ 1);
        const S* key_tile = key_tiles + stage * Keys * STRIDE;
        T weights[1][Keys / 8][4] = {}, grads[1][Keys / 8][4] = {};
        multiply_rows<M, Width>(weights, query_tile + own * STRIDE, key_tile, STRIDE);
        hide<Mask, false>(weights[0], p, mask, first + own, start);
        multiply_rows<M, Values>(grads, grad_tile + own * VALUE_STRIDE, value_tiles + stage * Keys * VALUE_STRIDE,
                                 VALUE_STRIDE);
        differentiate<false, Drop>(
            weights[0], grads[0], p, (u64)(all_heads * p.queries * p.keys), first + own, start,
            [&](int, int at) { return log_sums[at / 2]; }, [&](int, int at) { return means[at / 2]; });
        multiply_columns<M>(sums, grads, key_tile, STRIDE);
        if (Stages == 2) {
            stage ^= 1;
        } else if (start + Keys < end) {
            __syncthreads();
            start_keys(start + Keys, 0);
        }
    }
    write_rows(sums[0], head_of<S>(p.grad_query, place.batch, place.head), p.grad_query, first + own, p.queries, 0, p.width,
               (T)p.scale);
}

// The gradients of key and value, in parts of their columns where registers do not hold whole rows.
template <class M, int Width, int Values, int Queries, int Warps, int Stages, int Parts, class Mask, bool Drop>
DEVICE void attention_backward_key(const AttentionParams& p) {
    typedef typename M::Element S;
    typedef typename M::Sum T;
    constexpr int ROWS = Warps * 16, THREADS = Warps * 32;
    constexpr int STRIDE = tile_stride<S>(Width), VALUE_STRIDE = tile_stride<S>(Values);
    // Columns of a part: pairs of eight. A narrow gradient belongs to the first part.
    constexpr int COLUMNS = (Width / Parts + 15) / 16 * 16, VALUE_COLUMNS = (Values / Parts + 15) / 16 * 16;
    DYNAMIC_SHARED(S, key_tile);
    S* const value_tile = key_tile + ROWS * STRIDE;
    S* const query_tiles = value_tile + ROWS * VALUE_STRIDE;
    S* const grad_tiles = query_tiles + Stages * Queries * STRIDE;
    T* const numbers = (T*)(grad_tiles + Stages * Queries * VALUE_STRIDE);  // log sums and means of the tiles' queries

    const int column = blockIdx.x % Parts * COLUMNS, value_column = blockIdx.x % Parts * VALUE_COLUMNS;
    const HeadTile place(blockIdx.x / Parts, (p.keys + ROWS - 1) / ROWS, (i64)(p.heads / p.group));
    const i64 first = place.tile * ROWS;
    const auto key = rows_of<S>(p.key, place.batch, place.head, p.width, p.packed & PACKED_KEY);
    const auto value = rows_of<S>(p.value, place.batch, place.head, p.value_width, p.packed & PACKED_VALUE);
    // Tiles of queries of which one sees one of these keys.
    const int first_tile = Mask::CAUSAL ? (int)(first / Queries) : 0, all_tiles = (int)((p.queries + Queries - 1) / Queries);
    const int tiles = max(all_tiles - first_tile, 0), count = tiles * (int)p.group;
    const auto head_at = [&](int number) { return place.head * (i64)p.group + number / tiles; };
    const auto query_at = [&](int number) { return (i64)(first_tile + number % tiles) * Queries; };

    const auto start_queries = [&](int number, int stage) {
        const i64 head = head_at(number), from = query_at(number);
        const auto query = rows_of<S>(p.query, place.batch, head, p.width, p.packed & PACKED_QUERY);
        const auto grad = rows_of<S>(p.grad_out, place.batch, head, p.value_width, p.packed & PACKED_GRAD);
        start_tile<Queries, Width, THREADS>(query_tiles + stage * Queries * STRIDE, STRIDE, query, from, p.queries);
        start_tile<Queries, Values, THREADS>(grad_tiles + stage * Queries * VALUE_STRIDE, VALUE_STRIDE, grad, from,
                                             p.queries);
        const i64 all = (place.batch * (i64)p.heads + head) * p.queries;
        T* const to = numbers + stage * Queries * 2;
        for (int i = threadIdx.x; i < Queries; i += THREADS) {
            const bool there = from + i < p.queries;
            to[i] = there ? ((const T*)p.log_sums)[all + from + i] * log2_e<T>() : (T)INFINITY_F;
            to[Queries + i] = there ? ((const T*)p.means)[all + from + i] : (T)0;
        }
    };
    start_tile<ROWS, Width, THREADS>(key_tile, STRIDE, key, first, p.keys);
    start_tile<ROWS, Values, THREADS>(value_tile, VALUE_STRIDE, value, first, p.keys);
    if (count > 0) start_queries(0, 0);

    const int own = threadIdx.x / 32 * 16;
    T key_sums[1][COLUMNS / 8][4] = {}, value_sums[1][VALUE_COLUMNS / 8][4] = {};
    int stage = 0;
    for (int number = 0; number < count; ++number) {
        finish_copies();
        __syncthreads();
        if (Stages == 2 && number + 1 < count) start_queries(number + 1, stage ^ 1);
        const S* query_tile = query_tiles + stage * Queries * STRIDE;
        const S* grad_tile = grad_tiles + stage * Queries * VALUE_STRIDE;
        const T* log_sums = numbers + stage * Queries * 2;
        const i64 head = head_at(number), start = query_at(number);
        T weights[1][Queries / 8][4] = {}, grads[1][Queries / 8][4] = {};
        multiply_rows<M, Width>(weights, key_tile + own * STRIDE, query_tile, STRIDE);
        hide<Mask, true>(weights[0], p, Mask::head(p, place.batch, head), first + own, start);
        multiply_rows<M, Values>(grads, value_tile + own * VALUE_STRIDE, grad_tile, VALUE_STRIDE);
        const auto element = [](int n, int at) { return n * 8 + lane_column() * 2 + at % 2; };
        differentiate<true, Drop>(
            weights[0], grads[0], p, (u64)((place.batch * (i64)p.heads + head) * p.queries * p.keys), first + own, start,
            [&](int n, int at) { return log_sums[element(n, at)]; },
            [&](int n, int at) { return log_sums[Queries + element(n, at)]; });
        if (column < Width) multiply_columns<M>(key_sums, grads, query_tile + column, STRIDE);
        if (value_column < Values) multiply_columns<M>(value_sums, weights, grad_tile + value_column, VALUE_STRIDE);
        if (Stages == 2) {
            stage ^= 1;
        } else if (number + 1 < count) {
            __syncthreads();
            start_queries(number + 1, 0);
        }
    }
    write_rows(key_sums[0], head_of<S>(p.grad_key, place.batch, place.head), p.grad_key, first + own, p.keys, column, p.width,
               (T)p.scale);
    write_rows(value_sums[0], head_of<S>(p.grad_value, place.batch, place.head), p.grad_value, first + own, p.keys,
               value_column, p.value_width, (T)1);
}
