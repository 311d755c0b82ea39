"""The core's operations by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flambeau import _core


def _absent(name: str) -> Callable[..., Any]:
    def absent(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"flambeau does not have the operation aten::{name}")

    absent.__name__ = absent.__qualname__ = name
    return absent


class _Operations:
    """``ops.NAME`` is the core's operation NAME.

    A name that the core does not have gives a function which raises NotImplementedError when it is called, so that a
    missing operation never stands in the way of the others.
    """

    def __getattr__(self, name: str) -> Callable[..., Any]:
        # Runs once per name: the answer is kept in the instance and found there the next time.
        if name.startswith("__"):
            raise AttributeError(name)
        operation = getattr(_core, name, None) or _absent(name)
        self.__dict__[name] = operation
        return operation


ops = _Operations()
