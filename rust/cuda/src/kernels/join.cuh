// Dense copies of rows: several matrices side by side, and triangles of one.

constexpr int PARTS = 32;

struct Part {
    const char* data;
    u64 start, row;  // the part's first column in the output, and its columns
};

struct JoinParams {
    u64 n;             // elements that are written
    Dim columns;       // of the parts together
    u64 row, count;    // columns of the output, parts
    char* out;         // at the parts' first column
    Part parts[PARTS];
};

template <class E, class Number>
DEVICE void side_by_side(const JoinParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    const Number row = quotient((Number)number, p.columns);
    const u64 column = number - row * p.columns.size;
    u64 first = 0, last = p.count - 1;
    while (first < last) {
        const u64 middle = (first + last + 1) / 2;
        if (p.parts[middle].start <= column) {
            first = middle;
        } else {
            last = middle - 1;
        }
    }
    const Part& part = p.parts[first];
    ((E*)p.out)[row * p.row + column] = ((const E*)part.data)[row * part.row + (column - part.start)];
}

// The elements of a triangle, row by row: rows `first` to `first + rows` have some. The first `steady` of an upper one have
// `columns` elements, the others one less each than the row before; of a lower one the first `steady` one more each, the others
// `columns`.
struct PlacesParams {
    u64 n;
    u64 first, rows, steady, columns;
    u64 upper;
    i64 offset;  // the diagonal's
    char* out;   // n rows, then n columns
};

// How many elements of a triangle are in rows before its row `row`.
DEVICE u64 places_before(const PlacesParams& p, u64 row) {
    const u64 before = row < p.steady ? row : p.steady, after = row - before;
    if (p.upper) {
        if (after == 0) return before * p.columns;
        const u64 longest = (u64)((i64)p.columns - (i64)(p.first + p.steady) - p.offset);
        return before * p.columns + after * longest - after * (after - 1) / 2;
    }
    if (before == 0) return after * p.columns;
    const u64 shortest = (u64)((i64)p.first + p.offset + 1);
    return before * shortest + before * (before - 1) / 2 + after * p.columns;
}

template <class E>
DEVICE void triangle_places(const PlacesParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    u64 low = 0, high = p.rows;
    while (high - low > 1) {
        const u64 middle = low + (high - low) / 2;
        if (places_before(p, middle) <= number) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const i64 row = (i64)(p.first + low), edge = row + p.offset;
    ((E*)p.out)[number] = (E)row;
    ((E*)p.out)[p.n + number] = (E)((i64)(number - places_before(p, low)) + (p.upper && edge > 0 ? edge : 0));
}

struct TriangleParams {
    u64 n;
    Dim columns, rows;
    u64 upper;
    i64 diagonal;
    char* out;
    const char* src;
};

template <class E, class Number>
DEVICE void triangle(const TriangleParams& p) {
    const u64 number = (u64)global_thread();
    if (number >= p.n) return;
    const Number row = quotient((Number)number, p.columns);
    const i64 column = (i64)(number - row * p.columns.size);
    const i64 within = (i64)(row - quotient(row, p.rows) * p.rows.size);
    const bool kept = p.upper ? column - within >= p.diagonal : column - within <= p.diagonal;
    if (!kept) {
        ((E*)p.out)[number] = E();
    } else if (p.out != p.src) {
        ((E*)p.out)[number] = ((const E*)p.src)[number];
    }
}
