"""Whether mixed precision on the GPU has a GPU."""

from __future__ import annotations

import flambeau

__all__ = ["amp_definitely_not_available"]


def amp_definitely_not_available() -> bool:
    """Return whether there is no GPU to use mixed precision on.

    Example:
        >>> flambeau.cuda.amp.common.amp_definitely_not_available() != flambeau.cuda.is_available()
        True
    """
    return not flambeau.cuda.is_available()
