// CUDA C++ on a CPU: included in front of every source that the stand-in compiles. No header of the standard library
// comes in, because one of them takes longer to read than a kernel to compile.
#pragma once

#define FLAMBEAU_EMULATED 1
#define __CUDACC__ 1
#define __CUDACC_RTC__ 1
#define __CUDACC_VER_MAJOR__ 13
#define __CUDACC_VER_MINOR__ 0

#define __global__
#define __device__
#define __host__
#define __constant__
#define __grid_constant__
#define __restrict__ __restrict
#define __forceinline__ inline
#define __noinline__ __attribute__((noinline))
#define __align__(n) __attribute__((aligned(n)))
// `__shared__ alignas(16) float x[4]` is right where the first word is an attribute, and wrong where it is `static`.
#define alignas(n) __attribute__((aligned(n)))
#define __launch_bounds__(...)
#define __maxnreg__(...)
#define __cluster_dims__(...)
// One block runs at a time: what its threads share can be static. The driver fills it with poison before every block.
#define __shared__ static

#include "emulation/table.hpp"
// The runtime's table must be known to all that follows.
#include "emulation/vectors.hpp"
#include "emulation/threads.hpp"
#include "emulation/bits.hpp"
#include "emulation/atomics.hpp"
#include "emulation/math.hpp"
#include "emulation/special.hpp"

// A kernel: its body, and under its name what the driver needs to call it.
#define KERNEL(name, Params, threads)                                                                       \
    static void name##_body(const Params& p);                                                               \
    static void name##_call(const void* parameters) { name##_body(*static_cast<const Params*>(parameters)); } \
    extern "C" __attribute__((visibility("default"))) const standin::Kernel name;                           \
    const standin::Kernel name = {name##_call, sizeof(Params), threads};                                    \
    static void name##_body(const Params& p)
