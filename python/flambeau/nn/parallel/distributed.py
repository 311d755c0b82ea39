"""One module in several processes."""

from __future__ import annotations

from typing import Any

from ..modules.module import Module

__all__ = ["DistributedDataParallel"]


class DistributedDataParallel(Module):
    """Averages gradients over processes. There are no process groups yet, so it cannot be made.

    The class is there for programs that import it, or ask whether a module is one.

    Raises:
        NotImplementedError: always.

    Example:
        >>> flambeau.nn.parallel.DistributedDataParallel(flambeau.nn.Linear(2, 3))
        Traceback (most recent call last):
            ...
        NotImplementedError: flambeau.nn.parallel.DistributedDataParallel: ...
    """

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError(
            "flambeau.nn.parallel.DistributedDataParallel: process groups are not there yet "
            "(torch.distributed.is_available() is False)"
        )
