"""The schedule that watches a metric."""

from __future__ import annotations

import math
import warnings
from typing import Any, SupportsFloat

import flambeau  # noqa: F401  (the examples use it)

from ..optimizer import Optimizer
from .base import EPOCH_DEPRECATION_WARNING, LRScheduler, check_optimizer, current_values, set_value


class ReduceLROnPlateau(LRScheduler):
    """Multiply the rate by ``factor`` when a metric has not got better for more than ``patience`` steps.

    Args:
        mode: ``"min"``: smaller is better; ``"max"``: larger is better.
        factor: less than 1.
        patience: how many steps without improvement are let pass.
        threshold: how much better counts as better: a fraction of the best value (``threshold_mode="rel"``) or a
            difference (``"abs"``).
        cooldown: so many steps after a reduction do not count.
        min_lr: the rate does not go below this, one for all groups or one for each.
        eps: changes smaller than this are not made.

    Raises:
        ValueError: for a factor of 1 or more, an unknown mode, or a wrong number of ``min_lr``.

    Example:
        >>> w = flambeau.zeros(1, requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=1.0)
        >>> scheduler = flambeau.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, factor=0.5)
        >>> for loss in (3.0, 2.0, 2.0):
        ...     scheduler.step(loss)
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: list[float] | float = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        check_optimizer(optimizer)
        self.factor = factor
        self.optimizer = optimizer
        groups = len(optimizer.param_groups)
        if isinstance(min_lr, (list, tuple)):
            if len(min_lr) != groups:
                raise ValueError(f"expected {groups} min_lrs, got {len(min_lr)}")
            self.default_min_lr = None
            self.min_lrs = list(min_lr)
        else:
            self.default_min_lr = min_lr
            self.min_lrs = [min_lr] * groups
        self.patience = patience
        self.cooldown = cooldown
        self.eps = eps
        self.last_epoch = 0
        self._last_lr = current_values(optimizer, "lr")
        self._init_is_better(mode, threshold, threshold_mode)
        self._reset()

    def _init_is_better(self, mode: str, threshold: float, threshold_mode: str) -> None:
        if mode not in ("min", "max"):
            raise ValueError(f"mode {mode} is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f"threshold mode {threshold_mode} is unknown!")
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode = mode
        self.threshold = threshold
        self.threshold_mode = threshold_mode

    def _reset(self) -> None:
        """Forget the metric's history."""
        self.best = self.mode_worse
        self.cooldown_counter = 0
        self.num_bad_epochs = 0

    @property
    def in_cooldown(self) -> bool:
        """Whether a reduction was made a short while ago.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, cooldown=5)
            >>> scheduler.step(3.0)
            >>> scheduler.step(3.0)
            >>> scheduler.in_cooldown
            True
        """
        return self.cooldown_counter > 0

    def _is_better(self, value: float, best: float) -> bool:
        if self.mode == "min":
            limit = best * (1.0 - self.threshold) if self.threshold_mode == "rel" else best - self.threshold
            return value < limit
        limit = best * (self.threshold + 1.0) if self.threshold_mode == "rel" else best + self.threshold
        return value > limit

    def step(self, metrics: SupportsFloat, epoch: int | None = None) -> None:  # type: ignore[override]  # a metric
        """Look at the metric and reduce the rates if it is time.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
            >>> for loss in (3.0, 3.0, 3.0):
            ...     scheduler.step(loss)
            >>> round(scheduler.get_last_lr()[0], 6)
            0.01
        """
        value = float(metrics)
        if epoch is None:
            epoch = self.last_epoch + 1
        else:
            warnings.warn(EPOCH_DEPRECATION_WARNING, UserWarning, stacklevel=2)
        self.last_epoch = epoch
        if self._is_better(value, self.best):
            self.best = value
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce_lr()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = current_values(self.optimizer, "lr")

    def _reduce_lr(self) -> None:
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise RuntimeError(
                    f"The number of param groups in the `optimizer` ({len(groups)}) differs from when "
                    f"`ReduceLROnPlateau` was initialized ({len(self.min_lrs)}), usually due to a new param group "
                    "being added to the optimizer. Please modify the `min_lrs` field to match the length of the "
                    "`optimizer` param groups."
                )
            self.min_lrs = [self.default_min_lr] * len(groups)
        for group, floor in zip(groups, self.min_lrs, strict=True):
            old = float(group["lr"])
            new = max(old * self.factor, floor)
            if old - new > self.eps:
                set_value(group, "lr", new)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what :meth:`state_dict` gave.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
            >>> scheduler.load_state_dict({**scheduler.state_dict(), "patience": 3})
            >>> scheduler.patience
            3
        """
        self.__dict__.update(state_dict)
        self._init_is_better(self.mode, self.threshold, self.threshold_mode)
