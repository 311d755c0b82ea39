"""Intel's MKL: not used, flambeau has kernels of its own."""

__all__ = ["is_available"]


def is_available() -> bool:
    """Return whether MKL is used: False."""
    return False
