"""The order of contractions in ``einsum``: from left to right."""

import sys

from flambeau._flags import FlagModule

enabled = False
strategy = None

_flags = frozenset({"enabled", "strategy"})
__all__ = ["enabled", "is_available", "strategy"]


def is_available() -> bool:
    """Return whether the package ``opt_einsum`` is used: False.

    Example:
        >>> flambeau.backends.opt_einsum.is_available()
        False
    """
    return False


sys.modules[__name__].__class__ = FlagModule
