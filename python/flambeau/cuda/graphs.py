"""Recordings of a GPU's work. They are not there yet: what makes one raises."""

from __future__ import annotations

from typing import Any

from ._missing import absent, missing

__all__ = ["CUDAGraph", "graph", "graph_pool_handle", "is_current_stream_capturing", "make_graphed_callables"]

_WHY = "work cannot be recorded as a graph yet"


class CUDAGraph:
    """A recording of GPU work.

    Raises:
        NotImplementedError: always, where a GPU can be used: graphs are not there yet.
        RuntimeError: no GPU can be used.

    Example:
        >>> try:
        ...     flambeau.cuda.CUDAGraph()
        ... except RuntimeError as error:
        ...     text = str(error)
        >>> "NVIDIA driver" in text or "not there" in text
        True
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> CUDAGraph:
        missing("CUDAGraph()", _WHY)


graph = absent("graph", _WHY)
make_graphed_callables = absent("make_graphed_callables", _WHY)
graph_pool_handle = absent("graph_pool_handle", _WHY)


def is_current_stream_capturing() -> bool:
    """Return whether a graph is being recorded: False.

    Example:
        >>> flambeau.cuda.is_current_stream_capturing()
        False
    """
    return False
