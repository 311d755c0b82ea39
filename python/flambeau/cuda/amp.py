"""Mixed precision on the GPU under its former name. Without a GPU it warns and is switched off, as in PyTorch."""

from __future__ import annotations

import flambeau.amp
from flambeau.amp import custom_bwd, custom_fwd

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd"]


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


class GradScaler(flambeau.amp.GradScaler):
    """See :class:`flambeau.amp.GradScaler`.

    Example:
        >>> import warnings
        >>> with warnings.catch_warnings():
        ...     warnings.simplefilter("ignore")
        ...     scaler = flambeau.cuda.amp.GradScaler(enabled=False)
        >>> scaler.is_enabled()
        False
    """

    def __init__(
        self,
        init_scale: float = 2.0**16,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
        enabled: bool = True,
    ) -> None:
        super().__init__("cuda", init_scale, growth_factor, backoff_factor, growth_interval, enabled)
