"""Marks for Intel's VTune: flambeau is built without its interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["is_available", "mark", "range", "range_pop", "range_push"]

_TEXT = "ITT functions not installed. Are you sure you have a ITT build?"


def is_available() -> bool:
    """Whether marks can be made: they can't.

    Example:
        >>> flambeau.profiler.itt.is_available()
        False
    """
    return False


def range_push(msg: str) -> None:
    """Refused.

    Raises:
        RuntimeError: always.

    Example:
        >>> flambeau.profiler.itt.range_push("step")
        Traceback (most recent call last):
        RuntimeError: ITT functions not installed. Are you sure you have a ITT build?
    """
    raise RuntimeError(_TEXT)


def range_pop() -> None:
    """Refused.

    Raises:
        RuntimeError: always.

    Example:
        >>> flambeau.profiler.itt.range_pop()
        Traceback (most recent call last):
        RuntimeError: ITT functions not installed. Are you sure you have a ITT build?
    """
    raise RuntimeError(_TEXT)


def mark(msg: str) -> None:
    """Refused.

    Raises:
        RuntimeError: always.

    Example:
        >>> flambeau.profiler.itt.mark("here")
        Traceback (most recent call last):
        RuntimeError: ITT functions not installed. Are you sure you have a ITT build?
    """
    raise RuntimeError(_TEXT)


@contextmanager
def range(msg: str, *args: object, **kwargs: object) -> Iterator[None]:
    """Refused.

    Raises:
        RuntimeError: on entering it.

    Example:
        >>> with flambeau.profiler.itt.range("step"):
        ...     pass
        Traceback (most recent call last):
        RuntimeError: ITT functions not installed. Are you sure you have a ITT build?
    """
    range_push(msg.format(*args, **kwargs))
    yield
