"""Marks for a compiler: there is none, so functions stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flambeau._settings import compile

__all__ = ["compile", "cudagraph_mark_step_begin", "disable", "is_compiling", "is_dynamo_compiling", "reset"]


def is_compiling() -> bool:
    """Return whether a compiler looks at the code that runs: False.

    Example:
        >>> flambeau.compiler.is_compiling()
        False
    """
    return False


def is_dynamo_compiling() -> bool:
    """Return whether a compiler looks at the code that runs: False.

    Example:
        >>> flambeau.compiler.is_dynamo_compiling()
        False
    """
    return False


def disable(fn: Callable | None = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """Keep a function from being compiled: returns it as it is, or a decorator that does.

    Example:
        >>> @flambeau.compiler.disable
        ... def double(x):
        ...     return 2 * x
        >>> double(flambeau.ones(1))
        tensor([2.])
    """
    return (lambda function: function) if fn is None else fn


def reset() -> None:
    """Forget what was compiled: nothing.

    Example:
        >>> flambeau.compiler.reset()
    """


def cudagraph_mark_step_begin() -> None:
    """Mark the beginning of an iteration: without effect.

    Example:
        >>> flambeau.compiler.cudagraph_mark_step_begin()
    """
