"""Small programs that use the driver, each run in a process of its own: `programs.py NAME`."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from ctypes import byref, c_char_p, c_double, c_float, c_int, c_size_t, c_ubyte, c_uint, c_uint64, c_void_p

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


def devices():
    assert cuda.code("cuDeviceGetCount", byref(c_int())) == 3
    cuda.cuInit(0)
    count, value, can = c_int(), c_int(), c_int()
    cuda.cuDeviceGetCount(byref(count))
    assert count.value == 3
    assert cuda.code("cuDeviceGet", byref(value), 3) == 101
    answers = []
    for attribute in (75, 76, 16, 10, 1, 97, 39, 33):
        cuda.cuDeviceGetAttribute(byref(value), attribute, 2)
        answers.append(value.value)
    assert answers == [8, 6, 132, 32, 1024, 232448, 2048, 3], answers
    cuda.cuDeviceCanAccessPeer(byref(can), 0, 1)
    assert can.value == 1
    version = c_int()
    cuda.cuDriverGetVersion(byref(version))
    assert version.value == 12080
    name, bus = ctypes.create_string_buffer(64), ctypes.create_string_buffer(16)
    cuda.cuDeviceGetName(name, 64, 0)
    cuda.cuDeviceGetPCIBusId(bus, 16, 1)
    assert b"H100" in name.value and bus.value == b"0000:02:00.0"
    text = c_char_p()
    cuda.cuGetErrorName(2, byref(text))
    assert text.value == b"CUDA_ERROR_OUT_OF_MEMORY"
    entry = c_void_p()
    cuda.cuGetProcAddress_v2(b"cuMemAlloc", byref(entry), 13000, 0, None)
    assert entry.value == ctypes.cast(cuda.driver.cuMemAlloc_v2, c_void_p).value
    # No kernel for this device: it is an sm_86.
    cuda.start()
    cubin = cuda.compile(FILL)[2]
    assert cuda.code("cuModuleLoadData", byref(c_void_p()), cubin) == 209
    assert cuda.kernel(FILL, "fill", "--gpu-architecture=sm_80")


def errors():
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 16) == 3
    cuda.cuInit(0)
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 16) == 201
    assert cuda.code("cuCtxSynchronize") == 201
    contexts = [cuda.start(1), cuda.start(0)]
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 0) == 1
    pointer = cuda.alloc(64)
    assert pointer % 256 == 0
    assert cuda.code("cuMemFree_v2", pointer + 4) == 1
    host = (c_ubyte * 128)()
    assert cuda.code("cuMemcpyHtoD_v2", pointer, host, 65) == 1
    assert cuda.code("cuMemcpyHtoD_v2", pointer + 64, host, 1) == 1
    assert cuda.code("cuMemcpyDtoH_v2", host, ctypes.addressof(host), 1) == 1
    function = cuda.kernel(FILL, "fill")
    arguments = parameters(y=pointer, n=16, value=3)
    for grid, block in [(0, 1), (1, 0), (1, 1025), (1, 257), ((1, 65536), 1), (1, (1, 1, 65))]:
        assert cuda.launch(function, grid, block, arguments) == 1, (grid, block)
    assert cuda.launch(function, 1, 16, arguments, shared=49153) == 1
    cuda.cuFuncSetAttribute(function, 8, 232448)
    assert cuda.code("cuFuncSetAttribute", function, 8, 232449) == 1
    assert cuda.launch(function, 1, 16, arguments, shared=232448) == 0
    assert cuda.code("cuModuleLoadData", byref(c_void_p()), b"not a kernel at all") == 200
    module = cuda.made("cuModuleLoadData", cuda.compile(FILL)[2])
    assert cuda.code("cuModuleGetFunction", byref(c_void_p()), module, b"nothing") == 500
    cuda.cuCtxSetCurrent(contexts[0])
    stream = cuda.made("cuStreamCreate", 0)
    cuda.cuCtxSetCurrent(contexts[1])
    assert cuda.launch(function, 1, 16, arguments, stream=stream) == 400
    assert cuda.launch(function, 1, 16, arguments, stream=pointer) == 400
    cuda.cuMemFree_v2(pointer)
    assert cuda.code("cuMemFree_v2", pointer) == 1


def memory():
    cuda.start()
    free, total = c_size_t(), c_size_t()
    pointer = cuda.alloc(600)
    assert set(cuda.download(pointer, c_ubyte, 600)) == {0xFB}
    cuda.cuMemGetInfo_v2(byref(free), byref(total))
    assert (total.value, free.value) == (1000, 400)
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 401) == 2
    other = cuda.alloc(400)
    cuda.cuMemFree_v2(pointer)
    assert ctypes.string_at(pointer, 600) == b"\xdb" * 600
    stream = cuda.made("cuStreamCreate", 1)
    for _ in range(5):
        third = cuda.made("cuMemAllocAsync", 600, stream)
        cuda.cuMemFreeAsync(third, stream)
        assert cuda.code("cuMemFreeAsync", third, stream) == 1
    cuda.cuMemFree_v2(other)
    kind, ordinal = c_uint(), c_int()
    pinned = cuda.made("cuMemHostAlloc", 64, 0)
    cuda.cuPointerGetAttribute(byref(kind), 2, pinned)
    assert kind.value == 1
    host = (c_ubyte * 64)()
    assert cuda.code("cuPointerGetAttribute", byref(kind), 2, ctypes.addressof(host)) == 1
    cuda.cuMemHostRegister_v2(host, 64, 0)
    assert cuda.code("cuMemHostRegister_v2", host, 64, 0) == 712
    cuda.cuMemHostUnregister(c_void_p(ctypes.addressof(host)))
    context = cuda.start(1)
    far = cuda.alloc(64)
    cuda.cuPointerGetAttribute(byref(ordinal), 9, far)
    assert ordinal.value == 1
    near_context = cuda.start(0)
    near = cuda.upload((c_int * 4)(1, 2, 3, 4))
    cuda.cuMemcpyPeerAsync(far, context, near, near_context, 16, None)
    assert cuda.download(far, c_int, 4) == [1, 2, 3, 4]
    cuda.cuMemsetD32Async(far + 4, 7, 2, None)
    assert cuda.download(far, c_int, 4) == [1, 7, 7, 4]
    assert cuda.code("cuMemsetD32Async", far + 2, 7, 2, None) == 1


def _write(distance: int, count: int = 4):
    cuda.start()
    pointer = cuda.alloc(64)
    ctypes.memset(pointer + distance, 0, count)
    return pointer


def overrun_free():
    cuda.cuMemFree_v2(_write(64))


def overrun_synchronize():
    _write(66, 1)
    cuda.cuCtxSynchronize()


def overrun_exit():
    _write(-1, 1)


def overrun_freed():
    pointer = _write(0)
    cuda.cuMemFree_v2(pointer)
    ctypes.memset(pointer + 5, 0, 1)


def overrun_kernel():
    cuda.start()
    pointer = cuda.alloc(4 * 16)
    assert cuda.launch(cuda.kernel(FILL, "fill"), 1, 32, parameters(y=pointer, n=17, value=1)) == 0
    cuda.cuStreamSynchronize(None)


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
        __shared__ int fresh[4];
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


def compile_errors():
    cuda.start()
    code, log, cubin = cuda.compile("struct P { int n; };\nKERNEL(kernel, P, 1) { int x = nothing; }\n")
    assert code == 6 and "test.cu:2" in log and "nothing" in log and cubin == b"", log
    assert cuda.compile(FILL, "--gpu-architecture=sm_12")[0] == 5
    assert cuda.compile("#if __CUDA_ARCH__ != 800 || WIDTH != 4\n#error no\n#endif", "-arch=sm_80", "-DWIDTH=4")[0] == 0
    assert cuda.compile(FILL, "--gpu-architecture=compute_90")[2] == b""
    major, minor = c_int(), c_int()
    cuda.nvrtcVersion(byref(major), byref(minor))
    assert (major.value, minor.value) == (13, 0)


def compile_often():
    cuda.start()
    for i in range(3):
        cuda.kernel(FILL.replace("fill", f"fill{i}"), f"fill{i}")


def graphs():
    cuda.start()
    pointer, n = cuda.alloc(4 * 64), 64
    function = cuda.kernel("struct P { float* y; int n; }; KERNEL(add, P, 64) { p.y[threadIdx.x] += p.n; }", "add")
    stream, side = cuda.made("cuStreamCreate", 1), cuda.made("cuStreamCreate", 1)
    event, joined = cuda.made("cuEventCreate", 2), cuda.made("cuEventCreate", 2)
    cuda.cuStreamBeginCapture_v2(stream, 1)
    status = c_int()
    cuda.cuStreamIsCapturing(stream, byref(status))
    assert status.value == 1
    cuda.cuMemsetD32Async(pointer, 0, n, stream)
    arguments = parameters(y=pointer, n=2)
    assert cuda.launch(function, 1, 64, arguments, stream=stream) == 0
    arguments.n = 100  # taken at the call
    cuda.cuEventRecord(event, stream)
    cuda.cuStreamWaitEvent(side, event, 0)
    assert cuda.launch(function, 1, 64, parameters(y=pointer, n=3), stream=side) == 0
    cuda.cuEventRecord(joined, side)
    cuda.cuStreamWaitEvent(stream, joined, 0)
    graph = c_void_p()
    cuda.cuStreamEndCapture(c_void_p(stream), byref(graph))
    assert set(cuda.download(pointer, c_ubyte, 4 * n)) == {0xFB}
    executable = cuda.made("cuGraphInstantiateWithFlags", graph, 0)
    cuda.cuGraphDestroy(graph)
    for _ in range(2):
        cuda.cuGraphLaunch(executable, stream)
        cuda.cuStreamSynchronize(stream)
        assert cuda.download(pointer, c_float, n) == [5] * n
    cuda.cuGraphExecDestroy(executable)
    # What cannot be captured breaks the capture.
    cuda.cuStreamBeginCapture_v2(stream, 0)
    assert cuda.code("cuStreamSynchronize", stream) == 900
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    cuda.cuStreamBeginCapture_v2(stream, 0)
    assert cuda.code("cuMemAlloc_v2", byref(c_void_p()), 16) == 900
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    cuda.cuStreamBeginCapture_v2(stream, 2)
    cuda.alloc(16)
    cuda.cuStreamEndCapture(c_void_p(stream), byref(graph))


def streams():
    """Order in streams, between them through events, and with the default stream."""
    cuda.start()
    n = 64
    function = cuda.kernel(FILL, "fill")
    host = cuda.made("cuMemHostAlloc", 4 * n, 0)
    first, second = cuda.made("cuStreamCreate", 1), cuda.made("cuStreamCreateWithPriority", 0, -2)
    priority = c_int()
    cuda.cuStreamGetPriority(second, byref(priority))
    assert priority.value == -2
    start, end = cuda.made("cuEventCreate", 0), cuda.made("cuEventCreate", 0)
    pointer = cuda.alloc(4 * n)
    delay = ctypes.CFUNCTYPE(None, c_void_p)(lambda _: time.sleep(0.02))
    for round in range(3):
        cuda.cuEventRecord(start, first)
        cuda.cuLaunchHostFunc(first, delay, None)
        assert cuda.launch(function, 1, n, parameters(y=pointer, n=n, value=round), stream=first) == 0
        cuda.cuEventRecord(end, first)
        cuda.cuStreamWaitEvent(second, end, 0)
        cuda.cuMemcpyDtoHAsync_v2(host, pointer, 4 * n, second)
        cuda.cuStreamSynchronize(second)
        assert list((c_float * n).from_address(host)) == [round] * n
        elapsed = c_float()
        cuda.cuEventElapsedTime(byref(elapsed), start, end)
        assert 19 < elapsed.value < 5000
    # The default stream waits for blocking streams.
    cuda.cuLaunchHostFunc(second, delay, None)
    assert cuda.launch(function, 1, n, parameters(y=pointer, n=n, value=9), stream=second) == 0
    assert cuda.download(pointer, c_float, n) == [9] * n
    for stream in (first, second):
        cuda.cuStreamDestroy_v2(stream)
        assert cuda.code("cuStreamSynchronize", stream) == 400


def asynchronous():
    """What runs later: pinned memory is read when the copy's turn comes, pageable memory at the call."""
    cuda.start()
    stream = cuda.made("cuStreamCreate", 1)
    released = threading.Event()
    hold = ctypes.CFUNCTYPE(None, c_void_p)(lambda _: released.wait())
    pinned = (c_int * 1).from_address(cuda.made("cuMemHostAlloc", 4, 0))
    pageable = (c_int * 1)(1)
    pinned[0] = 1
    pointer = cuda.alloc(8)
    cuda.cuLaunchHostFunc(stream, hold, None)
    cuda.cuMemcpyHtoDAsync_v2(pointer, pinned, 4, stream)
    cuda.cuMemcpyHtoDAsync_v2(pointer + 4, pageable, 4, stream)
    event = cuda.made("cuEventCreate", 2)
    cuda.cuEventRecord(event, stream)
    pinned[0] = pageable[0] = 2
    assert cuda.code("cuStreamQuery", stream) == cuda.code("cuEventQuery", event) == 600
    released.set()
    cuda.cuEventSynchronize(event)
    assert cuda.code("cuStreamQuery", stream) == 0
    assert cuda.download(pointer, c_int, 2) == [2, 1]


