"""Memory of GPUs: what tensors use, what the caching allocator holds, and limits.

The allocator takes memory from the driver in segments, hands it out in blocks, and keeps blocks that are given back for
the next tensor: ``memory_allocated`` counts blocks in use, ``memory_reserved`` counts segments.
"""

from __future__ import annotations

import contextlib
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from flambeau import _core

from ._devices import _index, device_count, init, is_initialized
from ._missing import absent, missing
from .pools import MemPool, use_mem_pool
from .streams import Stream, current_stream

__all__ = [
    "CUDAPluggableAllocator",
    "MemPool",
    "caching_allocator_alloc",
    "caching_allocator_delete",
    "caching_allocator_disabled",
    "caching_allocator_enable",
    "change_current_allocator",
    "empty_cache",
    "get_allocator_backend",
    "get_per_process_memory_fraction",
    "host_memory_stats",
    "host_memory_stats_as_nested_dict",
    "max_memory_allocated",
    "max_memory_cached",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_cached",
    "memory_reserved",
    "memory_snapshot",
    "memory_stats",
    "memory_stats_as_nested_dict",
    "memory_summary",
    "reset_accumulated_host_memory_stats",
    "reset_accumulated_memory_stats",
    "reset_max_memory_allocated",
    "reset_max_memory_cached",
    "reset_peak_host_memory_stats",
    "reset_peak_memory_stats",
    "set_per_process_memory_fraction",
    "use_mem_pool",
]


def memory_stats(device: Any = None) -> OrderedDict[str, Any]:
    """Return the allocator's statistics of a GPU; an empty dictionary where no GPU is in use.

    Keys are ``"{quantity}.{pool}.{figure}"``: the quantity is one of allocation, segment, active and inactive_split
    (counts), allocated_bytes, reserved_bytes, active_bytes, inactive_split_bytes and requested_bytes; the pool all,
    large_pool or small_pool; the figure current, peak, allocated or freed. Besides: num_alloc_retries, num_ooms,
    num_sync_all_streams, num_device_alloc and num_device_free. Blocks of any size may be split and no request is
    refused early, so that max_split_size is -1, and num_oom_rejections, oversize_allocations and oversize_segments
    are zero.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> stats = flambeau.cuda.memory_stats()
        >>> bool(stats) == flambeau.cuda.is_initialized()
        True
    """
    if not is_initialized():
        return OrderedDict()
    return OrderedDict(sorted(_core._cuda_memory_stats(_index(device, optional=True)).items()))


def memory_stats_as_nested_dict(device: Any = None) -> dict[str, Any]:
    """Return :func:`memory_stats` with a dictionary for each part of the keys.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> stats = flambeau.cuda.memory_stats_as_nested_dict()
        >>> ("allocated_bytes" in stats) == flambeau.cuda.is_initialized()
        True
    """
    return _nested(memory_stats(device))


