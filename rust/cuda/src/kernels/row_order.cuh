// Rows in lexicographic order, and where they change. Elements are compared by their keys (keys.cuh).

struct RowParams {
    u64 rows, columns;
    u64 run;          // rows of a sorted run; two neighbours are merged
    const char* src;  // dense
    const i64* from;  // may be null: rows in the order in which they lie
    char* to;
};

// -1, 0 or 1: how two rows stand to each other.
template <class S>
DEVICE int compare_rows(const RowParams& p, i64 a, i64 b) {
    const S *left = (const S*)p.src + a * p.columns, *right = (const S*)p.src + b * p.columns;
    for (u64 c = 0; c < p.columns; ++c) {
        const auto x = key_of(left[c]), y = key_of(right[c]);
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

// The place of every row in its merged run: its own in one half, and the number of those before it in the other. Of equal
// rows those of the left half come first.
template <class S>
DEVICE void merge_rows(const RowParams& p) {
    const u64 at = (u64)global_thread();
    if (at >= p.rows) return;
    const u64 first = at / (2 * p.run) * (2 * p.run);
    const u64 middle = first + p.run < p.rows ? first + p.run : p.rows;
    const u64 last = middle + p.run < p.rows ? middle + p.run : p.rows;
    const i64 own = p.from ? p.from[at] : (i64)at;
    const bool left = at < middle;
    u64 start = left ? middle : first, end = left ? last : middle;
    const u64 others = start;
    while (start < end) {
        const u64 half = start + (end - start) / 2;
        const int order = compare_rows<S>(p, p.from ? p.from[half] : (i64)half, own);
        if (order < 0 || (order == 0 && !left)) {
            start = half + 1;
        } else {
            end = half;
        }
    }
    ((i64*)p.to)[first + (at - (left ? first : middle)) + (start - others)] = own;
}

// Whether a row differs from the one before it; NaN differs from everything.
template <class S>
DEVICE void rows_differ(const RowParams& p) {
    const u64 at = (u64)global_thread();
    if (at >= p.rows) return;
    bool differs = at == 0;
    if (at > 0) {
        const i64 own = p.from ? p.from[at] : (i64)at, before = p.from ? p.from[at - 1] : (i64)at - 1;
        const S *left = (const S*)p.src + own * p.columns, *right = (const S*)p.src + before * p.columns;
        for (u64 c = 0; c < p.columns && !differs; ++c) differs = load(left + c) != load(right + c);
    }
    p.to[at] = differs;
}