def threads():
    """Several devices from several threads."""
    source = REDUCE
    wrong = []

    def work(device: int):
        try:
            cuda.start(device)
            function, stream = cuda.kernel(source, "reduce"), cuda.made("cuStreamCreate", 1)
            x = (c_double * 256)(*range(256))
            pointer, result = cuda.upload(x), cuda.alloc(8)
            for _ in range(20):
                assert cuda.launch(function, 1, 128, parameters(x=pointer, y=result, n=256), stream=stream) == 0
                cuda.cuStreamSynchronize(stream)
                assert cuda.download(result, c_double, 1) == [sum(x)]
        except Exception as error:
            wrong.append(error)

    running = [threading.Thread(target=work, args=(device,)) for device in range(4)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert not wrong, wrong


def fork():
    cuda.start()
    child = os.fork()
    if child == 0:
        codes = [
            cuda.code("cuInit", 0),
            cuda.code("cuMemAlloc_v2", byref(c_void_p()), 16),
            cuda.code("cuCtxSynchronize"),
        ]
        os._exit(0 if codes == [3, 3, 3] else 1)
    assert os.waitpid(child, 0)[1] == 0
    cuda.alloc(16)


def logged():
    cuda.start()
    pointer = cuda.upload((c_float * 4)())
    cuda.launch(cuda.kernel(FILL, "fill"), 2, 32, parameters(y=pointer, n=4, value=1))
    cuda.cuMemFree_v2(pointer)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
