// Attention in tiles: softmax(q k' scale + mask) v with a running maximum and a running sum for each query, no matrix of all
// scores. After T. Dao, "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning" (2023); keys in
// parts, whose results are combined, after T. Dao and others, "Flash-Decoding" (2023).
//
// A warp works on 16 queries, or twice as many. Scores are in units of log 2, so that weights are powers of 2.

// Rows of heads of a batch; steps in elements.
struct HeadRows {
    char* at;
    i64 batch, head, row, column;
};

struct AttentionParams {
    u64 heads, group;  // of the query; those that share a head of keys
    i64 queries, keys, width, value_width;
    i64 rows;  // batch * heads * queries
    double scale;
    HeadRows query, key, value, out, mask;
    HeadRows grad_out, grad_query, grad_key, grad_value;
    char* log_sums;  // (batch, heads, queries); may be null in the forward pass
    char* means;     // sums of grad_out * out, of the same shape
    u64 packed;      // of query, key, value, grad_out, in this order: bits for `Rows::packed`
    i64 parts, part_length;  // of the keys
    char *partial_sums, *partial_scales;  // (parts, batch, heads, queries, value_width), and pairs (parts, batch, heads, queries)
    double keep, kept;  // probability and factor of a weight that dropout keeps
    u64 drawing;          // threads that its numbers are dealt to
    Philox philox;
};

enum Packed : u64 { PACKED_QUERY = 1, PACKED_KEY = 2, PACKED_VALUE = 4, PACKED_GRAD = 8 };

template <class S> DEVICE S* head_of(const HeadRows& rows, i64 batch, i64 head) {
    return (S*)rows.at + batch * rows.batch + head * rows.head;
}

template <class S>
DEVICE Rows<S> rows_of(const HeadRows& rows, i64 batch, i64 head, i64 columns, bool packed) {
    return Rows<S>{head_of<S>(rows, batch, head), rows.row, rows.column, (int)columns, packed};
}

DEVICE float largest_of(float a, float b) { return fmaxf(a, b); }
DEVICE double largest_of(double a, double b) { return fmax(a, b); }

template <class T> DEVICE T log2_e() { return (T)1.4426950408889634; }
template <class T> DEVICE T log_2() { return (T)0.6931471805599453; }

// Of the four lanes that have a row of sums.
template <class T> DEVICE T row_sum(T x) {
    x += __shfl_xor_sync(0xffffffffu, x, 1);
    return x + __shfl_xor_sync(0xffffffffu, x, 2);
}
template <class T> DEVICE T row_largest(T x) {
    x = largest_of(x, __shfl_xor_sync(0xffffffffu, x, 1));
    return largest_of(x, __shfl_xor_sync(0xffffffffu, x, 2));
}

// What a mask makes of a score; `at` is the mask's head.
struct SeesAll {
    static constexpr bool CAUSAL = false, READS = false;
    template <class T> DEVICE static T seen(const AttentionParams&, const char*, i64, i64, T score) { return score; }
    DEVICE static const char* head(const AttentionParams&, i64, i64) { return nullptr; }
};
// A query sees keys up to its own number.
struct SeesEarlier {
    static constexpr bool CAUSAL = true, READS = false;
    template <class T> DEVICE static T seen(const AttentionParams&, const char*, i64 query, i64 key, T score) {
        return key <= query ? score : (T)-INFINITY_F;
    }
    DEVICE static const char* head(const AttentionParams&, i64, i64) { return nullptr; }
};
// Bytes that are 0 where a key is hidden.
struct SeesMarked {
    static constexpr bool CAUSAL = false, READS = true;
    template <class T> DEVICE static T seen(const AttentionParams& p, const char* at, i64 query, i64 key, T score) {
        return at[query * p.mask.row + key * p.mask.column] ? score : (T)-INFINITY_F;
    }
    DEVICE static const char* head(const AttentionParams& p, i64 batch, i64 head) {
        return head_of<char>(p.mask, batch, head);
    }
};
// Numbers that are added, of the type that is computed in.
template <class A> struct SeesShifted {
    static constexpr bool CAUSAL = false, READS = true;
    template <class T> DEVICE static T seen(const AttentionParams& p, const char* at, i64 query, i64 key, T score) {
        return op_mul_add((T)((const A*)at)[query * p.mask.row + key * p.mask.column], log2_e<T>(), score);
    }
    DEVICE static const char* head(const AttentionParams& p, i64 batch, i64 head) {
        return (const char*)head_of<A>(p.mask, batch, head);
    }
};

