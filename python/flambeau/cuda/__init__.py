"""NVIDIA GPUs: devices, streams and events, memory.

Nothing is linked: the driver, and NVRTC for kernels, are found at run time, and without them questions are still
answered (``is_available()`` is False, ``device_count()`` is 0), seeds are accepted and memory statistics are zero; what
needs a GPU raises RuntimeError that says what is missing. :func:`why_not_available` gives that answer in one line.

Example:
    >>> device = "cuda" if flambeau.cuda.is_available() else "cpu"
    >>> flambeau.ones(2, device=device).sum().item()
    2.0
"""

from __future__ import annotations

import functools
from typing import Any

from flambeau import _core
from flambeau._core import AcceleratorError, OutOfMemoryError

from . import amp, graphs, memory, nccl, nvtx, profiler, random, streams
from ._devices import (
    _CudaDeviceProperties,  # noqa: F401  (PyTorch's programs name it)
    _get_device_index,  # noqa: F401  (likewise)
    can_device_access_peer,
    current_device,
    device,
    device_count,
    device_of,
    get_arch_list,
    get_device_capability,
    get_device_name,
    get_device_properties,
    get_gencode_flags,
    init,
    is_available,
    is_bf16_supported,
    is_initialized,
    is_tf32_supported,
    set_device,
    synchronize,
    why_not_available,
)
from ._missing import ABSENT as _ABSENT
from ._missing import absent as _absent
from ._missing import missing as _missing_here
from ._runtime import CudaError, check_error, cudart, cudaStatus
from ._tensor_types import *  # noqa: F403
from ._tensor_types import __all__ as _types
from .graphs import CUDAGraph, graph, graph_pool_handle, is_current_stream_capturing, make_graphed_callables
from .memory import (
    CUDAPluggableAllocator,
    MemPool,
    caching_allocator_alloc,
    caching_allocator_delete,
    caching_allocator_disabled,
    caching_allocator_enable,
    change_current_allocator,
    empty_cache,
    get_allocator_backend,
    get_per_process_memory_fraction,
    host_memory_stats,
    host_memory_stats_as_nested_dict,
    max_memory_allocated,
    max_memory_cached,
    max_memory_reserved,
    mem_get_info,
    memory_allocated,
    memory_cached,
    memory_reserved,
    memory_snapshot,
    memory_stats,
    memory_stats_as_nested_dict,
    memory_summary,
    reset_accumulated_host_memory_stats,
    reset_accumulated_memory_stats,
    reset_max_memory_allocated,
    reset_max_memory_cached,
    reset_peak_host_memory_stats,
    reset_peak_memory_stats,
    set_per_process_memory_fraction,
    use_mem_pool,
)
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
from .streams import (
    Event,
    ExternalStream,
    Stream,
    StreamContext,
    current_stream,
    default_stream,
    get_stream_from_external,
    set_stream,
    stream,
)

has_half = True
has_magma = False

_NVML = "it needs NVIDIA's management library, which is not used"
clock_rate = _absent("clock_rate", _NVML)
list_gpu_processes = _absent("list_gpu_processes", _NVML)
memory_usage = _absent("memory_usage", _NVML)
power_draw = _absent("power_draw", _NVML)
temperature = _absent("temperature", _NVML)
utilization = _absent("utilization", _NVML)
device_memory_used = _absent("device_memory_used", f"{_NVML}; mem_get_info() says what is free")
current_blas_handle = _absent("current_blas_handle", "flambeau makes no handle of cuBLAS")
current_solver_handle = _absent("current_solver_handle", "flambeau makes no handle of cuSOLVER")

_lazy_init = init  # PyTorch's programs call it.


class DeferredCudaCallError(Exception):
    """Of PyTorch, where a call that waited for a GPU failed; here no call waits.

    Example:
        >>> issubclass(flambeau.cuda.DeferredCudaCallError, Exception)
        True
    """


#: The generators of all GPUs, made when somebody asks for them.
default_generators: tuple[_core.Generator, ...]


@functools.cache
def _default_generators() -> tuple[_core.Generator, ...]:
    return tuple(_core._cuda_default_generator(index) for index in range(device_count()))


def __getattr__(name: str) -> Any:
    if name == "default_generators":
        return _default_generators()
    why = f": {_ABSENT[name]}" if name in _ABSENT else ""
    raise AttributeError(f"module 'flambeau.cuda' has no attribute '{name}'{why}")


def get_sync_debug_mode() -> int:
    """Return 0: nothing is said where the host waits for a GPU.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert flambeau.cuda.get_sync_debug_mode() == 0
    """
    init()
    return 0


def set_sync_debug_mode(debug_mode: int | str) -> None:
    """Say nothing where the host waits for a GPU: 0 or ``"default"``.

    Raises:
        NotImplementedError: for 1, 2, ``"warn"`` and ``"error"``.
        RuntimeError: for others, and where no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.set_sync_debug_mode("default")
    """
    init()
    if debug_mode not in (0, 1, 2, "default", "warn", "error"):
        raise RuntimeError("invalid value of debug_mode, expected one of `default`, `warn`, `error`")
    if debug_mode not in (0, "default"):
        _missing_here(f"set_sync_debug_mode({debug_mode!r})", "calls that wait are not watched")


def ipc_collect() -> None:
    """Release memory that was shared with other processes: there is none, as GPU memory stays in its process.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.ipc_collect()
    """
    init()


__all__ = [
    *_types,
    "AcceleratorError",
    "CUDAGraph",
    "CUDAPluggableAllocator",
    "CudaError",
    "DeferredCudaCallError",
    "Event",
    "ExternalStream",
    "MemPool",
    "OutOfMemoryError",
    "Stream",
    "StreamContext",
    "amp",
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "caching_allocator_disabled",
    "caching_allocator_enable",
    "can_device_access_peer",
    "change_current_allocator",
    "check_error",
    "clock_rate",
    "cudaStatus",
    "cudart",
    "current_blas_handle",
    "current_device",
    "current_solver_handle",
    "current_stream",
    "default_generators",
    "default_stream",
    "device",
    "device_count",
    "device_memory_used",
    "device_of",
    "empty_cache",
    "get_allocator_backend",
    "get_arch_list",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_gencode_flags",
    "get_per_process_memory_fraction",
    "get_rng_state",
    "get_rng_state_all",
    "get_stream_from_external",
    "get_sync_debug_mode",
    "graph",
    "graph_pool_handle",
    "graphs",
    "has_half",
    "host_memory_stats",
    "host_memory_stats_as_nested_dict",
    "has_magma",
    "init",
    "initial_seed",
    "ipc_collect",
    "is_available",
    "is_bf16_supported",
    "is_current_stream_capturing",
    "is_initialized",
    "is_tf32_supported",
    "list_gpu_processes",
    "make_graphed_callables",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_cached",
    "max_memory_reserved",
    "mem_get_info",
    "memory",
    "memory_allocated",
    "memory_cached",
    "memory_reserved",
    "memory_snapshot",
    "memory_stats",
    "memory_stats_as_nested_dict",
    "memory_summary",
    "memory_usage",
    "nccl",
    "nvtx",
    "power_draw",
    "profiler",
    "random",
    "reset_accumulated_host_memory_stats",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_host_memory_stats",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_per_process_memory_fraction",
    "set_rng_state",
    "set_rng_state_all",
    "set_stream",
    "set_sync_debug_mode",
    "stream",
    "streams",
    "synchronize",
    "temperature",
    "use_mem_pool",
    "utilization",
    "why_not_available",
]
