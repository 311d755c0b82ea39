"""Schedules made of other schedules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import flambeau  # noqa: F401  (the examples use it)

from ..optimizer import Optimizer
from .base import LRScheduler, current_values, set_value
from .plateau import ReduceLROnPlateau


class _Composite(LRScheduler):
    """Holds schedules of one optimizer, and saves and loads them."""

    _schedulers: Sequence[LRScheduler]

    def _check(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer) -> None:
        name = type(self).__name__
        for i, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise TypeError(f"{name} at index {i} should have `optimizer` as its attribute.")
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be "
                    f"specified when calling `step`, but got one at index {i} in the given schedulers sequence."
                )
            if optimizer != scheduler.optimizer:
                raise ValueError(
                    f"{name} expects all schedulers to belong to the same optimizer, but got scheduler "
                    f"{type(scheduler).__name__} at index {i} has {scheduler.optimizer}, which is different from "
                    f"{type(optimizer).__name__}."
                )

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer, with the schedules' own state dicts."""
        state = super().state_dict()
        state["_schedulers"] = [scheduler.state_dict() for scheduler in self._schedulers]
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what :meth:`state_dict` gave."""
        self.__dict__.update((key, value) for key, value in state_dict.items() if key != "_schedulers")
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


class SequentialLR(_Composite):
    """One schedule after another.

    Args:
        schedulers: schedules of ``optimizer``.
        milestones: at which counts of steps the next one begins; one fewer than there are schedules.

    Raises:
        ValueError: if a schedule belongs to another optimizer or watches a metric, or the numbers do not fit.

    Example:
        >>> w = flambeau.zeros(1, requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=1.0)
        >>> schedules = flambeau.optim.lr_scheduler
        >>> warmup = schedules.ConstantLR(optimizer, factor=0.5, total_iters=2)
        >>> decay = schedules.ExponentialLR(optimizer, gamma=0.25)
        >>> scheduler = schedules.SequentialLR(optimizer, [warmup, decay], milestones=[2])
        >>> for _ in range(3):
        ...     optimizer.step()
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ) -> None:
        if len(schedulers) < 1:
            raise ValueError(f"{type(self).__name__} expects at least one scheduler, but got no scheduler.")
        self._check(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
                f"milestone points, but got number of schedulers {len(schedulers)} and the number of milestones to be "
                f"equal to {len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        # Each schedule did its first step when it was made; take that back, and let the one in turn do it again.
        for group in optimizer.param_groups:
            set_value(group, "lr", group["initial_lr"])
        self.recursive_undo()
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def recursive_undo(self, sched: LRScheduler | None = None) -> None:
        """Take back one step of ``sched``, or of all schedules that it holds.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> schedules = [flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma) for gamma in (1.0, 0.1)]
            >>> scheduler = flambeau.optim.lr_scheduler.SequentialLR(optimizer, schedules, milestones=[1])
            >>> scheduler.recursive_undo(schedules[0])
            >>> schedules[0].last_epoch
            -1
        """
        scheduler = self if sched is None else sched
        if hasattr(scheduler, "_schedulers"):
            for inner in scheduler._schedulers:
                self.recursive_undo(inner)
        elif hasattr(scheduler, "last_epoch"):
            scheduler.last_epoch -= 1

    def step(self) -> None:  # type: ignore[override]  # takes no epoch, as in PyTorch
        """Step the schedule in turn.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> schedules = [flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma) for gamma in (1.0, 0.1)]
            >>> scheduler = flambeau.optim.lr_scheduler.SequentialLR(optimizer, schedules, milestones=[1])
            >>> rates = []
            >>> for _ in range(3):
            ...     rates.append(scheduler.get_last_lr()[0])
            ...     optimizer.step()
            ...     scheduler.step()
            >>> rates
            [1.0, 1.0, 0.1]
        """
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(_Composite):
    """Several schedules at once: each step steps them all, one after another.

    Args:
        schedulers: schedules of one optimizer.
        optimizer: that optimizer; the first schedule's if not given.

    Raises:
        ValueError: if there is no schedule, or one belongs to another optimizer or watches a metric.

    Example:
        >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
        >>> halving = flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        >>> scheduler = flambeau.optim.lr_scheduler.ChainedScheduler([halving])
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        if len(schedulers) < 1:
            raise ValueError(
                f"{type(self).__name__} expects at least one scheduler to be chained, but got no scheduler."
            )
        optimizer = optimizer or schedulers[0].optimizer
        self._check(schedulers, optimizer)
        self._schedulers = schedulers
        self.optimizer = optimizer
        self._last_lr = current_values(optimizer, "lr")

    def step(self) -> None:  # type: ignore[override]  # takes no epoch, as in PyTorch
        """Step all schedules.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> schedules = [flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma) for gamma in (0.5, 0.1)]
            >>> scheduler = flambeau.optim.lr_scheduler.ChainedScheduler(schedules)
            >>> optimizer.step()
            >>> scheduler.step()
            >>> scheduler.get_last_lr()
            [0.05]
        """
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = current_values(self.optimizer, "lr")
