"""Types of the named tuples that operations with several results return.

Example:
    >>> values, indices = flambeau.return_types.max((1, 2))
    >>> indices
    2
"""

from __future__ import annotations

from . import _core

globals().update(_core._return_types())
__all__ = sorted(_core._return_types())


def pytree_register_structseq(cls: type) -> None:
    """Do nothing: named tuples are containers for :mod:`flambeau.utils._pytree` as they are.

    Example:
        >>> flambeau.return_types.pytree_register_structseq(flambeau.return_types.max)
    """


all_return_types = [globals()[_name] for _name in __all__]
