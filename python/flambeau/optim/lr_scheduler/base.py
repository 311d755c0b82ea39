"""What all schedules share."""

from __future__ import annotations

import contextlib
import functools
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import flambeau

from ..optimizer import Optimizer, _scalar

Rates: TypeAlias = list[Any]

EPOCH_DEPRECATION_WARNING = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
    "form is used instead of the new chainable form, where available."
)


def current_values(optimizer: Optimizer, key: str) -> Rates:
    """The groups' values of ``key``; tensors are copied, so that later changes do not reach them.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import current_values
        >>> current_values(flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=0.5), "lr")
        [0.5]
    """
    values = [group[key] for group in optimizer.param_groups]
    return [value.clone() if isinstance(value, flambeau.Tensor) else value for value in values]


def set_value(group: dict[str, Any], key: str, value: Any) -> None:
    """Change ``key`` of a group; a tensor is filled, so that others who hold it see the change.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import set_value
        >>> group = {"lr": flambeau.tensor(1.0)}
        >>> set_value(group, "lr", 0.5)
        >>> group
        {'lr': tensor(0.5000)}
    """
    if isinstance(group[key], flambeau.Tensor):
        group[key].fill_(_scalar(value))
    else:
        group[key] = value


def per_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One entry of ``value`` for each group, or ValueError.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import per_group
        >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))])
        >>> per_group("max_lr", optimizer, 0.1)
        [0.1]
        >>> per_group("max_lr", optimizer, [0.1, 0.2])
        Traceback (most recent call last):
            ...
        ValueError: max_lr must have the same length as optimizer.param_groups. max_lr has 2 values, param_groups has 1.
    """
    groups = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        value = [value] * groups
    elif len(value) != groups:
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, "
            f"param_groups has {groups}."
        )
    return [entry.clone() if isinstance(entry, flambeau.Tensor) else entry for entry in value]


def check_optimizer(optimizer: Any) -> None:
    """Raise TypeError if it is none.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import check_optimizer
        >>> check_optimizer("SGD")
        Traceback (most recent call last):
            ...
        TypeError: str is not an Optimizer
    """
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")


def functions_state(functions: list[Callable]) -> list[dict[str, Any] | None]:
    """What can be saved of functions: the attributes of callable objects, None for plain functions.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import functions_state
        >>> functions_state([lambda epoch: 0.9**epoch])
        [None]
    """
    return [None if isinstance(f, types.FunctionType) else f.__dict__.copy() for f in functions]


def load_functions_state(functions: list[Callable], states: list[dict[str, Any] | None]) -> None:
    """Put back what :func:`functions_state` saved.

    Example:
        >>> from flambeau.optim.lr_scheduler.base import load_functions_state
        >>> class Power:
        ...     def __init__(self, base):
        ...         self.base = base
        ...
        ...     def __call__(self, epoch):
        ...         return self.base**epoch
        >>> power = Power(0.9)
        >>> load_functions_state([power], [{"base": 0.5}])
        >>> power(1)
        0.5
    """
    for function, state in zip(functions, states, strict=True):
        if state is not None:
            function.__dict__.update(state)


def _track_step(optimizer: Optimizer) -> None:
    """Let the optimizer note that its step was called, so that calls in the wrong order can be told."""
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    # A strong reference would make a cycle through the optimizer's own attribute.
    reference = weakref.ref(optimizer)
    function = optimizer.step.__func__  # type: ignore[attr-defined]  # a bound method

    @functools.wraps(function)
    def step(*args: Any, **kwargs: Any) -> Any:
        owner: Any = reference()
        owner._opt_called = True
        return function(owner, *args, **kwargs)

    step._wrapped_by_lr_sched = True  # type: ignore[attr-defined]  # a mark on the function
    optimizer.step = step  # type: ignore[method-assign]  # on this one object


class LRScheduler:
    """Base of the schedules: a subclass defines :meth:`get_lr`.

    Args:
        optimizer: whose groups' rates to change.
        last_epoch: how often the schedule was stepped before; -1 starts it, and notes each group's ``initial_lr``.

    Raises:
        TypeError: if ``optimizer`` is none.
        KeyError: if the schedule is resumed and a group has no ``initial_lr``.

    Example:
        >>> class Halving(flambeau.optim.lr_scheduler.LRScheduler):
        ...     def get_lr(self):
        ...         return [base * 0.5**self.last_epoch for base in self.base_lrs]
        >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
        >>> scheduler = Halving(optimizer)
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    _get_lr_called_within_step: bool = False
    _is_initial: bool = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, current_values(optimizer, "lr"), strict=True):
                group.setdefault("initial_lr", rate)
        else:
            for i, group in enumerate(optimizer.param_groups):
                if "initial_lr" not in group:
                    raise KeyError(
                        f"param 'initial_lr' is not specified in param_groups[{i}] when resuming scheduler with "
                        "last_epoch >= 0. Load the optimizer's state first, or start with last_epoch=-1."
                    )
        self.base_lrs: Rates = current_values(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _track_step(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        """Set the rates at the start."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            >>> scheduler.state_dict()["gamma"]
            0.5
        """
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what :meth:`state_dict` gave.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            >>> scheduler.load_state_dict({"last_epoch": 3})
            >>> scheduler.last_epoch
            3
        """
        self.__dict__.update(state_dict)

    def get_last_lr(self) -> Rates:
        """Return the rates set last, one for each group.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
            >>> flambeau.optim.lr_scheduler.StepLR(optimizer, step_size=1).get_last_lr()
            [1.0]
        """
        return self._last_lr

    def get_lr(self) -> Rates:
        """Compute the rates for ``last_epoch``, often from the current ones. Called by :meth:`step` only.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            >>> optimizer.step()
            >>> scheduler.step()  # calls get_lr()
            >>> scheduler.get_last_lr()
            [0.5]
        """
        raise NotImplementedError

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=3,
            )

    @contextlib.contextmanager
    def _within_step(self) -> Iterator[None]:
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _warn_order(self) -> None:
        if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
            warnings.warn(
                "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. "
                "Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`.",
                UserWarning,
                stacklevel=3,
            )
        elif not getattr(self.optimizer, "_opt_called", False):
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. You should call them in the "
                "opposite order: `optimizer.step()` before `lr_scheduler.step()`. Otherwise the first value of the "
                "learning rate schedule is skipped.",
                UserWarning,
                stacklevel=3,
            )

    def step(self, epoch: int | None = None) -> None:
        """Go on by one and set the groups' rates.

        Args:
            epoch: deprecated: go to this count instead.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
            >>> optimizer.step()
            >>> scheduler.step()
            >>> scheduler.get_last_lr()
            [0.5]
        """
        if self._step_count == 1:
            self._warn_order()
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH_DEPRECATION_WARNING, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        with self._within_step():
            if epoch is None:
                self.last_epoch += 1
                rates = self.get_lr()
            else:
                self.last_epoch = epoch
                closed_form = getattr(self, "_get_closed_form_lr", self.get_lr)
                rates = closed_form()
        self._set_rates(rates)

    def _set_rates(self, rates: Rates) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_value(group, "lr", rate)
        self._last_lr: Rates = current_values(self.optimizer, "lr")

    def _rates(self) -> Rates:
        """The groups' rates as they are."""
        return current_values(self.optimizer, "lr")

    def _scaled(self, factor: float) -> Rates:
        """The groups' rates times ``factor``."""
        return [group["lr"] * factor for group in self.optimizer.param_groups]


class _LRScheduler(LRScheduler):
    """The old name of :class:`LRScheduler`."""
