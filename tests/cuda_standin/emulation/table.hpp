// What the stand-in driver and a kernel's shared object know of each other.
#pragma once

struct uint3 {
    unsigned x, y, z;
};

namespace standin {

// Kinds of block barriers and warp operations. Threads that meet must have come to the same kind.
enum Kind : int {
    SYNC, SYNC_OR, SYNC_AND, SYNC_COUNT,
    WARP_SYNC, SHUFFLE, BALLOT, MATCH, ADD, MIN, MAX, UMIN, UMAX, AND, OR, XOR,
};

// Results of the driver API that a kernel can cause.
enum Stop : int { ILLEGAL_ADDRESS = 700, ASSERT = 710, FAILED = 719 };

// One for each loaded module: the place of the running thread, and the functions of the fiber runtime.
struct Table {
    unsigned version;
    uint3 thread, block, block_size, grid_size;
    void* dynamic;                       // dynamic shared memory
    char *shared_begin, *shared_end;     // static shared memory of the module
    unsigned long long (*barrier)(Kind kind, int predicate);
    unsigned long long (*warp)(Kind kind, unsigned mask, unsigned long long value, int source);
    unsigned (*active)();
    unsigned long long (*clock)();
    void (*stop)(Stop error, const char* what, const char* file, int line);
};

// What a kernel's name stands for in its module.
struct Kernel {
    void (*call)(const void* parameters);
    unsigned parameter_bytes;
    unsigned max_threads;
};

constexpr unsigned VERSION = 1;

}  // namespace standin
