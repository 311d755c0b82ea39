"""Schedules that go up and down: cosines, triangles, one cycle."""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable
from typing import Any

import flambeau  # noqa: F401  (the examples use it)

from ..optimizer import Optimizer
from .base import LRScheduler, Rates, check_optimizer, per_group, set_value


class CosineAnnealingLR(LRScheduler):
    """Half a cosine from the initial rate down to ``eta_min`` in ``T_max`` steps, and back up, and so on.

    ``eta_min + (initial - eta_min) * (1 + cos(pi * epoch / T_max)) / 2``, computed from the rate before, so that it can
    be chained with other schedules.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2016.

    Example:
        >>> w = flambeau.zeros(1, requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=1.0)
        >>> scheduler = flambeau.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=2)
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> Rates:
        self._warn_outside_step()
        if self._is_initial:
            return self._rates()
        if self._step_count == 1 and self.last_epoch > 0:
            return self._get_closed_form_lr()
        groups = self.optimizer.param_groups
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            # At the bottom the quotient below would be 0/0.
            rise = (1 - math.cos(math.pi / self.T_max)) / 2
            return [
                group["lr"] + (base - self.eta_min) * rise for base, group in zip(self.base_lrs, groups, strict=True)
            ]
        now = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        before = 1 + math.cos(math.pi * (self.last_epoch - 1) / self.T_max)
        return [now / before * (group["lr"] - self.eta_min) + self.eta_min for group in groups]

    def _get_closed_form_lr(self) -> Rates:
        cosine = math.cos(math.pi * self.last_epoch / self.T_max)
        return [self.eta_min + (base - self.eta_min) * (1 + cosine) / 2 for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine from the initial rate down to ``eta_min``, which then begins anew.

    Args:
        T_0: steps of the first cycle.
        T_mult: each cycle is so many times as long as the one before.

    Raises:
        ValueError: if ``T_0`` or ``T_mult`` is no positive integer.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2016.

    Example:
        >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
        >>> scheduler = flambeau.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2)
        >>> for _ in range(3):
        ...     optimizer.step()
        ...     scheduler.step()
        ...     print(scheduler.get_last_lr())
        [0.5]
        [1.0]
        [0.5]
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, (float, int)):
            raise ValueError(f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}")
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> Rates:
        self._warn_outside_step()
        cosine = math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (base - self.eta_min) * (1 + cosine) / 2 for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Go on by one, or to ``epoch``, which may be a fraction: ``scheduler.step(epoch + batch / batches)``.

        Raises:
            ValueError: if ``epoch`` is negative.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0)
            >>> scheduler = flambeau.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=4)
            >>> optimizer.step()
            >>> scheduler.step(2.0)
            >>> scheduler.get_last_lr()
            [0.5]
        """
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        else:
            if epoch < 0:
                raise ValueError(f"Expected non-negative epoch, but got {epoch}")
            self._locate(epoch)
        self.last_epoch = math.floor(epoch)
        with self._within_step():
            rates = self.get_lr()
        self._set_rates(rates)

    def _locate(self, epoch: float) -> None:
        """Find the cycle that ``epoch`` lies in, and how far."""
        if epoch < self.T_0:
            self.T_i = self.T_0
            self.T_cur = epoch
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            # Cycle n begins after T_0 * (1 + T_mult + ... + T_mult^(n - 1)) steps.
            n = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**n - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**n


class _MomentumCycle(LRScheduler):
    """Sets the groups' momentum, or Adam's first beta, against the rate."""

    cycle_momentum: bool
    use_beta1: bool

    def _init_momentum(self, optimizer: Optimizer, base: Any, highest: Any, last_epoch: int) -> tuple[list, list]:
        """Note each group's lowest and highest momentum and start with the highest; return both lists."""
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
        self.use_beta1 = "betas" in optimizer.defaults
        bases = per_group("base_momentum", optimizer, base)
        highests = per_group("max_momentum", optimizer, highest)
        if last_epoch == -1:
            for group, low, high in zip(optimizer.param_groups, bases, highests, strict=True):
                self._set_momentum(group, high)
                group["max_momentum"] = high
                group["base_momentum"] = low
        return bases, highests

    def _set_momentum(self, group: dict[str, Any], momentum: float) -> None:
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


