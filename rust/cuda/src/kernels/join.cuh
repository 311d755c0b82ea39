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
