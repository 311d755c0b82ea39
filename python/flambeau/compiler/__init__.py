"""Marks for a compiler: there is none, so functions stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flambeau._settings import compile

__all__ = ["compile", "cudagraph_mark_step_begin", "disable", "is_compiling", "is_dynamo_compiling", "reset"]


def is_compiling() -> bool:
    """Return whether a compiler looks at the code that runs: False."""
    return False


def is_dynamo_compiling() -> bool:
    """Return whether a compiler looks at the code that runs: False."""
    return False


def disable(fn: Callable | None = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """Keep a function from being compiled: returns it as it is, or a decorator that does."""
    return (lambda function: function) if fn is None else fn


def reset() -> None:
    """Forget what was compiled: nothing."""


def cudagraph_mark_step_begin() -> None:
    """Mark the beginning of an iteration: without effect."""