// Scales products, hides what is not seen. `Turned`: rows are keys, columns are queries. A query that is not there keeps its
// products, which are 0.
template <class Mask, bool Turned, class T, int N>
DEVICE void hide(T (&scores)[N][4], const AttentionParams& p, const char* mask, i64 row, i64 column) {
    const T scale = (T)p.scale * log2_e<T>();
    const i64 first_query = Turned ? column : row, first_key = Turned ? row : column;
    const i64 key_count = Turned ? 16 : N * 8;
    const bool open = first_key + key_count <= p.keys && !Mask::READS &&
                      (!Mask::CAUSAL || first_key + key_count <= first_query + 1);
    if (open) {
#pragma unroll
        for (int n = 0; n < N; ++n)
#pragma unroll
            for (int at = 0; at < 4; ++at) scores[n][at] = op_mul(scores[n][at], scale);
        return;
    }
#pragma unroll
    for (int n = 0; n < N; ++n) {
#pragma unroll
        for (int at = 0; at < 4; ++at) {
            const i64 i = row + lane_row() + at / 2 * 8, j = column + n * 8 + lane_column() * 2 + at % 2;
            const i64 query = Turned ? j : i, key = Turned ? i : j;
            T score = op_mul(scores[n][at], scale);
            if (key >= p.keys) {
                score = (T)-INFINITY_F;
            } else if (query < p.queries) {
                score = Mask::seen(p, mask, query, key, score);
            }
            scores[n][at] = score;
        }
    }
}

// The factor that dropout gives the weight of a number in (batch, heads, queries, keys): numbers are dealt to threads and
// steps as dropout of a tensor deals them, so that both drop the same.
struct Dropout {
    DEVICE static Words4 words(const AttentionParams& p, u64 block) {
        u64 step = 0, thread = block;
        if (block >= p.drawing) {
            step = block >> 32 ? block / p.drawing : (u64)((u32)block / (u32)p.drawing);
            thread = block - step * p.drawing;
        }
        return p.philox.here().words(thread, step);
    }

    template <class T> DEVICE static T factor(const AttentionParams& p, const Words4& words, u64 number) {
        const u32 low = number & 1 ? words.at[1] : words.at[0], high = number & 1 ? words.at[3] : words.at[2];
        return unit_float(number & 2 ? high : low) < (float)p.keep ? (T)p.kept : (T)0;
    }

    // Factors of the weights that a lane has. `head` is the number of the first weight of the head.
    template <bool Turned, class T, int N>
    DEVICE static void factors(T (&out)[N][4], const AttentionParams& p, u64 head, i64 row, i64 column) {
#pragma unroll
        for (int n = 0; n < N; ++n) {
#pragma unroll
            for (int at = 0; at < 4; at += 2) {
                const i64 i = row + lane_row() + at / 2 * 8, j = column + n * 8 + lane_column() * 2;
                const u64 first = head + (u64)(Turned ? j * p.keys + i : i * p.keys + j);
                const u64 second = first + (u64)(Turned ? p.keys : 1);
                const Words4 drawn = words(p, first / 4);
                out[n][at] = factor<T>(p, drawn, first);
                out[n][at + 1] = factor<T>(p, second / 4 == first / 4 ? drawn : words(p, second / 4), second);
            }
        }
    }
};

// Where a block works: a head and a tile of it.
struct HeadTile {
    i64 batch, head, tile;

    // Blocks of a head are neighbours, later tiles first: with a causal mask they have most to do.
    DEVICE HeadTile(i64 number, i64 tiles, i64 heads) {
        tile = tiles - 1 - number % tiles;
        const i64 all = number / tiles;
        batch = all / heads;
        head = all % heads;
    }
};

// Writes a lane's part of a row of sums, whose first column is `from`, times a factor.
template <class S, class T, int N>
DEVICE void write_row(const T (&sums)[N][4], int half, S* to, i64 step, int from, i64 columns, T factor) {
#pragma unroll
    for (int n = 0; n < N; ++n) {
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            const int column = from + n * 8 + lane_column() * 2 + i;
            if (column < columns) to[column * step] = down<S>(op_mul(sums[n][half * 2 + i], factor));
        }
    }
}

