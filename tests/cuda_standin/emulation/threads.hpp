// Threads of a block: where each stands, barriers, shuffles and votes.
#pragma once

namespace standin {

extern "C" __attribute__((visibility("hidden"))) char __bss_start[], _end[];

// Initialised, so that it is not part of what the driver takes for shared memory.
static Table table = {VERSION, {}, {}, {}, {}, nullptr, __bss_start, _end, nullptr, nullptr, nullptr, nullptr, nullptr};

extern "C" __attribute__((visibility("default"))) Table* standin_table() { return &table; }

// A value of up to 8 bytes as the 64 bits that travel through the runtime.
template <class T>
inline unsigned long long to_bits(T value) {
    static_assert(sizeof(T) <= 8, "values of up to 8 bytes travel between the threads of a warp");
    unsigned long long bits = 0;
    __builtin_memcpy(&bits, &value, sizeof(T));
    return bits;
}

template <class T>
inline T from_bits(unsigned long long bits) {
    T value;
    __builtin_memcpy(&value, &bits, sizeof(T));
    return value;
}

inline int lane() {
    const Table& t = table;
    return (t.thread.x + t.block_size.x * (t.thread.y + t.block_size.y * t.thread.z)) & 31;
}

template <class T>
inline T shuffle(unsigned mask, T value, int source) {
    return from_bits<T>(table.warp(SHUFFLE, mask, to_bits(value), source));
}

}  // namespace standin

static constexpr const uint3& threadIdx = standin::table.thread;
static constexpr const uint3& blockIdx = standin::table.block;
static constexpr const uint3& blockDim = standin::table.block_size;
static constexpr const uint3& gridDim = standin::table.grid_size;
static constexpr int warpSize = 32;

// Dynamic shared memory; on a GPU `extern __shared__ type name[]`.
#define DYNAMIC_SHARED(type, name) type* name = static_cast<type*>(standin::table.dynamic)

inline void __syncthreads() { standin::table.barrier(standin::SYNC, 0); }
inline int __syncthreads_or(int predicate) { return standin::table.barrier(standin::SYNC_OR, predicate != 0); }
inline int __syncthreads_and(int predicate) { return standin::table.barrier(standin::SYNC_AND, predicate != 0); }
inline int __syncthreads_count(int predicate) { return standin::table.barrier(standin::SYNC_COUNT, predicate != 0); }

inline void __syncwarp(unsigned mask = 0xffffffffu) { standin::table.warp(standin::WARP_SYNC, mask, 0, 0); }
inline unsigned __activemask() { return standin::table.active(); }

inline unsigned __ballot_sync(unsigned mask, int predicate) {
    return standin::table.warp(standin::BALLOT, mask, predicate != 0, 0);
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate == 0) == 0; }

template <class T>
inline unsigned __match_any_sync(unsigned mask, T value) {
    return standin::table.warp(standin::MATCH, mask, standin::to_bits(value), 0);
}

// A lane outside its segment of `width` lanes keeps its own value.
template <class T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
    int lane = standin::lane();
    return standin::shuffle(mask, value, (lane & ~(width - 1)) | (source & (width - 1)));
}
template <class T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
    int lane = standin::lane(), source = lane - static_cast<int>(delta);
    return standin::shuffle(mask, value, source < (lane & ~(width - 1)) ? lane : source);
}
template <class T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
    int lane = standin::lane(), source = lane + static_cast<int>(delta);
    return standin::shuffle(mask, value, source > (lane | (width - 1)) ? lane : source);
}
template <class T>
inline T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32) {
    int lane = standin::lane(), source = lane ^ lanes;
    return standin::shuffle(mask, value, source > (lane | (width - 1)) ? lane : source);
}

inline unsigned __reduce_add_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::ADD, mask, v, 0); }
inline int __reduce_add_sync(unsigned mask, int v) {
    return standin::table.warp(standin::ADD, mask, static_cast<unsigned>(v), 0);
}
inline unsigned __reduce_min_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::UMIN, mask, v, 0); }
inline unsigned __reduce_max_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::UMAX, mask, v, 0); }
inline int __reduce_min_sync(unsigned mask, int v) {
    return standin::table.warp(standin::MIN, mask, static_cast<unsigned>(v), 0);
}
inline int __reduce_max_sync(unsigned mask, int v) {
    return standin::table.warp(standin::MAX, mask, static_cast<unsigned>(v), 0);
}
inline unsigned __reduce_and_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::AND, mask, v, 0); }
inline unsigned __reduce_or_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::OR, mask, v, 0); }
inline unsigned __reduce_xor_sync(unsigned mask, unsigned v) { return standin::table.warp(standin::XOR, mask, v, 0); }

inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}
inline void __nanosleep(unsigned) {}
inline long long clock64() { return standin::table.clock(); }
inline int clock() { return static_cast<int>(standin::table.clock()); }
inline unsigned long long globaltimer() { return standin::table.clock(); }

inline void __trap() { standin::table.stop(standin::FAILED, "__trap()", "", 0); }
#define assert(condition) \
    ((condition) ? (void)0 : standin::table.stop(standin::ASSERT, #condition, __FILE__, __LINE__))
