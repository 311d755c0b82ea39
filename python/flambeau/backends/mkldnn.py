"""oneDNN's settings: flambeau has kernels of its own and does not use oneDNN; the settings have no effect."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager

from flambeau._flags import FlagModule, changed

enabled = True
deterministic = False
allow_tf32 = True
fp32_precision = "none"

_flags = frozenset({"enabled", "deterministic", "allow_tf32", "fp32_precision"})
__all__ = ["flags", "is_available", *sorted(_flags)]


def is_available() -> bool:
    """Return whether oneDNN is used: False.

    Example:
        >>> flambeau.backends.mkldnn.is_available()
        False
    """
    return False


def flags(
    enabled: bool = False, deterministic: bool = False, allow_tf32: bool = True, fp32_precision: str = "none"
) -> AbstractContextManager[None]:
    """Return a context that changes the settings while its block runs.

    Example:
        >>> with flambeau.backends.mkldnn.flags(enabled=False):
        ...     flambeau.backends.mkldnn.enabled
        False
    """
    return changed(
        sys.modules[__name__],
        enabled=enabled,
        deterministic=deterministic,
        allow_tf32=allow_tf32,
        fp32_precision=fp32_precision,
    )


sys.modules[__name__].__class__ = FlagModule