// Writes 16 rows of sums, from row `first` on, to a head that ends at row `end`.
template <class S, class T, int N>
DEVICE void write_rows(const T (&sums)[N][4], S* head, const HeadRows& rows, i64 first, i64 end, int from, i64 columns,
                       T factor) {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const i64 row = first + lane_row() + half * 8;
        if (row < end) write_row(sums, half, head + row * rows.row, rows.column, from, columns, factor);
    }
}

// Scores of a tile to weights 2^(score - largest), for 16 queries; what was summed up before is brought to the new scale.
template <class T, int N, int V>
DEVICE void weigh(T (&weights)[N][4], T (&sums)[V][4], T (&largest)[2], T (&total)[2]) {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        T most = largest[half];
#pragma unroll
        for (int n = 0; n < N; ++n) {
            most = largest_of(most, largest_of(weights[n][half * 2], weights[n][half * 2 + 1]));
        }
        most = row_largest(most);
        // A query that has seen nothing yet: 2^(-inf - 0) is 0, where -inf - -inf would be NaN.
        const T reference = most == (T)-INFINITY_F ? (T)0 : most;
        const T factor = op_exp2(largest[half] - reference);
        largest[half] = most;
        T sum = 0;
#pragma unroll
        for (int n = 0; n < N; ++n) {
#pragma unroll
            for (int at = half * 2; at < half * 2 + 2; ++at) {
                weights[n][at] = op_exp2(weights[n][at] - reference);
                sum += weights[n][at];
            }
        }
        total[half] = op_mul_add(total[half], factor, sum);
#pragma unroll
        for (int n = 0; n < V; ++n) {
            sums[n][half * 2] *= factor;
            sums[n][half * 2 + 1] *= factor;
        }
    }
}

