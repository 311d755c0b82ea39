"""The CPU by the names that modules of accelerators have, for programs that run on either.

Work is done when a call returns, so that there is nothing to wait for.

Example:
    >>> flambeau.get_device_module("cpu").is_available()
    True
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from ._streams import Stream

__all__ = [
    "Stream",
    "StreamContext",
    "current_device",
    "current_stream",
    "device_count",
    "is_available",
    "is_initialized",
    "set_device",
    "stream",
    "synchronize",
]


def is_available() -> bool:
    """Return True.

    Example:
        >>> flambeau.cpu.is_available()
        True
    """
    return True


def is_initialized() -> bool:
    """Return True.

    Example:
        >>> flambeau.cpu.is_initialized()
        True
    """
    return True


def device_count() -> int:
    """Return 1.

    Example:
        >>> flambeau.cpu.device_count()
        1
    """
    return 1


def current_device() -> str:
    """Return "cpu".

    Example:
        >>> flambeau.cpu.current_device()
        'cpu'
    """
    return "cpu"


def set_device(device: Any) -> None:
    """Do nothing: there is one CPU.

    Example:
        >>> flambeau.cpu.set_device("cpu")
    """


def synchronize(device: Any = None) -> None:
    """Do nothing: work is done when a call returns.

    Example:
        >>> flambeau.cpu.synchronize()
    """


def current_stream(device: Any = None) -> Stream:
    """Return the CPU's stream.

    Example:
        >>> flambeau.cpu.current_stream().query()
        True
    """
    return Stream("cpu")


class StreamContext(AbstractContextManager[None]):
    """A block during which a stream is the current one: the CPU has one.

    Example:
        >>> with flambeau.cpu.StreamContext(None):
        ...     flambeau.ones(1)
        tensor([1.])
    """

    def __init__(self, stream: Stream | None) -> None:
        self.stream = stream

    def __exit__(self, *error: object) -> None:
        return None


def stream(stream: Stream | None) -> StreamContext:
    """Return :class:`StreamContext` of a stream.

    Example:
        >>> with flambeau.cpu.stream(flambeau.cpu.current_stream()):
        ...     flambeau.ones(1)
        tensor([1.])
    """
    return StreamContext(stream)