def _always_one(x: float) -> float:
    return 1.0


def _halving(x: float) -> float:
    return 1 / (2.0 ** (x - 1))


def _power(gamma: float, x: float) -> float:
    return gamma**x


class CyclicLR(_MomentumCycle):
    """Triangles between ``base_lr`` and ``max_lr``, stepped after every batch.

    Args:
        base_lr, max_lr: lowest and highest rate, one for all groups or one for each.
        step_size_up, step_size_down: steps of the rise and of the fall (as many as of the rise if not given).
        mode: ``"triangular"``, ``"triangular2"`` (each triangle half as high as the one before) or ``"exp_range"``
            (``gamma^step`` times as high).
        scale_fn: a function of one's own for the height; then ``mode`` is ignored.
        scale_mode: whether ``scale_fn`` takes the number of the ``"cycle"`` or of the step (``"iterations"``).
        cycle_momentum: let momentum (or Adam's first beta) fall where the rate rises, between ``max_momentum`` and
            ``base_momentum``.

    Source: Smith, "Cyclical learning rates for training neural networks", 2015.

    Example:
        >>> optimizer = flambeau.optim.SGD([flambeau.zeros(1, requires_grad=True)], lr=1.0)
        >>> options = {"step_size_up": 2, "cycle_momentum": False}
        >>> scheduler = flambeau.optim.lr_scheduler.CyclicLR(optimizer, base_lr=0.0, max_lr=1.0, **options)
        >>> optimizer.step()
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.8,
        max_momentum: float | list[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        base_lrs = per_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(base_lrs, optimizer.param_groups, strict=True):
                set_value(group, "lr", rate)
        self.max_lrs = per_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        down = up if step_size_down is None else float(step_size_down)
        self.total_size = up + down
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        self._init_scale_fn()
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.base_momentums, self.max_momentums = self._init_momentum(
                optimizer, base_momentum, max_momentum, last_epoch
            )
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def _init_scale_fn(self) -> None:
        if self._scale_fn_custom is not None:
            return
        functions: dict[str, tuple[Callable[[float], float], str]] = {
            "triangular": (_always_one, "cycle"),
            "triangular2": (_halving, "cycle"),
            "exp_range": (functools.partial(_power, self.gamma), "iterations"),
        }
        self._scale_fn_ref, self.scale_mode = functions[self.mode]

    def scale_fn(self, x: float) -> float:
        """The height of the triangle, as a fraction of the first one's.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0, momentum=0.9)
            >>> scheduler = flambeau.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 1.0, mode="triangular2")
            >>> scheduler.scale_fn(1), scheduler.scale_fn(2)
            (1.0, 0.5)
        """
        return self._scale_fn_ref(x) if self._scale_fn_custom is None else self._scale_fn_custom(x)

    def get_lr(self) -> Rates:
        self._warn_outside_step()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            momentums = zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True)
            for group, low, high in momentums:
                self._set_momentum(group, high - (high - low) * height * scale)
        return [low + (high - low) * height * scale for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer; of ``scale_fn`` only the attributes of a callable object.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0, momentum=0.9)
            >>> scheduler = flambeau.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 1.0)
            >>> scheduler.state_dict()["last_epoch"]
            0
        """
        state = super().state_dict()
        state.pop("_scale_fn_ref", None)
        function = state["_scale_fn_custom"]
        plain = function is None or isinstance(function, types.FunctionType)
        state["_scale_fn_custom"] = None if plain else function.__dict__.copy()
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what :meth:`state_dict` gave.

        Example:
            >>> optimizer = flambeau.optim.SGD([flambeau.nn.Parameter(flambeau.ones(1))], lr=1.0, momentum=0.9)
            >>> scheduler = flambeau.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 1.0)
            >>> state = scheduler.state_dict()
            >>> scheduler.load_state_dict({**state, "last_epoch": 3})
            >>> scheduler.last_epoch
            3
        """
        super().load_state_dict({key: value for key, value in state_dict.items() if key != "_scale_fn_custom"})
        saved = state_dict["_scale_fn_custom"]
        if saved is not None:
            self._scale_fn_custom.__dict__.update(saved)
        self._init_scale_fn()


class OneCycleLR(_MomentumCycle):
    """One rise to ``max_lr`` and one fall far below the start, stepped after every batch.

    Args:
        max_lr: highest rate, one for all groups or one for each.
        total_steps: number of steps, or
        epochs, steps_per_epoch: its two factors.
        pct_start: the fraction of the steps that the rise takes.
        anneal_strategy: ``"cos"`` or ``"linear"``.
        cycle_momentum: let momentum (or Adam's first beta) fall where the rate rises, between ``max_momentum`` and
            ``base_momentum``.
        div_factor: the first rate is ``max_lr / div_factor``.
        final_div_factor: the last rate is the first one divided by this.
        three_phase: fall back to the first rate as fast as it rose, and only then further.

    Raises:
        ValueError: if the number of steps is not given or not positive, or is exceeded, or ``pct_start`` lies outside
            ``[0, 1]``.

    Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large learning rates",
    2017.

    Example:
        >>> w = flambeau.zeros(1, requires_grad=True)
        >>> optimizer = flambeau.optim.SGD([w], lr=0.1, momentum=0.9)
        >>> scheduler = flambeau.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
        >>> round(scheduler.get_last_lr()[0], 6)
        0.04
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        if total_steps is not None:
            if total_steps <= 0 or not isinstance(total_steps, int):
                raise ValueError(f"Expected positive integer total_steps, but got {total_steps}")
            self.total_steps = total_steps
        elif epochs is not None and steps_per_epoch is not None:
            for name, number in (("epochs", epochs), ("steps_per_epoch", steps_per_epoch)):
                if not isinstance(number, int) or number <= 0:
                    raise ValueError(f"Expected positive integer {name}, but got {number}")
            self.total_steps = epochs * steps_per_epoch
        else:
            raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_func_type = anneal_strategy
        self._schedule_phases = self._phases(pct_start, three_phase)

        highest = per_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, highest, strict=True):
                group["initial_lr"] = rate / div_factor
                group["max_lr"] = rate
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._init_momentum(optimizer, base_momentum, max_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)

    def _phases(self, pct_start: float, three_phase: bool) -> list[dict[str, Any]]:
        """Where each piece ends, and the groups' entries that it starts from and goes to."""
        names = ("end_step", "start_lr", "end_lr", "start_momentum", "end_momentum")
        rise = pct_start * self.total_steps
        pieces: list[tuple] = [(float(rise) - 1, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
        if three_phase:
            pieces += [
                (float(2 * rise) - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                (self.total_steps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        else:
            pieces.append((self.total_steps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"))
        return [dict(zip(names, piece, strict=True)) for piece in pieces]

    def _anneal(self, start: float, end: float, fraction: float) -> float:
        if self._anneal_func_type == "cos":
            return end + (start - end) / 2.0 * (math.cos(math.pi * fraction) + 1)
        return (end - start) * fraction + start

    def get_lr(self) -> Rates:
        self._warn_outside_step()
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueError(f"Tried to step {step} times. The specified number of total steps is {self.total_steps}")
        begin = 0.0
        for phase in self._schedule_phases[:-1]:
            if step <= phase["end_step"]:
                break
            begin = phase["end_step"]
        else:
            phase = self._schedule_phases[-1]
        fraction = (step - begin) / (phase["end_step"] - begin)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self._anneal(group[phase["start_lr"]], group[phase["end_lr"]], fraction))
            if self.cycle_momentum:
                momentum = self._anneal(group[phase["start_momentum"]], group[phase["end_momentum"]], fraction)
                self._set_momentum(group, momentum)
        return rates
