"""Apple's GPUs: not supported."""

__all__ = ["is_available", "is_built", "is_macos13_or_newer"]


def is_available() -> bool:
    """Return whether an Apple GPU can be used: False.

    Example:
        >>> flambeau.backends.mps.is_available()
        False
    """
    return False


def is_built() -> bool:
    """Return whether flambeau was built for Apple GPUs: False.

    Example:
        >>> flambeau.backends.mps.is_built()
        False
    """
    return False


def is_macos13_or_newer(minor: int = 0) -> bool:
    """Return whether an Apple GPU's system is recent: False.

    Example:
        >>> flambeau.backends.mps.is_macos13_or_newer()
        False
    """
    return False
