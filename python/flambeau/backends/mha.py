"""The fused way through ``nn.MultiheadAttention``."""

__all__ = ["get_fastpath_enabled", "set_fastpath_enabled"]

_enabled = True


def get_fastpath_enabled() -> bool:
    """Return the setting that :func:`set_fastpath_enabled` changes.

    Example:
        >>> flambeau.backends.mha.get_fastpath_enabled()
        True
    """
    return _enabled


def set_fastpath_enabled(value: bool) -> None:
    """Keep the setting; it has no effect on results.

    Example:
        >>> flambeau.backends.mha.set_fastpath_enabled(True)
    """
    global _enabled
    _enabled = bool(value)
