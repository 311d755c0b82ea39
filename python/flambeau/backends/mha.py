"""The short way through ``nn.TransformerEncoder`` in evaluation."""

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
    """Choose whether encoders leave out padded positions in evaluation, which then come out as zeros.

    Example:
        >>> flambeau.backends.mha.set_fastpath_enabled(True)
    """
    global _enabled
    _enabled = bool(value)
