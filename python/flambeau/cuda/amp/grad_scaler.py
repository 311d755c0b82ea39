"""Scaling of losses under its former name."""

from __future__ import annotations

import flambeau.amp

__all__ = ["GradScaler"]


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
