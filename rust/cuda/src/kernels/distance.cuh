// Distances in a p-norm of all pairs of rows, and their gradient.

constexpr int PAIR_THREADS = 256, PAIR_LANES = 32;

// Norms: the number of elements that are not 0, the sum of sizes, the root of the sum of squares, the largest size, any other.
enum Norm { COUNT, SIZES, SQUARES, LARGEST, POWERS };

struct PairParams {
    u64 rows, columns, pairs;
    const char* x;  // dense
    double p;
    const char *distances, *grad;
    u64 grad_step;  // elements
    char* out;
};

// Pairs before those whose first row is `row`.
DEVICE u64 pairs_before(u64 row, u64 rows) {
    return row * (2 * rows - row - 1) / 2;
}

// Distances of pairs (i, j), i < j, in order: a group of threads has a pair.
template <class S, Norm Of>
DEVICE void pair_distances(const PairParams& p) {
    typedef typename Compute<S>::type T;
    const u64 pair = (u64)blockIdx.x * (PAIR_THREADS / PAIR_LANES) + threadIdx.x / PAIR_LANES;
    const int lane = threadIdx.x % PAIR_LANES;
    T state = 0;
    if (pair < p.pairs) {
        // The root is near; steps make it exact.
        const double middle = (double)p.rows - 0.5, inside = middle * middle - 2.0 * (double)pair;
        u64 first = inside > 0.0 ? (u64)(middle - sqrt(inside)) : 0;
        while (first > 0 && pairs_before(first, p.rows) > pair) --first;
        while (pairs_before(first + 1, p.rows) <= pair) ++first;
        const u64 second = pair - pairs_before(first, p.rows) + first + 1;
        const S *a = (const S*)p.x + first * p.columns, *b = (const S*)p.x + second * p.columns;
        for (u64 c = lane; c < p.columns; c += PAIR_LANES) {
            const T size = op_abs(load(a + c) - load(b + c));
            if (Of == COUNT) state = state + (T)(size != 0);
            if (Of == SIZES) state = state + size;
            if (Of == SQUARES) state = op_mul_add(size, size, state);
            if (Of == LARGEST) state = op_max(state, size);
            if (Of == POWERS) state = state + op_pow(size, (T)p.p);
        }
    }
    if (Of == LARGEST) {
        state = combine_lanes<Max<T>, PAIR_THREADS, PAIR_LANES, 1>(state, lane);
    } else {
        state = combine_lanes<Sum<T>, PAIR_THREADS, PAIR_LANES, 1>(state, lane);
    }
    if (Of == SQUARES) state = op_sqrt(state);
    if (Of == POWERS) state = op_pow(state, (T)(1.0 / p.p));
    if (pair < p.pairs && lane == 0) store((S*)p.out + pair, state);
}

// The derivative of a norm by one element.
template <Norm Of, class T>
DEVICE T norm_slope(T x, T norm, T p) {
    const T sign = op_sign(x), size = op_abs(x);
    if (Of == COUNT) return 0;
    if (Of == SIZES) return sign;
    if (Of == SQUARES) return norm == 0 ? 0 : x / norm;
    if (Of == LARGEST) return size == norm ? sign : 0;
    if (p < 1) return x == 0 ? 0 : sign * op_pow(size, p - 1) * op_pow(norm, 1 - p);
    return norm == 0 ? 0 : sign * op_pow(size, p - 1) / op_pow(norm, p - 1);
}

// The gradient of an element: what its row's pairs add to it, in order.
template <class S, Norm Of>
DEVICE void pair_gradients(const PairParams& p) {
    typedef typename Compute<S>::type T;
    const u64 number = (u64)global_thread();
    if (number >= p.rows * p.columns) return;
    const u64 row = number / p.columns, column = number - row * p.columns;
    const T own = load((const S*)p.x + number);
    T sum = 0;
    for (u64 other = 0; other < p.rows; ++other) {
        if (other == row) continue;
        const u64 first = row < other ? row : other, second = row < other ? other : row;
        const u64 pair = pairs_before(first, p.rows) + second - first - 1;
        const T difference = own - load((const S*)p.x + other * p.columns + column);
        // A size is compared with the largest as that was stored.
        const T slope = norm_slope<Of>(Of == LARGEST ? up(down<S>(difference)) : difference, load((const S*)p.distances + pair), (T)p.p);
        sum = sum + op_mul(slope, load((const S*)p.grad + pair * p.grad_step));
    }
    store((S*)p.out + number, sum);
}
