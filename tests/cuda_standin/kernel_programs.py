"""Small programs that test how kernels run, for `programs.py`."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_double, c_float, c_int, c_size_t, c_uint64, c_void_p

from calls import Libraries, parameters

cuda = Libraries()

FILL = """
struct P { float* y; int n; int value; };
KERNEL(fill, P, 256) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < p.n) p.y[i] = p.value;
}
"""

# A sum per block: shuffles in the warps, then one warp over the results of the others.
REDUCE = """
struct P { const double* x; double* y; int n; };
__device__ __forceinline__ double warp_sum(double v) {
    for (int step = 16; step; step >>= 1) v += __shfl_down_sync(0xffffffffu, v, step);
    return v;
}
KERNEL(reduce, P, 1024) {
    __shared__ double partial[32];
    double v = 0;
    for (int i = threadIdx.x; i < p.n; i += blockDim.x) v += p.x[blockIdx.x * p.n + i];
    v = warp_sum(v);
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = v;
    __syncthreads();
    if (threadIdx.x < 32) {
        v = warp_sum(threadIdx.x < blockDim.x / 32 ? partial[threadIdx.x] : 0);
        if (threadIdx.x == 0) p.y[blockIdx.x] = v;
    }
}
"""


def reduction():
    cuda.start()
    rows, n = 3, 777
    x = (c_double * (rows * n))(*(((i * 37) % 101) / 8 for i in range(rows * n)))
    pointer, result = cuda.upload(x), cuda.alloc(8 * rows)
    function = cuda.kernel(REDUCE, "reduce")
    for threads in (32, 64, 96, 256, 1024):
        cuda.cuMemsetD8_v2(result, 0xFF, 8 * rows)
        assert cuda.launch(function, rows, threads, parameters(x=pointer, y=result, n=n)) == 0
        assert cuda.download(result, c_double, rows) == [sum(x[r * n : r * n + n]) for r in range(rows)]
    blocks = c_int()
    cuda.cuOccupancyMaxActiveBlocksPerMultiprocessor(byref(blocks), function, 1024, c_size_t(0))
    assert blocks.value == 2


def missing_barrier():
    """Prints what a kernel without its barrier gives."""
    cuda.start()
    source = """
    struct P { int* y; };
    KERNEL(reverse, P, 64) {
        __shared__ int seen[64];
        seen[threadIdx.x] = threadIdx.x;
        p.y[threadIdx.x] = seen[63 - threadIdx.x];
    }
    """
    pointer = cuda.alloc(4 * 64)
    assert cuda.launch(cuda.kernel(source, "reverse"), 1, 64, parameters(y=pointer)) == 0
    print(cuda.download(pointer, c_int, 64))


def block_order():
    """Prints the order in which blocks ran."""
    cuda.start()
    source = "struct P { unsigned* y; }; KERNEL(order, P, 1) { p.y[1 + atomicAdd(p.y, 1u)] = blockIdx.x; }"
    pointer = cuda.alloc(4 * 33)
    cuda.cuMemsetD8_v2(pointer, 0, 4)
    assert cuda.launch(cuda.kernel(source, "order"), 32, 1, parameters(y=pointer)) == 0
    print(cuda.download(pointer, c_int, 33)[1:])


def _stuck(body: str, code: int, threads: int = 64):
    """A kernel that goes wrong: the error comes with the next synchronisation, and stays."""
    context = cuda.start()
    pointer = cuda.alloc(256)
    source = f"struct P {{ int* y; int n; }}; KERNEL(wrong, P, 64) {{ {body} }}"
    function = cuda.kernel(source, "wrong")
    assert cuda.launch(function, 1, threads, parameters(y=pointer, n=3)) == 0
    assert cuda.code("cuCtxSynchronize") == code
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 16) == code
    assert cuda.launch(function, 1, threads, parameters(y=pointer, n=3)) == code
    assert cuda.code("cuMemFree_v2", pointer) == code
    # Another device is not touched, and a reset context starts anew.
    cuda.start(1)
    cuda.alloc(16)
    cuda.cuDevicePrimaryCtxReset_v2(0)
    cuda.cuCtxSetCurrent(context)
    pointer = cuda.upload((c_int * 2)(0, 0))
    function = cuda.kernel(FILL, "fill")
    assert cuda.launch(function, 1, 32, parameters(y=pointer, n=2, value=5)) == 0
    assert cuda.download(pointer, c_float, 2) == [5, 5]


def diverged_kinds():
    _stuck("if (threadIdx.x < 32) __syncthreads(); else __syncthreads_or(1);", 719)


def diverged_warp():
    _stuck("if (threadIdx.x == 7) __syncthreads(); else __syncwarp();", 719)


def diverged_mask():
    _stuck("if (threadIdx.x < 8) p.y[0] = __ballot_sync(0xf0, 1);", 719)


def trapped():
    _stuck("if (threadIdx.x == 9) __trap();", 719)


def asserted():
    _stuck("assert(threadIdx.x < p.n);", 710)


def shared_overrun():
    _stuck("DYNAMIC_SHARED(int, s); s[threadIdx.x] = 0;", 700)


def bad_address():
    _stuck("if (threadIdx.x == 5) p.y[1ll << 45] = 1;", 700)


def null_address():
    _stuck("__syncthreads(); *(double*)(threadIdx.x == 5 ? nullptr : p.y + 2 * threadIdx.x) = 1;", 700, threads=32)


def too_deep():
    _stuck(
        "char room[1 << 20]; for (int i = 0; i < 1 << 20; i += 64) ((volatile char*)room)[i] = i; p.y[0] = room[64];",
        700,
    )


def exited_threads():
    """Threads that have ended hold up neither barriers nor warps."""
    cuda.start()
    source = """
    struct P { int* y; };
    KERNEL(kernel, P, 100) {
        if (threadIdx.x >= 70 || threadIdx.x == 3) return;
        int count = __syncthreads_count(threadIdx.x % 2);
        unsigned votes = __ballot_sync(0xffffffffu, threadIdx.x % 32 < 5);
        int all = __syncthreads_and(1), some = __syncthreads_or(threadIdx.x == 69);
        p.y[threadIdx.x] = count * 1000 + votes * 10 + all * 2 + some;
    }
    """
    pointer = cuda.alloc(400)
    assert cuda.launch(cuda.kernel(source, "kernel"), 1, 100, parameters(y=pointer)) == 0
    y = cuda.download(pointer, c_int, 100)
    assert y[0] == 34 * 1000 + 0b10111 * 10 + 3 and y[40] == y[69] == 34 * 1000 + 0b11111 * 10 + 3
    assert y[3] == y[70] == y[99] == -67372037


def warps():
    cuda.start()
    source = """
    struct P { long long* y; };
    KERNEL(kernel, P, 64) {
        long long* y = p.y + 16 * threadIdx.x;
        int t = threadIdx.x, lane = t & 31;
        unsigned all = 0xffffffffu;
        y[0] = __shfl_sync(all, t * 10000000000ll, 5);
        y[1] = __shfl_up_sync(all, t, 3);
        y[2] = __shfl_down_sync(all, t, 3, 8);
        y[3] = __shfl_xor_sync(all, t, 1);
        y[4] = __shfl_sync(all, (short)-t, 9, 8);
        y[5] = __any_sync(all, lane == 4);
        y[6] = __all_sync(all, lane < 31);
        y[7] = __ballot_sync(all, lane % 4 == 0);
        y[8] = __match_any_sync(all, lane / 8);
        y[9] = __reduce_add_sync(all, t);
        y[10] = __reduce_max_sync(all, -t);
        y[11] = lane < 16 ? __shfl_xor_sync(0xffffu, t, 8) : __shfl_xor_sync(0xffff0000u, -t, 8);
        y[12] = (long long)__shfl_sync(all, 0.5 * t, 31) * 2;
        y[13] = __shfl_down_sync(all, 1.5f, 1) == 1.5f;
    }
    """
    pointer = cuda.alloc(8 * 16 * 64)
    assert cuda.launch(cuda.kernel(source, "kernel"), 1, 64, parameters(y=pointer)) == 0
    y = cuda.download(pointer, ctypes.c_longlong, 16 * 64)
    for t in range(64):
        lane, base = t % 32, t // 32 * 32
        expected = [
            (base + 5) * 10**10,
            t - 3 if lane >= 3 else t,
            t + 3 if lane % 8 < 5 else t,
            t ^ 1,
            -(t // 8 * 8 + 1),
            1,
            0,
            0x11111111,
            0xFF << lane // 8 * 8,
            sum(range(base, base + 32)),
            -base,
            t ^ 8 if lane < 16 else -(t ^ 8),
            (base + 31) // 2 * 2,
            1,
        ]
        assert y[16 * t : 16 * t + 14] == expected, (t, y[16 * t : 16 * t + 14], expected)


def atomics():
    cuda.start()
    source = """
    struct P { float* f; double* d; int* i; unsigned long long* u; };
    KERNEL(kernel, P, 128) {
        int t = blockIdx.x * blockDim.x + threadIdx.x;
        atomicAdd(p.f, 0.5f);
        atomicAdd(p.d, 0.25);
        atomicAdd(p.i, 1);
        atomicMax(p.i + 1, t);
        atomicMin(p.i + 2, -t);
        atomicXor(p.i + 3, t);
        for (int seen = p.i[4], old; (old = atomicCAS(p.i + 4, seen, seen + 2)) != seen; seen = old) {}
        atomicAdd(p.u, 1ull << 33);
        if (threadIdx.x == 0) atomicExch(p.u + 1, 9ull);
    }
    """
    pointers = [cuda.alloc(64) for _ in range(4)]
    for pointer in pointers:
        cuda.cuMemsetD8_v2(pointer, 0, 64)
    arguments = parameters(f=pointers[0], d=pointers[1], i=pointers[2], u=pointers[3])
    assert cuda.launch(cuda.kernel(source, "kernel"), 3, 128, arguments) == 0
    assert cuda.download(pointers[0], c_float, 1) == [192] and cuda.download(pointers[1], c_double, 1) == [96]
    assert cuda.download(pointers[2], c_int, 5) == [384, 383, -383, 0, 768]
    assert cuda.download(pointers[3], c_uint64, 2) == [384 << 33, 9]


def dynamic_shared():
    cuda.start()
    source = """
    struct P { int* y; int n; };
    KERNEL(kernel, P, 128) {
        DYNAMIC_SHARED(int, s);
        __shared__ alignas(16) int fresh[4];
        int poison = s[threadIdx.x] == (int)0xfbfbfbfb && fresh[0] == (int)0xfbfbfbfb;
        __syncthreads();
        s[threadIdx.x] = threadIdx.x + blockIdx.x;
        fresh[0] = 1;
        __syncthreads();
        p.y[blockIdx.x * blockDim.x + threadIdx.x] = s[p.n - 1 - threadIdx.x] * 10 + poison;
    }
    """
    pointer = cuda.alloc(4 * 128 * 2)
    function = cuda.kernel(source, "kernel")
    static = c_int()
    cuda.cuFuncGetAttribute(byref(static), 1, function)
    assert static.value >= 16
    assert cuda.launch(function, 2, 128, parameters(y=pointer, n=128), shared=512) == 0
    assert cuda.download(pointer, c_int, 256) == [(127 - t + b) * 10 + 1 for b in range(2) for t in range(128)]


def functions():
    """The bits and functions that the C library lacks, against values computed elsewhere."""
    cuda.start()
    cases = {
        "erfinv(0.3)": 0.2724627147267544,
        "erfinv(-0.9999)": -2.7510639057120803,
        "erfinv(1e-300)": 8.86226925452758e-301,
        "erfinv(1.0 - 1e-15)": 5.675915739744712,
        "erfcinv(1e-200)": 21.374783049026263,
        "normcdfinv(0.975)": 1.959963984540054,
        "normcdf(-5.0)": 2.866515718791933e-07,
        "erfcx(0.5)": 0.6156903441929259,
        "erfcx(10.0)": 0.05614099274382259,
        "erfcx(1e5)": 5.6418958351954685e-06,
        "sinpi(1e15 + 0.25)": 0.7071067811865476,
        "cospi(0.5)": 0.0,
        "cyl_bessel_i0(3.0)": 4.880792585865024,
        "cyl_bessel_i1(-3.0)": -3.9533702174026093,
        "lgamma(0.5)": 0.5723649429247001,
        "rsqrt(4.0f)": 0.5,
        "exp(1)": 2.718281828459045,
        "fmax(__longlong_as_double(0x7ff8000000000000), 1.0)": 1.0,
        "__brev(1)": 2147483648,
        "__byte_perm(0x33221100, 0x77665544, 0x1740)": 0x11774400,
        "__umulhi(0x80000000u, 6u)": 3,
        "(double)__umul64hi(1ull << 63, 6)": 3,
        "__clz(1) + __popc(255) + __ffs(8) + __clzll(0) + __ffsll(0)": 31 + 8 + 4 + 64,
        "__float_as_int(1.0f)": 0x3F800000,
        "__float2int_rz(3e9f)": 2147483647,
        "make_float4(1, 2, 3, 4).z + sizeof(float4) + alignof(double2)": 3 + 16 + 16,
        "min(3, -2) + max(2.5, 1.0)": 0.5,
        "__ldg(p.y) == p.y[0]": 1,
    }
    lines = "\n".join(f"p.y[{i}] = {expression};" for i, expression in enumerate(cases))
    pointer = cuda.alloc(8 * len(cases))
    cuda.cuMemsetD8_v2(pointer, 0, 8)
    source = f"struct P {{ double* y; }}; KERNEL(kernel, P, 1) {{ {lines} }}"
    assert cuda.launch(cuda.kernel(source, "kernel"), 1, 1, parameters(y=pointer)) == 0
    results = cuda.download(pointer, c_double, len(cases))
    for (expression, expected), result in zip(cases.items(), results, strict=True):
        assert abs(result - expected) <= 4e-15 * abs(expected) + 1e-320, (expression, result)
