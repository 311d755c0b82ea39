"""The accelerator of this machine. flambeau computes on the CPU: there is none.

Example:
    >>> flambeau.accelerator.is_available()
    False
"""

from __future__ import annotations

import flambeau

__all__ = ["current_accelerator", "device_count", "is_available", "synchronize"]


def is_available() -> bool:
    """Return False: no accelerator can be used.

    Example:
        >>> flambeau.accelerator.is_available()
        False
    """
    return False


def device_count() -> int:
    """Return 0, the number of accelerators.

    Example:
        >>> flambeau.accelerator.device_count()
        0
    """
    return 0


def current_accelerator(check_available: bool = False) -> flambeau.device | None:
    """Return None: there is no accelerator.

    Example:
        >>> flambeau.accelerator.current_accelerator() is None
        True
    """
    return None


def synchronize(device: object = None) -> None:
    """Raise: there is no accelerator to wait for.

    Raises:
        RuntimeError: always.

    Example:
        >>> flambeau.accelerator.synchronize()
        Traceback (most recent call last):
            ...
        RuntimeError: Cannot access accelerator device when none is available.
    """
    raise RuntimeError("Cannot access accelerator device when none is available.")