def _nested(stats: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in stats.items():
        *path, last = key.split(".")
        place = nested
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return nested


def host_memory_stats() -> OrderedDict[str, Any]:
    """Return the statistics of page-locked memory; an empty dictionary where no GPU is in use.

    Keys are ``"{quantity}.{figure}"``: the quantity is one of allocations and allocated_bytes (blocks taken from the
    driver), active_requests and active_bytes (blocks in use, those included that wait for streams); the figure current,
    peak, allocated or freed. Besides: num_host_alloc and num_host_free, and the driver's time in microseconds,
    host_alloc_time and host_free_time, each with total, max, min, count and avg. Sizes of blocks are powers of two.

    Example:
        >>> bool(flambeau.cuda.host_memory_stats()) == flambeau.cuda.is_initialized()
        True
    """
    if not is_initialized():
        return OrderedDict()
    return OrderedDict(sorted(_core._cuda_host_memory_stats().items()))


def host_memory_stats_as_nested_dict() -> dict[str, Any]:
    """Return :func:`host_memory_stats` with a dictionary for each part of the keys.

    Example:
        >>> stats = flambeau.cuda.host_memory_stats_as_nested_dict()
        >>> ("active_bytes" in stats) == flambeau.cuda.is_initialized()
        True
    """
    return _nested(host_memory_stats())


def reset_peak_host_memory_stats() -> None:
    """Start measuring the largest use of page-locked memory anew.

    Example:
        >>> flambeau.cuda.reset_peak_host_memory_stats()
    """
    _core._cuda_reset_peak_host_memory_stats()


def reset_accumulated_host_memory_stats() -> None:
    """Start counting blocks of page-locked memory anew.

    Example:
        >>> flambeau.cuda.reset_accumulated_host_memory_stats()
    """
    _core._cuda_reset_accumulated_host_memory_stats()


def memory_allocated(device: Any = None) -> int:
    """Return the bytes of a GPU that tensors use; 0 where no GPU is in use.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.memory_allocated()
        0
    """
    return memory_stats(device).get("allocated_bytes.all.current", 0)


def max_memory_allocated(device: Any = None) -> int:
    """Return the most bytes that tensors used since the start or the last :func:`reset_peak_memory_stats`.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.max_memory_allocated() >= flambeau.cuda.memory_allocated()
        True
    """
    return memory_stats(device).get("allocated_bytes.all.peak", 0)


def memory_reserved(device: Any = None) -> int:
    """Return the bytes that the allocator took from the driver; 0 where no GPU is in use.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.memory_reserved() >= flambeau.cuda.memory_allocated()
        True
    """
    return memory_stats(device).get("reserved_bytes.all.current", 0)


def max_memory_reserved(device: Any = None) -> int:
    """Return the most bytes that the allocator held since the start or the last :func:`reset_peak_memory_stats`.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.max_memory_reserved() >= flambeau.cuda.memory_reserved()
        True
    """
    return memory_stats(device).get("reserved_bytes.all.peak", 0)


memory_cached = memory_reserved
max_memory_cached = max_memory_reserved


def reset_peak_memory_stats(device: Any = None) -> None:
    """Start measuring the largest use of a GPU's memory anew.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.reset_peak_memory_stats()
    """
    if is_initialized():
        _core._cuda_reset_peak_memory_stats(_index(device, optional=True))


reset_max_memory_allocated = reset_max_memory_cached = reset_peak_memory_stats


def reset_accumulated_memory_stats(device: Any = None) -> None:
    """Start counting allocations of a GPU's memory anew.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> flambeau.cuda.reset_accumulated_memory_stats()
    """
    if is_initialized():
        _core._cuda_reset_accumulated_memory_stats(_index(device, optional=True))


def empty_cache() -> None:
    """Give segments in which no tensor lies back to the driver, on all GPUs in use.

    Example:
        >>> flambeau.cuda.empty_cache()
    """
    if is_initialized():
        _core._cuda_empty_cache()


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """Return a GPU's free and total memory in bytes, as the driver sees it.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     free, total = flambeau.cuda.mem_get_info()
        ...     assert 0 < free <= total
    """
    init()
    return _core._cuda_memory_info(_index(device, optional=True))


def set_per_process_memory_fraction(fraction: float, device: Any = None) -> None:
    """Limit the memory that the allocator takes from a GPU to a part of all that it has.

    More raises ``OutOfMemoryError``.

    Raises:
        TypeError: ``fraction`` is no float.
        ValueError: it is not in [0, 1].
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.set_per_process_memory_fraction(1.0)
    """
    init()
    if not isinstance(fraction, float):
        raise TypeError("Invalid type for fraction argument, must be `float`")
    if not 0 <= fraction <= 1:
        raise ValueError(f"Invalid fraction value: {fraction}. Allowed range: 0~1")
    _core._cuda_set_memory_fraction(_index(device, optional=True), fraction)


def get_per_process_memory_fraction(device: Any = None) -> float:
    """Return the part of a GPU's memory that the allocator may take: 1 unless it was limited.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     assert 0 <= flambeau.cuda.get_per_process_memory_fraction() <= 1
    """
    init()
    return _core._cuda_get_memory_fraction(_index(device, optional=True))


def memory_snapshot(mempool_id: Any = None, include_traces: bool = True) -> list[dict[str, Any]]:
    """Return the segments of all GPUs in use, each with its blocks; there are no traces of allocations.

    Args:
        mempool_id: only the segments of this pool, such as a graph's.
        include_traces: has no effect.

    Example:
        >>> snapshot = flambeau.cuda.memory_snapshot()
        >>> sum(segment["total_size"] for segment in snapshot) >= 0
        True
    """
    if not is_initialized():
        return []
    segments = [segment for index in range(device_count()) for segment in _core._cuda_memory_snapshot(index)]
    if mempool_id is None:
        return segments
    return [segment for segment in segments if segment["segment_pool_id"] == tuple(mempool_id)]


_ROWS = (
    ("allocated_bytes", "Allocated memory", True),
    ("active_bytes", "Active memory", True),
    ("requested_bytes", "Requested memory", True),
    ("reserved_bytes", "GPU reserved memory", True),
    ("inactive_split_bytes", "Non-releasable memory", True),
    ("allocation", "Allocations", False),
    ("active", "Active allocs", False),
    ("segment", "GPU reserved segments", False),
    ("inactive_split", "Non-releasable allocs", False),
)


def _size_text(size: int) -> str:
    power = 0
    while size >= 100_000 and power < 3:
        size //= 1024
        power += 1
    return f"{size:6d} {('B', 'KiB', 'MiB', 'GiB')[power]:<3}"


def memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """Return the allocator's statistics of a GPU as a table for people.

    Args:
        device: the GPU, by default the current one.
        abbreviated: without a row for each pool.

    Raises:
        RuntimeError: the GPU is not there.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     print(flambeau.cuda.memory_summary(abbreviated=True))
    """
    init()
    index = _index(device, optional=True)
    stats = memory_stats(index)
    rule, line = "-" * 75, "=" * 75
    lines = [line, f"  flambeau CUDA memory summary, device ID {index}", rule]
    lines.append(f"  CUDA OOMs: {stats['num_ooms']:<12d} | cudaMalloc retries: {stats['num_alloc_retries']:<8d}")
    lines += [line, "        Metric         | Cur Usage  | Peak Usage | Tot Alloc  | Tot Freed"]
    pools = [("all", "")]
    if not abbreviated:
        pools += [("large_pool", "      from large pool"), ("small_pool", "      from small pool")]
    for key, title, sizes in _ROWS:
        lines.append(rule)
        for pool, name in pools:
            figures = (stats[f"{key}.{pool}.{figure}"] for figure in ("current", "peak", "allocated", "freed"))
            cells = (_size_text(figure) if sizes else f"{figure:10d}" for figure in figures)
            lines.append(f" {name or title:<21} | " + " | ".join(cells))
    lines.append(line)
    return "\n".join(f"|{text:<75}|" for text in lines) + "\n"


def caching_allocator_alloc(size: int, device: Any = None, stream: Stream | int | None = None) -> int:
    """Return the address of ``size`` bytes of a GPU's memory, for other libraries.

    Args:
        size: bytes.
        device: the GPU, by default the current one.
        stream: the stream, or its handle, whose work will use the memory; by default the current one.

    Raises:
        OutOfMemoryError: the GPU has not so much.
        TypeError: ``stream`` is no stream.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     address = flambeau.cuda.caching_allocator_alloc(1024)
        ...     flambeau.cuda.caching_allocator_delete(address)
    """
    init()
    index = _index(device, optional=True)
    chosen = current_stream(index) if stream is None else stream
    handle = chosen.cuda_stream if isinstance(chosen, Stream) else chosen
    if not isinstance(handle, int):
        raise TypeError(
            "Invalid type for stream argument, must be `torch.cuda.Stream` or `int` representing a pointer to an "
            "existing stream"
        )
    return _core._cuda_allocate(size, index, handle)


def caching_allocator_delete(mem_ptr: int) -> None:
    """Give memory from :func:`caching_allocator_alloc` back.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.caching_allocator_delete(flambeau.cuda.caching_allocator_alloc(1024))
    """
    _core._cuda_free(mem_ptr)


def get_allocator_backend() -> str:
    """Return the name of the allocator's kind: "native", flambeau's own.

    Example:
        >>> flambeau.cuda.get_allocator_backend()
        'native'
    """
    return "native"


def caching_allocator_enable(value: bool = True) -> None:
    """Keep freed memory for the next tensor, as is always done; where no GPU is in use nothing is asked.

    Raises:
        NotImplementedError: ``value`` is false. ``PYTORCH_NO_CUDA_MEMORY_CACHING=1`` in the environment of the process
            gives every tensor memory of its own.

    Example:
        >>> flambeau.cuda.caching_allocator_enable()
    """
    if is_initialized() and not value:
        missing(
            "caching_allocator_enable(False)",
            "memory is cached from the start of the process or not at all: set PYTORCH_NO_CUDA_MEMORY_CACHING=1",
        )


@contextlib.contextmanager
def caching_allocator_disabled() -> Iterator[None]:
    """Raise what :func:`caching_allocator_enable` raises for false.

    Example:
        >>> if not flambeau.cuda.is_initialized():
        ...     with flambeau.cuda.caching_allocator_disabled():
        ...         x = flambeau.ones(1)
    """
    caching_allocator_enable(False)
    yield


CUDAPluggableAllocator = absent("CUDAPluggableAllocator", "memory comes from flambeau's own allocator")
change_current_allocator = absent("change_current_allocator", "memory comes from flambeau's own allocator")


def _snapshot(device: Any = None) -> dict[str, Any]:
    """The state of the allocator as PyTorch's viewer of memory reads it: segments, without a history."""
    return {
        "segments": memory_snapshot(),
        "device_traces": [[] for _ in range(device_count())],
        "allocator_settings": {},
        "external_annotations": [],
    }


def _dump_snapshot(filename: str = "dump_snapshot.pickle") -> None:
    """Write :func:`_snapshot` to a file for PyTorch's viewer of memory; the file appears whole or not at all."""
    from flambeau.autograd.profiler import _replace

    _replace(filename, pickle.dumps(_snapshot()))


def _record_memory_history(enabled: str | None = "all", *args: Any, **kwargs: Any) -> None:
    """Stop recording a history of allocations for None: nothing is recorded; else raise NotImplementedError."""
    if enabled:
        missing("memory._record_memory_history()", "no history is recorded; memory._snapshot() has the present state")
