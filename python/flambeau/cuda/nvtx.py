"""Marks for NVIDIA's profiler: without a GPU they mark nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

__all__ = ["mark", "range", "range_end", "range_pop", "range_push", "range_start"]


def range_push(msg: str) -> int:
    """Begin a range; returns -2, the profiler's answer when it is not there.

    Example:
        >>> flambeau.cuda.nvtx.range_push("forward")
        -2
    """
    return -2


def range_pop() -> int:
    """End a range; returns -2, the profiler's answer when it is not there.

    Example:
        >>> flambeau.cuda.nvtx.range_pop()
        -2
    """
    return -2


def range_start(msg: str) -> int:
    """Begin a range that any thread may end; returns its number, 0 when the profiler is not there.

    Example:
        >>> flambeau.cuda.nvtx.range_start("step")
        0
    """
    return 0


def range_end(range_id: int) -> None:
    """End a range that :func:`range_start` began.

    Example:
        >>> flambeau.cuda.nvtx.range_end(flambeau.cuda.nvtx.range_start("step"))
    """


def mark(msg: str) -> None:
    """Mark a moment.

    Example:
        >>> flambeau.cuda.nvtx.mark("start")
    """


@contextlib.contextmanager
def range(msg: str, *args: object, **kwargs: object) -> Iterator[None]:  # noqa: A001
    """Mark the time that a block takes.

    Example:
        >>> with flambeau.cuda.nvtx.range("forward"):
        ...     flambeau.ones(1)
        tensor([1.])
    """
    yield