// M: a way to multiply; Width, Values: columns of the tiles of query and key, and of value; Keys: rows of a tile of keys;
// R: sixteens of queries of a warp, which share what it reads of the keys.
template <class M, int Width, int Values, int Keys, int Warps, int Stages, int R, class Mask, bool Drop>
DEVICE void attention_forward(const AttentionParams& p) {
    typedef typename M::Element S;
    typedef typename M::Sum T;
    constexpr int ROWS = Warps * R * 16, THREADS = Warps * 32;
    constexpr int STRIDE = tile_stride<S>(Width), VALUE_STRIDE = tile_stride<S>(Values);
    DYNAMIC_SHARED(S, query_tile);
    S* const key_tiles = query_tile + ROWS * STRIDE;
    S* const value_tiles = key_tiles + Stages * Keys * STRIDE;

    const i64 part = blockIdx.x % p.parts;
    const HeadTile place(blockIdx.x / p.parts, (p.queries + ROWS - 1) / ROWS, (i64)p.heads);
    const i64 kv_head = place.head / (i64)p.group, first = place.tile * ROWS;
    const auto query = rows_of<S>(p.query, place.batch, place.head, p.width, p.packed & PACKED_QUERY);
    const auto key = rows_of<S>(p.key, place.batch, kv_head, p.width, p.packed & PACKED_KEY);
    const auto value = rows_of<S>(p.value, place.batch, kv_head, p.value_width, p.packed & PACKED_VALUE);
    const char* mask = Mask::head(p, place.batch, place.head);
    const i64 all_heads = place.batch * (i64)p.heads + place.head;
    const i64 begin = part * p.part_length;
    const i64 end = min(begin + p.part_length, Mask::CAUSAL ? min(p.keys, first + ROWS) : p.keys);

    const auto start_keys = [&](i64 from, int stage) {
        start_tile<Keys, Width, THREADS>(key_tiles + stage * Keys * STRIDE, STRIDE, key, from, p.keys);
        start_tile<Keys, Values, THREADS>(value_tiles + stage * Keys * VALUE_STRIDE, VALUE_STRIDE, value, from, p.keys);
    };
    start_tile<ROWS, Width, THREADS>(query_tile, STRIDE, query, first, p.queries);
    if (begin < end) start_keys(begin, 0);

    const int own = threadIdx.x / 32 * R * 16;
    T sums[R][Values / 8][4] = {}, largest[R][2], total[R][2] = {};
#pragma unroll
    for (int r = 0; r < R; ++r) largest[r][0] = largest[r][1] = (T)-INFINITY_F;
    int stage = 0;
    for (i64 start = begin; start < end; start += Keys) {
        finish_copies();
        __syncthreads();
        if (Stages == 2 && start + Keys < end) start_keys(start + Keys, stage ^ 1);
        T weights[R][Keys / 8][4] = {};
        multiply_rows<M, Width>(weights, query_tile + own * STRIDE, key_tiles + stage * Keys * STRIDE, STRIDE);
#pragma unroll
        for (int r = 0; r < R; ++r) {
            const i64 row = first + own + r * 16;
            hide<Mask, false>(weights[r], p, mask, row, start);
            weigh(weights[r], sums[r], largest[r], total[r]);
            if (Drop) {
                T factors[Keys / 8][4];
                Dropout::factors<false>(factors, p, (u64)(all_heads * p.queries * p.keys), row, start);
#pragma unroll
                for (int n = 0; n < Keys / 8; ++n)
#pragma unroll
                    for (int at = 0; at < 4; ++at) weights[r][n][at] *= factors[n][at];
            }
        }
        multiply_columns<M>(sums, weights, value_tiles + stage * Keys * VALUE_STRIDE, VALUE_STRIDE);
        if (Stages == 2) {
            stage ^= 1;
        } else if (start + Keys < end) {
            __syncthreads();
            start_keys(start + Keys, 0);
        }
    }
#pragma unroll
    for (int i = 0; i < 2 * R; ++i) {
        const int r = i / 2, half = i % 2;
        const T all = row_sum(total[r][half]);
        const i64 row = first + own + r * 16 + lane_row() + half * 8;
        if (row >= p.queries) continue;
        const i64 number = all_heads * p.queries + row;
        if (p.parts > 1) {
            const i64 at = part * p.rows + number;
            write_row(sums[r], half, (T*)p.partial_sums + at * p.value_width, 1, 0, p.value_width, (T)1);
            if (lane_column() == 0) {
                T* scales = (T*)p.partial_scales + at * 2;
                scales[0] = largest[r][half];
                scales[1] = all;
            }
            continue;
        }
        const T factor = all == 0 ? (T)0 : (T)1 / all;
        S* to = head_of<S>(p.out, place.batch, place.head) + row * p.out.row;
        write_row(sums[r], half, to, p.out.column, 0, p.value_width, factor);
        if (p.log_sums && lane_column() == 0) {
            ((T*)p.log_sums)[number] = all == 0 ? (T)INFINITY_F : (largest[r][half] + op_log2(all)) * log_2<T>();
        }
    }
}

// Adds up what parts of the keys gave, in their order: a thread for each element of the result. S: elements.
template <class S> DEVICE void attention_combine(const AttentionParams& p) {
    typedef typename Compute<S>::type T;
    const i64 number = global_thread();
    const i64 row = number / p.value_width, column = number % p.value_width;
    const i64 head = row / p.queries;
    if (row >= p.rows) return;
    T largest = (T)-INFINITY_F;
    for (i64 part = 0; part < p.parts; ++part) {
        largest = largest_of(largest, ((const T*)p.partial_scales)[(part * p.rows + row) * 2]);
    }
    const T reference = largest == (T)-INFINITY_F ? (T)0 : largest;
    T sum = 0, total = 0;
    for (i64 part = 0; part < p.parts; ++part) {
        const i64 at = part * p.rows + row;
        const T* scales = (const T*)p.partial_scales + at * 2;
        const T factor = op_exp2(scales[0] - reference);
        total = op_mul_add(scales[1], factor, total);
        sum = op_mul_add(((const T*)p.partial_sums)[at * p.value_width + column], factor, sum);
    }
    const T result = total == 0 ? (T)0 : sum / total;
    S* to = head_of<S>(p.out, head / (i64)p.heads, head % (i64)p.heads);
    to[row % p.queries * p.out.row + column * p.out.column] = down<S>(result);
    if (p.log_sums && column == 0) {
        ((T*)p.log_sums)[row] = total == 0 ? (T)INFINITY_F : (reference + op_log2(total)) * log_2<T>();
    }
}
