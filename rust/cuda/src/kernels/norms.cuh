// Norms of many tensors, behind tables.cuh: a block adds up a piece of a tensor, then one block the pieces in their order.

constexpr int NORM_THREADS = 256, TOTAL_THREADS = 512;
constexpr u64 NORM_PIECE = 16384;

// What is added up: numbers that are not 0, absolute values, squares, powers; or the largest or smallest absolute value.
enum { COUNT, ABSOLUTE, SQUARE, POWER, LARGEST, SMALLEST };

template <int Kind> struct Norm : Sum<double> {};
template <> struct Norm<LARGEST> : Max<double> {
    static __device__ __forceinline__ double identity() { return 0.0; }
};
template <> struct Norm<SMALLEST> : Min<double> {};

template <int Kind>
DEVICE double norm_of(double x, double order) {
    switch (Kind) {
        case COUNT: return x == 0.0 ? 0.0 : 1.0;
        case SQUARE: return x * x;
        case POWER: return op_pow(op_abs(x), order);
        default: return op_abs(x);
    }
}

template <int Kind>
DEVICE double root_of(double sum, double order) {
    return Kind == SQUARE ? op_sqrt(sum) : Kind == POWER ? op_pow(sum, 1.0 / order) : sum;
}

struct NormTensor {
    u64 n, first_block;
    const char* at;
};

template <int Most>
struct NormParams {
    u64 tensors;
    double order;
    double* sums;  // of the blocks
    NormTensor table[Most];
};

template <int Kind, class S, int Most>
DEVICE void norm_sums(const NormParams<Most>& p) {
    const NormTensor& tensor = row_of_block(p);
    const u64 first = (blockIdx.x - tensor.first_block) * NORM_PIECE;
    const u64 end = first + NORM_PIECE < tensor.n ? first + NORM_PIECE : tensor.n;
    double sum = Norm<Kind>::identity();
#pragma unroll 4
    for (u64 at = first + threadIdx.x; at < end; at += NORM_THREADS) {
        sum = Norm<Kind>::combine(sum, norm_of<Kind>((double)load((const S*)tensor.at + at), p.order));
    }
    sum = combine_lanes<Norm<Kind>, NORM_THREADS, NORM_THREADS, 1>(sum, threadIdx.x);
    if (threadIdx.x == 0) p.sums[blockIdx.x] = sum;
}

struct NormSums {
    u64 first, count;  // of its sums
    u64 type;          // of the norm, as load_number has it
    char* out;         // null: nobody asks for it
};

template <int Most>
struct TotalParams {
    u64 tensors;
    double order;
    const double* sums;
    double* before;  // what norms of launches before are added up to; and of this one, for those after
    u64 starts, ends;  // whether this launch is the first, or the last
    u64 type;
    char* total;  // the norm of all norms, or null
    NormSums table[Most];
};

template <int Kind, int Most>
DEVICE void norm_totals(const TotalParams<Most>& p) {
    typedef Norm<Kind> R;
    constexpr u32 WARPS = TOTAL_THREADS / 32;
    const u32 lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    double all = R::identity();
    for (u64 first = 0; first < p.tensors; first += WARPS) {
        const bool is_there = first + warp < p.tensors;
        double sum = R::identity();
        if (is_there) {
            const NormSums& tensor = p.table[first + warp];
            for (u64 at = lane; at < tensor.count; at += 32) sum = R::combine(sum, p.sums[tensor.first + at]);
        }
        sum = combine_lanes<R, TOTAL_THREADS, 32, 1>(sum, lane);
        if (is_there && lane == 0) {
            const NormSums& tensor = p.table[first + warp];
            const double norm = round_number(root_of<Kind>(sum, p.order), tensor.type);
            if (tensor.out) store_number(tensor.out, tensor.type, norm);
            all = R::combine(all, norm_of<Kind>(norm, p.order));
        }
    }
    all = combine_lanes<R, TOTAL_THREADS, TOTAL_THREADS, 1>(all, threadIdx.x);
    if (threadIdx.x != 0 || !p.total) return;
    if (!p.starts) all = R::combine(*p.before, all);
    if (p.ends) {
        store_number(p.total, p.type, root_of<Kind>(all, p.order));
    } else {
        *p.before = all;
    }
}
