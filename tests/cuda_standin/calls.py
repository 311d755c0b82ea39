"""The stand-in's libraries through ctypes: what the programs that test it are written with."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint, c_uint64, c_void_p

ARGUMENTS = {
    "cuMemAlloc_v2": [c_void_p, c_size_t],
    "cuMemAllocAsync": [c_void_p, c_size_t, c_void_p],
    "cuMemHostAlloc": [c_void_p, c_size_t, c_uint],
    "cuMemHostRegister_v2": [c_void_p, c_size_t, c_uint],
    "cuMemFree_v2": [c_uint64],
    "cuMemFreeAsync": [c_uint64, c_void_p],
    "cuMemcpyHtoD_v2": [c_uint64, c_void_p, c_size_t],
    "cuMemcpyDtoH_v2": [c_void_p, c_uint64, c_size_t],
    "cuMemcpyHtoDAsync_v2": [c_uint64, c_void_p, c_size_t, c_void_p],
    "cuMemcpyDtoHAsync_v2": [c_void_p, c_uint64, c_size_t, c_void_p],
    "cuMemcpyDtoDAsync_v2": [c_uint64, c_uint64, c_size_t, c_void_p],
    "cuMemcpyPeerAsync": [c_uint64, c_void_p, c_uint64, c_void_p, c_size_t, c_void_p],
    "cuMemsetD8_v2": [c_uint64, ctypes.c_ubyte, c_size_t],
    "cuMemsetD32Async": [c_uint64, c_uint, c_size_t, c_void_p],
    "cuPointerGetAttribute": [c_void_p, c_int, c_uint64],
    "cuGetProcAddress_v2": [c_char_p, c_void_p, c_int, c_uint64, c_void_p],
    "cuGraphInstantiateWithFlags": [c_void_p, c_void_p, c_uint64],
    "cuLaunchKernel": [c_void_p, *[c_uint] * 7, c_void_p, c_void_p, c_void_p],
}


class DriverError(Exception):
    """A call gave an error."""

    def __init__(self, name: str, code: int):
        super().__init__(f"{name} gave {code}")
        self.code = code


class Libraries:
    """Both libraries, as any program finds them. `cuda.cuMemFree_v2(p)` raises; `cuda.code(name, ...)` does not."""

    def __init__(self) -> None:
        self.driver = ctypes.CDLL("libcuda.so.1")
        self.nvrtc = ctypes.CDLL("libnvrtc.so.13")

    def code(self, name: str, *arguments: object) -> int:
        """The result of a call; whole numbers of calls that are not listed above are ints, or handles beyond that."""
        function = getattr(self.driver if name.startswith("cu") else self.nvrtc, name)
        if name in ARGUMENTS:
            function.argtypes = ARGUMENTS[name]
        elif any(isinstance(a, int) and a >= 1 << 31 for a in arguments):
            arguments = tuple(c_void_p(a) if isinstance(a, int) and a >= 1 << 31 else a for a in arguments)
        return function(*arguments)

    def __getattr__(self, name: str):
        if not name.startswith(("cu", "nvrtc")):
            raise AttributeError(name)

        def call(*arguments: object) -> None:
            code = self.code(name, *arguments)
            if code:
                raise DriverError(name, code)

        return call

    def start(self, device: int = 0) -> int:
        """Makes a device current: its context."""
        self.cuInit(0)
        context = c_void_p()
        self.cuDevicePrimaryCtxRetain(byref(context), device)
        self.cuCtxSetCurrent(context)
        return context.value

    def made(self, name: str, *arguments: object) -> int:
        """What a call that begins with where to put its result gives."""
        result = c_void_p()
        getattr(self, name)(byref(result), *arguments)
        return result.value or 0

    def alloc(self, size: int) -> int:
        return self.made("cuMemAlloc_v2", size)

    def upload(self, values: ctypes.Array) -> int:
        """Device memory with the values."""
        pointer = self.alloc(ctypes.sizeof(values))
        self.cuMemcpyHtoD_v2(pointer, values, ctypes.sizeof(values))
        return pointer

    def download(self, pointer: int, kind: type, count: int) -> list:
        values = (kind * count)()
        self.cuMemcpyDtoH_v2(values, pointer, ctypes.sizeof(values))
        return list(values)

    def compile(self, source: str, *options: str) -> tuple[int, str, bytes]:
        """The result, log and cubin of a source."""
        program = self.made("nvrtcCreateProgram", source.encode(), b"test.cu", 0, None, None)
        options = options or ("--gpu-architecture=sm_90",)
        code = self.code(
            "nvrtcCompileProgram", program, len(options), (c_char_p * len(options))(*map(str.encode, options))
        )
        texts = []
        for what in ("ProgramLog", "CUBIN"):
            size = c_size_t()
            getattr(self, f"nvrtcGet{what}Size")(program, byref(size))
            text = ctypes.create_string_buffer(size.value + 1)
            getattr(self, f"nvrtcGet{what}")(program, text)
            texts.append(text.raw[: size.value])
        self.nvrtcDestroyProgram(byref(c_void_p(program)))
        return code, texts[0].rstrip(b"\0").decode(), texts[1]

    def kernel(self, source: str, name: str, *options: str) -> int:
        """The function of that name."""
        code, log, cubin = self.compile(source, *options)
        if code:
            raise DriverError(log, code)
        return self.made("cuModuleGetFunction", self.made("cuModuleLoadData", cubin), name.encode())

    def launch(self, function, grid, block, parameters: ctypes.Structure, shared: int = 0, stream: int = 0) -> int:
        """The result of the launch."""
        sizes = [(*size, 1, 1)[:3] if isinstance(size, tuple) else (size, 1, 1) for size in (grid, block)]
        pointers = (c_void_p * 1)(ctypes.addressof(parameters))
        return self.code("cuLaunchKernel", function, *sizes[0], *sizes[1], shared, stream, pointers, None)


def parameters(**fields: object) -> ctypes.Structure:
    """A parameter struct: ints of 2**31 or more and None are pointers, other ints int, floats double."""

    def kind(value: object) -> type:
        if isinstance(value, float):
            return ctypes.c_double
        return c_int if isinstance(value, int) and value < 1 << 31 else c_uint64

    made = type("Parameters", (ctypes.Structure,), {"_fields_": [(name, kind(v)) for name, v in fields.items()]})
    return made(*fields.values())
