"""Contexts of mixed precision under their former name."""

from __future__ import annotations

import flambeau.amp
from flambeau.amp import custom_bwd, custom_fwd

__all__ = ["autocast", "custom_bwd", "custom_fwd"]


class autocast(flambeau.amp.autocast):
    """See :class:`flambeau.amp.autocast`.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     with flambeau.cuda.amp.autocast(enabled=False):
        ...         x = flambeau.ones(1)
        >>> x
        tensor([1.])
    """

    def __init__(
        self, enabled: bool = True, dtype: flambeau.dtype = flambeau.float16, cache_enabled: bool = True
    ) -> None:
        super().__init__("cuda", dtype=dtype, enabled=enabled, cache_enabled=cache_enabled)
