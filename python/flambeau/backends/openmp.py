"""OpenMP: not used, flambeau has a thread pool of its own."""

__all__ = ["is_available"]


def is_available() -> bool:
    """Return whether OpenMP is used: False.

    Example:
        >>> flambeau.backends.openmp.is_available()
        False
    """
    return False
