"""Small programs that use the driver, each run in a process of its own: `programs.py NAME`."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from ctypes import byref, c_char_p, c_double, c_float, c_int, c_size_t, c_ubyte, c_uint, c_void_p
from pathlib import Path

import kernel_programs
from calls import parameters
from kernel_programs import FILL, REDUCE, cuda


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


def known_header():
    """A source that begins with the precompiled header, with its lines counted on, and one that does not."""
    cuda.start()
    header = "struct P { int* y; };\n"
    assert cuda.kernel(header + "KERNEL(kernel, P, 1) { p.y[0] = 1; }", "kernel")
    code, log, _ = cuda.compile(header + "\nKERNEL(kernel, P, 1) { nothing; }")
    assert code == 6 and "test.cu:3" in log, log
    assert cuda.kernel(FILL, "fill")


def header_of_kernels():
    cuda.start()
    header = (Path(os.environ["STANDIN_HEADER"]) / "header.hpp").read_text()
    assert "KERNEL" in header
    source = """
    struct P { const f16* x; float* y; };
    KERNEL(sums, P, 64) {
        float sum = combine_all<Sum<float>, 64, 32, 1>(load(p.x + global_thread()), threadIdx.x % 32);
        if (threadIdx.x % 32 == 0) p.y[threadIdx.x / 32] = op_sqrt(sum);
    }
    """
    x = cuda.upload((ctypes.c_uint16 * 64)(*[0x3C00] * 32, *[0x4200] * 32))
    y = cuda.alloc(8)
    assert cuda.launch(cuda.kernel(header + source, "sums"), 1, 64, parameters(x=x, y=y)) == 0
    assert cuda.download(y, c_float, 2) == [c_float(32**0.5).value, c_float(96**0.5).value]


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
    cuda.cuStreamBeginCapture_v2(stream, 0)
    assert cuda.code("cuMemcpyHtoDAsync_v2", pointer, (c_int * 1)(), 4, stream) == 900
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    cuda.cuStreamBeginCapture_v2(stream, 0)
    assert cuda.code("cuEventQuery", cuda.made("cuEventCreate", 0)) == 900
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    cuda.cuStreamBeginCapture_v2(stream, 2)
    cuda.alloc(16)
    assert cuda.code("cuStreamEndCapture", side, byref(graph)) == 401
    cuda.cuStreamEndCapture(c_void_p(stream), byref(graph))
    # Work of another stream must be joined; a graph waits for nothing outside of it, and nobody for a mark inside.
    cuda.cuStreamBeginCapture_v2(stream, 1)
    cuda.cuEventRecord(event, stream)
    cuda.cuStreamWaitEvent(side, event, 0)
    cuda.cuMemsetD32Async(pointer, 0, n, side)
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 904
    cuda.cuEventRecord(joined, side)
    cuda.cuStreamBeginCapture_v2(stream, 1)
    assert cuda.code("cuStreamWaitEvent", stream, joined, 0) == 905
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    cuda.cuStreamBeginCapture_v2(stream, 1)
    cuda.cuEventRecord(event, stream)
    assert cuda.code("cuEventSynchronize", event) == 907
    assert cuda.code("cuStreamEndCapture", stream, byref(graph)) == 901
    # What is not ordered runs in any order: here the newest first.
    cuda.cuStreamBeginCapture_v2(stream, 1)
    cuda.cuEventRecord(event, stream)
    cuda.cuStreamWaitEvent(side, event, 0)
    cuda.cuMemsetD32Async(pointer, 1, n, stream)
    cuda.cuMemsetD32Async(pointer, 2, n, side)
    cuda.cuEventRecord(joined, side)
    cuda.cuStreamWaitEvent(stream, joined, 0)
    cuda.cuStreamEndCapture(c_void_p(stream), byref(graph))
    cuda.cuGraphLaunch(cuda.made("cuGraphInstantiateWithFlags", graph, 0), stream)
    cuda.cuStreamSynchronize(stream)
    assert cuda.download(pointer, c_int, n) == [1] * n


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
    (globals() | vars(kernel_programs))[sys.argv[1]]()
