// Tiles of matrices in shared memory.

#ifndef FLAMBEAU_EMULATED
// Shared memory whose size the launch says.
#define DYNAMIC_SHARED(type, name) \
    extern __shared__ __align__(16) char dynamic_shared_memory[]; \
    type* name = reinterpret_cast<type*>(dynamic_shared_memory)
#endif

// Starts a copy of 16 bytes to shared memory, or of zeros where nothing is there. Both addresses are multiples of 16.
DEVICE void start_copy(void* to, const void* from, bool there) {
#ifndef FLAMBEAU_EMULATED
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                 :
                 : "r"((u32)__cvta_generic_to_shared(to)), "l"(__cvta_generic_to_global(from)), "r"(there ? 16 : 0)
                 : "memory");
#else
    for (int i = 0; i < 2; ++i) ((u64*)to)[i] = there ? ((const u64*)from)[i] : 0;
#endif
}

// Waits for all copies that this thread started.
DEVICE void finish_copies() {
#ifndef FLAMBEAU_EMULATED
    asm volatile("cp.async.wait_all;" : : : "memory");
#endif
}

// Rows of a matrix in global memory; steps in elements.
template <class S> struct Rows {
    const S* at;
    i64 row, column;
    int columns;
    // Whether rows are dense, in whole pieces of 16 bytes at multiples of 16.
    bool packed;
};

// Elements between rows of a tile: 16 bytes more than they have, so that rows of a column lie in different banks.
template <class S> constexpr int tile_stride(int width) { return width + 16 / (int)sizeof(S); }

// Starts to bring rows `first` to `first + Count` of a matrix that ends at row `end` into a tile of `Width` columns, with
// zeros for what is not there. `Threads` threads work on it; where rows are not packed, neighbours read along a row, or along a
// column if `Down`.
template <int Count, int Width, int Threads, bool Down = false, class S>
DEVICE void start_tile(S* tile, int stride, const Rows<S>& rows, i64 first, i64 end) {
    if (rows.packed) {
        constexpr int WIDE = 16 / sizeof(S), PIECES = Width / WIDE;
#pragma unroll 4
        for (int piece = threadIdx.x; piece < Count * PIECES; piece += Threads) {
            const int i = piece / PIECES, j = piece % PIECES * WIDE;
            const bool there = first + i < end && j < rows.columns;
            // A copy of nothing has a valid address too.
            const S* from = there ? rows.at + (first + i) * rows.row + j : rows.at;
            start_copy(tile + i * stride + j, from, there);
        }
    } else {
#pragma unroll 4
        for (int number = threadIdx.x; number < Count * Width; number += Threads) {
            const int i = Down ? number % Count : number / Width, j = Down ? number / Count : number % Width;
            const bool there = first + i < end && j < rows.columns;
            tile[i * stride + j] = there ? rows.at[(first + i) * rows.row + j * rows.column] : S{};
        }
    }
}
