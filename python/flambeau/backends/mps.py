"""Apple's GPUs: not supported."""

__all__ = ["is_available", "is_built", "is_macos13_or_newer"]


def is_available() -> bool:
    """Return whether an Apple GPU can be used: False."""
    return False


def is_built() -> bool:
    """Return whether flambeau was built for Apple GPUs: False."""
    return False


def is_macos13_or_newer(minor: int = 0) -> bool:
    """Return whether an Apple GPU's system is recent: False."""
    return False
