"""NVIDIA GPUs. This version of flambeau has no GPU kernels: it behaves as PyTorch does on a machine without a GPU.

Questions are answered (``is_available()`` is False, ``device_count()`` is 0), seeds are accepted, memory statistics are
zero; what needs a GPU raises RuntimeError.

Example:
    >>> device = "cuda" if flambeau.cuda.is_available() else "cpu"
    >>> device
    'cpu'
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Literal, NoReturn

from flambeau import _core
from flambeau._core import OutOfMemoryError

from . import amp, nvtx, random
from ._unavailable import unavailable as _unavailable
from .random import (
    get_rng_state,
    get_rng_state_all,
    initial_seed,
    manual_seed,
    manual_seed_all,
    seed,
    seed_all,
    set_rng_state,
    set_rng_state_all,
)

#: GPUs that can be used without being asked for.
default_generators: tuple[Any, ...] = ()
has_half = True
has_magma = False


def is_available() -> bool:
    """Return whether a GPU can be used: False.

    Example:
        >>> flambeau.device("cuda" if flambeau.cuda.is_available() else "cpu")
        device(type='cpu')
    """
    return False


def device_count() -> int:
    """Return the number of GPUs that can be used: 0.

    Example:
        >>> flambeau.cuda.device_count()
        0
    """
    return 0


def is_initialized() -> bool:
    """Return whether a GPU is in use: False.

    Example:
        >>> flambeau.cuda.is_initialized()
        False
    """
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Return whether a GPU computes with bfloat16: False.

    Example:
        >>> flambeau.cuda.is_bf16_supported()
        False
    """
    return False


def is_tf32_supported() -> bool:
    """Return whether a GPU computes with TF32: False.

    Example:
        >>> flambeau.cuda.is_tf32_supported()
        False
    """
    return False


def is_current_stream_capturing() -> bool:
    """Return whether a graph is being recorded: False.

    Example:
        >>> flambeau.cuda.is_current_stream_capturing()
        False
    """
    return False


def get_arch_list() -> list[str]:
    """Return the GPU architectures that kernels are built for: none.

    Example:
        >>> flambeau.cuda.get_arch_list()
        []
    """
    return []


def get_gencode_flags() -> str:
    """Return the compiler flags for :func:`get_arch_list`: none.

    Example:
        >>> flambeau.cuda.get_gencode_flags()
        ''
    """
    return ""


def init() -> NoReturn:
    """Start using the GPU.

    Raises:
        RuntimeError: always, because there is none that can be used.

    Example:
        >>> flambeau.cuda.init()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """
    _unavailable("init()")


def empty_cache() -> None:
    """Give cached GPU memory back: there is none.

    Example:
        >>> flambeau.cuda.empty_cache()
    """


def reset_peak_memory_stats(device: Any = None) -> None:
    """Start measuring the largest use of GPU memory anew.

    Example:
        >>> flambeau.cuda.reset_peak_memory_stats()
    """


def reset_accumulated_memory_stats(device: Any = None) -> None:
    """Start counting allocations of GPU memory anew.

    Example:
        >>> flambeau.cuda.reset_accumulated_memory_stats()
    """


reset_max_memory_allocated = reset_max_memory_cached = reset_peak_memory_stats


def memory_allocated(device: Any = None) -> int:
    """Return the GPU memory that tensors use, in bytes: 0.

    Example:
        >>> flambeau.cuda.memory_allocated()
        0
    """
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_cached = max_memory_cached = memory_allocated


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """Return statistics of GPU memory: an empty dictionary.

    Example:
        >>> len(flambeau.cuda.memory_stats())
        0
    """
    return OrderedDict()


def memory_snapshot(mempool_id: Any = None) -> list[Any]:
    """Return the blocks of GPU memory: none.

    Example:
        >>> flambeau.cuda.memory_snapshot()
        []
    """
    return []


_NEEDS_GPU = (
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "can_device_access_peer",
    "current_blas_handle",
    "current_device",
    "current_stream",
    "default_stream",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "ipc_collect",
    "list_gpu_processes",
    "mem_get_info",
    "memory_summary",
    "set_device",
    "set_per_process_memory_fraction",
    "set_stream",
    "synchronize",
    "utilization",
    "temperature",
    "power_draw",
    "clock_rate",
    "graph",
    "make_graphed_callables",
)


