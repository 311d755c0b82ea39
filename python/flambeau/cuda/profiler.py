"""Which part of a program NVIDIA's profilers record, if they are told to wait (``nsys profile -c cudaProfilerApi``)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ._missing import absent
from ._runtime import check_error, cudart

__all__ = ["init", "profile", "start", "stop"]

init = absent("profiler.init", "NVIDIA's profilers are given their settings on their command line")


def start() -> None:
    """Begin to record.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.profiler.start()
    """
    check_error(cudart().cudaProfilerStart())


def stop() -> None:
    """End to record.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     flambeau.cuda.profiler.stop()
    """
    check_error(cudart().cudaProfilerStop())


@contextlib.contextmanager
def profile() -> Iterator[None]:
    """Record while a block runs.

    Raises:
        RuntimeError: no GPU can be used.

    Example:
        >>> if flambeau.cuda.is_available():
        ...     with flambeau.cuda.profiler.profile():
        ...         x = flambeau.ones(1, device="cuda")
    """
    start()
    try:
        yield
    finally:
        stop()
