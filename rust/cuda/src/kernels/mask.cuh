// What a mask selects, in row-major order: a block counts the elements of its tile that are not zero, and writes them from
// the sum of all counts before its own.

constexpr u64 MASK_TILE = PREFIX_TILE;

template <int Dims, int Count>
struct MaskParams {
    u64 n;
    const char* mask;
    u64* starts;  // of tiles: what they select, then what was selected before them
    char* target;
    const char* source;
    u64 limit;         // elements of the source
    i64 out_steps[2];  // of coordinates: between elements, between dimensions
    Dim dims[Dims];
    i64 steps[Dims][Count];  // mask, then what is read or written
    Report report;
};

template <class M>
DEVICE bool is_set(const char* at) {
    return op_convert<bool>(load((const M*)at));
}

template <class M, class Number, int Dims, int Count>
DEVICE void mask_count(const MaskParams<Dims, Count>& p) {
    const u64 start = blockIdx.x * MASK_TILE, end = start + MASK_TILE < p.n ? start + MASK_TILE : p.n;
    u64 count = 0, total;
    for (u64 j = start + threadIdx.x; j < end; j += PREFIX_THREADS) {
        i64 at[Count] = {};
        walk<Dims, Count>((Number)j, p.dims, p.steps, at);
        count += is_set<M>(p.mask + at[0]);
    }
    block_prefix(count, total);
    if (threadIdx.x == 0) p.starts[blockIdx.x] = total;
}

// Calls `work(number, rank, at)` for every selected element of the block's tile.
template <class M, class Number, int Dims, int Count, class F>
DEVICE void for_selected(const MaskParams<Dims, Count>& p, F work) {
    const u64 first = blockIdx.x * MASK_TILE + threadIdx.x * PREFIX_OWN;
    bool set[PREFIX_OWN];
    i64 places[PREFIX_OWN][Count] = {};
    u64 count = 0, total;
#pragma unroll
    for (int k = 0; k < PREFIX_OWN; ++k) {
        set[k] = false;
        if (first + k >= p.n) continue;
        walk<Dims, Count>((Number)(first + k), p.dims, p.steps, places[k]);
        set[k] = is_set<M>(p.mask + places[k][0]);
        count += set[k];
    }
    u64 rank = p.starts[blockIdx.x] + block_prefix(count, total);
#pragma unroll
    for (int k = 0; k < PREFIX_OWN; ++k) {
        if (set[k]) work(first + k, rank++, places[k]);
    }
}

template <class E, class M, class Number, int Dims, int Count>
DEVICE void mask_select(const MaskParams<Dims, Count>& p) {
    for_selected<M, Number>(p, [&](u64, u64 rank, const i64 (&at)[Count]) {
        ((E*)p.target)[rank] = *(const E*)(p.source + at[1]);
    });
}

template <class E, class M, class Number, int Dims, int Count>
DEVICE void mask_scatter(const MaskParams<Dims, Count>& p) {
    for_selected<M, Number>(p, [&](u64, u64 rank, const i64 (&at)[Count]) {
        if (rank < p.limit) {
            *(E*)(p.target + at[1]) = ((const E*)p.source)[rank];
        } else {
            report_index(p.report, (i64)rank, 0, (i64)p.limit);
        }
    });
}

template <class M, class Number, int Dims, int Count>
DEVICE void mask_coordinates(const MaskParams<Dims, Count>& p) {
    for_selected<M, Number>(p, [&](u64 number, u64 rank, const i64 (&)[Count]) {
        Number left = (Number)number;
        i64* out = (i64*)p.target + (i64)rank * p.out_steps[0];
#pragma unroll
        for (int d = 0; d < Dims; ++d) {
            const Number rest = quotient(left, p.dims[d]);
            out[(Dims - 1 - d) * p.out_steps[1]] = (i64)(left - rest * (Number)p.dims[d].size);
            left = rest;
        }
    });
}
