"""The accelerator of this machine: its NVIDIA GPUs, if there are any.

Example:
    >>> flambeau.accelerator.is_available() == flambeau.cuda.is_available()
    True
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import flambeau

from . import cuda
from .cuda._devices import _Chosen, _index

__all__ = [
    "current_accelerator",
    "current_device_idx",
    "current_device_index",
    "current_stream",
    "device_count",
    "device_index",
    "empty_cache",
    "empty_host_cache",
    "get_memory_info",
    "is_available",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_accumulated_memory_stats",
    "reset_peak_memory_stats",
    "set_device_idx",
    "set_device_index",
    "set_stream",
    "synchronize",
]


def _check() -> None:
    if not cuda.is_available():
        raise RuntimeError(f"Cannot access accelerator device when none is available. ({cuda.why_not_available()})")


def is_available() -> bool:
    """Return whether an accelerator can be used.

    Example:
        >>> flambeau.accelerator.is_available() == flambeau.cuda.is_available()
        True
    """
    return cuda.is_available()


def device_count() -> int:
    """Return the number of accelerators.

    Example:
        >>> flambeau.accelerator.device_count() == flambeau.cuda.device_count()
        True
    """
    return cuda.device_count()


def current_accelerator(check_available: bool = False) -> flambeau.device | None:
    """Return the sort of device that the accelerator is, without a number; None where there is no accelerator.

    Example:
        >>> (flambeau.accelerator.current_accelerator() is None) == (not flambeau.cuda.is_available())
        True
    """
    return flambeau.device("cuda") if cuda.is_available() else None


def current_device_index() -> int:
    """Return the number of the accelerator that this thread works on.

    Raises:
        RuntimeError: there is none.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     assert flambeau.accelerator.current_device_index() >= 0
    """
    _check()
    return cuda.current_device()


def set_device_index(device: Any, /) -> None:
    """Set the accelerator that this thread works on. Negative numbers change nothing.

    Raises:
        RuntimeError: it is not there.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     flambeau.accelerator.set_device_index(0)
    """
    _check()
    cuda.set_device(device)


current_device_idx = current_device_index
set_device_idx = set_device_index


class device_index(_Chosen):
    """Makes an accelerator the current one while a block runs; ``None`` changes nothing.

    Raises:
        RuntimeError: on entry, for one that is not there.

    Example:
        >>> with flambeau.accelerator.device_index(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, device: int | None, /) -> None:
        super().__init__(-1 if device is None else device)


def current_stream(device: Any = None, /) -> cuda.Stream:
    """Return the stream that this thread's work on an accelerator goes to.

    Raises:
        RuntimeError: the accelerator is not there.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     assert flambeau.accelerator.current_stream().query()
    """
    _check()
    return cuda.current_stream(device)


def set_stream(stream: cuda.Stream) -> None:
    """Send this thread's work on a stream's accelerator to the stream, and make the accelerator the current one.

    Raises:
        RuntimeError: there is no accelerator.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     flambeau.accelerator.set_stream(flambeau.accelerator.current_stream())
    """
    _check()
    cuda.set_stream(stream)


def synchronize(device: Any = None, /) -> None:
    """Wait for all work on an accelerator, the current one by default.

    Raises:
        RuntimeError: there is none.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     flambeau.accelerator.synchronize()
    """
    _check()
    if cuda.is_initialized():
        cuda.synchronize(_index(device, optional=True))


def empty_cache() -> None:
    """Give cached memory back to the driver.

    Example:
        >>> flambeau.accelerator.empty_cache()
    """
    cuda.empty_cache()


def empty_host_cache() -> None:
    """Give cached page-locked memory back to the system.

    Example:
        >>> flambeau.accelerator.empty_host_cache()
    """
    if cuda.is_initialized():
        flambeau._core._cuda_host_empty_cache()


def get_memory_info(device: Any = None, /) -> tuple[int, int]:
    """Return an accelerator's free and total memory in bytes.

    Raises:
        RuntimeError: the accelerator is not there.

    Example:
        >>> if flambeau.accelerator.is_available():
        ...     free, total = flambeau.accelerator.get_memory_info()
    """
    _check()
    return cuda.mem_get_info(device)


def memory_stats(device: Any = None, /) -> OrderedDict[str, Any]:
    """Return :func:`flambeau.cuda.memory_stats`.

    Example:
        >>> bool(flambeau.accelerator.memory_stats()) == flambeau.cuda.is_initialized()
        True
    """
    return cuda.memory_stats(device)


def memory_allocated(device: Any = None, /) -> int:
    """Return the bytes that tensors use; 0 where there is no accelerator.

    Example:
        >>> flambeau.accelerator.memory_allocated()
        0
    """
    return cuda.memory_allocated(device)


def max_memory_allocated(device: Any = None, /) -> int:
    """Return the most bytes that tensors used; 0 where there is no accelerator.

    Example:
        >>> flambeau.accelerator.max_memory_allocated() >= flambeau.accelerator.memory_allocated()
        True
    """
    return cuda.max_memory_allocated(device)


def memory_reserved(device: Any = None, /) -> int:
    """Return the bytes that the allocator holds; 0 where there is no accelerator.

    Example:
        >>> flambeau.accelerator.memory_reserved() >= flambeau.accelerator.memory_allocated()
        True
    """
    return cuda.memory_reserved(device)


def max_memory_reserved(device: Any = None, /) -> int:
    """Return the most bytes that the allocator held; 0 where there is no accelerator.

    Example:
        >>> flambeau.accelerator.max_memory_reserved() >= flambeau.accelerator.memory_reserved()
        True
    """
    return cuda.max_memory_reserved(device)


def reset_peak_memory_stats(device: Any = None, /) -> None:
    """Start measuring the largest use of memory anew.

    Example:
        >>> flambeau.accelerator.reset_peak_memory_stats()
    """
    cuda.reset_peak_memory_stats(device)


def reset_accumulated_memory_stats(device: Any = None, /) -> None:
    """Start counting allocations anew.

    Example:
        >>> flambeau.accelerator.reset_accumulated_memory_stats()
    """
    cuda.reset_accumulated_memory_stats(device)
