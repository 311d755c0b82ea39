"""cuDNN's settings: they can be assigned and have no effect, because GPU kernels do not go through cuDNN yet."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from typing import Any

from flambeau._flags import FlagModule, changed

enabled = True
benchmark = False
benchmark_limit = 10
deterministic = False
allow_tf32 = True
fp32_precision = "none"

_flags = frozenset({"enabled", "benchmark", "benchmark_limit", "deterministic", "allow_tf32", "fp32_precision"})
__all__ = ["flags", "is_acceptable", "is_available", "version", *sorted(_flags)]


def version() -> None:
    """Return cuDNN's version: None, because it is not there.

    Example:
        >>> flambeau.backends.cudnn.version() is None
        True
    """
    return None


def is_available() -> bool:
    """Return whether cuDNN is there: False.

    Example:
        >>> flambeau.backends.cudnn.is_available()
        False
    """
    return False


def is_acceptable(tensor: Any) -> bool:
    """Return whether cuDNN could work on a tensor: False.

    Example:
        >>> flambeau.backends.cudnn.is_acceptable(flambeau.ones(1))
        False
    """
    return False


def flags(
    enabled: bool = False,
    benchmark: bool = False,
    benchmark_limit: int = 10,
    deterministic: bool = False,
    allow_tf32: bool = True,
    fp32_precision: str = "none",
) -> AbstractContextManager[None]:
    """Return a context that changes the settings while its block runs.

    Example:
        >>> with flambeau.backends.cudnn.flags(enabled=False):
        ...     flambeau.backends.cudnn.enabled
        False
    """
    return changed(
        sys.modules[__name__],
        enabled=enabled,
        benchmark=benchmark,
        benchmark_limit=benchmark_limit,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
        fp32_precision=fp32_precision,
    )


sys.modules[__name__].__class__ = FlagModule
