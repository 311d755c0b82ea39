// Indices of threads, division by numbers that a kernel is given, and reductions over warps and blocks.

// This thread's number in the grid. Grids and blocks have one dimension.
DEVICE i64 global_thread() {
    return (i64)blockIdx.x * blockDim.x + threadIdx.x;
}

// Number of threads in the grid.
DEVICE i64 grid_threads() {
    return (i64)gridDim.x * blockDim.x;
}

// Division by an invariant `divisor`, 1 <= divisor < 2^31, of numbers below 2^31, with
//   shift = ceil(log2(divisor)), the least s with 2^s >= divisor,
//   multiplier = floor(2^32 (2^shift - divisor) / divisor) + 1, computed in 64 bits (it fits 32):
// the quotient is (floor(n multiplier / 2^32) + n) / 2^shift, whose sum stays below 2^32.
// (T. Granlund and P. Montgomery, "Division by Invariant Integers using Multiplication", 1994.)
struct Divider {
    u32 divisor, multiplier, shift;
};

struct Quotient {
    u32 quotient, remainder;
};

DEVICE Quotient divmod(u32 n, const Divider& by) {
    u32 quotient = (__umulhi(n, by.multiplier) + n) >> by.shift;
    return Quotient{quotient, n - quotient * by.divisor};
}

// The value of the lane whose number differs in the bits of `mask`; of any trivially copyable type, in 32-bit words.
template <class T>
DEVICE T shuffle_xor(T value, int mask) {
    constexpr int count = (sizeof(T) + 3) / 4;
    u32 words[count] = {};
    memcpy(words, &value, sizeof(T));
    for (int i = 0; i < count; ++i) {
        words[i] = __shfl_xor_sync(0xffffffffu, words[i], mask);
    }
    memcpy(&value, words, sizeof(T));
    return value;
}

// All values of each group of Width lanes (a power of two, 32 by default) combined, in every lane of the group. All
// lanes of the warp take part; `combine(a, b)` equals `combine(b, a)`. The order is fixed by Width.
template <int Width = 32, class T, class F>
DEVICE T warp_reduce(T value, F combine) {
    for (int mask = Width / 2; mask > 0; mask /= 2) {
        value = combine(value, shuffle_xor(value, mask));
    }
    return value;
}

// All values of a block of Threads threads (a multiple of 32) combined, in every thread. All threads take part.
template <int Threads, class T, class F>
DEVICE T block_reduce(T value, F combine, T identity) {
    static_assert(Threads % 32 == 0 && Threads <= 1024, "whole warps");
    constexpr int warps = Threads / 32;
    constexpr int width = warps > 16 ? 32 : warps > 8 ? 16 : warps > 4 ? 8 : warps > 2 ? 4 : warps;
    value = warp_reduce(value, combine);
    if constexpr (warps > 1) {
        __shared__ T partial[warps];
        int lane = threadIdx.x % 32;
        if (lane == 0) {
            partial[threadIdx.x / 32] = value;
        }
        __syncthreads();
        // Every group of `width` lanes holds all partial results, so that every lane ends with the whole.
        int warp = lane % width;
        value = warp_reduce<width>(warp < warps ? partial[warp] : identity, combine);
        // The next reduction writes `partial` again.
        __syncthreads();
    }
    return value;
}
