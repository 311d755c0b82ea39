"""Intel GPUs, which flambeau does not compute on.

Example:
    >>> flambeau.xpu.is_available()
    False
"""

from __future__ import annotations

__all__ = ["device_count", "empty_cache", "is_available"]


def is_available() -> bool:
    """Return False: no such device can be used.

    Example:
        >>> flambeau.xpu.is_available()
        False
    """
    return False


def device_count() -> int:
    """Return 0, the number of such devices.

    Example:
        >>> flambeau.xpu.device_count()
        0
    """
    return 0


def empty_cache() -> None:
    """Do nothing: there is no memory of such devices to give back.

    Example:
        >>> flambeau.xpu.empty_cache()
    """
