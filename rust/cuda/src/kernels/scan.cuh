// Scans along lines. A group of `Lanes` threads has a line, or a slice of one, and goes through it in tiles; what has been
// accumulated goes from tile to tile. Neighbouring parts are combined in their order.

constexpr int SCAN_THREADS = 256, SCAN_OWN = 4;

template <class S> struct Wide { typedef typename Compute<S>::type type; };
template <> struct Wide<float> { typedef double type; };
template <> struct Wide<c64> { typedef c128 type; };

template <class S>
struct RunningSum {
    typedef typename Wide<S>::type State;
    DEVICE static State start() { return op_convert<State>((i32)0); }
    DEVICE static State of(const S* x, const S*, i64) { return op_convert<State>(load(x)); }
    DEVICE static State combine(State a, State b) { return op_add(a, b); }
    DEVICE static void write(char* to, State a) { store((S*)to, op_convert<typename Compute<S>::type>(a)); }
    DEVICE static void write_place(char*, State) {}
};

template <class S>
struct RunningProduct : RunningSum<S> {
    typedef typename Wide<S>::type State;
    DEVICE static State start() { return op_convert<State>((i32)1); }
    DEVICE static State combine(State a, State b) { return op_mul(a, b); }
};

template <class S>
struct RunningLogSum {
    typedef double State;
    DEVICE static State start() { return -INFINITY_D; }
    DEVICE static State of(const S* x, const S*, i64) { return (double)load(x); }
    DEVICE static State combine(State a, State b) {
        const bool swapped = !(a < b || a != a);
        const double low = swapped ? b : a, high = swapped ? a : b;
        if (low != low || high != high) return NAN_D;
        // Both infinite and equal: their difference would be NaN.
        return low == high && op_abs(low) == INFINITY_D ? low : op_log1p(op_exp(low - high)) + high;
    }
    DEVICE static void write(char* to, State a) { store((S*)to, op_convert<typename Compute<S>::type>(a)); }
    DEVICE static void write_place(char*, State) {}
};

// The best so far and its last place; a NaN stays.
template <class S, bool Highest>
struct RunningExtreme {
    typedef Place<typename Compute<S>::type> State;
    DEVICE static State start() { return State{typename Compute<S>::type(), -1}; }
    DEVICE static State of(const S* x, const S*, i64 place) { return State{load(x), place}; }
    DEVICE static State combine(const State& a, const State& b) {
        if (b.position < 0) return a;
        if (a.position < 0) return b;
        const bool takes = Highest ? b.value >= a.value : b.value <= a.value;
        return takes || b.value != b.value ? b : a;
    }
    DEVICE static void write(char* to, const State& a) { store((S*)to, a.value); }
    DEVICE static void write_place(char* to, const State& a) { *(i64*)to = a.position; }
};

template <class S> struct RunningHighest : RunningExtreme<S, true> {};
template <class S> struct RunningLowest : RunningExtreme<S, false> {};

// What elements do to the value that comes from before them: it is multiplied by a factor, and something is added.
template <class T> struct Affine {
    T factor, added;
    i64 elements;  // 0: none, and nothing is done
};

// x[k] + factor[k] y[k - 1], `factor` being null for the first element.
template <class S>
struct RunningRecurrence {
    typedef typename Wide<S>::type T;
    typedef Affine<T> State;
    DEVICE static State start() { return State{op_convert<T>((i32)1), op_convert<T>((i32)0), 0}; }
    DEVICE static State of(const S* x, const S* factor, i64) {
        return State{factor ? op_convert<T>(load(factor)) : op_convert<T>((i32)0), op_convert<T>(load(x)), 1};
    }
    DEVICE static State combine(const State& a, const State& b) {
        if (a.elements == 0) return b;
        if (b.elements == 0) return a;
        return State{op_mul(a.factor, b.factor), op_add(b.added, op_mul(b.factor, a.added)), 1};
    }
    DEVICE static void write(char* to, const State& a) {
        store((S*)to, op_convert<typename Compute<S>::type>(a.added));
    }
    DEVICE static void write_place(char*, const State&) {}
};

template <int Dims>
struct ScanParams {
    u64 lines, n, slices, per_slice;
    u64 reverse;
    char* out;
    char* second;  // places of extremes, to be written, or factors of a recurrence
    const char* src;
    char* totals;  // of slices
    i64 along[3];  // out, second, source
    Dim dims[Dims];
    i64 steps[Dims][3];
};

// `Totals`: only what each slice has together.
template <class R, class S, class Number, int Lanes, bool Totals, int Dims>
DEVICE void scan(const ScanParams<Dims>& p) {
    typedef typename R::State State;
    __shared__ alignas(16) unsigned char bytes[SCAN_THREADS * sizeof(State)];
    State* room = (State*)bytes;
    const u64 line = (u64)blockIdx.x * (SCAN_THREADS / Lanes) + threadIdx.x / Lanes, slice = blockIdx.y;
    const int lane = threadIdx.x % Lanes;
    const bool inside = line < p.lines;
    i64 at[3] = {};
    if (inside) walk<Dims, 3>((Number)line, p.dims, p.steps, at);
    const u64 start = slice * p.per_slice, end = start + p.per_slice < p.n ? start + p.per_slice : p.n;
    State before = R::start();
    State* totals = (State*)p.totals + line * p.slices;
    if (!Totals && inside) {
        for (u64 j = 0; j < slice; ++j) before = R::combine(before, totals[j]);
    }
    for (u64 tile = start; tile < end; tile += Lanes * SCAN_OWN) {
        const u64 first = tile + lane * SCAN_OWN;
        State own[SCAN_OWN], sum = R::start();
#pragma unroll
        for (int k = 0; k < SCAN_OWN; ++k) {
            if (inside && first + k < end) {
                const i64 place = (i64)(p.reverse ? p.n - 1 - first - k : first + k);
                const char* second = first + k == 0 ? nullptr : p.second + at[1] + place * p.along[1];
                sum = R::combine(sum, R::of((const S*)(p.src + at[2] + place * p.along[2]), (const S*)second, place));
            }
            own[k] = sum;
        }
        State lead = before;
        if (Lanes > 1) {
            room[threadIdx.x] = sum;
            __syncthreads();
#pragma unroll
            for (int step = 1; step < Lanes; step *= 2) {
                if (lane >= step) sum = R::combine(room[threadIdx.x - step], sum);
                __syncthreads();
                room[threadIdx.x] = sum;
                __syncthreads();
            }
            if (lane > 0) lead = R::combine(before, room[threadIdx.x - 1]);
            before = R::combine(before, room[threadIdx.x - lane + Lanes - 1]);
            __syncthreads();
        } else {
            before = R::combine(before, sum);
        }
        if (Totals) continue;
#pragma unroll
        for (int k = 0; k < SCAN_OWN; ++k) {
            if (!inside || first + k >= end) continue;
            const i64 place = (i64)(p.reverse ? p.n - 1 - first - k : first + k);
            const State result = R::combine(lead, own[k]);
            R::write(p.out + at[0] + place * p.along[0], result);
            R::write_place(p.second + at[1] + place * p.along[1], result);
        }
    }
    if (Totals && inside && lane == 0) totals[slice] = before;
}
