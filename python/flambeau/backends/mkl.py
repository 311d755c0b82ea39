"""Intel's MKL: not used, flambeau has kernels of its own."""

__all__ = ["is_available"]


def is_available() -> bool:
    """Return whether MKL is used: False.

    Example:
        >>> flambeau.backends.mkl.is_available()
        False
    """
    return False