def _needs_gpu(name: str) -> Any:
    def function(*args: Any, **kwargs: Any) -> NoReturn:
        _unavailable(f"{name}()")

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""Raise RuntimeError: it needs a GPU, and none can be used.

    Example:
        >>> flambeau.cuda.{name}()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """
    return function


for _name in _NEEDS_GPU:
    globals()[_name] = _needs_gpu(_name)


class device:
    """Makes a GPU the current one while a block runs; ``None`` and negative numbers change nothing.

    Args:
        device: a GPU, or its number.

    Raises:
        RuntimeError: on entry, for a GPU that is not there.

    Example:
        >>> with flambeau.cuda.device(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, device: Any) -> None:
        self.idx = -1 if device is None else device if isinstance(device, int) else _core.device(device).index or 0

    def __enter__(self) -> None:
        if self.idx >= 0:
            _unavailable("device()")

    def __exit__(self, *error: object) -> Literal[False]:
        return False


class device_of(device):
    """Makes the GPU of a tensor the current one while a block runs; tensors of the CPU change nothing.

    Example:
        >>> with flambeau.cuda.device_of(flambeau.ones(1)):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, obj: Any) -> None:
        super().__init__(obj.get_device() if obj.is_cuda else -1)


class StreamContext:
    """Makes a stream the current one while a block runs; ``None`` changes nothing.

    Example:
        >>> with flambeau.cuda.StreamContext(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __enter__(self) -> None:
        if self.stream is not None:
            _unavailable("stream()")

    def __exit__(self, *error: object) -> None:
        pass


def stream(stream: Stream | None) -> StreamContext:
    """Return a context that makes ``stream`` the current one; ``None`` changes nothing.

    Example:
        >>> with flambeau.cuda.stream(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """
    return StreamContext(stream)


class Stream:
    """An order of work on a GPU.

    Raises:
        RuntimeError: always, because no GPU can be used.

    Example:
        >>> flambeau.cuda.Stream()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Stream:
        _unavailable("Stream()")


class Event:
    """A mark in a stream.

    Raises:
        RuntimeError: when it is recorded or waited for, because no GPU can be used.

    Example:
        >>> event = flambeau.cuda.Event(enable_timing=True)
        >>> event.query()
        True
    """

    def __init__(self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> None:
        self.enable_timing = enable_timing

    def record(self, stream: Stream | None = None) -> NoReturn:
        """Raise RuntimeError: no GPU can be used.

        Example:
            >>> flambeau.cuda.Event().record()
            Traceback (most recent call last):
                ...
            RuntimeError: Found no NVIDIA driver ...
        """
        _unavailable("Event.record()")

    def wait(self, stream: Stream | None = None) -> NoReturn:
        """Raise RuntimeError: no GPU can be used.

        Example:
            >>> flambeau.cuda.Event().wait()
            Traceback (most recent call last):
                ...
            RuntimeError: Found no NVIDIA driver ...
        """
        _unavailable("Event.wait()")

    def synchronize(self) -> None:
        """Wait for the work before the mark: there is none.

        Example:
            >>> flambeau.cuda.Event().synchronize()
        """

    def query(self) -> bool:
        """Return whether the work before the mark is done: True.

        Example:
            >>> flambeau.cuda.Event().query()
            True
        """
        return True

    def elapsed_time(self, end_event: Event) -> NoReturn:
        """Raise RuntimeError: no GPU can be used.

        Example:
            >>> flambeau.cuda.Event().elapsed_time(flambeau.cuda.Event())
            Traceback (most recent call last):
                ...
            RuntimeError: Found no NVIDIA driver ...
        """
        _unavailable("Event.elapsed_time()")


class CUDAGraph:
    """A recording of GPU work.

    Raises:
        RuntimeError: always, because no GPU can be used.

    Example:
        >>> flambeau.cuda.CUDAGraph()
        Traceback (most recent call last):
            ...
        RuntimeError: Found no NVIDIA driver ...
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> CUDAGraph:
        _unavailable("CUDAGraph()")


def __getattr__(name: str) -> Any:
    if name.endswith("Tensor") and name[:-6] in _TENSORS:
        return _needs_gpu(name)
    raise AttributeError(f"module 'flambeau.cuda' has no attribute '{name}'")


_TENSORS = {"Float", "Double", "Half", "BFloat16", "Byte", "Char", "Short", "Int", "Long", "Bool"}

__all__ = [
    *_NEEDS_GPU,
    "CUDAGraph",
    "Event",
    "OutOfMemoryError",
    "Stream",
    "StreamContext",
    "amp",
    "default_generators",
    "device",
    "device_count",
    "device_of",
    "empty_cache",
    "get_arch_list",
    "get_gencode_flags",
    "get_rng_state",
    "get_rng_state_all",
    "init",
    "initial_seed",
    "is_available",
    "is_bf16_supported",
    "is_current_stream_capturing",
    "is_initialized",
    "is_tf32_supported",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_cached",
    "max_memory_reserved",
    "memory_allocated",
    "memory_cached",
    "memory_reserved",
    "memory_snapshot",
    "memory_stats",
    "nvtx",
    "random",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_rng_state",
    "set_rng_state_all",
    "stream",
]
