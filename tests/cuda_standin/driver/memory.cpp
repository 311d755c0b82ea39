// Blocks of memory with red zones and poison.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "state.hpp"

// Kernels compiled with AddressSanitizer are told of what they must not touch; its runtime is there only then.
#define IF_THERE extern "C" __attribute__((weak, visibility("default")))
IF_THERE void __asan_poison_memory_region(const volatile void*, size_t);
IF_THERE void __asan_unpoison_memory_region(const volatile void*, size_t);

namespace {

constexpr size_t ZONE = 512;  // also the alignment
constexpr int FRESH = 0xfb, FREED = 0xdb, GUARD = 0xa5;
constexpr size_t QUARANTINE = 64 << 20;

// Freed blocks stay for a while, so that a late write shows.
auto& quarantine = *new std::deque<Allocation>;
size_t quarantined = 0;
unsigned long long allocations_made = 0;

bool filled(const char* begin, size_t bytes, int value) {
    return bytes == 0 || (begin[0] == static_cast<char>(value) && memcmp(begin, begin + 1, bytes - 1) == 0);
}

[[noreturn]] void broken(const Allocation& a, const char* what) {
    fprintf(stderr, "CUDA stand-in: %s allocation %llu, of %zu bytes at 0x%llx, %s %d\n", what, a.number, a.bytes,
            a.start, a.device < 0 ? "pinned" : "device", a.device);
    fflush(stderr);
    abort();
}

void forbid(const char* begin, size_t bytes) {
    if (__asan_poison_memory_region) __asan_poison_memory_region(begin, bytes);
}

void permit(const char* begin, size_t bytes) {
    if (__asan_unpoison_memory_region) __asan_unpoison_memory_region(begin, bytes);
}

void forbid_zones(const Allocation& a) {
    forbid(a.block, ZONE);
    forbid(a.block + ZONE + a.bytes, ZONE);
}

void check_zones(const Allocation& a) {
    if (a.registered) return;
    permit(a.block, ZONE);
    permit(a.block + ZONE + a.bytes, ZONE);
    if (!filled(a.block, ZONE, GUARD)) broken(a, "something was written before");
    if (!filled(a.block + ZONE + a.bytes, ZONE, GUARD)) broken(a, "something was written beyond the end of");
    forbid_zones(a);
}

void let_go_oldest() {
    Allocation& oldest = quarantine.front();
    permit(oldest.block, oldest.bytes + 2 * ZONE);
    if (!filled(oldest.block, oldest.bytes + 2 * ZONE, FREED)) broken(oldest, "something was written to the freed");
    quarantined -= oldest.bytes;
    free(oldest.block);
    quarantine.pop_front();
}

// Tests that end without a last synchronisation are checked too.
struct AtExit {
    ~AtExit() {
        if (enter()) return;
        Lock lock(state().mutex, std::try_to_lock);
        if (!lock) return;
        check_red_zones();
        while (!quarantine.empty()) let_go_oldest();
    }
} at_exit;

}  // namespace

int allocate(size_t bytes, int device, Pointer& pointer) {
    State& s = state();
    size_t* used = device < 0 ? nullptr : &s.used[static_cast<size_t>(device)];
    if (bytes == 0) return INVALID_VALUE;
    if (used && (bytes > s.memory || *used > s.memory - bytes)) return OUT_OF_MEMORY;
    if (bytes > SIZE_MAX - 4 * ZONE) return OUT_OF_MEMORY;
    size_t whole = (bytes + 2 * ZONE + ZONE - 1) / ZONE * ZONE;
    Allocation a;
    a.block = static_cast<char*>(aligned_alloc(ZONE, whole));
    if (!a.block) return OUT_OF_MEMORY;
    memset(a.block, GUARD, ZONE);
    memset(a.block + ZONE, FRESH, bytes);
    memset(a.block + ZONE + bytes, GUARD, ZONE);
    a.start = reinterpret_cast<Pointer>(a.block + ZONE);
    a.bytes = bytes;
    a.device = device;
    a.number = ++allocations_made;
    forbid_zones(a);
    if (used) *used += bytes;
    s.allocations[a.start] = a;
    pointer = a.start;
    return SUCCESS;
}

void release(Pointer pointer) {
    State& s = state();
    auto found = s.allocations.find(pointer);
    if (found == s.allocations.end()) return;
    Allocation a = found->second;
    s.allocations.erase(found);
    if (a.registered) return;
    check_zones(a);
    if (a.device >= 0) s.used[static_cast<size_t>(a.device)] -= a.bytes;
    permit(a.block, a.bytes + 2 * ZONE);
    memset(a.block, FREED, a.bytes + 2 * ZONE);
    forbid(a.block, a.bytes + 2 * ZONE);
    quarantine.push_back(a);
    quarantined += a.bytes;
    while (quarantined > QUARANTINE) let_go_oldest();
}

void drop_memory(int device) {
    std::vector<Pointer> dropped;
    for (auto& [start, a] : state().allocations) {
        if (a.device == device) dropped.push_back(start);
    }
    for (Pointer pointer : dropped) release(pointer);
}

Allocation* find_allocation(Pointer pointer) {
    auto& all = state().allocations;
    auto after = all.upper_bound(pointer);
    if (after == all.begin()) return nullptr;
    Allocation& a = std::prev(after)->second;
    return pointer < a.start + a.bytes && !a.leaving ? &a : nullptr;
}

void check_red_zones() {
    for (auto& [_, a] : state().allocations) check_zones(a);
}
